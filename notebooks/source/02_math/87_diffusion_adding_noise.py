# %% [markdown] lang="en"
# ## Diffusion: adding noise
#
# *Used in chapter 7, and in exercise 6 of this chapter's notebook of exercises.*
#
# **Question.** How can a network learn to turn noise into data, step by step, by guessing which noise was added?
#
# A **diffusion model** (Sohl-Dickstein et al. 2015, arXiv:1503.03585; Ho et al. 2020, arXiv:2006.11239) spoils data $x_0$ in many small steps $x_1, x_2, \dots$ and learns to undo them.
# With small numbers $\beta_t$ and $\alpha_t = 1 - \beta_t$, a step is
#
# $$q(x_t \mid x_{t-1}) = \mathcal{N}(\sqrt{\alpha_t}\, x_{t-1}, \; \beta_t I).$$
#
# The steps need not be walked one by one.
# With $\bar\alpha_t = \alpha_1 \alpha_2 \cdots \alpha_t$ and $\varepsilon \sim \mathcal{N}(0, I)$,
#
# $$q(x_t \mid x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0, \; (1 - \bar\alpha_t) I), \qquad x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon.$$
#
# This follows by induction: a step multiplies the mean by $\sqrt{\alpha_t}$, and the variance $1 - \bar\alpha_{t-1}$ becomes $\alpha_t (1 - \bar\alpha_{t-1}) + 1 - \alpha_t = 1 - \bar\alpha_t$; sums of independent normal variables are normal.
# We take the 1,000 steps of Ho et al., $\beta$ from 0.0001 to 0.02, and walk 20,000 times from $x_0 = 1.5$.

# %% [markdown] lang="zh"
# ## 扩散：加噪声
#
# *用于第 7 章，以及本章练习笔记本的第 6 题。*
#
# **问题。** 网络学会的只是猜出加进去的噪声，为什么就能一步步把噪声变成数据？
#
# **扩散模型**（Sohl-Dickstein 等，2015，arXiv:1503.03585；Ho 等，2020，arXiv:2006.11239）分许多小步给数据 $x_0$ 加噪声，得到 $x_1, x_2, \dots$，再学着一步步还原。
# 设 $\beta_t$ 是很小的数，$\alpha_t = 1 - \beta_t$，每一步的分布是
#
# $$q(x_t \mid x_{t-1}) = \mathcal{N}(\sqrt{\alpha_t}\, x_{t-1}, \; \beta_t I).$$
#
# 并不需要真的一步步走。
# 记 $\bar\alpha_t = \alpha_1 \alpha_2 \cdots \alpha_t$，$\varepsilon \sim \mathcal{N}(0, I)$，则
#
# $$q(x_t \mid x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0, \; (1 - \bar\alpha_t) I), \qquad x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon.$$
#
# 用归纳法：每走一步，均值乘以 $\sqrt{\alpha_t}$，方差由 $1 - \bar\alpha_{t-1}$ 变成 $\alpha_t (1 - \bar\alpha_{t-1}) + 1 - \alpha_t = 1 - \bar\alpha_t$；独立的正态变量之和仍是正态的。
# 沿用 Ho 等人的 1,000 步，$\beta$ 从 0.0001 等距增加到 0.02；从 $x_0 = 1.5$ 出发，走 20,000 条路径。

# %%
betas = np.linspace(1e-4, 0.02, 1000)  # (1000,)
alpha_bars = np.cumprod(1 - betas)  # (1000,)

# %%
rng = np.random.default_rng(0)
walks, rows = np.full(20_000, 1.5), []
for t, beta in enumerate(betas, 1):
    # en: One step of noise for all 20,000 walks.
    # zh: 给 20,000 条路径各加一步噪声。
    walks = np.sqrt(1 - beta) * walks + np.sqrt(beta) * rng.normal(size=20_000)
    if t in (50, 250, 500, 1000):
        mean, variance = 1.5 * np.sqrt(alpha_bars[t - 1]), 1 - alpha_bars[t - 1]
        assert abs(walks.mean() - mean) < 4 * np.sqrt(variance / 20_000)
        rows.append([t, *(f"{x:.3f}" for x in (mean, walks.mean(), variance, walks.var()))])

# %%
header = ["t", ("mean", "均值（公式）"), ("mean, walked", "均值（逐步模拟）")]
plotting.table(
    [*header, ("variance", "方差（公式）"), ("variance, walked", "方差（逐步模拟）")], rows
)

# %% [markdown] lang="en"
# Walks and formula agree.
# After 1,000 steps hardly anything is left of $x_0$: of the mean 1.5 there remains 0.010.
#
# **One step back, if $x_0$ is known.** By Bayes' rule $q(x_{t-1} \mid x_t, x_0) \propto q(x_t \mid x_{t-1})\, q(x_{t-1} \mid x_0)$, a product of two normal densities in $x_{t-1}$.
# Precisions (inverse variances) add up, and the mean is the average of the two centres, weighted by them:
#
# $$q(x_{t-1} \mid x_t, x_0) = \mathcal{N}(\tilde\mu_t, \tilde\beta_t I), \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t.$$
#
# Put in $x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \varepsilon) / \sqrt{\bar\alpha_t}$, and the mean is the update that samplers use: $\tilde\mu_t = \big(x_t - \beta_t\, \varepsilon / \sqrt{1 - \bar\alpha_t}\big) / \sqrt{\alpha_t}$.
# The cell multiplies the two densities on the grid and compares.

# %% [markdown] lang="zh"
# 走完 1,000 步，$x_0$ 几乎没剩下什么：均值由 1.5 变成了 0.010。
#
# **知道 $x_0$ 时，往回一步。** 由贝叶斯公式，$q(x_{t-1} \mid x_t, x_0) \propto q(x_t \mid x_{t-1})\, q(x_{t-1} \mid x_0)$，右边是 $x_{t-1}$ 的两个正态密度之积。
# 精度（方差的倒数）相加；均值是两个中心以精度为权的平均：
#
# $$q(x_{t-1} \mid x_t, x_0) = \mathcal{N}(\tilde\mu_t, \tilde\beta_t I), \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t.$$
#
# 代入 $x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \varepsilon) / \sqrt{\bar\alpha_t}$，均值就成了采样时用的更新公式：$\tilde\mu_t = \big(x_t - \beta_t\, \varepsilon / \sqrt{1 - \bar\alpha_t}\big) / \sqrt{\alpha_t}$。
# 下面在格点上把两个密度相乘，把所得的均值和标准差与公式比较。

# %% tags=["nbval-check-output"]
start, noise = 1.5, -0.7
for t in (100, 500, 1000):
    beta, before, after = betas[t - 1], alpha_bars[t - 2], alpha_bars[t - 1]
    now = np.sqrt(after) * start + np.sqrt(1 - after) * noise  # x_t
    log_bayes = log_normal(now, np.sqrt(1 - beta) * LINE, np.sqrt(beta))
    log_bayes = log_bayes + log_normal(LINE, np.sqrt(before) * start, np.sqrt(1 - before))
    bayes = np.exp(log_bayes) / integrate(np.exp(log_bayes))
    mean, deviation = integrate(bayes * LINE), np.sqrt((1 - before) / (1 - after) * beta)
    np.testing.assert_allclose(mean, (now - beta * noise / np.sqrt(1 - after)) / np.sqrt(1 - beta))
    np.testing.assert_allclose(integrate(bayes * (LINE - mean) ** 2), deviation**2, rtol=1e-6)
    print(f"t = {t}: x_t = {now:.4f}, one step back {mean:.4f} ± {deviation:.4f}")

# %% [markdown] lang="en"
# Mean and deviation agree with the formulas.
#
# **The score.** To go back without knowing $x_0$ one needs the **score** of the noised data, $\nabla \log p_t(x)$ (a gradient in $x$), the direction in which their density $p_t(x) = \int p(x_0)\, q(x \mid x_0)\, dx_0$ rises fastest.
# **Tweedie's formula** says that knowing the score and **denoising** are the same thing.
# Differentiate $p_t$ under the integral, which brings down the factor $(\sqrt{\bar\alpha_t}\, x_0 - x) / (1 - \bar\alpha_t)$.
# Divide by $p_t(x)$, and the integral becomes an expectation given $x_t = x$:
#
# $$\nabla \log p_t(x) = \frac{\sqrt{\bar\alpha_t}\; \mathbb{E}[x_0 \mid x_t = x] - x}{1 - \bar\alpha_t} \quad\Longrightarrow\quad \mathbb{E}[x_0 \mid x_t] = \frac{x_t + (1 - \bar\alpha_t)\, \nabla \log p_t(x_t)}{\sqrt{\bar\alpha_t}}.$$
#
# The noise that was added follows: $\mathbb{E}[\varepsilon \mid x_t] = -\sqrt{1 - \bar\alpha_t}\; \nabla \log p_t(x_t)$.
# A network trained by squared error to guess $\varepsilon$ from $x_t$ has this as its best answer, since the mean minimises a squared error.
# So a diffusion model learns the score without ever being shown it.
#
# For a mixture of normal distributions everything is exact.
# Ours has 30% around $-2$ (deviation 0.2) and 70% around 1 (deviation 0.3); noise moves and widens each part.
#
# > **Predict before you run.** At $t = 300$ we see $x_t = -0.5$.
# > Which clean value is expected, and how likely is it among the data?

# %% [markdown] lang="zh"
# 均值和标准差都与公式相符。
#
# **得分。** 要在不知道 $x_0$ 时往回走，就得知道加噪数据的**得分**（score）$\nabla \log p_t(x)$，即密度 $p_t(x) = \int p(x_0)\, q(x \mid x_0)\, dx_0$ 上升最快的方向。
# **Tweedie 公式**说明，知道得分就等于会**去噪**。
# 对 $p_t$ 在积分号下求导，被积函数多出一个因子 $(\sqrt{\bar\alpha_t}\, x_0 - x) / (1 - \bar\alpha_t)$；再除以 $p_t(x)$，积分就成了 $x_t = x$ 之下的条件期望：
#
# $$\nabla \log p_t(x) = \frac{\sqrt{\bar\alpha_t}\; \mathbb{E}[x_0 \mid x_t = x] - x}{1 - \bar\alpha_t} \quad\Longrightarrow\quad \mathbb{E}[x_0 \mid x_t] = \frac{x_t + (1 - \bar\alpha_t)\, \nabla \log p_t(x_t)}{\sqrt{\bar\alpha_t}}.$$
#
# 加进去的噪声的期望也随之可得：$\mathbb{E}[\varepsilon \mid x_t] = -\sqrt{1 - \bar\alpha_t}\; \nabla \log p_t(x_t)$。
# 用平方误差训练一个网络，让它由 $x_t$ 猜 $\varepsilon$，最好的回答就是 $\mathbb{E}[\varepsilon \mid x_t]$，因为使平方误差最小的是均值。
# 所以扩散模型虽然从未见过得分，却学会了得分。
#
# 对正态分布的混合，以上各量都能精确算出。
# 这里的数据有 30% 在 $-2$ 附近（标准差 0.2），70% 在 1 附近（标准差 0.3）；加噪声就是把每个分量移动、加宽。
#
# > **先猜，再运行。** 在 $t = 300$ 处看到 $x_t = -0.5$。
# > 干净值的期望是多少？
# > 数据里出现这样的值，可能性有多大？


# %%
def log_mixture(x, alpha_bar):
    parts = []
    for share, centre, width in ((0.3, -2, 0.2), (0.7, 1, 0.3)):
        deviation = np.sqrt(alpha_bar * width**2 + 1 - alpha_bar)
        parts.append(np.log(share) + log_normal(x, np.sqrt(alpha_bar) * centre, deviation))
    return np.logaddexp(*parts)


# %%
def denoise(x, alpha_bar):
    score = (log_mixture(x + 1e-4, alpha_bar) - log_mixture(x - 1e-4, alpha_bar)) / 2e-4
    return (x + (1 - alpha_bar) * score) / np.sqrt(alpha_bar)


# %% tags=["hide-output"]
rows = []
for t in (50, 300, 700):
    alpha_bar = alpha_bars[t - 1]
    spread = log_normal(-0.5, np.sqrt(alpha_bar) * LINE, np.sqrt(1 - alpha_bar))
    # en: Of x_0, up to a factor.
    # zh: x_0 的后验，差一个常数因子。
    posterior = np.exp(log_mixture(LINE, 1.0) + spread)
    expected = integrate(posterior * LINE) / integrate(posterior)
    np.testing.assert_allclose(denoise(-0.5, alpha_bar), expected, atol=1e-4)
    rows.append([t, f"{expected:.2f}", f"{np.exp(log_mixture(expected, 1.0)):.5f}"])
plotting.table(["t", "E[x₀ | xₜ = −0.5]", ("data density there", "数据在该处的密度")], rows)

# %% tags=["hide-output"]
x = np.linspace(-4, 4, 400)
figure, (left, right) = plt.subplots(1, 2, figsize=(7.4, 2.9))
for t in (1, 50, 150, 300, 1000):
    left.plot(x, np.exp(log_mixture(x, alpha_bars[t - 1])), label=f"t = {t}")
    if 1 < t < 1000:
        colour = left.lines[-1].get_color()
        right.plot(x, denoise(x, alpha_bars[t - 1]), color=colour, label=f"t = {t}")
left.set(xlabel="$x_t$", ylabel="density", title="noised data")
right.set(xlabel="$x_t$", ylabel="$E[x_0 | x_t]$", title="denoised in one step")
left.legend()
right.legend()
plotting.show(
    figure,
    "Left: two heaps at -2 and 1 move together and become one bell at t = 1000. Right: the expected "
    "clean value follows the noised one for t = 50, but for a steep step between "
    "the heaps; the larger t, the flatter the curve.",
    "左：加噪数据的密度；−2 和 1 处的两堆逐渐靠拢，到 t = 1000 合成一个钟形。"
    "右：一步去噪的结果；t = 50 时干净值的期望大体等于加噪后的值，只在两堆之间陡升，t 越大越平缓。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# At $t = 300$ the answer is $-0.32$, a value that the data hardly ever take: their density there is 0.00006.
#
# </details>
#
# > **Misconception: "the denoised image is a likely image."** $\mathbb{E}[x_0 \mid x_t]$ is the mean of all clean images that could have led to $x_t$, and a mean of likely things may be unlikely.
# > Of images, such means are blurred.
#
# **What it is for.** That is why one-step denoising is no sampler.
# A sampler goes back in small steps, each with a little fresh noise, and estimates $x_0$ anew at every step.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# $t = 300$ 时，干净值的期望是 $-0.32$，而数据几乎从不取这样的值：那里的密度只有 0.00006。
#
# </details>
#
# > **常见误解：“去噪得到的图像，是一幅很可能出现的图像。”** $\mathbb{E}[x_0 \mid x_t]$ 是所有可能变成 $x_t$ 的干净图像的平均，而常见的东西取平均，结果可能并不常见。
# > 对图像来说，这样的平均是模糊的。
#
# **用处。** 所以一步去噪不能当作采样。
# 采样要小步往回走，每一步再加一点新噪声，并且每一步都重新估计干净的数据。
