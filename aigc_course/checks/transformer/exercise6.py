"""The check of exercise 6."""

import numpy as np

from aigc_course.checks import Mistake, check, same
from aigc_course.checks.transformer.parts import by_heads, shares

NORM = (
    "Your norm is another one: take off the mean, divide by the root of the variance + 0.001.",
    "你的归一化不一样：减去均值，再除以方差加 0.001 的平方根。",
)


@check
def exercise_6(gpt, rng):
    dim, num_heads = 12, 3
    size, wide = 7, 20
    shapes = [(dim, dim)] * 4 + [(dim, wide), (wide, dim)]
    blocks = [[rng.normal(size=shape) / 3 for shape in shapes] for _ in range(2)]
    embedding, places = rng.normal(size=(size, dim)) / 3, rng.normal(size=(9, dim)) / 2
    arguments = rng.integers(size, size=(2, 6)), num_heads, embedding, places, blocks

    def if_(**options):
        return logits_of(*arguments, **options)

    right = if_()
    same(gpt(*arguments), right, *_mistakes(right, if_))


def _mistakes(right, if_):
    """What known mistakes give; `if_` gives the logits with one of them."""
    return [
        Mistake(
            shares(right),
            "These are probabilities; return the logits, without the softmax.",
            "这是概率；请返回 logits，不要做 softmax。",
        ),
        Mistake(
            right[:, -1],
            "Return the logits at all positions, not only at the last.",
            "请返回每个位置的 logits，不只是最后一个。",
        ),
        Mistake(
            if_(causal=False),
            "The positions look ahead: the causal mask is missing.",
            "各个位置往后看了：少了因果掩码。",
        ),
        Mistake(if_(scale=1), "The embeddings are not multiplied by √D.", "嵌入没有乘以 √D。"),
        Mistake(
            if_(placed=False),
            "The positions are not added.",
            "没有加上位置。",
        ),
        Mistake(
            if_(first=1),
            "The positions are shifted by one: the first token gets row 0 of `places`.",
            "位置错了一位：第一个词元用 `places` 的第 0 行。",
        ),
        Mistake(
            if_(scale_places=True),
            "√D belongs to the embedding alone, not to the positions.",
            "√D 只乘嵌入，不乘位置。",
        ),
        *(
            Mistake(
                if_(normed=normed, after=after),
                "Your norm comes after each sum, as in 2017; here it comes before each part.",
                "你的归一化在相加之后，那是 2017 年的做法；这里放在每个部分之前。",
            )
            for normed, after in (((), True), ((), "without the last"))
        ),
        Mistake(
            if_(normed=("attention",)),
            "What goes into the small network has to be normalised too.",
            "送进前馈网络的数也要归一化。",
        ),
        Mistake(
            if_(normed=("network",)),
            "What goes into the attention has to be normalised too.",
            "送进注意力的数也要归一化。",
        ),
        Mistake(if_(normed=()), "The norms in the blocks are missing.", "块里少了归一化。"),
        Mistake(
            if_(last=False),
            "The last norm, before the logits, is missing.",
            "少了最后、求 logits 之前的那次归一化。",
        ),
        *(
            Mistake(
                if_(keep=keep),
                "A residual is missing: each part adds to what it was given.",
                "少了残差：每个部分都往收到的数上加。",
            )
            for keep in ((0, 1), (1, 0), (0, 0))
        ),
        *(
            Mistake(
                if_(from_norm=parts),
                "Your residual adds to the normalised numbers; add to those before the norm.",
                "你的残差加在归一化之后的数上了；应当加在归一化之前的数上。",
            )
            for parts in (("attention", "network"), ("attention",), ("network",))
        ),
        Mistake(
            if_(relu=False),
            "The ReLU between the two products of the small network is missing.",
            "前馈网络的两次乘积之间少了 ReLU。",
        ),
        Mistake(
            if_(parallel=True),
            "Your small network reads what the attention read; it comes after the attention.",
            "你的前馈网络读的是注意力读过的数；它应当接在注意力之后。",
        ),
        Mistake(if_(order=-1), "The blocks run in the wrong order.", "各块的次序反了。"),
        Mistake(if_(only=1), "Only one of the blocks is used.", "只用了一个块。"),
        Mistake(
            if_(heads=1),
            "`num_heads` has no effect: this is one wide head.",
            "`num_heads` 没有起作用：这是一个宽的头。",
        ),
        *(Mistake(if_(small=small), *NORM) for small in (0, 1e-5, 1e-6, 1e-8)),
        Mistake(if_(centred=False), *NORM),
        Mistake(if_(degrees=1), *NORM),
        Mistake(if_(outside=True), *NORM),
        Mistake(
            if_(axis=-2),
            "You normalise over the positions; each position is normalised by itself.",
            "你沿着各位置做了归一化；每个位置应当各自归一化。",
        ),
    ]


def logits_of(
    token_ids,
    num_heads,
    embedding,
    places,
    blocks,
    *,
    causal=True,
    scale=None,
    scale_places=False,
    placed=True,
    first=0,
    normed=("attention", "network"),
    from_norm=(),
    after=False,
    last=True,
    keep=(1, 1),
    relu=True,
    parallel=False,
    order=1,
    only=None,
    heads=None,
    **how,
):
    """The logits of a GPT; with a mistake if told so."""
    length, dim = token_ids.shape[1], embedding.shape[1]
    scale = scale or dim**0.5
    x = scale * np.stack([embedding[row] for row in token_ids])
    x += placed * (scale if scale_places else 1) * places[first : first + length]
    allowed = np.tri(length, dtype=bool) | (not causal)
    for block in blocks[::order][:only]:
        given = x
        for part, share in zip(("attention", "network"), keep, strict=True):
            seen = given if parallel else x
            seen = _norm(seen, **how) if part in normed else seen
            new = _part(part, seen, block, heads or num_heads, allowed, relu)
            x = share * (seen if part in from_norm else x) + new
            x = _norm(x) if after else x
    x = _norm(x, **how) if last and after != "without the last" else x
    return np.einsum("ntd,vd->ntv", x, embedding)


def _part(part, x, block, num_heads, allowed, relu):
    """What the attention or the small network of a block makes of x."""
    *weights, wide, narrow = block
    if part == "attention":
        return by_heads(x, num_heads, *weights, allowed)
    inner = x @ wide
    return (inner * (inner > 0) if relu else inner) @ narrow


def _norm(x, small=1e-3, centred=True, degrees=0, axis=-1, outside=False):
    variance = np.mean(x**2, axis, keepdims=True)
    if centred:
        x = x - x.mean(axis, keepdims=True)
        variance = x.var(axis, keepdims=True, ddof=degrees)
    return x / (np.sqrt(variance) + small if outside else np.sqrt(variance + small))


def copier(text, longest=160):
    """A GPT of two blocks that was set by hand: it continues any text that repeats itself.

    The head of block 1 looks at the previous position and notes its character. The head of block 2
    looks for the last position whose note is the current character, and takes the character there:
    an induction head (Olsson et al. 2022, arXiv:2209.11895).

    Args:
        text: String.
        longest: Int, the most tokens that may be read.

    Returns:
        Its characters, and a tuple of num_heads, embedding, places and blocks.
    """
    characters = "".join(sorted(set(text)))
    size = len(characters)
    dim = 2 * size + longest + 1  # the character, the note, the place, and a constant
    one, none = np.eye(dim), np.zeros((dim, dim))
    token, note, place = np.split(np.arange(dim - 1), (size, 2 * size))
    w_q, w_k, w_v = (none.copy() for _ in range(3))
    w_q[place[1:], place[:-1]] = w_k[place, place] = 20 / dim**0.25
    w_v[token, note] = 2
    look = w_q, w_k, w_v, one, none, none
    w_q, w_k, w_v = (none.copy() for _ in range(3))
    w_q[token, note] = w_k[note, note] = 20 / dim**0.25
    w_q[-1, -1], w_k[place, -1] = 1, np.arange(longest) / 10
    w_k[place[0], -1] = -500
    w_v[token, token] = 8
    places = np.sqrt(dim) * (one[place] + one[-1])
    return characters, (1, one[:size], places, [look, (w_q, w_k, w_v, one, none, none)])
