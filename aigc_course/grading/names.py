"""What the names of files and folders say: whose they are, and which of several is the newest.

Moodle:      Ann Lee_11_assignsubmission_file_/..., or the same text in front of the file's name
Canvas:      lee_11_501_work.ipynb, lee_LATE_11_501_work-1.ipynb (handed in again)
Blackboard:  Homework_alee_attempt_2026-11-02-10-00-00_work.ipynb
"""

import re
from typing import NamedTuple

# None of these is greedy: a platform writes in front, and a learner's own name of a file, which may
# look like a classmate's, comes behind.
MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_(assignsubmission_)?(file|onlinetext)(_(?P<file>.*))?", re.DOTALL
)
CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<number>\d{3,})_(?P<file>.+)", re.DOTALL
)
BLACKBOARD = re.compile(
    r"(?P<name>.+?_[^_]+)_attempt_\d{4}(-\d\d){5}(_(?P<file>.+)|\.txt)?", re.DOTALL
)
# Dates in the shape of Canvas's two numbers: 2026_1128, 20261128_1030, 1_2026 (of homework 1).
DATE = re.compile(r"(19|20)\d\d_[01]\d[0-3]\d|20\d\d[01]\d[0-3]\d_\d+|\d+_(19|20)\d\d")
ENDING = re.compile(r"(?i)(\.ipynb(\.\w{1,8})?|\.tar\.\w{1,3}|\.[a-z0-9]{1,6})$")
STAMP = re.compile(r"\d{4}-\d\d-\d\d([-_T ]\d\d[-.:]?\d\d([-.:]?\d\d)?)?")
NUMBER = re.compile(r"-(\d{1,2})$")  # Canvas counts what is handed in again
COPY = re.compile(r"(?i)( ?[(（](\d+)[)）]| - (copy|副本)|[-_ ](copy|副本))$")  # browsers, systems
LATE = re.compile(r"(?i)(^|_)late(?=_|$)")
# What learners call their work and its versions, which says nothing of who they are.
VERSIONS = re.compile(
    r"(?i)(draft|final|copy|old|new|backup|solutions?|answers?|homework|hw|assignment|exercises?|"
    r"lab|task|project|work|notebook|untitled|submission|v|终稿|最终版|修改|草稿|副本|作业|练习|实验|"
    r"答案|笔记本|未命名|新建|提交|第.{1,3}次作业)?[ _-]?\d{0,2}"
)


class Owner(NamedTuple):
    """What a platform wrote into a name."""

    key: tuple  # the learner: name and the platform's number
    file: str  # the name that the learner had given; empty for a folder
    is_certain: bool = True  # Canvas's pattern may be a chapter's and a learner's number as well


def owner(name, exercise):
    """Who a name is of, by a platform's pattern.

    Args:
        name: Str, of a file or a folder, without the folders above it.
        exercise: Str; its own number, as in 03_gan, is none of the platform's.

    Returns:
        `Owner`, or None: then nothing in the name says so for certain.
    """
    hidden = re.sub(re.escape(exercise), _of_equal_length, name, flags=re.IGNORECASE)
    for pattern in (MOODLE, BLACKBOARD, CANVAS):
        found = pattern.fullmatch(hidden)
        if found and not (pattern is CANVAS and DATE.fullmatch(f"{found['id']}_{found['number']}")):
            parts = found.groupdict()
            file = name[found.start("file") :] if parts["file"] else ""
            key = parts["name"].casefold(), parts.get("id", "")
            return Owner(key, file, pattern is not CANVAS)
    return None


def _of_equal_length(found):
    return "\0" * len(found[0])


def base(name):
    """A name without its ending and without what counts copies and attempts."""
    stem = STAMP.sub("", ENDING.sub("", name))
    while stem != (shorter := COPY.sub("", stem)):
        stem = shorter
    return LATE.sub("", NUMBER.sub("", stem)).strip("_- ").casefold()


def is_plain(name):
    """Whether nothing in a name counts copies or attempts."""
    stem = ENDING.sub("", name)
    return not any(mark.search(stem) for mark in (COPY, NUMBER, STAMP, LATE))


def mentions(name, exercise):
    """Whether a name holds the exercise's, with whatever capitals, dashes and spaces."""
    return _evened(exercise) in _evened(name)


def _evened(name):
    return re.sub(r"[-\s]", "_", name.casefold())


def is_another(name, exercise):
    """Whether a file is named for another exercise, as 01_history is."""
    return not mentions(name, exercise) and re.match(r"\d\d_[a-z]", _evened(base(name))) is not None


def learner_part(name, exercise):
    """What a file's name says beside the exercise: perhaps who its author is; else empty."""
    rest = base(name)
    if mentions(rest, exercise):
        rest = _evened(rest).replace(_evened(exercise), "")
    elif is_another(name, exercise):
        return ""
    rest = rest.strip("_- ")
    is_of_exercise = rest in _evened(exercise).split("_")  # gan, of 03_gan
    return "" if is_of_exercise or VERSIONS.fullmatch(rest) else rest


def newest(attempts):
    """Which of several attempts of one learner counts.

    Args:
        attempts: List of pairs: a name, and when it was last modified in seconds since 1970.

    Returns:
        Its index, and the reason as a pair, English and Chinese.
    """
    rules = (
        (_stamp, ("the latest time in its name", "名称中的时间最晚")),
        (_number, ("the platform's highest number", "平台编号最大")),
        (_minute, ("modified last", "修改时间最晚")),
        (_copy, ("the highest number of a copy", "副本编号最大")),
    )
    left = list(range(len(attempts)))
    for rule, reason in rules:
        values = {index: rule(*attempts[index]) for index in left}
        best = max(values.values())
        left = [index for index in left if values[index] == best]
        if len(left) == 1:
            return left[0], reason
    last = max(left, key=lambda index: attempts[index][0])
    return last, ("the last by name, as nothing tells the newest", "无法判断先后，取名称排在最后的")


def _stamp(name, modified):
    found = STAMP.findall(name) and STAMP.search(name)[0]
    return re.sub(r"\D", "", found or "").ljust(14, "0")


def _number(name, modified):
    stem = STAMP.sub("", ENDING.sub("", name))
    found = NUMBER.search(stem)
    return bool(LATE.search(stem)), int(found[1]) if found else 0


def _minute(name, modified):
    return int(modified // 2)  # zips count in two seconds


def _copy(name, modified):
    found = COPY.search(ENDING.sub("", name))
    return int(found[2] or 1) if found else 0
