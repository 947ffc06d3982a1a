"""How long a chapter is, how soon it shows a result, and that its shape stays a course's."""

import importlib.util
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parents[1]
MOULDED = ("03_gan", "06_transformer")  # the chapters that keep the rules of a course


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("measure", ROOT / "notebooks" / "measure.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["measure"] = module
    spec.loader.exec_module(module)
    return module


def test_a_notebook_is_measured(tool):
    table = new_output("display_data", data={"text/html": "<div><table></table></div>"})
    picture = new_output("display_data", data={"image/png": "AAAA"})
    notebook = new_notebook(
        cells=[
            new_markdown_cell(
                "# Two words\n\nThe article says $x^2$ and ![no [a], b](attachment:p.png)"
            ),
            new_code_cell("# a comment\nx = 1  # (n,)\n\ny = 2"),
            new_code_cell("show()", outputs=[picture]),
            new_code_cell("table()", outputs=[table]),
        ]
    )
    found = tool.measure(notebook)
    assert found["cells"] == 4 and found["first result in cell"] == 3
    assert found["words"] == 6 and found["about the articles, %"] == 67
    assert found["diagrams"] == 1 and found["figures and tables"] == 2
    assert found["code lines"] == 4 and found["comment lines"] == 2
    assert found["median lines of a cell"] == 1


def test_chinese_is_counted_by_the_character(tool):
    cells = [new_markdown_cell("生成器 G 和判别器"), new_code_cell("x")]
    cells[1].outputs = [new_output("display_data", data={"image/png": "AAAA"})]
    assert tool.measure(new_notebook(cells=cells))["words"] == 7


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", MOULDED)
def test_a_chapter_in_the_mould_is_a_course_and_not_an_audit(tool, name, language):
    path = ROOT / "notebooks" / language / f"{name}.ipynb"
    found = tool.measure(nbformat.read(path, as_version=4))
    assert found["cells"] <= 113 and found["minutes"] <= 75
    assert found["first result in cell"] <= 10
    assert found["about the articles, %"] <= 5
    assert found["diagrams"] >= 3 and found["comment lines"] >= 20
    assert found["median lines of a cell"] <= 9 and found["most lines of a cell"] <= 25
