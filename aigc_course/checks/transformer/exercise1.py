"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, same
from aigc_course.checks.transformer.parts import attend, shares

ROOT = (
    "You divide by the root of another number; d is how many numbers a query has.",
    "你除以的是另一个数的平方根；d 是一个查询里数的个数。",
)
ZERO = (
    "A forbidden score becomes 0, but e to the 0 is 1: it has to become very negative.",
    "不许看的分数变成了 0，可 e 的 0 次方是 1；应当变成很小的负数。",
)
UNSCALED = (
    "The weights of a query do not sum to 1: the mask has to come before the softmax divides.",
    "一个查询的权重之和不是 1：应当先用掩码，再由 softmax 归一化。",
)
ACROSS = (
    "Your softmax runs over the queries; each query shares its weights among the keys.",
    "你的 softmax 沿着查询的方向；应当是每个查询把权重分给各个键。",
)


@check
def exercise_1(attention, rng):
    _two_axes_are_right(attention, rng)
    _more_axes_are_right(attention, rng)


def _two_axes_are_right(attention, rng):
    query, keys, values = (rng.normal(size=shape) for shape in ((4, 8), (5, 8), (5, 6)))
    allowed = rng.random((4, 5)) < 0.5
    allowed[range(4), range(4)] = allowed[0, 4] = True
    allowed[range(4), range(1, 5)] = False
    products = query @ keys.T
    scores = products / np.sqrt(8)
    powers = np.exp(scores) * allowed
    same(
        attention(query, keys, values, allowed),
        attend(query, keys, values, allowed),
        Mistake(
            shares(scores, allowed),
            "These are the weights; the answer is the mean of the values, weighted by them.",
            "这是权重；答案是用它们加权的各个值的平均。",
        ),
        Mistake(
            shares(products, allowed) @ values,
            "The scores are not divided by the root of d.",
            "分数没有除以 d 的平方根。",
        ),
        Mistake(
            shares(products / 8, allowed) @ values,
            "You divide by d; divide by its root.",
            "你除以了 d；应当除以它的平方根。",
        ),
        Mistake(
            shares(products * np.sqrt(8), allowed) @ values,
            "You multiply by the root of d; divide by it.",
            "你乘以了 d 的平方根；应当除以它。",
        ),
        *(Mistake(shares(products / np.sqrt(n), allowed) @ values, *ROOT) for n in (6, 5, 4)),
        Mistake(shares(scores) @ values, "`allowed` has no effect.", "`allowed` 没有起作用。"),
        Mistake(
            shares(scores, ~allowed) @ values,
            "You look where it is forbidden, and nowhere else: True means allowed.",
            "你看的正是不许看的地方：True 表示可以看。",
        ),
        Mistake(shares(scores * allowed) @ values, *ZERO),
        Mistake((shares(scores) * allowed) @ values, *UNSCALED),
        Mistake(
            powers @ values,
            "The exponentials are not divided by their sum.",
            "取指数之后，没有除以它们的和。",
        ),
        Mistake(
            (scores * allowed) @ values,
            "The scores themselves weigh the values: the softmax is missing.",
            "直接拿分数给值加权了：少了 softmax。",
        ),
        Mistake(
            shares(scores + allowed) @ values,
            "You add 1 where a look is allowed; add something very negative where it is not.",
            "你在可以看的地方加了 1；应当在不许看的地方加一个很小的负数。",
        ),
        Mistake(shares(scores, allowed, axis=-2) @ values, *ACROSS),
        Mistake(shares(scores, axis=-2) @ values, *ACROSS),
        *(
            Mistake(
                weights @ values,
                "One softmax for all queries together: each query has weights that sum to 1.",
                "所有查询合用了一个 softmax：每个查询的权重之和都应当是 1。",
            )
            for weights in (powers / powers.sum(), powers / np.exp(scores).sum())
        ),
    )


def _more_axes_are_right(attention, rng):
    query, keys, values = (rng.normal(size=(2, 3, n, 8)) for n in (4, 5, 5))
    scores = np.einsum("...qd,...kd->...qk", query, keys) / np.sqrt(8)
    powers = np.exp(scores)
    same(
        attention(query, keys, values, np.ones((4, 5), bool)),
        attend(query, keys, values),
        *(
            Mistake(
                shares(scores, axis=axis) @ values,
                "With more axes in front, the softmax runs over the wrong one: count from the end.",
                "前面多出几个轴时，softmax 沿错了轴：请从末尾数起。",
            )
            for axis in (0, 1)
        ),
        Mistake(
            (powers / powers.sum()) @ values,
            "With more axes in front, one sum of exponentials serves all queries.",
            "前面多出几个轴时，所有查询合用了一个指数之和。",
        ),
    )
