"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Mistake, Wrong, check, need, number
from aigc_course.checks.rnn.parts import _first

FORGETS = (
    "The state is set back to zero while your function reads or writes; carry it on.",
    "读或写的途中，状态又回到了零；应当一直传下去。",
)
LAST = (
    "Of the prompt only the last character is read.",
    "开头只读了最后一个字符。",
)
ESCAPE = (
    "Your function can write token 0; its probability has to be 0.",
    "你的函数会写出 0 号词元；它的概率应当是 0。",
)
CHARACTERS = "\n abcdefgh"
TEMPERATURE = 0.6


@check
def exercise_5(write, rng):
    for _ in range(100):  # until every mistake shows
        weights, uniforms = random_weights(rng, len(CHARACTERS) + 1), rng.random(40)
        prompt = "".join(rng.choice(list(CHARACTERS[1:]), 4))
        examples = [
            _known_characters(prompt, uniforms, weights),
            _unknown_characters(f"{prompt[:3]}9{prompt[3:]}é", uniforms, weights),
        ]
        texts = []
        for _, right, mistakes in examples:
            texts += [right, *(mistake.value for mistake in mistakes)]
        if len(set(texts)) == len(texts):
            break
    for prompt, right, mistakes in examples:
        got = write(prompt, uniforms, TEMPERATURE, CHARACTERS, *weights)
        same_text(got, right, len(prompt) + len(uniforms), *mistakes)


def _known_characters(prompt, uniforms, weights):
    """A prompt of characters of the vocabulary, the right text, and known mistakes."""
    read = [CHARACTERS.index(character) + 1 for character in "\n" + prompt]
    length = len(read)

    def text(read=read, t=TEMPERATURE, weights=weights, **options):
        return prompt + written(read, uniforms, t, CHARACTERS, weights, **options)

    *others, v = weights
    zero_logit = *others, v * (np.arange(len(CHARACTERS) + 1) > 0)
    right = text()
    mistakes = [
        Mistake(
            right[len(prompt) :],
            "Return the prompt too, before what was written.",
            "返回值里还要有开头，写出的内容接在它后面。",
        ),
        Mistake(
            "\n" + right,
            "The line break is only read; it does not belong to the result.",
            "换行符只是读进去的，不属于结果。",
        ),
        Mistake(text(view=lambda tokens: tokens[-1:]), *FORGETS),
        Mistake(text(view=lambda tokens: tokens[-1:] if tokens[length:] else tokens), *FORGETS),
        Mistake(text(view=lambda tokens: tokens[length:] or tokens), *FORGETS),
        Mistake(
            text(read[1:]),
            "The line break that comes before the prompt is not read.",
            "没有先读换行符，再读开头。",
        ),
        Mistake(text(read[:1]), "The prompt is not read.", "没有读开头。"),
        Mistake(text(read[-1:]), *LAST),
        Mistake(text([read[0], read[-1]]), *LAST),
        Mistake(
            text([*read, read[-1]]),
            "The last character of the prompt is read twice.",
            "开头的最后一个字符读了两遍。",
        ),
        Mistake(
            text(read[:-1]),
            "The last character of the prompt is not read.",
            "没有读开头的最后一个字符。",
        ),
        Mistake(
            text(view=lambda tokens: tokens[:length]),
            "What is written is not read: the state stands still.",
            "写出的字符没有读进去：状态停住了。",
        ),
        Mistake(
            text([token - 1 for token in read]),
            "The ids that are read are off by one: the first character is token 1.",
            "读入的编号差了 1：第一个字符是 1 号词元。",
        ),
        *(Mistake(text(escape=glyph), *ESCAPE) for glyph in (CHARACTERS[-1], "\ufffd", "")),
        Mistake(text(weights=zero_logit, escape=CHARACTERS[-1]), *ESCAPE),
        Mistake(
            text(escape=CHARACTERS[-1], scaled=False),
            "Without token 0, the probabilities of the others have to be scaled to sum to 1.",
            "排除 0 号词元之后，其余词元的概率要重新归一化。",
        ),
        Mistake(
            text(t=1 / TEMPERATURE),
            "You multiply the logits by the temperature; divide them.",
            "你把 logits 乘以温度；应当除以温度。",
        ),
        Mistake(text(t=1), "The temperature has no effect.", "温度没有起作用。"),
        Mistake(
            text(t=0),
            "You always take the most likely token; that is for a temperature of 0.",
            "你总是取最可能的词元；温度为 0 时才这样。",
        ),
    ]
    return prompt, right, mistakes


def _unknown_characters(prompt, uniforms, weights):
    """A prompt with characters that the vocabulary lacks, the right text, and a known mistake."""

    def text(read):
        return prompt + written(read, uniforms, TEMPERATURE, CHARACTERS, weights)

    read = [CHARACTERS.find(character) + 1 for character in "\n" + prompt]
    left_out = Mistake(
        text([token for token in read if token]),
        "Characters that the vocabulary lacks are left out; they are read as token 0.",
        "词表里没有的字符被跳过了；应当作为 0 号词元来读。",
    )
    return prompt, text(read), [left_out]


def random_weights(rng, size, k=12):
    """w, u, b and v of a network that does not forget quickly."""
    w = rng.normal(size=(size, k)) * 0.4
    b = rng.normal(size=k) * 0.2
    v = rng.normal(size=(k, size))
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
    state, tokens = _reader(*weights[:3]), list(read)
    text = ""
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


def parrot(text):
    """A network for exercise 5 that has learned a text by heart.

    Args:
        text: String.

    Returns:
        Its characters, w, u, b and v. All but v are random; v is fitted by ridge regression, so
        that the next character of the text has a logit near 10 and the others have logits near 0.
    """
    characters = "".join(sorted({*"\n", *text}))
    rng = np.random.default_rng(0)
    size, k = len(characters) + 1, len(text) + 50
    tokens = [characters.index(character) + 1 for character in "\n" + text]
    w, u = rng.normal(size=(size, k)), rng.normal(size=(k, k)) * 0.8 / np.sqrt(k)
    weights = w, u, np.zeros(k)
    state = _reader(*weights)
    states = np.array([state(tokens[: i + 1]) for i in range(len(text))])
    targets = 10 * np.eye(size)[tokens[1:]]
    v = np.linalg.solve(states.T @ states + 0.3 * np.eye(k), states.T @ targets)
    return characters, *weights, v
