"""What several checks of this chapter share."""

from itertools import count

import numpy as np

from aigc_course.checks import Given

_NUMBERS = count()


def run(function, *arguments):
    """What a function returns; None as long as it is not written."""
    try:
        return function(*arguments)
    except NotImplementedError:
        return None


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _given(source, name):
    """`Given` under a name of its own: each is executed anew, and none replaces another."""
    unique = f"{name}_given_{next(_NUMBERS)}"
    return Given(f"{source}\n{unique} = {name}\ndel {name}\n", unique)
