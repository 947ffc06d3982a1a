"""The two encoders of CLIP: a picture and a sentence, each as one vector."""

import keras
from keras import layers

from aigc_keras.networks.text_dit import TextEncoder

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class PictureEncoder(keras.Model):
    """Images (n, height, width, channels) in [-1, 1] -> vectors (n, dim), float32.

    Convolutions with batch normalisation; all after the first halve the image. Where something is
    tells what it is, so the last feature maps are flattened and not averaged.

    Args:
        image_shape: (height, width, channels).
        dim: Int, numbers of the vector.
        filters: Ints, channels of each convolution.

    Example:
        >>> PictureEncoder((8, 8, 3), dim=16, filters=(4, 8)).output_shape
        (None, 16)
    """

    def __init__(self, image_shape=(16, 16, 3), dim=128, filters=(32, 64, 96), **kwargs):
        images = keras.Input(image_shape, name="images")
        x = images
        for i, count in enumerate(filters):
            options = {"strides": 2 if i else 1, "padding": "same", "use_bias": False}
            x = layers.Conv2D(count, 3, **options)(x)
            x = layers.BatchNormalization(momentum=0.9, dtype="float32")(x)
            x = layers.Activation("relu")(x)
        outputs = layers.Dense(dim, dtype="float32")(layers.Flatten()(x))
        super().__init__(images, outputs, **kwargs)
        self.image_shape = tuple(image_shape)
        self.dim = dim
        self.filters = tuple(filters)

    def get_config(self):
        names = ("image_shape", "dim", "filters", "name", "trainable")
        return {name: getattr(self, name) for name in names}


@register
class SentenceEncoder(keras.Model):
    """Token ids (n, length), 0 for padding -> vectors (n, dim), float32.

    The summary of a `TextEncoder`, and a dense layer.

    Args:
        vocabulary_size: Int, tokens, padding included.
        context_length: Int, tokens of a sentence at most.
        dim: Int, numbers of the vector.
        hidden_dim: Int, numbers of a word.

    Example:
        >>> SentenceEncoder(50, 6, dim=16, hidden_dim=8).output_shape
        (None, 16)
    """

    def __init__(
        self,
        vocabulary_size=512,
        context_length=40,
        dim=128,
        hidden_dim=128,
        **kwargs,
    ):
        token_ids = keras.Input((context_length,), dtype="int32", name="token_ids")
        encoder = TextEncoder(vocabulary_size, context_length, hidden_dim, name="text_encoder")
        _, summary = encoder(token_ids)  # (n, 2 * hidden_dim)
        outputs = layers.Dense(dim, dtype="float32")(summary)
        super().__init__(token_ids, outputs, **kwargs)
        self.vocabulary_size = vocabulary_size
        self.context_length = context_length
        self.dim = dim
        self.hidden_dim = hidden_dim

    def get_config(self):
        names = ("vocabulary_size", "context_length", "dim", "hidden_dim", "name", "trainable")
        return {name: getattr(self, name) for name in names}
