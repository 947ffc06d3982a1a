# %% [markdown] lang="en"
# ## The idea
#
# An **autoencoder** squeezes an image through a narrow code and tries to get it back.
# A **variational autoencoder** (Kingma & Welling 2013, arXiv:1312.6114) changes two things.
#
# - The encoder does not give one code but a normal distribution of codes: its means $\mu$ and the logarithms of its variances, $\log \sigma^2$, one pair for each dimension of the code.
#   The decoder gets a **latent code** $z$ that is drawn from it.
# - Every such distribution is pulled towards one and the same, the **prior** $\mathcal{N}(0, I)$.
#   This is the standard normal distribution: each dimension has mean 0 and variance 1, and none depends on another ($I$ is the identity matrix).
#   So in the **latent space**, the space of the codes, the codes of all images together come to lie where the prior has its probability.
#   A code drawn from the prior should then be one that the decoder knows how to draw.
#
# ![From top to bottom: an image x, of shape (n, 28, 28, 1), enters the encoder, which gives μ and log σ², each of shape (n, 16). Noise ε of the same shape is drawn from a standard normal distribution, and z = μ + σ ε is computed. The decoder turns z into one logit for each pixel, of shape (n, 28, 28, 1). The reconstruction loss compares the logits with x; the KL divergence is computed from μ and log σ² alone. The loss is their sum. Gradients run back through the decoder and z into the encoder; ε is an input and receives none.](../figures/vae_en.svg)
#
# Follow the black arrows once, then the dashed ones back.
# (Two words in the picture come later: a logit is a number that the sigmoid function turns into a probability, and "The bound, derived" says what the ELBO is.)
# The draw is written as $z = \mu + \sigma\varepsilon$ with noise $\varepsilon$ from a standard normal distribution.
# This is the **reparameterisation trick**: the noise comes in from the side, $z$ is an ordinary function of $\mu$ and $\sigma$, and the gradient passes through it into the encoder.
# (Chapter 2, "Gradients through a draw", compares it with the other way, which scatters far more.)
#
# The loss has two terms.
# The **reconstruction loss** is small when the decoder can restore the image from the drawn code.
# The **KL divergence** (of Kullback and Leibler) says how far the code's distribution is from the prior, and it is zero only for $\mu = 0$, $\sigma = 1$, which would say nothing about the image.
# The two pull against each other, and training finds the balance.

# %% [markdown] lang="zh"
# ## 思路
#
# **自编码器**先把图像压缩成一小段编码，再设法还原图像。
# **变分自编码器**（variational autoencoder，VAE；Kingma 与 Welling，2013，arXiv:1312.6114）作了两处改动。
#
# - 编码器给出的不是一个编码，而是编码的一个正态分布：编码的每一维有一个均值 $\mu$ 和一个对数方差 $\log \sigma^2$。
#   从这个分布中采样得到**潜编码** $z$，再交给解码器。
# - 训练把所有这些分布都拉向同一个分布，即**先验** $\mathcal{N}(0, I)$。
#   它就是标准正态分布：每一维的均值为 0、方差为 1，各维相互独立（$I$ 是单位矩阵）。
#   这样，在编码所在的空间（即**潜空间**）里，全部图像的编码合在一起，就落在先验密度大的地方；从先验中采样得到的编码，解码器也应当知道该画成什么。
#
# ![自上而下：图像 x（形状为 (n, 28, 28, 1)）进入编码器，编码器输出 μ 和 log σ²（形状都是 (n, 16)）。从标准正态分布中抽取同样形状的噪声 ε，算出 z = μ + σ ε。解码器由 z 为每个像素算出一个 logit（形状为 (n, 28, 28, 1)）。重建误差比较这些 logit 与 x；KL 散度只由 μ 和 log σ² 算出。损失是两者之和。梯度往回经过解码器和 z 传到编码器；ε 是输入，不接收梯度。](../figures/vae_zh.svg)
#
# 先顺着黑色箭头看图，再沿虚线箭头往回看。
# （图里有两个词后面细讲：logit 是一个数，经过 sigmoid 函数就变成概率；ELBO 见“推导下界”一节。）
# 采样写成 $z = \mu + \sigma\varepsilon$，其中噪声 $\varepsilon$ 取自标准正态分布。
# 这就是**重参数化技巧**：噪声是单独的输入，$z$ 就是 $\mu$ 和 $\sigma$ 的普通函数，梯度可以经过 $z$ 传到编码器。
# （另一种办法求出的梯度波动大得多，第 2 章“让梯度穿过采样”一节作了比较。）
#
# 损失有两项。
# 解码器能由采样得到的编码还原图像，**重建误差**就小。
# **KL 散度**（以 Kullback 和 Leibler 命名）表示编码的分布离先验有多远；只有 $\mu = 0$、$\sigma = 1$ 时它才为零，而那样的编码不含图像的任何信息。
# 两项相互牵制，训练就是在两者之间求得平衡。
