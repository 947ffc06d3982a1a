"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.vae.parts import _divergences, _pixel_costs


@check
def exercise_2(negative_elbo, rng):
    images = (rng.random((5, 4, 3, 1)) < 0.4).astype("float64")
    logits = 3 * rng.normal(size=images.shape)
    z_mean, z_log_var = rng.normal(size=(2, 5, 6))
    variance = np.exp(z_log_var)
    pixels = _pixel_costs(images, logits).reshape(5, -1)
    kl = _divergences(z_mean, variance)
    each = pixels.sum(axis=1) + kl.sum(axis=1)
    cost, price = pixels.sum(axis=1).mean(), kl.sum(axis=1).mean()
    odds = 1 / (1 + np.exp(-logits))
    confused = 0.5 * (z_mean**2 + z_log_var - np.log(np.abs(z_log_var)) - 1)
    found = number(negative_elbo(images, logits, z_mean, z_log_var), finite=False)
    same(
        found,
        each.mean(),
        Mistake(
            each,
            "You return a loss for each image; return their mean, a single number.",
            "你返回了每幅图像各自的损失；应当返回它们的平均值，一个数。",
        ),
        Mistake(
            each.sum(),
            "You sum over the images; nats per image are a mean over them.",
            "你对各幅图像求了和；奈特/幅要对图像取平均。",
        ),
        Mistake(
            pixels.mean() + price,
            "You average over the pixels; sum over them, or the divergence weighs too much.",
            "你对像素取了平均；应当求和，否则散度的权重过大。",
        ),
        Mistake(
            cost + kl.mean(),
            "You average the divergence over the dimensions of the code; sum over them.",
            "你把散度对编码各维取了平均；应当求和。",
        ),
        Mistake(
            pixels.mean() + kl.mean(),
            "You average over pixels and dimensions; both are sums within an image.",
            "你对像素和编码各维都取了平均；在一幅图像之内，两者都应当求和。",
        ),
        Mistake(
            cost - price,
            "You subtract the divergence; in the negative ELBO both terms add up.",
            "你减去了散度；在负 ELBO 中两项相加。",
        ),
        Mistake(
            price - cost,
            "Your reconstruction loss has the wrong sign: it is -log p(x | z).",
            "重建误差的符号反了：它是 -log p(x | z)。",
        ),
        Mistake(
            -each.mean(),
            "This is the ELBO; a loss is its negative.",
            "这是 ELBO；损失是它的相反数。",
        ),
        Mistake(cost, "The divergence is missing.", "缺了散度。"),
        Mistake(price, "The reconstruction loss is missing.", "缺了重建误差。"),
        Mistake(
            cost + 2 * price,
            "Your divergence is twice as large as it should be.",
            "你的散度大了一倍。",
        ),
        Mistake(
            _pixel_costs(1 - images, logits).sum() / 5 + price,
            "Black and white have changed places: a logit is the log-odds of white, of a pixel 1.",
            "黑白颠倒了：logit 是白色（像素为 1）的对数几率。",
        ),
        Mistake(
            _pixel_costs(images, odds).sum() / 5 + price,
            "The sigmoid is taken twice: the formula takes logits, not probabilities.",
            "sigmoid 用了两次：公式里要用 logit，不是概率。",
        ),
        Mistake(
            cost + confused.sum(axis=1).mean(),
            "In the divergence you took the log-variance for the variance.",
            "在散度里，你把对数方差当成了方差。",
        ),
        Mistake(
            cost + _divergences(z_mean, variance**2).sum(axis=1).mean(),
            "In the divergence you took the log-variance for the logarithm of σ.",
            "在散度里，你把对数方差当成了 σ 的对数。",
        ),
        Mistake(
            each.mean() / np.log(2),
            "This is in bits; nats come from natural logarithms.",
            "单位成了比特；用自然对数得到的才是奈特。",
        ),
    )
    logits = np.where(rng.random(images.shape) < 0.5, 800.0, -800.0)
    logits[0, 0, 0, 0], images[0, 0, 0, 0] = 800, 0
    expected = _pixel_costs(images, logits).sum() / 5 + price
    found = number(negative_elbo(images, logits, z_mean, z_log_var), finite=False)
    need(
        found.shape != () or np.isfinite(found),
        "Right for small logits; for logits of ±800 it is not finite: avoid the probability, "
        "which is rounded to 0 or 1, and any exp of a large number.",
        "logit 不大时是对的；logit 为 ±800 时结果不是有限的数：不要经过概率，它会被舍入成 0 或 1，"
        "也不要对很大的数求 exp。",
    )
    need(
        found.shape != () or found > 0.8 * expected,
        "Right for small logits; for logits of ±800 it is too small: keeping the probability "
        "away from 0 hides what a sure mistake costs.",
        "logit 不大时是对的；logit 为 ±800 时结果太小：不让概率接近 0，"
        "就掩盖了“很有把握却错了”的损失。",
    )
    same(found, expected)
