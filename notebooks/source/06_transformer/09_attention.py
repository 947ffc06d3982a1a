# %% [markdown] lang="en"
# ## Attention: a dictionary that answers with a mean
#
# A Python dictionary compares a query with its keys.
# One key is equal, and its value is the answer; or none is, and there is no answer.
# **Attention** softens this.
# Queries and keys are vectors of $d$ numbers.
# Each key fits more or less, measured by the **dot product** (the products of their numbers, summed); softmax turns the fits into weights that sum to 1; the answer is the weighted mean of the values:
#
# $$\mathrm{attention}(q, K, V) = \sum_j w_j v_j, \qquad w = \mathrm{softmax}\!\left(\frac{q \cdot k_1}{\sqrt d}, \dots, \frac{q \cdot k_n}{\sqrt d}\right).$$
#
# This is **scaled dot-product attention**; why it is scaled by $\sqrt d$, the next section asks.
# Unlike the dictionary's answer, this one has a gradient with respect to everything in it: what to ask, how to be found, and what to hand over can all be learned.
# For many queries at once, $q$ becomes a matrix $Q$.
# The argument `allowed` is for later.

# %% [markdown] lang="zh"
# ## 注意力：一本用平均值作答的字典
#
# Python 的字典拿查询去比对键：有一个键相等，就答出它的值；一个都不等，就没有答案。
# **注意力**把这件事变软了。
# 查询（query）和键（key）都是 $d$ 维向量。
# 每个键与查询有多相合，用**点积**（对应的数相乘再相加）来量；softmax 把相合程度变成和为 1 的权重；答案是各个值（value）的加权平均：
#
# $$\mathrm{attention}(q, K, V) = \sum_j w_j v_j, \qquad w = \mathrm{softmax}\!\left(\frac{q \cdot k_1}{\sqrt d}, \dots, \frac{q \cdot k_n}{\sqrt d}\right).$$
#
# 这就是**缩放点积注意力**；为什么要除以 $\sqrt d$，下一节来回答。
# 与字典不同，这个答案对式中每个量都有梯度：问什么、怎样才被找到、交出什么，全都可以学。
# 许多查询一起问，$q$ 就成了矩阵 $Q$。
# 参数 `allowed` 留到后面用。


# %%
def soft_lookup(query, keys, values, allowed=True):
    scores = query @ np.swapaxes(keys, -1, -2) / np.sqrt(keys.shape[-1])
    scores = np.where(allowed, scores, -1e9)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% [markdown] lang="en"
# An example for pen and paper: $d = 4$, so $\sqrt d = 2$.
# The query is $(2, 0, 0, 0)$, and the three keys begin with $0$, $\ln 2$ and $\ln 3$, the rest being zeros.
# The scaled products are $0$, $\ln 2$, $\ln 3$; softmax takes $e$ to their power, which gives $1 : 2 : 3$, hence the weights $\tfrac16, \tfrac13, \tfrac12$.
# The values $(6, 0)$, $(12, 6)$, $(0, 4)$ then mix to $(5, 4)$.
# A query ten times as long asks more sharply and gets practically the third value, as from a dictionary; a query of zeros gets the plain mean.

# %% [markdown] lang="zh"
# 举个可以手算的例子：$d = 4$，所以 $\sqrt d = 2$。
# 查询是 $(2, 0, 0, 0)$；三个键的第一个数分别是 $0$、$\ln 2$、$\ln 3$，其余都是 0。
# 除以 2 之后的点积是 $0$、$\ln 2$、$\ln 3$；softmax 先取指数，得 $1 : 2 : 3$，权重便是 $\tfrac16, \tfrac13, \tfrac12$。
# 值为 $(6, 0)$、$(12, 6)$、$(0, 4)$，混合起来是 $(5, 4)$。
# 把查询放大十倍，问得更尖锐，拿到的几乎就是第三个值，跟查字典一样；查询全为零，拿到的是不加权的平均。

# %%
query = np.array([2.0, 0, 0, 0])
keys = np.zeros((3, 4))
keys[:, 0] = 0, np.log(2), np.log(3)
values, rows = np.array([[6.0, 0], [12, 6], [0, 4]]), []
for length in (1, 10, 0):
    found, weights = soft_lookup(length * query, keys, values)
    shown = ", ".join(f"{weight:.3f}" for weight in weights)
    rows.append([length, shown, f"{found[0]:.2f}, {found[1]:.2f}"])
plotting.table([("query times", "查询乘以"), ("weights", "权重"), ("answer", "答案")], rows)
np.testing.assert_allclose(soft_lookup(query, keys, values)[0], (5, 4))

# %% [markdown] lang="en"
# The library has the same function, for many texts and heads at once.

# %% [markdown] lang="zh"
# 课程库里有同样的函数，可以同时处理许多文本、许多头。

# %% tags=["nbval-check-output"]
query, keys, values = (rng.normal(size=(2, 3, 5, 4)).astype("float32") for _ in range(3))
anywhere = np.ones((1, 5, 5), "bool")
for ours, library in zip(
    soft_lookup(query, keys, values), looks.attention(query, keys, values, anywhere), strict=True
):
    np.testing.assert_allclose(ours, ops.convert_to_numpy(library), atol=1e-5)
print("answers and weights agree with aigc_keras.networks.attention")

# %% [markdown] lang="en"
# In **self-attention** the three come from the same text.
# The vector $x_i$ at position $i$ is multiplied by three learned matrices: $q_i = x_i W_Q$ asks, $k_i = x_i W_K$ lets itself be found, $v_i = x_i W_V$ is handed over.
# In an encoder-decoder, the queries come from one text, the keys and values from the other; nothing else changes.
# (That is how attention began, in translation: Bahdanau, Cho & Bengio 2014, arXiv:1409.0473.)

# %% [markdown] lang="zh"
# **自注意力**的三样东西都出自同一段文本。
# 位置 $i$ 上的向量 $x_i$ 乘以三个学出来的矩阵：$q_i = x_i W_Q$ 用来问，$k_i = x_i W_K$ 用来让别人找到，$v_i = x_i W_V$ 是交出去的内容。
# 编码器—解码器里，查询来自一段文本，键和值来自另一段，别的都不变。
# （注意力最早就是这样用在翻译里的：Bahdanau、Cho 与 Bengio，2014，arXiv:1409.0473。）
