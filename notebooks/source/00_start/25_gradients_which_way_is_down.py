# %% [markdown] lang="en"
# ## Gradients: which way is down
#
# How does a training step know where to move a weight?
# From the **gradient**: the slope of the loss with respect to each weight.
# For a function of one number there are three ways to find it.
# We can differentiate by hand.
# We can take a **finite difference**: move the number a little to both sides, and divide the change of the function by the distance.
# Or we leave it to **automatic differentiation** (`input_gradient` below), which applies the chain rule to every operation of the program; backward through a network it is called back-propagation.
#
# Our curve is $f(w) = (w^2 - 1)^2 + 0.3\,w$, with the slope $4w(w^2 - 1) + 0.3$.

# %% [markdown] lang="zh"
# ## 梯度：哪边是下坡
#
# 训练步怎么知道权重该往哪边挪？
# 看**梯度**，也就是损失对每个权重的斜率。
# 对一元函数，求斜率有三种办法：一是动笔推导；二是**有限差分**，把自变量向两边各挪一点，求差商；三是**自动微分**（下面的 `input_gradient`），对程序里的每一步运算应用链式法则，在网络里从后往前做，就叫反向传播。
#
# 取曲线 $f(w) = (w^2 - 1)^2 + 0.3\,w$，它的斜率是 $4w(w^2 - 1) + 0.3$。


# %%
def curve(w):
    return (w**2 - 1) ** 2 + 0.3 * w


def slope(w):
    return 4 * w * (w**2 - 1) + 0.3


# %%
w, rows = 1.5, []
for width in (1.0, 0.1, 0.01):
    difference = (curve(w + width) - curve(w - width)) / (2 * width)
    name = f"finite difference, {width} to each side", f"有限差分，两边各挪 {width}"
    rows.append([name, f"{difference:.4f}"])
automatic = float(input_gradient(curve, np.array([w], "float32"))[0])
rows.append([("automatic differentiation", "自动微分"), f"{automatic:.4f}"])
rows.append([("by hand", "动笔推导"), f"{slope(w):.4f}"])
plotting.table([("way", "办法"), ("slope at w = 1.5", "w = 1.5 处的斜率")], rows)
assert np.isclose(automatic, slope(w)) and np.isclose(difference, slope(w), atol=1e-3)

# %% [markdown] lang="en"
# The smaller the width, the nearer the finite difference comes to the slope, in this table at least; exercise 3 in [exercises/00_start](exercises/00_start.ipynb) goes further down.
# A finite difference needs two evaluations for each weight; 50,890 weights need 101,780.
# Back-propagation gives all slopes in one pass forward and one back.
# Here it is for a network like ours, without $b$: two matrices, a ReLU between them, softmax and cross-entropy.
# The slope of the loss at the input of the softmax, `error`, is the probabilities less the right answer (1 for its label, 0 elsewhere), divided by the number of images.
# The slopes of the second matrix are the transposed hidden units (`.T`: rows and columns exchanged) times `error`.
# For the first matrix the chain rule goes further back: `error` is multiplied by the transposed second matrix and set to zero where the ReLU gave 0; the transposed input of the network times the result gives the slopes.

# %% [markdown] lang="zh"
# 至少在上表里，自变量挪得越小，有限差分就越接近斜率；挪得再小会怎样，见 [exercises/00_start](exercises/00_start.ipynb) 的练习 3。
# 用有限差分，每个权重要算两次损失，50,890 个权重就是 101,780 次；反向传播只要从前往后、从后往前各算一遍，就得到全部斜率。
# 下面用反向传播求一个网络的斜率；它与前面的网络相仿，只是没有 $b$：两个矩阵，中间一个 ReLU，后面是 softmax 和交叉熵。
# 损失对 softmax 输入的斜率（代码中的 `error`），等于概率减去正确答案（标签那一位是 1，其余是 0），再除以图像的数量。
# 隐藏单元的转置（行列互换，即 `.T`）乘以 `error`，就得到第二个矩阵的斜率。
# 要得到第一个矩阵的斜率，就用链式法则再往回走：`error` 乘以第二个矩阵的转置，ReLU 输出为 0 的地方归零，最后左乘网络输入的转置。


# %%
def forward(first, second, x):
    # en: x is (n, 784), first (784, 64), second (64, 10).
    # zh: x 是 (n, 784)，first 是 (784, 64)，second 是 (64, 10)。
    hidden = np.maximum(x @ first, 0)  # (n, 64)
    logits = hidden @ second  # (n, 10)
    # en: Less the largest logit of each row, so that no power overflows.
    # zh: 减去每一行最大的 logit，指数就不会溢出。
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return hidden, powers / powers.sum(axis=1, keepdims=True)


def slopes(first, second, x, y):
    hidden, probabilities = forward(first, second, x)
    error = (probabilities - np.eye(10, dtype="float32")[y]) / len(x)  # (n, 10)
    return x.T @ (error @ second.T * (hidden > 0)), hidden.T @ error


# %% [markdown] lang="en"
# Finite differences remain the way to check a gradient.
# We move one weight of the first matrix a little to both sides; the quotient must be the slope that back-propagation gives.

# %% [markdown] lang="zh"
# 检验梯度，用的仍是有限差分。
# 把第一个矩阵里的一个权重向两边各挪一点，差商应当等于反向传播给出的斜率。

# %%
rng = np.random.default_rng(0)
first, second = rng.normal(0, 0.05, (784, 64)), rng.normal(0, 0.2, (64, 10))
x, y = train_images[:100].reshape(100, 784) / 255, train_labels[:100]
# en: Move one weight of the first matrix, the others not at all.
# zh: 只挪第一个矩阵里的一个权重，其余的不动。
nudge = np.zeros_like(first)
nudge[400, 7] = 0.001


def loss_at(first):
    return -np.mean(np.log(forward(first, second, x)[1][np.arange(100), y]))


# %% tags=["nbval-check-output"]
difference = (loss_at(first + nudge) - loss_at(first - nudge)) / 0.002
by_hand = slopes(first, second, x, y)[0][400, 7]
print(f"finite difference {difference:.5f}, back-propagation {by_hand:.5f}")
assert np.isclose(difference, by_hand, rtol=1e-3)

# %% [markdown] lang="en"
# **Gradient descent** repeats one line: $w \leftarrow w - \eta f'(w)$, with the **learning rate** $\eta$.
#
# > **Predict before you run.** The curve has two valleys, the left one deeper.
# > Where do we end from $w = 1.5$ and from $w = -1.5$ with $\eta = 0.05$?
# > And from 1.5 with $\eta = 0.3$?

# %% [markdown] lang="zh"
# **梯度下降**反复做一件事：$w \leftarrow w - \eta f'(w)$，其中 $\eta$ 是**学习率**。
#
# > **先猜，再运行。** 曲线有两个谷，左边的更深。
# > 取 $\eta = 0.05$，从 $w = 1.5$ 和 $w = -1.5$ 出发，分别会走到哪里？
# > 取 $\eta = 0.3$，从 1.5 出发呢？


# %%
def descend(w, rate, steps=8):
    path = [w]
    for _ in range(steps):
        # en: The one line of gradient descent.
        # zh: 梯度下降就是这一行。
        path.append(path[-1] - rate * slope(path[-1]))
    return np.array(path)


# %% tags=["hide-output"]
starts = ((1.5, 0.05), (-1.5, 0.05), (1.5, 0.3))
paths = {start: descend(*start) for start in starts}
rows = []
for (start, rate), path in paths.items():
    last = ", ".join(f"{w:.2f}" for w in path[-3:])
    rows.append([str(start), str(rate), last, f"{curve(path[-1]):.2f}"])
header = [("from", "出发点"), ("rate", "学习率"), ("the last three steps", "最后三步")]
plotting.table([*header, ("f at the end", "终点处的 f")], rows)
assert curve(paths[-1.5, 0.05][-1]) < curve(paths[1.5, 0.05][-1])

# %% [markdown] lang="en"
# In the figure below, the line is $f$ and the dots are the steps.
#
# <details><summary>Answer</summary>
#
# With the small rate, $w$ ends in the valley above which it started, which need not be the deeper one.
# With the large rate, $w$ crosses the hill in one step and then steps over the bottom again and again.
#
# </details>
#
# A rate that is too small costs time above all.
# When a training fails, the learning rate is the first setting to try.

# %% [markdown] lang="zh"
# 下图中横轴为 $w$，纵轴为 $f(w)$；黑线是曲线，圆点是每一步的位置，图例标出了出发点（from）和学习率（rate）。
#
# <details><summary>答案</summary>
#
# 学习率小，$w$ 最后就停在出发时所在的谷里，那未必是更深的谷。
# 学习率大，$w$ 一步就跨过山头，之后却停不下来，在谷底附近一次次迈过头。
#
# </details>
#
# 学习率太小，浪费的主要是时间。
# 训练不成功时，首先该调的就是学习率。

# %% tags=["hide-output"]
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
    "一条有两个谷的曲线：步子小时停在出发时所在的谷里，步子大时跃入左边的谷，在谷底两侧来回跳。",
)

# %% [markdown] lang="en"
# A gradient that travels back through many layers is a product with one factor a layer.
# The slope of the sigmoid, $1 / (1 + e^{-h})$, is at most 1/4.
# So unless the weights are large, the gradient shrinks towards nothing in a deep plain stack of sigmoid layers: this is the **vanishing gradient**.
# Below, the gradient passes through 1 to 32 layers of 64 units.
# We try two remedies: ReLU with weights of the right size, and **residual connections** (or skip connections), which add a layer's input to its output.
# The table gives the length of the gradient at the input.

# %% [markdown] lang="zh"
# 梯度往回穿过许多层时，每过一层就要乘一个因子，结果是一个连乘积。
# sigmoid 即 $1 / (1 + e^{-h})$，它的斜率最多 1/4，所以只要权重不大，把许多 sigmoid 层直接叠起来，梯度就会缩到几乎没有，这就是**梯度消失**。
# 下面让梯度穿过 1 到 32 层，每层 64 个单元；除了直接叠起来的 sigmoid 层，还试两种对策：一是 ReLU，配上大小合适的初始权重；二是**残差连接**（又称跳跃连接），把一层的输入加到它的输出上。
# 下表给出输入处梯度的长度。


# %%
def gradient_length(depth, activation, scale=1.0, skip=0):
    weights = np.random.default_rng(0).normal(0, scale / 8, (depth, 64, 64)).astype("float32")

    def stack(x):
        for w in weights:
            x = skip * x + activation(ops.matmul(x, w))
        return ops.mean(x, axis=-1)

    x = np.random.default_rng(1).normal(size=(1, 64)).astype("float32")
    return np.linalg.norm(ops.convert_to_numpy(input_gradient(stack, x)).astype("float64"))


# %%
kinds = {
    ("sigmoid", "sigmoid"): {"activation": ops.sigmoid},
    ("ReLU", "ReLU"): {"activation": ops.relu, "scale": np.sqrt(2)},
    ("sigmoid, skip connections", "sigmoid，跳跃连接"): {"activation": ops.sigmoid, "skip": 1},
}
depths = 1, 4, 16, 32
lengths = [[gradient_length(depth, **options) for depth in depths] for options in kinds.values()]
header = [("1 layer", "1 层"), *((f"{depth} layers", f"{depth} 层") for depth in depths[1:])]
rows = [[name, *(f"{n:.1e}" for n in row)] for name, row in zip(kinds, lengths, strict=True)]
plotting.table([("network", "网络"), *header], rows)
assert lengths[0][-1] < 1e-19 * lengths[0][0] and min(lengths[1][-1], lengths[2][-1]) > 0.1

# %% [markdown] lang="en"
# From 1 layer to 32 the gradient of the plain sigmoid loses about twenty powers of ten; with either remedy it stays of about the same size.
# Chapter 5 meets such a product again, along time, where a recurrent network applies one layer again and again.

# %% [markdown] lang="zh"
# 从 1 层到 32 层，直接叠起来的 sigmoid 网络的梯度小了约二十个数量级；无论采用哪一种对策，梯度的大小都变化不大。
# 第 5 章会再次遇到这样的连乘，不过是沿着时间方向：循环神经网络一步接一步，反复使用同一层。
