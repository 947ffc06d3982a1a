"""Files that version 0.1.0 wrote are read by a fresh process, and trained on as they were then."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "files_of_0_1_0"
PROGRAM = """
import sys

import keras
import numpy as np

import aigc_keras

folder, name, class_name = sys.argv[1:]
kind = getattr(aigc_keras, class_name)  # known to Keras from now on
model = keras.saving.load_model(f"{folder}/{name}.keras")
assert type(model) is kind, model
rng = np.random.default_rng(0)  # the batch of make.py
images = rng.integers(0, 256, (8, 8, 8, 1), dtype="uint8")
labels = rng.integers(0, 3, 8).astype("int32")
expected = np.load(f"{folder}/expected.npz")
for stage in ("saved", "trained on"):
    if stage == "trained on":
        for _ in range(3):
            model.train_on_batch(images if name == "gan" else (images, labels))
    if name == "gan":
        found = model.sample(4, seed=0, dtype="float32")
    else:
        found = model.encode(images, labels)[0]
    np.testing.assert_allclose(found, expected[f"{name}, {stage}"], atol=1e-4, err_msg=stage)
"""


@pytest.mark.parametrize(("name", "class_name"), [("gan", "GAN"), ("vae", "ConditionalVAE")])
def test_a_file_of_0_1_0_is_read_and_trained_on(name, class_name):
    command = [sys.executable, "-c", PROGRAM, str(FOLDER), name, class_name]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr[-3000:]


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
def test_old_places_still_import(module, names):
    module = __import__(f"aigc_keras.models.{module}", fromlist=["*"])
    for name in names.split():
        assert callable(getattr(module, name)), name
