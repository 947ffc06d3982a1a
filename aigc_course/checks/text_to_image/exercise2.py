"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.text_to_image.parts import attend, softmax

RESHAPED = (
    "A reshape alone tears the positions apart: split the last axis in two, then swap axes.",
    "光用 reshape 会把各个位置拆散：先把最后一个轴拆成两个，再交换轴。",
)


@check
def exercise_2(word_weights, cross_attention, rng):
    weights_are_right(word_weights, rng)
    for num_heads in (3, 1):
        looks_as(cross_attention, *batch(rng), num_heads, matrices(rng))


def weights_are_right(word_weights, rng):
    """`word_weights` with padding, with scores of any size, and with nothing allowed."""
    allowed = np.array([[True] * 4 + [False] * 3, [True] * 7])[:, None]
    scores = rng.normal(size=(2, 5, 7))
    every = softmax(scores, True)
    weights_as(
        word_weights,
        scores,
        allowed,
        Mistake(
            every,
            "The padding gets a weight as well.",
            "填充也分到了权重。",
        ),
        Mistake(
            np.where(allowed, every, 0),
            "The padding has no weight any more, but the other weights do not add up to 1: leave "
            "it out before you divide.",
            "填充没有权重了，但其余的权重之和不是 1：要先去掉填充，再除以总和。",
        ),
        Mistake(
            softmax(np.where(allowed, scores, 0), True),
            "A score of 0 in the place of padding gets a weight: the exponential of 0 is 1.",
            "把填充的分数换成 0，它仍会分到权重：0 的指数是 1。",
        ),
        Mistake(
            softmax(scores, ~allowed),
            "The weights are on the padding, and on nothing else.",
            "权重全在填充上，别处没有。",
        ),
        Mistake(
            np.moveaxis(softmax(np.moveaxis(scores, -1, 1), np.moveaxis(allowed, -1, 1)), 1, -1),
            "Along the words the weights should add up to 1; yours do along the axis before.",
            "沿着词的方向，权重之和应当是 1；你的是沿着前一个轴。",
        ),
    )
    large = 1e5 * scores
    weights_as(word_weights, large, allowed)
    low = np.where(allowed, -1e12 + scores, scores)
    weights_as(word_weights, low, allowed, *_too_small(low, allowed))
    none = np.array([[True] * 2 + [False] * 5, [False] * 7])[:, None]
    weights_as(
        word_weights,
        scores,
        none,
        Mistake(
            np.where(none.any(axis=-1, keepdims=True), softmax(scores, none), 1 / 7),
            "Where nothing is allowed, all words get the same weight; they should get 0.",
            "一个词都不允许查看时，你给了所有词相同的权重；应当都是 0。",
        ),
        Mistake(
            np.where(none.any(axis=-1, keepdims=True), softmax(scores, none), every),
            "Where nothing is allowed, your weights are those without a mask; they should be 0.",
            "一个词都不允许查看时，你的权重就像没有掩码一样；应当都是 0。",
        ),
    )


def _too_small(scores, allowed):
    """What a number in the place of the padding's scores gives if they are smaller than it."""
    for instead in (-1e9, -1e10, -1e6, -1e4, -1e30, float(np.finfo("float32").min)):
        yield Mistake(
            softmax(np.where(allowed, scores, instead), True),
            "A number in the place of padding is larger here than every score, and the padding "
            "gets all the weight: leave padding out by `allowed` itself.",
            "这里，代替填充的那个数比所有的分数都大，权重全给了填充：请直接用 `allowed` 去掉填充。",
        )


def weights_as(word_weights, scores, allowed, *mistakes):
    """`word_weights` gives the right weights for these, and exactly 0 where it should."""
    right = softmax(scores, allowed)
    found = number(word_weights(scores, allowed), finite=False)
    need(
        found.shape != right.shape or np.all(np.isfinite(found)),
        "The weights hold NaN or infinity: an exponential has overflowed, or 0 was divided by 0. "
        "Subtract the largest allowed score of each row first, and think of rows in which nothing "
        "is allowed.",
        "权重里有 NaN 或无穷大：可能是指数溢出了，也可能是 0 除以了 0。"
        "请先减去每一行允许查看的最大分数，并考虑一个词都不允许查看的行。",
    )
    same(found, right, *mistakes)
    out = ~np.broadcast_to(allowed, right.shape)
    need(
        np.all(found[out] == 0),
        "A weight that has to be 0 is only almost 0.",
        "应当为 0 的权重只是接近 0。",
    )


def batch(rng, n=3, count=5, length=6, dim=12, wide=7):
    """Patches, words and token ids; the last sentence is all padding."""
    token_ids = rng.integers(1, 50, size=(n, length))
    for row, used in enumerate(rng.integers(1, length, size=n)):
        token_ids[row, used:] = 0
    token_ids[-1] = 0
    return rng.normal(size=(n, count, dim)), rng.normal(size=(n, length, wide)), token_ids


def matrices(rng, dim=12, wide=7):
    """The weights of query, key, value and output."""
    return [rng.normal(size=(rows, dim)) / 2 for rows in (dim, wide, wide, dim)]


def looks_as(cross_attention, patches, words, token_ids, num_heads, weights):
    """`cross_attention` gives the right answers."""
    allowed = token_ids > 0
    right = attend(patches, words, allowed, num_heads, weights)
    found = number(
        cross_attention(patches, words, token_ids, num_heads, *weights),
        finite=False,
    )
    need(
        found.shape != right.shape or not np.any(np.isnan(found)),
        "The answers hold NaN: what do you divide by for a sentence that is all padding?",
        "结果中有 NaN：对全是填充的句子，你除以了什么？",
    )

    def if_(seen=allowed, heads=num_heads, weights=weights, **how):
        return attend(patches, words, seen, heads, weights, **how)

    same(found, right, *_wrong_looks(patches, words, allowed, num_heads, weights, right, if_))


def _wrong_looks(patches, words, allowed, num_heads, weights, right, if_):
    """What known mistakes give; `if_` gives the answers with one of them."""
    w_q, w_k, w_v, w_o = weights
    dim = w_q.shape[1]
    uniform = np.where(right.any(axis=(1, 2), keepdims=True), right, _means(words, w_v) @ w_o)
    mixed = w_o.reshape(num_heads, dim // num_heads, -1).swapaxes(0, 1).reshape(w_o.shape)
    roots = (dim, 1, (dim // num_heads) ** 2, num_heads, len(words[0]), words.shape[2])
    return (
        Mistake(
            if_(seen=np.ones(words.shape[:2], bool)),
            "The patches look at padding, too: token id 0 is not allowed.",
            "图块也查看了填充：词元编号为 0 的不许查看。",
        ),
        Mistake(
            uniform,
            "A sentence that is all padding should answer with zeros; yours answers with the mean "
            "of its values.",
            "全是填充的句子，结果应当是零；你的结果是各个值的平均。",
        ),
        Mistake(
            if_(heads=1),
            "This is one wide head: the columns are not shared out.",
            "这是一个宽的头：没有把各列分给几个头。",
        ),
        *(
            Mistake(
                if_(root=root),
                "The scores of a head are divided by the root of its own width, d / heads.",
                "每个头的分数，要除以它自己的宽度 d / heads 的平方根。",
            )
            for root in roots
        ),
        *(
            Mistake(
                if_(apart=True, weights=(w_q, w_k, w_v, last)),
                "Your heads take columns that stand apart; head i takes d / heads neighbours.",
                "你的各头是隔着取列的；第 i 个头应当取相邻的 d / heads 列。",
            )
            for last in (w_o, mixed)
        ),
        *(
            Mistake(_by_reshape(patches, words, allowed, num_heads, weights, **how), *RESHAPED)
            for how in ({}, {"join": False})
        ),
        Mistake(
            _by_reshape(patches, words, allowed, num_heads, weights, split=False),
            "Before you join the heads, swap the axes back: each patch gathers its own numbers.",
            "把各头接起来之前，要先把轴换回来：每个图块收回自己的数。",
        ),
        Mistake(
            if_(axis=-2),
            "The softmax runs along the patches; it has to run along the words.",
            "softmax 沿着图块做了；应当沿着词做。",
        ),
        Mistake(
            if_(weights=(w_q, w_k, w_v, np.eye(dim))),
            "The last product, with `w_o`, is missing.",
            "少了最后与 `w_o` 的乘积。",
        ),
        Mistake(
            if_(weights=(w_q, w_v, w_k, w_o)),
            "Keys and values have changed places.",
            "键和值反了。",
        ),
        Mistake(
            if_(weights=(w_q.T, w_k, w_v, w_o)),
            "`w_q` is transposed: vectors stand in rows, so it is `patches @ w_q`.",
            "`w_q` 转置了：向量是行，应当是 `patches @ w_q`。",
        ),
        Mistake(
            if_(weights=(w_q, w_k, w_v, w_o.T)),
            "`w_o` is transposed: vectors stand in rows, so it is `answers @ w_o`.",
            "`w_o` 转置了：向量是行，应当是 `answers @ w_o`。",
        ),
        Mistake(
            patches + right,
            "You add the patches; the residual connection belongs to the block, not here.",
            "你加上了图块；残差连接属于块，不在这里。",
        ),
    )


def _means(words, w_v):
    """For each sentence the mean of its values, (n, 1, d)."""
    return np.mean(words @ w_v, axis=1, keepdims=True)


def _by_reshape(patches, words, allowed, num_heads, weights, *, split=True, join=True):
    """Heads whose axes are not swapped: where the columns are split, where they are joined."""
    parts = []
    for x, w in zip((patches, words, words), weights, strict=False):
        if split:
            parts.append((x @ w).reshape(len(x), num_heads, x.shape[1], -1))
        else:
            parts.append(np.moveaxis((x @ w).reshape(*x.shape[:2], num_heads, -1), 2, 1))
    query, key, value = parts
    scores = np.einsum("nhpd,nhld->nhpl", query, key) / np.sqrt(query.shape[-1])
    answers = softmax(scores, allowed[:, None, None]) @ value
    answers = answers if join else np.moveaxis(answers, 1, 2)
    return answers.reshape(patches.shape) @ weights[3]
