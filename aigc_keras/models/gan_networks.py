"""The old place and the old names of `aigc_keras.networks`, for files and notebooks that use them.

Networks are classes there: `ConvGenerator(...)` is what was `conv_generator(...)`.
"""

from aigc_keras.networks.conv import BatchDeviation  # noqa: F401
from aigc_keras.networks.conv import ConvDiscriminator as conv_discriminator  # noqa: F401
from aigc_keras.networks.conv import ConvGenerator as conv_generator  # noqa: F401
from aigc_keras.networks.dense import DenseDiscriminator as dense_discriminator  # noqa: F401
from aigc_keras.networks.dense import DenseGenerator as dense_generator  # noqa: F401
from aigc_keras.networks.ensemble import Mixture, average_logits, mixture  # noqa: F401
