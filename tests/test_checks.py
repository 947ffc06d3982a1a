"""The exercises' checks under their old name, which notebooks that were handed out import."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

from aigc_course import checks

NAMES = [module.name for module in pkgutil.walk_packages(checks.__path__, "aigc_course.checks.")]
CHAPTERS = [module.name for module in pkgutil.iter_modules(checks.__path__)]


@pytest.mark.parametrize("name", ["aigc_course.checks", *NAMES])
def test_a_module_is_the_same_under_its_old_name(name):
    old = name.replace("aigc_course", "aigc_keras", 1)
    assert importlib.import_module(old) is importlib.import_module(name)


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize(
    "line",
    [
        "from aigc_keras.checks import {} as check",
        "import aigc_keras.checks.{} as check",
        "from aigc_keras.checks.{} import exercise_1\nfrom aigc_keras.checks import {} as check",
        "import aigc_keras.checks.{}.exercise1\nfrom aigc_keras.checks import {} as check",
        "import aigc_course.checks.{}\nimport aigc_keras.checks.{} as check",
    ],
)
def test_what_notebooks_import_works_in_either_order(chapter, line):
    names = {}
    exec(line.replace("{}", chapter), names)
    assert names["check"] is importlib.import_module(f"aigc_course.checks.{chapter}")


def test_a_new_process_that_knows_only_the_old_name_has_each_class_once():
    code = """
from aigc_keras.checks import Mistake, Wrong, check, need, same
from aigc_keras.checks.gan.exercise4 import TinyGan
import aigc_keras.checks.gan
import aigc_course.checks.gan
assert Wrong is aigc_course.checks.Wrong and TinyGan is aigc_course.checks.gan.TinyGan
assert aigc_keras.checks is aigc_course.checks
import sys
assert "keras" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
