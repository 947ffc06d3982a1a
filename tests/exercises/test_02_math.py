"""Grades the exercises to chapter 2, mathematics."""

import numpy as np
import pytest

from aigc_keras.checks import math as check
from aigc_keras.checks import same

SETTINGS = {"preload": ["numpy"], "forbidden": ["aigc_keras"], "seconds": 30}


@pytest.mark.points(1, exercise=1)
def test_kl(student, rng):
    """The divergence of each row.
    每一行的散度。"""
    check.exercise_1.judge(student.kl_to_standard_normal, rng)


@pytest.mark.points(1, exercise=1)
def test_kl_is_zero_for_equal_distributions(student):
    """The divergence of the standard normal from itself, also for a code of one dimension.
    标准正态分布对自身的散度，也包括一维的编码。"""
    zeros = np.zeros((4, 1))
    same(student.kl_to_standard_normal(zeros, zeros), np.zeros(4))
