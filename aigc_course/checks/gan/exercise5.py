"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Wrong, check, need, number

MODES = 8
RADIUS = 2.0
DEVIATION = 0.1


@check
def exercise_5(handed_in, rng):
    ring_is_covered(ring_samples(handed_in))
    ring_is_spread(ring_samples(handed_in))
    ring_is_new(ring_samples(handed_in), rng)


def ring_samples(handed_in):
    try:
        points = number(handed_in(), finite=False)
    except Wrong as wrong:
        if "FileNotFoundError" not in wrong.english:
            raise
        raise Wrong(
            "There is no file 03_gan_ring.npz yet.", "还没有 03_gan_ring.npz 这个文件。"
        ) from None
    need(
        points.ndim == 2 and points.shape[1] == 2 and 1000 <= len(points) <= 2000,
        f"`samples` has the shape {points.shape}; it should be (n, 2) with n from 1,000 to 2,000.",
        f"`samples` 的形状是 {points.shape}，应当是 (n, 2)，n 在 1,000 到 2,000 之间。",
    )
    need(
        np.all(np.isfinite(points)),
        "`samples` holds NaN or infinity.",
        "`samples` 中有 NaN 或无穷大。",
    )
    return points.astype("float64")


def _by_mode(points):
    """The good points of each mode."""
    turns = np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi) * MODES
    nearest = np.round(turns).astype(int) % MODES
    good = np.linalg.norm(points - _centres()[nearest], axis=1) <= 3 * DEVIATION
    return [points[good & (nearest == mode)] for mode in range(MODES)]


def _centres():
    return RADIUS * np.array(
        [[np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, MODES, endpoint=False)]
    )


def ring_is_covered(points):
    """All modes, in their places, in about their shares; enough good points."""
    modes, due = _by_mode(points), len(points) / MODES
    covered = sum(len(mode) >= 0.2 * due for mode in modes)
    need(
        covered == MODES,
        f"The samples cover {covered} of the 8 modes.",
        f"样本只覆盖了 8 个模式中的 {covered} 个。",
    )
    good = sum(map(len, modes)) / len(points)
    need(
        good >= 0.7,
        f"Only {good:.0%} of the samples are good; 70% are needed.",
        f"好点只占 {good:.0%}；至少要 70%。",
    )
    most = max(map(len, modes)) / due
    need(
        most <= 2,
        f"One mode has {most:.1f} times its due of good points; twice is the limit.",
        f"有一个模式的好点数是应得数的 {most:.1f} 倍；最多两倍。",
    )
    pairs = zip(modes, _centres(), strict=True)
    off = max(np.linalg.norm(mode.mean(axis=0) - centre) for mode, centre in pairs)
    need(
        off <= 0.15,
        f"The good points of a mode lie {off:.2f} off its centre on average; 0.15 is allowed.",
        f"有一个模式的好点平均偏离中心 {off:.2f}；最多允许 0.15。",
    )


def ring_is_spread(points):
    """Within its modes, too."""
    modes = [mode for mode in _by_mode(points) if len(mode) > 1]
    need(modes, "No sample is good.", "没有一个好点。")
    spreads = [np.sqrt(mode.var(axis=0).mean()) for mode in modes]
    need(
        np.median(spreads) >= 0.03 and min(spreads) >= 0.02,
        f"Within the modes the samples hardly spread: deviation {np.median(spreads):.3f} in the "
        f"median, {min(spreads):.3f} in the narrowest (real: 0.1; needed: 0.03 and 0.02).",
        f"样本在模式之内几乎没有散开：标准差的中位数为 {np.median(spreads):.3f}，"
        f"最窄处 {min(spreads):.3f}（真实数据 0.1；至少 0.03 和 0.02）。",
    )


def ring_is_new(points, rng):
    """No repeats, no copies."""
    need(
        len(np.unique(points.round(6), axis=0)) > 0.98 * len(points),
        "Points of the samples occur more than once.",
        "样本中有重复的点。",
    )
    training = _ring(np.random.default_rng(0), 2000).astype("float32").astype("float64")
    found = _nearest(points, training)
    fresh_rng = np.random.default_rng(rng.integers(1, 2**32, size=4))
    fresh = _nearest(_ring(fresh_rng, len(points)), training)
    need(
        np.median(found) >= 0.4 * np.median(fresh)
        and np.mean(found < np.quantile(fresh, 0.02)) < 0.12,
        "The samples lie much closer to training points than new real points do: they are copies.",
        "样本离训练点远比新抽的真实点近：它们是复制品。",
    )


def _ring(rng, n):
    return _centres()[rng.integers(MODES, size=n)] + DEVIATION * rng.normal(size=(n, 2))


def _nearest(points, others):
    """The distance of each point to the nearest of the others."""
    parts = np.array_split(points, 10)
    return np.concatenate(
        [np.linalg.norm(part[:, None] - others, axis=2).min(axis=1) for part in parts]
    )
