"""The check of exercise 3."""

import numpy as np

from aigc_course.checks import Given, Mistake, check, need, number, same


@check
def exercise_3(cross_entropy, cross_entropy_gradient, finite_difference, rng):
    logits, labels = rng.normal(0, 2, (6, 4)), np.array([0, 1, 2, 3, 1, 1])
    entropy_is(cross_entropy, cross_entropy_gradient, logits, labels)
    _far_out(cross_entropy, cross_entropy_gradient)
    differences_are(finite_difference, rng)


def _softmax(logits, axis=1):
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def entropy_is(cross_entropy, cross_entropy_gradient, logits, labels):
    """Compare both with the closed forms, in ordinary numbers."""
    n, rows = len(labels), np.arange(len(labels))
    probabilities, down = _softmax(logits), _softmax(logits, axis=0)
    pays = -np.log(probabilities[rows, labels])
    same(
        cross_entropy(logits, labels),
        pays.mean(),
        Mistake(
            pays.sum(),
            "Your loss is a sum over the images; take the mean.",
            "你的损失对各幅图像求了和；应当取平均。",
        ),
        Mistake(
            -pays.mean(),
            "The sign is wrong: the loss is minus the logarithm.",
            "符号反了：损失是对数的相反数。",
        ),
        Mistake(
            pays.mean() / np.log(2),
            "Your loss is in bits; the natural logarithm gives nats.",
            "你的损失以比特为单位；用自然对数才是奈特。",
        ),
        Mistake(
            pays,
            "You return a loss for each image; return their mean.",
            "你给每幅图像各返回了一个损失；应当返回它们的平均。",
        ),
        Mistake(
            -np.log(down[rows, labels]).mean(),
            "Your softmax runs over the images; it belongs to the classes of one image.",
            "你的 softmax 沿着各幅图像计算；应当在一幅图的各个类别之间计算。",
        ),
        Mistake(
            -np.log(probabilities).mean(),
            "You average over all classes; only the right one counts.",
            "你对所有类别取了平均；应当只看正确的那一类。",
        ),
        Mistake(
            -np.log(_softmax(probabilities)[rows, labels]).mean(),
            "You apply the softmax twice.",
            "你做了两次 softmax。",
        ),
        Mistake(
            1 - probabilities[rows, labels].mean(),
            "The logarithm is missing.",
            "还没有取对数。",
        ),
    )
    right = np.eye(logits.shape[1])[labels]
    gradient = (probabilities - right) / n
    same(
        cross_entropy_gradient(logits, labels),
        gradient,
        Mistake(
            gradient * n,
            "Your gradient is that of the sum; the loss is a mean, so divide by n.",
            "你的梯度是总和的梯度；损失是平均值，所以还要除以 n。",
        ),
        Mistake(
            -gradient,
            "Your gradient has the wrong sign: at the right class it is negative.",
            "你的梯度符号反了：在正确的类别处，它是负的。",
        ),
        Mistake(
            probabilities / n,
            "The right answer is not subtracted: 1 at the label, 0 elsewhere.",
            "没有减去正确答案：标签处为 1，其余为 0。",
        ),
        Mistake(
            (probabilities - right) / logits.size,
            "You divide by the number of all logits; divide by the number of images.",
            "你除以了 logit 的总数；应当除以图像的幅数。",
        ),
        Mistake(
            (down - right) / n,
            "In your gradient the softmax runs over the images; it belongs to the classes.",
            "你的梯度里，softmax 沿着各幅图像计算；应当在各个类别之间计算。",
        ),
    )


def _far_out(cross_entropy, cross_entropy_gradient):
    """Logits whose powers are infinite or 0, in rows of very different heights."""
    logits = np.array([[1000.0, 0, -1000], [-1000, -1001, -1003], [0, 1000, 999]])
    labels = np.array([2, 1, 2])
    heights = np.array([2000.0, 1 + np.log(1 + np.exp(-1) + np.exp(-3)), 1 + np.log1p(np.exp(-1))])
    found = number(cross_entropy(logits, labels), finite=False)
    need(
        np.all(np.isfinite(found)),
        "For logits of ±1000 your loss is infinite or NaN: subtract each row's largest logit, "
        "and take the logarithm of the fraction on paper.",
        "logit 为 ±1000 时，你的损失是无穷大或 NaN：先减去每一行最大的 logit，"
        "并在纸上对分式取好对数。",
    )
    need(
        found.shape != () or abs(found - heights.mean()) < 1 or found > 100,
        "For logits of ±1000 your loss is far too small: was something added under the logarithm, "
        "or were probabilities clipped?",
        "logit 为 ±1000 时，你的损失小得多：是不是在对数里加了一个小数，或者把概率截断了？",
    )
    same(found, heights.mean(), rtol=1e-4)
    got = number(cross_entropy_gradient(logits, labels), finite=False)
    need(
        np.all(np.isfinite(got)),
        "For logits of ±1000 your gradient is NaN: subtract each row's largest logit first.",
        "logit 为 ±1000 时，你的梯度是 NaN：先减去每一行最大的 logit。",
    )
    same(got, (_softmax(logits) - np.eye(3)[labels]) / 3)


def differences_are(finite_difference, rng):
    """Compare with a cubic, of all numbers together, whose quotient has a closed form."""
    width, x = 0.5, rng.uniform(0.5, 1.5, (2, 3))
    factors = rng.uniform(0.4, 0.9, (2, 3))
    cubic = Given(
        "import numpy as np\n"
        "def cubic(x):\n"
        f"    return float(np.sum({factors.tolist()} * np.asarray(x, 'float64')) ** 3)\n",
        "cubic",
    )
    f = lambda values: float(np.sum(factors * values) ** 3)  # noqa: E731
    exact = 3 * factors * np.sum(factors * x) ** 2
    right = exact + factors**3 * width**2
    bend = 3 * factors**2 * np.sum(factors * x) * width
    one_sided, behind = right + bend, right - bend
    same(
        finite_difference(cubic, x, width),
        right,
        Mistake(
            one_sided,
            "You move to one side only; move to both, and divide by twice the width.",
            "你只向一边挪了；应当向两边各挪一次，再除以两倍的 width。",
        ),
        Mistake(
            behind,
            "You move to one side only; move to both, and divide by twice the width.",
            "你只向一边挪了；应当向两边各挪一次，再除以两倍的 width。",
        ),
        Mistake(
            2 * right,
            "The two points lie twice the width apart: divide by 2 * width.",
            "两点相距两倍的 width：应当除以 2 * width。",
        ),
        Mistake(
            right * 2 * width,
            "The division by the distance of the two points is missing.",
            "还没有除以两点的距离。",
        ),
        Mistake(
            np.full_like(x, (f(x + width) - f(x - width)) / (2 * width)),
            "You move all numbers at once; move one, and leave the others where they are.",
            "你让所有的数一起挪了；每次只挪一个，其余的不动。",
        ),
        Mistake(
            _never_back(f, x, width),
            "You do not put a number back before you move the next one.",
            "你挪下一个数之前，没有把前一个数放回原处。",
        ),
        Mistake(
            exact,
            "That is the exact derivative; `width` has to be used.",
            "这是精确的导数；应当用到 `width`。",
        ),
    )


def _never_back(f, x, width):
    x, found = x.copy(), np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += width
        above = f(x)
        x[place] -= 2 * width
        found[place] = (above - f(x)) / (2 * width)
    return found
