"""The trained models that come with the course."""

import hashlib
import json
import shutil
import subprocess
import sys

import keras
import numpy as np
import pytest

from aigc_keras import load_trained, metrics, trained
from aigc_keras.data import (
    PORTRAIT_ATTRIBUTES,
    TextWindows,
    attribute_vectors,
    binarize,
    files,
    load_images,
    load_portraits,
    load_text,
    portrait_captions,
)
from aigc_keras.metrics import ImageScores
from aigc_keras.metrics.classifier import classify

ROOT = files.CHECKOUT.parent
FOLDER = ROOT / "data" / "models"
NAMES = list(trained.manifest())
GANS = [name for name in NAMES if trained.manifest()[name]["chapter"] == "03_gan"]
MEBIBYTE = 2**20


def test_every_file_has_its_row_and_every_row_its_file():
    assert sorted(path.stem for path in FOLDER.glob("*.npz")) == sorted(NAMES)
    for name, row in trained.manifest().items():
        content = (FOLDER / f"{name}.npz").read_bytes()
        assert row["bytes"] == len(content)
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert row["scores"] and row["licence"] and row["settings"] and len(row["commit"]) == 40
        assert isinstance(row["seed"], int)
        assert (ROOT / "notebooks" / "source" / row["chapter"]).is_dir()


def test_the_models_are_small():
    sizes = [path.stat().st_size for path in FOLDER.glob("*.npz")]
    assert max(sizes) <= 2 * MEBIBYTE and sum(sizes) <= 12 * MEBIBYTE


def test_the_script_makes_the_models_of_the_manifest(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "data"))
    monkeypatch.delitem(sys.modules, "train_models", raising=False)
    import train_models

    assert list(train_models.MODELS) == NAMES
    for name, (chapter, licence, _) in train_models.MODELS.items():
        row = trained.manifest()[name]
        assert (row["chapter"], row["licence"]) == (chapter, licence)


@pytest.fixture(scope="module")
def scores():
    (images, _), (test_images, _) = load_images("mnist")
    return ImageScores("mnist", test_images, images)


@pytest.mark.parametrize("name", GANS)
def test_its_scores_are_those_of_the_manifest_and_lie_in_the_bands(name, scores):
    """The bands that chapter 3 asserts of its convolutional and of its conditional GAN."""
    model = load_trained(name)
    measured = scores.score(model.sample(2000, seed=0))
    recorded = trained.manifest()[name]["scores"]
    for score in ("frechet", "recall", "precision"):
        assert measured[score] == pytest.approx(recorded[score], rel=0.05), score
    if model.num_classes is None:
        assert measured["frechet"] < 3.5 and measured["recall"] > 0.6
    else:
        labels = np.repeat(np.arange(10), 200)
        read = classify("mnist", model.sample(2000, labels=labels, seed=1))[1]
        assert measured["frechet"] < 2.5 and np.mean(read == labels) > 0.8


def assert_as_recorded(name, measured, relative=0.02):
    recorded = trained.manifest()[name]["scores"]
    for score, value in measured.items():
        assert value == pytest.approx(recorded[score], rel=relative), score


def test_the_vaes_score_as_in_the_manifest_and_lie_in_the_bands(scores):
    """The bands that chapter 4 asserts of its digits and of its portraits."""
    vae = load_trained("vae_digits")
    elbo = vae.elbo(binarize(load_images("mnist")[1][0], seed=0)).mean()
    frechet = scores.frechet(vae.sample(2000, seed=0))
    assert_as_recorded("vae_digits", {"ELBO": elbo, "frechet": frechet})
    assert elbo > -109 and frechet < 5
    _, (portraits, attributes) = load_portraits()
    rebuilt = load_trained("vae_portraits").reconstruct(portraits)
    read = metrics.PortraitReader().accuracy(rebuilt, attributes)
    found = {"PSNR": metrics.psnr(rebuilt, portraits).mean(), **read}
    assert_as_recorded("vae_portraits", found)
    assert found["PSNR"] > 24 and found["hair_color"] > 0.95


def test_the_painter_obeys_as_in_the_manifest_and_lies_in_the_band():
    """The band that chapter 7 asserts of it, for orders that no training portrait has."""
    (_, attributes), (_, orders) = load_portraits()
    known = {tuple(row) for row in attributes[:9000]}
    orders = np.array([row for row in orders if tuple(row) not in known])[:200]
    painter = load_trained("diffusion_portraits")
    vectors = attribute_vectors(orders)
    drawn = painter.sample(len(orders), labels=vectors, guidance=2.0, seed=0)
    read = np.mean(list(metrics.PortraitReader().accuracy(drawn, orders).values()))
    recorded = trained.manifest()["diffusion_portraits"]["scores"]["mean, w = 2"]
    assert read == pytest.approx(recorded, abs=0.01) and read > 0.98


def test_the_painter_told_in_words_obeys_as_in_the_manifest_and_lies_in_the_band():
    """The band that chapter 8 asserts of it, for orders that no training portrait has."""
    (_, attributes), (_, orders) = load_portraits()
    known = {tuple(row) for row in attributes[:9000]}
    orders = np.array([row for row in orders if tuple(row) not in known])[:100]
    painter, reader = load_trained("text_to_image_portraits"), metrics.PortraitReader()
    names = [attribute.name for attribute in PORTRAIT_ATTRIBUTES]
    for language in ("en", "zh"):
        prompts = portrait_captions(orders, language, seed=7, named=names)
        read = np.mean(reader.predict(painter.draw(prompts, num_steps=12, seed=0)) == orders)
        recorded = trained.manifest()["text_to_image_portraits"]["scores"][f"{language}, mean"]
        assert read == pytest.approx(recorded, abs=0.01) and read > 0.97


def test_a_model_is_made_in_a_process_that_has_imported_nothing_else():
    code = "import aigc_keras; print(aigc_keras.load_trained('text_to_image_portraits').name)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "text_to_image", done.stderr[-500:]


def test_the_gru_needs_the_bits_of_the_manifest_and_lies_in_the_band():
    """The band that chapter 5 asserts, by its rule: 17 to 32 characters in view."""
    model = load_trained("gru_shakespeare")
    ids = np.asarray(model.vocabulary.encode("\n" + load_text("shakespeare")[2]))
    starts = np.arange(0, len(ids) - 33, 16)
    log_probs = model.log_prob_ids(ids[starts[:, None] + np.arange(33)])
    bits = -np.mean([piece[16:] for piece in log_probs]) / np.log(2)
    assert bits == pytest.approx(
        trained.manifest()["gru_shakespeare"]["scores"]["test bits"], abs=0.01
    )
    assert bits < 2.6


def test_the_gpt_needs_the_bits_of_the_manifest_and_lies_in_the_band(monkeypatch):
    """The band that chapter 6 asserts; in float16 its weights lose nothing that counts."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import one_reading

    model = load_trained("gpt_shakespeare")
    bits = one_reading.windowed_bits(model, model.vocabulary.encode(load_text("shakespeare")[2]))
    recorded = trained.manifest()["gpt_shakespeare"]["scores"]["test bits"]
    assert bits == pytest.approx(recorded, abs=0.005) and bits < 2.65


def test_the_gpt_comes_uncompiled_and_trains_on():
    model = load_trained("gpt_shakespeare")
    assert not model.compiled and model.dtype_policy.name == "float32"
    model.compile("adam")
    before = model.get_weights()[1]
    windows = TextWindows(np.arange(100) % model.vocabulary_size, 16, batch_size=2, seed=0)
    model.fit(windows, shuffle=False, verbose=0)
    assert np.any(model.get_weights()[1] != before)


@pytest.mark.parametrize("name", GANS)
def test_it_comes_uncompiled_and_trains_on(name):
    model = load_trained(name)
    assert not model.compiled and all(w.dtype == "float32" for w in model.weights)
    images = np.zeros((8, 28, 28, 1), "uint8")
    data = images if model.num_classes is None else (images, np.arange(8))
    model.compile()
    before = model.generator.get_weights()[0]
    model.fit(data, batch_size=8, verbose=0)
    assert np.any(model.generator.get_weights()[0] != before)


def test_an_unknown_name_is_refused_with_those_that_there_are():
    for name in ("gan", None, 3):
        with pytest.raises(ValueError, match="choose from gan_digits, conditional_gan_digits"):
            load_trained(name)


def test_a_damaged_or_missing_file_is_refused(tmp_path, monkeypatch):
    shutil.copytree(FOLDER, tmp_path / "models")
    monkeypatch.setattr(files, "PACKAGED", tmp_path)
    path = tmp_path / "models" / "gan_digits.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match="SHA-256 is wrong.*git checkout"):
        load_trained("gan_digits")
    monkeypatch.setattr(files, "CHECKOUT", tmp_path)
    path.unlink()
    with pytest.raises(FileNotFoundError, match="gan_digits.npz is neither in"):
        load_trained("gan_digits")


def test_what_float16_cannot_hold_is_refused():
    from aigc_keras import GAN
    from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator

    model = GAN(DenseGenerator(2, (4,)), DenseDiscriminator((4,)))
    first, *others = model.get_weights()
    model.set_weights([first + 1e6, *others])
    with pytest.raises(ValueError, match="Weight 0 .* beyond float16"):
        trained.pack(model)


def test_every_family_is_packed_and_unpacked():
    """So that chapters to come can keep their models in the same way."""
    from aigc_keras import GPT, VAE, RecurrentLM

    families = (
        VAE(latent_dim=2),
        GPT(20, hidden_dim=8, num_layers=1, num_heads=2, context_length=8),
        RecurrentLM(20, hidden_dim=8),
    )
    for model in families:
        again = trained._unpack(json_round_trip(trained.pack(model)))
        assert type(again) is type(model)
        for weight, twin in zip(model.get_weights(), again.get_weights(), strict=True):
            np.testing.assert_allclose(weight, twin, rtol=1e-3, atol=1e-3)


def json_round_trip(arrays):
    configuration = json.loads(arrays["configuration"].tobytes())
    assert keras.saving.deserialize_keras_object(configuration) is not None
    return dict(arrays)
