# %% [markdown] lang="en"
# ## Two players descend
#
# *Needed in: chapter 3.*
#
# So far $D$ was always the best.
# In practice both move by gradient steps.
# The simplest game of all is $\min_x \max_y\, xy$ with its equilibrium at $(0, 0)$.
# The gradient for $x$ is $y$, the one for $y$ is $x$.
# With rate $\eta$ there are three ways to play:
#
# - **simultaneous**: both use the old values, $x' = x - \eta y$, $y' = y + \eta x$;
# - **alternating**: $y$ answers the new $x$, $y' = y + \eta x'$;
# - **extra-gradient** (Korpelevich 1976; for GANs Gidel et al. 2018, arXiv:1802.10551): take a trial step, and then step from the old place with the gradients of the trial place.
#
# Each is a fixed $2 \times 2$ matrix applied again and again, so its eigenvalues decide.
# Largest moduli:
#
# $$|\lambda|_{\text{sim}} = \sqrt{1 + \eta^2}, \qquad |\lambda|_{\text{alt}} = 1 \ \ (\eta < 2), \qquad |\lambda|_{\text{extra}} = \sqrt{1 - \eta^2 + \eta^4}.$$

# %% [markdown] lang="zh"
# ## 两个玩家一起下降
#
# *用于：第 3 章。*
#
# 到此为止，$D$ 总是最优的。
# 实际训练中，双方都靠梯度一步步走。
# 最简单的博弈是 $\min_x \max_y\, xy$，均衡点在 $(0, 0)$。
# $x$ 的梯度是 $y$，$y$ 的梯度是 $x$。
# 学习率为 $\eta$ 时有三种走法：
#
# - **同时更新**：双方都用旧值，$x' = x - \eta y$，$y' = y + \eta x$；
# - **交替更新**：$y$ 应对的是新的 $x$，$y' = y + \eta x'$；
# - **外梯度法**（extra-gradient；Korpelevich，1976；用于 GAN 见 Gidel 等，2018，arXiv:1802.10551）：先试探着走一步，再回到原处，用试探点的梯度走。
#
# 每种走法都是反复乘同一个 $2 \times 2$ 矩阵，结局由特征值决定。
# 最大的模分别为（依次为同时、交替、外梯度）：
#
# $$|\lambda|_{\text{sim}} = \sqrt{1 + \eta^2}, \qquad |\lambda|_{\text{alt}} = 1 \ \ (\eta < 2), \qquad |\lambda|_{\text{extra}} = \sqrt{1 - \eta^2 + \eta^4}.$$


# %%
def update_matrices(rate):
    simultaneous = np.array([[1, -rate], [rate, 1]])
    alternating = np.array([[1, -rate], [rate, 1 - rate**2]])
    extra = np.array([[1 - rate**2, -rate], [rate, 1 - rate**2]])
    return simultaneous, alternating, extra


rows = []
for rate in (0.1, 0.5, 1.0, 1.9, 2.1):
    moduli = [np.abs(np.linalg.eigvals(matrix)).max() for matrix in update_matrices(rate)]
    formulas = [np.sqrt(1 + rate**2), 1, np.sqrt(1 - rate**2 + rate**4)]
    assert np.allclose(moduli, formulas) == (rate < 2)
    rows.append([str(rate), *(f"{modulus:.4f}" for modulus in moduli)])
header = [("rate", "学习率"), ("simultaneous", "同时更新"), ("alternating", "交替更新")]
plotting.table([*header, ("extra-gradient", "外梯度法")], rows)

# %% [markdown] lang="en"
# Above 1 the path grows, at 1 it neither grows nor shrinks, below 1 it comes home.
# Simultaneous steps always grow.
# Alternating steps stay on the unit circle up to $\eta = 2$ and leave it beyond (rate 2.1).
# Extra-gradient converges for $\eta < 1$.
#
# A second remedy costs nothing: keep the game as it is and **average** its path.
# With alternating steps $y_{t+1} - y_t = \eta x_{t+1}$, so the sum of all $x$ collapses:
#
# $$\frac1T \sum_{t=1}^{T} x_t = \frac{y_T - y_0}{\eta T},$$
#
# which goes to zero since $y$ stays bounded; so does the average of $y$, in the same way.
# We play the game with steps, not matrices, and check all of it; the last line has the average of the alternating path.

# %% [markdown] lang="zh"
# 模大于 1，轨迹越走越远；等于 1，既不远离也不靠近；小于 1，回到原点。
# 同时更新总是越走越远；交替更新在 $\eta < 2$ 时特征值都在单位圆上，超过 2 就离开了（见 2.1 那一行）；外梯度法在 $\eta < 1$ 时收敛。
#
# 还有一个不花钱的办法：博弈照旧，把走过的点**取平均**。
# 交替更新满足 $y_{t+1} - y_t = \eta x_{t+1}$，所以 $x$ 的总和可以消到只剩两项：
#
# $$\frac1T \sum_{t=1}^{T} x_t = \frac{y_T - y_0}{\eta T},$$
#
# $y$ 有界，所以它趋于零；$y$ 的平均同理。
# 下面不用矩阵，而是让双方一步一步地走，逐条验证；最后一行是交替更新的轨迹的平均（average）。


# %%
def play_bilinear(method, rate=0.1, steps=200):
    path = [(1.0, 0.0)]
    for _ in range(steps):
        x, y = path[-1]
        if method == "extra-gradient":
            trial_x, trial_y = x - rate * y, y + rate * x
            path.append((x - rate * trial_y, y + rate * trial_x))
        else:
            new_x = x - rate * y
            path.append((new_x, y + rate * (new_x if method == "alternating" else x)))
    return np.array(path)


names = ("simultaneous", "同时更新"), ("alternating", "交替更新"), ("extra-gradient", "外梯度法")
paths = {name: play_bilinear(name) for name, _ in names}
for path, matrix in zip(paths.values(), update_matrices(0.1), strict=True):
    np.testing.assert_allclose(path[-1], np.linalg.matrix_power(matrix, 200) @ [1, 0])
rows = [[name, f"{np.hypot(*paths[name[0]][-1]):.3f}"] for name in names]
header = [
    ("way to play", "走法"),
    ("distance from (0, 0) after 200 steps", "200 步后离 (0, 0) 的距离"),
]
plotting.table(header, rows)
x, y = paths["alternating"].T
np.testing.assert_allclose(x[1:].mean(), (y[-1] - y[0]) / (0.1 * 200), atol=1e-12)
print(f"average: ({x[1:].mean():.3f}, {y[1:].mean():.3f})")

# %% [markdown] lang="en"
# The figure shows the three paths and the running average of the alternating one.

# %% [markdown] lang="zh"
# 下图是三条轨迹，以及交替更新的轨迹一路走来的平均。
# 图中横轴为 $x$（要最小化的一方），纵轴为 $y$（要最大化的一方）；蓝线为同时更新（simultaneous），橙线为交替更新（alternating），绿线为外梯度法（extra-gradient），粉紫线为交替更新的累计平均（running average），黑色十字是均衡点（equilibrium）。

# %%
figure, axis = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
for name, path in paths.items():
    axis.plot(*path.T, label=name)
running = np.cumsum(paths["alternating"], axis=0) / np.arange(1, 202)[:, None]
axis.plot(*running.T, label="alternating, running average")
axis.plot(0, 0, "k+", markersize=10, label="equilibrium")
axis.set(xlabel="x (minimises xy)", ylabel="y (maximises xy)", aspect="equal")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plotting.show(
    figure,
    "From (1, 0): simultaneous steps spiral out, alternating steps circle, extra-gradient steps "
    "spiral in, and the running average of the circle shrinks towards the equilibrium.",
    "从 (1, 0) 出发：同时更新向外盘旋，交替更新绕圈，外梯度法向内盘旋；绕圈轨迹的累计平均"
    "逐渐缩向均衡点。",
)

# %% [markdown] lang="en"
# Which of them is a Keras model that trains both players in one `fit`?
# One loss, in which `stop_gradient` hides each player from the loss of the other, means one gradient at one place: **simultaneous**.
# Textbooks write two updates, one after the other: alternating.
# Here is the bilinear game as such a model, with 50 steps of plain gradient descent.
# (`jit_compile=True` makes each step one compiled function, which reads both weights before it writes either.
# In this game no gradient depends on the player's own weight, and without the compiler TensorFlow sometimes lets one update overtake the other player's reading.
# In a GAN each player needs its own weights for its own gradient, and the library reads them once for both losses, so the order is kept.)

# %% [markdown] lang="zh"
# 在一次 `fit` 里同时训练双方的 Keras 模型，是其中哪一种？
# 只有一个损失，由 `stop_gradient` 让每一方都不受对方的损失影响，那就只在一个位置求一次梯度，即**同时更新**。
# 教科书写的是先后两次更新，即交替更新。
# 下面把这个双线性博弈写成这样的模型，用普通梯度下降走 50 步。
# （`jit_compile=True` 把每一步编译成一个整体，先读完两个权重，再写回。
# 这个博弈里，双方的梯度都与自己的权重无关；不编译的话，TensorFlow 偶尔会让一方先写回，另一方才去读。
# 而在 GAN 里，双方求梯度都要用到自己的权重，课程库又让两个损失共用一次读取，次序不会乱。）


# %%
class BilinearGame(keras.Model):
    def __init__(self):
        super().__init__(dtype="float32")
        self.x = self.add_weight(shape=(), initializer="ones", dtype="float32")
        self.y = self.add_weight(shape=(), initializer="zeros", dtype="float32")

    def call(self, inputs):
        return self.x * self.y + 0 * inputs

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss_of_x = self.x * ops.stop_gradient(self.y.value)
        loss_of_y = -ops.stop_gradient(self.x.value) * self.y
        return loss_of_x + loss_of_y


game = BilinearGame()
game.compile(keras.optimizers.SGD(0.1), jit_compile=True)
game.fit(np.zeros((50, 1), "float32"), batch_size=1, verbose=0)
end = [float(game.x), float(game.y)]
np.testing.assert_allclose(end, paths["simultaneous"][50], rtol=1e-4)
assert np.hypot(*(paths["alternating"][50] - end)) > 0.1
print(f"distance after 50 steps: {np.hypot(*end):.4f} = 1.01^25 = {1.01**25:.4f}")
