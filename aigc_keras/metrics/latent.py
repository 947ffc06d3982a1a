"""Scores of latent codes: which of their dimensions are in use."""

import numpy as np


def active_units(z_mean, threshold=0.01):
    """Which dimensions of a code depend on the image.

    A dimension is active when its mean varies over images by more than the threshold.

    Args:
        z_mean: Float array (n, latent_dim), n at least 2, as from `VAE.encode`.
        threshold: Float, variance.

    Returns:
        Bool array (latent_dim,).

    Raises:
        ValueError: another shape, fewer than two images, or no numbers.

    Source: Burda, Grosse and Salakhutdinov, "Importance weighted autoencoders", 2015,
    arXiv:1509.00519.

    Example:
        >>> active_units([[0.0, 1.0], [0.0, 3.0]])
        array([False,  True])
    """
    z_mean = np.asarray(z_mean)
    if z_mean.ndim != 2 or len(z_mean) < 2 or z_mean.dtype.kind not in "biuf":
        raise ValueError(
            "Need codes of shape (n, latent_dim), of at least two images, such as the means that "
            f"encode gives; got {z_mean.dtype} of shape {z_mean.shape}."
        )
    return np.var(z_mean.astype("float64"), axis=0) > threshold
