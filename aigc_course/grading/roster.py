"""Who is expected to hand in, and whose a submission is."""

import csv
import io
import re
import sys
import unicodedata
from pathlib import Path
from typing import NamedTuple

from aigc_course.grading import names

SEPARATORS = ",;\t"
NEEDED = ("id", "name")
LONG = 8  # digits


class BadRoster(Exception):
    """What is wrong with the roster, in words for the instructor."""


class Person(NamedTuple):
    """A row of the roster."""

    id: str
    name: str
    match: str  # occurs in the name of this person's submission, and in no other
    time_factor: float


def read_roster(path):
    """Read who is expected to hand in.

    Args:
        path: CSV file with the columns id and name, and where wanted match (default: the id) and
            time_factor (default: 1), in UTF-8 or GB18030, separated by commas, semicolons or tabs.

    Returns:
        List of `Person`.

    Raises:
        BadRoster: a missing column, a row without an id, a time factor that is none.
    """
    lines = _decode(path).splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep="):  # a line for Excel alone
        lines[0] = "\n"
    header = next((line for line in lines if line.strip()), "")
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=separator)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise BadRoster(f"{path}, line {reader.line_num}: {error}.") from None
    if not rows:
        raise BadRoster(f"{path} is empty. 名单是空的。")
    columns = [column.strip().lower() for column in rows[0][1]]
    if missing := [column for column in NEEDED if column not in columns]:
        raise BadRoster(
            f"{path}: the roster needs the columns id and name. It has "
            f"{', '.join(column or '(no name)' for column in columns)}; there is no "
            f"{' and no '.join(missing)}."
        )
    if len(rows) == 1:
        raise BadRoster(f"{path} has no row below its columns. 名单中没有学习者。")
    people = [_person(path, number, columns, row) for number, row in rows[1:]]
    ids = [person.id for person in people]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise BadRoster(f"{path}: an id occurs twice: {', '.join(twice[:5])}.")
    return people


def _decode(path):
    """The text of a file in UTF-8, with or without a mark in front, or in GB18030."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadRoster(f"{path} cannot be read: {error}.") from None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadRoster(f"{path} is in UTF-16: save it as CSV in UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise BadRoster(f"{path} is neither in UTF-8 nor in GB18030: save it in UTF-8.") from None
    print(f"{path} is not in UTF-8: read as GB18030 (GBK).", file=sys.stderr)
    return text


def _person(path, number, columns, cells):
    row = dict(zip(columns, map(str.strip, cells), strict=False))
    if not row.get("id"):
        raise BadRoster(f"{path}, line {number}: there is no id in this row.")
    try:
        factor = float((row.get("time_factor") or "1").replace(",", "."))
    except ValueError:
        factor = 0
    if not 0 < factor <= 10:
        raise BadRoster(f"{path}, line {number}: time_factor is a number up to 10.")
    return Person(row["id"], row.get("name", ""), row.get("match") or row["id"], factor)


class Finder:
    """Finds whose a submission is.

    Args:
        people: List of `Person`.
        exercise: Str: its own name in a path tells nothing.
    """

    def __init__(self, people, exercise):
        self._exercise = exercise
        self._people = {}  # a match, without punctuation around it -> the persons who have it
        for person in people:
            self._people.setdefault(_trimmed(_plain(person.match)), []).append(person)
        self._words = max((len(_bounds(match)[0]) for match in self._people), default=0)

    def find(self, paths):
        """The person whose `match` stands in a path, with no letter or digit that continues it.

        Args:
            paths: List of str, the submission's own path first, then others that may tell.

        Returns:
            `Person`, or None where none or several fit in the last part of a path that fits anybody
            at all.
        """
        for path in paths if self._people else ():
            for part in reversed(path.split("/")):
                fitting = self._fitting(_told(part, self._exercise))
                if fitting:
                    return fitting[0] if len(fitting) == 1 else None
        return None

    def possible(self, path):
        """All persons whom a path may name, even where it fits several: a list of `Person`."""
        parts = (_told(part, self._exercise) for part in path.split("/"))
        return [person for part in parts for person in self._fitting(part)]

    def _fitting(self, text):
        """All persons who fit: each run of whole words of the text is looked up."""
        starts, ends = _bounds(text)
        runs = {
            text[start:end]
            for number, start in enumerate(starts)
            for end in ends[number : number + self._words]
        }
        return [person for run in sorted(runs) for person in self._people.get(run, ())]


def _bounds(text):
    """Where the words of a text start and end; signs between them belong to none."""
    words = [*re.finditer(r"[^\W_]+", text)]
    return [word.start() for word in words], [word.end() for word in words]


def _told(part, exercise):
    """A name without the exercise and without the number of a submission, which is nobody's.

    A long number stays: it may be a learner's, and Canvas's is not the same by chance.
    """
    part = _plain(part)
    found = names.CANVAS.fullmatch(part.replace(exercise, "\0"))
    if found and len(found["number"]) < LONG:
        part = "_".join([found["name"], found["id"], found["file"]])
    return part.replace("\0", " ").replace(exercise, " ")


def _trimmed(match):
    starts, ends = _bounds(match)
    return match[starts[0] : ends[-1]] if starts else match


def _plain(text):
    return unicodedata.normalize("NFC", text).casefold()
