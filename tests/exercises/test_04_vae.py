"""Grades the exercises to chapter 4, variational autoencoders."""

import numpy as np
import pytest

from aigc_course.checks import need, same
from aigc_course.checks import vae as check

SETTINGS = {
    "preload": ["numpy", "keras", "matplotlib.pyplot"],
    "forbidden": [
        "aigc_keras.losses",
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.sampling",
    ],
    "seconds": 120,
}


@pytest.mark.points(1, exercise=1)
def test_draw(student, rng):
    """Codes from mean, log-variance and noise; variances from almost nothing to very large.
    由均值、对数方差和噪声得出编码；方差从几乎为零到非常大。"""
    check.exercise_1.judge(student.draw_codes, rng)
    z_mean, noise = rng.normal(size=(2, 6, 1))
    deviations = np.array([[1e-9], [1e-3], [1.0], [7.0], [1e3], [1e6]])
    expected = z_mean + deviations * noise
    found = student.draw_codes(z_mean, 2 * np.log(deviations), noise)
    same(found, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.points(1, exercise=2)
def test_negative_elbo(student, rng):
    """The loss in nats per image, also for large logits.
    以奈特/幅计的损失，包括 logit 很大的情形。"""
    check.exercise_2.judge(student.negative_elbo, rng)


@pytest.mark.points(1, exercise=2)
def test_negative_elbo_of_known_batches(student, rng):
    """Batches whose loss is known: undecided pixels, sure mistakes, perfect copies.
    损失已知的批次：拿不准的像素、很有把握的错误、完美的副本。"""
    count, dim = int(rng.integers(3, 9)), int(rng.integers(2, 6))
    images = (rng.random((count, 6, 5, 1)) < 0.5).astype("float64")
    codes, sure = np.zeros((count, dim)), 2000 * (2 * images - 1)
    loss = student.negative_elbo
    same(loss(images, 0 * images, codes, codes), 30 * np.log(2))
    same(loss(images, -sure, codes, codes), 60_000.0)
    same(loss(images, sure, codes + 2, codes), 2.0 * dim)
    same(loss(images[:1], sure[:1], codes[:1], codes[:1] - 3), dim * (1 + np.exp(-3) / 2))


@pytest.mark.points(1, exercise=3)
def test_beta(student, rng):
    """Losses that sum or average, with weights; 28 by 28 pixels, one dimension, no divergence.
    求和或取平均、带有权重的损失；28×28 像素、一维编码，还有不含散度的损失。"""
    check.beta_is_found(student.find_beta, rng)
    beta, scale = float(rng.uniform(0.1, 20)), float(rng.uniform(1, 9))
    big, small = ((28, 28, 1), 16), ((2, 7, 1), 1)
    find = student.find_beta
    same(find(check.make_loss("mean", "mean", 1.0, 1.0), *big), 784 / 16)
    same(find(check.make_loss("sum", "sum", scale, scale * beta), *small), beta)
    same(find(check.make_loss("sum", "mean", 1.0, beta), *big), beta / 16)
    same(find(check.make_loss("mean", "sum", scale, 0.0), *big), 0.0)


def trained(student):
    """The learner's training, with time for it."""
    return lambda images: student.call("mended_training", images, seconds=40)


@pytest.mark.points(1, exercise=3)
def test_mended_training(student, rng):
    """The reason, and a training whose VAE has a small negative ELBO on new images.
    原因，以及一次成功的训练：得到的 VAE 在新图像上负 ELBO 较小。"""
    check.reason_is_right(student.reason)
    check.serves_well(trained(student), rng, (12, 10), 10)


@pytest.mark.points(1, exercise=3)
def test_mended_training_on_other_images(student, rng):
    """Images of another size, more patterns and more noise.
    图像大小不同，图案更多，噪声更多。"""
    check.serves_well(trained(student), rng, (9, 14), 12, flip=0.12, n=2000)


@pytest.mark.points(1, exercise=4)
def test_information(student, rng):
    """The nats that each dimension says at most.
    每一维最多说出多少奈特。"""
    check.exercise_4.judge(student.information, rng)


@pytest.mark.points(1, exercise=4)
def test_information_of_collapsed_dimensions(student, rng):
    """Dimensions that say nothing, cheap or dear, and one that tells two groups of images apart.
    什么也没说的维度，有便宜的，也有昂贵的；还有一个能分清两组图像的维度。"""
    group = np.tile([-1.0, 1.0], 20)
    width = float(rng.uniform(0.05, 0.2))
    nothing = np.zeros(40)
    z_mean = np.stack([nothing, nothing + 3, nothing - 5, group], axis=1)
    z_log_var = np.stack([nothing, nothing, nothing - 4, nothing + 2 * np.log(width)], axis=1)
    told = 0.5 * np.log(1 + 1 / width**2)
    same(student.information(z_mean, z_log_var), np.array([0, 0, 0, told]))
    alone = rng.normal(size=(2, 1, 3))
    same(student.information(*alone), np.zeros(3))


@pytest.mark.points(1, exercise=5)
def test_weighted_bound(student, rng):
    """The bound from K draws, also where the weights underflow.
    由 K 次采样得到的下界，包括权重会下溢的情形。"""
    check.exercise_5.judge(student.weighted_bound, rng)


@pytest.mark.points(1, exercise=5)
def test_weighted_bound_is_exact_for_the_posterior(student, rng):
    """With the posterior as q, every draw gives log p(x) exactly, for any K.
    以后验为 q 时，无论 K 是多少，每次采样给出的都正好是 log p(x)。"""
    for count, pixels, dim in ((1, 6, 1), (5, 40, 3)):
        deviation = float(rng.uniform(0.2, 2))
        lengths = rng.uniform(0.5, 3, size=dim)
        w = np.linalg.qr(rng.normal(size=(pixels, dim)))[0] * lengths
        x = w @ rng.normal(size=dim) + deviation * rng.normal(size=pixels)
        variance = 1 / (1 + lengths**2 / deviation**2)
        mean = variance * (w.T @ x) / deviation**2
        covariance = w @ w.T + deviation**2 * np.eye(pixels)
        log_determinant = np.linalg.slogdet(2 * np.pi * covariance)[1]
        exact = -0.5 * (x @ np.linalg.solve(covariance, x) + log_determinant)
        noise = rng.normal(size=(count, dim))
        same(student.weighted_bound(x, w, deviation, mean, np.log(variance), noise), exact)


@pytest.mark.points(1, exercise=6)
def test_slope(student, rng):
    """The gradient of the score, with missing pixels.
    得分的梯度，有缺失的像素。"""
    check.check_slope(student.slope, rng)


@pytest.mark.points(1, exercise=6)
def test_slope_where_nothing_and_everything_is_visible(student, rng):
    """No pixel visible, so the prior alone; all visible, and one code of one dimension.
    像素全不可见，只剩先验；像素全可见，只有一个一维编码。"""
    z, a = rng.normal(size=(5, 2)), rng.normal(size=(2, 3))
    b, c = rng.normal(size=(3, 8)), rng.normal(size=8)
    nothing = np.full(8, np.nan), np.zeros(8, bool)
    same(student.slope(z, *nothing, a, b, c), -z)
    z, a = z[:1, :1], a[:1]
    image = (rng.random(8) < 0.5).astype("float64")
    arguments = image, np.ones(8, bool), a, b, c
    ahead, behind = (check.score(z[0] + step, *arguments) for step in (1e-5, -1e-5))
    expected = np.array([[(ahead - behind) / 2e-5]])
    same(student.slope(z, *arguments), expected, rtol=1e-3, atol=1e-5)


@pytest.mark.points(1, exercise=6)
def test_repair(student, rng):
    """The best code that several starts lead to, and the hole filled by it.
    从多个起点出发，找到最好的编码，并用它填洞。"""
    check.check_repair(student.repair, rng)


@pytest.mark.points(1, exercise=6)
def test_repair_beats_the_mean(student, rng):
    """The code explains the visible pixels, and fills the hole better than their mean does.
    编码能解释可见的像素，补洞也比用均值填得好。"""
    filled_by_mean, filled_by_student = [], []
    dim, pixels = 3, 150
    while len(filled_by_mean) < 5:
        a, c = rng.normal(size=(dim, 7)), rng.normal(size=pixels) * 0.5
        b = rng.normal(size=(7, pixels))
        code = rng.normal(size=dim)
        truth = (rng.random(pixels) < check.decode(code, a, b, c)).astype("float64")
        visible = rng.permutation(np.arange(pixels) < 50)
        image = np.where(visible, truth, np.nan)
        starts = np.concatenate([code + [[0.9, -0.9, 0.9]], 2 * rng.normal(size=(3, dim))])
        given = image, visible, a, b, c
        tops = [check.score(top, *given) for top in check.climb(starts, *given)]
        if max(tops) < check.score(code, *given) - 0.2:
            continue  # these steps are too long for this decoder's slopes
        found, repaired = check.parts_of(
            student.repair(image, visible, a, b, c, starts), dim, pixels
        )
        same(repaired[visible], truth[visible])
        need(
            check.score(found, image, visible, a, b, c)
            > check.score(code, image, visible, a, b, c) - 0.5,
            "The code explains the visible pixels less well than the one that made them.",
            "得到的编码不如原来那个编码能解释可见的像素。",
        )
        hole = np.clip(repaired[~visible], 1e-6, 1 - 1e-6)
        mean = truth[visible].mean()
        white = truth[~visible] == 1
        filled_by_student.append(np.log(np.where(white, hole, 1 - hole)).mean())
        filled_by_mean.append(np.log(np.where(white, mean, 1 - mean)).mean())
    need(
        np.mean(filled_by_student) > np.mean(filled_by_mean) + 0.05,
        "The true pixels of the hole are no more likely than with the mean of the visible ones.",
        "空洞中的真实像素，并不比用可见像素的均值填洞时更可能。",
    )
