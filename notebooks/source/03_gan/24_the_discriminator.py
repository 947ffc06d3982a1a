# %% [markdown] lang="en"
# ## The discriminator, layer by layer
#
# The discriminator is an ordinary classifier of images, with one output.
# Two convolutions of stride 2 bring 28×28 pixels down to 7×7, a dense layer looks at all of them together, and the last one gives the logit.
#
# ![The convolutional discriminator from top to bottom. An image (n, 28, 28, 1); a convolution with kernel 4 × 4 and stride 2 and a leaky ReLU give feature maps (n, 14, 14, 16); a second such pair gives (n, 7, 7, 32); flattened to 1568 numbers, a dense layer and a leaky ReLU give (n, 128); a dense layer of one unit gives the logit (n, 1). Height and width halve at each convolution.](../figures/gan_discriminator_en.svg)
#
# Its last layer has no sigmoid: it gives logits, and the loss takes care of the rest.
# It has no batch normalisation either: that would mix the images of a batch, real ones or generated ones, in every feature.

# %% [markdown] lang="zh"
# ## 逐层看判别器
#
# 判别器就是一个普通的图像分类器，只有一个输出。
# 它先用两层步幅为 2 的卷积把 28×28 个像素缩成 7×7 的特征图，再用一个全连接层综合所有特征，最后一层给出 logit。
#
# ![卷积判别器，自上而下：图像 (n, 28, 28, 1)；经过卷积核 4 × 4、步幅 2 的卷积和 leaky ReLU，得到特征图 (n, 14, 14, 16)；再经过同样的一对，得到 (n, 7, 7, 32)；展平为 1568 个数，经过全连接层和 leaky ReLU，得到 (n, 128)；最后由一个单元的全连接层给出 logit (n, 1)。每经过一次卷积，高和宽减半。](../figures/gan_discriminator_zh.svg)
#
# 判别器的最后一层不加 sigmoid，只给出 logit；换算成概率的那一步留给损失函数。
# 判别器也不用批量归一化，否则它对一幅图的判断会受同批其他图像影响。


# %%
def make_discriminator():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 4, strides=2, padding="same"),  # (n, 14, 14, 16)
            layers.LeakyReLU(0.2),
            layers.Conv2D(32, 4, strides=2, padding="same"),  # (n, 7, 7, 32)
            layers.LeakyReLU(0.2),
            layers.Flatten(),  # (n, 1568)
            layers.Dense(128),
            layers.LeakyReLU(0.2),
            layers.Dense(1, dtype="float32"),  # (n, 1)
        ]
    )


discriminator = make_discriminator()
real_logits = discriminator(real_images[:64])  # (64, 1)
fake_logits = discriminator(images_before)  # (10, 1)
print(real_logits.shape, fake_logits.shape)

# %% [markdown] lang="en"
# The library has both networks as `ConvGenerator` and `ConvDiscriminator`, with sizes to choose.
# They are the same: given the same weights, they compute the same numbers up to rounding (the tolerance is wide, since some machines compute the layers in bfloat16, with three digits).
# (`batch_deviation=False` leaves out something that we shall add later.)

# %% [markdown] lang="zh"
# 课程库里也有这两个网络，名为 `ConvGenerator` 和 `ConvDiscriminator`，大小可调。
# 它们与我们写的网络结构完全一样：换上同样的权重，算出的数只差舍入误差（下面检查时，允许的误差 `atol` 取得较大，因为有的机器用 bfloat16 计算各层，只有三位有效数字）。
# （`batch_deviation=False` 关掉了后面才会讲到的一项改进。）

# %%
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator

for written, of_library, inputs in (
    (generator, ConvGenerator(), fixed_noise),
    (discriminator, ConvDiscriminator(batch_deviation=False), real_images[:64]),
):
    of_library.set_weights(written.get_weights())
    np.testing.assert_allclose(of_library(inputs), written(inputs), atol=0.02)
    print(f"{type(of_library).__name__}: {written.count_params():,}")
