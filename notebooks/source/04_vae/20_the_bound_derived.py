# %% [markdown] lang="en"
# ## The bound, derived
#
# A VAE tells a story of how an image comes about: draw a latent code $z$ from the **prior** $p(z) = \mathcal{N}(0, I)$, then draw the image from the **likelihood** $p(x \mid z)$, whose parameters the decoder computes.
# A good decoder is one under which the training images are probable.
# So for each of them we want a large
#
# $$\log p(x) = \log \int p(x \mid z)\, p(z)\, dz.$$
#
# The integral runs over all codes, and with a neural network inside nobody can solve it.
# Why not draw codes from the prior and average $p(x \mid z)$?
# To judge that idea we need a model whose answer is known.
# We take a linear decoder, $x = Wz + 0.1\,\varepsilon$ with normal noise $\varepsilon$ and 20 values in $x$.
# Then $x$ is normal too, with covariance $WW^\top + 0.1^2 I$.

# %% [markdown] lang="zh"
# ## 推导下界
#
# VAE 为图像编了一个来历：先从**先验** $p(z) = \mathcal{N}(0, I)$ 中抽一个潜编码 $z$，再从**似然** $p(x \mid z)$ 中抽出图像，似然的参数由解码器算出。
# 好的解码器应当让训练图像出现的概率大。
# 所以，对每一幅训练图像，我们都希望下面这个数尽可能大：
#
# $$\log p(x) = \log \int p(x \mid z)\, p(z)\, dz.$$
#
# 积分要遍历所有的编码，里面又套着一个神经网络，谁也积不出来。
# 那么，从先验中抽一些编码，把 $p(x \mid z)$ 平均一下，行不行？
# 要检验这个想法，得有一个答案已知的模型。
# 取线性解码器 $x = Wz + 0.1\,\varepsilon$，其中 $\varepsilon$ 是正态噪声，$x$ 有 20 个分量。
# 这时 $x$ 也服从正态分布，协方差为 $WW^\top + 0.1^2 I$。

# %%
noise_level = 0.1


def log_normal(value, mean, deviation):
    return -0.5 * ((value - mean) / deviation) ** 2 - np.log(deviation * np.sqrt(2 * np.pi))


def log_p_x_given_z(x, z, w):
    return np.sum(log_normal(x, z @ w.T, noise_level), axis=-1)


def exact_log_p(x, w):
    covariance = w @ w.T + noise_level**2 * np.eye(len(x))
    log_determinant = np.linalg.slogdet(2 * np.pi * covariance)[1]
    return -0.5 * (x @ np.linalg.solve(covariance, x) + log_determinant)


# %% [markdown] lang="en"
# The likelihoods are far too small to be added up as they are, so we average them through their logarithms.
# The largest is taken out first and put back afterwards.
#
# > **Predict before you run.** We average over 1,000 codes, repeat that 100 times, and show the mean of the 100 logarithms ± their standard deviation.
# > With how many latent dimensions does it still work: 1, 2, 4, 8?

# %% [markdown] lang="zh"
# 这些似然值小得没法直接相加，要通过对数来求平均：先提出最大的一项，最后再放回去。
#
# > **先猜，再运行。** 每次用 1,000 个编码求平均，重复 100 次，列出这 100 个对数的平均值 ± 标准差。
# > 潜编码有 1、2、4、8 维时，到几维为止还算得准？


# %% tags=["hide-output"]
def log_mean_exp(values):
    largest = values.max(axis=-1, keepdims=True)
    return largest[..., 0] + np.log(np.mean(np.exp(values - largest), axis=-1))


rng = np.random.default_rng(0)
rows, misses = [], []
for latent_dim in (1, 2, 4, 8):
    w = rng.normal(size=(20, latent_dim))
    x = w @ rng.normal(size=latent_dim) + noise_level * rng.normal(size=20)
    z = rng.normal(size=(100, 1000, latent_dim))
    estimates = log_mean_exp(log_p_x_given_z(x, z, w))
    exact = exact_log_p(x, w)
    misses.append(exact - estimates.mean())
    rows.append([latent_dim, f"{exact:.1f}", f"{estimates.mean():.1f} ± {estimates.std():.1f}"])
columns = [("log p(x), exact", "log p(x)，精确值"), ("from the prior", "用先验采样")]
plotting.table(["latent_dim", *columns], rows)
assert np.all(np.diff(misses) > 0)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# With one dimension it works.
# With two it is already off by about ten nats on average, with eight by more than two thousand.
#
# </details>
#
# The average itself is not biased: its expectation is $p(x)$ exactly.
# But it lives on the few codes that explain $x$, and the more dimensions there are, the more seldom a random code meets them.
# Once none does, what is left is the best of 1,000 misses.
# (A **nat** is the unit of a natural logarithm; 1 nat is $1/\ln 2 \approx 1.44$ bits.)
#
# We need codes that fit *this* image.
# Let an encoder propose them: a distribution $q(z \mid x)$, which we may choose as we like.
# Four lines follow:
#
# 1. $\log p(x)$ does not depend on $z$, so it is its own average: $\log p(x) = \mathbb{E}_q[\log p(x)]$.
# 2. By Bayes' rule $p(x) = p(x, z) / p(z \mid x)$ for every $z$.
#    Multiply and divide by $q$:
#    $$\log p(x) = \underbrace{\mathbb{E}_q\left[\log \frac{p(x, z)}{q(z \mid x)}\right]}_{\text{ELBO}} + \underbrace{\mathbb{E}_q\left[\log \frac{q(z \mid x)}{p(z \mid x)}\right]}_{\mathrm{KL}(q(z \mid x)\,\|\,p(z \mid x))\; \ge\; 0}.$$
# 3. A KL divergence is never negative, so the first term is a lower bound: the **evidence lower bound**, ELBO.
#    The gap *is* that divergence, of $q$ from the true **posterior** $p(z \mid x)$.
# 4. With $p(x, z) = p(x \mid z)\, p(z)$ the bound takes the form that we can compute:
#    $$\text{ELBO} = \mathbb{E}_{q(z \mid x)}\big[\log p(x \mid z)\big] - \mathrm{KL}\big(q(z \mid x) \,\|\, p(z)\big).$$
#
# Jensen's inequality gives the same bound in one line, but not the gap: $\log \mathbb{E}_q[p(x,z)/q] \ge \mathbb{E}_q[\log (p(x,z)/q)]$.
#
# In our toy with one latent dimension the posterior is normal, with variance $1/(1 + \lVert w \rVert^2 / 0.1^2)$.
# So ELBO and gap can both be integrated numerically, each from its own definition.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 一维时算得准；两维时平均就差了约十奈特，八维时差了两千多。
#
# </details>
#
# 被平均的量本身并没有偏：它的期望正好是 $p(x)$。
# 问题在于，平均值全靠能解释 $x$ 的那一小片编码撑着，维数越多，随机抽的编码就越难碰到它们；一个也碰不到时，剩下的只是 1,000 次落空里最接近的一次。
# （**奈特**（nat）是自然对数的单位，1 奈特等于 $1/\ln 2 \approx 1.44$ 比特。）
#
# 我们需要与*这一幅*图像对得上的编码。
# 那就请编码器来提名：它给出一个分布 $q(z \mid x)$，取成什么样由我们定。
# 推导只要四行：
#
# 1. $\log p(x)$ 与 $z$ 无关，对 $q$ 求期望还是它自己：$\log p(x) = \mathbb{E}_q[\log p(x)]$。
# 2. 由贝叶斯公式，对任何 $z$ 都有 $p(x) = p(x, z) / p(z \mid x)$。
#    乘一个 $q$，再除一个 $q$：
#    $$\log p(x) = \underbrace{\mathbb{E}_q\left[\log \frac{p(x, z)}{q(z \mid x)}\right]}_{\text{ELBO}} + \underbrace{\mathbb{E}_q\left[\log \frac{q(z \mid x)}{p(z \mid x)}\right]}_{\mathrm{KL}(q(z \mid x)\,\|\,p(z \mid x))\; \ge\; 0}.$$
# 3. KL 散度不会是负的，所以第一项是一个下界，称为**证据下界**（ELBO）。
#    差额*就是*第二项：$q$ 相对于真正的**后验** $p(z \mid x)$ 的 KL 散度。
# 4. 代入 $p(x, z) = p(x \mid z)\, p(z)$，下界就写成了算得出来的样子：
#    $$\text{ELBO} = \mathbb{E}_{q(z \mid x)}\big[\log p(x \mid z)\big] - \mathrm{KL}\big(q(z \mid x) \,\|\, p(z)\big).$$
#
# 用 Jensen 不等式，一行就能得到同一个下界：$\log \mathbb{E}_q[p(x,z)/q] \ge \mathbb{E}_q[\log (p(x,z)/q)]$，只是看不出差额是什么。
#
# 回到上面的例子，取一维编码，这时后验是正态分布，方差为 $1/(1 + \lVert w \rVert^2 / 0.1^2)$。
# 下界和差额都可以按各自的定义做数值积分。

# %%
w = rng.normal(size=(20, 1))
x = 0.7 * w[:, 0] + noise_level * rng.normal(size=20)
posterior_deviation = 1 / np.sqrt(1 + np.sum(w**2) / noise_level**2)
posterior_mean = posterior_deviation**2 * (x @ w[:, 0]) / noise_level**2


def elbo_and_gap(mean, deviation):
    z = mean + deviation * np.linspace(-10, 10, 4001)
    log_q = log_normal(z, mean, deviation)
    log_joint = log_p_x_given_z(x, z[:, None], w) + log_normal(z, 0, 1)
    log_posterior = log_normal(z, posterior_mean, posterior_deviation)
    elbo = np.trapezoid(np.exp(log_q) * (log_joint - log_q), z)
    gap = np.trapezoid(np.exp(log_q) * (log_q - log_posterior), z)
    return elbo, gap


# %% [markdown] lang="en"
# Five choices of $q$, from perfect to careless.
# Bound and gap must add up to $\log p(x)$ each time.

# %% [markdown] lang="zh"
# 取五个 $q$，从最好的到最马虎的。
# 每一次，下界与差额之和都应等于 $\log p(x)$。

# %%
m, s = posterior_mean, posterior_deviation
choices = [
    (("the posterior", "后验"), m, s),
    (("half as wide", "窄一半"), m, s / 2),
    (("twice as wide", "宽一倍"), m, 2 * s),
    (("moved by two widths", "移开两个标准差"), m + 2 * s, s),
    (("the prior", "先验"), 0, 1),
]
rows = []
for name, mean, deviation in choices:
    elbo, gap = elbo_and_gap(mean, deviation)
    rows.append([name, f"{elbo:.3f}", f"{gap:.3f}", f"{elbo + gap:.3f}"])
    np.testing.assert_allclose(elbo + gap, exact_log_p(x, w), atol=1e-6)
plotting.table(["q", "ELBO", ("gap", "差额"), ("sum", "和")], rows)
print(f"log p(x) = {exact_log_p(x, w):.3f}")

# %% [markdown] lang="en"
# The bound is exact for one $q$ only, the posterior.
# Training therefore has two ways to raise it: a better decoder raises $\log p(x)$, a better encoder closes the gap.
# The number alone does not say which of them happened.
# Keep this in mind when you read that a VAE "maximises the likelihood": it maximises a lower bound of it.
#
# **Gradients through a draw.** The first term of the ELBO is an average over $z \sim q(z \mid x)$, and we estimate it with one draw.
# The decoder's gradient is no problem.
# But the encoder's output $\mu, \sigma$ only sets the distribution that $z$ is drawn from.
# A drawn value is just a number: nothing in it says how it would have moved with $\mu$.
# There are two ways out:
#
# - The **score function** (REINFORCE, Williams 1992): $\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_q[f(z)\, \nabla_\mu \log q(z)]$.
#   It needs no derivative of $f$, so it also serves for discrete codes.
# - The **reparameterisation trick**: draw $\varepsilon \sim \mathcal{N}(0, I)$ and compute $z = \mu + \sigma \varepsilon$.
#   Now the randomness is an input like any other, $z$ is an ordinary function of $\mu$ and $\sigma$, and the chain rule passes: $\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_\varepsilon[f'(\mu + \sigma\varepsilon)]$.
#
# We compare both on $f(z) = \lVert z \rVert^2$ with $\sigma = 1$.
# The exact derivative with respect to the first component of $\mu$ is $2\mu_1$; we take $\mu = (1, \dots, 1)$.
#
# > **Predict before you run.** Both estimates are right on average.
# > How much more does the score function's scatter, in one dimension and in sixteen?

# %% [markdown] lang="zh"
# 只有一个 $q$ 能让下界取等号，那就是后验本身。
# 因此，训练可以从两头抬高下界：解码器变好，$\log p(x)$ 升高；编码器变好，差额缩小。
# 光看下界这一个数，分不清是哪一种。
# 以后读到 VAE“最大化似然”时请记住：它最大化的是似然的一个下界。
#
# **让梯度穿过采样。** ELBO 的第一项是对 $z \sim q(z \mid x)$ 求的期望，我们只抽一次来估计它。
# 解码器的梯度没有问题。
# 可是编码器输出的 $\mu$、$\sigma$ 只规定了从哪个分布里抽；抽出来的 $z$ 只是一个数，它并不知道 $\mu$ 挪一挪时自己会怎么变。
# 出路有两条：
#
# - **得分函数**法（REINFORCE，Williams 1992）：$\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_q[f(z)\, \nabla_\mu \log q(z)]$。
#   它不需要 $f$ 的导数，所以编码是离散的也能用。
# - **重参数化技巧**：先抽 $\varepsilon \sim \mathcal{N}(0, I)$，再算 $z = \mu + \sigma \varepsilon$。
#   随机性变成了一个普通的输入，$z$ 则是 $\mu$、$\sigma$ 的普通函数，链式法则畅通无阻：$\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_\varepsilon[f'(\mu + \sigma\varepsilon)]$。
#
# 取 $f(z) = \lVert z \rVert^2$、$\sigma = 1$，把两种方法比一比。
# 对 $\mu$ 第一个分量的导数，精确值是 $2\mu_1$；这里取 $\mu = (1, \dots, 1)$。
#
# > **先猜，再运行。** 两种估计的平均值都对。
# > 一维时，得分函数法的波动是重参数化的几倍？
# > 十六维时呢？

# %% tags=["hide-output"]
rows = []
for dimensions in (1, 16):
    noise = rng.normal(size=(100_000, dimensions))
    z = 1 + noise
    reparameterised = 2 * z[:, 0]
    score_function = np.sum(z**2, axis=1) * noise[:, 0]
    for values in (reparameterised, score_function):
        error = values.std() / np.sqrt(len(values))
        assert abs(values.mean() - 2) < 4 * error
    rows.append([dimensions, f"{reparameterised.std():.1f}", f"{score_function.std():.1f}"])
scatter = [
    ("standard deviation, reparameterised", "重参数化的标准差"),
    ("standard deviation, score function", "得分函数法的标准差"),
]
plotting.table([("dimensions", "维数"), *scatter], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The reparameterised estimate scatters by 2, whatever the number of dimensions.
# The score function multiplies the *whole* of $f$ by one component's noise, so every further dimension adds to the scatter.
# Equal precision takes as many times more draws as the square of the ratio: with sixteen dimensions, where the ratio is about 18, more than 300 times.
#
# </details>
#
# Automatic differentiation does the trick for us as soon as $\varepsilon$ comes in as an input:

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 不论多少维，重参数化估计的标准差都是 2。
# 得分函数法却拿*整个* $f$ 去乘一个分量的噪声，每多一维就多一分波动。
# 要达到同样的精度，采样次数之比是标准差之比的平方：十六维时标准差之比约为 18，采样就要多 300 多倍。
#
# </details>
#
# 只要 $\varepsilon$ 是作为输入传进来的，剩下的交给自动微分就行：

# %%
epsilon = rng.normal(size=5).astype("float32")
mu = np.ones(5, "float32")
gradient = aigc_keras.backend.input_gradient(lambda mu: ops.square(mu + epsilon), mu)
np.testing.assert_allclose(ops.convert_to_numpy(gradient), 2 * (mu + epsilon), rtol=1e-5)

# %% [markdown] lang="en"
# **The divergence in closed form.** The second term of the ELBO needs no draws at all.
# For one dimension, $q = \mathcal{N}(\mu, \sigma^2)$ and $p = \mathcal{N}(0, 1)$, the constants cancel in
#
# $$\log q(z) - \log p(z) = -\tfrac{1}{2} \log \sigma^2 - \frac{(z - \mu)^2}{2 \sigma^2} + \frac{z^2}{2}.$$
#
# Average over $q$.
# By definition $\mathbb{E}_q[(z - \mu)^2] = \sigma^2$ and $\mathbb{E}_q[z^2] = \mu^2 + \sigma^2$, hence
#
# $$\mathrm{KL} = \tfrac{1}{2}\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right).$$
#
# The code's dimensions are independent under both $q$ and $p$.
# The logarithm of a product is a sum, so the divergences of the dimensions **add up**.
# The encoder gives $\log \sigma^2$ instead of $\sigma$, so that any real number is allowed.
# Here is the formula in one line.
# We compare it with the library's, then with an average over 100,000 draws.

# %% [markdown] lang="zh"
# **KL 散度的闭式解。** ELBO 的第二项根本不用采样。
# 先看一维：$q = \mathcal{N}(\mu, \sigma^2)$，$p = \mathcal{N}(0, 1)$，常数项相互抵消：
#
# $$\log q(z) - \log p(z) = -\tfrac{1}{2} \log \sigma^2 - \frac{(z - \mu)^2}{2 \sigma^2} + \frac{z^2}{2}.$$
#
# 对 $q$ 求期望。
# 由定义，$\mathbb{E}_q[(z - \mu)^2] = \sigma^2$，$\mathbb{E}_q[z^2] = \mu^2 + \sigma^2$，于是
#
# $$\mathrm{KL} = \tfrac{1}{2}\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right).$$
#
# 在 $q$ 和 $p$ 之下，编码的各维都相互独立；乘积的对数是对数之和，所以各维的散度要**相加**。
# 编码器输出的是 $\log \sigma^2$ 而不是 $\sigma$，这样任何实数都合法。
# 公式写成代码只有一行：先与课程库的函数比对，再与 100,000 次采样的平均值比对。

# %% tags=["nbval-check-output"]
z_mean, z_log_var = rng.normal(size=(2, 16))
kl = 0.5 * (z_mean**2 + np.exp(z_log_var) - 1 - z_log_var)
library = aigc_keras.losses.gaussian_kl(z_mean[None], z_log_var[None])
np.testing.assert_allclose(ops.convert_to_numpy(library)[0], kl, rtol=1e-4, atol=1e-6)

z_deviation = np.exp(0.5 * z_log_var)
z = z_mean + z_deviation * rng.normal(size=(100_000, 16))
log_ratio = np.sum(log_normal(z, z_mean, z_deviation) - log_normal(z, 0, 1), axis=1)
error = log_ratio.std() / np.sqrt(len(z))
print(f"formula {kl.sum():.3f}; from draws {log_ratio.mean():.3f} ± {error:.3f} nats")
assert abs(log_ratio.mean() - kl.sum()) < 4 * error

# %% [markdown] lang="en"
# > **Misconception: "mean or sum, it is only a constant factor."** A factor on the whole loss is harmless.
# > A factor on one of its two terms is not: it changes the objective.
# > Sum over the pixels but average over the $d$ dimensions of the code, and the divergence is weighted by $\beta = 1/d$.
# > Average over both, and $\beta = 784/d$.
# > Average over the pixels only, and $\beta = 784$.
# > Only with two sums is the loss the negative ELBO.
# > Tutorials differ here, and seldom say so.
#
# With 784 pixels and the $d = 16$ dimensions from above:

# %% [markdown] lang="zh"
# > **常见误解：“取平均还是求和，不过差一个常数倍。”** 整个损失乘一个常数，无妨；只有其中一项乘了常数，目标就变了。
# > 像素求和而编码的 $d$ 维取平均，散度的权重就成了 $\beta = 1/d$；两边都取平均，$\beta = 784/d$；只对像素取平均，$\beta = 784$。
# > 两边都求和，损失才是负的 ELBO。
# > 各种教程写法不一，却很少说明。
#
# 用 784 个像素和上面的 $d = 16$ 维算一算：

# %%
# en: Stands for -log p of each pixel.
# zh: 代表每个像素的 -log p。
pixels = rng.random(784)
ways, rows, betas = {np.sum: ("sum", "求和"), np.mean: ("mean", "平均")}, [], []
for pixel_way in ways:
    for kl_way in ways:
        loss = pixel_way(pixels) + kl_way(kl)
        scale = pixel_way(pixels) / pixels.sum()
        betas.append((loss / scale - pixels.sum()) / kl.sum())
        rows.append([ways[pixel_way], ways[kl_way], f"{betas[-1]:.4g}"])
plotting.table([("pixels", "像素"), ("code", "编码"), "beta"], rows)
np.testing.assert_allclose(betas, [1, 1 / 16, 784, 784 / 16])

# %% [markdown] lang="en"
# What does that do?
# Keep the toy's decoder and ask which normal $q$ is best for a given $\beta$.
# For this decoder the answer has a closed form: it is the posterior of a model whose noise variance is $\beta$ times as large.

# %% [markdown] lang="zh"
# 这会造成什么后果？
# 在前面的例子里固定解码器，问：给定 $\beta$，哪个正态分布 $q$ 最好？
# 对这个解码器，答案有闭式解：它恰好是噪声方差变为 $\beta$ 倍时的后验。

# %%
rows, gaps = [], []
for beta in (1, 1 / 16, 784 / 16, 784):
    noise_variance = beta * noise_level**2
    deviation = 1 / np.sqrt(1 + np.sum(w**2) / noise_variance)
    mean = deviation**2 * (x @ w[:, 0]) / noise_variance
    gaps.append(elbo_and_gap(mean, deviation)[1])
    rows.append([f"{beta:.4g}", f"{deviation / posterior_deviation:.2f}", f"{gaps[-1]:.2f}"])
width = ("width of q, in widths of the posterior", "q 的宽度（以后验的宽度为单位）")
plotting.table(["beta", width, ("gap in nats", "差额（奈特）")], rows)
assert np.argmin(gaps) == 0 and abs(gaps[0]) < 1e-6

# %% [markdown] lang="en"
# A small $\beta$ makes the encoder too sure, and codes drawn from the prior then fall between those that the decoder has seen.
# A large one blurs the codes, until they carry little of the image.
# In a real VAE the decoder adapts as well, so the figures differ, but the direction is the same.
# To choose $\beta$ on purpose is fine; a later section does.
# To choose it by accident is a bug.
#
# **The whole loss.** For binary pixels the decoder gives one logit $\ell$ each.
# With $\log \sigma(\ell) = \ell - \mathrm{softplus}(\ell)$ and $\log (1 - \sigma(\ell)) = -\mathrm{softplus}(\ell)$, the likelihood of an image becomes
#
# $$-\log p(x \mid z) = \sum_i \big[\mathrm{softplus}(\ell_i) - x_i \ell_i\big].$$
#
# Add the divergence, and that is all there is to the loss of a VAE:

# %% [markdown] lang="zh"
# $\beta$ 太小，编码器就过于自信，从先验中抽出的编码会落进解码器没见过的空隙里；$\beta$ 太大，编码就变得模糊，最后几乎不含图像的信息。
# 真实的 VAE 中解码器也会跟着调整，数字会有出入，方向却是一样的。
# 有意选择 $\beta$ 没有问题，后面专有一节；无意中改了 $\beta$，就是程序错误。
#
# **完整的损失。** 对于二值像素，解码器为每个像素给出一个 logit $\ell$。
# 由 $\log \sigma(\ell) = \ell - \mathrm{softplus}(\ell)$ 和 $\log (1 - \sigma(\ell)) = -\mathrm{softplus}(\ell)$，一幅图像的负对数似然为
#
# $$-\log p(x \mid z) = \sum_i \big[\mathrm{softplus}(\ell_i) - x_i \ell_i\big].$$
#
# 再加上 KL 散度，VAE 的损失就齐了：


# %%
def written_loss(images, encoder, decoder, noise):
    z_mean, z_log_var = encoder(images)
    z = z_mean + ops.exp(0.5 * z_log_var) * noise
    logits = decoder(z)
    reconstruction = ops.sum(ops.softplus(logits) - images * logits, axis=(1, 2, 3))
    kl = ops.sum(0.5 * (z_mean**2 + ops.exp(z_log_var) - 1 - z_log_var), axis=1)
    return ops.mean(reconstruction + kl)


# %% [markdown] lang="en"
# To test it we train a small VAE for one short epoch.
# Its encoder then has something to say, and no term of the loss is zero.
# `binarize` makes images black and white; the next section says why.

# %% [markdown] lang="zh"
# 为了检验，先训练一个小 VAE，只练短短一轮。
# 这样编码器就有了内容，损失中没有哪一项是零。
# `binarize` 把图像二值化，为什么要这样做，下一节再说。

# %%
small_vae = VAE(latent_dim=8, widths=(64,), seed=1)
small_vae.compile(keras.optimizers.Adam(0.003))
small_vae.fit(train_images[:3000], batch_size=50, verbose=0)
batch = data.binarize(train_images[:64], seed=0).astype("float32") / 255

# %% [markdown] lang="en"
# The model draws its noise inside `call`.
# A twin of its generator of random numbers, in the same state, draws the same noise for us.

# %% [markdown] lang="zh"
# 模型在 `call` 里抽取噪声。
# 再造一个状态相同的随机数发生器，就能抽到同样的噪声。

# %%
twin = keras.random.SeedGenerator(1)
twin.state.assign(small_vae.seed_generator.state)
noise = keras.random.normal((64, 8), seed=twin)
written = written_loss(batch, small_vae.encoder, small_vae.decoder, noise)
y_pred = small_vae(batch, training=False)
library = small_vae.compute_loss(x=batch, y_pred=y_pred, training=False)
print(f"written out: {float(written):.2f} nats per image, library: {float(library):.2f}")
np.testing.assert_allclose(float(written), float(library), rtol=1e-3)

# %% [markdown] lang="en"
# Both terms are sums over one image and means over the batch, so the loss is in nats per image, and it is minus the ELBO, estimated with one code each.
# `VAE.elbo` gives it image by image.
#
# **A tighter bound.** That estimate draws one code.
# Draw $K$ of them, and average the weights $w_k$ *before* taking the logarithm (Burda et al. 2015, arXiv:1509.00519):
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q(z \mid x)}\left[\log \frac{1}{K} \sum_{k=1}^{K} w_k\right],
# \qquad w_k = \frac{p(x, z_k)}{q(z_k \mid x)}.$$
#
# This **importance-weighted bound** lies where we want it:
#
# 1. $L_1$ is the ELBO.
# 2. $L_K \le \log p(x)$: the average of the $w_k$ has the expectation $p(x)$, and the logarithm is concave (Jensen).
# 3. $L_K$ rises with $K$.
#    For $M < K$, the average of all $K$ weights is the average of the averages over all subsets of $M$ weights.
#    By Jensen again, its logarithm is at least the average of their logarithms, which is $L_M$ in expectation.
# 4. If the weights do not scatter too widely (it is enough that they are bounded), $L_K$ goes to $\log p(x)$ as $K$ grows.
#
# It is the average that failed with the prior, now with codes that fit.
# We take the poor $q$ from above, two widths beside the posterior, where the ELBO lacks 2 nats.
# One set of 300,000 weights serves every $K$, cut into groups of $K$.

# %% [markdown] lang="zh"
# 两项都是在一幅图像内求和、在批次上取平均，所以损失的单位是奈特/幅。
# 它就是负的 ELBO，每幅图像用一个编码来估计。
# `VAE.elbo` 会逐幅给出。
#
# **更紧的下界。** 上面的估计只抽一个编码。
# 现在抽 $K$ 个，*先*对权重 $w_k$ 取平均，再取对数（Burda 等，2015，arXiv:1509.00519）：
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q(z \mid x)}\left[\log \frac{1}{K} \sum_{k=1}^{K} w_k\right], \qquad w_k = \frac{p(x, z_k)}{q(z_k \mid x)}.$$
#
# 这就是**重要性加权下界**，它的位置正合我们的心意：
#
# 1. $L_1$ 就是 ELBO。
# 2. $L_K \le \log p(x)$：$w_k$ 的平均值以 $p(x)$ 为期望，而对数是凹函数（Jensen 不等式）。
# 3. $L_K$ 随 $K$ 上升。
#    设 $M < K$：$K$ 个权重的平均值，等于所有 $M$ 元子集的平均值再取平均；再用一次 Jensen 不等式，它的对数不小于这些子集平均值的对数之平均，而后者的期望就是 $L_M$。
# 4. 只要权重不过于分散（有界就足够了），$K$ 增大时 $L_K$ 就趋于 $\log p(x)$。
#
# 先前用先验采样失败了；求平均的办法还是那个办法，只是这一次编码对得上图像。
# 取上面那个不太好的 $q$，它偏离后验两个标准差，ELBO 比 $\log p(x)$ 少 2 奈特。
# 抽一组 300,000 个权重，按 $K$ 个一组切开，各个 $K$ 都用得上。

# %%
mean, deviation = posterior_mean + 2 * posterior_deviation, posterior_deviation
z = mean + deviation * rng.normal(size=300_000)
log_joint = log_p_x_given_z(x, z[:, None], w) + log_normal(z, 0, 1)
log_weights = log_joint - log_normal(z, mean, deviation)
exact, counts, bounds, errors = exact_log_p(x, w), (1, 3, 10, 30, 100, 300, 1000), [], []
rows = []
for count in counts:
    groups = log_mean_exp(log_weights.reshape(-1, count))
    bounds.append(groups.mean())
    errors.append(groups.std() / np.sqrt(len(groups)))
    rows.append([count, f"{bounds[-1]:.3f} ± {errors[-1]:.3f}", f"{exact - bounds[-1]:.3f}"])
plotting.table(["K", ("bound in nats", "下界（奈特）"), ("short by", "还差")], rows)
assert np.all(np.diff(bounds) > 0) and bounds[-1] < exact + 3 * errors[-1]

# %% [markdown] lang="en"
# The bound rises with every step and closes in on $\log p(x)$.
# It stays a bound, though: a finite $K$ reports too little, never too much, up to the standard error.

# %% [markdown] lang="zh"
# $K$ 每增大一档，下界就升高一截，直逼 $\log p(x)$。
# 但它始终是下界：$K$ 有限时，除去标准误，只会报低，不会报高。
# 图中横轴为编码个数 $K$（对数刻度），纵轴为下界（奈特）；蓝线为重要性加权下界 $L_K$，竖线为标准误，黑色虚线为精确的 $\log p(x)$。

# %%
figure, axis = plt.subplots()
axis.errorbar(counts, bounds, errors, marker="o", capsize=3, label="importance-weighted bound")
axis.axhline(exact, color="black", linestyle="--", label="log p(x), exact")
axis.set(xscale="log", xlabel="number of codes K", ylabel="nats")
axis.legend(loc="lower right")
plotting.show(
    figure,
    "The bound rises with the number of codes, from 2 nats below log p(x) to almost log p(x).",
    "下界随编码个数上升：起初比 log p(x) 低 2 奈特，最后几乎与之重合。",
)

# %% [markdown] lang="en"
# `VAE.log_likelihood(images, num_samples=K)` computes $L_K$ for a trained model.
# Burda et al. measured with $K = 5{,}000$, and many have followed them.
# A bound with another $K$ is another number: always say which.

# %% [markdown] lang="zh"
# 对训练好的模型，`VAE.log_likelihood(images, num_samples=K)` 会算出 $L_K$。
# Burda 等人取 $K = 5{,}000$，后来的论文多有沿用。
# $K$ 不同，数就不同，报告时务必写明。
