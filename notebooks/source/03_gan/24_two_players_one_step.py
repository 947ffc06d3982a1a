# %% [markdown] lang="en"
# ## Two players, one step
#
# The textbook writes two updates, one for each player, each with a loss of its own.
# The library makes one update from one sum of losses.
# In short, its `compute_loss` is:
#
# ```python
# def compute_loss(self, x, y_pred, training=True, ...):
#     noise = keras.random.normal((batch_size, self.latent_dim), seed=self.seed_generator)
#     fakes = self.generator(noise, training=training)
#     real_logits = y_pred                                        # call(x) has run D on x
#     fake_logits = self.discriminator(ops.stop_gradient(fakes))  # teaches D, not G
#     fooled_logits = self.frozen_discriminator(fakes)            # teaches G, not D
#     d_loss = discriminator_loss(real_logits, fake_logits)
#     return d_loss + generator_loss(fooled_logits)
# ```
#
# `ops.stop_gradient` passes a value on and blocks its gradient.
# The first use hides $G$ from the loss of $D$.
# The frozen discriminator has the same weights behind `stop_gradient`, which hides $D$ from the loss of $G$, while the gradient still flows through it to the images.
# So the sum holds two losses, and each weight sees one of them.
#
# Do not take that on trust.
# Take one weight each: $G(z) = g z$, and the logit of $D$ is $d\,x$.
# We train one step of plain gradient descent with rate 1.
# A second generator of random numbers with the same seed shows us the noise that the model draws.

# %% [markdown] lang="zh"
# ## 两个玩家，一步更新
#
# 教科书的写法是更新两次，一方一次，各用各的损失。
# 课程库只更新一次，用的是两个损失之和。
# 它的 `compute_loss` 简化后是这样：
#
# ```python
# def compute_loss(self, x, y_pred, training=True, ...):
#     noise = keras.random.normal((batch_size, self.latent_dim), seed=self.seed_generator)
#     fakes = self.generator(noise, training=training)
#     real_logits = y_pred                                        # call(x) 已经算过 D(x)
#     fake_logits = self.discriminator(ops.stop_gradient(fakes))  # 只教 D，不教 G
#     fooled_logits = self.frozen_discriminator(fakes)            # 只教 G，不教 D
#     d_loss = discriminator_loss(real_logits, fake_logits)
#     return d_loss + generator_loss(fooled_logits)
# ```
#
# `ops.stop_gradient` 让数值照常通过，但截断梯度。
# 第一处把 $G$ 挡在 $D$ 的损失之外；“冻结”的判别器用的是同一份权重，只是权重前加了 `stop_gradient`，于是 $D$ 被挡在 $G$ 的损失之外，而梯度仍能穿过它传到图像。
# 和式里有两个损失，每个权重却只看得见其中一个。
#
# 口说无凭，验证一下。
# 让双方各只有一个权重：$G(z) = g z$，$D$ 的 logit 为 $d\,x$；用学习率为 1 的普通梯度下降训练一步。
# 另建一个种子相同的随机数发生器，就能知道模型抽到的是哪些噪声。


# %%
def one_weight(weight):
    dense = layers.Dense(1, use_bias=False, dtype="float32")
    network = keras.Sequential([keras.Input((1,)), dense])
    network.set_weights([np.array([[weight]])])
    return network


g, d = 0.8, 0.5
toy = GAN(one_weight(g), one_weight(d), seed=3)
toy.compile(keras.optimizers.SGD(1.0))

# %% [markdown] lang="en"
# One step on 256 real points, and the same noise from a twin of the generator of random numbers:

# %% [markdown] lang="zh"
# 用 256 个真样本走一步；再由种子相同的随机数发生器得到同样的噪声：

# %%
real = rng.normal(2, 1, (256, 1)).astype("float32")
toy.train_on_batch(real)
twin = keras.random.SeedGenerator(3)
noise = ops.convert_to_numpy(keras.random.normal((256, 1), seed=twin))

# %% [markdown] lang="en"
# Now by hand.
# Since $\mathrm{softplus}' = \sigma$, the chain rule gives each player's own gradient:
#
# $$\frac{\partial L_D}{\partial d} = \mathbb{E}[\sigma(d\,gz)\,gz] - \mathbb{E}[\sigma(-d\,x)\,x],
# \qquad \frac{\partial L_G}{\partial g} = -\mathbb{E}[\sigma(-d\,gz)\,d\,z].$$
#
# A leak would be seen: $\partial L_G / \partial d$ is not zero, and $d$ would land elsewhere.

# %% [markdown] lang="zh"
# 再用手算。
# 由 $\mathrm{softplus}' = \sigma$ 和链式法则，双方各自的梯度为：
#
# $$\frac{\partial L_D}{\partial d} = \mathbb{E}[\sigma(d\,gz)\,gz] - \mathbb{E}[\sigma(-d\,x)\,x], \qquad \frac{\partial L_G}{\partial g} = -\mathbb{E}[\sigma(-d\,gz)\,d\,z].$$
#
# 如果有“泄漏”，一定看得出来：$\partial L_G / \partial d$ 不为零，$d$ 就会落到别处。

# %% tags=["nbval-check-output"]
fake = g * noise
d_gradient = np.mean(sigmoid(d * fake) * fake) - np.mean(sigmoid(-d * real) * real)
g_gradient = -np.mean(sigmoid(-d * fake) * d * noise)
leak = -np.mean(sigmoid(-d * fake) * fake)
np.testing.assert_allclose(toy.discriminator.get_weights()[0], d - d_gradient, atol=0.002)
np.testing.assert_allclose(toy.generator.get_weights()[0], g - g_gradient, atol=0.002)
assert abs(leak) > 0.02
print("each player moved by its own gradient, and by nothing else")

# %% [markdown] lang="en"
# One thing does differ from the textbook.
# There the updates **alternate**: $D$ moves, then $G$ answers the new $D$.
# With one loss they are **simultaneous**: $G$ answers the $D$ of before.
# (Both losses also share one batch of noise.
# The optimizer makes no difference: Adam works weight by weight, so with equal settings one Adam is two.)
#
# The simplest game shows what it means: $\min_x \max_y\, xy$, with its equilibrium at $(0, 0)$.
# Near its equilibrium, the smallest of all GANs plays this game, up to scale (the "Dirac-GAN" of Mescheder et al. 2018, arXiv:1801.04406).
# With rate $\eta$, $x$ takes the step $-\eta y$ and $y$ takes the step $+\eta x$, where $x$ is the old one or the new one.

# %% [markdown] lang="zh"
# 与教科书相比，有一处确实不同。
# 教科书是**交替更新**：$D$ 先动，$G$ 再应对新的 $D$。
# 只用一个损失则是**同时更新**：$G$ 应对的是动之前的 $D$。
# （另外，两个损失共用同一批噪声。
# 优化器则没有区别：Adam 对每个权重单独计算，双方设置相同时，一个 Adam 就等于两个。）
#
# 用最简单的博弈看看这意味着什么：$\min_x \max_y\, xy$，均衡点在 $(0, 0)$。
# 最小的 GAN 在均衡点附近玩的就是这个博弈，只差一个比例系数（Mescheder 等人称之为 Dirac-GAN；2018，arXiv:1801.04406）。
# 学习率为 $\eta$ 时，$x$ 走 $-\eta y$，$y$ 走 $+\eta x$；后一个 $x$ 用旧值还是新值，就是两种更新的分别。


# %%
def play(alternating, rate=0.1, steps=200):
    x, y, path = 1.0, 0.0, [(1.0, 0.0)]
    for _ in range(steps):
        new_x = x - rate * y
        y = y + rate * (new_x if alternating else x)
        x = new_x
        path.append((x, y))
    return np.array(path)


# %% [markdown] lang="en"
# Both ways of updating start at $(1, 0)$ and take 200 steps.
# Then we print how far from $(0, 0)$ each of them is.
#
# > **Predict before you run.** Which of the two reaches $(0, 0)$?

# %% [markdown] lang="zh"
# 两种更新都从 $(1, 0)$ 出发走 200 步，然后打印各自离原点多远。
#
# > **先猜，再运行。** 哪一种能到达 $(0, 0)$？

# %% tags=["hide-output", "nbval-check-output"]
simultaneous, alternating = play(alternating=False), play(alternating=True)
radius, other_radius = np.hypot(*simultaneous.T), np.hypot(*alternating.T)
print(f"after 200 steps: simultaneous {radius[-1]:.3f}, alternating {other_radius[-1]:.3f}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Neither.
# Simultaneous steps spiral outwards: the distance grows by exactly $\sqrt{1 + \eta^2}$ a step.
# Alternating steps keep $x^2 + y^2 - \eta xy$ fixed, so they circle on an ellipse for ever.
#
# </details>
#
# The next cell draws both paths.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 都到不了。
# 同时更新的轨迹向外盘旋，每一步到原点的距离恰好变为 $\sqrt{1 + \eta^2}$ 倍；交替更新保持 $x^2 + y^2 - \eta xy$ 不变，于是永远绕着一个椭圆转圈。
#
# </details>
#
# 下一格画出两条轨迹。
# 图中横轴为 $x$（要最小化的一方），纵轴为 $y$（要最大化的一方）；蓝线为同时更新，橙线为交替更新，黑色十字为均衡点。

# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(5.2, 3.6))
axis.plot(*simultaneous.T, label="simultaneous")
axis.plot(*alternating.T, label="alternating")
axis.plot(0, 0, "k+", markersize=10, label="equilibrium")
axis.set(xlabel="x (minimises xy)", ylabel="y (maximises xy)", aspect="equal")
axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plotting.show(
    figure,
    "Around the equilibrium, simultaneous steps spiral outwards; alternating steps circle.",
    "围绕均衡点，同时更新的轨迹向外盘旋，交替更新的轨迹绕圈。",
)

# %% [markdown] lang="en"
# Both laws in the answer are exact:

# %% [markdown] lang="zh"
# 答案中的两条规律都是精确的：

# %%
np.testing.assert_allclose(radius[1:] / radius[:-1], np.sqrt(1 + 0.1**2))
orbit = np.sum(alternating**2, axis=1) - 0.1 * np.prod(alternating, axis=1)
np.testing.assert_allclose(orbit, 1)
assert other_radius.max() < 1.03

# %% [markdown] lang="en"
# So our library's update is simultaneous, the textbook's is alternating, and this toy shows the difference.
# With small rates the outward drift is small: it is of second order in $\eta$.
# With Adam, both work in practice.
# And both show why a GAN can go round in circles: the cure has to come from elsewhere, for example from a penalty on the gradient of $D$ (Mescheder et al. 2018).
#
# Do not confuse two settings.
# A larger **learning rate** for $D$ takes one longer step along one gradient.
# Several **critic steps** for each step of $G$ take a new gradient each, on new images.
# They are not the same thing.
# `TwoPlayerAdam` has both: `discriminator_ratio` and `critic_steps`.

# %% [markdown] lang="zh"
# 总结一下：课程库的更新是同时的，教科书的更新是交替的，差别就是上面这个小例子。
# 学习率小的时候，向外的漂移也很小，是 $\eta$ 的二阶量；配合 Adam，两种做法在实践中都能用。
# 这个例子还说明 GAN 为什么会原地打转：药方要到别处去找，例如对 $D$ 的梯度加惩罚（Mescheder 等，2018）。
#
# 有两种设置不要混为一谈。
# 把 $D$ 的**学习率**调大，是沿同一个梯度走一大步；$G$ 每走一步、$D$（评论家）走**几步**，则是每一步都换一批图像、重新算梯度。
# 两者不是一回事。
# `TwoPlayerAdam` 两种都有：`discriminator_ratio` 和 `critic_steps`。
