# %% [markdown] lang="en"
# ## The evidence lower bound, twice
#
# *Needed in: chapter 4.*
#
# Suppose that every observation $x$ has a hidden cause $z$: first $z \sim p(z)$, then $x \sim p(x \mid z)$.
# Maximum likelihood needs the **evidence** $p(x) = \int p(x \mid z)\, p(z)\, dz$, and for a neural network the integral cannot be solved.
# For a few models it can, above all for the linear Gaussian one, $z \sim \mathcal{N}(0, I)$ and $x = b + Wz + \sigma\varepsilon$ with $\varepsilon \sim \mathcal{N}(0, I)$:
#
# $$p(x) = \mathcal{N}(x;\, b,\; WW^\top + \sigma^2 I), \qquad p(z \mid x) = \mathcal{N}(z;\, m, S), \qquad S = \Big(I + \frac{W^\top W}{\sigma^2}\Big)^{-1}, \quad m = \frac{S W^\top (x - b)}{\sigma^2}.$$
#
# It serves as our test bench.
# Bayes' rule gives a strict check: $\ln p(x \mid z) + \ln p(z) - \ln p(z \mid x)$ must be $\ln p(x)$ for *every* $z$, likely or not.

# %% [markdown] lang="zh"
# ## 证据下界，推两遍
#
# *用于：第 4 章。*
#
# 设每个观测 $x$ 背后都有一个看不见的原因 $z$：先有 $z \sim p(z)$，再有 $x \sim p(x \mid z)$。
# 最大似然要用到**证据** $p(x) = \int p(x \mid z)\, p(z)\, dz$，而里面一旦是神经网络，积分就求不出来。
# 也有求得出的模型，最典型的是线性高斯模型，$z \sim \mathcal{N}(0, I)$，$x = b + Wz + \sigma\varepsilon$，$\varepsilon \sim \mathcal{N}(0, I)$：
#
# $$p(x) = \mathcal{N}(x;\, b,\; WW^\top + \sigma^2 I), \qquad p(z \mid x) = \mathcal{N}(z;\, m, S), \qquad S = \Big(I + \frac{W^\top W}{\sigma^2}\Big)^{-1}, \quad m = \frac{S W^\top (x - b)}{\sigma^2}.$$
#
# 它就是我们的试验台。
# 贝叶斯公式提供了一个严格的检验：不论 $z$ 常见还是罕见，$\ln p(x \mid z) + \ln p(z) - \ln p(z \mid x)$ 都必须等于 $\ln p(x)$。

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
# **First derivation: Jensen.** The logarithm is concave, it bends downwards, so the logarithm of a mean is at least the mean of the logarithms: $\ln \mathbb{E}[w] \ge \mathbb{E}[\ln w]$.
# Choose any distribution $q(z)$, and write the evidence as a mean over $q$ of the **weights** $w(z) = p(x, z) / q(z)$:
#
# $$\ln p(x) = \ln \mathbb{E}_q\left[\frac{p(x, z)}{q(z)}\right] \ge \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)}\right] = \text{ELBO}.$$
#
# The **evidence lower bound** (ELBO) is an ordinary expectation, so draws estimate it.
# The closer the weights are to being all equal, the less Jensen loses; if they are all equal, nothing.
# We take $q$ around the true posterior but twice as wide, then the posterior itself.

# %% [markdown] lang="zh"
# **推法一：Jensen 不等式。** 对数是凹函数，向下弯，所以平均值的对数不小于对数的平均值：$\ln \mathbb{E}[w] \ge \mathbb{E}[\ln w]$。
# 任取一个分布 $q(z)$，把证据写成**权重** $w(z) = p(x, z) / q(z)$ 对 $q$ 的期望：
#
# $$\ln p(x) = \ln \mathbb{E}_q\left[\frac{p(x, z)}{q(z)}\right] \ge \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)}\right] = \text{ELBO}.$$
#
# 这个**证据下界**（ELBO）是普通的期望，可以用采样来估计。
# 各个权重越接近相等，Jensen 不等式丢掉的就越少；全都相等，就一点不丢。
# 先让 $q$ 以真后验为中心而宽一倍，再取后验本身。


# %%
def log_weights(mean, covariance, size, rng):
    z = rng.multivariate_normal(mean, covariance, size=size, method="cholesky")
    return log_joint(z) - log_gaussian(z, mean, covariance)


rng, rows = np.random.default_rng(0), []
for name, scale in ((("twice as wide", "宽一倍"), 4), (("the posterior", "后验"), 1)):
    logs = log_weights(posterior_mean, scale * posterior_covariance, 100_000, rng)
    mean_of_log, log_of_mean = logs.mean(), np.log(np.mean(np.exp(logs)))
    rows.append([name, f"{mean_of_log:.3f}", f"{log_of_mean:.3f}", f"{logs.std():.3f}"])
    assert mean_of_log <= log_of_mean + 1e-9 and abs(log_of_mean - evidence) < 0.02
np.testing.assert_allclose(logs, evidence, atol=1e-9)
header = ["q", ("mean of ln w", "ln w 的平均值"), ("ln of mean w", "w 的平均值的对数")]
plotting.table([*header, ("deviation of ln w", "ln w 的标准差")], rows)

# %% [markdown] lang="en"
# Both times the logarithm of the mean finds $\ln p(x)$, up to the error of sampling; the mean of the logarithms finds it only for the posterior, where every single weight is $p(x)$.
#
# **Second derivation: a decomposition.** Jensen says that there is a gap.
# Bayes' rule says what it is.
# Put $p(x) = p(x, z) / p(z \mid x)$ under the mean over $q$, multiply and divide by $q(z)$:
#
# $$\ln p(x) = \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)} + \ln \frac{q(z)}{p(z \mid x)}\right] = \text{ELBO} + \mathrm{KL}\big(q(z) \,\|\, p(z \mid x)\big).$$
#
# The ELBO itself splits into a reconstruction term and a divergence from the prior, the form that is trained:
#
# $$\text{ELBO} = \mathbb{E}_q[\ln p(x \mid z)] - \mathrm{KL}\big(q(z) \,\|\, p(z)\big).$$
#
# For $q = \mathcal{N}(\mu, C)$ and our linear model the first term is $\ln \mathcal{N}(x; b + W\mu, \sigma^2 I) - \mathrm{tr}(W C W^\top) / (2\sigma^2)$, so nothing has to be drawn.
# ELBO and gap are computed from different formulas; that their sum is $\ln p(x)$ for every $q$ is a real test.

# %% [markdown] lang="zh"
# 两种 $q$ 之下，平均值的对数都等于 $\ln p(x)$，只差采样误差；对数的平均值只有在 $q$ 取后验时才等于它，那时每一个权重都是 $p(x)$。
#
# **推法二：分解。** Jensen 不等式只说有差额，贝叶斯公式则说出差额是什么。
# 在对 $q$ 的期望里代入 $p(x) = p(x, z) / p(z \mid x)$，再乘一个 $q(z)$、除一个 $q(z)$：
#
# $$\ln p(x) = \mathbb{E}_q\left[\ln \frac{p(x, z)}{q(z)} + \ln \frac{q(z)}{p(z \mid x)}\right] = \text{ELBO} + \mathrm{KL}\big(q(z) \,\|\, p(z \mid x)\big).$$
#
# ELBO 自己又可以拆成重建项与对先验的散度，训练用的就是这种形式：
#
# $$\text{ELBO} = \mathbb{E}_q[\ln p(x \mid z)] - \mathrm{KL}\big(q(z) \,\|\, p(z)\big).$$
#
# 对 $q = \mathcal{N}(\mu, C)$ 和这个线性模型，第一项等于 $\ln \mathcal{N}(x; b + W\mu, \sigma^2 I) - \mathrm{tr}(W C W^\top) / (2\sigma^2)$，一次也不用抽。
# ELBO 与差额各用各的公式来算；对任何 $q$，两者之和都等于 $\ln p(x)$，这才是真正的检验。


# %%
def elbo(mean, covariance):
    fit = log_gaussian(observed, offset + w @ mean, noise_covariance)[0]
    fit -= np.trace(w @ covariance @ w.T) / (2 * noise_level**2)
    return fit - kl_gaussian(mean, covariance, np.zeros(2), prior_covariance)


m, c = posterior_mean, posterior_covariance
choices, rows = {("the posterior", "后验"): (m, c), ("twice as wide", "宽一倍"): (m, 4 * c)}, []
choices |= {("half as wide", "窄一半"): (m, c / 4), ("moved by 0.5", "均值挪 0.5"): (m + 0.5, c)}
choices[("the prior", "先验")] = np.zeros(2), prior_covariance
for name, (mean, covariance) in choices.items():
    bound = elbo(mean, covariance)
    gap = kl_gaussian(mean, covariance, posterior_mean, posterior_covariance)
    np.testing.assert_allclose(bound + gap, evidence, atol=1e-9)
    rows.append([name, *(f"{number:.4f}" for number in (bound, gap, bound + gap))])
plotting.table(["q", "ELBO", "KL", ("sum", "两者之和")], rows)
logs = log_weights(m, 4 * c, 100_000, np.random.default_rng(0))
assert abs(logs.mean() - elbo(m, 4 * c)) < 4 * logs.std() / np.sqrt(len(logs))

# %% [markdown] lang="en"
# The bound is tight at the posterior and nowhere else.
# A VAE's encoder cannot always get there: it usually gives one variance for each dimension, a diagonal $C$, while the true posterior may be tilted.
# With $\Lambda = S^{-1}$, the best diagonal $q$ has the variances $1/\Lambda_{ii}$ and keeps a gap that no training of the encoder removes:
#
# $$\min_{C \text{ diagonal}} \mathrm{KL}(q \,\|\, p(z \mid x)) = \tfrac12 \Big[\sum_i \ln \Lambda_{ii} - \ln \det \Lambda\Big].$$
#
# We try 160,000 diagonal matrices, with the mean where it belongs.

# %% [markdown] lang="zh"
# 只有取后验时，下界才等于证据，别处都做不到。
# VAE 的编码器却未必到得了那里：它通常每一维只给一个方差，也就是对角的 $C$，而真正的后验可能是斜的。
# 记 $\Lambda = S^{-1}$，最好的对角 $q$ 的方差是 $1/\Lambda_{ii}$，总还剩下一个差额，编码器怎么训练也消除不了：
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
