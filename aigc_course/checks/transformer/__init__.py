"""Checks of the exercises to chapter 6, the Transformer."""

from aigc_course.checks.gan.parts import run
from aigc_course.checks.transformer.exercise1 import exercise_1
from aigc_course.checks.transformer.exercise2 import (
    causal_is_right,
    exercise_2,
    foretells,
    invented_language,
    looks_are_found,
    reason_is_right,
    seen_is_right,
)
from aigc_course.checks.transformer.exercise3 import exercise_3
from aigc_course.checks.transformer.exercise4 import exercise_4
from aigc_course.checks.transformer.exercise5 import exercise_5, read_pieces, reading
from aigc_course.checks.transformer.exercise6 import copier, exercise_6, logits_of
from aigc_course.checks.transformer.parts import attend, turn

__all__ = [
    "attend",
    "causal_is_right",
    "copier",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "exercise_6",
    "foretells",
    "invented_language",
    "logits_of",
    "looks_are_found",
    "read_pieces",
    "reading",
    "reason_is_right",
    "run",
    "seen_is_right",
    "turn",
]
