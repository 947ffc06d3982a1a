# %% [markdown] lang="en"
# ## Slopes: Lipschitz, clipping, spectral norm
#
# *Used in chapter 3, "Four improvements".*
#
# **Question.** How is a network kept from being too steep?
#
# A function $f$ is 1-Lipschitz if $|f(x) - f(y)| \le \lVert x - y \rVert$ for all $x$ and $y$; for a differentiable $f$ this means that the norm of the gradient is at most 1 *everywhere*.
# (Between two points the change is the average slope along the way, times the distance.)
# For a network there is a simple bound: the product of the layers' **spectral norms**, that is, of their largest singular values $\lVert W \rVert_2$.
# For $f(x) = v \cdot \tanh(Wx + b)$, since the slope of $\tanh$ is at most 1,
#
# $$\frac{|f(x) - f(y)|}{\lVert x - y \rVert} \le \max_x \lVert \nabla f(x) \rVert \le \lVert v \rVert\, \lVert W \rVert_2, \qquad \nabla f(x) = W^\top \big(v \odot (1 - \tanh^2(Wx + b))\big).$$

# %% [markdown] lang="zh"
# ## 斜率：Lipschitz、裁剪、谱范数
#
# *用于第 3 章“四项改进”一节。*
#
# **问题。** 怎样防止网络过于陡峭？
#
# 如果对一切 $x$、$y$ 都有 $|f(x) - f(y)| \le \lVert x - y \rVert$，函数 $f$ 就是 1-Lipschitz 的；对可微的 $f$，这就是说梯度的范数*处处*不超过 1。
# （两点之间的变化量，等于沿途斜率的平均，再乘以距离。）
# 神经网络的梯度范数有一个简单的上界：各层**谱范数**（即最大奇异值 $\lVert W \rVert_2$）之积。
# 例如 $f(x) = v \cdot \tanh(Wx + b)$，因为 $\tanh$ 的斜率不超过 1，
#
# $$\frac{|f(x) - f(y)|}{\lVert x - y \rVert} \le \max_x \lVert \nabla f(x) \rVert \le \lVert v \rVert\, \lVert W \rVert_2, \qquad \nabla f(x) = W^\top \big(v \odot (1 - \tanh^2(Wx + b))\big).$$
#
# 打印的是梯度范数的最大值（gradient）和谱范数之积（product）；第二行是各层除以自己的谱范数之后，梯度范数的最大值。

# %%
rng = np.random.default_rng(0)
w, b, v = rng.normal(size=(5, 2)), rng.normal(size=5), rng.normal(size=5)
plane = np.stack(np.meshgrid(*[np.linspace(-3, 3, 601)] * 2), axis=-1)  # (601, 601, 2)


def steepest(w, v):
    gradients = (v * (1 - np.tanh(plane @ w.T + b) ** 2)) @ w  # (601, 601, 2)
    return np.linalg.norm(gradients, axis=-1).max()


# %% tags=["nbval-check-output"]
bound = np.linalg.norm(v) * np.linalg.norm(w, 2)
normalised = steepest(w / np.linalg.norm(w, 2), v / np.linalg.norm(v))
print(f"gradient {steepest(w, v):.3f}, product {bound:.3f}")
print(f"both layers divided by their spectral norms: gradient {normalised:.3f}")
assert steepest(w, v) <= bound and normalised <= 1

# %% [markdown] lang="en"
# The bound holds and is loose.
# Dividing each layer by its spectral norm makes any such network 1-Lipschitz for certain (**spectral normalisation**, Miyato et al. 2018, arXiv:1802.05957).
# Its drawback is that the network is flatter than it might be: here it is not half as steep as allowed.
#
# The first Wasserstein GAN did something simpler with the network that estimates its distance, the critic: after each step it clipped every weight to $[-c, c]$ (Arjovsky et al. 2017, arXiv:1701.07875).
# Take a linear critic $f(x) = w \cdot x$ and two clouds of points whose means differ by $\delta$.
# What does each constraint make of it?
#
# $$\max_{\lVert w \rVert \le 1} w \cdot \delta = \lVert \delta \rVert \ \text{ at } w = \frac{\delta}{\lVert \delta \rVert}, \qquad \max_{|w_i| \le c} w \cdot \delta = c \sum_i |\delta_i| \ \text{ at } w_i = c\, \mathrm{sign}(\delta_i).$$

# %% [markdown] lang="zh"
# 上界成立，但很松。
# 把每一层除以自己的谱范数，网络就一定是 1-Lipschitz 的（这叫**谱归一化**：Miyato 等，2018，arXiv:1802.05957）。
# 缺点是网络往往比允许的更平缓：这里的最大斜率还不到允许值的一半。
#
# 最早的 Wasserstein GAN 用一个称为评论家的网络来估计距离，限制这个网络的做法更简单：每更新一次，就把所有权重裁剪到 $[-c, c]$ 之内（Arjovsky 等，2017，arXiv:1701.07875）。
# 取线性评论家 $f(x) = w \cdot x$，设两团点的均值之差为 $\delta$，两种约束各会得出怎样的评论家？
#
# $$\max_{\lVert w \rVert \le 1} w \cdot \delta = \lVert \delta \rVert, \ \text{ 取 } w = \frac{\delta}{\lVert \delta \rVert}, \qquad \max_{|w_i| \le c} w \cdot \delta = c \sum_i |\delta_i|, \ \text{ 取 } w_i = c\, \mathrm{sign}(\delta_i).$$

# %%
difference, clip = np.array([3.0, 1.0]), 0.01
# en: Weights tried within the box.
# zh: 在方框内随机试的权重。
corners = np.random.default_rng(0).uniform(-clip, clip, (200_000, 2))  # (200000, 2)
best_clipped = corners[np.argmax(corners @ difference)]
np.testing.assert_allclose(best_clipped, clip * np.sign(difference), rtol=0.02)
angle = np.degrees(np.arctan2(1, 1) - np.arctan2(1, 3))
rows = [[("norm at most 1", "范数不超过 1"), np.linalg.norm(difference), 0]]
rows.append([(f"clipped at {clip}", f"裁剪到 {clip}"), clip * np.abs(difference).sum(), angle])
header = [("critic", "评论家"), ("value", "E_p[f] − E_q[f]"), ("degrees off", "偏离的角度（度）")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# **What it is for.** With a norm of at most 1, the value is the distance between the two means; if one cloud is the other one shifted, that is the Wasserstein distance itself.
# A clipped critic measures in a unit of its own, and its weights go to a corner of the box.
# So the generator is sent along a diagonal, 26.6 degrees off the straight way to the data.
# The gradient penalty was proposed in place of clipping.

# %% [markdown] lang="zh"
# **用处。** 范数不超过 1 时，得到的值是两个均值之间的距离；如果两团点只差一个平移，它就是 Wasserstein 距离。
# 裁剪之后，评论家的值不再是距离，它的大小随 $c$ 而变；各个权重又都达到界限，落在允许范围（一个方框）的角上，于是生成器被引向对角线方向，而不是直接朝着数据走。
# 梯度惩罚就是为了代替裁剪而提出的。
