"""The check of exercise 3."""

import numpy as np

from aigc_course.checks import Mistake, check, same
from aigc_course.checks.history.parts import _pair


@check
def exercise_3(fit_power_law, rng):
    sizes = np.exp(np.sort(rng.uniform(7, 16, size=7)))
    floor = rng.uniform(0.8, 1.5)
    factor = rng.uniform(8, 20)
    power = rng.uniform(0.1, 0.2)
    losses = floor + factor * sizes**-power * np.exp(rng.normal(scale=0.05, size=7))
    a, b = _line_in_logs(sizes, losses - floor)
    found = _pair(
        fit_power_law(sizes, losses, floor),
        "Return two numbers, a and b.",
        "应当返回 a 和 b 两个数。",
    )
    unfloored = _line_in_logs(sizes, losses)
    linear = -np.polyfit(sizes, np.log(losses - floor), 1)[0]
    turned = np.polyfit(np.log(losses - floor), np.log(sizes), 1)
    same(
        found,
        np.array([a, b]),
        Mistake(
            (a, -b),
            "The sign of b is the wrong way round: with N to the power -b, b is above zero.",
            "b 的符号反了：公式里是 N 的 -b 次方，b 应当大于零。",
        ),
        Mistake((b, a), "a and b are exchanged.", "a 和 b 的次序反了。"),
        Mistake(
            (np.log(a), b),
            "Your first number is the logarithm of a.",
            "你的第一个数是 a 的对数。",
        ),
        Mistake(
            (np.log(a), -b),
            "Your numbers are intercept and slope of the line; turn them into a and b.",
            "这两个数是直线的截距和斜率；还要化成 a 和 b。",
        ),
        Mistake(
            (-b, np.log(a)),
            "Your numbers are slope and intercept of the line; turn them into a and b.",
            "这两个数是直线的斜率和截距；还要化成 a 和 b。",
        ),
        Mistake(
            (np.log10(a), b),
            "Your first number is the logarithm of a, to base 10.",
            "你的第一个数是 a 的对数，以 10 为底。",
        ),
        Mistake(
            (np.exp(np.log10(a)), b),
            "You took logarithms to base 10 and went back with base e.",
            "你取的是以 10 为底的对数，还原时却用了底 e。",
        ),
        Mistake(
            (10 ** np.log(a), b),
            "You took logarithms to base e and went back with base 10.",
            "你取的是以 e 为底的对数，还原时却用了底 10。",
        ),
        Mistake(
            unfloored,
            "You fitted the losses as they are; only what lies above the floor is a power of N.",
            "你直接拟合了损失；只有高出下限的那一部分才服从幂律。",
        ),
        Mistake(
            _line_in_logs(sizes, losses + floor),
            "You added the floor to the losses; take it away.",
            "你把下限加到损失上了；应当减去。",
        ),
        Mistake(
            (found[0], linear),
            "The line is fitted against N itself; take its logarithm too.",
            "你拟合直线时用的是 N 本身；N 也要取对数。",
        ),
        Mistake(
            (found[0], -np.polyfit(np.log(sizes), losses - floor, 1)[0]),
            "You took the logarithm of N only; take that of what lies above the floor too.",
            "你只对 N 取了对数；高出下限的部分也要取对数。",
        ),
        Mistake(
            (found[0], -1 / turned[0]),
            "You fitted the sizes as a function of the losses; it is the other way round.",
            "你把大小当成损失的函数来拟合；应当反过来。",
        ),
        Mistake(
            (found[0], b),
            "b is right, a is not.",
            "b 对了，a 不对。",
        ),
        rtol=1e-3,
    )


def _line_in_logs(sizes, heights):
    x, y = np.log(sizes), np.log(heights)
    slope = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
    return np.exp(y.mean() - slope * x.mean()), -slope
