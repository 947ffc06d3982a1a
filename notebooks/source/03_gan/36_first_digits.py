# %% [markdown] lang="en"
# ## First digits
#
# We train with our own step: three passes over the 7,000 images, 64 at a time.
# A pass over the data is called an **epoch**.
# After each epoch we look at what the same ten noise vectors give.
# (The losses that are printed are those of the epoch's last batch.)

# %% [markdown] lang="zh"
# ## 最初的数字
#
# 用自己写的训练步训练 GAN：把 7,000 幅图过三遍，每批 64 幅。
# 把数据过一遍称为一**轮**（epoch）。
# 每轮之后，都看一看同样十个噪声向量生成了什么图像。
# （打印的是每轮最后一个批次的损失。）

# %%
import time

rng = np.random.default_rng(0)
started = time.perf_counter()
images_after = [images_before]
for _ in range(3):
    order = rng.permutation(len(real_images))
    for start in range(0, len(order) - 63, 64):
        d_loss, g_loss = train_step(real_images[order[start : start + 64]])
    images_after.append(ops.convert_to_numpy(generator(fixed_noise, training=False)))
    print(f"L_D = {d_loss:.2f}, L_G = {g_loss:.2f}, {time.perf_counter() - started:.0f} s")

# %%
plotting.show(
    plotting.image_grid(
        (np.concatenate(images_after) + 1) / 2,
        row_labels=["before", "1 epoch", "2 epochs", "3 epochs"],
    ),
    "The same ten noise vectors before training and after each epoch: strokes come out of the grey.",
    "同样十个噪声向量在训练之前和每轮之后生成的图像：笔画从灰色中浮现出来。",
)

# %% [markdown] lang="en"
# Grey turns into bright blots, blots into strokes, and some of the strokes already look like digits.
# That took less than half a minute, two networks of ten lines each, and a training step of fifteen.
# You have trained a GAN.
#
# The losses tell little about this: they do not fall to zero, and they are not meant to.
# When the generator gets better, the discriminator's task gets harder, and the other way round.
# (Compared with 1.39 and 0.69, they say that $D$ is ahead: it still recognises most generated images.)

# %% [markdown] lang="zh"
# 上图中，灰色变成亮斑，亮斑变成笔画，有些笔画已经像数字了。
# 训练用了不到半分钟；两个网络的代码各十来行，训练步十几行。
# 你已经亲手训练出一个 GAN。
#
# 从损失上看不出多少名堂：两个损失没有降到零，也不该降到零。
# 生成器变好了，判别器的任务就变难；反过来也一样。
# （$L_D$ 低于 1.39，$L_G$ 高于 0.69，可见 $D$ 占优势：它仍能识破大多数生成图像。）
