# %% [markdown] lang="en"
# ## The program of the generative-AI article
#
# The program of 5.2 wants to write out the training step by hand with two gradient tapes, which is a good exercise.
# Its installation line, `pip install python tensorflow`, asks pip for the language that pip itself runs in: Python comes first, from python.org or conda.
# What Python then refuses:
#
# - `logits=discriminator outputs` is not Python.
# - `generator_loss = tf.reduce_mean(...)` is a number, computed once; the step then calls it, `generator_loss(fake_output)`.
#   A loss has to be a function.
# - `batch_size` is defined nowhere, and `for epoch in range(epoch)` asks for the loop's variable before it exists; the number of epochs needs a name of its own.

# %% [markdown] lang="zh"
# ## 《生成式AI》的程序
#
# 5.2 的程序想用两个梯度带（GradientTape）亲手写出训练步，这是很好的练习。
# 安装命令 `pip install python tensorflow` 是让 pip 去装它自己赖以运行的语言：Python 要先从 python.org 或 conda 装好。
# 接下来，Python 会在这些地方停住：
#
# - `logits=discriminator outputs` 不是合法的 Python。
# - `generator_loss = tf.reduce_mean(...)` 是一个算好的数，训练步里却拿它当函数调用：`generator_loss(fake_output)`。
#   损失必须写成函数。
# - `batch_size` 从未定义；`for epoch in range(epoch)` 在循环变量出现之前就要用它，总轮数应当另起名字。

# %%
loop = "def train():\n    for epoch in range(epoch):\n        pass\ntrain()"
rows = [
    [
        "logits=discriminator outputs",
        attempt(lambda: compile("f(logits=discriminator outputs)", "listing", "exec")),
    ],
    ["generator_loss(fake_output)", attempt(lambda: ops.mean(ops.ones(3))(ops.ones(3)))],
    ["[batch_size, 28, 28, 1]", attempt(lambda: exec("[batch_size, 28, 28, 1]", {}))],
    ["for epoch in range(epoch)", attempt(lambda: exec(loop, {}))],
    [
        ("mended: a loss that is a function", "改正：损失是函数"),
        attempt(lambda: f"{float(generator_loss(ops.zeros(3))):.4f}"),
    ],
]
plotting.table([("line", "代码"), ("what Python answers", "Python 的回答")], rows)

# %% [markdown] lang="en"
# **The losses.** `disc_loss = discriminator_loss(fake_output)` never looks at `real_output`: a D that calls everything generated is almost perfect by it.
# And the discriminator ends in `sigmoid`, while `sigmoid_cross_entropy_with_logits` applies a sigmoid of its own.
# A "logit" is then confined to (0, 1), and the loss of a D that is completely right cannot fall below $\ln(1 + e^{-1}) \approx 0.313$ for label 1, nor below $\ln 2 \approx 0.693$ for label 0.
# The first row of the table has both mistakes together: as printed, the D that rejects every real image gets 0.6933, next to the smallest possible 0.6931, and the mended loss gives it 8.0007.
# Give the loss raw logits.

# %% [markdown] lang="zh"
# **损失。** `disc_loss = discriminator_loss(fake_output)` 从不看 `real_output`：把一切都判为生成的判别器，按这个损失却近乎完美。
# 另外，判别器以 `sigmoid` 结尾，而 `sigmoid_cross_entropy_with_logits` 自己又做一次 sigmoid，“logit”便被限制在 (0, 1) 之内；判别器哪怕完全判对，损失也不会低于 $\ln(1 + e^{-1}) \approx 0.313$（标签 1）或 $\ln 2 \approx 0.693$（标签 0）。
# 表的第一行把两处错误合在一起：判别器把真图也全部判为生成的，照原样算，损失是 0.6933，几乎就是最小值 0.6931；改正之后是 8.0007。
# 应当把未经 sigmoid 的 logit 交给损失。

# %%
# en: Logits of a D that calls every image generated: four real ones, four generated ones.
# zh: 把什么都判为“生成的”判别器给出的 logit：四幅真图，四幅生成图。
always_generated = ops.full((4,), -8.0)
as_printed_loss = float(ops.mean(ops.softplus(ops.sigmoid(always_generated))))
with_reals = float(discriminator_loss(always_generated, always_generated))
words = ("D says 'generated' to all", "D 一律判为生成")
rows = [[words, f"{as_printed_loss:.4f}", f"{with_reals:.4f}"]]
for label, right_logit in ((1, 20.0), (0, -20.0)):
    sign = 1 - 2 * label
    sigmoid_twice = float(ops.softplus(sign * ops.sigmoid(right_logit)))
    sigmoid_once = float(ops.softplus(sign * right_logit))
    assert sigmoid_once < 1e-6 < np.log(1 + np.exp(-label)) <= sigmoid_twice + 1e-6
    words = (f"D surely right, label {label}", f"D 完全判对，标签 {label}")
    rows.append([words, f"{sigmoid_twice:.4f}", f"{sigmoid_once:.4f}"])
header = [("loss of D", "D 的损失"), ("as printed", "照原样"), ("mended", "改正后")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# **The generator.** `Dense` works on the last axis.
# After `Reshape((28, 28, 1))` it treats each of the 784 positions apart, and `Dense(28 * 28)` gives each of them 784 numbers: 28×28×784 instead of an image.
# What is worse, a position is computed from its own noise value alone, so no two of them can agree on a stroke: change one number of the noise and one position changes.
# In a generator that starts from a noise *vector*, all (or very nearly all) pixels do.
# The noise, `[batch_size, 28, 28, 1]`, is also not the declared `(28, 28)`; Keras happens to drop the last axis.
#
# **The data.** `for image_batch in x_train` gives single images of (28, 28), without a batch axis.
# They lie in [0, 1] against `tanh`, as in the first program.

# %% [markdown] lang="zh"
# **生成器。** `Dense` 只作用在最后一轴上。
# `Reshape((28, 28, 1))` 之后，它把 784 个位置各自分开处理，`Dense(28 * 28)` 又给每个位置 784 个数：得到 28×28×784，而不是一幅图。
# 更要紧的是，每个位置的输出只由它自己的那个噪声值算出，位置之间无从配合，连一道笔画也写不成：改动噪声里的一个数，只有一个位置随之改变。
# 而从噪声向量出发的生成器，全部（或几乎全部）像素都会变。
# 噪声 `[batch_size, 28, 28, 1]` 与声明的 `(28, 28)` 也对不上，只是 Keras 恰好把最后一轴去掉了。
#
# **数据。** `for image_batch in x_train` 取出的是单幅 (28, 28) 的图，没有批次轴；数值在 [0, 1]，与 `tanh` 不合，同第一个程序。

# %%
noise_image = keras.Input((28, 28), name="noise_image")
hidden = layers.Dense(128, activation="relu")(layers.Reshape((28, 28, 1))(noise_image))
# (n, 28, 28) -> (n, 28, 28, 784)
pixels = layers.Dense(28 * 28, activation="tanh")(hidden)
pixelwise_generator = keras.Model(noise_image, pixels, name="pixelwise")


def changed_positions(generator, noise_shape):
    """How many of the 784 positions change with one number of the noise."""
    two_noises = np.random.default_rng(0).standard_normal((1, *noise_shape), "float32")
    two_noises = two_noises.repeat(2, axis=0)
    two_noises[1].flat[50] += 3
    first, second = ops.convert_to_numpy(generator(two_noises)).reshape(2, 784, -1)
    return int(np.any(first != second, axis=-1).sum())


# %%
vector_generator = DenseGenerator(latent_dim=100)
rows = [
    [("output, as printed", "输出，照原样"), str(pixelwise_generator.output_shape)],
    [
        ("positions that change, as printed", "变化的位置，照原样"),
        f"{changed_positions(pixelwise_generator, (28, 28))} / 784",
    ],
    [
        ("positions that change, from a vector", "变化的位置，从向量出发"),
        f"{changed_positions(vector_generator, (100,))} / 784",
    ],
    [
        ("one image of x_train", "x_train 中的一幅图"),
        attempt(lambda: pixelwise_generator(train_images[0, ..., 0])),
    ],
    [
        ("a batch of one image", "只含一幅图的批次"),
        attempt(lambda: pixelwise_generator(train_images[:1, ..., 0])),
    ],
]
plotting.table([("what is tried", "试什么"), ("result", "结果")], rows)

# %% [markdown] lang="en"
# **Training and evaluation.** `discriminator.trainable = False` comes before the step and is never undone, so `discriminator.trainable_variables` is empty and `apply_gradients` is given an empty list and stops with an error; `combined`, for which D was frozen, is never used.
# With two tapes neither is needed: each takes the gradient of its own player's variables.
# The "evaluation" feeds test images to the generator as if they were noise and prints shapes, which an untrained network passes: the last line above came from one.
# An evaluation compares samples with held-out images, as chapter 3 does.
# Last, 5.3 says that D tells "handwritten digits from real images": it tells generated digits from real ones.

# %% [markdown] lang="zh"
# **训练与评估。** `discriminator.trainable = False` 写在训练步之前，此后再没改回来，于是 `discriminator.trainable_variables` 是空的，`apply_gradients` 收到空列表，于是报错；为之冻结判别器的 `combined` 也从未用到。
# 有了两个梯度带，这两样都不需要：各取各的变量的梯度就行。
# “评估”把测试图像当噪声送进生成器，打印形状，未经训练的网络也能过关：上表最后一行就出自这样的网络。
# 真正的评估要拿样本与留出的图像比较，第 3 章就是这样做的。
# 最后，5.3 说判别器“用于区分手写数字图像和真实图像”，应为区分生成的与真实的手写数字图像。

# %%
frozen_variables = small_discriminator.trainable_variables
adam = keras.optimizers.Adam(1e-4)
rows = [
    ["len(discriminator.trainable_variables)", len(frozen_variables)],
    [
        "optimizer.apply_gradients(...)",
        attempt(lambda: adam.apply_gradients(zip([], frozen_variables, strict=True))),
    ],
]
plotting.table([("with a frozen D", "D 冻结时"), ("result", "结果")], rows)
