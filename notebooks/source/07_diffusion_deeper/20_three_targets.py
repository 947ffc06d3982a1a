# %% [markdown] lang="en"
# ## Noise, image or velocity
#
# A denoiser may predict the noise $\epsilon$, the image $x_0$ or the velocity $v$.
# Whatever it predicts, $x_t$ is known, so the prediction stands for a pair $\hat x, \hat \epsilon$ with $x_t = a \hat x + s \hat \epsilon$.
# Subtract $x_t = a x_0 + s \epsilon$ from this, and the two errors depend on each other: $\hat \epsilon - \epsilon = -\frac{a}{s} (\hat x - x_0)$.
# For the velocity along the circle, where $a^2 + s^2 = 1$,
#
# $$\hat v - v = a (\hat \epsilon - \epsilon) - s (\hat x - x_0) = -\frac{a^2 + s^2}{s} (\hat x - x_0) = -\frac{1}{s} (\hat x - x_0).$$
#
# Flow matching uses the straight line $a = 1 - t$, $s = t$ with the velocity $v = \epsilon - x_0$; the same calculation gives $-\frac{a + s}{s} (\hat x - x_0) = -\frac{1}{s} (\hat x - x_0)$.
#
# So each squared error is the squared error of the image times a weight.
# Written in the logarithm of the signal-to-noise ratio, $\lambda = \log(a^2 / s^2)$, the weights are (Salimans & Ho 2022, arXiv:2202.00512; Kingma & Gao 2023, arXiv:2303.00848):
#
# | the network predicts | its squared error is that of the image times |
# | --- | --- |
# | image | $1$ |
# | noise | $a^2 / s^2 = e^\lambda$ |
# | velocity, circle | $1 / s^2 = 1 + e^\lambda$ |
# | velocity, straight line | $1 / s^2 = (1 + e^{\lambda / 2})^2$ |
#
# The best prediction is the same for all of them: $\hat x$ is the expected image given $x_t$.
# What differs is at which levels of noise a network of limited size is trained to be exact.

# %% [markdown] lang="zh"
# ## 预测噪声、图像还是速度
#
# 去噪网络可以预测噪声 $\epsilon$、图像 $x_0$ 或速度 $v$。
# 无论预测哪一个，$x_t$ 都是已知的，所以一个预测就对应一对估计 $\hat x, \hat \epsilon$，满足 $x_t = a \hat x + s \hat \epsilon$。
# 从中减去 $x_t = a x_0 + s \epsilon$，可见两个误差相互决定：$\hat \epsilon - \epsilon = -\frac{a}{s} (\hat x - x_0)$。
# 沿圆弧的速度（$a^2 + s^2 = 1$）满足
#
# $$\hat v - v = a (\hat \epsilon - \epsilon) - s (\hat x - x_0) = -\frac{a^2 + s^2}{s} (\hat x - x_0) = -\frac{1}{s} (\hat x - x_0).$$
#
# 流匹配走直线 $a = 1 - t$，$s = t$，速度为 $v = \epsilon - x_0$；同样可以算出 $-\frac{a + s}{s} (\hat x - x_0) = -\frac{1}{s} (\hat x - x_0)$。
#
# 可见每一种平方误差都等于图像的平方误差乘以一个权重。
# 用信噪比的对数 $\lambda = \log(a^2 / s^2)$ 来写，各个权重如下（Salimans 与 Ho，2022，arXiv:2202.00512；Kingma 与 Gao，2023，arXiv:2303.00848）：
#
# | 网络预测的量 | 它的平方误差等于图像的平方误差乘以 |
# | --- | --- |
# | 图像 | $1$ |
# | 噪声 | $a^2 / s^2 = e^\lambda$ |
# | 速度（圆弧） | $1 / s^2 = 1 + e^\lambda$ |
# | 速度（直线） | $1 / s^2 = (1 + e^{\lambda / 2})^2$ |
#
# 几种目标的最优预测是同一个：$\hat x$ 是已知 $x_t$ 时图像的期望。
# 不同的是，训练要求大小有限的网络在哪些噪声水平上预测得更准。

# %% [markdown] lang="en"
# The left figure shows the weights.
# The right one measures the predictions of our model, on validation images with noise, in the three units; the assertion checks the table.

# %% [markdown] lang="zh"
# 左图是各个权重。
# 右图是我们这个模型在加噪的验证图像上的误差，同一个预测分别换算成图像、噪声和速度的误差；断言验证上表。

# %%
validation_codes = model.codes(validation_images)  # (1000, 16)
drawn = rng.standard_normal(validation_codes.shape, dtype="float32")
times, errors = np.array([0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98]), []
for time in times:
    signal, rate = rates(time)
    noisy = signal * validation_codes + rate * drawn
    clean, noise_found = from_velocity(teacher, noisy, time, validation_labels)
    off = clean - validation_codes, noise_found - drawn
    errors.append([np.mean(x**2) for x in (*off, signal * off[1] - rate * off[0])])
errors = np.array(errors)  # (11, 3): image, noise, velocity
snr = 1 / np.tan(np.pi / 2 * times) ** 2
expected = np.stack([np.ones(11), snr, 1 + snr], axis=1)
np.testing.assert_allclose(errors / errors[:, :1], expected, rtol=1e-2)

# %%
figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.2), layout="constrained")
line = np.linspace(-7, 7, 100)
weights = {"image": np.ones(100), "noise": np.exp(line), "velocity": 1 + np.exp(line)}
for name, error, style in zip(weights, errors.T, ("o-", "s--", "^-."), strict=True):
    axes[0].plot(line, weights[name], style[1:], label=name)
    axes[1].plot(np.log(snr), error, style, label=name)
axes[0].plot(line, (1 + np.exp(line / 2)) ** 2, ":", label="velocity, straight line")
for axis, label in zip(axes, ("weight", "squared error per value"), strict=True):
    axis.set(xlabel="log signal-to-noise ratio", ylabel=label, yscale="log")
    axis.legend(fontsize=8)
plotting.show(
    figure,
    "Left: the weight that each loss gives the image's squared error, against the level of noise (most noise at the left). Right: the errors of the trained model in three units.",
    "左：每种损失给图像平方误差的权重，横轴为噪声水平（左端噪声最大）。右：训练好的模型的误差，分别换算成图像、噪声和速度的误差。",
)

# %% [markdown] lang="en"
# Very noisy images (left ends) add almost nothing to the noise loss: there almost all of $x_t$ is noise, and a network that repeats $x_t$ has predicted the noise.
# Nearly clean images add almost nothing to the image loss, since there $x_t$ is almost the answer.
# The velocity's weight along the circle is the sum of both, and its error changes by less than a factor of two from one end to the other.
# The straight line gives more weight to the levels in between, twice as much where signal and noise are equal.
#
# How often a level of noise comes up in training is a second weight, and the schedule decides it.
# Only the product of both counts: another schedule with weights to match trains the same (Kingma & Gao 2023).

# %% [markdown] lang="zh"
# 噪声很大的图像（两图的左端）对噪声损失几乎没有贡献：那里的 $x_t$ 几乎全是噪声，网络照抄 $x_t$ 就等于预测了噪声。
# 接近干净的图像对图像损失几乎没有贡献，因为那里的 $x_t$ 差不多就是答案。
# 沿圆弧的速度，权重是前两者之和，误差在整个范围内最大与最小相差不到一倍。
# 沿直线的速度给中间的噪声水平更大的权重；信号与噪声相等处，权重是圆弧的两倍。
#
# 训练中各个噪声水平出现得多不多，是另一重权重，由噪声调度决定。
# 起作用的只是两重权重的乘积：换一个噪声调度，再配上相应的权重，训练效果相同（Kingma 与 Gao，2023）。

# %% [markdown] lang="en"
# **Where the prediction of noise fails.** A network that predicts the noise gives the image by $\hat x = (x_t - s \hat \epsilon) / a$.
# At $t = 0.999$ the signal rate is 0.0016, so an error in $\hat \epsilon$ is multiplied by more than 600.
#
# We train two small twins of two blocks with 64 units, alike in everything but the target.
#
# > **Predict before you run.** Each twin draws digits in 16 steps.
# > The twin that predicts noise divides by 0.0016 in the first step, and by much larger numbers after that.
# > Does it recover in the other fifteen?

# %% [markdown] lang="zh"
# **预测噪声在哪里失灵。** 预测噪声的网络要由 $\hat x = (x_t - s \hat \epsilon) / a$ 得到图像。
# $t = 0.999$ 时信号系数为 0.0016，所以 $\hat \epsilon$ 的误差要乘以 600 多倍。
#
# 我们训练一对小网络，各有两个 64 个单元的块，除预测的量以外完全相同。
#
# > **先猜，再运行。** 两个小网络各用 16 步画数字。
# > 预测噪声的那个在第一步除以 0.0016，以后各步的除数都大得多。
# > 在后面的十五步里，它能纠正过来吗？


# %%
def from_noise(network, noisy, time, labels):
    """The same estimates by a network that predicts the noise."""
    signal, rate = rates(time)
    found = predict(network, noisy, time, labels)  # (n, 16)
    return (noisy - rate * found) / signal, found


twins = {}
for target in ("velocity", "noise"):
    twin = latent_diffusion(target, width=64, num_blocks=2)
    train(twin.diffusion, (codes, train_labels), epochs=16)
    twins[target] = twin.diffusion.denoiser

# %% tags=["hide-output"]
readers = {"velocity": from_velocity, "noise": from_noise}
tried = {
    f"{target}, {num_steps}": draw(network, num_steps, 20, readers[target])
    for target, network in twins.items()
    for num_steps in (16, 1)
}
show(
    tried,
    "Digits of the twins in 16 steps and in one. Above: the twin that predicts the velocity. Below: the twin that predicts the noise; its digits are jagged, black and white only, and often not the one ordered, in 16 steps too.",
    "一对小网络用 16 步和 1 步画的数字。上两行预测速度；下两行预测噪声，画出的数字边缘参差，只有黑白两色，往往还不是所要的数字，用 16 步也一样。",
)
rows = [[name, f"{np.std(x):.2f}"] for name, x in tried.items()]
plotting.table(
    [("predicts, steps", "预测的量与步数"), ("deviation of the codes", "编码的标准差")], rows
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# It does not.
# The codes of training images have the deviation 1; after its first step this twin is many times further out, where it has never been trained.
# The twin that predicts the velocity divides by nothing: $\hat x = a x_t - s \hat v$.
# In one step its deviation is below 1, since it draws the mean of each label.
# (The two losses printed above have different units, so they cannot be compared.)
#
# </details>
#
# Yet DDPM predicted noise and drew well (Ho et al. 2020, arXiv:2006.11239).
# It took 1,000 small steps, and a small step goes only a little way towards the estimate: in the first, an error in $\hat \epsilon$ enters the next noisy image multiplied by only about 0.02, and the later predictions can correct it.
# It also clipped the estimates of pixels to the range of pixels; codes have no such range.
# With few steps from almost pure noise another target is needed.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 不能。
# 训练图像的编码标准差为 1；第一步之后，这个网络的编码就超出这个范围许多倍，而它从未在那里训练过。
# 预测速度的网络不必除以任何数：$\hat x = a x_t - s \hat v$。
# 它只走一步时标准差小于 1，因为画出的是每个标签的平均。
# （上面显示的两个损失，一个是速度的误差，一个是噪声的误差，不能比较。）
#
# </details>
#
# 可是 DDPM 预测的正是噪声，画得也很好（Ho 等，2020，arXiv:2006.11239）。
# 它走 1,000 步，每步都很小：在第一步里，$\hat \epsilon$ 的误差乘以约 0.02 之后，才进入下一幅带噪图像，后面的预测还来得及纠正。
# 它还把像素的估计值截断到像素的取值范围之内，而编码没有这样的范围。
# 要从几乎纯粹的噪声出发、只走几步，就得换一个预测的量。
