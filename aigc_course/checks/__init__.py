"""What the exercises check: each module here holds the checks of one chapter's exercises.

A check is a function of what the learner wrote and of a random generator. It calls the learner's
functions with NumPy arrays and compares what comes back. In a notebook,

    from aigc_course.checks import math as check
    check.exercise_1(my_function)

prints in both languages whether the step is right and, if not, in what way; in a live notebook a
right one is followed by a reference solution with its reasons, folded away;
`check.exercise_1.passes(my_function)` says it as a bool, without a word. A grader calls
`check.exercise_1.judge(function, rng)` with inputs of its own, where the function may live in
another process: so checks pass numbers, arrays and text, and `Given` for anything else.
"""

import functools
import inspect
import re
from typing import NamedTuple

import numpy as np

from aigc_course import solutions


class Wrong(AssertionError):
    """An answer is not right: says in what way, in English and Chinese, a sentence or two each."""

    def __init__(self, english, chinese):
        super().__init__(f"{english}\n{chinese}")
        self.english, self.chinese = english, chinese
        self.kind = ""  # the type of the learner's exception, where there was one


class NotWritten(Wrong):
    """The answer is still the placeholder."""

    def __init__(self):
        super().__init__("The placeholder still stands there.", "占位语句还在。")


class Missing(Wrong):
    """A function or a file of this name was not handed in."""

    def __init__(self, name):
        super().__init__(f"`{name}` is not there.", f"没有找到 `{name}`。")
        self.name = name


class Given(NamedTuple):
    """An argument that is code, such as a critic: executed where the learner's code runs."""

    source: str
    name: str


class Mistake(NamedTuple):
    """What a known mistake gives, and how to tell the learner, in both languages."""

    value: object
    english: str
    chinese: str


def check(function):
    """Make `function(*answers, rng)`, which raises `Wrong`, a check that prints what it finds.

    `passes` of the result returns a bool instead; `judge` is the undecorated function.
    """
    number = function.__name__.rpartition("_")[2]

    def find(answers):
        wanted = list(inspect.signature(function).parameters)[:-1]
        try:
            if len(answers) != len(wanted):
                names = ", ".join(wanted)
                raise Wrong(f"Call this check with: {names}.", f"请这样调用检查：{names}。")
            function(*map(local, answers), np.random.default_rng(0))
        except Wrong as wrong:
            return wrong

    @functools.wraps(function)
    def show(*answers):
        if wrong := find(answers):
            print(f"Exercise {number}: not yet. {wrong.english}")
            print(f"练习 {number}：还不对。{wrong.chinese}")
        else:
            print(f"Exercise {number}: passed.\n练习 {number}：通过。")
            solutions.show(function)

    show.judge = function
    show.passes = lambda *answers: find(answers) is None
    return show


def same(got, expected, *mistakes, rtol=1e-4, atol=1e-6):
    """Compare an answer with what is right, and with what known mistakes give.

    Args:
        got: What the learner's function returned.
        expected: Number or NumPy array.
        mistakes: `Mistake`s; the first that `got` agrees with is told. One that agrees with
            `expected` too, on these inputs, is passed over.
        rtol, atol: Floats, as for `numpy.allclose`.

    Raises:
        Wrong: nothing came back, something that is no number, another shape, NaN, or other values.
    """
    expected = np.asarray(expected)
    found = number(got, finite=False)
    finite = np.all(np.isfinite(found))
    if finite and found.shape == expected.shape and np.allclose(found, expected, rtol, atol):
        return
    for value, english, chinese in mistakes:
        value = np.asarray(value)
        if value.shape == expected.shape and np.allclose(value, expected, rtol, atol):
            continue
        if found.shape == value.shape and np.allclose(found, value, rtol, atol):
            raise Wrong(english, chinese)
    if found.shape != expected.shape:
        raise Wrong(
            f"The result has the shape {found.shape}; it should have {expected.shape}.",
            f"结果的形状是 {found.shape}，应当是 {expected.shape}。",
        )
    need_finite(found)
    if not np.all(np.isfinite(expected)):
        raise Wrong("The result is not right.", "结果不对。")
    off = np.abs(found.astype("float64") - expected)
    raise Wrong(
        f"The values are not right: they are off by up to {off.max():.3g}.",
        f"数值不对：最大相差 {off.max():.3g}。",
    )


def number(got, finite=True):
    """A learner's result as a numeric NumPy array.

    Args:
        got: What the learner's function returned.
        finite: Bool; False where the check itself says what NaN or infinity means there.

    Raises:
        Wrong: None, anything that is no number and no array of numbers, NaN or infinity.
    """
    if got is None:
        raise Wrong("It returns nothing: is there a `return`?", "没有返回值：写了 `return` 吗？")
    try:
        found = np.asarray("text" if _holds_text(got) else got)
    except (TypeError, ValueError, OverflowError):
        found = np.asarray("text")
    if found.dtype.kind == "c":
        raise Wrong("It returns complex numbers.", "返回的是复数。")
    if found.dtype.kind not in "biuf":
        kind = type(got).__name__
        raise Wrong(
            f"It returns something of type {kind}; it should return numbers.",
            f"返回值的类型是 {kind}，应当返回数或数组。",
        )
    if finite:
        need_finite(found)
    return found


def _holds_text(value):
    """Whether text is among lists: as an array each entry would take the room of the longest."""
    if isinstance(value, list | tuple):
        return any(map(_holds_text, value))
    return isinstance(value, str | bytes | dict)


def need_finite(found):
    """Raise `Wrong` where an array holds NaN or infinity."""
    need(np.all(np.isfinite(found)), "The result holds NaN or infinity.", "结果中有 NaN 或无穷大。")


def need(condition, english, chinese):
    """Raise `Wrong` with these sentences unless the condition holds."""
    if not condition:
        raise Wrong(english, chinese)


def need_letter(found, right, why_not):
    """Raise `Wrong` unless the answer to a choice among "A" to "E" is the right letter.

    Args:
        found: What the learner's function returned; a letter in quotes or brackets counts too.
        right: Str, the letter.
        why_not: Dict, each other letter to the sentences (English, Chinese) that speak against it.
    """
    if isinstance(found, np.ndarray) and found.dtype.kind == "U" and found.shape == ():
        found = str(found)
    need(
        isinstance(found, str),
        '`reason` should return one of the letters "A" to "E" as text.',
        '`reason` 应当返回 "A" 到 "E" 中的一个字母（字符串）。',
    )
    letter = found.strip(" .\"'()").upper()
    if letter in why_not:
        raise Wrong(*why_not[letter])
    need(
        letter == right,
        '`reason` should return one of the letters "A" to "E".',
        '`reason` 应当返回 "A" 到 "E" 中的一个字母。',
    )


def raised(kind, text, where=None):
    """The `Wrong` for an exception in the learner's code."""
    if kind == "NotImplementedError":
        return NotWritten()
    english, chinese = at(where)
    text = f"{kind}: {text}".rstrip(": ")
    wrong = Wrong(f"It stops with {text}{english}.", f"运行出错：{text}{chinese}。")
    wrong.kind = kind
    return wrong


def at(where):
    """Where an error arose, in English and Chinese brackets that follow a text.

    Args:
        where: Str such as "cell 7, line 3" (of the code cells) or "helper.py, line 3"; or None.
    """
    if not where:
        return "", ""
    found = re.fullmatch(r"(?:cell (\d+)|(.+)), line (\d+)", where)
    if not found:  # not as runner.py says it
        return f" ({where})", ""
    cell, file, line = found.groups()
    place = f"第 {cell} 个代码单元格" if cell else f"`{file}` "
    return f" ({where})", f"（{place}第 {line} 行）"


def local(answer):
    """A learner's function in this process, called as one in another process is.

    `Given` arguments become objects, arrays are copied, tensors become arrays, errors `Wrong`.
    """
    if not callable(answer):
        raise Wrong(
            "Give this check the function itself, not a result.",
            "请把函数本身传给检查，不要传返回值。",
        )

    def call(*arguments, **options):
        arguments = [_make(x) if isinstance(x, Given) else _copy(x) for x in arguments]
        try:
            return _plain(answer(*arguments, **options))
        except Exception as error:
            raise raised(type(error).__name__, str(error)[:500]) from None

    return call


def _make(given):
    names = {}
    exec(given.source, names)
    return names[given.name]


def _copy(x):
    if type(x) in (list, tuple):
        return type(x)(map(_copy, x))
    return x.copy() if isinstance(x, np.ndarray) else x


def _plain(result):
    """Tensors as arrays, as they arrive from another process."""
    if type(result) in (list, tuple):
        return type(result)(map(_plain, result))
    if hasattr(result, "detach"):  # PyTorch
        result = result.detach().cpu()
    return np.asarray(result) if hasattr(result, "__array__") else result
