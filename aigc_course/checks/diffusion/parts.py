"""What several checks of this chapter share."""

from itertools import count

import numpy as np

from aigc_course.checks import Given, Wrong, number

_NUMBERS = count()


def circle(t):
    """Signal rate and noise rate on a quarter of a circle."""
    return np.cos(np.pi / 2 * t), np.sin(np.pi / 2 * t)


def given(source, name):
    """`Given` under a name of its own: each is executed anew, and none replaces another."""
    unique = f"{name}_given_{next(_NUMBERS)}"
    return Given(f"{source}\n{unique} = {name}\ndel {name}\n", unique)


def pair(got, english, chinese):
    """Two results as arrays; the sentences say which two are wanted."""
    if got is None:
        number(got)
    two = isinstance(got, list | tuple) or (isinstance(got, np.ndarray) and got.ndim > 0)
    if not two or len(got) != 2:
        raise Wrong(english, chinese)
    return tuple(number(part, finite=False) for part in got)


def move(image, noise, then, fresh=0.0, draws=0.0):
    """Noisy as then: of the noise, `fresh` is the deviation of what is drawn anew."""
    signal, rate = then
    return signal * image + np.sqrt(max(rate**2 - fresh**2, 0.0)) * noise + fresh * draws


def posterior(now, then):
    """The deviation of what is noisy then, given what is noisy now and the image."""
    kept = now[0] * then[1] / then[0]
    return then[1] / now[1] * np.sqrt(max(now[1] ** 2 - kept**2, 0.0))
