import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras.callbacks import ERASE, Progress, Resume, Samples, Score, StopOnNaN
from aigc_keras.data import Batches, TextWindows
from aigc_keras.models.gan import GAN
from aigc_keras.models.gan_networks import dense_discriminator, dense_generator
from aigc_keras.models.rnn import RecurrentLM
from aigc_keras.optimizers import TwoPlayerAdam
from aigc_keras.vocabulary import CharacterVocabulary

IMAGES = np.random.default_rng(0).integers(0, 256, (40, 8, 8, 1), dtype="uint8")


def make_gan(use_ema=False):
    keras.utils.set_random_seed(0)
    shape = (8, 8, 1)
    model = GAN(dense_generator(4, (8,), shape), dense_discriminator((8,), shape), seed=1)
    model.compile(TwoPlayerAdam(1e-2, use_ema=use_ema, ema_momentum=0.5))
    return model


def numbers(variable):
    return ops.convert_to_numpy(variable.value)


class Kill(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if int(numbers(self.model.optimizer.iterations)) == 13:  # in the third epoch
            os.kill(os.getpid(), signal.SIGKILL)


def train(backup, use_ema, *more):
    """Four epochs, or those that are left: the losses, and the weights at the end."""
    model, batches = make_gan(use_ema), Batches(IMAGES, batch_size=8, seed=3)
    swap = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if use_ema else []
    calls = [Resume(backup, batches), *swap, *more]
    fitted = model.fit(batches, epochs=4, shuffle=False, verbose=0, callbacks=calls)
    return fitted.history["d_loss"], [numbers(variable) for variable in model.weights]


@pytest.mark.parametrize("use_ema", [False, True])
def test_training_killed_in_its_third_epoch_ends_as_if_uninterrupted(tmp_path, use_ema):
    backup = str(tmp_path / "backup")
    code = f"from test_callbacks import *; train({backup!r}, {use_ema}, Kill())"
    command = [sys.executable, "-W", "ignore", "-c", code]
    with subprocess.Popen(command, cwd=Path(__file__).parent) as killed:
        losses, weights = train(tmp_path / "other", use_ema)
    assert killed.returncode == -signal.SIGKILL
    last_losses, resumed = train(backup, use_ema)
    # Keras swaps averaged weights in and out by adding and subtracting, which rounds; and one
    # process may add up a product in another order than the other. Another batch would show: the
    # weights move by about 0.01 a step.
    tolerance = 1e-5
    np.testing.assert_allclose(losses[2:], last_losses, tolerance)  # of epochs 3 and 4
    for one, other in zip(weights, resumed, strict=True):
        np.testing.assert_allclose(one, other, tolerance, tolerance)
    assert not os.path.exists(backup)


def test_a_kill_while_a_backup_is_written_leaves_the_one_before(tmp_path, monkeypatch):
    def train(model, epochs):
        resume = Resume(tmp_path / "backup", batches)
        resume.delete_checkpoint = False
        return model.fit(batches, epochs=epochs, shuffle=False, verbose=0, callbacks=[resume])

    def half_written(path, overwrite):
        Path(path).write_bytes(b"half of a")
        raise KeyboardInterrupt

    batches = Batches(IMAGES, batch_size=8, seed=3)
    assert train(make_gan(), 2).epoch == [0, 1]
    killed = make_gan()
    monkeypatch.setattr(killed, "save_weights", half_written)
    with pytest.raises(KeyboardInterrupt):
        train(killed, 3)
    assert train(make_gan(), 3).epoch == [2]


@pytest.mark.parametrize("steps", [2, 3])
def test_accumulated_gradients_resume(tmp_path, steps):
    """Ten batches an epoch are not ten of the optimizer's steps, which so cannot tell the epoch."""
    text = "the cat sat on the mat\n" * 60
    vocabulary = CharacterVocabulary.of(text)

    class Stop(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise KeyboardInterrupt

    def train(backup, *more):
        model = RecurrentLM(vocabulary, hidden_dim=8, seed=0)
        model.compile(keras.optimizers.Adam(1e-2, gradient_accumulation_steps=steps))
        windows = TextWindows(vocabulary.encode(text), 16, batch_size=8, seed=5)
        calls = [Resume(backup, windows), *more]
        fitted = model.fit(windows, epochs=4, shuffle=False, verbose=0, callbacks=calls)
        return fitted.epoch, model.get_weights()

    keras.utils.set_random_seed(0)
    epochs, expected = train(tmp_path / "other")
    assert epochs == [0, 1, 2, 3]
    keras.utils.set_random_seed(0)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "backup", Stop())
    epochs, found = train(tmp_path / "backup")
    assert epochs == [2, 3]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_the_backup_holds_trained_weights_and_samples_come_from_averaged_ones(tmp_path):
    model, batches = make_gan(use_ema=True), Batches(IMAGES, batch_size=8, seed=3)
    seen = {}

    class Look(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen["sampled"] = numbers(model.generator.weights[0]).copy()

    resume = Resume(tmp_path / "backup", batches)
    resume.delete_checkpoint = False
    swap = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    model.fit(batches, epochs=1, shuffle=False, verbose=0, callbacks=[resume, swap, Look()])
    plain, other = make_gan(use_ema=True), Batches(IMAGES, batch_size=8, seed=3)
    for i in range(len(other)):
        plain.train_on_batch(other[i][0])
    trained = numbers(plain.generator.weights[0])
    averaged = numbers(plain.optimizer._model_variables_moving_average[0])
    backed_up = make_gan(use_ema=True)
    backed_up.optimizer.build(backed_up.trainable_variables)
    backed_up.load_weights(tmp_path / "backup" / "latest.weights.h5")
    np.testing.assert_allclose(numbers(backed_up.generator.weights[0]), trained, rtol=1e-5)
    np.testing.assert_allclose(seen["sampled"], averaged, rtol=1e-5)
    assert np.abs(trained - averaged).max() > 1e-4


def test_samples_keeps_frames_of_one_noise():
    model, keep = make_gan(), Samples(6, every=2)
    model.fit(IMAGES, batch_size=8, epochs=4, verbose=0, callbacks=[keep])
    assert keep.epochs == [0, 2, 4]
    assert [frame.shape for frame in keep.frames] == [(6, 8, 8, 1)] * 3
    np.testing.assert_array_equal(keep.frames[-1], model.sample(6, seed=0))


def test_score_stands_in_the_history_beside_the_losses():
    model = make_gan()
    score = Score(lambda images: images.mean(), "brightness", num_samples=5, every=2)
    history = model.fit(IMAGES, batch_size=8, epochs=3, verbose=0, callbacks=[score]).history
    last = model.sample(5, seed=0).mean()
    assert np.isnan(history["brightness"][0])
    assert history["brightness"][1] > 0 and history["brightness"][2] == pytest.approx(last)


def test_a_nan_stops_training_with_advice(capsys):
    model = make_gan()
    model.discriminator.set_weights([w * np.nan for w in model.discriminator.get_weights()])
    history = model.fit(IMAGES, batch_size=8, epochs=5, verbose=0, callbacks=[StopOnNaN()])
    assert len(history.epoch) == 1
    printed = capsys.readouterr().out
    assert "learning rate" in printed and "学习率" in printed


class Terminal(io.StringIO):
    def isatty(self):
        return True


def follow(stream, monkeypatch, **options):
    """What a short training writes to a stream."""
    monkeypatch.setenv("AIGC_KERAS_LANGUAGE", "en")
    monkeypatch.setattr(sys, "stdout", stream)
    make_gan().fit(IMAGES, batch_size=8, verbose=0, callbacks=[Progress(0)], **options)
    return stream.getvalue()


def test_progress_is_one_line_of_a_terminal(monkeypatch):
    written = follow(Terminal(), monkeypatch, epochs=2)
    assert written.count("\n") == 1 and written.endswith("\n")
    states = [state.strip().removesuffix(ERASE) for state in written.split("\r")[1:]]
    assert states[0] == "epoch 1 of 2"
    assert re.fullmatch(r"epoch 2 of 2, about \d+ s left: d_loss [\d.]+, g_loss .*", states[-2])
    assert re.fullmatch(r"2 epochs: d_loss [\d.]+, g_loss [\d.]+, loss [\d.]+", states[-1])


def test_progress_is_quiet_where_no_line_can_be_written_anew(monkeypatch):
    assert follow(io.StringIO(), monkeypatch, epochs=2) == ""


def test_progress_tells_of_a_training_that_stopped_and_of_one_that_goes_on(monkeypatch):
    stop = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: setattr(stop.model, "stop_training", epoch == 4)
    )
    monkeypatch.setenv("AIGC_KERAS_LANGUAGE", "en")
    monkeypatch.setattr(sys, "stdout", stream := Terminal())
    calls = [stop, Score(lambda images: 2.5), Progress(0)]
    options = {"initial_epoch": 3, "epochs": 9, "verbose": 0, "callbacks": calls}
    make_gan().fit(IMAGES, batch_size=8, **options)
    states = stream.getvalue().split("\r")
    assert states[1] == f"epoch 4 of 9{ERASE}"
    assert states[-1].startswith("5 of 9 epochs: d_loss ")
    assert ", frechet 2.5" in states[-1]
