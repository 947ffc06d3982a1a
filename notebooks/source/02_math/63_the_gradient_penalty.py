# %% [markdown] lang="en"
# ## The gradient penalty
#
# *Needed in: chapter 3.*
#
# WGAN-GP (Gulrajani et al. 2017, arXiv:1704.00028) asks for the slope instead.
# The best function has slope 1 on the lines of the best plan.
# Nobody knows the plan, so the penalty pairs real and generated points at random, takes one point between each pair, and adds
#
# $$\lambda\, \mathbb{E}\Big[\big(\lVert \nabla f(\hat x) \rVert - 1\big)^2\Big], \qquad \hat x = u\,x + (1 - u)\,G(z), \quad u \sim U(0, 1).$$
#
# $u$ is uniform.
# A normal $u$, a common slip, puts two points out of three outside the segment.
# The penalty is two-sided: it dislikes slopes below 1 too.
# For the tiny critic we have the gradient by hand; automatic differentiation and the library must agree.

# %% [markdown] lang="zh"
# ## 梯度惩罚
#
# *用于：第 3 章。*
#
# WGAN-GP（Gulrajani 等，2017，arXiv:1704.00028）改为直接对斜率提要求。
# 最好的函数在最佳方案的连线上斜率为 1。
# 方案谁也不知道，于是把真实点与生成点随机配对，在每对之间取一点，加上惩罚
#
# $$\lambda\, \mathbb{E}\Big[\big(\lVert \nabla f(\hat x) \rVert - 1\big)^2\Big], \qquad \hat x = u\,x + (1 - u)\,G(z), \quad u \sim U(0, 1).$$
#
# $u$ 服从均匀分布。
# 常有人误写成正态分布，那样三个点里有两个会落到线段之外。
# 惩罚是双侧的：斜率小于 1 也要罚。
# 上面那个小评论家的梯度可以手算，自动微分和课程库应当与之一致。

# %% tags=["nbval-check-output"]
real, fake = rng.normal(0, 1, (200, 2)), rng.normal(3, 1, (200, 2))
share = rng.uniform(size=(200, 1))
between = share * real + (1 - share) * fake
by_hand = np.mean((np.linalg.norm(tiny_gradient(between), axis=1) - 1) ** 2)
w32, b32, v32 = (ops.convert_to_tensor(a, "float32") for a in (w, b, v))
automatic = input_gradient(
    lambda x: ops.sum(ops.tanh(x @ ops.transpose(w32) + b32) * v32, axis=1),
    between.astype("float32"),
)
np.testing.assert_allclose(ops.convert_to_numpy(automatic), tiny_gradient(between), atol=1e-4)
library = float(aigc_keras.losses.gradient_penalty(automatic))
normal_share = rng.normal(size=100_000)
outside = np.mean((normal_share < 0) | (normal_share > 1))
print(f"penalty by hand {by_hand:.4f}, library {library:.4f}; a normal u is outside: {outside:.2f}")
assert np.isclose(by_hand, library, rtol=1e-3)

# %% [markdown] lang="en"
# A penalty is a price, not a wall.
# What does it buy?
# On a line we can solve for the best critic among *all* functions.
# Integrating by parts, $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \int f'(x)\, \big(F_q(x) - F_p(x)\big)\, dx$.
# If $r$ is the density of the points $\hat x$, the critic's loss is
#
# $$-\int f'\, (F_q - F_p)\, dx + \lambda \int r\, \big(|f'| - 1\big)^2 dx, \qquad \text{smallest at} \quad |f'(x)| = 1 + \frac{|F_q(x) - F_p(x)|}{2 \lambda\, r(x)},$$
#
# with the sign of $F_q - F_p$, point by point as with $D^*$.
# Let real data have peaks at −2 and 2, and let generated points lie around 0.
# We give every little cell of the line a slope of its own, let gradient descent find all of them with $\lambda = 10$, and compare with the formula.
#
# > **Predict before you run.** Will the largest slope lie below 1, at 1 or above 1?

# %% [markdown] lang="zh"
# 惩罚是明码标价，不是一堵墙。
# 这个价钱买到了什么？
# 在一条直线上，可以从*所有*函数中求出最好的评论家。
# 分部积分得 $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \int f'(x)\, \big(F_q(x) - F_p(x)\big)\, dx$。
# 记 $\hat x$ 的密度为 $r$，评论家的损失就是
#
# $$-\int f'\, (F_q - F_p)\, dx + \lambda \int r\, \big(|f'| - 1\big)^2 dx, \qquad \text{最小值在} \quad |f'(x)| = 1 + \frac{|F_q(x) - F_p(x)|}{2 \lambda\, r(x)}$$
#
# 处取到，$f'$ 的符号与 $F_q - F_p$ 相同；与求 $D^*$ 一样，这是逐点求解的。
# 设真实数据有两个峰，在 −2 和 2，生成样本在 0 附近。
# 让直线上每个小格各有一个斜率，取 $\lambda = 10$，由梯度下降全部求出，再与公式对照。
#
# > **先猜，再运行。** 最大的斜率会小于 1、等于 1，还是大于 1？
# > 打印的依次为斜率的范围（slopes）、评论家的估计（the critic says）和真正的距离（the distance）。

# %% tags=["hide-output", "nbval-check-output"]
real = np.sort(rng.choice([-2.0, 2.0], 200_000) + rng.normal(0, 0.3, 200_000))
fake, edges = np.sort(rng.normal(0, 0.3, 200_000)), np.linspace(-4, 4, 161)
centres, share = (edges[1:] + edges[:-1]) / 2, rng.uniform(size=200_000)
between = share * rng.permutation(real) + (1 - share) * fake
density = np.histogram(between, edges, density=True)[0]
gap = (np.searchsorted(fake, centres) - np.searchsorted(real, centres)) / 200_000
slopes, used = np.sign(gap), density > 0.02
for _ in range(2000):
    slopes += 0.05 * (gap - 20 * density * (np.abs(slopes) - 1) * np.sign(slopes))
steepest = 1 + np.abs(gap[used] / density[used]) / 20
np.testing.assert_allclose(np.abs(slopes[used]), steepest, rtol=1e-3)
estimate, distance = np.sum(slopes * gap) * 0.05, np.mean(np.abs(real - fake))
print(f"slopes from {steepest.min():.2f} to {steepest.max():.2f}; ", end="")
print(f"the critic says {estimate:.2f}, the distance is {distance:.2f}")
assert np.isclose(np.sum(np.abs(gap)) * 0.05, distance, rtol=1e-3)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Above 1, in every cell where enough points fall.
# The loss pays for steepness, the penalty charges nothing at first for exceeding 1, so the best bargain lies beyond it; the critic's estimate is 9% too large.
#
# </details>
#
# > **Misconception: "the gradient penalty makes the critic 1-Lipschitz."** It is a soft pull on random points between real and generated ones. There it sets a price, not a limit; where no such point falls, $r = 0$, and any slope is free of charge. (《原理与代码》 3.2 says that the penalty "prompts D to satisfy 1-Lipschitz continuity", and states it for the logarithmic $V$.
# > It was made for the Wasserstein critic.)

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 凡是有足够多的点落入的小格，斜率都大于 1。
# 损失奖励陡峭，而刚超过 1 时惩罚几乎不收费，所以最划算的位置总在 1 以外；评论家的估计偏大 9%。
#
# </details>
#
# > **常见误解：“加了梯度惩罚，评论家就是 1-Lipschitz 的。”** 它只是软约束，作用在真实点与生成点之间随机取的点上。
# > 在那里，它只定价，不设限；在取不到点的地方，$r = 0$，斜率多大都不收费。
# > （《原理与代码》3.2 说惩罚项“促使D满足1-Lipschitz连续性”，配的却是对数形式的 $V$；它本是为 Wasserstein 评论家设计的。）
