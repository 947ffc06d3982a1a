"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Mistake, Wrong, check, need, number, same
from aigc_course.checks.diffusion.parts import circle, given, move
from aigc_course.checks.diffusion.training import groups, samples_fit

PREDICT = """
import numpy as np

matrix = np.array(MATRIX)

def predict(noisy, times):
    noisy, times = np.asarray(noisy, "float64"), np.asarray(times, "float64")
    if noisy.ndim != 2 or noisy.shape[1] != 2:
        raise ValueError(f"noisy points have the shape (n, 2), not {noisy.shape}")
    if times.shape != (len(noisy),):
        raise ValueError(f"times have the shape {(len(noisy),)}, not {times.shape}")
    return np.tanh(noisy @ matrix) * (1 + times[:, None])
"""
PARTS = ("spoil", "inputs", "walk")
RIGHT = {"spoil": "B", "inputs": "D", "walk": "A"}
WHY_NOT = {
    "spoil": {
        "A": (
            "A does not fit `spoil`: with `failing_spoil` and your other two functions the loss is "
            "not that of the mended program.",
            "A 与 `spoil` 不符：用 `failing_spoil` 加上你的另外两个函数，损失与修好的程序不一样。",
        ),
        "D": (
            "D does not fit `spoil`: with `failing_spoil` and your other two functions, do the "
            "groups lie in their places?",
            "D 与 `spoil` 不符：用 `failing_spoil` 加上你的另外两个函数，各群在原来的位置吗？",
        ),
    },
    "inputs": {
        "A": (
            "A does not fit `inputs`: with `failing_inputs` and your other two functions the loss "
            "is not that of the mended program.",
            "A 与 `inputs` 不符：用 `failing_inputs` 加上你的另外两个函数，"
            "损失与修好的程序不一样。",
        ),
        "B": (
            "B does not fit `inputs`: with `failing_inputs` and your other two functions, do the "
            "groups lie in their places?",
            "B 与 `inputs` 不符：用 `failing_inputs` 加上你的另外两个函数，各群在原来的位置吗？",
        ),
    },
    "walk": {
        letter: (
            f"{letter} does not fit `walk`: it takes no part in the training. How could it change "
            "the loss?",
            f"{letter} 与 `walk` 不符：它不参与训练，怎么会改变损失？",
        )
        for letter in "BD"
    },
}
NO_FAULT = {
    "C": (
        "C fits none of the three: look at the figure, each group gets its share of points.",
        "C 与三个函数都不符：请看图，每一群都分到了点。",
    ),
    "E": (
        "E fits none of the three: a copy of a training point would lie within a group, as narrow "
        "and as wide as the groups are.",
        "E 与三个函数都不符：如果照抄训练用的点，得到的点会落在群里，群的宽度也会与原来一样。",
    ),
}


@check
def exercise_5(spoil, inputs, walk, symptoms, mended_samples, rng):
    spoil_is_right(spoil, rng)
    inputs_are_right(inputs, rng)
    walk_is_right(walk, rng)
    symptoms_are_right(symptoms)
    samples_fit(mended_samples, groups(rng, 4, 1.8, 0.12), rng)


def spoil_is_right(spoil, rng, count=7):
    """Noisy points, each at a time of its own."""
    points, noise = rng.normal(size=(2, count, 2))
    times = rng.uniform(0.2, 0.8, size=count)
    signal, rate = (part[:, None] for part in circle(times))
    same(
        spoil(points, times, noise),
        signal * points + rate * noise,
        Mistake(
            signal * points + rate**2 * noise,
            "`spoil` is still failing: compare what the noise is multiplied by with the formula of "
            "x_t.",
            "`spoil` 还有毛病：噪声乘的是什么？请与 x_t 的公式对照。",
        ),
        Mistake(
            signal**2 * points + rate * noise,
            "`spoil` multiplies the points by the square of the signal rate.",
            "`spoil` 里，点乘的是信号系数的平方。",
        ),
        Mistake(
            signal**2 * points + rate**2 * noise,
            "`spoil` multiplies both by squares; the rates themselves belong there.",
            "`spoil` 里两项乘的都是平方；应当乘系数本身。",
        ),
        *(
            Mistake(
                signal * points + part * noise,
                "`spoil` multiplies the noise by a root of the noise rate: the rate is a deviation "
                "already.",
                "`spoil` 里噪声乘的是噪声系数的平方根：噪声系数本来就是标准差。",
            )
            for part in (np.sqrt(rate), np.sqrt(1 - signal))
        ),
        Mistake(
            rate * points + signal * noise,
            "In `spoil`, signal rate and noise rate have changed places.",
            "`spoil` 里信号系数和噪声系数反了。",
        ),
        Mistake(
            points + rate * noise,
            "In `spoil` the points are not multiplied by the signal rate.",
            "`spoil` 里的点没有乘信号系数。",
        ),
    )


def inputs_are_right(inputs, rng):
    """What the denoiser is given tells times apart, and noisy points."""
    times, point = np.linspace(0.02, 0.98, 25), rng.normal(size=2)
    at_times = _rows(inputs(np.tile(point, (25, 1)), times), 25)
    gaps = np.abs(at_times[:, None] - at_times).max(axis=2)[np.triu_indices(25, 1)]
    need(
        gaps.max() > 1e-4,
        "`inputs` is still failing: what it returns is the same for each time, so the denoiser "
        "cannot know how much noise there is. Print the times on their way through it.",
        "`inputs` 还有毛病：不论什么时间，返回的都一样，去噪网络就无从知道噪声有多少。"
        "请把函数里的时间一步步打印出来看看。",
    )
    need(
        gaps.min() > 1e-4,
        "`inputs` still returns the same for times that differ by 0.04 or more: is the time "
        "rounded, or does a wave come round too soon?",
        "对相差 0.04 以上的时间，`inputs` 仍会返回同样的结果：时间是不是被舍入了，"
        "或者波的周期太短？",
    )
    points, times = rng.normal(size=(25, 2)), np.full(25, 0.5)
    at_points = _rows(inputs(points, times), 25)
    apart = np.abs(at_points[:, None] - at_points).max(axis=2)[np.triu_indices(25, 1)]
    need(
        apart.min() > 1e-6,
        "The noisy points are not in what `inputs` returns.",
        "`inputs` 返回的结果里没有带噪声的点。",
    )
    times = rng.uniform(0.1, 0.9, size=25)
    together, alone = _rows(inputs(points, times), 25), _rows(inputs(points[:1], times[:1]), 1)
    need(
        alone.shape[1] == together.shape[1] and np.allclose(alone[0], together[0], atol=1e-6),
        "In `inputs` a row depends on the other rows; each has to follow from its own point and "
        "time.",
        "`inputs` 的一行结果取决于其他各行；每一行只能由自己的点和时间得出。",
    )


def _rows(got, count):
    """Inputs of the denoiser, if they have a row for each point."""
    found = number(got)
    need(
        found.ndim == 2 and len(found) == count and found.shape[1] > 0,
        f"`inputs` returns the shape {found.shape}; it should be a row for each of the {count} "
        "points.",
        f"`inputs` 返回的形状是 {found.shape}；应当每个点一行，共 {count} 行。",
    )
    return found


def walk_is_right(walk, rng, steps=5):
    """The way from noise to points, with an invented prediction."""
    matrix, start = rng.normal(size=(2, 2)), rng.normal(size=(6, 2))
    times = np.linspace(rng.uniform(0.85, 0.95), 0, steps + 1)

    def walked(way=times, **how):
        return _walked(matrix, start, way, **how)

    source = PREDICT.replace("MATRIX", repr(matrix.tolist()))
    same(
        walk(given(source, "predict"), start, times),
        walked(),
        Mistake(
            walked(left=lambda now, then: circle(now)[1]),
            "`walk` is still failing: after a step there is as much noise as before it.",
            "`walk` 还有毛病：走完一步，噪声还与走之前一样多。",
        ),
        Mistake(
            walked(asked=lambda now, then: then),
            "`walk` asks for the noise at the time to which the step leads; the points are as "
            "noisy as at the time before it.",
            "`walk` 预测噪声时用的是到达的时间；而这时点的噪声还是出发时那么多。",
        ),
        Mistake(
            walked(divide=False),
            "In `walk` the estimate of the clean points is not divided by the signal rate.",
            "`walk` 里，对干净的点的估计没有除以信号系数。",
        ),
        Mistake(
            walked(left=lambda now, then: 0.0),
            "In `walk` no noise is put back after a step.",
            "`walk` 里，走完一步没有把噪声放回去。",
        ),
        Mistake(
            walked(way=times[:-1]),
            "`walk` leaves out the last step.",
            "`walk` 漏了最后一步。",
        ),
        Mistake(
            walked(way=times[1:]),
            "`walk` leaves out the first step.",
            "`walk` 漏了第一步。",
        ),
    )


def _now(now, then):
    return now


def _noise_then(now, then):
    return circle(then)[1]


def _walked(matrix, x, times, left=_noise_then, asked=_now, divide=True):
    """Where a walk leads; with a mistake if told so.

    `left` says how much noise is there after a step, `asked` for which time it is predicted.
    """
    for now, then in zip(times[:-1], times[1:], strict=True):
        signal, rate = circle(now)
        noise = np.tanh(x @ matrix) * (1 + asked(now, then))
        image = (x - rate * noise) / (signal if divide else 1)
        x = move(image, noise, (circle(then)[0], left(now, then)))
    return x


def symptoms_are_right(symptoms):
    """Each fault has got its symptom."""
    found = symptoms()
    need(
        isinstance(found, dict) and set(found) == set(PARTS),
        '`symptoms` should return a dict with the keys "spoil", "inputs" and "walk".',
        '`symptoms` 应当返回一个字典，键为 "spoil"、"inputs" 和 "walk"。',
    )
    for name in PARTS:
        letter = found[name]
        if isinstance(letter, np.ndarray) and letter.dtype.kind == "U" and letter.shape == ():
            letter = str(letter)
        need(
            isinstance(letter, str) and letter.strip(" .\"'()").upper() in set("ABCDE"),
            f'In `symptoms`, "{name}" needs one of the letters "A" to "E" as text.',
            f'`symptoms` 里的 "{name}" 应当对应 "A" 到 "E" 中的一个字母（字符串）。',
        )
        letter = letter.strip(" .\"'()").upper()
        if letter != RIGHT[name]:
            raise Wrong(*(WHY_NOT[name] | NO_FAULT)[letter])
