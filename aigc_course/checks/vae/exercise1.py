"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same


@check
def exercise_1(draw_codes, rng):
    z_mean, z_log_var, noise, other_noise = rng.normal(size=(4, 5, 3))
    variance = np.exp(z_log_var)
    first = number(draw_codes(z_mean, z_log_var, noise), finite=False)
    need(
        first.shape != z_mean.shape or not np.any(np.isnan(first)),
        "The draw holds NaN: a log-variance may be negative, so it has no square root.",
        "采样结果中有 NaN：对数方差可以是负数，不能对它开平方。",
    )
    same(
        first,
        z_mean + np.sqrt(variance) * noise,
        Mistake(
            z_mean + variance * noise,
            "You multiply the noise by the variance; it takes the standard deviation.",
            "你用方差乘了噪声；应当乘标准差。",
        ),
        Mistake(
            z_mean + z_log_var * noise,
            "You multiply the noise by the log-variance; it takes the standard deviation.",
            "你用对数方差乘了噪声；应当乘标准差。",
        ),
        Mistake(
            z_mean + 0.5 * z_log_var * noise,
            "You multiply the noise by log σ; it takes σ.",
            "你用 log σ 乘了噪声；应当乘 σ。",
        ),
        Mistake(
            z_mean + noise / np.sqrt(variance),
            "The sign in your exponent is wrong: you divide by the standard deviation.",
            "指数的符号反了：你除以了标准差。",
        ),
        Mistake(
            z_mean + noise,
            "Your noise always has the variance 1; the log-variance plays no part.",
            "你的噪声方差总是 1：对数方差没有用上。",
        ),
        Mistake(
            np.sqrt(variance) * noise,
            "The mean is missing: your codes lie around zero.",
            "缺了均值：你抽出的编码都在零附近。",
        ),
        Mistake(
            z_mean,
            "You return the mean: nothing is drawn.",
            "你返回的是均值，并没有采样。",
        ),
        Mistake(
            z_mean + np.sqrt(variance),
            "Where is the noise? You add the standard deviation itself.",
            "噪声在哪里？你加上的是标准差本身。",
        ),
        _ignored_noise(draw_codes, first, z_mean, z_log_var, noise, other_noise),
    )


def _ignored_noise(draw_codes, first, z_mean, z_log_var, noise, other_noise):
    """A mistake that agrees with `first` where the given noise is not what the draw is made of."""
    again, other = (number(draw_codes(z_mean, z_log_var, n)) for n in (noise, other_noise))
    own = again.shape == first.shape and not np.array_equal(again, first)
    fixed = other.shape == first.shape and np.array_equal(other, first)
    return Mistake(
        first if own or fixed else np.full(z_mean.shape, np.nan),
        "Your draw does not follow from the noise that the function is given; use that noise.",
        "你的结果不由传入的噪声决定；请使用传入的噪声。",
    )
