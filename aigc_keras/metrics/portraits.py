"""What portraits show, as a frozen classifier reads it, and how often it is what was wanted."""

import functools
from math import sqrt

import keras
import numpy as np
from keras import layers

from aigc_keras.data.files import load_arrays
from aigc_keras.data.pixels import as_uint8
from aigc_keras.data.portraits import PORTRAIT_ATTRIBUTES, check_attributes, columns

NAMES = [attribute.name for attribute in PORTRAIT_ATTRIBUTES]


def build_reader():
    """A small convolutional network with one output for each attribute, always in float32.

    Returns:
        Keras model, images (n, 16, 16, 3) with values in [0, 255] -> list of nine logits,
        (n, number of the attribute's values).

    Example:
        >>> build_reader().output_shape[:2]
        [(None, 3), (None, 6)]
    """

    def block(x, filters, strides):
        x = layers.Conv2D(
            filters, 3, strides=strides, padding="same", use_bias=False, dtype="float32"
        )(x)
        x = layers.BatchNormalization(momentum=0.9, dtype="float32")(x)
        return layers.ReLU(dtype="float32")(x)

    images = keras.Input((16, 16, 3), dtype="float32")
    x = layers.Rescaling(1 / 127.5, -1, dtype="float32")(images)
    for filters, strides in ((32, 1), (48, 2), (64, 2)):
        x = block(x, filters, strides)
    x = layers.Flatten(dtype="float32")(x)  # where something is tells what it is
    x = layers.Dropout(0.2, dtype="float32")(x)
    return keras.Model(
        images,
        [
            layers.Dense(len(attribute.values), dtype="float32", name=attribute.name)(x)
            for attribute in PORTRAIT_ATTRIBUTES
        ],
    )


class PortraitReader:
    """Reads the nine attributes of portraits: what a generated one shows, by an estimate.

    A frozen classifier, which `data/train_portrait_reader.py` trained on drawings of its own: like
    those of `load_portraits` but none of them, attributes independent and all values of one equally
    frequent, so that it expects no combination more than another. With clean drawings it hardly
    ever errs; how often it does with unclean ones, blurred and noisy, was counted: `confusion`.
    Generated pictures are neither. What it says of them is an estimate, which `obeyed` corrects for
    the errors that were counted, and for no others.

    Images are uint8, or bool, or floats in [0, 1]; all are read as uint8, as they would be saved.

    Raises:
        ValueError: a damaged file of weights.
        FileNotFoundError: the file of weights is missing.

    Example:
        >>> from aigc_keras.data import load_portraits
        >>> images, attributes = load_portraits()[1]
        >>> reader = PortraitReader()
        >>> reader.predict(images[:3]).shape, reader.accuracy(images, attributes)["hat"] > 0.99
        ((3, 9), True)
    """

    def __init__(self):
        self._model, self._confusions = _load()

    def predict(self, images):
        """The attributes that the images show.

        Args:
            images: Array (n, 16, 16, 3), n at least 1: uint8, or bool, or floats in [0, 1].

        Returns:
            uint8 array (n, 9), as the attributes of `load_portraits`.

        Raises:
            ValueError: images of another shape, dtype or range.
        """
        images = _color_images(images).astype("float32")
        logits = self._model.predict(images, batch_size=250, verbose=0)
        return np.stack([part.argmax(-1) for part in logits], axis=1).astype("uint8")

    def features(self, images):
        """What the reader's last convolution finds in the images, averaged over its 4 x 4 places.

        For `frechet_distance`: it compares the statistics of such features of real images and of
        generated ones. The numbers are this reader's, and comparable with no others.

        Args:
            images: As for `predict`.

        Returns:
            float32 array (n, 64).

        Raises:
            ValueError: images of another shape, dtype or range.

        Example:
            >>> from aigc_keras.data import load_portraits
            >>> from aigc_keras.metrics import frechet_distance
            >>> images, reader = load_portraits()[1][0], PortraitReader()
            >>> one, other = reader.features(images[:500]), reader.features(images[500:])
            >>> bool(frechet_distance(one, other) < 1)
            True
        """
        images = _color_images(images).astype("float32")
        flat = next(layer for layer in self._model.layers if isinstance(layer, layers.Flatten))
        extractor = keras.Model(self._model.input, flat.input)
        return extractor.predict(images, batch_size=250, verbose=0).mean(axis=(1, 2))

    def accuracy(self, images, attributes):
        """How often the reader is right, on images whose attributes are known.

        Args:
            images: As for `predict`.
            attributes: Integers (n, 9).

        Returns:
            dict: by name of the attribute a float in [0, 1].

        Raises:
            ValueError: images or attributes of another shape, dtype or range, or of other number.
        """
        right = self._right(images, attributes).mean(0)
        return dict(zip(NAMES, right.tolist(), strict=True))

    def confusion(self, name):
        """What the reader took 6,000 unclean drawings for, none of which it had learnt from.

        Args:
            name: str, the attribute.

        Returns:
            int64 array (values, values): the row is what is shown, the column what was read.

        Raises:
            ValueError: an unknown attribute.
        """
        columns([name])
        return self._confusions[name].astype("int64")

    def obeyed(self, images, wanted, *, names=None):
        """How often generated images show what was wanted of them, each attribute by itself.

        The corrected rate takes the reader's errors with unclean drawings into account, for the
        values that were wanted. Its interval of 95% covers chance in the images and in the counts
        of these errors; not that generated images may be read less well, nor another training.

        Args:
            images: As for `predict`, n generated images.
            wanted: Integers (n, 9), what was wanted of each.
            names: Sequence of str, the attributes to count; None for all.

        Returns:
            dict: by name of the attribute a dict of floats, `read`, the share of images read as
            wanted, and `corrected`, `low` and `high`, the corrected share and its interval.

        Raises:
            ValueError: images or attributes of another shape, dtype or range, or of other number,
                or an unknown attribute.
        """
        chosen = range(len(NAMES)) if names is None else columns(names)
        right = self._right(images, wanted)
        wanted = check_attributes(wanted)
        rates = {}
        for i in chosen:
            errors = _errors(self._confusions[NAMES[i]], wanted[:, i])
            corrected, low, high = corrected_rate(int(right[:, i].sum()), len(right), *errors)
            read = float(right[:, i].mean())
            rates[NAMES[i]] = {"read": read, "corrected": corrected, "low": low, "high": high}
        return rates

    def _right(self, images, attributes):
        attributes = check_attributes(attributes)
        found = self.predict(images)
        if len(found) != len(attributes):
            raise ValueError(
                f"There are {len(found)} images and attributes of {len(attributes)}: give as many."
            )
        return found == attributes


def clean_share(images, *, num_colors=8, tolerance=8):
    """How cleanly each picture is drawn: the share of its pixels in its own commonest colours.

    Drawings have few flat colours; those of a model that is not done speckle. The commonest colour
    is the pixel to which most others are near; then the same is asked of the pixels that are left.

    Args:
        images: Array (n, height, width, 3): uint8, or bool, or floats in [0, 1].
        num_colors: Int: so many of a picture's commonest colours count.
        tolerance: Int: near are pixels that differ by so many levels of 255 in each channel.

    Returns:
        float64 array (n,), in [0, 1].

    Example:
        >>> flat = np.zeros((1, 4, 4, 3), "uint8")
        >>> clean_share(flat).tolist()
        [1.0]
    """
    shares = []
    for image in as_uint8(images):
        pixels = image.reshape(-1, 3).astype("int16")
        near = np.abs(pixels[:, None] - pixels[None]).max(-1) <= tolerance  # (pixels, pixels)
        left = np.ones(len(pixels), bool)
        for _ in range(num_colors):
            left &= ~near[near[:, left].sum(1).argmax()]
        shares.append(1 - float(left.mean()))
    return np.array(shares)


def corrected_rate(hits, count, sensitivity, specificity, *, z=1.96):
    """A share as it would be if whoever counted never erred, with an interval.

    Args:
        hits: int, how many of `count` were counted as hits, rightly or not.
        count: int, at least 1.
        sensitivity: (float, float): the share of true hits that is counted as such, and of how
            many this was measured.
        specificity: (float, float): the share of the others that is not counted, and of how many.
        z: float, how many standard deviations the interval reaches: 1.96 for 95%.

    Returns:
        (estimate, low, high): three floats in [0, 1]. The estimate is that of Rogan and Gladen;
        the interval's centre is another, which keeps its promise also near 0 and 1.

    Raises:
        ValueError: hits not in 0 .. count, or a counter no better than chance.

    Source: Rogan and Gladen, "Estimating prevalence from the results of a screening test", American
    Journal of Epidemiology 107, 1978; Lang and Reiczigel, "Confidence limits for prevalence of
    disease adjusted for estimated sensitivity and specificity", Preventive Veterinary Medicine 113,
    2014.

    Example:
        >>> estimate, low, high = corrected_rate(800, 1000, (0.95, 2000), (0.9, 2000))
        >>> print(f"{estimate:.3f} ({low:.3f} to {high:.3f})")
        0.824 (0.792 to 0.853)
    """
    if not 0 <= hits <= count or count < 1:
        raise ValueError(f"hits={hits} must be in 0 .. count={count}, and count at least 1.")
    if sensitivity[0] + specificity[0] <= 1:
        raise ValueError(
            f"With a sensitivity of {sensitivity[0]:.3g} and a specificity of "
            f"{specificity[0]:.3g} the counter is no better than chance: nothing can be corrected."
        )
    estimate = (hits / count + specificity[0] - 1) / (sensitivity[0] + specificity[0] - 1)
    # All three shares are drawn a little towards a half, which they are never known not to be.
    share, shares = _drawn_in(hits / count, count, z**2)
    true, trues = _drawn_in(*sensitivity, 2)
    rest, rests = _drawn_in(*specificity, 2)
    slope = true + rest - 1
    middle = (share + rest - 1) / slope
    true_error, rest_error = true * (1 - true) / trues, rest * (1 - rest) / rests
    shift = 2 * z**2 * (middle * true_error - (1 - middle) * rest_error)
    variance = share * (1 - share) / shares
    variance += middle**2 * true_error + (1 - middle) ** 2 * rest_error
    reach = z * sqrt(variance) / slope
    low = min(estimate, middle + shift - reach)
    high = max(estimate, middle + shift + reach)
    return tuple(float(min(max(bound, 0), 1)) for bound in (estimate, low, high))


def _drawn_in(share, count, extra):
    """The share and the number after `extra` more, half of them hits."""
    return (share * count + extra / 2) / (count + extra), count + extra


def _errors(confusion, wanted):
    """Sensitivity and specificity for these wanted values, each with its effective number.

    A picture that does not show the wanted value shows any other one, all equally likely.
    """
    weights = np.bincount(wanted, minlength=len(confusion)) / len(wanted)
    shown = confusion.sum(1)
    rates = confusion / shown[:, None]
    others = ~np.eye(len(confusion), dtype=bool)
    wrong = (rates * others).sum(0) / (len(confusion) - 1)
    sensitivity = float(weights @ rates.diagonal()), float(1 / (weights**2 / shown).sum())
    rest = shown.sum() - shown
    return sensitivity, (1 - float(weights @ wrong), float(1 / (weights**2 / rest).sum()))


@functools.cache
def _load():
    """The reader's network, and by attribute its confusion."""
    arrays = load_arrays("portrait_reader.npz")
    confusions = {name: arrays.pop(f"confusion_{name}") for name in NAMES}
    model = build_reader()
    model.set_weights([arrays[str(i)].astype("float32") for i in range(len(arrays))])
    model.trainable = False
    return model, confusions


def _color_images(images):
    """The images as the reader takes them, uint8, or a sentence that says why it does not."""
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[1:] != (16, 16, 3) or not len(images):
        hint = " Of one image give images[None]." if images.shape == (16, 16, 3) else ""
        raise ValueError(
            "Portraits are read from at least one image in colour of 16x16 pixels, shape "
            f"(n, 16, 16, 3); got {images.shape}.{hint}"
        )
    return as_uint8(images)
