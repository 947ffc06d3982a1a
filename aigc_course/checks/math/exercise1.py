"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, same


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
