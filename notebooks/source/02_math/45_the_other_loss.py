# %% [markdown] lang="en"
# ## The other loss: what is the same, and what is not
#
# *Needed in: chapter 3.*
#
# Against the best discriminator the minimax generator follows the gradient of $2\,\mathrm{JS}(p, q)$.
# ($D^*$ moves with $g$ too, but $V$ is at its maximum in $D$, so to first order that changes nothing.)
# What does the non-saturating generator follow?
# Write $-\log D^* = \log (q/p) - \log(1 - D^*)$.
# Averaged over $q$, the first part gives $\mathrm{KL}(q \,\|\, p)$, the second is the minimax loss with its sign turned.
# ($D^*$ is held fixed here too.
# In the first part this fixes the $q$ inside the logarithm, and again nothing changes, since $\int \nabla q = \nabla \int q = 0$.)
# So the gradient is that of (Arjovsky & Bottou 2017, arXiv:1701.04862)
#
# $$\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JS}(p, q) = 2\, \mathrm{KL}(m \,\|\, p), \qquad m = \tfrac12 (p + q).$$
#
# The minus sign looks alarming; the right-hand side says there is no need.
# It is a KL divergence, never negative, and zero only at $q = p$ (it belongs to the f-divergences: Shannon et al. 2020, arXiv:2010.08029).
# Both claims, checked by differences in $g$:

# %% [markdown] lang="zh"
# ## 另一种损失：什么没变，什么变了
#
# *用于：第 3 章。*
#
# 面对最优判别器，极小极大的生成器走的是 $2\,\mathrm{JS}(p, q)$ 的梯度。
# （$D^*$ 其实也随 $g$ 变，但 $V$ 对 $D$ 已取到最大，一阶近似下没有影响。）
# 非饱和的生成器走的又是什么？
# 把它拆开：$-\log D^* = \log (q/p) - \log(1 - D^*)$。
# 对 $q$ 求期望，前一项给出 $\mathrm{KL}(q \,\|\, p)$，后一项就是极小极大损失，只是反了号。
# （这里 $D^*$ 也是固定的：前一项里固定的是对数中的 $q$，这同样没有影响，因为 $\int \nabla q = \nabla \int q = 0$。）
# 所以它的梯度就是下面这个量的梯度（Arjovsky 与 Bottou，2017，arXiv:1701.04862）：
#
# $$\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JS}(p, q) = 2\, \mathrm{KL}(m \,\|\, p), \qquad m = \tfrac12 (p + q).$$
#
# 左边的减号看着吓人，看了右边就可以放心：它是 KL 散度，不会是负的，而且只在 $q = p$ 时为零（它是一种 f-散度：Shannon 等，2020，arXiv:2010.08029）。
# 用对 $g$ 的差分来验证这两条：


# %%
def followed(g):
    log_q = log_normal_density(g, 1)
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    difference = grid_kl(log_q, log_p) - 2 * grid_js(log_p, log_q)
    assert np.isclose(difference, 2 * grid_kl(log_m, log_p), atol=1e-6)
    return np.array([2 * grid_js(log_p, log_q), difference])


rows = []
for g in (0.1, 1, 4):
    slopes = (followed(g + 1e-3) - followed(g - 1e-3)) / 2e-3
    np.testing.assert_allclose(slopes, shift_gradients(g), rtol=1e-4)
    rows.append([str(g), f"{slopes[0]:.4f}", f"{slopes[1]:.4f}"])
header = [("slope of 2 JS", "2 JS 的斜率"), ("slope of 2 KL(m ‖ p)", "2 KL(m ‖ p) 的斜率")]
plotting.table(["g", *header], rows)

# %% [markdown] lang="en"
# **The same**: the goal.
# Both divergences are zero only where $q = p$, and close to it ($g = 0.1$) even the gradients agree, to about half a percent.
# **Not the same**: the road there, since far away the gradients differ by orders of magnitude; the game, which is no longer zero-sum, so that no single $V$ serves both players; and the divergence, which has other dislikes.
# To see those, let real data have two peaks with almost nothing between them, and compare two bad generators, both against the best $D$.
# The identity above must hold for each.
#
# > **Predict before you run.** One generator drops a peak, the other puts half of its points into the gap.
# > Which of them does each divergence punish more?

# %% [markdown] lang="zh"
# **没变的**是终点：两种散度都只在 $q = p$ 处为零，在它附近（$g = 0.1$）连梯度也只差千分之五左右。
# **变了的**有三样：一是途中，离得远时两种梯度相差若干个数量级；二是博弈，它不再是零和的，没有哪一个 $V$ 能同时管两个玩家；三是散度，它的好恶不同。
# 为了看清最后一点，设真实数据有两个峰，中间几乎为空，比较两个不好的生成器，判别器都取最优。
# 上面的恒等式对两者都应成立。
#
# > **先猜，再运行。** 一个生成器丢掉了一个峰，另一个把一半的点放进了空当。
# > 两种散度各罚谁罚得更重？


# %% tags=["hide-output"]
def discrete_kl(a, b):
    return np.sum(a * np.log(a / b))


real = np.array([0.495, 0.01, 0.495])
generators = {
    ("drops a peak", "丢掉一个峰"): [0.98, 0.01, 0.01],
    ("fills the gap", "填进空当"): [0.25, 0.5, 0.25],
}
rows = []
for name, fake in generators.items():
    middle = (real + fake) / 2
    twice_js = discrete_kl(real, middle) + discrete_kl(np.array(fake), middle)
    twice_kl = 2 * discrete_kl(middle, real)
    assert np.isclose(discrete_kl(np.array(fake), real) - twice_js, twice_kl)
    rows.append([name, f"{twice_js:.3f}", f"{twice_kl:.3f}"])
plotting.table([("generator", "生成器"), "2 JS", "2 KL(m ‖ p)"], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# $2\,\mathrm{JS}$ treats the two alike.
# The non-saturating loss forgives a dropped peak and punishes points where there is no data about five times as hard: sharp samples, poor coverage.
# That is one explanation of why GANs drop modes, and not the whole of it.
#
# </details>

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# $2\,\mathrm{JS}$ 对两者一视同仁；非饱和损失对丢峰比较宽容，对落在无数据处的点却罚得重，约为前者的五倍：样本清晰，覆盖不足。
# GAN 为什么会丢失模式？
# 这是一种解释，但不是全部。
#
# </details>
