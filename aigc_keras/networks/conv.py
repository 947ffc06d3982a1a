"""Convolutional networks of images."""

import keras
from keras import layers, ops

from aigc_keras.networks.dense import (
    embedded_noise,
    mean_and_log_variance,
    projected_logit,
    with_label,
)

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class ConvGenerator(keras.Model):
    """The convolutional generator of a GAN: a dense layer, then transposed convolutions.

    Noise (n, latent_dim) -> images (n, *image_shape), float32 in [-1, 1] (after DCGAN, Radford et
    al. 2015, arXiv:1511.06434). Kernels of 4 with a stride of 2 cover every pixel equally often, so
    that no checkerboard appears.

    Args:
        latent_dim: Int, length of a noise vector.
        filters: Ints, channels before each transposed convolution.
        image_shape: (height, width, channels); height and width must be divisible by
            2 ** len(filters).
        num_classes: Int for a generator of inputs [noise, labels (n,)], or None.

    Raises:
        ValueError: a size that cannot be halved so often.

    Example:
        >>> ConvGenerator(latent_dim=4, filters=(4, 2), image_shape=(8, 8, 3)).output_shape
        (None, 8, 8, 3)
    """

    def __init__(
        self,
        latent_dim=100,
        filters=(32, 16),
        image_shape=(28, 28, 1),
        num_classes=None,
        **kwargs,
    ):
        height, width = halved(image_shape, filters)
        inputs, x = embedded_noise(latent_dim, num_classes)
        x = layers.Dense(height * width * filters[0], use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Reshape((height, width, filters[0]))(x)
        for count in filters[1:]:
            x = layers.Conv2DTranspose(count, 4, strides=2, padding="same")(x)
            x = layers.LeakyReLU(0.2)(x)
        x = layers.Conv2DTranspose(image_shape[-1], 4, strides=2, padding="same")(x)
        super().__init__(inputs, layers.Activation("tanh", dtype="float32")(x), **kwargs)
        self.latent_dim = latent_dim
        self.filters = tuple(filters)
        self.image_shape = tuple(image_shape)
        self.num_classes = num_classes

    def get_config(self):
        names = ("latent_dim", "filters", "image_shape", "num_classes", "name", "trainable")
        return {name: getattr(self, name) for name in names}


@register
class ConvDiscriminator(keras.Model):
    """The convolutional discriminator of a GAN: convolutions of stride 2, a dense layer, one logit.

    Images (n, *image_shape) -> logits (n, 1), float32. Before the dense layer it is told how much
    the images of its batch differ from each other, so that a generator which repeats itself is
    found out.

    Args:
        filters: Ints, channels after each convolution.
        units: Int, units of the dense layer.
        image_shape: (height, width, channels).
        num_classes: Int for a discriminator of inputs [images, labels (n,)], or None.
        batch_deviation: Bool, whether it is told so (`BatchDeviation`).

    Example:
        >>> ConvDiscriminator(filters=(2, 4), units=8, image_shape=(8, 8, 3)).output_shape
        (None, 1)
    """

    def __init__(
        self,
        filters=(16, 32),
        units=128,
        image_shape=(28, 28, 1),
        num_classes=None,
        batch_deviation=True,
        **kwargs,
    ):
        images = keras.Input(image_shape, name="images")
        x = images
        for count in filters:
            x = layers.LeakyReLU(0.2)(layers.Conv2D(count, 4, strides=2, padding="same")(x))
        if batch_deviation:
            x = BatchDeviation()(x)
        x = layers.LeakyReLU(0.2)(layers.Dense(units)(layers.Flatten()(x)))
        inputs, logit = projected_logit(images, x, num_classes)
        super().__init__(inputs, logit, **kwargs)
        self.filters = tuple(filters)
        self.units = units
        self.image_shape = tuple(image_shape)
        self.num_classes = num_classes
        self.batch_deviation = batch_deviation

    def get_config(self):
        names = ("filters", "units", "image_shape", "num_classes", "batch_deviation")
        return {name: getattr(self, name) for name in (*names, "name", "trainable")}


@register
class ConvEncoder(keras.Model):
    """The convolutional encoder of a VAE: images -> [z_mean, z_log_var], each (n, latent_dim).

    Args:
        latent_dim: Int, length of the code.
        filters: Ints, channels after each convolution of stride 2.
        units: Int, units of the dense layer behind the convolutions.
        image_shape: (height, width, channels); height and width must be divisible by
            2 ** len(filters).
        num_classes: Int for an encoder of inputs [images, labels (n,)], or None.

    Raises:
        ValueError: a size that cannot be halved so often.

    Example:
        >>> ConvEncoder(latent_dim=4, filters=(2, 4), image_shape=(8, 8, 3)).output_shape
        [(None, 4), (None, 4)]
    """

    def __init__(
        self,
        latent_dim=16,
        filters=(32, 64),
        units=256,
        image_shape=(28, 28, 1),
        num_classes=None,
        **kwargs,
    ):
        halved(image_shape, filters)
        images = keras.Input(image_shape, name="images")
        x = images
        for count in filters:
            x = layers.Conv2D(count, 4, strides=2, padding="same", activation="relu")(x)
        inputs, x = with_label(images, layers.Flatten()(x), num_classes)
        x = layers.Dense(units, activation="relu")(x)
        super().__init__(inputs, mean_and_log_variance(x, latent_dim), **kwargs)
        self.latent_dim = latent_dim
        self.filters = tuple(filters)
        self.units = units
        self.image_shape = tuple(image_shape)
        self.num_classes = num_classes

    def get_config(self):
        names = ("latent_dim", "filters", "units", "image_shape", "num_classes")
        return {name: getattr(self, name) for name in (*names, "name", "trainable")}


@register
class ConvDecoder(keras.Model):
    """The convolutional decoder of a VAE: codes (n, latent_dim) -> parameters of the pixels.

    Args:
        latent_dim: Int, length of the code.
        filters: Ints, channels before each transposed convolution of stride 2.
        units: Int, units of the dense layer behind the code.
        image_shape: (height, width, channels); height and width must be divisible by
            2 ** len(filters).
        parameters_per_value: Int, numbers that the distribution of a pixel's value needs
            (`aigc_keras.models.likelihoods`). The output is (n, height, width,
            parameters_per_value * channels), float32.
        num_classes: Int for a decoder of inputs [codes, labels (n,)], or None.

    Raises:
        ValueError: a size that cannot be halved so often.

    Example:
        >>> ConvDecoder(4, filters=(4, 2), image_shape=(8, 8, 3)).output_shape
        (None, 8, 8, 3)
    """

    def __init__(
        self,
        latent_dim=16,
        filters=(64, 32),
        units=256,
        image_shape=(28, 28, 1),
        parameters_per_value=1,
        num_classes=None,
        **kwargs,
    ):
        height, width = halved(image_shape, filters)
        code = keras.Input((latent_dim,), name="code")
        inputs, x = with_label(code, code, num_classes)
        x = layers.Dense(units, activation="relu")(x)
        x = layers.Dense(height * width * filters[0], activation="relu")(x)
        x = layers.Reshape((height, width, filters[0]))(x)
        for count in filters[1:]:
            x = layers.Conv2DTranspose(count, 4, strides=2, padding="same", activation="relu")(x)
        channels = image_shape[-1] * parameters_per_value
        x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same")(x)
        super().__init__(inputs, layers.Activation("linear", dtype="float32")(x), **kwargs)
        self.latent_dim = latent_dim
        self.filters = tuple(filters)
        self.units = units
        self.image_shape = tuple(image_shape)
        self.parameters_per_value = parameters_per_value
        self.num_classes = num_classes

    def get_config(self):
        names = ("latent_dim", "filters", "units", "image_shape", "parameters_per_value")
        return {name: getattr(self, name) for name in (*names, "num_classes", "name", "trainable")}


@register
class BatchDeviation(layers.Layer):
    """Adds one channel that holds the standard deviation over the batch, averaged to one number.

    Minibatch standard deviation of Karras et al. 2017, arXiv:1710.10196, over the whole batch.
    Input (n, height, width, channels), output (n, height, width, channels + 1).

    Example:
        >>> BatchDeviation()(np.array([0.0, 2.0]).reshape(2, 1, 1, 1))[0, 0, 0].numpy().tolist()
        [0.0, 1.0]
    """

    def call(self, inputs):
        x = ops.cast(inputs, "float32")
        variance = ops.mean(ops.square(x - ops.mean(x, axis=0)), axis=0)
        deviation = ops.cast(ops.mean(ops.sqrt(variance + 1e-8)), inputs.dtype)
        return ops.concatenate([inputs, ops.zeros_like(inputs[..., :1]) + deviation], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)


def halved(image_shape, filters):
    """Height and width of the images after one halving for each of the filters.

    Args:
        image_shape: (height, width, channels).
        filters: Ints, one for each convolution of stride 2.

    Raises:
        ValueError: a size that cannot be halved so often.

    Example:
        >>> halved((28, 28, 1), (32, 64))
        (7, 7)
    """
    height, width, _ = image_shape
    factor = 2 ** len(filters)
    if height % factor or width % factor:
        raise ValueError(
            f"{len(filters)} convolutions of stride 2 need a height and width divisible by "
            f"{factor}; got {tuple(image_shape)}. Use fewer filters, or a dense network."
        )
    return height // factor, width // factor
