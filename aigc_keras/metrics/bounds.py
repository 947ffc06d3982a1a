"""Likelihood figures: their mean with its error, their unit, and which codes are in use."""

import numpy as np


def mean_and_error(values):
    """The mean of one value per image and its standard error.

    Args:
        values: Float array (n,), n at least 2, such as from `VAE.elbo`.

    Returns:
        (mean, standard error of the mean), floats in the values' unit. The error is that of
        choosing these images; it knows nothing of training again with another seed.

    Raises:
        ValueError: another shape, or fewer than two values.
    """
    values = np.asarray(values, "float64")
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"Need one value for each of at least two images; got {values.shape}.")
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def bits_per_dimension(log_likelihoods, image_shape):
    """Nats per image of a discrete likelihood to bits for each pixel value.

    Args:
        log_likelihoods: Float or float array, nats per image.
        image_shape: (height, width, channels).

    Returns:
        Like `log_likelihoods`: bits, smaller is better; 8 for even odds over 256 values.
    """
    return -np.asarray(log_likelihoods) / (np.prod(image_shape) * np.log(2))


def active_units(z_mean, threshold=0.01):
    """Which dimensions of a code depend on the image.

    A dimension is active when its mean varies over images by more than the threshold (Burda et
    al. 2015, arXiv:1509.00519).

    Args:
        z_mean: Float array (n, latent_dim), as from `VAE.encode`.
        threshold: Float, variance.

    Returns:
        Bool array (latent_dim,).
    """
    return np.var(z_mean, axis=0) > threshold
