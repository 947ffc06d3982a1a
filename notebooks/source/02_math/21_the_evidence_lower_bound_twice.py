# %% [markdown] lang="en"
# ## The evidence lower bound, twice
#
# *Used in chapter 4: the loss of a VAE is the negative of this bound.*
#
# **Question.** How can a model with a hidden cause be trained by maximum likelihood, when its likelihood is an integral that nobody can solve?
#
# Suppose that every observation $x$ has a hidden cause $z$: first $z \sim p(z)$, the prior, then $x \sim p(x \mid z)$.
# Maximum likelihood needs the **evidence** $p(x) = \int p(x \mid z)\, p(z)\, dz$.
# If $p(x \mid z)$ is a neural network, the integral cannot be solved.
# Our example is a model where it can: $z \sim \mathcal{N}(0, 1)$ and $x = z + \tfrac12 \varepsilon$ with $\varepsilon \sim \mathcal{N}(0, 1)$, so $x \sim \mathcal{N}(0, 1.25)$.
# We observe $x = 1$.

# %% [markdown] lang="zh"
# ## 证据下界，推两遍
#
# *用于第 4 章：VAE 的损失就是这个下界的相反数。*
#
# **问题。** 模型里有隐藏的原因，似然是一个求不出来的积分，怎样用最大似然来训练这样的模型？
#
# 设每个观测 $x$ 背后都有一个看不见的原因 $z$：先有 $z \sim p(z)$，再有 $x \sim p(x \mid z)$。
# 最大似然要用到**证据** $p(x) = \int p(x \mid z)\, p(z)\, dz$。
# 如果 $p(x \mid z)$ 是神经网络，这个积分就求不出来。
# 我们用一个求得出积分的模型作例子：$z \sim \mathcal{N}(0, 1)$，$x = z + \tfrac12 \varepsilon$，$\varepsilon \sim \mathcal{N}(0, 1)$，所以 $x \sim \mathcal{N}(0, 1.25)$。
# 设观测到的是 $x = 1$。

# %% tags=["nbval-check-output"]
# en: On LINE stands z; log_joint is ln p(x, z) for the observed x = 1.
# zh: LINE 上是 z；log_joint 是观测值 x = 1 的 ln p(x, z)。
log_joint = log_normal(LINE, 0, 1) + log_normal(1.0, LINE, 0.5)  # (9001,)
evidence = log_normal(1.0, 0, np.sqrt(1.25))
np.testing.assert_allclose(np.log(integrate(np.exp(log_joint))), evidence)
posterior = np.exp(log_joint - evidence)  # p(z | x)
mean = integrate(posterior * LINE)
variance = integrate(posterior * (LINE - mean) ** 2)
print(f"ln p(x) = {evidence:.4f} nats; posterior: mean {mean:.2f}, variance {variance:.2f}")

# %% [markdown] lang="en"
# The posterior $p(z \mid x)$ is the normal distribution $\mathcal{N}(0.8, 0.2)$.
#
# **First derivation: Jensen.** The logarithm is concave, so the logarithm of a mean is at least the mean of the logarithms: $\ln \mathbb{E}[w] \ge \mathbb{E}[\ln w]$.
# Choose any distribution $q(z)$, and write the evidence as a mean over $q$ of the **weights** $w(z) = p(x, z) / q(z)$:
#
# $$\ln p(x) = \ln \mathbb{E}_q\left[\frac{p(x, z)}{q(z)}\right] \ge \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)}\right] = \text{ELBO}.$$
#
# The **evidence lower bound** (ELBO) is an ordinary expectation, so draws estimate it.
#
# **Second derivation: a decomposition.** Jensen says that there is a gap; Bayes' rule says what it is.
# Put $p(x) = p(x, z) / p(z \mid x)$ under the mean over $q$, multiply and divide by $q(z)$:
#
# $$\ln p(x) = \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)} + \ln \frac{q(z)}{p(z \mid x)}\right] = \text{ELBO} + \mathrm{KL}\big(q(z) \,\|\, p(z \mid x)\big).$$
#
# The ELBO itself splits into a reconstruction term and a divergence from the prior, the form that is trained:
#
# $$\text{ELBO} = \mathbb{E}_q[\ln p(x \mid z)] - \mathrm{KL}\big(q(z) \,\|\, p(z)\big).$$
#
# ![Levels in nats, from top to bottom: the reconstruction term -0.41, ln p(x) -1.43, the ELBO -1.75. From the reconstruction term the KL divergence to the prior, 1.34, leads down to the ELBO; from the ELBO the KL divergence to the posterior, 0.32, the gap, leads up to ln p(x).](../figures/evidence_bound_en.svg)
#
# The table has these terms for five choices of $q$; the third is that of the picture.
# ELBO and gap come from different integrals, so it is a real test that their sum is $\ln p(x)$ for every $q$.

# %% [markdown] lang="zh"
# 后验 $p(z \mid x)$ 是正态分布 $\mathcal{N}(0.8, 0.2)$。
#
# **推法一：Jensen 不等式。** 对数是凹函数，所以平均值的对数不小于对数的平均值：$\ln \mathbb{E}[w] \ge \mathbb{E}[\ln w]$。
# 任取一个分布 $q(z)$，把证据写成**权重** $w(z) = p(x, z) / q(z)$ 对 $q$ 的期望：
#
# $$\ln p(x) = \ln \mathbb{E}_q\left[\frac{p(x, z)}{q(z)}\right] \ge \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)}\right] = \text{ELBO}.$$
#
# 这个**证据下界**（ELBO）是普通的期望，可以用采样来估计。
#
# **推法二：分解。** Jensen 不等式只说明有差额，贝叶斯公式则说明差额是什么。
# 在对 $q$ 的期望里代入 $p(x) = p(x, z) / p(z \mid x)$，再给分子、分母同乘 $q(z)$：
#
# $$\ln p(x) = \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)} + \ln \frac{q(z)}{p(z \mid x)}\right] = \text{ELBO} + \mathrm{KL}\big(q(z) \,\|\, p(z \mid x)\big).$$
#
# ELBO 本身又可以写成重建项减去对先验的散度，训练用的就是这种形式：
#
# $$\text{ELBO} = \mathbb{E}_q[\ln p(x \mid z)] - \mathrm{KL}\big(q(z) \,\|\, p(z)\big).$$
#
# ![以奈特为单位的三个高度，自上而下：重建项 -0.41，ln p(x) -1.43，ELBO -1.75。从重建项往下减去对先验的 KL 散度 1.34，就到 ELBO；从 ELBO 往上加上对后验的 KL 散度 0.32（差额），就到 ln p(x)。](../figures/evidence_bound_zh.svg)
#
# 下表对五种 $q$ 列出这几项，第三种就是图中画的那种。
# ELBO 与差额由不同的积分算出；只有对每一个 $q$，两者之和都等于 $\ln p(x)$，检验才算通过。

# %%
choices = {
    ("the posterior", "后验"): (0.8, np.sqrt(0.2)),
    ("twice as wide", "宽一倍"): (0.8, 2 * 0.2**0.5),
}
choices |= {
    ("half as wide", "窄一半"): (0.8, 0.5 * 0.2**0.5),
    ("too far left", "偏左"): (0.3, 0.2**0.5),
}
choices[("the prior", "先验")] = 0.0, 1.0

# %%
rows = []
for name, (mean, deviation) in choices.items():
    log_q = log_normal(LINE, mean, deviation)
    q, log_prior = np.exp(log_q), log_normal(LINE, 0, 1)
    fit, to_prior = integrate(q * (log_joint - log_prior)), integrate(q * (log_q - log_prior))
    # en: KL from q to the posterior.
    # zh: 从 q 到后验的 KL。
    gap = integrate(q * (log_q - (log_joint - evidence)))
    np.testing.assert_allclose(fit - to_prior + gap, evidence, atol=1e-9)
    rows.append([name, *(f"{number:.3f}" for number in (fit, to_prior, fit - to_prior, gap))])

# %%
header = ["q", ("reconstruction", "重建项"), ("KL to the prior", "对先验的 KL")]
plotting.table([*header, "ELBO", ("gap", "差额")], rows)

# %% [markdown] lang="en"
# The bound equals $\ln p(x)$ when $q$ is the posterior, and is smaller for every other $q$.
# (The reconstruction term alone is no bound: for the posterior and the narrow $q$ it is larger than $\ln p(x)$.)
#
# **What it is for.** A VAE makes $q$ an encoder and $p(x \mid z)$ a decoder, and trains both networks together to raise the ELBO.
# Its encoder usually gives one variance for each dimension, while the true posterior may be tilted, which means that its dimensions are correlated.
# Let $\Lambda$ be the inverse of the posterior's covariance matrix.
# By the formula of "The divergence of two Gaussians" the best $q$ with a diagonal covariance matrix has the variances $1/\Lambda_{ii}$.
# It keeps a gap that no training of the encoder removes:
#
# $$\min_{q \text{ diagonal}} \mathrm{KL}(q \,\|\, p(z \mid x)) = \tfrac12 \Big[\sum_i \ln \Lambda_{ii} - \ln \det \Lambda\Big].$$
#
# For two dimensions with correlation $r$ in the posterior this is $-\tfrac12 \ln(1 - r^2)$.
# We try 10,000 pairs of variances for $r = 0.8$; the smallest gap must agree.

# %% [markdown] lang="zh"
# 只有 $q$ 取后验时，下界才等于 $\ln p(x)$；$q$ 取别的分布时，下界都小于 $\ln p(x)$。
# （单独的重建项并不是下界：对后验和较窄的 $q$，它大于 $\ln p(x)$。）
#
# **用处。** VAE 用编码器来充当 $q$，用解码器来充当 $p(x \mid z)$，并同时训练这两个网络，使 ELBO 升高。
# 编码器通常只给出每一维的方差，而真正的后验可能是倾斜的，也就是说各维之间相关。
# 记 $\Lambda$ 为后验协方差矩阵的逆，由“两个高斯分布的散度”一节的公式可得：在协方差矩阵为对角阵的 $q$ 中，最好的一个以 $1/\Lambda_{ii}$ 为方差，但它与后验之间仍有差额，编码器怎样训练也消除不了：
#
# $$\min_{q \text{ 为对角}} \mathrm{KL}(q \,\|\, p(z \mid x)) = \tfrac12 \Big[\sum_i \ln \Lambda_{ii} - \ln \det \Lambda\Big].$$
#
# 在二维的情形，如果后验中两个分量的相关系数为 $r$，这个差额就是 $-\tfrac12 \ln(1 - r^2)$。
# 取 $r = 0.8$，把 10,000 对方差逐一试过，打印最小的差额与公式的值。

# %% tags=["nbval-check-output"]
precision = np.linalg.inv(np.array([[1, 0.8], [0.8, 1]]))  # (2, 2)
# en: All pairs of 100 variances for each dimension.
# zh: 两维各取 100 个方差，逐对尝试。
v_1, v_2 = np.meshgrid(np.linspace(0.01, 1, 100), np.linspace(0.01, 1, 100))
squares = precision[0, 0] * v_1 + precision[1, 1] * v_2
gaps = 0.5 * (squares - 2 - np.log(v_1 * v_2) - np.linalg.slogdet(precision)[1])
formula = -0.5 * np.log(1 - 0.8**2)
np.testing.assert_allclose(gaps.min(), formula, atol=1e-4)
print(f"smallest gap {gaps.min():.4f}, formula {formula:.4f} nats")
