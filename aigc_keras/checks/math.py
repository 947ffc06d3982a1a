"""Checks of the exercises to chapter 2, mathematics."""

import contextlib
import itertools
import math

import numpy as np

from aigc_keras.checks import Given, Mistake, NotWritten, Wrong, check, need, number, same


@check
def exercise_1(kl_to_standard_normal, rng):
    mean, log_var = rng.normal(size=(5, 3)), rng.uniform(0.3, 1.5, size=(5, 3))

    def each(variance, log_variance):
        return 0.5 * (mean**2 + variance - log_variance - 1)

    terms = each(np.exp(log_var), log_var)
    total = terms.sum(axis=1)
    reverse = 0.5 * np.sum(log_var + (1 + mean**2) / np.exp(log_var) - 1, axis=1)
    same(
        kl_to_standard_normal(mean, log_var),
        total,
        Mistake(
            terms,
            "Your KL still has one value for each dimension; each row has one.",
            "你的 KL 每一维还各有一个值；应当每行只有一个值。",
        ),
        Mistake(
            terms.mean(axis=1),
            "Your KL is averaged over the dimensions; independent dimensions add up.",
            "你的 KL 对各维取了平均；各维独立时应当求和。",
        ),
        Mistake(
            terms.sum(),
            "Your KL is summed over the rows too; each row has its own.",
            "你的 KL 把各行也加在一起了；每一行各有自己的值。",
        ),
        Mistake(-total, "The sign is the wrong way round.", "符号反了。"),
        Mistake(2 * total, "A factor of 1/2 is missing.", "少了因子 1/2。"),
        Mistake(
            each(np.exp(log_var) + 1, log_var).sum(axis=1),
            "One of the four terms is missing: the KL of equal distributions must be 0.",
            "四项中少了一项：两个分布相同时，KL 必须是 0。",
        ),
        Mistake(
            each(log_var, np.log(log_var)).sum(axis=1),
            "You took the log-variance for the variance.",
            "你把对数方差当成了方差。",
        ),
        Mistake(
            each(np.exp(log_var / 2), log_var).sum(axis=1),
            "You took the standard deviation where the variance belongs.",
            "该用方差的地方，你用了标准差。",
        ),
        Mistake(
            reverse,
            "That is the KL in the other direction, from the standard normal to the code.",
            "这是反方向的 KL：标准正态分布在前，编码的分布在后。",
        ),
    )


@check
def exercise_2(importance_bound, rng):
    # Weights of ordinary size, shifted by a known amount in each row.
    weights, levels = rng.uniform(0.1, 5, size=(4, 6)), np.array([[3.0], [-910.0], [-2.0], [870.0]])
    logs = np.log(weights) + levels
    log_q = rng.normal(size=logs.shape)
    expected = np.log(weights.mean(axis=1)) + levels[:, 0]
    with np.errstate(all="ignore"):
        naive = np.log(np.exp(logs).mean(axis=1))
        one_scale = np.log(np.exp(logs - logs.max()).mean(axis=1)) + logs.max()
        joint_first = np.exp(logs + log_q) / np.exp(log_q)
        naive_ratio = np.log(joint_first.mean(axis=1))
    shared = (
        "A row's weights vanish beside those of another row: the rows need different scales.",
        "与别的行相比，有一行的权重小得消失了：各行需要各自的尺度。",
    )
    too_far = (
        "Weights are rounded to 0 or overflow before you take the logarithm.",
        "在取对数之前，权重就已经被舍入成 0 或者溢出了。",
    )
    without_q = np.logaddexp.reduce(logs + log_q, axis=1) - np.log(6)
    upside_down = np.logaddexp.reduce(-logs, axis=1) - np.log(6)
    same(
        importance_bound(logs + log_q, log_q),
        expected,
        Mistake(naive, *too_far),
        Mistake(naive_ratio, *too_far),
        Mistake(one_scale, *shared),
        Mistake(
            logs.mean(axis=1),
            "That is the mean of the logarithms, the ELBO; here the weights are averaged first.",
            "这是对数的平均值，也就是 ELBO；这里要先对权重取平均。",
        ),
        Mistake(
            expected + np.log(6),
            "You added the weights up; the bound has their mean.",
            "你把权重加了起来；下界里是它们的平均。",
        ),
        Mistake(
            logs.max(axis=1),
            "That is the largest log-weight alone; the others count too.",
            "这只是最大的那个对数权重；其余的也要算进去。",
        ),
        Mistake(
            expected - levels[:, 0] - np.log(weights.max(axis=1)),
            "What you took out of the exponentials must come back in at the end.",
            "从指数里提出去的部分，最后没有加回来。",
        ),
        Mistake(
            without_q,
            "The weights are divided by q; you left it out.",
            "权重要除以 q；你把它漏掉了。",
        ),
        Mistake(upside_down, "Your weights are upside down: q divides.", "权重颠倒了：q 是除数。"),
        Mistake(-expected, "The sign is the wrong way round.", "符号反了。"),
        Mistake(
            expected.mean(),
            "You averaged over the observations too; each has a bound of its own.",
            "你对各个观测也取了平均；每个观测各有自己的下界。",
        ),
        rtol=1e-7,
    )


@check
def exercise_3(best_discriminator, rng):
    # Unevenly spaced; q is 0 on the left, p on the right, and both are at the right end.
    grid = np.concatenate([np.linspace(-4, 0, 21), np.linspace(0.1, 6, 60)])
    means = rng.uniform([-0.8, 0.7], [-0.2, 1.3])
    p, q = np.exp(-0.5 * ((grid - means[:, None]) / [[1.0], [0.8]]) ** 2)
    p, q = np.where(grid < 2.55, p, 0), np.where((grid > -1.1) & (grid < 5.45), q, 0)
    p, q = p / np.trapezoid(p, grid), q / np.trapezoid(q, grid)
    verdict, value = two(best_discriminator(p, q, grid))

    empty = p + q == 0
    expected = np.where(empty, 0.5, p / np.where(empty, 1, p + q))
    ratio = np.full(grid.shape, np.inf)
    ratio[q > 0] = p[q > 0] / q[q > 0]
    found = number(verdict)
    near, dense = np.nan, p + q > 1e-3
    if found.shape == grid.shape:
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
                np.full(grid.shape, 0.5),
                "It says 1/2 everywhere; that is best only where the densities are equal.",
                "处处是 1/2；只有两个密度相等的地方，这才是最优的。",
            ),
            Mistake(
                near,
                "It is right only where the densities are not small: add nothing to them.",
                "只有密度不太小的地方是对的：不要给密度加上小常数。",
            ),
        )

    shares = ((a, b, a / (a + b)) for a, b in zip(p, q, strict=True) if a + b > 0)
    terms = np.array([[_x_log_y(a, d), _x_log_y(b, 1 - d)] for a, b, d in shares])
    real, fake = np.zeros((2, len(grid)))
    real[~empty], fake[~empty] = terms.T
    heights, steps = real + fake, np.diff(grid)

    def area(h):
        return float(np.sum((h[1:] + h[:-1]) * steps) / 2)

    best = area(heights)
    found = number(value)
    need(
        found.shape or not np.isnan(found.astype("float64")),
        "V is NaN: a term with a density of 0 counts as 0.",
        "V 是 NaN：密度为 0 的那一项应当算作 0。",
    )
    uneven = (
        "You took all distances between the points as equal; they are not.",
        "你把格点的间距都当成相等的了，其实不等。",
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
                Mistake(heights.sum() * width, *uneven)
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


@check
def exercise_4(wasserstein, rng):
    # Of equal sizes: the definition, all pairings. Then of sizes 5 and 3: copies make them equal.
    x, y = rng.normal(size=6), rng.normal(size=6) + [1, -4, 0.2, 5, -1, 2]
    costs = [np.mean(np.abs(x - np.array(order))) for order in itertools.permutations(y)]
    gaps = np.sort(x) - np.sort(y)
    expected = min(costs)
    same(
        wasserstein(x, y),
        expected,
        Mistake(
            np.abs(x - y).mean(),
            "You paired the points as they come; that is not the cheapest way.",
            "你按原来的次序配对；这不是最省的搬法。",
        ),
        *_other_distances(x, y),
        *(
            Mistake(
                value,
                "You squared the distances; here the cost is the distance itself.",
                "你把距离平方了；这里的代价就是距离本身。",
            )
            for value in (np.sqrt(np.mean(gaps**2)), np.mean(gaps**2))
        ),
        Mistake(
            np.sum(np.abs(gaps)),
            "You added up the distances; each point weighs 1/n only.",
            "你把距离直接相加了；每个点的质量只有 1/n。",
        ),
    )
    x, y = rng.normal(size=5), rng.normal(size=3) + [1, -4, 5]
    expected = np.mean([abs(a - b) for a, b in zip(*_copies(x, y), strict=True)])
    got = number(wasserstein(x, y))
    near = got.shape == () and np.allclose(got, expected, rtol=0.2)
    same(
        got,
        expected,
        *(
            Mistake(
                np.abs(part - np.sort(y)).mean(),
                "Some points of the longer sample do not count in your result.",
                "较长的那组样本里，有的点没有算进去。",
            )
            for part in (np.sort(x)[:3], np.sort(x)[-3:], np.sort(x[:3]))
        ),
        *_other_distances(x, y),
        Mistake(
            got if near else np.nan,
            "It is right for equal sizes; for sizes 5 and 3 it is near, but not exact: "
            "the distributions are staircases, nothing is interpolated.",
            "两组一样多时是对的；5 个对 3 个时接近，但不精确：分布函数是阶梯，不应插值。",
        ),
        Mistake(
            got if got.shape == () else np.nan,
            "It is right for samples of equal size, but not for 5 points against 3.",
            "两组样本一样多时是对的，5 个点对 3 个点时就不对了。",
        ),
    )


def _copies(x, y):
    """Both samples in order, each value so often that they have equal sizes."""
    return sorted(value for value in x for _ in y), sorted(value for value in y for _ in x)


def _other_distances(x, y):
    places = np.sort(np.concatenate([x, y]))
    below_x, below_y = (np.mean(s <= places[:-1, None], axis=1) for s in (x, y))
    gaps, widths = below_x - below_y, np.diff(places)
    yield Mistake(
        abs(x.mean() - y.mean()),
        "That is the distance of the means; mass must travel within the samples too.",
        "这只是两个平均值之差；样本内部的质量也得搬。",
    )
    for sign in (1, -1):
        yield Mistake(
            sign * np.sum(gaps * widths),
            "You let differences of opposite sign cancel out.",
            "你让正负相反的差互相抵消了。",
        )
    yield Mistake(
        np.sum(gaps**2 * widths),
        "You squared the difference of the distribution functions; take its absolute value.",
        "你把分布函数之差平方了；应当取绝对值。",
    )
    yield Mistake(
        np.sum(np.abs(gaps)),
        "You added up the heights between the staircases; each counts as long as it is wide.",
        "你只把两个阶梯的高度差加了起来；每一段还要乘上宽度。",
    )
    strictly_x, strictly_y = (np.mean(s < places[:-1, None], axis=1) for s in (x, y))
    yield Mistake(
        np.sum(np.abs(strictly_x - strictly_y) * widths),
        "You count the values below a point; those equal to it count too.",
        "你数的是小于某点的值；等于它的也要算。",
    )
    unsorted_x, unsorted_y = (np.searchsorted(s, places[:-1], "right") / len(s) for s in (x, y))
    yield Mistake(
        np.sum(np.abs(unsorted_x - unsorted_y) * widths),
        "`searchsorted` needs a sorted array.",
        "`searchsorted` 要求数组已经排好序。",
    )
    yield Mistake(
        np.abs(x[:, None] - y).mean(),
        "That is the mean distance of all pairs, as if mass went everywhere.",
        "这是所有点对的平均距离，相当于把质量胡乱地搬。",
    )


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

    def layouts(right):
        yield Mistake(
            right.T,
            "The rows should be the draws, the columns the two derivatives.",
            "应当每行是一次抽样，两列是两个导数。",
        )
        yield Mistake(
            right.mean(axis=0),
            "You averaged over the draws; give one estimate for each.",
            "你对各次抽样取了平均；每次抽样都应当给出一个估计。",
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
            *layouts(by_chain),
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
                "你的基线是全部抽样的平均；这次抽样自己的值不能算在里面。",
            ),
            Mistake(
                (values - values.sum() / 5)[:, None] * scores,
                "You divide by n - 1, but the draw's own value is still in the sum.",
                "你除以了 n - 1，和里面却还有这次抽样自己的值。",
            ),
            Mistake(
                (values - (values.sum() - values) / 6)[:, None] * scores,
                "You left the draw's own value out of the sum, but still divide by n.",
                "你从和里去掉了这次抽样自己的值，却仍然除以 n。",
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
            *layouts(right),
        )


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


@contextlib.contextmanager
def _named(name):
    """Say which of two answers is meant."""
    try:
        yield
    except NotWritten:
        raise
    except Wrong as wrong:
        raise Wrong(f"`{name}`: {wrong.english}", f"`{name}`：{wrong.chinese}") from None


# The exact denoiser of normal data with mean 0.8 and deviation 0.6.
DENOISE = Given(
    "def denoise_bell(x, alpha_bar):\n"
    "    share = 0.36 * alpha_bar**0.5 / (0.36 * alpha_bar + 1 - alpha_bar)\n"
    "    return 0.8 + share * (x - alpha_bar**0.5 * 0.8)\n",
    "denoise_bell",
)


@check
def exercise_6(sample, rng):
    betas = rng.uniform([0.1, 0.2, 0.3, 0.25, 0.4], [0.15, 0.25, 0.35, 0.3, 0.5])
    alpha_bars, start, noise = np.cumprod(1 - betas), rng.normal(size=7), rng.normal(size=(5, 7))
    wrong_row = (
        "You use the wrong row of the noise: row t - 1 belongs to time t.",
        "噪声的行取错了：第 t - 1 行属于时刻 t。",
    )
    too_wide = (
        "Your noise has the variance beta; after the step back the variance is smaller.",
        "你加的噪声方差是 β；往回一步之后，方差要比它小。",
    )

    def walk(alpha_bars=alpha_bars, noise=noise, **mistake):
        return _walk(alpha_bars, start, noise, **mistake)

    same(
        sample(DENOISE, alpha_bars, start, noise),
        walk(),
        Mistake(
            walk(width=lambda deviation, before, after: 0),
            "You add no noise on the way: each step has a draw of its own.",
            "路上没有加噪声：每一步都要加一份新噪声。",
        ),
        Mistake(
            walk(width=lambda deviation, before, after: np.sqrt(1 - after / before)), *too_wide
        ),
        Mistake(
            walk(width=lambda _, before, after: (before < 1) * np.sqrt(1 - after / before)),
            *too_wide,
        ),
        Mistake(
            walk(width=lambda deviation, before, after: deviation**2),
            "You multiply the noise by the variance; take the standard deviation.",
            "你用方差去乘噪声；应当乘标准差。",
        ),
        *(
            Mistake(walk(noise=rows), *wrong_row)
            for rows in (noise[::-1], np.roll(noise, 1, axis=0), np.roll(noise, -1, axis=0))
        ),
        Mistake(
            walk(asked=lambda before, after: before),
            "You ask the denoiser with the schedule at t - 1; x is at time t.",
            "你问去噪器时用的是时刻 t - 1 的 ᾱ；x 却处在时刻 t。",
        ),
        Mistake(
            walk(np.cumprod(alpha_bars)),
            "You multiply the given numbers up; they are products already.",
            "你把给出的数又连乘了一遍；它们本来就是连乘积。",
        ),
        Mistake(
            walk(order=range(1, 6)),
            "You walk from 1 to T; the way back begins at T.",
            "你从 1 走到了 T；往回走应当从 T 开始。",
        ),
        Mistake(
            walk(order=range(5, 1, -1)),
            "The last step is missing, the one from time 1 to 0.",
            "少了最后一步，也就是从时刻 1 到 0 的那一步。",
        ),
        Mistake(
            walk(step=lambda clean, x, before, after: (before**0.5 * clean, (1 - before) ** 0.5)),
            "You noise the denoised value afresh at each step; the mean also keeps a part of x.",
            "你每一步都给去噪后的值重新加噪声；均值里还应当保留一部分 x。",
        ),
    )


def _denoised(x, alpha_bar):
    """By precisions: what the data say, and what x says."""
    by_data, by_x = 1 / 0.36, alpha_bar / max(1 - alpha_bar, 1e-12)
    return (by_data * 0.8 + by_x * x / np.sqrt(alpha_bar)) / (by_data + by_x)


def _bayes(clean, x, before, after):
    """The step back by precisions: what the denoised value says, and what x says."""
    if before == 1:
        return clean, 0.0
    by_clean, by_x = 1 / (1 - before), after / (before - after)
    centre = by_clean * np.sqrt(before) * clean + by_x * np.sqrt(before / after) * x
    return centre / (by_clean + by_x), (by_clean + by_x) ** -0.5


def _walk(alpha_bars, x, noise, *, order=(), asked=None, step=_bayes, width=None):
    """The sampler; the keywords stand for mistakes."""
    products = [1.0, *alpha_bars]
    for t in order or range(len(alpha_bars), 0, -1):
        before, after = products[t - 1 : t + 1]
        clean = _denoised(x, asked(before, after) if asked else after)
        centre, deviation = step(clean, x, before, after)
        x = centre + (width(deviation, before, after) if width else deviation) * noise[t - 1]
    return x
