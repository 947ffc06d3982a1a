"""The old place of `models/gpt.py`, for files and notebooks that name it."""

from aigc_keras.models.gpt import GPT  # noqa: F401
