# %% [markdown] lang="en"
# ## One training step
#
# A step of training does five things:
#
# 1. draw each pixel of the batch as black or white;
# 2. encode the images;
# 3. draw noise and compute the codes $z = \mu + \sigma\varepsilon$;
# 4. decode them and compute both terms of the loss;
# 5. differentiate the sum with respect to the weights of both networks, and let the optimizer move them.
#
# `tf.GradientTape` records steps 2 to 4 and differentiates; `@tf.function` compiles the step, so that it runs faster.

# %% [markdown] lang="zh"
# ## 一个训练步
#
# 每个训练步做五件事：
#
# 1. 让这批图像的每个像素随机地取黑或白；
# 2. 用编码器为图像编码；
# 3. 抽取噪声，算出编码 $z = \mu + \sigma\varepsilon$；
# 4. 解码，并计算损失的两项；
# 5. 求两项之和对两个网络权重的梯度，由优化器更新权重。
#
# `tf.GradientTape` 记录第 2 至第 4 步并求导；`@tf.function` 把整个训练步编译成计算图，运行得更快。

# %%
optimizer = keras.optimizers.Adam(2e-3)
optimizer.build(encoder.trainable_variables + decoder.trainable_variables)
stream = keras.random.SeedGenerator(1)


@tf.function
def train_step(grey):  # (n, 28, 28, 1)
    images = ops.cast(keras.random.uniform(grey.shape, seed=stream) < grey, "float32")
    with tf.GradientTape() as tape:
        z_mean, z_log_var = encoder(images, training=True)  # (n, 16) each
        noise = keras.random.normal(z_mean.shape, seed=stream)  # (n, 16)
        z = z_mean + ops.exp(0.5 * z_log_var) * noise
        logits = decoder(z, training=True)  # (n, 28, 28, 1)
        reconstruction = ops.mean(reconstruction_loss(images, logits))
        kl = ops.mean(kl_divergence(z_mean, z_log_var))
        loss = reconstruction + kl
    weights = encoder.trainable_variables + decoder.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
    return reconstruction, kl


# %% [markdown] lang="en"
# The library has this step, too: `VAE` takes the two networks as arguments and is trained by `compile` and `fit`.
# We give it the same weights, the same random numbers and the same 100 images, let both make one step, and compare.

# %% [markdown] lang="zh"
# 课程库里也有这样的训练步：类 `VAE` 以两个网络为参数，用 `compile` 和 `fit` 训练。
# 我们让 `VAE` 和 `train_step` 从同样的权重出发，用同样的随机数和 100 幅图像各走一步，再作比较。

# %%
library_vae = VAE(make_encoder(), make_decoder(), seed=1)
library_vae.compile(keras.optimizers.Adam(2e-3))
library_vae.encoder.set_weights(encoder.get_weights())
library_vae.decoder.set_weights(decoder.get_weights())

grey_images = train_images.astype("float32") / 255
ours = float(sum(train_step(grey_images[:100])))
theirs = library_vae.train_on_batch(train_images[:100], return_dict=True)["loss"]
differences = [
    np.mean(np.abs(weight - twin))
    for network, copy in ((encoder, library_vae.encoder), (decoder, library_vae.decoder))
    for weight, twin in zip(network.get_weights(), copy.get_weights(), strict=True)
]
print(f"loss: ours {ours:.2f}, the library's {float(theirs):.2f} nats per image")
print(f"largest mean difference of a weight array: {max(differences):.0e}")
assert max(differences) < 2e-5

# %% [markdown] lang="en"
# The first step of Adam moves a weight by about the learning rate, 0.002, and the two versions agree far more closely than that.
# The size of the loss is no accident either: at the start every pixel is white with probability 1/2, which costs $784 \ln 2 = 543.4$ nats, and the rest is the divergence, since the means of the codes are not quite zero.
#
# Now train: five passes over the 7,000 images, 100 at a time.
# After each pass, called an **epoch**, we decode the same ten codes from the prior, and print both terms of the loss on the last 100 images of the pass.

# %% [markdown] lang="zh"
# Adam 的第一步使权重改变的大小约等于学习率，即 0.002，而两种写法的权重相差远小于此。
# 打印的损失这么大也不是偶然：起初每个像素取白的概率是 1/2，损失为 $784 \ln 2 = 543.4$ 奈特；多出来的一点是散度，因为编码的均值并不恰好为零。
#
# 现在开始训练：把 7,000 幅图过五遍，每批 100 幅。
# 每过一遍称为一**轮**（epoch）；每轮之后，都把取自先验的同样十个编码解码成图像，并打印这一轮最后 100 幅图像上损失的两项。

# %%
fixed_codes = np.random.default_rng(1).normal(size=(10, 16)).astype("float32")
order_rng, rows_of_images = np.random.default_rng(0), []
for _ in range(5):
    order = order_rng.permutation(len(grey_images))
    for start in range(0, len(order), 100):
        reconstruction, kl = train_step(grey_images[order[start : start + 100]])
    rows_of_images.append(ops.convert_to_numpy(ops.sigmoid(decoder(fixed_codes))))
    print(f"reconstruction loss {float(reconstruction):.1f}, KL divergence {float(kl):.1f}")
labels_of_rows = [f"epoch {i}" for i in range(1, 6)]
plotting.show(
    plotting.image_grid(np.concatenate(rows_of_images), row_labels=labels_of_rows),
    "What the decoder makes of the same ten codes after each epoch.",
    "每轮之后，解码器由同样十个编码得到的图像。",
)

# %% [markdown] lang="en"
# Blurred spots become strokes, and some of the strokes look like digits.
# (The images show the probability of white for each pixel.)
# The reconstruction loss falls, and the divergence rises: the code says more and more about the image, and the decoder makes use of it.
# You have trained a VAE.

# %% [markdown] lang="zh"
# 图中模糊的斑点逐渐变成笔画，有些笔画已经像数字了。
# （图中画的是每个像素取白的概率。）
# 重建误差在下降，散度在上升：编码里关于图像的信息越来越多，解码器也用上了这些信息。
# 你已经训练出一个 VAE。
