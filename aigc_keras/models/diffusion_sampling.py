"""From noise to images, step by step, and a bound of log p(image): plain functions in NumPy.

They take a function `estimate(noisy, time) -> (image, noise)`, whatever model it belongs to;
`Diffusion` calls them. A time is a float in [0, 1], `rates(time)` its (signal, noise) as floats.
At the end stand the checks of what a `Diffusion` is given.
"""

from numbers import Real

import keras
import numpy as np

from aigc_keras.schedules import image_and_noise

SAMPLERS = ("ddim", "ddpm", "heun")


def walk(estimate, rates, x, times, *, sampler="ddim", eta=0.0, rng=None, weights=None):
    """Noisy images at each of some times, from the first on.

    Args:
        estimate: Function of noisy images (n, ...) and a time: (image, noise), each like them.
        rates: Function of a time: (signal, noise).
        x: Float array (n, ...), noisy as at the first time.
        times: Falling floats, for a walk to images; rising ones lead back to noise.
        sampler: "ddim" (Song et al. 2020, arXiv:2010.02502), "ddpm", which is the same with eta 1
            (Ho et al. 2020, arXiv:2006.11239), or "heun", which looks twice at each step but the
            last (Karras et al. 2022, arXiv:2206.00364).
        eta: Float in [0, 1]: share of DDPM's fresh noise in each step; 0 for none.
        rng: NumPy generator, for fresh noise.
        weights: For "heun": function of a time that gives the velocity's weights of image and
            noise, as from `Schedule.velocity`.

    Yields:
        Float array (n, ...) for each time but the first.
    """
    if sampler == "ddpm":
        eta = 1.0
    for now, then in zip(times[:-1], times[1:], strict=True):
        image, noise = estimate(x, now)
        if sampler == "heun" and then > 0:
            guess = step(image, noise, rates(now), rates(then))
            image, noise = corrected(
                x, (image, noise), estimate(guess, then), rates(now), weights(now)
            )
        x = step(image, noise, rates(now), rates(then), eta, rng)
        yield x


def step(image, noise, now, then, eta=0.0, rng=None):
    """One step of DDIM, with eta 1 one of DDPM.

    Args:
        image, noise: Float arrays (n, ...), as estimated now.
        now, then: (signal, noise), floats; the signal then is above 0.
        eta, rng: As for `walk`.

    Returns:
        Float array (n, ...): noisy images then.

    Example:
        >>> step(np.ones((1, 2)), np.zeros((1, 2)), (0.6, 0.8), (0.8, 0.6)).tolist()
        [[0.8, 0.8]]
    """
    signal, rate = then
    if not eta:
        return signal * image + rate * noise
    # The variance of what is noisy then, given what is noisy now and the image.
    kept = now[0] * rate / signal  # of the noise now, what was there then already
    fresh = eta * rate / now[1] * np.sqrt(max(now[1] ** 2 - kept**2, 0.0))
    draws = rng.standard_normal(image.shape, dtype="float32")
    return signal * image + np.sqrt(max(rate**2 - fresh**2, 0.0)) * noise + fresh * draws


def corrected(x, first, second, rates, weights):
    """Heun's mean: image and noise for which the velocity now is the mean of two estimates.

    Args:
        x: Float array (n, ...), noisy images now.
        first, second: (image, noise) as estimated now, and where the step of the first leads.
        rates, weights: Those of noisy image and velocity now, both (of image, of noise).

    Returns:
        `(image, noise)`, which x is made of.
    """
    of_image, of_noise = weights
    velocity = sum(of_image * image + of_noise * noise for image, noise in (first, second)) / 2
    return image_and_noise(x, velocity, rates, weights)


def repaired(estimate, rates, known, mask, times, num_repeats, rng):
    """Images whose masked part is drawn to fit the rest (RePaint, Lugmayr et al. 2022,
    arXiv:2201.09865).

    After each step the visible part is put in its place, as noisy as the rest; each step is done
    `num_repeats` times, with noise in between, so that both parts come to agree.

    Args:
        estimate, rates: As for `walk`.
        known: Float array (n, ...), the images.
        mask: Bool array like it, True where something is missing.
        times: Falling floats.
        num_repeats: Int.
        rng: NumPy generator.

    Returns:
        Float array like `known`.
    """

    def draws():
        return rng.standard_normal(known.shape, dtype="float32")

    x = draws()
    for now, then in zip(times[:-1], times[1:], strict=True):
        for repeat in range(num_repeats):
            image, noise = estimate(x, now)
            signal, rate = rates(then)
            x = step(image, noise, rates(now), (signal, rate), 1.0, rng)
            x = np.where(mask, x, signal * known + rate * draws())
            if repeat < num_repeats - 1 and then > 0:  # back to the noise of now
                share = rates(now)[0] / signal
                added = np.sqrt(max(rates(now)[1] ** 2 - (share * rate) ** 2, 0.0))
                x = share * x + added * draws()
            elif then == 0:
                break
    return x


def slerp(start, end, t):
    """Between two draws of noise, along a great circle, so that the length stays that of noise.

    Args:
        start, end: Float arrays (n, ...).
        t: Float in [0, 1].

    Returns:
        Float array (n, ...).

    Example:
        >>> slerp(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]), 0.5).round(3).tolist()
        [[0.707, 0.707]]
    """
    rows, others = start.reshape(len(start), -1), end.reshape(len(end), -1)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(others, axis=1)
    cosine = np.clip(np.sum(rows * others, axis=1) / lengths, -1, 1)
    angle = np.arccos(cosine).reshape(-1, *[1] * (start.ndim - 1))
    sine = np.maximum(np.sin(angle), 1e-6)
    weights = np.sin((1 - t) * angle) / sine, np.sin(t * angle) / sine
    straight = angle < 1e-3
    return np.where(straight, (1 - t) * start + t * end, weights[0] * start + weights[1] * end)


def evidence_lower_bound(estimate, rates, images, num_levels, num_draws, rng):
    """A lower bound of log p of each 8-bit image (Kingma et al. 2021, arXiv:2107.00630, section 4).

    The noise levels are as far apart in log signal-to-noise ratio. Three parts: what the last level
    says of the image beyond N(0, I), what each step costs, and the 8 bits given the first level.

    Args:
        estimate, rates: As for `walk`.
        images: Float array (n, ...) in [-1, 1], multiples of 2 / 255 from -1 on.
        num_levels: Int, steps from noise to image.
        num_draws: Int: of the steps so many are looked at, spread evenly, for each image.
        rng: NumPy generator.

    Returns:
        float64 array (n,), in nats.
    """
    times = even_levels(rates, num_levels)
    axes = tuple(range(1, images.ndim))

    def noisy(time):
        noise = rng.standard_normal(images.shape, dtype="float32")
        signal, rate = rates(time)
        return signal * images + rate * noise, noise

    signal, rate = rates(times[-1])
    prior = 0.5 * np.sum(rate**2 + (signal * images) ** 2 - 1 - 2 * np.log(rate), axis=axes)
    first, _ = noisy(times[0])
    bits = -np.sum(log_prob_of_bytes(images, first, *rates(times[0])), axis=axes)
    cost = np.zeros(len(images))
    offset = rng.random()
    for draw in range(num_draws):
        level = 1 + int((draw + offset) / num_draws * num_levels)
        x, noise = noisy(times[level])
        errors = np.sum((noise - estimate(x, times[level])[1]) ** 2, axis=axes)
        before, now = (snr(*rates(time)) for time in (times[level - 1], times[level]))
        cost += 0.5 * (before / now - 1) * errors * num_levels / num_draws
    return -(prior + cost + bits).astype("float64")


def snr(signal, rate):
    """The signal-to-noise ratio, signal^2 / noise^2."""
    return (signal / rate) ** 2


def even_levels(rates, num_levels, first=1e-3, last=0.999):
    """Times from `first` to `last`, evenly spaced in log signal-to-noise ratio."""
    fine = np.linspace(first, last, 10_001)
    logs = np.array([np.log(snr(*rates(time))) for time in fine])
    wanted = np.linspace(logs[0], logs[-1], num_levels + 1)
    return np.interp(-wanted, -logs, fine)


def log_prob_of_bytes(images, noisy, signal, rate):
    """log p of each value, of 256 equally likely ones, given it with normal noise.

    Args:
        images: Float array (n, ...), values in [-1, 1].
        noisy: signal * images + rate * noise.

    Returns:
        Float array (n, ...).
    """
    values = np.linspace(-1, 1, 256, dtype="float32")
    logits = -0.5 * ((noisy[..., None] - signal * values) / rate) ** 2
    largest = logits.max(-1, keepdims=True)
    total = largest[..., 0] + np.log(np.sum(np.exp(logits - largest), axis=-1))
    return -0.5 * ((noisy - signal * images) / rate) ** 2 - total


def check_denoiser(denoiser, num_classes, condition_dim=None):
    """Raise a ValueError unless a denoiser has the inputs and output that it needs."""
    if not isinstance(denoiser, keras.Model):
        raise ValueError(f"The denoiser must be a Keras model, not {denoiser!r}.")
    if num_classes is not None and condition_dim is not None:
        raise ValueError("Give num_classes, for labels, or condition_dim, for vectors: not both.")
    inputs = ["noisy images", "times"]
    name, value = "num_classes", num_classes
    if num_classes is not None:
        inputs.append("labels")
    elif condition_dim is not None:
        name, value = "condition_dim", condition_dim
        inputs.append(f"vectors of {condition_dim}")
    if len(denoiser.inputs) != len(inputs):
        raise ValueError(
            f"With {name}={value} a denoiser takes {len(inputs)} inputs, {', '.join(inputs)}; "
            f"{denoiser.name} takes {len(denoiser.inputs)}. Give {name} to both."
        )
    if condition_dim is not None and denoiser.inputs[2].shape[1:] != (condition_dim,):
        raise ValueError(
            f"With condition_dim={condition_dim} the third input is (n, {condition_dim}); that of "
            f"{denoiser.name} is {denoiser.inputs[2].shape}. Give condition_dim to both."
        )
    if denoiser.outputs[0].shape[1:] != denoiser.inputs[0].shape[1:]:
        raise ValueError(
            f"A denoiser's output must be like its first input, {denoiser.inputs[0].shape[1:]}; "
            f"this one gives {denoiser.outputs[0].shape[1:]}."
        )


def check_limit(value, target):
    """Raise a ValueError unless a limit of weights is None, or a number that fits the target."""
    if value is None:
        return
    if target != "image":
        raise ValueError(
            f'weight_limit goes with target="image", not with {target!r}: leave it out.'
        )
    if not isinstance(value, Real) or isinstance(value, bool) or not value >= 1:
        raise ValueError(f"weight_limit must be a number of at least 1, or None; not {value!r}.")


def check_share(value, name, above=None):
    """The number itself; raises a ValueError unless it lies in [0, 1], and above `above`."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= 1 or (above is not None and value <= above):
        least = "at least 0" if above is None else f"above {above}"
        raise ValueError(f"{name} must be a number {least} and at most 1, not {value!r}.")
    return float(value)
