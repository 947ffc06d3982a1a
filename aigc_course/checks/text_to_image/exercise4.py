"""The check of exercise 4."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.diffusion.parts import circle, pair
from aigc_course.checks.text_to_image.parts import log_sum

TWO = (
    "`weights_of` should return two numbers: the weight of the prompt, and that of the negative "
    "prompt.",
    "`weights_of` 应当返回两个数：提示词的权重和反向提示词的权重。",
)


@check
def exercise_4(guided, composed, weights_of, log_aim, rng):
    guided_as(guided, rng, (3, 2))
    for prompts in (1, 3):
        composed_as(composed, rng, prompts, (4, 2))
    negative_as(weights_of, float(rng.uniform(2, 4)))
    world = a_world(rng)
    aim_as(log_aim, rng.normal(size=(6, 3)), *world)
    aim_as(log_aim, np.array([[60.0, -50, 40], [-90, 10, 20]]), *world)
    they_belong_together(composed, log_aim, rng)


def push(start, told, weight):
    """From one guess, `weight` times the way to another."""
    return start + weight * (told - start)


def guided_as(guided, rng, shape):
    """`guided` for a batch of which some rows have a negative prompt; the others hold NaN there."""
    null, told, away = rng.normal(size=(3, 5, *shape))
    has_negative = np.array([True, False, True, False, False])
    weight = float(rng.uniform(2, 4))
    mask = has_negative.reshape(-1, *[1] * len(shape))
    given = np.where(mask, away, np.nan)
    got = guided(null, told, given, has_negative, weight)
    right = push(np.where(mask, away, null), told, weight)
    found = number(got, finite=False)
    turned = push(np.where(mask, null, given), told, weight)
    need(
        found.shape != right.shape or not np.allclose(found, turned, equal_nan=True),
        "`has_negative` is turned round.",
        "`has_negative` 用反了。",
    )
    need(
        found.shape != right.shape or not np.any(np.isnan(found)),
        "The result holds NaN: where there is no negative prompt, `negative` may hold NaN, and 0 "
        "times NaN is NaN as well.",
        "结果中有 NaN：没有反向提示词的地方，`negative` 里可能是 NaN，而零乘 NaN 还是 NaN。",
    )
    same(found, right, *_wrong_guided(null, told, away, mask, weight))


def _wrong_guided(null, told, away, mask, weight):
    """What known mistakes give."""
    start = np.where(mask, away, null)
    return (
        Mistake(
            push(null, told, weight),
            "The negative prompts have no effect.",
            "反向提示词没有起作用。",
        ),
        Mistake(
            np.where(mask, null + weight * (told - away), push(null, told, weight)),
            "Where there is a negative prompt, you still start from the guess for the null text; "
            "start from that for the negative prompt.",
            "有反向提示词时，你仍从按空文本的猜测出发；应当从按反向提示词的猜测出发。",
        ),
        Mistake(
            told + weight * (told - start),
            "Your weight is too large by 1: with the weight 1 the guess for the prompt has to come "
            "out.",
            "引导强度多了 1：强度为 1 时，结果应当是按提示词的猜测。",
        ),
        Mistake(
            push(told, start, weight),
            "You start from the guess for the prompt, and go the wrong way.",
            "你从按提示词的猜测出发，方向反了。",
        ),
        Mistake(
            np.where(mask, push(away, told, weight), told),
            "Where there is no negative prompt, nothing is guided: go from the guess for the null "
            "text.",
            "没有反向提示词的地方没有引导：应当从按空文本的猜测出发。",
        ),
        Mistake(
            push(start, told, 1),
            "The weight has no effect.",
            "引导强度没有起作用。",
        ),
    )


def composed_as(composed, rng, prompts, shape):
    """`composed` for some prompts, or none."""
    null, told = rng.normal(size=shape), rng.normal(size=(prompts, *shape))
    weights = rng.uniform(-2, 3, size=prompts)
    parts = weights.reshape(-1, *[1] * len(shape))
    same(
        composed(null, told, weights),
        null + np.sum(parts * (told - null), axis=0),
        Mistake(
            np.sum(parts * (told - null), axis=0),
            "The guess for the null text, from which the differences start, is missing.",
            "少了出发点，即按空文本的猜测。",
        ),
        Mistake(
            null + np.sum(parts * told, axis=0),
            "The weights multiply the differences from the guess for the null text, not the "
            "guesses.",
            "权重应当乘与空文本的猜测之差，不是乘猜测本身。",
        ),
        Mistake(
            null + np.sum(parts * (told - null), axis=0) / max(prompts, 1),
            "You take the mean of the differences; add them up.",
            "你对各个差取了平均；应当相加。",
        ),
        Mistake(
            np.sum(null + parts * (told - null), axis=0),
            "The guess for the null text is added once for each prompt; it is added once.",
            "按空文本的猜测，每个提示词都加了一次；只应当加一次。",
        ),
        Mistake(
            np.sum(parts * told, axis=0),
            "This is a weighted sum of the guesses; the weights multiply their differences from "
            "the guess for the null text.",
            "这是各个猜测的加权和；权重应当乘它们与空文本的猜测之差。",
        ),
        Mistake(
            null + np.sum(told - null, axis=0),
            "The weights have no effect.",
            "权重没有起作用。",
        ),
        Mistake(
            null + parts[0] * (told[0] - null) if prompts else null,
            "Only the first prompt has an effect.",
            "只有第一个提示词起了作用。",
        ),
        Mistake(
            _one_after_the_other(null, told, weights),
            "You guide by one prompt after the other, each from the result of the last; all "
            "differences start from the guess for the null text.",
            "你一个接一个地引导，每个都从上一个的结果出发；所有的差都应当从空文本的猜测算起。",
        ),
    )


def _one_after_the_other(null, told, weights):
    found = null
    for guess, weight in zip(told, weights, strict=True):
        found = push(found, guess, weight)
    return found


def negative_as(weights_of, weight):
    """The two weights with which a composition is guidance away from a negative prompt."""
    found = pair(weights_of(weight), *TWO)
    for part in found:
        need(part.shape == (), *TWO)
    same(
        np.array(found),
        np.array([weight, 1 - weight]),
        Mistake(
            np.array([weight, -weight]),
            "Write out what the guess for the null text is multiplied by: with these weights it "
            "is left over, while `guided` does not use it.",
            "请写出空文本的猜测乘的是什么：用这两个权重，它还剩在式子里，而 `guided` 没有用到它。",
        ),
        Mistake(
            np.array([1 - weight, weight]),
            "The two weights have changed places: the prompt's comes first.",
            "两个权重的次序反了：提示词的在前。",
        ),
        Mistake(
            np.array([weight, weight - 1]),
            "The sign of the second weight is wrong: the picture is to be led away from the "
            "negative prompt.",
            "第二个权重的符号不对：图像应当被引离反向提示词。",
        ),
        Mistake(
            np.array([weight, -1.0]),
            "The second weight depends on w as well: write out both formulas.",
            "第二个权重也与 w 有关：请把两个公式都写开。",
        ),
        Mistake(
            np.array([weight - 1, 1 - weight]),
            "The first weight is too small by 1.",
            "第一个权重少了 1。",
        ),
        Mistake(
            np.array([weight + 1, -weight]),
            "These weights go one time further than `guided`: with w = 1 they should be 1 and 0.",
            "这两个权重比 `guided` 多走了一倍：w = 1 时应当是 1 和 0。",
        ),
    )


def a_world(rng, count=8, dim=3, prompts=2):
    """Pictures, which prompts they fit, weights of the prompts, and rates of signal and noise."""
    pictures = rng.normal(size=(count, dim))
    fits = rng.random((prompts, count)) < 0.5
    fits[:, 0], fits[:, 1] = True, False
    return pictures, fits, rng.uniform(0.5, 2, size=prompts), circle(float(rng.uniform(0.3, 0.6)))


def log_likelihoods(noisy, pictures, now):
    """log p(noisy | picture) up to a constant: (n, pictures)."""
    squares = np.sum((noisy[:, None] - now[0] * pictures) ** 2, axis=2)
    return -squares / (2 * now[1] ** 2)


def aims(noisy, pictures, fits, now):
    """log p(x), (n,), and log p(c, x) of each prompt, (prompts, n), up to the same constant."""
    logs = log_likelihoods(noisy, pictures, now)
    some = np.zeros((len(fits), len(noisy)))
    for row, fitting in zip(some, fits, strict=True):
        row[:] = log_sum(logs[:, fitting])
    return log_sum(logs), some


def aim(noisy, pictures, fits, weights, now):
    """log p(x) + sum of weights * log p(c | x)."""
    every, some = aims(noisy, pictures, fits, now)
    return every + weights @ (some - every)


def aim_as(log_aim, noisy, pictures, fits, weights, now):
    """`log_aim` gives the right aim, up to a constant."""
    found = number(log_aim(noisy, pictures, fits, weights, now), finite=False)
    right = aim(noisy, pictures, fits, weights, now)
    if found.shape == right.shape:
        need(
            np.all(np.isfinite(found)),
            "The result of `log_aim` holds NaN or infinity: far from the pictures the likelihoods "
            "are rounded to 0; add them up by their logarithms.",
            "`log_aim` 的结果中有 NaN 或无穷大：离图像很远时，似然会被舍入成 0；请用对数来求和。",
        )
        found = found - found[0]
    moved = [
        Mistake(wrong.value - wrong.value[0], wrong.english, wrong.chinese)
        for wrong in _wrong_aims(noisy, pictures, fits, weights, now)
    ]
    same(found, right - right[0], *moved)


def _wrong_aims(noisy, pictures, fits, weights, now):
    """What known mistakes give."""
    (signal, rate), (every, some) = now, aims(noisy, pictures, fits, now)
    right = every + weights @ (some - every)
    with np.errstate(over="ignore"):
        density = np.exp(np.minimum(right, 700))
    halves = (signal, rate * 2**-0.5)  # as if exp(-squares / noise²)
    return (
        Mistake(
            density,
            "This is no logarithm: return the logarithm of p(x) times the powers of p(c | x).",
            "这不是对数：请返回 p(x) 与 p(c | x) 的幂之积的对数。",
        ),
        Mistake(
            weights @ (some - every),
            "log p(x) is missing.",
            "缺了 log p(x)。",
        ),
        Mistake(
            every + weights @ some,
            "You add the weight times log p(c, x) or log p(x | c); it is log p(c | x): a share of "
            "all pictures' likelihoods.",
            "你加上的是权重乘 log p(c, x) 或 log p(x | c)；应当是 log p(c | x)，"
            "即在所有图像的似然之和里所占的比例。",
        ),
        Mistake(
            every,
            "The prompts have no effect.",
            "提示词没有起作用。",
        ),
        Mistake(
            every + np.sum(some - every, axis=0),
            "The weights have no effect.",
            "权重没有起作用。",
        ),
        Mistake(
            every + weights[:1] @ (some[:1] - every),
            "Only the first prompt has an effect.",
            "只有第一个提示词起了作用。",
        ),
        Mistake(
            aim(noisy, pictures, fits, weights, (1.0, rate)),
            "In noisy pictures the pictures are multiplied by the signal rate.",
            "带噪图像里，图像要乘信号系数。",
        ),
        Mistake(
            aim(noisy, pictures, fits, weights, (signal, np.sqrt(rate))),
            "You divide by the noise rate; in a normal density stands its square, the variance.",
            "你除以的是噪声系数；正态密度里应当是它的平方，即方差。",
        ),
        Mistake(
            aim(noisy, pictures, fits, weights, halves),
            "The factor 1/2 in the exponent of the normal density is missing.",
            "正态密度的指数里少了因子 1/2。",
        ),
        Mistake(
            aim(noisy, pictures, fits, weights, (signal, 1.0)),
            "The noise rate has no effect.",
            "噪声系数没有起作用。",
        ),
    )


def best_guesses(noisy, pictures, fits, now):
    """The mean of the pictures that fit, each weighted by its likelihood: (prompts, n, d)."""
    logs = log_likelihoods(noisy, pictures, now)
    return np.stack([np.exp(logs[:, f] - log_sum(logs[:, f])[:, None]) @ pictures[f] for f in fits])


def they_belong_together(composed, log_aim, rng):
    """The composed guess points to where the aim rises."""
    pictures, fits, weights, now = a_world(rng)
    noisy, width = rng.normal(size=(4, 3)), 1e-4
    null, *told = best_guesses(noisy, pictures, [np.ones(len(pictures), bool), *fits], now)
    slopes = np.zeros_like(noisy)
    for column in range(noisy.shape[1]):
        for sign in (1, -1):
            moved = noisy.copy()
            moved[:, column] += sign * width
            aimed = number(log_aim(moved, pictures, fits, weights, now))
            slopes[:, column] += sign * aimed / (2 * width)
    found = number(composed(null, np.stack(told), weights))
    same(found, (noisy + now[1] ** 2 * slopes) / now[0], rtol=1e-3, atol=1e-4)
