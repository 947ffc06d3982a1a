"""The check of exercise 4."""

from collections import Counter

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same


@check
def exercise_4(kneser_ney, rng):
    size, discount = 8, float(rng.uniform(0.6, 0.9))
    token_ids = np.append(rng.choice(6, size=50, p=(0.35, 0.3, 0.15, 0.1, 0.07, 0.03)), 6)
    pairs = list(zip(token_ids[:-1].tolist(), token_ids[1:].tolist(), strict=True))
    before, after = Counter(w for _, w in set(pairs)), Counter(h for h, _ in set(pairs))
    times = Counter(w for _, w in pairs)
    lower = _p_1(before, size, discount)
    expected = _p_2(pairs, lower, discount)
    seen = sorted(after)
    found = number(kneser_ney(token_ids, size, discount))
    need(
        found.shape == expected.shape,
        f"The result has the shape {found.shape}; it should have {expected.shape}.",
        f"结果的形状是 {found.shape}，应当是 {expected.shape}。",
    )
    need(
        np.allclose(found, expected) or not np.allclose(found[seen], expected[seen]),
        "Only the rows of tokens that nothing ever follows are wrong: such a row is p_1.",
        "只有后面从未跟过词元的那些行不对：这样的一行就是 p_1。",
    )

    def table(lower, discount=discount, pairs=pairs):
        return _p_2(pairs, lower, discount)[seen]

    def undiscounted(counts):
        return [counts[w] / counts.total() for w in range(size)]

    occurrences = (
        "Your p_1 counts how often w occurs; k(w) is the number of different tokens before it.",
        "你的 p_1 数的是 w 的出现次数；k(w) 是它前面有多少种不同的词元。",
    )
    occurs = times, Counter(token_ids.tolist())
    transposed = expected.T[seen]
    found, expected = found[seen], expected[seen]
    same(
        found,
        expected,
        *(Mistake(table(_p_1(x, size, discount)), *occurrences) for x in occurs),
        *(Mistake(table(undiscounted(x)), *occurrences) for x in occurs),
        Mistake(
            table(_p_1(after, size, discount)),
            "Your k(w) is the number of different tokens after w; it should be of those before w.",
            "你的 k(w) 数的是 w 后面有多少种词元；应当数 w 前面的。",
        ),
        Mistake(
            table(undiscounted(before)),
            "Your p_1 takes off no discount, so a token that never occurs gets nothing.",
            "你的 p_1 没有扣折扣，从未出现的词元就什么也分不到。",
        ),
        Mistake(
            table([1 / size] * size),
            "You give out the discount evenly; p_2 gives it out in the proportions of p_1.",
            "你把扣下的份额平均分了；p_2 应当按 p_1 的比例来分。",
        ),
        Mistake(
            table([0] * size),
            "What the discount takes off is not given out again, so the rows do not sum to 1.",
            "扣下的份额没有再分出去：各行之和不到 1。",
        ),
        Mistake(
            table(lower, 0),
            "These are the shares c(hw) / c(h): nothing is taken off for tokens never seen there.",
            "这是比例 c(hw) / c(h)：没有扣下一份留给没见过的词元。",
        ),
        Mistake(
            np.array([lower] * len(seen)),
            "Every row is p_1: the counts c(hw) play no part.",
            "每一行都是 p_1：没有用上计数 c(hw)。",
        ),
        Mistake(
            table(lower, pairs=sorted(set(pairs))),
            "You count each pair once, not each time: `+=` adds only once at repeated places.",
            "每一对只数了一次，而不是出现几次数几次：位置重复时，`+=` 只加一次。",
        ),
        Mistake(
            transposed,
            "Rows and columns have changed places: row h is what follows h.",
            "行和列弄反了：第 h 行是 h 之后的分布。",
        ),
        Mistake(
            found if np.any(found < 0) else expected,
            "Some probabilities are negative: from a count of zero nothing can be taken off.",
            "有的概率是负数：计数为零时，没有什么可扣。",
        ),
        Mistake(
            expected if np.allclose(found.sum(axis=1), 1) else found,
            "Your rows do not sum to 1: is as much given out as was taken off?",
            "你的各行之和不是 1：分出去的与扣下来的一样多吗？",
        ),
    )


def _p_1(counts, size, discount):
    rest = discount * len(counts) / size
    return [(max(counts[w] - discount, 0) + rest) / counts.total() for w in range(size)]


def _p_2(pairs, lower, discount):
    rows = []
    for context in range(len(lower)):
        follows = Counter(w for h, w in pairs if h == context)
        rest, total = discount * len(follows), max(follows.total(), 1)
        rows.append(
            [(max(follows[w] - discount, 0) + rest * p) / total for w, p in enumerate(lower)]
            if follows
            else lower
        )
    return np.array(rows)
