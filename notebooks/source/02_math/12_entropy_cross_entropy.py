# %% [markdown] lang="en"
# ## Entropy, cross-entropy and divergences
#
# *Needed in: chapters 3, 4 and 5.*
#
# How much does it take to write down an outcome of $p$?
# A code may give an outcome of probability $p$ about $\log_2 (1/p)$ bits, and on average that is the **entropy**.
# Whoever uses the code made for another distribution $q$ pays the **cross-entropy**, and the excess is the **Kullback-Leibler divergence**:
#
# $$H(p) = -\sum_x p \ln p, \qquad H(p, q) = -\sum_x p \ln q, \qquad \mathrm{KL}(p \,\|\, q) = \sum_x p \ln \frac{p}{q} = H(p, q) - H(p).$$
#
# With the natural logarithm the unit is the **nat**; 1 nat is $1 / \ln 2 \approx 1.443$ bits.
# Four symbols with probabilities $\frac12, \frac14, \frac18, \frac18$ have the code words 0, 10, 110, 111: none begins another, so no separators are needed.
# We write a message of 100,000 symbols with this code, and then with one made for the other probabilities $\frac18, \frac12, \frac14, \frac18$.

# %% [markdown] lang="zh"
# ## 熵、交叉熵与散度
#
# *用于：第 3、4、5 章。*
#
# 把 $p$ 的一个结果写下来，要花多少？
# 概率为 $p$ 的结果，编码约需 $\log_2 (1/p)$ 比特，平均下来就是**熵**。
# 若用的是按另一个分布 $q$ 设计的编码，平均花费就是**交叉熵**；多花的部分便是 **KL 散度**（Kullback–Leibler 散度）：
#
# $$H(p) = -\sum_x p \ln p, \qquad H(p, q) = -\sum_x p \ln q, \qquad \mathrm{KL}(p \,\|\, q) = \sum_x p \ln \frac{p}{q} = H(p, q) - H(p).$$
#
# 取自然对数，单位是**奈特**，1 奈特等于 $1 / \ln 2 \approx 1.443$ 比特。
# 设四个符号的概率为 $\frac12, \frac14, \frac18, \frac18$，码字依次取 0、10、110、111：没有哪个是另一个的开头，所以不必加分隔符。
# 用这套编码写一条 100,000 个符号的消息，再用按另一组概率 $\frac18, \frac12, \frac14, \frac18$ 设计的编码写一遍。

# %%
rng = np.random.default_rng(0)
p, q = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]), np.array([1 / 8, 1 / 2, 1 / 4, 1 / 8])
message, rows = rng.choice(4, size=100_000, p=p), []
for name, words, model in (
    (("own code", "自己的编码"), ["0", "10", "110", "111"], p),
    (("code for q", "按 q 设计的编码"), ["110", "0", "10", "111"], q),
):
    per_symbol = len("".join(words[symbol] for symbol in message)) / len(message)
    nats = -np.sum(p * np.log(model))
    rows.append([name, f"{per_symbol:.3f}", f"{nats / np.log(2):.3f}", f"{nats:.3f}"])
    assert abs(per_symbol - nats / np.log(2)) < 0.015
header = [("code", "编码"), ("bits per symbol", "比特/符号"), ("formula, bits", "公式（比特）")]
plotting.table([*header, ("formula, nats", "公式（奈特）")], rows)
excess, entropy_bits = np.sum(p * np.log2(p / q)), -np.sum(p * np.log2(p))
np.testing.assert_allclose(excess, 2.375 - entropy_bits)
print(f"KL(p || q) = {excess:.3f} bits, KL(q || p) = {np.sum(q * np.log2(q / p)):.3f} bits")

# %% [markdown] lang="en"
# The message is as long as the formulas say, and KL depends on the order.
# Three more facts take a line each.
#
# - $\mathrm{KL}(p \,\|\, q) \ge 0$, with equality only for $p = q$.
#   From $\ln t \le t - 1$ with $t = q/p$, summed wherever $p > 0$: $-\mathrm{KL} = \sum p \ln (q/p) \le \sum p\,(q/p - 1) \le 0$.
# - $0 \le H(p) \le \ln n$ for $n$ outcomes.
#   The difference to the top is $\ln n - H(p) = \mathrm{KL}(p \,\|\, \text{uniform})$.
#   So $e^{H}$ counts outcomes: it is the **perplexity**.
# - For independent pairs divergences add: $\mathrm{KL}(p_1 p_2 \,\|\, q_1 q_2) = \mathrm{KL}(p_1 \,\|\, q_1) + \mathrm{KL}(p_2 \,\|\, q_2)$.
#
# `xlogy(p, q)` is $p \ln q$, and 0 where $p = 0$.
# The last line has the perplexity of a fair die, and that of a coin which shows heads nine times in ten.

# %% [markdown] lang="zh"
# 消息的长度与公式相符；KL 的值与先后次序有关。
# 还有三条性质，各用一行就能推出：
#
# - $\mathrm{KL}(p \,\|\, q) \ge 0$，只有 $p = q$ 时等于零。
#   在 $\ln t \le t - 1$ 中取 $t = q/p$，对 $p > 0$ 处求和：$-\mathrm{KL} = \sum p \ln (q/p) \le \sum p\,(q/p - 1) \le 0$。
# - 若有 $n$ 种结果，则 $0 \le H(p) \le \ln n$，离上限的差是 $\ln n - H(p) = \mathrm{KL}(p \,\|\, \text{均匀分布})$。
#   所以 $e^{H}$ 相当于结果的个数，称为**困惑度**。
# - 相互独立的两个量，散度相加：$\mathrm{KL}(p_1 p_2 \,\|\, q_1 q_2) = \mathrm{KL}(p_1 \,\|\, q_1) + \mathrm{KL}(p_2 \,\|\, q_2)$。
#
# `xlogy(p, q)` 就是 $p \ln q$，并规定 $p = 0$ 时为 0。
# 打印的是一万对随机分布的 KL 的范围、两个方向之比的范围，最后是两个困惑度：公平的骰子（fair die），以及十次有九次出正面的硬币（coin）。

# %% tags=["nbval-check-output"]
from scipy.special import xlogy


def entropy(p):
    return -np.sum(xlogy(p, p), axis=-1)


def kl(p, q):
    return np.sum(xlogy(p, p) - xlogy(p, q), axis=-1)


rng = np.random.default_rng(0)
p, q = rng.dirichlet(np.ones(5), size=(2, 10_000))
assert np.all(kl(p, q) > 0) and np.all(kl(p, p) == 0)
assert np.all(entropy(p) >= 0) and np.all(entropy(p) <= np.log(5))
np.testing.assert_allclose(np.log(5) - entropy(p), kl(p, np.full(5, 0.2)), atol=1e-12)
pairs_p, pairs_q = (r[0][:, None] * r[1] for r in (p, q))
np.testing.assert_allclose(kl(pairs_p.ravel(), pairs_q.ravel()), kl(p[0], q[0]) + kl(p[1], q[1]))
ratio = kl(p, q) / kl(q, p)
print(f"10,000 random pairs: KL(p || q) from {kl(p, q).min():.4f} to {kl(p, q).max():.1f} nats")
print(f"KL(p || q) / KL(q || p): from {ratio.min():.2f} to {ratio.max():.1f}")
die, coin = (np.exp(entropy(np.array(p))) for p in ([1 / 6] * 6, [0.9, 0.1]))
print(f"perplexity: fair die {die:.3f}, coin {coin:.3f}")

# %% [markdown] lang="en"
# Where $p > 0$ and $q = 0$, $\mathrm{KL}(p \,\|\, q)$ is infinite.
# The **Jensen-Shannon divergence** avoids that by measuring both against their mean $m = (p + q)/2$:
#
# $$\mathrm{JS}(p, q) = \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m) = H(m) - \tfrac12 H(p) - \tfrac12 H(q), \qquad 0 \le \mathrm{JS} \le \ln 2.$$
#
# It is symmetric.
# The upper bound holds because $m \ge p/2$, so that $\ln (p/m) \le \ln 2$ everywhere; it is reached when $p$ and $q$ nowhere overlap.
# Then JS no longer says *how far* apart they are.
# In the minimax game, against the best possible discriminator, a GAN's generator minimises JS, and this is where its gradient can vanish; part 2 returns to it.

# %% [markdown] lang="zh"
# 只要某处 $p > 0$ 而 $q = 0$，$\mathrm{KL}(p \,\|\, q)$ 就是无穷大。
# **Jensen–Shannon 散度**（JS 散度）避开了这一点，它让两者都去同平均值 $m = (p + q)/2$ 比：
#
# $$\mathrm{JS}(p, q) = \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m) = H(m) - \tfrac12 H(p) - \tfrac12 H(q), \qquad 0 \le \mathrm{JS} \le \ln 2.$$
#
# 它是对称的。
# 上界来自 $m \ge p/2$，于是处处有 $\ln (p/m) \le \ln 2$；当 $p$ 与 $q$ 毫不重叠时取到上界。
# 这时 JS 就不再反映两者*相隔多远*了。
# 在极小极大博弈里，判别器取到最优时，生成器最小化的正是 JS，它的梯度也就可能在这里消失；第二部分还会谈到。


# %%
def js(p, q):
    return 0.5 * kl(p, (p + q) / 2) + 0.5 * kl(q, (p + q) / 2)


np.testing.assert_allclose(js(p, q), js(q, p))
np.testing.assert_allclose(
    js(p, q), entropy((p + q) / 2) - 0.5 * entropy(p) - 0.5 * entropy(q), atol=1e-12
)
assert np.all(js(p, q) > 0) and np.all(js(p, q) < np.log(2))
left = np.array([0.5, 0.5, 0, 0, 0, 0])
moved = [np.roll(left, steps) for steps in range(5)]
rows = [[k, f"{kl(left, right):.3f}", f"{js(left, right):.3f}"] for k, right in enumerate(moved)]
plotting.table(
    [("moved by", "挪几格"), ("KL, nats", "KL（奈特）"), ("JS, nats", "JS（奈特）")], rows
)
values = [js(left, right) for right in moved]
np.testing.assert_allclose(values, np.log(2) * np.array([0, 0.5, 1, 1, 1]), atol=1e-12)

# %% [markdown] lang="en"
# Moved by one place the two still share half of their mass: KL is infinite already, JS is half of $\ln 2$.
# From two places on JS stays at $\ln 2 \approx 0.693$.
#
# What does each divergence punish?
# Take a target $p$ with two peaks of width 0.7, 60 % of it around $-h$ and 40 % around $h$, and look for the one Gaussian $q = \mathcal{N}(\mu, \sigma^2)$ that is closest.
# No Gaussian fits, so the three divergences must show what they would rather give up.
# **Forward KL**, $\mathrm{KL}(p \,\|\, q)$, averages over the data: it punishes $q$ for being small where there is data.
# **Reverse KL**, $\mathrm{KL}(q \,\|\, p)$, averages over the model: it punishes $q$ for being large where there is none.
# For a Gaussian $q$ the first has a known best: setting the derivatives of $-\mathbb{E}_p[\ln q]$ to zero gives
#
# $$\mu = \mathbb{E}_p[x], \qquad \sigma^2 = \mathrm{Var}_p[x].$$
#
# > **Predict before you run.** Where will each of the three put its Gaussian: over one peak, over both, in between?
# > Does it matter how far apart the peaks are?

# %% [markdown] lang="zh"
# 挪一格，两者还有一半重合：KL 已经无穷大，JS 是 $\ln 2$ 的一半。
# 从挪两格起，JS 就停在 $\ln 2 \approx 0.693$ 不动了。
#
# 各种散度惩罚的是什么？
# 取一个双峰的目标 $p$，峰宽（标准差）0.7，60% 在 $-h$ 附近，40% 在 $h$ 附近，找一个离它最近的高斯分布 $q = \mathcal{N}(\mu, \sigma^2)$。
# 没有哪个高斯分布能拟合它，三种散度只好各自表明，宁可舍弃什么。
# **正向 KL**，即 $\mathrm{KL}(p \,\|\, q)$，对数据求平均：有数据的地方 $q$ 太小，就要受罚。
# **反向 KL**，即 $\mathrm{KL}(q \,\|\, p)$，对模型求平均：没有数据的地方 $q$ 太大，就要受罚。
# 当 $q$ 是高斯分布时，前者的最优解是已知的：令 $-\mathbb{E}_p[\ln q]$ 的导数为零，得
#
# $$\mu = \mathbb{E}_p[x], \qquad \sigma^2 = \mathrm{Var}_p[x].$$
#
# > **先猜，再运行。** 三者各会把高斯分布放在哪里：压住一个峰，盖住两个峰，还是落在中间？
# > 两峰离得近还是远，有没有关系？

# %%
wide = np.linspace(-15, 15, 801)


def two_peaks(half):
    left, right = log_normal(wide, -half, 0.7), log_normal(wide, half, 0.7)
    return np.logaddexp(np.log(0.6) + left, np.log(0.4) + right)


def three_divergences(log_p, mean, deviation):
    log_q = log_normal(wide, mean, deviation)
    p, q, log_m = np.exp(log_p), np.exp(log_q), np.logaddexp(log_p, log_q) - np.log(2)
    forward = np.trapezoid(p * (log_p - log_q), wide, axis=-1)
    reverse = np.trapezoid(q * (log_q - log_p), wide, axis=-1)
    half_and_half = 0.5 * p * (log_p - log_m) + 0.5 * q * (log_q - log_m)
    return forward, reverse, np.trapezoid(half_and_half, wide, axis=-1)


# %% [markdown] lang="en"
# A grid of 61 means and 70 deviations is small enough to try them all.
# We do it twice, with the peaks at $\pm 2$ and at $\pm 3$.
# The moments of the target are $\mathbb{E}_p[x] = -0.2\,h$ and $\mathrm{Var}_p[x] = 0.7^2 + 0.96\,h^2$ for peaks at $\pm h$.

# %% [markdown] lang="zh"
# 均值取 61 个、标准差取 70 个，网格不大，全部试一遍。
# 做两回：两峰在 $\pm 2$，两峰在 $\pm 3$。
# 当两峰在 $\pm h$ 时，目标的矩是 $\mathbb{E}_p[x] = -0.2\,h$、$\mathrm{Var}_p[x] = 0.7^2 + 0.96\,h^2$。

# %% tags=["hide-output"]
means, deviations = np.linspace(-3, 3, 61), np.linspace(0.3, 3.75, 70)
fits, rows = {}, []
in_chinese = {"forward KL": "正向 KL", "reverse KL": "反向 KL", "JS": "JS"}
for half in (2, 3):
    log_p = two_peaks(half)
    grid = np.array([three_divergences(log_p, means[:, None], s) for s in deviations])
    for i, name in enumerate(in_chinese):
        row, column = np.unravel_index(grid[:, i].argmin(), grid[:, i].shape)
        fits[half, name] = means[column], deviations[row]
        forward, reverse, js_value = three_divergences(log_p, *fits[half, name])
        values = [f"{value:.3f}" for value in (forward, reverse, js_value)]
        place = f"{means[column]:.2f}", f"{deviations[row]:.2f}"
        rows.append([f"±{half}", (name, in_chinese[name]), *place, *values])
    moments = -0.2 * half, np.sqrt(0.7**2 + 0.96 * half**2)
    np.testing.assert_allclose(fits[half, "forward KL"], moments, atol=0.03)
one_peak = 0.3 * np.log(0.75) + 0.2 * np.log(2) + 0.5 * np.log(1.25)
np.testing.assert_allclose([reverse, js_value], [-np.log(0.6), one_peak], rtol=1e-3)
header = [
    ("peaks", "两峰"),
    ("closest by", "按哪种散度最近"),
    ("mean", "均值"),
    ("deviation", "标准差"),
]
plotting.table([*header, *in_chinese.items()], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# **Forward KL** covers both peaks both times, and puts its highest density between them, where there is hardly any data.
# Its mean and deviation are those of the target, up to the grid's step.
# **Reverse KL** takes the larger peak and gives up 40 % of the data.
# With the peaks well apart that costs it only $-\ln 0.6 = 0.511$ nats, whereas forward KL rates the same Gaussian at 14.
# **JS** does either: it covers the peaks at $\pm 2$ and takes a single one at $\pm 3$.
# Once the peaks no longer overlap, a single one costs it $0.3 \ln 0.75 + 0.2 \ln 2 + 0.5 \ln 1.25 = 0.164$ nats, however far away the other is, so at some distance covering becomes dearer.
#
# </details>

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# **正向 KL** 两回都把两个峰一起盖住，最高的密度反而放在两峰之间，那里几乎没有数据；它的均值和标准差就是目标的均值和标准差，只差网格的步长。
# **反向 KL** 只取较大的峰，放弃 40% 的数据；两峰相距较远时，它为此只付出 $-\ln 0.6 = 0.511$ 奈特，而同一个高斯分布，正向 KL 判为 14 奈特。
# **JS** 两种都会：两峰在 $\pm 2$ 时一起盖住，在 $\pm 3$ 时只取一个。
# 两峰一旦不再重叠，只取一个的代价就总是 $0.3 \ln 0.75 + 0.2 \ln 2 + 0.5 \ln 1.25 = 0.164$ 奈特，与另一个有多远无关，所以两峰远到一定程度，盖住反而更贵。
#
# </details>
#
# 图中横轴为 $x$，纵轴为密度；灰色阴影是双峰目标，彩线是最近的高斯分布。
# 三列依次按正向 KL、反向 KL、JS 挑选；上排两峰在 $\pm 2$，下排在 $\pm 3$。

# %% tags=["hide-output"]
figure, axes = plt.subplots(
    2, 3, figsize=(8.0, 3.8), sharex=True, sharey=True, layout="constrained"
)
for axis, ((half, name), fit) in zip(axes.flat, fits.items(), strict=True):
    colour = plotting.COLOURS[list(fits).index((2, name))]
    axis.fill_between(wide, np.exp(two_peaks(half)), color="0.8", label="target")
    axis.plot(wide, np.exp(log_normal(wide, *fit)), color=colour, label="best Gaussian")
    axis.set(title=f"{name}, peaks at ±{half}", xlim=(-7, 7))
axes[0, 2].legend(loc="upper right", fontsize=7)
figure.supxlabel("x", fontsize=9)
figure.supylabel("density", fontsize=9)
plotting.show(
    figure,
    "Forward KL spreads one wide Gaussian over both peaks, reverse KL covers the larger peak only. "
    "JS spreads over both when they are near, and covers the larger one when they are far apart.",
    "正向 KL 用一个很宽的高斯分布盖住两个峰，反向 KL 只盖住较大的峰。"
    "JS 在两峰相近时盖住两个，相远时只盖住较大的一个。",
)

# %% [markdown] lang="en"
# > **Misconception: "GANs drop modes because their divergence does."** JS covers as well as drops, as you see.
# > And all three divergences are zero for $q = p$ only: a model that can represent the data has the same best solution under each of them.
# > The divergence decides what a model gives up that is *too weak*.
# > What training gives up on its way is another question, and chapter 3 asks it.

# %% [markdown] lang="zh"
# > **常见误解：“GAN 丢模式，是它的散度造成的。”** 如上所见，JS 既会丢掉一个峰，也会把两个峰都盖住。
# > 况且三种散度都只在 $q = p$ 时为零：只要模型表示得了数据，三者的最优解就是同一个。
# > 散度决定的是，*能力不够*的模型舍弃什么。
# > 至于训练途中会丢掉什么，那是另一个问题，留给第 3 章。
