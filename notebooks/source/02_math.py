# %% [markdown] lang="en"
# # 2. Every formula checked: the mathematics of generative models
# {{colab}}
#
# A generative model is an argument in probability, and the argument is short once its pieces lie ready. This chapter lays them ready. It derives the formulas that the course rests on, each in a few lines, and tries them on examples small enough for the true answer to be known. The next cell checks each by computation, and a check that fails stops the notebook.
#
# **After this chapter you can**
# - compute with joint, marginal and conditional probabilities, and estimate an expectation from draws together with its error;
# - say what entropy, cross-entropy and the divergences measure, in nats and in bits, and which mistakes each of them punishes;
# - derive the bounds that VAEs maximise, analyse the game that GANs play, and find the gap and the equilibrium in numbers;
# - follow gradients through draws, through time and through noise;
# - take a formula from an article, put numbers in, and find out whether it holds.
#
# **Time**: about two hours to read from end to end; less than a minute to run on two CPU cores. **You need** Python with NumPy, derivatives and integrals, and matrices (part 3 also uses eigenvalues). No other chapter is a prerequisite.

# %% [markdown] lang="zh"
# # 第 2 章　生成模型的数学：每个公式都当场验算
# {{colab}}
#
# 生成模型说到底是一番概率论证；零件备齐了，论证并不长。本章就来备零件：课程所依靠的公式，逐个用几行推出来，再放到一个小到知道正确答案的例子上，由紧接着的单元当场验算。哪一处对不上，笔记本就停在哪里。
#
# **学完本章，你能够**
# - 熟练运用联合、边缘与条件概率；用抽样估计期望，并说出误差有多大；
# - 说清熵、交叉熵和各种散度量的是什么（用奈特，也用比特），它们各自惩罚哪一种错误；
# - 推导 VAE 所最大化的下界，分析 GAN 所玩的博弈，并用数字算出差额、找到均衡；
# - 让梯度穿过抽样、穿过时间、穿过噪声；
# - 拿到文章里的一个公式，代入数字，看它究竟成不成立。
#
# **用时**：从头读到尾约两小时；在双核 CPU 上运行不到 1 分钟。**预备知识**：会用 Python 和 NumPy，知道导数、积分和矩阵（第三部分还用到特征值）。不必先读别的章节。

# %% [markdown] lang="en"
# **How to use it.** There are three parts:
#
# 1. **Probability, information and bounds**: expectations and their estimates, entropy and divergences, maximum likelihood, the evidence lower bound.
# 2. **Two players and distances**: GANs as games, their equilibria and losses, the Wasserstein distance.
# 3. **Sequences, attention, diffusion**: gradients through time, softmax and perplexity, queries and keys, noise and scores; and what the articles' formulas get wrong.
#
# Under each heading a line says which chapters need the section. You may read from end to end, or start with any other chapter and come back when a formula there is not clear. Each section starts its random numbers from a fixed seed, so the printed numbers are the same at every run. $\ln$, and $\log$ without a base, both mean the natural logarithm.

# %% [markdown] lang="zh"
# **怎么用这一章。** 全章分三部分：
#
# 1. **概率、信息与下界**：期望与估计，熵与散度，最大似然，证据下界；
# 2. **两个玩家，几种距离**：作为博弈的 GAN，它的均衡与损失，Wasserstein 距离；
# 3. **序列、注意力与扩散**：随时间反向传播，softmax 与困惑度，查询与键，加噪与得分；以及几篇文章里的公式错在哪里。
#
# 每节标题下有一行字，写明哪些章会用到它。可以从头读到尾，也可以先读别的章，遇到不明白的公式再回来查。每一节的随机数都从固定的种子抽起，所以打印出来的数字每次都一样。$\ln$ 和不写底数的 $\log$ 都指自然对数。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, and does nothing elsewhere; `configure` fixes the random seeds and picks the number format. Most cells of this chapter need NumPy alone and compute in 64 bits.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个代码单元只在缺少本课程的环境里安装它，别处什么也不做；`configure` 固定随机种子，挑选数值精度。本章大多数单元只用 NumPy，以 64 位精度计算。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import metrics, plotting, sampling
from aigc_keras.backend import input_gradient

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# # Part 1. Probability, information and bounds
#
# A generative model is a distribution that we can draw from. To train one we need a number that says how far it is from the data, and a way to compute that number from draws. This part builds both.
#
# ## Probability and expectation
#
# *Needed in: chapters 3, 4 and 5.*
#
# Two random quantities $x$ and $y$ are described in full by their **joint** distribution $p(x, y)$. Everything else follows from it:
#
# $$p(y) = \sum_x p(x, y), \qquad p(y \mid x) = \frac{p(x, y)}{p(x)}, \qquad p(x \mid y) = \frac{p(x)\, p(y \mid x)}{p(y)}.$$
#
# The first is the **marginal**, the second the **conditional**, the third **Bayes' rule**. Bayes' rule turns a conditional around: it leads from the probability of an effect given its cause to that of a cause given its effect. For two causes it is shortest in **odds**, the ratio of their probabilities. The prior odds times the **likelihood ratio** give the posterior odds, so in logarithms they add:
#
# $$\ln \frac{p(x_1 \mid y)}{p(x_2 \mid y)} = \ln \frac{p(x_1)}{p(x_2)} + \ln \frac{p(y \mid x_1)}{p(y \mid x_2)}.$$
#
# > **Predict before you run.** One photo in fifty on a web site was made by a generator. A detector flags 90 % of the generated ones, and 5 % of the real ones by mistake. A photo is flagged. How probable is it that a generator made it?

# %% [markdown] lang="zh"
# # 第一部分　概率、信息与下界
#
# 生成模型是一个抽得出样本的分布。要训练它，需要一个数来说明它离数据多远，还要有办法用样本把这个数算出来。这一部分把两样都备好。
#
# ## 概率与期望
#
# *用于：第 3、4、5 章。*
#
# 两个随机量 $x$、$y$ 的全部信息都在**联合**分布 $p(x, y)$ 里，其余的都由它得出：
#
# $$p(y) = \sum_x p(x, y), \qquad p(y \mid x) = \frac{p(x, y)}{p(x)}, \qquad p(x \mid y) = \frac{p(x)\, p(y \mid x)}{p(y)}.$$
#
# 第一个是**边缘**分布，第二个是**条件**分布，第三个是**贝叶斯公式**。贝叶斯公式把条件概率掉了个头：已知由因到果的概率，求由果到因的概率。只有两种原因时，写成**几率**（两者的概率之比）最简短：先验几率乘以**似然比**，就是后验几率；取对数后便是相加：
#
# $$\ln \frac{p(x_1 \mid y)}{p(x_2 \mid y)} = \ln \frac{p(x_1)}{p(x_2)} + \ln \frac{p(y \mid x_1)}{p(y \mid x_2)}.$$
#
# > **先猜，再运行。** 某网站上每五十张照片里有一张是生成的。一个检测器能标出 90% 的生成照片，也会把 5% 的真照片误标。现在有一张照片被标了出来，它真是生成的，概率有多大？

# %% tags=["nbval-check-output"]
prior = np.array([0.02, 0.98])
detector = np.array([[0.90, 0.10], [0.05, 0.95]])
joint = prior[:, None] * detector
verdict = joint.sum(axis=0)
posterior = joint / verdict
print("            flagged  passed   marginal")
print(f"generated   {joint[0, 0]:.3f}    {joint[0, 1]:.3f}    {joint[0].sum():.3f}")
print(f"real        {joint[1, 0]:.3f}    {joint[1, 1]:.3f}    {joint[1].sum():.3f}")
print(f"marginal    {verdict[0]:.3f}    {verdict[1]:.3f}    {joint.sum():.3f}")
print(f"p(generated | flagged) = {posterior[0, 0]:.3f}")

# %% [markdown] lang="en"
# About 27 %: real photos are so many that the few of them flagged by mistake outnumber the hits. (Rows are where a photo comes from, columns the detector's verdict.) To check the table we play the story through a million times and count. The same must come out of the logarithms. A GAN's discriminator works with such a number: its logit estimates the log odds of "real", and as it sees as many real as generated images, the prior odds drop out.

# %% [markdown] lang="zh"
# 约 27%：真照片实在太多，误标的比例虽小，张数还是超过了标对的。（表中各行是照片的来历：生成、真实、合计；各列是检测器的结论：标出、放过、合计。）为了检验这张表，把这件事照着演一百万遍，数一数；用对数形式来算，也应得到同一个数。GAN 的判别器算的正是这样的数：它的 logit 估计“为真”的对数几率；由于它看到的真图与生成图一样多，先验几率就消失了。打印的依次是：表里的概率（table）、数出来的概率（counted）及其标准误、对数几率（log odds）。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
is_real = (rng.random(1_000_000) > prior[0]).astype(int)
is_flagged = rng.random(1_000_000) < detector[is_real, 0]
counted = np.mean(is_real[is_flagged] == 0)
error = np.sqrt(posterior[0, 0] * posterior[1, 0] / is_flagged.sum())
assert abs(counted - posterior[0, 0]) < 4 * error

log_odds = np.log(prior[0] / prior[1]) + np.log(detector[0, 0] / detector[1, 0])
np.testing.assert_allclose(1 / (1 + np.exp(-log_odds)), posterior[0, 0])
print(f"table {posterior[0, 0]:.4f}, counted {counted:.4f} ± {error:.4f}, log odds {log_odds:.3f}")

# %% [markdown] lang="en"
# The **expectation** of a function is its average, weighted with the probabilities; the **variance** is the expected squared distance from it:
#
# $$\mathbb{E}[f(x)] = \sum_x p(x)\, f(x), \qquad \mathrm{Var}[x] = \mathbb{E}\big[(x - \mathbb{E}[x])^2\big] = \mathbb{E}[x^2] - \mathbb{E}[x]^2.$$
#
# Four rules do most of the work. Expectations always add; variances add only if the covariance is zero. And a quantity can be averaged in two stages, first for each $x$ and then over $x$:
#
# $$\mathbb{E}[ax + y] = a\,\mathbb{E}[x] + \mathbb{E}[y], \qquad \mathrm{Var}[ax + y] = a^2\,\mathrm{Var}[x] + \mathrm{Var}[y] + 2a\,\mathrm{Cov}[x, y],$$
#
# $$\mathbb{E}[y] = \mathbb{E}_x\big[\mathbb{E}[y \mid x]\big], \qquad \mathrm{Var}[y] = \mathbb{E}_x\big[\mathrm{Var}[y \mid x]\big] + \mathrm{Var}_x\big[\mathbb{E}[y \mid x]\big].$$
#
# We check them on a random table of three values of $x$ and four of $y$.

# %% [markdown] lang="zh"
# 函数的**期望**是以概率为权的平均值；**方差**是与期望之差的平方的期望：
#
# $$\mathbb{E}[f(x)] = \sum_x p(x)\, f(x), \qquad \mathrm{Var}[x] = \mathbb{E}\big[(x - \mathbb{E}[x])^2\big] = \mathbb{E}[x^2] - \mathbb{E}[x]^2.$$
#
# 常用的规则有四条。期望总可以相加；方差只有在协方差为零时才能相加。一个量还可以分两步求平均：先固定 $x$ 求一次，再对 $x$ 求一次：
#
# $$\mathbb{E}[ax + y] = a\,\mathbb{E}[x] + \mathbb{E}[y], \qquad \mathrm{Var}[ax + y] = a^2\,\mathrm{Var}[x] + \mathrm{Var}[y] + 2a\,\mathrm{Cov}[x, y],$$
#
# $$\mathbb{E}[y] = \mathbb{E}_x\big[\mathbb{E}[y \mid x]\big], \qquad \mathrm{Var}[y] = \mathbb{E}_x\big[\mathrm{Var}[y \mid x]\big] + \mathrm{Var}_x\big[\mathbb{E}[y \mid x]\big].$$
#
# 取一张随机的表来验算：$x$ 有三个取值，$y$ 有四个取值。打印的是 $y$ 的方差，等于各个 $x$ 之内的（within）加上各个 $x$ 之间的（between）。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
table = rng.dirichlet(np.ones(12)).reshape(3, 4)
x, y = np.array([[-1.0], [0.5], [2.0]]), np.array([[0.0, 1.0, 3.0, 4.0]])


def expect(values):
    return np.sum(table * values)


def variance(values):
    return expect((values - expect(values)) ** 2)


covariance = expect((x - expect(x)) * (y - expect(y)))
given_x = table / table.sum(axis=1, keepdims=True)
mean_given_x = np.sum(given_x * y, axis=1, keepdims=True)
variance_given_x = np.sum(given_x * (y - mean_given_x) ** 2, axis=1, keepdims=True)
between, within = variance(mean_given_x), expect(variance_given_x)
np.testing.assert_allclose(variance(x), expect(x**2) - expect(x) ** 2)
np.testing.assert_allclose(expect(3 * x + y), 3 * expect(x) + expect(y))
np.testing.assert_allclose(variance(3 * x + y), 9 * variance(x) + variance(y) + 6 * covariance)
np.testing.assert_allclose(expect(mean_given_x), expect(y))
np.testing.assert_allclose(within + between, variance(y))
print(f"Var[y] {variance(y):.3f} = {within:.3f} within + {between:.3f} between the values of x")

# %% [markdown] lang="en"
# For a continuous quantity sums become integrals and $p$ becomes a **density**. The one that we need most is the normal (Gaussian) density:
#
# $$\mathcal{N}(x; \mu, \sigma^2) = \frac{1}{\sigma\sqrt{2\pi}}\, e^{-(x - \mu)^2 / (2\sigma^2)}, \qquad \ln \mathcal{N}(x; \mu, \sigma^2) = -\frac{(x - \mu)^2}{2\sigma^2} - \ln\big(\sigma\sqrt{2\pi}\big).$$
#
# A density is no probability: it may exceed 1, and it depends on the unit. Measure in a unit $c$ times smaller, $u = cx$, and the density is divided by $c$:
#
# $$p_u(u) = \frac{p_x(u / c)}{c}, \qquad \ln p_u(u) = \ln p_x(u / c) - \ln c.$$

# %% [markdown] lang="zh"
# 对连续的量，求和换成积分，$p$ 换成**密度**。用得最多的是正态（高斯）密度：
#
# $$\mathcal{N}(x; \mu, \sigma^2) = \frac{1}{\sigma\sqrt{2\pi}}\, e^{-(x - \mu)^2 / (2\sigma^2)}, \qquad \ln \mathcal{N}(x; \mu, \sigma^2) = -\frac{(x - \mu)^2}{2\sigma^2} - \ln\big(\sigma\sqrt{2\pi}\big).$$
#
# 密度不是概率：它可以大于 1，还与单位有关。把单位缩小到原来的 $1/c$，即 $u = cx$，密度就要除以 $c$：
#
# $$p_u(u) = \frac{p_x(u / c)}{c}, \qquad \ln p_u(u) = \ln p_x(u / c) - \ln c.$$
#
# 第一行打印面积、均值、标准差和峰值（peak），第二行是把 [0, 1] 的像素值换成 0 到 255 的灰度值时，对数密度的变化。


# %% tags=["nbval-check-output"]
def log_normal(value, mean, deviation):
    return -0.5 * ((value - mean) / deviation) ** 2 - np.log(deviation * np.sqrt(2 * np.pi))


line = np.linspace(-12, 12, 24_001)
density = np.exp(log_normal(line, 0.4, 0.1))
area, mean = np.trapezoid(density, line), np.trapezoid(density * line, line)
spread = np.sqrt(np.trapezoid(density * (line - mean) ** 2, line))
np.testing.assert_allclose([area, mean, spread], [1, 0.4, 0.1], rtol=1e-9)
print(f"area {area:.3f}, mean {mean:.3f}, deviation {spread:.3f}, peak {density.max():.3f}")

grey = 255 * line
np.testing.assert_allclose(np.trapezoid(density / 255, grey), 1)
shift = log_normal(102.0, 0.4 * 255, 0.1 * 255) - log_normal(102.0 / 255, 0.4, 0.1)
np.testing.assert_allclose(shift, -np.log(255))
print(f"from [0, 1] to grey values 0..255: {shift:+.3f} nats per pixel, ", end="")
print(f"{784 * shift:+,.0f} for 784 pixels")

# %% [markdown] lang="en"
# The peak of almost 4 is no fault: the density is high because it is narrow. And the second line is why a log density of images means nothing without the unit of its pixels: for an image of 784 pixels the change of unit alone takes off $784 \ln 255$, more than 4,300 nats.
#
# ## Monte Carlo and its error
#
# *Needed in: chapters 3, 4 and 5.*
#
# An expectation that cannot be summed can be estimated: draw $x_1, \dots, x_n$ independently and average. The estimate is **unbiased**, which means right on average, and by the rules above its variance is that of one draw divided by $n$:
#
# $$\hat f_n = \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}[\hat f_n] = \mathbb{E}[f(x)], \qquad \sqrt{\mathrm{Var}[\hat f_n]} = \sqrt{\frac{\mathrm{Var}[f(x)]}{n}}.$$
#
# This **standard error** falls as $1/\sqrt{n}$, whatever the number of dimensions: one more digit costs a hundred times as many draws. As a test we take $f(x) = e^x$ with $x \sim \mathcal{N}(0, 1)$, where $\mathbb{E}[f] = \sqrt{e}$ and $\mathrm{Var}[f] = e^2 - e$. For each $n$ we make 2,000 estimates and compare their actual error with the formula.

# %% [markdown] lang="zh"
# 峰值接近 4，并没有错：密度高，是因为它窄。第二行则说明，图像的对数密度若不注明像素的单位，就毫无意义：一幅 784 像素的图像，单是换个单位，就少了 $784 \ln 255$，也就是四千三百多奈特。
#
# ## 蒙特卡罗及其误差
#
# *用于：第 3、4、5 章。*
#
# 求不出和的期望，可以估计：独立地抽出 $x_1, \dots, x_n$，取平均。这个估计是**无偏**的，也就是平均而言正确；由上面的规则，它的方差等于单次抽样的方差除以 $n$：
#
# $$\hat f_n = \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}[\hat f_n] = \mathbb{E}[f(x)], \qquad \sqrt{\mathrm{Var}[\hat f_n]} = \sqrt{\frac{\mathrm{Var}[f(x)]}{n}}.$$
#
# 这个**标准误**按 $1/\sqrt{n}$ 下降，与维数无关：要多准一位，抽样就得多一百倍。拿 $f(x) = e^x$、$x \sim \mathcal{N}(0, 1)$ 来试，这时 $\mathbb{E}[f] = \sqrt{e}$，$\mathrm{Var}[f] = e^2 - e$。对每个 $n$ 做 2,000 次估计，把实际误差（error）与公式（formula）相比；最后一行是双对数图上直线的斜率（slope）。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
exact, deviation = np.sqrt(np.e), np.sqrt(np.e**2 - np.e)
bell = np.exp(log_normal(line, 0, 1))
np.testing.assert_allclose(np.trapezoid(bell * np.exp(line), line), exact)
np.testing.assert_allclose(np.trapezoid(bell * (np.exp(line) - exact) ** 2, line), deviation**2)
sizes, measured = np.array([10, 100, 1000, 10_000]), []
for size in sizes:
    averages = np.array([np.mean(np.exp(rng.normal(size=size))) for _ in range(2000)])
    measured.append(np.sqrt(np.mean((averages - exact) ** 2)))
    print(f"n = {size:6}: error {measured[-1]:.4f}, formula {deviation / np.sqrt(size):.4f}")
slope = np.polyfit(np.log(sizes), np.log(measured), 1)[0]
np.testing.assert_allclose(measured, deviation / np.sqrt(sizes), rtol=0.1)
print(f"slope of the log-log line: {slope:.3f}")

# %% [markdown] lang="en"
# On doubly logarithmic axes a power law is a straight line, and its slope is the power. Here it is $-1/2$ by the formula, and $-0.495$ as measured.

# %% [markdown] lang="zh"
# 在双对数坐标里，幂律是一条直线，斜率就是指数；这里按公式应为 $-1/2$，量出来是 $-0.495$。图中横轴为抽样次数 $n$，纵轴为误差（均方根），两轴都是对数刻度；圆点是 2,000 次估计量出的误差，黑色虚线是公式 $\sqrt{\mathrm{Var}[f]/n}$。

# %%
figure, axis = plt.subplots(figsize=(5.2, 3.0), layout="constrained")
axis.loglog(sizes, measured, "o", label="measured over 2,000 estimates")
axis.loglog(sizes, deviation / np.sqrt(sizes), "k--", label="standard error, formula")
axis.set(xlabel="number of draws n", ylabel="root mean square error")
axis.legend()
plotting.show(
    figure,
    "Measured errors at four sizes lie on the straight line of the formula, with slope -1/2.",
    "四种抽样次数下量出的误差都落在公式的直线上，斜率为 -1/2。",
)

# %% [markdown] lang="en"
# In practice $\mathrm{Var}[f]$ is unknown too, and the draws' own variance $s^2$ stands in. That gives the **95 % confidence interval** $\hat f_n \pm 1.96\, s / \sqrt{n}$: of many such intervals, about 95 % should contain the exact value. The factor 1.96 comes from the normal distribution, and it is right for large $n$ only.
#
# > **Predict before you run.** We try it 4,000 times for $f(x) = x$ and for the lopsided $f(x) = e^x$. How many intervals out of a hundred contain the truth when $n = 10$?

# %% [markdown] lang="zh"
# 实际使用时 $\mathrm{Var}[f]$ 也不知道，只好用样本自己的方差 $s^2$ 顶替，得到 **95% 置信区间** $\hat f_n \pm 1.96\, s / \sqrt{n}$：做许多次，其中约 95% 的区间应当包含精确值。1.96 来自正态分布，$n$ 大时才准。
#
# > **先猜，再运行。** 对 $f(x) = x$ 和偏得厉害的 $f(x) = e^x$ 各试 4,000 次。$n = 10$ 时，一百个区间里有多少个包含精确值？

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
for size in (10, 100, 1000):
    draws = rng.normal(size=(4000, size))
    coverage = []
    for values, truth in ((draws, 0), (np.exp(draws), exact)):
        half_width = 1.96 * values.std(axis=1, ddof=1) / np.sqrt(size)
        coverage.append(np.mean(np.abs(values.mean(axis=1) - truth) < half_width))
    print(f"n = {size:4}: f = x {coverage[0]:.3f}, f = exp(x) {coverage[1]:.3f}")
assert abs(coverage[0] - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000)

# %% [markdown] lang="en"
# With ten draws the intervals for $x$ catch the truth 92 times in a hundred, those for $e^x$ only 81 times; with a hundred draws $e^x$ still stays at 92. The lopsided function rarely gives its large values, and as long as none has come, both the mean and $s$ are too small. An interval says nothing about the large values that have not been drawn yet. A ± behind a mean is often such a standard error; where a weight is lopsided, as in the importance weights below, read the ± with that in mind.
#
# ## Entropy, cross-entropy and divergences
#
# *Needed in: chapters 3, 4 and 5.*
#
# How much does it take to write down an outcome of $p$? A code may give an outcome of probability $p$ about $\log_2 (1/p)$ bits, and on average that is the **entropy**. Whoever uses the code made for another distribution $q$ pays the **cross-entropy**, and the excess is the **Kullback-Leibler divergence**:
#
# $$H(p) = -\sum_x p \ln p, \qquad H(p, q) = -\sum_x p \ln q, \qquad \mathrm{KL}(p \,\|\, q) = \sum_x p \ln \frac{p}{q} = H(p, q) - H(p).$$
#
# With the natural logarithm the unit is the **nat**; 1 nat is $1 / \ln 2 \approx 1.443$ bits. Four symbols with probabilities $\frac12, \frac14, \frac18, \frac18$ have the code words 0, 10, 110, 111: none begins another, so no separators are needed. We write a message of 100,000 symbols with this code, and then with one made for the other probabilities $\frac18, \frac12, \frac14, \frac18$.

# %% [markdown] lang="zh"
# 抽十次时，$x$ 的区间一百回里有 92 回包含精确值，$e^x$ 的只有 81 回；抽一百次，$e^x$ 也还只有 92 回。偏得厉害的函数难得给出很大的值，只要还没抽到，平均值和 $s$ 就都偏小。至于一直没有抽到的大值，区间什么也不会说。平均值后面的 ± 往往就是标准误；遇到分布很偏的量，例如后面的重要性权重，看 ± 时要记着这一点。
#
# ## 熵、交叉熵与散度
#
# *用于：第 3、4、5 章。*
#
# 把 $p$ 的一个结果写下来，要花多少？概率为 $p$ 的结果，编码约需 $\log_2 (1/p)$ 比特，平均下来就是**熵**。若用的是按另一个分布 $q$ 设计的编码，平均花费就是**交叉熵**；多花的部分便是 **KL 散度**（Kullback–Leibler 散度）：
#
# $$H(p) = -\sum_x p \ln p, \qquad H(p, q) = -\sum_x p \ln q, \qquad \mathrm{KL}(p \,\|\, q) = \sum_x p \ln \frac{p}{q} = H(p, q) - H(p).$$
#
# 取自然对数，单位是**奈特**，1 奈特等于 $1 / \ln 2 \approx 1.443$ 比特。设四个符号的概率为 $\frac12, \frac14, \frac18, \frac18$，码字依次取 0、10、110、111：没有哪个是另一个的开头，所以不必加分隔符。用这套编码写一篇 100,000 个符号的消息，再用按另一组概率 $\frac18, \frac12, \frac14, \frac18$ 设计的编码写一遍（前者打印为 own code，后者为 code for q）。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
p, q = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]), np.array([1 / 8, 1 / 2, 1 / 4, 1 / 8])
message = rng.choice(4, size=100_000, p=p)
for name, words, model in (
    ("own code", ["0", "10", "110", "111"], p),
    ("code for q", ["110", "0", "10", "111"], q),
):
    per_symbol = len("".join(words[symbol] for symbol in message)) / len(message)
    nats = -np.sum(p * np.log(model))
    print(f"{name:10}: {per_symbol:.3f} bits per symbol; formula {nats / np.log(2):.3f}", end="")
    print(f" bits = {nats:.3f} nats")
    assert abs(per_symbol - nats / np.log(2)) < 0.015
excess, entropy_bits = np.sum(p * np.log2(p / q)), -np.sum(p * np.log2(p))
np.testing.assert_allclose(excess, 2.375 - entropy_bits)
print(f"KL(p || q) = {excess:.3f} bits, KL(q || p) = {np.sum(q * np.log2(q / p)):.3f} bits")

# %% [markdown] lang="en"
# The message is as long as the formulas say, and KL depends on the order. Three more facts take a line each.
#
# - $\mathrm{KL}(p \,\|\, q) \ge 0$, with equality only for $p = q$. From $\ln t \le t - 1$ with $t = q/p$, summed wherever $p > 0$: $-\mathrm{KL} = \sum p \ln (q/p) \le \sum p\,(q/p - 1) \le 0$.
# - $0 \le H(p) \le \ln n$ for $n$ outcomes. The difference to the top is $\ln n - H(p) = \mathrm{KL}(p \,\|\, \text{uniform})$. So $e^{H}$ counts outcomes: it is the **perplexity**.
# - For independent pairs divergences add: $\mathrm{KL}(p_1 p_2 \,\|\, q_1 q_2) = \mathrm{KL}(p_1 \,\|\, q_1) + \mathrm{KL}(p_2 \,\|\, q_2)$.
#
# `xlogy(p, q)` is $p \ln q$, and 0 where $p = 0$.

# %% [markdown] lang="zh"
# 消息的长度与公式相符；KL 的值与先后次序有关。还有三条性质，各用一行就能推出：
#
# - $\mathrm{KL}(p \,\|\, q) \ge 0$，只有 $p = q$ 时等于零。在 $\ln t \le t - 1$ 中取 $t = q/p$，对 $p > 0$ 处求和：$-\mathrm{KL} = \sum p \ln (q/p) \le \sum p\,(q/p - 1) \le 0$。
# - 若有 $n$ 种结果，则 $0 \le H(p) \le \ln n$，离上限的差是 $\ln n - H(p) = \mathrm{KL}(p \,\|\, \text{均匀分布})$。所以 $e^{H}$ 相当于结果的个数，称为**困惑度**。
# - 相互独立的两个量，散度相加：$\mathrm{KL}(p_1 p_2 \,\|\, q_1 q_2) = \mathrm{KL}(p_1 \,\|\, q_1) + \mathrm{KL}(p_2 \,\|\, q_2)$。
#
# `xlogy(p, q)` 就是 $p \ln q$，并规定 $p = 0$ 时为 0。打印的是一万对随机分布的 KL 的范围、两个方向之比的范围，最后是两个困惑度：公平的骰子（fair die），以及十次有九次出正面的硬币（coin）。

# %% tags=["nbval-check-output"]
from scipy.special import xlogy


def entropy(p):
    return -np.sum(xlogy(p, p), axis=-1)


def kl(p, q):
    return np.sum(xlogy(p, p) - xlogy(p, q), axis=-1)


rng = np.random.default_rng(0)
p, q = rng.dirichlet(np.ones(5), size=(2, 10_000))
assert np.all(kl(p, q) > 0) and np.all(kl(p, p) == 0)
assert np.all(entropy(p) >= 0) and np.all(entropy(p) <= np.log(5))
np.testing.assert_allclose(np.log(5) - entropy(p), kl(p, np.full(5, 0.2)), atol=1e-12)
pairs_p, pairs_q = (r[0][:, None] * r[1] for r in (p, q))
np.testing.assert_allclose(kl(pairs_p.ravel(), pairs_q.ravel()), kl(p[0], q[0]) + kl(p[1], q[1]))
ratio = kl(p, q) / kl(q, p)
print(f"10,000 random pairs: KL(p || q) from {kl(p, q).min():.4f} to {kl(p, q).max():.1f} nats")
print(f"KL(p || q) / KL(q || p): from {ratio.min():.2f} to {ratio.max():.1f}")
print(f"perplexity of a fair die {np.exp(entropy(np.full(6, 1 / 6))):.3f}, of a coin that")
print(f"shows heads 9 times in 10 {np.exp(entropy(np.array([0.9, 0.1]))):.3f}")

# %% [markdown] lang="en"
# Where $p > 0$ and $q = 0$, $\mathrm{KL}(p \,\|\, q)$ is infinite. The **Jensen-Shannon divergence** avoids that by measuring both against their mean $m = (p + q)/2$:
#
# $$\mathrm{JS}(p, q) = \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m) = H(m) - \tfrac12 H(p) - \tfrac12 H(q), \qquad 0 \le \mathrm{JS} \le \ln 2.$$
#
# It is symmetric. The upper bound holds because $m \ge p/2$, so that $\ln (p/m) \le \ln 2$ everywhere; it is reached when $p$ and $q$ nowhere overlap. Then JS no longer says *how far* apart they are. In the minimax game, against the best possible discriminator, a GAN's generator minimises JS, and this is where its gradient can vanish; part 2 returns to it.

# %% [markdown] lang="zh"
# 只要某处 $p > 0$ 而 $q = 0$，$\mathrm{KL}(p \,\|\, q)$ 就是无穷大。**Jensen–Shannon 散度**（JS 散度）避开了这一点，它让两者都去同平均值 $m = (p + q)/2$ 比：
#
# $$\mathrm{JS}(p, q) = \tfrac12 \mathrm{KL}(p \,\|\, m) + \tfrac12 \mathrm{KL}(q \,\|\, m) = H(m) - \tfrac12 H(p) - \tfrac12 H(q), \qquad 0 \le \mathrm{JS} \le \ln 2.$$
#
# 它是对称的。上界来自 $m \ge p/2$，于是处处有 $\ln (p/m) \le \ln 2$；当 $p$ 与 $q$ 毫不重叠时取到上界。这时 JS 就不再反映两者*相隔多远*了。在极小极大博弈里，判别器取到最优时，生成器最小化的正是 JS，它的梯度也就可能在这里消失；第二部分还会谈到。


# %% tags=["nbval-check-output"]
def js(p, q):
    return 0.5 * kl(p, (p + q) / 2) + 0.5 * kl(q, (p + q) / 2)


np.testing.assert_allclose(js(p, q), js(q, p))
np.testing.assert_allclose(
    js(p, q), entropy((p + q) / 2) - 0.5 * entropy(p) - 0.5 * entropy(q), atol=1e-12
)
assert np.all(js(p, q) > 0) and np.all(js(p, q) < np.log(2))
left = np.array([0.5, 0.5, 0, 0, 0, 0])
for steps in (0, 1, 2, 3, 4):
    right = np.roll(left, steps)
    print(f"moved by {steps}: KL {kl(left, right):.3f}, JS {js(left, right):.3f} nats")

# %% [markdown] lang="en"
# Moved by one place the two still share half of their mass: KL is infinite already, JS is half of $\ln 2$. From two places on JS stays at $\ln 2 \approx 0.693$.
#
# What does each divergence punish? Take a target $p$ with two peaks of width 0.7, 60 % of it around $-h$ and 40 % around $h$, and look for the one Gaussian $q = \mathcal{N}(\mu, \sigma^2)$ that is closest. No Gaussian fits, so the three divergences must show what they would rather give up. **Forward KL**, $\mathrm{KL}(p \,\|\, q)$, averages over the data: it punishes $q$ for being small where there is data. **Reverse KL**, $\mathrm{KL}(q \,\|\, p)$, averages over the model: it punishes $q$ for being large where there is none. For a Gaussian $q$ the first has a known best: setting the derivatives of $-\mathbb{E}_p[\ln q]$ to zero gives
#
# $$\mu = \mathbb{E}_p[x], \qquad \sigma^2 = \mathrm{Var}_p[x].$$
#
# > **Predict before you run.** Where will each of the three put its Gaussian: over one peak, over both, in between? Does it matter how far apart the peaks are?

# %% [markdown] lang="zh"
# 挪一格，两者还有一半重合：KL 已经无穷大，JS 是 $\ln 2$ 的一半。从挪两格起，JS 就停在 $\ln 2 \approx 0.693$ 不动了。
#
# 各种散度惩罚的是什么？取一个双峰的目标 $p$，峰宽（标准差）0.7，60% 在 $-h$ 附近，40% 在 $h$ 附近，找一个离它最近的高斯分布 $q = \mathcal{N}(\mu, \sigma^2)$。没有哪个高斯分布能拟合它，三种散度只好各自表明，宁可舍弃什么。**正向 KL**，即 $\mathrm{KL}(p \,\|\, q)$，对数据求平均：有数据的地方 $q$ 太小，就要受罚。**反向 KL**，即 $\mathrm{KL}(q \,\|\, p)$，对模型求平均：没有数据的地方 $q$ 太大，就要受罚。当 $q$ 是高斯分布时，前者的最优解是已知的：令 $-\mathbb{E}_p[\ln q]$ 的导数为零，得
#
# $$\mu = \mathbb{E}_p[x], \qquad \sigma^2 = \mathrm{Var}_p[x].$$
#
# > **先猜，再运行。** 三者各会把高斯分布放在哪里：压住一个峰，盖住两个峰，还是落在中间？两峰离得近还是远，有没有关系？

# %%
wide = np.linspace(-15, 15, 801)


def two_peaks(half):
    left, right = log_normal(wide, -half, 0.7), log_normal(wide, half, 0.7)
    return np.logaddexp(np.log(0.6) + left, np.log(0.4) + right)


def three_divergences(log_p, mean, deviation):
    log_q = log_normal(wide, mean, deviation)
    p, q, log_m = np.exp(log_p), np.exp(log_q), np.logaddexp(log_p, log_q) - np.log(2)
    forward = np.trapezoid(p * (log_p - log_q), wide, axis=-1)
    reverse = np.trapezoid(q * (log_q - log_p), wide, axis=-1)
    half_and_half = 0.5 * p * (log_p - log_m) + 0.5 * q * (log_q - log_m)
    return forward, reverse, np.trapezoid(half_and_half, wide, axis=-1)


# %% [markdown] lang="en"
# A grid of 61 means and 70 deviations is small enough to try them all. We do it twice, with the peaks at $\pm 2$ and at $\pm 3$. The moments of the target are $\mathbb{E}_p[x] = -0.2\,h$ and $\mathrm{Var}_p[x] = 0.7^2 + 0.96\,h^2$ for peaks at $\pm h$.

# %% [markdown] lang="zh"
# 均值（mean）取 61 个、标准差（deviation）取 70 个，网格不大，全部试一遍。做两回：两峰在 $\pm 2$，两峰在 $\pm 3$。当两峰在 $\pm h$ 时，目标的矩是 $\mathbb{E}_p[x] = -0.2\,h$、$\mathrm{Var}_p[x] = 0.7^2 + 0.96\,h^2$。

# %% tags=["nbval-check-output"]
means, deviations = np.linspace(-3, 3, 61), np.linspace(0.3, 3.75, 70)
fits = {}
for half in (2, 3):
    log_p = two_peaks(half)
    grid = np.array([three_divergences(log_p, means[:, None], s) for s in deviations])
    for i, name in enumerate(("forward KL", "reverse KL", "JS")):
        row, column = np.unravel_index(grid[:, i].argmin(), grid[:, i].shape)
        fits[half, name] = means[column], deviations[row]
        forward, reverse, js_value = three_divergences(log_p, *fits[half, name])
        print(f"±{half}, best {name:10}: mean {means[column]:5.2f}, deviation ", end="")
        print(f"{deviations[row]:.2f}; forward {forward:6.3f}, reverse ", end="")
        print(f"{reverse:.3f}, JS {js_value:.3f}")
    moments = -0.2 * half, np.sqrt(0.7**2 + 0.96 * half**2)
    np.testing.assert_allclose(fits[half, "forward KL"], moments, atol=0.03)
one_peak = 0.3 * np.log(0.75) + 0.2 * np.log(2) + 0.5 * np.log(1.25)
np.testing.assert_allclose([reverse, js_value], [-np.log(0.6), one_peak], rtol=1e-3)

# %% [markdown] lang="en"
# **Forward KL** covers both peaks both times, and puts its highest density between them, where there is hardly any data. Its mean and deviation are those of the target, up to the grid's step. **Reverse KL** takes the larger peak and gives up 40 % of the data. With the peaks well apart that costs it only $-\ln 0.6 = 0.511$ nats, whereas forward KL rates the same Gaussian at 14. **JS** does either: it covers the peaks at $\pm 2$ and takes a single one at $\pm 3$. Once the peaks no longer overlap, a single one costs it $0.3 \ln 0.75 + 0.2 \ln 2 + 0.5 \ln 1.25 = 0.164$ nats, however far away the other is, so at some distance covering becomes dearer.
#
# > **Misconception: "GANs drop modes because their divergence does."** JS covers as well as drops, as you see. And all three divergences are zero for $q = p$ only: a model that can represent the data has the same best solution under each of them. The divergence decides what a model gives up that is *too weak*. What training gives up on its way is another question, and chapter 3 asks it.

# %% [markdown] lang="zh"
# **正向 KL** 两回都把两个峰一起盖住，最高的密度反而放在两峰之间，那里几乎没有数据；它的均值和标准差就是目标的均值和标准差，只差网格的步长。**反向 KL** 只取较大的峰，放弃 40% 的数据；两峰相距较远时，它为此只付出 $-\ln 0.6 = 0.511$ 奈特，而同一个高斯分布，正向 KL 判为 14 奈特。**JS** 两种都会：两峰在 $\pm 2$ 时一起盖住，在 $\pm 3$ 时只取一个。两峰一旦不再重叠，只取一个的代价就总是 $0.3 \ln 0.75 + 0.2 \ln 2 + 0.5 \ln 1.25 = 0.164$ 奈特，与另一个有多远无关，所以两峰远到一定程度，盖住反而更贵。
#
# > **常见误解：“GAN 丢模式，是它的散度造成的。”** 如上所见，JS 既会丢，也会盖。况且三种散度都只在 $q = p$ 时为零：只要模型表示得了数据，三者的最优解就是同一个。散度决定的是，*能力不够*的模型舍弃什么。至于训练途中会丢掉什么，那是另一个问题，留给第 3 章。
#
# 图中横轴为 $x$，纵轴为密度；灰色阴影是双峰目标，彩线是最近的高斯分布。三列依次按正向 KL、反向 KL、JS 挑选；上排两峰在 $\pm 2$，下排在 $\pm 3$。

# %%
figure, axes = plt.subplots(
    2, 3, figsize=(8.0, 3.8), sharex=True, sharey=True, layout="constrained"
)
for axis, ((half, name), fit) in zip(axes.flat, fits.items(), strict=True):
    colour = plotting.COLOURS[list(fits).index((2, name))]
    axis.fill_between(wide, np.exp(two_peaks(half)), color="0.8", label="target")
    axis.plot(wide, np.exp(log_normal(wide, *fit)), color=colour, label="best Gaussian")
    axis.set(title=f"{name}, peaks at ±{half}", xlim=(-7, 7))
axes[0, 2].legend(loc="upper right", fontsize=7)
figure.supxlabel("x", fontsize=9)
figure.supylabel("density", fontsize=9)
plotting.show(
    figure,
    "Forward KL spreads one wide Gaussian over both peaks, reverse KL covers the larger peak only. "
    "JS spreads over both when they are near, and covers the larger one when they are far apart.",
    "正向 KL 用一个很宽的高斯分布盖住两个峰，反向 KL 只盖住较大的峰。"
    "JS 在两峰相近时盖住两个，相远时只盖住较大的一个。",
)

# %% [markdown] lang="en"
# ## Maximum likelihood
#
# *Needed in: chapters 4 and 5.*
#
# Given data $x_1, \dots, x_n$, **maximum likelihood** chooses the parameters $\theta$ under which they are most probable. In logarithms and per example that means: minimise the mean **negative log-likelihood**. Collect equal outcomes, with $\hat p(x)$ the share of $x$ in the data, and it turns out to be a cross-entropy:
#
# $$-\frac{1}{n} \sum_{i=1}^{n} \ln p_\theta(x_i) = -\sum_x \hat p(x) \ln p_\theta(x) = H(\hat p, p_\theta) = H(\hat p) + \mathrm{KL}(\hat p \,\|\, p_\theta).$$
#
# The entropy of the data does not depend on $\theta$. So maximum likelihood minimises the forward KL from the data to the model, with its habit of covering everything. If the model may give each of several categories any probability, the best is $p_\theta = \hat p$: **count and divide**. We try every model on a grid of three categories.

# %% [markdown] lang="zh"
# ## 最大似然
#
# *用于：第 4、5 章。*
#
# 给定数据 $x_1, \dots, x_n$，**最大似然**选取让这些数据出现概率最大的参数 $\theta$。取对数、按每条数据平均，就是让平均**负对数似然**最小。把相同的结果合在一起，记 $x$ 在数据中所占的比例为 $\hat p(x)$，它就成了交叉熵：
#
# $$-\frac{1}{n} \sum_{i=1}^{n} \ln p_\theta(x_i) = -\sum_x \hat p(x) \ln p_\theta(x) = H(\hat p, p_\theta) = H(\hat p) + \mathrm{KL}(\hat p \,\|\, p_\theta).$$
#
# 数据的熵与 $\theta$ 无关。所以最大似然就是让数据对模型的正向 KL 最小，处处都要盖住的脾气也一并带来。如果模型可以给各个类别任意的概率，最优解就是 $p_\theta = \hat p$：**数一数，除一除**。取三个类别，把网格上的模型逐个试一遍。

# %% tags=["nbval-check-output"]
observations = np.repeat([0, 1, 2], [12, 5, 3])
share = np.bincount(observations) / len(observations)
first, second = np.meshgrid(np.arange(1, 99) / 100, np.arange(1, 99) / 100)
keep = first + second < 0.995
models = np.stack([first, second, 1 - first - second], axis=-1)[keep]
mean_nll = -np.mean(np.log(models[:, observations]), axis=1)
np.testing.assert_allclose(mean_nll, entropy(share) + kl(share, models), rtol=1e-9)
best = models[mean_nll.argmin()]
np.testing.assert_allclose(best, share, atol=1e-9)
print(f"{len(models)} models: best {best.round(3)}, counted {share}")
print(f"its mean negative log-likelihood {mean_nll.min():.4f}, entropy {entropy(share):.4f} nats")

# %% [markdown] lang="en"
# For a Gaussian model the mean negative log-likelihood is
#
# $$\frac{1}{n} \sum_{i} \frac{(x_i - \mu)^2}{2\sigma^2} + \ln \sigma + \tfrac12 \ln 2\pi, \qquad \text{smallest at } \hat\mu = \frac{1}{n} \sum_i x_i, \quad \hat\sigma^2 = \frac{1}{n} \sum_i (x_i - \hat\mu)^2,$$
#
# where it equals $\tfrac12 \ln(2\pi e\, \hat\sigma^2)$. That is the entropy of a Gaussian, and unlike the entropy of counts it may be negative. The estimated variance is a little too small, since $\hat\mu$ has been fitted to the same data: $\mathbb{E}[\hat\sigma^2] = \frac{n-1}{n} \sigma^2$.

# %% [markdown] lang="zh"
# 对高斯模型，平均负对数似然为
#
# $$\frac{1}{n} \sum_{i} \frac{(x_i - \mu)^2}{2\sigma^2} + \ln \sigma + \tfrac12 \ln 2\pi, \qquad \text{在 } \hat\mu = \frac{1}{n} \sum_i x_i, \quad \hat\sigma^2 = \frac{1}{n} \sum_i (x_i - \hat\mu)^2 \text{ 处最小，}$$
#
# 最小值为 $\tfrac12 \ln(2\pi e\, \hat\sigma^2)$。这正是高斯分布的熵；与计数的熵不同，它可以是负的。方差的估计略微偏小，因为 $\hat\mu$ 是照着同一批数据拟合的：$\mathbb{E}[\hat\sigma^2] = \frac{n-1}{n} \sigma^2$。打印的是闭式解（closed form）与网格（grid）上的最优，各为均值、标准差和最小值；末行为估计方差与真方差之比。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
sample = rng.normal(1.5, 0.2, size=50)
means, deviations = np.linspace(1.2, 1.8, 121), np.linspace(0.1, 0.4, 121)
grid = np.array([[-np.mean(log_normal(sample, m, s)) for m in means] for s in deviations])
row, column = np.unravel_index(grid.argmin(), grid.shape)
floor = 0.5 * np.log(2 * np.pi * np.e * sample.var())
assert np.all(grid >= floor) and grid.min() - floor < 1e-3
fitted = log_normal(line, sample.mean(), sample.std())
np.testing.assert_allclose(-np.trapezoid(np.exp(fitted) * fitted, line), floor)
np.testing.assert_allclose(means[column], sample.mean(), atol=0.005)
np.testing.assert_allclose(deviations[row], sample.std(), atol=0.0025)
print(f"closed form {sample.mean():.4f}, {sample.std():.4f}: {floor:.4f} nats")
print(f"grid        {means[column]:.4f}, {deviations[row]:.4f}: {grid.min():.4f} nats")

small = rng.normal(1.5, 0.2, size=(50_000, 5)).var(axis=1) / 0.2**2
assert abs(small.mean() - 4 / 5) < 4 * small.std() / np.sqrt(len(small))
print(f"n = 5: estimated over true variance {small.mean():.3f} on average, formula {4 / 5:.3f}")

# %% [markdown] lang="en"
# Three of the most used losses of Keras are negative log-likelihoods, each of another distribution (the last up to a factor and a constant). Cross-entropy on logits $\ell$ belongs to categories, $p = \mathrm{softmax}(\ell)$; binary cross-entropy to coin flips, $p = \sigma(\ell)$ with the sigmoid; and the squared error to a Gaussian of fixed width:
#
# $$-\ln \frac{e^{\ell_x}}{\sum_k e^{\ell_k}}, \qquad -x \ln \sigma(\ell) - (1 - x) \ln(1 - \sigma(\ell)), \qquad -\ln \mathcal{N}(x; \mu, \sigma^2) = \frac{(x - \mu)^2}{2\sigma^2} + \text{const}.$$
#
# We take $\sigma = 0.5$ for the Gaussian.

# %% [markdown] lang="zh"
# Keras 里最常用的三种损失都是负对数似然，只是分布各不相同（最后一种还差一个因子和一个常数）。对 logit $\ell$ 求的交叉熵对应类别分布，$p = \mathrm{softmax}(\ell)$；二元交叉熵对应抛硬币，$p = \sigma(\ell)$（sigmoid 函数）；平方误差对应宽度固定的高斯分布：
#
# $$-\ln \frac{e^{\ell_x}}{\sum_k e^{\ell_k}}, \qquad -x \ln \sigma(\ell) - (1 - x) \ln(1 - \sigma(\ell)), \qquad -\ln \mathcal{N}(x; \mu, \sigma^2) = \frac{(x - \mu)^2}{2\sigma^2} + \text{常数}.$$
#
# 打印的依次是类别（categories）、抛硬币（coin flips）和 $\sigma = 0.5$ 的高斯分布（Gaussian），各有手算与 Keras 两个数。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
logits, labels = rng.normal(size=(8, 3)).astype("float32"), rng.integers(0, 3, 8)
bits, heads, means = (labels > 0).astype("float32"), logits[:, 0], logits[:, 1]
softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
sigmoid = 1 / (1 + np.exp(-heads))
squares = keras.losses.MeanSquaredError()(heads, means)
pairs = {
    "categories": (
        -np.log(softmax[np.arange(8), labels]),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits),
    ),
    "coin flips": (
        -np.log(np.where(bits, sigmoid, 1 - sigmoid)),
        keras.losses.BinaryCrossentropy(from_logits=True)(bits, heads),
    ),
    "Gaussian": (-log_normal(heads, means, 0.5), squares / 0.5 + np.log(0.5 * np.sqrt(2 * np.pi))),
}
for name, (nll, loss) in pairs.items():
    np.testing.assert_allclose(float(loss), nll.mean(), rtol=1e-5)
    print(f"{name:10}: by hand {nll.mean():.4f}, Keras {float(loss):.4f} nats")

# %% [markdown] lang="en"
# ## The divergence of two Gaussians
#
# *Needed in: chapter 4.*
#
# Between Gaussians no draws are needed. Write $\ln q - \ln p$ for $q = \mathcal{N}(\mu_1, \sigma_1^2)$ and $p = \mathcal{N}(\mu_2, \sigma_2^2)$, and take the average over $q$, with $\mathbb{E}_q[(x - \mu_1)^2] = \sigma_1^2$ and $\mathbb{E}_q[(x - \mu_2)^2] = \sigma_1^2 + (\mu_1 - \mu_2)^2$:
#
# $$\mathrm{KL}(q \,\|\, p) = \ln \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac12, \qquad \text{for } p = \mathcal{N}(0, 1): \quad \tfrac12\big(\mu_1^2 + \sigma_1^2 - 1 - \ln \sigma_1^2\big).$$
#
# We compare it with the integral that it replaces; a line "$q$ from $p$" stands for $\mathrm{KL}(q \,\|\, p)$.

# %% [markdown] lang="zh"
# ## 两个高斯分布的散度
#
# *用于：第 4 章。*
#
# 两个高斯分布之间，不必抽样。对 $q = \mathcal{N}(\mu_1, \sigma_1^2)$、$p = \mathcal{N}(\mu_2, \sigma_2^2)$ 写出 $\ln q - \ln p$，再对 $q$ 求期望，用上 $\mathbb{E}_q[(x - \mu_1)^2] = \sigma_1^2$ 和 $\mathbb{E}_q[(x - \mu_2)^2] = \sigma_1^2 + (\mu_1 - \mu_2)^2$：
#
# $$\mathrm{KL}(q \,\|\, p) = \ln \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac12, \qquad \text{当 } p = \mathcal{N}(0, 1) \text{ 时}: \quad \tfrac12\big(\mu_1^2 + \sigma_1^2 - 1 - \ln \sigma_1^2\big).$$
#
# 把它与它所代替的积分比一比；打印的每一行里，from 前面是 $q$，后面是 $p$。


# %% tags=["nbval-check-output"]
def kl_normal(mean_1, deviation_1, mean_2, deviation_2):
    squares = deviation_1**2 + (mean_1 - mean_2) ** 2
    return np.log(deviation_2 / deviation_1) + squares / (2 * deviation_2**2) - 0.5


for pair in ((0, 1, 0, 1), (1, 1, 0, 1), (0, 0.5, 0, 1), (0, 2, 0, 1), (1, 0.5, -0.5, 0.8)):
    log_q, log_p = log_normal(line, *pair[:2]), log_normal(line, *pair[2:])
    integral = np.trapezoid(np.exp(log_q) * (log_q - log_p), line)
    np.testing.assert_allclose(kl_normal(*pair), integral, atol=1e-6)
    name = "N({}, {}²) from N({}, {}²)".format(*pair)
    print(f"{name:29}: formula {kl_normal(*pair):.4f}, integral {abs(integral):.4f} nats")
    if pair[2:] == (0, 1):
        standard = 0.5 * (pair[0] ** 2 + pair[1] ** 2 - 1 - np.log(pair[1] ** 2))
        np.testing.assert_allclose(standard, integral, atol=1e-6)

# %% [markdown] lang="en"
# In $d$ dimensions, with covariance matrices $\Sigma_1$ and $\Sigma_2$, the same three steps give
#
# $$\mathrm{KL}(q \,\|\, p) = \tfrac12\Big[\mathrm{tr}(\Sigma_2^{-1}\Sigma_1) + (\mu_1 - \mu_2)^\top \Sigma_2^{-1} (\mu_1 - \mu_2) - d + \ln \frac{\det \Sigma_2}{\det \Sigma_1}\Big].$$
#
# If both matrices are diagonal, the dimensions are independent and the divergences **add up**: the sum over dimensions of the formula above, never their mean. That is the form that a VAE uses, with $p = \mathcal{N}(0, I)$. We check the general formula against 200,000 draws, and the diagonal one against it and against the course's library.

# %% [markdown] lang="zh"
# 在 $d$ 维空间里，记协方差矩阵为 $\Sigma_1$、$\Sigma_2$，同样的步骤给出
#
# $$\mathrm{KL}(q \,\|\, p) = \tfrac12\Big[\mathrm{tr}(\Sigma_2^{-1}\Sigma_1) + (\mu_1 - \mu_2)^\top \Sigma_2^{-1} (\mu_1 - \mu_2) - d + \ln \frac{\det \Sigma_2}{\det \Sigma_1}\Big].$$
#
# 两个矩阵都是对角阵时，各维相互独立，散度**相加**：把前面的一维公式对各维求和，而不是取平均。VAE 用的就是这种形式，其中 $p = \mathcal{N}(0, I)$。先用 200,000 次抽样检验一般公式，再拿对角的情形与它、与课程库对照。


# %% tags=["nbval-check-output"]
def log_gaussian(value, mean, covariance):
    difference = np.atleast_2d(value - mean)
    squares = np.sum(difference * np.linalg.solve(covariance, difference.T).T, axis=-1)
    return -0.5 * (squares + np.linalg.slogdet(2 * np.pi * covariance)[1])


def kl_gaussian(mean_1, covariance_1, mean_2, covariance_2):
    gap, ratio = mean_1 - mean_2, np.linalg.solve(covariance_2, covariance_1)
    squares = gap @ np.linalg.solve(covariance_2, gap)
    return 0.5 * (np.trace(ratio) + squares - len(gap) - np.linalg.slogdet(ratio)[1])


rng = np.random.default_rng(0)
mean_1, mean_2 = rng.normal(size=(2, 4))
covariance_1, covariance_2 = (a @ a.T + np.eye(4) for a in rng.normal(size=(2, 4, 4)))
draws = rng.multivariate_normal(mean_1, covariance_1, size=200_000, method="cholesky")
ratios = log_gaussian(draws, mean_1, covariance_1) - log_gaussian(draws, mean_2, covariance_2)
exact, error = kl_gaussian(mean_1, covariance_1, mean_2, covariance_2), ratios.std() / 200_000**0.5
assert abs(ratios.mean() - exact) < 4 * error
print(f"four dimensions: formula {exact:.4f}, from draws {ratios.mean():.4f} ± {error:.4f} nats")

# %% [markdown] lang="en"
# And the diagonal case, as a VAE's encoder gives it, with the logarithm of the variance:

# %% [markdown] lang="zh"
# 再看对角的情形，就像 VAE 编码器那样，给出的是方差的对数：

# %% tags=["nbval-check-output"]
z_mean, z_log_var = rng.normal(size=(2, 4))
each = kl_normal(z_mean, np.exp(0.5 * z_log_var), 0, 1)
whole = kl_gaussian(z_mean, np.diag(np.exp(z_log_var)), np.zeros(4), np.eye(4))
library = aigc_keras.losses.gaussian_kl(z_mean[None], z_log_var[None])
np.testing.assert_allclose(each.sum(), whole)
np.testing.assert_allclose(ops.convert_to_numpy(library)[0], each, rtol=1e-4, atol=1e-6)
print(f"dimensions {each.round(3)}, sum {each.sum():.4f}; with matrices {whole:.4f} nats")

# %% [markdown] lang="en"
# ## The evidence lower bound, twice
#
# *Needed in: chapter 4.*
#
# Suppose that every observation $x$ has a hidden cause $z$: first $z \sim p(z)$, then $x \sim p(x \mid z)$. Maximum likelihood needs the **evidence** $p(x) = \int p(x \mid z)\, p(z)\, dz$, and for a neural network the integral cannot be solved. For a few models it can, above all for the linear Gaussian one, $z \sim \mathcal{N}(0, I)$ and $x = b + Wz + \sigma\varepsilon$ with $\varepsilon \sim \mathcal{N}(0, I)$:
#
# $$p(x) = \mathcal{N}(x;\, b,\; WW^\top + \sigma^2 I), \qquad p(z \mid x) = \mathcal{N}(z;\, m, S), \qquad S = \Big(I + \frac{W^\top W}{\sigma^2}\Big)^{-1}, \quad m = \frac{S W^\top (x - b)}{\sigma^2}.$$
#
# It serves as our test bench. Bayes' rule gives a strict check: $\ln p(x \mid z) + \ln p(z) - \ln p(z \mid x)$ must be $\ln p(x)$ for *every* $z$, likely or not.

# %% [markdown] lang="zh"
# ## 证据下界，推两遍
#
# *用于：第 4 章。*
#
# 设每个观测 $x$ 背后都有一个看不见的原因 $z$：先有 $z \sim p(z)$，再有 $x \sim p(x \mid z)$。最大似然要用到**证据** $p(x) = \int p(x \mid z)\, p(z)\, dz$，而里面一旦是神经网络，积分就求不出来。也有求得出的模型，最典型的是线性高斯模型，$z \sim \mathcal{N}(0, I)$，$x = b + Wz + \sigma\varepsilon$，$\varepsilon \sim \mathcal{N}(0, I)$：
#
# $$p(x) = \mathcal{N}(x;\, b,\; WW^\top + \sigma^2 I), \qquad p(z \mid x) = \mathcal{N}(z;\, m, S), \qquad S = \Big(I + \frac{W^\top W}{\sigma^2}\Big)^{-1}, \quad m = \frac{S W^\top (x - b)}{\sigma^2}.$$
#
# 它就是我们的试验台。贝叶斯公式提供了一个严格的检验：不论 $z$ 常见还是罕见，$\ln p(x \mid z) + \ln p(z) - \ln p(z \mid x)$ 都必须等于 $\ln p(x)$。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
noise_level, offset = 0.5, np.array([0.5, -1.0, 0.0])
w = np.array([[1.0, 0.8], [0.5, 1.0], [-0.3, 0.6]])
observed = offset + w @ rng.normal(size=2) + noise_level * rng.normal(size=3)
noise_covariance, prior_covariance = noise_level**2 * np.eye(3), np.eye(2)
evidence = log_gaussian(observed, offset, w @ w.T + noise_covariance)[0]
precision = prior_covariance + w.T @ w / noise_level**2
posterior_covariance = np.linalg.inv(precision)
posterior_mean = posterior_covariance @ w.T @ (observed - offset) / noise_level**2


def log_joint(z):
    likelihood = log_gaussian(observed - z @ w.T, offset, noise_covariance)
    return likelihood + log_gaussian(z, np.zeros(2), prior_covariance)


z = rng.normal(size=(6, 2)) * [[0.1], [0.5], [1], [2], [4], [8]]
by_bayes = log_joint(z) - log_gaussian(z, posterior_mean, posterior_covariance)
np.testing.assert_allclose(by_bayes, evidence, atol=1e-9)
print(f"log p(x) = {evidence:.4f} nats; by Bayes' rule at six z from ", end="")
print(f"{by_bayes.min():.4f} to {by_bayes.max():.4f}")

# %% [markdown] lang="en"
# **First derivation: Jensen.** The logarithm is concave, it bends downwards, so the logarithm of a mean is at least the mean of the logarithms: $\ln \mathbb{E}[w] \ge \mathbb{E}[\ln w]$. Choose any distribution $q(z)$, and write the evidence as a mean over $q$ of the **weights** $w(z) = p(x, z) / q(z)$:
#
# $$\ln p(x) = \ln \mathbb{E}_q\left[\frac{p(x, z)}{q(z)}\right] \ge \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)}\right] = \text{ELBO}.$$
#
# The **evidence lower bound** (ELBO) is an ordinary expectation, so draws estimate it. The closer the weights are to being all equal, the less Jensen loses; if they are all equal, nothing. We take $q$ around the true posterior but twice as wide, then the posterior itself.

# %% [markdown] lang="zh"
# **推法一：Jensen 不等式。** 对数是凹函数，向下弯，所以平均值的对数不小于对数的平均值：$\ln \mathbb{E}[w] \ge \mathbb{E}[\ln w]$。任取一个分布 $q(z)$，把证据写成**权重** $w(z) = p(x, z) / q(z)$ 对 $q$ 的期望：
#
# $$\ln p(x) = \ln \mathbb{E}_q\left[\frac{p(x, z)}{q(z)}\right] \ge \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)}\right] = \text{ELBO}.$$
#
# 这个**证据下界**（ELBO）是普通的期望，可以用抽样来估计。各个权重越接近相等，Jensen 不等式丢掉的就越少；全都相等，就一点不丢。先让 $q$ 以真后验为中心而宽一倍，再取后验本身。打印的依次是：对数的平均值（mean of ln w）、平均值的对数（ln of mean w）、对数的标准差（scatter）。


# %% tags=["nbval-check-output"]
def log_weights(mean, covariance, size, rng):
    z = rng.multivariate_normal(mean, covariance, size=size, method="cholesky")
    return log_joint(z) - log_gaussian(z, mean, covariance)


rng = np.random.default_rng(0)
for name, scale in (("twice as wide", 4), ("the posterior", 1)):
    logs = log_weights(posterior_mean, scale * posterior_covariance, 100_000, rng)
    mean_of_log, log_of_mean = logs.mean(), np.log(np.mean(np.exp(logs)))
    print(f"q {name}: mean of ln w {mean_of_log:.3f}, ln of mean w {log_of_mean:.3f}, ", end="")
    print(f"scatter of ln w {logs.std():.3f}")
    assert mean_of_log <= log_of_mean + 1e-9 and abs(log_of_mean - evidence) < 0.02
np.testing.assert_allclose(logs, evidence, atol=1e-9)

# %% [markdown] lang="en"
# Both times the logarithm of the mean finds $\ln p(x)$, up to the error of sampling; the mean of the logarithms finds it only for the posterior, where every single weight is $p(x)$.
#
# **Second derivation: a decomposition.** Jensen says that there is a gap. Bayes' rule says what it is. Put $p(x) = p(x, z) / p(z \mid x)$ under the mean over $q$, multiply and divide by $q(z)$:
#
# $$\ln p(x) = \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)} + \ln \frac{q(z)}{p(z \mid x)}\right] = \text{ELBO} + \mathrm{KL}\big(q(z) \,\|\, p(z \mid x)\big).$$
#
# The ELBO itself splits into a reconstruction term and a divergence from the prior, the form that is trained:
#
# $$\text{ELBO} = \mathbb{E}_q[\ln p(x \mid z)] - \mathrm{KL}\big(q(z) \,\|\, p(z)\big).$$
#
# For $q = \mathcal{N}(\mu, C)$ and our linear model the first term is $\ln \mathcal{N}(x; b + W\mu, \sigma^2 I) - \mathrm{tr}(W C W^\top) / (2\sigma^2)$, so nothing has to be drawn. ELBO and gap are computed from different formulas; that their sum is $\ln p(x)$ for every $q$ is a real test.

# %% [markdown] lang="zh"
# 两种 $q$ 之下，平均值的对数都等于 $\ln p(x)$，只差抽样误差；对数的平均值只有在 $q$ 取后验时才等于它，那时每一个权重都是 $p(x)$。
#
# **推法二：分解。** Jensen 不等式只说有差额，贝叶斯公式则说出差额是什么。在对 $q$ 的期望里代入 $p(x) = p(x, z) / p(z \mid x)$，再乘一个 $q(z)$、除一个 $q(z)$：
#
# $$\ln p(x) = \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)} + \ln \frac{q(z)}{p(z \mid x)}\right] = \text{ELBO} + \mathrm{KL}\big(q(z) \,\|\, p(z \mid x)\big).$$
#
# ELBO 自己又可以拆成重建项与对先验的散度，训练用的就是这种形式：
#
# $$\text{ELBO} = \mathbb{E}_q[\ln p(x \mid z)] - \mathrm{KL}\big(q(z) \,\|\, p(z)\big).$$
#
# 对 $q = \mathcal{N}(\mu, C)$ 和这个线性模型，第一项等于 $\ln \mathcal{N}(x; b + W\mu, \sigma^2 I) - \mathrm{tr}(W C W^\top) / (2\sigma^2)$，一次也不用抽。ELBO 与差额各用各的公式来算；对任何 $q$，两者之和都等于 $\ln p(x)$，这才是真正的检验。所试的 $q$ 依次为：后验、宽一倍、窄一半、均值挪 0.5、先验。


# %% tags=["nbval-check-output"]
def elbo(mean, covariance):
    fit = log_gaussian(observed, offset + w @ mean, noise_covariance)[0]
    fit -= np.trace(w @ covariance @ w.T) / (2 * noise_level**2)
    return fit - kl_gaussian(mean, covariance, np.zeros(2), prior_covariance)


m, c = posterior_mean, posterior_covariance
choices = {"the posterior": (m, c), "twice as wide": (m, 4 * c), "half as wide": (m, c / 4)}
choices |= {"moved by 0.5": (m + 0.5, c), "the prior": (np.zeros(2), prior_covariance)}
for name, (mean, covariance) in choices.items():
    bound = elbo(mean, covariance)
    gap = kl_gaussian(mean, covariance, posterior_mean, posterior_covariance)
    np.testing.assert_allclose(bound + gap, evidence, atol=1e-9)
    print(f"q = {name:14}: ELBO {bound:8.4f} + KL {gap:7.4f} = {bound + gap:.4f}")
logs = log_weights(m, 4 * c, 100_000, np.random.default_rng(0))
assert abs(logs.mean() - elbo(m, 4 * c)) < 4 * logs.std() / np.sqrt(len(logs))

# %% [markdown] lang="en"
# The bound is tight at the posterior and nowhere else. A VAE's encoder cannot always get there: it usually gives one variance for each dimension, a diagonal $C$, while the true posterior may be tilted. With $\Lambda = S^{-1}$, the best diagonal $q$ has the variances $1/\Lambda_{ii}$ and keeps a gap that no training of the encoder removes:
#
# $$\min_{C \text{ diagonal}} \mathrm{KL}(q \,\|\, p(z \mid x)) = \tfrac12 \Big[\sum_i \ln \Lambda_{ii} - \ln \det \Lambda\Big].$$
#
# We try 160,000 diagonal matrices, with the mean where it belongs.

# %% [markdown] lang="zh"
# 只有取后验时，下界才等于证据，别处都做不到。VAE 的编码器却未必到得了那里：它通常每一维只给一个方差，也就是对角的 $C$，而真正的后验可能是斜的。记 $\Lambda = S^{-1}$，最好的对角 $q$ 的方差是 $1/\Lambda_{ii}$，总还剩下一个差额，编码器怎么训练也消除不了：
#
# $$\min_{C \text{ 为对角阵}} \mathrm{KL}(q \,\|\, p(z \mid x)) = \tfrac12 \Big[\sum_i \ln \Lambda_{ii} - \ln \det \Lambda\Big].$$
#
# 让均值就位，把 160,000 个对角矩阵试一遍。

# %% tags=["nbval-check-output"]
diagonal = np.diag(precision)
ratios = np.linspace(0.2, 2.2, 401)[:-1]
v_1, v_2 = np.meshgrid(ratios / diagonal[0], ratios / diagonal[1])
traces, log_determinant = diagonal[0] * v_1 + diagonal[1] * v_2, np.linalg.slogdet(precision)[1]
gaps = 0.5 * (traces - 2 - np.log(v_1 * v_2) - log_determinant)
formula = 0.5 * (np.log(diagonal).sum() - log_determinant)
np.testing.assert_allclose(gaps.min(), formula, atol=1e-9)
at = np.unravel_index(gaps.argmin(), gaps.shape)
best_covariance = np.diag([v_1[at], v_2[at]])
np.testing.assert_allclose(np.diag(best_covariance), 1 / diagonal)
np.testing.assert_allclose(evidence - elbo(posterior_mean, best_covariance), formula)
print(f"posterior correlation {c[0, 1] / np.sqrt(c[0, 0] * c[1, 1]):.3f}")
print(f"smallest gap of a diagonal q: {gaps.min():.4f} nats, formula {formula:.4f}")

# %% [markdown] lang="en"
# ## The importance-weighted bound
#
# *Needed in: chapter 4.*
#
# Jensen loses because single weights scatter. Means of $K$ weights scatter less, so average first and take the logarithm afterwards (Burda et al. 2015, arXiv:1509.00519):
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q}\left[\ln \frac{1}{K} \sum_{k=1}^{K} w(z_k)\right], \qquad \text{ELBO} = L_1 \le L_2 \le \dots \le \ln p(x).$$
#
# Let $r = \frac{1}{K} \sum_k w(z_k) / p(x)$. Its mean is 1, so the gap is
#
# $$\ln p(x) - L_K = \mathbb{E}[-\ln r] = \mathbb{E}[r - 1 - \ln r] \approx \tfrac12 \mathbb{E}[(r - 1)^2] = \frac{\mathrm{Var}_q[w]}{2 K\, p(x)^2}.$$
#
# The form in the middle is never negative, since $\ln r \le r - 1$, so it proves the bound once more; and for large $K$ it scatters much less than $-\ln r$, which is why we average it. The last form holds for large $K$: the gap falls as $1/K$, provided that the variance of the weights is finite. (Where $q$ is too *narrow*, it is not.) Here $q$ is the prior, the careless choice from above, and a grid over $z$ gives the variance.

# %% [markdown] lang="zh"
# ## 重要性加权下界
#
# *用于：第 4 章。*
#
# Jensen 不等式之所以有损失，是因为单个权重的波动大。$K$ 个权重的平均值波动小些，那就先平均，再取对数（Burda 等，2015，arXiv:1509.00519）：
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q}\left[\ln \frac{1}{K} \sum_{k=1}^{K} w(z_k)\right], \qquad \text{ELBO} = L_1 \le L_2 \le \dots \le \ln p(x).$$
#
# 记 $r = \frac{1}{K} \sum_k w(z_k) / p(x)$，它的期望是 1，于是差额为
#
# $$\ln p(x) - L_K = \mathbb{E}[-\ln r] = \mathbb{E}[r - 1 - \ln r] \approx \tfrac12 \mathbb{E}[(r - 1)^2] = \frac{\mathrm{Var}_q[w]}{2 K\, p(x)^2}.$$
#
# 因为 $\ln r \le r - 1$，中间那个式子永远不为负，这就又证了一遍它是下界；$K$ 大时它的波动还比 $-\ln r$ 小得多，所以下面对它求平均。最后一式在 $K$ 大时成立：只要权重的方差有限，差额就按 $1/K$ 缩小。（若 $q$ 太*窄*，方差就不是有限的。）这里的 $q$ 取先验，也就是前面那个最马虎的选择；方差由 $z$ 平面上的网格求出。先打印 $w/p(x)$ 的均值与方差。

# %% tags=["nbval-check-output"]
ticks = np.linspace(-6, 6, 601)
plane = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
log_prior = log_gaussian(plane, np.zeros(2), prior_covariance)
cell = (ticks[1] - ticks[0]) ** 2
mean_ratio = np.exp(log_joint(plane) - evidence).sum() * cell
relative_variance = np.exp(2 * (log_joint(plane) - evidence) - log_prior).sum() * cell - 1
np.testing.assert_allclose(mean_ratio, 1)
print(f"mean of w / p(x): {mean_ratio:.4f}, variance: {relative_variance:.3f}")

# %% [markdown] lang="en"
# Now 600,000 weights, cut into groups of $K$. Printed are the plain average of $\ln \frac1K \sum_k w(z_k)$ with its standard error, the gap as the average of $r - 1 - \ln r$, and the formula for large $K$.

# %% [markdown] lang="zh"
# 再抽 600,000 个权重，按 $K$ 个一组切开。打印的依次是：$\ln \frac1K \sum_k w(z_k)$ 直接求平均所得的值与标准误（bound），由 $r - 1 - \ln r$ 的平均值得到的差额（gap），以及 $K$ 大时的公式（formula）。

# %% tags=["nbval-check-output"]
logs = log_weights(np.zeros(2), prior_covariance, 600_000, np.random.default_rng(0))
counts, bounds, gaps = np.array([1, 2, 5, 10, 30, 100, 300, 1000]), [], []
for count in counts:
    r = np.exp(logs - evidence).reshape(-1, count).mean(axis=1)
    terms, error = r - 1 - np.log(r), np.std(np.log(r)) / np.sqrt(len(r))
    bounds.append(evidence + np.log(r).mean())
    gaps.append(terms.mean())
    formula = relative_variance / (2 * count)
    print(f"K = {count:4}: bound {bounds[-1]:.3f} ± {error:.3f}, ", end="")
    print(f"gap {gaps[-1]:.4f}, formula {formula:.4f}")
    assert np.all(terms >= 0) and abs(evidence - gaps[-1] - bounds[-1]) < 4 * error
first_error = logs.std() / np.sqrt(len(logs))
assert abs(bounds[0] - elbo(np.zeros(2), prior_covariance)) < 4 * first_error
assert np.all(np.diff(bounds) > 0) and abs(gaps[-1] / formula - 1) < 0.1
assert terms.std() < 0.1 * np.log(r).std()

# %% [markdown] lang="en"
# One weight from the prior leaves 5.2 nats. Two leave 1.9, ten 0.19, a thousand 0.0014: from about a hundred on, the formula gives the gap to two digits. With small $K$ the gap is larger than the formula, so the first few draws bring the most. The bound stays a bound: it says too little, never too much, apart from the standard error.

# %% [markdown] lang="zh"
# 从先验抽一个权重，还差 5.2 奈特；两个差 1.9，十个差 0.19，一千个只差 0.0014。大约从一百个起，公式已能准到两位数字。$K$ 小时差额比公式大，所以头几次抽样最划算。下界终究是下界：除去标准误，只会报低，不会报高。图中横轴为每次平均的权重个数 $K$，纵轴为差额 $\ln p(x) - L_K$（奈特），两轴都是对数刻度；圆点是量出的差额，黑色虚线是公式 $\mathrm{Var}_q[w] / (2Kp(x)^2)$。

# %%
figure, axis = plt.subplots(figsize=(5.2, 3.0), layout="constrained")
axis.loglog(counts, gaps, "o", label="gap, measured")
axis.loglog(counts, relative_variance / (2 * counts), "k--", label="Var[w] / (2 K p(x)²)")
axis.set(xlabel="number of weights K", ylabel="nats below log p(x)")
axis.legend()
plotting.show(
    figure,
    "The measured gap lies above the line of slope -1 for small K and joins it as K grows.",
    "K 小时，量出的差额在斜率为 -1 的直线之上；随着 K 增大，两者合到一起。",
)

# %% [markdown] lang="en"
# ## Gradients through a draw
#
# *Needed in: chapters 3 and 4.*
#
# Training needs $\nabla_\mu \mathbb{E}_q[f(z)]$, where $z$ is drawn from a distribution that depends on $\mu$. For $q = \mathcal{N}(\mu, \sigma^2 I)$ there are two estimates, each from a single draw $z = \mu + \sigma\varepsilon$:
#
# $$\text{score function: } f(z)\, \nabla_\mu \ln q(z) = f(z)\, \frac{z - \mu}{\sigma^2}, \qquad \text{reparameterised: } \nabla_z f(\mu + \sigma\varepsilon).$$
#
# The first follows from $\nabla q = q \nabla \ln q$; it needs no derivative of $f$, so it also serves for discrete draws. The second is the chain rule. A third is the first with a **baseline** $b$: since $\mathbb{E}_q[\nabla \ln q] = 0$, the factor $f(z)$ may be replaced by $f(z) - b$. All are unbiased; what differs is how much they scatter. Take $f(z) = \lVert z - t \rVert^2$ in $d$ dimensions with $\sigma = 1$, and let $a = \mu - t$ be the distance still to go. The exact gradient is $2a$. For its first component the moments of a Gaussian give the variances
#
# $$\text{reparameterised: } 4, \qquad \text{score function: } (\lVert a \rVert^2 + d + 2)^2 + 4 \lVert a \rVert^2 + 2(d + 2) + 4 a_1^2,$$
#
# and with the baseline $b = \mathbb{E}[f] = \lVert a \rVert^2 + d$ only $2d + 8 + 4 \lVert a \rVert^2 + 4 a_1^2$.

# %% [markdown] lang="zh"
# ## 让梯度穿过抽样
#
# *用于：第 3、4 章。*
#
# 训练要用到 $\nabla_\mu \mathbb{E}_q[f(z)]$，而抽出 $z$ 的分布本身就依赖于 $\mu$。对 $q = \mathcal{N}(\mu, \sigma^2 I)$，有两种估计，各用一次抽样 $z = \mu + \sigma\varepsilon$：
#
# $$\text{得分函数法：} f(z)\, \nabla_\mu \ln q(z) = f(z)\, \frac{z - \mu}{\sigma^2}, \qquad \text{重参数化：} \nabla_z f(\mu + \sigma\varepsilon).$$
#
# 前者由 $\nabla q = q \nabla \ln q$ 得来，不需要 $f$ 的导数，离散的抽样也能用；后者就是链式法则。还有第三种，在前者上加一个**基线** $b$：因为 $\mathbb{E}_q[\nabla \ln q] = 0$，因子 $f(z)$ 可以换成 $f(z) - b$。三者都是无偏的，不同的是波动。取 $d$ 维的 $f(z) = \lVert z - t \rVert^2$，$\sigma = 1$，记 $a = \mu - t$，即还要走的距离。精确的梯度是 $2a$。由高斯分布的各阶矩，第一个分量的估计方差为
#
# $$\text{重参数化：} 4, \qquad \text{得分函数法：} (\lVert a \rVert^2 + d + 2)^2 + 4 \lVert a \rVert^2 + 2(d + 2) + 4 a_1^2,$$
#
# 取基线 $b = \mathbb{E}[f] = \lVert a \rVert^2 + d$ 之后只有 $2d + 8 + 4 \lVert a \rVert^2 + 4 a_1^2$。


# %%
def gradient_estimates(distance, dimensions, rng, size=100_000):
    a = np.zeros(dimensions)
    a[0] = distance
    noise = rng.normal(size=(size, dimensions))
    f = np.sum((a + noise) ** 2, axis=1)
    baseline = distance**2 + dimensions
    return 2 * (a[0] + noise[:, 0]), f * noise[:, 0], (f - baseline) * noise[:, 0]


def formulas(distance, d):
    squared = distance**2
    score = (squared + d + 2) ** 2 + 4 * squared + 2 * (d + 2) + 4 * squared
    return np.array([4, score, 2 * d + 8 + 4 * squared + 4 * squared])


# %% [markdown] lang="en"
# Three cases: at the target in one dimension, at the target in 64, and eight units away in one. The figures are standard deviations.

# %% [markdown] lang="zh"
# 看三种情形：一维、就在目标处；64 维、就在目标处；一维、离目标 8 个单位。打印的是标准差，依次为重参数化、得分函数法、带基线的得分函数法。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
for distance, dimensions in ((0, 1), (0, 64), (8, 1)):
    estimates = np.array(gradient_estimates(distance, dimensions, rng))
    scatter = estimates.std(axis=1)
    assert np.all(np.abs(estimates.mean(axis=1) - 2 * distance) < 4 * scatter / np.sqrt(100_000))
    np.testing.assert_allclose(scatter**2, formulas(distance, dimensions), rtol=0.05)
    print(
        f"distance {distance}, {dimensions:2} dimensions: reparameterised {scatter[0]:.2f}, ",
        end="",
    )
    print(f"score function {scatter[1]:5.1f}, with a baseline {scatter[2]:5.1f}")
noise = rng.normal(size=100_000)
slopes, scores = 50 * np.cos(50 * noise), np.sin(50 * noise) * noise
assert abs(slopes.mean()) < 4 * slopes.std() / 316 and abs(scores.mean()) < 4 * scores.std() / 316
print(f"sin 50z: reparameterised {slopes.std():.1f}, score function {scores.std():.2f}")

# %% [markdown] lang="en"
# All are right on average, and the variances agree with the formulas. The reparameterised estimate scatters by 2 everywhere. The score function multiplies the *whole* of $f$ by one component's noise: with 64 dimensions, or eight units away, its variance is more than a thousand times as large, and so many times more draws are needed for equal precision. The baseline takes off the constant part of $f$ and with it, in these two cases, most of the scatter. None of this is a law, though. The last line has $f(z) = \sin 50z$: its values are small and its slopes are steep, so here the score function wins.
#
# The same three over more dimensions and distances (dots are measured, dashes are the formulas):

# %% [markdown] lang="zh"
# 三者平均都对，方差也都与公式相符。重参数化的标准差处处是 2。得分函数法拿*整个* $f$ 去乘一个分量的噪声：64 维时，或者离目标 8 个单位时，方差是前者的一千多倍，要同样准，抽样也得多这么多倍。基线减去了 $f$ 中不变的部分，在这两种情形里，大部分波动随之而去。不过这并不是定律。最后一行的 $f(z) = \sin 50z$ 值小而坡陡，赢的就是得分函数法。
#
# 换上更多的维数和距离再看。图中纵轴为一次抽样所得梯度估计的标准差；左图横轴为维数（到目标的距离为 0），右图横轴为到目标的距离（一维），都是对数刻度。圆点是量出的值，虚线是公式；蓝色为重参数化，橙色为得分函数法，绿色为带基线的得分函数法。

# %%
rng = np.random.default_rng(0)
sweeps = {
    "dimensions (at the target)": [(0, d) for d in (1, 2, 4, 8, 16, 32, 64)],
    "distance from the target (1 dimension)": [(a, 1) for a in (0.25, 0.5, 1, 2, 4, 8, 16)],
}
figure, axes = plt.subplots(1, 2, figsize=(7.6, 3.0), sharey=True, layout="constrained")
for axis, (label, cases) in zip(axes, sweeps.items(), strict=True):
    places = [d if "dimensions (" in label else a for a, d in cases]
    measured = [np.std(gradient_estimates(a, d, rng, 50_000), axis=1) for a, d in cases]
    expected = [np.sqrt(formulas(a, d)) for a, d in cases]
    for i, name in enumerate(("reparameterised", "score function", "score, with a baseline")):
        axis.loglog(places, np.array(measured)[:, i], "o", label=name)
        axis.loglog(places, np.array(expected)[:, i], "--", color=plotting.COLOURS[i])
    axis.set(xlabel=label)
axes[0].set_ylabel("standard deviation")
axes[0].legend()
plotting.show(
    figure,
    "Standard deviations of three gradient estimates. The reparameterised one stays at 2; that of "
    "the score function rises steeply with dimensions and distance, with a baseline more slowly.",
    "三种梯度估计的标准差。重参数化始终为 2；得分函数法随维数和距离急剧上升，带基线的上升较慢。",
)

# %% [markdown] lang="en"
# ## A worked example, worked again
#
# *Needed in: chapter 3.*
#
# The article 《大模型》 explains the losses of a GAN by an example (4.3). The discriminator gives a generated image the probability $p_1$ of being real, and a real image $p_2$; then
#
# $$L_G = -\ln p_1, \qquad L_D = -\ln p_2 - \ln(1 - p_1).$$
#
# The article puts no numbers in. We do: four pairs by hand, and the same through the library, which takes logits $\ell = \ln \frac{p}{1 - p}$.

# %% [markdown] lang="zh"
# ## 一个例题，重做一遍
#
# *用于：第 3 章。*
#
# 文章《大模型》用一个例子来讲 GAN 的损失（4.3 节）：判别器认为生成图像为真的概率是 $p_1$，认为真实图像为真的概率是 $p_2$，于是
#
# $$L_G = -\ln p_1, \qquad L_D = -\ln p_2 - \ln(1 - p_1).$$
#
# 文章没有代入数字，我们来代：手算四组，同时交给课程库算；库的输入是 logit，$\ell = \ln \frac{p}{1 - p}$。

# %% tags=["nbval-check-output"]
from aigc_keras.losses import discriminator_loss, generator_loss

for p_1, p_2 in ((0.1, 0.9), (0.3, 0.8), (0.5, 0.5), (0.9, 0.1)):
    g_loss, d_loss = -np.log(p_1), -np.log(p_2) - np.log(1 - p_1)
    fake, real = (ops.array([[np.log(p / (1 - p))]], "float32") for p in (p_1, p_2))
    np.testing.assert_allclose(float(generator_loss(fake)), g_loss, rtol=1e-5)
    np.testing.assert_allclose(float(discriminator_loss(real, fake)), d_loss, rtol=1e-5)
    np.testing.assert_allclose(np.exp(-g_loss), p_1)
    print(f"p1 = {p_1}, p2 = {p_2}: L_G = {g_loss:.3f}, L_D = {d_loss:.3f} nats")

# %% [markdown] lang="en"
# The formulas of 4.3 are right for one pair of images. The sentences around them need four corrections:
#
# - *A loss "expresses the probability"* (4.2). It is the negative logarithm of one: 2.303 is no probability, but $e^{-2.303} = 0.1$ is.
# - *4.2 calls the losses expectations; the formulas of 4.1 have none.* Over a distribution of images, $L_G = -\mathbb{E}[\ln D(G(z))]$ and $L_D = -\mathbb{E}[\ln D(x)] - \mathbb{E}[\ln(1 - D(G(z)))]$. The place of the expectation matters: by Jensen, $-\mathbb{E}[\ln D] \ge -\ln \mathbb{E}[D]$.
# - *Nothing is said of the equilibrium.* There $D = 1/2$ everywhere, so $L_D = 2\ln 2 \approx 1.386$ and $L_G = \ln 2 \approx 0.693$. They do not go to zero, and $L_D$ is *largest* there for the best possible discriminator: it is $2\ln 2 - 2\,\mathrm{JS}(p_{\text{data}}, p_g)$, with the JS divergence that we met above.
# - *"The smaller the loss, the stronger the generator"*, and likewise for the discriminator. At most the loss says who does better against one and the same opponent, and as we shall see, even that is not quality.
#
# The last three in numbers: a batch of four images, and then two normal distributions with the best discriminator $D^* = p_{\text{data}} / (p_{\text{data}} + p_g)$, which part 2 derives.

# %% [markdown] lang="zh"
# 对一对图像来说，4.3 的公式没有错；它周围的话却有四处要改：
#
# - *损失“表示……判断概率”*（4.2）。损失是概率的负对数：2.303 不是概率，$e^{-2.303} = 0.1$ 才是。
# - *4.2 说损失是期望值，4.1 的公式里却没有期望。* 对图像的分布来说，$L_G = -\mathbb{E}[\ln D(G(z))]$，$L_D = -\mathbb{E}[\ln D(x)] - \mathbb{E}[\ln(1 - D(G(z)))]$。期望放在哪里也有讲究：由 Jensen 不等式，$-\mathbb{E}[\ln D] \ge -\ln \mathbb{E}[D]$。
# - *没有提均衡。* 均衡时处处有 $D = 1/2$，所以 $L_D = 2\ln 2 \approx 1.386$，$L_G = \ln 2 \approx 0.693$，都不是零。对最优的判别器来说，$L_D$ 在这里反而*最大*：它等于 $2\ln 2 - 2\,\mathrm{JS}(p_{\text{data}}, p_g)$，JS 就是前面讲的散度。
# - *“损失函数越小，表示生成器的生成能力越强”*，对判别器也有同样的一句。损失顶多说明谁对付同一个对手更拿手；下面会看到，那也不等于生成得更好。
#
# 后三条用数字来看：先取一批四张图像，再取两个正态分布和最优判别器 $D^* = p_{\text{data}} / (p_{\text{data}} + p_g)$，它的推导在第二部分。

# %% tags=["nbval-check-output"]
verdicts = np.array([0.02, 0.3, 0.6, 0.9])
right, wrong = -np.mean(np.log(verdicts)), -np.log(np.mean(verdicts))
assert right > wrong
print(f"batch of four: mean of -ln D {right:.3f}, -ln of mean D {wrong:.3f}")

# %% [markdown] lang="en"
# One is almost twice the other. Now the distributions: real data $\mathcal{N}(0, 1)$, generated data $\mathcal{N}(g, 1)$, and for each $g$ the best discriminator. Its logit is $\ln (p_{\text{data}} / p_g)$, and as in chapter 3 the losses are computed from it, with $\ln D = -\ln(1 + e^{-\ell})$.

# %% [markdown] lang="zh"
# 前者几乎是后者的两倍。再看分布：真实数据服从 $\mathcal{N}(0, 1)$，生成数据服从 $\mathcal{N}(g, 1)$，对每个 $g$ 都取最优判别器。它的 logit 是 $\ln (p_{\text{data}} / p_g)$；损失和第 3 章一样从 logit 算起，$\ln D = -\ln(1 + e^{-\ell})$。打印的 generator at 后面就是 $g$。


# %% tags=["nbval-check-output"]
def losses(p_fake, logit):
    log_d, log_not_d = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    d_loss = -np.trapezoid(bell * log_d + p_fake * log_not_d, line)
    return d_loss, -np.trapezoid(p_fake * log_d, line)


def best_logit(shift):
    return log_normal(line, 0, 1) - log_normal(line, shift, 1)


for shift in (3, 2, 1, 0):
    p_fake = np.exp(log_normal(line, shift, 1))
    middle = (bell + p_fake) / 2
    divergence = sum(np.trapezoid(p * np.log(p / middle), line) for p in (bell, p_fake)) / 2
    d_loss, g_loss = losses(p_fake, best_logit(shift))
    np.testing.assert_allclose(d_loss, 2 * np.log(2) - 2 * divergence, atol=1e-9)
    print(f"generator at {shift}: JS {abs(divergence):.4f}, L_D = {d_loss:.4f}, L_G = {g_loss:.4f}")

# %% [markdown] lang="en"
# As the generator comes nearer to the data, at $g = 0$, the best discriminator's loss *rises* to $2\ln 2$. That is success, not failure.
#
# > **Predict before you run.** Now freeze the discriminator that is best against the generator at 3; its logit is $\frac{9}{2} - 3x$. Only the generator moves, and its loss falls. Does that make it better?

# %% [markdown] lang="zh"
# 生成器越靠近数据（$g = 0$ 处），最优判别器的损失就越*高*，直到 $2\ln 2$。这是成功，不是失败。
#
# > **先猜，再运行。** 现在把判别器冻结起来，就用对位于 3 的生成器最优的那一个，它的 logit 是 $\frac{9}{2} - 3x$。只让生成器移动，它的损失一路下降。它是不是也一路变好？

# %% tags=["nbval-check-output"]
frozen = 4.5 - 3 * line
np.testing.assert_allclose(frozen, best_logit(3), atol=1e-9)
for shift in (3, 1.5, 0, -1.5, -3):
    p_fake = np.exp(log_normal(line, shift, 1))
    fixed, own = losses(p_fake, frozen)[1], losses(p_fake, best_logit(shift))[1]
    distance = kl_normal(0, 1, shift, 1)
    print(f"generator at {shift:4}: KL(data || generator) {distance:.3f}, L_G against the ", end="")
    print(f"frozen D {fixed:6.4f}, against its best D {own:.3f}")

# %% [markdown] lang="en"
# From 3 to 0 the loss falls and the generator does improve. From 0 to $-3$ the loss goes on falling, and the generator runs away from the data: at $-3$ it is as far off as at the start, with a loss of 0.0001 instead of 4.67. So a small $L_G$ says that *this* discriminator is fooled, and no more. Against its best discriminator at each place (last column) the loss is smallest at the data, and it is then $\ln 2$, not 0. In training both players move at once, so the curves of $L_G$ and $L_D$ tell little about quality. Chapter 3 therefore scores the samples themselves.

# %% [markdown] lang="zh"
# 从 3 到 0，损失下降，生成器也确实在变好。从 0 到 $-3$，损失照样下降，生成器却离数据越来越远：到了 $-3$，它与数据的距离和起点时一样，损失却是 0.0001，而不是 4.67。可见 $L_G$ 小，只说明骗过了*这一个*判别器，此外什么也没说。若在每个位置都面对最优的判别器（最后一列），损失在数据处最小，而且是 $\ln 2$，不是 0。训练时双方同时在动，所以单看 $L_G$、$L_D$ 的曲线，看不出质量好坏；第 3 章因此直接给样本打分。（打印的三列依次是：数据对生成分布的 KL 散度，面对冻结的判别器时的 $L_G$，面对最优判别器时的 $L_G$。）

# %% [markdown] lang="en"
# # Part 2. Two players and distances
#
# In part 1 one model faced its data. Now two models face each other, and what they fight over turns out to be a distance between distributions. In this part $p$ is the density of the real data and $q$ the density of what the generator makes; chapter 3 writes $p_{\text{data}}$ and $p_g$.

# %% [markdown] lang="zh"
# # 第二部分　两个玩家，几种距离
#
# 第一部分里，一个模型面对数据；这一部分里，两个模型互相较量，争的归根到底是两个分布之间的距离。本部分记真实数据的密度为 $p$，生成器产生的样本的密度为 $q$，也就是第 3 章的 $p_{\text{data}}$ 和 $p_g$。

# %% [markdown] lang="en"
# ## The value of the game
#
# *Needed in: chapter 3.*
#
# The discriminator $D$ gives every point $x$ a probability $D(x)$ of being real. The generator $G$ turns noise $z$ into a point $G(z)$. Both play for one number,
#
# $$V(D, G) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))],$$
#
# which $D$ wants large and $G$ wants small. It is a **value, not a loss**: a loss belongs to one player. The loss of $D$ is $-V$. The loss of $G$ is the second term alone, since the first does not contain $G$. (《发展历程》 4.1 and 《赋能行业》 4.1.1 call $V$ "the loss function".)
#
# The second term is an average over noise. For the theory we want both terms as integrals over the same $x$:
#
# $$\mathbb{E}_z[h(G(z))] = \int q(x)\, h(x)\, dx, \qquad\text{so}\qquad V(D, G) = \int \big[p \log D + q \log(1 - D)\big]\, dx.$$
#
# On a line we can compute both sides. Real data are normal with mean 0 and deviation 1. The generator is $G(z) = 1.5 + 0.6\,z$, so its density $q$ is normal with mean 1.5 and deviation 0.6. A discriminator is given by its logit $\ell(x)$, with $D = \sigma(\ell)$.

# %% [markdown] lang="zh"
# ## 博弈的价值
#
# *用于：第 3 章。*
#
# 判别器 $D$ 给每个点 $x$ 一个概率 $D(x)$，表示它有多大可能是真的；生成器 $G$ 把噪声 $z$ 变成点 $G(z)$。双方争的是同一个数：
#
# $$V(D, G) = \mathbb{E}_{x \sim p}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))],$$
#
# $D$ 要它大，$G$ 要它小。它是**价值，不是损失**：损失总是属于某一方的。$D$ 的损失是 $-V$；$G$ 的损失只是其中的第二项，因为第一项里没有 $G$。（《发展历程》4.1 和《赋能行业》4.1.1 把 $V$ 称作“损失函数”。）
#
# 第二项是对噪声求的期望。为了便于分析，我们想把两项都写成对同一个 $x$ 的积分：
#
# $$\mathbb{E}_z[h(G(z))] = \int q(x)\, h(x)\, dx, \qquad\text{于是}\qquad V(D, G) = \int \big[p \log D + q \log(1 - D)\big]\, dx.$$
#
# 在一维的情形，等式两边都算得出来。设真实数据服从均值 0、标准差 1 的正态分布；生成器为 $G(z) = 1.5 + 0.6\,z$，所以 $q$ 是均值 1.5、标准差 0.6 的正态密度。判别器由它的 logit $\ell(x)$ 给出，$D = \sigma(\ell)$。

# %%
grid = np.linspace(-10, 24, 3401)


def log_normal_density(mean, deviation):
    return -0.5 * ((grid - mean) / deviation) ** 2 - np.log(deviation * np.sqrt(2 * np.pi))


def log_sigmoid(logits):
    return -np.logaddexp(0, -logits)


def game_value(logits, log_p, log_q):
    integrand = np.exp(log_p) * log_sigmoid(logits) + np.exp(log_q) * log_sigmoid(-logits)
    return np.trapezoid(integrand, grid)


# %% [markdown] lang="en"
# The averages over noise run over a fine grid of $z$ with weights from its normal density; $q$ does not occur in them.
#
# > **Predict before you run.** Three discriminators: one that always says 1/2, one with a sensible logit that falls with $x$, and the same with its sign turned. What is $V$ for the first, and would another generator change it?

# %% [markdown] lang="zh"
# 对噪声求期望，是把 $z$ 取成细密的格点，按它的正态密度加权；这里面用不到 $q$。每行打印的两个数，前一个由此得到（over noise），后一个是对 $x$ 的积分（over x）。
#
# > **先猜，再运行。** 有三个判别器：第一个对什么都说 1/2（always 1/2）；第二个的 logit 随 $x$ 下降，判得合理（sensible）；第三个与第二个符号相反（reversed）。第一个的 $V$ 是多少？换一个生成器，它会变吗？

# %% tags=["nbval-check-output"]
log_p, log_q = log_normal_density(0, 1), log_normal_density(1.5, 0.6)
noise = np.linspace(-10, 10, 2001)
weights = np.exp(-(noise**2) / 2) / np.exp(-(noise**2) / 2).sum()
players = {"always 1/2": (0, 0), "sensible": (1.5, -2), "reversed": (-1.5, 2)}
for name, (intercept, slope) in players.items():
    real_term = weights @ log_sigmoid(intercept + slope * noise)
    fake_term = weights @ log_sigmoid(-intercept - slope * (1.5 + 0.6 * noise))
    integral = game_value(intercept + slope * grid, log_p, log_q)
    assert abs(real_term + fake_term - integral) < 1e-4
    print(f"{name:10}  over noise {real_term + fake_term:7.4f}, over x {integral:7.4f}")
assert np.isclose(game_value(0 * grid, log_p, log_q), -2 * np.log(2))

# %% [markdown] lang="en"
# A discriminator that always says 1/2 scores $-2 \ln 2 \approx -1.386$ against any generator: there is nothing in it that depends on $x$. $V$ is never above 0 and has no lower limit, so one that is sure and wrong pays without bound.
#
# ## The best discriminator
#
# *Needed in: chapter 3.*
#
# Under the integral, $D$ may choose its value at every $x$ freely. So fix one $x$ and write $a = p(x)$, $b = q(x)$, $d = D(x)$. We maximise
#
# $$a \log d + b \log(1 - d), \qquad \text{derivative } \frac{a}{d} - \frac{b}{1 - d}, \qquad \text{second derivative } -\frac{a}{d^2} - \frac{b}{(1-d)^2} < 0.$$
#
# The function is concave, and its derivative is zero at $d = a / (a + b)$. Therefore
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad \ell^*(x) = \log \frac{p(x)}{q(x)}.$$

# %% [markdown] lang="zh"
# 对什么都说 1/2 的判别器，面对任何生成器都得 $-2 \ln 2 \approx -1.386$，因为它的答案与 $x$ 无关。$V$ 不会大于 0，却没有下限：答得肯定却答错了，代价没有上限。
#
# ## 最优判别器
#
# *用于：第 3 章。*
#
# 在积分号下，$D$ 在每个 $x$ 处的取值可以单独选。固定一个 $x$，记 $a = p(x)$，$b = q(x)$，$d = D(x)$，要最大化的是
#
# $$a \log d + b \log(1 - d), \qquad \text{一阶导数 } \frac{a}{d} - \frac{b}{1 - d}, \qquad \text{二阶导数 } -\frac{a}{d^2} - \frac{b}{(1-d)^2} < 0.$$
#
# 这是凹函数，导数在 $d = a / (a + b)$ 处为零。所以
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad \ell^*(x) = \log \frac{p(x)}{q(x)}.$$

# %% tags=["nbval-check-output"]
d = np.linspace(0.001, 0.999, 999)
for a, b in ((1, 1), (3, 1), (0.2, 0.6)):
    curve = a * np.log(d) + b * np.log(1 - d)
    best = d[np.argmax(curve)]
    second_derivative = -a / d**2 - b / (1 - d) ** 2
    np.testing.assert_allclose(np.diff(curve, 2)[99:-99] * 1e6, second_derivative[100:-100], 0.001)
    assert abs(best - a / (a + b)) < 0.001
    print(f"a = {a}, b = {b}: best d on a grid {best:.3f}, a / (a + b) = {a / (a + b):.3f}")

# %% [markdown] lang="en"
# That was one point at a time. Now the whole function: every grid point carries a logit of its own, and gradient ascent on $V$ moves all of them from zero. The derivative of $V$ with respect to the logit at $x$ is $p - (p + q)\,\sigma(\ell)$. Ascent knows nothing of $D^*$ and must find it wherever there is data.
#
# How much does a discriminator give away by not being the best? Subtract the two integrals:
#
# $$V(D^*, G) - V(D, G) = \int (p + q)\, \Big[ D^* \log \frac{D^*}{D} + (1 - D^*) \log \frac{1 - D^*}{1 - D} \Big]\, dx.$$
#
# In the brackets stands the KL divergence between two coins, so the difference is never negative. We check it on the "sensible" discriminator.

# %% [markdown] lang="zh"
# 以上是逐点来看。再看整个函数：让每个格点各有一个 logit，从零出发对 $V$ 做梯度上升。$V$ 对 $x$ 处的 logit 的导数是 $p - (p + q)\,\sigma(\ell)$。梯度上升并不知道 $D^*$ 是什么，凡是有数据的地方，都得由它自己找到。
#
# 判别器不是最优，会吃多少亏？把两个积分相减：
#
# $$V(D^*, G) - V(D, G) = \int (p + q)\, \Big[ D^* \log \frac{D^*}{D} + (1 - D^*) \log \frac{1 - D^*}{1 - D} \Big]\, dx.$$
#
# 方括号里是两枚硬币之间的 KL 散度，所以差额不会是负的。我们拿上面那个“合理”的判别器来验证。打印的第一行是梯度上升的结果（$D$ 的最大误差和 $V$），第二行是公式的结果（最优的 $V$，以及“合理”的判别器比它低多少）。

# %% tags=["nbval-check-output"]
p, q, best_logits, logits = np.exp(log_p), np.exp(log_q), log_p - log_q, np.zeros_like(grid)
for _ in range(2000):
    logits += 10 * (p - (p + q) * np.exp(log_sigmoid(logits)))
found, best_d = np.exp(log_sigmoid(logits)), np.exp(log_sigmoid(best_logits))
error = np.abs(found - p / (p + q))[p + q > 0.01].max()
best_value, lesser = game_value(best_logits, log_p, log_q), 1.5 - 2 * grid
coins = best_d * (log_sigmoid(best_logits) - log_sigmoid(lesser))
coins += (1 - best_d) * (log_sigmoid(-best_logits) - log_sigmoid(-lesser))
lost = np.trapezoid((p + q) * coins, grid)
print(f"ascent: D off by {error:.3f} at most, V = {game_value(logits, log_p, log_q):.4f}")
print(f"formula: V(D*, G) = {best_value:.4f}; the sensible D is {lost:.4f} below")
assert error < 0.01 and abs(best_value - game_value(logits, log_p, log_q)) < 1e-3
assert np.isclose(best_value - lost, game_value(lesser, log_p, log_q))

# %% [markdown] lang="en"
# A real discriminator never sees a density. It sees samples, labelled 1 if real and 0 if generated, and maximises the average log-probability of the labels: **logistic regression**. For two normal densities the logit $\log(p/q)$ is a quadratic in $x$, so three weights suffice, and a few Newton steps find the best ones.

# %% [markdown] lang="zh"
# 真正的判别器从来看不到密度，它看到的是样本：真的标 1，生成的标 0，它要最大化标签的平均对数概率。这就是**逻辑斯谛回归**。对两个正态密度，$\log(p/q)$ 是 $x$ 的二次函数，三个权重就够了，走几步牛顿法便能求出最优值。打印的三行依次是常数项、一次项、二次项的系数；exact 是精确值，learnt 是学到的值。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
x = np.concatenate([rng.normal(0, 1, 50_000), rng.normal(1.5, 0.6, 50_000)])
is_real, features = np.repeat([1.0, 0.0], 50_000), np.stack([x**0, x, x**2], axis=1)
learnt, exact = np.zeros(3), [1.5**2 / 0.72 + np.log(0.6), -1.5 / 0.36, 1 / 0.72 - 0.5]
for _ in range(10):
    d = np.exp(log_sigmoid(features @ learnt))
    curvature = (features * (d * (1 - d))[:, None]).T @ features
    learnt += np.linalg.solve(curvature, features.T @ (is_real - d))
for name, true_weight, weight in zip(("1", "x", "x^2"), exact, learnt, strict=True):
    print(f"weight of {name:3}: exact {true_weight:6.3f}, learnt {weight:6.3f}")
error = np.abs(np.exp(log_sigmoid(features @ learnt)) - np.exp(log_sigmoid(features @ exact))).max()
print(f"largest error of D at the samples: {error:.3f}")
assert error < 0.03

# %% [markdown] lang="en"
# The classifier has found the log ratio of two densities that it was never shown. That is all a discriminator is.
#
# ## What the best discriminator measures
#
# *Needed in: chapter 3.*
#
# Put $D^*$ back into $V$. With $m = (p + q)/2$ we have $D^* = p/(2m)$ and $1 - D^* = q/(2m)$, and each logarithm sheds a $\ln 2$:
#
# $$V(D^*, G) = \int p \log \frac{p}{2m} + \int q \log \frac{q}{2m} = \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) - 2 \ln 2 = 2\, \mathrm{JS}(p, q) - 2 \ln 2.$$
#
# The Jensen-Shannon divergence lies between 0 and $\ln 2$. So against the best discriminator the value runs from $-2 \ln 2$, reached only at $p = q$ where $D^* = 1/2$ everywhere, to 0 for distributions that do not overlap.

# %% [markdown] lang="zh"
# 这个分类器找到了两个密度之比的对数，而密度它一眼也没见过。判别器做的就是这件事，仅此而已。
#
# ## 最优判别器量的是什么
#
# *用于：第 3 章。*
#
# 把 $D^*$ 代回 $V$。记 $m = (p + q)/2$，则 $D^* = p/(2m)$，$1 - D^* = q/(2m)$，两个对数里各提出一个 $\ln 2$：
#
# $$V(D^*, G) = \int p \log \frac{p}{2m} + \int q \log \frac{q}{2m} = \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) - 2 \ln 2 = 2\, \mathrm{JS}(p, q) - 2 \ln 2.$$
#
# Jensen–Shannon 散度介于 0 与 $\ln 2$ 之间。所以面对最优判别器，价值的范围是：最小 $-2 \ln 2$，只在 $p = q$ 时取到，这时处处有 $D^* = 1/2$；最大 0，对应互不重叠的分布。下面每行是一个生成器：均值（mean）、标准差（deviation），以及等式两边的值。


# %% tags=["nbval-check-output"]
def grid_kl(log_a, log_b):
    return np.trapezoid(np.exp(log_a) * (log_a - log_b), grid)


def grid_js(log_a, log_b):
    log_m = np.logaddexp(log_a, log_b) - np.log(2)
    return (grid_kl(log_a, log_m) + grid_kl(log_b, log_m)) / 2


for mean, deviation in ((0, 1), (0.5, 1), (1.5, 0.6), (4, 1), (8, 1)):
    log_q = log_normal_density(mean, deviation)
    left, right = game_value(log_p - log_q, log_p, log_q), 2 * grid_js(log_p, log_q) - 2 * np.log(2)
    assert np.isclose(left, right, atol=1e-6)
    print(f"G: mean {mean:3}, deviation {deviation:3}: V(D*, G) {left:7.4f}, ", end="")
    print(f"2 JS - 2 ln 2 {right:7.4f}")

# %% [markdown] lang="en"
# > **Misconception: "a GAN minimises the Jensen-Shannon divergence."** That holds for the minimax loss, against the best discriminator, at every step. Change any of the three and it is something else. The next sections change all three.
#
# Look at the last two lines of the output once more. At distance 4 the value has almost reached 0, at 8 it is there but for 0.0002. A generator that is far off stands on a plateau.
#
# ## Why the minimax loss stops teaching
#
# *Needed in: chapter 3.*
#
# $G$ can minimise $\log(1 - D)$, its own term of $V$, or $-\log D$ instead. With respect to the logit of a generated point the gradients are
#
# $$\frac{d}{d\ell} \log(1 - \sigma(\ell)) = -\sigma(\ell), \qquad \frac{d}{d\ell} \big(-\log \sigma(\ell)\big) = -(1 - \sigma(\ell)).$$
#
# Both are negative: both losses push every generated point towards a higher logit. They differ in the weight only. The first weighs by $D$, so points that $D$ recognises as generated hardly count; the second weighs by $1 - D$. Automatic differentiation agrees:

# %% [markdown] lang="zh"
# > **常见误解：“GAN 最小化的是 Jensen–Shannon 散度。”** 这要三个条件：用极小极大损失，判别器最优，而且步步最优。少了哪一条都不再成立，而接下来的几节会把三条逐一拿掉。
#
# 再看一眼输出的最后两行：相距 4 时，价值已经接近 0；相距 8 时，离 0 只差 0.0002。离得太远的生成器，是站在一片高原上。
#
# ## 极小极大损失为什么教不动了
#
# *用于：第 3 章。*
#
# $G$ 可以最小化 $V$ 中属于它的那一项 $\log(1 - D)$，也可以改为最小化 $-\log D$。对生成样本的 logit 求导：
#
# $$\frac{d}{d\ell} \log(1 - \sigma(\ell)) = -\sigma(\ell), \qquad \frac{d}{d\ell} \big(-\log \sigma(\ell)\big) = -(1 - \sigma(\ell)).$$
#
# 两者都是负的，也就是说，两种损失都把每个生成样本往 logit 更高的方向推，差别只在权重。前者以 $D$ 为权重，被 $D$ 认出来的样本几乎不起作用；后者以 $1 - D$ 为权重。自动微分的结果与公式一致：

# %% tags=["nbval-check-output"]
logits = np.linspace(-8, 8, 161, dtype="float32")
minimax = input_gradient(lambda logit: ops.log(1 - ops.sigmoid(logit)), logits)
non_saturating = input_gradient(lambda logit: -ops.log(ops.sigmoid(logit)), logits)
minimax, non_saturating = ops.convert_to_numpy(minimax), ops.convert_to_numpy(non_saturating)
np.testing.assert_allclose(minimax, -np.exp(log_sigmoid(logits)), atol=1e-3)
np.testing.assert_allclose(non_saturating, -np.exp(log_sigmoid(-logits)), atol=1e-3)
for i in (20, 80, 140):
    print(
        f"logit {logits[i]:4.0f}: minimax {minimax[i]:.3f}, non-saturating {non_saturating[i]:.3f}"
    )

# %% [markdown] lang="en"
# Now follow the gradient to a weight of the generator. Let $p$ be $\mathcal{N}(0, 1)$ and $G(z) = g + z$, so the only thing to learn is the shift $g$. The best discriminator has the logit $\ell^*(x) = -g x + g^2/2$, with slope $-g$. Hold it fixed, as a step of $G$ does, and use the chain rule:
#
# $$\frac{dL_G}{dg} = g\, \mathbb{E}_{x \sim q}[D^*(x)] \ \text{(minimax)}, \qquad g\, \mathbb{E}_{x \sim q}[1 - D^*(x)] \ \text{(non-saturating)}.$$
#
# The first dies quickly. Since $pq/(p+q) \le \tfrac12 \sqrt{pq}$, and $\int \sqrt{pq} = e^{-g^2/8}$,
#
# $$g\, \mathbb{E}_q[D^*] = g \int \frac{pq}{p + q}\, dx \le \frac{g}{2}\, e^{-g^2/8}.$$
#
# > **Predict before you run.** A generator 8 units away has eight times as far to go as one at distance 1. How do the two gradients compare at these two distances?

# %% [markdown] lang="zh"
# 再把梯度一路传到生成器的权重。设 $p$ 为 $\mathcal{N}(0, 1)$，$G(z) = g + z$，要学的只有平移量 $g$。最优判别器的 logit 是 $\ell^*(x) = -g x + g^2/2$，斜率为 $-g$。$G$ 更新时判别器是固定的，由链式法则：
#
# $$\frac{dL_G}{dg} = g\, \mathbb{E}_{x \sim q}[D^*(x)] \ \text{（极小极大）}, \qquad g\, \mathbb{E}_{x \sim q}[1 - D^*(x)] \ \text{（非饱和）}.$$
#
# 前者很快就消失了。由 $pq/(p+q) \le \tfrac12 \sqrt{pq}$ 和 $\int \sqrt{pq} = e^{-g^2/8}$ 可得
#
# $$g\, \mathbb{E}_q[D^*] = g \int \frac{pq}{p + q}\, dx \le \frac{g}{2}\, e^{-g^2/8}.$$
#
# > **先猜，再运行。** 相距 8 的生成器，要走的路是相距 1 的八倍。在这两个距离上，两种梯度各是多大？打印的三列依次为极小极大损失的梯度、它的上界（bound）、非饱和损失的梯度。


# %% tags=["nbval-check-output"]
def shift_gradients(g):
    log_q, log_d = log_normal_density(g, 1), log_sigmoid(g**2 / 2 - g * grid)
    minimax = g * np.trapezoid(np.exp(log_q + log_d), grid)
    return minimax, g - minimax


def fixed_d_losses(g, move):
    logits = g**2 / 2 - g * (noise + g + move)
    return np.array([weights @ log_sigmoid(-logits), -weights @ log_sigmoid(logits)])


for g in (1, 2, 4, 8):
    minimax, non_saturating = shift_gradients(g)
    slopes = (fixed_d_losses(g, 1e-4) - fixed_d_losses(g, -1e-4)) / 2e-4
    np.testing.assert_allclose(slopes, (minimax, non_saturating), rtol=1e-4)
    overlap = np.trapezoid(np.exp((log_p + log_normal_density(g, 1)) / 2), grid)
    bound = g / 2 * np.exp(-(g**2) / 8)
    assert minimax <= bound and np.isclose(g / 2 * overlap, bound)
    print(
        f"g = {g}: minimax {minimax:.5f} (bound {bound:.5f}), non-saturating {non_saturating:.5f}"
    )

# %% [markdown] lang="en"
# At distance 8 the minimax gradient is a few ten-thousandths; the non-saturating one is almost 8, the distance itself. (The check in the cell moves $g$ by a small step and averages over noise.)

# %% [markdown] lang="zh"
# 相距 8 时，极小极大损失的梯度只有万分之几，非饱和损失的梯度约等于 8，就是距离本身。（单元里的验证是把 $g$ 挪动一小步，再对噪声求平均。）左图中横轴为生成样本的 logit，纵轴为损失对 logit 的梯度；右图中横轴为生成器与数据的距离 $g$，纵轴为损失对 $g$ 的梯度（对数刻度）；蓝线为极小极大损失（minimax），橙色虚线为非饱和损失（non-saturating），灰色点线是上界（bound）。

# %%
distances = np.linspace(0.1, 12, 120)
per_loss = np.transpose([shift_gradients(g) for g in distances])
figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.9), layout="constrained")
left.plot(logits, -np.exp(log_sigmoid(logits)))
left.plot(logits, -np.exp(log_sigmoid(-logits)), "--")
left.set(xlabel="logit of a generated point", ylabel="gradient with respect to the logit")
right.semilogy(distances, per_loss[0], label="minimax")
right.semilogy(distances, per_loss[1], "--", label="non-saturating")
bound = distances / 2 * np.exp(-(distances**2) / 8)
right.semilogy(distances, bound, ":", color="grey", label="bound")
right.set(xlabel="distance g of the generator", ylabel="gradient with respect to g")
right.legend(loc="lower left")
plotting.show(
    figure,
    "Left: minus the sigmoid of the logit, and the sigmoid minus 1. Right, on a logarithmic scale: "
    "the minimax gradient falls below 1e-7 at distance 12, always under its bound; the other grows.",
    "左：两种梯度，一为负的 sigmoid，一为 sigmoid 减 1。右（对数刻度）：相距 12 时极小极大损失的梯度"
    "降到 1e-7 以下，始终在上界之下；非饱和损失的梯度则一直上升。",
)

# %% [markdown] lang="en"
# ## The other loss: what is the same, and what is not
#
# *Needed in: chapter 3.*
#
# Against the best discriminator the minimax generator follows the gradient of $2\,\mathrm{JS}(p, q)$. ($D^*$ moves with $g$ too, but $V$ is at its maximum in $D$, so to first order that changes nothing.) What does the non-saturating generator follow? Write $-\log D^* = \log (q/p) - \log(1 - D^*)$. Averaged over $q$, the first part gives $\mathrm{KL}(q \,\|\, p)$, the second is the minimax loss with its sign turned. ($D^*$ is held fixed here too. In the first part this fixes the $q$ inside the logarithm, and again nothing changes, since $\int \nabla q = \nabla \int q = 0$.) So the gradient is that of (Arjovsky & Bottou 2017, arXiv:1701.04862)
#
# $$\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JS}(p, q) = 2\, \mathrm{KL}(m \,\|\, p), \qquad m = \tfrac12 (p + q).$$
#
# The minus sign looks alarming; the right-hand side says there is no need. It is a KL divergence, never negative, and zero only at $q = p$ (it belongs to the f-divergences: Shannon et al. 2020, arXiv:2010.08029). Both claims, checked by differences in $g$:

# %% [markdown] lang="zh"
# ## 另一种损失：什么没变，什么变了
#
# *用于：第 3 章。*
#
# 面对最优判别器，极小极大的生成器走的是 $2\,\mathrm{JS}(p, q)$ 的梯度。（$D^*$ 其实也随 $g$ 变，但 $V$ 对 $D$ 已取到最大，一阶近似下没有影响。）非饱和的生成器走的又是什么？把它拆开：$-\log D^* = \log (q/p) - \log(1 - D^*)$。对 $q$ 求期望，前一项给出 $\mathrm{KL}(q \,\|\, p)$，后一项就是极小极大损失，只是反了号。（这里 $D^*$ 也是固定的：前一项里固定的是对数中的 $q$，这同样没有影响，因为 $\int \nabla q = \nabla \int q = 0$。）所以它的梯度就是下面这个量的梯度（Arjovsky 与 Bottou，2017，arXiv:1701.04862）：
#
# $$\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JS}(p, q) = 2\, \mathrm{KL}(m \,\|\, p), \qquad m = \tfrac12 (p + q).$$
#
# 左边的减号看着吓人，看了右边就可以放心：它是 KL 散度，不会是负的，而且只在 $q = p$ 时为零（它是一种 f-散度：Shannon 等，2020，arXiv:2010.08029）。用对 $g$ 的差分来验证这两条：


# %% tags=["nbval-check-output"]
def followed(g):
    log_q = log_normal_density(g, 1)
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    difference = grid_kl(log_q, log_p) - 2 * grid_js(log_p, log_q)
    assert np.isclose(difference, 2 * grid_kl(log_m, log_p), atol=1e-6)
    return np.array([2 * grid_js(log_p, log_q), difference])


for g in (0.1, 1, 4):
    slopes = (followed(g + 1e-3) - followed(g - 1e-3)) / 2e-3
    np.testing.assert_allclose(slopes, shift_gradients(g), rtol=1e-4)
    print(f"g = {g:3}: slope of 2 JS {slopes[0]:.4f}, of 2 KL(m || p) {slopes[1]:.4f}")

# %% [markdown] lang="en"
# **The same**: the goal. Both divergences are zero only where $q = p$, and close to it ($g = 0.1$) even the gradients agree, to about half a percent. **Not the same**: the road there, since far away the gradients differ by orders of magnitude; the game, which is no longer zero-sum, so that no single $V$ serves both players; and the divergence, which has other dislikes. To see those, let real data have two peaks with almost nothing between them, and compare two bad generators, both against the best $D$. The identity above must hold for each.
#
# > **Predict before you run.** One generator drops a peak, the other puts half of its points into the gap. Which of them does each divergence punish more?

# %% [markdown] lang="zh"
# **没变的**是终点：两种散度都只在 $q = p$ 处为零，在它附近（$g = 0.1$）连梯度也只差千分之五左右。**变了的**有三样：一是途中，离得远时两种梯度相差若干个数量级；二是博弈，它不再是零和的，没有哪一个 $V$ 能同时管两个玩家；三是散度，它的好恶不同。为了看清最后一点，设真实数据有两个峰，中间几乎为空，比较两个不好的生成器，判别器都取最优。上面的恒等式对两者都应成立。
#
# > **先猜，再运行。** 一个生成器丢掉了一个峰（drops a peak），另一个把一半的点放进了空当（fills the gap）。两种散度各罚谁罚得更重？


# %% tags=["nbval-check-output"]
def discrete_kl(a, b):
    return np.sum(a * np.log(a / b))


real = np.array([0.495, 0.01, 0.495])
generators = {"drops a peak": [0.98, 0.01, 0.01], "fills the gap": [0.25, 0.5, 0.25]}
for name, fake in generators.items():
    middle = (real + fake) / 2
    twice_js = discrete_kl(real, middle) + discrete_kl(np.array(fake), middle)
    twice_kl = 2 * discrete_kl(middle, real)
    assert np.isclose(discrete_kl(np.array(fake), real) - twice_js, twice_kl)
    print(f"{name:13}: 2 JS = {twice_js:.3f}, 2 KL(m || p) = {twice_kl:.3f}")

# %% [markdown] lang="en"
# $2\,\mathrm{JS}$ treats the two alike. The non-saturating loss forgives a dropped peak and punishes points where there is no data about five times as hard: sharp samples, poor coverage. That is one explanation of why GANs drop modes, and not the whole of it.
#
# ## Two players descend
#
# *Needed in: chapter 3.*
#
# So far $D$ was always the best. In practice both move by gradient steps. The simplest game of all is $\min_x \max_y\, xy$ with its equilibrium at $(0, 0)$. The gradient for $x$ is $y$, the one for $y$ is $x$. With rate $\eta$ there are three ways to play:
#
# - **simultaneous**: both use the old values, $x' = x - \eta y$, $y' = y + \eta x$;
# - **alternating**: $y$ answers the new $x$, $y' = y + \eta x'$;
# - **extra-gradient** (Korpelevich 1976; for GANs Gidel et al. 2018, arXiv:1802.10551): take a trial step, and then step from the old place with the gradients of the trial place.
#
# Each is a fixed $2 \times 2$ matrix applied again and again, so its eigenvalues decide. Largest moduli:
#
# $$|\lambda|_{\text{sim}} = \sqrt{1 + \eta^2}, \qquad |\lambda|_{\text{alt}} = 1 \ \ (\eta < 2), \qquad |\lambda|_{\text{extra}} = \sqrt{1 - \eta^2 + \eta^4}.$$

# %% [markdown] lang="zh"
# $2\,\mathrm{JS}$ 对两者一视同仁；非饱和损失对丢峰比较宽容，对落在无数据处的点却罚得重，约为前者的五倍：样本清晰，覆盖不足。GAN 为什么会丢失模式？这是一种解释，但不是全部。
#
# ## 两个玩家一起下降
#
# *用于：第 3 章。*
#
# 到此为止，$D$ 总是最优的。实际训练中，双方都靠梯度一步步走。最简单的博弈是 $\min_x \max_y\, xy$，均衡点在 $(0, 0)$。$x$ 的梯度是 $y$，$y$ 的梯度是 $x$。学习率为 $\eta$ 时有三种走法：
#
# - **同时更新**：双方都用旧值，$x' = x - \eta y$，$y' = y + \eta x$；
# - **交替更新**：$y$ 应对的是新的 $x$，$y' = y + \eta x'$；
# - **外梯度法**（extra-gradient；Korpelevich，1976；用于 GAN 见 Gidel 等，2018，arXiv:1802.10551）：先试探着走一步，再回到原处，用试探点的梯度走。
#
# 每种走法都是反复乘同一个 $2 \times 2$ 矩阵，结局由特征值决定。最大的模分别为（依次为同时、交替、外梯度）：
#
# $$|\lambda|_{\text{sim}} = \sqrt{1 + \eta^2}, \qquad |\lambda|_{\text{alt}} = 1 \ \ (\eta < 2), \qquad |\lambda|_{\text{extra}} = \sqrt{1 - \eta^2 + \eta^4}.$$


# %% tags=["nbval-check-output"]
def update_matrices(rate):
    simultaneous = np.array([[1, -rate], [rate, 1]])
    alternating = np.array([[1, -rate], [rate, 1 - rate**2]])
    extra = np.array([[1 - rate**2, -rate], [rate, 1 - rate**2]])
    return simultaneous, alternating, extra


for rate in (0.1, 0.5, 1.0, 1.9, 2.1):
    moduli = [np.abs(np.linalg.eigvals(matrix)).max() for matrix in update_matrices(rate)]
    formulas = [np.sqrt(1 + rate**2), 1, np.sqrt(1 - rate**2 + rate**4)]
    assert np.allclose(moduli, formulas) == (rate < 2)
    print("rate {}: simultaneous {:.4f}, alternating {:.4f}, extra {:.4f}".format(rate, *moduli))

# %% [markdown] lang="en"
# Above 1 the path grows, at 1 it neither grows nor shrinks, below 1 it comes home. Simultaneous steps always grow. Alternating steps stay on the unit circle up to $\eta = 2$ and leave it beyond (rate 2.1). Extra-gradient converges for $\eta < 1$.
#
# A second remedy costs nothing: keep the game as it is and **average** its path. With alternating steps $y_{t+1} - y_t = \eta x_{t+1}$, so the sum of all $x$ collapses:
#
# $$\frac1T \sum_{t=1}^{T} x_t = \frac{y_T - y_0}{\eta T},$$
#
# which goes to zero since $y$ stays bounded; so does the average of $y$, in the same way. We play the game with steps, not matrices, and check all of it.

# %% [markdown] lang="zh"
# 模大于 1，轨迹越走越远；等于 1，既不远离也不靠近；小于 1，回到原点。同时更新总是越走越远；交替更新在 $\eta < 2$ 时特征值都在单位圆上，超过 2 就离开了（见 2.1 那一行）；外梯度法在 $\eta < 1$ 时收敛。
#
# 还有一个不花钱的办法：博弈照旧，把走过的点**取平均**。交替更新满足 $y_{t+1} - y_t = \eta x_{t+1}$，所以 $x$ 的总和可以消到只剩两项：
#
# $$\frac1T \sum_{t=1}^{T} x_t = \frac{y_T - y_0}{\eta T},$$
#
# $y$ 有界，所以它趋于零；$y$ 的平均同理。下面不用矩阵，而是一步一步地玩这个博弈，逐条验证。


# %% tags=["nbval-check-output"]
def play_bilinear(method, rate=0.1, steps=200):
    path = [(1.0, 0.0)]
    for _ in range(steps):
        x, y = path[-1]
        if method == "extra-gradient":
            trial_x, trial_y = x - rate * y, y + rate * x
            path.append((x - rate * trial_y, y + rate * trial_x))
        else:
            new_x = x - rate * y
            path.append((new_x, y + rate * (new_x if method == "alternating" else x)))
    return np.array(path)


paths = {name: play_bilinear(name) for name in ("simultaneous", "alternating", "extra-gradient")}
for (name, path), matrix in zip(paths.items(), update_matrices(0.1), strict=True):
    np.testing.assert_allclose(path[-1], np.linalg.matrix_power(matrix, 200) @ [1, 0])
    print(f"{name:14}: distance from (0, 0) after 200 steps {np.hypot(*path[-1]):.3f}")
x, y = paths["alternating"].T
np.testing.assert_allclose(x[1:].mean(), (y[-1] - y[0]) / (0.1 * 200), atol=1e-12)
print(f"average of the alternating path: ({x[1:].mean():.3f}, {y[1:].mean():.3f})")

# %% [markdown] lang="en"
# The figure shows the three paths and the running average of the alternating one.

# %% [markdown] lang="zh"
# 下图是三条轨迹，以及交替更新的轨迹一路走来的平均。图中横轴为 $x$（要最小化的一方），纵轴为 $y$（要最大化的一方）；蓝线为同时更新（simultaneous），橙线为交替更新（alternating），绿线为外梯度法（extra-gradient），粉紫线为交替更新的累计平均（running average），黑色十字是均衡点（equilibrium）。

# %%
figure, axis = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
for name, path in paths.items():
    axis.plot(*path.T, label=name)
running = np.cumsum(paths["alternating"], axis=0) / np.arange(1, 202)[:, None]
axis.plot(*running.T, label="alternating, running average")
axis.plot(0, 0, "k+", markersize=10, label="equilibrium")
axis.set(xlabel="x (minimises xy)", ylabel="y (maximises xy)", aspect="equal")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plotting.show(
    figure,
    "From (1, 0): simultaneous steps spiral out, alternating steps circle, extra-gradient steps "
    "spiral in, and the running average of the circle shrinks towards the equilibrium.",
    "从 (1, 0) 出发：同时更新向外盘旋，交替更新绕圈，外梯度法向内盘旋；绕圈轨迹的累计平均"
    "逐渐缩向均衡点。",
)

# %% [markdown] lang="en"
# Which of them is a Keras model that trains both players in one `fit`? One loss, in which `stop_gradient` hides each player from the loss of the other, means one gradient at one place: **simultaneous**. Textbooks write two updates, one after the other: alternating. Here is the bilinear game as such a model, with 50 steps of plain gradient descent. (`jit_compile=True` makes each step one compiled function, which reads both weights before it writes either. In this game no gradient depends on the player's own weight, and without the compiler TensorFlow sometimes lets one update overtake the other player's reading. In a GAN each player needs its own weights for its own gradient, and the library reads them once for both losses, so the order is kept.)

# %% [markdown] lang="zh"
# 在一次 `fit` 里同时训练双方的 Keras 模型，是其中哪一种？只有一个损失，由 `stop_gradient` 让每一方都不受对方的损失影响，那就只在一个位置求一次梯度，即**同时更新**。教科书写的是先后两次更新，即交替更新。下面把这个双线性博弈写成这样的模型，用普通梯度下降走 50 步。（`jit_compile=True` 把每一步编译成一个整体，先读完两个权重，再写回。这个博弈里，双方的梯度都与自己的权重无关；不编译的话，TensorFlow 偶尔会让一方先写回，另一方才去读。而在 GAN 里，双方求梯度都要用到自己的权重，课程库又让两个损失共用一次读取，次序不会乱。）


# %%
class BilinearGame(keras.Model):
    def __init__(self):
        super().__init__(dtype="float32")
        self.x = self.add_weight(shape=(), initializer="ones", dtype="float32")
        self.y = self.add_weight(shape=(), initializer="zeros", dtype="float32")

    def call(self, inputs):
        return self.x * self.y + 0 * inputs

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss_of_x = self.x * ops.stop_gradient(self.y.value)
        loss_of_y = -ops.stop_gradient(self.x.value) * self.y
        return loss_of_x + loss_of_y


game = BilinearGame()
game.compile(keras.optimizers.SGD(0.1), jit_compile=True)
game.fit(np.zeros((50, 1), "float32"), batch_size=1, verbose=0)
end = [float(game.x), float(game.y)]
np.testing.assert_allclose(end, paths["simultaneous"][50], rtol=1e-4)
assert np.hypot(*(paths["alternating"][50] - end)) > 0.1
print(f"distance after 50 steps: {np.hypot(*end):.4f} = 1.01^25 = {1.01**25:.4f}")

# %% [markdown] lang="en"
# ## The best discriminator first?
#
# *Needed in: chapter 3.*
#
# 《赋能行业》 4.1.2 says: fix $G$ and optimise $D$ until it tells real from generated as well as it can, then fix $D$ and optimise $G$. That is the order of the *proof* above. As a recipe for the minimax loss it is a trap, and we can watch it close. Let $p$ be $\mathcal{N}(0, 1)$ and $q$ be $\mathcal{N}(8, 1)$. By symmetry $D$ needs one weight only, the steepness $a$ of its logit $-a(x - 4)$. At $a = 0$ it knows nothing; $V$ rises with $a$ up to $a = 8$, where it is the best of all. So training moves down the lines of the table, and we ask each $D$ what gradient it offers to $G$: $a\,\mathbb{E}_q[D]$ under the minimax loss, $a\,\mathbb{E}_q[1 - D]$ under the other.
#
# > **Predict before you run.** Which discriminator gives the minimax generator the largest gradient: the beginner, the half-trained one, the expert?

# %% [markdown] lang="zh"
# ## 先把判别器训练到最优？
#
# *用于：第 3 章。*
#
# 《赋能行业》4.1.2 的说法是：先固定 $G$，优化 $D$，使它“能够最大化区分真实数据和生成数据的能力”，再固定 $D$，优化 $G$。这是上面*证明*的次序。照着它去训练极小极大损失，就掉进了陷阱，而且我们可以看着陷阱合上。设 $p$ 为 $\mathcal{N}(0, 1)$，$q$ 为 $\mathcal{N}(8, 1)$。由对称性，$D$ 只需要一个权重，就是 logit $-a(x - 4)$ 的陡度 $a$。$a = 0$ 时它什么都不懂；$V$ 随 $a$ 上升，到 $a = 8$ 为止，那就是最优判别器。所以训练就是沿着表格一行行往下走。我们问每个 $D$：它给 $G$ 的梯度有多大？极小极大损失下是 $a\,\mathbb{E}_q[D]$，非饱和损失下是 $a\,\mathbb{E}_q[1 - D]$。
#
# > **先猜，再运行。** 哪个判别器给极小极大生成器的梯度最大：新手、半成品，还是高手？打印的各列为陡度 $a$、价值 $V$、生成样本上的平均 $D$（mean D）、两种损失的梯度。

# %% tags=["nbval-check-output"]
log_q, before = log_normal_density(8, 1), -np.inf
for steepness in (0, 0.25, 0.5, 1, 2, 4, 8):
    logits = -steepness * (grid - 4)
    reached = game_value(logits, log_p, log_q)
    mean_d = np.trapezoid(np.exp(log_q + log_sigmoid(logits)), grid)
    minimax, non_saturating = steepness * mean_d, steepness * (1 - mean_d)
    print(f"a = {steepness:4}: V {reached:7.4f}, mean D {mean_d:.5f}, ", end="")
    print(f"minimax {minimax:.5f}, non-saturating {non_saturating:.3f}")
    assert reached > before
    before = reached
np.testing.assert_allclose((minimax, non_saturating), shift_gradients(8))
assert all(game_value(-a * (grid - 4), log_p, log_q) < before for a in (7.9, 8.1))

# %% [markdown] lang="en"
# The beginner offers nothing, a slightly trained discriminator offers the most, and from there on every gain of $V$ is taken from the minimax generator: the best $D$ gives it less than a hundredth of what the second line gives. The non-saturating gradient only grows. In practice $D$ takes one or a few steps for each of $G$'s. (The Wasserstein critic below is another matter: it does not saturate, and Arjovsky et al. 2017, arXiv:1701.07875, advise training it well.)
#
# ## How far must the mass travel?
#
# *Needed in: chapter 3.*
#
# KL and JS compare two densities at the same $x$ and do not know that 3 is nearer to 2 than to 100. The **Wasserstein distance** does. Think of $p$ and $q$ as two heaps of sand, and of a plan $\pi(x, y)$ that says how much is carried from $x$ to $y$:
#
# $$W(p, q) = \inf_{\pi}\, \mathbb{E}_{(x, y) \sim \pi}\, |x - y|, \qquad \text{where } \pi \text{ has the marginals } p \text{ and } q.$$
#
# On a line, a plan that keeps the order is a best one: the lowest grain goes to the lowest place. Hence two closed forms, with the quantile functions $F^{-1}$ and the cumulative distributions $F$:
#
# $$W(p, q) = \int_0^1 \big| F_p^{-1}(u) - F_q^{-1}(u) \big|\, du = \int_{-\infty}^{\infty} \big| F_p(x) - F_q(x) \big|\, dx.$$
#
# First the definition, for seven points against seven. We try all 5,040 pairings. (With equal weights some best plan is a pairing.)

# %% [markdown] lang="zh"
# 新手什么也给不了；稍加训练的判别器给得最多；从那以后，$V$ 每涨一点，都是从极小极大生成器那里拿走的：最优的 $D$ 给它的，不到第二行的百分之一。非饱和损失的梯度则一路增大。实际训练时，$G$ 走一步，$D$ 只走一步或几步。（后面的 Wasserstein 评论家另当别论：它不会饱和，Arjovsky 等人（2017，arXiv:1701.07875）主张把它训练好。）
#
# ## 要搬多远？
#
# *用于：第 3 章。*
#
# KL 和 JS 都只在同一个 $x$ 处比较两个密度，它们不知道 3 离 2 比离 100 近。**Wasserstein 距离**知道。把 $p$ 和 $q$ 看成两堆沙子，方案 $\pi(x, y)$ 规定从 $x$ 搬多少到 $y$：
#
# $$W(p, q) = \inf_{\pi}\, \mathbb{E}_{(x, y) \sim \pi}\, |x - y|, \qquad \text{其中 } \pi \text{ 的两个边缘分布为 } p \text{ 和 } q.$$
#
# 在一条直线上，保持次序的方案就是最好的：最左边的沙子搬到最左边的位置。由此得到两个闭式，分别用分位数函数 $F^{-1}$ 和累积分布函数 $F$ 表示：
#
# $$W(p, q) = \int_0^1 \big| F_p^{-1}(u) - F_q^{-1}(u) \big|\, du = \int_{-\infty}^{\infty} \big| F_p(x) - F_q(x) \big|\, dx.$$
#
# 先看定义：七个点对七个点，把 5,040 种配对全试一遍。（各点权重相等时，最好的方案中必有一个是配对。）打印的依次为最省的配对、保持次序的配对（in order）、随机配对的平均代价。

# %% tags=["nbval-check-output"]
from itertools import permutations

first, second = rng.normal(0, 1, 7), rng.normal(1, 2, 7)
pairings = np.array(list(permutations(range(7))))
costs = np.abs(first - second[pairings]).mean(axis=1)
in_order = np.abs(np.sort(first) - np.sort(second)).mean()
print(f"best of {len(costs)} pairings {costs.min():.4f}, in order {in_order:.4f}")
print(f"a random pairing costs {costs.mean():.4f} on average")
assert np.isclose(costs.min(), in_order)

# %% [markdown] lang="en"
# Then both integrals, and sorted samples, for normal distributions. A shift by $c$ must cost $|c|$; a change of deviation alone from $s$ to $t$ costs $|s - t|\, \mathbb{E}|z| = |s - t| \sqrt{2/\pi}$.

# %% [markdown] lang="zh"
# 再看正态分布：两个积分，以及排序后的样本。平移 $c$，代价应为 $|c|$；只把标准差从 $s$ 变为 $t$，代价为 $|s - t|\, \mathbb{E}|z| = |s - t| \sqrt{2/\pi}$。打印的三列依次为分位数之差的积分、累积分布之差的积分、排序后的样本。

# %% tags=["nbval-check-output"]
from statistics import NormalDist

levels, line = (np.arange(50_000) + 0.5) / 50_000, np.linspace(-12, 14, 5201)
exact_costs = {(3, 1): 3, (0, 2): np.sqrt(2 / np.pi), (0.5, 0.6): None}
for (mean, deviation), exact in exact_costs.items():
    a, b = NormalDist(0, 1), NormalDist(mean, deviation)
    quantiles = np.mean([abs(a.inv_cdf(u) - b.inv_cdf(u)) for u in levels])
    areas = np.trapezoid([abs(a.cdf(x) - b.cdf(x)) for x in line], line)
    samples = np.sort(rng.normal(0, 1, 50_000)) - np.sort(rng.normal(mean, deviation, 50_000))
    assert abs(quantiles - areas) < 2e-4 and abs(np.abs(samples).mean() - areas) < 0.03
    assert exact is None or abs(exact - areas) < 1e-4
    print(f"N(0, 1) to N({mean}, {deviation}^2): {quantiles:.3f}  {areas:.3f}  ", end="")
    print(f"{np.abs(samples).mean():.2f}")

# %% [markdown] lang="en"
# Now all three measures on one example: $p$ uniform on $[0, 1]$, $q$ uniform on $[\theta, \theta + 1]$. For every $\theta > 0$ there are points that $p$ produces and $q$ cannot, so $\mathrm{KL}(p \,\|\, q) = \infty$. JS grows with the share that does not overlap, and stops when all of it is outside; $W$ is the shift:
#
# $$\mathrm{JS} = \min(\theta, 1)\, \ln 2, \qquad W = \theta.$$

# %% [markdown] lang="zh"
# 现在把三种量放到同一个例子上：$p$ 是 $[0, 1]$ 上的均匀分布，$q$ 是 $[\theta, \theta + 1]$ 上的均匀分布。只要 $\theta > 0$，就有 $p$ 取得到而 $q$ 取不到的点，所以 $\mathrm{KL}(p \,\|\, q) = \infty$。JS 量的是不重叠的比例，到顶就不动了；$W$ 就是平移量：
#
# $$\mathrm{JS} = \min(\theta, 1)\, \ln 2, \qquad W = \theta.$$


# %% tags=["nbval-check-output"]
def shifted_uniforms(bins):
    p, q = np.zeros(400), np.zeros(400)
    p[:100], q[bins : bins + 100] = 0.01, 0.01
    m = (p + q) / 2
    here, there = p > 0, q > 0
    kl_p_q = np.inf if np.any(here & ~there) else discrete_kl(p[here], q[here])
    js = (discrete_kl(p[here], m[here]) + discrete_kl(q[there], m[there])) / 2
    return kl_p_q, js, np.sum(np.abs(np.cumsum(p) - np.cumsum(q))) * 0.01


for bins in (0, 1, 50, 100, 200, 300):
    measures = shifted_uniforms(bins)
    np.testing.assert_allclose(measures[1:], (min(bins / 100, 1) * np.log(2), bins / 100))
    print("shift {:.2f}: KL {}, JS {:.4f}, W {:.2f}".format(bins / 100, *measures))

# %% [markdown] lang="en"
# For $\theta > 1$ the derivative of JS is zero: however far away, no direction is better. $W$ has the same slope of 1 everywhere.

# %% [markdown] lang="zh"
# 当 $\theta > 1$ 时，JS 的导数为零：不管多远，往哪边走都一样。$W$ 的斜率则处处是 1。图中横轴为平移量 $\theta$，纵轴为距离或散度；蓝线为 Wasserstein 距离，橙线为 JS 散度，黑色虚线为 $\ln 2$，灰色箭头表示 KL 散度：只要 $\theta > 0$ 就是无穷大。

# %%
shifts = np.arange(0, 301, 5)
curves = np.array([shifted_uniforms(bins)[1:] for bins in shifts])
figure, axis = plt.subplots(figsize=(6.4, 3), layout="constrained")
axis.plot(shifts / 100, curves[:, 1], label="Wasserstein distance")
axis.plot(shifts / 100, curves[:, 0], label="JS divergence")
axis.axhline(np.log(2), color="black", linestyle="--", linewidth=0.8, label="$\\ln 2$")
axis.annotate("", (0.02, 3), (0.02, 0), arrowprops={"arrowstyle": "->", "color": "grey", "lw": 2})
axis.text(0.08, 2.6, "KL is infinite\nfor every shift above 0", color="grey")
axis.set(xlabel="shift of q against p", ylabel="distance or divergence")
axis.legend(loc="center right")
plotting.show(
    figure,
    "The Wasserstein distance grows in a straight line; the JS divergence rises to ln 2 at shift 1 "
    "and stays there; KL is infinite at once.",
    "Wasserstein 距离沿直线增长；JS 散度在平移量为 1 时升到 ln 2，此后不变；KL 散度立刻变为无穷大。",
)

# %% [markdown] lang="en"
# ## Two sides of one distance
#
# *Needed in: chapter 3.*
#
# In many dimensions nobody can sort, and a plan between two distributions of images is out of reach. A second description of the same number helps (Kantorovich and Rubinstein):
#
# $$W(p, q) = \sup_{f \text{ is 1-Lipschitz}} \mathbb{E}_{p}[f] - \mathbb{E}_{q}[f], \qquad |f(x) - f(y)| \le \lVert x - y \rVert \text{ for all } x, y.$$
#
# One half is easy: for any plan $\pi$ and any such $f$, $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \mathbb{E}_\pi[f(x) - f(y)] \le \mathbb{E}_\pi \lVert x - y \rVert$. So every $f$ stays below every plan. If one $f$ and one plan give the *same* number, both are the best, and the number is $W$. We look for such a pair: six real and six generated points in the plane. The plan comes from trying all 720 pairings. The function must satisfy $f(x) - f(y) = \lVert x - y \rVert$ along the plan and $\le$ everywhere else. Such a list of upper limits on differences is solved by tightening it, round after round, as for shortest paths.

# %% [markdown] lang="zh"
# ## 同一个距离的两面
#
# *用于：第 3 章。*
#
# 到了高维，没法排序；两个图像分布之间的搬运方案更是无从算起。好在同一个数还有另一种描述（Kantorovich 与 Rubinstein）：
#
# $$W(p, q) = \sup_{f \text{ 是 1-Lipschitz 的}} \mathbb{E}_{p}[f] - \mathbb{E}_{q}[f], \qquad \text{即对一切 } x, y \text{ 有 } |f(x) - f(y)| \le \lVert x - y \rVert.$$
#
# 有一半很容易：对任何方案 $\pi$ 和任何这样的 $f$，$\mathbb{E}_p[f] - \mathbb{E}_q[f] = \mathbb{E}_\pi[f(x) - f(y)] \le \mathbb{E}_\pi \lVert x - y \rVert$。所以任何 $f$ 都不超过任何方案。要是某个 $f$ 与某个方案给出*同一个*数，那么两者都是最好的，这个数就是 $W$。我们来找这样一对：平面上取六个真实点、六个生成点。方案由 720 种配对逐一试出；函数则要在方案的每条连线上满足 $f(x) - f(y) = \lVert x - y \rVert$，在别处满足 $\le$。这是一组“差不得超过多少”的限制，像求最短路那样一轮轮收紧，就解出来了。打印的依次为最省的方案（cheapest plan）、最好的函数（best function）、最好的线性函数（best linear one）。

# %% tags=["nbval-check-output"]
real, fake = rng.normal(0, 0.7, (6, 2)), rng.normal((3, 1), (0.5, 1.2), (6, 2))
plans = np.array(list(permutations(range(6))))
lengths = np.linalg.norm(real[:, None] - fake, axis=-1)
costs = lengths[np.arange(6), plans].mean(axis=1)
plan = plans[np.argmin(costs)]
points = np.concatenate([real, fake])
gaps = np.linalg.norm(points[:, None] - points, axis=-1)
limits, potential = gaps.copy(), np.zeros(12)
limits[6 + plan, np.arange(6)] *= -1
for _ in range(12):
    potential = np.min(limits + potential, axis=1)
assert np.all(potential[:, None] - potential <= gaps + 1e-9)
dual = potential[:6].mean() - potential[6:].mean()
angles = np.linspace(0, 2 * np.pi, 1000)
directions = np.stack([np.cos(angles), np.sin(angles)])
linear = np.max((real.mean(0) - fake.mean(0)) @ directions)
print(f"cheapest plan {costs.min():.4f}, best function {dual:.4f}, best linear one {linear:.4f}")
assert np.isclose(costs.min(), dual) and linear < dual

# %% [markdown] lang="en"
# The two numbers agree up to rounding, so that is the distance. No linear function does as well. The function is known at twelve points so far; $f(x) = \min_v \big[f(v) + \lVert x - v \rVert\big]$ extends it to the plane and keeps it 1-Lipschitz. Along each line of the plan it must fall by exactly the length of the line. So **its slope there is 1**, never less: the gradient penalty will use that.

# %% [markdown] lang="zh"
# 两个数在舍入误差之内相等，所以这就是距离；线性函数则达不到。目前 $f$ 只在十二个点上有值，令 $f(x) = \min_v \big[f(v) + \lVert x - v \rVert\big]$，就把它延拓到了整个平面，而且仍是 1-Lipschitz 的。沿着方案的每条连线，它下降的量必须恰好等于线长，所以**它在连线上的斜率是 1**，一点也不能少：梯度惩罚用的正是这一点。图中横轴、纵轴为平面的两个坐标（x1、x2），底色为 $f$ 的值（越亮越大），圆点是真实点（real），叉是生成点（generated），连线是搬运方案。


# %%
def extended(places):
    return np.min(potential + np.linalg.norm(places[..., None, :] - points, axis=-1), axis=-1)


for start, end in zip(real, fake[plan], strict=True):
    on_the_line = start + np.linspace(0, 1, 50)[:, None] * (end - start)
    slopes = np.diff(extended(on_the_line)) / np.linalg.norm(end - start) * 49
    np.testing.assert_allclose(slopes, -1)
plane = np.stack(np.meshgrid(np.linspace(-2, 5, 200), np.linspace(-2, 4, 200)), axis=-1)
figure, axis = plt.subplots(figsize=(5.6, 3.8), layout="constrained")
shading = axis.contourf(plane[..., 0], plane[..., 1], extended(plane), 20, cmap="gray")
figure.colorbar(shading, label="f")
for start, end in zip(real, fake[plan], strict=True):
    axis.plot(*np.stack([start, end]).T, color="C4")
axis.plot(*real.T, "o", color="C5", label="real")
axis.plot(*fake.T, "X", color="C1", label="generated")
axis.set(xlabel="x1", ylabel="x2", aspect="equal")
axis.legend(loc="upper left")
plotting.show(
    figure,
    "Six real points on the left joined to six generated ones on the right; the shading, f, falls "
    "along every line.",
    "左边六个真实点与右边六个生成点两两相连；底色表示 f，沿每条连线下降。",
)

# %% [markdown] lang="en"
# ## Slopes: Lipschitz, clipping, spectral norm
#
# *Needed in: chapter 3.*
#
# A WGAN makes $f$ a network, the **critic**, and must keep it 1-Lipschitz. For a differentiable $f$ that means: the norm of the gradient is at most 1 *everywhere*. (Between two points the change is the average slope along the way, times the distance.) For a network, a crude bound comes free: the product of the layers' **spectral norms**, that is of their largest singular values. For $f(x) = v \cdot \tanh(Wx + b)$, since the slope of $\tanh$ is at most 1,
#
# $$\frac{|f(x) - f(y)|}{\lVert x - y \rVert} \le \max_x \lVert \nabla f(x) \rVert \le \lVert v \rVert\, \lVert W \rVert_2, \qquad \nabla f(x) = W^\top \big(v \odot (1 - \tanh^2(Wx + b))\big).$$

# %% [markdown] lang="zh"
# ## 坡度：Lipschitz、裁剪、谱范数
#
# *用于：第 3 章。*
#
# WGAN 让一个网络来当 $f$，称为**评论家**（critic），而且必须让它保持 1-Lipschitz。对可微的 $f$，这就是说梯度的范数*处处*不超过 1。（两点之间的变化量，等于沿途斜率的平均，再乘以距离。）对神经网络，有一个现成的粗略上界：各层**谱范数**（最大奇异值）之积。例如 $f(x) = v \cdot \tanh(Wx + b)$，因为 $\tanh$ 的斜率不超过 1，
#
# $$\frac{|f(x) - f(y)|}{\lVert x - y \rVert} \le \max_x \lVert \nabla f(x) \rVert \le \lVert v \rVert\, \lVert W \rVert_2, \qquad \nabla f(x) = W^\top \big(v \odot (1 - \tanh^2(Wx + b))\big).$$
#
# 打印的依次为最陡的弦（chord）、最大的梯度范数（gradient）、谱范数之积（product）。

# %% tags=["nbval-check-output"]
w, b, v = rng.normal(size=(5, 2)), rng.normal(size=5), rng.normal(size=5)


def tiny_critic(x):
    return np.tanh(x @ w.T + b) @ v


def tiny_gradient(x):
    return (v * (1 - np.tanh(x @ w.T + b) ** 2)) @ w


first, second = rng.uniform(-3, 3, (2, 100_000, 2))
lengths = np.linalg.norm(first - second, axis=1)
quotients = np.abs(tiny_critic(first) - tiny_critic(second)) / lengths
plane = np.stack(np.meshgrid(*[np.linspace(-3, 3, 601)] * 2), axis=-1).reshape(-1, 2)
steepest = np.linalg.norm(tiny_gradient(plane), axis=1).max()
bound = np.linalg.norm(v) * np.linalg.norm(w, 2)
print(f"steepest chord {quotients.max():.3f} <= gradient {steepest:.3f} <= product {bound:.3f}")
assert 0.9 * steepest < quotients.max() <= steepest <= bound
w, v = w / np.linalg.norm(w, 2), v / np.linalg.norm(v)
steepest = np.linalg.norm(tiny_gradient(plane), axis=1).max()
print(f"both layers divided by their spectral norms: gradient {steepest:.3f}")
assert steepest <= 1

# %% [markdown] lang="en"
# The bound holds and is loose. Dividing each layer by its spectral norm makes any such critic 1-Lipschitz for certain (**spectral normalisation**, Miyato et al. 2018, arXiv:1802.05957). The price: the critic is flatter than it might be, here not half as steep as allowed.
#
# The first WGAN was cruder: after each step, clip every weight to $[-c, c]$. Take a linear critic $f(x) = w \cdot x$ and two clouds whose means differ by $\delta$. What does each constraint make of it?
#
# $$\max_{\lVert w \rVert \le 1} w \cdot \delta = \lVert \delta \rVert \ \text{ at } w = \frac{\delta}{\lVert \delta \rVert}, \qquad \max_{|w_i| \le c} w \cdot \delta = c \sum_i |\delta_i| \ \text{ at } w_i = c\, \mathrm{sign}(\delta_i).$$

# %% [markdown] lang="zh"
# 上界成立，但很松。把每一层除以自己的谱范数，评论家就一定是 1-Lipschitz 的（这叫**谱归一化**：Miyato 等，2018，arXiv:1802.05957）。代价是评论家往往比允许的更平：这里的最大斜率还不到允许值的一半。
#
# 最早的 WGAN 更粗糙：每走一步，就把所有权重裁剪到 $[-c, c]$ 之内。取线性评论家 $f(x) = w \cdot x$，设两团点的均值之差为 $\delta$，两种约束各会给出什么？
#
# $$\max_{\lVert w \rVert \le 1} w \cdot \delta = \lVert \delta \rVert, \ \text{ 取 } w = \frac{\delta}{\lVert \delta \rVert}, \qquad \max_{|w_i| \le c} w \cdot \delta = c \sum_i |\delta_i|, \ \text{ 取 } w_i = c\, \mathrm{sign}(\delta_i).$$

# %% tags=["nbval-check-output"]
difference, clip = np.array([3.0, 1.0]), 0.01
box = rng.uniform(-clip, clip, (200_000, 2))
best_clipped = box[np.argmax(box @ difference)]
best_unit = directions.T[np.argmax(difference @ directions)]
np.testing.assert_allclose(best_clipped, clip * np.sign(difference), rtol=0.02)
np.testing.assert_allclose(best_unit, difference / np.linalg.norm(difference), atol=0.01)
angle = np.degrees(np.arctan2(1, 1) - np.arctan2(1, 3))
print(f"norm at most 1: value {difference @ best_unit:.3f}, the distance itself")
print(f"clipped at {clip}: value {clip * np.abs(difference).sum():.3f}, {angle:.1f} degrees off")

# %% [markdown] lang="en"
# Clipped, this critic measures in a unit of its own, and its weights go to a corner of the box: the generator is sent along a diagonal, not straight towards the data.
#
# ## The gradient penalty
#
# *Needed in: chapter 3.*
#
# WGAN-GP (Gulrajani et al. 2017, arXiv:1704.00028) asks for the slope instead. The best function has slope 1 on the lines of the best plan. Nobody knows the plan, so the penalty pairs real and generated points at random, takes one point between each pair, and adds
#
# $$\lambda\, \mathbb{E}\Big[\big(\lVert \nabla f(\hat x) \rVert - 1\big)^2\Big], \qquad \hat x = u\,x + (1 - u)\,G(z), \quad u \sim U(0, 1).$$
#
# $u$ is uniform. A normal $u$, a common slip, puts two points out of three outside the segment. The penalty is two-sided: it dislikes slopes below 1 too. For the tiny critic we have the gradient by hand; automatic differentiation and the library must agree.

# %% [markdown] lang="zh"
# 裁剪之后，这个评论家用的是它自己的单位；权重又都顶到界限，落在方框的角上，于是生成器被引向对角线，而不是径直朝着数据走。
#
# ## 梯度惩罚
#
# *用于：第 3 章。*
#
# WGAN-GP（Gulrajani 等，2017，arXiv:1704.00028）改为直接对斜率提要求。最好的函数在最佳方案的连线上斜率为 1。方案谁也不知道，于是把真实点与生成点随机配对，在每对之间取一点，加上惩罚
#
# $$\lambda\, \mathbb{E}\Big[\big(\lVert \nabla f(\hat x) \rVert - 1\big)^2\Big], \qquad \hat x = u\,x + (1 - u)\,G(z), \quad u \sim U(0, 1).$$
#
# $u$ 服从均匀分布。常有人误写成正态分布，那样三个点里有两个会落到线段之外。惩罚是双侧的：斜率小于 1 也要罚。上面那个小评论家的梯度可以手算，自动微分和课程库应当与之一致。

# %% tags=["nbval-check-output"]
real, fake = rng.normal(0, 1, (200, 2)), rng.normal(3, 1, (200, 2))
share = rng.uniform(size=(200, 1))
between = share * real + (1 - share) * fake
by_hand = np.mean((np.linalg.norm(tiny_gradient(between), axis=1) - 1) ** 2)
w32, b32, v32 = (ops.convert_to_tensor(a, "float32") for a in (w, b, v))
automatic = input_gradient(
    lambda x: ops.sum(ops.tanh(x @ ops.transpose(w32) + b32) * v32, axis=1),
    between.astype("float32"),
)
np.testing.assert_allclose(ops.convert_to_numpy(automatic), tiny_gradient(between), atol=1e-4)
library = float(aigc_keras.losses.gradient_penalty(automatic))
normal_share = rng.normal(size=100_000)
outside = np.mean((normal_share < 0) | (normal_share > 1))
print(f"penalty by hand {by_hand:.4f}, library {library:.4f}; a normal u is outside: {outside:.2f}")
assert np.isclose(by_hand, library, rtol=1e-3)

# %% [markdown] lang="en"
# A penalty is a price, not a wall. What does it buy? On a line we can solve for the best critic among *all* functions. Integrating by parts, $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \int f'(x)\, \big(F_q(x) - F_p(x)\big)\, dx$. If $r$ is the density of the points $\hat x$, the critic's loss is
#
# $$-\int f'\, (F_q - F_p)\, dx + \lambda \int r\, \big(|f'| - 1\big)^2 dx, \qquad \text{smallest at} \quad |f'(x)| = 1 + \frac{|F_q(x) - F_p(x)|}{2 \lambda\, r(x)},$$
#
# with the sign of $F_q - F_p$, point by point as with $D^*$. Let real data have peaks at −2 and 2, and let generated points lie around 0. We give every little cell of the line a slope of its own, let gradient descent find all of them with $\lambda = 10$, and compare with the formula.
#
# > **Predict before you run.** Will the largest slope lie below 1, at 1 or above 1?

# %% [markdown] lang="zh"
# 惩罚是明码标价，不是一堵墙。这个价钱买到了什么？在一条直线上，可以从*所有*函数中求出最好的评论家。分部积分得 $\mathbb{E}_p[f] - \mathbb{E}_q[f] = \int f'(x)\, \big(F_q(x) - F_p(x)\big)\, dx$。记 $\hat x$ 的密度为 $r$，评论家的损失就是
#
# $$-\int f'\, (F_q - F_p)\, dx + \lambda \int r\, \big(|f'| - 1\big)^2 dx, \qquad \text{最小值在} \quad |f'(x)| = 1 + \frac{|F_q(x) - F_p(x)|}{2 \lambda\, r(x)}$$
#
# 处取到，$f'$ 的符号与 $F_q - F_p$ 相同；与求 $D^*$ 一样，这是逐点求解的。设真实数据有两个峰，在 −2 和 2，生成样本在 0 附近。让直线上每个小格各有一个斜率，取 $\lambda = 10$，由梯度下降全部求出，再与公式对照。
#
# > **先猜，再运行。** 最大的斜率会小于 1、等于 1，还是大于 1？打印的依次为斜率的范围（slopes）、评论家的估计（the critic says）和真正的距离（the distance）。

# %% tags=["nbval-check-output"]
real = np.sort(rng.choice([-2.0, 2.0], 200_000) + rng.normal(0, 0.3, 200_000))
fake, edges = np.sort(rng.normal(0, 0.3, 200_000)), np.linspace(-4, 4, 161)
centres, share = (edges[1:] + edges[:-1]) / 2, rng.uniform(size=200_000)
between = share * rng.permutation(real) + (1 - share) * fake
density = np.histogram(between, edges, density=True)[0]
gap = (np.searchsorted(fake, centres) - np.searchsorted(real, centres)) / 200_000
slopes, used = np.sign(gap), density > 0.02
for _ in range(2000):
    slopes += 0.05 * (gap - 20 * density * (np.abs(slopes) - 1) * np.sign(slopes))
steepest = 1 + np.abs(gap[used] / density[used]) / 20
np.testing.assert_allclose(np.abs(slopes[used]), steepest, rtol=1e-3)
estimate, distance = np.sum(slopes * gap) * 0.05, np.mean(np.abs(real - fake))
print(f"slopes from {steepest.min():.2f} to {steepest.max():.2f}; ", end="")
print(f"the critic says {estimate:.2f}, the distance is {distance:.2f}")
assert np.isclose(np.sum(np.abs(gap)) * 0.05, distance, rtol=1e-3)

# %% [markdown] lang="en"
# Above 1, in every cell where enough points fall. The loss pays for steepness, the penalty charges nothing at first for exceeding 1, so the best bargain lies beyond it; the critic's estimate is 9% too large.
#
# > **Misconception: "the gradient penalty makes the critic 1-Lipschitz."** It is a soft pull on random points between real and generated ones. There, the best critic on our line is steeper than 1; where no such point falls, $r = 0$, and any slope is free of charge. (《原理与代码》 3.2 says that the penalty "prompts D to satisfy 1-Lipschitz continuity", and states it for the logarithmic $V$. It was made for the Wasserstein critic.)
#
# ## Several generators
#
# *Needed in: chapter 3.*
#
# 《原理与代码》 3.2 also suggests several $G$ and $D$, with their outputs averaged, for more diversity. Take two generators that are both *perfect*: each gives the two peaks of the last example, independently of the other. Let $X_1$ and $X_2$ be their outputs. Then
#
# $$\mathrm{Var}\Big[\frac{X_1 + X_2}{2}\Big] = \frac{\mathrm{Var}[X_1]}{2}, \qquad \text{density of the average: } \tfrac14 \mathcal{N}(-2, \tfrac{s^2}{2}) + \tfrac12 \mathcal{N}(0, \tfrac{s^2}{2}) + \tfrac14 \mathcal{N}(2, \tfrac{s^2}{2}),$$
#
# where $s = 0.3$ is the deviation of a peak. Drawing each sample from *one* of the two, chosen by a coin, leaves the distribution as it is.
#
# > **Predict before you run.** What share of the averages lies where there is no data at all?

# %% [markdown] lang="zh"
# 凡是有足够多的点落入的小格，斜率都大于 1。损失奖励陡峭，而刚超过 1 时惩罚几乎不收费，所以最划算的位置总在 1 以外；评论家的估计偏大 9%。
#
# > **常见误解：“加了梯度惩罚，评论家就是 1-Lipschitz 的。”** 它只是软约束，作用在真实点与生成点之间随机取的点上。在那里，上面这条直线上最好的评论家比 1 更陡；在取不到点的地方，$r = 0$，斜率多大都不收费。（《原理与代码》3.2 说惩罚项“促使D满足1-Lipschitz连续性”，配的却是对数形式的 $V$；它本是为 Wasserstein 评论家设计的。）
#
# ## 多个生成器
#
# *用于：第 3 章。*
#
# 《原理与代码》3.2 还建议采用多个 $G$ 和 $D$，“对其输出取平均”，以提高多样性。取两个*完美*的生成器：各自都能产生上例中的两个峰，彼此独立。记它们的输出为 $X_1$、$X_2$，则
#
# $$\mathrm{Var}\Big[\frac{X_1 + X_2}{2}\Big] = \frac{\mathrm{Var}[X_1]}{2}, \qquad \text{平均值的密度：} \tfrac14 \mathcal{N}(-2, \tfrac{s^2}{2}) + \tfrac12 \mathcal{N}(0, \tfrac{s^2}{2}) + \tfrac14 \mathcal{N}(2, \tfrac{s^2}{2}),$$
#
# 其中 $s = 0.3$ 是一个峰的标准差。要是抛硬币决定每个样本出自*哪一个*生成器，分布就保持原样。
#
# > **先猜，再运行。** 平均之后，有多大比例的样本落在根本没有数据的地方？图中横轴为 $x$，纵轴为密度；蓝线为真实数据（real），橙线为每次从一个生成器取样（one），两者几乎重合，绿线为两个输出的平均（averaged）。打印的是方差，以及与 0 相距不到 1 的样本所占的比例。


# %%
def two_peaks():
    return rng.choice([-2.0, 2.0], 200_000) + rng.normal(0, 0.3, 200_000)


real, first, second = two_peaks(), two_peaks(), two_peaks()
one_of_them = np.where(rng.random(200_000) < 0.5, first, second)
edges = np.linspace(-3.5, 3.5, 141)
centres = (edges[1:] + edges[:-1]) / 2
figure, axis = plt.subplots(figsize=(6.4, 3), layout="constrained")
for name, made in {"real": real, "one": one_of_them, "averaged": (first + second) / 2}.items():
    heights = axis.hist(made, edges, density=True, histtype="step", label=name)[0]
    print(
        f"{name:8}: variance {made.var():.2f}, share within 1 of 0: {np.mean(np.abs(made) < 1):.2f}"
    )
peaks = [np.exp(-((centres - c) ** 2) / 0.09) / np.sqrt(0.09 * np.pi) for c in (-2, 0, 2)]
assert np.abs(heights - np.array([0.25, 0.5, 0.25]) @ peaks).max() < 0.03
assert np.isclose(np.var(first + second) / 4, np.var(first) / 2, rtol=0.01)
axis.set(xlabel="x", ylabel="density")
axis.legend()
plotting.show(
    figure,
    "Real data and samples drawn from one generator each have peaks at -2 and 2; averages have "
    "their highest peak at 0, where there are no data.",
    "真实数据和每次取自一个生成器的样本都在 -2 和 2 处有峰；平均值最高的峰却在没有数据的 0 处。",
)

# %% [markdown] lang="en"
# Half of the averages land where there are no data, and the variance is halved. The library's `GANEnsemble` draws each sample from one generator.
#
# Discriminators are different: their **logits** may be averaged. $V$ is concave in the logits, since $\log \sigma$ is, so a committee is never worse than its members are on average:
#
# $$V\Big(\frac{\ell_1 + \ell_2}{2}\Big) \ge \frac{V(\ell_1) + V(\ell_2)}{2}.$$

# %% [markdown] lang="zh"
# 有一半的平均值落在没有数据的地方，方差也减了半。课程库的 `GANEnsemble` 让每个样本只出自一个生成器。
#
# 判别器不同，它们的 **logit** 是可以平均的。$V$ 是 logit 的凹函数，因为 $\log \sigma$ 是凹的，所以委员会绝不会比成员的平均水平差：
#
# $$V\Big(\frac{\ell_1 + \ell_2}{2}\Big) \ge \frac{V(\ell_1) + V(\ell_2)}{2}.$$

# %% tags=["nbval-check-output"]
log_q = log_normal_density(1.5, 0.6)
members = rng.normal((1.5, -2), 1, (100, 2, 2))
gains = []
for pair in members:
    pair_logits = pair[:, :1] + pair[:, 1:] * grid
    alone = [game_value(logits, log_p, log_q) for logits in pair_logits]
    gains.append(game_value(pair_logits.mean(axis=0), log_p, log_q) - np.mean(alone))
print(f"gain of 100 committees of two: {min(gains):.4f} to {max(gains):.3f}")
assert min(gains) >= 0

# %% [markdown] lang="en"
# # Part 3. Sequences, attention, diffusion
#
# Three families of models, each built on a handful of formulas. A recurrent network is one function applied again and again, and a product of matrices decides what it can learn. Attention is a weighted average. A diffusion model rests on a chain of normal distributions, all of them known in closed form.
#
# Two conventions. Inputs and states are **row vectors**, as Keras stores them: a matrix stands to the right of what it multiplies. And the **Jacobian** of a function from row vectors to row vectors has in row $i$ and column $j$ the derivative of output $j$ with respect to input $i$, so a chain of steps reads from left to right.

# %% [markdown] lang="zh"
# # 第三部分　序列、注意力与扩散
#
# 三类模型，各自只靠几个公式。循环网络是把同一个函数反复使用，它能学到什么，取决于一串矩阵的乘积；注意力是加权平均；扩散模型的根基是一条正态分布的链，每一环都有闭式解。
#
# 约定两件事。输入和状态都写成**行向量**，与 Keras 的存法一致，矩阵乘在右边。函数若把行向量变成行向量，它的**雅可比矩阵**第 $i$ 行第 $j$ 列是第 $j$ 个输出对第 $i$ 个输入的导数；这样，连续几步的乘积从左往右读，就是时间的先后。

# %% [markdown] lang="en"
# ## A function, iterated
#
# *Needed in: chapter 5.*
#
# A **recurrent neural network** reads tokens $x_1, x_2, \dots$, each a one-hot row vector, and keeps a hidden state. With $h_0 = 0$,
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad p_t = \mathrm{softmax}(h_t V + c).$$
#
# Five arrays hold all its parameters: $W$, $U$ and $b$ belong to the hidden layer, $V$ and $c$ to the output layer, and the same five serve at every step. $p_t$ is a distribution over the token that comes next; the target is the token that does come next, $x_{t+1}$. Output and target are two things and have two names. The loss of a text is
#
# $$L = -\sum_{t=1}^{T-1} \log p(x_{t+1} \mid x_1, \dots, x_t), \qquad p(x_{t+1} \mid x_1, \dots, x_t) = p_t[x_{t+1}].$$
#
# ($p_t[x_{t+1}]$ is the entry of $p_t$ at the place where $x_{t+1}$ has its 1.) What returns into the network is $h_{t-1}$. Neither $V$ nor $c$ nor $p_t$ occurs in the formula of the state. This coming back in time is what *recurrent* means (in Chinese 循环); a *recursive* network (递归) applies its function along a tree.

# %% [markdown] lang="zh"
# ## 一个函数，反复使用
#
# *用于：第 5 章。*
#
# **循环神经网络**依次读入词元 $x_1, x_2, \dots$（都是独热行向量），同时维持一个隐藏状态。设 $h_0 = 0$，则
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad p_t = \mathrm{softmax}(h_t V + c).$$
#
# 全部参数装在五个数组里：$W$、$U$、$b$ 属于隐藏层，$V$、$c$ 属于输出层，每个时刻用的都是这同一组。$p_t$ 是下一个词元的概率分布；目标则是实际出现的下一个词元 $x_{t+1}$。输出与目标是两回事，所以用两个记号。一段文本的损失是
#
# $$L = -\sum_{t=1}^{T-1} \log p(x_{t+1} \mid x_1, \dots, x_t), \qquad p(x_{t+1} \mid x_1, \dots, x_t) = p_t[x_{t+1}].$$
#
# （$p_t[x_{t+1}]$ 指 $p_t$ 中与 $x_{t+1}$ 的那个 1 同一位置的分量。）回到网络里的是 $h_{t-1}$；状态的公式中既没有 $V$、$c$，也没有 $p_t$。在时间上周而复始，这就是 recurrent（循环）的意思；recursive（递归）网络则是沿着一棵树反复使用同一个函数。


# %%
def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def read(token_ids, w, u, b, v, c):
    states = [np.zeros(len(b))]
    matrices = np.broadcast_to(u, (len(token_ids), *u.shape[-2:]))
    for token_id, u_now in zip(token_ids, matrices, strict=True):
        states.append(np.tanh(w[token_id] + states[-1] @ u_now + b))
    states = np.stack(states)
    return states, softmax(states[1:] @ v + c)


def text_loss(token_ids, *weights):
    _, probabilities = read(token_ids[:-1], *weights)
    return -np.sum(np.log(probabilities[np.arange(len(token_ids) - 1), token_ids[1:]]))


# %% [markdown] lang="en"
# (`read` also takes a stack of matrices, one $U$ for each step; the next section needs that. Why `softmax` takes the largest logit away is explained further below.) Is this what Keras computes? A `SimpleRNN` and a `Dense` layer are given the same random weights. We also check that one matrix does the work of two, $h_t = \tanh([x_t, h_{t-1}] \, [W; U] + b)$, where $[W; U]$ is $W$ written above $U$.

# %% [markdown] lang="zh"
# （`read` 也可以接受一叠矩阵，每个时刻一个 $U$，下一节要用；`softmax` 为什么先减去最大的 logit，后面会讲。）Keras 算的是不是这个？把同一组随机权重交给一个 `SimpleRNN` 层和一个 `Dense` 层。顺便验证两个矩阵可以并成一个，$h_t = \tanh([x_t, h_{t-1}] \, [W; U] + b)$，其中 $[W; U]$ 是把 $W$ 摞在 $U$ 上面。

# %%
rng = np.random.default_rng(0)
shapes = (5, 4), (4, 4), (4,), (4, 5), (5,)
w, u, b, v, c = weights = [rng.normal(size=shape) for shape in shapes]
token_ids = rng.integers(5, size=12)
states, probabilities = read(token_ids, *weights)
one_hot = np.eye(5)[token_ids]
stacked = np.tanh(np.hstack([one_hot, states[:-1]]) @ np.vstack([w, u]) + b)
np.testing.assert_allclose(stacked, states[1:])

recurrent = layers.SimpleRNN(4, return_sequences=True, dtype="float32")
head = layers.Dense(5, activation="softmax", dtype="float32")
recurrent.build((1, 12, 5))
head.build((1, 12, 4))
recurrent.set_weights([w, u, b])
head.set_weights([v, c])
predicted = ops.convert_to_numpy(head(recurrent(one_hot[None].astype("float32"))))[0]
np.testing.assert_allclose(predicted, probabilities, atol=1e-5)
parameters = recurrent.count_params() + head.count_params()
print(f"equal: {predicted.shape[0]} distributions over {predicted.shape[1]} tokens, ", end="")
print(f"{parameters} parameters")

# %% [markdown] lang="en"
# Three properties follow from the formulas. Since every $p_t$ sums to 1, $e^{-L}$ is a probability: over all continuations of a first token to a given length it sums to 1. Since the output does not return, another output layer changes the outputs and not one state. And since $h_t$ depends on every earlier token, $p_t$ is conditioned on all of them.
#
# > **Predict before you run.** Two texts differ in their first token only. The third prediction then sees the same $x_3$, and the same $x_2$ before it. Is it the same?

# %% [markdown] lang="zh"
# 由公式可以得出三条性质。每个 $p_t$ 之和都是 1，所以 $e^{-L}$ 是概率：固定第一个词元和长度，对所有可能的后续求和，结果为 1。输出不回到网络里，所以换一个输出层，输出全变，状态却一个不变。$h_t$ 依赖前面的每一个词元，所以 $p_t$ 以全部前文为条件。
#
# > **先猜，再运行。** 两段文本只有第一个词元不同。到第三个预测时，眼前的 $x_3$ 相同，它前面的 $x_2$ 也相同。预测会相同吗？

# %% tags=["nbval-check-output"]
import itertools

texts = [np.array((0, *rest)) for rest in itertools.product(range(5), repeat=4)]
total = sum(np.exp(-text_loss(text, *weights)) for text in texts)
np.testing.assert_allclose(total, 1)

other_states, other_outputs = read(token_ids, w, u, b, -v, c)
assert np.array_equal(other_states, states) and not np.allclose(other_outputs, probabilities)

third = [read(np.array([first, 1, 2]), *weights)[1][2] for first in (0, 4)]
print(f"{len(texts)} texts, total probability {total:.6f}")
print("third prediction after 0 1 2:", third[0].round(3))
print("third prediction after 4 1 2:", third[1].round(3))
assert not np.allclose(*third, atol=1e-2)

# %% [markdown] lang="en"
# The two predictions differ. A formula of the form $p(y_t \mid y_{t-1}, x_t)$ has no place for that: with the target $y_t = x_{t+1}$, its two conditions $y_{t-1}$ and $x_t$ are one and the same token, and everything before it is left out.
#
# ## Back-propagation through time
#
# *Needed in: chapter 5.*
#
# How does $L$ change with the weights? Write $a_t = x_t W + h_{t-1} U + b$ for what stands inside the tanh, and $\delta_t = \partial L / \partial h_t$. The derivation has three steps.
#
# 1. **The output.** Only $-\log p_t[x_{t+1}]$ contains the logits $\ell_t = h_t V + c$, and its gradient with respect to them is $p_t - x_{t+1}$ (probabilities minus one-hot target; the section on the softmax derives it).
# 2. **The state.** $h_t$ acts on $L$ along two paths, through $\ell_t$ and through $a_{t+1}$, and the chain rule adds them up. With $\alpha_t = \partial L / \partial a_t = \delta_t \odot (1 - h_t^2)$, where $1 - h^2$ is the derivative of tanh,
#    $$\delta_t = (p_t - x_{t+1}) V^\top + \alpha_{t+1} U^\top, \qquad \delta_{T-1} = (p_{T-1} - x_T) V^\top.$$
# 3. **The weights.** Pretend that each step had its own copy $U^{(t)}$. Then $\partial L / \partial U^{(t)} = h_{t-1}^\top \alpha_t$. All copies are one matrix, so the gradients add up, and likewise for the others:
#    $$\frac{\partial L}{\partial U} = \sum_t h_{t-1}^\top \alpha_t, \quad \frac{\partial L}{\partial W} = \sum_t x_t^\top \alpha_t, \quad \frac{\partial L}{\partial b} = \sum_t \alpha_t, \quad \frac{\partial L}{\partial V} = \sum_t h_t^\top (p_t - x_{t+1}), \quad \frac{\partial L}{\partial c} = \sum_t (p_t - x_{t+1}).$$

# %% [markdown] lang="zh"
# 两个预测不一样。写成 $p(y_t \mid y_{t-1}, x_t)$ 的公式容不下这件事：目标既是 $y_t = x_{t+1}$，条件里的 $y_{t-1}$ 和 $x_t$ 就是同一个词元，它之前的一概不计。
#
# ## 随时间反向传播
#
# *用于：第 5 章。*
#
# 权重变一点，$L$ 怎样变？记 tanh 里面的量为 $a_t = x_t W + h_{t-1} U + b$，记 $\delta_t = \partial L / \partial h_t$。推导分三步。
#
# 1. **输出。** 含有 logits $\ell_t = h_t V + c$ 的只有 $-\log p_t[x_{t+1}]$ 这一项，它对 $\ell_t$ 的梯度是 $p_t - x_{t+1}$（概率减去独热目标，讲 softmax 的那一节会推导）。
# 2. **状态。** $h_t$ 影响 $L$ 的路有两条，一条经过 $\ell_t$，一条经过 $a_{t+1}$，链式法则把它们相加。tanh 的导数是 $1 - h^2$，记 $\alpha_t = \partial L / \partial a_t = \delta_t \odot (1 - h_t^2)$，则
#    $$\delta_t = (p_t - x_{t+1}) V^\top + \alpha_{t+1} U^\top, \qquad \delta_{T-1} = (p_{T-1} - x_T) V^\top.$$
# 3. **权重。** 设想每个时刻各有一份 $U^{(t)}$，那么 $\partial L / \partial U^{(t)} = h_{t-1}^\top \alpha_t$。这些其实是同一个矩阵，所以梯度要相加；其余参数同理：
#    $$\frac{\partial L}{\partial U} = \sum_t h_{t-1}^\top \alpha_t, \quad \frac{\partial L}{\partial W} = \sum_t x_t^\top \alpha_t, \quad \frac{\partial L}{\partial b} = \sum_t \alpha_t, \quad \frac{\partial L}{\partial V} = \sum_t h_t^\top (p_t - x_{t+1}), \quad \frac{\partial L}{\partial c} = \sum_t (p_t - x_{t+1}).$$


# %%
def back_propagate(token_ids, w, u, b, v, c):
    states, probabilities = read(token_ids[:-1], w, u, b, v, c)
    d_logits = probabilities - np.eye(len(c))[token_ids[1:]]
    alphas, from_later = np.zeros_like(states[1:]), 0
    for t in reversed(range(len(alphas))):
        delta = d_logits[t] @ v.T + from_later
        alphas[t] = delta * (1 - states[t + 1] ** 2)
        from_later = alphas[t] @ u.T
    copies = states[:-1, :, None] * alphas[:, None, :]
    d_w = np.eye(len(w))[token_ids[:-1]].T @ alphas
    d_v, d_c = states[1:].T @ d_logits, d_logits.sum(axis=0)
    return [d_w, copies.sum(axis=0), alphas.sum(axis=0), d_v, d_c], copies


# %% [markdown] lang="en"
# The umpire is the central difference $\big(f(x + \epsilon) - f(x - \epsilon)\big) / 2\epsilon$, which knows nothing of the derivation. It is taken for every number in all five arrays, and for every number in all eleven copies of $U$. The function below serves for the whole of this part; for a function with several outputs it gives the Jacobian.

# %% [markdown] lang="zh"
# 由中心差商 $\big(f(x + \epsilon) - f(x - \epsilon)\big) / 2\epsilon$ 来裁判，它对上面的推导一无所知。五个数组里的每一个数都查一遍，$U$ 的十一份副本里的每一个数也都查一遍。（打印的是各数组梯度的个数与范数，最后一行是 $U$ 的十一项各自的范数。）下面这个函数整个第三部分都要用；输出有多个时，它给出雅可比矩阵。


# %% tags=["nbval-check-output"]
def central_difference(function, point, step=1e-5):
    slopes = []
    for index in np.ndindex(np.shape(point)):
        move = np.zeros(np.shape(point))
        move[index] = step
        slopes.append((function(point + move) - function(point - move)) / (2 * step))
    return np.reshape(slopes, np.shape(point) + np.shape(slopes[0]))


written, copies = back_propagate(token_ids, *weights)
for i, (name, gradient) in enumerate(zip("WUbVc", written, strict=True)):
    measured = central_difference(
        lambda value, i=i: text_loss(token_ids, *weights[:i], value, *weights[i + 1 :]), weights[i]
    )
    np.testing.assert_allclose(measured, gradient, atol=1e-7)
    print(f"gradient of {name}: {gradient.size:2} numbers, norm {np.linalg.norm(gradient):.4f}")
repeated = np.repeat(u[None], len(copies), axis=0)
measured = central_difference(lambda us: text_loss(token_ids, w, us, b, v, c), repeated)
np.testing.assert_allclose(measured, copies, atol=1e-7)
print("norms of the eleven terms of U:", np.linalg.norm(copies, axis=(1, 2)).round(3))

# %% [markdown] lang="en"
# (The first term is zero because $h_0$ is.) Automatic differentiation in Keras must find the same. `stateless_call` runs a layer with weights that are handed to it, so the loss becomes a function of them.

# %% [markdown] lang="zh"
# （第一项为零，因为 $h_0$ 为零。）Keras 的自动微分应当得到同样的结果。`stateless_call` 用传入的权重来运行一个层，于是损失成了权重的函数。

# %%
inputs, targets = one_hot[None, :-1].astype("float32"), one_hot[None, 1:].astype("float32")
values = [weight.astype("float32") for weight in weights]


def loss_of(values):
    hidden, _ = recurrent.stateless_call(values[:3], recurrent.non_trainable_variables, inputs)
    predicted, _ = head.stateless_call(values[3:], [], hidden)
    return -ops.sum(targets * ops.log(predicted))


for i, gradient in enumerate(written):
    automatic = aigc_keras.backend.input_gradient(
        lambda value, i=i: loss_of([*values[:i], value, *values[i + 1 :]]), values[i]
    )
    np.testing.assert_allclose(ops.convert_to_numpy(automatic), gradient, atol=1e-4)
print(f"loss {text_loss(token_ids, *weights):.3f} nats; all five gradients equal those of Keras")

# %% [markdown] lang="en"
# ## A product of Jacobians
#
# *Needed in: chapter 5.*
#
# The recursion for $\delta_t$ multiplies by $U^\top$ and by $1 - h^2$ at every step. Collected, this is the Jacobian of a late state with respect to an early one:
#
# $$\frac{\partial h_T}{\partial h_t} = J_{t+1} J_{t+2} \cdots J_T, \qquad J_s = U \,\mathrm{diag}(1 - h_s^2).$$
#
# The **spectral norm** $\lVert U \rVert$, the largest singular value, is the most by which $U$ can lengthen a vector. Since $0 \le 1 - h^2 \le 1$, the product over $d$ steps lengthens no vector by more than $\lVert U \rVert^d$. We check the product against differences of the function $h_2 \mapsto h_{12}$, and the bound.

# %% [markdown] lang="zh"
# ## 雅可比矩阵的乘积
#
# *用于：第 5 章。*
#
# $\delta_t$ 的递推式每一步都要乘以 $U^\top$ 和 $1 - h^2$。合在一起，就是后面的状态对前面状态的雅可比矩阵：
#
# $$\frac{\partial h_T}{\partial h_t} = J_{t+1} J_{t+2} \cdots J_T, \qquad J_s = U \,\mathrm{diag}(1 - h_s^2).$$
#
# **谱范数** $\lVert U \rVert$ 是最大的奇异值，即 $U$ 最多能把一个向量拉长多少倍。因为 $0 \le 1 - h^2 \le 1$，$d$ 步的乘积最多拉长到 $\lVert U \rVert^d$ 倍。下面用函数 $h_2 \mapsto h_{12}$ 的差商来核对这个乘积，再核对上界。


# %% tags=["nbval-check-output"]
def last_state(h):
    for token_id in token_ids[2:]:
        h = np.tanh(w[token_id] + h @ u + b)
    return h


product = np.eye(4)
for state in states[3:]:
    product = product @ (u * (1 - state**2))
measured = central_difference(last_state, states[2])
np.testing.assert_allclose(measured, product, atol=1e-10)
norm, bound = np.linalg.norm(product, 2), np.linalg.norm(u, 2) ** 10
assert norm <= bound
print(f"norm of the product over 10 steps: {norm:.2e}, bound {bound:.2e}")

# %% [markdown] lang="en"
# The bound is safe and far from tight. What happens between? Leave the tanh out: in a linear network the product is a power, $U^d$. In the long run its fate is decided by the **spectral radius** $\rho$, the largest absolute value of an eigenvalue:
#
# $$\rho^d \le \lVert U^d \rVert \le \lVert U \rVert^d, \qquad \lVert U^d \rVert^{1/d} \to \rho \quad (d \to \infty).$$
#
# The left inequality holds because an eigenvector is stretched by exactly $|\lambda|$ each time; the limit is Gelfand's formula. Where $U$ is **normal** ($U U^\top = U^\top U$; rotations and symmetric matrices are), $\lVert U^d \rVert = \rho^d$ from the first step on. Otherwise the two can be far apart, as the smallest example shows:
#
# $$U = \begin{pmatrix} \lambda & k \\ 0 & \lambda \end{pmatrix}, \qquad U^d = \begin{pmatrix} \lambda^d & d \lambda^{d-1} k \\ 0 & \lambda^d \end{pmatrix}.$$
#
# > **Predict before you run.** Three matrices, all of spectral radius 0.9: a rotation times 0.9, the example with $\lambda = 0.9$ and $k = 4$, and a random matrix of 64 rows. After ten steps $0.9^{10} \approx 0.35$. Which of them has shrunk every vector by then?

# %% [markdown] lang="zh"
# 上界可靠，但离实际很远。中间发生了什么？去掉 tanh，看线性网络：乘积成了幂 $U^d$。它最终的命运由**谱半径** $\rho$，即特征值绝对值的最大者决定：
#
# $$\rho^d \le \lVert U^d \rVert \le \lVert U \rVert^d, \qquad \lVert U^d \rVert^{1/d} \to \rho \quad (d \to \infty).$$
#
# 左边的不等式成立，是因为特征向量每次正好被拉长 $|\lambda|$ 倍；右边的极限是 Gelfand 公式。若 $U$ 是**正规矩阵**（$U U^\top = U^\top U$，旋转和对称矩阵都是），则从第一步起就有 $\lVert U^d \rVert = \rho^d$。否则二者可以相差很远，最小的例子是
#
# $$U = \begin{pmatrix} \lambda & k \\ 0 & \lambda \end{pmatrix}, \qquad U^d = \begin{pmatrix} \lambda^d & d \lambda^{d-1} k \\ 0 & \lambda^d \end{pmatrix}.$$
#
# > **先猜，再运行。** 三个矩阵，谱半径都是 0.9：旋转乘以 0.9；上面的例子，取 $\lambda = 0.9$、$k = 4$；一个 64 行的随机矩阵。十步之后 $0.9^{10} \approx 0.35$。到那时，哪几个已经把所有向量都缩短了？

# %% tags=["nbval-check-output"]
cosine, sine = np.cos(0.5), np.sin(0.5)
rng = np.random.default_rng(0)
full = rng.normal(size=(64, 64))
matrices = {
    "rotation": 0.9 * np.array([[cosine, -sine], [sine, cosine]]),
    "triangle": np.array([[0.9, 4.0], [0.0, 0.9]]),
    "random": full * 0.9 / np.abs(np.linalg.eigvals(full)).max(),
}
steps, norms = np.arange(201), {}
print("d =              1        10        50       200  root at 200  last above 1")
for name, matrix in matrices.items():
    powers = [np.linalg.matrix_power(matrix, d) for d in steps]
    n = norms[name] = np.linalg.norm(powers, 2, axis=(1, 2))
    assert np.all(0.9**steps <= n * (1 + 1e-9)) and np.all(n <= n[1] ** steps * (1 + 1e-9))
    assert n[200] ** (1 / 200) < 0.94
    shown = "  ".join(f"{value:8.2e}" for value in n[[1, 10, 50, 200]])
    last = f"{np.flatnonzero(n > 1 + 1e-9).max(initial=0):13}"
    print(f"{name:8}  {shown}  {n[200] ** (1 / 200):11.3f} {last}")
np.testing.assert_allclose(norms["rotation"], 0.9**steps)
entry = [np.linalg.matrix_power(matrices["triangle"], d)[0, 1] for d in steps]
np.testing.assert_allclose(entry, steps * 0.9 ** (steps - 1.0) * 4)

# %% [markdown] lang="en"
# The rotation has shrunk them all, by exactly $0.9^{10}$. The random matrix has only just: in its first step it stretched one direction to 1.77 times its length. The triangle stretches a vector 15.5 times at step 10, and at step 50 still 1.15 times. In the end all three go down like $0.9^d$; the triangle has the factor $d$ besides, which is why its 200th root still stands at 0.931.

# %% [markdown] lang="zh"
# 旋转把所有向量都缩短了，不多不少是 $0.9^{10}$ 倍。随机矩阵则是刚刚做到：第一步里它曾把某个方向拉长到 1.77 倍。三角矩阵到第 10 步能把向量拉长到 15.5 倍，到第 50 步还有 1.15 倍。三者最终都按 $0.9^d$ 下降，只是三角矩阵还多一个因子 $d$，所以 200 次方根还停在 0.931。（表中各列为步数 $d$；root at 200 是第 200 步的 $\lVert U^d \rVert^{1/d}$；last above 1 是范数大于 1 的最后一步。）
#
# 下图横轴为步数 $d$，纵轴为 $U^d$ 的谱范数（对数刻度）；三条实线依次为旋转（rotation）、三角矩阵（triangle）和随机矩阵（random），点线为 $0.9^d$，灰线为 1。

# %%
figure, axis = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for name, values in norms.items():
    axis.plot(steps[:101], values[:101], label=name)
axis.plot(steps[:101], 0.9 ** steps[:101], "k:", label="$0.9^d$")
axis.axhline(1, color="grey", linewidth=0.8)
axis.set(yscale="log", xlabel="steps d", ylabel="norm of $U^d$", ylim=(1e-5, 100))
axis.legend()
plotting.show(
    figure,
    "Logarithmic axis. The rotation falls in a straight line from 1. The triangle first rises to "
    "about 16 near step 10 and falls afterwards; the random matrix rises a little, then falls.",
    "纵轴为对数刻度。旋转从 1 起直线下降；三角矩阵先升到 16 左右（约在第 10 步），然后下降；随机矩阵略升之后下降。",
)

# %% [markdown] lang="en"
# > **Misconception: "a spectral radius below 1 means that gradients vanish from the first step on."** In a linear network it means that they vanish in the end. The norm of the triangle stays above 1 for 51 steps, and within them a gradient may grow. With the tanh not even the end is certain, since $U \,\mathrm{diag}(1 - h^2)$ can have a larger spectral radius than $U$. Conversely, with $\rho > 1$ the product explodes for certain in a linear network, and perhaps not with the tanh, since $1 - h^2$ mostly works against it.
#
# **Clipping.** Against explosions the gradient $g$ of all parameters together, where it is longer than a given $\theta$, is shortened to that length:
#
# $$\mathrm{clip}(g) = g \cdot \min\left(1, \frac{\theta}{\lVert g \rVert}\right).$$
#
# It keeps the direction: the cosine of the angle to $g$ is 1, so a small step still goes down as steeply as any step of its length can. It is also the point nearest to $g$ among all of length at most $\theta$. Clipping each number by itself turns the direction. The gradient is the one from above, 65 numbers. (That the clipped vector is the nearest is tried against 10,000 neighbours.)

# %% [markdown] lang="zh"
# > **常见误解：“谱半径小于 1，梯度从第一步起就消失。”** 在线性网络里，它只保证梯度最终消失。三角矩阵的范数有 51 步都在 1 以上，这期间梯度照样可能变大。有了 tanh，连最终消失也不能保证，因为 $U \,\mathrm{diag}(1 - h^2)$ 的谱半径可以比 $U$ 的还大。反过来，$\rho > 1$ 时，线性网络里的乘积必定爆炸；有 tanh 时却未必，因为 $1 - h^2$ 多半会往回拉。
#
# **裁剪。** 对付爆炸的办法，是把所有参数的梯度合成一个向量 $g$，若比给定的 $\theta$ 长，就缩短到 $\theta$：
#
# $$\mathrm{clip}(g) = g \cdot \min\left(1, \frac{\theta}{\lVert g \rVert}\right).$$
#
# 它保持方向：与 $g$ 夹角的余弦为 1，所以同样长的一小步里，它仍是下降最快的。它也是长度不超过 $\theta$ 的所有向量中离 $g$ 最近的一个。如果对每个数单独截断，方向就变了。下面用的就是前面那个梯度，共 65 个数；先按范数裁到 1（by norm），再逐个截到 ±0.1 之内（by value），并拿 10,000 个邻近的向量来检验“最近”，打印长度（length）和与原梯度夹角的余弦（cosine）。


# %% tags=["nbval-check-output"]
def clip_by_norm(gradient, limit):
    return gradient * min(1, limit / np.linalg.norm(gradient))


gradient = np.concatenate([part.ravel() for part in written])
clipped, by_value = clip_by_norm(gradient, 1.0), np.clip(gradient, -0.1, 0.1)
for name, vector in {"by norm, to 1": clipped, "by value, to 0.1": by_value}.items():
    length = np.linalg.norm(vector)
    cosine = gradient @ vector / length / np.linalg.norm(gradient)
    print(f"{name:17} length {length:.3f}, cosine with the gradient {cosine:.3f}")
np.testing.assert_allclose(clip_by_norm(0.01 * gradient, 1.0), 0.01 * gradient)
near = clipped + 0.01 * rng.normal(size=(10_000, gradient.size))
near /= np.maximum(1, np.linalg.norm(near, axis=1, keepdims=True))
distances = np.linalg.norm(near - gradient, axis=1)
assert np.all(distances > np.linalg.norm(clipped - gradient))
np.testing.assert_allclose(gradient @ clipped, np.linalg.norm(gradient))

# %% [markdown] lang="en"
# ## The softmax
#
# *Needed in: chapters 5 and 6.*
#
# The softmax makes a distribution of any real numbers, the **logits**:
#
# $$p_i = \frac{e^{\ell_i}}{\sum_j e^{\ell_j}}.$$
#
# Add the same $s$ to all logits: a factor $e^s$ appears above and below, and cancels. So only differences of logits matter, and code may subtract the largest first. It must: $e^{1000}$ is beyond what a float can hold.

# %% [markdown] lang="zh"
# ## softmax
#
# *用于：第 5、6 章。*
#
# softmax 把任意一组实数（称为 **logits**）变成概率分布：
#
# $$p_i = \frac{e^{\ell_i}}{\sum_j e^{\ell_j}}.$$
#
# 所有 logits 同加一个 $s$，分子分母各多出一个因子 $e^s$，恰好约去。所以只有 logits 之间的差才起作用，程序里可以先减去最大的一个；而且非减不可，因为浮点数装不下 $e^{1000}$。（打印的第二行里，not 后面是不减的结果。）

# %% tags=["nbval-check-output"]
logits = np.array([2.0, 1.0, -1.0, 0.5])
p = np.exp(logits) / np.sum(np.exp(logits))
for shift in (-5.0, 3.0):
    np.testing.assert_allclose(np.exp(logits + shift) / np.sum(np.exp(logits + shift)), p)
np.testing.assert_allclose(softmax(logits + 1000), p)
with np.errstate(over="ignore", invalid="ignore"):
    naive = np.exp(logits + 1000) / np.sum(np.exp(logits + 1000))
print("probabilities:", p.round(3))
print("logits + 1000, largest taken away:", softmax(logits + 1000).round(3), "not:", naive)

# %% [markdown] lang="en"
# **Derivatives.** From $\log p_i = \ell_i - \log \sum_j e^{\ell_j}$ follows $\partial \log p_i / \partial \ell_k = [i = k] - p_k$. Multiply by $p_i$, and there is the Jacobian:
#
# $$\frac{\partial p_i}{\partial \ell_k} = p_i \, ([i = k] - p_k), \qquad J = \mathrm{diag}(p) - p^\top p \quad \text{(with } p \text{ a row)}.$$
#
# It is symmetric, its rows sum to 0 (that is the shift again), and it has no negative eigenvalue, since $u J u^\top$ is the variance of $u_i$ under $p$. For a target $y$ whose entries sum to 1, one-hot or not, the cross-entropy $-\sum_i y_i \log p_i$ has the gradient
#
# $$-\sum_i y_i \, ([i = k] - p_k) = p_k - y_k.$$

# %% [markdown] lang="zh"
# **导数。** 由 $\log p_i = \ell_i - \log \sum_j e^{\ell_j}$ 得 $\partial \log p_i / \partial \ell_k = [i = k] - p_k$。乘以 $p_i$，就是雅可比矩阵：
#
# $$\frac{\partial p_i}{\partial \ell_k} = p_i \, ([i = k] - p_k), \qquad J = \mathrm{diag}(p) - p^\top p \quad \text{（} p \text{ 为行向量）}.$$
#
# 它是对称的；每行之和为 0（这又是平移不变性）；没有负的特征值，因为 $u J u^\top$ 就是 $u_i$ 在 $p$ 之下的方差。设目标 $y$ 各项之和为 1（不必是独热的），交叉熵 $-\sum_i y_i \log p_i$ 的梯度就是
#
# $$-\sum_i y_i \, ([i = k] - p_k) = p_k - y_k.$$
#
# 打印的是雅可比矩阵的特征值，以及两个目标各自的梯度。

# %% tags=["nbval-check-output"]
jacobian = np.diag(p) - np.outer(p, p)
np.testing.assert_allclose(central_difference(softmax, logits), jacobian, atol=1e-9)
np.testing.assert_allclose(jacobian.sum(axis=1), 0, atol=1e-12)
direction = np.array([3.0, -1.0, 0.5, 2.0])
variance = p @ direction**2 - (p @ direction) ** 2
np.testing.assert_allclose(direction @ jacobian @ direction, variance)
eigenvalues = np.linalg.eigvalsh(jacobian)
assert eigenvalues.min() > -1e-12
print("eigenvalues of the Jacobian:", np.abs(eigenvalues).round(3))
for y in (np.eye(4)[2], np.array([0.1, 0.2, 0.3, 0.4])):
    measured = central_difference(lambda x, y=y: -np.sum(y * np.log(softmax(x))), logits)
    np.testing.assert_allclose(measured, p - y, atol=1e-9)
    print("target", y, "gradient", (p - y).round(3))

# %% [markdown] lang="en"
# **Temperature.** Sampling divides the logits by $T$. The probabilities become $p_i^{1/T} / \sum_j p_j^{1/T}$: as $T \to 0$ the largest takes all, as $T \to \infty$ all become equal. In between, write $p$ for the probabilities at temperature $T$; their entropy $H = -\sum_i p_i \log p_i$ can only rise, for
#
# $$\frac{dH}{dT} = \frac{\mathrm{Var}_p(\ell)}{T^3} \ge 0.$$
#
# (With $\beta = 1/T$ and $Z = \sum_j e^{\beta \ell_j}$ we have $H = \log Z - \beta\, \mathbb{E}_p[\ell]$, and $d \log Z / d\beta = \mathbb{E}_p[\ell]$, whose own derivative is the variance. So $dH/d\beta = -\beta\, \mathrm{Var}_p(\ell)$; multiply by $d\beta/dT = -1/T^2$.) The cell compares with the library's sampling as well.

# %% [markdown] lang="zh"
# **温度。** 采样时把 logits 除以 $T$，概率变成 $p_i^{1/T} / \sum_j p_j^{1/T}$：$T \to 0$ 时最大的一个独占全部，$T \to \infty$ 时各个相等。在两者之间，把温度 $T$ 下的概率记作 $p$，它的熵 $H = -\sum_i p_i \log p_i$ 只升不降，因为
#
# $$\frac{dH}{dT} = \frac{\mathrm{Var}_p(\ell)}{T^3} \ge 0.$$
#
# （令 $\beta = 1/T$，$Z = \sum_j e^{\beta \ell_j}$，则 $H = \log Z - \beta\, \mathbb{E}_p[\ell]$；而 $d \log Z / d\beta = \mathbb{E}_p[\ell]$，再求一次导就是方差。所以 $dH/d\beta = -\beta\, \mathrm{Var}_p(\ell)$，再乘以 $d\beta/dT = -1/T^2$。）顺便与课程库的采样函数核对。表中依次为温度 T、四个概率、熵（单位：奈特）、熵对温度的导数（dH/dT）。


# %% tags=["nbval-check-output"]
def entropy(p):
    return -np.sum(p * np.log(p), axis=-1)


print("   T  probabilities               entropy (nats)  dH/dT")
for temperature in (0.25, 0.5, 1.0, 2.0, 4.0):
    heated = softmax(logits / temperature)
    library = ops.convert_to_numpy(sampling.temperature(logits, temperature))
    np.testing.assert_allclose(softmax(library), heated, rtol=1e-5)
    np.testing.assert_allclose(heated, p ** (1 / temperature) / np.sum(p ** (1 / temperature)))
    variance = heated @ logits**2 - (heated @ logits) ** 2
    slope = central_difference(lambda t: entropy(softmax(logits / t)), np.array(temperature))
    np.testing.assert_allclose(slope, variance / temperature**3, rtol=1e-5)
    numbers = "  ".join(f"{value:.3f}" for value in heated)
    print(f"{temperature:4}  {numbers}  {entropy(heated):14.3f}  {variance / temperature**3:5.3f}")

# %% [markdown] lang="en"
# ## The chain rule, bits and perplexity
#
# *Needed in: chapter 5.*
#
# Every joint distribution is a product of conditional ones, and nothing is lost:
#
# $$p(x_1, \dots, x_T) = \prod_{t=1}^{T} p(x_t \mid x_1, \dots, x_{t-1}).$$
#
# A **bigram** model keeps one token of context, $p(x_t \mid x_{t-1})$. That does lose something. For three tokens its divergence from the truth is exactly what the forgotten token would still have told, a difference of two conditional entropies:
#
# $$\mathrm{KL}(p \,\Vert\, p_{\text{bigram}}) = H(x_3 \mid x_2) - H(x_3 \mid x_1, x_2).$$
#
# (In the quotient $p / p_{\text{bigram}}$ everything cancels but $p(x_3 \mid x_1, x_2) / p(x_3 \mid x_2)$; take the expectation of its logarithm.) A random table of 3 × 3 × 3 probabilities has no structure that could help.

# %% [markdown] lang="zh"
# ## 链式法则、比特与困惑度
#
# *用于：第 5 章。*
#
# 任何联合分布都是条件分布的连乘，什么也不会丢：
#
# $$p(x_1, \dots, x_T) = \prod_{t=1}^{T} p(x_t \mid x_1, \dots, x_{t-1}).$$
#
# **二元模型**只留一个词元作上文，$p(x_t \mid x_{t-1})$，这就有损失了。对三个词元来说，它与真实分布的散度，恰好是那个被忘掉的词元本来还能提供的信息，即两个条件熵之差：
#
# $$\mathrm{KL}(p \,\Vert\, p_{\text{bigram}}) = H(x_3 \mid x_2) - H(x_3 \mid x_1, x_2).$$
#
# （商 $p / p_{\text{bigram}}$ 里，除了 $p(x_3 \mid x_1, x_2) / p(x_3 \mid x_2)$ 全都约去，再对它的对数求期望即可；$p_{\text{bigram}}$ 指二元模型。）下面取一张 3 × 3 × 3 的随机概率表，它没有任何可以讨巧的结构。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
joint = rng.dirichlet(np.full(27, 0.3)).reshape(3, 3, 3)
first_two = joint.sum(axis=2)
first = first_two.sum(axis=1)
second_given_first = first_two / first[:, None]
third_given_both = joint / first_two[:, :, None]
chain = first[:, None, None] * second_given_first[:, :, None] * third_given_both
np.testing.assert_allclose(chain, joint)

last_two = joint.sum(axis=0)
third_given_second = last_two / last_two.sum(axis=1, keepdims=True)
bigram = first_two[:, :, None] * third_given_second[None]
divergence = np.sum(joint * np.log2(joint / bigram))
entropy_short = -np.sum(last_two * np.log2(third_given_second))
entropy_long = -np.sum(joint * np.log2(third_given_both))
np.testing.assert_allclose(divergence, entropy_short - entropy_long)
print(f"H(x3 | x2) = {entropy_short:.3f} bits, H(x3 | x1, x2) = {entropy_long:.3f} bits")
print(f"KL of the bigram model: {divergence:.3f} bits")

# %% [markdown] lang="en"
# The units. A text that gets the probability $p$ costs $-\ln p$ **nats** or $-\log_2 p$ **bits**; one nat is $1/\ln 2$ bits. Spread over $N$ tokens this is a mean, and **perplexity** is its exponential, whichever the base:
#
# $$\mathrm{PPL} = e^{\text{nats per token}} = 2^{\text{bits per token}} = p^{-1/N}.$$
#
# A model that gives each of $K$ tokens the probability $1/K$ has perplexity $K$. We count the pairs of *abracadabra*, let the table predict the same word, and cut it in two ways: into its letters, and into pairs of letters. (The first letter is given, so ten letters or five pairs are left.)

# %% [markdown] lang="zh"
# 再说单位。概率为 $p$ 的文本花费 $-\ln p$ **奈特**，或者 $-\log_2 p$ **比特**；1 奈特等于 $1/\ln 2$ 比特。摊到 $N$ 个词元上就是平均花费，再取指数就是**困惑度**，用哪个底都一样：
#
# $$\mathrm{PPL} = e^{\text{奈特/词元}} = 2^{\text{比特/词元}} = p^{-1/N}.$$
#
# 给 $K$ 个词元各 $1/K$ 概率的模型，困惑度就是 $K$。下面数一数 *abracadabra* 里的字母对，用这张表去预测同一个词，再用两种方式切分：切成字母，或者切成两个字母一组。（首字母是给定的，所以剩下十个字母，或五组。）

# %% tags=["nbval-check-output"]
text = "abracadabra"
letters = sorted(set(text))
counts = np.zeros((5, 5))
for before, after in itertools.pairwise(text):
    counts[letters.index(before), letters.index(after)] += 1
table = counts / counts.sum(axis=1, keepdims=True)
print("after ", *(f"  {letter}  " for letter in letters))
for letter, row in zip(letters, table, strict=True):
    print(f"  {letter}   ", *(f"{value:.2f} " for value in row))
pairs = [(letters.index(a), letters.index(b)) for a, b in itertools.pairwise(text)]
log_probs = np.log([table[pair] for pair in pairs])
np.testing.assert_allclose(np.exp(log_probs.sum()), 1 / 64)
print(f"p(text) = 1/{1 / np.exp(log_probs.sum()):.0f}")

# %% [markdown] lang="en"
# Only what follows an *a* is open, and that is asked four times: $\tfrac12 \cdot \tfrac14 \cdot \tfrac14 \cdot \tfrac12 = \tfrac1{64}$, exactly six bits.
#
# > **Predict before you run.** Bits per letter do not depend on how the text is cut. Does perplexity?

# %% [markdown] lang="zh"
# 拿不准的只有 *a* 后面的字母，要猜四次：$\tfrac12 \cdot \tfrac14 \cdot \tfrac14 \cdot \tfrac12 = \tfrac1{64}$，正好六比特。
#
# > **先猜，再运行。** 每个字母的比特数与怎样切分无关。困惑度呢？

# %% tags=["nbval-check-output"]
two_by_two = log_probs.reshape(5, 2).sum(axis=1)
for name, tokens in {"letters": log_probs, "pairs": two_by_two}.items():
    nats = -tokens.mean()
    bits = -np.log2(np.exp(tokens)).mean()
    np.testing.assert_allclose(bits, nats / np.log(2))
    perplexity = metrics.perplexity(tokens)
    np.testing.assert_allclose([np.exp(nats), 2**bits], perplexity)
    np.testing.assert_allclose(np.exp(tokens.sum()) ** (-1 / len(tokens)), perplexity)
    per_letter = metrics.bits_per_character(tokens, num_characters=10)
    np.testing.assert_allclose(per_letter, -tokens.sum() / np.log(2) / 10)
    print(f"{name:7} {nats:.3f} nats or {bits:.3f} bits per token, perplexity ", end="")
    print(f"{perplexity:.3f}; {per_letter:.3f} bits per letter")
np.testing.assert_allclose(metrics.perplexity(two_by_two), metrics.perplexity(log_probs) ** 2)
np.testing.assert_allclose(metrics.perplexity(np.log(np.full(7, 1 / 30))), 30)

# %% [markdown] lang="en"
# Tokens twice as long square the perplexity, from 1.516 to 2.297, though model and text are the same. So perplexities compare only over the same tokens; bits per character compare however a text is cut, as long as it is the same text.
#
# ## Attention is a weighted average
#
# *Needed in: chapter 6.*
#
# A recurrent state carries the past along in a fixed number of values. **Attention** looks back instead (Bahdanau et al. 2014, arXiv:1409.0473; in this form Vaswani et al. 2017, arXiv:1706.03762). Each position asks with a **query**, a row of $Q$; each position offers a **key**, a row of $K$, and a **value**, a row of $V$. With $d$ numbers in a key,
#
# $$\mathrm{attention}(Q, K, V) = A V, \qquad A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) \quad \text{(row by row)}.$$
#
# Rows of $A$ are positive and sum to 1, so each output is an average of the values and lies in their convex hull: in whatever direction one looks, no output is farther out than the farthest value. That can be tested direction by direction. The `mask` says which positions may be seen; a score of $-\infty$ gets the weight 0.

# %% [markdown] lang="zh"
# 词元长一倍，困惑度就变成平方，从 1.516 变成 2.297，而模型和文本都没有变。所以词元相同时才能比困惑度；比特/字符则不论怎样切分都可以比，只要是同一段文本。
#
# ## 注意力是加权平均
#
# *用于：第 6 章。*
#
# 循环网络把过去装进个数固定的一组数里，一路带着走；**注意力**则是回头去看（Bahdanau 等，2014，arXiv:1409.0473；现在的形式见 Vaswani 等，2017，arXiv:1706.03762）。每个位置用一个**查询**（$Q$ 的一行）提问，又各自提供一个**键**（$K$ 的一行）和一个**值**（$V$ 的一行）。设键有 $d$ 个数，
#
# $$\mathrm{attention}(Q, K, V) = A V, \qquad A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) \quad \text{（逐行）}.$$
#
# $A$ 的每一行都是正数，和为 1，所以每个输出都是值的平均，落在它们的凸包里：无论朝哪个方向看，都没有一个输出比最远的值更远。这可以一个方向一个方向地检验。`mask`（掩码）规定哪些位置看得见；得分为 $-\infty$ 的，权重为 0。


# %%
def attention(queries, keys, values, mask=True):
    scores = queries @ np.swapaxes(keys, -1, -2) / np.sqrt(queries.shape[-1])
    weights = softmax(np.where(mask, scores, -np.inf))
    return weights @ values, weights


rng = np.random.default_rng(0)
queries, keys = rng.normal(size=(2, 6, 8))
values = rng.normal(size=(6, 3))
outputs, attention_weights = attention(queries, keys, values)
np.testing.assert_allclose(attention_weights.sum(axis=1), 1)
directions = rng.normal(size=(3, 10_000))
assert np.all((outputs @ directions).max(axis=0) <= (values @ directions).max(axis=0) + 1e-12)
assert attention_weights.min() > 0

queries_keys_values = [x[None, :, None].astype("float32") for x in (queries, keys, values)]
library = ops.convert_to_numpy(ops.dot_product_attention(*queries_keys_values))[0, :, 0]
np.testing.assert_allclose(library, outputs, atol=1e-5)
print(f"attention equals Keras'; weights from {attention_weights.min():.4f} ", end="")
print(f"to {attention_weights.max():.4f}")

# %% [markdown] lang="en"
# `MultiHeadAttention` does this several times side by side. Head $i$ makes queries, keys and values of its own from the same rows $X$, and the heads' results are added up through an output matrix each:
#
# $$\mathrm{MHA}(X) = b_O + \sum_i \mathrm{attention}(X W_Q^i + b_Q^i, \; X W_K^i + b_K^i, \; X W_V^i + b_V^i) \, W_O^i.$$
#
# (Placing the heads side by side and multiplying by one large matrix is the same.) So heads belong to what is computed; they are no trick of training.

# %% [markdown] lang="zh"
# `MultiHeadAttention`（多头注意力）把这件事并排做几遍。第 $i$ 个头从同样的行 $X$ 里算出自己的查询、键和值，各头的结果再各乘一个输出矩阵，加起来：
#
# $$\mathrm{MHA}(X) = b_O + \sum_i \mathrm{attention}(X W_Q^i + b_Q^i, \; X W_K^i + b_K^i, \; X W_V^i + b_V^i) \, W_O^i.$$
#
# （把各头的结果并排放好，再乘一个大矩阵，是一回事。）可见多头是计算本身的一部分，不是训练技巧。

# %%
layer = layers.MultiHeadAttention(num_heads=2, key_dim=4, dtype="float32")
layer.build((1, 6, 8), (1, 6, 8))
layer.set_weights([rng.normal(0, 0.5, size=weight.shape) for weight in layer.get_weights()])
w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = layer.get_weights()
x = rng.normal(size=(6, 8)).astype("float32")
written = b_o.copy()
for i in range(2):
    q, k, v = x @ w_q[:, i] + b_q[i], x @ w_k[:, i] + b_k[i], x @ w_v[:, i] + b_v[i]
    result, _ = attention(q, k, v)
    written = written + result @ w_o[i]
library = ops.convert_to_numpy(layer(x[None], x[None]))[0]
np.testing.assert_allclose(library, written, atol=1e-5)
print(f"two heads of four numbers equal keras.layers.MultiHeadAttention, {library.shape}")

# %% [markdown] lang="en"
# **An old acquaintance.** The average with weights from a kernel $\kappa$ is the regression of Nadaraya and Watson (1964):
#
# $$\hat v(q) = \frac{\sum_j \kappa(q, k_j)\, v_j}{\sum_j \kappa(q, k_j)}.$$
#
# Attention is this with $\kappa(q, k) = e^{q \cdot k / \sqrt d}$. And since $q \cdot k = \tfrac12 \left(\lVert q \rVert^2 + \lVert k \rVert^2 - \lVert q - k \rVert^2\right)$, with keys of equal length it is the Gaussian kernel $e^{-\lVert q - k \rVert^2 / (2 \sqrt d)}$: the factors that depend on $q$ alone, or on the common length, cancel. With keys of unequal length it is not.

# %% [markdown] lang="zh"
# **一位老相识。** 用核函数 $\kappa$ 作权重求平均，就是 Nadaraya 与 Watson（1964）的回归：
#
# $$\hat v(q) = \frac{\sum_j \kappa(q, k_j)\, v_j}{\sum_j \kappa(q, k_j)}.$$
#
# 取 $\kappa(q, k) = e^{q \cdot k / \sqrt d}$，就是注意力。又因为 $q \cdot k = \tfrac12 \left(\lVert q \rVert^2 + \lVert k \rVert^2 - \lVert q - k \rVert^2\right)$，当各个键长度相等时，它就是高斯核 $e^{-\lVert q - k \rVert^2 / (2 \sqrt d)}$：只与 $q$ 有关的因子，以及由公共长度来的因子，都约去了。键的长度不等时就不是。打印的是注意力与高斯核平均的最大差距，先是键长度相等（equal），再是不等（unequal）。


# %% tags=["nbval-check-output"]
def kernel_average(queries, keys, values):
    distances = np.sum((queries[:, None] - keys[None]) ** 2, axis=2)
    kernel = np.exp(-distances / (2 * np.sqrt(keys.shape[1])))
    return kernel @ values / kernel.sum(axis=1, keepdims=True)


equal_keys = 2 * keys / np.linalg.norm(keys, axis=1, keepdims=True)
for name, some_keys in {"equal": equal_keys, "unequal": keys}.items():
    by_kernel = kernel_average(queries, some_keys, values)
    gap = np.abs(by_kernel - attention(queries, some_keys, values)[0]).max()
    print(f"keys of {name} length: attention and Gaussian average differ by {gap:.3f}")
    assert (gap < 1e-12) == (name == "equal")

# %% [markdown] lang="en"
# **Why $\sqrt d$?** Let a query and a key have $d$ components each, all $2d$ of them independent, of mean 0 and variance 1. Every product $q_i k_i$ then has mean 0 and variance 1, and the variances of independent terms add up:
#
# $$\mathrm{Var}(q \cdot k) = \sum_{i=1}^{d} \mathbb{E}[q_i^2]\, \mathbb{E}[k_i^2] = d.$$
#
# Without the division the scores scatter by $\sqrt d$. The larger $d$, the more the softmax puts on a single key; its Jacobian $\mathrm{diag}(p) - p^\top p$, with the trace $1 - \sum_i p_i^2$, goes to zero, and with it the gradient that would have to correct the choice.
#
# > **Predict before you run.** Thirty-two keys, drawn at random. Even weights would have the entropy $\ln 32 \approx 3.47$ nats. What is left with $d = 512$: with the scale, and without?

# %% [markdown] lang="zh"
# **为什么除以 $\sqrt d$？** 设查询和键各有 $d$ 个分量，这 $2d$ 个数相互独立，均值为 0，方差为 1。每个乘积 $q_i k_i$ 的均值为 0、方差为 1，独立项的方差相加：
#
# $$\mathrm{Var}(q \cdot k) = \sum_{i=1}^{d} \mathbb{E}[q_i^2]\, \mathbb{E}[k_i^2] = d.$$
#
# 不除的话，得分的标准差是 $\sqrt d$。$d$ 越大，softmax 越是把权重全压在一个键上；它的雅可比矩阵 $\mathrm{diag}(p) - p^\top p$（迹为 $1 - \sum_i p_i^2$）随之趋于零，本该来纠正这个选择的梯度也就没有了。
#
# > **先猜，再运行。** 随机抽 32 个键。权重平均分配时，熵是 $\ln 32 \approx 3.47$ 奈特。$d = 512$ 时还剩多少？除以 $\sqrt d$ 的呢，不除的呢？

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
dimensions = 2 ** np.arange(1, 10)
curves = {"scaled": [], "not scaled": []}
for d in dimensions:
    scores = np.einsum("qd,qkd->qk", rng.normal(size=(500, d)), rng.normal(size=(500, 32, d)))
    ratio = np.mean(scores**2) / d
    assert abs(ratio - 1) < 0.08
    row = f"d = {d:3}: variance / d {ratio:.2f}"
    for name, divisor in (("scaled", np.sqrt(d)), ("not scaled", 1)):
        chances = softmax(scores / divisor)
        safe = np.maximum(chances, 1e-300)
        curves[name].append(entropy(safe).mean())
        trace = np.mean(1 - np.sum(chances**2, axis=1))
        row += f"; {name}: entropy {curves[name][-1]:.2f}, trace {trace:.2f}"
    print(row)

# %% [markdown] lang="en"
# The variance is $d$, within the scatter of the draws. With the scale the entropy is about 3.0 nats whatever $d$ is; the keys differ, but all are heard. Without it 0.16 nats are left at $d = 512$: one key takes nearly everything, and the trace of the Jacobian is 0.09 instead of 0.93. Nothing has been trained here. This is where training would have to start.

# %% [markdown] lang="zh"
# 方差等于 $d$，误差不超过抽样的波动。除以 $\sqrt d$（scaled）时，不管 $d$ 多大，熵都在 3.0 奈特左右：各个键轻重不同，但都听得见。不除（not scaled）时，$d = 512$ 只剩 0.16 奈特：一个键几乎独占全部权重，雅可比矩阵的迹（trace）只有 0.09，而不是 0.93。这里什么也没有训练过，而训练就得从这样的状态起步。
#
# 下图横轴为键的长度 $d$（对数刻度），纵轴为权重的熵（奈特）；蓝线除以 $\sqrt d$，橙线不除，黑色虚线是权重平均分配时的 $\ln 32$。

# %%
figure, axis = plt.subplots(figsize=(6.0, 3.2), layout="constrained")
for name, curve in curves.items():
    axis.plot(dimensions, curve, marker="o", label=name)
axis.axhline(np.log(32), color="black", linestyle="--", label="even weights, ln 32")
axis.set(xlabel="numbers in a key, d", ylabel="entropy of the weights (nats)", ylim=(0, 3.7))
axis.set_xscale("log", base=2)
axis.legend(loc="center right")
plotting.show(
    figure,
    "With the scale the entropy stays near 3.0 nats for every d. Without it, it falls from "
    "about 2.8 at d = 2 to about 0.2 at d = 512.",
    "除以 √d 时，熵始终在 3.0 奈特左右；不除时，从 d = 2 的约 2.8 一路降到 d = 512 的约 0.2。",
)

# %% [markdown] lang="en"
# **The mask.** A model that predicts the next token must not see it. With the **causal mask**, position $t$ sees positions $1, \dots, t$ only, so a change of later tokens changes nothing earlier, not in the last digit. Without the mask it does. The decoder of a Transformer masks its self-attention for this reason.
#
# **Order.** Without a mask, attention does not know where its rows stand: permute the rows of $X$, and the outputs are permuted alike. For a permutation matrix $P$,
#
# $$\mathrm{attention}(PQ, PK, PV) = P \, \mathrm{attention}(Q, K, V).$$
#
# To attention the rows are a set, not a sequence. That is why positions are added to the input.

# %% [markdown] lang="zh"
# **掩码。** 预测下一个词元的模型，不许看见这个词元。加上**因果掩码**，第 $t$ 个位置只看得见第 $1, \dots, t$ 个；后面的词元怎么改，前面的输出都不变，连最后一位数字也不变。不加掩码就会变。Transformer 的解码器要给自注意力加掩码，道理就在这里。
#
# **次序。** 没有掩码时，注意力不知道各行排在哪里：把 $X$ 的各行重新排列，输出也只是同样地重新排列。对置换矩阵 $P$，
#
# $$\mathrm{attention}(PQ, PK, PV) = P \, \mathrm{attention}(Q, K, V).$$
#
# 在注意力眼里，各行是一个集合，不是一个序列。正因为如此，输入里才要加上位置。单元的前两行打印后两个词元改动之后各个位置的变化，先是有因果掩码（causal），再是没有（none）；后两行是重新排列之后的差距，先是没有位置，再是加上位置。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
x, positions = rng.normal(size=(2, 6, 8))
causal = np.tril(np.ones((6, 6), bool))
changed = x.copy()
changed[4:] += 1
for name, mask in {"causal": causal, "none": True}.items():
    moved = np.abs(attention(x, x, x, mask)[0] - attention(changed, changed, changed, mask)[0])
    print(f"mask {name:6}: change at each position", moved.max(axis=1).round(3))
    assert np.all(moved[:4] == 0) == (name == "causal")
qkv = x[None, :, None].astype("float32")
library = ops.convert_to_numpy(ops.dot_product_attention(qkv, qkv, qkv, is_causal=True))
np.testing.assert_allclose(library[0, :, 0], attention(x, x, x, causal)[0], atol=1e-5)

order = rng.permutation(6)
for name, shift in {"without positions": 0, "with positions": positions}.items():
    straight, permuted = x + shift, x[order] + shift
    permuted_outputs = attention(permuted, permuted, permuted)[0]
    gap = np.abs(permuted_outputs - attention(straight, straight, straight)[0][order]).max()
    print(f"{name}: permuted in, permuted out, up to {gap:.3f}")
    assert (gap < 1e-12) == (name == "without positions")

# %% [markdown] lang="en"
# ## Diffusion: adding noise
#
# *Needed in: the chapter on diffusion (planned).*
#
# A **diffusion model** (Sohl-Dickstein et al. 2015, arXiv:1503.03585; Ho et al. 2020, arXiv:2006.11239) spoils an image in many small steps and learns to undo them. The spoiling needs no learning. With $\alpha_t = 1 - \beta_t$ and small $\beta_t$,
#
# $$q(x_t \mid x_{t-1}) = \mathcal{N}(\sqrt{\alpha_t}\, x_{t-1}, \; \beta_t I).$$
#
# Nobody has to walk the steps. With $\bar\alpha_t = \alpha_1 \alpha_2 \cdots \alpha_t$,
#
# $$q(x_t \mid x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0, \; (1 - \bar\alpha_t) I), \qquad x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon.$$
#
# By induction: a step multiplies the mean by $\sqrt{\alpha_t}$, and the variance $1 - \bar\alpha_{t-1}$ becomes $\alpha_t (1 - \bar\alpha_{t-1}) + 1 - \alpha_t = 1 - \bar\alpha_t$; sums of independent normal variables are normal. We take the 1,000 steps of Ho et al., $\beta$ from 0.0001 to 0.02 in equal steps, and check the induction, first by the recursion of mean and variance, then with 20,000 walks from $x_0 = 1.5$.

# %% [markdown] lang="zh"
# ## 扩散：加噪声
#
# *用于：扩散模型一章（计划中）。*
#
# **扩散模型**（Sohl-Dickstein 等，2015，arXiv:1503.03585；Ho 等，2020，arXiv:2006.11239）把图像分许多小步毁掉，再学着一步步还原。毁掉这一半不用学。设 $\beta_t$ 很小，$\alpha_t = 1 - \beta_t$，
#
# $$q(x_t \mid x_{t-1}) = \mathcal{N}(\sqrt{\alpha_t}\, x_{t-1}, \; \beta_t I).$$
#
# 并不需要真的一步步走。记 $\bar\alpha_t = \alpha_1 \alpha_2 \cdots \alpha_t$，则
#
# $$q(x_t \mid x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0, \; (1 - \bar\alpha_t) I), \qquad x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon.$$
#
# 用归纳法：每走一步，均值乘以 $\sqrt{\alpha_t}$，方差由 $1 - \bar\alpha_{t-1}$ 变成 $\alpha_t (1 - \bar\alpha_{t-1}) + 1 - \alpha_t = 1 - \bar\alpha_t$；独立的正态变量之和仍是正态的。取 Ho 等人的 1,000 步，$\beta$ 从 0.0001 等距增加到 0.02。先按均值和方差的递推核对归纳法，再从 $x_0 = 1.5$ 出发走 20,000 遍（walked 是走出来的结果；最后一行是 1,000 步之后 $x_0$ 的系数）。

# %% tags=["nbval-check-output"]
betas = np.linspace(1e-4, 0.02, 1000)
alpha_bars = np.cumprod(1 - betas)
rng = np.random.default_rng(0)
walks, mean, variance, moments = np.full(20_000, 1.5), 1.5, 0.0, []
for t, beta in enumerate(betas, 1):
    mean, variance = np.sqrt(1 - beta) * mean, (1 - beta) * variance + beta
    moments.append((mean, variance))
    walks = np.sqrt(1 - beta) * walks + np.sqrt(beta) * rng.normal(size=len(walks))
    if t in (50, 250, 500, 1000):
        assert abs(walks.mean() - mean) < 4 * np.sqrt(variance / len(walks))
        assert abs(walks.var() / variance - 1) < 4 * np.sqrt(2 / len(walks))
        print(f"t = {t:4}: mean {mean:6.3f}, walked {walks.mean():6.3f}; ", end="")
        print(f"variance {variance:.3f}, walked {walks.var():.3f}")
np.testing.assert_allclose(moments, np.stack([1.5 * np.sqrt(alpha_bars), 1 - alpha_bars], 1))
print(f"factor of x_0 after 1,000 steps: {np.sqrt(alpha_bars[-1]):.4f}")

# %% [markdown] lang="en"
# After 1,000 steps hardly anything is left of $x_0$: the factor $\sqrt{\bar\alpha_{1000}}$ is 0.0064.
#
# **One step back, if $x_0$ is known.** By Bayes' rule $q(x_{t-1} \mid x_t, x_0) \propto q(x_t \mid x_{t-1})\, q(x_{t-1} \mid x_0)$, a product of two normal densities in $x_{t-1}$. Precisions (inverse variances) add up, $\alpha_t / \beta_t + 1 / (1 - \bar\alpha_{t-1})$, and the mean is the average of the two centres, weighted by them:
#
# $$q(x_{t-1} \mid x_t, x_0) = \mathcal{N}(\tilde\mu_t, \tilde\beta_t I), \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t.$$
#
# In terms of the noise, $x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \varepsilon) / \sqrt{\bar\alpha_t}$, the mean is the update that samplers use: $\tilde\mu_t = \big(x_t - \beta_t\, \varepsilon / \sqrt{1 - \bar\alpha_t}\big) / \sqrt{\alpha_t}$. The cell does Bayes by force on a grid.

# %% [markdown] lang="zh"
# 走完 1,000 步，$x_0$ 几乎没剩下什么：系数 $\sqrt{\bar\alpha_{1000}}$ 只有 0.0064。
#
# **知道 $x_0$ 时，往回一步。** 由贝叶斯公式，$q(x_{t-1} \mid x_t, x_0) \propto q(x_t \mid x_{t-1})\, q(x_{t-1} \mid x_0)$，右边是 $x_{t-1}$ 的两个正态密度之积。精度（方差的倒数）相加，得 $\alpha_t / \beta_t + 1 / (1 - \bar\alpha_{t-1})$；均值是两个中心以精度为权的平均：
#
# $$q(x_{t-1} \mid x_t, x_0) = \mathcal{N}(\tilde\mu_t, \tilde\beta_t I), \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t.$$
#
# 用噪声来写，$x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \varepsilon) / \sqrt{\bar\alpha_t}$，均值就成了采样时用的更新公式：$\tilde\mu_t = \big(x_t - \beta_t\, \varepsilon / \sqrt{1 - \bar\alpha_t}\big) / \sqrt{\alpha_t}$。下面在网格上硬算贝叶斯公式，打印均值（括号里是网格上的结果）和标准差（deviation）。


# %% tags=["nbval-check-output"]
def normal_density(x, mean, variance):
    return np.exp(-0.5 * (x - mean) ** 2 / variance) / np.sqrt(2 * np.pi * variance)


start, noise, grid = 1.5, -0.7, np.linspace(-6, 6, 60_001)
for t in (2, 100, 500, 1000):
    beta, before, after = betas[t - 1], alpha_bars[t - 2], alpha_bars[t - 1]
    now = np.sqrt(after) * start + np.sqrt(1 - after) * noise
    bayes = normal_density(now, np.sqrt(1 - beta) * grid, beta)
    bayes = bayes * normal_density(grid, np.sqrt(before) * start, 1 - before)
    bayes = bayes / np.trapezoid(bayes, grid)
    variance = (1 - before) / (1 - after) * beta
    mean = np.sqrt(before) * beta * start + np.sqrt(1 - beta) * (1 - before) * now
    mean = mean / (1 - after)
    np.testing.assert_allclose(bayes, normal_density(grid, mean, variance), atol=1e-6 * bayes.max())
    np.testing.assert_allclose((now - beta * noise / np.sqrt(1 - after)) / np.sqrt(1 - beta), mean)
    found = np.trapezoid(grid * bayes, grid)
    deviation = np.sqrt(variance)
    print(f"t = {t:4}: mean {mean:.4f} (on the grid {found:.4f}), deviation {deviation:.4f}")

# %% [markdown] lang="en"
# **The score.** To go back without knowing $x_0$ one needs the distribution of the noised data, $p_t(x) = \int p(x_0)\, q(x \mid x_0)\, dx_0$, or rather its **score**, $\nabla \log p_t(x)$, the direction in which the density rises fastest. For real images nobody knows it. For a mixture of normal distributions everything is exact: noise moves and widens each component,
#
# $$p_t(x) = \sum_k w_k\, \mathcal{N}(x;\, m_k, v_k), \qquad m_k = \sqrt{\bar\alpha_t}\, \mu_k, \quad v_k = \bar\alpha_t \sigma_k^2 + 1 - \bar\alpha_t,$$
#
# and the score is the average of the components' scores, weighted by the probability $r_k(x)$ that $x$ belongs to component $k$:
#
# $$\nabla \log p_t(x) = \sum_k r_k(x)\, \frac{m_k - x}{v_k}, \qquad r_k(x) = \frac{w_k\, \mathcal{N}(x; m_k, v_k)}{p_t(x)}.$$

# %% [markdown] lang="zh"
# **得分。** 不知道 $x_0$ 也要往回走，就得知道加噪后数据的分布 $p_t(x) = \int p(x_0)\, q(x \mid x_0)\, dx_0$，确切地说，要知道它的**得分**（score）$\nabla \log p_t(x)$，即密度上升最快的方向。对真实图像，没有人知道它。对正态分布的混合，一切都有精确解：加噪把每个分量移动、拉宽，
#
# $$p_t(x) = \sum_k w_k\, \mathcal{N}(x;\, m_k, v_k), \qquad m_k = \sqrt{\bar\alpha_t}\, \mu_k, \quad v_k = \bar\alpha_t \sigma_k^2 + 1 - \bar\alpha_t,$$
#
# 得分则是各分量得分的平均，权重是 $x$ 属于第 $k$ 个分量的概率 $r_k(x)$：
#
# $$\nabla \log p_t(x) = \sum_k r_k(x)\, \frac{m_k - x}{v_k}, \qquad r_k(x) = \frac{w_k\, \mathcal{N}(x; m_k, v_k)}{p_t(x)}.$$

# %% tags=["nbval-check-output"]
shares, centres, widths = np.array([0.3, 0.7]), np.array([-2.0, 1.0]), np.array([0.2, 0.3])


def noised(x, alpha_bar):
    means, variances = np.sqrt(alpha_bar) * centres, alpha_bar * widths**2 + 1 - alpha_bar
    parts = shares * normal_density(x[..., None], means, variances)
    density = parts.sum(axis=-1)
    return density, np.sum(parts * (means - x[..., None]) / variances, axis=-1) / density


clean = np.linspace(-5, 5, 20_001)
data_density = shares @ normal_density(clean, centres[:, None], widths[:, None] ** 2)
points = np.array([-2.0, -0.5, 0.0, 1.5])
print("  t  density and score at -2.0, -0.5, 0.0, 1.5")
for t in (50, 300, 700):
    alpha_bar = alpha_bars[t - 1]
    spread = normal_density(points[:, None], np.sqrt(alpha_bar) * clean, 1 - alpha_bar)
    density, score = noised(points, alpha_bar)
    np.testing.assert_allclose(np.trapezoid(data_density * spread, clean), density, rtol=1e-6)
    slopes = central_difference(lambda x, a=alpha_bar: np.log(noised(x, a)[0]), points)
    np.testing.assert_allclose(np.diag(slopes), score, atol=1e-6)
    numbers = "  ".join(f"{d:.4f} {s:7.3f}" for d, s in zip(density, score, strict=True))
    print(f"{t:3}  {numbers}")

# %% [markdown] lang="en"
# **Tweedie's formula** turns a score into a denoised image. Differentiate $p_t(x) = \int p(x_0)\, \mathcal{N}(x; \sqrt{\bar\alpha_t}\, x_0, 1 - \bar\alpha_t)\, dx_0$ under the integral, which brings down the factor $(\sqrt{\bar\alpha_t}\, x_0 - x) / (1 - \bar\alpha_t)$. Divide by $p_t(x)$, and the integral becomes an expectation given $x_t = x$:
#
# $$\nabla \log p_t(x) = \frac{\sqrt{\bar\alpha_t}\; \mathbb{E}[x_0 \mid x_t = x] - x}{1 - \bar\alpha_t} \quad\Longrightarrow\quad \mathbb{E}[x_0 \mid x_t] = \frac{x_t + (1 - \bar\alpha_t)\, \nabla \log p_t(x_t)}{\sqrt{\bar\alpha_t}}.$$
#
# The noise that was added follows: $\mathbb{E}[\varepsilon \mid x_t] = -\sqrt{1 - \bar\alpha_t}\; \nabla \log p_t(x_t)$. A network trained by squared error to guess $\varepsilon$ from $x_t$ has this as its best answer, since the mean minimises a squared error. So a diffusion model learns the score without ever being shown it.
#
# > **Predict before you run.** At $t = 300$ we see $x_t = -0.5$. The data lie around −2 and 1. Which clean value is expected, and how likely is it among the data?

# %% [markdown] lang="zh"
# **Tweedie 公式**由得分算出去噪后的图像。对 $p_t(x) = \int p(x_0)\, \mathcal{N}(x; \sqrt{\bar\alpha_t}\, x_0, 1 - \bar\alpha_t)\, dx_0$ 在积分号下求导，被积函数多出一个因子 $(\sqrt{\bar\alpha_t}\, x_0 - x) / (1 - \bar\alpha_t)$；再除以 $p_t(x)$，积分就成了 $x_t = x$ 之下的条件期望：
#
# $$\nabla \log p_t(x) = \frac{\sqrt{\bar\alpha_t}\; \mathbb{E}[x_0 \mid x_t = x] - x}{1 - \bar\alpha_t} \quad\Longrightarrow\quad \mathbb{E}[x_0 \mid x_t] = \frac{x_t + (1 - \bar\alpha_t)\, \nabla \log p_t(x_t)}{\sqrt{\bar\alpha_t}}.$$
#
# 加进去的噪声也随之可知：$\mathbb{E}[\varepsilon \mid x_t] = -\sqrt{1 - \bar\alpha_t}\; \nabla \log p_t(x_t)$。用平方误差训练一个网络，让它由 $x_t$ 猜 $\varepsilon$，最好的答案就是这个，因为使平方误差最小的是均值。所以扩散模型从未见过得分，却学会了得分。
#
# > **先猜，再运行。** 在 $t = 300$ 处看到 $x_t = -0.5$。数据分布在 −2 和 1 附近。干净值的期望是多少？数据里出现它的可能性有多大？

# %% tags=["nbval-check-output"]
print("   t   x_t   E[x_0 | x_t]   data density there   E[noise | x_t]")
for t in (50, 300, 500, 700):
    alpha_bar = alpha_bars[t - 1]
    _, score = noised(points, alpha_bar)
    tweedie = (points + (1 - alpha_bar) * score) / np.sqrt(alpha_bar)
    spread = normal_density(points[:, None], np.sqrt(alpha_bar) * clean, 1 - alpha_bar)
    posterior = data_density * spread
    posterior /= np.trapezoid(posterior, clean)[:, None]
    np.testing.assert_allclose(np.trapezoid(posterior * clean, clean), tweedie, atol=1e-6)
    noise = (points[:, None] - np.sqrt(alpha_bar) * clean) / np.sqrt(1 - alpha_bar)
    guess = -np.sqrt(1 - alpha_bar) * score
    np.testing.assert_allclose(np.trapezoid(posterior * noise, clean), guess, atol=1e-6)
    there = noised(tweedie, 1.0)[0][1]
    print(f"{t:4}   {points[1]:3.1f} {tweedie[1]:14.3f} {there:20.1e} {guess[1]:16.3f}")

# %% [markdown] lang="en"
# At $t = 300$ the answer is −0.32, a value that the data hardly ever take: their density there is 0.00006.
#
# > **Misconception: "the denoised image is a likely image."** $\mathbb{E}[x_0 \mid x_t]$ is the mean of all clean images that could have led to $x_t$, and a mean of likely things may be unlikely. Of images, such means are blurred. That is why one-step denoising is no sampler.
#
# The figure shows the density of the noised data, and the denoiser's answer to every $x_t$.

# %% [markdown] lang="zh"
# 表中依次为时刻 $t$、$x_t$、干净值的期望、数据在该处的密度（data density there）、噪声的期望。$t = 300$ 时的回答是 −0.32，而数据几乎从不取这样的值：那里的密度只有 0.00006。
#
# > **常见误解：“去噪得到的图像，是一幅很可能出现的图像。”** $\mathbb{E}[x_0 \mid x_t]$ 是所有可能变成 $x_t$ 的干净图像的平均，而平均值本身可能根本不会出现。对图像来说，这样的平均是模糊的。所以一步去噪不能当采样用。
#
# 下面画出加噪数据的密度，以及去噪器对每个 $x_t$ 的回答。左图横轴为 $x_t$，纵轴为密度（density），标题是加噪后的数据（noised data）；右图横轴为 $x_t$，纵轴为 $\mathbb{E}[x_0 \mid x_t]$，标题是一步去噪（denoised in one step）；每条线对应一个 $t$。

# %%
line = np.linspace(-4, 4, 400)
figure, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.2), layout="constrained")
for t in (0, 50, 150, 300, 1000):
    alpha_bar = alpha_bars[t - 1] if t else 1.0
    density, score = noised(line, alpha_bar)
    left.plot(line, density, label=f"t = {t}")
    if 0 < t < 1000:
        denoised = (line + (1 - alpha_bar) * score) / np.sqrt(alpha_bar)
        right.plot(line, denoised, color=left.lines[-1].get_color(), label=f"t = {t}")
left.set(xlabel="$x_t$", ylabel="density", title="noised data")
right.set(xlabel="$x_t$", ylabel="$E[x_0 | x_t]$", title="denoised in one step")
left.legend()
right.legend()
plotting.show(
    figure,
    "Left: two peaks at -2 and 1 move together and merge into one bell around 0 at t = 1000. "
    "Right: expected clean value against x_t: for t = 50 it follows x_t but for a steep step "
    "between the peaks; for larger t it goes over from -2 to 1 ever more gently.",
    "左：−2 和 1 处的两个峰逐渐靠拢，到 t = 1000 合成以 0 为中心的一个钟形。右：干净值的期望随 x_t 变化：t = 50 时大体跟着 x_t 走，只在两峰之间陡升；t 越大，从 −2 到 1 的过渡越平缓。",
)

# %% [markdown] lang="en"
# Noise makes the two peaks move together and melt into one. While it is weak, a perfect denoiser changes $x_t$ only a little, except between the peaks, where it must decide for one of them; the stronger it is, the less the value of $x_t$ itself counts, and the smoother the passage from one peak to the other. A sampler therefore goes back in small steps, each with a little fresh noise, and asks anew at every step; the last exercise builds it.
#
# ## What the articles say, and what is right
#
# The five articles give formulas for three models, and we have now put numbers into all of them. Several hold as they stand: the value function (**history**, 《发展历程》, 4.1; **principles**, 《原理与代码》, 3.2; **industry**, 《赋能行业》, 4.1.1), the VAE's loss (history, 4.2), the GAN's losses with their expectations (**generative AI**, 《生成式AI》, 4.2.1), the example in **large models** (《大模型》, 4.3), the hidden state (generative AI, 4.1.3, with one matrix for two, as checked above). Principles, 3.1, is right that positions must be added. Industry breaks off in 4.2.1 just before the formula of a language model, and history and principles are cut off too; that is no fault of their authors. Quotations are our translations. The table is about formulas; programs and statements of fact are corrected in the other chapters.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | History, 3.2.1 and 4.2; generative AI, 2.3 and 9.2: a VAE "maximises the likelihood" | It maximises a lower bound of the log-likelihood. The formula in history, 4.2, is right: it is minus that bound | The evidence lower bound, twice |
# | History, 3.2.2, step 3: sample "from the latent space"; step 6: "maximise the reconstruction error and the likelihood of the latent variables" | The draw is from $q(z \mid x)$. The error is minimised, together with the KL divergence; what step 6 asks for has no maximum | First cell below |
# | Generative AI, 4.1.2: $x' = G(\mu, \sigma)$ | $x' = G(z)$ with $z = \mu + \sigma\varepsilon$ and $\varepsilon \sim \mathcal{N}(0, I)$. (That the encoder gives $\sigma$ is no fault; its log-variance is a convention.) | Gradients through a draw |
# | Generative AI, 4.2.2: $L = L_E + L_D$ with $L_E = -\mathbb{E}[\log p(x \mid \mu, \sigma)]$, $L_D = -\mathbb{E}[\log p(x' \mid x)]$ | One loss for both networks, $-\mathbb{E}_q[\log p(x \mid z)] + \mathrm{KL}(q \,\Vert\, p(z))$. The decoder's likelihood is that of the real $x$ given $z$, and without the KL term there is no bound | First cell below |
# | Generative AI, 2.1: the core of generative AI "is a probability model" | A VAE writes down $p(z)$ and $p(x \mid z)$, a language model every factor of the chain rule. A GAN's generator only draws; its density occurs in the theory, and in practice it cannot be evaluated | The value of the game |
# | History, 2.4, and large models, 2.4, figures: data go into the generator, or the "model layer", and there is no noise. Generative AI, 4.1.1: D's input is "real data x" | In $V$, noise $z$ goes into G; D is given real $x$ and generated $G(z)$; both players are updated | The value of the game |
# | History, 4.1, and industry, 4.1.1: $\min_G \max_D V$ is the "loss function" | $V$ is a value function, which D raises and G lowers. D's loss is $-V$ | The value of the game |
# | Large models, 4.1 and 4.2: no expectation in the formulas; a loss "expresses the probability"; "the smaller, the stronger" | The losses are expectations of negative logarithms. A small $L_G$ says only that the present D is fooled; at the equilibrium $L_D = 2 \ln 2$ and $L_G = \ln 2$ | A worked example, worked again |
# | Large models, 3.3: `update_params(D_params, D_output_real, data, fake_data)`, without `D_output_fake` | Both terms are needed. With $\log D(x)$ alone the best D says 1 to everything | Second cell below |
# | Industry, 4.1.2: first optimise D until it "can maximise" its ability, then G | That is the order of the proof. In training D takes a few steps: where the distributions hardly overlap, the best D leaves the minimax generator next to no gradient | The best discriminator first?; Why the minimax loss stops teaching |
# | Principles, 3.2: samples come "infinitely close" to the data's distribution | Minimising $\mathrm{JS}$ ends there, for unlimited capacity and the best D at every step. Two players that descend together may circle instead | What the best discriminator measures; Two players descend |
# | Principles, 3.2: a gradient penalty "prompts D to satisfy" 1-Lipschitz continuity | A soft pull towards slope 1, on points between real and generated, for the critic of a Wasserstein loss. It guarantees nothing elsewhere | The gradient penalty |
# | Principles, 3.2: several G, "averaging their outputs", for diversity | The average of two samples is a third thing, nearer to the middle. Draw each sample from one generator: the distributions are averaged, not the samples. Averaging the discriminators' logits is sound | Several generators |
# | Generative AI, 1, 2.4, 3.1 and 9.3: 递归神经网络 for RNN | 循环: the same function at every step. 递归 (recursive) goes along a tree | A function, iterated |
# | Generative AI, 2.4 and 9.3: "the output of the previous step as the input of the present step" | The hidden state returns, as in the article's own 4.1.3; the output layer can be exchanged without changing one state | A function, iterated |
# | Generative AI, 4.2.3, steps 1 and 2: "weight matrix" and "bias" in both layers; $y_t = \text{activation function}(\cdots)$, and in step 3 $y_t$ is the target | Five arrays $W, U, b, V, c$. The output is $p_t = \mathrm{softmax}(h_t V + c)$, since $-\log p$ needs a distribution; the target is $x_{t+1}$ | A function, iterated; The softmax |
# | Generative AI, 4.2.3, step 3: $L = -\mathbb{E}[\log p(y_t \mid y_{t-1}, x_t)]$ | $L = -\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$. The short condition is a bigram's, and costs the information of all earlier tokens | A function, iterated; The chain rule, bits and perplexity |
# | Generative AI, 4.2, "derivation": "by the back-propagation algorithm". (Industry, 3.3.2, does not mention gradients either) | The gradient is a sum over time, through products of Jacobians that may vanish or explode | Back-propagation through time; A product of Jacobians |
# | Principles, 3.1: self-attention without a formula; the decoder's without a mask; "multi-head attention" among the tricks of training | $\mathrm{softmax}(QK^\top / \sqrt{d})\,V$, with the scale; in the decoder with the causal mask. Heads, residual connections and normalisation are parts of the architecture | Attention is a weighted average |
#
# Two cells for what has no other place. The first takes the smallest VAE, $z \sim \mathcal{N}(0, 1)$ and $x = z + \tfrac12 \varepsilon$, and one observation, $x = 1$.

# %% [markdown] lang="zh"
# 噪声使两个峰靠拢，最后融成一个。噪声弱时，完美的去噪器只对 $x_t$ 稍作改动，唯独在两峰之间必须二选一；噪声越强，$x_t$ 本身的数值就越不作数，从一个峰到另一个峰的过渡也越平缓。所以采样要小步往回走，每一步再添一点新噪声，并且步步重新发问；最后一道练习就来搭这个采样器。
#
# ## 文章怎么说，实际怎么样
#
# 五篇文章为三种模型给出了公式，现在全都代入数字验算过了。原样成立的不少：价值函数（《**发展历程**》4.1、《**原理与代码**》3.2、《**赋能行业**》4.1.1），VAE 的损失（《发展历程》4.2），带期望的 GAN 损失（《**生成式AI**》4.2.1），《**大模型**》4.3 的例子，以及隐藏状态（《生成式AI》4.1.3，两个矩阵并作一个，前面验证过）。《原理与代码》3.1 说要加入位置信息，也是对的。《赋能行业》在 4.2.1 正要给出语言模型的公式时截断，《发展历程》和《原理与代码》也有截断，都不是作者的过失。下表只谈公式；程序和事实方面的更正在其他各章。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《发展历程》3.2.1、4.2，《生成式AI》2.3、9.2：VAE“最大化”数据的“似然函数” | 最大化的是对数似然的一个下界。《发展历程》4.2 的公式是对的，它就是这个下界的相反数 | 证据下界，推两遍 |
# | 《发展历程》3.2.2 第 3 步：“从潜在空间采样”；第 6 步：“最大化重构误差和潜在变量的似然函数” | 采样是从 $q(z \mid x)$ 中采。误差要最小化，连同 KL 散度；照第 6 步的字面去做，根本没有最大值 | 下面第一个单元 |
# | 《生成式AI》4.1.2：$x' = G(\mu, \sigma)$ | $x' = G(z)$，其中 $z = \mu + \sigma\varepsilon$，$\varepsilon \sim \mathcal{N}(0, I)$。（让编码器输出 $\sigma$ 并不算错，输出对数方差只是惯例。） | 让梯度穿过抽样 |
# | 《生成式AI》4.2.2：$L = L_E + L_D$，$L_E = -\text{期望}[\log p(x \mid \mu, \sigma)]$，$L_D = -\text{期望}[\log p(x' \mid x)]$ | 两个网络共用一个损失 $-\mathbb{E}_q[\log p(x \mid z)] + \mathrm{KL}(q \,\Vert\, p(z))$。解码器的似然是给定 $z$ 时真实的 $x$ 的概率；少了 KL 项，就不成其为下界 | 下面第一个单元 |
# | 《生成式AI》2.1：“生成式AI的核心是概率模型” | VAE 写得出 $p(z)$ 和 $p(x \mid z)$，语言模型写得出链式法则的每个因子。GAN 的生成器只会抽样，它的密度只出现在理论里，实际上算不出来 | 博弈的价值 |
# | 《发展历程》2.4、《大模型》2.4 的图：输入生成器（或“模型层”）的是数据，图中没有噪声。《生成式AI》4.1.1：判别器“输入为真实数据x” | 在 $V$ 里，噪声 $z$ 进 G；真实的 $x$ 和生成的 $G(z)$ 都进 D；双方都要更新 | 博弈的价值 |
# | 《发展历程》4.1、《赋能行业》4.1.1：把 $\min_G \max_D V$ 叫作“损失函数” | $V$ 是价值函数，D 要它大，G 要它小。D 的损失是 $-V$ | 博弈的价值 |
# | 《大模型》4.1、4.2：公式里没有期望；损失“表示……判断概率”；“损失函数越小，表示生成器的生成能力越强” | 损失是负对数的期望。$L_G$ 小，只说明骗过了眼前的 D；均衡处 $L_D = 2 \ln 2$，$L_G = \ln 2$ | 一个例题，重做一遍 |
# | 《大模型》3.3：`update_params(D_params, D_output_real, data, fake_data)`，没有 `D_output_fake` | 两项缺一不可。只有 $\log D(x)$ 的话，最优的 D 对什么都说 1 | 下面第二个单元 |
# | 《赋能行业》4.1.2：先优化 D，使它“能够最大化”区分能力，再优化 G | 这是证明里的次序。训练时 D 只走几步：两个分布几乎不重叠时，最优的 D 几乎不给极小极大形式的生成器留下梯度 | 先把判别器训练到最优？；极小极大损失为什么教不动了 |
# | 《原理与代码》3.2：样本“无限逼近真实样本的分布” | 最小化 $\mathrm{JS}$ 的终点才在那里，前提是容量无限、D 步步最优。两个玩家一起下降，可能只是兜圈子 | 最优判别器量的是什么；两个玩家一起下降 |
# | 《原理与代码》3.2：梯度惩罚“促使D满足1-Lipschitz连续性” | 它只是往坡度 1 拉一把的软约束，作用在真实样本与生成样本之间的点上，配的是 Wasserstein 损失的评论家；在别处什么也不保证 | 梯度惩罚 |
# | 《原理与代码》3.2：采用多个 G，“对其输出取平均”，以提高多样性 | 两个样本的平均是另一样东西，更靠近中间。应当每个样本只出自一个生成器：平均的是分布，不是样本。判别器则可以平均 logit | 多个生成器 |
# | 《生成式AI》1、2.4、3.1、9.3：把 RNN 译作“递归神经网络” | 应为“循环”：每个时刻用同一个函数。“递归”（recursive）是沿着树走 | 一个函数，反复使用 |
# | 《生成式AI》2.4、9.3：“将上一时刻的输出作为当前时刻的输入” | 传回来的是隐藏状态，该文自己的 4.1.3 正是这样写的；换一个输出层，状态一个也不变 | 一个函数，反复使用 |
# | 《生成式AI》4.2.3 第 1、2 步：两层都写作“权重矩阵”“偏置”；$y_t = \text{激活函数}(\cdots)$，到第 3 步 $y_t$ 又成了目标 | 共五个数组 $W, U, b, V, c$。输出是 $p_t = \mathrm{softmax}(h_t V + c)$，因为 $-\log p$ 要的是概率分布；目标是 $x_{t+1}$ | 一个函数，反复使用；softmax |
# | 《生成式AI》4.2.3 第 3 步：$L = -\text{期望}[\log p(y_t \mid y_{t-1}, x_t)]$ | $L = -\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$。条件只写到前一步，就成了二元模型，白白丢掉更早的词元所含的信息 | 一个函数，反复使用；链式法则、比特与困惑度 |
# | 《生成式AI》4.2 名为“公式推导过程”，只说“通过反向传播算法”。（《赋能行业》3.3.2 也没有提梯度） | 梯度是对时间的求和，其中有雅可比矩阵的连乘，会消失，也会爆炸 | 随时间反向传播；雅可比矩阵的乘积 |
# | 《原理与代码》3.1：没有给出自注意力的公式；没有说解码器要加掩码；把“Multi-Head Attention”列为训练中的优化技巧 | $\mathrm{softmax}(QK^\top / \sqrt{d})\,V$，要除以 $\sqrt d$；在解码器里还要加因果掩码。多头、残差连接和归一化都是架构的组成部分 | 注意力是加权平均 |
#
# 还有几条没有别处可放，用两个单元来看。第一个单元取最小的 VAE，$z \sim \mathcal{N}(0, 1)$，$x = z + \tfrac12 \varepsilon$，以及一个观测值 $x = 1$。表中依次为重建项 $\mathbb{E}_q[\log p(x \mid z)]$、KL 散度、二者之差（bound，即下界）；最后三行是第 6 步的目标。

# %% tags=["nbval-check-output"]
noise_variance, observed = 0.25, 1.0
evidence = np.log(normal_density(observed, 0, 1 + noise_variance))
print(f"log p(x) = {evidence:.3f}")


def reconstruction(mean, variance):
    squared_error = (observed - mean) ** 2 + variance
    return -0.5 * (squared_error / noise_variance + np.log(2 * np.pi * noise_variance))


choices = {"posterior": (0.8, 0.2), "narrow": (1.0, 0.001), "prior": (0.0, 1.0)}
for name, (mean, variance) in choices.items():
    kl = 0.5 * (mean**2 + variance - 1 - np.log(variance))
    fit = reconstruction(mean, variance)
    print(f"q {name:9}: E log p(x|z) {fit:6.3f}, KL {kl:5.3f}, bound {fit - kl:6.3f}")
    assert fit - kl <= evidence + 1e-12
    assert np.isclose(fit - kl, evidence) == (name == "posterior")
    assert (fit > evidence) == (name != "prior")
for mean in (0, 10, 100):
    prior_term = -0.5 * (np.log(2 * np.pi) + mean**2 + 1)
    print(f"step 6 with q at {mean:3}: {-reconstruction(mean, 1) + prior_term:10.1f}")

# %% [markdown] lang="en"
# The reconstruction term alone is larger than $\log p(x)$ for two of the three: no lower bound. And the objective of step 6 grows without end as the codes move farther and farther out.
#
# The second cell maximises the discriminator's value at one point, where $p_{\text{data}} = 0.6$ and $p_g = 0.2$, over 999 verdicts: with both terms, and with the first alone.

# %% [markdown] lang="zh"
# 三个 $q$ 中有两个，光是重建项就比 $\log p(x)$ 大，可见它不是下界。第 6 步的目标则随着编码越跑越远而无限增大。
#
# 第二个单元在一个点上最大化判别器的价值，该处 $p_{\text{data}} = 0.6$、$p_g = 0.2$；把 999 个判断（$D$ 的取值）全试一遍，一次用两项（both terms），一次只用第一项。

# %% tags=["nbval-check-output"]
verdicts = np.linspace(0.001, 0.999, 999)
p_data, p_generated = 0.6, 0.2
both_terms = p_data * np.log(verdicts) + p_generated * np.log(1 - verdicts)
one_term = p_data * np.log(verdicts)
best = p_data / (p_data + p_generated)
np.testing.assert_allclose(verdicts[both_terms.argmax()], best, atol=1e-3)
assert one_term.argmax() == len(verdicts) - 1
print(f"best D: {best:.2f} with both terms, {verdicts[one_term.argmax()]:.3f} with log D(x) alone")

# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/02_math](exercises/02_math.ipynb). These here are for pen, paper and your own experiments.
#
# 1. ★ Model A cuts a text into tokens of 2.0 characters on average and has perplexity 20 per token; model B cuts the same text into tokens of 4.0 characters and has perplexity 80. Which one predicts better?
# 2. ★ A softmax puts 0.99 on one of 32 keys and shares the rest evenly. How large is the largest entry of its Jacobian, compared with that of even weights? What does this say about attention without the scale?
# 3. ★★ For $p = \mathcal{N}(0, 1)$ and $q = \mathcal{N}(m, 1)$ plot $\mathrm{KL}(p \,\Vert\, q)$, $\mathrm{JS}(p, q)$ and the Wasserstein distance against $m$ from 0 to 10. Which of them would still teach a generator at $m = 10$?
# 4. ★★ Find a 2 × 2 matrix of spectral radius 0.5 whose powers reach a norm above 100. After how many steps does the norm fall below 1? Give the answer by the closed form, then by computation.
# 5. ★★ Replace the schedule by $\bar\alpha_t = \cos^2(\pi t / 2T)$ (close to Nichol & Dhariwal 2021, arXiv:2102.09672), compute its $\beta_t$, cut off at 0.999 as there, and run the cells of the diffusion section again. At which $t$ does each schedule lose half of the variance to noise?
# 6. ★★★ Sample from the mixture. Start with $x_{1000} \sim \mathcal{N}(0, 1)$; at each step put Tweedie's $\mathbb{E}[x_0 \mid x_t]$ for $x_0$ into $\tilde\mu_t$ and add $\sqrt{\tilde\beta_t}\, \varepsilon$. Compare shares, means and deviations of both components with the truth. Then use every 100th step only. What goes wrong first?

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/02_math](exercises/02_math.ipynb)。下面这些留给纸笔和你自己的实验。
#
# 1. ★ 模型 A 把一段文本切成平均 2.0 个字符的词元，每个词元的困惑度为 20；模型 B 把同一段文本切成平均 4.0 个字符的词元，困惑度为 80。哪个预测得更好？
# 2. ★ softmax 在 32 个键中给一个 0.99，其余平分剩下的。它的雅可比矩阵里最大的元素有多大？与权重平均分配时相比呢？这对不除以 $\sqrt d$ 的注意力意味着什么？
# 3. ★★ 设 $p = \mathcal{N}(0, 1)$，$q = \mathcal{N}(m, 1)$，让 $m$ 从 0 到 10，画出 $\mathrm{KL}(p \,\Vert\, q)$、$\mathrm{JS}(p, q)$ 和 Wasserstein 距离。到 $m = 10$ 时，哪几个还能教生成器？
# 4. ★★ 找一个谱半径为 0.5 的 2 × 2 矩阵，使它的幂的范数能超过 100。要过多少步，范数才会降到 1 以下？先用闭式解回答，再计算验证。
# 5. ★★ 把加噪方案换成 $\bar\alpha_t = \cos^2(\pi t / 2T)$（与 Nichol 和 Dhariwal 2021 的相近，arXiv:2102.09672），算出相应的 $\beta_t$（照他们的做法，最大取 0.999），重跑扩散一节的单元。两种方案各在哪个 $t$ 上有一半的方差变成了噪声？
# 6. ★★★ 从那个混合分布中采样：由 $x_{1000} \sim \mathcal{N}(0, 1)$ 出发，每一步把 Tweedie 公式的 $\mathbb{E}[x_0 \mid x_t]$ 当作 $x_0$ 代入 $\tilde\mu_t$，再加上 $\sqrt{\tilde\beta_t}\, \varepsilon$。把两个分量的比例、均值和标准差与真值比较。然后每 100 步只走一步。最先出问题的是什么？

# %% [markdown] lang="en"
# ## Summary
#
# - Training a generative model means lowering a divergence that is estimated from draws. Cross-entropy is entropy plus KL; maximum likelihood minimises KL; what a loss punishes depends on which distribution stands first.
# - $\log p(x)$ is the ELBO plus a KL divergence from the true posterior. A VAE raises the ELBO; its gradient passes through the draw $z = \mu + \sigma\varepsilon$.
# - Against the best discriminator a minimax generator lowers the Jensen-Shannon divergence, which stands still at $\ln 2$ when the distributions do not overlap; the Wasserstein distance goes on measuring. A game has an equilibrium; that gradient descent reaches it is another matter.
# - A recurrent network feeds back its state. Its gradient is a sum over time of products of Jacobians; in a linear network the spectral radius decides their end, not their beginning. Clipping the norm keeps the direction.
# - The gradient of softmax and cross-entropy is $p - y$. Bits per character compare models; perplexities only over the same tokens.
# - Attention is an average with weights from a softmax. The scale $1/\sqrt d$ keeps the weights from collapsing, the causal mask keeps the future out, and without a mask order is unknown until positions are added.
# - Noising is closed form. The score of the noised data, the expected clean image and the expected noise are one quantity in three forms.
# - A formula from an article costs ten lines to check. Nineteen rows of the table above are the result.
#
# ## References
#
# Shannon 1948, "A mathematical theory of communication" · Kullback & Leibler 1951, doi:10.1214/aoms/1177729694 · Nadaraya 1964, doi:10.1137/1109020 · Watson 1964, "Smooth regression analysis" · Elman 1990, doi:10.1207/s15516709cog1402_1 · Werbos 1990 (back-propagation through time), doi:10.1109/5.58337 · Williams 1992 (score-function gradients), doi:10.1007/BF00992696 · Bengio, Simard & Frasconi 1994, doi:10.1109/72.279181 · Trefethen & Embree 2005, *Spectra and Pseudospectra* (powers of non-normal matrices) · Vincent 2011 (denoising and the score), doi:10.1162/NECO_a_00142 · Efron 2011 (Tweedie's formula), doi:10.1198/jasa.2011.tm11181 · Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063 · Kingma & Welling 2013, arXiv:1312.6114 · Rezende et al. 2014, arXiv:1401.4082 · Goodfellow et al. 2014, arXiv:1406.2661 · Bahdanau et al. 2014, arXiv:1409.0473 · Sohl-Dickstein et al. 2015, arXiv:1503.03585 · Burda et al. 2015, arXiv:1509.00519 · Arjovsky & Bottou 2017, arXiv:1701.04862 · Arjovsky et al. 2017, arXiv:1701.07875 · Gulrajani et al. 2017, arXiv:1704.00028 · Mescheder et al. 2017 (the numerics of GANs), arXiv:1705.10461 · Vaswani et al. 2017, arXiv:1706.03762 · Mescheder et al. 2018, arXiv:1801.04406 · Miyato et al. 2018 (spectral normalisation), arXiv:1802.05957 · Gidel et al. 2018 (extra-gradient), arXiv:1802.10551 · Tsai et al. 2019 (attention as a kernel average), arXiv:1908.11775 · Ho et al. 2020, arXiv:2006.11239 · Shannon et al. 2020 (the non-saturating loss), arXiv:2010.08029 · Song et al. 2020 (score-based models), arXiv:2011.13456 · Nichol & Dhariwal 2021, arXiv:2102.09672

# %% [markdown] lang="zh"
# ## 小结
#
# - 训练生成模型，就是压低一个靠抽样来估计的散度。交叉熵等于熵加 KL 散度；最大似然最小化的是 KL 散度；损失惩罚什么，要看哪个分布站在前面。
# - $\log p(x)$ 等于 ELBO 加上 $q$ 相对于真正后验的 KL 散度。VAE 抬高的是 ELBO，梯度经由 $z = \mu + \sigma\varepsilon$ 穿过抽样。
# - 面对最优判别器，极小极大形式的生成器压低的是 Jensen-Shannon 散度；两个分布不重叠时，它停在 $\ln 2$ 不动，而 Wasserstein 距离还在继续量。博弈有均衡，梯度下降到不到得了是另一回事。
# - 循环网络送回来的是状态。梯度是对时间求和，每一项都含雅可比矩阵的连乘；在线性网络里，谱半径决定的是结局，不是开头。按范数裁剪，方向不变。
# - softmax 配交叉熵，梯度就是 $p - y$。比模型用比特/字符；困惑度只能在词元相同时比。
# - 注意力是以 softmax 为权重的平均。除以 $\sqrt d$，权重才不会全压在一处；加上因果掩码，才看不见未来；没有掩码，又不加位置，就不知道次序。
# - 加噪有闭式解。加噪数据的得分、干净图像的期望、噪声的期望，是同一个量的三种写法。
# - 检验文章里的一个公式，十行代码就够。上面那张表的十九行就是这样来的。
#
# ## 参考文献
#
# Shannon 1948，“A mathematical theory of communication” · Kullback 与 Leibler 1951，doi:10.1214/aoms/1177729694 · Nadaraya 1964，doi:10.1137/1109020 · Watson 1964，“Smooth regression analysis” · Elman 1990，doi:10.1207/s15516709cog1402_1 · Werbos 1990（随时间反向传播），doi:10.1109/5.58337 · Williams 1992（得分函数梯度），doi:10.1007/BF00992696 · Bengio、Simard 与 Frasconi 1994，doi:10.1109/72.279181 · Trefethen 与 Embree 2005，*Spectra and Pseudospectra*（非正规矩阵的幂）· Vincent 2011（去噪与得分），doi:10.1162/NECO_a_00142 · Efron 2011（Tweedie 公式），doi:10.1198/jasa.2011.tm11181 · Pascanu、Mikolov 与 Bengio 2013，arXiv:1211.5063 · Kingma 与 Welling 2013，arXiv:1312.6114 · Rezende 等 2014，arXiv:1401.4082 · Goodfellow 等 2014，arXiv:1406.2661 · Bahdanau 等 2014，arXiv:1409.0473 · Sohl-Dickstein 等 2015，arXiv:1503.03585 · Burda 等 2015，arXiv:1509.00519 · Arjovsky 与 Bottou 2017，arXiv:1701.04862 · Arjovsky 等 2017，arXiv:1701.07875 · Gulrajani 等 2017，arXiv:1704.00028 · Mescheder 等 2017（GAN 的数值分析），arXiv:1705.10461 · Vaswani 等 2017，arXiv:1706.03762 · Mescheder 等 2018，arXiv:1801.04406 · Miyato 等 2018（谱归一化），arXiv:1802.05957 · Gidel 等 2018（外梯度法），arXiv:1802.10551 · Tsai 等 2019（注意力即核平均），arXiv:1908.11775 · Ho 等 2020，arXiv:2006.11239 · Shannon 等 2020（非饱和损失），arXiv:2010.08029 · Song 等 2020（基于得分的模型），arXiv:2011.13456 · Nichol 与 Dhariwal 2021，arXiv:2102.09672
