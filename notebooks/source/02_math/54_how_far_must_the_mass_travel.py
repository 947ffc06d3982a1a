# %% [markdown] lang="en"
# ## How far must the mass travel?
#
# *Used in chapter 3, "Four improvements": the loss of a Wasserstein GAN.*
#
# **Question.** Which distance still tells near from far, when two distributions do not overlap?
#
# KL and JS compare two densities at the same $x$ and do not know that 3 is nearer to 2 than to 100.
# The **Wasserstein distance** does.
# Think of $p$ and $q$ as two heaps of sand, and of a plan $\pi(x, y)$ that says how much is carried from $x$ to $y$:
#
# $$W(p, q) = \inf_{\pi}\, \mathbb{E}_{(x, y) \sim \pi}\, |x - y|, \qquad \text{where } \pi \text{ has the marginals } p \text{ and } q.$$
#
# On a line, a plan that keeps the order is a best one: the lowest grain goes to the lowest place.
# This gives two closed forms, with the quantile functions $F^{-1}$ and the cumulative distributions $F$:
#
# $$W(p, q) = \int_0^1 \big| F_p^{-1}(u) - F_q^{-1}(u) \big|\, du = \int_{-\infty}^{\infty} \big| F_p(x) - F_q(x) \big|\, dx.$$
#
# We test the definition first, for seven points against seven, with all 5,040 pairings.
# (With equal weights some best plan is a pairing.)

# %% [markdown] lang="zh"
# ## 要搬多远？
#
# *用于第 3 章“四项改进”一节：Wasserstein GAN 的损失。*
#
# **问题。** 两个分布毫不重叠时，哪一种距离还能分出远近？
#
# KL 和 JS 都只在同一个 $x$ 处比较两个密度，反映不出 3 离 2 比离 100 近。
# **Wasserstein 距离**则反映得出来。
# 把 $p$ 和 $q$ 看成两堆沙子，方案 $\pi(x, y)$ 规定从 $x$ 搬多少到 $y$：
#
# $$W(p, q) = \inf_{\pi}\, \mathbb{E}_{(x, y) \sim \pi}\, |x - y|, \qquad \text{其中 } \pi \text{ 的两个边缘分布为 } p \text{ 和 } q.$$
#
# 在一条直线上，保持次序的方案就是最好的：最左边的沙子搬到最左边的位置。
# 由此得到两个闭式，分别用分位数函数 $F^{-1}$ 和累积分布函数 $F$ 表示：
#
# $$W(p, q) = \int_0^1 \big| F_p^{-1}(u) - F_q^{-1}(u) \big|\, du = \int_{-\infty}^{\infty} \big| F_p(x) - F_q(x) \big|\, dx.$$
#
# 先按定义来算：七个点搬到七个点，把 5,040 种配对全试一遍。
# （各点权重相等时，最好的方案中必有一个是配对。）
# 打印的依次为最小的代价（best）、保持次序的配对的代价（in order）、全部配对的平均代价（at random）。

# %% tags=["nbval-check-output"]
from itertools import permutations

rng = np.random.default_rng(0)
first, second = rng.normal(0, 1, 7), rng.normal(1, 2, 7)  # (7,)
pairings = np.array(list(permutations(range(7))))  # (5040, 7)
costs = np.abs(first - second[pairings]).mean(axis=1)
in_order = np.abs(np.sort(first) - np.sort(second)).mean()
print(f"best {costs.min():.4f}, in order {in_order:.4f}, at random {costs.mean():.4f}")
assert np.isclose(costs.min(), in_order)

# %% [markdown] lang="en"
# The pairing in order is the cheapest.
#
# We test the integrals next, for normal distributions.
# A shift by $c$ must cost $|c|$; a change of deviation alone from $s$ to $t$ costs $|s - t|\, \mathbb{E}|z| = |s - t| \sqrt{2/\pi}$, with $z \sim \mathcal{N}(0, 1)$.

# %% [markdown] lang="zh"
# 保持次序的配对，代价正是最小的。
#
# 再用正态分布验证积分。
# 平移 $c$，代价应为 $|c|$；只把标准差从 $s$ 变为 $t$，代价为 $|s - t|\, \mathbb{E}|z| = |s - t| \sqrt{2/\pi}$，其中 $z \sim \mathcal{N}(0, 1)$。

# %%
from scipy.stats import norm

rng, rows = np.random.default_rng(0), []
for mean, deviation, exact in ((3, 1, 3), (0, 2, np.sqrt(2 / np.pi))):
    area = integrate(np.abs(norm.cdf(LINE) - norm.cdf(LINE, mean, deviation)))
    sorted_pairs = np.sort(rng.normal(size=50_000)) - np.sort(rng.normal(mean, deviation, 50_000))
    np.testing.assert_allclose(area, exact, atol=1e-4)
    rows.append([f"N({mean}, {deviation}²)", exact, area, np.abs(sorted_pairs).mean()])
header = [
    ("from N(0, 1²) to", "从 N(0, 1²) 到"),
    ("exact", "精确值"),
    ("area between both F", "两条 F 曲线之间的面积"),
]
plotting.table([*header, ("sorted samples", "排序后的样本")], rows)

# %% [markdown] lang="en"
# The costs from the area and from the sorted samples agree with the exact ones.
#
# Now we compare all three measures on one example: $p$ uniform on $[0, 1]$, $q$ uniform on $[\theta, \theta + 1]$.
# For every $\theta > 0$ there are points that $p$ produces and $q$ cannot, so $\mathrm{KL}(p \,\|\, q) = \infty$.
# JS is the share that does not overlap, times $\ln 2$; $W$ is the shift:
#
# $$\mathrm{JS} = \min(\theta, 1)\, \ln 2, \qquad W = \theta.$$

# %% [markdown] lang="zh"
# 用面积算出的代价，用排序后的样本算出的代价，都与精确值相符。
#
# 现在用同一个例子来比较三种量：$p$ 是 $[0, 1]$ 上的均匀分布，$q$ 是 $[\theta, \theta + 1]$ 上的均匀分布。
# 只要 $\theta > 0$，就有 $p$ 取得到而 $q$ 取不到的点，所以 $\mathrm{KL}(p \,\|\, q) = \infty$。
# JS 是不重叠部分的比例乘以 $\ln 2$；$W$ 就是平移量：
#
# $$\mathrm{JS} = \min(\theta, 1)\, \ln 2, \qquad W = \theta.$$

# %%
# en: Cells of width 0.01; p fills the first hundred.
# zh: 每格宽 0.01；p 占前一百格。
shifts, p = np.arange(0, 301, 10), np.repeat([0.01, 0.0], [100, 300])
shifted = np.array([np.roll(p, cells) for cells in shifts])  # (31, 400)
js_values = js(p, shifted)
distances = np.abs(np.cumsum(p) - np.cumsum(shifted, axis=1)).sum(axis=1) * 0.01
np.testing.assert_allclose(js_values, np.minimum(shifts / 100, 1) * np.log(2), atol=1e-12)
np.testing.assert_allclose(distances, shifts / 100, atol=1e-12)
assert np.all(np.isinf(kl(p, shifted)[1:]))

# %%
figure, axis = plt.subplots(figsize=(5.6, 2.8))
axis.plot(shifts / 100, distances, label="Wasserstein distance")
axis.plot(shifts / 100, js_values, "--", label="JS divergence")
axis.set(xlabel="shift of q against p", ylabel="distance or divergence")
axis.legend()
plotting.show(
    figure,
    "The Wasserstein distance grows in a straight line; the JS divergence rises to ln 2 at shift 1 "
    "and stays there. KL is infinite for every shift above 0 and not drawn.",
    "横轴为平移量，纵轴为距离或散度。Wasserstein 距离（蓝）沿直线增长；JS 散度（橙）在平移量为 1 时"
    "升到 ln 2，此后不变。只要平移量大于 0，KL 就是无穷大，图中没有画出。",
)

# %% [markdown] lang="en"
# **What it is for.** For $\theta > 1$ the derivative of JS is zero: however far away $q$ is, no direction is better.
# $W$ has the same slope of 1 everywhere, so a generator that lowers $W$ has a gradient at every distance.
# "Two sides of one distance" says how a network can estimate it.

# %% [markdown] lang="zh"
# **用处。** 当 $\theta > 1$ 时，JS 的导数为零：不管相距多远，往哪个方向移动，JS 都不变。
# $W$ 的斜率则处处是 1，所以生成器要降低 $W$，总知道该往哪个方向走。
# 怎样用网络来估计 $W$，见“同一个距离的两面”一节。
