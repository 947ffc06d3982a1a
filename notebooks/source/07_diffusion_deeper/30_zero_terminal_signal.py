# %% [markdown] lang="en"
# ## What is left at the end
#
# Many schedules do not end at signal rate 0.
# DDPM's leaves $a = 0.0064$ at the last of its 1,000 steps, and Stable Diffusion's leaves 0.068.
# Yet the sampler starts from pure noise.
# Lin et al. (2023, arXiv:2305.08891) noticed the consequence: such a model draws pictures of medium brightness, and hardly ever a dark or a light one.
#
# A toy that can be computed exactly shows the reason.
# Let all $d$ pixels of an image have the same brightness $m$, and let $m$ be drawn for each image from $\mathcal{N}(0, \sigma^2)$.
# The mean over the pixels of $x_t$ is $a m$ plus noise, and averaging makes this noise small: its deviation is $s / \sqrt{d}$.
# So with $d = 16{,}384$ pixels (as many values as a code of Stable Diffusion has) a signal rate of 0.068 is enough to tell the brightness: at $\sigma = 0.5$ the deviation of $a m$ is 0.034 and that of the noise 0.008.
# In training the network learns to take the mean of $x_t$ for the brightness, even at the highest level of noise.
# In sampling this mean is that of pure noise, which is nearly 0, and the network takes it for a medium grey.

# %% [markdown] lang="zh"
# ## 加噪到最后还剩下什么
#
# 许多噪声调度结束时，信号系数并不为 0。
# DDPM 的调度到 1,000 步的最后一步还剩 $a = 0.0064$，Stable Diffusion 的还剩 0.068。
# 采样却照样从纯噪声开始。
# Lin 等（2023，arXiv:2305.08891）发现了后果：这样的模型画出的图像明暗适中，很少有很暗或很亮的。
#
# 原因可以在一个能精确计算的小例子里看清楚。
# 设一幅图像有 $d$ 个像素，亮度都是 $m$；每幅图像的 $m$ 取自 $\mathcal{N}(0, \sigma^2)$。
# $x_t$ 对像素取平均，得到 $a m$ 加上噪声；取平均使这份噪声变得很小，标准差只有 $s / \sqrt{d}$。
# 因此，当 $d = 16{,}384$（Stable Diffusion 的一个编码就有这么多个数）时，信号系数有 0.068 就足以看出亮度：取 $\sigma = 0.5$，$a m$ 的标准差为 0.034，噪声的只有 0.008。
# 训练时，网络学会了根据 $x_t$ 的平均值判断亮度，在噪声最大的一级也是如此。
# 采样时，这个平均值来自纯噪声，接近 0，网络就把它当成中等的灰色。

# %% [markdown] lang="en"
# Everything here is normally distributed, so the best denoiser $E[x_0 \mid x_t]$ has a formula: each pixel is best estimated as $\frac{a \sigma^2}{a^2 \sigma^2 + s^2 / d}$ times the mean of $x_t$ over its pixels.

# %% [markdown] lang="zh"
# 这里的一切都服从正态分布，所以最优的去噪结果 $E[x_0 \mid x_t]$ 有公式：每个像素的最优估计，是 $x_t$ 各像素的平均值乘以 $\frac{a \sigma^2}{a^2 \sigma^2 + s^2 / d}$。


# %%
def best_denoiser(noisy, time, spread=0.5):
    """E[x_0 | x_t] of images of one brightness, which has the deviation `spread`."""
    signal, rate = rates(time)
    mean = noisy.mean((1, 2, 3), keepdims=True)
    pixels = noisy[0].size
    clean = signal * spread**2 / (signal**2 * spread**2 + rate**2 / pixels) * mean
    return clean, (noisy - signal * clean) / rate


# %%
pixels = 128 * 128
start = rng.standard_normal((60, 128, 128, 1), dtype="float32")
# en: The signal rate, and the time at which the circle has it.
# zh: 信号系数，以及圆弧上对应的时刻。
ends = {0.0016: 0.999, 0.0064: 0.9959, 0.068: 0.9567}
toy = {}
for signal, first in ends.items():
    # en: Fifty steps, the first of them short.
    # zh: 五十步，开头的步子短。
    times = 1 - np.geomspace(1 - first, 1, 51)
    toy[signal] = ddim(best_denoiser, start, times)
toy["training images"] = np.ones_like(start) * 0.5 * rng.standard_normal((60, 1, 1, 1))

# %%
shown = [np.clip((toy[name][:12] + 1) / 2, 0, 1) for name in ("training images", 0.0016, 0.068)]
plotting.show(
    plotting.image_grid(
        np.concatenate(shown), 12, row_labels=["training", "end 0.0016", "end 0.068"]
    ),
    "Images of one brightness each. Top: as in training. Middle: drawn with a schedule that ends at signal rate 0.0016. Bottom: with one that ends at 0.068: all are nearly the same grey.",
    "每幅图像只有一种亮度。上：训练图像。中：噪声调度结束时信号系数为 0.0016 时画出的图像。下：结束时信号系数为 0.068 时画出的图像，几乎是同样的灰色。",
)
rows = []
for signal in ends:
    expected = 0.5 / math.sqrt(1 - signal**2 + signal**2 * 0.25 * pixels)
    rows.append([str(signal), f"{toy[signal].mean((1, 2, 3)).std():.2f}", f"{expected:.2f}"])
header = [("signal rate at the end", "结束时的信号系数"), ("brightness, deviation", "亮度的标准差")]
plotting.table([*header, ("by the formula", "按公式")], rows)

# %% [markdown] lang="en"
# The training images have the deviation 0.5.
# The denoiser is the best one there is, the sampler takes 50 steps, and still the images of the schedule that ends at 0.068 are nearly the same grey.
# The last column is computed as follows.
# Sampling multiplies the mean over the pixels by a constant.
# From noisy training images, whose mean has the deviation $\sqrt{a^2 \sigma^2 + s^2 / d}$, it makes images with the deviation $\sigma$ again, so the constant is $\sigma$ divided by that root.
# The mean of pure noise has only the deviation $1 / \sqrt{d}$, so the images that are drawn have the deviation $\sigma / \sqrt{s^2 + a^2 \sigma^2 d}$.
# (The measured deviations are those of sixty images and scatter by about a tenth.)
#
# The more pixels there are, the more a little signal at the end matters: for a digit of 784 pixels DDPM's 0.0064 loses less than one percent by this formula.
# The cure is **zero terminal SNR**: a schedule that ends at signal rate 0, and so at a signal-to-noise ratio of 0, as the circle and the straight line do, and a sampler that starts there.
# (Our sampler starts at 0.0016; by the formula, in the first row, this loses almost nothing.)
# At $a = 0$ the noise is $x_t$ itself and its prediction says nothing, which is one more reason to predict the velocity.

# %% [markdown] lang="zh"
# 训练图像亮度的标准差是 0.5。
# 去噪用的是最优估计，采样走了 50 步，可是结束时信号系数为 0.068 的噪声调度画出的还是一片片相近的灰色。
# 最后一列是这样算出来的：采样把平均值乘以一个常数，这个常数把带噪训练图像的标准差 $\sqrt{a^2 \sigma^2 + s^2 / d}$ 变成 $\sigma$。
# 而纯噪声的平均值标准差只有 $1 / \sqrt{d}$，所以画出的图像的标准差是 $\sigma / \sqrt{s^2 + a^2 \sigma^2 d}$。
# （测得的标准差由六十幅图像算出，约有十分之一的波动。）
#
# 像素越多，同样一点残留的信号影响越大：对 784 个像素的数字来说，按这个公式，DDPM 的 0.0064 造成的损失不到百分之一。
# 解决的办法是**零终端信噪比**：噪声调度结束时信号系数为 0，信噪比也就为 0（圆弧和直线都是这样），采样也从那里开始。
# （我们的采样从 0.0016 开始；表中第一行按公式算出的值表明，这几乎没有损失。）
# $a = 0$ 时噪声就是 $x_t$ 本身，预测它等于什么也没说，这又是应当预测速度的一个理由。
