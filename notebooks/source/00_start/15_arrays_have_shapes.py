# %% [markdown] lang="en"
# ## Arrays have shapes
#
# An image is an array of numbers.
# Each direction of an array is an **axis**, and the **shape** gives the length of every axis.
# A data set is one larger array: the images stacked along a new first axis, the **batch axis**.
# That is how the digits above are kept:

# %% [markdown] lang="zh"
# ## 数组有形状
#
# 一幅图像就是一个数组。
# 数组的每个方向叫一根**轴**，**形状**给出每根轴的长度。
# 一个数据集则是一个更大的数组，由许多图像沿着新添的第一根轴叠成，这根轴叫**批次轴**。
# 前面那些手写数字就是这样存放的：

# %%
print("images", images.shape, images.dtype, "from", images.min(), "to", images.max())
print("labels", labels.shape, labels.dtype, "from", labels.min(), "to", labels.max())

# %% [markdown] lang="en"
# Read `(8000, 28, 28, 1)` from the left: image, row, column, channel.
# Grey images have one channel, colour images three.
# `uint8` means whole numbers from 0 (black) to 255 (white), one byte each.
#
# A sum or a mean along an axis makes that axis disappear.
# Indexing with a number drops the axis too; indexing with a slice keeps it.
# Models expect a batch, even if it is a batch of one.

# %% [markdown] lang="zh"
# `(8000, 28, 28, 1)` 要从左往右读，依次为图像、行、列、通道。
# 灰度图有一个通道，彩色图有三个。
# `uint8` 表示 0（黑）到 255（白）的整数，每个占一个字节。
#
# 沿某根轴求和或求平均，这根轴就消失了。
# 用一个数去索引，也会去掉一根轴；用切片去索引，则会保留这根轴。
# 模型的输入总是一个批次，哪怕里面只有一幅图像。

# %%
arrays = {
    ("one image", "一幅图像"): train_images[0],
    ("a batch of one", "只含一幅图像的批次"): train_images[:1],
    ("the mean image", "平均图像"): train_images.mean(axis=0),
    ("the mean of each image", "每幅图像的平均值"): train_images.mean(axis=(1, 2, 3)),
    ("the same, axes kept", "同上，保留各轴"): train_images.mean(axis=(1, 2, 3), keepdims=True),
}
# en: The shape of each.
# zh: 各自的形状。
rows = [[name, str(array.shape)] for name, array in arrays.items()]
plotting.table([("array", "数组"), ("shape", "形状")], rows)

# %% [markdown] lang="en"
# **Broadcasting** combines arrays of different shapes.
# Shapes are compared from the right; an axis of length 1, or a missing one, is stretched to fit.
# That is how the mean of an image is subtracted from each of its pixels.
#
# > **Predict before you run.** Two traps.
# > What is 200 + 100 in `uint8`?
# > And what is the mean squared error of four perfect guesses, if the guesses have shape `(4, 1)` and the answers `(4,)`?

# %% [markdown] lang="zh"
# 形状不同的数组可以一起运算，这叫**广播**：形状从右边对齐，长度为 1 的轴和缺少的轴都会被拉伸到相配的长度。
# 要从一幅图的每个像素里减去这幅图的平均值，靠的就是广播。
#
# > **先猜，再运行。** 有两个陷阱。
# > 在 `uint8` 里，200 + 100 等于几？
# > 如果四次猜测全对，但猜测的形状是 `(4, 1)`，答案的形状是 `(4,)`，均方误差是多少？

# %% tags=["hide-output", "nbval-check-output"]
# en: (7000, 28, 28, 1) minus (7000, 1, 1, 1).
# zh: (7000, 28, 28, 1) 减去 (7000, 1, 1, 1)。
centred = train_images - train_images.mean(axis=(1, 2, 3), keepdims=True)
assert np.allclose(centred.mean(axis=(1, 2, 3)), 0)
print("200 + 100 in uint8:", (np.array([200], "uint8") + np.array([100], "uint8"))[0])

truth = np.array([1.0, 0.0, 0.0, 1.0])  # (4,)
guesses = truth.reshape(4, 1)  # (4, 1)
print("error of perfect guesses:", np.mean((guesses - truth) ** 2))
print("with equal shapes:       ", np.mean((guesses[:, 0] - truth) ** 2))

# %% [markdown] lang="en"
# Neither trap raises an error.
# Whole numbers of one byte begin again at 0 after 255, and 300 becomes 44, so images are turned into `float32` before any arithmetic.
# And `(4, 1)` minus `(4,)` is `(4, 4)`: every guess against every answer, and half of these sixteen pairs differ by 1, so the error is 0.5.
# When a loss refuses to fall, print the shapes first.

# %% [markdown] lang="zh"
# 两个陷阱都不报错。
# 一个字节的整数过了 255 又从 0 数起，300 就成了 44，所以对图像做算术之前要先转成 `float32`。
# `(4, 1)` 减 `(4,)` 得到的是 `(4, 4)`：每个猜测都与每个答案相减，十六对里有一半相差 1，误差就成了 0.5。
# 损失怎么也降不下去时，先把数组的形状打印出来看看。
