"""Reads the .npz files that learners hand in, in the judge's process: no code of theirs can help.

Everything is bounded before it is made: how many arrays, which kinds, which sizes, how many bytes.
"""

import io
import math
import zipfile

import numpy as np

MAX_ARRAYS = 100
MAX_BYTES = 64_000_000  # of all arrays
KINDS = "biuf"  # bool, whole numbers, floats


class BadArrays(Exception):
    """What is wrong with a file, in English and Chinese."""

    def __init__(self, english, chinese):
        super().__init__(english)
        self.english, self.chinese = english, chinese


DAMAGED = "it is no .npz file, or damaged", "不是 .npz 文件，或者已损坏"
TOO_LARGE = "it is too large", "文件太大"


def read_arrays(data):
    """The numeric arrays of an .npz file; others are passed over.

    Args:
        data: Bytes of the file.

    Returns:
        Dict of str to NumPy array.

    Raises:
        BadArrays: it is damaged, too large, or compressed otherwise than NumPy does.
    """
    if data.count(b"PK\x01\x02") > 2 * MAX_ARRAYS:
        raise BadArrays(*TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _arrays(archive)
    except BadArrays:
        raise
    except Exception as error:  # damaged zips raise many things
        raise BadArrays(*DAMAGED) from error


def _arrays(archive):
    members = archive.infolist()
    if len(members) > MAX_ARRAYS:
        raise BadArrays(*TOO_LARGE)
    left = MAX_BYTES
    arrays = {}
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadArrays("it is compressed otherwise than NumPy does", "压缩方式与 NumPy 的不同")
        with archive.open(member) as file:
            array = _array(file, left)
        if array is not None:
            left -= array.nbytes
            arrays[member.filename.removesuffix(".npy")] = array
    return arrays


def _array(file, limit):
    """One array; None where it holds no numbers."""
    if np.lib.format.read_magic(file) != (1, 0):  # later ones have headers without a bound
        raise BadArrays(*DAMAGED)
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.kind not in KINDS or dtype.itemsize > 8:
        return None
    size = math.prod(shape) * dtype.itemsize
    if size > limit or len(shape) > 8 or min(shape, default=0) < 0:
        raise BadArrays(*TOO_LARGE)
    data = file.read(size + 1)
    if len(data) != size:
        raise BadArrays(*DAMAGED)
    array = np.frombuffer(bytearray(data), dtype).reshape(shape, order="F" if by_columns else "C")
    return array.astype(dtype.newbyteorder("="))
