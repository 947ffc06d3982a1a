"""CLIP in small: its losses, its vectors, and what it learns."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import CLIP, load_model
from aigc_keras.losses import sigmoid_pair_losses, softmax_pair_losses
from aigc_keras.models.clip import unit
from aigc_keras.networks.clip import PictureEncoder, SentenceEncoder
from aigc_keras.vocabulary import CharacterVocabulary

LETTERS = CharacterVocabulary.of("blue red green")
COLOURS = ("red", "green", "blue")


def build(loss="softmax", seed=0):
    keras.utils.set_random_seed(seed)
    texts = SentenceEncoder(LETTERS.size + 1, 6, 16, hidden_dim=16)
    return CLIP(PictureEncoder((4, 4, 3), 16, (4, 8)), texts, LETTERS, loss=loss)


def coloured(count, seed):
    """Pictures of one of three colours, from dim to bright, and which it is."""
    rng = np.random.default_rng(seed)
    which = rng.integers(3, size=count)
    images = np.zeros((count, 4, 4, 3), "uint8")
    images[np.arange(count), ..., which] = rng.integers(100, 256, (count, 4, 4))
    return images, which


@pytest.mark.backends
def test_the_losses_are_what_their_papers_say():
    logits = np.random.default_rng(0).normal(size=(5, 5)).astype("float32")
    found = ops.convert_to_numpy(softmax_pair_losses(ops.convert_to_tensor(logits)))
    for i in range(5):
        row = -np.log(np.exp(logits[i, i]) / np.exp(logits[i]).sum())
        column = -np.log(np.exp(logits[i, i]) / np.exp(logits[:, i]).sum())
        np.testing.assert_allclose(found[i], (row + column) / 2, rtol=1e-5)
    found = ops.convert_to_numpy(sigmoid_pair_losses(ops.convert_to_tensor(logits)))
    for i in range(5):
        fits = 1 / (1 + np.exp(-logits[i]))
        others = np.delete(1 - fits, i)
        np.testing.assert_allclose(found[i], -np.log(fits[i]) - np.log(others).sum(), rtol=1e-5)


def test_alike_vectors_leave_the_loss_at_the_log_of_the_batch():
    """The mistake that many report: all vectors the same, whatever is shown."""
    same = np.ones((7, 7), "float32")
    np.testing.assert_allclose(
        ops.convert_to_numpy(softmax_pair_losses(ops.convert_to_tensor(same))), np.log(7), rtol=1e-5
    )


def test_vectors_have_length_one_and_cosines_follow():
    model = build()
    images, _ = coloured(5, 0)
    codes, texts = model.image_codes(images), model.text_codes(list(COLOURS))
    for vectors in (codes, texts):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(model.similarity(images, list(COLOURS)), codes @ texts.T, atol=1e-5)
    np.testing.assert_allclose(
        model.image_codes(images / 255), codes, atol=1e-4, err_msg="floats in [0, 1]"
    )
    assert np.isfinite(ops.convert_to_numpy(unit(ops.zeros((2, 3))))).all()


def test_the_scale_has_a_bound():
    model = build()
    model.log_scale.assign(20.0)
    codes = unit(ops.convert_to_tensor(np.eye(3, dtype="float32")))
    np.testing.assert_allclose(
        ops.convert_to_numpy(model.logits(codes, codes)), 100 * np.eye(3), atol=1e-3
    )


@pytest.mark.parametrize("loss", ["softmax", "sigmoid"])
def test_it_learns_which_sentence_fits(loss, tmp_path):
    model = build(loss)
    images, which = coloured(300, 0)
    ids = model.tokens([COLOURS[i] for i in which])
    model.compile(keras.optimizers.Adam(5e-3))
    history = model.fit((images, ids), batch_size=12, epochs=6, verbose=0).history["loss"]
    assert history[-1] < history[0]
    new, right = coloured(60, 1)
    assert np.mean(model.similarity(new, list(COLOURS)).argmax(1) == right) > 0.9
    model.save(tmp_path / "clip.keras")
    again = load_model(tmp_path / "clip.keras")
    np.testing.assert_allclose(
        again.similarity(new, list(COLOURS)), model.similarity(new, list(COLOURS)), atol=1e-5
    )
    assert again.loss_name == loss
    again.fit((images, ids), batch_size=12, verbose=0)


def test_weights_of_pairs_count():
    model = build()
    x = coloured(4, 0)[0], model.tokens(["red", "green", "blue", "red"])
    predicted = model(x)
    every = softmax_pair_losses(model.logits(predicted["images"], predicted["texts"]))
    alone = model.compute_loss(y_pred=predicted, sample_weight=np.float32([0, 0, 1, 0]))
    np.testing.assert_allclose(float(alone), float(every[2]), rtol=1e-5)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda m, x: m.fit((x, ["red"] * 4)), "model.tokens"),
        (lambda m, x: m.fit(x), "model.tokens"),
        (lambda m, x: m.fit((x, np.full((4, 6), 99))), "token ids in 0 .."),
        (lambda m, x: m.similarity(x[0], ["red"]), "must be"),
        (lambda m, x: m.text_codes(["red red red"]), "at most 6 are read"),
        (lambda m, x: build("triplet"), "softmax, sigmoid"),
        (
            lambda m, x: CLIP(PictureEncoder((4, 4, 3), 8, (4,)), m.text_encoder, LETTERS),
            "8 numbers of a picture and 16",
        ),
    ],
)
def test_what_is_wrong_is_said(wrong, sentence):
    model = build()
    model.compile("adam")
    with pytest.raises(ValueError, match=sentence):
        wrong(model, np.zeros((4, 4, 4, 3), "uint8"))
