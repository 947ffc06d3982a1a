"""Scores of one image against one reference: PSNR and SSIM. NumPy in, one float an image out."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from aigc_keras.data.pixels import unit_interval

WINDOW = 7  # pixels, each side of SSIM's window


def psnr(images, references):
    """Peak signal-to-noise ratio: 10 log10(peak^2 / mean squared error), peak 255 or 1.

    The error is averaged over all pixels and all channels of an image.

    Args:
        images, references: Arrays (n, h, w, channels), grey or colour: uint8 in [0, 255], or bool,
            or floats in [0, 1].

    Returns:
        float64 (n,), in decibels, higher is nearer; inf where the two are identical.

    Raises:
        ValueError: Arrays of unequal or other shape, another dtype, or values outside its range.

    Example:
        >>> white, grey = np.ones((1, 8, 8, 3)), np.full((1, 8, 8, 3), 0.9)
        >>> psnr(grey, white).round(6)
        array([20.])
    """
    images, references = _check(images, references)
    error = ((images - references) ** 2).mean(axis=(1, 2, 3))
    with np.errstate(divide="ignore"):
        return 10 * np.log10(1 / error)


def ssim(images, references):
    """Structural similarity, averaged over the 7x7 windows that lie wholly inside the image.

    As scikit-image computes it by default: every pixel of a window counts alike, variances and
    covariance are divided by 49 - 1, and K1 = 0.01, K2 = 0.03. (The paper's own window is an
    11x11 Gaussian, whose figures differ a little: quote which one was used.) Of colour images
    each channel is compared by itself, and the mean over the channels is returned, as by
    scikit-image with `channel_axis`.

    Args:
        images, references: Arrays (n, h, w, channels), h and w at least 7, grey or colour: uint8
            in [0, 255], or bool, or floats in [0, 1].

    Returns:
        float64 (n,) in [-1, 1]; 1 where the two are identical.

    Raises:
        ValueError: Arrays of unequal or other shape, another dtype, or values outside its range.

    Source: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility
    to structural similarity", IEEE Transactions on Image Processing 13(4), 2004.

    Example:
        >>> images = np.eye(8)[None, :, :, None]
        >>> ssim(images, images)
        array([1.])
    """
    x, y = _check(images, references, at_least=WINDOW)
    mean_x = _window_mean(x)
    mean_y = _window_mean(y)
    sample = WINDOW**2 / (WINDOW**2 - 1)
    var_x = sample * (_window_mean(x * x) - mean_x * mean_x)
    var_y = sample * (_window_mean(y * y) - mean_y * mean_y)
    covariance = sample * (_window_mean(x * y) - mean_x * mean_y)
    c1 = 0.01**2
    c2 = 0.03**2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * covariance + c2) / (var_x + var_y + c2)
    return (luminance * structure).mean(axis=(1, 2, 3))


def _window_mean(x):
    """Means (n, h - 6, w - 6, channels) of all windows of x (n, h, w, channels)."""
    for axis in (1, 2):  # rows first, then columns
        x = sliding_window_view(x, WINDOW, axis).mean(-1)
    return x


def _check(images, references, at_least=1):
    """Both as float64 (n, h, w, channels) in [0, 1]."""
    a, b = np.asarray(images), np.asarray(references)
    if a.shape != b.shape or a.ndim != 4 or a.shape[3] not in (1, 3) or min(a.shape) < 1:
        is_flat = a.shape == b.shape and a.ndim == 3 and a.shape[-1] not in (1, 3)
        hint = " Add the axis of channels to both: images[..., None]." if is_flat else ""
        raise ValueError(
            "Need images and references of one shape (n, h, w, 1), or (n, h, w, 3) in colour; "
            f"got shapes {a.shape} and {b.shape}.{hint}"
        )
    if min(a.shape[1:3]) < at_least:
        raise ValueError(f"Need images of at least {at_least}x{at_least}; got shape {a.shape}.")
    return unit_interval(a), unit_interval(b)
