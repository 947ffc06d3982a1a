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

pytestmark = pytest.mark.slow
TEXT = "the cat sat on the mat\nand the dog sat on the cat\n" * 8
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


def build():
    """Each model of the library, tiny: {name: model}."""
    from aigc_keras import GAN, GPT, VAE, EncoderDecoder, MaskedLM, RecurrentLM
    from aigc_keras.models import gan_networks as networks
    from aigc_keras.models.gan_variants import ConditionalGAN, GANEnsemble
    from aigc_keras.models.vae_variants import ConditionalVAE
    from aigc_keras.vocabulary import CharacterVocabulary

    def pair(**options):
        generator = networks.dense_generator(4, (16,), (8, 8, 1), **options)
        return generator, networks.dense_discriminator((16,), (8, 8, 1), **options)

    vocabulary = CharacterVocabulary.of(TEXT)
    small = {"hidden_dim": 16, "num_layers": 1, "num_heads": 2, "context_length": 16, "seed": 0}
    images = {"image_shape": (8, 8, 1), "latent_dim": 2, "widths": (16,), "seed": 0}
    convolutional = networks.conv_generator(filters=(4, 2)), networks.conv_discriminator((2, 4))
    both = [list(networks) for networks in zip(pair(), pair(), strict=True)]
    return {
        "GAN": GAN(*pair(), seed=0),
        "GAN, convolutional": GAN(*convolutional, loss="relativistic", r1_weight=1.0, seed=0),
        "GAN, Wasserstein": GAN(*pair(), loss="wasserstein_gp", seed=0),
        "GAN, conditional": ConditionalGAN(*pair(num_classes=3), num_classes=3, seed=0),
        "GAN, ensemble": GANEnsemble(*both, seed=0),
        "VAE": VAE(**images),
        "VAE, conditional": ConditionalVAE(3, **images),
        **{f"RNN, {cell}": RecurrentLM(vocabulary, cell, hidden_dim=16, seed=0) for cell in CELLS},
        "GPT": GPT(vocabulary, **small),
        "encoder-decoder": EncoderDecoder(vocabulary, **small),
        "masked": MaskedLM(vocabulary, **small),
    }


CELLS = ("gru", "lstm", "simple")


def examples(name, model):
    """A batch for `fit`, the same on every backend: (x,), (x, y) or (x, y, weights)."""
    rng = np.random.default_rng(0)
    if name.startswith(("GAN", "VAE")):
        side = 28 if "convolutional" in name else 8
        images = rng.integers(0, 256, (16, side, side, 1), dtype="uint8")
        images[:, : side // 2] //= 8
        labels = rng.integers(0, 3, 16).astype("int32")
        return ((images, labels),) if "conditional" in name else (images,)
    if name == "encoder-decoder":
        return model.pairs(TEXT.split()[:16], [word[::-1] for word in TEXT.split()[:16]])
    ids = model.vocabulary.encode(TEXT)[: 17 * 16].reshape(16, 17)
    if name == "masked":
        hidden = rng.random((16, 16)) < 0.2
        return np.where(hidden, 0, ids[:, 1:]), ids[:, 1:], hidden.astype("float32")
    return ids[:, :-1], ids[:, 1:]


def outputs(name, model):
    """What the model makes of fixed inputs: {name: float32 array}."""
    from keras import ops

    x = examples(name, model)[0]
    made = {}
    if name.startswith(("GAN", "VAE")):
        made["samples"] = model.sample(4, seed=0, dtype="float32")
    if name.startswith("VAE"):
        conditional = name == "VAE, conditional"
        made["codes"], _ = model.encode(*x) if conditional else model.encode(x)
    else:
        made["logits"] = ops.convert_to_numpy(model(x))
    return made


def make(folder):
    """Write each model, compiled and not yet trained, to a file."""
    from aigc_keras import FlatAdam, TwoPlayerAdam

    for name, model in build().items():
        two = TwoPlayerAdam(2e-3, use_ema=False)
        model.compile(two if name.startswith("GAN") else FlatAdam(1e-2))
        model.save(f"{folder}/{name}.keras")


def train(source, folder):
    """Load each model, train it, and write its file, its losses and its outputs."""
    for name, model in load(source):
        np.savez(f"{folder}/{name}, before.npz", **outputs(name, model))
        x, *rest = examples(name, model)
        options = {"batch_size": 16, "epochs": 8, "verbose": 0}
        if len(rest) == 2:
            options["sample_weight"] = rest.pop()
        history = model.fit(x, *rest, **options).history
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
    import keras

    from aigc_keras.models import gan_variants, rnn, transformer_variants, vae_variants  # noqa: F401

    for file in sorted(Path(folder).glob("*.keras")):
        yield file.stem, keras.models.load_model(file)


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
        assert np.all(np.isfinite(loss)) and loss[-1] < loss[0], (name, loss)
        before, after = found(backend, "before")[name], found(backend, "after")[name]
        for key, value in after.items():
            assert np.abs(value - before[key]).max() > 1e-3, (name, key, "has not learned")


@pytest.mark.parametrize("backend", OTHERS)
def test_another_backend_loads_trains_and_hands_back(backend, found):
    assert_close(found(backend, "before"), found("tensorflow", "before"), atol=1e-4)
    assert_close(found(backend, "back"), found(backend, "after"), atol=1e-4)
    # Nothing is random in the training of a language model.
    theirs = found("tensorflow", "losses").items()
    theirs = {name: losses for name, losses in theirs if not name.startswith(("GAN", "VAE"))}
    assert_close(found(backend, "losses"), theirs, rtol=1e-3)


if __name__ == "__main__":
    from aigc_keras import configure

    configure(seed=0, precision="float32", verbose=False)
    task, *folders = sys.argv[1:]
    {"make": make, "train": train, "look": look}[task](*folders)
