"""`make test`: every part in turn, then a table of how long each took."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time

import changed

PYTEST = [sys.executable, "-m", "pytest", "-q"]
TWO = ["-n", "2", "--dist", "worksteal"]  # tiny models: much of the work is one core's
NBVAL = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=900"]
NO_TORCH = (
    "PyTorch is not installed, so its tests did not run. To include them, choose CPU at "
    "https://pytorch.org/get-started and run the command shown there with .venv/bin/pip."
)
TRAVEL = "tests/test_backends.py"
UNIT = "unit tests, TensorFlow"
PARTS = [  # name, line of the budget, backend, command
    ("installation", "installation", "tensorflow", ["make", "environment"]),
    ("style", "unit tests", "tensorflow", ["make", "lint"]),
    (UNIT, "unit tests", "tensorflow", [*PYTEST, *TWO, "-m", "not slow"]),
    ("model tests, JAX", "other backends", "jax", [*PYTEST, *TWO, "-m", "backends"]),
    ("model tests, PyTorch", "other backends", "torch", [*PYTEST, *TWO, "-m", "backends"]),
    ("from backend to backend", "other backends", "tensorflow", [*PYTEST, "-m", "slow", TRAVEL]),
    (
        "several processes",
        "several processes",
        "tensorflow",
        [*PYTEST, "-m", "slow", f"--ignore={TRAVEL}"],
    ),
    (
        "notebooks as built",
        "notebooks",
        "tensorflow",
        [sys.executable, "notebooks/build.py", "--check"],
    ),
    (
        "exercises",
        "exercises",
        "tensorflow",
        [sys.executable, "notebooks/build.py", "--try", "exercises"],
    ),
    (
        "chapters",
        "notebooks",
        "tensorflow",
        [*PYTEST, *NBVAL, "--ignore=notebooks/en/exercises", "notebooks/en"],
    ),
]
BUDGET = {  # seconds on two quiet cores: for comparison, never asserted
    "installation": 200,
    "unit tests": 300,
    "other backends": 240,
    "several processes": 200,
    "exercises": 120,
    "notebooks": 1620,
}
UNITS = {UNIT: "tests", "exercises": "exercises", "chapters": "chapters"}  # for test-changed


def table(rows):
    """The lines that say how long each part took, and what each line of the budget allows.

    Args:
        rows: List of (part, line of the budget, result, seconds), in the order of running.

    Returns:
        List of strings. The last part of each line of the budget shows the seconds of that line
        together, and its budget.

    Example:
        >>> print(table([("exercises", "exercises", "passed", 97.4)])[1].split())
        ['exercises', 'passed', '97', '97', 'of', '120']
    """
    shown = [f"{'part':28}{'result':10}{'seconds':>8}  budget"]
    for i, (name, line, result, seconds) in enumerate(rows):
        row = f"{name:28}{result:10}{seconds:8.0f}"
        if line not in (other for _, other, _, _ in rows[i + 1 :]):
            spent = sum(row[3] for row in rows if row[1] == line)
            row += f"  {spent:.0f} of {BUDGET[line]:,} for {line}"
        shown.append(row)
    total = sum(row[3] for row in rows)
    return [*shown, f"{'together':38}{total:8.0f}  of {sum(BUDGET.values()):,}"]


def main():
    compiled = tempfile.TemporaryDirectory(prefix="compiled")  # by JAX, whose processes share it
    settings = {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",  # tiny models: compiling is the work
        "JAX_COMPILATION_CACHE_DIR": compiled.name,
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }
    rows = []
    for name, line, backend, command in PARTS:
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        before = changed.hashes(changed.ROOT) if name in UNITS else {}
        if backend == "torch" and importlib.util.find_spec("torch") is None:
            print(NO_TORCH, flush=True)
            result = "not run"
        else:
            environment = {**os.environ, **settings, "KERAS_BACKEND": backend}
            if "-n" in command:
                environment["OMP_NUM_THREADS"] = "1"  # of each of the two, for PyTorch
            failed = subprocess.run(command, env=environment).returncode
            result = "FAILED" if failed else "passed"
        if before and result == "passed":
            kind = UNITS[name]
            changed.remember(changed.ROOT, kind, before[kind])
        rows.append((name, line, result, time.monotonic() - started))
        if name == "installation" and result == "FAILED":
            break
    print("", *table(rows), sep="\n")
    return any(result == "FAILED" for _, _, result, _ in rows)


if __name__ == "__main__":
    sys.exit(main())
