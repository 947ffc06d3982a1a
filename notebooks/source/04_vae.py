# %% [markdown] lang="en"
# # 4. Images from a distribution you can compute with: variational autoencoders
# {{colab}}
#
# A GAN draws images but cannot say how likely an image is. A variational autoencoder (VAE) comes close to an answer: it gives a lower bound on the log-likelihood. It also has an encoder, and a space of codes that you can walk through and repair damaged images with.
#
# **After this chapter you can**
# - derive the bound that a VAE maximises, write its loss from scratch and check it;
# - measure a model in nats or in bits per dimension, and know which figures may stand side by side;
# - see codes that have died, in numbers, and bring them back;
# - repair and denoise images, change them and order them through their codes;
# - say what a VAE does better than a GAN and what it does worse, judged by one scorer.
#
# **Time**: about 55 minutes to read; about 3 minutes to run on two CPU cores. **You need** Python, a little Keras, and the idea of an expectation. Chapter 3 is no prerequisite.

# %% [markdown] lang="zh"
# # 第 4 章　算得出概率的图像：变分自编码器
# {{colab}}
#
# GAN 会画图，却说不出一幅图有多大可能出现。变分自编码器（VAE）虽然也给不出准数，却算得出对数似然的一个下界。它还有编码器，以及一个编码空间：可以在里面漫步，也可以用它修补图像。
#
# **学完本章，你能够**
# - 推导 VAE 所最大化的下界，从零写出它的损失并加以验证；
# - 用奈特或比特/维衡量模型，知道哪些数可以放在一起比；
# - 凭数据看出哪些编码维度已经“死”了，并把它们救活；
# - 借助编码给图像修补、去噪、改样子，以及指定要画什么；
# - 用同一把尺子说清 VAE 比 GAN 强在哪里，弱在哪里。
#
# **用时**：阅读约 55 分钟；在双核 CPU 上运行约 3 分钟。**预备知识**：Python、一点 Keras，知道什么是期望。不必先读第 3 章。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, and does nothing elsewhere; `configure` fixes the random seeds and picks the number format.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个单元只在缺少本课程的环境里安装它，别处什么也不做；`configure` 固定随机种子，挑选数值精度。

# %%
# {{setup}}

# %%
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import VAE, ConditionalVAE, data, metrics, plotting

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# ## The data
#
# The same bundled MNIST digits as in chapter 3: 7,000 images to train on, 1,000 to choose settings with, 2,000 for the final examination. For likelihoods we also need them in black and white: each pixel is drawn once, and its grey value, from 0 for black to 1 for white, is the probability that it turns out white. The section on grey values explains why.

# %% [markdown] lang="zh"
# ## 数据
#
# 用的是第 3 章那些随课程附带的 MNIST 数字：7,000 幅用来训练，1,000 幅用来挑选设置，2,000 幅留作期末考试。计算似然时还需要它们的黑白版本：每个像素抽一次签，抽中白色的概率就是它的灰度值（0 为黑，1 为白）。为什么要这样做，讲灰度的那一节会说明。

# %%
(images, labels), (test_images, test_labels) = data.load_images("mnist")
train_images, validation_images = images[:7000], images[7000:]
train_labels = labels[:7000]
binary_validation = data.binarize(validation_images, seed=0)
binary_test = data.binarize(test_images, seed=0)
pair = np.concatenate([test_images[:10], binary_test[:10]])
plotting.show(
    plotting.image_grid(pair),
    "Ten test digits, grey above, the same drawn in black and white below.",
    "十个测试数字，上排为灰度图，下排为抽签得到的黑白图。",
)

# %% [markdown] lang="en"
# ## An autoencoder cannot invent
#
# An **autoencoder** squeezes an image through a narrow code and tries to get it back. The **encoder** maps the image to the code, the **decoder** maps the code to an image. Nothing else is asked of it.
#
# > **Predict before you run.** The autoencoder below reconstructs test digits well. We then hand its decoder random codes, drawn with the mean and the spread that real codes have in each dimension. Will the results be digits?

# %% [markdown] lang="zh"
# ## 自编码器不会创作
#
# **自编码器**把图像压进一段很窄的编码，再设法还原。**编码器**把图像变成编码，**解码器**把编码变回图像。除此之外别无要求。
#
# > **先猜，再运行。** 下面的自编码器能把测试数字还原得很好。接着我们把随机编码交给它的解码器，这些编码每一维的均值和离散程度都与真实编码相同。画出来的会是数字吗？

# %%
encoder = keras.Sequential(
    [layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(16)]
)
decoder = keras.Sequential(
    [layers.Dense(256, "relu"), layers.Dense(784, "sigmoid"), layers.Reshape((28, 28, 1))]
)
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile("adam", "binary_crossentropy", steps_per_execution=14)
autoencoder.fit(train_images, train_images / 255, batch_size=100, epochs=12, verbose=0)
codes = np.asarray(encoder(test_images), "float32")
spread = np.random.default_rng(0).normal(size=(2000, 16)) * codes.std(0) + codes.mean(0)
restored = np.asarray(decoder(codes[:10]), "float32")
invented_digits = np.asarray(decoder(spread), "float32")
plotting.show(
    plotting.image_grid(np.concatenate([test_images[:10] / 255, restored, invented_digits[:10]])),
    "Top: test digits. Middle: the autoencoder's reconstructions, good. Bottom: images of random "
    "codes, mostly blots that are no digits.",
    "上：测试数字。中：自编码器的重建，很像。下：随机编码解出的图像，多半是不成数字的墨团。",
)

# %% [markdown] lang="en"
# The reconstructions are good; the inventions are blots. The codes of real digits fill a few odd-shaped regions, and the decoder was never trained on what lies in between. Whoever wants to draw new images must know **how the codes are distributed**. A VAE sees to that: it pushes the codes of all images, taken together, towards a normal distribution, and trains its decoder on codes drawn at random around them.

# %% [markdown] lang="zh"
# 重建很像，创作却是墨团。真实数字的编码只占据几块奇形怪状的区域；落在区域之间的编码该画成什么，解码器从来没有学过。想画新图，就得知道**编码服从什么分布**。VAE 管的正是这件事：它把所有图像的编码合在一起，往一个正态分布上靠；训练解码器用的，也是在这些编码附近随机抽出来的编码。

# %% [markdown] lang="en"
# ## The bound, derived
#
# A VAE tells a story of how an image comes about: draw a latent code $z$ from the **prior**
# $p(z) = \mathcal{N}(0, I)$, then draw the image from the **likelihood** $p(x \mid z)$, whose
# parameters the decoder computes. A good decoder is one under which the training images are
# probable. So for each of them we want a large
#
# $$\log p(x) = \log \int p(x \mid z)\, p(z)\, dz.$$
#
# The integral runs over all codes, and with a neural network inside nobody can solve it. Why not
# draw codes from the prior and average $p(x \mid z)$? To judge that idea we need a model whose
# answer is known. We take a linear decoder, $x = Wz + 0.1\,\varepsilon$ with normal noise
# $\varepsilon$ and 20 values in $x$. Then $x$ is normal too, with covariance $WW^\top + 0.1^2 I$.

# %% [markdown] lang="zh"
# ## 推导下界
#
# VAE 为图像编了一个来历：先从**先验** $p(z) = \mathcal{N}(0, I)$ 中抽一个隐编码 $z$，再从**似然** $p(x \mid z)$ 中抽出图像，似然的参数由解码器算出。好的解码器应当让训练图像出现的概率大。所以，对每一幅训练图像，我们都希望下面这个数尽可能大：
#
# $$\log p(x) = \log \int p(x \mid z)\, p(z)\, dz.$$
#
# 积分要遍历所有的编码，里面又套着一个神经网络，谁也积不出来。那么，从先验中抽一些编码，把 $p(x \mid z)$ 平均一下，行不行？要检验这个想法，得有一个答案已知的模型。取线性解码器 $x = Wz + 0.1\,\varepsilon$，其中 $\varepsilon$ 是正态噪声，$x$ 有 20 个分量。这时 $x$ 也服从正态分布，协方差为 $WW^\top + 0.1^2 I$。

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
# The likelihoods are far too small to be added up as they are, so we average them through their
# logarithms. The largest is taken out first and put back afterwards.
#
# > **Predict before you run.** We average over 1,000 codes, repeat that 100 times, and print the
# > mean of the 100 logarithms ± their standard deviation. With how many latent dimensions does it
# > still work: 1, 2, 4, 8?

# %% [markdown] lang="zh"
# 这些似然值小得没法直接相加，要通过对数来求平均：先提出最大的一项，最后再放回去。
#
# > **先猜，再运行。** 每次用 1,000 个编码求平均，重复 100 次，打印这 100 个对数的平均值 ± 标准差。隐编码有 1、2、4、8 维时，到几维为止还算得准？


# %% tags=["nbval-check-output"]
def log_mean_exp(values):
    largest = values.max(axis=-1, keepdims=True)
    return largest[..., 0] + np.log(np.mean(np.exp(values - largest), axis=-1))


rng = np.random.default_rng(0)
for latent_dim in (1, 2, 4, 8):
    w = rng.normal(size=(20, latent_dim))
    x = w @ rng.normal(size=latent_dim) + noise_level * rng.normal(size=20)
    z = rng.normal(size=(100, 1000, latent_dim))
    estimates = log_mean_exp(log_p_x_given_z(x, z, w))
    exact = exact_log_p(x, w)
    estimate = f"{estimates.mean():8.1f} ± {estimates.std():.1f}"
    print(f"latent_dim = {latent_dim}: exact {exact:5.1f}, from the prior {estimate}")

# %% [markdown] lang="en"
# With one dimension it works. With two it is already off by about ten nats on average, with eight
# by more than two thousand. The average itself is not biased: its expectation is $p(x)$ exactly.
# But it lives on the few codes that explain $x$, and as dimensions are added, random codes stop
# meeting them. What is left is the best of 1,000 misses. (A **nat** is the unit of a natural
# logarithm; 1 nat is $1/\ln 2 \approx 1.44$ bits.)
#
# We need codes that fit *this* image. Let an encoder propose them: a distribution
# $q(z \mid x)$, which we may choose as we like. Four lines follow:
#
# 1. $\log p(x)$ does not depend on $z$, so it is its own average: $\log p(x) = \mathbb{E}_q[\log p(x)]$.
# 2. By Bayes' rule $p(x) = p(x, z) / p(z \mid x)$ for every $z$. Multiply and divide by $q$:
#    $$\log p(x) = \underbrace{\mathbb{E}_q\left[\log \frac{p(x, z)}{q(z \mid x)}\right]}_{\text{ELBO}} + \underbrace{\mathbb{E}_q\left[\log \frac{q(z \mid x)}{p(z \mid x)}\right]}_{\mathrm{KL}(q(z \mid x)\,\|\,p(z \mid x))\; \ge\; 0}.$$
# 3. A KL divergence is never negative, so the first term is a lower bound: the **evidence lower
#    bound**, ELBO. The gap *is* that divergence, of $q$ from the true **posterior**
#    $p(z \mid x)$.
# 4. With $p(x, z) = p(x \mid z)\, p(z)$ the bound takes the form that we can compute:
#    $$\text{ELBO} = \mathbb{E}_{q(z \mid x)}\big[\log p(x \mid z)\big] - \mathrm{KL}\big(q(z \mid x) \,\|\, p(z)\big).$$
#
# Jensen's inequality gives the same bound in one line, but not the gap:
# $\log \mathbb{E}_q[p(x,z)/q] \ge \mathbb{E}_q[\log (p(x,z)/q)]$.
#
# In our toy with one latent dimension the posterior is normal, with variance
# $1/(1 + \lVert w \rVert^2 / 0.1^2)$. So ELBO and gap can both be integrated numerically, each
# from its own definition.

# %% [markdown] lang="zh"
# 一维时算得准；两维时平均就差了约十奈特，八维时差了两千多。被平均的量本身并没有偏：它的期望正好是 $p(x)$。问题在于，平均值全靠能解释 $x$ 的那一小片编码撑着，维数一多，随机抽的编码就再也碰不到它们，剩下的只是 1,000 次落空里最接近的一次。（**奈特**（nat）是自然对数的单位，1 奈特等于 $1/\ln 2 \approx 1.44$ 比特。）
#
# 我们需要与*这一幅*图像对得上的编码。那就请编码器来提名：它给出一个分布 $q(z \mid x)$，取成什么样由我们定。推导只要四行：
#
# 1. $\log p(x)$ 与 $z$ 无关，对 $q$ 求期望还是它自己：$\log p(x) = \mathbb{E}_q[\log p(x)]$。
# 2. 由贝叶斯公式，对任何 $z$ 都有 $p(x) = p(x, z) / p(z \mid x)$。乘一个 $q$，再除一个 $q$：
#    $$\log p(x) = \underbrace{\mathbb{E}_q\left[\log \frac{p(x, z)}{q(z \mid x)}\right]}_{\text{ELBO}} + \underbrace{\mathbb{E}_q\left[\log \frac{q(z \mid x)}{p(z \mid x)}\right]}_{\mathrm{KL}(q(z \mid x)\,\|\,p(z \mid x))\; \ge\; 0}.$$
# 3. KL 散度不会是负的，所以第一项是一个下界，称为**证据下界**（ELBO）。差额*就是*第二项：$q$ 相对于真正的**后验** $p(z \mid x)$ 的 KL 散度。
# 4. 代入 $p(x, z) = p(x \mid z)\, p(z)$，下界就写成了算得出来的样子：
#    $$\text{ELBO} = \mathbb{E}_{q(z \mid x)}\big[\log p(x \mid z)\big] - \mathrm{KL}\big(q(z \mid x) \,\|\, p(z)\big).$$
#
# 用 Jensen 不等式，一行就能得到同一个下界：$\log \mathbb{E}_q[p(x,z)/q] \ge \mathbb{E}_q[\log (p(x,z)/q)]$，只是看不出差额是什么。
#
# 回到上面的例子，取一维编码，这时后验是正态分布，方差为 $1/(1 + \lVert w \rVert^2 / 0.1^2)$。下界和差额都可以按各自的定义做数值积分。

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
# Five choices of $q$, from perfect to careless. Bound and gap must add up to $\log p(x)$ each time.

# %% [markdown] lang="zh"
# 取五个 $q$，从最好的到最马虎的。每一次，下界与差额之和都应等于 $\log p(x)$。

# %% tags=["nbval-check-output"]
m, s = posterior_mean, posterior_deviation
choices = {"the posterior": (m, s), "half as wide": (m, s / 2), "twice as wide": (m, 2 * s)}
choices |= {"moved by two widths": (m + 2 * s, s), "the prior": (0, 1)}
print(f"log p(x) = {exact_log_p(x, w):.3f}")
for name, (mean, deviation) in choices.items():
    elbo, gap = elbo_and_gap(mean, deviation)
    print(f"q = {name:20} ELBO {elbo:9.3f} + gap {gap:8.3f} = {elbo + gap:.3f}")
    np.testing.assert_allclose(elbo + gap, exact_log_p(x, w), atol=1e-6)

# %% [markdown] lang="en"
# The bound is exact for one $q$ only, the posterior. Training therefore has two ways to raise it:
# a better decoder raises $\log p(x)$, a better encoder closes the gap. The number alone does not
# say which of them happened. Keep this in mind when you read that a VAE "maximises the
# likelihood": it maximises a lower bound of it.
#
# **Gradients through a draw.** The first term of the ELBO is an average over $z \sim q(z \mid x)$,
# and we estimate it with one draw. The decoder's gradient is no problem. But the encoder's output
# $\mu, \sigma$ only sets the distribution that $z$ is drawn from. A drawn value is just a number:
# nothing in it says how it would have moved with $\mu$. There are two ways out:
#
# - The **score function** (REINFORCE, Williams 1992):
#   $\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_q[f(z)\, \nabla_\mu \log q(z)]$. It needs no
#   derivative of $f$, so it also serves for discrete codes.
# - The **reparameterisation trick**: draw $\varepsilon \sim \mathcal{N}(0, I)$ and compute
#   $z = \mu + \sigma \varepsilon$. Now the randomness is an input like any other, $z$ is an ordinary
#   function of $\mu$ and $\sigma$, and the chain rule passes:
#   $\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_\varepsilon[f'(\mu + \sigma\varepsilon)]$.
#
# We compare both on $f(z) = \lVert z \rVert^2$ with $\sigma = 1$. The exact derivative with respect
# to the first component of $\mu$ is $2\mu_1$; we take $\mu = (1, \dots, 1)$.
#
# > **Predict before you run.** Both estimates are right on average. How much more does the score
# > function's scatter, in one dimension and in sixteen?

# %% [markdown] lang="zh"
# 只有一个 $q$ 能让下界取等号，那就是后验本身。因此，训练可以从两头抬高下界：解码器变好，$\log p(x)$ 升高；编码器变好，差额缩小。光看下界这一个数，分不清是哪一种。以后读到 VAE“最大化似然”时请记住：它最大化的是似然的一个下界。
#
# **让梯度穿过抽样。** ELBO 的第一项是对 $z \sim q(z \mid x)$ 求的期望，我们只抽一次来估计它。解码器的梯度没有问题。可是编码器输出的 $\mu$、$\sigma$ 只规定了从哪个分布里抽；抽出来的 $z$ 只是一个数，它并不知道 $\mu$ 挪一挪时自己会怎么变。出路有两条：
#
# - **得分函数**法（REINFORCE，Williams 1992）：$\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_q[f(z)\, \nabla_\mu \log q(z)]$。它不需要 $f$ 的导数，所以编码是离散的也能用。
# - **重参数化技巧**：先抽 $\varepsilon \sim \mathcal{N}(0, I)$，再算 $z = \mu + \sigma \varepsilon$。随机性变成了一个普通的输入，$z$ 则是 $\mu$、$\sigma$ 的普通函数，链式法则畅通无阻：$\nabla_\mu \mathbb{E}_q[f(z)] = \mathbb{E}_\varepsilon[f'(\mu + \sigma\varepsilon)]$。
#
# 取 $f(z) = \lVert z \rVert^2$、$\sigma = 1$，把两种方法比一比。对 $\mu$ 第一个分量的导数，精确值是 $2\mu_1$；这里取 $\mu = (1, \dots, 1)$。
#
# > **先猜，再运行。** 两种估计的平均值都对。一维时，得分函数法的波动是重参数化的几倍？十六维时呢？

# %% tags=["nbval-check-output"]
for dimensions in (1, 16):
    noise = rng.normal(size=(100_000, dimensions))
    z = 1 + noise
    estimates = {
        "reparameterised": 2 * z[:, 0],
        "score function": np.sum(z**2, axis=1) * noise[:, 0],
    }
    for name, values in estimates.items():
        error = values.std() / np.sqrt(len(values))
        assert abs(values.mean() - 2) < 4 * error
        print(f"{dimensions:2} dimensions, {name:15}: standard deviation {values.std():5.1f}")

# %% [markdown] lang="en"
# The reparameterised estimate scatters by 2, whatever the number of dimensions. The score function
# multiplies the *whole* of $f$ by one component's noise, so every further dimension adds to the
# scatter. Equal precision takes as many times more draws as the square of the ratio: with sixteen
# dimensions, where the ratio is about 18, more than 300 times.
#
# Automatic differentiation does the trick for us as soon as $\varepsilon$ comes in as an input:

# %% [markdown] lang="zh"
# 不论多少维，重参数化估计的标准差都是 2。得分函数法却拿*整个* $f$ 去乘一个分量的噪声，每多一维就多一分波动。要达到同样的精度，抽样次数之比是标准差之比的平方：十六维时标准差之比约为 18，抽样就要多 300 多倍。
#
# 只要 $\varepsilon$ 是作为输入传进来的，剩下的交给自动微分就行：

# %%
epsilon = rng.normal(size=5).astype("float32")
mu = np.ones(5, "float32")
gradient = aigc_keras.backend.input_gradient(lambda mu: ops.square(mu + epsilon), mu)
np.testing.assert_allclose(ops.convert_to_numpy(gradient), 2 * (mu + epsilon), rtol=1e-5)

# %% [markdown] lang="en"
# **The divergence in closed form.** The second term of the ELBO needs no draws at all. For one
# dimension, $q = \mathcal{N}(\mu, \sigma^2)$ and $p = \mathcal{N}(0, 1)$, the constants cancel in
#
# $$\log q(z) - \log p(z) = -\tfrac{1}{2} \log \sigma^2 - \frac{(z - \mu)^2}{2 \sigma^2} + \frac{z^2}{2}.$$
#
# Average over $q$. By definition $\mathbb{E}_q[(z - \mu)^2] = \sigma^2$ and
# $\mathbb{E}_q[z^2] = \mu^2 + \sigma^2$, hence
#
# $$\mathrm{KL} = \tfrac{1}{2}\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right).$$
#
# The code's dimensions are independent under both $q$ and $p$. The logarithm of a product is a
# sum, so the divergences of the dimensions **add up**. The encoder gives $\log \sigma^2$ instead of
# $\sigma$, so that any real number is allowed. Here is the formula in one line. We compare it with
# the library's, then with an average over 100,000 draws.

# %% [markdown] lang="zh"
# **KL 散度的闭式解。** ELBO 的第二项根本不用抽样。先看一维：$q = \mathcal{N}(\mu, \sigma^2)$，$p = \mathcal{N}(0, 1)$，常数项相互抵消：
#
# $$\log q(z) - \log p(z) = -\tfrac{1}{2} \log \sigma^2 - \frac{(z - \mu)^2}{2 \sigma^2} + \frac{z^2}{2}.$$
#
# 对 $q$ 求期望。由定义，$\mathbb{E}_q[(z - \mu)^2] = \sigma^2$，$\mathbb{E}_q[z^2] = \mu^2 + \sigma^2$，于是
#
# $$\mathrm{KL} = \tfrac{1}{2}\left(\mu^2 + \sigma^2 - 1 - \log \sigma^2\right).$$
#
# 在 $q$ 和 $p$ 之下，编码的各维都相互独立；乘积的对数是对数之和，所以各维的散度要**相加**。编码器输出的是 $\log \sigma^2$ 而不是 $\sigma$，这样任何实数都合法。公式写成代码只有一行：先与课程库的函数比对，再与 100,000 次抽样的平均值比对。

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
# > **Misconception: "mean or sum, it is only a constant factor."** A factor on the whole loss is
# > harmless. A factor on one of its two terms is not: it changes the objective. Sum over the pixels
# > but average over the $d$ dimensions of the code, and the divergence is weighted by $\beta = 1/d$.
# > Average over both, and $\beta = 784/d$. Average over the pixels only, and $\beta = 784$. Only
# > with two sums is the loss the negative ELBO. Tutorials differ here, and seldom say so.
#
# With 784 pixels and the $d = 16$ dimensions from above:

# %% [markdown] lang="zh"
# > **常见误解：“取平均还是求和，不过差一个常数倍。”** 整个损失乘一个常数，无妨；只有其中一项乘了常数，目标就变了。像素求和而编码的 $d$ 维取平均，散度的权重就成了 $\beta = 1/d$；两边都取平均，$\beta = 784/d$；只对像素取平均，$\beta = 784$。两边都求和，损失才是负的 ELBO。各种教程写法不一，却很少说明。
#
# 用 784 个像素和上面的 $d = 16$ 维算一算：

# %% tags=["nbval-check-output"]
pixels = rng.random(784)  # stands for -log p of each pixel
for pixel_way in (np.sum, np.mean):
    for kl_way in (np.sum, np.mean):
        loss = pixel_way(pixels) + kl_way(kl)
        scale = pixel_way(pixels) / pixels.sum()
        beta = (loss / scale - pixels.sum()) / kl.sum()
        print(f"pixels: {pixel_way.__name__:4}  code: {kl_way.__name__:4}  beta = {beta:.4g}")

# %% [markdown] lang="en"
# What does that do? Keep the toy's decoder and ask which normal $q$ is best for a given $\beta$. For
# this decoder the answer has a closed form: it is the posterior of a model whose noise variance is
# $\beta$ times as large.

# %% [markdown] lang="zh"
# 这会造成什么后果？在前面的例子里固定解码器，问：给定 $\beta$，哪个正态分布 $q$ 最好？对这个解码器，答案有闭式解：它恰好是噪声方差变为 $\beta$ 倍时的后验。

# %% tags=["nbval-check-output"]
for beta in (1, 1 / 16, 784 / 16, 784):
    noise_variance = beta * noise_level**2
    deviation = 1 / np.sqrt(1 + np.sum(w**2) / noise_variance)
    mean = deviation**2 * (x @ w[:, 0]) / noise_variance
    gap = elbo_and_gap(mean, deviation)[1]
    width = deviation / posterior_deviation
    print(f"beta = {beta:8.4f}: {width:5.2f} times the posterior's width, gap {gap:7.2f} nats")

# %% [markdown] lang="en"
# A small $\beta$ makes the encoder too sure, and codes drawn from the prior then fall between those
# that the decoder has seen. A large one blurs the codes, until they carry little of the image. In a
# real VAE the decoder adapts as well, so the figures differ, but the direction is the same. To choose
# $\beta$ on purpose is fine; a later section does. To choose it by accident is a bug.
#
# **The whole loss.** For binary pixels the decoder gives one logit $\ell$ each. With
# $\log \sigma(\ell) = \ell - \mathrm{softplus}(\ell)$ and
# $\log (1 - \sigma(\ell)) = -\mathrm{softplus}(\ell)$, the likelihood of an image becomes
#
# $$-\log p(x \mid z) = \sum_i \big[\mathrm{softplus}(\ell_i) - x_i \ell_i\big].$$
#
# Add the divergence, and that is all there is to the loss of a VAE:

# %% [markdown] lang="zh"
# $\beta$ 太小，编码器就过于自信，从先验中抽出的编码会落进解码器没见过的空隙里；$\beta$ 太大，编码就变得模糊，最后几乎不含图像的信息。真实的 VAE 中解码器也会跟着调整，数字会有出入，方向却是一样的。有意选择 $\beta$ 没有问题，后面专有一节；无意中改了 $\beta$，就是程序错误。
#
# **完整的损失。** 对于二值像素，解码器为每个像素给出一个 logit $\ell$。由 $\log \sigma(\ell) = \ell - \mathrm{softplus}(\ell)$ 和 $\log (1 - \sigma(\ell)) = -\mathrm{softplus}(\ell)$，一幅图像的负对数似然为
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
# To test it we train a small VAE for one short epoch. Its encoder then has something to say, and
# no term of the loss is zero. `binarize` makes images black and white; the next section says why.

# %% [markdown] lang="zh"
# 为了检验，先把一个小 VAE 训练短短一个轮次。这样编码器就有了内容，损失中没有哪一项是零。`binarize` 把图像二值化，为什么要这样做，下一节再说。

# %%
small_vae = VAE(latent_dim=8, widths=(64,), seed=1)
small_vae.compile(keras.optimizers.Adam(0.003))
small_vae.fit(train_images[:3000], batch_size=50, verbose=0)
batch = data.binarize(train_images[:64], seed=0).astype("float32") / 255

# %% [markdown] lang="en"
# The model draws its noise inside `call`. A twin of its generator of random numbers, in the same
# state, draws the same noise for us.

# %% [markdown] lang="zh"
# 模型在 `call` 里抽取噪声。再造一个状态相同的随机数发生器，就能抽到同样的噪声。

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
# Both terms are sums over one image and means over the batch, so the loss is in nats per image, and
# it is minus the ELBO, estimated with one code each. `VAE.elbo` gives it image by image.
#
# **A tighter bound.** That estimate draws one code. Draw $K$ of them, and average the weights
# $w_k$ *before* taking the logarithm (Burda et al. 2015, arXiv:1509.00519):
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q(z \mid x)}\left[\log \frac{1}{K} \sum_{k=1}^{K} w_k\right],
# \qquad w_k = \frac{p(x, z_k)}{q(z_k \mid x)}.$$
#
# This **importance-weighted bound** lies where we want it:
#
# 1. $L_1$ is the ELBO.
# 2. $L_K \le \log p(x)$: the average of the $w_k$ has the expectation $p(x)$, and the logarithm is
#    concave (Jensen).
# 3. $L_K$ rises with $K$. For $M < K$, the average of all $K$ weights is the average of the averages
#    over all subsets of $M$ weights. By Jensen again, its logarithm is at least the average of their
#    logarithms, which is $L_M$ in expectation.
# 4. If the weights do not scatter too widely (it is enough that they are bounded), $L_K$ goes to
#    $\log p(x)$ as $K$ grows.
#
# It is the average that failed with the prior, now with codes that fit. We take the poor $q$ from
# above, two widths beside the posterior, where the ELBO lacks 2 nats. One set of 300,000 weights
# serves every $K$, cut into groups of $K$.

# %% [markdown] lang="zh"
# 两项都是在一幅图像内求和、在批次上取平均，所以损失的单位是奈特/幅。它就是负的 ELBO，每幅图像用一个编码来估计。`VAE.elbo` 会逐幅给出。
#
# **更紧的下界。** 上面的估计只抽一个编码。现在抽 $K$ 个，*先*对权重 $w_k$ 取平均，再取对数（Burda 等，2015，arXiv:1509.00519）：
#
# $$L_K = \mathbb{E}_{z_1, \dots, z_K \sim q(z \mid x)}\left[\log \frac{1}{K} \sum_{k=1}^{K} w_k\right], \qquad w_k = \frac{p(x, z_k)}{q(z_k \mid x)}.$$
#
# 这就是**重要性加权下界**，它的位置正合我们的心意：
#
# 1. $L_1$ 就是 ELBO。
# 2. $L_K \le \log p(x)$：$w_k$ 的平均值以 $p(x)$ 为期望，而对数是凹函数（Jensen 不等式）。
# 3. $L_K$ 随 $K$ 上升。设 $M < K$：$K$ 个权重的平均值，等于所有 $M$ 元子集的平均值再取平均；再用一次 Jensen 不等式，它的对数不小于这些子集平均值的对数之平均，而后者的期望就是 $L_M$。
# 4. 只要权重不过于分散（有界就足够了），$K$ 增大时 $L_K$ 就趋于 $\log p(x)$。
#
# 先前用先验抽样失败了；求平均的办法还是那个办法，只是这一次编码对得上图像。取上面那个不太好的 $q$，它偏离后验两个标准差，ELBO 比 $\log p(x)$ 少 2 奈特。抽一组 300,000 个权重，按 $K$ 个一组切开，各个 $K$ 都用得上。

# %% tags=["nbval-check-output"]
mean, deviation = posterior_mean + 2 * posterior_deviation, posterior_deviation
z = mean + deviation * rng.normal(size=300_000)
log_joint = log_p_x_given_z(x, z[:, None], w) + log_normal(z, 0, 1)
log_weights = log_joint - log_normal(z, mean, deviation)
exact, counts, bounds, errors = exact_log_p(x, w), (1, 3, 10, 30, 100, 300, 1000), [], []
for count in counts:
    groups = log_mean_exp(log_weights.reshape(-1, count))
    bounds.append(groups.mean())
    errors.append(groups.std() / np.sqrt(len(groups)))
    print(f"K = {count:4}: {bounds[-1]:.3f} ± {errors[-1]:.3f}, short by {exact - bounds[-1]:.3f}")
assert np.all(np.diff(bounds) > 0) and bounds[-1] < exact + 3 * errors[-1]

# %% [markdown] lang="en"
# The bound rises with every step and closes in on $\log p(x)$. It stays a bound, though: a finite
# $K$ reports too little, never too much, up to the standard error.

# %% [markdown] lang="zh"
# $K$ 每增大一档，下界就升高一截，直逼 $\log p(x)$。但它始终是下界：$K$ 有限时，除去标准误，只会报低，不会报高。图中横轴为编码个数 $K$（对数刻度），纵轴为下界（奈特）；蓝线为重要性加权下界 $L_K$，竖线为标准误，黑色虚线为精确的 $\log p(x)$。

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
# `VAE.log_likelihood(images, num_samples=K)` computes $L_K$ for a trained model. Burda et al.
# measured with $K = 5{,}000$, and many have followed them. A bound with another $K$ is another
# number: always say which.
#
# ## Grey values are no coin flips
#
# A Bernoulli likelihood is one of coin flips: a pixel is 1 with probability $p$, or 0. Our digits
# are grey, with values from 0 to 1 after scaling. Many tutorials feed them to the binary
# cross-entropy all the same, and call the result a log-likelihood. The code runs. What does it
# compute? For a grey value $x$ it takes $p^x (1 - p)^{1 - x}$ for a probability. As a density over
# $[0, 1]$ that integrates to
#
# $$\int_0^1 p^x (1 - p)^{1 - x}\, dx = \frac{p - (1 - p)}{\ln\big(p / (1 - p)\big)}, \qquad \tfrac{1}{2} \text{ at } p = \tfrac{1}{2}.$$
#
# > **Predict before you run.** A density must integrate to 1; probabilities of 256 grey values must
# > add up to 1. What are the integral and the sum for $p = 0.5$, $0.9$ and $0.99$?

# %% [markdown] lang="zh"
# 对训练好的模型，`VAE.log_likelihood(images, num_samples=K)` 会算出 $L_K$。Burda 等人取 $K = 5{,}000$，后来的论文多有沿用。$K$ 不同，数就不同，报告时务必写明。
#
# ## 灰度不是抛硬币
#
# 伯努利似然描述的是抛硬币：像素以概率 $p$ 取 1，否则取 0。我们的数字却是灰度图，缩放之后取 0 到 1 之间的值。许多教程照样把灰度值喂给二元交叉熵，还称结果为对数似然。程序跑得通，可它算的是什么？对于灰度值 $x$，它把 $p^x (1 - p)^{1 - x}$ 当成了概率。若把它看作 $[0, 1]$ 上的密度，积分是
#
# $$\int_0^1 p^x (1 - p)^{1 - x}\, dx = \frac{p - (1 - p)}{\ln\big(p / (1 - p)\big)}, \qquad p = \tfrac{1}{2} \text{ 时为 } \tfrac{1}{2}.$$
#
# > **先猜，再运行。** 密度的积分应当是 1，256 个灰度值的概率加起来也应当是 1。当 $p$ 为 0.5、0.9、0.99 时，这个积分与这个和各是多少？

# %% tags=["nbval-check-output"]
line, grey = np.linspace(0, 1, 10_001), np.arange(256) / 255
for p in (0.5, 0.9, 0.99):
    closed_form = 0.5 if p == 0.5 else (2 * p - 1) / np.log(p / (1 - p))
    integral = np.trapezoid(p**line * (1 - p) ** (1 - line), line)
    np.testing.assert_allclose(integral, closed_form, rtol=1e-5)
    total = np.sum(p**grey * (1 - p) ** (1 - grey))
    print(f"p = {p:.2f}: integral {integral:.4f}, sum over 256 grey values {total:6.2f}")

# %% [markdown] lang="en"
# Neither is ever 1, and the integral depends on $p$, so no constant puts it right. Divide by it and
# you have a proper density, the **continuous Bernoulli** (Loaiza-Ganem & Cunningham 2019,
# arXiv:1907.06845).
#
# There is a second trap. A perfect reconstruction should cost nothing, and of binary images it does.
# For a grey pixel the cross-entropy is smallest at $p = x$, and there it equals the entropy
# $-x \ln x - (1 - x) \ln(1 - x)$, which is above 0. We add that up over each training image.

# %% [markdown] lang="zh"
# 两者都不等于 1；而且积分随 $p$ 变化，乘一个常数是补救不了的。除以这个积分，才得到真正的密度，即**连续伯努利分布**（Loaiza-Ganem 与 Cunningham，2019，arXiv:1907.06845）。
#
# 还有第二个陷阱。重建得完美无缺，损失理应为零，对二值图像也确实如此。可是对灰度像素，交叉熵在 $p = x$ 处最小，最小值是熵 $-x \ln x - (1 - x) \ln(1 - x)$，大于 0。把每幅训练图像各像素的熵加起来看看。

# %% tags=["nbval-check-output"]
from scipy.special import entr

values = train_images / 255
floor = np.sum(entr(values) + entr(1 - values), axis=(1, 2, 3))
print(f"a perfect copy costs {floor.mean():.1f} nats on average, up to {floor.max():.1f}")

# %% [markdown] lang="en"
# > **Misconception: "binary cross-entropy is a negative log-likelihood, whatever the images."** Only
# > for images of 0 and 1. As a loss on grey values it has its use: its best $p$ is the mean, and
# > pictures look fine. It is even linear in $x$, so it equals the *average* over images in
# > which each pixel is flipped to 1 with probability $x$. But then it speaks of those binary images,
# > not of the grey ones. It starts from a floor that differs from data set to data set, and a paper
# > that binarised its images once, or cut them at one half, measured something else. Such numbers do
# > not compare.
#
# Two protocols are honest. **Protocol A: binary images.** Flip each pixel to 1 with probability $x$.
# Training images are flipped anew at each step, which `VAE` does for itself. The test set is flipped
# once, with a fixed seed, so that everyone is asked about the same images. The unit is **nats per
# image**.

# %% [markdown] lang="zh"
# > **常见误解：“不管什么图像，二元交叉熵就是负对数似然。”** 只有像素非 0 即 1 时才是。把它当作灰度值上的一种损失，自有用处：最优的 $p$ 就是均值，图也好看。它对 $x$ 还是线性的，所以等于把每个像素以概率 $x$ 变成 1 之后，各种二值图像上的*平均值*。但这样一来，它说的是那些二值图像，而不是灰度图像。它的起点就不是零，而且每个数据集的起点都不同；别的论文若只二值化一次，或者以一半为阈值一刀切，量的又是另一样东西。这些数字不能相比。
#
# 站得住脚的规则有两种。**规则 A：二值图像。** 每个像素以概率 $x$ 取 1。训练图像每一步都重新抽，`VAE` 自己会做；测试集只抽一次，并固定种子，让大家面对同样的图像。单位是**奈特/幅**。

# %%
again = np.array_equal(data.binarize(train_images, seed=0), data.binarize(train_images, seed=0))
assert again and set(np.unique(data.binarize(train_images, seed=0))) == {0, 255}
rows = [train_images[:8], *(data.binarize(train_images[:8], seed=seed) for seed in (0, 1, 2))]
figure = plotting.image_grid(np.concatenate(rows), columns=8)
plotting.show(
    figure,
    "Top row: eight grey digits. Below: three random black-and-white versions, with ragged edges.",
    "第一行：八个灰度数字。下面三行：随机二值化的三个结果，笔画边缘参差不齐。",
)

# %% [markdown] lang="en"
# The top row is grey; the other rows are three draws of it. Strokes and background hardly change; only
# the grey edges flicker. With `seed=0` everyone gets the first of them.
#
# **Protocol B: the 8-bit values.** Model what is stored in the file, one of 256 values for each
# pixel, with probabilities that sum to 1. Take a continuous distribution and cut it into 256 bins.
# The logistic distribution is handy, since its integral is the sigmoid. With mean $m$ and scale $s$
# (Salimans et al. 2017, arXiv:1701.05517),
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# where the first bin begins at $-\infty$ and the last ends at $+\infty$. In code: 257 edges, the
# sigmoid of each, and the differences.

# %% [markdown] lang="zh"
# 第一行是灰度图，下面三行是从它抽出的三个结果（种子依次为 0、1、2）。笔画内部和背景几乎不变，闪动的只有灰色的边缘。用 `seed=0`，每个人得到的都是其中的第一个结果。
#
# **规则 B：8 位灰度值。** 直接为文件里存的东西建模：每个像素取 256 个值之一，概率之和为 1。做法是取一个连续分布，切成 256 格。逻辑斯谛分布用起来最顺手，因为它的积分就是 sigmoid。设均值为 $m$，尺度为 $s$（Salimans 等，2017，arXiv:1701.05517），
#
# $$P(x) = \sigma\left(\frac{x + \frac{1}{510} - m}{s}\right) - \sigma\left(\frac{x - \frac{1}{510} - m}{s}\right),$$
#
# 其中第一格从 $-\infty$ 开始，最后一格到 $+\infty$ 为止。写成代码就是：257 条分界线，各求 sigmoid，再取相邻两个之差。


# %%
def discretized_logistic(mean, scale):
    edges = np.concatenate([[-np.inf], (np.arange(255) + 0.5) / 255, [np.inf]])
    return np.diff(1 / (1 + np.exp(-(edges - mean) / scale)))


# %% [markdown] lang="en"
# It sums to 1, and it agrees with the library, which works with logarithms so as to stay exact far
# from the mean.
#
# > **Predict before you run.** Let the mean be 0.8. What happens at the last bar, pure white, when
# > the scale grows from 0.02 to 0.1?

# %% [markdown] lang="zh"
# 概率之和应为 1，并与课程库一致；课程库全程用对数计算，离均值很远处也算得准。
#
# > **先猜，再运行。** 设均值为 0.8。当尺度从 0.02 增加到 0.1 时，最右边那一格（纯白）会怎样？

# %% tags=["nbval-check-output"]
for scale in (0.02, 0.1):
    probabilities = discretized_logistic(0.8, scale)
    means, log_scales = np.full((2, 256), [[0.8], [np.log(scale)]], "float32")
    library = aigc_keras.losses.discretized_logistic_log_likelihood(
        grey.astype("float32"), means, log_scales
    )
    np.testing.assert_allclose(np.exp(ops.convert_to_numpy(library)), probabilities, atol=1e-6)
    np.testing.assert_allclose(probabilities.sum(), 1)
    print(f"scale {scale}: largest P inside {probabilities[1:-1].max():.4f}, ", end="")
    print(f"P(white) {probabilities[-1]:.4f}")

# %% [markdown] lang="en"
# The last bin collects the whole tail beyond it. That suits digits well: for the many pixels that are
# exactly black, a model can put nearly all probability on one value.

# %% [markdown] lang="zh"
# 最右一格收下了它右边的整条尾巴。这很适合手写数字：大量像素是纯黑的，模型可以把几乎全部概率压在这一个值上。图中横轴为灰度值（0 到 255），纵轴为概率；蓝色的尺度为 0.02，橙色的尺度为 0.1，最右端的橙色尖峰就是收在最后一格里的尾巴。

# %%
figure, axis = plt.subplots()
for scale in (0.02, 0.1):
    edges = np.arange(257) - 0.5
    axis.stairs(discretized_logistic(0.8, scale), edges, linewidth=1.4, label=f"scale {scale}")
axis.set(xlabel="grey value", ylabel="probability", xlim=(0, 260), ylim=(0, None))
axis.legend(loc="upper left")
plotting.show(
    figure,
    "Two distributions around grey value 204; the wider one has a spike at 255, its whole tail.",
    "两个以灰度 204 为中心的分布；较宽的那个在 255 处有一个尖峰，整条尾巴都在那里。",
)

# %% [markdown] lang="en"
# Protocol B is reported in **bits per dimension**: nats, divided by the number of values and by
# $\ln 2$. One guess that anyone can make calibrates each scale: all values equally likely.

# %% [markdown] lang="zh"
# 规则 B 用**比特/维**报告：奈特数除以像素个数，再除以 $\ln 2$。拿人人都会的猜法给两种规则各定一个基准：所有取值机会均等。


# %% tags=["nbval-check-output"]
def bits_per_dimension(nats_per_image, dimensions=28 * 28):
    return nats_per_image / (dimensions * np.log(2))


binary_guess, grey_guess = 784 * np.log(2), 784 * np.log(256)
print(f"A, binary images: guessing costs {binary_guess:.1f} nats per image")
print(f"B, 8-bit images:  guessing costs {bits_per_dimension(grey_guess):.2f} bits per dimension")
np.testing.assert_allclose(bits_per_dimension(grey_guess), 8)

# %% [markdown] lang="en"
# The two protocols ask about different data: one about 784 coin flips, the other about 784 bytes.
# Their units can be converted, their results cannot be compared. **Never put one beside the
# other.** Densities of real-valued pixels, as from a Gaussian likelihood, are a third kind: they
# shift with the unit of the pixels, and have no upper limit. This chapter names its protocol with
# every likelihood.

# %% [markdown] lang="zh"
# 两种规则问的是不同的数据：一个是 784 次抛硬币，一个是 784 个字节。单位可以换算，结果却不能比较：**切勿把两者并排放在一起。** 若像素取实数值，例如用高斯似然，得到的是密度，那又是第三种东西：换一个像素单位，数值就跟着变，而且没有上限。本章每报一个似然，都会注明用的是哪种规则。

# %% [markdown] lang="en"
# ## Two dimensions, to look at
#
# With a code of two numbers the whole space of codes fits on a page. First: where the encoder puts the test digits. After that: what the decoder draws at each place.

# %% [markdown] lang="zh"
# ## 两维，看得见
#
# 编码只有两个数时，整个编码空间一张纸就画得下。先看编码器把测试数字放在哪里，再看解码器在每个位置画出什么。

# %%
planar = VAE(latent_dim=2, widths=(256, 128), seed=0)
planar.compile(keras.optimizers.Adam(2e-3), steps_per_execution=14)
planar.fit(train_images, batch_size=100, epochs=14, verbose=0)
z_mean, _ = planar.encode(test_images)
figure, axis = plt.subplots(figsize=(4.6, 3.8))
dots = axis.scatter(*z_mean.T, c=test_labels, cmap="tab10", s=4)
figure.colorbar(dots, label="digit", ticks=range(10))
axis.set(xlabel="first number of the code", ylabel="second number of the code", aspect="equal")
plotting.show(
    figure,
    "The test digits' codes in the plane, coloured by digit: ones, zeros and sixes lie apart, "
    "fours, sevens and nines overlap; together they fill a disc around the origin.",
    "测试数字的编码在平面上的分布，按数字着色：1、0、6 各成一片，4、7、9 相互重叠；合起来像原点周围的一个圆盘。",
)

# %% [markdown] lang="en"
# The horizontal axis is the first number of the code, the vertical axis the second; each colour is a digit, as the bar at the right says. The model never saw the labels, yet the digits sort themselves: neighbours in the plane are images that look alike. Now walk through it. Where the notebook is live, two sliders choose the code. Everywhere, you see a map of the plane with the same two axes: each small image is what the decoder draws for the code at its place.

# %% [markdown] lang="zh"
# 横轴是编码的第一个数，纵轴是第二个；一种颜色代表一个数字，对照右侧的色条（digit）。模型从没见过标签，数字却自己分了类：在平面上相邻的，是长得像的图像。现在到里面走一走：笔记本处于运行状态时，可以用两个滑块挑选编码。无论在哪里，都能看到一张平面地图，两轴同上：每幅小图都是解码器对所在位置的编码画出的结果。

# %%
plotting.explore(
    planar.decode,
    "Digits on a grid of codes: each turns smoothly into its neighbours, ones at one side, zeros "
    "at the other, and blurred mixtures at the borders.",
    "编码网格上的数字：相邻的图像平滑过渡，一侧是 1，另一侧是 0，交界处是模糊的混合。",
)

# %% [markdown] lang="en"
# Two numbers are too few: at the borders between digits the decoder hedges between them, and the result is blur.
#
# ## More dimensions
#
# The main model of this chapter has a code of 16 numbers and one wide hidden layer on each side. The learning rate climbs from zero over the first tenth of the steps, so that it may be high, and then falls along half a cosine; the weights that we keep are an average over the last steps.

# %% [markdown] lang="zh"
# 两个数太少：在数字的交界处，解码器只好两头都押一点，画出来就糊了。
#
# ## 更多的维度
#
# 本章的主模型用 16 个数作编码，编码器和解码器各有一个宽的隐藏层。学习率在最初十分之一的步数里从零升起（这样才经得起高学习率），然后沿半个余弦曲线下降；最后留下的权重，是末尾若干步的平均。


# %%
def train(model, images, epochs, learning_rate=0.012, batch_size=250):
    """Fit with a rising, then falling rate and averaged weights; returns history and seconds."""
    count = len(images[0] if isinstance(images, tuple) else images)
    steps = epochs * (count // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=learning_rate, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99)
    model.compile(optimizer, steps_per_execution=10)
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    start = time.perf_counter()
    history = model.fit(
        images, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=[averaging]
    )
    return history.history, time.perf_counter() - start


digits_vae = VAE(latent_dim=16, widths=(512,), seed=0)
history, seconds = train(digits_vae, train_images, epochs=36)
figure = plotting.loss_curves(history, "reconstruction_loss", "kl_loss", ylabel="nats per image")
plotting.show(
    figure,
    "Both parts of the loss against epochs: the reconstruction falls steeply, then slowly; the "
    "divergence rises to a plateau.",
    "损失的两部分随轮次的变化：重建误差先陡降后缓降，散度上升后趋平。",
)
print(f"{seconds:.0f} s")

# %% [markdown] lang="en"
# The horizontal axis counts epochs, the vertical axis is in nats per image. The two parts pull against each other: the **reconstruction loss** (upper curve) wants codes that say much, the **divergence** (`kl_loss`, lower curve) is the price of saying it. Below: held-out digits and their reconstructions, then new digits from codes drawn from the prior. `sample` returns the mean of every pixel unless told `draws=True`. Means are smoother than the images that the model really describes, with their random grain, yet nearly all published pictures of VAEs show means.

# %% [markdown] lang="zh"
# 横轴是轮次，纵轴单位是奈特/幅。两部分相互牵制：**重建误差**（`reconstruction_loss`，上面的曲线）希望编码多说一些，**散度**（`kl_loss`，下面的曲线）是多说的代价。下图先是留出的数字和它们的重建，然后是从先验抽取编码画出的新数字。不加 `draws=True` 时，`sample` 返回每个像素的均值。模型真正描述的图像带有随机的颗粒，均值图则要光滑得多；可是公开发表的 VAE 图片几乎都是均值。

# %%
rows = [
    test_images[:10],
    digits_vae.reconstruct(test_images[:10]),
    digits_vae.sample(20, seed=1),
    digits_vae.sample(10, seed=1, draws=True),
]
plotting.show(
    plotting.image_grid(np.concatenate(rows)),
    "Row 1: test digits. Row 2: reconstructions, close and slightly smoother. Rows 3 and 4: new "
    "digits, about half of them clear, the others mixtures. Row 5: black-and-white draws for the "
    "codes of row 3, grainy.",
    "第 1 行：测试数字。第 2 行：重建，很接近，略显平滑。第 3、4 行：新数字，约有一半清楚，其余是混合体。第 5 行：按第 3 行的编码抽签得到的黑白图，带颗粒。",
)

# %% [markdown] lang="en"
# Now the measure that a GAN does not have. On the 2,000 test images in black and white, drawn once, we compute the ELBO. The importance-weighted bound with 5,000 codes an image lies closer to $\log p(x)$, but takes its time, so we compute it on the first 200 images only, beside the ELBO of the same 200. The last line adds the gap found on those 200 to the ELBO of all 2,000. The number after ± is the standard error over images. This is Protocol A.

# %% [markdown] lang="zh"
# 下面是 GAN 没有的尺子。在抽过一次签的 2,000 幅黑白测试图像上计算 ELBO。每幅用 5,000 个编码的重要性加权下界离 $\log p(x)$ 更近，但很费时，所以只算前 200 幅，并列出这 200 幅的 ELBO。最后一行把这 200 幅上的差额加到全部 2,000 幅的 ELBO 上。± 后面是对各幅图像求得的标准误。这里用的是规则 A。

# %%
elbo = digits_vae.elbo(binary_test)
weighted = digits_vae.log_likelihood(binary_test[:200], num_samples=5000)
for name, values in {
    "ELBO, 2,000 test images": elbo,
    "ELBO, the first 200": elbo[:200],
    "K = 5,000, the first 200": weighted,
}.items():
    mean, error = metrics.mean_and_error(values)
    print(f"{name:26} {mean:8.2f} ± {error:.2f} nats per image")
gap, gap_error = metrics.mean_and_error(weighted - elbo[:200])
all_images = elbo.mean() + gap
print(
    f"bound for all 2,000        {all_images:8.2f} (ELBO of all + gap {gap:.2f} ± {gap_error:.2f})"
)

# %% [markdown] lang="en"
# Beside published figures (Protocol A), negative log-likelihoods in nats per image, smaller is better:
#
# | model | training images | epochs | nats |
# | --- | --- | --- | --- |
# | VAE, one stochastic layer of 50, two layers of 200 (Burda et al. 2015, Table 1) | 60,000 | 3,280 | 86.76 |
# | the same, trained with the importance-weighted bound, K = 50 (same table) | 60,000 | 3,280 | 84.78 |
# | this chapter | 7,000 | 36 | printed above |
#
# The others draw their binary images as we do, test on the official test set, and use 5,000 samples. Our 2,000 test digits are not that set, and, above all, we train on 7,000 images for less than a minute. The 7,000 images matter most: by the end, the model does better on them than on new ones, and longer training would not close that gap.

# %% [markdown] lang="zh"
# 与发表过的结果并列（规则 A），均为负对数似然，单位奈特/幅，越小越好：
#
# | 模型 | 训练图像 | 轮数 | 奈特 |
# | --- | --- | --- | --- |
# | VAE，一个 50 维随机层，两个 200 维隐藏层（Burda 等，2015，表 1） | 60,000 | 3,280 | 86.76 |
# | 同上，用 K = 50 的重要性加权下界训练（同表） | 60,000 | 3,280 | 84.78 |
# | 本章 | 7,000 | 36 | 见上面的输出 |
#
# 他们也用抽签得到的黑白图，在官方测试集上测试，采样数也是 5,000。我们的 2,000 幅测试数字与之不同；更要紧的是，我们只用 7,000 幅图，训练不到一分钟。影响最大的是这 7,000 幅：到训练结束时，模型在它们上的表现已好于新图，练得再久也填不平这个差距。

# %% [markdown] lang="en"
# ## Eight bits
#
# The model for 8-bit images (Protocol B) is another one: the decoder gives each pixel a centre and a width. It trains on the grey images as they are. Its unit is bits per dimension: how many bits a compressor built on it would spend on each pixel, on average.

# %% [markdown] lang="zh"
# ## 八位灰度
#
# 用于 8 位图像（规则 B）的是另一个模型：解码器给出每个像素的中心和宽度。它直接用灰度图训练，单位是比特/维：若拿它来做压缩，平均每个像素要花多少比特。

# %%
grey_vae = VAE(latent_dim=16, widths=(512,), likelihood="discretized_logistic", seed=0)
_, seconds = train(grey_vae, train_images, epochs=24, learning_rate=6e-3)
for name, values in {
    "ELBO, 2,000 test images": grey_vae.elbo(test_images),
    "K = 500, the first 200": grey_vae.log_likelihood(test_images[:200], num_samples=500),
}.items():
    bits = metrics.bits_per_dimension(values, (28, 28, 1))
    grey_bits, error = metrics.mean_and_error(bits)
    print(f"{name:26} {grey_bits:.3f} ± {error:.3f} bits per dimension")
print(f"{seconds:.0f} s")

# %% [markdown] lang="en"
# Published, on the official 8-bit MNIST with 60,000 training images: Real NVP 1.06, Glow 1.05, FFJORD 0.99 bits per dimension (Grathwohl et al. 2018, arXiv:1810.01367, Table 2). These are normalising flows, a stronger family, trained for hours or days on graphics cards. Our model treats the pixels as independent once the code is known, and trains on 7,000 images, for seconds rather than hours: hence the distance. (Our test images are not the official ones either.) The flows' figures are bounds too, since they add noise to the 8-bit values.

# %% [markdown] lang="zh"
# 在官方 8 位 MNIST（60,000 幅训练图像）上发表过的结果：Real NVP 1.06，Glow 1.05，FFJORD 0.99 比特/维（Grathwohl 等，2018，arXiv:1810.01367，表 2）。它们都是标准化流，属于更强的一类模型，在显卡上训练了数小时乃至数天。我们的模型则假定，给定编码之后各像素相互独立；训练只用 7,000 幅图，用时按秒计，不按小时计：差距由此而来。（测试图像也不是官方的那些。）流模型给 8 位数值加了噪声，所以它们的数字同样只是界。

# %% [markdown] lang="en"
# ## Codes that die
#
# The divergence is a price, and a dimension that does not earn its price is given up: its code becomes the prior, whatever the image, and the decoder learns to ignore it. That is **posterior collapse**. To count survivors, look at how much the mean of a dimension's code varies from image to image: a large variance over images marks an **active** dimension, a tiny one a dead dimension. Burda et al. (2015) drew the line at 0.01, after thousands of epochs. After our twelve, the dead still twitch, and we draw it at 0.05.
#
# We provoke it: 32 dimensions and a price eight times too high, beta = 8. Then two cures with the same beta. **Free bits** charge every dimension for at least 0.3 nats, used or not, so giving it up saves nothing. **Warm-up** lets the price rise slowly from zero, so that dimensions learn to be useful before they are charged in full.
#
# > **Predict before you run.** Both cures keep some dimensions alive. Which one gives the better bound on validation images?

# %% [markdown] lang="zh"
# ## 编码会“死”
#
# 散度是要付的价钱，哪一维回不了本，就会被放弃：不管来的是什么图像，它的编码分布都变成先验，解码器则学会不理睬它。这叫**后验坍塌**。要清点还活着的维度，就看每一维编码的均值随图像变化有多大：对各幅图像求方差，方差大的是**活跃**维度，小到几乎没有的，就是死掉的。Burda 等人（2015）训练了几千轮，界线划在 0.01；我们只训练十二轮，死掉的维度还会抽动，界线就划在 0.05。
#
# 我们来故意引发它：编码取 32 维，价格定为该有的八倍，即 beta = 8。然后在同样的 beta 下试两种药。**免费比特**：每一维不论用没用，至少按 0.3 奈特收费，放弃它也就省不下什么。**预热**：价格从零慢慢涨上去，让各维先学会有用，再全额收费。
#
# > **先猜，再运行。** 两种药都能让一些维度活下来。在验证图像上，哪一种的下界更好？

# %%
cures = {
    "beta 1": {},
    "beta 8": {"beta": 8.0},
    "beta 8, warm-up": {"beta": 8.0, "warmup_steps": 200},
    "beta 8, free bits": {"beta": 8.0, "free_bits": 0.3},
}
alive, divergences, points = {}, {}, {}
for name, settings in cures.items():
    patient = VAE(latent_dim=32, widths=(256,), seed=0, **settings)
    train(patient, train_images, epochs=12)
    z_mean, z_log_var = patient.encode(binary_validation)
    kl = ops.convert_to_numpy(aigc_keras.losses.gaussian_kl(z_mean, z_log_var)).mean(0)
    divergences[name] = np.sort(kl)[::-1]
    alive[name] = metrics.active_units(z_mean, threshold=0.05).sum()
    bound = patient.elbo(binary_validation).mean()
    points[name] = kl.sum(), -bound - kl.sum()
    print(f"{name:18} active {alive[name]:2} of 32, divergence {kl.sum():5.1f}, ELBO {bound:.1f}")

# %%
figure, axis = plt.subplots()
for (name, values), style in zip(divergences.items(), ("-", "--", ":", "-."), strict=True):
    axis.plot(range(1, 33), values, style, label=name)
axis.set(xlabel="dimension of the code, by rank", ylabel="divergence in nats", ylim=(0, None))
axis.legend()
plotting.show(
    figure,
    "Divergence of each of 32 dimensions, sorted. With beta 1 the curve falls slowly and reaches "
    "zero at no dimension; with beta 8 it is at zero after a few, with warm-up after some more; "
    "with free bits it is level near 0.3 nats.",
    "32 个维度各自的散度，从大到小排列。beta 为 1 时缓缓下降，没有一维到零；beta 为 8 时几维之后就贴着零，加预热则多撑几维；用免费比特时水平地停在约 0.3 奈特。",
)

# %% [markdown] lang="en"
# The horizontal axis counts the dimensions by rank, the vertical axis is the divergence of each in nats. At eight times the price most dimensions lie on the floor, and the bound, which is always computed with beta 1, is far worse. With warm-up hardly more of them are active, but what is useful when the price arrives can pay it: together the survivors say several times as much, and the bound is better for it. Free bits keep all of them at about the free amount, each dimension saying little, and here they give the better bound of the two. Neither brings back the bound of beta 1: a wrong price is best cured by the right one. The cures matter where beta is 1 and dimensions die all the same, early in training or beside a strong decoder.

# %% [markdown] lang="zh"
# 横轴是维度按散度从大到小的名次，纵轴是各维的散度，单位奈特；图例中 warm-up 是预热，free bits 是免费比特。价格定到八倍，大多数维度都贴在地板上，下界（一律按 beta 为 1 计算）也差了很多。加了预热，活跃的维度并没有多出几个，但价格涨上来时已经有用的维度付得起这份钱：它们合起来说的内容多了几倍，下界也好了不少。免费比特让所有维度都停在免费额度附近，每一维只说一点点；就这一次运行而言，两种药里是它的下界更好。但两者都没能追回 beta 为 1 时的下界：价格错了，最好的药是改对价格。真正用得上这两种药的，是 beta 为 1 而维度照样死去的时候：训练初期，或者解码器太强。

# %% [markdown] lang="en"
# ## Rate and distortion
#
# What is beta, really? Call the divergence the **rate**: the nats that the code spends on an image. Call the reconstruction loss the **distortion**: the nats still missing when the code is known. Their plain sum is the negative ELBO. Beta sets the exchange rate between the two: training minimises the distortion plus beta times the rate. Each beta gives a point on a curve; two of them we have just trained (Alemi et al. 2017, arXiv:1711.00464).

# %% [markdown] lang="zh"
# ## 码率与失真
#
# beta 到底是什么？把散度叫作**码率**：编码在一幅图上花掉多少奈特。把重建误差叫作**失真**：知道了编码之后还差多少奈特。两者直接相加，就是负的 ELBO。beta 规定两者的兑换比例：训练时最小化的是失真加上 beta 倍的码率。每个 beta 对应曲线上的一点，其中两点刚刚已经训练好了（Alemi 等，2017，arXiv:1711.00464）。

# %%
points = {1.0: points["beta 1"], 8.0: points["beta 8"]}
for beta in (0.1, 3.0):
    model = VAE(latent_dim=32, widths=(256,), beta=beta, seed=0)
    train(model, train_images, epochs=12)
    z_mean, z_log_var = model.encode(binary_validation)
    rate = float(ops.mean(ops.sum(aigc_keras.losses.gaussian_kl(z_mean, z_log_var), -1)))
    points[beta] = rate, -model.elbo(binary_validation).mean() - rate
points = dict(sorted(points.items()))
for beta, (rate, distortion) in points.items():
    print(f"beta {beta:3}: rate {rate:5.1f}, distortion {distortion:5.1f}", end=", ")
    print(f"sum {rate + distortion:5.1f} nats")

# %%
figure, axis = plt.subplots()
axis.plot(*zip(*points.values(), strict=True), "o-")
for beta, (rate, distortion) in points.items():
    axis.annotate(f" {beta}", (rate, distortion), va="bottom")
axis.set(xlabel="rate: nats spent on the code", ylabel="distortion: nats missing")
plotting.show(
    figure,
    "Distortion against rate, one point for each beta: the curve falls from upper left, beta 8, "
    "to lower right, beta 0.1, ever flatter.",
    "失真随码率的变化，每个 beta 一个点：曲线从左上（beta 8）降到右下（beta 0.1），越来越平。",
)

# %% [markdown] lang="en"
# The horizontal axis is the rate, the vertical axis the distortion; the number beside each point is its beta. A small beta buys sharp reconstructions with a long code; a large one saves code and blurs. Neither end is better as such. What measures the model's distribution is the sum, and of our four points it is least at beta 1, the only one trained on the bound itself. "Sharper with beta 0.1" is true of the reconstructions and misleading about the model's samples: its codes, taken together, no longer follow the prior that samples are drawn from.

# %% [markdown] lang="zh"
# 横轴是码率，纵轴是失真，点旁的数是 beta。beta 小，是用更长的编码换取清晰的重建；beta 大，编码省了，图像糊了。只看一头分不出高下。衡量模型分布的是两者之和；四个点中，beta 为 1 时的和最小，因为只有它训练的目标就是下界本身。“beta 取 0.1 更清晰”这句话，对重建成立，用来说样本就会误导：它的编码合起来已不再服从先验，而样本正是从先验抽出来的。

# %% [markdown] lang="en"
# ## What a hundred faces can teach
#
# One of the two articles that this chapter checks further below, the one on generative AI, promises faces. The course bundles 100 photographs of 25×25 pixels: 80 to train on, 20 held out. They show real people who were not asked; nobody's name is in the file, and `data/README.md` says what is known of consent, licence and bias. Most of them are men, hardly any are children, and a model can only repeat what it was shown.
#
# We add 40 copies of each training photograph, mirrored, tilted, moved, made brighter or darker, **after** the split, and train a VAE. Beside it stands the simplest rival: principal components (PCA), which rebuild an image from the 16 directions in which the training images differ most. The score is the PSNR in decibels (dB), computed from the squared error: higher is closer, and 3 dB more means half the squared error.

# %% [markdown] lang="zh"
# ## 一百张人脸能教会什么
#
# 本章后面要核对两篇文章，其中的《生成式AI》说能生成人脸。课程附带 100 张 25×25 像素的照片：80 张用来训练，20 张留出。照片上是真实的人，没有人问过他们愿不愿意；文件里没有姓名，关于知情同意、授权和偏差，凡是查得到的都写在 `data/README.md` 里。其中大多是男性，几乎没有儿童；模型只会重复它见过的东西。
#
# **先**划分，**后**增广：给每张训练照片添 40 个副本，或镜像，或倾斜，或平移，或变亮变暗，然后训练一个 VAE。旁边放上最朴素的对手：主成分分析（PCA），它用训练图像差异最大的 16 个方向来还原图像。打分用 PSNR，单位分贝（dB），由平方误差算出：越高越接近原图，每高 3 dB，平方误差减半。

# %%
(faces, _), (held_faces, _) = data.load_images("faces")
many = data.augment_faces(faces, 40, seed=0)
face_vae = VAE((25, 25, 1), 16, widths=(256,), likelihood="gaussian", seed=0)
_, seconds = train(face_vae, many, epochs=30, learning_rate=3e-3, batch_size=100)
flat = many.reshape(len(many), -1) / 255
centre = flat.mean(0)
components = np.linalg.svd(flat - centre, full_matrices=False)[2][:16]


def pca(images):
    codes = (images.reshape(len(images), -1) / 255 - centre) @ components.T
    return np.clip(codes @ components + centre, 0, 1).reshape(images.shape)


for name, part in {"training": faces, "held-out": held_faces}.items():
    as_float = (part / 255).astype("float32")
    vae_psnr = metrics.psnr(face_vae.reconstruct(part, dtype="float32"), as_float).mean()
    print(f"{name:9} faces: VAE {vae_psnr:.1f} dB", end=", ")
    print(f"PCA {metrics.psnr(pca(part).astype('float32'), as_float).mean():.1f} dB")
print(f"{len(many)} images, {seconds:.0f} s")

# %%
invented = face_vae.sample(10, seed=3)
distances = ((invented[:, None] / 255 - many[None] / 255) ** 2).sum(axis=(2, 3, 4))
rows = [
    held_faces[:10],
    face_vae.reconstruct(held_faces[:10]),
    np.rint(pca(held_faces[:10]) * 255).astype("uint8"),
    invented,
    many[distances.argmin(1)],
]
plotting.show(
    plotting.image_grid(np.concatenate(rows)),
    "Row 1: held-out faces. Row 2: the VAE's reconstructions, blurred, not quite like. Row 3: PCA's, "
    "ghostly too. Row 4: invented faces, dark and vague. Row 5: the training image nearest to each.",
    "第 1 行：留出的人脸。第 2 行：VAE 的重建，模糊，也不太像本人。第 3 行：PCA 的重建，同样影影绰绰。第 4 行：创作的人脸，又暗又模糊。第 5 行：与之最近的训练图像。",
)

# %% [markdown] lang="en"
# On the people that both have seen, the VAE's sixteen numbers rebuild the faces better than PCA's sixteen; on new people PCA is ahead. Eighty photographs do not say much more about faces in general than their main directions, and PCA finds exactly those that leave the least squared error, without paying a divergence. What the VAE has learnt beyond them is these eighty, and it rebuilds strangers from the people it knows. The copies taught both that a tilted face is a face, not what another person looks like. What PCA by itself does not offer is the fourth row: faces drawn from a distribution. They are dark and vague, some hardly a face, and none is a copy of the photograph below it, the nearest of all training images and their variants. We claim no more than that: with twenty held-out photographs, no distance between distributions would mean anything, and a vague face that resembles no one is no new person.

# %% [markdown] lang="zh"
# 同样是 16 个数，见过的人，VAE 还原得比 PCA 好；没见过的人，PCA 反而领先。关于人脸的一般规律，八十张照片说出的比几个主方向多不了多少；PCA 恰好找得到平方误差最小的那几个方向，还不必为散度付钱。VAE 多学到的，只是这八十张照片本身，它用熟人的样子去拼陌生人。那些副本教给两者的是“歪着的脸也是脸”，并没有教它们别人长什么样。PCA 本身给不出的是第四行：从分布中抽出的人脸。它们又暗又模糊，有的几乎看不出是脸；没有一张照抄下面那张照片，而那已是全部训练图像及其变体中最近的一张。我们能说的仅此而已：只有二十张留出照片，算分布之间的距离毫无意义；一张谁也不像的模糊面孔，也算不上一个新人。

# %% [markdown] lang="en"
# ## Repairing images
#
# A damaged image is a question to the model: which code explains what is still visible? `inpaint` searches for the code with the largest $\log p(\text{visible}\mid z) + \log p(z)$, step by step along the gradient, and fills the hole with what the decoder draws there. We cut a 12×12 hole into 200 test digits, on which no setting was chosen, and use the 8-bit model, `grey_vae`. Only the missing pixels are scored, by PSNR. Two fillings that know nothing of digits stand beside it: the mean of the visible pixels, and scikit-image's biharmonic inpainting, which continues the surroundings smoothly into the hole.

# %% [markdown] lang="zh"
# ## 修补图像
#
# 一幅残缺的图像是在向模型提问：哪个编码能解释还看得见的部分？`inpaint` 沿着梯度一步步寻找使 $\log p(\text{可见}\mid z) + \log p(z)$ 最大的编码，再用解码器画的内容填补空洞。我们在 200 幅测试数字上各挖一个 12×12 的洞（挑选设置时没有用过这些图像），用 8 位灰度的模型 `grey_vae` 来修补。只给缺失的像素打分，分数是 PSNR。对照是两种不懂数字的填法：一种填可见像素的均值；另一种是 scikit-image 的双调和修补，把洞外的灰度平滑地延续进来。

# %%
from skimage.restoration import denoise_tv_chambolle, inpaint_biharmonic

hole = np.zeros((28, 28, 1), bool)
hole[8:20, 10:22] = True
whole = test_images[:200]
damaged = np.where(hole, 0, whole).astype("uint8")
visible_mean = (damaged.sum(axis=(1, 2, 3)) / (~hole).sum())[:, None, None, None]
smooth = [inpaint_biharmonic(x[..., 0] / 255, hole[..., 0]) for x in damaged]
repairs = {
    "mean of the visible": np.where(hole, visible_mean, whole),
    "biharmonic": np.clip(smooth, 0, 1)[..., None] * 255,
    "VAE, 16 numbers": grey_vae.inpaint(damaged, hole).astype("float64"),
}
hole_psnr = {}
for name, repaired in repairs.items():
    error = ((repaired - whole)[:, hole[..., 0]] / 255) ** 2
    hole_psnr[name] = -10 * np.log10(error.mean())
    print(f"{name:20} {hole_psnr[name]:5.1f} dB on the missing pixels")
shown = [np.where(hole, 127, whole[:10]), *(x[:10] for x in repairs.values()), whole[:10]]
plotting.show(
    plotting.image_grid(np.concatenate(shown).astype("uint8")),
    "Row 1: digits with a grey hole. Row 2: filled with one grey value. Row 3: biharmonic, smooth "
    "smears. Row 4: the VAE, strokes that continue plausibly. Row 5: the truth.",
    "第 1 行：带灰洞的数字。第 2 行：用单一灰度填充。第 3 行：双调和修补，平滑的污迹。第 4 行：VAE，笔画接得合情合理。第 5 行：真相。",
)

# %% [markdown] lang="en"
# The VAE leads clearly on the missing pixels, because it knows how strokes usually go on. It is still a guess: where two continuations fit what is visible, the model draws one of them, and sometimes the wrong one.
#
# **Noise** is the same question with another answer to "what is visible": every pixel, a little wrong. We add normal noise with standard deviation 0.4, on a scale where black is 0 and white is 1. The VAE is told this number. The rival is total-variation denoising from scikit-image, its weight chosen on validation images. PSNR and SSIM (structural similarity, 1 for identical images) compare with the clean original, which only an experiment has.

# %% [markdown] lang="zh"
# 在缺失的像素上，VAE 明显领先，因为它知道笔画通常怎样接下去。但这仍是猜测：若有两种接法都与看得见的部分相符，模型只画其中一种，有时恰好画错。
#
# **噪声**是同一个问题，只是“看得见什么”的答案不同：每个像素都看得见，但都略有偏差。这里加的是标准差为 0.4 的正态噪声（黑为 0，白为 1），这个数也告诉了 VAE。对手是 scikit-image 的全变分去噪，其权重在验证图像上挑选。PSNR 和 SSIM（结构相似性，两图完全相同时为 1）都要与干净的原图比较，而原图只有在实验里才有。

# %%
noise = np.random.default_rng(0).normal(0, 0.4, whole.shape)
noisy = (whole / 255 + noise).astype("float32")
clean = (whole / 255).astype("float32")
practice = (validation_images[:100] / 255).astype("float32")
practised = practice + noise[:100].astype("float32")


def total_variation(images, weight):
    smooth = [denoise_tv_chambolle(x[..., 0], weight=weight) for x in images]
    return np.clip(smooth, 0, 1)[..., None].astype("float32")


quality = {
    w: metrics.psnr(total_variation(practised, w), practice).mean() for w in (0.2, 0.35, 0.5)
}
variation = total_variation(noisy, max(quality, key=quality.get))

# %% [markdown] lang="en"
# The weight is chosen; now the test digits: left noisy, denoised by total variation, and denoised by the VAE.

# %% [markdown] lang="zh"
# 权重选好了，现在让三种图像在测试数字上比一比：不处理的带噪图（noisy）、全变分（total variation）和 VAE。

# %%
denoised = {
    "noisy": np.clip(noisy, 0, 1),
    "total variation": variation,
    "VAE": grey_vae.denoise(noisy, 0.4, dtype="float32"),
}
for name, result in denoised.items():
    psnr, ssim = metrics.psnr(result, clean).mean(), metrics.ssim(result, clean).mean()
    print(f"{name:16} PSNR {psnr:4.1f} dB, SSIM {ssim:.2f}")
plotting.show(
    plotting.image_grid(np.concatenate([x[:10] for x in denoised.values()])),
    "Top: noisy digits. Middle: total variation, cleaner and soft. Bottom: the VAE, clean digits, "
    "a few of them altered.",
    "上：带噪的数字。中：全变分，干净些，但发软。下：VAE，干净的数字，个别已变了样。",
)

# %% [markdown] lang="en"
# The VAE leads in both scores. Total variation only knows that neighbouring pixels tend to be alike; the VAE knows digits. But look at the bottom row for digits that have changed: a clean image need not be the right one.
#
# > **Misconception: "the model restores what was lost."** It cannot: what was lost is gone. It fills in what was likely, given the images it has learnt from. On a digit that is charming; on a medical image, or on a face from a street camera, an invented detail that looks real is a danger.

# %% [markdown] lang="zh"
# 两种得分都是 VAE 领先。全变分只知道相邻像素往往差不多，VAE 却认得数字。不过请在最下面一行找一找变了样的数字：图像干净，不等于画对了。
#
# > **常见误解：“模型把丢失的内容恢复了。”** 恢复不了：丢了就是丢了。它填进去的，只是照它学过的图像来看很可能出现的内容。放在数字上挺有趣；放在医学影像里，或者监控画面中的人脸上，一个看似真实、实为编造的细节就是危险。

# %% [markdown] lang="en"
# ## Arithmetic with codes
#
# Directions in the space of codes can have a meaning, without anybody having put it there. Take each class by itself: the mean code of the boldest tenth of its digits minus that of the thinnest tenth. Then average over the classes, so that the vector speaks of weight and not of zeros (bold) against ones (thin). Adding it to a digit's code should make the digit bolder and leave its class alone. We add it with the factors -1, -0.5, 0, +0.5 and +1. The mean grey value (0 to 255) measures the weight; a classifier says whether the image is still read as it is with factor 0 (`same class`). So factor 0 gives 100% by construction.

# %% [markdown] lang="zh"
# ## 用编码做算术
#
# 编码空间里的方向可以有含义，尽管没有人事先安排过。先在每一类数字里算：笔画最粗的十分之一取平均编码，减去最细的十分之一的平均编码。再对各类求平均，好让得到的向量说的是粗细，而不是 0（粗）与 1（细）之别。给一个数字的编码加上它，笔画应当变粗，类别应当不变。我们分别加上它的 -1、-0.5、0、+0.5、+1 倍。用平均灰度（mean grey，0 到 255）衡量粗细；再让分类器判断，读出来的数字（same class）是否还与 0 倍时相同，所以 0 倍那一行必然是 100%。

# %%
from aigc_keras.metrics.classifier import classify

weight = train_images.mean(axis=(1, 2, 3))
codes, _ = digits_vae.encode(train_images)
directions = []
for digit in range(10):
    own = np.flatnonzero(train_labels == digit)
    own = own[np.argsort(weight[own])]
    tenth = len(own) // 10
    directions.append(codes[own[-tenth:]].mean(0) - codes[own[:tenth]].mean(0))
bolder = np.mean(directions, axis=0)
start, _ = digits_vae.encode(test_images[:500])
read = classify("mnist", digits_vae.decode(start))[1]
steps = (-1, -0.5, 0, 0.5, 1)
pictures = [digits_vae.decode(start + step * bolder) for step in steps]
for step, changed in zip(steps, pictures, strict=True):
    same = np.mean(classify("mnist", changed)[1] == read)
    print(f"{step:+.1f}: mean grey {changed.mean():5.1f}, same class {same:.0%}")
plotting.show(
    plotting.image_grid(np.stack([p[:10] for p in pictures], 1).reshape(-1, 28, 28, 1), 5),
    "Ten digits, one a row, from thin at the left to bold at the right; most stay themselves for "
    "half a step, several turn into another digit at a full one.",
    "十个数字各占一行，从左到右由细变粗；走半步大多还是原来的数字，走一整步则有几个变了样。",
)

# %% [markdown] lang="en"
# Weight changes as it should, in both directions. The class mostly survives half a step, a whole step far less often, above all towards thin: there about half the digits are read as something else. The direction has a meaning near where it was measured. Half a step is the length to trust.
#
# ## Digits to order
#
# `ConditionalVAE` tells both networks the label, so the code need not carry it and is left with the handwriting. One code, ten labels: ten digits in one hand. Each row below is one code.

# %% [markdown] lang="zh"
# 粗细两个方向都如愿变化。走半步，类别大多保得住；走一整步就差多了，尤其是往细处走，约有一半数字被读成了别的。这个方向只在附近有意义，别走太远，半步以内才靠得住。
#
# ## 按要求画数字
#
# `ConditionalVAE` 把标签告诉两个网络，编码不必再记是哪个数字，只管笔迹。同一个编码配十个标签，就是同一种笔迹写的十个数字。下图每行一个编码。

# %%
ordered = ConditionalVAE(10, latent_dim=8, widths=(512,), seed=0)
_, seconds = train(ordered, (train_images, train_labels), epochs=20)
hands = np.random.default_rng(5).normal(size=(5, 8)).astype("float32").repeat(10, axis=0)
plotting.show(
    plotting.image_grid(ordered.decode(hands, np.tile(np.arange(10), 5))),
    "Five rows of the digits 0 to 9; within a row slant and weight agree, between rows they differ.",
    "五行 0 到 9；同一行里倾斜和粗细一致，不同行各异。",
)
asked = np.arange(2000) % 10
obedience = np.mean(classify("mnist", ordered.sample(2000, labels=asked, seed=0))[1] == asked)
print(f"{obedience:.0%} of 2,000 ordered digits are read as asked; {seconds:.0f} s")

# %% [markdown] lang="en"
# Most of the ordered digits, though not all, are read as the label that was asked for: the label is an input to the decoder, no guarantee.
#
# ## VAE against GAN
#
# One scorer for all, that of chapter 3. The columns: `frechet`, the Fréchet distance in the features of our classifier (lower is better); `precision` (do samples look real?); `recall` (is everything there?); `class_kl` (are the ten digits made in their natural shares? 0 is best); `nearest`, the distance to the nearest training image (near 1 as for a new real image; 0 would be copies). Three rows come first for comparison: `real` (training images, whose `nearest` is left out, `nan`, since each is its own), `copies` (a hundred of them over and over) and `noise` (random pixels). The GAN is chapter 3's convolutional one, trained for more seconds than `digits_vae` was.

# %% [markdown] lang="zh"
# 点名要的数字，大多画对了，但不是全部：标签只是解码器的一个输入，不是保证。
#
# ## VAE 与 GAN
#
# 同一把尺子，即第 3 章的打分器。各列依次是：`frechet`，在课程分类器的特征里计算的弗雷歇距离（越小越好）；`precision`，精确率（样本像不像真的）；`recall`，召回率（是不是什么都画得出）；`class_kl`，类别 KL（十种数字的比例自然吗，0 最好）；`nearest`，到最近训练图像的距离（新的真实图像约为 1，照抄则为 0）。最前面三行供对照：`real` 是真实的训练图像（最近的就是自己，所以 `nearest` 空缺，显示为 nan），`copies` 是其中一百幅反复抄，`noise` 是随机像素。GAN 就是第 3 章的卷积 GAN，训练的秒数比 `digits_vae` 还多。

# %%
from aigc_keras import GAN, TwoPlayerAdam
from aigc_keras.models import gan_networks

networks = gan_networks.conv_generator(), gan_networks.conv_discriminator()
gan = GAN(*networks, loss="relativistic", r1_weight=1.0, seed=0)
rate = keras.optimizers.schedules.CosineDecay(
    0.0, 440, alpha=0.01, warmup_target=4e-3, warmup_steps=50
)
gan.compile(TwoPlayerAdam(rate, use_ema=True, ema_momentum=0.99), steps_per_execution=10)
averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
start = time.perf_counter()
gan.fit(train_images, batch_size=128, epochs=9, verbose=0, callbacks=[averaging])
print(f"{time.perf_counter() - start:.0f} s")

# %%
scorer = metrics.ImageScores("mnist", test_images, train_images)
rows = scorer.reference_rows()
rows["autoencoder, random codes"] = scorer.score(np.rint(invented_digits * 255).astype("uint8"))
for name, model in {"VAE, means": digits_vae, "conditional VAE": ordered, "GAN": gan}.items():
    rows[name] = {key: mean for key, (mean, _) in scorer.score_model(model, seeds=(0,)).items()}
rows["VAE, draws"] = scorer.score(digits_vae.sample(2000, seed=0, draws=True))
columns = ("frechet", "precision", "recall", "class_kl", "nearest")
print(f"{'':26}" + "".join(f"{name:>11}" for name in columns))
for name, row in rows.items():
    print(f"{name:26}" + "".join(f"{row.get(key, float('nan')):11.2f}" for key in columns))

# %% [markdown] lang="en"
# Read the rows together. The GAN had more seconds, and yet the VAE's means and the GAN's samples are about level in this table. That may surprise: the eye finds the VAE's digits soft. But these features come from a classifier, and a soft 3 is still a 3 to it; what costs distance here are the mixtures that are no digit. Chapter 3 trains its GAN for longer and goes on improving; the VAE, with 7,000 images, is near its end. The conditional VAE is told which digit to make, so it makes fewer mixtures: here it has the smallest Fréchet distance of all the models and the best precision. It pays with variety: its recall is far below that of the plain VAE's means. No single column would have shown both. "VAE, draws" is what the model really says images look like, grain and all, and the features dislike the grain: whoever compares a VAE's means with a GAN's samples compares two different things. By Fréchet distance, the plain autoencoder's random codes are behind every trained generator except the draws. And no column shows the rest: the GAN has no likelihood, no encoder and no repair to offer.

# %% [markdown] lang="zh"
# 把各行放在一起读。GAN 训练的时间还长些，VAE 的均值图（VAE, means）与 GAN 的样本在这张表里却大致相当。这也许出人意料：眼睛觉得 VAE 的数字发软。可这些特征来自一个分类器，软绵绵的 3 在它看来还是 3；在这里拉大距离的，是那些不成数字的混合体。第 3 章的 GAN 训练得更久，还在进步；而只有 7,000 幅图的 VAE 已接近尽头。条件 VAE（conditional VAE）知道要画哪个数字，混合体就少：这次运行中，各模型里数它的弗雷歇距离最小，精确率最高。代价是花样少：召回率远低于普通 VAE 的均值图。单看哪一列，都看不出这得失两面。“VAE, draws”是按像素概率抽签得到的图，连颗粒在内，才是模型真正认为的图像模样，而这些特征不喜欢颗粒：拿 VAE 的均值图与 GAN 的样本相比，比的是两样不同的东西。论弗雷歇距离，普通自编码器的随机编码（autoencoder, random codes）除了胜过抽签图，不如任何一个生成模型。还有表里看不出的：GAN 给不出似然，没有编码器，也不会修补。

# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# Two articles treat the VAE: **history** (《AIGC从入门到实战：AIGC 的发展历程》) and **generative AI** (an article without a title line, on generative-AI content). Much of what they say holds. Data go through an encoder to a code, and from there through a decoder; a VAE is easy to train, its images are diverse and less sharp; it can repair a damaged image, as it did above; and the loss in history, 4.2, is this chapter's, term by term. Neither gives us a VAE to run: history breaks off inside its GAN program, which is no fault of its author, and the other article's only program is a GAN. Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | History, 3.2.1 and 4.2; generative AI, 2.3 and 9.2: a VAE "maximises the likelihood" | Imprecise: it maximises a lower bound of the log-likelihood. The formula in history, 4.2, is right: minus that bound, to be minimised | A bound |
# | Generative AI, 2.1: the core of generative AI "is a probability model" | True of the VAE, which writes down $p(z)$ and $p(x \mid z)$. A GAN gives samples and states no probability | Chapter 3 |
# | Generative AI, 2.3 and 9.5: encoder and decoder "map data into the latent space" and generate "in the latent space" (so do 4.3.2 and 9.2) | The encoder maps into it, as 9.2 says; the decoder leads out of it, and new images arise in data space. History, 2.5, has both right | Two spaces |
# | Generative AI, 4.1.2: $x' = G(\mu, \sigma)$ | The decoder is given one draw, $z = \mu + \sigma\epsilon$. Without the draw, $\sigma$ is just more code; without a prior, nobody knows which codes to draw for a new image. (That the encoder gives $\sigma$ is no fault; its log-variance is a convention.) | No draw, no prior |
# | Generative AI, 4.2.2: $L = L_E + L_D$, a loss for the encoder and one for the decoder | One loss trains both: $-\mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z))$. $L_E$ comes close to its first term, with $\mu, \sigma$ in the place of $z$; the second is missing, and so is the announced derivation | No draw, no prior |
# | Generative AI, 4.2.2: $L_D = -\mathbb{E}[\log p(x' \mid x)]$ | The decoder's likelihood is $p(x \mid z)$: how probable is the **real** image, given a code? | Whose likelihood? |
# | History, 3.2.2, steps 3 and 4: sample "from the latent space", decode "new data" | In training $z$ is drawn from $q(z \mid x)$, for this one image, and decoding gives a reconstruction, which step 5 rightly compares with the input. Codes from the prior, and new images, come after training | Steps 3 and 6 |
# | History, 3.2.2, step 6: "maximise the reconstruction error and the likelihood of the latent variables" | The error is minimised, together with the KL divergence, as in the article's own 4.2 | Steps 3 and 6 |
# | History, 3.2.2, step 7: repeat until "the content is lifelike enough". Generative AI, 4.3.2: quality "will gradually improve" | A VAE's training never looks at a generated image; watch the bound on validation images. It need not go on rising | More dimensions |
# | Generative AI, 3.3 and 9.5: VAEs suit "high-dimensional data", GANs "diverse" data | Dimension does not part them. A VAE tends to cover the modes and blur, a GAN to be sharp and drop modes (3.3 names mode collapse itself). History, 2.5, rightly calls VAEs good at diversity | VAE against GAN; the end of this section |
# | Generative AI, 9.6: PSNR and SSIM for "how real" the data are; mode collapse listed under stability | Both compare an image with **its** reference, and a generated image has none. Mode collapse is a lack of diversity, and a collapsed generator may train very steadily | Repairing images; What PSNR cannot see |
# | History, 2.5, and generative AI, 6: VAEs are used for text | They can be, but a strong text decoder tends to ignore its code (Bowman et al. 2015, arXiv:1511.06349). Most generated text comes from autoregressive models | Codes that die |
#
# **A bound.** For any encoder, $\log p(x) = \mathrm{ELBO} + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z \mid x))$, and the last term is never negative. With more codes for each image, the importance-weighted bound climbs from the ELBO towards $\log p(x)$: the difference is what training on the ELBO leaves out of sight.
#
# **Two spaces.** The last two lines of output show what goes in and what comes out of each network.

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 讲到变分自编码器的有两篇文章：《**发展历程**》即《AIGC从入门到实战：AIGC 的发展历程》，《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇。它们说对的不少：数据经编码器变成编码，再由解码器还原；VAE 容易训练，样本多样，但不够清晰；它能修复受损的图像，前面我们正是这么做的；《发展历程》4.2 的损失函数与本章的逐项一致。两篇都没有能运行的 VAE 程序：《发展历程》在 GAN 的代码中途截断，这不是作者的过失；《生成式AI》唯一的程序是 GAN。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《发展历程》3.2.1、4.2，《生成式AI》2.3、9.2：VAE“最大化”数据的“似然函数” | 不够准确：最大化的是对数似然的一个下界。《发展历程》4.2 的公式是对的，它就是这个下界的相反数，要最小化 | 下界 |
# | 《生成式AI》2.1：“生成式AI的核心是概率模型” | 对 VAE 成立：$p(z)$ 和 $p(x \mid z)$ 都写得出来。GAN 只给样本，说不出概率 | 第 3 章 |
# | 《生成式AI》2.3、9.5：编码器和解码器都“将数据映射到潜在空间”，并“在潜在空间中”生成（4.3.2、9.2 也这样说） | 进入隐空间（即文中的潜在空间）的是编码器，9.2 说得对；解码器是从隐空间出来，新图像在数据空间里产生。《发展历程》2.5 两句都对 | 两个空间 |
# | 《生成式AI》4.1.2：$x' = G(\mu, \sigma)$ | 交给解码器的是一次采样 $z = \mu + \sigma\epsilon$。不采样，$\sigma$ 不过是另一半编码；没有先验，就不知道该取什么样的编码来生成新图。（让编码器输出 $\sigma$ 并不算错，输出对数方差只是惯例。） | 不采样，无先验 |
# | 《生成式AI》4.2.2：编码器、解码器各有损失，$L = L_E + L_D$ | 两者共用一个损失：$-\mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z))$。$L_E$ 接近第一项，只是该写 $z$ 的地方写了 $\mu, \sigma$；第二项没有，标题里的“推导”也没有 | 不采样，无先验 |
# | 《生成式AI》4.2.2：$L_D = -\mathbb{E}[\log p(x' \mid x)]$ | 解码器的似然是 $p(x \mid z)$：给定编码，**真实**图像出现的概率有多大？ | 谁的似然 |
# | 《发展历程》3.2.2 第 3、4 步：“从潜在空间采样”，解码成“新的数据” | 训练时 $z$ 采自 $q(z \mid x)$，只属于这一幅图，解码得到的是重建，第 5 步拿它与输入相比，这是对的。从先验采样、生成新图，都是训练之后的事 | 第 3 步与第 6 步 |
# | 《发展历程》3.2.2 第 6 步：“最大化重构误差和潜在变量的似然函数” | 重建误差要最小化，KL 散度也要，该文 4.2 正是这样写的 | 第 3 步与第 6 步 |
# | 《发展历程》3.2.2 第 7 步：重复到“生成内容足够逼真”；《生成式AI》4.3.2：图像质量“会逐渐提高” | VAE 训练时根本不看生成的图像，该看的是验证集上的下界，而它也未必一路上升 | 更多的维度 |
# | 《生成式AI》3.3、9.5：VAE“适合处理高维数据”，GAN 擅长“多样化” | 二者之别不在维数。VAE 往往覆盖各个模式，但模糊；GAN 往往清晰，但丢失模式（3.3 自己也提到模式崩溃）。《发展历程》2.5 说 VAE 长于多样性，是对的 | VAE 与 GAN；本节末尾 |
# | 《生成式AI》9.6：用 PSNR、SSIM 评估“真实程度”；把模式崩溃归入稳定性 | 这两个指标都要拿图像与**它自己的**参考图相比，生成的图像没有参考图。模式崩溃是缺乏多样性；已经崩溃的生成器，训练起来可以很平稳 | 修补图像；PSNR 看不见什么 |
# | 《发展历程》2.5、《生成式AI》6：VAE 用于文本生成 | 可以，但文本解码器一强，往往就不理会编码了（Bowman 等，2015，arXiv:1511.06349）。如今的生成文本大多出自自回归模型 | 编码会“死” |
#
# **下界**。无论编码器怎样，总有 $\log p(x) = \mathrm{ELBO} + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z \mid x))$，而最后一项不会是负数。每幅图多采几个编码，重要性加权的下界就从证据下界（ELBO）出发，向 $\log p(x)$ 攀升；升高的这一段，正是只盯着 ELBO 训练时看不到的。
#
# **两个空间**。输出的最后两行，列出了两个网络各自的输入与输出。

# %%
some = binary_test[:100]
print(f"ELBO: {digits_vae.elbo(some).mean():.2f} nats an image")
for num_codes in (10, 100):
    bound = digits_vae.log_likelihood(some, num_samples=num_codes).mean()
    print(f"importance-weighted bound, {num_codes:3d} codes: {bound:.2f}")
for part in (digits_vae.encoder, digits_vae.decoder):
    print(f"{part.name}: {part.input_shape} -> {part.output_shape}")

# %% [markdown] lang="en"
# **No draw, no prior.** Let us build the generative-AI article's model to the letter: the decoder is given $\mu$ and $\sigma$, 32 numbers, and there is no KL term. For the loss we take the kindest reading, the reconstruction error, counted once.

# %% [markdown] lang="zh"
# **不采样，无先验**。照《生成式AI》的原文搭一个模型：把 $\mu$ 和 $\sigma$ 共 32 个数直接交给解码器，不加 KL 项。损失取最善意的读法：重建误差，只算一次。

# %%
digit = keras.Input((28, 28, 1))
hidden = layers.Dense(256, activation="relu")(layers.Flatten()(digit))
mu_and_sigma = [layers.Dense(16)(hidden), layers.Dense(16, activation="softplus")(hidden)]
printed_encoder = keras.Model(digit, layers.Concatenate(dtype="float32")(mu_and_sigma))

code = keras.Input((32,))
hidden = layers.Dense(256, activation="relu")(code)
pixels = layers.Dense(784, activation="sigmoid", dtype="float32")(hidden)
printed_decoder = keras.Model(code, layers.Reshape((28, 28, 1), dtype="float32")(pixels))

printed = keras.Sequential([printed_encoder, printed_decoder])
printed.compile(keras.optimizers.Adam(3e-3), "binary_crossentropy", steps_per_execution=10)
drawn = aigc_keras.data.binarize(train_images, seed=0).astype("float32") / 255
_ = printed.fit(drawn, drawn, batch_size=100, epochs=2, verbose=0)

# %% [markdown] lang="en"
# It reconstructs (first row). To make a new digit we need a new $\mu$ and $\sigma$, and the article does not say from where. We try what a VAE does, $\mu$ from $N(0, 1)$, with $\sigma$ of real images (second row), beside samples of our VAE (third row). The figures under the images say why the second row fails. The KL term makes a VAE's codes, over all images, look like the prior, with $\mathbb{E}[\mu^2 + \sigma^2]$ near 1, and puts a price on every nat. Here nothing asks for either.

# %% [markdown] lang="zh"
# 它能重建（第一行）。要画新的数字，就得有新的 $\mu$ 和 $\sigma$，可文章没说从哪里来。不妨照 VAE 的办法，从 $N(0, 1)$ 取 $\mu$，$\sigma$ 则借用真实图像的（第二行），再与本章 VAE 的样本对照（第三行）。第二行为什么不行，看图下的数字：有 KL 项管着，VAE 的编码就所有图像合起来看与先验相近，$\mathbb{E}[\mu^2 + \sigma^2]$ 接近 1，每多用一奈特都要付出代价；而这里，两样都没有人管。

# %%
from aigc_keras.losses import gaussian_kl

inputs = some.astype("float32") / 255
mu, sigma = np.split(printed_encoder.predict(inputs, verbose=0), 2, axis=1)
new_mu = np.random.default_rng(0).standard_normal((10, 16), "float32")
pictures = [
    printed.predict(inputs[:10], verbose=0),
    printed_decoder.predict(np.concatenate([new_mu, sigma[:10]], axis=1), verbose=0),
    digits_vae.sample(10, seed=0, dtype="float32"),
]
figure = plotting.image_grid(np.concatenate(pictures))
plotting.show(
    figure,
    "Three rows of ten images: reconstructions by the article's model are digits; its images of new codes are smears; the VAE's samples are digits, some of them unclear.",
    "三行图像，每行十幅：文章模型的重建是数字；它对新编码给出的是一团团污迹；VAE 的样本是数字，个别不清楚。",
)
z_mean, z_log_var = digits_vae.encode(inputs)
for name, mean, log_var in ("article", mu, 2 * np.log(sigma)), ("VAE", z_mean, z_log_var):
    kl = ops.convert_to_numpy(gaussian_kl(mean, log_var)).sum(axis=1).mean()
    print(f"{name}: E[mu^2 + sigma^2] {(mean**2 + np.exp(log_var)).mean():.2f}, KL {kl:.1f} nats")

# %% [markdown] lang="en"
# **Whose likelihood?** Taken literally, $p(x' \mid x)$ lets the model mark its own work: $x'$ is what it produced. We decode each image's own code, and then the code of another image. $-\mathbb{E}[\log p(x' \mid z)]$, with $x'$ drawn from the decoder itself, is the same for both, since the same outputs have only changed places. $-\log p(x \mid z)$ asks about the real image, and notices.

# %% [markdown] lang="zh"
# **谁的似然**。按字面读，$p(x' \mid x)$ 是模型给自己阅卷：$x'$ 就是它自己的输出。先用每幅图自己的编码解码，再换成别的图的编码。若 $x'$ 由解码器自己产生，$-\mathbb{E}[\log p(x' \mid z)]$ 在两种情形下一样大，因为输出还是那些输出，只是换了位置。$-\log p(x \mid z)$ 问的是真实图像，立刻就发现不对。


# %%
def nats(images, logits):
    pixels = digits_vae.pixel_log_likelihood(images, logits)
    return -float(ops.mean(ops.sum(pixels, axis=(1, 2, 3))))


for name, codes in ("own code", z_mean), ("another's", np.roll(z_mean, 1, axis=0)):
    logits = digits_vae.decoder(codes)
    own_work = nats(ops.sigmoid(logits), logits)  # log p is linear in x': its mean will do
    print(f"{name}: -E log p(x'|z) = {own_work:.1f}, -log p(x|z) = {nats(inputs, logits):.1f}")

# %% [markdown] lang="en"
# **Steps 3 and 6** of the history article. With a code from the prior the reconstruction error compares an image with a stranger. And who maximises that error will prefer to every reconstruction its photographic negative. The other half of step 6, the likelihood of the latent variables, is $\mathbb{E}_q[\log p(z)]$. We take one dimension with $\mu = 0$: the smaller $\sigma$, the higher it is, until nothing is left of the draw. The KL divergence is $-\mathbb{E}_q[\log p(z)]$ less the entropy of $q$, and the entropy pulls the other way: the divergence is least at $\sigma = 1$.

# %% [markdown] lang="zh"
# 《发展历程》的**第 3 步与第 6 步**。编码若采自先验，重建误差就是拿一幅图去比一幅不相干的图。若真要最大化重建误差，那么哪一幅重建都不如它的底片。第 6 步的另一半，“潜在变量的似然”，即 $\mathbb{E}_q[\log p(z)]$，这里取一个维度、$\mu = 0$ 来算：$\sigma$ 越小，它越大，采样便名存实亡。KL 散度等于 $-\mathbb{E}_q[\log p(z)]$ 再减去 $q$ 的熵，熵往相反的方向拉，于是 $\sigma = 1$ 时 KL 散度最小。

# %%
noise = np.random.default_rng(0).standard_normal(z_mean.shape, "float32")
from_posterior = digits_vae.decoder(z_mean + np.exp(0.5 * z_log_var) * noise)
print(f"error, code from q(z|x): {nats(inputs, from_posterior):.1f} nats")
print(f"error, code from p(z): {nats(inputs, digits_vae.decoder(noise)):.1f}")
print(f"error of the negative: {nats(inputs, -from_posterior):.1f}")
for sd in (1.0, 0.1, 0.01):
    prior = -0.5 * (np.log(2 * np.pi) + sd**2)
    kl = float(gaussian_kl(np.zeros((1, 1)), np.full((1, 1), 2 * np.log(sd)))[0, 0])
    print(f"sigma = {sd:4.2f}: E log p(z) = {prior:.3f}, KL = {kl:.3f}")

# %% [markdown] lang="en"
# **What PSNR cannot see.** Take 500 test digits as references. The same digits moved by one pixel are as real as before; blurred over 3×3 pixels they are not. Other digits of the test set are real; the mean of all training images is no digit at all. Guess first which score higher.

# %% [markdown] lang="zh"
# **PSNR 看不见什么**。取 500 幅测试图像作参考。把它们平移一个像素，真实程度丝毫不减；在 3×3 的范围内取平均，就糊了。测试集里别的数字当然也是真的；全部训练图像的平均，根本不是数字。先猜猜谁的得分更高。

# %% tags=["nbval-check-output"]
from aigc_keras.metrics import psnr, ssim

references = test_images[:500]
moves = [np.roll(references, (i, j), axis=(1, 2)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
average = np.rint(train_images.mean(axis=0)).astype("uint8")
candidates = {
    "moved by one pixel": np.roll(references, 1, axis=2),
    "blurred": np.rint(np.mean(moves, axis=0)).astype("uint8"),
    "other real digits": np.roll(references, 1, axis=0),
    "mean of all images": np.broadcast_to(average, references.shape),
}
for name, candidate in candidates.items():
    scores = psnr(candidate, references).mean(), ssim(candidate, references).mean()
    print(f"{name:18}  PSNR {scores[0]:5.2f} dB, SSIM {scores[1]:.3f}")

# %% [markdown] lang="en"
# Blurring beats moving in both scores, and by PSNR an image that is no digit beats, on average, the other real digits. That is no fault of the scores: after a reconstruction or a repair the original is at hand, and nearness to it is the question. Of a generated image we ask how real it is and what it adds, and a squared error answers with the mean of all possibilities.
#
# This is also where VAE and GAN part. Likelihood charges a model dearly for a real image that it cannot explain, so a VAE spreads over the modes and averages where it is unsure. The generator of a GAN is judged only by the images it makes, so it pays nothing directly for those that it leaves out. Both are tendencies of plain models, not laws: in the table of "VAE against GAN" the two come out about level, in features that hardly mind blur.

# %% [markdown] lang="zh"
# 两种得分都是模糊的高于平移的；而论 PSNR，一幅根本不是数字的图平均胜过参考图以外的真数字。这不是指标的错：重建和修复之后，原图就在手边，问的正是离它有多近。对生成的图像，我们要问的是它有多真、添了什么新东西，而平方误差给出的答案是“所有可能的平均”。
#
# VAE 与 GAN 的分野也在这里。一幅真实图像若是模型解释不了，似然就要重罚，所以 VAE 铺开去覆盖各个模式，拿不准的地方便取平均。评判 GAN 的生成器，只看它画出来的，漏掉什么，并不直接吃亏。两者都只是朴素模型的倾向，不是定律：“VAE 与 GAN”一节的表里，双方大致相当，而那些特征不大计较模糊。

# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last two cells gather the main results and check that they lie within bands. Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_04_vae.json`; a VAE whose divergence is averaged over the dimensions of the code instead of summed, recorded there too, falls outside. If a new version of some package ruins the training, this is where it shows.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个单元汇总主要结果，检查它们是否落在界限之内。界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_04_vae.json` 中；那里还记录了一个把散度对编码各维求平均（本应求和）的 VAE，它落在界限之外。如果哪个软件包的新版本毁了训练，就会在这里露出来。

# %%
results = {
    "ELBO": elbo.mean(),
    "K = 5,000": weighted.mean(),
    "gap": gap,
    "bits per dimension": grey_bits,
    "Fréchet": rows["VAE, means"]["frechet"],
    "recall": rows["VAE, means"]["recall"],
    "obedience": obedience,
    "hole": hole_psnr["VAE, 16 numbers"],
    "denoised": metrics.psnr(denoised["VAE"], clean).mean(),
}
results = {name: round(float(value), 3) for name, value in results.items()}
results["alive"] = {name: int(count) for name, count in alive.items()}

# %% tags=["headline", "bands"]
print(f"ELBO {results['ELBO']:.1f} nats, {grey_bits:.2f} bits per dimension", end=", ")
print(f"Fréchet distance {results['Fréchet']:.1f}, {obedience:.0%} as ordered")
assert results["ELBO"] > -109 and results["gap"] > 4 and grey_bits < 1.65
assert results["Fréchet"] < 5 and results["recall"] > 0.5 and obedience > 0.75
assert alive["beta 8"] <= 20 and alive["beta 1"] >= 25 and alive["beta 8, free bits"] == 32
assert results["hole"] > 9 and results["denoised"] > 18

# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/04_vae](exercises/04_vae.ipynb). These here are for pen, paper and your own experiments.
#
# 1. ★ Show from the closed form that the divergence of one dimension is zero only for mean 0 and variance 1.
# 2. ★ Draw the plane of codes with `beta=0.1` and with `beta=10`. What happens to the gaps between the codes, and what to the digits?
# 3. ★★ Compute the ELBO of `digits_vae` on the same test images, binarised with another seed. By how much does it change, and what does that say about figures quoted to two decimals?
# 4. ★★ Repair the right half of the test digits instead of a hole in the middle. Which digits go wrong, and why is there more than one right answer?
# 5. ★★★ Train on Fashion-MNIST with the 8-bit likelihood, choose `latent_dim` and `beta` on validation images, then report the bits per dimension on its test images, once.

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/04_vae](exercises/04_vae.ipynb)。下面这些留给纸笔和你自己的实验。
#
# 1. ★ 由闭式解说明：一个维度的散度只有在均值为 0、方差为 1 时才为零。
# 2. ★ 分别用 `beta=0.1` 和 `beta=10` 画出编码平面。编码之间的空隙怎样变化？数字又怎样变化？
# 3. ★★ 还是那些测试图像，换一个种子做二值化，再算 `digits_vae` 的 ELBO。变了多少？对于那些报到小数点后两位的结果，这说明什么？
# 4. ★★ 不在中间挖洞，改为修补测试数字的右半边。哪些数字会补错？为什么正确答案不止一个？
# 5. ★★★ 换成 Fashion-MNIST，用 8 位灰度的似然训练，在验证图像上选定 `latent_dim` 和 `beta`，再在它的测试图像上报告比特/维，只报告一次。

# %% [markdown] lang="en"
# ## Summary
#
# - A VAE maximises a lower bound of the log-likelihood, the ELBO. The gap is the divergence of $q(z \mid x)$ from the true posterior; the importance-weighted bound narrows it with every code more.
# - The loss has two parts in nats per image, one summed over pixels, one over dimensions of the code. Averaging one of them changes beta without saying so.
# - Binary images in nats per image (Protocol A), 8-bit images in bits per dimension (Protocol B): never in one column. Grey values in a Bernoulli likelihood belong to neither.
# - A dead dimension shows in the variance of its means over images. Free bits keep it alive; a price that is too high kills most dimensions even after a warm-up.
# - An encoder and a prior make repairs and arithmetic possible. What they fill in is likely, not certain.
#
# ## References
#
# Kingma & Welling 2013 (VAE), arXiv:1312.6114 · Rezende et al. 2014, arXiv:1401.4082 · Burda et al. 2015 (importance weighting, active units), arXiv:1509.00519 · Sønderby et al. 2016 (warm-up), arXiv:1602.02282 · Kingma et al. 2016 (free bits), arXiv:1606.04934 · Higgins et al. 2017, beta-VAE, ICLR · Salimans et al. 2017 (discretised logistic), arXiv:1701.05517 · Alemi et al. 2017 (rate and distortion), arXiv:1711.00464 · Grathwohl et al. 2018 (bits per dimension of flows), arXiv:1810.01367 · Loaiza-Ganem & Cunningham 2019 (continuous Bernoulli), arXiv:1907.06845 · Salakhutdinov & Murray 2008, ICML · Sohn et al. 2015 (conditional VAE), NeurIPS · Wang et al. 2004 (SSIM), doi:10.1109/TIP.2003.819861 · Huang et al. 2007 (Labeled Faces in the Wild), technical report 07-49

# %% [markdown] lang="zh"
# ## 小结
#
# - VAE 最大化的是对数似然的一个下界，即证据下界（ELBO）。差额是 $q(z \mid x)$ 相对于真正后验的 KL 散度；改用重要性加权下界，抽的编码越多，差额越小。
# - 损失有两部分，单位都是奈特/幅：一部分对像素求和，一部分对编码的各维求和。把其中之一改成平均，等于悄悄改了 beta。
# - 二值图像用奈特/幅（规则 A），8 位图像用比特/维（规则 B），绝不放进同一列；把灰度值放进伯努利似然，哪一种都不是。
# - 一个维度死没死，看它的均值在各幅图像之间的方差。免费比特能让它活着；价格定得太高，就算预热过，大多数维度还是会死。
# - 有了编码器和先验，才谈得上修补和算术。填进去的只是很可能的内容，未必是真实的内容。
#
# ## 参考文献
#
# Kingma 与 Welling 2013（VAE），arXiv:1312.6114 · Rezende 等 2014，arXiv:1401.4082 · Burda 等 2015（重要性加权、活跃单元），arXiv:1509.00519 · Sønderby 等 2016（预热），arXiv:1602.02282 · Kingma 等 2016（免费比特），arXiv:1606.04934 · Higgins 等 2017，beta-VAE，ICLR · Salimans 等 2017（离散化逻辑斯谛分布），arXiv:1701.05517 · Alemi 等 2017（码率与失真），arXiv:1711.00464 · Grathwohl 等 2018（流模型的比特/维），arXiv:1810.01367 · Loaiza-Ganem 与 Cunningham 2019（连续伯努利），arXiv:1907.06845 · Salakhutdinov 与 Murray 2008，ICML · Sohn 等 2015（条件 VAE），NeurIPS · Wang 等 2004（SSIM），doi:10.1109/TIP.2003.819861 · Huang 等 2007（Labeled Faces in the Wild），技术报告 07-49
