"""Finds and reads what learners handed in: notebooks, folders, and zips as platforms export them.

Everything here reads hostile files: sizes are limited, nothing is unpacked to disk, links are not
followed, and a file that cannot be read becomes a fault of its own submission.
"""

import functools
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from aigc_course.grading import layout, names
from aigc_course.grading.archives import MAX_FILE, Unreadable, Zips
from aigc_course.grading.notebook import MAX_NOTEBOOK, code_cells
from aigc_course.grading.tree import JUNK, look_into

MAX_SUBMISSION = 60_000_000  # bytes of all files of a submission that its code gets
MAX_INFLATED = 400_000_000  # bytes that are read for one submission, zips within zips included
MAX_FILES = 500
MAX_OTHER_NOTEBOOK = 1_000_000  # bytes of a notebook that is handed over as a file
DEPTH = 3  # of zips within zips
NOT_OPENED = ("not opened; only ordinary zips are", "未打开；只能打开普通的 zip 压缩包")


class Content(NamedTuple):
    """What is read of a submission."""

    cells: list  # source of each code cell
    files: dict  # path within the submission -> bytes, the graded notebook left out
    notebook: str  # its path within the submission
    full_path: str  # the notebook's, below the place of the submissions
    notes: list  # pairs, English and Chinese


class Submission(NamedTuple):
    """What one learner handed in."""

    name: str  # the path below the place of the submissions
    cells: list  # source of each code cell
    files: dict  # path within the submission -> bytes, the graded notebook left out
    fault: str  # why it cannot be graded; empty if it can
    digest: str  # changes with all that decides the mark
    folder: str = ""  # the notebook's folder within the submission
    notebook: str = ""  # its path within the submission
    fault_chinese: str = ""
    notes: tuple = ()  # pairs, English and Chinese: what was chosen or left out, and why
    paths: tuple = ()  # below the place: every file that belongs to it
    person: object = None  # of the roster
    group: object = None  # the `layout.Group` that it was read from


def find_submissions(place, exercise, people=()):
    """Read all submissions of an exercise.

    A notebook is a submission; so is a folder or a zip with a notebook in it. A folder or a zip
    that holds several of these, as platforms export them, holds as many submissions.

    Args:
        place: Path of a notebook, a folder or a zip.
        exercise: Str, such as "03_gan": tells which of several notebooks is meant.
        people: List of `roster.Person`.

    Returns:
        List of `Submission`, in the order of their names.

    Raises:
        Unreadable: there is nothing at that place.
    """
    groups, _ = survey(place, exercise, people)
    return [read_group(group, exercise) for group in groups]


def survey(place, exercise, people=()):
    """Find whose files lie where, without reading notebooks.

    Returns:
        List of `layout.Group`, and a list of what to look at: pairs of a path and the reason, which
        is a pair, English and Chinese.
    """
    return layout.find_groups(look_into(Path(place)), exercise, people)


def read_group(group, exercise):
    """Read what one learner handed in, the newest attempt of several.

    Args:
        group: `layout.Group`.
        exercise: Str.

    Returns:
        `Submission`.
    """
    attempts, notes = _counting(group.attempts, exercise)
    attempt = attempts[0]
    paths = tuple(file.path for attempt in group.attempts for file in attempt.files)
    found = Submission(attempt.name, [], {}, "", "", paths=paths, person=group.person, group=group)
    try:
        content = _read(attempts, exercise)
    except Unreadable as error:
        fault, chinese = error.english, error.chinese
        return found._replace(fault=fault, fault_chinese=chinese, notes=tuple(notes))
    except Exception as error:  # a fault stays with its own submission
        kind = type(error).__name__
        fault, chinese = f"it cannot be read ({kind})", f"无法读取（{kind}）"
        return found._replace(fault=fault, fault_chinese=chinese, notes=tuple(notes))
    folder = content.notebook.rpartition("/")[0]
    name = attempt.name
    if attempt.flat:  # then it is called by the file that counts
        outers = [f.path for f in attempt.files if content.full_path.startswith(f.path)]
        name = outers[0] if outers else name
    return found._replace(
        name=name,
        cells=content.cells,
        files=content.files,
        digest=_digest(content, folder),
        folder=folder,
        notebook=content.notebook,
        notes=(*notes, *content.notes),
    )


def take_in(group, exercise):
    """What is remembered of a submission until it is its turn: not its code and its files.

    The bytes of a whole class would not fit into memory.

    Args:
        group: `layout.Group`.
        exercise: Str.

    Returns:
        `Submission` without cells and files; `read_again` reads them.
    """
    return read_group(group, exercise)._replace(cells=[], files={})


def read_again(submission, exercise):
    """A submission with its cells and files.

    Args:
        submission: `Submission`, as from `take_in`.
        exercise: Str.

    Returns:
        `Submission`, which another process can take.

    Raises:
        Unreadable: its files are no longer those that were taken in.
    """
    found = read_group(submission.group, exercise)
    if found.digest != submission.digest:
        raise Unreadable(
            "its files have changed since this run began: run the command again",
            "评分开始之后，提交的文件有改动：请再运行一次命令",
        )
    return found._replace(group=None)


def _digest(content, folder):
    """A hash of all that decides the mark."""
    files = content.files
    decides = [content.cells, folder, *((name, len(files[name])) for name in sorted(files))]
    digest = hashlib.sha256(b"%r" % [decides])
    for name in sorted(files):
        digest.update(files[name])
    return digest.hexdigest()


def _counting(attempts, exercise):
    """The attempt that counts, with the data that was handed in apart from it, and notes."""
    whole = [attempt for attempt in attempts if any(map(layout.is_work, attempt.files))]
    asked = [attempt for attempt in whole if not _of_another(attempt, exercise)]
    whole = asked or whole or attempts
    index, reason = names.newest([(_telling(attempt), attempt.modified()) for attempt in whole])
    chosen, notes = whole[index], []
    if len(whole) > 1:
        notes.append(_chosen([attempt.name for attempt in whole], index, reason))
    data = [a for a in attempts if a is not chosen and not any(map(layout.is_work, a.files))]
    return [chosen, *data], notes


def _of_another(attempt, exercise):
    """Whether all notebooks of an attempt are named for another exercise."""
    works = [file.path.rpartition("/")[2] for file in attempt.files if layout.is_work(file)]
    return bool(works) and all(names.is_another(name, exercise) for name in works)


def _telling(attempt):
    """The name that may number an attempt: its folder's, or else its notebook's."""
    name = attempt.name.rpartition("/")[2]
    works = [file.path.rpartition("/")[2] for file in attempt.files if layout.is_work(file)]
    return works[0] if names.is_plain(name) and len(works) == 1 else name


def _read(attempts, exercise):
    """What counts of the attempts of one learner, as `Content`; raises `Unreadable`."""
    meter = _Meter()
    by_path, older = {}, []
    left = [file for a in attempts for file in a.files if not JUNK.search(file.path)]
    notes = [_about(file.path, file.left_out) for file in left if file.left_out]
    notes += [_about(f.path, NOT_OPENED) for f in left if layout.ARCHIVE.search(f.path)]
    for attempt in reversed(attempts):  # in one place the file of the attempt that counts wins
        read = [f for f in attempt.files if not f.left_out and not JUNK.search(f.path)]
        paths, more = _short_paths(attempt, meter.expand(read, Zips(), DEPTH), exercise)
        by_path |= paths
        older += more
    works = {path: file for path, file in by_path.items() if layout.is_notebook(file)}
    if not works:
        raise meter.damaged[0][1] if meter.damaged else _no_notebook(left)
    notes += [_about(path, (e.english, e.chinese)) for path, e in meter.damaged]
    graded, reason = _the_notebook(works, exercise, meter)
    notes += [*older, *reason]
    files = _other_files(by_path, works, graded, meter, notes)
    cells = code_cells(meter.read(by_path[graded], MAX_NOTEBOOK))
    return Content(cells, files, graded, by_path[graded].path, notes)


def _other_files(by_path, works, graded, meter, notes):
    """The content of all files but the graded notebook; a large other notebook is noted alone."""
    files, size = {}, 0
    for path in sorted(by_path):
        if path == graded:
            continue
        try:
            limit = MAX_OTHER_NOTEBOOK if path in works else MAX_FILE
            data = meter.read(by_path[path], limit)
        except Unreadable as error:
            if path not in works:
                raise
            notes.append(_about(path, (error.english, error.chinese)))
            continue
        files[path] = data
        size += len(data)
        if size > MAX_SUBMISSION:
            size = f"{MAX_SUBMISSION // 10**6} MB"
            raise Unreadable(f"it is larger than {size}", f"提交的内容超过 {size}")
    return files


def _about(path, reason):
    english, chinese = reason
    return f"{path}: {english}", f"{path}：{chinese}"


class _Meter:
    """Reads for one submission, and counts what it has read."""

    def __init__(self):
        self.left = MAX_INFLATED
        self.damaged = []  # pairs: a zip's path, and why it cannot be read

    def read(self, file, limit, whole=True):
        """The content of a file; raises `Unreadable` where too much has been read."""
        data = file.read(min(limit, max(self.left, 0)), whole)
        self.left -= len(data)
        return data

    def expand(self, files, zips, depth):
        """The files, and in the place of zips what is in them; what is no zip stays as it is."""
        found = []
        for file in files:
            inner = [file]
            if layout.ZIP.search(file.path) and depth:
                counted = file._replace(read=functools.partial(self.read, file))
                try:
                    inner = zips.files(counted, f"{file.path}/")
                except Unreadable as error:
                    self.damaged.append((file.path, error))
                inner = [m for m in inner if not m.left_out and not JUNK.search(m.path)]
                if inner != [file]:
                    inner = self.expand(inner, zips, depth - 1)
            found += inner
            if len(found) > MAX_FILES:
                raise Unreadable(
                    f"there are more than {MAX_FILES} files", f"文件超过 {MAX_FILES} 个"
                )
        return found


def _short_paths(attempt, files, exercise):
    """Files by their path within the submission, as their author had them.

    What a platform wrote into names is left out, of two files of the same name the older one too;
    zips are no folders, unless that would put two files into the same place. Returns notes, too.
    """
    folder = f"{attempt.name}/"
    while folder and not all(file.path.startswith(folder) for file in files):
        folder = folder.rstrip("/").rpartition("/")[0]
        folder += "/" if folder else ""
    paths, numbered = {}, set()
    for file in files:
        path = file.path[len(folder) :]
        head, slash, rest = path.partition("/")
        owner = names.owner(head, exercise) if attempt.flat else None
        path = (owner.file if owner else head) + slash + rest
        paths.setdefault(path, []).append(file)
        if not (owner and owner.is_certain):  # Moodle and Blackboard number no files
            numbered.add(path)
    notes = []
    if attempt.flat:
        paths, notes = _newest_alone(paths, numbered)
    short = {re.sub(r"(?i)(^|(?<=/))[^/]*\.zip/", "", path): path for path in paths}
    if len(short) < len(paths):
        short = {path: path for path in paths}
    return {name: paths[path][-1] for name, path in short.items()}, notes


def _newest_alone(paths, numbered):
    """Of the files that a platform numbered, the last one under its name without the number.

    Data are there under their own names, too, as the number may be their author's own.
    """
    alike = {}
    for path, files in paths.items():
        ending = names.ENDING.search(path) if path in numbered else None
        plain = names.NUMBER.sub("", path[: ending.start()]) + ending[0] if ending else path
        alike.setdefault(plain, []).extend(files)
    chosen, notes = {}, []
    for path, files in alike.items():
        index, reason = names.newest([(file.path, file.modified) for file in files])
        chosen[path] = [files[index]]
        if len(files) > 1:
            notes.append(_chosen([file.path for file in files], index, reason))
    for path, files in paths.items():
        if not layout.NOTEBOOK.search(path):
            chosen.setdefault(path, files[-1:])
    return chosen, notes


def _the_notebook(works, exercise, meter):
    """The path of the notebook that counts, and notes on why it is that one."""
    proper = [path for path in works if layout.NOTEBOOK.search(path)] or list(works)
    named = [path for path in proper if names.mentions(path.rpartition("/")[2], exercise)] or proper
    if len(named) == 1:
        return named[0], []
    bases = {names.base(path.rpartition("/")[2]) for path in named}
    contents = {hashlib.sha256(meter.read(works[path], MAX_NOTEBOOK)).digest() for path in named}
    if len(contents) > 1 and len(bases) > 1:
        raise Unreadable(
            f"there are {len(named)} notebooks; hand in one",
            f"有 {len(named)} 份笔记本；请只提交一份",
        )
    index, (english, chinese) = names.newest([(path, works[path].modified) for path in named])
    if len(contents) == 1:
        return named[index], []
    return named[index], [_chosen(named, index, (english, chinese))]


def _chosen(paths, index, reason):
    """The note that says which of several counts."""
    english, chinese = reason
    older = ", ".join(path for path in paths if path != paths[index])
    return (
        f"{len(paths)} submissions: {paths[index]} counts ({english}), not {older}",
        f"共 {len(paths)} 份提交：以 {paths[index]} 为准（{chinese}），不计 {older}",
    )


def _no_notebook(files):
    given = ", ".join(sorted(file.path.rpartition("/")[2] for file in files)[:5])
    why, chinese = "", ""
    reasons = {file.left_out for file in files}
    if len(reasons) == 1 and () not in reasons:  # all of them are left out for one reason
        ((english, reason),) = reasons
        why, chinese = f" ({english})", f"（{reason}）"
    return Unreadable(
        "there is no notebook (.ipynb) in what was handed in: "
        f"{given or 'nothing that is read'}{why}. "
        "Ask for the .ipynb file itself, or for an ordinary zip with it",
        f"提交的内容里没有笔记本（.ipynb）：{given or '没有可读取的文件'}{chinese}。"
        "请让学习者提交 .ipynb 文件本身，或包含它的普通 zip 压缩包",
    )
