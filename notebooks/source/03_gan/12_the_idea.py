# %% [markdown] lang="en"
# ## The idea
#
# A forger paints banknotes; an expert tells them from real ones.
# The expert improves by seeing real and forged notes.
# The forger improves by learning what gave each forgery away.
# A **generative adversarial network** (GAN) makes both of them neural networks and trains them together (Goodfellow et al. 2014, arXiv:1406.2661).
#
# - The **generator** $G$ maps a noise vector $z$ to an image $G(z)$.
#   We draw $z$ from a normal distribution, so new noise gives a new image.
# - The **discriminator** $D$ maps an image to one number, the **logit** $\ell$.
#   Then $D(x) = \sigma(\ell) = 1/(1+e^{-\ell})$ is its estimate of the probability that the image is real.
#   Real is 1, fake is 0.
#
# ![From top to bottom: noise z, of shape (n, 100), enters the generator G, which makes fake images G(z), of shape (n, 28, 28, 1). Fake images and real images x of the same shape enter the discriminator D, which gives logits, of shape (n, 1). The logits enter two losses. The gradient of G's loss, a dashed line, runs back through the logits, through D, which it leaves unchanged, and through the fake images into the weights of G. The gradient of D's loss, a dotted line, runs back into the weights of D and no further. Real images never enter G.](../figures/gan_en.svg)
#
# Follow the arrows once with a finger.
# Noise goes into $G$, real images go into $D$ alone, and **both** networks are updated, each by the gradient of its own loss.
# $G$ never sees a real image.
# All it receives is the gradient that comes back through $D$: which pixels should be brighter or darker, so that $D$ takes the image for real.

# %% [markdown] lang="zh"
# ## 思路
#
# 有人造假钞，有人验钞。
# 验钞的人见过的真钞、假钞越多，眼力越准；造假的人每被识破一次，就知道破绽在哪里，下次改掉。
# **生成对抗网络**（generative adversarial network，GAN）让两个神经网络分别扮演这两个角色，放在一起训练（Goodfellow 等，2014，arXiv:1406.2661）。
#
# - **生成器** $G$ 把噪声向量 $z$ 变成图像 $G(z)$。
#   $z$ 从标准正态分布中采样得到，换一个 $z$ 就得到一幅新图。
# - **判别器** $D$ 看一幅图 $x$，给出一个实数 $\ell$，称为 **logit**。
#   $D(x) = \sigma(\ell) = 1/(1+e^{-\ell})$ 就是判别器估计的“$x$ 为真”的概率。
#   真实图像记作 1，假图像记作 0。
#
# ![自上而下：噪声 z（形状为 (n, 100)）进入生成器 G，得到假图像 G(z)（形状为 (n, 28, 28, 1)）。假图像和同样形状的真实图像 x 都进入判别器 D，D 输出 logit（形状为 (n, 1)）。由 logit 算出两个损失。G 的损失的梯度（虚线）往回经过 logit，穿过 D 而不改变 D，再经过假图像，到达 G 的权重。D 的损失的梯度（点线）往回传，到 D 的权重为止。真实图像从不进入 G。](../figures/gan_zh.svg)
#
# 请顺着图中的箭头看一遍。
# 进入 $G$ 的是噪声，真实图像只进入 $D$。
# **两个**网络都要更新，每个网络按自己的损失的梯度更新。
# $G$ 从未见过任何一幅真实图像。
# $G$ 得到的只有穿过 $D$ 传回来的梯度，梯度指出图像里哪些像素该亮一点、哪些该暗一点，才能让 $D$ 把图像当成真的。
