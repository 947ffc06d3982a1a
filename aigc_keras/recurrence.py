"""The old place of `networks/recurrent.py`, for notebooks that name it."""

from aigc_keras.backend import product  # noqa: F401
from aigc_keras.networks.recurrent import read, step  # noqa: F401
