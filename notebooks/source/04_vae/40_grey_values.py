# %% [markdown] lang="en"
# ## Grey values are no coin flips
#
# Our likelihood is one of coin flips: a pixel is 1 with probability $p$, or 0.
# The digits in the file are grey.
# Many tutorials feed grey values to the same formula, the binary cross-entropy, and call the result a log-likelihood.
# The code runs; what does it compute?
# For a grey value $x$ it takes $p^x (1 - p)^{1 - x}$ for a probability.
#
# > **Predict before you run.** Probabilities of 256 grey values must add up to 1, and a density on $[0, 1]$ must integrate to 1.
# > What are this sum and this integral for $p = 0.5$, $0.9$ and $0.99$?

# %% [markdown] lang="zh"
# ## 灰度图不能当作二值图
#
# 我们用的似然把像素看作抛硬币（即伯努利分布）：像素以概率 $p$ 取 1，否则取 0。
# 文件里的数字却是灰度图。
# 许多教程照样把灰度值代入这种似然的公式（二元交叉熵），并把结果叫作对数似然。
# 程序可以运行，可它算的是什么？
# 对灰度值 $x$，程序把 $p^x (1 - p)^{1 - x}$ 当成了概率。
#
# > **先猜，再运行。** 256 个灰度值的概率加起来应当是 1；$[0, 1]$ 上的密度，积分应当是 1。
# > 当 $p$ 为 0.5、0.9、0.99 时，这个和与这个积分各是多少？

# %% tags=["hide-output"]
line, grey = np.linspace(0, 1, 10_001), np.arange(256) / 255
rows = []
for p in (0.5, 0.9, 0.99):
    integral = np.trapezoid(p**line * (1 - p) ** (1 - line), line)
    total = np.sum(p**grey * (1 - p) ** (1 - grey))
    rows.append([f"{p:.2f}", f"{total:.2f}", f"{integral:.4f}"])
plotting.table(["p", ("sum over 256 grey values", "256 个灰度值之和"), ("integral", "积分")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# For none of the three $p$ is either of them 1, and both depend on $p$, so no constant puts it right.
#
# </details>
#
# Divide by the integral and you have a proper density, the **continuous Bernoulli** (Loaiza-Ganem & Cunningham 2019, arXiv:1907.06845).
# The cross-entropy also has a floor that differs from image to image: each pixel costs at least its entropy $-x \ln x - (1 - x) \ln(1 - x)$, even in a perfect copy.
# How much is that for our digits?

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 对这三个 $p$，和与积分都不等于 1，而且都随 $p$ 变化，乘一个常数也补救不了。
#
# </details>
#
# 把 $p^x (1 - p)^{1 - x}$ 除以它的积分，才得到真正的密度，即**连续伯努利分布**（Loaiza-Ganem 与 Cunningham，2019，arXiv:1907.06845）。
# 此外，二元交叉熵的最小值不是零，而且因图像而异：每个像素的损失至少是它的熵 $-x \ln x - (1 - x) \ln(1 - x)$，哪怕图像复制得分毫不差。
# 对我们的数字来说，这个最小值是多少？

# %% tags=["nbval-check-output"]
from scipy.special import entr

values = train_images / 255
floor = np.sum(entr(values) + entr(1 - values), axis=(1, 2, 3))
print(f"a perfect copy costs {floor.mean():.1f} nats on average, up to {floor.max():.1f}")

# %% [markdown] lang="en"
# So it must be agreed what exactly the model gives a probability to, and in which unit the result is stated.
# Such an agreement is called a protocol here, and two of them are honest.
#
# **Protocol A: binary images.** Each pixel is drawn as 1 with probability $x$.
# Training images are drawn anew at each step, as in our training step, so that the model sees many of the binary images that one grey image can give.
# The test set is drawn once, with a fixed seed, so that everyone is asked about the same images.
# The unit is **nats per image**.
#
# **Protocol B: the 8-bit values.** Model what is stored in the file, one of 256 values for each pixel, with probabilities that sum to 1.
# Take a continuous distribution and cut it into 256 bins.
# The grey values are $1/255$ apart, so each bin reaches $1/510$ to both sides.
# The logistic distribution is handy, since the integral of its density is the sigmoid: with mean $m$ and scale $s$ (Salimans et al. 2017, arXiv:1701.05517),
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# where the first bin begins at $-\infty$ and the last ends at $+\infty$.
# The unit is **bits per dimension**: nats, divided by the number of values and by $\ln 2$.
# In code: 257 edges, the sigmoid of each, and the differences.

# %% [markdown] lang="zh"
# 所以要先约定好：模型究竟算什么数据的概率，结果用什么单位。
# 这样的约定本章称为规则，站得住脚的有两种。
#
# **规则 A：二值图像。** 灰度值为 $x$ 的像素以概率 $x$ 取 1。
# 训练图像每一步都重新抽取（我们的训练步就是这样做的），让模型见到同一幅灰度图能给出的许多幅二值图。
# 测试集只抽取一次，并固定种子，让所有人面对同样的图像。
# 单位是**奈特/幅**。
#
# **规则 B：8 位灰度值。** 直接为文件里存的数值建模：每个像素取 256 个值之一，概率之和为 1。
# 做法是取一个连续分布，把它切成 256 格。
# 相邻的灰度值相差 $1/255$，所以每一格向两边各伸出 $1/510$。
# 逻辑斯谛分布用起来方便，因为它的密度的积分就是 sigmoid：设均值为 $m$，尺度为 $s$（Salimans 等，2017，arXiv:1701.05517），
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# 其中第一格从 $-\infty$ 开始，最后一格到 $+\infty$ 为止。
# 单位是**比特/维**：奈特数除以数值的个数，再除以 $\ln 2$。
# 写成代码就是：对 257 条分界线各求 sigmoid，再求相邻两个结果之差。


# %%
def discretized_logistic(mean, scale):
    edges = np.concatenate([[-np.inf], (np.arange(255) + 0.5) / 255, [np.inf]])
    return np.diff(1 / (1 + np.exp(-(edges - mean) / scale)))  # (256,)


probabilities = discretized_logistic(0.8, 0.1)
library = aigc_keras.losses.discretized_logistic_log_likelihood(
    grey.astype("float32"), np.full(256, 0.8, "float32"), np.full(256, np.log(0.1), "float32")
)
np.testing.assert_allclose(np.exp(ops.convert_to_numpy(library)), probabilities, atol=1e-6)
np.testing.assert_allclose(probabilities.sum(), 1)
print(f"A, guessing costs {784 * np.log(2):.1f} nats per image")
print(f"B, guessing costs {784 * np.log(256) / (784 * np.log(2)):.2f} bits per dimension")

# %% [markdown] lang="en"
# The last two lines calibrate each scale by the guess that anyone can make, all values equally likely.
#
# The two protocols ask about different data: one about 784 coin flips, the other about 784 bytes.
# Their units can be converted, their results cannot be compared: never put one beside the other.
# Densities of real-valued pixels, as from the Gaussian likelihood of our portraits, are a third kind: they shift with the unit of the pixels, and have no upper limit.

# %% [markdown] lang="zh"
# 打印的两个数是两种规则的基准，即谁都会的猜法（所有取值的概率相等）的损失。
#
# 两种规则的数据不同：规则 A 用 784 个非黑即白的像素，规则 B 用 784 个字节。
# 单位可以换算，结果却不能比较，切勿把两种规则的结果并排放在一起。
# 若把像素当作实数（头像所用的高斯似然就是如此），算出的密度又是第三种结果：像素的单位一换，密度就跟着变，而且没有上限。
