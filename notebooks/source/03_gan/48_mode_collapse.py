# %% [markdown] lang="en"
# ## Mode collapse
#
# A GAN may fail without any error message.
# The most famous failure: the generator finds a few images that satisfy the discriminator and makes nothing else.
# We provoke it where the truth is known, on a ring of eight Gaussians in the plane, by letting the generator learn ten times as fast as the discriminator.

# %% [markdown] lang="zh"
# ## 模式坍塌
#
# GAN 可以失败得无声无息。
# 最有名的一种失败：生成器找到少数几幅能让判别器满意的图，从此只画它们。
# 我们先在真相已知的地方把它引出来：平面上由八个高斯分布围成的一圈。
# 办法是让生成器学得比判别器快十倍。

# %%
angles = 2 * np.pi * np.arange(8) / 8
centres = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
rng = np.random.default_rng(0)
ring = centres[rng.integers(8, size=12_800)] + 0.1 * rng.normal(size=(12_800, 2))
ring = ring.astype("float32")


def plane_network(inputs, outputs):
    hidden = [layers.Dense(64, "relu", dtype="float32") for _ in range(2)]
    last = layers.Dense(outputs, dtype="float32")
    return keras.Sequential([keras.Input((inputs,)), *hidden, last])


# %% [markdown] lang="en"
# The same networks twice.
# First the provocation.
# Then the cure: the Wasserstein critic with gradient penalty, which keeps pulling however sure it is.
# It learns at the generator's rate and moves twice for each step of the generator, so twice the epochs give the generator as many steps.
# A point is good when it lies within 3 deviations of a centre.
# A mode counts as found when it has at least a fifth of its fair share of good points.

# %% [markdown] lang="zh"
# 同样的网络用两次。
# 第一次让它性急，引发坍塌；第二次治好它：改用带梯度惩罚的 Wasserstein 评论家，它再有把握也还拉得动；它的学习率与生成器相同，每走两步，生成器才走一步，因此轮数加倍，生成器走的步数就一样多。
# 落在某个中心 3 个标准差之内的点，算作好点；一个模式的好点只要不少于其应得份额的五分之一，就算找到了。

# %%
from aigc_keras.metrics import mode_coverage

hasty = GAN(plane_network(8, 2), plane_network(2, 1))
rates = {"learning_rate": 5e-3, "discriminator_ratio": 0.1}
train("ring, hasty", hasty, ring, 12, batch_size=128, use_ema=False, **rates)
patient = GAN(plane_network(8, 2), plane_network(2, 1), "wasserstein_gp", penalty_weight=1.0)
train("ring, cured", patient, ring, 24, batch_size=128, learning_rate=2e-3, critic_steps=2)
rows = []
for name, chinese, model in (("hasty", "性急", hasty), ("cured", "治好", patient)):
    found, good = mode_coverage(model.sample(2000, seed=0), centres, 0.1)
    results[f"ring, {name}"] = {"modes": found, "good": good}
    rows.append([(name, chinese), found, f"{good:.0%}"])
counts = [("modes found, of 8", "找到的模式（共 8 个）"), ("good points", "好点")]
plotting.table([("generator", "生成器"), *counts], rows)

# %% [markdown] lang="en"
# The picture says the same.
# (Both axes: coordinates in the plane; grey: data; blue: samples.)
# The hasty generator crowds its points together and leaves most modes empty; what a single picture cannot show is that such a crowd moves on when the discriminator has noticed.
# The cured one covers the ring, though some of its points lie on the way from one mode to the next.

# %% [markdown] lang="zh"
# 图上看得一样清楚。
# 性急的生成器把点都挤在一起，多数模式空着；等判别器发觉，这群点又会搬往别处，只是单独一张图看不出来。
# 治好的生成器覆盖了整个圈，不过有些点落在相邻模式之间。
# 左图为性急的生成器（hasty），右图为治好之后（cured）；横轴、纵轴为平面上的第一、第二坐标，灰点是数据，蓝点是样本。

# %%
figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.2), sharex=True, sharey=True)
for axis, (title, model) in zip(axes, (("hasty", hasty), ("cured", patient)), strict=True):
    axis.plot(*ring[:1000].T, ".", color="0.75", markersize=2, label="data")
    axis.plot(*model.sample(1000, seed=0).T, ".", markersize=2, label="samples")
    axis.set(title=title, xlabel="first coordinate", aspect="equal", xlim=(-3, 3), ylim=(-3, 3))
axes[0].set_ylabel("second coordinate")
axes[1].legend(loc="center", markerscale=4)
plotting.show(
    figure,
    "Left: the samples crowd together, most modes are empty. Right: all eight modes are found.",
    "左：样本挤在一起，多数模式空着。右：八个模式都找到了。",
)

# %% [markdown] lang="en"
# Now on digits, where nobody knows the modes in advance.
# The convolutional pair again, with the plain non-saturating loss and a discriminator that learns at a fiftieth of the generator's rate and is not told how much the images of a batch differ from each other (no `BatchDeviation`).
# The picture after the tables shows two rows of the collapsed GAN above two rows of the good one.
#
# > **Predict before you run.** Which of our scores will notice?
# > Will precision?

# %% [markdown] lang="zh"
# 再到数字上试试，那里没有人预先知道有哪些模式。
# 还是那对卷积网络，但损失换成普通的非饱和损失，判别器的学习率只有生成器的五十分之一，也不再知道一个批次里的图像彼此相差多少（去掉了 `BatchDeviation`）。
# 两张表之后的图，上两行出自坍塌的 GAN，下两行出自前面那个好的 GAN。
#
# > **先猜，再运行。** 哪些分数会察觉？
# > 精确率会吗？

# %% tags=["hide-output"]
blind = ConvDiscriminator(batch_deviation=False)
collapsed = GAN(ConvGenerator(), blind)
train("collapsed", collapsed, train_images, 4, discriminator_ratio=0.02, learning_rate=2e-3)
evaluate("collapsed", collapsed)
pair = {"collapsed": collapsed, "conv": gan}
rows = [
    [NAMES[name], *scorer.class_histogram(model.sample(2000, seed=0))]
    for name, model in pair.items()
]
plotting.table([("of 2,000 samples", "2,000 个样本中"), *"0123456789"], rows)
plotting.table(HEADER, score_rows({name: results[name] for name in pair}))

# %% tags=["hide-output"]
plotting.show(
    plotting.image_grid(
        np.concatenate([collapsed.sample(20, seed=3), gan.sample(20, seed=3)]),
        row_labels=["collapsed", "collapsed", "good", "good"],
    ),
    "Two rows of the collapsed GAN, grainy variations of one shape, above two rows of the good one.",
    "上两行出自坍塌的 GAN，都是同一形状的颗粒状变体；下两行出自好的 GAN，各不相同。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The counts of classes and class KL say it outright, and recall says it too.
# Do not rely on precision: it is low here because the images are poor, but the copies above score a higher precision than real images, with a recall of zero.
#
# </details>
#
# The cure is what the good GAN already has: a discriminator that keeps up, and that sees when the images of a batch resemble each other.
#
# > **Misconception: "all ten digits occur, so nothing has collapsed."** Look at recall within classes above all.
# > A generator may draw ten kinds of digits and only one style of each.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 各类的个数和类别 KL 说得最直白，召回率也说明了问题。
# 精确率则靠不住：这里它低，是因为图像本身差；前面“照抄”那一行的精确率比真实图像还高，召回率却是零。
#
# </details>
#
# 治法就是那个好的 GAN 已经具备的：判别器跟得上，而且看得出一个批次里的图像是否雷同。
#
# > **常见误解：“十种数字都出现了，所以没有坍塌。”** 尤其要看类内召回率：生成器完全可能十种数字都写得出来，每种却只会一种写法。
