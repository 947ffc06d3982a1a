# %% [markdown] lang="en"
# ## How much noise when
#
# The quarter of a circle (`cosine`; Nichol & Dhariwal 2021, arXiv:2102.09672) is one noise schedule of several.
# In DDPM the variance $\beta_t$ of the added noise rises in a straight line (`linear`; Ho et al. 2020).
# Flow matching goes from image to noise in a straight line (`rectified`; Liu et al. 2022, arXiv:2209.03003): $a_t = 1 - t$, $s_t = t$.
# What counts is the ratio of the two rates.
# Its square is the **signal-to-noise ratio**, and the logarithm of that falls in every schedule as $t$ grows:
#
# $$\lambda_t = \log \frac{a_t^2}{s_t^2}.$$

# %% [markdown] lang="zh"
# ## 何时加多少噪声
#
# 四分之一圆周（`cosine`；Nichol 与 Dhariwal，2021，arXiv:2102.09672）只是噪声调度的一种。
# 去噪扩散概率模型（DDPM）让每步所加噪声的方差随时间线性增大（`linear`；Ho 等，2020）；本章后面的流匹配则沿直线从图像走到噪声（`rectified`；Liu 等，2022，arXiv:2209.03003）：$a_t = 1 - t$，$s_t = t$。
# 重要的是两个系数之比。
# 比值的平方叫**信噪比**（signal-to-noise ratio）；不论哪种噪声调度，它的对数都随时间下降：
#
# $$\lambda_t = \log \frac{a_t^2}{s_t^2}.$$

# %%
from aigc_keras import schedules

fine = np.linspace(0.001, 0.999, 300, dtype="float32")
figure, axes = plt.subplots(1, 2, figsize=(7, 2.6), layout="constrained")
for name in ("cosine", "linear", "rectified"):
    signal, _ = getattr(schedules, name)(fine)
    axes[0].plot(fine, signal, label=name)
    axes[1].plot(fine, schedules.log_snr(getattr(schedules, name), fine), label=name)
axes[0].set(xlabel="t", ylabel="signal rate")
axes[1].set(xlabel="t", ylabel="log signal-to-noise ratio")
axes[0].legend()
plotting.show(
    figure,
    "Three noise schedules: the signal rate, and the log signal-to-noise ratio.",
    "三种噪声调度的信号系数（左）与对数信噪比（右）。",
)

# %%
digit = train_images[:1] / 127.5 - 1  # (1, 28, 28, 1)
noise = np.random.default_rng(1).normal(size=digit.shape)
spoilt = []
for name in ("cosine", "linear", "rectified"):
    for t in np.linspace(0, 1, 9):
        signal, rate = (float(part) for part in getattr(schedules, name)(t))
        x = (signal * digit + rate * noise) / np.hypot(signal, rate)
        spoilt.append(np.clip(x[0] / 4 + 0.5, 0, 1))
plotting.show(
    plotting.image_grid(
        np.stack(spoilt),
        columns=9,
        row_labels=["cosine", "linear", "rectified"],
        column_labels=[f"{t:.3g}" for t in np.linspace(0, 1, 9)],
        scale=0.6,
    ),  # fmt: skip
    "One digit with the same noise at nine times t under the three schedules, brought to the same overall contrast.",
    "同一个数字、同一份噪声，在九个时刻 t 用三种噪声调度加噪；画图时统一了对比度。",
)

# %% [markdown] lang="en"
# Under `linear` you can hardly make out the digit at $t = 0.5$ already, so half of the times are spent on what is hardly more than noise.
# It suits larger images better: their neighbouring pixels resemble each other, so they stay recognisable under more noise.
# `cosine` and `rectified` have quite different signal rates (the first figure, left), but nearly the same ratios (right), and their rows of pictures are nearly the same, too.
# Once $x_t$ is divided by $\sqrt{a_t^2 + s_t^2}$, as in the picture, two schedules differ only in the times at which they reach each ratio.
# So **two schedules with the same range of $\lambda$ are one process at different speeds** (Kingma et al. 2021, arXiv:2107.00630).
# A denoiser for one can be used for the other, if its input is rescaled and it is told the time at which its own schedule has the same $\lambda$.

# %% [markdown] lang="zh"
# 用 `linear`，到 $t = 0.5$ 数字就几乎看不出了，所以一半的时间都花在几乎全是噪声的图像上。
# 这种调度更适合较大的图像：大图的相邻像素内容重复，要加更多的噪声才看不出来。
# `cosine` 和 `rectified` 在这里差不多，右图中两条曲线很接近：把 $x_t$ 除以 $\sqrt{a_t^2 + s_t^2}$ 之后，差别只在于何时达到哪个信噪比。
# 这一点是普遍成立的：**$\lambda$ 取值范围相同的两种噪声调度，是同一个过程，只是快慢不同**（Kingma 等，2021，arXiv:2107.00630）。
# 为一种调度训练的去噪网络，换算时刻和尺度之后，也可以用于另一种。
