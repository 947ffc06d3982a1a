# %% [markdown] lang="en"
# ## Sixteen dimensions, measured
#
# Now the networks of "Two networks, layer by layer" get a long training: 36 epochs, with the function `train` from the beginning.
# Its learning rate climbs over the first tenth of the steps, since a high rate from the very first step can upset a training, and then falls along half a cosine.
# The weights that we keep are an average over the last steps.

# %% [markdown] lang="zh"
# ## 十六维编码与它的似然
#
# 现在用本章开头的函数 `train`，把“逐层看两个网络”一节的网络训练得更久：36 轮。
# 学习率在最初十分之一的步数里逐渐升高（一开始就用很高的学习率，训练容易出问题），然后沿半条余弦曲线下降。
# 最后留下的权重是末尾若干步的平均。

# %%
digits_vae = VAE(make_encoder(), make_decoder(), seed=0)
history = train(digits_vae, train_images, epochs=36)
figure = plotting.loss_curves(history, "reconstruction_loss", "kl_loss", ylabel="nats per image")
plotting.show(
    figure,
    "Both terms of the loss against epochs: the reconstruction loss falls steeply, then slowly; the divergence comes to a plateau.",
    "损失的两项随轮数的变化：重建误差先陡降，后缓降；散度趋于平稳。",
)

# %% [markdown] lang="en"
# Below: test digits and their reconstructions, then new digits from codes drawn from the prior.
# `sample` returns the mean of every pixel unless told `draws=True`.
# The images that the model really describes have a random grain; their means are smoother, and many published pictures of VAEs show means.

# %% [markdown] lang="zh"
# 下图先是测试数字和它们的重建，然后是新数字，编码取自先验。
# 不加 `draws=True` 时，`sample` 返回每个像素的均值。
# 模型真正描述的图像带有随机的噪点，均值图则光滑得多；公开发表的 VAE 图片有许多是均值图。

# %%
rows = [
    test_images[:10],
    digits_vae.reconstruct(test_images[:10]),
    digits_vae.sample(20, seed=1),
    digits_vae.sample(10, seed=1, draws=True),
]
plotting.show(
    plotting.image_grid(
        np.concatenate(rows), row_labels=["test", "rebuilt", "new", "new", "new, drawn"]
    ),
    "Row 1: test digits. Row 2: reconstructions. Rows 3 and 4: new digits. Row 5: black-and-white draws for the codes of row 3.",
    "第 1 行：测试数字。第 2 行：重建。第 3、4 行：新数字。第 5 行：按第 3 行的编码随机取黑白得到的图。",
)

# %% [markdown] lang="en"
# Most of the reconstructions are close to the originals; some of the new digits can be read, others are mixtures.
#
# Now a measure that a GAN does not have (Protocol A).
# We compute the ELBO of the 2,000 binary test images.
# The importance-weighted bound with 5,000 codes an image lies closer to $\log p(x)$, but takes its time, so we compute it for the first 200 images only, beside the ELBO of the same 200.
# The last row adds the gap found on those 200 to the ELBO of all 2,000.
# The number after ± is the standard error over images.

# %% [markdown] lang="zh"
# 重建图大多与原图很接近；新数字中有些可以认出来，有些则是几个数字的混合。
#
# 下面的指标是 GAN 给不出的（规则 A）。
# 我们计算 2,000 幅二值测试图像的 ELBO。
# 重要性加权下界（每幅用 5,000 个编码）离 $\log p(x)$ 更近，但很费时，所以只算前 200 幅，并列出这 200 幅的 ELBO。
# 表的最后一行把两个下界在这 200 幅上的差额加到全部 2,000 幅的 ELBO 上。
# ± 后面是标准误，由各幅图像的数值算出。

# %%
elbo = digits_vae.elbo(binary_test)
weighted = digits_vae.log_likelihood(binary_test[:200], num_samples=5000)
values = {
    "ELBO": elbo,
    ("ELBO, the first 200", "ELBO，前 200 幅"): elbo[:200],
    ("K = 5,000, the first 200", "K = 5,000，前 200 幅"): weighted,
    ("gap, the first 200", "差额，前 200 幅"): weighted - elbo[:200],
}
rows = []
for name, of_images in values.items():
    mean, error = metrics.mean_and_error(of_images)
    rows.append([name, len(of_images), f"{mean:.2f} ± {error:.2f}"])
gap = np.mean(weighted - elbo[:200])
rows.append([("ELBO + gap", "ELBO + 差额"), len(elbo), f"{elbo.mean() + gap:.2f}"])
plotting.table([("bound", "下界"), ("images", "图像数"), ("nats per image", "奈特/幅")], rows)

# %% [markdown] lang="en"
# Guessing costs 543.4 nats, so the model has learnt a great deal.
# Published negative log-likelihoods (Protocol A, nats per image, smaller is better; Burda et al. 2015, Table 1):
#
# | model | training images | epochs | nats |
# | --- | --- | --- | --- |
# | VAE, one stochastic layer of 50 (the code), two layers of 200 | 60,000 | 3,280 | 86.76 |
# | the same, trained with the importance-weighted bound, K = 50 | 60,000 | 3,280 | 84.78 |
# | this chapter | 7,000 | 36 | the last row above, with its sign turned |
#
# They draw binary images and use 5,000 samples as we do, but test on the official test set.
# They also train on more images and for more epochs, and their network is another one.
# That 7,000 images are few shows in our numbers: by the end our model does better on them than on new ones (compare the loss printed after the training with minus the ELBO of the test images).

# %% [markdown] lang="zh"
# 完全靠猜，损失是 543.4 奈特，可见模型已经学到了很多。
# 已发表的负对数似然如下（规则 A，奈特/幅，越小越好；Burda 等，2015，表 1）：
#
# | 模型 | 训练图像 | 轮数 | 奈特 |
# | --- | --- | --- | --- |
# | VAE，一个 50 维随机层（即编码），两个 200 维隐藏层 | 60,000 | 3,280 | 86.76 |
# | 同上，用 K = 50 的重要性加权下界训练 | 60,000 | 3,280 | 84.78 |
# | 本章 | 7,000 | 36 | 上一个表的最后一行，去掉负号 |
#
# Burda 等也随机抽取二值图像，每幅也用 5,000 个编码，但测试用的是官方测试集。
# 他们的训练图像更多，轮数更多，网络也不同。
# 7,000 幅训练图像嫌少，从结果就看得出来：训练结束时，模型在训练图像上的表现已好于在新图上（比较训练后打印的损失与测试图像的 ELBO 的相反数）。

# %% [markdown] lang="en"
# **Eight bits.** The model for 8-bit images (Protocol B) is another one: its decoder gives each pixel a centre and a scale.
# It trains on the grey images as they are.
# A compressor built on it could come close to the bits for each pixel that the table below says.
# (The two rows are of different images: the second bound is computed for the first 200 only.)

# %% [markdown] lang="zh"
# **8 位灰度。** 用于 8 位图像（规则 B）的是另一个模型：它的解码器为每个像素给出分布的中心和尺度，训练直接用灰度图。
# 若用这个模型来压缩，每个像素平均所用的比特数可以接近下表中的数值。
# （表中两行的图像不同：第二个下界只算了前 200 幅。）

# %%
grey_vae = VAE(latent_dim=16, widths=(512,), likelihood="discretized_logistic", seed=0)
train(grey_vae, train_images, epochs=24, learning_rate=6e-3)
rows = []
for name, values in {
    "ELBO": grey_vae.elbo(test_images),
    "K = 500": grey_vae.log_likelihood(test_images[:200], num_samples=500),
}.items():
    bits = metrics.bits_per_dimension(values, (28, 28, 1))
    grey_bits, error = metrics.mean_and_error(bits)
    rows.append([name, len(values), f"{grey_bits:.3f} ± {error:.3f}"])
columns = [("test images", "测试图像数"), ("bits per dimension", "比特/维")]
plotting.table([("bound", "下界"), *columns], rows)

# %% [markdown] lang="en"
# Guessing costs 8 bits.
# Published, on the official 8-bit MNIST with 60,000 training images: Real NVP 1.06, Glow 1.05, FFJORD 0.99 bits per dimension (Grathwohl et al. 2018, arXiv:1810.01367, Table 2).
# These are normalising flows, invertible networks that turn a simple distribution into that of the images: a stronger family, trained on more images.
# Our model treats the pixels as independent once the code is known.

# %% [markdown] lang="zh"
# 完全靠猜，每个像素要用 8 比特。
# 在官方 8 位 MNIST（60,000 幅训练图像）上发表过的结果是：Real NVP 1.06，Glow 1.05，FFJORD 0.99 比特/维（Grathwohl 等，2018，arXiv:1810.01367，表 2）。
# 它们都是标准化流，即用可逆的网络把简单的分布变成图像的分布，是更强的一类模型，训练图像也更多。
# 我们的模型则假定给定编码之后各像素相互独立。
