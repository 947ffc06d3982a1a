"""The command line: `doctor` says whether the course can run here, `grade` marks exercises."""

import argparse
import os
import platform
import re
import sys
from importlib import metadata

import aigc_keras

OPTIONAL = ("jax", "torch")


def main(arguments=None):
    """Run a command and return the exit status: 0, or 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m aigc_keras", description="The course's helper")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("doctor", help="check Python, packages, device and data, with remedies")
    grade = commands.add_parser("grade", help="grade the submissions of an exercise")
    if "grade" in (sys.argv[1:] if arguments is None else arguments)[:1]:
        try:
            from aigc_keras.grading import command
        except ImportError as error:
            print(f"Grading is for Linux and needs pytest ({error}).", file=sys.stderr)
            return 2
        command.add_options(grade)
        return command.run(parser.parse_args(arguments))
    parser.parse_args(arguments)
    return doctor()


def doctor():
    """Print what the course would run on; return 1 when something is wrong, with the remedy."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(f"aigc_keras   {aigc_keras.__version__}")
    checks = _check_python(sys.version_info[:2]), _check_packages(), _check_backend(), _check_data()
    problems = [problem for check in checks for problem in check]
    for problem, remedy in problems:
        print(f"\nPROBLEM  {problem}\nREMEDY   {remedy}")
    if not problems:
        print("Everything is in order.")
    return int(bool(problems))


def requirements():
    """What the installed package asks for: `{"python": ">=3.11,<3.14", "keras": ">=3.13", ...}`.

    Empty where aigc_keras is not installed.
    """
    try:
        installed = metadata.metadata("aigc-keras")
    except metadata.PackageNotFoundError:
        return {}
    found = {"python": installed["Requires-Python"]}
    for line in installed.get_all("Requires-Dist", []):
        if "extra ==" not in line:
            name = re.match(r"[\w.-]+", line)[0]
            found[name] = line.removeprefix(name).strip()
    return found


def satisfies(version, bounds):
    """Whether a version lies within bounds such as `">=3.11,<3.14"`."""
    for bound in filter(None, bounds.split(",")):
        operator, limit = re.match(r"\s*(>=|<)\s*([\d.]+)", bound).groups()
        numbers, limit = _numbers(version), _numbers(limit)
        numbers += [0] * (len(limit) - len(numbers))
        if (numbers >= limit) != (operator == ">="):
            return False
    return True


def _numbers(version):
    return [int(number) for number in re.match(r"[\d.]*\d", version)[0].split(".")]


def _check_python(version):
    print(f"Python       {platform.python_version()} ({platform.system()}, {platform.machine()})")
    bounds = requirements().get("python")
    if bounds is None:
        yield "aigc_keras is not installed in this Python.", 'pip install -e ".[notebooks]"'
    elif not satisfies("{}.{}".format(*version), bounds):
        yield f"The course needs Python {bounds}.", "Make the environment anew with such a Python."


def _check_packages():
    bounds = {name: bound for name, bound in requirements().items() if name != "python"}
    for name in [*bounds, *OPTIONAL]:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            if name in bounds:
                yield f"{name} is not installed.", f'pip install "{name}{bounds[name]}"'
            continue
        print(f"{name:12} {version}")
        if not satisfies(version, bounds.get(name, "")):
            remedy = f'pip install --upgrade "{name}{bounds[name]}"'
            yield f"{name} {version} is too old: {bounds[name]} is needed.", remedy


def _check_backend():
    try:
        import keras

        from aigc_keras import backend, config

        kind, name, _ = backend.device()
        policy, reason = config.choose_precision()
    except Exception as error:  # whatever an import of a backend may raise
        chosen = os.environ.get("KERAS_BACKEND", "in ~/.keras/keras.json or by default")
        yield (
            f"Keras does not start ({type(error).__name__}: {error}). Its backend is {chosen}.",
            "Install that backend, or choose TensorFlow: KERAS_BACKEND=tensorflow",
        )
        return
    print(f"backend      {keras.backend.backend()}")
    print(f"device       {kind.upper()}: {name} (README.md's times are those of two CPU cores)")
    print(f"precision    {policy}: {reason}")


def _check_data():
    from aigc_keras.data import files

    problems = files.verify()
    if not problems:
        print("data         every bundled file is as published")
    for problem in problems:
        sentence, _, remedy = problem.rpartition(": ")  # each ends in its own remedy
        yield sentence, remedy


if __name__ == "__main__":
    sys.exit(main())
