# %% [markdown] lang="en"
# ## The divergence of two Gaussians
#
# *Needed in: chapter 4.*
#
# Between Gaussians no draws are needed.
# Write $\ln q - \ln p$ for $q = \mathcal{N}(\mu_1, \sigma_1^2)$ and $p = \mathcal{N}(\mu_2, \sigma_2^2)$, and take the average over $q$, with $\mathbb{E}_q[(x - \mu_1)^2] = \sigma_1^2$ and $\mathbb{E}_q[(x - \mu_2)^2] = \sigma_1^2 + (\mu_1 - \mu_2)^2$:
#
# $$\mathrm{KL}(q \,\|\, p) = \ln \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac12, \qquad \text{for } p = \mathcal{N}(0, 1): \quad \tfrac12\big(\mu_1^2 + \sigma_1^2 - 1 - \ln \sigma_1^2\big).$$
#
# We compare it with the integral that it replaces.

# %% [markdown] lang="zh"
# ## 两个高斯分布的散度
#
# *用于：第 4 章。*
#
# 两个高斯分布之间，不必采样。
# 对 $q = \mathcal{N}(\mu_1, \sigma_1^2)$、$p = \mathcal{N}(\mu_2, \sigma_2^2)$ 写出 $\ln q - \ln p$，再对 $q$ 求期望，用上 $\mathbb{E}_q[(x - \mu_1)^2] = \sigma_1^2$ 和 $\mathbb{E}_q[(x - \mu_2)^2] = \sigma_1^2 + (\mu_1 - \mu_2)^2$：
#
# $$\mathrm{KL}(q \,\|\, p) = \ln \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac12, \qquad \text{当 } p = \mathcal{N}(0, 1) \text{ 时}: \quad \tfrac12\big(\mu_1^2 + \sigma_1^2 - 1 - \ln \sigma_1^2\big).$$
#
# 把它与它所代替的积分比一比。


# %%
def kl_normal(mean_1, deviation_1, mean_2, deviation_2):
    squares = deviation_1**2 + (mean_1 - mean_2) ** 2
    return np.log(deviation_2 / deviation_1) + squares / (2 * deviation_2**2) - 0.5


rows = []
for pair in ((0, 1, 0, 1), (1, 1, 0, 1), (0, 0.5, 0, 1), (0, 2, 0, 1), (1, 0.5, -0.5, 0.8)):
    log_q, log_p = log_normal(line, *pair[:2]), log_normal(line, *pair[2:])
    integral = np.trapezoid(np.exp(log_q) * (log_q - log_p), line)
    np.testing.assert_allclose(kl_normal(*pair), integral, atol=1e-6)
    names = "N({}, {}²)".format(*pair[:2]), "N({}, {}²)".format(*pair[2:])
    rows.append([*names, f"{kl_normal(*pair):.4f}", f"{abs(integral):.4f}"])
    if pair[2:] == (0, 1):
        standard = 0.5 * (pair[0] ** 2 + pair[1] ** 2 - 1 - np.log(pair[1] ** 2))
        np.testing.assert_allclose(standard, integral, atol=1e-6)
header = ["q", "p", ("KL(q ‖ p), formula, nats", "KL(q ‖ p)，公式（奈特）")]
plotting.table([*header, ("integral, nats", "积分（奈特）")], rows)

# %% [markdown] lang="en"
# In $d$ dimensions, with covariance matrices $\Sigma_1$ and $\Sigma_2$, the same three steps give
#
# $$\mathrm{KL}(q \,\|\, p) = \tfrac12\Big[\mathrm{tr}(\Sigma_2^{-1}\Sigma_1) + (\mu_1 - \mu_2)^\top \Sigma_2^{-1} (\mu_1 - \mu_2) - d + \ln \frac{\det \Sigma_2}{\det \Sigma_1}\Big].$$
#
# If both matrices are diagonal, the dimensions are independent and the divergences **add up**: the sum over dimensions of the formula above, never their mean.
# That is the form that a VAE uses, with $p = \mathcal{N}(0, I)$.
# We check the general formula against 200,000 draws, and the diagonal one against it and against the course's library.

# %% [markdown] lang="zh"
# 在 $d$ 维空间里，记协方差矩阵为 $\Sigma_1$、$\Sigma_2$，同样的步骤给出
#
# $$\mathrm{KL}(q \,\|\, p) = \tfrac12\Big[\mathrm{tr}(\Sigma_2^{-1}\Sigma_1) + (\mu_1 - \mu_2)^\top \Sigma_2^{-1} (\mu_1 - \mu_2) - d + \ln \frac{\det \Sigma_2}{\det \Sigma_1}\Big].$$
#
# 两个矩阵都是对角阵时，各维相互独立，散度**相加**：把前面的一维公式对各维求和，而不是取平均。
# VAE 用的就是这种形式，其中 $p = \mathcal{N}(0, I)$。
# 先用 200,000 次采样检验一般公式，再拿对角的情形与它、与课程库对照。


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
