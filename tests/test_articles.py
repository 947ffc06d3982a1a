"""The notebook on the five articles: each of their sections has a row, and each row an answer."""

import csv
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("notebook_builder", ROOT / "notebooks" / "build.py")
build = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(build)

NAME = "90_articles"
TITLES = {  # of a table, in each language, for each article of the list
    "history": {"en": "### Sections: history", "zh": "### 各节：《发展历程》"},
    "large models": {"en": "### Sections: large models", "zh": "### 各节：《大模型》"},
    "generative AI": {"en": "### Sections: generative AI", "zh": "### 各节：《生成式AI》"},
    "principles": {"en": "### Sections: principles", "zh": "### 各节：《原理与代码》"},
    "industry": {"en": "### Sections: industry", "zh": "### 各节：《赋能行业》"},
}
LINK = re.compile(r"\[(\d)\]\((\w+)\.ipynb\)")
HERE = {"en": "this notebook", "zh": "本篇"}
PLANNED = {"en": re.compile("not yet taught: ."), "zh": re.compile("尚未讲到：.")}
LEFT_OUT = {"en": re.compile("not taught, because .{10}"), "zh": re.compile("不讲.*，因为.{5}")}


def listed():
    """The sections of the articles as articles.csv has them: article -> {number: heading}."""
    found = {}
    with (ROOT / "notebooks" / "articles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["article"], {})[row["number"]] = row["heading"]
    return found


def tables(language):
    """The tables of the notebook's source: article -> {number: (heading, answer)}."""
    found = {}
    for cell in build.read_source(ROOT, NAME):
        for article, titles in TITLES.items():
            if cell.metadata.get("lang") == language and cell.source.startswith(titles[language]):
                lines = [x.strip("| ") for x in cell.source.split("\n") if x.startswith("|")]
                rows = [re.split(r" \| ", line) for line in lines[2:]]
                assert all(len(row) == 3 for row in rows)
                found[article] = {number: (heading, answer) for number, heading, answer in rows}
                assert len(found[article]) == len(rows), f"{article}: a section stands twice"
    return found


def faults(rows, language, chapters):
    """What is wrong with the answers of a table, a line each."""
    for number, (_, answer) in rows.items():
        links = LINK.findall(answer)
        for shown, chapter in links:
            if chapter not in chapters or int(shown) != int(chapter[:2]):
                yield f"{number} leads to chapter {shown}, {chapter}"
        marks = (HERE[language] in answer, PLANNED[language].search(answer))
        if not (links or any(marks) or LEFT_OUT[language].search(answer)):
            yield f"{number} has neither a chapter nor a reason: {answer}"


def test_the_list_is_of_five_articles():
    sections = listed()
    assert list(sections) == list(TITLES)
    for numbers in sections.values():
        assert all(re.fullmatch(r"\d+(\.\d+)*", number) for number in numbers)
        for number in numbers:  # a section of a section has one above it
            assert "." not in number or number.rpartition(".")[0] in numbers
    total = sum(map(len, sections.values()))
    texts = [cell.source for cell in build.read_source(ROOT, NAME)]
    for words in (f"Of {total} numbered sections", f"{total} 个带编号的小节"):
        assert any(words in text for text in texts)


@pytest.mark.parametrize("article", TITLES)
def test_every_section_has_a_row_with_a_chapter_or_a_reason(article):
    wanted = listed()[article]
    for language in build.LANGUAGES:
        rows = tables(language)[article]
        assert list(rows) == list(wanted), f"{article}, {language}: other sections"
        assert list(faults(rows, language, build.chapters(ROOT))) == []
        for number, heading in wanted.items():
            if language == "zh":
                assert rows[number][0] == heading
            else:
                assert rows[number][0] and not re.search(r"[\u4e00-\u9fff]", rows[number][0])


@pytest.mark.parametrize("article", TITLES)
def test_both_languages_give_the_same_answer(article):
    english, chinese = (tables(language)[article] for language in ("en", "zh"))
    for number in english:
        shape = []
        for language, rows in (("en", english), ("zh", chinese)):
            answer = rows[number][1]
            kinds = [bool(kind[language].search(answer)) for kind in (PLANNED, LEFT_OUT)]
            shape.append([LINK.findall(answer), HERE[language] in answer, *kinds])
        assert shape[0] == shape[1], f"{article}, {number}"


@pytest.mark.parametrize(
    "answer", ["", "later", "[7](07_none.ipynb)", "[4](03_gan.ipynb)", "not taught, because"]
)
def test_an_answer_that_is_none_is_named(answer):
    assert list(faults({"1": ("A heading", answer)}, "en", ["03_gan", "04_vae"]))


def test_it_has_no_exercises_and_asserts_no_bands():
    assert f"exercises/{NAME}" not in build.chapters(ROOT)
    tags = [tag for c in build.read_source(ROOT, NAME) for tag in c.metadata.get("tags", [])]
    assert "headline" in tags and "bands" not in tags
