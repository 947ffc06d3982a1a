"""What models that are told a class label share."""

import numpy as np
from keras import ops


def join(first, *conditions):
    """A network's inputs: a tensor, or a list of tensors where there are conditions."""
    tensors = [ops.convert_to_tensor(x) for x in (first, *conditions)]
    return tensors if conditions else tensors[0]


def split(x):
    """The other way round: a batch as its first tensor and the list of the conditions."""
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
