# %% [markdown] lang="en"
# # Exercises to chapter 3: generative adversarial networks
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder `raise NotImplementedError(...)` stands, run the cell, then run the check below it: it says what is not right yet, as often as you like.
# Stars give the difficulty; there are 14 points in all, for about 90 minutes.
# The chapter is [03_gan](../03_gan.ipynb).
#
# Exercises 1 and 2 need NumPy only.
# Exercises 3 to 5 use `tf.GradientTape` and need TensorFlow as the backend of Keras.
# When your notebook is graded, your functions are called with other inputs, among them extreme ones that the text mentions; the library's own losses, models and scores are not there then.
# Hand in this notebook itself and, beside it, the file `03_gan_ring.npz` that exercise 5 writes.

# %% [markdown] lang="zh"
# # 第 3 章练习：生成对抗网络
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句 `raise NotImplementedError(...)` 处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度；满分 14 分，大约需要 90 分钟。
# 对应的章节是 [03_gan](../03_gan.ipynb)。
#
# 练习 1、2 只用 NumPy。
# 练习 3 至 5 用到 `tf.GradientTape`，Keras 的后端须为 TensorFlow。
# 评分时会用别的输入来调用你的函数，包括题目里提到的极端情形；那时没有课程库里现成的损失、模型和评分。
# 提交的是这个笔记本，并附上练习 5 写出的文件 `03_gan_ring.npz`。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers

from aigc_course.checks import gan as check
from aigc_keras import plotting

# %% [markdown] lang="en"
# ## Exercise 1 ★ Two losses from logits (2 points, 10 minutes)
#
# Real is 1, fake is 0, and a logit $\ell$ stands for $D = \sigma(\ell)$.
# Write both players' losses in nats, with NumPy:
#
# $$L_D = -\mathbb{E}[\log D(x)] - \mathbb{E}[\log(1 - D(G(z)))], \qquad L_G = -\mathbb{E}[\log D(G(z))].$$
#
# The inputs are arrays of logits, not necessarily as many real ones as fake ones; each result is one number.
# It has to be right for logits of $\pm 100$ too, where $D$ or $1 - D$ is lost to rounding.
#
# <details><summary>A hint</summary>
#
# Write $-\log\sigma(\ell)$ as $\log(e^0 + e^{-\ell})$.
# NumPy has a function for the logarithm of a sum of two exponentials.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 由 logit 求两个损失（2 分，10 分钟）
#
# 真记作 1，假记作 0，logit $\ell$ 表示 $D = \sigma(\ell)$。
# 用 NumPy 写出双方的损失，单位是奈特：
#
# $$L_D = -\mathbb{E}[\log D(x)] - \mathbb{E}[\log(1 - D(G(z)))], \qquad L_G = -\mathbb{E}[\log D(G(z))].$$
#
# 输入是 logit 数组，真、假样本的个数未必相同；结果各是一个数。
# logit 为 $\pm 100$ 时结果也要正确，那时 $D$ 或 $1 - D$ 已在舍入中丢失。
#
# <details><summary>提示</summary>
#
# 把 $-\log\sigma(\ell)$ 写成 $\log(e^0 + e^{-\ell})$。
# NumPy 有一个函数专求“两个指数之和的对数”。
#
# </details>


# %%
def discriminator_loss(real_logits, fake_logits):
    """The discriminator's loss, a number: real_logits (n, 1), fake_logits (m, 1)."""
    ### BEGIN SOLUTION
    return np.mean(np.logaddexp(0, -real_logits)) + np.mean(np.logaddexp(0, fake_logits))
    ### END SOLUTION


def generator_loss(fake_logits):
    """The generator's non-saturating loss, a number: fake_logits (m, 1)."""
    ### BEGIN SOLUTION
    return np.mean(np.logaddexp(0, -fake_logits))
    ### END SOLUTION


# %%
check.exercise_1(discriminator_loss, generator_loss)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ Counting modes (2 points, 10 minutes)
#
# Where the data are a mixture of equally frequent Gaussians with known centres and one standard deviation $s$ in every direction, mode collapse can be counted.
# A point belongs to its nearest centre and is **good** if it lies within $3s$ of it.
# Of $n$ points, each of $k$ modes is due $n/k$.
# A mode is **covered** if its good points number at least a fifth of that.
#
# Return two scores: first the number of covered modes, then the share of good points among all points.
#
# <details><summary>A hint</summary>
#
# Broadcasting `points[:, None] - centres` gives all differences at once, (n, k, d).
# `np.bincount(..., minlength=...)` counts.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 清点模式（2 分，10 分钟）
#
# 如果数据是若干个高斯分布的等权混合，中心已知，各方向的标准差都是 $s$，模式坍塌就可以数出来。
# 每个点归于离它最近的中心；到该中心的距离不超过 $3s$ 的，就是**好**点。
# 共 $n$ 个点、$k$ 个模式，每个模式应得 $n/k$ 个点；好点数不少于其五分之一的模式，算作**被覆盖**。
#
# 返回两个分数：先是被覆盖的模式数，再是好点占全部点的比例。
#
# <details><summary>提示</summary>
#
# 利用广播，`points[:, None] - centres` 一次给出全部差向量，形状为 (n, k, d)。
# `np.bincount(..., minlength=...)` 可以计数。
#
# </details>


# %%
def mode_coverage(points, centres, deviation):
    """Covered modes and share of good points.

    points (n, d), centres (k, d), deviation a number; returns (int, float between 0 and 1).
    """
    ### BEGIN SOLUTION
    distances = np.linalg.norm(points[:, None] - centres, axis=-1)
    good = distances.min(axis=1) <= 3 * deviation
    counts = np.bincount(distances.argmin(axis=1)[good], minlength=len(centres))
    return np.sum(counts >= 0.2 * len(points) / len(centres)), np.mean(good)
    ### END SOLUTION


# %%
check.exercise_2(mode_coverage)

# %% [markdown] lang="en"
# A score needs its floor and its ceiling.
# Here is the ring of the chapter: eight Gaussians of standard deviation 0.1 on a circle of radius 2.
# What do fresh real points get, what do the centres alone get, and what a single mode?
# A perfect sampler gets no more than the first row: in the plane, a share of $e^{-9/2} \approx 1.1\,\%$ lies outside three deviations.
# And the second row warns: eight points get full marks.

# %% [markdown] lang="zh"
# 分数要有参照。
# 下面是正文里的那个圈：半径为 2 的圆周上有八个标准差为 0.1 的高斯分布。
# 新抽的真实点得多少分？
# 只有八个中心点呢？
# 只有一个模式呢？
# 采样再完美，好点的比例也不过像第一行那样：在平面上，有 $e^{-9/2} \approx 1.1\,\%$ 的点落在三个标准差之外。
# 第二行则提醒我们：光是八个点就能拿满分。

# %%
angles = 2 * np.pi * np.arange(8) / 8
centres = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def ring_points(n, seed):
    """Real points of the ring, (n, 2)."""
    rng = np.random.default_rng(seed)
    points = centres[rng.integers(8, size=n)] + 0.1 * rng.normal(size=(n, 2))
    return points.astype("float32")


if check.exercise_2.passes(mode_coverage):
    fresh = ring_points(2000, seed=1)
    one_mode = fresh[np.linalg.norm(fresh - centres[3], axis=1) < 1]
    sets = {("real", "真实点"): fresh, ("centres", "中心点"): centres}
    sets |= {("one mode", "一个模式"): one_mode}
    rows = []
    for name, points in sets.items():
        covered, good = mode_coverage(points, centres, 0.1)
        rows.append([name, covered, f"{good:.1%}"])
    scores = [("covered modes", "被覆盖的模式"), ("good points", "好点")]
    plotting.table([("points", "点"), *scores], rows)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ The gradient penalty (3 points, 20 minutes)
#
# The critic's slope is to be 1 at points between real and generated ones.
# With the weights $u$ given, one for each row,
#
# $$\hat x_i = u_i\,x_i + (1 - u_i)\,G(z_i), \qquad P = \frac1n \sum_{i=1}^n \big(\lVert \nabla_{\hat x} D(\hat x_i) \rVert - 1\big)^2.$$
#
# The rows may be points (n, d) or images (n, height, width, channels); the norm of a row runs over all of its numbers.
# The critic maps n rows to (n, 1).
# Return $P$ as a TensorFlow scalar, without the factor $\lambda$.
# Training differentiates it once more, with respect to the critic's weights: compute with tensors throughout, and see to it that this second gradient is finite even where the critic is flat.
#
# <details><summary>A hint</summary>
#
# A `tf.GradientTape` follows variables by itself, other tensors only after `tape.watch`.
# The root has an infinite slope at 0: what could you add under it?
# Sizes are safest taken from `x.shape`: `len` fails inside a compiled function such as that of exercise 5.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ 梯度惩罚（3 分，20 分钟）
#
# 在真实点与生成点之间的点上，要求评论家的斜率为 1。
# 给定权重 $u$，每行一个：
#
# $$\hat x_i = u_i\,x_i + (1 - u_i)\,G(z_i), \qquad P = \frac1n \sum_{i=1}^n \big(\lVert \nabla_{\hat x} D(\hat x_i) \rVert - 1\big)^2.$$
#
# 每一行可以是点 (n, d)，也可以是图像 (n, 高, 宽, 通道)；一行的范数对该行的所有数计算。
# 评论家由 n 行得出 (n, 1)。
# 返回的 $P$ 是 TensorFlow 标量，不乘系数 $\lambda$。
# 训练时还要对评论家的权重再求一次导：所以全程要用张量计算，并且在评论家完全平坦的地方，第二次求导也要得到有限的数。
#
# <details><summary>提示</summary>
#
# `tf.GradientTape` 会自动跟踪变量；其他张量要先调用 `tape.watch`。
# 平方根在 0 处斜率无穷大：根号里可以加点什么？
# 大小最好从 `x.shape` 里取：在编译过的函数里（练习 5 就是），`len` 会出错。
#
# </details>


# %%
def gradient_penalty(critic, real, fake, u):
    """The penalty P, a scalar tensor: real, fake (n, ...) and u (n,) are float32."""
    ### BEGIN SOLUTION
    u = tf.reshape(u, (-1, *[1] * (len(real.shape) - 1)))
    between = u * real + (1 - u) * fake
    with tf.GradientTape() as tape:
        tape.watch(between)
        scores = critic(between)
    gradients = tf.reshape(tape.gradient(scores, between), (real.shape[0], -1))
    norms = tf.sqrt(tf.reduce_sum(gradients**2, axis=1) + 1e-12)
    return tf.reduce_mean((norms - 1) ** 2)
    ### END SOLUTION


# %% [markdown] lang="en"
# The next function is complete, leave it as it is: it takes the second gradient, as a training step would.
# The check uses it.

# %% [markdown] lang="zh"
# 下面这个函数已经写好，请勿改动：它像训练时那样再求一次导，检查会用到它。


# %%
def penalty_gradients(critic, real, fake, u):
    """The penalty's gradients by the critic's weights, a list."""
    with tf.GradientTape() as tape:
        penalty = gradient_penalty(critic, real, fake, u)
    return tape.gradient(penalty, critic.trainable_variables)


# %%
check.exercise_3(gradient_penalty, penalty_gradients)

# %% [markdown] lang="en"
# ## Exercise 4 ★★ Mend a GAN (4 points, 30 minutes)
#
# This program runs without a complaint and learns nothing.
# It should imitate measured temperatures between 10 and 30 degrees.
# Its faults are those of the articles' two programs, in another guise: the range of the data, the discriminator's last layer, what the losses look at, their labels, which variables move, the order of the steps, and the batches.
# Find each of them in the code before you read on.
# It prints the losses and shows, for data and made values, range and mean.

# %% [markdown] lang="zh"
# ## 练习 4 ★★ 修好一个 GAN（4 分，30 分钟）
#
# 下面的程序运行起来毫无怨言，却什么也学不到。
# 它本该模仿一组 10 到 30 度之间的气温测量值。
# 它的毛病就是两篇文章的程序里的那些，只是换了个样子：数据的范围、判别器的最后一层、损失看的是什么、标签、哪些变量在动、步骤的次序，还有批次。
# 请先在代码里一一找出来，再往下读。
# 程序打印双方的损失，并列出数据与生成结果的范围和平均值。


# %%
def show_range(data, made):
    """A table with range and mean of both."""
    rows = [
        [name, *(f"{number:.1f}" for number in (values.min(), values.max(), values.mean()))]
        for name, values in {("data", "数据"): data, ("made", "生成"): made}.items()
    ]
    columns = [("lowest", "最低"), ("highest", "最高"), ("mean", "平均")]
    plotting.table([("degrees", "度"), *columns], rows)


# %%
def faulty_program():
    keras.utils.set_random_seed(0)
    data = np.random.default_rng(0).triangular(10, 25, 30, (30, 1)).astype("float32")
    hidden, output = layers.Dense(16, "relu"), layers.Dense(1, "tanh")
    generator = keras.Sequential([keras.Input((2,)), hidden, output])
    hidden, output = layers.Dense(16, "relu"), layers.Dense(1, "sigmoid")
    discriminator = keras.Sequential([keras.Input((1,)), hidden, output])
    discriminator.trainable = False
    both = generator.trainable_variables + discriminator.trainable_variables
    cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits
    optimizer = keras.optimizers.Adam(1e-3)
    for epoch in range(2):
        for i in range(len(data)):
            real, noise = data[i : i + 1], np.random.normal(size=(1, 2))
            with tf.GradientTape() as tape:
                real_outputs, fake_outputs = map(discriminator, (real, generator(noise)))
                d_loss = cross_entropy(tf.ones((1, 1)), fake_outputs)
            optimizer.apply(tape.gradient(d_loss, both), both)
        noise = np.random.normal(size=(1, 2))
        with tf.GradientTape() as tape:
            g_loss = cross_entropy(tf.zeros((1, 1)), discriminator(generator(noise)))
        optimizer.apply(tape.gradient(g_loss, both), both)
        print(f"epoch {epoch}: D loss {float(d_loss[0, 0]):.2f}, G loss {float(g_loss[0, 0]):.2f}")
    made = keras.ops.convert_to_numpy(generator(np.random.normal(size=(1000, 2))))
    show_range(data, made)


check.run(faulty_program)

# %% [markdown] lang="en"
# Now write the mended parts.
#
# - `to_tanh_range` maps data linearly, `low` to -1 and `high` to 1.
# - `discriminator_step` and `generator_step` take **one** step each of the given Keras optimizer, on a batch.
#   Their losses are $L_D$, the sum of both means, and the non-saturating $L_G$ of exercise 1, this time with TensorFlow.
#   The discriminator gives raw logits, (n, 1).
#   Each step moves its own player only and does not keep the other from moving later.
# - `one_epoch` shuffles the rows of the data with `np.random.default_rng(seed)` and cuts them into batches of `batch_size` (the last may be smaller; every row once).
#   For each batch it calls `d_step(batch)`, then `g_step(n)` with the number of rows.
#   It returns a list with one pair for each batch: what `d_step` returned, and what `g_step` returned.
#
# <details><summary>A hint</summary>
#
# `tf.nn.softplus` is $\log(1 + e^{\ell})$.
# `optimizer.apply(gradients, variables)` moves these variables and no others; nothing has to be frozen.
#
# </details>

# %% [markdown] lang="zh"
# 请写出修好的各部分。
#
# - `to_tanh_range` 把数据作线性变换，`low` 变成 -1，`high` 变成 1。
# - `discriminator_step` 与 `generator_step` 在一个批次上用给定的 Keras 优化器各走**一步**：损失是练习 1 的 $L_D$（两个平均值之和）与非饱和的 $L_G$，这次用 TensorFlow 写。
#   判别器输出未经 sigmoid 的 logit，形状为 (n, 1)。
#   每一步只动自己那一方，并且不妨碍另一方以后再走。
# - `one_epoch` 用 `np.random.default_rng(seed)` 打乱数据的各行，按 `batch_size` 切成批次（最后一批可以小一些；每行恰好用一次）。
#   对每个批次先调用 `d_step(batch)`，再调用 `g_step(n)`，n 是这一批的行数。
#   返回一个列表，每个批次一对：先是 `d_step` 的返回值，再是 `g_step` 的返回值。
#
# <details><summary>提示</summary>
#
# `tf.nn.softplus` 就是 $\log(1 + e^{\ell})$。
# `optimizer.apply(gradients, variables)` 只移动所给的变量；什么都不必冻结。
#
# </details>


# %%
def to_tanh_range(data, low, high):
    """Data (n, d) between low and high, mapped to [-1, 1]."""
    ### BEGIN SOLUTION
    return 2 * (data - low) / (high - low) - 1
    ### END SOLUTION


def discriminator_step(generator, discriminator, optimizer, real, noise):
    """One step of the discriminator: real (n, d), noise (n, latent). Returns nothing."""
    ### BEGIN SOLUTION
    variables = discriminator.trainable_variables
    with tf.GradientTape() as tape:
        real_logits, fake_logits = discriminator(real), discriminator(generator(noise))
        loss = tf.reduce_mean(tf.nn.softplus(-real_logits))
        loss += tf.reduce_mean(tf.nn.softplus(fake_logits))
    optimizer.apply(tape.gradient(loss, variables), variables)
    ### END SOLUTION


def generator_step(generator, discriminator, optimizer, noise):
    """One step of the generator: noise (n, latent). Returns nothing."""
    ### BEGIN SOLUTION
    variables = generator.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.softplus(-discriminator(generator(noise))))
    optimizer.apply(tape.gradient(loss, variables), variables)
    ### END SOLUTION


def one_epoch(data, batch_size, seed, d_step, g_step):
    """An epoch of alternating steps: data (n, d). Returns a list of pairs."""
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(len(data))
    starts = range(0, len(data), batch_size)
    batches = [data[order[start : start + batch_size]] for start in starts]
    return [(d_step(batch), g_step(len(batch))) for batch in batches]
    ### END SOLUTION


# %% [markdown] lang="en"
# The next function is complete, leave it as it is.
# The check uses it to see which weights move.

# %% [markdown] lang="zh"
# 下面这个函数已经写好，请勿改动。
# 检查用它来看哪些权重动了。


# %%
def weights_after(order, networks, real, noise):
    """The weights of both players after the steps in `order`, such as "DG"."""
    generator, discriminator, g_optimizer, d_optimizer = networks()
    for player in order:
        if player == "D":
            discriminator_step(generator, discriminator, d_optimizer, real, noise)
        else:
            generator_step(generator, discriminator, g_optimizer, noise)
    return generator.get_weights(), discriminator.get_weights()


# %%
check.exercise_4(to_tanh_range, weights_after, one_epoch)

# %% [markdown] lang="en"
# The mended program, made of your parts, trains for a few seconds.
# Now the generated temperatures lie where the data lie.

# %% [markdown] lang="zh"
# 用你写的各部分拼成修好的程序，训练几秒钟。
# 这回生成的气温落在了数据所在的范围。

# %%
if check.exercise_4.passes(to_tanh_range, weights_after, one_epoch):
    keras.utils.set_random_seed(0)
    noise_rng = np.random.default_rng(1)
    temperatures = np.random.default_rng(0).triangular(10, 25, 30, (640, 1)).astype("float32")
    G = keras.Sequential([keras.Input((2,)), layers.Dense(16, "relu"), layers.Dense(1, "tanh")])
    D = keras.Sequential([keras.Input((1,)), layers.Dense(16, "relu"), layers.Dense(1)])
    g_optimizer = keras.optimizers.Adam(5e-3, beta_1=0.5)
    d_optimizer = keras.optimizers.Adam(2e-2, beta_1=0.5)

    def some_noise(n):
        return noise_rng.normal(size=(n, 2)).astype("float32")

    def d_step(batch):
        discriminator_step(G, D, d_optimizer, batch, some_noise(len(batch)))

    def g_step(n):
        generator_step(G, D, g_optimizer, some_noise(n))

    for epoch in range(6):
        one_epoch(to_tanh_range(temperatures, 10, 30), 64, epoch, d_step, g_step)
    made = 20 + 10 * keras.ops.convert_to_numpy(G(some_noise(1000)))
    show_range(temperatures, made)

# %% [markdown] lang="en"
# ## Exercise 5 ★★★ Bring the ring back (3 points, 20 minutes)
#
# `train_ring` trains a GAN on 2,000 points of the ring and returns 2,000 generated points.
# `collapsing_gan` uses it in a way that leads to collapse: all points end in one clump.
# As the clump wanders, it may cover one mode, or none.

# %% [markdown] lang="zh"
# ## 练习 5 ★★★ 救活这个圈（3 分，20 分钟）
#
# `train_ring` 在圈上的 2,000 个点上训练一个 GAN，返回 2,000 个生成的点。
# `collapsing_gan` 用它的方式会导致坍塌：点都挤成一团。
# 这一团四处游走，也许覆盖一个模式，也许一个也没有。


# %%
def network(inputs, outputs):
    """Two hidden layers of 64."""
    hidden = [layers.Dense(64, "relu") for _ in range(2)]
    return keras.Sequential([keras.Input((inputs,)), *hidden, layers.Dense(outputs)])


def train_ring(points, d_loss, g_loss, *, steps, g_rate, d_rate, batch_size=128, seed=0):
    """Generated points (2000, 2) after `steps` steps of each player on points (n, 2).

    d_loss(discriminator, real, fake) and g_loss(discriminator, fake) return scalar tensors.
    Every thousand steps it prints how many are done.
    """
    keras.utils.set_random_seed(seed)
    generator, discriminator = network(8, 2), network(2, 1)
    optimizers = []
    for player, rate in ((generator, g_rate), (discriminator, d_rate)):
        falling = keras.optimizers.schedules.CosineDecay(rate, steps)
        optimizers.append(keras.optimizers.Adam(falling, beta_1=0.5))
        optimizers[-1].build(player.trainable_variables)

    def move(optimizer, tape, loss, variables):
        optimizer.apply(tape.gradient(loss, variables), variables)

    @tf.function(autograph=False)
    def step(real):
        fake = generator(tf.random.normal((batch_size, 8)))
        with tf.GradientTape() as tape:
            loss = d_loss(discriminator, real, tf.stop_gradient(fake))
        move(optimizers[1], tape, loss, discriminator.trainable_variables)
        with tf.GradientTape() as tape:
            loss = g_loss(discriminator, generator(tf.random.normal((batch_size, 8))))
        move(optimizers[0], tape, loss, generator.trainable_variables)

    rng = np.random.default_rng(seed)
    for done in range(1, steps + 1):
        step(tf.constant(points[rng.integers(len(points), size=batch_size)]))
        if done % 1000 == 0:
            print(f"{done:,} / {steps:,}")
    return keras.ops.convert_to_numpy(generator(tf.random.normal((2000, 8))))


def collapsing_gan(points):
    """Generated points (2000, 2): the generator learns ten times as fast."""

    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def loss_for_label(label, logits):
        return cross_entropy(tf.fill(tf.shape(logits), label), logits)

    def d_loss(discriminator, real, fake):
        return loss_for_label(1.0, discriminator(real)) + loss_for_label(0.0, discriminator(fake))

    def g_loss(discriminator, fake):
        return loss_for_label(1.0, discriminator(fake))

    return train_ring(points, d_loss, g_loss, steps=600, g_rate=2e-3, d_rate=2e-4)


ring = ring_points(2000, seed=0)
collapsed = check.run(collapsing_gan, ring)
if check.exercise_2.passes(mode_coverage):
    covered, good = mode_coverage(collapsed, centres, 0.1)
    print(f"collapsed: modes {covered}, good {good:.1%}")

# %% [markdown] lang="en"
# Write `cured_gan`, which trains a GAN on the same points without collapse; half a minute of training is enough.
# Use `train_ring` with other losses and settings, or a training of your own.
# What makes the difference is for you to find out: the balance of the rates, a gradient penalty, noise on both kinds of points, more steps, larger batches.
#
# The 1,000 to 2,000 points that you hand in come from the trained generator.
# These are the rules by which they are scored; $s = 0.1$, and modes, good points and dues are those of exercise 2:
#
# - all eight modes are covered, none has more good points than twice its due, and in each the mean of the good points lies within 0.15 of the centre;
# - at least 70 % of the points are good;
# - the good points of a mode are spread out: the median over the modes of their standard deviation (root mean square over both axes) is at least 0.03, and no mode is below 0.02;
# - no point occurs twice, and the points are no copies of training points: their distances to the nearest training point are compared with those of fresh real points.
#
# <details><summary>A hint</summary>
#
# A discriminator that learns too slowly lets the generator run after one mode at a time.
# Start with the generator's rate for both, and several times as many steps.
# To damp what is left, a penalty on the slope at real points (R1, the mean of $\lVert\nabla_x \ell(x)\rVert^2 / 2$) or that of exercise 3 will do; its weight should be well below 1.
#
# </details>

# %% [markdown] lang="zh"
# 请写出 `cured_gan`：在同样的点上训练一个不坍塌的 GAN，训练半分钟就够了。
# 可以换用别的损失和设置来调用 `train_ring`，也可以自己写训练。
# 关键在哪里由你去找：双方学习率的平衡、梯度惩罚、给两类点都加噪声、更多的步数、更大的批次。
#
# 提交的 1,000 到 2,000 个点出自训练好的生成器，按以下各条评分；$s = 0.1$，“模式”“好点”和“应得”的含义同练习 2：
#
# - 八个模式全部被覆盖，没有哪个模式的好点数超过应得数的两倍；每个模式中，好点的平均位置离中心不超过 0.15；
# - 好点至少占 70 %；
# - 每个模式中，好点要散开：算出各模式好点的标准差（对两个坐标轴取均方根），其中位数不小于 0.03，最小的不小于 0.02；
# - 没有重复的点，也不是训练点的复制品：拿它们到最近训练点的距离，与新抽的真实点的相应距离相比。
#
# <details><summary>提示</summary>
#
# 判别器学得太慢，生成器就会追着一个又一个模式跑。
# 不妨先让双方都用生成器的学习率，步数也增加几倍。
# 再加上真实点处的斜率惩罚（R1，即 $\lVert\nabla_x \ell(x)\rVert^2 / 2$ 的平均值）或练习 3 的惩罚，就能抑制余下的摆动；惩罚的系数应当远小于 1。
#
# </details>


# %%
def cured_gan(points):
    """Generated points (1000 to 2000, 2) of a GAN trained on points (n, 2)."""

    ### BEGIN SOLUTION
    def d_loss(discriminator, real, fake):
        with tf.GradientTape() as tape:
            tape.watch(real)
            real_logits = discriminator(real)
        slopes = tape.gradient(real_logits, real)
        penalty = tf.reduce_mean(tf.reduce_sum(slopes**2, axis=1)) / 2
        losses = tf.nn.softplus(-real_logits) + tf.nn.softplus(discriminator(fake))
        return tf.reduce_mean(losses) + 0.1 * penalty

    def g_loss(discriminator, fake):
        return tf.reduce_mean(tf.nn.softplus(-discriminator(fake)))

    return train_ring(points, d_loss, g_loss, steps=2500, g_rate=2e-3, d_rate=2e-3)
    ### END SOLUTION


# %% [markdown] lang="en"
# Once your function is written, the next cell trains and saves the points in `03_gan_ring.npz`, beside the notebook.
# Run it again after each change, and hand in the last file.

# %% [markdown] lang="zh"
# 函数写好之后，下面这一格会进行训练，并把这些点存入笔记本旁边的 `03_gan_ring.npz`。
# 每次改动后都要重新运行，最后提交这个文件。

# %%
samples = check.run(cured_gan, ring)
if samples is not None:
    np.savez("03_gan_ring.npz", samples=samples)


def handed_in():
    """The points in the file that you hand in."""
    with np.load("03_gan_ring.npz") as file:
        return file["samples"]


# %%
check.exercise_5(handed_in)

# %% [markdown] lang="en"
# The proof in one picture: real points, the collapsed GAN, yours.
# (Both axes: coordinates in the plane.)

# %% [markdown] lang="zh"
# 一图为证：左为真实的点（real），中为坍塌的 GAN（collapsed），右为你的 GAN（cured）；横轴、纵轴为平面上的第一、第二坐标。

# %%
if check.exercise_5.passes(handed_in):
    figure, axes = plt.subplots(1, 3, figsize=(8.4, 3), sharey=True, layout="constrained")
    rows = (("real", ring), ("collapsed", collapsed), ("cured", handed_in()))
    for axis, (name, points) in zip(axes, rows, strict=True):
        axis.plot(*points.T, ".", markersize=2)
        axis.set(title=name, xlabel="first coordinate", aspect="equal")
        axis.set(xlim=(-3, 3), ylim=(-3, 3))
    axes[0].set_ylabel("second coordinate")
    plotting.show(
        figure,
        "Left: the eight modes of the data. Middle: one clump. Right: all eight modes again.",
        "左：数据的八个模式。中：只有一团。右：八个模式又都有了。",
    )
