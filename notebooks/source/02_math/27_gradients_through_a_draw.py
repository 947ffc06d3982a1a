# %% [markdown] lang="en"
# ## Gradients through a draw
#
# *Used in chapter 4 (the draw of the code), and wherever a model learns from the rewards of its own samples.*
#
# **Question.** How does an average over draws change, when the distribution that we draw from depends on the weights?
#
# We want $\nabla_\mu \mathbb{E}_q[f(z)]$ for $z \sim q = \mathcal{N}(\mu, \sigma^2 I)$.
# There are two estimates, each from a single draw $z = \mu + \sigma\varepsilon$ with $\varepsilon \sim \mathcal{N}(0, I)$:
#
# $$\text{score function: } f(z)\, \nabla_\mu \ln q(z) = f(z)\, \frac{z - \mu}{\sigma^2}, \qquad \text{reparameterised: } \nabla_z f(\mu + \sigma\varepsilon).$$
#
# The first follows from $\nabla q = q \nabla \ln q$; it needs no derivative of $f$, so it also serves for discrete draws.
# The second is the chain rule.
# A third is the first with a **baseline** $b$: since $\mathbb{E}_q[\nabla \ln q] = 0$, the factor $f(z)$ may be replaced by $f(z) - b$.
#
# All are unbiased, the second on condition that $f$ has no jumps, which no derivative at a draw sees; what differs is how much they scatter.
# Take $f(z) = \lVert z - t \rVert^2$ in $d$ dimensions with $\sigma = 1$, and let $a = \mu - t$, the way from the target, lie along the first axis.
# The exact gradient is $2a$.
# For its first component the moments of a Gaussian give the variances
#
# $$\text{reparameterised: } 4, \qquad \text{score function: } (\lVert a \rVert^2 + d + 2)^2 + 4 \lVert a \rVert^2 + 2(d + 2) + 4 a_1^2,$$
#
# and with the baseline $b = \mathbb{E}[f] = \lVert a \rVert^2 + d$ only $2d + 8 + 4 \lVert a \rVert^2 + 4 a_1^2$.
# The table has the standard deviations in three cases: at the target in one dimension, at the target in 64, and eight units away in one.

# %% [markdown] lang="zh"
# ## 让梯度穿过采样
#
# *用于第 4 章（编码的采样），也用于让模型根据自己样本所得的奖励来学习的各种方法。*
#
# **问题。** 如果采样所用的分布本身依赖于权重，样本的平均值怎样随权重变化？
#
# 要求的是 $\nabla_\mu \mathbb{E}_q[f(z)]$，其中 $z \sim q = \mathcal{N}(\mu, \sigma^2 I)$。
# 有两种估计，各用一次采样 $z = \mu + \sigma\varepsilon$，$\varepsilon \sim \mathcal{N}(0, I)$：
#
# $$\text{得分函数法：} f(z)\, \nabla_\mu \ln q(z) = f(z)\, \frac{z - \mu}{\sigma^2}, \qquad \text{重参数化：} \nabla_z f(\mu + \sigma\varepsilon).$$
#
# 得分函数法由 $\nabla q = q \nabla \ln q$ 得来，不需要 $f$ 的导数，对离散的采样也适用；重参数化就是链式法则。
# 第三种估计是在得分函数法中减去一个**基线** $b$：因为 $\mathbb{E}_q[\nabla \ln q] = 0$，因子 $f(z)$ 可以换成 $f(z) - b$。
#
# 三种估计都是无偏的（对重参数化来说，前提是 $f$ 没有跳跃：采样处的导数看不到跳跃），不同的是波动的大小。
# 取 $d$ 维的 $f(z) = \lVert z - t \rVert^2$，$\sigma = 1$，记 $a = \mu - t$，它说明均值离目标 $t$ 还有多远；设 $a$ 沿第一个坐标轴。
# 精确的梯度是 $2a$。
# 由高斯分布的各阶矩可得，梯度第一个分量的估计，方差分别为
#
# $$\text{重参数化：} 4, \qquad \text{得分函数法：} (\lVert a \rVert^2 + d + 2)^2 + 4 \lVert a \rVert^2 + 2(d + 2) + 4 a_1^2,$$
#
# 减去基线 $b = \mathbb{E}[f] = \lVert a \rVert^2 + d$ 之后，得分函数法的方差只有 $2d + 8 + 4 \lVert a \rVert^2 + 4 a_1^2$。
# 下表是三种情形下的标准差：一维、就在目标处；64 维、就在目标处；一维、离目标 8 个单位。

# %%
rng, rows = np.random.default_rng(0), []
for a, d in ((0, 1), (0, 64), (8, 1)):
    # en: 100,000 draws; the distance lies along the first axis.
    # zh: 100,000 个样本；距离沿第一个坐标轴。
    noise = rng.normal(size=(100_000, d))
    f = np.sum(noise**2, axis=1) + 2 * a * noise[:, 0] + a**2
    estimates = 2 * (a + noise[:, 0]), f * noise[:, 0], (f - a**2 - d) * noise[:, 0]
    scatter = np.std(estimates, axis=1)  # (3,)
    score = (a**2 + d + 2) ** 2 + 4 * a**2 + 2 * (d + 2) + 4 * a**2
    formulas = np.array([4, score, 2 * d + 8 + 8 * a**2])
    np.testing.assert_allclose(scatter**2, formulas, rtol=0.05)
    assert np.all(np.abs(np.mean(estimates, axis=1) - 2 * a) < 4 * scatter / np.sqrt(100_000))
    rows.append([a, d, *(f"{value:.1f}" for value in scatter)])

# %%
header = [("distance", "距离"), ("dimensions", "维数"), ("reparameterised", "重参数化")]
header += [("score function", "得分函数法"), ("with a baseline", "得分函数法，带基线")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# The reparameterised estimate has the deviation 2 each time.
# The score function multiplies the *whole* of $f$ by one component's noise: with 64 dimensions, or eight units away, its variance is more than a thousand times as large, and so many times more draws are needed for equal precision.
# The baseline takes off the constant part of $f$, and with it, in the last two cases, most of the scatter.
#
# **What it is for.** That is why a VAE draws its code as $z = \mu + \sigma\varepsilon$.
# This does not always hold: where $f$ is small and its slopes are steep, as for $f(z) = \sin 50z$, the score function scatters less.

# %% [markdown] lang="zh"
# 重参数化的标准差在三种情形下都是 2。
# 得分函数法用*整个* $f$ 去乘一个分量的噪声：在 64 维时，或者离目标 8 个单位时，它的方差是重参数化的一千多倍，要达到同样的精度，采样次数也要是重参数化的一千多倍。
# 基线减去了 $f$ 中不变的部分；在后两种情形下，大部分波动也随之消失。
#
# **用处。** 正因为重参数化的波动小，VAE 用 $z = \mu + \sigma\varepsilon$ 来抽取编码。
# 不过也有例外：如果 $f$ 的值小、导数大，例如 $f(z) = \sin 50z$，得分函数法的波动反而更小。

# %% tags=["nbval-check-output"]
noise = np.random.default_rng(0).normal(size=100_000)
by_chain_rule, by_score = 50 * np.cos(50 * noise), np.sin(50 * noise) * noise
print(f"sin 50z: reparameterised {by_chain_rule.std():.1f}, score function {by_score.std():.2f}")
