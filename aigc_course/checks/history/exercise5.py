"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Mistake, check, need, same


@check
def exercise_5(frechet, rng):
    stretch = rng.normal(size=(2, 3, 3)) * np.array([3, 1, 0.5])
    real = rng.normal(size=(40, 3)) @ stretch[0]
    fake = rng.normal(size=(25, 3)) @ stretch[1] + rng.uniform(1, 2, size=3)
    for kept in (real[: len(fake)], real):
        got = frechet(kept, fake)
        need(
            not np.issubdtype(getattr(got, "dtype", type(got)), np.complexfloating),
            "The result is complex: keep the real part of the root's trace.",
            "结果是复数：平方根的迹只取实部。",
        )
        same(got, *_distance_and_mistakes(kept, fake))


def _distance_and_mistakes(real, fake):
    gap = real.mean(axis=0) - fake.mean(axis=0)
    first, second = np.cov(real.T), np.cov(fake.T)
    total, cross = np.trace(first) + np.trace(second), _root_trace(real, fake)
    distance = gap @ gap + total - 2 * cross
    crude = np.sqrt(np.maximum(first @ second, 0))
    roots = [_root(covariance) for covariance in (first, second)]
    shares = len(real) / (len(real) - 1), len(fake) / (len(fake) - 1)
    whole = gap @ gap + np.trace(first) / shares[0] + np.trace(second) / shares[1]
    alike = len(real) == len(fake)
    across = np.trace(np.cov(real)) + np.trace(np.cov(fake)) if alike else np.nan
    hadamard = np.linalg.eigvalsh(first * second)
    return (
        distance,
        Mistake(
            np.sqrt(distance),
            "You took the square root in the end; the formula gives the squared distance.",
            "最后多开了一次平方根；公式给出的是距离的平方。",
        ),
        Mistake(
            gap @ gap + total - cross,
            "The root of the product counts twice.",
            "协方差之积的平方根要取两倍。",
        ),
        Mistake(
            gap @ gap + total + 2 * cross,
            "The root of the product is taken away, not added.",
            "协方差之积的平方根应当减去，而不是加上。",
        ),
        Mistake(
            np.sqrt(gap @ gap) + total - 2 * cross,
            "The distance of the means enters as its square.",
            "均值之间的距离要取平方。",
        ),
        Mistake(total - 2 * cross, "The means are missing.", "漏了均值。"),
        Mistake(gap @ gap, "The covariances are missing.", "漏了协方差。"),
        Mistake(
            gap @ gap + total - 2 * np.trace(crude),
            "You took the root of each entry; the root of a matrix is something else.",
            "你对矩阵的每个元素开了平方根；矩阵的平方根是另一回事。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.trace(np.sqrt(np.abs(first)) @ np.sqrt(np.abs(second))),
            "You took the root of each entry; the root of a matrix is something else.",
            "你对矩阵的每个元素开了平方根；矩阵的平方根是另一回事。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.trace(roots[0] @ roots[1]),
            "You multiplied two roots; it is the root of the product, and these differ here.",
            "你把两个平方根相乘了；要的是乘积的平方根，两者在这里不相等。",
        ),
        Mistake(
            gap @ gap + np.sum((np.sqrt(np.diag(first)) - np.sqrt(np.diag(second))) ** 2),
            "You used the variances only; features that go together have covariances too.",
            "你只用了方差；特征之间还有协方差。",
        ),
        Mistake(
            whole - 2 * cross / np.sqrt(np.prod(shares)),
            "You divided by n; the covariance of a sample is divided by n - 1, as `np.cov` does.",
            "你除的是 n；样本协方差要除以 n - 1，`np.cov` 就是这样。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.trace(first @ second),
            "The root of the product is missing.",
            "漏了开平方根。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.sqrt(abs(np.trace(first @ second))),
            "You took the root of the trace; it is the trace of the root.",
            "你是先求迹再开平方根；应当先开平方根再求迹。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.sqrt(np.maximum(hadamard, 0)).sum(),
            "You multiplied the covariances entry by entry; take the product of matrices.",
            "你把协方差逐个元素相乘了；应当做矩阵乘法。",
        ),
        Mistake(
            gap @ gap + across - 2 * (_root_trace(real.T, fake.T) if alike else np.nan),
            "You took the rows for features; `np.cov` does so unless told otherwise.",
            "你把行当成了特征；`np.cov` 默认如此，除非另行指定。",
        ),
    )


def _root_trace(real, fake):
    """The trace of the root of the product of both covariances, without either."""
    first, second = ((x - x.mean(axis=0)) / np.sqrt(len(x) - 1) for x in (real, fake))
    return np.linalg.svd(first @ second.T, compute_uv=False).sum()


def _root(covariance):
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
