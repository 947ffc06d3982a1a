"""Figures of likelihood: their mean with its error, and their units, for images and for texts."""

import numpy as np


def mean_and_error(values):
    """The mean of one value per image and its standard error.

    Args:
        values: Float array (n,), n at least 2, such as from `VAE.elbo`.

    Returns:
        (mean, standard error of the mean), floats in the values' unit. The error is that of
        choosing these images; it knows nothing of training again with another seed.

    Raises:
        ValueError: another shape, fewer than two values, or values that are no finite numbers.

    Example:
        >>> mean_and_error([-99.0, -101.0])
        (-100.0, 1.0)
    """
    values = _finite(values, "Values")
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"Need one value for each of at least two images; got {values.shape}.")
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def bits_per_dimension(log_likelihoods, image_shape):
    """Nats per image of a discrete likelihood to bits for each pixel value.

    Args:
        log_likelihoods: Float or float array, nats per image.
        image_shape: (height, width, channels), ints of at least 1.

    Returns:
        Like `log_likelihoods`: bits, smaller is better; 8 for even odds over 256 values.

    Raises:
        ValueError: an image_shape that is none, or log_likelihoods that are no finite numbers.

    Example:
        >>> float(bits_per_dimension(-28 * 28 * np.log(256), (28, 28, 1)))
        8.0
    """
    shape = np.atleast_1d(image_shape)
    if shape.ndim != 1 or shape.dtype.kind not in "iu" or shape.size < 1 or shape.min() < 1:
        raise ValueError(
            "Need the shape of one image, such as (28, 28, 1), without the number of images; "
            f"got {image_shape!r}."
        )
    return -_finite(log_likelihoods, "Log-likelihoods") / (np.prod(shape) * np.log(2))


def bits_per_character(log_probs, num_characters):
    """What a text costs, spread over its characters.

    Models that cut the same text into different tokens are compared by this figure, not by
    `perplexity`.

    Args:
        log_probs: Float array (number of tokens,), nats; of characters, byte pairs or words.
        num_characters: Int, how many characters the same text has.

    Returns:
        Float, bits; smaller is better.

    Raises:
        ValueError: num_characters below 1, or log_probs that are no numbers or above 0.

    Example:
        >>> bits_per_character(np.log([0.5, 0.25]), 2)
        1.5
    """
    if not isinstance(num_characters, int | np.integer) or num_characters < 1:
        raise ValueError(f"Need the number of the text's characters, not {num_characters!r}.")
    return float(-_log_probs(log_probs).sum() / (num_characters * np.log(2)))


def perplexity(log_probs):
    """exp of the mean negative log-probability of a token: as unsure as that many even odds.

    Args:
        log_probs: Float array (number of tokens,), nats, at least one.

    Returns:
        Float >= 1; smaller is better.

    Raises:
        ValueError: no token, or log_probs that are no numbers or above 0.

    Example:
        >>> round(perplexity(np.log([0.5, 0.125])), 6)
        4.0
    """
    log_probs = _log_probs(log_probs)
    if not log_probs.size:
        raise ValueError("Need the log-probability of at least one token; got none.")
    return float(np.exp(-log_probs.mean()))


def _log_probs(values):
    """As float64; -inf is a log-probability, that of what a model holds impossible."""
    values = _numbers(values, "Log-probabilities")
    if np.isnan(values).any() or (values > 1e-3).any():
        raise ValueError(
            "Log-probabilities must be at most 0: give logarithms (natural ones), not "
            "probabilities or losses; some of these are above 0, or NaN."
        )
    return values


def _finite(values, what):
    values = _numbers(values, what)
    if not np.isfinite(values).all():
        raise ValueError(f"{what} must be finite; there is a NaN or an infinity among these.")
    return values


def _numbers(values, what):
    values = np.asarray(values)
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{what} must be numbers; got {values.dtype}.")
    return values.astype("float64")
