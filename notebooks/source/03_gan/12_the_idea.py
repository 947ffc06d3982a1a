# %% [markdown] lang="en"
# ## The idea
#
# A forger paints banknotes; an expert tells them from real ones.
# The expert improves by seeing real and forged notes.
# The forger improves by learning what gave each forgery away.
# A generative adversarial network (GAN) makes both of them neural networks and trains them together (Goodfellow et al. 2014, arXiv:1406.2661).
#
# - The **generator** $G$ maps a noise vector $z$ to an image $G(z)$.
#   We draw $z$ from a normal distribution, so new noise gives a new image.
# - The **discriminator** $D$ maps an image to one number, the **logit** $\ell$.
#   Then $D(x) = \sigma(\ell) = 1/(1+e^{-\ell})$ is its estimate of the probability that the image is real.
#   Real is 1, fake is 0.
#
# ![Noise z enters the generator G, which makes an image G(z). The discriminator D receives G(z) and real images x and gives a logit. The logit enters two losses. The loss of D updates D; the loss of G updates G, with a gradient that passes back through D.](../figures/gan_en.svg)
#
# Many diagrams feed real data into $G$, or update only one network.
# Look again: noise goes into $G$, real images go into $D$ alone, and **both** networks are updated.
# No pixel is copied: $G$ never sees a real image.
# All it receives is the gradient that comes back through $D$.
#
# > **Predict before you run.** We set the output layer of $D$ to zero, so $D = 1/2$ for every image.
# > Then we train for two steps.
# > Whose output layer has changed after the first step: that of $G$, of $D$, of both?
# > And in the second step?

# %% [markdown] lang="zh"
# ## 思路
#
# 有人造假钞，有人验钞。
# 验钞的人见过的真钞、假钞越多，眼力越准；造假的人每被识破一次，就知道破绽在哪里，下次改掉。
# 生成对抗网络（GAN）让两个神经网络分别扮演这两个角色，放在一起训练（Goodfellow 等，2014，arXiv:1406.2661）。
#
# - **生成器** $G$ 把噪声向量 $z$ 变成图像 $G(z)$。
#   $z$ 从正态分布中采样，换一份噪声就得到一张新图。
# - **判别器** $D$ 看一张图，给出一个实数 $\ell$，称为 **logit**（对数几率）。
#   $D(x) = \sigma(\ell) = 1/(1+e^{-\ell})$ 就是它估计的“这张图为真”的概率。
#   真记作 1，假记作 0。
#
# ![噪声 z 进入生成器 G，得到图像 G(z)；判别器 D 接收 G(z) 和真实图像 x，输出 logit；由 logit 算出两个损失：D 的损失更新 D，G 的损失更新 G，其梯度要经过 D 传回。](../figures/gan_zh.svg)
#
# 不少示意图把真实数据画进了 $G$，或者只更新其中一个网络。
# 请再看一遍上图：进入 $G$ 的是噪声；真实图像只进入 $D$；**两个**网络都要更新。
# 这里没有“照抄”：$G$ 从头到尾没有见过任何一张真实图像，它得到的只有从 $D$ 传回来的梯度。
#
# > **先猜，再运行。** 把 $D$ 的输出层全部置零，于是对任何图像都有 $D = 1/2$。
# > 然后训练两步。
# > 第一步之后，谁的输出层变了：$G$、$D$，还是两者都变？
# > 第二步呢？

# %% tags=["hide-output", "nbval-check-output"]
generator = DenseGenerator(latent_dim=8, widths=(16,))
discriminator = DenseDiscriminator(widths=(16,))
discriminator.layers[-2].set_weights([np.zeros((16, 1)), np.zeros(1)])
toy = GAN(generator, discriminator)
toy.compile(keras.optimizers.SGD(0.1))
for step in (1, 2):
    g_before, d_before = generator.get_weights()[-2] + 0, discriminator.get_weights()[-2] + 0
    toy.train_on_batch(train_images[:64])
    g_moved = np.any(generator.get_weights()[-2] != g_before)
    d_moved = np.any(discriminator.get_weights()[-2] != d_before)
    print(f"step {step}: G changed: {g_moved}, D changed: {d_moved}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# In the first step only $D$ moves.
# A discriminator that answers the same to every image has no slope, so it tells $G$ nothing.
# One step later it has a slope, and $G$ moves too.
#
# </details>
#
# Keep this in mind: **$G$ learns only what $D$ can tell it.**

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 第一步只有 $D$ 变了。
# 对所有图像都给出同一个答案的判别器，对图像的梯度是零，也就告诉不了 $G$ 任何事。
# 一步之后有了梯度，$G$ 才跟着动。
#
# </details>
#
# 请记住这一点：**$D$ 能说出多少，$G$ 才能学到多少。**
