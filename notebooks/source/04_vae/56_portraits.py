# %% [markdown] lang="en"
# ## Portraits by convolution
#
# Back to the two networks at the head of the chapter, line by line.
#
# `image_features` is the encoder without its last two layers.
# Each **convolution** of stride 2 halves height and width (chapter 0), 16 to 8 to 4, while the three colours become 32 and then 64 feature maps.
# Batch normalisation and ReLU follow each of them; the former shifts and scales each feature map to mean 0 and variance 1 over the batch, with a scale and a shift learnt on top (chapter 3, "The generator, layer by layer").
# At the end 4×4×64 = 1,024 numbers describe the image, and two dense layers make $\mu$ and $\log \sigma^2$ of them, 32 numbers each.
#
# ![The convolutional encoder of portraits from top to bottom. A portrait (n, 16, 16, 3), scaled to values from −1 to 1; a convolution with kernel 4 × 4 and stride 2, without bias, batch normalisation and ReLU give feature maps (n, 8, 8, 32); a second such group gives (n, 4, 4, 64); flattened, these are (n, 1024), the features of the portrait; two dense layers of 32 units make of them μ and log σ², each (n, 32). Height and width halve at each convolution.](../figures/portrait_encoder_en.svg)
#
# `image_of` goes back: a dense layer makes 1,024 numbers of the code, and two transposed convolutions double the size, 4 to 8 to 16.
# A transposed convolution works the other way round: each number of the input puts a copy of the kernel, multiplied by that number, on the output, and copies that overlap are added (chapter 3, "The generator, layer by layer").
# The sigmoid at the end brings each value of red, green and blue between 0 and 1.
#
# ![The convolutional decoder of portraits from top to bottom. A latent code z (n, 32); a dense layer of 1024 units without bias, batch normalisation and ReLU, reshaped to feature maps (n, 4, 4, 64); a transposed convolution with kernel 4 × 4 and stride 2, without bias, batch normalisation and ReLU give (n, 8, 8, 32); a second transposed convolution and the sigmoid give (n, 16, 16, 3), the mean of each value of red, green and blue. Height and width double at each transposed convolution while the number of feature maps falls.](../figures/portrait_decoder_en.svg)
#
# The **likelihood** is another one, because colours are no coin flips: every value is normal around the decoder's output $m$, with the standard deviation 0.1 on a scale from 0 to 1.
# The reconstruction loss is then a squared error, up to a factor and a constant:
#
# $$-\log p(x \mid z) = \sum_i \left[\frac{(x_i - m_i)^2}{2 \cdot 0.1^2} + \log\big(0.1 \sqrt{2\pi}\big)\right].$$
#
# The second term is a constant, about -1.38 for each value, which is why this loss can be negative.
# The standard deviation decides how much an error costs beside the divergence, so it plays the part of $\beta$: with twice the deviation an error counts a quarter as much.
# Everything else is as for the digits.
# The next cell compares the formula with the library and prints nothing when they agree.

# %% [markdown] lang="zh"
# ## 用卷积网络画头像
#
# 回到本章开头的两个网络，逐行来看。
#
# `image_features` 是编码器去掉最后两层的部分。
# 每个步幅为 2 的**卷积**把高和宽减半（见第 0 章），从 16 到 8 再到 4，通道数则从 3 增加到 32 再到 64。
# 每个卷积之后是批量归一化和 ReLU；前者把每个通道的特征图在整个批次上平移、缩放到均值 0、方差 1，再各乘以、加上一个学到的数（见第 3 章“逐层看生成器”一节）。
# 最后得到 4×4×64 = 1,024 个描述图像的数，两个全连接层由这些数分别算出 $\mu$ 和 $\log \sigma^2$，各有 32 个数。
#
# ![头像的卷积编码器，自上而下：头像 (n, 16, 16, 3)，取值缩放到 −1 与 1 之间；经过卷积核 4 × 4、步幅 2、无偏置的卷积、批量归一化和 ReLU，得到特征图 (n, 8, 8, 32)；再经过同样的一组，得到 (n, 4, 4, 64)；展平为 (n, 1024)，即头像的特征；两个 32 个单元的全连接层由它们分别算出 μ 和 log σ²，形状都是 (n, 32)。每经过一次卷积，高和宽减半。](../figures/portrait_encoder_zh.svg)
#
# `image_of` 的方向相反：一个全连接层把编码变成 1,024 个数，两个转置卷积各把边长加倍，从 4 到 8 再到 16。
# 转置卷积与卷积方向相反：每个输入值乘上整个卷积核，放到输出的对应位置，重叠的地方相加（见第 3 章“逐层看生成器”一节）。
# 最后的 sigmoid 使红、绿、蓝的每个值都在 0 到 1 之间。
#
# ![头像的卷积解码器，自上而下：潜编码 z (n, 32)；经过 1024 个单元、无偏置的全连接层、批量归一化和 ReLU，变形为特征图 (n, 4, 4, 64)；经过卷积核 4 × 4、步幅 2、无偏置的转置卷积、批量归一化和 ReLU，得到 (n, 8, 8, 32)；再经过一次转置卷积和 sigmoid，得到 (n, 16, 16, 3)，即红、绿、蓝各值的均值。每经过一次转置卷积，高和宽加倍，特征图的张数减少。](../figures/portrait_decoder_zh.svg)
#
# **似然**也换了，因为颜色不止有两种取值：每个值都服从以解码器的输出 $m$ 为中心的正态分布，标准差为 0.1（颜色值在 0 到 1 之间）。
# 这时重建误差就是平方误差（只差一个系数和一个常数）：
#
# $$-\log p(x \mid z) = \sum_i \left[\frac{(x_i - m_i)^2}{2 \cdot 0.1^2} + \log\big(0.1 \sqrt{2\pi}\big)\right].$$
#
# 第二项是常数，每个值约为 -1.38，所以这个损失可以是负数。
# 标准差决定了误差与散度相比有多重要，作用相当于 $\beta$：标准差加倍，误差的权重就变成四分之一。
# 其余部分与手写数字的 VAE 相同。
# 下面的单元格把公式与课程库对照，一致时什么也不打印。

# %%
some = test_portraits[:8].astype("float32") / 255  # (8, 16, 16, 3)
means = portrait_decoder(portrait_encoder(some)[0])  # (8, 16, 16, 3)
written = 0.5 * ((some - means) / 0.1) ** 2 + np.log(0.1 * np.sqrt(2 * np.pi))
library = -portrait_vae.likelihood.log_prob(some, means)
np.testing.assert_allclose(ops.convert_to_numpy(written), ops.convert_to_numpy(library), rtol=1e-3)

# %% [markdown] lang="en"
# How much of a portrait survives in 32 numbers?
# For comparison we first prepare the simplest rival with 32 numbers: principal components (PCA), the directions in which the training images differ most.

# %% [markdown] lang="zh"
# 用 32 个数能保留一幅头像的多少内容？
# 先准备一种最简单的办法来对照：主成分分析（PCA），即找出训练图像差异最大的方向，这里取 32 个方向，所以也用 32 个数表示一幅头像。

# %%
flat = portraits.reshape(9000, -1) / 255  # (9000, 768)
centre = flat.mean(0)
components = np.linalg.eigh(np.cov(flat.T))[1][:, -32:].T  # (32, 768)
pca_codes = (test_portraits.reshape(2000, -1) / 255 - centre) @ components.T  # (2000, 32)
by_pca = np.clip(pca_codes @ components + centre, 0, 1).reshape(test_portraits.shape)
by_pca = np.rint(by_pca * 255).astype("uint8")
by_vae = portrait_vae.reconstruct(test_portraits)

# %% [markdown] lang="en"
# Two measures compare the reconstructions with the portraits.
# The **PSNR** (peak signal-to-noise ratio), in decibels, is computed from the mean squared error: 3 dB more means half of that error.
# And the course's `PortraitReader`, a frozen classifier, says which attributes the picture shows; it learnt from other drawings, and its accuracy on real test portraits stands in the column "real".

# %% [markdown] lang="zh"
# 我们用两种办法来衡量重建得好不好。
# 一种是 **PSNR**（峰值信噪比，单位为分贝），由均方误差算出：每高 3 dB，均方误差减半。
# 另一种是由课程的 `PortraitReader` 判断图中各属性的取值；它是一个冻结的分类器，用另外画的头像训练，它在真实测试头像上的正确率见下表“真实头像”一列。

# %%
from aigc_keras.data.portraits import PORTRAIT_ATTRIBUTES
from aigc_keras.metrics import PortraitReader

reader, kinds = PortraitReader(), [test_portraits, by_vae, by_pca]
psnr = [metrics.psnr(images, test_portraits).mean() for images in kinds[1:]]
accuracy = [reader.accuracy(images, test_attributes) for images in kinds]
rows = [[("PSNR in dB", "PSNR（dB）"), "–", *(f"{value:.1f}" for value in psnr)]]
for attribute in PORTRAIT_ATTRIBUTES:
    scores = [f"{of_kind[attribute.name]:.1%}" for of_kind in accuracy]
    rows.append([(attribute.name.replace("_", " "), attribute.chinese), *scores])
columns = [("of 2,000 test portraits", "2,000 幅测试头像"), ("real", "真实头像"), "VAE", "PCA"]
plotting.table(columns, rows)

# %% [markdown] lang="en"
# By squared error the VAE is ahead of PCA.
# Most attributes survive almost always.
# The **mouth** is what is lost most often, with either method; it has only eight pixels of 256, so a wrong mouth costs little squared error.
# On the mouth PCA is even ahead of the VAE.
# A likelihood with independent pixels does not know what matters to people.
#
# Next, new portraits: codes drawn from the prior.

# %% [markdown] lang="zh"
# 就平方误差而言，VAE 好于 PCA。
# 大多数属性几乎总能保留下来。
# 两种办法最常画错的都是**嘴**；嘴在 256 个像素里只占八个，画错了，平方误差也增加不了多少。
# 单看嘴，PCA 甚至好于 VAE。
# 各像素相互独立的似然，并不知道人在意什么。
#
# 再来画新的头像，编码取自先验。

# %%
new_portraits = portrait_vae.sample(20, seed=1)
plotting.show(
    plotting.image_grid(
        np.concatenate([portraits[:10], new_portraits]), row_labels=["real", "new", "new"]
    ),
    "Top: training portraits. Below: twenty new ones, decoded from codes drawn from the prior.",
    "上：训练头像。下：二十幅新的头像，由先验中采样的编码解码得到。",
)

# %% [markdown] lang="en"
# The new ones are portraits, with hats, glasses and earrings, but they are blurred, more than the ends of the walks at the head of the chapter, which are reconstructions.
# The model suggests why.
# For each value the decoder gives one mean, and the mean of several portraits that could belong to a code is a blurred portrait.
# The encoder places real portraits far apart: the divergence printed after the training is several times the $\ln 9{,}000 \approx 9$ nats that would be enough to tell 9,000 portraits from each other.
# So a random code probably falls between them, where several portraits would fit.
# A GAN would be told by its discriminator that real portraits have hard edges; nothing in this loss says so.

# %% [markdown] lang="zh"
# 新画出的图像确实是头像，也有帽子、眼镜和耳环，但比本章开头渐变的两端（那是重建）还要模糊。
# 从模型本身可以看出原因。
# 对每个值，解码器只给出一个均值；如果一个编码可以对应好几幅头像，解码器画出的就是它们的平均，一幅模糊的头像。
# 编码器把真实头像的编码分得很开：要区分 9,000 幅头像，$\ln 9{,}000 \approx 9$ 奈特就够了，而训练后打印的散度是它的好几倍。
# 所以取自先验的编码多半落在真实头像的编码之间，那里的一个编码往往可以对应好几幅头像。
# 换成 GAN，判别器会把边缘模糊的头像判为假；而 VAE 的损失没有一项要求边缘分明。
