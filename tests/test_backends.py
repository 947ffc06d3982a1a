"""Every model on every backend: the same outputs from the same file, losses fall, files travel.

Backends need a process each: TensorFlow makes the models (`python tests/test_backends.py make TO`),
each backend trains them a little (`train FROM TO`), and TensorFlow looks at what came of it
(`look FOLDER ...`).
"""

import contextlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from contract import MODELS, build, examples, outputs

from aigc_keras.models import load_model

pytestmark = pytest.mark.slow
LIBRARIES = {"jax": "JAX", "torch": "PyTorch"}
OTHERS = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            importlib.util.find_spec(name) is None and not os.environ.get("CI"),
            reason=f"{LIBRARIES[name]} is not installed",
        ),
    )
    for name in LIBRARIES
]


def make(folder):
    """Write each model, compiled and not yet trained, to a file."""
    for name in MODELS:
        build(name).save(f"{folder}/{name}.keras")


def train(source, folder):
    """Load each model, train it, and write its file, its losses and its outputs."""
    for name, model in load(source):
        np.savez(f"{folder}/{name}, before.npz", **outputs(name, model))
        how = {"batch_size": 16, "epochs": 8, "shuffle": False, "verbose": 0}
        history = model.fit(**examples(name, model), **how).history
        np.savez(f"{folder}/{name}, losses.npz", **history)
        np.savez(f"{folder}/{name}, after.npz", **outputs(name, model))
        model.save(f"{folder}/{name}.keras")


def look(*folders):
    """Load what another backend trained, and write what this one makes of it."""
    for folder in folders:
        for name, model in load(folder):
            np.savez(f"{folder}/{name}, back.npz", **outputs(name, model))


def load(folder):
    """Yield the name of each model in that folder, and the model."""
    for file in sorted(Path(folder).glob("*.keras")):
        yield file.stem, load_model(file)


def start(backend, task, *folders):
    """A process of that backend, at work."""
    folders[-1].mkdir(exist_ok=True)
    environment = {**os.environ, "KERAS_BACKEND": backend}
    command = [sys.executable, __file__, task, *map(str, folders)]
    quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=quiet, stderr=pipe, text=True)


def finish(*processes):
    with contextlib.ExitStack() as ends:
        for process in processes:
            ends.enter_context(process)
            ends.callback(process.kill)
        for process in processes:
            complaints = process.communicate()[1]
            assert process.returncode == 0, f"{process.args}: {complaints[-3000:]}"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Function: what a backend found at a stage ("before" ...), {model: {name: array}}."""
    root = tmp_path_factory.mktemp("backends")
    others = [name for name in LIBRARIES if importlib.util.find_spec(name)]
    finish(start("tensorflow", "make", root / "made"))
    finish(*(start(each, "train", root / "made", root / each) for each in ["tensorflow", *others]))
    if others:
        finish(start("tensorflow", "look", *(root / each for each in others)))
    names = [file.stem for file in (root / "made").iterdir()]
    assert len(names) > 10

    def read(backend, stage):
        assert (root / backend).exists(), f"{backend} is not installed"
        return {name: dict(np.load(root / backend / f"{name}, {stage}.npz")) for name in names}

    return read


def assert_close(ours, theirs, **tolerance):
    for name, wanted in theirs.items():
        assert ours[name].keys() == wanted.keys()
        for key, value in wanted.items():
            label = f"{name}, {key}"
            np.testing.assert_allclose(ours[name][key], value, **tolerance, err_msg=label)


@pytest.mark.parametrize("backend", ["tensorflow", *OTHERS])
def test_losses_fall(backend, found):
    for name, losses in found(backend, "losses").items():
        loss = losses["d_loss" if name.startswith("GAN") else "loss"]
        assert np.all(np.isfinite(loss)) and min(loss[1:]) < loss[0], (name, loss)
        before, after = found(backend, "before")[name], found(backend, "after")[name]
        for key, value in after.items():
            assert np.abs(value - before[key]).max() > 1e-3, (name, key, "has not learned")


@pytest.mark.parametrize("backend", OTHERS)
def test_another_backend_loads_trains_and_hands_back(backend, found):
    assert_close(found(backend, "before"), found("tensorflow", "before"), atol=1e-4)
    assert_close(found(backend, "back"), found(backend, "after"), atol=1e-4)
    # Nothing is random in the training of a language model without dropout.
    theirs = found("tensorflow", "losses").items()
    drawn = ("GAN", "VAE", "diffusion", "text to image", "RNN, simple")
    theirs = {
        name: losses
        for name, losses in theirs
        if not name.startswith(drawn) and "dropout" not in name
    }
    assert_close(found(backend, "losses"), theirs, rtol=1e-3)


if __name__ == "__main__":
    from aigc_keras import configure

    configure(seed=0, precision="float32", verbose=False)
    task, *folders = sys.argv[1:]
    {"make": make, "train": train, "look": look}[task](*folders)
