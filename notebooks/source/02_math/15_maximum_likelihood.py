# %% [markdown] lang="en"
# ## Maximum likelihood
#
# *Needed in: chapters 4 and 5.*
#
# Given data $x_1, \dots, x_n$, **maximum likelihood** chooses the parameters $\theta$ under which they are most probable.
# In logarithms and per example that means: minimise the mean **negative log-likelihood**.
# Collect equal outcomes, with $\hat p(x)$ the share of $x$ in the data, and it turns out to be a cross-entropy:
#
# $$-\frac{1}{n} \sum_{i=1}^{n} \ln p_\theta(x_i) = -\sum_x \hat p(x) \ln p_\theta(x) = H(\hat p, p_\theta) = H(\hat p) + \mathrm{KL}(\hat p \,\|\, p_\theta).$$
#
# The entropy of the data does not depend on $\theta$.
# So maximum likelihood minimises the forward KL from the data to the model, with its habit of covering everything.
# If the model may give each of several categories any probability, the best is $p_\theta = \hat p$: **count and divide**.
# We try every model on a grid of three categories.

# %% [markdown] lang="zh"
# ## 最大似然
#
# *用于：第 4、5 章。*
#
# 给定数据 $x_1, \dots, x_n$，**最大似然**选取让这些数据出现概率最大的参数 $\theta$。
# 取对数、按每条数据平均，就是让平均**负对数似然**最小。
# 把相同的结果合在一起，记 $x$ 在数据中所占的比例为 $\hat p(x)$，它就成了交叉熵：
#
# $$-\frac{1}{n} \sum_{i=1}^{n} \ln p_\theta(x_i) = -\sum_x \hat p(x) \ln p_\theta(x) = H(\hat p, p_\theta) = H(\hat p) + \mathrm{KL}(\hat p \,\|\, p_\theta).$$
#
# 数据的熵与 $\theta$ 无关。
# 所以最大似然就是让数据对模型的正向 KL 最小，处处都要盖住的脾气也一并带来。
# 如果模型可以给各个类别任意的概率，最优解就是 $p_\theta = \hat p$：**数一数，除一除**。
# 取三个类别，把网格上的模型逐个试一遍。

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
# where it equals $\tfrac12 \ln(2\pi e\, \hat\sigma^2)$.
# That is the entropy of a Gaussian, and unlike the entropy of counts it may be negative.
# The estimated variance is a little too small, since $\hat\mu$ has been fitted to the same data: $\mathbb{E}[\hat\sigma^2] = \frac{n-1}{n} \sigma^2$.

# %% [markdown] lang="zh"
# 对高斯模型，平均负对数似然为
#
# $$\frac{1}{n} \sum_{i} \frac{(x_i - \mu)^2}{2\sigma^2} + \ln \sigma + \tfrac12 \ln 2\pi, \qquad \text{在 } \hat\mu = \frac{1}{n} \sum_i x_i, \quad \hat\sigma^2 = \frac{1}{n} \sum_i (x_i - \hat\mu)^2 \text{ 处最小，}$$
#
# 最小值为 $\tfrac12 \ln(2\pi e\, \hat\sigma^2)$。
# 这正是高斯分布的熵；与计数的熵不同，它可以是负的。
# 方差的估计略微偏小，因为 $\hat\mu$ 是照着同一批数据拟合的：$\mathbb{E}[\hat\sigma^2] = \frac{n-1}{n} \sigma^2$。
# 末行为估计方差与真方差之比。

# %%
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
closed_form, on_grid = ("closed form", "闭式解"), ("grid", "网格")
rows = [
    [closed_form, f"{sample.mean():.4f}", f"{sample.std():.4f}", f"{floor:.4f}"],
    [on_grid, f"{means[column]:.4f}", f"{deviations[row]:.4f}", f"{grid.min():.4f}"],
]
header = [("best by", "最优"), ("mean", "均值"), ("deviation", "标准差")]
plotting.table([*header, ("smallest value, nats", "最小值（奈特）")], rows)

small = rng.normal(1.5, 0.2, size=(50_000, 5)).var(axis=1) / 0.2**2
assert abs(small.mean() - 4 / 5) < 4 * small.std() / np.sqrt(len(small))
print(f"n = 5: estimated over true variance {small.mean():.3f} on average, formula {4 / 5:.3f}")

# %% [markdown] lang="en"
# Three of the most used losses of Keras are negative log-likelihoods, each of another distribution (the last up to a factor and a constant).
# Cross-entropy on logits $\ell$ belongs to categories, $p = \mathrm{softmax}(\ell)$; binary cross-entropy to coin flips, $p = \sigma(\ell)$ with the sigmoid; and the squared error to a Gaussian of fixed width:
#
# $$-\ln \frac{e^{\ell_x}}{\sum_k e^{\ell_k}}, \qquad -x \ln \sigma(\ell) - (1 - x) \ln(1 - \sigma(\ell)), \qquad -\ln \mathcal{N}(x; \mu, \sigma^2) = \frac{(x - \mu)^2}{2\sigma^2} + \text{const}.$$
#
# We take $\sigma = 0.5$ for the Gaussian.

# %% [markdown] lang="zh"
# Keras 里最常用的三种损失都是负对数似然，只是分布各不相同（最后一种还差一个因子和一个常数）。
# 对 logit $\ell$ 求的交叉熵对应类别分布，$p = \mathrm{softmax}(\ell)$；二元交叉熵对应抛硬币，$p = \sigma(\ell)$（sigmoid 函数）；平方误差对应宽度固定的高斯分布：
#
# $$-\ln \frac{e^{\ell_x}}{\sum_k e^{\ell_k}}, \qquad -x \ln \sigma(\ell) - (1 - x) \ln(1 - \sigma(\ell)), \qquad -\ln \mathcal{N}(x; \mu, \sigma^2) = \frac{(x - \mu)^2}{2\sigma^2} + \text{常数}.$$
#
# 高斯分布取 $\sigma = 0.5$。

# %%
rng = np.random.default_rng(0)
logits, labels = rng.normal(size=(8, 3)).astype("float32"), rng.integers(0, 3, 8)
bits, heads, means = (labels > 0).astype("float32"), logits[:, 0], logits[:, 1]
softmax = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
sigmoid = 1 / (1 + np.exp(-heads))
squares = keras.losses.MeanSquaredError()(heads, means)
pairs = {
    ("categories", "类别"): (
        -np.log(softmax[np.arange(8), labels]),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits),
    ),
    ("coin flips", "抛硬币"): (
        -np.log(np.where(bits, sigmoid, 1 - sigmoid)),
        keras.losses.BinaryCrossentropy(from_logits=True)(bits, heads),
    ),
    ("Gaussian", "高斯分布"): (
        -log_normal(heads, means, 0.5),
        squares / 0.5 + np.log(0.5 * np.sqrt(2 * np.pi)),
    ),
}
rows = []
for name, (nll, loss) in pairs.items():
    np.testing.assert_allclose(float(loss), nll.mean(), rtol=1e-5)
    rows.append([name, f"{nll.mean():.4f}", f"{float(loss):.4f}"])
header = [("distribution", "分布"), ("by hand, nats", "手算（奈特）")]
plotting.table([*header, ("Keras, nats", "Keras（奈特）")], rows)
