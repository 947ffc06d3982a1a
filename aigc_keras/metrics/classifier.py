"""The frozen classifiers whose features the image scores are computed in, one per data set."""

import functools

import keras
import numpy as np
from keras import layers

from aigc_keras.data.files import load_arrays

FEATURES = 128


def build_classifier(num_classes=10):
    """A small convolutional classifier of 28x28 images, always in float32.

    Args:
        num_classes: Int.

    Returns:
        Keras model, images (n, 28, 28, 1) with values in [0, 255] -> (features (n, 128), the
        last convolution's output averaged over the image, as in Inception; logits
        (n, num_classes)).
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


@functools.cache
def load_classifier(name):
    """The frozen classifier of a bundled data set.

    Args:
        name: "mnist" or "fashion_mnist".

    Returns:
        Keras model as from `build_classifier`. `data/train_classifiers.py` trained it, on images
        that are in no test set of the bundle; data/README.md states its accuracy.

    Raises:
        ValueError, FileNotFoundError: the file of weights is damaged or missing.
    """
    arrays = load_arrays(f"classifier_{name}.npz")
    model = build_classifier()
    model.set_weights([arrays[str(i)].astype("float32") for i in range(len(arrays))])
    model.trainable = False
    return model


def classify(name, images):
    """Features and class probabilities of images.

    Args:
        name: "mnist" or "fashion_mnist".
        images: uint8 (n, 28, 28, 1).

    Returns:
        Features float64 (n, 128) and predicted labels int64 (n,).

    Raises:
        ValueError: images of another shape or dtype.
    """
    images = np.asarray(images)
    if images.dtype != np.uint8 or images.shape[1:] != (28, 28, 1):
        raise ValueError(
            "Scores need uint8 images of shape (n, 28, 28, 1); "
            f"got {images.dtype} of shape {images.shape}."
        )
    features, logits = load_classifier(name).predict(
        images.astype("float32"), batch_size=250, verbose=0
    )
    return features.astype("float64"), logits.argmax(-1)
