"""Faces: varied copies of the few that are bundled, and the reader of the larger Olivetti set."""

import io
import tempfile
from contextlib import redirect_stdout
from numbers import Integral
from pathlib import Path

import numpy as np

from aigc_keras.data.pixels import as_uint8

# How far a varied copy may differ from its original, each way; drawn uniformly.
ROTATION = 8  # degrees
ZOOM = 0.08  # as a share of the size
SHIFT = 0.06  # as a share of height and width: 1.5 pixels of 25
BRIGHTNESS = 0.15  # as a share of each pixel's value

OLIVETTI_PERSONS = 40
OLIVETTI_EACH = 10  # photographs of a person
OLIVETTI_SIZE = 64  # pixels, each side


def augment_faces(images, copies, *, seed):
    """Add mirrored and slightly varied copies to images of faces.

    For the training part alone, after the split: a copy in both parts would let a model pass by
    memory. Copies are no new persons: they teach that a mirrored, tilted, moved or darker face is
    a face, and nothing else.

    The first copy of each image is its exact mirror image. Each further copy is mirrored or not,
    rotated by up to 8 degrees, zoomed by up to 8%, moved by up to 6% of height and width and
    made brighter or darker by up to 15%, drawn anew for every image; pixels are interpolated
    bilinearly, and the outermost repeat beyond the edge.

    Args:
        images: Array `(n, height, width, channels)`, height and width at least 2: uint8, or bool,
            or floats in [0, 1], which are rounded to the nearest of the 256 values.
        copies: int, copies of each image, not negative.
        seed: int. Same seed, same copies.

    Returns:
        uint8 `(n * (1 + copies), height, width, channels)`: all originals in their order, then
        all first copies in the same order, and so on.

    Raises:
        ValueError: images of another shape, dtype or range, or copies below 0.

    Source: the usual random similarity transforms, as in Simard, Steinkraus and Platt, "Best
    practices for convolutional neural networks applied to visual document analysis", ICDAR 2003.

    Example:
        >>> from aigc_keras.data import load_images
        >>> images = load_images("faces")[0][0]
        >>> len(images), len(augment_faces(images, 3, seed=0))
        (80, 320)
    """
    images = np.asarray(images)
    if images.ndim != 4 or min(images.shape[1:3]) < 2:
        raise ValueError(
            "Need images of shape (n, height, width, channels), at least 2x2 pixels; "
            f"got {images.dtype} of shape {images.shape}."
        )
    images = as_uint8(images)
    if not isinstance(copies, Integral) or copies < 0:
        raise ValueError(f"copies={copies!r} must be a whole number and not be negative.")
    rng = np.random.default_rng(seed)
    parts = [images, images[:, :, ::-1]][: 1 + copies]
    parts += [_vary(images, rng) for _ in range(copies - 1)]
    return np.concatenate(parts)


def _vary(images, rng):
    """One varied copy of each image."""
    n, height, width, _ = images.shape

    def draw(limit):
        return rng.uniform(-limit, limit, (n, 1, 1))

    # Each pixel of the copy says where in the original it comes from.
    centre_row, centre_column = (height - 1) / 2, (width - 1) / 2
    row = np.arange(height)[None, :, None] - centre_row
    column = np.arange(width)[None, None, :] - centre_column
    column = column * rng.choice([-1.0, 1.0], (n, 1, 1))
    angle, size = np.deg2rad(draw(ROTATION)), 1 + draw(ZOOM)
    rows = centre_row + size * (np.cos(angle) * row - np.sin(angle) * column)
    columns = centre_column + size * (np.sin(angle) * row + np.cos(angle) * column)
    varied = _bilinear(images, rows + height * draw(SHIFT), columns + width * draw(SHIFT))
    varied *= 1 + draw(BRIGHTNESS)[..., None]
    return np.rint(np.clip(varied, 0, 255)).astype("uint8")


def _bilinear(images, rows, columns):
    """Values float64 (n, h, w, channels) of images at real-valued places (n, h, w) in them."""
    rows = np.clip(rows, 0, images.shape[1] - 1)
    columns = np.clip(columns, 0, images.shape[2] - 1)
    top = np.minimum(rows.astype(int), images.shape[1] - 2)
    left = np.minimum(columns.astype(int), images.shape[2] - 2)
    down, right = (rows - top)[..., None], (columns - left)[..., None]
    image = np.arange(len(images))[:, None, None]
    above = (1 - right) * images[image, top, left] + right * images[image, top, left + 1]
    below = (1 - right) * images[image, top + 1, left] + right * images[image, top + 1, left + 1]
    return (1 - down) * above + down * below


def require_sklearn():
    """Return scikit-learn's reader of the Olivetti faces.

    Returns:
        Function, `sklearn.datasets.fetch_olivetti_faces`.

    Raises:
        ImportError: scikit-learn is not installed.

    Example:
        >>> require_sklearn().__name__
        'fetch_olivetti_faces'
    """
    try:
        from sklearn.datasets import fetch_olivetti_faces
    except ImportError as error:
        raise ImportError(
            "The complete set of faces is read by scikit-learn, which is not installed: run "
            '`pip install "aigc-keras[images]"`, or use the bundled set (full=False).'
        ) from error
    return fetch_olivetti_faces


def read_olivetti(content):
    """Decode the Olivetti faces and split them by person.

    Args:
        content: bytes of `olivettifaces.mat`, already verified.

    Returns:
        [train_images, train_labels, test_images, test_labels]: uint8 `(320, 64, 64, 1)` and
        `(80, 64, 64, 1)`, ints `(320,)` and `(80,)`. Every fifth person is for testing.

    Raises:
        ImportError: scikit-learn is not installed.
    """
    fetch = require_sklearn()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "olivettifaces.mat").write_bytes(content)
        with redirect_stdout(io.StringIO()):  # it says that it downloads, but finds the file
            faces = fetch(data_home=folder)
    images = np.rint(255 * faces.images).astype("uint8")[..., None]
    labels = np.asarray(faces.target)
    test = labels % 5 == 4
    return [images[~test], labels[~test], images[test], labels[test]]
