"""Takes names out of a report: of learners, of their files, and from what was said about them."""

import hashlib
import re

from aigc_course.grading import names

SHORTEST = 2  # letters or digits of what is taken for a name; a single one says nothing
# What platforms write into names, which names nobody.
COMMON = {"assignsubmission", "file", "onlinetext", "late", "attempt", "export", "submission"}
COMMON |= {"submissions", "ipynb", "json", "txt", "zip", "npz", "the", "and"}


def anonymous(results, exercise):
    """The same results without names: in an order that no name decides.

    Args:
        results: List of `report.Result`.
        exercise: Str.

    Returns:
        List of `report.Result`.
    """

    def order(result):
        text = f"{result.submission}{result.id}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(text).hexdigest()

    numbered = enumerate(sorted(results, key=order), 1)
    return [_without_names(result, number, exercise) for number, result in numbered]


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
        submission=f"submission {number:03d}", id="", name="", rows=rows, notes=notes, paths=()
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
