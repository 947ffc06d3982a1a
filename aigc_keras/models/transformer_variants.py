"""The old place of `models/seq2seq.py` and `models/masked.py`, for files that name it."""

from aigc_keras.models.masked import MaskedLM  # noqa: F401
from aigc_keras.models.seq2seq import EncoderDecoder  # noqa: F401
