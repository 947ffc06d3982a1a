"""The check of exercise 3."""

import numpy as np

from aigc_course.checks import Given, Mistake, check, need_letter, same
from aigc_course.checks.vae.training import serves_well

LOSS = """
import numpy as np

def loss(images, logits, z_mean, z_log_var):
    images, logits, z_mean, z_log_var = (
        np.reshape(np.asarray(x, "float64"), (len(x), -1))
        for x in (images, logits, z_mean, z_log_var)
    )
    if images.shape != logits.shape:
        raise ValueError(f"images {images.shape} and logits {logits.shape} differ in shape")
    if z_mean.shape != z_log_var.shape:
        raise ValueError(f"z_mean {z_mean.shape} and z_log_var {z_log_var.shape} differ in shape")
    right = (2 * images - 1) * logits
    pixels = np.log1p(np.exp(-np.abs(right))) + np.maximum(-right, 0)
    codes = (np.square(z_mean) + np.exp(z_log_var) - z_log_var - 1) / 2
    return float(PIXELS.mean() * WEIGHT + CODES.mean() * PRICE)
"""
RELATIVE = (
    "You compare means; beta compares the sum over the pixels with the sum over the dimensions.",
    "你比的是平均值；beta 比的是对像素之和与对各维之和。",
)
HALF = (
    "You are off by a factor of 2: what is the divergence of a code with mean 1 and "
    "log-variance 0?",
    "差了一个因子 2：均值为 1、对数方差为 0 的编码，散度是多少？",
)
COIN = (
    "You are off by a factor of ln 2: a pixel with the logit 0 costs ln 2 nats.",
    "差了一个因子 ln 2：logit 为 0 的像素，损失是 ln 2 奈特。",
)


def make_loss(pixel_way, code_way, weight, price):
    """A loss for exercise 3: "sum" or "mean" over pixels and dimensions, two factors."""
    source = LOSS.replace("PIXELS", f"pixels.{pixel_way}(axis=1)")
    source = source.replace("CODES", f"codes.{code_way}(axis=1)")
    return Given(source.replace("WEIGHT", repr(weight)).replace("PRICE", repr(price)), "loss")


WHY_NOT = {
    "A": (
        "A does not fit: from the codes of new digits the decoder draws digits well.",
        "A 不符合：由新数字的编码，解码器画得出很像的数字。",
    ),
    "C": (
        "C does not fit: a dead code is the prior, and costs no divergence. What does the table "
        "say?",
        "C 不符合：编码如果“死”了，它的分布就是先验，散度为零。表里的散度是多少？",
    ),
    "D": (
        "D does not fit: new digits are reconstructed almost as well as those of the training.",
        "D 不符合：新数字的重建几乎与训练用的数字一样好。",
    ),
    "E": (
        "E does not fit: then the divergence would be small and the reconstructions blurred. What "
        "does `find_beta` say?",
        "E 不符合：那样的话，散度会很小，重建会很模糊。`find_beta` 测出的是多少？",
    ),
}


@check
def exercise_3(find_beta, reason, mended_training, rng):
    beta_is_found(find_beta, rng)
    reason_is_right(reason)
    serves_well(mended_training, rng, (12, 10), 10)


def beta_is_found(find_beta, rng):
    shape, latent_dim = (int(rng.integers(4, 7)), 3, 1), int(rng.integers(5, 9))
    pixels = shape[0] * 3
    for pixel_way in ("sum", "mean"):
        for code_way in ("sum", "mean"):
            weight, price = (float(x) for x in rng.uniform([0.3, 2.0], [0.6, 5.0]))
            on_sum = weight if pixel_way == "sum" else weight / pixels
            on_kl = price if code_way == "sum" else price / latent_dim
            beta = on_kl / on_sum
            same(
                find_beta(make_loss(pixel_way, code_way, weight, price), shape, latent_dim),
                beta,
                Mistake(
                    1 / beta,
                    "This is 1 / beta: beta is the divergence's weight, not the reconstruction's.",
                    "这是 1 / beta：beta 是散度的权重，不是重建误差的权重。",
                ),
                Mistake(
                    on_kl,
                    "This is the factor of the divergence; beta is its ratio to that of the "
                    "reconstruction loss.",
                    "这是散度的系数；beta 是它与重建误差的系数之比。",
                ),
                Mistake(
                    on_sum,
                    "This is the factor of the reconstruction loss; beta is the weight of the "
                    "divergence.",
                    "这是重建误差的系数；beta 是散度的权重。",
                ),
                Mistake(beta * latent_dim / pixels, *RELATIVE),
                Mistake(beta * pixels / latent_dim, *RELATIVE),
                Mistake(
                    beta * latent_dim,
                    "You did not divide by the number of dimensions: the divergence of your "
                    "codes is a sum over all of them.",
                    "忘了除以维数：编码的散度是对所有维求和的。",
                ),
                Mistake(
                    beta / pixels,
                    "You did not count the pixels: the reconstruction loss is a sum over all of "
                    "them.",
                    "忘了像素的个数：重建误差是对所有像素求和的。",
                ),
                Mistake(
                    beta * latent_dim / 2 / (pixels * np.log(2)),
                    "You compare the loss's two parts as they stand; divide each by what its "
                    "term is for your inputs.",
                    "你直接比了损失的两部分；应当各自除以在你的输入上这一项的值。",
                ),
                Mistake(
                    1.0,
                    "Your beta is 1 for every loss: measure the given one.",
                    "不论什么损失，你的 beta 都是 1：请测量传入的那个损失。",
                ),
                Mistake(2 * beta, *HALF),
                Mistake(beta / 2, *HALF),
                Mistake(beta * np.log(2), *COIN),
                Mistake(beta / np.log(2), *COIN),
                Mistake(
                    beta + 2 * pixels * np.log(2) / latent_dim,
                    "What you measured for the divergence still holds the reconstruction loss: "
                    "subtract that first.",
                    "你为散度测得的值里还含有重建误差：请先减去它。",
                ),
            )


def reason_is_right(reason):
    """The letter B."""
    need_letter(reason(), "B", WHY_NOT)
