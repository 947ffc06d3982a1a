# %% [markdown] lang="en"
# ## How good is it?
#
# Now we use the test images, once, with the choices made above: DDIM in 25 steps, and guidance 1.5 beside the unguided row.
# Only the U-Net takes 8 steps, since its evaluations are slow.
# Labels are drawn as often as they occur in the training images.
# The GANs of chapter 3 and the VAE of chapter 4 come with the course; all were trained on the same 7,000 images.
# The first three rows are for comparison: real training images, 100 training images copied over and over, and mere noise.
# The columns are explained in chapter 3: the **Fréchet distance** (lower is better), **precision** (how many samples look real), **recall** (how much of the real variety is there), and **nearest** (about 1 as for new real images, 0 for copies).

# %% [markdown] lang="zh"
# ## 到底有多好？
#
# 现在才用测试图像，而且只用一次。
# 在编码里，设置就是上面选定的：DDIM 走 25 步，引导强度 1.5，另列不加引导的一行。
# 像素上的 U-Net 每步都慢得多，所以只走 8 步，也不加引导。
# 标签按训练图像中的比例抽取。
# 第 3 章的两个 GAN 和第 4 章的 VAE 随课程提供，都是用同样的 7,000 幅图像训练的。
# 表的前三行是对照：真实的训练图像、反复照抄的 100 幅训练图像，以及纯噪声。
# 各列的含义见第 3 章：**弗雷歇距离**越小越好；**精确率**表示有多少样本像真的；**召回率**表示样本覆盖了多少真实图像的多样性；**最近邻**对新的真实图像约为 1，照抄则为 0。

# %%
drawn_labels = np.random.default_rng(1).choice(train_labels, 2000)
conditional_gan = aigc_keras.load_trained("conditional_gan_digits")
makers = {
    "GAN": lambda: aigc_keras.load_trained("gan_digits").sample(2000, seed=0),
    ("conditional GAN", "条件 GAN"): lambda: conditional_gan.sample(
        2000, labels=drawn_labels, seed=0
    ),
    "VAE": lambda: aigc_keras.load_trained("vae_digits").sample(2000, seed=0),
    ("diffusion, pixels, 8 steps", "扩散，像素，8 步"): lambda: pixel_model.sample(
        2000, labels=drawn_labels, num_steps=8, seed=0
    ),
    ("diffusion, codes", "扩散，编码"): lambda: latent_model.sample(
        2000, labels=drawn_labels, seed=0
    ),
    ("diffusion, codes, w = 1.5", "扩散，编码，w = 1.5"): lambda: latent_model.sample(
        2000, labels=drawn_labels, guidance=1.5, seed=0
    ),
}
samples, drawing_seconds = {}, {}
for name, make in makers.items():
    start = time.perf_counter()
    samples[name] = make()
    drawing_seconds[name] = time.perf_counter() - start

# %%
scorer = metrics.ImageScores("mnist", test_images, train_images)
reference = scorer.reference_rows()
names = [("real images", "真实图像"), ("copies", "照抄"), ("noise", "噪声"), *samples]
scored = [*reference.values(), *map(scorer.score, samples.values())]
results_of = dict(zip(names, scored, strict=True))
keys = ["frechet", "precision", "recall", "nearest"]
rows = [
    [name, *(f"{row[key]:.2f}" if key in row else "–" for key in keys)]
    + [f"{drawing_seconds[name]:.1f}" if name in drawing_seconds else "–"]
    for name, row in results_of.items()
]
columns = [("Fréchet distance", "弗雷歇距离"), ("precision", "精确率"), ("recall", "召回率")]
columns += [("nearest", "最近邻"), ("seconds for 2,000", "画 2,000 幅的秒数")]
plotting.table([("images", "图像"), *columns], rows)

# %% [markdown] lang="en"
# - **In codes**, diffusion comes nearer to the real images than the VAE and both GANs, after less than a minute of training for autoencoder and denoiser together.
#   Its precision is higher than theirs, but its recall is below those of the conditional GAN and the VAE.
#   Guidance takes the distance down further and pays in recall, as it did on the held-out images.
# - **In pixels**, the U-Net is far behind the diffusion in codes, and about as near as the unconditional GAN and the VAE: it was trained for a few hundred steps only, and drew in only 8.
# - **Copies** would show in the column "nearest": no model is anywhere near 0.
# - **GANs and the VAE still draw fastest**: they evaluate one network once, and a diffusion model evaluates its network in every step, with guidance twice.
#   The U-Net is slowest, since it works on all pixels.
#
# The rows differ in seconds of training and in what they were told, so they compare finished models, not methods at equal cost.
# `benchmarks/diffusion.py` gives them the same seconds, and the README of the course shows its table.
# After two minutes the U-Net has a distance of 0.9 there, in a single run, and its recall of 0.81 is higher than that of the diffusion in codes, 0.70.
# On the clothes of Fashion-MNIST the autoencoder is what limits the diffusion in codes: already the test images that it encodes and decodes have a distance of 3.3, and chapter 3's GAN has 1.9.

# %% [markdown] lang="zh"
# - **在编码里**，扩散模型的弗雷歇距离比 VAE（解码器的结构与它相同）和两个 GAN 都小，精确率也更高，召回率却没有优势。
#   引导使距离再小一些，代价是召回率，与留出图像上看到的一样。
# - **在像素上**，U-Net 远不如在编码里的扩散模型，弗雷歇距离与无条件的 GAN 和 VAE 相近，精确率最低：本章只训练它六百多步，采样也只走 8 步。
# - **照抄**会在“最近邻”一列表现出来：没有一个模型接近 0。
# - **画得最快的是 GAN 和 VAE**：每幅图像只算一次网络。
#   扩散模型走几步就要算几次网络，加了引导还要翻一倍；U-Net 每次都要处理整幅图像，所以最慢。
#
# 各行的训练时间不同，有的模型知道标签，有的不知道，所以这张表比较的是几个训练好的模型，而不是同等代价下的几种方法。
# `benchmarks/diffusion.py` 让它们用同样的秒数训练，结果列在课程的 README 里。
# 在那里，U-Net 训练两分钟后（只训练过一次），弗雷歇距离为 0.9，召回率为 0.81，高于在编码里的扩散模型（0.70）。
# 对 Fashion-MNIST 的服饰，限制编码里的扩散模型的是自编码器：测试图像经过编码再解码，距离就已经是 3.3，而第 3 章的 GAN 只有 1.9。
