# %% [markdown] lang="en"
# ## The loss, written out
#
# $D$ maximises $V$, so it minimises $-V$.
# For $G$, the original paper gives two choices:
#
# $$L_D = -\mathbb{E}[\log D(x)] - \mathbb{E}[\log(1 - D(G(z)))]$$
#
# $$L_G^{\text{minimax}} = \mathbb{E}[\log(1 - D(G(z)))], \qquad
# L_G^{\text{non-saturating}} = -\mathbb{E}[\log D(G(z))]$$
#
# We compute them from logits, never from $D$.
# In float32, $\sigma(20)$ is exactly 1, so $\log(1 - \sigma(20))$ is minus infinity and its gradient is lost.
# With $\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ nothing is lost: $-\log \sigma(\ell) = \mathrm{softplus}(-\ell)$ and $-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$.

# %% [markdown] lang="zh"
# ## 把损失写出来
#
# $D$ 要最大化 $V$，也就是最小化 $-V$。
# 至于 $G$，原论文给了两种选择（先极小极大，后非饱和）：
#
# $$L_D = -\mathbb{E}[\log D(x)] - \mathbb{E}[\log(1 - D(G(z)))]$$
#
# $$L_G^{\text{minimax}} = \mathbb{E}[\log(1 - D(G(z)))], \qquad L_G^{\text{non-saturating}} = -\mathbb{E}[\log D(G(z))]$$
#
# 计算时要从 logit 出发，而不是先算 $D$ 再取对数。
# 在 float32 中 $\sigma(20)$ 恰好等于 1，于是 $\log(1 - \sigma(20))$ 成了负无穷，梯度也随之丢失。
# 改用 $\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ 就没有这个问题：$-\log \sigma(\ell) = \mathrm{softplus}(-\ell)$，$-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$。

# %% tags=["nbval-check-output"]
logit = ops.convert_to_tensor(20.0, dtype="float32")
print("log(1 - sigmoid(20)):", float(ops.log(1 - ops.sigmoid(logit))))
print("-softplus(20):       ", float(-ops.softplus(logit)))

# %% [markdown] lang="en"
# Here are the losses in full.

# %% [markdown] lang="zh"
# 下面把损失完整写出来。


# %%
def written_d_loss(real_logits, fake_logits):
    return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))


def written_g_loss(fake_logits, loss):
    if loss == "minimax":
        return -ops.mean(ops.softplus(fake_logits))
    return ops.mean(ops.softplus(-fake_logits))


# %% [markdown] lang="en"
# On random logits they equal the library's losses, and the formulas above, evaluated directly in float64.

# %% [markdown] lang="zh"
# 取一批随机的 logit，上面的写法与课程库的结果一致，也与用 float64 直接代入公式的结果一致。


# %% tags=["nbval-check-output"]
def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


real_logits, fake_logits = rng.normal(size=(2, 100, 1)) * 3
d_real, d_fake = sigmoid(real_logits), sigmoid(fake_logits)
d_formula = -np.mean(np.log(d_real)) - np.mean(np.log(1 - d_fake))
g_formulas = {"minimax": np.mean(np.log(1 - d_fake)), "non_saturating": -np.mean(np.log(d_fake))}
for loss, g_formula in g_formulas.items():
    for d_loss, g_loss in ((written_d_loss, written_g_loss), (discriminator_loss, generator_loss)):
        np.testing.assert_allclose(d_loss(real_logits, fake_logits), d_formula, rtol=1e-4)
        np.testing.assert_allclose(g_loss(fake_logits, loss), g_formula, rtol=1e-4)
    print(f"{loss}: written out = library = formula")

# %% [markdown] lang="en"
# Both generator losses fall as $D(G(z))$ rises.
# They differ in slope.
# With respect to the logit,
#
# $$\frac{d L_G^{\text{minimax}}}{d\ell} = -\sigma(\ell), \qquad
# \frac{d L_G^{\text{non-saturating}}}{d\ell} = -(1 - \sigma(\ell)).$$
#
# Early in training $D$ is sure that $G(z)$ is fake: $\ell$ is far below zero.
# We let automatic differentiation compute both gradients (the loss is a mean, so we multiply by the number of logits).
#
# > **Predict before you run.** At $\ell = -6$, how many times larger is the non-saturating gradient?

# %% [markdown] lang="zh"
# 两种生成器损失都随 $D(G(z))$ 升高而下降，区别在斜率。
# 对 logit 求导：
#
# $$\frac{d L_G^{\text{minimax}}}{d\ell} = -\sigma(\ell), \qquad \frac{d L_G^{\text{non-saturating}}}{d\ell} = -(1 - \sigma(\ell)).$$
#
# 训练之初，$D$ 很有把握认定 $G(z)$ 是假的，$\ell$ 远小于零。
# 下面用自动微分求出两种梯度（损失是平均值，所以要再乘以 logit 的个数）。
#
# > **先猜，再运行。** 在 $\ell = -6$ 处，非饱和损失的梯度是极小极大损失的多少倍？

# %% tags=["hide-output", "nbval-check-output"]
from functools import partial

logits = np.linspace(-8, 8, 161, dtype="float32")
gradients = {}
for loss in ("minimax", "non_saturating"):
    gradient = aigc_keras.backend.input_gradient(partial(generator_loss, loss=loss), logits)
    gradients[loss] = ops.convert_to_numpy(gradient) * len(logits)
steep, flat = gradients["non_saturating"][logits == -6][0], gradients["minimax"][logits == -6][0]
print(f"at logit -6: {steep:.4f} against {flat:.4f}; ratio {steep / flat:.0f}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The ratio is $\sigma(6)/\sigma(-6) = e^6 \approx 403$.
#
# </details>
#
# Both gradients follow the formulas, at every logit:

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 这个倍数就是 $\sigma(6)/\sigma(-6) = e^6 \approx 403$。
#
# </details>
#
# 在每个 logit 上，两种梯度都与公式相符：

# %%
np.testing.assert_allclose(gradients["minimax"], -sigmoid(logits), atol=1e-5)
np.testing.assert_allclose(gradients["non_saturating"], -(1 - sigmoid(logits)), atol=1e-5)

# %% [markdown] lang="en"
# The minimax loss gives almost no gradient where $G$ needs it most: it **saturates**.
# That is why the non-saturating loss is the usual one, and the default of our library.
# Both losses want the same; they differ in how loudly they say it.

# %% [markdown] lang="zh"
# 在 $G$ 最需要梯度的地方，极小极大损失几乎不给梯度，这就是**饱和**。
# 所以通常用非饱和损失，它也是课程库的默认选择。
# 两种损失要的是同一件事，只是催促的力度不同。
# 图中横轴为生成图像的 logit（越往左，$D$ 越确信是假），纵轴为生成器损失对 logit 的梯度；蓝线为极小极大损失，橙色虚线为非饱和损失。

# %%
figure, axis = plt.subplots()
axis.plot(logits, gradients["minimax"], label="minimax (saturates)")
axis.plot(logits, gradients["non_saturating"], "--", label="non-saturating")
axis.set(xlabel="logit of a generated image (left: D is sure it is fake)")
axis.set_ylabel("gradient of G's loss")
axis.legend()
plotting.show(
    figure,
    "Gradient against logit: minimax goes to 0 on the left, non-saturating goes to -1 there.",
    "梯度随 logit 的变化：在左侧，极小极大损失的梯度趋于 0，非饱和损失的梯度趋于 -1。",
)

# %% [markdown] lang="en"
# > **Misconception: "a smaller generator loss means better images."** The loss is measured by an opponent, and the opponent moves.
# > Against a weak $D$, bad images have a small loss.
# > Against a $D$ that improves, the loss can grow while the images get better.
# > Even at the perfect equilibrium $L_G = \ln 2$, which is not its minimum.
# > Judge images by scores that stay still; the evaluation below does.

# %% [markdown] lang="zh"
# > **常见误解：“生成器损失越小，图像越好。”** 损失是由对手来量的，而对手一直在变。
# > 面对弱的 $D$，很差的图像损失也可以很小；$D$ 变强了，图像变好的同时损失反而可能上升。
# > 即使到了理想的均衡点，也是 $L_G = \ln 2$，并不是最小值。
# > 评价图像要用不随训练变动的尺子，后面的评估就是这样做的。
