"""The old place of `models/language.py`, for notebooks that name it."""

from aigc_keras.models.language import START, check_prompts  # noqa: F401
from aigc_keras.models.language import LanguageModel as TextModel  # noqa: F401
