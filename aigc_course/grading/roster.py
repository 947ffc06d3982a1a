"""Who is expected to hand in, and whose a submission is."""

import csv
import re
import unicodedata
from typing import NamedTuple


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
            time_factor (default: 1), in UTF-8.

    Returns:
        List of `Person`.

    Raises:
        BadRoster: a missing column, a row without an id, a time factor that is none.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRoster(f"{path} cannot be read as CSV in UTF-8: {error}.") from None
    people = []
    for number, row in enumerate(rows, 2):
        row.pop(None, None)  # cells beyond the header
        row = {key.strip().lower(): (value or "").strip() for key, value in row.items()}
        if not row.get("id") or "name" not in row:
            raise BadRoster(f"{path}, line {number}: the roster needs the columns id and name.")
        try:
            factor = float(row.get("time_factor") or 1)
        except ValueError:
            factor = 0
        if not 0 < factor <= 10:
            raise BadRoster(f"{path}, line {number}: time_factor is a number up to 10.")
        people.append(Person(row["id"], row["name"], row.get("match") or row["id"], factor))
    if len({person.id for person in people}) < len(people):
        raise BadRoster(f"{path}: an id occurs twice.")
    return people


def assign(submissions, people):
    """Find whose submission is whose.

    Returns:
        Dict from a submission's name to its `Person`; a submission that fits none or several is
        left out. What fits is a `match` that no letter or digit continues.
    """
    found = {}
    for submission in submissions:
        name = unicodedata.normalize("NFC", submission.name)
        fitting = [person for person in people if _stands_in(person.match, name)]
        if len(fitting) == 1:
            found[submission.name] = fitting[0]
    return found


def _stands_in(match, name):
    match = re.escape(unicodedata.normalize("NFC", match))
    return re.search(rf"(?<![^\W_]){match}(?![^\W_])", name) is not None
