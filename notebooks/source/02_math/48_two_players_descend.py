# %% [markdown] lang="en"
# ## Two players descend
#
# *Used in chapter 3, "Four improvements": why a penalty on the discriminator makes the training steadier.*
#
# **Question.** At an equilibrium neither player gains by moving alone; do gradient steps reach it?
#
# The simplest game of all is $\min_x \max_y\, xy$ with its equilibrium at $(0, 0)$: think of $x$ as the position of a generator's only point, with the real point at 0, and of $y$ as the slope of a linear discriminator.
# The gradient for $x$ is $y$, the one for $y$ is $x$.
# With learning rate $\eta$ there are several ways to play:
#
# - **simultaneous**: both use the old values, $x' = x - \eta y$, $y' = y + \eta x$;
# - **alternating**: $y$ answers the new $x$, $y' = y + \eta x'$;
# - **extra-gradient** (Gidel et al. 2018, arXiv:1802.10551): take a trial step, and then step from the old place with the gradients of the trial place;
# - **with a penalty** $\tfrac{\gamma}{2} y^2$ that the discriminator pays for its slope: simultaneous, but $y' = y + \eta (x - \gamma y)$.
#   For this discriminator that is the R1 penalty of chapter 3 (Mescheder et al. 2018, arXiv:1801.04406).
#
# Each is a fixed $2 \times 2$ matrix applied again and again, so its eigenvalues $\lambda$ decide.
# The largest moduli are
#
# $$|\lambda|_{\text{sim}} = \sqrt{1 + \eta^2}, \quad |\lambda|_{\text{alt}} = 1 \ (\eta < 2), \quad |\lambda|_{\text{extra}} = \sqrt{1 - \eta^2 + \eta^4}, \quad |\lambda|_{\text{penalty}} = \sqrt{1 - \eta\gamma + \eta^2} \ (\gamma < 2).$$
#
# (Where the eigenvalues are a complex pair, the square of their modulus is the determinant.)

# %% [markdown] lang="zh"
# ## 两个玩家一起下降
#
# *用于第 3 章“四项改进”一节：为什么给判别器加惩罚，训练就更稳定。*
#
# **问题。** 博弈有均衡点；双方都用梯度来更新，能到达均衡点吗？
#
# 最简单的博弈是 $\min_x \max_y\, xy$，均衡点在 $(0, 0)$：设想生成器只生成一个点，$x$ 是它的位置（真实的点在 0），$y$ 是一个线性判别器的斜率。
# 对 $x$ 的梯度是 $y$，对 $y$ 的梯度是 $x$。
# 记学习率为 $\eta$，更新的方式有几种：
#
# - **同时更新**：双方都用旧值，$x' = x - \eta y$，$y' = y + \eta x$；
# - **交替更新**：$x$ 先更新，$y$ 再用新的 $x$ 来更新，$y' = y + \eta x'$；
# - **外梯度法**（extra-gradient；Gidel 等，2018，arXiv:1802.10551）：先试探着走一步，再回到原处，按试探点的梯度更新；
# - **加惩罚**：从判别器要最大化的量里减去对斜率的惩罚 $\tfrac{\gamma}{2} y^2$；双方同时更新，只是 $y' = y + \eta (x - \gamma y)$。
#   对线性判别器来说，这个惩罚就是第 3 章的 R1 惩罚（Mescheder 等，2018，arXiv:1801.04406）。
#
# 每种更新方式都是反复乘同一个 $2 \times 2$ 矩阵，结果由特征值 $\lambda$ 决定。
# 四种方式（同时、交替、外梯度、加惩罚）的特征值的模，最大值依次为：
#
# $$|\lambda|_{\text{sim}} = \sqrt{1 + \eta^2}, \quad |\lambda|_{\text{alt}} = 1 \ (\eta < 2), \quad |\lambda|_{\text{extra}} = \sqrt{1 - \eta^2 + \eta^4}, \quad |\lambda|_{\text{penalty}} = \sqrt{1 - \eta\gamma + \eta^2} \ (\gamma < 2).$$
#
# （特征值是一对共轭复数时，模的平方等于行列式。）


# %%
def update_matrices(rate, penalty=1.0):
    return {
        "simultaneous": np.array([[1, -rate], [rate, 1]]),
        "alternating": np.array([[1, -rate], [rate, 1 - rate**2]]),
        "extra-gradient": np.array([[1 - rate**2, -rate], [rate, 1 - rate**2]]),
        "with a penalty": np.array([[1, -rate], [rate, 1 - rate * penalty]]),
    }


# %%
rows = []
for rate in (0.1, 0.5, 0.9):
    moduli = [np.abs(np.linalg.eigvals(m)).max() for m in update_matrices(rate).values()]
    formulas = [1 + rate**2, 1, 1 - rate**2 + rate**4, 1 - rate + rate**2]
    np.testing.assert_allclose(moduli, np.sqrt(formulas))
    rows.append([rate, *(f"{modulus:.4f}" for modulus in moduli)])
header = [("rate", "学习率"), ("simultaneous", "同时更新"), ("alternating", "交替更新")]
plotting.table([*header, ("extra-gradient", "外梯度法"), ("with a penalty", "加惩罚")], rows)

# %% [markdown] lang="en"
# Above 1 the path moves outwards, at 1 it keeps its distance, and below 1 it converges to the equilibrium.
# Simultaneous steps always move away.
# Alternating steps circle for ever.
# The last two converge.
#
# A further remedy leaves the game as it is and **averages** its path.
# With alternating steps $y_{t+1} - y_t = \eta x_{t+1}$, so in the sum of all $x$ everything cancels but two terms:
#
# $$\frac1T \sum_{t=1}^{T} x_t = \frac{y_T - y_0}{\eta T},$$
#
# which goes to zero with the number $T$ of steps, since $y$ stays bounded; so does the average of $y$, in the same way.
# We play 200 steps from $(1, 0)$ with $\eta = 0.1$ and $\gamma = 1$.

# %% [markdown] lang="zh"
# 特征值的最大模大于 1，轨迹越走越远；等于 1，轨迹既不远离也不靠近均衡点；小于 1，轨迹收敛到均衡点。
# 同时更新总是越走越远；交替更新一直绕圈；外梯度法和加惩罚都会收敛。
#
# 还有一种办法：博弈不变，把走过的点**取平均**。
# 交替更新满足 $y_{t+1} - y_t = \eta x_{t+1}$，所以对全部 $x$ 求和时，各项相消，只剩两项：
#
# $$\frac1T \sum_{t=1}^{T} x_t = \frac{y_T - y_0}{\eta T}.$$
#
# $y$ 是有界的，所以步数 $T$ 增大时，$x$ 的平均趋于零；$y$ 的平均同理。
# 下面取 $\eta = 0.1$、$\gamma = 1$，从 $(1, 0)$ 出发走 200 步。

# %%
paths = {}
for name, matrix in update_matrices(0.1).items():
    # en: x and y.
    # zh: x 和 y。
    path = [np.array([1.0, 0.0])]  # (2,)
    for _ in range(200):
        path.append(matrix @ path[-1])
    paths[name] = np.array(path)  # (201, 2)
circle = paths["alternating"]
running = np.cumsum(circle, axis=0) / np.arange(1, 202)[:, None]
np.testing.assert_allclose(circle[1:, 0].mean(), (circle[-1, 1] - circle[0, 1]) / 20, atol=1e-12)

# %%
figure, axis = plt.subplots(figsize=(6.4, 3.4))
for name, path in paths.items():
    axis.plot(*path.T, label=name)
axis.plot(*running.T, color="k", linestyle=":", label="alternating, running average")
axis.set(xlabel="x (minimises xy)", ylabel="y (maximises xy)", aspect="equal")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plotting.show(
    figure,
    "From (1, 0): simultaneous steps spiral out, alternating steps circle, extra-gradient steps and "
    "those with a penalty spiral in, and the average of the circle shrinks towards (0, 0).",
    "横轴为 x（最小化的一方），纵轴为 y（最大化的一方），从 (1, 0) 出发：同时更新（蓝）向外盘旋，"
    "交替更新（橙）绕圈，外梯度法（绿）和加惩罚（粉紫）向内盘旋，交替更新的累计平均（点线）缩向 (0, 0)。",
)

# %% [markdown] lang="en"
# **What it is for.** A Keras model that trains both players in one `fit`, with one loss in which `stop_gradient` keeps them apart, takes simultaneous steps; a textbook's two updates, one after the other, are alternating ones.
# In this game neither of them reaches the equilibrium by itself.
# The penalty and the average come back among the four improvements of chapter 3, as R1 and as averaged weights.

# %% [markdown] lang="zh"
# **用处。** 如果一个 Keras 模型在一次 `fit` 里同时训练双方，只用一个损失，由 `stop_gradient` 把两者隔开，那就是同时更新；教科书里的做法是先后更新两次，那是交替更新。
# 在这个博弈里，单用其中任何一种，都到不了均衡点。
# 第 3 章的四项改进里，有两项就是加惩罚和取平均：R1 惩罚和权重平均。
