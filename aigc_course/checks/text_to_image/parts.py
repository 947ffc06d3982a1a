"""What several checks of this chapter share."""

import numpy as np


def softmax(scores, allowed):
    """Weights along the last axis; 0 where a look is not allowed, everywhere if none is."""
    allowed = np.broadcast_to(allowed, scores.shape)
    least = np.where(allowed, scores, -np.inf)
    greatest = least.max(axis=-1, keepdims=True)
    powers = np.exp(least - np.where(np.isfinite(greatest), greatest, 0))
    return powers / np.maximum(powers.sum(axis=-1, keepdims=True), 1e-300)


def attend(patches, words, allowed, num_heads, weights, *, root=None, apart=False, axis=-1):
    """Cross-attention head by head; a mistake if told so.

    Args:
        patches, words: Arrays (n, patches, d) and (n, length, m).
        allowed: Bool (n, length).
        num_heads: Int.
        weights: The four matrices, for query, key, value and output.
        root: Float: scores are divided by its root, not by that of a head's width; or None.
        apart: Bool: head i takes every num_heads-th column, from number i on.
        axis: Int: -2 for a softmax along the patches.
    """
    w_q, w_k, w_v, w_o = weights
    width, found = w_q.shape[1] // num_heads, []
    for head in range(num_heads):
        run = slice(head * width, (head + 1) * width)
        own = slice(head, None, num_heads) if apart else run
        query = patches @ w_q[:, own]
        key, value = words @ w_k[:, own], words @ w_v[:, own]
        scores = np.einsum("npd,nld->npl", query, key) / np.sqrt(root or width)
        seen = np.broadcast_to(allowed[:, None], scores.shape)
        given = softmax(np.moveaxis(scores, axis, -1), np.moveaxis(seen, axis, -1))
        found.append(np.moveaxis(given, -1, axis) @ value)
    joined = np.stack(found, axis=-1) if apart else np.concatenate(found, axis=-1)
    return joined.reshape(*patches.shape[:2], -1) @ w_o


def log_sum(logs):
    """The logarithm of a sum of exponentials along the last axis; nothing overflows."""
    greatest = logs.max(axis=-1, keepdims=True)
    return greatest[..., 0] + np.log(np.sum(np.exp(logs - greatest), axis=-1))
