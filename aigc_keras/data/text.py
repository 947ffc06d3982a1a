"""The old place of `corpora.py`, for notebooks that name it."""

from aigc_keras.data.corpora import NAMES, SCRIPTS, load_text  # noqa: F401
