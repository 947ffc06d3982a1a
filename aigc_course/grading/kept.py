"""Keeps what is graded: a file for each content, so that a run goes on, and shards can share it."""

import hashlib
import json
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
        parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in _sources(task)]
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


def _sources(task):
    """The files that decide a mark: tests, what lies beside them, checks, grader and library."""
    ours = Path(__file__).parents[1]
    library = Path(aigc_keras.__file__).parent
    beside = {Path(path).parent for path in task.tests}
    files = [*map(Path, task.tests)]
    others = [file for folder in beside for file in folder.glob("*") if file.is_file()]
    files += [file for file in others if not TESTS.fullmatch(file.name)]  # of other exercises
    files += [*ours.glob("checks/**/*.py"), *ours.glob("grading/*.py"), *library.rglob("*.py")]
    return sorted(set(files))


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
