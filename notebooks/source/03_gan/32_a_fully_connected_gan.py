# %% [markdown] lang="en"
# ## A fully connected GAN
#
# Enough theory.
# We begin with the oldest recipe, the one in the history article's listing: two stacks of dense layers, 100-256-512-1024-784 for the generator and back again for the discriminator.
# To them an image is a list of 784 numbers.
# The training is short, just long enough to see the principle at work.
#
# Every GAN from here to the table is trained by the same few lines.
# `TwoPlayerAdam` is Adam for both players at once; `SwapEMAWeights` lets samples come from a running average of the weights, which is steadier than the weights of any one step; `StopOnNaN` stops at a loss that is not finite; `Progress` says in one line how far the training is, and leaves its last losses; `steps_per_execution` runs ten steps before Python looks at the losses again, which saves much time.
# (The loss called `relativistic` and its R1 penalty are explained with the next model; the losses written out above return in "Four losses".)

# %% [markdown] lang="zh"
# ## 全连接 GAN
#
# 理论够用了。
# 先从最早的配方开始，也就是《发展历程》代码里的那一种：生成器是一叠全连接层，100-256-512-1024-784，判别器再反着走回来。
# 在它们眼里，一幅图不过是 784 个数。
# 训练很短，只够看清原理如何起作用。
#
# 从这里到“总表”，所有 GAN 都由下面这几行训练。
# `TwoPlayerAdam` 是同时照管两个玩家的 Adam；`SwapEMAWeights` 让样本出自权重的滑动平均，它比任何单独一步的权重都稳；`StopOnNaN` 一见到损失不是有限的数就停下；`Progress` 用一行字显示训练到了哪里，结束后留下最后的损失；`steps_per_execution` 让 Python 每隔十步才看一次损失，能省下不少时间。
# （名为 `relativistic` 的损失和 R1 惩罚，到下一个模型再解释；前面写出的损失见“四种损失”一节。）

# %%
import time

from aigc_keras.callbacks import Progress, Samples, Score, StopOnNaN

seconds = {}


def train(name, model, data, epochs, *callbacks, batch_size=64, **options):
    options = {"learning_rate": 1e-3, "use_ema": True, "ema_momentum": 0.995} | options
    model.compile(TwoPlayerAdam(**options), steps_per_execution=10)
    averaging = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if options["use_ema"] else []
    started = time.perf_counter()
    history = model.fit(
        data,
        batch_size=batch_size,
        epochs=epochs,
        verbose=0,
        callbacks=[StopOnNaN(), *averaging, *callbacks, Progress()],
    )
    seconds[name] = time.perf_counter() - started
    return history.history


# %% [markdown] lang="en"
# > **Predict before you run.** A dense layer does not know which pixels are neighbours.
# > How will that show?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 全连接层不知道哪些像素相邻。
# > 这会在图上留下什么痕迹？

# %% tags=["hide-output"]
players = DenseGenerator(), DenseDiscriminator()
dense_gan = GAN(*players, loss="relativistic", r1_weight=1.0)
train("dense", dense_gan, train_images, epochs=4, learning_rate=5e-4, ema_momentum=0.98)
figure = plotting.image_grid(dense_gan.sample(20, seed=0))
plotting.show(
    figure,
    "Twenty samples of the fully connected GAN: recognisable strokes among isolated grey pixels.",
    "全连接 GAN 的二十个样本：笔画可以辨认，但夹杂着孤立的灰点。",
)
print(f"{seconds['dense']:.0f} seconds, {dense_gan.generator.count_params():,} weights in G")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Strokes, sprinkled with salt and pepper: single pixels that no pen would leave.
# Nothing in the network ties a pixel to its neighbour, so each of the 784 outputs has to learn on its own to agree with those around it.
#
# </details>

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 笔画有了，却夹着椒盐般的噪点：没有哪支笔会留下这样孤零零的点。
# 网络里没有什么把一个像素和它的邻居连在一起，784 个输出只能各学各的，设法与周围一致。
#
# </details>
