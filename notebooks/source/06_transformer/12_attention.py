# %% [markdown] lang="en"
# ## Attention: a dictionary that answers with a mean
#
# How does the first character of a text influence the thousandth?
# In the recurrent network of chapter 5 it passes through 999 updates of the state, one after the other.
# **Attention** lets every position look at every earlier one directly: the way is one step long, and all positions can be computed at the same time.
# The price is the number of pairs: each of the $T$ positions is paired with itself and with every earlier one, which makes $T(T+1)/2$ pairs.
#
# Think of a Python dictionary.
# It compares a question with its keys, and where one is equal, it answers with that key's value.
# Attention asks how well they fit instead of whether they are equal, and answers with a mean instead of one value.
# A **query** $q$ and the **keys** $k_j$ are vectors of $d$ numbers; how well they fit is measured by the **dot product** (multiply number by number, then add).
# Softmax turns the fits into weights that sum to 1, and the answer is the weighted mean of the **values** $v_j$:
#
# $$\mathrm{attention}(q, K, V) = \sum_j w_j v_j, \qquad w = \mathrm{softmax}\!\left(\frac{q \cdot k_1}{\sqrt d}, \dots, \frac{q \cdot k_n}{\sqrt d}\right).$$
#
# In this formula $K$ holds all keys and $V$ all values, one a row, and $n$ is their number (elsewhere $V$ is the size of the vocabulary and $n$ the number of texts).
# Because the products are divided by $\sqrt d$, this is called **scaled dot-product attention** (Vaswani et al. 2017, arXiv:1706.03762).
# An example for pen and paper, with $d = 4$:
#
# ![Attention step by step. The query is (2, 0, 0, 0); the three keys are (0, 0, 0, 0), (ln 2, 0, 0, 0) and (ln 3, 0, 0, 0). 1, dot products: 0, 2 ln 2, 2 ln 3. 2, divided by the root of d = 2: 0, ln 2, ln 3. 3, softmax: e to the power gives 1, 2, 3; divided by their sum 6, the weights 1/6, 1/3, 1/2. 4, the weighted mean of the values (6, 0), (12, 6), (0, 4) is (5, 4).](../figures/transformer_attention_en.svg)
#
# Many queries, as the rows of a matrix, are computed at once in a few lines:

# %% [markdown] lang="zh"
# ## 注意力：以平均值作答的字典
#
# 一段文本的第 1 个字符怎样影响第 1,000 个？
# 在第 5 章的循环网络里，它的影响要经过 999 次状态更新，一次接一次。
# **注意力**让每个位置直接去看前面的任何一个位置：路径只有一步，而且所有位置可以同时计算。
# 代价是要计算许多配对：每个位置与自己、与前面的每个位置各成一对，$T$ 个位置共有 $T(T+1)/2$ 对。
#
# 先想想 Python 的字典。
# 字典拿要查的词与各个键比较，与哪个键相等，就返回那个键的值。
# 注意力把“是否相等”换成“有多匹配”，把“取一个值”换成“取加权平均”。
# **查询** $q$ 和各个**键** $k_j$ 都是 $d$ 维向量；两者的匹配程度用**点积**（对应的数相乘再相加）来衡量。
# softmax 把匹配程度变成和为 1 的权重，答案就是各个**值** $v_j$ 的加权平均：
#
# $$\mathrm{attention}(q, K, V) = \sum_j w_j v_j, \qquad w = \mathrm{softmax}\!\left(\frac{q \cdot k_1}{\sqrt d}, \dots, \frac{q \cdot k_n}{\sqrt d}\right).$$
#
# 式中 $K$ 由所有的键组成，$V$ 由所有的值组成，都是一行一个；$n$ 是它们的个数（别处的 $V$ 是词表大小，$n$ 是文本段数）。
# 由于点积要除以 $\sqrt d$，这种注意力叫**缩放点积注意力**（Vaswani 等，2017，arXiv:1706.03762）。
# 下面是一个可以手算的例子，$d = 4$：
#
# ![注意力的计算步骤。查询为 (2, 0, 0, 0)，三个键为 (0, 0, 0, 0)、(ln 2, 0, 0, 0)、(ln 3, 0, 0, 0)。第 1 步，点积：0、2 ln 2、2 ln 3。第 2 步，除以 d 的平方根 2：0、ln 2、ln 3。第 3 步，softmax：取指数得 1、2、3，除以总和 6，得权重 1/6、1/3、1/2。第 4 步，值 (6, 0)、(12, 6)、(0, 4) 的加权平均是 (5, 4)。](../figures/transformer_attention_zh.svg)
#
# 把许多查询排成矩阵的各行，就可以一起计算，代码只有几行：


# %%
def attention(query, keys, values, allowed=True):
    scores = query @ np.swapaxes(keys, -1, -2) / np.sqrt(keys.shape[-1])  # (..., q, n)
    scores = np.where(allowed, scores, -1e9)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights  # (..., q, m), (..., q, n)


# %% [markdown] lang="en"
# (The argument `allowed` says which pairs count; "The causal mask" explains it.)
#
# > **Predict before you run.** What does a query ten times as long get, and what a query of zeros?

# %% [markdown] lang="zh"
# （参数 `allowed` 规定允许哪些配对，“因果掩码”一节会讲到。）
#
# > **先猜，再运行。** 把查询放大十倍，答案会变成什么？
# > 查询全为零呢？

# %% tags=["hide-output"]
query = np.array([[2.0, 0, 0, 0]])  # (1, 4)
keys = np.zeros((3, 4))
keys[:, 0] = 0, np.log(2), np.log(3)
values, rows = np.array([[6.0, 0], [12, 6], [0, 4]]), []  # (3, 2)
for times in (1, 10, 0):
    found, weights = attention(times * query, keys, values)
    shown = ", ".join(f"{weight:.3f}" for weight in weights[0])
    rows.append([times, shown, f"{found[0, 0]:.2f}, {found[0, 1]:.2f}"])
plotting.table([("query times", "查询乘以"), ("weights", "权重"), ("answer", "答案")], rows)
np.testing.assert_allclose(attention(query, keys, values)[0], [[5, 4]])

# %% [markdown] lang="en"
# The first row is the example: $\tfrac16 (6, 0) + \tfrac13 (12, 6) + \tfrac12 (0, 4) = (5, 4)$.
# A longer query asks more sharply and gets almost the value of the best key alone, as from a dictionary; a query of zeros gets the plain mean.
# Unlike a dictionary's, this answer has a gradient with respect to query, keys and values, so all three can be learnt.
#
# In the GPT, all three come from the same text: the vector of each position is multiplied by three matrices, and the results are its query, its key and its value.
# The three matrices stand together in the layer that we called `qkv`.
# This is **self-attention**.
# The library has the same function, for tensors that are split into heads, `(n, heads, T, size)`; the section "Several heads" explains these:

# %% [markdown] lang="zh"
# 表的第一行就是前面图中的例子：$\tfrac16 (6, 0) + \tfrac13 (12, 6) + \tfrac12 (0, 4) = (5, 4)$。
# 查询向量越长，权重越集中，答案越接近最匹配的那个键的值，就像查字典一样；查询全为零，答案就是各个值不加权的平均。
# 与查字典不同的是，这个答案对查询、键和值都可以求梯度，所以三者都可以通过训练学到。
#
# 在 GPT 里，查询、键和值来自同一段文本：每个位置的向量分别乘以三个矩阵，就得到这三者；三个矩阵合在前面名为 `qkv` 的那一层里。
# 这种注意力叫**自注意力**。
# 课程库里有同样的函数，它处理的张量分成多个头（见“多个头”一节），形状是 `(n, heads, T, size)`：

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
three = rng.normal(size=(3, 1, 2, 5, 8)).astype("float32")  # query, keys, values: (1, 2, 5, 8)
ours, _ = attention(*three, allowed=np.tri(5, dtype="bool"))
theirs, _ = library.attention(*map(ops.convert_to_tensor, three), library.causal_mask(5))
np.testing.assert_allclose(ours, ops.convert_to_numpy(theirs), atol=1e-5)
print("agrees with aigc_keras.networks.attention")
