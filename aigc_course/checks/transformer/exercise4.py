"""The check of exercise 4."""

import numpy as np

from aigc_course.checks import Mistake, check, same
from aigc_course.checks.transformer.parts import turn, turn_pairs

EXPONENTS = (
    "The angles fall off wrongly: the exponent of pair i is -2i / d, with i from 0.",
    "角度递减得不对：第 i 对的指数是 -2i / d，i 从 0 开始。",
)


@check
def exercise_4(rotate, rng):
    d, length = 8, 6
    x = rng.normal(size=(length, d))
    positions = np.sort(rng.choice(np.arange(3, 40), length, replace=False))
    slow = 10_000.0 ** (-np.arange(d // 2) / (d // 2))

    def angles(where=positions, frequencies=slow):
        return np.outer(where, frequencies)

    same(
        rotate(x, positions),
        turn(x, positions),
        Mistake(x, "Nothing is turned.", "什么都没有转。"),
        Mistake(
            turn_pairs(x, -angles()),
            "You turn the other way round: the sign of the sines is wrong.",
            "转的方向反了：正弦的符号不对。",
        ),
        *(
            Mistake(
                turn_pairs(x, sign * angles(), reflect=True),
                "One of the two sines has the wrong sign: this is no rotation.",
                "两个正弦里有一个符号不对：这不是旋转。",
            )
            for sign in (1, -1)
        ),
        *(
            Mistake(
                turn_pairs(x, sign * angles(), neighbours=True),
                "You pair neighbours; number i is paired with number i + d / 2.",
                "你把相邻的数配成对了；第 i 个数应当与第 i + d / 2 个数配对。",
            )
            for sign in (1, -1)
        ),
        *(
            Mistake(
                turn_pairs(x, angles(where)),
                "The rows are turned as if they stood at 0, 1, 2, ...: `positions` has no effect.",
                "各行按 0、1、2…… 的位置转了：`positions` 没有起作用。",
            )
            for where in (range(length), range(1, length + 1))
        ),
        *(
            Mistake(
                turn_pairs(x, angles(positions + off)),
                "Your angles are those of the next position: position 0 is not turned at all.",
                "角度错了一位：位置 0 完全不转。",
            )
            for off in (1, -1)
        ),
        Mistake(
            turn_pairs(x, angles(positions - positions[0])),
            "You count from the first of the positions; count from 0.",
            "你从给定的第一个位置数起；应当从 0 数起。",
        ),
        *(Mistake(turn_pairs(x, angles(frequencies=f)), *EXPONENTS) for f in _wrong_slow(d)),
        Mistake(
            turn_pairs(x, angles(frequencies=slow[::-1])),
            "The pairs are in the wrong order: the first turns fastest.",
            "各对的次序反了：第一对转得最快。",
        ),
        Mistake(
            turn_pairs(x, angles(frequencies=1 / slow)),
            "The sign of the exponent is wrong: later pairs turn more slowly.",
            "指数的符号不对：越靠后的对转得越慢。",
        ),
        Mistake(
            turn_pairs(x, angles(frequencies=np.ones(d // 2))),
            "All pairs turn equally fast; each has a frequency of its own.",
            "每一对转得一样快；各对应当有自己的频率。",
        ),
        Mistake(
            turn_pairs(x, np.degrees(angles())),
            "These are degrees; NumPy's sine takes radians.",
            "这是角度制；NumPy 的正弦要用弧度。",
        ),
        Mistake(
            turn_pairs(x, 2 * np.pi * angles()),
            "The angle has a factor of 2 pi too many.",
            "角度多乘了 2π。",
        ),
        Mistake(
            x + np.concatenate([np.sin(angles()), np.cos(angles())], axis=-1),
            "You add waves to x; rotary positions add nothing, they turn.",
            "你给 x 加上了波；旋转位置编码什么也不加，只转。",
        ),
    )
    x = rng.normal(size=(2, 3, length, d))
    same(rotate(x, positions), turn(x, positions))


def _wrong_slow(d):
    """Frequencies that fall off in another way."""
    return (
        10_000.0 ** (-np.arange(d // 2) / d),
        10_000.0 ** (-np.arange(0, 2 * d, 4) / d),
        10_000.0 ** (-np.arange(2, d + 2, 2) / d),
        10_000.0 ** (-np.arange(1, d, 2) / d),
        np.linspace(1, 1e-4, d // 2),
    )
