# %% [markdown] lang="en"
# ## A language model is p(next | before)
#
# A **language model** gives every text a probability.
# By the chain rule it is a product with one factor for each character,
#
# $$p(c_1, \dots, c_T) = \prod_{t=1}^{T} p(c_t \mid c_1, \dots, c_{t-1}),$$
#
# so a model only has to answer one question over and over: which character comes next?
# A character that was given the probability $p$ costs $-\log_2 p$ **bits**: none if it was certain, one if it was an even chance.
# The mean over a text is its cross-entropy in **bits per character**, and smaller is better.
# (Chapter 2 derives this in "The chain rule, bits and perplexity"; the training loss is the same mean in nats, and one nat is $1/\ln 2 \approx 1.44$ bits.)
#
# Two models need no context: the **uniform** model gives each token the same probability, and the **unigram** model gives each token its share of the training text.
#
# > **Predict before you run.** The uniform model costs $\log_2 69 \approx 6.1$ bits per character.
# > How much of that does it save to know how frequent each character is: a tenth of a bit, one, or three?

# %% [markdown] lang="zh"
# ## 语言模型就是 p(下一个 | 前文)
#
# **语言模型**给每段文本一个概率。
# 按链式法则，这个概率可以写成连乘，每个字符贡献一个因子：
#
# $$p(c_1, \dots, c_T) = \prod_{t=1}^{T} p(c_t \mid c_1, \dots, c_{t-1}),$$
#
# 所以模型只要反复回答一个问题：下一个字符是什么？
# 如果模型给某个字符的概率是 $p$，这个字符的花费就是 $-\log_2 p$ **比特**：概率为 1 时是零比特，概率为二分之一时是一比特。
# 把各字符的花费取平均，就是这段文本以**比特/字符**为单位的交叉熵，越小越好。
# （推导见第 2 章“链式法则、比特与困惑度”一节；训练损失也是这个平均值，只是单位为奈特，1 奈特等于 $1/\ln 2 \approx 1.44$ 比特。）
#
# 有两个模型不看前文：**均匀**模型给每个词元同样的概率，**一元**（unigram）模型以各词元在训练文本中所占的比例为概率。
#
# > **先猜，再运行。** 均匀模型的花费是 $\log_2 69 \approx 6.1$ 比特/字符。
# > 知道了每个字符的频率，能省下多少：十分之一比特，一比特，还是三比特？

# %% tags=["hide-output", "nbval-check-output"]
validation_ids = vocabulary.encode(validation_text)
unigram = np.bincount(token_ids, minlength=vocabulary.size) / len(token_ids)  # (69,)
log_probs = np.log(unigram[validation_ids])  # (346394,)
bits = metrics.bits_per_character(log_probs, len(validation_text))
np.testing.assert_allclose(bits, np.mean(-np.log2(unigram[validation_ids])))
print(f"unigram: {bits:.3f} bits per character, perplexity {metrics.perplexity(log_probs):.1f}")
num_words = len(validation_text.split())
print(f"per word: perplexity {np.exp(-log_probs.sum() / num_words):,.0f}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# It saves 1.3 bits: the unigram model costs 4.8.
#
# </details>
#
# **Perplexity** is $2^{\text{bits per token}}$: the model is as unsure as if it chose among that many equally likely tokens.
# The two perplexities, 27 and 64 million, belong to the same model and the same text, once per character and once per word.
# Perplexity depends on what is called a token and bits per character do not, so we report bits.
#
# Bits per character are also a length: with a code agreed upon beforehand, the text can be stored in that many binary digits per character, and in fewer only with a better model (Shannon 1948).
# How low can this figure get?
# Shannon (1951) let people guess printed English letter by letter, with 26 letters and the space, and found 0.6 to 1.3 bits a letter.
# Our text has capitals and punctuation as well, which cost something more, but much of the unigram model's 4.8 bits can be saved.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 省下 1.3 比特：一元模型花费 4.8 比特。
#
# </details>
#
# **困惑度**等于 $2^{\text{比特/词元}}$，意思是：模型不确定的程度，相当于在这么多个等可能的词元里选一个。
# 上面的两个困惑度 27 和 6400 万属于同一个模型、同一段文本，只是前者按字符计，后者按单词计。
# 困惑度取决于把什么当作词元，比特/字符则不然，所以本章一律用比特/字符。
#
# 比特/字符也是存储的长度：事先约定好编码，平均每个字符用这么多个二进制位，就能存下整段文本；想用得更少，就要有更好的模型（Shannon，1948）。
# 比特/字符最低能到多少？
# Shannon（1951）请人逐个字母地猜英文（26 个字母加空格），得到每个字母 0.6 到 1.3 比特。
# 我们的文本还有大写字母和标点，要多花一些，但一元模型花费的 4.8 比特仍有很多可以省下来。
