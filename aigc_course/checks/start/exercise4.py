"""The check of exercise 4."""

import numpy as np

from aigc_course.checks import Mistake, check, need, need_letter, number, same


@check
def exercise_4(dead_share, reason, mended_training, rng):
    _dead_share_is_right(dead_share, rng)
    need_letter(reason(), "D", WHY_NOT)
    reads_well(mended_training, *blurred_signs(rng, (12, 10), 10))


def _dead_share_is_right(dead_share, rng):
    hidden = np.maximum(rng.normal(size=(9, 16)), 0).astype("float32")
    hidden[:, [2, 5, 11]] = 0
    hidden[3] = 0
    hidden[0, [0, 1, 3, 4]] = 1
    hidden[1, 6:11] = 1
    hidden[2, 12:] = 1
    same(
        dead_share(hidden),
        3 / 16,
        Mistake(
            np.mean(hidden == 0),
            "`dead_share` counts single zeros; a unit is dead if it is 0 for every image.",
            "`dead_share` 数的是一个个零；对每幅图像都是 0 的单元才算失活。",
        ),
        Mistake(
            np.mean(np.all(hidden == 0, axis=1)),
            "`dead_share` counts images for which every unit is 0; count units: the images are "
            "axis 0.",
            "`dead_share` 数的是“所有单元都为 0 的图像”；应当数单元：图像在第 0 轴。",
        ),
        Mistake(
            np.mean(np.any(hidden == 0, axis=0)),
            "`dead_share` counts units that are 0 for some image; dead ones are 0 for all.",
            "`dead_share` 把对某一幅图像为 0 的单元也算上了；失活的单元对所有图像都是 0。",
        ),
        Mistake(
            13 / 16,
            "That is the share of the units that are alive.",
            "这是没有失活的单元所占的比例。",
        ),
        Mistake(
            3, "That is a number of units; their share is asked for.", "这是个数；要的是比例。"
        ),
        Mistake(
            100 * 3 / 16,
            "Give the share as a fraction, not in per cent.",
            "比例请写成 0 到 1 之间的小数，不要用百分数。",
        ),
    )


WHY_NOT = {
    "A": (
        "A does not fit: after the second epoch the loss hardly moves any more.",
        "A 不符合：第二轮之后，损失几乎不再变化。",
    ),
    "B": (
        "B does not fit: a network that knows its images by heart has a small training loss.",
        "B 不符合：把训练图像背下来的网络，训练损失很小。",
    ),
    "C": (
        "C does not fit: before training the units are alive. What has killed them?",
        "C 不符合：训练之前，这些单元并没有失活。它们为什么会失活？",
    ),
    "E": (
        "E does not fit: look at the loss of the first epoch, which no small network explains.",
        "E 不符合：看看第一轮的损失，网络再小也解释不了它。",
    ),
}


def blurred_signs(rng, size, classes, n=600):
    """Images that a small network reads: a pattern for each class, shifted in grey and noisy.

    Returns training images (n, *size, 1) and labels (n,), and as many others by half.
    """
    patterns = rng.integers(0, 2, (classes, *size)) * 180 + 20
    labels = rng.permutation(np.arange(n + n // 2) % classes)
    noise = rng.normal(0, 45, (len(labels), *size))
    images = np.clip(patterns[labels] + noise, 0, 255).astype("uint8")[..., None]
    return images[:n], labels[:n], images[n:], labels[n:]


def reads_well(mended_training, images, labels, new_images, new_labels):
    """At least 85% of the new images are read correctly."""
    found = number(mended_training(images, labels, new_images))
    need(
        found.ndim != 2 or found.shape[0] != len(new_labels) or found.shape[1] == 1,
        "`mended_training` returns a row for each image, of probabilities perhaps; return the "
        "label, the place of the largest.",
        "`mended_training` 给每幅图像返回了一行数（大概是概率）；应当返回标签，即最大者的位置。",
    )
    need(
        found.shape == new_labels.shape,
        f"`mended_training` returns the shape {found.shape}; it should be {new_labels.shape}, "
        "a label for each new image.",
        f"`mended_training` 返回的形状是 {found.shape}，应当是 {new_labels.shape}，"
        "每幅新图像一个标签。",
    )
    read = np.mean(found == new_labels)
    need(
        len(np.unique(found)) > 2,
        f"`mended_training` gives almost all images the same label and reads {read:.0%} "
        "correctly: the hidden units are still dead, or nothing was trained.",
        f"`mended_training` 给几乎所有图像同一个标签，只读对 {read:.0%}：隐藏单元仍然失活，"
        "或者根本没有训练。",
    )
    need(
        read >= 0.85,
        f"`mended_training` reads {read:.0%} of the new images correctly; 85% are needed. "
        "Are the new images scaled like the training images, and were there enough epochs?",
        f"`mended_training` 读对了 {read:.0%} 的新图像；至少要 85%。"
        "新图像是否按训练图像的办法缩放？训练的轮数够不够？",
    )
