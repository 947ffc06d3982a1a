"""Which forms of images are taken, and how they become one."""

import numpy as np

ROUNDING = 1e-4  # how far floats may lie outside [0, 1], as after resizing


def unit_interval(images):
    """Images as float64 in [0, 1], whichever of the accepted forms they come in.

    Args:
        images: Array of any shape: uint8 or other integers in 0 .. 255, floats in [0, 1] of any
            precision, or bool.

    Returns:
        float64 array of the same shape, in [0, 1].

    Raises:
        ValueError: another dtype, or values outside the range of theirs.

    Example:
        >>> unit_interval(np.array([0, 51, 255], "uint8"))
        array([0. , 0.2, 1. ])
    """
    images = np.asarray(images)
    kind = images.dtype.kind
    if kind not in "biuf":
        raise ValueError(f"Images must be uint8, or float in [0, 1]; got {images.dtype}.")
    least, greatest = (images.min(), images.max()) if images.size else (0, 0)
    if kind == "f" and not (least >= -ROUNDING and greatest <= 1 + ROUNDING):
        remedy = "Give uint8 from 0 to 255, or divide by 255."
        if not np.isfinite(least) or not np.isfinite(greatest):
            remedy = "Mend or leave out those that are no finite numbers."
        elif least >= -1 and greatest <= 1:
            remedy = "Give (images + 1) / 2."
        raise ValueError(
            f"Images of floats must lie in [0, 1]; these reach from {least:.4g} to {greatest:.4g}. "
            f"{remedy}"
        )
    if kind in "iu" and not (least >= 0 and greatest <= 255):
        raise ValueError(f"Images of integers must lie in 0 .. 255; got {least} to {greatest}.")
    values = images.astype("float64")
    return values / 255 if kind in "iu" else np.clip(values, 0, 1)


def as_uint8(images):
    """Images as uint8 from 0 to 255; `x / 255` comes back as x, also from float16.

    Args:
        images: As for `unit_interval`.

    Returns:
        uint8 array of the same shape; the one that was given where it is uint8 already.

    Raises:
        ValueError: as for `unit_interval`.

    Example:
        >>> as_uint8(np.array([0.0, 0.2, 1.0], "float16"))
        array([  0,  51, 255], dtype=uint8)
    """
    images = np.asarray(images)
    if images.dtype == np.uint8:
        return images
    return np.rint(255 * unit_interval(images)).astype("uint8")
