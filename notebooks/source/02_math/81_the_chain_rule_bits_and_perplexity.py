# %% [markdown] lang="en"
# ## The chain rule, bits and perplexity
#
# *Used in chapters 5 and 6, to score language models.*
#
# **Question.** What does a model lose if it forgets, and in which unit are language models compared?
#
# By the **chain rule** every joint distribution is a product of conditional ones, and nothing is lost:
#
# $$p(x_1, \dots, x_T) = \prod_{t=1}^{T} p(x_t \mid x_1, \dots, x_{t-1}).$$
#
# A **bigram** model keeps one token of context, $p(x_t \mid x_{t-1})$.
# For three tokens its divergence from the truth is exactly what the forgotten token would still have told, a difference of two conditional entropies:
#
# $$\mathrm{KL}(p \,\Vert\, p_{\text{bigram}}) = H(x_3 \mid x_2) - H(x_3 \mid x_1, x_2).$$
#
# (In the quotient $p / p_{\text{bigram}}$ everything cancels but $p(x_3 \mid x_1, x_2) / p(x_3 \mid x_2)$; take the expectation of its logarithm.)
# We check it on a random table of 3 × 3 × 3 probabilities.

# %% [markdown] lang="zh"
# ## 链式法则、比特与困惑度
#
# *用于第 5、6 章：给语言模型打分。*
#
# **问题。** 模型忘掉一部分上文，会损失多少信息？
# 比较语言模型用什么单位？
#
# 由**链式法则**，任何联合分布都可以写成条件分布的连乘，不损失任何信息：
#
# $$p(x_1, \dots, x_T) = \prod_{t=1}^{T} p(x_t \mid x_1, \dots, x_{t-1}).$$
#
# **二元模型**只保留一个词元作上文，$p(x_t \mid x_{t-1})$。
# 对三个词元来说，它与真实分布的散度，恰好是那个被忘掉的词元本来还能提供的信息，即两个条件熵之差：
#
# $$\mathrm{KL}(p \,\Vert\, p_{\text{bigram}}) = H(x_3 \mid x_2) - H(x_3 \mid x_1, x_2).$$
#
# （$p_{\text{bigram}}$ 指二元模型。
# 商 $p / p_{\text{bigram}}$ 里，除了 $p(x_3 \mid x_1, x_2) / p(x_3 \mid x_2)$，其余都约去；再对剩下这个商的对数求期望即可。）
# 用一张 3 × 3 × 3 的随机概率表来验算。

# %%
joint = np.random.default_rng(0).dirichlet(np.full(27, 0.3)).reshape(3, 3, 3)  # p(x1, x2, x3)
first_two, last_two = joint.sum(axis=2), joint.sum(axis=0)  # (3, 3)
third_given_both = joint / first_two[:, :, None]
third_given_second = last_two / last_two.sum(axis=1, keepdims=True)

# %% tags=["nbval-check-output"]
entropy_short = -np.sum(last_two * np.log2(third_given_second))
entropy_long = -np.sum(joint * np.log2(third_given_both))
bigram = first_two[:, :, None] * third_given_second[None]
divergence = np.sum(joint * np.log2(joint / bigram))
np.testing.assert_allclose(divergence, entropy_short - entropy_long)
print(f"H(x3 | x2) = {entropy_short:.3f}, H(x3 | x1, x2) = {entropy_long:.3f} bits")
print(f"KL of the bigram model {divergence:.3f} bits")

# %% [markdown] lang="en"
# Both sides agree, up to rounding.
#
# A text that gets the probability $p$ costs $-\ln p$ **nats** or $-\log_2 p$ **bits**.
# Spread over $N$ tokens this is a mean, and **perplexity** is its exponential, whichever the base:
#
# $$\mathrm{PPL} = e^{\text{nats per token}} = 2^{\text{bits per token}} = p^{-1/N}.$$
#
# A model that gives each of $K$ tokens the probability $1/K$ has perplexity $K$.
#
# In an example by hand, a table of the pairs of letters in *abracadabra* predicts the same word.
# Only what follows an *a* is open: *b* follows twice, *c* and *d* once each.
# So, given its first letter, the rest of the word has the probability $\tfrac12 \cdot \tfrac14 \cdot \tfrac14 \cdot \tfrac12 = \tfrac1{64}$, exactly six bits.
# We cut the ten letters in two ways, into letters and into pairs of letters.
#
# > **Predict before you run.** Bits per letter do not depend on how the text is cut.
# > Does perplexity?

# %% [markdown] lang="zh"
# 再说单位。
# 如果模型给一段文本的概率是 $p$，编码这段文本就要 $-\ln p$ **奈特**，也就是 $-\log_2 p$ **比特**。
# 把这个数除以词元数 $N$，得到每个词元的平均值，再取指数就是**困惑度**，用哪个底都一样：
#
# $$\mathrm{PPL} = e^{\text{奈特/词元}} = 2^{\text{比特/词元}} = p^{-1/N}.$$
#
# 如果模型总是给 $K$ 个词元各 $1/K$ 的概率，困惑度就是 $K$。
#
# 举一个能手算的例子：数出 *abracadabra* 里每种字母对出现的次数，列成一张表，再用这张表去预测同一个词。
# 不确定的只有 *a* 后面的字母，一共要猜四次：*a* 后面有两次是 *b*，*c* 和 *d* 各一次，所以给定首字母，这个词其余部分的概率是 $\tfrac12 \cdot \tfrac14 \cdot \tfrac14 \cdot \tfrac12 = \tfrac1{64}$，正好六比特。
# 把这十个字母用两种方式切分：切成单个字母，或者两个字母一组。
#
# > **先猜，再运行。** 每个字母的比特数与怎样切分无关。
# > 困惑度呢？

# %%
# en: After b, r, c and d the next letter is certain. Letters: b r a c a d a b r a.
# zh: b、r、c、d 之后的字母是确定的。各个字母：b r a c a d a b r a。
letters = np.log([1 / 2, 1, 1, 1 / 4, 1, 1 / 4, 1, 1 / 2, 1, 1])  # (10,)
rows = []
for name, log_probs in (
    (("letters", "字母"), letters),
    (("pairs", "两个一组"), letters.reshape(5, 2).sum(axis=1)),
):
    perplexity = aigc_keras.metrics.perplexity(log_probs)
    np.testing.assert_allclose(perplexity, np.exp(-log_probs.mean()))
    bits = -log_probs.sum() / np.log(2)
    rows.append([name, len(log_probs), bits / len(log_probs), perplexity, bits / 10])

# %% tags=["hide-output"]
header = [("tokens", "词元"), ("number", "个数"), ("bits per token", "比特/词元")]
plotting.table([*header, ("perplexity", "困惑度"), ("bits per letter", "比特/字母")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# It does: tokens twice as long square the perplexity, from 1.52 to 2.3, though model and text are the same.
#
# </details>
#
# **What it is for.** Perplexities can be compared over the same tokens only; bits per character can be compared however a text is cut, as long as it is the same text.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 困惑度与怎样切分有关：词元的长度加倍，困惑度就变成原来的平方，从 1.52 变成 2.3，而模型和文本都没有变。
#
# </details>
#
# **用处。** 词元相同时才能比较困惑度；只要是同一段文本，不论怎样切分，都可以比较每个字符的比特数。
