"""Data of the course: verified files, images, and batches whose order survives interruptions."""

from aigc_keras.data.faces import augment_faces
from aigc_keras.data.images import binarize, load_images

__all__ = ["Batches", "augment_faces", "binarize", "load_images"]


def __getattr__(name):
    if name == "Batches":  # imported on first use, since it needs Keras
        from aigc_keras.data.batches import Batches

        return Batches
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
