"""Finds and reads what learners handed in: notebooks, folders, and zips as platforms export them.

Everything here reads hostile files: sizes are limited, nothing is unpacked to disk, links are not
followed, and a file that cannot be read becomes a fault of its own submission.
"""

import hashlib
import io
import json
import os
import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import NamedTuple

MAX_FILE = 30_000_000  # bytes of one file
MAX_SUBMISSION = 60_000_000  # bytes of all files of a submission
MAX_FILES = 500
IGNORED = re.compile(r"(^|/)(__MACOSX|\.[^/]*|Thumbs\.db|desktop\.ini)(/|$)")


class Unreadable(Exception):
    """What is wrong with a submission's files, in words for its author."""


class Submission(NamedTuple):
    """What one learner handed in."""

    name: str  # the path within the submissions
    cells: list  # source of each code cell
    files: dict  # path within the submission -> bytes, notebooks left out
    fault: str  # why it cannot be graded; empty if it can
    digest: str  # changes with the content


def find_submissions(place, exercise):
    """Read all submissions of an exercise.

    A notebook is a submission; so is a folder or a zip with a notebook in it. A folder or a zip
    that holds several of these, as platforms export them, holds as many submissions.

    Args:
        place: Path of a notebook, a folder or a zip.
        exercise: Str, such as "03_gan": tells which of several notebooks is meant.

    Returns:
        List of `Submission`, in the order of their names.

    Raises:
        Unreadable: there is nothing at that place.
    """
    place = Path(place)
    if place.is_dir():
        entries = _folder(place)
    elif place.is_file():
        is_zip = place.suffix.lower() == ".zip"
        entries = _zip(place) if is_zip else {place.name: lambda: _read(place)}
    else:
        raise Unreadable(f"There is no file or folder {place}.")
    groups = _group(entries)
    return [_submission(name, groups[name], exercise) for name in sorted(groups)]


def _folder(place):
    entries = {}
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.is_symlink():
            entries[path.relative_to(place).as_posix()] = lambda path=path: _read(path)
    return entries


def _read(path):
    if path.stat().st_size > MAX_FILE:
        raise Unreadable(f"{path.name} is larger than {MAX_FILE // 10**6} MB")
    return path.read_bytes()


def _zip(file):
    """The files of a zip, a path or an open file, as functions that read them."""
    try:
        archive = zipfile.ZipFile(file)
        members = [member for member in archive.infolist() if not member.is_dir()]
    except Exception as error:  # damaged zips raise many things
        raise Unreadable("the zip cannot be read") from error
    if len(members) > 100 * MAX_FILES:
        raise Unreadable("the zip holds too many files")
    return {
        _safe(member.filename): lambda member=member: _extract(archive, member)
        for member in members
    }


def _extract(archive, member):
    try:
        with archive.open(member) as file:
            data = file.read(MAX_FILE + 1)
    except Exception as error:
        raise Unreadable(f"{_safe(member.filename)} in the zip cannot be read") from error
    if len(data) > MAX_FILE:
        raise Unreadable(f"{_safe(member.filename)} is larger than {MAX_FILE // 10**6} MB")
    return data


def _safe(name):
    """A name within a zip as a path that stays inside."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in ("/", "..", ".")) or "unnamed"


def _group(entries):
    """Entries by submission: by their first folder, below folders that hold all of them."""
    entries = {name: read for name, read in entries.items() if not IGNORED.search(name)}
    prefix = ""
    while True:
        heads = {name[len(prefix) :].partition("/")[0] for name in entries}
        if len(heads) != 1 or not all("/" in name[len(prefix) :] for name in entries):
            break
        (head,) = heads
        below = {name[len(prefix) + len(head) + 1 :] for name in entries}
        if any(name.endswith(".ipynb") and "/" not in name for name in below):
            break
        prefix += head + "/"
    groups = {}
    for name, read in entries.items():
        head, slash, rest = name[len(prefix) :].partition("/")
        if slash or re.search(r"(?i)\.(ipynb|zip)$", head):
            groups.setdefault(head, {})[rest or head] = read
    for name, read in entries.items():
        head, slash, _ = name[len(prefix) :].partition("/")
        if not slash and head not in groups and (owner := _owner(head, groups)):
            groups[owner][head] = read
    if not groups and entries:
        groups[prefix.rstrip("/") or next(iter(entries))] = entries
    return groups


def _owner(file, groups):
    """The notebook that a loose file belongs to: its name begins alike, as in lee_11_502_x.npz."""
    alike = {name: os.path.commonprefix([file, name]).rpartition("_")[0] for name in groups}
    longest = max(map(len, alike.values()), default=0)
    owners = [name for name, prefix in alike.items() if len(prefix) == longest > 0]
    return owners[0] if len(owners) == 1 else None


def _submission(name, entries, exercise):
    digest = hashlib.sha256()
    cells, files = [], {}
    try:
        entries = _expand(entries)
        if len(entries) > MAX_FILES:
            raise Unreadable(f"there are more than {MAX_FILES} files")
        data, size = {}, 0
        for path in sorted(entries):
            data[path] = entries[path]()
            size += len(data[path])
            label = "" if path.lower().endswith(".ipynb") else path
            digest.update(b"%r" % [label, len(data[path])] + data[path])
            if size > MAX_SUBMISSION:
                raise Unreadable(f"it is larger than {MAX_SUBMISSION // 10**6} MB")
        cells = _code_cells(data[_the_notebook(data, exercise)])
        files = {path: data[path] for path in data if not path.lower().endswith(".ipynb")}
    except Unreadable as error:
        return Submission(name, [], {}, str(error), "")
    except Exception as error:  # a fault stays with its own submission
        return Submission(name, [], {}, f"it cannot be read ({type(error).__name__})", "")
    return Submission(name, cells, files, "", digest.hexdigest())


def _expand(entries):
    """Zips within a submission are opened, once."""
    found = {}
    for path, read in entries.items():
        if path.lower().endswith(".zip"):
            found |= {n: r for n, r in _zip(io.BytesIO(read())).items() if not IGNORED.search(n)}
        else:
            found[path] = read
    return found


def _the_notebook(data, exercise):
    notebooks = [path for path in data if path.lower().endswith(".ipynb")]
    named = [path for path in notebooks if exercise in path.rpartition("/")[2]]
    for candidates in (named, notebooks):
        if len(candidates) == 1:
            return candidates[0]
    if not notebooks:
        raise Unreadable("there is no notebook (.ipynb)")
    raise Unreadable(f"there are {len(named or notebooks)} notebooks; hand in one")


def _code_cells(data):
    """The sources of a notebook's code cells, in version 4 or 3 of the format."""
    if not data.strip():
        raise Unreadable("the notebook is empty")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
        cells = notebook.get("cells")
        if cells is None:
            cells = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        sources = [
            cell.get("source", cell.get("input", ""))
            for cell in cells
            if cell.get("cell_type") == "code"
        ]
        sources = [text if isinstance(text, str) else "".join(text) for text in sources]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable("the notebook is not in Jupyter's format") from error
    if len(sources) > 2000:
        raise Unreadable("the notebook has more than 2,000 code cells")
    return [source.encode("utf-8", "replace").decode() for source in sources]
