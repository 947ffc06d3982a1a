"""Chapter 1, exercise 2: right answers in other words pass; wrong ones are told what is wrong."""

import numpy as np
import pytest

from aigc_course.checks import Wrong, local
from aigc_course.checks import history as check
from aigc_course.checks.history import exercise2


@pytest.fixture(scope="module")
def answers(solve):
    """The solved functions by name."""
    return solve("01_history")._names


def judge(answers, **others):
    """Judge the exercise with some functions replaced; returns the English sentence or ""."""
    names = ("copied_share", "reason", "mended_training")
    assert set(others) <= set(names)
    functions = [local(others.get(name, answers.get(name))) for name in names]
    try:
        check.exercise_2.judge(*functions, np.random.default_rng(3))
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def pieces_of(windows, length):
    return [w[i : i + length] for w in windows for i in range(len(w) - length + 1)]


def by_search(train, exam, length):
    hits = total = 0
    for window in exam:
        for start in range(max(0, len(window) - length + 1)):
            total += 1
            hits += any(window[start : start + length] in other for other in train)
    return np.float32(hits / total)


def cut(text, length=64, step=32):
    return [text[i : i + length] for i in range(0, len(text) - length + 1, step)]


def scored(train, exam):
    """The scores of a training of the given kind."""
    return exercise2._score(train, exam)


def contiguous(text):
    return scored([text[:8000]], [text[8000:]])


def beginning_held_back(text):
    return list(scored(cut(text[2500:]), cut(text[:2500], 64, 64)))


def apart_and_shuffled(text):
    return shuffled(text, step=64)


def shuffled(text, *, step=32, seed=1, share=0.2):
    windows = cut(text, 64, step)
    order = np.random.default_rng(seed).permutation(len(windows))
    held = int(share * len(windows))
    return scored([windows[i] for i in order[held:]], [windows[i] for i in order[:held]])


def without_copies(text):
    """Drops from the training only windows that are in the examination as a whole."""
    windows = cut(text)
    order = np.random.default_rng(0).permutation(len(windows))
    exam = {windows[i] for i in order[: len(windows) // 5]}
    return scored([window for window in windows if window not in exam], sorted(exam))


RIGHT = [
    {},
    {"copied_share": by_search},
    {"reason": lambda: "(c)"},
    {"reason": lambda: np.array("C")},
    {"mended_training": contiguous},
    {"mended_training": beginning_held_back},
    {"mended_training": apart_and_shuffled},
    {"mended_training": lambda text: scored(cut(text)[:250], cut(text)[251:])},
    {"mended_training": lambda text: scored(cut(text[:7000]), cut(text[7000:]))},
]


@pytest.mark.parametrize("others", RIGHT)
def test_right_answers_in_other_words_pass(answers, others):
    assert judge(answers, **others) == ""


def share(known, asked, length):
    known = set(pieces_of(known, length))
    return np.mean([piece in known for piece in asked])


def across(train, exam, n):
    joined = "".join(train)
    return np.mean([piece in joined for piece in pieces_of(exam, n)])


WRONG = [
    ("copied_share", across, "across the border"),
    ("copied_share", lambda a, b, n: share(a, set(pieces_of(b, n)), n), "each different piece"),
    ("copied_share", lambda a, b, n: np.mean([w in a for w in b]), "whole windows"),
    ("copied_share", lambda a, b, n: share(b, pieces_of(a, n), n), "examination's are asked"),
    ("copied_share", lambda a, b, n: 1 - share(a, pieces_of(b, n), n), "are new"),
    ("copied_share", lambda a, b, n: 100 * share(a, pieces_of(b, n), n), "per cent"),
    (
        "copied_share",
        lambda a, b, n: sum(piece in set(pieces_of(a, n)) for piece in pieces_of(b, n)),
        "number of pieces",
    ),
    ("copied_share", lambda a, b, n: None, "return"),
    *(("reason", lambda letter=letter: letter, "does not fit") for letter in "ABDE"),
    ("reason", lambda: "F", "one of the letters"),
    ("reason", lambda: 3, "as text"),
    ("mended_training", shuffled, "still too good"),
    ("mended_training", lambda text: shuffled(text, seed=5), "still too good"),
    ("mended_training", lambda text: shuffled(text, share=0.5), "still too good"),
    ("mended_training", lambda text: shuffled(text, share=0.05), "still too good"),
    ("mended_training", lambda text: shuffled(text, step=48), "still too good"),
    ("mended_training", lambda text: shuffled(text, step=8), "still too good"),
    ("mended_training", without_copies, "still too good"),
    ("mended_training", lambda text: scored(cut(text), cut(text)), "still too good"),
    ("mended_training", lambda text: scored(cut(text), cut(text[8000:])), "still too good"),
    ("mended_training", lambda text: contiguous(text) * np.log(2), "nats"),
    ("mended_training", lambda text: contiguous(text)[::-1], "begin with order 1"),
    ("mended_training", lambda text: contiguous(text) * 2000, "mean over the characters"),
    ("mended_training", lambda text: scored(cut(text[:300]), cut(text[300:])), "most of the text"),
    ("mended_training", lambda text: contiguous(text).min(), "should be (8,)"),
    ("mended_training", lambda text: (3, 2.4), "should be (8,)"),
    ("mended_training", lambda text: contiguous(text) * np.nan, "NaN"),
]


@pytest.mark.parametrize(("name", "function", "said"), WRONG)
def test_wrong_answers_are_told_what_is_wrong(answers, name, function, said):
    assert said in judge(answers, **{name: function})


def test_the_given_training_is_what_the_exercise_says_of_it(answers):
    failed, plays = answers["failed"], answers["plays"]
    assert np.all(np.diff(failed) < 0) and failed[4] < 2 and failed[7] < 1.3
    assert "still too good" in judge(answers, mended_training=answers["failing_training"])
    parts = answers["split"](plays[:40_000])
    assert 0.45 < answers["copied_share"](*parts, 20) < 0.55
    new = cut(plays[40_000:50_000])
    assert answers["copied_share"](parts[0], new, 20) < 0.02
    mended = answers["mended_training"](plays[:40_000])
    really = scored(cut(plays[:40_000]), new)
    assert mended.argmin() == really.argmin() == 3  # order 4
    assert really[7] > 2.5 * failed[7] and really[7] > really[2]


def test_no_fixed_scores_are_right_for_both_depths():
    ranges = []
    for depth in (1, 2):
        texts = [check.random_text(np.random.default_rng(seed), depth) for seed in range(8)]
        costs = [exercise2._costs(*text) for text in texts]
        low, high = (np.array(side)[:, 1] for side in zip(*costs, strict=True))
        ranges.append((low.min() - exercise2.TOO_GOOD, high.max() + exercise2.TOO_BAD))
    assert ranges[0][1] < ranges[1][0]
