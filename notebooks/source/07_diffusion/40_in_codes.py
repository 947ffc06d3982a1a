# %% [markdown] lang="en"
# ## Fewer numbers: diffusion in codes
#
# The strokes of these forty digits are sharp, but many of the shapes cannot be read: for whole images the U-Net needs a longer training than this notebook has time for.
# A convolution at every place of an image, in every step, costs much.
# But chapter 4 has a network that turns a digit into a short code and another that turns it back.
# **Latent diffusion** (Rombach et al. 2021, arXiv:2112.10752) lets the diffusion work on such codes, and only at the end a decoder makes pixels of them.
# That is how Stable Diffusion works.
#
# ![Two ways. On the left, training: an image enters the encoder, which is frozen; its code, brought to mean 0 and variance 1, is mixed with noise, and the noisy code enters the denoiser, the only part that is learnt. On the right, sampling: it begins with noise of the shape of a code; the denoiser takes the noise away in many steps, and a new code is left; scaled back, it enters the decoder, which is frozen and makes a new image of it. A dashed frame holds the diffusion, which works with codes alone.](../figures/latent_diffusion_en.svg)
#
# The autoencoder is chapter 4's VAE, with one change of its loss.
# There the codes had to look like draws from $\mathcal{N}(0, I)$, since new codes were drawn from it.
# Here a diffusion model learns where the codes lie, so the KL divergence gets the small weight $\beta = 0.1$, the codes may say more of the image, and the images that come back are sharper.
# (Stable Diffusion does the same, with a far smaller weight.)
# It is trained with Muon, the optimizer of chapter 6.

# %% [markdown] lang="zh"
# ## 维数更低：在编码里扩散
#
# U-Net 的每一步都要处理整幅图像，代价很高。
# 第 4 章的编码器能把数字图像变成一小段编码，解码器又能把编码变回图像。
# **潜扩散**（latent diffusion；Rombach 等，2021，arXiv:2112.10752）让扩散在这样的编码里进行，最后才由解码器把编码变成图像。
# Stable Diffusion 就是这样工作的。
#
# ![两条路。左边是训练：图像进入冻结的编码器；得到的编码调整到均值为 0、方差为 1，再加入噪声，带噪的编码进入去噪网络，只有它在这里训练。右边是采样：从形状与编码相同的噪声出发，去噪网络分多步去掉噪声，得到新的编码；恢复原来的尺度后，编码进入冻结的解码器，由它得到一幅新图像。虚线框内是扩散过程，只处理编码。](../figures/latent_diffusion_zh.svg)
#
# 自编码器就是第 4 章的 VAE，只改一处。
# 在第 4 章，新编码要从 $\mathcal{N}(0, I)$ 中采样，所以训练时要求编码的分布接近它。
# 在本章，编码的分布由扩散模型来学，所以 KL 散度的权重只取 $\beta = 0.1$；编码可以包含图像的更多信息，还原出的图像也更清晰。
# （Stable Diffusion 也是这样，权重还小得多。）
# 这个自编码器用第 6 章的优化器 Muon 训练。

# %%
from aigc_keras import VAE, LatentDiffusion

vae = VAE(latent_dim=32, beta=0.1, seed=0)  # (28, 28, 1) -> (32,) -> (28, 28, 1)
vae_seconds = train(vae, train_images, 6, 0.02, batch_size=250, muon=True)
rebuilt = vae.reconstruct(test_images[:10])
plotting.show(
    plotting.image_grid(
        np.concatenate([test_images[:10], rebuilt]), row_labels=["test", "rebuilt"]
    ),
    f"Ten test digits, and below each what the decoder makes of its code, after {vae_seconds:.0f} seconds of training.",
    f"十个测试数字，下面是解码器由各自的编码还原的图像；自编码器训练了 {vae_seconds:.0f} 秒。",
)

# %% [markdown] lang="en"
# The decoder gives back each digit, a little softened.
# A picture that is drawn in codes cannot be sharper than what the decoder makes of a code.
# (Of the losses above, `loss` is `reconstruction_loss` plus 0.1 times `kl_loss`.)
#
# For 32 numbers no convolution is needed: residual blocks of dense layers will do, which get time and label as before.

# %% [markdown] lang="zh"
# 还原的数字与原图大体相同，只是边缘略模糊。
# （打印的 `loss` 等于 `reconstruction_loss` 加上 0.1 倍的 `kl_loss`。）
# 每个编码只有 32 个数，用不着卷积，用全连接层组成的残差块就够了；时刻和标签像前面一样变成条件。


# %%
def make_code_denoiser(width=256):
    code, time_input = keras.Input((32,)), keras.Input(())
    label = keras.Input((), dtype="int32")
    condition = condition_of(time_input, label, width)  # (n, 256)
    x = layers.Dense(width)(code)
    for _ in range(4):
        factors = layers.Dense(2 * width, kernel_initializer="zeros")(condition)
        scale, shift = ops.split(factors, 2, axis=-1)  # (n, 256) each
        h = layers.LayerNormalization(center=False, scale=False)(x) * (1 + scale) + shift
        h = layers.Dense(width, activation="silu")(h)
        x = x + layers.Dense(width, kernel_initializer="zeros")(h)
    outputs = layers.Dense(32, kernel_initializer="zeros")(layers.LayerNormalization()(x))
    return keras.Model(
        [code, time_input, label], layers.Activation("linear", dtype="float32")(outputs)
    )


# %% [markdown] lang="en"
# In the library this network is called `DenseDenoiser`, and `LatentDiffusion` joins the parts.

# %% [markdown] lang="zh"
# 在课程库里，这个网络叫 `DenseDenoiser`；`LatentDiffusion` 把各部分接在一起。

# %%
from aigc_keras.networks.dit import DenseDenoiser

code_denoiser = DenseDenoiser(32, 256, 4, num_classes=10)
assert code_denoiser.count_params() == make_code_denoiser().count_params()
in_codes = Diffusion(code_denoiser, num_classes=10, seed=0)
latent_model = LatentDiffusion(vae.encoder, vae.decoder, in_codes, from_logits=True)
latent_model.adapt(train_images)

# %% [markdown] lang="en"
# `adapt` measures the mean and the standard deviation of the codes; each code is brought to mean 0 and variance 1, so that signal and noise begin with equal weight.
# The encoder gives a distribution of codes for each image, not one code.
# We draw eight codes of each image and train on all of them: dimensions of the code that say nothing of the image are then mere noise, and the model does not learn single codes by heart so easily.

# %% [markdown] lang="zh"
# `adapt` 求出编码的均值和标准差，把编码归一化到均值 0、方差 1，使信号与噪声的方差相当。
# 编码器为每幅图像给出的不是一个编码，而是编码的一个分布。
# 我们为每幅图像抽取八个编码，全部用来训练，这样模型不容易记住个别的编码。
# 下面打印的损失是速度的平方误差，不能与 U-Net 的损失（图像的平方误差）相比。
# 四十个数字大多认得出来，比 U-Net 画的完整，少数仍然模糊。

# %%
drawn = [latent_model.codes(train_images, seed=seed) for seed in range(8)]
codes = np.concatenate(drawn)  # (56000, 32)
labels_of_codes = np.tile(train_labels, 8)  # (56000,)
latent_seconds = train(in_codes, (codes, labels_of_codes), 7, 4e-3, batch_size=500)
forty = latent_model.sample(40, labels=np.arange(40) % 10, num_steps=25, seed=0)
plotting.show(
    plotting.image_grid(forty, column_labels=list("0123456789")),
    f"Forty digits whose codes were drawn by diffusion, after {latent_seconds:.0f} seconds of training.",
    f"由扩散模型生成编码、再解码得到的四十个数字；扩散模型训练了 {latent_seconds:.0f} 秒。",
)
