"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, Wrong, check, need, number, same


@check
def exercise_2(clip_by_joint_norm, rng):
    gradients = [rng.normal(size=shape) for shape in ((4, 3), (5,), (2, 3, 2))]
    gradients[1] *= 4
    flat = np.concatenate([gradient.ravel() for gradient in gradients])
    norms = [np.linalg.norm(gradient) for gradient in gradients]
    norm = float(np.linalg.norm(flat))
    limit = 0.4 * norm
    apart = [g * min(1, limit / n) for g, n in zip(gradients, norms, strict=True)]
    same(
        flatten(clip_by_joint_norm([g.copy() for g in gradients], limit), gradients),
        flat * (limit / norm),
        Mistake(
            flat,
            "Nothing is clipped, though the norm is above the limit.",
            "没有裁剪：这里的范数高于上限。",
        ),
        Mistake(
            np.concatenate([gradient.ravel() for gradient in apart]),
            "You clip each array by its own norm, which turns the direction; one norm is for all.",
            "你按各个数组自己的范数裁剪，方向会变；所有数组合用一个范数。",
        ),
        Mistake(
            np.clip(flat, -limit, limit),
            "You clip each number by itself, which turns the direction.",
            "你把每个数单独截断，方向会变。",
        ),
        Mistake(
            flat / norm,
            "The joint norm becomes 1; it should become the limit.",
            "联合范数变成了 1；应当等于上限。",
        ),
        Mistake(
            flat * (limit / sum(norms)),
            "You add up the arrays' norms; it is their squares that add up.",
            "你把各数组的范数相加了；能相加的是它们的平方。",
        ),
        Mistake(
            flat * (limit / norm**2),
            "You divide by the square of the norm: a square root is missing.",
            "你除以了范数的平方：少了开方。",
        ),
        Mistake(
            flat * np.sqrt(limit / norm),
            "The factor is the square root of what it should be.",
            "因子多开了一次方。",
        ),
    )
    limit = 1.5 * norm
    same(
        flatten(clip_by_joint_norm([g.copy() for g in gradients], limit), gradients),
        flat,
        Mistake(
            flat * (limit / norm),
            "Gradients whose norm is below the limit are to stay as they are; yours grow.",
            "范数低于上限的梯度应当原样不动；你的却变大了。",
        ),
    )


def flatten(got, like):
    """A learner's list of arrays as one vector, if their number and shapes are those of `like`."""
    if type(got) not in (list, tuple):
        found = number(got)
        raise Wrong(
            f"It returns one array of shape {found.shape}; return a list of arrays.",
            f"返回值是一个形状为 {found.shape} 的数组；应当返回数组的列表。",
        )
    need(
        len(got) == len(like),
        f"The list has {len(got)} arrays; it should have {len(like)}.",
        f"列表里有 {len(got)} 个数组，应当有 {len(like)} 个。",
    )
    arrays = [number(array) for array in got]
    for found, array in zip(arrays, like, strict=True):
        need(
            found.shape == array.shape,
            f"An array of shape {array.shape} comes back with the shape {found.shape}.",
            f"形状为 {array.shape} 的数组，返回时形状成了 {found.shape}。",
        )
    return np.concatenate([array.ravel() for array in arrays])
