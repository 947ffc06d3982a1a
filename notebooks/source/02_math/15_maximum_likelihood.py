# %% [markdown] lang="en"
# ## Maximum likelihood
#
# *Used in chapter 4 (reconstruction terms) and chapter 5 (counting n-grams, the loss of a language model).*
#
# **Question.** Where do the losses of Keras come from?
#
# Given data $x_1, \dots, x_n$, **maximum likelihood** chooses the parameters $\theta$ under which they are most probable.
# In logarithms and per example, this is to minimise the mean **negative log-likelihood**.
# Collect equal outcomes, with $\hat p(x)$ the share of $x$ in the data, and it turns out to be a cross-entropy:
#
# $$-\frac{1}{n} \sum_{i=1}^{n} \ln p_\theta(x_i) = -\sum_x \hat p(x) \ln p_\theta(x) = H(\hat p, p_\theta) = H(\hat p) + \mathrm{KL}(\hat p \,\|\, p_\theta).$$
#
# The entropy of the data does not depend on $\theta$, so maximum likelihood minimises the forward KL from the data to the model.
# If the model may give each category any probability, the best is $p_\theta = \hat p$: **count and divide**.
# We try every model on a grid of three categories.

# %% [markdown] lang="zh"
# ## 最大似然
#
# *用于第 4 章（重建项）和第 5 章（n 元模型的计数、语言模型的损失）。*
#
# **问题。** Keras 的那些损失是从哪里来的？
#
# 给定数据 $x_1, \dots, x_n$，**最大似然**选取让这些数据的概率最大的参数 $\theta$。
# 取对数，再对各条数据求平均，就是让平均**负对数似然**最小。
# 把相同的结果合在一起，记 $x$ 在数据中所占的比例为 $\hat p(x)$，这个平均值就成了交叉熵：
#
# $$-\frac{1}{n} \sum_{i=1}^{n} \ln p_\theta(x_i) = -\sum_x \hat p(x) \ln p_\theta(x) = H(\hat p, p_\theta) = H(\hat p) + \mathrm{KL}(\hat p \,\|\, p_\theta).$$
#
# 数据的熵与 $\theta$ 无关，所以最大似然就是让从数据到模型的正向 KL 最小。
# 如果模型可以给各个类别任意的概率，最优解就是 $p_\theta = \hat p$，也就是**先计数，再除以总数**。
# 取三个类别，把网格上的模型逐个试一遍。

# %% tags=["nbval-check-output"]
# en: How often each category was seen.
# zh: 每个类别出现的次数。
counts = np.array([12, 5, 3])
share = counts / 20
first, second = np.meshgrid(np.arange(1, 99) / 100, np.arange(1, 99) / 100)
models = np.stack([first, second, 1 - first - second], axis=-1)  # (98, 98, 3)
models = models[first + second < 0.995]  # (n, 3)
mean_nll = -np.log(models) @ share  # (n,)
np.testing.assert_allclose(mean_nll, entropy(share) + kl(share, models), rtol=1e-9)
print(f"best of {len(models)} models: {models[mean_nll.argmin()].round(3)}, counted {share}")

# %% [markdown] lang="en"
# For a Gaussian model with mean $\mu$ and deviation $\sigma$ the mean negative log-likelihood is
#
# $$\frac{1}{n} \sum_{i} \frac{(x_i - \mu)^2}{2\sigma^2} + \ln \sigma + \tfrac12 \ln 2\pi, \qquad \text{smallest at } \hat\mu = \frac{1}{n} \sum_i x_i, \quad \hat\sigma^2 = \frac{1}{n} \sum_i (x_i - \hat\mu)^2.$$
#
# Its smallest value is $\tfrac12 \ln(2\pi e\, \hat\sigma^2)$, the entropy of a Gaussian (an integral for the sum), which may be negative.
# Gradient descent by central differences must find the same:

# %% [markdown] lang="zh"
# 对均值为 $\mu$、标准差为 $\sigma$ 的高斯模型，平均负对数似然为
#
# $$\frac{1}{n} \sum_{i} \frac{(x_i - \mu)^2}{2\sigma^2} + \ln \sigma + \tfrac12 \ln 2\pi, \qquad \text{在 } \hat\mu = \frac{1}{n} \sum_i x_i, \quad \hat\sigma^2 = \frac{1}{n} \sum_i (x_i - \hat\mu)^2 \text{ 处最小。}$$
#
# 最小值为 $\tfrac12 \ln(2\pi e\, \hat\sigma^2)$，这正是高斯分布的熵，它可以是负的。
# 用中心差商做梯度下降，应当得到同样的结果：

# %% tags=["nbval-check-output"]
sample = np.random.default_rng(0).normal(1.5, 0.2, size=50)  # (50,)
# en: Mean and log deviation, as a start.
# zh: 起点：均值和对数标准差。
parameters = np.array([1.0, 0.0])  # (2,)
for _ in range(1000):
    slope = central_difference(lambda t: -log_normal(sample, t[0], np.exp(t[1])).mean(), parameters)
    parameters = parameters - 0.02 * slope
np.testing.assert_allclose(parameters, [sample.mean(), np.log(sample.std())], atol=1e-4)
smallest = -log_normal(sample, parameters[0], np.exp(parameters[1])).mean()
np.testing.assert_allclose(smallest, 0.5 * np.log(2 * np.pi * np.e * sample.var()), atol=1e-6)
print(f"mean {parameters[0]:.4f}, deviation {np.exp(parameters[1]):.4f}, {smallest:.4f} nats")

# %% [markdown] lang="en"
# All three numbers agree with the formulas, and here the smallest value is indeed negative.
#
# **What it is for.** Three of the most used losses of Keras are negative log-likelihoods.
# Cross-entropy on logits $\ell$ belongs to categories, with $p = \mathrm{softmax}(\ell)$; binary cross-entropy belongs to coin flips, with $p = \sigma(\ell) = 1/(1 + e^{-\ell})$; and the squared error belongs to a Gaussian of fixed width, up to a factor and a constant:
#
# $$-\ln \frac{e^{\ell_x}}{\sum_k e^{\ell_k}}, \qquad -x \ln \sigma(\ell) - (1 - x) \ln(1 - \sigma(\ell)), \qquad -\ln \mathcal{N}(x; \mu, \sigma^2) = \frac{(x - \mu)^2}{2\sigma^2} + \text{const}.$$
#
# (In the last formula $\sigma$ is the width; we take 0.5.)

# %% [markdown] lang="zh"
# 求得的均值、标准差和最小值都与公式相符；最小值在这个例子里果然是负的。
#
# **用处。** 在 Keras 最常用的那些损失里，有三种是负对数似然。
# 对 logit $\ell$ 求的交叉熵对应类别分布，$p = \mathrm{softmax}(\ell)$；二元交叉熵对应抛硬币，$p = \sigma(\ell) = 1/(1 + e^{-\ell})$；平方误差对应宽度固定的高斯分布，只差一个因子和一个常数：
#
# $$-\ln \frac{e^{\ell_x}}{\sum_k e^{\ell_k}}, \qquad -x \ln \sigma(\ell) - (1 - x) \ln(1 - \sigma(\ell)), \qquad -\ln \mathcal{N}(x; \mu, \sigma^2) = \frac{(x - \mu)^2}{2\sigma^2} + \text{常数}.$$
#
# （最后一式里的 $\sigma$ 是标准差，这里取 0.5。）

# %%
rng = np.random.default_rng(0)
logits, labels = rng.normal(size=(8, 3)).astype("float32"), rng.integers(0, 3, 8)
coins, heads, means = (labels > 0).astype("float32"), logits[:, 0], logits[:, 1]  # (8,)
# en: Minus the mean log probability of what was seen.
# zh: 观测值的平均对数概率，取负号。
by_hand = [
    -np.log(softmax(logits)[np.arange(8), labels]).mean(),
    -np.where(coins, log_sigmoid(heads), log_sigmoid(-heads)).mean(),
    -log_normal(heads, means, 0.5).mean(),
]

# %%
squares = keras.losses.MeanSquaredError()(heads, means)
of_keras = [
    keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits),
    keras.losses.BinaryCrossentropy(from_logits=True)(coins, heads),
    squares / (2 * 0.5**2) + np.log(0.5 * np.sqrt(2 * np.pi)),
]
np.testing.assert_allclose([float(loss) for loss in of_keras], by_hand, rtol=1e-5)

# %%
names = ("categories", "类别"), ("coin flips", "抛硬币"), ("Gaussian", "高斯分布")
rows = [[name, value] for name, value in zip(names, by_hand, strict=True)]
plotting.table(
    [("distribution", "分布"), ("by hand and by Keras, nats", "手算与 Keras（奈特）")], rows
)

# %% [markdown] lang="en"
# By hand and by Keras they are the same numbers.
# So whoever picks one of these losses picks a distribution for the data.

# %% [markdown] lang="zh"
# 手算的结果与 Keras 的相同。
# 可见选用哪一种损失，就是假定数据服从哪一种分布。
