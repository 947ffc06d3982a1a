"""Checks of the exercises to chapter 0, the tools."""

from aigc_course.checks.start.exercise1 import exercise_1, there_and_back
from aigc_course.checks.start.exercise2 import exercise_2, split_is_right, statistics_are_right
from aigc_course.checks.start.exercise3 import differences_are, entropy_is, exercise_3
from aigc_course.checks.start.exercise4 import blurred_signs, exercise_4, reads_well

__all__ = [
    "blurred_signs",
    "differences_are",
    "entropy_is",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "reads_well",
    "split_is_right",
    "statistics_are_right",
    "there_and_back",
]
