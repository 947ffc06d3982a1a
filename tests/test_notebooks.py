"""The notebook builder, on small chapters of its own; and the committed notebooks."""

import base64
import hashlib
import html
import importlib.metadata
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from traitlets.config import Config

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "notebooks" / "build.py"


def load_build():
    spec = importlib.util.spec_from_file_location("notebook_builder", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load_build()
pieces, pull = sys.modules["pieces"], sys.modules["pull"]

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


def rewrite(root):
    """Rewrites the text of the chapter's notebooks, outputs kept."""
    assert build.main(["--text", "01_tiny"], root) == 0
    assert build.check(root) == []


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def edit_source(root, old, new):
    text = source(root).read_text("utf-8")
    assert old in text
    source(root).write_text(text.replace(old, new), "utf-8")


def test_build_executes_and_writes_both_languages(tree):
    for script in SCRIPT.parent.glob("*.py"):
        shutil.copy(script, tree / "notebooks")
    command = [sys.executable, str(tree / "notebooks" / "build.py"), "01_tiny"]
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
    assert "{{" not in setup and len(setup.splitlines()) <= 35


def test_the_set_up_cell_is_folded_to_one_line(built):
    for language, title in (("en", "# @title Set-up: installs"), ("zh", "# @title 准备：")):
        cell = read(built, language).cells[1]
        assert cell.source.startswith(title)  # what Colab shows, and JupyterLab beside the fold
        assert cell.metadata.jupyter.source_hidden and cell.metadata.cellView == "form"


BOX = """\
# %% [markdown] lang="en"
# ## A question
#
# > **Predict before you run.** How many?

# %% [markdown] lang="zh"
# ## 一个问题
#
# > **先猜，再运行。** 多少？

"""


def test_what_answers_a_predict_box_is_hidden_until_it_is_opened_or_run(built):
    edit_source(built, "# %%\nfrom pathlib", f"{BOX}# %%\nfrom pathlib")
    edit_source(built, 'tags=["headline", ', 'tags=["hide-output", "headline", ')
    rewrite(built)
    for language in ("en", "zh"):
        notebook = read(built, language)
        nbformat.validate(notebook)
        cell = notebook.cells[-1]
        assert cell.metadata.jupyter.outputs_hidden and cell.metadata.collapsed
        assert cell.metadata.tags == ["hide-output", "headline", "nbval-check-output"]
        empty, text = cell.outputs  # JupyterLab shows the first line of the first of them
        assert empty.data == {} and text == stream("first\nsecond\n")
        assert "jupyter" not in notebook.cells[-2].metadata
    change(built, lambda notebook: notebook.cells[-1].outputs.pop(0))
    assert any("shows the first line" in fault for fault in build.check(built))
    edit_source(built, 'tags=["hide-output", ', "tags=[")
    assert build.main(["--text", "01_tiny"], built) == 0
    assert read(built).cells[-1].outputs == [stream("first\nsecond\n")]


def test_dots_that_open_nothing_are_named(built):
    edit_source(built, 'tags=["headline", ', 'tags=["hide-output", "headline", ')
    rewrite(built)
    assert not any("no output to hide" in fault for fault in build.check(built))
    change(built, lambda notebook: notebook.cells[-1].outputs.clear())
    assert any('has no output to hide: drop its tag "hide-output"' in f for f in build.check(built))


@pytest.mark.parametrize("end", ["", BOX.replace("多少？", "多少？再猜。"), PROSE])
def test_a_predict_box_that_is_answered_at_once_is_named(built, end):
    edit_source(built, "# %%\nfrom pathlib", f"{BOX}# %%\nfrom pathlib")
    source(built).write_text(source(built).read_text("utf-8") + "\n" + end, "utf-8")
    faults = [fault for fault in build.check(built) if "gives the answer away" in fault]
    assert len(faults) == (2 if "再猜" in end else 1)
    assert faults[0].startswith("01_tiny, cell 4 ('## A question')")


def export(cells):
    """The page that `jupyter nbconvert` makes with the course's template."""
    settings = Config()
    settings.TemplateExporter.extra_template_basedirs = [str(ROOT / "notebooks" / "templates")]
    exporter = HTMLExporter(settings, template_name="course")
    return exporter.from_notebook_node(new_notebook(cells=cells))[0]


def test_an_export_opens_what_answers_a_box_at_a_click():
    box, answer, other = new_markdown_cell("> **先猜**"), new_code_cell("1 + 1"), new_code_cell("3")
    for language, words in (("en", "Predict, then open"), ("zh", "先猜，再点开看输出")):
        for number, cell in enumerate((box, answer, other)):
            cell.id = f"{language}-{number:03d}"
        answer.outputs = [new_output("display_data"), stream("it is two\n")]
        other.outputs = [stream("it is three\n")]
        answer.metadata = nbformat.from_dict({"tags": ["hide-output"]})
        page = export([box, answer, other])
        (hidden,) = re.findall(r"<details.*?</details>", page, re.DOTALL)
        assert words in hidden and "it is two" in hidden and "it is three" not in hidden
        assert "it is three" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_export_keeps_language_and_text_alternatives_and_closes_the_set_up_cell(language):
    set_up = new_code_cell("# @title Set-up: A & B\nimport os", id=f"{language}-000")
    set_up.metadata = nbformat.from_dict({"jupyter": {"source_hidden": True}})
    figure, silent = new_code_cell("show()"), new_code_cell("import sys")
    picture = {"image/png": "iVBORw0KGgo="}
    words = {"image/png": {"alt": "A '7' < 8"}}
    figure.outputs = [new_output("display_data", picture, metadata=words)]
    page = export([set_up, figure, silent])
    assert f'<html lang="{language}">' in page
    (alternative,) = re.findall(r'<img alt="(.*?)"', page)
    assert html.unescape(alternative) == "A '7' < 8"
    (closed,) = re.findall(r"<details.*?</details>", page, re.DOTALL)
    assert "<summary>Set-up: A &amp; B</summary>" in closed and "show" not in closed
    figure.outputs = [new_output("display_data", picture)]
    assert "No description" in export([set_up, figure])  # nbconvert's, as for any notebook


@pytest.mark.parametrize(
    "width, wide", [(16, 0), (719, 0), (720, 1), (1023, 1), (1024, 1), (4000, 1)]
)
def test_only_a_wide_figure_scrolls_on_a_telephone(width, wide):
    written = io.BytesIO()
    Image.new("L", (width, 2)).save(written, "png")
    figure, picture = new_code_cell("show()"), base64.b64encode(written.getvalue()).decode()
    for metadata in ({}, {"image/png": {"alt": "words"}}):
        figure.outputs = [new_output("display_data", {"image/png": picture}, metadata=metadata)]
        (classes,) = re.findall(r'class="([^"]*jp-RenderedImage[^"]*)"', export([figure]))
        assert ("wide" in classes.split()) == wide


def sections(root, **texts):
    """Makes a chapter 02_parts of files."""
    folder = root / "notebooks" / "source" / "02_parts"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    return folder


def test_a_chapter_is_a_folder_of_sections_joined_by_name(tree):
    sections(tree, _20_second=CODE, _10_first=PROSE + SETUP_CELL, _30_last=PROSE)
    assert build.chapters(tree) == ["01_tiny", "02_parts"]
    made = build.make_notebooks(tree, "02_parts")
    (source(tree).parent / "03_one.py").write_text(PROSE + SETUP_CELL + CODE + "\n" + PROSE)
    whole = build.make_notebooks(tree, "03_one")
    for language in ("en", "zh"):
        text = nbformat.writes(whole[language]).replace("03_one", "02_parts")
        assert nbformat.writes(made[language]) == text


def test_a_section_is_whole(tree):
    english, chinese = PROSE.split('# %% [markdown] lang="zh"')
    chinese = '# %% [markdown] lang="zh"' + chinese
    folder = sections(tree, _10_first=english, _20_second=chinese)
    message = r'02_parts/_10_first\.py, cell 1 .* lang="zh" is missing after it'
    with pytest.raises(build.BuildError, match=message):
        build.make_notebooks(tree, "02_parts")
    folder.with_suffix(".py").write_text(PROSE)
    with pytest.raises(build.BuildError, match="keep one of them"):
        build.make_notebooks(tree, "02_parts")


@pytest.mark.parametrize(
    "name", ["02_parts", "notebooks/source/02_parts/", "notebooks/source/02_parts/_10_first.py"]
)
def test_a_chapter_is_named_by_its_name_or_a_path(tree, name):
    sections(tree, _10_first=PROSE)
    assert build.chosen(tree, [name]) == ["02_parts"]
    assert build.chosen(tree, []) == ["01_tiny", "02_parts"]


def test_a_paragraph_becomes_one_line_and_chinese_gets_no_space(tree):
    english = 'lang="en"\n# One sentence.\n# Another.\n#\n# - an item.\n#   Its second.\n\n'
    chinese = 'lang="zh"\n# 一句。\n# 又一句。\n#\n# - 一项。\n#   又一句。\n'
    source(tree).write_text(f"# %% [markdown] {english}# %% [markdown] {chinese}", "utf-8")
    made = build.make_notebooks(tree, "01_tiny")
    assert made["en"].cells[0].source == "One sentence. Another.\n\n- an item. Its second."
    assert made["zh"].cells[0].source == "一句。又一句。\n\n- 一项。又一句。"
    edit_source(tree, "# 一句。\n# 又一句。", "# 一句。又一句。")
    assert any("cell 2 ('一句。又一句。') holds more than one" in f for f in build.check(tree))


COMMENTED = '''\
# %%
# en: Twice the number,
# en: in two lines.
# zh: 这个数的两倍。
x = 2 * 3  # (n, 28)
text = "# en: no comment"
if x:
    # logits: (n, 10) -> (n,)
    # en: Shown at the end.
    # zh: 最后显示。
    print(x)  # noqa: T201
# en: One.
# zh: 一。
# en: Two.
# zh: 二。
text = """
# en: no comment either
"""  # x: (n, 2), float32; y -> (n,)
'''


def test_each_notebook_has_the_comments_of_its_language(tree):
    source(tree).write_text(COMMENTED, "utf-8")
    made = build.make_notebooks(tree, "01_tiny")
    code = {language: notebook.cells[0].source for language, notebook in made.items()}
    assert code["en"].split("\n") == [
        "# Twice the number,",
        "# in two lines.",
        "x = 2 * 3  # (n, 28)",
        'text = "# en: no comment"',
        "if x:",
        "    # logits: (n, 10) -> (n,)",
        "    # Shown at the end.",
        "    print(x)  # noqa: T201",
        "# One.",
        "# Two.",
        'text = """',
        "# en: no comment either",
        '"""  # x: (n, 2), float32; y -> (n,)',
    ]
    assert code["zh"].startswith("# 这个数的两倍。\nx = 2 * 3  # (n, 28)\n")
    assert "    # 最后显示。\n" in code["zh"] and '# 一。\n# 二。\ntext = """' in code["zh"]
    assert pieces.bare(code["en"]) == pieces.bare(code["zh"]) != code["en"]
    assert re.findall("#.*", pieces.bare(code["en"])) == [
        '# en: no comment"',
        "# en: no comment either",
    ]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("# en: Only English.\nx = 1", "'# en: Only English.' lacks its `# zh: ...` below it"),
        ("# zh: 只有中文。\nx = 1", "'# zh: 只有中文。' lacks its `# en: ...` above it"),
        ("x = 1\n# zh: 中。\n# en: En.", "'# zh: 中。' lacks its `# en: ...` above it"),
        ("if 1:\n    # en: En.\n# zh: 中。\n    pass", "equally far to the right"),
        ("# Plain English.\nx = 1", "'# Plain English.' speaks one language"),
        ("x = 1  # builds it", "'# builds it' speaks one language"),
        ("x = 1  # 建好它", "'# 建好它' speaks one language"),
        ("x = (", "is no Python"),
    ],
)
def test_a_comment_in_one_language_is_refused(tree, code, message):
    source(tree).write_text(f"# %%\n{code}\n", "utf-8")
    with pytest.raises(build.BuildError, match=r"01_tiny\.py, cell 1 ") as error:
        build.make_notebooks(tree, "01_tiny")
    assert message in str(error.value)
    assert any(message in fault for fault in build.check(tree))


PICTURES = """\
# %% [markdown] lang="en"
# ![Two boxes. One arrow.](../figures/boxes_en.svg)
#
# Above, boxes.

# %% [markdown] lang="zh"
# ![两个框。一个箭头。](../figures/boxes_zh.svg)
#
# 上面是框。

"""


@pytest.fixture
def pictured(built):
    """A built chapter with a picture in its prose."""
    figures = built / "notebooks" / "figures"
    figures.mkdir()
    for language in ("en", "zh"):
        (figures / f"boxes_{language}.png").write_bytes(b"\x89PNG " + language.encode())
    text = source(built).read_text("utf-8")
    source(built).write_text(PICTURES + text, "utf-8")
    rewrite(built)
    return built


def test_pictures_of_the_prose_become_attachments(pictured):
    cell = read(pictured, "zh").cells[0]
    assert cell.source == "![两个框。一个箭头。](attachment:boxes_zh.png)\n\n上面是框。"
    (bundle,) = cell.attachments.values()
    assert base64.b64decode(bundle["image/png"]) == b"\x89PNG zh"
    change(pictured, lambda notebook: notebook.cells[0].pop("attachments"), ["zh"])
    assert any("differs from the source" in fault for fault in build.check(pictured))
    (pictured / "notebooks" / "figures" / "boxes_en.png").unlink()
    with pytest.raises(build.BuildError, match="there is no picture .*boxes_en.png"):
        build.make_notebooks(pictured, "01_tiny")


def test_every_drawing_has_its_picture():
    drawings = sorted((ROOT / "notebooks" / "figures").glob("*.svg"))
    assert drawings
    for svg in drawings:
        with Image.open(svg.with_suffix(".png")) as picture:
            assert picture.text["Source"] == hashlib.sha256(svg.read_bytes()).hexdigest(), (
                f"{svg.name} has changed: run notebooks/figures/pictures.py"
            )


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


def captioned():
    """What `plotting.show` displays: a picture, and its caption below it."""
    texts = {"en": {"text/plain": "A cat."}, "zh": {"text/plain": "一只猫。"}}
    picture = display(**{"image/png": "AAAA", "text/plain": "A cat.\n一只猫。"})
    picture.metadata = nbformat.from_dict(
        {"image/png": {"alt": "A cat.\n一只猫。"}, "aigc_keras": texts}
    )
    both = {
        name: {**text, "text/html": f"<p>{text['text/plain']}</p>"} for name, text in texts.items()
    }
    caption = display(**{"text/html": "<p>A cat.</p><p>一只猫。</p>", "text/plain": "?"})
    caption.metadata = nbformat.from_dict({"aigc_keras": both})
    return [picture, caption]


@pytest.fixture
def illustrated(built):
    """A built chapter whose last cell shows a figure with a caption."""
    for language in ("en", "zh"):
        notebook = read(built, language)
        ran = build.code_cells(nbformat.from_dict(json.loads(nbformat.writes(notebook))))
        ran[-1].outputs = captioned()
        build.fill(notebook, ran, language)
        text = nbformat.writes(notebook, ensure_ascii=False)
        notebook_path(built, language).write_text(text, "utf-8")
    assert build.check(built) == []
    return built


@pytest.mark.parametrize(("language", "text"), [("en", "A cat."), ("zh", "一只猫。")])
def test_a_notebook_keeps_captions_and_text_alternatives_of_its_language(
    illustrated, language, text
):
    picture, caption = read(illustrated, language).cells[-1].outputs
    assert picture.data == {"image/png": "AAAA", "text/plain": text}
    assert picture.metadata == {"image/png": {"alt": text}, "aigc_keras": language}
    assert caption.data == {"text/html": f"<p>{text}</p>", "text/plain": text}
    before = notebook_path(illustrated, language).read_text("utf-8")
    rewrite(illustrated)
    assert read(illustrated, language) == nbformat.reads(before, as_version=4)


def other_picture(notebook):
    notebook.cells[-1].outputs[0].data["image/png"] = "BBBB"


def no_caption(notebook):
    del notebook.cells[-1].outputs[1]


def caption_of_the_other_language(notebook):
    notebook.cells[-1].outputs[1].metadata["aigc_keras"] = "en"


def other_text_without_a_mark(notebook):
    notebook.cells[-1].outputs[1] = display(**{"text/html": "<p>一只猫。</p>"})


@pytest.mark.parametrize(
    "edit", [other_picture, no_caption, caption_of_the_other_language, other_text_without_a_mark]
)
def test_check_allows_for_captions_and_nothing_else(illustrated, edit):
    change(illustrated, edit, ["zh"])
    assert any("differs between en and zh" in fault for fault in build.check(illustrated))


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


def test_text_rewrites_comments(built):
    edit_source(built, 'print("second")', '# en: The end.\n# zh: 结尾。\nprint("second")')
    assert build.check(built) != []
    rewrite(built)
    assert "# 结尾。\n" in read(built, "zh").cells[-1].source
    assert read(built).cells[-1].outputs == [stream("first\nsecond\n")]


def edited(root, cell, old, new, language="en"):
    """Edits a cell of a notebook as in Jupyter, and pulls it; returns the exit code."""

    def edit(notebook):
        assert old in notebook.cells[cell].source
        notebook.cells[cell].source = notebook.cells[cell].source.replace(old, new)

    change(root, edit, [language])
    return build.main(["--pull", str(notebook_path(root, language))], root)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pulling_without_an_edit_changes_nothing(pictured, language, capsys):
    before = source(pictured).read_bytes()
    assert build.main(["--pull", str(notebook_path(pictured, language))], pictured) == 0
    assert source(pictured).read_bytes() == before
    assert "is as its source gives it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "cell", "old", "new", "line", "lines"),
    [
        ("en", 0, "Above, boxes.", "New. Here, too.", "# Above, boxes.", "# New.\n# Here, too."),
        ("zh", 0, "上面是框。", "框。有两个。", "# 上面是框。", "# 框。\n# 有两个。"),
        ("zh", 0, "一个箭头", "两个箭头", "一个箭头", "两个箭头"),
        ("en", 1, "# A chapter", "# The chapter", "# # A chapter", "# # The chapter"),
        ("en", 1, "See ", "Look: ", "# See ", "# Look: "),
        ("en", 1, "$x", "It. $x", "{{tag}}, $x", "{{tag}}, It.\n# $x"),
        ("zh", 1, "这是", "这不是", "这是", "这不是"),
        ("zh", 3, '"only here"', '"here"', '"only here"', '"here"'),
        ("en", 4, 'print("second")', 'print("2")\n\n\nx = 1', 'print("second")',
         'print("2")\n\n\nx = 1'),
    ],
)  # fmt: skip
def test_pulling_an_edit_changes_just_that(pictured, language, cell, old, new, line, lines):
    before = source(pictured).read_text("utf-8")
    assert before.count(line) == 1
    assert edited(pictured, cell, old, new, language) == 0
    assert source(pictured).read_text("utf-8") == before.replace(line, lines)
    wanted = build.make_notebooks(pictured, "01_tiny")[language].cells[cell].source
    assert wanted == read(pictured, language).cells[cell].source


def test_pulling_keeps_the_lines_of_paragraphs_that_did_not_change(built):
    edit_source(built, "# See {{r", "# One (mere) line.\n# Another.\n#\n# See {{r")
    rewrite(built)
    before = source(built).read_text("utf-8")
    assert edited(built, 0, "See ", "Added. It is new.\n\nSee ") == 0
    added = before.replace("# See {{r", "# Added.\n# It is new.\n#\n# See {{r")
    assert source(built).read_text("utf-8") == added


def test_pulling_finds_the_section(tree):
    folder = sections(tree, _10_first=PROSE + SETUP_CELL, _20_second=CODE, _30_last=PROSE)
    build.write_notebooks(tree, "02_parts", build.make_notebooks(tree, "02_parts"))
    path = tree / "notebooks" / "zh" / "02_parts.ipynb"
    text = path.read_text("utf-8").replace('\\"second\\"', '\\"2\\"')
    path.write_text(text, "utf-8")
    (told,) = pull.pull(tree, path)
    assert told.endswith("pulled into notebooks/source/02_parts/_20_second.py")
    assert (folder / "_20_second.py").read_text("utf-8") == CODE.replace('"second"', '"2"')
    assert (folder / "_10_first.py").read_text("utf-8") == PROSE + SETUP_CELL
    assert pull.pull(tree, path) == []


BILINGUAL = """\
# %%
# en: First the sum,
# en: in two lines.
# zh: 先求和。
total = 1 + 2  # (n,)
# en: Then twice.
# zh: 再加倍。
print(2 * total)
"""


@pytest.fixture
def commented(tree):
    source(tree).write_text(PROSE + BILINGUAL, "utf-8")
    build.write_notebooks(tree, "01_tiny", build.make_notebooks(tree, "01_tiny"))
    return tree


@pytest.mark.parametrize(
    ("language", "old", "new", "line", "lines"),
    [
        ("en", "2 * total", "3 * total", "2 * total", "3 * total"),
        ("en", "Then twice", "Double", "en: Then twice", "en: Double"),
        ("en", "in two lines", "two", "in two lines", "two"),
        ("zh", "先求和", "求和", "zh: 先求和", "zh: 求和"),
        ("zh", "# 再加倍。\nprint(2", "# 加倍。\nprint(3", "# zh: 再加倍。\nprint(2",
         "# zh: 加倍。\nprint(3"),
        ("zh", "# 再加倍。\n", "", "# en: Then twice.\n# zh: 再加倍。\n", ""),
        ("en", "# (n,)", "# (n, 1)", "# (n,)", "# (n, 1)"),
    ],
)  # fmt: skip
def test_pulled_code_keeps_the_comments_of_the_other_language(
    commented, language, old, new, line, lines
):
    before = source(commented).read_text("utf-8")
    assert edited(commented, 1, old, new, language) == 0
    assert source(commented).read_text("utf-8") == before.replace(line, lines)


def test_a_new_comment_waits_for_its_other_language(commented, capsys):
    before = source(commented).read_text("utf-8")
    assert edited(commented, 1, "print(", "# 打印。\nprint(", "zh") == 0
    assert "a new comment waits for its other language" in capsys.readouterr().out
    after = before.replace("print(", "# en:\n# zh: 打印。\nprint(")
    assert source(commented).read_text("utf-8") == after
    assert any("a comment waits for its words in `# en:`" in f for f in build.check(commented))


def add_cell(notebook):
    notebook.cells.insert(1, nbformat.v4.new_code_cell("1"))


def move_cell(notebook):
    notebook.cells.append(notebook.cells.pop(2))


def delete_cell(notebook):
    del notebook.cells[2]


def turn_to_prose(notebook):
    notebook.cells[3] = nbformat.v4.new_markdown_cell("1", id=notebook.cells[3].id)


def edit_setup(notebook):
    notebook.cells[2].source += "\n1"


def break_code(notebook):
    notebook.cells[3].source = "x = ("


def speak_beside_code(notebook):
    notebook.cells[3].source = "x = 1  # one and only"


def paste_picture(notebook):
    notebook.cells[0].source += "\n\n![](attachment:image.png)"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (add_cell, "cell 2 ('1') is new; a cell is added in the source"),
        (move_cell, "stand in another order"),
        (delete_cell, "is missing; a cell is removed in the source"),
        (turn_to_prose, "was code"),
        (edit_setup, "the set-up cell is the same everywhere"),
        (break_code, "is no Python"),
        (speak_beside_code, "'# one and only' speaks one language"),
        (paste_picture, "attachment:image.png is not in notebooks/figures"),
    ],
)
def test_pull_refuses_what_it_cannot_place(pictured, edit, message, capsys):
    before = source(pictured).read_bytes()
    change(pictured, edit, ["en"])
    assert build.main(["--pull", str(notebook_path(pictured, "en"))], pictured) == 1
    assert message in capsys.readouterr().err
    assert source(pictured).read_bytes() == before


def test_pull_takes_only_notebooks_of_the_course(built, tmp_path, capsys):
    for arguments in (["--pull"], ["--pull", str(tmp_path / "x.ipynb")]):
        assert build.main(arguments, built) == 1
    assert "Which notebook?" in (said := capsys.readouterr().err) and "can be pulled" in said


def test_unknown_chapter(tree, capsys):
    assert build.main(["07_none"], tree) == 1
    assert "there is no chapter" in capsys.readouterr().err


def test_build_needs_this_version_installed(built, capsys, monkeypatch):
    monkeypatch.setattr(build, "execute", lambda *_: pytest.fail("must not execute"))
    assert build.main(["01_tiny"], built) == 1
    assert "install aigc_keras 1.2.3 here first" in capsys.readouterr().err


@pytest.fixture
def commands(monkeypatch):
    """What is run instead of pip, which answers with its one changeable code."""
    run = SimpleNamespace(commands=[], code=0)

    def call(command):
        run.commands.append(command)
        return run.code

    def look(command, **options):
        assert command[:2] == ["git", "ls-remote"]
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setattr(subprocess, "run", look)
    monkeypatch.delenv("AIGC_KERAS_SOURCE", raising=False)
    return run


def install(monkeypatch, *versions):
    """Makes believe that these versions are installed."""

    def distributions(name):
        assert name == "aigc-keras"
        return (SimpleNamespace(version=version) for version in versions)

    monkeypatch.setattr(importlib.metadata, "distributions", distributions)


@pytest.mark.parametrize(
    ("installed", "installs"),
    [
        ([], True),
        (["1.2.2"], True),
        (["0.10.0"], True),
        (["1.2.3"], False),
        (["1.10.0"], False),
        (["0.1.0", "1.2.3"], False),
    ],
)
@pytest.mark.parametrize("mirror", [None, "/srv/aigc_keras-1.2.3-py3-none-any.whl"])
def test_setup_cell(built, monkeypatch, commands, installed, installs, mirror):
    install(monkeypatch, *installed)
    if mirror:
        monkeypatch.setenv("AIGC_KERAS_SOURCE", mirror)
    exec(read(built).cells[1].source, {})
    address = mirror or "git+https://github.com/someone/course@v1.2.3"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", address]
    assert commands.commands == ([pip] if installs else [])


def test_setup_cell_says_when_it_fails(built, monkeypatch, commands):
    install(monkeypatch)
    commands.code = 1
    with pytest.raises(RuntimeError, match="^git.*v1.2.3 could not be installed. 无法安装"):
        exec(read(built).cells[1].source, {})


@pytest.mark.parametrize("tagged", [False, True])
def test_setup_cell_takes_the_branch_where_nobody_pushed_the_tag(
    built, tmp_path, monkeypatch, capsys, tagged
):
    course = tmp_path / "served"
    git = ["git", "-C", course, "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "init", "-q", course], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "Course"], check=True)
    if tagged:
        subprocess.run([*git, "tag", "v1.2.3"], check=True)
    text = PYPROJECT.replace("https://github.com/someone/course", course.as_uri())
    (built / "pyproject.toml").write_text(text)
    install(monkeypatch)
    monkeypatch.delenv("AIGC_KERAS_SOURCE", raising=False)
    installed = []
    monkeypatch.setattr(subprocess, "call", lambda command: installed.append(command[-1]) or 0)
    exec(build.make_notebooks(built, "01_tiny")["en"].cells[1].source, {})
    said = capsys.readouterr().out
    if tagged:
        assert installed == [f"git+{course.as_uri()}@v1.2.3"] and said == ""
    else:
        assert installed == [f"git+{course.as_uri()}"]
        assert said.count("\n") == 1 and "no tag v1.2.3" in said and "改为安装默认分支" in said


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
        assert f"    {pieces.PLACEHOLDER}" in cells[1].source.split("\n")
        assert "It is not written yet." in cells[2].outputs[0].text
    assert [fault for fault in build.check(tree) if "exercises" in fault] == []


def test_try_executes_and_writes_nothing(tree, exercise, capsys):
    assert build.main(["--try", "exercises"], tree) == 0
    last = capsys.readouterr().out.strip().split("\n")[-1]
    assert re.fullmatch(r"exercises/01_tiny +[\d.]+ +[\d,]+ MB  exercise 1: passed", last)
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


def test_pulling_an_exercise_keeps_its_solution(tree, exercise):
    build.write_notebooks(
        tree, "exercises/01_tiny", build.make_notebooks(tree, "exercises/01_tiny")
    )
    path, before = tree / "notebooks/en/exercises/01_tiny.ipynb", exercise.read_text("utf-8")
    notebook = build.read_notebook(path)
    notebook.cells[2].source = notebook.cells[2].source.replace("Twice x.", "Return twice x.")
    path.write_text(nbformat.writes(notebook), "utf-8")
    assert len(pull.pull(tree, path)) == 1
    assert exercise.read_text("utf-8") == before.replace("Twice x.", "Return twice x.")
    notebook.cells[2].source = "def double(x):\n    return 2 * x"
    path.write_text(nbformat.writes(notebook), "utf-8")
    with pytest.raises(build.BuildError, match="the place of a solution has changed"):
        pull.pull(tree, path)


def test_pulling_a_committed_notebook_changes_nothing(tmp_path):
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("00_start", "03_gan", "exercises/03_gan"):
        for language in ("en", "zh"):
            path = tmp_path / "notebooks" / language / f"{name}.ipynb"
            assert pull.pull(tmp_path, path) == []


@pytest.mark.parametrize("name", build.chapters(ROOT))
def test_the_code_of_a_chapter_is_clean_as_a_whole(name):
    """Sections use what those before them made, so that ruff can judge them only together."""
    code = "\n".join(
        cell.source for cell in build.read_source(ROOT, name) if cell.cell_type == "code"
    )
    command = [sys.executable, "-m", "ruff", "check", "--select", "F", "--quiet", "-"]
    done = subprocess.run(command, input=code, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout


WRITES = re.compile(
    r"""(?:\.(?:save|savefig|write_text|write_bytes|tofile|to_csv|animation)|savez\w*)\(\s*f?["']"""
    r"""|open\([^)]*["'][wax]b?["']"""
)


@pytest.mark.parametrize("name", [n for n in build.chapters(ROOT) if "exercises/" not in n])
def test_a_chapter_writes_no_file_beside_itself(name):
    """What it keeps goes to a temporary folder, whose path has a name in the code."""
    for cell in build.read_source(ROOT, name):
        if cell.cell_type == "code":
            assert not WRITES.search(cell.source), cell.source


def test_a_file_that_is_written_beside_a_chapter_is_found():
    for code in ('model.save("a.keras")', "np.savez_compressed( 'a.npz', x=x)", 'open("a", "w")'):
        assert WRITES.search(code)
    assert not WRITES.search("model.save(path)")


@pytest.mark.parametrize("name", build.chapters(ROOT))
def test_what_is_compared_at_every_run_speaks_no_language(name):
    """Tables and captions are in the language of whoever runs a cell: nbval cannot compare them."""
    for cell in build.read_source(ROOT, name):
        if "nbval-check-output" in cell.metadata.get("tags", []):
            assert not re.search(r"plotting\.(table|show|explore|prompt_box)\(", cell.source), (
                cell.source
            )


def load_bands():
    spec = importlib.util.spec_from_file_location("bands", ROOT / "benchmarks" / "bands.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_bands_run_the_code_of_the_chapter_with_another_seed(tree, monkeypatch):
    bands = load_bands()
    monkeypatch.setattr(bands, "ROOT", tree)
    heading = '# %% [markdown] lang="{}"\n# ## {}\n\n'
    sections(
        tree,
        _10_first=PROSE + "# %%\naigc_keras.configure()\n",
        _20_slow=heading.format("en", "Slow") + heading.format("zh", "慢") + "# %%\nslow()\n",
        _30_last=heading.format("en", "Fast") + heading.format("zh", "快")
        + '# %%\nresults = {}\n\n# %% tags=["headline", "bands"]\nassert results\n',
    )  # fmt: skip
    program = bands.code("02_parts", 7, ["Slow"]).split("\n")
    assert [line for line in program if line][2:] == [
        "aigc_keras.configure(seed=7)",
        "results = {}",
    ]
    assert "slow()" in bands.code("02_parts", 7, [])


@pytest.mark.parametrize("name", [name for name in build.chapters(ROOT) if "/" not in name])
def test_bands_find_what_they_change_in_each_chapter(name):
    program = load_bands().code(name, 3, [])
    compile(program, name, "exec")
    assert program.count("aigc_keras.configure(seed=3)") == 1
    assert "configure()" not in program and '"bands"' not in program


BROKEN = """
import sys
import numpy as np
sys.path.insert(0, {folder!r})
import bands
import keras
from aigc_keras import GAN, GPT, VAE, EncoderDecoder, MaskedLM, RecurrentLM
from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator
from aigc_keras.vocabulary import CharacterVocabulary

def losses():
    keras.utils.set_random_seed(0)
    images = np.random.default_rng(0).integers(0, 256, (4, 28, 28, 1), dtype="uint8")
    ids = np.random.default_rng(0).integers(0, 3, (4, 8))
    words = CharacterVocabulary("ab")
    gan = GAN(DenseGenerator(4, (8,)), DenseDiscriminator((8,)), seed=0)
    vae = VAE(latent_dim=4, widths=(8,), seed=0)
    found = dict(gan=gan.player_losses(np.ones((2, 1)), np.ones((2, 1)))[1])
    found["vae"] = vae.compute_loss(images, None, vae(images))
    small = dict(num_layers=1, num_heads=1, hidden_dim=8, context_length=8, seed=0)
    for model in (GPT, MaskedLM):
        network = model(words, **small)
        found[model.__name__] = network.compute_loss(ids, ids, network(ids))
    network = RecurrentLM(words, hidden_dim=8, seed=0)
    found["RecurrentLM"] = network.compute_loss(ids, ids, network(ids))
    return {{name: float(np.mean(keras.ops.convert_to_numpy(x))) for name, x in found.items()}}

right = losses()
for chapter in ("03_gan", "04_vae", "05_rnn", "06_transformer"):
    exec(bands.BREAK[chapter], {{}})
wrong = losses()
print({{name: right[name] != wrong[name] for name in right}})
for chapter in ("00_start", "01_history"):
    exec(bands.BREAK[chapter], {{}})
"""


def test_what_breaks_a_chapter_does(tmp_path):
    """A deliberately broken model must fall outside the bands, so it has to be broken."""
    program = BROKEN.format(folder=str(ROOT / "benchmarks"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    names = ("gan", "vae", "GPT", "MaskedLM", "RecurrentLM")
    assert done.stdout.strip().split("\n")[-1] == str(dict.fromkeys(names, True))
