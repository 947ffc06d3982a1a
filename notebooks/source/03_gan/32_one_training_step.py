# %% [markdown] lang="en"
# ## One training step
#
# Everything is there now: two networks and two losses.
# One step of training does five things:
#
# 1. draw noise and let $G$ make images of it;
# 2. let $D$ judge a batch of real images, and the generated ones;
# 3. compute both losses;
# 4. differentiate the loss of $D$ with respect to the weights of $D$ only, and the loss of $G$ with respect to the weights of $G$ only;
# 5. let two optimizers move the weights.
#
# Step 4 is the heart of it.
# `tf.GradientTape` records the computation and differentiates it with respect to whatever we name.
# For the loss of $D$ we name the weights of $D$; for the loss of $G$ those of $G$, and the gradient runs back from the logits through $D$ into the pixels, and on into $G$.
#
# Three details: `persistent=True` lets us ask the tape twice; `build` makes the optimizers' memory before the first step; `@tf.function` compiles the step, which makes it several times faster.
# `beta_1=0.5` follows an early convolutional GAN (DCGAN; Radford et al. 2015, arXiv:1511.06434): Adam's usual `beta_1=0.9` is a long memory of past gradients, and in a contest the gradients change quickly.

# %% [markdown] lang="zh"
# ## 一个训练步
#
# 两个网络和两个损失都写好了。
# 每个训练步做五件事：
#
# 1. 采样一批噪声，让 $G$ 由它生成图像；
# 2. 让 $D$ 评判一批真实图像，以及刚生成的图像；
# 3. 计算两个损失；
# 4. $D$ 的损失只对 $D$ 的权重求导，$G$ 的损失只对 $G$ 的权重求导；
# 5. 由两个优化器分别更新两个网络的权重。
#
# 第 4 件事是关键。
# `tf.GradientTape` 记录计算过程，然后对我们指定的变量求导。
# 对 $D$ 的损失，指定 $D$ 的权重；对 $G$ 的损失，指定 $G$ 的权重，这时梯度从 logit 出发，穿过 $D$ 传到像素，再传进 $G$。
#
# 还有三个细节：`persistent=True` 允许用同一个 tape 求两次导；`build` 在第一步之前为优化器分配好内部变量；`@tf.function` 把训练步编译成计算图，使它快好几倍。
# `beta_1=0.5` 沿用 DCGAN（一种早期的卷积 GAN；Radford 等，2015，arXiv:1511.06434）的取值：Adam 通常的 0.9 会使旧梯度的影响持续太久，而对抗训练中梯度变化快。

# %%
g_optimizer = keras.optimizers.Adam(1e-3, beta_1=0.5)
d_optimizer = keras.optimizers.Adam(1e-3, beta_1=0.5)
g_optimizer.build(generator.trainable_variables)
d_optimizer.build(discriminator.trainable_variables)
noise_seed = keras.random.SeedGenerator(1)


@tf.function
def train_step(real):
    noise = keras.random.normal((real.shape[0], 100), seed=noise_seed)
    with tf.GradientTape(persistent=True) as tape:
        fake = generator(noise, training=True)  # (64, 28, 28, 1)
        real_logits = discriminator(real, training=True)  # (64, 1)
        fake_logits = discriminator(fake, training=True)  # (64, 1)
        d_loss = discriminator_loss(real_logits, fake_logits)
        g_loss = generator_loss(fake_logits)
    # en: Each loss moves the weights of its own player; the tape holds the values of before the update.
    # zh: 每个损失只更新自己那个网络的权重；两个梯度都按更新之前的权重计算。
    d_weights, g_weights = discriminator.trainable_variables, generator.trainable_variables
    d_optimizer.apply(tape.gradient(d_loss, d_weights), d_weights)
    g_optimizer.apply(tape.gradient(g_loss, g_weights), g_weights)
    return d_loss, g_loss


# %% [markdown] lang="en"
# Before we train, a question about step 4.
#
# > **Predict before you run.** Suppose that $D$ gives the same logit to every image, because all weights of its last layer are zero.
# > How large is the gradient that reaches $G$?

# %% [markdown] lang="zh"
# 训练之前，先就训练步的第 4 件事（求导）提一个问题。
#
# > **先猜，再运行。** 假设 $D$ 最后一层的权重全是零，因而 $D$ 对每幅图都给出同一个 logit。
# > 这时传到 $G$ 的梯度有多大？

# %% tags=["hide-output", "nbval-check-output"]
undecided = make_discriminator()
undecided.layers[-1].set_weights([np.zeros((128, 1)), np.zeros(1)])
with tf.GradientTape() as tape:
    loss = generator_loss(undecided(generator(fixed_noise, training=True)))
gradients = tape.gradient(loss, generator.trainable_variables)
print("largest gradient:", max(float(ops.max(ops.abs(gradient))) for gradient in gradients))

# %% [markdown] lang="en"
# <details><summary>What this means</summary>
#
# None at all arrives.
# A discriminator that says the same about every image cannot tell $G$ in which direction to move.
# Keep this in mind: $G$ learns only what $D$ can tell it.
#
# </details>

# %% [markdown] lang="zh"
# <details><summary>这说明什么</summary>
#
# 传到 $G$ 的梯度为零。
# 对每幅图都给同一个答案的判别器，无法告诉 $G$ 该往哪个方向改图像。
# 请记住：只有 $D$ 分辨得出的差别，$G$ 才学得到。
#
# </details>

# %% [markdown] lang="en"
# The library has this step, too: `GAN` takes the two networks as arguments and is trained by `compile` and `fit`, so that callbacks, learning-rate schedules and saving work as for any Keras model.
# We give it the same weights, the same noise and the same 64 real images, let both make one step, and compare:

# %% [markdown] lang="zh"
# 课程库里也有训练步：`GAN` 以两个网络为参数，用 `compile` 和 `fit` 训练，因此回调、学习率调度和模型保存都与其他 Keras 模型一样。
# 我们给自己的训练步和 `GAN` 同样的权重、噪声和 64 幅真实图像，让它们各走一步，再比较权重：

# %%
from aigc_keras import GAN, TwoPlayerAdam

library_gan = GAN(make_generator(), make_discriminator(), seed=1)
library_gan.compile(TwoPlayerAdam(1e-3, beta_1=0.5))
library_gan.generator.set_weights(generator.get_weights())
library_gan.discriminator.set_weights(discriminator.get_weights())

train_step(real_images[:64])
library_gan.train_on_batch(train_images[:64])
ours = generator.get_weights() + discriminator.get_weights()
theirs = library_gan.generator.get_weights() + library_gan.discriminator.get_weights()
differences = [np.mean(np.abs(weight - twin)) for weight, twin in zip(ours, theirs, strict=True)]
print(f"largest mean difference of a weight array: {max(differences):.0e}")
assert max(differences) < 1e-6

# %% [markdown] lang="en"
# One step moves a weight by about 0.001, and the two versions differ by rounding alone.
# (The library takes `uint8` images and scales them inside; `TwoPlayerAdam` is one Adam for each player, with `beta_1=0.5` unless told otherwise.)
# Both players move at the same moment here, a **simultaneous** update; many textbooks let $D$ move first and then $G$.
# (Inside, the library makes one step of the sum of both losses, and keeps the players apart with `stop_gradient`; that is what lets one source run on TensorFlow, JAX and PyTorch.)

# %% [markdown] lang="zh"
# 走一步约使权重改变 0.001，而我们与课程库的权重只差舍入误差。
# （课程库接受 `uint8` 图像，在内部缩放；`TwoPlayerAdam` 就是双方各一个 Adam，`beta_1` 默认为 0.5。）
# 我们的 $D$ 和 $G$ 从同一时刻的权重出发各走一步，称为**同时更新**；许多教科书则先更新 $D$，再更新 $G$。
# （课程库内部把两个损失相加，只求一次梯度，并用 `stop_gradient` 使每个网络只受自己的损失影响；这样同一份代码就能在 TensorFlow、JAX 和 PyTorch 上运行。）
