"""Checks of the exercises to chapter 3, generative adversarial networks."""

from aigc_course.checks.gan.epochs import epoch_order
from aigc_course.checks.gan.exercise1 import exercise_1
from aigc_course.checks.gan.exercise2 import coverage_is, exercise_2
from aigc_course.checks.gan.exercise3 import exercise_3
from aigc_course.checks.gan.exercise4 import TinyGan, exercise_4, steps_are_right
from aigc_course.checks.gan.exercise5 import (
    DEVIATION,
    MODES,
    RADIUS,
    exercise_5,
    ring_is_covered,
    ring_is_new,
    ring_is_spread,
    ring_samples,
)
from aigc_course.checks.gan.parts import run

__all__ = [
    "DEVIATION",
    "MODES",
    "RADIUS",
    "TinyGan",
    "coverage_is",
    "epoch_order",
    "exercise_1",
    "exercise_2",
    "exercise_3",
    "exercise_4",
    "exercise_5",
    "ring_is_covered",
    "ring_is_new",
    "ring_is_spread",
    "ring_samples",
    "run",
    "steps_are_right",
]
