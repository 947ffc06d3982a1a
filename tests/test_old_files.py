"""Files of version 0.1.0 load, give what they gave, and train on as they would have."""

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent / "files_of_0_1_0"
# The shapes and values of make.py's `inputs`, which needs the old library.
LOAD = """
import sys

import numpy as np

from aigc_keras.models import load_model

file, name, out = sys.argv[1:]
text = "the cat sat on the mat\\nand the dog sat on the cat\\n" * 4
rng = np.random.default_rng(0)
images = rng.integers(0, 256, (8, 8, 8, 1), dtype="uint8")
labels = rng.integers(0, 3, 8).astype("int32")
model = load_model(file)
if name == "gpt":
    ids = model.vocabulary.encode(text)[: 17 * 8].reshape(8, 17)
batch = {"gan": lambda: (images,), "vae": lambda: ((images, labels),)}
batch = batch.get(name, lambda: (ids[:, :-1], ids[:, 1:]))()
found = {}
for stage in ("saved", "trained on"):
    if stage == "trained on":
        for _ in range(3):
            model.train_on_batch(*batch)
    if name == "gan":
        found[stage] = model.sample(4, seed=0, dtype="float32")
    elif name == "vae":
        found[stage] = model.encode(images, labels)[0]
    else:
        found[stage] = model.predict(ids[:, :-1], verbose=0)
np.savez(out, **found)
"""


@pytest.mark.parametrize("name", ["gan", "vae", "gpt"])
def test_an_old_file_loads_in_a_fresh_process_and_trains_on(name, tmp_path):
    """Weights, the optimizer's moments and the states of the random streams are all there."""
    out = tmp_path / "found.npz"
    command = [sys.executable, "-c", LOAD, str(FOLDER / f"{name}.keras"), name, str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    found, expected = np.load(out), np.load(FOLDER / "expected.npz")
    for stage in ("saved", "trained on"):
        np.testing.assert_allclose(found[stage], expected[f"{name}, {stage}"], atol=1e-4)


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("gan_networks", "conv_generator conv_discriminator dense_generator dense_discriminator"),
        ("gan_networks", "BatchDeviation Mixture mixture average_logits"),
        ("gan_variants", "ConditionalGAN GANEnsemble"),
        ("vae_variants", "ConditionalVAE"),
        ("conditions", "join check_labels"),
        ("seeded", "SeededModel"),
    ],
)
def test_old_places_of_the_models_of_images_still_import(module, names):
    module = importlib.import_module(f"aigc_keras.models.{module}")
    for name in names.split():
        assert callable(getattr(module, name)), name
