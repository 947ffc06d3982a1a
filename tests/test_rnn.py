"""Recurrent language models: cells against NumPy, one state, one loop, three backends."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import GPT, EncoderDecoder, NGram, RecurrentLM, metrics
from aigc_keras.models.language import Pieces
from aigc_keras.vocabulary import BytePairVocabulary, CharacterVocabulary

pytestmark = pytest.mark.backends

TEXT = "the cat sat on the mat\nand the dog ate the hat\n" * 8
CELLS = ("simple", "lstm", "gru")


def small_model(cell="gru", **options):
    keras.utils.set_random_seed(0)
    options = {"hidden_dim": 12, "num_layers": 2, "embedding_dim": 8} | options
    return RecurrentLM(CharacterVocabulary.of(TEXT), cell, **options)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def simple_step(x, h, kernel, recurrent, bias):
    return (np.tanh(x @ kernel + h @ recurrent + bias),) * 2


def lstm_step(x, state, kernel, recurrent, bias):
    h, c = state
    i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
    return h, (h, c)


def gru_step(x, h, kernel, recurrent, bias):
    z, r, candidate = np.split(x @ kernel + bias[0], 3)
    recurrent_z, recurrent_r, recurrent_candidate = np.split(h @ recurrent + bias[1], 3)
    z, r = sigmoid(z + recurrent_z), sigmoid(r + recurrent_r)
    h = z * h + (1 - z) * np.tanh(candidate + r * recurrent_candidate)
    return h, h


@pytest.mark.parametrize("cell", CELLS)
def test_logits_agree_with_numpy_written_out(cell):
    model = small_model(cell, num_layers=1)
    for variable in model.trainable_variables:  # no bias stays at zero
        shape = variable.shape
        variable.assign(np.random.default_rng(len(shape)).normal(size=shape).astype("float32"))
    step = {"simple": simple_step, "lstm": lstm_step, "gru": gru_step}[cell]
    variables = model.embedding.weights + model.recurrent[0].weights + [model.kernel, model.bias]
    table, *weights, head, bias = (
        ops.convert_to_numpy(v.value).astype("float64") for v in variables
    )
    state = (np.zeros(12), np.zeros(12)) if cell == "lstm" else np.zeros(12)
    ids, expected = model.vocabulary.encode(TEXT[:20]), []
    for token in ids:
        output, state = step(table[token], state, *weights)
        expected.append(output @ head + bias)
    assert len(variables) == len(model.trainable_variables)
    logits = ops.convert_to_numpy(model(ids[None]))[0]
    np.testing.assert_allclose(logits, expected, atol=2e-2)  # a GPU rounds coarsely


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("tied", [False, True])
def test_one_token_at_a_time_equals_the_full_pass(cell, tied):
    model = small_model(cell, embedding_dim=None, tied_embeddings=tied)
    ids = ops.convert_to_tensor(model.vocabulary.encode(TEXT[:12])[None])
    full, state = ops.convert_to_numpy(model(ids)), model.initial_state(1)
    for i in range(12):
        logits, state = model.step(ids[:, i], state)
        np.testing.assert_allclose(ops.convert_to_numpy(logits), full[:, i], atol=2e-3)


def test_the_state_is_carried_within_a_text_and_reset_between_texts(monkeypatch):
    model = small_model()
    monkeypatch.setattr(model, "scored", 7)
    long, short = model.log_prob([TEXT[:30], TEXT[:5]])
    assert long.shape == (30,) and short.shape == (5,)
    ids = model.vocabulary.encode("\n" + TEXT[:30])
    log_probs = ops.log_softmax(model(ids[None, :-1]), axis=-1)
    expected = ops.convert_to_numpy(log_probs)[0, np.arange(30), ids[1:]]
    np.testing.assert_allclose(long, expected, atol=2e-3)
    np.testing.assert_allclose(short, expected[:5], atol=2e-3)
    np.testing.assert_allclose(model.log_prob(TEXT[:30]), long, atol=2e-3)


def test_byte_pairs_serve_as_tokens():
    pytest.importorskip("tokenizers")
    vocabulary = BytePairVocabulary.of(TEXT, 280)
    model = RecurrentLM(vocabulary, hidden_dim=8)
    log_probs = model.log_prob(TEXT)
    assert len(log_probs) == len(vocabulary.encode(TEXT)) < len(TEXT)
    bits = metrics.bits_per_character(log_probs, len(TEXT))
    np.testing.assert_allclose(bits, -log_probs.sum() / np.log(2) / len(TEXT), rtol=1e-4)
    text = model.generate("the cat", 20, seed=0)
    assert text.startswith("the cat") and text == model.generate("the cat", 20, seed=0)
    counted = NGram(vocabulary, 3).fit(TEXT)
    assert len(counted.log_prob(TEXT)) == len(log_probs)
    assert counted.log_prob(TEXT).mean() > log_probs.mean() + 1


def test_scores_follow_later_training():
    model = small_model()
    ids = model.vocabulary.encode(TEXT)
    model.compile(keras.optimizers.Adam(0.02))
    before = model.log_prob(TEXT[:40]).mean()
    windows = np.stack([ids[i : i + 17] for i in range(0, 320, 4)])
    history = model.fit(windows[:, :-1], windows[:, 1:], batch_size=16, epochs=6, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0] - 0.3
    assert model.log_prob(TEXT[:40]).mean() > before + 0.3


def test_generation_is_reproducible_and_follows_the_distribution():
    model = small_model()
    text = model.generate("the c", 70, seed=3)
    assert text == model.generate("the c", 70, seed=3) != model.generate("the c", 70, seed=4)
    assert len(text) == 75 and text.startswith("the c")
    several = model.generate(["the c", "a"], 70, seed=3)
    assert several[1].startswith("a") and len(several[1]) == 71
    greedy = model.generate("the c", 20, temperature=0)
    ids = model.vocabulary.encode("\n" + greedy)
    best = 1 + ops.convert_to_numpy(ops.argmax(model(ids[None])[..., 1:], axis=-1))[0]
    assert (best[5:-1] == ids[6:]).all()
    drawn = model.generate(["the "] * 3000, 1, seed=0)
    counts = np.bincount([model.vocabulary.encode(t)[-1] for t in drawn], minlength=best.max() + 1)
    logits = model(model.vocabulary.encode("\nthe ")[None])[0, -1]
    shares = ops.convert_to_numpy(ops.softmax(logits))
    shares[0] = 0  # the escape code is never written
    expected = 3000 * shares / shares.sum()
    counts = np.pad(counts, (0, len(expected) - len(counts)))
    assert counts[0] == 0
    assert ((counts - expected)[1:] ** 2 / expected[1:]).sum() < 2.5 * len(expected)


def test_text_is_handed_out_while_it_is_written():
    model = small_model()
    pieces = []
    text = model.generate("the c", 120, seed=0, on_text=pieces.append)
    assert len(pieces) == 3 and "the c" + "".join(pieces) == text


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (("", 5), {}, "empty"),
        (("the ξ", 5), {}, "ξ"),
        (("the", 0), {}, "max_new_tokens"),
        (("the", 5), {"temperature": -1}, "temperature"),
        (("the", 5), {"top_p": 0}, "top_p"),
        (("the", 5), {"top_k": 0}, "top_k"),
    ],
)
def test_bad_requests_say_what_is_wrong(arguments, options, words):
    with pytest.raises(ValueError, match=words):
        small_model().generate(*arguments, **options)


def test_unknown_cells_and_impossible_ties_are_refused():
    with pytest.raises(ValueError, match="simple, lstm, gru"):
        small_model("elman")
    with pytest.raises(ValueError, match="hidden_dim"):
        small_model(tied_embeddings=True)


def test_a_file_loads_where_only_the_model_was_imported(tmp_path):
    RecurrentLM(CharacterVocabulary.of(TEXT), hidden_dim=8).save(tmp_path / "model.keras")
    load = "import sys, keras; from aigc_keras import RecurrentLM; "
    load += "print(keras.models.load_model(sys.argv[1]).vocabulary.size)"
    command = [sys.executable, "-c", load, str(tmp_path / "model.keras")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.strip() == str(CharacterVocabulary.of(TEXT).size), done.stderr[-1000:]


def test_characters_of_several_tokens_are_handed_out_whole():
    pytest.importorskip("tokenizers")
    poem = "春眠不覺曉處處聞啼鳥夜來風雨聲花落知多少\n" * 3
    vocabulary = BytePairVocabulary.of("abc" * 9, 256)  # every byte a token of its own
    ids = vocabulary.encode(poem)
    pieces = Pieces(vocabulary, 2)
    parts = [pieces.add([ids[i : i + 2], ids[i : i + 2][::-1]]) for i in range(0, len(ids), 2)]
    parts.append(pieces.rest())
    assert "".join(first for first, _ in parts) == poem
    assert not any("\ufffd" in first for first, _ in parts)
    backwards = np.concatenate([ids[i : i + 2][::-1] for i in range(0, len(ids), 2)])
    assert "".join(second for _, second in parts) == vocabulary.decode(backwards)
    model = RecurrentLM(vocabulary, hidden_dim=8, seed=0)
    for prompt in ("春", ["春", "a"]):
        found = []
        text = model.generate(prompt, 120, seed=1, on_text=found.append)
        if isinstance(prompt, str):
            assert prompt + "".join(found) == text
        else:
            assert [
                p + "".join(x) for p, x in zip(prompt, zip(*found, strict=True), strict=True)
            ] == text


def models_of(vocabulary):
    """One of each kind that writes, tiny."""
    keras.utils.set_random_seed(0)
    tiny = {"hidden_dim": 8, "num_layers": 1, "num_heads": 2, "context_length": 16}
    yield NGram(vocabulary, 2).fit(TEXT + "\n?")  # with a character that it does not know
    yield RecurrentLM(vocabulary, hidden_dim=8)
    yield GPT(vocabulary, **tiny)
    yield EncoderDecoder(vocabulary, **tiny)


def test_no_model_writes_what_it_would_not_read():
    """In 200 tokens of an untrained model, one in fourteen would be the escape code."""
    vocabulary = CharacterVocabulary.of(TEXT)
    for model in models_of(vocabulary):
        for options in ({}, {"temperature": 0}, {"temperature": 2.0, "top_p": 0.9}):
            for text in model.generate(["the"] * 4, 50, seed=0, **options):
                assert not vocabulary.unknown(text)


def test_token_ids_need_no_vocabulary():
    for model in (
        RecurrentLM(20, hidden_dim=8, seed=0),
        GPT(20, hidden_dim=8, num_layers=1, num_heads=2, context_length=8),
    ):
        ids = np.random.default_rng(0).integers(0, 20, 30)
        twin = type(model).from_config(model.get_config())
        assert twin.vocabulary is None and twin.vocabulary_size == 20
        logits = ops.log_softmax(model(ids[None, :-1]), axis=-1)
        expected = ops.convert_to_numpy(logits)[0, np.arange(29), ids[1:]]
        np.testing.assert_allclose(model.log_prob_ids(ids), expected, atol=2e-3)
        first, second = model.log_prob_ids([ids, ids[:4]])
        np.testing.assert_allclose(first, expected, atol=2e-3)
        np.testing.assert_allclose(second, expected[:3], atol=2e-3)
        new = model.generate_ids(ids[:5], 12, seed=1)
        assert new.shape == (12,) and (new == model.generate_ids(ids[:5], 12, seed=1)).all()
        several = model.generate_ids([ids[:5], ids[:2]], 12, temperature=0)
        assert several.shape == (2, 12)
        best = ops.convert_to_numpy(ops.argmax(model(np.append(ids[:5], several[0])[None]), -1))
        assert (best[0, 4:-1] == several[0]).all()
        for wrong, words in (([], "at least 1"), ([20], "0 .. 19"), ([0.5], "integer")):
            with pytest.raises(ValueError, match=words):
                model.generate_ids(np.array(wrong), 3)
        with pytest.raises(ValueError, match="at least 2"):
            model.log_prob_ids([3])


def test_another_temperature_needs_no_other_function():
    model = small_model()
    model.kernel.assign(model.kernel * 30)  # far from even odds
    texts = {
        model.generate("the", 20, seed=0, temperature=t, top_p=p)
        for t in (0.5, 2.0, 3.0)
        for p in (0.5, 0.9)
    }
    assert len(texts) > 3
    assert len(model._compiled_functions) == 1
    model.generate("the", 20, seed=0, top_p=0.9)
    assert len(model._compiled_functions) == 2  # the usual temperature has its own, which is faster
    for k in range(1, 20):
        model.generate("the", 1, seed=0, top_k=k)
    assert len(model._compiled_functions) <= 8


def test_weights_count_and_penalties_too():
    model = small_model(num_layers=1)
    ids = model.vocabulary.encode(TEXT)[: 4 * 9].reshape(4, 9)
    x, y = ids[:, :-1], ids[:, 1:]
    logits = model(x)
    losses = -ops.convert_to_numpy(ops.log_softmax(logits, axis=-1))
    losses = np.take_along_axis(losses, y[..., None], axis=-1)[..., 0]
    weights = np.array([1, 0, 2, 0], "float32")
    expected = (losses[0] + 2 * losses[2]).mean() / 3
    found = ops.convert_to_numpy(model.compute_loss(x, y, logits, weights))
    np.testing.assert_allclose(found, expected, 1e-4)
    model.recurrent[0].cell.kernel.regularizer = keras.regularizers.L2(0.5)
    kernel = model.recurrent[0].cell.get_weights()[0]
    expected = losses.mean() + 0.5 * (kernel**2).sum()
    found = ops.convert_to_numpy(model.compute_loss(x, y, logits))
    np.testing.assert_allclose(found, expected, 1e-4)
