# %% [markdown] lang="en"
# # Part 3. Sequences, attention, diffusion
#
# This part has three families of models, each built on a few formulas.
#
# Two conventions hold.
# Inputs and states are **row vectors**, as Keras stores them: a matrix stands to the right of what it multiplies.
# And the **Jacobian** of a function from row vectors to row vectors has in row $i$ and column $j$ the derivative of output $j$ with respect to input $i$, so a chain of steps reads from left to right.
#
# ## A function, iterated
#
# *Used in chapter 5, where the recurrent cell is written out.*
#
# **Question.** What exactly does a recurrent network compute, and what returns into it?
#
# A **recurrent neural network** reads tokens $x_1, x_2, \dots$, each a **one-hot** row vector, and keeps a hidden state $h_t$, with $h_0 = 0$:
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad p_t = \mathrm{softmax}(h_t V + c).$$
#
# Five arrays hold all its parameters: $W$, $U$ and $b$ belong to the hidden layer, $V$ and $c$ to the output layer, and the same five serve at every step.
# $p_t$ is a distribution over the token that comes next; the target is the token that does come next, $x_{t+1}$.
# The loss of a text of $T$ tokens is
#
# $$L = -\sum_{t=1}^{T-1} \log p(x_{t+1} \mid x_1, \dots, x_t), \qquad p(x_{t+1} \mid x_1, \dots, x_t) = p_t[x_{t+1}],$$
#
# where $p_t[x_{t+1}]$ is the entry of $p_t$ at the place where $x_{t+1}$ has its 1.
# What returns into the network is $h_{t-1}$; neither $V$ nor $c$ nor $p_t$ occurs in the formula of the state.

# %% [markdown] lang="zh"
# # 第三部分　序列、注意力与扩散
#
# 这一部分讲三类模型，每一类都只依靠几个公式。
#
# 先约定两件事。
# 第一，输入和状态都写成**行向量**，与 Keras 的存法一致，矩阵乘在右边。
# 第二，如果一个函数把行向量变成行向量，它的**雅可比矩阵**第 $i$ 行第 $j$ 列就是第 $j$ 个输出对第 $i$ 个输入的导数；这样，连续几步的乘积从左往右读，就是时间的先后顺序。
#
# ## 一个函数，反复使用
#
# *用于第 5 章，那里会动手写出循环单元。*
#
# **问题。** 循环网络算的究竟是什么？
# 回到网络里的是哪个量？
#
# **循环神经网络**依次读入词元 $x_1, x_2, \dots$（都是**独热**的行向量），同时保存一个隐藏状态 $h_t$，$h_0 = 0$：
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad p_t = \mathrm{softmax}(h_t V + c).$$
#
# 全部参数装在五个数组里：$W$、$U$、$b$ 属于隐藏层，$V$、$c$ 属于输出层，每个时刻用的都是这同一组。
# $p_t$ 是下一个词元的概率分布；目标则是实际出现的下一个词元 $x_{t+1}$。
# 一段文本如果有 $T$ 个词元，损失就是
#
# $$L = -\sum_{t=1}^{T-1} \log p(x_{t+1} \mid x_1, \dots, x_t), \qquad p(x_{t+1} \mid x_1, \dots, x_t) = p_t[x_{t+1}],$$
#
# 其中 $p_t[x_{t+1}]$ 是 $p_t$ 的一个分量，与独热向量 $x_{t+1}$ 中的 1 位置相同。
# 回到网络里的是 $h_{t-1}$；状态的公式中既没有 $V$、$c$，也没有 $p_t$。


# %%
def read(token_ids, w, u, b, v, c):
    states = [np.zeros(len(b))]
    for token_id in token_ids:
        # en: A one-hot row times W is a row of W.
        # zh: 独热行向量乘以 W，就是取出 W 的一行。
        states.append(np.tanh(w[token_id] + states[-1] @ u + b))
    states = np.stack(states)
    return states, softmax(states[1:] @ v + c)  # (T + 1, units), (T, tokens)


# %% [markdown] lang="en"
# Is this what Keras computes?
# A `SimpleRNN` and a `Dense` layer are given the same random weights, five tokens and four units.

# %% [markdown] lang="zh"
# Keras 算的也是上面 $h_t$ 和 $p_t$ 的公式吗？
# 把同一组随机权重交给一个 `SimpleRNN` 层和一个 `Dense` 层，其中词元有五种，隐藏单元有四个。

# %%
rng = np.random.default_rng(0)
shapes = (5, 4), (4, 4), (4,), (4, 5), (5,)
# en: W, U, b, V, c
# zh: W、U、b、V、c
weights = [rng.normal(size=shape) for shape in shapes]
token_ids = rng.integers(5, size=12)
probabilities = read(token_ids, *weights)[1]  # (12, 5)

# %% tags=["nbval-check-output"]
recurrent = layers.SimpleRNN(4, return_sequences=True, dtype="float32")
head = layers.Dense(5, activation="softmax", dtype="float32")
recurrent.build((1, 12, 5))
head.build((1, 12, 4))
recurrent.set_weights(weights[:3])
head.set_weights(weights[3:])
one_hot = np.eye(5, dtype="float32")[token_ids][None]  # (1, 12, 5)
predicted = ops.convert_to_numpy(head(recurrent(one_hot)))[0]
np.testing.assert_allclose(predicted, probabilities, atol=1e-5)
print(f"equal, {recurrent.count_params() + head.count_params()} parameters")

# %% [markdown] lang="en"
# Since the output does not return, another output layer changes the outputs and not one state.
# And since $h_t$ depends on every earlier token, $p_t$ is conditioned on all of them.
#
# > **Predict before you run.** Two texts differ in their first token only.
# > The third prediction then sees the same $x_3$, and the same $x_2$ before it.
# > Is it the same?

# %% [markdown] lang="zh"
# 输出不回到网络里，所以换一个输出层，输出会变，状态一个也不变。
# $h_t$ 依赖前面的每一个词元，所以 $p_t$ 以全部前文为条件。
#
# > **先猜，再运行。** 两段文本只有第一个词元不同。
# > 做第三个预测时，当前的 $x_3$ 相同，它前面的 $x_2$ 也相同。
# > 预测会相同吗？

# %% tags=["hide-output"]
w, u, b, v, c = weights
states, other_states = (read(token_ids, w, u, b, sign * v, c)[0] for sign in (1, -1))
assert np.array_equal(states, other_states)
rows = []
for first in (0, 4):
    third = read([first, 1, 2], *weights)[1][2]  # (5,)
    rows.append([f"{first}, 1, 2", *(f"{value:.3f}" for value in third)])
plotting.table([("tokens read", "读到的词元"), *(f"p({i})" for i in range(5))], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# No: the hidden state carries the influence of the first token along, and $p(0)$ is 0.839 in the one case and 0.881 in the other.
#
# </details>
#
# **What it is for.** The hidden state is what lets a recurrent network look back farther than a table of pairs can: a formula of the form $p(x_{t+1} \mid x_t)$ has no place for the first token.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 不会：第一个词元的影响由隐藏状态传了过来，$p(0)$ 一个是 0.839，一个是 0.881。
#
# </details>
#
# **用处。** 有了隐藏状态，循环网络就能利用更早的上文；而写成 $p(x_{t+1} \mid x_t)$ 的公式只用到前一个词元，与更早的词元无关。
