"""The check of exercise 3."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.gan.parts import _given


@check
def exercise_3(gradient_penalty, penalty_gradients, rng):
    real, fake = (rng.normal(size=(2, 6, 3)) * 0.7 + [[[0.5]], [[-0.5]]]).astype("float32")
    u = rng.uniform(size=6).astype("float32")
    slope, bend = rng.normal(size=(2, 3))
    critic = _given(
        "import tensorflow as tf\n"
        "def critic(x):\n"
        f"    y = {slope.tolist()} * x + {bend.tolist()} * x**2 / 2\n"
        "    return tf.reduce_sum(y, axis=1, keepdims=True)\n",
        "critic",
    )

    def gradients(weight):
        return slope + bend * (weight * real + (1 - weight) * fake)

    right = _penalty(np.linalg.norm(gradients(u[:, None]), axis=1))
    got = gradient_penalty(critic, real, fake, u)
    same(got, right, *_mistakes(gradients, u), rtol=1e-3)
    _weights_learn(gradient_penalty, penalty_gradients, real, fake, u, rng)


def _mistakes(gradients, u):
    """What known mistakes give, from the critic's gradients between real (1) and fake (0)."""
    norms = np.linalg.norm(gradients(u[:, None]), axis=1)
    whole = np.linalg.norm(gradients(u[:, None]))
    return [
        Mistake(
            _penalty(np.linalg.norm(gradients(1 - u[:, None]), axis=1)),
            "u weighs the real rows, 1 - u the fake ones; you have it the wrong way round.",
            "u 是真实行的权重，1 - u 是生成行的权重；你弄反了。",
        ),
        Mistake(
            _penalty(np.linalg.norm(gradients(1), axis=1)),
            "You take the gradient at the real points; take it at the points between.",
            "你在真实点处求梯度；应当在两者之间的点处求。",
        ),
        Mistake(
            _penalty(np.linalg.norm(gradients(0), axis=1)),
            "You take the gradient at the fake points; take it at the points between.",
            "你在生成点处求梯度；应当在两者之间的点处求。",
        ),
        Mistake(
            _penalty(np.linalg.norm(gradients(0.5), axis=1)),
            "You take the gradient halfway; u says where it belongs between each pair.",
            "你在中点处求梯度；在每一对之间的哪个位置，由 u 决定。",
        ),
        Mistake(
            _penalty(norms / 6),
            "You differentiate the mean of the scores, which divides each row's gradient by n.",
            "你是对分数的平均值求导的，每一行的梯度因此被除以了 n。",
        ),
        Mistake(
            _penalty(whole),
            "Your norm runs over the whole batch; each row has its own.",
            "你的范数对整个批次计算；每一行各有自己的范数。",
        ),
        Mistake(
            _penalty(np.linalg.norm(gradients(u[:, None]), axis=0)),
            "Your norm runs over the rows; take it within each row.",
            "你的范数沿着各行计算；应当在每一行之内计算。",
        ),
        Mistake(
            _penalty(np.abs(gradients(u[:, None]))),
            "You penalise each component; penalise the norm of each row.",
            "你对每个分量加了惩罚；应当惩罚每一行的范数。",
        ),
        Mistake(
            (norms.mean() - 1) ** 2,
            "You average the norms first; square each row's distance to 1, then average.",
            "你先对范数取了平均；应当先把每一行到 1 的距离平方，再取平均。",
        ),
        Mistake(
            _penalty(norms**2),
            "You compare the squared norm with 1; compare the norm.",
            "你把范数的平方与 1 相比；应当用范数本身。",
        ),
        Mistake(
            np.mean(norms**2),
            "Your penalty is smallest at slope 0; it should be at slope 1.",
            "你的惩罚在斜率为 0 时最小；应当在斜率为 1 时最小。",
        ),
        Mistake(
            np.sum((norms - 1) ** 2),
            "You sum over the rows; take the mean.",
            "你对各行求了和；应当取平均。",
        ),
        Mistake(
            np.mean(np.abs(norms - 1)),
            "You take the distance to 1 without the square.",
            "你取的是到 1 的距离，没有平方。",
        ),
        Mistake(
            np.mean(np.maximum(norms - 1, 0) ** 2),
            "You penalise slopes above 1 only; those below 1 cost as well.",
            "你只惩罚大于 1 的斜率；小于 1 的也要惩罚。",
        ),
    ]


def _weights_learn(gradient_penalty, penalty_gradients, real, fake, u, rng):
    """The penalty's gradient reaches the critic's weights, and is finite for a flat critic."""
    kernel = rng.normal(size=3) + 2
    norm = np.linalg.norm(kernel)
    linear = _dense_critic([(kernel[:, None], [0.3])], ["linear"])
    got = _first(penalty_gradients(linear, real, fake, u))
    same(got, 2 * (norm - 1) / norm * kernel[:, None], rtol=1e-3)
    flat = _dense_critic(
        [(np.ones((3, 2)), [-50, -50]), (np.ones((2, 1)), [0])], ["relu", "linear"]
    )
    same(
        gradient_penalty(flat, real, fake, u),
        1.0,
        Mistake(0.0, "A flat critic costs 1, not 0.", "完全平坦的评论家，惩罚是 1，不是 0。"),
        rtol=1e-3,
    )
    need(
        np.all(np.isfinite(_first(penalty_gradients(flat, real, fake, u), finite=False))),
        "Where the critic is flat, the penalty's gradient is NaN: the root's slope is infinite "
        "at 0.",
        "在评论家平坦的地方，惩罚的梯度是 NaN：平方根在 0 处斜率无穷大。",
    )


def _penalty(norms):
    return np.mean((norms - 1) ** 2)


def _dense_critic(weights, activations):
    lines = [f"critic = keras.Sequential([keras.Input(({len(weights[0][0])},))])"]
    for (kernel, _), activation in zip(weights, activations, strict=True):
        width = np.shape(kernel)[1]
        lines.append(f"critic.add(keras.layers.Dense({width}, {activation!r}, dtype='float32'))")
    values = [np.asarray(w, float).tolist() for pair in weights for w in pair]
    lines.append(f"critic.set_weights([np.array(w, 'float32') for w in {values}])")
    return _given("import keras\nimport numpy as np\n" + "\n".join(lines), "critic")


def _first(got, finite=True):
    """The gradient by the first weight, from a list; all of them are numbers."""
    need(
        isinstance(got, list | tuple) and len(got) > 0,
        "`penalty_gradients` should return a list; leave it as it was.",
        "`penalty_gradients` 应当返回列表；请保持原样。",
    )
    need(
        got[0] is not None,
        "The penalty's gradient does not reach the critic's weights: use tensors throughout.",
        "惩罚的梯度传不到评论家的权重：请全程用张量计算。",
    )
    parts = [number(part, finite) for part in got if part is not None]
    return parts[0]
