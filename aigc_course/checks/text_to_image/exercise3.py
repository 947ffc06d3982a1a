"""The check of exercise 3."""

from math import comb

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.diffusion.parts import pair
from aigc_course.checks.text_to_image.parts import log_sum

TWO = (
    "Return two numbers: the share that is found, and that of chance.",
    "请返回两个数：找到的比例，以及随机的比例。",
)
NOT_UNIT = (
    "The vectors are not brought to length 1: a logit is the scale times a cosine.",
    "向量没有归一化到长度 1：logit 是尺度乘余弦。",
)
OVERFLOW = (
    "With a large scale the loss is not finite: the exponential of a logit has overflowed, or the "
    "logarithm of 0 was taken. Take out the largest logit before the exponential.",
    "尺度很大时，损失不是有限的数：logit 的指数溢出了，或者对 0 取了对数。取指数之前，"
    "请先减去最大的 logit。",
)


@check
def exercise_3(softmax_loss, sigmoid_loss, search, rng):
    images, texts = codes(rng)
    softmax_loss_as(softmax_loss, images, texts, float(rng.uniform(3, 6)))
    sigmoid_loss_as(
        sigmoid_loss, images, texts, float(rng.uniform(3, 6)), float(rng.uniform(-3, -1))
    )
    for scale in (1e4, 1e6):
        softmax_loss_as(softmax_loss, images, texts, scale)
        sigmoid_loss_as(sigmoid_loss, images, texts, scale, -10.0)
    for k in (1, 3):
        search_as(search, *gallery(rng), k)


def codes(rng, count=5, dim=4):
    """Vectors of pictures and of sentences, (count, dim) each, of various lengths."""
    images = rng.normal(size=(count, dim))
    texts = images + 0.8 * rng.normal(size=(count, dim))
    return tuple(x * rng.uniform(0.5, 3, size=(count, 1)) for x in (images, texts))


def unit(x):
    """Rows of length 1."""
    return x / np.sqrt(np.sum(x**2, axis=1, keepdims=True))


def log_shares(logits, axis):
    """The log-softmax along an axis of a matrix."""
    logits = logits if axis == 1 else logits.T
    found = logits - log_sum(logits)[:, None]
    return found if axis == 1 else found.T


def softmax_of(logits, axes=(0, 1)):
    """CLIP's loss of logits, over both axes or one."""
    return -np.mean([np.diag(log_shares(logits, axis)).mean() for axis in axes])


def softplus(x):
    """log(1 + exp(x)), where nothing overflows."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid_of(logits):
    """SigLIP's loss of each pair of a picture and a sentence, (n, n)."""
    return softplus(np.where(np.eye(len(logits), dtype=bool), -logits, logits))


def softmax_loss_as(softmax_loss, images, texts, scale):
    """`softmax_loss` gives the right loss."""
    got = softmax_loss(images, texts, scale)
    cosines = unit(images) @ unit(texts).T
    logits = scale * cosines
    right = softmax_of(logits)
    columns = [
        "You ask of each picture which sentence fits; the other question, which picture fits a "
        "sentence, is missing, and the mean of both.",
        "你只问了每幅图像配哪一句；还缺另一问：每个句子配哪一幅图，以及两者的平均。",
    ]
    rows = [
        "You ask of each sentence which picture fits; the other question, which sentence fits a "
        "picture, is missing, and the mean of both.",
        "你只问了每个句子配哪一幅图；还缺另一问：每幅图像配哪一句，以及两者的平均。",
    ]
    _finite(got, right)
    same(
        got,
        right,
        Mistake(softmax_of(scale * images @ texts.T), *NOT_UNIT),
        Mistake(softmax_of(scale * unit(images) @ texts.T), *NOT_UNIT),
        Mistake(softmax_of(scale * images @ unit(texts).T), *NOT_UNIT),
        Mistake(softmax_of(cosines), "The scale is missing.", "没有乘尺度。"),
        Mistake(
            softmax_of(cosines / scale),
            "You divide by the scale; multiply by it.",
            "你除以了尺度；应当乘尺度。",
        ),
        Mistake(
            softmax_of(np.exp(min(scale, 20.0)) * cosines),
            "`scale` is the factor itself; it need not be exponentiated.",
            "`scale` 就是要乘的数，不必再取指数。",
        ),
        Mistake(softmax_of(logits, (1,)), *columns),
        Mistake(softmax_of(logits, (0,)), *rows),
        Mistake(
            -right, "The sign is wrong: a loss is never below 0.", "符号反了：损失不会小于 0。"
        ),
        Mistake(
            2 * right,
            "You add both cross-entropies; take their mean.",
            "你把两个交叉熵相加了；应当取平均。",
        ),
        Mistake(
            right * len(images),
            "You add up over the batch; take the mean.",
            "你对批次求了和；应当取平均。",
        ),
        Mistake(
            -(log_shares(logits, 0) + log_shares(logits, 1)).mean() / 2,
            "The mean is taken over all pairs; only the pairs that belong together, on the "
            "diagonal, count.",
            "你对所有的图文对取了平均；只有配好的图文对（对角线上的）才计入。",
        ),
        rtol=1e-5,
    )


def sigmoid_loss_as(sigmoid_loss, images, texts, scale, bias):
    """`sigmoid_loss` gives the right loss."""
    got = sigmoid_loss(images, texts, scale, bias)
    cosines = unit(images) @ unit(texts).T
    logits = scale * cosines + bias
    count, each = len(images), sigmoid_of(logits)
    right = each.sum() / count
    _finite(got, right)
    same(
        got,
        right,
        Mistake(sigmoid_of(scale * images @ texts.T + bias).sum() / count, *NOT_UNIT),
        Mistake(
            sigmoid_of(scale * cosines).sum() / count,
            "The bias is missing.",
            "没有加偏置 `bias`。",
        ),
        Mistake(
            sigmoid_of(scale * (cosines + bias)).sum() / count,
            "The bias is multiplied by the scale, too; it is added afterwards.",
            "偏置也乘了尺度；应当先乘尺度，再加偏置。",
        ),
        Mistake(
            sigmoid_of(cosines + bias).sum() / count,
            "The scale is missing.",
            "没有乘尺度。",
        ),
        Mistake(
            np.diag(each).mean(),
            "Only the pairs that belong together count in your loss; those that do not have to be "
            "told apart as well.",
            "你的损失只数了配好的图文对；不配的也要计入，使它们与配好的分开。",
        ),
        Mistake(
            softplus(-logits).sum() / count,
            "Each pair is treated as if it belonged together: z is -1 off the diagonal.",
            "你把每一对都当成配好的：对角线以外，z 是 −1。",
        ),
        Mistake(
            softplus(np.where(np.eye(count, dtype=bool), logits, -logits)).sum() / count,
            "The signs are turned: z is 1 on the diagonal and -1 elsewhere, and the loss is minus "
            "the logarithm.",
            "正负反了：对角线上 z 是 1，其余是 −1；损失是对数的相反数。",
        ),
        Mistake(
            -right, "The sign is wrong: a loss is never below 0.", "符号反了：损失不会小于 0。"
        ),
        Mistake(
            each.mean(),
            "You divide by the number of all pairs, n²; divide by n.",
            "你除以了所有图文对的数目 n²；应当除以 n。",
        ),
        Mistake(
            each.sum(),
            "You add up over all pairs; divide by n.",
            "你对所有图文对求了和；还要除以 n。",
        ),
        rtol=1e-5,
    )


def _finite(got, right):
    """A loss; what is not finite is told with its cause."""
    found = number(got, finite=False)
    need(found.shape != np.shape(right) or np.isfinite(found), *OVERFLOW)


def gallery(rng, pictures=12, sentences=9):
    """Cosines (pictures, sentences), and which fit; one sentence fits none."""
    fits = rng.random((pictures, sentences)) < rng.uniform(0.1, 0.4, size=sentences)
    fits[:, 0] = False
    cosines = rng.uniform(-0.6, 0.6, size=fits.shape) + 0.25 * fits
    return cosines, fits


def of_chance(fits, k):
    """The share of sentences that k different pictures, drawn by chance, would find."""
    number_of = len(fits)
    misses = [comb(number_of - int(f), k) / comb(number_of, k) for f in fits.sum(axis=0)]
    return 1 - np.mean(misses)


def found_by(scores, fits, k):
    """For each column whether one of its k highest scores fits."""
    order = np.argsort(scores, axis=0)[::-1][:k]
    return np.array([fits[order[:, j], j].any() for j in range(fits.shape[1])])


def search_as(search, cosines, fits, k):
    """`search` gives the right shares."""
    found, chance = pair(search(cosines, fits, k), *TWO)
    right = found_by(cosines, fits, k).mean()
    order = np.argsort(cosines, axis=0)[::-1][:k]
    hits = np.mean([fits[order[:, j], j].mean() for j in range(fits.shape[1])])
    able = fits.any(axis=0)
    same(
        found,
        right,
        Mistake(
            found_by(-cosines, fits, k).mean(),
            "These are the pictures of the lowest cosines: sort the other way round.",
            "这是余弦最低的图像：排序的方向反了。",
        ),
        Mistake(
            found_by(cosines.T, fits.T, k).mean(),
            "You look for sentences by pictures: the first axis is that of pictures, the second "
            "that of sentences.",
            "你用图像去找句子了：第一个轴是图像，第二个轴是句子。",
        ),
        Mistake(
            hits,
            "This is the share of fitting pictures among the k nearest; a sentence is found if at "
            "least one of them fits.",
            "这是最近的 k 幅里相符的图像所占的比例；只要有一幅相符，这个句子就算找到。",
        ),
        Mistake(
            found_by(cosines, fits, 1).mean(),
            "`k` has no effect: only the nearest picture counts.",
            "`k` 没有起作用：只数了最近的一幅。",
        ),
        Mistake(
            found_by(cosines, fits, k).sum() / max(able.sum(), 1),
            "A sentence that no picture fits counts, too: it finds none.",
            "没有图像相符的句子也要计入：它找不到。",
        ),
    )
    _chance_as(chance, fits, k, able)


def _chance_as(chance, fits, k, able):
    """The share that chance would find."""
    share = fits.mean(axis=0)
    same(
        chance,
        of_chance(fits, k),
        Mistake(
            np.mean(1 - (1 - share) ** k),
            "Your k pictures may be the same one several times; they are all different, so after "
            "each draw one fewer is left.",
            "你的 k 幅图像可能重复；它们各不相同，所以每抽一幅，剩下的就少一幅。",
        ),
        Mistake(
            share.mean(),
            "This is the chance of a single picture; there are k of them.",
            "这是只抽一幅的概率；一共抽 k 幅。",
        ),
        Mistake(
            np.mean(np.minimum(k * share, 1)),
            "You multiply the chance of one picture by k; of several pictures more than one may "
            "fit, and the sentence is still found once. Count how probable it is that none fits.",
            "你把抽一幅的概率乘了 k；几幅里可能不止一幅相符，而句子只算找到一次。"
            "请先求一幅也不相符的概率。",
        ),
        Mistake(
            k * share.mean(),
            "You multiply the chance of one picture by k; of several pictures more than one may "
            "fit, and the sentence is still found once. Count how probable it is that none fits.",
            "你把抽一幅的概率乘了 k；几幅里可能不止一幅相符，而句子只算找到一次。"
            "请先求一幅也不相符的概率。",
        ),
        Mistake(
            1 - of_chance(fits, k),
            "This is the chance that none of the pictures fits.",
            "这是一幅也不相符的概率。",
        ),
        Mistake(
            of_chance(fits, k) * len(able) / max(able.sum(), 1),
            "A sentence that no picture fits counts for chance, too: it finds none.",
            "求随机的比例时，没有图像相符的句子也要计入：它找不到。",
        ),
        Mistake(
            1 - (1 - share.mean()) ** k,
            "You take the mean over the sentences first; compute the chance of each sentence, then "
            "the mean.",
            "你先对句子取了平均；应当先求每个句子的概率，再取平均。",
        ),
        Mistake(
            k / len(fits),
            "This is the chance to find one given picture; every picture that fits counts.",
            "这是找到指定的一幅的概率；凡是相符的图像都算数。",
        ),
    )
