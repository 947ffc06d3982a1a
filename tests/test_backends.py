"""Every model on every backend: the same outputs from the same file, losses fall, files travel.

Backends need a process each. `python tests/test_backends.py train FROM TO` is one of them: it loads
the models in FROM (or makes them), trains them a little and writes them with their outputs to TO.
"""

import importlib.util
import json
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


def work(task, source, target):
    """Load or make each model; write its outputs; to "train", also losses, file and outputs."""
    import keras

    import aigc_keras

    aigc_keras.configure(seed=0, precision="float32", verbose=False)
    from aigc_keras import FlatAdam, TwoPlayerAdam

    models, report = build(), {}
    for name, model in models.items():
        if source:
            model = keras.models.load_model(f"{source}/{name}.keras")
        else:
            two = TwoPlayerAdam(2e-3, use_ema=False)
            model.compile(two if name.startswith("GAN") else FlatAdam(1e-2))
            model.save(f"{target}/{name}.keras")
        made = {f"{key}, before": value for key, value in outputs(name, model).items()}
        if task == "train":
            x, *rest = examples(name, model)
            options = {"batch_size": 16, "epochs": 8, "verbose": 0}
            if len(rest) == 2:
                options["sample_weight"] = rest.pop()
            fitted = model.fit(x, *rest, **options)
            report[name] = {key: list(map(float, v)) for key, v in fitted.history.items()}
            made |= {f"{key}, after": value for key, value in outputs(name, model).items()}
            if source:
                model.save(f"{target}/{name}.keras")
        np.savez(f"{target}/{name}.npz", **made)
    Path(target, "losses.json").write_text(json.dumps(report), "utf-8")


def start(backend, task, source, target):
    """A process of that backend, at work."""
    target.mkdir()
    environment = {**os.environ, "KERAS_BACKEND": backend}
    command = [sys.executable, __file__, task, str(source), str(target)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)


def finish(process, target):
    """`(losses, outputs)` of each model, when the process has ended."""
    complaints = process.communicate()[1]
    assert process.returncode == 0, complaints[-3000:]
    losses = json.loads((target / "losses.json").read_text("utf-8"))
    arrays = {file.stem: dict(np.load(file)) for file in target.glob("*.npz")}
    return losses, arrays


@pytest.fixture(scope="module")
def tensorflow(tmp_path_factory):
    """Models made and saved, before training, by TensorFlow: (folder, losses, outputs)."""
    folder = tmp_path_factory.mktemp("backends") / "tensorflow"
    return folder, *finish(start("tensorflow", "train", "", folder), folder)


@pytest.fixture(scope="module")
def others(tensorflow):
    """The other backends that are installed, all at work: {name: (process, folder)}."""
    source = tensorflow[0]
    folders = {name: source.with_name(name) for name in LIBRARIES if importlib.util.find_spec(name)}
    started = {name: (start(name, "train", source, to), to) for name, to in folders.items()}
    yield started
    for process, _ in started.values():
        process.kill()
        process.wait()


def assert_losses_fall(losses):
    for name, logs in losses.items():
        loss = logs["d_loss" if name.startswith("GAN") else "loss"]
        assert np.all(np.isfinite(loss)) and loss[-1] < loss[0], (name, loss)


def test_losses_fall_on_tensorflow(tensorflow):
    assert_losses_fall(tensorflow[1])


@pytest.mark.parametrize("backend", OTHERS)
def test_another_backend_loads_trains_and_hands_back(backend, tensorflow, others, tmp_path):
    _, tensorflow_losses, tensorflow_arrays = tensorflow
    assert backend in others, f"{backend} is not installed"
    process, folder = others[backend]
    losses, arrays = finish(process, folder)
    assert_losses_fall(losses)
    assert losses.keys() == tensorflow_losses.keys() == arrays.keys()
    for name, values in arrays.items():
        for key in (key for key in values if key.endswith("before")):
            wanted = tensorflow_arrays[name][key]
            np.testing.assert_allclose(values[key], wanted, atol=1e-4, err_msg=f"{name}, {key}")
        if not name.startswith(("GAN", "VAE")):  # nothing is random in the training of these
            ours, theirs = losses[name]["loss"], tensorflow_losses[name]["loss"]
            np.testing.assert_allclose(ours, theirs, rtol=1e-3, err_msg=name)

    _, back = finish(start("tensorflow", "look", folder, tmp_path / "back"), tmp_path / "back")
    assert back.keys() == arrays.keys()
    for name, values in back.items():
        for key in (key for key in values if key.endswith("before")):
            trained = arrays[name][key.replace("before", "after")]
            assert np.abs(trained - arrays[name][key]).max() > 1e-3, (name, "has not learned")
            np.testing.assert_allclose(values[key], trained, atol=1e-4, err_msg=f"{name}, {key}")


if __name__ == "__main__":
    work(*sys.argv[1:])
