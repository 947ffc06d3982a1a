"""The check of exercise 2."""

import collections
import functools

import numpy as np

from aigc_course.checks import Mistake, Wrong, check, need, need_letter, number, same

# Bits per character that a score may lie below and above what a new text costs (counted once or
# twice per character, as windows overlap). On 20 texts the scores of nine right splits lay at most
# 0.14 below and 0.30 above; somewhere, those of the given split lay at least 1.7 below, and those
# of shuffled windows that overlap by a quarter only still 0.54.
TOO_GOOD, TOO_BAD = 0.3, 0.5


@check
def exercise_2(copied_share, reason, mended_training, rng):
    _share_is_right(copied_share, rng)
    need_letter(reason(), "C", WHY_NOT)
    scores_are_honest(mended_training, rng, 2)


def _share_is_right(copied_share, rng):
    known = "".join(rng.choice(list("abcdefgh语\n"), 60))
    fresh = "".join(rng.choice(list("ijklmnop"), 40))
    trained = [known[:25], known[25:45], known[45:]]
    # Known pieces, one of them twice; some across a border of two training windows; new ones.
    exam = [known[3:13], known[3:8] + fresh[:9], known[20:30], fresh[9:30], "ab"]
    pieces, windows = _pieces(exam, 5), [w for w in exam if len(w) >= 5]
    hits = [piece in {p for w in trained for p in _windows(w, 5)} for piece in pieces]
    right = np.mean(hits)
    joined = "".join(trained)
    whole = [any(p in w for w in trained) for p in windows]
    same(
        copied_share(trained, exam, 5),
        right,
        Mistake(
            np.mean([piece in joined for piece in pieces]),
            "`copied_share` finds pieces across the border of two training windows; a piece must "
            "stand in one of them.",
            "`copied_share` 把横跨两个训练窗口的片段也算上了；片段应当完整地出现在一个窗口里。",
        ),
        Mistake(
            np.mean([p in {q for w in trained for q in _windows(w, 5)} for p in set(pieces)]),
            "`copied_share` counts each different piece once; count it as often as it occurs.",
            "`copied_share` 对每种片段只算了一次；应当出现几次就算几次。",
        ),
        Mistake(
            np.mean(whole),
            "`copied_share` looks for whole windows; look for their pieces of `length` characters.",
            "`copied_share` 找的是整个窗口；应当找其中由 `length` 个字符组成的片段。",
        ),
        Mistake(
            np.mean([w in trained for w in exam]),
            "`copied_share` looks for whole windows; look for their pieces of `length` characters.",
            "`copied_share` 找的是整个窗口；应当找其中由 `length` 个字符组成的片段。",
        ),
        Mistake(
            np.mean([any(p in w for w in trained) for e in exam for p in _windows(e, 5)[::5]]),
            "`copied_share` steps on by `length`; pieces begin at every character.",
            "`copied_share` 每次后移了 `length` 个字符；每个字符处都有一个片段开始。",
        ),
        Mistake(
            np.mean([any(p in w for w in trained) for e in exam for p in _windows(e, 5)[:-1]]),
            "The last piece of each window is missing.",
            "每个窗口的最后一个片段漏掉了。",
        ),
        Mistake(
            np.mean([p in {q for e in exam for q in _windows(e, 5)} for p in _pieces(trained, 5)]),
            "That is the share of the training's pieces; the examination's are asked for.",
            "这是训练片段中的比例；要的是考试片段中的比例。",
        ),
        Mistake(
            sum(hits),
            "That is a number of pieces; their share is asked for.",
            "这是个数；要的是比例。",
        ),
        Mistake(
            1 - right, "That is the share of the pieces that are new.", "这是新片段所占的比例。"
        ),
        Mistake(
            100 * right,
            "Give the share as a fraction, not in per cent.",
            "比例请写成 0 到 1 之间的小数，不要用百分数。",
        ),
    )


def _windows(text, length):
    return [text[i : i + length] for i in range(len(text) - length + 1)]


def _pieces(texts, length):
    return [piece for text in texts for piece in _windows(text, length)]


WHY_NOT = {
    "A": (
        "A does not fit: a text that was not seen costs about three times as much at order 8.",
        "A 不符合：在没见过的文本上，八阶的花费大约是它的三倍。",
    ),
    "B": (
        "B does not fit: draw with other seeds, and the table hardly changes.",
        "B 不符合：换别的种子来抽，表几乎不变。",
    ),
    "D": (
        "D does not fit: probabilities that are too large would make a new text cheap as well.",
        "D 不符合：概率如果都偏大，新文本的花费也会偏小。",
    ),
    "E": (
        "E does not fit: hold back half of the windows, and the longest context still looks best.",
        "E 不符合：留出一半的窗口来考，最长的上文看起来还是最好。",
    ),
}


def random_text(rng, depth, lengths=(10_000, 4_000)):
    """Texts of one random source, in which each character depends on `depth` (1, 2) before it.

    The costs at order 2 are so far apart that no fixed scores are right for both depths.
    """
    letters = int(rng.integers(10, 13)) if depth == 2 else int(rng.integers(13, 17))
    evenness = 0.3 if depth == 2 else 0.12
    shares = rng.dirichlet(np.full(letters, evenness), letters**depth).cumsum(axis=1)
    names = rng.permutation(list("abcdefghijklmnop ,.\n语文"))
    state, written = 0, []
    for u in rng.random(sum(lengths)):
        place = min(int(np.searchsorted(shares[state], u, side="right")), letters - 1)
        written.append(names[place])
        state = (state * letters + place) % letters**depth
    text = "".join(written)
    return text[: lengths[0]], text[lengths[0] :]


def scores_are_honest(mended_training, rng, depth):
    """The eight scores are near to what a new text of the same source costs."""
    text, new = random_text(rng, depth)
    found = number(mended_training(text))
    need(
        found.shape == (8,),
        f"`mended_training` returns the shape {found.shape}; it should be (8,), a score for each "
        "order.",
        f"`mended_training` 返回的形状是 {found.shape}，应当是 (8,)，每一阶一个分数。",
    )
    lowest, highest = _costs(text, new)

    def good(scores):
        return np.all(scores > lowest - TOO_GOOD) and np.all(scores < highest + TOO_BAD)

    if good(found):
        return
    need(
        not good(found[::-1]),
        "The scores of `mended_training` begin with order 8; begin with order 1.",
        "`mended_training` 的分数是从八阶开始的；应当从一阶开始。",
    )
    need(
        not good(found / np.log(2)),
        "The scores of `mended_training` are in nats; bits are asked for.",
        "`mended_training` 的分数单位是奈特；要的是比特。",
    )
    place = int(np.argmin(found - lowest))
    need(
        found[place] > lowest[place] - TOO_GOOD,
        f"`mended_training` is still too good: at order {place + 1} it says {found[place]:.2f} "
        f"bits, and a new text costs {lowest[place]:.2f}. Was some of the examination counted in "
        "the training?",
        f"`mended_training` 的分数仍然好得可疑：{place + 1} 阶是 {found[place]:.2f} 比特，"
        f"而新文本要花 {lowest[place]:.2f} 比特。考试的内容是不是有一部分在训练时数过了？",
    )
    place = int(np.argmax(found - highest))
    raise Wrong(
        f"`mended_training` says {found[place]:.2f} bits per character at order {place + 1}, and a "
        f"new text costs {highest[place]:.2f}. Was most of the text counted, and once or twice "
        "only? Is it a mean over the characters?",
        f"`mended_training` 说 {place + 1} 阶要 {found[place]:.2f} 比特/字符，而新文本要花 "
        f"{highest[place]:.2f}。文本的大部分是不是都数过了，而且只数了一两遍？是对字符取的平均吗？",
    )


@functools.lru_cache(maxsize=8)
def _costs(text, new):
    """Bits per character of a new text, two arrays (8,): the least and the most.

    Each character of the text is counted once or twice; twice makes the counts too sure.
    """
    cuts = [[text[i : i + 64] for i in range(0, len(text) - 63, step)] for step in (32, 64)]
    both = [_score(windows, [new[i : i + 64] for i in range(0, len(new), 64)]) for windows in cuts]
    return np.min(both, axis=0), np.max(both, axis=0)


def _score(train, exam):
    counts = collections.defaultdict(collections.Counter)
    for window in train:
        for i, character in enumerate(window):
            for k in range(min(i, 7) + 1):
                counts[window[i - k : i]][character] += 1
    totals = {context: after.total() for context, after in counts.items()}
    bits = np.zeros(8)
    for window in exam:
        for i, character in enumerate(window):
            p = 1 / 100
            for k in range(8):
                after = counts.get(window[i - k : i]) if k <= i else None
                if after:
                    total = totals[window[i - k : i]]
                    p = (after[character] + len(after) * p) / (total + len(after))
                bits[k] -= np.log2(p)
    return bits / sum(map(len, exam))
