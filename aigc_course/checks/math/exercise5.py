"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Given, Mistake, check, same
from aigc_course.checks.math.parts import _named

CUBE = Given("def cube(z):\n    return z**3 - 2 * z + 1", "cube")
SLOPE = Given("def slope_of_cube(z):\n    return 3 * z**2 - 2", "slope_of_cube")


@check
def exercise_5(reparameterised, score_function, rng):
    noise = rng.normal(size=6)
    mean, deviation = rng.uniform([0.6, 0.4], [1.2, 0.8]).tolist()
    by_chain = _chain_rule(_cube, mean, deviation, noise)
    scores = _scores(mean, deviation, noise)
    slopes, at_noise = by_chain[:, :1], 3 * noise[:, None] ** 2 - 2
    pair = np.stack([np.ones(6), noise], axis=1)

    with _named("reparameterised"):
        same(
            reparameterised(SLOPE, mean, deviation, noise),
            by_chain,
            Mistake(
                np.hstack([slopes, slopes]),
                "Your second column lacks a factor: how does z change with the deviation?",
                "第二列少了一个因子：z 怎样随标准差变化？",
            ),
            Mistake(
                at_noise * pair,
                "You took the slope at the noise; take it at the draw z.",
                "你取的是噪声处的导数；应当取抽出的 z 处的。",
            ),
            *_layouts(by_chain, deviation),
        )

    values = _cube(mean + deviation * noise)
    others = np.array([np.delete(values, i).mean() for i in range(6)])
    advantage = (values - others)[:, None]
    right = advantage * scores
    unscaled = np.stack([noise, noise**2], axis=1)
    with _named("score_function"):
        same(
            score_function(CUBE, mean, deviation, noise),
            right,
            Mistake(
                values[:, None] * scores,
                "Your estimates have no baseline.",
                "你的估计没有减去基线。",
            ),
            Mistake(
                (values - values.mean())[:, None] * scores,
                "Your baseline is the mean of all draws; a draw's own value must not be in it.",
                "你的基线是全部采样的平均；这次采样自己的值不能算在里面。",
            ),
            Mistake(
                (values - values.sum() / 5)[:, None] * scores,
                "You divide by n - 1, but the draw's own value is still in the sum.",
                "你除以了 n - 1，和里面却还有这次采样自己的值。",
            ),
            Mistake(
                (values - (values.sum() - values) / 6)[:, None] * scores,
                "You left the draw's own value out of the sum, but still divide by n.",
                "你从和里去掉了这次采样自己的值，却仍然除以 n。",
            ),
            Mistake(
                -right,
                "The sign is the wrong way round: the baseline is subtracted from f.",
                "符号反了：应当从 f 中减去基线。",
            ),
            Mistake(
                advantage * unscaled / deviation,
                "Your second column lacks a term: ln q also contains minus ln(deviation).",
                "第二列少了一项：ln q 里的 -ln σ 也含有标准差。",
            ),
            Mistake(
                advantage * scores * [deviation, 1],
                "Your first column is not divided by the deviation.",
                "第一列没有除以标准差。",
            ),
            Mistake(
                advantage * scores * deviation,
                "Your scores are not divided by the deviation.",
                "你的得分没有除以标准差。",
            ),
            Mistake(
                advantage * scores / deviation,
                "Your scores are divided by the deviation once too often.",
                "你的得分多除了一次标准差。",
            ),
            *_layouts(right, deviation),
        )


def _layouts(right, deviation):
    """What is right, laid out in other ways."""
    yield Mistake(
        right.T,
        "The rows should be the draws, the columns the two derivatives.",
        "应当每行是一次采样，两列是两个导数。",
    )
    yield Mistake(
        right.mean(axis=0),
        "You averaged over the draws; give one estimate for each.",
        "你对各次采样取了平均；每次采样都应当给出一个估计。",
    )
    yield Mistake(
        right[:, ::-1],
        "Your columns are swapped: the mean comes first, then the deviation.",
        "两列的次序反了：先是对均值的，再是对标准差的。",
    )
    yield Mistake(
        right * [1, deviation],
        "Your second column is the derivative with respect to the logarithm of the deviation.",
        "你的第二列是对标准差的对数求的导数。",
    )
    yield Mistake(-right, "The sign is the wrong way round.", "符号反了。")


def _cube(z):
    return z**3 - 2 * z + 1


def _chain_rule(f, mean, deviation, noise, step=1e-6):
    """The derivatives of f(mean + deviation * noise), by differences: (n, 2)."""
    by_mean = f(mean + step + deviation * noise) - f(mean - step + deviation * noise)
    wider, narrower = (mean + (deviation + s) * noise for s in (step, -step))
    return np.stack([by_mean, f(wider) - f(narrower)], axis=1) / (2 * step)


def _scores(mean, deviation, noise, step=1e-6):
    """The derivatives of the log density at fixed draws, by differences: (n, 2)."""
    z = mean + deviation * noise

    def log_density(mu, sigma):
        return -((z - mu) ** 2) / (2 * sigma**2) - np.log(sigma)

    by_mean = log_density(mean + step, deviation) - log_density(mean - step, deviation)
    by_deviation = log_density(mean, deviation + step) - log_density(mean, deviation - step)
    return np.stack([by_mean, by_deviation], axis=1) / (2 * step)
