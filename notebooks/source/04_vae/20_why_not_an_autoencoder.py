# %% [markdown] lang="en"
# ## Why not a plain autoencoder?
#
# Here is an autoencoder without the two changes, and what it makes of test digits.

# %% [markdown] lang="zh"
# ## 普通的自编码器为什么不够？
#
# 先训练一个没有“思路”一节那两处改动的自编码器，看它怎样还原测试数字。

# %%
squeeze = keras.Sequential(
    [layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(16)]
)
restore = keras.Sequential(
    [layers.Dense(256, "relu"), layers.Dense(784, "sigmoid"), layers.Reshape((28, 28, 1))]
)
autoencoder = keras.Sequential([squeeze, restore])
autoencoder.compile("adam", "binary_crossentropy", steps_per_execution=14)
settings = {"batch_size": 100, "epochs": 12, "verbose": 0}
_ = autoencoder.fit(train_images, train_images / 255, **settings, callbacks=[Progress()])

# %%
codes = np.asarray(squeeze(test_images), "float32")  # (2000, 16)
rebuilt = np.asarray(restore(codes[:10]), "float32")
plotting.show(
    plotting.image_grid(
        np.concatenate([test_images[:10] / 255, rebuilt]), row_labels=["test", "rebuilt"]
    ),
    "Top: test digits. Bottom: their reconstructions by the autoencoder.",
    "上：测试数字。下：自编码器的重建。",
)

# %% [markdown] lang="en"
# Most of the reconstructions are good.
# Does it also make new images?
#
# > **Predict before you run.** We hand its decoder random codes, drawn with the mean and the spread that real codes have in each dimension.
# > Will the results be digits?

# %% [markdown] lang="zh"
# 测试数字大多重建得很好。
# 它能不能生成新的图像？
#
# > **先猜，再运行。** 我们把随机编码交给它的解码器；随机编码每一维的均值和标准差都与真实编码相同。
# > 解码器画出的会是数字吗？

# %% tags=["hide-output"]
random_codes = np.random.default_rng(0).normal(size=(2000, 16)) * codes.std(0) + codes.mean(0)
from_random = np.asarray(restore(random_codes), "float32")
plotting.show(
    plotting.image_grid(from_random[:20]),
    "What the decoder of the autoencoder makes of twenty random codes.",
    "自编码器的解码器由二十个随机编码得到的图像。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Some of the images look like digits, and many are mixtures of strokes that form none.
# Mean and spread in each dimension do not describe where the codes lie: the dimensions depend on each other, and nothing in training asked for a particular shape.
#
# </details>
#
# Whoever wants to draw new images must know **how the codes are distributed**.
# The KL divergence is there for that; the table in "VAE against GAN" sets this autoencoder beside a VAE.
# (The loss printed here is a mean over the pixels, while those of the VAEs below are sums, so do not compare them.)

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 有些图像像数字，许多却只是凑不成数字的笔画。
# 单凭每一维的均值和标准差，说不清编码落在哪里：各维之间并不独立，训练时也没有要求编码服从某个分布。
#
# </details>
#
# 要生成新图，就得知道**编码服从什么分布**。
# KL 散度正是为此而设；“VAE 与 GAN”一节的表会把这个自编码器与 VAE 放在一起比较。
# （自编码器的损失对像素取平均，后面各个 VAE 的损失则求和，两种损失不能相比。）
