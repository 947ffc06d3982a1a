# %% [markdown] lang="en"
# ## Why it works
#
# What would the best possible discriminator answer?
# At an image $x$ that is real with density $p_{\text{data}}(x)$ and generated with density $p_g(x)$, it should answer the share of the real ones:
#
# $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_g(x)}, \qquad \text{and its logit is } \log \frac{p_{\text{data}}(x)}{p_g(x)}.$$
#
# (Chapter 2 proves it in "The best discriminator".)
# So the logit of $D$ tells, as a logarithm, by what factor real images are more frequent at $x$ than generated ones.
# Moving an image a little along the gradient of this logit brings it to where the factor is larger.
# That is the direction in which $G$ moves its images.
#
# For images nobody knows these densities.
# For numbers on a line we can choose them: real points from one normal distribution, generated points from another.
# A small network sees only samples, labelled 1 and 0, and learns to tell them apart.

# %% [markdown] lang="zh"
# ## 它为什么能行
#
# 最好的判别器会怎样回答？
# 设在 $x$ 处，真实图像的密度为 $p_{\text{data}}(x)$，生成图像的密度为 $p_g(x)$；判别器应当输出真实图像在两种图像中所占的比例：
#
# $$D^*(x) = \frac{p_{\text{data}}(x)}{p_{\text{data}}(x) + p_g(x)}, \qquad \text{对应的 logit 为 } \log \frac{p_{\text{data}}(x)}{p_g(x)}.$$
#
# （证明见第 2 章“最优判别器”一节。）
# 可见最优判别器的 logit 是真实图像与生成图像在 $x$ 处的密度之比的对数。
# 沿 logit 的梯度把图像稍微移动一点，图像就移向真实图像相对更多的地方。
# $G$ 就朝这个方向修改它生成的图像。
#
# 对图像来说，这两个密度都是未知的。
# 如果把图像换成数轴上的点，两个密度就可以由我们选定：真实的点来自一个正态分布，生成的点来自另一个正态分布。
# 一个小网络只看得到点和标签（真实的为 1，生成的为 0），学习区分这两类点。

# %%
real_points = rng.normal(-1, 0.7, (20_000, 1))
fake_points = rng.normal(1, 1.2, (20_000, 1))
points = np.concatenate([real_points, fake_points])  # (40000, 1)
is_real = np.repeat([[1.0], [0.0]], 20_000, axis=0)

classifier = keras.Sequential(
    [layers.Dense(32, "tanh", dtype="float32"), layers.Dense(1, dtype="float32")]
)
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
classifier.compile(keras.optimizers.Adam(0.01), cross_entropy, steps_per_execution=20)
classifier.fit(points, is_real, batch_size=500, epochs=6, verbose=0)
x = np.linspace(-5, 5, 1001)
learnt_d = ops.convert_to_numpy(ops.sigmoid(classifier(x[:, None])))[:, 0]


def normal_density(x, mean, deviation):
    return np.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * np.sqrt(2 * np.pi))


p_data, p_g = normal_density(x, -1, 0.7), normal_density(x, 1, 1.2)
best_d = p_data / (p_data + p_g)
largest = np.max(np.abs(learnt_d - best_d)[p_data + p_g > 0.05])
print(f"largest difference from D* where there are points: {largest:.3f}")
assert largest < 0.1

# %%
figure, axis = plt.subplots()
axis.fill_between(x, p_data, alpha=0.25, color=plotting.COLOURS[0], label="density of real points")
axis.fill_between(
    x, p_g, alpha=0.25, color=plotting.COLOURS[1], label="density of generated points"
)
axis.plot(x, best_d, color="black", label="D*, computed")
axis.plot(x, learnt_d, "--", color=plotting.COLOURS[2], label="D, trained on samples")
axis.set(xlabel="x", ylabel="density, or probability", xlim=(-5, 5), ylim=(0, 1.05))
axis.legend()
plotting.show(
    figure,
    "Blue: real points; orange: generated points. The trained discriminator (dashed) follows the best "
    "one (black) wherever there are points.",
    "蓝：真实的点；橙：生成的点。凡是有样本的地方，训练出来的判别器（虚线）都贴近最优判别器（黑线）。",
)

# %% [markdown] lang="en"
# The network has found $D^*$ from samples alone.
# Only on the far left, where hardly any points lie, nothing holds it.
# (There $D^*$ falls again, because the wider orange distribution reaches further out than the blue one.)
#
# If $D$ is always the best one, what does $G$ minimise?
# Goodfellow's paper answers: with the minimax loss, a distance between the two distributions, the Jensen-Shannon divergence, which is zero only when $p_g = p_{\text{data}}$.
# Then $D^* = 1/2$ everywhere, and the losses stand at the 1.39 and 0.69 from above ($L_G$ as we compute it).
# Chapter 2 computes this, too ("What the best discriminator measures").
# With the loss that we use, $D$ is trained in the same way, so its logit means the same; what $G$ does with it is less simple.
#
# > **What this does not promise.** The proof lets $D$ be any function, and lets it become the best one before $G$ moves.
# > A real $D$ is a network with limited weights, limited data and limited time.
# > Nothing here says that training arrives at that **equilibrium**, that the images get better steadily, or that $G$ makes all kinds of images that exist.
# > The last of these fails most often; it has a section of its own below.

# %% [markdown] lang="zh"
# 这个小网络仅凭样本就找到了 $D^*$。
# 只有图的最左侧例外：那里几乎没有样本，网络的输出不受约束。
# （$D^*$ 在那里又降了下来，因为橙色的分布更宽，比蓝色的伸得更远。）
#
# 如果 $D$ 总是最优的，$G$ 最小化什么？
# Goodfellow 等人在论文中证明：用极小极大损失时，$G$ 最小化的是真实分布与生成分布之间的一种距离，即 Jensen–Shannon 散度；只有 $p_g = p_{\text{data}}$ 时这个散度才等于零。
# 散度为零时，处处有 $D^* = 1/2$，$L_D$ 停在 1.39，$L_G$（按非饱和损失计算）停在 0.69。
# 推导见第 2 章“最优判别器衡量的是什么”一节。
# 换成非饱和损失，$D$ 的训练方式不变，所以 $D$ 的 logit 含义也不变；至于 $G$ 最小化的是什么，答案就没有这么简单了。
#
# > **这个证明不保证哪些事。** 上述证明允许 $D$ 取任意函数，还要求 $D$ 在 $G$ 更新之前先达到最优。
# > 实际的 $D$ 是一个网络，参数、数据和训练时间都有限。
# > 证明并不保证训练能达到 $p_g=p_{\text{data}}$ 的状态（称为**均衡**），不保证图像会一路变好，也不保证 $G$ 能生成真实数据中的所有类别。
# > 其中最常出问题的是最后一点：有些类别生成不出来，“模式坍塌”一节专门讲这种情况。
