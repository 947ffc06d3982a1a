# %% [markdown] lang="en"
# ## A product of Jacobians
#
# *Used in chapter 5: why long dependencies are hard to learn, and why gradients are clipped.*
#
# **Question.** What becomes of a gradient that is sent back through many steps?
#
# For the state $h_s = \tanh(x_s W + h_{s-1} U + b)$ of a recurrent network, the Jacobian of a late state with respect to an early one is a product, one factor for each step:
#
# $$\frac{\partial h_T}{\partial h_t} = J_{t+1} J_{t+2} \cdots J_T, \qquad J_s = U \,\mathrm{diag}(1 - h_s^2).$$
#
# The **spectral norm** $\lVert U \rVert$, the largest singular value, is the most by which $U$ can lengthen a vector.
# Since $0 \le 1 - h^2 \le 1$, the product over $d$ steps lengthens no vector by more than $\lVert U \rVert^d$.
# We check product and bound over ten steps of a random network of four units.

# %% [markdown] lang="zh"
# ## 雅可比矩阵的乘积
#
# *用于第 5 章：为什么长距离的依赖难学，为什么要裁剪梯度。*
#
# **问题。** 梯度往回传许多步之后会变成什么样？
#
# 设循环网络的状态为 $h_s = \tanh(x_s W + h_{s-1} U + b)$，后面的状态对前面的状态求导，得到的雅可比矩阵是连乘积，每一步一个因子：
#
# $$\frac{\partial h_T}{\partial h_t} = J_{t+1} J_{t+2} \cdots J_T, \qquad J_s = U \,\mathrm{diag}(1 - h_s^2).$$
#
# **谱范数** $\lVert U \rVert$ 是最大的奇异值，也就是 $U$ 拉长向量的最大倍数。
# 因为 $0 \le 1 - h^2 \le 1$，$d$ 步的乘积最多把向量拉长到 $\lVert U \rVert^d$ 倍。
# 取一个有四个单元的随机网络，走十步，验证乘积公式和上界。

# %%
rng = np.random.default_rng(0)
u, inputs, start = rng.normal(size=(4, 4)), rng.normal(size=(10, 4)), rng.normal(size=4)


def last_state(h):
    # en: x stands for x_s W + b.
    # zh: x 代表 x_s W + b。
    for x in inputs:
        h = np.tanh(x + h @ u)
    return h


# %% tags=["nbval-check-output"]
product, h = np.eye(4), start
for x in inputs:
    h = np.tanh(x + h @ u)
    product = product @ (u * (1 - h**2))
np.testing.assert_allclose(central_difference(last_state, start), product, atol=1e-9)
norm, bound = np.linalg.norm(product, 2), np.linalg.norm(u, 2) ** 10
print(f"norm of the product over 10 steps: {norm:.1e}, bound {bound:.1e}")
assert norm <= bound

# %% [markdown] lang="en"
# The bound is safe and far from tight.
# How large is the product?
# Leave the tanh out: in a linear network the product is a power, $U^d$.
# In the long run its size is decided by the **spectral radius** $\rho$, the largest absolute value of an eigenvalue:
#
# $$\rho^d \le \lVert U^d \rVert \le \lVert U \rVert^d, \qquad \lVert U^d \rVert^{1/d} \to \rho \quad (d \to \infty).$$
#
# The left inequality holds because an eigenvector is stretched by exactly $|\lambda|$ each time; the limit is Gelfand's formula.
# For a **normal** matrix ($U U^\top = U^\top U$; rotations and symmetric matrices are normal), $\lVert U^d \rVert = \rho^d$ from the first step on.
# For others the two can be far apart, as the smallest example shows:
#
# $$U = \begin{pmatrix} \lambda & k \\ 0 & \lambda \end{pmatrix}, \qquad U^d = \begin{pmatrix} \lambda^d & d \lambda^{d-1} k \\ 0 & \lambda^d \end{pmatrix}.$$
#
# > **Predict before you run.** We take three matrices of spectral radius 0.9: a rotation times 0.9, the example with $\lambda = 0.9$ and $k = 4$, and a random matrix of 64 rows.
# > After ten steps $0.9^{10} \approx 0.35$.
# > Which of them has shrunk every vector by then?

# %% [markdown] lang="zh"
# 上界可靠，但比实际的值大得多。
# 实际情形如何？
# 去掉 tanh，看线性网络：乘积成了幂 $U^d$。
# 步数很多时，幂的大小由**谱半径** $\rho$（特征值绝对值的最大者）决定：
#
# $$\rho^d \le \lVert U^d \rVert \le \lVert U \rVert^d, \qquad \lVert U^d \rVert^{1/d} \to \rho \quad (d \to \infty).$$
#
# 左边的不等式成立，是因为特征向量的长度每次正好乘以 $|\lambda|$；右边的极限是 Gelfand 公式。
# 若 $U$ 是**正规矩阵**（$U U^\top = U^\top U$，旋转和对称矩阵都是），则从第一步起就有 $\lVert U^d \rVert = \rho^d$。
# 对其他矩阵，二者可以相差很远，最小的例子是
#
# $$U = \begin{pmatrix} \lambda & k \\ 0 & \lambda \end{pmatrix}, \qquad U^d = \begin{pmatrix} \lambda^d & d \lambda^{d-1} k \\ 0 & \lambda^d \end{pmatrix}.$$
#
# > **先猜，再运行。** 三个矩阵，谱半径都是 0.9：旋转乘以 0.9；上面的例子，取 $\lambda = 0.9$、$k = 4$；一个 64 阶的随机方阵。
# > 十步之后 $0.9^{10} \approx 0.35$。
# > 到那时，哪几个已经把所有向量都缩短了？

# %%
full = np.random.default_rng(0).normal(size=(64, 64))
matrices = {
    "rotation": 0.9 * np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]]),
    "triangle": np.array([[0.9, 4.0], [0.0, 0.9]]),
    "random": full * 0.9 / np.abs(np.linalg.eigvals(full)).max(),
}

# %% tags=["hide-output"]
in_chinese = {"rotation": "旋转", "triangle": "三角矩阵", "random": "随机矩阵"}
steps, norms, rows = np.arange(101), {}, []
for name, matrix in matrices.items():
    powers = [np.linalg.matrix_power(matrix, d) for d in steps]
    norms[name] = np.linalg.norm(powers, 2, axis=(1, 2))  # (101,)
    last = int(np.flatnonzero(norms[name] > 1 + 1e-9).max(initial=0))
    rows.append([(name, in_chinese[name]), *(f"{n:.2g}" for n in norms[name][[1, 10, 50]]), last])
header = [("norm of", "矩阵幂的范数"), "d = 1", "d = 10", "d = 50"]
plotting.table([*header, ("last d above 1", "范数大于 1 的最后一个 d")], rows)

# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(5.6, 2.8))
for name, values in norms.items():
    axis.semilogy(steps, values, label=name)
axis.semilogy(steps, 0.9**steps, "k:", label="$0.9^d$")
axis.axhline(1, color="grey", linewidth=0.8)
axis.set(xlabel="steps d", ylabel="norm of $U^d$")
axis.legend()
plotting.show(
    figure,
    "On a logarithmic axis the rotation falls in a straight line. The triangle first rises to about "
    "16 near step 10 and then falls; the random matrix rises a little and falls.",
    "横轴为步数 d，纵轴为 U 的 d 次幂的谱范数（对数刻度）。旋转（蓝）直线下降；"
    "三角矩阵（橙）先升到 16 左右（约在第 10 步），然后下降；随机矩阵（绿）略升之后下降。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The rotation has shrunk them all, by exactly $0.9^{10}$; the random matrix has only just: the norm of its powers is above 1 for nine steps.
# The triangle stretches a vector to 16 times its length at step 10, and there the norm is above 1 for 51 steps.
#
# </details>
#
# In the end the rotation and the random matrix fall like $0.9^d$, and the triangle like $d \cdot 0.9^d$.
#
# > **Misconception: "a spectral radius below 1 means that gradients vanish from the first step on."** In a linear network it means that they vanish in the end.
# > With the tanh not even the end is certain, since $U \,\mathrm{diag}(1 - h^2)$ can have a larger spectral radius than $U$.
# > Conversely, with $\rho > 1$ the product explodes for certain in a linear network, and perhaps not with the tanh, since $1 - h^2$ mostly works against it.
#
# **What it is for.** Against explosions the gradient $g$ of all parameters together is **clipped**: where it is longer than a given $\theta$, it is shortened to that length:
#
# $$\mathrm{clip}(g) = g \cdot \min\left(1, \frac{\theta}{\lVert g \rVert}\right).$$
#
# This keeps the direction, so a small step still goes down as steeply as any step of its length can.
# Clipping each number by itself, to $\pm 0.5$ in the example, turns the direction:

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 旋转把所有向量都缩短了，恰好缩到 $0.9^{10}$ 倍；随机矩阵也做到了，但只是刚刚做到，它在第一步里曾把某个方向拉长。
# 三角矩阵没有做到：到第 10 步，它的幂还能把向量拉长到 16 倍；直到第 51 步，幂的范数都在 1 以上。
#
# </details>
#
# 最终旋转和随机矩阵按 $0.9^d$ 下降，三角矩阵按 $d \cdot 0.9^d$ 下降。
#
# > **常见误解：“谱半径小于 1，梯度从第一步起就消失。”** 在线性网络里，谱半径小于 1 只保证梯度最终消失。
# > 有了 tanh，连最终消失也不能保证，因为 $U \,\mathrm{diag}(1 - h^2)$ 的谱半径可以比 $U$ 的还大。
# > 反过来，$\rho > 1$ 时，线性网络里的乘积必定爆炸；有 tanh 时却未必，因为 $1 - h^2$ 多半会使乘积变小。
#
# **用处。** 对付梯度爆炸的办法是**裁剪**：把所有参数的梯度合成一个向量 $g$，如果 $g$ 的长度超过给定的 $\theta$，就缩短到 $\theta$：
#
# $$\mathrm{clip}(g) = g \cdot \min\left(1, \frac{\theta}{\lVert g \rVert}\right).$$
#
# 这样裁剪不改变方向，所以在长度相同的各种小步当中，逆着裁剪后的梯度走仍然下降最快。
# 如果对每个数单独截断（例中截到 $\pm 0.5$ 之内），方向就变了：

# %%
g, rows = np.array([3.0, 0.5, -0.2]), []
clipped = {("by norm, to 1", "按范数裁到 1"): g / np.linalg.norm(g)}
clipped[("by value, to 0.5", "逐个截到 ±0.5")] = np.clip(g, -0.5, 0.5)
for name, vector in clipped.items():
    length = np.linalg.norm(vector)
    shown = ", ".join(f"{x:.2f}" for x in vector)
    rows.append([name, shown, f"{g @ vector / length / np.linalg.norm(g):.3f}"])
header = [("clipped", "裁剪"), ("vector", "向量")]
plotting.table([*header, ("cosine with the gradient", "与原梯度夹角的余弦")], rows)
