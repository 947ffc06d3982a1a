"""The check of exercise 4."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.diffusion.parts import circle, given

ESTIMATE = """
import numpy as np

mean, covariance = np.array(MEAN), np.array(COVARIANCE)

def rates(t):
    RATES

def estimate(noisy, time):
    signal, noise = rates(float(time))
    noisy = np.asarray(noisy, "float64")
    if noisy.shape[1:] != mean.shape:
        raise ValueError(f"noisy images (n, {len(mean)}) are wanted, not {noisy.shape}")
    if np.isnan(noisy).any():
        raise ValueError("the noisy images hold NaN")
    all_of_it = signal**2 * covariance + noise**2 * np.eye(len(mean))
    image = mean + signal * (noisy - signal * mean) @ np.linalg.solve(all_of_it, covariance)
    return image, (noisy - signal * image) / noise
"""
DRAW = """
import numpy as np

rng = np.random.default_rng(SEED)

def draw():
    return rng.normal(size=SHAPE)
"""
CIRCLE = "return np.cos(np.pi / 2 * t), np.sin(np.pi / 2 * t)"
LINE = "return 1.0 - t, t + 0.0"


@check
def exercise_4(back, inpaint, rng):
    back_is_right(back, rng)
    case = Case(rng, 3, 6)
    for repeats in (1, 3):
        inpainted_as(inpaint, case, repeats)


def back_is_right(back, rng):
    """The way back to more noise."""
    noisy, draws = rng.normal(size=(2, 4, 5))
    then, now = circle(rng.uniform(0.3, 0.4)), circle(rng.uniform(0.6, 0.75))
    share = now[0] / then[0]
    added = np.sqrt(now[1] ** 2 - (share * then[1]) ** 2)
    wrong = (
        Mistake(
            share * noisy + now[1] * draws,
            "There is some noise in it already, so the noise that is added has to be less than "
            "the noise rate of `now`.",
            "图像里已经有一些噪声，所以新加的噪声要比 `now` 的噪声系数小。",
        ),
        Mistake(
            now[0] * noisy + now[1] * draws,
            "You treat the noisy image as if it were a clean one: of the signal rate `now`, a part "
            "is in it already.",
            "你把带噪声的图像当成了干净图像：`now` 的信号系数中，有一部分已经乘过了。",
        ),
        *(
            Mistake(
                part * noisy + np.sqrt(now[1] ** 2 - then[1] ** 2) * draws,
                "The noise that is in it already shrinks together with the image; its share of the "
                "variance is smaller than you reckon.",
                "图像里已有的噪声会随图像一起缩小；它在方差中所占的部分，比你算的要小。",
            )
            for part in (share, 1)
        ),
        Mistake(
            share * noisy + (now[1] - share * then[1]) * draws,
            "You subtract deviations; it is variances that add up.",
            "你让标准差相减；能相加减的是方差。",
        ),
        Mistake(
            share * noisy + added**2 * draws,
            "You multiply the draws by a variance; multiply by a deviation.",
            "你用方差乘了新噪声；应当乘标准差。",
        ),
        Mistake(
            noisy + added * draws,
            "The image has to shrink as well: its signal rate falls from that of `then` to that of "
            "`now`.",
            "图像也要缩小：它的信号系数要从 `then` 的降到 `now` 的。",
        ),
        Mistake(share * noisy, "No noise is added.", "没有加入新噪声。"),
    )
    same(_no_nan(back(noisy, then, now, draws), "`back`"), share * noisy + added * draws, *wrong)


class Case:
    """Normal images whose pixels hang together, some of them missing: what `inpaint` is given.

    Args:
        rng: NumPy generator.
        count, pixels: Ints.
        line: Bool: rates on a straight line instead of a circle.
        steps: Int.
    """

    def __init__(self, rng, count, pixels, line=False, steps=4):
        self.rates = (lambda t: (1.0 - t, t)) if line else circle
        self.way = LINE if line else CIRCLE
        self.mean, roots = rng.normal(size=pixels), rng.normal(size=(pixels, pixels))
        self.covariance = roots @ roots.T / pixels + 0.05 * np.eye(pixels)
        self.times = np.linspace(rng.uniform(0.9, 0.97), 0, steps + 1)
        truth = rng.multivariate_normal(self.mean, self.covariance, size=count)
        self.missing = rng.random((count, pixels)) < 0.5
        self.missing[:, 0], self.missing[:, -1] = True, False
        self.known = np.where(self.missing, np.nan, truth)
        self.seed = int(rng.integers(2**31))

    def functions(self):
        """`estimate`, `rates` and `draw` as code."""
        source = ESTIMATE.replace("RATES", self.way).replace("MEAN", repr(self.mean.tolist()))
        source = source.replace("COVARIANCE", repr(self.covariance.tolist()))
        draw = DRAW.replace("SEED", repr(self.seed)).replace("SHAPE", repr(self.known.shape))
        return given(source, "estimate"), given(source, "rates"), given(draw, "draw")

    def image_and_noise(self, noisy, time):
        """As `estimate` of the source."""
        signal, noise = self.rates(time)
        both = signal**2 * self.covariance + noise**2 * np.eye(len(self.mean))
        factor = np.linalg.solve(both, self.covariance)
        image = self.mean + signal * (noisy - signal * self.mean) @ factor
        return image, (noisy - signal * image) / noise

    def result(self, repeats, *, put=True, mask=None, seen=None, go_back=True, first=False):
        """What `inpaint` gives; with a mistake if told so.

        Args:
            repeats: Int.
            put: Bool, whether the visible part is put in its place.
            mask: Bool array, or None for the pixels that are missing.
            seen: Function of rates now, then and a draw that gives the noise in the visible part,
                and its signal rate; or None.
            go_back: True, False, or "all" for noise as if from a clean image.
            first: Bool: the visible part stands in the noise from the start.
        """
        rng = np.random.default_rng(self.seed)
        mask = self.missing if mask is None else mask
        known = np.nan_to_num(self.known)
        x = rng.normal(size=known.shape)
        if first:
            signal, rate = self.rates(self.times[0])
            x = np.where(mask, x, signal * known + rate * rng.normal(size=known.shape))
        for at, to in zip(self.times[:-1], self.times[1:], strict=True):
            now, then = self.rates(at), self.rates(to)
            rounds = repeats if to > 0 else 1
            for number_of in range(rounds):
                image, noise = self.image_and_noise(x, at)
                x = then[0] * image + then[1] * noise
                if put:
                    draws = rng.normal(size=known.shape)
                    signal, rate = seen(now, then) if seen else then
                    x = np.where(mask, x, signal * known + rate * draws)
                if number_of < rounds - 1 and go_back:
                    share = now[0] / then[0]
                    added = np.sqrt(max(now[1] ** 2 - (share * then[1]) ** 2, 0.0))
                    added = now[1] if go_back == "all" else added
                    x = share * x + added * rng.normal(size=known.shape)
        return x


def inpainted_as(inpaint, case, repeats):
    """`inpaint` gives what it should, the visible part exactly."""
    right = case.result(repeats)
    visible = ~case.missing
    got = inpaint(*case.functions(), case.times, case.known, case.missing, repeats)
    found = _no_nan(got, "`inpaint`")
    mistakes = [
        Mistake(
            case.result(repeats, put=False),
            "The visible part is never put in its place: these are draws that have nothing to do "
            "with the image.",
            "可见部分从来没有放回去：画出来的东西与这幅图像无关。",
        ),
        Mistake(
            np.where(case.missing, case.result(repeats, put=False), case.known),
            "The visible part is put in its place only at the end, when the rest has been drawn "
            "already; it has to be there after each step.",
            "可见部分直到最后才放回去，那时其余部分已经画完了；每一步之后都要放回。",
        ),
        Mistake(
            case.result(repeats, seen=lambda now, then: (1.0, 0.0)),
            "The visible part is put in without noise; after a step it has to be as noisy as the "
            "rest.",
            "可见部分放回去时没有加噪声；每一步之后，它都应当与其余部分噪声一样大。",
        ),
        Mistake(
            case.result(repeats, seen=lambda now, then: (then[0], 0.0)),
            "The visible part is dimmed, but no noise is added to it.",
            "可见部分乘了信号系数，却没有加噪声。",
        ),
        Mistake(
            case.result(repeats, seen=lambda now, then: now),
            "The visible part is as noisy as before the step; it has to be as noisy as after it.",
            "可见部分的噪声与这一步之前一样大；应当与这一步之后一样大。",
        ),
        Mistake(
            np.where(
                visible,
                case.known,
                case.result(repeats, seen=lambda now, then: now),
            ),
            "The visible part is as noisy as before the step; it has to be as noisy as after it.",
            "可见部分的噪声与这一步之前一样大；应当与这一步之后一样大。",
        ),
        Mistake(
            case.result(repeats, first=True),
            "You put the visible part in before the first step, too; the draws then come in "
            "another order. It is put in after each step.",
            "你在第一步之前也放了可见部分，后面取随机数的次序就变了。应当在每一步之后放。",
        ),
    ]
    if repeats > 1:
        mistakes += [
            Mistake(
                case.result(1),
                "Right with one repeat; with more the result is the same: each step but the last "
                "has to be made `repeats` times.",
                "重复一次时是对的；次数增加，结果却不变：除最后一步外，每一步都要做 `repeats` 次。",
            ),
            Mistake(
                case.result(repeats, go_back=False),
                "Right with one repeat; with more you do not go back to the noise of `now` before "
                "the step is made again.",
                "重复一次时是对的；重复多次时，你没有先回到 `now` 的噪声再走这一步。",
            ),
            Mistake(
                case.result(repeats, go_back="all"),
                "On the way back too much noise is added: some is in the images already.",
                "往回走时加的噪声太多：图像里已经有一些了。",
            ),
        ]
    if found.shape == right.shape:
        need(
            np.array_equal(found[visible], case.known[visible])
            or not np.allclose(found[case.missing], right[case.missing], 1e-4, 1e-6),
            "The missing part is right; the visible part is not exactly what was given.",
            "缺失部分对了；可见部分却与给定的不完全相同。",
        )
    same(found, right, *mistakes)


def _no_nan(got, name):
    found = number(got, finite=False)
    need(
        found.shape == () or not np.any(np.isnan(found)),
        f"The result of {name} holds NaN: missing pixels are NaN, and 0 times NaN is NaN as well; "
        "and rounding can make a number under a root negative.",
        f"{name} 的结果中有 NaN：缺失的像素存的是 NaN，零乘 NaN 还是 NaN；另外，"
        "舍入可能使根号下的数变成负数。",
    )
    return found
