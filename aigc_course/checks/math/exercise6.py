"""The check of exercise 6."""

import numpy as np

from aigc_course.checks import Given, Mistake, check, same

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
    alpha_bars = np.cumprod(1 - betas)
    start, noise = rng.normal(size=7), rng.normal(size=(5, 7))
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
