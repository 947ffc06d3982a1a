"""How much of an image is left, and how much noise is in it, at each time of a diffusion.

At time t, from 0 to 1, a noisy image is signal * image + noise * draws of N(0, 1). A schedule says
what signal and noise are: `cosine`, `linear` and `rectified` are pure functions of t. The velocity
at a time is the direction in which the noisy image moves as the time grows, up to a factor of the
schedule: along a quarter of a circle for the first two, along a straight line for the last.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from keras import ops


class Schedule(NamedTuple):
    """A way from images to noise.

    Attributes:
        rates: Function of times, a float tensor (...), that returns (signal, noise), two float
            tensors like it.
        velocity: Function of (signal, noise) that returns two weights: the velocity is the first
            times the image plus the second times the noise. With them the matrix
            [[signal, noise], weights] has the determinant 1.
    """

    rates: Callable
    velocity: Callable


def cosine(t):
    """A quarter of a circle at even speed: signal cos(pi t / 2), noise sin(pi t / 2).

    Nichol & Dhariwal 2021, arXiv:2102.09672, without their offset; nothing of the image is left
    at t = 1.

    Args:
        t: Float or float tensor (...), times in [0, 1].

    Returns:
        `(signal, noise)`: float32 tensors (...).

    Example:
        >>> [round(float(rate), 3) for rate in cosine(0.5)]
        [0.707, 0.707]
    """
    angle = ops.cast(t, "float32") * (math.pi / 2)
    return ops.cos(angle), ops.sin(angle)


def linear(t, first=0.1, last=20.0):
    """The schedule of DDPM (Ho et al. 2020, arXiv:2006.11239), in continuous time.

    Their noise variances beta rise in a straight line from 1e-4 to 0.02 in 1,000 steps: `first` and
    `last` are 1,000 times these (Song et al. 2020, arXiv:2011.13456, appendix B). At t = 1 the
    signal is 0.0066.

    Args:
        t: Float or float tensor (...), times in [0, 1].
        first, last: Floats, the rates at which variance is added at the times 0 and 1.

    Returns:
        `(signal, noise)`: float32 tensors (...).

    Example:
        >>> [round(float(rate), 3) for rate in linear(0.5)]
        [0.281, 0.96]
    """
    t = ops.cast(t, "float32")
    log_signal = -0.25 * t**2 * (last - first) - 0.5 * t * first
    # (1 - exp(...) would lose every digit near t = 0.)
    return ops.exp(log_signal), ops.sqrt(-ops.expm1(2 * log_signal))


def rectified(t):
    """The straight line of flow matching: signal 1 - t, noise t.

    Liu et al. 2022, arXiv:2209.03003; Lipman et al. 2022, arXiv:2210.02747.

    Args:
        t: Float or float tensor (...), times in [0, 1].

    Returns:
        `(signal, noise)`: float32 tensors (...).

    Example:
        >>> [round(float(rate), 3) for rate in rectified(0.25)]
        [0.75, 0.25]
    """
    t = ops.cast(t, "float32")
    return 1 - t, t


def log_snr(rates, t):
    """The logarithm of the signal-to-noise ratio, log(signal^2 / noise^2).

    Two schedules with the same range of it differ only in when they are where, and in scale
    (Kingma et al. 2021, arXiv:2107.00630).

    Args:
        rates: `cosine`, `linear`, `rectified`, or another such function.
        t: Float or float tensor (...), times above 0 and below 1.

    Returns:
        float32 tensor (...), in nats.

    Example:
        >>> round(float(log_snr(rectified, 0.25)), 3)
        2.197
    """
    signal, noise = rates(t)
    return 2 * (ops.log(signal) - ops.log(noise))


def along_circle(signal, noise):
    """Weights of image and noise in the velocity where signal^2 + noise^2 = 1.

    Salimans & Ho 2022, arXiv:2202.00512.

    Example:
        >>> along_circle(0.6, 0.8)
        (-0.8, 0.6)
    """
    return -noise, signal


def along_line(signal, noise):
    """Weights of image and noise in the velocity where signal + noise = 1.

    Example:
        >>> along_line(0.6, 0.4)
        (-1.0, 1.0)
    """
    one = signal + noise  # of the shape that is wanted
    return -one, one


SCHEDULES = {
    "cosine": Schedule(cosine, along_circle),
    "linear": Schedule(linear, along_circle),
    "rectified": Schedule(rectified, along_line),
}


def schedule_of(name):
    """The schedule of this name, or the `Schedule` itself if one is given.

    Raises:
        ValueError: another name.

    Example:
        >>> schedule_of("cosine").rates.__name__
        'cosine'
    """
    if isinstance(name, Schedule):
        return name
    if name not in SCHEDULES:
        known = ", ".join(map(repr, SCHEDULES))
        raise ValueError(f"schedule must be one of {known}, not {name!r}.")
    return SCHEDULES[name]


def target_weights(schedule, target, rates):
    """What a denoiser predicts, as weights of image and noise.

    Args:
        schedule: `Schedule`.
        target: "noise" (Ho et al. 2020), "image", or "velocity" (Salimans & Ho 2022; on the
            straight line it is that of flow matching).
        rates: (signal, noise) at the time.

    Returns:
        `(of_image, of_noise)`.

    Example:
        >>> target_weights(SCHEDULES["rectified"], "velocity", (0.75, 0.25))
        (-1.0, 1.0)
    """
    if target == "velocity":
        return schedule.velocity(*rates)
    return (0.0, 1.0) if target == "noise" else (1.0, 0.0)


def image_and_noise(noisy, prediction, rates, weights):
    """What a prediction says of the image and of the noise in a noisy image.

    Two equations with two unknowns: noisy = signal * image + noise_rate * noise, and prediction =
    weights[0] * image + weights[1] * noise.

    Args:
        noisy, prediction: Float arrays (n, ...).
        rates: (signal, noise) at the time.
        weights: As from `target_weights`.

    Returns:
        `(image, noise)`: float arrays (n, ...).

    Example:
        >>> image, noise = image_and_noise(0.6 * 5 + 0.8 * 7, 7.0, (0.6, 0.8), (0.0, 1.0))
        >>> round(image, 3), round(noise, 3)
        (5.0, 7.0)
    """
    signal, noise_rate = rates
    of_image, of_noise = weights
    determinant = signal * of_noise - noise_rate * of_image
    image = (of_noise * noisy - noise_rate * prediction) / determinant
    return image, (signal * prediction - of_image * noisy) / determinant
