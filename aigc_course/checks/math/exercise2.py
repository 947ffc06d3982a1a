"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, same


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
