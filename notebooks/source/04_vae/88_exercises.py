# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/04_vae](exercises/04_vae.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ In an empty notebook, without looking here: write an encoder, a decoder, both terms of the loss and a training step, and train them for one epoch.
# 2. ★ Show from the closed form that the divergence of one dimension is zero only for mean 0 and variance 1.
# 3. ★★ Leave all portraits with long green hair out of the training (`portraits_with`), train `hair_vae` on the rest, and order long green hair.
#    Does it come?
# 4. ★★★ Train on Fashion-MNIST, choose `latent_dim` and the number of epochs on validation images, then report the ELBO of its test images and the bound with K = 500, once, and name the protocol.
#
# <details><summary>Answers</summary>
#
# 1. Compare with "Two networks, layer by layer", "The loss, term by term" and "One training step".
#    Frequent mistakes: a mean instead of a sum in one term; $\sigma$ where the network gives $\log \sigma^2$ (then $\sigma = e^{\log \sigma^2 / 2}$); noise drawn once instead of at every step; grey images in a loss of coin flips.
# 2. Write $v = \sigma^2$: $\mu^2 \ge 0$, with equality at 0, and $v - 1 - \log v$ has the derivative $1 - 1/v$, so its only minimum is at $v = 1$, where it is 0.
# 3. Each label has its own row in the table of embeddings, and the row of long green hair was never trained, so nothing tells the decoder what it means.
#    Give the network two labels, one for hair and one for colour, each with an embedding of its own, and try again.
# 4. There is no single answer; what matters is that the test images were drawn in black and white once, with a fixed seed, and looked at once, after all choices, and that unit and K stand beside the numbers.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/04_vae](exercises/04_vae.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 新建一个空的笔记本，不看本章，写出编码器、解码器、损失的两项和训练步，训练一轮。
# 2. ★ 由散度的公式说明：一个维度的散度只有在均值为 0、方差为 1 时才为零。
# 3. ★★ 用 `portraits_with` 从训练集中去掉所有绿色长发的头像，用其余头像训练 `hair_vae`，再让它画绿色长发。
#    画得出来吗？
# 4. ★★★ 换成 Fashion-MNIST 来训练，在验证图像上选定 `latent_dim` 和轮数，再在测试图像上报告 ELBO 和 K = 500 的下界，只报告一次，并写明评测约定。
#
# <details><summary>答案</summary>
#
# 1. 与“逐层看两个网络”“损失的两项”“一个训练步”三节对照。
#    常见错误：有一项该求和却取了平均；网络给出的是 $\log \sigma^2$，却当成 $\sigma$ 来用（应为 $\sigma = e^{\log \sigma^2 / 2}$）；噪声只抽了一次，而不是每步都抽；把二值图像的损失用在灰度图像上。
# 2. 记 $v = \sigma^2$：$\mu^2 \ge 0$，仅当 $\mu = 0$ 时取等号；$v - 1 - \log v$ 的导数是 $1 - 1/v$，所以唯一的最小值在 $v = 1$ 处，等于 0。
# 3. 每种标签在嵌入表里各有一行，绿色长发的那一行从未训练过，解码器无从知道它代表什么。
#    给网络两个标签，发型和发色各用一个嵌入，再试一次。
# 4. 没有唯一的答案；要紧的是，测试图像的黑白用固定的种子只抽取一次，测试图像只在一切选定之后看一次，并且数值旁边写明单位和 K。
#
# </details>
