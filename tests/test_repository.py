"""The promises of the repository, read from its files."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import aigc_keras

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize(
    "command",
    [
        "import aigc_keras, aigc_course",
        "from aigc_keras import __main__; __main__.main(['--help'])",
        "from aigc_course import __main__; __main__.main(['--help'])",
    ],
)
def test_nothing_heavy_is_imported_early(command):
    code = f"""
import sys
try:
    {command}
except SystemExit as end:
    assert not end.code
assert not {{"keras", "numpy", "tensorflow"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("name", sorted(aigc_keras.__all__))
def test_every_public_name_exists(name):
    assert name in dir(aigc_keras)
    assert getattr(aigc_keras, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Gan'"):
        aigc_keras.Gan  # noqa: B018


def test_versions_agree():
    version = PROJECT["version"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert aigc_keras.__version__ == version
    assert re.search(r"^version: (.*)$", citation, re.MULTILINE)[1] == version
    assert re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)[1] == version


def test_dependencies_stand_in_one_place():
    """Every line of environment.yml, and no upper bound but Python's."""
    environment = (ROOT / "environment.yml").read_text("utf-8").splitlines()
    assert [line.strip() for line in environment] == [
        "name: aigc_keras",
        "dependencies:",
        f"- python{PROJECT['requires-python']}",
        "- pip",
        "- pip:",
        "- -e .[notebooks]",
    ]
    extras = PROJECT["optional-dependencies"].values()
    for requirement in [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]:
        assert re.fullmatch(r"[\w-]+>=[\d.]+", requirement)
    assert not list(ROOT.glob("*requirements*.txt"))


def test_the_address_stands_in_one_place():
    address = PROJECT["urls"]["Repository"]
    texts = ["README.md", "README.zh.md", "CONTRIBUTING.md", "CITATION.cff", "Makefile"]
    assert address.startswith("https://")
    assert not [name for name in texts if address in (ROOT / name).read_text("utf-8")]


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_readme_is_complete_in_both_languages(readme):
    text = (ROOT / readme).read_text("utf-8")
    links = re.findall(r"\]\(((?!https?:)[^)]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []
    for chapter in sorted((ROOT / "notebooks" / "source").glob("[0-9]*")):  # a file or a folder
        assert f"| `{chapter.stem}` " in text
    for command in ("make lab", "make test", "doctor", "conda env create", "make repository URL="):
        assert command in text


def test_contributing_is_read_in_a_few_minutes():
    words = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split()
    assert len(words) <= 1500
