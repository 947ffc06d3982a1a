# %% [markdown] lang="en"
# ## Convolution: look at neighbours
#
# The dense classifier treats all 784 pixels alike; shuffle them in the same way in every image and it learns as well as before.
# A **convolution** looks at neighbours.
# It slides a small **kernel** over the image (this word again, now for a small array); each output is the sum of the products of the kernel with the pixels under it.
# `sliding_window_view` gives all the windows, and one line does the rest.
# The result must agree with `keras.ops.conv`.

# %% [markdown] lang="zh"
# ## 卷积：看相邻的像素
#
# 全连接分类器对 784 个像素一视同仁：把每幅图的像素按同一种次序打乱，它照样学得会。
# **卷积**看的是相邻的像素：让一个小小的**卷积核**（英文也叫 kernel，与笔记本的内核同词不同义）在图像上滑动，每到一处，把卷积核与它盖住的像素逐个相乘再求和，就得到一个输出。
# `sliding_window_view` 取出所有的窗口，剩下的只要一行代码，结果应与 `keras.ops.conv` 一致。


# %% tags=["nbval-check-output"]
def convolve(image, kernel):
    # en: All 3 x 3 windows of a 28 x 28 image: (26, 26, 3, 3).
    # zh: 28 x 28 的图像的全部 3 x 3 窗口：(26, 26, 3, 3)。
    windows = sliding_window_view(image, kernel.shape)
    return np.sum(windows * kernel, axis=(-2, -1))


digit = train_images[6, :, :, 0].astype("float32") / 255
edge = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], "float32")
kernels = {"vertical edges": edge, "horizontal edges": edge.T}
maps = {name: convolve(digit, kernel) for name, kernel in kernels.items()}
for name, kernel in kernels.items():
    keras_map = ops.conv(digit[None, :, :, None], kernel[:, :, None, None], padding="valid")
    assert np.allclose(ops.convert_to_numpy(keras_map)[0, :, :, 0], maps[name], atol=1e-4)
shape = maps["vertical edges"].shape
print(f"{digit.shape} -> {shape}: {edge.size} weights; dense: {digit.size * np.prod(shape):,}")

# %% [markdown] lang="en"
# In the figure, red is positive, where the image gets brighter to the right (or downwards); blue is negative, where it gets darker.
# Nine weights serve the whole image, where a dense layer between the same shapes has over half a million.
# When the digit moves, its edges move with it, which the next cell checks.
# What a kernel learns in one place holds everywhere.

# %% [markdown] lang="zh"
# 下面的左图为输入的数字，中图和右图为两个卷积核的输出（竖直边缘和水平边缘）；横轴为列，纵轴为行，色条表示输出值。
# 红为正，是往右（或往下）变亮的地方；蓝为负，是变暗的地方。
# 卷积让整幅图共用九个权重；换成全连接层，输入和输出的形状不变，就要五十多万个。
# 数字移到哪里，它的边缘就跟到哪里，下面的代码检验了这一点；所以卷积核在一处学会的，处处适用。

# %%
figure, axes = plt.subplots(1, 3, figsize=(7.4, 2.5), layout="constrained")
axes[0].imshow(digit)
axes[0].set_title("input, 28 x 28")
for axis, (name, values) in zip(axes[1:], maps.items(), strict=True):
    picture = axis.imshow(values, cmap="RdBu_r", vmin=-3, vmax=3)
    axis.set_title(name)
for axis in axes:
    axis.set(xlabel="column", ylabel="row")
figure.colorbar(picture, ax=axes, label="output")
plotting.show(
    figure,
    "A digit; its vertical edges, left borders red and right borders blue; "
    "its horizontal edges, upper borders red and lower borders blue.",
    "一个数字；竖直边缘（左缘红、右缘蓝）；水平边缘（上缘红、下缘蓝）。",
)
moved = np.roll(digit, 2, axis=1)
assert np.allclose(convolve(moved, edge)[:, 2:], convolve(digit, edge)[:, :-2], atol=1e-5)

# %% [markdown] lang="en"
# The output of a convolution is called a **feature map**.
# A network then makes its maps smaller, so that later kernels see more of the image.
# **Max pooling** keeps the largest of each 2×2 outputs.
# A **strided** convolution moves its kernel by more than one pixel at a time; with a stride of 2, that is the same as keeping every second output in both directions.
# In the figure, pooling loses much of the blue: the larger of a positive and a negative number is the positive one.

# %% [markdown] lang="zh"
# 卷积的输出叫作**特征图**。
# 接着，网络要把特征图缩小，好让后面的卷积核看到更大的范围。
# **最大池化**在每 2×2 个输出里留下最大的一个；**带步幅的卷积**让卷积核每次移动不止一个像素，步幅为 2 时，相当于横竖两个方向都隔一个输出留一个。
# 用 NumPy 写，池化和步幅都只要一行。
# 下面的左图为最大池化的输出，右图为步幅为 2 的卷积的输出；横轴为列，纵轴为行，色条表示输出值。
# 池化留住了红边，蓝边丢了不少：一正一负取大的，总是取到正的。

# %%
edges = maps["vertical edges"]  # (26, 26)
# en: Blocks of 2 x 2, and the largest number of each; then every second row and column.
# zh: 先分成 2 x 2 的块，每块取最大值；再隔行隔列取值。
pooled = edges.reshape(13, 2, 13, 2).max(axis=(1, 3))  # (13, 13)
strided = edges[::2, ::2]  # (13, 13)

keras_pooled = ops.max_pool(edges[None, :, :, None], 2, 2)
keras_strided = ops.conv(digit[None, :, :, None], edge[:, :, None, None], strides=2)
assert np.allclose(ops.convert_to_numpy(keras_pooled)[0, :, :, 0], pooled)
assert np.allclose(ops.convert_to_numpy(keras_strided)[0, :, :, 0], strided, atol=1e-4)

# %%
figure, axes = plt.subplots(1, 2, figsize=(5.4, 2.4), layout="constrained")
for axis, values, title in zip(axes, (pooled, strided), ("max pooling", "stride 2"), strict=True):
    picture = axis.imshow(values, cmap="RdBu_r", vmin=-3, vmax=3)
    axis.set(title=f"{title}, 13 x 13", xlabel="column", ylabel="row")
figure.colorbar(picture, ax=axes, label="output")
plotting.show(
    figure,
    "The vertical edges at half the size: max pooling keeps the red edges and loses much of the "
    "blue; stride 2 keeps both.",
    "缩小到一半的竖直边缘图：最大池化留住红边，丢了不少蓝边；步幅为 2 时两者都保留。",
)

# %% [markdown] lang="en"
# Pooling keeps the largest output and forgets where in the 2×2 it stood.
# For a classifier that is welcome.
# A **generator**, the network of chapter 3 that draws, has to put every stroke in its place and enlarges its maps: it has no use for pooling.
# The table shows the two networks of chapter 3: one draws, the other judges.
# Neither has pooling; both change the size by strides.

# %% [markdown] lang="zh"
# 池化留下最大的输出，却丢掉了它原来在 2×2 个输出中的位置。
# 对分类器来说，丢掉位置正合适；**生成器**（第 3 章里作画的网络）却必须把每一笔都放到确定的位置，而且要把特征图由小变大，用不着池化。
# 从下表可以看到，第 3 章的两个网络（一个作画，一个评判）都没有池化层，而是靠步幅改变特征图的大小。

# %%
rows = []
for build in (ConvGenerator, ConvDiscriminator):
    kinds = [type(layer).__name__ for layer in build().layers]
    chosen = [kind for kind in kinds if "Conv" in kind or "Pool" in kind]
    rows.append([build.__name__, ", ".join(chosen)])
plotting.table(
    [("network", "网络"), ("convolution and pooling in it", "其中的卷积层与池化层")], rows
)
assert not any("Pool" in chosen for _, chosen in rows)

# %% [markdown] lang="en"
# The way back, from small to large, is the **transposed convolution**.
# A convolution is linear, so it is a matrix $A$; column $i$ is what the convolution makes of the image that is 1 at pixel $i$ and 0 elsewhere.
# On a 3×3 image with a 2×2 kernel, $A$ has 4 rows and 9 columns and can be printed.
# The transposed convolution multiplies by $A^\top$.
#
# > **Predict before you run.** The kernel has the rows 1, 2 and 3, 4, and $A^\top$ is applied to a 2×2 image with 1 in the top left corner, 10 in the bottom right, and 0 elsewhere.
# > What 3×3 image comes out?

# %% [markdown] lang="zh"
# 要把特征图由小变大，靠的是**转置卷积**。
# 卷积是线性的，所以可以写成一个矩阵 $A$：取一幅只有第 $i$ 个像素为 1、其余为 0 的图像，卷积的结果就是 $A$ 的第 $i$ 列。
# 3×3 的图像配 2×2 的卷积核，$A$ 是 4 行 9 列，可以整个打印出来。
# 转置卷积就是乘以 $A^\top$。
#
# > **先猜，再运行。** 卷积核的两行是 1、2 和 3、4；把 $A^\top$ 作用在一幅 2×2 的图像上，这幅图左上角为 1，右下角为 10，其余为 0。
# > 得到的 3×3 图像是什么样？

# %% tags=["hide-output", "nbval-check-output"]
kernel = np.array([[1, 2], [3, 4]], "float32")
units = np.eye(9, dtype="float32").reshape(9, 3, 3)
# en: Column i is the convolution of the image that is 1 at pixel i.
# zh: 第 i 列：图像只有第 i 个像素为 1 时，卷积的结果。
matrix = np.stack([convolve(unit, kernel).ravel() for unit in units], axis=1)
print(matrix.astype(int), "= A\n")

small = np.array([[1, 0], [0, 10]], "float32")
back = (matrix.T @ small.ravel()).reshape(3, 3)
print(back.astype(int))
keras_back = ops.conv_transpose(small[None, :, :, None], kernel[:, :, None, None], padding="valid")
assert np.allclose(ops.convert_to_numpy(keras_back)[0, :, :, 0], back)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Each input value puts a copy of the kernel on the output, multiplied by that value; where copies overlap, they are added (4 + 10 in the middle).
#
# </details>
#
# With stride 2 the copies lie two pixels apart, and height and width double.
# Starting from 7×7 means of the digit, two doublings with a smooth kernel lead back to 28×28: the shape returns, the detail does not.
# $A^\top$ is not the inverse of $A$.
# A generator learns many kernels that put detail in.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 每个输入值都与整个卷积核相乘，得到一份结果，放到输出的对应位置；重叠处相加（正中间是 4 + 10）。
#
# </details>
#
# 步幅为 2 时，相邻的两份结果错开两个像素，图像的长和宽就各放大一倍。
# 把数字缩成 7×7 个平均值，再用一个平滑的卷积核放大两次，便回到 28×28：形状恢复了，细节没有恢复，可见 $A^\top$ 不是卷积的逆运算。
# 生成器要学的，正是许多能添上细节的卷积核。
# 下面的四幅图依次为原图、7×7 的平均值、放大一次、放大两次；横轴为列，纵轴为行。

# %% tags=["hide-output"]
smooth = np.outer([1, 3, 3, 1], [1, 3, 3, 1]).astype("float32")[:, :, None, None] / 16
sizes = [digit, digit.reshape(7, 4, 7, 4).mean(axis=(1, 3))]
for _ in range(2):
    doubled = ops.conv_transpose(sizes[-1][None, :, :, None], smooth, strides=2, padding="same")
    sizes.append(ops.convert_to_numpy(doubled)[0, :, :, 0])
figure, axes = plt.subplots(1, 4, figsize=(7.4, 2.1), layout="constrained")
for axis, picture in zip(axes, sizes, strict=True):
    axis.imshow(picture, vmin=0, vmax=1)
    size = len(picture)
    axis.set(title=f"{size} x {size}", xlabel="column", ylabel="row")
    axis.set(xticks=[0, size - 1], yticks=[0, size - 1])
plotting.show(
    figure,
    "A digit; its 7 by 7 means; these enlarged to 14 by 14 and 28 by 28, where the digit is blurred.",
    "一个数字；它的 7×7 平均值；再放大到 14×14 和 28×28，数字变得模糊。",
)
