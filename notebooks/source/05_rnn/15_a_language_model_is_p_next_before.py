# %% [markdown] lang="en"
# ## A language model is p(next | before)
#
# A **language model** gives every text a probability.
# By the chain rule, that probability is a product with one factor for each character:
#
# $$p(c_1, \dots, c_T) = \prod_{t=1}^{T} p(c_t \mid c_1, \dots, c_{t-1}).$$
#
# Nothing is approximated here.
# A model only has to answer one question over and over: **which character comes next?**
# With its answers we can score a text, and by drawing from them we can write one.
#
# We measure a model by its surprise.
# A character that was given the probability $p$ costs $-\log_2 p$ **bits**: none if it was certain, one if it was an even chance.
# The average over a text is the **cross-entropy** in **bits per character**,
#
# $$-\frac{1}{T} \sum_{t=1}^{T} \log_2 p(c_t \mid c_1, \dots, c_{t-1}),$$
#
# and smaller is better.
# Two models need no context at all.
# The **uniform** model gives each token the same probability.
# The **unigram** model gives each character its share of the training text.
# We score the validation plays, line breaks counted like any other character.
#
# > **Predict before you run.** The uniform model costs $\log_2 69 \approx 6.1$ bits.
# > How many bits are saved by knowing how frequent each character is: a tenth of a bit, one, or three?

# %% [markdown] lang="zh"
# ## 语言模型就是 p(下一个 | 前文)
#
# **语言模型**给每一段文本一个概率。
# 按链式法则，这个概率可以写成连乘，每个字符贡献一个因子：
#
# $$p(c_1, \dots, c_T) = \prod_{t=1}^{T} p(c_t \mid c_1, \dots, c_{t-1}).$$
#
# 这里没有做任何近似。
# 模型只需要反复回答同一个问题：**下一个字符是什么？** 有了答案，就能给文本打分；照着答案去抽，就能写出文本。
#
# 模型好不好，看它有多意外。
# 一个字符若得到概率 $p$，就花费 $-\log_2 p$ **比特**：早已料定的，花费为零；五五开的，花费一比特。
# 对整段文本取平均，就是以**比特/字符**为单位的**交叉熵**：
#
# $$-\frac{1}{T} \sum_{t=1}^{T} \log_2 p(c_t \mid c_1, \dots, c_{t-1}),$$
#
# 越小越好。
# 有两个模型完全不看前文：**均匀**模型给每个词元同样的概率；**一元**（unigram）模型按各个字符在训练文本中所占的比例给概率。
# 下面给验证剧本打分，换行符与其他字符一视同仁。
#
# > **先猜，再运行。** 均匀模型要花 $\log_2 69 \approx 6.1$ 比特。
# > 知道了每个字符的频率，能省下多少：十分之一比特，一比特，还是三比特？

# %% tags=["hide-output", "nbval-check-output"]
train_ids, validation_ids = vocabulary.encode(train_text), vocabulary.encode(validation_text)
frequencies = np.bincount(train_ids, minlength=vocabulary.size)
unigram = frequencies / frequencies.sum()
log_probs = np.log(unigram[validation_ids])
bits = np.mean(-np.log2(unigram[validation_ids]))
np.testing.assert_allclose(metrics.bits_per_character(log_probs, len(validation_text)), bits)
print(f"uniform: {np.log2(vocabulary.size):.3f} bits per character")
print(f"unigram: {bits:.3f} bits per character")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# It saves 1.3 bits.
#
# </details>
#
# Why *bits*?
# Because the figure is also a length.
# Those who agree on a model beforehand can write a text down in about $-\log_2 p$ binary digits, where $p$ is the probability of the whole text (arithmetic coding needs at most two digits more), and if the text really follows the model, no code is shorter on average (Shannon 1948).
# To predict well is to compress well.
#
# One can come close with a code that spends a whole number of digits on each character.
# Huffman's (1952) is the best of these: it joins the two rarest groups of characters, again and again.
# Each join puts one more digit before every character in it, so the mean length grows by the probability of the joined group.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 省下 1.3 比特。
#
# </details>
#
# 为什么叫*比特*？
# 因为它同时是一个长度。
# 只要双方事先约定好模型，整段文本大约用 $-\log_2 p$ 个二进制位就能写下来，$p$ 是整段文本的概率（算术编码最多只多出两位）；如果文本真的服从这个模型，平均起来没有更短的编码（Shannon 1948）。
# 预测得好与压缩得好，是一回事。
#
# 就算规定每个字符占整数位，也能做到相当接近。
# 其中最好的是 Huffman 编码（1952）：反复把最罕见的两组字符并成一组，每并一次，组里的字符各加一位，平均长度也就增加这一组的概率。


# %% tags=["hide-output", "nbval-check-output"]
import heapq


def huffman_length(probabilities):
    heap, length = list(probabilities), 0.0
    heapq.heapify(heap)
    while len(heap) > 1:
        joined = heapq.heappop(heap) + heapq.heappop(heap)
        heapq.heappush(heap, joined)
        length += joined
    return length


seen = unigram[unigram > 0]
print(f"entropy of the training characters: {-np.sum(seen * np.log2(seen)):.3f} bits")
print(f"Huffman code: {huffman_length(seen):.3f} bits per character")

# %% [markdown] lang="en"
# The **entropy** is what a model costs on text that follows it exactly; here it is the unigram model on its own training text.
# (That the validation plays cost a trifle less is chance.)
# The code needs 0.04 bits more, the price of whole digits.
#
# Two other units are in use.
# With natural logarithms the same figure is in **nats**, and that is what training losses show.
# **Perplexity** is $e^{\text{nats per token}} = 2^{\text{bits per token}}$: the model is as unsure as if it chose among that many equally likely options.

# %% [markdown] lang="zh"
# **熵**就是文本完全服从模型时模型的花费，这里等于一元模型在它自己的训练文本上的花费。
# （验证剧本的花费还略低一些，只是碰巧。）
# 编码多用了 0.04 比特，这是每个字符必须占整数位的代价。
#
# 常用的单位还有两个。
# 换成自然对数，同一个量的单位就是**奈特**，训练时显示的损失便是它。
# **困惑度**是 $e^{\text{奈特/词元}} = 2^{\text{比特/词元}}$：模型拿不定主意的程度，相当于在这么多个等可能的选项里挑一个。

# %% tags=["nbval-check-output"]
nats = -log_probs.mean()
perplexity = metrics.perplexity(log_probs)
np.testing.assert_allclose([bits, perplexity], [nats / np.log(2), 2**bits])
print(f"{nats:.3f} nats, {bits:.3f} bits, perplexity {perplexity:.1f} per character")
num_words = len(validation_text.split())
print(f"the same text and model: perplexity {np.exp(-log_probs.sum() / num_words):,.0f} per word")

# %% [markdown] lang="en"
# The last two figures, 27 and 64 million, speak of the same model and the same text.
# Perplexity depends on what is called a token; bits per character do not, and so they compare models that cut text in different ways.
# This chapter reports them throughout.
#
# How far down can one go?
# Shannon (1951, "Prediction and entropy of printed English") let people guess a text letter by letter.
# For readers who know the hundred letters before, his bounds are 0.6 and 1.3 bits a letter.
# Do not hold that against our figures: his alphabet had 27 symbols, the letters and the space, without capitals, punctuation, line breaks or speakers' names; his text was prose, from a book; and his readers brought a lifetime of English with them.
# It does tell us that most of the 4.8 bits can be saved.

# %% [markdown] lang="zh"
# 最后两个数，27 和 6400 万，说的是同一个模型、同一段文本。
# 困惑度取决于什么算一个词元，比特/字符则与此无关，所以切分方式不同的模型也能用它来比。
# 本章一律报告比特/字符。
#
# 最低能低到多少？
# Shannon 在 1951 年的论文“Prediction and entropy of printed English”里，请人一个字母一个字母地猜英文：已知前面一百个字母时，他得到的界限是每个字母 0.6 到 1.3 比特。
# 这个数不能直接拿来与我们的比：他的字母表只有 27 个符号，即字母和空格，不分大小写，没有标点、换行和人名；文本是书里的散文；猜的人还带着一辈子的英语功底。
# 但它说明，4.8 比特里的大部分是省得下来的。
