"""Checks of the exercises to chapter 8, pictures from words."""

from aigc_course.checks.text_to_image.exercise1 import answers, exercise_1, shares_as
from aigc_course.checks.text_to_image.exercise2 import (
    batch,
    exercise_2,
    looks_as,
    matrices,
    weights_as,
)
from aigc_course.checks.text_to_image.exercise3 import (
    codes,
    exercise_3,
    gallery,
    search_as,
    sigmoid_loss_as,
    softmax_loss_as,
)
from aigc_course.checks.text_to_image.exercise4 import (
    a_world,
    aim_as,
    composed_as,
    exercise_4,
    guided_as,
    negative_as,
    they_belong_together,
)

__all__ = [
    "a_world",
    "aim_as",
    "answers",
    "batch",
    "codes",
    "composed_as",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "gallery",
    "guided_as",
    "looks_as",
    "matrices",
    "negative_as",
    "search_as",
    "shares_as",
    "sigmoid_loss_as",
    "softmax_loss_as",
    "they_belong_together",
    "weights_as",
]
