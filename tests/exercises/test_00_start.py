"""Grades the exercises to chapter 0, the tools."""

import numpy as np
import pytest

from aigc_course.checks import Given, number, same
from aigc_course.checks import start as check

SETTINGS = {
    "preload": ["numpy", "keras", "matplotlib.pyplot"],
    "forbidden": [
        "aigc_keras.losses",
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.sampling",
    ],
    "seconds": 90,
}


@pytest.mark.points(1, exercise=1)
def test_scaling(student, rng):
    """Bytes to float32, and back with rounding and clipping.
    字节变成 float32，再四舍五入、截断着变回来。"""
    check.exercise_1.judge(student.to_unit, student.to_bytes, rng)


@pytest.mark.points(1, exercise=1)
def test_scaling_of_other_shapes(student, rng):
    """A black image, one pixel, colour, float64, and numbers far out.
    全黑的图像、单个像素、彩色、float64，以及远远超出范围的数。"""
    for shape in ((1, 1, 1, 1), (2, 3, 3), (7,)):
        images = rng.integers(0, 256, shape).astype("uint8")
        same(student.to_unit(images), images / 255)
    same(student.to_unit(np.zeros((2, 4, 4, 1), "uint8")), np.zeros((2, 4, 4, 1)))
    far = np.array([[-1e6, 1e6], [-0.001, 1.001], [0.0, 1.0], [99.6 / 255, 99.4 / 255]])
    same(student.to_bytes(far), np.array([[0, 255], [0, 255], [0, 255], [100, 99]]))
    check.there_and_back(student.to_unit, student.to_bytes)


@pytest.mark.points(1, exercise=2)
def test_split(student, rng):
    """Pairs, parts, seeds; and whose mean and deviation it is.
    配对、划分、种子；以及均值和标准差由谁算出。"""
    check.exercise_2.judge(student.shuffle_and_split, student.standardise, rng)


@pytest.mark.points(1, exercise=2)
def test_split_of_other_sizes(student, rng):
    """All but one image for validation, one, none; images in colour, other brightness.
    只留一幅训练、只留一幅验证、不留验证；彩色图像，亮度不同。"""
    for n, num_validation in ((20, 19), (50, 1), (9, 0), (200, 60)):
        check.split_is_right(student.shuffle_and_split, rng, n, num_validation)
    train = rng.integers(0, 40, (30, 4, 4, 3)).astype("uint8")
    held = rng.integers(0, 256, (1, 4, 4, 3)).astype("uint8")
    for part, images in zip(student.standardise(train, held), (train, held), strict=True):
        same(part, (images - train.mean()) / train.std(), rtol=2e-3, atol=2e-3)


@pytest.mark.points(1, exercise=3)
def test_cross_entropy(student, rng):
    """Loss and gradient, also for logits of ±1000, and the finite difference.
    损失和梯度，包括 ±1000 的 logit，以及有限差分。"""
    check.exercise_3.judge(
        student.cross_entropy, student.cross_entropy_gradient, student.finite_difference, rng
    )


@pytest.mark.points(1, exercise=3)
def test_cross_entropy_of_other_shapes(student, rng):
    """One image, two classes, float32, labels in one byte, equal logits.
    一幅图像、两个类别、float32、一个字节的标签、相等的 logit。"""
    for n, classes in ((1, 2), (7, 10), (30, 3)):
        logits = rng.normal(0, 3, (n, classes)).astype("float32")
        labels = rng.integers(classes, size=n).astype("uint8")
        shifted = logits.astype("float64") - logits.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        right = np.eye(classes)[labels]
        same(student.cross_entropy(logits, labels), -np.sum(log_p * right) / n, rtol=1e-3)
        gradient = (np.exp(log_p) - right) / n
        same(student.cross_entropy_gradient(logits, labels), gradient, rtol=1e-3, atol=1e-5)
    same(student.cross_entropy(np.full((4, 10), -2000.0), np.arange(4)), np.log(10), rtol=1e-3)
    sure = np.array([[800.0, 0.0], [0.0, 800.0]])
    same(student.cross_entropy(sure, np.array([0, 1])), 0)
    same(student.cross_entropy(sure, np.array([1, 0])), 800, rtol=1e-3)


@pytest.mark.points(1, exercise=3)
def test_finite_differences(student, rng):
    """Of a row, of one number, of an array of three axes.
    一行数、单个数、三根轴的数组。"""
    check.differences_are(student.finite_difference, rng)
    wave = Given(
        "import numpy as np\ndef wave(x):\n    return float(np.sum(np.sin(x)) * x.flat[0])\n",
        "wave",
    )
    for shape in ((4,), (1,), (2, 1, 3)):
        x = rng.uniform(0.5, 1.5, shape)
        expected = np.cos(x) * x.flat[0]
        expected.flat[0] += np.sin(x).sum()
        same(student.finite_difference(wave, x, 1e-4), expected, rtol=1e-3, atol=1e-4)


def trained(student):
    """The learner's training, with time for it."""
    return lambda *arguments: student.call("mended_training", *arguments, seconds=40)


@pytest.mark.points(2, exercise=4)
def test_mended_training(student, rng):
    """The measurement, the reason, and a training that succeeds.
    测量、原因，以及一次成功的训练。"""
    check.exercise_4.judge(student.dead_share, student.reason, trained(student), rng)


@pytest.mark.points(1, exercise=4)
def test_mended_training_on_other_images(student, rng):
    """Other images, fewer classes, sorted by label; all units dead, none dead.
    别的图像，类别较少，按标签排好了序；单元全部失活，一个也没有失活。"""
    same(student.dead_share(np.zeros((5, 8), "float32")), 1)
    same(student.dead_share(np.eye(8, dtype="float32")), 0)
    images, labels, new_images, new_labels = check.blurred_signs(rng, (9, 14), 6)
    order = np.argsort(labels, kind="stable")
    check.reads_well(trained(student), images[order], labels[order], new_images, new_labels)
    assert number(new_labels).max() == 5
