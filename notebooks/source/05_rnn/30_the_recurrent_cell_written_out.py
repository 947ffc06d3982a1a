# %% [markdown] lang="en"
# ## The recurrent cell, written out
#
# A **recurrent neural network** (RNN) has no window.
# It keeps a **hidden state**, a vector of fixed length, and updates it with every character.
# From here on $h$ is this state, no longer an n-gram's context.
# The simplest network of the kind (Elman 1990) is
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b),$$
#
# with the input $x_t$ and the state $h_{t-1}$ as row vectors.
# $W$, $U$ and $b$ are the same at every step, so the number of parameters does not depend on the length of the text.
# The loop below runs any cell: a cell is a function that turns an input and a state into the next state.
# The state is a tuple, since some cells will have two parts.
# Its first part, $h_t$, is also the layer's output.

# %% [markdown] lang="zh"
# ## 动手写循环单元
#
# **循环神经网络**（RNN）没有窗口。
# 它保存一个定长的向量，称为**隐藏状态**，每读一个字符就更新一次。
# 从这里起，$h$ 指这个状态，不再是 n 元模型的上文。
# 最简单的一种（Elman，1990）是
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b),$$
#
# 其中输入 $x_t$ 和状态 $h_{t-1}$ 都写成行向量。
# $W$、$U$、$b$ 在每一步都是同一组，所以参数的个数与文本长度无关。
# 下面的循环可以运行任何一种循环单元：单元就是一个函数，由输入和状态算出下一个状态。
# 有的单元状态分成两部分，所以状态用元组表示；它的第一部分 $h_t$ 同时也是这一层的输出。


# %%
def simple_cell(x, state, w, u, b):
    (h,) = state
    return (np.tanh(x @ w + h @ u + b),)


def run(cell, inputs, state, weights):
    outputs = []
    for x in np.swapaxes(inputs, 0, 1):
        state = cell(x, state, *weights)
        outputs.append(state[0])
    return np.stack(outputs, axis=1), state


# %% [markdown] lang="en"
# `inputs` has the shape (texts, length, numbers per step).
# A character enters as a **one-hot** vector, with a single 1 at its token id.
# Multiplying it by $W$ then picks one row of $W$.
# Nobody multiplies all those zeros: an `Embedding` layer looks the row up.

# %% [markdown] lang="zh"
# `inputs` 的形状是（文本数，长度，每一步的数的个数）。
# 字符以**独热**（one-hot）向量的形式输入：在它的词元编号处为 1，其余全为 0。
# 这样的向量乘以 $W$，就等于取出 $W$ 的一行。
# 没有人真去乘那一大堆 0：`Embedding` 层直接查表取行。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
hidden_dim = 32
w = rng.normal(size=(vocabulary.size, hidden_dim))
u = rng.normal(size=(hidden_dim, hidden_dim)) / np.sqrt(hidden_dim)
b = rng.normal(size=hidden_dim)
token_ids = vocabulary.encode("To be, or not to be")
one_hot = np.eye(vocabulary.size)[token_ids]
np.testing.assert_allclose(one_hot @ w, w[token_ids])
print(f"one-hot {one_hot.shape} times W {w.shape}: {len(token_ids)} rows of W")

# %% [markdown] lang="en"
# Drawn **unrolled** over time, the network is a chain.
# Each box is the same cell with the same weights.
# It reads one character from below, receives the state from the left, hands the new state on to the right, and from this state the model predicts the next character above.

# %% [markdown] lang="zh"
# 把网络沿时间**展开**，就成了一条链。
# 每个方框都是同一个单元，用的是同一组权重：从下方读入一个字符，从左边接过状态，再把新状态交给右边；模型凭新状态预测上方的下一个字符。

# %%
figure, axis = plt.subplots(figsize=(6.4, 2.2), layout="constrained")
axis.set(xlim=(-1.6, 7.8), ylim=(-0.3, 2.3))
axis.axis("off")
place = {"ha": "center", "va": "center"}
for t, (character, target) in enumerate(zip("love", "ove,", strict=True)):
    box = {"boxstyle": "round,pad=0.6", "facecolor": "white"}
    axis.text(2 * t, 1, "W, U, b", bbox=box, **place)
    axis.text(2 * t, 0, f"$x_{t + 1}$ = {character!r}", **place)
    axis.text(2 * t, 2, f"next: {target!r}", **place)
    axis.text(2 * t + 1, 1.2, f"$h_{t + 1}$", **place)
    steps = ((0, 0.2), (0, 0.65)), ((0, 1.35), (0, 1.8)), ((0.55, 1), (1.45, 1))
    for (x_from, y_from), (x_to, y_to) in steps:
        ends = {"xytext": (2 * t + x_from, y_from), "xy": (2 * t + x_to, y_to)}
        axis.annotate("", **ends, arrowprops={"arrowstyle": "->"})
axis.text(-1, 1.2, "$h_0$", **place)
axis.annotate("", xy=(-0.55, 1), xytext=(-1.45, 1), arrowprops={"arrowstyle": "->"})
plotting.show(
    figure,
    "Four boxes in a row, all labelled W, U, b. Below them the letters l, o, v, e; above them the "
    "letters to predict, o, v, e and a comma; between them arrows for the states h1 to h4.",
    "四个方框排成一行，都标着 W、U、b。下方是字母 l、o、v、e，上方是要预测的 o、v、e 和逗号；方框之间的箭头是状态 h1 到 h4。",
)

# %% [markdown] lang="en"
# The state is the only thing that is handed on.
# So a text may be cut anywhere: run the first part, keep the state, and continue from it.
# Nothing is lost, as the cell checks first, and the memory needed does not grow with the text.
#
# How much of the past does the state hold?
# Below, two texts differ in one word and then go on alike.
# The table says how far apart the two states still are.
# An n-gram model of order 5 would see no difference four characters after the word.
#
# > **Predict before you run.** The weights are random, nothing has been trained.
# > Does the difference stay, grow or fade?

# %% [markdown] lang="zh"
# 从一步传到下一步的，只有状态。
# 所以文本可以在任何地方切开：先跑前一段，留下状态，再从它接着跑。
# 什么也不会丢（下面先验证这一点），需要的内存也不随文本变长而增加。
#
# 状态里究竟存了多少过去的内容？
# 下面两段文本只差一个词，之后完全相同。
# 表中是两个状态还相距多远。
# 换成 5 阶 n 元模型，过了这个词再往后四个字符，就看不出任何区别了。
#
# > **先猜，再运行。** 权重是随机的，什么也没训练。
# > 两个状态的差别会保持不变、越来越大，还是逐渐消失？

# %% tags=["hide-output"]
start = (np.zeros((1, hidden_dim)),)
whole, _ = run(simple_cell, one_hot[None], start, (w, u, b))
_, kept = run(simple_cell, one_hot[None, :8], start, (w, u, b))
rest, _ = run(simple_cell, one_hot[None, 8:], kept, (w, u, b))
np.testing.assert_allclose(rest, whole[:, 8:])

ending = " rose, and then the trumpets sounded."
both = np.stack([vocabulary.encode(name + ending) for name in ("king", "lady")])
states, _ = run(simple_cell, np.eye(vocabulary.size)[both], (np.zeros((2, hidden_dim)),), (w, u, b))
apart = np.linalg.norm(states[0, 3:] - states[1, 3:], axis=-1)
assert apart[20] < 1e-6 * apart[0]
header = [("characters after the word", "词后的字符数"), ("distance", "距离")]
plotting.table(header, [[d, f"{apart[d]:.1e}"] for d in (0, 1, 4, 10, 20)])

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The states move towards each other, and after twenty characters less than a millionth of the difference is left.
# The state can carry information over any distance, but nothing makes it do so.
#
# </details>
#
# Two cells were designed to keep things longer.
#
# **LSTM** (long short-term memory, Hochreiter & Schmidhuber 1997).
# Beside $h$ it has a **cell state** $c$, which is changed by multiplying and adding, without a matrix in between.
# **Gates**, numbers from 0 to 1, say how much of $c$ is kept (forget gate $f$), how much is written (input gate $i$) and how much is shown (output gate $o$):
#
# $$\begin{aligned}
# i, f, o &= \sigma(x_t W_{i, f, o} + h_{t-1} U_{i, f, o} + b_{i, f, o}), \\
# \tilde c &= \tanh(x_t W_c + h_{t-1} U_c + b_c), \\
# c_t &= f \odot c_{t-1} + i \odot \tilde c, \qquad h_t = o \odot \tanh(c_t).
# \end{aligned}$$
#
# Here $\sigma(x) = 1 / (1 + e^{-x})$ squeezes any number into the range from 0 to 1, $\odot$ multiplies element by element, and $\tilde c$ is what may be written.
# (The code writes $\sigma$ with tanh, which is the same and cannot overflow.)
# Mind the name of $f$: at $f = 1$ nothing is forgotten.
# The LSTM of 1997 had no $f$: everything was kept.
# The forget gate came with Gers, Schmidhuber & Cummins (2000).
# Keras stores the four blocks side by side, in the order $i, f, c, o$.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 两个状态越靠越近，二十个字符之后，差别还剩不到百万分之一。
# 状态可以把信息带到任意远，却没有什么保证它会这样做。
#
# </details>
#
# 有两种单元就是为了记得更久而设计的。
#
# **LSTM**（长短期记忆，Hochreiter 与 Schmidhuber，1997）。
# 除了 $h$，它还有一个**细胞状态** $c$；更新 $c$ 只用逐元素的乘和加，中间不经过矩阵。
# 几个取值在 0 与 1 之间的**门**决定 $c$ 保留多少（遗忘门 $f$）、写入多少（输入门 $i$）、拿出来多少（输出门 $o$）：
#
# $$\begin{aligned}
# i, f, o &= \sigma(x_t W_{i, f, o} + h_{t-1} U_{i, f, o} + b_{i, f, o}), \\
# \tilde c &= \tanh(x_t W_c + h_{t-1} U_c + b_c), \\
# c_t &= f \odot c_{t-1} + i \odot \tilde c, \qquad h_t = o \odot \tanh(c_t).
# \end{aligned}$$
#
# 其中 $\sigma(x) = 1 / (1 + e^{-x})$ 把任何数压到 0 与 1 之间，$\odot$ 是逐元素相乘，$\tilde c$ 是准备写入的内容。
# （代码用 tanh 来写 $\sigma$，结果相同，而且不会溢出。）
# 遗忘门这个名字容易弄反：$f = 1$ 时什么也不忘。
# 1997 年的 LSTM 没有 $f$，什么都留着；遗忘门是 Gers、Schmidhuber 与 Cummins（2000）加上的。
# Keras 把四块权重并排存放，顺序为 $i, f, c, o$。


# %%
def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def lstm_cell(x, state, w, u, b):
    h, c = state
    i, f, new, o = np.split(x @ w + h @ u + b, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
    return sigmoid(o) * np.tanh(c), c


# %% [markdown] lang="en"
# **GRU** (gated recurrent unit, Cho et al. 2014, arXiv:1406.1078).
# One state, two gates.
# The update gate $z$ mixes the old state with a candidate; the reset gate $r$ says how much of the old state the candidate sees:
#
# $$\begin{aligned}
# z, r &= \sigma(x_t W_{z, r} + h_{t-1} U_{z, r} + b_{z, r}), \\
# \tilde h &= \tanh(x_t W_h + (r \odot h_{t-1}) U_h + b_h), \\
# h_t &= z \odot h_{t-1} + (1 - z) \odot \tilde h.
# \end{aligned}$$
#
# Keras' default, `reset_after=True`, moves $r$ behind the matrix: $r \odot (h_{t-1} U_h + b'_h)$ instead of $(r \odot h_{t-1}) U_h$.
# One product $h_{t-1} U$ then serves all three blocks, as fast code on GPUs needs it.
# The price is a second bias inside the bracket, so `bias` has two rows: one for $xW$, one for $hU$.
# The blocks stand in the order $z, r, h$.
# (Some papers swap the roles of $z$ and $1 - z$.)

# %% [markdown] lang="zh"
# **GRU**（门控循环单元，Cho 等，2014，arXiv:1406.1078）。
# 只有一个状态，两个门。
# 更新门 $z$ 决定旧状态与候选状态各占多少；重置门 $r$ 决定计算候选状态时看到多少旧状态：
#
# $$\begin{aligned}
# z, r &= \sigma(x_t W_{z, r} + h_{t-1} U_{z, r} + b_{z, r}), \\
# \tilde h &= \tanh(x_t W_h + (r \odot h_{t-1}) U_h + b_h), \\
# h_t &= z \odot h_{t-1} + (1 - z) \odot \tilde h.
# \end{aligned}$$
#
# Keras 默认 `reset_after=True`，把 $r$ 挪到矩阵之后：用 $r \odot (h_{t-1} U_h + b'_h)$ 代替 $(r \odot h_{t-1}) U_h$。
# 这样只做一次乘法 $h_{t-1} U$ 就够三块共用，GPU 上的快速实现正需要这一点；代价是括号里多了一个偏置，所以 `bias` 有两行，一行配 $xW$，一行配 $hU$。
# 三块权重的顺序为 $z, r, h$。
# （有些论文里 $z$ 与 $1 - z$ 的角色对调。）


# %%
def gru_cell(x, state, w, u, b):
    (h,) = state
    x_z, x_r, x_h = np.split(x @ w + b[0], 3, axis=-1)
    h_z, h_r, h_h = np.split(h @ u + b[1], 3, axis=-1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    candidate = np.tanh(x_h + r * h_h)
    return (z * h + (1 - z) * candidate,)


# %% [markdown] lang="en"
# Are these the layers of Keras?
# We give each layer random weights, biases included, and compare outputs and final states over 50 steps.
# The parameters are counted along the way, for 256 numbers in and 256 in the state.

# %% [markdown] lang="zh"
# 它们和 Keras 的层是一回事吗？
# 给每个层装上随机权重（连同偏置），跑 50 步，比较输出和最终状态。
# 顺便数一数输入与状态各有 256 个数时的参数个数。

# %%
cells = {"simple": simple_cell, "lstm": lstm_cell, "gru": gru_cell}
keras_layers = {"simple": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}
inputs, rows = rng.normal(size=(3, 50, 256)).astype("float32"), []
for name, cell in cells.items():
    layer = keras_layers[name](256, return_sequences=True, return_state=True, dtype="float32")
    layer.build(inputs.shape)
    weights = [rng.normal(0, 0.06, size=w.shape).astype("float32") for w in layer.weights]
    layer.set_weights(weights)
    start = tuple(np.zeros((2 if name == "lstm" else 1, 3, 256), "float32"))
    written = run(cell, inputs, start, weights)
    outputs, *state = map(ops.convert_to_numpy, layer(inputs))
    np.testing.assert_allclose(outputs, written[0], atol=1e-5)
    np.testing.assert_allclose(state, written[1], atol=1e-5)
    rows.append([name, layer.count_params(), 256 * len(state)])
header = [("cell", "单元"), ("parameters", "参数"), ("numbers in the state", "状态里的数")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# They agree.
# The simple cell has $(m + n + 1)\,n$ parameters, with $m$ numbers in the input and $n$ in the state; the LSTM has four times as many, the GRU $3\,(m + n + 2)\,n$.
# What stays in memory between two steps is 256 or 512 numbers, after ten characters as after ten million.
#
# `RecurrentLM` adds an embedding below the recurrent layers and a linear **head** above them, which turns the state into one number for each token, its **logit**.
# The softmax makes probabilities of the logits: $p_i = e^{\ell_i} / \sum_j e^{\ell_j}$.
# We write the model out too and compare the logits, for all three cells and two layers: the outputs of the first are the inputs of the second.
# Since `configure` may have chosen mixed precision, the models are built in float32.

# %% [markdown] lang="zh"
# 完全一致。
# 设输入有 $m$ 个数，状态有 $n$ 个数，则简单单元有 $(m + n + 1)\,n$ 个参数，LSTM 是它的四倍，GRU 是 $3\,(m + n + 2)\,n$ 个。
# 两步之间留在内存里的是 256 或 512 个数，读过十个字符是这么多，读过一千万个也是这么多。
#
# `RecurrentLM` 在循环层下面加了嵌入层，上面加了一个线性的**输出头**，由状态给每个词元算出一个数，称为 **logit**。
# softmax 再把这些 logit 变成概率：$p_i = e^{\ell_i} / \sum_j e^{\ell_j}$。
# 我们把这个模型也写出来，比较三种单元、两层时的 logit：第一层的输出就是第二层的输入。
# `configure` 选的可能是混合精度，所以这里在 float32 下建模型。


# %%
def written_logits(model, token_ids):
    x = model.embedding.get_weights()[0][token_ids]
    for layer, state in zip(model.recurrent, model.initial_state(len(token_ids)), strict=True):
        state = [ops.convert_to_numpy(part) for part in state]
        x, _ = run(cells[model.cell], x, state, layer.get_weights())
    w, b = map(ops.convert_to_numpy, (model.kernel, model.bias))
    return x @ w + b


policy, rows = keras.config.dtype_policy(), []
keras.config.set_dtype_policy("float32")
for name in cells:
    model = RecurrentLM(vocabulary, name, hidden_dim=64, num_layers=2)
    logits = ops.convert_to_numpy(model(token_ids[None]))
    np.testing.assert_allclose(logits, written_logits(model, token_ids[None]), atol=1e-5)
    rows.append([name, str(logits.shape), model.count_params()])
keras.config.set_dtype_policy(policy)
header = [("cell", "单元"), ("shape of the logits (equal)", "logits 的形状（数值一致）")]
plotting.table([*header, ("parameters", "参数")], rows)

# %% [markdown] lang="en"
# > **Misconception: "an RNN takes its previous output as its next input."** One of the articles says so.
# > Look at `run`: what goes from step to step is the **state**, and it does not take the place of the input $x_t$ but joins it.
# > True, its part $h_t$ is also the output of the *layer*.
# > The output of the *network*, the logits or a prediction, returns nowhere.
# > (Networks that feed their output back exist, Jordan 1986; these three are not among them.)
# > In generation a drawn character does become the next input, but that is done from outside, as with an n-gram.
# > In training the next input is the next character of the real text, whatever was predicted.
#
# A word about words.
# **Recurrent** means coming back in time, and its Chinese name is 循环.
# A **recursive** network (递归) is another thing: it applies one cell along a tree.
# A chain is the special case of a tree that does not branch.

# %% [markdown] lang="zh"
# > **常见误解：“RNN 把上一时刻的输出作为当前时刻的输入。”** 有一篇文章就是这样写的。
# > 看看 `run`：在各步之间传递的是**状态**，它并不取代输入 $x_t$，而是与之一同进入单元。
# > 不错，状态中的 $h_t$ 同时也是这一*层*的输出；但*网络*的输出，即 logit 或预测结果，不会回到网络里。
# > （把输出接回来的网络也有，见 Jordan，1986；这三种都不是。）
# > 生成文本时，抽到的字符确实会成为下一个输入，但那是网络之外的操作，n 元模型也一样。
# > 训练时，下一个输入则是真实文本的下一个字符，不管模型预测了什么。
#
# 再说译名。
# recurrent 指在时间上周而复始，中文是**循环**；recursive 才是**递归**。
# 递归神经网络是另一种东西，它沿着一棵树反复使用同一个单元；不分叉的树就是一条链，因此链式结构只是它的特例。
