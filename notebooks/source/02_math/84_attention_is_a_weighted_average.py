# %% [markdown] lang="en"
# ## Attention is a weighted average
#
# *Used in chapter 6, which adds the experiments and the networks to the proofs of this section.*
#
# **Question.** What can attention compute, and why is it divided by $\sqrt d$?
#
# Each position asks with a **query**, a row of $Q$; each position offers a **key**, a row of $K$, and a **value**, a row of $V$ (Bahdanau et al. 2014, arXiv:1409.0473; in this form Vaswani et al. 2017, arXiv:1706.03762).
# With $d$ numbers in a key, $A$ the matrix of weights, and the softmax taken row by row,
#
# $$\mathrm{attention}(Q, K, V) = A V, \qquad A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right).$$
#
# Each row of $A$ has positive entries that sum to 1, so each output is an average of the values: in whatever direction one looks, no output is farther out than the farthest value.
# The `mask` says which positions may be seen; all others get the score $-\infty$ before the softmax, and so the weight 0.

# %% [markdown] lang="zh"
# ## 注意力是加权平均
#
# *用于第 6 章：本节给出证明，第 6 章做实验、搭网络。*
#
# **问题。** 注意力能算出什么？
# 为什么要除以 $\sqrt d$？
#
# 每个位置用一个**查询**（$Q$ 的一行）提问，又提供一个**键**（$K$ 的一行）和一个**值**（$V$ 的一行）（Bahdanau 等，2014，arXiv:1409.0473；现在的形式见 Vaswani 等，2017，arXiv:1706.03762）。
# 设每个键有 $d$ 个数，$A$ 是权重矩阵，softmax 逐行计算，则
#
# $$\mathrm{attention}(Q, K, V) = A V, \qquad A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right).$$
#
# $A$ 的每一行都由正数组成，和为 1，所以每个输出都是值的加权平均：沿任何方向，输出都不会超出最远的那个值。
# `mask`（掩码）规定哪些位置可以看到；看不到的位置，softmax 之前的得分取 $-\infty$，权重就是 0。


# %%
def attention(queries, keys, values, mask=True):
    scores = queries @ keys.T / np.sqrt(queries.shape[-1])  # (positions, positions)
    return softmax(np.where(mask, scores, -np.inf)) @ values


# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
# en: Six positions, d = 8.
# zh: 六个位置，d = 8。
queries, keys = rng.normal(size=(2, 6, 8))  # (6, 8), (6, 8)
values, directions = rng.normal(size=(6, 3)), rng.normal(size=(3, 10_000))
outputs = attention(queries, keys, values)  # (6, 3)
assert np.all((outputs @ directions).max(axis=0) <= (values @ directions).max(axis=0))
batch = [x[None, :, None].astype("float32") for x in (queries, keys, values)]
library = ops.convert_to_numpy(ops.dot_product_attention(*batch))[0, :, 0]
np.testing.assert_allclose(library, outputs, atol=1e-5)
print(f"equal to Keras' attention; outputs {outputs.shape}")

# %% [markdown] lang="en"
# **Kernel regression.** The average with weights from a kernel $\kappa$ is the regression of Nadaraya and Watson (1964), $\hat v(q) = \sum_j \kappa(q, k_j)\, v_j \,/ \sum_j \kappa(q, k_j)$.
# Attention is this with $\kappa(q, k) = e^{q \cdot k / \sqrt d}$.
# And since $q \cdot k = \tfrac12 \left(\lVert q \rVert^2 + \lVert k \rVert^2 - \lVert q - k \rVert^2\right)$, with keys of equal length it is the Gaussian kernel $e^{-\lVert q - k \rVert^2 / (2 \sqrt d)}$: the factors that depend on $q$ alone, or on the common length, cancel.
#
# **Why $\sqrt d$?** Let a query and a key have $d$ components each, all $2d$ of them independent, of mean 0 and variance 1.
# Every product $q_i k_i$ then has mean 0 and variance 1, and the variances of independent terms add up:
#
# $$\mathrm{Var}(q \cdot k) = \sum_{i=1}^{d} \mathbb{E}[q_i^2]\, \mathbb{E}[k_i^2] = d.$$
#
# Without the division the scores scatter by $\sqrt d$, and the softmax puts the more on a single key, the larger $d$ is.
# Its Jacobian $\mathrm{diag}(p) - p^\top p$ ("The softmax") has the trace $1 - \sum_i p_i^2$, which is 0 when one key has everything: then no gradient is left that could correct the choice.

# %% [markdown] lang="zh"
# **与核回归的关系。** 用核函数 $\kappa$ 作权重求平均，就是 Nadaraya 与 Watson（1964）的回归：$\hat v(q) = \sum_j \kappa(q, k_j)\, v_j \,/ \sum_j \kappa(q, k_j)$。
# 取 $\kappa(q, k) = e^{q \cdot k / \sqrt d}$，得到的就是注意力。
# 又因为 $q \cdot k = \tfrac12 \left(\lVert q \rVert^2 + \lVert k \rVert^2 - \lVert q - k \rVert^2\right)$，当各个键长度相等时，这个核就相当于高斯核 $e^{-\lVert q - k \rVert^2 / (2 \sqrt d)}$：只与 $q$ 有关的因子，以及由公共长度得来的因子，都约去了。
#
# **为什么除以 $\sqrt d$？** 设查询和键各有 $d$ 个分量，这 $2d$ 个数相互独立，均值为 0，方差为 1。
# 每个乘积 $q_i k_i$ 的均值为 0、方差为 1，独立项的方差相加：
#
# $$\mathrm{Var}(q \cdot k) = \sum_{i=1}^{d} \mathbb{E}[q_i^2]\, \mathbb{E}[k_i^2] = d.$$
#
# 如果不除以 $\sqrt d$，得分的标准差就是 $\sqrt d$；$d$ 越大，softmax 就越是把权重集中到一个键上。
# softmax 的雅可比矩阵 $\mathrm{diag}(p) - p^\top p$（见“softmax”一节）的迹是 $1 - \sum_i p_i^2$；一个键占有全部权重时，迹为 0，这时已没有梯度可以用来纠正这个选择。
# 用随机抽取的键和查询验证方差：打印的是方差除以 $d$。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
for d in (2, 8, 64, 512):
    queries, keys = rng.normal(size=(2, 20_000, d))  # (20000, d)
    scores = np.sum(queries * keys, axis=1)  # (20000,)
    print(f"d = {d}: variance / d = {scores.var() / d:.2f}")

# %% [markdown] lang="en"
# The variance is $d$, up to the scatter of the draws, so scores divided by $\sqrt d$ have the variance 1 for every $d$.
# What the division does to the weights and to the gradient, chapter 6 measures.
#
# **Mask and order.** With the **causal mask**, position $t$ sees positions $1, \dots, t$ only, so a change of later tokens changes nothing earlier.
# And without a mask attention takes no account of where its rows stand: for a permutation matrix $P$,
#
# $$\mathrm{attention}(PQ, PK, PV) = P \, \mathrm{attention}(Q, K, V).$$
#
# The first line of the output says by how much each position's output changes when the last two tokens do; the second compares both sides of the formula.

# %% [markdown] lang="zh"
# 除去采样的波动，点积的方差等于 $d$；所以得分除以 $\sqrt d$ 之后，不论 $d$ 多大，方差都是 1。
# 除以与不除以 $\sqrt d$，对权重和梯度各有什么影响，第 6 章用实验来测量。
#
# **掩码与次序。** 加上**因果掩码**，第 $t$ 个位置只看得到第 $1, \dots, t$ 个位置；后面的词元怎样改，前面的输出都不变。
# 没有掩码时，注意力不知道各行排在第几：对任意置换矩阵 $P$，
#
# $$\mathrm{attention}(PQ, PK, PV) = P \, \mathrm{attention}(Q, K, V).$$
#
# 输出的第一行是改动最后两个词元之后，各个位置的输出变了多少；第二行比较上式的两边。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
x, causal, order = rng.normal(size=(6, 8)), np.tril(np.ones((6, 6), bool)), rng.permutation(6)
changed = x + np.array([0, 0, 0, 0, 1, 1])[:, None]
moved = attention(x, x, x, causal) - attention(changed, changed, changed, causal)
gap = attention(x[order], x[order], x[order]) - attention(x, x, x)[order]
print("change at each position:", np.abs(moved).max(axis=1).round(3))
print(f"permute, then attend, less attend, then permute: {np.abs(gap).max():.3f}")

# %% [markdown] lang="en"
# The first four outputs do not change at all, and both sides of the formula agree.
#
# **What it is for.** A model that predicts the next token must not see it: hence the mask.
# To attention without a mask the rows are a set, not a sequence: hence positions are added to the input.

# %% [markdown] lang="zh"
# 前四个位置的输出完全不变；公式的两边相等。
#
# **用处。** 预测下一个词元的模型不能看到这个词元，所以要加掩码。
# 对没有掩码的注意力来说，各行是一个集合，不是一个序列，所以要在输入里加上位置信息。
