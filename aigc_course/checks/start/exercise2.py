"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same


@check
def exercise_2(shuffle_and_split, standardise, rng):
    split_is_right(shuffle_and_split, rng, 40, 11)
    split_is_right(shuffle_and_split, rng, 12, 0)
    statistics_are_right(standardise, rng)


def _numbered(n):
    """Images that each hold their own number, and labels that tell it too."""
    images = np.zeros((n, 2, 3, 1), "uint8") + np.arange(n, dtype="uint8")[:, None, None, None]
    return images, np.arange(n) // 4


def split_is_right(shuffle_and_split, rng, n, num_validation):
    """Every pair once, in one part; shuffled; repeatable by the seed."""
    images, labels = _numbered(n)
    seeds = [int(seed) for seed in rng.choice(10_000, 4, replace=False)]
    orders = []
    for seed in (seeds[0], *seeds):
        got = shuffle_and_split(images, labels, num_validation, seed)
        orders.append(_order_of(got, n, num_validation))
    first, again, *others = orders
    need(
        np.array_equal(first, again),
        "The same seed gives another split.",
        "种子相同，划分却不同。",
    )
    need(
        not all(np.array_equal(first, other) for other in others),
        "Every seed gives the same split.",
        "无论种子如何，划分都一样。",
    )
    tidy = np.arange(n)
    need(
        n - num_validation < 8
        or not np.array_equal(np.sort(first[num_validation:]), first[num_validation:]),
        "The images are not shuffled: the training images stand in their old order.",
        "没有打乱：训练图像还是原来的次序。",
    )
    blocks = [tidy[:num_validation], tidy[n - num_validation :]]
    held = [np.sort(order[:num_validation]) for order in (first, *others)]
    need(
        num_validation == 0
        or not all(any(np.array_equal(block, part) for block in blocks) for part in held),
        "The validation images are always the first or the last ones; draw them at random.",
        "验证图像总是最前或最后的那些；应当随机抽取。",
    )


def _order_of(got, n, num_validation):
    """The numbers of the images, those for validation first."""
    need(
        isinstance(got, list | tuple) and len(got) == 4,
        "`shuffle_and_split` should return four arrays.",
        "`shuffle_and_split` 应当返回四个数组。",
    )
    train, train_labels, held, held_labels = map(number, got)
    sizes = tuple(
        len(part) if part.ndim else 0 for part in (train, train_labels, held, held_labels)
    )
    right = (n - num_validation,) * 2 + (num_validation,) * 2
    need(
        num_validation == 0 or sizes != right[2:] + right[:2] or sizes == right,
        "Return the training images and labels first, then those for validation.",
        "请先返回训练图像和标签，再返回验证图像和标签。",
    )
    need(
        sizes == right,
        f"The four arrays have {sizes} rows; with {n} images and num_validation={num_validation} "
        f"they should have {right}.",
        f"四个数组的行数是 {sizes}；{n} 幅图像、num_validation={num_validation} 时应当是 {right}。",
    )
    need(
        train.shape[1:] == held.shape[1:] == (2, 3, 1) and train_labels.ndim == 1,
        "The images or labels have changed their shape.",
        "图像或标签的形状变了。",
    )
    pixels = np.concatenate([held, train]).reshape(n, -1).astype("float64")
    found = np.concatenate([held_labels, train_labels])
    order = pixels[:, 0].astype(int)
    both = np.intersect1d(order[:num_validation], order[num_validation:])
    need(
        len(both) == 0,
        f"{len(both)} images are in both parts: that is a leak.",
        f"有 {len(both)} 幅图像同时在两部分里：这就泄漏了。",
    )
    need(
        np.array_equal(np.sort(order), np.arange(n)) and np.all(pixels == pixels[:, :1]),
        "Not every image occurs exactly once.",
        "并非每幅图像都恰好出现一次。",
    )
    need(
        np.array_equal(found, order // 4),
        "Images and labels no longer belong together: shuffle both in the same order.",
        "图像与标签错开了：两者要按同一个次序打乱。",
    )
    return order


def statistics_are_right(standardise, rng):
    """Both sets, by the statistics of the training images alone."""
    train = rng.integers(0, 120, (20, 3, 4, 1)).astype("uint8")
    held = rng.integers(60, 256, (9, 3, 4, 1)).astype("uint8")
    got = standardise(train, held)
    need(
        isinstance(got, list | tuple) and len(got) == 2,
        "`standardise` should return both sets of images.",
        "`standardise` 应当返回两组图像。",
    )
    everything = np.concatenate([train, held])
    mean, deviation = train.mean(), train.std()
    pixel_mean, pixel_deviation = train.mean(axis=0), train.std(axis=0)
    for part, images in zip(got, (train, held), strict=True):
        same(
            part,
            (images - mean) / deviation,
            *_statistics(images, held.mean(), held.std(), "validation"),
            *_statistics(images, everything.mean(), everything.std(), "all"),
            Mistake(
                (images - pixel_mean) / pixel_deviation,
                "You take a mean for each pixel; one number for all pixels is asked for.",
                "你对每个像素各取了均值；这里要的是全部像素的一个数。",
            ),
            Mistake(
                (images - mean) / deviation**2,
                "You divide by the variance; divide by the standard deviation.",
                "你除以了方差；应当除以标准差。",
            ),
            Mistake(
                images - mean,
                "The division by the standard deviation is missing.",
                "还没有除以标准差。",
            ),
            rtol=2e-3,
            atol=2e-3,
        )


def _statistics(images, mean, deviation, whose):
    english = {
        "validation": "`standardise` uses the statistics of the validation images; take those of "
        "the training images for both sets.",
        "all": "`standardise` takes its statistics over both sets: the validation images leak in.",
    }
    chinese = {
        "validation": "`standardise` 用了验证图像的均值和标准差；两组都应当用训练图像的。",
        "all": "`standardise` 用两组图像一起算均值和标准差：验证图像的信息泄漏了。",
    }
    yield Mistake((images - mean) / deviation, english[whose], chinese[whose])
