"""How the judge and a learner's process talk: numbers, text and arrays, never objects.

Needs only the standard library and NumPy: the learner's process imports it from a folder of its
own. A message is a line of JSON, which gives the lengths, and then the bytes of its arrays. What
comes from the learner's process is hostile until it is decoded: lengths, dtypes and depth are
checked, and nothing is ever unpickled or evaluated.
"""

import json
import math

import numpy as np

MAX_TEXT = 4_000_000  # bytes of JSON in a message
MAX_ARRAYS = 64_000_000  # bytes of arrays in a message
MAX_DEPTH = 20  # lists within lists
DTYPES = {f"<{kind}{size}" for kind, size in zip("iiiuuufff", (2, 4, 8) * 3, strict=True)}
DTYPES |= {"|b1", "|i1", "|u1"}


class WireError(Exception):
    """A message that cannot be sent or understood, in words."""


def pack(message):
    """Encode a message.

    Args:
        message: None, bool, int, float, str, numeric NumPy array, or a tensor that NumPy can
            read; or a list, tuple or dict (keys: str) of such.

    Returns:
        Bytes.

    Raises:
        WireError: anything else, or too much of it.
    """
    arrays = []
    tree = _to_tree(message, arrays, 0)
    shapes = [[array.dtype.str, list(array.shape)] for array in arrays]
    text = json.dumps([tree, shapes], separators=(",", ":")).encode()
    if len(text) > MAX_TEXT or sum(array.nbytes for array in arrays) > MAX_ARRAYS:
        raise WireError("a value that is too large")
    return b"%d\n" % len(text) + text + b"".join(array.tobytes() for array in arrays)


def unpack(read):
    """Decode one message.

    Args:
        read: Function of a number of bytes that returns exactly so many, or raises.

    Returns:
        The message; arrays are new and writable.

    Raises:
        WireError: a message that `pack` would not have made.
    """
    digits = b""
    while not digits.endswith(b"\n"):
        digits += read(1)
        if len(digits) > 9 or not digits.strip(b"\n").isdigit():
            raise WireError("a reply that cannot be read")
    length = int(digits)
    if length > MAX_TEXT:
        raise WireError("a reply that is too large")
    try:
        tree, shapes = json.loads(read(length))
        plan = [_plan(dtype, shape) for dtype, shape in shapes]
        if sum(nbytes for *_, nbytes in plan) > MAX_ARRAYS:
            raise WireError("a reply that is too large")
        arrays = {
            i: np.frombuffer(bytearray(read(nbytes)), dtype).reshape(shape)
            for i, (dtype, shape, nbytes) in enumerate(plan)
        }
        return _from_tree(tree, arrays, 0)
    except (WireError, EOFError, OSError):
        raise
    except (Exception, MemoryError) as error:  # whatever a hostile reply brings about
        raise WireError("a reply that cannot be read") from error


def _plan(dtype, shape):
    if dtype not in DTYPES or len(shape) > 8:
        raise WireError("an array of an unusual kind")
    if not all(type(size) is int and 0 <= size <= MAX_ARRAYS for size in shape):
        raise WireError("an array of an unusual shape")
    dtype = np.dtype(dtype)
    return dtype, tuple(shape), math.prod(shape) * dtype.itemsize


def _to_tree(value, arrays, depth):
    if depth > MAX_DEPTH:
        raise WireError("lists that are nested too deeply")
    for base in (str, list, tuple, dict):  # named tuples and the like
        value = base(value) if isinstance(value, base) else value
    kind = type(value)
    if value is None or kind in (bool, float) or (kind is int and abs(value) < 2**63):
        return value
    if kind is str:
        return {"text": value.encode("utf-8", "replace").decode()}
    if kind in (list, tuple):
        return {kind.__name__: [_to_tree(part, arrays, depth + 1) for part in value]}
    if kind is dict and all(type(key) is str for key in value):
        parts = [[key, _to_tree(part, arrays, depth + 1)] for key, part in value.items()]
        return {"dict": parts}
    return {"array": _to_array(value, arrays)}


def _to_array(value, arrays):
    name = type(value).__name__
    if hasattr(value, "detach"):  # PyTorch
        value = value.detach().cpu()
    try:
        array = np.asarray(value)
        if array.dtype.name == "bfloat16":
            array = array.astype("float32")
        if array.dtype.name == "longdouble" or array.dtype.itemsize > 8 and array.dtype.kind == "f":
            array = array.astype("float64")
        if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
            raise TypeError
        array = np.ascontiguousarray(array).reshape(array.shape)
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype.str not in DTYPES:
            raise TypeError
    except Exception:
        raise WireError(f"something of type {name}, not numbers or text") from None
    arrays.append(array)
    return len(arrays) - 1


def _from_tree(tree, arrays, depth):
    if depth > MAX_DEPTH:
        raise WireError("lists that are nested too deeply")
    if tree is None or type(tree) in (bool, int, float):
        return tree
    ((kind, parts),) = tree.items()
    if kind == "text" and type(parts) is str:
        return parts
    if kind in ("list", "tuple"):
        values = [_from_tree(part, arrays, depth + 1) for part in parts]
        return values if kind == "list" else tuple(values)
    if kind == "dict":
        return {str(key): _from_tree(part, arrays, depth + 1) for key, part in parts}
    if kind == "array" and type(parts) is int and parts in arrays:
        return arrays.pop(parts)  # each is referred to once
    raise WireError("a reply that cannot be read")
