# %% [markdown] lang="en"
# ## Convolution and its transpose, in brief
#
# Images have neighbours.
# A **convolution** slides a small kernel over the image; each output is the sum of products of the kernel with the pixels under it.
# (Mathematicians would flip the kernel first; deep learning does not.)
# In loops, with an edge kernel, on one digit:

# %% [markdown] lang="zh"
# ## 卷积与转置卷积，简述
#
# 图像的像素有左邻右舍。
# **卷积**让一个小小的卷积核在图像上滑动，每个输出等于卷积核与它盖住的像素逐个相乘再求和。
# （按数学定义要先翻转卷积核，深度学习里不翻转。）
# 取一个提取边缘的卷积核，用循环写出来，作用在一个数字上：

# %% tags=["nbval-check-output"]
image = train_images[0, :, :, 0].astype("float32")
kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
edges = np.zeros((26, 26), "float32")
for i in range(26):
    for j in range(26):
        edges[i, j] = np.sum(image[i : i + 3, j : j + 3] * kernel)

keras_edges = ops.conv(image[None, :, :, None], kernel[:, :, None, None], padding="valid")
np.testing.assert_allclose(ops.convert_to_numpy(keras_edges)[0, :, :, 0], edges, atol=0.01)
print("the loops agree with keras.ops.conv")

# %% [markdown] lang="en"
# The kernel answers to vertical edges: positive (red) where it gets brighter to the right, negative (blue) where it gets darker, zero where nothing changes.
# A network learns its kernels.

# %% [markdown] lang="zh"
# 这个卷积核对竖直方向的边缘有反应：从左到右变亮处为正，变暗处为负，没有变化处为零。
# 网络里的卷积核则是学出来的。
# 左图为输入的数字，右图为卷积的输出；横轴为列，纵轴为行，右侧色条表示输出的数值（红正蓝负）。

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.8))
left.imshow(image)
left.set(title="input, 28 x 28", xlabel="column", ylabel="row")
picture = right.imshow(edges, cmap="RdBu_r", vmin=-1020, vmax=1020)
right.set(title="output, 26 x 26", xlabel="column", ylabel="row")
figure.colorbar(picture, label="output of the convolution")
plotting.show(
    figure,
    "A digit, and the output of the edge kernel: left borders positive, right borders negative.",
    "一个数字，以及边缘卷积核的输出：笔画左缘为正，右缘为负。",
)

# %% [markdown] lang="en"
# A discriminator has to come down from 784 pixels to one logit.
# **Max pooling** of 2 keeps the largest of each 2×2 pixels.
# A convolution of **stride** 2 moves its kernel two pixels at a time.
# Both halve the image.
# Discriminators prefer strides: what to keep is then learnt, every pixel under the kernel receives a gradient, and only a quarter of the outputs is computed.
#
# A generator goes the other way.
# A **transposed convolution** of stride 2 doubles the image: each input value stamps a copy of the kernel, scaled by that value, on the output; the stamps lie two pixels apart and add up where they overlap.

# %% [markdown] lang="zh"
# 判别器要把 784 个像素一路缩成一个 logit。
# 步幅为 2 的**最大池化**在每 2×2 个像素中留下最大的一个；**步幅**为 2 的卷积让卷积核每次移动两个像素。
# 两者都把图像缩小一半。
# 判别器偏爱步幅：保留什么由网络自己学，卷积核盖住的每个像素都能得到梯度，而且只需计算四分之一的输出。
#
# 生成器反过来走。
# 步幅为 2 的**转置卷积**把图像放大一倍：每个输入值都在输出上盖一个“章”，章的图案是卷积核乘以这个值；章与章相隔两个像素，重叠处相加。

# %%
kernels = rng.normal(size=(4, 4, 1, 16)).astype("float32")
digit = image[None, :, :, None] / 255
strided = ops.conv(digit, kernels, strides=2, padding="same")
pooled = ops.max_pool(ops.conv(digit, kernels, padding="same"), 2, 2)
before, after = f"{digit.shape}", [f"{tuple(images.shape)}" for images in (strided, pooled)]
rows = [
    [("convolution, stride 2", "卷积，步幅 2"), before, after[0]],
    [("convolution, then max pooling", "卷积，再最大池化"), before, after[1]],
]

features = np.ones((1, 7, 7, 32), "float32")
for channels in ((16, 32), (1, 16)):
    stamp = np.ones((4, 4, *channels), "float32")
    before = f"{tuple(features.shape)}"
    features = ops.conv_transpose(features, stamp, strides=2, padding="same")
    after = f"{tuple(features.shape)}"
    rows.append([("transposed convolution, stride 2", "转置卷积，步幅 2"), before, after])
plotting.table([("operation", "运算"), ("input", "输入"), ("output", "输出")], rows)
assert strided.shape == pooled.shape == (1, 14, 14, 16) and features.shape == (1, 28, 28, 1)

# %% [markdown] lang="en"
# Why "transposed"?
# A convolution is linear, so it is a (large, sparse) matrix $A$.
# The transposed convolution is $A^\top$, which is defined by $\langle A u, v \rangle = \langle u, A^\top v \rangle$ for all $u$ and $v$.
# It is **not** the inverse, though it is often called "deconvolution": it restores the shape, not the image.

# %% [markdown] lang="zh"
# 为什么叫“转置”？
# 卷积是线性的，可以写成一个（又大又稀疏的）矩阵 $A$；转置卷积就是 $A^\top$，它由“对任意 $u$、$v$ 都有 $\langle A u, v \rangle = \langle u, A^\top v \rangle$”来确定。
# 它**不是**逆运算，虽然常被叫作“反卷积”：它还原的是形状，不是图像。

# %% tags=["nbval-check-output"]
u = rng.normal(size=(1, 28, 28, 1)).astype("float32")
v = rng.normal(size=(1, 14, 14, 16)).astype("float32")
forward = ops.convert_to_numpy(ops.conv(u, kernels, strides=2, padding="same"))
back = ops.convert_to_numpy(ops.conv_transpose(v, kernels, strides=2, padding="same"))
np.testing.assert_allclose(np.sum(forward * v), np.sum(u * back), rtol=0.02)
print("A maps", u.shape, "to", forward.shape, "and its transpose", v.shape, "to", back.shape)

# %% [markdown] lang="en"
# The stamps can leave a trace.
# Transpose an image of ones with a kernel of ones: each output then counts the stamps that cover it.
# If the kernel's size is not a multiple of the stride, the count alternates from pixel to pixel, and a generator's images tend to show a checkerboard (Odena et al. 2016, "Deconvolution and Checkerboard Artifacts", Distill, doi:10.23915/distill.00003).

# %% [markdown] lang="zh"
# 盖章会留下痕迹。
# 用全 1 的卷积核去转置一张全 1 的图像，每个输出就是盖住它的章数。
# 如果卷积核的大小不是步幅的整数倍，相邻像素的章数就时多时少，生成的图像容易出现棋盘格（Odena 等，2016，“Deconvolution and Checkerboard Artifacts”，Distill，doi:10.23915/distill.00003）。

# %%
ones, overlaps = np.ones((1, 10, 10, 1), "float32"), {}
for size in (3, 4, 5):
    stamp = np.ones((size, size, 1, 1), "float32")
    stamped = ops.convert_to_numpy(ops.conv_transpose(ones, stamp, strides=2, padding="same"))
    overlaps[size] = np.rint(stamped[0, 4:-4, 4:-4, 0]).astype(int)

counts = {size: np.unique(overlap).tolist() for size, overlap in overlaps.items()}
header = [
    ("kernel, at stride 2", "卷积核大小（步幅 2）"),
    ("stamps per pixel", "每个像素被盖的次数"),
]
plotting.table(header, [[size, ", ".join(map(str, found))] for size, found in counts.items()])
assert counts == {3: [1, 2, 4], 4: [4], 5: [4, 6, 9]}

# %% [markdown] lang="en"
# Kernel 4 covers evenly, so our convolutional generator uses it.
# Kernel 3 varies by a factor of 4.
# Kernel 5 varies by 2.25: training can even that out, but it has to learn it.
# Kernel 5 is the choice of the large-models article, one of the five articles behind this chapter; "What the articles say, and what is right" gives their full names.

# %% [markdown] lang="zh"
# 大小为 4 的卷积核覆盖均匀，本章的卷积生成器用的就是它；大小为 3 时相差 4 倍；大小为 5 时相差 2.25 倍，训练能把它抹平，但毕竟要学。
# 大小 5 出自《大模型》，它是与本章有关的五篇文章之一，各篇全名见“文章怎么说，实际怎么样”一节。
# 图中横轴为列，纵轴为行，三幅图的卷积核大小依次为 3、4、5，色条表示每个像素被盖的次数。

# %%
figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.5))
for axis, (size, overlap) in zip(axes, overlaps.items(), strict=True):
    picture = axis.imshow(overlap, vmin=0, vmax=9)
    axis.set(title=f"kernel {size}, stride 2", xlabel="column", ylabel="row")
figure.colorbar(picture, ax=axes, label="stamps per pixel")
plotting.show(
    figure,
    "Stamps per pixel: a checkerboard for kernels 3 and 5, an even grey for kernel 4.",
    "每个像素被盖的次数：卷积核大小为 3 和 5 时呈棋盘格，为 4 时是均匀的灰色。",
)
