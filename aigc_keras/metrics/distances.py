"""Distances between two clouds of points: any features, any points. NumPy in, floats out."""

from numbers import Integral

import numpy as np


def frechet_distance(real, fake):
    """Squared Fréchet distance of the Gaussians fitted to two sets of features.

    ||m1 - m2||^2 + Tr(C1 + C2 - 2 (C1 C2)^(1/2)); called FID only when the features are
    Inception's (Heusel et al. 2017, arXiv:1706.08500). Biased upwards for small n: compare
    figures of one n, and put real against real beside them.

    Args:
        real, fake: Float arrays (n, d) and (m, d).

    Returns:
        Float >= 0, in squared units of the features.

    Raises:
        ValueError: arrays that do not match, or fewer than two rows.

    Example:
        >>> points = np.random.default_rng(0).normal(size=(100, 2))
        >>> round(frechet_distance(points, points + [3, 4]), 6)
        25.0
    """
    real, fake = _check(real, fake)
    mean_gap = real.mean(0) - fake.mean(0)
    real_cov, fake_cov = (np.atleast_2d(np.cov(x, rowvar=False)) for x in (real, fake))
    # Tr (C1 C2)^(1/2) = Tr (A C2 A)^(1/2) with A = C1^(1/2): symmetric, so stable.
    values, vectors = np.linalg.eigh(real_cov)
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    cross = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ fake_cov @ root), 0)).sum()
    distance = mean_gap @ mean_gap + np.trace(real_cov) + np.trace(fake_cov) - 2 * cross
    return float(max(distance, 0.0))


def kernel_distance(real, fake):
    """Unbiased squared maximum mean discrepancy with the kernel (x.y / d + 1)^3.

    The kernel of Binkowski et al. 2018, arXiv:1801.01401, who call it KID on Inception's
    features. Around 0, also below it, for equal distributions.

    Args:
        real, fake: Float arrays (n, d) and (m, d).

    Returns:
        Float.

    Raises:
        ValueError: arrays that do not match, or fewer than two rows.

    Example:
        >>> points = np.random.default_rng(0).normal(size=(100, 2))
        >>> kernel_distance(points[:50], points[50:]) < kernel_distance(points, points + 1)
        True
    """
    real, fake = _check(real, fake)
    dimension = real.shape[1]
    within = 0.0
    for x in (real, fake):
        kernel = (x @ x.T / dimension + 1) ** 3
        within += (kernel.sum() - np.trace(kernel)) / (len(x) * (len(x) - 1))
    return float(within - 2 * ((real @ fake.T / dimension + 1) ** 3).mean())


def precision_recall(real, fake, k=3):
    """Share of fakes that lie among the real points, and of real points among the fakes.

    A point lies among a set when it is no farther from one of its points than that point's
    k-th neighbour in the set (Kynkaanniemi et al. 2019, arXiv:1904.06991).

    Args:
        real, fake: Float arrays (n, d) and (m, d), more than k rows each.
        k: Int.

    Returns:
        (precision, recall), floats in [0, 1]: fidelity and coverage.

    Raises:
        ValueError: arrays that do not match, k below 1, or not more than k rows.

    Example:
        >>> precision_recall([[0.0], [1.0], [9.0], [10.0]], [[0.0], [0.5], [1.0]], k=1)
        (1.0, 0.5)
    """
    if not isinstance(k, Integral) or k < 1:
        raise ValueError(f"k must be a whole number of neighbours, at least 1, not {k!r}.")
    real, fake = _check(real, fake, at_least=k + 1)
    between = squared_distances(real, fake)
    real_radius = np.partition(squared_distances(real, real), k, axis=1)[:, k]
    fake_radius = np.partition(squared_distances(fake, fake), k, axis=1)[:, k]
    precision = (between <= real_radius[:, None]).any(axis=0).mean()
    recall = (between <= fake_radius[None, :]).any(axis=1).mean()
    return float(precision), float(recall)


def mode_coverage(points, centres, deviation, share=0.2):
    """For a mixture of equal, known Gaussians: modes found, and share of good points.

    Args:
        points: Float array (n, d), the samples.
        centres: Float array (modes, d).
        deviation: Float, the standard deviation of each mode.
        share: Float: a mode is found when it receives at least this share of its due n / modes
            good points.

    Returns:
        (found, good): int, and the share of points within 3 deviations of a centre.

    Raises:
        ValueError: arrays that do not match, or a deviation that is not above 0.

    Example:
        >>> mode_coverage([[0.0, 0.1], [0.1, 0.0], [5.0, 5.0]], [[0.0, 0.0], [9.0, 0.0]], 0.1)
        (1, 0.6666666666666666)
    """
    if not deviation > 0:
        raise ValueError(f"deviation={deviation} must be above 0, the modes' standard deviation.")
    points, centres = _check(points, centres, at_least=1)
    distances = np.sqrt(squared_distances(points, centres))
    good = distances.min(axis=1) <= 3 * deviation
    counts = np.bincount(distances.argmin(axis=1)[good], minlength=len(centres))
    return int((counts >= share * len(points) / len(centres)).sum()), float(good.mean())


def squared_distances(a, b):
    """Squared Euclidean distances of the rows of two arrays.

    Args:
        a, b: Float arrays (n, d) and (m, d).

    Returns:
        Float array (n, m), >= 0.

    Example:
        >>> squared_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]))
        array([[25.,  1.]])
    """
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * (a @ b.T)
    return np.maximum(squares, 0)


def _check(a, b, at_least=2):
    a, b = np.asarray(a), np.asarray(b)
    if a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        raise ValueError(f"Need arrays of numbers; got {a.dtype} and {b.dtype}.")
    a, b = a.astype("float64"), b.astype("float64")
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or min(len(a), len(b)) < at_least:
        raise ValueError(
            f"Need two arrays (n, d) of one d, with at least {at_least} rows each; "
            f"got shapes {a.shape} and {b.shape}. Of images, give features: `ImageScores` does."
        )
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError("Scores need finite numbers; there is a NaN or an infinity among these.")
    return a, b
