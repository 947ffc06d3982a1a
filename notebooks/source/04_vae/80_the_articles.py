# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# Two articles treat the VAE: **history** (《AIGC从入门到实战：AIGC 的发展历程》) and **generative AI** (an article without a title line, on generative-AI content).
# Much of what they say holds.
# Data go through an encoder to a code, and from there through a decoder; a VAE is easy to train, its images are diverse and less sharp; it can repair a damaged image, as it did above; and the loss in history, 4.2, is this chapter's, term by term.
# Neither gives us a VAE to run: history breaks off inside its GAN program, which is no fault of its author, and the other article's only program is a GAN.
# Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | History, 3.2.1 and 4.2; generative AI, 2.3 and 9.2: a VAE "maximises the likelihood" | Imprecise: it maximises a lower bound of the log-likelihood. The formula in history, 4.2, is right: minus that bound, to be minimised | A bound |
# | Generative AI, 2.1: the core of generative AI "is a probability model" | True of the VAE, which writes down $p(z)$ and $p(x \mid z)$. A GAN gives samples and states no probability | Chapter 3 |
# | Generative AI, 2.3 and 9.5: encoder and decoder "map data into the latent space" and generate "in the latent space" (so do 4.3.2 and 9.2) | The encoder maps into it, as 9.2 says; the decoder leads out of it, and new images arise in data space. History, 2.5, has both right | Two spaces |
# | Generative AI, 4.1.2: $x' = G(\mu, \sigma)$ | The decoder is given one draw, $z = \mu + \sigma\epsilon$. Without the draw, $\sigma$ is just more code; without a prior, nobody knows which codes to draw for a new image. (That the encoder gives $\sigma$ is no fault; its log-variance is a convention.) | No draw, no prior |
# | Generative AI, 4.2.2: $L = L_E + L_D$, a loss for the encoder and one for the decoder | One loss trains both: $-\mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z))$. $L_E$ comes close to its first term, with $\mu, \sigma$ in the place of $z$; the second is missing, and so is the announced derivation | No draw, no prior |
# | Generative AI, 4.2.2: $L_D = -\mathbb{E}[\log p(x' \mid x)]$ | The decoder's likelihood is $p(x \mid z)$: how probable is the **real** image, given a code? | Whose likelihood? |
# | History, 3.2.2, steps 3 and 4: sample "from the latent space", decode "new data" | In training $z$ is drawn from $q(z \mid x)$, for this one image, and decoding gives a reconstruction, which step 5 rightly compares with the input. Codes from the prior, and new images, come after training | Steps 3 and 6 |
# | History, 3.2.2, step 6: "maximise the reconstruction error and the likelihood of the latent variables" | The error is minimised, together with the KL divergence, as in the article's own 4.2 | Steps 3 and 6 |
# | History, 3.2.2, step 7: repeat until "the content is lifelike enough". Generative AI, 4.3.2: quality "will gradually improve" | A VAE's training never looks at a generated image; watch the bound on validation images. It need not go on rising | More dimensions |
# | Generative AI, 3.3 and 9.5: VAEs suit "high-dimensional data", GANs "diverse" data | Dimension does not part them. A VAE tends to cover the modes and blur, a GAN to be sharp and drop modes (3.3 names mode collapse itself). History, 2.5, rightly calls VAEs good at diversity | VAE against GAN; the end of this section |
# | Generative AI, 9.6: PSNR and SSIM for "how real" the data are; mode collapse listed under stability | Both compare an image with **its** reference, and a generated image has none. Mode collapse is a lack of diversity, and a collapsed generator may train very steadily | Repairing images; What PSNR cannot see |
# | History, 2.5, and generative AI, 6: VAEs are used for text | They can be, but a strong text decoder tends to ignore its code (Bowman et al. 2015, arXiv:1511.06349). Most generated text comes from autoregressive models | Codes that die |
#
# **A bound.** For any encoder, $\log p(x) = \mathrm{ELBO} + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z \mid x))$, and the last term is never negative.
# With more codes for each image, the importance-weighted bound climbs from the ELBO towards $\log p(x)$: the difference is what training on the ELBO leaves out of sight.
#
# **Two spaces.** The second table shows what goes into each network and what comes out of it.

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 讲到变分自编码器的有两篇文章：《**发展历程**》即《AIGC从入门到实战：AIGC 的发展历程》，《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇。
# 它们说对的不少：数据经编码器变成编码，再由解码器还原；VAE 容易训练，样本多样，但不够清晰；它能修复受损的图像，前面我们正是这么做的；《发展历程》4.2 的损失函数与本章的逐项一致。
# 两篇都没有能运行的 VAE 程序：《发展历程》在 GAN 的代码中途截断，这不是作者的过失；《生成式AI》唯一的程序是 GAN。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《发展历程》3.2.1、4.2，《生成式AI》2.3、9.2：VAE“最大化”数据的“似然函数” | 不够准确：最大化的是对数似然的一个下界。《发展历程》4.2 的公式是对的，它就是这个下界的相反数，要最小化 | 下界 |
# | 《生成式AI》2.1：“生成式AI的核心是概率模型” | 对 VAE 成立：$p(z)$ 和 $p(x \mid z)$ 都写得出来。GAN 只给样本，说不出概率 | 第 3 章 |
# | 《生成式AI》2.3、9.5：编码器和解码器都“将数据映射到潜在空间”，并“在潜在空间中”生成（4.3.2、9.2 也这样说） | 进入潜空间（文中叫“潜在空间”）的是编码器，9.2 说得对；解码器是从潜空间出来，新图像在数据空间里产生。《发展历程》2.5 两句都对 | 两个空间 |
# | 《生成式AI》4.1.2：$x' = G(\mu, \sigma)$ | 交给解码器的是一次采样 $z = \mu + \sigma\epsilon$。不采样，$\sigma$ 不过是另一半编码；没有先验，就不知道该取什么样的编码来生成新图。（让编码器输出 $\sigma$ 并不算错，输出对数方差只是惯例。） | 不采样，无先验 |
# | 《生成式AI》4.2.2：编码器、解码器各有损失，$L = L_E + L_D$ | 两者共用一个损失：$-\mathbb{E}_{q(z \mid x)}[\log p(x \mid z)] + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z))$。$L_E$ 接近第一项，只是该写 $z$ 的地方写了 $\mu, \sigma$；第二项没有，标题里的“推导”也没有 | 不采样，无先验 |
# | 《生成式AI》4.2.2：$L_D = -\mathbb{E}[\log p(x' \mid x)]$ | 解码器的似然是 $p(x \mid z)$：给定编码，**真实**图像出现的概率有多大？ | 谁的似然 |
# | 《发展历程》3.2.2 第 3、4 步：“从潜在空间采样”，解码成“新的数据” | 训练时 $z$ 采自 $q(z \mid x)$，只属于这一幅图，解码得到的是重建，第 5 步拿它与输入相比，这是对的。从先验采样、生成新图，都是训练之后的事 | 第 3 步与第 6 步 |
# | 《发展历程》3.2.2 第 6 步：“最大化重构误差和潜在变量的似然函数” | 重建误差要最小化，KL 散度也要，该文 4.2 正是这样写的 | 第 3 步与第 6 步 |
# | 《发展历程》3.2.2 第 7 步：重复到“生成内容足够逼真”；《生成式AI》4.3.2：图像质量“会逐渐提高” | VAE 训练时根本不看生成的图像，该看的是验证集上的下界，而它也未必一路上升 | 更多的维度 |
# | 《生成式AI》3.3、9.5：VAE“适合处理高维数据”，GAN 擅长“多样化” | 二者之别不在维数。VAE 往往覆盖各个模式，但模糊；GAN 往往清晰，但丢失模式（3.3 自己也提到“模式崩溃”）。《发展历程》2.5 说 VAE 长于多样性，是对的 | VAE 与 GAN；本节末尾 |
# | 《生成式AI》9.6：用 PSNR、SSIM 评估“真实程度”；把“模式崩溃”归入稳定性 | 这两个指标都要拿图像与**它自己的**参考图相比，生成的图像没有参考图。模式坍塌是缺乏多样性；已经坍塌的生成器，训练起来可以很平稳 | 修补图像；PSNR 看不见什么 |
# | 《发展历程》2.5、《生成式AI》6：VAE 用于文本生成 | 可以，但文本解码器一强，往往就不理会编码了（Bowman 等，2015，arXiv:1511.06349）。如今的生成文本大多出自自回归模型 | 编码会“死” |
#
# **下界**。
# 无论编码器怎样，总有 $\log p(x) = \mathrm{ELBO} + \mathrm{KL}(q(z \mid x) \,\Vert\, p(z \mid x))$，而最后一项不会是负数。
# 每幅图多采几个编码，重要性加权的下界就从证据下界（ELBO）出发，向 $\log p(x)$ 攀升；升高的这一段，正是只盯着 ELBO 训练时看不到的。
#
# **两个空间**。
# 第二张表列出了两个网络各自的输入与输出。

# %%
some = binary_test[:100]
rows = [["ELBO", 1, f"{digits_vae.elbo(some).mean():.2f}"]]
for num_codes in (10, 100):
    bound = digits_vae.log_likelihood(some, num_samples=num_codes).mean()
    rows.append([("importance-weighted", "重要性加权"), num_codes, f"{bound:.2f}"])
columns = [("codes an image", "每幅编码数"), ("nats an image", "奈特/幅")]
plotting.table([("bound", "下界"), *columns], rows)

parts = {("encoder", "编码器"): digits_vae.encoder, ("decoder", "解码器"): digits_vae.decoder}
rows = [[name, f"{part.input_shape}", f"{part.output_shape}"] for name, part in parts.items()]
plotting.table([("network", "网络"), ("input", "输入"), ("output", "输出")], rows)

# %% [markdown] lang="en"
# **No draw, no prior.** Let us build the generative-AI article's model to the letter: the decoder is given $\mu$ and $\sigma$, 32 numbers, and there is no KL term.
# For the loss we take the kindest reading, the reconstruction error, counted once.

# %% [markdown] lang="zh"
# **不采样，无先验**。
# 照《生成式AI》的原文搭一个模型：把 $\mu$ 和 $\sigma$ 共 32 个数直接交给解码器，不加 KL 项。
# 损失取最善意的读法：重建误差，只算一次。

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
# It reconstructs (first row).
# To make a new digit we need a new $\mu$ and $\sigma$, and the article does not say from where.
# We try what a VAE does, $\mu$ from $N(0, 1)$, with $\sigma$ of real images (second row), beside samples of our VAE (third row).
# The table under the images says why the second row fails.
# The KL term makes a VAE's codes, over all images, look like the prior, with $\mathbb{E}[\mu^2 + \sigma^2]$ near 1, and puts a price on every nat.
# Here nothing asks for either.

# %% [markdown] lang="zh"
# 它能重建（第一行）。
# 要画新的数字，就得有新的 $\mu$ 和 $\sigma$，可文章没说从哪里来。
# 不妨照 VAE 的办法，从 $N(0, 1)$ 取 $\mu$，$\sigma$ 则借用真实图像的（第二行），再与本章 VAE 的样本对照（第三行）。
# 第二行为什么不行，看图下的表：有 KL 项管着，VAE 的编码，把所有图像合起来看，与先验相近，$\mathbb{E}[\mu^2 + \sigma^2]$ 接近 1，每多用一奈特都要付出代价；而这里，两样都没有人管。

# %%
from aigc_keras.losses import gaussian_kl

inputs = some.astype("float32") / 255
mu, sigma = np.split(printed_encoder.predict(inputs, verbose=0), 2, axis=1)
new_mu = np.random.default_rng(0).standard_normal((10, 16), "float32")
pictures = [
    printed.predict(inputs[:10], verbose=0),
    printed_decoder.predict(np.concatenate([new_mu, sigma[:10]], axis=1), verbose=0),
    digits_vae.sample(10, seed=0, dtype="float32"),
]
figure = plotting.image_grid(
    np.concatenate(pictures), row_labels=["article, rebuilt", "article, new", "VAE, new"]
)
plotting.show(
    figure,
    "Three rows of ten images: reconstructions by the article's model are digits; its images of new codes are smears; the VAE's samples are digits, some of them unclear.",
    "三行图像，每行十幅：文章模型的重建是数字；它对新编码给出的是一团团污迹；VAE 的样本是数字，个别不清楚。",
)
z_mean, z_log_var = digits_vae.encode(inputs)
codes = {("article", "文章"): (mu, 2 * np.log(sigma)), "VAE": (z_mean, z_log_var)}
rows = []
for name, (mean, log_var) in codes.items():
    kl = ops.convert_to_numpy(gaussian_kl(mean, log_var)).sum(axis=1).mean()
    rows.append([name, f"{(mean**2 + np.exp(log_var)).mean():.2f}", f"{kl:.1f}"])
plotting.table([("model", "模型"), "E[mu² + sigma²]", ("KL in nats", "KL（奈特）")], rows)

# %% [markdown] lang="en"
# **Whose likelihood?** Taken literally, $p(x' \mid x)$ lets the model mark its own work: $x'$ is what it produced.
# We decode each image's own code, and then the code of another image.
# $-\mathbb{E}[\log p(x' \mid z)]$, with $x'$ drawn from the decoder itself, is the same for both, since the same outputs have only changed places.
# $-\log p(x \mid z)$ asks about the real image, and notices.

# %% [markdown] lang="zh"
# **谁的似然**。
# 按字面读，$p(x' \mid x)$ 是模型给自己阅卷：$x'$ 就是它自己的输出。
# 先用每幅图自己的编码解码，再换成别的图的编码。
# 若 $x'$ 由解码器自己产生，$-\mathbb{E}[\log p(x' \mid z)]$ 在两种情形下一样大，因为输出还是那些输出，只是换了位置。
# $-\log p(x \mid z)$ 问的是真实图像，立刻就发现不对。


# %%
def nats(images, logits):
    pixels = digits_vae.pixel_log_likelihood(images, logits)
    return -float(ops.mean(ops.sum(pixels, axis=(1, 2, 3))))


rows = []
codes = {("own", "自己的"): z_mean, ("another's", "别的图的"): np.roll(z_mean, 1, axis=0)}
for name, code in codes.items():
    logits = digits_vae.decoder(code)
    # en: log p is linear in x', so the mean of x' will do.
    # zh: log p 对 x' 是线性的，所以代入 x' 的均值即可。
    own_work = nats(ops.sigmoid(logits), logits)
    rows.append([name, f"{own_work:.1f}", f"{nats(inputs, logits):.1f}"])
plotting.table([("code", "编码"), "-E log p(x'|z)", "-log p(x|z)"], rows)

# %% [markdown] lang="en"
# **Steps 3 and 6** of the history article.
# With a code from the prior the reconstruction error compares an image with a stranger.
# And who maximises that error will prefer to every reconstruction its photographic negative.
# The other half of step 6, the likelihood of the latent variables, is $\mathbb{E}_q[\log p(z)]$.
# We take one dimension with $\mu = 0$: the smaller $\sigma$, the higher it is, until nothing is left of the draw.
# The KL divergence is $-\mathbb{E}_q[\log p(z)]$ less the entropy of $q$, and the entropy pulls the other way: the divergence is least at $\sigma = 1$.

# %% [markdown] lang="zh"
# 《发展历程》的**第 3 步与第 6 步**。
# 编码若采自先验，重建误差就是拿一幅图去比一幅不相干的图。
# 若真要最大化重建误差，那么哪一幅重建都不如它的底片。
# 第 6 步的另一半，“潜在变量的似然”，即 $\mathbb{E}_q[\log p(z)]$，这里取一个维度、$\mu = 0$ 来算：$\sigma$ 越小，它越大，采样便名存实亡。
# KL 散度等于 $-\mathbb{E}_q[\log p(z)]$ 再减去 $q$ 的熵，熵往相反的方向拉，于是 $\sigma = 1$ 时 KL 散度最小。

# %%
noise = np.random.default_rng(0).standard_normal(z_mean.shape, "float32")
from_posterior = digits_vae.decoder(z_mean + np.exp(0.5 * z_log_var) * noise)
decoded = {
    ("code from q(z|x)", "编码取自 q(z|x)"): from_posterior,
    ("code from p(z)", "编码取自 p(z)"): digits_vae.decoder(noise),
    ("photographic negative", "底片"): -from_posterior,
}
rows = [[name, f"{nats(inputs, logits):.1f}"] for name, logits in decoded.items()]
plotting.table([("image", "图像"), ("reconstruction error in nats", "重建误差（奈特）")], rows)

rows = []
for sd in (1.0, 0.1, 0.01):
    prior = -0.5 * (np.log(2 * np.pi) + sd**2)
    kl = float(gaussian_kl(np.zeros((1, 1)), np.full((1, 1), 2 * np.log(sd)))[0, 0])
    rows.append([f"{sd:.2f}", f"{prior:.3f}", f"{kl:.3f}"])
plotting.table(["sigma", "E log p(z)", "KL"], rows)

# %% [markdown] lang="en"
# **What PSNR cannot see.** Take 500 test digits as references.
# The same digits moved by one pixel are as real as before; blurred over 3×3 pixels they are not.
# Other digits of the test set are real; the mean of all training images is no digit at all.
#
# > **Predict before you run.** Which of the four score higher?

# %% [markdown] lang="zh"
# **PSNR 看不见什么**。
# 取 500 幅测试图像作参考。
# 把它们平移一个像素，真实程度丝毫不减；在 3×3 的范围内取平均，就糊了。
# 测试集里别的数字当然也是真的；全部训练图像的平均，根本不是数字。
#
# > **先猜，再运行。** 四种图像，哪些得分更高？

# %% tags=["hide-output"]
from aigc_keras.metrics import psnr, ssim

references = test_images[:500]
moves = [np.roll(references, (i, j), axis=(1, 2)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
average = np.rint(train_images.mean(axis=0)).astype("uint8")
candidates = {
    ("moved by one pixel", "平移一个像素"): np.roll(references, 1, axis=2),
    ("blurred", "模糊"): np.rint(np.mean(moves, axis=0)).astype("uint8"),
    ("other real digits", "别的真数字"): np.roll(references, 1, axis=0),
    ("mean of all images", "全部图像的平均"): np.broadcast_to(average, references.shape),
}
scores = [
    [psnr(candidate, references).mean(), ssim(candidate, references).mean()]
    for candidate in candidates.values()
]
rows = [
    [name, f"{pair[0]:.2f}", f"{pair[1]:.3f}"]
    for name, pair in zip(candidates, scores, strict=True)
]
plotting.table([("image", "图像"), ("PSNR in dB", "PSNR（dB）"), "SSIM"], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Blurring beats moving in both scores, and by PSNR an image that is no digit beats, on average, the other real digits.
#
# </details>
#
# Neither score asks how real an image is.
# That is no fault of the scores: after a reconstruction or a repair the original is at hand, and nearness to it is the question.
# Of a generated image we ask how real it is and what it adds, and a squared error answers with the mean of all possibilities.
#
# This is also where VAE and GAN part.
# Likelihood charges a model dearly for a real image that it cannot explain, so a VAE spreads over the modes and averages where it is unsure.
# The generator of a GAN is judged only by the images it makes, so it pays nothing directly for those that it leaves out.
# Both are tendencies of plain models, not laws: in the table of "VAE against GAN" the two come out about level, in features that hardly mind blur.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 两种得分都是模糊的高于平移的；而论 PSNR，一幅根本不是数字的图平均胜过参考图以外的真数字。
#
# </details>
#
# 两种指标问的都不是图像有多真。
# 这不是指标的错：重建和修复之后，原图就在手边，问的正是离它有多近。
# 对生成的图像，我们要问的是它有多真、添了什么新东西，而平方误差给出的答案是“所有可能的平均”。
#
# VAE 与 GAN 的分野也在这里。
# 一幅真实图像若是模型解释不了，似然就要重罚，所以 VAE 铺开去覆盖各个模式，拿不准的地方便取平均。
# 评判 GAN 的生成器，只看它画出来的，漏掉什么，并不直接吃亏。
# 两者都只是朴素模型的倾向，不是定律：“VAE 与 GAN”一节的表里，双方大致相当，而那些特征不大计较模糊。

# %%
# en: What the answer says, asserted.
# zh: 核对答案所说。
moved, blurred, other, mean = scores
assert blurred[0] > moved[0] and blurred[1] > moved[1] and mean[0] > other[0]
