"""Grades the exercises to chapter 6, the Transformer."""

import numpy as np
import pytest

from aigc_course.checks import number, same
from aigc_course.checks import transformer as check

SETTINGS = {
    "preload": ["numpy", "matplotlib.pyplot"],
    "forbidden": [
        "aigc_keras.layers",
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.recurrence",
        "aigc_keras.sampling",
        "jax",
        "keras",
        "tensorflow",
        "torch",
    ],
    "seconds": 120,
}


@pytest.mark.points(1, exercise=1)
def test_attention(student, rng):
    """Attention with a mask, also for several texts and heads.
    带掩码的注意力，也用于几段文本、几个头。"""
    check.exercise_1.judge(student.attention, rng)


@pytest.mark.points(1, exercise=1)
def test_attention_with_large_scores(student, rng):
    """Scores in the thousands, forbidden ones too; a single key; many axes in front.
    上千的分数，不许看的也一样；只有一个键；前面有许多轴。"""
    values = rng.normal(size=(3, 2))
    query, keys = np.array([[6.0], [-6.0]]), np.array([[-500.0], [500.0], [1000.0]])
    allowed = np.array([[True, True, False], [False, True, True]])
    same(student.attention(query, keys, values, allowed), values[[1, 1]])
    same(student.attention(query, keys - 2000, values, allowed), values[[1, 1]])
    same(
        student.attention(100 * query, keys[:1], values[:1], allowed[:, :1] | True), values[[0, 0]]
    )
    query, keys, values = (rng.normal(size=(2, 1, 3, 2, n, 4)) for n in (2, 5, 5))
    allowed = rng.random((2, 1, 1, 1, 2, 5)) < 0.5
    allowed[..., 3] = True
    found = student.attention(query, keys, values, allowed)
    same(found, check.attend(query, keys, values, allowed))


@pytest.mark.points(1, exercise=2)
def test_mask_and_measurement(student, rng):
    """The mask, also at its limits; where models look, also one that looks ahead or nowhere.
    掩码，包括极端的情形；各种模型看得见哪里，包括往后看的和哪里都不看的。"""
    check.causal_is_right(student.causal_mask, rng)
    same(student.causal_mask(4, 0), np.tri(4))
    same(student.causal_mask(1, 0), np.ones((1, 1)))
    same(student.causal_mask(1, 300), np.ones((1, 301)))
    same(student.causal_mask(7, 2), np.tri(7, 9, 2))
    for length, size in ((6, 5), (11, 3), (4, 30)):
        check.seen_is_right(student.seen, rng, length, size)
    for looks in (np.zeros((5, 5), bool), np.tri(5, dtype=bool), np.tri(5, k=1, dtype=bool)):
        check.looks_are_found(student.seen, rng, looks, 4)


@pytest.mark.points(1, exercise=2)
def test_reason_and_mended_training(student, rng):
    """The reason, and trained weights that foretell what they have not seen, in three languages.
    原因，以及训练出的权重：在三种语言里预测没有见过的词元。"""
    check.reason_is_right(student.reason)
    for size, lag, length in ((12, 2, 20), (20, 3, 9), (9, 2, 31)):
        language = check.invented_language(rng, size, lag, length)
        check.foretells(
            lambda *arguments: student.call("mended_training", *arguments, seconds=30), *language
        )


@pytest.mark.points(1, exercise=3)
def test_heads(student, rng):
    """Three heads under a causal mask.
    因果掩码之下的三个头。"""
    check.exercise_3.judge(student.many_heads, rng)


@pytest.mark.points(1, exercise=3)
def test_heads_of_keras(student, rng):
    """Compared with Keras' own layer: few heads and many, short texts and longer ones.
    与 Keras 自带的层对照：头有多有少，文本有短有长。"""
    import keras

    for h, d, length in ((1, 8, 3), (4, 2, 9), (8, 1, 1)):
        layer = keras.layers.MultiHeadAttention(h, d, use_bias=False, dtype="float64")
        layer.build((None, None, 8), (None, None, 8))
        weights = [rng.normal(size=weight.shape) for weight in layer.get_weights()]
        layer.set_weights(weights)
        x, allowed = rng.normal(size=(2, length, 8)), rng.random((length, length)) < 0.6
        allowed |= np.eye(length, dtype=bool)
        expected = layer(x, x, attention_mask=allowed[None])
        found = student.many_heads(x, h, *(w.reshape(8, 8) for w in weights), allowed)
        same(found, keras.ops.convert_to_numpy(expected))


@pytest.mark.points(1, exercise=4)
def test_rotary_positions(student, rng):
    """Rows at random positions, also for several texts and heads.
    随机位置上的各行，也用于几段文本、几个头。"""
    check.exercise_4.judge(student.rotate, rng)


@pytest.mark.points(1, exercise=4)
def test_rotary_positions_of_the_library(student, rng):
    """Compared with the course's library; a single pair; positions in disorder and far away.
    与课程库对照；只有一对数；位置打乱，或很远。"""
    import keras

    from aigc_keras.networks.attention import rotate

    x, start = rng.normal(size=(2, 12, 10)), int(rng.integers(5, 50))
    library = keras.ops.convert_to_numpy(rotate(x.astype("float32"), start))
    same(student.rotate(x, start + np.arange(12)), library, atol=1e-3)
    for d in (2, 16):
        positions = rng.permutation([0, 7, 7, 1_000_000, 1_000_003, 12])
        x = np.repeat(rng.normal(size=(1, d)), 6, axis=0)
        found = number(student.rotate(x, positions))
        same(found, check.turn(x, positions))
        far, near = (found[np.argmax(positions == place)] for place in (1_000_003, 1_000_000))
        same(far @ near, check.turn(x[:1], [3])[0] @ x[0])


@pytest.mark.points(1, exercise=5)
def test_reading_in_pieces(student, rng):
    """A text in four pieces: the answers, and what is kept.
    分四次读一段文本：答案，以及留下的键和值。"""
    check.exercise_5.judge(student.read, rng)


@pytest.mark.points(1, exercise=5)
def test_reading_row_by_row(student, rng):
    """Two texts in turn, row by row, as if each had been read at once.
    两段文本交替着一行一行地读，要与各自一次读完相同。"""
    texts, weights = rng.normal(size=(2, 12, 3)), rng.normal(size=(3, 3, 4))
    kept, found = [(np.zeros((0, 4)), np.zeros((0, 4)))] * 2, [[], []]
    for place in range(12):
        for i, x in enumerate(texts):
            row, *kept[i] = check.read_pieces(
                student.read, x[place : place + 1], [1], weights, kept[i]
            )
            found[i].append(row)
    for i, x in enumerate(texts):
        expected = check.reading(x, [12], weights)
        for got, right in zip((np.concatenate(found[i]), *kept[i]), expected, strict=True):
            same(got, right)


@pytest.mark.points(1, exercise=5)
def test_reading_after_much(student, rng):
    """A long text in one piece, then a few rows more, with large numbers.
    先一次读完一段长文本，再读几行，数都很大。"""
    x, weights = 30 * rng.normal(size=(400, 5)), rng.normal(size=(3, 5, 2))
    found = check.read_pieces(student.read, x, [396, 1, 3], weights)
    for got, right in zip(found, check.reading(x, [400], weights), strict=True):
        same(got, right)


@pytest.mark.points(1, exercise=6)
def test_gpt(student, rng):
    """Two blocks with random weights.
    两个块，权重随机。"""
    check.exercise_6.judge(student.gpt, rng)


@pytest.mark.points(1, exercise=6)
def test_gpt_of_the_library(student, rng):
    """Compared with the course's GPT; a single token; no block.
    与课程库的 GPT 对照；只有一个词元；一块都没有。"""
    import keras

    from aigc_keras import GPT
    from aigc_keras.networks.attention import sinusoids
    from aigc_keras.vocabulary import CharacterVocabulary

    options = {"hidden_dim": 16, "num_heads": 2, "activation": "relu", "positions": "sinusoidal"}
    token_ids = rng.integers(1, 7, size=(2, 9))
    places = keras.ops.convert_to_numpy(sinusoids(np.arange(20), 16))
    for num_layers, ids in ((3, token_ids), (1, token_ids[:1, :1])):
        seed = int(rng.integers(1000))
        model = GPT(CharacterVocabulary("\nabcde"), num_layers=num_layers, seed=seed, **options)
        logits = keras.ops.convert_to_numpy(model(ids))
        blocks = []
        for block in model.network.blocks:
            parts = [block.attention.qkv, block.attention.out]
            parts += [block.feed_forward.expand, block.feed_forward.contract]
            qkv, *kernels = (part.get_weights()[0] for part in parts)
            blocks.append([*np.split(qkv, 3, axis=1), *kernels])
        table = keras.ops.convert_to_numpy(model.network.embedding)
        same(student.gpt(ids, 2, table, places, blocks), logits, rtol=1e-3, atol=1e-3)
    arguments = token_ids, 2, table, places, []
    same(student.gpt(*arguments), check.logits_of(*arguments))


@pytest.mark.points(1, exercise=6)
def test_gpt_that_copies(student, rng):
    """Weights set by hand continue a text that repeats itself.
    手设的权重接着写一段重复的文本。"""
    text = "".join(rng.permutation(list("abcdefgh 月山海，\n")))
    characters, network = check.copier(text)
    token_ids = np.array([[characters.index(character) for character in 2 * text]])
    found = number(student.gpt(token_ids, *network))
    same(found, check.logits_of(token_ids, *network))
    size = len(text)
    same(np.argmax(found[0, size:-1], axis=-1), token_ids[0, size + 1 :])
