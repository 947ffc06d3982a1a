# %% [markdown] lang="en"
# ## One number is not a result: seeds
#
# A **seed** starts the random number generators.
# The same seed gives the same first weights and the same order of batches; that makes a run repeatable on one machine with the same versions.
# It does not make its number typical.

# %% [markdown] lang="zh"
# ## 一个数不算结果：随机种子
#
# **随机种子**决定随机数发生器从哪里开始。
# 种子相同，初始权重和批次的次序就相同；机器和软件版本都不变时，这能让实验的结果重现，却不能保证得到的那个数有代表性。
# 下面的两行输出分别回答：种子相同，初始权重是否相同；换一个种子，是否还相同。


# %% tags=["nbval-check-output"]
def weights_of(seed):
    keras.utils.set_random_seed(seed)
    return build_classifier().get_weights()[0]


print("same seed, same weights:", np.array_equal(weights_of(1), weights_of(1)))
print("another seed, the same: ", np.array_equal(weights_of(1), weights_of(2)))

# %% [markdown] lang="en"
# Now a question of the usual kind: with 500 images to learn from, are 64 hidden units better than 32?
# We train both with sixteen seeds each.
# So many runs need a quick network: the NumPy network of the section on gradients, with gradient descent written out.
#
# > **Predict before you run.** How far apart are the validation accuracies of the best and the worst of sixteen networks that differ in the seed alone?

# %% [markdown] lang="zh"
# 再来看一个常见的问题：只有 500 幅图像可学时，64 个隐藏单元是不是比 32 个好？
# 两种网络各用十六个种子，每个种子训练一次。
# 要训练这么多次，就得用快的办法：用“梯度”一节的 NumPy 网络，梯度下降也直接写成循环。
#
# > **先猜，再运行。** 同一种网络训练十六次，只有种子不同，最好的一次与最差的一次，验证准确率相差多少？


# %%
def read_rightly(units, seed, rate=0.2, steps=200):
    """Which of the 1,000 validation digits a network reads correctly, bool (1000,)."""
    rng = np.random.default_rng(seed)
    first = rng.normal(0, np.sqrt(2 / 784), (784, units)).astype("float32")
    second = rng.normal(0, np.sqrt(2 / units), (units, 10)).astype("float32")
    for _ in range(steps):
        # en: 50 of the 500 images, drawn at random, and one step of gradient descent.
        # zh: 从 500 幅图像里随机抽 50 幅，做一步梯度下降。
        batch = rng.integers(500, size=50)
        first_slope, second_slope = slopes(first, second, pixels[batch], train_labels[batch])
        first -= rate * first_slope
        second -= rate * second_slope
    guesses = forward(first, second, validation_pixels)[1].argmax(axis=1)
    return guesses == validation_labels


# %%
pixels = train_images[:500].reshape(500, 784).astype("float32") / 255
validation_pixels = validation_images.reshape(1000, 784).astype("float32") / 255
# en: (16, 1000): sixteen seeds, 1,000 images.
# zh: (16, 1000)：十六个种子，1,000 幅图像。
right = {units: np.array([read_rightly(units, s) for s in range(16)]) for units in (32, 64)}
scores = {units: marks.mean(axis=1) for units, marks in right.items()}

# %% [markdown] lang="en"
# Each dot is one seed (a darker dot is several seeds with the same accuracy), each bar the mean of sixteen.
# Under the table, "32 > 64" gives the share of all pairs of seeds in which 32 units beat 64.

# %% [markdown] lang="zh"
# 下图中横轴为验证准确率（%），纵轴为隐藏单元数；每个圆点是一个种子的结果（颜色深的点是几个种子的准确率相同），竖线是十六个种子的平均值。
# 再往下有一张表，表后“32 > 64”一行这样算：从两种网络里各取一个种子配成一对，在所有的对里，32 个单元的准确率更高的占多少。

# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(6.4, 1.8), layout="constrained")
rows = []
for row, (units, values) in enumerate(scores.items()):
    axis.plot(100 * values, np.full(16, row), "o", alpha=0.5)
    axis.plot(100 * values.mean(), row, "k|", markersize=20)
    spread = f"{values.mean():.1%} ± {values.std(ddof=1):.1%}"
    rows.append([units, spread, f"{values.min():.1%}", f"{values.max():.1%}"])
axis.set(xlabel="validation accuracy in %", ylabel="hidden units", ylim=(-0.6, 1.6))
axis.set_yticks(range(2), [str(units) for units in scores])
plotting.show(
    figure,
    "Validation accuracies of sixteen seeds for 32 and for 64 units: two rows of dots that overlap.",
    "32 个和 64 个隐藏单元的网络各用十六个种子，所得的验证准确率：两排点相互重叠。",
)

# %% tags=["hide-output"]
header = [("hidden units", "隐藏单元数"), ("mean ± deviation", "平均值 ± 标准差")]
plotting.table([*header, ("worst", "最差"), ("best", "最好")], rows)
print(f"32 > 64: {np.mean(scores[32][:, None] > scores[64]):.0%}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The best and the worst of equal networks differ by about two percentage points, by their seeds alone, far more than the two means.
#
# </details>
#
# Whoever trains one of each may well find that the smaller one wins (the line "32 > 64" says how often); whoever reports the best of sixteen reports luck.
# So use several seeds, report mean and deviation, and give both sides the same number of tries.
#
# Are 64 units better, then?
# The mean over $n$ seeds, whose results have the deviation $s$, has the **standard error** $s/\sqrt n$: it would change by about that much with other seeds.
# For the difference of two means the squares of both standard errors are added, and the root is taken.
# A difference of less than two standard errors is no answer; more seeds make the error smaller.
# There is a second doubt, which more seeds do not remove: all networks read the same 1,000 images, and other images would give another difference.
# Its standard error comes from the images in the same way: for each image we take the share of the networks with 64 units that read it, less the share of those with 32; the deviation of these 1,000 numbers, divided by $\sqrt{1000}$, is the standard error.
# We take a hundred seeds of each:

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 同样的网络，只因种子不同，最好与最差的准确率就相差两个百分点左右，比两个平均值之差大得多。
#
# </details>
#
# 如果两种网络各训练一个，说不定小的那个准确率更高，“32 > 64”一行便是这种情形所占的比例。
# 如果从十六个里挑最好的来报告，报告的只是运气。
# 所以要多用几个种子，报告平均值和标准差，而且两种网络试的次数要一样多。
#
# 那么，64 个单元到底是不是更好？
# 设 $n$ 个种子的结果的标准差为 $s$，平均值的**标准误**就是 $s/\sqrt n$：换一批种子，平均值大约会变这么多。
# 两个平均值之差也有标准误：把两个标准误的平方相加，再开方。
# 两个平均值之差如果小于这个差的标准误的两倍，就还不能下结论；种子越多，标准误越小。
# 还有一种不确定性，种子再多也消除不了：所有网络读的是同样的 1,000 幅图像，换一批图像，平均值之差又会不同。
# 图像带来的标准误，算法也一样：对每幅图像，算出 64 个单元的网络有多大比例读对了它，再减去 32 个单元的网络读对它的比例；这 1,000 个差的标准差除以 $\sqrt{1000}$，就是标准误。
# 下面给两种网络各用一百个种子：

# %%
more = {units: [read_rightly(units, seed) for seed in range(16, 100)] for units in (32, 64)}
right = {units: np.concatenate([right[units], more[units]]) for units in right}  # (100, 1000)

# %% tags=["hide-output"]
rows = []
for n in (16, 100):
    small, large = right[32][:n], right[64][:n]  # (n, 1000)
    difference = large.mean() - small.mean()
    # en: The standard error that comes from the seeds.
    # zh: 种子带来的标准误。
    of_seeds = np.sqrt((small.mean(axis=1).var(ddof=1) + large.mean(axis=1).var(ddof=1)) / n)
    # en: The one that comes from the images: the deviation of 1,000 numbers.
    # zh: 图像带来的标准误：用 1,000 个数的标准差来算。
    of_images = (large.mean(axis=0) - small.mean(axis=0)).std(ddof=1) / np.sqrt(1000)
    rows.append([n, *(f"{100 * x:.2f}" for x in (difference, of_seeds, of_images))])
header = [("seeds", "种子数"), ("64 better by, points", "64 个单元高出（百分点）")]
header += [("standard error, seeds", "标准误：种子"), ("standard error, images", "标准误：图像")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# Sixteen seeds could not tell: the difference was less than two standard errors of the seeds.
# A hundred can.
# The difference is more than two standard errors of seeds and images together (the root of the sum of their squares), so the answer is yes: 64 units are better, by a few tenths of a percentage point.
# The standard error of the images has fallen too: with few seeds its 1,000 numbers also hold the seeds' own scatter, which more seeds average out.
# They do not remove the rest.
#
# Now a second question can be asked, which no statistics answers: is so little worth twice the weights?
#
# > **Misconception: "I fixed the seed, so the result is reliable."** It is repeatable.
# > Reliable is what stays when the seed changes.
#
# Setting data aside and using several seeds are habits that generative models need even more.
# A model that recites its training text writes beautifully (chapter 5), and two GANs may differ by their seeds alone.
# That is why every chapter that trains a model sets images or texts aside, and why the bands that check its results at the end leave room for other seeds.

# %% [markdown] lang="zh"
# 十六个种子看不出哪种网络更好：差别不到种子标准误的两倍。
# 一百个种子就看得出来了。
# 把种子和图像的两个标准误合成一个（平方相加，再开方），用一百个种子时，差别超过了这个标准误的两倍，所以答案是：64 个单元更好，高出零点几个百分点。
# 图像的标准误也变小了：种子少时，那 1,000 个差里还混有种子造成的波动；种子多了，这种波动就平均掉了。
# 余下的部分，种子再多也消除不了。
#
# 接下来的问题是统计回答不了的：为这一点差别，值不值得用两倍的权重？
#
# > **常见误解：“种子固定了，结果就可靠。”** 固定种子，只是让结果可以重复。
# > 换了种子仍然成立的结果，才叫可靠。
#
# 留出数据、多用几个种子，这两个习惯对生成模型更要紧。
# 模型如果把训练文本背了下来，写出来的文字自然漂亮（第 5 章）；两个 GAN 一好一坏，也可能只是因为种子不同。
# 所以凡是训练模型的章节，都留出一部分图像或文本，章末检查结果所用的界限也放得较宽，换了种子同样适用。
