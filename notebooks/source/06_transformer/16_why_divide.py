# %% [markdown] lang="en"
# ## Why divide by the root of d?
#
# If the $d$ numbers of $q$ and of $k$ are independent with mean 0 and variance 1, then $q \cdot k$ has variance $d$; chapter 2 proves it in "Attention is a weighted average".
# What does softmax make of products that grow like $\sqrt d$?
# We take 64 random keys and look, for 500 random queries, at two medians: the entropy of the weights (6 bits if all 64 are alike, 0 if one has all), and the size (the Frobenius norm, the root of the sum of all squared entries) of softmax's Jacobian $\mathrm{diag}(w) - w w^\top$, through which every gradient for queries and keys must pass.
#
# > **Predict before you run.** At $d = 1024$ and without the root: how much is left of the 6 bits?

# %% [markdown] lang="zh"
# ## 为什么要除以根号 d
#
# 设 $q$ 和 $k$ 的 $d$ 个分量相互独立，均值为 0，方差为 1，那么 $q \cdot k$ 的方差是 $d$，证明见第 2 章“注意力是加权平均”一节。
# 点积的大小与 $\sqrt d$ 成正比，softmax 算出的权重会怎样？
# 取 64 个随机的键和 500 个随机的查询，看两个量的中位数：一个是权重的熵，64 个权重全相等时是 6 比特，全部集中到一个键上时是 0；另一个是 softmax 的雅可比矩阵 $\mathrm{diag}(w) - w w^\top$ 的大小（Frobenius 范数，即所有元素平方和的平方根），传回查询和键的梯度都要经过这个矩阵。
#
# > **先猜，再运行。** $d = 1024$，点积不除以 $\sqrt d$，6 比特的熵还剩多少？

# %% tags=["hide-output"]
rows = []
for d in (4, 32, 128, 1024):
    products = rng.normal(size=(500, d)) @ rng.normal(size=(64, d)).T  # (500, 64)
    entropies, sizes = [], []
    for scores in (products / np.sqrt(d), products):
        w = np.exp(scores - scores.max(axis=-1, keepdims=True))
        w = w / w.sum(axis=-1, keepdims=True)
        entropies.append(np.median(-np.sum(w * np.log2(w + 1e-300), axis=-1)))
        jacobian = w[:, :, None] * np.eye(64) - w[:, :, None] * w[:, None]  # (500, 64, 64)
        sizes.append(np.median(np.linalg.norm(jacobian, axis=(1, 2))))
    rows.append([d, *(f"{x:.2f}" for x in entropies), *(f"{x:.4f}" for x in sizes)])
header = ["d", ("entropy in bits, products / √d", "熵（比特），点积除以 √d")]
header += [
    ("entropy, not divided", "熵，点积不除以 √d"),
    ("Jacobian, products / √d", "雅可比矩阵的大小，点积除以 √d"),
]
plotting.table([*header, ("Jacobian, not divided", "雅可比矩阵的大小，点积不除以 √d")], rows)

# %% [markdown] lang="en"
# Divided, the entropy and the Jacobian hardly depend on $d$.
# Not divided, nothing is left of the 6 bits at $d = 1024$ (0.00): one key has practically all the weight.
# At $d = 32$, the width of queries and keys in this chapter's larger GPT, the entropy has already fallen to 1.2 bits: a few keys share nearly all the weight, though nothing has been learnt.
# The Jacobian shows no harm at 32 yet, where it is even larger than when divided; at 128, the width in GPT-3, it is little more than half of what it is when divided, and at 1024 hardly any gradient is left.
# All this holds for random vectors, as a model has them at the start of training: a trained model may make its queries and keys longer, and its attention sharper, where that helps.

# %% [markdown] lang="zh"
# 除以 $\sqrt d$ 之后，熵和雅可比矩阵的大小几乎不随 $d$ 变化。
# 如果不除，$d = 1024$ 时 6 比特一点也不剩（0.00）：权重几乎全部落在一个键上。
# $d = 32$ 时（本章较大的 GPT，查询和键就是 32 维）熵就已降到 1.2 比特：模型还什么都没有学，权重就几乎全部集中在少数几个键上。
# 雅可比矩阵的大小在 $d = 32$ 时还看不出问题，甚至超过除以 $\sqrt d$ 时的大小；$d = 128$ 时（GPT-3 用的维数），只有除以 $\sqrt d$ 时的一半多一点；$d = 1024$ 时，几乎没有梯度可用了。
# 以上用的是随机向量，相当于训练开始时的情形：模型如果需要，可以在训练中学出更长的查询和键，使注意力更集中。
