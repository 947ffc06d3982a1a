# %% [markdown] lang="en"
# ## The importance-weighted bound
#
# *Used in chapter 4, to measure a trained VAE more exactly than by its loss.*
#
# **Question.** The ELBO lies below $\ln p(x)$; how do we come closer without changing the model?
#
# The gap comes from the scatter of single weights $w(z) = p(x, z)/q(z)$ (see "The evidence lower bound, twice").
# Means of $K$ weights scatter less, so average first and take the logarithm afterwards (Burda et al. 2015, arXiv:1509.00519):
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q}\left[\ln \frac{1}{K} \sum_{k=1}^{K} w(z_k)\right], \qquad \text{ELBO} = L_1 \le L_2 \le \dots \le \ln p(x).$$
#
# How fast does the gap close?
# Let $r = \frac{1}{K} \sum_k w(z_k) / p(x)$.
# Its mean is 1, so
#
# $$\ln p(x) - L_K = \mathbb{E}[-\ln r] = \mathbb{E}[r - 1 - \ln r] \approx \tfrac12 \mathbb{E}[(r - 1)^2] = \frac{\mathrm{Var}_q[w]}{2 K\, p(x)^2}.$$
#
# The form in the middle is never negative, since $\ln r \le r - 1$; that proves once more that $L_K$ is a lower bound.
# The last form holds for large $K$, provided that the variance of the weights is finite.
# (Where $q$ is too *narrow*, it is infinite.)
#
# We check it with $z \sim \mathcal{N}(0, 1)$, $x = z + \tfrac12 \varepsilon$ and one observation $x = 1$.
# As $q$ we take the prior, a careless choice; then $w(z) = p(x \mid z)$.

# %% [markdown] lang="zh"
# ## 重要性加权下界
#
# *用于第 4 章：用来评估训练好的 VAE，比用损失更准确。*
#
# **问题。** ELBO 总在 $\ln p(x)$ 之下；不改动模型，怎样更接近 $\ln p(x)$？
#
# 差额来自单个权重 $w(z) = p(x, z)/q(z)$ 的波动（见“证据下界，推两遍”一节）。
# $K$ 个权重的平均值波动较小，所以不妨先平均，再取对数（Burda 等，2015，arXiv:1509.00519）：
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q}\left[\ln \frac{1}{K} \sum_{k=1}^{K} w(z_k)\right], \qquad \text{ELBO} = L_1 \le L_2 \le \dots \le \ln p(x).$$
#
# 差额缩小得有多快？
# 记 $r = \frac{1}{K} \sum_k w(z_k) / p(x)$，它的期望是 1，于是
#
# $$\ln p(x) - L_K = \mathbb{E}[-\ln r] = \mathbb{E}[r - 1 - \ln r] \approx \tfrac12 \mathbb{E}[(r - 1)^2] = \frac{\mathrm{Var}_q[w]}{2 K\, p(x)^2}.$$
#
# 因为 $\ln r \le r - 1$，中间的 $\mathbb{E}[r - 1 - \ln r]$ 永远不为负，这就再次证明了 $L_K$ 是下界。
# 最后一式在 $K$ 大时成立，前提是权重的方差有限。
# （若 $q$ 太*窄*，权重的方差就是无穷大。）
#
# 用 $z \sim \mathcal{N}(0, 1)$、$x = z + \tfrac12 \varepsilon$ 和一个观测值 $x = 1$ 来验算。
# $q$ 取先验，这个选择相当粗糙；这时 $w(z) = p(x \mid z)$。

# %%
log_evidence = log_normal(1.0, 0, np.sqrt(1.25))
# en: w(z) / p(x) for every z of the grid.
# zh: 每个格点 z 处的 w(z) / p(x)。
ratio = np.exp(log_normal(1.0, LINE, 0.5) - log_evidence)
variance = integrate(np.exp(log_normal(LINE, 0, 1)) * (ratio - 1) ** 2)

# %%
z, rows = np.random.default_rng(0).normal(size=600_000), []
for k in (1, 2, 5, 10, 100, 1000):
    # en: Averages of k weights each, divided by p(x).
    # zh: 每 k 个权重取平均，再除以 p(x)。
    r = np.exp(log_normal(1.0, z, 0.5) - log_evidence).reshape(-1, k).mean(axis=1)  # (n,)
    terms, error = r - 1 - np.log(r), np.log(r).std() / np.sqrt(len(r))
    assert np.all(terms >= 0) and abs(terms.mean() + np.log(r).mean()) < 4 * error
    bound = f"{log_evidence + np.log(r).mean():.3f} ± {error:.3f}"
    rows.append([k, bound, f"{terms.mean():.4f}", f"{variance / (2 * k):.4f}"])
plotting.table(
    ["K", ("bound", "下界"), ("gap", "差额"), ("formula for the gap", "公式给出的差额")], rows
)
assert abs(terms.mean() * 2 * k / variance - 1) < 0.1

# %% [markdown] lang="en"
# One weight leaves 2.8 nats, ten leave 0.08, and from there on a tenfold $K$ takes the gap to about a tenth.
# For small $K$ the gap is larger than the formula, so the first few draws bring the most.
# (The bound scatters more than the gap, so at $K = 1000$ it can exceed $\ln p(x) = -1.4305$.)
#
# **What it is for.** $L_K$ is still a lower bound: apart from the standard error it is too small, never too large.
# So two models may be compared by $L_K$ with the same large $K$; a comparison of ELBOs would also compare their encoders.

# %% [markdown] lang="zh"
# 用一个权重，差额是 2.8 奈特；用十个，差额是 0.08 奈特；此后 $K$ 每变成十倍，差额就缩小到约十分之一。
# $K$ 小时差额比公式给出的大，所以最先增加的几次采样收效最大。
# （下界的波动比差额大，所以 $K = 1000$ 时表中的下界可能超过 $\ln p(x) = -1.4305$。）
#
# **用处。** 下界终究是下界：除去标准误，它只会偏低，不会偏高。
# 因此可以取同一个较大的 $K$，用 $L_K$ 来比较两个模型；如果比较 ELBO，就会把两者的编码器也一起比进去。
