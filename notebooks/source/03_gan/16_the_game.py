# %% [markdown] lang="en"
# ## The game
#
# Write $p_{\text{data}}$ for the distribution of real images and $p_g$ for that of $G(z)$.
# The two networks play for one number, the value function:
#
# $$V(D, G) = \mathbb{E}_{x \sim p_{\text{data}}}\big[\log D(x)\big]
# + \mathbb{E}_{z \sim p_z}\big[\log\big(1 - D(G(z))\big)\big], \qquad \min_G \max_D V(D, G).$$
#
# $V$ is a **value, not a loss**: $D$ maximises it, $G$ minimises it.
# A loss is what one player minimises; each player has its own.
#
# Which $D$ is best against a fixed $G$?
# Three lines answer that:
#
# 1. Written as one integral, $V = \int \big[\,p_{\text{data}}(x) \log D(x) + p_g(x) \log(1 - D(x))\,\big]\,dx$.
# 2. $D$ may choose its value at each $x$ freely.
#    There, $a \log D + b \log(1 - D)$ is concave in $D$ with derivative $a/D - b/(1-D)$.
# 3. The derivative is zero at $D = a/(a+b)$, hence
#    $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_g(x)}, \qquad \text{its logit is } \log \frac{p_{\text{data}}(x)}{p_g(x)}.$$
#
# So a discriminator is a plain classifier, and its logit estimates the log ratio of two densities that nobody can write down.
# Here we can: let both be normal distributions on a line.

# %% [markdown] lang="zh"
# ## 博弈
#
# 记真实图像的分布为 $p_{\text{data}}$，$G(z)$ 的分布为 $p_g$。
# 两个网络争夺的是同一个数，即价值函数：
#
# $$V(D, G) = \mathbb{E}_{x \sim p_{\text{data}}}\big[\log D(x)\big] + \mathbb{E}_{z \sim p_z}\big[\log\big(1 - D(G(z))\big)\big], \qquad \min_G \max_D V(D, G).$$
#
# $V$ 是**价值，不是损失**：$D$ 要让它最大，$G$ 要让它最小。
# 损失是某一方要最小化的量，双方各有各的损失。
#
# 固定 $G$，最好的 $D$ 是什么？
# 推导只要三行：
#
# 1. 合写成一个积分：$V = \int \big[\,p_{\text{data}}(x) \log D(x) + p_g(x) \log(1 - D(x))\,\big]\,dx$。
# 2. $D$ 在每个 $x$ 处的取值可以单独选。
#    在一点上，$a \log D + b \log(1 - D)$ 是 $D$ 的凹函数，导数为 $a/D - b/(1-D)$。
# 3. 令导数为零，得 $D = a/(a+b)$，即
#    $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_g(x)}, \qquad \text{对应的 logit 为 } \log \frac{p_{\text{data}}(x)}{p_g(x)}.$$
#
# 可见判别器就是一个普通的分类器，它的 logit 估计的是两个密度之比的对数。
# 图像的密度谁也写不出来，但一维的例子可以：取数轴上的两个正态分布。


# %%
def normal(x, mean, deviation):
    return np.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * np.sqrt(2 * np.pi))


x = np.linspace(-7, 7, 2801)
p_data, p_g = normal(x, -1, 0.7), normal(x, 1, 1.2)
best_d = p_data / (p_data + p_g)

# %% [markdown] lang="en"
# A small network sees samples only, never the densities.
# It is an ordinary Keras classifier with cross-entropy on logits; real points are labelled 1, fake ones 0.

# %% [markdown] lang="zh"
# 再训练一个小网络。
# 它只看得到样本，看不到密度。
# 这就是一个普通的 Keras 分类器，直接对 logit 求交叉熵；真样本标 1，假样本标 0。

# %%
rng = np.random.default_rng(0)
points = np.concatenate([rng.normal(-1, 0.7, (20_000, 1)), rng.normal(1, 1.2, (20_000, 1))])
labels = np.repeat([[1.0], [0.0]], 20_000, axis=0)

# %% [markdown] lang="en"
# Two dense layers, and six passes over the 40,000 points:

# %% [markdown] lang="zh"
# 两个全连接层，在 40,000 个点上训练六轮：

# %%
hidden, output = layers.Dense(32, "tanh", dtype="float32"), layers.Dense(1, dtype="float32")
classifier = keras.Sequential([hidden, output])
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
classifier.compile(keras.optimizers.Adam(0.01), cross_entropy, steps_per_execution=20)
classifier.fit(points, labels, batch_size=500, epochs=6, verbose=0)
learnt_d = ops.convert_to_numpy(ops.sigmoid(classifier(x[:, None])))[:, 0]

# %% [markdown] lang="en"
# How far is it from $D^*$, where there is data?

# %% [markdown] lang="zh"
# 在有数据的地方，它与 $D^*$ 相差多少？

# %%
deviation = np.max(np.abs(learnt_d - best_d)[p_data + p_g > 0.05])
print(f"largest deviation from D* where there is data: {deviation:.3f}")
assert deviation < 0.1

# %% [markdown] lang="en"
# The network has found $D^*$ from samples alone.
# The agreement ends where samples end: on the far left, nothing forces it to bend down as $D^*$ does.

# %% [markdown] lang="zh"
# 仅凭样本，网络就找到了 $D^*$。
# 不过，没有样本的地方也就没有约束：在图的最左侧，$D^*$ 会落下来，而网络不必跟着落。
# 图中横轴为 $x$，纵轴为密度或概率；蓝色阴影是真实数据的密度 $p_{\text{data}}$，橙色阴影是生成数据的密度 $p_g$，黑线是最优判别器 $D^*$，绿色虚线是训练得到的判别器。

# %%
figure, axis = plt.subplots()
axis.fill_between(x, p_data, alpha=0.25, color=plotting.COLOURS[0], label="density of real data")
axis.fill_between(x, p_g, alpha=0.25, color=plotting.COLOURS[1], label="density of generated data")
axis.plot(x, best_d, color="black", label="D*, computed")
axis.plot(x, learnt_d, "--", color=plotting.COLOURS[2], label="D, trained on samples")
axis.set(xlabel="x", ylabel="density, or probability", xlim=(-5, 5), ylim=(0, 1.05))
axis.legend()
plotting.show(
    figure,
    "Two normal densities; the optimal and the trained discriminator coincide where data lies.",
    "两个正态密度；在有数据的地方，最优判别器与训练得到的判别器几乎重合。",
)

# %% [markdown] lang="en"
# What does $G$ face if $D$ is always optimal?
# Put $D^*$ into $V$ and let $m = (p_{\text{data}} + p_g)/2$:
#
# $$V(D^*, G) = \mathrm{KL}(p_{\text{data}} \,\|\, m) + \mathrm{KL}(p_g \,\|\, m) - 2 \ln 2
# = 2\,\mathrm{JSD}(p_{\text{data}} \,\|\, p_g) - 2 \ln 2.$$
#
# The Jensen-Shannon divergence (JSD) is zero only when both distributions are equal.
# Then $D^* = 1/2$ everywhere, $V = -2 \ln 2$, and the losses of the next section are $L_D = 2 \ln 2 \approx 1.386$ and $L_G = \ln 2 \approx 0.693$.
# We check all of this.

# %% [markdown] lang="zh"
# 如果 $D$ 总是最优的，$G$ 面对的是什么？
# 把 $D^*$ 代入 $V$，记 $m = (p_{\text{data}} + p_g)/2$：
#
# $$V(D^*, G) = \mathrm{KL}(p_{\text{data}} \,\|\, m) + \mathrm{KL}(p_g \,\|\, m) - 2 \ln 2 = 2\,\mathrm{JSD}(p_{\text{data}} \,\|\, p_g) - 2 \ln 2.$$
#
# JSD 即 Jensen–Shannon 散度，只有两个分布相同时才等于零。
# 这时处处有 $D^* = 1/2$，$V = -2 \ln 2$；下一节的两个损失则为 $L_D = 2 \ln 2 \approx 1.386$，$L_G = \ln 2 \approx 0.693$。
# 逐条验证如下。


# %% tags=["nbval-check-output"]
def value(d, p_real, p_fake):
    return np.trapezoid(p_real * np.log(d) + p_fake * np.log(1 - d), x)


def kl(p, q):
    return np.trapezoid(p * np.log(p / q), x)


mixture = (p_data + p_g) / 2
jsd = (kl(p_data, mixture) + kl(p_g, mixture)) / 2
left, right = value(best_d, p_data, p_g), 2 * jsd - 2 * np.log(2)
print(f"V(D*, G) = {left:.4f}, 2 JSD - 2 ln 2 = {right:.4f}")
assert abs(left - right) < 1e-6

# %% [markdown] lang="en"
# Any other $D$ has a smaller $V$, the trained one too.
# And with equal distributions and logits of zero, $V$ and the library's losses take the values above.

# %% [markdown] lang="zh"
# 换成任何别的 $D$，$V$ 都更小，训练得到的那个也不例外。
# 当两个分布相同、logit 全为零时，$V$ 与课程库的损失正是上面的数值。

# %% tags=["nbval-check-output"]
assert value(learnt_d, p_data, p_g) < value(best_d, p_data, p_g)
assert abs(value(np.full_like(x, 0.5), p_data, p_data) + 2 * np.log(2)) < 1e-6
zero_logits = np.zeros((4, 1), "float32")
d_loss, g_loss = discriminator_loss(zero_logits, zero_logits), generator_loss(zero_logits)
print(f"at D = 1/2: L_D = {float(d_loss):.4f}, L_G = {float(g_loss):.4f}")

# %% [markdown] lang="en"
# > **What this does not promise.** The proof lets $D$ be any function and lets it reach its maximum before $G$ moves.
# > Real networks have finite capacity, finite data and finite training.
# > Nothing here says that gradient steps arrive at the equilibrium, that both players improve steadily, or that $G$ covers all of the data.
# > We shall see each of these fail.

# %% [markdown] lang="zh"
# > **它没有保证什么。** 上面的证明允许 $D$ 取任意函数，还要求它在 $G$ 动之前先达到最优。
# > 真实网络的容量、数据和训练步数都是有限的。
# > 证明没有说梯度下降一定走得到均衡点，没有说双方会一路变好，也没有说 $G$ 会覆盖全部数据。
# > 这三种落空，本章后面都会遇到。
