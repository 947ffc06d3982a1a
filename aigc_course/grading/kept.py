"""Keeps what is graded: a file for each content, so that a run goes on, and shards can share it."""

import hashlib
import json
import os
import re
import secrets
from pathlib import Path

import aigc_keras

TESTS = re.compile(r"test_.*\.py")


class Kept:
    """What is already graded, in the report's folder.

    A file is written whole or not at all, and where two processes wrote one, either is right, so
    that several processes and machines may write into one folder.

    Args:
        out: Path of the report's folder.
        task: `judge.Task`.
    """

    def __init__(self, out, task):
        self.folder = out / ".graded"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ".gitignore").write_text("*\n", "utf-8")
        parts = [aigc_keras.__version__, repr(task.settings), str(task.isolated)]
        parts += [part for name_and_path in _sources(task, out) for part in _told(*name_and_path)]
        self.tests = hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def path(self, submission, factor):
        """Where the result of a submission is kept: it depends on all that decides the mark."""
        key = f"{submission.digest}{self.tests}{factor}".encode()
        return self.folder / f"{hashlib.sha256(key).hexdigest()[:32]}.json"

    def read(self, submission, factor):
        """The result of a submission, a dict, or None where there is none yet."""
        if submission.fault:
            note = [submission.fault, submission.fault_chinese]
            return {"state": "unreadable", "rows": [], "notes": [note], "seed": 0}
        try:
            return json.loads(self.path(submission, factor).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def write(self, submission, factor, result):
        """Keep a result."""
        path = self.path(submission, factor)
        part = path.with_suffix(f".{secrets.token_hex(8)}.part")  # another shard has its own
        part.write_text(json.dumps(result), "utf-8")
        part.replace(path)


def _told(name, path):
    """A file's name and a hash of its content."""
    with open(path, "rb") as file:
        return name, hashlib.file_digest(file, "sha256").hexdigest()


def _sources(task, out):
    """The files that decide a mark: tests, what lies beside them, checks, grader and library.

    Returns:
        List of pairs: a name that is the same on every machine, and the path.
    """
    ours = Path(__file__).parents[1]
    library = Path(aigc_keras.__file__).parent
    not_read = {Path(place).resolve() for place in (out, *task.secret)}
    found = []
    for number, folder in enumerate(dict.fromkeys(Path(path).parent for path in task.tests)):
        for path in _below(folder, not_read - {folder.resolve()}):
            name = path.relative_to(folder).as_posix()
            if str(path) in task.tests or not TESTS.fullmatch(name):  # else of another exercise
                found.append((f"{number}/{name}", path))
    for top, pattern in (
        (ours, "checks/**/*.py"),
        (ours, "grading/*.py"),
        (library, "**/*.py"),
    ):
        found += [(path.relative_to(top).as_posix(), path) for path in top.glob(pattern)]
    return sorted(found)


def _below(top, not_read):
    """All files of a folder, through links as well, for a test may open any of them.

    Left out are compiled files, folders of hidden names, the places of `not_read`, and reports.
    """
    seen = set()
    for above, folders, names in os.walk(top, followlinks=True):
        here = Path(above)
        if here.resolve() in seen | not_read or (here != top and (here / ".graded").is_dir()):
            folders.clear()
            continue
        seen.add(here.resolve())
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        for path in map(here.joinpath, names):
            if path.is_file() and path.resolve() not in not_read:
                yield path


def share(groups, shard):
    """The groups that one of several processes grades; a name decides, so that all agree.

    Args:
        groups: List of `layout.Group`.
        shard: Pair of ints: which, from 1 on, and of how many.

    Returns:
        List of `layout.Group`.
    """
    number, count = shard
    return [group for group in groups if _hash(group.name) % count == number - 1]


def _hash(name):
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big")
