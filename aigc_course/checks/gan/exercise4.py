"""The check of exercise 4."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.gan.epochs import _epoch_is_right
from aigc_course.checks.gan.parts import _given, _sigmoid


@check
def exercise_4(to_tanh_range, weights_after, one_epoch, rng):
    low, high = -3.0, 13.0
    data = np.concatenate([rng.uniform(low, high, (5, 1)), [[low], [high]]])
    share = (data - low) / (high - low)
    same(
        to_tanh_range(data, low, high),
        2 * share - 1,
        Mistake(
            share,
            "Your range is [0, 1]; that of tanh is [-1, 1].",
            "你得到的范围是 [0, 1]；tanh 的范围是 [-1, 1]。",
        ),
        Mistake(
            data / high,
            "You divide by the maximum only; `low` has to become -1.",
            "你只除以了最大值；`low` 应当变成 -1。",
        ),
        Mistake(
            1 - 2 * share,
            "The range is upside down: `low` becomes -1.",
            "范围上下颠倒了：`low` 应当变成 -1。",
        ),
        Mistake(share - 0.5, "Your range is [-1/2, 1/2].", "你得到的范围是 [-1/2, 1/2]。"),
        Mistake(
            (data - data.mean()) / data.std(),
            "Your data are standardised: they reach beyond [-1, 1].",
            "你做的是标准化：数据会超出 [-1, 1]。",
        ),
    )
    steps_are_right(weights_after, TinyGan(rng))
    _epoch_is_right(one_epoch, rng)


class TinyGan:
    """A GAN of two linear layers, whose gradients have a closed form."""

    rate = 0.5

    def __init__(self, rng, scale=1.0, n=6):
        self.real = rng.normal(1, 1, (n, 2)).astype("float32")
        self.noise = rng.normal(0, 1, (n, 3)).astype("float32")
        self.g = [rng.normal(size=(3, 2)), rng.normal(size=2)]
        self.d = [scale * rng.normal(size=(2, 1)), scale * rng.normal(size=1)]

    def given(self):
        g, d = ([w.tolist() for w in weights] for weights in (self.g, self.d))
        return _given(
            "import keras\n"
            "import numpy as np\n"
            "def networks():\n"
            "    players = []\n"
            f"    for inputs, weights in ((3, {g}), (2, {d})):\n"
            "        layer = keras.layers.Dense(len(weights[1]), dtype='float32')\n"
            "        player = keras.Sequential([keras.Input((inputs,)), layer])\n"
            "        player.set_weights([np.array(w, 'float32') for w in weights])\n"
            "        players.append(player)\n"
            f"    return (*players, *(keras.optimizers.SGD({self.rate}) for _ in range(2)))\n",
            "networks",
        )

    def d_move(self, d_real, d_fake):
        """The move of D, given the losses' derivatives by the real and by the fake logits."""
        fake = self.noise @ self.g[0] + self.g[1]
        kernel = self.real.T @ d_real + fake.T @ d_fake
        return -self.rate / len(fake) * np.append(kernel[:, 0], d_real.sum() + d_fake.sum())

    def g_move(self, d_fake):
        slopes = d_fake * self.d[0][:, 0]
        kernel = self.noise.T @ slopes
        return -self.rate / len(slopes) * np.append(kernel.ravel(), slopes.sum(axis=0))

    def logits(self):
        fake = self.noise @ self.g[0] + self.g[1]
        return (x @ self.d[0] + self.d[1] for x in (self.real, fake))

    def moves(self, got):
        """How far the players have moved, from what `weights_after` returned."""
        need(
            isinstance(got, list | tuple) and len(got) == 2,
            "`weights_after` should return the weights of both; leave it as it was.",
            "`weights_after` 应当返回双方的权重；请保持原样。",
        )
        found = []
        for before, after in zip((self.g, self.d), got, strict=True):
            need(
                isinstance(after, list | tuple) and len(after) == 2,
                "A step has changed a network's layers.",
                "某一步改变了网络的层。",
            )
            pairs = [(np.asarray(b), number(a)) for b, a in zip(before, after, strict=True)]
            need(
                all(b.shape == a.shape for b, a in pairs),
                "A step has changed a network's layers.",
                "某一步改变了网络的层。",
            )
            found.append(np.concatenate([(a - b).ravel() for b, a in pairs]))
        return found


def steps_are_right(weights_after, gan):
    """Compare each player's step with the closed form of its gradient."""
    _d_step_is_right(weights_after, gan)
    _g_step_is_right(weights_after, gan)
    after = gan.moves(weights_after("GD", gan.given(), gan.real, gan.noise))
    _moving(
        after[1],
        "After a step of the generator, the discriminator can no longer move.",
        "生成器走过一步之后，判别器就动不了了。",
    )


def _d_step_is_right(weights_after, gan):
    real, fake = gan.logits()
    d_real, d_fake = _sigmoid(real) - 1, _sigmoid(fake)
    zero = np.zeros_like(real)
    g_moved, d_moved = gan.moves(weights_after("D", gan.given(), gan.real, gan.noise))
    _still(
        g_moved, "The generator moves in the discriminator's step.", "判别器的一步里，生成器动了。"
    )
    _moving(
        d_moved,
        "The discriminator does not move in its own step: is it frozen?",
        "判别器在自己的一步里没有动：是不是被冻结了？",
    )
    right = gan.d_move(d_real, d_fake)
    same(
        d_moved,
        right,
        Mistake(
            gan.d_move(_sigmoid(real), _sigmoid(fake) - 1),
            "In the discriminator's step the labels are the wrong way round.",
            "判别器的一步里标签反了。",
        ),
        Mistake(
            -right,
            "The discriminator moves uphill on its loss: it should go down.",
            "判别器在沿损失上坡走；应当下坡。",
        ),
        Mistake(
            gan.d_move(zero, d_fake),
            "The discriminator's step never looks at the real data.",
            "判别器的一步从不看真实数据。",
        ),
        Mistake(
            gan.d_move(zero, _sigmoid(fake) - 1),
            "The discriminator's step looks at the fakes only, and labels them 1.",
            "判别器的一步只看生成的数据，还给它们标了 1。",
        ),
        Mistake(
            gan.d_move(d_real, zero),
            "The discriminator's step never looks at the fakes.",
            "判别器的一步从不看生成的数据。",
        ),
        Mistake(
            right / 2,
            "The discriminator's step is only half as long: the two means add up.",
            "判别器的一步只有一半长：两个平均值应当相加。",
        ),
        Mistake(
            right * len(real),
            "The discriminator's loss is a sum over the rows; take the mean.",
            "判别器的损失对各行求了和；应当取平均。",
        ),
        Mistake(
            gan.d_move(_twice(real, label=1), _twice(fake, label=0)),
            "In the discriminator's step the sigmoid is applied twice.",
            "判别器的一步里做了两次 sigmoid。",
        ),
        rtol=2e-3,
        atol=1e-5,
    )


def _g_step_is_right(weights_after, gan):
    _, fake = gan.logits()
    g_moved, d_moved = gan.moves(weights_after("G", gan.given(), gan.real, gan.noise))
    _still(
        d_moved, "The discriminator moves in the generator's step.", "生成器的一步里，判别器动了。"
    )
    _moving(
        g_moved,
        "The generator does not move in its own step.",
        "生成器在自己的一步里没有动。",
    )
    right = gan.g_move(_sigmoid(fake) - 1)
    same(
        g_moved,
        right,
        Mistake(
            gan.g_move(_sigmoid(fake)),
            "The generator's label is 0: it learns to be caught.",
            "生成器的标签是 0：它学的是怎样被抓住。",
        ),
        Mistake(
            -right,
            "The generator moves uphill on its loss: it should go down.",
            "生成器在沿损失上坡走；应当下坡。",
        ),
        Mistake(
            gan.g_move(-_sigmoid(fake)),
            "The generator's step follows the minimax loss; take the non-saturating one.",
            "生成器的一步用的是极小极大损失；应当用非饱和损失。",
        ),
        Mistake(
            gan.g_move(_twice(fake, label=1)),
            "In the generator's step the sigmoid is applied twice.",
            "生成器的一步里做了两次 sigmoid。",
        ),
        Mistake(
            right * len(fake),
            "The generator's loss is a sum over the rows; take the mean.",
            "生成器的损失对各行求了和；应当取平均。",
        ),
        rtol=2e-3,
        atol=1e-5,
    )


def _twice(logits, label):
    """The loss's derivative by the logits, where a sigmoid is applied to them first."""
    probability = _sigmoid(logits)
    return (_sigmoid(probability) - label) * probability * (1 - probability)


def _still(moved, english, chinese):
    need(np.all(np.abs(moved) < 1e-5), english, chinese)


def _moving(moved, english, chinese):
    need(np.any(np.abs(moved) > 1e-5), english, chinese)
