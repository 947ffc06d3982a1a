# %% [markdown] lang="en"
# ## Grey values are no coin flips
#
# Our likelihood is one of coin flips, a Bernoulli distribution: a pixel is 1 with probability $p$, and otherwise 0.
# The digits in the file are grey.
# Many tutorials feed grey values to the same formula, the binary cross-entropy, and call the result a log-likelihood.
# (Our plain autoencoder was trained with that formula, too, but only as a measure of error.)
# The code runs; what does it compute?
# For a grey value $x$ it takes $p^x (1 - p)^{1 - x}$ for a probability.
#
# > **Predict before you run.** Probabilities of 256 grey values must add up to 1, and a density on $[0, 1]$ must integrate to 1.
# > What are this sum and this integral for $p = 0.5$, $0.9$ and $0.99$?

# %% [markdown] lang="zh"
# ## 灰度图不能当作二值图
#
# 我们用的似然把每个像素看作抛一次硬币的结果（即服从伯努利分布）：以概率 $p$ 取 1，否则取 0。
# 可是文件里的数字图像是灰度图。
# 许多教程照样把灰度值代入这种似然的公式（二元交叉熵），并把结果叫作对数似然。
# （前面的普通自编码器也用这个公式训练，不过那里只用它来度量误差。）
# 程序照样运行，但它算的是什么？
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
# 对我们的数字图像来说，这个最小值是多少？

# %% tags=["nbval-check-output"]
from scipy.special import entr

values = train_images / 255
floor = np.sum(entr(values) + entr(1 - values), axis=(1, 2, 3))
print(f"a perfect copy costs {floor.mean():.1f} nats on average, up to {floor.max():.1f}")

# %% [markdown] lang="en"
# So a part of such a loss says nothing about the model, and that part differs from image to image.
#
# It must be agreed, therefore, what exactly the model gives a probability to, and in which unit the result is stated.
# Such an agreement is called a **protocol** here, and this chapter keeps to one, the **binary protocol**.
#
# - Each pixel is drawn as 1 with probability $x$, its grey value.
# - Training images are drawn anew at each step, as in our training step, so that the model sees many of the binary images that one grey image can give.
# - The test set is drawn once, with a fixed seed, so that everyone is asked about the same images.
# - The unit is **nats per image**.
#
# For 784 pixels the guess that anyone can make, black and white equally likely, costs $784 \ln 2 = 543.4$ nats.
#
# There is another honest way: a likelihood for the 256 values that are stored in the file, with its result in bits per dimension.
# [04_vae_deeper](04_vae_deeper.ipynb) writes it out.
# Its results are about other data, so never put them beside those of the binary protocol.

# %% [markdown] lang="zh"
# 可见，这种损失有一部分与模型的好坏无关，而且这一部分因图像而异。
#
# 所以要先约定好：模型究竟算什么数据的概率，结果用什么单位。
# 这就是**评测约定**（protocol）；本章只用一种，即**二值评测约定**。
#
# - 灰度值为 $x$ 的像素以概率 $x$ 取 1。
# - 训练图像的黑白每一步都重新抽取（我们的训练步就是这样做的），让模型见到由同一幅灰度图得到的许多幅二值图。
# - 测试图像的黑白只抽取一次，并固定种子，让所有人用同样的图像来评测。
# - 单位是**奈特/幅**。
#
# 一幅图有 784 个像素；完全靠猜，即认为每个像素取黑取白的概率各为一半，损失是 $784 \ln 2 = 543.4$ 奈特。
#
# 另一种做法也站得住脚：直接为文件里存的 256 种灰度值写出似然，结果用比特/维表示。
# 这种似然见深入篇 [04_vae_deeper](04_vae_deeper.ipynb)。
# 两种约定的数据不同，切勿把它们的结果并排放在一起。
