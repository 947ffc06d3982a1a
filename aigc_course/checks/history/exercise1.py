"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, same


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
