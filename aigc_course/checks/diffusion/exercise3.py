"""The check of exercise 3."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.diffusion.parts import circle


@check
def exercise_3(guided, log_guided, guided_score, rng):
    predictions_are_guided(guided, rng, (3, 2))
    log_is_right(log_guided, rng)
    score_is_right(guided_score, rng)
    they_belong_together(log_guided, guided_score, rng)


def push(free, told, weight):
    """From what is said without the label, `weight` times the way to what is said with it."""
    return free + weight * (told - free)


def predictions_are_guided(guided, rng, shape):
    """`guided` for images of a shape, each at a time of its own; two of them at the limits."""
    free, told = rng.normal(size=(2, 6, *shape))
    low, high = 0.25, 0.75
    weight = float(rng.uniform(2, 4))
    times = np.array([0.1, low, 0.5, high, 0.9, rng.uniform(0.3, 0.7)])
    inside = ((low <= times) & (times <= high)).reshape(-1, *[1] * len(shape))
    strictly = ((low < times) & (times < high)).reshape(inside.shape)
    all_guided = push(free, told, weight)
    same(
        guided(free, told, weight, times, (low, high)),
        np.where(inside, all_guided, told),
        Mistake(
            all_guided,
            "It guides at all times; outside of the interval the prediction with the label is to "
            "be returned as it is.",
            "所有时刻都引导了；区间之外应当原样返回有标签的预测。",
        ),
        Mistake(
            np.where(inside, all_guided, free),
            "Outside of the interval you return the prediction without the label: the weight there "
            "is 1, not 0.",
            "区间之外你返回的是没有标签的预测：那里的引导强度是 1，不是 0。",
        ),
        Mistake(
            np.where(inside, told, all_guided),
            "You guide outside of the interval, and not inside.",
            "你在区间之外引导，区间之内反而没有。",
        ),
        Mistake(
            np.where(strictly, all_guided, told),
            "At the two limits of the interval it is to guide as well.",
            "在区间的两个端点上也要引导。",
        ),
        Mistake(
            np.where(inside, push(free, told, 1 + weight), told),
            "Your weight is too large by 1: with the weight 1 the prediction with the label has to "
            "come out.",
            "引导强度多了 1：强度为 1 时，结果应当是有标签的预测。",
        ),
        Mistake(
            np.where(inside, push(told, free, weight), told),
            "You start from the prediction with the label and go towards the one without.",
            "你从有标签的预测出发，走向了没有标签的预测。",
        ),
        Mistake(
            np.where(inside, weight * told, told),
            "You multiply the prediction with the label by the weight; the weight multiplies the "
            "difference of both.",
            "你用引导强度乘了有标签的预测；应当乘两个预测之差。",
        ),
        Mistake(
            np.where(inside, free + weight * told, told),
            "You add the prediction with the label; what is to be added is the difference of both.",
            "你加上的是有标签的预测；应当加两个预测之差。",
        ),
        Mistake(
            np.where(inside, free, told),
            "Inside the interval the weight plays no part.",
            "区间之内没有用上引导强度。",
        ),
        Mistake(
            told,
            "You return the prediction with the label: nothing is guided.",
            "你返回的是有标签的预测，没有引导。",
        ),
    )


def a_mixture(rng, parts=3):
    """Shares, centres and widths of a mixture of normal distributions, a class each."""
    shares = rng.dirichlet(np.full(parts, 4.0))
    centres = rng.permutation(np.linspace(-2, 2, parts)) + rng.uniform(-0.2, 0.2, size=parts)
    return shares, centres, rng.uniform(0.3, 0.6, size=parts)


def logs_and_scores(x, rates, shares, centres, widths):
    """log of share times density, and score, of each noised class: (n, classes) both."""
    signal, noise = rates
    misses, variances = x[:, None] - signal * centres, (signal * widths) ** 2 + noise**2
    logs = np.log(shares) - 0.5 * misses**2 / variances - 0.5 * np.log(2 * np.pi * variances)
    return logs, -misses / variances


def total(logs):
    """The logarithm of a sum of exponentials over the classes."""
    largest = logs.max(axis=1)
    return largest + np.log(np.sum(np.exp(logs - largest[:, None]), axis=1))


def score_of(x, label, weight, rates, shares, centres, widths):
    """The guided score, by the posterior of the classes."""
    logs, scores = logs_and_scores(x, rates, shares, centres, widths)
    free = np.sum(np.exp(logs - total(logs)[:, None]) * scores, axis=1)
    return push(free, scores[:, label], weight)


def log_of(x, label, weight, rates, shares, centres, widths):
    """log p(x) + weight times log p(label | x)."""
    logs, _ = logs_and_scores(x, rates, shares, centres, widths)
    return total(logs) + weight * (logs[:, label] - total(logs))


def score_is_right(guided_score, rng):
    """`guided_score` for a mixture, near it and far from it."""
    mixture, label = a_mixture(rng), int(rng.integers(3))
    x, rates = 2 * rng.normal(size=7), circle(0.4)
    weight = float(rng.uniform(2, 4))
    shares, centres, widths = mixture
    clean = (1.0, 0.0), *mixture
    logs, scores = logs_and_scores(x, rates, *mixture)
    told, free = scores[:, label], score_of(x, label, 0, rates, *mixture)
    equal = score_of(x, label, weight, rates, np.full(3, 1 / 3), centres, widths)
    sums = rates, shares, centres, np.sqrt(widths**2 + 2 * widths * rates[1] / rates[0])
    prior = push(np.sum(shares * scores, axis=1), told, weight)
    same(
        _on_line(guided_score(x, label, weight, rates, *mixture)),
        score_of(x, label, weight, rates, *mixture),
        Mistake(
            score_of(x, label, weight, *clean),
            "This is the score of the mixture without noise: noise moves the centres and widens "
            "the parts.",
            "这是没有加噪声的混合分布的得分：噪声会移动中心，并把各个分量加宽。",
        ),
        Mistake(
            told,
            "This is the score with the label: nothing is guided.",
            "这是有标签的得分，没有引导。",
        ),
        Mistake(
            free,
            "This is the score without the label.",
            "这是没有标签的得分。",
        ),
        Mistake(
            push(free, told, weight + 1),
            "Your weight is too large by 1: with the weight 1 the score with the label has to come "
            "out.",
            "引导强度多了 1：强度为 1 时，结果应当是有标签的得分。",
        ),
        Mistake(
            push(told, free, weight),
            "The scores with and without the label have changed places.",
            "有标签和没有标签的得分反了。",
        ),
        Mistake(
            -push(free, told, weight),
            "The sign is wrong: a score points to where the density rises.",
            "符号反了：得分指向密度上升的方向。",
        ),
        Mistake(
            prior,
            "Without the label you average the classes' scores by their shares; at x each class "
            "counts with its probability given x.",
            "没有标签时，你按各类别所占的比例对得分取平均；在 x 处，每一类的权重应当是已知 x 时"
            "它的概率。",
        ),
        Mistake(
            push(scores.sum(axis=1), told, weight),
            "Without the label you add up the classes' scores; it is their densities that add up.",
            "没有标签时，你把各类别的得分相加了；相加的应当是密度。",
        ),
        Mistake(
            equal,
            "The shares of the classes play no part.",
            "没有用上各类别所占的比例。",
        ),
        Mistake(
            score_of(x, label, weight, *sums),
            "You add deviations: the variance of a noised part is (a w)² + s².",
            "你把标准差相加了：加噪之后，分量的方差是 (a w)² + s²。",
        ),
    )
    far = np.array([-80.0, 70.0])
    found = _on_line(guided_score(far, label, weight, rates, *mixture))
    same(found, score_of(far, label, weight, rates, *mixture))


def log_is_right(log_guided, rng):
    """`log_guided`, up to a constant."""
    mixture, label = a_mixture(rng), int(rng.integers(3))
    x, rates = 2 * rng.normal(size=7), circle(0.4)
    weight = float(rng.uniform(2, 4))
    logs, _ = logs_and_scores(x, rates, *mixture)
    alone, told = total(logs), logs[:, label]
    log_same(
        log_guided(x, label, weight, rates, *mixture),
        log_of(x, label, weight, rates, *mixture),
        Mistake(
            np.exp(alone + weight * (told - alone)),
            "This is the density; return its logarithm.",
            "这是密度；请返回它的对数。",
        ),
        Mistake(
            alone + weight * told,
            "You add the weight times log p(x, c) or log p(x | c); it is log p(c | x).",
            "你加上的是引导强度乘 log p(x, c) 或 log p(x | c)；应当乘 log p(c | x)。",
        ),
        Mistake(
            weight * (told - alone),
            "log p(x) is missing.",
            "缺了 log p(x)。",
        ),
        Mistake(
            told,
            "The weight plays no part.",
            "没有用上引导强度。",
        ),
        Mistake(
            told + weight * (told - alone),
            "You start from log p(x | c); it is log p(x).",
            "你从 log p(x | c) 出发；应当是 log p(x)。",
        ),
        Mistake(
            log_of(x, label, weight, (1.0, 0.0), *mixture),
            "These are the densities without noise.",
            "这是没有加噪声的密度。",
        ),
    )


def log_same(got, expected, *mistakes):
    """`same`, for logarithms of densities: a constant for all x may be left out."""
    found = number(got, finite=False)
    if found.shape == expected.shape:
        need(
            np.all(np.isfinite(found)),
            "The result of `log_guided` holds NaN or infinity: far from the centres the densities "
            "are rounded to 0; add them up by their logarithms.",
            "`log_guided` 的结果中有 NaN 或无穷大：离中心很远时，密度会被舍入成 0；"
            "请用对数来求和。",
        )
        found = found - found[0]
    moved = [Mistake(m.value - m.value[0], m.english, m.chinese) for m in mistakes]
    same(found, expected - expected[0], *moved)


def they_belong_together(log_guided, guided_score, rng):
    """The score is the slope of the logarithm, also far out."""
    mixture, label = a_mixture(rng), int(rng.integers(3))
    weight, rates = float(rng.uniform(2, 4)), circle(0.6)
    x = np.array([-60.0, -1.0, 0.3, 55.0])
    log_same(
        log_guided(x, label, weight, rates, *mixture),
        log_of(x, label, weight, rates, *mixture),
    )
    ahead, behind = (
        number(log_guided(x + width, label, weight, rates, *mixture)) for width in (1e-4, -1e-4)
    )
    slopes = _on_line(guided_score(x, label, weight, rates, *mixture))
    same(slopes, (ahead - behind) / 2e-4, rtol=1e-3, atol=1e-4)


def _on_line(got):
    """Scores; NaN is told with its cause."""
    found = number(got, finite=False)
    need(
        found.shape == () or not np.any(np.isnan(found)),
        "The score holds NaN: far from the centres the densities are rounded to 0, and 0 / 0 is "
        "no number. Take out the largest logarithm before the exponential.",
        "得分中有 NaN：离中心很远时，密度会被舍入成 0，而 0 / 0 不是数。"
        "取指数之前，先减去最大的对数。",
    )
    return found
