"""Checks of the exercises to chapter 5, recurrent networks."""

from aigc_course.checks.rnn.exercise1 import exercise_1
from aigc_course.checks.rnn.exercise2 import exercise_2
from aigc_course.checks.rnn.exercise3 import exercise_3
from aigc_course.checks.rnn.exercise4 import exercise_4
from aigc_course.checks.rnn.exercise5 import exercise_5, parrot, random_weights, same_text, written
from aigc_course.checks.rnn.exercise6 import (
    copied_share_is_right,
    exercise_6,
    made_up_language,
    network_reads,
    spoken,
)

__all__ = [
    "copied_share_is_right",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "exercise_6",
    "made_up_language",
    "network_reads",
    "parrot",
    "random_weights",
    "same_text",
    "spoken",
    "written",
]
