"""`python -m aigc_keras doctor`: says whether the course can run here, and if not, what to do."""

import json
import os
import platform
import re
import sys
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import aigc_keras

OPTIONAL = ("jax", "torch")
BACKENDS = {  # as Keras and Python name them, and how to install them
    "tensorflow": "pip install tensorflow",
    "jax": "pip install jax",
    "torch": "choose CPU at https://pytorch.org/get-started and run the command shown there",
}
NEEDED = {  # in Keras' file of settings: the value, and why
    "floatx": ("float32", "The course computes in float32, or in bfloat16 as configure() says"),
    "image_data_format": ("channels_last", "In the course the channels of an image come last"),
}
LIMITS = ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH")


def doctor():
    """Print what the course would run on; return 1 when something is wrong, with the remedy."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(f"aigc_keras   {aigc_keras.__version__}")
    problems = [*_check_python(sys.version_info[:2]), *_check_packages()]
    settings = [*check_settings(os.environ)]
    # Keras reads its settings when it is imported: with wrong ones there is nothing to start.
    problems += settings or _check_start()
    problems += _check_data()
    problems += check_folder(os.environ)
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


def check_settings(environment):
    """Find what is wrong in the environment's variables and in Keras' file of settings.

    Args:
        environment: Mapping of str to str, such as `os.environ`.

    Yields:
        Pairs of str: the problem, and its remedy.
    """
    file, settings = _keras_settings(environment)
    if settings is None:
        yield f"{file} does not hold a JSON object.", "Delete this file: Keras writes it anew."
        settings = {}
    if environment.get("KERAS_BACKEND"):
        yield from _check_backend(environment["KERAS_BACKEND"], "the variable KERAS_BACKEND")
    else:
        yield from _check_backend(settings.get("backend", "tensorflow"), f'"backend" in {file}')
    for name, (needed, why) in NEEDED.items():
        found = settings.get(name, needed)
        if found != needed:
            remedy = f'Write "{name}": "{needed}" there, or delete the file.'
            yield f'"{name}" in {file} is {found!r}. {why}.', remedy
    epsilon = settings.get("epsilon", 1e-7)
    if not isinstance(epsilon, float):
        remedy = 'Write "epsilon": 1e-07 there, or delete the file.'
        yield f'"epsilon" in {file} is {epsilon!r}, which is no decimal number.', remedy
    for name in LIMITS:
        if name in environment:
            yield (
                f"The variable {name} is {environment[name]!r}: it cuts every training short.",
                "Remove it: the course's results are those of whole trainings.",
            )


def _keras_settings(environment):
    """The path of Keras' file of settings, and its dict; None where it cannot be read."""
    folder = environment.get("KERAS_HOME")
    if folder is None:
        home = Path("~").expanduser()
        folder = (home if os.access(home, os.W_OK) else Path("/tmp")) / ".keras"  # as Keras does
    file = Path(folder, "keras.json").expanduser()
    if not file.exists():
        return file, {}
    try:
        settings = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return file, None
    return file, settings if isinstance(settings, dict) else None


def check_folder(environment):
    """Find out whether Keras can write its settings and downloads.

    Args:
        environment: Mapping of str to str, such as `os.environ`.

    Yields:
        Pairs of str: the problem, and its remedy.
    """
    folder = _keras_settings(environment)[0].parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield (
            f"{folder} cannot be written ({error.strerror}): Keras keeps downloads there.",
            "Set the variable KERAS_HOME to a folder in which you may write.",
        )


def _check_backend(name, source):
    if name not in [*BACKENDS]:
        yield (
            f"Keras' backend is {name!r}, from {source}; the course runs on {', '.join(BACKENDS)}.",
            "Choose TensorFlow: KERAS_BACKEND=tensorflow",
        )
    elif name in OPTIONAL and find_spec(name) is None:
        yield (
            f"Keras' backend is {name!r}, from {source}; this package is not installed.",
            f"Install it ({BACKENDS[name]}), or choose TensorFlow: KERAS_BACKEND=tensorflow",
        )


def _check_start():
    try:
        import keras

        from aigc_keras import backend, config

        kind, name, _ = backend.device()
    except Exception as error:  # whatever an import of a backend may raise
        chosen = os.environ.get("KERAS_BACKEND") or "that of its file of settings, or TensorFlow"
        yield (
            f"Keras does not start ({type(error).__name__}: {error}). Its backend is {chosen}.",
            f"Install that backend anew, or choose another: KERAS_BACKEND={'|'.join(BACKENDS)}",
        )
        return
    print(f"backend      {keras.backend.backend()}")
    print(f"device       {kind.upper()}: {name} (README.md's times are those of two CPU cores)")
    try:
        policy, reason = config.choose_precision()
    except ValueError as error:  # says the variable's value and those that are allowed
        yield str(error), f"Set {config.VARIABLE} to one of these, or remove it."
        return
    print(f"precision    {policy}: {reason}")


def _check_data():
    from aigc_keras.data import files

    problems = files.verify()
    if not problems:
        print("data         every bundled file is as published")
    for problem in problems:
        sentence, _, remedy = problem.rpartition(": ")  # each ends in its own remedy
        yield sentence, remedy
