"""Image data sets: a verified part comes with the package, the complete set is downloaded."""

import gzip
import hashlib
import io
import os
import socket
import zlib
from pathlib import Path

import numpy as np

from aigc_keras.data import files
from aigc_keras.data.pixels import as_uint8

# The complete sets: Keras' cache folder, and each file with its SHA-256 (unpacked, if a .gz).
# MNIST's sum is the one in Keras' own loader.
KERAS_HOST = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
FASHION = {
    "train-images-idx3": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
FULL = {
    "mnist": (
        "datasets",
        {"mnist.npz": "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"},
    ),
    "fashion_mnist": (
        "datasets/fashion-mnist",
        {f"{name}-ubyte.gz": sha256 for name, sha256 in FASHION.items()},
    ),
}
TIMEOUT = 30  # seconds without an answer
BUNDLED = "use the bundled set (full=False), which needs no network"


def load_images(name, *, full=False):
    """Load MNIST or Fashion-MNIST: the bundled part, or the complete set.

    The bundled part needs no network: 8,000 + 2,000 images of "mnist", 10,000 + 2,000 of
    "fashion_mnist"; `data/README.md` says how they were chosen. The complete set, 60,000 + 10,000
    images of either, is downloaded once into Keras' cache. Where the usual host cannot be reached,
    set the environment variable AIGC_KERAS_MIRROR to a folder or an http(s) address that holds
    `mnist.npz` (Keras' file); or, unchanged from their authors, `train-images-idx3-ubyte.gz`,
    `train-labels-idx1-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`
    (Fashion-MNIST). Portraits in colour come from `load_portraits`.

    Args:
        name: str, "mnist" or "fashion_mnist".
        full: bool, whether to load the complete set.

    Returns:
        `(train_images, train_labels), (test_images, test_labels)`: uint8 `(n, 28, 28, 1)` in
        [0, 255], and int64 `(n,)` in [0, 9].

    Raises:
        ValueError: unknown name, damaged file, or a mirror that is neither address nor folder.
        FileNotFoundError: the bundled file, or the mirror folder's, is missing.
        ConnectionError: the complete set could not be downloaded.

    Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits"; Xiao, Rasul and
    Vollgraf, "Fashion-MNIST", arXiv:1708.07747.

    Example:
        >>> (train_images, train_labels), (test_images, test_labels) = load_images("mnist")
        >>> train_images.shape, train_images.dtype, test_labels.shape
        ((8000, 28, 28, 1), dtype('uint8'), (2000,))
    """
    if not isinstance(name, str) or name not in FULL:
        raise ValueError(
            f"There is no image set {name!r}: choose from {', '.join(FULL)}; "
            "portraits come from load_portraits()."
        )
    if full:
        parts = _complete(name)
    else:
        arrays = files.load_arrays(f"{name}.npz")
        keys = ("train_images", "train_labels", "test_images", "test_labels")
        parts = [arrays[key] for key in keys]
    return tuple(
        (x.copy(), y.astype("int64")) for x, y in zip(parts[::2], parts[1::2], strict=True)
    )


def _complete(name):
    """Return [train_images, train_labels, test_images, test_labels] of a complete set."""
    folder, sums = FULL[name]
    contents = [_fetch(file, folder, sha256) for file, sha256 in sums.items()]
    if name == "mnist":
        with np.load(io.BytesIO(contents[0]), allow_pickle=False) as arrays:
            parts = [arrays[key] for key in ("x_train", "y_train", "x_test", "y_test")]
    else:
        parts = [
            np.frombuffer(content, "uint8", offset=offset)
            for content, offset in zip(contents, (16, 8, 16, 8), strict=True)
        ]
    parts[::2] = [images.reshape(-1, 28, 28, 1) for images in parts[::2]]
    return parts


def _fetch(file, folder, sha256):
    """Return the verified, unpacked content of one file of a complete set."""
    mirror = os.environ.get("AIGC_KERAS_MIRROR")
    if online := not mirror or mirror.startswith(("http://", "https://")):
        host = mirror.rstrip("/") if mirror else KERAS_HOST
        path = _download(file, f"{host}/{file}", folder)
        remedy = "it was removed, so call again, or set AIGC_KERAS_MIRROR to another source"
    else:
        path = _in_folder(Path(mirror).expanduser(), file)
        remedy = "replace it with a good copy"
    content = _unpack(path)
    if hashlib.sha256(content).hexdigest() != sha256:
        if online:
            path.unlink()
        raise ValueError(f"{path} is damaged or not the file it should be: {remedy}.")
    return content


def _unpack(path):
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return b""  # which has the sum of no data file


def _in_folder(folder, file):
    if not folder.is_dir():
        raise ValueError(
            f"AIGC_KERAS_MIRROR={folder} is neither an http(s) address nor a folder: correct it."
        )
    if not (folder / file).is_file():
        raise FileNotFoundError(
            f"The folder AIGC_KERAS_MIRROR={folder} lacks {file}: put it there, or {BUNDLED}."
        )
    return folder / file


def _download(file, address, folder):
    """Return the path of a file in Keras' cache, downloading it where it is not there yet."""
    import keras

    timeout = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        return Path(keras.utils.get_file(file, address, cache_subdir=folder))
    except Exception as error:  # Keras raises plain exceptions here, and removes partial files
        raise ConnectionError(
            f"Could not download {address} ({error}): set AIGC_KERAS_MIRROR to an http(s) address "
            f"or a folder that has it, or {BUNDLED}."
        ) from error
    finally:
        socket.setdefaulttimeout(timeout)


def binarize(images, *, seed):
    """Draw grey images in black and white, each pixel once.

    A pixel becomes white with the probability that its grey value says.

    Args:
        images: Array (n, height, width, channels): uint8, or bool, or floats in [0, 1], which are
            rounded to the nearest of the 256 values.
        seed: int. Same seed, same drawing: state it beside every figure measured on them.

    Returns:
        uint8 array of the shape of `images`, of 0 and 255.

    Raises:
        ValueError: images of another dtype, or values outside the range of theirs.

    Source: Salakhutdinov and Murray, "On the quantitative analysis of deep belief networks", 2008.

    Example:
        >>> binarize(np.array([0, 255, 0], "uint8"), seed=0)
        array([  0, 255,   0], dtype=uint8)
    """
    images = as_uint8(images)
    draws = np.random.default_rng(seed).integers(0, 255, images.shape, dtype="uint8")
    return np.where(draws < images, 255, 0).astype("uint8")
