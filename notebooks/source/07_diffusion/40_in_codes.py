# %% [markdown] lang="en"
# ## Fewer numbers: diffusion in codes
#
# A convolution at every pixel, at every step, is dear.
# But chapter 4 has a network that turns a digit into 16 numbers and another that turns them back.
# **Latent diffusion** (Rombach et al. 2021, arXiv:2112.10752) lets the diffusion work on such codes, and only at the end a decoder makes pixels of them.
# That is how Stable Diffusion works.
#
# ![DIAGRAM_LATENT_EN](../figures/latent_diffusion_en.svg)
#
# Encoder and decoder are those of chapter 4, as they come with the course, and stay as they are.
# The codes are brought to mean 0 and variance 1, so that signal and noise begin with equal weight.
# For 16 numbers no convolution is needed: residual blocks of dense layers will do.

# %% [markdown] lang="zh"
# ## 数更少：在编码里扩散
#
# 每一步都在每个像素上做卷积，代价很高。
# 第 4 章却有一个网络能把数字图像变成 16 个数，还有一个能把它们变回图像。
# **潜扩散**（latent diffusion；Rombach 等，2021，arXiv:2112.10752）让扩散在这样的编码里进行，最后才由解码器变成像素。
# Stable Diffusion 就是这样工作的。
#
# ![DIAGRAM_LATENT_ZH](../figures/latent_diffusion_zh.svg)
#
# 编码器和解码器用第 4 章训练好、随课程提供的那一对，不再改动。
# 编码先归一化到均值 0、方差 1，这样信号和噪声一开始就分量相当。
# 16 个数用不着卷积，用全连接层组成的残差块就够了。


# %%
def make_code_denoiser(width=256):
    code, time_input = keras.Input((16,)), keras.Input(())
    label = keras.Input((), dtype="int32")
    condition = condition_of(time_input, label, width)  # (n, 256)
    x = layers.Dense(width)(code)
    for _ in range(4):
        factors = layers.Dense(2 * width, kernel_initializer="zeros")(condition)
        scale, shift = ops.split(factors, 2, axis=-1)  # (n, 256) each
        h = layers.LayerNormalization(center=False, scale=False)(x) * (1 + scale) + shift
        h = layers.Dense(width, activation="silu")(h)
        x = x + layers.Dense(width, kernel_initializer="zeros")(h)
    outputs = layers.Dense(16, kernel_initializer="zeros")(layers.LayerNormalization()(x))
    return keras.Model(
        [code, time_input, label], layers.Activation("linear", dtype="float32")(outputs)
    )


# %% [markdown] lang="en"
# In the library this network is called `DenseDenoiser`, and `LatentDiffusion` joins the parts.

# %% [markdown] lang="zh"
# 在课程库里，这个网络叫 `DenseDenoiser`；`LatentDiffusion` 把各部分接在一起。

# %%
from aigc_keras import LatentDiffusion
from aigc_keras.networks.dit import DenseDenoiser

code_denoiser = DenseDenoiser(16, 256, 4, num_classes=10)
assert code_denoiser.count_params() == make_code_denoiser().count_params()
vae = aigc_keras.load_trained("vae_digits")
in_codes = Diffusion(code_denoiser, num_classes=10, seed=0)
latent_model = LatentDiffusion(vae.encoder, vae.decoder, in_codes, from_logits=True)
latent_model.adapt(train_images)
codes = latent_model.codes(train_images)  # (7000, 16)
latent_seconds = train(in_codes, (codes, train_labels), 40, 4e-3, 500, momentum=0.998)
forty = latent_model.sample(40, labels=np.arange(40) % 10, num_steps=25, seed=0)
plotting.show(
    plotting.image_grid(forty, column_labels=list("0123456789")),
    f"Forty digits whose codes were drawn by diffusion, after {latent_seconds:.0f} seconds of training.",
    f"由扩散模型生成编码、再解码得到的四十个数字；扩散模型训练了 {latent_seconds:.0f} 秒。",
)
