"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.diffusion.parts import pair

TWO = (
    "Return two arrays, the shares and the numbers of sentences.",
    "请返回两个数组：符合率和句子数。",
)


@check
def exercise_1(named_shares, corrected, rng):
    for unnamed in (False, True):
        shares_as(named_shares, *answers(rng, unnamed=unnamed))
    correction_is_right(corrected, rng)


def answers(rng, count=40, attributes=6, unnamed=False):
    """What was read, what was wanted and what was named, (count, attributes) each.

    Args:
        rng: NumPy generator.
        count, attributes: Ints.
        unnamed: Bool, whether one attribute is named by no sentence.
    """
    wanted = rng.integers(0, 4, size=(count, attributes))
    wrong = rng.random(wanted.shape) < rng.uniform(0.1, 0.6, size=attributes)
    read = (wanted + wrong * rng.integers(1, 4, size=wanted.shape)) % 4
    named = rng.random(wanted.shape) < rng.uniform(0.3, 0.8, size=attributes)
    if unnamed:
        named[:, int(rng.integers(attributes))] = False
    return read, wanted, named


def shares_as(named_shares, read, wanted, named):
    """`named_shares` counts these rightly."""
    found, counted = pair(named_shares(read, wanted, named), *TWO)
    numbers = named.sum(axis=0)
    hit = read == wanted
    hits = np.sum(hit & named, axis=0)
    least = np.maximum(numbers, 1)
    right = hits / least
    need(
        found.shape != right.shape or not np.any(np.isnan(found)),
        "The shares hold NaN: 0 was divided by 0. Of an attribute that no sentence names the share "
        "is 0.",
        "符合率里有 NaN：出现了 0 除以 0。没有句子说到的属性，符合率是 0。",
    )
    same(found, right, *_wrong_shares(hit, named, right))
    same(
        counted,
        numbers,
        Mistake(
            hits,
            "The second array holds the hits; it should hold the number of sentences that name the "
            "attribute.",
            "第二个数组里是命中的数目；应当是说到这个属性的句子数。",
        ),
        Mistake(
            np.full(len(numbers), len(read)),
            "The second array counts all sentences; count those that name the attribute.",
            "第二个数组数的是全部句子；应当只数说到这个属性的句子。",
        ),
        Mistake(
            least,
            "Where no sentence names an attribute, the number of sentences is 0.",
            "没有句子说到的属性，句子数是 0。",
        ),
    )


def _wrong_shares(hit, named, right):
    """What known mistakes give; right are the shares."""
    numbers, hits = named.sum(axis=0), np.sum(hit & named, axis=0)
    least = np.maximum(numbers, 1)
    rows = np.sum(hit & named, axis=1) / np.maximum(named.sum(axis=1), 1)
    return (
        Mistake(
            hit.mean(axis=0),
            "All sentences are counted, also those that do not name the attribute.",
            "你数了全部句子，没有说到这个属性的也数进去了。",
        ),
        Mistake(
            hits / len(hit),
            "The hits are right, but you divide by the number of all sentences; divide by the "
            "number of those that name the attribute.",
            "命中数对了，但你除以了全部句子的数目；应当除以说到这个属性的句子数。",
        ),
        Mistake(
            np.mean(hit | ~named, axis=0),
            "A sentence that does not name the attribute counts as obeyed; it should not count at "
            "all.",
            "没有说到这个属性的句子，你当作符合来数；它们不应当计入。",
        ),
        Mistake(
            hit.sum(axis=0) / least,
            "You divide by the sentences that name the attribute, but count hits in all sentences.",
            "分母是说到这个属性的句子，分子却数了全部句子里的命中。",
        ),
        Mistake(
            np.where(numbers > 0, 1 - right, 0),
            "These are the shares of what was read otherwise than wanted.",
            "这是认出与要求不一致的比例。",
        ),
        Mistake(
            np.where(numbers > 0, right, 1),
            "Where no sentence names an attribute, the share is 0, not 1.",
            "没有句子说到的属性，符合率是 0，不是 1。",
        ),
        Mistake(
            hits,
            "These are the hits; divide them by the number of sentences that name the attribute.",
            "这是命中的数目；还要除以说到这个属性的句子数。",
        ),
        Mistake(
            np.asarray(hits.sum() / max(numbers.sum(), 1)),
            "This is one share for all attributes together; each attribute has its own.",
            "这是所有属性合在一起的符合率；应当每个属性一个。",
        ),
        Mistake(
            rows,
            "There is one share for each sentence; there should be one for each attribute.",
            "你为每个句子求了一个比例；应当为每个属性求一个。",
        ),
    )


def rogan_gladen(share, sensitivity, specificity):
    """The share before the reader erred, not kept within 0 to 1."""
    return (share - (1 - specificity)) / (sensitivity - (1 - specificity))


def correction_is_right(corrected, rng):
    """`corrected` for floats and arrays, within the limits and beyond."""
    sensitivity, specificity = rng.uniform(0.8, 0.95), rng.uniform(0.65, 0.78)
    share = 1 - specificity + rng.uniform(0.3, 0.6) * (sensitivity + specificity - 1)
    right = rogan_gladen(share, sensitivity, specificity)
    errors = sensitivity + specificity
    same(
        corrected(share, sensitivity, specificity),
        right,
        Mistake(share, "This is the share as it was read.", "这是认出的比例，没有修正。"),
        Mistake(
            share / sensitivity,
            "You take account of the hits that are missed, but not of those that are no hits: a "
            "picture that is wrong is counted with the probability 1 - specificity.",
            "你考虑了漏掉的命中，却没有考虑误判的：与要求不一致的图像，"
            "也会以概率 1 − 特异度判为命中。",
        ),
        Mistake(
            rogan_gladen(share, specificity, sensitivity),
            "Sensitivity and specificity have changed places.",
            "灵敏度和特异度反了。",
        ),
        Mistake(
            sensitivity * share + (1 - specificity) * (1 - share),
            "This is the share of hits that is to be expected if the given share is right; you are "
            "to go the other way.",
            "这是给定的比例为真时，预期的命中比例；要求的方向正好相反。",
        ),
        Mistake(
            (share + specificity - 1) / sensitivity,
            "Of the pictures that are right, 1 - specificity has been taken off as well: look at "
            "the denominator again.",
            "与要求一致的图像，也被减去了 1 − 特异度：请再看看分母。",
        ),
        Mistake(
            (share - specificity) / (sensitivity - specificity),
            "A wrong picture is counted as a hit with the probability 1 - specificity, not with "
            "the specificity.",
            "与要求不一致的图像，判为命中的概率是 1 − 特异度，不是特异度。",
        ),
        Mistake(
            1 - right,
            "This is the share of the pictures that are wrong.",
            "这是与要求不一致的图像的比例。",
        ),
        Mistake(
            share / errors,
            "Write down the expected share of hits as a sum of two parts, and solve it for p.",
            "先把命中的预期比例写成两部分之和，再解出 p。",
        ),
    )
    _limits(corrected, rng)


def _limits(corrected, rng):
    """Arrays, some of whose shares lead beyond 0 and 1."""
    shares = np.array([0.02, 0.5, 0.99, 0.3])
    sensitivity, specificity = rng.uniform(0.75, 0.9, size=(2, 4))
    free = rogan_gladen(shares, sensitivity, specificity)
    same(
        number(corrected(shares, sensitivity, specificity)),
        np.clip(free, 0, 1),
        Mistake(
            free,
            "Right for most shares; where the formula leads below 0 or above 1, return 0 or 1.",
            "大多数比例是对的；公式算出的数小于 0 或大于 1 时，应当返回 0 或 1。",
        ),
        Mistake(
            np.maximum(free, 0),
            "Where the formula leads above 1, return 1.",
            "公式算出的数大于 1 时，应当返回 1。",
        ),
        Mistake(
            np.minimum(free, 1),
            "Where the formula leads below 0, return 0.",
            "公式算出的数小于 0 时，应当返回 0。",
        ),
        Mistake(
            np.abs(np.minimum(free, 1)),
            "Where the formula leads below 0, return 0, not the number without its sign.",
            "公式算出的数小于 0 时，应当返回 0，而不是去掉负号。",
        ),
    )
