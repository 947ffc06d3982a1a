"""Shapes of the course's diagrams, as SVG text: boxes, arrows, feature maps, grids of numbers.

All diagrams are WIDTH units wide, run from top to bottom and write in letters of at least SMALL
units, so that they can be read on a phone of 390 pixels as well as on a wide page. Where two
colours mean two things, a word, a pattern of dashes or a shape says so, too.
"""

import itertools
import math
import re
import unicodedata
from html import escape

from aigc_keras.plotting import COLOURS

WIDTH = 600
SIZE, SMALL = 18, 17
BLUE, VERMILION, GREEN, *_, BLACK = COLOURS
PALE = {BLUE: "#D6E8F5", VERMILION: "#FBE3D2", GREEN: "#D3EEE5", BLACK: "#F2F2F2"}
GREY = "#595959"
SUBSCRIPT = re.compile(r"(?<=[A-Za-z])_([0-9A-Za-z])(?![0-9A-Za-z])")  # x_0, a_t
FONTS = "Noto Sans, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
DIGITS = {  # strokes in a square of 28 by 28
    3: "M9,7 C15,4 20,7 18,11 C17,14 13,14 13,14 C21,14 21,22 15,23 C12,24 9,23 8,21",
    5: "M19,6 L11,6 L10,13 C16,11 20,14 19,18 C18,23 12,24 8,21",
    7: "M8,7 L20,7 C16,12 14,17 13,24",
}


class Drawing:
    """One diagram in one language.

    Args:
        language: "en" or "zh".
        height: Units; the width is WIDTH.
        english, chinese: Str, what the picture says, for those who cannot see it.
    """

    def __init__(self, language, height, english, chinese):
        self.language = language
        self.height = height
        self.alternative = self.say(english, chinese)
        self.parts = []

    def say(self, english, chinese):
        return {"en": english, "zh": chinese}[self.language]

    def add(self, tag, content=None, **attributes):
        written = "".join(
            f' {name.replace("_", "-")}="{escape(number(value))}"'
            for name, value in attributes.items()
            if value is not None
        )
        end = "/>" if content is None else f">{content}</{tag}>"
        self.parts.append(f"<{tag}{written}{end}")

    def text(self, x, y, words, size=SIZE, anchor="middle", colour=BLACK, bold=False):
        """Words on one line whose letters have their middle at y; x_0 is set with a subscript."""
        weight = "bold" if bold else None
        place = {"x": x, "y": y + 0.36 * size, "font_size": size, "text_anchor": anchor}
        self.add("text", subscripted(words, size), **place, font_weight=weight, fill=colour)

    def lines(self, x, y, lines, size=SIZE, bold=0, **options):
        """Lines of words around y; the first `bold` of them are bold."""
        for i, words in enumerate(lines):
            row = y + (i - (len(lines) - 1) / 2) * 1.33 * size
            self.text(x, row, words, size, bold=i < bold, **options)

    def box(
        self, x, y, width, height, colour=BLACK, words=(), fill=None, radius=6, dash=None, **options
    ):
        """A box from its left upper corner, with words in its middle."""
        place = {"x": x, "y": y, "width": width, "height": height, "rx": radius, **dashes(dash)}
        self.add("rect", **place, fill=fill or PALE[colour], stroke=colour, stroke_width=2)
        self.lines(x + width / 2, y + height / 2, words, **options)

    def line(self, points, colour=BLACK, dash=None, width=2):
        path = "M" + " L".join(f"{number(x)},{number(y)}" for x, y in points)
        self.add("path", d=path, fill="none", stroke=colour, stroke_width=width, **dashes(dash))

    def arrow(self, points, colour=BLACK, dash=None, width=2):
        """A line through points, with a head at the last."""
        *_, (x0, y0), (x, y) = points
        length = math.hypot(x - x0, y - y0)
        along, across = ((x - x0) / length, (y - y0) / length), 2.6 * width
        base = (x - 5.5 * width * along[0], y - 5.5 * width * along[1])
        self.line([*points[:-1], base], colour, dash, width)
        sides = [
            (base[0] - s * across * along[1], base[1] + s * across * along[0]) for s in (1, -1)
        ]
        corners = " ".join(f"{number(a)},{number(b)}" for a, b in [(x, y), *sides])
        self.add("polygon", points=corners, fill=colour)

    def grid(self, x, y, rows, columns, cell, colour=BLACK, fill="white", cell_height=None):
        """One feature map, a sheet of cells, from its left upper corner."""
        tall = cell_height or cell
        size = {"width": columns * cell, "height": rows * tall}
        self.add("rect", x=x, y=y, **size, fill=fill, stroke=colour, stroke_width=1.6)
        inner = [f"M{number(x + i * cell)},{number(y)} v{rows * tall}" for i in range(1, columns)]
        inner += [f"M{number(x)},{number(y + i * tall)} h{columns * cell}" for i in range(1, rows)]
        thin = {"stroke": colour, "stroke_width": 0.7, "stroke_opacity": 0.45}
        self.add("path", d=" ".join(inner), fill="none", **thin)

    def maps(self, x, y, rows, columns, channels, cell, colour):
        """Feature maps, one behind the other: the block is as deep as there are channels.

        x and y are the middle of the block as drawn. Returns its width and height.
        """
        right, up = (0.9 * channels, 0.5 * channels) if channels > 1 else (0, 0)
        width, height = columns * cell, rows * cell
        x, y = x - (width + right) / 2, y - (height - up) / 2
        edge = {"stroke": colour, "stroke_width": 1.6, "stroke_linejoin": "round"}
        if right:
            top = [(x, y), (x + right, y - up), (x + width + right, y - up), (x + width, y)]
            side = [(x + width, y), *top[2:3], (x + width + right, y + height - up)]
            side.append((x + width, y + height))
            for corners, fill in ((top, "white"), (side, PALE[colour])):
                joined = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
                self.add("polygon", points=joined, fill=fill, **edge)
        self.grid(x, y, rows, columns, cell, colour, PALE[colour])
        return width + right, height + up

    def vector(self, x, y, cells, colour, cell=12, height=20):
        """A row of numbers, drawn as cells, around (x, y)."""
        corner = (x - cells * cell / 2, y - height / 2)
        self.grid(*corner, 1, cells, cell, colour, PALE[colour], cell_height=height)

    def numbers(self, x, y, table, cell, colour=BLACK, fill=None, size=SMALL, bold=False):
        """A grid of numbers; cells that are None stay empty. `fill(row, column)` colours a cell."""
        cells = itertools.product(range(len(table)), range(len(table[0])))
        for i, j in sorted(cells, key=lambda cell: table[cell[0]][cell[1]] is not None):
            place = {"x": x + j * cell, "y": y + i * cell, "width": cell, "height": cell}
            empty = table[i][j] is None
            shade = "white" if empty or fill is None else fill(i, j)
            edge = "#C4C4C4" if empty else colour
            self.add("rect", **place, fill=shade, stroke=edge, stroke_width=0.8 if empty else 1.4)
        for i, j in itertools.product(range(len(table)), range(len(table[0]))):
            if table[i][j] is not None:
                middle = (x + (j + 0.5) * cell, y + (i + 0.5) * cell)
                self.text(*middle, number(table[i][j]), size, bold=bold)

    def digit(self, x, y, side, which, frame=BLACK):
        """An image of a digit, white on black, from its left upper corner."""
        self.add("rect", x=x, y=y, width=side, height=side, stroke=frame, stroke_width=2)
        place = f"translate({number(x)} {number(y)}) scale({number(side / 28)})"
        stroke = {"stroke": "white", "stroke_width": 2.6, "stroke_linecap": "round"}
        stroke["stroke_linejoin"] = "round"
        self.add("path", d=DIGITS[which], transform=place, fill="none", **stroke)

    def svg(self):
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}"'
            f' viewBox="0 0 {WIDTH} {self.height}" font-family="{FONTS}" role="img"'
            f' lang="{self.say("en", "zh-CN")}">'
        )
        described = f"<desc>{escape(self.alternative, quote=False)}</desc>"
        paper = f'<rect width="{WIDTH}" height="{self.height}" fill="white"/>'
        return "\n".join([head, described, paper, *self.parts, "</svg>", ""])


def write(diagrams, folder):
    """Write each diagram in both languages, NAME_en.svg and NAME_zh.svg.

    Args:
        diagrams: dict of names to functions of the language that return a `Drawing`.
        folder: Path.
    """
    for name, diagram in diagrams.items():
        for language in ("en", "zh"):
            path = folder / f"{name}_{language}.svg"
            path.write_text(diagram(language).svg(), "utf-8", newline="\n")


def number(value):
    """A number as SVG takes it, without a trailing zero; text as it is."""
    return value if isinstance(value, str) else f"{round(float(value), 2) + 0:g}"


def subscripted(words, size):
    """Words as SVG takes them, each subscript lowered, in smaller letters."""
    first, *rest = SUBSCRIPT.split(words)
    parts, down = [escape(first, quote=False)], number(0.22 * size)
    for below, after in zip(rest[::2], rest[1::2], strict=True):
        parts.append(f'<tspan dy="{down}" font-size="{number(0.76 * size)}">{below}</tspan>')
        if after:
            parts.append(f'<tspan dy="-{down}">{escape(after, quote=False)}</tspan>')
    return "".join(parts)


def dashes(pattern):
    return {"stroke_dasharray": pattern} if pattern else {}


def text_width(words, size):
    """About how wide words are, in a wide font: rather too much than too little."""
    wide = {"ilj.,:;'|!": 0.33, " ()[]tfr−-": 0.42, "mwMW%": 0.95}
    units = 0
    for letter in words:
        if unicodedata.east_asian_width(letter) in "WF":
            units += 1
        else:
            found = [width for letters, width in wide.items() if letter in letters]
            units += found[0] if found else 0.7 if letter.isupper() else 0.62
    return units * size
