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

# The complete sets: Keras' cache folder, and each file with its SHA-256 (unpacked, if a .gz).
# MNIST's sum is the one in Keras' own loader.
KERAS_HOST = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
FULL = {
    "mnist": (
        "datasets",
        {"mnist.npz": "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"},
    ),
    "fashion_mnist": (
        "datasets/fashion-mnist",
        {
            "train-images-idx3-ubyte.gz": (
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"
            ),
            "train-labels-idx1-ubyte.gz": (
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"
            ),
            "t10k-images-idx3-ubyte.gz": (
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
            ),
            "t10k-labels-idx1-ubyte.gz": (
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
            ),
        },
    ),
}
TIMEOUT = 30  # seconds without an answer
BUNDLED = "use the bundled set (full=False), which needs no network"


def load_images(name, *, full=False):
    """Load MNIST or Fashion-MNIST: the bundled part, or the complete set.

    The bundled part needs no network: 8,000 + 2,000 images of "mnist", 10,000 + 2,000 of
    "fashion_mnist"; `data/README.md` says how they were chosen. The complete set, 60,000 +
    10,000, is downloaded once into Keras' cache. Where its usual host cannot be reached, set the
    environment variable AIGC_KERAS_MIRROR to a folder or an http(s) address that holds
    `mnist.npz` (Keras' file) and, unchanged from their authors, `train-images-idx3-ubyte.gz`,
    `train-labels-idx1-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`
    (Fashion-MNIST).

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
    """
    if name not in FULL:
        raise ValueError(f"There is no image set {name!r}: choose from {', '.join(FULL)}.")
    if not full:
        arrays = files.load_arrays(f"{name}.npz")
        keys = ("train_images", "train_labels", "test_images", "test_labels")
        parts = [arrays[key] for key in keys]
    else:
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
    images, labels = parts[::2], parts[1::2]
    return tuple(
        (x.reshape(-1, 28, 28, 1).copy(), y.astype("int64"))
        for x, y in zip(images, labels, strict=True)
    )


def _fetch(file, folder, sha256):
    """Return the verified, unpacked content of one file of a complete set."""
    mirror = os.environ.get("AIGC_KERAS_MIRROR") or KERAS_HOST
    if online := mirror.startswith(("http://", "https://")):
        path = _download(f"{mirror.rstrip('/')}/{file}", folder)
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


def _download(address, folder):
    """Return the path of a file in Keras' cache, downloading it where it is not there yet."""
    import keras

    timeout = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        return Path(keras.utils.get_file(origin=address, cache_subdir=folder))
    except Exception as error:  # Keras raises plain exceptions here, and removes partial files
        raise ConnectionError(
            f"Could not download {address} ({error}): set AIGC_KERAS_MIRROR to an http(s) address "
            f"or a folder that has it, or {BUNDLED}."
        ) from error
    finally:
        socket.setdefaulttimeout(timeout)
