# %% [markdown] lang="en"
# ## Two dimensions, to look at
#
# With a code of two numbers the whole latent space fits on a page.
# We look first where the encoder puts the test digits, and then what the decoder draws at each place.

# %% [markdown] lang="zh"
# ## 两维编码
#
# 编码只有两个数时，整个潜空间可以画在一张图上。
# 先看编码器把测试数字放在哪里，再看解码器在每个位置画出什么。

# %%
planar = VAE(latent_dim=2, widths=(256, 128), seed=0)
planar.compile(keras.optimizers.Adam(2e-3), steps_per_execution=14)
planar.fit(train_images, batch_size=100, epochs=14, verbose=0, callbacks=[Progress()])
z_mean, _ = planar.encode(test_images)
figure, axis = plt.subplots(figsize=(4.6, 3.8))
dots = axis.scatter(*z_mean.T, c=test_labels, cmap="tab10", s=4)
figure.colorbar(dots, label="digit", ticks=range(10))
axis.set(xlabel="first number of the code", ylabel="second number of the code", aspect="equal")
plotting.show(
    figure,
    "The means of the test digits' codes in the plane, coloured by digit.",
    "测试数字的编码均值在平面上的分布，按数字着色。",
)

# %% [markdown] lang="en"
# Each dot is a test digit, at the mean of its code; each colour is a digit.
# The model never saw the labels, yet the digits sort themselves in part: some have a region almost to themselves, others share the crowded middle.
# Now walk through it: the map shows what the decoder draws for the code at each place.

# %% [markdown] lang="zh"
# 图中每个点是一个测试数字，位置是它的编码均值；颜色表示是哪个数字（见右侧的色条）。
# 模型从没见过标签，数字却自己大致分了类：有的几乎独占一片区域，有的挤在中间。
# 再看解码器在平面各处画出的图像。

# %%
plotting.explore(
    planar.decode,
    "What the decoder draws on a grid of codes: each image turns smoothly into its neighbours.",
    "解码器在编码网格上画出的图像：相邻的图像平滑过渡。",
)

# %% [markdown] lang="en"
# Neighbours in the plane are images that look alike.
# (The map goes from -2.5 to 2.5 both ways, where nearly all codes drawn from the prior lie; the codes of some test digits lie further out.)
# Two numbers are too few: codes of different digits overlap, most of all in the middle, and there the image with the smallest loss is a mixture, which looks blurred.

# %% [markdown] lang="zh"
# 编码在平面上相邻，画出的图像也相近。
# （图的两个坐标都从 -2.5 到 2.5，取自先验的编码几乎都在这个范围里；有些测试数字的编码在这个范围之外。）
# 两维编码不够用：不同数字的编码相互重叠，在平面中央最厉害；那里使损失最小的图像是几个数字的混合，看上去就模糊。
