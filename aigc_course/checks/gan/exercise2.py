"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same


@check
def exercise_2(mode_coverage, rng):
    centres = np.array([[0.0, 0], [3, 0], [0, 3], [5, 5], [1, -4], [-4, 1]])
    sizes = (60, 19, 9, 3, 2, 0)
    points = [c + rng.normal(0, 0.2, (n, 2)) for c, n in zip(centres, sizes, strict=True)]
    angles = rng.uniform(0, 2 * np.pi, 24)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1) * rng.uniform(0.63, 0.9, (24, 1))
    points = np.concatenate([*points, centres[5] + circle, centres[1] + [[0, 0.5]] * 5])
    points = rng.permutation(points)
    coverage_is(mode_coverage(points, centres, 0.2), points, centres, 0.2)


def coverage_is(got, points, centres, deviation):
    """Compare a learner's (covered, good) with a count in loops."""
    received, everyone, near = [np.zeros(len(centres), int) for _ in range(3)]
    good_squared = 0
    for point in points:
        distances = [sum((point - centre) ** 2) ** 0.5 for centre in centres]
        nearest = int(np.argmin(distances))
        everyone[nearest] += 1
        received[nearest] += distances[nearest] <= 3 * deviation
        near[nearest] += distances[nearest] <= deviation
        good_squared += distances[nearest] ** 2 <= 3 * deviation
    n, due = len(points), len(points) / len(centres)
    found = number(got)
    need(
        found.shape == (2,),
        "Return two numbers: the covered modes and the share of good points.",
        "请返回两个数：被覆盖的模式数和好点的比例。",
    )
    good = received.sum() / n
    same(
        found[1],
        good,
        Mistake(
            received.sum(),
            "That is the number of good points; divide it by the number of all points.",
            "这是好点的个数；还要除以总点数。",
        ),
        Mistake(
            100 * good,
            "Give the share as a fraction, not in per cent.",
            "比例请写成 0 到 1 之间的小数，不要用百分数。",
        ),
        Mistake(
            near.sum() / n,
            "Your good points lie within one deviation; three are allowed.",
            "你只把一个标准差之内的算作好点；应当放宽到三个。",
        ),
        Mistake(
            good_squared / n,
            "You compare the squared distance with three deviations.",
            "你把距离的平方与三个标准差相比了。",
        ),
        Mistake(
            np.sum(received >= 0.2 * due),
            "Return the number of covered modes first, then the share.",
            "请先返回被覆盖的模式数，再返回比例。",
        ),
        Mistake(
            1 - good, "That is the share of the points that are not good.", "这是不好的点的比例。"
        ),
    )
    same(
        found[0],
        np.sum(received >= 0.2 * due),
        Mistake(
            np.sum(everyone >= 0.2 * due),
            "You count points that are not good, too.",
            "你把不好的点也算给了模式。",
        ),
        Mistake(
            np.sum(received > 0),
            "You count a mode as soon as one good point reaches it; it needs a fifth of its due.",
            "你只要有一个好点就算覆盖；好点应当不少于应得数的五分之一。",
        ),
        Mistake(
            np.sum(everyone > 0),
            "You count a mode as soon as one point reaches it; it needs good points, "
            "a fifth of its due.",
            "你只要有一个点就算覆盖；应当是好点，而且不少于应得数的五分之一。",
        ),
        Mistake(
            np.sum(received >= due),
            "You ask for the whole due share; a fifth of it is enough.",
            "你要求达到全部应得数；五分之一就够了。",
        ),
        Mistake(
            np.sum(received >= 0.2 * n),
            "You ask for a fifth of all points; a fifth of the mode's due n/k is enough.",
            "你要求达到总点数的五分之一；应得数 n/k 的五分之一就够了。",
        ),
        Mistake(
            np.sum(received >= 0.2 * due) / len(centres),
            "You give the share of covered modes; their number is asked for.",
            "你给出的是被覆盖模式的比例；要的是个数。",
        ),
    )
