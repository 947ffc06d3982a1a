"""Grades the exercises to chapter 5, recurrent networks."""

import numpy as np
import pytest

from aigc_course.checks import number, same
from aigc_course.checks import rnn as check

SETTINGS = {
    "preload": ["numpy", "matplotlib.pyplot"],
    "forbidden": [
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
    "seconds": 90,
}


@pytest.mark.points(1, exercise=1)
def test_scores(student, rng):
    """Perplexity and bits per character of a short text.
    一段短文本的困惑度与比特/字符。"""
    check.exercise_1.judge(student.perplexity, student.bits_per_character, rng)


@pytest.mark.points(1, exercise=1)
def test_scores_of_long_and_of_single_tokens(student, rng):
    """A text whose probability is too small for a float, and a text of a single token.
    概率小到浮点数存不下的文本，以及只有一个词元的文本。"""
    log_probs, text = rng.uniform(-9, -1, size=3000), "ab语" * 2500
    nats = -log_probs.sum()
    same(student.perplexity(log_probs), np.exp(nats / 3000))
    same(student.bits_per_character(log_probs, text), nats / 7500 / np.log(2))
    sure = float(rng.uniform(0.5, 1))
    same(student.perplexity(np.log([sure])), 1 / sure)
    same(student.bits_per_character(np.log([sure]), "word"), np.log2(1 / sure) / 4)


@pytest.mark.points(1, exercise=2)
def test_top_p(student, rng):
    """Draws from random logits.
    从随机的 logits 中抽取。"""
    check.exercise_2.judge(student.draw_top_p, rng)


@pytest.mark.points(1, exercise=2)
def test_top_p_at_its_limits(student, rng):
    """Large logits, tokens ruled out beforehand, p = 1, and `uniform` at 0 and close to 1.
    很大的 logits、事先排除的词元、p = 1，以及等于 0 和接近 1 的 `uniform`。"""
    largest = 1 - 1e-9
    logits = rng.permutation(20) / 4.0
    logits[[0, 19]] = -np.inf
    shifted = logits + 2000
    shifted[0] = -1e9
    place = int(rng.integers(1, 19))
    sure = np.full(20, -3000.0) - np.arange(20)
    sure[place] = 1000.0
    cases = [
        (logits, 1.0, 0.0, 1),
        (logits, 1.0, largest, 18),
        (shifted, 1.0, 0.0, 1),
        (shifted, 1e-6, largest, int(np.argmax(logits))),
        (sure, 0.9, largest, place),
        (sure, 1.0, 0.0, place),
    ]
    for values, p, uniform, expected in cases:
        same(student.draw_top_p(values, p, uniform), expected)


@pytest.mark.points(1, exercise=3)
def test_gru(student, rng):
    """One step in both forms.
    两种形式各走一步。"""
    check.exercise_3.judge(student.gru_step, rng)


@pytest.mark.points(1, exercise=3)
def test_gru_of_keras(student, rng):
    """Several steps compared with Keras' own cell, also with large inputs.
    与 Keras 自带的单元对照，各走几步，输入有的很大。"""
    import keras

    for reset_after, size in ((True, 1), (False, 1), (True, 3000), (False, 3000)):
        cell = keras.layers.GRUCell(4, reset_after=reset_after, dtype="float64")
        cell.build((None, 2))
        weights = [rng.normal(size=weight.shape) for weight in cell.weights]
        cell.set_weights(weights)
        found = expected = rng.normal(size=(3, 4))
        for _ in range(3):
            x = size * rng.normal(size=(3, 2))
            found = number(student.gru_step(x, found, *weights, reset_after))
            expected = keras.ops.convert_to_numpy(cell(x, [expected])[0])
            same(found, expected)


@pytest.mark.points(1, exercise=4)
def test_kneser_ney(student, rng):
    """The table of a random sequence.
    一串随机词元的概率表。"""
    check.exercise_4.judge(student.kneser_ney, rng)


@pytest.mark.points(1, exercise=4)
def test_kneser_ney_of_the_library(student, rng):
    """The table of a text, compared with the course's n-gram model of order 2.
    一段文本的概率表，与课程库的二元模型对照。"""
    from aigc_keras import NGram
    from aigc_keras.vocabulary import CharacterVocabulary

    text = "".join(
        rng.choice(list("\nabcdefgh "), 300, p=(0.05, *rng.dirichlet(np.ones(9)) * 0.95))
    )
    vocabulary, discount = CharacterVocabulary("\n abcdefghxyz"), float(rng.uniform(0.2, 0.5))
    library = NGram(vocabulary, 2, discount).fit(text)
    expected = [library.distribution(character) for character in "é" + vocabulary.characters]
    found = student.kneser_ney(vocabulary.encode("\n" + text), vocabulary.size, discount)
    same(found, np.array(expected))


@pytest.mark.points(1, exercise=4)
def test_kneser_ney_of_two_tokens(student):
    """The shortest sequence, and the largest discount.
    最短的词元串，以及最大的折扣。"""
    rest = [0.55, 0.15, 0.15, 0.15]
    found = student.kneser_ney(np.array([2, 0]), 4, 0.6)
    same(found, np.array([rest, rest, [0.73, 0.09, 0.09, 0.09], rest]))
    found = student.kneser_ney(np.array([1, 0, 1, 1]), 3, 1.0)
    same(found, np.array([[2, 5, 2]] * 3) / 9)


@pytest.mark.points(1, exercise=5)
def test_writing(student, rng):
    """Two texts, one with characters that the vocabulary lacks.
    两段文本，其中一段有词表里没有的字符。"""
    check.exercise_5.judge(student.write, rng)


@pytest.mark.points(1, exercise=5)
def test_writing_greedily(student, rng):
    """A temperature of 0, after an empty prompt and after a prompt of unknown characters.
    温度为 0，开头为空，或全是词表里没有的字符。"""
    characters, uniforms = "abc d\nef", rng.random(30)
    for prompt in ("", "é9"):
        weights = check.random_weights(rng, len(characters) + 1)
        read = [characters.find(character) + 1 for character in "\n" + prompt]
        new = check.written(read, uniforms, 0, characters, weights)
        found = student.write(prompt, uniforms, 0, characters, *weights)
        check.same_text(found, prompt + new, len(prompt) + 30)


@pytest.mark.points(1, exercise=5)
def test_writing_with_extreme_numbers(student, rng):
    """A very low temperature, large logits, and `uniforms` at 0 and close to 1.
    极低的温度、很大的 logits，以及等于 0 和接近 1 的 `uniforms`。"""
    characters, prompt = "fe\nd cba", "abc"
    read = [characters.index(character) + 1 for character in "\n" + prompt]
    *weights, v = check.random_weights(rng, len(characters) + 1)
    for temperature, scale in ((1e-3, 1), (1.0, 2000), (2.5, 1)):
        uniforms = rng.choice([0.0, 0.3, 1 - 1e-9], size=20)
        network = [*weights, scale * v]
        new = check.written(read, uniforms, temperature, characters, network)
        found = student.write(prompt, uniforms, temperature, characters, *network)
        check.same_text(found, prompt + new, len(prompt) + 20)


def trained(student):
    """The learner's training, with time for it."""
    return lambda *arguments: student.call("mended_training", *arguments, seconds=40)


@pytest.mark.points(1, exercise=6)
def test_mended_training(student, rng):
    """The measurement, the reason, and a network that reads text it has not seen.
    测量、原因，以及一个能读没见过的文本的网络。"""
    check.exercise_6.judge(student.copied_share, student.reason, trained(student), rng)


@pytest.mark.points(1, exercise=6)
def test_mended_training_on_another_language(student, rng):
    """A larger vocabulary; pieces of one token, pieces as wide as the windows, long windows.
    更大的词表；只有一个词元的片段、与窗口一样宽的片段、很长的窗口。"""
    windows = rng.permutation(60).reshape(4, 15)
    same(student.copied_share(windows, windows[1:3], 15), 1 / 2)
    same(student.copied_share(windows[:2], windows[1:], 1), 1 / 2)
    same(student.copied_share(windows[:1], windows[1:], 1), 0)
    moved = np.concatenate([windows[:1, 2:], windows[1:2, :2]], axis=1)
    same(student.copied_share(moved, windows, 3), 11 / 13)
    check.copied_share_is_right(student.copied_share, rng, 2)
    check.network_reads(trained(student), *check.made_up_language(rng, 36), rng)
