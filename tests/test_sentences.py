"""One sentence a line in sources, one line a paragraph in notebooks: both render the same."""

import re
import sys
from pathlib import Path

import jupytext
import pytest
from markdown_it import MarkdownIt
from nbconvert.filters import markdown2html

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))

from sentences import faults, join, sentences, split_all

SOURCE = Path(__file__).parents[1] / "notebooks" / "source"

ENGLISH = """\
# A title. With two sentences.
{{colab}}

The first (see Odena et al. 2016, e.g. Fig. 2). The second is 3.5 long! "Is it?" asks $D. And$
`G. S` of [a link. Here](https://a.org/b. C). (In brackets. Twice.) End

- an item. It has two sentences,
  and a second line;
- **A label.** Its text. More.
  1. deeper. Indeed.

> **Misconception: "it works."** A quotation
> over two lines. A second sentence.

$$a. B
+ c. D$$
| a. B | c |
| --- | --- |

<details><summary>A. B</summary>
```python
x = 1. # A. B
y
```
   $$x. Y.$$
"""
ENGLISH_LINES = """\
# A title. With two sentences.
{{colab}}

The first (see Odena et al. 2016, e.g. Fig. 2).
The second is 3.5 long!
"Is it?" asks $D. And$ `G. S` of [a link. Here](https://a.org/b. C).
(In brackets.
Twice.)
End

- an item.
  It has two sentences, and a second line;
- **A label.** Its text.
  More.
  1. deeper.
     Indeed.

> **Misconception: "it works."** A quotation over two lines.
> A second sentence.

$$a. B
+ c. D$$
| a. B | c |
| --- | --- |

<details><summary>A. B</summary>
```python
x = 1. # A. B
y
```
   $$x. Y.$$
"""
CHINESE = """\
## 标题。两句。

第一句。第二句（括号里的一句。）第三句，**粗体**！**又一句**？“引文。还在引文里。”后一句

- 一项。两句；
> **先猜，再运行。** 标签与正文。又一句：公式 $x。y$ 和 `代码。代码`。
"""
CHINESE_LINES = """\
## 标题。两句。

第一句。
第二句（括号里的一句。）
第三句，**粗体**！
**又一句**？
“引文。还在引文里。”
后一句

- 一项。
  两句；
> **先猜，再运行。** 标签与正文。
> 又一句：公式 $x。y$ 和 `代码。代码`。
"""


def rendered(markdown):
    return re.sub(r"\s+", " ", markdown2html(markdown)).strip()


@pytest.mark.parametrize(
    ("language", "text", "lines"),
    [("en", ENGLISH, ENGLISH_LINES), ("zh", CHINESE, CHINESE_LINES)],
)
def test_a_source_has_one_sentence_a_line_and_a_notebook_one_line_a_paragraph(
    language, text, lines
):
    assert split_all(text, language) == lines
    assert list(faults(lines, language)) == []
    notebook = join(lines, language)
    assert rendered(notebook) == rendered(text)
    assert split_all(notebook, language) == lines and join(notebook, language) == notebook
    if language == "zh":
        assert notebook == text  # which has no line break inside a paragraph
        assert rendered(lines) != rendered(text)  # as a break between two sentences is a space


@pytest.mark.parametrize("break_", ["\\", "  "])
def test_a_line_break_that_is_meant_stays(break_):
    poem = f"白日依山尽，{break_}\n黄河入海流。"
    assert join(poem, "zh") == poem == split_all(poem, "zh")


@pytest.mark.parametrize("start", ["- x", "1. X", "# X", "> X", "| X", "$$X$$", "<b>X"])
def test_no_sentence_is_put_where_it_would_be_something_else(start):
    pieces = sentences(f"One. {start}", "en")
    assert " ".join(pieces) == f"One. {start}" and not any(map(start.startswith, pieces[1:]))


@pytest.mark.parametrize(
    ("language", "lines", "message"),
    [
        ("en", "One. Two.", "more than one sentence in a line: 'One. Two.'"),
        ("en", "One sentence\nbroken.", "inside a sentence: 'One sentence'"),
        ("zh", "一句。两句。", "more than one sentence in a line: '一句。两句。'"),
        ("zh", "- 一句，\n  断开。", "inside a sentence: '一句，'"),
    ],
)
def test_other_lines_are_named(language, lines, message):
    (fault,) = faults(lines, language)
    assert message in fault


def test_all_sources_survive_joining_and_splitting():
    paths = sorted(SOURCE.rglob("*.py"))
    assert len(paths) > 100
    for path in paths:
        text = path.read_text("utf-8")
        notebook = jupytext.reads(text, fmt="py:percent")
        assert jupytext.writes(notebook, fmt="py:percent") == text, path
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                language = cell.metadata["lang"]
                assert split_all(join(cell.source, language), language) == cell.source, path


def unclosed_bold(text):
    """The pieces of text in which two asterisks are shown as they are, as CommonMark reads it."""
    tokens = MarkdownIt("commonmark").parse(text)
    inline = [child for token in tokens for child in token.children or []]
    return [child.content for child in inline if child.type == "text" and "**" in child.content]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**画得干净吗？** 真实的头像", False),
        ("**画得干净吗？**真实的头像", True),
        ("a ** b", True),
    ],
)
def test_bold_that_is_not_shown_as_bold_is_found(text, shown):
    assert bool(unclosed_bold(text)) == shown


def test_what_is_bold_in_a_source_is_shown_as_bold():
    """Two asterisks after a Chinese mark and right before a word close nothing."""
    for path in sorted(SOURCE.rglob("*.py")):
        for cell in jupytext.reads(path.read_text("utf-8"), fmt="py:percent").cells:
            if cell.cell_type == "markdown":
                text = join(cell.source, cell.metadata["lang"])
                assert not unclosed_bold(text), (path, unclosed_bold(text))
