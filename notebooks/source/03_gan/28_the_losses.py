# %% [markdown] lang="en"
# ## The losses
#
# The discriminator is a classifier of two classes, so its loss is the cross-entropy.
# For a real image it pays $-\log D(x)$, for a generated one $-\log(1 - D(G(z)))$:
#
# $$L_D = -\mathbb{E}\big[\log D(x)\big] - \mathbb{E}\big[\log(1 - D(G(z)))\big]$$
#
# The generator wants its images to be taken for real, so it pays for what $D$ says of them:
#
# $$L_G = -\mathbb{E}\big[\log D(G(z))\big]$$
#
# We compute both from the logits and never from $D$ itself.
# With $D = \sigma(\ell)$ and $\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$,
#
# $$-\log D = \mathrm{softplus}(-\ell), \qquad -\log(1 - D) = \mathrm{softplus}(\ell).$$
#
# The reason is rounding: in float32, $\sigma(20)$ is exactly 1, and the logarithm of $1 - 1$ is minus infinity.

# %% [markdown] lang="zh"
# ## 损失函数
#
# 判别器是一个二分类器，所以它的损失就是交叉熵。
# 对真实图像 $x$，损失是 $-\log D(x)$；对生成图像 $G(z)$，损失是 $-\log(1 - D(G(z)))$：
#
# $$L_D = -\mathbb{E}\big[\log D(x)\big] - \mathbb{E}\big[\log(1 - D(G(z)))\big]$$
#
# 生成器希望自己的图像被当成真的，所以它的损失取决于 $D$ 对这些图像的判断：
#
# $$L_G = -\mathbb{E}\big[\log D(G(z))\big]$$
#
# 两个损失都直接由 logit 计算，不先算出概率 $D$。
# 由 $D = \sigma(\ell)$，并记 $\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$，就有
#
# $$-\log D = \mathrm{softplus}(-\ell), \qquad -\log(1 - D) = \mathrm{softplus}(\ell).$$
#
# 用 logit 计算是为了避开舍入误差：在 float32 中 $\sigma(20)$ 恰好等于 1，而 $1 - 1$ 的对数是负无穷。

# %% tags=["nbval-check-output"]
logit = ops.convert_to_tensor(20.0, dtype="float32")
print("-log(1 - sigmoid(20)):", float(-ops.log(1 - ops.sigmoid(logit))))
print("softplus(20):         ", float(ops.softplus(logit)))


# %%
def discriminator_loss(real_logits, fake_logits):
    return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))


def generator_loss(fake_logits):
    return ops.mean(ops.softplus(-fake_logits))


# %% [markdown] lang="en"
# > **Predict before you run.** A discriminator that cannot tell at all gives the logit 0 to every image, so $D = 1/2$.
# > What are the two losses then?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 完全分不出真假的判别器对每幅图都给出 logit 0，即 $D = 1/2$。
# > 这时 $L_D$ 和 $L_G$ 各是多少？

# %% tags=["hide-output", "nbval-check-output"]
zeros = np.zeros((64, 1), "float32")
print(f"L_D = {discriminator_loss(zeros, zeros):.4f}, 2 ln 2 = {2 * np.log(2):.4f}")
print(f"L_G = {generator_loss(zeros):.4f}, ln 2 = {np.log(2):.4f}")

# %% [markdown] lang="en"
# <details><summary>Why these numbers</summary>
#
# $-\log \frac12 = \ln 2$, once for the generator, and twice for the discriminator, which pays for real and for generated images.
# Remember 1.39 and 0.69: they are where both losses stand when nobody can tell real from generated any more.
#
# </details>
#
# > **Two losses of the generator.** Goodfellow's paper begins with a game for one number, the **value function** $V(D, G) = \mathbb{E}[\log D(x)] + \mathbb{E}[\log(1 - D(G(z)))]$, which $D$ maximises and $G$ minimises.
# > Taken literally, the generator's loss would be $\mathbb{E}[\log(1 - D(G(z)))]$, the **minimax loss**.
# > Ours is the **non-saturating loss**, which the same paper recommends: early on $D$ is sure that $G(z)$ is fake, and at a logit of -6, say, the gradient of this loss with respect to the logit is $e^6 \approx 400$ times that of the minimax loss.
# > Chapter 2 derives that, in "Why the minimax loss stops teaching".

# %% [markdown] lang="zh"
# <details><summary>为什么是这两个数</summary>
#
# $-\log \frac12 = \ln 2$：$L_G$ 只有这样一项；$L_D$ 有两项，真实图像一项，生成图像一项。
# 请记住 1.39 和 0.69：判别器分不出真假时，$L_D$ 和 $L_G$ 就停在这两个值上。
#
# </details>
#
# > **生成器的两种损失。** Goodfellow 的论文把训练看作双方围绕同一个函数的博弈，这个函数叫**价值函数**：$V(D, G) = \mathbb{E}[\log D(x)] + \mathbb{E}[\log(1 - D(G(z)))]$，$D$ 要让它最大，$G$ 要让它最小。
# > 按这个定义，生成器的损失应当是 $\mathbb{E}[\log(1 - D(G(z)))]$，称为**极小极大损失**。
# > 我们用的 $L_G$ 是同一篇论文推荐的**非饱和损失**。
# > 训练初期，$D$ 很有把握地认定 $G(z)$ 是假的；例如 logit 为 -6 时，非饱和损失对 logit 的梯度是极小极大损失的梯度的 $e^6 \approx 400$ 倍。
# > 推导见第 2 章“极小极大损失为什么给不出梯度了”一节。
