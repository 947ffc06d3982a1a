# %% [markdown] lang="en"
# ## Grey values are no coin flips
#
# A Bernoulli likelihood is one of coin flips: a pixel is 1 with probability $p$, or 0.
# Our digits are grey, with values from 0 to 1 after scaling.
# Many tutorials feed them to the binary cross-entropy all the same, and call the result a log-likelihood.
# The code runs.
# What does it compute?
# For a grey value $x$ it takes $p^x (1 - p)^{1 - x}$ for a probability.
# As a density over $[0, 1]$ that integrates to
#
# $$\int_0^1 p^x (1 - p)^{1 - x}\, dx = \frac{p - (1 - p)}{\ln\big(p / (1 - p)\big)}, \qquad \tfrac{1}{2} \text{ at } p = \tfrac{1}{2}.$$
#
# > **Predict before you run.** A density must integrate to 1; probabilities of 256 grey values must add up to 1.
# > What are the integral and the sum for $p = 0.5$, $0.9$ and $0.99$?

# %% [markdown] lang="zh"
# ## 灰度不是抛硬币
#
# 伯努利似然描述的是抛硬币：像素以概率 $p$ 取 1，否则取 0。
# 我们的数字却是灰度图，缩放之后取 0 到 1 之间的值。
# 许多教程照样把灰度值喂给二元交叉熵，还称结果为对数似然。
# 程序跑得通，可它算的是什么？
# 对于灰度值 $x$，它把 $p^x (1 - p)^{1 - x}$ 当成了概率。
# 若把它看作 $[0, 1]$ 上的密度，积分是
#
# $$\int_0^1 p^x (1 - p)^{1 - x}\, dx = \frac{p - (1 - p)}{\ln\big(p / (1 - p)\big)}, \qquad p = \tfrac{1}{2} \text{ 时为 } \tfrac{1}{2}.$$
#
# > **先猜，再运行。** 密度的积分应当是 1，256 个灰度值的概率加起来也应当是 1。
# > 当 $p$ 为 0.5、0.9、0.99 时，这个积分与这个和各是多少？

# %% tags=["hide-output"]
line, grey = np.linspace(0, 1, 10_001), np.arange(256) / 255
rows = []
for p in (0.5, 0.9, 0.99):
    closed_form = 0.5 if p == 0.5 else (2 * p - 1) / np.log(p / (1 - p))
    integral = np.trapezoid(p**line * (1 - p) ** (1 - line), line)
    np.testing.assert_allclose(integral, closed_form, rtol=1e-5)
    total = np.sum(p**grey * (1 - p) ** (1 - grey))
    rows.append([f"{p:.2f}", f"{integral:.4f}", f"{total:.2f}"])
plotting.table(["p", ("integral", "积分"), ("sum over 256 grey values", "256 个灰度值之和")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Neither is ever 1, and the integral depends on $p$, so no constant puts it right.
#
# </details>
#
# Divide by the integral and you have a proper density, the **continuous Bernoulli** (Loaiza-Ganem & Cunningham 2019, arXiv:1907.06845).
#
# There is a second trap.
# A perfect reconstruction should cost nothing, and of binary images it does.
# For a grey pixel the cross-entropy is smallest at $p = x$, and there it equals the entropy $-x \ln x - (1 - x) \ln(1 - x)$, which is above 0.
# We add that up over each training image.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 两者都不等于 1；而且积分随 $p$ 变化，乘一个常数是补救不了的。
#
# </details>
#
# 除以这个积分，才得到真正的密度，即**连续伯努利分布**（Loaiza-Ganem 与 Cunningham，2019，arXiv:1907.06845）。
#
# 还有第二个陷阱。
# 重建得完美无缺，损失理应为零，对二值图像也确实如此。
# 可是对灰度像素，交叉熵在 $p = x$ 处最小，最小值是熵 $-x \ln x - (1 - x) \ln(1 - x)$，大于 0。
# 把每幅训练图像各像素的熵加起来看看。

# %% tags=["hide-output", "nbval-check-output"]
from scipy.special import entr

values = train_images / 255
floor = np.sum(entr(values) + entr(1 - values), axis=(1, 2, 3))
print(f"a perfect copy costs {floor.mean():.1f} nats on average, up to {floor.max():.1f}")

# %% [markdown] lang="en"
# > **Misconception: "binary cross-entropy is a negative log-likelihood, whatever the images."** Only for images of 0 and 1.
# > As a loss on grey values it has its use: its best $p$ is the mean, and pictures look fine.
# > It is even linear in $x$, so it equals the *average* over images in which each pixel is flipped to 1 with probability $x$.
# > But then it speaks of those binary images, not of the grey ones.
# > It starts from a floor that differs from data set to data set, and a paper that binarised its images once, or cut them at one half, measured something else.
# > Such numbers do not compare.
#
# Two protocols are honest.
# **Protocol A: binary images.** Flip each pixel to 1 with probability $x$.
# Training images are flipped anew at each step, which `VAE` does for itself.
# The test set is flipped once, with a fixed seed, so that everyone is asked about the same images.
# The unit is **nats per image**.

# %% [markdown] lang="zh"
# > **常见误解：“不管什么图像，二元交叉熵就是负对数似然。”** 只有像素非 0 即 1 时才是。
# > 把它当作灰度值上的一种损失，自有用处：最优的 $p$ 就是均值，图也好看。
# > 它对 $x$ 还是线性的，所以等于把每个像素以概率 $x$ 变成 1 之后，各种二值图像上的*平均值*。
# > 但这样一来，它说的是那些二值图像，而不是灰度图像。
# > 它的起点就不是零，而且每个数据集的起点都不同；别的论文若只二值化一次，或者以一半为阈值一刀切，量的又是另一样东西。
# > 这些数字不能相比。
#
# 站得住脚的规则有两种。
# **规则 A：二值图像。** 每个像素以概率 $x$ 取 1。
# 训练图像每一步都重新抽，`VAE` 自己会做；测试集只抽一次，并固定种子，让大家面对同样的图像。
# 单位是**奈特/幅**。

# %%
again = np.array_equal(data.binarize(train_images, seed=0), data.binarize(train_images, seed=0))
assert again and set(np.unique(data.binarize(train_images, seed=0))) == {0, 255}
rows = [train_images[:8], *(data.binarize(train_images[:8], seed=seed) for seed in (0, 1, 2))]
figure = plotting.image_grid(
    np.concatenate(rows), columns=8, row_labels=["grey", "seed 0", "seed 1", "seed 2"]
)
plotting.show(
    figure,
    "Top row: eight grey digits. Below: three random black-and-white versions, with ragged edges.",
    "第一行：八个灰度数字。下面三行：随机二值化的三个结果，笔画边缘参差不齐。",
)

# %% [markdown] lang="en"
# The top row is grey; the other rows are three draws of it.
# Strokes and background hardly change; only the grey edges flicker.
# With `seed=0` everyone gets the first of them.
#
# **Protocol B: the 8-bit values.** Model what is stored in the file, one of 256 values for each pixel, with probabilities that sum to 1.
# Take a continuous distribution and cut it into 256 bins.
# The logistic distribution is handy, since its integral is the sigmoid.
# With mean $m$ and scale $s$ (Salimans et al. 2017, arXiv:1701.05517),
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# where the first bin begins at $-\infty$ and the last ends at $+\infty$.
# In code: 257 edges, the sigmoid of each, and the differences.

# %% [markdown] lang="zh"
# 第一行是灰度图，下面三行是从它抽出的三个结果（种子依次为 0、1、2）。
# 笔画内部和背景几乎不变，闪动的只有灰色的边缘。
# 用 `seed=0`，每个人得到的都是其中的第一个结果。
#
# **规则 B：8 位灰度值。** 直接为文件里存的东西建模：每个像素取 256 个值之一，概率之和为 1。
# 做法是取一个连续分布，切成 256 格。
# 逻辑斯谛分布用起来最顺手，因为它的积分就是 sigmoid。
# 设均值为 $m$，尺度为 $s$（Salimans 等，2017，arXiv:1701.05517），
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# 其中第一格从 $-\infty$ 开始，最后一格到 $+\infty$ 为止。
# 写成代码就是：257 条分界线，各求 sigmoid，再取相邻两个之差。


# %%
def discretized_logistic(mean, scale):
    edges = np.concatenate([[-np.inf], (np.arange(255) + 0.5) / 255, [np.inf]])
    return np.diff(1 / (1 + np.exp(-(edges - mean) / scale)))


# %% [markdown] lang="en"
# It sums to 1, and it agrees with the library, which works with logarithms so as to stay exact far from the mean.
#
# > **Predict before you run.** Let the mean be 0.8.
# > What happens at the last bar, pure white, when the scale grows from 0.02 to 0.1?

# %% [markdown] lang="zh"
# 概率之和应为 1，并与课程库一致；课程库全程用对数计算，离均值很远处也算得准。
#
# > **先猜，再运行。** 设均值为 0.8。
# > 当尺度从 0.02 增加到 0.1 时，最右边那一格（纯白）会怎样？

# %% tags=["hide-output"]
rows = []
for scale in (0.02, 0.1):
    probabilities = discretized_logistic(0.8, scale)
    means, log_scales = np.full((2, 256), [[0.8], [np.log(scale)]], "float32")
    library = aigc_keras.losses.discretized_logistic_log_likelihood(
        grey.astype("float32"), means, log_scales
    )
    np.testing.assert_allclose(np.exp(ops.convert_to_numpy(library)), probabilities, atol=1e-6)
    np.testing.assert_allclose(probabilities.sum(), 1)
    rows.append([f"{scale}", f"{probabilities[1:-1].max():.4f}", f"{probabilities[-1]:.4f}"])
largest = ("largest P between black and white", "黑白之间最大的 P")
plotting.table([("scale", "尺度"), largest, ("P(white)", "P（纯白）")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The last bin collects the whole tail beyond it, so it grows with the scale.
# That suits digits well: for the many pixels that are exactly black, a model can put nearly all probability on one value.
#
# </details>
#
# The next cell draws both distributions.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 最右一格收下了它右边的整条尾巴，所以尺度越大它越高：下图最右端的橙色尖峰就是这条尾巴。
# 这很适合手写数字：大量像素是纯黑的，模型可以把几乎全部概率压在这一个值上。
#
# </details>
#
# 下一格画出这两个分布，横轴为灰度值（0 到 255），纵轴为概率；蓝色的尺度为 0.02，橙色的尺度为 0.1。

# %% tags=["hide-output"]
figure, axis = plt.subplots()
for scale in (0.02, 0.1):
    edges = np.arange(257) - 0.5
    axis.stairs(discretized_logistic(0.8, scale), edges, linewidth=1.4, label=f"scale {scale}")
axis.set(xlabel="grey value", ylabel="probability", xlim=(0, 260), ylim=(0, None))
axis.legend(loc="upper left")
plotting.show(
    figure,
    "Two distributions around grey value 204; the wider one has a spike at 255, its whole tail.",
    "两个以灰度 204 为中心的分布；较宽的那个在 255 处有一个尖峰，整条尾巴都在那里。",
)

# %% [markdown] lang="en"
# Protocol B is reported in **bits per dimension**: nats, divided by the number of values and by $\ln 2$.
# One guess that anyone can make calibrates each scale: all values equally likely.

# %% [markdown] lang="zh"
# 规则 B 用**比特/维**报告：奈特数除以像素个数，再除以 $\ln 2$。
# 拿人人都会的猜法给两种规则各定一个基准：所有取值机会均等。


# %% tags=["nbval-check-output"]
def bits_per_dimension(nats_per_image, dimensions=28 * 28):
    return nats_per_image / (dimensions * np.log(2))


binary_guess, grey_guess = 784 * np.log(2), 784 * np.log(256)
print(f"A, binary images: guessing costs {binary_guess:.1f} nats per image")
print(f"B, 8-bit images:  guessing costs {bits_per_dimension(grey_guess):.2f} bits per dimension")
np.testing.assert_allclose(bits_per_dimension(grey_guess), 8)

# %% [markdown] lang="en"
# The two protocols ask about different data: one about 784 coin flips, the other about 784 bytes.
# Their units can be converted, their results cannot be compared.
# **Never put one beside the other.** Densities of real-valued pixels, as from a Gaussian likelihood, are a third kind: they shift with the unit of the pixels, and have no upper limit.
# This chapter names its protocol with every likelihood.

# %% [markdown] lang="zh"
# 两种规则问的是不同的数据：一个是 784 次抛硬币，一个是 784 个字节。
# 单位可以换算，结果却不能比较：**切勿把两者并排放在一起。** 若像素取实数值，例如用高斯似然，得到的是密度，那又是第三种东西：换一个像素单位，数值就跟着变，而且没有上限。
# 本章每报一个似然，都会注明用的是哪种规则。
