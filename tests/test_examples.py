"""The examples in public docstrings do what they show.

python tests/test_examples.py     lists the public functions and classes without an example
"""

import ast
import doctest
import importlib
import operator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "aigc_keras"
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def is_room(path, tree):
    """Not a file that only keeps an old path alive, not the command line."""
    shim = (ast.get_docstring(tree) or "").startswith(("The old place", "The old name"))
    return not shim and path.name != "__main__.py"


def public(tree, names=()):
    """(dotted name, docstring) of public functions, classes and methods."""
    for node in tree.body:
        is_definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if is_definition and not node.name.startswith("_"):
            yield ".".join([*names, node.name]), ast.get_docstring(node) or ""
            if isinstance(node, ast.ClassDef):
                yield from public(node, [*names, node.name])


def documented(folder):
    """(module, name, docstring) of all that is public in a package."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if is_room(path, tree):
            module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
            for name, docstring in [("", ast.get_docstring(tree) or ""), *public(tree)]:
                yield module.removesuffix(".__init__"), name, docstring


def with_examples(folder):
    return [(module, name) for module, name, text in documented(folder) if ">>>" in text]


def without_examples(folder):
    """Functions and classes, by dotted names, that show no example, nor does a method of theirs."""
    shown = {(module, name.partition(".")[0]) for module, name in with_examples(folder)}
    every = {(module, name) for module, name, _ in documented(folder) if name and "." not in name}
    return sorted(".".join(found) for found in every - shown)


def failures(module, name):
    """What the examples of one docstring gave instead of what they say: text, empty if nothing."""
    target = operator.attrgetter(name)(module) if name else module
    docstring = getattr(target, "__doc__", None) or ""
    names = {"np": np, **vars(module)}
    test = doctest.DocTestParser().get_doctest(docstring, names, name, module.__file__, 0)
    assert test.examples
    said = []
    doctest.DocTestRunner(optionflags=OPTIONS, verbose=False).run(test, out=said.append)
    return "".join(said)


@pytest.mark.parametrize(("module", "name"), with_examples(LIBRARY))
def test_an_example_gives_what_it_shows(module, name):
    assert failures(importlib.import_module(module), name) == ""


@pytest.mark.parametrize("room", ["metrics", "data"])
def test_every_public_function_of_metrics_and_data_shows_an_example(room):
    missing = {name for name in without_examples(LIBRARY) if f".{room}." in name}
    assert not missing


def test_public_names_without_an_example_are_counted(capsys):
    missing = without_examples(LIBRARY)
    every = [name for _, name, _ in documented(LIBRARY) if name and "." not in name]
    with capsys.disabled():
        print(f"\n{len(missing)} of {len(every)} public names have no example yet")
    assert len(missing) < len(every)


def test_a_wrong_example_is_noticed(tmp_path, monkeypatch):
    package = tmp_path / "made_up"
    package.mkdir()
    texts = {
        "__init__.py": "",
        "old.py": '"""The old place of `new.py`."""\ndef f():\n    """\n    >>> 1\n    2\n    """',
        "new.py": '''
def right():
    """Example:
        >>> np.array([1])
        array([1])
    """
class A:
    def wrong(self):
        """Example:
            >>> 1 + 1
            3
        """
def _hidden():
    """
    >>> 1 / 0
    """
def bare():
    pass
''',
    }
    for name, text in texts.items():
        (package / name).write_text(text, "utf-8")
    assert with_examples(package) == [("made_up.new", "right"), ("made_up.new", "A.wrong")]
    assert without_examples(package) == ["made_up.new.bare"]
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("made_up.new")
    assert failures(module, "right") == ""
    assert "Expected:\n    3\nGot:\n    2" in failures(module, "A.wrong")


if __name__ == "__main__":
    print(*without_examples(LIBRARY), sep="\n")
