"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Mistake, Wrong, check, need, number, same
from aigc_course.checks.transformer.parts import attend, turn

FRONT = (
    "The new keys and values stand in front; they belong behind those that were kept.",
    "新的键和值排到前面去了；应当接在留着的后面。",
)
RESTART = (
    "Each call begins again at position 0; the first new row stands behind those kept.",
    "每次调用都从位置 0 重新数起；新的第一行应当排在留着的后面。",
)
OFF = (
    "The positions of a later call are off by one: with t keys kept, the first is t.",
    "后一次调用的位置差了一：留着 t 个键时，新的第一行在位置 t。",
)


@check
def exercise_5(read, rng):
    sizes = (4, 1, 1, 3)
    m, d = 6, 8
    x, weights = rng.normal(size=(sum(sizes), m)), rng.normal(size=(3, m, d))
    found, keys, values = read_pieces(read, x, sizes, weights)

    def if_(**options):
        return reading(x, sizes, weights, **options)

    _values_are_right(values, sizes, if_)
    _keys_are_right(keys, x @ weights[1], if_)
    _results_are_right(found, m, d, if_)


def _values_are_right(values, sizes, if_):
    _, _, right = if_()
    pieces = np.split(right, np.cumsum(sizes)[:-1])
    same(
        values,
        right,
        Mistake(np.concatenate(pieces[::-1]), *FRONT),
        Mistake(
            turn(right, range(len(right))),
            "The values are turned; only queries and keys are.",
            "值也转了；只有查询和键要转。",
        ),
        Mistake(
            if_(swapped=True)[2],
            "You return the values before the keys.",
            "你先返回了值，后返回键。",
        ),
    )


def _keys_are_right(keys, unturned, if_):
    def keys_if(**options):
        return if_(**options)[1]

    same(
        keys,
        keys_if(),
        Mistake(keys_if(first=lambda past: 0), *RESTART),
        *(
            Mistake(keys_if(first=lambda past, by=by: past + by * (past > 0)), *OFF)
            for by in (1, -1)
        ),
        *(
            Mistake(
                keys_if(first=lambda past, by=by: past + by),
                "The positions are off by one throughout: the first row of a text stands at 0.",
                "位置从头到尾差了一：文本的第一行在位置 0。",
            )
            for by in (1, -1)
        ),
        Mistake(
            unturned,
            "The keys come back as they were before turning; keep them turned.",
            "返回的键是转之前的；应当留下转过的。",
        ),
        Mistake(
            keys_if(again=True),
            "Kept keys are turned again by each call; turn the new ones only.",
            "每次调用都把留着的键又转了一遍；只转新的。",
        ),
        Mistake(
            turn(unturned, -np.arange(len(unturned))),
            "The keys are turned the other way round.",
            "键转的方向反了。",
        ),
    )


def _results_are_right(found, m, d, if_):
    def found_if(**options):
        return if_(**options)[0]

    same(
        found,
        found_if(),
        Mistake(found_if(query=None), "The queries are not turned.", "查询没有转。"),
        Mistake(
            found_if(query=lambda past: 0),
            "The queries of each call begin again at position 0; they stand where their keys do.",
            "每次调用，查询都从位置 0 重新数起；它们的位置应当与自己的键相同。",
        ),
        *(
            Mistake(
                found_if(query=lambda past, by=by: past + by * (past > 0)),
                "The positions of the queries are off by one after the first call.",
                "从第二次调用起，查询的位置差了一。",
            )
            for by in (1, -1)
        ),
        *(
            Mistake(
                found_if(query=lambda past, by=by: past + by),
                "The positions of the queries are off by one: they stand where their keys do.",
                "查询的位置差了一：应当与自己的键相同。",
            )
            for by in (1, -1)
        ),
        Mistake(
            found_if(seen=lambda past, n: np.ones((n, past + n), bool)),
            "Rows that come in one call look ahead at one another: the causal mask is missing.",
            "同一次调用里的各行互相往后看了：少了因果掩码。",
        ),
        Mistake(
            found_if(seen=lambda past, n: np.tri(n, past + n, dtype=bool)),
            "Your mask forgets the rows kept: the first new row may look at all of them.",
            "你的掩码忘了留着的各行：新的第一行可以看它们全部。",
        ),
        *(
            Mistake(
                found_if(seen=lambda past, n, by=by: np.tri(n, past + n, past + by, dtype=bool)),
                "Your mask is shifted by one: a row sees all kept, new ones before it, and itself.",
                "掩码错了一位：一行能看留着的、前面新来的和它自己。",
            )
            for by in (1, -1)
        ),
        Mistake(
            found_if(seen=_only_new),
            "The new rows look only at one another, not at what is kept.",
            "新的各行只看彼此，没有看留着的。",
        ),
        *(
            Mistake(
                found_if(root_of=root),
                "The scores are not divided by the root of d, the width of a key.",
                "分数除以的不是 d 的平方根；d 是一个键的宽度。",
            )
            for root in (1, m, d * d)
        ),
    )


def _only_new(past, n):
    return np.concatenate([np.zeros((n, past), bool), np.tri(n, dtype=bool)], axis=1)


def _behind(past):
    return past


def _back(past, n):
    return np.tri(n, past + n, past, dtype=bool)


def reading(
    x,
    sizes,
    weights,
    *,
    first=_behind,
    query=_behind,
    seen=_back,
    again=False,
    swapped=False,
    **how,
):
    """Results, keys and values of a text that is read in pieces; with a mistake if told so.

    Keys of a piece begin at position `first(past)`, queries at `query(past)`.
    """
    keys = values = np.zeros((0, weights[0].shape[1]))
    found = []
    for piece in np.split(x, np.cumsum(sizes)[:-1]):
        past, steps = len(keys), np.arange(len(piece))
        q, k, v = (piece @ w for w in weights)
        q = q if query is None else turn(q, query(past) + steps)
        keys = np.concatenate([keys, k if again else turn(k, first(past) + steps)])
        keys = turn(keys, range(len(keys))) if again else keys
        values = np.concatenate([values, v])
        found.append(attend(q, keys, values, seen(past, len(piece)), **how))
        keys, values = (values, keys) if swapped else (keys, values)
    return np.concatenate(found), keys, values


def read_pieces(read, x, sizes, weights, kept=None):
    """What a learner's function makes of a text in pieces: results, keys and values."""
    d = weights[0].shape[1]
    keys, values = kept or (np.zeros((0, d)), np.zeros((0, d)))
    found = []
    for piece in np.split(x, np.cumsum(sizes)[:-1]):
        past = len(keys)
        got = read(piece, keys, values, *weights)
        if type(got) not in (list, tuple):
            number(got)
        if type(got) not in (list, tuple) or len(got) != 3:
            raise Wrong(
                "Return three arrays: the results, the keys and the values.",
                "请返回三个数组：结果、键和值。",
            )
        result, keys, values = map(number, got)
        wanted = (past + len(piece), d)
        for name, chinese, array in (("keys", "键", keys), ("values", "值", values)):
            need(
                array.shape == wanted,
                f"The {name} come back with the shape {array.shape}; with {past} kept and "
                f"{len(piece)} new it should be {wanted}.",
                f"返回的{chinese}形状是 {array.shape}；留着 {past} 个、新来 {len(piece)} 个，"
                f"应当是 {wanted}。",
            )
        need(
            result.shape == (len(piece), d),
            f"The results have the shape {result.shape}; for {len(piece)} new rows it should be "
            f"{(len(piece), d)}.",
            f"结果的形状是 {result.shape}；新来 {len(piece)} 行，应当是 {(len(piece), d)}。",
        )
        found.append(result)
    return np.concatenate(found), keys, values
