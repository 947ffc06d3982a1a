"""Test the library with given versions of its packages, in clean environments.

    python tests/versions.py PYTHON [PYTHON ...] [--only floor newest] [--tests TEST ...]

For each interpreter, and for the oldest supported versions (those that Colab carries) and the
newest ones: a new environment, the packages, then the course over them, which must not replace any
of them, then the tests of the library. Prints the rows of the table in PLATFORMS.md. Needs `uv`.
"""

import argparse
import datetime
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ("tensorflow", "keras", "numpy", "matplotlib")
FLOOR = ("2.20.0", "3.13.2", "2.1.3", "3.10.0")
PACKAGES = {
    "floor": [f"{n}=={v}" for n, v in zip(NAMES, FLOOR, strict=True)],
    "newest": list(NAMES),
}
PACKAGES["floor"].append("pyparsing<3.3")  # with a newer one, that Matplotlib warns when imported
# What needs no notebook tools, no wall around processes and no other backend.
OTHERS = {"backends", "distributed", "grading", "notebooks", "references", "repository", "rooms"}
OTHERS |= {"wheel"}
TESTS = [p for p in (ROOT / "tests").glob("test_*.py") if p.stem[5:] not in OTHERS]


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def versions(python):
    lines = run("uv", "pip", "freeze", "--python", python).splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def row(interpreter, name, tests):
    """One environment: what replaced what, and how the tests ended."""
    with tempfile.TemporaryDirectory() as folder:
        run("uv", "venv", "--quiet", "--seed", "--python", interpreter, folder)
        python = f"{folder}/bin/python"
        install = ("uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", python)
        run(*install, *PACKAGES[name])
        before = versions(python)
        run(python, "-m", "pip", "install", "--quiet", str(ROOT))  # as Colab's set-up cell does
        run(*install, f"{ROOT}[text,images,grading]", "scipy", "ipywidgets")
        after = versions(python)
        replaced = [name for name, version in before.items() if after.get(name) != version]
        environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
        command = [python, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", *tests]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        print(done.stdout[-3000:], file=sys.stderr, flush=True)
        number = run(python, "-c", "import platform; print(platform.python_version())").strip()
        return {
            "Python": number,
            "versions": ", ".join(f"{name} {after[name]}" for name in NAMES),
            "replaced": ", ".join(replaced) or "nothing",
            "tests": re.sub(r" in .*", "", done.stdout.strip().splitlines()[-1]).strip("= "),
            "when": datetime.date.today().isoformat(),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pythons", nargs="+", metavar="PYTHON", help="3.11 or a path, for example")
    parser.add_argument("--only", nargs="+", choices=PACKAGES, default=list(PACKAGES))
    parser.add_argument("--tests", nargs="+", default=sorted(map(str, TESTS)))
    choices = parser.parse_args()
    rows = []
    for interpreter in choices.pythons:
        for name in choices.only:
            rows.append(row(interpreter, name, choices.tests))
            print("| " + " | ".join(rows[-1].values()) + " |", flush=True)
    good = all(r["replaced"] == "nothing" and re.match(r"\d+ passed", r["tests"]) for r in rows)
    sys.exit(not good)


if __name__ == "__main__":
    main()
