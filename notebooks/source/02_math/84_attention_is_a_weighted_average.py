# %% [markdown] lang="en"
# ## Attention is a weighted average
#
# *Needed in: chapter 6.*
#
# A recurrent state carries the past along in a fixed number of values.
# **Attention** looks back instead (Bahdanau et al. 2014, arXiv:1409.0473; in this form Vaswani et al. 2017, arXiv:1706.03762).
# Each position asks with a **query**, a row of $Q$; each position offers a **key**, a row of $K$, and a **value**, a row of $V$.
# With $d$ numbers in a key,
#
# $$\mathrm{attention}(Q, K, V) = A V, \qquad A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) \quad \text{(row by row)}.$$
#
# Rows of $A$ are positive and sum to 1, so each output is an average of the values and lies in their convex hull: in whatever direction one looks, no output is farther out than the farthest value.
# That can be tested direction by direction.
# The `mask` says which positions may be seen; a score of $-\infty$ gets the weight 0.

# %% [markdown] lang="zh"
# ## 注意力是加权平均
#
# *用于：第 6 章。*
#
# 循环网络把过去装进个数固定的一组数里，一路带着走；**注意力**则是回头去看（Bahdanau 等，2014，arXiv:1409.0473；现在的形式见 Vaswani 等，2017，arXiv:1706.03762）。
# 每个位置用一个**查询**（$Q$ 的一行）提问，又各自提供一个**键**（$K$ 的一行）和一个**值**（$V$ 的一行）。
# 设键有 $d$ 个数，
#
# $$\mathrm{attention}(Q, K, V) = A V, \qquad A = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) \quad \text{（逐行）}.$$
#
# $A$ 的每一行都是正数，和为 1，所以每个输出都是值的平均，落在它们的凸包里：无论朝哪个方向看，都没有一个输出比最远的值更远。
# 这可以一个方向一个方向地检验。
# `mask`（掩码）规定哪些位置看得见；得分为 $-\infty$ 的，权重为 0。


# %%
def attention(queries, keys, values, mask=True):
    scores = queries @ np.swapaxes(keys, -1, -2) / np.sqrt(queries.shape[-1])
    weights = softmax(np.where(mask, scores, -np.inf))
    return weights @ values, weights


rng = np.random.default_rng(0)
queries, keys = rng.normal(size=(2, 6, 8))
values = rng.normal(size=(6, 3))
outputs, attention_weights = attention(queries, keys, values)
np.testing.assert_allclose(attention_weights.sum(axis=1), 1)
directions = rng.normal(size=(3, 10_000))
assert np.all((outputs @ directions).max(axis=0) <= (values @ directions).max(axis=0) + 1e-12)
assert attention_weights.min() > 0

queries_keys_values = [x[None, :, None].astype("float32") for x in (queries, keys, values)]
library = ops.convert_to_numpy(ops.dot_product_attention(*queries_keys_values))[0, :, 0]
np.testing.assert_allclose(library, outputs, atol=1e-5)
print(f"attention equals Keras'; weights from {attention_weights.min():.4f} ", end="")
print(f"to {attention_weights.max():.4f}")

# %% [markdown] lang="en"
# `MultiHeadAttention` does this several times side by side.
# Head $i$ makes queries, keys and values of its own from the same rows $X$, and the heads' results are added up through an output matrix each:
#
# $$\mathrm{MHA}(X) = b_O + \sum_i \mathrm{attention}(X W_Q^i + b_Q^i, \; X W_K^i + b_K^i, \; X W_V^i + b_V^i) \, W_O^i.$$
#
# (Placing the heads side by side and multiplying by one large matrix is the same.)
# So heads belong to what is computed; they are no trick of training.

# %% [markdown] lang="zh"
# `MultiHeadAttention`（多头注意力）把这件事并排做几遍。
# 第 $i$ 个头从同样的行 $X$ 里算出自己的查询、键和值，各头的结果再各乘一个输出矩阵，加起来：
#
# $$\mathrm{MHA}(X) = b_O + \sum_i \mathrm{attention}(X W_Q^i + b_Q^i, \; X W_K^i + b_K^i, \; X W_V^i + b_V^i) \, W_O^i.$$
#
# （把各头的结果并排放好，再乘一个大矩阵，是一回事。）
# 可见多头是计算本身的一部分，不是训练技巧。

# %%
layer = layers.MultiHeadAttention(num_heads=2, key_dim=4, dtype="float32")
layer.build((1, 6, 8), (1, 6, 8))
layer.set_weights([rng.normal(0, 0.5, size=weight.shape) for weight in layer.get_weights()])
w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = layer.get_weights()
x = rng.normal(size=(6, 8)).astype("float32")
written = b_o.copy()
for i in range(2):
    q, k, v = x @ w_q[:, i] + b_q[i], x @ w_k[:, i] + b_k[i], x @ w_v[:, i] + b_v[i]
    result, _ = attention(q, k, v)
    written = written + result @ w_o[i]
library = ops.convert_to_numpy(layer(x[None], x[None]))[0]
np.testing.assert_allclose(library, written, atol=1e-5)
print(f"two heads of four numbers equal keras.layers.MultiHeadAttention, {library.shape}")

# %% [markdown] lang="en"
# **An old acquaintance.** The average with weights from a kernel $\kappa$ is the regression of Nadaraya and Watson (1964):
#
# $$\hat v(q) = \frac{\sum_j \kappa(q, k_j)\, v_j}{\sum_j \kappa(q, k_j)}.$$
#
# Attention is this with $\kappa(q, k) = e^{q \cdot k / \sqrt d}$.
# And since $q \cdot k = \tfrac12 \left(\lVert q \rVert^2 + \lVert k \rVert^2 - \lVert q - k \rVert^2\right)$, with keys of equal length it is the Gaussian kernel $e^{-\lVert q - k \rVert^2 / (2 \sqrt d)}$: the factors that depend on $q$ alone, or on the common length, cancel.
# With keys of unequal length it is not.

# %% [markdown] lang="zh"
# **一位老相识。** 用核函数 $\kappa$ 作权重求平均，就是 Nadaraya 与 Watson（1964）的回归：
#
# $$\hat v(q) = \frac{\sum_j \kappa(q, k_j)\, v_j}{\sum_j \kappa(q, k_j)}.$$
#
# 取 $\kappa(q, k) = e^{q \cdot k / \sqrt d}$，就是注意力。
# 又因为 $q \cdot k = \tfrac12 \left(\lVert q \rVert^2 + \lVert k \rVert^2 - \lVert q - k \rVert^2\right)$，当各个键长度相等时，它就是高斯核 $e^{-\lVert q - k \rVert^2 / (2 \sqrt d)}$：只与 $q$ 有关的因子，以及由公共长度来的因子，都约去了。
# 键的长度不等时就不是。


# %%
def kernel_average(queries, keys, values):
    distances = np.sum((queries[:, None] - keys[None]) ** 2, axis=2)
    kernel = np.exp(-distances / (2 * np.sqrt(keys.shape[1])))
    return kernel @ values / kernel.sum(axis=1, keepdims=True)


equal_keys = 2 * keys / np.linalg.norm(keys, axis=1, keepdims=True)
rows, lengths = [], {("equal", "相等"): equal_keys, ("unequal", "不等"): keys}
for name, some_keys in lengths.items():
    by_kernel = kernel_average(queries, some_keys, values)
    gap = np.abs(by_kernel - attention(queries, some_keys, values)[0]).max()
    rows.append([name, f"{gap:.3f}"])
    assert (gap < 1e-12) == (name[0] == "equal")
header = [("length of the keys", "键的长度")]
plotting.table([*header, ("attention less Gaussian average", "注意力与高斯核平均之差")], rows)

# %% [markdown] lang="en"
# **Why $\sqrt d$?** Let a query and a key have $d$ components each, all $2d$ of them independent, of mean 0 and variance 1.
# Every product $q_i k_i$ then has mean 0 and variance 1, and the variances of independent terms add up:
#
# $$\mathrm{Var}(q \cdot k) = \sum_{i=1}^{d} \mathbb{E}[q_i^2]\, \mathbb{E}[k_i^2] = d.$$
#
# Without the division the scores scatter by $\sqrt d$.
# The larger $d$, the more the softmax puts on a single key; its Jacobian $\mathrm{diag}(p) - p^\top p$, with the trace $1 - \sum_i p_i^2$, goes to zero, and with it the gradient that would have to correct the choice.
#
# > **Predict before you run.** Thirty-two keys, drawn at random.
# > Even weights would have the entropy $\ln 32 \approx 3.47$ nats.
# > What is left with $d = 512$: with the scale, and without?

# %% [markdown] lang="zh"
# **为什么除以 $\sqrt d$？** 设查询和键各有 $d$ 个分量，这 $2d$ 个数相互独立，均值为 0，方差为 1。
# 每个乘积 $q_i k_i$ 的均值为 0、方差为 1，独立项的方差相加：
#
# $$\mathrm{Var}(q \cdot k) = \sum_{i=1}^{d} \mathbb{E}[q_i^2]\, \mathbb{E}[k_i^2] = d.$$
#
# 不除的话，得分的标准差是 $\sqrt d$。
# $d$ 越大，softmax 越是把权重全压在一个键上；它的雅可比矩阵 $\mathrm{diag}(p) - p^\top p$（迹为 $1 - \sum_i p_i^2$）随之趋于零，本该来纠正这个选择的梯度也就没有了。
#
# > **先猜，再运行。** 随机抽 32 个键。
# > 权重平均分配时，熵是 $\ln 32 \approx 3.47$ 奈特。
# > $d = 512$ 时还剩多少？
# > 除以 $\sqrt d$ 的呢，不除的呢？

# %% tags=["hide-output"]
rng = np.random.default_rng(0)
dimensions = 2 ** np.arange(1, 10)
curves, rows = {"scaled": [], "not scaled": []}, []
for d in dimensions:
    scores = np.einsum("qd,qkd->qk", rng.normal(size=(500, d)), rng.normal(size=(500, 32, d)))
    ratio = np.mean(scores**2) / d
    assert abs(ratio - 1) < 0.08
    rows.append([d, f"{ratio:.2f}"])
    for name, divisor in (("scaled", np.sqrt(d)), ("not scaled", 1)):
        chances = softmax(scores / divisor)
        safe = np.maximum(chances, 1e-300)
        curves[name].append(entropy(safe).mean())
        trace = np.mean(1 - np.sum(chances**2, axis=1))
        rows[-1] += [f"{curves[name][-1]:.2f}", f"{trace:.2f}"]
header = ["d", ("variance / d", "方差 / d")]
for english, chinese in (("scaled", "点积除以 √d"), ("not scaled", "点积不除")):
    header += [(f"entropy, {english}", f"熵，{chinese}"), (f"trace, {english}", f"迹，{chinese}")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# The variance is $d$, within the scatter of the draws.
#
# <details><summary>Answer</summary>
#
# With the scale the entropy is about 3.0 nats whatever $d$ is; the keys differ, but all are heard.
# Without it 0.16 nats are left at $d = 512$: one key takes nearly everything, and the trace of the Jacobian is 0.09 instead of 0.93.
#
# </details>
#
# Nothing has been trained here.
# This is where training would have to start.

# %% [markdown] lang="zh"
# 方差等于 $d$，误差不超过采样的波动。
#
# <details><summary>答案</summary>
#
# 除以 $\sqrt d$ 时，不管 $d$ 多大，熵都在 3.0 奈特左右：各个键轻重不同，但都听得见。
# 不除时，$d = 512$ 只剩 0.16 奈特：一个键几乎独占全部权重，雅可比矩阵的迹只有 0.09，而不是 0.93。
#
# </details>
#
# 这里什么也没有训练过，而训练就得从这样的状态起步。
#
# 下图横轴为键的长度 $d$（对数刻度），纵轴为权重的熵（奈特）；蓝线除以 $\sqrt d$，橙线不除，黑色虚线是权重平均分配时的 $\ln 32$。

# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(6.0, 3.2), layout="constrained")
for name, curve in curves.items():
    axis.plot(dimensions, curve, marker="o", label=name)
axis.axhline(np.log(32), color="black", linestyle="--", label="even weights, ln 32")
axis.set(xlabel="numbers in a key, d", ylabel="entropy of the weights (nats)", ylim=(0, 3.7))
axis.set_xscale("log", base=2)
axis.legend(loc="center right")
plotting.show(
    figure,
    "With the scale the entropy stays near 3.0 nats for every d. Without it, it falls from "
    "about 2.8 at d = 2 to about 0.2 at d = 512.",
    "除以 √d 时，熵始终在 3.0 奈特左右；不除时，从 d = 2 的约 2.8 一路降到 d = 512 的约 0.2。",
)

# %% [markdown] lang="en"
# **The mask.** A model that predicts the next token must not see it.
# With the **causal mask**, position $t$ sees positions $1, \dots, t$ only, so a change of later tokens changes nothing earlier, not in the last digit.
# Without the mask it does.
# The decoder of a Transformer masks its self-attention for this reason.
#
# **Order.** Without a mask, attention does not know where its rows stand: permute the rows of $X$, and the outputs are permuted alike.
# For a permutation matrix $P$,
#
# $$\mathrm{attention}(PQ, PK, PV) = P \, \mathrm{attention}(Q, K, V).$$
#
# To attention the rows are a set, not a sequence.
# That is why positions are added to the input.
# The first table says by how much each position's output changes when the last two tokens do, the second how far "permute, then attend" is from "attend, then permute".

# %% [markdown] lang="zh"
# **掩码。** 预测下一个词元的模型，不许看见这个词元。
# 加上**因果掩码**，第 $t$ 个位置只看得见第 $1, \dots, t$ 个；后面的词元怎么改，前面的输出都不变，连最后一位数字也不变。
# 不加掩码就会变。
# Transformer 的解码器要给自注意力加掩码，道理就在这里。
#
# **次序。** 没有掩码时，注意力不知道各行排在哪里：把 $X$ 的各行重新排列，输出也只是同样地重新排列。
# 对置换矩阵 $P$，
#
# $$\mathrm{attention}(PQ, PK, PV) = P \, \mathrm{attention}(Q, K, V).$$
#
# 在注意力眼里，各行是一个集合，不是一个序列。
# 正因为如此，输入里才要加上位置。
# 第一张表是后两个词元改动之后，各个位置的输出变了多少；第二张表比较先排列再算与先算再排列，列出最大的差距。

# %%
rng = np.random.default_rng(0)
x, positions = rng.normal(size=(2, 6, 8))
causal = np.tril(np.ones((6, 6), bool))
changed = x.copy()
changed[4:] += 1
rows, masks = [], {("causal", "因果"): causal, ("none", "无"): True}
for name, mask in masks.items():
    moved = np.abs(attention(x, x, x, mask)[0] - attention(changed, changed, changed, mask)[0])
    rows.append([name, *(f"{change:.3f}" for change in moved.max(axis=1))])
    assert np.all(moved[:4] == 0) == (name[0] == "causal")
plotting.table([("mask", "掩码"), *((f"position {t}", f"位置 {t}") for t in range(1, 7))], rows)
qkv = x[None, :, None].astype("float32")
library = ops.convert_to_numpy(ops.dot_product_attention(qkv, qkv, qkv, is_causal=True))
np.testing.assert_allclose(library[0, :, 0], attention(x, x, x, causal)[0], atol=1e-5)

order, rows = rng.permutation(6), []
for name, shift in ((("without", "不加"), 0), (("added", "加上"), positions)):
    straight, permuted = x + shift, x[order] + shift
    permuted_outputs = attention(permuted, permuted, permuted)[0]
    gap = np.abs(permuted_outputs - attention(straight, straight, straight)[0][order]).max()
    rows.append([name, f"{gap:.3f}"])
    assert (gap < 1e-12) == (name[0] == "without")
plotting.table([("positions", "位置"), ("largest difference", "最大的差距")], rows)
