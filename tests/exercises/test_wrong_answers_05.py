"""Exercise 6 of chapter 5: right answers in other words pass, wrong ones are told what is wrong."""

import numpy as np
import pytest

from aigc_course.checks import Wrong, local
from aigc_course.checks import rnn as check

NAMES = "copied_share", "reason", "mended_training"


@pytest.fixture(scope="module")
def answers(solve):
    """The names of the solved notebook."""
    return solve("05_rnn")._names


def judge(answers, seed=3, **others):
    """Judge the exercise with some functions replaced; returns the English sentence or ""."""
    functions = [local(others.get(name, answers[name])) for name in NAMES]
    try:
        check.exercise_6.judge(*functions, np.random.default_rng(seed))
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def by_text(windows, source, n):
    """Pieces as bytes."""
    of = np.lib.stride_tricks.sliding_window_view
    cut = lambda some: [piece.tobytes() for row in some for piece in of(row, n)]  # noqa: E731
    known = set(cut(source))
    return sum(piece in known for piece in cut(windows)) / len(cut(windows))


def by_comparison(windows, source, n):
    """Every piece compared with every other."""
    of = np.lib.stride_tricks.sliding_window_view
    pieces, known = (of(some, n, axis=1).reshape(-1, n) for some in (windows, source))
    return (pieces[:, None] == known[None]).all(axis=2).any(axis=1).mean()


def at_the_end(answers, share):
    """A split by place that validates on the last part."""

    def training(tokens, size, seed):
        cut = int(len(tokens) * share)
        parts = map(answers["windows_of"], (tokens[:cut], tokens[cut:]))
        return answers["train"](*parts, size, seed)

    return training


def at_the_beginning(answers):
    def training(tokens, size, seed):
        windows = answers["windows_of"](tokens[500:])
        order = np.random.default_rng(seed).permutation(len(windows))
        network, bits = answers["train"](
            windows[order], answers["windows_of"](tokens[:500]), size, 7
        )
        return tuple(network), np.array(bits)

    return training


def with_a_gap(answers):
    """Windows of the whole text, without those that reach across the cut."""

    def training(tokens, size, seed):
        windows = answers["windows_of"](tokens)
        return answers["train"](windows[:1979], windows[2000:], size, seed, steps=250)

    return training


def without_overlap(answers):
    """Windows that share no place may be drawn at random."""

    def training(tokens, size, seed):
        windows = np.random.default_rng(seed).permutation(answers["windows_of"](tokens)[::20])
        return answers["train"](windows[25:], windows[:25], size, seed)

    return training


@pytest.mark.parametrize("function", [by_text, by_comparison])
def test_right_measurements_in_other_words_pass(answers, function):
    for n in (2, 3, 4):
        check.copied_share_is_right(local(function), np.random.default_rng(n), n)
    assert judge(answers, copied_share=function) == ""


@pytest.mark.parametrize("seed", range(2))
def test_right_trainings_of_other_kinds_pass(answers, seed):
    for training in (
        at_the_end(answers, 0.8),
        at_the_end(answers, 0.85),
        at_the_beginning(answers),
        with_a_gap(answers),
        without_overlap(answers),
    ):
        assert judge(answers, seed, mended_training=training, reason=lambda: " c.") == ""


def pieces(windows, n):
    return [tuple(row[i : i + n]) for row in windows for i in range(len(row) - n + 1)]


def share(found, known):
    return np.mean([piece in known for piece in found])


def each_once(w, s, n):
    return share(set(pieces(w, n)), set(pieces(s, n)))


def across(w, s, n):
    return share(pieces(w.reshape(1, -1), n), pieces(s.reshape(1, -1), n))


def windows_with(some):
    return lambda w, s, n: np.mean([some(p in pieces(s, n) for p in pieces([r], n)) for r in w])


def in_place(w, s, n):
    places = range(w.shape[1] - n + 1)
    return np.mean([share(pieces(w[:, i : i + n], n), pieces(s[:, i : i + n], n)) for i in places])


def right(w, s, n):
    return share(pieces(w, n), pieces(s, n))


MEASUREMENTS = [
    (each_once, "each different piece once"),
    (across, "from one window into the next"),
    (lambda w, s, n: share(pieces(s, n), pieces(w, n)), "wrong way round"),
    (windows_with(any), "windows with a copied piece"),
    (windows_with(all), "every piece is copied"),
    (in_place, "same place"),
    (lambda w, s, n: 1 - right(w, s, n), "that are new"),
    (lambda w, s, n: right(w, s, n) * len(pieces(w, n)), "number of pieces"),
    (lambda w, s, n: 100 * right(w, s, n), "per cent"),
    (lambda w, s, n: right(w, s, n - 1), "2 tokens where they should have 3"),
    (lambda w, s, n: right(w, s, n + 1), "4 tokens where they should have 3"),
    (lambda w, s, n: [piece in pieces(s, n) for piece in pieces(w, n)], "shape"),
    (lambda w, s, n: None, "return"),
]


@pytest.mark.parametrize(("function", "said"), MEASUREMENTS)
def test_wrong_measurements_are_told_what_is_wrong(answers, function, said):
    assert said in judge(answers, copied_share=function)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        *((lambda letter=letter: letter, f"{letter} does not fit") for letter in "ABDE"),
        (lambda: "F", "one of the letters"),
        (lambda: 3, "as text"),
    ],
)
def test_wrong_reasons_are_told_what_rules_them_out(answers, function, said):
    assert said in judge(answers, reason=function)


def shorter(answers):
    """The faulty split, and fewer steps."""

    def training(tokens, size, seed):
        windows = np.random.default_rng(seed).permutation(answers["windows_of"](tokens))
        return answers["train"](windows[248:], windows[:248], size, seed, steps=80)

    return training


def shuffled_characters(answers):
    """A split of the text's characters, drawn at random: no pairs are left to learn."""

    def training(tokens, size, seed):
        order = np.random.default_rng(seed).permutation(len(tokens))
        parts = [answers["windows_of"](tokens[some]) for some in (order[:2000], order[2000:])]
        return answers["train"](*parts, size, seed)

    return training


def never_stops(answers):
    """A split by place, but the training's own windows say when to stop."""

    def training(tokens, size, seed):
        windows, last = map(answers["windows_of"], (tokens[:2000], tokens[2000:]))
        network, _ = answers["train"](windows, windows, size, seed)
        return network, answers["bits"](network, last)

    return training


def split_again(answers, change):
    """The right training, its result changed."""

    def training(tokens, size, seed):
        return change(*at_the_end(answers, 0.8)(tokens, size, seed))

    return training


def untrained(answers):
    def training(tokens, size, seed):
        windows = answers["windows_of"](tokens)
        return answers["train"](windows[:1900], windows[2000:], size, seed, steps=0)

    return training


TRAININGS = [
    (lambda a: a["failing_training"], "training has seen"),
    (shorter, "the network is good, but the report is about text that the training has seen"),
    (shuffled_characters, "did it stop where"),
    (never_stops, "did it stop where"),
    (untrained, "enough steps"),
    (lambda a: split_again(a, lambda network, bits: network), "two things"),
    (lambda a: split_again(a, lambda network, bits: (*network, bits)), "two things"),
    (lambda a: split_again(a, lambda network, bits: (network[:3], bits)), "shapes"),
    (lambda a: split_again(a, lambda network, bits: (network[::-1], bits)), "shapes"),
    (lambda a: split_again(a, lambda network, bits: (network, bits * np.log(2))), "has seen"),
    (lambda a: split_again(a, lambda network, bits: (network, [bits])), "one number"),
    (lambda a: split_again(a, lambda network, bits: (network, np.log2(25))), "costs only"),
    (lambda a: lambda tokens, size, seed: None, "return"),
]


@pytest.mark.parametrize(("training", "said"), TRAININGS)
def test_wrong_trainings_are_told_what_is_wrong(answers, training, said):
    assert said in judge(answers, mended_training=training(answers))


@pytest.mark.parametrize("seed", range(10, 13))
def test_the_failing_program_itself_never_passes(answers, seed):
    assert "training has seen" in judge(answers, seed, mended_training=answers["failing_training"])


def test_the_notebook_says_what_the_numbers_show(answers):
    reported = answers["reported"]  # of the mended training, which comes last
    windows, tokens = answers["windows_of"], answers["tokens"]
    failing, bits = answers["failing_training"](tokens, answers["size"], 0)
    new = answers["bits"](failing, answers["new_windows"])
    counted = answers["pairs_counted"](tokens, answers["new_tokens"], answers["size"])
    assert bits < 2 < 3 < reported < 4.5  # which reports less than any model of the chapter
    assert 3.7 < counted < 4 < 4.7 < new < 5.6
    shuffled = np.random.default_rng(0).permutation(windows(tokens))
    assert answers["copied_share"](shuffled[:248], shuffled[248:], 12) > 0.95
    assert answers["copied_share"](windows(tokens[2000:]), windows(tokens[:2000]), 12) < 0.05
