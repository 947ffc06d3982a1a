"""The check of exercise 4."""

import numpy as np

from aigc_course.checks import Mistake, check, same
from aigc_course.checks.vae.parts import _divergences


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
            "采样还在各自的均值附近分散：缺了这一部分方差。",
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
            "这是全部采样的熵；还要减去单幅图像采样之熵的平均值。",
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
            "单幅图像的采样之熵，还要对各幅图像取平均。",
        ),
    )
