# %% [markdown] lang="en"
# ## Counting the parameters
#
# The GPT to come has $L = 2$ blocks of width $D = 128$ and a vocabulary of $V$ tokens.
# Its heads and its rotary positions cost nothing extra.
# In each block: four matrices $D \times D$ with biases for attention; $D \times 4D$ and $4D \times D$ with biases for the feed-forward network; a gain and a bias for each of two norms.
# Around them: the table of embeddings, which serves again for the logits, a bias for each token, and one last norm.
# Adding up,
#
# $$\underbrace{VD + V}_{\text{tokens}} + L\,\bigl(\underbrace{4D^2 + 4D}_{\text{attention}} + \underbrace{8D^2 + 5D}_{\text{feed-forward}} + \underbrace{4D}_{\text{norms}}\bigr) + \underbrace{2D}_{\text{last norm}}.$$
#
# > **Predict before you run.** Which part holds most of them?

# %% [markdown] lang="zh"
# ## 数一数参数
#
# 接下来要训练的 GPT 有 $L = 2$ 个块，宽 $D = 128$，词表有 $V$ 个词元。
# 分成几个头、用旋转位置编码，都不另花参数。
# 每个块里：注意力有四个 $D \times D$ 的矩阵，带偏置；前馈网络有 $D \times 4D$ 和 $4D \times D$ 两个，也带偏置；两次归一化，各有一组增益和偏置。
# 块以外：嵌入表（算 logit 时再用一次），每个词元一个偏置，最后一次归一化。
# 加起来是
#
# $$\underbrace{VD + V}_{\text{词元}} + L\,\bigl(\underbrace{4D^2 + 4D}_{\text{注意力}} + \underbrace{8D^2 + 5D}_{\text{前馈}} + \underbrace{4D}_{\text{归一化}}\bigr) + \underbrace{2D}_{\text{最后的归一化}}.$$
#
# > **先猜，再运行。** 哪一部分最多？

# %% tags=["hide-output"]
size, dim, num_layers = vocabulary.size, 128, 2
counted = {
    ("tokens", "词元"): size * dim + size,
    ("attention", "注意力"): num_layers * 4 * dim * (dim + 1),
    ("feed-forward", "前馈"): num_layers * (8 * dim**2 + 5 * dim),
    ("norms", "归一化"): num_layers * 4 * dim + 2 * dim,
}
total = sum(counted.values())
assert total == GPT(vocabulary, hidden_dim=dim, num_layers=num_layers).count_params()
rows = [[part, number, f"{number / total:.0%}"] for part, number in counted.items()]
rows.append([("together", "合计"), total, "100%"])
plotting.table([("part", "部分"), ("parameters", "参数"), ("share", "比例")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Two thirds of a block are feed-forward network: attention gives the Transformer its character, but most of its numbers sit in the plain dense layers.
#
# </details>
#
# For large models hardly anything but the matrices of the blocks counts, and $12 L D^2$ is a good rule of thumb.
# Note what does not appear: the context length.
# A longer text costs time and memory, but not one parameter.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 一个块有三分之二是前馈网络：注意力给了 Transformer 个性，大多数参数却待在平平常常的全连接层里。
#
# </details>
#
# 模型一大，除了各块的矩阵，别的几乎可以不计，$12 L D^2$ 就是很好的估计。
# 还要注意没有出现的东西：上下文长度。
# 文本再长，费的是时间和内存，参数一个也不多。
