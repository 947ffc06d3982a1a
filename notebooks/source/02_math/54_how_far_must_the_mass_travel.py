# %% [markdown] lang="en"
# ## How far must the mass travel?
#
# *Needed in: chapter 3.*
#
# KL and JS compare two densities at the same $x$ and do not know that 3 is nearer to 2 than to 100.
# The **Wasserstein distance** does.
# Think of $p$ and $q$ as two heaps of sand, and of a plan $\pi(x, y)$ that says how much is carried from $x$ to $y$:
#
# $$W(p, q) = \inf_{\pi}\, \mathbb{E}_{(x, y) \sim \pi}\, |x - y|, \qquad \text{where } \pi \text{ has the marginals } p \text{ and } q.$$
#
# On a line, a plan that keeps the order is a best one: the lowest grain goes to the lowest place.
# Hence two closed forms, with the quantile functions $F^{-1}$ and the cumulative distributions $F$:
#
# $$W(p, q) = \int_0^1 \big| F_p^{-1}(u) - F_q^{-1}(u) \big|\, du = \int_{-\infty}^{\infty} \big| F_p(x) - F_q(x) \big|\, dx.$$
#
# First the definition, for seven points against seven.
# We try all 5,040 pairings.
# (With equal weights some best plan is a pairing.)

# %% [markdown] lang="zh"
# ## 要搬多远？
#
# *用于：第 3 章。*
#
# KL 和 JS 都只在同一个 $x$ 处比较两个密度，它们不知道 3 离 2 比离 100 近。
# **Wasserstein 距离**知道。
# 把 $p$ 和 $q$ 看成两堆沙子，方案 $\pi(x, y)$ 规定从 $x$ 搬多少到 $y$：
#
# $$W(p, q) = \inf_{\pi}\, \mathbb{E}_{(x, y) \sim \pi}\, |x - y|, \qquad \text{其中 } \pi \text{ 的两个边缘分布为 } p \text{ 和 } q.$$
#
# 在一条直线上，保持次序的方案就是最好的：最左边的沙子搬到最左边的位置。
# 由此得到两个闭式，分别用分位数函数 $F^{-1}$ 和累积分布函数 $F$ 表示：
#
# $$W(p, q) = \int_0^1 \big| F_p^{-1}(u) - F_q^{-1}(u) \big|\, du = \int_{-\infty}^{\infty} \big| F_p(x) - F_q(x) \big|\, dx.$$
#
# 先看定义：七个点对七个点，把 5,040 种配对全试一遍。
# （各点权重相等时，最好的方案中必有一个是配对。）
# 打印的依次为最省的配对、保持次序的配对（in order）、随机配对的平均代价。

# %% tags=["nbval-check-output"]
from itertools import permutations

first, second = rng.normal(0, 1, 7), rng.normal(1, 2, 7)
pairings = np.array(list(permutations(range(7))))
costs = np.abs(first - second[pairings]).mean(axis=1)
in_order = np.abs(np.sort(first) - np.sort(second)).mean()
print(f"best of {len(costs)} pairings {costs.min():.4f}, in order {in_order:.4f}")
print(f"a random pairing costs {costs.mean():.4f} on average")
assert np.isclose(costs.min(), in_order)

# %% [markdown] lang="en"
# Then both integrals, and sorted samples, for normal distributions.
# A shift by $c$ must cost $|c|$; a change of deviation alone from $s$ to $t$ costs $|s - t|\, \mathbb{E}|z| = |s - t| \sqrt{2/\pi}$.

# %% [markdown] lang="zh"
# 再看正态分布：两个积分，以及排序后的样本。
# 平移 $c$，代价应为 $|c|$；只把标准差从 $s$ 变为 $t$，代价为 $|s - t|\, \mathbb{E}|z| = |s - t| \sqrt{2/\pi}$。

# %%
from statistics import NormalDist

levels, line = (np.arange(50_000) + 0.5) / 50_000, np.linspace(-12, 14, 5201)
exact_costs, rows = {(3, 1): 3, (0, 2): np.sqrt(2 / np.pi), (0.5, 0.6): None}, []
for (mean, deviation), exact in exact_costs.items():
    a, b = NormalDist(0, 1), NormalDist(mean, deviation)
    quantiles = np.mean([abs(a.inv_cdf(u) - b.inv_cdf(u)) for u in levels])
    areas = np.trapezoid([abs(a.cdf(x) - b.cdf(x)) for x in line], line)
    samples = np.sort(rng.normal(0, 1, 50_000)) - np.sort(rng.normal(mean, deviation, 50_000))
    assert abs(quantiles - areas) < 2e-4 and abs(np.abs(samples).mean() - areas) < 0.03
    assert exact is None or abs(exact - areas) < 1e-4
    numbers = f"{quantiles:.3f}", f"{areas:.3f}", f"{np.abs(samples).mean():.2f}"
    rows.append([f"N({mean}, {deviation}²)", *numbers])
header = [("from N(0, 1²) to", "从 N(0, 1²) 到"), ("quantiles", "分位数之差")]
header += [("cumulative distributions", "累积分布之差")]
plotting.table([*header, ("sorted samples", "排序后的样本")], rows)

# %% [markdown] lang="en"
# Now all three measures on one example: $p$ uniform on $[0, 1]$, $q$ uniform on $[\theta, \theta + 1]$.
# For every $\theta > 0$ there are points that $p$ produces and $q$ cannot, so $\mathrm{KL}(p \,\|\, q) = \infty$.
# JS grows with the share that does not overlap, and stops when all of it is outside; $W$ is the shift:
#
# $$\mathrm{JS} = \min(\theta, 1)\, \ln 2, \qquad W = \theta.$$

# %% [markdown] lang="zh"
# 现在把三种量放到同一个例子上：$p$ 是 $[0, 1]$ 上的均匀分布，$q$ 是 $[\theta, \theta + 1]$ 上的均匀分布。
# 只要 $\theta > 0$，就有 $p$ 取得到而 $q$ 取不到的点，所以 $\mathrm{KL}(p \,\|\, q) = \infty$。
# JS 量的是不重叠的比例，到顶就不动了；$W$ 就是平移量：
#
# $$\mathrm{JS} = \min(\theta, 1)\, \ln 2, \qquad W = \theta.$$


# %%
def shifted_uniforms(bins):
    p, q = np.zeros(400), np.zeros(400)
    p[:100], q[bins : bins + 100] = 0.01, 0.01
    m = (p + q) / 2
    here, there = p > 0, q > 0
    kl_p_q = np.inf if np.any(here & ~there) else discrete_kl(p[here], q[here])
    js = (discrete_kl(p[here], m[here]) + discrete_kl(q[there], m[there])) / 2
    return kl_p_q, js, np.sum(np.abs(np.cumsum(p) - np.cumsum(q))) * 0.01


rows = []
for bins in (0, 1, 50, 100, 200, 300):
    measures = shifted_uniforms(bins)
    np.testing.assert_allclose(measures[1:], (min(bins / 100, 1) * np.log(2), bins / 100))
    numbers = f"{measures[0]:.0f}", f"{measures[1]:.4f}", f"{measures[2]:.2f}"
    rows.append([f"{bins / 100:.2f}", *numbers])
plotting.table([("shift", "平移量"), "KL", "JS", "W"], rows)
assert all(np.isinf(shifted_uniforms(bins)[0]) for bins in (1, 50, 300))

# %% [markdown] lang="en"
# For $\theta > 1$ the derivative of JS is zero: however far away, no direction is better.
# $W$ has the same slope of 1 everywhere.

# %% [markdown] lang="zh"
# 当 $\theta > 1$ 时，JS 的导数为零：不管多远，往哪边走都一样。
# $W$ 的斜率则处处是 1。
# 图中横轴为平移量 $\theta$，纵轴为距离或散度；蓝线为 Wasserstein 距离，橙线为 JS 散度，黑色虚线为 $\ln 2$，灰色箭头表示 KL 散度：只要 $\theta > 0$ 就是无穷大。

# %%
shifts = np.arange(0, 301, 5)
curves = np.array([shifted_uniforms(bins)[1:] for bins in shifts])
figure, axis = plt.subplots(figsize=(6.4, 3), layout="constrained")
axis.plot(shifts / 100, curves[:, 1], label="Wasserstein distance")
axis.plot(shifts / 100, curves[:, 0], label="JS divergence")
axis.axhline(np.log(2), color="black", linestyle="--", linewidth=0.8, label="$\\ln 2$")
axis.annotate("", (0.02, 3), (0.02, 0), arrowprops={"arrowstyle": "->", "color": "grey", "lw": 2})
axis.text(0.08, 2.6, "KL is infinite\nfor every shift above 0", color="grey")
axis.set(xlabel="shift of q against p", ylabel="distance or divergence")
axis.legend(loc="center right")
plotting.show(
    figure,
    "The Wasserstein distance grows in a straight line; the JS divergence rises to ln 2 at shift 1 "
    "and stays there; KL is infinite at once.",
    "Wasserstein 距离沿直线增长；JS 散度在平移量为 1 时升到 ln 2，此后不变；KL 散度立刻变为无穷大。",
)
