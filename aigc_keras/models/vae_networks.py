"""Builders of a variational autoencoder's two networks, fully connected or convolutional.

Encoders map images in [0, 1] to the mean and the log-variance of the code; decoders map a code to
the parameters of each pixel's distribution. With `num_classes` both take the label as a second
input. Networks compute in the global precision and give float32.
"""

import keras
from keras import layers


def build_encoder(network, image_shape, latent_dim, widths, units, num_classes=None):
    """The encoder: images (n, *image_shape) -> [z_mean, z_log_var], each (n, latent_dim).

    Args:
        network: "dense" or "conv".
        image_shape: (height, width, channels).
        latent_dim: Int, length of the code.
        widths: Ints: units of the hidden layers ("dense"), or channels of the convolutions of
            stride 2 ("conv").
        units: Int, units of the dense layer behind the convolutions ("conv" only).
        num_classes: Int for an encoder of inputs [images, labels (n,)], or None.

    Returns:
        Keras model of two float32 outputs.
    """
    _check(network, image_shape, widths)
    images = keras.Input(image_shape, name="images")
    x = images
    if network == "conv":
        for width in widths:
            x = layers.Conv2D(width, 4, strides=2, padding="same", activation="relu")(x)
    x = layers.Flatten()(x)
    inputs, x = _with_label(images, x, num_classes)
    for width in widths if network == "dense" else (units,):
        x = layers.Dense(width, activation="relu")(x)
    x = layers.Activation("linear", dtype="float32")(x)
    z_mean = layers.Dense(latent_dim, dtype="float32", name="z_mean")(x)
    # Zeros at the start: every code begins at unit variance.
    z_log_var = layers.Dense(
        latent_dim, dtype="float32", kernel_initializer="zeros", name="z_log_var"
    )(x)
    return keras.Model(inputs, [z_mean, z_log_var], name="encoder")


def build_decoder(network, image_shape, latent_dim, widths, units, channels, num_classes=None):
    """The decoder: codes (n, latent_dim) -> parameters (n, height, width, channels).

    Args:
        network, image_shape, latent_dim, widths, units, num_classes: As in `build_encoder`; the
            widths are taken from the last to the first.
        channels: Int, numbers that the pixels' distribution needs at each position.

    Returns:
        Keras model of one float32 output.
    """
    _check(network, image_shape, widths)
    height, width, _ = image_shape
    code = keras.Input((latent_dim,), name="code")
    inputs, x = _with_label(code, code, num_classes)
    if network == "dense":
        for width_ in reversed(widths):
            x = layers.Dense(width_, activation="relu")(x)
        # Zeros at the start, or codes far from those of the training images would show the noise
        # of the first weights.
        x = layers.Dense(height * width * channels, kernel_initializer="zeros")(x)
    else:
        x = layers.Dense(units, activation="relu")(x)
        factor = 2 ** len(widths)
        shape = (height // factor, width // factor, widths[-1])
        x = layers.Dense(shape[0] * shape[1] * shape[2], activation="relu")(x)
        x = layers.Reshape(shape)(x)
        for count in reversed(widths[:-1]):
            x = layers.Conv2DTranspose(count, 4, strides=2, padding="same", activation="relu")(x)
        x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same")(x)
    x = layers.Activation("linear", dtype="float32")(x)
    parameters = layers.Reshape((height, width, channels), dtype="float32")(x)
    return keras.Model(inputs, parameters, name="decoder")


def _with_label(first, features, num_classes):
    """A network's inputs, and its features with the label as further ones."""
    if num_classes is None:
        return first, features
    label = keras.Input((), dtype="int32", name="label")
    # One-hot to begin with: as strong a signal as the others from the first step on.
    embedded = layers.Embedding(num_classes, num_classes, embeddings_initializer="identity")(label)
    return [first, label], layers.Concatenate()([features, embedded])


def _check(network, image_shape, widths):
    if network not in ("dense", "conv"):
        raise ValueError(f'network must be "dense" or "conv"; got {network!r}.')
    factor = 2 ** len(widths)
    if network == "conv" and (image_shape[0] % factor or image_shape[1] % factor):
        raise ValueError(
            f"{len(widths)} convolutions of stride 2 need a height and width divisible by "
            f'{factor}; got {image_shape}. Use fewer widths, or network="dense".'
        )
