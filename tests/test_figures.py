"""The diagrams of the prose are what their programs write, in both languages, within the canvas."""

import importlib
import itertools
import re
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks" / "figures"))

import gan_diagrams
from drawing import SMALL, WIDTH, Drawing, text_width

FIGURES = Path(__file__).parents[1] / "notebooks" / "figures"
SVG = "{http://www.w3.org/2000/svg}"
PICTURE = re.compile(r"!\[(.*?)\]\(\.\./figures/(.*?\.svg)\)")
PROGRAMS = {
    name: program
    for program in (
        importlib.import_module(path.stem) for path in sorted(FIGURES.glob("*_diagrams.py"))
    )
    for name in program.DIAGRAMS
}
drawings = pytest.mark.parametrize("name", sorted(PROGRAMS))
languages = pytest.mark.parametrize("language", ["en", "zh"])


def texts(svg):
    """The texts of a drawing: their words, and left, top, right, bottom, about."""
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        x, y, size = (float(text.get(name)) for name in ("x", "y", "font-size"))
        words = "".join(text.itertext())  # those of its subscripts, too
        width = text_width(words, size)
        left = x - {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor")] * width
        yield words, (left, y - 0.8 * size, left + width, y + 0.2 * size)


def faults(svg):
    """Texts that leave the canvas, are too small, change their font, or lie on each other."""
    root = ElementTree.fromstring(svg)
    height = float(root.get("height"))
    found = [(words, place) for words, place in texts(svg)]
    for words, (left, top, right, bottom) in found:
        if left < 0 or top < 0 or right > WIDTH or bottom > height:
            yield f"{words!r} leaves the canvas"
    for text in root.iter(f"{SVG}text"):
        words = "".join(text.itertext())
        if float(text.get("font-size")) < SMALL:
            yield f"{words!r} is too small"
        if any(map(unicodedata.combining, words)):
            yield f"{words!r} has an accent that sets it in another font"
    for (words, a), (others, b) in itertools.combinations(found, 2):
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            yield f"{words!r} lies on {others!r}"


@languages
@drawings
def test_each_diagram_is_what_its_program_writes(name, language):
    committed = (FIGURES / f"{name}_{language}.svg").read_text("utf-8")
    program = PROGRAMS[name]
    assert committed == program.DIAGRAMS[name](language).svg(), (
        f"run notebooks/figures/{program.__name__}.py, then pictures.py, for {name}_{language}.svg"
    )
    assert not list(faults(committed))


def pictures_of_the_prose():
    for source in sorted((FIGURES.parent / "source").rglob("*.py")):
        for words, name in PICTURE.findall(source.read_text("utf-8")):
            yield pytest.param(words, name, id=name)


@pytest.mark.parametrize(("words", "name"), list(pictures_of_the_prose()))
def test_the_prose_describes_a_picture_as_the_picture_itself_does(words, name):
    described = ElementTree.parse(FIGURES / name).getroot().find(f"{SVG}desc").text
    assert words == described
    # JupyterLab shows a picture whose description holds brackets in brackets as plain text.
    assert not set(words) & set("[]")


@drawings
def test_both_languages_draw_the_same(name):
    """Shapes and numbers are the same; only words and where they stand differ."""
    found = []
    for language in ("en", "zh"):
        root = ElementTree.fromstring(PROGRAMS[name].DIAGRAMS[name](language).svg())
        found.append([(e.tag, e.attrib) for e in root if e.tag not in (f"{SVG}text", f"{SVG}desc")])
    assert found[0] == found[1]


def test_every_drawing_has_both_languages_and_a_program():
    drawn = {path.stem for path in FIGURES.glob("*.svg")}
    assert drawn == {f"{name}_{end}" for name in PROGRAMS for end in ("en", "zh")}


@pytest.mark.parametrize(
    ("place", "size", "fault"),
    [
        ((300, 300), 18, None),
        ((590, 300), 18, "leaves the canvas"),
        ((300, 2), 18, "leaves the canvas"),
        ((300, 300), 12, "too small"),
        ((320, 206), 18, "lies on"),
    ],
)
def test_words_that_cannot_be_read_are_found(place, size, fault):
    drawing = Drawing("en", 400, "Words.", "文字。")
    drawing.text(300, 200, "the first words")
    drawing.text(*place, "some words", size)
    found = list(faults(drawing.svg()))
    assert [fault in message for message in found] == ([True] if fault else [])


def test_a_subscript_is_lowered_and_what_follows_is_not():
    drawing = Drawing("en", 400, "Words.", "文字。")
    drawing.text(300, 200, "x_t = a_t x_0 & z_mean")
    text = ElementTree.fromstring(drawing.svg()).find(f"{SVG}text")
    assert "".join(text.itertext()) == "xt = at x0 & z_mean"
    lowered, depth = [], 0
    for part in text:
        depth += float(part.get("dy"))
        if depth > 1e-6:
            lowered.append(part.text)
            assert float(part.get("font-size")) < float(text.get("font-size"))
    assert lowered == ["t", "t", "0"] and abs(depth) < 1e-6


def test_the_stamps_of_a_transposed_convolution_add_up():
    """Written out in loops; the program itself compares with Keras."""
    _, total = gan_diagrams.stamped()
    expected = [[0] * 6 for _ in range(6)]
    for i, j, a, b in itertools.product(range(2), range(2), range(4), range(4)):
        stamp = gan_diagrams.INPUT[i, j] * gan_diagrams.KERNEL[a, b]
        expected[2 * i + a][2 * j + b] += stamp
    assert total.tolist() == expected
