# %% [markdown] lang="en"
# ## The other loss: what is the same, and what is not
#
# *Used in chapter 3, "The losses": what the non-saturating loss lowers.*
#
# **Question.** Against the best discriminator the minimax generator lowers $2\,\mathrm{JS}(p, q)$ ("What the best discriminator measures").
# What does the non-saturating generator, with the loss $-\log D$, lower?
#
# Let $p$ be the density of the data, $q$ that of the generated points, $D^* = p/(p + q)$, and $m = \tfrac12 (p + q)$.
# Write $-\log D^* = \log (q/p) - \log(1 - D^*)$.
# Averaged over $q$, the first part gives $\mathrm{KL}(q \,\|\, p)$, and the second is the minimax loss with its sign turned.
# ($D^*$ contains $q$, but it is held fixed while $G$ moves.
# In the first part this changes nothing: the $q$ inside the logarithm would add $\int \nabla q = \nabla \int q = 0$ to the gradient.
# In the second it changes nothing to first order, since $V$ is at its maximum in $D$.)
# So the non-saturating loss has the gradient of this quantity (Arjovsky & Bottou 2017, arXiv:1701.04862):
#
# $$\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JS}(p, q) = 2\, \mathrm{KL}(m \,\|\, p).$$
#
# Despite the minus sign this is never negative.
# The right-hand side is twice a KL divergence, and zero only at $q = p$ (Shannon et al. 2020, arXiv:2010.08029).
# We check both claims with $p = \mathcal{N}(0, 1)$ and $q = \mathcal{N}(g, 1)$, where the gradients of the losses are $g\,\mathbb{E}_q[D^*]$ and $g\,\mathbb{E}_q[1 - D^*]$.

# %% [markdown] lang="zh"
# ## 另一种损失：什么没变，什么变了
#
# *用于第 3 章“损失函数”一节：非饱和损失降低的是什么。*
#
# **问题。** 面对最优判别器，用极小极大损失的生成器降低的是 $2\,\mathrm{JS}(p, q)$（见“最优判别器衡量的是什么”一节）。
# 用非饱和损失 $-\log D$ 的生成器，降低的又是什么？
#
# 记数据的密度为 $p$，生成样本的密度为 $q$，$D^* = p/(p + q)$，$m = \tfrac12 (p + q)$。
# 把损失拆开：$-\log D^* = \log (q/p) - \log(1 - D^*)$。
# 对 $q$ 求期望，前一项给出 $\mathrm{KL}(q \,\|\, p)$，后一项就是极小极大损失，只是符号相反。
# （$G$ 更新时 $D^*$ 是固定的。
# 前一项里固定的是对数中的 $q$，这没有影响，因为 $\int \nabla q = \nabla \int q = 0$；后一项在一阶近似下也没有影响，因为 $V$ 对 $D$ 已取到最大。）
# 所以非饱和损失的梯度，就是下面这个量的梯度（Arjovsky 与 Bottou，2017，arXiv:1701.04862）：
#
# $$\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JS}(p, q) = 2\, \mathrm{KL}(m \,\|\, p).$$
#
# 左边有一个减号，似乎可能取负值；其实不会：右边是 KL 散度的两倍，不会是负的，而且只在 $q = p$ 时为零（Shannon 等，2020，arXiv:2010.08029）。
# 取 $p = \mathcal{N}(0, 1)$、$q = \mathcal{N}(g, 1)$，验证这个等式和上面关于梯度的结论；这时两个损失的梯度是 $g\,\mathbb{E}_q[D^*]$ 和 $g\,\mathbb{E}_q[1 - D^*]$。


# %%
def followed(g):
    log_p, log_q = log_normal(LINE, 0, 1), log_normal(LINE, g, 1)
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    twice_js = integrate(np.exp(log_p) * (log_p - log_m) + np.exp(log_q) * (log_q - log_m))
    twice_kl = 2 * integrate(np.exp(log_m) * (log_m - log_p))
    np.testing.assert_allclose(integrate(np.exp(log_q) * (log_q - log_p)) - twice_js, twice_kl)
    return np.array([twice_js, twice_kl])


# %%
rows = []
for g in (0.1, 1.0, 4.0):
    slopes = central_difference(followed, np.array(g))  # (2,)
    mean_d = integrate(np.exp(log_normal(LINE, g, 1) + log_sigmoid(g**2 / 2 - g * LINE)))
    np.testing.assert_allclose(slopes, [g * mean_d, g * (1 - mean_d)], rtol=1e-4)
    rows.append([g, *(f"{slope:.4f}" for slope in slopes)])
header = [("slope of 2 JS", "2 JS 的斜率"), ("slope of 2 KL(m ‖ p)", "2 KL(m ‖ p) 的斜率")]
plotting.table(["g", *header], rows)

# %% [markdown] lang="en"
# **The goal is the same**: both divergences are zero only where $q = p$, and close to it ($g = 0.1$) even the gradients almost agree.
# **Three things are not the same.** On the way there the gradients differ, far away by orders of magnitude.
# The losses of the players no longer add up to zero, so no single $V$ serves both.
# And the divergence punishes other mistakes.
#
# To see the last, let real data sit in two cells with almost nothing between them, and compare two bad generators.
#
# > **Predict before you run.** One generator drops a cell, the other puts half of its points into the gap.
# > Which of them does each divergence punish more?

# %% [markdown] lang="zh"
# **没变的**是终点：两种散度都只在 $q = p$ 处为零，在终点附近（$g = 0.1$）连梯度也几乎相同。
# **变了的**有三样：一是通向终点的路，离得远时两种梯度相差若干个数量级；二是博弈，它不再是零和的，没有哪一个 $V$ 同时适用于两个玩家；三是散度，两种散度惩罚的错误不同。
#
# 为了看清最后一点，设真实数据集中在两格里，中间几乎为空，比较两个不好的生成器。
#
# > **先猜，再运行。** 一个生成器丢掉了一格，另一个把一半的点放进了空当。
# > 两种散度各对哪一个罚得更重？

# %% tags=["hide-output"]
real, rows = np.array([0.495, 0.01, 0.495]), []
for name, fake in (
    (("drops a cell", "丢掉一格"), np.array([0.98, 0.01, 0.01])),
    (("fills the gap", "填进空当"), np.array([0.25, 0.5, 0.25])),
):
    rows.append([name, 2 * js(real, fake), 2 * kl((real + fake) / 2, real)])
plotting.table([("generator", "生成器"), "2 JS", "2 KL(m ‖ p)"], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# $2\,\mathrm{JS}$ treats the two alike.
# The non-saturating loss punishes points where there are no data about five times as hard as a dropped cell.
#
# </details>
#
# **What it is for.** This fits what GANs are known for: their samples are sharp, their coverage is poor.
# It is one explanation of what a too weak generator drops, and not the whole of it.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# $2\,\mathrm{JS}$ 对两个生成器罚得几乎一样重。
# 非饱和损失则对落在无数据处的点罚得更重，约为丢掉一格的五倍。
#
# </details>
#
# **用处。** 这与 GAN 为人熟知的特点相符：样本清晰，但覆盖不全。
# 这是对丢失模式的一种解释，但不是全部解释。
