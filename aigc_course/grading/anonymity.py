"""Takes names out of a report: of learners, of their files, and from what was said about them.

In their place stand numbers that are drawn, in whose order the report is: they cannot be computed
from the names. Who has which is kept for the lecturer alone, so that later reports show the same.
"""

import hashlib
import json
import re
import secrets

from aigc_course.grading import names
from aigc_course.grading.report import write_csv

DIGITS = 100_000  # the least pseudonym: all have as many digits
SHORTEST = 2  # letters or digits of what is taken for a name; a single one says nothing
# What platforms write into names, which names nobody.
COMMON = {"assignsubmission", "file", "onlinetext", "late", "attempt", "export", "submission"}
COMMON |= {"submissions", "ipynb", "json", "txt", "zip", "npz", "the", "and"}


class Pseudonyms:
    """Numbers instead of names: those of earlier reports, and new ones where there are none yet.

    Args:
        folder: Path of a folder that only the lecturer reads. In it, `pseudonyms.json` has the
            numbers by hashes of the names, and `who_is_who.csv` says whose they are.
    """

    def __init__(self, folder):
        self._table = folder / "who_is_who.csv"
        self._file = folder / "pseudonyms.json"
        self._numbers = json.loads(self._file.read_text("utf-8")) if self._file.exists() else {}
        self._rows = []

    def of(self, result):
        """The number of a `report.Result`, as text."""
        who = json.dumps([result.submission, result.id])
        key = hashlib.sha256(who.encode()).hexdigest()
        taken = set(self._numbers.values())
        while key not in self._numbers:
            number = str(DIGITS + secrets.randbelow(9 * DIGITS))
            if number not in taken:
                self._numbers[key] = number
        number = self._numbers[key]
        self._rows.append([number, result.submission, result.id, result.name])
        return number

    def write(self):
        """Keep all numbers, and the table of those that were asked for; returns its path."""
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(self._numbers), "utf-8")
        part.replace(self._file)
        header = ["number", "submission", "id", "name"]
        write_csv(self._table, header, sorted(self._rows))
        return self._table


def anonymous(results, exercise, pseudonyms):
    """The same results without names: in the order of numbers that were drawn.

    Args:
        results: List of `report.Result`.
        exercise: Str.
        pseudonyms: `Pseudonyms`.

    Returns:
        List of `report.Result`.
    """
    numbered = sorted((pseudonyms.of(result), place) for place, result in enumerate(results))
    return [_without_names(results[place], number, exercise) for number, place in numbered]


def _without_names(result, number, exercise):
    pattern = _pattern(_named(result, exercise))

    def hide(text):
        return pattern.sub("…", text) if pattern else text

    rows = [
        row | {"why": [*map(hide, row["why"])], "test error": hide(row["test error"])}
        for row in result.rows
    ]
    notes = [[*map(hide, note)] for note in result.notes]
    return result._replace(
        submission=f"submission {number}", id="", name="", rows=rows, notes=notes, paths=()
    )


def _named(result, exercise):
    """All that would tell who it is: paths, their parts, and the words of the learner's name."""
    found = set()
    for path in {result.submission, *result.paths}:
        found.add(path)
        for part in path.split("/"):
            owner = names.owner(part, exercise)
            for name in (part, owner.file if owner else ""):
                if names.base(name) != exercise:
                    found |= {name, names.ENDING.sub("", name)}
    found |= {result.id, result.name}
    words = re.split(r"[\W_]+", f"{result.submission} {result.name}")
    common = COMMON | {*re.split(r"[\W_]+", exercise)}
    found |= {word for word in words if word.casefold() not in common}
    return {text for text in found if len(text) >= SHORTEST}


def _pattern(texts):
    longest_first = sorted(texts, key=len, reverse=True)
    if not texts:
        return None
    escaped = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![^\W_])(?:{escaped})(?![^\W_])", re.IGNORECASE)
