"""Chapter 2 is a reference book: each section stands alone, and its map leads to sections."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
NAME = "02_math"
HEADING = re.compile(r"(?m)^## (.+)$")


def load(name):
    spec = importlib.util.spec_from_file_location(f"chapter_2_{name}", ROOT / "notebooks" / name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build, measure = load("build.py"), load("measure.py")


def sections(language):
    """The cells of each section: its heading to a list; "" has the set-up and the tools."""
    found, heading = {"": []}, ""
    for cell in build.read_source(ROOT, NAME):
        if cell.cell_type == "markdown":
            if cell.metadata["lang"] != language:
                continue
            heading = (HEADING.findall(cell.source) or [heading])[0]
        found.setdefault(heading, []).append(cell)
    return found


def map_rows(language):
    """The rows of the map: what is read, the sections to read for it, the minutes."""
    titles = {"en": "A map of this chapter", "zh": "本章地图"}
    (cell,) = [c for c in sections(language)[titles[language]] if c.cell_type == "markdown"]
    lines = [x.strip("| ") for x in cell.source.split("\n") if x.startswith("| ")]
    marks = {"en": "; ", "zh": "；"}
    for line in lines[2:]:
        what, names, minutes = line.split(" | ")
        yield what, names.split(marks[language]), int(minutes)


def code(cells):
    return "\n".join(c.source for c in cells if c.cell_type == "code" and "{{" not in c.source)


@pytest.mark.parametrize("heading", sorted(set(sections("en")) - {""}))
def test_a_section_needs_nothing_but_the_tools(heading):
    """Every name that it uses is a tool's or its own."""
    found = sections("en")
    text = code(found[""]) + "\n" + code(found[heading])
    command = [sys.executable, "-m", "ruff", "check", "--select", "F821", "--quiet", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_no_section_changes_a_tool():
    found = sections("en")
    tools = set(re.findall(r"(?m)^(?:def )?(\w+)(?:\(| = )", code(found[""])))
    assert {"LINE", "integrate", "softmax"} <= tools
    for heading, cells in found.items():
        if heading:
            made = set(re.findall(r"(?m)^\s*(?:def )?(\w+)(?:\(.*\):| = )", code(cells)))
            assert not made & tools, heading


@pytest.mark.parametrize("language", build.LANGUAGES)
def test_the_map_leads_to_sections_and_says_how_long_they_take(language):
    notebook = nbformat.read(ROOT / "notebooks" / language / f"{NAME}.ipynb", as_version=4)
    minutes, heading = {}, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = (HEADING.findall(cell.source) or [heading])[0]
            words, characters = measure.length(measure.prose(cell))
            spent = characters / 350 if language == "zh" else words / 200
        else:
            spent = (len(measure.lines_of(cell.source)) * 4 + measure.shows(cell) * 20) / 60
        minutes[heading] = minutes.get(heading, 0) + spent
    for what, names, told in map_rows(language):
        assert set(names) <= set(minutes), what
        assert abs(sum(minutes[name] for name in names) - told) < 2, what


def test_both_languages_have_the_same_map():
    english, chinese = (list(sections(language)) for language in ("en", "zh"))
    places = dict(zip(english, chinese, strict=True))
    for (_, names, minutes), row in zip(map_rows("en"), map_rows("zh"), strict=True):
        assert [places[name] for name in names] == row[1] and minutes == row[2]


@pytest.mark.parametrize("language", build.LANGUAGES)
def test_what_chapter_3_cites_of_chapter_2_is_there(language):
    cited = {
        "en": re.compile(r"[Cc]hapter 2 [^.]*?((?:\"[^\"]+\"(?: and )?)+)"),
        "zh": re.compile(r"第 2 章[^。]*?((?:“[^”]+”[和、]?)+)"),
    }
    names = []
    for cell in build.read_source(ROOT, "03_gan"):
        if cell.cell_type == "markdown" and cell.metadata["lang"] == language:
            for group in cited[language].findall(cell.source):
                names += re.findall(r"[\"“]([^\"”]+)[\"”]", group)
    assert len(names) >= 5
    assert set(names) <= set(sections(language))


@pytest.mark.parametrize("language", build.LANGUAGES)
def test_the_sections_of_chapter_3_that_it_names_are_there(language):
    named = {"en": re.compile(r'[Cc]hapter 3, "([^"]+)"'), "zh": re.compile(r"第 3 章“([^”]+)”")}
    headings = set()
    for cell in build.read_source(ROOT, "03_gan"):
        if cell.cell_type == "markdown" and cell.metadata["lang"] == language:
            headings |= set(HEADING.findall(cell.source))
    for heading, cells in sections(language).items():
        text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
        assert set(named[language].findall(text)) <= headings, heading
