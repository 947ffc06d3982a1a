"""The architecture and the promises of the repository, read from its files."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import aigc_keras

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "aigc_keras"
SOURCES = sorted(LIBRARY.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

PURE = {"backend", "losses", "optimizers", "plotting", "recurrence", "sampling", "schedules"}
PURE |= {"vocabulary"}
BLOCKS = {"layers", "metrics", "data"}
# What a room may import of ours besides itself; the rooms not named here are the top.
ALLOWED = {
    **{room: set() for room in PURE},
    **{room: PURE for room in BLOCKS},
    "metrics": PURE | {"data"},  # the weights of a score's classifier are a data file
    "models": PURE - {"plotting"} | {"layers"},
}
ONLY_IN = {"tensorflow": {"backend", "data"}, "jax": {"backend"}, "torch": {"backend"}}


def module_name(path):
    """`("aigc_keras", "models", "gan")` for aigc_keras/models/gan.py."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def room(path):
    """The first name below aigc_keras, `"__init__"` for the package itself."""
    return (*module_name(path), "__init__")[1]


def imports(source, path):
    """Every module that a source imports, by full dotted name, relative imports resolved."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path)[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{name.name}" for name in node.names)


def wrong_imports(source, path):
    """The imports of a source that the architecture forbids."""
    here, wrong = room(path), []
    for name in imports(source, path):
        top, *rest = name.split(".")
        ours = top == "aigc_keras" and here in ALLOWED
        if (
            top == "notebooks"
            or here not in ONLY_IN.get(top, {here})
            or (ours and not {*rest[:1]} & (ALLOWED[here] | {here}))
        ):
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_imports_go_downward(path):
    assert wrong_imports(path.read_text("utf-8"), path) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("losses.py", "from aigc_keras import layers"),
        ("losses.py", "from . import backend"),
        ("losses.py", "import aigc_keras"),
        ("data/images.py", "from ..metrics import classifier"),
        ("metrics/distances.py", "from aigc_keras.models import gan"),
        ("models/gan.py", "def late():\n    from aigc_keras.data import load_images"),
        ("models/gan.py", "from aigc_keras import plotting"),
        ("models/gan.py", "import tensorflow as tf"),
        ("callbacks.py", "from notebooks import build"),
        ("config.py", "import jax.numpy"),
    ],
)
def test_a_forbidden_import_is_noticed(file, source):
    assert wrong_imports(source, LIBRARY / file)


def code_lines(text):
    """How many lines hold code: not blank, not only a comment, not part of a docstring."""
    lines = text.splitlines()
    code = {i for i, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#"}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            code -= set(range(node.lineno, node.end_lineno + 1))
    return len(code)


def test_the_library_stays_small():
    texts = {path: path.read_text("utf-8") for path in SOURCES}
    lengths = {path: len(text.splitlines()) for path, text in texts.items()}
    assert max(lengths.values()) < 250, max(lengths, key=lengths.get)
    # The checks of a chapter's exercises are content: mostly sentences, in two languages.
    content = {path for path in texts if room(path) == "checks" and len(module_name(path)) > 2}
    for grader, limit in ((False, 3000), (True, 1500)):
        parts = (path for path in texts if (room(path) == "grading") == grader)
        assert sum(code_lines(texts[path]) for path in parts if path not in content) < limit


def test_code_lines_leave_out_comments_blanks_and_docstrings():
    text = '"""A\n\nb."""\n\n# c\ndef f():\n    """d"""\n    return """e\n\nf"""  # g\n'
    assert code_lines(text) == 3


@pytest.mark.parametrize(
    "command",
    ["import aigc_keras", "from aigc_keras import __main__; __main__.main(['--help'])"],
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


def test_contributing_is_short():
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= 60
