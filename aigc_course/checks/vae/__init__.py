"""Checks of the exercises to chapter 4, variational autoencoders."""

from aigc_course.checks.vae.decoder import climb, damaged_image, decode, score
from aigc_course.checks.vae.exercise1 import exercise_1
from aigc_course.checks.vae.exercise2 import exercise_2
from aigc_course.checks.vae.exercise3 import (
    LOSS,
    beta_is_found,
    exercise_3,
    make_loss,
    reason_is_right,
)
from aigc_course.checks.vae.exercise4 import exercise_4
from aigc_course.checks.vae.exercise5 import exercise_5
from aigc_course.checks.vae.exercise6 import check_repair, check_slope, exercise_6, parts_of
from aigc_course.checks.vae.training import flipped_patterns, serves_well

__all__ = [
    "LOSS",
    "beta_is_found",
    "check_repair",
    "check_slope",
    "climb",
    "damaged_image",
    "decode",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "exercise_6",
    "flipped_patterns",
    "make_loss",
    "parts_of",
    "reason_is_right",
    "score",
    "serves_well",
]
