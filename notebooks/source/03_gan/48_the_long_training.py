# %% [markdown] lang="en"
# ## The long training
#
# We train the improved GAN for 24 epochs, which takes about a minute.
# The batches are larger, and the learning rate may therefore be higher; it rises from zero during the first twentieth of the steps and then falls slowly, so that the beginning is gentle and the end is quiet.
# `SwapEMAWeights` puts the averaged weights in place at the end of every epoch, for the pictures and scores, and takes them out again before the next; after the last epoch they stay.
# `StopOnNaN` ends a training whose loss is no longer a number, and `Progress` shows one line, in which `loss` is the sum of both losses and the R1 penalty.
# `steps_per_execution` runs ten steps at a time without going back to Python.
#
# Two callbacks watch: `Samples` keeps what the same noise vectors give after every second epoch, and `Score` measures the distance from generated to validation images every third (what it means comes in the next section; smaller is better).

# %% [markdown] lang="zh"
# ## 正式训练
#
# 现在把改进后的 GAN 训练 24 轮，大约需要一分钟。
# 批次比第一个 GAN 的大，学习率也就可以更高。
# 学习率在最初二十分之一的步数里从零升高，然后慢慢降低：开始时步子小，以免发散；结束时步子也小，以便稳定。
# `SwapEMAWeights` 在每轮结束时换上平均后的权重，供画图和打分使用，下一轮开始前再换回；最后一轮之后不再换回。
# 损失一旦变成 NaN 或无穷大，`StopOnNaN` 就停止训练。
# `Progress` 显示一行进度，其中的 `loss` 是两个损失与 R1 惩罚之和。
# `steps_per_execution=10` 表示每次连续执行十步，中间不回到 Python。
#
# 有两个回调用来观察训练的进展：`Samples` 每两轮用同一组噪声向量生成图像并保存；`Score` 每三轮计算一次生成图像到验证图像的距离（距离的含义下一节再讲，越小越好）。

# %%
from aigc_keras.callbacks import Progress, Samples, Score, StopOnNaN
from aigc_keras.metrics import ImageScores

EPOCHS, BATCH = 24, 128
steps = EPOCHS * (len(train_images) // BATCH)
learning_rate = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 19 // 20, alpha=0.01, warmup_target=4e-3, warmup_steps=steps // 20
)
optimizer = TwoPlayerAdam(learning_rate, use_ema=True, ema_momentum=0.995)

gan = GAN(ConvGenerator(), ConvDiscriminator(), loss="relativistic", r1_weight=1.0)
gan.compile(optimizer, steps_per_execution=10)

validation_scores = ImageScores("mnist", validation_images, train_images)
samples = Samples(50, every=2)
averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
score = Score(validation_scores.frechet, every=3)
history = gan.fit(
    train_images,
    batch_size=BATCH,
    epochs=EPOCHS,
    verbose=0,
    callbacks=[StopOnNaN(), averaging, samples, score, Progress()],
).history

# %%
shown = [0, 1, 2, 4, len(samples.frames) - 1]
plotting.show(
    plotting.image_grid(
        np.concatenate([samples.frames[i][:10] for i in shown]),
        row_labels=[f"epoch {samples.epochs[i]}" for i in shown],
    ),
    "What ten noise vectors give as training goes on, from noise (top) to digits (bottom).",
    "同样十个噪声向量在训练过程中生成的图像：从噪声（最上）到数字（最下）。",
)

# %% [markdown] lang="en"
# Each column is one noise vector.
# Its digit takes shape early, and may still turn into another one later.
# (The first rows look rougher than those of our first GAN: the learning rate is still rising, and the averaged weights still hold a part of the beginning.)
# The same with all fifty vectors, as a moving picture:

# %% [markdown] lang="zh"
# 上图每一列的图像来自同一个噪声向量。
# 数字的雏形很早就看得出来，但之后还可能变成另一个数字。
# （头几行看上去比第一个 GAN 的图像还粗糙，因为学习率还在升高，平均后的权重里也还留有一部分最初的权重。）
# 把五十个噪声向量生成的图像做成动画：

# %%
import tempfile
from pathlib import Path

path = Path(tempfile.mkdtemp()) / "training.gif"
plotting.animation(samples.frames, path)
plotting.show(
    path,
    "Fifty samples in the course of training: noise turns into digits.",
    "五十个样本在训练过程中的变化：噪声逐渐变成数字。",
)

# %% [markdown] lang="en"
# And a hundred samples from noise that it has not seen before.
# None of them was picked by hand.

# %% [markdown] lang="zh"
# 再让训练好的 GAN 用新的噪声生成一百个样本，不作挑选：

# %%
plotting.show(
    plotting.image_grid(gan.sample(100, seed=1)),
    "A hundred samples of the convolutional GAN.",
    "卷积 GAN 的一百个样本。",
)

# %% [markdown] lang="en"
# Many of them can be read at a glance; many others are almost a digit, and some are none.
# How many of each, and is that good?
# The losses cannot tell, as the next figure shows:

# %% [markdown] lang="zh"
# 这一百个样本里，不少一眼就能认出是几，也有不少只是有点像数字，还有一些根本不是数字。
# 这三种样本各占多少？
# 这样算不算好？
# 损失回答不了这些问题，请看下图：

# %%
figure = plotting.loss_curves(history, "d_loss", "g_loss")
axis = figure.axes[0].twinx()
scored = np.arange(3, EPOCHS + 1, 3)
axis.plot(scored, np.array(history["frechet"])[scored - 1], "k--o", markersize=3)
axis.set(ylabel="Fréchet distance (dashed)", yscale="log")
plotting.show(
    figure,
    "Solid, left axis: both losses. Dashed, right axis: the distance to the validation images.",
    "实线对应左轴，是两个损失；虚线对应右轴，是到验证图像的距离。",
)

# %% [markdown] lang="en"
# In the second half of the training both losses hardly move, while the distance to real images goes on falling.
# A loss says how one player does against the other, and the other learns as well.
# (That $L_D$ ends below 0.69 and $L_G$ above it means that $D$ still tells most pairs apart.)
#
# And the gradient of the improved discriminator at real images?

# %% [markdown] lang="zh"
# 在训练的后一半里，上图中的两个损失几乎不再变化，而生成图像到验证图像的距离还在下降。
# 一个网络的损失只说明它面对对手时表现如何，而对手也在学习。
# （最后 $L_D$ 低于 0.69、$L_G$ 高于 0.69，说明大多数图像对里 $D$ 仍分得清哪一幅是真的。）
#
# 改进后的判别器在真实图像处的梯度又有多大？

# %%
of_improved = r1_penalty(gan.discriminator, real_images[:64])
print(f"R1 of the improved discriminator: {float(of_improved):.2f}")

# %% [markdown] lang="en"
# It is much flatter at real images than the first one.
# That is what the penalty asks for; but the loss, the layers and the length of training differ as well, so this number alone does not prove that the penalty did it.
#
# > **Misconception: "a smaller generator loss means better images."** Against a weak $D$, bad images have a small loss.
# > When $D$ improves, the loss of $G$ can rise while its images get better.
# > Judge a GAN by its images: by eye, and by scores that do not learn along.

# %% [markdown] lang="zh"
# 从 R1 看，改进后的判别器在真实图像处比第一个判别器平缓得多。
# 这符合惩罚的要求；不过两次训练的损失、网络结构和轮数也都不同，单凭 R1 还不能断定是惩罚的功劳。
#
# > **常见误解：“生成器的损失越小，图像越好。”** $D$ 弱的时候，图像再差，$L_G$ 也可能很小。
# > $D$ 变强之后，$G$ 的图像明明在变好，$L_G$ 却可能上升。
# > 评价 GAN 要看它生成的图像：既要亲眼看，也要用不随训练改变的分数来衡量。
