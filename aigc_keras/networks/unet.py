"""The U-Net: convolutions that go down to coarse feature maps and back up, and look across."""

import keras
from keras import layers, ops

from aigc_keras.networks.attention import SelfAttention
from aigc_keras.networks.conditions import ScaleShift, time_and_condition

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class UNet(keras.Model):
    """A convolutional denoiser: [noisy images, times, conditions] -> float32 like the images.

    After Ronneberger et al. 2015, arXiv:1505.04597, and Ho et al. 2020, arXiv:2006.11239: residual
    blocks, halved and doubled sizes, and at each size a skip from the way down to the way up. Time
    and condition scale and shift the features of each block. At the coarsest size every place looks
    at all others.

    Args:
        image_shape: (height, width, channels); height and width must be divisible by
            patch_size * 2 ** (len(filters) - 1).
        filters: Ints, channels at each size, from fine to coarse.
        num_blocks: Int, residual blocks at each size on the way down, and on the way up.
        patch_size: Int: the first convolution turns so many pixels by so many into one place, and
            the last back. 2 saves three quarters of the time at the finest size.
        num_heads: Int that divides the last of the filters; 0 for no attention.
        num_classes: Int for labels as third input, ints (n,) in 0 .. num_classes, the last of
            which is none; or None.
        condition_dim: Int for vectors as third input, floats (n, condition_dim); or None.

    Raises:
        ValueError: a size that cannot be halved so often.

    Example:
        >>> UNet((8, 8, 3), filters=(8, 16), num_heads=2).output_shape
        (None, 8, 8, 3)
    """

    def __init__(
        self,
        image_shape=(28, 28, 1),
        filters=(64, 128),
        num_blocks=1,
        patch_size=1,
        num_heads=4,
        num_classes=None,
        condition_dim=None,
        **kwargs,
    ):
        check_halves(image_shape, patch_size, len(filters) - 1)
        images = keras.Input(image_shape, name="images")
        inputs, condition = time_and_condition(4 * filters[0], num_classes, condition_dim)
        kernel = 3 if patch_size == 1 else patch_size
        x = layers.Conv2D(filters[0], kernel, strides=patch_size, padding="same")(images)
        x = down_and_up(x, condition, filters, num_blocks, num_heads)
        x = layers.Activation("silu")(normalized(x))
        last = layers.Conv2D if patch_size == 1 else layers.Conv2DTranspose
        x = last(
            image_shape[-1], kernel, strides=patch_size, padding="same", kernel_initializer="zeros"
        )(x)
        outputs = layers.Activation("linear", dtype="float32")(x)
        super().__init__([images, *inputs], outputs, **kwargs)
        self.image_shape = tuple(image_shape)
        self.filters = tuple(filters)
        self.num_blocks = num_blocks
        self.patch_size = patch_size
        self.num_heads = num_heads
        self.num_classes = num_classes
        self.condition_dim = condition_dim

    def get_config(self):
        names = ("image_shape", "filters", "num_blocks", "patch_size", "num_heads")
        names = (*names, "num_classes", "condition_dim", "name", "trainable")
        return {name: getattr(self, name) for name in names}


def down_and_up(x, condition, filters, num_blocks, num_heads):
    """The body of the U: residual blocks at each size, down to the coarsest and back.

    Args:
        x: Keras tensor (n, height, width, channels).
        condition: Keras tensor (n, any).
        filters, num_blocks, num_heads: As for `UNet`.

    Returns:
        Keras tensor (n, height, width, filters[0]).
    """
    skips = []
    for size, width in enumerate(filters):
        if size > 0:  # half the height and width
            x = layers.Conv2D(width, 2, strides=2)(x)
        for _ in range(num_blocks):
            x = residual_block(x, condition, width)
            skips.append(x)
    if num_heads:
        x = layers.Add()([x, PlaceAttention(num_heads)(normalized(x))])
    for size, width in reversed(list(enumerate(filters))):
        for _ in range(num_blocks):
            x = layers.Concatenate()([x, skips.pop()])
            x = residual_block(x, condition, width)
        if size > 0:  # twice the height and width
            x = layers.Conv2DTranspose(filters[size - 1], 2, strides=2)(x)
    return x


def residual_block(x, condition, width):
    """x plus what two convolutions make of it, the second told the condition.

    Args:
        x: Keras tensor (n, height, width, channels).
        condition: Keras tensor (n, any).
        width: Int, channels of the result.

    Returns:
        Keras tensor (n, height, width, width).
    """
    h = layers.Activation("silu")(normalized(x))
    h = layers.Conv2D(width, 3, padding="same", use_bias=False)(h)
    h = ScaleShift()(normalized(h), condition)
    h = layers.Activation("silu")(h)
    h = layers.Conv2D(width, 3, padding="same", kernel_initializer="zeros")(h)
    if x.shape[-1] != width:
        x = layers.Conv2D(width, 1)(x)
    return layers.Add()([x, h])


def normalized(x):
    """The features of groups of channels brought to mean 0 and variance 1 in each image.

    Wu & He 2018, arXiv:1803.08494.
    """
    groups = next(count for count in (8, 4, 2, 1) if x.shape[-1] % count == 0)
    return layers.GroupNormalization(groups, epsilon=1e-5)(x)


@register
class PlaceAttention(layers.Layer):
    """Every place of feature maps looks at all others: (n, height, width, channels) -> the same.

    Args:
        num_heads: Int that divides the channels.

    Example:
        >>> tuple(PlaceAttention(2)(ops.ones((1, 4, 4, 8))).shape)
        (1, 4, 4, 8)
    """

    def __init__(self, num_heads, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.num_heads = num_heads

    def build(self, input_shape):
        _, height, width, channels = input_shape
        self.attention = SelfAttention(channels, self.num_heads, dtype=self.dtype_policy)
        self.attention.build((None, height * width, channels))
        self.built = True

    def call(self, x):
        _, height, width, channels = x.shape
        found, _, _ = self.attention(ops.reshape(x, (-1, height * width, channels)))
        return ops.cast(ops.reshape(found, (-1, height, width, channels)), x.dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return super().get_config() | {"num_heads": self.num_heads}


def check_halves(image_shape, patch_size, num_halvings):
    """Raise a ValueError unless height and width can be divided as the sizes ask."""
    height, width, _ = image_shape
    factor = patch_size * 2**num_halvings
    if height % factor or width % factor:
        raise ValueError(
            f"These sizes need a height and width divisible by {factor}; got "
            f"{tuple(image_shape)}. Use fewer filters or a smaller patch_size."
        )
