# %% [markdown] lang="en"
# ## Gradients through a draw
#
# *Needed in: chapters 3 and 4.*
#
# Training needs $\nabla_\mu \mathbb{E}_q[f(z)]$, where $z$ is drawn from a distribution that depends on $\mu$.
# For $q = \mathcal{N}(\mu, \sigma^2 I)$ there are two estimates, each from a single draw $z = \mu + \sigma\varepsilon$:
#
# $$\text{score function: } f(z)\, \nabla_\mu \ln q(z) = f(z)\, \frac{z - \mu}{\sigma^2}, \qquad \text{reparameterised: } \nabla_z f(\mu + \sigma\varepsilon).$$
#
# The first follows from $\nabla q = q \nabla \ln q$; it needs no derivative of $f$, so it also serves for discrete draws.
# The second is the chain rule.
# A third is the first with a **baseline** $b$: since $\mathbb{E}_q[\nabla \ln q] = 0$, the factor $f(z)$ may be replaced by $f(z) - b$.
# All are unbiased; what differs is how much they scatter.
# Take $f(z) = \lVert z - t \rVert^2$ in $d$ dimensions with $\sigma = 1$, and let $a = \mu - t$ be the distance still to go.
# The exact gradient is $2a$.
# For its first component the moments of a Gaussian give the variances
#
# $$\text{reparameterised: } 4, \qquad \text{score function: } (\lVert a \rVert^2 + d + 2)^2 + 4 \lVert a \rVert^2 + 2(d + 2) + 4 a_1^2,$$
#
# and with the baseline $b = \mathbb{E}[f] = \lVert a \rVert^2 + d$ only $2d + 8 + 4 \lVert a \rVert^2 + 4 a_1^2$.

# %% [markdown] lang="zh"
# ## 让梯度穿过采样
#
# *用于：第 3、4 章。*
#
# 训练要用到 $\nabla_\mu \mathbb{E}_q[f(z)]$，而抽出 $z$ 的分布本身就依赖于 $\mu$。
# 对 $q = \mathcal{N}(\mu, \sigma^2 I)$，有两种估计，各用一次采样 $z = \mu + \sigma\varepsilon$：
#
# $$\text{得分函数法：} f(z)\, \nabla_\mu \ln q(z) = f(z)\, \frac{z - \mu}{\sigma^2}, \qquad \text{重参数化：} \nabla_z f(\mu + \sigma\varepsilon).$$
#
# 前者由 $\nabla q = q \nabla \ln q$ 得来，不需要 $f$ 的导数，离散的采样也能用；后者就是链式法则。
# 还有第三种，在前者上加一个**基线** $b$：因为 $\mathbb{E}_q[\nabla \ln q] = 0$，因子 $f(z)$ 可以换成 $f(z) - b$。
# 三者都是无偏的，不同的是波动。
# 取 $d$ 维的 $f(z) = \lVert z - t \rVert^2$，$\sigma = 1$，记 $a = \mu - t$，即还要走的距离。
# 精确的梯度是 $2a$。
# 由高斯分布的各阶矩，第一个分量的估计方差为
#
# $$\text{重参数化：} 4, \qquad \text{得分函数法：} (\lVert a \rVert^2 + d + 2)^2 + 4 \lVert a \rVert^2 + 2(d + 2) + 4 a_1^2,$$
#
# 取基线 $b = \mathbb{E}[f] = \lVert a \rVert^2 + d$ 之后只有 $2d + 8 + 4 \lVert a \rVert^2 + 4 a_1^2$。


# %%
def gradient_estimates(distance, dimensions, rng, size=100_000):
    a = np.zeros(dimensions)
    a[0] = distance
    noise = rng.normal(size=(size, dimensions))
    f = np.sum((a + noise) ** 2, axis=1)
    baseline = distance**2 + dimensions
    return 2 * (a[0] + noise[:, 0]), f * noise[:, 0], (f - baseline) * noise[:, 0]


def formulas(distance, d):
    squared = distance**2
    score = (squared + d + 2) ** 2 + 4 * squared + 2 * (d + 2) + 4 * squared
    return np.array([4, score, 2 * d + 8 + 4 * squared + 4 * squared])


# %% [markdown] lang="en"
# Three cases: at the target in one dimension, at the target in 64, and eight units away in one.
# The figures are standard deviations; the last line has two of them for $f(z) = \sin 50z$.

# %% [markdown] lang="zh"
# 看三种情形：一维、就在目标处；64 维、就在目标处；一维、离目标 8 个单位。
# 表中的数是标准差；最后一行是 $f(z) = \sin 50z$ 时重参数化（reparameterised）与得分函数法（score function）的标准差。

# %%
rng, rows = np.random.default_rng(0), []
for distance, dimensions in ((0, 1), (0, 64), (8, 1)):
    estimates = np.array(gradient_estimates(distance, dimensions, rng))
    scatter = estimates.std(axis=1)
    assert np.all(np.abs(estimates.mean(axis=1) - 2 * distance) < 4 * scatter / np.sqrt(100_000))
    np.testing.assert_allclose(scatter**2, formulas(distance, dimensions), rtol=0.05)
    numbers = f"{scatter[0]:.2f}", f"{scatter[1]:.1f}", f"{scatter[2]:.1f}"
    rows.append([distance, dimensions, *numbers])
header = [("distance", "距离"), ("dimensions", "维数"), ("reparameterised", "重参数化")]
header += [("score function", "得分函数法"), ("with a baseline", "带基线")]
plotting.table(header, rows)
noise = rng.normal(size=100_000)
slopes, scores = 50 * np.cos(50 * noise), np.sin(50 * noise) * noise
assert abs(slopes.mean()) < 4 * slopes.std() / 316 and abs(scores.mean()) < 4 * scores.std() / 316
print(f"sin 50z: reparameterised {slopes.std():.1f}, score function {scores.std():.2f}")

# %% [markdown] lang="en"
# All are right on average, and the variances agree with the formulas.
# The reparameterised estimate scatters by 2 everywhere.
# The score function multiplies the *whole* of $f$ by one component's noise: with 64 dimensions, or eight units away, its variance is more than a thousand times as large, and so many times more draws are needed for equal precision.
# The baseline takes off the constant part of $f$ and with it, in these two cases, most of the scatter.
# None of this is a law, though.
# The last line has $f(z) = \sin 50z$: its values are small and its slopes are steep, so here the score function wins.
#
# The same three over more dimensions and distances (dots are measured, dashes are the formulas):

# %% [markdown] lang="zh"
# 三者平均都对，方差也都与公式相符。
# 重参数化的标准差处处是 2。
# 得分函数法拿*整个* $f$ 去乘一个分量的噪声：64 维时，或者离目标 8 个单位时，方差是前者的一千多倍，要同样准，采样也得多这么多倍。
# 基线减去了 $f$ 中不变的部分，在这两种情形里，大部分波动随之而去。
# 不过这并不是定律。
# 最后一行的 $f(z) = \sin 50z$ 值小而坡陡，赢的就是得分函数法。
#
# 换上更多的维数和距离再看。
# 图中纵轴为一次采样所得梯度估计的标准差；左图横轴为维数（到目标的距离为 0），右图横轴为到目标的距离（一维），都是对数刻度。
# 圆点是量出的值，虚线是公式；蓝色为重参数化，橙色为得分函数法，绿色为带基线的得分函数法。

# %%
rng = np.random.default_rng(0)
sweeps = {
    "dimensions (at the target)": [(0, d) for d in (1, 2, 4, 8, 16, 32, 64)],
    "distance from the target (1 dimension)": [(a, 1) for a in (0.25, 0.5, 1, 2, 4, 8, 16)],
}
figure, axes = plt.subplots(1, 2, figsize=(7.6, 3.0), sharey=True, layout="constrained")
for axis, (label, cases) in zip(axes, sweeps.items(), strict=True):
    places = [d if "dimensions (" in label else a for a, d in cases]
    measured = [np.std(gradient_estimates(a, d, rng, 50_000), axis=1) for a, d in cases]
    expected = [np.sqrt(formulas(a, d)) for a, d in cases]
    for i, name in enumerate(("reparameterised", "score function", "score, with a baseline")):
        axis.loglog(places, np.array(measured)[:, i], "o", label=name)
        axis.loglog(places, np.array(expected)[:, i], "--", color=plotting.COLOURS[i])
    axis.set(xlabel=label)
axes[0].set_ylabel("standard deviation")
axes[0].legend()
plotting.show(
    figure,
    "Standard deviations of three gradient estimates. The reparameterised one stays at 2; that of "
    "the score function rises steeply with dimensions and distance, with a baseline more slowly.",
    "三种梯度估计的标准差。重参数化始终为 2；得分函数法随维数和距离急剧上升，带基线的上升较慢。",
)
