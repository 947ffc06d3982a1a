"""The check of exercise 4."""

import itertools

import numpy as np

from aigc_course.checks import Mistake, check, number, same


@check
def exercise_4(wasserstein, rng):
    # Of equal sizes: the definition, all pairings. Then of sizes 5 and 3: copies make them equal.
    x, y = rng.normal(size=6), rng.normal(size=6) + [1, -4, 0.2, 5, -1, 2]
    costs = [np.mean(np.abs(x - np.array(order))) for order in itertools.permutations(y)]
    gaps = np.sort(x) - np.sort(y)
    expected = min(costs)
    same(
        wasserstein(x, y),
        expected,
        Mistake(
            np.abs(x - y).mean(),
            "You paired the points as they come; that is not the cheapest way.",
            "你按原来的次序配对；这不是最省的搬法。",
        ),
        *_other_distances(x, y),
        *(
            Mistake(
                value,
                "You squared the distances; here the cost is the distance itself.",
                "你把距离平方了；这里的代价就是距离本身。",
            )
            for value in (np.sqrt(np.mean(gaps**2)), np.mean(gaps**2))
        ),
        Mistake(
            np.sum(np.abs(gaps)),
            "You added up the distances; each point weighs 1/n only.",
            "你把距离直接相加了；每个点的质量只有 1/n。",
        ),
    )
    x, y = rng.normal(size=5), rng.normal(size=3) + [1, -4, 5]
    expected = np.mean([abs(a - b) for a, b in zip(*_copies(x, y), strict=True)])
    got = number(wasserstein(x, y))
    near = got.shape == () and np.allclose(got, expected, rtol=0.2)
    same(
        got,
        expected,
        *(
            Mistake(
                np.abs(part - np.sort(y)).mean(),
                "Some points of the longer sample do not count in your result.",
                "较长的那组样本里，有的点没有算进去。",
            )
            for part in (np.sort(x)[:3], np.sort(x)[-3:], np.sort(x[:3]))
        ),
        *_other_distances(x, y),
        Mistake(
            got if near else np.nan,
            "It is right for equal sizes; for sizes 5 and 3 it is near, but not exact: "
            "the distributions are staircases, nothing is interpolated.",
            "两组一样多时是对的；5 个对 3 个时接近，但不精确：分布函数是阶梯，不应插值。",
        ),
        Mistake(
            got if got.shape == () else np.nan,
            "It is right for samples of equal size, but not for 5 points against 3.",
            "两组样本一样多时是对的，5 个点对 3 个点时就不对了。",
        ),
    )


def _copies(x, y):
    """Both samples in order, each value so often that they have equal sizes."""
    return sorted(value for value in x for _ in y), sorted(value for value in y for _ in x)


def _other_distances(x, y):
    places = np.sort(np.concatenate([x, y]))
    below_x, below_y = (np.mean(s <= places[:-1, None], axis=1) for s in (x, y))
    gaps, widths = below_x - below_y, np.diff(places)
    yield Mistake(
        abs(x.mean() - y.mean()),
        "That is the distance of the means; mass must travel within the samples too.",
        "这只是两个平均值之差；样本内部的质量也得搬。",
    )
    for sign in (1, -1):
        yield Mistake(
            sign * np.sum(gaps * widths),
            "You let differences of opposite sign cancel out.",
            "你让正负相反的差互相抵消了。",
        )
    yield Mistake(
        np.sum(gaps**2 * widths),
        "You squared the difference of the distribution functions; take its absolute value.",
        "你把分布函数之差平方了；应当取绝对值。",
    )
    yield Mistake(
        np.sum(np.abs(gaps)),
        "You added up the heights between the staircases; each counts as long as it is wide.",
        "你只把两个阶梯的高度差加了起来；每一段还要乘上宽度。",
    )
    strictly_x, strictly_y = (np.mean(s < places[:-1, None], axis=1) for s in (x, y))
    yield Mistake(
        np.sum(np.abs(strictly_x - strictly_y) * widths),
        "You count the values below a point; those equal to it count too.",
        "你数的是小于某点的值；等于它的也要算。",
    )
    unsorted_x, unsorted_y = (np.searchsorted(s, places[:-1], "right") / len(s) for s in (x, y))
    yield Mistake(
        np.sum(np.abs(unsorted_x - unsorted_y) * widths),
        "`searchsorted` needs a sorted array.",
        "`searchsorted` 要求数组已经排好序。",
    )
    yield Mistake(
        np.abs(x[:, None] - y).mean(),
        "That is the mean distance of all pairs, as if mass went everywhere.",
        "这是所有点对的平均距离，相当于把质量胡乱地搬。",
    )
