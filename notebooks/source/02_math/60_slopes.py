# %% [markdown] lang="en"
# ## Slopes: Lipschitz, clipping, spectral norm
#
# *Needed in: chapter 3.*
#
# A WGAN makes $f$ a network, the **critic**, and must keep it 1-Lipschitz.
# For a differentiable $f$ that means: the norm of the gradient is at most 1 *everywhere*.
# (Between two points the change is the average slope along the way, times the distance.)
# For a network, a crude bound comes free: the product of the layers' **spectral norms**, that is of their largest singular values.
# For $f(x) = v \cdot \tanh(Wx + b)$, since the slope of $\tanh$ is at most 1,
#
# $$\frac{|f(x) - f(y)|}{\lVert x - y \rVert} \le \max_x \lVert \nabla f(x) \rVert \le \lVert v \rVert\, \lVert W \rVert_2, \qquad \nabla f(x) = W^\top \big(v \odot (1 - \tanh^2(Wx + b))\big).$$

# %% [markdown] lang="zh"
# ## 斜率：Lipschitz、裁剪、谱范数
#
# *用于：第 3 章。*
#
# WGAN 让一个网络来当 $f$，称为**评论家**（critic），而且必须让它保持 1-Lipschitz。
# 对可微的 $f$，这就是说梯度的范数*处处*不超过 1。
# （两点之间的变化量，等于沿途斜率的平均，再乘以距离。）
# 对神经网络，有一个现成的粗略上界：各层**谱范数**（最大奇异值）之积。
# 例如 $f(x) = v \cdot \tanh(Wx + b)$，因为 $\tanh$ 的斜率不超过 1，
#
# $$\frac{|f(x) - f(y)|}{\lVert x - y \rVert} \le \max_x \lVert \nabla f(x) \rVert \le \lVert v \rVert\, \lVert W \rVert_2, \qquad \nabla f(x) = W^\top \big(v \odot (1 - \tanh^2(Wx + b))\big).$$
#
# 打印的依次为最陡的弦（chord）、最大的梯度范数（gradient）、谱范数之积（product）。

# %% tags=["nbval-check-output"]
w, b, v = rng.normal(size=(5, 2)), rng.normal(size=5), rng.normal(size=5)


def tiny_critic(x):
    return np.tanh(x @ w.T + b) @ v


def tiny_gradient(x):
    return (v * (1 - np.tanh(x @ w.T + b) ** 2)) @ w


first, second = rng.uniform(-3, 3, (2, 100_000, 2))
lengths = np.linalg.norm(first - second, axis=1)
quotients = np.abs(tiny_critic(first) - tiny_critic(second)) / lengths
plane = np.stack(np.meshgrid(*[np.linspace(-3, 3, 601)] * 2), axis=-1).reshape(-1, 2)
steepest = np.linalg.norm(tiny_gradient(plane), axis=1).max()
bound = np.linalg.norm(v) * np.linalg.norm(w, 2)
print(f"steepest chord {quotients.max():.3f} <= gradient {steepest:.3f} <= product {bound:.3f}")
assert 0.9 * steepest < quotients.max() <= steepest <= bound
w, v = w / np.linalg.norm(w, 2), v / np.linalg.norm(v)
steepest = np.linalg.norm(tiny_gradient(plane), axis=1).max()
print(f"both layers divided by their spectral norms: gradient {steepest:.3f}")
assert steepest <= 1

# %% [markdown] lang="en"
# The bound holds and is loose.
# Dividing each layer by its spectral norm makes any such critic 1-Lipschitz for certain (**spectral normalisation**, Miyato et al. 2018, arXiv:1802.05957).
# The price: the critic is flatter than it might be, here not half as steep as allowed.
#
# The first WGAN was cruder: after each step, clip every weight to $[-c, c]$.
# Take a linear critic $f(x) = w \cdot x$ and two clouds whose means differ by $\delta$.
# What does each constraint make of it?
#
# $$\max_{\lVert w \rVert \le 1} w \cdot \delta = \lVert \delta \rVert \ \text{ at } w = \frac{\delta}{\lVert \delta \rVert}, \qquad \max_{|w_i| \le c} w \cdot \delta = c \sum_i |\delta_i| \ \text{ at } w_i = c\, \mathrm{sign}(\delta_i).$$

# %% [markdown] lang="zh"
# 上界成立，但很松。
# 把每一层除以自己的谱范数，评论家就一定是 1-Lipschitz 的（这叫**谱归一化**：Miyato 等，2018，arXiv:1802.05957）。
# 代价是评论家往往比允许的更平：这里的最大斜率还不到允许值的一半。
#
# 最早的 WGAN 更粗糙：每走一步，就把所有权重裁剪到 $[-c, c]$ 之内。
# 取线性评论家 $f(x) = w \cdot x$，设两团点的均值之差为 $\delta$，两种约束各会给出什么？
#
# $$\max_{\lVert w \rVert \le 1} w \cdot \delta = \lVert \delta \rVert, \ \text{ 取 } w = \frac{\delta}{\lVert \delta \rVert}, \qquad \max_{|w_i| \le c} w \cdot \delta = c \sum_i |\delta_i|, \ \text{ 取 } w_i = c\, \mathrm{sign}(\delta_i).$$

# %%
difference, clip = np.array([3.0, 1.0]), 0.01
box = rng.uniform(-clip, clip, (200_000, 2))
best_clipped = box[np.argmax(box @ difference)]
best_unit = directions.T[np.argmax(difference @ directions)]
np.testing.assert_allclose(best_clipped, clip * np.sign(difference), rtol=0.02)
np.testing.assert_allclose(best_unit, difference / np.linalg.norm(difference), atol=0.01)
angle = np.degrees(np.arctan2(1, 1) - np.arctan2(1, 3))
rows = [[("norm at most 1", "范数不超过 1"), f"{difference @ best_unit:.3f}", "0.0"]]
name = f"clipped at {clip}", f"裁剪到 {clip}"
rows.append([name, f"{clip * np.abs(difference).sum():.3f}", f"{angle:.1f}"])
header = [("critic", "评论家"), ("value", "值"), ("degrees off", "偏了几度")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# With a norm of at most 1, the value is the distance itself.
# Clipped, this critic measures in a unit of its own, and its weights go to a corner of the box: the generator is sent along a diagonal, not straight towards the data.

# %% [markdown] lang="zh"
# 范数不超过 1 时，得到的值就是距离。
# 裁剪之后，这个评论家用的是它自己的单位；权重又都顶到界限，落在方框的角上，于是生成器被引向对角线，而不是径直朝着数据走。
