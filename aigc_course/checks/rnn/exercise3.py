"""The check of exercise 3."""

import numpy as np

from aigc_course.checks import Mistake, check, same

ORDER = (
    "The blocks of the weights are mixed up: the order is z, r, candidate.",
    "权重的三块弄混了：顺序是 z、r、候选状态。",
)
ROLES = (
    "z and 1 - z have changed places: z is the share of the old state.",
    "z 与 1 - z 弄反了：z 是旧状态所占的份额。",
)
SQUASHED = (
    "Your candidate goes through the sigmoid; it takes the tanh.",
    "你的候选状态用了 sigmoid；应当用 tanh。",
)
OPEN_RESET = 1e3 * np.repeat([0, 1, 0], 5)  # added to the bias: r is 1 everywhere
UNMIXED = (
    "This is the candidate; z still has to mix it with the old state.",
    "这是候选状态；还要用 z 把它与旧状态混合。",
)


@check
def exercise_3(gru_step, rng):
    x, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 5))
    kernel, recurrent = rng.normal(size=(3, 15)), rng.normal(size=(5, 15))
    bias = rng.normal(size=(2, 15))
    _after_is_right(gru_step, x, h, kernel, recurrent, bias)
    _before_is_right(gru_step, x, h, kernel, recurrent, bias[0])


def _after_is_right(gru_step, x, h, kernel, recurrent, bias):
    """With reset_after=True: the bias has two rows."""

    def step(bias, **options):
        return _gru(x, h, kernel, recurrent, bias, **options)[0]

    mixed_up = []
    for blocks in ((1, 0, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1), (0, 2, 1)):
        places = np.concatenate([np.arange(5) + 5 * block for block in blocks])
        mixed_up.append(_gru(x, h, kernel[:, places], recurrent[:, places], bias[:, places])[0])
    right, candidate = _gru(x, h, kernel, recurrent, bias)
    none = np.zeros(15)
    same(
        gru_step(x, h, kernel, recurrent, bias, True),
        right,
        Mistake(h + candidate - right, *ROLES),
        Mistake(candidate, *UNMIXED),
        Mistake(step(bias, squash=_logistic), *SQUASHED),
        Mistake(
            step(np.stack([bias.sum(axis=0), none])),
            "In the candidate, r also multiplies the second bias, which stands in the bracket.",
            "候选状态的第二个偏置在括号里面，也要乘以 r。",
        ),
        Mistake(
            step(np.stack([bias[0], none])),
            "The second row of the bias is missing.",
            "少了偏置的第二行。",
        ),
        Mistake(
            step(np.stack([none, bias[1]])),
            "The first row of the bias is missing.",
            "少了偏置的第一行。",
        ),
        Mistake(
            step(bias[::-1]),
            "The rows of the bias have changed places: the first belongs to xW.",
            "偏置的两行弄反了：第一行配 xW。",
        ),
        Mistake(
            step(bias.sum(axis=0)),
            "Your r acts on the state, before the matrix; with reset_after=True it acts after "
            "the matrix.",
            "你的 r 在乘矩阵之前就作用于状态；reset_after=True 时应当在乘矩阵之后作用。",
        ),
        Mistake(
            step(bias + OPEN_RESET),
            "Your reset gate has no effect: what the candidate sees of the old state is "
            "multiplied by r.",
            "你的重置门没有起作用：候选状态所看到的旧状态要乘以 r。",
        ),
        *(Mistake(value, *ORDER) for value in mixed_up),
    )


def _before_is_right(gru_step, x, h, kernel, recurrent, bias):
    """With reset_after=False: the bias has one row."""

    def step(bias, **options):
        return _gru(x, h, kernel, recurrent, bias, **options)[0]

    right, candidate = _gru(x, h, kernel, recurrent, bias)
    none = np.zeros(15)
    same(
        gru_step(x, h, kernel, recurrent, bias, False),
        right,
        Mistake(h + candidate - right, *ROLES),
        Mistake(candidate, *UNMIXED),
        Mistake(step(bias, squash=_logistic), *SQUASHED),
        Mistake(
            step(np.stack([bias, none])),
            "With reset_after=False, r multiplies the state before the matrix does.",
            "reset_after=False 时，状态要先乘以 r，再乘矩阵。",
        ),
        Mistake(
            step(bias + OPEN_RESET),
            "With reset_after=False, your reset gate has no effect.",
            "reset_after=False 时，你的重置门没有起作用。",
        ),
        *(
            Mistake(
                step(bias * np.repeat(times, 5)),
                "With reset_after=False there is one bias; you add it twice.",
                "reset_after=False 时只有一个偏置；你加了两次。",
            )
            for times in ((2, 2, 2), (2, 2, 1))
        ),
        Mistake(
            step(none),
            "With reset_after=False, too, there is a bias; yours is missing.",
            "reset_after=False 时也有偏置；你漏掉了。",
        ),
    )


def _logistic(x):
    return 1 / (1 + np.exp(-x))


def _gru(x, h, kernel, recurrent, bias, squash=np.tanh):
    """The new state and the candidate; a bias of one row is that of the original GRU."""
    k, original = h.shape[1], bias.ndim == 1
    first, second = (bias, 0 * bias) if original else bias
    from_input = np.split(x @ kernel + first, 3, axis=1)

    def from_state(state, i):
        return state @ recurrent[:, i * k : (i + 1) * k] + second[i * k : (i + 1) * k]

    z, r = (_logistic(from_input[i] + from_state(h, i)) for i in (0, 1))
    candidate = squash(from_input[2] + (from_state(r * h, 2) if original else r * from_state(h, 2)))
    return candidate + z * (h - candidate), candidate
