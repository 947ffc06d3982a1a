# %% [markdown] lang="en"
# ## The idea
#
# To spoil a picture is easy: add a little noise, and again, until only noise is left.
# To undo a single one of these steps is nearly as easy, for so little has changed.
# A **diffusion model** (Sohl-Dickstein et al. 2015, arXiv:1503.03585; **DDPM**, Ho et al. 2020, arXiv:2006.11239) learns to undo them.
# To make a picture it starts from freshly drawn noise, so what it arrives at is a new picture.
#
# ![Above, the forward process from left to right, five pictures at the times 0, 0.25, 0.5, 0.75 and 1. The first is an image x_0 of the digit 3; at each arrow noise ε is added, by the rule x_t = a_t x_0 + s_t ε, and the last is pure noise. This rule is fixed, nothing of it is learnt. Below, the reverse process from right to left: it begins with fresh pure noise at time 1; four times a picture enters the denoiser, a box, out of which comes a picture with less noise; at time 0 a new image is left, a 5. The denoiser is learnt, and the four boxes are one network.](../figures/diffusion_idea_en.svg)
#
# Nothing is learnt on the way from image to noise, the **forward process**.
# It has a simple form: a noisy image is a weighted sum of the image and of noise,
#
# $$x_t = a_t\, x_0 + s_t\, \varepsilon, \qquad \varepsilon \sim \mathcal{N}(0, I),$$
#
# with a time $t$ from 0 (image) to 1 (noise), a **signal rate** $a_t$ that falls from 1 to 0 and a **noise rate** $s_t$ that rises from 0 to 1.
# ($\mathcal{N}(0, I)$ is a standard normal draw for each pixel, independent of all others.)
# Which rates belong to which time is called the **noise schedule**; ours is a quarter of a circle, $a_t = \cos(\pi t/2)$ and $s_t = \sin(\pi t/2)$, so that $a_t^2 + s_t^2 = 1$.
#
# On the way back, the **reverse process**, a network is asked at each step: which noise is in this picture?
# It is called the **denoiser**, and it is trained by the simplest loss there is, a squared error, where $\hat\varepsilon$ is the network's guess of the noise and $\mathbb{E}$ the mean over images, times and noises:
#
# $$L = \mathbb{E}\, \lVert \hat\varepsilon(x_t, t) - \varepsilon \rVert^2.$$
#
# The whole training fits into one picture.

# %% [markdown] lang="zh"
# ## 思路
#
# 弄坏一幅图像很容易：加一点噪声，再加一点，直到只剩噪声。
# 把其中一小步还原也不难，因为一步的改变很小。
# **扩散模型**（diffusion model；Sohl-Dickstein 等，2015，arXiv:1503.03585；Ho 等，2020，arXiv:2006.11239）学的就是还原这些小步；采样时它从新抽取的噪声出发，一步步走到没有噪声，就得到一幅新的图像。
#
# ![上半幅是前向过程，自左向右，时刻 0、0.25、0.5、0.75、1 各有一幅图。第一幅是数字 3 的图像 x_0；每经过一个箭头就按 x_t = a_t x_0 + s_t ε 加入噪声 ε，最后一幅是纯噪声。这个规则是固定的，不需要学习。下半幅是反向过程，自右向左：从时刻 1 重新抽取的纯噪声出发，图像四次进入去噪网络（方框），每次出来的图像噪声都更少，到时刻 0 得到一幅新图像，是数字 5。去噪网络是学出来的，四个方框是同一个网络。](../figures/diffusion_idea_zh.svg)
#
# 从图像到噪声的过程叫**前向过程**，这里不需要学习。
# 它的形式很简单：带噪图像是图像与噪声的加权和，
#
# $$x_t = a_t\, x_0 + s_t\, \varepsilon, \qquad \varepsilon \sim \mathcal{N}(0, I).$$
#
# 时刻 $t$ 从 0（图像）到 1（噪声），**信号系数** $a_t$ 从 1 降到 0，**噪声系数** $s_t$ 从 0 升到 1。
# （$\mathcal{N}(0, I)$ 表示每个像素各抽一个标准正态数，互不相关。）
# 每个时刻取怎样的系数，由**噪声调度**（noise schedule）规定。
# 我们先让点 $(a_t, s_t)$ 走过单位圆的四分之一：$a_t = \cos(\pi t/2)$，$s_t = \sin(\pi t/2)$，所以 $a_t^2 + s_t^2 = 1$。
#
# 从噪声回到图像的过程叫**反向过程**，每一步都问网络：这幅图里的噪声是什么？
# 这个网络称为**去噪网络**（denoiser），训练它的损失就是平方误差，其中 $\hat\varepsilon$ 是网络对噪声的猜测：
#
# $$L = \mathbb{E}\, \lVert \hat\varepsilon(x_t, t) - \varepsilon \rVert^2.$$
#
# 整个训练可以画成一幅图。

# %% [markdown] lang="en"
# ![One training step from top to bottom. A time t is drawn from 0 to 1 for each image, and the schedule gives its rates a_t and s_t. With them the image x_0, of shape (n, 28, 28, 1), and noise ε of the same shape become the noisy image x_t = a_t x_0 + s_t ε. The denoiser is given x_t, the time t and the label y, which in 10% of the rows is left out; its prediction has the shape of x_t. The target is made from the same numbers: the noise ε, the image x_0 or the velocity v, as was chosen before training. The loss is the squared error between prediction and target, averaged. The gradient, a dashed line, runs from the loss through the prediction into the denoiser and no further.](../figures/diffusion_training_en.svg)
#
# Here the target is the noise; the section "Why a squared error?" explains the image and the velocity $v$ as targets.
# The section on guidance says why the label is left out in 10% of the rows.
# There is one network and one loss, and, unlike in a GAN, no opponent.
# The digits on which we try it are those of chapters 3 and 4: 7,000 to learn from, 1,000 to choose settings by, and 2,000 test images for the final scores.

# %% [markdown] lang="zh"
# ![一个训练步，自上而下。为每幅图像在 0 到 1 之间抽取时刻 t，由噪声调度得到系数 a_t 和 s_t。图像 x_0（形状为 (n, 28, 28, 1)）和同样形状的噪声 ε 按这两个系数合成带噪图像 x_t = a_t x_0 + s_t ε。去噪网络的输入是 x_t、时刻 t 和标签 y，其中 10% 的样本不给标签；预测的形状与 x_t 相同。目标由同样的数算出：噪声 ε、图像 x_0 或速度 v，训练前选定一种。损失是预测与目标的平方误差的平均值。梯度（虚线）从损失出发，经过预测传到去噪网络为止。](../figures/diffusion_training_zh.svg)
#
# 上面的损失以噪声为目标；图中另外两种目标，即图像和速度 $v$，到“为什么用平方误差？”一节再讲。
# 这里只有一个网络、一个损失，不像 GAN 那样还要一个判别器。
# 我们先用第 3、4 章的数字图像来试：7,000 幅用来训练，1,000 幅用来选定设置，2,000 幅测试图像留到最后打分。

# %%
(images, labels), (test_images, test_labels) = data.load_images("mnist")
train_images, train_labels = images[:7000], labels[:7000]  # (7000, 28, 28, 1), uint8
held_out = images[7000:]  # (1000, 28, 28, 1)


def rates(t):
    return np.cos(np.pi / 2 * t), np.sin(np.pi / 2 * t)


rng = np.random.default_rng(0)
clean = train_images[:3] / 127.5 - 1  # (3, 28, 28, 1), from -1 to 1
noise = rng.normal(size=clean.shape)
times = np.linspace(0, 1, 9)
spoilt = [signal * clean + rate * noise for signal, rate in map(rates, times)]
plotting.show(
    plotting.image_grid(
        np.clip(np.stack(spoilt, 1).reshape(-1, 28, 28, 1) / 4 + 0.5, 0, 1),
        columns=9,
        column_labels=[f"{t:.3g}" for t in times],
        scale=0.6,
    ),  # fmt: skip
    "Three digits at nine times t of the forward process.",
    "三个数字在前向过程的九个时刻 t。",
)

# %% [markdown] lang="en"
# For the network, images are scaled to the range from -1 to 1.
# The picture shows -2 as black and 2 as white, so that noise has room.
# At $t = 0.5$ signal and noise have the same rate, $0.71$, and you can still read each digit; at $t = 0.875$ the signal rate is $0.20$, and you hardly can.
# So most of what makes a digit this digit is decided early on the way back, where there is much noise, and later steps only draw it clean.

# %% [markdown] lang="zh"
# 图像在交给网络之前缩放到 -1 到 1；为了容得下噪声，图中把 -2 画成黑，2 画成白。
# $t = 0.5$ 时信号系数与噪声系数相等，都是 0.71，数字还认得出来；$t = 0.875$ 时信号系数是 0.20，就很难认了。
# 可见，在反向过程的前段，噪声还多，画哪个数字就已大体确定；后面的步骤只是把它画清楚。
