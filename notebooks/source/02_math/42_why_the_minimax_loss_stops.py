# %% [markdown] lang="en"
# ## Why the minimax loss stops teaching
#
# *Needed in: chapter 3.*
#
# $G$ can minimise $\log(1 - D)$, its own term of $V$, or $-\log D$ instead.
# With respect to the logit of a generated point the gradients are
#
# $$\frac{d}{d\ell} \log(1 - \sigma(\ell)) = -\sigma(\ell), \qquad \frac{d}{d\ell} \big(-\log \sigma(\ell)\big) = -(1 - \sigma(\ell)).$$
#
# Both are negative: both losses push every generated point towards a higher logit.
# They differ in the weight only.
# The first weighs by $D$, so points that $D$ recognises as generated hardly count; the second weighs by $1 - D$.
# Automatic differentiation agrees:

# %% [markdown] lang="zh"
# ## 极小极大损失为什么教不动了
#
# *用于：第 3 章。*
#
# $G$ 可以最小化 $V$ 中属于它的那一项 $\log(1 - D)$，也可以改为最小化 $-\log D$。
# 对生成样本的 logit 求导：
#
# $$\frac{d}{d\ell} \log(1 - \sigma(\ell)) = -\sigma(\ell), \qquad \frac{d}{d\ell} \big(-\log \sigma(\ell)\big) = -(1 - \sigma(\ell)).$$
#
# 两者都是负的，也就是说，两种损失都把每个生成样本往 logit 更高的方向推，差别只在权重。
# 前者以 $D$ 为权重，被 $D$ 认出来的样本几乎不起作用；后者以 $1 - D$ 为权重。
# 自动微分的结果与公式一致：

# %%
logits = np.linspace(-8, 8, 161, dtype="float32")
minimax = input_gradient(lambda logit: ops.log(1 - ops.sigmoid(logit)), logits)
non_saturating = input_gradient(lambda logit: -ops.log(ops.sigmoid(logit)), logits)
minimax, non_saturating = ops.convert_to_numpy(minimax), ops.convert_to_numpy(non_saturating)
np.testing.assert_allclose(minimax, -np.exp(log_sigmoid(logits)), atol=1e-3)
np.testing.assert_allclose(non_saturating, -np.exp(log_sigmoid(-logits)), atol=1e-3)
header = ["logit", ("minimax", "极小极大"), ("non-saturating", "非饱和")]
numbers = zip(logits, minimax, non_saturating, strict=True)
rows = [[f"{x:.0f}", f"{first:.3f}", f"{second:.3f}"] for x, first, second in numbers]
plotting.table(header, [rows[i] for i in (20, 80, 140)])

# %% [markdown] lang="en"
# Now follow the gradient to a weight of the generator.
# Let $p$ be $\mathcal{N}(0, 1)$ and $G(z) = g + z$, so the only thing to learn is the shift $g$.
# The best discriminator has the logit $\ell^*(x) = -g x + g^2/2$, with slope $-g$.
# Hold it fixed, as a step of $G$ does, and use the chain rule:
#
# $$\frac{dL_G}{dg} = g\, \mathbb{E}_{x \sim q}[D^*(x)] \ \text{(minimax)}, \qquad g\, \mathbb{E}_{x \sim q}[1 - D^*(x)] \ \text{(non-saturating)}.$$
#
# The first dies quickly.
# Since $pq/(p+q) \le \tfrac12 \sqrt{pq}$, and $\int \sqrt{pq} = e^{-g^2/8}$,
#
# $$g\, \mathbb{E}_q[D^*] = g \int \frac{pq}{p + q}\, dx \le \frac{g}{2}\, e^{-g^2/8}.$$
#
# > **Predict before you run.** A generator 8 units away has eight times as far to go as one at distance 1.
# > How do the two gradients compare at these two distances?

# %% [markdown] lang="zh"
# 再把梯度一路传到生成器的权重。
# 设 $p$ 为 $\mathcal{N}(0, 1)$，$G(z) = g + z$，要学的只有平移量 $g$。
# 最优判别器的 logit 是 $\ell^*(x) = -g x + g^2/2$，斜率为 $-g$。
# $G$ 更新时判别器是固定的，由链式法则：
#
# $$\frac{dL_G}{dg} = g\, \mathbb{E}_{x \sim q}[D^*(x)] \ \text{（极小极大）}, \qquad g\, \mathbb{E}_{x \sim q}[1 - D^*(x)] \ \text{（非饱和）}.$$
#
# 前者很快就消失了。
# 由 $pq/(p+q) \le \tfrac12 \sqrt{pq}$ 和 $\int \sqrt{pq} = e^{-g^2/8}$ 可得
#
# $$g\, \mathbb{E}_q[D^*] = g \int \frac{pq}{p + q}\, dx \le \frac{g}{2}\, e^{-g^2/8}.$$
#
# > **先猜，再运行。** 相距 8 的生成器，要走的路是相距 1 的八倍。
# > 在这两个距离上，两种梯度各是多大？


# %% tags=["hide-output"]
def shift_gradients(g):
    log_q, log_d = log_normal_density(g, 1), log_sigmoid(g**2 / 2 - g * grid)
    minimax = g * np.trapezoid(np.exp(log_q + log_d), grid)
    return minimax, g - minimax


def fixed_d_losses(g, move):
    logits = g**2 / 2 - g * (noise + g + move)
    return np.array([weights @ log_sigmoid(-logits), -weights @ log_sigmoid(logits)])


rows = []
for g in (1, 2, 4, 8):
    minimax, non_saturating = shift_gradients(g)
    slopes = (fixed_d_losses(g, 1e-4) - fixed_d_losses(g, -1e-4)) / 2e-4
    np.testing.assert_allclose(slopes, (minimax, non_saturating), rtol=1e-4)
    overlap = np.trapezoid(np.exp((log_p + log_normal_density(g, 1)) / 2), grid)
    bound = g / 2 * np.exp(-(g**2) / 8)
    assert minimax <= bound and np.isclose(g / 2 * overlap, bound)
    rows.append([g, *(f"{number:.5f}" for number in (minimax, bound, non_saturating))])
header = ["g", ("minimax", "极小极大"), ("its bound", "它的上界")]
plotting.table([*header, ("non-saturating", "非饱和")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# At distance 8 the minimax gradient is a few ten-thousandths; the non-saturating one is almost 8, the distance itself.
#
# </details>
#
# (The check in the cell moves $g$ by a small step and averages over noise.)

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 相距 8 时，极小极大损失的梯度只有万分之几，非饱和损失的梯度约等于 8，就是距离本身。
#
# </details>
#
# （单元格里的验证是把 $g$ 挪动一小步，再对噪声求平均。）
# 左图中横轴为生成样本的 logit，纵轴为损失对 logit 的梯度；右图中横轴为生成器与数据的距离 $g$，纵轴为损失对 $g$ 的梯度（对数刻度）；蓝线为极小极大损失（minimax），橙色虚线为非饱和损失（non-saturating），灰色点线是上界（bound）。

# %% tags=["hide-output"]
distances = np.linspace(0.1, 12, 120)
per_loss = np.transpose([shift_gradients(g) for g in distances])
figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.9), layout="constrained")
left.plot(logits, -np.exp(log_sigmoid(logits)))
left.plot(logits, -np.exp(log_sigmoid(-logits)), "--")
left.set(xlabel="logit of a generated point", ylabel="gradient with respect to the logit")
right.semilogy(distances, per_loss[0], label="minimax")
right.semilogy(distances, per_loss[1], "--", label="non-saturating")
bound = distances / 2 * np.exp(-(distances**2) / 8)
right.semilogy(distances, bound, ":", color="grey", label="bound")
right.set(xlabel="distance g of the generator", ylabel="gradient with respect to g")
right.legend(loc="lower left")
plotting.show(
    figure,
    "Left: minus the sigmoid of the logit, and the sigmoid minus 1. Right, on a logarithmic scale: "
    "the minimax gradient falls below 1e-7 at distance 12, always under its bound; the other grows.",
    "左：两种梯度，一为负的 sigmoid，一为 sigmoid 减 1。右（对数刻度）：相距 12 时极小极大损失的梯度"
    "降到 1e-7 以下，始终在上界之下；非饱和损失的梯度则一直上升。",
)
