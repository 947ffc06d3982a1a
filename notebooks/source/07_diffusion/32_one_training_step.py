# %% [markdown] lang="en"
# ## One training step
#
# A step does five things:
#
# 1. draw a time for each image;
# 2. draw noise, and mix image and noise as the schedule says;
# 3. leave out the label of one image in ten: the same network then also learns to go without, which guidance will need;
# 4. ask the network for the image, and take the squared error;
# 5. differentiate, and let the optimizer move the weights.
#
# The times need not be drawn independently.
# We draw one and take the others at even distances from it, so that each batch has all noise levels and the loss jumps less from step to step (Kingma et al. 2021).

# %% [markdown] lang="zh"
# ## 一个训练步
#
# 一个训练步做五件事：
#
# 1. 为每幅图像抽一个时刻；
# 2. 抽取噪声，按噪声调度把图像与噪声混合；
# 3. 随机去掉约 10% 的标签，让同一个网络也学会没有标签时怎么猜，后面的引导要用到；
# 4. 让网络预测图像，算出平方误差；
# 5. 求导，由优化器更新权重。
#
# 各个时刻不必独立抽取。
# 我们只抽一个，其余的以相等的间隔排开，这样每个批次都包含各种噪声水平，损失在各步之间波动较小（Kingma 等，2021）。

# %%
stream = keras.random.SeedGenerator(1)


@tf.function
def train_step(network, optimizer, images, labels):  # (n, 28, 28, 1) in [-1, 1], (n,)
    count = labels.shape[0]
    t = (
        keras.random.uniform((), seed=stream) + ops.arange(count, dtype="float32") / count
    ) % 1.0  # (n,)
    noise = keras.random.normal(images.shape, seed=stream)
    dropped = keras.random.uniform((count,), seed=stream) < 0.1
    signal, rate = (part[:, None, None, None] for part in schedules.cosine(t))
    noisy = signal * images + rate * noise
    with tf.GradientTape() as tape:
        guess = network([noisy, t, ops.where(dropped, 10, labels)], training=True)
        loss = ops.mean((guess - images) ** 2)
    weights = network.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
    return loss


# %% [markdown] lang="en"
# `Diffusion` takes any such network and is trained by `compile` and `fit`.
# We give it and our `train_step` the same weights, random numbers and 64 images, and let each make one step:

# %% [markdown] lang="zh"
# `Diffusion` 接受任何这样的网络，用 `compile` 和 `fit` 训练。
# 我们让它和上面的 `train_step` 从同样的权重出发，用同样的随机数和 64 幅图像各走一步：

# %%
u_net, start = make_u_net(), UNet((28, 28, 1), filters=(32, 64), patch_size=2, num_classes=10)
start.set_weights(u_net.get_weights())
library_model = Diffusion(start, target="image", num_classes=10, seed=1)
library_model.compile(keras.optimizers.Adam(1e-3))

few = (train_images[:64] / 127.5 - 1).astype("float32")
few_labels = train_labels[:64].astype("int32")
optimizer = keras.optimizers.Adam(1e-3)
optimizer.build(u_net.trainable_variables)
ours = float(train_step(u_net, optimizer, tf.constant(few), tf.constant(few_labels)))
theirs = library_model.train_on_batch((train_images[:64], few_labels), return_dict=True)["loss"]
print(f"loss: ours {ours:.4f}, the library's {float(theirs):.4f}")
assert abs(ours - float(theirs)) < 1e-3

# %% [markdown] lang="en"
# Both losses are the mean square of a pixel, since a new network answers 0 everywhere; black pixels are -1, and most pixels are black.

# %% [markdown] lang="zh"
# 两个损失都等于像素平方的均值，因为新网络处处输出 0。
# 大部分像素是黑的，黑色像素是 -1，所以损失接近 1。
