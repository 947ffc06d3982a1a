"""The old place of a VAE's networks: they are in `aigc_keras.networks`."""

from aigc_keras.networks.conv import ConvDecoder, ConvEncoder  # noqa: F401
from aigc_keras.networks.dense import DenseDecoder, DenseEncoder  # noqa: F401
