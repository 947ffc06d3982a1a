"""Data of the course: verified images and texts, batches whose order survives interruptions."""

from aigc_keras.data.faces import augment_faces
from aigc_keras.data.images import binarize, load_images
from aigc_keras.data.text import load_text

__all__ = [
    "Batches",
    "MaskedWindows",
    "TextWindows",
    "augment_faces",
    "binarize",
    "load_images",
    "load_text",
]


def __getattr__(name):
    if name in (
        "Batches",
        "MaskedWindows",
        "TextWindows",
    ):  # imported on first use, since they need Keras
        from aigc_keras.data import batches

        return getattr(batches, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
