# %% [markdown] lang="en"
# ## The generator, layer by layer
#
# The generator has to turn 100 numbers into 28×28 pixels.
# It starts small, with images of 7×7 "pixels" that have 32 channels each, and doubles the size twice: 7, 14, 28.
#
# ![The convolutional generator from top to bottom. Noise z (n, 100); a dense layer of 1568 units without bias, batch normalisation, ReLU, reshaped to feature maps (n, 7, 7, 32); a transposed convolution with kernel 4 × 4 and stride 2 and a leaky ReLU give (n, 14, 14, 16); a second one and tanh give the image (n, 28, 28, 1) with values from −1 to 1. Height and width double at each transposed convolution while the number of feature maps falls.](../figures/gan_generator_en.svg)
#
# The layer that doubles an image is the **transposed convolution**.
# An ordinary convolution of stride 2 moves its kernel two pixels at a time and so halves an image (chapter 0 shows convolutions).
# The transposed one goes the other way: each input value puts a copy of the kernel on the output, multiplied by that value; neighbouring copies lie two pixels apart, and where they overlap, they are added.
#
# ![A transposed convolution in numbers. Row by row, the input is 1 2 / 3 4, the kernel 0 1 1 0 / 1 3 2 1 / 1 2 2 1 / 0 1 1 0, the stride 2. Each of the four input values stamps the kernel, multiplied by that value, on a field of 6 × 6; the stamps lie two cells apart. Where they overlap they add up; in row 3, column 3 all four do: 2 + 2 + 3 + 0 = 7. With padding="same" the border is cut off, which leaves the output of 4 × 4: 3 4 7 4 / 5 7 9 8 / 10 11 17 10 / 6 10 11 8.](../figures/transposed_convolution_en.svg)
#
# The same numbers in code; `padding="same"` keeps the 4×4 pixels inside the frame:

# %% [markdown] lang="zh"
# ## 逐层看生成器
#
# 生成器要把 100 个数变成 28×28 个像素。
# 它先算出 7×7 的特征图，每个位置有 32 个通道；再把特征图放大两次，边长每次加倍，依次为 7、14、28。
#
# ![卷积生成器，自上而下：噪声 z (n, 100)；经过 1568 个单元、无偏置的全连接层、批量归一化和 ReLU，变形为特征图 (n, 7, 7, 32)；经过卷积核 4 × 4、步幅 2 的转置卷积和 leaky ReLU，得到 (n, 14, 14, 16)；再经过一次转置卷积和 tanh，得到图像 (n, 28, 28, 1)，取值在 −1 与 1 之间。每经过一次转置卷积，高和宽加倍，特征图的张数减少。](../figures/gan_generator_zh.svg)
#
# 生成器中把图像边长放大一倍的层叫**转置卷积**。
# 做步幅为 2 的普通卷积时，卷积核每次移动两个像素，图像的边长因此减半（卷积见第 0 章）。
# 转置卷积反过来：每个输入值都与整个卷积核相乘，得到一份结果，放到输出的对应位置；相邻的两份结果错开两个像素，重叠的地方相加。
#
# ![用数字表示的转置卷积。各行依次写出：输入为 1 2 / 3 4，卷积核为 0 1 1 0 / 1 3 2 1 / 1 2 2 1 / 0 1 1 0，步幅为 2。四个输入值分别与卷积核相乘，结果放到 6 × 6 的格子上，相邻两份错开两格。重叠处相加；第 3 行第 3 列四份都有：2 + 2 + 3 + 0 = 7。用 padding="same" 时裁掉最外一圈，剩下 4 × 4 的输出：3 4 7 4 / 5 7 9 8 / 10 11 17 10 / 6 10 11 8。](../figures/transposed_convolution_zh.svg)
#
# 用代码把上图的例子再算一遍；`padding="same"` 只留下框内的 4×4 个像素：

# %%
small = np.array([[1, 2], [3, 4]], "float32").reshape(1, 2, 2, 1)
kernel = np.array([[0, 1, 1, 0], [1, 3, 2, 1], [1, 2, 2, 1], [0, 1, 1, 0]], "float32")
kernel = kernel[:, :, None, None]  # (4, 4, 1, 1)
doubled = ops.conv_transpose(small, kernel, strides=2, padding="same")  # (1, 4, 4, 1)
print(ops.convert_to_numpy(doubled)[0, :, :, 0])

# %% [markdown] lang="en"
# The circled pixel is the sum of four copies: 2 + 2 + 3 + 0 = 7.
# In the network the numbers of the kernels are learnt, and where 32 channels become 16, each output channel has 32 kernels, one for each input channel, whose copies are added as well.
#
# Why a kernel of size 4?
# Because 4 is a multiple of the stride 2: every output pixel lies under equally many kernel positions.
# With a kernel of size 3 or 5 some pixels get more copies than their neighbours, and the images of a generator show a chequered pattern (Odena et al. 2016, doi:10.23915/distill.00003).
# (Even cover removes one cause of the pattern.
# As long as a kernel is untrained, its own numbers still leave a grid, which you will see in the first pictures below.)
# Count the copies that cover each pixel, away from the border:

# %% [markdown] lang="zh"
# 上面输出的第 2 行第 2 列的 7，就是前图中圈出的像素，它是四份结果在该处的值之和：2 + 2 + 3 + 0 = 7。
# 在网络里，卷积核的数值是学出来的。
# 第一层转置卷积把 32 个通道变成 16 个：每个输出通道有 32 个卷积核，每个输入通道一个，它们的结果也要相加。
#
# 卷积核为什么取 4×4？
# 因为 4 是步幅 2 的整数倍，所以每个输出像素被卷积核盖住的次数相同。
# 若取 3×3 或 5×5，有些像素被盖住的次数比旁边的多，生成的图像就会出现棋盘状的花纹（Odena 等，2016，doi:10.23915/distill.00003）。
# （次数相同只消除了这种花纹的一个成因；卷积核还没有训练好时，自身的数值也会留下网格，“最初的数字”一节的图里就看得到。）
# 数一数每个输出像素被盖住几次（边缘除外）：

# %%
ones = np.ones((1, 10, 10, 1), "float32")
figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.5))
for axis, size in zip(axes, (3, 4, 5), strict=True):
    kernel = np.ones((size, size, 1, 1), "float32")
    copies = ops.conv_transpose(ones, kernel, strides=2, padding="same")
    picture = axis.imshow(ops.convert_to_numpy(copies)[0, 4:-4, 4:-4, 0], vmin=0, vmax=9)
    axis.set(title=f"kernel {size} x {size}", xticks=[], yticks=[])
figure.colorbar(picture, ax=axes, label="copies that cover a pixel", ticks=[1, 4, 9])
plotting.show(
    figure,
    "How many copies of the kernel cover each pixel at stride 2: uneven for 3 and 5, even for 4.",
    "步幅为 2 时，每个像素被几份卷积核盖住：大小为 3 和 5 时不均匀，为 4 时均匀。",
)

# %% [markdown] lang="en"
# One more layer needs a word.
# **Batch normalisation** (Ioffe & Szegedy 2015, arXiv:1502.03167) takes each of the 1,568 numbers that the dense layer makes, subtracts its mean over the batch, divides by its standard deviation over the batch, and then multiplies by a scale $\gamma$ and adds a shift $\beta$, both of which are learnt:
#
# $$\hat h = \gamma\, \frac{h - \operatorname{mean}_{\text{batch}}(h)}{\sqrt{\operatorname{var}_{\text{batch}}(h) + \varepsilon}} + \beta$$
#
# At the start $\gamma = 1$ and $\beta = 0$, so about half of the numbers are positive for every unit, and the ReLU behind it neither stops nor passes them all.
# The size of the dense layer's weights no longer matters for what comes out, which makes training less sensitive to the learning rate.
# (The dense layer needs no bias of its own, because $\beta$ is one.)
# A sample must not depend on what else happens to be drawn with it: with `training=False` the layer uses running averages that it kept during training.

# %% [markdown] lang="zh"
# 生成器里还有一种层需要说明。
# **批量归一化**（batch normalization；Ioffe 与 Szegedy，2015，arXiv:1502.03167）处理的是全连接层输出的 1,568 个数：每个数减去它在批次里的均值，除以它在批次里的标准差，再乘以尺度 $\gamma$、加上偏移 $\beta$（都是可学习的参数）：
#
# $$\hat h = \gamma\, \frac{h - \operatorname{mean}_{\text{batch}}(h)}{\sqrt{\operatorname{var}_{\text{batch}}(h) + \varepsilon}} + \beta$$
#
# 训练开始时 $\gamma = 1$、$\beta = 0$，于是每个单元在一个批次里的输出约有一半为正，后面的 ReLU 不会把它们全部截断，也不会全部放行。
# 归一化后的数有多大，不再取决于全连接层的权重有多大，所以训练对学习率不那么敏感。
# （$\beta$ 就是偏置，所以全连接层不再需要偏置。）
# 采样时，一幅图不应受同批其他图像影响：设 `training=False`，批量归一化就改用均值和方差在训练期间的滑动平均。


# %%
def make_generator(inputs=100):
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            layers.Dense(7 * 7 * 32, use_bias=False),  # (n, 1568)
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Reshape((7, 7, 32)),  # (n, 7, 7, 32)
            layers.Conv2DTranspose(16, 4, strides=2, padding="same"),  # (n, 14, 14, 16)
            layers.LeakyReLU(0.2),
            layers.Conv2DTranspose(1, 4, strides=2, padding="same"),  # (n, 28, 28, 1)
            # en: From -1 to 1, in float32 whatever the other layers compute in.
            # zh: 输出在 -1 到 1 之间；无论前面各层用什么精度，这里都用 float32。
            layers.Activation("tanh", dtype="float32"),
        ]
    )


generator = make_generator()

# %% [markdown] lang="en"
# The leaky ReLU passes positive numbers as they are and multiplies negative ones by 0.2, so that a gradient comes back through every unit.
# The last layer, tanh, brings every pixel between -1 and 1, the range of the real images.
#
# An untrained generator makes images already, though not of digits:

# %% [markdown] lang="zh"
# 生成器里的 leaky ReLU 让正数原样通过，把负数乘以 0.2，于是每个单元都有梯度传回来。
# 最后一层 tanh 把像素值压到 -1 与 1 之间，与真实图像的取值范围一致。
#
# 未训练的生成器也能生成图像，只是还不是数字：

# %%
fixed_noise = keras.random.normal((10, 100), seed=0)
images_before = ops.convert_to_numpy(generator(fixed_noise, training=False))  # (10, 28, 28, 1)
plotting.show(
    plotting.image_grid((images_before + 1) / 2),
    "Ten images of the untrained generator: even grey with faint grain.",
    "未经训练的生成器产生的十幅图：一片均匀的灰色，略带颗粒感。",
)
