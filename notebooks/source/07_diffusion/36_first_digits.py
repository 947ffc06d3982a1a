# %% [markdown] lang="en"
# ## First digits
#
# Now we train for real, on all 7,000 images.
# The learning rate rises, then falls along half a cosine, and the weights that draw are an average over about the last tenth of the steps, as in chapters 3 and 4.

# %% [markdown] lang="zh"
# ## 第一批数字
#
# 现在用全部 7,000 幅图像正式训练。
# 学习率先升后按半个余弦下降；用来画图的权重取最后约十分之一步数的平均，与第 3、4 章相同。


# %%
def train(model, inputs, epochs, learning_rate, batch_size, muon=False):
    """Fit with a rising, then falling rate and averaged weights; returns the seconds."""
    count = len(inputs[0] if isinstance(inputs, tuple) else inputs)
    steps = epochs * -(-count // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=learning_rate, warmup_steps=steps // 10
    )
    kind = keras.optimizers.Muon if muon else keras.optimizers.Adam
    settings = {"adam_lr_ratio": 0.2} if muon else {"beta_2": 0.99}
    optimizer = kind(rate, use_ema=True, ema_momentum=1 - 10 / steps, **settings)
    model.compile(optimizer, steps_per_execution=10)
    callbacks = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True), Progress()]
    start = time.perf_counter()
    model.fit(inputs, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=callbacks)
    return time.perf_counter() - start


# %%
u_net = UNet((28, 28, 1), filters=(32, 64), patch_size=2, num_classes=10)
pixel_model = Diffusion(u_net, target="image", num_classes=10, seed=0)
pixel_seconds = train(pixel_model, (train_images, train_labels), 3, 2e-3, batch_size=32)

# %% [markdown] lang="en"
# The loss has fallen to less than a tenth of what it was in the first step.
# It cannot fall to 0, since where there is much noise nobody can say which image is hidden in $x_t$.
#
# To draw, we start from noise and go back through time.
# At each step the network guesses the image; what remains of $x_t$, divided by the noise rate, is the guess of the noise; and both are mixed again with the rates of the next, less noisy time.
# This is **DDIM** (Song et al. 2020, arXiv:2010.02502), and the sampler is the three lines in the middle of `draw`:

# %% [markdown] lang="zh"
# 上面打印的损失不到第一步的十分之一。
# 它不可能降到 0，因为噪声很多时，谁也无法从 $x_t$ 看出图像。
#
# 画图时从噪声出发，沿时间往回走。
# 每一步先由网络猜出图像；再从 $x_t$ 中减去图像的那一部分，除以噪声系数，得到对噪声的猜测；然后按下一个时刻的系数，把两者重新混合，下一个时刻的噪声较少。
# 这就是 **DDIM**（Song 等，2020，arXiv:2010.02502），采样器就是 `draw` 中间的三行：


# %%
def guess_image(network, x, t, digits):
    inputs = [x.astype("float32"), np.full(len(x), t, "float32"), digits]
    return ops.convert_to_numpy(network(inputs, training=False))  # (n, 28, 28, 1)


def draw(network, x, digits, times):
    guesses = []
    for now, then in zip(times[:-1], times[1:], strict=True):
        (signal, rate), (next_signal, next_rate) = rates(now), rates(then)
        image = guess_image(network, x, now, digits)
        noise = (x - signal * image) / rate
        x = next_signal * image + next_rate * noise
        guesses.append(np.clip(image / 2 + 0.5, 0, 1))
    return np.stack(guesses)  # (steps, n, 28, 28, 1)


noise = np.random.default_rng(2).normal(size=(5, 28, 28, 1))
guesses = draw(u_net, noise, np.array([3, 1, 4, 1, 5]), np.linspace(1, 0, 26))
shown = [0, 3, 6, 9, 12, 15, 18, 21, 24]
plotting.show(
    plotting.image_grid(
        guesses[shown].swapaxes(0, 1).reshape(-1, 28, 28, 1),
        columns=9,
        column_labels=[f"step {i + 1}" for i in shown],
        row_labels=list("31415"),
    ),  # fmt: skip
    "What the network takes for the image at nine of 25 steps, for five ordered digits.",
    "指定五个数字，网络在 25 步中的九步对图像的猜测。",
)

# %% [markdown] lang="en"
# The first guess from pure noise is a blur, close to the mean of all images with that label, which is the best answer in squared error while nothing but the label is known.
# As noise is taken away the guess becomes one particular shape, first in outline, then with its edges.
# After so short a training this shape is not always the ordered digit.

# %% [markdown] lang="zh"
# 从纯噪声得到的第一个猜测很模糊，接近这个标签所有图像的均值：除了标签什么都不知道时，均值的平方误差最小。
# 随着噪声逐渐去掉，猜测变得具体，先有形状，后有边缘。
# 但在下面的四十个数字里，许多笔画断开或者多余，看不出是指定的数字：网络只训练了六百多步，还远远不够。

# %%
forty = pixel_model.sample(40, labels=np.arange(40) % 10, num_steps=25, seed=0)
plotting.show(
    plotting.image_grid(forty, column_labels=list("0123456789")),
    f"Forty digits drawn by the U-Net after {pixel_seconds:.0f} seconds of training, four of each.",
    f"U-Net 训练 {pixel_seconds:.0f} 秒之后画的四十个数字，每个数字四幅。",
)
