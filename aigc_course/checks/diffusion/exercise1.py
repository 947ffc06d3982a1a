"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, need, same
from aigc_course.checks.diffusion.parts import pair

TWO = (
    "Return two arrays, the signal rates and the noise rates.",
    "请返回两个数组：信号系数和噪声系数。",
)


@check
def exercise_1(mended_rates, brightness_ratio, rng):
    for length in (12, 1000):
        mended_as(mended_rates, falling(rng, length))
    ratio_is_right(brightness_ratio, rng)


def falling(rng, length):
    """Signal rates (length,) as a program makes them: something of the image is left at the end."""
    betas = np.linspace(rng.uniform(0.01, 0.03), rng.uniform(0.25, 0.35), length) * 12 / length
    return np.sqrt(np.cumprod(1 - betas))


def mended(signal):
    """Rates moved down and stretched, so that the last is 0 and the first stays."""
    first, last = signal[0], signal[-1]
    return first * (signal - last) / (first - last)


def mended_as(mended_rates, signal):
    """`mended_rates` gives the right rates for these."""
    first, last = signal[0], signal[-1]
    right = mended(signal)
    found, noise = pair(mended_rates(signal), *TWO)
    squares = np.sqrt(first**2 * (signal**2 - last**2) / (first**2 - last**2))
    only_last = np.where(np.arange(len(signal)) < len(signal) - 1, signal, 0)
    same(
        found,
        right,
        Mistake(
            signal,
            "The signal rates are those that were given: the last is not 0.",
            "信号系数与给定的相同：最后一个不是 0。",
        ),
        Mistake(
            only_last,
            "Only the last rate has changed, which makes the last step a jump; all between the "
            "first and the last have to move a little.",
            "只改了最后一个，最后一步就成了一次突变；除第一个外，其余各个都要跟着变。",
        ),
        Mistake(
            signal - last,
            "The last rate is 0, but the first has fallen too: stretch the rates after you have "
            "moved them.",
            "最后一个是 0 了，第一个却也变小了：平移之后还要拉伸。",
        ),
        Mistake(
            (signal - last) / (first - last),
            "The first rate has become 1; it has to stay what it was.",
            "第一个变成了 1；它应当保持原值。",
        ),
        Mistake(
            squares,
            "You move and stretch the squares of the rates; it is the rates themselves.",
            "你平移、拉伸的是信号系数的平方；应当是信号系数本身。",
        ),
        Mistake(
            right**2,
            "These are the squares of the signal rates.",
            "这些是信号系数的平方。",
        ),
        Mistake(
            np.sqrt(1 - right**2),
            "Signal and noise have changed places: return the signal rates first.",
            "信号系数和噪声系数的次序反了：先返回信号系数。",
        ),
        Mistake(
            np.linspace(first, 0, len(signal)),
            "These rates fall in a straight line; the shape of the given ones has to stay.",
            "这些信号系数沿直线下降；应当保留给定曲线的形状。",
        ),
    )
    need(
        abs(found[-1]) < 1e-12,
        f"The last signal rate is {found[-1]:.1e}; it has to be 0 and not only almost: subtract "
        "before you multiply.",
        f"最后一个信号系数是 {found[-1]:.1e}；它必须是 0，而不只是接近 0：先相减，再相乘。",
    )
    need(
        noise.shape != right.shape or not np.any(np.isnan(noise)),
        "The noise rates hold NaN: you take the square root of a negative number. Where the signal "
        "rate is 1, rounding may make it a little more than 1.",
        "噪声系数中有 NaN：你对负数开了平方。信号系数为 1 时，舍入可能使它比 1 大一点点。",
    )
    same(
        noise,
        np.sqrt(1 - right**2),
        Mistake(
            np.sqrt(1 - signal**2),
            "These noise rates fit the signal rates that were given, not the mended ones.",
            "这些噪声系数配的是给定的信号系数，不是改好的。",
        ),
        Mistake(
            1 - right,
            "Signal and noise rate add up to 1 here; their squares have to.",
            "这里信号系数与噪声系数之和为 1；应当是两者的平方之和为 1。",
        ),
        Mistake(
            1 - right**2,
            "These are the squares of the noise rates: the root is missing.",
            "这些是噪声系数的平方：还要开平方。",
        ),
        atol=1e-7,
    )


def ratio_is_right(brightness_ratio, rng):
    """`brightness_ratio` for a few rates."""
    angles = rng.uniform(0.2, 1.4, size=6)
    signal, noise = np.cos(angles), np.sin(angles)
    pixels = int(rng.integers(50, 90))
    same(
        brightness_ratio(signal, noise, pixels),
        signal * np.sqrt(pixels) / noise,
        Mistake(
            signal / noise,
            "This is the ratio in a single pixel; a mean over many pixels has less noise.",
            "这是单个像素的比值；许多像素的平均，噪声要小一些。",
        ),
        Mistake(
            signal * pixels / noise,
            "The mean of n draws has the deviation 1 over the root of n, not 1 / n.",
            "n 个数的平均，标准差是 1 除以 n 的平方根，不是 1 / n。",
        ),
        Mistake(
            signal / noise / np.sqrt(pixels),
            "The more pixels, the less noise is in their mean; your ratio falls with them.",
            "像素越多，平均值里的噪声越小；你的比值却随像素增多而下降。",
        ),
        Mistake(
            signal**2 * pixels / noise**2,
            "This is the square of the ratio: you compare variances.",
            "这是比值的平方：你比的是方差。",
        ),
        Mistake(
            noise / (signal * np.sqrt(pixels)),
            "This is the ratio upside down: the signal stands above.",
            "比值倒过来了：信号在分子上。",
        ),
        Mistake(
            signal * np.sqrt(pixels) / noise**2,
            "You divide by the variance of the noise; divide by its deviation.",
            "你除以了噪声的方差；应当除以标准差。",
        ),
    )
