"""The check of exercise 6."""

import collections
import re

import numpy as np

from aigc_course.checks import Mistake, check, need


@check
def exercise_6(write, rng):
    letters = rng.choice(list("alo \n语"), 400, p=[0.4, 0.2, 0.2, 0.1, 0.05, 0.05])
    text = "".join(letters) + "xa"
    prompt, order = "ol?a", 4
    table = _table(text, order)
    in_one_line, apart, in_pieces = _found_by_patterns(text, table)
    right, wrong = None, [None]
    while right in wrong or wrong[0] == wrong[1]:
        uniforms = rng.random(60)
        right = _continued(table, prompt, order - 1, uniforms)
        wrong = [
            _continued(table, prompt, order - 1, uniforms, cut=lambda c: c[:-1]),
            _continued(table, prompt, order - 1, uniforms, cut=lambda c: ""),
            _continued(_counted(apart), prompt, order - 1, uniforms),
            _continued(_counted(in_pieces), prompt, order - 1, uniforms),
        ]
    same_text(
        write(text, prompt, order, uniforms),
        right,
        Mistake(
            right[len(prompt) :],
            "The prompt is missing: return it with its continuation.",
            "缺了开头：应当连同开头一起返回。",
        ),
        Mistake(
            _continued(table, prompt, order, uniforms),
            "Your context is one character too long: with the new one it makes `order` characters.",
            "上文多取了一个字符：上文加上新字符，一共才是 `order` 个。",
        ),
        Mistake(
            _continued(table, prompt, order - 1, uniforms, moving=False),
            "Your context stands still: what you have just written belongs to it.",
            "上文没有往前走：刚写的字符也要算进上文。",
        ),
        *(
            Mistake(
                _continued(table, prompt, order - 1, uniforms, greedy),
                "You always take the most frequent character; draw one, by the number given.",
                "你总取最常见的字符；应当按给定的随机数来抽。",
            )
            for greedy in (_greedy, _greedily_by_appearance)
        ),
        Mistake(
            _continued(table, prompt, order - 1, uniforms, _evenly),
            "You draw all characters with equal probability; a frequent one is more probable.",
            "你让各个字符的概率相等；出现次数多的，概率应当大。",
        ),
        Mistake(
            _continued(table, prompt, order - 1, uniforms, _in_order_of_appearance),
            "You draw from the characters in the order in which they appear; sort them first.",
            "你按字符出现的先后来抽；应当先把字符排序。",
        ),
        Mistake(
            _continued(table, prompt, order - 1, uniforms, _in_order_of_counts),
            "You draw from the characters in the order of their counts; sort them as characters.",
            "你按出现次数的多少来抽；应当按字符本身排序。",
        ),
        Mistake(
            _continued(table, prompt, order - 1, 1 - uniforms),
            "You go through the characters from the end; start with the first.",
            "你从末尾往前数了；应当从第一个字符开始累加。",
        ),
        Mistake(
            _continued(table, prompt, order - 2, uniforms),
            "Your context is too short: with the new character it makes `order` characters.",
            "上文取少了：上文加上新字符，一共是 `order` 个。",
        ),
        Mistake(
            _continued(_lists(text, order), prompt, order - 1, uniforms, _unsorted),
            "You draw from the characters in the order in which they appear; sort them first.",
            "你按字符出现的先后来抽；应当先把字符排序。",
        ),
        *(
            Mistake(
                gaps,
                'You miss places that overlap: in "aaaa", "aa" is followed twice by an "a".',
                "你漏了互相重叠的位置：在“aaaa”里，“aa”后面跟着“a”的有两处。",
            )
            for gaps in wrong[2:]
        ),
        Mistake(
            _continued(_counted(in_one_line), prompt, order - 1, uniforms),
            "You miss places: those that overlap, and those before a line break.",
            "你漏了一些位置：互相重叠的，以及换行之前的。",
        ),
        Mistake(
            wrong[0],
            "You shorten an unknown context at its end; take away its first character.",
            "遇到没见过的上文，你去掉的是末尾；应当去掉第一个字符。",
        ),
        Mistake(
            wrong[1],
            "You drop an unknown context altogether; shorten it by one character at a time.",
            "遇到没见过的上文，你整个丢掉了；应当一次只缩短一个字符。",
        ),
    )


def same_text(got, expected, *mistakes):
    """Compare a text with what is right and with what known mistakes give, as `same` does."""
    need(
        got is not None,
        "It returns nothing: is there a `return`?",
        "没有返回值：写了 `return` 吗？",
    )
    kind = type(got).__name__
    need(
        type(got) is str,
        f"It returns something of type {kind}; it should return plain text (`str`).",
        f"返回值的类型是 {kind}，应当返回普通的文本（`str`）。",
    )
    if got == expected:
        return
    for value, english, chinese in mistakes:
        need(got != value, english, chinese)
    for place, (one, other) in enumerate(zip(got, expected, strict=False)):
        need(
            one == other,
            f"Character {place + 1} is {one!r}; after {expected[:place][-8:]!r} should come "
            f"{other!r}.",
            f"第 {place + 1} 个字符是 {one!r}；{expected[:place][-8:]!r} 之后应当是 {other!r}。",
        )
    need(
        False,
        f"The text has {len(got)} characters; it should have {len(expected)}.",
        f"写出的文本有 {len(got)} 个字符，应当有 {len(expected)} 个。",
    )


def _table(text, longest):
    """Contexts of at most so many characters, each with the counts of what follows."""
    table = collections.defaultdict(collections.Counter)
    for length in range(longest + 1):
        for start in range(len(text) - length):
            table[text[start : start + length]][text[start + length]] += 1
    return dict(table)


def _found_by_patterns(text, contexts):
    """What follows each context, as three regular expressions find it, with their gaps.

    Returns:
        Three dicts of lists: places before a line break and overlapping ones are missing;
        overlapping contexts are missing; overlapping pairs of context and follower are missing.
    """
    in_one_line = {}
    apart = {}
    in_pieces = {}
    for context in contexts:
        pattern = re.escape(context)
        in_one_line[context] = re.findall(pattern + "(.)", text)
        in_pieces[context] = re.findall(pattern + "(.)", text, re.DOTALL)
        ends = (found.end() for found in re.finditer(pattern, text))
        apart[context] = [text[end] for end in ends if end < len(text)]
    return in_one_line, apart, in_pieces


def _lists(text, longest):
    """As `_table`, but with all followers one after another."""
    table = collections.defaultdict(str)
    for length in range(longest + 1):
        for end in range(length, len(text)):
            table[text[end - length : end]] += text[end]
    return dict(table)


def _counted(lists):
    return {context: collections.Counter(found) for context, found in lists.items() if found}


def _unsorted(followers, u):
    return followers[int(u * len(followers))]


def _sorted(counts, u):
    return _drawn(sorted(counts), counts, u)


def _in_order_of_appearance(counts, u):
    return _drawn(list(counts), counts, u)


def _in_order_of_counts(counts, u):
    return _drawn([character for character, _ in counts.most_common()], counts, u)


def _evenly(counts, u):
    return _drawn(sorted(counts), dict.fromkeys(counts, 1), u)


def _greedy(counts, u):
    return max(sorted(counts), key=counts.get)


def _greedily_by_appearance(counts, u):
    return max(counts, key=counts.get)


def _drawn(characters, counts, u):
    sums = np.cumsum([counts[character] for character in characters])
    return characters[np.searchsorted(sums / sums[-1], u, side="right")]


def _continued(table, prompt, length, uniforms, draw=_sorted, cut=lambda c: c[1:], moving=True):
    written = prompt
    for u in uniforms:
        so_far = written if moving else prompt
        context = so_far[-length:] if length else ""
        while context not in table:
            context = cut(context)
        written += draw(table[context], u)
    return written
