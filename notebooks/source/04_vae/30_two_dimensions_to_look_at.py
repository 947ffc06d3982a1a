# %% [markdown] lang="en"
# ## Two dimensions, to look at
#
# With a code of two numbers the whole space of codes fits on a page.
# First: where the encoder puts the test digits.
# After that: what the decoder draws at each place.

# %% [markdown] lang="zh"
# ## 两维，看得见
#
# 编码只有两个数时，整个编码空间一张纸就画得下。
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
    "The test digits' codes in the plane, coloured by digit: ones, zeros and sixes lie apart, "
    "fours, sevens and nines overlap; together they fill a disc around the origin.",
    "测试数字的编码在平面上的分布，按数字着色：1、0、6 各成一片，4、7、9 相互重叠；合起来像原点周围的一个圆盘。",
)

# %% [markdown] lang="en"
# The horizontal axis is the first number of the code, the vertical axis the second; each colour is a digit, as the bar at the right says.
# The model never saw the labels, yet the digits sort themselves: neighbours in the plane are images that look alike.
# Now walk through it.
# Where the notebook is live, two sliders choose the code.
# Everywhere, you see a map of the plane with the same two axes: each small image is what the decoder draws for the code at its place.

# %% [markdown] lang="zh"
# 横轴是编码的第一个数，纵轴是第二个；一种颜色代表一个数字，对照右侧的色条（digit）。
# 模型从没见过标签，数字却自己分了类：在平面上相邻的，是长得像的图像。
# 现在到里面走一走：笔记本处于运行状态时，可以用两个滑块挑选编码。
# 无论在哪里，都能看到一张平面地图，两轴同上：每幅小图都是解码器对所在位置的编码画出的结果。

# %%
plotting.explore(
    planar.decode,
    "Digits on a grid of codes: each turns smoothly into its neighbours, ones at one side, zeros "
    "at the other, and blurred mixtures at the borders.",
    "编码网格上的数字：相邻的图像平滑过渡，一侧是 1，另一侧是 0，交界处是模糊的混合。",
)

# %% [markdown] lang="en"
# Two numbers are too few: at the borders between digits the decoder hedges between them, and the result is blur.

# %% [markdown] lang="zh"
# 两个数太少：在数字的交界处，解码器只好两头都押一点，画出来就糊了。
