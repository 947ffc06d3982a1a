"""The check of exercise 2."""

import numpy as np

from aigc_course.checks import Given, Mistake, Wrong, check, need, need_letter, number, same
from aigc_course.checks.transformer.parts import attend, shares


@check
def exercise_2(causal_mask, seen, reason, mended_training, rng):
    causal_is_right(causal_mask, rng)
    seen_is_right(seen, rng)
    reason_is_right(reason)
    foretells(mended_training, *invented_language(rng, 12, 2))


def causal_is_right(causal_mask, rng):
    """The mask of a few queries with a past."""
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


def seen_is_right(seen, rng, length=6, size=5):
    """`seen` finds out where a random model looks, and one that knows a single token."""
    looks = rng.random((length, length)) < 0.5
    looks[1, 0] = looks[0, -1] = True
    looks[-1, 0] = False
    looks_are_found(seen, rng, looks, size)
    # Only token `known` makes a difference: each of the others does what the first of them does.
    token_ids = rng.integers(size, size=length)
    known = int(token_ids[0] + 2) % size
    token_ids[token_ids == known] = token_ids[0]
    table = np.tile(rng.normal(size=size), (size, 1))
    table[known] += 1 + rng.random(size)
    found = _measure(seen, _model(looks, table), token_ids, size)
    need(
        np.array_equal(found, looks),
        "`seen` does not try every other token: here a single one of them changes the logits.",
        "`seen` 没有试遍其他词元：这个模型里，只有换成其中某一个，logit 才会变。",
    )


def looks_are_found(seen, rng, looks, size):
    """`seen` finds where a model looks in which every token makes a difference."""
    token_ids = rng.integers(size, size=len(looks))
    _looks_are(_measure(seen, _model(looks, rng.normal(size=(size, size))), token_ids, size), looks)


def _model(looks, table):
    """A model as code: the logits at i are a sum over all j that it looks at."""
    return Given(
        "import numpy as np\n"
        f"looks, table = np.array({looks.tolist()}), np.array({table.tolist()})\n"
        "strength = 1 + np.arange(looks.size).reshape(looks.shape) / looks.size\n"
        "def logits(token_ids):\n"
        "    return (looks * strength) @ table[np.asarray(token_ids)]\n",
        "logits",
    )


def _measure(seen, model, token_ids, size):
    found = number(seen(model, token_ids, size))
    shape = (len(token_ids), len(token_ids))
    need(
        found.shape == shape,
        f"`seen` returns the shape {found.shape}; it should be {shape}: a row for the logits of "
        "each position, a column for each token that is replaced.",
        f"`seen` 返回的形状是 {found.shape}，应当是 {shape}：每个位置的 logit 占一行，"
        "每个被替换的词元占一列。",
    )
    need(
        found.dtype.kind == "b",
        "`seen` returns numbers; it should return True and False.",
        "`seen` 返回的是数；应当是 True 和 False。",
    )
    return found


def _looks_are(found, looks):
    for wrong, english, chinese in (
        (
            looks.T,
            "`seen` has rows and columns exchanged: row i holds what position i sees.",
            "`seen` 的行和列反了：第 i 行是位置 i 看得见的。",
        ),
        (
            ~looks,
            "`seen` has True and False exchanged: True means that the logits change.",
            "`seen` 的 True 和 False 反了：True 表示 logit 变了。",
        ),
        (
            np.logical_or.accumulate(looks, axis=1),
            "`seen` does not put a token back before it replaces the next one.",
            "`seen` 替换下一个词元之前，没有把上一个换回来。",
        ),
        (
            np.tri(len(looks), dtype=bool),
            "`seen` returns the causal mask; measure what the given model really sees.",
            "`seen` 返回的就是因果掩码；应当测量所给的模型究竟看得见什么。",
        ),
        (
            looks & np.tri(len(looks), dtype=bool),
            "`seen` looks for changes at position j and after it only; those before it count too.",
            "`seen` 只查了位置 j 和它后面的变化；它前面的也要查。",
        ),
        (
            looks & ~np.eye(len(looks), dtype=bool),
            "`seen` leaves out the diagonal: a position that sees its own token counts as well.",
            "`seen` 漏掉了对角线：位置看得见自己的词元，也要算。",
        ),
    ):
        need(np.array_equal(looks, wrong) or not np.array_equal(found, wrong), english, chinese)
    need(
        np.array_equal(found, looks),
        f"`seen` is wrong in {np.sum(found != looks)} of {looks.size} places.",
        f"`seen` 的 {looks.size} 个元素里，错了 {np.sum(found != looks)} 个。",
    )


WHY_NOT = {
    "A": (
        "A does not fit: after the first two hundred steps the loss hardly falls any more.",
        "A 不符合：两百步以后，损失就几乎不再下降了。",
    ),
    "B": (
        "B does not fit: on plays that it has not read, the loss is just as low.",
        "B 不符合：没有读过的剧本，损失同样低。",
    ),
    "D": (
        "D does not fit: then `seen` would find that every position sees the whole text.",
        "D 不符合：如果没有掩码，`seen` 会发现每个位置都看得见整段文本。",
    ),
    "E": (
        "E does not fit: look at how `train` makes `targets`, and then at what `seen` finds.",
        "E 不符合：看看 `train` 里的 `targets` 是怎么来的，再看看 `seen` 的结果。",
    ),
}


def invented_language(rng, size, lag, length=20, n=20_000, texts=400):
    """Texts in which a token mostly follows from the one `lag` places before it.

    Returns a long text (n,), beginnings of other texts (texts, length), the tokens that follow
    these (texts,), and how many nats the best model needs for one of them.
    """
    follows, sure = rng.permutation(size), 0.85
    ids = rng.integers(size, size=n + texts * (length + 1))
    kept = rng.random(len(ids)) < sure
    for i in range(lag, len(ids)):
        if kept[i]:
            ids[i] = follows[ids[i - lag]]
    other = (1 - sure) / size
    p = np.array([sure + other] + [other] * (size - 1))
    new = ids[n:].reshape(texts, length + 1)
    return ids[:n], new[:, :-1], new[:, -1], float(-np.sum(p * np.log(p)))


def foretells(mended_training, token_ids, beginnings, following, best):
    """The trained weights foretell tokens that they have not seen.

    The bound lies halfway between the best possible model and one that knows nothing: at 1.43 to
    1.91 nats in the languages of the check and the grader. Measured there with eight seeds, the
    mended training needs 0.54 to 0.96 nats; with five seeds, the failing one 3.6 to 10, one without
    any mask 3.6 to 14, one that sees later tokens only 3.3 to 9.3, and one whose positions see
    nothing but themselves what a guess needs, 2.20 to 3.06.
    """
    size, length = int(token_ids.max()) + 1, beginnings.shape[1]
    weights = _six(mended_training(token_ids, size), size, length)
    loss = _nats(_logits(weights, beginnings)[:, -1], following)
    if loss <= (best + np.log(size)) / 2:
        return
    peeping = np.concatenate([beginnings, following[:, None]], axis=1)
    told = _nats(_logits(weights, peeping)[:, -2], following)
    need(
        told > loss / 2,
        f"Your weights foretell a token at {told:.2f} nats where they can see it, and at "
        f"{loss:.2f} where they cannot: the training still lets them look ahead.",
        f"你的权重看得见答案时，每个词元只要 {told:.2f} 奈特；看不见时要 {loss:.2f} 奈特："
        "训练时仍在往后看。",
    )
    raise Wrong(
        f"Your weights need {loss:.2f} nats for a token, where a blind guess needs "
        f"{np.log(size):.2f}: can each position see all earlier ones, and were there enough steps?",
        f"你的权重每个词元要 {loss:.2f} 奈特，而瞎猜要 {np.log(size):.2f} 奈特："
        "每个位置是否看得见前面的所有位置？训练的步数够不够？",
    )


def _six(got, size, length):
    """The weights that came back, if they are such as `train` makes."""
    if isinstance(got, list | tuple) and len(got) == 2:
        raise Wrong(
            "`mended_training` returns two things, as `train` does; return the weights alone.",
            "`mended_training` 像 `train` 一样返回了两样东西；请只返回权重。",
        )
    if got is None:
        number(got)
    need(
        isinstance(got, list | tuple) and len(got) == 6,
        "`mended_training` should return a list of six arrays, the weights.",
        "`mended_training` 应当返回一个列表，里面是六个数组，也就是权重。",
    )
    weights = [number(array, finite=False) for array in got]
    width = weights[0].shape[-1] if weights[0].ndim else 0
    shapes = [(size, width), weights[1].shape, *[(width, width)] * 3, (width, size)]
    need(
        [array.shape for array in weights] == shapes
        and weights[1].ndim == 2
        and weights[1].shape[0] >= length
        and weights[1].shape[1] == width,
        "The weights do not have the shapes that those of `train` have.",
        "权重的形状与 `train` 给出的不同。",
    )
    need(
        all(np.all(np.isfinite(array)) for array in weights),
        "The weights hold NaN or infinity: is there a position that may look nowhere, not even at "
        "itself?",
        "权重里有 NaN 或无穷大：是不是有的位置哪里都不许看，连自己也不许看？",
    )
    return [array.astype("float64") for array in weights]


def _logits(weights, token_ids):
    """The logits of the small model where every position sees the whole text."""
    table, places, *square, last = weights
    x = table[token_ids] + places[: token_ids.shape[1]]
    return (x + attend(*(x @ w for w in square))) @ last


def _nats(logits, token_ids):
    """The mean cross-entropy: logits (n, size), token_ids (n,)."""
    return -np.mean(np.log(shares(logits)[np.arange(len(logits)), token_ids] + 1e-300))


def _as_bools(got, shape):
    """A learner's mask, if it holds truth values or is wrong in its shape anyway."""
    found = number(got)
    need(
        found.dtype.kind == "b" or found.shape != shape,
        "The mask holds numbers; it should hold True and False.",
        "掩码里是数；应当是 True 和 False。",
    )
    return found


def reason_is_right(reason):
    """The letter C."""
    need_letter(reason(), "C", WHY_NOT)
