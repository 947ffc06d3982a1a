"""Grades the exercises to chapter 3, generative adversarial networks."""

import numpy as np
import pytest

from aigc_course.checks import Given, Wrong, need, number, same
from aigc_course.checks import gan as check

SETTINGS = {
    "preload": ["numpy", "keras", "matplotlib.pyplot"],
    "forbidden": [
        "aigc_keras.losses",
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.optimizers",
        "aigc_keras.sampling",
        "aigc_keras.callbacks",
    ],
    "seconds": 60,
}


@pytest.mark.points(1, exercise=1)
def test_losses(student, rng):
    """Both losses from logits.
    由 logit 求双方的损失。"""
    check.exercise_1.judge(student.discriminator_loss, student.generator_loss, rng)


@pytest.mark.points(1, exercise=1)
def test_losses_in_float32(student, rng):
    """Large logits of both signs in float32, other sizes, and D = 1/2.
    float32 的大 logit（有正有负），样本个数不同，以及 D = 1/2。"""
    real, fake = (rng.uniform(-100, 100, (n, 1)).astype("float32") for n in (3, 8))
    positive = {k: np.maximum(x, 0) + np.log1p(np.exp(-abs(x))) for k, x in ((0, -real), (1, fake))}
    same(student.discriminator_loss(real, fake), positive[0].mean() + positive[1].mean())
    same(student.generator_loss(-fake), positive[1].mean())
    zeros = np.zeros((2, 1))
    same(student.discriminator_loss(zeros, zeros), 2 * np.log(2))
    same(student.generator_loss(np.full((4, 1), 100.0)), 0, atol=1e-30)


@pytest.mark.points(1, exercise=2)
def test_modes(student, rng):
    """The number of covered modes and the share of good points.
    被覆盖的模式数与好点的比例。"""
    check.exercise_2.judge(student.mode_coverage, rng)


@pytest.mark.points(1, exercise=2)
def test_modes_of_other_mixtures(student, rng):
    """Three and one dimensions, real data, a single far point.
    三维与一维、真实数据、远处的单个点。"""
    centres = 4 * rng.normal(size=(4, 3))
    points = centres[rng.integers(3, size=300)] + rng.normal(0, 0.9, (300, 3))
    check.coverage_is(student.mode_coverage(points, centres, 0.5), points, centres, 0.5)
    line = np.array([[0.0], [10.0], [20.0]])
    points = np.concatenate([rng.normal(0, 1, (20, 1)), [[9.5]]])
    check.coverage_is(student.mode_coverage(points, line, 1.0), points, line, 1.0)
    found = number(student.mode_coverage(np.array([[1e6]]), line, 1.0))
    same(found, np.zeros(2))


@pytest.mark.points(1, exercise=3)
def test_penalty_of_points(student, rng):
    """The penalty of points in the plane and its gradient, also for a flat critic.
    平面上各点的惩罚及其梯度，也包括平坦的评论家。"""
    check.exercise_3.judge(student.gradient_penalty, student.penalty_gradients, rng)


@pytest.mark.points(1, exercise=3)
def test_penalty_of_images(student, rng):
    """Images: one norm for all pixels of a row, one weight for each row.
    图像：每一行的所有像素合成一个范数，每一行一个权重。"""
    real, fake = rng.normal(size=(2, 4, 3, 2, 1)).astype("float32")
    u = np.array([0, 1, *rng.uniform(size=2)], "float32")
    critic = Given(
        "import tensorflow as tf\n"
        "def critic_of_images(x):\n"
        "    return tf.reduce_sum(x**3, axis=[1, 2, 3])[:, None]\n",
        "critic_of_images",
    )
    norms = []
    for a, b, weight in zip(real, fake, u, strict=True):
        norms.append(np.sqrt(np.sum((3 * (weight * a + (1 - weight) * b) ** 2) ** 2)))
    expected = np.mean((np.array(norms) - 1) ** 2)
    same(student.gradient_penalty(critic, real, fake, u), expected, rtol=1e-3)


@pytest.mark.points(1, exercise=3)
def test_penalty_trains_the_critic(student, rng):
    """The critic is flat on some rows only: the second gradient is right there, too.
    评论家只在有些行上平坦：第二次求导仍要正确。"""
    slope = float(rng.uniform(2, 4))
    critic = Given(
        "import keras\n"
        "import numpy as np\n"
        "half_flat = keras.Sequential([keras.Input((2,))])\n"
        "half_flat.add(keras.layers.Dense(1, 'relu', dtype='float32'))\n"
        f"half_flat.set_weights([np.array([[{slope}], [0.0]], 'float32'), np.zeros(1)])\n",
        "half_flat",
    )
    rows = np.array([[-2.0, 1], [3, 1], [-1, 2], [1, 0]], "float32")
    got = student.penalty_gradients(critic, rows, rows, np.full(4, 0.5, "float32"))
    same(
        student.gradient_penalty(critic, rows, rows, np.zeros(4, "float32")),
        (2 + 2 * (slope - 1) ** 2) / 4,
        rtol=1e-3,
    )
    need(isinstance(got, list | tuple) and len(got) == 2, "It is no list.", "返回的不是列表。")
    same(got[0], np.array([[slope - 1.0], [0.0]]), rtol=1e-3)


@pytest.mark.points(1, exercise=4)
def test_program(student, rng):
    """The range, both steps and the epoch.
    数据的范围、双方各一步，以及一个轮次。"""
    check.exercise_4.judge(student.to_tanh_range, student.weights_after, student.one_epoch, rng)


@pytest.mark.points(1.5, exercise=4)
def test_steps(student, rng):
    """Each player's step, also with large logits, and both in turn.
    双方各走一步（logit 也可以很大），以及双方轮流走。"""
    check.steps_are_right(student.weights_after, check.TinyGan(rng, n=9))
    check.steps_are_right(student.weights_after, large_gan(rng))
    gan = check.TinyGan(rng)
    one = student.weights_after("D", gan.given(), gan.real, gan.noise)
    g_moved, d_moved = gan.moves(student.weights_after("DG", gan.given(), gan.real, gan.noise))
    same(d_moved, gan.moves(one)[1], rtol=1e-3, atol=1e-5)
    after = check.TinyGan(rng)
    after.g, after.noise = gan.g, gan.noise
    after.d = [number(w) for w in one[1]]
    _, fake = after.logits()
    same(g_moved, after.g_move(1 / (1 + np.exp(-fake)) - 1), rtol=5e-3, atol=1e-4)


def large_gan(rng):
    """D is sure of everything, and right about half of it: logits far from 0, of both signs."""
    gan = check.TinyGan(rng)
    gan.g[1] = np.zeros(2)
    gan.d = [np.array([[40.0], [25.0]]), np.array([0.5])]
    gan.real[1::2], gan.noise[1::2] = -gan.real[::2], -gan.noise[::2]
    return gan


@pytest.mark.points(1, exercise=4)
def test_epoch(student, rng):
    """Other sizes of batches: one row each, all rows at once, a divisor of their number.
    其他批次大小：每批一行、一批包含全部、恰好整除。"""
    data = np.column_stack([np.arange(12.0), rng.normal(size=(12, 3))])
    seeds = rng.integers(1000, size=2)
    for batch_size in (1, 4, 12, 50):
        orders = [check.epoch_order(student.one_epoch, data, batch_size, int(s)) for s in seeds]
        if any(np.array_equal(order, data[:, 0]) for order in orders):
            raise Wrong("The rows are not shuffled.", "各行没有打乱。")


@pytest.mark.points(0.5, exercise=4)
def test_range(student, rng):
    """The range of images, of a negative range, and of columns.
    图像的取值范围、负的范围，以及多列数据。"""
    grey = np.array([[0, 64], [255, 128]], "float32")
    same(student.to_tanh_range(grey, 0, 255), grey / 127.5 - 1)
    data = rng.uniform(-9, -4, (5, 2))
    same(student.to_tanh_range(data, -9, -4), (data + 6.5) / 2.5)


@pytest.fixture
def handed_in(student):
    def load():
        arrays = student.load("03_gan_ring.npz")
        need(
            isinstance(arrays, dict) and "samples" in arrays,
            "03_gan_ring.npz holds no array `samples`.",
            "03_gan_ring.npz 中没有数组 `samples`。",
        )
        return arrays["samples"]

    return load


@pytest.mark.points(1, exercise=5)
def test_ring_is_covered(handed_in):
    """The file: all eight modes in their places, enough good points.
    文件：八个模式都在其位，好点足够多。"""
    check.ring_is_covered(check.ring_samples(handed_in))


@pytest.mark.points(2, exercise=5)
def test_ring_is_generated(handed_in, rng):
    """The file: all modes, spread within them, no repeats, no copies of training points.
    文件：模式齐全，模式之内散开，没有重复，也不是训练点的复制品。"""
    check.exercise_5.judge(handed_in, rng)
