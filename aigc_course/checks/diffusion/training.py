"""The training of exercise 5: points in groups, and whether samples are like them."""

import numpy as np

from aigc_course.checks import Wrong, need, number

# How far the samples may be from the data, as a share of how far noise is; and how wide their
# groups have to be, as a share of the true width. Measured on five and on four groups of the width
# 0.12 with four seeds each: mended 0.01 to 0.06 and 0.93 to 0.99; the failing `spoil` 0.60 to 0.73
# in width; the failing `inputs` 0.25 to 0.33 and the failing `walk` 0.6 in distance.
FAR, NARROW = 0.15, 0.8


def groups(rng, count, radius, width):
    """Groups on a circle: a function of n that draws points (n, 2), the centres, the width."""
    angles = rng.uniform(0, 2 * np.pi) + 2 * np.pi * np.arange(count) / count
    centres = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def draw(n):
        return centres[rng.integers(count, size=n)] + width * rng.normal(size=(n, 2))

    return draw, centres, width


def distance(x, y):
    """The energy distance of two samples of points."""

    def mean(a, b):
        return np.mean(np.linalg.norm(a[:, None] - b, axis=2))

    return 2 * mean(x, y) - mean(x, x) - mean(y, y)


def strays_and_width(points, centres, width):
    """The share of points far from every group, and how wide the groups of the others are."""
    squares = np.min(np.sum((points[:, None] - centres) ** 2, axis=2), axis=1)
    near = squares < (4 * width) ** 2
    spread = np.sqrt(np.mean(squares[near]) / 2) if near.any() else 0.0
    return 1 - np.mean(near), spread


def samples_fit(mended_samples, data, rng, count=1000):
    """What a training on points in groups draws is like new points."""
    draw, centres, width = data
    points, new = draw(3000), draw(count)
    found = number(mended_samples(points, count), finite=False)
    need(
        found.shape == (count, 2),
        f"`mended_samples` returns the shape {found.shape}; it should be {(count, 2)}.",
        f"`mended_samples` 返回的形状是 {found.shape}，应当是 {(count, 2)}。",
    )
    need(
        np.all(np.isfinite(found)),
        "What `mended_samples` returns holds NaN or infinity: is a signal rate of 0 in the way?",
        "`mended_samples` 返回的结果中有 NaN 或无穷大：是不是除以了等于 0 的信号系数？",
    )
    found = found.astype("float64")
    nearest = [np.min(np.sum((points - point) ** 2, axis=1)) for point in found]
    need(
        np.mean(np.array(nearest) < 1e-12) < 0.5,
        "`mended_samples` returns points of the training; it has to draw new ones, from noise.",
        "`mended_samples` 返回的是训练用的点；应当从噪声出发，生成新的点。",
    )
    off = distance(found, new) / distance(rng.normal(size=(count, 2)), new)
    strays, spread = strays_and_width(found, centres, width)
    if off > FAR:
        raise Wrong(
            f"Your three functions are right, but of the points that `mended_samples` returns "
            f"{strays:.0%} lie far from every group of the data. Does it train with your `spoil` "
            "and `inputs` and walk with your `walk`, in enough steps, from noise?",
            f"三个函数都对了，可是 `mended_samples` 返回的点里，有 {strays:.0%} 远离数据的每一群。"
            "训练用的是你的 `spoil` 和 `inputs` 吗？采样用的是你的 `walk` 吗？"
            "是从噪声出发的吗？步数够不够？",
        )
    need(
        spread > NARROW * width,
        f"Your three functions are right, but the groups that `mended_samples` draws are only "
        f"{spread / width:.2f} times as wide as those of the data. Does it train with your "
        "`spoil`, and walk in enough steps?",
        f"三个函数都对了，可是 `mended_samples` 画出的群，宽度只有数据的 {spread / width:.2f} 倍。"
        "训练用的是你的 `spoil` 吗？采样的步数够不够？",
    )
