"""Find, verify and load the data files that come with the course."""

import hashlib
import io
from pathlib import Path

import numpy as np

PACKAGED = Path(__file__).resolve().parents[1] / "_data"  # in an installed wheel
CHECKOUT = Path(__file__).resolve().parents[2] / "data"  # in a checkout, also if editable
REMEDY = "reinstall aigc_keras or, in a checkout, run `git checkout -- data`"

# File name: the SHA-256 of the file, and of its arrays; `sums(path)` computes both.
SHA256 = {
    "mnist.npz": (
        "3fb8e66b22e8b8da58ca1247136e6f9632fb701e95b15c3d0cb5ddf120a0a92d",
        "cb9232628422d8bfe35b351a898a156d8e7f191831c7762ccad8b0965bf931c8",
    ),
    "fashion_mnist.npz": (
        "1c13673631a9836f8dba0746a8d50273e94065ab6b8dc6c8f7e81744f7cf9b45",
        "a77c0a11ff37131d651394cfd2c091799e8c120aaa59202849f10a69c252c497",
    ),
    "portraits.npz": (
        "3297f6c4f7192b6b06f9ababd9131806f8ada632df0dfd9a1a2a9ea5f74453f7",
        "9bb4fff4b4d346d3d37f73b59c2ec3ca69db7a976c2dc2c7687e374ec0d39f60",
    ),
    "shakespeare.npz": (
        "2d497bbcd5990b3f22ab295212f9bd910c2c5a52a14833ccf36ba861de787626",
        "4ab326183745ec7d4ebb8a17d1a39d55a717d2386b24c355939abf8e202edb56",
    ),
    "tang_poems.npz": (
        "e6095f75a84eeb47fdc32b1721cd9a1940b6c70f0c4d5b31a9656aa7d1f449c7",
        "46743e3be627c35126810a47c85227bccead115d6dcefc1b16744746438ede10",
    ),
    "classifier_mnist.npz": (
        "d506cd1298bdd8627da26fabeb4ab94c8a20314f961cf84e4c81ae4be1f26fe1",
        "1cc9d44f30d04c44832a12393b4dc3511a4103782b697224f9200995750798ef",
    ),
    "portrait_reader.npz": (
        "117d3ecb0acb9a1a56ed03a28c566954fadf4aa191e9096757540d807461e1b4",
        "e24c514d52cf83424b6bb1745f0c329a3b4f3f931b1eed96e0ea614f88b11102",
    ),
    "classifier_fashion_mnist.npz": (
        "e8a3f67f903e82eb4fc9de72cb90c928a5793cd79e9352f089044fb2af9b7750",
        "c762c04240dd98878b41ab4208ea24cc22931fe3cb7f586d0f49c4c314831efa",
    ),
}


def find(name):
    """Return the path of a bundled file, from any working directory.

    Args:
        name: str, such as "mnist.npz".

    Returns:
        pathlib.Path: the installed package's file, else the checkout's.

    Raises:
        FileNotFoundError: neither place has the file.

    Example:
        >>> find("mnist.npz").name
        'mnist.npz'
    """
    for folder in (PACKAGED, CHECKOUT):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"The data file {name} is neither in {PACKAGED} nor in {CHECKOUT}: {REMEDY}."
    )


def sums(path):
    """Return the two sums of an npz file that the table `SHA256` records.

    Args:
        path: str or pathlib.Path of an npz file.

    Returns:
        (str, str): SHA-256 of the file's bytes, and of its arrays, as hexadecimal digits.

    Example:
        >>> sums(find("mnist.npz")) == SHA256["mnist.npz"]
        True
    """
    content = Path(path).read_bytes()
    return _sha256(content), _arrays_sha256(_decode(content))


def load_arrays(name):
    """Load a bundled npz file after checking its SHA-256 and that of its arrays.

    Args:
        name: str, a file name of the table `SHA256`.

    Returns:
        dict of str to NumPy array, as stored.

    Raises:
        FileNotFoundError: the file is missing.
        ValueError: the file is not the recorded one, or `name` is not in the table.

    Example:
        >>> load_arrays("mnist.npz")["test_images"].shape
        (2000, 28, 28, 1)
    """
    if not isinstance(name, str) or name not in SHA256:
        raise ValueError(f"There is no data file {name!r}: choose from {', '.join(SHA256)}.")
    path = find(name)
    content = path.read_bytes()
    file_sum, arrays_sum = SHA256[name]
    if _sha256(content) != file_sum:
        raise ValueError(f"The data file {path} is damaged (its SHA-256 is wrong): {REMEDY}.")
    arrays = _decode(content)
    if _arrays_sha256(arrays) != arrays_sum:
        raise ValueError(
            f"The data file {path} is right but decodes to wrong arrays: reinstall NumPy."
        )
    return arrays


def verify():
    """Check every bundled file.

    Returns:
        list of str: one sentence for each bad file; empty when all are as recorded.

    Example:
        >>> verify()
        []
    """
    problems = []
    for name in SHA256:
        try:
            load_arrays(name)
        except (OSError, ValueError) as error:
            problems.append(str(error))
    return problems


def _decode(content):
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def _arrays_sha256(arrays):
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
