# %% [markdown] lang="en"
# ## The value of the game
#
# *Needed in: chapter 3.*
#
# The discriminator $D$ gives every point $x$ a probability $D(x)$ of being real.
# The generator $G$ turns noise $z$ into a point $G(z)$.
# Both play for one number,
#
# $$V(D, G) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))],$$
#
# which $D$ wants large and $G$ wants small.
# It is a **value, not a loss**: a loss belongs to one player.
# The loss of $D$ is $-V$.
# The loss of $G$ is the second term alone, since the first does not contain $G$.
# (《发展历程》 4.1 and 《赋能行业》 4.1.1 call $V$ "the loss function".)
#
# The second term is an average over noise.
# For the theory we want both terms as integrals over the same $x$:
#
# $$\mathbb{E}_z[h(G(z))] = \int q(x)\, h(x)\, dx, \qquad\text{so}\qquad V(D, G) = \int \big[p \log D + q \log(1 - D)\big]\, dx.$$
#
# On a line we can compute both sides.
# Real data are normal with mean 0 and deviation 1.
# The generator is $G(z) = 1.5 + 0.6\,z$, so its density $q$ is normal with mean 1.5 and deviation 0.6.
# A discriminator is given by its logit $\ell(x)$, with $D = \sigma(\ell)$.

# %% [markdown] lang="zh"
# ## 博弈的价值
#
# *用于：第 3 章。*
#
# 判别器 $D$ 给每个点 $x$ 一个概率 $D(x)$，表示它有多大可能是真的；生成器 $G$ 把噪声 $z$ 变成点 $G(z)$。
# 双方争的是同一个数：
#
# $$V(D, G) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))],$$
#
# $D$ 要它大，$G$ 要它小。
# 它是**价值，不是损失**：损失总是属于某一方的。
# $D$ 的损失是 $-V$；$G$ 的损失只是其中的第二项，因为第一项里没有 $G$。
# （《发展历程》4.1 和《赋能行业》4.1.1 把 $V$ 称作“损失函数”。）
#
# 第二项是对噪声求的期望。
# 为了便于分析，我们想把两项都写成对同一个 $x$ 的积分：
#
# $$\mathbb{E}_z[h(G(z))] = \int q(x)\, h(x)\, dx, \qquad\text{于是}\qquad V(D, G) = \int \big[p \log D + q \log(1 - D)\big]\, dx.$$
#
# 在一维的情形，等式两边都算得出来。
# 设真实数据服从均值 0、标准差 1 的正态分布；生成器为 $G(z) = 1.5 + 0.6\,z$，所以 $q$ 是均值 1.5、标准差 0.6 的正态密度。
# 判别器由它的 logit $\ell(x)$ 给出，$D = \sigma(\ell)$。

# %%
grid = np.linspace(-10, 24, 3401)


def log_normal_density(mean, deviation):
    return -0.5 * ((grid - mean) / deviation) ** 2 - np.log(deviation * np.sqrt(2 * np.pi))


def log_sigmoid(logits):
    return -np.logaddexp(0, -logits)


def game_value(logits, log_p, log_q):
    integrand = np.exp(log_p) * log_sigmoid(logits) + np.exp(log_q) * log_sigmoid(-logits)
    return np.trapezoid(integrand, grid)


# %% [markdown] lang="en"
# The averages over noise run over a fine grid of $z$ with weights from its normal density; $q$ does not occur in them.
#
# > **Predict before you run.** Three discriminators: one that always says 1/2, one with a sensible logit that falls with $x$, and the same with its sign turned.
# > What is $V$ for the first, and would another generator change it?

# %% [markdown] lang="zh"
# 对噪声求期望，是把 $z$ 取成细密的格点，按它的正态密度加权；这里面用不到 $q$。
#
# > **先猜，再运行。** 有三个判别器：第一个对什么都说 1/2；第二个的 logit 随 $x$ 下降，判得合理；第三个与第二个符号相反。
# > 第一个的 $V$ 是多少？
# > 换一个生成器，它会变吗？

# %% tags=["hide-output"]
log_p, log_q = log_normal_density(0, 1), log_normal_density(1.5, 0.6)
noise = np.linspace(-10, 10, 2001)
weights = np.exp(-(noise**2) / 2) / np.exp(-(noise**2) / 2).sum()
players = {("always 1/2", "总说 1/2"): (0, 0), ("sensible", "合理"): (1.5, -2)}
players[("reversed", "相反")] = -1.5, 2
rows = []
for name, (intercept, slope) in players.items():
    real_term = weights @ log_sigmoid(intercept + slope * noise)
    fake_term = weights @ log_sigmoid(-intercept - slope * (1.5 + 0.6 * noise))
    integral = game_value(intercept + slope * grid, log_p, log_q)
    assert abs(real_term + fake_term - integral) < 1e-4
    rows.append([name, f"{real_term + fake_term:.4f}", f"{integral:.4f}"])
header = [("discriminator", "判别器"), ("V, averages over noise", "V，对噪声求期望")]
plotting.table([*header, ("V, integral over x", "V，对 x 积分")], rows)
assert np.isclose(game_value(0 * grid, log_p, log_q), -2 * np.log(2))

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# A discriminator that always says 1/2 scores $-2 \ln 2 \approx -1.386$ against any generator: there is nothing in it that depends on $x$.
#
# </details>
#
# $V$ is never above 0 and has no lower limit, so one that is sure and wrong pays without bound.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 对什么都说 1/2 的判别器，面对任何生成器都得 $-2 \ln 2 \approx -1.386$，因为它的答案与 $x$ 无关。
#
# </details>
#
# $V$ 不会大于 0，却没有下限：答得肯定却答错了，代价没有上限。
