"""The notebook builder, on small chapters of its own; and the committed notebooks."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_output

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "notebooks" / "build.py"


def load_build():
    spec = importlib.util.spec_from_file_location("notebook_builder", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load_build()

PYPROJECT = """\
[project]
name = "aigc-keras"
version = "1.2.3"
[project.urls]
Repository = "https://github.com/someone/course"
"""
PROSE = """\
# %% [markdown] lang="en"
# # A chapter
# {{colab}}
#
# See {{repository}} at {{tag}}, $x_{{n}}$.

# %% [markdown] lang="zh"
# # 一章
# {{colab}}
#
# 这是 {{notebook}} 的 {{language}} 版。

"""
CODE = """\
# %%
from pathlib import Path

written = Path("left.txt").write_text("only here")

# %% tags=["headline", "nbval-check-output"]
print("first", flush=True)
print("second")
"""
SETUP_CELL = "# %%\n# {{setup}}\n\n"


@pytest.fixture
def tree(tmp_path):
    """A repository with one chapter, 01_tiny, not built yet."""
    (tmp_path / "notebooks" / "source").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    source(tmp_path).write_text(PROSE + CODE, "utf-8")
    return tmp_path


@pytest.fixture
def built(tree):
    """The same with a set-up cell and notebooks, whose outputs are made up."""
    source(tree).write_text(PROSE + SETUP_CELL + CODE, "utf-8")
    notebooks = build.make_notebooks(tree, "01_tiny")
    for notebook in notebooks.values():
        for count, cell in enumerate(build.code_cells(notebook), 1):
            cell.execution_count = count
        cell.outputs = [stream("first\nsecond\n")]
    build.write_notebooks(tree, "01_tiny", notebooks)
    assert build.check(tree) == []
    return tree


def source(root):
    return root / "notebooks" / "source" / "01_tiny.py"


def notebook_path(root, language):
    return root / "notebooks" / language / "01_tiny.ipynb"


def read(root, language="en"):
    return nbformat.reads(notebook_path(root, language).read_text("utf-8"), as_version=4)


def change(root, edit, languages=("en", "zh")):
    """Edits committed notebooks behind the builder's back."""
    for language in languages:
        notebook = read(root, language)
        edit(notebook)
        text = nbformat.writes(notebook, ensure_ascii=False)
        notebook_path(root, language).write_text(text, "utf-8")


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def edit_source(root, old, new):
    text = source(root).read_text("utf-8")
    assert old in text
    source(root).write_text(text.replace(old, new), "utf-8")


def test_build_executes_and_writes_both_languages(tree):
    script = shutil.copy(SCRIPT, tree / "notebooks" / "build.py")
    command = [sys.executable, str(script), "01_tiny"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert re.search(r"01_tiny +\d+\.\d +\d+ MB  first second\n$", done.stdout)
    en, zh = read(tree, "en"), read(tree, "zh")
    assert [cell.cell_type for cell in en.cells] == ["markdown", "code", "code"]
    assert "一章" in zh.cells[0].source and "A chapter" in en.cells[0].source
    assert [cell.id for cell in zh.cells] == ["zh-001", "zh-002", "zh-003"]
    assert en.cells[2].outputs == zh.cells[2].outputs == [stream("first\nsecond\n")]
    assert en.cells[2].metadata.tags == ["headline", "nbval-check-output"]
    assert set(en.cells[2].metadata) == {"tags", "execution"}
    assert "shell.execute_reply" in en.cells[2].metadata.execution
    assert en.metadata.kernelspec.name == "python3"
    assert "version" not in en.metadata.language_info and "widgets" not in en.metadata
    assert not list(tree.rglob("left.txt"))
    assert build.check(tree) == []

    # A cell that fails leaves what is committed untouched.
    before = notebook_path(tree, "en").read_bytes()
    source(tree).write_text(PROSE + CODE + "\n# %%\nvalue = 1 / 0\n", "utf-8")
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    # (Jupyter itself may log first, while it closes a kernel.)
    assert "01_tiny: code cell 3 failed\n\nvalue = 1 / 0\n" in done.stderr
    assert "ZeroDivisionError" in done.stderr and "\x1b" not in done.stderr
    assert notebook_path(tree, "en").read_bytes() == before


def test_same_code_and_stable_ids(tree):
    first, again = (build.make_notebooks(tree, "01_tiny") for _ in range(2))
    assert first == again
    code = [[cell.source for cell in build.code_cells(first[key])] for key in ("en", "zh")]
    assert code[0] == code[1]
    for notebook in first.values():
        nbformat.validate(notebook)


def test_stamps(tree):
    source(tree).write_text(PROSE + SETUP_CELL + CODE, "utf-8")
    notebooks = build.make_notebooks(tree, "01_tiny")
    en, zh = (notebooks[language].cells[0].source for language in ("en", "zh"))
    page = "https://colab.research.google.com/github/someone/course/blob/v1.2.3/notebooks"
    assert f"]({page}/en/01_tiny.ipynb)" in en and f"]({page}/zh/01_tiny.ipynb)" in zh
    assert "See https://github.com/someone/course at v1.2.3, $x_{{n}}$." in en
    assert "这是 01_tiny 的 zh 版。" in zh
    setup = notebooks["en"].cells[1].source
    assert '"git+https://github.com/someone/course@v1.2.3"' in setup
    assert "{{" not in setup and len(setup.splitlines()) <= 25


@pytest.mark.parametrize(
    ("address", "badge"),
    [("https://github.com/a/b.git", "github/a/b/blob"), ("https://git.example.org/a/b", None)],
)
def test_badge_only_for_github(tree, address, badge):
    text = PYPROJECT.replace("https://github.com/someone/course", address)
    (tree / "pyproject.toml").write_text(text)
    prose = build.make_notebooks(tree, "01_tiny")["en"].cells[0].source
    if badge:
        assert badge in prose
    else:
        assert "colab" not in prose and prose.startswith("# A chapter\n\nSee ")


ENGLISH, CHINESE = '# %% [markdown] lang="en"\n# Text\n', '# %% [markdown] lang="zh"\n# 文字\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENGLISH, 'lang="zh" is missing after it'),
        (ENGLISH + "# %%\nx = 1\n" + CHINESE, 'lang="zh" is missing before it'),
        (CHINESE + ENGLISH, 'lang="en" is missing before it'),
        (ENGLISH + ENGLISH, 'lang="zh" is missing before it'),
        (ENGLISH + CHINESE + CHINESE, 'lang="en" is missing before it'),
        ("# %% [markdown]\n# Text\n", 'has lang="en" or lang="zh"'),
        ('# %% lang="en"\nx = 1\n', "has no lang"),
        ("# %%\nprint('{{language}}')\n", "{{language}} cannot stand in this code cell"),
        ("# %%\n# {{setup}}\nx = 1\n", "{{setup}} cannot stand in this code cell"),
    ],
)
def test_faulty_source_is_named(tree, text, message):
    source(tree).write_text(text, "utf-8")
    with pytest.raises(build.BuildError, match=r"01_tiny\.py, cell \d") as error:
        build.make_notebooks(tree, "01_tiny")
    assert message in str(error.value)
    assert any(message in fault for fault in build.check(tree))


def set_output(output):
    def edit(notebook):
        notebook.cells[-1].outputs = [output]

    return edit


def empty_outputs(notebook):
    notebook.cells[-1].outputs = []


def forget_count(notebook):
    notebook.cells[-1].execution_count = None


def edit_prose(notebook):
    notebook.cells[0].source += " And more."


def drop_cell(notebook):
    del notebook.cells[-1]


def add_version(notebook):
    notebook.metadata.language_info["version"] = "3.11.2"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (edit_prose, "cell 1 ('# A chapter') differs from the source"),
        (drop_cell, "cell 4 ('print(\"first\", flush=True)') differs from the source"),
        (add_version, "metadata differ"),
        (empty_outputs, "there are no outputs"),
        (forget_count, "cell en-004 ('print(\"first\", flush=True)') lacks its execution count 3"),
        (set_output(new_output("error", ename="ValueError")), "ends in an error (ValueError)"),
        (set_output(stream("Careful!", "stderr")), "writes to stderr: Careful!"),
        (set_output(stream("10%\r20%")), "shows a progress bar"),
        (set_output(stream("in /home/me/x.png")), "path of this machine: /home/me/x.png"),
        (set_output(stream("x" * 2_100_000)), "is over 2,000,000 bytes"),
    ],
)
def test_check_names_what_is_wrong_with_a_notebook(built, edit, message):
    change(built, edit)
    faults = build.check(built)
    assert any(f.startswith("notebooks/en/01_tiny.ipynb: ") and message in f for f in faults)


def test_check_compares_the_languages(built):
    change(built, set_output(stream("different")), languages=["zh"])
    fault = "01_tiny: code cell 3 ('print(\"first\", flush=True)') differs between en and zh"
    assert build.check(built) == [fault]


def test_check_finds_missing_orphaned_and_broken_notebooks(built, capsys):
    assert build.main(["--check"], built) == 0
    shutil.copy(notebook_path(built, "en"), built / "notebooks" / "en" / "02_gone.ipynb")
    notebook_path(built, "zh").unlink()
    orphan, missing = build.check(built)
    assert orphan == "notebooks/en/02_gone.ipynb: has no source"
    assert "01_tiny.ipynb" in missing and "FileNotFoundError" in missing
    notebook_path(built, "en").write_text("<<<<<<< a conflict")
    assert "cannot be read as a notebook" in build.check(built)[1]
    assert build.main(["--check"], built) == 1
    assert "02_gone.ipynb" in capsys.readouterr().err


def display(**data):
    return new_output("display_data", data=data)


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        (display(**{"text/html": "<a href='/tmp/run7/a.gif'>"}), "path of this machine: /tmp/run7"),
        (stream("lib/python3.11/site-packages/keras"), "path of this machine: site-packages/keras"),
        (stream("1/9 \b\b\b\b2/9"), "progress bar"),
        (display(**{"application/vnd.jupyter.widget-view+json": {"model_id": "a"}}), "widget"),
        (display(**{"text/plain": "<History at 0x7fbd9d90>"}), "object's address"),
        (display(**{"image/png": "AAAA/tmp/AAAA"}), None),
        (display(**{"text/html": '<img src="data:image/gif;base64,AA+/tmp/AA==">'}), None),
        (stream("https://example.org/home/page and 1/tmp/2"), None),
    ],
)
def test_output_faults(output, fault):
    faults = list(build.output_faults(SimpleNamespace(outputs=[output])))
    assert (len(faults) == 1 and fault in faults[0]) if fault else faults == []


def test_streams_are_merged_only_with_their_neighbours():
    figure = display(**{"text/plain": "figure"})
    pieces = [stream("a"), stream("b"), figure, stream("c"), stream("d", "stderr"), stream("e")]
    merged = build.merge_streams(pieces)
    expected = [stream("ab"), figure, stream("c"), stream("d", "stderr"), stream("e")]
    assert merged == expected


def test_text_keeps_outputs(built):
    edit_source(built, "# # 一章", "# # 第一章\n# 新的一句。")
    assert build.check(built) != []
    assert build.main(["--text", "01_tiny"], built) == 0
    assert build.check(built) == []
    assert "新的一句。" in read(built, "zh").cells[0].source
    assert read(built).cells[-1].outputs == [stream("first\nsecond\n")]


def test_text_stamps_a_new_address_without_executing(built):
    text = PYPROJECT.replace("someone/course", "school/course").replace("1.2.3", "1.3.0")
    (built / "pyproject.toml").write_text(text)
    assert build.main(["--text"], built) == 0
    assert build.check(built) == []
    assert "git+https://github.com/school/course@v1.3.0" in read(built).cells[1].source


def test_text_refuses_changed_code(built, capsys):
    before = notebook_path(built, "en").read_bytes()
    edit_source(built, '"second"', '"third"')
    assert build.main(["--text"], built) == 1
    assert "01_tiny: its code has changed" in capsys.readouterr().err
    assert notebook_path(built, "en").read_bytes() == before


def test_unknown_chapter(tree, capsys):
    assert build.main(["07_none"], tree) == 1
    assert "there is no chapter" in capsys.readouterr().err


def test_build_needs_this_version_installed(built, capsys, monkeypatch):
    monkeypatch.setattr(build, "execute", lambda *_: pytest.fail("must not execute"))
    assert build.main(["01_tiny"], built) == 1
    assert "install aigc_keras 1.2.3 here first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("installed", "installs"),
    [(None, True), ("1.2.2", True), ("0.10.0", True), ("1.2.3", False), ("1.10.0", False)],
)
@pytest.mark.parametrize("mirror", [None, "/srv/aigc_keras-1.2.3-py3-none-any.whl"])
def test_setup_cell(built, monkeypatch, installed, installs, mirror):
    def version(name):
        if installed is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return installed

    commands = []

    def run(command, **_):
        commands.append(command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.delenv("AIGC_KERAS_SOURCE", raising=False)
    if mirror:
        monkeypatch.setenv("AIGC_KERAS_SOURCE", mirror)
    exec(read(built).cells[1].source, {})
    address = mirror or "git+https://github.com/someone/course@v1.2.3"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", address]
    assert commands == ([pip] if installs else [])


def test_setup_cell_says_when_it_fails(built, monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.0.1")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1))
    with pytest.raises(RuntimeError, match="could not be installed from git.*\n无法从"):
        exec(read(built).cells[1].source, {})


def test_committed_notebooks_agree_with_their_sources():
    assert build.chapters(ROOT), "no chapters"
    assert build.check(ROOT) == []


EXERCISE = '''\
# %%
from types import SimpleNamespace


def try_it(function):
    try:
        print("Exercise 1: passed." if function(3) == 6 else "Exercise 1: not yet. Try again.")
    except NotImplementedError:
        print("Exercise 1: not yet. It is not written yet.")


check = SimpleNamespace(exercise_1=try_it)


# %%
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    the_only_way_to_double = 2 * x
    return the_only_way_to_double
    ### END SOLUTION


# %%
check.exercise_1(double)
'''


@pytest.fixture
def exercise(tree):
    """The same repository with exercises to its chapter."""
    path = tree / "notebooks/source/exercises/01_tiny.py"
    path.parent.mkdir()
    path.write_text(PROSE + EXERCISE, "utf-8")
    return path


def test_learners_get_a_placeholder_and_its_outputs(tree, exercise):
    assert build.chapters(tree) == ["01_tiny", "exercises/01_tiny"]
    assert build.main(["exercises"], tree) == 0
    for language in ("en", "zh"):
        path = tree / f"notebooks/{language}/exercises/01_tiny.ipynb"
        text = path.read_text("utf-8")
        assert "SOLUTION" not in text and "the_only_way" not in text
        cells = build.code_cells(build.read_notebook(path))
        assert f"    {build.PLACEHOLDER}" in cells[1].source.split("\n")
        assert "It is not written yet." in cells[2].outputs[0].text
    assert [fault for fault in build.check(tree) if "exercises" in fault] == []


def test_try_executes_and_writes_nothing(tree, exercise):
    assert build.main(["--try", "exercises"], tree) == 0
    assert not list((tree / "notebooks").glob("*/exercises/*.ipynb"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("= 2 * x", "= 3 * x", "not every check passes"),
        ("function(3) == 6", "True", "passes without its solution"),
        ('"Exercise 1: not yet. It', '"Exercise 1: passed. It', "passes without its solution"),
        ('print("Exercise 1: not yet. It is', 'print("Still open. It is', "say how it went"),
        ("    ### END SOLUTION\n", "", "between its two marks"),
        ("check.exercise_1(double)", "### BEGIN SOLUTION\n1\n### END SOLUTION", "in a function"),
    ],
)
def test_an_exercise_that_proves_nothing_is_not_built(tree, exercise, capsys, old, new, message):
    exercise.write_text((PROSE + EXERCISE).replace(old, new), "utf-8")
    assert build.main(["--try", "exercises"], tree) == 1
    assert message in capsys.readouterr().err


def test_check_finds_a_solution_in_a_learners_notebook(tree, exercise):
    assert build.main(["exercises"], tree) == 0
    path = tree / "notebooks/en/exercises/01_tiny.ipynb"
    notebook = build.read_notebook(path)
    notebook.cells[-1].outputs[0].text = "the_only_way_to_double = 2 * x"
    path.write_text(build.nbformat.writes(notebook), "utf-8")
    assert any("holds a solution: the_only_way" in fault for fault in build.check(tree))
