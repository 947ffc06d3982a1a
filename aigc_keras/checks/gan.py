"""Checks of the exercises to chapter 3, generative adversarial networks."""

from itertools import count

import numpy as np

from aigc_keras.checks import Given, Mistake, Wrong, check, need, number, same

MODES, RADIUS, DEVIATION = 8, 2.0, 0.1
_NUMBERS = count()


def run(function, *arguments):
    """What a function returns; None as long as it is not written."""
    try:
        return function(*arguments)
    except NotImplementedError:
        return None


@check
def exercise_1(discriminator_loss, generator_loss, rng):
    real, fake = rng.normal(2, 3, (7, 1)), rng.normal(-1, 3, (4, 1))
    d_real, d_fake = _sigmoid(real), _sigmoid(fake)
    real_as_1, real_as_0 = -np.log(d_real), -np.log(1 - d_real)
    fake_as_1, fake_as_0 = -np.log(d_fake), -np.log(1 - d_fake)
    loss = real_as_1.mean() + fake_as_0.mean()
    everything = np.concatenate([real_as_1, fake_as_0])
    twice = np.log1p(np.exp(-d_real)).mean() + np.log1p(np.exp(d_fake)).mean()
    same(
        discriminator_loss(real, fake),
        loss,
        Mistake(
            real_as_0.mean() + fake_as_1.mean(),
            "In L_D the labels are the wrong way round: real is 1, fake is 0.",
            "L_D 中标签反了：真是 1，假是 0。",
        ),
        Mistake(
            -loss,
            "Your L_D is the value V, which D maximises; the loss has the opposite sign.",
            "你的 L_D 是价值 V，D 要让它最大；损失的符号相反。",
        ),
        Mistake(
            fake_as_0.mean(),
            "Your L_D looks at the fake logits only; the real ones belong to it too.",
            "你的 L_D 只看了假样本的 logit；真样本的也要算。",
        ),
        Mistake(
            real_as_1.mean(),
            "Your L_D looks at the real logits only; the fake ones belong to it too.",
            "你的 L_D 只看了真样本的 logit；假样本的也要算。",
        ),
        Mistake(
            fake_as_1.mean(),
            "Your L_D never looks at the real logits, and labels the fake ones 1.",
            "你的 L_D 从不看真样本的 logit，又给假样本标了 1。",
        ),
        Mistake(
            loss / 2,
            "Your L_D is half of it: the two means add up, so that D = 1/2 costs 2 ln 2.",
            "你的 L_D 只有一半：两个平均值应当相加，D = 1/2 时为 2 ln 2。",
        ),
        Mistake(
            everything.mean(),
            "Your L_D is one mean over all logits; take the mean of each kind and add the two.",
            "你的 L_D 把所有 logit 放在一起平均了；应当真假各取平均，再相加。",
        ),
        Mistake(
            everything.sum(),
            "Your L_D sums over the logits; an expectation is a mean.",
            "你的 L_D 对 logit 求了和；期望要取平均。",
        ),
        Mistake(twice, "Your L_D applies the sigmoid twice.", "你的 L_D 做了两次 sigmoid。"),
        Mistake(
            loss / np.log(2),
            "Your L_D is in bits; the natural logarithm gives nats.",
            "你的 L_D 以比特为单位；用自然对数才是奈特。",
        ),
    )
    same(
        generator_loss(fake),
        fake_as_1.mean(),
        Mistake(
            fake_as_0.mean(),
            "Your L_G has the label 0: this generator learns to be caught.",
            "你的 L_G 用了标签 0：这样的生成器学的是怎样被抓住。",
        ),
        Mistake(
            -fake_as_0.mean(),
            "Your L_G is the minimax loss, which saturates; the non-saturating one is asked for.",
            "你的 L_G 是会饱和的极小极大损失；这里要的是非饱和损失。",
        ),
        Mistake(-fake_as_1.mean(), "Your L_G has the wrong sign.", "你的 L_G 符号反了。"),
        Mistake(
            fake_as_1.sum(),
            "Your L_G sums over the logits; an expectation is a mean.",
            "你的 L_G 对 logit 求了和；期望要取平均。",
        ),
        Mistake(
            fake_as_1,
            "Your L_G is one number for each logit; take their mean.",
            "你的 L_G 对每个 logit 各给出一个数；应当取平均。",
        ),
        Mistake(
            np.log1p(np.exp(-d_fake)).mean(),
            "Your L_G applies the sigmoid twice.",
            "你的 L_G 做了两次 sigmoid。",
        ),
    )
    low, high = np.full((3, 1), -100.0), np.full((2, 1), 100.0)
    _stable("L_D", discriminator_loss(low, high), 200)
    _stable("L_G", generator_loss(low), 100)


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _stable(name, got, expected):
    found = number(got)
    need(
        found.shape == () and np.isfinite(found),
        f"Where D is sure and wrong (logits of ±100), {name} is not finite.",
        f"D 很有把握却判错时（logit 为 ±100），{name} 不是有限的数。",
    )
    need(
        np.isclose(found, expected, 1e-4),
        f"Where D is sure and wrong (logits of ±100), {name} is {float(found):.4g} instead of "
        f"{expected}: something is lost by rounding or clipping.",
        f"D 很有把握却判错时（logit 为 ±100），{name} 是 {float(found):.4g}，应为 {expected}："
        "有的数在舍入或截断中丢失了。",
    )


@check
def exercise_2(mode_coverage, rng):
    centres = np.array([[0.0, 0], [3, 0], [0, 3], [5, 5], [1, -4], [-4, 1]])
    sizes = (60, 19, 9, 3, 2, 0)
    points = [c + rng.normal(0, 0.2, (n, 2)) for c, n in zip(centres, sizes, strict=True)]
    angles = rng.uniform(0, 2 * np.pi, 24)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1) * rng.uniform(0.63, 0.9, (24, 1))
    points = np.concatenate([*points, centres[5] + circle, centres[1] + [[0, 0.5]] * 5])
    points = rng.permutation(points)
    coverage_is(mode_coverage(points, centres, 0.2), points, centres, 0.2)


def coverage_is(got, points, centres, deviation):
    """Compare a learner's (covered, good) with a count in loops."""
    received, everyone, near = [np.zeros(len(centres), int) for _ in range(3)]
    good_squared = 0
    for point in points:
        distances = [sum((point - centre) ** 2) ** 0.5 for centre in centres]
        nearest = int(np.argmin(distances))
        everyone[nearest] += 1
        received[nearest] += distances[nearest] <= 3 * deviation
        near[nearest] += distances[nearest] <= deviation
        good_squared += distances[nearest] ** 2 <= 3 * deviation
    n, due = len(points), len(points) / len(centres)
    found = number(got)
    need(
        found.shape == (2,),
        "Return two numbers: the covered modes and the share of good points.",
        "请返回两个数：被覆盖的模式数和好点的比例。",
    )
    good = received.sum() / n
    same(
        found[1],
        good,
        Mistake(
            received.sum(),
            "That is the number of good points; divide it by the number of all points.",
            "这是好点的个数；还要除以总点数。",
        ),
        Mistake(
            100 * good,
            "Give the share as a fraction, not in per cent.",
            "比例请写成 0 到 1 之间的小数，不要用百分数。",
        ),
        Mistake(
            near.sum() / n,
            "Your good points lie within one deviation; three are allowed.",
            "你只把一个标准差之内的算作好点；应当放宽到三个。",
        ),
        Mistake(
            good_squared / n,
            "You compare the squared distance with three deviations.",
            "你把距离的平方与三个标准差相比了。",
        ),
        Mistake(
            np.sum(received >= 0.2 * due),
            "Return the number of covered modes first, then the share.",
            "请先返回被覆盖的模式数，再返回比例。",
        ),
        Mistake(
            1 - good, "That is the share of the points that are not good.", "这是不好的点的比例。"
        ),
    )
    same(
        found[0],
        np.sum(received >= 0.2 * due),
        Mistake(
            np.sum(everyone >= 0.2 * due),
            "You count points that are not good, too.",
            "你把不好的点也算给了模式。",
        ),
        Mistake(
            np.sum(received > 0),
            "You count a mode as soon as one good point reaches it; it needs a fifth of its due.",
            "你只要有一个好点就算覆盖；好点应当不少于应得数的五分之一。",
        ),
        Mistake(
            np.sum(everyone > 0),
            "You count a mode as soon as one point reaches it; it needs good points, "
            "a fifth of its due.",
            "你只要有一个点就算覆盖；应当是好点，而且不少于应得数的五分之一。",
        ),
        Mistake(
            np.sum(received >= due),
            "You ask for the whole due share; a fifth of it is enough.",
            "你要求达到全部应得数；五分之一就够了。",
        ),
        Mistake(
            np.sum(received >= 0.2 * n),
            "You ask for a fifth of all points; a fifth of the mode's due n/k is enough.",
            "你要求达到总点数的五分之一；应得数 n/k 的五分之一就够了。",
        ),
        Mistake(
            np.sum(received >= 0.2 * due) / len(centres),
            "You give the share of covered modes; their number is asked for.",
            "你给出的是被覆盖模式的比例；要的是个数。",
        ),
    )


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

    norms = np.linalg.norm(gradients(u[:, None]), axis=1)
    whole = np.linalg.norm(gradients(u[:, None]))
    same(
        gradient_penalty(critic, real, fake, u),
        _penalty(norms),
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
        rtol=1e-3,
    )
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
        np.all(np.isfinite(_first(penalty_gradients(flat, real, fake, u)))),
        "Where the critic is flat, the penalty's gradient is NaN: the root's slope is infinite "
        "at 0.",
        "在评论家平坦的地方，惩罚的梯度是 NaN：平方根在 0 处斜率无穷大。",
    )


def _penalty(norms):
    return np.mean((norms - 1) ** 2)


def _given(source, name):
    """`Given` under a name of its own: each is executed anew, and none replaces another."""
    unique = f"{name}_given_{next(_NUMBERS)}"
    return Given(f"{source}\n{unique} = {name}\ndel {name}\n", unique)


def _dense_critic(weights, activations):
    lines = [f"critic = keras.Sequential([keras.Input(({len(weights[0][0])},))])"]
    for (kernel, _), activation in zip(weights, activations, strict=True):
        width = np.shape(kernel)[1]
        lines.append(f"critic.add(keras.layers.Dense({width}, {activation!r}, dtype='float32'))")
    values = [np.asarray(w, float).tolist() for pair in weights for w in pair]
    lines.append(f"critic.set_weights([np.array(w, 'float32') for w in {values}])")
    return _given("import keras\nimport numpy as np\n" + "\n".join(lines), "critic")


def _first(got):
    """The gradient by the first weight, from a list."""
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
    return number(got[0])


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
    real, fake = gan.logits()
    d_real, d_fake = _sigmoid(real) - 1, _sigmoid(fake)
    zero = np.zeros_like(real)
    twice_real, twice_fake = _sigmoid(real), _sigmoid(fake)
    twice_real = (_sigmoid(twice_real) - 1) * twice_real * (1 - twice_real)
    twice_fake_d = _sigmoid(twice_fake) * twice_fake * (1 - twice_fake)
    twice_fake_g = (_sigmoid(twice_fake) - 1) * twice_fake * (1 - twice_fake)

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
            gan.d_move(twice_real, twice_fake_d),
            "In the discriminator's step the sigmoid is applied twice.",
            "判别器的一步里做了两次 sigmoid。",
        ),
        rtol=2e-3,
        atol=1e-5,
    )
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
            gan.g_move(twice_fake_g),
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
    after = gan.moves(weights_after("GD", gan.given(), gan.real, gan.noise))
    _moving(
        after[1],
        "After a step of the generator, the discriminator can no longer move.",
        "生成器走过一步之后，判别器就动不了了。",
    )


def _still(moved, english, chinese):
    need(np.all(np.abs(moved) < 1e-5), english, chinese)


def _moving(moved, english, chinese):
    need(np.any(np.abs(moved) > 1e-5) or not np.all(np.isfinite(moved)), english, chinese)


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


@check
def exercise_5(handed_in, rng):
    ring_is_covered(ring_samples(handed_in))
    ring_is_spread(ring_samples(handed_in))
    ring_is_new(ring_samples(handed_in), rng)


def ring_samples(handed_in):
    try:
        points = number(handed_in())
    except Wrong as wrong:
        if "FileNotFoundError" not in wrong.english:
            raise
        raise Wrong(
            "There is no file 03_gan_ring.npz yet.", "还没有 03_gan_ring.npz 这个文件。"
        ) from None
    need(
        points.ndim == 2 and points.shape[1] == 2 and 1000 <= len(points) <= 2000,
        f"`samples` has the shape {points.shape}; it should be (n, 2) with n from 1,000 to 2,000.",
        f"`samples` 的形状是 {points.shape}，应当是 (n, 2)，n 在 1,000 到 2,000 之间。",
    )
    need(
        np.all(np.isfinite(points)),
        "`samples` holds NaN or infinity.",
        "`samples` 中有 NaN 或无穷大。",
    )
    return points.astype("float64")


def _by_mode(points):
    """The good points of each mode."""
    turns = np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi) * MODES
    nearest = np.round(turns).astype(int) % MODES
    good = np.linalg.norm(points - _centres()[nearest], axis=1) <= 3 * DEVIATION
    return [points[good & (nearest == mode)] for mode in range(MODES)]


def _centres():
    return RADIUS * np.array(
        [[np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, MODES, endpoint=False)]
    )


def ring_is_covered(points):
    """All modes, in their places, in about their shares; enough good points."""
    modes, due = _by_mode(points), len(points) / MODES
    covered = sum(len(mode) >= 0.2 * due for mode in modes)
    need(
        covered == MODES,
        f"The samples cover {covered} of the 8 modes.",
        f"样本只覆盖了 8 个模式中的 {covered} 个。",
    )
    good = sum(map(len, modes)) / len(points)
    need(
        good >= 0.7,
        f"Only {good:.0%} of the samples are good; 70% are needed.",
        f"好点只占 {good:.0%}；至少要 70%。",
    )
    most = max(map(len, modes)) / due
    need(
        most <= 2,
        f"One mode has {most:.1f} times its due of good points; twice is the limit.",
        f"有一个模式的好点数是应得数的 {most:.1f} 倍；最多两倍。",
    )
    pairs = zip(modes, _centres(), strict=True)
    off = max(np.linalg.norm(mode.mean(axis=0) - centre) for mode, centre in pairs)
    need(
        off <= 0.15,
        f"The good points of a mode lie {off:.2f} off its centre on average; 0.15 is allowed.",
        f"有一个模式的好点平均偏离中心 {off:.2f}；最多允许 0.15。",
    )


def ring_is_spread(points):
    """Within its modes, too."""
    modes = [mode for mode in _by_mode(points) if len(mode) > 1]
    need(modes, "No sample is good.", "没有一个好点。")
    spreads = [np.sqrt(mode.var(axis=0).mean()) for mode in modes]
    need(
        np.median(spreads) >= 0.03 and min(spreads) >= 0.02,
        f"Within the modes the samples hardly spread: deviation {np.median(spreads):.3f} in the "
        f"median, {min(spreads):.3f} in the narrowest (real: 0.1; needed: 0.03 and 0.02).",
        f"样本在模式之内几乎没有散开：标准差的中位数为 {np.median(spreads):.3f}，"
        f"最窄处 {min(spreads):.3f}（真实数据 0.1；至少 0.03 和 0.02）。",
    )


def ring_is_new(points, rng):
    """No repeats, no copies."""
    need(
        len(np.unique(points.round(6), axis=0)) > 0.98 * len(points),
        "Points of the samples occur more than once.",
        "样本中有重复的点。",
    )
    training = _ring(np.random.default_rng(0), 2000).astype("float32").astype("float64")
    found = _nearest(points, training)
    fresh_rng = np.random.default_rng(rng.integers(1, 2**32, size=4))
    fresh = _nearest(_ring(fresh_rng, len(points)), training)
    need(
        np.median(found) >= 0.4 * np.median(fresh)
        and np.mean(found < np.quantile(fresh, 0.02)) < 0.12,
        "The samples lie much closer to training points than new real points do: they are copies.",
        "样本离训练点远比新抽的真实点近：它们是复制品。",
    )


def _ring(rng, n):
    return _centres()[rng.integers(MODES, size=n)] + DEVIATION * rng.normal(size=(n, 2))


def _nearest(points, others):
    """The distance of each point to the nearest of the others."""
    parts = np.array_split(points, 10)
    return np.concatenate(
        [np.linalg.norm(part[:, None] - others, axis=2).min(axis=1) for part in parts]
    )
