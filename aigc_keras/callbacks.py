"""Callbacks beside Keras' own: a line of progress, samples and scores, resuming, a NaN's advice.

Order them: `Resume` first, then `keras.callbacks.SwapEMAWeights`, then those that sample or
score, so that a backup holds the trained weights and a sample comes from the averaged ones.
"""

import os
import sys
import tempfile
import time

import h5py
import keras
import numpy as np

from aigc_keras import plotting
from aigc_keras.models.base import whole_number

ERASE = "\x1b[K"  # tells a terminal to clear the rest of the line


class Progress(keras.callbacks.Callback):
    """Show one line while training, which is written anew, and leave one when it has ended.

    In a notebook and on a terminal the line tells the epoch, the losses and about how long it will
    take; what stays tells the number of epochs and their last losses, in the reader's language
    (`plotting.language`). Where a line cannot be written anew, in a log file for example, nothing
    is shown. Give `fit` a `verbose=0` beside it, and let it stand last, after what logs scores.

    Args:
        seconds: Float, the least time between two states of the line.

    Example:
        >>> model = keras.Sequential([keras.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> x = np.zeros((4, 2), "float32")
        >>> model.fit(x, x[:, :1], verbose=0, callbacks=[Progress()]).epoch
        [0]
    """

    def __init__(self, seconds=0.5):
        super().__init__()
        self.seconds = seconds
        self._line, self._logs = None, None

    def on_train_begin(self, logs=None):
        self._line, self._logs = _line(), None
        self._epoch, self._first = 0, None
        self._started = self._shown = time.perf_counter()

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        if self._first is None:  # not 0 where a training is resumed
            self._first = epoch
            self._show(0.0, None)

    def on_train_batch_end(self, batch, logs=None):
        if self._line and time.perf_counter() - self._shown >= self.seconds:
            steps = self.params.get("steps")
            self._show((batch + 1) / steps if steps else 0.0, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._logs = logs  # with what other callbacks have added, unlike those of on_train_end
        if self._line and time.perf_counter() - self._shown >= self.seconds:
            self._show(1.0, logs)

    def on_train_end(self, logs=None):
        if self._line and self._first is not None:  # not where nothing was left to train
            done, planned = self._epoch + 1, self.params["epochs"]
            english = f"{done} epoch{'' if done == 1 else 's'}"
            chinese = f"共 {done} 轮"
            if done < planned:
                english, chinese = f"{done} of {planned} epochs", f"{planned} 轮中的 {done} 轮"
            self._line.end({"en": english, "zh": chinese}, _figures(self._logs))
            self._line = None

    def _show(self, part, logs):
        """Write the line anew: `part` of this epoch is done."""
        if not self._line:
            return
        self._shown = time.perf_counter()
        epoch, epochs = self._epoch + 1, self.params["epochs"]
        english, chinese = f"epoch {epoch} of {epochs}", f"第 {epoch} 轮，共 {epochs} 轮"
        done = (self._epoch - self._first + part) / (epochs - self._first)
        if done > 0:
            left = (self._shown - self._started) * (1 - done) / done
            english += f", about {left:.0f} s left"
            chinese += f"，还要约 {left:.0f} 秒"
        self._line.write({"en": english, "zh": chinese}, _figures(logs))


def _figures(logs):
    """The losses and scores of a log, in words."""
    return ", ".join(f"{name} {float(value):.4g}" for name, value in (logs or {}).items())


def _line():
    """A line that can be written anew, for this process; None where there is none."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None):
        return _NotebookLine()
    return _TerminalLine() if sys.stdout.isatty() else None


def _in_words(words, figures):
    """The line in each language, and in both for a reader whose language is unknown."""
    words = {**words, "": f"{words['en']} ({words['zh']})"}
    lines = {}
    for language, text in words.items():
        colon = "：" if language == "zh" else ": "
        lines[language] = text + colon + figures if figures else text
    return lines


class _NotebookLine:
    """One output of a cell, whose content is replaced."""

    def __init__(self):
        self.handle = None

    def write(self, words, figures):
        from IPython.display import display

        lines = _in_words(words, figures)
        # notebooks/build.py keeps one language, as it does of captions.
        texts = {language: {"text/plain": lines[language]} for language in ("en", "zh")}
        content = {"text/plain": lines[plotting.language()]}
        options = {"raw": True, "metadata": {"aigc_keras": texts}}
        if self.handle is None:
            self.handle = display(content, display_id=True, **options)
        else:
            self.handle.update(content, **options)

    end = write


class _TerminalLine:
    """The last line of a terminal."""

    def write(self, words, figures, end=""):
        line = _in_words(words, figures)[plotting.language()]
        print(f"\r{line}{ERASE}", end=end, flush=True)

    def end(self, words, figures):
        self.write(words, figures, end="\n")


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
