"""The old place of `models/likelihoods.py`."""

from aigc_keras.models.likelihoods import LIKELIHOODS  # noqa: F401
