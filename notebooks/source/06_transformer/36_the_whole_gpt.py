# %% [markdown] lang="en"
# ## The whole GPT, and the library's
#
# Look at `SmallGPT` once more: every line of it has been explained, but for two.
# The vectors are multiplied by $\sqrt D$, as in the original, because the numbers in both tables start very small (0.05 at most).
# And the table of characters is used twice, to read and to predict (Press & Wolf 2016, arXiv:1608.05859): the logit of a character is the dot product of its vector with the normalised output of the last block at the position, plus a bias.
#
# The library's `GPT` is the same network, with sizes and positions to choose.
# Given the same weights it computes the same logits:

# %% [markdown] lang="zh"
# ## 整个 GPT，与课程库的 GPT
#
# 再看一遍 `SmallGPT`：除了两处，每一行都讲过了。
# 一处是向量乘以 $\sqrt D$，这与最初的 Transformer 相同，因为嵌入表和 `places` 表中的数起初很小（不超过 0.05）。
# 另一处是字符的嵌入表用了两次，读入时一次，预测时一次（Press 与 Wolf，2016，arXiv:1608.05859）：在一个位置上，某个字符的 logit 是该字符的嵌入与最后一块的输出（经过归一化）的点积，再加上一个偏置。
#
# 课程库的 `GPT` 是同样的网络，大小和位置编码可以选择。
# 换上同样的权重，算出的 logit 就相同：

# %% tags=["nbval-check-output"]
sizes = {"context_length": 64, "hidden_dim": 64, "num_layers": 2, "num_heads": 4}
twin = GPT(vocabulary, **sizes, positions="learned", activation="relu")
twin.set_weights(small.get_weights())
some_ids = validation_ids[:128].reshape(2, 64)
np.testing.assert_allclose(twin(some_ids), small(some_ids), atol=1e-3)
print("agrees with aigc_keras.GPT")

# %% [markdown] lang="en"
# How many parameters does a GPT have?
# With $L$ blocks and a vocabulary of $V$ tokens, the parts add up to
#
# $$\underbrace{VD + V}_{\text{tokens}} + L\,\bigl(\underbrace{4D^2 + 4D}_{\text{attention}} + \underbrace{8D^2 + 5D}_{\text{feed-forward}} + \underbrace{4D}_{\text{norms}}\bigr) + \underbrace{2D}_{\text{last norm}},$$
#
# and $TD$ more where positions are learnt.
# The attention has `qkv` with $3D^2 + 3D$ and `out` with $D^2 + D$, the feed-forward network $D \cdot 4D + 4D$ and $4D \cdot D + D$, and each norm a gain and a bias for each of the $D$ numbers.
# The GPT that we train next has $L = 2$, $D = 128$ and rotary positions, which need no parameters.
#
# > **Predict before you run.** Which part holds most of its parameters?

# %% [markdown] lang="zh"
# 一个 GPT 有多少参数？
# 设有 $L$ 个块，词表有 $V$ 个词元，各部分的参数加起来是
#
# $$\underbrace{VD + V}_{\text{词元}} + L\,\bigl(\underbrace{4D^2 + 4D}_{\text{注意力}} + \underbrace{8D^2 + 5D}_{\text{前馈}} + \underbrace{4D}_{\text{归一化}}\bigr) + \underbrace{2D}_{\text{最后的归一化}},$$
#
# 位置向量如果是学出来的，再加 $TD$。
# 注意力里，`qkv` 有 $3D^2 + 3D$ 个参数，`out` 有 $D^2 + D$ 个；前馈网络的两层各有 $D \cdot 4D + 4D$ 个和 $4D \cdot D + D$ 个；每个归一化有 $D$ 个增益和 $D$ 个偏置。
# 接下来要训练的 GPT 取 $L = 2$、$D = 128$，用旋转位置编码，位置不占参数。
#
# > **先猜，再运行。** 这个 GPT 的参数大多在哪一部分里？

# %% tags=["hide-output"]
dim, num_layers = 128, 2
counted = {
    ("tokens", "词元"): vocabulary.size * dim + vocabulary.size,
    ("attention", "注意力"): num_layers * 4 * dim * (dim + 1),
    ("feed-forward networks", "前馈网络"): num_layers * (8 * dim**2 + 5 * dim),
    ("norms", "归一化"): num_layers * 4 * dim + 2 * dim,
}
total = sum(counted.values())
assert total == GPT(vocabulary, hidden_dim=dim, num_layers=num_layers).count_params()
rows = [[part, number, f"{number / total:.0%}"] for part, number in counted.items()]
rows.append([("total", "合计"), total, "100%"])
plotting.table([("part", "部分"), ("parameters", "参数"), ("share", "比例")], rows)

# %% [markdown] lang="en"
# Two thirds of each block are its feed-forward network.
# Of a large model hardly anything counts but the blocks, so $12 L D^2$ is a good rule of thumb: for GPT-3, with $L = 96$ and $D = 12{,}288$, it gives 174 of the 175 billion.
# With rotary positions the length of the text does not appear: a longer text costs time and memory, but no parameters.

# %% [markdown] lang="zh"
# 每个块的参数有三分之二在前馈网络里。
# 模型大了，块以外的参数几乎可以不计，$12 L D^2$ 就是很好的估计：GPT-3 的 $L = 96$、$D = 12{,}288$，算出来是 1,740 亿，实际是 1,750 亿。
# 用旋转位置编码时，公式里没有文本长度：文本变长，需要更多的时间和内存，但不需要更多的参数。
