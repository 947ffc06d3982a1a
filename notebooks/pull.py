"""Brings edits made in Jupyter, in a notebook of either language, back to the chapter's source.

What is as the source gives it stays untouched, byte for byte. A changed paragraph is split into
sentences again. Changed code is changed for both languages; of a changed comment the other
language's words are kept, and a new comment stays without them, which `--check` refuses until
somebody has written them.
"""

import difflib
import re
from dataclasses import dataclass

import jupytext
from pieces import COMMENT, PICTURE, PLACEHOLDER, BuildError, comments, one_language, shown, speaks
from sentences import blocks, joined, split
from sources import (
    LANGUAGES,
    SETUP_MARK,
    all_stamps,
    cell_pieces,
    label,
    read_notebook,
    read_sections,
)
from terms import GLOSSARY


@dataclass
class Place:
    """A cell of a source, and what a notebook of one language shows of it."""

    section: object
    cell: object
    pieces: list


def pull(root, path):
    """Writes the edits of one notebook into its source.

    Args:
        root: Path of the repository.
        path: Path of a notebook below notebooks/en or notebooks/zh.

    Returns:
        List of strings, a sentence for each cell that was changed.

    Raises:
        BuildError: an edit that cannot be placed; the source is then as it was.
    """
    language, name = language_and_name(root, path)
    stamps, sections = all_stamps(root, language, name), read_sections(root, name)
    places = []
    for section in sections:
        for cell in section.notebook.cells:
            where = f"{section.path.relative_to(root)}, {label(len(places) + 1, cell)}"
            pieces = cell_pieces(cell, language, stamps, where)
            if pieces is not None:
                places.append(Place(section, cell, pieces))
    edited = read_notebook(path).cells
    same_cells(places, edited, language, path)

    told, changed = [], []
    for number, (place, cell) in enumerate(zip(places, edited, strict=True), 1):
        if cell.source == shown(place.pieces):
            continue
        where = f"{path.name}, {label(number, cell)}"
        place.cell.source, note = edited_source(place, cell, language, stamps, where)
        told.append(f"{where}: pulled into {place.section.path.relative_to(root)}{note}")
        if place.section not in changed:
            changed.append(place.section)
    for section in changed:
        text = jupytext.writes(section.notebook, fmt="py:percent")
        section.path.write_text(text, "utf-8", newline="\n")
    return told


def language_and_name(root, path):
    """Returns the language and the chapter of a notebook, from where it lies."""
    folder = root / "notebooks"
    try:
        language, *parts = path.resolve().relative_to(folder.resolve()).with_suffix("").parts
    except ValueError:
        language, parts = "", []
    if language not in LANGUAGES or not parts:
        raise BuildError(f"{path}: only a notebook in {folder}/en or {folder}/zh can be pulled")
    return language, "/".join(parts)


def same_cells(places, edited, language, path):
    """Raises a BuildError unless a notebook has the cells that its source gives, in order."""
    expected = [f"{language}-{number:03d}" for number in range(1, len(places) + 1)]
    found = [cell.get("id") for cell in edited]
    for number, cell in enumerate(edited, 1):
        if cell.get("id") not in expected:
            raise BuildError(
                f"{path}: {label(number, cell)} is new; a cell is added in the source, where prose "
                "needs both languages"
            )
    for place, identifier in zip(places, expected, strict=True):
        if identifier not in found:
            raise BuildError(
                f"{path}: {label(identifier, place.cell)} is missing; a cell is removed in the "
                "source"
            )
    if found != expected:
        raise BuildError(f"{path}: its cells stand in another order than in the source")
    for place, cell in zip(places, edited, strict=True):
        if place.cell.cell_type != cell.cell_type:
            raise BuildError(f"{path}: {label(cell.id, cell)} was {place.cell.cell_type}")


def edited_source(place, cell, language, stamps, where):
    """Returns the source of a changed cell, and what its author should know."""
    if place.cell.source == SETUP_MARK:
        raise BuildError(
            f"{where}: the set-up cell is the same everywhere; it stands in sources.py"
        )
    if cell.cell_type == "markdown":
        items = blocks(without_glossary(place, cell, stamps, where))
        texts = [joined(block, language) for block in items]
        pictures = {f"attachment:{p[1]}.png": p[0] for p in PICTURE.finditer(place.cell.source)}
        lines = []
        for old, new in regions(place.pieces, texts):
            if old is new:
                lines += [line for piece in old for line in piece.source]
                continue
            for index in new:
                text = unstamped(texts[index], old, stamps)
                lines += split_paragraph(with_paths(text, pictures, where), language)
            lines += [line for piece in old if piece.shown is None for line in piece.source]
        return "\n".join(lines), ""
    return edited_code(place, cell.source, language, stamps, where)


def without_glossary(place, cell, stamps, where):
    """Returns an edited prose cell with the placeholder of the glossary instead of its table."""
    if GLOSSARY not in place.cell.source:
        return cell.source
    if stamps["glossary"] not in cell.source:
        raise BuildError(f"{where}: the glossary is made from terms.csv; edit its terms there")
    return cell.source.replace(stamps["glossary"], GLOSSARY)


def regions(pieces, items):
    """Yields what is kept, as one list of pieces twice, and what is not: pieces, and the indices
    of the items that replace them."""
    visible, hidden = [], {}
    for piece in pieces:
        if piece.shown is None:
            hidden.setdefault(len(visible), []).append(piece)
        else:
            visible.append(piece)
    matcher = difflib.SequenceMatcher(None, [p.shown for p in visible], items, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        old = hidden.pop(0, [])
        for number in range(start, end):
            old += [visible[number], *hidden.get(number + 1, [])]
        yield old, old if kind == "equal" else range(first, last)


def unstamped(text, pieces, stamps):
    """Returns a text with the placeholders that stood in the pieces which it replaces."""
    before = "\n".join(line for piece in pieces for line in piece.source)
    for name, value in sorted(stamps.items(), key=lambda stamp: -len(stamp[1])):
        if value and "{{" + name + "}}" in before:
            edges = [r"\b" if value[end].isalnum() else "" for end in (0, -1)]
            pattern = edges[0] + re.escape(value) + edges[1]
            text = re.sub(pattern, "{{" + name + "}}", text, flags=re.ASCII)
    return text


def with_paths(text, pictures, where):
    """Returns prose with the paths of its pictures instead of attachments."""
    for name in re.findall(r"attachment:[^)\s]+", text):
        if name not in pictures:
            raise BuildError(
                f"{where}: {name} is not in notebooks/figures; save the picture there, and name it "
                "in the source"
            )
        text = text.replace(name, pictures[name])
    return text


def split_paragraph(text, language):
    return [line for block in blocks(text) for line in split(block, language)]


def edited_code(place, code, language, stamps, where):
    """Returns the source of a changed code cell, and a note about its comments."""
    own = own_comments(code, where)
    texts, lines, notes = code.split("\n"), [], set()
    for old, new in regions(place.pieces, texts):
        if old is new:
            lines += [line for piece in old for line in piece.source]
            continue
        if any(piece.shown and piece.shown.strip() == PLACEHOLDER for piece in old):
            raise BuildError(f"{where}: the place of a solution has changed; edit the source")
        translated = [piece for piece in old if COMMENT.match(piece.source[0])]
        for index in new:
            text = texts[index]
            if index in own and translated:
                lines += said_anew(translated.pop(0), text, language)
                notes.add("; see whether the comment in the other language still says the same")
            elif index in own and speaks(text.strip()):
                lines += waiting(text, language)
                notes.add("; a new comment waits for its other language, and --check with it")
            else:
                lines.append(unstamped(text, old, stamps))
    return "\n".join(lines), "".join(sorted(notes))


def own_comments(code, where):
    """Returns the numbers of lines that are comments; a BuildError for words beside code."""
    own, lines = set(), code.split("\n")
    for number, column, comment in comments(code, where):
        if not lines[number][:column].strip():
            own.add(number)
        elif speaks(comment):
            raise BuildError(one_language(comment, where))
    return own


def said_anew(piece, text, language):
    """Returns a comment in both languages, with another line for one of them."""
    indent, words = re.match(r"( *)#+ ?(.*)", text).groups()
    lines = []
    for line in piece.source:
        comment = COMMENT.match(line)
        said = words if comment[2] == language else comment[3]
        lines.append(f"{indent}# {comment[2]}: {said}".rstrip())
    return lines


def waiting(text, language):
    """Returns a new comment, with an empty line for the other language."""
    indent, words = re.match(r"( *)#+ ?(.*)", text).groups()
    return [
        f"{indent}# {name}: {words}" if name == language else f"{indent}# {name}:"
        for name in LANGUAGES
    ]
