# %% [markdown] lang="en"
# ## In your own work
#
# A few lines train a VAE on images of your own; chapter 3, under the same heading, shows how a folder of pictures becomes an array.
# Each entry of `widths` halves the image once, so height and width must be divisible by 2 as many times.
# The next cell runs these lines on 500 digits with three channels:

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 用几行代码就能在自己的图像上训练一个 VAE；文件夹里的图片怎样读成数组，见第 3 章的同名一节。
# `widths` 里每个数使高和宽减半一次；有 $k$ 个数，高和宽就必须是 $2^k$ 的倍数。
# 这里用 500 幅三通道的数字图像演示：

# %%
my_images = np.repeat(train_images[:500], 3, axis=-1)  # (500, 28, 28, 3), uint8
my_vae = VAE(
    image_shape=my_images.shape[1:], latent_dim=16, network="conv", widths=(32, 64),
    likelihood="gaussian", standard_deviation=0.1,
)  # fmt: skip
my_vae.compile(keras.optimizers.Adam(1e-3))
my_vae.fit(my_images, batch_size=50, epochs=1, verbose=0)
my_codes, _ = my_vae.encode(my_images[:5])  # (5, 16)
path = Path(tempfile.mkdtemp()) / "my_vae.keras"
my_vae.save(path)
print(aigc_keras.load_model(path).decode(my_codes).shape)

# %% [markdown] lang="en"
# (Ten steps, as here, give grey images; only the shapes are right.)
# Choose `standard_deviation` near the error that usually remains in a pixel of a reconstruction.
# A smaller one acts like a smaller $\beta$: reconstructions become sharper, and samples tend to become worse.
#
# ### Where VAEs are today
#
# - Stable Diffusion turns an image into a much smaller code with an autoencoder, whose KL term has a small weight, and makes new codes with a diffusion model (Rombach et al. 2021, arXiv:2112.10752).
#   That repairs what a VAE does badly: the codes come from a strong model of their own, not from $\mathcal{N}(0, I)$.
# - VAEs make speech, too: VITS is a conditional VAE with a discriminator (Kim et al. 2021, arXiv:2106.06103).
# - Deep hierarchical VAEs draw sharp faces, with dozens of layers of codes (NVAE; Vahdat & Kautz 2020, arXiv:2007.03898).
# - In biology scVI describes the cells of a tissue by the codes of a VAE, with a likelihood made for counts (Lopez et al. 2018, doi:10.1038/s41592-018-0229-2).

# %% [markdown] lang="zh"
# （上面只训练了十步，图像还是一片灰，只有数组的形状是对的。）
# `standard_deviation` 的取值应当接近重建图像中每个像素通常的误差。
# 标准差再取小些，就相当于减小 $\beta$：重建更清晰，样本却往往更差。
#
# ### VAE 今天用在哪里
#
# - Stable Diffusion 用自编码器把图像变成尺寸小得多的编码（训练时 KL 项的权重很小），再用扩散模型生成新的编码（Rombach 等，2021，arXiv:2112.10752）。
#   这正好弥补了 VAE 的短处：编码由一个强大的模型生成，而不是从 $\mathcal{N}(0, I)$ 中采样。
# - VAE 也用于语音合成：VITS 是加了判别器的条件 VAE（Kim 等，2021，arXiv:2106.06103）。
# - 层次很深的 VAE 有几十层编码，能画出清晰的人脸（NVAE；Vahdat 与 Kautz，2020，arXiv:2007.03898）。
# - 在生物学中，scVI 用 VAE 的编码描述组织里的细胞，似然是为计数数据设计的（Lopez 等，2018，doi:10.1038/s41592-018-0229-2）。
