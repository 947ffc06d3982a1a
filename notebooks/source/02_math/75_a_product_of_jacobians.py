# %% [markdown] lang="en"
# ## A product of Jacobians
#
# *Needed in: chapter 5.*
#
# The recursion for $\delta_t$ multiplies by $U^\top$ and by $1 - h^2$ at every step.
# Collected, this is the Jacobian of a late state with respect to an early one:
#
# $$\frac{\partial h_T}{\partial h_t} = J_{t+1} J_{t+2} \cdots J_T, \qquad J_s = U \,\mathrm{diag}(1 - h_s^2).$$
#
# The **spectral norm** $\lVert U \rVert$, the largest singular value, is the most by which $U$ can lengthen a vector.
# Since $0 \le 1 - h^2 \le 1$, the product over $d$ steps lengthens no vector by more than $\lVert U \rVert^d$.
# We check the product against differences of the function $h_2 \mapsto h_{12}$, and the bound.

# %% [markdown] lang="zh"
# ## 雅可比矩阵的乘积
#
# *用于：第 5 章。*
#
# $\delta_t$ 的递推式每一步都要乘以 $U^\top$ 和 $1 - h^2$。
# 合在一起，就是后面的状态对前面状态的雅可比矩阵：
#
# $$\frac{\partial h_T}{\partial h_t} = J_{t+1} J_{t+2} \cdots J_T, \qquad J_s = U \,\mathrm{diag}(1 - h_s^2).$$
#
# **谱范数** $\lVert U \rVert$ 是最大的奇异值，即 $U$ 最多能把一个向量拉长多少倍。
# 因为 $0 \le 1 - h^2 \le 1$，$d$ 步的乘积最多拉长到 $\lVert U \rVert^d$ 倍。
# 下面用函数 $h_2 \mapsto h_{12}$ 的差商来核对这个乘积，再核对上界。


# %% tags=["nbval-check-output"]
def last_state(h):
    for token_id in token_ids[2:]:
        h = np.tanh(w[token_id] + h @ u + b)
    return h


product = np.eye(4)
for state in states[3:]:
    product = product @ (u * (1 - state**2))
measured = central_difference(last_state, states[2])
np.testing.assert_allclose(measured, product, atol=1e-10)
norm, bound = np.linalg.norm(product, 2), np.linalg.norm(u, 2) ** 10
assert norm <= bound
print(f"norm of the product over 10 steps: {norm:.2e}, bound {bound:.2e}")

# %% [markdown] lang="en"
# The bound is safe and far from tight.
# What happens between?
# Leave the tanh out: in a linear network the product is a power, $U^d$.
# In the long run its fate is decided by the **spectral radius** $\rho$, the largest absolute value of an eigenvalue:
#
# $$\rho^d \le \lVert U^d \rVert \le \lVert U \rVert^d, \qquad \lVert U^d \rVert^{1/d} \to \rho \quad (d \to \infty).$$
#
# The left inequality holds because an eigenvector is stretched by exactly $|\lambda|$ each time; the limit is Gelfand's formula.
# Where $U$ is **normal** ($U U^\top = U^\top U$; rotations and symmetric matrices are), $\lVert U^d \rVert = \rho^d$ from the first step on.
# Otherwise the two can be far apart, as the smallest example shows:
#
# $$U = \begin{pmatrix} \lambda & k \\ 0 & \lambda \end{pmatrix}, \qquad U^d = \begin{pmatrix} \lambda^d & d \lambda^{d-1} k \\ 0 & \lambda^d \end{pmatrix}.$$
#
# > **Predict before you run.** Three matrices, all of spectral radius 0.9: a rotation times 0.9, the example with $\lambda = 0.9$ and $k = 4$, and a random matrix of 64 rows.
# > After ten steps $0.9^{10} \approx 0.35$.
# > Which of them has shrunk every vector by then?

# %% [markdown] lang="zh"
# 上界可靠，但离实际很远。
# 中间发生了什么？
# 去掉 tanh，看线性网络：乘积成了幂 $U^d$。
# 它最终的命运由**谱半径** $\rho$，即特征值绝对值的最大者决定：
#
# $$\rho^d \le \lVert U^d \rVert \le \lVert U \rVert^d, \qquad \lVert U^d \rVert^{1/d} \to \rho \quad (d \to \infty).$$
#
# 左边的不等式成立，是因为特征向量每次正好被拉长 $|\lambda|$ 倍；右边的极限是 Gelfand 公式。
# 若 $U$ 是**正规矩阵**（$U U^\top = U^\top U$，旋转和对称矩阵都是），则从第一步起就有 $\lVert U^d \rVert = \rho^d$。
# 否则二者可以相差很远，最小的例子是
#
# $$U = \begin{pmatrix} \lambda & k \\ 0 & \lambda \end{pmatrix}, \qquad U^d = \begin{pmatrix} \lambda^d & d \lambda^{d-1} k \\ 0 & \lambda^d \end{pmatrix}.$$
#
# > **先猜，再运行。** 三个矩阵，谱半径都是 0.9：旋转乘以 0.9；上面的例子，取 $\lambda = 0.9$、$k = 4$；一个 64 行的随机矩阵。
# > 十步之后 $0.9^{10} \approx 0.35$。
# > 到那时，哪几个已经把所有向量都缩短了？

# %% tags=["hide-output"]
cosine, sine = np.cos(0.5), np.sin(0.5)
rng = np.random.default_rng(0)
full = rng.normal(size=(64, 64))
matrices = {
    "rotation": 0.9 * np.array([[cosine, -sine], [sine, cosine]]),
    "triangle": np.array([[0.9, 4.0], [0.0, 0.9]]),
    "random": full * 0.9 / np.abs(np.linalg.eigvals(full)).max(),
}
steps, norms, rows = np.arange(201), {}, []
in_chinese = {"rotation": "旋转", "triangle": "三角矩阵", "random": "随机矩阵"}
for name, matrix in matrices.items():
    powers = [np.linalg.matrix_power(matrix, d) for d in steps]
    n = norms[name] = np.linalg.norm(powers, 2, axis=(1, 2))
    assert np.all(0.9**steps <= n * (1 + 1e-9)) and np.all(n <= n[1] ** steps * (1 + 1e-9))
    assert n[200] ** (1 / 200) < 0.94
    shown = [f"{value:.2e}" for value in n[[1, 10, 50, 200]]]
    last = np.flatnonzero(n > 1 + 1e-9).max(initial=0)
    rows.append([(name, in_chinese[name]), *shown, f"{n[200] ** (1 / 200):.3f}", last])
np.testing.assert_allclose(norms["rotation"], 0.9**steps)
entry = [np.linalg.matrix_power(matrices["triangle"], d)[0, 1] for d in steps]
np.testing.assert_allclose(entry, steps * 0.9 ** (steps - 1.0) * 4)
header = [("norm of", "谁的范数"), "d = 1", "d = 10", "d = 50", "d = 200"]
header += [("200th root at d = 200", "d = 200 时的 200 次方根")]
plotting.table([*header, ("last d above 1", "范数大于 1 的最后一个 d")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The rotation has shrunk them all, by exactly $0.9^{10}$.
# The random matrix has only just: in its first step it stretched one direction to 1.77 times its length.
# The triangle stretches a vector 15.5 times at step 10, and at step 50 still 1.15 times.
#
# </details>
#
# In the end all three go down like $0.9^d$; the triangle has the factor $d$ besides, which is why its 200th root still stands at 0.931.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 旋转把所有向量都缩短了，不多不少是 $0.9^{10}$ 倍。
# 随机矩阵则是刚刚做到：第一步里它曾把某个方向拉长到 1.77 倍。
# 三角矩阵到第 10 步能把向量拉长到 15.5 倍，到第 50 步还有 1.15 倍。
#
# </details>
#
# 三者最终都按 $0.9^d$ 下降，只是三角矩阵还多一个因子 $d$，所以 200 次方根还停在 0.931。
#
# 下图横轴为步数 $d$，纵轴为 $U^d$ 的谱范数（对数刻度）；三条实线依次为旋转（rotation）、三角矩阵（triangle）和随机矩阵（random），点线为 $0.9^d$，灰线为 1。

# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for name, values in norms.items():
    axis.plot(steps[:101], values[:101], label=name)
axis.plot(steps[:101], 0.9 ** steps[:101], "k:", label="$0.9^d$")
axis.axhline(1, color="grey", linewidth=0.8)
axis.set(yscale="log", xlabel="steps d", ylabel="norm of $U^d$", ylim=(1e-5, 100))
axis.legend()
plotting.show(
    figure,
    "Logarithmic axis. The rotation falls in a straight line from 1. The triangle first rises to "
    "about 16 near step 10 and falls afterwards; the random matrix rises a little, then falls.",
    "纵轴为对数刻度。旋转从 1 起直线下降；三角矩阵先升到 16 左右（约在第 10 步），然后下降；随机矩阵略升之后下降。",
)

# %% [markdown] lang="en"
# > **Misconception: "a spectral radius below 1 means that gradients vanish from the first step on."** In a linear network it means that they vanish in the end.
# > The norm of the triangle stays above 1 for 51 steps, and within them a gradient may grow.
# > With the tanh not even the end is certain, since $U \,\mathrm{diag}(1 - h^2)$ can have a larger spectral radius than $U$.
# > Conversely, with $\rho > 1$ the product explodes for certain in a linear network, and perhaps not with the tanh, since $1 - h^2$ mostly works against it.
#
# **Clipping.** Against explosions the gradient $g$ of all parameters together, where it is longer than a given $\theta$, is shortened to that length:
#
# $$\mathrm{clip}(g) = g \cdot \min\left(1, \frac{\theta}{\lVert g \rVert}\right).$$
#
# It keeps the direction: the cosine of the angle to $g$ is 1, so a small step still goes down as steeply as any step of its length can.
# It is also the point nearest to $g$ among all of length at most $\theta$.
# Clipping each number by itself turns the direction.
# The gradient is the one from above, 65 numbers.
# (That the clipped vector is the nearest is tried against 10,000 neighbours.)

# %% [markdown] lang="zh"
# > **常见误解：“谱半径小于 1，梯度从第一步起就消失。”** 在线性网络里，它只保证梯度最终消失。
# > 三角矩阵的范数有 51 步都在 1 以上，这期间梯度照样可能变大。
# > 有了 tanh，连最终消失也不能保证，因为 $U \,\mathrm{diag}(1 - h^2)$ 的谱半径可以比 $U$ 的还大。
# > 反过来，$\rho > 1$ 时，线性网络里的乘积必定爆炸；有 tanh 时却未必，因为 $1 - h^2$ 多半会往回拉。
#
# **裁剪。** 对付爆炸的办法，是把所有参数的梯度合成一个向量 $g$，若比给定的 $\theta$ 长，就缩短到 $\theta$：
#
# $$\mathrm{clip}(g) = g \cdot \min\left(1, \frac{\theta}{\lVert g \rVert}\right).$$
#
# 它保持方向：与 $g$ 夹角的余弦为 1，所以同样长的一小步里，它仍是下降最快的。
# 它也是长度不超过 $\theta$ 的所有向量中离 $g$ 最近的一个。
# 如果对每个数单独截断，方向就变了。
# 下面用的就是前面那个梯度，共 65 个数；先按范数裁到 1，再逐个截到 ±0.1 之内，并拿 10,000 个邻近的向量来检验“最近”。


# %%
def clip_by_norm(gradient, limit):
    return gradient * min(1, limit / np.linalg.norm(gradient))


gradient = np.concatenate([part.ravel() for part in written])
clipped, by_value = clip_by_norm(gradient, 1.0), np.clip(gradient, -0.1, 0.1)
rows, ways = [], {("by norm, to 1", "按范数裁到 1"): clipped}
ways[("by value, to 0.1", "逐个截到 ±0.1")] = by_value
for name, vector in ways.items():
    length = np.linalg.norm(vector)
    cosine = gradient @ vector / length / np.linalg.norm(gradient)
    rows.append([name, f"{length:.3f}", f"{cosine:.3f}"])
header = [("clipped", "裁剪"), ("length", "长度")]
plotting.table([*header, ("cosine with the gradient", "与原梯度夹角的余弦")], rows)
np.testing.assert_allclose(clip_by_norm(0.01 * gradient, 1.0), 0.01 * gradient)
near = clipped + 0.01 * rng.normal(size=(10_000, gradient.size))
near /= np.maximum(1, np.linalg.norm(near, axis=1, keepdims=True))
distances = np.linalg.norm(near - gradient, axis=1)
assert np.all(distances > np.linalg.norm(clipped - gradient))
np.testing.assert_allclose(gradient @ clipped, np.linalg.norm(gradient))
