# %% [markdown] lang="en"
# ## One number instead of an image
#
# Before a network learns anything, let us see the whole machine where all of it can be computed: for images of a single pixel.
# Our "images" are numbers, 30% of them around $-1.6$ and 70% around $0.9$.
# Their density is a mixture of two normal densities with shares $w_k$, centres $\mu_k$ and widths (standard deviations) $\sigma_k$.
# The cell computes this density and its **score**, the slope of the log density, $\nabla \log p_t(x) = \frac{d}{dx} \log p_t(x)$.
# With noise of any amount the density stays such a mixture; as $t$ grows the centres move to 0 and the widths grow to 1 ($\mathcal{N}(x; \mu, \sigma^2)$ is the normal density at $x$):
#
# $$p_t(x) = \sum_k w_k\, \mathcal{N}\big(x;\; a_t \mu_k,\; a_t^2 \sigma_k^2 + s_t^2\big).$$

# %% [markdown] lang="zh"
# ## 先看一个数的“图像”
#
# 训练网络之前，先用一个处处有公式的例子把整个过程看一遍：设想图像只有一个像素。
# 这样的“图像”就是一个数；它有 30% 的概率在 $-1.6$ 附近，有 70% 的概率在 $0.9$ 附近。
# 第 $k$ 处的概率记作 $w_k$，中心记作 $\mu_k$，标准差记作 $\sigma_k$。
# 下面的代码计算密度 $p_t$ 和它的**得分**（score），即对数密度的斜率 $\nabla \log p_t(x) = \frac{d}{dx} \log p_t(x)$。
# 不论加多少噪声，密度 $p_t$ 都是两个正态密度的混合；$t$ 增大时，两个中心趋向 0，两个方差趋向 1：
#
# $$p_t(x) = \sum_k w_k\, \mathcal{N}\big(x;\; a_t \mu_k,\; a_t^2 \sigma_k^2 + s_t^2\big).$$

# %%
SHARES, CENTRES, WIDTHS = np.array([[0.3, 0.7], [-1.6, 0.9], [0.15, 0.3]])


def parts(x, t):
    signal, rate = rates(t)
    variance = (signal * WIDTHS) ** 2 + rate**2  # (2,)
    gap = x[..., None] - signal * CENTRES  # (..., 2)
    weights = SHARES * np.exp(-(gap**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
    return weights, -gap / variance


def density(x, t):
    return parts(x, t)[0].sum(-1)


def score(x, t):
    weights, slopes = parts(x, t)
    return (weights * slopes).sum(-1) / weights.sum(-1)


# %% [markdown] lang="en"
# The score says in which direction a noisy number has to move to become more probable.
# Three equations describe the way forward and the two ways back, and all that the ways back need to know of the data is the score:
#
# - Forward, noise comes in small portions, which is a stochastic differential equation (**SDE**): $dx = -\tfrac12 \beta_t x\, dt + \sqrt{\beta_t}\, dW$.
#   In a short time $dt$ the number shrinks a little and gains $\sqrt{\beta_t}\, dW$, a normal draw of variance $\beta_t\, dt$.
#   The number $\beta_t$ says how fast noise comes in.
#   It follows from the signal rate, since $da_t/dt = -\tfrac12 \beta_t a_t$: for our quarter of a circle, $\beta_t = \pi \tan(\pi t/2)$.
# - Backward there is an SDE with the same densities (Anderson 1982, doi:10.1016/0304-4149(82)90051-5; Song et al. 2020, arXiv:2011.13456): $dx = \big[-\tfrac12 \beta_t x - \beta_t \nabla \log p_t(x)\big] dt + \sqrt{\beta_t}\, dW$, walked from $t = 1$ to $t = 0$.
#   There $dt$ is negative, so the minus before the score becomes a plus, and the number moves to where it is more probable.
# - And there is an ordinary differential equation (**ODE**) with the same densities and no fresh noise at all: $dx = \big[-\tfrac12 \beta_t x - \tfrac12 \beta_t \nabla \log p_t(x)\big] dt$.
#
# So we walk the three of them, 2,000 numbers each, in 400 small steps.
# (We stop at $t = 0.98$, for $\tan(\pi t / 2)$ is infinite at 1.)

# %% [markdown] lang="zh"
# 得分指出加噪的数往哪个方向移动，概率密度会变大。
# 上面的 `score` 按公式算出得分：先求两个正态密度各自的对数斜率，再按两者在这一处的大小加权平均。
# 前向过程和反向过程都可以写成微分方程，反向的方程只比前向的多用到得分：
#
# - 前向：噪声一小份一小份地加进来，写成随机微分方程（**SDE**）就是 $dx = -\tfrac12 \beta_t x\, dt + \sqrt{\beta_t}\, dW$。
#   在很短的时间 $dt$ 里，数缩小一点，再加上 $\sqrt{\beta_t}\, dW$，即一个方差为 $\beta_t\, dt$ 的正态随机数。
#   $\beta_t$ 表示此刻加噪声的快慢；对四分之一圆周的噪声调度，$\beta_t = \pi \tan(\pi t/2)$。
# - 反向：有一个 SDE，各时刻的密度与前向相同（Anderson，1982，doi:10.1016/0304-4149(82)90051-5；Song 等，2020，arXiv:2011.13456）：$dx = \big[-\tfrac12 \beta_t x - \beta_t \nabla \log p_t(x)\big] dt + \sqrt{\beta_t}\, dW$，从 $t = 1$ 走到 $t = 0$，所以 $dt$ 是负的。
# - 还有一个常微分方程（**ODE**），各时刻的密度也相同，却完全不加新的噪声：$dx = \big[-\tfrac12 \beta_t x - \tfrac12 \beta_t \nabla \log p_t(x)\big] dt$。
#
# 下面对三个方程各走 2,000 个数，每个走 400 小步。
# （只走到 $t = 0.98$，因为 $\tan(\pi t / 2)$ 在 1 处是无穷大。）

# %%
times = np.linspace(0, 0.98, 401)


def walk(x, times, drift, random):
    rng, states = np.random.default_rng(1), [x]
    for now, then in zip(times[:-1], times[1:], strict=True):
        beta, dt = np.pi * np.tan(np.pi / 2 * max(now, then)), then - now
        x = x + beta * drift(x, now) * dt
        if random:
            x = x + np.sqrt(beta * abs(dt)) * rng.normal(size=x.shape)
        states.append(x)
    return np.array(states)  # (401, 2000)


component = rng.choice(2, size=2000, p=SHARES)
data_points = CENTRES[component] + WIDTHS[component] * rng.normal(size=2000)
pure_noise = rng.normal(size=2000)
walks = [
    walk(data_points, times, lambda x, t: -x / 2, random=True),
    walk(pure_noise, times[::-1], lambda x, t: -x / 2 - score(x, t), random=True)[::-1],
    walk(pure_noise, times[::-1], lambda x, t: -x / 2 - score(x, t) / 2, random=False)[::-1],
]

# %%
LINE = np.linspace(-3, 3, 301)
figure, axes = plt.subplots(3, 1, figsize=(6.4, 6.4), sharex=True, layout="constrained")
heat = np.stack([density(LINE, t) ** 0.5 for t in times], axis=1)  # (301, 401)
names = ["forward, SDE", "back, SDE", "back, ODE"]
for axis, name, states in zip(axes, names, walks, strict=True):
    axis.imshow(heat, extent=(0, 0.98, -3, 3), origin="lower", aspect="auto", cmap="Blues")
    axis.plot(times, states[:, :14], linewidth=0.8)
    axis.set(ylabel=f"x ({name})", ylim=(-3, 3))
axes[-1].set_xlabel("time t: 0 data, 1 noise")
plotting.show(
    figure,
    "Fourteen paths of each equation over the exact density (the darker, the denser). Forward paths run from left to right, both others from right to left.",
    "三个方程各画十四条路径，底色是精确的密度（越深越大）。上图从左往右走，中图和下图从右往左走。",
)

# %% [markdown] lang="en"
# From pure noise at the right both ways back lead to the two clusters at the left.
# The paths of the SDE are jagged, and two that start together may end in different clusters; those of the ODE are smooth and never cross, so the starting noise alone decides where a path ends.
# Both kinds are used: the sampler of DDPM follows the SDE and the sampler DDIM the ODE, as the section "How many steps? Which steps?" shows.

# %% [markdown] lang="zh"
# 两种反向过程都从右端的纯噪声出发，走到左端的两处数据附近。
# SDE 的路径曲曲折折，从同一处出发的两条路径，终点可能分属两处；ODE 的路径光滑，互不相交，所以终点完全由起点的噪声决定。
# 两种方程都有用：“走多少步？怎样走？”一节里的采样器 DDPM 按 SDE 走，DDIM 按 ODE 走。

# %%
ends = [data_points, walks[1][0], walks[2][0]]
shares = [np.mean(points > -0.35) for points in ends]
spreads = [np.std(points[points > -0.35]) for points in ends]
plotting.table(
    [("2,000 numbers", "2,000 个数"), ("share of the upper cluster", "上面一处所占比例"), ("its standard deviation", "它的标准差")],
    [
        [name, f"{share:.2f}", f"{spread:.2f}"]
        for name, share, spread in zip(
            [("data", "数据"), ("back, SDE", "反向 SDE"), ("back, ODE", "反向 ODE")],
            shares, spreads, strict=True,
        )
    ],
)  # fmt: skip
assert max(abs(np.array(shares) - 0.7)) < 0.05 and max(abs(np.array(spreads) - 0.3)) < 0.05

# %% [markdown] lang="en"
# Shares and widths come out right both ways, up to chance in 2,000 draws.
# What remains is to do without the formula of $p_t$, since nobody has one for images.
#
# ### A network learns the score
#
# Chapter 2 proves the fact on which everything rests (Tweedie's formula).
# The guess of the noise with the least mean squared error is the mean of the noise given $x_t$, and
#
# $$\mathbb{E}[\varepsilon \mid x_t = x] = -s_t\, \nabla \log p_t(x).$$
#
# So **a network that guesses the noise has learnt the score**, up to the factor $-s_t$, without ever being shown it.
# This is called **denoising score matching** (Vincent 2011, doi:10.1162/NECO_a_00142).
# A small network learns it by ordinary regression:

# %% [markdown] lang="zh"
# 除了 2,000 次抽取的随机波动，两种反向过程得到的比例和标准差都与数据一致。
# 剩下的问题是：图像的 $p_t$ 没有公式，怎么办？
#
# ### 网络学会得分
#
# 第 2 章证明了一个关键的结论（Tweedie 公式）。
# 若用平方误差衡量，对 $x_t$ 里噪声的最好猜测就是噪声的条件均值，而
#
# $$\mathbb{E}[\varepsilon \mid x_t = x] = -s_t\, \nabla \log p_t(x).$$
#
# 所以，**会猜噪声的网络就学会了得分**，只差一个因子 $-s_t$，虽然训练数据里并没有得分。
# 这叫**去噪得分匹配**（denoising score matching；Vincent，2011，doi:10.1162/NECO_a_00142）。
# 下面训练一个小网络做普通的回归，由加噪的数和时刻预测噪声：

# %%
number, time_input = keras.Input((1,)), keras.Input((1,))
x = layers.Concatenate()([number, time_input])  # (n, 2)
for _ in range(3):
    x = layers.Dense(64, activation="silu", dtype="float32")(x)  # (n, 64)
guess_noise = keras.Model([number, time_input], layers.Dense(1, dtype="float32")(x))

count = 200_000
t, noise = rng.uniform(size=count), rng.normal(size=count)
signal, rate = rates(t)
component = rng.choice(2, size=count, p=SHARES)
x_0 = CENTRES[component] + WIDTHS[component] * rng.normal(size=count)
x_t = signal * x_0 + rate * noise  # (200000,)

guess_noise.compile(keras.optimizers.Adam(4e-3), loss="mse", steps_per_execution=50)
_ = guess_noise.fit([x_t[:, None], t[:, None]], noise, batch_size=1000, epochs=3, verbose=0)

# %%
figure, axes = plt.subplots(1, 3, figsize=(7, 2.4), sharey=True, layout="constrained")
for axis, t in zip(axes, (0.25, 0.5, 0.75), strict=True):
    inputs = [LINE[:, None], np.full((301, 1), t)]
    learnt = -guess_noise.predict(inputs, batch_size=301, verbose=0)[:, 0] / rates(t)[1]
    seen = density(LINE, t) > 0.01
    axis.plot(LINE[seen], score(LINE[seen], t), label="formula")
    axis.plot(LINE[seen], learnt[seen], "--", label="network")
    axis.set(title=f"t = {t}", xlabel="x")
axes[0].set_ylabel("score")
axes[0].legend()
plotting.show(
    figure,
    "The score by formula, and minus the guessed noise divided by the noise rate, at three times.",
    "三个时刻的得分：由公式算出的，以及由网络猜的噪声取负再除以噪声系数得到的。",
)

# %% [markdown] lang="en"
# The network was shown nothing but pairs of a noisy number and its noise, and its curves follow those of the formula.
# They are closest where there is much noise.
# The gap is widest at $t = 0.25$, above all around the steep rise between the clusters: few numbers lie there, and the division by a small $s_t$ magnifies every error.
# Where the curve crosses zero from above, the density has a peak: paths are pulled there from both sides.

# %% [markdown] lang="zh"
# 网络见到的只是加噪的数、时刻和噪声，学到的曲线却与公式的形状一致。
# 噪声多时（$t = 0.5$ 和 $0.75$），两条曲线几乎重合；噪声少时（$t = 0.25$），得分在两处数据之间变化很急，这个小网络还没有完全学会。
# 曲线由正变负、穿过零的地方是密度的峰：得分从两侧都指向那里。
