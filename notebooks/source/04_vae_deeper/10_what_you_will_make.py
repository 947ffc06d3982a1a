# %% [markdown] lang="en"
# ## What you will make
#
# The digits are those of chapter 4: 7,000 to train on, 1,000 for validation and 2,000 test images.
# The networks are those of the chapter, too: one hidden layer of 512 units on either side of a code of 16 numbers.
# One thing is new, the likelihood `"discretized_logistic"`, which takes the grey values as they are; the next section writes it out.
# As in the chapter, `train` lets the learning rate rise and fall, and keeps an average of the weights.
#
# As a reminder: the encoder gives for each image $x$ the means $\mu$ and the logarithms of the variances $\log \sigma^2$ of a normal distribution $q(z \mid x)$ of codes.
# The decoder turns a code $z$ that is drawn from it into the parameters of the likelihood $p(x \mid z)$.
# The loss is the reconstruction loss $-\log p(x \mid z)$ plus the KL divergence of $q(z \mid x)$ from the prior $p(z) = \mathcal{N}(0, I)$.
# On average over the draws it is minus the ELBO, a lower bound of $\log p(x)$.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 数据就是第 4 章的手写数字：7,000 幅用来训练，1,000 幅用来验证，另有 2,000 幅测试图像。
# 网络也与第 4 章的相同：编码有 16 个数，编码器和解码器各有一个 512 个单元的隐藏层。
# 只有似然是新的：`"discretized_logistic"` 直接给灰度值分配概率，下一节会写出它的公式。
# 函数 `train` 与第 4 章的一样：学习率先升后降，最后留下的权重是末尾若干步的平均。
#
# 先回顾一下：编码器为每幅图像 $x$ 给出编码的一个正态分布 $q(z \mid x)$，即均值 $\mu$ 和对数方差 $\log \sigma^2$。
# 从这个分布中采样编码 $z$，解码器由 $z$ 算出似然 $p(x \mid z)$ 的参数。
# 损失是重建误差 $-\log p(x \mid z)$，加上 $q(z \mid x)$ 相对于先验 $p(z) = \mathcal{N}(0, I)$ 的 KL 散度。
# 损失对采样取平均，再取负，就是 ELBO，它是 $\log p(x)$ 的一个下界。

# %%
(images, _), (test_images, _) = data.load_images("mnist")
train_images, validation_images = images[:7000], images[7000:]  # (7000, 28, 28, 1), uint8


def train(model, images, epochs, learning_rate=0.012, batch_size=250):
    """Fit with a rising, then falling rate and averaged weights."""
    steps = epochs * (len(images) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=learning_rate, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99)
    model.compile(optimizer, steps_per_execution=10)
    callbacks = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True), Progress()]
    model.fit(images, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=callbacks)


grey_vae = VAE(latent_dim=16, widths=(512,), likelihood="discretized_logistic", seed=0)
train(grey_vae, train_images, epochs=24, learning_rate=6e-3)

# %% [markdown] lang="en"
# Now cut a hole of 12×12 pixels into test digits, and ask the model to fill it.
# `inpaint` searches for a code that explains the pixels that are left, and the decoder draws the rest.

# %% [markdown] lang="zh"
# 现在给每个测试数字挖一个 12×12 像素的洞，让模型来填补。
# `inpaint` 寻找能解释其余像素的编码，洞里的内容则由解码器画出。

# %%
hole = np.zeros((28, 28, 1), bool)
hole[8:20, 10:22] = True
whole = test_images[:200]
damaged = np.where(hole, 0, whole).astype("uint8")
repaired = grey_vae.inpaint(damaged, hole)  # (200, 28, 28, 1), uint8
grey_holes = np.where(hole, 127, whole).astype("uint8")
plotting.show(
    plotting.image_grid(
        np.concatenate([grey_holes[:10], repaired[:10], whole[:10]]),
        row_labels=["damaged", "repaired", "truth"],
    ),
    "Top: ten test digits with a grey hole. Middle: the hole filled by the VAE. Bottom: the truth.",
    "上：十个带灰洞的测试数字。中：由 VAE 填补的结果。下：原图。",
)

# %% [markdown] lang="en"
# What was filled in joins the strokes outside the hole, though not every stroke is the right one.
# How does the model know which fillings are probable, and how good is it?

# %% [markdown] lang="zh"
# 补上的笔画与洞外的笔画相连，不过并非每一笔都补对了。
# 模型怎么知道哪种填法更有可能？
# 模型补得有多好？
