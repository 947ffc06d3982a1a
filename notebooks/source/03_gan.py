# %% [markdown] lang="en"
# # 3. Two networks at play: generative adversarial networks
# {{colab}}
#
# Within minutes you will see handwritten digits appear out of noise. You will learn why that works, watch it fail, and measure both.
#
# **After this chapter you can**
# - state the game that a GAN plays, derive its best discriminator and write its losses from scratch;
# - train fully connected, convolutional and conditional GANs, and ask one of them to write a date;
# - recognise mode collapse in numbers as well as in pictures, and cure it;
# - score a generator so that the figure means something.
#
# **Time**: about 60 minutes to read; about 4 minutes to run on two CPU cores. **You need** Python, a little Keras, and the chain rule.

# %% [markdown] lang="zh"
# # 第 3 章　两个网络的博弈：生成对抗网络
# {{colab}}
#
# 几分钟之内，你会看到手写数字从噪声中浮现出来；你会明白它为什么能行，看它怎样失败，并把成与败都量出来。
#
# **学完本章，你能够**
# - 说清 GAN 在玩什么游戏，推导最优判别器，从零写出损失函数；
# - 训练全连接、卷积和条件 GAN，并让其中一个写出日期；
# - 不仅从图上，也从数字上识别模式坍塌，并把它治好；
# - 给生成器打一个有意义的分数。
#
# **用时**：阅读约 60 分钟；在双核 CPU 上运行约 4 分钟。**预备知识**：Python、一点 Keras，以及链式法则。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, on Colab for example, and does nothing elsewhere. `configure` fixes the random seeds and picks the number format that is fast on this machine; it says what it chose and why.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个单元只在缺少本课程的环境（例如 Colab）里安装它，别处什么也不做。`configure` 固定随机种子，挑选在本机上算得快的数值精度，并说明选了什么、为什么。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import GAN, TwoPlayerAdam, plotting
from aigc_keras.losses import discriminator_loss, generator_loss
from aigc_keras.models import gan_networks

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# ## The data
#
# Ten thousand real handwritten digits from MNIST come with the course: 8,000 to learn from and 2,000 for the final examination. We set 1,000 of the first aside to watch progress with, so that nothing is tuned on the test images.

# %% [markdown] lang="zh"
# ## 数据
#
# 课程自带一万幅真实的 MNIST 手写数字：8,000 幅用来学习，2,000 幅留作期末考试。我们再从前者中拿出 1,000 幅作验证集，训练时用它观察进展，这样就没有任何选择是照着测试集做的。

# %%
from aigc_keras.data import load_images

(images, labels), (test_images, test_labels) = load_images("mnist")
train_images, validation_images = images[:7000], images[7000:]
train_labels = labels[:7000]
figure = plotting.image_grid(train_images[:20])
plotting.show(
    figure, "Twenty handwritten digits from the training set.", "训练集中的二十个手写数字。"
)
print(train_images.shape, train_images.dtype, "classes:", np.bincount(train_labels))

# %% [markdown] lang="en"
# Each image is 28 by 28 pixels, one grey value from 0 to 255 each. The classes are not quite equal in number: keep that in mind when we count what a generator makes.

# %% [markdown] lang="zh"
# 每幅图 28×28 像素，每个像素是 0 到 255 的灰度值。各类数字并不一样多：之后清点生成结果时别忘了这一点。

# %% [markdown] lang="en"
# ## The idea
#
# A forger paints banknotes; an expert tells them from real ones. The expert improves by seeing
# real and forged notes. The forger improves by learning what gave each forgery away. A
# generative adversarial network (GAN) makes both of them neural networks and trains them
# together (Goodfellow et al. 2014, arXiv:1406.2661).
#
# - The **generator** $G$ maps a noise vector $z$ to an image $G(z)$. We draw $z$ from a normal
#   distribution, so new noise gives a new image.
# - The **discriminator** $D$ maps an image to one number, the **logit** $\ell$. Then
#   $D(x) = \sigma(\ell) = 1/(1+e^{-\ell})$ is its estimate of the probability that the image is
#   real. Real is 1, fake is 0.
#
# ![Noise z enters the generator G, which makes an image G(z). The discriminator D receives G(z) and real images x and gives a logit. The logit enters two losses. The loss of D updates D; the loss of G updates G, with a gradient that passes back through D.](../figures/gan_en.svg)
#
# Many diagrams feed real data into $G$, or update only one network. Look again: noise goes
# into $G$, real images go into $D$ alone, and **both** networks are updated. No pixel is copied:
# $G$ never sees a real image. All it receives is the gradient that comes back through $D$.
#
# > **Predict before you run.** We set the output layer of $D$ to zero, so $D = 1/2$ for every
# > image. Then we train for two steps. Whose output layer has changed after the first step: that
# > of $G$, of $D$, of both? And in the second step?

# %% [markdown] lang="zh"
# ## 思路
#
# 有人造假钞，有人验钞。验钞的人见过的真钞、假钞越多，眼力越准；造假的人每被识破一次，就知道破绽在哪里，下次改掉。生成对抗网络（GAN）让两个神经网络分别扮演这两个角色，放在一起训练（Goodfellow 等，2014，arXiv:1406.2661）。
#
# - **生成器** $G$ 把噪声向量 $z$ 变成图像 $G(z)$。$z$ 从正态分布中采样，换一份噪声就得到一张新图。
# - **判别器** $D$ 看一张图，给出一个实数 $\ell$，称为 **logit**（对数几率）。$D(x) = \sigma(\ell) = 1/(1+e^{-\ell})$ 就是它估计的“这张图为真”的概率。真记作 1，假记作 0。
#
# ![噪声 z 进入生成器 G，得到图像 G(z)；判别器 D 接收 G(z) 和真实图像 x，输出 logit；由 logit 算出两个损失：D 的损失更新 D，G 的损失更新 G，其梯度要经过 D 传回。](../figures/gan_zh.svg)
#
# 不少示意图把真实数据画进了 $G$，或者只更新其中一个网络。请再看一遍上图：进入 $G$ 的是噪声；真实图像只进入 $D$；**两个**网络都要更新。这里没有“照抄”：$G$ 从头到尾没有见过任何一张真实图像，它得到的只有从 $D$ 传回来的梯度。
#
# > **先猜，再运行。** 把 $D$ 的输出层全部置零，于是对任何图像都有 $D = 1/2$。然后训练两步。第一步之后，谁的输出层变了：$G$、$D$，还是两者都变？第二步呢？

# %% tags=["nbval-check-output"]
generator = gan_networks.dense_generator(latent_dim=8, widths=(16,))
discriminator = gan_networks.dense_discriminator(widths=(16,))
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
# In the first step only $D$ moves. A discriminator that answers the same to every image has no
# slope, so it tells $G$ nothing. One step later it has a slope, and $G$ moves too. Keep this in
# mind: **$G$ learns only what $D$ can tell it.**
#
# ## The game
#
# Write $p_{\text{data}}$ for the distribution of real images and $p_g$ for that of $G(z)$. The
# two networks play for one number, the value function:
#
# $$V(D, G) = \mathbb{E}_{x \sim p_{\text{data}}}\big[\log D(x)\big]
# + \mathbb{E}_{z \sim p_z}\big[\log\big(1 - D(G(z))\big)\big], \qquad \min_G \max_D V(D, G).$$
#
# $V$ is a **value, not a loss**: $D$ maximises it, $G$ minimises it. A loss is what one player
# minimises; each player has its own.
#
# Which $D$ is best against a fixed $G$? Three lines answer that:
#
# 1. Written as one integral, $V = \int \big[\,p_{\text{data}}(x) \log D(x) + p_g(x) \log(1 - D(x))\,\big]\,dx$.
# 2. $D$ may choose its value at each $x$ freely. There, $a \log D + b \log(1 - D)$ is concave in
#    $D$ with derivative $a/D - b/(1-D)$.
# 3. The derivative is zero at $D = a/(a+b)$, hence
#    $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_g(x)}, \qquad \text{its logit is } \log \frac{p_{\text{data}}(x)}{p_g(x)}.$$
#
# So a discriminator is a plain classifier, and its logit estimates the log ratio of two densities
# that nobody can write down. Here we can: let both be normal distributions on a line.

# %% [markdown] lang="zh"
# 第一步只有 $D$ 变了。对所有图像都给出同一个答案的判别器没有坡度，也就告诉不了 $G$ 任何事。一步之后坡度有了，$G$ 才跟着动。请记住这一点：**$D$ 能说出多少，$G$ 才能学到多少。**
#
# ## 博弈
#
# 记真实图像的分布为 $p_{\text{data}}$，$G(z)$ 的分布为 $p_g$。两个网络争夺的是同一个数，即价值函数：
#
# $$V(D, G) = \mathbb{E}_{x \sim p_{\text{data}}}\big[\log D(x)\big] + \mathbb{E}_{z \sim p_z}\big[\log\big(1 - D(G(z))\big)\big], \qquad \min_G \max_D V(D, G).$$
#
# $V$ 是**价值，不是损失**：$D$ 要让它最大，$G$ 要让它最小。损失是某一方要最小化的量，双方各有各的损失。
#
# 固定 $G$，最好的 $D$ 是什么？推导只要三行：
#
# 1. 合写成一个积分：$V = \int \big[\,p_{\text{data}}(x) \log D(x) + p_g(x) \log(1 - D(x))\,\big]\,dx$。
# 2. $D$ 在每个 $x$ 处的取值可以单独选。在一点上，$a \log D + b \log(1 - D)$ 是 $D$ 的凹函数，导数为 $a/D - b/(1-D)$。
# 3. 令导数为零，得 $D = a/(a+b)$，即
#    $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_g(x)}, \qquad \text{对应的 logit 为 } \log \frac{p_{\text{data}}(x)}{p_g(x)}.$$
#
# 可见判别器就是一个普通的分类器，它的 logit 估计的是两个密度之比的对数。图像的密度谁也写不出来，但一维的例子可以：取数轴上的两个正态分布。


# %%
def normal(x, mean, deviation):
    return np.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * np.sqrt(2 * np.pi))


x = np.linspace(-7, 7, 2801)
p_data, p_g = normal(x, -1, 0.7), normal(x, 1, 1.2)
best_d = p_data / (p_data + p_g)

# %% [markdown] lang="en"
# A small network sees samples only, never the densities. It is an ordinary Keras classifier with
# cross-entropy on logits; real points are labelled 1, fake ones 0.

# %% [markdown] lang="zh"
# 再训练一个小网络。它只看得到样本，看不到密度。这就是一个普通的 Keras 分类器，直接对 logit 求交叉熵；真样本标 1，假样本标 0。

# %%
rng = np.random.default_rng(0)
points = np.concatenate([rng.normal(-1, 0.7, (20_000, 1)), rng.normal(1, 1.2, (20_000, 1))])
labels = np.repeat([[1.0], [0.0]], 20_000, axis=0)

# %% [markdown] lang="en"
# Two dense layers, and six passes over the 40,000 points:

# %% [markdown] lang="zh"
# 两个全连接层，在 40,000 个点上训练六个轮次：

# %%
hidden, output = layers.Dense(32, "tanh", dtype="float32"), layers.Dense(1, dtype="float32")
classifier = keras.Sequential([hidden, output])
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
classifier.compile(keras.optimizers.Adam(0.01), cross_entropy, steps_per_execution=20)
classifier.fit(points, labels, batch_size=500, epochs=6, verbose=0)
learnt_d = ops.convert_to_numpy(ops.sigmoid(classifier(x[:, None])))[:, 0]

# %% [markdown] lang="en"
# How far is it from $D^*$, where there is data?

# %% [markdown] lang="zh"
# 在有数据的地方，它与 $D^*$ 相差多少？

# %%
deviation = np.max(np.abs(learnt_d - best_d)[p_data + p_g > 0.05])
print(f"largest deviation from D* where there is data: {deviation:.3f}")
assert deviation < 0.1

# %% [markdown] lang="en"
# The network has found $D^*$ from samples alone. The agreement ends where samples end: on the far
# left, nothing forces it to bend down as $D^*$ does.

# %% [markdown] lang="zh"
# 仅凭样本，网络就找到了 $D^*$。不过，没有样本的地方也就没有约束：在图的最左侧，$D^*$ 会落下来，而网络不必跟着落。图中横轴为 $x$，纵轴为密度或概率；蓝色阴影是真实数据的密度 $p_{\text{data}}$，橙色阴影是生成数据的密度 $p_g$，黑线是最优判别器 $D^*$，绿色虚线是训练得到的判别器。

# %%
figure, axis = plt.subplots()
axis.fill_between(x, p_data, alpha=0.25, color=plotting.COLOURS[0], label="density of real data")
axis.fill_between(x, p_g, alpha=0.25, color=plotting.COLOURS[1], label="density of generated data")
axis.plot(x, best_d, color="black", label="D*, computed")
axis.plot(x, learnt_d, "--", color=plotting.COLOURS[2], label="D, trained on samples")
axis.set(xlabel="x", ylabel="density, or probability", xlim=(-5, 5), ylim=(0, 1.05))
axis.legend()
plotting.show(
    figure,
    "Two normal densities; the optimal and the trained discriminator coincide where data lies.",
    "两个正态密度；在有数据的地方，最优判别器与训练得到的判别器几乎重合。",
)

# %% [markdown] lang="en"
# What does $G$ face if $D$ is always optimal? Put $D^*$ into $V$ and let
# $m = (p_{\text{data}} + p_g)/2$:
#
# $$V(D^*, G) = \mathrm{KL}(p_{\text{data}} \,\|\, m) + \mathrm{KL}(p_g \,\|\, m) - 2 \ln 2
# = 2\,\mathrm{JSD}(p_{\text{data}} \,\|\, p_g) - 2 \ln 2.$$
#
# The Jensen-Shannon divergence (JSD) is zero only when both distributions are equal. Then
# $D^* = 1/2$ everywhere, $V = -2 \ln 2$, and the losses of the next section are
# $L_D = 2 \ln 2 \approx 1.386$ and $L_G = \ln 2 \approx 0.693$. We check all of this.

# %% [markdown] lang="zh"
# 如果 $D$ 总是最优的，$G$ 面对的是什么？把 $D^*$ 代入 $V$，记 $m = (p_{\text{data}} + p_g)/2$：
#
# $$V(D^*, G) = \mathrm{KL}(p_{\text{data}} \,\|\, m) + \mathrm{KL}(p_g \,\|\, m) - 2 \ln 2 = 2\,\mathrm{JSD}(p_{\text{data}} \,\|\, p_g) - 2 \ln 2.$$
#
# JSD 即 Jensen–Shannon 散度，只有两个分布相同时才等于零。这时处处有 $D^* = 1/2$，$V = -2 \ln 2$；下一节的两个损失则为 $L_D = 2 \ln 2 \approx 1.386$，$L_G = \ln 2 \approx 0.693$。逐条验证如下。


# %% tags=["nbval-check-output"]
def value(d, p_real, p_fake):
    return np.trapezoid(p_real * np.log(d) + p_fake * np.log(1 - d), x)


def kl(p, q):
    return np.trapezoid(p * np.log(p / q), x)


mixture = (p_data + p_g) / 2
jsd = (kl(p_data, mixture) + kl(p_g, mixture)) / 2
left, right = value(best_d, p_data, p_g), 2 * jsd - 2 * np.log(2)
print(f"V(D*, G) = {left:.4f}, 2 JSD - 2 ln 2 = {right:.4f}")
assert abs(left - right) < 1e-6

# %% [markdown] lang="en"
# Any other $D$ has a smaller $V$, the trained one too. And with equal distributions and logits of
# zero, $V$ and the library's losses take the values above.

# %% [markdown] lang="zh"
# 换成任何别的 $D$，$V$ 都更小，训练得到的那个也不例外。当两个分布相同、logit 全为零时，$V$ 与课程库的损失正是上面的数值。

# %% tags=["nbval-check-output"]
assert value(learnt_d, p_data, p_g) < value(best_d, p_data, p_g)
assert abs(value(np.full_like(x, 0.5), p_data, p_data) + 2 * np.log(2)) < 1e-6
zero_logits = np.zeros((4, 1), "float32")
d_loss, g_loss = discriminator_loss(zero_logits, zero_logits), generator_loss(zero_logits)
print(f"at D = 1/2: L_D = {float(d_loss):.4f}, L_G = {float(g_loss):.4f}")

# %% [markdown] lang="en"
# > **What this does not promise.** The proof lets $D$ be any function and lets it reach its
# > maximum before $G$ moves. Real networks have finite capacity, finite data and finite training.
# > Nothing here says that gradient steps arrive at the equilibrium, that both players improve
# > steadily, or that $G$ covers all of the data. We shall see each of these fail.
#
# ## The loss, written out
#
# $D$ maximises $V$, so it minimises $-V$. For $G$, the original paper gives two choices:
#
# $$L_D = -\mathbb{E}[\log D(x)] - \mathbb{E}[\log(1 - D(G(z)))]$$
#
# $$L_G^{\text{minimax}} = \mathbb{E}[\log(1 - D(G(z)))], \qquad
# L_G^{\text{non-saturating}} = -\mathbb{E}[\log D(G(z))]$$
#
# We compute them from logits, never from $D$. In float32, $\sigma(20)$ is exactly 1, so
# $\log(1 - \sigma(20))$ is minus infinity and its gradient is lost. With
# $\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ nothing is lost:
# $-\log \sigma(\ell) = \mathrm{softplus}(-\ell)$ and $-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$.

# %% [markdown] lang="zh"
# > **它没有保证什么。** 上面的证明允许 $D$ 取任意函数，还要求它在 $G$ 动之前先达到最优。真实网络的容量、数据和训练步数都是有限的。证明没有说梯度下降一定走得到均衡点，没有说双方会一路变好，也没有说 $G$ 会覆盖全部数据。这三种落空，本章后面都会遇到。
#
# ## 把损失写出来
#
# $D$ 要最大化 $V$，也就是最小化 $-V$。至于 $G$，原论文给了两种选择（先极小极大，后非饱和）：
#
# $$L_D = -\mathbb{E}[\log D(x)] - \mathbb{E}[\log(1 - D(G(z)))]$$
#
# $$L_G^{\text{minimax}} = \mathbb{E}[\log(1 - D(G(z)))], \qquad L_G^{\text{non-saturating}} = -\mathbb{E}[\log D(G(z))]$$
#
# 计算时要从 logit 出发，而不是先算 $D$ 再取对数。在 float32 中 $\sigma(20)$ 恰好等于 1，于是 $\log(1 - \sigma(20))$ 成了负无穷，梯度也随之丢失。改用 $\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ 就没有这个问题：$-\log \sigma(\ell) = \mathrm{softplus}(-\ell)$，$-\log(1 - \sigma(\ell)) = \mathrm{softplus}(\ell)$。

# %% tags=["nbval-check-output"]
logit = ops.convert_to_tensor(20.0, dtype="float32")
print("log(1 - sigmoid(20)):", float(ops.log(1 - ops.sigmoid(logit))))
print("-softplus(20):       ", float(-ops.softplus(logit)))

# %% [markdown] lang="en"
# Here are the losses in full.

# %% [markdown] lang="zh"
# 下面把损失完整写出来。


# %%
def written_d_loss(real_logits, fake_logits):
    return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))


def written_g_loss(fake_logits, loss):
    if loss == "minimax":
        return -ops.mean(ops.softplus(fake_logits))
    return ops.mean(ops.softplus(-fake_logits))


# %% [markdown] lang="en"
# On random logits they equal the library's losses, and the formulas above, evaluated directly in
# float64.

# %% [markdown] lang="zh"
# 取一批随机的 logit，上面的写法与课程库的结果一致，也与用 float64 直接代入公式的结果一致。


# %% tags=["nbval-check-output"]
def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


real_logits, fake_logits = rng.normal(size=(2, 100, 1)) * 3
d_real, d_fake = sigmoid(real_logits), sigmoid(fake_logits)
d_formula = -np.mean(np.log(d_real)) - np.mean(np.log(1 - d_fake))
g_formulas = {"minimax": np.mean(np.log(1 - d_fake)), "non_saturating": -np.mean(np.log(d_fake))}
for loss, g_formula in g_formulas.items():
    for d_loss, g_loss in ((written_d_loss, written_g_loss), (discriminator_loss, generator_loss)):
        np.testing.assert_allclose(d_loss(real_logits, fake_logits), d_formula, rtol=1e-4)
        np.testing.assert_allclose(g_loss(fake_logits, loss), g_formula, rtol=1e-4)
    print(f"{loss}: written out = library = formula")

# %% [markdown] lang="en"
# Both generator losses fall as $D(G(z))$ rises. They differ in slope. With respect to the logit,
#
# $$\frac{d L_G^{\text{minimax}}}{d\ell} = -\sigma(\ell), \qquad
# \frac{d L_G^{\text{non-saturating}}}{d\ell} = -(1 - \sigma(\ell)).$$
#
# Early in training $D$ is sure that $G(z)$ is fake: $\ell$ is far below zero. We let automatic
# differentiation compute both gradients (the loss is a mean, so we multiply by the number of
# logits).
#
# > **Predict before you run.** At $\ell = -6$, how many times larger is the non-saturating
# > gradient?

# %% [markdown] lang="zh"
# 两种生成器损失都随 $D(G(z))$ 升高而下降，区别在坡度。对 logit 求导：
#
# $$\frac{d L_G^{\text{minimax}}}{d\ell} = -\sigma(\ell), \qquad \frac{d L_G^{\text{non-saturating}}}{d\ell} = -(1 - \sigma(\ell)).$$
#
# 训练之初，$D$ 很有把握认定 $G(z)$ 是假的，$\ell$ 远小于零。下面用自动微分求出两种梯度（损失是平均值，所以要再乘以 logit 的个数）。
#
# > **先猜，再运行。** 在 $\ell = -6$ 处，非饱和损失的梯度是极小极大损失的多少倍？

# %% tags=["nbval-check-output"]
from functools import partial

logits = np.linspace(-8, 8, 161, dtype="float32")
gradients = {}
for loss in ("minimax", "non_saturating"):
    gradient = aigc_keras.backend.input_gradient(partial(generator_loss, loss=loss), logits)
    gradients[loss] = ops.convert_to_numpy(gradient) * len(logits)
steep, flat = gradients["non_saturating"][logits == -6][0], gradients["minimax"][logits == -6][0]
print(f"at logit -6: {steep:.4f} against {flat:.4f}; ratio {steep / flat:.0f}")

# %% [markdown] lang="en"
# Both curves follow the formulas. The ratio is $\sigma(6)/\sigma(-6) = e^6 \approx 403$.

# %% [markdown] lang="zh"
# 两条曲线都与公式相符；这个倍数就是 $\sigma(6)/\sigma(-6) = e^6 \approx 403$。

# %%
np.testing.assert_allclose(gradients["minimax"], -sigmoid(logits), atol=1e-5)
np.testing.assert_allclose(gradients["non_saturating"], -(1 - sigmoid(logits)), atol=1e-5)
np.testing.assert_allclose(steep / flat, np.exp(6), rtol=0.01)

# %% [markdown] lang="en"
# The minimax loss gives almost no gradient where $G$ needs it most: it
# **saturates**. That is why the non-saturating loss is the usual one, and the default of our
# library. Both losses want the same; they differ in how loudly they say it.

# %% [markdown] lang="zh"
# 在 $G$ 最需要梯度的地方，极小极大损失几乎不给梯度，这就是**饱和**。所以通常用非饱和损失，它也是课程库的默认选择。两种损失要的是同一件事，只是催促的力度不同。图中横轴为生成图像的 logit（越往左，$D$ 越确信是假），纵轴为生成器损失对 logit 的梯度；蓝线为极小极大损失，橙色虚线为非饱和损失。

# %%
figure, axis = plt.subplots()
axis.plot(logits, gradients["minimax"], label="minimax (saturates)")
axis.plot(logits, gradients["non_saturating"], "--", label="non-saturating")
axis.set(xlabel="logit of a generated image (left: D is sure it is fake)")
axis.set_ylabel("gradient of G's loss")
axis.legend()
plotting.show(
    figure,
    "Gradient against logit: minimax goes to 0 on the left, non-saturating goes to -1 there.",
    "梯度随 logit 的变化：在左侧，极小极大损失的梯度趋于 0，非饱和损失的梯度趋于 -1。",
)

# %% [markdown] lang="en"
# > **Misconception: "a smaller generator loss means better images."** The loss is measured by an
# > opponent, and the opponent moves. Against a weak $D$, bad images have a small loss. Against a
# > $D$ that improves, the loss can grow while the images get better. Even at the perfect
# > equilibrium $L_G = \ln 2$, which is not its minimum. Judge images by scores that stay still;
# > the evaluation below does.
#
# ## Two players, one step
#
# The textbook writes two updates, one for each player, each with a loss of its own. The library
# makes one update from one sum of losses. In short, its `compute_loss` is:
#
# ```python
# def compute_loss(self, x, y_pred, training=True, ...):
#     noise = keras.random.normal((batch_size, self.latent_dim), seed=self.seed_generator)
#     fakes = self.generator(noise, training=training)
#     real_logits = y_pred                                        # call(x) has run D on x
#     fake_logits = self.discriminator(ops.stop_gradient(fakes))  # teaches D, not G
#     fooled_logits = self.frozen_discriminator(fakes)            # teaches G, not D
#     d_loss = discriminator_loss(real_logits, fake_logits)
#     return d_loss + generator_loss(fooled_logits)
# ```
#
# `ops.stop_gradient` passes a value on and blocks its gradient. The first use hides $G$ from the
# loss of $D$. The frozen discriminator has the same weights behind `stop_gradient`, which hides
# $D$ from the loss of $G$, while the gradient still flows through it to the images. So the sum
# holds two losses, and each weight sees one of them.
#
# Do not take that on trust. Take one weight each: $G(z) = g z$, and the logit of $D$ is $d\,x$. We
# train one step of plain gradient descent with rate 1. A second generator of random numbers with
# the same seed shows us the noise that the model draws.

# %% [markdown] lang="zh"
# > **常见误解：“生成器损失越小，图像越好。”** 损失是由对手来量的，而对手一直在变。面对弱的 $D$，很差的图像损失也可以很小；$D$ 变强了，图像变好的同时损失反而可能上升。即使到了理想的均衡点，也是 $L_G = \ln 2$，并不是最小值。评价图像要用不随训练变动的尺子，后面的评估就是这样做的。
#
# ## 两个玩家，一步更新
#
# 教科书的写法是更新两次，一方一次，各用各的损失。课程库只更新一次，用的是两个损失之和。它的 `compute_loss` 简化后是这样：
#
# ```python
# def compute_loss(self, x, y_pred, training=True, ...):
#     noise = keras.random.normal((batch_size, self.latent_dim), seed=self.seed_generator)
#     fakes = self.generator(noise, training=training)
#     real_logits = y_pred                                        # call(x) 已经算过 D(x)
#     fake_logits = self.discriminator(ops.stop_gradient(fakes))  # 只教 D，不教 G
#     fooled_logits = self.frozen_discriminator(fakes)            # 只教 G，不教 D
#     d_loss = discriminator_loss(real_logits, fake_logits)
#     return d_loss + generator_loss(fooled_logits)
# ```
#
# `ops.stop_gradient` 让数值照常通过，但截断梯度。第一处把 $G$ 挡在 $D$ 的损失之外；“冻结”的判别器用的是同一份权重，只是权重前加了 `stop_gradient`，于是 $D$ 被挡在 $G$ 的损失之外，而梯度仍能穿过它传到图像。和式里有两个损失，每个权重却只看得见其中一个。
#
# 口说无凭，验证一下。让双方各只有一个权重：$G(z) = g z$，$D$ 的 logit 为 $d\,x$；用学习率为 1 的普通梯度下降训练一步。另建一个种子相同的随机数发生器，就能知道模型抽到的是哪些噪声。


# %%
def one_weight(weight):
    dense = layers.Dense(1, use_bias=False, dtype="float32")
    network = keras.Sequential([keras.Input((1,)), dense])
    network.set_weights([np.array([[weight]])])
    return network


g, d = 0.8, 0.5
toy = GAN(one_weight(g), one_weight(d), seed=3)
toy.compile(keras.optimizers.SGD(1.0))

# %% [markdown] lang="en"
# One step on 256 real points, and the same noise from a twin of the generator of random numbers:

# %% [markdown] lang="zh"
# 用 256 个真样本走一步；再由种子相同的随机数发生器得到同样的噪声：

# %%
real = rng.normal(2, 1, (256, 1)).astype("float32")
toy.train_on_batch(real)
twin = keras.random.SeedGenerator(3)
noise = ops.convert_to_numpy(keras.random.normal((256, 1), seed=twin))

# %% [markdown] lang="en"
# Now by hand. Since $\mathrm{softplus}' = \sigma$, the chain rule gives each player's own gradient:
#
# $$\frac{\partial L_D}{\partial d} = \mathbb{E}[\sigma(d\,gz)\,gz] - \mathbb{E}[\sigma(-d\,x)\,x],
# \qquad \frac{\partial L_G}{\partial g} = -\mathbb{E}[\sigma(-d\,gz)\,d\,z].$$
#
# A leak would be seen: $\partial L_G / \partial d$ is not zero, and $d$ would land elsewhere.

# %% [markdown] lang="zh"
# 再用手算。由 $\mathrm{softplus}' = \sigma$ 和链式法则，双方各自的梯度为：
#
# $$\frac{\partial L_D}{\partial d} = \mathbb{E}[\sigma(d\,gz)\,gz] - \mathbb{E}[\sigma(-d\,x)\,x], \qquad \frac{\partial L_G}{\partial g} = -\mathbb{E}[\sigma(-d\,gz)\,d\,z].$$
#
# 如果有“泄漏”，一定看得出来：$\partial L_G / \partial d$ 不为零，$d$ 就会落到别处。

# %% tags=["nbval-check-output"]
fake = g * noise
d_gradient = np.mean(sigmoid(d * fake) * fake) - np.mean(sigmoid(-d * real) * real)
g_gradient = -np.mean(sigmoid(-d * fake) * d * noise)
leak = -np.mean(sigmoid(-d * fake) * fake)
np.testing.assert_allclose(toy.discriminator.get_weights()[0], d - d_gradient, atol=0.002)
np.testing.assert_allclose(toy.generator.get_weights()[0], g - g_gradient, atol=0.002)
assert abs(leak) > 0.02
print("each player moved by its own gradient, and by nothing else")

# %% [markdown] lang="en"
# One thing does differ from the textbook. There the updates **alternate**: $D$ moves, then $G$
# answers the new $D$. With one loss they are **simultaneous**: $G$ answers the $D$ of before. (Both
# losses also share one batch of noise. The optimizer makes no difference: Adam works weight by
# weight, so with equal settings one Adam is two.)
#
# The simplest game shows what it means: $\min_x \max_y\, xy$, with its equilibrium at $(0, 0)$. Near
# its equilibrium, the smallest of all GANs plays this game, up to scale (the "Dirac-GAN" of
# Mescheder et al. 2018, arXiv:1801.04406). With rate $\eta$, $x$ takes the step $-\eta y$ and $y$
# takes the step $+\eta x$, where $x$ is the old one or the new one.
#
# > **Predict before you run.** Both start at $(1, 0)$ and take 200 steps. Which of them reaches
# > $(0, 0)$?

# %% [markdown] lang="zh"
# 与教科书相比，有一处确实不同。教科书是**交替更新**：$D$ 先动，$G$ 再应对新的 $D$。只用一个损失则是**同时更新**：$G$ 应对的是动之前的 $D$。（另外，两个损失共用同一批噪声。优化器则没有区别：Adam 对每个权重单独计算，双方设置相同时，一个 Adam 就等于两个。）
#
# 用最简单的博弈看看这意味着什么：$\min_x \max_y\, xy$，均衡点在 $(0, 0)$。最小的 GAN 在均衡点附近玩的就是这个博弈，只差一个比例系数（Mescheder 等人称之为 Dirac-GAN；2018，arXiv:1801.04406）。学习率为 $\eta$ 时，$x$ 走 $-\eta y$，$y$ 走 $+\eta x$；后一个 $x$ 用旧值还是新值，就是两种更新的分别。
#
# > **先猜，再运行。** 两种更新都从 $(1, 0)$ 出发走 200 步，哪一种能到达 $(0, 0)$？


# %%
def play(alternating, rate=0.1, steps=200):
    x, y, path = 1.0, 0.0, [(1.0, 0.0)]
    for _ in range(steps):
        new_x = x - rate * y
        y = y + rate * (new_x if alternating else x)
        x = new_x
        path.append((x, y))
    return np.array(path)


# %% [markdown] lang="en"
# The distance from $(0, 0)$ tells. We also assert two exact laws, explained below.

# %% [markdown] lang="zh"
# 看看它们离原点多远就知道了。这里还断言了两条精确的规律，随后解释。

# %% tags=["nbval-check-output"]
simultaneous, alternating = play(alternating=False), play(alternating=True)
radius = np.hypot(*simultaneous.T)
np.testing.assert_allclose(radius[1:] / radius[:-1], np.sqrt(1 + 0.1**2))
orbit = np.sum(alternating**2, axis=1) - 0.1 * np.prod(alternating, axis=1)
np.testing.assert_allclose(orbit, 1)
assert np.hypot(*alternating.T).max() < 1.03
print(
    f"after 200 steps: simultaneous {radius[-1]:.3f}, alternating {np.hypot(*alternating[-1]):.3f}"
)

# %% [markdown] lang="en"
# Neither. Simultaneous steps spiral outwards: the distance grows by exactly $\sqrt{1 + \eta^2}$ a
# step. Alternating steps keep $x^2 + y^2 - \eta xy$ fixed, so they circle on an ellipse for
# ever.

# %% [markdown] lang="zh"
# 都到不了。同时更新的轨迹向外盘旋，每一步到原点的距离恰好变为 $\sqrt{1 + \eta^2}$ 倍；交替更新保持 $x^2 + y^2 - \eta xy$ 不变，于是永远绕着一个椭圆转圈。图中横轴为 $x$（要最小化的一方），纵轴为 $y$（要最大化的一方）；蓝线为同时更新，橙线为交替更新，黑色十字为均衡点。

# %%
figure, axis = plt.subplots(figsize=(5.2, 3.6))
axis.plot(*simultaneous.T, label="simultaneous")
axis.plot(*alternating.T, label="alternating")
axis.plot(0, 0, "k+", markersize=10, label="equilibrium")
axis.set(xlabel="x (minimises xy)", ylabel="y (maximises xy)", aspect="equal")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plotting.show(
    figure,
    "Around the equilibrium, simultaneous steps spiral outwards; alternating steps circle.",
    "围绕均衡点，同时更新的轨迹向外盘旋，交替更新的轨迹绕圈。",
)

# %% [markdown] lang="en"
# So our library's update is simultaneous, the textbook's is alternating, and this toy shows the
# difference. With small rates the outward drift is small: it is of second order in $\eta$. With
# Adam, both work in practice. And both show why a GAN can go round in circles: the cure has to
# come from elsewhere, for example from a penalty on the gradient of $D$ (Mescheder et al. 2018).
#
# Do not confuse two settings. A larger **learning rate** for $D$ takes one longer step along one
# gradient. Several **critic steps** for each step of $G$ take a new gradient each, on new images.
# They are not the same thing. `TwoPlayerAdam` has both: `discriminator_ratio` and `critic_steps`.
#
# ## Convolution and its transpose, in brief
#
# Images have neighbours. A **convolution** slides a small kernel over the image; each output is the
# sum of products of the kernel with the pixels under it. (Mathematicians would flip the kernel
# first; deep learning does not.) In loops, with an edge kernel, on one digit:

# %% [markdown] lang="zh"
# 总结一下：课程库的更新是同时的，教科书的更新是交替的，差别就是上面这个小例子。学习率小的时候，向外的漂移也很小，是 $\eta$ 的二阶量；配合 Adam，两种做法在实践中都能用。这个例子还说明 GAN 为什么会原地打转：药方要到别处去找，例如对 $D$ 的梯度加惩罚（Mescheder 等，2018）。
#
# 有两种设置不要混为一谈。把 $D$ 的**学习率**调大，是沿同一个梯度走一大步；$G$ 每走一步、$D$（评论家）走**几步**，则是每一步都换一批图像、重新算梯度。两者不是一回事。`TwoPlayerAdam` 两种都有：`discriminator_ratio` 和 `critic_steps`。
#
# ## 卷积与转置卷积，简述
#
# 图像的像素有左邻右舍。**卷积**让一个小小的卷积核在图像上滑动，每个输出等于卷积核与它盖住的像素逐个相乘再求和。（按数学定义要先翻转卷积核，深度学习里不翻转。）取一个提取边缘的卷积核，用循环写出来，作用在一个数字上：

# %% tags=["nbval-check-output"]
image = train_images[0, :, :, 0].astype("float32")
kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
edges = np.zeros((26, 26), "float32")
for i in range(26):
    for j in range(26):
        edges[i, j] = np.sum(image[i : i + 3, j : j + 3] * kernel)

keras_edges = ops.conv(image[None, :, :, None], kernel[:, :, None, None], padding="valid")
np.testing.assert_allclose(ops.convert_to_numpy(keras_edges)[0, :, :, 0], edges, atol=0.01)
print("the loops agree with keras.ops.conv")

# %% [markdown] lang="en"
# The kernel answers to vertical edges: positive (red) where it gets brighter to the right, negative
# (blue) where it gets darker, zero where nothing changes. A network learns its kernels.

# %% [markdown] lang="zh"
# 这个卷积核对竖直方向的边缘有反应：从左到右变亮处为正，变暗处为负，没有变化处为零。网络里的卷积核则是学出来的。左图为输入的数字，右图为卷积的输出；横轴为列，纵轴为行，右侧色条表示输出的数值（红正蓝负）。

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.8))
left.imshow(image)
left.set(title="input, 28 x 28", xlabel="column", ylabel="row")
picture = right.imshow(edges, cmap="RdBu_r", vmin=-1020, vmax=1020)
right.set(title="output, 26 x 26", xlabel="column", ylabel="row")
figure.colorbar(picture, label="output of the convolution")
plotting.show(
    figure,
    "A digit, and the output of the edge kernel: left borders positive, right borders negative.",
    "一个数字，以及边缘卷积核的输出：笔画左缘为正，右缘为负。",
)

# %% [markdown] lang="en"
# A discriminator has to come down from 784 pixels to one logit. **Max pooling** of 2 keeps the
# largest of each 2×2 pixels. A convolution of **stride** 2 moves its kernel two pixels at a
# time. Both halve the image. Discriminators prefer strides: what to keep is then learnt, every
# pixel under the kernel receives a gradient, and only a quarter of the outputs is computed.
#
# A generator goes the other way. A **transposed convolution** of stride 2 doubles the image: each
# input value stamps a copy of the kernel, scaled by that value, on the output; the stamps lie two
# pixels apart and add up where they overlap.

# %% [markdown] lang="zh"
# 判别器要把 784 个像素一路缩成一个 logit。步幅为 2 的**最大池化**在每 2×2 个像素中留下最大的一个；**步幅**为 2 的卷积让卷积核每次移动两个像素。两者都把图像缩小一半。判别器偏爱步幅：保留什么由网络自己学，卷积核盖住的每个像素都能得到梯度，而且只需计算四分之一的输出。
#
# 生成器反过来走。步幅为 2 的**转置卷积**把图像放大一倍：每个输入值都在输出上盖一个“章”，章的图案是卷积核乘以这个值；章与章相隔两个像素，重叠处相加。

# %% tags=["nbval-check-output"]
kernels = rng.normal(size=(4, 4, 1, 16)).astype("float32")
digit = image[None, :, :, None] / 255
strided = ops.conv(digit, kernels, strides=2, padding="same")
pooled = ops.max_pool(ops.conv(digit, kernels, padding="same"), 2, 2)
print("stride 2:", tuple(strided.shape), " convolution, then max pooling:", tuple(pooled.shape))

features = np.ones((1, 7, 7, 32), "float32")
for channels in ((16, 32), (1, 16)):
    stamp = np.ones((4, 4, *channels), "float32")
    features = ops.conv_transpose(features, stamp, strides=2, padding="same")
    print("transposed convolution, stride 2:", tuple(features.shape))

# %% [markdown] lang="en"
# Why "transposed"? A convolution is linear, so it is a (large, sparse) matrix $A$. The transposed
# convolution is $A^\top$, which is defined by $\langle A u, v \rangle = \langle u, A^\top v \rangle$
# for all $u$ and $v$. It is **not** the inverse, though it is often called "deconvolution": it
# restores the shape, not the image.

# %% [markdown] lang="zh"
# 为什么叫“转置”？卷积是线性的，可以写成一个（又大又稀疏的）矩阵 $A$；转置卷积就是 $A^\top$，它由“对任意 $u$、$v$ 都有 $\langle A u, v \rangle = \langle u, A^\top v \rangle$”来确定。它**不是**逆运算，虽然常被叫作“反卷积”：它还原的是形状，不是图像。

# %% tags=["nbval-check-output"]
u = rng.normal(size=(1, 28, 28, 1)).astype("float32")
v = rng.normal(size=(1, 14, 14, 16)).astype("float32")
forward = ops.convert_to_numpy(ops.conv(u, kernels, strides=2, padding="same"))
back = ops.convert_to_numpy(ops.conv_transpose(v, kernels, strides=2, padding="same"))
np.testing.assert_allclose(np.sum(forward * v), np.sum(u * back), rtol=0.02)
print("A maps", u.shape, "to", forward.shape, "and its transpose", v.shape, "to", back.shape)

# %% [markdown] lang="en"
# The stamps can leave a trace. Transpose an image of ones with a kernel of ones: each output then
# counts the stamps that cover it. If the kernel's size is not a multiple of the stride, the count
# alternates from pixel to pixel, and a generator's images tend to show a checkerboard (Odena et
# al. 2016, "Deconvolution and Checkerboard Artifacts", Distill, doi:10.23915/distill.00003).

# %% [markdown] lang="zh"
# 盖章会留下痕迹。用全 1 的卷积核去转置一张全 1 的图像，每个输出就是盖住它的章数。如果卷积核的大小不是步幅的整数倍，相邻像素的章数就时多时少，生成的图像容易出现棋盘格（Odena 等，2016，“Deconvolution and Checkerboard Artifacts”，Distill，doi:10.23915/distill.00003）。

# %% tags=["nbval-check-output"]
ones, overlaps = np.ones((1, 10, 10, 1), "float32"), {}
for size in (3, 4, 5):
    stamp = np.ones((size, size, 1, 1), "float32")
    stamped = ops.convert_to_numpy(ops.conv_transpose(ones, stamp, strides=2, padding="same"))
    overlaps[size] = np.rint(stamped[0, 4:-4, 4:-4, 0]).astype(int)
    print(f"kernel {size}, stride 2: stamps per pixel {np.unique(overlaps[size]).tolist()}")
assert np.unique(overlaps[4]).tolist() == [4]

# %% [markdown] lang="en"
# Kernel 4 covers evenly, so our convolutional generator uses it. Kernel 3 varies by a factor of 4.
# Kernel 5 varies by 2.25: training can even that out, but it has to learn it. Kernel 5 is the choice
# of the large-models article, one of the five articles behind this chapter; "What the articles say,
# and what is right" gives their full names.

# %% [markdown] lang="zh"
# 大小为 4 的卷积核覆盖均匀，本章的卷积生成器用的就是它；大小为 3 时相差 4 倍；大小为 5 时相差 2.25 倍，训练能把它抹平，但毕竟要学。大小 5 出自《大模型》，它是与本章有关的五篇文章之一，各篇全名见“文章怎么说，实际怎么样”一节。图中横轴为列，纵轴为行，三幅图的卷积核大小依次为 3、4、5，色条表示每个像素被盖的次数。

# %%
figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.5))
for axis, (size, overlap) in zip(axes, overlaps.items(), strict=True):
    picture = axis.imshow(overlap, vmin=0, vmax=9)
    axis.set(title=f"kernel {size}, stride 2", xlabel="column", ylabel="row")
figure.colorbar(picture, ax=axes, label="stamps per pixel")
plotting.show(
    figure,
    "Stamps per pixel: a checkerboard for kernels 3 and 5, an even grey for kernel 4.",
    "每个像素被盖的次数：卷积核大小为 3 和 5 时呈棋盘格，为 4 时是均匀的灰色。",
)

# %% [markdown] lang="en"
# ## A fully connected GAN
#
# Enough theory. We begin with the oldest recipe, the one in the history article's listing: two stacks of dense layers, 100-256-512-1024-784 for the generator and back again for the discriminator. To them an image is a list of 784 numbers. The training is short, just long enough to see the principle at work.
#
# Every GAN from here to the table is trained by the same few lines. `TwoPlayerAdam` is Adam for both players at once; `SwapEMAWeights` lets samples come from a running average of the weights, which is steadier than the weights of any one step; `StopOnNaN` stops at a loss that is not finite; `steps_per_execution` runs ten steps before Python looks at the losses again, which saves much time. (The loss called `relativistic` and its R1 penalty are explained with the next model; the losses written out above return in "Four losses".)

# %% [markdown] lang="zh"
# ## 全连接 GAN
#
# 理论够用了。先从最早的配方开始，也就是《发展历程》代码里的那一种：生成器是一叠全连接层，100-256-512-1024-784，判别器再反着走回来。在它们眼里，一幅图不过是 784 个数。训练很短，只够看清原理如何起作用。
#
# 从这里到“总表”，所有 GAN 都由下面这几行训练。`TwoPlayerAdam` 是同时照管两个玩家的 Adam；`SwapEMAWeights` 让样本出自权重的滑动平均，它比任何单独一步的权重都稳；`StopOnNaN` 一见到损失不是有限的数就停下；`steps_per_execution` 让 Python 每隔十步才看一次损失，能省下不少时间。（名为 `relativistic` 的损失和 R1 惩罚，到下一个模型再解释；前面写出的损失见“四种损失”一节。）

# %%
import time

from aigc_keras.callbacks import Samples, Score, StopOnNaN

seconds = {}


def train(name, model, data, epochs, *callbacks, batch_size=64, **options):
    options = {"learning_rate": 1e-3, "use_ema": True, "ema_momentum": 0.995} | options
    model.compile(TwoPlayerAdam(**options), steps_per_execution=10)
    averaging = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if options["use_ema"] else []
    started = time.perf_counter()
    history = model.fit(
        data,
        batch_size=batch_size,
        epochs=epochs,
        verbose=0,
        callbacks=[StopOnNaN(), *averaging, *callbacks],
    )
    seconds[name] = time.perf_counter() - started
    return history.history


# %% [markdown] lang="en"
# > **Predict before you run.** A dense layer does not know which pixels are neighbours. How will that show?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 全连接层不知道哪些像素相邻。这会在图上留下什么痕迹？

# %%
players = gan_networks.dense_generator(), gan_networks.dense_discriminator()
dense_gan = GAN(*players, loss="relativistic", r1_weight=1.0)
train("dense", dense_gan, train_images, epochs=4, learning_rate=5e-4, ema_momentum=0.98)
figure = plotting.image_grid(dense_gan.sample(20, seed=0))
plotting.show(
    figure,
    "Twenty samples of the fully connected GAN: recognisable strokes among isolated grey pixels.",
    "全连接 GAN 的二十个样本：笔画可以辨认，但夹杂着孤立的灰点。",
)
print(f"{seconds['dense']:.0f} seconds, {dense_gan.generator.count_params():,} weights in G")

# %% [markdown] lang="en"
# Strokes, sprinkled with salt and pepper: single pixels that no pen would leave. Nothing in the network ties a pixel to its neighbour, so each of the 784 outputs has to learn on its own to agree with those around it.

# %% [markdown] lang="zh"
# 笔画有了，却夹着椒盐般的噪点：没有哪支笔会留下这样孤零零的点。网络里没有什么把一个像素和它的邻居连在一起，784 个输出只能各学各的，设法与周围一致。

# %% [markdown] lang="en"
# ## A convolutional GAN
#
# Now the pair of the large-models article, corrected and made smaller: a dense layer makes a 7×7 map, two transposed convolutions double it to 14×14 and 28×28; the discriminator goes the other way with convolutions of stride 2. (Radford et al. 2015, arXiv:1511.06434, showed that this works.) We add two things to the discriminator: a dense layer that sees the whole image, and a channel that says how much the images of the batch differ from each other (`BatchDeviation`; Karras et al. 2017, arXiv:1710.10196), so that a generator which repeats itself is found out.

# %% [markdown] lang="zh"
# ## 卷积 GAN
#
# 现在轮到《大模型》里的那对网络，改正并缩小之后是这样：全连接层先造出 7×7 的特征图，两层转置卷积把它放大到 14×14、28×28；判别器用步幅为 2 的卷积往回走。这条路是 Radford 等人 2015 年走通的（arXiv:1511.06434）。判别器另添了两样：一个能看到整幅图的全连接层；一个通道，告诉它本批次的图像彼此相差多少（`BatchDeviation`；Karras 等，2017，arXiv:1710.10196），生成器若总画同一样东西，就会露馅。

# %%
generator = gan_networks.conv_generator()
discriminator = gan_networks.conv_discriminator()
for network in (generator, discriminator):
    for layer in network.layers:
        if layer.count_params():
            print(f"{type(layer).__name__:20s} {str(layer.output.shape):22s}", layer.count_params())
    print(f"{'together':43s}", network.count_params(), "\n")

# %% [markdown] lang="en"
# The loss is a modern one. The relativistic loss (Jolicoeur-Martineau 2018, arXiv:1807.00734) asks the discriminator not "is this real?" but "which of these two is?": $-\log\sigma(\ell_{\text{real}}-\ell_{\text{fake}})$, and the generator the reverse. The R1 penalty (Mescheder et al. 2018) keeps the logit flat at real images, $\frac{\gamma}{2}\,\mathbb{E}\lVert\nabla_x \ell(x)\rVert^2$, which damps the circling that we saw in the game $xy$; to save time, the library takes it on an eighth of each batch. Huang et al. 2025 (arXiv:2501.05441) built a strong, simple baseline on this loss, with R1 and a twin of it on generated images; our small pair does with R1.
#
# The learning rate climbs from zero over the first twentieth of the steps and then falls along half a cosine. The slow start is what allows so high a rate, and batches of 128 keep both cores busy.
#
# Two helpers watch: `Samples` draws the same 50 noise vectors again and again, and `Score` measures a distance to the validation images (what it means follows below; smaller is better). This is the longest training of the chapter.

# %% [markdown] lang="zh"
# 损失用的是较新的一种。相对损失（relativistic；Jolicoeur-Martineau，2018，arXiv:1807.00734）不问判别器“这幅是真的吗”，而问“这两幅里哪幅是真的”：$-\log\sigma(\ell_{\text{real}}-\ell_{\text{fake}})$，生成器则反过来。R1 惩罚（Mescheder 等，2018）让 logit 在真实图像附近保持平坦，$\frac{\gamma}{2}\,\mathbb{E}\lVert\nabla_x \ell(x)\rVert^2$，从而抑制前面在博弈 $xy$ 中看到的兜圈子；为省时间，课程库只在每个批次的八分之一上计算它。Huang 等人（2025，arXiv:2501.05441）以这种损失搭出了一个简单而强的基线，除 R1 外还对生成图像加同样的惩罚；我们的小网络只用 R1 就够了。
#
# 学习率在最初二十分之一的步数里从零升到最高，然后沿半个余弦曲线下降。起步慢，才经得起这么高的学习率；批次取 128，两个核都闲不下来。
#
# 有两个帮手盯着训练：`Samples` 每隔几个轮次就用同样的 50 个噪声向量画一遍；`Score` 计算到验证图像的距离（含义见下文，越小越好）。这是全章最长的一次训练。

# %%
from aigc_keras.metrics import ImageScores

validation = ImageScores("mnist", validation_images, train_images)
gan = GAN(generator, discriminator, loss="relativistic", r1_weight=1.0)
samples, score = Samples(50, every=2), Score(validation.frechet, every=3)
EPOCHS, BATCH = 24, 128
steps = EPOCHS * (len(train_images) // BATCH)
rate = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 19 // 20, alpha=0.01, warmup_target=4e-3, warmup_steps=steps // 20
)
options = {"batch_size": BATCH, "learning_rate": rate}
history = train("conv", gan, train_images, EPOCHS, samples, score, **options)
print(f"{seconds['conv']:.0f} seconds")

# %% [markdown] lang="en"
# Digits out of noise: every row shows the same ten noise vectors, from before training (top) to its end (bottom).

# %% [markdown] lang="zh"
# 数字从噪声中浮现。每一行用的都是同样十个噪声向量，从训练前（最上）到训练结束（最下）。

# %%
rows = [0, 1, 2, 4, len(samples.frames) - 1]
strip = np.concatenate([samples.frames[i][:10] for i in rows])
plotting.show(
    plotting.image_grid(strip),
    f"Ten samples after epochs {[samples.epochs[i] for i in rows]}: noise turns into digits.",
    f"第 {[samples.epochs[i] for i in rows]} 轮之后的十个样本：噪声逐渐变成数字。",
)

# %% [markdown] lang="en"
# The same as a moving picture, with all 50 noise vectors, and below it a hundred fresh samples. None is picked by hand.

# %% [markdown] lang="zh"
# 同样的过程做成动画，50 个噪声向量全部画出；再往下是一百个新样本，没有一个是挑出来的。

# %%
import tempfile
from pathlib import Path

from IPython.display import Image

path = Path(tempfile.mkdtemp()) / "training.gif"
plotting.animation(samples.frames, path)
Image(data=path.read_bytes(), width=420, alt="Training, animated / 训练过程动画")

# %%
figure = plotting.image_grid(gan.sample(100, seed=1))
plotting.show(
    figure,
    "A hundred samples in a 10 by 10 grid; most are clear digits of all ten kinds.",
    "10×10 的一百个样本；大多是清楚的数字，十种都有。",
)

# %% [markdown] lang="en"
# What do the losses say? Very little. They measure each player against an opponent who improves as well: after the first epochs they hardly move, while the distance to real images goes on falling. (Left axis: both losses; right axis, dashed, in powers of ten: Fréchet distance to the validation images.)

# %% [markdown] lang="zh"
# 损失能说明什么？很少。它量的是与一个同样在进步的对手的胜负：过了最初几个轮次就几乎不动了，而到真实图像的距离还在下降。图中横轴为轮次，左侧纵轴为损失：蓝线 `d_loss` 属于判别器，橙线 `g_loss` 属于生成器；带点的黑色虚线对应右侧纵轴（对数刻度），是到验证图像的弗雷歇距离。

# %%
figure = plotting.loss_curves(history, "d_loss", "g_loss")
axis = figure.axes[0].twinx()
scored = np.arange(3, EPOCHS + 1, 3)
axis.plot(scored, np.array(history["frechet"])[scored - 1], "k--o", markersize=3)
axis.set(ylabel="Fréchet distance (dashed)", yscale="log")
plotting.show(
    figure,
    "Both losses soon stand still while the Fréchet distance goes on falling.",
    "两条损失曲线很快停住，弗雷歇距离则继续下降。",
)

# %% [markdown] lang="en"
# A generator has learnt a space, not a list. Walk from one noise vector to another and the digits change their shape along the way, without a jump. (The walk follows the sphere on which almost all Gaussian noise lies, not the straight line through its empty middle.)

# %% [markdown] lang="zh"
# 生成器学到的是一片连续的空间，而不是一张清单。从一个噪声向量走向另一个，数字沿途渐渐变形，没有跳跃。（高斯噪声几乎都落在一个球面附近，所以我们沿球面走，而不是穿过空荡荡的球心。）

# %%
plotting.show(
    plotting.image_grid(gan.interpolate(10, num_walks=3, seed=5)),
    "Three walks of ten images each; one digit turns gradually into another.",
    "三次漫步，每次十幅；一个数字渐渐变成另一个。",
)

# %% [markdown] lang="en"
# ## How good is it?
#
# "They look like digits" is not a measurement. No single number suffices either, so we ask six questions. The first five go by a classifier that the course ships frozen: it turns an image into 128 features, in which likeness of shape counts and a shift by a pixel hardly does, and names the digit. It never saw a test image. The last question compares pixels.
#
# | score | question | good |
# | --- | --- | --- |
# | Fréchet distance | do mean and covariance of the features agree with real ones? $\lVert\mu_1-\mu_2\rVert^2+\operatorname{Tr}(C_1+C_2-2(C_1C_2)^{1/2})$ | small |
# | kernel distance | the same question without the Gaussian assumption, unbiased | near 0 |
# | precision | which share of the samples lies among real images? | near real |
# | recall, within classes too | which share of real images lies among the samples? | near real |
# | class KL | are the ten digits made in their natural shares? | near 0 |
# | nearest | how far is the nearest training image, relative to what is usual for a new real image? | near 1; 0 means copies |
#
# The first is famous as FID (Heusel et al. 2017), but that name belongs to the features of one particular network, Inception, so we do not use it. Kernel distance: Bińkowski et al. 2018; precision and recall: Kynkäänniemi et al. 2019. Each score depends on the number of images. Every table compares 2,000 samples with the 2,000 test images; during training, and in "Four losses", 1,000 samples meet the 1,000 validation images, so do not compare those distances with the tables.
#
# A score is worth something only beside others. What do real images get (here 2,000 training images; a dash, since each is its own nearest)? What do mere copies of a hundred training images get, or noise?

# %% [markdown] lang="zh"
# ## 到底有多好？
#
# “看着像数字”不算度量，单凭一个数也不够，所以我们问六个问题。前五问都借助课程自带的一个冻结的分类器：它把每幅图变成 128 个特征，形状相近则特征相近，平移一个像素几乎无妨；它还认出图上是哪个数字。它从没见过测试图像。最后一问比较的是像素。
#
# | 分数 | 问的是什么 | 怎样算好 |
# | --- | --- | --- |
# | 弗雷歇距离 frechet | 特征的均值与协方差同真实图像一致吗？$\lVert\mu_1-\mu_2\rVert^2+\operatorname{Tr}(C_1+C_2-2(C_1C_2)^{1/2})$ | 小 |
# | 核距离 kernel | 同一个问题，不假设高斯分布，且无偏 | 接近 0 |
# | 精确率 precision | 样本有多大比例落在真实图像中间？ | 接近真实图像的值 |
# | 召回率 recall，以及类内召回率 class_recall | 真实图像有多大比例落在样本中间？ | 接近真实图像的值 |
# | 类别 KL class_kl | 十种数字的比例自然吗？ | 接近 0 |
# | 最近邻 nearest | 离最近的训练图像有多远？以一幅新的真实图像的常见距离为单位 | 接近 1；0 就是照抄 |
#
# 第一项以 FID 之名广为人知（Heusel 等，2017），但那个名字专指用 Inception 网络的特征，所以我们不用。核距离见 Bińkowski 等（2018），精确率与召回率见 Kynkäänniemi 等（2019）。每个分数都随图像数量变化：凡是表格，都用 2,000 个样本对 2,000 幅测试图像；训练途中和“四种损失”一节用的是 1,000 个样本对 1,000 幅验证图像，那里的距离不要拿来与表格相比。
#
# 分数只有放在一起才有意义。真实图像（real，这里取 2,000 幅训练图像；它们的最近邻就是自己，所以那一格是短横）能得多少？只把一百幅训练图像反复照抄（copies）能得多少？噪声（noise）呢？

# %%
scorer = ImageScores("mnist", test_images, images)
references = scorer.reference_rows()
COLUMNS = ("frechet", "kernel", "precision", "recall", "class_recall", "class_kl", "nearest")


def print_table(rows):
    print(f"{'':24s}" + "".join(f"{name:>13s}" for name in COLUMNS))
    for name, row in rows.items():
        print(
            f"{name:24s}"
            + "".join(f"{row[c]:13.3f}" if c in row else f"{'-':>13s}" for c in COLUMNS)
        )


print_table(references)

# %% [markdown] lang="en"
# Look at the copies: their Fréchet distance is close to that of real images, closer than any GAN of this chapter will come, and yet they are worthless. Recall and the nearest neighbour give them away. That is why one number is not enough. Now our two GANs:

# %% [markdown] lang="zh"
# 看看照抄（copies）这一行：它的弗雷歇距离与真实图像相去不远，比本章任何一个 GAN 都小，却毫无价值。召回率和最近邻揭穿了它。所以说，一个数不够。下面给两个 GAN 打分：`dense` 是全连接的，`conv` 是卷积的。

# %%
results = {}


def evaluate(name, model, scorer=scorer):
    scores = scorer.score_model(model, seeds=(0, 1))
    results[name] = {key: mean for key, (mean, _) in scores.items()}
    mean, deviation = scores["frechet"]
    print(f"{name}: Fréchet distance {mean:.2f} ± {deviation:.2f} over sampling seeds")


evaluate("dense", dense_gan)
evaluate("conv", gan)
print_table({name: results[name] for name in ("dense", "conv")})

# %% [markdown] lang="en"
# And is the generator drawing from memory? Above, samples; below each, the training image nearest to it by pixels. At most they resemble each other, as two sevens do; none is a copy.

# %% [markdown] lang="zh"
# 那么，生成器会不会只是在默写？上排是样本，下排是像素上离它最近的训练图像。它们至多是相似，就像两个 7 彼此相似，没有一个是照抄。

# %%
drawn = gan.sample(10, seed=2)
pairs = np.concatenate([drawn, scorer.nearest_training_images(drawn)])
plotting.show(
    plotting.image_grid(pairs),
    "Ten samples, and below each its nearest training image: alike but not equal.",
    "十个样本，下面是各自最近的训练图像：相似而不相同。",
)

# %% [markdown] lang="en"
# ## Four losses
#
# The game can be scored in other ways. Least squares (Mao et al. 2016, arXiv:1611.04076) punishes a logit for its distance to 1 or 0, so that it pulls even where the sigmoid is flat. The Wasserstein critic (Arjovsky et al. 2017, arXiv:1701.07875) gives no probability at all: it estimates how far mass has to be moved, provided that its slope is nowhere above 1. The gradient penalty (Gulrajani et al. 2017, arXiv:1704.00028) asks for a slope of 1, softly, at points drawn uniformly between real and generated images. In its formula $D$ is the critic's raw output, without a sigmoid:
#
# $$L_D = \mathbb{E}[D(G(z))]-\mathbb{E}[D(x)]+\lambda\,\mathbb{E}\big[(\lVert\nabla_{\hat x}D(\hat x)\rVert-1)^2\big],\qquad \hat x = u\,x+(1-u)\,G(z),\; u\sim U(0,1).$$
#
# Computed once for a critic whose slope we know, $D(x)=3x_1+4x_2$: its gradient is $(3,4)$ everywhere, of norm 5, so the penalty is $(5-1)^2=16$.

# %% [markdown] lang="zh"
# ## 四种损失
#
# 这场博弈还可以用别的方式计分。最小二乘（Mao 等，2016，arXiv:1611.04076）按 logit 到 1 或 0 的距离惩罚，因此在 sigmoid 平坦的地方也拉得动。Wasserstein 评论家（critic；Arjovsky 等，2017，arXiv:1701.07875）干脆不给概率：只要它的斜率处处不超过 1，它估计的就是把一堆概率质量搬成另一堆要走多远。梯度惩罚（Gulrajani 等，2017，arXiv:1704.00028）在真实图像与生成图像之间均匀取点，在那里以软约束要求斜率为 1。式中的 $D$ 是评论家的原始输出，不经过 sigmoid：
#
# $$L_D = \mathbb{E}[D(G(z))]-\mathbb{E}[D(x)]+\lambda\,\mathbb{E}\big[(\lVert\nabla_{\hat x}D(\hat x)\rVert-1)^2\big],\qquad \hat x = u\,x+(1-u)\,G(z),\; u\sim U(0,1).$$
#
# 拿一个斜率已知的评论家算一遍，$D(x)=3x_1+4x_2$：梯度处处是 $(3,4)$，范数为 5，所以惩罚等于 $(5-1)^2=16$。

# %% tags=["nbval-check-output"]
from aigc_keras.backend import input_gradient
from aigc_keras.losses import gradient_penalty

points = np.random.default_rng(0).normal(size=(6, 2)).astype("float32")
gradients = input_gradient(lambda x: 3 * x[:, 0] + 4 * x[:, 1], points)
by_hand = np.mean((np.linalg.norm(gradients, axis=1) - 1) ** 2)
print(f"by hand {by_hand:.3f}, library {float(gradient_penalty(gradients)):.3f}")

# %% [markdown] lang="en"
# Four GANs, the same networks and data, a short training each; only the loss differs. The Wasserstein critic moves three times for each step of its generator, since its estimate is only worth following once it is good; with two epochs for all, that generator gets a third of the steps. A minimax line far behind the others is the saturation of "The loss, written out": a sure $D$ leaves $G$ almost no gradient. Do not read a championship into these lines: rates and steps suit one loss better than another, and another seed may change the order (Lucic et al. 2017, arXiv:1711.10337, found as much on a large scale).

# %% [markdown] lang="zh"
# 四个 GAN，网络和数据都相同，各自短训一次，只有损失不同。Wasserstein 评论家每走三步，生成器才走一步，因为它的估计要足够好才值得跟随；大家都训练两个轮次，所以这个生成器只走了三分之一的步数。如果极小极大（minimax）那一行远远落后，那正是“把损失写出来”一节里的饱和：$D$ 很有把握，$G$ 就几乎得不到梯度。别把这几行当作锦标赛：同样的学习率和步数，对各种损失合适的程度不同，换个种子名次也可能变（Lucic 等人 2017 年的大规模实验也有类似发现，arXiv:1711.10337）。其余三行依次为非饱和、最小二乘、带梯度惩罚的 Wasserstein；每行给出弗雷歇距离和训练所用的秒数。

# %%
for loss in ("minimax", "non_saturating", "least_squares", "wasserstein_gp"):
    model = GAN(gan_networks.conv_generator(), gan_networks.conv_discriminator(), loss=loss)
    critic_steps = 3 if loss == "wasserstein_gp" else 1
    train(loss, model, train_images, 2, critic_steps=critic_steps, ema_momentum=0.98)
    distance = validation.frechet(model.sample(1000, seed=0))
    print(f"{loss:16s} Fréchet distance {distance:6.2f} after {seconds[loss]:3.0f} seconds")

# %% [markdown] lang="en"
# ## Mode collapse
#
# A GAN may fail without any error message. The most famous failure: the generator finds a few images that satisfy the discriminator and makes nothing else. We provoke it where the truth is known, on a ring of eight Gaussians in the plane, by letting the generator learn ten times as fast as the discriminator.

# %% [markdown] lang="zh"
# ## 模式坍塌
#
# GAN 可以失败得无声无息。最有名的一种失败：生成器找到少数几幅能让判别器满意的图，从此只画它们。我们先在真相已知的地方把它引出来：平面上由八个高斯分布围成的一圈。办法是让生成器学得比判别器快十倍。

# %%
angles = 2 * np.pi * np.arange(8) / 8
centres = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
rng = np.random.default_rng(0)
ring = centres[rng.integers(8, size=12_800)] + 0.1 * rng.normal(size=(12_800, 2))
ring = ring.astype("float32")


def plane_network(inputs, outputs):
    hidden = [layers.Dense(64, "relu", dtype="float32") for _ in range(2)]
    last = layers.Dense(outputs, dtype="float32")
    return keras.Sequential([keras.Input((inputs,)), *hidden, last])


# %% [markdown] lang="en"
# The same networks twice. First the provocation. Then the cure: the Wasserstein critic with gradient penalty, which keeps pulling however sure it is. It learns at the generator's rate and moves twice for each step of the generator, so twice the epochs give the generator as many steps. A mode counts as found when at least a fifth of its fair share of points lies within 3 deviations of its centre.

# %% [markdown] lang="zh"
# 同样的网络用两次。第一次引发坍塌（hasty，性急）；第二次治好它（cured）：改用带梯度惩罚的 Wasserstein 评论家，它再有把握也还拉得动；它的学习率与生成器相同，每走两步，生成器才走一步，因此轮次加倍，生成器走的步数就一样多。一个模式只要有不少于其应得份额五分之一的点落在中心 3 个标准差之内，就算找到了。

# %%
from aigc_keras.metrics import mode_coverage

hasty = GAN(plane_network(8, 2), plane_network(2, 1))
rates = {"learning_rate": 5e-3, "discriminator_ratio": 0.1}
train("ring, hasty", hasty, ring, 12, batch_size=128, use_ema=False, **rates)
patient = GAN(plane_network(8, 2), plane_network(2, 1), "wasserstein_gp", penalty_weight=1.0)
train("ring, cured", patient, ring, 24, batch_size=128, learning_rate=2e-3, critic_steps=2)
for name, model in (("hasty", hasty), ("cured", patient)):
    found, good = mode_coverage(model.sample(2000, seed=0), centres, 0.1)
    results[f"ring, {name}"] = {"modes": found, "good": good}
    print(f"{name}: {found} of 8 modes found, {good:.0%} of the points within 3 deviations")

# %% [markdown] lang="en"
# The picture says the same. (Both axes: coordinates in the plane; grey: data; blue: samples.) The hasty generator crowds its points together and leaves most modes empty; what a single picture cannot show is that such a crowd moves on when the discriminator has noticed. The cured one covers the ring, though some of its points lie on the way from one mode to the next.

# %% [markdown] lang="zh"
# 图上看得一样清楚。性急的生成器把点都挤在一起，多数模式空着；等判别器发觉，这群点又会搬往别处，只是单独一张图看不出来。治好的生成器覆盖了整个圈，不过有些点落在相邻模式之间。左图为性急的生成器（hasty），右图为治好之后（cured）；横轴、纵轴为平面上的第一、第二坐标，灰点是数据，蓝点是样本。

# %%
figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.2), sharex=True, sharey=True)
for axis, (title, model) in zip(axes, (("hasty", hasty), ("cured", patient)), strict=True):
    axis.plot(*ring[:1000].T, ".", color="0.75", markersize=2, label="data")
    axis.plot(*model.sample(1000, seed=0).T, ".", markersize=2, label="samples")
    axis.set(title=title, xlabel="first coordinate", aspect="equal", xlim=(-3, 3), ylim=(-3, 3))
axes[0].set_ylabel("second coordinate")
axes[1].legend(loc="center", markerscale=4)
plotting.show(
    figure,
    "Left: the samples crowd together, most modes are empty. Right: all eight modes are found.",
    "左：样本挤在一起，多数模式空着。右：八个模式都找到了。",
)

# %% [markdown] lang="en"
# Now on digits, where nobody knows the modes in advance. The convolutional pair again, with the plain non-saturating loss and a discriminator that learns at a fiftieth of the generator's rate and is not told how much the images of a batch differ from each other (no `BatchDeviation`). The picture after the table shows two rows of the collapsed GAN above two rows of the good one.
#
# > **Predict before you run.** Which of our scores will notice? Will precision?

# %% [markdown] lang="zh"
# 再到数字上试试，那里没有人预先知道有哪些模式。还是那对卷积网络，但损失换成普通的非饱和损失，判别器的学习率只有生成器的五十分之一，也不再知道一个批次里的图像彼此相差多少（去掉了 `BatchDeviation`）。表中 `collapsed` 是坍塌的 GAN，`conv` 是前面那个好的 GAN；表后的图，上两行出自前者，下两行出自后者。
#
# > **先猜，再运行。** 哪些分数会察觉？精确率会吗？

# %%
blind = gan_networks.conv_discriminator(batch_deviation=False)
collapsed = GAN(gan_networks.conv_generator(), blind)
train("collapsed", collapsed, train_images, 4, discriminator_ratio=0.02, learning_rate=2e-3)
evaluate("collapsed", collapsed)
print("classes of 2,000 samples:", scorer.class_histogram(collapsed.sample(2000, seed=0)))
print("classes of the good GAN: ", scorer.class_histogram(gan.sample(2000, seed=0)))
print_table({name: results[name] for name in ("collapsed", "conv")})

# %%
plotting.show(
    plotting.image_grid(np.concatenate([collapsed.sample(20, seed=3), gan.sample(20, seed=3)])),
    "Two rows of the collapsed GAN, grainy variations of one shape, above two rows of the good one.",
    "上两行出自坍塌的 GAN，都是同一形状的颗粒状变体；下两行出自好的 GAN，各不相同。",
)

# %% [markdown] lang="en"
# The class histogram and class KL say it outright, and recall says it too. Do not rely on precision: it is low here because the images are poor, but the copies above score a higher precision than real images, with a recall of zero. The cure is what the good GAN already has: a discriminator that keeps up, and that sees when the images of a batch resemble each other.
#
# > **Misconception: "all ten digits occur, so nothing has collapsed."** Look at `class_recall` above all. A generator may draw ten kinds of digits and only one style of each.

# %% [markdown] lang="zh"
# 类别直方图和类别 KL 说得最直白，召回率也说明了问题。精确率则靠不住：这里它低，是因为图像本身差；前面照抄（copies）那一行的精确率比真实图像还高，召回率却是零。治法就是那个好的 GAN 已经具备的：判别器跟得上，而且看得出一个批次里的图像是否雷同。
#
# > **常见误解：“十种数字都出现了，所以没有坍塌。”** 尤其要看类内召回率 `class_recall`：生成器完全可能十种数字都写得出来，每种却只会一种写法。

# %% [markdown] lang="en"
# ## A GAN that takes orders
#
# So far the generator draws what it likes. A conditional GAN (Mirza & Osindero 2014, arXiv:1411.1784) tells both players the label: the generator receives it beside the noise, and the discriminator judges whether image and label belong together. Its logit gains a term, the inner product of the label's embedding with the image's features (Miyato & Koyama 2018, arXiv:1802.05637).

# %% [markdown] lang="zh"
# ## 听指挥的 GAN
#
# 到目前为止，生成器想画什么就画什么。条件 GAN（Mirza 与 Osindero，2014，arXiv:1411.1784）把标签告诉双方：生成器除噪声外还收到标签，判别器则判断图像与标签是否相配。它的 logit 多出一项，即标签的嵌入与图像特征的内积（Miyato 与 Koyama，2018，arXiv:1802.05637）。

# %%
from aigc_keras import ConditionalGAN

conditional = ConditionalGAN(
    gan_networks.conv_generator(num_classes=10),
    gan_networks.conv_discriminator(num_classes=10),
    num_classes=10,
    loss="relativistic",
    r1_weight=1.0,
)
train("conditional", conditional, (train_images, train_labels), 8, learning_rate=2e-3)
evaluate("conditional", conditional)

# %% [markdown] lang="en"
# Ask it for the day on which it was trained. Each digit comes from noise of its own; run the cell again with another seed for another handwriting.

# %% [markdown] lang="zh"
# 请它写下自己受训的日期。每一位数字各用一份噪声；换个种子再运行，就换一种笔迹。

# %%
import datetime

today = datetime.date.today().strftime("%Y%m%d")
digits = [int(character) for character in today]
written = conditional.sample(8, labels=digits, seed=0)
plotting.show(
    plotting.image_grid(written, columns=8),
    f"The date {today}, written by the conditional GAN.",
    f"条件 GAN 写下的日期 {today}。",
)

# %% [markdown] lang="en"
# Does it obey? Ask for 200 of each digit and let the frozen classifier read them.

# %% [markdown] lang="zh"
# 它听话吗？每个数字要 200 个，让冻结的分类器来认。

# %%
from aigc_keras.metrics.classifier import classify

asked = np.repeat(np.arange(10), 200)
read = classify("mnist", conditional.sample(2000, labels=asked, seed=1))[1]
obedience = np.mean(read == asked)
results["conditional"]["obedience"] = obedience
print(f"{obedience:.1%} are read as the digit that was asked for (real test images: ", end="")
print(f"{np.mean(classify('mnist', test_images)[1] == test_labels):.1%})")

# %% [markdown] lang="en"
# ## Several networks
#
# Would a committee do better? The principles article suggests averaging the outputs of several networks. Average two images and you get a double exposure. What can be averaged are the logits of several discriminators (Durugkar et al. 2016); with several generators, each sample is drawn from one of them (Hoang et al. 2017). `GANEnsemble` does both: here with two of each, so that each generator makes only half of every batch. After its training we average the images of the same two generators for comparison.

# %% [markdown] lang="zh"
# ## 多个网络
#
# 人多是否力量大？《原理与代码》建议用多个网络，把它们的输出取平均。可是两幅图一平均，就成了重影。能平均的是几个判别器的 logit（Durugkar 等，2016）；至于几个生成器，每个样本应当只出自其中一个（Hoang 等，2017）。`GANEnsemble` 两样都做：这里双方各有两个网络，每个生成器只画每个批次的一半。训练之后，再把这两个生成器的图像取平均作为对照：表中 `ensemble` 是集成，`averaged images` 是平均出来的图像。

# %%
from aigc_keras import GANEnsemble

generators = [gan_networks.conv_generator() for _ in range(2)]
discriminators = [gan_networks.conv_discriminator() for _ in range(2)]
ensemble = GANEnsemble(generators, discriminators, loss="relativistic", r1_weight=1.0)
train("ensemble", ensemble, train_images, 4, learning_rate=2e-3)
evaluate("ensemble", ensemble)

# %%
noise = np.random.default_rng(0).standard_normal((2000, ensemble.latent_dim), "float32")
outputs = [g.predict(noise, batch_size=500, verbose=0) for g in generators]
averaged = np.rint((np.mean(outputs, axis=0) + 1) / 2 * 255).astype("uint8")
results["averaged images"] = scorer.score(averaged)
print_table({name: results[name] for name in ("ensemble", "averaged images")})
rows = np.concatenate([ensemble.sample(10, seed=0), averaged[:10]])
plotting.show(
    plotting.image_grid(rows),
    "Above, samples drawn from one generator each; below, averages of two: double exposures.",
    "上：每个样本出自一个生成器；下：两个生成器的图像取平均，成了重影。",
)

# %% [markdown] lang="en"
# ## Garments
#
# Nothing in these networks knows about digits. The same networks, the same loss, other data: Fashion-MNIST, 10,000 garments, shoes and bags (Xiao et al. 2017, arXiv:1708.07747), scored with a classifier of its own on 2,000 others.

# %% [markdown] lang="zh"
# ## 衣物
#
# 以上没有哪一处与数字有特别的关系。同样的网络，同样的损失，换一份数据：Fashion-MNIST，一万幅衣服、鞋和包的图像（Xiao 等，2017，arXiv:1708.07747），另用 2,000 幅和它自己的分类器打分。

# %%
(fashion_images, _), (fashion_test, _) = load_images("fashion_mnist")
fashion = GAN(
    gan_networks.conv_generator(),
    gan_networks.conv_discriminator(),
    loss="relativistic",
    r1_weight=1.0,
)
train("fashion", fashion, fashion_images, 6, learning_rate=2e-3)
fashion_scorer = ImageScores("fashion_mnist", fashion_test, fashion_images)
evaluate("fashion", fashion, fashion_scorer)

# %%
plotting.show(
    plotting.image_grid(fashion.sample(40, seed=1)),
    "Forty generated garments: shirts, trousers, coats, shoes and bags, somewhat blurred.",
    "四十件生成的衣物：上衣、裤子、外套、鞋和包，略显模糊。",
)

# %% [markdown] lang="en"
# ## The table
#
# All of it side by side. Digits first, against the test images of MNIST; then garments, against those of Fashion-MNIST, in another classifier's features: compare within each part only. The conditional GAN sees labels, the ensemble has twice the weights, and their trainings differ in length, so this is a report, not a race.

# %% [markdown] lang="zh"
# ## 总表
#
# 全部放在一起。先是数字，与 MNIST 的测试图像比；后是衣物（fashion），与 Fashion-MNIST 的测试图像比，用的是另一个分类器的特征，所以两部分之间不能比较。条件 GAN（conditional）看得到标签，集成（ensemble）的权重多一倍，训练的长短也不同：这是一份报告，不是一场赛跑。行名、列名同前；最后一行是各次训练所用的秒数。

# %%
names = ("conv", "conditional", "ensemble", "averaged images", "dense", "collapsed")
print_table(references | {name: results[name] for name in names})
print()
fashion_references = fashion_scorer.reference_rows()
print_table({f"fashion, {name}": row for name, row in fashion_references.items()})
print_table({"fashion, GAN": results["fashion"]})
print("\nseconds of training:", {name: round(value) for name, value in seconds.items()})

# %% [markdown] lang="en"
# Read it from the top. Real images set the standard. No GAN reaches it, and the convolutional one stands a long way off in Fréchet distance although its samples please the eye. The last line says how few seconds each training took: that is what they buy. Has it stopped improving? The Fréchet curve above flattens towards its end, but by then the learning rate has come down to a hundredth of its peak, so a flat end alone does not prove that the GAN has nothing left to learn.

# %% [markdown] lang="zh"
# 从上往下读。真实图像立下标准，没有哪个 GAN 达得到；卷积 GAN 的样本虽然顺眼，弗雷歇距离却还差得远。最后一行写着每次训练只用了多少秒：这点时间换来的就是这些。它不再进步了吗？前面那条弗雷歇曲线到末端趋于平缓，但那时学习率也已降到最高时的百分之一，所以单凭曲线变平，还不能断定它再也学不到东西。

# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# This chapter covers the ground of five articles. They are honest work and a good first look at the field; two of them carry a complete Keras program, and reading a program closely enough to find its faults is a skill of its own. Three of the five reach us cut off in the middle, which is no fault of their authors and is not held against them.
#
# We call them, for short, **history** (《AIGC从入门到实战：AIGC 的发展历程》), **large models** (《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》), **generative AI** (an article without a title line, on generative-AI content), **principles** (《AIGC(AI Generated Content) - 原理与代码实例讲解》) and **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》). Code is quoted as it stands; quoted sentences are our translations.
#
# | The article says | What is right | Where you saw it |
# | --- | --- | --- |
# | History, 2.4, figure: "data input" goes into the generator, and both verdicts lead back to the generator alone | Noise goes into G; real and generated images go into D; both players are updated. The article's own 3.1.2 updates both, and its program feeds noise | The idea |
# | Generative AI, 4.1.1: D's "input is real data x" | Real or generated. The article's 4.2.1 does use $D(G(z))$ | The idea |
# | Principles, 3.2, figure: both return arrows read "Update G" | $D(x)$ does not depend on G, so it can only teach D; $D(G(z))$ teaches both. (The figure's address breaks off right after these arrows; one into D may have followed) | The idea; Two players, one step |
# | Large models, 2.1 and 3.1: AIGC's model layer is generator and discriminator, and D judges the "quality" of content | That is one family, the GAN; the VAE that 2.1 also names has no discriminator. D answers "real or generated?": a fine picture unlike the data is rejected | The idea |
# | History, 4.1, and industry, 4.1.1: $\min_G \max_D V$ is the "loss function" | Imprecise: $V$ is a value function, which D raises and G lowers. D's loss is $-V$; G's is the second term of $V$, or $-\log D(G(z))$ | The game; The loss, written out |
# | Large models, 4.1: $L_G = -\log(D(G(z)))$ | The loss of one sample: the expectation is missing, although 4.2 speaks of one. Generative AI, 4.2.1, writes it | The loss, written out |
# | Large models, 4.2: the loss "expresses the probability" that D assigns | It is the negative logarithm of a probability, from 0 upwards without limit | The loss, written out; first cell below |
# | Large models, 4.2: "the smaller the loss, the stronger the generator" | Only against one fixed opponent. At the ideal equilibrium $D = 1/2$, and the losses stand at $L_D = 2\ln 2$ and $L_G = \ln 2$ | First cell below |
# | Large models, 3.1: "fully connected layers"; training "improves both" | Its program is convolutional. Either will do, and this chapter trains both. Improvement is not guaranteed: players may circle, or collapse | A convolutional GAN; Two players, one step; Mode collapse |
# | Large models, 3.3: `D_params = update_params(D_params, D_output_real, data, fake_data)` | Pseudo-code, but: `D_params` and `G_params` are never initialised, nor used by `D` and `G`; the update of D is not given `D_output_fake`; `content = G(...)` stands inside the epoch loop, so only the last one is kept | Two players, one step |
# | History, 5.1: `optim.Adam(G.parameters(), lr=0.0002)` | Not wrong. This leaves $\beta_1$ at 0.9; DCGAN (Radford et al. 2015), whose rate this is, found training steadier with 0.5 | Both programs, corrected |
# | Industry, 4.1.2: with G fixed, optimise D until it "maximises" its ability, then G | Imprecise: that is the order of the proof. In practice D takes one or a few steps; an optimal D saturates the minimax generator | The loss, written out; second cell below |
# | Principles, 3.2: a gradient penalty "prompts D to satisfy" 1-Lipschitz continuity | A soft pull, on points between real and generated images, on the critic of a Wasserstein loss rather than of the logarithms above it. It guarantees nothing elsewhere | Four losses; third cell below |
# | Principles, 3.2: several G and D, "averaging their outputs", for diversity | Average the discriminators' logits. Averaged pictures are double exposures and less diverse: draw each sample from one generator | Several networks |
# | Generative AI, 3.3 and 9.5: GANs for "diverse" data. Principles, 3.2: samples come "infinitely close" to the data's distribution | GANs are sharp and inclined to drop modes, as 3.3 says itself. The limit is a theorem for unlimited capacity and an optimal D at every step | The game; Mode collapse |
# | Generative AI, 9.4: for better images "deeper networks, more complex activation functions" | More data, its other advice, does help. Depth cures none of the failures shown here, and deep plain stacks train worse. What helps is balance between the players, a penalty on the discriminator's gradient, averaged weights, augmentation | Mode collapse; Four losses; A convolutional GAN |
# | Industry, 3.3.1: "convolutional and pooling layers" | True of classifiers. Generators enlarge, by transposed convolutions or upsampling, and rarely pool; DCGAN replaced pooling by strides in D too | Convolution and its transpose, in brief |
#
# First the equilibrium. A logit of 0 means $D = 1/2$. Below it, one and the same image meets three discriminators: its loss changes, the generator does not.

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 本章的内容与五篇文章有关。它们都是认真写成的入门材料，其中两篇还附有完整的 Keras 程序；把程序读细、读到能看出毛病，本身就是一项基本功。五篇中有三篇传到我们手里时中途截断，这不是作者的过失，缺掉的部分也不计作错误。
#
# 以下用简称：《**发展历程**》即《AIGC从入门到实战：AIGC 的发展历程》，《**大模型**》即《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》，《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，《**原理与代码**》即《AIGC(AI Generated Content) - 原理与代码实例讲解》，《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《发展历程》2.4 的图：“数据输入”进生成器，真伪两路反馈都只回到生成器 | 进生成器的是噪声；真实图像和生成图像进判别器；双方都要更新。该文 3.1.2 写的就是两者都更新，代码喂的也是噪声 | 思路 |
# | 《生成式AI》4.1.1：判别器“输入为真实数据x” | 真实数据和生成数据都要输入；该文 4.2.1 的公式里就有 $D(G(z))$ | 思路 |
# | 《原理与代码》3.2 的图：两条返回箭头都写着“Update G” | $D(x)$ 与生成器无关，只能用来训练判别器；$D(G(z))$ 才同时训练双方。（图的地址恰好在这两条箭头之后截断，后面也许还有指向判别器的一条） | 思路；两个玩家，一步更新 |
# | 《大模型》2.1、3.1：AIGC 的模型层“包括生成器和判别器”，判别器判断内容的“质量” | 这说的只是 GAN 一类；2.1 同时提到的 VAE 就没有判别器。判别器回答的是“真实还是生成”：画得再好，不像训练数据也会被判为生成 | 思路 |
# | 《发展历程》4.1、《赋能行业》4.1.1：把 $\min_G \max_D V$ 叫作“损失函数” | 不够准确：$V$ 是价值函数，判别器要它大，生成器要它小。判别器的损失是 $-V$，生成器的损失是 $V$ 的第二项，或者 $-\log D(G(z))$ | 博弈；把损失写出来 |
# | 《大模型》4.1：$L_G = -\log(D(G(z)))$ | 这是单个样本的损失，少了期望，而 4.2 却说它是期望值；《生成式AI》4.2.1 写全了 | 把损失写出来 |
# | 《大模型》4.2：损失“表示判别器对生成数据的判断概率” | 损失是概率的负对数，最小为 0，上不封顶 | 把损失写出来；下面第一个单元 |
# | 《大模型》4.2：“损失函数越小，表示生成器的生成能力越强” | 只有对手固定不变时才成立。理想的均衡处 $D = 1/2$，两个损失停在 $L_D = 2\ln 2$、$L_G = \ln 2$ | 下面第一个单元 |
# | 《大模型》3.1：“一系列的全连接层”；双方性能“都会得到提高” | 文中的程序是卷积网络。两种都可以，本章都训练了。提高并无保证：双方可能兜圈子，也可能坍塌 | 卷积 GAN；两个玩家，一步更新；模式坍塌 |
# | 《大模型》3.3：`D_params = update_params(D_params, D_output_real, data, fake_data)` | 虽是伪代码，仍有三处不通：`D_params`、`G_params` 没有初始化，`D` 和 `G` 也没有用到它们；更新判别器时没有传入 `D_output_fake`；`content = G(...)` 写在轮次循环之内，只有最后一次留得下来 | 两个玩家，一步更新 |
# | 《发展历程》5.1：`optim.Adam(G.parameters(), lr=0.0002)` | 不算错。这样写 $\beta_1$ 取默认的 0.9；这个学习率出自 DCGAN（Radford 等，2015），而 DCGAN 一文发现 0.5 更稳 | 两个程序的改正版 |
# | 《赋能行业》4.1.2：先固定 G，优化 D，使它“能够最大化”区分能力，再优化 G | 不够准确：这是证明里的次序。实际训练时判别器每轮只走一步或几步；判别器一旦最优，极小极大形式的生成器就饱和了 | 把损失写出来；下面第二个单元 |
# | 《原理与代码》3.2：梯度惩罚“促使D满足1-Lipschitz连续性” | 它是软约束，只作用在真实图像与生成图像之间的点上，配的是 Wasserstein 损失的评论家（critic），而不是上文的对数损失；在别处什么也不保证 | 四种损失；下面第三个单元 |
# | 《原理与代码》3.2：采用多个 G 和 D，“对其输出取平均”，以提高多样性 | 判别器可以平均 logit。生成的图像一平均就成了重影，多样性反而下降：每个样本应当只出自一个生成器 | 多个网络 |
# | 《生成式AI》3.3、9.5：GAN 擅长“多样化”的数据；《原理与代码》3.2：样本“无限逼近真实样本的分布” | GAN 清晰，但容易丢失模式，3.3 自己也提到了。“无限逼近”是定理的结论，前提是容量无限、判别器步步最优 | 博弈；模式坍塌 |
# | 《生成式AI》9.4：想画得更好，可用“更深的网络结构、更复杂的激活函数” | 同一节说的增加数据确实有用。加深网络却治不了这里看到的任何一种失败，一味叠深反而更难训练。管用的是双方的均衡、对判别器梯度的惩罚、权重的滑动平均和数据增强 | 模式坍塌；四种损失；卷积 GAN |
# | 《赋能行业》3.3.1：CNN 靠“卷积层和池化层” | 对分类器是对的。生成器要把图放大，用转置卷积或上采样，很少用池化；DCGAN 在判别器里也以步幅代替了池化 | 卷积与转置卷积，简述 |
#
# 先看均衡：logit 为 0 就是 $D = 1/2$。接着让同一张图像去见三个判别器：损失变了，生成器却一点没变。

# %%
undecided = ops.zeros(8)
print(f"L_D = {float(discriminator_loss(undecided, undecided)):.4f}, 2 ln 2 = {2 * np.log(2):.4f}")
print(f"L_G = {float(generator_loss(undecided)):.4f},   ln 2 = {np.log(2):.4f}")
for verdict in (0.99, 0.5, 0.01):
    verdict_logit = ops.array([np.log(verdict / (1 - verdict))], "float32")
    print(f"D(G(z)) = {verdict:4.2f}: L_G = {float(generator_loss(verdict_logit)):.4f}")

# %% [markdown] lang="en"
# Next, a discriminator trained to the end. Let the data be $N(0, 1)$ and the generator's samples $N(g, 1)$. The best possible discriminator has the logit $\ell(x) = \ln p_{data}(x) / p_G(x) = -g\,(x - g/2)$, so its slope is $-g$. The derivative with respect to $g$ is then $\mathbb{E}[D\,g]$ for the minimax loss and $\mathbb{E}[(1 - D)\,g]$ for the non-saturating one. The farther the generator is from the data, the more it needs to learn, and the less the first loss tells it.

# %% [markdown] lang="zh"
# 再看训练到底的判别器。设数据服从 $N(0, 1)$，生成器的样本服从 $N(g, 1)$。最优判别器的 logit 是 $\ell(x) = \ln p_{data}(x) / p_G(x) = -g\,(x - g/2)$，斜率为 $-g$。于是对 $g$ 求导，极小极大损失得 $\mathbb{E}[D\,g]$，非饱和损失得 $\mathbb{E}[(1 - D)\,g]$。生成器离数据越远，越需要学，前一种损失给的信号却越弱。

# %%
draws = np.random.default_rng(0).standard_normal(200_000)
for gap in (1, 2, 4, 8):
    best_d = 1 / (1 + np.exp(gap * (draws + gap / 2)))
    slopes = np.mean(best_d * gap), np.mean((1 - best_d) * gap)
    print(f"g = {gap}: minimax {slopes[0]:.4f}, non-saturating {slopes[1]:.4f}")

# %% [markdown] lang="en"
# And the gradient penalty. Real points sit at 1, generated ones at -1. This critic has slope 1 between them and slope 5 beyond; the penalty sees nothing amiss, yet the critic is not 1-Lipschitz.

# %% [markdown] lang="zh"
# 最后看梯度惩罚。真实样本在 1，生成样本在 -1。下面的评论家在两者之间斜率为 1，在外侧斜率为 5：惩罚项看不出任何问题，可它并不是 1-Lipschitz 的。


# %%
def bent_critic(x):
    return x + 4 * ops.relu(x - 1)


between = np.random.default_rng(0).uniform(-1, 1, (1000, 1)).astype("float32")
print(f"penalty: {float(gradient_penalty(input_gradient(bent_critic, between))):.4f}")
print(f"slope at x = 2: {float(input_gradient(bent_critic, np.float32([[2]]))[0, 0]):.1f}")

# %% [markdown] lang="en"
# ### The program of the large-models article
#
# The idea of 5.2.1 is sound: a DCGAN in two Keras models. It does not run as printed, and once it runs it does not learn. We rebuild each fault in miniature, with the correction beside it.
#
# **Shapes.** `inputs` first names the noise and then, a few lines down, the discriminator's images, so `discriminator(generator(inputs))` feeds images to the generator. The generator ends in `Flatten()`, 784 numbers in a row, while the discriminator, and the real images in `np.concatenate([real_imgs, fake_imgs])`, are 28×28×1. Here 8×8 stands for 28×28. The correction: a name for each input, and images that stay images.

# %% [markdown] lang="zh"
# ### 《大模型》的程序
#
# 5.2.1 的思路是对的：用两个 Keras 模型搭一个 DCGAN。但照原样跑不起来，跑起来了也学不到东西。下面把每处毛病做成微缩版重演一遍，旁边给出改法。
#
# **形状**。`inputs` 先是噪声，几行之后又改指判别器的图像，于是 `discriminator(generator(inputs))` 把图像喂给了生成器。生成器以 `Flatten()` 收尾，输出排成一行的 784 个数；判别器要的、以及 `np.concatenate([real_imgs, fake_imgs])` 里的真实图像，却都是 28×28×1。这里用 8×8 代替 28×28。改法：每个输入各有其名，图像始终保持图像的形状。

# %%
from textwrap import shorten


def attempt(label, action):
    try:
        print(f"{label}: {action()}")
    except Exception as error:
        reason = str(error).partition("\n")[0].split(": ")[-1]
        print(f"{label}: {type(error).__name__}, {shorten(reason, 66, placeholder=' ...')}")


z, images = keras.Input((4,), name="z"), keras.Input((8, 8, 1), name="images")
pixels = layers.Dense(64, activation="tanh")(z)
flat = keras.Model(z, pixels, name="flat")
shaped = keras.Model(z, layers.Reshape((8, 8, 1))(pixels), name="shaped")
judge = keras.Model(images, layers.Dense(1)(layers.Flatten()(images)), name="judge")
one_image = np.ones((1, 8, 8, 1), "float32")
from_flat, from_shaped = (ops.convert_to_numpy(g(np.zeros((1, 4)))) for g in (flat, shaped))

attempt("images into G", lambda: flat(images).shape)
attempt("flat output into D", lambda: judge(flat(z)).shape)
attempt("flat beside real", lambda: np.concatenate([one_image, from_flat]).shape)
attempt("corrected, into D", lambda: judge(shaped(z)).shape)
attempt("corrected, beside real", lambda: np.concatenate([one_image, from_shaped]).shape)

# %% [markdown] lang="en"
# **Range.** `x_train.astype("float32") / 255.0` lies in [0, 1], but the generator's `tanh` in [-1, 1]. D needs no eye for digits then: "any negative pixel means generated" is enough. We try this rule on 200 real images and 200 from an untrained generator. With the real images scaled to [-1, 1], as the library does inside the model, the rule is worth a coin's toss.

# %% [markdown] lang="zh"
# **取值范围**。`x_train.astype("float32") / 255.0` 落在 [0, 1]，而生成器的 `tanh` 落在 [-1, 1]。这样判别器根本不必认识数字，“有负像素就是生成的”一条规则足矣。拿 200 张真实图像和未经训练的生成器给出的 200 张图像来试。把真实图像缩放到 [-1, 1] 之后（课程库在模型内部就是这样做的），这条规则就和抛硬币一样了。

# %%
real = train_images[:200].astype("float32") / 255
draws = np.random.default_rng(0).standard_normal((200, 100), "float32")
fakes = ops.convert_to_numpy(gan_networks.conv_generator(100)(draws))
for scale, scaled in (("[0, 1]", real), ("[-1, 1]", 2 * real - 1)):
    caught, accused = (np.mean(np.any(x < 0, (1, 2, 3))) for x in (fakes, scaled))
    print(f"real images in {scale}: the rule is right in {(caught + 1 - accused) / 2:.0%}")

# %% [markdown] lang="en"
# **The generator's label.** `y = np.zeros((1, 1))` followed by `gan.train_on_batch(noise, y)` asks for $D(G(z)) = 0$. The loss falls as D sees through the images, so the generator learns to be caught. The article's own formula, $-\log D(G(z))$, is the cross-entropy with label 1.

# %% [markdown] lang="zh"
# **生成器的标签**。先 `y = np.zeros((1, 1))`，再 `gan.train_on_batch(noise, y)`，要的是 $D(G(z)) = 0$：判别器识破得越彻底，损失越小，生成器学的是怎样被抓住。该文自己的公式 $-\log D(G(z))$，正是标签取 1 时的交叉熵。

# %%
for verdict in (0.9, 0.5, 0.1):
    fooled = ops.array([[verdict]], "float32")
    printed, meant = (
        float(keras.losses.binary_crossentropy(ops.full((1, 1), y), fooled)[0]) for y in (0.0, 1.0)
    )
    print(f"D(G(z)) = {verdict}: label 0 costs {printed:.2f}, label 1 costs {meant:.2f}")

# %% [markdown] lang="en"
# **The loop.** `gan.train_on_batch` stands outside the inner loop: G moves once for 60,000 moves of D, where 5.2.2 says that they alternate at each step. Every batch is one image (with one fake), in the same order each epoch, since nothing shuffles. And `generator.predict(noise)`, which is made for large arrays, is called for each image and prints a progress bar each time. `fit` takes shuffled batches; inside a step one calls the model itself. The times below are of your machine.

# %% [markdown] lang="zh"
# **循环**。`gan.train_on_batch` 写在内层循环之外：判别器动 60,000 次，生成器才动一次，而 5.2.2 说的是每次训练都交替更新。每个批次只有一张真图（配一张假图），从不打乱，每轮次序都一样。`generator.predict(noise)` 本是为大数组准备的，这里却每张图调用一次，次次都打印进度条。`fit` 会打乱数据、按批次取；一步之内直接调用模型即可。下面的耗时因机器而异。

# %%
digits, epochs, patient = 60_000, 100, gan_networks.conv_generator(100)
print(f"printed: {digits * epochs:,} updates of D and calls of predict, {epochs} updates of G")
print(f"batches of 64: {-(-digits // 64) * epochs:,} updates of each")
patient.predict(draws[:1], verbose=0)
start = time.perf_counter()
for i in range(5):
    patient.predict(draws[i : i + 1], verbose=0)
middle = time.perf_counter()
patient(draws[:64])
print(f"predict, one image: {(middle - start) / 5 * 1e3:.1f} ms")
print(f"one call for 64: {(time.perf_counter() - middle) / 64 * 1e3:.2f} ms an image")

# %% [markdown] lang="en"
# **Freezing.** The program compiles D, then sets `discriminator.trainable = False` for the joint model. That was a known idiom of Keras 2, which remembered at `compile` what was trainable. Keras 3 reads the flag when it trains: D never moves, and Keras says so in a warning, which we catch and print. An unfrozen D, compiled alike, is the control. The library keeps the players apart by `stop_gradient`, as in "Two players, one step", and freezes nothing; Adam's first steps move the weights of both by about the learning rate.

# %% [markdown] lang="zh"
# **冻结**。程序先编译判别器，再为联合模型设 `discriminator.trainable = False`。这是 Keras 2 时代的惯用法：那时哪些权重可训练，在 `compile` 时就记下了。Keras 3 在训练时才读这个标志，于是判别器一动不动；Keras 会为此发出警告，这里把它截住打印出来，并以编译方式相同、但不冻结的判别器作对照。课程库的做法见“两个玩家，一步更新”：用 `stop_gradient` 把双方隔开，什么也不冻结；Adam 最初几步，双方权重的移动都约为一个学习率。

# %%
import warnings
from functools import partial


def largest_move(variables, train):
    before = [ops.convert_to_numpy(v) for v in variables]
    train()
    after = [ops.convert_to_numpy(v) for v in variables]
    return max(np.abs(a - b).max() for a, b in zip(after, before, strict=True))


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("ignore")
    warnings.simplefilter("always", UserWarning)
    for trainable in (True, False):
        judge.compile(loss="mse", optimizer=keras.optimizers.Adam(1e-2))
        judge.trainable = trainable
        step = partial(judge.train_on_batch, one_image, np.ones((1, 1)))
        print(f"trainable {trainable}: D moves {largest_move(judge.weights, step):.4f}")
for warning in caught:
    print(warning.message)
small_gan = GAN(
    gan_networks.dense_generator(4, widths=(8,)), gan_networks.dense_discriminator(widths=(8,))
)
small_gan.compile(TwoPlayerAdam(2e-4))
for name in ("discriminator", "generator"):
    weights = getattr(small_gan, name).trainable_variables
    step = partial(small_gan.train_on_batch, train_images[:8])
    print(f"library: {name} moves {largest_move(weights, step):.4f}")

# %% [markdown] lang="en"
# **Three small things.** `discriminator.history['loss']`: only `fit` makes a `history`, and even then it is an object whose dictionary is `history.history`; `train_on_batch` returns its numbers. `LeakyReLU(alpha=0.2)`: still accepted, with a warning; the name is now `negative_slope`. The discriminator's last `Flatten()`: `Dense(1)` already gives `(n, 1)`.
#
# **The text** has two slips. 5.2.2 says that the generator is compiled: under the comment 生成器的编译 ("compiling the generator") it is `gan` that is compiled, and rightly so. And it calls the generator's layers "convolutions and transposed convolutions": they are a dense layer and transposed convolutions.

# %% [markdown] lang="zh"
# **三件小事**。`discriminator.history['loss']`：`fit` 之后才有 `history`，而且那是个对象，字典在 `history.history` 里；`train_on_batch` 的数值就在它的返回值中。`LeakyReLU(alpha=0.2)`：还能用，但会警告，现在叫 `negative_slope`。判别器最后的 `Flatten()`：`Dense(1)` 给出的已经是 `(n, 1)`，它什么也没做。
#
# **文字**也有两处出入。5.2.2 说编译了生成器：注释“生成器的编译”之下，编译的其实是 `gan`，这样做倒是对的。它又说生成器是“一系列的卷积层和反卷积层”，其实是一个全连接层加转置卷积。

# %%
attempt("history", lambda: small_gan.history["loss"])
attempt("returned", lambda: sorted(small_gan.train_on_batch(train_images[:8], return_dict=True)))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    layers.LeakyReLU(alpha=0.2)
for warning in caught:
    print(warning.message)
print("before Flatten (5, 1), after", layers.Flatten()(np.zeros((5, 1))).shape)

# %% [markdown] lang="en"
# ### The program of the generative-AI article
#
# The program of 5.2 wants to write out the training step by hand with two gradient tapes, which is a good exercise. Its installation line, `pip install python tensorflow`, asks pip for the language that pip itself runs in: Python comes first, from python.org or conda. What Python then refuses:
#
# - `logits=discriminator outputs` is not Python.
# - `generator_loss = tf.reduce_mean(...)` is a number, computed once; the step then calls it, `generator_loss(fake_output)`. A loss has to be a function.
# - `batch_size` is defined nowhere, and `for epoch in range(epoch)` asks for the loop's variable before it exists; the number of epochs needs a name of its own.

# %% [markdown] lang="zh"
# ### 《生成式AI》的程序
#
# 5.2 的程序想用两个梯度带（GradientTape）亲手写出训练步，这是很好的练习。安装命令 `pip install python tensorflow` 是让 pip 去装它自己赖以运行的语言：Python 要先从 python.org 或 conda 装好。接下来，Python 会在这些地方停住：
#
# - `logits=discriminator outputs` 不是合法的 Python。
# - `generator_loss = tf.reduce_mean(...)` 是一个算好的数，训练步里却拿它当函数调用：`generator_loss(fake_output)`。损失必须写成函数。
# - `batch_size` 从未定义；`for epoch in range(epoch)` 在循环变量出现之前就要用它，总轮数应当另起名字。

# %%
attempt("outputs", lambda: compile("f(logits=discriminator outputs)", "listing", "exec"))
attempt("loss called", lambda: ops.mean(ops.ones(3))(ops.ones(3)))
attempt("batch_size", lambda: exec("[batch_size, 28, 28, 1]", {}))
loop = "def train():\n    for epoch in range(epoch):\n        pass\ntrain()"
attempt("epoch", lambda: exec(loop, {}))
attempt("corrected loss", lambda: f"{float(generator_loss(ops.zeros(3))):.4f}")

# %% [markdown] lang="en"
# **The losses.** `disc_loss = discriminator_loss(fake_output)` never looks at `real_output`: a D that calls everything generated is almost perfect by it. And the discriminator ends in `sigmoid`, while `sigmoid_cross_entropy_with_logits` applies a sigmoid of its own. A "logit" is then confined to (0, 1), and the loss of a D that is completely right cannot fall below $\ln(1 + e^{-1}) \approx 0.313$ for label 1, nor below $\ln 2 \approx 0.693$ for label 0. Give the loss raw logits.

# %% [markdown] lang="zh"
# **损失**。`disc_loss = discriminator_loss(fake_output)` 从不看 `real_output`：把一切都判为生成的判别器，按它算近乎完美。另外，判别器以 `sigmoid` 结尾，而 `sigmoid_cross_entropy_with_logits` 自己又做一次 sigmoid，“logit”便被关在 (0, 1) 之内；判别器哪怕完全判对，损失也不会低于 $\ln(1 + e^{-1}) \approx 0.313$（标签 1）或 $\ln 2 \approx 0.693$（标签 0）。应当把未经 sigmoid 的 logit 交给损失。

# %%
all_fake = ops.full((4,), -8.0)
print(f"D says 'generated' to all: printed {float(ops.mean(ops.softplus(all_fake))):.4f}")
print(f"                           correct {float(discriminator_loss(all_fake, all_fake)):.4f}")
for label, right_logit in ((1, 20.0), (0, -20.0)):
    sign = 1 - 2 * label
    once, twice = ops.softplus(sign * right_logit), ops.softplus(sign * ops.sigmoid(right_logit))
    print(f"label {label}, D surely right: once {float(once):.3f}, twice {float(twice):.3f}")

# %% [markdown] lang="en"
# **The generator.** `Dense` works on the last axis. After `Reshape((28, 28, 1))` it treats each of the 784 positions apart, and `Dense(28 * 28)` gives each of them 784 numbers: 28×28×784 instead of an image. What is worse, a position sees only its own noise value, so no two of them can agree on a stroke: change one number of the noise and one position changes. In a generator that starts from a noise *vector*, all (or very nearly all) pixels do. The noise, `[batch_size, 28, 28, 1]`, is also not the declared `(28, 28)`; Keras happens to drop the last axis.
#
# **The data.** `for image_batch in x_train` gives single images of (28, 28), without a batch axis. They lie in [0, 1] against `tanh`, as in the first program.

# %% [markdown] lang="zh"
# **生成器**。`Dense` 只作用在最后一轴上。`Reshape((28, 28, 1))` 之后，它把 784 个位置各自分开处理，`Dense(28 * 28)` 又给每个位置 784 个数：得到 28×28×784，而不是一张图。更要紧的是，每个位置只看得到自己的那个噪声值，位置之间无从配合，写不成一笔：改动噪声里的一个数，只有一个位置随之改变。而从噪声向量出发的生成器，全部（或几乎全部）像素都会变。噪声 `[batch_size, 28, 28, 1]` 与声明的 `(28, 28)` 也对不上，只是 Keras 恰好把最后一轴去掉了。
#
# **数据**。`for image_batch in x_train` 取出的是单张 (28, 28) 的图，没有批次轴；数值在 [0, 1]，与 `tanh` 不合，同第一个程序。

# %%
field = keras.Input((28, 28), name="field")
hidden = layers.Dense(128, activation="relu")(layers.Reshape((28, 28, 1))(field))
per_pixel = keras.Model(field, layers.Dense(28 * 28, activation="tanh")(hidden), name="per_pixel")
print("output", per_pixel.output_shape)
for network, shape in ((per_pixel, (28, 28)), (gan_networks.dense_generator(100), (100,))):
    two = np.random.default_rng(0).standard_normal((1, *shape), "float32").repeat(2, axis=0)
    two[1].flat[50] += 3
    first, second = ops.convert_to_numpy(network(two)).reshape(2, 784, -1)
    print(f"{np.any(first != second, axis=-1).sum()} of 784 positions change")
attempt("one image", lambda: per_pixel(train_images[0, ..., 0]).shape)
attempt("a batch of one", lambda: per_pixel(train_images[:1, ..., 0]).shape)

# %% [markdown] lang="en"
# **Training and evaluation.** `discriminator.trainable = False` comes before the step and is never undone, so `discriminator.trainable_variables` is empty and `apply_gradients` has nothing to unpack; `combined`, for which D was frozen, is never used. With two tapes neither is needed: each takes the gradient of its own player's variables. The "evaluation" feeds test images to the generator as if they were noise and prints shapes, which an untrained network passes: the last line above came from one. This chapter's evaluation compares samples with held-out images. Last, 5.3 says that D tells "handwritten digits from real images": it tells generated digits from real ones.

# %% [markdown] lang="zh"
# **训练与评估**。`discriminator.trainable = False` 写在训练步之前，此后再没改回来，于是 `discriminator.trainable_variables` 是空的，`apply_gradients` 无物可拆；为之冻结判别器的 `combined` 也从未用到。有了两个梯度带，这两样都不需要：各取各的变量的梯度就行。“评估”把测试图像当噪声喂给生成器，打印形状，未经训练的网络也能过关：上面最后一行就出自这样的网络。本章的评估是拿样本与留出的图像比较。最后，5.3 说判别器“用于区分手写数字图像和真实图像”，应为区分生成的与真实的手写数字图像。

# %%
print(len(judge.trainable_variables), "trainable variables of a frozen D")
adam = keras.optimizers.Adam(1e-4)
attempt("frozen", lambda: adam.apply_gradients(zip([], judge.trainable_variables, strict=True)))

# %% [markdown] lang="en"
# ### Both programs, corrected
#
# What both articles set out to write, in this chapter's way: noise vectors in, images of 28×28×1 out, raw logits, both players updated on every shuffled batch. The images go in as `uint8`; the model scales them to [-1, 1]. Twenty steps are a token: they show that it runs, and no digits yet.

# %% [markdown] lang="zh"
# ### 两个程序的改正版
#
# 两篇文章想写的，按本章的写法就是下面这样：输入噪声向量，输出 28×28×1 的图像，损失用未经 sigmoid 的 logit，每个打乱的批次上双方都更新。图像以 `uint8` 送入，由模型缩放到 [-1, 1]。二十步只是意思一下：证明它跑得通，还看不出数字。

# %%
corrected = GAN(
    gan_networks.conv_generator(latent_dim=100),
    gan_networks.conv_discriminator(),
    loss="non_saturating",
    seed=1,
)
corrected.compile(TwoPlayerAdam(learning_rate=2e-4, beta_1=0.5), steps_per_execution=10)
log = corrected.fit(train_images[:640], batch_size=64, epochs=2, verbose=0)
print({name: round(values[-1], 2) for name, values in log.history.items()})
samples = corrected.sample(10, seed=1)
print(samples.shape, samples.dtype)
plotting.show(
    plotting.image_grid(samples),
    "Ten samples after twenty steps: even grey with a fine grain, no digits yet.",
    "二十步之后的十个样本：一片均匀的灰色，带着细密的颗粒，还没有数字。",
)

# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# Every number above came out of this run. The last cell checks that the results lie within bands. Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_03_gan.json`; a GAN whose loss has the wrong sign, recorded there too, falls outside. If a new version of some package ruins the training, it is this cell that says so.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 以上每个数都出自本次运行。最后这个单元检查各项结果是否落在界限之内。界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_03_gan.json` 中；那里还记录了一个损失符号写反的 GAN，它落在界限之外。如果哪个软件包的新版本毁了训练，报警的就是这个单元。

# %% tags=["headline", "bands"]
conv = results["conv"]
print(
    f"Fréchet distance {conv['frechet']:.1f} (real {references['real']['frechet']:.2f}),", end=" "
)
print(f"recall {conv['recall']:.2f}, {obedience:.0%} of ordered digits are read as asked")
assert conv["frechet"] < 3.5 and conv["recall"] > 0.6
assert results["conditional"]["frechet"] < 2.5 and obedience > 0.8
assert results["ring, cured"]["modes"] >= max(7, results["ring, hasty"]["modes"] + 1)
assert results["collapsed"]["class_kl"] > 1 and results["collapsed"]["recall"] < 0.1

# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/03_gan](exercises/03_gan.ipynb). These here are for pen, paper and your own experiments.
#
# 1. ★ Show from the formula of $D^*$ that $V(D^*, G)$ cannot be less than $-2\ln 2$.
# 2. ★ Ask the conditional GAN for your own date of birth, ten times with different seeds. Which digit does it write worst? Does the classifier agree?
# 3. ★★ Train the convolutional GAN with `batch_deviation=False` and with `r1_weight=0`, each alone. Which scores change? By more than the spread over sampling seeds?
# 4. ★★ Replace `"relativistic"` by `"least_squares"` in the long training. Find a learning rate at which it does as well on the validation images; only then look at the test images, once.
# 5. ★★★ Bring the collapsed GAN back to life without changing its networks: continue its training with other settings, and prove by recall within classes that it recovered.

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/03_gan](exercises/03_gan.ipynb)。下面这些留给纸笔和你自己的实验。
#
# 1. ★ 由 $D^*$ 的公式证明：$V(D^*, G)$ 不会小于 $-2\ln 2$。
# 2. ★ 让条件 GAN 用不同的种子把你的生日写十遍。哪个数字写得最差？分类器同意吗？
# 3. ★★ 分别用 `batch_deviation=False` 和 `r1_weight=0` 训练卷积 GAN，每次只改一样。哪些分数变了？变化是否超过采样种子之间的波动？
# 4. ★★ 在那次长训练里把 `"relativistic"` 换成 `"least_squares"`。在验证图像上找一个能做得同样好的学习率；找到之后，再看测试图像，只看一次。
# 5. ★★★ 不改网络，救活那个坍塌的 GAN：换一些设置继续训练，并用类内召回率证明它确实恢复了。

# %% [markdown] lang="en"
# ## Summary
#
# - A GAN is a game: D learns to tell real from generated, G learns from D's gradient alone. Against the best D, the minimax G minimises a divergence between distributions; at the ideal end $D = 1/2$ everywhere.
# - The losses measure the players against each other. Whether the images get better, only held-out images can tell: distances between features, precision, recall, also within classes, and the nearest training image, each beside the rows for real images, copies and noise.
# - What the good GAN here relies on is not a bigger network (the fully connected one has far more weights), but a discriminator that compares pairs of real and generated images (relativistic loss), is kept smooth at real images (R1), and sees the spread of a batch; averaged weights; a learning rate that falls.
# - Mode collapse shows in recall and in the class histogram; a glance at a few samples may miss it.
#
# ## References
#
# Goodfellow et al. 2014, Generative adversarial networks, arXiv:1406.2661 · Mirza & Osindero 2014, arXiv:1411.1784 · Radford et al. 2015 (DCGAN), arXiv:1511.06434 · Mao et al. 2016 (least squares), arXiv:1611.04076 · Durugkar et al. 2016 (several discriminators), arXiv:1611.01673 · Odena et al. 2016, doi:10.23915/distill.00003 · Arjovsky et al. 2017, arXiv:1701.07875 · Gulrajani et al. 2017 (WGAN-GP), arXiv:1704.00028 · Heusel et al. 2017 (Fréchet distance, two rates), arXiv:1706.08500 · Hoang et al. 2017 (several generators), arXiv:1708.02556 · Xiao et al. 2017 (Fashion-MNIST), arXiv:1708.07747 · Karras et al. 2017 (batch deviation), arXiv:1710.10196 · Lucic et al. 2017, arXiv:1711.10337 · Mescheder et al. 2018 (R1), arXiv:1801.04406 · Bińkowski et al. 2018 (kernel distance), arXiv:1801.01401 · Miyato & Koyama 2018 (projection), arXiv:1802.05637 · Jolicoeur-Martineau 2018 (relativistic), arXiv:1807.00734 · Kynkäänniemi et al. 2019 (precision and recall), arXiv:1904.06991 · Huang et al. 2025 (a modern baseline), arXiv:2501.05441

# %% [markdown] lang="zh"
# ## 小结
#
# - GAN 是一场博弈：D 学着分辨真实与生成，G 只从 D 的梯度里学。面对最优的 D，按极小极大损失训练的 G 最小化的是两个分布之间的散度；到了理想的终点，处处有 $D = 1/2$。
# - 损失量的是双方相对的胜负。图像有没有变好，只有留出的图像说得清：特征间的距离、精确率、召回率（类内也要看）、最近的训练图像，而且都要与真实图像、照抄、噪声这几行放在一起看。
# - 本章那个好的 GAN 靠的不是更大的网络（全连接 GAN 的权重多得多），而是：判别器成对地比较真实与生成图像（相对损失），在真实图像附近保持平滑（R1），看得见一个批次的离散程度；再加上权重平均和逐渐降低的学习率。
# - 模式坍塌显现在召回率和类别直方图里，只扫几眼样本可能看不出来。
#
# ## 参考文献
#
# Goodfellow 等 2014，Generative adversarial networks，arXiv:1406.2661 · Mirza 与 Osindero 2014，arXiv:1411.1784 · Radford 等 2015（DCGAN），arXiv:1511.06434 · Mao 等 2016（最小二乘），arXiv:1611.04076 · Durugkar 等 2016（多个判别器），arXiv:1611.01673 · Odena 等 2016，doi:10.23915/distill.00003 · Arjovsky 等 2017，arXiv:1701.07875 · Gulrajani 等 2017（WGAN-GP），arXiv:1704.00028 · Heusel 等 2017（弗雷歇距离、双学习率），arXiv:1706.08500 · Hoang 等 2017（多个生成器），arXiv:1708.02556 · Xiao 等 2017（Fashion-MNIST），arXiv:1708.07747 · Karras 等 2017（批次离散度），arXiv:1710.10196 · Lucic 等 2017，arXiv:1711.10337 · Mescheder 等 2018（R1），arXiv:1801.04406 · Bińkowski 等 2018（核距离），arXiv:1801.01401 · Miyato 与 Koyama 2018（投影），arXiv:1802.05637 · Jolicoeur-Martineau 2018（相对损失），arXiv:1807.00734 · Kynkäänniemi 等 2019（精确率与召回率），arXiv:1904.06991 · Huang 等 2025（现代基线），arXiv:2501.05441
