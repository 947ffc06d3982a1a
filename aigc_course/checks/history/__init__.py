"""Checks of the exercises to chapter 1, history."""

from aigc_course.checks.history.exercise1 import exercise_1
from aigc_course.checks.history.exercise2 import exercise_2, random_text, scores_are_honest
from aigc_course.checks.history.exercise3 import exercise_3
from aigc_course.checks.history.exercise4 import exercise_4
from aigc_course.checks.history.exercise5 import exercise_5
from aigc_course.checks.history.exercise6 import exercise_6, same_text

__all__ = [
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "exercise_6",
    "random_text",
    "same_text",
    "scores_are_honest",
]
