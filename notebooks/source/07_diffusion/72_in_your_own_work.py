# %% [markdown] lang="en"
# ## In your own work
#
# A few lines train a diffusion model on images of your own; chapter 3, under the same heading, shows how a folder of pictures becomes an array.
# Each entry of `filters` after the first halves the image once, and `patch_size` divides it before.
# The next cell runs these lines on 250 garments of Fashion-MNIST with three channels:

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 用几行代码就能在自己的图像上训练一个扩散模型；文件夹里的图片怎样读成数组，见第 3 章的同名一节。
# `filters` 从第二个数起，每个使高和宽减半一次；在此之前，高和宽先除以 `patch_size`。
# 这里用 250 幅三通道的 Fashion-MNIST 服饰图像演示：

# %%
garments = data.load_images("fashion_mnist")[0][0][:250]
my_images = np.repeat(garments, 3, axis=-1)  # (250, 28, 28, 3), uint8
my_model = Diffusion(UNet(my_images.shape[1:], filters=(32, 64), patch_size=2))
my_model.compile(keras.optimizers.Adam(2e-3, use_ema=True, ema_momentum=0.99))
averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
my_model.fit(my_images, batch_size=50, epochs=1, verbose=0, callbacks=[averaging])
path = Path(tempfile.mkdtemp()) / "my_diffusion.keras"
my_model.save(path)
print(aigc_keras.load_model(path).sample(5, num_steps=10, seed=0).shape)

# %% [markdown] lang="en"
# (The training has only five steps here, so the samples are still noise; only their shape is right.)
# For small pictures in colour, 32×32 say, take `filters=(64, 128, 256)` and a GPU, and train for tens of thousands of steps; for larger ones train an autoencoder first and work in its codes.
# If you want to draw in few steps, the deeper notebook goes on from here.
# With words as the condition, another network turns the words into a vector, which takes the place of the order (`condition_dim`).
#
# ### Where diffusion is today
#
# - **Pictures from words**: Stable Diffusion 3 (Esser et al. 2024, arXiv:2403.03206) and Alibaba's Qwen-Image (通义; Wu et al. 2025, arXiv:2508.02324) are diffusion Transformers in the codes of an autoencoder, trained by flow matching.
# - **Video**: Alibaba's Wan (Wan team 2025, arXiv:2503.20314) does the same with codes that also have an axis of time.
# - **Sound**: Stable Audio makes music and sounds by latent diffusion (Evans et al. 2024, arXiv:2402.04825).
# - **Proteins and robots**: RFdiffusion designs proteins (Watson et al. 2023, doi:10.1038/s41586-023-06415-8), and a diffusion policy draws a robot's next movements (Chi et al. 2023, arXiv:2303.04137).
# - **Text**: LLaDA, with 8 billion weights, masks words where image models add noise, and learns to fill them in, many at a time (Nie et al. 2025, arXiv:2502.09992).

# %% [markdown] lang="zh"
# （上面只训练了五步，画出来的还是噪声，只有数组的形状是对的。）
# 对 32×32 这样的小彩图，取 `filters=(64, 128, 256)`，用 GPU 训练几万步；图像更大时，先训练一个自编码器，再在它的编码里做扩散。
# 怎样减少采样步数，深入篇会接着讲。
#
# ### 扩散模型今天用在哪里
#
# - **文生图**：Stable Diffusion 3（Esser 等，2024，arXiv:2403.03206）和阿里巴巴的通义 Qwen-Image（Wu 等，2025，arXiv:2508.02324）都是在自编码器的编码里工作的扩散 Transformer，用流匹配训练。
# - **视频**：阿里巴巴的万相 Wan（Wan 团队，2025，arXiv:2503.20314）做法相同，只是编码多一个时间轴。
# - **声音**：Stable Audio 用潜扩散生成音乐和音效（Evans 等，2024，arXiv:2402.04825）。
# - **蛋白质与机器人**：RFdiffusion 设计蛋白质（Watson 等，2023，doi:10.1038/s41586-023-06415-8）；扩散策略用扩散模型生成机器人接下来的动作（Chi 等，2023，arXiv:2303.04137）。
# - **文本**：LLaDA 用掩盖词代替加噪声，再学着一次填补许多个词，有 80 亿个权重（Nie 等，2025，arXiv:2502.09992）。
