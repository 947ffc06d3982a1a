"""Denoisers without convolutions: a Transformer over patches, and dense layers for vectors."""

import keras
from keras import layers, ops

from aigc_keras.networks.attention import SelfAttention
from aigc_keras.networks.conditions import ScaleShift, time_and_condition
from aigc_keras.networks.transformer import FeedForward

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class DiT(keras.Model):
    """A Transformer as denoiser: [noisy images, times, conditions] -> float32 like the images.

    Peebles & Xie 2022, arXiv:2212.09748: the image is cut into patches, each a token; time and
    condition scale and shift what every part of a block is given, and gate what it adds
    ("adaLN-Zero"), so that at the start each block adds nothing.

    Args:
        image_shape: (height, width, channels); both sides must be divisible by patch_size.
        patch_size: Int, side of a patch in pixels.
        hidden_dim: Int, numbers of a token.
        num_layers, num_heads: Ints; the heads divide hidden_dim.
        num_classes: Int for labels as third input, ints (n,) in 0 .. num_classes, the last of
            which is none; or None.
        condition_dim: Int for vectors as third input, floats (n, condition_dim); or None.

    Raises:
        ValueError: a size that the patch does not divide.

    Example:
        >>> DiT((8, 8, 3), patch_size=4, hidden_dim=16, num_layers=1, num_heads=2).output_shape
        (None, 8, 8, 3)
    """

    def __init__(
        self,
        image_shape=(16, 16, 3),
        patch_size=4,
        hidden_dim=128,
        num_layers=4,
        num_heads=4,
        num_classes=None,
        condition_dim=None,
        **kwargs,
    ):
        images = keras.Input(image_shape, name="images")
        inputs, condition = time_and_condition(hidden_dim, num_classes, condition_dim)
        x = patches_to_tokens(images, patch_size, hidden_dim)
        for _ in range(num_layers):
            x = ConditionalBlock(hidden_dim, num_heads)(x, condition)
        outputs = tokens_to_patches(x, condition, image_shape, patch_size)
        super().__init__([images, *inputs], outputs, **kwargs)
        self.image_shape = tuple(image_shape)
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.num_layers = num_layers
        self.num_heads = num_heads
        self.num_classes = num_classes
        self.condition_dim = condition_dim

    def get_config(self):
        names = ("image_shape", "patch_size", "hidden_dim", "num_layers", "num_heads")
        names = (*names, "num_classes", "condition_dim", "name", "trainable")
        return {name: getattr(self, name) for name in names}


def patches_to_tokens(images, patch_size, hidden_dim):
    """Each patch of an image as a token, the same dense layer for all, with its place added.

    Args:
        images: Keras tensor (n, height, width, channels).
        patch_size: Int that divides height and width.
        hidden_dim: Int.

    Returns:
        Keras tensor (n, patches, hidden_dim), float32.

    Raises:
        ValueError: a size that the patch does not divide.

    Example:
        >>> patches_to_tokens(keras.Input((8, 8, 3)), 4, 16).shape
        (None, 4, 16)
    """
    height, width = images.shape[1:3]
    if height % patch_size or width % patch_size:
        raise ValueError(f"Patches of {patch_size} do not divide images {images.shape[1:]}.")
    # A convolution that steps from patch to patch is one dense layer for each patch.
    x = layers.Conv2D(hidden_dim, patch_size, strides=patch_size)(images)
    x = layers.Reshape((-1, hidden_dim))(x)
    return Positions(dtype="float32")(x)


def tokens_to_patches(x, condition, image_shape, patch_size):
    """The image that the tokens stand for, the last scale and shift by a condition included.

    Args:
        x: Keras tensor (n, patches, hidden_dim).
        condition: Keras tensor (n, any).
        image_shape: (height, width, channels).
        patch_size: Int.

    Returns:
        Keras tensor (n, height, width, channels), float32; zeros before training.

    Example:
        >>> tokens_to_patches(keras.Input((4, 16)), keras.Input((5,)), (8, 8, 3), 4).shape
        (None, 8, 8, 3)
    """
    height, width, channels = image_shape
    x = layers.LayerNormalization(center=False, scale=False, dtype="float32")(x)
    x = ScaleShift()(x, condition)
    x = layers.Reshape((height // patch_size, width // patch_size, x.shape[-1]))(x)
    x = layers.Conv2DTranspose(
        channels, patch_size, strides=patch_size, kernel_initializer="zeros"
    )(x)
    return layers.Activation("linear", dtype="float32")(x)


@register
class Positions(layers.Layer):
    """Adds to each token a vector of its place, which is learnt.

    Example:
        >>> tuple(Positions()(ops.ones((2, 5, 8))).shape)
        (2, 5, 8)
    """

    def build(self, input_shape):
        self.table = self.add_weight(shape=input_shape[1:], initializer="random_normal")
        self.built = True

    def call(self, x):
        return x + self.table


@register
class ConditionalBlock(layers.Layer):
    """A Transformer block whose two parts are scaled, shifted and gated by a condition.

    Args:
        dim: Int, numbers of a token.
        num_heads: Int that divides dim.

    Example:
        >>> x = ops.ones((2, 5, 8))
        >>> float(ops.max(ops.abs(ConditionalBlock(8, 2)(x, ops.ones((2, 4))) - x)))  # at the start
        0.0
    """

    def __init__(self, dim, num_heads, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.num_heads = num_heads
        dtype = self.dtype_policy
        self.attention = SelfAttention(dim, num_heads, dtype=dtype)
        self.feed_forward = FeedForward(dim, dtype=dtype)
        self.modulation = layers.Dense(6 * dim, kernel_initializer="zeros", dtype=dtype)
        norm = {"center": False, "scale": False, "dtype": "float32"}
        self.norms = [layers.LayerNormalization(**norm) for _ in range(2)]

    def build(self, x_shape, condition_shape):
        for part in (self.attention, self.feed_forward, *self.norms):
            part.build(x_shape)
        self.modulation.build(condition_shape)
        self.built = True

    def call(self, x, condition):
        factors = ops.cast(self.modulation(condition), "float32")[:, None]  # (n, 1, 6 * dim)
        scale, shift, gate, scale_2, shift_2, gate_2 = ops.split(factors, 6, axis=-1)
        found, _, _ = self.attention(self.norms[0](x) * (1 + scale) + shift)
        x = x + gate * found
        return x + gate_2 * self.feed_forward(self.norms[1](x) * (1 + scale_2) + shift_2)

    def compute_output_shape(self, x_shape, condition_shape):
        return x_shape

    def get_config(self):
        return super().get_config() | {"dim": self.dim, "num_heads": self.num_heads}


@register
class DenseDenoiser(keras.Model):
    """A denoiser of vectors: [noisy vectors (n, features), times, conditions] -> float32 like them.

    Residual blocks of two dense layers, each told time and condition by scale and shift.

    Args:
        features: Int, numbers of a vector, such as a VAE's code.
        width: Int, units of each layer.
        num_blocks: Int.
        num_classes, condition_dim: As for `DiT`.

    Example:
        >>> DenseDenoiser(2, width=8).output_shape
        (None, 2)
    """

    def __init__(
        self, features, width=256, num_blocks=3, num_classes=None, condition_dim=None, **kwargs
    ):
        vectors = keras.Input((features,), name="vectors")
        inputs, condition = time_and_condition(width, num_classes, condition_dim)
        x = layers.Dense(width, dtype="float32")(vectors)
        for _ in range(num_blocks):
            h = layers.LayerNormalization(center=False, scale=False, dtype="float32")(x)
            h = ScaleShift()(h, condition)
            h = layers.Dense(width, activation="silu")(h)
            h = layers.Dense(width, kernel_initializer="zeros")(h)
            x = layers.Add(dtype="float32")([x, h])
        x = layers.LayerNormalization(dtype="float32")(x)
        outputs = layers.Dense(features, kernel_initializer="zeros", dtype="float32")(x)
        super().__init__([vectors, *inputs], outputs, **kwargs)
        self.features = features
        self.width = width
        self.num_blocks = num_blocks
        self.num_classes = num_classes
        self.condition_dim = condition_dim

    def get_config(self):
        names = ("features", "width", "num_blocks", "num_classes", "condition_dim")
        return {name: getattr(self, name) for name in (*names, "name", "trainable")}
