"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, same


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
