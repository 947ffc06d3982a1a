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
from aigc_course.checks.text_to_image.exercise5 import (
    a_collection,
    exercise_5,
    mixture_is_right,
    pairs_are_right,
    set_is_right,
    symptoms_are_right,
)
from aigc_course.checks.text_to_image.scarf import (
    may_train,
    pairs_to_learn_from,
    said,
    with_scarf,
)

__all__ = [
    "a_collection",
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
    "exercise_5",
    "gallery",
    "guided_as",
    "looks_as",
    "matrices",
    "may_train",
    "mixture_is_right",
    "negative_as",
    "pairs_are_right",
    "pairs_to_learn_from",
    "said",
    "search_as",
    "set_is_right",
    "shares_as",
    "sigmoid_loss_as",
    "softmax_loss_as",
    "symptoms_are_right",
    "they_belong_together",
    "weights_as",
    "with_scarf",
]
