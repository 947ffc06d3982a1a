"""The check of exercise 6."""

import numpy as np

from aigc_course.checks import Mistake, Wrong, check, need, number, same
from aigc_course.checks.vae.decoder import damaged_image, decode, score


def _by_differences(function, z):
    """The gradient of a function of one code at each row of z."""
    steps = 1e-5 * np.eye(z.shape[1])
    return np.array([[(function(x + s) - function(x - s)) / 2e-5 for s in steps] for x in z])


def check_slope(slope, rng):
    dim, hidden = 3, 5
    pixels, count = 11, 4
    z, a = rng.normal(size=(count, dim)), rng.normal(size=(dim, hidden))
    b, c = rng.normal(size=(hidden, pixels)), rng.normal(size=pixels)
    visible = rng.permutation(np.arange(pixels) < 7)
    truth = (rng.random(pixels) < 0.5).astype("float64")
    image = np.where(visible, truth, np.nan)

    expected = _by_differences(lambda x: score(x, image, visible, a, b, c), z)
    likelihood = expected + z
    every = np.ones(pixels, bool)

    def with_image(filled):
        return _by_differences(lambda x: score(x, filled, every, a, b, c), z)

    def without(tanh_slope, sigmoid):
        units = np.tanh(z @ a)
        logits = units @ b + c
        error = np.where(visible, truth - (0.5 + 0.5 * np.tanh(logits / 2)), 0)
        error = error if sigmoid else np.where(visible, truth - logits, 0)
        inner = 1 - units**2 if tanh_slope else 1
        return (error @ b.T * inner) @ a.T - z

    found = number(slope(z, image, visible, a, b, c), finite=False)
    need(
        found.shape != expected.shape or not np.any(np.isnan(found)),
        "`slope` gives NaN: a missing pixel takes part, perhaps as NaN times zero.",
        "`slope` 得到了 NaN：有缺失的像素参与了计算，也许是 NaN 乘了零。",
    )
    same(
        found,
        expected,
        Mistake(
            -expected,
            "`slope` has the wrong sign: it should lead uphill, to larger scores.",
            "`slope` 的符号反了：它应当指向上坡，也就是得分更高的方向。",
        ),
        Mistake(
            likelihood,
            "`slope` lacks the prior: log p(z) has a slope too.",
            "`slope` 缺了先验：log p(z) 也有梯度。",
        ),
        Mistake(
            likelihood + z,
            "In `slope` the prior has the wrong sign: it pulls the code towards zero.",
            "`slope` 中先验的符号反了：它把编码拉向零。",
        ),
        Mistake(
            -likelihood - z,
            "In `slope` the likelihood has the wrong sign.",
            "`slope` 中似然的符号反了。",
        ),
        Mistake(
            likelihood - 2 * z,
            "In `slope` the prior has twice the weight that it should have.",
            "`slope` 中先验的权重大了一倍。",
        ),
        Mistake(
            without(tanh_slope=False, sigmoid=True),
            "`slope` lacks the derivative of tanh.",
            "`slope` 缺了 tanh 的导数。",
        ),
        Mistake(
            without(tanh_slope=True, sigmoid=False),
            "`slope` compares pixels with logits; compare them with probabilities.",
            "`slope` 拿像素与 logit 相比；应当与概率相比。",
        ),
        Mistake(
            with_image(np.where(visible, truth, 0.0)),
            "`slope` takes missing pixels for black; they must not take part.",
            "`slope` 把缺失的像素当成了黑色；它们不得参与计算。",
        ),
        Mistake(
            likelihood / visible.sum() - z,
            "`slope` averages over the visible pixels; their log-likelihoods add up.",
            "`slope` 对可见像素取了平均；它们的对数似然应当相加。",
        ),
        Mistake(
            likelihood / pixels - z,
            "`slope` averages over the pixels; their log-likelihoods add up.",
            "`slope` 对像素取了平均；它们的对数似然应当相加。",
        ),
        Mistake(
            expected.sum(axis=0),
            "`slope` sums over the codes; each code has its own gradient.",
            "`slope` 把各个编码加在一起了；每个编码各有自己的梯度。",
        ),
        rtol=1e-3,
        atol=1e-5,
    )


def parts_of(result, dim, pixels):
    """What `repair` returned, as a code (dim,) and an image (pixels,), or `Wrong`."""
    need(
        isinstance(result, (tuple, list)) and len(result) == 2,
        "`repair` should return two things: the code and the repaired image.",
        "`repair` 应当返回两样东西：编码和修补好的图像。",
    )
    code, repaired = (number(part, finite=False) for part in result)
    need(
        code.shape == (dim,),
        f"The code that `repair` returns has the shape {code.shape}; it should have {(dim,)}.",
        f"`repair` 返回的编码形状是 {code.shape}，应当是 {(dim,)}。",
    )
    need(
        repaired.shape == (pixels,),
        f"The repaired image has the shape {repaired.shape}; it should have {(pixels,)}.",
        f"修补好的图像形状是 {repaired.shape}，应当是 {(pixels,)}。",
    )
    need(
        np.all(np.isfinite(code)),
        "The code that `repair` returns holds NaN or infinity: are the steps too long?",
        "`repair` 返回的编码中有 NaN 或无穷大：步子是不是太大？",
    )
    return code.astype("float64"), repaired.astype("float64")


def check_repair(repair, rng):
    for _ in range(2):
        arguments, heights = damaged_image(rng)
        image, visible, a, b, c, starts = arguments
        code, repaired = parts_of(repair(*arguments), len(a), len(image))
        found = score(code, *arguments[:5])
        short = heights.max() - found
        if short > 0.5:
            _tell_short(code, found, arguments, heights, short)
        probability = decode(code, a, b, c)
        logits = np.tanh(code @ a) @ b + c
        need(
            not np.any(np.isnan(repaired)),
            "The repaired image still holds NaN.",
            "修补好的图像中仍有 NaN。",
        )
        same(
            repaired,
            np.where(visible, image, probability),
            Mistake(
                probability,
                "The repaired image is the decoder's throughout; visible pixels stay as they are.",
                "修补好的图像全由解码器画出；可见的像素应当保持原样。",
            ),
            Mistake(
                np.where(visible, image, logits),
                "The hole is filled with logits; fill it with probabilities.",
                "空洞里填的是 logit；应当填概率。",
            ),
            Mistake(
                np.where(visible, image, probability > 0.5),
                "The hole is filled with black and white; fill it with probabilities.",
                "空洞里填的是黑与白；应当填概率。",
            ),
            Mistake(
                np.where(visible, probability, 0),
                "Hole and visible pixels have changed places.",
                "空洞与可见的像素弄反了。",
            ),
            Mistake(
                np.where(visible, image, image[visible].mean()),
                "The hole is filled with the mean of the visible pixels; ask the decoder.",
                "空洞里填的是可见像素的均值；应当由解码器来填。",
            ),
            rtol=1e-3,
            atol=1e-3,
        )


def _tell_short(code, found, arguments, heights, short):
    image, visible, a, b, c, starts = arguments
    if np.any(np.all(np.isclose(code, starts), axis=1)):
        raise Wrong(
            "`repair` returns one of the starts as it is: climb from there.",
            "`repair` 原样返回了一个起点：请从那里往上爬。",
        )
    for name, chinese, height in (
        ("first", "第一个", heights[0]),
        ("last", "最后一个", heights[-1]),
        ("worst", "最差的一个", heights.min()),
    ):
        if abs(found - height) < 0.02:
            raise Wrong(
                f"`repair` stays on the hill of the {name} start, {short:.2g} nats below the "
                "best: compare the scores of all.",
                f"`repair` 停在{chinese}起点的山头上，比最高处低 {short:.2g} 奈特："
                "请比较所有编码的得分。",
            )
    raise Wrong(
        f"The code that `repair` returns scores {short:.2g} nats less than the best: climb for "
        "longer, with shorter steps, and choose by the whole score, prior included.",
        f"`repair` 返回的编码比最好的低 {short:.2g} 奈特：多爬几步，步子小一些，"
        "并按包含先验的得分来挑选。",
    )


@check
def exercise_6(slope, repair, rng):
    check_slope(slope, rng)
    check_repair(repair, rng)
