# %% [markdown] lang="en"
# ## What you will make
#
# You will make a network that reads digits.
# Nobody tells it what a 7 looks like: it sees 7,000 digits with their labels and changes the numbers inside it, its **weights**, until its answers mostly agree with the labels.
#
# The course comes with ten thousand handwritten digits (MNIST; LeCun et al. 1998, doi:10.1109/5.726791).
# 8,000 of them are for training, of which we set 1,000 aside for **validation**: the network never learns from these; we only ask it what they are.
# The other 2,000 are the test images; only exercise 4 at the end uses them.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 我们要做一个会读数字的网络。
# 没有人告诉它 7 长什么样：它看 7,000 个带标签的数字，不断调整自己内部的数（称为**权重**），直到答案与标签大多一致。
#
# 课程自带一万个手写数字（MNIST；LeCun 等 1998，doi:10.1109/5.726791）。
# 其中 8,000 个供训练，我们从中留出 1,000 个用于**验证**：这 1,000 个不用来学习，只用来考查网络。
# 另外 2,000 个是测试图像，只有章末的练习 4 才用到。

# %%
(images, labels), _ = data.load_images("mnist")
# en: Images are (n, 28, 28, 1), labels (n,).
# zh: 图像的形状是 (n, 28, 28, 1)，标签是 (n,)。
train_images, validation_images = images[:7000], images[7000:]
train_labels, validation_labels = labels[:7000], labels[7000:]
plotting.show(
    plotting.image_grid(train_images[:10], titles=[str(label) for label in train_labels[:10]]),
    "Ten handwritten digits, with their labels above.",
    "十个手写数字，上方为标签。",
)

# %% [markdown] lang="en"
# The next three cells are the network, its loss with one step of the training, and the whole training.
# You need not understand them yet: the following sections explain them.
# Read the comments, and run them.

# %% [markdown] lang="zh"
# 下面有三个单元格：第一个是网络，第二个是损失和一个训练步，第三个是整个训练过程。
# 现在不必看懂：后面各节会逐一讲解。
# 读一读注释，然后运行。


# %%
def build_classifier(units=64):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            # en: From bytes to numbers in [0, 1].
            # zh: 把字节变成 [0, 1] 之间的数。
            layers.Rescaling(1 / 255),
            layers.Flatten(),  # (n, 784)
            layers.Dense(units, activation="relu"),  # (n, 64)
            layers.Dense(10, activation="softmax", dtype="float32"),  # (n, 10)
        ]
    )


model = build_classifier()
first_weights = model.get_weights()


# %%
def cross_entropy(probabilities, labels):
    # en: The probability that each image's own label got, (n, 1).
    # zh: 网络给每幅图像的正确标签的概率，(n, 1)。
    of_label = ops.take_along_axis(probabilities, labels[:, None], axis=1)
    return -ops.mean(ops.log(of_label))


@tf.function
def train_step(x, y):
    # en: The tape records the computation of the loss.
    # zh: tape 记录损失的计算过程。
    with tf.GradientTape() as tape:
        loss = cross_entropy(model(x), y)
    gradients = tape.gradient(loss, model.trainable_variables)
    for weight, gradient in zip(model.trainable_variables, gradients, strict=True):
        # en: Each weight moves a little against its gradient.
        # zh: 每个权重逆着自己的梯度挪一小步。
        weight.assign_sub(0.2 * gradient)
    return loss


# %%
# en: Three times through all training images, 100 at a time.
# zh: 把全部训练图像过三遍，每次 100 幅。
order = np.random.default_rng(0).permutation(7000)
for epoch in range(3):
    for start in range(0, 7000, 100):
        batch = order[start : start + 100]
        train_step(train_images[batch], train_labels[batch])
    answers = ops.convert_to_numpy(model(validation_images)).argmax(axis=1)  # (1000,)
    share = np.mean(answers == validation_labels)
    print(f"epoch {epoch + 1}: {share:.0%} of the validation digits read correctly")

# %% [markdown] lang="en"
# Before training, one answer in ten was right by luck; now about nine in ten are, of digits that the network has never learnt from.
# Here are ten of them:

# %% [markdown] lang="zh"
# 训练之前，网络读十个数字，大约只能蒙对一个；现在，即使是没有学过的数字，网络也大约能读对九成。
# 看看验证图像中的十个数字：

# %%
plotting.show(
    plotting.image_grid(validation_images[:10], titles=[str(answer) for answer in answers[:10]]),
    "Ten digits that the network has not learnt from, with its answers above.",
    "网络没有学过的十个数字，上方为网络的答案。",
)

# %% [markdown] lang="en"
# Where an answer is wrong, look at the digit: most often one can see what misled the network.
# You have seen a whole training: data, a network, a loss, a gradient, and many small steps.
# All models of this course are trained like that, also those that draw and write; only the network and the loss change.
# Now we begin again, slowly.

# %% [markdown] lang="zh"
# 如果有网络读错的数字，仔细看看，多半看得出网络为什么会认错。
# 一次完整的训练就是这样：数据、网络、损失、梯度，再加上许多小步。
# 这门课的所有模型，包括会画图、会写诗的那些，都是这样训练的，换的只是网络和损失。
# 下面从头开始，慢慢讲。
