# %% [markdown] lang="en"
# ## What you will make
#
# To keep every training down to seconds, the model works on codes instead of pixels: the VAE of chapter 4, already trained, turns the picture of a digit into 16 numbers, its code, and a code into a picture.
# A diffusion model that works on codes is called a latent diffusion model (Rombach et al. 2021, arXiv:2112.10752).
# What follows holds for pixels as well; "image" means a code wherever the model is spoken of.
#
# As a reminder: at time $t$, from 0 to 1, the noisy image is $x_t = a_t x_0 + s_t \epsilon$, where $x_0$ is the clean image and $\epsilon$ is drawn from $\mathcal{N}(0, I)$.
# The signal rate $a_t$ falls from 1 to 0, the noise rate $s_t$ rises from 0 to 1; here they are $\cos(\pi t / 2)$ and $\sin(\pi t / 2)$.
# A network, the denoiser, is given $x_t$, $t$ and a label, and is trained by a squared error to predict the **velocity** $v = a_t \epsilon - s_t x_0$.
# The label is left out for one example in ten, so that one network also learns to draw without it.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 为了让每次训练只花几秒，模型处理的不是像素而是编码：第 4 章训练好的 VAE 能把一幅手写数字图像变成 16 个数（即编码），也能由编码得出图像。
# 这样的模型叫潜扩散模型（Rombach 等，2021，arXiv:2112.10752）。
# 下面的内容对像素同样成立；谈到扩散模型时，“图像”指的就是编码。
#
# 先回顾一下：时刻 $t$ 从 0 到 1，带噪图像为 $x_t = a_t x_0 + s_t \epsilon$，其中 $x_0$ 是干净的图像，$\epsilon$ 取自 $\mathcal{N}(0, I)$。
# 信号系数 $a_t$ 从 1 降到 0，噪声系数 $s_t$ 从 0 升到 1；本篇取 $\cos(\pi t / 2)$ 和 $\sin(\pi t / 2)$。
# 去噪网络的输入是 $x_t$、$t$ 和标签，用平方误差训练，预测**速度** $v = a_t \epsilon - s_t x_0$。
# 训练时约有十分之一的样本不给标签，因此同一个网络也学会了在没有标签时画图。

# %%
(images, labels), (test_images, _) = data.load_images("mnist")
train_images, train_labels = images[:7000], labels[:7000]  # (7000, 28, 28, 1), (7000,)
validation_images, validation_labels = images[7000:], labels[7000:]
vae = load_trained("vae_digits")


def latent_diffusion(target="velocity", width=128, num_blocks=3):
    denoiser = DenseDenoiser(16, width, num_blocks, num_classes=10)
    diffusion = Diffusion(denoiser, target=target, num_classes=10, seed=0)
    model = LatentDiffusion(vae.encoder, vae.decoder, diffusion, from_logits=True)
    # en: The codes of the training images get mean 0 and variance 1.
    # zh: 把训练图像的编码变成均值 0、方差 1。
    model.adapt(train_images)
    return model


# %%
def train(model, x, epochs, learning_rate=6e-3):
    """Fit with a rising, then falling rate and averaged weights."""
    steps = epochs * (len(x[0]) // 500)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=learning_rate, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.98)
    model.compile(optimizer, steps_per_execution=14)
    callbacks = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True), Progress()]
    model.fit(x, batch_size=500, epochs=epochs, verbose=0, callbacks=callbacks)


# %% [markdown] lang="en"
# The denoiser has three residual blocks of two dense layers with 128 units; time and label scale and shift what each block is given.
# The VAE stays as it is, and only the denoiser is trained; the loss that is printed is the mean squared error of the velocity.
# After the training we draw 2,000 labels, in the proportions of the training images, and noise for each.
# The library's sampler turns the first twenty into digits, in 8, 4, 2 and in one step.

# %% [markdown] lang="zh"
# 去噪网络有三个残差块，每块有两个 128 个单元的全连接层；时刻和标签决定对每块的输入怎样缩放和平移。
# VAE 保持不变，训练的只有去噪网络；训练时显示的损失是速度的均方误差。
# 训练之后，按训练图像中的比例抽取 2,000 个标签，各配一份噪声；课程库的采样器把前二十份变成数字，分别走 8 步、4 步、2 步和 1 步。

# %%
model = latent_diffusion()
codes = model.codes(train_images)  # (7000, 16)
train(model.diffusion, (codes, train_labels), epochs=30)
teacher = model.diffusion.denoiser

# %%
rng = np.random.default_rng(0)
wanted = rng.choice(train_labels, 2000).astype("int32")
# en: The first twenty, for the figures: five of each of four labels.
# zh: 前二十个用来画图：四种标签，各五个。
wanted[:20] = np.repeat([2, 3, 5, 8], 5)
noise = rng.standard_normal((2000, 16), dtype="float32")


def show(rows, english, chinese):
    """Draw the digits of codes, a row of twenty for each entry."""
    pictures = np.concatenate([model.images(row[:20]) for row in rows.values()])
    figure = plotting.image_grid(pictures, 20, row_labels=list(rows), scale=0.4)
    plotting.show(figure, english, chinese)


show(
    {
        f"steps: {n}": model.diffusion.decode(noise[:20], wanted[:20], num_steps=n)
        for n in (8, 4, 2, 1)
    },
    "Digits of the trained model from the same twenty noises: fewer steps, fewer differences. With one step the five digits of one label are the same.",
    "训练好的模型由同样的二十份噪声画出的数字：步数越少，差别越小；只用一步时，同一标签的五个数字完全相同。",
)

# %% [markdown] lang="en"
# With eight steps the five digits of one label differ, and with one step they are the same: in pure noise nothing is left of an image, so the best estimate is the mean of all codes with that label.
# In "Eight steps in one", further below, a copy of the model draws twenty different digits in one step.
#
# Two equations hold for a noisy image, $x_t = a x_0 + s \epsilon$ and $v = a \epsilon - s x_0$; from here on we write $a, s$ for $a_t, s_t$.
# Since $a^2 + s^2 = 1$, they can be solved for both parts: $x_0 = a x_t - s v$ and $\epsilon = s x_t + a v$.
# With the predicted velocity in place of $v$ these are estimates, $\hat x$ and $\hat \epsilon$, and the sampler DDIM (Song et al. 2020, arXiv:2010.02502) mixes them anew with the rates of the next, smaller time.
# It starts at $t = 0.999$ and not at 1, because two of the methods below divide by $a$, which is 0 at $t = 1$.

# %% [markdown] lang="zh"
# 用八步时，同一标签的五个数字各不相同；只用一步时，它们完全一样：纯噪声里没有留下图像的任何信息，最好的估计就是这个标签下所有编码的平均。
# 到了“蒸馏”一节，这个模型的一个副本将用一步画出二十个不同的数字。
#
# 带噪图像满足两个等式：$x_t = a x_0 + s \epsilon$ 和 $v = a \epsilon - s x_0$（从这里起，$a_t, s_t$ 简写为 $a, s$）。
# 因为 $a^2 + s^2 = 1$，由这两个等式能解出图像和噪声：$x_0 = a x_t - s v$，$\epsilon = s x_t + a v$。
# 用预测的速度代替 $v$，得到的就是估计值 $\hat x$ 和 $\hat \epsilon$；采样器 DDIM（Song 等，2020，arXiv:2010.02502）按下一个更小时刻的系数，把两者重新混合。
# 采样从 $t = 0.999$ 而不是 1 开始，因为后面有两种方法要除以 $a$，而 $t = 1$ 时 $a = 0$。


# %%
def rates(time):
    return math.cos(math.pi / 2 * time), math.sin(math.pi / 2 * time)


def predict(network, noisy, time, *labels):
    return network.predict_on_batch([noisy, np.full(len(noisy), time, "float32"), *labels])


def from_velocity(network, noisy, time, labels):
    """The estimates of image and noise by a network that predicts the velocity."""
    signal, rate = rates(time)
    velocity = predict(network, noisy, time, labels)  # (n, 16)
    return signal * noisy - rate * velocity, rate * noisy + signal * velocity


# %%
def ddim(estimate, noise, times):
    """From noise to images, through falling times."""
    noisy = noise
    for now, then in pairwise(times):
        clean, noise = estimate(noisy, now)
        signal, rate = rates(then)
        noisy = signal * clean + rate * noise
    return noisy


# %% [markdown] lang="en"
# `draw` makes codes for the labels and the noises from above, with any network.
# The library's sampler does the same, as the assertion shows.

# %% [markdown] lang="zh"
# `draw` 用任何一个网络，按上面的标签和噪声画出编码。
# 课程库的采样结果与它相同，下面的断言验证了这一点。


# %%
def draw(network, num_steps, count=2000, read=from_velocity):
    estimate = partial(read, network, labels=wanted[:count])
    return ddim(estimate, noise[:count], np.linspace(0.999, 0, num_steps + 1))  # (count, 16)


library = model.diffusion.decode(noise[:20], wanted[:20], num_steps=4)
np.testing.assert_allclose(draw(teacher, 4, 20), library, atol=1e-3)
