# %% [markdown] lang="en"
# ## A GAN that takes orders
#
# So far the generator draws what it likes.
# A **conditional GAN** (Mirza & Osindero 2014, arXiv:1411.1784) tells the label to both networks.
#
# - The generator receives it beside the noise: a table of numbers that are learnt, an **embedding**, holds 100 numbers for each digit, and they are appended to the 100 of the noise.
# - The discriminator judges whether image and label belong together.
#   Its logit gains a second part, the dot product of 128 numbers for the label and the 128 numbers that its last but one layer has for the image (Miyato & Koyama 2018, arXiv:1802.05637).
#
# In training, a generated image gets the label of the real image in the same row of the batch.
# Real images always fit their labels.
# So an image that does not fit its label gives itself away as generated, and $G$ learns to draw what the label says.
# Both losses stay as they are, and so do the layers; with labels, each pair of the relativistic loss holds two images of the same digit.
# In the training step three calls change, with the same labels in each: `generator([noise, labels])`, `discriminator([real, labels])` and `discriminator([fake, labels])`.
# In the networks only these lines are new:

# %% [markdown] lang="zh"
# ## 听指挥的 GAN
#
# 到目前为止，生成器想画什么就画什么。
# **条件 GAN**（conditional GAN；Mirza 与 Osindero，2014，arXiv:1411.1784）把标签同时告诉生成器和判别器。
#
# - 生成器除噪声外还接收标签：每个数字对应一个可学习的 100 维向量，称为**嵌入**（embedding），拼接在噪声后面。
# - 判别器判断图像与标签是否相配。
#   它的 logit 多出一项：标签的 128 维嵌入与判别器倒数第二层 128 维特征的点积（Miyato 与 Koyama，2018，arXiv:1802.05637）。
#
# 训练时，批次中第 $i$ 幅生成图像用第 $i$ 幅真实图像的标签；因此，相对损失里配成一对的两幅图像要写同一个数字。
# 真实图像总与标签相配，所以与标签不配的图像会暴露自己是生成的，$G$ 于是学会画标签所指定的数字。
# 两个损失和原有的各层都不变。
# 训练步里有三处调用要加上同一批标签：`generator([noise, labels])`、`discriminator([real, labels])` 和 `discriminator([fake, labels])`。
# 两个网络里新增的只有下面几行：


# %%
def make_conditional_generator():
    noise, label = keras.Input((100,)), keras.Input((), dtype="int32")
    x = layers.Concatenate()([noise, layers.Embedding(10, 100)(label)])  # (n, 200)
    return keras.Model([noise, label], make_generator(inputs=200)(x))


def make_conditional_discriminator():
    image, label = keras.Input((28, 28, 1)), keras.Input((), dtype="int32")
    features = keras.Sequential(make_discriminator().layers[:-1])(image)  # (n, 128)
    match = layers.Dot(axes=-1)([layers.Embedding(10, 128)(label), features])  # (n, 1)
    logit = layers.Add()([layers.Dense(1)(features), match])
    return keras.Model([image, label], layers.Activation("linear", dtype="float32")(logit))


for written, of_library in (
    (make_conditional_generator(), ConvGenerator(num_classes=10)),
    (make_conditional_discriminator(), ConvDiscriminator(num_classes=10, batch_deviation=False)),
):
    assert written.count_params() == of_library.count_params()
    print(f"{type(of_library).__name__}: {written.count_params():,}")

# %%
conditional_gan = GAN(
    ConvGenerator(num_classes=10),
    ConvDiscriminator(num_classes=10),
    loss="relativistic",
    r1_weight=1.0,
    num_classes=10,
)
optimizer = TwoPlayerAdam(2e-3, use_ema=True, ema_momentum=0.995)
conditional_gan.compile(optimizer, steps_per_execution=10)
averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
conditional_gan.fit(
    (train_images, train_labels),
    batch_size=64,
    epochs=8,
    verbose=0,
    callbacks=[StopOnNaN(), averaging, Progress()],
)
ROWS["conditional"] = ("conditional GAN", "条件 GAN")
evaluate("conditional", conditional_gan)

# %% [markdown] lang="en"
# We ask it for today's date, three times.
# Each image starts from noise of its own:

# %% [markdown] lang="zh"
# 请条件 GAN 把今天的日期写三遍，每幅图各用一个噪声向量：

# %%
import datetime

today = datetime.date.today().strftime("%Y%m%d")
written = conditional_gan.sample(24, labels=[int(figure) for figure in today] * 3, seed=0)
plotting.show(
    plotting.image_grid(written, columns=8, column_labels=list(today)),
    f"The date {today}, written three times by the conditional GAN.",
    f"条件 GAN 把日期 {today} 写了三遍。",
)

# %% [markdown] lang="en"
# Does it obey?
# We order 200 of each digit and let the frozen classifier read what came.
# The classifier reads real test images rightly in about 98 of 100 cases; what it says of generated ones is an estimate.

# %% [markdown] lang="zh"
# 条件 GAN 听话吗？
# 我们让它把每个数字写 200 幅，再让前面打分用的分类器来认。
# 对测试图像，分类器一百幅里大约认对 98 幅；它对生成图像的判断只能看作估计。

# %%
from aigc_keras.metrics.classifier import classify

ordered = np.repeat(np.arange(10), 200)  # (2000,)
read = classify("mnist", conditional_gan.sample(2000, labels=ordered, seed=1))[1]
obedience = np.mean(read == ordered)
results["conditional"]["obedience"] = obedience
rightly_read = np.mean(classify("mnist", test_images)[1] == test_labels)
plotting.table(
    [
        ("images", "图像"),
        ("read as ordered, or as labelled", "认出的数字与要求（或标签）一致的比例"),
    ],
    [[ROWS["conditional"], f"{obedience:.1%}"], [ROWS["real"], f"{rightly_read:.1%}"]],
)

# %% [markdown] lang="en"
# About one image in eight is read as another digit than was ordered.
# Which digit is taken for which?

# %% [markdown] lang="zh"
# 条件 GAN 写的图像，大约八幅里有一幅被认成了别的数字。
# 哪个数字被认成了哪个？

# %%
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (ordered, read), 1)

figure, axis = plt.subplots(figsize=(4, 3.4))
picture = axis.imshow(confusion, cmap="Blues", vmax=200)
axis.set(xlabel="read", ylabel="ordered", xticks=range(10), yticks=range(10))
figure.colorbar(picture, label="images of 200")
for (row, column), count in np.ndenumerate(confusion):
    if row != column and count >= 5:
        axis.text(column, row, count, ha="center", va="center", fontsize=6)
plotting.show(
    figure,
    "Rows: what was ordered. Columns: what the classifier reads. Off the diagonal: errors.",
    "行：要它写的数字；列：分类器认出的数字。对角线以外是认错的图像数。",
)

# %% [markdown] lang="en"
# The errors are not spread evenly: some digits are mistaken mostly for one particular other digit, while others are mistaken for several.
# And how good are the images?
# Note that this GAN made only two thirds of the steps of the long training, with batches of half the size, so it saw a third as many images:

# %% [markdown] lang="zh"
# 上图中的错误分布并不均匀：有些数字出错时，大多被认成某一个特定的数字；有些则被认成好几个数字。
# 条件 GAN 的图像质量如何？
# 注意，与“正式训练”一节相比，条件 GAN 的步数只有三分之二，批次只有一半大，所以看过的图像只有三分之一：

# %%
show_scores(["frechet", "precision", "recall", "class_kl"], ["real", "conv", "conditional"])

# %% [markdown] lang="en"
# Even so its distance is smaller, its precision higher, and its digits come in better proportions; its recall is about the same.
# A likely reason is that the label divides the task: the network need not find out by itself that there are ten kinds of digits, and how often each occurs.
# (Batch size and learning rate differ too, so this comparison proves nothing by itself.)
# The network at the head of the chapter is the same one, trained as long as the unconditional GAN: nine in ten of its digits are read as ordered (recorded with its weights, not in this run).

# %% [markdown] lang="zh"
# 条件 GAN 看过的图像虽少，弗雷歇距离却比无条件的 GAN 更小，精确率更高，各数字的比例也更接近真实数据；召回率与无条件的 GAN 大致相同。
# 一个可能的原因是，标签把任务拆开了：网络不必自己发现数字有十种、每种占多少。
# （两个 GAN 的批次大小和学习率也不同，单凭这个比较还不能下结论。）
# 本章开头的网络与这个条件 GAN 结构相同，只是训练得与无条件的 GAN 一样久；按分类器的判断，开头的网络写出的数字有九成与要求相符（这个比例随权重一同记录，不是本次运行的结果）。
