# %% [markdown] lang="en"
# ## Four improvements
#
# Our first GAN follows DCGAN of 2015 in its strided convolutions and its optimizer.
# Four additions from later years, each a few lines, together halve its distance to real images.
# (How that is measured, and how much each of them contributes, is shown in "How good is it?".)
# We write out all four, put them into one training step, and check that the library does the same.
#
# ### 1. Compare pairs
#
# The discriminator is no longer asked whether an image is real, but which of two images is the real one (the **relativistic loss**; Jolicoeur-Martineau 2018, arXiv:1807.00734).
# Only the difference of the two logits counts: $D$ wants it large, $G$ wants it small.
#
# $$L_D = \mathbb{E}\big[\mathrm{softplus}(\ell_{\text{fake}} - \ell_{\text{real}})\big], \qquad L_G = \mathbb{E}\big[\mathrm{softplus}(\ell_{\text{real}} - \ell_{\text{fake}})\big]$$
#
# If $D$ cannot tell the two apart, both losses are $\ln 2 \approx 0.69$: that is the mark to compare with from now on.
# The pairs are formed by chance: row by row, from the real and the generated batch.
#
# What is gained by this?
# Suppose that half of the real images are threes and half are sevens, and that $G$ draws threes only, as good as the real ones.
# At a three, $p_{\text{data}}$ is $1/2$ and $p_g$ is 1, so with the loss of our first GAN the best $D$ says $\tfrac12 / (\tfrac12 + 1) = 1/3$ to every three, and $L_G = \ln 3 \approx 1.10$: not much more than the 0.69 of a perfect generator.
# In pairs, half of the generated threes meet a real seven.
# No seven is ever generated, so $D$ can place sevens as far above threes as it likes; $G$ loses all these pairs, and $L_G$ goes on growing until $G$ draws sevens, too.
#
# Sun et al. (2020, arXiv:2011.04926) prove for finite sets of points that the loss of our first GAN has many dead ends in which kinds of images are missing, and that the loss of pairs has none.

# %% [markdown] lang="zh"
# ## 四项改进
#
# 我们的第一个 GAN 沿用了 DCGAN（2015 年）的两项做法：带步幅的卷积，以及 `beta_1=0.5` 的 Adam 优化器。
# 后来的研究又提出了四项改进，每项只需几行代码；四项合在一起，能使生成图像到真实图像的距离减小一半。
# （距离怎样测量，每项改进有多大作用，见“到底有多好？”一节。）
# 我们把四项都写出来，合到一个训练步里，再验证课程库的计算与我们的一致。
#
# ### 1. 成对比较
#
# 我们不再问判别器“这幅图是真的吗”，而是问它“这两幅图里哪一幅是真的”，由此得到**相对损失**（relativistic loss；Jolicoeur-Martineau，2018，arXiv:1807.00734）。
# 起作用的只有真实图像与生成图像的 logit 之差：$D$ 要让这个差大，$G$ 要让它小。
#
# $$L_D = \mathbb{E}\big[\mathrm{softplus}(\ell_{\text{fake}} - \ell_{\text{real}})\big], \qquad L_G = \mathbb{E}\big[\mathrm{softplus}(\ell_{\text{real}} - \ell_{\text{fake}})\big]$$
#
# 如果 $D$ 分不出哪一幅是真的，两个损失都是 $\ln 2 \approx 0.69$，从现在起以 0.69 为参照。
# 配对是随机的：真实批次的第 $i$ 幅与生成批次的第 $i$ 幅组成一对，而两批图像的次序本来就是随机的。
#
# 成对比较有什么好处？
# 设想真实图像一半是 3、一半是 7，而 $G$ 只画 3，画得和真的 3 一样好。
# 对数字 3 的图像，$p_{\text{data}}$ 是 $1/2$，$p_g$ 是 1；所以用第一个 GAN 的损失时，最优的 $D$ 对每个 3 都输出 $\tfrac12 / (\tfrac12 + 1) = 1/3$，于是 $L_G = \ln 3 \approx 1.10$，比完美生成器的 0.69 大不了多少。
# 成对比较时，一半的生成图像（都是 3）会与真实的 7 配成一对。
# 生成图像里从来没有 7，所以 $D$ 可以让 7 的 logit 比 3 的高出任意多。
# 在这些图像对中，$D$ 总能认出 7 是真的，$L_G$ 因此一直变大，直到 $G$ 也画出 7 为止。
#
# Sun 等人（2020，arXiv:2011.04926）对有限个点的情形证明：我们第一个 GAN 的损失有许多不好的局部最优解，陷入其中的生成器会漏掉某些类别；相对损失则没有这样的解。


# %%
def relativistic_losses(real_logits, fake_logits):
    d_loss = ops.mean(ops.softplus(fake_logits - real_logits))
    g_loss = ops.mean(ops.softplus(real_logits - fake_logits))
    return d_loss, g_loss


# %% [markdown] lang="en"
# ### 2. A discriminator that is flat at real images
#
# Where the generated images have reached the real ones, $D$ should stop pushing them around.
# So $D$ pays for the gradient that it has at real images, the **R1 penalty** (Mescheder et al. 2018, arXiv:1801.04406):
#
# $$R_1 = \tfrac12\, \mathbb{E}\big[\lVert \nabla_x\, \ell(x) \rVert^2\big] \quad \text{at real images } x$$
#
# Without it, the two players may circle around their equilibrium instead of reaching it; chapter 2 shows that for the smallest game there is ("Two players descend").
# In code, a tape differentiates the logits with respect to the images; a tape follows variables by itself, and images only after `tape.watch`.
# (It differentiates the sum of all logits; since the logit of an image depends on that image alone so far, each image gets its own gradient.)

# %% [markdown] lang="zh"
# ### 2. 判别器在真实图像附近要变化平缓
#
# 生成图像的分布一旦与真实图像的分布重合，$D$ 就不应再推动生成图像变化。
# 所以要惩罚 $D$ 的 logit 在真实图像处的梯度，这就是 **R1 惩罚**（Mescheder 等，2018，arXiv:1801.04406）：
#
# $$R_1 = \tfrac12\, \mathbb{E}\big[\lVert \nabla_x\, \ell(x) \rVert^2\big] \quad \text{（在真实图像 } x \text{ 处）}$$
#
# 没有 R1 惩罚，$G$ 和 $D$ 可能一直绕着均衡点转圈而到不了；第 2 章“两个玩家一起下降”一节用最简单的博弈演示了这一点。
# 在代码里，用一个 tape 求 logit 对图像的梯度；tape 会自动跟踪变量，图像则要先用 `tape.watch` 登记。
# （求导的对象是所有 logit 之和；到目前为止，一幅图的 logit 只取决于这幅图，所以每幅图得到的就是它自己的 logit 的梯度。）


# %%
def r1_penalty(discriminator, real):
    real = tf.convert_to_tensor(real)  # (n, 28, 28, 1)
    with tf.GradientTape() as tape:
        tape.watch(real)
        logits = discriminator(real)  # (n, 1)
    gradients = tape.gradient(logits, real)  # (n, 28, 28, 1)
    return ops.mean(ops.sum(gradients**2, axis=(1, 2, 3))) / 2


print(f"R1 of our first discriminator: {float(r1_penalty(discriminator, real_images[:64])):.2f}")

# %% [markdown] lang="en"
# Remember this number; we shall compare it with that of the improved discriminator.
#
# ### 3. A discriminator that sees the batch
#
# A generator that repeats itself cannot be found out by a discriminator that looks at one image at a time.
# So we tell it one number: how much the images of the batch differ from each other, that is, the standard deviation over the batch, averaged over all features.
# This **batch deviation** ("minibatch standard deviation" in Karras et al. 2017, arXiv:1710.10196) becomes one more channel, the orange one in the picture.
# Apart from that, each image is still judged by itself; real and generated images come in batches of their own.
# (We kept batch normalisation out of $D$, because it would let every feature of an image depend on the other images; here it is a single number, and it says just what $D$ is to know.
# R1 then counts a little more than an image's own gradient: what the image changes in the logits of the others, through this number, is added.
# Where R1 is taken on a part of the batch, as below, the deviation is that of this part.
# The penalty still asks for the same, a $D$ that is flat around the real images.)
#
# ![The discriminator that sees the batch, from top to bottom. An image (n, 28, 28, 1); a convolution with kernel 4 × 4 and stride 2 and a leaky ReLU give feature maps (n, 14, 14, 16); a second such pair gives (n, 7, 7, 32); BatchDeviation adds one feature map that holds one number, how much the images of the batch differ: (n, 7, 7, 33); flattened to 1617 numbers, a dense layer and a leaky ReLU give (n, 128); a dense layer of one unit gives the logit (n, 1). Height and width halve at each convolution.](../figures/gan_batch_deviation_en.svg)

# %% [markdown] lang="zh"
# 请记住第一个判别器的 R1，稍后要与改进后的判别器的 R1 比较。
#
# ### 3. 判别器要看到整个批次
#
# 如果生成器总画差不多的图，一次只看一幅图的判别器是发现不了的。
# 所以再告诉判别器一个数，表示同一批图像彼此相差多少：对每个特征沿批次轴求标准差，再对所有特征取平均。
# 这个数称为**批次标准差**（Karras 等，2017，arXiv:1710.10196，原文称 minibatch standard deviation）。
# 用它填满一张特征图（下图中橙色的那一张），作为新通道与原有的特征图拼接。
# 除此之外，判别器仍然对每幅图单独评判；真实图像与生成图像的批次标准差分别计算。
#
# 为什么判别器不用批量归一化，却可以加批次标准差？
# 批量归一化使一幅图的所有特征都受同批其他图像影响；批次标准差只添上一个数，而这个数正是我们想告诉判别器的。
#
# 加上批次标准差以后，一幅真实图像若有变化，不但它自己的 logit 会变，同批其他图像的 logit 也会随批次标准差而变；R1 惩罚的是这两种变化之和。
# 惩罚的目的仍然是让 $D$ 在真实图像附近变化平缓。
#
# ![能看到整个批次的判别器，自上而下：图像 (n, 28, 28, 1)；经过卷积核 4 × 4、步幅 2 的卷积和 leaky ReLU，得到特征图 (n, 14, 14, 16)；再经过同样的一对，得到 (n, 7, 7, 32)；BatchDeviation 添上一张特征图，其中处处是同一个数，即本批图像彼此相差多少，得到 (n, 7, 7, 33)；展平为 1617 个数，经过全连接层和 leaky ReLU，得到 (n, 128)；最后由一个单元的全连接层给出 logit (n, 1)。每经过一次卷积，高和宽减半。](../figures/gan_batch_deviation_zh.svg)


# %%
def batch_deviation(features):
    # (n, 7, 7, 32) -> (n, 7, 7, 33)
    deviation = ops.mean(ops.std(features, axis=0))
    channel = ops.zeros_like(features[..., :1]) + deviation
    return ops.concatenate([features, channel], axis=-1)


copies = np.repeat(real_images[:1], 64, axis=0)
of_copies = float(batch_deviation(copies)[0, 0, 0, -1])
of_images = float(batch_deviation(real_images[:64])[0, 0, 0, -1])
plotting.table(
    [("batch", "批次"), ("batch deviation", "批次标准差")],
    [
        [("64 copies of one image", "同一幅图像的 64 份副本"), f"{of_copies:.3f}"],
        [("64 images", "64 幅不同的图像"), f"{of_images:.3f}"],
    ],
)

# %% [markdown] lang="en"
# ### 4. An average of the weights
#
# Each step moves the weights a little to and fro.
# For drawing samples we use not the weights of the last step but their running average, $\bar\theta \leftarrow 0.995\,\bar\theta + 0.005\,\theta$, an **exponential moving average**.
# Training itself goes on with the weights $\theta$.
#
# All four go into one step; `ConvDiscriminator()` is our discriminator with this channel before its `Flatten`.
# In this step the outer tape differentiates through the inner one of `r1_penalty`: the weights of $D$ learn to make that gradient small.
# R1 is taken on an eighth of the batch, to save time:

# %% [markdown] lang="zh"
# ### 4. 权重取平均
#
# 训练的每一步都让权重小幅地来回摆动。
# 采样时不用最后一步的权重 $\theta$，而用各步权重的**指数滑动平均**（exponential moving average）：$\bar\theta \leftarrow 0.995\,\bar\theta + 0.005\,\theta$。
# 训练本身仍用 $\theta$。
#
# 现在把四项改进合到一个训练步里；`ConvDiscriminator()` 就是我们的判别器，只是在 `Flatten` 之前加上了批次标准差通道。
# 训练步的外层 tape 对 `r1_penalty` 的内层 tape 算出的梯度再求一次导，$D$ 由此学会减小 logit 对图像的梯度。
# 为了省时间，R1 惩罚和其中的批次标准差只用批次的八分之一计算：

# %%
better_generator, better_discriminator = make_generator(), ConvDiscriminator()
averages = [tf.Variable(weight) for weight in better_generator.get_weights()]
g_optimizer = keras.optimizers.Adam(1e-3, beta_1=0.5)
d_optimizer = keras.optimizers.Adam(1e-3, beta_1=0.5)
g_optimizer.build(better_generator.trainable_variables)
d_optimizer.build(better_discriminator.trainable_variables)
noise_seed = keras.random.SeedGenerator(2)


@tf.function
def better_train_step(real):
    noise = keras.random.normal((real.shape[0], 100), seed=noise_seed)
    with tf.GradientTape(persistent=True) as tape:
        fake = better_generator(noise, training=True)  # (64, 28, 28, 1)
        real_logits = better_discriminator(real)  # (64, 1)
        fake_logits = better_discriminator(fake)  # (64, 1)
        d_loss, g_loss = relativistic_losses(real_logits, fake_logits)
        d_loss = d_loss + r1_penalty(better_discriminator, real[: real.shape[0] // 8])
    d_weights = better_discriminator.trainable_variables
    g_weights = better_generator.trainable_variables
    d_optimizer.apply(tape.gradient(d_loss, d_weights), d_weights)
    g_optimizer.apply(tape.gradient(g_loss, g_weights), g_weights)
    for average, weight in zip(averages, better_generator.weights, strict=True):
        average.assign(0.995 * average + 0.005 * weight)


# %% [markdown] lang="en"
# In the library this is `GAN(..., loss="relativistic", r1_weight=1.0)` with `ConvDiscriminator()` and, in the optimizer, `use_ema=True`.
# One step of each, from the same weights (without the average, which only matters when samples are drawn: then `set_weights(averages)` puts it into a generator):

# %% [markdown] lang="zh"
# 用课程库写改进后的 GAN，就是 `GAN(..., loss="relativistic", r1_weight=1.0)` 加上 `ConvDiscriminator()`，并在优化器中设 `use_ema=True`。
# 让我们的代码和课程库从同样的权重出发，各走一步（不比较平均后的权重，采样时才用 `set_weights(averages)` 把它放进生成器）：

# %%
library_gan = GAN(make_generator(), ConvDiscriminator(), loss="relativistic", r1_weight=1.0, seed=2)
library_gan.compile(TwoPlayerAdam(1e-3, beta_1=0.5))
library_gan.generator.set_weights(better_generator.get_weights())
library_gan.discriminator.set_weights(better_discriminator.get_weights())

better_train_step(real_images[:64])
library_gan.train_on_batch(train_images[:64])
ours = better_generator.get_weights() + better_discriminator.get_weights()
theirs = library_gan.generator.get_weights() + library_gan.discriminator.get_weights()
differences = [np.mean(np.abs(weight - twin)) for weight, twin in zip(ours, theirs, strict=True)]
print(f"largest mean difference of a weight array: {max(differences):.0e}")
assert max(differences) < 1e-6

# %% [markdown] lang="en"
# > **Another way to play: the Wasserstein GAN.** There the discriminator is called a **critic**, and its number is no logit: it only has to be larger for real images than for generated ones, $L_D = \mathbb{E}[D(G(z))] - \mathbb{E}[D(x)]$ and $L_G = -\mathbb{E}[D(G(z))]$.
# > A critic whose output is multiplied by a hundred would make the difference a hundred times larger without having learnt anything, so its slope must be bounded.
# > A **gradient penalty** asks for a gradient of norm 1 at random points between real and generated images, where R1 asks for norm 0 at real ones.
# > In the library it is `loss="wasserstein_gp"`.
# > Chapter 2 derives it, in "How far must the mass travel?" and "The gradient penalty".
#
# ![A plane with two clouds of points: generated images as triangles, lower left, and real images as discs, upper right. Thin lines join random pairs of one generated and one real image. On each line lies a random point x̂, a square. From each square goes an arrow, the critic's gradient; the arrows point from the generated towards the real images and all have length 1, which is the slope that the penalty (‖∇D(x̂)‖ − 1)² asks for at these points.](../figures/wgan_interpolation_en.svg)

# %% [markdown] lang="zh"
# > **另一种玩法：Wasserstein GAN。** 这种 GAN 的判别器称为**评论家**（critic），它的输出不再是 logit，只是一个数；训练只要求这个数在真实图像上比在生成图像上大：$L_D = \mathbb{E}[D(G(z))] - \mathbb{E}[D(x)]$，$L_G = -\mathbb{E}[D(G(z))]$。
# > 评论家只要把输出乘以一百，输出之差就变成一百倍，却什么也没有学到；所以必须限制它的梯度范数。
# > **梯度惩罚**在真实图像与生成图像的连线上随机取点，要求评论家在这些点上的梯度范数为 1；R1 则要求真实图像处的梯度范数为 0。
# > 在课程库里，带梯度惩罚的 Wasserstein 损失写作 `loss="wasserstein_gp"`。
# > 推导见第 2 章“要搬多远？”和“梯度惩罚”两节。
#
# ![平面上的两团点：左下方的三角形是生成图像，右上方的圆点是真实图像。细线连接随机配对的一幅生成图像和一幅真实图像，每条线上随机取一点 x̂，画成方块。每个方块上有一个箭头，表示评论家在该处的梯度；箭头从生成图像一侧指向真实图像一侧，长度都是 1，这正是惩罚 (‖∇D(x̂)‖ − 1)² 在这些点上要求的斜率。](../figures/wgan_interpolation_zh.svg)
