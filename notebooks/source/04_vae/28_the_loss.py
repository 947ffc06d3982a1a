# %% [markdown] lang="en"
# ## The loss, term by term
#
# **First term, the reconstruction loss.** It is $-\log p(x \mid z)$: minus the logarithm of the probability of the image, given the drawn code.
# A pixel that is white has the probability $\sigma(\ell)$, a black one $1 - \sigma(\ell)$.
# With $\log \sigma(\ell) = \ell - \mathrm{softplus}(\ell)$ and $\log (1 - \sigma(\ell)) = -\mathrm{softplus}(\ell)$, where $\mathrm{softplus}(\ell) = \log(1 + e^\ell)$, and with $x_i = 1$ for white and $0$ for black,
#
# $$-\log p(x \mid z) = \sum_i \big[\mathrm{softplus}(\ell_i) - x_i \ell_i\big].$$
#
# The sum runs over the pixels, because the model takes them as independent once the code is known, and the logarithm of a product is a sum.
#
# **Second term, the KL divergence** of $q = \mathcal{N}(\mu, \sigma^2)$ from the prior.
# For one dimension it is (chapter 2, "The divergence of two Gaussians")
#
# $$\mathrm{KL} = \tfrac{1}{2}\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right),$$
#
# and since the dimensions are independent, their divergences add up.

# %% [markdown] lang="zh"
# ## 损失的两项
#
# **第一项是重建误差。** 它等于 $-\log p(x \mid z)$，即给定采样得到的编码时，图像概率的负对数。
# 一个像素为白的概率是 $\sigma(\ell)$，为黑的概率是 $1 - \sigma(\ell)$。
# 记 $\mathrm{softplus}(\ell) = \log(1 + e^\ell)$，则 $\log \sigma(\ell) = \ell - \mathrm{softplus}(\ell)$，$\log (1 - \sigma(\ell)) = -\mathrm{softplus}(\ell)$；白记作 $x_i = 1$，黑记作 $x_i = 0$，于是
#
# $$-\log p(x \mid z) = \sum_i \big[\mathrm{softplus}(\ell_i) - x_i \ell_i\big].$$
#
# 模型假定给定编码之后各像素相互独立，而乘积的对数等于对数之和，所以要对像素求和。
#
# **第二项是 KL 散度**，即 $q = \mathcal{N}(\mu, \sigma^2)$ 相对于先验的散度。
# 一维的散度是（见第 2 章“两个高斯分布的散度”一节）
#
# $$\mathrm{KL} = \tfrac{1}{2}\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right),$$
#
# 各维相互独立，所以总的散度是各维散度之和。


# %%
def reconstruction_loss(images, logits):
    return ops.sum(ops.softplus(logits) - images * logits, axis=(1, 2, 3))  # (n,)


def kl_divergence(z_mean, z_log_var):
    kl = 0.5 * (z_mean**2 + ops.exp(z_log_var) - 1 - z_log_var)  # (n, 16)
    return ops.sum(kl, axis=1)  # (n,)


# %% [markdown] lang="en"
# The library's `bernoulli_log_likelihood` and `gaussian_kl` leave the sums to the caller; the rest must agree.
# A third check needs no library: the average of $\log q(z) - \log p(z)$ over many draws is the divergence, too.

# %% [markdown] lang="zh"
# 课程库的 `bernoulli_log_likelihood` 和 `gaussian_kl` 不做求和；求和之后，结果应当与上面两个函数一致。
# 另一个检验不用课程库：对许多次采样求 $\log q(z) - \log p(z)$ 的平均值，得到的也应当是 KL 散度。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
x = rng.integers(0, 2, size=(1, 28, 28, 1)).astype("float32")
logits = rng.normal(size=x.shape).astype("float32")
library = -np.sum(aigc_keras.losses.bernoulli_log_likelihood(x, logits))
np.testing.assert_allclose(float(reconstruction_loss(x, logits)[0]), library, rtol=1e-5)

z_mean, z_log_var = rng.normal(size=(2, 1, 16)).astype("float32")
kl = float(kl_divergence(z_mean, z_log_var)[0])
np.testing.assert_allclose(kl, np.sum(aigc_keras.losses.gaussian_kl(z_mean, z_log_var)), rtol=1e-5)
noise = rng.normal(size=(100_000, 16))
z = z_mean + np.exp(0.5 * z_log_var) * noise  # (100000, 16)
log_ratio = np.sum(0.5 * (z**2 - noise**2 - z_log_var), axis=1)  # (100000,)
error = log_ratio.std() / np.sqrt(len(z))
assert abs(log_ratio.mean() - kl) < 4 * error
print(f"KL divergence: formula {kl:.3f}, from draws {log_ratio.mean():.3f} ± {error:.3f} nats")

# %% [markdown] lang="en"
# The number after ± is the standard error of the average, and the result of the formula lies within two of them.
# (A **nat** is the unit of a natural logarithm; 1 nat is $1/\ln 2 \approx 1.44$ bits.)
#
# > **Misconception: "mean or sum, it is only a constant factor."** A factor on the whole loss is harmless.
# > A factor on one of its two terms is not: it changes the objective.
#
# Suppose that somebody takes the mean over the 784 pixels, or over the 16 dimensions of the code, where we take sums.
# By which factor $\beta$ is the divergence then multiplied, relative to the reconstruction loss?

# %% [markdown] lang="zh"
# ± 后面是平均值的标准误，公式的结果与平均值相差不到两个标准误。
# （**奈特**（nat）是自然对数的单位，1 奈特等于 $1/\ln 2 \approx 1.44$ 比特。）
#
# > **常见误解：“取平均还是求和，不过差一个常数倍。”** 整个损失乘上常数并无妨碍；但只给其中一项乘上常数，优化的目标就变了。
#
# 假设有人对 784 个像素或编码的 16 维取平均，而不像我们这样求和。
# 与重建误差相比，散度相当于乘上了多大的系数 $\beta$？

# %%
# en: They stand for -log p of each pixel, and for the divergence of each dimension.
# zh: 两个数组分别代表每个像素的 -log p 和每一维的散度。
pixels, dimensions = rng.random(784), rng.random(16)
ways, rows = {np.sum: ("sum", "求和"), np.mean: ("mean", "平均")}, []
for pixel_way in ways:
    for kl_way in ways:
        pixel_scale = pixel_way(pixels) / pixels.sum()
        beta = kl_way(dimensions) / dimensions.sum() / pixel_scale
        rows.append([ways[pixel_way], ways[kl_way], f"{beta:.4g}"])
plotting.table([("pixels", "对像素"), ("code", "对编码各维"), "beta"], rows)

# %% [markdown] lang="en"
# In the third row the divergence counts 784 times, once for each pixel over which only the reconstruction loss was averaged; in the last row it still counts 784/16 = 49 times.
# ([04_vae_deeper](04_vae_deeper.ipynb) shows what as little as 8 times does to a code.)
#
# Only with two sums is $\beta = 1$, and only then is the loss the one to which "The bound, derived" will lead.
# To choose another $\beta$ on purpose is fine; to choose it by accident is a bug.

# %% [markdown] lang="zh"
# 第三行只对重建误差的 784 个像素取了平均，散度就相当于乘上 784；最后一行两处都取平均，仍相当于乘上 784/16 = 49。
# （深入篇 [04_vae_deeper](04_vae_deeper.ipynb) 会看到，只乘 8 就已经使编码变成什么样。）
#
# 只有像素和编码两处都求和时，$\beta$ 才是 1，损失才是“推导下界”一节推出的那个损失。
# 有意选择别的 $\beta$ 没有问题；无意中改了 $\beta$，就是程序错误。
