# %% [markdown] lang="en"
# ## The U-Net, layer by layer
#
# The denoiser takes a noisy image and gives something of the same shape, pixel by pixel.
# For that the **U-Net** was made (Ronneberger et al. 2015, arXiv:1505.04597): convolutions go down to coarse feature maps, where one place sees the whole digit, and up again to fine ones, and on the way up each size also gets what was found on the way down (**skip connections**), so that no detail is lost.
#
# ![The U-Net as a U. Down its left side: the noisy image x_t (n, 28, 28, 1); a convolution 2 × 2 of stride 2 gives feature maps (n, 14, 14, 32); a residual block; a convolution 2 × 2 of stride 2 gives (n, 7, 7, 64); a residual block. Across the bottom: group normalisation and attention with 4 heads, in which each of the 7 × 7 places looks at all others; the result is added to the input. Up the right side: what the left block gave at this size comes over a skip and is concatenated, (n, 7, 7, 128); a residual block gives (n, 7, 7, 64); a transposed convolution 2 × 2 of stride 2 gives (n, 14, 14, 32); the other skip makes it (n, 14, 14, 64); a residual block gives (n, 14, 14, 32); group normalisation, SiLU and a transposed convolution 2 × 2 of stride 2 give the prediction (n, 28, 28, 1). A vector c (n, 128), made from time and label, enters each of the four residual blocks, where it scales and shifts the features.](../figures/unet_en.svg)
#
# Beside the image, the network gets two inputs.
# It must be told the time, for the same grey spot means something else in much noise than in little.
# And it is told the digit, as the conditional GAN of chapter 3 is, so that we can order one.
# Both become one vector, the **condition**: the time through sines and cosines of many frequencies (as positions in chapter 6), the label through an embedding.
# (SiLU, in pictures and code, is the activation $x \cdot \mathrm{sigmoid}(x)$, a smooth variant of ReLU.)

# %% [markdown] lang="zh"
# ## 逐层看 U-Net
#
# 去噪网络接收一幅带噪图像，输出同样形状的结果，逐个像素对应。
# **U-Net**（Ronneberger 等，2015，arXiv:1505.04597）正是为此设计的：卷积先一路下行到粗的特征图，那里每个位置都看得到整个数字；再一路上行回到细的特征图，上行时每一级还接收下行时同级的特征（**跳跃连接**，skip connection），细节就不会丢失。
#
# ![U 形的 U-Net。左边自上而下：带噪图像 x_t (n, 28, 28, 1)；经过 2 × 2、步幅 2 的卷积，得到特征图 (n, 14, 14, 32)；残差块；再经过 2 × 2、步幅 2 的卷积，得到 (n, 7, 7, 64)；残差块。底部：组归一化和 4 个头的注意力，7 × 7 个位置中的每一个都看到所有位置，结果加到输入上。右边自下而上：左边同一尺寸的残差块的输出经跳跃连接传来，拼接为 (n, 7, 7, 128)；残差块，得到 (n, 7, 7, 64)；经过 2 × 2、步幅 2 的转置卷积，得到 (n, 14, 14, 32)；与另一条跳跃连接拼接为 (n, 14, 14, 64)；残差块，得到 (n, 14, 14, 32)；最后经过组归一化、SiLU 和 2 × 2、步幅 2 的转置卷积，得到预测 (n, 28, 28, 1)。由时刻和标签算出的向量 c (n, 128) 进入四个残差块，对其中的特征做缩放和平移。](../figures/unet_zh.svg)
#
# 与第 3、4 章的网络相比，去噪网络还必须知道时刻：同样一块灰斑，在噪声多时和噪声少时意义不同。
# 像第 3 章的条件 GAN 那样，我们还把数字的标签告诉网络，这样就能指定画哪个数字。
# 两者合成一个向量，称为**条件**：时刻变成许多频率的正弦和余弦（与第 6 章的位置编码一样），标签变成嵌入。


# %%
FREQUENCIES = 1000 * 10_000.0 ** (-np.arange(32, dtype="float32") / 32)  # (32,)


def condition_of(time_input, label, width=128):
    angles = time_input[:, None] * FREQUENCIES  # (n, 32)
    waves = ops.concatenate([ops.sin(angles), ops.cos(angles)], axis=-1)  # (n, 64)
    # en: Ten digits, and an eleventh row for "no label".
    # zh: 十个数字，外加第 11 行表示“没有标签”。
    of_label = layers.Embedding(11, width)(label)  # (n, width)
    x = layers.Add(dtype="float32")([layers.Dense(width)(waves), of_label])
    x = layers.Dense(width)(layers.Activation("silu")(x))
    return layers.Activation("silu", dtype="float32")(x)  # (n, width)


# %% [markdown] lang="en"
# The body is made of **residual blocks**: each adds to its input what two convolutions make of it.
# The condition enters in the middle, as a scale and a shift for each channel (Perez et al. 2017, arXiv:1709.07871); it can, for example, switch the detectors for fine strokes off while there is much noise.
#
# ![A residual block and its condition. Above, how the condition c is made: the time t becomes sines and cosines (n, 64) and goes through a dense layer of 128 units; the label y becomes an embedding of 128 numbers; both are added and go through SiLU, a dense layer of 128 units and SiLU, which gives c (n, 128). Below, the block from top to bottom: x (n, 14, 14, 64) goes two ways. One way is group normalisation, SiLU, a convolution 3 × 3 without bias that gives 32 feature maps, group normalisation, scale and shift, SiLU, and a convolution 3 × 3 that begins with zeros. Scale and shift come from c through a dense layer that begins with zeros: h becomes h (1 + scale) + shift. The other way is the residual connection, here with a convolution 1 × 1 that brings x to 32 feature maps. The results of both are added, (n, 14, 14, 32).](../figures/unet_block_en.svg)
#
# `GroupNormalization` brings eight groups of channels to mean 0 and variance 1 in each image (Wu & He 2018, arXiv:1803.08494).
# Batch normalisation would not do: a batch holds images of all noise levels, and their statistics differ.
# The last convolution of each block starts at zero, so at first every block passes on its input.

# %% [markdown] lang="zh"
# 网络的主体由**残差块**组成：每块把两个卷积算出的结果加到输入上。
# 条件在两个卷积之间起作用，给每个通道一个缩放和一个平移（Perez 等，2017，arXiv:1709.07871）；例如，噪声多的时候，它可以关掉检测细笔画的通道。
#
# ![残差块和它的条件。上半幅是条件 c 的计算：时刻 t 变成正弦和余弦 (n, 64)，再经过 128 个单元的全连接层；标签 y 变成 128 个数的嵌入；两者相加，经过 SiLU、128 个单元的全连接层和 SiLU，得到 c (n, 128)。下半幅是残差块，自上而下：x (n, 14, 14, 64) 分两路。一路依次经过组归一化、SiLU、无偏置的 3 × 3 卷积（得到 32 张特征图）、组归一化、缩放和平移、SiLU，以及初值为零的 3 × 3 卷积。缩放和平移的系数由 c 经过初值为零的全连接层得到：h 变成 h (1 + 缩放) + 平移。另一路是残差连接，这里用 1 × 1 卷积把 x 变成 32 张特征图。两路的结果相加，得到 (n, 14, 14, 32)。](../figures/unet_block_zh.svg)
#
# `GroupNormalization` 在每幅图像内把通道分成八组，每组归一化到均值 0、方差 1（Wu 与 He，2018，arXiv:1803.08494）。
# 这里不能用批量归一化：一个批次里有各种噪声水平的图像，统计量各不相同。
# 每块最后一个卷积的权重从零开始，所以起初每块只输出残差连接那一路的结果。


# %%
class ScaleShift(layers.Layer):
    def build(self, x_shape, condition_shape):
        self.factors = layers.Dense(2 * x_shape[-1], kernel_initializer="zeros")
        self.factors.build(condition_shape)

    def call(self, x, condition):  # (n, height, width, channels), (n, 128)
        factors = self.factors(condition)[:, None, None]  # (n, 1, 1, 2 * channels)
        scale, shift = ops.split(factors, 2, axis=-1)
        return x * (1 + scale) + shift


def normalised(x):
    return layers.GroupNormalization(8, epsilon=1e-5)(x)


# %%
def residual_block(x, condition, width):  # x: (n, height, width, channels)
    h = layers.Activation("silu")(normalised(x))
    h = layers.Conv2D(width, 3, padding="same", use_bias=False)(h)
    h = ScaleShift()(normalised(h), condition)
    h = layers.Activation("silu")(h)
    h = layers.Conv2D(width, 3, padding="same", kernel_initializer="zeros")(h)
    if x.shape[-1] != width:
        x = layers.Conv2D(width, 1)(x)
    return layers.Add()([x, h])


# %% [markdown] lang="en"
# At the coarsest size, 7×7, every place also looks at all others, by the attention of chapter 6: it takes a mean of the values of all places, weighted by how well their keys match its query.
# The first convolution takes patches of 2×2 pixels at once, so the first block has a quarter as many places to work on as there are pixels; the last one turns them back into pixels.

# %% [markdown] lang="zh"
# 在最粗的 7×7 特征图上，每个位置还通过第 6 章的注意力查看所有其他位置。
# 第一个卷积一次取 2×2 像素的图块，第一级特征图的位置数只有像素数的四分之一，计算量也小得多；最后的转置卷积再把图块还原成像素。


# %%
def look_around(x):  # (n, 7, 7, 64)
    def heads(part):  # (n, 49, 64) -> (n, 4, 49, 16)
        return ops.transpose(ops.reshape(part, (-1, 49, 4, 16)), (0, 2, 1, 3))

    places = layers.Reshape((49, 64))(x)
    query, key, value = map(heads, ops.split(layers.Dense(3 * 64)(places), 3, axis=-1))
    match = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / 16**0.5  # (n, 4, 49, 49)
    found = ops.matmul(ops.softmax(match), value)  # (n, 4, 49, 16)
    found = ops.reshape(ops.transpose(found, (0, 2, 1, 3)), (-1, 49, 64))
    return layers.Reshape((7, 7, 64))(layers.Dense(64)(found))


# %%
def make_u_net():
    image, time_input = keras.Input((28, 28, 1)), keras.Input(())
    label = keras.Input((), dtype="int32")
    condition = condition_of(time_input, label)  # (n, 128)
    x = layers.Conv2D(32, 2, strides=2)(image)  # (n, 14, 14, 32)
    fine = residual_block(x, condition, 32)
    x = layers.Conv2D(64, 2, strides=2)(fine)  # (n, 7, 7, 64)
    coarse = residual_block(x, condition, 64)
    x = layers.Add()([coarse, look_around(normalised(coarse))])
    x = residual_block(layers.Concatenate()([x, coarse]), condition, 64)
    x = layers.Conv2DTranspose(32, 2, strides=2)(x)  # (n, 14, 14, 32)
    x = residual_block(layers.Concatenate()([x, fine]), condition, 32)
    x = layers.Activation("silu")(normalised(x))
    x = layers.Conv2DTranspose(1, 2, strides=2, kernel_initializer="zeros")(x)
    outputs = layers.Activation("linear", dtype="float32")(x)  # (n, 28, 28, 1)
    return keras.Model([image, time_input, label], outputs)


# %% [markdown] lang="en"
# The library's `UNet` builds the same for any sizes.
# With the same weights `make_u_net` and `UNet` must give the same numbers (up to rounding in the chosen number format):

# %% [markdown] lang="zh"
# 课程库的 `UNet` 可以按任意尺寸搭出同样的网络。
# 两者都有约 35 万个权重；权重相同时，输出也应当相同（所选数值格式的舍入误差除外）：

# %%
from aigc_keras.networks.unet import UNet

written = make_u_net()
of_library = UNet((28, 28, 1), filters=(32, 64), patch_size=2, num_classes=10)
rng = np.random.default_rng(0)
weights = [w + rng.normal(0, 0.05, w.shape) for w in written.get_weights()]
for network in (written, of_library):
    network.set_weights(weights)
some = [rng.normal(size=(8, 28, 28, 1)), rng.uniform(size=8), np.arange(8)]
ours, theirs = (ops.convert_to_numpy(network(some)) for network in (written, of_library))
print(f"{written.count_params():,} weights; largest difference {np.abs(ours - theirs).max():.4f}")
assert np.abs(ours - theirs).max() < 0.05 * np.abs(ours).max()
