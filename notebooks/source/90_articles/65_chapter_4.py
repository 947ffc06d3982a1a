# %% [markdown] lang="en"
# ## Chapter 4: variational autoencoders
#
# Two articles treat the VAE: **history** and **generative AI**.
# Much of what they say holds: data go through an encoder to a code and from there through a decoder, a VAE is easy to train, its images are diverse and less sharp, it can repair a damaged image, and the loss in history, 4.2, is that of [chapter 4](04_vae.ipynb), term by term.
# Neither gives us a VAE to run.
#
# | The article says | What is right |
# | --- | --- |
# | History, 3.2.1 and 4.2; generative AI, 2.3 and 9.2: a VAE "maximises the likelihood" | It maximises a lower bound of the log-likelihood. The formula in history, 4.2, is right: minus that bound, to be minimised |
# | Generative AI, 2.1: the core of generative AI "is a probability model" | True of the VAE, which writes down $p(z)$ and $p(x \mid z)$. A GAN gives samples and states no probability |
# | Generative AI, 2.3 and 9.5: encoder and decoder "map data into the latent space" and generate "in the latent space" | The encoder maps into it; the decoder leads out of it, and new images arise in data space. History, 2.5, has both right |
# | Generative AI, 4.1.2: $x' = G(\mu, \sigma)$ | The decoder is given one draw, $z = \mu + \sigma\epsilon$. Without the draw, $\sigma$ is just more code; without a prior, nobody knows which codes to draw for a new image |
# | Generative AI, 4.2.2: $L = L_E + L_D$, a loss for the encoder and one for the decoder | One loss trains both: $-\mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z))$. The second term is missing |
# | Generative AI, 4.2.2: $L_D = -\mathbb{E}[\log p(x' \mid x)]$ | The decoder's likelihood is $p(x \mid z)$: how probable is the **real** image, given a code? |
# | History, 3.2.2, steps 3 and 4: sample "from the latent space", decode "new data" | In training $z$ is drawn from $q(z \mid x)$, and decoding gives a reconstruction. Codes from the prior, and new images, come after training |
# | History, 3.2.2, step 6: "maximise the reconstruction error and the likelihood of the latent variables" | The error is minimised, together with the KL divergence, as in the article's own 4.2 |
# | History, 3.2.2, step 7: repeat until "the content is lifelike enough". Generative AI, 4.3.2: quality "will gradually improve" | A VAE's training never looks at a generated image; watch the bound on validation images |
# | Generative AI, 3.3 and 9.5: VAEs suit "high-dimensional data", GANs "diverse" data | Dimension does not part them. A VAE tends to cover the modes and blur, a GAN to be sharp and drop modes |
# | Generative AI, 9.6: PSNR and SSIM for "how real" the data are | Both compare an image with **its** reference, and a generated image has none |
# | History, 2.5, and generative AI, 6: VAEs are used for text | They can be, but a strong text decoder tends to ignore its code (Bowman et al. 2015, arXiv:1511.06349) |
#
# **No draw, no prior.** We build the model of generative AI, 4.1.2, to the letter: the decoder is given $\mu$ and $\sigma$, 32 numbers, and there is no KL term.
# For the loss we take the reconstruction error.

# %% [markdown] lang="zh"
# ## 第 4 章：变分自编码器
#
# 讲到变分自编码器的有两篇文章：《**发展历程**》和《**生成式AI**》。
# 它们说对的不少：数据经编码器变成编码，再由解码器还原；VAE 容易训练，样本多样，但不够清晰；它能修复受损的图像；《发展历程》4.2 的损失函数与[第 4 章](04_vae.ipynb)的逐项一致。
# 两篇都没有能运行的 VAE 程序。
#
# | 文章怎么说 | 实际怎么样 |
# | --- | --- |
# | 《发展历程》3.2.1、4.2，《生成式AI》2.3、9.2：VAE“最大化”数据的“似然函数” | 最大化的是对数似然的一个下界。《发展历程》4.2 的公式是对的，它就是这个下界的相反数，要最小化 |
# | 《生成式AI》2.1：“生成式AI的核心是概率模型” | 对 VAE 成立：$p(z)$ 和 $p(x \mid z)$ 都写得出来。GAN 只给样本，不给概率 |
# | 《生成式AI》2.3、9.5：编码器和解码器都“将数据映射到潜在空间”，并“在潜在空间中”生成 | 映射到潜空间（文中叫“潜在空间”）的是编码器；解码器从潜空间出来，新图像在数据空间里产生。《发展历程》2.5 两句都对 |
# | 《生成式AI》4.1.2：$x' = G(\mu, \sigma)$ | 交给解码器的是一次采样 $z = \mu + \sigma\epsilon$。不采样，$\sigma$ 不过是编码的另一半；没有先验，就不知道该取什么样的编码来生成新图 |
# | 《生成式AI》4.2.2：编码器、解码器各有损失，$L = L_E + L_D$ | 两者共用一个损失：$-\mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z))$。文中缺了第二项 |
# | 《生成式AI》4.2.2：$L_D = -\mathbb{E}[\log p(x' \mid x)]$ | 解码器的似然是 $p(x \mid z)$：给定编码，**真实**图像出现的概率有多大？ |
# | 《发展历程》3.2.2 第 3、4 步：“从潜在空间采样”，解码成“新的数据” | 训练时 $z$ 采自 $q(z \mid x)$，解码得到的是重建。从先验采样、生成新图，是训练之后的事 |
# | 《发展历程》3.2.2 第 6 步：“最大化重构误差和潜在变量的似然函数” | 重建误差要最小化，KL 散度也要，该文 4.2 正是这样写的 |
# | 《发展历程》3.2.2 第 7 步：重复到“生成内容足够逼真”；《生成式AI》4.3.2：图像质量“会逐渐提高” | VAE 训练时根本不看生成的图像，该看的是验证集上的下界 |
# | 《生成式AI》3.3、9.5：VAE“适合处理高维数据”，GAN 擅长“多样化” | 二者的区别不在维数。VAE 往往覆盖各个模式，但模糊；GAN 往往清晰，但丢失模式 |
# | 《生成式AI》9.6：用 PSNR、SSIM 评估“真实程度” | 这两个指标都要拿图像与**它自己的**参考图相比，而生成的图像没有参考图 |
# | 《发展历程》2.5、《生成式AI》6：VAE 用于文本生成 | 可以，但文本解码器一强，往往就不理会编码了（Bowman 等，2015，arXiv:1511.06349） |
#
# **不采样，无先验。** 照《生成式AI》4.1.2 的原文搭一个模型：把 $\mu$ 和 $\sigma$ 共 32 个数直接交给解码器，不加 KL 项，损失取重建误差。

# %%
digit = keras.Input((28, 28, 1))
hidden = layers.Dense(256, activation="relu")(layers.Flatten()(digit))
mu_and_sigma = [layers.Dense(16)(hidden), layers.Dense(16, activation="softplus")(hidden)]
printed_encoder = keras.Model(digit, layers.Concatenate(dtype="float32")(mu_and_sigma))

code = keras.Input((32,))
hidden = layers.Dense(256, activation="relu")(code)
pixels = layers.Dense(784, activation="sigmoid", dtype="float32")(hidden)
printed_decoder = keras.Model(code, layers.Reshape((28, 28, 1), dtype="float32")(pixels))

printed = keras.Sequential([printed_encoder, printed_decoder])
printed.compile(keras.optimizers.Adam(3e-3), "binary_crossentropy", steps_per_execution=10)
drawn = aigc_keras.data.binarize(train_images, seed=0).astype("float32") / 255
_ = printed.fit(drawn, drawn, batch_size=100, epochs=2, verbose=0, callbacks=[Progress()])

# %% [markdown] lang="en"
# To make a new digit we need a new $\mu$ and $\sigma$, and the article does not say from where.
# We try what a VAE does, $\mu$ from $\mathcal{N}(0, 1)$, with $\sigma$ of real images.

# %% [markdown] lang="zh"
# 要生成新的数字，就得有新的 $\mu$ 和 $\sigma$，可文章没说从哪里来。
# 不妨照 VAE 的办法，从 $\mathcal{N}(0, 1)$ 中抽取 $\mu$，$\sigma$ 则借用真实图像的。

# %%
mu, sigma = np.split(printed_encoder.predict(drawn[:100], verbose=0), 2, axis=1)  # (100, 16)
new_mu = np.random.default_rng(0).standard_normal((10, 16), "float32")
pictures = [
    printed.predict(drawn[:10], verbose=0),
    printed_decoder.predict(np.concatenate([new_mu, sigma[:10]], axis=1), verbose=0),
]
figure = plotting.image_grid(np.concatenate(pictures), row_labels=["rebuilt", "new"])
plotting.show(
    figure,
    "Top: reconstructions by the article's model. Bottom: its images of new codes.",
    "上：文章模型的重建。下：它由新编码得到的图像。",
)
squares = float((mu**2 + sigma**2).mean())
print(f"E[mu² + sigma²] = {squares:.1f}")

# %% [markdown] lang="en"
# The model reconstructs, and its images of new codes are smears.
# In a VAE $\mathbb{E}[\mu^2 + \sigma^2]$ is near 1, as in the prior, because the KL divergence asks for it; here nothing does.
#
# **What PSNR cannot see.** Take 500 training digits as references.
# The same digits moved by one pixel are as real as before, and other digits are real; blurred over 3×3 pixels they are not, and the mean of all images is no digit at all.
#
# > **Predict before you run.** Which of the four score higher?

# %% [markdown] lang="zh"
# 这个模型能重建，但由新编码得到的图像是一团团污迹。
# 在 VAE 里，$\mathbb{E}[\mu^2 + \sigma^2]$ 与先验一样接近 1，因为 KL 散度这样要求；这里却没有任何要求。
#
# **PSNR 看不见什么。** 取 500 幅训练图像作参考。
# 把它们平移一个像素，真实程度丝毫不减，别的数字当然也是真的；在 3×3 的范围内取平均，图像就模糊了；全部图像的平均则根本不是数字。
#
# > **先猜，再运行。** 四种图像，哪些得分更高？

# %% tags=["hide-output"]
from aigc_keras.metrics import psnr

references = train_images[:500]
moves = [np.roll(references, (i, j), axis=(1, 2)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
average = np.rint(train_images.mean(axis=0)).astype("uint8")
candidates = {
    ("moved by one pixel", "平移一个像素"): np.roll(references, 1, axis=2),
    ("blurred", "模糊"): np.rint(np.mean(moves, axis=0)).astype("uint8"),
    ("other real digits", "别的真数字"): np.roll(references, 1, axis=0),
    ("mean of all images", "全部图像的平均"): np.broadcast_to(average, references.shape),
}
scores = [psnr(candidate, references).mean() for candidate in candidates.values()]
rows = [[name, f"{score:.2f}"] for name, score in zip(candidates, scores, strict=True)]
plotting.table([("image", "图像"), ("PSNR in dB", "PSNR（dB）")], rows)
moved, blurred, other, mean = scores
assert blurred > moved and mean > other

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Blurring beats moving, and an image that is no digit beats, on average, the other real digits.
#
# </details>
#
# After a reconstruction or a repair the original is at hand, and nearness to it is the question.
# Of a generated image we ask how real it is, and a squared error answers with the mean of all possibilities.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 模糊的高于平移的；一幅根本不是数字的图，平均胜过参考图以外的真数字。
#
# </details>
#
# 重建或修复之后，原图就在手边，问题正是离它有多近。
# 对生成的图像，我们要问的是它有多真，而平方误差偏爱的是所有可能的平均。
