# %% [markdown] lang="en"
# ## What you will make
#
# These portraits of 16×16 pixels come with the course.
# A program drew them after nine attributes had been chosen for each: hair, hair colour, glasses, mouth, hat, clothing, earrings, background and skin.
# So we know exactly what every picture shows.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 下面这些 16×16 像素的头像随课程一起提供。
# 它们是程序画的：先为每幅图选定九个属性，即发型、发色、眼镜、嘴、帽子、衣服、耳环、背景和肤色，再照着画。
# 所以我们确切知道每幅图里有什么。

# %%
from aigc_keras.data import load_portraits, portraits_with

(portraits, attributes), (test_portraits, test_attributes) = load_portraits()
portraits, attributes = portraits[:9000], attributes[:9000]  # (9000, 16, 16, 3), (9000, 9)
plotting.show(
    plotting.image_grid(portraits[:20]),
    "Twenty portraits from the training set.",
    "训练集中的二十幅头像。",
)

# %% [markdown] lang="en"
# Two networks learn from 9,000 of them (the last 1,000 training portraits were used to choose the settings).
# The **encoder** turns a portrait into a code of 32 numbers, the **decoder** turns a code into a portrait.
# Only glance at the next three cells for now: "Portraits by convolution" comes back to the networks line by line, and "Sixteen dimensions, measured" says how `train` sets the learning rate.

# %% [markdown] lang="zh"
# 下面用 9,000 幅头像训练两个网络（训练集最后的 1,000 幅没有参加训练，曾用来选定各项设置）。
# **编码器**把一幅头像变成 32 个数的编码，**解码器**把编码变成头像。
# 下面三个单元格先粗略看一眼就行：“用卷积网络画头像”一节会逐行讲解网络，“十六维编码与它的似然”一节会说明 `train` 怎样设定学习率。


# %%
def image_features(images):
    x = layers.Rescaling(2.0, -1.0)(images)  # (n, 16, 16, 3)
    for filters in (32, 64):  # (n, 8, 8, 32), (n, 4, 4, 64)
        x = layers.Conv2D(filters, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
    return layers.Flatten()(x)  # (n, 1024)


def mean_and_log_variance(x):
    return [layers.Dense(32, dtype="float32")(x), layers.Dense(32, dtype="float32")(x)]


image = keras.Input((16, 16, 3))
portrait_encoder = keras.Model(image, mean_and_log_variance(image_features(image)))


# %%
def image_of(x):
    x = layers.ReLU()(layers.BatchNormalization()(layers.Dense(1024, use_bias=False)(x)))
    x = layers.Reshape((4, 4, 64))(x)
    x = layers.Conv2DTranspose(32, 4, strides=2, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))  # (n, 8, 8, 32)
    x = layers.Conv2DTranspose(3, 4, strides=2, padding="same")(x)  # (n, 16, 16, 3)
    return layers.Activation("sigmoid", dtype="float32")(x)


code = keras.Input((32,))
portrait_decoder = keras.Model(code, image_of(code))


# %%
def train(model, images, epochs, learning_rate=0.012, batch_size=250):
    """Fit with a rising, then falling rate and averaged weights; returns the history."""
    count = len(images[0] if isinstance(images, tuple) else images)
    steps = epochs * (count // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=learning_rate, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99)
    model.compile(optimizer, steps_per_execution=10)
    callbacks = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True), Progress()]
    settings = {"batch_size": batch_size, "epochs": epochs, "verbose": 0}
    return model.fit(images, **settings, callbacks=callbacks).history


SETTINGS = {"likelihood": "gaussian", "standard_deviation": 0.1, "seed": 0}
portrait_vae = VAE(portrait_encoder, portrait_decoder, **SETTINGS)
_ = train(portrait_vae, portraits, epochs=12, learning_rate=4e-3, batch_size=100)

# %%
short_brown = portraits_with(test_attributes, hair="short", hair_color="brown", hat="none")
long_green = portraits_with(test_attributes, hair="long", hair_color="green", hat="none")
starts, ends = test_portraits[short_brown][:3], test_portraits[long_green][:3]
walks = portrait_vae.interpolate(starts, ends, 9)  # (27, 16, 16, 3)
plotting.show(
    plotting.image_grid(walks, columns=9, row_labels=["walk 1", "walk 2", "walk 3"]),
    "Three walks between the codes of two test portraits: from short brown hair at the left to long green hair at the right.",
    "三次渐变，每次从一幅测试头像的编码过渡到另一幅：左端是棕色短发，右端是绿色长发。",
)

# %% [markdown] lang="en"
# In each row only the two ends belong to portraits of the test set, and the networks have seen neither.
# Between them the decoder draws portraits for codes that belong to no image at all, and everything in which the ends differ changes step by step.
# The pictures are a little blurred, and the chapter will say why.
# (The loss printed above is negative: for colours it is computed from a density, which may be above 1; the formula comes in "Portraits by convolution".)
#
# How can a network learn codes between which one can walk?

# %% [markdown] lang="zh"
# 上图每一行只有两端对应测试集里的头像，而且网络没有见过它们。
# 中间的编码不属于任何一幅图像，解码器照样画得出头像；两端不同的地方一步步地渐变。
# 图像略有些模糊，原因本章会讲到。
# （训练后打印的损失是负数：颜色的损失由密度算出，而密度可以大于 1；公式见“用卷积网络画头像”一节。）
#
# 网络要怎样学，编码之间才能这样连续地过渡？
