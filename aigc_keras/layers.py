"""The old place of `networks/attention.py` and `networks/transformer.py`, for notebooks."""

from aigc_keras.networks.attention import (  # noqa: F401
    attention,
    causal_mask,
    rotate,
    sinusoids,
)
from aigc_keras.networks.transformer import Block  # noqa: F401
