"""Callbacks beside Keras' own: samples and scores while training, resuming, and a NaN's advice.

Order them: `Resume` first, then `keras.callbacks.SwapEMAWeights`, then those that sample or
score, so that a backup holds the trained weights and a sample comes from the averaged ones.
"""

import os
import tempfile

import h5py
import keras
import numpy as np

from aigc_keras.models.base import whole_number


def check_samples(model):
    """Raise a ValueError for a model without `sample`, before it is trained."""
    if not hasattr(model, "sample"):
        raise ValueError(
            f"This callback needs a model of images, with sample(); {type(model).__name__} has "
            "none."
        )


class Samples(keras.callbacks.Callback):
    """Keep samples of one fixed noise at the end of epochs, as frames of an animation.

    Args:
        num_samples: Int.
        every: Int, epochs between two frames.
        seed: Int of the noise.

    Attributes:
        frames: List of uint8 arrays (num_samples, height, width, channels).
        epochs: List of ints, the epoch at whose end each frame was made; 0 is before training.
    """

    def __init__(self, num_samples=50, *, every=1, seed=0):
        super().__init__()
        self.num_samples = whole_number(num_samples, "num_samples")
        self.every = whole_number(every, "every")
        self.seed = seed
        self.frames, self.epochs = [], []

    def set_model(self, model):
        super().set_model(model)
        check_samples(model)

    def on_train_begin(self, logs=None):
        if not self.frames:
            self._keep(0)

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every == 0:
            self._keep(epoch + 1)

    def _keep(self, epoch):
        self.frames.append(self.model.sample(self.num_samples, seed=self.seed))
        self.epochs.append(epoch)


class Score(keras.callbacks.Callback):
    """Score samples at the end of epochs and log the figure beside the losses.

    Args:
        function: Maps samples to a number, such as `ImageScores(...).frechet` on validation
            images.
        name: Str, its name in the logs, in the history and in TensorBoard.
        num_samples: Int.
        every: Int, epochs between two scores; in between, the last one is logged again.
        seed: Int of the noise.
    """

    def __init__(self, function, name="frechet", *, num_samples=1000, every=1, seed=0):
        super().__init__()
        if not callable(function):
            raise ValueError(f"function must map samples to a number; {function!r} is none.")
        self.function, self.name = function, name
        self.num_samples = whole_number(num_samples, "num_samples")
        self.every = whole_number(every, "every")
        self.seed = seed
        self.last = float("nan")

    def set_model(self, model):
        super().set_model(model)
        check_samples(model)

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every == 0 or epoch + 1 == self.params["epochs"]:
            self.last = float(self.function(self.model.sample(self.num_samples, seed=self.seed)))
        if logs is not None:
            logs[self.name] = self.last


class StopOnNaN(keras.callbacks.Callback):
    """Stop training at the first loss that is no finite number, and say what to try."""

    def on_train_batch_end(self, batch, logs=None):
        bad = [name for name, value in (logs or {}).items() if not np.isfinite(value)]
        if bad:
            self.model.stop_training = True
            print(
                f"Training stopped at batch {batch}: {', '.join(bad)} is not a finite number. "
                "Try a smaller learning rate, check the data for values that are not finite, or "
                'train in float32: configure(precision="float32").\n'
                f"训练在第 {batch} 个批次停止：{', '.join(bad)} 不是有限的数。请减小学习率，"
                '检查数据中是否有非有限值，或改用 float32：configure(precision="float32")。'
            )


class Resume(keras.callbacks.BackupAndRestore):
    """Continue interrupted training where its last whole epoch ended, to the same end.

    Restores weights, optimizer, the model's seed state and the order of the batches; run the same
    command again. The backup is one file, which holds the epoch too, and is removed when training
    has finished.

    Args:
        backup_dir: Folder of the backup, one for each training.
        batches: The `aigc_keras.data.Batches` that `fit` trains on, with `shuffle=False`.
    """

    def __init__(self, backup_dir, batches):
        super().__init__(str(backup_dir))
        if not hasattr(batches, "epoch"):
            raise ValueError(
                "batches must be the aigc_keras.data.Batches that fit trains on, whose order is "
                f"known; got {type(batches).__name__}."
            )
        self.batches = batches

    def on_train_begin(self, logs=None):
        self._make_folder()  # now, since an epoch may last for hours
        super().on_train_begin(logs)

    def _make_folder(self):
        try:
            os.makedirs(self.backup_dir, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.backup_dir):
                pass
        except OSError as error:
            raise type(error)(
                f"The backup cannot be written to {self.backup_dir} ({error.strerror or error}): "
                "give a folder in which you may write."
            ) from None

    def _load_model(self):
        super()._load_model()
        if os.path.exists(self._weights_path):
            with h5py.File(self._weights_path) as file:
                self.model._initial_epoch = int(file.attrs["epoch"])

    def _save_model(self):
        self._make_folder()
        unfinished = os.path.join(self.backup_dir, "unfinished.weights.h5")
        self.model.save_weights(unfinished, overwrite=True)
        with h5py.File(unfinished, "r+") as file:
            file.attrs["epoch"] = self._current_epoch
        os.replace(unfinished, self._weights_path)  # at once: no kill leaves half a file

    def on_epoch_begin(self, epoch, logs=None):
        self.batches.epoch = epoch
