"""Grades the exercises to chapter 8, pictures from words."""

import numpy as np
import pytest

from aigc_course.checks import same
from aigc_course.checks import text_to_image as check

SETTINGS = {
    "preload": ["numpy", "matplotlib.pyplot"],
    "forbidden": [
        "aigc_keras.layers",
        "aigc_keras.losses",
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.sampling",
        "aigc_keras.trained",
        "jax",
        "keras",
        "tensorflow",
        "torch",
    ],
    "seconds": 90,
}


@pytest.mark.points(1, exercise=1)
def test_named_shares(student, rng):
    """Many sentences; one that names all; none that names anything.
    许多句子；只有一句，说全了；没有一句说到任何属性。"""
    for _ in range(3):
        check.shares_as(student.named_shares, *check.answers(rng, 60, 9, unnamed=True))
    read, wanted, named = check.answers(rng, 1, 5)
    check.shares_as(student.named_shares, read, wanted, np.ones_like(named))
    check.shares_as(student.named_shares, read, wanted, np.zeros_like(named))
    # An attribute that is always obeyed, and one that never is.
    wanted = np.tile([2, 3], (7, 1))
    check.shares_as(student.named_shares, np.full((7, 2), 2), wanted, np.ones((7, 2), bool))


@pytest.mark.points(1, exercise=1)
def test_corrected(student, rng):
    """Shares that were made with a known truth; a reader without errors; the limits.
    由已知的真相算出的比例；不会认错的分类器；边界。"""
    truth = np.append(rng.random(20), [0.0, 1.0])
    sensitivity, specificity = rng.uniform(0.55, 1, size=(2, 22))
    shares = truth * sensitivity + (1 - truth) * (1 - specificity)
    same(student.corrected(shares, sensitivity, specificity), truth)
    same(student.corrected(0.37, 1.0, 1.0), 0.37)
    for share, limit in ((0.0, 0.0), (1.0, 1.0)):
        same(student.corrected(share, 0.9, 0.8), limit)


@pytest.mark.points(1, exercise=2)
def test_word_weights(student, rng):
    """Scores of any size; a single word; nothing allowed; masks of other shapes.
    任意大小的分数；只有一个词；一个词都不允许；其他形状的掩码。"""
    for size in (1.0, 1e4, 1e9, 1e15):
        scores = size * rng.normal(size=(2, 3, 4, 8))
        allowed = rng.random((2, 1, 1, 8)) < 0.5
        allowed[0, ..., 2] = True
        check.weights_as(student.word_weights, scores, allowed)
        check.weights_as(student.word_weights, scores, np.zeros((2, 1, 1, 8), bool))
    check.weights_as(student.word_weights, rng.normal(size=(3, 1)), np.ones((3, 1), bool))
    check.weights_as(student.word_weights, rng.normal(size=5), np.arange(5) == 2)
    far = np.array([[-1e14, -1e14 - 1, 1e14]])
    check.weights_as(student.word_weights, far, np.array([[True, True, False]]))


@pytest.mark.points(1, exercise=2)
def test_cross_attention(student, rng):
    """Several heads, one head, as many heads as columns.
    几个头，一个头，头数与列数相同。"""
    for heads in (1, 2, 4, 12):
        weights = check.matrices(rng)
        check.looks_as(student.cross_attention, *check.batch(rng), heads, weights)


@pytest.mark.points(1, exercise=2)
def test_cross_attention_with_padding(student, rng):
    """Null texts only; one sentence, one patch, one word; what stands at padding does not matter.
    全是空文本；一个句子、一个图块、一个词；填充处是什么都没有影响。"""
    patches, words, token_ids = check.batch(rng, n=2)
    weights = check.matrices(rng)
    check.looks_as(student.cross_attention, patches, words, 0 * token_ids, 3, weights)
    check.looks_as(student.cross_attention, *check.batch(rng, 2, 1, 2), 3, weights)
    token_ids[:, 3:] = 0
    answers = student.cross_attention(patches, words, token_ids, 3, *weights)
    words[:, 3:] = 1e6 * rng.normal(size=words[:, 3:].shape)
    same(student.cross_attention(patches, words, token_ids, 3, *weights), np.array(answers))
    check.looks_as(student.cross_attention, patches, 1e5 * words, token_ids, 3, weights)


@pytest.mark.points(1, exercise=3)
def test_softmax_loss(student, rng):
    """One pair, many pairs, perfect vectors, large scales.
    一对、许多对、完美的向量、很大的尺度。"""
    for count in (1, 2, 30):
        images, texts = check.codes(rng, count, 6)
        for scale in (0.1, 14.3, 1e5):
            check.softmax_loss_as(student.softmax_loss, images, texts, scale)
    perfect = np.eye(8)
    for scale in (1.0, 100.0):
        right = np.log(1 + 7 * np.exp(-scale))
        same(student.softmax_loss(perfect, 3 * perfect, scale), right)
    # Two pictures with the same caption cannot be told apart.
    twice = np.eye(6)[[0, 0, 1, 2, 3, 4]]
    same(student.softmax_loss(twice, twice, 1e4), 2 * np.log(2) / 6)


@pytest.mark.points(1, exercise=3)
def test_sigmoid_loss(student, rng):
    """One pair, many pairs, large scales, biases of either sign.
    一对、许多对、很大的尺度、正负偏置。"""
    for count in (1, 2, 30):
        images, texts = check.codes(rng, count, 6)
        for scale, bias in ((0.1, 0.0), (10.0, -10.0), (1e5, 2.0), (1.0, -1e4)):
            check.sigmoid_loss_as(student.sigmoid_loss, images, texts, scale, bias)


@pytest.mark.points(1, exercise=3)
def test_search(student, rng):
    """More pictures than sentences and fewer; k from 1 to all; nothing fits, everything fits.
    图像比句子多，或者比句子少；k 从 1 到全部；都不相符，都相符。"""
    for pictures, sentences in ((30, 8), (6, 20)):
        cosines, fits = check.gallery(rng, pictures, sentences)
        for k in (1, 2, 5, pictures):
            check.search_as(student.search, cosines, fits, k)
        for every in (False, True):
            check.search_as(student.search, cosines, np.full_like(fits, every), 3)


@pytest.mark.points(1, exercise=4)
def test_guided(student, rng):
    """Guesses that are vectors and images; weights 0 and 1.
    向量和图像的猜测；强度为 0 和 1。"""
    for shape in ((), (5,), (4, 3, 2)):
        check.guided_as(student.guided, rng, shape)
    null, told, away = rng.normal(size=(3, 2, 2))
    has = np.array([True, False])
    same(student.guided(null, told, away, has, 0.0), np.stack([away[0], null[1]]))
    same(student.guided(null, told, np.full((2, 2), np.nan), ~has & ~has[::-1], 1.0), told)


@pytest.mark.points(1, exercise=4)
def test_composed(student, rng):
    """Many prompts, one, none; a negative prompt as one of two.
    许多提示词、一个、没有；反向提示词作为两个之一。"""
    for prompts in (0, 1, 2, 5):
        check.composed_as(student.composed, rng, prompts, (3, 4, 2))
        check.composed_as(student.composed, rng, prompts, (3,))
    null, told, away = rng.normal(size=(3, 4, 3))
    for weight in (0.0, 1.0, float(rng.uniform(2, 8))):
        check.negative_as(student.weights_of, weight)
        found = student.composed(null, np.stack([told, away]), np.array([weight, 1 - weight]))
        same(found, away + weight * (told - away))


@pytest.mark.points(1, exercise=4)
def test_log_aim(student, rng):
    """Near and far, little noise and much; no prompt; prompts that fit everything or one picture.
    远处和近处，噪声大和小；没有提示词；与全部图像或只与一幅相符的提示词。"""
    pictures, fits, weights, _ = check.a_world(rng, 20, 4, 3)
    fits[0] = True
    fits[1] = np.arange(20) == 5
    noisy = np.concatenate([rng.normal(size=(5, 4)), 50 * rng.normal(size=(3, 4))])
    for now in ((0.999, 0.04), (0.05, 0.998), (0.5, 0.5)):
        check.aim_as(student.log_aim, noisy, pictures, fits, weights, now)
        check.aim_as(student.log_aim, noisy, pictures, fits[:0], weights[:0], now)
    check.they_belong_together(student.composed, student.log_aim, rng)


@pytest.mark.points(1, exercise=5)
def test_new_pairs_and_mixture(student, rng):
    """One portrait and many; few pairs and more, with several seeds.
    一幅和许多幅头像；少量和大量的图文对，几个不同的种子。"""
    for count in (1, 2, 50):
        check.pairs_are_right(student.new_pairs, *check.pairs_to_learn_from(rng, count))
    for count, size in ((200, 100), (400, 1000)):
        check.mixture_is_right(student.mixture, rng, count, size)


@pytest.mark.points(1, exercise=5)
def test_symptoms(student):
    """What comes of each thing that is wrong by itself.
    每一处单独不对时的结果。"""
    check.symptoms_are_right(student.symptoms)


@pytest.mark.points(1, exercise=5)
def test_the_set_to_train_with(student, rng):
    """Other pictures and captions: scarves and phrases in one half, in the other neither.
    换成别的图像和说明：一半有围巾，也有短语；另一半两样都没有。"""
    pictures, captions = check.pairs_to_learn_from(rng, 1500)
    found = student.call("mended_set", pictures, captions, 5000, 7, seconds=20)
    check.set_is_right(found, pictures, captions, 5000)
