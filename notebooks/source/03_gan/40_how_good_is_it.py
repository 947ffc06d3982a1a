# %% [markdown] lang="en"
# ## How good is it?
#
# "They look like digits" is not a measurement.
# No single number suffices either, so we ask six questions.
# The first five go by a classifier that the course ships frozen: it turns an image into 128 features, in which likeness of shape counts and a shift by a pixel hardly does, and names the digit.
# It never saw a test image.
# The last question compares pixels.
#
# | score | question | good |
# | --- | --- | --- |
# | Fréchet distance | do mean and covariance of the features agree with real ones? $\lVert\mu_1-\mu_2\rVert^2+\operatorname{Tr}(C_1+C_2-2(C_1C_2)^{1/2})$ | small |
# | kernel distance | the same question without the Gaussian assumption, unbiased | near 0 |
# | precision | which share of the samples lies among real images? | near real |
# | recall, within classes too | which share of real images lies among the samples? | near real |
# | class KL | are the ten digits made in their natural shares? | near 0 |
# | nearest | how far is the nearest training image, relative to what is usual for a new real image? | near 1; 0 means copies |
#
# The first is famous as FID (Heusel et al. 2017), but that name belongs to the features of one particular network, Inception, so we do not use it.
# Kernel distance: Bińkowski et al. 2018; precision and recall: Kynkäänniemi et al. 2019.
# Each score depends on the number of images.
# Every table compares 2,000 samples with the 2,000 test images; during training, and in "Four losses", 1,000 samples meet the 1,000 validation images, so do not compare those distances with the tables.
#
# A score is worth something only beside others.
# What do real images get (here 2,000 training images; a dash, since each is its own nearest)?
# What do mere copies of a hundred training images get, or noise?

# %% [markdown] lang="zh"
# ## 到底有多好？
#
# “看着像数字”不算度量，单凭一个数也不够，所以我们问六个问题。
# 前五问都借助课程自带的一个冻结的分类器：它把每幅图变成 128 个特征，形状相近则特征相近，平移一个像素几乎无妨；它还认出图上是哪个数字。
# 它从没见过测试图像。
# 最后一问比较的是像素。
#
# | 分数 | 问的是什么 | 怎样算好 |
# | --- | --- | --- |
# | 弗雷歇距离 | 特征的均值与协方差同真实图像一致吗？$\lVert\mu_1-\mu_2\rVert^2+\operatorname{Tr}(C_1+C_2-2(C_1C_2)^{1/2})$ | 小 |
# | 核距离 | 同一个问题，不假设高斯分布，且无偏 | 接近 0 |
# | 精确率 | 样本有多大比例落在真实图像中间？ | 接近真实图像的值 |
# | 召回率，以及类内召回率 | 真实图像有多大比例落在样本中间？ | 接近真实图像的值 |
# | 类别 KL | 十种数字的比例自然吗？ | 接近 0 |
# | 最近邻 | 离最近的训练图像有多远？以一幅新的真实图像的常见距离为单位 | 接近 1；0 就是照抄 |
#
# 第一项以 FID 之名广为人知（Heusel 等，2017），但那个名字专指用 Inception 网络的特征，所以我们不用。
# 核距离见 Bińkowski 等（2018），精确率与召回率见 Kynkäänniemi 等（2019）。
# 每个分数都随图像数量变化：凡是表格，都用 2,000 个样本对 2,000 幅测试图像；训练途中和“四种损失”一节用的是 1,000 个样本对 1,000 幅验证图像，那里的距离不要拿来与表格相比。
#
# 分数只有放在一起才有意义。
# 真实图像（这里取 2,000 幅训练图像；它们的最近邻就是自己，所以那一格是短横）能得多少？
# 只把一百幅训练图像反复照抄能得多少？
# 噪声呢？

# %%
# en: What the tables call the scores and the models.
# zh: 表中各个分数和模型的名称。
COLUMNS = {
    "frechet": ("Fréchet distance", "弗雷歇距离"),
    "kernel": ("kernel distance", "核距离"),
    "precision": ("precision", "精确率"),
    "recall": ("recall", "召回率"),
    "class_recall": ("recall within classes", "类内召回率"),
    "class_kl": ("class KL", "类别 KL"),
    "nearest": ("nearest", "最近邻"),
}
NAMES = {
    "real": ("real images", "真实图像"),
    "copies": ("copies", "照抄"),
    "noise": ("noise", "噪声"),
    "dense": ("fully connected GAN", "全连接 GAN"),
    "conv": ("convolutional GAN", "卷积 GAN"),
    "collapsed": ("collapsed GAN", "坍塌的 GAN"),
    "conditional": ("conditional GAN", "条件 GAN"),
    "ensemble": ("ensemble", "集成"),
    "averaged images": ("averaged images", "平均出来的图像"),
    "fashion": ("GAN of garments", "画衣物的 GAN"),
}

# %%
scorer = ImageScores("mnist", test_images, images)
references = scorer.reference_rows()
HEADER = [("images", "图像"), *COLUMNS.values()]
spread = {}


def score_rows(scored):
    rows = []
    for name, scores in scored.items():
        cells = [f"{scores[key]:.3f}" if key in scores else "–" for key in COLUMNS]
        if name in spread:
            cells[0] += f" ± {spread[name]:.3f}"
        rows.append([NAMES[name], *cells])
    return rows


plotting.table(HEADER, score_rows(references))

# %% [markdown] lang="en"
# Look at the copies: their Fréchet distance is close to that of real images, closer than any GAN of this chapter will come, and yet they are worthless.
# Recall and the nearest neighbour give them away.
# That is why one number is not enough.
# Now our two GANs.
# Each is scored on two draws of samples: the table shows the means, and behind the Fréchet distance its standard deviation (±).

# %% [markdown] lang="zh"
# 看看“照抄”这一行：它的弗雷歇距离与真实图像相去不远，比本章任何一个 GAN 都小，却毫无价值。
# 召回率和最近邻揭穿了它。
# 所以说，一个数不够。
# 下面给两个 GAN 打分：各抽两次样本，表中是两次的平均，弗雷歇距离后面还写着标准差（±）。

# %%
results = {}


def evaluate(name, model, scorer=scorer):
    scores = scorer.score_model(model, seeds=(0, 1))
    results[name] = {key: mean for key, (mean, _) in scores.items()}
    spread[name] = scores["frechet"][1]


evaluate("dense", dense_gan)
evaluate("conv", gan)
plotting.table(HEADER, score_rows({name: results[name] for name in ("dense", "conv")}))

# %% [markdown] lang="en"
# And is the generator drawing from memory?
# Above, samples; below each, the training image nearest to it by pixels.
# At most they resemble each other, as two sevens do; none is a copy.

# %% [markdown] lang="zh"
# 那么，生成器会不会只是在默写？
# 上排是样本，下排是像素上离它最近的训练图像。
# 它们至多是相似，就像两个 7 彼此相似，没有一个是照抄。

# %%
drawn = gan.sample(10, seed=2)
pairs = np.concatenate([drawn, scorer.nearest_training_images(drawn)])
plotting.show(
    plotting.image_grid(pairs, row_labels=["generated", "nearest real"]),
    "Ten samples, and below each its nearest training image: alike but not equal.",
    "十个样本，下面是各自最近的训练图像：相似而不相同。",
)
