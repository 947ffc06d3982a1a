"""The frozen classifiers whose features the image scores are computed in, one per data set."""

import functools

import keras
import numpy as np
from keras import layers

from aigc_keras.data.files import load_arrays
from aigc_keras.data.pixels import as_uint8

FEATURES = 128
NAMES = ("mnist", "fashion_mnist")  # the data sets that have a classifier


def build_classifier(num_classes=10):
    """A small convolutional classifier of 28x28 images, always in float32.

    Args:
        num_classes: Int.

    Returns:
        Keras model, images (n, 28, 28, 1) with values in [0, 255] -> (features (n, 128), the
        last convolution's output averaged over the image, as in Inception; logits
        (n, num_classes)).

    Example:
        >>> build_classifier(num_classes=10).output_shape
        [(None, 128), (None, 10)]
    """

    def block(x, filters, strides):
        x = layers.Conv2D(
            filters, 3, strides=strides, padding="same", use_bias=False, dtype="float32"
        )(x)
        x = layers.BatchNormalization(momentum=0.9, dtype="float32")(x)
        return layers.ReLU(dtype="float32")(x)

    images = keras.Input((28, 28, 1), dtype="float32")
    x = layers.Rescaling(1 / 255, dtype="float32")(images)
    for filters, strides in ((24, 1), (48, 2), (64, 1), (FEATURES, 2)):
        x = block(x, filters, strides)
    features = layers.GlobalAveragePooling2D(dtype="float32", name="features")(x)
    logits = layers.Dense(num_classes, dtype="float32", name="logits")(features)
    return keras.Model(images, [features, logits])


def load_classifier(name):
    """The frozen classifier of a bundled data set.

    Args:
        name: "mnist" or "fashion_mnist".

    Returns:
        Keras model as from `build_classifier`. `data/train_classifiers.py` trained it, on images
        that are in no test set of the bundle; data/README.md states its accuracy.

    Raises:
        ValueError: a data set that has no classifier, or a damaged file of weights.
        FileNotFoundError: the file of weights is missing.

    Example:
        >>> load_classifier("mnist").trainable
        False
    """
    check_name(name)
    return _load(name)


@functools.cache
def _load(name):
    arrays = load_arrays(f"classifier_{name}.npz")
    model = build_classifier()
    model.set_weights([arrays[str(i)].astype("float32") for i in range(len(arrays))])
    model.trainable = False
    return model


def classify(name, images):
    """Features and class probabilities of images.

    Args:
        name: "mnist" or "fashion_mnist".
        images: Array (n, 28, 28, 1), grey: uint8, or bool, or floats in [0, 1], which are rounded
            to the nearest of the 256 values.

    Returns:
        Features float64 (n, 128) and predicted labels int64 (n,).

    Raises:
        ValueError: a data set that has no classifier, or images of another shape, dtype or range.

    Example:
        >>> from aigc_keras.data import load_images
        >>> images, labels = load_images("mnist")[1]
        >>> features, guesses = classify("mnist", images[:3])
        >>> features.shape, bool((guesses == labels[:3]).all())
        ((3, 128), True)
    """
    check_name(name)
    images = grey_images(images)
    features, logits = load_classifier(name).predict(
        images.astype("float32"), batch_size=250, verbose=0
    )
    return features.astype("float64"), logits.argmax(-1)


def check_name(name):
    """Refuse a data set that has no classifier, and say which have one.

    Args:
        name: String.

    Raises:
        ValueError: another name than "mnist" or "fashion_mnist".

    Example:
        >>> check_name("mnist")
    """
    if not isinstance(name, str) or name not in NAMES:
        raise ValueError(
            f"Images can be scored as {' or '.join(map(repr, NAMES))}, whose classifiers come "
            f"with the course; there is none for {name!r}. For other images give features of a "
            "network of your own to frechet_distance and precision_recall."
        )


def grey_images(images):
    """The images as the classifiers take them, or a sentence that says why they do not.

    Args:
        images: As for `classify`.

    Returns:
        uint8 array (n, 28, 28, 1), n at least 1.

    Raises:
        ValueError: images of another shape, dtype or range.

    Example:
        >>> int(grey_images(np.ones((1, 28, 28, 1))).max())
        255
    """
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[1:] != (28, 28, 1) or not len(images):
        hint = "Features of a network of your own can go to frechet_distance instead."
        if images.shape[-1:] == (3,):
            hint = f"These are in colour: psnr and ssim take colour. {hint}"
        elif images.shape[-2:] == (28, 28):
            hint = "Add the last axis: images[..., None]."
        raise ValueError(
            "These scores are for grey images of 28x28 pixels only, of shape (n, 28, 28, 1), "
            "since their features are those of a classifier of such images; "
            f"got shape {images.shape}. {hint}"
        )
    return as_uint8(images)
