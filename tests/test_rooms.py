"""The order of both packages, read from their sources: what imports what, and how long it is.

    python tests/test_rooms.py [ROOT]    the figures that are measured here, of a checkout

A shim is an old place of something: a module that holds imports of ours and nothing else. It may
import what it points to, whatever its room, and nothing of ours imports it.
"""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("aigc_keras", "aigc_course")
EXERCISES = "tests/exercises"  # part of aigc_course in the wheel

PURE = {"backend", "losses", "optimizers", "plotting", "sampling", "schedules", "vocabulary"}
EVERYTHING = PURE | {"networks", "data", "metrics", "models", "config", "callbacks", "trained"}
# What a room of aigc_keras may import of aigc_keras besides itself.
ALLOWED = {
    **{room: set() for room in PURE},
    "networks": PURE - {"plotting"},
    "data": PURE,
    "metrics": PURE | {"data"},  # the weights of a score's classifier are a data file
    "models": PURE - {"plotting"} | {"networks"},
    "config": EVERYTHING,
    "callbacks": EVERYTHING,
    "trained": {"data", "models"},
    "__init__": EVERYTHING,
    "__main__": set(),
    "checks": set(),
}
# The rooms of aigc_keras that alone import these.
ONLY_IN = {
    "tensorflow": {"backend", "data"},
    "jax": {"backend"},
    "torch": {"backend"},
    "aigc_course": {"__main__", "checks"},
    "notebooks": set(),
}

MODEL_LINES = 300
NETWORK_LINES = 200
FUNCTION_LINES = 40
VALUES = 2  # in a parallel assignment
FAMILY_FILES = 6
FAMILY_LINES = 1000


def sources(root=ROOT, places=PACKAGES):
    """The Python files below these folders of a checkout."""
    return sorted(path for place in places for path in (root / place).rglob("*.py"))


def short(path):
    """The name of a case: the path within the checkout."""
    return str(path.relative_to(ROOT)) if isinstance(path, Path) else None


def module_name(path, root=ROOT):
    """`("aigc_keras", "models", "gan")` for aigc_keras/models/gan.py."""
    parts = path.relative_to(root).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(source, path, root=ROOT, everywhere=True):
    """Every module that a source imports, by full dotted name, relative imports resolved.

    Those within functions, for rare cases, are left out unless `everywhere`.
    """
    package = module_name(path, root)
    if path.name != "__init__.py":
        package = package[:-1]
    tree = ast.parse(source)
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{name.name}" for name in node.names)


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_shim(source, path):
    """Whether a module only says where its names are now."""
    if path.name == "__init__.py":
        return False
    body = [node for node in ast.parse(source).body if not is_docstring(node)]
    return bool(body) and all(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aigc_keras")
        for node in body
    )


def file_of(name, root=ROOT):
    """The file of a dotted name of ours, such as `aigc_keras.models.gan.GAN`; None for a package's.

    A package's `__init__` only passes names on.
    """
    parts = name.split(".")
    while len(parts) > 1:
        path = root.joinpath(*parts).with_suffix(".py")
        if path.is_file():
            return path
        parts.pop()
    return None


def wrong_imports(source, path):
    """The imports of a source that the order of the rooms forbids."""
    return [name for name in imports(source, path) if is_wrong(name, path)]


def is_wrong(name, path):
    """Whether this file must not import this name."""
    package, room, *_ = (*module_name(path), "__init__")
    top, *rest = name.split(".")
    if is_old_place(name):
        return True
    if top in ONLY_IN and package == "aigc_keras":
        return room not in ONLY_IN[top]
    if package == "aigc_course":
        # What learners write is compared with NumPy, not with the library.
        from_library = top == "aigc_keras" and room == "checks"
        return from_library or (top in ONLY_IN and top != "aigc_course")
    return top == "aigc_keras" and not {*rest[:1]} & (ALLOWED[room] | {room})


def is_old_place(name):
    """Whether a name is taken from a shim."""
    path = file_of(name)
    return name.startswith("aigc_keras.checks") or (
        path is not None and is_shim(path.read_text("utf-8"), path)
    )


def code_lines(text):
    """The numbers of the lines that hold code: no blanks, no comments, no docstrings."""
    lines = enumerate(text.splitlines(), 1)
    code = {number for number, line in lines if line.strip() and line.strip()[0] != "#"}
    for node in ast.walk(ast.parse(text)):
        if is_docstring(node):
            code -= set(range(node.lineno, node.end_lineno + 1))
    return code


def lines_of_functions(text, sentences=False):
    """How many lines of code each function has: pairs (name, lines).

    Args:
        text: Str, a source.
        sentences: Whether a call that tells a learner what is wrong counts as one line: what it
            says is content, as a docstring is.
    """
    tree, code = ast.parse(text), code_lines(text)
    for node in ast.walk(tree):
        tells = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if sentences and tells and node.func.id in ("Mistake", "Wrong", "need"):
            code -= set(range(node.lineno + 1, node.end_lineno + 1))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, len(code & set(range(node.lineno, node.end_lineno + 1)))


def long_functions(path):
    """The functions of a file that are too long: pairs (name, lines)."""
    is_check = module_name(path)[:2] == ("aigc_course", "checks")
    found = lines_of_functions(path.read_text("utf-8"), sentences=is_check)
    return [(name, lines) for name, lines in found if lines > FUNCTION_LINES]


def wide_assignments(text):
    """The line numbers of assignments of too many values at once; unpacking is none."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Tuple)
        and any(
            isinstance(target, ast.Tuple | ast.List) and len(target.elts) > VALUES
            for target in node.targets
        )
    ]


def to_open(path, root=ROOT):
    """The files of aigc_keras that the imports at the top of this one lead to, itself included.

    Without backend.py: it holds what Keras has no neutral call for, in functions whose names say
    what they do, and nobody understands a model better for having read it.
    """
    found, to_come = set(), [path]
    while to_come:
        path = to_come.pop()
        if path not in found:
            found.add(path)
            names = imports(path.read_text("utf-8"), path, root, everywhere=False)
            ours = (file_of(name, root) for name in names if name.startswith("aigc_keras."))
            to_come += [file for file in ours if file and file.stem != "backend"]
    return found


def total_lines(paths):
    return sum(len(code_lines(path.read_text("utf-8"))) for path in paths)


def in_room(room, root=ROOT):
    """The files of a room of aigc_keras, without its `__init__` and shims."""
    paths = (path for path in sources(root, ["aigc_keras"]) if path.name != "__init__.py")
    paths = (path for path in paths if module_name(path, root)[1] == room)
    return [path for path in paths if not is_shim(path.read_text("utf-8"), path)]


@pytest.mark.parametrize("path", sources(), ids=short)
def test_imports_go_downward(path):
    source = path.read_text("utf-8")
    room = (*module_name(path), "__init__")[1]
    if is_shim(source, path):
        assert all(name.startswith("aigc_keras.") for name in imports(source, path))
    else:
        assert path.is_relative_to(ROOT / "aigc_course") or room in ALLOWED, "no such room"
        assert wrong_imports(source, path) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("aigc_keras/losses.py", "from aigc_keras import networks"),
        ("aigc_keras/losses.py", "from . import backend"),
        ("aigc_keras/losses.py", "import aigc_keras"),
        ("aigc_keras/networks/conv.py", "from aigc_keras.models.gan import GAN"),
        ("aigc_keras/networks/conv.py", "from aigc_keras import plotting"),
        ("aigc_keras/data/images.py", "from ..metrics import classifier"),
        ("aigc_keras/metrics/distances.py", "from aigc_keras.models import gan"),
        ("aigc_keras/models/gan.py", "def late():\n    from aigc_keras.data import load_images"),
        ("aigc_keras/models/gan.py", "from aigc_keras import plotting"),
        ("aigc_keras/models/gan.py", "import aigc_keras.metrics.distances"),
        ("aigc_keras/models/gan.py", "import tensorflow as tf"),
        ("aigc_keras/models/gan.py", "from aigc_keras.models.seeded import SeededModel"),
        ("aigc_keras/callbacks.py", "from notebooks import build"),
        ("aigc_keras/callbacks.py", "from aigc_course import checks"),
        ("aigc_keras/config.py", "import jax.numpy"),
        ("aigc_keras/config.py", "from aigc_keras.checks import gan"),
        ("aigc_keras/__init__.py", "import aigc_course.doctor"),
        ("aigc_course/doctor.py", "import notebooks.build"),
        ("aigc_course/doctor.py", "import tensorflow"),
        ("aigc_course/grading/judge.py", "from aigc_keras.checks import Wrong"),
        ("aigc_course/checks/gan/parts.py", "from aigc_keras import losses"),
    ],
)
def test_a_forbidden_import_is_noticed(file, source):
    assert len(wrong_imports(source, ROOT / file)) == 1


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("aigc_keras/models/gan.py", "from aigc_keras import losses, sampling"),
        ("aigc_keras/models/gan.py", "from aigc_keras.networks.conv import ConvGenerator"),
        ("aigc_keras/metrics/classifier.py", "from aigc_keras.data.files import load_arrays"),
        ("aigc_keras/data/batches.py", "import tensorflow as tf"),
        ("aigc_keras/callbacks.py", "from aigc_keras import metrics, models, plotting"),
        ("aigc_keras/__main__.py", "from aigc_course.command_line import main"),
        ("aigc_course/grading/view.py", "import aigc_keras\nfrom aigc_keras.data import files"),
    ],
)
def test_an_import_from_below_is_allowed(file, source):
    assert wrong_imports(source, ROOT / file) == []


def test_shims_are_told_from_modules():
    path = ROOT / "aigc_keras/old.py"
    moved = '"""Moved."""\n\nfrom aigc_keras.new import name, other  # noqa: F401\n'
    assert is_shim(moved, path)
    assert not is_shim(moved, path.with_name("__init__.py"))
    assert not is_shim(moved + "\nx = 1\n", path)
    assert not is_shim("from functools import partial\n", path)
    assert not is_shim('"""Nothing."""\n', path)


@pytest.mark.parametrize("path", sources(places=[*PACKAGES, EXERCISES]), ids=short)
def test_no_function_is_long(path):
    assert long_functions(path) == []


@pytest.mark.parametrize("path", sources(places=[*PACKAGES, EXERCISES]), ids=short)
def test_no_line_assigns_many_values_at_once(path):
    assert wide_assignments(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", in_room("models"), ids=short)
def test_a_family_is_understood_from_few_files(path):
    assert total_lines([path]) <= MODEL_LINES
    opened = to_open(path)
    assert len(opened) <= FAMILY_FILES, sorted(map(short, opened))
    assert total_lines(opened) <= FAMILY_LINES


@pytest.mark.parametrize("path", in_room("networks"), ids=short)
def test_a_network_is_short(path):
    assert total_lines([path]) <= NETWORK_LINES


@pytest.mark.parametrize("tests", sorted((ROOT / EXERCISES).glob("test_[0-9]*.py")), ids=short)
def test_what_an_exercise_forbids_has_no_other_place(tests):
    """A shim that is hidden from learners, in a package of models or networks, leads to nothing."""
    (settings,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(tests.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "SETTINGS"
    )
    forbidden = tuple(settings["forbidden"])
    for path in sources(places=["aigc_keras"]):
        source = path.read_text("utf-8")
        if is_shim(source, path) and ".".join(module_name(path)).startswith(forbidden):
            places = {name for name in imports(source, path) if "networks" in name}
            assert all(name.startswith(forbidden) for name in places), path


def test_lines_of_code_leave_out_comments_blanks_and_docstrings():
    text = '"""A\n\nb."""\n\n# c\ndef f():\n    """d"""\n    return """e\n\nf"""  # g\n'
    assert len(code_lines(text)) == 3
    assert list(lines_of_functions(text)) == [("f", 3)]


def test_sentences_for_learners_count_as_one_line():
    text = "def f(x):\n g(\n  Mistake(\n   x,\n   'A',\n  ),\n )\n"
    assert list(lines_of_functions(text)) == [("f", 7)]
    assert list(lines_of_functions(text, sentences=True)) == [("f", 4)]


def test_unpacking_is_no_parallel_assignment():
    assert wide_assignments("a, b = 1, 2\na, b, c = x.shape\n(a, b, c) = f()\na = 1, 2, 3") == []
    assert wide_assignments("\na, b, c = 1, 2, 3\n[d, e, f] = 1, 2, 3\na = b, c, d = 1, 2, 3") == [
        2,
        3,
        4,
    ]


def test_imports_are_followed_to_their_files():
    assert file_of("aigc_keras.losses.gaussian_kl") == ROOT / "aigc_keras/losses.py"
    assert file_of("aigc_keras.models") is file_of("aigc_keras") is None
    late = "import a\ndef f():\n    import b"
    path = ROOT / "aigc_keras/models/gan.py"
    assert list(imports(late, path)) == ["a", "b"]
    assert list(imports(late, path, everywhere=False)) == ["a"]
    opened = to_open(path)
    assert {ROOT / "aigc_keras/models/gan.py", ROOT / "aigc_keras/losses.py"} <= opened


def report(root):
    """Print how long everything is; nothing of it is asserted."""
    for package in PACKAGES:
        paths = sources(root, [package])
        print(f"{package}: {len(paths)} files, {total_lines(paths):,} lines of code")
    paths = sources(root)
    longest = max(
        (lines, name, str(path.relative_to(root)))
        for path in paths
        for name, lines in lines_of_functions(path.read_text("utf-8"))
        if "checks" not in path.parts
    )
    print("longest function (the sentences of the checks aside): {1} in {2}, {0}".format(*longest))
    wide = sum(len(wide_assignments(path.read_text("utf-8"))) for path in paths)
    print(f"assignments of more than {VALUES} values at once: {wide}")
    for path in in_room("models", root):
        opened = to_open(path, root)
        print(f"{path.stem}: {len(opened)} files to open, {total_lines(opened):,} lines of code")


if __name__ == "__main__":
    report(Path(sys.argv[1] if sys.argv[1:] else ROOT).resolve())
