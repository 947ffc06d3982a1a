"""What several checks of this chapter share."""

import numpy as np


def shares(scores, allowed=True, axis=-1):
    """The softmax of scores, with 0 where a look is not allowed."""
    scores = np.where(allowed, scores, -1e9)
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def attend(query, keys, values, allowed=True, root_of=None):
    """Attention; the scores are divided by the root of the width, unless another is given."""
    scores = np.einsum("...qd,...kd->...qk", query, keys)
    scores = scores / np.sqrt(root_of or query.shape[-1])
    return np.einsum("...qk,...kd->...qd", shares(scores, allowed), values)


def by_heads(x, num_heads, w_q, w_k, w_v, w_o, allowed=True, root_of=None, apart=False):
    """Attention with several heads, one by one: each takes its own columns of the weights.

    These are neighbours, unless `apart`: then head i takes every num_heads-th, from number i on.
    """
    width, found = x.shape[-1] // num_heads, []
    for head in range(num_heads):
        run = slice(head * width, (head + 1) * width)
        own = slice(head, None, num_heads) if apart else run
        found.append(attend(*(x @ w[:, own] for w in (w_q, w_k, w_v)), allowed, root_of))
    joined = np.stack(found, axis=-1).reshape(x.shape) if apart else np.concatenate(found, -1)
    return joined @ w_o


def turn(x, positions):
    """Rotary positions: number i is paired with number i + d / 2."""
    half = x.shape[-1] // 2
    return turn_pairs(x, np.outer(positions, 10_000.0 ** (-np.arange(half) / half)))


def turn_pairs(x, angles, reflect=False, neighbours=False):
    """Turn pairs by the given angles; one of the mistakes if told so."""
    half = x.shape[-1] // 2
    first, second = (x[..., ::2], x[..., 1::2]) if neighbours else (x[..., :half], x[..., half:])
    cos, sin = np.cos(angles), np.sin(angles)
    pair = first * cos - second * sin, second * cos + (-1 if reflect else 1) * first * sin
    return np.stack(pair, axis=-1).reshape(x.shape) if neighbours else np.concatenate(pair, -1)
