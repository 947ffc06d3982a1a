"""Checks of the exercises to chapter 7, diffusion models."""

from aigc_course.checks.diffusion.exercise1 import exercise_1, falling, mended_as
from aigc_course.checks.diffusion.exercise2 import exercise_2
from aigc_course.checks.diffusion.exercise3 import (
    a_mixture,
    exercise_3,
    log_of,
    log_same,
    predictions_are_guided,
    score_of,
)
from aigc_course.checks.diffusion.exercise4 import Case, exercise_4, inpainted_as
from aigc_course.checks.diffusion.exercise5 import (
    exercise_5,
    inputs_are_right,
    spoil_is_right,
    symptoms_are_right,
    walk_is_right,
)
from aigc_course.checks.diffusion.parts import circle, move, posterior
from aigc_course.checks.diffusion.training import groups, samples_fit

__all__ = [
    "Case",
    "a_mixture",
    "circle",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "falling",
    "groups",
    "inpainted_as",
    "inputs_are_right",
    "log_of",
    "log_same",
    "mended_as",
    "move",
    "posterior",
    "predictions_are_guided",
    "samples_fit",
    "score_of",
    "spoil_is_right",
    "symptoms_are_right",
    "walk_is_right",
]
