"""Scores of one image against one reference: PSNR and SSIM. NumPy in, one float an image out."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

WINDOW = 7  # pixels, each side of SSIM's window


def psnr(images, references):
    """Peak signal-to-noise ratio: 10 log10(peak^2 / mean squared error), peak 255 or 1.

    Args:
        images, references: Both uint8 (n, h, w, 1) in [0, 255], or both floats in [0, 1].

    Returns:
        float64 (n,), in decibels, higher is nearer; inf where the two are identical.

    Raises:
        ValueError: Arrays of unequal or other shape or dtype, or floats outside [0, 1].
    """
    images, references = _check(images, references)
    error = ((images - references) ** 2).mean(axis=(1, 2))
    with np.errstate(divide="ignore"):
        return 10 * np.log10(1 / error)


def ssim(images, references):
    """Structural similarity, averaged over the 7x7 windows that lie wholly inside the image.

    As scikit-image computes it by default: every pixel of a window counts alike, variances and
    covariance are divided by 49 - 1, and K1 = 0.01, K2 = 0.03. (The paper's own window is an
    11x11 Gaussian, whose figures differ a little: quote which one was used.)

    Args:
        images, references: Both uint8 (n, h, w, 1) in [0, 255], or both floats in [0, 1]; h and
            w at least 7.

    Returns:
        float64 (n,) in [-1, 1]; 1 where the two are identical.

    Raises:
        ValueError: Arrays of unequal or other shape or dtype, or floats outside [0, 1].

    Source: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error visibility
    to structural similarity", IEEE Transactions on Image Processing 13(4), 2004.
    """
    x, y = _check(images, references, at_least=WINDOW)
    mean_x, mean_y = _window_mean(x), _window_mean(y)
    sample = WINDOW**2 / (WINDOW**2 - 1)
    var_x = sample * (_window_mean(x * x) - mean_x * mean_x)
    var_y = sample * (_window_mean(y * y) - mean_y * mean_y)
    covariance = sample * (_window_mean(x * y) - mean_x * mean_y)
    c1, c2 = 0.01**2, 0.03**2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * covariance + c2) / (var_x + var_y + c2)
    return (luminance * structure).mean(axis=(1, 2))


def _window_mean(x):
    """Means (n, h - 6, w - 6) of all windows of x (n, h, w), rows first, then columns."""
    for axis in (1, 2):
        x = sliding_window_view(x, WINDOW, axis).mean(-1)
    return x


def _check(images, references, at_least=1):
    """Both as float64 (n, h, w) in [0, 1]."""
    pair = np.asarray(images), np.asarray(references)
    a, b = pair
    if a.shape != b.shape or a.ndim != 4 or a.shape[3] != 1 or min(a.shape[:3]) < 1:
        raise ValueError(
            "Need images and references of one shape (n, h, w, 1); "
            f"got shapes {a.shape} and {b.shape}."
        )
    if min(a.shape[1:3]) < at_least:
        raise ValueError(f"Need images of at least {at_least}x{at_least}; got shape {a.shape}.")
    if a.dtype == b.dtype == np.uint8:
        return tuple(x[..., 0] / 255 for x in pair)
    if not all(np.issubdtype(x.dtype, np.floating) for x in pair):
        raise ValueError(f"Need both uint8, or both floats in [0, 1]; got {a.dtype} and {b.dtype}.")
    if not all(((x >= 0) & (x <= 1)).all() for x in pair):
        raise ValueError("Floats must be in [0, 1]; some are outside, or NaN.")
    return tuple(x[..., 0].astype("float64") for x in pair)
