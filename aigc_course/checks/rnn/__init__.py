"""Checks of the exercises to chapter 5, recurrent networks."""

from aigc_course.checks.rnn.exercise1 import exercise_1
from aigc_course.checks.rnn.exercise2 import exercise_2, flatten
from aigc_course.checks.rnn.exercise3 import exercise_3
from aigc_course.checks.rnn.exercise4 import exercise_4
from aigc_course.checks.rnn.exercise5 import exercise_5
from aigc_course.checks.rnn.exercise6 import exercise_6, parrot, random_weights, same_text, written

__all__ = [
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "exercise_6",
    "flatten",
    "parrot",
    "random_weights",
    "same_text",
    "written",
]
