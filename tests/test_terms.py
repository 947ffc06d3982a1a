"""The list of terms: whole, used by all chapters in both languages, and made into the glossary."""

import csv
import sys
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))

import terms
import wording
from pieces import BuildError
from pull import pull
from sources import make_notebooks

ROOT = Path(__file__).parents[1]

# The names that the course has decided on: one list must not lose them.
DECIDED = {
    "dot product": "点积",
    "KV cache": "KV 缓存",
    "teacher forcing": "强制教学",
    "epoch": "轮",
    "step": "步",
    "batch normalisation": "批量归一化",
    "residual connection": "残差连接",
    "scaled dot-product attention": "缩放点积注意力",
    "masked language model": "掩码语言模型",
    "catastrophic forgetting": "灾难性遗忘",
    "KL annealing": "KL 退火",
    "cell": "单元格",
    "recurrent cell": "循环单元",
    "hidden unit": "隐藏单元",
    "memorisation": "记忆化",
    "nat": "奈特",
    "latent space": "潜空间",
    "sampling": "采样",
    "logit": "logit",
    "score": "得分",
    "gradient": "梯度",
    "mode collapse": "模式坍塌",
}

PYPROJECT = """\
[project]
name = "aigc-keras"
version = "1.2.3"
[project.urls]
Repository = "https://example.org/course"
"""
CHAPTER = """\
# %% [markdown] lang="en"
# # Descent
# The **gradients** give the direction: `slope` is a name, $slope$ a formula.
#
# {{glossary}}

# %% [markdown] lang="zh"
# # 下降
# **梯度**给出方向：`坡度` 是个名字。
#
# {{glossary}}

# %%
# en: The gradient, an array.
# zh: 梯度，一个数组。
gradient = 2.0
plotting.show(gradient, "The gradient.", f"梯度{gradient}。")
"""
GRADIENT = {
    "en": "gradient",
    "zh": "梯度（一种导数）",
    "meaning_en": "The gradient is a derivative.",
    "meaning_zh": "梯度是导数。",
    "chapter": "01_tiny",
    "avoid_en": "slopes?",
    "avoid_zh": "坡度(?!计)|斜度",
}
TABLE = """\
| English | 中文 | Meaning | Chapter |
| --- | --- | --- | --- |
| gradient | 梯度（一种导数） | The gradient is a derivative. | [1](01_tiny.ipynb) |"""


@pytest.fixture
def tree(tmp_path):
    """A repository with one chapter and one term."""
    (tmp_path / "notebooks/source").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    write(tmp_path, CHAPTER)
    write_terms(tmp_path, GRADIENT)
    return tmp_path


def write(root, text, name="01_tiny"):
    path = root / f"notebooks/source/{name}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def write_terms(root, *rows):
    with (root / "notebooks/terms.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, terms.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def test_the_chapters_and_the_list_agree():
    assert wording.faults(ROOT) == []


def test_the_list_holds_what_was_decided():
    rows = terms.read_terms(ROOT)
    assert 120 <= len(rows) <= 260
    found = {terms.head(row["en"]): terms.head(row["zh"]) for row in rows}
    assert {name: found.get(name) for name in DECIDED} == DECIDED


def test_a_chapter_that_keeps_to_the_list_passes(tree):
    assert wording.faults(tree) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("give the direction", "give the Slope", "01_tiny.py:3: 'Slope' is called 'gradient'"),
        ("给出方向", "给出坡度", "01_tiny.py:9: '坡度' is called '梯度'"),
        ("给出方向", "给出\n# 方向，即斜度", "01_tiny.py:10: '斜度' is called '梯度'"),
        ("The gradient, an", "The slopes, an", "01_tiny.py:14: 'slopes' is called 'gradient'"),
        ("zh: 梯度", "zh: 坡度", "01_tiny.py:15: '坡度' is called '梯度'"),
        ('"The gradient."', '"The slope."', "01_tiny.py:17: 'slope' is called 'gradient'"),
        ('f"梯度', 'f"坡度', "01_tiny.py:17: '坡度' is called '梯度'"),
        ("**梯度**", "**导数**", "01_tiny.py: 'gradients' is 梯度 or 一种导数, which its twin"),
    ],
)
def test_a_wrong_form_is_named_with_its_place(tree, old, new, fault):
    write(tree, CHAPTER.replace(old, new, 1))
    (found,) = wording.faults(tree)
    assert found.startswith(f"notebooks/source/{fault}")


def test_exercises_are_read_too_and_only_articles_may_be_quoted(tree):
    text = CHAPTER.replace("给出方向", "就是“坡度”").replace("{{glossary}}", "")
    for name in ("exercises/01_tiny", "02_other/10_said", "02_other/20_the_articles"):
        write(tree, text, name)
    found = [fault.partition(":")[0] for fault in wording.faults(tree)]
    assert found == [
        "notebooks/source/02_other/10_said.py",
        "notebooks/source/exercises/01_tiny.py",
    ]


def test_longer_words_that_hold_a_form_are_left_alone(tree):
    write(tree, CHAPTER.replace("direction", "direction, sloped").replace("方向", "坡度计"))
    assert wording.faults(tree) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"meaning_zh": " "}, "terms.csv, line 2 (gradient): meaning_zh is empty"),
        ({"meaning_en": "a | b"}, "terms.csv, line 2 (gradient): meaning_en is empty, or holds"),
        ({"avoid_zh": "梯"}, "terms.csv, line 2 (gradient): avoid_zh forbids the term itself"),
        ({"zh": "导数", "avoid_zh": ""}, "01_tiny: '导数' does not occur in it"),
        ({"en": "derivative"}, "01_tiny: 'derivative' does not occur in it"),
    ],
)
def test_a_faulty_row_is_named(tree, change, fault):
    write_terms(tree, {**GRADIENT, **change})
    assert any(found.startswith(fault) for found in wording.faults(tree))


def test_rows_that_repeat_a_term_or_name_no_chapter_are_named(tree):
    write_terms(tree, GRADIENT, {**GRADIENT, "chapter": "09_none"})
    assert wording.faults(tree) == [
        "terms.csv, line 3 (gradient): there is no chapter 09_none",
        "terms.csv, line 3 (gradient): stands twice in the list",
    ]


def test_plurals_and_line_breaks_are_found():
    for name, text in [
        ("KV cache", "two kv\ncaches"),
        ("n-gram", "N-grams"),
        ("memory", "memories"),
        ("bias", "biases"),
    ]:
        assert wording.pattern(name, "en").search(text)
    assert not wording.pattern("nat", "en").search("nature, inat")


def test_the_glossary_is_made_from_the_list(tree):
    notebooks = make_notebooks(tree, "01_tiny")
    assert notebooks["en"].cells[0].source.endswith(f"a formula.\n\n{TABLE}")
    assert (
        notebooks["zh"]
        .cells[0]
        .source.endswith(
            "| 中文 | English | 含义 | 章 |\n| --- | --- | --- | --- |\n"
            "| 梯度（一种导数） | gradient | 梯度是导数。 | [1](01_tiny.ipynb) |"
        )
    )


def test_the_terms_stand_in_the_order_of_the_chapters():
    rows = terms.glossary(ROOT, "zh").split("\n")[2:]
    chapters = [row.rsplit("(", 1)[1] for row in rows]
    assert len(rows) == len(terms.read_terms(ROOT)) and chapters == sorted(chapters)
    for chapter in set(chapters):
        assert (ROOT / "notebooks/zh" / chapter.partition(")")[0]).exists()


def test_code_holds_no_glossary(tree):
    write(tree, CHAPTER.replace("gradient = 2.0", 'gradient = "{{glossary}}"'))
    with pytest.raises(BuildError, match="glossary"):
        make_notebooks(tree, "01_tiny")


def edited(root, change):
    """Writes the English notebook as somebody left it who edited it in Jupyter."""
    path = root / "notebooks/en/01_tiny.ipynb"
    notebook = make_notebooks(root, "01_tiny")["en"]
    notebook.cells[0].source = change(notebook.cells[0].source)
    path.parent.mkdir(exist_ok=True)
    path.write_text(nbformat.writes(notebook), "utf-8")
    return path


def test_pulling_keeps_the_placeholder_of_the_glossary(tree):
    assert pull(tree, edited(tree, lambda text: text)) == []
    change = "The gradients lead down. "
    pull(tree, edited(tree, lambda text: text.replace("The **", f"{change}The **") + "\n\nEnd."))
    source = (tree / "notebooks/source/01_tiny.py").read_text("utf-8")
    wanted = CHAPTER.replace("# The **", f"# {change.strip()}\n# The **")
    assert source == wanted.replace("{{glossary}}\n", "{{glossary}}\n#\n# End.\n", 1)


def test_a_term_is_edited_in_the_list(tree):
    path = edited(tree, lambda text: text.replace("a derivative", "the derivative"))
    with pytest.raises(BuildError, match=r"made from terms\.csv"):
        pull(tree, path)
