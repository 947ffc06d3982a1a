# %% [markdown] lang="en"
# ## The bound, derived
#
# Why this loss, and no other weighting of two sensible terms?
#
# A VAE describes how an image comes about: draw a code $z$ from the prior $p(z) = \mathcal{N}(0, I)$, then draw the image from the **likelihood** $p(x \mid z)$, whose parameters the decoder computes.
# A good decoder is one under which the training images are probable.
# So for each of them we want a large
#
# $$\log p(x) = \log \int p(x \mid z)\, p(z)\, dz.$$
#
# With a neural network inside, nobody can solve this integral.
# Why not draw codes from the prior and average $p(x \mid z)$?
# To judge that idea we need a model whose answer is known: a linear decoder, $x = Wz + 0.1\,\varepsilon$ with a matrix $W$, normal noise $\varepsilon$ and 20 values in $x$.
# Then $x$ is normal too, with covariance $WW^\top + 0.1^2 I$.
# Of the two functions below, the first gives the exact $\log p(x)$ of this model.
# The second is given the logarithms of numbers and returns the logarithm of their average.

# %% [markdown] lang="zh"
# ## 推导下界
#
# 损失的两项都合情合理，可为什么偏偏按一比一相加？
#
# VAE 这样描述一幅图像的由来：先从先验 $p(z) = \mathcal{N}(0, I)$ 中采样编码 $z$，再从**似然** $p(x \mid z)$ 中采样图像，似然的参数由解码器算出。
# 好的解码器应当使训练图像的概率大。
# 所以对每幅训练图像，我们都希望下面这个数尽可能大：
#
# $$\log p(x) = \log \int p(x \mid z)\, p(z)\, dz.$$
#
# 被积函数里有神经网络，这个积分算不出来。
# 那么，从先验中采样一些编码，对 $p(x \mid z)$ 求平均，行不行？
# 要检验这个想法，需要一个答案已知的模型：线性解码器 $x = Wz + 0.1\,\varepsilon$，其中 $W$ 是矩阵，$\varepsilon$ 是正态噪声，$x$ 有 20 个分量。
# 这时 $x$ 也服从正态分布，协方差为 $WW^\top + 0.1^2 I$。
# 下面两个函数，第一个算出这个模型精确的 $\log p(x)$，第二个由各数的对数求出这些数的平均值的对数。


# %%
def exact_log_density(x, w):
    covariance = w @ w.T + 0.01 * np.eye(20)
    log_determinant = np.linalg.slogdet(2 * np.pi * covariance)[1]
    return -0.5 * (x @ np.linalg.solve(covariance, x) + log_determinant)


def log_mean_exp(values):
    # en: The largest is taken out first: the others are too small to be added up as they are.
    # zh: 先提出最大的一项：这些数太小，不能直接相加。
    largest = values.max(axis=-1, keepdims=True)
    return largest[..., 0] + np.log(np.mean(np.exp(values - largest), axis=-1))


# %% [markdown] lang="en"
# > **Predict before you run.** We average over 1,000 codes, repeat that 100 times, and show the mean of the 100 logarithms ± their standard deviation.
# > With how many latent dimensions does it still work: 1, 2, 4, 8?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 每次用 1,000 个编码估计 $p(x)$，再取对数；重复 100 次，列出 100 个对数的平均值 ± 标准差。
# > 编码有 1、2、4、8 维时，最多到几维还估计得准？

# %% tags=["hide-output"]
rng, rows = np.random.default_rng(0), []
for latent_dim in (1, 2, 4, 8):
    w = rng.normal(size=(20, latent_dim))
    x = w @ rng.normal(size=latent_dim) + 0.1 * rng.normal(size=20)
    z = rng.normal(size=(100, 1000, latent_dim))
    errors = (x - z @ w.T) / 0.1  # (100, 1000, 20)
    log_likelihoods = -0.5 * np.sum(errors**2 + np.log(2 * np.pi * 0.01), axis=-1)
    estimates = log_mean_exp(log_likelihoods)  # (100,)
    spread = f"{estimates.mean():.1f} ± {estimates.std():.1f}"
    rows.append([latent_dim, f"{exact_log_density(x, w):.1f}", spread])
columns = [("log p(x), exact", "log p(x)，精确值"), ("from the prior", "从先验采样")]
plotting.table(["latent_dim", *columns], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# With one dimension it works.
# With two it is already off by about ten nats on average, with eight by more than two thousand.
# The true average is owed almost wholly to the few codes that explain $x$, and the more dimensions there are, the more seldom a random code is one of them.
#
# </details>
#
# We need codes that fit *this* image, and the encoder proposes them: a distribution $q(z \mid x)$, whose form we may choose.
# Four steps lead to the bound:
#
# 1. $\log p(x)$ does not depend on $z$, so it is its own average: $\log p(x) = \mathbb{E}_q[\log p(x)]$, where $\mathbb{E}_q$ averages over codes $z$ drawn from $q(z \mid x)$.
# 2. By Bayes' rule $p(x) = p(x, z) / p(z \mid x)$ for every $z$.
#    Multiply and divide by $q(z \mid x)$, and split the logarithm of the product:
#    $$\log p(x) = \underbrace{\mathbb{E}_q\left[\log \frac{p(x, z)}{q(z \mid x)}\right]}_{\text{ELBO}} + \underbrace{\mathbb{E}_q\left[\log \frac{q(z \mid x)}{p(z \mid x)}\right]}_{\mathrm{KL}(q(z \mid x)\,\|\,p(z \mid x))\; \ge\; 0}.$$
# 3. A KL divergence is never negative, so the first term is a lower bound: the **evidence lower bound**, ELBO.
#    The gap *is* that divergence, of $q$ from the true **posterior** $p(z \mid x)$.
# 4. With $p(x, z) = p(x \mid z)\, p(z)$ the bound takes the form that we can compute:
#    $$\text{ELBO} = \mathbb{E}_{q(z \mid x)}\big[\log p(x \mid z)\big] - \mathrm{KL}\big(q(z \mid x) \,\|\, p(z)\big).$$
#
# Our loss is minus this bound, with the average over $q$ estimated by one draw: the first term becomes the reconstruction loss, the second is the divergence from the prior.
# A better decoder raises $\log p(x)$, a better encoder closes the gap.
# So a VAE does not maximise the likelihood; it maximises a lower bound of its logarithm.
# (Chapter 2, "The evidence lower bound, twice", checks bound and gap against exact numbers.)

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 一维时估计得准；二维时平均已比精确值小约十奈特，八维时小两千多。
# 真正的平均值几乎全部来自少数能解释 $x$ 的编码；维数越多，随机采样就越难碰到这样的编码。
#
# </details>
#
# 我们需要与*这一幅*图像相符的编码，它们由编码器来提供：编码器给出分布 $q(z \mid x)$，其形式由我们选定。
# 推导只有四步：
#
# 1. $\log p(x)$ 与 $z$ 无关，对 $q$ 求期望，结果不变：$\log p(x) = \mathbb{E}_q[\log p(x)]$，其中 $\mathbb{E}_q$ 表示对取自 $q(z \mid x)$ 的 $z$ 求期望。
# 2. 由贝叶斯公式，对任何 $z$ 都有 $p(x) = p(x, z) / p(z \mid x)$。
#    分子、分母同乘 $q(z \mid x)$，再把乘积的对数拆成两项：
#    $$\log p(x) = \underbrace{\mathbb{E}_q\left[\log \frac{p(x, z)}{q(z \mid x)}\right]}_{\text{ELBO}} + \underbrace{\mathbb{E}_q\left[\log \frac{q(z \mid x)}{p(z \mid x)}\right]}_{\mathrm{KL}(q(z \mid x)\,\|\,p(z \mid x))\; \ge\; 0}.$$
# 3. KL 散度不会是负的，所以第一项是一个下界，称为**证据下界**（ELBO）。
#    下界与 $\log p(x)$ 的差额*就是*第二项，即 $q$ 相对于真正的**后验** $p(z \mid x)$ 的 KL 散度。
# 4. 代入 $p(x, z) = p(x \mid z)\, p(z)$，下界就成了可以计算的形式：
#    $$\text{ELBO} = \mathbb{E}_{q(z \mid x)}\big[\log p(x \mid z)\big] - \mathrm{KL}\big(q(z \mid x) \,\|\, p(z)\big).$$
#
# 这个下界取负就是我们的损失，其中对 $q$ 的期望用一次采样来估计：第一项成为重建误差，第二项就是相对于先验的散度。
# 解码器变好，$\log p(x)$ 升高；编码器变好，差额缩小。
# 所以 VAE 最大化的并不是似然，而是对数似然的一个下界。
# （第 2 章“证据下界，推两遍”一节用精确的数值检验了下界和差额。）

# %% [markdown] lang="en"
# **A tighter bound.** The estimate above draws one code.
# Draw $K$ of them, and average the importance weights $w_k$ *before* taking the logarithm (Burda et al. 2015, arXiv:1509.00519):
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q(z \mid x)}\left[\log \frac{1}{K} \sum_{k=1}^{K} w_k\right],
# \qquad w_k = \frac{p(x, z_k)}{q(z_k \mid x)}.$$
#
# This **importance-weighted bound** is the average that failed with the prior, now with codes that fit.
# $L_1$ is the ELBO, $L_K$ rises with $K$, and it never exceeds $\log p(x)$ (chapter 2, "The importance-weighted bound").
# `VAE.elbo(images)` and `VAE.log_likelihood(images, num_samples=K)` compute both, image by image.
# A bound with another $K$ is another number: always say which.

# %% [markdown] lang="zh"
# **更紧的下界。** 估计 ELBO 时只采样一个编码。
# 现在采样 $K$ 个，*先*对重要性权重 $w_k$ 取平均，再取对数（Burda 等，2015，arXiv:1509.00519）：
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q(z \mid x)}\left[\log \frac{1}{K} \sum_{k=1}^{K} w_k\right], \qquad w_k = \frac{p(x, z_k)}{q(z_k \mid x)}.$$
#
# 这就是**重要性加权下界**：从先验采样来求平均没有成功，现在仍是求平均，但编码与图像相符。
# $L_1$ 就是 ELBO；$L_K$ 随 $K$ 上升，但不会超过 $\log p(x)$（见第 2 章“重要性加权下界”一节）。
# `VAE.elbo(images)` 和 `VAE.log_likelihood(images, num_samples=K)` 分别为每幅图像计算 $L_1$ 和 $L_K$。
# $K$ 不同，数值就不同，报告时务必写明。
