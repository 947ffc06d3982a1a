# %% [markdown] lang="en"
# ## Straight paths: flow matching
#
# The newest image models (Stable Diffusion 3, FLUX, Qwen-Image) describe the same thing without noise levels and scores.
# Join each image and a noise by a straight line, $x_t = (1 - t)\, x_0 + t\, \varepsilon$.
# Along it the velocity is $dx_t/dt = \varepsilon - x_0$, and **flow matching** (Lipman et al. 2022, arXiv:2210.02747; Liu et al. 2022, arXiv:2209.03003) teaches a network the mean velocity at each place,
#
# $$v(x, t) = \mathbb{E}[\varepsilon - x_0 \mid x_t = x], \qquad L = \mathbb{E} \lVert \hat v(x_t, t) - (\varepsilon - x_0) \rVert^2.$$
#
# A sample is made by following it from noise, $x \leftarrow x + (t_{\text{then}} - t_{\text{now}})\, \hat v(x, t)$: Euler's method, one line.
#
# You know nearly all of this already.
# It is the schedule `rectified` with the target "velocity": on a straight line the direction in which $x_t$ moves is $\varepsilon - x_0$, as it is $a_t \varepsilon - s_t x_0$ on the circle, and the library takes the one that fits the schedule.
# The Euler step is DDIM's step (exercise 3).
# By what was said of schedules, it is even the same process as ours at another speed.
# In one dimension, where the velocity has a formula, we can see what the straight line changes.

# %% [markdown] lang="zh"
# ## 直线路径：流匹配
#
# 近年的图像模型（Stable Diffusion 3、FLUX、Qwen-Image）换了一种说法，不提噪声水平和得分。
# 这种说法把每幅图像与一份噪声用直线连起来：$x_t = (1 - t)\, x_0 + t\, \varepsilon$。
# 沿直线的速度是 $dx_t/dt = \varepsilon - x_0$；**流匹配**（flow matching；Lipman 等，2022，arXiv:2210.02747；Liu 等，2022，arXiv:2209.03003）让网络学习每一处的平均速度：
#
# $$v(x, t) = \mathbb{E}[\varepsilon - x_0 \mid x_t = x], \qquad L = \mathbb{E} \lVert \hat v(x_t, t) - (\varepsilon - x_0) \rVert^2.$$
#
# 速度从图像指向噪声，采样则从噪声出发，沿着它倒着走：$x \leftarrow x + (t_{\text{后}} - t_{\text{前}})\, \hat v(x, t)$，其中 $t_{\text{前}}$ 和 $t_{\text{后}}$ 是这一步之前和之后的时刻，$t_{\text{后}}$ 较小。
# 这是欧拉法，只要一行。
#
# 这些内容前面其实都已出现过。
# 流匹配就是噪声调度 `rectified` 配上预测目标“速度”，只是这里的速度是 $\varepsilon - x_0$；欧拉法的一步就是 DDIM 的一步（练习 3）。
# 在课程库里，把 `schedule="rectified"` 交给 `Diffusion`，训练的就是流匹配。
# 按前面关于噪声调度的结论，它甚至与我们的模型是同一个过程，只是快慢不同。
# 一维时速度有公式，可以看看直线究竟改变了什么。


# %%
def guess_of_noise(x, signal, rate):
    variance = (signal * WIDTHS) ** 2 + rate**2
    gap = x[..., None] - signal * CENTRES
    shares = SHARES * np.exp(-(gap**2) / (2 * variance)) / np.sqrt(variance)
    # en: -s_t times the score.
    # zh: 得分乘以 -s_t。
    return rate * (shares * gap / variance).sum(-1) / shares.sum(-1)


def follow(x, schedule, steps):
    times, states = np.linspace(0.999, 0, steps + 1), [x]
    for now, then in zip(times[:-1], times[1:], strict=True):
        (signal, rate), (next_signal, next_rate) = schedule(now), schedule(then)
        noise = guess_of_noise(x, signal, rate)
        x = next_signal * (x - rate * noise) / signal + next_rate * noise
        states.append(x)
    return times, np.array(states)


def straight(t):
    return 1 - t, t


figure, axes = plt.subplots(1, 2, figsize=(7, 2.8), sharey=True, layout="constrained")
starts = np.linspace(-2.2, 2.2, 12)
for axis, (name, schedule) in zip(axes, {"cosine": rates, "rectified": straight}.items(), strict=True):  # fmt: skip
    for steps, style in ((200, "-"), (4, "o--")):
        times, states = follow(starts, schedule, steps)
        axis.plot(times, states, style, color="C0" if steps == 200 else "C1", linewidth=0.8, markersize=3)  # fmt: skip
    axis.set(title=name, xlabel="time t", ylim=(-3, 3))
axes[0].set_ylabel("x")
plotting.show(
    figure,
    "Twelve paths from noise (right) to data (left) in 200 steps, lines, and in 4 steps, dots, under two schedules.",
    "从噪声（右）到数据（左）的十二条路径：实线走 200 步，圆点走 4 步；左右两图是两种噪声调度。",
)

# %% [markdown] lang="en"
# In both pictures the lines, 200 steps, end in the two clusters, and the same start leads to the same end.
# Four steps (dots) miss the bends of the true path, so they land beside their line, and one of the twelve even ends between the clusters, where there are hardly any data.
# Under the straight schedule the paths are nearly straight in the half near the noise, where they still point at the mean of all data.
# They bend in the other half, where it is decided to which cluster each belongs.
# Under `cosine` the outer paths curve near the noise, too, since the schedule itself is curved.
# Here neither schedule spares the four steps their error; which of the two suits few steps better depends on the data.
# The advantage of the straight line is that it is simple: path, loss and step take one line each.

# %% [markdown] lang="zh"
# 两幅图里，走 200 步的线都到达两处数据，同一个起点到达同一个终点。
# 只走四步（圆点）时，每一步都沿直线走，跟不上路径的弯曲，所以落点偏离各自的线，有的甚至落在两处数据之间。
# 用直线调度，路径也不是直线：在噪声附近，路径近乎直线，都指向全部数据的均值；到了中段，路径才弯向两处数据中的一处。
# 用 `cosine`，路径在噪声附近就已经是弯的。
# 在这个例子里，两种调度走四步都有偏差；哪一种更适合少步采样，要看数据。
# 直线的长处在于形式简单：一个公式，一个损失，一种采样的步骤。
