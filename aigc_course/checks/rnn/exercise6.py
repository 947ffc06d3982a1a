"""The check of exercise 6."""

import numpy as np

from aigc_course.checks import Mistake, Wrong, check, need, need_letter, number, same

WIDTH = 21  # of a window: 20 inputs and, moved on by one, 20 targets
FOLLOWERS = (0.25, 0.2, 0.15, 0.15, 0.12, 0.11)  # of a token of the made-up language
# Of the way from the language's entropy to an even guess. Over 16 languages of 24 tokens and 8 of
# 35, networks that stopped where a split by place says end at 0.25 to 0.39 of it (at most 0.50 with
# windows that do not overlap), those of the faulty program at 0.70 to 0.84, those that never stop
# at 0.89 and more, as does a count of single tokens.
MOST_EXCESS = 0.6
# In bits. What honest splits report there is off by 0.22 at most, in either direction. The faulty
# split reports 2.3 to 3.4 too little, and 0.65 to 1.14 where it is merely trained for fewer steps.
MOST_OFF = 0.35


@check
def exercise_6(copied_share, reason, mended_training, rng):
    copied_share_is_right(copied_share, rng)
    need_letter(reason(), "C", WHY_NOT)
    network_reads(mended_training, *made_up_language(rng, 25), rng)


def copied_share_is_right(copied_share, rng, n=3):
    while True:  # until every mistake shows
        windows, source = rng.integers(3, size=(7, 6)), rng.integers(3, size=(4, 6))
        found, known = _pieces(windows, n), _pieces(source, n)
        right = np.mean([piece in known for piece in found])
        mistakes = _mistakes_of_copied_share(windows, source, n)
        values = [right, *(round(mistake.value, 9) for mistake in mistakes)]
        if len(set(values)) == len(values):
            break
    same(copied_share(windows, source, n), right, *mistakes)


def _mistakes_of_copied_share(windows, source, n):
    found, known = _pieces(windows, n), _pieces(source, n)
    flat, flat_known = (_pieces(some.reshape(1, -1), n) for some in (windows, source))
    right = np.mean([piece in known for piece in found])
    whole = [[piece in known for piece in _pieces(window[None], n)] for window in windows]
    in_place = [[w in s for w in window] for window, s in _by_place(windows, source, n)]
    return [
        Mistake(
            np.mean([piece in known for piece in {*found}]),
            "`copied_share` counts each different piece once; count it as often as it occurs.",
            "`copied_share` 把每种片段只数了一次；出现几次就应当数几次。",
        ),
        Mistake(
            np.mean([piece in flat_known for piece in flat]),
            "`copied_share` lets pieces run on from one window into the next; a piece lies within "
            "one window.",
            "`copied_share` 的片段从一个窗口延伸到了下一个；一个片段只在一个窗口之内。",
        ),
        Mistake(
            np.mean([piece in found for piece in known]),
            "`copied_share` has windows and source the wrong way round.",
            "`copied_share` 把窗口与来源弄反了。",
        ),
        Mistake(
            np.mean([any(window) for window in whole]),
            "`copied_share` counts windows with a copied piece; count pieces.",
            "`copied_share` 数的是含有照抄片段的窗口；应当数片段。",
        ),
        Mistake(
            np.mean([all(window) for window in whole]),
            "`copied_share` counts windows of which every piece is copied; count pieces.",
            "`copied_share` 数的是所有片段都照抄的窗口；应当数片段。",
        ),
        Mistake(
            np.mean(in_place),
            "`copied_share` looks for a piece at the same place of the source's windows only.",
            "`copied_share` 只在来源窗口的同一个位置上找片段；片段可以在任何位置。",
        ),
        Mistake(
            1 - right,
            "That is the share of the pieces that are new.",
            "这是没有照抄的片段所占的比例。",
        ),
        Mistake(
            float(sum(piece in known for piece in found)),
            "That is a number of pieces; their share is asked for.",
            "这是片段的个数；要的是比例。",
        ),
        Mistake(
            100 * right,
            "Give the share as a fraction, not in per cent.",
            "比例请写成 0 到 1 之间的小数，不要用百分数。",
        ),
        *(
            Mistake(
                np.mean([piece in _pieces(source, m) for piece in _pieces(windows, m)]),
                f"The pieces of `copied_share` have {m} tokens where they should have {n}.",
                f"`copied_share` 的片段应当有 {n} 个词元，你的有 {m} 个。",
            )
            for m in (n - 1, n + 1)
        ),
    ]


def _pieces(windows, n):
    """The n-grams within each window, as tuples, in their order."""
    return [
        tuple(window[i : i + n]) for window in windows.tolist() for i in range(len(window) - n + 1)
    ]


def _by_place(windows, source, n):
    """For each place: the pieces of the windows that begin there, and those of the source."""
    places = range(windows.shape[1] - n + 1)
    return [tuple(_pieces(some[:, i : i + n], n) for some in (windows, source)) for i in places]


WHY_NOT = {
    "A": (
        "A does not fit: then the other play would cost as little as the 2,500 characters.",
        "A 不符合：如果是这样，另一部剧本的花费就会与那 2,500 个字符一样低。",
    ),
    "B": (
        "B does not fit: a network that is too small could not read its own 2,500 characters for "
        "so few bits.",
        "B 不符合：如果网络太小，读它自己的那 2,500 个字符也不会只花这么少的比特。",
    ),
    "D": (
        "D does not fit: the pairs counted in the same 2,500 characters need far fewer bits on the "
        "other play.",
        "D 不符合：用同样的 2,500 个字符数成的二元计数，在另一部剧本上花的比特少得多。",
    ),
    "E": (
        "E does not fit: the line below the table says how few of the other play's characters are "
        "unknown.",
        "E 不符合：看看表下面那一行，另一部剧本里没有读过的字符很少。",
    ),
}


def made_up_language(rng, size):
    """Probabilities (size - 1, size - 1) of the token after each, and their entropy in bits.

    Token 0 does not occur, so row i belongs to token i + 1. All rows hold the same numbers in
    another order: no part of a text is harder to predict than another.
    """
    rest = size - 1 - len(FOLLOWERS)
    row = np.array([*FOLLOWERS, *[(1 - sum(FOLLOWERS)) / rest] * rest])
    table = np.array([rng.permutation(row) for _ in range(size - 1)])
    return table, float(-np.sum(row * np.log2(row)))


def spoken(table, rng, n):
    """n tokens of the language."""
    sums, tokens = np.cumsum(table, axis=1), [int(rng.integers(len(table)))]
    for uniform in rng.random(n - 1):
        token = np.searchsorted(sums[tokens[-1]], uniform, side="right")
        tokens.append(min(int(token), len(table) - 1))
    return np.array(tokens) + 1


def network_reads(mended_training, table, entropy, rng):
    """The network reads new text of the language, and the bits that it reports are found there."""
    size, seed = len(table) + 1, int(rng.integers(1000))
    got = mended_training(spoken(table, rng, 2500), size, seed)
    network, reported = _network_and_bits(got, size)
    new = spoken(table, rng, 4000 * WIDTH // 20)
    cost = _bits(network, new[: len(new) // WIDTH * WIDTH].reshape(-1, WIDTH))
    figures = f"{reported:.2f}", f"{cost:.2f}"
    most = entropy + MOST_EXCESS * (np.log2(len(table)) - entropy)
    if cost > most:
        need(
            reported > cost - MOST_OFF,
            "`mended_training` reports {} bits, but new text costs {}: its network has learnt the "
            "text by heart, and what it is validated on is text that the training has "
            "seen.".format(*figures),
            "`mended_training` 报告 {} 比特，新文本却要花 {} 比特：网络把文本背了下来，"
            "而用来验证的文本，训练时已经见过。".format(*figures),
        )
        raise Wrong(
            f"The network costs {cost:.2f} bits on new text; at most {most:.2f} "
            "are allowed. Were there enough steps, and did it stop where the validation text "
            "costs least?",
            f"网络在新文本上要花 {cost:.2f} 比特，最多允许 {most:.2f}。"
            "训练的步数够不够？是不是停在了验证文本花费最低的地方？",
        )
    need(
        reported > cost - MOST_OFF,
        "`mended_training` reports {} bits, but new text costs {}: the network is good, but the "
        "report is about text that the training has seen.".format(*figures),
        "`mended_training` 报告 {} 比特，新文本却要花 {} 比特：网络不错，"
        "但报告的是训练时已经见过的文本的花费。".format(*figures),
    )
    need(
        reported < cost + MOST_OFF,
        "`mended_training` reports {} bits, but new text costs only {}: report the bits of the "
        "network that you return.".format(*figures),
        "`mended_training` 报告 {} 比特，新文本其实只花 {} 比特：应当报告所返回的那个网络的"
        "花费。".format(*figures),
    )


def _network_and_bits(got, size):
    if got is None:
        number(got)
    need(
        type(got) in (list, tuple) and len(got) == 2 and type(got[0]) in (list, tuple),
        "`mended_training` should return two things: a list of w, u, b and v, and the bits.",
        "`mended_training` 应当返回两样东西：由 w、u、b、v 组成的列表，以及比特数。",
    )
    network, reported = [number(array) for array in got[0]], number(got[1])
    shapes = [array.shape for array in network]
    k = shapes[2][0] if len(shapes) == 4 and len(shapes[2]) == 1 else 64
    need(
        shapes == [(size, k), (k, k), (k,), (k, size)],
        f"The network's arrays have the shapes {shapes}; they should be those of w, u, b and v.",
        f"网络各数组的形状是 {shapes}，应当依次是 w、u、b、v 的形状。",
    )
    need(
        reported.shape == (),
        "The bits that `mended_training` reports should be one number.",
        "`mended_training` 报告的比特数应当是一个数。",
    )
    return [array.astype("float64") for array in network], float(reported)


def _bits(network, windows):
    """Bits per character of windows, each read from an empty state."""
    w, u, b, v = network
    h, total = np.zeros((len(windows), len(b))), 0.0
    for token, target in zip(windows.T[:-1], windows.T[1:], strict=True):
        h = np.tanh(w[token] + h @ u + b)
        logits = h @ v
        logits -= logits.max(axis=1, keepdims=True)
        right = np.take_along_axis(logits, target[:, None], axis=1)[:, 0]
        total += np.mean(np.log(np.exp(logits).sum(axis=1)) - right)
    return float(number(total / (windows.shape[1] - 1) / np.log(2)))
