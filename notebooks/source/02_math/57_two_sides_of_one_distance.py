# %% [markdown] lang="en"
# ## Two sides of one distance
#
# *Needed in: chapter 3.*
#
# In many dimensions nobody can sort, and a plan between two distributions of images is out of reach.
# A second description of the same number helps (Kantorovich and Rubinstein):
#
# $$W(p, q) = \sup_{f \text{ is 1-Lipschitz}} \mathbb{E}_{p}[f] - \mathbb{E}_{q}[f], \qquad |f(x) - f(y)| \le \lVert x - y \rVert \text{ for all } x, y.$$
#
# One half is easy: for any plan $\pi$ and any such $f$, $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \mathbb{E}_\pi[f(x) - f(y)] \le \mathbb{E}_\pi \lVert x - y \rVert$.
# So every $f$ stays below every plan.
# If one $f$ and one plan give the *same* number, both are the best, and the number is $W$.
# We look for such a pair: six real and six generated points in the plane.
# The plan comes from trying all 720 pairings.
# The function must satisfy $f(x) - f(y) = \lVert x - y \rVert$ along the plan and $\le$ everywhere else.
# Such a list of upper limits on differences is solved by tightening it, round after round, as for shortest paths.

# %% [markdown] lang="zh"
# ## 同一个距离的两面
#
# *用于：第 3 章。*
#
# 到了高维，没法排序；两个图像分布之间的搬运方案更是无从算起。
# 好在同一个数还有另一种描述（Kantorovich 与 Rubinstein）：
#
# $$W(p, q) = \sup_{f \text{ 是 1-Lipschitz 的}} \mathbb{E}_{p}[f] - \mathbb{E}_{q}[f], \qquad \text{即对一切 } x, y \text{ 有 } |f(x) - f(y)| \le \lVert x - y \rVert.$$
#
# 有一半很容易：对任何方案 $\pi$ 和任何这样的 $f$，$\mathbb{E}_p[f] - \mathbb{E}_q[f] = \mathbb{E}_\pi[f(x) - f(y)] \le \mathbb{E}_\pi \lVert x - y \rVert$。
# 所以任何 $f$ 都不超过任何方案。
# 要是某个 $f$ 与某个方案给出*同一个*数，那么两者都是最好的，这个数就是 $W$。
# 我们来找这样一对：平面上取六个真实点、六个生成点。
# 方案由 720 种配对逐一试出；函数则要在方案的每条连线上满足 $f(x) - f(y) = \lVert x - y \rVert$，在别处满足 $\le$。
# 这是一组“差不得超过多少”的限制，像求最短路那样一轮轮收紧，就解出来了。
# 打印的依次为最省的方案（cheapest plan）、最好的函数（best function）、最好的线性函数（best linear one）。

# %% tags=["nbval-check-output"]
real, fake = rng.normal(0, 0.7, (6, 2)), rng.normal((3, 1), (0.5, 1.2), (6, 2))
plans = np.array(list(permutations(range(6))))
lengths = np.linalg.norm(real[:, None] - fake, axis=-1)
costs = lengths[np.arange(6), plans].mean(axis=1)
plan = plans[np.argmin(costs)]
points = np.concatenate([real, fake])
gaps = np.linalg.norm(points[:, None] - points, axis=-1)
limits, potential = gaps.copy(), np.zeros(12)
limits[6 + plan, np.arange(6)] *= -1
for _ in range(12):
    potential = np.min(limits + potential, axis=1)
assert np.all(potential[:, None] - potential <= gaps + 1e-9)
dual = potential[:6].mean() - potential[6:].mean()
angles = np.linspace(0, 2 * np.pi, 1000)
directions = np.stack([np.cos(angles), np.sin(angles)])
linear = np.max((real.mean(0) - fake.mean(0)) @ directions)
print(f"cheapest plan {costs.min():.4f}, best function {dual:.4f}, best linear one {linear:.4f}")
assert np.isclose(costs.min(), dual) and linear < dual

# %% [markdown] lang="en"
# The two numbers agree up to rounding, so that is the distance.
# No linear function does as well.
# The function is known at twelve points so far; $f(x) = \min_v \big[f(v) + \lVert x - v \rVert\big]$ extends it to the plane and keeps it 1-Lipschitz.
# Along each line of the plan it must fall by exactly the length of the line.
# So **its slope there is 1**, never less: the gradient penalty will use that.

# %% [markdown] lang="zh"
# 两个数在舍入误差之内相等，所以这就是距离；线性函数则达不到。
# 目前 $f$ 只在十二个点上有值，令 $f(x) = \min_v \big[f(v) + \lVert x - v \rVert\big]$，就把它延拓到了整个平面，而且仍是 1-Lipschitz 的。
# 沿着方案的每条连线，它下降的量必须恰好等于线长，所以**它在连线上的斜率是 1**，一点也不能少：梯度惩罚用的正是这一点。
# 图中横轴、纵轴为平面的两个坐标（x1、x2），底色为 $f$ 的值（越亮越大），圆点是真实点（real），叉是生成点（generated），连线是搬运方案。


# %%
def extended(places):
    return np.min(potential + np.linalg.norm(places[..., None, :] - points, axis=-1), axis=-1)


for start, end in zip(real, fake[plan], strict=True):
    on_the_line = start + np.linspace(0, 1, 50)[:, None] * (end - start)
    slopes = np.diff(extended(on_the_line)) / np.linalg.norm(end - start) * 49
    np.testing.assert_allclose(slopes, -1)
plane = np.stack(np.meshgrid(np.linspace(-2, 5, 200), np.linspace(-2, 4, 200)), axis=-1)
figure, axis = plt.subplots(figsize=(5.6, 3.8), layout="constrained")
shading = axis.contourf(plane[..., 0], plane[..., 1], extended(plane), 20, cmap="gray")
figure.colorbar(shading, label="f")
for start, end in zip(real, fake[plan], strict=True):
    axis.plot(*np.stack([start, end]).T, color="C4")
axis.plot(*real.T, "o", color="C5", label="real")
axis.plot(*fake.T, "X", color="C1", label="generated")
axis.set(xlabel="x1", ylabel="x2", aspect="equal")
axis.legend(loc="upper left")
plotting.show(
    figure,
    "Six real points on the left joined to six generated ones on the right; the shading, f, falls "
    "along every line.",
    "左边六个真实点与右边六个生成点两两相连；底色表示 f，沿每条连线下降。",
)
