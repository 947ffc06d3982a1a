"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.rnn.parts import _first


@check
def exercise_2(draw_top_p, rng):
    found, answers = [], []
    outside = False
    for _ in range(60):
        logits, uniform = rng.normal(size=9) * 1.5, float(rng.random())
        place = rng.integers(1, 7)
        share = np.exp(logits) / np.exp(logits).sum()
        ranked = np.argsort(-share)
        p = float(share[ranked[:place]].sum() + share[ranked[place]] / 2)
        token = number(draw_top_p(logits, p, uniform))
        need(
            token.shape == (),
            "Return one token id, a single number.",
            "请返回一个词元编号，即一个数。",
        )
        found.append(token)
        outside |= token not in ranked[: place + 1]
        answers.append(_answers(share, ranked, place, p, uniform))
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


def _answers(share, ranked, place, p, uniform):
    """The token that is right, and those of known mistakes; the nucleus ends at rank `place`."""
    inside, short, long = (np.sort(ranked[: place + more]) for more in (1, 0, 2))
    return [
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
