# %% [markdown] lang="en"
# ## Looking at words: cross-attention
#
# In cross-attention each patch asks and the words answer.
# From the vector of a patch comes a query $q$, from the vector of each word a key $k_j$ and a value $v_j$:
#
# $$\text{weight}_j = \frac{\exp(q \cdot k_j / \sqrt d)}{\sum_i \exp(q \cdot k_i / \sqrt d)}, \qquad \text{answer} = \sum_j \text{weight}_j\, v_j .$$
#
# The patch of the hat can thus fetch "red" from the word before "hat".
# It is scaled dot-product attention as in chapter 6, with $d$ the length of a query, but the keys and values come from the sentence.
# Padding gets no weight, as long as there is a word at all.
# The function below has one head; the block after it has four.
# The assertion compares it with Keras, whose layer takes query, value and key in this order and does not divide by $\sqrt d$, so the query is divided before.

# %% [markdown] lang="zh"
# ## 查看词：交叉注意力
#
# 在交叉注意力里，图块提问，词来回答。
# 由图块的向量得到查询 $q$，由每个词的向量得到键 $k_j$ 和值 $v_j$；$d$ 是查询和键的维数：
#
# $$\text{权重}_j = \frac{\exp(q \cdot k_j / \sqrt d)}{\sum_i \exp(q \cdot k_i / \sqrt d)}, \qquad \text{回答} = \sum_j \text{权重}_j\, v_j .$$
#
# 例如画帽子的图块，可以从“帽子”前面的词那里取来“红”。
# 这就是第 6 章的缩放点积注意力，只是键和值来自句子。
# 只要句子里有词，填充的权重就为零。
# 下面写出 `cross_attention`，它只有一个头，后面的块有四个；再与 Keras 的 `layers.Attention` 核对，后者不除以 $\sqrt d$，所以先把查询除好。


# %%
def cross_attention(patches, words, mask, to_query, to_key, to_value):
    query, key, value = to_query(patches), to_key(words), to_value(words)
    scores = query @ ops.swapaxes(key, 1, 2) / query.shape[-1] ** 0.5  # (n, 16, 40)
    weights = ops.softmax(ops.where(mask[:, None], scores, -1e9))
    return weights @ value, weights  # (n, 16, 96), (n, 16, 40)


rng = np.random.default_rng(0)
patches = rng.standard_normal((2, 16, 96)).astype("float32")
dense = [layers.Dense(96, dtype="float32") for _ in range(3)]
answer, weights = cross_attention(patches, words, ids[:2] > 0, *dense)
theirs = layers.Attention(dtype="float32")
scaled = dense[0](patches) / 96**0.5
expected = theirs([scaled, dense[2](words), dense[1](words)], mask=[None, ops.array(ids[:2] > 0)])
np.testing.assert_allclose(answer, expected, atol=1e-4)
print("weights on padding:", float(ops.max(weights * (ids[:2] == 0)[:, None])))

# %% [markdown] lang="en"
# A block of the denoiser is chapter 7's block with this third part in the middle.
# Again a vector $c$ scales, shifts and gates each part, and all gates begin at zero; $c$ is made from the time and from the summary of the sentence.
# So the sentence comes in twice: as a whole, for all patches alike, and word by word, for each patch as it asks.
#
# ![A block that reads. The tokens of the patches go straight down, the residual connection, and three times through parts whose results are added. Each part: layer normalisation, scale and shift, its work, gate. The work of the first is self-attention of the patches; of the second cross-attention, whose queries come from the patches and whose keys and values come from the vectors of the words; of the third a feed-forward network. Scales, shifts and gates come from the vector c, made from the time and the summary of the sentence.](../figures/reading_block_en.svg)

# %% [markdown] lang="zh"
# 去噪网络的块，就是在第 7 章的块里，把交叉注意力加在自注意力与前馈网络之间。
# 每个部分的缩放、平移和门仍由一个向量 $c$ 给出，所有的门都从零开始；$c$ 由时刻和句子的概要算出。
# 所以句子从两条路进来：整句的概要，对所有图块都一样；逐词的向量，由每个图块各自查看。
#
# ![会查看句子的块。图块的词元一路直接向下，即残差连接；另有三个部分，结果都加到这一路上。每个部分依次是：层归一化、缩放和平移、本部分的运算、门。第一个部分是图块之间的自注意力；第二个是交叉注意力，查询来自图块，键和值来自各个词的向量；第三个是前馈网络。缩放、平移和门都由向量 c 给出，c 由时刻和句子的概要算出。](../figures/reading_block_zh.svg)


# %%
class ReadingBlock(layers.Layer):
    def __init__(self, dim=96):
        super().__init__()
        self.look = layers.MultiHeadAttention(4, dim // 4)
        self.read = layers.MultiHeadAttention(4, dim // 4)
        self.wide, self.narrow = layers.Dense(4 * dim, activation="gelu"), layers.Dense(dim)
        self.factors = layers.Dense(9 * dim, kernel_initializer="zeros")
        self.norm = layers.LayerNormalization(center=False, scale=False)

    def call(self, x, condition, words, mask):  # (n, 16, 96), (n, 96), (n, 40, 96), (n, 1, 40)
        factors = ops.split(self.factors(condition)[:, None], 9, axis=-1)

        def part(work, scale, shift, gate):
            return gate * work(self.norm(x) * (1 + scale) + shift)

        x = x + part(lambda h: self.look(h, h), *factors[:3])
        x = x + part(lambda h: self.read(h, words, attention_mask=mask), *factors[3:6])
        return x + part(lambda h: self.narrow(self.wide(h)), *factors[6:])


# %% [markdown] lang="en"
# The whole denoiser needs only a few more lines: cut into patches, read, three blocks, and back to pixels.

# %% [markdown] lang="zh"
# 整个去噪网络只需再写几行：切成图块，读句子，经过三个块，再变回像素。

# %%
from aigc_keras.networks.conditions import TimeCode
from aigc_keras.networks.dit import patches_to_tokens, tokens_to_patches


def make_denoiser(dim=96):
    image, t = keras.Input((16, 16, 3)), keras.Input(())
    token_ids = keras.Input((length,), dtype="int32")
    words, summary = OurTextEncoder(vocabulary.size + 1, dim)(token_ids)
    told = layers.Dense(dim)(TimeCode(64)(t)) + layers.Dense(dim)(summary)
    condition = ops.silu(layers.Dense(dim)(ops.silu(told)))  # (n, 96)
    x = patches_to_tokens(image, 4, dim)  # (n, 16, 96)
    for _ in range(3):
        x = ReadingBlock(dim)(x, condition, words, token_ids[:, None] > 0)
    return keras.Model([image, t, token_ids], tokens_to_patches(x, condition, (16, 16, 3), 4))


denoiser = TextDiT((16, 16, 3), vocabulary.size + 1, length, hidden_dim=96, num_layers=3)
assert denoiser.count_params() == make_denoiser().count_params()
print(f"{denoiser.count_params():,} weights")
