# %% [markdown] lang="en"
# ## How many steps? Which steps?
#
# Far more of these forty digits can be read than of the U-Net's.
# (Their loss is the squared error of the velocity, so it cannot be compared with that of the image.)
# They took 25 steps each; can it be fewer?
#
# The way back is an ODE or an SDE, walked in steps, and the **sampler** says how.
#
# - **DDIM** takes the smooth way, that of the ODE.
# - **DDPM**, also called **ancestral sampling**, draws from $q(x_r \mid x_t, \hat x_0)$ of the section on the bound: each step replaces part of the old noise with fresh noise.
#   DDIM and DDPM are one formula for the step from $t$ to an earlier time $r$, where $\varepsilon'$ is fresh noise; $\eta = 0$ gives DDIM and $\eta = 1$ gives DDPM:
#
# $$x_r = a_r\, \hat x_0 + \sqrt{s_r^2 - \sigma^2}\; \hat\varepsilon + \sigma\, \varepsilon', \qquad \sigma = \eta\, \frac{s_r}{s_t} \sqrt{s_t^2 - (a_t s_r / a_r)^2}.$$
#
# - **Heun** (Karras et al. 2022, arXiv:2206.00364) takes a DDIM step, looks again where it leads, and goes with the mean of both directions: two evaluations of the network a step, only one in the last, and an error that falls with the square of the step's length.
#
# Written out, the steps take only a few lines each.
# `estimate` asks the denoiser and gives its guesses $\hat x_0$ and $\hat\varepsilon$, whatever it was trained to predict.
# For Heun's mean each pair of guesses gives a velocity $v$ with the rates of the time `now`; the mean of both velocities and $x_t$ give back an image and a noise (section "Why a squared error?"):

# %% [markdown] lang="zh"
# ## 走多少步？怎样走？
#
# 反向过程是一个 ODE 或 SDE，采样时要分步求解；怎样分步求解，由采样器决定。
#
# - **DDIM** 沿光滑的路径走，即 ODE 的路径。
# - **DDPM** 又叫**祖先采样**（ancestral sampling），从推导下界时的 $q(x_r \mid x_t, \hat x_0)$ 中抽取：每一步都把一部分旧噪声换成新噪声。
#   两者可以写成同一个公式，DDIM 取 $\eta = 0$，DDPM 取 $\eta = 1$，$\varepsilon'$ 是新抽取的噪声：
#
# $$x_r = a_r\, \hat x_0 + \sqrt{s_r^2 - \sigma^2}\; \hat\varepsilon + \sigma\, \varepsilon', \qquad \sigma = \eta\, \frac{s_r}{s_t} \sqrt{s_t^2 - (a_t s_r / a_r)^2}.$$
#
# - **Heun**（Karras 等，2022，arXiv:2206.00364）先走一步 DDIM，在到达处再算一次方向，然后按两个方向的平均走：每步要算两次网络，只有最后一步算一次；误差随步长的平方减小。
#
# 写成代码，每种采样器的一步只有几行。
# `estimate` 让去噪网络算一次，给出对图像和噪声的猜测 $\hat x_0$ 和 $\hat\varepsilon$，不论网络训练时预测的是哪一个。
# Heun 法取平均的是速度 $v$，再由它算出图像和噪声（见“为什么用平方误差？”一节）：


# %%
def ddpm_step(image, noise, now, then, fresh_noise, eta=1.0):
    (signal, rate), (next_signal, next_rate) = rates(now), rates(then)
    kept = signal * next_rate / next_signal
    sigma = eta * next_rate / rate * np.sqrt(rate**2 - kept**2)
    x = next_signal * image + np.sqrt(next_rate**2 - sigma**2) * noise
    return x + sigma * fresh_noise


def heun_step(model, x, label, now, then):
    (signal, rate), (next_signal, next_rate) = rates(now), rates(then)
    image, noise = model.estimate(x, now, label)
    if then > 0:
        ahead = next_signal * image + next_rate * noise
        later_image, later_noise = model.estimate(ahead, then, label)
        velocity = (signal * (noise + later_noise) - rate * (image + later_image)) / 2
        image, noise = signal * x - rate * velocity, rate * x + signal * velocity
    return next_signal * image + next_rate * noise


# %% [markdown] lang="en"
# From the same noise, four steps of ours must end where four of the library's end (its `decode` starts from a given noise).
# DDPM's step is checked without its fresh noise, that is, as DDIM's.

# %% [markdown] lang="zh"
# 从同样的噪声出发，上面的代码走四步，应当与课程库走四步到达同一处。
# DDPM 每步都抽取新噪声，结果无法直接比较；去掉新噪声，它的一步就是 DDIM 的一步，所以这里检查的是 DDIM 和 Heun。
# 时刻从 0.999 而不是从 1 开始，与课程库相同：$t = 1$ 时信号系数为 0，而预测噪声的网络要除以它。


# %%
start, ten = rng.normal(size=(10, 32)), np.arange(10)
with_ddim = with_heun = start
times = np.linspace(0.999, 0, 5)
for now, then in zip(times[:-1], times[1:], strict=True):
    image, noise = in_codes.estimate(with_ddim, now, ten)
    with_ddim = ddpm_step(image, noise, now, then, fresh_noise=0.0, eta=0.0)
    with_heun = heun_step(in_codes, with_heun, ten, now, then)
for ours, sampler in ((with_ddim, "ddim"), (with_heun, "heun")):
    theirs = in_codes.decode(start, ten, num_steps=4, sampler=sampler)
    np.testing.assert_allclose(ours, theirs, atol=2e-2)

# %% [markdown] lang="en"
# What costs time is evaluating the network, so we count **evaluations**.
# We choose on the 1,000 held-out images, and leave the test images alone.
# The score is the Fréchet distance in the features of the course's classifier, the lower the better.
# It compares the mean and the covariance of the features of drawn images with those of real ones; chapter 3 explains it under "How good is it?".

# %% [markdown] lang="zh"
# 时间主要花在计算网络上；网络每算一次，称为一次**求值**，所以我们按求值次数来比。
# 选择时用留出的 1,000 幅图像，不动测试图像。
# 分数是用课程分类器的特征算出的弗雷歇距离，越小越好，第 3 章“到底有多好？”一节有解释。

# %%
choosing = metrics.ImageScores("mnist", held_out, train_images)
drawn_labels = np.random.default_rng(0).choice(train_labels, 1000)
curves = {
    "ddim": {n: n for n in (1, 2, 4, 8, 16, 32)},
    "ddpm": {n: n for n in (4, 8, 16, 32)},
    "heun": {2 * n - 1: n for n in (1, 2, 4, 8)},
}
distances = {
    sampler: {
        evaluations: choosing.frechet(
            latent_model.sample(1000, labels=drawn_labels, num_steps=n, sampler=sampler, seed=0)
        )
        for evaluations, n in steps.items()
    }
    for sampler, steps in curves.items()
}

# %%
figure, axis = plt.subplots(figsize=(6, 3))
for (sampler, found), marker in zip(distances.items(), "os^", strict=True):
    axis.plot(list(found), list(found.values()), marker=marker, label=sampler)
axis.set(xscale="log", yscale="log", xlabel="evaluations of the network", ylabel="Fréchet distance")
axis.set_yticks([0.5, 1, 2, 4], [0.5, 1, 2, 4])
axis.minorticks_off()
axis.set_xticks([1, 2, 4, 8, 16, 32], [1, 2, 4, 8, 16, 32])
axis.legend()
plotting.show(
    figure,
    "Distance of 1,000 samples from held-out images, against the evaluations that each sample took.",
    "1,000 个样本与留出图像的距离，横轴是每个样本所用的网络求值次数。",
)

# %% [markdown] lang="en"
# With a single evaluation the model can only draw its first guess, a blur.
# Four evaluations remove most of the distance, and beyond eight to sixteen little is gained with DDIM: with so few numbers in a code the paths are smooth.
# From there on the three samplers hardly differ, and Heun's second evaluation is no great gain here.
# Large images need more steps, 20 to 50 with these samplers; how to make do with one to four is the subject of the deeper notebook.
# For the rest of the chapter we take DDIM in 25 steps.

# %% [markdown] lang="zh"
# 只求值一次，模型画出的就是它的第一个猜测，所以距离很大。
# 求值四次，距离就小了一大半；超过八到十六次，距离几乎不再减小：编码的维数低，路径也光滑。
# 求值次数相同时，三种采样器在这里相差不大，所以我们选最简单的 DDIM。
# 大图像要用这些采样器走 20 到 50 步；怎样只用一到四步，是深入篇的内容。
# 本章其余部分，除非另有说明，都用 DDIM 走 25 步。
