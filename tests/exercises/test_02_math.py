"""Grades the exercises to chapter 2, mathematics."""

import numpy as np
import pytest

from aigc_course.checks import Given, need, number, same
from aigc_course.checks import math as check

SETTINGS = {
    "preload": ["numpy", "matplotlib.pyplot"],
    "forbidden": [
        "aigc_keras.losses",
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.sampling",
        "keras",
        "scipy",
    ],
    "seconds": 60,
}


@pytest.mark.points(1, exercise=1)
def test_kl(student, rng):
    """The divergence of each row.
    每一行的散度。"""
    check.exercise_1.judge(student.kl_to_standard_normal, rng)


@pytest.mark.points(1, exercise=1)
def test_kl_of_one_dimension(student, rng):
    """A code of one dimension: the standard normal itself, a very small variance, a large one.
    一维的编码：恰为标准正态分布，方差极小，方差较大。"""
    mean, spread = rng.uniform(1, 4), rng.uniform(2, 4)
    means = np.array([[0.0], [0.0], [mean], [-mean]])
    log_vars = np.array([[0.0], [-30.0], [0.0], [np.log(spread)]])
    expected = [0, 14.5, mean**2 / 2, (mean**2 + spread - np.log(spread) - 1) / 2]
    same(student.kl_to_standard_normal(means, log_vars), expected)


@pytest.mark.points(1, exercise=2)
def test_importance_bound(student, rng):
    """The bound of each observation, also where the weights are out of the computer's range.
    每个观测的下界，包括权重超出计算机范围的情形。"""
    check.exercise_2.judge(student.importance_bound, rng)


@pytest.mark.points(1, exercise=2)
def test_importance_bound_of_one_draw_and_of_unequal_draws(student, rng):
    """One draw per observation; and draws of one observation whose weights differ enormously.
    每个观测只抽一次；以及同一个观测的各个权重相差极大。"""
    log_q, weights = rng.normal(size=(3, 1)), np.array([[-5000.0], [1.5], [4000.0]])
    same(student.importance_bound(weights + log_q, log_q), weights[:, 0], rtol=1e-9)
    low, high = np.sort(rng.normal(size=2))
    weights = np.array([[3000.0, -3000.0], [-2000.0, -4000.0], [low, high]])
    log_q = rng.normal(size=(3, 2))
    expected = np.array([3000, -2000, np.log(np.exp(low) + np.exp(high))]) - np.log(2)
    same(student.importance_bound(weights + log_q, log_q), expected, rtol=1e-9)


@pytest.mark.points(1, exercise=3)
def test_best_discriminator(student, rng):
    """The best discriminator on an uneven grid, with densities that are 0 in places, and its value.
    不等距的格点上的最优判别器（有些地方密度为 0），以及它达到的价值。"""
    check.exercise_3.judge(student.best_discriminator, rng)


@pytest.mark.points(1, exercise=3)
def test_best_discriminator_at_the_extremes(student, rng):
    """Where D is rounded to 1; for equal densities; for densities that do not overlap.
    D 被舍入成 1 的地方；两个密度相同；两个密度毫不重叠。"""
    grid, mean = np.linspace(-10, 20, 3001), rng.uniform(1, 2)
    log_p, log_q = -0.5 * grid**2, -0.5 * ((grid - mean) / 0.6) ** 2 - np.log(0.6)
    log_p, log_q = (log - 0.5 * np.log(2 * np.pi) for log in (log_p, log_q))
    p, q = np.exp(log_p), np.exp(log_q)
    logit = log_p - log_q
    verdict, value = check.two(student.best_discriminator(p, q, grid))
    same(verdict, np.exp(-np.logaddexp(0, -logit)))
    integrand = -p * np.logaddexp(0, -logit) - q * np.logaddexp(0, logit)
    same(value, np.trapezoid(integrand, grid))

    verdict, value = check.two(student.best_discriminator(p, p, grid))
    same(verdict, np.full(len(grid), 0.5))
    same(value, -2 * np.log(2))

    p, q = np.array([0, 0.5, 0.5, 0, 0, 0, 0]), np.array([0, 0, 0, 0, 1, 1, 0]) / 1.5
    verdict, value = check.two(student.best_discriminator(p, q, np.arange(7.0)))
    same(verdict, [0.5, 1, 1, 0.5, 0, 0, 0.5])
    same(value, 0)


@pytest.mark.points(1, exercise=4)
def test_wasserstein(student, rng):
    """The distance of two samples of equal sizes, and of unequal ones.
    两组样本的距离：一样多的，不一样多的。"""
    check.exercise_4.judge(student.wasserstein, rng)


@pytest.mark.points(1, exercise=4)
def test_wasserstein_of_single_equal_and_many_points(student, rng):
    """One point against many; values that occur repeatedly; hundreds of points, one sample shifted.
    一个点对许多点；有重复的值；几百个点，其中一组平移过。"""
    y = rng.normal(size=9)
    same(student.wasserstein(np.array([0.3]), y), np.abs(y - 0.3).mean())
    x, y = np.array([2.0, 0.0, 0.0]), np.array([0.0, 2.0, 2.0, 2.0, 0.0, 0.0])
    same(student.wasserstein(x, y), 1 / 3)
    x, y = rng.normal(size=700), rng.gamma(1, size=301)
    levels = (np.arange(700 * 301) + 0.5) / (700 * 301)
    quantiles = [np.sort(s)[(levels * len(s)).astype(int)] for s in (x + 1, y)]
    same(student.wasserstein(x + 1, y), np.abs(quantiles[0] - quantiles[1]).mean())


def trained(student):
    """The learner's training, with time for it."""
    return lambda *arguments: student.call("mended_training", *arguments, seconds=15)


@pytest.mark.points(1, exercise=5)
def test_walk(student, rng):
    """The estimate for each draw, the reason, and a training that keeps away from the edge.
    每次采样的估计、原因，以及一次离悬崖足够远的训练。"""
    check.exercise_5.judge(student.score_function, student.reason, trained(student), rng)


@pytest.mark.points(1, exercise=5)
def test_walk_along_other_cliffs(student, rng):
    """The edge on the left, then on the right; other heights and constants.
    边缘在左侧，再换到右侧；掉下去的代价和常数项也不同。"""
    for side in (-1, 1):
        check.arrives(trained(student), check.cliff(rng, side))


@pytest.mark.points(1, exercise=5)
def test_score_function_of_a_step(student, rng):
    """Score function: a step without a derivative, two draws and nine.
    得分函数法：没有导数的阶跃函数，抽两次和抽九次。"""
    step = Given("def step_up(z):\n    return 5.0 * (z > 1) + 100", "step_up")
    for noise in (np.array([1.2, -0.7]), np.append(rng.normal(size=8), 3)):
        f = 5.0 * (0.5 + 2 * noise > 1)
        advantage = [f[i] - np.delete(f, i).mean() for i in range(len(f))]
        scores = np.stack([noise / 2, (noise - 1) * (noise + 1) / 2], axis=1)
        expected = np.array(advantage)[:, None] * scores
        same(student.score_function(step, 0.5, 2.0, noise), expected)


@pytest.mark.points(1, exercise=6)
def test_sampler(student, rng):
    """The walk back from given noise.
    由给定的噪声往回走。"""
    check.exercise_6.judge(student.sample, rng)


@pytest.mark.points(1, exercise=6)
def test_sampler_of_few_steps(student, rng):
    """A schedule of two long steps, and one of a single step.
    只有两大步的方案，以及只有一步的方案。"""
    half = Given(
        "def denoise_by_half(x, alpha_bar):\n    return x * alpha_bar / 2", "denoise_by_half"
    )
    start, noise = rng.normal(size=3), rng.normal(size=(2, 3))
    # By hand, for 0.64 and 0.16: alpha is 1/4, beta is 3/4.
    middle = (0.8 * 0.75 * 0.08 + 0.5 * 0.36) / 0.84 * start
    middle = middle + np.sqrt(0.36 / 0.84 * 0.75) * noise[1]
    same(student.sample(half, np.array([0.64, 0.16]), start, noise), 0.32 * middle)
    same(student.sample(half, np.array([0.16]), start, noise[:1]), 0.08 * start)


TWO_PEAKS = """\
import numpy as np


def denoise_two_peaks(x, alpha_bar):
    shares, centres, widths = np.array([[0.3, 0.7], [-2.0, 1.0], [0.2, 0.3]])
    variances = alpha_bar * widths**2 + 1 - alpha_bar
    misses = x[:, None] - np.sqrt(alpha_bar) * centres
    logs = np.log(shares / np.sqrt(variances)) - misses**2 / (2 * variances)
    parts = np.exp(logs - logs.max(axis=1, keepdims=True))
    cleans = centres + np.sqrt(alpha_bar) * widths**2 / variances * misses
    return np.sum(parts * cleans, axis=1) / parts.sum(axis=1)
"""


@pytest.mark.points(1, exercise=6)
def test_sampler_draws_from_the_data(student, rng):
    """Thousands of draws by many small steps: shares, means and deviations of two peaks.
    用许多小步抽几千个样本：两个峰的比例、均值和标准差。"""
    alpha_bars = np.cumprod(1 - np.linspace(1e-3, 0.06, 300))
    start, noise = rng.normal(size=4000), rng.normal(size=(300, 4000))
    given = Given(TWO_PEAKS, "denoise_two_peaks")
    draws = number(student.call("sample", given, alpha_bars, start, noise, seconds=20))
    need(draws.shape == (4000,), "The shape is not (4000,).", "形状不是 (4000,)。")
    same(student.sample(given, alpha_bars, start[:50], noise[:, :50]), draws[:50])
    left, right = draws[draws < -0.5], draws[draws >= -0.5]
    need(
        abs(len(left) - 1200) < 200,
        "The shares of the two peaks are not right.",
        "两个峰的比例不对。",
    )
    found = np.array([left.mean(), right.mean(), left.std(), right.std()])
    need(
        np.all(np.abs(found - [-2, 1, 0.2, 0.3]) < [0.05, 0.05, 0.03, 0.04]),
        "The means or the deviations of the two peaks are not right.",
        "两个峰的均值或标准差不对。",
    )
