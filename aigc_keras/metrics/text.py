"""The old place of `verse.py`, `diversity.py` and `likelihood.py`, for notebooks that name it."""

from aigc_keras.metrics.diversity import copied_share, distinct_n  # noqa: F401
from aigc_keras.metrics.likelihood import bits_per_character, perplexity  # noqa: F401
from aigc_keras.metrics.verse import (  # noqa: F401
    VARIANTS,
    _categories,
    form_share,
    quatrain_form,
    rhyme_share,
    rhymes,
    tone_share,
)
