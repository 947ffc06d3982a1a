"""What models that are told a class label share."""

import numpy as np
from keras import ops


def join(first, *conditions):
    """A network's inputs: a tensor, or a list of tensors where there are conditions."""
    tensors = [ops.convert_to_tensor(x) for x in (first, *conditions)]
    return tensors if conditions else tensors[0]


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
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError(f"Labels must lie in 0 .. {num_classes - 1}; got {labels}.")
    return np.broadcast_to(labels, (count,))
