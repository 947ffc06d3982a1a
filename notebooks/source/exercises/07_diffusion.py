# %% [markdown] lang="en"
# # Exercises to chapter 7: diffusion models
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder stands, run the cell, then run the check below it: the check says what is not right yet, as often as you like.
# Stars give the difficulty; points and a rough time stand beside them, 14 points and about 110 minutes in all.
# Exercise 5 trains a small Keras model, by a function that is given.
# For everything that you write, NumPy is all you need, and your functions may use nothing else: no Keras, no `aigc_keras`.
# They may call one another.
#
# Hand in this notebook itself.
# The grader calls your functions with fresh numbers, and with some cases that the checks leave out: extreme ones, but none that the task does not allow.
# The chapter is [07_diffusion](../07_diffusion.ipynb); its notation is used here: $x_t = a_t x_0 + s_t \varepsilon$ with the signal rate $a_t$ and the noise rate $s_t$, at times $t$ from 0, the image, to 1, noise.

# %% [markdown] lang="zh"
# # 第 7 章练习：扩散模型
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度，旁边是分值和大致用时，共 14 分，约 110 分钟。
# 练习 5 要训练一个小的 Keras 模型，训练用的函数已经给好。
# 你要写的函数只用 NumPy 就够了，也只许用 NumPy，不许用 Keras 和 `aigc_keras`。
# 这些函数可以互相调用。
#
# 提交的就是这个笔记本。
# 评分时会用新的随机数调用你的函数，还会试一些检查里没有的情形：有的很极端，但都在题目允许的范围之内。
# 对应的章节是 [07_diffusion](../07_diffusion.ipynb)，记号与正文相同：$x_t = a_t x_0 + s_t \varepsilon$，其中 $a_t$ 是信号系数，$s_t$ 是噪声系数，时间 $t$ 从 0（图像）到 1（噪声）。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from aigc_course.checks import diffusion as check
from aigc_keras import data, plotting

plotting.use_style()


def rates(t):
    """Signal rate and noise rate at times t: a quarter of a circle."""
    return np.cos(np.pi / 2 * t), np.sin(np.pi / 2 * t)


# %% [markdown] lang="en"
# ## Exercise 1 ★ Noise that is not only noise (2 points, 10 minutes)
#
# Training shows the denoiser noisy images at every time; sampling starts from $\mathcal N(0, I)$, as if nothing of the image were left at $t = 1$.
# In many programs something is left: the last signal rate is small, but not 0.
# Then the denoiser has learnt to read from the noisiest images how bright they are, and at the start of sampling it reads a medium brightness out of pure noise.
# This is why Stable Diffusion, as it was first trained, made hardly any very dark or very bright images (Lin et al. 2023, arXiv:2305.08891).
#
# - `mended_rates` (1 point) takes the signal rates of such a program, from the least noise to the most, and mends them: subtract the same number from all of them, then multiply all of them by the same number, such that the last is exactly 0 and the first is what it was.
#   It returns the mended signal rates and the noise rates that go with them, where $a^2 + s^2 = 1$ at each time.
#   The first signal rate may be 1.
# - `brightness_ratio` (1 point) says how well the brightness can be read: take an image of $n$ pixels that are all 1, and the mean of its noisy pixels.
#   Divide the signal's part in this mean by the standard deviation of the noise's part.
#
# <details><summary>A hint</summary>
#
# Two unknown numbers and two conditions: after the subtraction the last rate has to be 0 already.
# For the second function: what is the standard deviation of a mean of $n$ independent draws?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 不纯的噪声（2 分，10 分钟）
#
# 训练时，去噪网络见过各个时间的带噪图像；采样则从 $\mathcal N(0, I)$ 开始，就好像 $t = 1$ 时图像已经一点不剩。
# 许多程序却还剩一点：最后一个信号系数很小，但不是 0。
# 于是去噪网络学会了从噪声最大的图像里读出图像的亮度；采样开始时，它从纯噪声里读出的是中等亮度。
# 最初的 Stable Diffusion 几乎生成不出很暗或很亮的图像，原因就在这里（Lin 等，2023，arXiv:2305.08891）。
#
# - `mended_rates`（1 分）接收这种程序的信号系数，按噪声从小到大排列，把它们改好：所有的信号系数都减去同一个数，再都乘以同一个数，使最后一个恰好是 0，第一个保持原值。
#   返回改好的信号系数，以及与之相配的噪声系数，使每个时间都有 $a^2 + s^2 = 1$。
#   第一个信号系数可能是 1。
# - `brightness_ratio`（1 分）说明亮度能读得多准：设一幅图像有 $n$ 个像素，全都是 1，求它加噪之后各像素的平均值。
#   用这个平均值里信号的部分，除以噪声部分的标准差。
#
# <details><summary>提示</summary>
#
# 两个未知数，两个条件：减完之后，最后一个就应当是 0。
# 对第二个函数：$n$ 个独立抽取的数，平均值的标准差是多少？
#
# </details>


# %%
def mended_rates(signal):
    """Signal rates and noise rates, (T,) each: signal (T,), falling from at most 1 to above 0."""
    ### BEGIN SOLUTION
    first, last = signal[0], signal[-1]
    mended = (signal - last) / (first - last) * first
    return mended, np.sqrt(1 - mended**2)
    ### END SOLUTION


def brightness_ratio(signal, noise, num_pixels):
    """Signal by deviation of the noise, in the mean of all pixels: signal, noise (T,) -> (T,)."""
    ### BEGIN SOLUTION
    return signal * np.sqrt(num_pixels) / noise
    ### END SOLUTION


# %%
check.exercise_1(mended_rates, brightness_ratio)

# %% [markdown] lang="en"
# Two schedules that were used in practice: DDPM's (Ho et al. 2020, arXiv:2006.11239) for small images, and that of Stable Diffusion, whose codes have 64×64 places (its variances $\beta$ are squares of evenly spaced numbers).
# The table shows the last signal rate and your ratio for the last time, before and after mending.
# Where the ratio is above 1, even the noisiest image tells dark from bright.

# %% [markdown] lang="zh"
# 下面是两种实际用过的噪声调度：DDPM 的（Ho 等，2020，arXiv:2006.11239），用于小图像；Stable Diffusion 的，它的编码有 64×64 个位置（各步的方差 $\beta$ 是一列等距的数的平方）。
# 表中列出最后一个信号系数，以及改好前后最后时刻的比值。
# 比值大于 1，就表示即使是噪声最大的图像，也分得出明暗。

# %%
if check.exercise_1.passes(mended_rates, brightness_ratio):
    schedules = {
        ("DDPM, 32×32 pixels", "DDPM，32×32 像素"): (np.linspace(1e-4, 0.02, 1000), 32),
        ("Stable Diffusion, 64×64", "Stable Diffusion，64×64"): (
            np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2,
            64,
        ),
    }
    rows = []
    for name, (betas, side) in schedules.items():
        given = np.sqrt(np.cumprod(1 - betas))  # (1000,)
        pairs = (given, np.sqrt(1 - given**2)), mended_rates(given)
        ratios = [f"{brightness_ratio(*pair, side * side)[-1]:.2f}" for pair in pairs]
        rows.append([name, f"{given[-1]:.4f}", *ratios])
    header = [("schedule", "噪声调度"), ("last signal rate", "最后的信号系数")]
    plotting.table([*header, ("ratio", "比值"), ("ratio, mended", "改好后的比值")], rows)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ From DDIM to DDPM, one step (3 points, 25 minutes)
#
# A denoiser has predicted the noise in $x_t = a_t x_0 + s_t \varepsilon$.
# Write one step from the rates `now` $= (a, s)$ to the rates `then` $= (a', s')$, where there is less noise:
#
# $$x' = a' \hat x_0 + \sqrt{s'^2 - f^2}\; \hat\varepsilon + f\, \xi.$$
#
# Here $\hat\varepsilon$ is the predicted noise, $\hat x_0$ the image that follows from it, and $\xi$ fresh noise, given as `draws`.
# With $f = 0$ nothing is drawn: this is DDIM (Song et al. 2020, arXiv:2010.02502).
# DDPM draws so much that $f$ is the standard deviation of $x'$ given $x_0$ *and* $x_t$.
# In between, $f$ is `eta` times that.
#
# Derive $f$ without assuming that the squares of both rates add up to 1: other schedules have other rates.
# All you may assume is that noise is added on the way from $x'$ to $x_t$, as in the chapter: $x_t = \frac{a}{a'} x' + r\, \xi'$ with fresh noise $\xi'$, and $r$ such that the noise in $x_t$ has the rate $s$.
# The last step leads to $a' = 1$ and $s' = 0$, and a step from `now` to `now` may come up too: it leaves every image as it was.
#
# <details><summary>A hint</summary>
#
# First find $r^2$: the noise in $x'$ shrinks by $a / a'$, and what is missing from $s^2$ is added.
# Then Bayes' rule, as in "Diffusion: adding noise" in chapter 2: precisions add up.
# $x_0$ says of $x'$ that it lies around $a' x_0$ with the variance $s'^2$; $x_t$ says that it lies around $\frac{a'}{a} x_t$, with which variance?
# Simplify until nothing is divided by $s'$ or $r$, which may be 0.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 从 DDIM 到 DDPM 的一步（3 分，25 分钟）
#
# 去噪网络预测出了 $x_t = a_t x_0 + s_t \varepsilon$ 里的噪声。
# 请写出从 `now` $= (a, s)$ 走到 `then` $= (a', s')$ 的一步，后者噪声较少：
#
# $$x' = a' \hat x_0 + \sqrt{s'^2 - f^2}\; \hat\varepsilon + f\, \xi.$$
#
# 其中 $\hat\varepsilon$ 是预测出的噪声，$\hat x_0$ 是由它推出的图像，$\xi$ 是新噪声，由 `draws` 给出。
# $f = 0$ 时不抽取新噪声，这就是 DDIM（Song 等，2020，arXiv:2010.02502）。
# 在 DDPM 里，$f$ 等于已知 $x_0$ *和* $x_t$ 时 $x'$ 的标准差。
# 介于两者之间时，$f$ 是这个标准差的 `eta` 倍。
#
# 推导 $f$ 时不要假定两个系数的平方和为 1：别的噪声调度未必如此。
# 只能假定从 $x'$ 到 $x_t$ 是加噪声得到的，与正文相同：$x_t = \frac{a}{a'} x' + r\, \xi'$，其中 $\xi'$ 是新的噪声，$r$ 取得使 $x_t$ 里噪声的系数恰好为 $s$。
# 最后一步走到 $a' = 1$、$s' = 0$；还可能遇到从 `now` 走到 `now` 的一步，这时图像应当保持不变。
#
# <details><summary>提示</summary>
#
# 先求 $r^2$：$x'$ 里的噪声缩小到 $a / a'$ 倍，与 $s^2$ 相比还差多少，就加多少。
# 再用贝叶斯公式，像第 2 章“扩散：加噪声”一节那样：精度相加。
# 由 $x_0$ 可知，$x'$ 在 $a' x_0$ 附近，方差为 $s'^2$；由 $x_t$ 可知，它在 $\frac{a'}{a} x_t$ 附近，方差又是多少？
# 化简到不再除以 $s'$ 和 $r$ 为止，因为它们可能是 0。
#
# </details>


# %%
def step(noisy, predicted_noise, now, then, eta, draws):
    """Noisy images as then: noisy, predicted_noise, draws and the result have the shape (n, ...).

    now, then: (signal rate, noise rate), floats; signal rates above 0, the noise rate now too.
    eta: float from 0 to 1.
    """
    ### BEGIN SOLUTION
    (signal, rate), (signal_then, rate_then) = now, then
    image = (noisy - rate * predicted_noise) / signal
    shrunk = signal * rate_then / signal_then
    fresh = eta * rate_then / rate * np.sqrt(max(rate**2 - shrunk**2, 0))
    kept = np.sqrt(max(rate_then**2 - fresh**2, 0))
    return signal_then * image + kept * predicted_noise + fresh * draws
    ### END SOLUTION


# %%
check.exercise_2(step)

# %% [markdown] lang="en"
# The mixture of chapter 2 has 30% around -2 (deviation 0.2) and 70% around 1 (deviation 0.3), and its best prediction of the noise is known exactly.
# So whatever is wrong with the draws below comes from the steps.
# The table shows the deviation of the draws around either centre, for few steps and for many.
# With 200 steps both ways come close to the exact values; with 20 steps the draws with `eta` 1 are clearly too narrow.

# %% [markdown] lang="zh"
# 第 2 章的混合分布，有 30% 在 −2 附近（标准差 0.2），70% 在 1 附近（标准差 0.3），对噪声的最优预测可以精确算出。
# 所以下面的样本如果有什么不对，只能是步子造成的。
# 表中是两个中心附近样本的标准差，步数有少有多。
# 走 200 步，两种走法都接近精确值；走 20 步，`eta` 为 1 时样本明显太集中。


# %%
def best_noise(x, time):
    """The expected noise given x (n,), for the mixture of chapter 2."""
    signal, noise = rates(time)
    shares, centres, widths = np.array([[0.3, 0.7], [-2.0, 1.0], [0.2, 0.3]])
    variances = (signal * widths) ** 2 + noise**2
    misses = x[:, None] - signal * centres  # (n, 2)
    logs = np.log(shares) - 0.5 * misses**2 / variances - 0.5 * np.log(variances)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    expected = noise * misses / variances
    return np.sum(weights * expected, axis=1) / weights.sum(axis=1)


if check.exercise_2.passes(step):
    rows, rng = [], np.random.default_rng(0)
    for num_steps in (5, 20, 200):
        for eta in (0.0, 1.0):
            x, times = rng.normal(size=20_000), np.linspace(0.99, 0, num_steps + 1)
            for now, then in zip(times[:-1], times[1:], strict=True):
                predicted = best_noise(x, now)
                x = step(x, predicted, rates(now), rates(then), eta, rng.normal(size=x.shape))
            low, high = x[x < -0.5], x[x >= -0.5]
            rows.append([num_steps, eta, *(f"{s:.3f}" for s in (low.std(), high.std()))])
    rows.append([("exact", "精确值"), "", "0.200", "0.300"])
    header = [("steps", "步数"), "eta", ("around -2", "−2 附近"), ("around 1", "1 附近")]
    plotting.table(header, rows)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ Guidance by hand (3 points, 25 minutes)
#
# - `guided` (1 point) joins two predictions, one without a label and one with it: $\hat\varepsilon_{\text{none}} + w\,(\hat\varepsilon_{\text{label}} - \hat\varepsilon_{\text{none}})$, so that $w = 1$ returns the second.
#   Guidance is harmful at the noisiest times and hardly needed where little noise is left (Kynkäänniemi et al. 2024, arXiv:2404.07724).
#   So guide only the images whose time lies in an interval, limits included; for the others return the prediction with the label.
#   Each image has a time of its own.
#
# What does guidance aim at?
# In one dimension it can be written down.
# Take a mixture of normal distributions, where part $k$ is class $k$: with the probability $\pi_k$ an image $x_0$ (a single number) is drawn from $\mathcal N(m_k, d_k^2)$.
# Look at the noisy images $x_t = a\, x_0 + s\, \varepsilon$, their density $p(x)$ and the probability $p(c \mid x)$ of a class given the noisy image.
#
# - `log_guided` (1 point) returns $\log p(x) + w \log p(c \mid x)$ for each $x$.
#   A constant that is the same for all $x$ may be left out.
# - `guided_score` (1 point) applies the rule of `guided` to scores: from $\frac{d}{dx} \log p(x)$ go $w$ times the way to $\frac{d}{dx} \log p(x \mid c)$.
#
# If both are right, the second is the derivative of the first, and the check tests that: guided scores are those of $p(x)\, p(c \mid x)^w$.
# Each $x$ may lie far from all centres.
#
# <details><summary>A hint</summary>
#
# Noise moves and widens each part: which mean and which variance has $x_t$ in class $k$?
# The score without a label is the mean of the classes' scores, each weighted by $p(k \mid x)$.
# For the sum of densities, take out the largest logarithm before you take exponentials.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ 亲手写引导（3 分，25 分钟）
#
# - `guided`（1 分）把两个预测合起来，一个没有标签，一个有标签：$\hat\varepsilon_{\text{none}} + w\,(\hat\varepsilon_{\text{label}} - \hat\varepsilon_{\text{none}})$，$w = 1$ 时得到的就是后者。
#   噪声最大的时候，引导有害；噪声所剩不多的时候，引导几乎没有用处（Kynkäänniemi 等，2024，arXiv:2404.07724）。
#   所以只引导时间落在区间里（含端点）的图像，其余的返回有标签的预测。
#   每幅图像各有自己的时间。
#
# 引导的目标是什么？
# 在一维的情形，可以把它写出来。
# 取一个正态分布的混合，第 $k$ 个分量就是第 $k$ 类：图像 $x_0$（只是一个数）以概率 $\pi_k$ 抽自 $\mathcal N(m_k, d_k^2)$。
# 再看带噪声的图像 $x_t = a\, x_0 + s\, \varepsilon$，它的密度 $p(x)$，以及已知带噪图像时类别的概率 $p(c \mid x)$。
#
# - `log_guided`（1 分）对每个 $x$ 返回 $\log p(x) + w \log p(c \mid x)$。
#   对所有 $x$ 都相同的常数可以略去。
# - `guided_score`（1 分）对得分使用 `guided` 的规则：从 $\frac{d}{dx} \log p(x)$ 出发，朝 $\frac{d}{dx} \log p(x \mid c)$ 走 $w$ 倍的路。
#
# 如果两个函数都对，后者就是前者的导数，检查会验证这一点：引导后的得分，就是 $p(x)\, p(c \mid x)^w$ 的得分。
# $x$ 可能离所有的中心都很远。
#
# <details><summary>提示</summary>
#
# 加噪声会把各个分量移动、加宽：在第 $k$ 类里，$x_t$ 的均值和方差是多少？
# 没有标签的得分，是各类别的得分以 $p(k \mid x)$ 为权的平均。
# 对密度求和时，取指数之前先减去最大的对数。
#
# </details>


# %%
def guided(without, with_label, weight, times, interval):
    """Guided predictions (n, ...): without, with_label like them, times (n,), weight a float.

    interval: (low, high), floats; images with low <= time <= high are guided.
    """
    ### BEGIN SOLUTION
    inside = (interval[0] <= times) & (times <= interval[1])
    weights = np.where(inside, weight, 1.0).reshape(-1, *[1] * (without.ndim - 1))
    return without + weights * (with_label - without)
    ### END SOLUTION


def log_guided(x, label, weight, now, shares, centres, widths):
    """log p(x) + weight * log p(label | x), up to a constant: x (n,) -> (n,).

    label: int from 0; weight: float; now: (signal rate, noise rate), floats.
    shares, centres, widths: (classes,) each, the pi, m and d of the text.
    """
    ### BEGIN SOLUTION
    variances = (now[0] * widths) ** 2 + now[1] ** 2
    misses = x[:, None] - now[0] * centres  # (n, classes)
    logs = np.log(shares) - 0.5 * misses**2 / variances - 0.5 * np.log(variances)
    log_p = np.logaddexp.reduce(logs, axis=1)
    return log_p + weight * (logs[:, label] - log_p)
    ### END SOLUTION


def guided_score(x, label, weight, now, shares, centres, widths):
    """The guided score at each x: arguments and result as for `log_guided`."""
    ### BEGIN SOLUTION
    variances = (now[0] * widths) ** 2 + now[1] ** 2
    misses = x[:, None] - now[0] * centres
    logs = np.log(shares) - 0.5 * misses**2 / variances - 0.5 * np.log(variances)
    posterior = np.exp(logs - np.logaddexp.reduce(logs, axis=1, keepdims=True))
    scores = -misses / variances  # (n, classes)
    free = np.sum(posterior * scores, axis=1)
    return free + weight * (scores[:, label] - free)
    ### END SOLUTION


# %%
check.exercise_3(guided, log_guided, guided_score)

# %% [markdown] lang="en"
# Two classes with the same share, around -1 and 1, both with the deviation 0.8: they overlap.
# The figure shows $p(x)\, p(c \mid x)^w$ without noise, divided by its sum, for the class around 1.
# The larger $w$, the further the density moves away from the other class, past the centre of its own.

# %% [markdown] lang="zh"
# 两个类别各占一半，分别在 −1 和 1 附近，标准差都是 0.8，有所重叠。
# 图中是没有噪声时的 $p(x)\, p(c \mid x)^w$（已归一化），类别取 1 附近的那个。
# $w$ 越大，密度离另一类越远，越过了本类的中心。

# %%
if check.exercise_3.passes(guided, log_guided, guided_score):
    line = np.linspace(-4, 5, 900)
    mixture = np.array([[0.5, 0.5], [-1.0, 1.0], [0.8, 0.8]])  # shares, centres, widths
    figure, axis = plt.subplots(figsize=(5.4, 2.8))
    for weight in (0.0, 1.0, 3.0, 8.0):
        density = np.exp(log_guided(line, 1, weight, (1.0, 0.0), *mixture))
        axis.plot(line, density / density.sum() / (line[1] - line[0]), label=f"w = {weight:g}")
    axis.set(xlabel="x", ylabel="density")
    axis.legend()
    plotting.show(
        figure,
        "Four densities. w = 0: both classes. w = 1: the class around 1 as it is. With w = 3 and "
        "w = 8 it becomes narrower and moves to the right, away from the other class.",
        "四条密度曲线。w = 0：两个类别都有。w = 1：1 附近的类别本身。"
        "w = 3 和 w = 8：变得更窄，并向右移，离另一类越来越远。",
    )

# %% [markdown] lang="en"
# ## Exercise 4 ★★ A hole in an image (3 points, 20 minutes)
#
# RePaint (Lugmayr et al. 2022, arXiv:2201.09865) fills a hole with a diffusion model that was never trained for it.
# Whatever is drawn in the hole has to fit what can be seen; so after each step the visible part is put back into its place, with as much noise as the rest has by then.
# The first steps fit badly nevertheless, since the rest was denoised without knowing it; so each step is made several times, and in between noise is added, back to where the step began.
#
# - `back` (1 point) goes from the rates `then` back to the rates `now`, where there is more noise: multiply the image so that its signal rate is right, and add as much of `draws` as is missing.
# - `inpaint` (2 points) starts with `x = draw()` and, for each pair of neighbours $t$ and $t'$ in `times`,
#   1. asks `estimate(x, t)`, which returns an image $\hat x_0$ and noise $\hat\varepsilon$, and makes the step with `eta` 0: $a' \hat x_0 + s' \hat\varepsilon$;
#   2. replaces the visible pixels by $a'$ times the known ones plus $s'$ times `draw()`;
#   3. goes back to the rates of $t$ with `draw()` and begins again at 1, until the step has been made `repeats` times.
#
#   The last step, to $t' = 0$, is made once; then nothing is noisy any more, and the visible part is exactly what was given.
#   Missing pixels hold NaN.
#
# <details><summary>A hint</summary>
#
# `back` is the formula with $r$ in exercise 2.
# `np.where` keeps NaN out.
# After the last of the repeats nothing goes back.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 4 ★★ 图像里的洞（3 分，20 分钟）
#
# RePaint（Lugmayr 等，2022，arXiv:2201.09865）用扩散模型补洞，而这个模型从未为此训练过。
# 洞里画出的内容要与看得见的部分相配，所以每走一步，都把可见部分放回原处，噪声与此时其余部分的一样大。
# 即便如此，最初几步还是配得不好，因为其余部分去噪时并不知道可见部分；所以每一步都要做几遍，两遍之间再加噪声，回到这一步的起点。
#
# - `back`（1 分）从 `then` 的两个系数回到 `now` 的两个系数，后者噪声较多：先乘一个数，使信号系数正确，再加上还缺的那么多 `draws`。
# - `inpaint`（2 分）从 `x = draw()` 开始，对 `times` 里每两个相邻的时间 $t$ 和 $t'$：
#   1. 调用 `estimate(x, t)`，得到图像 $\hat x_0$ 和噪声 $\hat\varepsilon$，走 `eta` 为 0 的一步：$a' \hat x_0 + s' \hat\varepsilon$；
#   2. 把可见的像素换成 $a'$ 乘已知的像素，加上 $s'$ 乘 `draw()`；
#   3. 用 `draw()` 回到 $t$ 的两个系数，再从第 1 步做起，直到做满 `repeats` 遍。
#
#   最后走到 $t' = 0$ 的一步只做一遍；这时已经没有噪声，可见部分与给定的完全相同。
#   缺失的像素存的是 NaN。
#
# <details><summary>提示</summary>
#
# `back` 就是练习 2 里含 $r$ 的那个公式。
# `np.where` 能把 NaN 挡在外面。
# 做完最后一遍，就不再往回走了。
#
# </details>


# %%
def back(noisy, then, now, draws):
    """Noisy images (n, ...) as now, from noisy ones as then: draws like noisy.

    then, now: (signal rate, noise rate), floats; the signal rate then is above 0.
    """
    ### BEGIN SOLUTION
    share = now[0] / then[0]
    added = np.sqrt(max(now[1] ** 2 - (share * then[1]) ** 2, 0))
    return share * noisy + added * draws
    ### END SOLUTION


def inpaint(estimate, rates, draw, times, known, missing, repeats):
    """Images (n, pixels) whose holes are filled.

    estimate: function of noisy images (n, pixels) and a time, returns an image and noise like them.
    rates: function of a time, returns (signal rate, noise rate); draw: function without arguments,
    returns new noise (n, pixels). times: falling floats, the last is 0.
    known: (n, pixels), NaN where missing; missing: bool (n, pixels); repeats: int from 1.
    """
    ### BEGIN SOLUTION
    x = draw()
    for time, time_then in zip(times[:-1], times[1:], strict=True):
        now, then = rates(time), rates(time_then)
        for repeat in range(repeats if time_then > 0 else 1):
            if repeat > 0:
                x = back(x, then, now, draw())
            image, noise = estimate(x, time)
            x = then[0] * image + then[1] * noise
            x = np.where(missing, x, then[0] * known + then[1] * draw())
    return x
    ### END SOLUTION


# %%
check.exercise_4(back, inpaint)

# %% [markdown] lang="en"
# Digits with a hole, and a denoiser without a network.
# If the only images in the world were the 3,000 training digits, the best estimate of the image in $x_t$ would be a mean of these digits, each weighted by how likely $x_t$ is to come from it.
# That can be computed.
# Such a denoiser knows nothing but the training digits and can draw nothing else, so holes in digits that it has never seen are a hard test.
# The table shows the root of the mean squared error in the holes, where black is -1 and white is 1.

# %% [markdown] lang="zh"
# 带洞的数字，以及一个没有网络的去噪方法。
# 假如世界上只有训练集里的 3,000 个数字，那么对 $x_t$ 里图像的最优估计，就是这些数字的加权平均，权重取决于 $x_t$ 有多大可能由它而来。
# 这可以直接算出来。
# 这种方法只知道训练用的数字，画不出别的；用它修补从没见过的数字，是很难的考验。
# 表中是洞里的均方根误差，其中黑是 −1，白是 1。

# %%
if check.exercise_4.passes(back, inpaint):
    (train, _), (test, _) = data.load_images("mnist")
    train, test = (
        x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196) / 127.5 - 1
        for x in (train[:3000], test[:10])
    )

    def estimate(noisy, time):
        signal, noise = rates(time)
        squares = np.sum(noisy**2, axis=1)[:, None] - 2 * signal * noisy @ train.T
        logs = -0.5 * (squares + signal**2 * np.sum(train**2, axis=1)) / noise**2
        weights = np.exp(logs - logs.max(axis=1, keepdims=True))  # (n, 3000)
        image = weights / weights.sum(axis=1, keepdims=True) @ train
        return image, (noisy - signal * image) / noise

    hole = np.zeros((14, 14), bool)
    hole[4:10, 4:10] = True
    missing = np.tile(hole.ravel(), (10, 1))
    known = np.where(missing, np.nan, test)
    pictures, rows = [np.where(missing, 0, test)], []

    def draw():
        return rng.normal(size=known.shape)

    for repeats in (1, 10):
        rng = np.random.default_rng(0)
        filled = inpaint(estimate, rates, draw, np.linspace(0.98, 0, 31), known, missing, repeats)
        pictures.append(filled)
        rows.append([repeats, f"{np.mean((filled - test)[missing] ** 2) ** 0.5:.2f}"])
    plotting.table([("repeats", "遍数"), ("error in the hole", "洞里的误差")], rows)
    images = np.clip(np.concatenate([*pictures, test]) / 2 + 0.5, 0, 1)
    plotting.show(
        plotting.image_grid(
            images.reshape(-1, 14, 14, 1),
            row_labels=["damaged", "1 repeat", "10 repeats", "truth"],
        ),
        "Top: ten test digits with a grey hole. Second row: filled with one repeat, strokes break "
        "at the edge of the hole. Third row: with ten repeats most of them join. Bottom: the truth.",
        "最上：十个带灰洞的测试数字。第二行：每步做一遍，笔画在洞的边缘断开。"
        "第三行：每步做十遍，笔画大多接上了。最下：真相。",
    )

# %% [markdown] lang="en"
# ## Exercise 5 ★★★ Three faults: train and mend (3 points, 30 minutes)
#
# This program is to learn to draw points that lie in five groups.
# A denoiser learns to predict the noise, and DDIM walks from noise to points.
# The program runs without an error, its loss falls, and what it draws is a cloud.
#
# `train` and `report` are in order, leave them as they are.
# Of the other three functions, `failing_spoil`, `failing_inputs` and `failing_walk`, each has one fault.
# Run the program, and look at the table and the figure before you change anything.
# In the table, strays are the share of points far from the centres of all groups, and the width is the root mean square distance of the other points from the nearest centre, in each direction.

# %% [markdown] lang="zh"
# ## 练习 5 ★★★ 三处毛病：训练失败，找出原因并修好（3 分，30 分钟）
#
# 下面的程序本该学会画出聚成五群的点。
# 去噪网络学着预测噪声，再由 DDIM 从噪声走到点。
# 程序运行时不报错，损失一直在下降，画出来的却是一团。
#
# `train` 和 `report` 没有问题，请勿改动。
# 其余三个函数 `failing_spoil`、`failing_inputs` 和 `failing_walk`，各有一处毛病。
# 先运行这个程序，看一看表和图，再动手改。
# 表中“群的宽度”，是离得不太远的点到最近的群中心的均方根距离，按每个方向计；“离群的点”是其余的点所占的比例。


# %%
def train(points, spoil, inputs, num_steps=1500):
    """A function that predicts noise, and its loss: points (n, 2)."""
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    clean = points[rng.integers(len(points), size=256 * num_steps)]
    times, noise = rng.random(len(clean)), rng.normal(size=clean.shape)
    shown = inputs(spoil(clean, times, noise), times)
    hidden = [layers.Dense(128, "silu") for _ in range(3)]
    last = layers.Dense(2, dtype="float32")
    model = keras.Sequential([keras.Input(shown.shape[1:]), *hidden, last])
    rate = keras.optimizers.schedules.CosineDecay(5e-3, num_steps)
    model.compile(keras.optimizers.Adam(rate), "mse", jit_compile=False, steps_per_execution=25)
    model.fit(shown, noise, batch_size=256, shuffle=False, verbose=0)
    loss = model.evaluate(shown[-51200:], noise[-51200:], batch_size=1024, verbose=0)
    return lambda noisy, times: np.array(model.predict_on_batch(inputs(noisy, times))), loss


# %%
def failing_spoil(points, times, noise):
    """Noisy points (n, 2), each as its time (n,) says."""
    signal, noise_rate = rates(times)
    return signal[:, None] * points + (1 - signal**2)[:, None] * noise


def failing_inputs(noisy, times):
    """What the denoiser is given, (n, 10): noisy points (n, 2), and the times (n,) as waves."""
    steps = times.astype("int32")
    angles = np.pi * steps[:, None] * np.array([0.5, 1, 2, 4])
    return np.concatenate([noisy, np.sin(angles), np.cos(angles)], axis=1)


def failing_walk(predict, start, times):
    """Points (n, 2) from noise: times fall to 0, predict is a function of (n, 2) and (n,)."""
    x = start
    for now, then in zip(times[:-1], times[1:], strict=True):
        signal, noise_rate = rates(now)
        noise = predict(x, np.full(len(x), now))
        x = rates(then)[0] * (x - noise_rate * noise) / signal + noise_rate * noise
    return x


# %%
angles = 2 * np.pi * np.arange(5) / 5
centres = 1.8 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
rng = np.random.default_rng(0)
points = centres[rng.integers(5, size=3000)] + 0.12 * rng.normal(size=(3000, 2))


def report(programs):
    """A table and a figure: programs is a dict of names to (spoil, inputs, walk)."""
    rows, drawn, trained = [[("data", "数据"), "", *groups(points)]], [points[:1000]], {}
    for name, (spoil, inputs, walk) in programs.items():
        if (spoil, inputs) not in trained:
            trained[spoil, inputs] = train(points, spoil, inputs)
        predict, loss = trained[spoil, inputs]
        start = np.random.default_rng(1).normal(size=(1000, 2))
        drawn.append(walk(predict, start, np.linspace(0.98, 0, 41)))
        rows.append([name, f"{loss:.2f}", *groups(drawn[-1])])
    header = [("program", "程序"), ("loss", "损失"), ("strays", "离群的点"), ("width", "群的宽度")]
    plotting.table(header, rows)
    figure, axes = plt.subplots(1, len(drawn), figsize=(2.4 * len(drawn), 2.5), squeeze=False)
    for axis, x, name in zip(axes[0], drawn, ["data", *(n[0] for n in programs)], strict=True):
        axis.plot(*x.T, ".", markersize=1.5)
        axis.set(title=name, xlim=(-4, 4), ylim=(-4, 4), aspect="equal")
    return figure


def groups(x):
    """The share of points far from all centres, and how far the others lie from the nearest."""
    distances = np.linalg.norm(x[:, None] - centres, axis=2).min(axis=1)
    near = distances < 0.48
    width = np.sqrt(np.mean(distances[near] ** 2) / 2) if near.any() else np.nan
    return f"{1 - near.mean():.0%}", f"{width:.3f}"


plotting.show(
    report({("failing", "失败的"): (failing_spoil, failing_inputs, failing_walk)}),
    "Left: the data, five narrow groups on a circle. Right: what the failing program draws, a "
    "cloud without groups.",
    "左：数据，圆周上五个很窄的群。右：失败的程序画出的点，一团，分不出群。",
)

# %% [markdown] lang="en"
# - `spoil`, `inputs` and `walk` are the three functions, mended.
#   They take and return what the failing ones do; `inputs` may return other columns, as long as time and point can be read from each row.
# - `symptoms` returns a dict: for each of the three names the letter of what its fault *alone* does, the other two being mended.
#   - `"A"`: the loss is that of the mended program, and yet most points are strays.
#   - `"B"`: the loss is too high, the groups lie in their places, and they are clearly too narrow.
#   - `"C"`: some groups are never hit, whatever the loss.
#   - `"D"`: the loss is much too high, and the groups are out of place or smeared; longer training would not help.
#   - `"E"`: the points are copies of training points.
# - `mended_samples` trains on points, about as large as those above, and returns new ones, made from noise.
#   Call `train` and `walk`.
#   The check does it with other groups, and compares the result with new points.
#
# To find the symptoms, mend one function after another; `report({("test", "试"): (spoil, inputs, failing_walk)})` in a cell of your own shows what a mixture of mended and failing functions does, in a few seconds.
#
# Then write three sentences into a text cell of your own: which fault you found first and by what, and why the loss could not show one of the three.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# One line at a time: which line of the chapter is it, and what does it say for a single time such as $t = 0.5$?
# Print what `failing_inputs` makes of the times 0.2 and 0.9.
#
# </details>

# %% [markdown] lang="zh"
# - `spoil`、`inputs` 和 `walk` 是修好的三个函数。
#   它们的参数和返回值与有毛病的函数相同；`inputs` 可以返回别的列，只要每一行都看得出时间和点。
# - `symptoms` 返回一个字典：对这三个名字，给出在另外两个都修好的情况下，*只有*这一处毛病时的症状，用字母表示。
#   - `"A"`：损失与修好的程序相同，可是大多数点都离群。
#   - `"B"`：损失偏高，各群都在原来的位置，但明显太窄。
#   - `"C"`：不论损失如何，总有几群一个点也没有。
#   - `"D"`：损失高得多，各群偏离了原来的位置，或者散开了；训练更久也没有用。
#   - `"E"`：画出的点是训练用的点的复制品。
# - `mended_samples` 用一些点来训练，它们的大小与上面的差不多；返回从噪声生成的新的点。
#   请调用 `train` 和 `walk`。
#   检查时所用的群与这里的不同，并拿结果与新的点比较。
#
# 要找出症状，可以一个一个地修；自己加一格，写 `report({("test", "试"): (spoil, inputs, failing_walk)})`，几秒钟就能看到修好的和有毛病的函数混用时的结果。
#
# 然后自己加一个文字单元格，写三句话：你最先发现哪一处毛病，凭的是什么；三处之中，为什么有一处从损失里看不出来。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 一行一行地看：它对应正文的哪一行？
# 取一个时间，例如 $t = 0.5$，它的值是什么？
# 把时间 0.2 和 0.9 交给 `failing_inputs`，打印结果看看。
#
# </details>


# %%
def spoil(points, times, noise):
    """Noisy points (n, 2): points and noise (n, 2), times (n,)."""
    ### BEGIN SOLUTION
    signal, noise_rate = rates(times[:, None])
    return signal * points + noise_rate * noise
    ### END SOLUTION


def inputs(noisy, times):
    """What the denoiser is given, a row for each point: noisy (n, 2), times (n,)."""
    ### BEGIN SOLUTION
    angles = np.pi * times[:, None] * np.array([0.5, 1, 2, 4])
    return np.concatenate([noisy, np.sin(angles), np.cos(angles)], axis=1)
    ### END SOLUTION


def walk(predict, start, times):
    """Points (n, 2) from noise: times fall to 0, predict is a function of (n, 2) and (n,)."""
    ### BEGIN SOLUTION
    x = start
    for now, then in zip(times[:-1], times[1:], strict=True):
        noise = predict(x, np.full(len(x), now))
        x = step(x, noise, rates(now), rates(then), 0.0, noise)
    return x
    ### END SOLUTION


def symptoms():
    """A dict of "spoil", "inputs" and "walk" to one of the letters "A" to "E" each."""
    ### BEGIN SOLUTION
    return {"spoil": "B", "inputs": "D", "walk": "A"}
    ### END SOLUTION


def mended_samples(points, count):
    """New points (count, 2) of a training on points (n, 2)."""
    ### BEGIN SOLUTION
    predict, _ = train(points, spoil, inputs)
    start = np.random.default_rng(0).normal(size=(count, 2))
    return walk(predict, start, np.linspace(0.98, 0, 41))
    ### END SOLUTION


# %%
check.exercise_5(spoil, inputs, walk, symptoms, mended_samples)

# %% [markdown] lang="en"
# Here is the mended program, and what each fault does alone.
# The loss cannot see the fault of the walk, which takes no part in the training: a loss says what was learnt, not what is done with it.

# %% [markdown] lang="zh"
# 下面是修好的程序，以及每一处毛病单独造成的结果。
# `walk` 的毛病从损失里看不出来，因为它不参与训练：损失只说明学到了什么，不说明学到的东西用得对不对。

# %%
if check.exercise_5.passes(spoil, inputs, walk, symptoms, mended_samples):
    figure = report(
        {
            ("mended", "修好的"): (spoil, inputs, walk),
            ("spoil", "spoil"): (failing_spoil, inputs, walk),
            ("inputs", "inputs"): (spoil, failing_inputs, walk),
            ("walk", "walk"): (spoil, inputs, failing_walk),
        }
    )
    plotting.show(
        figure,
        "The data, the mended program, and the program with one fault. Mended: five groups as in "
        "the data. spoil: five groups that are too narrow. inputs: groups out of place, and points "
        "astray between them. walk: a cloud.",
        "依次是数据、修好的程序，以及只有一处毛病的程序。修好的：五个群，与数据相同。"
        "spoil：五个群都太窄。inputs：各群偏离了原来的位置，群与群之间散落着点。walk：一团。",
    )
