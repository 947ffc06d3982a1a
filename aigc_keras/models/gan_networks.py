"""Builders of the networks of a GAN: the fully connected pair, the convolutional pair, ensembles.

Generators map noise to images in [-1, 1]; discriminators map images to one logit. With
`num_classes` both take the label as a second input. Networks compute in the global precision
and give float32.
"""

import keras
from keras import layers, ops

register = keras.saving.register_keras_serializable("aigc_keras")


def _noise_inputs(latent_dim, num_classes):
    """The generator's inputs, and the vector that it starts from."""
    noise = keras.Input((latent_dim,), name="noise")
    if num_classes is None:
        return noise, noise
    label = keras.Input((), dtype="int32", name="label")
    embedded = layers.Embedding(num_classes, latent_dim)(label)
    return [noise, label], layers.Concatenate()([noise, embedded])


def _logit(features, images, num_classes):
    """The discriminator: a linear logit, plus the label's match with the features.

    The match is the projection of Miyato & Koyama 2018, arXiv:1802.05637.
    """
    logit = layers.Dense(1)(features)
    inputs = images
    if num_classes is not None:
        label = keras.Input((), dtype="int32", name="label")
        embedded = layers.Embedding(num_classes, features.shape[-1])(label)
        logit = layers.Add()([logit, layers.Dot(axes=-1)([embedded, features])])
        inputs = [images, label]
    return keras.Model(inputs, layers.Activation("linear", dtype="float32")(logit))


def dense_generator(
    latent_dim=100, widths=(256, 512, 1024), image_shape=(28, 28, 1), num_classes=None
):
    """The fully connected generator: noise (n, latent_dim) -> images (n, *image_shape).

    Args:
        latent_dim: Int, length of a noise vector.
        widths: Ints, units of the hidden layers.
        image_shape: (height, width, channels).
        num_classes: Int for a conditional generator of inputs [noise, labels (n,)], or None.

    Returns:
        Keras model; its images are float32 in [-1, 1].
    """
    inputs, x = _noise_inputs(latent_dim, num_classes)
    for width in widths:
        x = layers.Dense(width, activation="relu")(x)
    height, width, channels = image_shape
    x = layers.Dense(height * width * channels)(x)
    x = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, layers.Reshape(image_shape, dtype="float32")(x))


def dense_discriminator(widths=(1024, 512, 256), image_shape=(28, 28, 1), num_classes=None):
    """The fully connected discriminator: images (n, *image_shape) -> logits (n, 1).

    Args:
        widths: Ints, units of the hidden layers.
        image_shape: (height, width, channels).
        num_classes: Int for a discriminator of inputs [images, labels (n,)], or None.

    Returns:
        Keras model; its logits are float32.
    """
    images = keras.Input(image_shape, name="images")
    x = layers.Flatten()(images)
    for width in widths:
        x = layers.LeakyReLU(0.2)(layers.Dense(width)(x))
    return _logit(x, images, num_classes)


def conv_generator(latent_dim=100, filters=(32, 16), image_shape=(28, 28, 1), num_classes=None):
    """The convolutional generator: a dense layer, then transposed convolutions of stride 2.

    Their kernels of 4 cover every pixel equally often, so that no checkerboard appears.

    Args:
        latent_dim: Int, length of a noise vector.
        filters: Ints, channels before each transposed convolution.
        image_shape: (height, width, channels); height and width must be divisible by
            2 ** len(filters).
        num_classes: Int for a conditional generator of inputs [noise, labels (n,)], or None.

    Returns:
        Keras model, noise (n, latent_dim) -> images (n, *image_shape), float32 in [-1, 1].

    Raises:
        ValueError: a size that cannot be halved so often.
    """
    factor = 2 ** len(filters)
    height, width, channels = image_shape
    if height % factor or width % factor:
        raise ValueError(f"{len(filters)} filters need a height and width divisible by {factor}.")
    inputs, x = _noise_inputs(latent_dim, num_classes)
    shape = (height // factor, width // factor, filters[0])
    x = layers.Dense(shape[0] * shape[1] * shape[2], use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Reshape(shape)(x)
    for count in filters[1:]:
        x = layers.LeakyReLU(0.2)(layers.Conv2DTranspose(count, 4, strides=2, padding="same")(x))
    x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same")(x)
    return keras.Model(inputs, layers.Activation("tanh", dtype="float32")(x))


def conv_discriminator(
    filters=(16, 32),
    units=128,
    image_shape=(28, 28, 1),
    num_classes=None,
    batch_deviation=True,
):
    """The convolutional discriminator: convolutions of stride 2, a dense layer, one logit.

    Before the dense layer it is told how much the images of its batch differ from each other,
    so that a generator which repeats itself is found out.

    Args:
        filters: Ints, channels after each convolution.
        units: Int, units of the dense layer.
        image_shape: (height, width, channels).
        num_classes: Int for a discriminator of inputs [images, labels (n,)], or None.
        batch_deviation: Bool, whether it is told so (`BatchDeviation`).

    Returns:
        Keras model, images (n, *image_shape) -> logits (n, 1), float32.
    """
    images = keras.Input(image_shape, name="images")
    x = images
    for count in filters:
        x = layers.LeakyReLU(0.2)(layers.Conv2D(count, 4, strides=2, padding="same")(x))
    x = layers.Flatten()(BatchDeviation()(x) if batch_deviation else x)
    x = layers.LeakyReLU(0.2)(layers.Dense(units)(x))
    return _logit(x, images, num_classes)


@register
class BatchDeviation(layers.Layer):
    """Adds one channel that holds the standard deviation over the batch, averaged to one number.

    Minibatch standard deviation of Karras et al. 2017, arXiv:1710.10196, over the whole batch.
    Input (n, height, width, channels), output (n, height, width, channels + 1).
    """

    def call(self, inputs):
        x = ops.cast(inputs, "float32")
        variance = ops.mean(ops.square(x - ops.mean(x, axis=0)), axis=0)
        deviation = ops.cast(ops.mean(ops.sqrt(variance + 1e-8)), inputs.dtype)
        return ops.concatenate([inputs, ops.zeros_like(inputs[..., :1]) + deviation], axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)


@register
class Mixture(layers.Layer):
    """Row i of the noise goes through member i mod k: a mixture of k generators in equal shares.

    Args:
        members: List of Keras models, noise (n, latent_dim) -> images.
    """

    def __init__(self, members, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.members = list(members)
        self.built = True

    def call(self, noise, training=False):
        count = len(self.members)
        images = [m(noise[i::count], training=training) for i, m in enumerate(self.members)]
        rows = ops.arange(ops.shape(noise)[0])
        order = ops.argsort(ops.concatenate([rows[i::count] for i in range(count)]))
        return ops.take(ops.concatenate(images), order, axis=0)

    def compute_output_shape(self, noise_shape):
        return (noise_shape[0], *self.members[0].output_shape[1:])

    def get_config(self):
        return super().get_config() | {"members": keras.saving.serialize_keras_object(self.members)}

    @classmethod
    def from_config(cls, config):
        return cls(**config | {"members": keras.saving.deserialize_keras_object(config["members"])})


def mixture(generators):
    """One generator out of several: each sample comes from one of them, in equal shares."""
    noise = keras.Input(generators[0].input_shape[1:], name="noise")
    return keras.Model(noise, Mixture(generators)(noise))


def average_logits(discriminators):
    """One discriminator out of several: the mean of their logits."""
    images = keras.Input(discriminators[0].input_shape[1:], name="images")
    logits = [discriminator(images) for discriminator in discriminators]
    mean = layers.Average(dtype="float32")(logits) if len(logits) > 1 else logits[0]
    return keras.Model(images, mean)
