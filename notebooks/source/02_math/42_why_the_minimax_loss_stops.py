# %% [markdown] lang="en"
# ## Why the minimax loss stops teaching
#
# *Used in chapter 3, "The losses".*
#
# **Question.** $G$ can minimise $\log(1 - D)$, its own term of the value, or $-\log D$ instead.
# Both say "be taken for real"; why is the second used?
#
# With respect to the logit $\ell$ of a generated point, where $D = \sigma(\ell) = 1/(1 + e^{-\ell})$, the gradients are
#
# $$\frac{d}{d\ell} \log(1 - \sigma(\ell)) = -\sigma(\ell), \qquad \frac{d}{d\ell} \big(-\log \sigma(\ell)\big) = -(1 - \sigma(\ell)).$$
#
# Both are negative: both losses push every generated point towards a higher logit.
# They differ in the weight only.
# The first, **minimax**, weighs by $D$, so points that $D$ recognises as generated hardly count; the second, **non-saturating**, weighs by $1 - D$.
# Automatic differentiation agrees:

# %% [markdown] lang="zh"
# ## 极小极大损失为什么给不出梯度了
#
# *用于第 3 章“损失函数”一节。*
#
# **问题。** $G$ 可以最小化价值中属于它的那一项 $\log(1 - D)$，也可以改为最小化 $-\log D$。
# 两者都要求生成的样本“被当成真的”，为什么用的是 $-\log D$？
#
# 设 $\ell$ 是生成样本的 logit，$D = \sigma(\ell) = 1/(1 + e^{-\ell})$。
# 两个损失对 $\ell$ 的导数是
#
# $$\frac{d}{d\ell} \log(1 - \sigma(\ell)) = -\sigma(\ell), \qquad \frac{d}{d\ell} \big(-\log \sigma(\ell)\big) = -(1 - \sigma(\ell)).$$
#
# 两个导数都是负的，也就是说，两种损失都把每个生成样本往 logit 更高的方向推，差别只在权重。
# $\log(1 - D)$ 称为**极小极大**损失，以 $D$ 为权重，被 $D$ 认出来的样本几乎不起作用；$-\log D$ 称为**非饱和**损失，以 $1 - D$ 为权重。
# 自动微分的结果与公式一致：

# %%
logits = np.array([-6, 0, 6], "float32")
minimax = input_gradient(lambda logit: ops.log(1 - ops.sigmoid(logit)), logits)
non_saturating = input_gradient(lambda logit: -ops.log(ops.sigmoid(logit)), logits)
minimax, non_saturating = ops.convert_to_numpy(minimax), ops.convert_to_numpy(non_saturating)
np.testing.assert_allclose(minimax, -np.exp(log_sigmoid(logits)), atol=1e-3)
np.testing.assert_allclose(non_saturating, -np.exp(log_sigmoid(-logits)), atol=1e-3)
rows = [list(row) for row in zip(logits, minimax, non_saturating, strict=True)]
plotting.table(["logit", ("minimax", "极小极大"), ("non-saturating", "非饱和")], rows)

# %% [markdown] lang="en"
# Now follow the gradient to a weight of the generator.
# Let the data be $p = \mathcal{N}(0, 1)$ and $G(z) = g + z$, so the only thing to learn is the shift $g$, and $q = \mathcal{N}(g, 1)$.
# The best discriminator has the logit $\ell^*(x) = \log(p/q) = -g x + g^2/2$, with slope $-g$.
# Hold it fixed, as a step of $G$ does, and use the chain rule:
#
# $$\frac{dL_G}{dg} = g\, \mathbb{E}_{x \sim q}[D^*(x)] \ \text{(minimax)}, \qquad g\, \mathbb{E}_{x \sim q}[1 - D^*(x)] \ \text{(non-saturating)}.$$
#
# At a large distance the first nearly vanishes.
# Since $pq/(p+q) \le \tfrac12 \sqrt{pq}$, and $\int \sqrt{pq}\, dx = e^{-g^2/8}$,
#
# $$g\, \mathbb{E}_q[D^*] = g \int \frac{pq}{p + q}\, dx \le \frac{g}{2}\, e^{-g^2/8}.$$
#
# > **Predict before you run.** A generator 8 units away has eight times as far to go as one at distance 1.
# > How do the two gradients compare at these two distances?

# %% [markdown] lang="zh"
# 再看损失的梯度传到生成器的权重时有多大。
# 设数据服从 $p = \mathcal{N}(0, 1)$，$G(z) = g + z$，要学的只有平移量 $g$，于是 $q = \mathcal{N}(g, 1)$。
# 最优判别器的 logit 是 $\ell^*(x) = \log(p/q) = -g x + g^2/2$，斜率为 $-g$。
# $G$ 更新时判别器是固定的，由链式法则得：
#
# $$\frac{dL_G}{dg} = g\, \mathbb{E}_{x \sim q}[D^*(x)] \ \text{（极小极大）}, \qquad g\, \mathbb{E}_{x \sim q}[1 - D^*(x)] \ \text{（非饱和）}.$$
#
# 距离大时，极小极大损失的梯度迅速消失。
# 由 $pq/(p+q) \le \tfrac12 \sqrt{pq}$ 和 $\int \sqrt{pq}\, dx = e^{-g^2/8}$ 可得
#
# $$g\, \mathbb{E}_q[D^*] = g \int \frac{pq}{p + q}\, dx \le \frac{g}{2}\, e^{-g^2/8}.$$
#
# > **先猜，再运行。** 与数据相距 8 的生成器，要走的路是相距 1 时的八倍。
# > 在这两个距离上，两种梯度各有多大？


# %%
def shift_gradients(g):
    log_q, log_d = log_normal(LINE, g, 1), log_sigmoid(g**2 / 2 - g * LINE)
    minimax = g * integrate(np.exp(log_q + log_d))
    return minimax, g - minimax


# %% tags=["hide-output"]
rows = []
for g in (1, 2, 4, 8):
    minimax, non_saturating = shift_gradients(g)
    bound = g / 2 * np.exp(-(g**2) / 8)
    assert minimax <= bound
    rows.append([g, *(f"{number:.5f}" for number in (minimax, bound, non_saturating))])
header = ["g", ("minimax", "极小极大"), ("bound of the minimax gradient", "极小极大梯度的上界")]
plotting.table([*header, ("non-saturating", "非饱和")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# At distance 1 the two gradients are of similar size, 0.40 and 0.60.
# At distance 8 the minimax gradient is a few ten-thousandths; the non-saturating one is almost 8, the distance itself.
#
# </details>

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 相距 1 时，两种梯度大小相近：极小极大损失的是 0.40，非饱和损失的是 0.60。
# 相距 8 时，极小极大损失的梯度只有万分之几，非饱和损失的梯度约等于 8，也就是距离本身。
#
# </details>

# %%
distances = np.linspace(0.1, 12, 60)
per_loss = np.transpose([shift_gradients(g) for g in distances])  # (2, 60)

# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(5.2, 2.8))
axis.semilogy(distances, per_loss[0], label="minimax")
axis.semilogy(distances, per_loss[1], "--", label="non-saturating")
axis.semilogy(distances, distances / 2 * np.exp(-(distances**2) / 8), "k:", label="bound")
axis.set(xlabel="distance g of the generator", ylabel="gradient with respect to g")
axis.legend(loc="lower left")
plotting.show(
    figure,
    "Beyond a distance of about 2, the farther the generator is from the data, the smaller the minimax gradient (logarithmic "
    "axis); the non-saturating gradient grows with the distance.",
    "横轴为生成器与数据的距离 g，纵轴为对 g 的梯度（对数刻度）。距离超过 2 左右之后，离数据越远，极小极大损失的梯度"
    "（蓝色，minimax）越小，始终在上界（点线，bound）之下；非饱和损失的梯度（橙色）则随距离增大。",
)

# %% [markdown] lang="en"
# **What it is for.** At the start of a training the generator is far off and recognised easily, just where the minimax loss has almost no gradient.
# That is why chapter 3 trains $G$ with $-\log D$.

# %% [markdown] lang="zh"
# **用处。** 训练刚开始时，生成器离数据很远，很容易被认出来，而极小极大损失恰恰在这时给不出梯度。
# 所以第 3 章用 $-\log D$ 来训练 $G$。
