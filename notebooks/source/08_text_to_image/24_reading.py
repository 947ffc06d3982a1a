# %% [markdown] lang="en"
# ## Reading: the text encoder
#
# "Red" means one thing before "hat" and another before "hair", so a token's vector must know its neighbours.
# Large models use a Transformer here, with hundreds of millions of captions to learn from.
# For captions as short as ours a **convolution** over five tokens learns the same far sooner: it sees the neighbours from the first step on, where attention must first learn to look at them.
# Five tokens reach two to each side.
# In "without glasses, a hat or earrings" the word "without" stands farther from the hat than that; but a hat that is worn has a colour in our captions, so "a hat" without one can only be missing.
# A learnt vector of each place is added, and a layer normalisation follows.
#
# The summary tells what the sentence names, wherever in the sentence it stands.
# From each token a layer computes features, and the summary keeps the largest value of each feature over all tokens, as in the convolutional text classifier of Kim (2014, arXiv:1408.5882).
# In the code `neighbours` is the convolution, `places` holds the vectors of the places, and `features` computes these features.

# %% [markdown] lang="zh"
# ## 读句子：文本编码器
#
# 同一个“红”字，后面接“帽子”还是接“头发”，说的不是同一样东西，所以词元的向量必须包含上下文。
# 大模型在这里用 Transformer，从几亿条说明中学习。
# 我们的说明很短，用一个宽五个词元的**卷积**就够了，而且学得快得多：它从训练的第一步起就看得到相邻的词元，而注意力要先学会去看它们。
# 五个词元，就是左右各看两个。
# “without glasses, a hat or earrings”里，“without”离“hat”更远；但说明里戴着的帽子都带颜色，不带颜色的“a hat”只能是没戴。
#
# 句子的概要只管说到了什么，不管在句中哪里说：先由一个全连接层为每个词元算出一组特征，每个特征再取所有词元上的最大值（最大池化），取最大值这一步与 Kim（2014，arXiv:1408.5882）的卷积文本分类器相同。
# 代码里的 `neighbours` 是上面说的卷积，`places` 是位置嵌入，`features` 就是算特征的全连接层。


# %%
class OurTextEncoder(layers.Layer):
    def __init__(self, vocabulary_size, dim):
        super().__init__()
        large = keras.initializers.RandomNormal(stddev=0.5)
        self.embedding = layers.Embedding(vocabulary_size, dim, large)
        self.neighbours = layers.Conv1D(dim, 5, padding="same", activation="relu")
        self.places = layers.Embedding(length, dim)
        self.norm = layers.LayerNormalization()
        self.features = layers.Dense(2 * dim, activation="relu")

    def call(self, ids):  # (n, 40)
        mask = ops.cast(ids > 0, self.compute_dtype)[..., None]  # (n, 40, 1)
        x = self.embedding(ids) * mask  # (n, 40, 96)
        x = self.norm(x + self.neighbours(x) + self.places(ops.arange(length)))
        summary = ops.max(self.features(x) * mask, axis=1)  # (n, 192)
        return x, summary


# %% [markdown] lang="en"
# In the library it is called `TextEncoder`.
# (We tried a Transformer of two layers, and the mean of its vectors as the summary, in its place: after the same 800 steps 67% of the attributes were as asked instead of 88%, one run each, on portraits kept back for choices.)

# %% [markdown] lang="zh"
# 在课程库里，这个层叫 `TextEncoder`；下面核对两者的权重数相同。
# （我们试过换成两层的 Transformer，以各词元向量的平均作概要：同样训练 800 步，画出的属性只有 67% 符合要求，用卷积时是 88%；各训练一次，用留出头像的属性表测得。）

# %%
from aigc_keras.networks.text_dit import TextDiT, TextEncoder

reading = TextEncoder(vocabulary.size + 1, length, dim=96)
ours = OurTextEncoder(vocabulary.size + 1, 96)
words, summary = reading(ids[:2])
ours(ids[:2])
assert reading.count_params() == ours.count_params()
print("words", tuple(words.shape), "summary", tuple(summary.shape))
