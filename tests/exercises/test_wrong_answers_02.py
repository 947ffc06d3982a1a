"""Chapter 2, exercise 5: right answers in other words pass; wrong ones are told what is wrong."""

import numpy as np
import pytest

from aigc_course.checks import Wrong, local
from aigc_course.checks import math as check

START = np.array([-1.0, 1.0])


@pytest.fixture(scope="module")
def answers(solve):
    """The solved functions by name."""
    return solve("02_math")._names


def judge(answers, **others):
    """Judge the exercise with some functions replaced; returns the English sentence or ""."""
    names = ("score_function", "reason", "mended_training")
    assert set(others) <= set(names)
    functions = [local(others.get(name, answers.get(name))) for name in names]
    try:
        check.exercise_5.judge(*functions, np.random.default_rng(3))
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def scores(mean, deviation, noise):
    return np.stack([noise / deviation, (noise**2 - 1) / deviation], axis=1)


def with_a_loop(f, mean, deviation, noise):
    values = f(mean + deviation * noise)
    baselines = [np.delete(values, i).mean() for i in range(len(values))]
    return (values - baselines)[:, None] * scores(mean, deviation, noise)


def from_the_density(f, mean, deviation, noise):
    z = mean + deviation * noise
    n = len(z)
    advantage = (f(z) - f(z).mean()) * n / (n - 1)
    by_deviation = (z - mean) ** 2 / deviation**3 - 1 / deviation
    return np.array([advantage * (z - mean) / deviation**2, advantage * by_deviation]).T


def walk(estimate, *, steps=1000, draws=200, rate=0.02, care=2.0, seed=1):
    """A training of its own; returns its whole path."""
    rng, place = np.random.default_rng(seed), START.copy()
    path = [place]
    for _ in range(steps):
        by = estimate(*place, rng.normal(size=draws)).mean(axis=0)
        mean = place[0] - rate * by[0]
        place = np.array([mean, place[1] * np.exp(-rate * (place[1] * by[1] - care))])
        path.append(place)
    return np.array(path)


def by_score(cost, **settings):
    return walk(lambda *place: with_means(cost, *place), **settings)


def with_means(f, mean, deviation, noise):
    values = f(mean + deviation * noise)
    return (values - values.mean())[:, None] * scores(mean, deviation, noise)


def by_chain(slope, **settings):
    def estimate(mean, deviation, noise):
        slopes = slope(mean + deviation * noise)
        return np.stack([slopes, slopes * noise], axis=1)

    return walk(estimate, **settings)


def without_baseline(cost, slope):
    def estimate(mean, deviation, noise):
        return cost(mean + deviation * noise)[:, None] * scores(mean, deviation, noise)

    return walk(estimate)[-1]


def by_search(cost, slope):
    """The smallest of the losses on a grid, each by the same many draws."""
    noise = np.random.default_rng(0).normal(size=5000)
    places = [(m, d) for m in np.linspace(-6, 4, 81) for d in np.linspace(0.2, 1.2, 21)]
    return min(places, key=lambda p: cost(p[0] + p[1] * noise).mean() - 2 * np.log(p[1]))


def by_wide_differences(cost, slope):
    """The chain rule with a slope over a distance, in which the edge has a part."""

    def wide(z):
        return (cost(z + 0.1) - cost(z - 0.1)) / 0.2

    return by_chain(wide, draws=400, steps=1500)[-1]


RIGHT = [
    {},
    {"score_function": with_a_loop},
    {"score_function": from_the_density},
    {"reason": lambda: " d."},
    {"reason": lambda: np.array("D")},
    {"mended_training": lambda cost, slope: by_score(cost)[-1]},
    {"mended_training": lambda cost, slope: list(by_score(cost, draws=50)[-300:].mean(axis=0))},
    {"mended_training": lambda cost, slope: tuple(by_score(cost, rate=0.01, steps=2500)[-1])},
    {"mended_training": by_search},
    {"mended_training": by_wide_differences},
]


@pytest.mark.parametrize("others", RIGHT)
def test_right_answers_in_other_words_pass(answers, others):
    assert judge(answers, **others) == ""


def scored(change):
    """A score function with a mistake: of the values, their baselines and scores, the deviation."""

    def function(f, mean, deviation, noise):
        values = f(mean + deviation * noise)
        others = (values.sum() - values) / (len(values) - 1)
        return change(values, others, scores(mean, deviation, noise), deviation)

    return function


def ends(change):
    return lambda cost, slope: change(by_score(cost)[-1])


SCORES = [
    (lambda v, b, s, d: v[:, None] * s, "no baseline"),
    (lambda v, b, s, d: (v - v.mean())[:, None] * s, "own value must not"),
    (lambda v, b, s, d: (v - v.sum() / (len(v) - 1))[:, None] * s, "still in the sum"),
    (lambda v, b, s, d: (b - v)[:, None] * s, "sign"),
    (lambda v, b, s, d: (v - b)[:, None] * (s + [0, 1 / d]), "lacks a term"),
    (lambda v, b, s, d: (v - b)[:, None] * s * d, "not divided by the deviation"),
    (lambda v, b, s, d: (v - b)[:, None] * s / d, "once too often"),
    (lambda v, b, s, d: ((v - b)[:, None] * s)[:, ::-1], "swapped"),
    (lambda v, b, s, d: ((v - b)[:, None] * s).mean(axis=0), "one estimate for each"),
    (lambda v, b, s, d: ((v - b)[:, None] * s).T, "rows should be the draws"),
]
WRONG = [
    *(("score_function", scored(change), said) for change, said in SCORES),
    *(("reason", lambda letter=letter: letter, "does not fit") for letter in "ABCE"),
    ("reason", lambda: "F", "one of the letters"),
    ("reason", lambda: 4, "as text"),
    ("mended_training", lambda cost, slope: by_chain(slope)[-1], "chain rule leads"),
    ("mended_training", lambda cost, slope: by_chain(slope, steps=3000)[-1], "chain rule leads"),
    ("mended_training", lambda cost, slope: by_chain(slope, draws=2000)[-1], "chain rule leads"),
    ("mended_training", lambda cost, slope: by_chain(slope, rate=0.005)[-1], "chain rule leads"),
    ("mended_training", without_baseline, "scatter too much"),
    ("mended_training", lambda cost, slope: by_score(lambda z: -cost(z))[-1], "sign wrong"),
    ("mended_training", lambda cost, slope: by_score(cost, care=0.0)[-1], "care costs"),
    ("mended_training", lambda cost, slope: by_score(cost, steps=5)[-1], "At its end"),
    ("mended_training", lambda cost, slope: START, "nothing was trained"),
    ("mended_training", lambda cost, slope: np.array([-0.68, 0.52]), "built in"),
    ("mended_training", lambda cost, slope: by_score(cost), "more than the end"),
    ("mended_training", lambda cost, slope: by_score(cost)[-1, 0], "two numbers"),
    ("mended_training", ends(lambda end: [end[0], np.log(end[1])]), "logarithm"),
    ("mended_training", ends(lambda end: end[::-1]), "swapped"),
    ("mended_training", ends(lambda end: [end[0], end[1] ** 2]), "variance"),
    ("mended_training", ends(lambda end: None), "return"),
    ("mended_training", ends(lambda end: end + [np.nan, 0]), "NaN"),
]


@pytest.mark.parametrize(("name", "function", "said"), WRONG)
@pytest.mark.filterwarnings("ignore:.*(overflow|divide by zero|invalid value).*:RuntimeWarning")
def test_wrong_answers_are_told_what_is_wrong(answers, name, function, said):
    assert said in judge(answers, **{name: function})


def test_the_given_training_is_what_the_exercise_says_of_it(answers):
    failed, cost = answers["failed"], answers["cost"]
    given = lambda cost, slope: answers["failing_training"](cost, slope)[-1]  # noqa: E731
    assert "chain rule leads" in judge(answers, mended_training=given)
    noise = np.random.default_rng(5).normal(size=100_000)
    losses = [cost(m + d * noise).mean() - 2 * np.log(d) for m, d in (failed[0], failed[-1])]
    assert np.allclose(losses, [103.3, 107.1], atol=0.15)
    assert abs(np.mean(failed[-1, 0] + failed[-1, 1] * noise > 0.5) - 0.3) < 0.02


def test_no_fixed_place_is_right_on_both_sides():
    passed = []
    for side in (-1, 1):
        cliffs = [check.cliff(np.random.default_rng(seed), side) for seed in range(20)]
        cliffs = [(cliff, cliff.smallest()) for cliff in cliffs]
        places = [(m, d) for m in np.linspace(-5, 3, 41) for d in (0.3, 0.4, 0.5, 0.6)]
        rows = [[c.loss(*p) < low + 0.8 for p in places] for c, low in cliffs]
        passed.append(np.any(rows, axis=0))
    assert passed[0].any() and passed[1].any() and not (passed[0] & passed[1]).any()
