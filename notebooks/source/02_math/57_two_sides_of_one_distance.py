# %% [markdown] lang="en"
# ## Two sides of one distance
#
# *Used in chapter 3, "Four improvements": why a critic estimates a distance.*
#
# **Question.** How can the Wasserstein distance be found where nobody can sort, as between images?
#
# The distance $W(p, q)$ is the least cost of a plan $\pi$ that carries $p$ to $q$ ("How far must the mass travel?").
# In many dimensions such a plan is out of reach, but there is a second description of the same number (Kantorovich and Rubinstein):
#
# $$W(p, q) = \sup_{f \text{ is 1-Lipschitz}} \mathbb{E}_{p}[f] - \mathbb{E}_{q}[f], \qquad \text{that is, } |f(x) - f(y)| \le \lVert x - y \rVert \text{ for all } x, y.$$
#
# One half is easy: for any plan $\pi$ and any such function $f$, $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \mathbb{E}_\pi[f(x) - f(y)] \le \mathbb{E}_\pi \lVert x - y \rVert$.
# So the value of any $f$ is at most the cost of any plan.
# If one $f$ and one plan give the *same* number, both are the best, and the number is $W$.
#
# We look for such a pair: six real and six generated points in the plane.
# The plan comes from trying all 720 pairings.
# The function must satisfy $f(x) - f(y) = \lVert x - y \rVert$ along the plan and $\le$ everywhere else.
# We start with zeros and lower each value as far as these limits demand, round after round, as for shortest paths.

# %% [markdown] lang="zh"
# ## 同一个距离的两面
#
# *用于第 3 章“四项改进”一节：评论家为什么能估计距离。*
#
# **问题。** 图像之间没法排序，怎样求 Wasserstein 距离？
#
# 距离 $W(p, q)$ 是把 $p$ 搬成 $q$ 的方案 $\pi$ 的最小代价（见“要搬多远？”一节）。
# 到了高维，这样的方案求不出来；好在同一个数还有另一种描述（Kantorovich 与 Rubinstein）：
#
# $$W(p, q) = \sup_{f \text{ 是 1-Lipschitz 的}} \mathbb{E}_{p}[f] - \mathbb{E}_{q}[f], \qquad \text{即对一切 } x, y \text{ 有 } |f(x) - f(y)| \le \lVert x - y \rVert.$$
#
# 其中一半很容易证明：对任何方案 $\pi$ 和任何这样的函数 $f$，$\mathbb{E}_p[f] - \mathbb{E}_q[f] = \mathbb{E}_\pi[f(x) - f(y)] \le \mathbb{E}_\pi \lVert x - y \rVert$。
# 所以任何 $f$ 给出的值都不超过任何方案的代价。
# 如果某个 $f$ 与某个方案给出*同一个*数，那么两者都是最好的，这个数就是 $W$。
#
# 我们来找这样一对：平面上取六个真实点、六个生成点。
# 方案由 720 种配对逐一试出；函数则要对方案的每条连线满足 $f(x) - f(y) = \lVert x - y \rVert$，对其余各对点满足 $\le$。
# 这样一组限制，可以像求最短路那样逐轮收紧各点的值，直到全部满足。
# 打印的是三个数：代价最小的方案的代价（cheapest plan），最好的函数给出的值（best function），最好的线性函数给出的值（best linear one）。

# %%
from itertools import permutations

rng = np.random.default_rng(0)
real, fake = rng.normal(0, 0.7, (6, 2)), rng.normal((3, 1), (0.5, 1.2), (6, 2))
plans = np.array(list(permutations(range(6))))  # (720, 6)
lengths = np.linalg.norm(real[:, None] - fake, axis=-1)  # (6, 6)
costs = lengths[np.arange(6), plans].mean(axis=1)
plan, points = plans[np.argmin(costs)], np.concatenate([real, fake])  # (6,), (12, 2)

# %% tags=["nbval-check-output"]
gaps = np.linalg.norm(points[:, None] - points, axis=-1)  # (12, 12)
# en: potential: f at the twelve points. Along the plan f must fall by the whole length.
# zh: potential：f 在十二个点上的值；沿方案的连线，f 必须下降整个线长。
limits, potential = gaps.copy(), np.zeros(12)  # (12, 12), (12,)
limits[6 + plan, np.arange(6)] *= -1
for _ in range(12):
    potential = np.min(limits + potential, axis=1)
assert np.all(potential[:, None] - potential <= gaps + 1e-9)
dual = potential[:6].mean() - potential[6:].mean()
linear = np.linalg.norm(real.mean(axis=0) - fake.mean(axis=0))
print(f"cheapest plan {costs.min():.4f}, best function {dual:.4f}, best linear one {linear:.4f}")
assert np.isclose(costs.min(), dual) and linear < dual

# %% [markdown] lang="en"
# The first two numbers agree up to rounding, so that is the distance.
# No linear function does as well.
# The function is known at twelve points so far; $f(x) = \min_v \big[f(v) + \lVert x - v \rVert\big]$, over these points $v$, extends it to the plane and keeps it 1-Lipschitz.

# %% [markdown] lang="zh"
# 打印的前两个数在舍入误差之内相等，所以这个数就是 Wasserstein 距离；线性函数都达不到这个值。
# 目前 $f$ 只在十二个点上有值；令 $f(x) = \min_v \big[f(v) + \lVert x - v \rVert\big]$，其中 $v$ 取遍这些点，就把它延拓到了整个平面，而且仍是 1-Lipschitz 的。

# %%
x1, x2 = np.meshgrid(np.linspace(-2, 5, 150), np.linspace(-2, 4, 150))
places = np.stack([x1, x2], axis=-1)[..., None, :]  # (150, 150, 1, 2)
extended = np.min(potential + np.linalg.norm(places - points, axis=-1), axis=-1)

# %%
figure, axis = plt.subplots(figsize=(5.2, 3.4))
shading = axis.contourf(x1, x2, extended, 20, cmap="gray")
figure.colorbar(shading, label="f")
for start, end in zip(real, fake[plan], strict=True):
    axis.plot(*np.stack([start, end]).T, color="C4")
axis.plot(*real.T, "o", color="C5", label="real")
axis.plot(*fake.T, "X", color="C1", label="generated")
axis.set(xlabel="x1", ylabel="x2", aspect="equal")
axis.legend(loc="upper left")
plotting.show(
    figure,
    "Six real points on the left joined to six generated ones on the right by the cheapest plan; "
    "the shading, f, falls along every line.",
    "左边六个真实点（圆点）与右边六个生成点（叉）按代价最小的方案两两相连；底色是 f 的值，沿每条连线下降。",
)

# %% [markdown] lang="en"
# Along each line of the plan $f$ must fall by exactly the length of the line.
# So **its slope there is 1**, never less.
#
# **What it is for.** A Wasserstein GAN makes $f$ a network, the **critic**.
# It raises $\mathbb{E}_p[f] - \mathbb{E}_q[f]$, which estimates the distance as long as the network is kept 1-Lipschitz; the next two sections say how.

# %% [markdown] lang="zh"
# 沿着方案的每条连线，$f$ 下降的量必须恰好等于线长，所以 $f$ **在连线上的斜率是 1**，不能更小。
#
# **用处。** Wasserstein GAN 用一个网络来充当 $f$，称为**评论家**（critic）。
# 评论家要提高 $\mathbb{E}_p[f] - \mathbb{E}_q[f]$；只要让网络保持 1-Lipschitz，这个量就是距离的估计。
# 怎样让网络保持 1-Lipschitz，见“斜率”和“梯度惩罚”两节。
