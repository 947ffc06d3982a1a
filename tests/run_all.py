"""`make test`: every part in turn, then a table of how long each took."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time

PYTEST = [sys.executable, "-m", "pytest", "-q"]
TWO = ["-n", "2", "--dist", "worksteal"]  # tiny models: much of the work is one core's
NBVAL = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=900"]
NO_TORCH = (
    "PyTorch is not installed, so its tests did not run. To include them, choose CPU at "
    "https://pytorch.org/get-started and run the command shown there with .venv/bin/pip."
)
TRAVEL = "tests/test_backends.py"
PARTS = [  # name, backend, command
    ("installation", "tensorflow", ["make", "environment"]),
    ("style", "tensorflow", ["make", "lint"]),
    ("unit tests, TensorFlow", "tensorflow", [*PYTEST, *TWO, "-m", "not slow"]),
    ("model tests, JAX", "jax", [*PYTEST, *TWO, "-m", "backends"]),
    ("model tests, PyTorch", "torch", [*PYTEST, *TWO, "-m", "backends"]),
    ("from backend to backend", "tensorflow", [*PYTEST, "-m", "slow", TRAVEL]),
    ("several processes", "tensorflow", [*PYTEST, "-m", "slow", f"--ignore={TRAVEL}"]),
    ("notebooks as built", "tensorflow", [sys.executable, "notebooks/build.py", "--check"]),
    ("exercises", "tensorflow", [sys.executable, "notebooks/build.py", "--try", "exercises"]),
    (
        "chapters",
        "tensorflow",
        [*PYTEST, *NBVAL, "--ignore=notebooks/en/exercises", "notebooks/en"],
    ),
]

compiled = tempfile.TemporaryDirectory(prefix="compiled")  # by JAX, whose processes share it
SETTINGS = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",  # tiny models: compiling is the work
    "JAX_COMPILATION_CACHE_DIR": compiled.name,
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
}
table = []
for name, backend, command in PARTS:
    print(f"\n=== {name}", flush=True)
    started = time.monotonic()
    if backend == "torch" and importlib.util.find_spec("torch") is None:
        print(NO_TORCH, flush=True)
        result = "not run"
    else:
        environment = {**os.environ, **SETTINGS, "KERAS_BACKEND": backend}
        if "-n" in command:
            environment["OMP_NUM_THREADS"] = "1"  # of each of the two, for PyTorch
        failed = subprocess.run(command, env=environment).returncode
        result = "FAILED" if failed else "passed"
    table.append((name, result, time.monotonic() - started))
    if name == "installation" and result == "FAILED":
        break

print(f"\n{'part':28}{'result':10}{'seconds':>8}")
for name, result, seconds in [*table, ("together", "", sum(row[2] for row in table))]:
    print(f"{name:28}{result:10}{seconds:8.0f}")
sys.exit(any(result == "FAILED" for _, result, _ in table))
