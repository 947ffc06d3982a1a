# %% [markdown] lang="en"
# ## A convolutional GAN
#
# Now the pair of the large-models article, corrected and made smaller: a dense layer makes a 7×7 map, two transposed convolutions double it to 14×14 and 28×28; the discriminator goes the other way with convolutions of stride 2.
# (Radford et al. 2015, arXiv:1511.06434, showed that this works.)
# The dense layer of the generator is followed by **batch normalisation**: over the batch, each number is shifted and scaled to mean 0 and variance 1, then multiplied by a learned gain, and a learned bias is added.
# We add two things to the discriminator: a dense layer that sees the whole image, and a channel that says how much the images of the batch differ from each other (`BatchDeviation`; Karras et al. 2017, arXiv:1710.10196), so that a generator which repeats itself is found out.

# %% [markdown] lang="zh"
# ## 卷积 GAN
#
# 现在轮到《大模型》里的那对网络，改正并缩小之后是这样：全连接层先造出 7×7 的特征图，两层转置卷积把它放大到 14×14、28×28；判别器用步幅为 2 的卷积往回走。
# 这条路是 Radford 等人 2015 年走通的（arXiv:1511.06434）。
# 生成器的全连接层之后是**批量归一化**：在整个批次上，把每个数平移、缩放到均值 0、方差 1，再乘以学来的增益，加上学来的偏置。
# 判别器另添了两样：一个能看到整幅图的全连接层；一个通道，告诉它本批次的图像彼此相差多少（`BatchDeviation`；Karras 等，2017，arXiv:1710.10196），生成器若总画同一样东西，就会露馅。

# %%
generator = ConvGenerator()
discriminator = ConvDiscriminator()
columns = [("shape of its output", "输出的形状"), ("weights", "权重个数")]
networks = {"G": generator, "D": discriminator}
for name, network in networks.items():
    rows = [
        [type(layer).__name__, f"{layer.output.shape}", layer.count_params()]
        for layer in network.layers
        if layer.count_params()
    ]
    rows.append([("together", "合计"), "", network.count_params()])
    plotting.table([(f"layer of {name}", f"{name} 的层"), *columns], rows)

# %% [markdown] lang="en"
# The loss is a modern one.
# The relativistic loss (Jolicoeur-Martineau 2018, arXiv:1807.00734) asks the discriminator not "is this real?" but "which of these two is?": $-\log\sigma(\ell_{\text{real}}-\ell_{\text{fake}})$, and the generator the reverse.
# The R1 penalty (Mescheder et al. 2018) keeps the logit flat at real images, $\frac{\gamma}{2}\,\mathbb{E}\lVert\nabla_x \ell(x)\rVert^2$, which damps the circling that we saw in the game $xy$; to save time, the library takes it on an eighth of each batch.
# Huang et al. 2025 (arXiv:2501.05441) built a strong, simple baseline on this loss, with R1 and a twin of it on generated images; our small pair does with R1.
#
# The learning rate climbs from zero over the first twentieth of the steps and then falls along half a cosine.
# The slow start is what allows so high a rate, and batches of 128 keep both cores busy.
#
# Two helpers watch: `Samples` draws the same 50 noise vectors again and again, and `Score` measures a distance to the validation images (what it means follows below; smaller is better).
# This is the longest training of the chapter.

# %% [markdown] lang="zh"
# 损失用的是较新的一种。
# 相对损失（relativistic；Jolicoeur-Martineau，2018，arXiv:1807.00734）不问判别器“这幅是真的吗”，而问“这两幅里哪幅是真的”：$-\log\sigma(\ell_{\text{real}}-\ell_{\text{fake}})$，生成器则反过来。
# R1 惩罚（Mescheder 等，2018）让 logit 在真实图像附近保持平坦，$\frac{\gamma}{2}\,\mathbb{E}\lVert\nabla_x \ell(x)\rVert^2$，从而抑制前面在博弈 $xy$ 中看到的兜圈子；为省时间，课程库只在每个批次的八分之一上计算它。
# Huang 等人（2025，arXiv:2501.05441）以这种损失搭出了一个简单而强的基线，除 R1 外还对生成图像加同样的惩罚；我们的小网络只用 R1 就够了。
#
# 学习率在最初二十分之一的步数里从零升到最高，然后沿半个余弦曲线下降。
# 起步慢，才经得起这么高的学习率；批次取 128，两个核都闲不下来。
#
# 有两个帮手盯着训练：`Samples` 每隔几轮就用同样的 50 个噪声向量画一遍；`Score` 计算到验证图像的距离（含义见下文，越小越好）。
# 这是全章最长的一次训练。

# %%
from aigc_keras.metrics import ImageScores

validation = ImageScores("mnist", validation_images, train_images)
gan = GAN(generator, discriminator, loss="relativistic", r1_weight=1.0)
samples, score = Samples(50, every=2), Score(validation.frechet, every=3)
EPOCHS, BATCH = 24, 128
steps = EPOCHS * (len(train_images) // BATCH)
rate = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 19 // 20, alpha=0.01, warmup_target=4e-3, warmup_steps=steps // 20
)
options = {"batch_size": BATCH, "learning_rate": rate}
history = train("conv", gan, train_images, EPOCHS, samples, score, **options)
print(f"{seconds['conv']:.0f} seconds")

# %% [markdown] lang="en"
# Digits out of noise: every row shows the same ten noise vectors, from before training (top) to its end (bottom).

# %% [markdown] lang="zh"
# 数字从噪声中浮现。
# 每一行用的都是同样十个噪声向量，从训练前（最上）到训练结束（最下）。

# %%
rows = [0, 1, 2, 4, len(samples.frames) - 1]
strip = np.concatenate([samples.frames[i][:10] for i in rows])
plotting.show(
    plotting.image_grid(strip, row_labels=[f"epoch {samples.epochs[i]}" for i in rows]),
    f"Ten samples after epochs {[samples.epochs[i] for i in rows]}: noise turns into digits.",
    f"第 {[samples.epochs[i] for i in rows]} 轮之后的十个样本：噪声逐渐变成数字。",
)

# %% [markdown] lang="en"
# The same as a moving picture, with all 50 noise vectors, and below it a hundred fresh samples.
# None is picked by hand.

# %% [markdown] lang="zh"
# 同样的过程做成动画，50 个噪声向量全部画出；再往下是一百个新样本，没有一个是挑出来的。

# %%
import tempfile
from pathlib import Path

path = Path(tempfile.mkdtemp()) / "training.gif"
plotting.animation(samples.frames, path)
plotting.show(
    path,
    "Fifty samples after one epoch and the next, as a moving picture: noise turns into digits.",
    "五十个样本逐轮变化的动画：噪声逐渐变成数字。",
)

# %%
figure = plotting.image_grid(gan.sample(100, seed=1))
plotting.show(
    figure,
    "A hundred samples in a 10 by 10 grid; most are clear digits of all ten kinds.",
    "10×10 的一百个样本；大多是清楚的数字，十种都有。",
)

# %% [markdown] lang="en"
# What do the losses say?
# Very little.
# They measure each player against an opponent who improves as well: after the first epochs they hardly move, while the distance to real images goes on falling.
# (Left axis: both losses; right axis, dashed, in powers of ten: Fréchet distance to the validation images.)

# %% [markdown] lang="zh"
# 损失能说明什么？
# 很少。
# 它量的是与一个同样在进步的对手的胜负：过了最初几轮就几乎不动了，而到真实图像的距离还在下降。
# 图中横轴为轮数，左侧纵轴为损失：蓝线 `d_loss` 属于判别器，橙线 `g_loss` 属于生成器；带点的黑色虚线对应右侧纵轴（对数刻度），是到验证图像的弗雷歇距离。

# %%
figure = plotting.loss_curves(history, "d_loss", "g_loss")
axis = figure.axes[0].twinx()
scored = np.arange(3, EPOCHS + 1, 3)
axis.plot(scored, np.array(history["frechet"])[scored - 1], "k--o", markersize=3)
axis.set(ylabel="Fréchet distance (dashed)", yscale="log")
plotting.show(
    figure,
    "Both losses soon stand still while the Fréchet distance goes on falling.",
    "两条损失曲线很快停住，弗雷歇距离则继续下降。",
)

# %% [markdown] lang="en"
# A generator has learnt a space, not a list.
# Walk from one noise vector to another and the digits change their shape along the way, without a jump.
# (The walk follows the sphere on which almost all Gaussian noise lies, not the straight line through its empty middle.)

# %% [markdown] lang="zh"
# 生成器学到的是一片连续的空间，而不是一张清单。
# 从一个噪声向量走向另一个，数字沿途渐渐变形，没有跳跃。
# （高斯噪声几乎都落在一个球面附近，所以我们沿球面走，而不是穿过空荡荡的球心。）

# %%
plotting.show(
    plotting.image_grid(
        gan.interpolate(10, num_walks=3, seed=5), row_labels=["walk 1", "walk 2", "walk 3"]
    ),
    "Three walks of ten images each; one digit turns gradually into another.",
    "三次漫步，每次十幅；一个数字渐渐变成另一个。",
)
