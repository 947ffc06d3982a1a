"""Fully connected networks of images, and how any network of images is told a class label."""

import keras
from keras import layers

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class DenseGenerator(keras.Model):
    """The fully connected generator of a GAN: noise (n, latent_dim) -> images (n, *image_shape).

    Its images are float32 in [-1, 1] (Goodfellow et al. 2014, arXiv:1406.2661).

    Args:
        latent_dim: Int, length of a noise vector.
        widths: Ints, units of the hidden layers.
        image_shape: (height, width, channels).
        num_classes: Int for a generator of inputs [noise, labels (n,)], or None.

    Example:
        >>> DenseGenerator(latent_dim=4, widths=(8,), image_shape=(8, 8, 3)).output_shape
        (None, 8, 8, 3)
    """

    def __init__(
        self,
        latent_dim=100,
        widths=(256, 512, 1024),
        image_shape=(28, 28, 1),
        num_classes=None,
        **kwargs,
    ):
        inputs, x = embedded_noise(latent_dim, num_classes)
        for width in widths:
            x = layers.Dense(width, activation="relu")(x)
        height, width, channels = image_shape
        x = layers.Dense(height * width * channels)(x)
        x = layers.Activation("tanh", dtype="float32")(x)
        images = layers.Reshape(image_shape, dtype="float32")(x)
        super().__init__(inputs, images, **kwargs)
        self.latent_dim = latent_dim
        self.widths = tuple(widths)
        self.image_shape = tuple(image_shape)
        self.num_classes = num_classes

    def get_config(self):
        names = ("latent_dim", "widths", "image_shape", "num_classes", "name", "trainable")
        return {name: getattr(self, name) for name in names}


@register
class DenseDiscriminator(keras.Model):
    """The fully connected discriminator of a GAN: images (n, *image_shape) -> logits (n, 1).

    Args:
        widths: Ints, units of the hidden layers.
        image_shape: (height, width, channels).
        num_classes: Int for a discriminator of inputs [images, labels (n,)], or None.

    Example:
        >>> DenseDiscriminator(widths=(8,), image_shape=(8, 8, 3)).output_shape
        (None, 1)
    """

    def __init__(
        self, widths=(1024, 512, 256), image_shape=(28, 28, 1), num_classes=None, **kwargs
    ):
        images = keras.Input(image_shape, name="images")
        x = layers.Flatten()(images)
        for width in widths:
            x = layers.LeakyReLU(0.2)(layers.Dense(width)(x))
        inputs, logit = projected_logit(images, x, num_classes)
        super().__init__(inputs, logit, **kwargs)
        self.widths = tuple(widths)
        self.image_shape = tuple(image_shape)
        self.num_classes = num_classes

    def get_config(self):
        names = ("widths", "image_shape", "num_classes", "name", "trainable")
        return {name: getattr(self, name) for name in names}


@register
class DenseEncoder(keras.Model):
    """The fully connected encoder of a VAE: images -> [z_mean, z_log_var], each (n, latent_dim).

    Args:
        latent_dim: Int, length of the code.
        widths: Ints, units of the hidden layers.
        image_shape: (height, width, channels).
        num_classes: Int for an encoder of inputs [images, labels (n,)], or None.

    Example:
        >>> DenseEncoder(latent_dim=4, widths=(8,), image_shape=(8, 8, 3)).output_shape
        [(None, 4), (None, 4)]
    """

    def __init__(
        self,
        latent_dim=16,
        widths=(512, 256),
        image_shape=(28, 28, 1),
        num_classes=None,
        **kwargs,
    ):
        images = keras.Input(image_shape, name="images")
        inputs, x = with_label(images, layers.Flatten()(images), num_classes)
        for width in widths:
            x = layers.Dense(width, activation="relu")(x)
        super().__init__(inputs, mean_and_log_variance(x, latent_dim), **kwargs)
        self.latent_dim = latent_dim
        self.widths = tuple(widths)
        self.image_shape = tuple(image_shape)
        self.num_classes = num_classes

    def get_config(self):
        names = ("latent_dim", "widths", "image_shape", "num_classes", "name", "trainable")
        return {name: getattr(self, name) for name in names}


@register
class DenseDecoder(keras.Model):
    """The fully connected decoder of a VAE: codes (n, latent_dim) -> parameters of the pixels.

    Args:
        latent_dim: Int, length of the code.
        widths: Ints, units of the hidden layers, from the code to the image.
        image_shape: (height, width, channels).
        parameters_per_value: Int, numbers that the distribution of a pixel's value needs
            (`aigc_keras.models.likelihoods`). The output is (n, height, width,
            parameters_per_value * channels), float32.
        num_classes: Int for a decoder of inputs [codes, labels (n,)], or None.

    Example:
        >>> DenseDecoder(4, (8,), image_shape=(8, 8, 3), parameters_per_value=2).output_shape
        (None, 8, 8, 6)
    """

    def __init__(
        self,
        latent_dim=16,
        widths=(256, 512),
        image_shape=(28, 28, 1),
        parameters_per_value=1,
        num_classes=None,
        **kwargs,
    ):
        code = keras.Input((latent_dim,), name="code")
        inputs, x = with_label(code, code, num_classes)
        for width in widths:
            x = layers.Dense(width, activation="relu")(x)
        height, width, channels = image_shape
        channels = channels * parameters_per_value
        # Zeros at the start, or codes far from those of the training images would show the noise
        # of the first weights.
        x = layers.Dense(height * width * channels, kernel_initializer="zeros")(x)
        x = layers.Activation("linear", dtype="float32")(x)
        parameters = layers.Reshape((height, width, channels), dtype="float32")(x)
        super().__init__(inputs, parameters, **kwargs)
        self.latent_dim = latent_dim
        self.widths = tuple(widths)
        self.image_shape = tuple(image_shape)
        self.parameters_per_value = parameters_per_value
        self.num_classes = num_classes

    def get_config(self):
        names = ("latent_dim", "widths", "image_shape", "parameters_per_value", "num_classes")
        return {name: getattr(self, name) for name in (*names, "name", "trainable")}


def embedded_noise(latent_dim, num_classes):
    """A generator's inputs, and the vector that it starts from: the noise, beside it the label.

    Args:
        latent_dim: Int, length of a noise vector.
        num_classes: Int, or None for a generator that is told no label.

    Returns:
        Inputs (the noise, or [noise, labels]) and features (n, ...), Keras tensors.

    Example:
        >>> inputs, x = embedded_noise(4, num_classes=10)
        >>> [tensor.name for tensor in inputs], x.shape
        (['noise', 'label'], (None, 8))
    """
    noise = keras.Input((latent_dim,), name="noise")
    if num_classes is None:
        return noise, noise
    label = keras.Input((), dtype="int32", name="label")
    embedded = layers.Embedding(num_classes, latent_dim)(label)
    return [noise, label], layers.Concatenate()([noise, embedded])


def projected_logit(images, features, num_classes):
    """A discriminator's inputs and logit: linear, plus the label's match with the features.

    The match is the projection of Miyato & Koyama 2018, arXiv:1802.05637.

    Args:
        images: Keras tensor, the discriminator's input.
        features: Keras tensor (n, number of features).
        num_classes: Int, or None for a discriminator that is told no label.

    Returns:
        Inputs (the images, or [images, labels]) and logits (n, 1), float32.
    """
    inputs = images
    logit = layers.Dense(1)(features)
    if num_classes is not None:
        label = keras.Input((), dtype="int32", name="label")
        embedded = layers.Embedding(num_classes, features.shape[-1])(label)
        logit = layers.Add()([logit, layers.Dot(axes=-1)([embedded, features])])
        inputs = [images, label]
    return inputs, layers.Activation("linear", dtype="float32")(logit)


def with_label(first, features, num_classes):
    """The inputs of an encoder or decoder, and its features with the label as further ones.

    Args:
        first: Keras tensor, the network's first input.
        features: Keras tensor (n, number of features).
        num_classes: Int, or None for a network that is told no label.

    Returns:
        Inputs (the first, or [first, labels]) and features, Keras tensors.
    """
    if num_classes is None:
        return first, features
    label = keras.Input((), dtype="int32", name="label")
    # One-hot to begin with: as strong a signal as the others from the first step on.
    embedded = layers.Embedding(num_classes, num_classes, embeddings_initializer="identity")(label)
    return [first, label], layers.Concatenate()([features, embedded])


def mean_and_log_variance(features, latent_dim):
    """The two outputs of an encoder, in float32; every code begins at unit variance."""
    x = layers.Activation("linear", dtype="float32")(features)
    z_mean = layers.Dense(latent_dim, dtype="float32", name="z_mean")(x)
    z_log_var = layers.Dense(
        latent_dim, dtype="float32", kernel_initializer="zeros", name="z_log_var"
    )(x)
    return [z_mean, z_log_var]
