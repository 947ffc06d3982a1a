"""From a picture to a sentence."""

import keras
import numpy as np
import pytest

from aigc_keras import Captioner, load_model
from aigc_keras.networks.image_to_text import ImageToText
from aigc_keras.vocabulary import CharacterVocabulary

LETTERS = CharacterVocabulary.of("blue red green\n")
COLOURS = ("red", "green", "blue")
SIZES = {"hidden_dim": 16, "num_layers": 1, "num_heads": 2, "context_length": 8}


def build(seed=0):
    keras.utils.set_random_seed(seed)
    return Captioner(LETTERS, ImageToText(LETTERS.size, (8, 8, 3), **SIZES))


def coloured(count, seed):
    rng = np.random.default_rng(seed)
    which = rng.integers(3, size=count)
    images = np.zeros((count, 8, 8, 3), "uint8")
    images[np.arange(count), ..., which] = rng.integers(100, 256, (count, 8, 8))
    return images, [COLOURS[i] for i in which]


def test_it_learns_to_say_what_it_sees(tmp_path):
    model = build()
    images, captions = coloured(300, 0)
    x, y, weights = model.pairs(images, captions)
    model.compile(keras.optimizers.Adam(5e-3))
    model.fit(x, y, sample_weight=weights, batch_size=12, epochs=5, verbose=0)
    new, right = coloured(30, 1)
    said = model.generate(new, 6, temperature=0)
    assert np.mean([a == b for a, b in zip(said, right, strict=True)]) > 0.9
    likely = [row.sum() for row in model.log_prob(new, right)]
    others = [row.sum() for row in model.log_prob(new, right[1:] + right[:1])]
    assert np.mean(likely) > np.mean(others) + 1
    model.save(tmp_path / "captioner.keras")
    again = load_model(tmp_path / "captioner.keras")
    assert again.generate(new, 6, temperature=0) == said
    assert model.generate(new, 6, seed=3) == model.generate(new, 6, seed=3)


def test_generation_agrees_with_the_probabilities():
    """Step by step with its caches the decoder says what one pass says."""
    model = build()
    images, captions = coloured(4, 0)
    said = model.generate(images, 4, temperature=0)
    x, _, _ = model.pairs(images, [text[:4] for text in captions])
    x["answer"] = x["answer"][:, :1]  # the line break before a sentence
    first = np.asarray(model(x))[:, 0].argmax(1)
    written = model.generate_ids(images, 4, temperature=0)
    np.testing.assert_array_equal(written[:, 0], first)
    assert len(said) == 4


def test_padding_does_not_count():
    model = build()
    images, _ = coloured(2, 0)
    alone = model.log_prob(images[:1], ["red"])[0]
    beside = model.log_prob(images, ["red", "green"])[0]
    assert len(alone) == 4
    np.testing.assert_allclose(beside, alone, atol=1e-5)
    (of_ids,) = model.log_prob_ids(images[:1], [LETTERS.encode("\nred\n")])
    np.testing.assert_allclose(of_ids, alone, atol=1e-5)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda m, x: m.pairs(x, ["red"]), "one for each of 4"),
        (lambda m, x: m.pairs(x, ["red\n"] * 4), "line break"),
        (lambda m, x: m.pairs(x[0], ["red"]), "must be"),
        (lambda m, x: m.fit(x), "pairs"),
        (lambda m, x: m.fit(m.pairs(x, ["red"] * 4)[0]), "fit\\(x, y, sample"),
        (lambda m, x: ImageToText(9, (9, 9, 3)), "do not divide"),
        (lambda m, x: Captioner(CharacterVocabulary.of("abc"), m.network), "line break"),
        (lambda m, x: Captioner(CharacterVocabulary.of("ab\n"), m.network), "the same size"),
    ],
)
def test_what_is_wrong_is_said(wrong, sentence):
    model = build()
    model.compile("adam")
    with pytest.raises(ValueError, match=sentence):
        wrong(model, np.zeros((4, 8, 8, 3), "uint8"))
