"""The check of exercise 4."""

import numpy as np

from aigc_course.checks import Mistake, check, same
from aigc_course.checks.history.parts import _pair


@check
def exercise_4(best_size, rng):
    compute = 10 ** rng.uniform(18, 22)
    a, b = rng.uniform(200, 500), rng.uniform(600, 900)
    alpha, beta = rng.uniform(0.25, 0.3), rng.uniform(0.38, 0.45)
    found = _pair(
        best_size(compute, a, alpha, b, beta),
        "Return two numbers, N and D.",
        "应当返回 N 和 D 两个数。",
    )
    n, d = _cheapest(compute / 6, a, alpha, b, beta)
    all_n, all_d = _cheapest(compute, a, alpha, b, beta)
    even = np.exp(np.log(a / b * (compute / 6) ** beta) / (alpha + beta))
    root = np.sqrt(compute / 6)
    with np.errstate(all="ignore"):
        cost = 6 * np.prod(found.astype("float64")) / compute
        off = not np.isclose(cost, 1, rtol=2e-3)
    same(
        found,
        np.array([n, d]),
        Mistake((d, n), "N and D are exchanged.", "N 和 D 的次序反了。"),
        Mistake(
            (all_n, all_d),
            "You spent the budget as if one parameter and one token cost one operation, not six.",
            "你按一个参数、一个词元只要一次运算来花预算；实际要六次。",
        ),
        Mistake(
            (n, compute / n),
            "N is right; D is not: each parameter costs six operations for each token.",
            "N 对了，D 不对：每个参数对每个词元要六次运算。",
        ),
        Mistake(
            (even, compute / 6 / even),
            "You made the two terms equal; at the best size it is their slopes that balance.",
            "你让两项相等了；在最佳大小处，平衡的是两项的斜率，不是两项的值。",
        ),
        Mistake(
            (root, root),
            "You made N and D equal; the best split depends on all four constants.",
            "你让 N 和 D 相等了；最佳的分配取决于全部四个常数。",
        ),
        Mistake(
            _cheapest(compute / 6, a, beta, b, alpha),
            "The two exponents are exchanged.",
            "两个指数用反了。",
        ),
        Mistake(
            _cheapest(compute / 6, b, alpha, a, beta),
            "The two factors a and b are exchanged.",
            "两个系数 a 和 b 用反了。",
        ),
        Mistake(
            found if off else np.full(2, np.nan),
            f"Your N and D cost {cost:.3g} times the budget.",
            f"你的 N 和 D 所花的运算是预算的 {cost:.3g} 倍。",
        ),
        Mistake(
            found if min(found) > 0 else np.full(2, np.nan),
            "Your N and D spend the budget, but another split of it gives a lower loss.",
            "你的 N 和 D 正好花完预算，但换一种分配，损失会更低。",
        ),
        rtol=1e-3,
    )


def _cheapest(product, a, alpha, b, beta):
    """N and D of the lowest loss, of all whose product is given: found by search."""

    def loss(log_n):
        return a * np.exp(-alpha * log_n) + b * np.exp(beta * (log_n - np.log(product)))

    low, high = -20.0, np.log(product) + 20
    for _ in range(200):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return np.exp(low), product / np.exp(low)
