# %% [markdown] lang="en"
# # 0. Before the first image: the tools in twenty minutes
# {{colab}}
#
# This course draws digits, repairs pictures and writes verse with models that you train yourself. Before that, twenty minutes with the tools: notebooks, arrays, a Keras model, gradients, convolution, and two habits that keep results honest. A quiz then tells you where to begin.
#
# **After this chapter you can**
# - say what a notebook remembers, and why restarting it is part of the work;
# - read the shape of an array and see a broadcasting mistake coming;
# - build, train and evaluate a small classifier, and count its weights by hand;
# - check a gradient, and take steps down it;
# - write convolution, pooling and transposed convolution as NumPy that agrees with Keras;
# - recognise overfitting, and tell a difference between models from a difference between seeds.
#
# **Time**: about 30 minutes to read, the quiz included; less than a minute to run on two CPU cores. **You need** basic Python: lists, loops, functions.

# %% [markdown] lang="zh"
# # 第 0 章　动手之前：二十分钟认识工具
# {{colab}}
#
# 在这门课里，你会亲手训练模型，让它们画数字、修图、写诗。在此之前，先花二十分钟认识工具：笔记本、数组、Keras 模型、梯度、卷积，再加上两个让结果靠得住的习惯。最后有一份小测验，告诉你该从哪里开始。
#
# **学完本章，你能够**
# - 说清笔记本记住了什么，为什么“重启再运行”也是工作的一部分；
# - 看懂数组的形状，提前发现广播带来的错误；
# - 搭建、训练、评估一个小分类器，并亲手数出它有多少个权重；
# - 检验一个梯度，再沿着它往下走；
# - 用 NumPy 写出卷积、池化和转置卷积，结果与 Keras 一致；
# - 认出过拟合，分清差别来自模型还是来自随机种子。
#
# **用时**：阅读约 30 分钟（含小测验）；在双核 CPU 上运行不到一分钟。**预备知识**：一点 Python，会用列表、循环和函数。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, on Colab for example, and does nothing elsewhere. `configure` fixes the random seeds and picks the number format that is fast on this machine; it says what it chose and why. Every chapter begins like this.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个代码单元只在缺少本课程的环境（例如 Colab）里安装它，别处什么也不做。`configure` 固定随机种子，挑选在本机上算得快的数值精度，并说明选了什么、为什么。每一章都这样开头。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

import aigc_keras
from aigc_keras import data, plotting
from aigc_keras.backend import input_gradient
from aigc_keras.models import gan_networks

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# ## A notebook remembers
#
# A notebook is a list of **cells**. Text cells hold explanations, code cells hold Python; Shift+Enter runs the one you are in. Behind the page works a **kernel**, a Python process that keeps every name ever assigned. The number in square brackets beside a cell says when it ran, not where it stands.
#
# So the page and the kernel can disagree. Here is a kernel in miniature: a dictionary is its memory, three strings are the cells.
#
# > **Predict before you run.** The cells are run in four orders. Which of the other three ends with as many steps as 1, 2, 3?

# %% [markdown] lang="zh"
# ## 笔记本有记性
#
# 笔记本由一个个**单元**组成：文字单元写说明，代码单元写 Python，按 Shift+Enter 就运行光标所在的单元。页面背后有一个**内核**，它是一个 Python 进程，凡是赋过值的名字都记着。单元旁边方括号里的数字，说的是它第几个运行，而不是排在第几个。
#
# 于是，页面与内核可能对不上。下面是一个微型的内核：字典是它的记忆，三个字符串是三个单元。
#
# > **先猜，再运行。** 三个单元按四种次序运行，其余三种里，哪些得到的步数（steps）与按 1、2、3 运行相同？

# %% tags=["nbval-check-output"]
cells = {1: "rate = 0.5", 2: "rate = rate / 2", 3: "steps = 1 / rate"}


def run(*order):
    memory = {}
    try:
        for number in order:
            exec(cells[number], memory)
        print(f"cells {order}: {memory['steps']:.0f} steps")
    except NameError as error:
        print(f"cells {order}: {error}")


for order in ((1, 2, 3), (1, 2, 2, 3), (1, 3, 2), (2, 3)):
    run(*order)

# %% [markdown] lang="en"
# None of them. A cell that runs twice changes what the next one sees; a cell that runs late changes nothing that was computed before. And a name lives on in the kernel even when you have deleted the cell that made it. The error in the last line shows only after a restart.
#
# > **Misconception: "It works, I can see the output."** The output shows that it worked once, in some order. Before you trust a notebook, or hand it in, choose *Restart Kernel and Run All Cells* (Colab: *Runtime → Restart session and run all*). All outputs of this course were made that way.

# %% [markdown] lang="zh"
# 一个也没有。单元运行两次，后面的单元看到的就变了；单元运行晚了，先前算好的结果也不会跟着变。还有，单元即使删掉了，它定义过的名字仍留在内核里；最后一行那样的错误，要到重启之后才冒出来。
#
# > **常见误解：“能跑，你看输出都在。”** 输出只说明它按某种次序跑通过一次。在相信一个笔记本或者把它交出去之前，请选 *Restart Kernel and Run All Cells*（重启内核并运行全部；Colab 里是 *Runtime → Restart session and run all*）。本课程的全部输出都是这样得来的。

# %% [markdown] lang="en"
# ## Arrays have shapes
#
# An image is an array of numbers. A data set is one larger array: the images stacked along a new first axis, the **batch axis**. Ten thousand handwritten digits come with the course; 8,000 of them are for training, of which we set 1,000 aside for **validation**. The other 2,000 are the test images. This chapter does not touch them.

# %% [markdown] lang="zh"
# ## 数组有形状
#
# 一幅图像就是一个数组；一个数据集也只是一个数组，把图像沿着新添的第一根轴叠起来，这根轴叫**批次轴**。课程附带一万个手写数字，其中 8,000 个供训练，我们从中留出 1,000 个作**验证**。另外 2,000 个是测试图像，本章不碰。

# %%
(images, labels), _ = data.load_images("mnist")
train_images, validation_images = images[:7000], images[7000:]
train_labels, validation_labels = labels[:7000], labels[7000:]
print("images", images.shape, images.dtype, "from", images.min(), "to", images.max())
print("labels", labels.shape, labels.dtype, "from", labels.min(), "to", labels.max())
plotting.show(
    plotting.image_grid(train_images[:10], titles=[str(label) for label in train_labels[:10]]),
    "Ten handwritten digits, with their labels above.",
    "十个手写数字，上方为标签。",
)

# %% [markdown] lang="en"
# Read `(8000, 28, 28, 1)` from the left: image, row, column, channel. Grey images have one channel, colour images three. `uint8` means whole numbers from 0 (black) to 255 (white), one byte each.
#
# A sum or a mean along an **axis** makes that axis disappear. Indexing with a number drops the axis too; indexing with a slice keeps it. Models expect a batch, even if it is a batch of one.

# %% [markdown] lang="zh"
# `(8000, 28, 28, 1)` 要从左往右读：图像、行、列、通道。灰度图有一个通道，彩色图有三个。`uint8` 是 0（黑）到 255（白）的整数，每个占一个字节。
#
# 沿某根**轴**求和或求平均，这根轴就消失了。用一个数去索引，也会去掉一根轴；用切片则保留。模型要的总是一个批次，哪怕里面只有一幅图。下面打印的形状依次属于：一幅图像、只含一幅的批次、平均图像、每幅图像的平均值、保留各轴的同一结果。

# %% tags=["nbval-check-output"]
print("one image:              ", train_images[0].shape)
print("a batch of one:         ", train_images[:1].shape)
print("the mean image:         ", train_images.mean(axis=0).shape)
print("the mean of each image: ", train_images.mean(axis=(1, 2, 3)).shape)
print("the same, axes kept:    ", train_images.mean(axis=(1, 2, 3), keepdims=True).shape)

# %% [markdown] lang="en"
# **Broadcasting** combines arrays of different shapes. Shapes are compared from the right; an axis of length 1, or a missing one, is stretched to fit. That is how the mean of an image is subtracted from each of its pixels.
#
# > **Predict before you run.** Two traps. What is 200 + 100 in `uint8`? And what is the mean squared error of four perfect guesses, if the guesses have shape `(4, 1)` and the answers `(4,)`?

# %% [markdown] lang="zh"
# 形状不同的数组可以一起运算，这叫**广播**：形状从右边对齐，长度为 1 的轴和缺少的轴都会被拉伸到相配的长度。要从一幅图的每个像素里减去这幅图的平均值，靠的就是它。
#
# > **先猜，再运行。** 有两个陷阱。在 `uint8` 里，200 + 100 等于几？四次猜测全对，但猜测的形状是 `(4, 1)`，答案的形状是 `(4,)`，均方误差是多少？

# %% tags=["nbval-check-output"]
centred = train_images - train_images.mean(axis=(1, 2, 3), keepdims=True)
assert np.allclose(centred.mean(axis=(1, 2, 3)), 0)
print("200 + 100 in uint8:", (np.array([200], "uint8") + np.array([100], "uint8"))[0])

answers = np.array([1.0, 0.0, 0.0, 1.0])
guesses = answers.reshape(4, 1)
print("error of perfect guesses:", np.mean((guesses - answers) ** 2))
print("with equal shapes:       ", np.mean((guesses[:, 0] - answers) ** 2))

# %% [markdown] lang="en"
# Neither trap raises an error. Whole numbers of one byte begin again at 0 after 255, so images are turned into `float32` before any arithmetic. And `(4, 1)` minus `(4,)` is `(4, 4)`: every guess against every answer. When a loss refuses to fall, print the shapes first.

# %% [markdown] lang="zh"
# 两个陷阱都不报错。一个字节的整数过了 255 又从 0 数起，所以对图像做算术之前要先转成 `float32`。`(4, 1)` 减 `(4,)` 得到的是 `(4, 4)`：每个猜测都与每个答案相减。损失怎么也降不下去时，先把形状打印出来看看。

# %% [markdown] lang="en"
# ## A model: call, compile, fit
#
# A Keras model is a function with weights. This one takes images and gives ten probabilities. `Rescaling` brings the bytes to [0, 1], `Flatten` makes one row of 784 numbers, and a **dense** layer computes $\mathrm{activation}(xW + b)$. The last one stays in `float32`, so that its probabilities are precise whatever number format `configure` picked.
#
# The weights can be counted by hand: a dense layer from $n$ to $m$ numbers has $nm$ in $W$ and $m$ in $b$.

# %% [markdown] lang="zh"
# ## 模型：调用、编译、训练
#
# Keras 模型就是一个带权重的函数。下面这个模型输入图像，输出十个概率：`Rescaling` 把字节缩放到 [0, 1]，`Flatten` 排成一行 784 个数，**全连接**层计算 $\mathrm{activation}(xW + b)$，其中 activation 是激活函数。最后一层固定用 `float32`，不管 `configure` 选了哪种精度，概率都算得准。
#
# 权重可以亲手数：从 $n$ 个数到 $m$ 个数的全连接层，$W$ 里有 $nm$ 个，$b$ 里有 $m$ 个。


# %% tags=["nbval-check-output"]
def build_classifier(units=64):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dense(10, activation="softmax", dtype="float32"),
        ]
    )


model = build_classifier()
by_hand = (784 * 64 + 64) + (64 * 10 + 10)
assert model.count_params() == by_hand
print(f"{by_hand:,} weights; {train_images[:3].shape} -> {tuple(model(train_images[:3]).shape)}")

# %% [markdown] lang="en"
# **Compile** says what to lower and how. The loss is the **cross-entropy**, $-\log p(\text{right label})$, averaged over images: 0 for a sure and right answer, large for a sure and wrong one. Adam is the method that changes the weights, a refinement of the gradient descent in the next section.
#
# > **Predict before you run.** The weights are still random. How large will the loss be, and which share of the digits will be read correctly?

# %% [markdown] lang="zh"
# **编译**（compile）规定要降低什么、怎样降低。损失是**交叉熵**，即 $-\log p(\text{正确标签})$ 对各幅图像的平均：答得又肯定又对，损失接近 0；又肯定又错，损失很大。Adam 是调整权重的方法，由下一节的梯度下降改进而来。
#
# > **先猜，再运行。** 这时权重还是随机的。损失大约是多少？能读对几成数字？

# %%
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
first_loss, first_accuracy = model.evaluate(validation_images, validation_labels, verbose=0)

probabilities = model.predict(validation_images, verbose=0)
by_hand = -np.mean(np.log(probabilities[np.arange(1000), validation_labels]))
assert np.isclose(first_loss, by_hand, atol=0.02)
print(f"before training: loss {first_loss:.2f}, accuracy {first_accuracy:.0%}")
print(f"equal probabilities for ten labels would cost ln 10 = {np.log(10):.2f}")

# %% [markdown] lang="en"
# **Fit** trains. It takes 100 images at a time (a **batch**), computes the loss and its gradient, moves all 50,890 weights a little, and takes the next batch. One pass over the training images is an **epoch**. After each, Keras looks at the validation images, without learning from them. The last number in each line below is the validation accuracy.

# %% [markdown] lang="zh"
# **训练**（fit）每次取 100 幅图像（一个**批次**），算出损失和梯度，把 50,890 个权重各挪动一点，再取下一批。把训练图像全部过一遍，叫作一**轮**（epoch）。每轮之后，Keras 会看一眼验证图像，但不从中学习。下面打印的依次是轮数（epoch）、训练损失（loss）、验证损失（validation loss）和验证准确率。

# %%
history = model.fit(
    train_images,
    train_labels,
    batch_size=100,
    epochs=6,
    validation_data=(validation_images, validation_labels),
    verbose=0,
).history
for epoch, (loss, validation_loss, accuracy) in enumerate(
    zip(history["loss"], history["val_loss"], history["val_accuracy"], strict=True), 1
):
    print(f"epoch {epoch}: loss {loss:.3f}, validation loss {validation_loss:.3f}, {accuracy:.1%}")

# %% [markdown] lang="en"
# A few seconds of training, and more than nine in ten digits it has never seen are read correctly. What does it get wrong? Look at the errors of a model before you look for a larger one.

# %% [markdown] lang="zh"
# 训练几秒钟，从没见过的数字，十个里能读对九个多。错在哪里？在换更大的模型之前，先看看它犯的错。图中是十个读错的验证图像，标题“a as b”表示标签是 a，被读成了 b。

# %%
predicted = model.predict(validation_images, verbose=0).argmax(axis=-1)
wrong = np.flatnonzero(predicted != validation_labels)[:10]
titles = [f"{validation_labels[i]} as {predicted[i]}" for i in wrong]
plotting.show(
    plotting.image_grid(validation_images[wrong], titles=titles, scale=0.65),
    "Ten validation digits that the classifier misread, each titled with its label and the answer.",
    "十个被分类器读错的验证数字，标题为标签和分类器的答案。",
)

# %% [markdown] lang="en"
# ## Gradients: which way is down
#
# How does `fit` know where to move a weight? From the **gradient**: the slope of the loss with respect to each weight. For a function of one number there are three ways to it. By hand. By a **finite difference**: move a little to both sides and divide. Or by **automatic differentiation**, which applies the chain rule to every operation of the program; backward through a network it is called back-propagation.
#
# Our curve is $f(w) = (w^2 - 1)^2 + 0.3\,w$, with the slope $4w(w^2 - 1) + 0.3$.

# %% [markdown] lang="zh"
# ## 梯度：哪边是下坡
#
# `fit` 怎么知道权重该往哪边挪？看**梯度**，也就是损失对每个权重的斜率。对一元函数，求斜率有三种办法：一是动笔推导；二是**有限差分**，向两边各挪一点，作差相除；三是**自动微分**，对程序里的每一步运算使用链式法则，在网络里从后往前做，就叫反向传播。
#
# 取曲线 $f(w) = (w^2 - 1)^2 + 0.3\,w$，它的斜率是 $4w(w^2 - 1) + 0.3$。


# %% tags=["nbval-check-output"]
def curve(w):
    return (w**2 - 1) ** 2 + 0.3 * w


def slope(w):
    return 4 * w * (w**2 - 1) + 0.3


w = 1.5
for width in (1.0, 0.1, 0.01):
    difference = (curve(w + width) - curve(w - width)) / (2 * width)
    print(f"finite difference, {width:4} to each side: {difference:.4f}")
automatic = float(input_gradient(curve, np.array([w], "float32"))[0])
print(f"automatic: {automatic:.4f}, by hand: {slope(w):.4f}")
assert np.isclose(automatic, slope(w)) and np.isclose(difference, slope(w), atol=1e-3)

# %% [markdown] lang="en"
# A finite difference needs two evaluations for each weight; 50,890 weights need 101,780. Back-propagation gives all slopes in one pass forward and one back. Here it is for a network like ours, without the biases: two matrices, a ReLU between them, softmax and cross-entropy. The slope of the loss at the input of the softmax is the probabilities less the right answer (1 for its label, 0 elsewhere), divided by the number of images. From there the chain rule goes back: times the second matrix, zero where the ReLU was off.

# %% [markdown] lang="zh"
# 有限差分每个权重要算两次损失，50,890 个权重就是 101,780 次；反向传播正着走一遍、反着走一遍，就得到全部斜率。下面用它来算一个与前面相仿的网络，只是省去了偏置：两个矩阵，中间一个 ReLU，后面是 softmax 和交叉熵。损失对 softmax 输入的斜率，等于概率减去正确答案（标签那一位是 1，其余是 0），再除以图像的幅数。再用链式法则往回走：乘以第二个矩阵，ReLU 没有打开的地方归零。


# %%
def forward(first, second, x):
    hidden = np.maximum(x @ first, 0)
    logits = hidden @ second
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return hidden, powers / powers.sum(axis=1, keepdims=True)


def slopes(first, second, x, y):
    hidden, probabilities = forward(first, second, x)
    error = (probabilities - np.eye(10, dtype="float32")[y]) / len(x)
    return x.T @ (error @ second.T * (hidden > 0)), hidden.T @ error


# %% [markdown] lang="en"
# Finite differences remain the way to check a gradient. We move one weight of the first matrix a little to both sides; the quotient must be the slope that back-propagation gives.

# %% [markdown] lang="zh"
# 有限差分如今的用处是检验梯度。把第一个矩阵里的一个权重向两边各挪一点，差商应当等于反向传播给出的斜率。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
first, second = rng.normal(0, 0.05, (784, 64)), rng.normal(0, 0.2, (64, 10))
x, y = train_images[:100].reshape(100, 784) / 255, train_labels[:100]
nudge = np.zeros_like(first)
nudge[400, 7] = 0.001


def loss_at(first):
    return -np.mean(np.log(forward(first, second, x)[1][np.arange(100), y]))


difference = (loss_at(first + nudge) - loss_at(first - nudge)) / 0.002
by_hand = slopes(first, second, x, y)[0][400, 7]
print(f"finite difference {difference:.5f}, back-propagation {by_hand:.5f}")
assert np.isclose(difference, by_hand, rtol=1e-3)

# %% [markdown] lang="en"
# **Gradient descent** repeats one line: $w \leftarrow w - \eta f'(w)$, with the **learning rate** $\eta$.
#
# > **Predict before you run.** The curve has two valleys, the left one deeper. Where do we end from $w = 1.5$ and from $w = -1.5$ with $\eta = 0.05$? And from 1.5 with $\eta = 0.3$?

# %% [markdown] lang="zh"
# **梯度下降**反复做一件事：$w \leftarrow w - \eta f'(w)$，其中 $\eta$ 是**学习率**。
#
# > **先猜，再运行。** 曲线有两个谷，左边的更深。取 $\eta = 0.05$，从 $w = 1.5$ 和 $w = -1.5$ 出发，各走到哪里？取 $\eta = 0.3$，从 1.5 出发呢？


# %% tags=["nbval-check-output"]
def descend(w, rate, steps=8):
    path = [w]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1]))
    return np.array(path)


starts = ((1.5, 0.05), (-1.5, 0.05), (1.5, 0.3))
paths = {start: descend(*start) for start in starts}
for (start, rate), path in paths.items():
    last = ", ".join(f"{w:.2f}" for w in path[-3:])
    print(f"from {start:4}, rate {rate:4}: ends with {last}; f = {curve(path[-1]):.2f}")

# %% [markdown] lang="en"
# In the figure, the line is $f$ and the dots are the steps. A small rate ends in the valley it started above, which need not be the deeper one. The large rate crosses the hill in one leap and then does not settle: near the bottom it steps over it again and again. Too small a rate would cost only time. The learning rate is the first setting to try when training fails.

# %% [markdown] lang="zh"
# 图中横轴为 $w$，纵轴为 $f(w)$；黑线是曲线，圆点是每一步的位置，图例为出发点（from）和学习率（rate）。学习率小，就停在出发时所在的谷里，那未必是更深的谷；学习率大，一步跨过山头，却再也停不下来，到了谷底附近总是一次次迈过头。学习率太小，浪费的只是时间。训练不成时，首先该试的就是学习率。

# %%
line = np.linspace(-1.7, 1.7, 200)
figure, axis = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
axis.plot(line, curve(line), color="black", linewidth=1)
for (start, rate), path in paths.items():
    axis.plot(
        path, curve(path), "o--", markersize=4, linewidth=0.8, label=f"from {start}, rate {rate}"
    )
axis.set(xlabel="w", ylabel="f(w)")
axis.legend()
plotting.show(
    figure,
    "A curve with two valleys: small steps end in the nearer valley; large ones leap into the left "
    "valley and jump from side to side.",
    "一条有两个谷的曲线：小步停在近处的谷里，大步跃入左边的谷，在两侧来回跳。",
)

# %% [markdown] lang="en"
# A gradient that travels back through many layers is a product with one factor a layer. The sigmoid's slope is at most 1/4, so unless the weights are large, the gradient shrinks towards nothing in a deep plain stack of sigmoid layers: the **vanishing gradient**. Below, it passes through 1 to 32 layers of 64 units. Two remedies stand beside it: ReLU with weights of the right size, and **skip connections**, which add a layer's input to its output. Each row gives the length of the gradient at the input, after 1, 4, 16 and 32 layers.

# %% [markdown] lang="zh"
# 梯度往回穿过许多层，就是一层一个因子地连乘。sigmoid 的斜率最多 1/4，所以只要权重不大，把许多 sigmoid 层直接叠起来，梯度就会缩到几乎没有，这就是**梯度消失**。下面让它穿过 1 到 32 层，每层 64 个单元；旁边是两种对策：一是 ReLU，配上大小合适的初始权重；二是**跳跃连接**（skip），把一层的输入加到它的输出上。每行打印输入处梯度的长度，依次为 1、4、16、32 层。


# %% tags=["nbval-check-output"]
def gradient_length(depth, activation, scale=1.0, skip=0):
    weights = np.random.default_rng(0).normal(0, scale / 8, (depth, 64, 64)).astype("float32")

    def stack(x):
        for w in weights:
            x = skip * x + activation(ops.matmul(x, w))
        return ops.mean(x, axis=-1)

    x = np.random.default_rng(1).normal(size=(1, 64)).astype("float32")
    return np.linalg.norm(ops.convert_to_numpy(input_gradient(stack, x)).astype("float64"))


kinds = {
    "sigmoid": {"activation": ops.sigmoid},
    "ReLU": {"activation": ops.relu, "scale": np.sqrt(2)},
    "sigmoid, skip": {"activation": ops.sigmoid, "skip": 1},
}
for name, options in kinds.items():
    lengths = [gradient_length(depth, **options) for depth in (1, 4, 16, 32)]
    print(f"{name:13}", "  ".join(f"{length:.1e}" for length in lengths))

# %% [markdown] lang="en"
# The plain sigmoid loses about twenty powers of ten; both remedies lose nothing. Chapter 5 meets the same product in time, where a recurrent network applies one layer again and again.

# %% [markdown] lang="zh"
# 直接叠起来的 sigmoid 丢了约二十个数量级，两种对策则都没有丢。第 5 章会在时间方向上遇到同样的连乘：循环神经网络把同一层反复用下去。

# %% [markdown] lang="en"
# ## Convolution: look at neighbours
#
# The dense classifier treats all 784 pixels alike; shuffle them in the same way in every image and it learns as well as before. A **convolution** looks at neighbours. It slides a small **kernel** over the image (this word again, now for a small array); each output is the sum of the products of the kernel with the pixels under it. `sliding_window_view` gives all the windows, and one line does the rest. The result must agree with `keras.ops.conv`.

# %% [markdown] lang="zh"
# ## 卷积：看看左邻右舍
#
# 全连接分类器对 784 个像素一视同仁：把每幅图的像素按同一种次序打乱，它照样学得会。**卷积**看的是邻居：让一个小小的**卷积核**在图像上滑动（英文也叫 kernel，与笔记本的内核同词不同义），每个输出等于卷积核与它盖住的像素逐个相乘再求和。`sliding_window_view` 取出所有的窗口，剩下的只要一行，结果应与 `keras.ops.conv` 一致。


# %% tags=["nbval-check-output"]
def convolve(image, kernel):
    windows = sliding_window_view(image, kernel.shape)
    return np.sum(windows * kernel, axis=(-2, -1))


digit = train_images[6, :, :, 0].astype("float32") / 255
edge = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], "float32")
kernels = {"vertical edges": edge, "horizontal edges": edge.T}
maps = {name: convolve(digit, kernel) for name, kernel in kernels.items()}
for name, kernel in kernels.items():
    keras_map = ops.conv(digit[None, :, :, None], kernel[:, :, None, None], padding="valid")
    assert np.allclose(ops.convert_to_numpy(keras_map)[0, :, :, 0], maps[name], atol=1e-4)
shape = maps["vertical edges"].shape
print(f"{digit.shape} -> {shape}: {edge.size} weights; dense: {digit.size * np.prod(shape):,}")

# %% [markdown] lang="en"
# Red is positive, where the image gets brighter to the right (or downwards); blue is negative, where it gets darker. Nine weights serve the whole image, where a dense layer between the same shapes has over half a million. And a digit that moves takes its edges with it, which the next cell asserts: what is learnt in one place holds everywhere.

# %% [markdown] lang="zh"
# 左为输入的数字，中、右为两个卷积核的输出；横轴为列，纵轴为行，色条为输出值。红为正，是往右（或往下）变亮的地方；蓝为负，是变暗的地方。整幅图共用九个权重，而同样形状之间的全连接层有五十多万个。数字移到哪里，它的边缘就跟到哪里，下面的代码检验了这一点：在一处学会的，处处适用。

# %%
figure, axes = plt.subplots(1, 3, figsize=(7.4, 2.5), layout="constrained")
axes[0].imshow(digit)
axes[0].set_title("input, 28 x 28")
for axis, (name, values) in zip(axes[1:], maps.items(), strict=True):
    picture = axis.imshow(values, cmap="RdBu_r", vmin=-3, vmax=3)
    axis.set_title(name)
for axis in axes:
    axis.set(xlabel="column", ylabel="row")
figure.colorbar(picture, ax=axes, label="output")
plotting.show(
    figure,
    "A digit; its vertical edges, left borders red and right borders blue; its horizontal edges.",
    "一个数字；它的竖直边缘，左缘红、右缘蓝；它的水平边缘。",
)
moved = np.roll(digit, 2, axis=1)
assert np.allclose(convolve(moved, edge)[:, 2:], convolve(digit, edge)[:, :-2], atol=1e-5)

# %% [markdown] lang="en"
# A network then makes its maps smaller, so that later kernels see more of the image. **Max pooling** keeps the largest of each 2×2 outputs. A **strided** convolution moves its kernel two pixels at a time, which is the same as keeping every second output in both directions. In NumPy each is one line. In the figure, pooling keeps the red edges and loses much of the blue: the larger of a positive and a negative number is the positive one.

# %% [markdown] lang="zh"
# 接着，网络要把特征图缩小，好让后面的卷积核看到更大的范围。**最大池化**在每 2×2 个输出里留下最大的一个；**带步幅的卷积**让卷积核每次移动两个像素，等于横竖都隔一个输出留一个。用 NumPy 写，两者各只要一行。左图为最大池化，右图为步幅 2；横轴为列，纵轴为行，色条为输出值。池化留住了红边，蓝边丢了不少：一正一负取大的，总是取到正的。

# %%
edges = maps["vertical edges"]
pooled = edges.reshape(13, 2, 13, 2).max(axis=(1, 3))
strided = edges[::2, ::2]

keras_pooled = ops.max_pool(edges[None, :, :, None], 2, 2)
keras_strided = ops.conv(digit[None, :, :, None], edge[:, :, None, None], strides=2)
assert np.allclose(ops.convert_to_numpy(keras_pooled)[0, :, :, 0], pooled)
assert np.allclose(ops.convert_to_numpy(keras_strided)[0, :, :, 0], strided, atol=1e-4)
figure, axes = plt.subplots(1, 2, figsize=(5.4, 2.4), layout="constrained")
for axis, values, title in zip(axes, (pooled, strided), ("max pooling", "stride 2"), strict=True):
    picture = axis.imshow(values, cmap="RdBu_r", vmin=-3, vmax=3)
    axis.set(title=f"{title}, 13 x 13", xlabel="column", ylabel="row")
figure.colorbar(picture, ax=axes, label="output")
plotting.show(
    figure,
    "The vertical edges at half the size: max pooling keeps the red edges and loses much of the "
    "blue; stride 2 keeps both.",
    "缩小一半的竖直边缘：最大池化留住红边，丢了不少蓝边；步幅为 2 时两者都在。",
)

# %% [markdown] lang="en"
# Pooling keeps the largest output and forgets where in the 2×2 it stood. For a classifier that is welcome. A generator has to put every stroke somewhere, and goes the other way, from small to large: it has no use for pooling. What do the networks of chapter 3 contain?

# %% [markdown] lang="zh"
# 池化留下最大的输出，却忘了它原来在 2×2 的哪一格。对分类器来说这正好；生成器却必须把每一笔都放到确定的位置，而且是由小变大，用不着池化。看看第 3 章的网络里有什么：

# %% tags=["nbval-check-output"]
for build in (gan_networks.conv_generator, gan_networks.conv_discriminator):
    kinds = [type(layer).__name__ for layer in build().layers]
    chosen = [kind for kind in kinds if "Conv" in kind or "Pool" in kind]
    print(f"{build.__name__:18}", ", ".join(chosen))

# %% [markdown] lang="en"
# The way back is the **transposed convolution**. A convolution is linear, so it is a matrix $A$; column $i$ is what the convolution makes of the image that is 1 at pixel $i$ and 0 elsewhere. On a 3×3 image with a 2×2 kernel, $A$ has 4 rows and 9 columns and can be printed. The transposed convolution is $A^\top$.
#
# > **Predict before you run.** $A^\top$ is applied to a 2×2 image with 1 in the top left corner, 10 in the bottom right, and 0 elsewhere. What 3×3 image comes out?

# %% [markdown] lang="zh"
# 往回走，靠的是**转置卷积**。卷积是线性的，所以它就是一个矩阵 $A$：取一幅只有第 $i$ 个像素为 1、其余为 0 的图像，卷积的结果就是 $A$ 的第 $i$ 列。3×3 的图像配 2×2 的卷积核，$A$ 是 4 行 9 列，可以整个打印出来。转置卷积就是 $A^\top$。
#
# > **先猜，再运行。** 把 $A^\top$ 作用在一幅 2×2 的图像上，左上角为 1，右下角为 10，其余为 0。得到的 3×3 图像是什么样？

# %% tags=["nbval-check-output"]
kernel = np.array([[1, 2], [3, 4]], "float32")
units = np.eye(9, dtype="float32").reshape(9, 3, 3)
matrix = np.stack([convolve(unit, kernel).ravel() for unit in units], axis=1)
print(matrix.astype(int), "= A\n")

small = np.array([[1, 0], [0, 10]], "float32")
back = (matrix.T @ small.ravel()).reshape(3, 3)
print(back.astype(int))
keras_back = ops.conv_transpose(small[None, :, :, None], kernel[:, :, None, None], padding="valid")
assert np.allclose(ops.convert_to_numpy(keras_back)[0, :, :, 0], back)

# %% [markdown] lang="en"
# Each input value stamps a copy of the kernel, scaled by that value; stamps add up where they overlap (4 + 10 in the middle). With stride 2 the stamps lie two pixels apart and the image doubles. Starting from 7×7 means of the digit, two doublings with a smooth kernel lead back to 28×28: the shape returns, the detail does not. $A^\top$ is no inverse. A generator learns kernels, many of them, that put detail in.

# %% [markdown] lang="zh"
# 每个输入值都盖下一个“章”，图案是卷积核乘以这个值；重叠处相加（正中间是 4 + 10）。步幅为 2 时，章与章相隔两个像素，图像就放大一倍。把数字缩成 7×7 个平均值，再用一个平滑的卷积核放大两次，便回到 28×28：形状回来了，细节没有回来，可见 $A^\top$ 不是逆运算。生成器要学的，正是能添上细节的许多卷积核。四幅图依次为原图、7×7 的平均值、放大一次、放大两次；横轴为列，纵轴为行。

# %%
smooth = np.outer([1, 3, 3, 1], [1, 3, 3, 1]).astype("float32")[:, :, None, None] / 16
sizes = [digit, digit.reshape(7, 4, 7, 4).mean(axis=(1, 3))]
for _ in range(2):
    doubled = ops.conv_transpose(sizes[-1][None, :, :, None], smooth, strides=2, padding="same")
    sizes.append(ops.convert_to_numpy(doubled)[0, :, :, 0])
figure, axes = plt.subplots(1, 4, figsize=(7.4, 2.1), layout="constrained")
for axis, picture in zip(axes, sizes, strict=True):
    axis.imshow(picture, vmin=0, vmax=1)
    size = len(picture)
    axis.set(title=f"{size} x {size}", xlabel="column", ylabel="row")
    axis.set(xticks=[0, size - 1], yticks=[0, size - 1])
plotting.show(
    figure,
    "A digit; its 7 by 7 means; these enlarged to 14 by 14 and 28 by 28, where the digit is blurred.",
    "一个数字；它的 7×7 平均值；放大到 14×14 和 28×28，数字是模糊的。",
)

# %% [markdown] lang="en"
# ## Learning by heart: overfitting
#
# The same classifier, the same 50,890 weights, but only 200 images, seen 20 times.
#
# > **Predict before you run.** What will the training loss do, what the validation loss, and what the validation accuracy?

# %% [markdown] lang="zh"
# ## 背下来：过拟合
#
# 还是那个分类器，还是那 50,890 个权重，但只给 200 幅图像，看 20 遍。
#
# > **先猜，再运行。** 训练损失会怎样，验证损失会怎样，验证准确率又会怎样？

# %%
few = build_classifier()
few.compile(keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
overfitted = few.fit(
    train_images[:200],
    train_labels[:200],
    batch_size=20,
    epochs=20,
    validation_data=(validation_images, validation_labels),
    validation_batch_size=1000,
    verbose=0,
).history
best = int(np.argmin(overfitted["val_loss"]))
print(
    f"validation loss: lowest {overfitted['val_loss'][best]:.2f} after epoch {best + 1}", end=", "
)
print(f"at the end {overfitted['val_loss'][-1]:.2f}; training loss {overfitted['loss'][-1]:.4f}")

# %% [markdown] lang="en"
# The training loss goes to nearly zero: the 200 images are known by heart. The validation loss turns and rises, while the validation accuracy hardly moves: the model is wrong about as often as before, and surer of itself when it is. With the training curve alone, this would look like success.

# %% [markdown] lang="zh"
# 训练损失降到接近零：这 200 幅图像已经背下来了。验证损失却掉头向上，验证准确率则几乎不动：模型错的次数与先前差不多，只是错得更有把握。单看训练曲线，还以为大功告成。图中横轴为轮数（epoch），左图纵轴为损失（loss），右图纵轴为准确率（accuracy）；蓝线为 200 幅训练图像，橙线为 1,000 幅验证图像。

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.4, 2.6), layout="constrained")
epochs = np.arange(1, 21)
for axis, name in zip(axes, ("loss", "accuracy"), strict=True):
    axis.plot(epochs, overfitted[name], label="training, 200 images")
    axis.plot(epochs, overfitted[f"val_{name}"], label="validation, 1,000 images")
    axis.set(xlabel="epoch", ylabel=name)
axes[1].legend()
plotting.show(
    figure,
    "Training loss falls to zero; validation loss falls, then rises. Training accuracy reaches 1; "
    "validation accuracy stays lower and hardly changes.",
    "训练损失降到零，验证损失先降后升；训练准确率达到 1，验证准确率停在较低处，几乎不变。",
)

# %% [markdown] lang="en"
# ## One number is not a result: seeds
#
# A **seed** starts the random number generators. The same seed gives the same first weights and the same order of batches; that makes a run repeatable on one machine with the same versions. It does not make its number typical.

# %% [markdown] lang="zh"
# ## 一个数不算结果：随机种子
#
# **随机种子**决定随机数发生器从哪里开始。种子相同，初始权重和批次的次序就相同；在同一台机器、同样的版本上，这能让实验重复得出来，却不能让得到的那个数有代表性。下面两行分别问：种子相同，初始权重是否相同；换一个种子，是否还相同。


# %% tags=["nbval-check-output"]
def first_weights(seed):
    keras.utils.set_random_seed(seed)
    return build_classifier().get_weights()[0]


print("same seed, same weights:", np.array_equal(first_weights(1), first_weights(1)))
print("another seed, the same: ", np.array_equal(first_weights(1), first_weights(2)))

# %% [markdown] lang="en"
# Now a question of the usual kind: with 500 images to learn from, is a hidden layer of 64 units better than one of 32? We train both with sixteen seeds each. So many runs want something quick: the NumPy network from above, with plain gradient descent written out. This is `fit`, without its comforts.
#
# > **Predict before you run.** How far apart are the best and the worst of sixteen networks that differ in the seed alone?

# %% [markdown] lang="zh"
# 来问一个常见的问题：只有 500 幅图像可学时，隐藏层用 64 个单元是不是比 32 个好？两种各用十六个种子训练一遍。次数这么多，得用快的：前面那个 NumPy 网络，梯度下降直接写出来。`fit` 做的就是这些，只是周到得多。
#
# > **先猜，再运行。** 十六个网络，除了种子全都一样，最好的与最差的相差多少？


# %%
def accuracy_of(units, seed, rate=0.2, steps=200):
    rng = np.random.default_rng(seed)
    first = rng.normal(0, np.sqrt(2 / 784), (784, units)).astype("float32")
    second = rng.normal(0, np.sqrt(2 / units), (units, 10)).astype("float32")
    for _ in range(steps):
        batch = rng.integers(500, size=50)
        first_slope, second_slope = slopes(first, second, pixels[batch], train_labels[batch])
        first -= rate * first_slope
        second -= rate * second_slope
    guesses = forward(first, second, validation_pixels)[1].argmax(axis=1)
    return np.mean(guesses == validation_labels)


pixels = train_images[:500].reshape(500, 784).astype("float32") / 255
validation_pixels = validation_images.reshape(1000, 784).astype("float32") / 255
scores = {units: np.array([accuracy_of(units, s) for s in range(16)]) for units in (32, 64)}

# %% [markdown] lang="en"
# Each dot is one seed, each bar the mean of sixteen.

# %% [markdown] lang="zh"
# 每个圆点是一个种子，竖线是十六个的平均。图中横轴为验证准确率（%），纵轴为隐藏单元数。下方打印平均值 ± 标准差、最差到最好，以及 32 个单元胜出的种子对所占的比例。

# %%
figure, axis = plt.subplots(figsize=(6.4, 1.8), layout="constrained")
for row, (units, values) in enumerate(scores.items()):
    axis.plot(100 * values, np.full(16, row), "o", alpha=0.5)
    axis.plot(100 * values.mean(), row, "k|", markersize=20)
    spread = f"{values.mean():.1%} ± {values.std(ddof=1):.1%}"
    print(f"{units} units: {spread}, from {values.min():.1%} to {values.max():.1%}")
axis.set(xlabel="validation accuracy in %", ylabel="hidden units", ylim=(-0.6, 1.6))
axis.set_yticks(range(2), [str(units) for units in scores])
plotting.show(
    figure,
    "Validation accuracies of sixteen seeds for 32 and for 64 units: two rows of dots that overlap.",
    "32 个和 64 个单元各十六个种子的验证准确率：两排点相互重叠。",
)
print(f"32 units beat 64 in {np.mean(scores[32][:, None] > scores[64]):.0%} of all pairs of seeds")

# %% [markdown] lang="en"
# Equal networks differ by about two percentage points from seed to seed, far more than the two means do. Whoever trains one of each may well find that the smaller one wins (the last line says how often), and whoever reports the best of sixteen reports luck. So: several seeds, mean and spread, and the same number of tries for both sides. The 1,000 images add a doubt of their own: at 88% the standard error of a share of 1,000 is $\sqrt{0.88 \cdot 0.12 / 1000}$, one percentage point.
#
# > **Misconception: "I fixed the seed, so the result is reliable."** It is repeatable. Reliable is what stays when the seed changes.
#
# Generative models need these habits more, not less. A model that recites its training text writes beautifully (chapter 5), and two GANs may differ by their seeds alone. That is why every chapter that trains a model sets images or texts aside, and why the bands at its end leave room for other seeds.

# %% [markdown] lang="zh"
# 一模一样的网络，换个种子，准确率就能相差两个百分点上下，比两个平均值之差大得多。各训练一个，说不定就是小的那个赢，最后一行便是这种情形所占的比例；十六个里挑最好的来报，报的就是运气。所以：要跑几个种子，报平均值和波动，两边试的次数还得一样多。另外，只用 1,000 幅图像来测，本身也有误差：准确率为 88% 时，标准误是 $\sqrt{0.88 \cdot 0.12 / 1000}$，即一个百分点。
#
# > **常见误解：“种子固定了，结果就可靠。”** 那只叫可重复。换了种子还站得住的，才叫可靠。
#
# 对生成模型来说，这两个习惯更要紧。把训练文本背下来的模型，文章写得漂亮得很（第 5 章）；两个 GAN 一好一坏，也可能只是种子之差。所以凡是训练模型的章节，都留出一部分图像或文本，章末的界限也都给别的种子留了余地。

# %% [markdown] lang="en"
# ## Where to begin: a quiz
#
# Answer each question before you open its answer. The table below says what your answers mean.
#
# **1.** A notebook has the cells `x = 1`, `x = x + 1` and `print(x)`. The second was run three times. What does the third print, and what will a reader get who runs everything from the top?
#
# <details><summary>Answer</summary>
#
# 4, and 2. The page shows one thing, a restart gives another.
#
# </details>
#
# **2.** `scores` has shape `(64, 1)` and `targets` has shape `(64,)`. Which shape has `scores - targets`?
#
# <details><summary>Answer</summary>
#
# `(64, 64)`. The missing axis is added on the left and both are stretched. `scores[:, 0] - targets` is what was meant.
#
# </details>
#
# **3.** At $w = 3$ the slope of the loss is $-2$ and the learning rate is 0.1. Where is $w$ after one step of gradient descent?
#
# <details><summary>Answer</summary>
#
# At 3.2: against the slope, $3 - 0.1 \cdot (-2)$.
#
# </details>
#
# **4.** The training loss falls from 0.30 to 0.02, and the validation loss rises from 0.40 to 0.90. What has happened, and which moment of the training do you keep?
#
# <details><summary>Answer</summary>
#
# Overfitting. Keep the weights of the epoch with the lowest validation loss, and find more data before you find a larger model.
#
# </details>
#
# **5.** A model gives the character that really follows a probability of 1/8. How many bits does that cost?
#
# <details><summary>Answer</summary>
#
# $-\log_2 (1/8) = 3$ bits, or $\ln 8 \approx 2.08$ nats.
#
# </details>
#
# **6.** When is the Kullback-Leibler divergence $\mathrm{KL}(q \,\|\, p)$ zero, and is it the same as $\mathrm{KL}(p \,\|\, q)$?
#
# <details><summary>Answer</summary>
#
# Only when $q = p$; it is never negative. The two are different in general, so it is no distance.
#
# </details>
#
# **7.** Training is over and you want something new. Which part of a GAN, of a VAE and of a language model do you need, and what do you feed it?
#
# <details><summary>Answer</summary>
#
# Of a GAN the generator, fed with noise. Of a VAE the decoder, fed with a code from the prior. Of a language model everything: it is given the text so far, and the character drawn from its answer is appended.
#
# </details>
#
# **8.** The losses of a GAN have stood still for an hour. Has training finished, failed, or can you not tell?
#
# <details><summary>Answer</summary>
#
# You cannot tell. Both players may be improving in step, or both stuck. Judge the images, by a score that has rows for real images and for noise beside it.
#
# </details>
#
# | Not sure of | Begin with |
# | --- | --- |
# | 1 to 4 | this chapter again, with the cells changed by your own hand |
# | 5 or 6 | [chapter 2](02_math.ipynb), the mathematics; come back to it whenever a formula stops you |
# | 7 | [chapter 1](01_history.ipynb) for the overview, then [chapter 4](04_vae.ipynb) or [chapter 5](05_rnn.ipynb) |
# | 8 alone | [chapter 3](03_gan.ipynb) |
# | none | any chapter, at its section "How good is it?", "Rate and distortion" or "Back-propagation through time", and the exercises with three stars |

# %% [markdown] lang="zh"
# ## 从哪里开始：小测验
#
# 每道题先自己回答，再展开答案。答得怎样意味着什么，见后面的表。
#
# **1.** 一个笔记本有三个单元：`x = 1`、`x = x + 1` 和 `print(x)`。第二个单元运行了三次，第三个会打印什么？读者从头运行一遍，又会得到什么？
#
# <details><summary>答案</summary>
#
# 4；而读者得到 2。页面上是一回事，重启之后是另一回事。
#
# </details>
#
# **2.** `scores` 的形状是 `(64, 1)`，`targets` 的形状是 `(64,)`，`scores - targets` 的形状是什么？
#
# <details><summary>答案</summary>
#
# `(64, 64)`。缺的轴补在左边，两者都被拉伸。本意应当是 `scores[:, 0] - targets`。
#
# </details>
#
# **3.** 在 $w = 3$ 处，损失的斜率是 $-2$，学习率为 0.1。梯度下降走一步之后，$w$ 是多少？
#
# <details><summary>答案</summary>
#
# 3.2。要逆着斜率走：$3 - 0.1 \cdot (-2)$。
#
# </details>
#
# **4.** 训练损失从 0.30 降到 0.02，验证损失却从 0.40 升到 0.90。发生了什么？该留下训练中哪一刻的权重？
#
# <details><summary>答案</summary>
#
# 过拟合了。留下验证损失最低那一轮的权重；先去找更多的数据，再考虑更大的模型。
#
# </details>
#
# **5.** 真正出现的下一个字符，模型给它的概率是 1/8。这要花多少比特？
#
# <details><summary>答案</summary>
#
# $-\log_2 (1/8) = 3$ 比特，合 $\ln 8 \approx 2.08$ 奈特。
#
# </details>
#
# **6.** KL 散度 $\mathrm{KL}(q \,\|\, p)$ 什么时候为零？它等于 $\mathrm{KL}(p \,\|\, q)$ 吗？
#
# <details><summary>答案</summary>
#
# 只有 $q = p$ 时为零，而且永远不会是负的。两个方向一般不相等，所以它不是距离。
#
# </details>
#
# **7.** 训练结束了，想生成新东西。GAN、VAE、语言模型各要用到哪一部分？喂给它什么？
#
# <details><summary>答案</summary>
#
# GAN 用生成器，喂噪声；VAE 用解码器，喂一个从先验抽出来的编码；语言模型要用整个模型，喂已有的文本，再把按它的答案抽出来的字符接在后面。
#
# </details>
#
# **8.** 一个 GAN 的损失已经一小时没有动静。是训练好了，是失败了，还是看不出来？
#
# <details><summary>答案</summary>
#
# 看不出来。可能双方在同步进步，也可能都卡住了。要评判图像本身，而且所用的分数旁边要有真实图像和噪声这两行作对照。
#
# </details>
#
# | 没把握的题 | 从哪里开始 |
# | --- | --- |
# | 第 1 至 4 题 | 把本章再过一遍，这次亲手改一改代码单元 |
# | 第 5、6 题 | [第 2 章](02_math.ipynb)，数学基础；以后哪个公式看不懂，也回到那里去查 |
# | 第 7 题 | 先看[第 1 章](01_history.ipynb)了解全貌，再读[第 4 章](04_vae.ipynb)或[第 5 章](05_rnn.ipynb) |
# | 只有第 8 题 | [第 3 章](03_gan.ipynb) |
# | 都有把握 | 任何一章，直接看“到底有多好？”“码率与失真”或“随时间反向传播”一节，再做三颗星的练习 |

# %% [markdown] lang="en"
# ## Paths through the course
#
# | Chapter | What it is about |
# | --- | --- |
# | 0 | the tools (you are here) |
# | [1](01_history.ipynb) | what AI-generated content is, and how it came about |
# | [2](02_math.ipynb) | the mathematics that the others use |
# | [3](03_gan.ipynb) | generative adversarial networks |
# | [4](04_vae.ipynb) | variational autoencoders |
# | [5](05_rnn.ipynb) | recurrent networks and text |
# | [6](06_transformer.ipynb) | the Transformer |
#
# Chapters 3, 4 and 5 do not need each other; chapter 6 needs 5. Each says at the top what it needs.
#
# **In a hurry: one evening.** The convolution section and the quiz here; in chapter 3 from "The idea" to "Two players, one step", then "A convolutional GAN"; in chapter 4 from "An autoencoder cannot invent" to "The bound, derived"; in chapter 5 "A language model is p(next | before)" and "Choosing the next character". Run everything, answer the predict boxes, leave out the rest.
#
# **Six weeks of lectures.**
#
# | Week | Chapter | In class | To hand in |
# | --- | --- | --- | --- |
# | 1 | 0 and 1 | the predict boxes of chapter 0, each answered by a show of hands before the cell runs | exercises 1 and 3 of chapter 0 |
# | 2 | 2 | a formula on the board, then its cell | two exercises of chapter 2 |
# | 3 | 3, to "A convolutional GAN" | the best discriminator, derived; two players, one step | exercise 1 of chapter 3 |
# | 4 | 3, from "How good is it?", and 4, to "The bound, derived" | mode collapse; the bound on the board | exercises 2 and 3 of chapter 3, exercise 1 of chapter 4 |
# | 5 | 4, the rest | repairing images; VAE against GAN | exercises 3 and 4 of chapter 4 |
# | 6 | 5 | counting against networks; learning by heart | exercises 1 and 2 of chapter 5, and one with three stars as a project |
#
# With a seventh week, chapter 6: the causal mask; fine-tuning, and forgetting.
#
# **Alone.** One chapter a week, in two sittings. In the first, run it from the top and write down your guess at each predict box. In the second, close the notebook and write its main formula and its main loop from memory. Then two exercises, one of them with two stars or more.
#
# **The gentler order.** 0, 2, then 4 or 5, and 3 last. A VAE and a language model each have one loss, and it says how well they do. A GAN has two that pull against each other, and they do not. Leave "VAE against GAN" in chapter 4 until you have read chapter 3.

# %% [markdown] lang="zh"
# ## 怎样学这门课
#
# | 章 | 内容 |
# | --- | --- |
# | 0 | 工具（就是这里） |
# | [1](01_history.ipynb) | AI 生成内容是什么，怎样走到今天 |
# | [2](02_math.ipynb) | 其余各章用到的数学 |
# | [3](03_gan.ipynb) | 生成对抗网络 |
# | [4](04_vae.ipynb) | 变分自编码器 |
# | [5](05_rnn.ipynb) | 循环神经网络与文本 |
# | [6](06_transformer.ipynb) | Transformer |
#
# 第 3、4、5 章互不依赖，第 6 章要先读第 5 章；各章开头都写明了预备知识。
#
# **赶时间：一个晚上。** 本章读卷积一节和小测验；第 3 章从“思路”读到“两个玩家，一步更新”，再读“卷积 GAN”；第 4 章读“自编码器不会创作”和“推导下界”；第 5 章读“语言模型就是 p(下一个 | 前文)”和“怎样选下一个字符”。代码全部运行，“先猜，再运行”一个不落，别的先放下。
#
# **六周课程。**
#
# | 周 | 章 | 课堂 | 作业 |
# | --- | --- | --- | --- |
# | 1 | 0、1 | 第 0 章的“先猜，再运行”，每个先举手表态，再运行单元 | 第 0 章练习 1、3 |
# | 2 | 2 | 黑板上推一个公式，接着运行对应的单元 | 第 2 章任选两题 |
# | 3 | 3，到“卷积 GAN”为止 | 推导最优判别器；两个玩家，一步更新 | 第 3 章练习 1 |
# | 4 | 3，从“到底有多好？”起；4，到“推导下界”为止 | 模式坍塌；在黑板上推导下界 | 第 3 章练习 2、3，第 4 章练习 1 |
# | 5 | 4，其余部分 | 修补图像；VAE 与 GAN | 第 4 章练习 3、4 |
# | 6 | 5 | 计数与网络之争；背书 | 第 5 章练习 1、2，另选一道三颗星的作大作业 |
#
# 如果有第七周，就讲第 6 章：因果掩码，微调与遗忘。
#
# **自学。** 每周一章，分两次。第一次从头运行，遇到“先猜，再运行”就把猜测写下来；第二次合上笔记本，默写这一章最主要的公式和最主要的循环。然后做两道练习，其中一道至少两颗星。
#
# **平缓的次序。** 先 0、2，再 4 或 5，最后 3。VAE 和语言模型各有一个损失，做得好不好，它说得出来；GAN 有两个互相较劲的损失，好不好它们说不出来。第 4 章的“VAE 与 GAN”一节，留到读完第 3 章再看。

# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# The course goes back to five articles. One of them, **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》), introduces convolutional and recurrent networks in its section 3.3. What it says there is right as far as it goes: both are deep learning, the first is mainly for images and the second for sequences. (The article breaks off in 4.2.1, which is no fault of its author.) One row is about **large models** (《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》), which lists what to install. Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | Industry, 3.3.1: a CNN extracts features "by convolutional and pooling layers" | Imprecise: true of many classifiers. Generators, the subject of the article, grow images with transposed convolutions (or by upsampling) and rarely pool; DCGAN replaced pooling by strides in the discriminator too (Radford et al. 2015, arXiv:1511.06434) | Convolution: the list of layers, and the way back |
# | Industry, 3.3.2: an RNN "captures the temporal dependencies of sequence data" by its loop | Imprecise: through many steps, as through many plain layers, the gradient is a product and fades (or explodes), so a plain RNN captures the near ones. Nothing in the article says so | Gradients: the table of depths; chapter 5 in time |
# | Large models, 5.1: "Python 3.7 or higher", then `pip install tensorflow` and `pip install keras`; Keras is "TensorFlow's high-level API" | Dated. Keras 3 is one API over TensorFlow, JAX and PyTorch; installing TensorFlow brings it along; and neither installs on Python 3.7 today | Set-up; A model |

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 这门课与五篇文章有关。其中《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》，在 3.3 节介绍了卷积网络和循环网络。就它所说的而言，大体不错：两者都属于深度学习，前者主要用于图像，后者用于序列。（该文在 4.2.1 截断，这不是作者的过失。）另有一行讲《**大模型**》即《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》，它列出了要安装的东西。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《赋能行业》3.3.1：“CNN 通过卷积层和池化层提取图像的特征” | 不够准确：许多分类器是这样。可文章谈的是生成，而生成器用转置卷积（或上采样）把图像放大，很少用池化；DCGAN 连判别器里的池化也换成了步幅（Radford 等，2015，arXiv:1511.06434） | 卷积：网络各层的清单，以及往回走的路 |
# | 《赋能行业》3.3.2：“RNN 通过循环结构捕捉序列数据的时间依赖性” | 不够准确：穿过许多时刻，与穿过许多普通的层一样，梯度是连乘，会消失（或爆炸），所以朴素的 RNN 捕捉得到的主要是近处的依赖。文中没有提到这一点 | 梯度：各种深度的表；时间方向上的见第 5 章 |
# | 《大模型》5.1：“Python 3.7或更高版本”，再分别 `pip install tensorflow` 和 `pip install keras`；“Keras是TensorFlow的高级API” | 过时了。Keras 3 是 TensorFlow、JAX 和 PyTorch 之上的统一接口；装了 TensorFlow，Keras 就一并装好；如今两者都装不到 Python 3.7 上 | 准备；模型 |

# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last two cells gather the main results and check that they lie within generous bands; five training seeds in each of two number formats stand behind them (`benchmarks/bands_00_start.json`), and a network taught with its neighbour's labels falls outside. If a new version of some package ruins the training, this is where it shows. Every chapter ends like this.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个代码单元汇总主要结果，检查它们是否落在宽松的界限之内；界限的依据是两种数值精度下各五个训练种子的结果（`benchmarks/bands_00_start.json`），而用邻居的标签训练出来的网络落在界限之外。如果哪个软件包的新版本毁了训练，就会在这里露出来。每一章都这样收尾。

# %%
results = {
    "first loss": first_loss,
    "accuracy": history["val_accuracy"][-1],
    "overfitted, training loss": overfitted["loss"][-1],
    "overfitted, best validation loss": min(overfitted["val_loss"]),
    "overfitted, last validation loss": overfitted["val_loss"][-1],
    "overfitted, accuracy": overfitted["val_accuracy"][-1],
    "seeds, mean": scores[64].mean(),
    "seeds, spread": scores[64].std(ddof=1),
}
results = {name: round(float(value), 4) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"{results['accuracy']:.1%} of 1,000 validation digits read correctly", end=", ")
print(f"{results['overfitted, accuracy']:.0%} after learning 200 images by heart")
assert 2.0 < results["first loss"] < 3.2 and results["accuracy"] > 0.9
assert results["overfitted, training loss"] < 0.02
gap = results["overfitted, last validation loss"] - results["overfitted, best validation loss"]
assert gap > 0.03
assert 0.7 < results["overfitted, accuracy"] < 0.9
assert results["seeds, mean"] > 0.8 and 0.002 < results["seeds, spread"] < 0.03

# %% [markdown] lang="en"
# ## Exercises
#
# 1. ★ How many weights has `Conv2D(16, 3)` on an image with one channel, and on one with 16? Count by hand, then ask `count_params`.
# 2. ★ Rearrange the 784 pixels in the same random way in all images and train `build_classifier` again. Does the accuracy change by more than the spread over seeds? Why would a convolutional network suffer?
# 3. ★★ Train on 200 images with random labels. How low does the training loss get, and how high the validation accuracy? What does a low training loss prove?
# 4. ★★★ Build a convolutional classifier with fewer than 20,000 weights that beats the dense one. Choose it on the validation images and over several seeds; look at the test images once, at the end.

# %% [markdown] lang="zh"
# ## 练习
#
# 1. ★ `Conv2D(16, 3)` 作用在单通道图像上有多少个权重？作用在 16 个通道上呢？先用手数，再问 `count_params`。
# 2. ★ 把所有图像的 784 个像素按同一种随机次序重排，再训练一次 `build_classifier`。准确率的变化超过种子之间的波动吗？换成卷积网络，为什么会吃亏？
# 3. ★★ 给 200 幅图像贴上随机的标签来训练。训练损失能降到多低？验证准确率能有多高？训练损失低，证明了什么？
# 4. ★★★ 搭建一个权重不到 20,000 个的卷积分类器，胜过全连接的那个。用验证图像和多个种子来挑选，最后看一次测试图像，只看一次。

# %% [markdown] lang="en"
# ## Summary
#
# - A kernel remembers what was run, not what stands on the page. Restart and run all before you trust a notebook.
# - Shapes are read from the left and broadcast from the right. Images are `uint8 (n, 28, 28, 1)`; models want the batch axis.
# - Training lowers a loss along its gradient. A gradient can be checked by a finite difference; through many plain sigmoid layers it vanishes.
# - A convolution shares a small kernel over the whole image. Pooling and strides make maps smaller; the transposed convolution leads back, in shape only. Generators use the last, and rarely pooling.
# - Only images that were not trained on say what was learnt, and only several seeds say how sure the number is.
#
# ## References
#
# LeCun et al. 1998, "Gradient-based learning applied to document recognition", doi:10.1109/5.726791 (convolutional networks, MNIST) · Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", AISTATS · Kingma & Ba 2014 (Adam), arXiv:1412.6980 · He et al. 2015 (initial weights for ReLU), arXiv:1502.01852 · Radford et al. 2015 (DCGAN), arXiv:1511.06434 · He et al. 2015 (skip connections), arXiv:1512.03385 · Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285 · Zhang et al. 2016, "Understanding deep learning requires rethinking generalization" (random labels), arXiv:1611.03530

# %% [markdown] lang="zh"
# ## 小结
#
# - 内核记住的是运行过什么，不是页面上写着什么。相信一个笔记本之前，先重启并全部运行一遍。
# - 形状从左往右读，广播从右往左对齐。图像是 `uint8 (n, 28, 28, 1)`，模型要有批次轴。
# - 训练就是沿着梯度降低损失。梯度可以用有限差分来检验；穿过许多直接叠起来的 sigmoid 层，它会消失。
# - 卷积让整幅图共用一个小小的卷积核。池化和步幅把特征图缩小；转置卷积往回走，回来的只是形状。生成器用的是最后一种，很少用池化。
# - 学到了什么，只有没训练过的图像说得清；一个数有多可靠，只有多跑几个种子才知道。
#
# ## 参考文献
#
# LeCun 等 1998，“Gradient-based learning applied to document recognition”，doi:10.1109/5.726791（卷积网络、MNIST）· Glorot 与 Bengio 2010，“Understanding the difficulty of training deep feedforward neural networks”，AISTATS · Kingma 与 Ba 2014（Adam），arXiv:1412.6980 · He 等 2015（ReLU 的初始权重），arXiv:1502.01852 · Radford 等 2015（DCGAN），arXiv:1511.06434 · He 等 2015（跳跃连接），arXiv:1512.03385 · Dumoulin 与 Visin 2016，“A guide to convolution arithmetic for deep learning”，arXiv:1603.07285 · Zhang 等 2016，“Understanding deep learning requires rethinking generalization”（随机标签），arXiv:1611.03530
