"""The check of exercise 3."""

import math

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.math.parts import _named

UNEVEN = (
    "You took all distances between the points as equal; they are not.",
    "你把格点的间距都当成相等的了，其实不等。",
)


@check
def exercise_3(best_discriminator, rng):
    p, q, grid = _densities(rng)
    verdict, value = two(best_discriminator(p, q, grid))
    _verdict_is_right(verdict, p, q)
    _value_is_right(value, p, q, grid)


def _densities(rng):
    """Two densities at unevenly spaced points.

    q is 0 on the left, p on the right, and both are at the right end.
    """
    grid = np.concatenate([np.linspace(-4, 0, 21), np.linspace(0.1, 6, 60)])
    means = rng.uniform([-0.8, 0.7], [-0.2, 1.3])
    p, q = np.exp(-0.5 * ((grid - means[:, None]) / [[1.0], [0.8]]) ** 2)
    p, q = np.where(grid < 2.55, p, 0), np.where((grid > -1.1) & (grid < 5.45), q, 0)
    p, q = p / np.trapezoid(p, grid), q / np.trapezoid(q, grid)
    return p, q, grid


def _verdict_is_right(verdict, p, q):
    empty = p + q == 0
    expected = np.where(empty, 0.5, p / np.where(empty, 1, p + q))
    ratio = np.full(p.shape, np.inf)
    ratio[q > 0] = p[q > 0] / q[q > 0]
    found = number(verdict, finite=False)
    near, dense = np.nan, p + q > 1e-3
    if found.shape == p.shape:
        need(
            np.allclose(found[empty], 0.5) or not np.allclose(found[~empty], expected[~empty]),
            "Where both densities are 0, your D is not 1/2.",
            "两个密度都是 0 的地方，你的 D 不是 1/2。",
        )
        if np.allclose(found[~empty], ratio[~empty]):
            found = ratio
        if np.allclose(found[dense], expected[dense], atol=0.01):
            near = found
    with _named("D"):
        same(
            found,
            expected,
            Mistake(
                1 - expected,
                "That is the probability of being generated; it should be that of being real.",
                "这是“为生成”的概率；应当是“为真”的概率。",
            ),
            Mistake(
                ratio,
                "That is the ratio of the two densities, not a probability.",
                "这是两个密度之比，不是概率。",
            ),
            Mistake(
                np.full(p.shape, 0.5),
                "It says 1/2 everywhere; that is best only where the densities are equal.",
                "处处是 1/2；只有两个密度相等的地方，这才是最优的。",
            ),
            Mistake(
                near,
                "It is right only where the densities are not small: add nothing to them.",
                "只有密度不太小的地方是对的：不要给密度加上小常数。",
            ),
        )


def _value_is_right(value, p, q, grid):
    shares = ((a, b, a / (a + b)) for a, b in zip(p, q, strict=True) if a + b > 0)
    terms = np.array([[_x_log_y(a, d), _x_log_y(b, 1 - d)] for a, b, d in shares])
    empty = p + q == 0
    real, fake = np.zeros((2, len(grid)))
    real[~empty], fake[~empty] = terms.T
    heights, steps = real + fake, np.diff(grid)

    def area(h):
        return float(np.sum((h[1:] + h[:-1]) * steps) / 2)

    best = area(heights)
    found = number(value, finite=False)
    need(
        found.shape or not np.isnan(found.astype("float64")),
        "V is NaN: a term with a density of 0 counts as 0.",
        "V 是 NaN：密度为 0 的那一项应当算作 0。",
    )
    with _named("V"):
        same(
            found,
            best,
            Mistake(
                -best,
                "That is the loss of the discriminator, -V; the value is asked for.",
                "这是判别器的损失 -V；要的是价值。",
            ),
            Mistake(
                best / 2 + math.log(2),
                "That is the Jensen-Shannon divergence, not the value.",
                "这是 Jensen–Shannon 散度，不是价值。",
            ),
            Mistake(
                best + 2 * math.log(2),
                "The constant -2 ln 2 is missing: that is twice the Jensen-Shannon divergence.",
                "少了常数 -2 ln 2：这是 Jensen–Shannon 散度的两倍。",
            ),
            Mistake(
                best / math.log(2),
                "It is in bits; nats are asked for.",
                "单位是比特；要的是奈特。",
            ),
            Mistake(
                area(real),
                "It has the term of the real data only.",
                "只有真实数据那一项。",
            ),
            Mistake(
                area(fake),
                "It has the term of the generated data only.",
                "只有生成数据那一项。",
            ),
            Mistake(
                heights.sum(),
                "You added up the values at the points; an integral counts the distances too.",
                "你只把各点的值加了起来；积分还要乘上间距。",
            ),
            *(
                Mistake(heights.sum() * width, *UNEVEN)
                for width in (steps[0], steps[-1], steps.mean())
            ),
        )


def two(result):
    """The two things that a function should return."""
    if result is None:
        number(result)
    need(
        isinstance(result, tuple | list) and len(result) == 2,
        "Return two things: D at every point, and its value V.",
        "应当返回两样东西：各点的 D，以及它达到的价值 V。",
    )
    return result


def _x_log_y(x, y):
    return x * math.log(y) if x > 0 else 0.0
