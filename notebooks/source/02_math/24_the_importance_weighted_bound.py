# %% [markdown] lang="en"
# ## The importance-weighted bound
#
# *Needed in: chapter 4.*
#
# Jensen loses because single weights scatter.
# Means of $K$ weights scatter less, so average first and take the logarithm afterwards (Burda et al. 2015, arXiv:1509.00519):
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q}\left[\ln \frac{1}{K} \sum_{k=1}^{K} w(z_k)\right], \qquad \text{ELBO} = L_1 \le L_2 \le \dots \le \ln p(x).$$
#
# Let $r = \frac{1}{K} \sum_k w(z_k) / p(x)$.
# Its mean is 1, so the gap is
#
# $$\ln p(x) - L_K = \mathbb{E}[-\ln r] = \mathbb{E}[r - 1 - \ln r] \approx \tfrac12 \mathbb{E}[(r - 1)^2] = \frac{\mathrm{Var}_q[w]}{2 K\, p(x)^2}.$$
#
# The form in the middle is never negative, since $\ln r \le r - 1$, so it proves the bound once more; and for large $K$ it scatters much less than $-\ln r$, which is why we average it.
# The last form holds for large $K$: the gap falls as $1/K$, provided that the variance of the weights is finite.
# (Where $q$ is too *narrow*, it is not.)
# Here $q$ is the prior, the careless choice from above, and a grid over $z$ gives the variance.

# %% [markdown] lang="zh"
# ## 重要性加权下界
#
# *用于：第 4 章。*
#
# Jensen 不等式之所以有损失，是因为单个权重的波动大。
# $K$ 个权重的平均值波动小些，那就先平均，再取对数（Burda 等，2015，arXiv:1509.00519）：
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q}\left[\ln \frac{1}{K} \sum_{k=1}^{K} w(z_k)\right], \qquad \text{ELBO} = L_1 \le L_2 \le \dots \le \ln p(x).$$
#
# 记 $r = \frac{1}{K} \sum_k w(z_k) / p(x)$，它的期望是 1，于是差额为
#
# $$\ln p(x) - L_K = \mathbb{E}[-\ln r] = \mathbb{E}[r - 1 - \ln r] \approx \tfrac12 \mathbb{E}[(r - 1)^2] = \frac{\mathrm{Var}_q[w]}{2 K\, p(x)^2}.$$
#
# 因为 $\ln r \le r - 1$，中间那个式子永远不为负，这就又证了一遍它是下界；$K$ 大时它的波动还比 $-\ln r$ 小得多，所以下面对它求平均。
# 最后一式在 $K$ 大时成立：只要权重的方差有限，差额就按 $1/K$ 缩小。
# （若 $q$ 太*窄*，方差就不是有限的。）
# 这里的 $q$ 取先验，也就是前面那个最马虎的选择；方差由 $z$ 平面上的网格求出。
# 先打印 $w/p(x)$ 的均值与方差。

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
# Now 600,000 weights, cut into groups of $K$.
# The table has the plain average of $\ln \frac1K \sum_k w(z_k)$ with its standard error, the gap as the average of $r - 1 - \ln r$, and the formula for large $K$.

# %% [markdown] lang="zh"
# 再抽 600,000 个权重，按 $K$ 个一组切开。
# 表中的下界是对 $\ln \frac1K \sum_k w(z_k)$ 直接求平均，± 后面是标准误；差额是 $r - 1 - \ln r$ 的平均值；最后一列是 $K$ 大时的公式。

# %%
logs = log_weights(np.zeros(2), prior_covariance, 600_000, np.random.default_rng(0))
counts, bounds, gaps, rows = np.array([1, 2, 5, 10, 30, 100, 300, 1000]), [], [], []
for count in counts:
    r = np.exp(logs - evidence).reshape(-1, count).mean(axis=1)
    terms, error = r - 1 - np.log(r), np.std(np.log(r)) / np.sqrt(len(r))
    bounds.append(evidence + np.log(r).mean())
    gaps.append(terms.mean())
    formula = relative_variance / (2 * count)
    bound = f"{bounds[-1]:.3f} ± {error:.3f}"
    rows.append([count, bound, f"{gaps[-1]:.4f}", f"{formula:.4f}"])
    assert np.all(terms >= 0) and abs(evidence - gaps[-1] - bounds[-1]) < 4 * error
plotting.table(["K", ("bound", "下界"), ("gap", "差额"), ("formula", "公式")], rows)
first_error = logs.std() / np.sqrt(len(logs))
assert abs(bounds[0] - elbo(np.zeros(2), prior_covariance)) < 4 * first_error
assert np.all(np.diff(bounds) > 0) and abs(gaps[-1] / formula - 1) < 0.1
assert terms.std() < 0.1 * np.log(r).std()

# %% [markdown] lang="en"
# One weight from the prior leaves 5.2 nats.
# Two leave 1.9, ten 0.19, a thousand 0.0014: from about a hundred on, the formula gives the gap to two digits.
# With small $K$ the gap is larger than the formula, so the first few draws bring the most.
# The bound stays a bound: it says too little, never too much, apart from the standard error.

# %% [markdown] lang="zh"
# 从先验抽一个权重，还差 5.2 奈特；两个差 1.9，十个差 0.19，一千个只差 0.0014。
# 大约从一百个起，公式已能准到两位数字。
# $K$ 小时差额比公式大，所以头几次采样最划算。
# 下界终究是下界：除去标准误，只会报低，不会报高。
# 图中横轴为每次平均的权重个数 $K$，纵轴为差额 $\ln p(x) - L_K$（奈特），两轴都是对数刻度；圆点是量出的差额，黑色虚线是公式 $\mathrm{Var}_q[w] / (2Kp(x)^2)$。

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
