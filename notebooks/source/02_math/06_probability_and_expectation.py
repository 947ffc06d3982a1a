# %% [markdown] lang="en"
# ## Probability and expectation
#
# *Needed in: chapters 3, 4 and 5.*
#
# Two random quantities $x$ and $y$ are described in full by their **joint** distribution $p(x, y)$.
# Everything else follows from it:
#
# $$p(y) = \sum_x p(x, y), \qquad p(y \mid x) = \frac{p(x, y)}{p(x)}, \qquad p(x \mid y) = \frac{p(x)\, p(y \mid x)}{p(y)}.$$
#
# The first is the **marginal**, the second the **conditional**, the third **Bayes' rule**.
# Bayes' rule turns a conditional around: it leads from the probability of an effect given its cause to that of a cause given its effect.
# For two causes it is shortest in **odds**, the ratio of their probabilities.
# The prior odds times the **likelihood ratio** give the posterior odds, so in logarithms they add:
#
# $$\ln \frac{p(x_1 \mid y)}{p(x_2 \mid y)} = \ln \frac{p(x_1)}{p(x_2)} + \ln \frac{p(y \mid x_1)}{p(y \mid x_2)}.$$
#
# > **Predict before you run.** One photo in fifty on a web site was made by a generator.
# > A detector flags 90 % of the generated ones, and 5 % of the real ones by mistake.
# > A photo is flagged.
# > How probable is it that a generator made it?

# %% [markdown] lang="zh"
# ## 概率与期望
#
# *用于：第 3、4、5 章。*
#
# 两个随机量 $x$、$y$ 的全部信息都在**联合**分布 $p(x, y)$ 里，其余的都由它得出：
#
# $$p(y) = \sum_x p(x, y), \qquad p(y \mid x) = \frac{p(x, y)}{p(x)}, \qquad p(x \mid y) = \frac{p(x)\, p(y \mid x)}{p(y)}.$$
#
# 第一个是**边缘**分布，第二个是**条件**分布，第三个是**贝叶斯公式**。
# 贝叶斯公式把条件概率掉了个头：已知由因到果的概率，求由果到因的概率。
# 只有两种原因时，写成**几率**（两者的概率之比）最简短：先验几率乘以**似然比**，就是后验几率；取对数后便是相加：
#
# $$\ln \frac{p(x_1 \mid y)}{p(x_2 \mid y)} = \ln \frac{p(x_1)}{p(x_2)} + \ln \frac{p(y \mid x_1)}{p(y \mid x_2)}.$$
#
# > **先猜，再运行。** 某网站上每五十张照片里有一张是生成的。
# > 一个检测器能标出 90% 的生成照片，也会把 5% 的真照片误标。
# > 现在有一张照片被标了出来，它真是生成的，概率有多大？

# %% tags=["hide-output"]
prior = np.array([0.02, 0.98])
detector = np.array([[0.90, 0.10], [0.05, 0.95]])
joint = prior[:, None] * detector
verdict = joint.sum(axis=0)
posterior = joint / verdict
rows = [[("generated", "生成"), *joint[0], prior[0]], [("real", "真实"), *joint[1], prior[1]]]
rows.append([("marginal", "合计"), *verdict, joint.sum()])
rows = [[name, *(f"{number:.3f}" for number in numbers)] for name, *numbers in rows]
header = [("photo", "照片"), ("flagged", "标出"), ("passed", "放过"), ("marginal", "合计")]
plotting.table(header, rows)
np.testing.assert_allclose(posterior[0, 0], 0.018 / (0.018 + 0.049))
print(f"p(generated | flagged) = {posterior[0, 0]:.3f}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# About 27 %: real photos are so many that the few of them flagged by mistake outnumber the hits.
#
# </details>
#
# (Rows are where a photo comes from, columns the detector's verdict.)
# To check the table we play the story through a million times and count.
# The same must come out of the logarithms.
# A GAN's discriminator works with such a number: its logit estimates the log odds of "real", and as it sees as many real as generated images, the prior odds drop out.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 约 27%：真照片实在太多，误标的比例虽小，张数还是超过了标对的。
#
# </details>
#
# （表中各行是照片的来历，各列是检测器的结论。）
# 为了检验这张表，把这件事照着演一百万遍，数一数；用对数形式来算，也应得到同一个数。
# GAN 的判别器算的正是这样的数：它的 logit 估计“为真”的对数几率；由于它看到的真图与生成图一样多，先验几率就消失了。
# 打印的依次是：表里的概率（table）、数出来的概率（counted）及其标准误、对数几率（log odds）。

# %% tags=["hide-output", "nbval-check-output"]
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
# Four rules do most of the work.
# Expectations always add; variances add only if the covariance is zero.
# And a quantity can be averaged in two stages, first for each $x$ and then over $x$:
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
# 常用的规则有四条。
# 期望总可以相加；方差只有在协方差为零时才能相加。
# 一个量还可以分两步求平均：先固定 $x$ 求一次，再对 $x$ 求一次：
#
# $$\mathbb{E}[ax + y] = a\,\mathbb{E}[x] + \mathbb{E}[y], \qquad \mathrm{Var}[ax + y] = a^2\,\mathrm{Var}[x] + \mathrm{Var}[y] + 2a\,\mathrm{Cov}[x, y],$$
#
# $$\mathbb{E}[y] = \mathbb{E}_x\big[\mathbb{E}[y \mid x]\big], \qquad \mathrm{Var}[y] = \mathbb{E}_x\big[\mathrm{Var}[y \mid x]\big] + \mathrm{Var}_x\big[\mathbb{E}[y \mid x]\big].$$
#
# 取一张随机的表来验算：$x$ 有三个取值，$y$ 有四个取值。
# 打印的是 $y$ 的方差，等于各个 $x$ 之内的（within）加上各个 $x$ 之间的（between）。

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
# For a continuous quantity sums become integrals and $p$ becomes a **density**.
# The one that we need most is the normal (Gaussian) density:
#
# $$\mathcal{N}(x; \mu, \sigma^2) = \frac{1}{\sigma\sqrt{2\pi}}\, e^{-(x - \mu)^2 / (2\sigma^2)}, \qquad \ln \mathcal{N}(x; \mu, \sigma^2) = -\frac{(x - \mu)^2}{2\sigma^2} - \ln\big(\sigma\sqrt{2\pi}\big).$$
#
# A density is no probability: it may exceed 1, and it depends on the unit.
# Measure in a unit $c$ times smaller, $u = cx$, and the density is divided by $c$:
#
# $$p_u(u) = \frac{p_x(u / c)}{c}, \qquad \ln p_u(u) = \ln p_x(u / c) - \ln c.$$

# %% [markdown] lang="zh"
# 对连续的量，求和换成积分，$p$ 换成**密度**。
# 用得最多的是正态（高斯）密度：
#
# $$\mathcal{N}(x; \mu, \sigma^2) = \frac{1}{\sigma\sqrt{2\pi}}\, e^{-(x - \mu)^2 / (2\sigma^2)}, \qquad \ln \mathcal{N}(x; \mu, \sigma^2) = -\frac{(x - \mu)^2}{2\sigma^2} - \ln\big(\sigma\sqrt{2\pi}\big).$$
#
# 密度不是概率：它可以大于 1，还与单位有关。
# 把单位缩小到原来的 $1/c$，即 $u = cx$，密度就要除以 $c$：
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
# The peak of almost 4 is no fault: the density is high because it is narrow.
# And the second line is why a log density of images means nothing without the unit of its pixels: for an image of 784 pixels the change of unit alone takes off $784 \ln 255$, more than 4,300 nats.

# %% [markdown] lang="zh"
# 峰值接近 4，并没有错：密度高，是因为它窄。
# 第二行则说明，图像的对数密度若不注明像素的单位，就毫无意义：一幅 784 像素的图像，单是换个单位，就少了 $784 \ln 255$，也就是四千三百多奈特。
