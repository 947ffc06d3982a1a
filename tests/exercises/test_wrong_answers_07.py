"""Chapter 7: right answers in other words pass, wrong ones are told what is wrong."""

import inspect

import numpy as np
import pytest

from aigc_course.checks import Wrong, local
from aigc_course.checks import diffusion as check


@pytest.fixture(scope="module")
def answers(solve):
    """The solved functions by name."""
    return solve("07_diffusion")._names


def said(function, *arguments):
    """The English sentence with which a check refuses, or ""."""
    try:
        function(*arguments)
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def judge(answers, number, seed=3, **others):
    """Judge an exercise with some functions replaced; the English sentence or ""."""
    judged = getattr(check, f"exercise_{number}").judge
    names = list(inspect.signature(judged).parameters)[:-1]
    assert set(others) <= set(names)
    functions = [local(others.get(name, answers[name])) for name in names]
    return said(judged, *functions, np.random.default_rng(seed))


# Exercise 1


def of_rates(change):
    """`mended_rates` that returns what `change` makes of the given and the right signal rates."""

    def mended_rates(signal):
        return change(signal, (signal - signal[-1]) / (signal[0] - signal[-1]) * signal[0])

    return mended_rates


def on_circle(signal):
    return signal, np.sqrt(np.maximum(1 - signal**2, 0))


def by_squares(signal, right):
    square = signal**2
    moved = square[0] * (square - square[-1]) / (square[0] - square[-1])
    return on_circle(np.sqrt(moved))


def almost_zero(signal, right):
    return on_circle(np.where(right == 0, 1e-9, right))


def only_the_last(signal, right):
    return on_circle(np.append(signal[:-1], 0))


RATES = [
    (lambda a, right: on_circle(a), "the last is not 0"),
    (only_the_last, "a jump"),
    (lambda a, right: on_circle(a - a[-1]), "stretch the rates"),
    (lambda a, right: on_circle((a - a[-1]) / (a[0] - a[-1])), "has become 1"),
    (by_squares, "squares of the rates"),
    (lambda a, right: on_circle(right)[::-1], "changed places"),
    (lambda a, right: on_circle(np.linspace(a[0], 0, len(a))), "straight line"),
    (almost_zero, "not only almost"),
    (lambda a, right: (right, np.sqrt(1 - a**2)), "fit the signal rates that were given"),
    (lambda a, right: (right, 1 - right), "add up to 1"),
    (lambda a, right: (right, 1 - right**2), "the root is missing"),
    (lambda a, right: (right, np.full(len(a), np.nan)), "square root of a negative"),
    (lambda a, right: (right**2, np.sqrt(1 - right**2)), "squares of the signal rates"),
    (lambda a, right: right, "two arrays"),
    (lambda a, right: None, "returns nothing"),
    (lambda a, right: ("signal", "noise"), "should return numbers"),
    (lambda a, right: (right[:-1], right[:-1]), "shape"),
    (lambda a, right: {"signal": right}, "two arrays"),
    (lambda a, right: 0.5, "two arrays"),
]
RATIOS = [
    (lambda a, s, n: a / s, "single pixel"),
    (lambda a, s, n: a * n / s, "over the root of n"),
    (lambda a, s, n: a / s / n**0.5, "the less noise"),
    (lambda a, s, n: a**2 * n / s**2, "square of the ratio"),
    (lambda a, s, n: s / (a * n**0.5), "upside down"),
    (lambda a, s, n: a * n**0.5 / s**2, "divide by its deviation"),
    (lambda a, s, n: 1.0, "shape"),
]


@pytest.mark.parametrize(("change", "sentence"), RATES)
def test_wrong_rates_are_told_what_is_wrong(answers, change, sentence):
    assert sentence in judge(answers, 1, mended_rates=of_rates(change))


@pytest.mark.parametrize(("function", "sentence"), RATIOS)
def test_wrong_ratios_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 1, brightness_ratio=function)


@pytest.mark.parametrize(
    "change",
    [
        lambda a, right: list(on_circle(a[0] * (a - a[-1]) / (a[0] - a[-1]))),
        lambda a, right: np.stack(on_circle(right)),
        lambda a, right: (right, np.sin(np.arccos(right))),
        lambda a, right: (right.tolist(), np.sqrt((1 - right) * (1 + right)).tolist()),
    ],
)
def test_other_ways_to_mend_rates_pass(answers, change):
    assert judge(answers, 1, mended_rates=of_rates(change)) == ""


# Exercise 2


def by_variances(noisy, predicted, now, then, eta, draws):
    """As in the paper, with squares of rates; right on the circle."""
    square, square_then = now[0] ** 2, then[0] ** 2
    fresh = eta * np.sqrt((1 - square_then) / (1 - square) * (1 - square / square_then))
    image = (noisy - np.sqrt(1 - square) * predicted) / np.sqrt(square)
    kept = np.sqrt(np.maximum(1 - square_then - fresh**2, 0))
    return np.sqrt(square_then) * image + kept * predicted + fresh * draws


def by_the_posterior(noisy, predicted, now, then, eta, draws):
    """The posterior's mean between image and noisy image, mixed with the step without draws."""
    (a, s), (b, r) = now, then
    image = (noisy - s * predicted) / a
    rest = s**2 - (a * r / b) ** 2
    f = eta * r * np.sqrt(max(rest, 0)) / s
    if eta == 1:
        mean = b * image + a * r**2 / (b * s**2) * (noisy - a * image)
        return mean + f * draws
    return b * image + np.sqrt(max(r**2 - f**2, 0)) * predicted + f * draws


def step_with(change):
    """A step in which `change` makes the weights of old and fresh noise and the image."""

    def step(noisy, predicted, now, then, eta, draws):
        (a, s), (b, r) = now, then
        image = (noisy - s * predicted) / a
        full = r / s * np.sqrt(max(s**2 - (a * r / b) ** 2, 0))
        f = eta * full
        return change(b, s, r, image, predicted, draws, f, full, eta)

    return step


def root(r, f):
    return np.sqrt(max(r**2 - f**2, 0))


STEPS = [
    (lambda b, s, r, x, e, d, f, F, eta: x, "estimate of the image"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x, "no noise in it"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x + r * d, "fresh noise"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x + s * e, "as much noise as there is now"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x + r**2 * e, "times its variance"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x + r * e, "nothing is drawn"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x + r * e + f * d, "too much"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x + (r - f) * e + f * d, "deviations add up"),
    (lambda b, s, r, x, e, d, f, F, eta: b * x + root(r, f) * e, "in its place"),
    (
        lambda b, s, r, x, e, d, f, F, eta: b * x + root(r, eta * r) * e + eta * r * d,
        "drawn anew",
    ),
    (
        lambda b, s, r, x, e, d, f, F, eta: b * x + root(r, f) * e + f**2 * d,
        "multiply by a deviation",
    ),
    (
        lambda b, s, r, x, e, d, f, F, eta: b * x + root(r, F * eta**2) * e + F * eta**2 * d,
        "counts twice",
    ),
    (
        lambda b, s, r, x, e, d, f, F, eta: b * x + root(r, F * eta**0.5) * e + F * eta**0.5 * d,
        "multiplies the variance",
    ),
    (
        lambda b, s, r, x, e, d, f, F, eta: b * x + (root(r, F) * e + F * d if eta > 0 else r * e),
        "smaller eta changes nothing",
    ),
    (
        lambda b, s, r, x, e, d, f, F, eta: b * x + root(r, f) * e + (f or eta * s) * d,
        "there is none at its end",
    ),
    (lambda b, s, r, x, e, d, f, F, eta: np.where(r > 0, b * x, np.nan) + r * e, "nothing is"),
    (lambda b, s, r, x, e, d, f, F, eta: None, "returns nothing"),
    (lambda b, s, r, x, e, d, f, F, eta: (x, e), "shape"),
]


def exchanged(noisy, predicted, now, then, eta, draws):
    return now[0] * (noisy - then[1] * predicted) / then[0] + now[1] * predicted


def not_divided(noisy, predicted, now, then, eta, draws):
    return then[0] * (noisy - now[1] * predicted) + then[1] * predicted


def with_the_wrong_rates(noisy, predicted, now, then, eta, draws):
    return then[0] * (noisy - then[1] * predicted) / then[0] + then[1] * predicted


def with_all_that_was_added(noisy, predicted, now, then, eta, draws):
    fresh = eta * np.sqrt(1 - (now[0] / then[0]) ** 2)
    image = (noisy - now[1] * predicted) / now[0]
    kept = np.sqrt(max(then[1] ** 2 - fresh**2, 0))
    return then[0] * image + kept * predicted + fresh * draws


def divides_by_the_noise_rate(noisy, predicted, now, then, eta, draws):
    """Right but for the last step, where it divides 0 by 0."""
    (a, s), (b, r) = now, then
    rest = s**2 - (a * r / b) ** 2
    f = eta * np.sqrt(1 / (1 / np.float64(r) ** 2 + (a / b) ** 2 / rest))
    f = f + 0 / np.float64(r)
    return b * (noisy - s * predicted) / a + np.sqrt(max(r**2 - f**2, 0)) * predicted + f * draws


@pytest.mark.parametrize("function", [by_variances, by_the_posterior])
def test_other_ways_to_step_pass(answers, function):
    assert judge(answers, 2, step=function) == ""


@pytest.mark.parametrize(("change", "sentence"), STEPS)
def test_wrong_steps_are_told_what_is_wrong(answers, change, sentence):
    assert sentence in judge(answers, 2, step=step_with(change))


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (exchanged, "changed places"),
        (not_divided, "divide by the signal rate"),
        (with_the_wrong_rates, "as it was"),
        (with_all_that_was_added, "added on the way"),
        (divides_by_the_noise_rate, "0 / 0"),
        (lambda noisy, *others: noisy, "as it was"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*(invalid value|divide by zero).*:RuntimeWarning")
def test_other_wrong_steps_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 2, step=function)


# Exercise 3


def guide_with(change):
    """`guided` in which `change` makes the result of what is inside and the predictions."""

    def guided(free, told, weight, times, interval):
        inside = (interval[0] <= times) & (times <= interval[1])
        inside = inside.reshape(-1, *[1] * (free.ndim - 1))
        return change(inside, free, told, weight)

    return guided


def not_at_the_limits(free, told, weight, times, interval):
    inside = (interval[0] < times) & (times < interval[1])
    return np.where(inside[:, None, None], free + weight * (told - free), told)


def by_one_time(free, told, weight, times, interval):
    inside = interval[0] <= times[0] <= interval[1]
    return free + weight * (told - free) if inside else told


def one_by_one(free, told, weight, times, interval):
    rows = []
    for row in range(len(free)):
        w = weight if interval[0] <= times[row] <= interval[1] else 1
        rows.append(w * told[row] + (1 - w) * free[row])
    return np.stack(rows)


GUIDED = [
    (lambda i, f, t, w: f + w * (t - f), "at all times"),
    (lambda i, f, t, w: np.where(i, f + w * (t - f), f), "the weight there is 1"),
    (lambda i, f, t, w: np.where(i, t, f + w * (t - f)), "and not inside"),
    (lambda i, f, t, w: np.where(i, t + w * (t - f), t), "too large by 1"),
    (lambda i, f, t, w: np.where(i, t + w * (f - t), t), "towards the one without"),
    (lambda i, f, t, w: np.where(i, w * t, t), "multiplies the difference"),
    (lambda i, f, t, w: np.where(i, f + w * t, t), "difference of both"),
    (lambda i, f, t, w: np.where(i, f, t), "plays no part"),
    (lambda i, f, t, w: t, "nothing is guided"),
    (lambda i, f, t, w: None, "returns nothing"),
]


@pytest.mark.parametrize(("change", "sentence"), GUIDED)
def test_wrong_guidance_is_told_what_is_wrong(answers, change, sentence):
    assert sentence in judge(answers, 3, guided=guide_with(change))


def test_other_guidance(answers):
    assert "two limits" in judge(answers, 3, guided=not_at_the_limits)
    assert judge(answers, 3, guided=by_one_time) != ""
    assert judge(answers, 3, guided=one_by_one) == ""


def parts_of(x, now, shares, centres, widths):
    variances = (now[0] * widths) ** 2 + now[1] ** 2
    misses = x[:, None] - now[0] * centres
    densities = np.exp(-0.5 * misses**2 / variances) / np.sqrt(2 * np.pi * variances)
    return shares * densities, -misses / variances


def log_with(change):
    def log_guided(x, label, weight, now, *mixture):
        logs = log_parts(x, now, *mixture)
        return change(np.logaddexp.reduce(logs, axis=1), logs[:, label], weight)

    return log_guided


def log_parts(x, now, shares, centres, widths):
    variances = (now[0] * widths) ** 2 + now[1] ** 2
    squares = (x[:, None] - now[0] * centres) ** 2
    return np.log(shares) - 0.5 * squares / variances - 0.5 * np.log(2 * np.pi * variances)


def without_logarithms(x, label, weight, now, *mixture):
    densities, _ = parts_of(x, now, *mixture)
    p = densities.sum(axis=1)
    return np.log(p) + weight * np.log(densities[:, label] / p)


LOGS = [
    (lambda p, c, w: np.exp(p + w * (c - p)), "return its logarithm"),
    (lambda p, c, w: p + w * c, "it is log p(c | x)"),
    (lambda p, c, w: w * (c - p), "log p(x) is missing"),
    (lambda p, c, w: c, "plays no part"),
    (lambda p, c, w: c + w * (c - p), "it is log p(x)"),
    (lambda p, c, w: p[0], "shape"),
    (lambda p, c, w: None, "returns nothing"),
]


@pytest.mark.parametrize(("change", "sentence"), LOGS)
def test_wrong_logarithms_are_told_what_is_wrong(answers, change, sentence):
    assert sentence in judge(answers, 3, log_guided=log_with(change))


@pytest.mark.filterwarnings("ignore:.*(invalid value|divide by zero).*:RuntimeWarning")
def test_logarithms_without_care(answers):
    assert "by their logarithms" in judge(answers, 3, log_guided=without_logarithms)
    clean = lambda x, label, weight, now, *m: log_with(lambda p, c, w: p + w * (c - p))(  # noqa: E731
        x, label, weight, (1.0, 0.0), *m
    )
    assert "without noise" in judge(answers, 3, log_guided=clean)


def score_with(change):
    def guided_score(x, label, weight, now, *mixture):
        logs, scores = log_parts(x, now, *mixture), parts_of(x, now, *mixture)[1]
        posterior = np.exp(logs - np.logaddexp.reduce(logs, axis=1, keepdims=True))
        free = np.sum(posterior * scores, axis=1)
        return change(free, scores[:, label], weight, scores, mixture[0])

    return guided_score


def naive_score(x, label, weight, now, *mixture):
    densities, scores = parts_of(x, now, *mixture)
    free = np.sum(densities * scores, axis=1) / densities.sum(axis=1)
    return free + weight * (scores[:, label] - free)


SCORES = [
    (lambda f, t, w, all_of, shares: t, "nothing is guided"),
    (lambda f, t, w, all_of, shares: f, "without the label"),
    (lambda f, t, w, all_of, shares: t + w * (t - f), "too large by 1"),
    (lambda f, t, w, all_of, shares: t + w * (f - t), "changed places"),
    (lambda f, t, w, all_of, shares: -(f + w * (t - f)), "sign is wrong"),
    (lambda f, t, w, all_of, shares: prior(all_of @ shares, t, w), "by their shares"),
    (lambda f, t, w, all_of, shares: prior(all_of.sum(axis=1), t, w), "densities that add up"),
    (lambda f, t, w, all_of, shares: (f + w * (t - f))[:, None], "shape"),
]


def prior(free, told, weight):
    return free + weight * (told - free)


@pytest.mark.parametrize(("change", "sentence"), SCORES)
def test_wrong_scores_are_told_what_is_wrong(answers, change, sentence):
    assert sentence in judge(answers, 3, guided_score=score_with(change))


@pytest.mark.filterwarnings("ignore:.*(invalid value|divide by zero).*:RuntimeWarning")
def test_scores_without_care(answers):
    assert "0 / 0" in judge(answers, 3, guided_score=naive_score)
    right = score_with(lambda f, t, w, all_of, shares: w * t + (1 - w) * f)
    assert judge(answers, 3, guided_score=right) == ""
    clean = lambda x, label, weight, now, *m: right(x, label, weight, (1.0, 0.0), *m)  # noqa: E731
    assert "mixture without noise" in judge(answers, 3, guided_score=clean)
    equal = lambda x, label, weight, now, shares, *m: right(  # noqa: E731
        x, label, weight, now, np.full(len(shares), 1 / len(shares)), *m
    )
    assert "shares of the classes" in judge(answers, 3, guided_score=equal)


# Exercise 4


def back_with(change):
    def back(noisy, then, now, draws):
        share = now[0] / then[0]
        added = np.sqrt(max(now[1] ** 2 - (share * then[1]) ** 2, 0))
        return change(noisy, draws, then, now, share, added)

    return back


BACKS = [
    (lambda x, d, then, now, a, r: a * x + now[1] * d, "less than"),
    (lambda x, d, then, now, a, r: now[0] * x + now[1] * d, "a clean one"),
    (
        lambda x, d, then, now, a, r: a * x + (now[1] ** 2 - then[1] ** 2) ** 0.5 * d,
        "shrinks together",
    ),
    (lambda x, d, then, now, a, r: x + (now[1] ** 2 - then[1] ** 2) ** 0.5 * d, "shrinks"),
    (lambda x, d, then, now, a, r: a * x + (now[1] - a * then[1]) * d, "subtract deviations"),
    (lambda x, d, then, now, a, r: a * x + r**2 * d, "multiply by a deviation"),
    (lambda x, d, then, now, a, r: x + r * d, "has to shrink as well"),
    (lambda x, d, then, now, a, r: a * x, "No noise is added"),
    (lambda x, d, then, now, a, r: (a * x + r * d) * np.nan, "holds NaN"),
    (lambda x, d, then, now, a, r: None, "returns nothing"),
]


@pytest.mark.parametrize(("change", "sentence"), BACKS)
def test_wrong_ways_back_are_told_what_is_wrong(answers, change, sentence):
    assert sentence in judge(answers, 4, back=back_with(change))


def filling(
    estimate,
    rates,
    draw,
    times,
    known,
    missing,
    repeats,
    *,
    seen=lambda now, then: then,
    put=True,
    back=True,
    last=1,
    clean=np.nan_to_num,
    first=False,
):
    """`inpaint` in other words; with a mistake if told so."""
    x = draw()
    if first:
        x = np.where(missing, x, rates(times[0])[0] * known + rates(times[0])[1] * draw())
    for i in range(len(times) - 1):
        now, then = rates(times[i]), rates(times[i + 1])
        rounds = repeats if i < len(times) - 2 else last
        for turn in range(rounds):
            image, noise = estimate(x, times[i])
            x = then[0] * image + then[1] * noise
            if put:
                signal, rate = seen(now, then)
                visible = signal * clean(known) + rate * draw()
                x = missing * x + ~missing * visible
            if back and turn < rounds - 1:
                share = now[0] / then[0]
                added = now[1] ** 2 - (share * then[1]) ** 2
                x = share * x + (now[1] if back == "all" else added**0.5) * draw()
    return x


def mistaken(**how):
    return lambda *given: filling(*given, **how)


FILLED = [
    (mistaken(put=False), "never put in its place"),
    (
        lambda *given: np.where(given[5], filling(*given, put=False), given[4]),
        "only at the end",
    ),
    (mistaken(seen=lambda now, then: (1.0, 0.0)), "put in without noise"),
    (mistaken(seen=lambda now, then: (then[0], 0.0)), "dimmed"),
    (mistaken(seen=lambda now, then: now), "as before the step"),
    (mistaken(first=True, clean=lambda known: np.nan_to_num(known)), "before the first step"),
    (mistaken(back=False), "do not go back"),
    (mistaken(back="all"), "too much noise"),
    (lambda *given: filling(*given[:6], 1), "with more the result is the same"),
    (lambda *given: filling(*given) * np.where(given[5], 1, 1 + 1e-9), "not exactly"),
    (mistaken(clean=lambda known: known), "NaN"),
    (mistaken(last=0), "off by"),
    (lambda *given: None, "returns nothing"),
    (lambda *given: filling(*given)[0], "shape"),
    (lambda *given: filling(*given, back=None)[..., None], "shape"),
]


@pytest.mark.parametrize(("function", "sentence"), FILLED)
@pytest.mark.filterwarnings("ignore:.*invalid value.*:RuntimeWarning")
def test_wrong_fillings_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 4, inpaint=function)


def test_another_filling_passes(answers):
    assert judge(answers, 4, inpaint=filling) == ""
    exchanged = lambda e, r, d, times, known, missing, n: answers["inpaint"](  # noqa: E731
        e, r, d, times, known, ~missing, n
    )
    assert judge(answers, 4, inpaint=exchanged) != ""


# Exercise 5


def rng():
    return np.random.default_rng(3)


SPOILT = [
    (lambda x, a, s, e: a * x + s**2 * e, "still failing"),
    (lambda x, a, s, e: a**2 * x + s * e, "square of the signal rate"),
    (lambda x, a, s, e: a**2 * x + s**2 * e, "squares"),
    (lambda x, a, s, e: a * x + s**0.5 * e, "a deviation already"),
    (lambda x, a, s, e: a * x + (1 - a) ** 0.5 * e, "a deviation already"),
    (lambda x, a, s, e: s * x + a * e, "changed places"),
    (lambda x, a, s, e: x + s * e, "not multiplied"),
    (lambda x, a, s, e: (a * x + s * e)[:, :1], "shape"),
    (lambda x, a, s, e: None, "returns nothing"),
]


@pytest.mark.parametrize(("change", "sentence"), SPOILT)
def test_wrong_spoiling_is_told_what_is_wrong(change, sentence):
    def spoil(points, times, noise):
        return change(points, *(rate[:, None] for rate in check.circle(times)), noise)

    assert sentence in said(check.spoil_is_right, local(spoil), rng())


def with_times(times_as):
    """`inputs` with the time in one column, changed."""
    return lambda noisy, times: np.concatenate([noisy, times_as(times)[:, None]], axis=1)


INPUTS = [
    (with_times(lambda t: t), ""),
    (with_times(lambda t: (1000 * t).astype(int)), ""),
    (with_times(lambda t: np.log(np.tan(np.pi / 2 * t))), ""),
    (lambda x, t: np.concatenate([x, np.tan(t)[:, None] * x, t[:, None]], axis=1), ""),
    (lambda x, t: [[*row, time] for row, time in zip(x, t, strict=True)], ""),
    (with_times(lambda t: t.astype(int)), "same for each time"),
    (with_times(np.round), "still returns the same"),
    (with_times(lambda t: np.sin(np.pi * t)), "still returns the same"),
    (lambda x, t: x, "same for each time"),
    (lambda x, t: np.stack([t, t**2], axis=1), "not in what"),
    (with_times(lambda t: t - t.mean()), "depends on the other rows"),
    (lambda x, t: t, "a row for each"),
    (lambda x, t: np.concatenate([x, t[:, None]], axis=1).T, "a row for each"),
    (lambda x, t: None, "returns nothing"),
    (lambda x, t: "time", "should return numbers"),
    (with_times(lambda t: np.log(t - t)), "NaN or infinity"),
]


@pytest.mark.parametrize(("function", "sentence"), INPUTS)
@pytest.mark.filterwarnings("ignore:divide by zero.*:RuntimeWarning")
def test_inputs_in_other_words(function, sentence):
    found = said(check.inputs_are_right, local(function), rng())
    assert sentence in found and bool(sentence) == bool(found)


def walking(way=lambda times: times, asked=0, left=1, divide=True, put_back=True):
    """`walk` in other words; with a mistake if told so. `asked` and `left`: 0 now, 1 then."""

    def walk(predict, start, times):
        x, times = start.copy(), way(times)
        for pair in zip(times[:-1], times[1:], strict=True):
            signal, noise_rate = check.circle(pair[0])
            noise = predict(x, np.full(len(x), pair[asked]))
            clean = (x - noise_rate * noise) / (signal if divide else 1)
            x = check.circle(pair[1])[0] * clean
            x = x + (check.circle(pair[left])[1] * noise if put_back else 0)
        return x

    return walk


def with_one_time(predict, start, times):
    return walking()(lambda x, t: predict(x, t[0]), start, times)


WALKS = [
    (walking(), ""),
    (walking(left=0), "still failing"),
    (walking(asked=1), "to which the step leads"),
    (walking(divide=False), "not divided"),
    (walking(put_back=False), "no noise is put back"),
    (walking(way=lambda times: times[:-1]), "leaves out the last"),
    (walking(way=lambda times: times[1:]), "leaves out the first"),
    (with_one_time, "times have the shape"),
    (lambda predict, start, times: start, "off by"),
    (lambda predict, start, times: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), WALKS)
def test_walks_in_other_words(function, sentence):
    found = said(check.walk_is_right, local(function), rng())
    assert sentence in found and bool(sentence) == bool(found)


RIGHT = {"spoil": "B", "inputs": "D", "walk": "A"}
SYMPTOMS = [
    (RIGHT, ""),
    ({name: f" {letter.lower()}. " for name, letter in RIGHT.items()}, ""),
    ({name: np.array(letter) for name, letter in RIGHT.items()}, ""),
    *(
        (RIGHT | {name: letter}, "fit")
        for name in RIGHT
        for letter in "ABCDE"
        if letter != RIGHT[name]
    ),
    (RIGHT | {"walk": "F"}, "one of the letters"),
    (RIGHT | {"walk": 1}, "one of the letters"),
    (RIGHT | {"walk": ""}, "one of the letters"),
    (RIGHT | {"walk": None}, "one of the letters"),
    (RIGHT | {"train": "C"}, "with the keys"),
    ({"walk": "A"}, "with the keys"),
    ("BDA", "a dict"),
    (list(RIGHT.values()), "a dict"),
    (None, "a dict"),
]


@pytest.mark.parametrize(("answer", "sentence"), SYMPTOMS)
def test_symptoms_in_other_words(answer, sentence):
    found = said(check.symptoms_are_right, local(lambda: answer))
    assert sentence in found and bool(sentence) == bool(found)


def of_samples(function):
    data = check.groups(rng(), 4, 1.8, 0.12)
    return said(check.samples_fit, local(function), data, rng())


def new_ones(points, count, width=0.0):
    rows = np.random.default_rng(1).integers(len(points), size=count)
    return points[rows] + width * np.random.default_rng(2).normal(size=(count, 2))


SAMPLES = [
    (lambda points, count: new_ones(points, count), "points of the training"),
    (lambda points, count: np.random.default_rng(0).normal(size=(count, 2)), "far from every"),
    (lambda points, count: 0 * points[:count], "far from every"),
    (lambda points, count: points[:count].T, "shape"),
    (lambda points, count: points[: count - 1], "shape"),
    (lambda points, count: np.full((count, 2), np.nan), "NaN or infinity"),
    (lambda points, count: None, "returns nothing"),
    (lambda points, count: "points", "should return numbers"),
    (lambda points, count: new_ones(points[:1], count, 0.1), "far from every"),
]


@pytest.mark.parametrize(("function", "sentence"), SAMPLES)
def test_wrong_samples_are_told_what_is_wrong(function, sentence):
    assert sentence in of_samples(function)


@pytest.fixture(scope="module")
def program(answers):
    """The notebook's program with given parts, on the check's points."""

    def run(spoil, inputs, walk, num_steps=1500):
        def mended_samples(points, count):
            predict, _ = answers["train"](points, spoil, inputs, num_steps)
            start = np.random.default_rng(5).normal(size=(count, 2))
            return walk(predict, start, np.linspace(0.98, 0, 41))

        return of_samples(mended_samples)

    return run


@pytest.mark.parametrize(
    ("failing", "sentence"),
    [("", ""), ("spoil", "as wide as"), ("inputs", "far from every"), ("walk", "far from every")],
)
def test_each_fault_is_found_by_its_samples(answers, program, failing, sentence):
    """Parts that pass do not help where the training is done with the failing ones."""
    parts = [
        answers[f"failing_{name}" if name == failing else name]
        for name in ("spoil", "inputs", "walk")
    ]
    found = program(*parts)
    assert sentence in found and bool(sentence) == bool(found)


def test_too_short_a_training_does_not_pass(answers, program):
    parts = [answers[name] for name in ("spoil", "inputs", "walk")]
    assert program(*parts, num_steps=25) != ""


def test_the_failing_functions_do_not_pass_as_parts(answers):
    for name, judged in (
        ("spoil", check.spoil_is_right),
        ("inputs", check.inputs_are_right),
        ("walk", check.walk_is_right),
    ):
        assert "still failing" in said(judged, local(answers[f"failing_{name}"]), rng())
