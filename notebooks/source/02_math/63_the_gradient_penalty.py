# %% [markdown] lang="en"
# ## The gradient penalty
#
# *Used in chapter 3, "Four improvements".*
#
# **Question.** Does a penalty on the slope keep a critic 1-Lipschitz, and what does it do to the estimate of the distance?
#
# A critic $f$ raises $\mathbb{E}_p[f] - \mathbb{E}_q[f]$, which is the Wasserstein distance if $f$ is the best 1-Lipschitz function; that function has slope 1 on the lines along which the mass travels ("Two sides of one distance").
# Nobody knows these lines.
# So WGAN-GP (Gulrajani et al. 2017, arXiv:1704.00028) pairs real points $x$ and generated points $G(z)$ at random, takes one point $\hat x$ between each pair, and adds to the critic's loss, with a weight $\lambda$, the **gradient penalty**
#
# $$\lambda\, \mathbb{E}\Big[\big(\lVert \nabla f(\hat x) \rVert - 1\big)^2\Big], \qquad \hat x = u\,x + (1 - u)\,G(z), \quad u \text{ uniform on } [0, 1].$$
#
# (A *normal* $u$, a frequent slip, lies outside $[0, 1]$ two times out of three.)
#
# For $f(x) = v \cdot \tanh(Wx + b)$ the gradient is known, $W^\top (v \odot (1 - \tanh^2(Wx + b)))$; automatic differentiation and the library must agree.

# %% [markdown] lang="zh"
# ## 梯度惩罚
#
# *用于第 3 章“四项改进”一节。*
#
# **问题。** 对斜率加上惩罚，能不能使评论家保持 1-Lipschitz？
# 对距离的估计又有什么影响？
#
# 评论家 $f$ 要提高 $\mathbb{E}_p[f] - \mathbb{E}_q[f]$；如果 $f$ 是最好的 1-Lipschitz 函数，这个量就是 Wasserstein 距离，而这个函数在搬运路线上的斜率是 1（见“同一个距离的两面”一节）。
# 但搬运路线是未知的。
# 于是 WGAN-GP（Gulrajani 等，2017，arXiv:1704.00028）把真实点 $x$ 与生成点 $G(z)$ 随机配对，在每对之间取一点 $\hat x$，并以 $\lambda$ 为系数，在评论家的损失里加上**梯度惩罚**
#
# $$\lambda\, \mathbb{E}\Big[\big(\lVert \nabla f(\hat x) \rVert - 1\big)^2\Big], \qquad \hat x = u\,x + (1 - u)\,G(z), \quad u \text{ 在 } [0, 1] \text{ 上均匀分布}.$$
#
# （常有人误写成*正态分布*的 $u$，那样约有三分之二的 $u$ 落在 $[0, 1]$ 之外。）
#
# 对 $f(x) = v \cdot \tanh(Wx + b)$，梯度有公式 $W^\top (v \odot (1 - \tanh^2(Wx + b)))$；自动微分和课程库的结果应当与它一致。

# %%
rng = np.random.default_rng(0)
w, b, v = rng.normal(size=(5, 2)), rng.normal(size=5), rng.normal(size=5)
real, fake, u = rng.normal(0, 1, (200, 2)), rng.normal(3, 1, (200, 2)), rng.uniform(size=(200, 1))
between = u * real + (1 - u) * fake  # (200, 2)
by_hand = (v * (1 - np.tanh(between @ w.T + b) ** 2)) @ w  # (200, 2)

# %% tags=["nbval-check-output"]
w32, b32, v32 = (ops.convert_to_tensor(a, "float32") for a in (w, b, v))
automatic = input_gradient(
    lambda x: ops.sum(ops.tanh(x @ ops.transpose(w32) + b32) * v32, axis=1),
    between.astype("float32"),
)
np.testing.assert_allclose(ops.convert_to_numpy(automatic), by_hand, atol=1e-4)
penalty = np.mean((np.linalg.norm(by_hand, axis=1) - 1) ** 2)
library = float(aigc_keras.losses.gradient_penalty(automatic))
np.testing.assert_allclose(library, penalty, rtol=1e-3)
print(f"penalty by hand {penalty:.4f}, library {library:.4f}")

# %% [markdown] lang="en"
# On a line we can solve for the best critic among *all* functions.
# With the cumulative distributions $F_p$ and $F_q$, integrating by parts gives $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \int f'(x)\, \big(F_q(x) - F_p(x)\big)\, dx$.
# If $r$ is the density of the points $\hat x$, the critic's loss is
#
# $$-\int f'\, (F_q - F_p)\, dx + \lambda \int r\, \big(|f'| - 1\big)^2 dx, \qquad \text{smallest at} \quad |f'(x)| = 1 + \frac{|F_q(x) - F_p(x)|}{2 \lambda\, r(x)},$$
#
# with the sign of $F_q - F_p$: the derivative of the integrand with respect to $f'(x)$ is zero there, for each $x$ separately.
# Let real data lie in two heaps around $-2$ and $2$ and generated points around 0, all of deviation 0.3, and take $\lambda = 10$.
#
# > **Predict before you run.** Will the largest slope lie below 1, at 1 or above 1?

# %% [markdown] lang="zh"
# 在一维的情形，可以在*所有*函数中求出最好的评论家。
# 记累积分布函数为 $F_p$、$F_q$，分部积分得 $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \int f'(x)\, \big(F_q(x) - F_p(x)\big)\, dx$。
# 记 $\hat x$ 的密度为 $r$，评论家的损失就是
#
# $$-\int f'\, (F_q - F_p)\, dx + \lambda \int r\, \big(|f'| - 1\big)^2 dx, \qquad \text{最小值在} \quad |f'(x)| = 1 + \frac{|F_q(x) - F_p(x)|}{2 \lambda\, r(x)}$$
#
# 处取到，$f'$ 的符号与 $F_q - F_p$ 相同：对每个 $x$ 分别令被积函数对 $f'(x)$ 的导数为零，就得到上式。
# 设真实数据分两堆，在 $-2$ 和 $2$ 附近，生成样本在 0 附近，每堆的标准差都是 0.3；取 $\lambda = 10$。
#
# > **先猜，再运行。** 最大的斜率会小于 1、等于 1，还是大于 1？
# > 打印的依次为斜率的范围（slopes）、评论家的估计（the critic says）、真正的距离（the distance）和偏大的比例。

# %%
rng, edges = np.random.default_rng(0), np.linspace(-4, 4, 161)
real = np.sort(rng.choice([-2.0, 2.0], 200_000) + rng.normal(0, 0.3, 200_000))
fake, u = np.sort(rng.normal(0, 0.3, 200_000)), rng.uniform(size=200_000)
between = u * rng.permutation(real) + (1 - u) * fake
# en: r, counted in 160 cells.
# zh: r，由 160 个小格的计数得到。
density = np.histogram(between, edges, density=True)[0]  # (160,)
centres = (edges[1:] + edges[:-1]) / 2
gap = np.abs(np.searchsorted(fake, centres) - np.searchsorted(real, centres)) / 200_000

# %% tags=["hide-output", "nbval-check-output"]
used = density > 0.02
# en: The formula; slope 1 where hardly any point falls.
# zh: 按公式计算；几乎没有点落入的小格，斜率取 1。
slopes = 1 + gap / (20 * np.where(used, density, np.inf))
estimate, distance = np.sum(slopes * gap) * 0.05, np.mean(np.abs(real - fake))
print(
    f"slopes from {slopes[used].min():.2f} to {slopes.max():.2f}; the critic says {estimate:.3f}, ",
    end="",
)
print(f"the distance is {distance:.3f}: {estimate / distance - 1:.1%} too large")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Above 1, in every cell where enough points fall.
# The first term of the loss falls with every increase of the slope, and the penalty grows only with the square of what exceeds 1, so the best slope lies beyond it; the estimate is 9.3% too large.
#
# </details>
#
# > **Misconception: "the gradient penalty makes the critic 1-Lipschitz."** It pulls slopes towards 1 on random points between real and generated ones, from both sides, and does not limit them; where no such point falls, $r = 0$, it says nothing at all.
#
# **What it is for.** The critic's value is therefore a distance up to a factor near 1: one can watch a training by it, but must not report it as *the* distance.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 大于 1：只要落入一个小格的点足够多，那里的斜率就大于 1。
# 斜率每增加一点，损失的第一项就减小一点，而惩罚只随超出 1 的部分的平方增长，所以最好的斜率总在 1 以上；距离的估计偏大 9.3%。
#
# </details>
#
# > **常见误解：“加了梯度惩罚，评论家就是 1-Lipschitz 的。”** 梯度惩罚只是在真实点与生成点之间随机取点，在这些点上把斜率从上下两侧往 1 拉，并不设上限；在取不到点的地方，$r = 0$，它完全不起作用。
#
# **用处。** 所以评论家给出的值与距离相差一个接近 1 的因子：训练时用来观察进展是合适的，但不能当作距离本身来报告。
