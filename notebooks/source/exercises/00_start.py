# %% [markdown] lang="en"
# # Exercises to chapter 0: the tools
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder `raise NotImplementedError(...)` stands, run the cell, then run the check below it: it says what is not right yet, as often as you like.
# Stars give the difficulty; there are 10 points in all, for about 70 minutes.
# The chapter is [00_start](../00_start.ipynb).
#
# NumPy is enough for exercises 1 to 3; `keras.ops` will do as well.
# Exercise 4 trains a small Keras model.
# When your notebook is graded, your functions are called with other inputs, among them extreme ones that the text mentions.
# Hand in this notebook.

# %% [markdown] lang="zh"
# # 第 0 章练习：工具
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句 `raise NotImplementedError(...)` 处，运行这个单元格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度；满分 10 分，大约需要 70 分钟。
# 对应的章节是 [00_start](../00_start.ipynb)。
#
# 练习 1 至 3 用 NumPy 就够了，用 `keras.ops` 也可以。
# 练习 4 要训练一个小的 Keras 模型。
# 评分时会用别的输入来调用你的函数，包括题目里提到的极端情形。
# 请提交这个笔记本。

# %%
# {{setup}}

# %%
import keras
import numpy as np
from keras import layers

from aigc_course.checks import start as check
from aigc_keras import data, plotting

# %% [markdown] lang="en"
# ## Exercise 1 ★ From bytes to numbers and back (2 points, 10 minutes)
#
# Images are stored as `uint8`, whole numbers from 0 to 255; networks compute with `float32`.
#
# - `to_unit` maps `uint8` images of any shape to `float32`: 0 becomes 0, 255 becomes 1, and the same grey value becomes the same number in every image, however dark the image is.
# - `to_bytes` goes back: floats become `uint8`, each rounded to the nearest grey value.
#   A network's outputs may lie a little outside of [0, 1]; what is below 0 becomes 0, what is above 1 becomes 255.
#
# All 256 grey values must survive the way there and back.
#
# <details><summary>A hint</summary>
#
# `astype("uint8")` cuts the decimals off and does not round.
# What happens to 256 and to -1 in one byte?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 从字节到浮点数，再变回来（2 分，10 分钟）
#
# 图像以 `uint8` 存放，是 0 到 255 的整数；网络则用 `float32` 计算。
#
# - `to_unit` 把任意形状的 `uint8` 图像变成 `float32`：0 变成 0，255 变成 1；无论整幅图多暗，同样的灰度值都变成同样的数。
# - `to_bytes` 变回来：把浮点数变成 `uint8`，四舍五入到最近的灰度值。
#   网络的输出可能略微超出 [0, 1]；小于 0 的变成 0，大于 1 的变成 255。
#
# 256 个灰度值变过去再变回来，都必须不变。
#
# <details><summary>提示</summary>
#
# `astype("uint8")` 只是截去小数，并不四舍五入。
# 256 和 -1 放进一个字节里，会变成什么？
#
# </details>


# %%
def to_unit(images):
    """Images as float32 from 0 to 1: images (...) uint8."""
    ### BEGIN SOLUTION
    return images.astype("float32") / 255
    ### END SOLUTION


def to_bytes(numbers):
    """Numbers as grey values, uint8: numbers (...) float, about 0 to 1."""
    ### BEGIN SOLUTION
    return np.round(np.clip(numbers, 0, 1) * 255).astype("uint8")
    ### END SOLUTION


# %%
check.exercise_1(to_unit, to_bytes)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ Shuffle and split without a leak (2 points, 15 minutes)
#
# A score on validation images means something only if nothing of them got into the training.
#
# - `shuffle_and_split` shuffles images and labels together and sets `num_validation` of them aside.
#   Every image keeps its own label and lands in exactly one of the two parts.
#   The same seed gives the same split, another seed another one; `num_validation` may be 0.
#   It returns four arrays in this order: training images, training labels, validation images, validation labels.
# - `standardise` subtracts one mean and divides by one standard deviation, both taken over all pixels of the **training** images, from both sets of images.
#   The validation images have no say in them: at the time of training they are not supposed to be known.
#   It returns the two sets as floats.
#
# <details><summary>A hint</summary>
#
# One permutation of the numbers 0 to n - 1, used as an index of both arrays, keeps the pairs.
# What is `order[:-0]`?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 打乱、划分，不泄漏信息（2 分，15 分钟）
#
# 只有验证图像的信息一点也没有混进训练，在验证图像上得到的分数才有意义。
#
# - `shuffle_and_split` 把图像和标签一起打乱，再留出 `num_validation` 幅作验证。
#   每幅图像仍与自己的标签配对，并且只落在两部分中的一部分里。
#   种子相同，划分就相同；种子不同，划分也不同；`num_validation` 可以是 0。
#   返回四个数组，次序为：训练图像、训练标签、验证图像、验证标签。
# - `standardise` 对两组图像都减去同一个均值，再除以同一个标准差；均值和标准差各是一个数，只用**训练**图像的全部像素算出。
#   验证图像不参与计算，因为训练的时候应当当作还没有见过它们。
#   返回两组图像，都是浮点数。
#
# <details><summary>提示</summary>
#
# 取 0 到 n - 1 的一个随机排列，两个数组都用它来索引，图像与标签就不会错开。
# `order[:-0]` 是什么？
#
# </details>


# %%
def shuffle_and_split(images, labels, num_validation, seed):
    """Four arrays: images (n, height, width, channels) and labels (n,), split at random."""
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(len(images))
    validation, train = order[:num_validation], order[num_validation:]
    return images[train], labels[train], images[validation], labels[validation]
    ### END SOLUTION


def standardise(train_images, validation_images):
    """Both sets as floats, by mean and deviation of the first: (n, ...) and (m, ...) uint8."""
    ### BEGIN SOLUTION
    mean, deviation = train_images.mean(), train_images.std()
    return (train_images - mean) / deviation, (validation_images - mean) / deviation
    ### END SOLUTION


# %%
check.exercise_2(shuffle_and_split, standardise)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ Cross-entropy, and a check of its gradient (3 points, 20 minutes)
#
# The last layer of a classifier computes **logits** $\ell$, one number for each class; the softmax makes probabilities of them.
# For $n$ images with the labels $y_i$ the cross-entropy in nats is
#
# $$L = -\frac1n \sum_{i=1}^n \ln \frac{e^{\ell_{i, y_i}}}{\sum_k e^{\ell_{i, k}}}.$$
#
# - `cross_entropy` returns $L$, one number.
#   It has to be right for logits of $\pm 1000$ too, where $e^{\ell}$ is infinite or 0.
# - `cross_entropy_gradient` returns the derivative of $L$ with respect to each logit, (n, classes), for the same logits.
# - `finite_difference` estimates the derivative of any function of an array with respect to each of its numbers: it moves that number by `width` to **both** sides, all others stay where they are.
#
# <details><summary>A hint</summary>
#
# The fraction stays the same if a constant is subtracted from all logits of a row: take the largest one of that row.
# Then take the logarithm of the fraction on paper before you write code.
# The chapter has the derivative, in "Gradients: which way is down".
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ 交叉熵，以及对梯度的检验（3 分，20 分钟）
#
# 分类器的最后一层先算出 **logit** $\ell$，每个类别一个数，再由 softmax 把它们变成概率。
# 设 $n$ 幅图像的标签为 $y_i$，以奈特为单位的交叉熵是
#
# $$L = -\frac1n \sum_{i=1}^n \ln \frac{e^{\ell_{i, y_i}}}{\sum_k e^{\ell_{i, k}}}.$$
#
# - `cross_entropy` 返回 $L$，一个数。
#   logit 为 $\pm 1000$ 时也要正确，那时 $e^{\ell}$ 是无穷大或 0。
# - `cross_entropy_gradient` 返回 $L$ 对每个 logit 的导数，形状为 (n, 类别数)；对同样大的 logit 也要正确。
# - `finite_difference` 适用于任何输入数组、输出一个数的函数，它估计函数对数组中每个数的导数：把这个数向**两边**各挪 `width`，其余的数保持不动。
#
# <details><summary>提示</summary>
#
# 一行的所有 logit 都减去同一个常数，分式的值不变：可以减去这一行里最大的那个。
# 写代码之前，先在纸上对分式取对数。
# 导数见第 0 章“梯度：哪边是下坡”一节。
#
# </details>


# %%
def cross_entropy(logits, labels):
    """The cross-entropy, a number: logits (n, classes), labels (n,) from 0."""
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return np.mean(log_sums - shifted[np.arange(len(labels)), labels])
    ### END SOLUTION


def cross_entropy_gradient(logits, labels):
    """Its gradient, (n, classes): logits (n, classes), labels (n,) from 0."""
    ### BEGIN SOLUTION
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    return (probabilities - np.eye(logits.shape[1])[labels]) / len(labels)
    ### END SOLUTION


def finite_difference(function, x, width):
    """The derivatives of function(x), a number, like x: x (...) float64, width a small number."""
    ### BEGIN SOLUTION
    derivatives = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        moved = np.zeros_like(x)
        moved[place] = width
        derivatives[place] = (function(x + moved) - function(x - moved)) / (2 * width)
    return derivatives
    ### END SOLUTION


# %%
check.exercise_3(cross_entropy, cross_entropy_gradient, finite_difference)

# %% [markdown] lang="en"
# Your three functions belong together: the third checks the second against the first.
# The widths below run from large to tiny.
# A large one gives the slope of a chord; at a tiny one the two values of the loss agree in almost all their digits, and what is left of their difference is rounding.

# %% [markdown] lang="zh"
# 这三个函数可以配合起来用：用第三个来检验第二个是不是第一个的导数。
# 下面的 `width` 由大到小。
# `width` 太大，得到的是弦的斜率；太小，两个损失值几乎每一位都相同，相减之后剩下的主要是舍入误差。

# %%
if check.exercise_3.passes(cross_entropy, cross_entropy_gradient, finite_difference):
    rng = np.random.default_rng(0)
    some_logits, some_labels = rng.normal(0, 2, (5, 10)), rng.integers(10, size=5)
    written = cross_entropy_gradient(some_logits, some_labels)
    rows = []
    for width in (1.0, 1e-2, 1e-4, 1e-8, 1e-12):
        estimated = finite_difference(lambda x: cross_entropy(x, some_labels), some_logits, width)
        rows.append([f"{width:.0e}", f"{np.abs(estimated - written).max():.0e}"])
    plotting.table(["width", ("largest difference", "最大差别")], rows)

# %% [markdown] lang="en"
# ## Exercise 4 ★★★ Train and mend (3 points, 25 minutes)
#
# This program is to learn to read digits.
# It runs without an error, and it reads about one digit in eight, hardly better than a guess.
# Its network is large enough, its labels are right, and the same network has learnt to read these digits in another program.
# Run it, and look at the loss of each epoch before you change anything.

# %% [markdown] lang="zh"
# ## 练习 4 ★★★ 训练失败，找出原因并修好（3 分，25 分钟）
#
# 下面的程序本该学会读数字。
# 它运行时不报错，但八个数字里大约只读对一个，比乱猜好不了多少。
# 网络足够大，标签没有错，而且同样的网络用别的程序训练时，学会了读这些数字。
# 先运行它，看一看每一轮的损失，再动手改。


# %%
def small_network(shape):
    """32 hidden units, ten probabilities."""
    hidden = layers.Dense(32, activation="relu", name="hidden")
    output = layers.Dense(10, activation="softmax", dtype="float32")
    return keras.Sequential([keras.Input(shape), layers.Flatten(), hidden, output])


def failing_training(images, labels, new_images):
    """The labels that it reads, (m,), and the hidden layer's outputs, (m, 32), of new images."""
    keras.utils.set_random_seed(0)
    model = small_network(images.shape[1:])
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    history = model.fit(images.astype("float32"), labels, batch_size=50, epochs=6, verbose=0)
    print("loss of each epoch:", [round(loss, 2) for loss in history.history["loss"]])
    hidden = keras.Sequential([keras.Input(images.shape[1:]), *model.layers[:2]])
    inputs = new_images.astype("float32")
    return model.predict(inputs, verbose=0).argmax(axis=1), hidden.predict(inputs, verbose=0)


(images, labels), _ = data.load_images("mnist")
few_images, few_labels = images[:1000], labels[:1000]  # (1000, 28, 28, 1), uint8
new_images, new_labels = images[7000:7500], labels[7000:7500]
read, hidden = failing_training(few_images, few_labels, new_images)
print(f"read correctly: {np.mean(read == new_labels):.0%}; answers: {np.unique(read)}")

# %% [markdown] lang="en"
# - `dead_share` is a measurement: which share of the hidden units gives 0 for **every** image?
#   Such a unit is called dead: it passes no gradient back, since the slope of the ReLU is 0 there, and its weights will never change again.
# - `reason` returns one letter.
#   The numbers that the program prints, and `dead_share(hidden)`, rule the others out.
#   - `"A"`: six epochs are too few; the loss was still falling.
#   - `"B"`: overfitting; the network knows its 1,000 images by heart.
#   - `"C"`: the ReLU should have been a sigmoid, which cannot be dead; nothing else is wrong.
#   - `"D"`: inputs of up to 255 make the first steps far too long; afterwards the hidden units are dead.
#   - `"E"`: 32 hidden units are too few; with more of them the same training would succeed.
# - `mended_training` trains on images and labels and returns the labels that it reads in new images, (m,).
#   Take `small_network`, or write your own.
#   The check has images of another size and at most ten classes; at least 85% of the new ones must be read correctly.
#
# Then write three sentences into a text cell of your own: what you saw, why it happened, and why your change helps.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# Which number in the printed losses is strange, and which number does the loss stay at afterwards?
# The gradient with respect to a weight of the first layer is multiplied by the input of that weight.
#
# </details>

# %% [markdown] lang="zh"
# - `dead_share` 用来测量：隐藏单元里，对**每一幅**图像都输出 0 的占多少？
#   这样的单元已经“失活”：它的输入都落在 ReLU 斜率为 0 的一段，梯度传不回去，它的权重以后再也不会变。
# - `reason` 返回一个字母。
#   程序打印的数，加上 `dead_share(hidden)`，足以排除其余各项。
#   - `"A"`：六轮太少，损失还在下降。
#   - `"B"`：过拟合，网络把 1,000 幅图像背了下来。
#   - `"C"`：激活函数不该用 ReLU，而该用不会失活的 sigmoid；别的都没有问题。
#   - `"D"`：输入最大到 255，最初几步走得太远，此后隐藏单元都失活了。
#   - `"E"`：32 个隐藏单元太少；单元多一些，同样的训练就能成功。
# - `mended_training` 用图像和标签训练一个模型，返回模型对新图像读出的标签，形状为 (m,)。
#   可以用 `small_network`，也可以自己写网络。
#   检查时所用的图像，大小与这里的不同，类别不超过十个；新图像至少要读对 85%。
#
# 然后自己加一个文字单元格，写三句话：你看到了什么，为什么会这样，你的改动为什么有效。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 打印出来的损失里，哪个数很奇怪？
# 后来损失停在哪个数上？
# 损失对第一层某个权重的梯度里，有一个因子是与这个权重相乘的输入。
#
# </details>


# %%
def dead_share(hidden):
    """The share of units that are 0 for every image, a number: hidden (n, units), from 0 up."""
    ### BEGIN SOLUTION
    return np.mean(np.all(hidden == 0, axis=0))
    ### END SOLUTION


def reason():
    """One of the letters "A" to "E"."""
    ### BEGIN SOLUTION
    return "D"
    ### END SOLUTION


def mended_training(images, labels, new_images):
    """The labels read in new images, (m,): images (n, height, width, 1) uint8, labels (n,)."""
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(0)
    model = small_network(images.shape[1:])
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    model.fit(images.astype("float32") / 255, labels, batch_size=50, epochs=15, verbose=0)
    return model.predict(new_images.astype("float32") / 255, verbose=0).argmax(axis=1)
    ### END SOLUTION


# %%
check.exercise_4(dead_share, reason, mended_training)

# %% [markdown] lang="en"
# Here are both trainings on the same 500 new digits, and twelve of these digits as the mended one reads them.

# %% [markdown] lang="zh"
# 下面用同样的 500 个新数字比较两次训练，并列出其中十二个，看看修好之后读成了什么。

# %%
if check.exercise_4.passes(dead_share, reason, mended_training):
    mended = mended_training(few_images, few_labels, new_images)
    rows = []
    for name, answers in {("failing", "失败的"): read, ("mended", "修好的"): mended}.items():
        rows.append([name, f"{np.mean(answers == new_labels):.0%}", len(np.unique(answers))])
    header = [("training", "训练"), ("read correctly", "读对"), ("different answers", "答案种数")]
    plotting.table(header, rows)
    plotting.show(
        plotting.image_grid(new_images[:12], titles=[str(label) for label in mended[:12]]),
        "Twelve new digits, with what the mended training reads above them.",
        "十二个新数字，上方为修好之后的模型读出的标签。",
    )
