"""The old place of two classes of `models/gan.py`, for files and notebooks that name it."""

from aigc_keras.models.gan import ConditionalGAN, GANEnsemble  # noqa: F401
