"""The old place of a class of `models/vae.py`, for files and notebooks that name it."""

from aigc_keras.models.vae import ConditionalVAE  # noqa: F401
