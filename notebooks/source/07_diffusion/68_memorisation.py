# %% [markdown] lang="en"
# ## When a model gives back what it read
#
# For a finite set of training images the best guess of the noise can be computed exactly, and it leads back to these very images.
# So a network that minimised its loss perfectly could draw nothing new.
# A network does not get there as long as it sees many images a few times.
# What if it sees few images very often?
# Large models have been shown to give back some of their training photographs (Carlini et al. 2023, arXiv:2301.13188), mostly those that occurred many times.
# We train the code denoiser anew on 200 digits only, a thousand passes over them.
# Then we measure how far drawn codes are from the nearest of the 200; two codes taken at random are about 8 apart, since their 32 numbers have variance 1.

# %% [markdown] lang="zh"
# ## 当模型重复它看过的图像
#
# 训练集是有限的，使训练损失最小的噪声猜测可以精确算出；按它走回去，到达的就是训练图像本身。
# 这是因为损失的最小值对应训练集的得分，而不是数据分布的得分。
# 只要图像很多、每幅只看几遍，网络就达不到这个最小值。
# 如果图像很少、每幅看很多遍呢？
# 研究发现，大模型会原样画出一些训练照片（Carlini 等，2023，arXiv:2301.13188），多半是在训练集中出现过许多次的。
# 下面只用 200 幅数字，把编码的去噪网络从头训练一千轮；每幅图像只取一个编码，即编码分布的均值。
# （代码把 200 幅重复一百份算作一轮，所以打印的是 10 轮。）

# %%
few_codes, few_labels = latent_model.codes(train_images[:200]), train_labels[:200]
reciter = Diffusion(DenseDenoiser(32, 256, 4, num_classes=10), num_classes=10, seed=0)
hundredfold = (np.tile(few_codes, (100, 1)), np.tile(few_labels, 100))  # (20000, 32), (20000,)
memorising_seconds = train(reciter, hundredfold, 10, 2e-3, batch_size=200)


# %%
def nearest(found, known):
    distances = ((found[:, None] - known[None]) ** 2).sum(-1)  # (n, m)
    return np.sqrt(distances.min(1)), distances.argmin(1)


drawn = {
    "7,000": in_codes.sample(200, labels=few_labels, seed=0),
    "200": reciter.sample(200, labels=few_labels, seed=0),
}
new_codes = latent_model.codes(held_out[:200], seed=0)
gaps = {
    ("new real digits", "新的真实数字"): nearest(new_codes, few_codes)[0],
    ("model of 7,000 digits", "用 7,000 幅训练的模型"): nearest(drawn["7,000"], few_codes)[0],
    ("model of 200 digits", "用 200 幅训练的模型"): nearest(drawn["200"], few_codes)[0],
}
rows = [
    [name, f"{np.median(found):.2f}", f"{np.mean(found < 1):.0%}"] for name, found in gaps.items()
]
plotting.table(
    [("200 digits", "200 个数字"), ("median distance to the 200", "到那 200 幅的距离中位数"), ("nearer than 1", "小于 1 的比例")],
    rows,
)  # fmt: skip

# %%
ten = drawn["200"][:10]
found = train_images[:200][nearest(ten, few_codes)[1]]
plotting.show(
    plotting.image_grid(
        np.concatenate([latent_model.images(ten), found]), row_labels=["drawn", "nearest of 200"]
    ),
    "Ten digits of the model that read 200 digits a thousand times, and below each the nearest of the 200.",
    "把 200 幅数字看了一千遍的模型画的十个数字，下面是那 200 幅中离它最近的。",
)

# %% [markdown] lang="en"
# New real digits lie far from the 200, and those of the model that read 7,000 lie about as far.
# Of the digits drawn by the model that read 200 a thousand times, many lie far nearer than any new digit does: these are memories, as the pictures show.
# It has learnt its training set instead of handwriting.
#
# Two habits follow.
# Look for the nearest training image before you show a sample, as chapter 5 does for text.
# And remember that images which occur many times in a large collection are "few images read very often", too.

# %% [markdown] lang="zh"
# 距离在编码之间计算，编码每一维的标准差约为 1。
# 没有参加训练的真实数字，离那 200 幅都较远；看过 7,000 幅的模型画的数字也是这样。
# 把 200 幅看了一千遍的模型，画的许多数字却比任何新数字都近得多；图中的上下两行也大多十分相像，说明这些数字是记下来的。
# 这就是第 5 章讲过的**记忆化**（memorisation）：模型学到的是训练集，不是手写数字。
#
# 由此有两个习惯值得养成。
# 拿出样本之前，先找离它最近的训练图像，正如第 5 章对文本所做的。
# 还要记住：在大型图像集里出现许多次的图像，也算“少而看了很多遍”。
