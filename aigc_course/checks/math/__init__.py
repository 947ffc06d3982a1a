"""Checks of the exercises to chapter 2, mathematics."""

from aigc_course.checks.math.exercise1 import exercise_1
from aigc_course.checks.math.exercise2 import exercise_2
from aigc_course.checks.math.exercise3 import exercise_3, two
from aigc_course.checks.math.exercise4 import exercise_4
from aigc_course.checks.math.exercise5 import CUBE, arrives, cliff, exercise_5
from aigc_course.checks.math.exercise6 import DENOISE, exercise_6

__all__ = [
    "CUBE",
    "DENOISE",
    "arrives",
    "cliff",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "exercise_6",
    "two",
]
