"""What models of images share: one convention for images in and out, noise, and labels."""

import contextlib
from importlib import import_module

import keras
import numpy as np
from keras import ops

from aigc_keras.models.base import SeededModel

ROUNDING = 1e-4  # how far floats may lie outside [0, 1], as after resizing


class ImageModel(SeededModel):
    """A model of images: uint8, or floats in [0, 1], in every method.

    `fit`, `evaluate`, `predict`, their relatives for one batch, and a call look at what they are
    given before they begin (`check_feed`). Inside, `unit_interval` scales.
    """

    _is_checked = False  # whether what is fed has been looked at, as inside `fit`

    def __call__(self, x, *arguments, **options):
        if not self._is_checked:
            check_feed(x)
        return super().__call__(x, *arguments, **options)

    def fit(self, x=None, y=None, *arguments, **options):
        """As in Keras; `sample_weight` counts without targets, too."""
        check_feed(options.get("validation_data"))
        y = _targets_for_weights(y, options)
        with self._checked(x):
            return super().fit(x, y, *arguments, **options)

    def evaluate(self, x=None, y=None, *arguments, **options):
        """As in Keras; `sample_weight` counts without targets, too."""
        y = _targets_for_weights(y, options)
        with self._checked(x):
            return super().evaluate(x, y, *arguments, **options)

    def predict(self, x, *arguments, **options):
        with self._checked(x):
            return super().predict(x, *arguments, **options)

    def train_on_batch(self, x, *arguments, **options):
        with self._checked(x):
            return super().train_on_batch(x, *arguments, **options)

    def test_on_batch(self, x, *arguments, **options):
        with self._checked(x):
            return super().test_on_batch(x, *arguments, **options)

    def predict_on_batch(self, x):
        with self._checked(x):
            return super().predict_on_batch(x)

    @contextlib.contextmanager
    def _checked(self, x):
        """Look at x once; the steps inside then need not, nor wait for an accelerator to do so."""
        check_feed(x)
        before = self._is_checked
        self._is_checked = True
        try:
            yield
        finally:
            self._is_checked = before


def _targets_for_weights(y, options):
    """Targets that nobody looks at, if there are weights: Keras drops weights without targets."""
    weights = options.get("sample_weight")
    return weights if y is None else y


def check_range(images, low=0.0, high=1.0):
    """Refuse images of another dtype, or outside the range of theirs.

    Args:
        images: NumPy array (n, ...): bool, integers in 0 .. 255, or floats in [low, high].
        low, high: Floats, what floats may reach.

    Raises:
        ValueError: another dtype, values outside the range, or not a number.

    Example:
        >>> check_range(np.array([[0, 255]], "uint8"))
        >>> check_range(np.array([[0.0, 255.0]]))
        Traceback (most recent call last):
        ...
        ValueError: Images of floats must lie in [0, 1]; these reach from 0 to 255. Give uint8 \
from 0 to 255, or divide by 255.
    """
    kind = images.dtype.kind
    if kind not in "biuf":
        raise ValueError(f"Images must be uint8, or float in [0, 1]; got {images.dtype}.")
    if not images.size or images.dtype in (bool, np.uint8):
        return
    least, greatest = images.min(), images.max()
    if kind == "f" and not (least >= low - ROUNDING and greatest <= high + ROUNDING):
        raise ValueError(
            f"Images of floats must lie in [{low:.4g}, {high:.4g}]; these reach from {least:.4g} "
            f"to {greatest:.4g}. Give uint8 from 0 to 255, or divide by 255."
        )
    if kind in "iu" and not (least >= 0 and greatest <= 255):
        raise ValueError(f"Images of integers must lie in 0 .. 255; got {least} to {greatest}.")


def check_images(images):
    """Images as float32 in [0, 1], whichever of the accepted forms they come in.

    Args:
        images: Array (n, ...): bool, uint8 or other integers in 0 .. 255, or floats in [0, 1].

    Returns:
        float32 NumPy array of the same shape, in [0, 1].

    Raises:
        ValueError: another dtype, or values outside the range of theirs.

    Example:
        >>> float(check_images(np.array([[255]], "uint8"))[0, 0])
        1.0
    """
    images = np.asarray(images)
    check_range(images)
    values = images.astype("float32")
    return values / 255 if images.dtype.kind in "iu" else np.clip(values, 0, 1)


def check_feed(x):
    """Refuse what is fed to a model of images and lies outside the range of its dtype.

    Args:
        x: What Keras' `fit` and `call` take: images, or a pair of them and labels, or a data set
            with `__getitem__`, whose first batch is looked at. Tensors without values pass, and so
            do generators, data sets of tf.data, and vectors (n, features), which are no images.

    Raises:
        ValueError: as for `check_images`.
    """
    if isinstance(x, keras.utils.PyDataset):
        x = x[0]
    while isinstance(x, (list, tuple)) and len(x):
        x = x[0]
    values = _values(x)
    if values is not None and values.ndim > 2:
        check_range(values)


def unit_interval(images):
    """A batch of images as float32 in [0, 1], inside a graph: integers are divided by 255.

    Args:
        images: Tensor of bool, integers in 0 .. 255, or floats in [0, 1].

    Returns:
        float32 tensor of the same shape.

    Example:
        >>> float(unit_interval(np.array([255], "uint8"))[0])
        1.0
    """
    images = ops.convert_to_tensor(images)
    is_integer = "int" in keras.backend.standardize_dtype(images.dtype)
    images = ops.cast(images, "float32")
    return images / 255 if is_integer else images


def plus_minus_one(images):
    """A batch of images as float32 in [-1, 1], inside a graph, in as few operations.

    Args:
        images: As for `unit_interval`.

    Returns:
        float32 tensor of the same shape.

    Example:
        >>> plus_minus_one(np.array([0.0, 0.5, 1.0])).numpy().tolist()
        [-1.0, 0.0, 1.0]
    """
    images = ops.convert_to_tensor(images)
    is_integer = "int" in keras.backend.standardize_dtype(images.dtype)
    return ops.cast(images, "float32") / (127.5 if is_integer else 0.5) - 1


def check_output_dtype(dtype):
    """Raise a ValueError unless images are asked for as "uint8" or "float32".

    Example:
        >>> check_output_dtype("uint8")
    """
    if dtype not in ("uint8", "float32"):
        raise ValueError(f'dtype must be "uint8" or "float32"; got {dtype!r}.')


def as_images(values, dtype):
    """What a model gives: floats, cut to [0, 1], as images of the dtype that was asked for.

    Args:
        values: Float NumPy array.
        dtype: "uint8" for 0 .. 255, or "float32" for [0, 1].

    Returns:
        NumPy array of the same shape.

    Example:
        >>> as_images(np.array([-0.5, 0.5, 1.0]), "uint8").tolist()
        [0, 128, 255]
    """
    values = np.clip(values, 0, 1).astype("float32")
    return np.rint(values * 255).astype("uint8") if dtype == "uint8" else values


def draw_noise(num_samples, latent_dim, rng):
    """Standard normal numbers, float32 (num_samples, latent_dim).

    Args:
        num_samples, latent_dim: Ints.
        rng: NumPy generator, the one random stream of the call.

    Raises:
        ValueError: num_samples below 1.

    Example:
        >>> draw_noise(2, 3, np.random.default_rng(0)).shape
        (2, 3)
    """
    if num_samples < 1:
        raise ValueError(f"num_samples must be at least 1; got {num_samples}.")
    return rng.standard_normal((num_samples, latent_dim), dtype="float32")


def know_parts():
    """Import what a file of a model of images may name, for Keras loads only classes it knows."""
    for name in ("networks.dense", "networks.conv", "networks.ensemble", "optimizers"):
        import_module(f"aigc_keras.{name}")


def _values(x):
    """The NumPy array behind x, or None where there is none yet, as inside a compiled function."""
    if x is None or isinstance(x, keras.KerasTensor) or not hasattr(x, "shape"):
        return None
    try:
        return np.asarray(ops.convert_to_numpy(x) if ops.is_tensor(x) else x)
    except Exception:  # each backend has an error of its own for a tensor without values
        return None


def join(first, *conditions):
    """A network's inputs: a tensor, or a list of tensors where there are conditions.

    Example:
        >>> len(join(np.zeros((2, 3)), np.array([0, 1])))
        2
    """
    tensors = [ops.convert_to_tensor(x) for x in (first, *conditions)]
    return tensors if conditions else tensors[0]


def split(x):
    """The other way round: a batch as its first tensor and the list of the conditions.

    Example:
        >>> split(("images", "labels"))
        ('images', ['labels'])
    """
    if isinstance(x, (list, tuple)):
        first, *conditions = x
        return first, conditions
    return x, []


def conditions_of(labels, count, num_classes, rng=None):
    """A network's further inputs: none without classes, else one label for each row.

    Args:
        labels: Int, ints (count,), or None.
        count: Int, rows.
        num_classes: Int, or None for a model that is told no labels.
        rng: NumPy generator that draws labels where none are given, or None to ask for them.

    Returns:
        [], or a list of one int32 NumPy array (count,).

    Raises:
        ValueError: labels for a model that takes none, none for one that needs them, and as for
            `check_labels`.

    Example:
        >>> conditions_of(2, count=3, num_classes=10)
        [array([2, 2, 2], dtype=int32)]
    """
    if num_classes is None:
        if labels is not None:
            raise ValueError("This model takes no labels: it was built without num_classes.")
        return []
    if labels is None:
        if rng is None:
            raise ValueError("This model needs labels: one, or one for each image or code.")
        labels = rng.integers(num_classes, size=count)
    return [check_labels(labels, count, num_classes)]


def check_labels(labels, count, num_classes):
    """One label for each of `count` images, as an int32 NumPy array (count,).

    Args:
        labels: Int, or ints (count,), in 0 .. num_classes - 1.

    Raises:
        ValueError: labels of another length, or outside that range.

    Example:
        >>> check_labels(7, count=2, num_classes=10).tolist()
        [7, 7]
    """
    labels = np.asarray(labels, dtype="int32")
    if labels.shape not in ((), (count,)):
        raise ValueError(f"Give one label, or {count} of them; got shape {labels.shape}.")
    if labels.size and (labels.min() < 0 or labels.max() >= num_classes):
        raise ValueError(f"Labels must lie in 0 .. {num_classes - 1}; got {labels}.")
    return np.broadcast_to(labels, (count,))


def check_inputs(network, num_classes):
    """Raise a ValueError unless a network has a second input just where there are classes."""
    wanted = 1 if num_classes is None else 2
    if len(network.inputs) != wanted:
        raise ValueError(
            f"With num_classes={num_classes} a network takes {wanted} input(s), labels last; "
            f"{network.name} takes {len(network.inputs)}. Give num_classes to both."
        )
