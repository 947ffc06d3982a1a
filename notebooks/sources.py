"""Reads the sources of the chapters and makes of them the notebooks of both languages.

A chapter is a folder of sections, `source/03_gan/10_set_up.py` and so on, joined in the order of
their names; exercises are one file. notebooks/README.md describes the format.
"""

import base64
import re
import tomllib
from dataclasses import dataclass

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pieces import (
    BEGIN,
    COMMENT,
    END,
    PICTURE,
    BuildError,
    code_pieces,
    comments,
    one_language,
    prose_pieces,
    shown,
    speaks,
)
from sentences import faults
from terms import glossary

LANGUAGES = ("en", "zh")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}

SETUP_MARK = "# {{setup}}"
# The learner sees its first line: JupyterLab and Colab fold the rest away, the site hides it.
SETUP_METADATA = {
    "cellView": "form",
    "jupyter": {"source_hidden": True},
    "tags": ["hide-input"],
}
# Of ipykernel it uses what undoes the capture of file descriptor 2: no public name does that later
# than at the start of a kernel, and what C++ writes there is red in the cells.
SETUP = """\
# en: @title Set-up: installs the course where it is missing or too old; keeps logs out of cells
# zh: @title 准备：缺少本课程或版本太旧时安装它；不让日志混进单元格
import os
import shutil
import subprocess
import sys
from importlib.metadata import distributions

from packaging.version import Version

installed = [Version(found.version) for found in distributions(name="aigc-keras")]
if not installed or max(installed) < Version("{{version}}"):
    source = os.environ.get("AIGC_KERAS_SOURCE", "git+{{repository}}@{{tag}}")
    if source == "git+{{repository}}@{{tag}}" and shutil.which("git"):
        look = ["git", "ls-remote", "--exit-code", "{{repository}}", "refs/tags/{{tag}}"]
        # en: git's answer 2: the repository is there, the tag is not.
        # zh: git 返回 2：仓库在，标签不在。
        if subprocess.run(look, capture_output=True).returncode == 2:
            source = "git+{{repository}}"
            print("{{repository}} has no tag {{tag}}: its branch is installed. 改为安装默认分支。")
    if subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", source]) != 0:
        raise RuntimeError(f"{source} could not be installed. 无法安装，原因见上方 pip 的信息。")

# en: What TensorFlow's C++ has to say goes to the terminal of Jupyter, not into cells.
# zh: TensorFlow 底层（C++）的消息改去 Jupyter 的终端，不进单元格。
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
terminal = getattr(sys.stderr, "_original_stdstream_copy", None)
if terminal is not None:
    sys.stderr._should_watch = False
    os.dup2(terminal, 2)"""

# Outputs below a predict box: JupyterLab opens them at a click, or when the cell is run; exports by
# templates/course open them at a click.
HIDDEN = "hide-output"
HIDDEN_METADATA = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
PREDICT = re.compile(r"(?m)^> \*\*(Predict|先猜)")
HEADING = re.compile(r"(?m)^#+ ")

BADGE_TEXT = {"en": "Open in Colab", "zh": "在 Colab 中打开"}
COLAB = "https://colab.research.google.com"


@dataclass
class Section:
    """A file of a chapter: its path, and its cells as jupytext reads them."""

    path: object
    notebook: object


def read_stamps(root):
    """Returns the repository, version and tag, which stand in pyproject.toml alone."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    repository, version = project["urls"]["Repository"].rstrip("/"), project["version"]
    return {"repository": repository, "version": version, "tag": f"v{version}"}


def all_stamps(root, language, name):
    """Adds what only prose may hold: names, the glossary, and the badge of Colab on GitHub."""
    stamps = read_stamps(root)
    github = re.fullmatch(r"https://github\.com/([^/]+/[^/]+?)(\.git)?", stamps["repository"])
    badge = ""
    if github:
        page = f"{github[1]}/blob/{stamps['tag']}/notebooks/{language}/{name}.ipynb"
        badge = (
            f"[![{BADGE_TEXT[language]}]({COLAB}/assets/colab-badge.svg)]({COLAB}/github/{page})"
        )
    prose = {"language": language, "notebook": name, "colab": badge}
    return {**stamps, **prose, "glossary": glossary(root, language)}


def label(number, cell):
    return f"cell {number} ({cell.source.strip().split(chr(10))[0][:60]!r})"


def chapters(root):
    """Returns the names of all sources, such as 03_gan, and exercises/03_gan after the chapters."""
    folder = root / "notebooks" / "source"
    found = [*folder.glob("[0-9][0-9]_*"), *folder.glob("exercises/[0-9][0-9]_*")]
    names = {
        path.relative_to(folder).with_suffix("").as_posix()
        for path in found
        if path.suffix == ".py" or list(path.glob("*.py"))
    }
    return sorted(names, key=lambda name: (is_exercise(name), name))


def is_exercise(name):
    return name.startswith("exercises/")


def read_sections(root, name):
    """Returns the sections of a chapter; raises a BuildError that names the first faulty cell."""
    place = root / "notebooks" / "source" / name
    file = place.with_name(f"{place.name}.py")
    paths = sorted(place.glob("*.py"))
    if paths and file.exists():
        raise BuildError(f"{name}: there is a folder {place} and a file {file}; keep one of them")
    paths = paths or [file]
    if not paths[0].exists():
        raise BuildError(f"there is no chapter {place}")
    sections = []
    for path in paths:
        notebook = jupytext.reads(path.read_text("utf-8"), fmt="py:percent")
        check_cells(path.relative_to(root), notebook.cells)
        sections.append(Section(path, notebook))
    return sections


def check_cells(path, cells):
    """Raises a BuildError for the first cell that breaks the format."""
    awaited = "en"
    for number, cell in enumerate(cells, 1):
        where = f"{path}, {label(number, cell)}"
        language = cell.metadata.get("lang")
        if cell.cell_type == "code":
            check_code(cell, where)
            if awaited == "zh":
                raise BuildError(f'{where}: a prose cell with lang="zh" is missing before it')
        elif cell.cell_type != "markdown" or language not in LANGUAGES:
            raise BuildError(f'{where}: a prose cell has lang="en" or lang="zh"')
        elif language != awaited:
            raise BuildError(f'{where}: a prose cell with lang="{awaited}" is missing before it')
        else:
            awaited = "zh" if awaited == "en" else "en"
    if awaited == "zh":
        raise BuildError(f'{where}: a prose cell with lang="zh" is missing after it')


def check_code(cell, where):
    """Raises a BuildError for a code cell that breaks the format."""
    mark = re.search(r"\{\{(setup|colab|language|notebook|glossary)\}\}", cell.source)
    if mark and cell.source != SETUP_MARK:
        raise BuildError(f"{where}: {mark[0]} cannot stand in this code cell")
    if cell.metadata.get("lang") or not cell.source.strip():
        raise BuildError(f"{where}: a code cell is not empty and has no lang")
    lines = cell.source.split("\n")
    for number, column, comment in comments(cell.source, where):
        line, own = lines[number], not lines[number][:column].strip()
        if comment in (SETUP_MARK, BEGIN, END) or (own and COMMENT.match(line)):
            continue
        if speaks(comment):
            raise BuildError(one_language(comment, where))
    code_pieces(
        cell.source, "en", {}, where
    )  # raises for comments and solutions that are not whole


def read_source(root, name):
    """Returns the cells of a chapter, its sections joined."""
    return [cell for section in read_sections(root, name) for cell in section.notebook.cells]


def language_faults(root, name):
    """Yields where the prose of a chapter's source has not one sentence a line."""
    for section in read_sections(root, name):
        for number, cell in enumerate(section.notebook.cells, 1):
            if cell.cell_type == "markdown":
                for fault in faults(cell.source, cell.metadata["lang"]):
                    yield f"{section.path.relative_to(root)}, {label(number, cell)} {fault}"


def open_answers(root, name):
    """Yields each predict box of a chapter's source that the stored outputs answer at once.

    Between the box and the next heading or box, a code cell's outputs are to be hidden.
    """
    waiting = None
    for number, cell in enumerate(read_source(root, name), 1):
        if cell.cell_type == "code":
            if HIDDEN in cell.metadata.get("tags", []):
                waiting = None
        elif cell.metadata["lang"] == "en":
            predicts = PREDICT.search(cell.source)
            if waiting and (predicts or HEADING.search(cell.source)):
                yield waiting
                waiting = None
            if predicts:
                waiting = f"{name}, {label(number, cell)}"
    if waiting:
        yield waiting


def cell_pieces(cell, language, stamps, where, solved=False):
    """Returns the pieces of a source's cell in one language; None for the other language's prose.

    The set-up cell comes from its template, and pieces of it cannot be pulled.
    """
    if cell.cell_type == "code":
        code = SETUP if cell.source == SETUP_MARK else cell.source
        return code_pieces(code, language, stamps, where, solved)
    if cell.metadata["lang"] == language:
        return prose_pieces(cell.source, language, stamps)
    return None


def attachments(root, text, where):
    """Returns the pictures of a source's prose cell: JupyterLab takes no SVG as an attachment."""
    found = {}
    for stem, _ in PICTURE.findall(text):
        path = root / "notebooks" / "figures" / f"{stem}.png"
        if not path.exists():
            raise BuildError(f"{where}: there is no picture {path}; see notebooks/README.md")
        picture = base64.b64encode(path.read_bytes()).decode("ascii")
        found[path.name] = {"image/png": picture}
    return found


def shown_as(cell):
    """Returns the metadata that a source's cell has in the notebooks."""
    if cell.source == SETUP_MARK:
        return SETUP_METADATA
    if "tags" not in cell.metadata:
        return {}
    hidden = HIDDEN_METADATA if HIDDEN in cell.metadata["tags"] else {}
    return {"tags": cell.metadata["tags"], **hidden}


def make_notebooks(root, name, solved=False):
    """Returns the notebooks of a chapter by language: stamped cells, no outputs.

    Those of exercises hold the solutions only if `solved`.
    """
    source, notebooks = read_source(root, name), {}
    for language in LANGUAGES:
        cells, stamps = [], all_stamps(root, language, name)
        for cell in source:
            where = f"{name}, {label(len(cells) + 1, cell)}"
            pieces = cell_pieces(cell, language, stamps, where, solved)
            if pieces is None:
                continue
            fixed = {"id": f"{language}-{len(cells) + 1:03d}", "metadata": shown_as(cell)}
            if cell.cell_type == "code":
                cells.append(new_code_cell(shown(pieces), **fixed))
            else:
                cells.append(new_markdown_cell(shown(pieces), **fixed))
                pictures = attachments(root, cell.source, where)
                if pictures:
                    cells[-1].attachments = pictures
        notebooks[language] = new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)
    return notebooks


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_setup(cell):
    return "AIGC_KERAS_SOURCE" in cell.source


def notebook_path(root, language, name):
    return root / "notebooks" / language / f"{name}.ipynb"


def read_notebook(path):
    try:
        return nbformat.reads(path.read_text("utf-8"), as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise BuildError(f"{path}: cannot be read as a notebook ({type(error).__name__})") from None
