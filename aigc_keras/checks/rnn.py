"""Checks of the exercises to chapter 5, recurrent networks."""

from collections import Counter

import numpy as np

from aigc_keras.checks import Mistake, Wrong, check, need, number, same


@check
def exercise_1(perplexity, bits_per_character, rng):
    letters = list("abcdefgh éü长短句")
    tokens = ["".join(rng.choice(letters, size)) for size in rng.integers(1, 5, size=9)]
    text, log_probs = "".join([*tokens, "长"]), rng.normal(-2, 0.5, size=10)
    nats, total = -log_probs.mean(), -log_probs.sum()
    same(
        perplexity(log_probs),
        np.exp(nats),
        Mistake(
            np.exp(-nats),
            "A perplexity is at least 1: is the sign of the log-probabilities right?",
            "困惑度至少为 1：对数概率的符号对吗？",
        ),
        Mistake(
            np.exp(total),
            "This is one over the probability of the whole text; the perplexity is per token.",
            "这是整段文本概率的倒数；困惑度是按词元计的。",
        ),
        Mistake(
            nats,
            "This is the cross-entropy in nats; the perplexity is its exponential.",
            "这是以奈特计的交叉熵；困惑度是它的指数。",
        ),
        Mistake(
            2**nats,
            "You raise 2 to a number of nats; 2 goes with bits.",
            "你以 2 为底，指数却是奈特；2 要配比特。",
        ),
        Mistake(
            np.exp(nats / np.log(2)),
            "You raise e to a number of bits; e goes with nats.",
            "你以 e 为底，指数却是比特；e 要配奈特。",
        ),
        Mistake(
            np.mean(np.exp(-log_probs)),
            "You average 1/p over the tokens; average the logarithms, then take the exponential.",
            "你对各词元的 1/p 取了平均；应当先对对数取平均，再取指数。",
        ),
    )
    bits = total / np.log(2)
    same(
        bits_per_character(log_probs, text),
        bits / len(text),
        Mistake(
            bits / len(log_probs),
            "These are bits per token; a token may have several characters.",
            "这是比特/词元；一个词元可能有好几个字符。",
        ),
        Mistake(total / len(text), "These are nats per character.", "这是奈特/字符。"),
        Mistake(
            nats,
            "These are nats per token; bits per character are asked for.",
            "这是奈特/词元；要的是比特/字符。",
        ),
        Mistake(
            total * np.log(2) / len(text),
            "You multiply by ln 2; a bit is less than a nat, so the number of bits is larger.",
            "你乘了 ln 2；比特比奈特小，所以比特数应当更大。",
        ),
        Mistake(
            bits / len(text.encode()),
            "These are bits per byte of UTF-8; é and 长 are one character each.",
            "这是按 UTF-8 的字节平摊的；é 和“长”各是一个字符。",
        ),
        Mistake(
            nats / np.log(2) / len(text),
            "You average over the tokens before you divide by the number of characters: "
            "add up instead.",
            "除以字符数之前，你先对词元取了平均：应当求和。",
        ),
        Mistake(
            bits,
            "These are the bits of the whole text, not per character.",
            "这是整段文本的比特数，没有平摊到字符上。",
        ),
        Mistake(-bits / len(text), "The sign is the wrong way round.", "符号反了。"),
    )


@check
def exercise_2(clip_by_joint_norm, rng):
    gradients = [rng.normal(size=shape) for shape in ((4, 3), (5,), (2, 3, 2))]
    gradients[1] *= 4
    flat = np.concatenate([gradient.ravel() for gradient in gradients])
    norms = [np.linalg.norm(gradient) for gradient in gradients]
    norm = float(np.linalg.norm(flat))
    limit = 0.4 * norm
    apart = [g * min(1, limit / n) for g, n in zip(gradients, norms, strict=True)]
    same(
        flatten(clip_by_joint_norm([g.copy() for g in gradients], limit), gradients),
        flat * (limit / norm),
        Mistake(
            flat,
            "Nothing is clipped, though the norm is above the limit.",
            "没有裁剪：这里的范数高于上限。",
        ),
        Mistake(
            np.concatenate([gradient.ravel() for gradient in apart]),
            "You clip each array by its own norm, which turns the direction; one norm is for all.",
            "你按各个数组自己的范数裁剪，方向会变；所有数组合用一个范数。",
        ),
        Mistake(
            np.clip(flat, -limit, limit),
            "You clip each number by itself, which turns the direction.",
            "你把每个数单独截断，方向会变。",
        ),
        Mistake(
            flat / norm,
            "The joint norm becomes 1; it should become the limit.",
            "联合范数变成了 1；应当等于上限。",
        ),
        Mistake(
            flat * (limit / sum(norms)),
            "You add up the arrays' norms; it is their squares that add up.",
            "你把各数组的范数相加了；能相加的是它们的平方。",
        ),
        Mistake(
            flat * (limit / norm**2),
            "You divide by the square of the norm: a square root is missing.",
            "你除以了范数的平方：少了开方。",
        ),
        Mistake(
            flat * np.sqrt(limit / norm),
            "The factor is the square root of what it should be.",
            "因子多开了一次方。",
        ),
    )
    limit = 1.5 * norm
    same(
        flatten(clip_by_joint_norm([g.copy() for g in gradients], limit), gradients),
        flat,
        Mistake(
            flat * (limit / norm),
            "Gradients whose norm is below the limit are to stay as they are; yours grow.",
            "范数低于上限的梯度应当原样不动；你的却变大了。",
        ),
    )


@check
def exercise_3(draw_top_p, rng):
    found, outside, answers = [], False, []
    for _ in range(60):
        logits, uniform, place = rng.normal(size=9) * 1.5, float(rng.random()), rng.integers(1, 7)
        share = np.exp(logits) / np.exp(logits).sum()
        ranked = np.argsort(-share)
        p = float(share[ranked[:place]].sum() + share[ranked[place]] / 2)
        inside, short, long = (np.sort(ranked[: place + more]) for more in (1, 0, 2))
        token = number(draw_top_p(logits, p, uniform))
        need(
            token.shape == (),
            "Return one token id, a single number.",
            "请返回一个词元编号，即一个数。",
        )
        found.append(token)
        outside |= token not in inside
        answers.append(
            [
                _first(inside, share, uniform),
                _first(range(9), share, uniform),
                ranked[0],
                _first(ranked[: place + 1], share, uniform),
                _first(short, share, uniform),
                _first(long, share, uniform),
                *(_first(inside, share, uniform, 1, none) for none in (inside[-1], 0, 8, 9)),
                _first(range(1 + np.sum(np.cumsum(share) < p)), share, uniform),
                list(ranked).index(_first(ranked[: place + 1], share, uniform)),
                list(inside).index(_first(inside, share, uniform)),
            ]
        )
    found = np.array(found)
    expected, every, likeliest, by_rank, short, long, *unscaled, by_id, rank, index = np.array(
        answers
    ).T
    same(
        found,
        expected,
        Mistake(
            every,
            "You draw from all tokens: nothing is cut off.",
            "你从全部词元里抽，没有截断。",
        ),
        Mistake(likeliest, "You always take the most likely token.", "你总是取最可能的那个词元。"),
        Mistake(
            by_rank,
            "You add up from the likeliest token on; go through the nucleus in order of the ids.",
            "你按概率从大到小累加；应当按编号的顺序走过核内的词元。",
        ),
        Mistake(
            short,
            "Your nucleus stops one token short: its probabilities have to reach p.",
            "你的核少了一个词元：核内的总概率要达到 p。",
        ),
        Mistake(
            long,
            "Your nucleus has one token too many: it is the smallest set that reaches p.",
            "你的核多了一个词元：它是达到 p 的最小集合。",
        ),
        *(
            Mistake(
                tokens,
                "The probabilities of your nucleus do not sum to 1: scale them after the cut.",
                "你的核内概率之和不是 1：截断之后要归一化。",
            )
            for tokens in unscaled
        ),
        Mistake(
            by_id,
            "You cut off in the order of the ids; the nucleus holds the most likely tokens.",
            "你按编号的顺序截断；核里应当是最可能的那些词元。",
        ),
        *(
            Mistake(
                tokens,
                "You return a place in a shorter or sorted list; return the token's own id.",
                "你返回的是在子集或排序结果里的位置；应当返回词元本来的编号。",
            )
            for tokens in (rank, index)
        ),
        Mistake(
            found if outside else expected,
            "Some of the tokens that you draw lie outside the nucleus.",
            "你抽到的词元有的在核外。",
        ),
        Mistake(
            found,
            "Your tokens lie in the nucleus, but some are not the ones that `uniform` draws.",
            "你抽到的词元都在核内，但有的不是 `uniform` 应当抽中的那个。",
        ),
    )


@check
def exercise_4(gru_step, rng):
    x, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 5))
    kernel, recurrent = rng.normal(size=(3, 15)), rng.normal(size=(5, 15))
    bias = rng.normal(size=(2, 15))
    order = (
        "The blocks of the weights are mixed up: the order is z, r, candidate.",
        "权重的三块弄混了：顺序是 z、r、候选状态。",
    )
    roles = (
        "z and 1 - z have changed places: z is the share of the old state.",
        "z 与 1 - z 弄反了：z 是旧状态所占的份额。",
    )
    squashed = (
        "Your candidate goes through the sigmoid; it takes the tanh.",
        "你的候选状态用了 sigmoid；应当用 tanh。",
    )
    unmixed = (
        "This is the candidate; z still has to mix it with the old state.",
        "这是候选状态；还要用 z 把它与旧状态混合。",
    )
    mixed_up = []
    for blocks in ((1, 0, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1), (0, 2, 1)):
        places = np.concatenate([np.arange(5) + 5 * block for block in blocks])
        mixed_up.append(_gru(x, h, kernel[:, places], recurrent[:, places], bias[:, places])[0])

    def step(bias, **options):
        return _gru(x, h, kernel, recurrent, bias, **options)[0]

    right, candidate = _gru(x, h, kernel, recurrent, bias)
    none, open_reset = np.zeros(15), 1e3 * np.repeat([0, 1, 0], 5)
    same(
        gru_step(x, h, kernel, recurrent, bias, True),
        right,
        Mistake(h + candidate - right, *roles),
        Mistake(candidate, *unmixed),
        Mistake(step(bias, squash=_logistic), *squashed),
        Mistake(
            step(np.stack([bias.sum(axis=0), none])),
            "In the candidate, r also multiplies the second bias, which stands in the bracket.",
            "候选状态的第二个偏置在括号里面，也要乘以 r。",
        ),
        Mistake(
            step(np.stack([bias[0], none])),
            "The second row of the bias is missing.",
            "少了偏置的第二行。",
        ),
        Mistake(
            step(np.stack([none, bias[1]])),
            "The first row of the bias is missing.",
            "少了偏置的第一行。",
        ),
        Mistake(
            step(bias[::-1]),
            "The rows of the bias have changed places: the first belongs to xW.",
            "偏置的两行弄反了：第一行配 xW。",
        ),
        Mistake(
            step(bias.sum(axis=0)),
            "Your r acts on the state, before the matrix; with reset_after=True it acts after "
            "the matrix.",
            "你的 r 在乘矩阵之前就作用于状态；reset_after=True 时应当在乘矩阵之后作用。",
        ),
        Mistake(
            step(bias + open_reset),
            "Your reset gate has no effect: what the candidate sees of the old state is "
            "multiplied by r.",
            "你的重置门没有起作用：候选状态所看到的旧状态要乘以 r。",
        ),
        *(Mistake(value, *order) for value in mixed_up),
    )
    one = bias[0]
    right, candidate = _gru(x, h, kernel, recurrent, one)
    same(
        gru_step(x, h, kernel, recurrent, one, False),
        right,
        Mistake(h + candidate - right, *roles),
        Mistake(candidate, *unmixed),
        Mistake(step(one, squash=_logistic), *squashed),
        Mistake(
            step(np.stack([one, none])),
            "With reset_after=False, r multiplies the state before the matrix does.",
            "reset_after=False 时，状态要先乘以 r，再乘矩阵。",
        ),
        Mistake(
            step(one + open_reset),
            "With reset_after=False, your reset gate has no effect.",
            "reset_after=False 时，你的重置门没有起作用。",
        ),
        *(
            Mistake(
                step(one * np.repeat(times, 5)),
                "With reset_after=False there is one bias; you add it twice.",
                "reset_after=False 时只有一个偏置；你加了两次。",
            )
            for times in ((2, 2, 2), (2, 2, 1))
        ),
        Mistake(
            step(none),
            "With reset_after=False, too, there is a bias; yours is missing.",
            "reset_after=False 时也有偏置；你漏掉了。",
        ),
    )


@check
def exercise_5(kneser_ney, rng):
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


@check
def exercise_6(write, rng):
    for _ in range(100):  # until every mistake shows
        example = _writing(rng)
        if len({text for _, text, *_ in example}) == len(example):
            break
    (arguments, right, *_), *mistakes = example
    length = len(arguments[0]) + len(arguments[1])
    known = [Mistake(*told) for given, *told in mistakes if given is arguments]
    same_text(write(*arguments), right, length, *known)
    (arguments, right, *_), (_, *told) = example[-2:]
    length = len(arguments[0]) + len(arguments[1])
    same_text(write(*arguments), right, length, Mistake(*told))


def _writing(rng):
    """What exercise 6 is asked, the right text, and those of known mistakes."""
    characters, temperature = "\n abcdefgh", 0.6
    weights, uniforms = random_weights(rng, len(characters) + 1), rng.random(40)
    prompt = "".join(rng.choice(list(characters[1:]), 4))
    read = [characters.index(character) + 1 for character in "\n" + prompt]
    length = len(read)
    arguments = prompt, uniforms, temperature, characters, *weights

    def text(read=read, t=temperature, weights=weights, prompt=prompt, **options):
        return prompt + written(read, uniforms, t, characters, weights, **options)

    def zero_logit():
        *rest, v = weights
        return *rest, v * (np.arange(len(characters) + 1) > 0)

    forgets = (
        "The state is set back to zero while your function reads or writes; carry it on.",
        "读或写的途中，状态又回到了零；应当一直传下去。",
    )
    last = (
        "Of the prompt only the last character is read.",
        "开头只读了最后一个字符。",
    )
    escape = (
        "Your function can write token 0; its probability has to be 0.",
        "你的函数会写出 0 号词元；它的概率应当是 0。",
    )
    right = text()
    found = [
        (
            right[len(prompt) :],
            "Return the prompt too, before what was written.",
            "返回值里还要有开头，写出的内容接在它后面。",
        ),
        (
            "\n" + right,
            "The line break is only read; it does not belong to the result.",
            "换行符只是读进去的，不属于结果。",
        ),
        (text(view=lambda tokens: tokens[-1:]), *forgets),
        (text(view=lambda tokens: tokens[-1:] if tokens[length:] else tokens), *forgets),
        (text(view=lambda tokens: tokens[length:] or tokens), *forgets),
        (
            text(read[1:]),
            "The line break that comes before the prompt is not read.",
            "没有先读换行符，再读开头。",
        ),
        (text(read[:1]), "The prompt is not read.", "没有读开头。"),
        (text(read[-1:]), *last),
        (text([read[0], read[-1]]), *last),
        (
            text([*read, read[-1]]),
            "The last character of the prompt is read twice.",
            "开头的最后一个字符读了两遍。",
        ),
        (
            text(read[:-1]),
            "The last character of the prompt is not read.",
            "没有读开头的最后一个字符。",
        ),
        (
            text(view=lambda tokens: tokens[:length]),
            "What is written is not read: the state stands still.",
            "写出的字符没有读进去：状态停住了。",
        ),
        (
            text([token - 1 for token in read]),
            "The ids that are read are off by one: the first character is token 1.",
            "读入的编号差了 1：第一个字符是 1 号词元。",
        ),
        *((text(escape=glyph), *escape) for glyph in (characters[-1], "\ufffd", "")),
        (text(weights=zero_logit(), escape=characters[-1]), *escape),
        (
            text(escape=characters[-1], scaled=False),
            "Without token 0, the probabilities of the others have to be scaled to sum to 1.",
            "排除 0 号词元之后，其余词元的概率要重新归一化。",
        ),
        (
            text(t=1 / temperature),
            "You multiply the logits by the temperature; divide them.",
            "你把 logits 乘以温度；应当除以温度。",
        ),
        (text(t=1), "The temperature has no effect.", "温度没有起作用。"),
        (
            text(t=0),
            "You always take the most likely token; that is for a temperature of 0.",
            "你总是取最可能的词元；温度为 0 时才这样。",
        ),
    ]
    example = [(arguments, right), *((arguments, *told) for told in found)]
    prompt = f"{prompt[:3]}9{prompt[3:]}é"
    read = [characters.find(character) + 1 for character in "\n" + prompt]
    arguments = prompt, *arguments[1:]
    example.append((arguments, text(read, prompt=prompt)))
    told = (
        "Characters that the vocabulary lacks are left out; they are read as token 0.",
        "词表里没有的字符被跳过了；应当作为 0 号词元来读。",
    )
    return [*example, (arguments, text([i for i in read if i], prompt=prompt), *told)]


def flatten(got, like):
    """A learner's list of arrays as one vector, if their number and shapes are those of `like`."""
    if type(got) not in (list, tuple):
        found = number(got)
        raise Wrong(
            f"It returns one array of shape {found.shape}; return a list of arrays.",
            f"返回值是一个形状为 {found.shape} 的数组；应当返回数组的列表。",
        )
    need(
        len(got) == len(like),
        f"The list has {len(got)} arrays; it should have {len(like)}.",
        f"列表里有 {len(got)} 个数组，应当有 {len(like)} 个。",
    )
    arrays = [number(array) for array in got]
    for found, array in zip(arrays, like, strict=True):
        need(
            found.shape == array.shape,
            f"An array of shape {array.shape} comes back with the shape {found.shape}.",
            f"形状为 {array.shape} 的数组，返回时形状成了 {found.shape}。",
        )
    return np.concatenate([array.ravel() for array in arrays])


def parrot(text):
    """A network for exercise 6 that has learned a text by heart.

    Args:
        text: String.

    Returns:
        Its characters, w, u, b and v. All but v are random; v is fitted by ridge regression, so
        that the next character of the text has a logit near 10 and the others have logits near 0.
    """
    characters = "".join(sorted({*"\n", *text}))
    rng, size, k = np.random.default_rng(0), len(characters) + 1, len(text) + 50
    tokens = [characters.index(character) + 1 for character in "\n" + text]
    w, u = rng.normal(size=(size, k)), rng.normal(size=(k, k)) * 0.8 / np.sqrt(k)
    weights = w, u, np.zeros(k)
    state = _reader(*weights)
    states = np.array([state(tokens[: i + 1]) for i in range(len(text))])
    targets = 10 * np.eye(size)[tokens[1:]]
    v = np.linalg.solve(states.T @ states + 0.3 * np.eye(k), states.T @ targets)
    return characters, *weights, v


def _first(tokens, share, uniform, total=None, none=None):
    """The first of the tokens at which the running sum of their scaled shares exceeds a number."""
    tokens, running = list(tokens), 0
    total = share[tokens].sum() if total is None else total
    for token in tokens:
        running += share[token] / total
        if running > uniform:
            return token
    return tokens[-1] if none is None else none


def _logistic(x):
    return 1 / (1 + np.exp(-x))


def _gru(x, h, kernel, recurrent, bias, squash=np.tanh):
    """The new state and the candidate; a bias of one row is that of the original GRU."""
    k, original = h.shape[1], bias.ndim == 1
    first, second = (bias, 0 * bias) if original else bias
    from_input = np.split(x @ kernel + first, 3, axis=1)

    def from_state(state, i):
        return state @ recurrent[:, i * k : (i + 1) * k] + second[i * k : (i + 1) * k]

    z, r = (_logistic(from_input[i] + from_state(h, i)) for i in (0, 1))
    candidate = squash(from_input[2] + (from_state(r * h, 2) if original else r * from_state(h, 2)))
    return candidate + z * (h - candidate), candidate


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


def random_weights(rng, size, k=12):
    """w, u, b and v of a network that does not forget quickly."""
    w, b, v = rng.normal(size=(size, k)) * 0.4, rng.normal(size=k) * 0.2, rng.normal(size=(k, size))
    return w, np.linalg.qr(rng.normal(size=(k, k)))[0], b, 0.9 * v


def _reader(w, u, b):
    """A function of tokens that gives the state after them, read from the beginning."""
    states = {(): np.zeros(len(b))}

    def state(tokens):
        tokens = tuple(tokens)
        if tokens not in states:
            states[tokens] = np.tanh(w[tokens[-1]] + state(tokens[:-1]) @ u + b)
        return states[tokens]

    return state


def written(read, uniforms, temperature, characters, weights, view=list, escape=None, scaled=True):
    """What a network writes after the tokens `read`.

    Before each choice it has read `view(tokens)`, nothing else. Token 0 is ruled out, unless
    `escape` is what it writes for it; if not `scaled`, it is written where no other is drawn.
    """
    state, tokens, text = _reader(*weights[:3]), list(read), ""
    for uniform in uniforms:
        logits = state(view(tokens)) @ weights[3]
        options = range(escape is None or not scaled, len(logits))
        if temperature == 0:
            token = max(options, key=lambda i, logits=logits: logits[i])
        else:
            logits[0] = -np.inf if escape is None else logits[0]
            shares = np.exp((logits - logits.max()) / temperature)
            token = _first(options, shares, uniform, *(() if scaled else (shares.sum(), 0)))
        text += characters[token - 1] if token else escape
        tokens.append(token)
    return text


def same_text(got, expected, length, *mistakes):
    """`same` for text."""
    if got is None:
        number(got)
    kind = type(got).__name__
    need(
        isinstance(got, str),
        f"It returns something of type {kind}; it should return text.",
        f"返回值的类型是 {kind}，应当返回文本。",
    )
    if got == expected:
        return
    for value, english, chinese in mistakes:
        if got == value != expected:
            raise Wrong(english, chinese)
    need(
        len(got) == length,
        f"The text has {len(got)} characters; prompt and continuation should have {length}.",
        f"文本有 {len(got)} 个字符；开头加上续写应当有 {length} 个。",
    )
    place = next(i for i in range(length) if got[i] != expected[i])
    raise Wrong(
        f"Character {place + 1} of the text should be {expected[place]!r}, not {got[place]!r}.",
        f"文本的第 {place + 1} 个字符应当是 {expected[place]!r}，不是 {got[place]!r}。",
    )
