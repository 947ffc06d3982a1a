# Needs make and Python 3.11, 3.12 or 3.13, nothing else.
# To choose the interpreter: make lab PYTHON=/path/to/python3.12
SUITABLE = -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	$$name $(SUITABLE) </dev/null >/dev/null 2>&1 && echo $$name && break; done)
VENV := .venv
RUN := $(VENV)/bin/python

# One stamp for each set of extras; pyproject.toml alone says what is in them.
LEARN := $(VENV)/notebooks.stamp
DEVELOP := $(VENV)/notebooks,dev.stamp
EVERYTHING := $(VENV)/notebooks,dev,backends.stamp

# `make lab LANGUAGE=zh`; the environment's variable of that name is a locale, which Python reads.
CHOSEN = $(if $(filter command line,$(origin LANGUAGE)),$(LANGUAGE))

.PHONY: help lab course test test-changed test-fast lint environment repository links clean

help:
	@echo "make lab        open the course in JupyterLab: a copy of your own, in course/"
	@echo "make lab LANGUAGE=zh"
	@echo "                the same in Chinese, whatever language the system has"
	@echo "make test       everything: style, unit tests, other backends, several processes, every chapter"
	@echo "make test-changed"
	@echo "                the unit tests and notebooks that a change can have touched"
	@echo "make test-fast  the unit tests"
	@echo "make course     run the chapters again and write their outputs"
	@echo "make lint       style checks"
	@echo "make links      ask online whether every reference leads where it should"
	@echo "make clean      remove the environment, caches and builds"
	@echo "make repository URL=https://github.com/you/aigc_keras"
	@echo "                set the public address, in pyproject.toml and in the chapters,"
	@echo "                and say which two commands publish them"

# Also where nobody runs the set-up cell, the kernels of this environment show nothing of C++ in cells.
# JupyterLab does not ask whether it may show its news.
lab: $(LEARN)
	@mkdir -p $(VENV)/etc/ipython
	@echo '{"IPKernelApp": {"capture_fd_output": false}}' > $(VENV)/etc/ipython/ipython_kernel_config.json
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}' \
	> $(VENV)/share/jupyter/lab/settings/overrides.json
	@$(RUN) notebooks/working_copy.py $(CHOSEN)
	$(RUN) -m jupyterlab --ServerApp.root_dir=course \
	--LabApp.default_url=/lab/tree/$$($(RUN) notebooks/working_copy.py --opening $(CHOSEN)) \
	$(LAB_OPTIONS)

course: $(DEVELOP)
	$(RUN) notebooks/build.py

test: | $(RUN)
	@$(RUN) tests/run_all.py

test-changed: $(DEVELOP)
	@$(RUN) tests/changed.py

test-fast: $(DEVELOP)
	KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 $(RUN) -m pytest -q -n 2 --dist worksteal -m "not slow"

lint: $(DEVELOP)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

environment: $(EVERYTHING)

repository: $(DEVELOP)
	@$(RUN) notebooks/address.py "$(URL)"

links: $(LEARN)
	$(RUN) notebooks/references.py --online

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .test-changed.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN):
	@[ -n "$(PYTHON)" ] && $(PYTHON) $(SUITABLE) || { echo \
	"Python 3.11, 3.12 or 3.13 is needed. Install one, or say where it is: make PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A larger set contains the smaller ones, so their stamps are set too.
$(VENV)/%.stamp: pyproject.toml | $(RUN)
	$(RUN) -m pip install -e ".[$*]"
	@$(RUN) -m compileall -qq -j 0 $(VENV)/lib || true
	@set="$*"; touch "$(VENV)/$$set.stamp"; while [ "$$set" != "$${set%,*}" ]; do \
	set="$${set%,*}"; touch "$(VENV)/$$set.stamp"; done
