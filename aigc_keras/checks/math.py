"""Checks of the exercises to chapter 2, mathematics."""

import numpy as np

from aigc_keras.checks import Mistake, check, same


@check
def exercise_1(kl_to_standard_normal, rng):
    mean, log_var = rng.normal(size=(2, 5, 3))
    terms = 0.5 * (mean**2 + np.exp(log_var) - log_var - 1)
    same(
        kl_to_standard_normal(mean, log_var),
        terms.sum(axis=1),
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
        Mistake(-terms.sum(axis=1), "The sign is the wrong way round.", "符号反了。"),
        Mistake(
            0.5 * np.sum(mean**2 + log_var - np.log(np.abs(log_var)) - 1, axis=1),
            "You took the log-variance for the variance.",
            "你把对数方差当成了方差。",
        ),
    )
