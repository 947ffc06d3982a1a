# %% [markdown] lang="en"
# ## Sixteen dimensions, measured
#
# Now the networks of "Two networks, layer by layer" get a long training: 36 epochs, with the function `train` from the beginning of the chapter.
# Its learning rate climbs over the first tenth of the steps, since a high rate from the very first step can upset a training, and then falls along half a cosine.
# The weights that we keep are an average over the last steps.

# %% [markdown] lang="zh"
# ## 十六维编码与它的似然
#
# 现在用本章开头的函数 `train`，把“逐层看两个网络”一节的网络训练得更久：36 轮。
# 学习率在最初十分之一的步数里逐渐升高（一开始学习率就很高，训练容易不稳定），然后沿半条余弦曲线下降。
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
# The reconstruction loss falls steeply, then ever more slowly.
# The divergence dips in the second epoch, rises again, and after about ten epochs hardly changes.
#
# The next figure shows test digits and their reconstructions, then new digits from codes drawn from the prior.
# `sample` returns the mean of every pixel unless told `draws=True`.
# The images that the model really describes have a random grain; their means are smoother, and many published pictures of VAEs show means.

# %% [markdown] lang="zh"
# 重建误差先陡降，后来降得越来越慢。
# 散度在第二轮先降了一下，再回升，大约十轮之后就几乎不变了。
#
# 下图先是测试数字和它们的重建，然后是新数字，新数字的编码取自先验。
# 不加 `draws=True` 时，`sample` 返回由每个像素的均值组成的图像，即均值图。
# 模型真正描述的图像带有随机的噪点，均值图则光滑得多；已发表的 VAE 图片有许多是均值图。

# %%
rebuilt = digits_vae.reconstruct(test_images[:10])
new = digits_vae.sample(20, seed=1)
drawn = digits_vae.sample(10, seed=1, draws=True)
rows = np.concatenate([test_images[:10], rebuilt, new, drawn])
plotting.show(
    plotting.image_grid(rows, row_labels=["test", "rebuilt", "new", "new", "new, drawn"]),
    "Row 1: test digits. Row 2: reconstructions. Rows 3 and 4: new digits. Row 5: black-and-white draws for the codes of row 3.",
    "第 1 行：测试数字。第 2 行：重建。第 3、4 行：新数字。第 5 行：按第 3 行的编码随机取黑白得到的图。",
)

# %% [markdown] lang="en"
# Most of the reconstructions are close to the originals; some of the new digits can be read, others are mixtures.
#
# Now a measure that a GAN does not have: the ELBO of the 2,000 binary test images, by the binary protocol.
# The number after ± is the standard error over images.

# %% [markdown] lang="zh"
# 重建图大多与原图很接近；新数字中有些可以认出来，有些则是几个数字的混合。
#
# 下面的指标是 GAN 给不出的：按二值评测约定，2,000 幅二值测试图像的 ELBO。
# ± 后面是标准误，由各幅图像的数值算出。

# %%
elbo = digits_vae.elbo(binary_test)  # (2000,)
mean, error = metrics.mean_and_error(elbo)
print(f"ELBO {mean:.2f} ± {error:.2f} nats per image")

# %% [markdown] lang="en"
# The importance-weighted bound with 5,000 codes an image lies closer to $\log p(x)$, but it takes long to compute, so we compute it for the first 200 images only, beside the ELBO of the same 200.
# The last row adds the gap found on those 200 to the ELBO of all 2,000.

# %% [markdown] lang="zh"
# 重要性加权下界（每幅用 5,000 个编码）离 $\log p(x)$ 更近，但很费时，所以只算前 200 幅，并列出这 200 幅的 ELBO。
# 表的最后一行，是全部 2,000 幅的 ELBO 加上两个下界在这 200 幅上的差额。

# %%
weighted = digits_vae.log_likelihood(binary_test[:200], num_samples=5000)
gap = weighted - elbo[:200]  # (200,)
bounds, rows = {"ELBO": elbo[:200], "K = 5,000": weighted, ("gap", "差额"): gap}, []
for name, nats in bounds.items():
    mean, error = metrics.mean_and_error(nats)
    rows.append([name, f"{mean:.2f} ± {error:.2f}"])
rows.append([("all ELBOs + gap", "全部的 ELBO + 差额"), f"{elbo.mean() + gap.mean():.2f}"])
plotting.table([("the first 200", "前 200 幅"), ("nats per image", "奈特/幅")], rows)

# %% [markdown] lang="en"
# Guessing costs 543.4 nats, so the model has learnt a great deal.
# Published negative log-likelihoods (binary protocol, nats per image, smaller is better; Burda et al. 2015, Table 1):
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
# 已发表的负对数似然如下（二值评测约定，奈特/幅，越小越好；Burda 等，2015，表 1）：
#
# | 模型 | 训练图像 | 轮数 | 奈特 |
# | --- | --- | --- | --- |
# | VAE，一个 50 维随机层（即编码），两个 200 维隐藏层 | 60,000 | 3,280 | 86.76 |
# | 同上，用 K = 50 的重要性加权下界训练 | 60,000 | 3,280 | 84.78 |
# | 本章 | 7,000 | 36 | 上一个表的最后一行，去掉负号 |
#
# Burda 等也随机抽取二值图像，每幅也用 5,000 个编码，但他们用官方测试集来测试。
# 他们的训练图像更多，轮数更多，网络也不同。
# 7,000 幅训练图像嫌少，从结果就看得出来：训练结束时，模型在训练图像上的表现已好于在新图像上的表现（比较训练后打印的损失与测试图像的 ELBO 的相反数）。

# %% [markdown] lang="en"
# **Codes that die.** Each dimension of the code costs divergence.
# If it helps the reconstruction by less than it costs, training gives it up: its distribution becomes the prior, whatever the image, and the decoder learns to ignore it.
# That is **posterior collapse**, and such a dimension is called dead; one recognises it by the mean of its code, which is nearly the same for every image.
# [04_vae_deeper](04_vae_deeper.ipynb) provokes it with a large $\beta$, counts the dead dimensions and tries two cures.

# %% [markdown] lang="zh"
# **“死”掉的维度。** 编码的每一维都会增加散度。
# 如果一维对重建的帮助小于它增加的散度，训练就会放弃这一维：不管是哪幅图像，这一维的分布都变成先验，解码器也学会不理会它。
# 这叫**后验坍塌**，我们说这样的维度“死”了；不管是哪幅图像，这一维的均值都几乎一样，由此就能认出它来。
# 深入篇 [04_vae_deeper](04_vae_deeper.ipynb) 用很大的 $\beta$ 故意引发后验坍塌，数出死了多少维，再试两种补救办法。
