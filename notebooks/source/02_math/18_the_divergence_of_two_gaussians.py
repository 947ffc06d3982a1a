# %% [markdown] lang="en"
# ## The divergence of two Gaussians
#
# *Used in chapter 4 (the KL term of the VAE's loss) and in "Diffusion: adding noise".*
#
# **Question.** How large is the KL divergence between two Gaussians, without any draws?
#
# Let $q = \mathcal{N}(\mu_1, \sigma_1^2)$ and $p = \mathcal{N}(\mu_2, \sigma_2^2)$.
# Write $\ln q - \ln p$ and take the average over $q$, with $\mathbb{E}_q[(x - \mu_1)^2] = \sigma_1^2$ and $\mathbb{E}_q[(x - \mu_2)^2] = \sigma_1^2 + (\mu_1 - \mu_2)^2$:
#
# $$\mathrm{KL}(q \,\|\, p) = \ln \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac12, \qquad \text{for } p = \mathcal{N}(0, 1): \quad \tfrac12\big(\mu_1^2 + \sigma_1^2 - 1 - \ln \sigma_1^2\big).$$
#
# We compare it with the integral that it replaces.

# %% [markdown] lang="zh"
# ## 两个高斯分布的散度
#
# *用于第 4 章（VAE 损失中的 KL 项），以及“扩散：加噪声”一节。*
#
# **问题。** 不采样，怎样求出两个高斯分布之间的 KL 散度？
#
# 设 $q = \mathcal{N}(\mu_1, \sigma_1^2)$，$p = \mathcal{N}(\mu_2, \sigma_2^2)$。
# 写出 $\ln q - \ln p$，再对 $q$ 求期望，其中 $\mathbb{E}_q[(x - \mu_1)^2] = \sigma_1^2$，$\mathbb{E}_q[(x - \mu_2)^2] = \sigma_1^2 + (\mu_1 - \mu_2)^2$：
#
# $$\mathrm{KL}(q \,\|\, p) = \ln \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac12, \qquad \text{当 } p = \mathcal{N}(0, 1) \text{ 时}: \quad \tfrac12\big(\mu_1^2 + \sigma_1^2 - 1 - \ln \sigma_1^2\big).$$
#
# 把公式的结果与它所代替的积分比较一下。


# %%
def kl_normal(mean_1, deviation_1, mean_2, deviation_2):
    squares = deviation_1**2 + (mean_1 - mean_2) ** 2
    return np.log(deviation_2 / deviation_1) + squares / (2 * deviation_2**2) - 0.5


# %%
rows = []
for a, b in (((1, 1), (0, 1)), ((0, 0.5), (0, 1)), ((0, 2), (0, 1)), ((1, 0.5), (-0.5, 0.8))):
    log_q, log_p = log_normal(LINE, *a), log_normal(LINE, *b)
    integral = integrate(np.exp(log_q) * (log_q - log_p))
    np.testing.assert_allclose(kl_normal(*a, *b), integral, atol=1e-6)
    rows.append([f"N({a[0]}, {a[1]}²)", f"N({b[0]}, {b[1]}²)", f"{kl_normal(*a, *b):.4f}"])
plotting.table(["q", "p", ("KL, formula and integral, nats", "KL，公式与积分（奈特）")], rows)

# %% [markdown] lang="en"
# Formula and integral agree; against a standard normal $p$, a $q$ twice as wide has a larger divergence than one half as wide.
#
# In $d$ dimensions, with mean vectors $\mu_1, \mu_2$ and covariance matrices $\Sigma_1, \Sigma_2$, the same steps give
#
# $$\mathrm{KL}(q \,\|\, p) = \tfrac12\Big[\mathrm{tr}(\Sigma_2^{-1}\Sigma_1) + (\mu_1 - \mu_2)^\top \Sigma_2^{-1} (\mu_1 - \mu_2) - d + \ln \frac{\det \Sigma_2}{\det \Sigma_1}\Big].$$
#
# If both matrices are diagonal, the dimensions are independent and the divergences **add up**: the sum over dimensions of the formula above, never their mean.
# That is the form that a VAE uses, with $p = \mathcal{N}(0, I)$; its encoder gives the logarithm of each variance.

# %% [markdown] lang="zh"
# 公式与积分相符；$p$ 是标准正态分布时，比 $p$ 宽一倍的 $q$ 散度较大，比 $p$ 窄一半的 $q$ 散度较小。
#
# 在 $d$ 维空间里，记均值向量为 $\mu_1$、$\mu_2$，协方差矩阵为 $\Sigma_1$、$\Sigma_2$，同样的步骤给出
#
# $$\mathrm{KL}(q \,\|\, p) = \tfrac12\Big[\mathrm{tr}(\Sigma_2^{-1}\Sigma_1) + (\mu_1 - \mu_2)^\top \Sigma_2^{-1} (\mu_1 - \mu_2) - d + \ln \frac{\det \Sigma_2}{\det \Sigma_1}\Big].$$
#
# 两个矩阵都是对角阵时，各维相互独立，散度**相加**：把前面的一维公式对各维求和，而不是取平均。
# VAE 用的就是这种形式，其中 $p = \mathcal{N}(0, I)$；它的编码器给出的是各个方差的对数。
# 打印的是各维的散度、它们的和，以及用矩阵公式算出的值。

# %% tags=["nbval-check-output"]
z_mean, z_log_var = np.random.default_rng(0).normal(size=(2, 4))  # (4,)
# en: Dimension by dimension, then with matrices, then by the library.
# zh: 先逐维计算，再用矩阵公式，再用课程库。
each = kl_normal(z_mean, np.exp(0.5 * z_log_var), 0, 1)  # (4,)
covariance = np.diag(np.exp(z_log_var))  # (4, 4)
squares = np.trace(covariance) + z_mean @ z_mean
whole = 0.5 * (squares - 4 - np.linalg.slogdet(covariance)[1])
library = ops.convert_to_numpy(aigc_keras.losses.gaussian_kl(z_mean[None], z_log_var[None]))
np.testing.assert_allclose(each.sum(), whole)
np.testing.assert_allclose(library[0], each, rtol=1e-4, atol=1e-6)
print(f"dimensions {each.round(3)}, sum {each.sum():.4f}; with matrices {whole:.4f} nats")

# %% [markdown] lang="en"
# **What it is for.** The library's `gaussian_kl` gives the same four numbers: a VAE adds them up for each image, and the sum says how many nats its code holds beyond the prior.

# %% [markdown] lang="zh"
# **用处。** 课程库的 `gaussian_kl` 给出同样的四个数：VAE 对每幅图像求这些数的和，这个和表示编码比先验多含了多少奈特的信息。
