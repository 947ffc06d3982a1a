# %% [markdown] lang="en"
# ## Mode collapse
#
# A GAN can fail without any error message.
# In the most famous failure the generator makes only a few kinds of images, whatever the noise: **mode collapse**.
#
# We look at it first where the right answer is known.
# The data are points in the plane, in eight small clouds on a ring, the eight **modes**.
# The networks are small, and the loss is that of our first GAN.

# %% [markdown] lang="zh"
# ## 模式坍塌
#
# GAN 训练失败时，可能没有任何报错。
# 最有名的一种失败是：无论噪声是什么，生成器都只画少数几种图像，这叫**模式坍塌**（mode collapse）。
#
# 先看一个知道答案的例子。
# 数据是平面上的点，聚成八小团，排成一圈，这八团就是八个**模式**（mode）。
# 两个网络都很小，损失与第一个 GAN 相同。

# %%
angles = 2 * np.pi * np.arange(8) / 8
centres = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)  # (8, 2)
ring = centres[rng.integers(8, size=12_800)] + 0.1 * rng.normal(size=(12_800, 2))
ring = ring.astype("float32")  # (12800, 2)


def plane_network(inputs, outputs):
    hidden = [layers.Dense(64, "relu", dtype="float32") for _ in range(2)]
    last = layers.Dense(outputs, dtype="float32")
    return keras.Sequential([keras.Input((inputs,)), *hidden, last])


def fit_gan(model, data, epochs, optimizer, *callbacks):
    model.compile(optimizer, steps_per_execution=10)
    if optimizer.use_ema:
        averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
        callbacks = (averaging, *callbacks)
    model.fit(data, batch_size=128, epochs=epochs, verbose=0, callbacks=list(callbacks))
    return model


def train_on_ring(r1_weight=0.0, **options):
    model = GAN(plane_network(8, 2), plane_network(2, 1), r1_weight=r1_weight)
    return fit_gan(model, ring, 16, TwoPlayerAdam(2e-3, **options))


# %% [markdown] lang="en"
# Three trainings of 16 epochs, each with one thing changed.
# The first lets the discriminator learn twenty times more slowly than the generator; the second gives both the same rate; the third adds the R1 penalty.
# (The weight of R1 is 0.1 here and 1 for images; such weights are found by trying.)
# A point is inside a mode if it lies within three standard deviations of its centre.
# A mode counts as found if at least a fifth of its share, which is an eighth of all points, lies inside it.
#
# > **Predict before you run.** How many of the eight modes does each find?

# %% [markdown] lang="zh"
# 圆环上的 GAN 一共训练三次，每次 16 轮，每次只改动一处。
# 第一次判别器的学习率是生成器的二十分之一；第二次双方学习率相同；第三次再加上 R1 惩罚。
# （R1 的系数在圆环上取 0.1，在图像上取 1；系数靠试验来定。）
# 一个生成的点离某个模式的中心不超过 3 个标准差，就算落在这个模式内。
# 落在某个模式内的点若不少于平均数（总点数的 1/8）的五分之一，就算找到了这个模式。
#
# > **先猜，再运行。** 这三次训练各能找到八个模式中的几个？

# %% tags=["hide-output"]
from aigc_keras.metrics import mode_coverage

ring_gans = {
    "slow": train_on_ring(discriminator_ratio=0.05),
    "equal": train_on_ring(),
    "r1": train_on_ring(r1_weight=0.1),
}
names = [
    ("D slow", "D 的学习率为 G 的 1/20"),
    ("equal rates", "学习率相同"),
    ("with R1", "加 R1"),
]
rows = []
for words, (name, model) in zip(names, ring_gans.items(), strict=True):
    modes, good = mode_coverage(model.sample(2000, seed=0), centres, 0.1)
    results[f"ring, {name}"] = {"modes": modes, "good": good}
    rows.append([words, modes, f"{good:.0%}"])
header = [("training", "训练"), ("modes found", "找到的模式"), ("points inside", "落在模式内的点")]
plotting.table(header, rows)

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 3, figsize=(6.4, 2.5), sharex=True, sharey=True)
for axis, (title, _), model in zip(axes, names, ring_gans.values(), strict=True):
    axis.plot(*ring[:1000].T, ".", color="0.75", markersize=2)
    axis.plot(*model.sample(1000, seed=0).T, ".", markersize=2)
    axis.set(title=title, xticks=[], yticks=[], aspect="equal", xlim=(-3, 3), ylim=(-3, 3))
plotting.show(
    figure,
    "Grey: the data. Blue: a thousand samples of each of the three generators.",
    "灰点是数据，蓝点是三个生成器各自的一千个样本。",
)

# %% [markdown] lang="en"
# <details><summary>What the three show</summary>
#
# When $D$ is too slow, the generator runs ahead of it and sends all its points into one streak, where $D$ happens to take them for real at that moment.
# This is a collapse: hardly any variety, whatever the noise.
# What helps first is a discriminator that keeps up: at equal rates all modes are found, or nearly all, and what remains is that some points lie between them.
# R1 makes the result dependable, which a single run cannot show: in ten recorded runs it leaves 73% to 85% of the points inside, against 62% to 88% without it.
#
# </details>
#
# Now on handwritten digits, whose modes nobody knows beforehand.
# The next GAN is the simplest that one can write: only dense layers, to which an image is a list of 784 numbers, the plain loss, and the learning rate of our first GAN.

# %% [markdown] lang="zh"
# <details><summary>三次训练说明了什么</summary>
#
# $D$ 学得太慢时，生成器总是抢先一步，把所有的点都送到 $D$ 此刻误判为真的地方，排成一条。
# 这就是坍塌：无论噪声是什么，生成的点都差不多。
# 最要紧的是让判别器跟得上生成器：双方学习率相同时，所有（或几乎所有）模式都能找到，剩下的问题是有些点落在模式之间。
# R1 使结果更可靠，只是单独一次训练看不出来：在记录下来的十次训练中，加 R1 时落在模式内的点占 73% 到 85%，不加 R1 时占 62% 到 88%。
#
# </details>
#
# 再用手写数字试试：手写数字有哪些模式，事先并不知道。
# 下面这个 GAN 是最简单的一种：它只有全连接层，把一幅图当作 784 个数；损失（非饱和损失，下称普通损失）和学习率都与第一个 GAN 相同。

# %%
from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator


def train_dense(loss="non_saturating", r1_weight=0.0, **options):
    # en: 100 numbers -> 256 -> 512 -> 784 pixels; 784 pixels -> 512 -> 256 -> one logit.
    # zh: 100 个数 -> 256 -> 512 -> 784 个像素；784 个像素 -> 512 -> 256 -> 一个 logit。
    generator = DenseGenerator(widths=(256, 512))
    discriminator = DenseDiscriminator(widths=(512, 256))
    model = GAN(generator, discriminator, loss, r1_weight=r1_weight)
    return fit_gan(model, train_images, 10, TwoPlayerAdam(1e-3, **options), Progress())


# %% [markdown] lang="en"
# > **Predict before you run.** The same networks are trained twice: with the plain loss, and with relativistic loss, R1 and averaged weights (with a shorter memory, 0.98, since the training is shorter).
# > Which of our scores will show a collapse?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 全连接 GAN 训练两次：一次用普通损失；一次用相对损失，并加上 R1 和权重平均（训练较短，所以滑动平均的系数取 0.98，而不是 0.995）。
# > “到底有多好？”一节的分数里，哪几个能看出坍塌？

# %% tags=["hide-output"]
dense_gans = {
    "dense": train_dense(),
    "dense, improved": train_dense("relativistic", 1.0, use_ema=True, ema_momentum=0.98),
}
ROWS["dense"] = ("dense, plain loss", "全连接，普通损失")
ROWS["dense, improved"] = ("dense, improved", "改进后的全连接")
for name, model in dense_gans.items():
    evaluate(name, model)
names = ["real", "dense", "dense, improved", "conv"]
show_scores(["frechet", "precision", "recall", "class_recall", "class_kl"], names)
counts = {
    name: test_scores.class_histogram(model.sample(2000, seed=0))
    for name, model in dense_gans.items()
}
rows = [[ROWS[name], *map(int, count)] for name, count in counts.items()]
plotting.table([("2,000 samples read as", "2,000 个样本被认作"), *map(str, range(10))], rows)

# %% tags=["hide-output"]
three_gans = {**dense_gans, "conv": gan}
plotting.show(
    plotting.image_grid(
        np.concatenate([model.sample(20, seed=3) for model in three_gans.values()]),
        row_labels=["dense", "", "dense, improved", "", "convolutional", ""],
    ),
    "Twenty samples each: dense with the plain loss, dense with the improvements, convolutional.",
    "三个 GAN 各二十个样本，自上而下：全连接加普通损失、改进后的全连接、卷积。",
)

# %% [markdown] lang="en"
# <details><summary>Loud and quiet collapse</summary>
#
# **The plain loss: a loud collapse.** The images are noisy versions of one picture or a few, whatever the noise: the training has failed, and everybody sees it.
# The cause is another one than on the ring, where $D$ was too slow: here $D$ is ahead, with $L_D$ below 1.39 and $L_G$ far above 0.69.
# Being ahead is no failure in itself (our first GAN showed such losses, too, and learnt well), so the losses alone do not explain what went wrong.
# Other learning rates were not tried; both dense GANs use the same.
# Class KL alone would not prove it, since noise has the same; but the pictures and the recall of zero do.
#
# **With the improvements: a quiet collapse.** All ten digits are drawn, and precision is about as high as that of our convolutional GAN.
# Recall is what stays low, a fraction of that of the convolutional GAN, and within classes it is no better.
# So most ways of writing each digit are missing: a quiet collapse, which precision does not show at all, and the counts of the digits only in part.
#
# </details>
#
# So a better loss helps, but it is not enough.
# What the dense networks lack is probably in the architecture: a convolution knows which pixels are neighbours, while the dense generator, with three times as many weights, has to learn it for each pixel anew.
# (They were also trained for a shorter time; exercise 5 lets you find out how much that matters.)
#
# When a GAN of your own fails, look first for these signs:
#
# | sign | likely cause | try first |
# | --- | --- | --- |
# | $L_D$ near 0, images hardly change | $D$ is far ahead | R1, a lower rate for $D$ |
# | $L_D$ near its value for guessing, images stay bad | $D$ is too weak | more filters or a higher rate for $D$ |
# | the same picture for every noise | collapse | equal rates, R1, relativistic loss, batch deviation |
# | chequered grid | kernels untrained or not a multiple of the stride | train longer, kernel 4 |
# | loss is not a number | rate too high | half the rate, warm-up |
# | nearest far below 1 | training images are copied | more data, fewer epochs |
#
# > **Misconception: "all ten digits occur, so nothing has collapsed."** Look at recall within classes.
# > A generator may draw ten kinds of digits and only one style of each.

# %% [markdown] lang="zh"
# <details><summary>明显的坍塌与不明显的坍塌</summary>
#
# **普通损失：明显的坍塌。** 无论噪声是什么，生成器给出的都是同样的一幅或几幅图，只是噪点不同：训练失败了。
# 哪些分数能看出坍塌？
# 召回率为零，再加上样本图，就足以断定；单凭类别 KL 大却不够，因为噪声图的类别 KL 也同样大。
# 这次坍塌的成因与圆环上的不同：在圆环上，$D$ 学得太慢；在全连接 GAN 里，$D$ 领先于 $G$（$L_D$ 低于 1.39，$L_G$ 远高于 0.69）。
# 不过第一个 GAN 的 $D$ 也领先，那个 GAN 却学得很好，所以单凭损失解释不了这次失败。
# （两个全连接 GAN 用同一个学习率，别的学习率没有试过。）
#
# **改进之后：不明显的坍塌。** 改进后的全连接 GAN 写得出十个数字，精确率与卷积 GAN 相当，召回率和类内召回率却只有卷积 GAN 的几分之一。
# 也就是说，每个数字的大多数写法都缺失了。
# 精确率完全反映不出这种缺失，各数字的数量也只能反映出一部分。
#
# </details>
#
# 可见，换用更好的损失有用，但光靠损失还不够。
# 全连接网络的不足很可能在于结构：卷积知道哪些像素相邻；全连接生成器的权重数是卷积生成器的三倍，却要为每个像素学出哪些像素与它相邻。
# （全连接 GAN 的训练时间也更短；这有多大影响，可以在练习第 5 题里弄清楚。）
#
# 如果你自己的 GAN 训练失败，先看有没有下表中的迹象：
#
# | 迹象 | 可能的原因 | 先试什么 |
# | --- | --- | --- |
# | $L_D$ 接近 0，图像几乎不再变化 | $D$ 遥遥领先于 $G$ | 加上 R1，降低 $D$ 的学习率 |
# | $L_D$ 停在分不出真假时的值附近，图像一直很差 | $D$ 太弱 | 给 $D$ 增加通道数，或提高 $D$ 的学习率 |
# | 无论噪声是什么，图像都一样 | 生成器坍塌了 | 让双方学习率相同，加上 R1 和批次标准差，改用相对损失 |
# | 图像上有棋盘状的网格 | 卷积核还没有训练好，或大小不是步幅的整数倍 | 多训练几轮，把卷积核大小改为 4 |
# | 损失变成 NaN 或无穷大 | 学习率太高 | 把学习率减半，或加上学习率预热 |
# | 最近邻分数远小于 1 | 生成器在照抄训练图像 | 增加数据，减少轮数 |
#
# > **常见误解：“十种数字都出现了，所以没有坍塌。”** 有没有坍塌，要看类内召回率。
# > 生成器可能十种数字都会写，每种却只有一种写法。
