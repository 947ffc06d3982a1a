"""The old place of `models/base.py`, for files and notebooks that name it."""

from aigc_keras.models.base import SeededModel  # noqa: F401
