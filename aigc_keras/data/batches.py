"""Shuffled batches whose order is a pure function of (seed, epoch), so training can resume."""

import keras
import numpy as np


class Batches(keras.utils.PyDataset):
    """Batches of images for `fit(batches, shuffle=False)`, in a new known order each epoch.

    Epoch e takes the images in the order `np.random.default_rng([seed, e]).permutation(n)`. The
    attribute `epoch` picks it: 0 at first, one more after each complete pass by `fit`, and
    settable. To resume, set it in a callback's `on_epoch_begin`: Keras draws an epoch's first
    batch after that. `fit` must be told `shuffle=False`, or it fails: its own shuffling of the
    batches draws from Python's global generator, so that a resumed run would see another order.
    (On JAX and PyTorch, Keras draws up to three batches to build a model that is not built yet;
    where an epoch has no more than those, it counts as a pass unless a callback sets `epoch`.)

    Args:
        images: array `(n, ...)`, any dtype; batches keep it.
        labels: array `(n, ...)`, or None for batches without labels.
        batch_size: int, images a batch, at most n.
        seed: int, not negative.
        drop_remainder: bool, whether to leave out the last, smaller batch.

    Raises:
        ValueError: images and labels differ in length, or batch_size is not in 1..n.
    """

    def __init__(self, images, labels=None, *, batch_size, seed, drop_remainder=True):
        super().__init__()
        if labels is not None and len(labels) != len(images):
            raise ValueError(f"There are {len(images)} images but {len(labels)} labels.")
        if not 1 <= batch_size <= len(images):
            raise ValueError(f"batch_size={batch_size} must be in 1..{len(images)}, the images.")
        self.images = images
        self.labels = labels
        self.batch_size = batch_size
        self.seed = seed
        self.drop_remainder = drop_remainder
        self.epoch = 0
        self._drawn = None  # inside an epoch of fit: how many batches it has taken

    @property
    def epoch(self):
        """Which order is drawn: int, not negative."""
        return self._epoch

    @epoch.setter
    def epoch(self, epoch):
        self._order = np.random.default_rng([self.seed, epoch]).permutation(len(self.images))
        self._epoch = epoch

    def __len__(self):
        whole, rest = divmod(len(self.images), self.batch_size)
        return whole + (rest > 0 and not self.drop_remainder)

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(f"There is no batch {index} among {len(self)}.")
        if self._drawn is not None:
            if index not in (0, self._drawn):
                raise ValueError(
                    f"fit asked for batch {index} instead of {self._drawn}: call it with "
                    "shuffle=False (Batches shuffles by itself) and without steps_per_epoch."
                )
            self._drawn = index + 1
        chosen = self._order[index * self.batch_size : (index + 1) * self.batch_size]
        if self.labels is None:
            return (self.images[chosen],)
        return self.images[chosen], self.labels[chosen]

    def on_epoch_begin(self):
        """Called by Keras after the callbacks' `on_epoch_begin`, before the first batch."""
        self._drawn = 0

    def on_epoch_end(self):
        """Called by Keras after an epoch, but also once before the first: only a pass counts."""
        if self._drawn == len(self):
            self.epoch += 1
        self._drawn = None
