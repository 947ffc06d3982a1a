# %% [markdown] lang="en"
# # Part 1. Probability, information and bounds
#
# A generative model is a distribution that we can draw from.
# To train one we need a number that says how far it is from the data, and a way to compute that number from draws.
#
# ## Probability and expectation
#
# *Used in chapter 3 (what a logit means), chapter 4 (hidden causes) and chapter 5 (conditional probabilities).*
#
# **Question.** How probable is a cause, once its effect has been seen?
#
# Two random quantities $x$ and $y$ are described in full by their **joint distribution** $p(x, y)$.
# Everything else follows from it:
#
# $$p(y) = \sum_x p(x, y), \qquad p(y \mid x) = \frac{p(x, y)}{p(x)}, \qquad p(x \mid y) = \frac{p(x)\, p(y \mid x)}{p(y)}.$$
#
# The first is the **marginal**, the second the **conditional**, the third **Bayes' rule**, which leads from the probability of an effect given its cause to that of a cause given its effect.
# For two causes $x_1$ and $x_2$ the rule is shortest in **odds**, the ratio of their probabilities.
# The prior odds (before $y$ is seen) times the **likelihood ratio** give the posterior odds (afterwards), so in logarithms they add:
#
# $$\ln \frac{p(x_1 \mid y)}{p(x_2 \mid y)} = \ln \frac{p(x_1)}{p(x_2)} + \ln \frac{p(y \mid x_1)}{p(y \mid x_2)}.$$
#
# > **Predict before you run.** One photo in fifty on a web site was made by a generator.
# > A detector flags 90% of the generated ones, and 5% of the real ones by mistake.
# > A photo is flagged.
# > How probable is it that a generator made it?

# %% [markdown] lang="zh"
# # 第一部分　概率、信息与下界
#
# 生成模型是一个可以从中采样的分布。
# 要训练它，需要一个数来说明它离数据有多远，还要有办法由样本算出这个数。
#
# ## 概率与期望
#
# *用于第 3 章（logit 的含义）、第 4 章（隐藏的原因）和第 5 章（条件概率）。*
#
# **问题。** 看到结果之后，某个原因的概率有多大？
#
# 两个随机量 $x$、$y$ 的全部信息都在**联合分布** $p(x, y)$ 里，其余的都由它得出：
#
# $$p(y) = \sum_x p(x, y), \qquad p(y \mid x) = \frac{p(x, y)}{p(x)}, \qquad p(x \mid y) = \frac{p(x)\, p(y \mid x)}{p(y)}.$$
#
# 第一式给出**边缘**分布，第二式给出**条件**分布，第三式是**贝叶斯公式**：由“给定原因时结果的概率”，求“给定结果时原因的概率”。
# 只有两种原因 $x_1$、$x_2$ 时，用**几率**（两者的概率之比）来写最简短：先验几率乘以**似然比**，就是后验几率；取对数之后，乘法变成加法：
#
# $$\ln \frac{p(x_1 \mid y)}{p(x_2 \mid y)} = \ln \frac{p(x_1)}{p(x_2)} + \ln \frac{p(y \mid x_1)}{p(y \mid x_2)}.$$
#
# > **先猜，再运行。** 某网站上每五十张照片里有一张是生成的。
# > 一个检测器能标出 90% 的生成照片，也会误标 5% 的真照片。
# > 现在有一张照片被标了出来，它是生成照片的概率有多大？

# %% tags=["hide-output", "nbval-check-output"]
# en: Rows: generated, real. Columns: flagged, passed.
# zh: 行：生成的、真的；列：标出、放过。
joint = np.array([[0.02], [0.98]]) * np.array([[0.90, 0.10], [0.05, 0.95]])  # (2, 2)
marginal = joint.sum(axis=0)  # (2,)
posterior = joint[0, 0] / marginal[0]
log_odds = np.log(0.02 / 0.98) + np.log(0.90 / 0.05)
np.testing.assert_allclose(posterior, 1 / (1 + np.exp(-log_odds)))
print(f"p(flagged) = {marginal[0]:.3f}, p(generated | flagged) = {posterior:.3f}")
print(f"log odds {log_odds:.3f}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# About 27%: real photos are so many that the few of them flagged by mistake outnumber the hits.
#
# </details>
#
# **What it is for.** The last line of the output is the logit of the verdict "generated", that is, its log odds.
# A GAN's discriminator estimates just such a number, the log odds of "real".
# It sees as many real as generated images, so its prior odds are 1 and their logarithm is 0.
#
# **Expectations.** The **expectation** of a function $f$ is its average, weighted with the probabilities; the **variance** is the expected squared distance from the mean:
#
# $$\mathbb{E}[f(x)] = \sum_x p(x)\, f(x), \qquad \mathrm{Var}[x] = \mathbb{E}\big[(x - \mathbb{E}[x])^2\big] = \mathbb{E}[x^2] - \mathbb{E}[x]^2.$$
#
# For a number $a$ and random quantities $x$ and $y$, expectations always add.
# Variances add only if the covariance $\mathrm{Cov}[x, y] = \mathbb{E}[xy] - \mathbb{E}[x]\,\mathbb{E}[y]$ is zero, as it is for independent quantities.
# And a quantity can be averaged in two stages, first for each $x$ and then over $x$:
#
# $$\mathbb{E}[ax + y] = a\,\mathbb{E}[x] + \mathbb{E}[y], \qquad \mathrm{Var}[ax + y] = a^2\,\mathrm{Var}[x] + \mathrm{Var}[y] + 2a\,\mathrm{Cov}[x, y],$$
#
# $$\mathbb{E}[y] = \mathbb{E}_x\big[\mathbb{E}[y \mid x]\big], \qquad \mathrm{Var}[y] = \mathbb{E}_x\big[\mathrm{Var}[y \mid x]\big] + \mathrm{Var}_x\big[\mathbb{E}[y \mid x]\big].$$
#
# The last rule is the least familiar one, so we check it on a random table of three values of $x$ and four of $y$.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 约 27%（输出里的 generated 指“生成的”，flagged 指“被标出”）：真照片实在太多，误标的比例虽小，张数还是超过了标对的。
#
# </details>
#
# **用处。** 输出的最后一行是“这是生成的”这一判断的对数几率，这样的数也叫 logit。
# GAN 的判别器估计的正是这样的数，即“为真”的对数几率；它看到的真图与生成图一样多，所以先验几率是 1，取对数后是 0。
#
# **期望。** 函数 $f$ 的**期望**是以概率为权的平均值；随机量 $x$ 的**方差**，是它与均值之差取平方之后的期望：
#
# $$\mathbb{E}[f(x)] = \sum_x p(x)\, f(x), \qquad \mathrm{Var}[x] = \mathbb{E}\big[(x - \mathbb{E}[x])^2\big] = \mathbb{E}[x^2] - \mathbb{E}[x]^2.$$
#
# 设 $a$ 是一个数，$x$、$y$ 是随机量。
# 期望总可以相加；方差只有在协方差 $\mathrm{Cov}[x, y] = \mathbb{E}[xy] - \mathbb{E}[x]\,\mathbb{E}[y]$ 为零时才能相加（独立的量就是如此）。
# 一个量还可以分两步求平均：先固定 $x$ 求一次，再对 $x$ 求一次：
#
# $$\mathbb{E}[ax + y] = a\,\mathbb{E}[x] + \mathbb{E}[y], \qquad \mathrm{Var}[ax + y] = a^2\,\mathrm{Var}[x] + \mathrm{Var}[y] + 2a\,\mathrm{Cov}[x, y],$$
#
# $$\mathbb{E}[y] = \mathbb{E}_x\big[\mathbb{E}[y \mid x]\big], \qquad \mathrm{Var}[y] = \mathbb{E}_x\big[\mathrm{Var}[y \mid x]\big] + \mathrm{Var}_x\big[\mathbb{E}[y \mid x]\big].$$
#
# 最后一个等式最不常见，所以用一张随机生成的概率表来验算：$x$ 有三个取值，$y$ 有四个取值。
# 打印的是 $y$ 的方差，它等于两部分之和：给定 $x$ 时 $y$ 的方差的平均（within），以及各个 $x$ 之下 $y$ 的均值的方差（between）。

# %% tags=["nbval-check-output"]
table = np.random.default_rng(0).dirichlet(np.ones(12)).reshape(3, 4)  # p(x, y)
# en: The values of y, and the marginal of x.
# zh: y 的取值，以及 x 的边缘分布。
y, p_x = np.array([0.0, 1.0, 3.0, 4.0]), table.sum(axis=1)  # (4,), (3,)
given_x = table / p_x[:, None]  # p(y | x)
means = given_x @ y  # (3,): E[y | x]
within = p_x @ (given_x @ y**2 - means**2)
between = p_x @ means**2 - (p_x @ means) ** 2
variance = table.sum(axis=0) @ y**2 - (table.sum(axis=0) @ y) ** 2
np.testing.assert_allclose(within + between, variance)
print(f"Var[y] {variance:.3f} = {within:.3f} within + {between:.3f} between the values of x")

# %% [markdown] lang="en"
# The sum is right, but for rounding.
#
# For a continuous quantity sums become integrals and $p$ becomes a **density**.
# The one that we need most is the normal (Gaussian) density with mean $\mu$ and deviation $\sigma$:
#
# $$\mathcal{N}(x; \mu, \sigma^2) = \frac{1}{\sigma\sqrt{2\pi}}\, e^{-(x - \mu)^2 / (2\sigma^2)}.$$
#
# A density is no probability: it may exceed 1, and it depends on the unit.
# Measure in a unit $c$ times smaller, $u = cx$, and the density is divided by $c$, so its logarithm falls by $\ln c$.
# In the example a pixel is measured once from 0 to 1, and once in grey values from 0 to 255:

# %% [markdown] lang="zh"
# 对连续的量，求和换成积分，$p$ 换成**密度**。
# 用得最多的是均值为 $\mu$、标准差为 $\sigma$ 的正态（高斯）密度：
#
# $$\mathcal{N}(x; \mu, \sigma^2) = \frac{1}{\sigma\sqrt{2\pi}}\, e^{-(x - \mu)^2 / (2\sigma^2)}.$$
#
# 密度不是概率：它可以大于 1，还与单位有关。
# 如果把单位缩小到原来的 $1/c$，即 $u = cx$，密度就要除以 $c$，它的对数就减少 $\ln c$。
# 在下面的例子里，同一个像素一次按 0 到 1 来记，一次按 0 到 255 的灰度值来记：

# %% tags=["nbval-check-output"]
density = np.exp(log_normal(LINE, 0.4, 0.1))
np.testing.assert_allclose(integrate(density), 1)
shift = log_normal(102.0, 0.4 * 255, 0.1 * 255) - log_normal(102.0 / 255, 0.4, 0.1)
np.testing.assert_allclose(shift, -np.log(255))
print(f"largest density {density.max():.2f}")
print(f"change of unit: {shift:.3f} nats per pixel, {784 * shift:,.0f} for 784 pixels")

# %% [markdown] lang="en"
# A density of almost 4 is no fault: it is high because it is narrow.
# And a log density of images means nothing without the unit of its pixels: for an image of 784 pixels the change of unit alone takes off more than 4,300 nats.
# (The nat is the unit of natural logarithms; see "Entropy, cross-entropy and divergences".)

# %% [markdown] lang="zh"
# 密度接近 4 并没有错：分布窄，密度就高。
# 图像的对数密度如果不注明像素的单位，就没有意义：对一幅 784 像素的图像，仅仅换一个单位，对数密度就少了四千三百多奈特。
# （奈特是取自然对数时的单位，见“熵、交叉熵与散度”一节。）
