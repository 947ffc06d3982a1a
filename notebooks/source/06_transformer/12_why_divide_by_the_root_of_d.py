# %% [markdown] lang="en"
# ## Why divide by the root of d?
#
# Let the numbers in $q$ and $k$ be independent, with mean 0 and variance 1.
# Then $q \cdot k$ is a sum of $d$ terms of variance 1 each, so its variance is $d$, and its typical size $\sqrt d$.
# Logits of size $\sqrt d$ make softmax choose a single winner, and a winner-takes-all choice has no slope: moving a score a little changes nothing.
# We measure three things over $d$, with 64 random keys: the variance of the products; the entropy of the weights in bits (6 bits: all 64 alike; 0: one has all); and the size (Frobenius norm) of softmax's Jacobian $\mathrm{diag}(w) - w w^\top$, through which every gradient for queries and keys must pass.
# For the last two we take the median over 500 queries.

# %% [markdown] lang="zh"
# ## 为什么要除以根号 d
#
# 设 $q$ 和 $k$ 的各个分量相互独立，均值为 0，方差为 1。
# $q \cdot k$ 是 $d$ 项之和，每项方差为 1，所以它的方差是 $d$，典型大小是 $\sqrt d$。
# logit 大到 $\sqrt d$，softmax 就只选一个赢家；而赢家通吃的选择，梯度几乎为零：得分稍微动一动，什么也不变。
# 下面取 64 个随机的键，量三样东西，看它们怎样随 $d$ 变化：点积的方差；权重的熵，以比特计（6 比特表示 64 个完全一样，0 表示全归一个）；softmax 的雅可比矩阵 $\mathrm{diag}(w) - w w^\top$ 的大小（弗罗贝尼乌斯范数），通往查询和键的梯度都要经过它。
# 后两样取 500 个查询的中位数。


# %%
def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def entropy_and_slope(w):
    entropy = -np.sum(w * np.log2(w + 1e-300), axis=-1)
    square = np.sum(w**2, axis=-1)
    slope = np.sqrt(np.maximum(square - 2 * np.sum(w**3, axis=-1) + square**2, 0))
    return np.median(entropy), np.median(slope)


# %% [markdown] lang="en"
# `entropy_and_slope` has the norm multiplied out; a Jacobian in full confirms it.

# %% [markdown] lang="zh"
# `entropy_and_slope` 用的是把范数展开后的式子；拿一个完整的雅可比矩阵来核对。

# %% tags=["nbval-check-output"]
w = softmax(rng.normal(size=64))
expected = np.linalg.norm(np.diag(w) - np.outer(w, w))
np.testing.assert_allclose(entropy_and_slope(w)[1], expected)
print("the slope is the Frobenius norm of the Jacobian")

# %% [markdown] lang="en"
# Now over $d$.
#
# > **Predict before you run.** At $d = 1024$ and without the root: how many bits of entropy are left of the 6?

# %% [markdown] lang="zh"
# 再来看它们怎样随 $d$ 变化。
#
# > **先猜，再运行。** $d = 1024$，不除以根号：6 比特的熵还剩几比特？

# %% tags=["hide-output"]
sizes = 2 ** np.arange(2, 12)
variances, measured = [], {"divided by the root of d": [], "not divided": []}
for d in sizes:
    products = rng.normal(size=(500, d)) @ rng.normal(size=(64, d)).T
    variances.append(products.var())
    for name, scale in zip(measured, (np.sqrt(d), 1), strict=True):
        measured[name].append(entropy_and_slope(softmax(products / scale)))
rows = []
for d, variance, *pairs in list(zip(sizes, variances, *measured.values(), strict=True))[::4]:
    entropies, slopes = zip(*pairs, strict=True)
    entropies = (f"{entropy:.2f}" for entropy in entropies)
    rows.append([str(d), f"{variance:.1f}", *entropies, f"{slopes[0]:.3f}", f"{slopes[1]:.0e}"])
header = ["d", ("variance", "方差"), ("entropy in bits, divided", "熵（比特），除以根号 d")]
header += [("entropy, not divided", "熵，不除"), ("slope, divided", "坡度，除以根号 d")]
plotting.table([*header, ("slope, not divided", "坡度，不除")], rows)

# %% [markdown] lang="en"
# In the figure, $d$ runs across on a logarithmic axis; the left panel shows the entropy, the right one the slope, logarithmic too.

# %% [markdown] lang="zh"
# 图的横轴是 $d$（对数刻度）；左图是熵（entropy，比特），右图是雅可比矩阵的大小（slope，对数刻度）；两条线分别为除以根号 d（divided）和不除（not divided）。

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
for name, pair in measured.items():
    for axis, values in zip(axes, np.transpose(pair), strict=True):
        axis.plot(sizes, values, marker="o", label=name)
axes[0].set(xscale="log", xlabel="d", ylabel="entropy of the weights, bits", ylim=(0, 6))
axes[1].set(xscale="log", yscale="log", xlabel="d", ylabel="size of the Jacobian")
axes[0].legend()
plotting.show(
    figure,
    "Two panels over d. Divided by the root of d, entropy stays near 5.4 bits, the slope near 0.2. "
    "Not divided, entropy falls towards zero; the slope starts higher and falls by orders of magnitude.",
    "两幅图，横轴为 d。除以根号 d：熵保持在 5.4 比特上下，雅可比矩阵的大小保持在 0.2 上下。不除：熵降向零，雅可比矩阵起初稍大，随后缩小好几个数量级。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Not even a hundredth of a bit is left.
#
# </details>
#
# Divided, nothing depends on $d$.
# Not divided, there is no harm in a narrow head, and all the more in a wide one: its weights are decided before anything is learned, and hardly any gradient is left to change the decision.
# This is a statement about the start: a trained model may sharpen its attention as it likes, by longer queries and keys.
# It should learn that, not be born with it.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 剩下的连百分之一比特都不到。
#
# </details>
#
# 除以 $\sqrt d$ 之后，什么都不随 $d$ 变。
# 不除，窄的头倒无妨；头一宽，权重还没开始学就已经定了局，要改也没有多少梯度可用。
# 这说的是起点：训练过的模型尽可以把查询和键变长，让注意力尖锐起来。
# 但那应该是学会的，不该是天生的。
