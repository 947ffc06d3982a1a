# %% [markdown] lang="en"
# ## Both programs, mended
#
# What both articles set out to write: noise vectors in, images of 28×28×1 out, raw logits, both players updated on every shuffled batch.
#
# | as printed | mended |
# | --- | --- |
# | `Flatten()` at the end of G; `Dense` on single pixels | a vector of noise, then transposed convolutions to (28, 28, 1) |
# | `sigmoid` at the end of D | a raw logit; the loss applies the sigmoid |
# | data in [0, 1] against `tanh` | data scaled to [-1, 1], inside the model |
# | label 0 for G, or a loss without real images | $-\log D(G(z))$ for G, both terms for D |
# | batches of one image, never shuffled; G once an epoch | shuffled batches of 128; both players at every one |
# | D frozen | `stop_gradient` between the players |
# | Adam with $\beta_1 = 0.9$ (both programs leave the default) | $\beta_1 = 0.5$, as in DCGAN (Radford et al. 2015, arXiv:1511.06434) |
#
# The networks are those of the large-models article, with a quarter of the channels in G and half in D, to keep the training short.

# %% [markdown] lang="zh"
# ## 两个程序，改好之后
#
# 两篇文章想写的就是下面这样：输入噪声向量，输出 28×28×1 的图像，损失用未经 sigmoid 的 logit，数据打乱后分批，每批都更新双方。
#
# | 照原样 | 改正后 |
# | --- | --- |
# | G 以 `Flatten()` 收尾；`Dense` 作用在单个像素上 | 从噪声向量出发，用转置卷积得到 (28, 28, 1) |
# | D 以 `sigmoid` 结尾 | 输出 logit，sigmoid 由损失来做 |
# | 数据在 [0, 1]，与 `tanh` 不合 | 数据在模型内部缩放到 [-1, 1] |
# | G 的标签为 0，或者损失不看真实图像 | G 用 $-\log D(G(z))$，D 用两项 |
# | 每批一幅图，从不打乱；G 每轮只更新一次 | 每批 128 幅，打乱；每批双方都更新 |
# | D 被冻结 | 双方之间用 `stop_gradient` 隔开 |
# | Adam 的 $\beta_1 = 0.9$（两个程序都用默认值） | $\beta_1 = 0.5$，同 DCGAN（Radford 等，2015，arXiv:1511.06434） |
#
# 网络就是《大模型》那一对，为了缩短训练，G 的通道减为四分之一，D 的减为一半。

# %%
# en: Noise (n, 100) -> images (n, 28, 28, 1) in [-1, 1].
# zh: 噪声 (n, 100) -> 图像 (n, 28, 28, 1)，取值在 [-1, 1]。
generator = keras.Sequential(
    [
        keras.Input((100,)),
        layers.Dense(32 * 7 * 7, activation="relu"),
        layers.Reshape((7, 7, 32)),
        layers.Conv2DTranspose(16, 5, strides=2, padding="same"),  # (n, 14, 14, 16)
        layers.BatchNormalization(),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2DTranspose(1, 5, strides=2, padding="same"),  # (n, 28, 28, 1)
        layers.Activation("tanh", dtype="float32"),
    ]
)
# en: Images -> logits (n, 1), without a sigmoid.
# zh: 图像 -> logit (n, 1)，不加 sigmoid。
discriminator = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(16, 3, strides=2, padding="same"),  # (n, 14, 14, 16)
        layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(32, 3, strides=2, padding="same"),  # (n, 7, 7, 32)
        layers.LeakyReLU(negative_slope=0.2),
        layers.Flatten(),
        layers.Dense(1, dtype="float32"),
    ]
)

# %% tags=["headline"]
mended_gan = GAN(generator, discriminator, loss="non_saturating", seed=1)
optimizer = TwoPlayerAdam(2e-3, beta_1=0.5, use_ema=True, ema_momentum=0.98)
mended_gan.compile(optimizer, steps_per_execution=9)
mended_gan.fit(train_images, batch_size=128, epochs=4, verbose=0, callbacks=[Progress()])
samples = mended_gan.sample(10, seed=1)  # (10, 28, 28, 1), uint8
plotting.show(
    plotting.image_grid(samples),
    "Ten samples of the mended program: white strokes on black, not yet clear digits.",
    "改好的程序画的十个样本：黑底白色笔画，还不是清楚的数字。",
)
print("both programs mended:", samples.shape, samples.dtype)

# %% [markdown] lang="en"
# The program runs and learns.
# Both losses stand near those of the equilibrium, $2\ln 2 \approx 1.386$ and $\ln 2 \approx 0.693$, and the images are not yet clear digits.
# So such losses are no sign of quality: they say that D can hardly tell real from generated, and after only four epochs that is probably because D itself has learnt little.
# With relativistic loss, which asks which of two images is the real one, a penalty on D's gradient and 24 epochs, chapter 3 gets clear digits from networks of this size.

# %% [markdown] lang="zh"
# 改好的程序跑得通，也学得到东西。
# 两个损失都接近均衡处的 $2\ln 2 \approx 1.386$ 和 $\ln 2 \approx 0.693$，图像却还不是清楚的数字。
# 可见损失接近均衡并不说明图像好：它只说明判别器几乎分不出真假，而只练了 4 轮，分不出是因为判别器自己也还没学会多少。
# 第 3 章用相对损失（问判别器两幅图里哪一幅是真的）、对判别器梯度的惩罚和 24 轮训练，让同样大小的网络画出了清楚的数字。
