"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.diffusion.parts import circle, move, posterior


@check
def exercise_2(step, rng):
    noisy, predicted, draws = rng.normal(size=(3, 4, 5))
    now, then = circle(rng.uniform(0.7, 0.8)), circle(rng.uniform(0.4, 0.55))
    without_draws(step, noisy, predicted, now, then, draws)
    for eta in (1.0, float(rng.uniform(0.3, 0.7))):
        with_draws(step, noisy, predicted, now, then, eta, draws)
    for eta in (0.0, 1.0):
        to_the_image(step, noisy, predicted, now, eta, draws)


def without_draws(step, noisy, predicted, now, then, draws):
    """The step with eta 0, which is DDIM's."""
    image, other = ((noisy - rate * predicted) / signal for signal, rate in (now, then))
    same(
        _found(step(noisy, predicted, now, then, 0.0, draws)),
        move(image, predicted, then),
        Mistake(
            image,
            "This is the estimate of the image; the step leads to a noisy image, as noisy as the "
            "rates of `then` say.",
            "这是对图像的估计；这一步应当走到带噪声的图像，噪声多少由 `then` 的两个系数决定。",
        ),
        Mistake(
            then[0] * image,
            "With eta 0 the result has no noise in it: the noise that was predicted is to be put "
            "back, less of it.",
            "eta 为 0 时，你的结果里没有噪声：预测出的噪声还要放回去，只是少一些。",
        ),
        Mistake(
            move(image, draws, then),
            "With eta 0 you put in fresh noise; it is the predicted noise that is put back.",
            "eta 为 0 时，你放进去的是新噪声；应当放回预测出的噪声。",
        ),
        Mistake(
            move(image, predicted, (then[0], now[1])),
            "You put back as much noise as there is now; it has to be as much as there is then.",
            "你放回的噪声与现在的一样多；应当与到达时的一样多。",
        ),
        Mistake(
            move(image, predicted, (now[0], then[1])),
            "The image is multiplied by the signal rate of `now`; it has to be that of `then`.",
            "图像乘的是 `now` 的信号系数；应当是 `then` 的。",
        ),
        Mistake(
            noisy,
            "The result is the noisy image as it was: the image has to be estimated with the rates "
            "of `now`, and the noise put back with those of `then`.",
            "结果就是原来的带噪图像：估计图像要用 `now` 的系数，放回噪声要用 `then` 的系数。",
        ),
        Mistake(
            move(noisy - now[1] * predicted, predicted, then),
            "The estimate of the image is too small: solve the equation for it, and divide by the "
            "signal rate.",
            "对图像的估计太小：从方程里解出图像时，要除以信号系数。",
        ),
        Mistake(
            move(other, predicted, now),
            "`now` and `then` have changed places.",
            "`now` 和 `then` 反了。",
        ),
        Mistake(
            move((noisy - now[1] ** 2 * predicted) / now[0], predicted, then),
            "You take off the noise times its variance; it is in the image with its rate.",
            "你减去的是噪声乘方差；噪声在图像里乘的是噪声系数。",
        ),
        Mistake(
            move(image, predicted, (then[0], then[1] ** 2)),
            "You put back the noise times its variance; multiply by the noise rate.",
            "你放回的是噪声乘方差；应当乘噪声系数。",
        ),
    )


def with_draws(step, noisy, predicted, now, then, eta, draws):
    """The step with fresh noise."""
    signal, rate = then
    image, full = (noisy - now[1] * predicted) / now[0], posterior(now, then)

    def with_fresh(fresh, kept):
        return signal * image + kept * predicted + fresh * draws

    def root(fresh):
        return np.sqrt(max(rate**2 - fresh**2, 0.0))

    fresh = eta * full
    added = np.sqrt(max(1 - (now[0] / signal) ** 2, 0.0))  # of the noise, since `then`
    same(
        _found(step(noisy, predicted, now, then, eta, draws)),
        move(image, predicted, then, fresh, draws),
        Mistake(
            move(image, predicted, then),
            "Right with eta 0; with a greater eta nothing is drawn.",
            "eta 为 0 时是对的；eta 大于 0 时却没有加入新噪声。",
        ),
        Mistake(
            with_fresh(fresh, rate),
            "The fresh noise is added to all of the old: together they are too much. The sum of "
            "the variances has to be the square of the noise rate then.",
            "新噪声加上了，旧噪声却没有减少，合起来就多了。两者的方差之和应当等于到达时噪声系数的平方。",
        ),
        Mistake(
            with_fresh(fresh, rate - fresh),
            "The deviations add up to the noise rate; it is the variances that have to add up.",
            "你让标准差相加等于噪声系数；应当是方差相加。",
        ),
        *(
            Mistake(
                with_fresh(eta * rate, kept),
                "With eta 1 all of the noise is drawn anew. DDPM draws less: the deviation of what "
                "is noisy then, given the image and what is noisy now.",
                "eta 为 1 时，你把噪声全部重新抽了一遍。DDPM 抽得少一些：已知图像和现在的带噪图像，"
                "到达处还剩多大的标准差，就抽多少。",
            )
            for kept in (root(eta * rate), rate, (1 - eta) * rate)
        ),
        *(
            Mistake(
                with_fresh(eta * added, kept),
                "This is the noise that is added on the way from `then` to `now`. Where one end of "
                "the way is known as well, less is left open.",
                "这是从 `then` 走到 `now` 一路上加进去的噪声。而这里连图像也是已知的，"
                "不确定的部分更少。",
            )
            for kept in (root(eta * added), rate)
        ),
        *(
            Mistake(
                with_fresh(part**2, kept),
                "You multiply the draws by a variance; multiply by a deviation.",
                "你用方差乘了新噪声；应当乘标准差。",
            )
            for part in (fresh, np.sqrt(eta) * full)
            for kept in (root(fresh), root(part**2), rate)
        ),
        Mistake(
            with_fresh(eta**2 * full, root(eta**2 * full)),
            "eta counts twice: the deviation of the fresh noise is eta times that of DDPM.",
            "eta 乘了两次：新噪声的标准差是 DDPM 的 eta 倍。",
        ),
        Mistake(
            with_fresh(np.sqrt(eta) * full, root(np.sqrt(eta) * full)),
            "Here eta multiplies the variance; it multiplies the deviation.",
            "这里 eta 乘的是方差；应当乘标准差。",
        ),
        Mistake(
            with_fresh(full, root(full)),
            "Right with eta 1; a smaller eta changes nothing.",
            "eta 为 1 时是对的；eta 变小，结果却不变。",
        ),
        Mistake(
            with_fresh(0, root(fresh)),
            "The old noise is less, and nothing is drawn in its place.",
            "旧噪声减少了，却没有加入新噪声。",
        ),
    )


def to_the_image(step, noisy, predicted, now, eta, draws):
    """The last step, to signal 1 and noise 0."""
    found = _found(step(noisy, predicted, now, (1.0, 0.0), eta, draws))
    image = (noisy - now[1] * predicted) / now[0]
    same(
        found,
        image,
        Mistake(
            image + eta * now[1] * draws,
            "The last step draws noise; there is none at its end.",
            "最后一步加入了新噪声；而终点处没有噪声。",
        ),
    )


def _found(got):
    """What a step gave; NaN is told with its cause."""
    found = number(got, finite=False)
    need(
        found.shape == () or not np.any(np.isnan(found)),
        "The result holds NaN: is there a square root of a negative number, or 0 / 0? Where the "
        "noise rate then is 0, or both rates are those of now, the number under the root is 0, and "
        "rounding may push it below.",
        "结果中有 NaN：是不是对负数开了平方，或者出现了 0 / 0？到达处的噪声系数为 0，"
        "或者两处的系数相同时，根号下是 0，舍入之后可能变成负数。",
    )
    return found
