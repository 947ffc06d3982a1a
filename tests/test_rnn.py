"""Recurrent language models: cells against NumPy, one state, one loop, three backends."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import NGram, RecurrentLM, metrics
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
    best = ops.convert_to_numpy(ops.argmax(model(ids[None]), axis=-1))[0]
    assert (best[5:-1] == ids[6:]).all()
    drawn = model.generate(["the "] * 3000, 1, seed=0)
    counts = np.bincount([model.vocabulary.encode(t)[-1] for t in drawn], minlength=best.max() + 1)
    logits = model(model.vocabulary.encode("\nthe ")[None])[0, -1]
    expected = 3000 * ops.convert_to_numpy(ops.softmax(logits))
    counts = np.pad(counts, (0, len(expected) - len(counts)))
    assert ((counts - expected) ** 2 / expected).sum() < 2.5 * len(expected)


def test_text_is_handed_out_while_it_is_written():
    model, pieces = small_model(), []
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


@pytest.mark.parametrize(("cell", "tied"), [("lstm", False), ("gru", True)])
def test_saved_models_continue_as_uninterrupted_ones(cell, tied, tmp_path):
    ids = CharacterVocabulary.of(TEXT).encode(TEXT)
    windows = np.stack([ids[i : i + 9] for i in range(0, 160, 8)])
    options = {"embedding_dim": None, "tied_embeddings": True} if tied else {}
    model = small_model(cell, dropout=0.2, seed=1, **options)
    model.compile(keras.optimizers.Adam(0.01))
    model.fit(windows[:, :-1], windows[:, 1:], shuffle=False, verbose=0)
    model.save(tmp_path / "model.keras")
    twin = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(twin.log_prob(TEXT[:30]), model.log_prob(TEXT[:30]), atol=1e-5)
    for each in (model, twin):
        each.fit(windows[:, :-1], windows[:, 1:], shuffle=False, verbose=0)
    np.testing.assert_allclose(twin.log_prob(TEXT[:30]), model.log_prob(TEXT[:30]), atol=1e-4)


def test_a_file_loads_where_only_the_model_was_imported(tmp_path):
    RecurrentLM(CharacterVocabulary.of(TEXT), hidden_dim=8).save(tmp_path / "model.keras")
    load = "import sys, keras; from aigc_keras import RecurrentLM; "
    load += "print(keras.models.load_model(sys.argv[1]).vocabulary.size)"
    command = [sys.executable, "-c", load, str(tmp_path / "model.keras")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.strip() == str(CharacterVocabulary.of(TEXT).size), done.stderr[-1000:]
