# %% [markdown] lang="en"
# ## Can an autoencoder invent?
#
# An **autoencoder** squeezes an image through a narrow code and tries to get it back.
# The **encoder** maps the image to the code, the **decoder** maps the code to an image.
# Nothing else is asked of it.
#
# > **Predict before you run.** The autoencoder below reconstructs test digits well.
# > We then hand its decoder random codes, drawn with the mean and the spread that real codes have in each dimension.
# > Will the results be digits?

# %% [markdown] lang="zh"
# ## 自编码器会创作吗？
#
# **自编码器**把图像压进一段很窄的编码，再设法还原。
# **编码器**把图像变成编码，**解码器**把编码变回图像。
# 除此之外别无要求。
#
# > **先猜，再运行。** 下面的自编码器能把测试数字还原得很好。
# > 接着我们把随机编码交给它的解码器，这些编码每一维的均值和离散程度都与真实编码相同。
# > 画出来的会是数字吗？

# %% tags=["hide-output"]
encoder = keras.Sequential(
    [layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(16)]
)
decoder = keras.Sequential(
    [layers.Dense(256, "relu"), layers.Dense(784, "sigmoid"), layers.Reshape((28, 28, 1))]
)
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile("adam", "binary_crossentropy", steps_per_execution=14)
settings = {"batch_size": 100, "epochs": 12, "verbose": 0}
autoencoder.fit(train_images, train_images / 255, **settings, callbacks=[Progress()])
codes = np.asarray(encoder(test_images), "float32")
spread = np.random.default_rng(0).normal(size=(2000, 16)) * codes.std(0) + codes.mean(0)
restored = np.asarray(decoder(codes[:10]), "float32")
invented_digits = np.asarray(decoder(spread), "float32")
plotting.show(
    plotting.image_grid(
        np.concatenate([test_images[:10] / 255, restored, invented_digits[:10]]),
        row_labels=["test", "rebuilt", "invented"],
    ),
    "Top: test digits. Middle: the autoencoder's reconstructions, good. Bottom: images of random "
    "codes, mostly blots that are no digits.",
    "上：测试数字。中：自编码器的重建，很像。下：随机编码解出的图像，多半是不成数字的墨团。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The reconstructions are good; the inventions are blots.
# The codes of real digits fill a few odd-shaped regions, and the decoder was never trained on what lies in between.
#
# </details>
#
# Whoever wants to draw new images must know **how the codes are distributed**.
# A VAE sees to that: it pushes the codes of all images, taken together, towards a normal distribution, and trains its decoder on codes drawn at random around them.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 重建很像，创作却是墨团。
# 真实数字的编码只占据几块奇形怪状的区域；落在区域之间的编码该画成什么，解码器从来没有学过。
#
# </details>
#
# 想画新图，就得知道**编码服从什么分布**。
# VAE 管的正是这件事：它把所有图像的编码合在一起，往一个正态分布上靠；训练解码器用的，也是在这些编码附近随机抽出来的编码。
