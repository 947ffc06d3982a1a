"""What models of images share: one convention for images in and out, noise, and labels."""

from importlib import import_module

import keras
import numpy as np
from keras import ops

from aigc_keras.models.base import SeededModel, values_of

ROUNDING = 1e-4  # how far floats may lie outside [0, 1], as after resizing
ALONE = (
    "This model learns from images alone, since it was built without num_classes: feed the images "
    "by themselves, or build it and its networks with num_classes."
)
UNSEEN = f"y would not be looked at. {ALONE}"
OUTSIDE = (
    "y would not be looked at: labels belong beside the images, in a pair. Give fit((images, "
    "labels)), or Batches((images, labels), ...); a batch of a data set of your own, and "
    "validation_data, is ((images, labels),)."
)
UNLABELLED = (
    "This model needs a label for each image: give both in a pair, as in fit((images, labels)) "
    "or Batches((images, labels), ...); a batch of a data set of your own, and validation_data, is "
    "((images, labels),)."
)


class ImageModel(SeededModel):
    """A model of images: uint8, or floats in [0, 1], in every method.

    What it is fed is looked at first (`check_batch`). Inside, `unit_interval` scales. A subclass
    has `image_shape`, (height, width, channels) or (features,), and `num_classes` for labels or
    `condition_dim` for vectors beside the images.
    """

    image_shape = None
    num_classes = None
    condition_dim = None

    def fit(self, x=None, y=None, *arguments, **options):
        """As in Keras; `sample_weight` counts without targets, too."""
        return super().fit(x, _targets_for_weights(y, options), *arguments, **options)

    def evaluate(self, x=None, y=None, *arguments, **options):
        """As in Keras; `sample_weight` counts without targets, too."""
        return super().evaluate(x, _targets_for_weights(y, options), *arguments, **options)

    def _check_batch(self, x, y=None, sample_weight=None):
        if y is not None and sample_weight is None:
            alone = self.num_classes is None and self.condition_dim is None
            raise ValueError(UNSEEN if alone else OUTSIDE)
        if self.condition_dim is not None:
            x = check_vectors_fed(x, self.condition_dim)
        check_batch(x, self.image_shape, self.num_classes)


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
        remedy = "Give uint8 from 0 to 255, or divide by 255."
        if not np.isfinite(least) or not np.isfinite(greatest):
            remedy = "Mend or leave out those that are no finite numbers."
        elif scaled(images) == "(images + 1) / 2":
            remedy = "Give (images + 1) / 2."
        raise ValueError(
            f"Images of floats must lie in [{low:.4g}, {high:.4g}]; these reach from {least:.4g} "
            f"to {greatest:.4g}. {remedy}"
        )
    if kind in "iu" and not (least >= 0 and greatest <= 255):
        raise ValueError(f"Images of integers must lie in 0 .. 255; got {least} to {greatest}.")


def scaled(images):
    """How to write images in the range that is taken; None where nobody knows.

    Args:
        images: NumPy array, not empty, of integers or floats.

    Returns:
        "images", "images / 255", "(images + 1) / 2" or None.
    """
    least, greatest = images.min(), images.max()
    if images.dtype.kind in "iu":
        return "images" if least >= 0 and greatest <= 255 else None
    if least >= -ROUNDING and greatest <= 1 + ROUNDING:
        return "images"
    if least >= 0 and greatest <= 255:
        return "images / 255"
    return "(images + 1) / 2" if least >= -1 and greatest <= 1 else None


def check_binary(images):
    """Refuse images that are not black and white alone, and recommend what is taken.

    Args:
        images: NumPy array. What `check_images` refuses, without a way to mend it, passes here.

    Raises:
        ValueError: grey images, or integers of 0 and 1.

    Example:
        >>> check_binary(np.array([[0.0, 127.5]]))
        Traceback (most recent call last):
        ...
        ValueError: A Bernoulli likelihood is one of binary images, and these are grey: pass \
aigc_keras.data.binarize(images / 255, seed=0).
    """
    kind = images.dtype.kind
    if kind not in "iuf" or not images.size or scaled(images) is None:
        return
    white = 1 if kind == "f" else 255
    cut = np.clip(images, 0, 1) if scaled(images) == "images" and kind == "f" else images
    if np.isin(cut, (0, white)).all():
        return
    text = "A Bernoulli likelihood is one of binary images"
    if kind in "iu" and images.max() == 1:
        raise ValueError(f"{text}, 0 and 255 as integers: pass images.astype(bool).")
    remedy = f"aigc_keras.data.binarize({scaled(images)}, seed=0)"
    raise ValueError(f"{text}, and these are grey: pass {remedy}.")


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


def check_batch(x, image_shape, num_classes):
    """Refuse what a model of images cannot be fed.

    Args:
        x: Images (n, *image_shape), or with `num_classes` a pair of them and labels, ints (n,).
            Of tensors without values, as inside a compiled function, only shapes are looked at.
        image_shape: (height, width, channels); (features,) for vectors, whose values may be any;
            or None where nobody knows.
        num_classes: Int or None.

    Raises:
        ValueError: images of another shape, or as for `check_range`; labels that are missing, not
            expected, or as for `check_labels`.

    Example:
        >>> check_batch(np.zeros((5, 8, 8)), (8, 8, 1), None)
        Traceback (most recent call last):
        ...
        ValueError: Images must be (n, 8, 8, 1); got (5, 8, 8). Add the axis of channels: \
images[..., None].
    """
    images, *labels = x if isinstance(x, (list, tuple)) and len(x) else [x]
    if num_classes is None and labels:
        if isinstance(x, list):
            raise ValueError("Give all images in one array: np.stack(images).")
        raise ValueError(f"Images come without labels here. {ALONE}")
    if num_classes is not None and len(labels) != 1:
        raise ValueError(UNLABELLED)
    if image_shape is not None:
        check_shape(images, image_shape)
    values = values_of(images)
    if values is not None and values.ndim > 2:
        check_range(values)
    if labels:
        check_fed_labels(labels[0], images.shape[0], num_classes)


def check_shape(images, image_shape):
    """Refuse images of another shape than (n, *image_shape), with a word on what to do.

    Args:
        images: Array or tensor.
        image_shape: (height, width, channels), or (features,); None in it fits any length.

    Raises:
        ValueError: no array, or one of another shape.
    """
    wanted = f"(n, {', '.join(map(str, image_shape))})"
    name = "Images" if len(image_shape) > 1 else "Vectors"
    if not hasattr(images, "shape"):
        raise ValueError(f"{name} must be an array {wanted}; got {type(images).__name__}.")
    shape = tuple(images.shape)
    pairs = zip(shape[1:], image_shape, strict=False)
    if len(shape) == 1 + len(image_shape) and all(a == b or None in (a, b) for a, b in pairs):
        return
    raise ValueError(f"{name} must be {wanted}; got {shape}. {_remedy(shape, image_shape)}")


def _remedy(shape, wanted):
    """What makes images of the wanted shape out of an array of another."""
    if shape[1:] == wanted[:-1] and wanted[-1] == 1:
        return "Add the axis of channels: images[..., None]."
    if shape == wanted:
        return "Make a batch of a single image: images[None]; of a data set, dataset.batch(32)."
    if shape == wanted[:-1] and wanted[-1] == 1:
        return "Add the axes of the batch and of the channels: images[None, ..., None]."
    is_known = len(shape) > 1 and None not in (*shape[1:], *wanted)
    if is_known and np.prod(shape[1:]) == np.prod(wanted):
        return f"Reshape them: images.reshape(-1, {', '.join(map(str, wanted))})."
    return "Change the images, or build the networks with their image_shape."


def check_fed_labels(labels, count, num_classes):
    """Refuse labels that are not one whole number for each of `count` images, below num_classes.

    Args:
        labels: Array or tensor (count,).
        count: Int, or None where nobody knows.
        num_classes: Int.

    Raises:
        ValueError: no array, another shape, or values outside 0 .. num_classes - 1.
    """
    if not hasattr(labels, "shape"):
        raise ValueError(f"Labels must be an array, not {type(labels).__name__}: np.array(labels).")
    shape = tuple(labels.shape)
    if len(shape) == 2 and num_classes in shape[1:]:
        raise ValueError(f"Labels must be ints (n,), not one-hot {shape}: labels.argmax(axis=-1).")
    if len(shape) != 1:
        raise ValueError(f"Labels must be ints (n,); got {shape}.")
    if None not in (shape[0], count) and shape[0] != count:
        raise ValueError(f"There are {count} images but {shape[0]} labels.")
    values = values_of(labels)
    if values is not None:
        check_labels(values, len(values), num_classes)


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
        num_samples, latent_dim: Ints, at least 1.
        rng: NumPy generator, the one random stream of the call.

    Example:
        >>> draw_noise(2, 3, np.random.default_rng(0)).shape
        (2, 3)
    """
    return rng.standard_normal((num_samples, latent_dim), dtype="float32")


def know_parts():
    """Import what a file of a model of images may name, for Keras loads only classes it knows."""
    for name in ("dense", "conv", "ensemble", "unet", "dit", "text_dit"):
        import_module(f"aigc_keras.networks.{name}")
    for name in ("models.diffusion", "optimizers"):
        import_module(f"aigc_keras.{name}")


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
        ValueError: labels of another length, outside that range, or no whole numbers.

    Example:
        >>> check_labels(7, count=2, num_classes=10).tolist()
        [7, 7]
    """
    given = np.asarray(labels)
    is_number = given.dtype.kind in "iuf"
    if not is_number or not np.all(given == np.floor(given)):
        found = "others" if is_number else given.dtype
        raise ValueError(f"Labels must be whole numbers in 0 .. {num_classes - 1}; got {found}.")
    if given.shape not in ((), (count,)):
        raise ValueError(f"Give one label, or {count} of them; got shape {given.shape}.")
    if given.size and (given.min() < 0 or given.max() >= num_classes):
        least, greatest = given.min(), given.max()
        found = f"{least:g}" if least == greatest else f"{least:g} to {greatest:g}"
        raise ValueError(f"Labels must lie in 0 .. {num_classes - 1}; got {found}.")
    return np.broadcast_to(given.astype("int32"), (count,))


def vectors_of(vectors, count, dim):
    """One vector for each of `count` images, zeros where none is given: float32 (count, dim).

    Raises:
        ValueError: vectors of another shape.

    Example:
        >>> vectors_of([1, 2], count=2, dim=2).tolist()
        [[1.0, 2.0], [1.0, 2.0]]
    """
    given = np.zeros(dim) if vectors is None else np.asarray(vectors)
    if given.dtype.kind not in "iufb" or given.shape not in ((dim,), (count, dim)):
        raise ValueError(
            f"Give one vector of {dim} numbers, or {count} of them, ({count}, {dim}); got "
            f"{given.dtype} of the shape {given.shape}."
        )
    return np.broadcast_to(given.astype("float32"), (count, dim))


def check_vectors_fed(x, dim):
    """The images alone of a training batch (images, vectors); raises a ValueError if it is none."""
    images, vectors = split(x)
    if len(vectors) != 1:
        raise ValueError(
            f"This model learns from pairs: fit((images, vectors)), vectors (n, {dim})."
        )
    if tuple(np.shape(vectors[0])) != (np.shape(images)[0], dim):
        raise ValueError(
            f"Vectors must be ({np.shape(images)[0]}, {dim}), one for each image; got "
            f"{tuple(np.shape(vectors[0]))}."
        )
    return images


def check_inputs(network, num_classes):
    """Raise a ValueError unless a network has a second input just where there are classes."""
    if not isinstance(network, keras.Model):
        raise ValueError(f"A network must be a Keras model, not {network!r}.")
    wanted = 1 if num_classes is None else 2
    if len(network.inputs) != wanted:
        raise ValueError(
            f"With num_classes={num_classes} a network takes {wanted} input(s), labels last; "
            f"{network.name} takes {len(network.inputs)}. Give num_classes to both."
        )


def fitting_mask(mask, images):
    """A mask of the images' shape, True where a pixel is missing.

    Args:
        mask: Bool array that broadcasts to `images`.
        images: NumPy array (n, ...).

    Returns:
        Bool NumPy array like `images`.

    Raises:
        ValueError: a mask of another dtype or shape.

    Example:
        >>> int(fitting_mask([True, False], np.zeros((3, 2))).sum())
        3
    """
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise ValueError(f"The mask must be boolean, True where missing; got {mask.dtype}.")
    try:
        return np.broadcast_to(mask, images.shape)
    except ValueError:
        raise ValueError(f"A mask {mask.shape} does not fit images {images.shape}.") from None
