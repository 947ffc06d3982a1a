"""The decoder of exercise 6, and damaged images for it."""

import numpy as np

from aigc_course.checks.vae.parts import _pixel_costs


def decode(z, a, b, c):
    """Probabilities of white (pixels,) that the decoder of exercise 6 gives for a code (dim,)."""
    return 0.5 + 0.5 * np.tanh(0.5 * (np.tanh(z @ a) @ b + c))


def score(z, image, visible, a, b, c):
    """log p(visible | z) + log p(z) but for a constant, of a code (dim,)."""
    logits = (np.tanh(z @ a) @ b + c)[visible]
    return -_pixel_costs(image[visible], logits).sum() - 0.5 * z @ z


def climb(starts, image, visible, a, b, c):
    """The tops of the hills on which codes (m, dim) stand, by short steps along differences."""
    dim, z = starts.shape[1], starts
    nudges = 1e-4 * np.concatenate([np.eye(dim), -np.eye(dim)])
    sign = 2 * image[visible] - 1
    b, c = b[:, visible], c[visible]
    for _ in range(500):
        codes = z[:, None] + nudges
        right = sign * (np.tanh(codes @ a) @ b + c)
        scores = -np.logaddexp(0, -right).sum(axis=-1) - 0.5 * np.square(codes).sum(axis=-1)
        z = z + 0.02 * (scores[:, :dim] - scores[:, dim:]) / 2e-4
    return z


def damaged_image(rng, pixels=60, seen=20):
    """A case for `repair`: its arguments and the scores on top of each start's hill.

    Along one direction of the plane of codes the logits turn back, so there are two hills. Three
    starts at least lead up the higher one, from a nat below its top or more; the first and the
    last do not.
    """
    while True:
        turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]
        a = turn @ np.concatenate([[[0.5, 3.0], [0.0, 0.0]], rng.normal(size=(2, 3))], axis=1)
        sign = rng.choice([-1.0, 1.0], size=pixels)
        b = np.concatenate([np.outer([4.0, -1.6], sign), 0.3 * rng.normal(size=(3, pixels))])
        c = 0.3 * rng.normal(size=pixels)
        code = turn @ [rng.choice([-2.0, 2.0]), rng.normal()]
        truth = (rng.random(pixels) < decode(code, a, b, c)).astype("float64")
        visible = rng.permutation(np.arange(pixels) < seen)
        image = np.where(visible, truth, np.nan)
        across = turn @ [0.0, 1.0]
        starts = code + np.outer([2.0, 2.5, -2.0], across), -code + np.outer([1, 2], across)
        starts = np.concatenate([*starts, 2 * rng.normal(size=(3, 2))])
        tops = climb(starts, image, visible, a, b, c)
        heights = np.array([score(z, image, visible, a, b, c) for z in tops])
        order = np.argsort(heights)
        order = np.concatenate([order[:1], order[2:], order[1:2]])
        starts, heights = starts[order], heights[order]
        best, below = heights.max(), [score(z, image, visible, a, b, c) for z in starts]
        if max(below) > best - 1:
            continue
        if np.sum(heights > best - 0.1) >= 3 and max(heights[0], heights[-1]) < best - 1.2:
            return (image, visible, a, b, c, starts), heights
