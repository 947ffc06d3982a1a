"""The check of exercise 3."""

import numpy as np

from aigc_course.checks import Mistake, check, same
from aigc_course.checks.transformer.parts import attend, by_heads

RESHAPED = (
    "A reshape alone tears the positions apart: split the last axis in two, then swap axes.",
    "光用 reshape 会把各个位置拆散：先把最后一轴拆成两轴，再交换轴。",
)
JOINED = (
    "Before you join the heads, swap the axes back: each position gathers its own numbers.",
    "把各头接起来之前，要先把轴换回来：每个位置收回自己的数。",
)


@check
def exercise_3(many_heads, rng):
    n, length = 2, 5
    h, d = 3, 4
    x, allowed = rng.normal(size=(n, length, h * d)), np.tri(length, dtype=bool)
    w_q, w_k, w_v, w_o = weights = rng.normal(size=(4, h * d, h * d)) / 2
    mixed = w_o.reshape(d, h, -1).swapaxes(0, 1).reshape(w_o.shape)
    one = np.ones((length, length), bool)
    same(
        many_heads(x, h, *weights, allowed),
        by_heads(x, h, *weights, allowed),
        Mistake(_by_reshape(x, h, weights, allowed), *RESHAPED),
        Mistake(_by_reshape(x, h, weights, allowed, joined=True), *RESHAPED),
        Mistake(_by_reshape(x, h, weights, allowed, split=False, joined=True), *JOINED),
        *(
            Mistake(
                by_heads(x, h, w_q, w_k, w_v, last, allowed, apart=True),
                "Your heads take every third number; head i takes d numbers that stand together.",
                "你的各头是隔着取数的；第 i 个头应当取相邻的 d 个数。",
            )
            for last in (w_o, w_o.reshape(h, d, -1).swapaxes(0, 1).reshape(w_o.shape))
        ),
        Mistake(
            by_heads(x, h, w_q, w_k, w_v, mixed, allowed),
            "You join the heads number by number; they stand side by side, whole, head 0 first.",
            "你把各头的数交错着接起来了；应当整个头并排放，0 号头在前。",
        ),
        Mistake(
            by_heads(x, 1, *weights, allowed),
            "This is one wide head: the numbers are not shared out.",
            "这是一个宽的头：没有把数分给各个头。",
        ),
        *(
            Mistake(
                by_heads(x, h, *weights, allowed, root_of=root),
                "The scores of a head are divided by the root of its own width d, which is D / h.",
                "每个头的分数要除以它自己的宽度 d 的平方根，d 等于 D / h。",
            )
            for root in (h * d, 1, d * d, h)
        ),
        Mistake(
            by_heads(x, h, *weights, one),
            "`allowed` has no effect.",
            "`allowed` 没有起作用。",
        ),
        Mistake(
            by_heads(x, h, w_q, w_k, w_v, np.eye(h * d), allowed),
            "The last product, with `w_o`, is missing.",
            "少了最后与 `w_o` 的乘积。",
        ),
        Mistake(
            by_heads(x, h, w_k, w_q, w_v, w_o, allowed),
            "Queries and keys have changed places.",
            "查询和键反了。",
        ),
        *(
            Mistake(
                by_heads(x, h, *turned, allowed),
                "A weight is transposed: vectors stand in rows, so it is x @ w.",
                "有权重转置了：向量是行，应当是 x @ w。",
            )
            for turned in (
                weights.swapaxes(1, 2),
                (w_q.T, w_k.T, w_v.T, w_o),
                (w_q, w_k, w_v, w_o.T),
            )
        ),
        Mistake(
            x + by_heads(x, h, *weights, allowed),
            "You add x; the residual belongs to the block, not here.",
            "你加上了 x；残差属于块，不在这里。",
        ),
    )


def _by_reshape(x, h, weights, allowed, split=True, joined=False):
    """Many heads that are split, or joined, by a reshape alone; no axes are swapped there."""
    n, length, dim = x.shape
    heads = []
    for w in weights[:3]:
        y = x @ w
        if split:
            heads.append(y.reshape(n, h, length, dim // h))
        else:
            heads.append(np.moveaxis(y.reshape(n, length, h, dim // h), 2, 1))
    found = attend(*heads, allowed)
    if not joined:
        found = np.moveaxis(found, 1, 2)
    return found.reshape(x.shape) @ weights[3]
