"""The check of an epoch in exercise 4: every row once, in an order of its own."""

import numpy as np

from aigc_course.checks import need, number
from aigc_course.checks.gan.parts import _given


def _epoch_is_right(one_epoch, rng):
    first = np.arange(23.0)
    data = np.stack([first, rng.normal(size=23)], axis=1)
    orders = [epoch_order(one_epoch, data, 5, seed) for seed in (0, 0, 1)]
    need(
        not np.array_equal(orders[0], first) and not np.array_equal(orders[2], first),
        "`one_epoch` does not shuffle the rows.",
        "`one_epoch` 没有打乱各行。",
    )
    need(
        np.array_equal(orders[0], orders[1]),
        "`one_epoch` gives another order for the same seed.",
        "种子相同，`one_epoch` 的次序却不同。",
    )
    need(
        not np.array_equal(orders[0], orders[2]),
        "`one_epoch` gives the same order for every seed.",
        "无论种子如何，`one_epoch` 的次序都一样。",
    )


def epoch_order(one_epoch, data, batch_size, seed):
    """The order in which an epoch takes the rows, told by their first column."""
    d_step = _given("def d_step(batch):\n    return batch\n", "d_step")
    g_step = _given("def g_step(n):\n    return n\n", "g_step")
    pairs = one_epoch(data, batch_size, seed, d_step, g_step)
    need(
        isinstance(pairs, list | tuple)
        and len(pairs) > 0
        and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs),
        "`one_epoch` should return a list of pairs, one for each batch.",
        "`one_epoch` 应当返回列表，每个批次一对结果。",
    )
    batches, sizes = [number(batch) for batch, _ in pairs], [number(n) for _, n in pairs]
    n = len(data)
    need(
        all(batch.ndim == 2 and batch.shape[1] == data.shape[1] for batch in batches),
        "A batch of `one_epoch` has the wrong shape: `d_step` takes rows (n, d).",
        "`one_epoch` 的批次形状不对：`d_step` 要的是若干行 (n, d)。",
    )
    lengths = [len(batch) for batch in batches]
    expected = [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)
    need(
        not (batch_size > 1 and set(lengths) == {1}),
        "Every batch of `one_epoch` is a single row.",
        "`one_epoch` 的每个批次只有一行。",
    )
    need(
        lengths != expected[: n // batch_size] or lengths == expected,
        "`one_epoch` drops the last, smaller batch.",
        "`one_epoch` 丢掉了最后那个较小的批次。",
    )
    need(
        lengths == expected,
        f"The batches of `one_epoch` have the sizes {lengths}; they should have {expected}.",
        f"`one_epoch` 各批次的大小是 {lengths}，应当是 {expected}。",
    )
    need(
        all(
            size.shape == () and size == length for size, length in zip(sizes, lengths, strict=True)
        ),
        "`g_step` should be called with the number of rows of each batch.",
        "调用 `g_step` 时应当给它每个批次的行数。",
    )
    rows = np.concatenate(batches)
    order = np.argsort(rows[:, 0], kind="stable")
    need(
        np.allclose(rows[order], data[np.argsort(data[:, 0], kind="stable")]),
        "The batches of `one_epoch` do not hold each row of the data once.",
        "`one_epoch` 的各批次合起来，没有让数据的每一行恰好出现一次。",
    )
    return rows[:, 0]
