# %% [markdown] lang="en"
# ## Two networks, layer by layer
#
# The encoder flattens the image, and one dense layer of 512 units sees all pixels.
# Two more layers read off the means and the logarithms of the variances.
# A logarithm may be any real number, so these layers need no activation.
# They compute in float32 even where the set-up has chosen a shorter number format for the rest, so that $\mu$ and $\log \sigma^2$ are not rounded to it.

# %% [markdown] lang="zh"
# ## 逐层看两个网络
#
# 编码器先把图像展平，再用有 512 个单元的全连接层处理所有像素。
# 然后两个全连接层分别给出均值和对数方差。
# 对数可以是任意实数，所以这两层不需要激活函数。
# 即使课程的设置让网络的其余部分用精度较低的数值格式计算，这两层也用 float32，以免 $\mu$ 和 $\log \sigma^2$ 被舍入得太粗。


# %%
def make_encoder():
    images = keras.Input((28, 28, 1))
    x = layers.Flatten()(images)  # (n, 784)
    x = layers.Dense(512, activation="relu")(x)  # (n, 512)
    z_mean = layers.Dense(16, dtype="float32")(x)  # (n, 16)
    # en: Zero weights: every code begins with variance 1.
    # zh: 权重初始为零：起初每个编码的方差都是 1。
    z_log_var = layers.Dense(16, kernel_initializer="zeros", dtype="float32")(x)  # (n, 16)
    return keras.Model(images, [z_mean, z_log_var])


# %% [markdown] lang="en"
# The decoder goes the other way.
# For each pixel it gives one number, the **logit** $\ell$; the probability of white is $\sigma(\ell) = 1/(1+e^{-\ell})$.
# (Here $\sigma$ is the sigmoid function, not a standard deviation.)
# Its last layer starts at zero, so at first every pixel is white with probability 1/2.

# %% [markdown] lang="zh"
# 解码器的方向与编码器相反。
# 它为每个像素给出一个数，即 **logit** $\ell$；取白的概率是 $\sigma(\ell) = 1/(1+e^{-\ell})$。
# （这里的 $\sigma$ 是 sigmoid 函数，不是标准差。）
# 解码器最后一层的权重初始为零，所以起初每个像素取白的概率都是 1/2。


# %%
def make_decoder():
    codes = keras.Input((16,))
    x = layers.Dense(512, activation="relu")(codes)  # (n, 512)
    x = layers.Dense(784, kernel_initializer="zeros")(x)  # (n, 784)
    logits = layers.Reshape((28, 28, 1), dtype="float32")(x)  # (n, 28, 28, 1)
    return keras.Model(codes, logits)


encoder, decoder = make_encoder(), make_decoder()

# %% [markdown] lang="en"
# The library has both as `DenseEncoder` and `DenseDecoder`.
# With the same weights they must give the same numbers.
# `check` stops with an error if they do not, and prints how many weights each has:

# %% [markdown] lang="zh"
# 课程库里也有编码器和解码器：`DenseEncoder` 和 `DenseDecoder`。
# 权重相同时，两种写法的输出应当相同。
# 下面的 `check` 在输出不同时报错，并打印每个网络有多少个权重：

# %%
from aigc_keras.networks.dense import DenseDecoder, DenseEncoder

rng = np.random.default_rng(0)
some = train_images[:64].astype("float32") / 255  # (64, 28, 28, 1)
some_codes = rng.normal(size=(64, 16)).astype("float32")


def check(written, of_library, inputs):
    # en: Not the zeros of the start, with which much would agree.
    # zh: 不用初始的零权重，否则许多输出本来就相同。
    weights = [array + rng.normal(0, 0.02, array.shape) for array in written.get_weights()]
    twin = keras.models.clone_model(written)
    for network in (twin, of_library):
        network.set_weights(weights)
    both = (keras.tree.flatten(network(inputs)) for network in (twin, of_library))
    for ours, theirs in zip(*both, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    print(f"{type(of_library).__name__}: {written.count_params():,} parameters")


check(encoder, DenseEncoder(latent_dim=16, widths=(512,)), some)
check(decoder, DenseDecoder(latent_dim=16, widths=(512,)), some_codes)
