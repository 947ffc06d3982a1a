"""Data of the course: verified files, images, and batches whose order survives interruptions."""

from aigc_keras.data.images import load_images

__all__ = ["Batches", "load_images"]


def __getattr__(name):
    if name == "Batches":  # imported on first use, since it needs Keras
        from aigc_keras.data.batches import Batches

        return Batches
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
