# %% [markdown] lang="en"
# ## Diffusion: adding noise
#
# *Needed in: the chapter on diffusion (planned).*
#
# A **diffusion model** (Sohl-Dickstein et al. 2015, arXiv:1503.03585; Ho et al. 2020, arXiv:2006.11239) spoils an image in many small steps and learns to undo them.
# The spoiling needs no learning.
# With $\alpha_t = 1 - \beta_t$ and small $\beta_t$,
#
# $$q(x_t \mid x_{t-1}) = \mathcal{N}(\sqrt{\alpha_t}\, x_{t-1}, \; \beta_t I).$$
#
# Nobody has to walk the steps.
# With $\bar\alpha_t = \alpha_1 \alpha_2 \cdots \alpha_t$,
#
# $$q(x_t \mid x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0, \; (1 - \bar\alpha_t) I), \qquad x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon.$$
#
# By induction: a step multiplies the mean by $\sqrt{\alpha_t}$, and the variance $1 - \bar\alpha_{t-1}$ becomes $\alpha_t (1 - \bar\alpha_{t-1}) + 1 - \alpha_t = 1 - \bar\alpha_t$; sums of independent normal variables are normal.
# We take the 1,000 steps of Ho et al., $\beta$ from 0.0001 to 0.02 in equal steps, and check the induction, first by the recursion of mean and variance, then with 20,000 walks from $x_0 = 1.5$; the last line has the factor of $x_0$ after all of them.

# %% [markdown] lang="zh"
# ## 扩散：加噪声
#
# *用于：扩散模型一章（计划中）。*
#
# **扩散模型**（Sohl-Dickstein 等，2015，arXiv:1503.03585；Ho 等，2020，arXiv:2006.11239）把图像分许多小步毁掉，再学着一步步还原。
# 毁掉这一半不用学。
# 设 $\beta_t$ 很小，$\alpha_t = 1 - \beta_t$，
#
# $$q(x_t \mid x_{t-1}) = \mathcal{N}(\sqrt{\alpha_t}\, x_{t-1}, \; \beta_t I).$$
#
# 并不需要真的一步步走。
# 记 $\bar\alpha_t = \alpha_1 \alpha_2 \cdots \alpha_t$，则
#
# $$q(x_t \mid x_0) = \mathcal{N}(\sqrt{\bar\alpha_t}\, x_0, \; (1 - \bar\alpha_t) I), \qquad x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon.$$
#
# 用归纳法：每走一步，均值乘以 $\sqrt{\alpha_t}$，方差由 $1 - \bar\alpha_{t-1}$ 变成 $\alpha_t (1 - \bar\alpha_{t-1}) + 1 - \alpha_t = 1 - \bar\alpha_t$；独立的正态变量之和仍是正态的。
# 取 Ho 等人的 1,000 步，$\beta$ 从 0.0001 等距增加到 0.02。
# 先按均值和方差的递推核对归纳法，再从 $x_0 = 1.5$ 出发走 20,000 遍；最后一行是 1,000 步之后 $x_0$ 的系数（factor）。

# %%
betas = np.linspace(1e-4, 0.02, 1000)
alpha_bars = np.cumprod(1 - betas)
rng = np.random.default_rng(0)
walks, mean, variance, moments, rows = np.full(20_000, 1.5), 1.5, 0.0, [], []
for t, beta in enumerate(betas, 1):
    mean, variance = np.sqrt(1 - beta) * mean, (1 - beta) * variance + beta
    moments.append((mean, variance))
    walks = np.sqrt(1 - beta) * walks + np.sqrt(beta) * rng.normal(size=len(walks))
    if t in (50, 250, 500, 1000):
        assert abs(walks.mean() - mean) < 4 * np.sqrt(variance / len(walks))
        assert abs(walks.var() / variance - 1) < 4 * np.sqrt(2 / len(walks))
        numbers = mean, walks.mean(), variance, walks.var()
        rows.append([t, *(f"{number:.3f}" for number in numbers)])
header = ["t", ("mean", "均值"), ("mean, walked", "均值，走出来的")]
header += [("variance", "方差"), ("variance, walked", "方差，走出来的")]
plotting.table(header, rows)
np.testing.assert_allclose(moments, np.stack([1.5 * np.sqrt(alpha_bars), 1 - alpha_bars], 1))
print(f"factor of x_0: {np.sqrt(alpha_bars[-1]):.4f}")

# %% [markdown] lang="en"
# After 1,000 steps hardly anything is left of $x_0$: the factor $\sqrt{\bar\alpha_{1000}}$ is 0.0064.
#
# **One step back, if $x_0$ is known.** By Bayes' rule $q(x_{t-1} \mid x_t, x_0) \propto q(x_t \mid x_{t-1})\, q(x_{t-1} \mid x_0)$, a product of two normal densities in $x_{t-1}$.
# Precisions (inverse variances) add up, $\alpha_t / \beta_t + 1 / (1 - \bar\alpha_{t-1})$, and the mean is the average of the two centres, weighted by them:
#
# $$q(x_{t-1} \mid x_t, x_0) = \mathcal{N}(\tilde\mu_t, \tilde\beta_t I), \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t.$$
#
# In terms of the noise, $x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \varepsilon) / \sqrt{\bar\alpha_t}$, the mean is the update that samplers use: $\tilde\mu_t = \big(x_t - \beta_t\, \varepsilon / \sqrt{1 - \bar\alpha_t}\big) / \sqrt{\alpha_t}$.
# The cell does Bayes by force on a grid.

# %% [markdown] lang="zh"
# 走完 1,000 步，$x_0$ 几乎没剩下什么：系数 $\sqrt{\bar\alpha_{1000}}$ 只有 0.0064。
#
# **知道 $x_0$ 时，往回一步。** 由贝叶斯公式，$q(x_{t-1} \mid x_t, x_0) \propto q(x_t \mid x_{t-1})\, q(x_{t-1} \mid x_0)$，右边是 $x_{t-1}$ 的两个正态密度之积。
# 精度（方差的倒数）相加，得 $\alpha_t / \beta_t + 1 / (1 - \bar\alpha_{t-1})$；均值是两个中心以精度为权的平均：
#
# $$q(x_{t-1} \mid x_t, x_0) = \mathcal{N}(\tilde\mu_t, \tilde\beta_t I), \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t.$$
#
# 用噪声来写，$x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \varepsilon) / \sqrt{\bar\alpha_t}$，均值就成了采样时用的更新公式：$\tilde\mu_t = \big(x_t - \beta_t\, \varepsilon / \sqrt{1 - \bar\alpha_t}\big) / \sqrt{\alpha_t}$。
# 下面在网格上硬算贝叶斯公式。


# %%
def normal_density(x, mean, variance):
    return np.exp(-0.5 * (x - mean) ** 2 / variance) / np.sqrt(2 * np.pi * variance)


start, noise, grid, rows = 1.5, -0.7, np.linspace(-6, 6, 60_001), []
for t in (2, 100, 500, 1000):
    beta, before, after = betas[t - 1], alpha_bars[t - 2], alpha_bars[t - 1]
    now = np.sqrt(after) * start + np.sqrt(1 - after) * noise
    bayes = normal_density(now, np.sqrt(1 - beta) * grid, beta)
    bayes = bayes * normal_density(grid, np.sqrt(before) * start, 1 - before)
    bayes = bayes / np.trapezoid(bayes, grid)
    variance = (1 - before) / (1 - after) * beta
    mean = np.sqrt(before) * beta * start + np.sqrt(1 - beta) * (1 - before) * now
    mean = mean / (1 - after)
    np.testing.assert_allclose(bayes, normal_density(grid, mean, variance), atol=1e-6 * bayes.max())
    np.testing.assert_allclose((now - beta * noise / np.sqrt(1 - after)) / np.sqrt(1 - beta), mean)
    found = np.trapezoid(grid * bayes, grid)
    rows.append([t, *(f"{number:.4f}" for number in (mean, found, np.sqrt(variance)))])
header = ["t", ("mean", "均值"), ("mean on the grid", "网格上的均值")]
plotting.table([*header, ("deviation", "标准差")], rows)

# %% [markdown] lang="en"
# **The score.** To go back without knowing $x_0$ one needs the distribution of the noised data, $p_t(x) = \int p(x_0)\, q(x \mid x_0)\, dx_0$, or rather its **score**, $\nabla \log p_t(x)$, the direction in which the density rises fastest.
# For real images nobody knows it.
# For a mixture of normal distributions everything is exact: noise moves and widens each component,
#
# $$p_t(x) = \sum_k w_k\, \mathcal{N}(x;\, m_k, v_k), \qquad m_k = \sqrt{\bar\alpha_t}\, \mu_k, \quad v_k = \bar\alpha_t \sigma_k^2 + 1 - \bar\alpha_t,$$
#
# and the score is the average of the components' scores, weighted by the probability $r_k(x)$ that $x$ belongs to component $k$:
#
# $$\nabla \log p_t(x) = \sum_k r_k(x)\, \frac{m_k - x}{v_k}, \qquad r_k(x) = \frac{w_k\, \mathcal{N}(x; m_k, v_k)}{p_t(x)}.$$

# %% [markdown] lang="zh"
# **得分。** 不知道 $x_0$ 也要往回走，就得知道加噪后数据的分布 $p_t(x) = \int p(x_0)\, q(x \mid x_0)\, dx_0$，确切地说，要知道它的**得分**（score）$\nabla \log p_t(x)$，即密度上升最快的方向。
# 对真实图像，没有人知道它。
# 对正态分布的混合，一切都有精确解：加噪把每个分量移动、拉宽，
#
# $$p_t(x) = \sum_k w_k\, \mathcal{N}(x;\, m_k, v_k), \qquad m_k = \sqrt{\bar\alpha_t}\, \mu_k, \quad v_k = \bar\alpha_t \sigma_k^2 + 1 - \bar\alpha_t,$$
#
# 得分则是各分量得分的平均，权重是 $x$ 属于第 $k$ 个分量的概率 $r_k(x)$：
#
# $$\nabla \log p_t(x) = \sum_k r_k(x)\, \frac{m_k - x}{v_k}, \qquad r_k(x) = \frac{w_k\, \mathcal{N}(x; m_k, v_k)}{p_t(x)}.$$

# %%
shares, centres, widths = np.array([0.3, 0.7]), np.array([-2.0, 1.0]), np.array([0.2, 0.3])


def noised(x, alpha_bar):
    means, variances = np.sqrt(alpha_bar) * centres, alpha_bar * widths**2 + 1 - alpha_bar
    parts = shares * normal_density(x[..., None], means, variances)
    density = parts.sum(axis=-1)
    return density, np.sum(parts * (means - x[..., None]) / variances, axis=-1) / density


clean = np.linspace(-5, 5, 20_001)
data_density = shares @ normal_density(clean, centres[:, None], widths[:, None] ** 2)
points, rows = np.array([-2.0, -0.5, 0.0, 1.5]), []
for t in (50, 300, 700):
    alpha_bar = alpha_bars[t - 1]
    spread = normal_density(points[:, None], np.sqrt(alpha_bar) * clean, 1 - alpha_bar)
    density, score = noised(points, alpha_bar)
    np.testing.assert_allclose(np.trapezoid(data_density * spread, clean), density, rtol=1e-6)
    slopes = central_difference(lambda x, a=alpha_bar: np.log(noised(x, a)[0]), points)
    np.testing.assert_allclose(np.diag(slopes), score, atol=1e-6)
    for x, d, s in zip(points, density, score, strict=True):
        rows.append([t, f"{x:.1f}", f"{d:.4f}", f"{s:.3f}"])
plotting.table(["t", "x", ("density", "密度"), ("score", "得分")], rows)

# %% [markdown] lang="en"
# **Tweedie's formula** turns a score into a denoised image.
# Differentiate $p_t(x) = \int p(x_0)\, \mathcal{N}(x; \sqrt{\bar\alpha_t}\, x_0, 1 - \bar\alpha_t)\, dx_0$ under the integral, which brings down the factor $(\sqrt{\bar\alpha_t}\, x_0 - x) / (1 - \bar\alpha_t)$.
# Divide by $p_t(x)$, and the integral becomes an expectation given $x_t = x$:
#
# $$\nabla \log p_t(x) = \frac{\sqrt{\bar\alpha_t}\; \mathbb{E}[x_0 \mid x_t = x] - x}{1 - \bar\alpha_t} \quad\Longrightarrow\quad \mathbb{E}[x_0 \mid x_t] = \frac{x_t + (1 - \bar\alpha_t)\, \nabla \log p_t(x_t)}{\sqrt{\bar\alpha_t}}.$$
#
# The noise that was added follows: $\mathbb{E}[\varepsilon \mid x_t] = -\sqrt{1 - \bar\alpha_t}\; \nabla \log p_t(x_t)$.
# A network trained by squared error to guess $\varepsilon$ from $x_t$ has this as its best answer, since the mean minimises a squared error.
# So a diffusion model learns the score without ever being shown it.
#
# > **Predict before you run.** At $t = 300$ we see $x_t = -0.5$.
# > The data lie around −2 and 1.
# > Which clean value is expected, and how likely is it among the data?

# %% [markdown] lang="zh"
# **Tweedie 公式**由得分算出去噪后的图像。
# 对 $p_t(x) = \int p(x_0)\, \mathcal{N}(x; \sqrt{\bar\alpha_t}\, x_0, 1 - \bar\alpha_t)\, dx_0$ 在积分号下求导，被积函数多出一个因子 $(\sqrt{\bar\alpha_t}\, x_0 - x) / (1 - \bar\alpha_t)$；再除以 $p_t(x)$，积分就成了 $x_t = x$ 之下的条件期望：
#
# $$\nabla \log p_t(x) = \frac{\sqrt{\bar\alpha_t}\; \mathbb{E}[x_0 \mid x_t = x] - x}{1 - \bar\alpha_t} \quad\Longrightarrow\quad \mathbb{E}[x_0 \mid x_t] = \frac{x_t + (1 - \bar\alpha_t)\, \nabla \log p_t(x_t)}{\sqrt{\bar\alpha_t}}.$$
#
# 加进去的噪声也随之可知：$\mathbb{E}[\varepsilon \mid x_t] = -\sqrt{1 - \bar\alpha_t}\; \nabla \log p_t(x_t)$。
# 用平方误差训练一个网络，让它由 $x_t$ 猜 $\varepsilon$，最好的答案就是这个，因为使平方误差最小的是均值。
# 所以扩散模型从未见过得分，却学会了得分。
#
# > **先猜，再运行。** 在 $t = 300$ 处看到 $x_t = -0.5$。
# > 数据分布在 −2 和 1 附近。
# > 干净值的期望是多少？
# > 数据里出现它的可能性有多大？

# %% tags=["hide-output"]
rows = []
for t in (50, 300, 500, 700):
    alpha_bar = alpha_bars[t - 1]
    _, score = noised(points, alpha_bar)
    tweedie = (points + (1 - alpha_bar) * score) / np.sqrt(alpha_bar)
    spread = normal_density(points[:, None], np.sqrt(alpha_bar) * clean, 1 - alpha_bar)
    posterior = data_density * spread
    posterior /= np.trapezoid(posterior, clean)[:, None]
    np.testing.assert_allclose(np.trapezoid(posterior * clean, clean), tweedie, atol=1e-6)
    noise = (points[:, None] - np.sqrt(alpha_bar) * clean) / np.sqrt(1 - alpha_bar)
    guess = -np.sqrt(1 - alpha_bar) * score
    np.testing.assert_allclose(np.trapezoid(posterior * noise, clean), guess, atol=1e-6)
    there = noised(tweedie, 1.0)[0][1]
    numbers = f"{points[1]:.1f}", f"{tweedie[1]:.3f}", f"{there:.1e}", f"{guess[1]:.3f}"
    rows.append([t, *numbers])
header = ["t", "x_t", "E[x_0 | x_t]", ("data density there", "数据在该处的密度")]
plotting.table([*header, ("E[noise | x_t]", "E[噪声 | x_t]")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# At $t = 300$ the answer is −0.32, a value that the data hardly ever take: their density there is 0.00006.
#
# </details>
#
# > **Misconception: "the denoised image is a likely image."** $\mathbb{E}[x_0 \mid x_t]$ is the mean of all clean images that could have led to $x_t$, and a mean of likely things may be unlikely.
# > Of images, such means are blurred.
# > That is why one-step denoising is no sampler.
#
# The figure shows the density of the noised data, and the denoiser's answer to every $x_t$.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# $t = 300$ 时的回答是 −0.32，而数据几乎从不取这样的值：那里的密度只有 0.00006。
#
# </details>
#
# > **常见误解：“去噪得到的图像，是一幅很可能出现的图像。”** $\mathbb{E}[x_0 \mid x_t]$ 是所有可能变成 $x_t$ 的干净图像的平均，而平均值本身可能根本不会出现。
# > 对图像来说，这样的平均是模糊的。
# > 所以一步去噪不能当采样用。
#
# 下面画出加噪数据的密度，以及去噪器对每个 $x_t$ 的回答。
# 左图横轴为 $x_t$，纵轴为密度（density），标题是加噪后的数据（noised data）；右图横轴为 $x_t$，纵轴为 $\mathbb{E}[x_0 \mid x_t]$，标题是一步去噪（denoised in one step）；每条线对应一个 $t$。

# %% tags=["hide-output"]
line = np.linspace(-4, 4, 400)
figure, (left, right) = plt.subplots(1, 2, figsize=(7.6, 3.2), layout="constrained")
for t in (0, 50, 150, 300, 1000):
    alpha_bar = alpha_bars[t - 1] if t else 1.0
    density, score = noised(line, alpha_bar)
    left.plot(line, density, label=f"t = {t}")
    if 0 < t < 1000:
        denoised = (line + (1 - alpha_bar) * score) / np.sqrt(alpha_bar)
        right.plot(line, denoised, color=left.lines[-1].get_color(), label=f"t = {t}")
left.set(xlabel="$x_t$", ylabel="density", title="noised data")
right.set(xlabel="$x_t$", ylabel="$E[x_0 | x_t]$", title="denoised in one step")
left.legend()
right.legend()
plotting.show(
    figure,
    "Left: two peaks at -2 and 1 move together and merge into one bell around 0 at t = 1000. "
    "Right: expected clean value against x_t: for t = 50 it follows x_t but for a steep step "
    "between the peaks; for larger t it goes over from -2 to 1 ever more gently.",
    "左：−2 和 1 处的两个峰逐渐靠拢，到 t = 1000 合成以 0 为中心的一个钟形。右：干净值的期望随 x_t 变化：t = 50 时大体跟着 x_t 走，只在两峰之间陡升；t 越大，从 −2 到 1 的过渡越平缓。",
)

# %% [markdown] lang="en"
# Noise makes the two peaks move together and melt into one.
# While it is weak, a perfect denoiser changes $x_t$ only a little, except between the peaks, where it must decide for one of them; the stronger it is, the less the value of $x_t$ itself counts, and the smoother the passage from one peak to the other.
# A sampler therefore goes back in small steps, each with a little fresh noise, and asks anew at every step; the last exercise builds it.

# %% [markdown] lang="zh"
# 噪声使两个峰靠拢，最后融成一个。
# 噪声弱时，完美的去噪器只对 $x_t$ 稍作改动，唯独在两峰之间必须二选一；噪声越强，$x_t$ 本身的数值就越不作数，从一个峰到另一个峰的过渡也越平缓。
# 所以采样要小步往回走，每一步再添一点新噪声，并且步步重新发问；最后一道练习就来搭这个采样器。
