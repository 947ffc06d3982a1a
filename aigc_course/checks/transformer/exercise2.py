"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same


@check
def exercise_2(causal_mask, padding_mask, rng):
    _causal_is_right(causal_mask, rng)
    _padding_is_right(padding_mask, rng)


def _causal_is_right(causal_mask, rng):
    length, past = int(rng.integers(3, 6)), int(rng.integers(6, 9))
    keys, queries = np.arange(past + length), past + np.arange(length)[:, None]
    seen = keys <= queries
    before, inside = np.ones((length, past), bool), seen[:, past:]
    same(
        _as_bools(causal_mask(length, past), seen.shape),
        seen,
        Mistake(
            keys < queries,
            "Shifted by one: a position may also look at itself.",
            "错了一位：每个位置也可以看自己。",
        ),
        Mistake(
            keys <= queries + 1,
            "Shifted by one: a position sees the next one, which is what it has to predict.",
            "错了一位：每个位置看见了下一个，而那正是它要预测的。",
        ),
        Mistake(
            np.tri(length, past + length),
            "You number the queries from 0; the first of them stands at position `past`.",
            "你把查询从 0 开始编号；第一个查询其实在位置 `past`。",
        ),
        Mistake(
            np.concatenate([inside, before], axis=1),
            "The keys of the past stand in front, not at the end.",
            "先前的键排在前面，不在后面。",
        ),
        Mistake(
            np.concatenate([~before, inside], axis=1),
            "The past is hidden; all queries may look at it.",
            "先前的位置被挡住了；每个查询都可以看它们。",
        ),
        *(
            Mistake(
                other,
                "You let each query look ahead, not back: rows are queries, columns are keys.",
                "你让每个查询往后看，而不是往前看：行是查询，列是键。",
            )
            for other in (
                keys >= queries,
                np.concatenate([before, inside.T], axis=1),
                np.tri(past + length, length).T,
            )
        ),
        Mistake(
            ~seen,
            "True and False have changed places: True means that the query may look there.",
            "True 和 False 反了：True 表示可以看。",
        ),
        Mistake(
            inside,
            "The keys of the past are missing: there are `past + length`, one for each column.",
            "少了先前的键：键共有 `past + length` 个，一列一个。",
        ),
        Mistake(
            np.tri(past + length),
            "There are only `length` queries, one for each row: the past asks nothing any more.",
            "查询只有 `length` 个，一行一个：先前的位置不再提问。",
        ),
        Mistake(
            seen.T,
            "Rows and columns have changed places: rows are queries, columns are keys.",
            "行和列反了：行是查询，列是键。",
        ),
    )


def _padding_is_right(padding_mask, rng):
    longest = 6
    lengths = np.array([3, 1, 6, int(rng.integers(2, 6))])
    true = np.arange(longest) < lengths[:, None]
    axis = (
        "The axis of the queries is missing: the shape is (n, 1, longest).",
        "少了查询那一轴：形状应当是 (n, 1, longest)。",
    )
    same(
        _as_bools(padding_mask(lengths, longest), (4, 1, longest)),
        true[:, None],
        Mistake(true, *axis),
        Mistake(
            ~true[:, None],
            "True and False have changed places: padding must not be seen.",
            "True 和 False 反了：填充的位置不许看。",
        ),
        Mistake(
            np.arange(longest) <= lengths[:, None, None],
            "Shifted by one: with n tokens, the last of them stands at place n - 1.",
            "错了一位：有 n 个词元时，最后一个在位置 n - 1。",
        ),
        Mistake(
            np.arange(1, longest + 1) < lengths[:, None, None],
            "Shifted by one: the last token of each text is hidden.",
            "错了一位：每段文本的最后一个词元被挡住了。",
        ),
        Mistake(
            true[:, None, ::-1],
            "Your padding stands in front; it stands at the end.",
            "你把填充放在前面了；填充在末尾。",
        ),
        Mistake(
            true[..., None],
            "The axis of length 1 belongs in the middle: it stands for the queries.",
            "长度为 1 的轴应当在中间：它代表查询。",
        ),
        Mistake(true[None], *axis),
    )


def _as_bools(got, shape):
    """A learner's mask, if it holds truth values or is wrong in its shape anyway."""
    found = number(got)
    need(
        found.dtype.kind == "b" or found.shape != shape,
        "The mask holds numbers; it should hold True and False.",
        "掩码里是数；应当是 True 和 False。",
    )
    return found
