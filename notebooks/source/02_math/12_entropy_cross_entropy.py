# %% [markdown] lang="en"
# ## Entropy, cross-entropy and divergences
#
# *Used in chapter 3 (what a discriminator measures), chapter 4 (the KL term) and chapter 5 (bits and perplexity).*
#
# **Question.** How do we say in one number that two distributions differ?
#
# A good code gives an outcome of probability $p$ about $\log_2 (1/p)$ **bits**, and on average that is the **entropy** $H(p)$.
# Whoever uses the code made for another distribution $q$ needs the **cross-entropy** $H(p, q)$ on average.
# The excess is the **KL divergence** (after Kullback and Leibler):
#
# $$H(p) = -\sum_x p \ln p, \qquad H(p, q) = -\sum_x p \ln q, \qquad \mathrm{KL}(p \,\|\, q) = \sum_x p \ln \frac{p}{q} = H(p, q) - H(p).$$
#
# With the natural logarithm the unit is the **nat**; 1 nat is $1 / \ln 2 \approx 1.443$ bits.
# Four symbols with probabilities $\frac12, \frac14, \frac18, \frac18$ have the code words 0, 10, 110, 111: no word begins another, so no separators are needed.
# We write a message of 100,000 symbols with this code, and then with one made for the probabilities $\frac18, \frac12, \frac14, \frac18$.

# %% [markdown] lang="zh"
# ## 熵、交叉熵与散度
#
# *用于第 3 章（判别器量的是什么）、第 4 章（KL 项）和第 5 章（比特与困惑度）。*
#
# **问题。** 怎样用一个数说明两个分布相差多少？
#
# 给概率为 $p$ 的结果编码，约需 $\log_2 (1/p)$ **比特**；对各种结果求平均，就是**熵** $H(p)$。
# 如果用的是为另一个分布 $q$ 设计的编码，平均长度就是**交叉熵** $H(p, q)$；比熵多出来的部分是 **KL 散度**（以 Kullback 和 Leibler 命名）：
#
# $$H(p) = -\sum_x p \ln p, \qquad H(p, q) = -\sum_x p \ln q, \qquad \mathrm{KL}(p \,\|\, q) = \sum_x p \ln \frac{p}{q} = H(p, q) - H(p).$$
#
# 取自然对数时，单位是**奈特**，1 奈特等于 $1 / \ln 2 \approx 1.443$ 比特。
# 设四个符号的概率为 $\frac12, \frac14, \frac18, \frac18$，码字依次取 0、10、110、111：没有哪个码字是另一个的开头，所以不必加分隔符。
# 用这套编码写一条 100,000 个符号的消息，再用为概率 $\frac18, \frac12, \frac14, \frac18$ 设计的编码写一遍。

# %%
p, q = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]), np.array([1 / 8, 1 / 2, 1 / 4, 1 / 8])
message = np.random.default_rng(0).choice(4, size=100_000, p=p)
# en: Bits of each code word.
# zh: 每个码字的比特数。
own_lengths, other_lengths = np.array([1, 2, 3, 3]), np.array([3, 1, 2, 3])

# %%
rows = []
for name, lengths, model in (
    (("own code", "为 p 设计的编码"), own_lengths, p),
    (("code for q", "为 q 设计的编码"), other_lengths, q),
):
    formula = -np.sum(p * np.log2(model))
    rows.append([name, f"{lengths[message].mean():.3f}", f"{formula:.3f}"])
header = [("code", "编码"), ("bits per symbol", "比特/符号")]
plotting.table([*header, ("formula, bits", "公式（比特）")], rows)
np.testing.assert_allclose(kl(p, q) / np.log(2), 2.375 - 1.75)

# %% [markdown] lang="en"
# The message is as long as the formulas say.
# Three facts take a line each.
#
# - $\mathrm{KL}(p \,\|\, q) \ge 0$, with equality only for $p = q$.
#   From $\ln t \le t - 1$ with $t = q/p$, summed wherever $p > 0$: $-\mathrm{KL} = \sum p \ln (q/p) \le \sum p\,(q/p - 1) \le 0$.
# - $0 \le H(p) \le \ln n$ for $n$ outcomes, since $\ln n - H(p) = \mathrm{KL}(p \,\|\, \text{uniform})$.
#   So $e^{H}$ counts outcomes: it is the **perplexity**, 6 for a fair die.
# - For independent pairs divergences add: $\mathrm{KL}(p_1 p_2 \,\|\, q_1 q_2) = \mathrm{KL}(p_1 \,\|\, q_1) + \mathrm{KL}(p_2 \,\|\, q_2)$.
#
# We try them on 10,000 random pairs of distributions over five outcomes.

# %% [markdown] lang="zh"
# 消息的长度与公式相符。
# 下面三条性质，每条只需一两行：
#
# - $\mathrm{KL}(p \,\|\, q) \ge 0$，只有 $p = q$ 时等于零。
#   在 $\ln t \le t - 1$ 中取 $t = q/p$，两边乘以 $p$，再对 $p > 0$ 的各项求和：$-\mathrm{KL} = \sum p \ln (q/p) \le \sum p\,(q/p - 1) \le 0$。
# - 若有 $n$ 种结果，则 $0 \le H(p) \le \ln n$，因为 $\ln n - H(p) = \mathrm{KL}(p \,\|\, \text{均匀分布})$。
#   所以 $e^{H}$ 相当于结果的个数，称为**困惑度**；一枚公平骰子的困惑度是 6。
# - 对相互独立的两个量，散度可以相加：$\mathrm{KL}(p_1 p_2 \,\|\, q_1 q_2) = \mathrm{KL}(p_1 \,\|\, q_1) + \mathrm{KL}(p_2 \,\|\, q_2)$。
#
# 随机取一万对分布来试，每个分布都有五种结果。
# 打印的是 $\mathrm{KL}(p \,\|\, q)$ 的范围，以及两个方向的 KL 之比的范围。

# %% tags=["nbval-check-output"]
p, q = np.random.default_rng(0).dirichlet(np.ones(5), size=(2, 10_000))  # (10000, 5)
assert np.all(kl(p, q) > 0) and np.all(kl(p, p) == 0) and np.all(entropy(p) <= np.log(5))
np.testing.assert_allclose(np.log(5) - entropy(p), kl(p, np.full(5, 0.2)), atol=1e-12)
pairs_p, pairs_q = np.outer(p[0], p[1]), np.outer(q[0], q[1])  # (5, 5)
np.testing.assert_allclose(kl(pairs_p.ravel(), pairs_q.ravel()), kl(p[0], q[0]) + kl(p[1], q[1]))
ratio = kl(p, q) / kl(q, p)
print(f"KL(p || q) from {kl(p, q).min():.4f} to {kl(p, q).max():.1f} nats")
print(f"KL(p || q) / KL(q || p) from {ratio.min():.2f} to {ratio.max():.1f}")

# %% [markdown] lang="en"
# The order matters: one direction can be several times the other.
# Where $p > 0$ and $q = 0$, $\mathrm{KL}(p \,\|\, q)$ is even infinite.
# The **Jensen-Shannon divergence** avoids that by measuring both against their mean $m = (p + q)/2$:
#
# $$\mathrm{JS}(p, q) = \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m), \qquad 0 \le \mathrm{JS} \le \ln 2.$$
#
# It is symmetric.
# The upper bound holds because $m \ge p/2$, so that $\ln (p/m) \le \ln 2$ everywhere; it is reached when $p$ and $q$ nowhere overlap.
# From then on JS no longer says *how far* apart they are.
# As an example we take two neighbouring cells of probability $\frac12$ each, and compare this distribution with the same one moved by some places:

# %% [markdown] lang="zh"
# $p$ 与 $q$ 的次序不能颠倒：一个方向的 KL 可以是另一个方向的好几倍。
# 如果某处 $p > 0$ 而 $q = 0$，$\mathrm{KL}(p \,\|\, q)$ 甚至是无穷大。
# **Jensen–Shannon 散度**（JS 散度）避开了这一点，它把 $p$ 和 $q$ 都与两者的平均 $m = (p + q)/2$ 相比：
#
# $$\mathrm{JS}(p, q) = \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m), \qquad 0 \le \mathrm{JS} \le \ln 2.$$
#
# JS 散度是对称的。
# 它的上界来自 $m \ge p/2$，于是处处有 $\ln (p/m) \le \ln 2$；当 $p$ 与 $q$ 毫不重叠时取到上界。
# 一旦毫不重叠，两者再怎么远离，JS 也不变：它反映不出两者*相隔多远*。
# 取一个在相邻两格上各有概率 $\frac12$ 的分布，把它与挪动若干格之后的自己相比较：

# %%
# en: Two cells of one half each; np.roll moves them.
# zh: 两格各占一半；用 np.roll 挪动。
left, rows = np.array([0.5, 0.5, 0, 0, 0, 0]), []
for places in range(4):
    right = np.roll(left, places)
    rows.append([places, kl(left, right), js(left, right)])
header = [("moved by", "挪动的格数"), ("KL, nats", "KL（奈特）"), ("JS, nats", "JS（奈特）")]
plotting.table(header, rows)
np.testing.assert_allclose([row[2] / np.log(2) for row in rows], [0, 0.5, 1, 1])

# %% [markdown] lang="en"
# Moved by one place the two still share half of their mass: KL is infinite already, JS is half of $\ln 2$.
# From two places on JS stays at $\ln 2 \approx 0.693$.
#
# What does each divergence punish?
# We take up the example from the head of the chapter: data $p$ in two heaps of deviation 0.7, 60% of them around $-h$ and 40% around $h$, and a single Gaussian $q$ as the model.
# **Forward KL**, $\mathrm{KL}(p \,\|\, q)$, averages over the data: it punishes $q$ for being small where there are data.
# **Reverse KL**, $\mathrm{KL}(q \,\|\, p)$, averages over the model: it punishes $q$ for being large where there are none.
# There are two candidates.
# One covers both heaps, with the mean and variance of the data, $-0.2\,h$ and $0.7^2 + 0.96\,h^2$ (the best that forward KL can find); the other takes the larger heap alone.
#
# > **Predict before you run.** Which candidate does each divergence prefer, and does it matter how far apart the heaps are?

# %% [markdown] lang="zh"
# 挪一格时，两个分布还有一半重合：KL 已经无穷大，JS 是 $\ln 2$ 的一半。
# 挪两格或更多，JS 就停在 $\ln 2 \approx 0.693$ 不变了。
#
# 各种散度惩罚的是什么？
# 回到本章开头的例子：数据 $p$ 分两堆，每堆的标准差是 0.7，60% 在 $-h$ 附近，40% 在 $h$ 附近；模型 $q$ 是一个高斯分布。
# **正向 KL**，即 $\mathrm{KL}(p \,\|\, q)$，是按数据的分布求平均：在有数据的地方，$q$ 太小就要受罚。
# **反向 KL**，即 $\mathrm{KL}(q \,\|\, p)$，是按模型的分布求平均：在没有数据的地方，$q$ 太大就要受罚。
# 候选的高斯分布有两个：一个盖住两堆，均值和方差都与数据相同，即 $-0.2\,h$ 和 $0.7^2 + 0.96\,h^2$（在高斯分布里，它使正向 KL 最小）；另一个只取较大的一堆。
#
# > **先猜，再运行。** 每种散度会选哪一个？
# > 两堆的远近对选择有没有影响？


# %%
def three_divergences(log_p, mean, deviation):
    log_q = log_normal(LINE, mean, deviation)
    p, q, log_m = np.exp(log_p), np.exp(log_q), np.logaddexp(log_p, log_q) - np.log(2)
    forward, reverse = integrate(p * (log_p - log_q)), integrate(q * (log_q - log_p))
    return forward, reverse, integrate(p * (log_p - log_m) + q * (log_q - log_m)) / 2


# %% tags=["hide-output"]
rows = []
for h in (2, 3):
    heaps = np.log(0.6) + log_normal(LINE, -h, 0.7), np.log(0.4) + log_normal(LINE, h, 0.7)
    log_p = np.logaddexp(*heaps)
    # en: The two candidates: mean and deviation of the data, and the larger heap.
    # zh: 两个候选：与数据同均值、同标准差的，以及较大的一堆。
    both = three_divergences(log_p, -0.2 * h, np.sqrt(0.7**2 + 0.96 * h**2))
    one = three_divergences(log_p, -h, 0.7)
    rows += [
        [f"±{h}", ("covers both", "盖住两堆"), *both],
        [f"±{h}", ("takes one", "只取一堆"), *one],
    ]
header = [("heaps at", "两堆的位置"), ("candidate", "候选"), ("forward KL", "正向 KL")]
plotting.table([*header, ("reverse KL", "反向 KL"), "JS"], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# **Forward KL** prefers to cover both, by far.
# **Reverse KL** prefers a single heap and gives up 40% of the data; with the heaps well apart that costs it only $-\ln 0.6 = 0.511$ nats.
# **JS** can prefer either: it covers the heaps at $\pm 2$ and takes a single one at $\pm 3$.
#
# </details>
#
# > **Misconception: "GANs drop modes because their divergence does."** A mode is here one of the heaps, and JS sometimes covers both and sometimes drops one.
# > And all three divergences are zero for $q = p$ only: a model that can represent the data has the same best solution under each of them.
#
# **What it is for.** The divergence decides what a *too weak* model gives up.
# What training gives up on its way is another question, which chapter 3 asks.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# **正向 KL** 选盖住两堆的，而且两个候选的差距很大。
# **反向 KL** 选只取一堆的，放弃 40% 的数据；两堆相距较远时，这样的散度也只有 $-\ln 0.6 = 0.511$ 奈特。
# **JS** 两种都可能选：两堆在 $\pm 2$ 时选盖住两堆的，在 $\pm 3$ 时选只取一堆的。
#
# </details>
#
# > **常见误解：“GAN 丢失模式，是它的散度造成的。”** 模式在这里就是一堆数据；如上所见，JS 有时丢掉一堆，有时两堆都盖住。
# > 况且三种散度都只在 $q = p$ 时为零：只要模型能够表示数据的分布，三者的最优解就是同一个。
# > 散度决定的是：如果模型的*表达能力不够*，它会放弃什么。
# > 至于训练途中会丢失什么，那是另一个问题，第 3 章会讨论（“模式坍塌”一节）。
