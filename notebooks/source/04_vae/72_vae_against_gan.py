# %% [markdown] lang="en"
# ## VAE against GAN
#
# The GAN of chapter 3 comes with the course, trained on the same 7,000 digits, by that chapter's recipe to its end.
# One scorer judges all, that of chapter 3, on 2,000 images each:
#
# - **Fréchet distance** in the features of the course's classifier; lower is better;
# - **precision** says how many samples look real, **recall** how much of the real variety is there;
# - **class KL** says how far the shares of the ten digits are from the natural ones; 0 is best;
# - **nearest**: the distance to the nearest training image, about 1 as for a new real image; 0 would be copies (the row of real images has none, since they are training images themselves).

# %% [markdown] lang="zh"
# ## VAE 与 GAN
#
# 课程自带第 3 章的 GAN，它用同样的 7,000 幅数字图像、按那一章的做法训练完毕。
# 所有模型都由第 3 章的打分器来评分，各用 2,000 幅图：
#
# - **弗雷歇距离**：用课程分类器的特征计算，越小越好；
# - **精确率**表示有多少样本像真的，**召回率**表示样本覆盖了多少真实图像的多样性；
# - **类别 KL**：十种数字的比例与真实比例相差多少，0 最好；
# - **最近邻**：样本到最近的训练图像的距离；新的真实图像约为 1，照抄则为 0（“真实图像”一行没有这一项，因为它们本身就是训练图像）。

# %%
gan = aigc_keras.load_trained("gan_digits")
samples = {
    ("autoencoder, random codes", "自编码器，随机编码"): np.rint(from_random * 255).astype("uint8"),
    ("VAE, means", "VAE，均值图"): digits_vae.sample(2000, seed=0),
    ("VAE, draws", "VAE，随机取黑白"): digits_vae.sample(2000, seed=0, draws=True),
    ("conditional VAE", "条件 VAE"): ordered.sample(2000, seed=0),
    "GAN": gan.sample(2000, seed=0),
}

# %% [markdown] lang="en"
# Three rows come first for comparison: real training images, a hundred of them copied over and over, and random pixels.

# %% [markdown] lang="zh"
# 表最前面三行供对照：真实的训练图像、反复照抄其中一百幅得到的图像、随机像素。

# %%
scorer = metrics.ImageScores("mnist", test_images, train_images)
names = [("real images", "真实图像"), ("copies", "照抄"), ("noise", "噪声"), *samples]
scored = [*scorer.reference_rows().values(), *map(scorer.score, samples.values())]
keys = ["frechet", "precision", "recall", "class_kl", "nearest"]
rows = [
    [name, *(f"{row[key]:.2f}" if key in row else "–" for key in keys)]
    for name, row in zip(names, scored, strict=True)
]
columns = [("Fréchet distance", "弗雷歇距离"), ("precision", "精确率"), ("recall", "召回率")]
columns += [("class KL", "类别 KL"), ("nearest", "最近邻")]
plotting.table([("images", "图像"), *columns], rows)

# %% [markdown] lang="en"
# Read the rows together.
# Next to the real images, the hundred copied ones have the smallest Fréchet distance, and yet no recall: no single column judges a model.
#
# - The **GAN** has a smaller Fréchet distance than the VAE's means; in precision and recall the two differ little.
#   The eye finds the VAE's digits soft beside the GAN's (chapter 3, "The long training"), but a soft 3 is still a 3 to a classifier's features.
# - The **conditional VAE** is told which digit to make, and probably makes fewer mixtures: its distance is smaller and its precision higher than those of the VAE's means, and its recall is much lower, so it shows less variety.
#   Its code is shorter and its training, too, so the label need not be the only cause.
# - The **plain autoencoder** with random codes is behind the VAE's means, in distance, precision and recall.
#   That speaks for the KL divergence, but its networks are also smaller and its training is shorter, and the table does not separate these causes.
# - **"VAE, draws"** is what the model really says images look like: black and white, with a random grain.
#   The scorer was made for grey images and compares the draws with such, and even the autoencoder's smooth images come out ahead.
#   Whoever compares a VAE's means with a GAN's samples compares two different things.
# - **No model copies**: in the last column all of them stand near 1 or above it.
#   The class KL is smallest for the conditional VAE, which is told the digits, each equally often.
#
# Training differs, too: the GAN made more steps of smaller batches, so the table compares two finished models and no methods at equal cost.
# And no column shows the rest: this GAN has no likelihood, no encoder, and no method that repairs an image.
# So a VAE does better where an image must be encoded, repaired or given a probability, and worse where only the look of new images counts.

# %% [markdown] lang="zh"
# 表中各行要放在一起看。
# 那一百幅照抄的图，弗雷歇距离仅次于真实图像，召回率却是零：单看任何一列都评判不了模型。
#
# - **GAN** 的弗雷歇距离比 VAE 的均值图小；两者的精确率和召回率相差不大。
#   肉眼看去，VAE 的数字不如 GAN 的清晰（GAN 的数字见第 3 章“正式训练”一节），但对分类器的特征来说，模糊的 3 仍然是 3。
# - **条件 VAE** 知道要画哪个数字，几个数字混在一起的图像大概就少些：它的弗雷歇距离比 VAE 的均值图小，精确率更高，召回率却低得多，可见样本的多样性较低。
#   它的编码更短，训练的轮数也更少，所以标签未必是唯一的原因。
# - **普通自编码器**由随机编码得到的图像，在距离、精确率和召回率上都不如 VAE 的均值图。
#   这可以说明 KL 散度有用；不过它的网络更小，训练的轮数也更少，单凭这张表分不清是哪个原因。
# - **“VAE，随机取黑白”** 才是模型真正描述的图像：非黑即白，带有随机的噪点。
#   打分器却是为灰度图设计的，用它评这一行，就是拿二值图与灰度图相比，结果连自编码器的光滑图像也排在二值图前面。
#   拿 VAE 的均值图与 GAN 的样本相比，比的其实是两种不同的东西。
# - **没有一个模型照抄训练图像**：最后一列的数值都接近 1 或者更大。
#   类别 KL 最小的是条件 VAE，因为它的标签是指定的，十个数字出现得一样多。
#
# GAN 的训练过程也与 VAE 不同：步数更多，批次更小，所以这张表比较的是两个训练完毕的模型，而不是同等代价下的两种方法。
# 还有几点表里看不出来：这个 GAN 给不出似然，没有编码器，也没有修补图像的功能。
# 所以，要给图像编码、修补图像或者算出图像的概率，VAE 更合适；只看新图像的观感，VAE 就不如 GAN。
