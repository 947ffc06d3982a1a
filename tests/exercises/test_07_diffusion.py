"""Grades the exercises to chapter 7, diffusion models."""

import numpy as np
import pytest

from aigc_course.checks import diffusion as check
from aigc_course.checks import number, same

SETTINGS = {
    "preload": ["numpy", "keras", "matplotlib.pyplot"],
    "forbidden": [
        "aigc_keras.losses",
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.sampling",
        "aigc_keras.schedules",
    ],
    "seconds": 120,
}


@pytest.mark.points(1, exercise=1)
def test_mended_rates(student, rng):
    """Rates of many steps and of two; a first signal rate of 1, also where rounding hurts.
    许多步和只有两步的信号率；第一个信号率为 1，包括舍入误差有影响的情形。"""
    check.mended_as(student.mended_rates, check.falling(rng, int(rng.integers(5, 500))))
    check.mended_as(student.mended_rates, np.array([0.9, 0.3]))
    for last in rng.uniform(0.001, 0.5, size=8):
        check.mended_as(student.mended_rates, np.linspace(1, last, 7) ** 2)


@pytest.mark.points(1, exercise=1)
def test_brightness_ratio(student, rng):
    """How well the brightness can be read: one pixel, many pixels, no signal at all.
    亮度能读得多准：一个像素、许多像素、完全没有信号。"""
    signal, noise = check.circle(np.append(rng.uniform(0.1, 0.9, size=5), 1.0))
    signal[-1] = 0
    for pixels in (1, 4096):
        found = student.brightness_ratio(signal, noise, pixels)
        same(found, np.sqrt(pixels * signal**2 / noise**2))
    # As measured: the noise in the mean of so many pixels.
    means = rng.normal(size=(4000, 25)).mean(axis=1)
    found = student.brightness_ratio(np.array([0.6]), np.array([0.8]), 25)
    same(found, np.array([0.6 / (0.8 * means.std())]), rtol=0.08)


@pytest.mark.points(1, exercise=2)
def test_step(student, rng):
    """A step with eta 0, 1 and in between; the last step.
    eta 为 0、为 1 和介于两者之间的一步；最后一步。"""
    check.exercise_2.judge(student.step, rng)


@pytest.mark.points(1, exercise=2)
def test_step_with_other_rates(student, rng):
    """Images; rates on a straight line; a step that leads nowhere.
    图像；沿直线变化的率；原地不动的一步。"""
    noisy, predicted, draws = rng.normal(size=(3, 2, 3, 4, 1))
    for _ in range(6):
        time = float(rng.uniform(0.3, 0.95))
        now, then = (1 - time, time), (1 - 0.6 * time, 0.6 * time)
        image = (noisy - now[1] * predicted) / now[0]
        eta = float(rng.uniform(0.2, 1))
        fresh = eta * check.posterior(now, then)
        found = student.step(noisy, predicted, now, then, eta, draws)
        same(found, check.move(image, predicted, then, fresh, draws))
        for here in (now, check.circle(time)):
            same(student.step(noisy, predicted, here, here, eta, draws), noisy, atol=1e-5)


@pytest.mark.points(1, exercise=2)
def test_step_keeps_the_distribution(student, rng):
    """With the exact noise of one clean image, what comes out is as noisy as it should be.
    预测的噪声完全准确时，走一步之后，噪声的大小正好。"""
    now, then = check.circle(0.7), check.circle(float(rng.uniform(0.2, 0.5)))
    noise, draws = rng.normal(size=(2, 20_000))
    for eta in (0.0, 0.5, 1.0):
        found = number(student.step(now[0] * 2.0 + now[1] * noise, noise, now, then, eta, draws))
        expected = np.array([2 * then[0], then[1]])
        same(np.array([found.mean(), found.std()]), expected, rtol=0.03, atol=0.02)
        # Of the old noise so much is left that the step is that of the posterior.
        kept = np.sqrt(then[1] ** 2 - (eta * check.posterior(now, then)) ** 2)
        same(np.mean(found * noise) - found.mean() * noise.mean(), kept, rtol=0.05, atol=0.02)


@pytest.mark.points(1, exercise=3)
def test_guided(student, rng):
    """Guidance inside of an interval: vectors, images, an interval of one time.
    区间之内的引导：向量、图像，只含一个时刻的区间。"""
    for shape in ((), (5,), (4, 3, 2)):
        check.predictions_are_guided(student.guided, rng, shape)
    free, told = rng.normal(size=(2, 2, 2))  # as many images as numbers in each
    found = student.guided(free, told, 0.0, np.array([0.5, 0.6]), (0.5, 0.5))
    same(found, np.stack([free[0], told[1]]))


@pytest.mark.points(1, exercise=3)
def test_log_guided(student, rng):
    """The logarithm of what guidance aims at: one class, many, with and without noise, far out.
    引导目标的对数：一个类别、许多类别，有噪声和没有噪声，以及很远的地方。"""
    for classes, now in ((1, check.circle(0.5)), (2, (1.0, 0.0)), (6, (0.5, 0.5))):
        mixture, weight = check.a_mixture(rng, classes), float(rng.uniform(0, 5))
        x, label = np.append(3 * rng.normal(size=9), [-40.0, 40.0]), int(rng.integers(classes))
        found = student.log_guided(x, label, weight, now, *mixture)
        check.log_same(found, check.log_of(x, label, weight, now, *mixture))


@pytest.mark.points(1, exercise=3)
def test_guided_score(student, rng):
    """The guided score: one class, many, with and without noise, far out.
    引导后的得分：一个类别、许多类别，有噪声和没有噪声，以及很远的地方。"""
    for classes, now in ((1, check.circle(0.5)), (2, (1.0, 0.0)), (6, (0.5, 0.5))):
        mixture, weight = check.a_mixture(rng, classes), float(rng.uniform(0, 5))
        x, label = np.append(3 * rng.normal(size=9), [-40.0, 40.0]), int(rng.integers(classes))
        found = student.guided_score(x, label, weight, now, *mixture)
        same(found, check.score_of(x, label, weight, now, *mixture))


@pytest.mark.points(1, exercise=4)
def test_back(student, rng):
    """Back to more noise: as noisy as it should be; rates on a line; no way at all.
    回到更多的噪声：噪声的大小正好；沿直线变化的率；原地不动。"""
    for rates in (check.circle, lambda t: (1 - t, t)):
        then, now = rates(float(rng.uniform(0.1, 0.4))), rates(float(rng.uniform(0.5, 1)))
        noise, draws = rng.normal(size=(2, 20_000))
        found = number(student.back(then[0] * 2.0 + then[1] * noise, then, now, draws))
        expected = np.array([2 * now[0], now[1]])
        same(np.array([found.mean(), found.std()]), expected, rtol=0.03, atol=0.03)
        again = student.back(found[:50], now, now, draws[:50])
        same(again, found[:50], atol=1e-5)
    clean = student.back(np.ones((2, 3)), (1.0, 0.0), (0.6, 0.8), np.full((2, 3), 2.0))
    same(clean, np.full((2, 3), 2.2))


@pytest.mark.points(1, exercise=4)
def test_inpaint(student, rng):
    """Holes that are filled, in one pass and with repeats.
    补洞，做一遍和每步重复几遍。"""
    case = check.Case(rng, 4, 7)
    for repeats in (1, 2, 5):
        check.inpainted_as(student.inpaint, case, repeats)


@pytest.mark.points(1, exercise=4)
def test_inpaint_with_other_rates(student, rng):
    """Rates on a straight line; a single step; nothing missing, everything missing.
    沿直线变化的率；只走一步；什么都不缺，什么都没有。"""
    check.inpainted_as(student.inpaint, check.Case(rng, 1, 5, line=True, steps=6), 3)
    check.inpainted_as(student.inpaint, check.Case(rng, 2, 4, steps=1), 2)
    for missing in (False, True):
        case = check.Case(rng, 3, 4)
        case.missing[:] = missing
        case.known = np.where(case.missing, np.nan, rng.normal(size=(3, 4)))
        check.inpainted_as(student.inpaint, case, 2)


def sampled(student):
    """The learner's training, with time for it."""
    return lambda points, count: student.call("mended_samples", points, count, seconds=40)


@pytest.mark.points(1, exercise=5)
def test_mended_parts(student, rng):
    """The three functions, mended: many points, two, and one.
    修好的三个函数：许多点、两个点和一个点。"""
    for count in (1, 2, 50):
        check.spoil_is_right(student.spoil, rng, count)
    check.inputs_are_right(student.inputs, rng)
    check.walk_is_right(student.walk, rng)
    check.walk_is_right(student.walk, rng, steps=1)


@pytest.mark.points(1, exercise=5)
def test_symptoms(student):
    """What each fault does alone.
    每处毛病单独造成的症状。"""
    check.symptoms_are_right(student.symptoms)


@pytest.mark.points(1, exercise=5)
def test_mended_samples(student, rng):
    """A training on other groups, whose samples are like new points.
    换成别的群来训练，生成的点与新的点相像。"""
    check.samples_fit(sampled(student), check.groups(rng, 5, 1.8, 0.12), rng)
