"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, same
from aigc_course.checks.history.parts import _pair


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
