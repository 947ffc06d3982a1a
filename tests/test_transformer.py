"""Transformers: attention against Keras and by hand, positions, masks, kept keys and values."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import GPT, EncoderDecoder, FlatAdam, MaskedLM, backend
from aigc_keras.data import MaskedWindows
from aigc_keras.networks import attention as layers
from aigc_keras.networks.transformer import Block
from aigc_keras.vocabulary import BytePairVocabulary, CharacterVocabulary

TEXT = "the cat sat on the mat\nand the dog ate the hat\n" * 8
VOCABULARY = CharacterVocabulary.of(TEXT)
SMALL = {"context_length": 10, "hidden_dim": 16, "num_layers": 2, "num_heads": 2}
backends = pytest.mark.backends
POSITIONS = (pytest.param("rotary", marks=backends), "learned", "sinusoidal", None)
CLOSE = {"atol": 1e-5 if backend.device()[0] == "cpu" else 2e-2}  # a GPU rounds coarsely


def small(kind=GPT, **options):
    keras.utils.set_random_seed(0)
    return kind(VOCABULARY, **SMALL | options)


def array(tensor):
    return ops.convert_to_numpy(tensor)


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


@backends
def test_attention_of_two_positions_by_hand():
    """Scores 1 and 0, then 1 and 1 over sqrt(4): worked out on paper."""
    query = np.array([[[[1, 0, 0, 0], [1, 1, 0, 0]]]], "float32")
    keys = np.array([[[[1, 0, 0, 0], [0, 1, 0, 0]]]], "float32")
    values = np.array([[[[10, 0, 0, 0], [0, 20, 0, 0]]]], "float32")
    share = np.exp(0.5) / (np.exp(0.5) + 1)
    mixed, weights = layers.attention(query, keys, values, np.ones((1, 2, 2), "bool"))
    np.testing.assert_allclose(array(weights)[0, 0], [[share, 1 - share], [0.5, 0.5]], **CLOSE)
    expected = [[10 * share, 20 - 20 * share, 0, 0], [5, 10, 0, 0]]
    np.testing.assert_allclose(array(mixed)[0, 0], expected, **CLOSE)
    mixed, weights = layers.attention(query, keys, values, layers.causal_mask(2))
    np.testing.assert_allclose(array(weights)[0, 0], [[1, 0], [0.5, 0.5]], **CLOSE)


def keras_attention(query, key, value, out, num_heads):
    """Keras' MultiHeadAttention with the weights of Dense layers: functions of (kernel, bias)."""
    dim = out[0].shape[0]
    size = dim // num_heads
    layer = keras.layers.MultiHeadAttention(num_heads, size, dtype="float32")
    layer.build((None, None, dim), (None, None, dim))
    weights = []
    for kernel, bias in (query, key, value):
        weights += [kernel.reshape(dim, num_heads, size), bias.reshape(num_heads, size)]
    layer.set_weights([*weights, out[0].reshape(num_heads, size, dim), out[1]])
    return layer


def thirds(dense, parts):
    """The kernels and biases that a Dense of several parts holds."""
    kernel, bias = dense.get_weights()
    pairs = zip(np.split(kernel, parts, axis=1), np.split(bias, parts), strict=True)
    return list(pairs)


@backends
def test_a_block_is_made_of_what_keras_computes():
    block = Block(16, 2, cross=True)
    block.build((None, None, 16))
    with pytest.raises(ValueError, match="source"):
        block(random(3, 7, 16), layers.causal_mask(7))
    for variable in block.trainable_variables:
        variable.assign(variable + random(*variable.shape, seed=variable.shape[0]) / 9)
    x, other = map(ops.convert_to_tensor, (random(3, 7, 16), random(3, 5, 16, seed=1)))
    mask = np.random.default_rng(2).random((3, 7, 7)) < 0.7
    mask[:, :, 0] = True
    hidden = np.arange(5) < np.array([[5], [3], [4]])
    hidden = np.broadcast_to(hidden[:, None], (3, 7, 5))
    y, _, weights = block(x, mask, source=(other, hidden))
    first, second, third = block.norms
    own, cross = block.attention, block.cross_attention
    look = keras_attention(*thirds(own.qkv, 3), own.out.get_weights(), 2)
    found, expected = look(first(x), first(x), attention_mask=mask, return_attention_scores=True)
    np.testing.assert_allclose(array(weights), array(expected), **CLOSE)
    x = x + found
    query = cross.query.get_weights()
    look = keras_attention(query, *thirds(cross.key_value, 2), cross.out.get_weights(), 2)
    x = x + look(second(x), other, attention_mask=hidden)
    small = block.feed_forward
    x = x + small.contract(keras.activations.gelu(small.expand(third(x))))
    np.testing.assert_allclose(array(y), array(x), **CLOSE)


@backends
def test_new_attention_begins_as_that_of_keras():
    """The same range of random weights, which the recorded results rest on."""
    keras.utils.set_random_seed(0)
    block = Block(64, 4, cross=True)
    block.build((None, None, 64))
    theirs = keras.layers.MultiHeadAttention(4, 16)
    theirs.build((None, None, 64), (None, None, 64))
    expected = [weight.std() for weight in theirs.get_weights() if weight.ndim == 3]
    own, cross = block.attention, block.cross_attention
    for kernel, deviation in (
        (own.qkv, expected[0]),
        (own.out, expected[3]),
        (cross.query, expected[0]),
        (cross.key_value, expected[0]),
        (cross.out, expected[3]),
    ):
        np.testing.assert_allclose(kernel.get_weights()[0].std(), deviation, rtol=0.05)


def test_the_causal_mask_and_its_window():
    mask = array(layers.causal_mask(3, past=2, window=2))[0]
    assert (mask == [[0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]]).all()
    assert (array(layers.causal_mask(3))[0] == np.tri(3, dtype="bool")).all()


@backends
def test_rotary_products_depend_on_the_distance_only():
    query, key = random(1, 2, 1, 8), random(1, 2, 1, 8, seed=1)

    def product(i, j):
        return array(ops.sum(layers.rotate(query, i) * layers.rotate(key, j), axis=-1))

    np.testing.assert_allclose(product(3, 1), product(40, 38), atol=1e-4)
    assert np.abs(product(3, 1) - product(3, 2)).max() > 0.01
    np.testing.assert_allclose(array(layers.rotate(query, 0)), query, atol=1e-6)
    turned = layers.rotate(random(2, 2, 5, 8))
    np.testing.assert_allclose(
        np.linalg.norm(array(turned), axis=-1), np.linalg.norm(random(2, 2, 5, 8), axis=-1), 1e-4
    )


def test_sinusoids_are_those_of_the_paper():
    code = array(layers.sinusoids(np.arange(50), 8))
    for position in (0, 1, 49):
        for i in range(4):
            angle = position / 10_000 ** (2 * i / 8)
            np.testing.assert_allclose(
                code[position, [i, i + 4]], [np.sin(angle), np.cos(angle)], atol=1e-4
            )


@pytest.mark.parametrize("positions", POSITIONS)
@pytest.mark.parametrize("norm", ["before", "after"])
def test_a_later_token_changes_no_earlier_logit(positions, norm):
    model = small(positions=positions, norm=norm)
    ids = VOCABULARY.encode(TEXT[:10])
    changed = np.where(np.arange(10) < 6, ids, 1)
    before, after = (array(model(x[None]))[0] for x in (ids, changed))
    np.testing.assert_allclose(before[:6], after[:6], atol=1e-6)
    assert np.abs(before[6:] - after[6:]).max() > 0.01


@pytest.mark.parametrize("positions", POSITIONS)
def test_kept_keys_and_values_change_nothing(positions):
    model = small(positions=positions, context_length=5)
    length = 5 if positions == "learned" else 12  # of the others, longer than a window
    ids = VOCABULARY.encode(TEXT[:length])[None]
    full = array(model(ids))
    state, found = model.initial_state(1), []
    for i in range(length):
        logits, state = model.step(ops.convert_to_tensor(ids[:, i]), state)
        found.append(array(logits)[0])
    np.testing.assert_allclose(found, full[0], **CLOSE)
    first, state = model.advance(ops.convert_to_tensor(ids[:, :3]), model.initial_state(1))
    second, _ = model.advance(ops.convert_to_tensor(ids[:, 3:]), state)
    pieces = np.concatenate([array(first), array(second)], axis=1)
    np.testing.assert_allclose(pieces, full, **CLOSE)


def test_nothing_beyond_the_window_of_each_layer_counts():
    model = small(num_layers=1)
    ids = VOCABULARY.encode(TEXT[:30])[None]
    other = np.where(np.arange(30) < 15, 1, ids)
    np.testing.assert_allclose(array(model(ids))[0, 24:], array(model(other))[0, 24:], **CLOSE)
    assert np.abs(array(model(ids) - model(other))[0, 23]).max() > 1e-4


def test_without_positions_only_the_mask_tells_the_order():
    model = small(positions=None, num_layers=1)
    ids = VOCABULARY.encode("abcdefgh")[None] * 0 + np.arange(1, 9)
    shuffled = np.concatenate([ids[:, [3, 1, 0, 2, 5, 4, 6]], ids[:, 7:]], axis=1)
    np.testing.assert_allclose(array(model(ids))[0, 7], array(model(shuffled))[0, 7], **CLOSE)
    model = small(num_layers=1)
    assert np.abs(array(model(ids) - model(shuffled))[0, 7]).max() > 1e-3


def test_texts_are_scored_as_the_full_pass_scores_them():
    model = small()
    long, short = model.log_prob([TEXT[:45], TEXT[:5]])
    ids = VOCABULARY.encode("\n" + TEXT[:45])
    log_probs = array(ops.log_softmax(model(ids[None, :-1]), axis=-1))
    expected = log_probs[0, np.arange(45), ids[1:]]
    np.testing.assert_allclose(long, expected, atol=2e-3)
    np.testing.assert_allclose(short, expected[:5], atol=2e-3)


@backends
def test_generation_is_reproducible_and_greedy_follows_the_full_pass():
    model = small(num_layers=1)
    text = model.generate("the c", 40, seed=3)
    assert text == model.generate("the c", 40, seed=3) != model.generate("the c", 40, seed=4)
    assert len(model.generate(["the c", "a"], 40, seed=3)[1]) == 41
    greedy = model.generate("the c", 30, temperature=0)
    ids = VOCABULARY.encode("\n" + greedy)
    best = 1 + array(ops.argmax(model(ids[None])[..., 1:], axis=-1))[0]  # no escape code
    assert (best[5:-1] == ids[6:]).all()


@pytest.mark.parametrize("positions", POSITIONS)
def test_prompts_of_different_lengths_do_not_disturb_one_another(positions):
    model = small(num_layers=1, positions=positions)
    state = model._read([VOCABULARY.encode(f"\n{text}") for text in ("the c", "a", "the")])
    for i, text in enumerate(("the c", "a", "the")):
        alone = model._read([VOCABULARY.encode(f"\n{text}")])
        token = ops.convert_to_tensor([3] * 3)
        together = array(model.step(token, state[2])[0])[i]
        np.testing.assert_allclose(array(model.step(token[:1], alone[2])[0])[0], together, **CLOSE)


@pytest.mark.parametrize("kind", [GPT, EncoderDecoder, MaskedLM])
def test_in_bfloat16_only_training_is_coarse(kind):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model, (x, *rest) = model_and_data(kind)
    finally:
        keras.config.set_dtype_policy("float32")
    exact, (x, *rest) = model_and_data(kind)
    exact.set_weights(model.get_weights())
    fine, coarse = array(model(x)), array(model(x, training=True))
    assert fine.dtype == coarse.dtype == "float32"
    np.testing.assert_allclose(fine, array(exact(x)), **CLOSE)
    assert np.abs(array(exact(x, training=True)) - coarse).max() > 1e-4


@pytest.mark.parametrize("kind", [GPT, EncoderDecoder, MaskedLM])
def test_dropout_is_for_training(kind):
    model, (x, *_) = model_and_data(kind)
    assert (array(model(x)) == array(model(x))).all()
    different = array(model(x, training=True)) - array(model(x, training=True))
    assert np.abs(different).max() > 1e-3


def test_learned_positions_end_where_they_end():
    model = small(positions="learned", num_layers=1)
    # A line break, three characters and seven new ones, the last of which is not read.
    assert len(model.generate("the", 7, seed=0)) == 10
    assert len(model.generate_ids(np.ones(10, "int32"), 1)) == 1
    for act in (
        lambda: model.generate("the", 8),
        lambda: model.generate_ids(np.ones(10, "int32"), 2),
        lambda: model.log_prob(TEXT[:11]),
        lambda: model(np.ones((1, 11), "int32")),
        lambda: model.attention_weights(TEXT[:10]),
        lambda: small(MaskedLM, positions="learned").fill(TEXT[:10] + "\ufffd"),
        lambda: small(EncoderDecoder, positions="learned").generate("the", 11),
        lambda: small(EncoderDecoder, positions="learned").generate(TEXT[:9], 5),
    ):
        with pytest.raises(ValueError, match="rotary"):
            act()


def test_attention_weights_are_rows_that_sum_to_one():
    weights = small().attention_weights(TEXT[:14])
    assert weights.shape == (2, 2, 15, 15)
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-4)
    assert (np.triu(weights, 1) == 0).all() and (weights[:, :, 14, :5] == 0).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"positions": "absolute"}, "sinusoidal"),
        ({"norm": "within"}, "before"),
        ({"num_heads": 3}, "3 heads"),
        ({"num_heads": 0}, "0 heads"),
        ({"hidden_dim": 6}, "pairs"),
        ({"hidden_dim": 15, "num_heads": 3, "positions": "sinusoidal"}, "odd"),
        ({"context_length": 0}, "at least 1"),
    ],
)
def test_impossible_models_are_refused(options, words):
    with pytest.raises(ValueError, match=words):
        small(**options)


def model_and_data(kind):
    ids = VOCABULARY.encode(TEXT)
    if kind is EncoderDecoder:
        model = small(kind, num_layers=1, dropout=0.2, seed=1)
        words = TEXT.split()[:32]
        return model, model.pairs(words, [word[::-1] for word in words])
    if kind is MaskedLM:
        windows = MaskedWindows(ids, 10, batch_size=8, seed=0, vocabulary_size=VOCABULARY.size)
        parts = zip(*(windows[i] for i in range(4)), strict=True)
        return small(kind, num_layers=1, dropout=0.2, seed=1), [
            np.concatenate(part) for part in parts
        ]
    windows = np.stack([ids[i : i + 11] for i in range(0, 160, 5)])
    return small(num_layers=1, dropout=0.2, seed=1, norm="after"), (windows[:, :-1], windows[:, 1:])


def test_pairs_are_padded_and_masked():
    model = small(EncoderDecoder)
    x, y, weights = model.pairs(["the cat", "a"], ["sat", "on the"])
    assert x["source"].shape == x["source_mask"].shape == (2, 9)
    assert x["source_mask"].sum(1).tolist() == [9, 3] and (x["source"][1, 3:] == 0).all()
    assert VOCABULARY.decode(x["answer"][0])[:4] == "\nsat"
    assert VOCABULARY.decode(y[0])[:4] == "sat\n"
    assert weights.sum(1).tolist() == [4, 7]
    for sources, answers, words in (
        (["a", "b"], ["c"], "as many"),
        ("ab", "cd", "lists"),
        (["a"], ["o\nn"], "line break"),
    ):
        with pytest.raises(ValueError, match=words):
            model.pairs(sources, answers)
    with pytest.raises(ValueError, match="line break"):
        EncoderDecoder(CharacterVocabulary.of("the cat"), **SMALL)
    with pytest.raises(ValueError, match="on_text"):
        model.generate("a", 5, on_text=print)
    with pytest.raises(ValueError, match="at least one"):
        model.generate([], 5)


def test_padding_and_later_tokens_of_an_answer_leak_nothing():
    model = small(EncoderDecoder)
    x, y, weights = model.pairs(["the cat", "a"], ["sat", "on the"])
    logits, loss = array(model(x)), model.compute_loss(x, y, model(x), weights)
    source = np.where(x["source_mask"], x["source"], 3)
    answer = x["answer"].copy()
    answer[0, 4:] = 2  # behind the end of the shorter one
    changed = model(x | {"source": source, "answer": answer})
    np.testing.assert_allclose(array(changed)[0, :4], logits[0, :4], atol=1e-6)
    np.testing.assert_allclose(array(changed)[1], logits[1], atol=1e-6)
    wrong = np.where(weights > 0, y, 4)
    np.testing.assert_allclose(
        float(model.compute_loss(x, wrong, changed, weights)), float(loss), rtol=1e-5
    )
    counted = np.concatenate(model.log_prob(["the cat", "a"], ["sat", "on the"]))
    np.testing.assert_allclose(float(loss), -counted.mean(), rtol=1e-4)
    alone = model.pairs(["a"], ["on the"])[0]
    np.testing.assert_allclose(array(model(alone))[0], logits[1], **CLOSE)
    source[1, 1] = 5
    assert np.abs(array(model(x | {"source": source}))[1] - logits[1]).max() > 1e-3


def test_answers_follow_the_full_pass():
    model = small(EncoderDecoder, num_layers=1)
    sources = ["the cat", "a"]
    answers = model.generate(sources, 9, temperature=0)
    for source, answer in zip(sources, answers, strict=True):
        x, y, _ = model.pairs([source], [answer])
        best = 1 + array(ops.argmax(model(x)[..., 1:], axis=-1))[0]  # no escape code
        assert (best[: len(answer)] == y[0, : len(answer)]).all()
        assert model.generate(source, 9, temperature=0) == answer
    scores = model.log_prob(sources, ["sat", "on the"])
    assert [len(score) for score in scores] == [4, 7]
    x, y, _ = model.pairs(["a"], ["on the"])
    log_probs = array(ops.log_softmax(model(x), axis=-1))[0, np.arange(7), y[0]]
    np.testing.assert_allclose(scores[1], log_probs, atol=1e-4)


def test_hidden_tokens_are_chosen_as_said():
    ids = np.random.default_rng(0).integers(1, 21, 60_000)
    windows = MaskedWindows(ids, 50, batch_size=1000, seed=0, vocabulary_size=21)
    x, y, weights = windows[0]
    chosen = weights > 0
    assert (x[~chosen] == y[~chosen]).all() and abs(chosen.mean() - 0.15) < 0.01
    assert abs((x[chosen] == 0).mean() - 0.8) < 0.02
    assert abs((x[chosen] == y[chosen]).mean() - 0.105) < 0.02  # a random one may be the same
    assert (windows[0][0] == x).all()
    windows.epoch = 1
    assert (windows[0][2] != weights).any()
    with pytest.raises(ValueError, match="share"):
        MaskedWindows(ids, 50, batch_size=10, seed=0, vocabulary_size=21, share=1.5)
    with pytest.raises(ValueError, match="20 is no token"):
        MaskedWindows(ids, 50, batch_size=10, seed=0, vocabulary_size=20)


def test_blanks_are_filled_from_both_sides():
    model = small(MaskedLM)
    model.network.bias.assign(99 * np.eye(VOCABULARY.size)[0])  # the escape code itself
    text = "the \ufffdat sat\ufffd"
    probabilities = model.blanks(text)
    assert probabilities.shape == (2, VOCABULARY.size)
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-5)
    filled = model.fill(text)
    assert len(filled) == len(text) and "\ufffd" not in filled
    assert filled[:4] == "the " and filled[5:11] == "at sat"
    model = small(MaskedLM)
    first, later = (model.blanks(f"the \ufffdat {word}\ufffd")[0] for word in ("sat", "ate"))
    assert np.abs(later - first).max() > 1e-4
    with pytest.raises(ValueError, match="Z"):
        model.fill("Z \ufffd")
    with pytest.raises(ValueError, match="no blank"):
        model.fill("the cat")


def test_a_vocabulary_without_escape_code_has_no_blank():
    pytest.importorskip("tokenizers")
    with pytest.raises(ValueError, match="escape"):
        MaskedLM(BytePairVocabulary.of(TEXT, 280))


def adapted(model):
    """Turn on LoRA in the attention of every block, and give its weights values at random."""
    for block in model.network.blocks:
        for layer in (block.attention.qkv, block.attention.out):
            layer.enable_lora(2)
            layer.lora_kernel_b.assign(random(*layer.lora_kernel_b.shape))
    return model


@pytest.mark.parametrize("kind", [GPT, EncoderDecoder])
def test_scores_and_texts_follow_lora(kind):
    """Compiled functions of the model as it was are not used again."""

    def found(model):
        texts = ["the cat sat"] if kind is GPT else ["the cat", "sat"]
        score = model.log_prob(*texts)
        return score, model.generate("the cat", 30, seed=0, temperature=0.3)

    model = small(kind, num_layers=1)
    before, _ = found(model)
    after, text = found(adapted(model))
    assert np.abs(after - before).max() > 1e-2
    fresh = small(kind, num_layers=1)
    for old, new in zip(model.network.blocks, fresh.network.blocks, strict=True):
        for name in ("qkv", "out"):
            layer = getattr(old.attention, name)
            kernel = array(layer._kernel) + array(layer.lora_kernel_a) @ array(layer.lora_kernel_b)
            getattr(new.attention, name).kernel.assign(kernel)
    expected, expected_text = found(fresh)
    np.testing.assert_allclose(after, expected, atol=1e-3)
    assert text == expected_text


def test_training_refuses_what_was_not_compiled():
    model, (x, *rest) = model_and_data(GPT)
    model.compile(keras.optimizers.Adam(0.01))
    model.fit(x, *rest, verbose=0)
    kernel = array(adapted(model).network.blocks[0].attention.qkv._kernel)
    for train in (model.fit, model.train_on_batch):
        with pytest.raises(ValueError, match="call compile"):
            train(x, *rest)
    model.compile(keras.optimizers.Adam(0.01))
    before = array(model.network.blocks[0].attention.qkv.lora_kernel_b)
    model.fit(x, *rest, verbose=0)
    attention = model.network.blocks[0].attention
    assert np.abs(array(attention.qkv.lora_kernel_b) - before).max() > 1e-4
    np.testing.assert_array_equal(array(attention.qkv._kernel), kernel)


@pytest.mark.filterwarnings("ignore:Layer .* does not have a `quantize` method")
@pytest.mark.parametrize("kind", [GPT, EncoderDecoder, MaskedLM])
def test_a_quantised_model_stays_close(kind):
    model, (x, *rest) = model_and_data(kind)
    model.compile(FlatAdam(0.01))
    data = dict(zip(("x", "y", "sample_weight"), (x, *rest), strict=False))
    model.fit(**data, batch_size=16, epochs=4, verbose=0)
    before = array(model(x))
    model.quantize("int8")
    after = array(model(x))
    assert 0 < np.abs(after - before).mean() < 0.05 * np.abs(before).mean()
    if kind is GPT:
        assert len(model.generate("the", 10, seed=0)) == 13


def test_muon_reaches_the_matrices_of_attention():
    model, (x, *rest) = model_and_data(GPT)
    optimizer = keras.optimizers.Muon(exclude_layers=["embedding", "places"])
    model.compile(optimizer)
    dense = model.network.blocks[0]
    for layer in (dense.attention.qkv, dense.attention.out, dense.feed_forward.expand):
        assert not optimizer._should_use_adamw(layer.kernel)
    assert optimizer._should_use_adamw(model.network.embedding)


def test_what_pairs_refuses_is_refused_everywhere():
    model = small(EncoderDecoder, num_layers=1)
    for sources, answers in ((["a", "b"], "cd"), ("ab", ["c", "d"])):
        with pytest.raises(ValueError, match="lists"):
            model.pairs(sources, answers)
    for prompt in ("a\nd", ["a", "d\n"]):
        with pytest.raises(ValueError, match="line break"):
            model.generate(prompt, 3)
    one, (other,) = model.log_prob("the cat", "sat"), model.log_prob(["the cat"], ["sat"])
    np.testing.assert_allclose(one, other, atol=1e-6)
    ids = [VOCABULARY.encode(f"\n{text}\n") for text in ("the cat", "sat")]
    np.testing.assert_allclose(model.log_prob_ids(*ids), one, atol=1e-6)
    with pytest.raises(ValueError, match="2 sources but 1"):
        model.log_prob_ids([ids[0]] * 2, [ids[1]])
