# %% [markdown] lang="en"
# ## The recurrent cell
#
# A **recurrent neural network** (RNN) has no fixed length of context.
# (The windows of 32 characters were cut for training; `write` carries one state through the whole text.)
# The simplest one (Elman 1990) updates its hidden state by
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b).$$
#
# $W$, $U$ and $b$ are the same at every step, so the number of parameters does not depend on the length of the text, and neither does the memory that reading needs.
# The state is all that is handed on: a text may be cut anywhere, and reading continues from the kept state.
#
# How much of the past does the state hold?
# Two texts differ in their first word only; we let a cell with random weights read both and compare its two states.
#
# > **Predict before you run.** Nothing has been trained.
# > Does the difference of the two states stay, grow or fade?

# %% [markdown] lang="zh"
# ## 循环单元
#
# **循环神经网络**（RNN）不限定上文的长度。
# （32 个字符的窗口是为训练而切的；`write` 写作时，状态一直传下去。）
# 最简单的循环网络（Elman，1990）这样更新隐藏状态：
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b).$$
#
# $W$、$U$、$b$ 在每一步都相同，所以参数的个数和读文本所需的内存都与文本长度无关。
# 一步一步传下去的只有状态：文本可以在任何地方切开，只要留着状态，就能接着读。
# （recurrent 译作“循环”；recursive 才是“递归”，递归神经网络沿着一棵树反复使用同一个单元。）
#
# 状态里究竟保存了多少过去的内容？
# 下面两段文本只有第一个词不同；让一个权重随机的单元分别读完，再比较两个状态。
#
# > **先猜，再运行。** 这个单元没有经过任何训练。
# > 两个状态的差别会保持不变，越来越大，还是逐渐消失？


# %%
def simple_cell(x, state, w, u, b):
    return (ops.tanh(ops.matmul(x, w) + ops.matmul(state[0], u) + b),)


# %% tags=["hide-output"]
# en: Random weights for a state of 32 numbers.
# zh: 随机的权重，状态有 32 个数。
small = 32
simple_weights = (
    rng.normal(size=(vocabulary.size, small)),
    rng.normal(size=(small, small)) / np.sqrt(small),
    rng.normal(size=small),
)
ending = " rose, and then the trumpets sounded."
both = np.stack([vocabulary.encode(name + ending) for name in ("king", "lady")])
one_hot = np.eye(vocabulary.size)[both]  # (2, 41, 69)
states, _ = run(simple_cell, one_hot, (np.zeros((2, small)),), simple_weights)
states = ops.convert_to_numpy(states)  # (2, 41, 32)
apart = np.linalg.norm(states[0, 3:] - states[1, 3:], axis=-1)
assert apart[20] < 1e-5 * apart[0]
header = [
    ("characters after the word", "该词之后的字符数"),
    ("share of the difference left", "剩下的差别（与最初之比）"),
]
plotting.table(header, [[d, f"{apart[d] / apart[0]:.2g}"] for d in (0, 1, 4, 10, 20)])

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# It fades: after twenty characters less than a hundred-thousandth of the difference is left.
# A state can carry information over any distance, but nothing makes it do so.
#
# </details>
#
# ### Gates
#
# Two cells were designed to keep things longer.
# The older one is the **LSTM** (long short-term memory, Hochreiter & Schmidhuber 1997).
# Beside $h$ it has a **cell state** $c$, which is changed by multiplying and adding only, without a matrix in between.
# **Gates**, numbers from 0 to 1, say how much of $c$ is kept (forget gate $f$), how much is written (input gate $i$) and how much is shown (output gate $o$):
#
# ![An LSTM. The old cell state c runs along the top to the right. It is multiplied by the forget gate f; then the candidate, multiplied by the input gate i, is added, which gives the new cell state. The new hidden state h is the tanh of the new c, multiplied by the output gate o. The three gates, sigmoids, and the candidate, a tanh, read the input x and the old h.](../figures/rnn_lstm_en.svg)
#
# $$\begin{aligned}
# i, f, o &= \sigma(x_t W_{i, f, o} + h_{t-1} U_{i, f, o} + b_{i, f, o}), & \tilde c &= \tanh(x_t W_c + h_{t-1} U_c + b_c), \\
# c_t &= f \odot c_{t-1} + i \odot \tilde c, & h_t &= o \odot \tanh(c_t).
# \end{aligned}$$
#
# Mind the name of $f$: at $f = 1$ nothing is forgotten.
# (The forget gate was added by Gers, Schmidhuber & Cummins in 2000.)
# Keras stores the four blocks side by side, in the order $i, f, c, o$:

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 差别逐渐消失：二十个字符之后，剩下的还不到十万分之一。
# 状态可以把信息带到任意远的地方，却不保证一定带到。
#
# </details>
#
# ### 门
#
# 有两种单元就是为了记得更久而设计的。
# 较早的是 **LSTM**（长短期记忆，long short-term memory；Hochreiter 与 Schmidhuber，1997）。
# 除了 $h$，它还有一个**细胞状态** $c$；更新 $c$ 只用乘法和加法，中间不经过矩阵。
# 几个取值在 0 与 1 之间的**门**决定 $c$ 的旧内容保留多少（遗忘门 $f$）、新内容写入多少（输入门 $i$）、又有多少输出到 $h$（输出门 $o$）：
#
# ![LSTM。旧的细胞状态 c 沿上方向右：先乘以遗忘门 f，再加上候选内容与输入门 i 的乘积，得到新的细胞状态。新的隐藏状态 h 等于新的 c 的 tanh 乘以输出门 o。三个门（sigmoid）和候选内容（tanh）都读取输入 x 和旧的 h。](../figures/rnn_lstm_zh.svg)
#
# $$\begin{aligned}
# i, f, o &= \sigma(x_t W_{i, f, o} + h_{t-1} U_{i, f, o} + b_{i, f, o}), & \tilde c &= \tanh(x_t W_c + h_{t-1} U_c + b_c), \\
# c_t &= f \odot c_{t-1} + i \odot \tilde c, & h_t &= o \odot \tanh(c_t).
# \end{aligned}$$
#
# 遗忘门的名字容易让人误解：$f = 1$ 时什么也不忘。
# （遗忘门是 Gers、Schmidhuber 与 Cummins 在 2000 年加上的。）
# Keras 把三个门和候选内容的四块权重并排存放，顺序为 $i, f, c, o$：


# %%
def lstm_cell(x, state, w, u, b):
    h, c = state
    i, f, new, o = ops.split(ops.matmul(x, w) + ops.matmul(h, u) + b, 4, axis=-1)
    c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(new)
    return ops.sigmoid(o) * ops.tanh(c), c


# %% [markdown] lang="en"
# The **GRU** has one state and two gates.
# Go back to its three formulas with this picture:
#
# ![A GRU. The old state h runs along the top to the right. It is multiplied by the update gate z; then the candidate, multiplied by 1 minus z, is added, which gives the new state. The candidate is a tanh of the input x and of the old state, the latter multiplied by the reset gate r. Both gates are sigmoids of x and the old h.](../figures/rnn_gru_en.svg)
#
# The update gate $z$ mixes the old state with the candidate; the reset gate $r$ says how much of the old state the candidate sees.
# In the paper $r$ stands before the matrix, $(r \odot h_{t-1})\, U_h$.
# Keras' default, `reset_after=True`, has it behind, $r \odot (h_{t-1} U_h + b'_h)$, so that one product $h_{t-1} U$ serves all three blocks; that is why our bias `b` has two rows, the first for $xW$ and the second for $hU$.
#
# Are these cells the layers of Keras?
# We give each layer random weights and compare outputs over 20 steps:

# %% [markdown] lang="zh"
# **GRU** 只有一个状态、两个门。
# 请对照下图，再看一遍“你会做出什么”一节里的三个公式：
#
# ![GRU。旧状态 h 沿上方向右：先乘以更新门 z，再加上候选状态与 1 减 z 的乘积，得到新状态。候选状态由输入 x 和旧状态经 tanh 得到，其中旧状态先乘以重置门 r。两个门都由 x 和旧的 h 经 sigmoid 得到。](../figures/rnn_gru_zh.svg)
#
# 更新门 $z$ 决定旧状态与候选状态各占多少；重置门 $r$ 决定计算候选状态时能看到多少旧状态。
# 原论文里 $r$ 乘在矩阵之前，即 $(r \odot h_{t-1})\, U_h$。
# Keras 默认 `reset_after=True`，把 $r$ 乘在矩阵之后，即 $r \odot (h_{t-1} U_h + b'_h)$，这样 $z$、$r$ 和候选状态只需合算一次 $h_{t-1} U$。
# 所以我们的偏置 `b` 有两行，第一行配 $xW$，第二行配 $hU$。
#
# 我们写的三种单元与 Keras 的层算出的结果相同吗？
# 给每种层设好随机权重，比较单元与层在 20 步里的输出：

# %%
cells = {"simple": simple_cell, "lstm": lstm_cell, "gru": gru_cell}
keras_layers = {"simple": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}
in_words = {"simple": ("simple", "简单单元"), "lstm": "LSTM", "gru": "GRU"}
inputs, rows = rng.normal(size=(3, 20, 256)).astype("float32"), []
for name, cell in cells.items():
    layer = keras_layers[name](256, return_sequences=True, dtype="float32")
    layer.build(inputs.shape)
    random = [rng.normal(0, 0.06, size=x.shape).astype("float32") for x in layer.weights]
    layer.set_weights(random)
    num_parts = 2 if name == "lstm" else 1
    start = tuple(np.zeros((num_parts, 3, 256), "float32"))
    written, _ = run(cell, inputs, start, random)
    np.testing.assert_allclose(layer(inputs), written, atol=1e-4)
    rows.append([in_words[name], layer.count_params(), 256 * num_parts])
header = [("cell", "单元"), ("parameters", "参数个数"), ("numbers in the state", "状态中数的个数")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# They are: the outputs agree to about 0.0001, and with a larger difference the cell above would have stopped with an error.
# With $m$ numbers in the input and $n$ in the state, the simple cell has $(m + n + 1)\,n$ parameters, the LSTM has four times as many, and the GRU has $3\,(m + n + 2)\,n$.
#
# ### The library's model
#
# `RecurrentLM` puts an embedding below such layers and a head above them, and is trained by `compile` and `fit`.
# We give it the weights of the network that you wrote, and let both take the gradient of the same 32 windows: plain gradient descent with learning rate 1 moves each weight by exactly its gradient, so that the gradient can be read off.

# %% [markdown] lang="zh"
# 结果相同：输出之差不超过 0.0001 左右，否则上面的单元格就会报错停下。
# 设输入有 $m$ 个数，状态有 $n$ 个数，则简单单元有 $(m + n + 1)\,n$ 个参数，LSTM 的参数是它的四倍，GRU 有 $3\,(m + n + 2)\,n$ 个。
#
# ### 课程库的模型
#
# `RecurrentLM` 在 Keras 的循环层下面加上嵌入层，上面加上输出头，用 `compile` 和 `fit` 训练。
# 我们把自己写的那个网络的权重交给它，再让两个网络对同样的 32 个窗口求梯度。
# 用学习率为 1 的普通梯度下降走一步，每个权重减去的恰好就是它的梯度，所以由权重的变化就能得到梯度。

# %%
policy = keras.config.dtype_policy()
keras.config.set_dtype_policy("float32")
library_gru = RecurrentLM(vocabulary, "gru", hidden_dim=hidden_dim)
keras.config.set_dtype_policy(policy)
layer = library_gru.recurrent[0].cell
twins = [library_gru.embedding.embeddings, layer.kernel, layer.recurrent_kernel, layer.bias]
twins += [library_gru.kernel, library_gru.bias]
for twin, weight in zip(twins, weights, strict=True):
    twin.assign(weight)
x, y = windows[400]  # x: (32, 32); y: (32, 32)
np.testing.assert_allclose(library_gru(x), logits_of(x, empty)[0], atol=1e-3)

# %%
# en: How far one step of plain gradient descent moves each weight.
# zh: 用普通梯度下降走一步，看每个权重改变多少。
before = [ops.convert_to_numpy(weight) for weight in weights]
_, gradients = train_step(x, y)
library_gru.compile(keras.optimizers.SGD(1.0))
library_gru.train_on_batch(x, y)
differences = [
    np.max(np.abs(old - ops.convert_to_numpy(twin) - ops.convert_to_numpy(gradient)))
    for old, twin, gradient in zip(before, twins, gradients, strict=True)
]
print(f"largest difference between two gradients: {max(differences):.0e}")
assert max(differences) < 1e-4

# %% [markdown] lang="en"
# Logits and gradients agree up to rounding; from here on we use the library's model.

# %% [markdown] lang="zh"
# 两个网络的 logit 相同，梯度也相同，只有舍入误差。
# 从这里起，我们使用课程库的模型。
