# %% [markdown] lang="en"
# # Part 2. Two players and distances
#
# In part 1 one model faced its data.
# Now two models face each other, and what they compete for turns out to be a distance between distributions.
# In this part $p$ is the density of the real data and $q$ the density of what the generator makes; chapter 3 writes $p_{\text{data}}$ and $p_g$.
#
# ## The value of the game
#
# *Used in chapter 3, "The losses".*
#
# **Question.** What do the two players of a GAN compete for?
#
# The discriminator $D$ gives every point $x$ a probability $D(x)$ of being real.
# The generator $G$ turns noise $z$ into a point $G(z)$.
# Both play for one number, a **minimax** problem:
#
# $$\min_G \max_D V(D, G), \qquad V(D, G) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))].$$
#
# $V$ is a **value, not a loss**: a loss belongs to one player.
# The loss of $D$ is $-V$.
# The loss of $G$ is the second term alone, since the first does not contain $G$.
#
# For the theory we want both terms as integrals over the same $x$.
# An average over noise is an average over what the noise becomes, $\mathbb{E}_z[h(G(z))] = \int q(x)\, h(x)\, dx$ for any function $h$, so
#
# $$V(D, G) = \int \big[p \log D + q \log(1 - D)\big]\, dx.$$
#
# On a line we can compute both sides.
# Real data are $\mathcal{N}(0, 1)$; the generator is $G(z) = 1.5 + 0.6\,z$, so $q = \mathcal{N}(1.5, 0.6^2)$.
# A discriminator is given by its logit $\ell(x)$, with $D = \sigma(\ell)$ and $\sigma(\ell) = 1/(1 + e^{-\ell})$.
#
# > **Predict before you run.** There are three discriminators: one always says 1/2, one has a sensible logit that falls with $x$, and one the same logit with its sign turned.
# > What is $V$ for the first, and would another generator change it?

# %% [markdown] lang="zh"
# # 第二部分　两个玩家，几种距离
#
# 第一部分里只有一个模型，它要拟合数据；这一部分里有两个模型互相竞争，它们争的其实是两个分布之间的距离。
# 本部分把真实数据的密度记作 $p$，生成器产生的样本的密度记作 $q$，也就是第 3 章的 $p_{\text{data}}$ 和 $p_g$。
#
# ## 博弈的价值
#
# *用于第 3 章“损失函数”一节。*
#
# **问题。** GAN 的两个玩家争的是什么？
#
# 判别器 $D$ 给每个点 $x$ 一个概率 $D(x)$，表示 $x$ 有多大可能是真的；生成器 $G$ 把噪声 $z$ 变成点 $G(z)$。
# 双方围绕同一个数相争，这是一个**极小极大**问题：
#
# $$\min_G \max_D V(D, G), \qquad V(D, G) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))].$$
#
# $V$ 是**价值，不是损失**：损失总是属于某一方的。
# $D$ 的损失是 $-V$；$G$ 的损失只是 $V$ 的第二项，因为第一项里没有 $G$。
#
# 为了便于分析，我们把两项都写成对同一个 $x$ 的积分。
# 对噪声求期望，就是对噪声变成的点求期望：对任何函数 $h$，有 $\mathbb{E}_z[h(G(z))] = \int q(x)\, h(x)\, dx$，于是
#
# $$V(D, G) = \int \big[p \log D + q \log(1 - D)\big]\, dx.$$
#
# 在一维的情形，$V$ 的这两种写法都算得出来。
# 设真实数据服从 $\mathcal{N}(0, 1)$；生成器为 $G(z) = 1.5 + 0.6\,z$，所以 $q = \mathcal{N}(1.5, 0.6^2)$。
# 判别器由它的 logit $\ell(x)$ 给出：$D = \sigma(\ell)$，$\sigma(\ell) = 1/(1 + e^{-\ell})$。
#
# > **先猜，再运行。** 有三个判别器：第一个对任何点都给出 1/2；第二个的 logit 随 $x$ 下降，判断是合理的；第三个的 logit 与第二个符号相反。
# > 第一个判别器的 $V$ 是多少？
# > 换一个生成器，这个 $V$ 会变吗？

# %%
def game_value(logits, log_p, log_q):
    return integrate(np.exp(log_p) * log_sigmoid(logits) + np.exp(log_q) * log_sigmoid(-logits))


log_p, log_q = log_normal(LINE, 0, 1), log_normal(LINE, 1.5, 0.6)

# %%
# en: Real data and noise.
# zh: 真实数据和噪声。
x, z = np.random.default_rng(0).normal(size=(2, 200_000))  # (200000,)
players = {("always 1/2", "总是 1/2"): (0, 0), ("sensible", "合理"): (1.5, -2)}
players[("reversed", "符号相反")] = -1.5, 2
rows = []
# en: The logit is a + b x.
# zh: logit 是 a + b x。
for name, (a, b) in players.items():
    drawn = log_sigmoid(a + b * x).mean() + log_sigmoid(-a - b * (1.5 + 0.6 * z)).mean()
    rows.append([name, drawn, game_value(a + b * LINE, log_p, log_q)])
    assert abs(drawn - rows[-1][2]) < 0.02

# %% tags=["hide-output"]
header = [("discriminator", "判别器"), ("V, from draws of x and z", "V，对 x 和 z 采样")]
plotting.table([*header, ("V, integral over x", "V，对 x 积分")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# A discriminator that always says 1/2 scores $-2 \ln 2 \approx -1.386$ against any generator, since its answer does not depend on $x$.
#
# </details>
#
# Draws and integral agree.
#
# **What it is for.** $V$ is never above 0 and has no lower limit: a discriminator that is sure and wrong, like the third, loses without bound.
# The binary cross-entropy that chapter 3 minimises is $-V$, estimated from a batch.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 如果判别器对任何点都给出 1/2，那么面对任何生成器，$V$ 都是 $-2 \ln 2 \approx -1.386$，因为它的回答与 $x$ 无关。
#
# </details>
#
# **用处。** $V$ 不会大于 0，却没有下限：如果判别器像第三个那样判断得很肯定却判错了，它的损失就没有上限。
# 第 3 章要压低的二元交叉熵，就是由一个批次估计出来的 $-V$。
