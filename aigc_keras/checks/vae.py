"""Checks of the exercises to chapter 4, variational autoencoders."""

import numpy as np

from aigc_keras.checks import Given, Mistake, Wrong, check, need, number, same


def _pixel_costs(images, logits):
    """-log p of binary pixels, from how far each logit lies on the right side of zero."""
    right = np.where(images == 1, logits, -logits)
    return np.maximum(-right, 0) + np.log1p(np.exp(-np.abs(right)))


def _divergences(z_mean, variance):
    return (z_mean**2 + variance - np.log(variance) - 1) / 2


@check
def exercise_1(draw_codes, rng):
    z_mean, z_log_var, noise, other_noise = rng.normal(size=(4, 5, 3))
    variance = np.exp(z_log_var)
    first = number(draw_codes(z_mean, z_log_var, noise))
    need(
        first.shape != z_mean.shape or not np.any(np.isnan(first)),
        "The draw holds NaN: a log-variance may be negative, so it has no square root.",
        "抽样结果中有 NaN：对数方差可以是负数，不能对它开平方。",
    )
    same(
        first,
        z_mean + np.sqrt(variance) * noise,
        Mistake(
            z_mean + variance * noise,
            "You multiply the noise by the variance; it takes the standard deviation.",
            "你用方差乘了噪声；应当乘标准差。",
        ),
        Mistake(
            z_mean + z_log_var * noise,
            "You multiply the noise by the log-variance; it takes the standard deviation.",
            "你用对数方差乘了噪声；应当乘标准差。",
        ),
        Mistake(
            z_mean + 0.5 * z_log_var * noise,
            "You multiply the noise by log σ; it takes σ.",
            "你用 log σ 乘了噪声；应当乘 σ。",
        ),
        Mistake(
            z_mean + noise / np.sqrt(variance),
            "The sign in your exponent is wrong: you divide by the standard deviation.",
            "指数的符号反了：你除以了标准差。",
        ),
        Mistake(
            z_mean + noise,
            "Your noise always has the variance 1; the log-variance plays no part.",
            "你的噪声方差总是 1：对数方差没有用上。",
        ),
        Mistake(
            np.sqrt(variance) * noise,
            "The mean is missing: your codes lie around zero.",
            "缺了均值：你抽出的编码都在零附近。",
        ),
        Mistake(
            z_mean,
            "You return the mean: nothing is drawn.",
            "你返回的是均值，并没有抽样。",
        ),
        Mistake(
            z_mean + np.sqrt(variance),
            "Where is the noise? You add the standard deviation itself.",
            "噪声在哪里？你加上的是标准差本身。",
        ),
        _ignored_noise(draw_codes, first, z_mean, z_log_var, noise, other_noise),
    )


def _ignored_noise(draw_codes, first, z_mean, z_log_var, noise, other_noise):
    """A mistake that agrees with `first` where the given noise is not what the draw is made of."""
    again, other = (number(draw_codes(z_mean, z_log_var, n)) for n in (noise, other_noise))
    own = again.shape == first.shape and not np.array_equal(again, first)
    fixed = other.shape == first.shape and np.array_equal(other, first)
    return Mistake(
        first if own or fixed else np.full(z_mean.shape, np.nan),
        "Your draw does not follow from the noise that the function is given; use that noise.",
        "你的结果不由传入的噪声决定；请使用传入的噪声。",
    )


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
    found = number(negative_elbo(images, logits, z_mean, z_log_var))
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
    found = number(negative_elbo(images, logits, z_mean, z_log_var))
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


def make_loss(pixel_way, code_way, weight, price):
    """A loss for exercise 3: "sum" or "mean" over pixels and dimensions, two factors."""
    source = LOSS.replace("PIXELS", f"pixels.{pixel_way}(axis=1)")
    source = source.replace("CODES", f"codes.{code_way}(axis=1)")
    return Given(source.replace("WEIGHT", repr(weight)).replace("PRICE", repr(price)), "loss")


@check
def exercise_3(find_beta, rng):
    shape, latent_dim = (int(rng.integers(4, 7)), 3, 1), int(rng.integers(5, 9))
    pixels = shape[0] * 3
    for pixel_way in ("sum", "mean"):
        for code_way in ("sum", "mean"):
            weight, price = (float(x) for x in rng.uniform([0.3, 2.0], [0.6, 5.0]))
            on_sum = weight if pixel_way == "sum" else weight / pixels
            on_kl = price if code_way == "sum" else price / latent_dim
            beta = on_kl / on_sum
            relative = (
                "You compare means; beta compares the sum over the pixels with the sum over the "
                "dimensions.",
                "你比的是平均值；beta 比的是对像素之和与对各维之和。",
            )
            half = (
                "You are off by a factor of 2: what is the divergence of a code with mean 1 and "
                "log-variance 0?",
                "差了一个因子 2：均值为 1、对数方差为 0 的编码，散度是多少？",
            )
            coin = (
                "You are off by a factor of ln 2: a pixel with the logit 0 costs ln 2 nats.",
                "差了一个因子 ln 2：logit 为 0 的像素，损失是 ln 2 奈特。",
            )
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
                Mistake(beta * latent_dim / pixels, *relative),
                Mistake(beta * pixels / latent_dim, *relative),
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
                Mistake(2 * beta, *half),
                Mistake(beta / 2, *half),
                Mistake(beta * np.log(2), *coin),
                Mistake(beta / np.log(2), *coin),
                Mistake(
                    beta + 2 * pixels * np.log(2) / latent_dim,
                    "What you measured for the divergence still holds the reconstruction loss: "
                    "subtract that first.",
                    "你为散度测得的值里还含有重建误差：请先减去它。",
                ),
            )


@check
def exercise_4(information, rng):
    images, dim = 6, 4
    z_mean = rng.normal(size=(images, dim)) * [1.5, 0.7, 1.0, 0.4] + [0.5, -1, 2, 1]
    z_log_var = rng.normal(size=(images, dim)) - [2, 0.5, 1, 0.2]
    variance = np.exp(z_log_var)
    total = np.mean(z_mean**2 + variance, axis=0) - z_mean.mean(axis=0) ** 2
    own = z_log_var.mean(axis=0)
    expected = 0.5 * np.log(total / np.exp(own))
    spread, inside = z_mean.var(axis=0), variance.mean(axis=0)
    across = z_mean.var(axis=1) + variance.mean(axis=1)
    same(
        information(z_mean, z_log_var),
        expected,
        Mistake(
            0.5 * (np.log(spread) - own),
            "The draws scatter around their means too: that part of the variance is missing.",
            "抽样还在各自的均值附近分散：缺了这一部分方差。",
        ),
        Mistake(
            0.5 * (np.log(inside) - own),
            "The means differ from image to image: that part of the variance is missing.",
            "各幅图像的均值不同：缺了这一部分方差。",
        ),
        Mistake(
            _divergences(z_mean, variance).mean(axis=0),
            "This is the divergence, what a dimension costs, not what it says.",
            "这是散度，是一个维度的价钱，不是它说的内容。",
        ),
        Mistake(
            0.5 * np.log(total / inside),
            "You took the entropy of the mean variance; the mean of the entropies is wanted.",
            "你算的是平均方差的熵；要的是各个熵的平均值。",
        ),
        Mistake(
            0.5 * (np.log(spread + np.exp(own)) - own),
            "In the total variance you averaged the log-variances; average the variances.",
            "求总方差时，你平均的是对数方差；应当平均方差。",
        ),
        Mistake(
            0.5 * (np.log(np.mean(z_mean**2, axis=0) + inside) - own),
            "You took the mean square of the means for their variance: subtract their average.",
            "你把均值的平方平均当成了均值的方差：要先减去它们的平均。",
        ),
        Mistake(
            0.5 * (np.log(spread * images / (images - 1) + inside) - own),
            "Your variance over the images divides by n - 1; these n images are all there are.",
            "你对图像求方差时除以了 n - 1；总共就这 n 幅图像。",
        ),
        Mistake(
            0.5 * (np.log(across) - z_log_var.mean(axis=1)),
            "You averaged over the dimensions; average over the images.",
            "你对各维取了平均；这里应当对各幅图像取平均。",
        ),
        Mistake(
            2 * expected,
            "You are off by a factor of 2: an entropy is half a logarithm of the variance.",
            "差了一个因子 2：熵是方差对数的一半。",
        ),
        Mistake(-expected, "The sign is the wrong way round.", "符号反了。"),
        Mistake(
            expected / np.log(2),
            "This is in bits; nats come from natural logarithms.",
            "单位成了比特；用自然对数得到的才是奈特。",
        ),
        Mistake(
            expected.sum(),
            "You added the dimensions up; each has its own number.",
            "你把各维加在一起了；每一维各有一个数。",
        ),
        Mistake(
            0.5 * np.log(2 * np.pi * np.e * total),
            "This is the entropy of all draws; the mean entropy of one image's draws is still to "
            "be subtracted.",
            "这是全部抽样的熵；还要减去单幅图像抽样之熵的平均值。",
        ),
        Mistake(
            spread,
            "This is the variance of the means, which tells live dimensions from dead ones; nats "
            "are wanted.",
            "这是均值的方差，可以判断一维是死是活；这里要的是奈特数。",
        ),
        Mistake(
            0.5 * (np.log(spread + inside) - np.log(variance)),
            "The entropy of one image's draws is still to be averaged over the images.",
            "单幅图像的抽样之熵，还要对各幅图像取平均。",
        ),
    )


def _log_densities(values, means, variances):
    return -0.5 * ((values - means) ** 2 / variances + np.log(2 * np.pi * variances))


@check
def exercise_5(weighted_bound, rng):
    pixels, dim, count, deviation = 7, 3, 4, 0.8
    w, x = rng.normal(size=(pixels, dim)), rng.normal(size=pixels)
    z_mean, z_log_var = rng.normal(size=(2, dim)) * 0.5 - [[0], [1]]
    noise = rng.normal(size=(count, dim))
    bound, mistakes = _bound_and_mistakes(x, w, deviation, z_mean, z_log_var, noise)
    same(weighted_bound(x, w, deviation, z_mean, z_log_var, noise), bound, *mistakes)
    x, w = rng.normal(size=300) * 3, rng.normal(size=(300, dim))
    bound, mistakes = _bound_and_mistakes(x, w, deviation, z_mean, z_log_var, noise)
    found = number(weighted_bound(x, w, deviation, z_mean, z_log_var, noise))
    need(
        found.shape != () or np.isfinite(found),
        "Right for 7 components, but with 300 the weights underflow: take out the largest "
        "logarithm before you go back to weights.",
        "7 个分量时是对的，但有 300 个分量时权重下溢成零：从对数还原成权重之前，先提出最大的一项。",
    )
    same(found, bound, *mistakes)


def _bound_and_mistakes(x, w, deviation, z_mean, z_log_var, noise):
    def bounds(z, latent_variance, pixel_variance=deviation**2):
        parts = np.array(
            [
                [
                    _log_densities(x, w @ code, pixel_variance).sum(),
                    _log_densities(code, 0, 1).sum(),
                    -_log_densities(code, z_mean, latent_variance).sum(),
                ]
                for code in z
            ]
        )
        return np.logaddexp.reduce(parts.sum(axis=1)) - np.log(len(z)), parts

    def total(log_weights):
        return np.logaddexp.reduce(log_weights) - np.log(len(log_weights))

    variance = np.exp(z_log_var)
    bound, parts = bounds(z_mean + np.sqrt(variance) * noise, variance)
    log_weights = parts.sum(axis=1)
    unit = len(x) * np.log(deviation)
    return bound, [
        Mistake(
            log_weights,
            "These are the logarithms of the weights; the bound is a single number.",
            "这是各个权重的对数；下界是一个数。",
        ),
        Mistake(
            log_weights.mean(),
            "You average the logarithms, which gives the ELBO; average the weights first.",
            "你平均的是对数，得到的是 ELBO；应当先对权重求平均。",
        ),
        Mistake(
            bound + np.log(len(noise)),
            "You sum the weights; the bound takes their mean.",
            "你对权重求了和；下界要的是平均值。",
        ),
        Mistake(
            log_weights.max(),
            "This is the largest weight only; the bound takes the mean of all.",
            "这只是最大的权重；下界要对全部权重求平均。",
        ),
        Mistake(
            total(parts[:, 0]),
            "Your weights are p(x | z) alone, which is right only for codes from the prior.",
            "你的权重只有 p(x | z)，这只在编码抽自先验时才对。",
        ),
        Mistake(
            total(parts[:, :2].sum(axis=1)),
            "Your weights lack the division by q(z | x).",
            "你的权重没有除以 q(z | x)。",
        ),
        Mistake(
            total(parts[:, 0] + parts[:, 2]),
            "Your weights lack the prior p(z).",
            "你的权重缺了先验 p(z)。",
        ),
        Mistake(
            total(parts @ [1, 1, -1]),
            "You multiply by q(z | x); the weights divide by it.",
            "你乘了 q(z | x)；权重应当除以它。",
        ),
        Mistake(
            bound - 0.5 * z_log_var.sum(),
            "Your q(z | x) is the density of the noise; that of the code has σ in it too.",
            "你的 q(z | x) 是噪声的密度；编码的密度里还有 σ。",
        ),
        Mistake(
            bound + unit,
            "The density of x lacks its factor 1/s.",
            "x 的密度缺了因子 1/s。",
        ),
        Mistake(
            bound + unit + 0.5 * len(x) * np.log(2 * np.pi),
            "The density of x lacks its constants.",
            "x 的密度缺了常数。",
        ),
        Mistake(
            bound + unit + 0.5 * len(x) * np.log(2 * np.pi) - 0.5 * z_log_var.sum(),
            "Your densities lack their constants.",
            "你的几个密度都缺了常数。",
        ),
        Mistake(
            bounds(z_mean + np.sqrt(variance) * noise, variance, deviation)[0],
            "You took s for the variance of x; it is the standard deviation.",
            "你把 s 当成了 x 的方差；它是标准差。",
        ),
        Mistake(
            bound + 0.5 * len(x) * np.log(2 * np.pi),
            "The density of x lacks its factor 1/sqrt(2π).",
            "x 的密度缺了因子 1/sqrt(2π)。",
        ),
        Mistake(
            bound + unit - len(x) * np.log(deviation**2),
            "You took s for a variance in the constant; it is a standard deviation.",
            "在常数项里你用错了 s；它是标准差。",
        ),
        Mistake(
            bounds(z_mean + variance * noise, variance)[0],
            "Your codes are drawn with the variance in the place of the standard deviation.",
            "抽取编码时，你把方差用在了标准差的位置上。",
        ),
        Mistake(
            bounds(np.repeat(z_mean[None], len(noise), 0), variance)[0],
            "Your codes all equal the mean: draw them with the noise.",
            "你的编码全是均值：要用噪声来抽取。",
        ),
        Mistake(
            bound / len(x),
            "You divide by the number of components; the bound is for the whole of x.",
            "你除以了分量的个数；下界是对整个 x 而言的。",
        ),
    ]


def decode(z, a, b, c):
    """Probabilities of white (pixels,) that the decoder of exercise 6 gives for a code (dim,)."""
    return 0.5 + 0.5 * np.tanh(0.5 * (np.tanh(z @ a) @ b + c))


def score(z, image, visible, a, b, c):
    """log p(visible | z) + log p(z) but for a constant, of a code (dim,)."""
    logits = (np.tanh(z @ a) @ b + c)[visible]
    return -_pixel_costs(image[visible], logits).sum() - 0.5 * z @ z


def climb(starts, image, visible, a, b, c):
    """The tops of the hills on which codes (m, dim) stand, by short steps along differences."""
    dim, z = starts.shape[1], starts
    nudges = 1e-4 * np.concatenate([np.eye(dim), -np.eye(dim)])
    sign, b, c = 2 * image[visible] - 1, b[:, visible], c[visible]
    for _ in range(500):
        codes = z[:, None] + nudges
        right = sign * (np.tanh(codes @ a) @ b + c)
        scores = -np.logaddexp(0, -right).sum(axis=-1) - 0.5 * np.square(codes).sum(axis=-1)
        z = z + 0.02 * (scores[:, :dim] - scores[:, dim:]) / 2e-4
    return z


def damaged_image(rng, pixels=60, seen=20):
    """A case for `repair`: its arguments and the scores on top of each start's hill.

    Along one direction of the plane of codes the logits turn back, so there are two hills. Three
    starts at least lead up the higher one, from a nat below its top or more; the first and the
    last do not.
    """
    while True:
        turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]
        a = turn @ np.concatenate([[[0.5, 3.0], [0.0, 0.0]], rng.normal(size=(2, 3))], axis=1)
        sign = rng.choice([-1.0, 1.0], size=pixels)
        b = np.concatenate([np.outer([4.0, -1.6], sign), 0.3 * rng.normal(size=(3, pixels))])
        c = 0.3 * rng.normal(size=pixels)
        code = turn @ [rng.choice([-2.0, 2.0]), rng.normal()]
        truth = (rng.random(pixels) < decode(code, a, b, c)).astype("float64")
        visible = rng.permutation(np.arange(pixels) < seen)
        image = np.where(visible, truth, np.nan)
        across = turn @ [0.0, 1.0]
        starts = code + np.outer([2.0, 2.5, -2.0], across), -code + np.outer([1, 2], across)
        starts = np.concatenate([*starts, 2 * rng.normal(size=(3, 2))])
        tops = climb(starts, image, visible, a, b, c)
        heights = np.array([score(z, image, visible, a, b, c) for z in tops])
        order = np.argsort(heights)
        order = np.concatenate([order[:1], order[2:], order[1:2]])
        starts, heights = starts[order], heights[order]
        best, below = heights.max(), [score(z, image, visible, a, b, c) for z in starts]
        if max(below) > best - 1:
            continue
        if np.sum(heights > best - 0.1) >= 3 and max(heights[0], heights[-1]) < best - 1.2:
            return (image, visible, a, b, c, starts), heights


def check_slope(slope, rng):
    dim, hidden, pixels, count = 3, 5, 11, 4
    z, a = rng.normal(size=(count, dim)), rng.normal(size=(dim, hidden))
    b, c = rng.normal(size=(hidden, pixels)), rng.normal(size=pixels)
    visible = rng.permutation(np.arange(pixels) < 7)
    truth = (rng.random(pixels) < 0.5).astype("float64")
    image = np.where(visible, truth, np.nan)

    def by_differences(function):
        steps = 1e-5 * np.eye(dim)
        return np.array([[(function(x + s) - function(x - s)) / 2e-5 for s in steps] for x in z])

    expected = by_differences(lambda x: score(x, image, visible, a, b, c))
    likelihood = expected + z
    every = np.ones(pixels, bool)

    def with_image(filled):
        return by_differences(lambda x: score(x, filled, every, a, b, c))

    def without(tanh_slope, sigmoid):
        units = np.tanh(z @ a)
        logits = units @ b + c
        error = np.where(visible, truth - (0.5 + 0.5 * np.tanh(logits / 2)), 0)
        error = error if sigmoid else np.where(visible, truth - logits, 0)
        inner = 1 - units**2 if tanh_slope else 1
        return (error @ b.T * inner) @ a.T - z

    found = number(slope(z, image, visible, a, b, c))
    need(
        found.shape != expected.shape or not np.any(np.isnan(found)),
        "`slope` gives NaN: a missing pixel takes part, perhaps as NaN times zero.",
        "`slope` 得到了 NaN：有缺失的像素参与了计算，也许是 NaN 乘了零。",
    )
    same(
        found,
        expected,
        Mistake(
            -expected,
            "`slope` has the wrong sign: it should lead uphill, to larger scores.",
            "`slope` 的符号反了：它应当指向上坡，也就是得分更高的方向。",
        ),
        Mistake(
            likelihood,
            "`slope` lacks the prior: log p(z) has a slope too.",
            "`slope` 缺了先验：log p(z) 也有梯度。",
        ),
        Mistake(
            likelihood + z,
            "In `slope` the prior has the wrong sign: it pulls the code towards zero.",
            "`slope` 中先验的符号反了：它把编码拉向零。",
        ),
        Mistake(
            -likelihood - z,
            "In `slope` the likelihood has the wrong sign.",
            "`slope` 中似然的符号反了。",
        ),
        Mistake(
            likelihood - 2 * z,
            "In `slope` the prior has twice the weight that it should have.",
            "`slope` 中先验的权重大了一倍。",
        ),
        Mistake(
            without(tanh_slope=False, sigmoid=True),
            "`slope` lacks the derivative of tanh.",
            "`slope` 缺了 tanh 的导数。",
        ),
        Mistake(
            without(tanh_slope=True, sigmoid=False),
            "`slope` compares pixels with logits; compare them with probabilities.",
            "`slope` 拿像素与 logit 相比；应当与概率相比。",
        ),
        Mistake(
            with_image(np.where(visible, truth, 0.0)),
            "`slope` takes missing pixels for black; they must not take part.",
            "`slope` 把缺失的像素当成了黑色；它们不得参与计算。",
        ),
        Mistake(
            likelihood / visible.sum() - z,
            "`slope` averages over the visible pixels; their log-likelihoods add up.",
            "`slope` 对可见像素取了平均；它们的对数似然应当相加。",
        ),
        Mistake(
            likelihood / pixels - z,
            "`slope` averages over the pixels; their log-likelihoods add up.",
            "`slope` 对像素取了平均；它们的对数似然应当相加。",
        ),
        Mistake(
            expected.sum(axis=0),
            "`slope` sums over the codes; each code has its own gradient.",
            "`slope` 把各个编码加在一起了；每个编码各有自己的梯度。",
        ),
        rtol=1e-3,
        atol=1e-5,
    )


def parts_of(result, dim, pixels):
    """What `repair` returned, as a code (dim,) and an image (pixels,), or `Wrong`."""
    need(
        isinstance(result, (tuple, list)) and len(result) == 2,
        "`repair` should return two things: the code and the repaired image.",
        "`repair` 应当返回两样东西：编码和修补好的图像。",
    )
    code, repaired = map(number, result)
    need(
        code.shape == (dim,),
        f"The code that `repair` returns has the shape {code.shape}; it should have {(dim,)}.",
        f"`repair` 返回的编码形状是 {code.shape}，应当是 {(dim,)}。",
    )
    need(
        repaired.shape == (pixels,),
        f"The repaired image has the shape {repaired.shape}; it should have {(pixels,)}.",
        f"修补好的图像形状是 {repaired.shape}，应当是 {(pixels,)}。",
    )
    need(
        np.all(np.isfinite(code)),
        "The code that `repair` returns holds NaN or infinity: are the steps too long?",
        "`repair` 返回的编码中有 NaN 或无穷大：步子是不是太大？",
    )
    return code.astype("float64"), repaired.astype("float64")


def check_repair(repair, rng):
    for _ in range(2):
        arguments, heights = damaged_image(rng)
        image, visible, a, b, c, starts = arguments
        code, repaired = parts_of(repair(*arguments), len(a), len(image))
        found = score(code, *arguments[:5])
        short = heights.max() - found
        if short > 0.5:
            _tell_short(code, found, arguments, heights, short)
        probability = decode(code, a, b, c)
        logits = np.tanh(code @ a) @ b + c
        need(
            not np.any(np.isnan(repaired)),
            "The repaired image still holds NaN.",
            "修补好的图像中仍有 NaN。",
        )
        same(
            repaired,
            np.where(visible, image, probability),
            Mistake(
                probability,
                "The repaired image is the decoder's throughout; visible pixels stay as they are.",
                "修补好的图像全由解码器画出；可见的像素应当保持原样。",
            ),
            Mistake(
                np.where(visible, image, logits),
                "The hole is filled with logits; fill it with probabilities.",
                "空洞里填的是 logit；应当填概率。",
            ),
            Mistake(
                np.where(visible, image, probability > 0.5),
                "The hole is filled with black and white; fill it with probabilities.",
                "空洞里填的是黑与白；应当填概率。",
            ),
            Mistake(
                np.where(visible, probability, 0),
                "Hole and visible pixels have changed places.",
                "空洞与可见的像素弄反了。",
            ),
            Mistake(
                np.where(visible, image, image[visible].mean()),
                "The hole is filled with the mean of the visible pixels; ask the decoder.",
                "空洞里填的是可见像素的均值；应当由解码器来填。",
            ),
            rtol=1e-3,
            atol=1e-3,
        )


def _tell_short(code, found, arguments, heights, short):
    image, visible, a, b, c, starts = arguments
    if np.any(np.all(np.isclose(code, starts), axis=1)):
        raise Wrong(
            "`repair` returns one of the starts as it is: climb from there.",
            "`repair` 原样返回了一个起点：请从那里往上爬。",
        )
    for name, chinese, height in (
        ("first", "第一个", heights[0]),
        ("last", "最后一个", heights[-1]),
        ("worst", "最差的一个", heights.min()),
    ):
        if abs(found - height) < 0.02:
            raise Wrong(
                f"`repair` stays on the hill of the {name} start, {short:.2g} nats below the "
                "best: compare the scores of all.",
                f"`repair` 停在{chinese}起点的山头上，比最高处低 {short:.2g} 奈特："
                "请比较所有编码的得分。",
            )
    raise Wrong(
        f"The code that `repair` returns scores {short:.2g} nats less than the best: climb for "
        "longer, with shorter steps, and choose by the whole score, prior included.",
        f"`repair` 返回的编码比最好的低 {short:.2g} 奈特：多爬几步，步子小一些，"
        "并按包含先验的得分来挑选。",
    )


@check
def exercise_6(slope, repair, rng):
    check_slope(slope, rng)
    check_repair(repair, rng)
