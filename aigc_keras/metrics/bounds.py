"""The old place of `likelihood.py` and `latent.py`, for notebooks that name it."""

from aigc_keras.metrics.latent import active_units  # noqa: F401
from aigc_keras.metrics.likelihood import bits_per_dimension, mean_and_error  # noqa: F401
