# %% [markdown] lang="en"
# ## How good is it?
#
# "They look like digits" is not a measurement.
# To measure, we need a way of comparing images that hardly changes when an image is shifted by a pixel.
# The course ships a small classifier, trained on the training images and then frozen; it has never seen a test image.
# It turns each image into 128 **features**, in which images of like shape are near each other.
# Most of our scores compare these features.
#
# ### How far away: Fréchet distance and kernel distance
#
# Take the features of 2,000 generated and of 2,000 test images: two clouds of points.
# The **Fréchet distance** compares their means $\mu$ and covariances $C$: where the clouds lie, and how far they reach in each direction.
#
# $$d = \lVert\mu_1-\mu_2\rVert^2+\operatorname{Tr}\big(C_1+C_2-2(C_1C_2)^{1/2}\big)$$
#
# (The root is that of a matrix, $S^{1/2} S^{1/2} = S$, not of its entries.
# In one dimension the second term is $\sigma_1^2 + \sigma_2^2 - 2\sigma_1\sigma_2 = (\sigma_1 - \sigma_2)^2$: it is zero when both reach equally far.)
# It is known as FID when the features are those of the network Inception (Heusel et al. 2017, arXiv:1706.08500); with our features it must not be called that.
# The **kernel distance** (KID with Inception's features; Bińkowski et al. 2018, arXiv:1801.01401) asks how similar two points are, $k(a, b) = (a \cdot b / 128 + 1)^3$, and compares averages of it:
#
# $$d_k = \operatorname{mean} k(\text{real}, \text{real}') + \operatorname{mean} k(\text{generated}, \text{generated}') - 2 \operatorname{mean} k(\text{real}, \text{generated})$$
#
# The prime marks another image of the same set.
# If both sets come from one distribution, all three averages have the same expected value, and the distance is zero but for chance.
# It sees more than mean and covariance, and it does not grow when there are few images; by chance it can even come out slightly below zero.
#
# Such numbers mean nothing alone.
# Beside our GAN we put three rows: real images (2,000 training images), mere **copies** of a hundred training images, and noise.

# %% [markdown] lang="zh"
# ## 到底有多好？
#
# 光说“看着像数字”，算不上定量的评价。
# 定量评价需要一种比较图像的办法：图像平移一个像素时，比较的结果应当几乎不变。
# 课程附带一个小分类器，它在训练图像上训练好后冻结，从没见过测试图像。
# 它把每幅图变成 128 个**特征**，形状相近的图像，特征也相近。
# 下面的分数大多由比较这些特征得出。
#
# ### 相距多远：弗雷歇距离与核距离
#
# 取 2,000 幅生成图像和 2,000 幅测试图像的特征，得到两组点。
# **弗雷歇距离**（Fréchet distance）比较两组点的均值 $\mu$ 和协方差 $C$，也就是它们各在哪里、在每个方向上伸展多远：
#
# $$d = \lVert\mu_1-\mu_2\rVert^2+\operatorname{Tr}\big(C_1+C_2-2(C_1C_2)^{1/2}\big)$$
#
# （式中的平方根是矩阵的平方根，即 $S^{1/2} S^{1/2} = S$，不是逐元素开方。
# 在一维情形下，设两组点的标准差为 $\sigma_1$ 和 $\sigma_2$，第二项就是 $\sigma_1^2 + \sigma_2^2 - 2\sigma_1\sigma_2 = (\sigma_1 - \sigma_2)^2$：两组点分散的程度相同时，这一项为零。）
# 用 Inception 网络的特征算出的弗雷歇距离，就是 FID（Heusel 等，2017，arXiv:1706.08500）；我们用的是小分类器的特征，所以得到的距离不能叫作 FID。
# **核距离**（kernel distance，用 Inception 特征时称为 KID；Bińkowski 等，2018，arXiv:1801.01401）用核函数 $k(a, b) = (a \cdot b / 128 + 1)^3$ 表示两个点的相似度，再比较三类点对的平均相似度：
#
# $$d_k = \operatorname{mean} k(\text{真}, \text{真}') + \operatorname{mean} k(\text{生成}, \text{生成}') - 2 \operatorname{mean} k(\text{真}, \text{生成})$$
#
# 撇号表示同一组里的另一幅图。
# 如果两组点来自同一个分布，三个平均值的期望就相同，撇开随机波动，核距离为零。
# 它不只看均值和协方差，图像少的时候也不会偏大；由于随机波动，它甚至可能略小于零。
#
# 单独看一个距离没有意义。
# 所以下表除了我们的 GAN，再列三行作对照：真实图像（2,000 幅训练图像）、**照抄**（一百幅训练图像反复用）和噪声。

# %%
test_scores = ImageScores("mnist", test_images, images)
results = test_scores.reference_rows()


def evaluate(name, model):
    # en: The mean over two draws of 2,000 samples.
    # zh: 两次采样（各 2,000 个样本）的平均。
    scores = test_scores.score_model(model, seeds=(0, 1))
    results[name] = {score: mean for score, (mean, _) in scores.items()}


evaluate("conv", gan)

# %%
ROWS = {
    "real": ("real images", "真实图像"),
    "copies": ("copies", "照抄"),
    "noise": ("noise", "噪声"),
    "conv": ("our GAN", "我们的 GAN"),
}
SCORES = {
    "frechet": ("Fréchet distance", "弗雷歇距离"),
    "kernel": ("kernel distance", "核距离"),
    "precision": ("precision", "精确率"),
    "recall": ("recall", "召回率"),
    "class_recall": ("recall within classes", "类内召回率"),
    "class_kl": ("class KL", "类别 KL"),
    "nearest": ("nearest", "最近邻分数"),
}


def show_scores(scores, names):
    rows = [
        [ROWS[name], *(f"{results[name][s]:.3f}" if s in results[name] else "" for s in scores)]
        for name in names
    ]
    plotting.table([("images", "图像"), *(SCORES[score] for score in scores)], rows)


show_scores(["frechet", "kernel"], ["real", "copies", "noise", "conv"])

# %% [markdown] lang="en"
# Both distances agree on the order.
# By the Fréchet distance our GAN is about a thousand times nearer to the real images than noise is, and still clearly further than real images are: real images against real ones have a Fréchet distance of 0.06, for the two sets are finite.
# A kernel distance is read against the same rows: real images and copies have practically zero, our GAN has about 0.02, noise has thousands.
#
# Now look at the copies.
# Their distance is smaller than that of any GAN of this chapter, and a generator that only shows the same hundred images over and over would be worthless.
# A distance alone does not tell.
#
# ### What is missing: precision and recall
#
# Two more scores measure quality and variety apart (Kynkäänniemi et al. 2019, arXiv:1904.06991).
# Around each real image draw a circle (in 128 dimensions, a ball) that just reaches its third-nearest real neighbour (in the space of features).
# **Precision** is the share of generated images that fall into at least one of these circles.
# Now draw the circles around the generated images, each to its third-nearest generated neighbour: **recall** is the share of real images that fall into at least one of those.

# %% [markdown] lang="zh"
# 上表中，两种距离排出的次序一致。
# 在弗雷歇距离一列，我们的 GAN 的值约为噪声的值的千分之一，但仍明显大于“真实图像”一行的值。
# “真实图像”一行是 0.06 而不是零，因为两组真实图像的数量有限。
# 核距离也要对照各行来看：真实图像和照抄的核距离几乎为零，我们的 GAN 约为 0.02，噪声是几千。
#
# 再看“照抄”一行：两种距离都比本章任何一个 GAN 的小，可是只会反复拿出一百幅图的“生成器”毫无价值。
# 只看距离，看不出照抄。
#
# ### 缺了什么：精确率与召回率
#
# 另外两个分数把质量和多样性分开衡量（Kynkäänniemi 等，2019，arXiv:1904.06991）。
# 在特征空间里，以每幅真实图像为球心，以它到第三近的真实图像的距离为半径画球。
# 生成图像中落进至少一个球的比例，就是**精确率**（precision）。
# 再以每幅生成图像为球心，以它到第三近的生成图像的距离为半径画球；真实图像中落进至少一个这种球的比例，就是**召回率**（recall）。

# %%
show_scores(["precision", "recall", "class_recall"], ["real", "copies", "noise", "conv"])

# %% [markdown] lang="en"
# Here the copies are found out.
# Their precision is even higher than that of other real images, but their recall is 0: the third-nearest neighbour of a copy is another copy of the same image, so that its circle has no size.
# Of our GAN's images about six in ten fall among the real ones, and seven to eight in ten real images fall among what it makes.
# **Recall within classes** is the mean of the recalls of the ten digits, each measured by itself, so that it shows when a generator makes all ten digits, but only few styles of each.
#
# ### Two last questions: class KL and the nearest image
#
# **Class KL** compares how often each digit is made with how often it occurs, as the classifier reads them: the Kullback-Leibler divergence between both histograms, 0 if they agree.
# **Nearest** compares pixels: we take the distance from each generated image to the training image nearest to it, and of all these distances the median.
# The same median for new real images, the test images, is what we divide by.
# So 1 is what new real images have; far below 1 means that images are copied, and above 1 that they differ more from all training images than real ones do.
# (The row of real images consists of training images, each of which is its own nearest, so its cell is empty; the copies show the value of copying, zero but for rounding.)

# %% [markdown] lang="zh"
# 上表识破了照抄：照抄的精确率甚至高于“真实图像”一行，召回率却是 0，因为每份副本的第三近邻是同一幅图的另一份副本，球的半径为零。
# 我们的 GAN 生成的图像约有六成落在真实图像周围的球里；真实图像有七到八成落在生成图像周围的球里。
# **类内召回率**是对每个数字分别计算召回率，再取平均；如果生成器十个数字都会写，每个数字却只有少数几种写法，从这个分数就能看出来。
#
# ### 最后两问：类别 KL 与最近邻
#
# 先由分类器认出每幅图是哪个数字，得到生成图像和真实图像中各数字的比例；这两组比例之间的 KL 散度就是**类别 KL**，比例一致时为 0。
# **最近邻**分数按像素比较图像：对每幅生成图像，求它到最近的训练图像的距离，取这些距离的中位数，再除以对测试图像（新的真实图像）同样求得的中位数。
# 所以，测试图像自己的分数是 1；分数远小于 1，说明生成器在照抄；分数大于 1，说明生成图像比测试图像离训练图像更远。
# （“真实图像”一行用的就是训练图像，每幅的最近邻都是它自己，所以这一行的分数空着；“照抄”一行若不计舍入误差就是零，完全照抄就会得到这个分数。）

# %%
show_scores(["class_kl", "nearest"], ["real", "copies", "noise", "conv"])

# %% [markdown] lang="en"
# The noise teaches how to read class KL.
# The classifier has to answer something, and it takes all 2,000 noise images for one and the same digit; the divergence from ten classes of equal size would then be $\ln 10 \approx 2.30$; it is a little more, because that digit is a rarer one.
# So a small class KL says that the digits come in the right proportions, and it says nothing about whether they are digits at all.
#
# Does our GAN draw from memory?
# Nothing points to it: its median is above 1, so its images lie rather further from the training images than new real ones do; those that are no proper digits contribute to this.
# But a median would not notice a few copies among 2,000 images.
# Look for yourself: above, samples, and below each the training image nearest to it.

# %% [markdown] lang="zh"
# 上表的“噪声”一行说明该怎样理解类别 KL。
# 分类器总得给出一个答案，它把 2,000 幅噪声图全都认成同一个数字。
# 如果真实图像中十个数字各占一成，噪声的类别 KL 就是 $\ln 10 \approx 2.30$；表中的值略大，因为噪声图被认成的那个数字占不到一成。
# 所以类别 KL 小，只说明各数字所占的比例合适，并不说明生成的图像真的是数字。
#
# 我们的 GAN 是不是在默写训练图像？
# 没有这样的迹象：它的最近邻分数大于 1，即总体上，生成图像比测试图像离训练图像还要远一些，部分原因是有些生成图像根本不成数字。
# 不过，2,000 幅生成图像里即使混有几幅照抄的，从中位数也看不出来。
# 请亲眼看看：下图上排是样本，下排是各自最近的训练图像。

# %%
drawn = gan.sample(10, seed=2)
pairs = np.concatenate([drawn, test_scores.nearest_training_images(drawn)])
plotting.show(
    plotting.image_grid(pairs, row_labels=["generated", "nearest real"]),
    "Ten samples, and below each its nearest training image: alike at most, never equal.",
    "十个样本，每个下面是离它最近的训练图像：顶多相似，没有一个完全相同。",
)

# %% [markdown] lang="en"
# One warning belongs to every such table.
# The scores depend on the number of images (2,000 here, always) and on the classifier, so they can be compared within this course and with nothing outside it.
#
# ### What did each improvement contribute?
#
# With scores, the question of the four improvements can be put to the test.
# `benchmarks/gan_improvements.py` trained our GAN with all four of them, with each one left out, and with none, always for 24 epochs and with five seeds each.
# The table is recorded, not computed in this run; it shows mean and standard deviation over the seeds:
#
# | training | Fréchet distance | precision | recall | class KL |
# | --- | --- | --- | --- | --- |
# | all four | 1.81 ± 0.22 | 0.64 ± 0.03 | 0.76 ± 0.01 | 0.05 ± 0.01 |
# | without pairs | 2.07 ± 0.18 | 0.68 ± 0.01 | 0.75 ± 0.03 | 0.07 ± 0.00 |
# | without R1 | 3.08 ± 0.20 | 0.62 ± 0.02 | 0.66 ± 0.02 | 0.15 ± 0.03 |
# | without batch deviation | 1.80 ± 0.31 | 0.68 ± 0.03 | 0.74 ± 0.03 | 0.04 ± 0.01 |
# | without averaged weights | 1.94 ± 0.20 | 0.63 ± 0.03 | 0.74 ± 0.01 | 0.06 ± 0.02 |
# | none of them | 3.71 ± 0.25 | 0.71 ± 0.01 | 0.60 ± 0.03 | 0.17 ± 0.02 |
#
# Together, the four halve the distance.
# R1 does most of this: without it the distance is larger by more than half, fewer real images are covered, and the digits come in worse proportions.
# Pairs bring the distance down a little.
# The batch deviation and the averaged weights change the distance by less than two seeds differ from each other.
# (The learning rate was chosen for the GAN with all four, so another rate might suit one of the other rows better.)
#
# So an improvement that helped elsewhere need not help on your data, and one training of each kind would not have shown it: compare means with deviations.

# %% [markdown] lang="zh"
# 要记住：本节的分数与图像的数量（本章始终用 2,000 幅）和所用的分类器有关，所以只能在本课程之内比较，不能与别处的数值相比。
#
# ### 四项改进各有多大作用？
#
# 有了分数，就可以用实验来衡量四项改进的作用了。
# `benchmarks/gan_improvements.py` 训练了六种 GAN：一种四项都用，四种各去掉一项，一种都不用；每种用五个种子各训练 24 轮。
# 下表是事先记录的，不是本次运行的结果；表中是五个种子的均值和标准差：
#
# | 训练方式 | 弗雷歇距离 | 精确率 | 召回率 | 类别 KL |
# | --- | --- | --- | --- | --- |
# | 四项都用 | 1.81 ± 0.22 | 0.64 ± 0.03 | 0.76 ± 0.01 | 0.05 ± 0.01 |
# | 不用成对比较 | 2.07 ± 0.18 | 0.68 ± 0.01 | 0.75 ± 0.03 | 0.07 ± 0.00 |
# | 不用 R1 | 3.08 ± 0.20 | 0.62 ± 0.02 | 0.66 ± 0.02 | 0.15 ± 0.03 |
# | 不用批次标准差 | 1.80 ± 0.31 | 0.68 ± 0.03 | 0.74 ± 0.03 | 0.04 ± 0.01 |
# | 不用权重平均 | 1.94 ± 0.20 | 0.63 ± 0.03 | 0.74 ± 0.01 | 0.06 ± 0.02 |
# | 四项都不用 | 3.71 ± 0.25 | 0.71 ± 0.01 | 0.60 ± 0.03 | 0.17 ± 0.02 |
#
# 由上表可见，四项改进合在一起使弗雷歇距离减小了一半。
# 其中 R1 的作用最大：去掉 R1，距离增大一半以上，生成器覆盖的真实图像变少，各数字的比例也更失衡。
# 成对比较使距离略有减小。
# 去掉批次标准差或权重平均，距离的变化比换种子造成的波动还小。
# （学习率是为四项都用的 GAN 选的；换一个学习率，其他几种 GAN 也许会更好。）
#
# 可见，在别处有效的改进，在你的数据上未必有效。
# 每种 GAN 只训练一次，也看不出改进是否有效：要比较几次训练的均值和标准差。
