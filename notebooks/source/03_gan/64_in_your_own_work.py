# %% [markdown] lang="en"
# ## In your own work
#
# A few lines train a GAN on images of your own.
# From a folder of pictures they come as an array like this:
#
# ```python
# from keras.utils import image_dataset_from_directory
#
# folder = image_dataset_from_directory(
#     "my_pictures", labels=None, image_size=(64, 64), crop_to_aspect_ratio=True, batch_size=None
# )
# my_images = np.stack([image.numpy() for image in folder]).astype("uint8")  # (n, 64, 64, 3)
# ```
#
# Each entry of `filters` halves the image once, so height and width must be divisible by 2 as many times: for 64×64 take `ConvGenerator(filters=(128, 64, 32), ...)` and `ConvDiscriminator(filters=(32, 64, 128), ...)`.
# Here we take 256 digits with three channels, to show these lines:

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 用几行代码就能在自己的图像上训练一个 GAN。
# 一个文件夹里的图片可以这样读成数组：
#
# ```python
# from keras.utils import image_dataset_from_directory
#
# folder = image_dataset_from_directory(
#     "my_pictures", labels=None, image_size=(64, 64), crop_to_aspect_ratio=True, batch_size=None
# )
# my_images = np.stack([image.numpy() for image in folder]).astype("uint8")  # (n, 64, 64, 3)
# ```
#
# 参数 `filters` 里有 $k$ 个数，图像的高和宽就必须是 $2^k$ 的倍数：64×64 的图像用 `ConvGenerator(filters=(128, 64, 32), ...)` 和 `ConvDiscriminator(filters=(32, 64, 128), ...)`。
# 下面用 256 幅三通道的数字图像演示：

# %%
my_images = np.repeat(train_images[:256, 2:26, 2:26], 3, axis=-1)  # (256, 24, 24, 3)
shape = my_images.shape[1:]
my_gan = GAN(
    ConvGenerator(image_shape=shape),
    ConvDiscriminator(image_shape=shape),
    loss="relativistic",
    r1_weight=1.0,
)
my_gan.compile(TwoPlayerAdam(2e-3, use_ema=True, ema_momentum=0.995))
averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
my_gan.fit(my_images, batch_size=64, epochs=1, verbose=0, callbacks=[averaging])
path = Path(tempfile.mkdtemp()) / "my_gan.keras"
my_gan.save(path)
print(aigc_keras.load_model(path).sample(5, seed=0).shape)

# %% [markdown] lang="en"
# (Four steps, as here, give grey images; only the shapes are right.)
# For pictures that you would show to somebody, train on thousands of images, for at least a thousand steps, and watch the samples: widths such as `filters=(128, 64)` and a GPU help.
#
# ### Where GANs are today
#
# Pictures from a sentence are made by diffusion models now, not by GANs: Stable Diffusion (Rombach et al. 2021, arXiv:2112.10752), Baidu's ERNIE-ViLG 2.0 (文心; Feng et al. 2022, arXiv:2210.15257) and Alibaba's Qwen-Image (通义; Wu et al. 2025, arXiv:2508.02324) say so in their papers.
# Of Midjourney nothing has been published.
# What you learnt here works inside those systems and beside them:
#
# - The autoencoder in Stable Diffusion, which turns pixels into a small code and back, is trained with a discriminator, so that its pictures are sharp (Rombach et al. 2021).
# - Diffusion models that need one to four steps instead of fifty are made by training with a discriminator (SDXL Turbo; Sauer et al. 2023, arXiv:2311.17042).
# - Enlarging of photographs (Real-ESRGAN; Wang et al. 2021, arXiv:2107.10833) and the last stage of speech synthesis, from spectrogram to sound (HiFi-GAN; Kong et al. 2020, arXiv:2010.05646), are GANs: one pass through the network, and done.
# - Faces that do not exist are the GAN's best-known pictures (StyleGAN; Karras et al. 2018, arXiv:1812.04948).

# %% [markdown] lang="zh"
# （上面只训练了四步，图像还是一片灰，只有数组的形状是对的。）
# 想得到像样的图像，就要用几千幅图至少训练一千步，并且随时查看样本；把通道数加大（例如 `filters=(128, 64)`）、用 GPU 也有帮助。
#
# ### GAN 今天用在哪里
#
# 文生图（由一句话生成图像）如今用的是扩散模型，不是 GAN：Stable Diffusion（Rombach 等，2021，arXiv:2112.10752）、百度的文心 ERNIE-ViLG 2.0（Feng 等，2022，arXiv:2210.15257）和阿里通义的 Qwen-Image（Wu 等，2025，arXiv:2508.02324）的论文都写明了这一点。
# Midjourney 则没有公开过技术细节。
# 不过，本章所学在这些系统和相关任务中仍用得着：
#
# - Stable Diffusion 里有一个自编码器，它把图像压缩成小得多的编码，再还原成图像；为了让还原出的图像清晰，训练自编码器时用了判别器（Rombach 等，2021）。
# - 采样只需一到四步而不是五十步的扩散模型，是借助判别器训练出来的（SDXL Turbo；Sauer 等，2023，arXiv:2311.17042）。
# - 图像超分辨率，也就是放大照片（如 Real-ESRGAN；Wang 等，2021，arXiv:2107.10833），和语音合成中由频谱图得到声音的最后一步（如 HiFi-GAN；Kong 等，2020，arXiv:2010.05646）都常用 GAN，因为 GAN 只需一次前向计算就能得到结果。
# - “并不存在的人脸”是 GAN 最有名的作品（StyleGAN；Karras 等，2018，arXiv:1812.04948）。
