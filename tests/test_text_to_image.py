"""Pictures from words: the text encoder, prompts, guidance away from a prompt."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import Diffusion, TextToImage
from aigc_keras.networks.dit import DiT
from aigc_keras.networks.text_dit import ReadingBlock, TextDiT, TextEncoder, largest_of_words
from aigc_keras.vocabulary import CharacterVocabulary, padded_ids

LETTERS = CharacterVocabulary.of("blue red")
SIZES = {"hidden_dim": 16, "num_layers": 1, "num_heads": 2, "text_layers": 1}


def model(length=5, shape=(4, 4, 3), seed=0, **options):
    keras.utils.set_random_seed(seed)
    denoiser = TextDiT(shape, LETTERS.size + 1, context_length=length, **SIZES)
    return TextToImage(Diffusion(denoiser, condition_dim=length, seed=seed, **options), LETTERS)


def stirred(network):
    """The network with no weight at zero."""
    rng = np.random.default_rng(0)
    network.set_weights([w + rng.normal(0, 0.2, w.shape) for w in network.get_weights()])
    return network


@pytest.mark.backends
def test_no_word_looks_at_padding():
    encoder = TextEncoder(9, context_length=6, dim=8, num_layers=2, num_heads=2)
    ids = np.array([[3, 4, 5, 0, 0, 0]], "int32")
    before, summary = map(ops.convert_to_numpy, encoder(ids))
    table = encoder.embedding.embeddings
    changed = np.array(ops.convert_to_numpy(table))
    changed[0] += np.arange(8)
    table.assign(changed)
    after, same = map(ops.convert_to_numpy, encoder(ids))
    np.testing.assert_allclose(after[:, :3], before[:, :3], atol=1e-5)
    np.testing.assert_allclose(same, summary, atol=1e-5)
    longer = np.array([[3, 4, 5, 6, 0, 0]], "int32")
    assert np.abs(ops.convert_to_numpy(encoder(longer)[1]) - summary).max() > 1e-3


def test_words_mean_other_things_beside_other_words():
    encoder = TextEncoder(9, context_length=3, dim=8, num_layers=1, num_heads=2)
    ids = np.array([[3, 4, 0], [3, 5, 0], [4, 3, 0]], "int32")
    words = ops.convert_to_numpy(encoder(ids)[0])
    assert np.abs(words[0, 0] - words[1, 0]).max() > 1e-3
    assert np.abs(words[0, 0] - words[2, 1]).max() > 1e-3  # another place


def test_the_largest_is_of_a_sentence_alone():
    features = np.random.default_rng(0).uniform(size=(3, 4, 2))
    ids = np.zeros((3, 4), "int32")
    ids[0, :1] = ids[1, :3] = 7
    found = ops.convert_to_numpy(largest_of_words(features, ids))
    expected = np.stack([features[0, 0], features[1, :3].max(0), np.zeros(2)])
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.backends
def test_a_block_reads_only_what_the_mask_shows():
    block, rng = ReadingBlock(8, 2), np.random.default_rng(0)
    x, told, words = (
        rng.normal(size=shape).astype("float32") for shape in ((2, 5, 8), (2, 8), (2, 3, 8))
    )
    mask = np.array([[[True, True, False]]] * 2)
    np.testing.assert_array_equal(ops.convert_to_numpy(block(x, told, words, mask)), x)
    stirred(block)
    before = ops.convert_to_numpy(block(x, told, words, mask))
    words[:, 2] += 5.0
    np.testing.assert_allclose(ops.convert_to_numpy(block(x, told, words, mask)), before, atol=1e-5)
    words[:, 1] += 5.0
    assert np.abs(ops.convert_to_numpy(block(x, told, words, mask)) - before).max() > 1e-2


def test_ids_are_padded_and_shifted_by_one():
    ids = padded_ids(LETTERS, ["red", ""], 5)
    assert ids.dtype == "int32" and ids[1].tolist() == [0] * 5
    assert ids[0].tolist() == [*(LETTERS.encode("red") + 1), 0, 0]
    with pytest.raises(ValueError, match="7 tokens, and at most 5"):
        padded_ids(LETTERS, ["redblue"], 5)
    with pytest.raises(ValueError, match=r"\[text\]"):
        padded_ids(LETTERS, "red", 5)


def test_guidance_leads_from_one_prompt_to_another():
    words = model()
    stirred(words.diffusion.denoiser)
    x = np.random.default_rng(0).normal(size=(2, 4, 4, 3))

    def velocity(ids):
        """What the denoiser says, without guidance."""
        return words.diffusion._predict(x.astype("float32"), 0.5, ids)

    red, blue = words.tokens(["red"] * 2), words.tokens(["blue"] * 2)
    for negative in (None, blue):
        guided = words.diffusion.estimate(x, 0.5, red, guidance=3.0, negative=negative)
        away = velocity(negative)
        found = away + 3.0 * (velocity(red) - away)
        signal = rate = 0.5**0.5
        np.testing.assert_allclose(guided[0], signal * x - rate * found, atol=1e-4)
        np.testing.assert_allclose(guided[1], rate * x + signal * found, atol=1e-4)


def test_a_negative_prompt_changes_what_is_drawn():
    words = model()
    stirred(words.diffusion.denoiser)
    how = {"num_steps": 3, "seed": 0}
    plain = words.draw(["red"], **how)
    assert (words.draw(["red"], negative="blue", **how) != plain).any()
    np.testing.assert_array_equal(
        words.draw(["red"], negative="blue", guidance=1.0, **how),
        words.draw(["red"], guidance=1.0, **how),
    )


def test_prompts_are_one_for_all_or_one_each():
    words = model()
    stirred(words.diffusion.denoiser)
    how = {"num_steps": 2, "seed": 0}
    same = words.sample(2, labels="red", **how)
    np.testing.assert_array_equal(words.sample(2, labels=["red", "red"], **how), same)
    mixed = words.sample(2, labels=["red", "blue"], **how)
    np.testing.assert_array_equal(mixed[0], same[0])
    assert (mixed[1] != same[1]).any()
    images = np.zeros((2, 4, 4, 3), "uint8")
    assert words.edit(images, 0.5, "red", **how).shape == images.shape
    mask = np.zeros((4, 4, 1), bool)
    np.testing.assert_array_equal(words.inpaint(images, mask, "red", **how), images)


def test_it_draws_what_it_is_told():
    rng = np.random.default_rng(0)
    is_red = rng.random(256) < 0.5
    images = np.zeros((256, 4, 4, 3), "uint8")
    images[is_red, ..., 0] = images[~is_red, ..., 2] = 255
    captions = [("red" if red else "blue") if rng.random() < 0.9 else "" for red in is_red]
    words = model()
    words.compile(keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.9))
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    pairs = (images, words.tokens(captions))
    words.fit(pairs, batch_size=16, epochs=24, verbose=0, callbacks=[averaging])
    drawn = words.draw(["red"] * 8 + ["blue"] * 8, guidance=1.5, seed=0).astype(int)
    reds = (drawn[..., 0] - drawn[..., 2]).mean((1, 2)) > 0
    assert reds[:8].mean() > 0.9 and reds[8:].mean() < 0.1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda m, x: m.fit((x, ["red"] * 4)), "model.tokens"),
        (lambda m, x: m.fit(x), "pairs"),
        (lambda m, x: m.fit((x, np.full((4, 5), 99))), "token ids in 0 .. 8"),
        (lambda m, x: m.sample(3, labels=["red"]), "one prompt, or 3"),
        (lambda m, x: m.draw(["red"], negative=["blue", "blue"]), "one prompt, or 1"),
        (lambda m, x: m.draw(["redred"]), "at most 5 are read"),
        (lambda m, x: TextToImage(Diffusion(DiT((4, 4, 3), 4, 8, 1, 2)), LETTERS), "token ids"),
    ],
)
def test_what_is_wrong_is_said(wrong, sentence):
    words = model()
    words.compile("adam")
    with pytest.raises(ValueError, match=sentence):
        wrong(words, np.zeros((4, 4, 4, 3), "uint8"))
