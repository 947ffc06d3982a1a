# %% [markdown] lang="en"
# ## A function, iterated
#
# *Needed in: chapter 5.*
#
# A **recurrent neural network** reads tokens $x_1, x_2, \dots$, each a one-hot row vector, and keeps a hidden state.
# With $h_0 = 0$,
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad p_t = \mathrm{softmax}(h_t V + c).$$
#
# Five arrays hold all its parameters: $W$, $U$ and $b$ belong to the hidden layer, $V$ and $c$ to the output layer, and the same five serve at every step.
# $p_t$ is a distribution over the token that comes next; the target is the token that does come next, $x_{t+1}$.
# Output and target are two things and have two names.
# The loss of a text is
#
# $$L = -\sum_{t=1}^{T-1} \log p(x_{t+1} \mid x_1, \dots, x_t), \qquad p(x_{t+1} \mid x_1, \dots, x_t) = p_t[x_{t+1}].$$
#
# ($p_t[x_{t+1}]$ is the entry of $p_t$ at the place where $x_{t+1}$ has its 1.)
# What returns into the network is $h_{t-1}$.
# Neither $V$ nor $c$ nor $p_t$ occurs in the formula of the state.
# This coming back in time is what *recurrent* means (in Chinese 循环); a *recursive* network (递归) applies its function along a tree.

# %% [markdown] lang="zh"
# ## 一个函数，反复使用
#
# *用于：第 5 章。*
#
# **循环神经网络**依次读入词元 $x_1, x_2, \dots$（都是独热行向量），同时维持一个隐藏状态。
# 设 $h_0 = 0$，则
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad p_t = \mathrm{softmax}(h_t V + c).$$
#
# 全部参数装在五个数组里：$W$、$U$、$b$ 属于隐藏层，$V$、$c$ 属于输出层，每个时刻用的都是这同一组。
# $p_t$ 是下一个词元的概率分布；目标则是实际出现的下一个词元 $x_{t+1}$。
# 输出与目标是两回事，所以用两个记号。
# 一段文本的损失是
#
# $$L = -\sum_{t=1}^{T-1} \log p(x_{t+1} \mid x_1, \dots, x_t), \qquad p(x_{t+1} \mid x_1, \dots, x_t) = p_t[x_{t+1}].$$
#
# （$p_t[x_{t+1}]$ 指 $p_t$ 中与 $x_{t+1}$ 的那个 1 同一位置的分量。）
# 回到网络里的是 $h_{t-1}$；状态的公式中既没有 $V$、$c$，也没有 $p_t$。
# 在时间上周而复始，这就是 recurrent（循环）的意思；recursive（递归）网络则是沿着一棵树反复使用同一个函数。


# %%
def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def read(token_ids, w, u, b, v, c):
    states = [np.zeros(len(b))]
    matrices = np.broadcast_to(u, (len(token_ids), *u.shape[-2:]))
    for token_id, u_now in zip(token_ids, matrices, strict=True):
        states.append(np.tanh(w[token_id] + states[-1] @ u_now + b))
    states = np.stack(states)
    return states, softmax(states[1:] @ v + c)


def text_loss(token_ids, *weights):
    _, probabilities = read(token_ids[:-1], *weights)
    return -np.sum(np.log(probabilities[np.arange(len(token_ids) - 1), token_ids[1:]]))


# %% [markdown] lang="en"
# (`read` also takes a stack of matrices, one $U$ for each step; the next section needs that.
# Why `softmax` takes the largest logit away is explained further below.)
# Is this what Keras computes?
# A `SimpleRNN` and a `Dense` layer are given the same random weights.
# We also check that one matrix does the work of two, $h_t = \tanh([x_t, h_{t-1}] \, [W; U] + b)$, where $[W; U]$ is $W$ written above $U$.

# %% [markdown] lang="zh"
# （`read` 也可以接受一叠矩阵，每个时刻一个 $U$，下一节要用；`softmax` 为什么先减去最大的 logit，后面会讲。）
# Keras 算的是不是这个？
# 把同一组随机权重交给一个 `SimpleRNN` 层和一个 `Dense` 层。
# 顺便验证两个矩阵可以并成一个，$h_t = \tanh([x_t, h_{t-1}] \, [W; U] + b)$，其中 $[W; U]$ 是把 $W$ 摞在 $U$ 上面。

# %%
rng = np.random.default_rng(0)
shapes = (5, 4), (4, 4), (4,), (4, 5), (5,)
w, u, b, v, c = weights = [rng.normal(size=shape) for shape in shapes]
token_ids = rng.integers(5, size=12)
states, probabilities = read(token_ids, *weights)
one_hot = np.eye(5)[token_ids]
stacked = np.tanh(np.hstack([one_hot, states[:-1]]) @ np.vstack([w, u]) + b)
np.testing.assert_allclose(stacked, states[1:])

recurrent = layers.SimpleRNN(4, return_sequences=True, dtype="float32")
head = layers.Dense(5, activation="softmax", dtype="float32")
recurrent.build((1, 12, 5))
head.build((1, 12, 4))
recurrent.set_weights([w, u, b])
head.set_weights([v, c])
predicted = ops.convert_to_numpy(head(recurrent(one_hot[None].astype("float32"))))[0]
np.testing.assert_allclose(predicted, probabilities, atol=1e-5)
parameters = recurrent.count_params() + head.count_params()
print(f"equal: {predicted.shape[0]} distributions over {predicted.shape[1]} tokens, ", end="")
print(f"{parameters} parameters")

# %% [markdown] lang="en"
# Three properties follow from the formulas.
# Since every $p_t$ sums to 1, $e^{-L}$ is a probability: over all continuations of a first token to a given length it sums to 1.
# Since the output does not return, another output layer changes the outputs and not one state.
# And since $h_t$ depends on every earlier token, $p_t$ is conditioned on all of them.
#
# > **Predict before you run.** Two texts differ in their first token only.
# > The third prediction then sees the same $x_3$, and the same $x_2$ before it.
# > Is it the same?

# %% [markdown] lang="zh"
# 由公式可以得出三条性质。
# 每个 $p_t$ 之和都是 1，所以 $e^{-L}$ 是概率：固定第一个词元和长度，对所有可能的后续求和，结果为 1。
# 输出不回到网络里，所以换一个输出层，输出全变，状态却一个不变。
# $h_t$ 依赖前面的每一个词元，所以 $p_t$ 以全部前文为条件。
#
# > **先猜，再运行。** 两段文本只有第一个词元不同。
# > 到第三个预测时，眼前的 $x_3$ 相同，它前面的 $x_2$ 也相同。
# > 预测会相同吗？

# %% tags=["hide-output"]
import itertools

texts = [np.array((0, *rest)) for rest in itertools.product(range(5), repeat=4)]
total = sum(np.exp(-text_loss(text, *weights)) for text in texts)
np.testing.assert_allclose(total, 1)

other_states, other_outputs = read(token_ids, w, u, b, -v, c)
assert np.array_equal(other_states, states) and not np.allclose(other_outputs, probabilities)

third = [read(np.array([first, 1, 2]), *weights)[1][2] for first in (0, 4)]
print(f"{len(texts)} texts, total probability {total:.6f}")
header = [("tokens read", "读到的词元"), *(f"p({token_id})" for token_id in range(5))]
after = zip(("0, 1, 2", "4, 1, 2"), third, strict=True)
plotting.table(header, [[tokens, *(f"{value:.3f}" for value in p)] for tokens, p in after])
assert not np.allclose(*third, atol=1e-2)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The two predictions differ.
#
# </details>
#
# A formula of the form $p(y_t \mid y_{t-1}, x_t)$ has no place for the first token: with the target $y_t = x_{t+1}$, its two conditions $y_{t-1}$ and $x_t$ are one and the same token, and everything before it is left out.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 两个预测不一样。
#
# </details>
#
# 写成 $p(y_t \mid y_{t-1}, x_t)$ 的公式容不下第一个词元：目标既是 $y_t = x_{t+1}$，条件里的 $y_{t-1}$ 和 $x_t$ 就是同一个词元，它之前的一概不计。
