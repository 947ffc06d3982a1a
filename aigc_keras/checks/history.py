"""Checks of the exercises to chapter 1, history."""

import collections
import re

import numpy as np

from aigc_keras.checks import Mistake, check, need, number, same


@check
def exercise_1(bits_per_character, rng):
    text = "".join(rng.choice(list("to be, 或者不是\n"), rng.integers(40, 60)))
    log_probs = rng.uniform(-6, -0.2, size=len(text) // 3)
    cost = -np.log2(np.exp(log_probs))
    per_character = sum(cost) / len(text)
    same(
        bits_per_character(log_probs, text),
        per_character,
        Mistake(
            cost.mean(),
            "That is bits per token; spread the cost over the characters of the text.",
            "这是比特/词元；应当按文本的字符数平均。",
        ),
        Mistake(
            -log_probs.sum() / len(text),
            "That is in nats; it should be in bits.",
            "结果的单位是奈特；要的是比特。",
        ),
        Mistake(
            -log_probs.mean(),
            "That is nats per token: change the unit, and average over the characters.",
            "这是奈特/词元：单位要换成比特，平均要按字符数。",
        ),
        Mistake(
            -per_character,
            "The sign is the wrong way round: a text costs bits, and fewer are better.",
            "符号反了：文本要花比特，花得越少越好。",
        ),
        Mistake(
            -log_probs.sum() * np.log(2) / len(text),
            "You converted in the wrong direction: a nat is more than a bit.",
            "单位换算的方向反了：1 奈特大于 1 比特。",
        ),
        Mistake(
            cost.sum(),
            "That is the cost of the whole text; spread it over the characters.",
            "这是整段文本的花费；还要按字符数平均。",
        ),
        Mistake(
            cost.sum() / len(text.encode()),
            "You counted bytes; a Chinese character has three of them, but counts once.",
            "你数的是字节；一个汉字有三个字节，在这里只算一个字符。",
        ),
        Mistake(
            cost.sum() / len(text.split()),
            "You counted words; the ruler counts characters, spaces and line breaks included.",
            "你数的是单词；这把尺子数的是字符，空格和换行也算。",
        ),
        Mistake(
            np.exp(-log_probs.mean()),
            "That is the perplexity of a token, not bits per character.",
            "这是词元的困惑度，不是比特/字符。",
        ),
    )


@check
def exercise_2(two_scores, rng):
    lengths = rng.permutation([2, 3, 3, 5, 6])
    log_probs = np.log(rng.uniform(0.6, 0.98, size=(5, 6)))
    answers = [row[:length] for row, length in zip(log_probs, lengths, strict=True)]
    tokens = np.exp(np.concatenate(answers))
    wholes = np.array([np.prod(np.exp(answer)) for answer in answers])
    found = _pair(
        two_scores(log_probs, lengths),
        "Return two numbers: the score of single tokens, and that of whole answers.",
        "应当返回两个数：单个词元的分数和整个回答的分数。",
    )
    per_token, all_right = tokens.mean(), wholes.mean()
    need(
        not np.allclose(found, [all_right, per_token]),
        "Both numbers are right, in the wrong order: the tokens come first.",
        "两个数都对，次序反了：先是词元的分数。",
    )
    same(
        found[0],
        per_token,
        Mistake(
            np.exp(log_probs).mean(),
            "The first number counts what stands beyond the end of an answer.",
            "第一个数把回答结束之后的填充也算进去了。",
        ),
        Mistake(
            np.mean([np.exp(answer).mean() for answer in answers]),
            "The first number averages within each answer first; all tokens should weigh alike.",
            "第一个数先在每个回答之内取了平均；各个词元的权重应当相同。",
        ),
        Mistake(
            np.exp(np.concatenate(answers).mean()),
            "The first number averages log-probabilities; average the probabilities.",
            "第一个数平均的是对数概率；应当平均概率。",
        ),
        Mistake(
            np.log(tokens).mean(),
            "The first number is still a logarithm.",
            "第一个数还是对数。",
        ),
    )
    same(
        found[1],
        all_right,
        Mistake(
            np.exp(log_probs.sum(axis=1)).mean(),
            "The second number counts what stands beyond the end of an answer.",
            "第二个数把回答结束之后的填充也算进去了。",
        ),
        Mistake(
            np.mean(per_token**lengths),
            "You raised the mean probability to a power; each token has its own probability.",
            "你取的是平均概率的幂；每个词元各有自己的概率。",
        ),
        Mistake(
            per_token ** np.mean(lengths),
            "You raised the mean probability to the mean length; take each answer by itself.",
            "你取的是平均概率的“平均长度”次幂；应当逐个回答来算。",
        ),
        Mistake(
            np.exp(np.mean(np.log(wholes))),
            "The second number averages logarithms over the answers; average the probabilities.",
            "第二个数在各回答之间平均的是对数；应当平均概率。",
        ),
        Mistake(
            np.mean(np.log(wholes)),
            "The second number is still a logarithm.",
            "第二个数还是对数。",
        ),
        Mistake(
            np.mean([np.exp(answer).sum() for answer in answers]),
            "Within an answer you added probabilities; that all are right is their product.",
            "你把一个回答之内的概率相加了；全对的概率是它们的乘积。",
        ),
        Mistake(
            wholes.sum(),
            "The second number is summed over the answers; take the mean.",
            "第二个数对各回答求了和；应当取平均。",
        ),
    )


@check
def exercise_3(fit_power_law, rng):
    sizes = np.exp(np.sort(rng.uniform(7, 16, size=7)))
    floor, factor, power = rng.uniform(0.8, 1.5), rng.uniform(8, 20), rng.uniform(0.1, 0.2)
    losses = floor + factor * sizes**-power * np.exp(rng.normal(scale=0.05, size=7))
    a, b = _line_in_logs(sizes, losses - floor)
    found = _pair(
        fit_power_law(sizes, losses, floor),
        "Return two numbers, a and b.",
        "应当返回 a 和 b 两个数。",
    )
    unfloored = _line_in_logs(sizes, losses)
    linear = -np.polyfit(sizes, np.log(losses - floor), 1)[0]
    turned = np.polyfit(np.log(losses - floor), np.log(sizes), 1)
    same(
        found,
        np.array([a, b]),
        Mistake(
            (a, -b),
            "The sign of b is the wrong way round: with N to the power -b, b is above zero.",
            "b 的符号反了：公式里是 N 的 -b 次方，b 应当大于零。",
        ),
        Mistake((b, a), "a and b are exchanged.", "a 和 b 的次序反了。"),
        Mistake(
            (np.log(a), b),
            "Your first number is the logarithm of a.",
            "你的第一个数是 a 的对数。",
        ),
        Mistake(
            (np.log(a), -b),
            "Your numbers are intercept and slope of the line; turn them into a and b.",
            "这两个数是直线的截距和斜率；还要化成 a 和 b。",
        ),
        Mistake(
            (-b, np.log(a)),
            "Your numbers are slope and intercept of the line; turn them into a and b.",
            "这两个数是直线的斜率和截距；还要化成 a 和 b。",
        ),
        Mistake(
            (np.log10(a), b),
            "Your first number is the logarithm of a, to base 10.",
            "你的第一个数是 a 的对数，以 10 为底。",
        ),
        Mistake(
            (np.exp(np.log10(a)), b),
            "You took logarithms to base 10 and went back with base e.",
            "你取的是以 10 为底的对数，还原时却用了底 e。",
        ),
        Mistake(
            (10 ** np.log(a), b),
            "You took logarithms to base e and went back with base 10.",
            "你取的是以 e 为底的对数，还原时却用了底 10。",
        ),
        Mistake(
            unfloored,
            "You fitted the losses as they are; only what lies above the floor is a power of N.",
            "你直接拟合了损失；只有高出下限的那一部分才服从幂律。",
        ),
        Mistake(
            _line_in_logs(sizes, losses + floor),
            "You added the floor to the losses; take it away.",
            "你把下限加到损失上了；应当减去。",
        ),
        Mistake(
            (found[0], linear),
            "The line is fitted against N itself; take its logarithm too.",
            "你拟合直线时用的是 N 本身；N 也要取对数。",
        ),
        Mistake(
            (found[0], -np.polyfit(np.log(sizes), losses - floor, 1)[0]),
            "You took the logarithm of N only; take that of what lies above the floor too.",
            "你只对 N 取了对数；高出下限的部分也要取对数。",
        ),
        Mistake(
            (found[0], -1 / turned[0]),
            "You fitted the sizes as a function of the losses; it is the other way round.",
            "你把大小当成损失的函数来拟合；应当反过来。",
        ),
        Mistake(
            (found[0], b),
            "b is right, a is not.",
            "b 对了，a 不对。",
        ),
        rtol=1e-3,
    )


@check
def exercise_4(best_size, rng):
    compute, a, b = 10 ** rng.uniform(18, 22), rng.uniform(200, 500), rng.uniform(600, 900)
    alpha, beta = rng.uniform(0.25, 0.3), rng.uniform(0.38, 0.45)
    found = _pair(
        best_size(compute, a, alpha, b, beta),
        "Return two numbers, N and D.",
        "应当返回 N 和 D 两个数。",
    )
    n, d = _cheapest(compute / 6, a, alpha, b, beta)
    all_n, all_d = _cheapest(compute, a, alpha, b, beta)
    even = np.exp(np.log(a / b * (compute / 6) ** beta) / (alpha + beta))
    root = np.sqrt(compute / 6)
    with np.errstate(all="ignore"):
        cost = 6 * np.prod(found.astype("float64")) / compute
        off = not np.isclose(cost, 1, rtol=2e-3)
    same(
        found,
        np.array([n, d]),
        Mistake((d, n), "N and D are exchanged.", "N 和 D 的次序反了。"),
        Mistake(
            (all_n, all_d),
            "You spent the budget as if one parameter and one token cost one operation, not six.",
            "你按一个参数、一个词元只要一次运算来花预算；实际要六次。",
        ),
        Mistake(
            (n, compute / n),
            "N is right; D is not: each parameter costs six operations for each token.",
            "N 对了，D 不对：每个参数对每个词元要六次运算。",
        ),
        Mistake(
            (even, compute / 6 / even),
            "You made the two terms equal; at the best size it is their slopes that balance.",
            "你让两项相等了；在最佳大小处，平衡的是两项的斜率，不是两项的值。",
        ),
        Mistake(
            (root, root),
            "You made N and D equal; the best split depends on all four constants.",
            "你让 N 和 D 相等了；最佳的分配取决于全部四个常数。",
        ),
        Mistake(
            _cheapest(compute / 6, a, beta, b, alpha),
            "The two exponents are exchanged.",
            "两个指数用反了。",
        ),
        Mistake(
            _cheapest(compute / 6, b, alpha, a, beta),
            "The two factors a and b are exchanged.",
            "两个系数 a 和 b 用反了。",
        ),
        Mistake(
            found if off else np.full(2, np.nan),
            f"Your N and D cost {cost:.3g} times the budget.",
            f"你的 N 和 D 所花的运算是预算的 {cost:.3g} 倍。",
        ),
        Mistake(
            found if min(found) > 0 else np.full(2, np.nan),
            "Your N and D spend the budget, but another split of it gives a lower loss.",
            "你的 N 和 D 正好花完预算，但换一种分配，损失会更低。",
        ),
        rtol=1e-3,
    )


@check
def exercise_5(frechet, rng):
    stretch = rng.normal(size=(2, 3, 3)) * np.array([3, 1, 0.5])
    real = rng.normal(size=(40, 3)) @ stretch[0]
    fake = rng.normal(size=(25, 3)) @ stretch[1] + rng.uniform(1, 2, size=3)
    for kept in (real[: len(fake)], real):
        got = frechet(kept, fake)
        need(
            not np.issubdtype(getattr(got, "dtype", type(got)), np.complexfloating),
            "The result is complex: keep the real part of the root's trace.",
            "结果是复数：平方根的迹只取实部。",
        )
        same(got, *_distance_and_mistakes(kept, fake))


def _distance_and_mistakes(real, fake):
    gap = real.mean(axis=0) - fake.mean(axis=0)
    first, second = np.cov(real.T), np.cov(fake.T)
    total, cross = np.trace(first) + np.trace(second), _root_trace(real, fake)
    distance = gap @ gap + total - 2 * cross
    crude = np.sqrt(np.maximum(first @ second, 0))
    roots = [_root(covariance) for covariance in (first, second)]
    shares = len(real) / (len(real) - 1), len(fake) / (len(fake) - 1)
    whole = gap @ gap + np.trace(first) / shares[0] + np.trace(second) / shares[1]
    alike = len(real) == len(fake)
    across = np.trace(np.cov(real)) + np.trace(np.cov(fake)) if alike else np.nan
    hadamard = np.linalg.eigvalsh(first * second)
    return (
        distance,
        Mistake(
            np.sqrt(distance),
            "You took the square root in the end; the formula gives the squared distance.",
            "最后多开了一次平方根；公式给出的是距离的平方。",
        ),
        Mistake(
            gap @ gap + total - cross,
            "The root of the product counts twice.",
            "协方差之积的平方根要取两倍。",
        ),
        Mistake(
            gap @ gap + total + 2 * cross,
            "The root of the product is taken away, not added.",
            "协方差之积的平方根应当减去，而不是加上。",
        ),
        Mistake(
            np.sqrt(gap @ gap) + total - 2 * cross,
            "The distance of the means enters as its square.",
            "均值之间的距离要取平方。",
        ),
        Mistake(total - 2 * cross, "The means are missing.", "漏了均值。"),
        Mistake(gap @ gap, "The covariances are missing.", "漏了协方差。"),
        Mistake(
            gap @ gap + total - 2 * np.trace(crude),
            "You took the root of each entry; the root of a matrix is something else.",
            "你对矩阵的每个元素开了平方根；矩阵的平方根是另一回事。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.trace(np.sqrt(np.abs(first)) @ np.sqrt(np.abs(second))),
            "You took the root of each entry; the root of a matrix is something else.",
            "你对矩阵的每个元素开了平方根；矩阵的平方根是另一回事。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.trace(roots[0] @ roots[1]),
            "You multiplied two roots; it is the root of the product, and these differ here.",
            "你把两个平方根相乘了；要的是乘积的平方根，两者在这里不相等。",
        ),
        Mistake(
            gap @ gap + np.sum((np.sqrt(np.diag(first)) - np.sqrt(np.diag(second))) ** 2),
            "You used the variances only; features that go together have covariances too.",
            "你只用了方差；特征之间还有协方差。",
        ),
        Mistake(
            whole - 2 * cross / np.sqrt(np.prod(shares)),
            "You divided by n; the covariance of a sample is divided by n - 1, as `np.cov` does.",
            "你除的是 n；样本协方差要除以 n - 1，`np.cov` 就是这样。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.trace(first @ second),
            "The root of the product is missing.",
            "漏了开平方根。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.sqrt(abs(np.trace(first @ second))),
            "You took the root of the trace; it is the trace of the root.",
            "你是先求迹再开平方根；应当先开平方根再求迹。",
        ),
        Mistake(
            gap @ gap + total - 2 * np.sqrt(np.maximum(hadamard, 0)).sum(),
            "You multiplied the covariances entry by entry; take the product of matrices.",
            "你把协方差逐个元素相乘了；应当做矩阵乘法。",
        ),
        Mistake(
            gap @ gap + across - 2 * (_root_trace(real.T, fake.T) if alike else np.nan),
            "You took the rows for features; `np.cov` does so unless told otherwise.",
            "你把行当成了特征；`np.cov` 默认如此，除非另行指定。",
        ),
    )


@check
def exercise_6(write, rng):
    letters = rng.choice(list("alo \n语"), 400, p=[0.4, 0.2, 0.2, 0.1, 0.05, 0.05])
    text, prompt, order = "".join(letters) + "xa", "ol?a", 4
    table = _table(text, order)
    in_one_line, apart, in_pieces = ({}, {}, {})
    for context in table:
        pattern = re.escape(context)
        in_one_line[context] = re.findall(pattern + "(.)", text)
        in_pieces[context] = re.findall(pattern + "(.)", text, re.DOTALL)
        ends = (found.end() for found in re.finditer(pattern, text))
        apart[context] = [text[end] for end in ends if end < len(text)]
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


def _pair(got, english, chinese):
    found = number(got)
    need(found.shape == (2,), english, chinese)
    return found


def _line_in_logs(sizes, heights):
    x, y = np.log(sizes), np.log(heights)
    slope = np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)
    return np.exp(y.mean() - slope * x.mean()), -slope


def _cheapest(product, a, alpha, b, beta):
    """N and D of the lowest loss, of all whose product is given: found by search."""

    def loss(log_n):
        return a * np.exp(-alpha * log_n) + b * np.exp(beta * (log_n - np.log(product)))

    low, high = -20.0, np.log(product) + 20
    for _ in range(200):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return np.exp(low), product / np.exp(low)


def _root_trace(real, fake):
    """The trace of the root of the product of both covariances, without either."""
    first, second = ((x - x.mean(axis=0)) / np.sqrt(len(x) - 1) for x in (real, fake))
    return np.linalg.svd(first @ second.T, compute_uv=False).sum()


def _root(covariance):
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T


def _table(text, longest):
    """Contexts of at most so many characters, each with the counts of what follows."""
    table = collections.defaultdict(collections.Counter)
    for length in range(longest + 1):
        for start in range(len(text) - length):
            table[text[start : start + length]][text[start + length]] += 1
    return dict(table)


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
