"""Shuffled batches whose order is a pure function of (seed, epoch), so training can resume."""

from numbers import Integral

import keras
import numpy as np


class _Shuffled(keras.utils.PyDataset):
    """Base of data sets for `fit(..., shuffle=False)` with a new known order each epoch.

    The models of this library see by `shuffles_itself` that they must not shuffle.

    A subclass says what a batch of chosen items is, in `_take`; it may draw more than the order
    for an epoch, in `_draw`. `Batches` says how `epoch` works.

    Args:
        count: int, items an epoch.
        batch_size: int in 1..count.
        seed: int, not negative.
        drop_remainder: bool, whether to leave out the last, smaller batch.
        items: str, what the items are called in a sentence.

    Raises:
        ValueError: batch_size is not in 1..count, or a seed that is negative.
    """

    shuffles_itself = True

    def __init__(self, count, batch_size, seed, drop_remainder, items):
        super().__init__()
        if not isinstance(batch_size, Integral) or not 1 <= batch_size <= count:
            raise ValueError(
                f"batch_size={batch_size} must be in 1..{count}, the {items}, and a whole number."
            )
        if not isinstance(seed, Integral) or seed < 0:
            raise ValueError(f"seed={seed} must be a whole number and not be negative.")
        self.count = count
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
        self._draw(np.random.default_rng([self.seed, epoch]))
        self._epoch = epoch

    def _draw(self, rng):
        self._order = rng.permutation(self.count)

    def _take(self, chosen):
        raise NotImplementedError

    def __len__(self):
        whole, rest = divmod(self.count, self.batch_size)
        return whole + (rest > 0 and not self.drop_remainder)

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(f"There is no batch {index} among {len(self)}.")
        if self._drawn is not None:
            if index not in (0, self._drawn):
                raise ValueError(
                    f"fit asked for batch {index} instead of {self._drawn}: call it with "
                    f"shuffle=False ({type(self).__name__} shuffles by itself) and without "
                    "steps_per_epoch."
                )
            self._drawn = index + 1
        return self._take(self._order[index * self.batch_size : (index + 1) * self.batch_size])

    def on_epoch_begin(self):
        """Called by Keras after the callbacks' `on_epoch_begin`, before the first batch."""
        self._drawn = 0

    def on_epoch_end(self):
        """Called by Keras after an epoch, but also once before the first: only a pass counts."""
        if self._drawn == len(self):
            self.epoch += 1
        self._drawn = None


class Batches(_Shuffled):
    """Batches of images for `fit(batches, shuffle=False)`, in a new known order each epoch.

    Epoch e takes the images in the order `np.random.default_rng([seed, e]).permutation(n)`. The
    attribute `epoch` picks it: 0 at first, one more after each complete pass by `fit`, and
    settable. To resume, set it in a callback's `on_epoch_begin`: Keras draws an epoch's first
    batch after that. `fit` must be told `shuffle=False`, or it fails: its own shuffling of the
    batches draws from Python's global generator, so that a resumed run would see another order.
    (On JAX and PyTorch, Keras draws up to three batches to build a model that is not built yet;
    where an epoch has no more than those, it counts as a pass unless a callback sets `epoch`.)

    Args:
        images: array `(n, ...)`, any dtype; batches keep it. Or, for a model with `num_classes`, a
            tuple `(images, labels)`: each batch is then such a pair, `((images, labels),)`.
        labels: array or list `(n, ...)`, or None for batches without labels.
        batch_size: int, images a batch, at most n.
        seed: int, not negative.
        drop_remainder: bool, whether to leave out the last, smaller batch.

    Raises:
        ValueError: images and labels differ in length, batch_size is not in 1..n, or a seed that
            is negative.

    Example:
        >>> images, labels = np.zeros((10, 28, 28, 1), "uint8"), np.arange(10)
        >>> batches = Batches(images, labels, batch_size=4, seed=0)
        >>> len(batches), batches[0][0].shape, batches[0][1].shape
        (2, (4, 28, 28, 1), (4,))
    """

    def __init__(self, images, labels=None, *, batch_size, seed, drop_remainder=True):
        self.is_pair = isinstance(images, tuple) and labels is None and len(images) == 2
        if self.is_pair:
            images, labels = images
        self.images = np.asarray(images)
        self.labels = labels if labels is None else np.asarray(labels)
        shapes = [x.shape for x in (self.images, self.labels) if x is not None]
        if () in shapes or "O" in self.images.dtype.kind:
            raise ValueError(
                "Need arrays of images (n, ...) and of labels (n, ...), the images all of one "
                f"shape; got {self.images.dtype} of shape {self.images.shape}."
            )
        if labels is not None and len(self.labels) != len(self.images):
            raise ValueError(f"There are {len(self.images)} images but {len(self.labels)} labels.")
        super().__init__(len(self.images), batch_size, seed, drop_remainder, "images")

    def _take(self, chosen):
        if self.labels is None:
            return (self.images[chosen],)
        batch = self.images[chosen], self.labels[chosen]
        return (batch,) if self.is_pair else batch


class TextWindows(_Shuffled):
    """Windows of a text for `fit(windows, shuffle=False)`, cut and ordered anew each epoch.

    Each window is context_length tokens, and its target the same moved on by one: at every
    position the next token. Epoch e draws, from `np.random.default_rng([seed, e])`, the order of
    the windows, then the place in the text where the first one begins, so that their borders move.
    The windows of an epoch do not overlap; less than two windows of text are left over at its
    ends, and the windows that fill no batch are left out, others each time. The attribute `epoch`,
    and what `fit` must be told, are as in `Batches`.

    Args:
        token_ids: int array `(length,)`, the encoded text.
        context_length: int, tokens a window, at least 1 and less than length.
        batch_size: int, windows a batch, at most those in an epoch.
        seed: int, not negative.

    Yields:
        `(x, y)`, both int32 `(batch_size, context_length)`; `y[:, :-1]` is `x[:, 1:]`.

    Raises:
        ValueError: token_ids of another shape or dtype, a text shorter than a window and its next
            token, batch_size above the number of windows, or a seed that is negative.

    Example:
        >>> windows = TextWindows(np.arange(100), 5, batch_size=2, seed=0)
        >>> x, y = windows[0]
        >>> x.shape, bool((y == x + 1).all())
        ((2, 5), True)
    """

    def __init__(self, token_ids, context_length, *, batch_size, seed):
        token_ids = np.asarray(token_ids)
        if token_ids.ndim != 1 or not np.issubdtype(token_ids.dtype, np.integer):
            raise ValueError(
                "Need integer token_ids of shape (length,), a text that a vocabulary has encoded; "
                f"got {token_ids.dtype} of shape {token_ids.shape}."
            )
        length = len(token_ids)
        if not isinstance(context_length, Integral) or not 1 <= context_length < length:
            raise ValueError(
                f"context_length={context_length} must be in 1..{length - 1}: it is a whole "
                f"number, the text has {length} tokens, and a window needs one more than that."
            )
        count = max(1, length // context_length - 1)  # whichever way they are cut
        self.token_ids = token_ids.astype("int32")
        self.context_length = context_length
        super().__init__(count, batch_size, seed, drop_remainder=True, items="windows")

    def _draw(self, rng):
        super()._draw(rng)
        spare = len(self.token_ids) - self.count * self.context_length
        self._offset = int(rng.integers(min(spare, self.context_length)))

    def _take(self, chosen):
        starts = self._offset + chosen[:, None] * self.context_length
        windows = self.token_ids[starts + np.arange(self.context_length + 1)]
        return windows[:, :-1], windows[:, 1:]


class MaskedWindows(TextWindows):
    """Windows in which some tokens are hidden, for `MaskedLM`: what is hidden is the target.

    Of the chosen tokens, 80% are replaced by the escape code, 10% by a random token, and 10%
    stay, so that every token has to be looked at. Which
    ones, is drawn anew for each batch, from (seed, epoch, its first window).

    Args:
        token_ids, context_length, batch_size, seed: As for `TextWindows`.
        vocabulary_size: int; token 0 is the escape code.
        share: float in (0, 1), of the tokens that are chosen.

    Yields:
        `(x, y, sample_weight)`, int32, int32 and float32 `(batch_size, context_length)`: what the
        model sees, the true tokens, and 1 where a token was chosen.

    Raises:
        ValueError: share outside (0, 1), token_ids beyond the vocabulary, or as for `TextWindows`.

    Source: Devlin, Chang, Lee and Toutanova, "BERT: pre-training of deep bidirectional
    transformers for language understanding", 2018, arXiv:1810.04805.

    Example:
        >>> token_ids = np.arange(1, 100)
        >>> windows = MaskedWindows(token_ids, 9, batch_size=4, seed=0, vocabulary_size=100)
        >>> x, y, sample_weight = windows[0]
        >>> x.shape, bool((x == y)[sample_weight == 0].all())
        ((4, 9), True)
    """

    def __init__(self, token_ids, context_length, *, batch_size, seed, vocabulary_size, share=0.15):
        if not 0 < share < 1:
            raise ValueError(f"share={share} must lie between 0 and 1.")
        self.vocabulary_size = vocabulary_size
        self.share = share
        super().__init__(token_ids, context_length, batch_size=batch_size, seed=seed)
        for token_id in (self.token_ids.min(), self.token_ids.max()):
            if not 0 <= token_id < vocabulary_size:
                raise ValueError(
                    f"{token_id} is no token among {vocabulary_size}: vocabulary_size must be that "
                    "of the vocabulary that encoded the text."
                )

    def _take(self, chosen):
        y = super()._take(chosen)[0]
        rng = np.random.default_rng([self.seed, self.epoch, 1 + int(chosen[0])])
        hidden = rng.random(y.shape) < self.share
        kind, others = rng.random(y.shape), rng.integers(1, self.vocabulary_size, y.shape)
        x = np.where(kind < 0.8, 0, np.where(kind < 0.9, others, y))
        return np.where(hidden, x, y).astype("int32"), y, hidden.astype("float32")
