# %% [markdown] lang="en"
# ## A probability for each of 256 values
#
# Chapter 4 shows that grey values in the binary cross-entropy give no likelihood, and draws each pixel as black or white instead: that is the binary protocol.
# The **8-bit protocol** models what is stored in the file, one of 256 values for each pixel, with probabilities that sum to 1.
#
# Take a continuous distribution and cut it into 256 bins.
# The grey values are $1/255$ apart, so each bin reaches $1/510$ to both sides.
# The logistic distribution is handy, since the integral of its density is the sigmoid: with mean $m$ and scale $s$ (Salimans et al. 2017, arXiv:1701.05517),
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# where the first bin begins at $-\infty$ and the last ends at $+\infty$.
# (Here $\sigma$ is the sigmoid function, not a standard deviation.)
# In code these are 257 edges, the sigmoid of each, and the differences of neighbours.

# %% [markdown] lang="zh"
# ## 256 个灰度值的概率
#
# 第 4 章说明过，把灰度值代入二元交叉熵，得到的不是似然，所以那一章让每个像素随机地取黑或白，这就是二值评测约定。
# **8 位评测约定**则直接为文件里存的数值建模：每个像素取 256 个值之一，概率之和为 1。
#
# 做法是取一个连续分布，把取值范围切成 256 格，每一格对应一个灰度值。
# 相邻的灰度值相差 $1/255$，所以每一格从灰度值向两边各伸出 $1/510$。
# 逻辑斯谛分布（logistic distribution）用起来方便，因为它的分布函数（即密度的积分）就是 sigmoid：设均值为 $m$，尺度为 $s$（Salimans 等，2017，arXiv:1701.05517），
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# 其中第一格从 $-\infty$ 开始，最后一格到 $+\infty$ 为止。
# （这里的 $\sigma$ 是 sigmoid 函数，不是标准差。）
# 写成代码就是：对 257 条分界线各求 sigmoid，再求相邻两个结果之差。


# %%
def discretized_logistic(mean, scale):
    edges = np.concatenate([[-np.inf], (np.arange(255) + 0.5) / 255, [np.inf]])
    return np.diff(1 / (1 + np.exp(-(edges - mean) / scale)))  # (256,)


grey = np.arange(256, dtype="float32") / 255
figure, axis = plt.subplots(figsize=(5, 2.6))
for mean, scale in ((0.8, 0.1), (0.8, 0.02), (0.0, 0.02)):
    axis.step(grey, discretized_logistic(mean, scale), where="mid", label=f"m {mean}, s {scale}")
axis.set(
    xlabel="grey value, 0 black to 1 white", ylabel="probability", yscale="log", ylim=(1e-5, 1)
)
axis.legend()
plotting.show(
    figure,
    "The probabilities of the 256 grey values for three settings of mean and scale: a small scale makes a narrow peak, and the first and the last bin gather what lies beyond.",
    "均值和尺度取三组值时，256 个灰度值的概率：尺度小则峰窄；两端之外的概率归入第一格和最后一格。",
)

# %% [markdown] lang="en"
# A smaller scale makes a narrower peak.
# The curves jump at 0 and at 1, where the first and the last bin gather all that lies beyond.
# For a mean of 0 and a small scale black alone has about half of the probability: the first bin gathers all that lies below it.
# So a decoder that is sure of a black pixel pays little for it, and it can move its mean below 0 to pay still less.
#
# The library computes the logarithm, without the rounding that a difference of two numbers close to 1 suffers.
# Both must agree, and the probabilities must sum to 1.
# The unit is **bits per dimension**: nats, divided by the number of values and by $\ln 2$.
# The last line of the next cell gives a yardstick: the cost of the guess that anyone can make, all 256 values equally likely.

# %% [markdown] lang="zh"
# 尺度越小，峰越窄。
# 曲线在 0 和 1 处跳起，因为 0 以下和 1 以上的概率分别归入第一格和最后一格。
# 均值为 0、尺度小时，单是黑色就占了一半左右的概率，因为 0 以下的概率全都归入第一格。
# 所以解码器如果确信一个像素是黑的，为它付出的代价就很小；把均值移到 0 以下，代价还会更小。
#
# 课程库计算的是对数，避开了两个接近 1 的数相减时的舍入误差。
# 课程库与上面的函数，结果应当一致，概率之和应当为 1。
# 单位是**比特/维**：奈特数除以数值的个数，再除以 $\ln 2$。
# 最后一行打印完全靠猜（认为 256 个值概率相等）时的损失，供对照。

# %%
probabilities = discretized_logistic(0.8, 0.1)
library = aigc_keras.losses.discretized_logistic_log_likelihood(
    grey, np.full(256, 0.8, "float32"), np.full(256, np.log(0.1), "float32")
)
np.testing.assert_allclose(np.exp(ops.convert_to_numpy(library)), probabilities, atol=1e-6)
np.testing.assert_allclose(probabilities.sum(), 1)
print(f"guessing costs {784 * np.log(256) / (784 * np.log(2)):.2f} bits per dimension")

# %% [markdown] lang="en"
# The decoder of `grey_vae` gives each pixel a mean $m$ and the logarithm of a scale $s$, two numbers where that of chapter 4 gives one logit.
# Everything else of the VAE stays: the reconstruction loss is minus the logarithm of this probability, summed over the pixels.
#
# Here are the ELBO and the importance-weighted bound (chapter 4, "The bound, derived") in the new unit, with their standard errors over images.
# The latter is the logarithm of the mean of $p(x, z_k) / q(z_k \mid x)$ over $K$ codes $z_k$ drawn from $q(z \mid x)$, and lies closer to $\log p(x)$.
# The bounds are lower bounds of the log-likelihood, so these numbers of bits are upper bounds: smaller is better.
# A compressor built on the model could come close to them.
# (The two rows are of different images: the second bound is computed for the first 200 only.)

# %% [markdown] lang="zh"
# `grey_vae` 的解码器为每个像素给出均值 $m$ 和尺度 $s$ 的对数，共两个数；第 4 章的解码器只给出一个 logit。
# VAE 的其余部分都不变：重建误差仍是概率的负对数，再对像素求和。
#
# 下面用新的单位列出 ELBO 和重要性加权下界（见第 4 章“推导下界”一节），± 后面是标准误，由各幅图像的数值算出。
# 后者从 $q(z \mid x)$ 中采样 $K$ 个编码 $z_k$，对 $p(x, z_k) / q(z_k \mid x)$ 取平均，再取对数，离 $\log p(x)$ 更近。
# 它们是对数似然的下界，所以换成比特数就是上界，越小越好。
# 若用这个模型来压缩图像，平均每个像素占用的比特数可以接近表中的数值。
# （表中两行的图像不同：第二个下界只算了前 200 幅。）

# %%
bounds = {
    "ELBO": grey_vae.elbo(test_images),
    "K = 500": grey_vae.log_likelihood(test_images[:200], num_samples=500),
}
rows = []
for name, nats in bounds.items():
    grey_bits, error = metrics.mean_and_error(metrics.bits_per_dimension(nats, (28, 28, 1)))
    rows.append([name, len(nats), f"{grey_bits:.3f} ± {error:.3f}"])
columns = [("test images", "测试图像数"), ("bits per dimension", "比特/维")]
plotting.table([("bound", "下界"), *columns], rows)

# %% [markdown] lang="en"
# Guessing costs 8 bits, so the model has learnt much.
# (Divide the loss printed after the training by $784 \ln 2$: on its training images the model does a little better.)
# Published results on the official 8-bit MNIST, with 60,000 training images, are better still: Real NVP has 1.06, Glow 1.05, and FFJORD 0.99 bits per dimension (Grathwohl et al. 2018, arXiv:1810.01367, Table 2).
# These are normalising flows, invertible networks that turn a simple distribution into that of the images: a stronger family, trained on more images.
# Our model treats the pixels as independent once the code is known.
#
# > **Misconception: "both are log-likelihoods of MNIST, so convert the units and compare."** The binary protocol asks about 784 coin flips, the 8-bit protocol about 784 bytes.
# > The units can be converted, the results cannot be compared: never put one beside the other.
#
# Densities of real-valued pixels, as from the Gaussian likelihood of chapter 4's portraits, are a third kind: they shift with the unit of the pixels, and have no upper limit.

# %% [markdown] lang="zh"
# 完全靠猜，每个像素要用 8 比特，可见模型学到了很多。
# （把训练后打印的损失除以 $784 \ln 2$，就知道模型在训练图像上略好一些。）
# 在官方 8 位 MNIST（60,000 幅训练图像）上，已发表的结果还要好：Real NVP 1.06，Glow 1.05，FFJORD 0.99 比特/维（Grathwohl 等，2018，arXiv:1810.01367，表 2）。
# 它们都是标准化流（normalizing flow），即用可逆的网络把简单的分布变成图像的分布；这类模型更强，所用的训练图像也更多。
# 我们的模型则假定给定编码之后各像素相互独立。
#
# > **常见误解：“都是 MNIST 的对数似然，换算成同一个单位就能比较。”** 二值评测约定用的数据是 784 个非黑即白的像素，8 位评测约定用的是 784 个字节。
# > 单位可以换算，结果却不能比较，切勿把两种约定的结果并排放在一起。
#
# 若把像素当作实数（第 4 章头像所用的高斯似然就是如此），算出的是密度，这又是第三种结果：像素的单位一换，密度就跟着变，而且密度没有上限。
