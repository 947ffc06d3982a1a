"""Jupyter's own lines and commands of a shell, for cells.py: done, stood in for, or left out."""

import contextlib
import glob
import io
import json
import os
import re
import shlex
import sys
import time
import types

from IPython.utils.capture import CapturedIO
from IPython.utils.text import SList
from standins import Quiet, running_line

PYTHON = {"time", "timeit", "prun", "capture", "debug", "memit", "mprun", "lprun"}
SET_UP = {"timeit", "memit"}  # above a cell, these may be followed by code
OPTIONS = re.compile(r"^(?:\s*(?:-[lsTDfmnrp]\s+\S+|--?[\w-]+)(?=\s|$))*\s*")
ANSWERED = {"pwd", "ls", "cat", "echo", "mkdir"}  # commands whose work Python can do
WITHOUT_PERCENT = """
alias automagic autoreload autosave bookmark colors conda config connect_info
doctest_mode edit gui history hist load load_ext logstart magic matplotlib notebook page
pastebin pdb pdef pdoc pfile pinfo pinfo2 pip precision psource quickref recall
reload_ext rerun reset sc store sx system tensorflow_version unload_ext uv who who_ls
whos xdel xmode cp mv rm rmdir less more man
cd env run
"""  # names of magics that Jupyter knows at the beginning of a cell of one line


class Shell:
    """What `get_ipython()` gives while a notebook is graded.

    Args:
        names: Dict, the notebook's namespace.
        run_text: Function that runs text of a cell, as `cells.Notebook.run_text`.
    """

    kernel = None
    execution_count = 1

    def __init__(self, names, run_text):
        self.user_ns = self.user_global_ns = names
        self._run_text = run_text
        self._own = {"line": {}, "cell": {}, "line_cell": {}}  # magics of the notebook itself
        self._name, self._source = "", ""
        self.notes = []
        self.events = self.config = Quiet()
        self.automatic = (
            {*WITHOUT_PERCENT.split()} | PYTHON | ANSWERED | {"cd", "env", "run", "writefile"}
        )

    def itself(self):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Quiet()

    def begin(self, name, source):
        """A cell begins: what is noted from here on belongs to it."""
        self._name, self._source = name, source
        self.execution_count = len(self.user_ns["In"]) - 1
        self.notes = []

    def note(self, done, text=None):
        """Note what was not run as in Jupyter: "left out" or "stood in for"."""
        line = running_line(self._name)
        if line is None:
            return
        if text is None:
            lines = self._source.splitlines() or [""]
            text = lines[min(line, len(lines)) - 1]
        entry = [line, text.strip()[:100], done]
        if entry not in self.notes and len(self.notes) < 50:
            self.notes.append(entry)

    def register_magic_function(self, function, magic_kind="line", magic_name=None):
        self._own[magic_kind][magic_name or function.__name__] = function

    def run_line_magic(self, name, line, _stack_depth=1):
        """`%name line`, or the same as an expression."""
        if function := self._own["line"].get(name) or self._own["line_cell"].get(name):
            return function(line)
        if name in PYTHON - {"capture", "debug"}:
            return self._run_python(name, line, None)
        if function := getattr(self, f"_do_{name}", None):
            return function(line)
        if name in ANSWERED:
            return self.getoutput(f"{name} {line}")
        self.note("left out")
        return None

    def run_cell_magic(self, name, line, cell):
        """`%%name line` above a cell."""
        if function := self._own["cell"].get(name) or self._own["line_cell"].get(name):
            return function(line, cell)
        if name in ("writefile", "file"):
            return self._write(line, cell)
        if name == "capture":
            return self._capture(line, cell)
        if name in PYTHON:
            return self._run_python(name, line, cell)
        self.note("left out", f"%%{name} {line}")
        return None

    def magic(self, text):
        name, _, line = text.lstrip("%").partition(" ")
        return self.run_line_magic(name, line)

    def run_cell(self, source, *arguments, **options):
        return types.SimpleNamespace(result=self._run_text(source, self._name), success=True)

    def ev(self, text):
        return eval(text, self.user_ns)

    def ex(self, text):
        exec(text, self.user_ns)

    def push(self, names):
        self.user_ns.update(names)

    def system(self, command):
        """`!command`."""
        self.getoutput(command)

    system_raw = system_piped = system

    def getoutput(self, command, split=True, depth=0):
        """`name = !command`: the lines that it would have written, as far as Python can tell."""
        with contextlib.suppress(ValueError, OSError, LookupError, AttributeError):
            first, *words = shlex.split(command.format_map(_Given(self.user_ns)), comments=True)
            if first in ANSWERED and not {*words} & set("|&;<>"):
                lines = _answer(first, words)
                self.note("stood in for")
                return SList(lines) if split else "\n".join(lines)
        self.note("left out")
        return SList() if split else ""

    def _run_python(self, name, line, cell):
        """Code that Jupyter measures, run once; %timeit keeps nothing of it."""
        words = OPTIONS.sub("", line)
        text, place = words, f"{self._name}: %{name}"
        if cell is not None:  # its text begins in the second line
            text = f"{words if name in SET_UP else ''}\n{cell}"
            place = self._name
        started = time.perf_counter()
        names = dict(self.user_ns) if name == "timeit" else None
        value = self._run_text(text, place, names=names)
        if name != "timeit":
            return value
        took = time.perf_counter() - started
        if not re.search(r"(^|\s)-\w*o", line):
            return None
        figures = {"average": took, "best": took, "worst": took, "stdev": 0.0}
        return types.SimpleNamespace(**figures, timings=[took], all_runs=[took], loops=1, repeat=1)

    def _capture(self, line, cell):
        streams = io.StringIO(), io.StringIO()
        kept = [word for word in line.split() if not word.startswith("-")]
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            try:
                return self._run_text("\n" + cell, self._name)
            finally:
                for name in kept[:1]:
                    self.user_ns[name] = CapturedIO(*streams, [])

    def _write(self, line, cell):
        words = shlex.split(line)
        mode = "a" if {"-a", "--append"} & {*words} else "w"
        (path,) = (word for word in words if not word.startswith("-"))
        with open(os.path.expanduser(path), mode, encoding="utf-8") as file:
            file.write(cell)

    def _do_cd(self, line):
        path = re.sub(r"^(-\w+\s+)*", "", line.strip()).strip("'\"")
        os.chdir(os.path.expanduser(path or "~"))

    def _do_pwd(self, line):
        return os.getcwd()

    def _do_env(self, line):
        name, equal, value = (part.strip() for part in line.partition("="))
        if not equal:
            name, _, value = (part.strip() for part in line.partition(" "))
        if value:
            os.environ[name] = value
            return None
        return os.environ.get(name) if name else dict(os.environ)

    _do_set_env = _do_env

    def _do_run(self, line):
        """A script or a notebook that lies beside this one."""
        words = [word for word in shlex.split(line) if not re.fullmatch(r"-\w+", word)]
        path = words[0] if words[0].endswith((".py", ".ipynb")) else f"{words[0]}.py"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if not path.endswith(".ipynb"):
            names = {"__name__": "__main__", "__file__": path}
            before, sys.argv = sys.argv, words
            try:
                exec(compile(text, path, "exec", dont_inherit=True), names)
            finally:
                sys.argv = before
                self.user_ns.update({k: v for k, v in names.items() if not k.startswith("__")})
            return
        for cell in json.loads(text)["cells"]:
            if cell["cell_type"] == "code":
                self._run_text("".join(cell["source"]), path)

    def _do_sx(self, line):
        return self.getoutput(line)

    def _do_who_ls(self, line):
        return sorted(name for name in self.user_ns if not name.startswith("_"))

    def _do_pylab(self, line):
        text = "import numpy\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
        text += "from numpy import *\nfrom matplotlib.pyplot import *"
        exec(text, self.user_ns)


class _Given(dict):
    """Names within braces of a command, as IPython fills them in; others stay as they are."""

    def __missing__(self, name):
        return "{" + name + "}"


def _answer(first, words):
    """The lines that a simple command writes."""
    paths = [path for word in words if word[:1] != "-" for path in glob.glob(word) or [word]]
    if first == "pwd":
        return [os.getcwd()]
    if first == "echo":
        return [" ".join(words)]
    if first == "mkdir":
        for path in paths:
            os.makedirs(path, exist_ok=True)
        return []
    if first == "cat":
        lines = []
        for path in paths:
            with open(path, encoding="utf-8") as file:
                lines += file.read().splitlines()
        return lines
    found = []
    for path in paths or ["."]:
        names = os.listdir(path) if os.path.isdir(path) else [path]
        found += sorted(name for name in names if not name.startswith("."))
    return found
