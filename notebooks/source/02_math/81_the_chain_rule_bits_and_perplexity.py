# %% [markdown] lang="en"
# ## The chain rule, bits and perplexity
#
# *Needed in: chapter 5.*
#
# Every joint distribution is a product of conditional ones, and nothing is lost:
#
# $$p(x_1, \dots, x_T) = \prod_{t=1}^{T} p(x_t \mid x_1, \dots, x_{t-1}).$$
#
# A **bigram** model keeps one token of context, $p(x_t \mid x_{t-1})$.
# That does lose something.
# For three tokens its divergence from the truth is exactly what the forgotten token would still have told, a difference of two conditional entropies:
#
# $$\mathrm{KL}(p \,\Vert\, p_{\text{bigram}}) = H(x_3 \mid x_2) - H(x_3 \mid x_1, x_2).$$
#
# (In the quotient $p / p_{\text{bigram}}$ everything cancels but $p(x_3 \mid x_1, x_2) / p(x_3 \mid x_2)$; take the expectation of its logarithm.)
# A random table of 3 × 3 × 3 probabilities has no structure that could help.

# %% [markdown] lang="zh"
# ## 链式法则、比特与困惑度
#
# *用于：第 5 章。*
#
# 任何联合分布都是条件分布的连乘，什么也不会丢：
#
# $$p(x_1, \dots, x_T) = \prod_{t=1}^{T} p(x_t \mid x_1, \dots, x_{t-1}).$$
#
# **二元模型**只留一个词元作上文，$p(x_t \mid x_{t-1})$，这就有损失了。
# 对三个词元来说，它与真实分布的散度，恰好是那个被忘掉的词元本来还能提供的信息，即两个条件熵之差：
#
# $$\mathrm{KL}(p \,\Vert\, p_{\text{bigram}}) = H(x_3 \mid x_2) - H(x_3 \mid x_1, x_2).$$
#
# （商 $p / p_{\text{bigram}}$ 里，除了 $p(x_3 \mid x_1, x_2) / p(x_3 \mid x_2)$ 全都约去，再对它的对数求期望即可；$p_{\text{bigram}}$ 指二元模型。）
# 下面取一张 3 × 3 × 3 的随机概率表，它没有任何可以讨巧的结构。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
joint = rng.dirichlet(np.full(27, 0.3)).reshape(3, 3, 3)
first_two = joint.sum(axis=2)
first = first_two.sum(axis=1)
second_given_first = first_two / first[:, None]
third_given_both = joint / first_two[:, :, None]
chain = first[:, None, None] * second_given_first[:, :, None] * third_given_both
np.testing.assert_allclose(chain, joint)

last_two = joint.sum(axis=0)
third_given_second = last_two / last_two.sum(axis=1, keepdims=True)
bigram = first_two[:, :, None] * third_given_second[None]
divergence = np.sum(joint * np.log2(joint / bigram))
entropy_short = -np.sum(last_two * np.log2(third_given_second))
entropy_long = -np.sum(joint * np.log2(third_given_both))
np.testing.assert_allclose(divergence, entropy_short - entropy_long)
print(f"H(x3 | x2) = {entropy_short:.3f} bits, H(x3 | x1, x2) = {entropy_long:.3f} bits")
print(f"KL of the bigram model: {divergence:.3f} bits")

# %% [markdown] lang="en"
# The units.
# A text that gets the probability $p$ costs $-\ln p$ **nats** or $-\log_2 p$ **bits**; one nat is $1/\ln 2$ bits.
# Spread over $N$ tokens this is a mean, and **perplexity** is its exponential, whichever the base:
#
# $$\mathrm{PPL} = e^{\text{nats per token}} = 2^{\text{bits per token}} = p^{-1/N}.$$
#
# A model that gives each of $K$ tokens the probability $1/K$ has perplexity $K$.
# We count the pairs of *abracadabra*, let the table predict the same word, and cut it in two ways: into its letters, and into pairs of letters.
# (The first letter is given, so ten letters or five pairs are left.)

# %% [markdown] lang="zh"
# 再说单位。
# 概率为 $p$ 的文本花费 $-\ln p$ **奈特**，或者 $-\log_2 p$ **比特**；1 奈特等于 $1/\ln 2$ 比特。
# 摊到 $N$ 个词元上就是平均花费，再取指数就是**困惑度**，用哪个底都一样：
#
# $$\mathrm{PPL} = e^{\text{奈特/词元}} = 2^{\text{比特/词元}} = p^{-1/N}.$$
#
# 给 $K$ 个词元各 $1/K$ 概率的模型，困惑度就是 $K$。
# 下面数一数 *abracadabra* 里的字母对，用这张表去预测同一个词，再用两种方式切分：切成字母，或者切成两个字母一组。
# （首字母是给定的，所以剩下十个字母，或五组。）

# %%
text = "abracadabra"
letters = sorted(set(text))
counts = np.zeros((5, 5))
for before, after in itertools.pairwise(text):
    counts[letters.index(before), letters.index(after)] += 1
table = counts / counts.sum(axis=1, keepdims=True)
following = zip(letters, table, strict=True)
rows = [[letter, *(f"{value:.2f}" for value in row)] for letter, row in following]
plotting.table([("after", "前一个字母"), *letters], rows)
pairs = [(letters.index(a), letters.index(b)) for a, b in itertools.pairwise(text)]
log_probs = np.log([table[pair] for pair in pairs])
np.testing.assert_allclose(np.exp(log_probs.sum()), 1 / 64)
print(f"p(text) = 1/{1 / np.exp(log_probs.sum()):.0f}")

# %% [markdown] lang="en"
# Only what follows an *a* is open, and that is asked four times: $\tfrac12 \cdot \tfrac14 \cdot \tfrac14 \cdot \tfrac12 = \tfrac1{64}$, exactly six bits.
#
# > **Predict before you run.** Bits per letter do not depend on how the text is cut.
# > Does perplexity?

# %% [markdown] lang="zh"
# 拿不准的只有 *a* 后面的字母，要猜四次：$\tfrac12 \cdot \tfrac14 \cdot \tfrac14 \cdot \tfrac12 = \tfrac1{64}$，正好六比特。
#
# > **先猜，再运行。** 每个字母的比特数与怎样切分无关。
# > 困惑度呢？

# %% tags=["hide-output"]
two_by_two = log_probs.reshape(5, 2).sum(axis=1)
rows, cuts = [], {("letters", "字母"): log_probs, ("pairs", "两个一组"): two_by_two}
for name, tokens in cuts.items():
    nats = -tokens.mean()
    bits = -np.log2(np.exp(tokens)).mean()
    np.testing.assert_allclose(bits, nats / np.log(2))
    perplexity = metrics.perplexity(tokens)
    np.testing.assert_allclose([np.exp(nats), 2**bits], perplexity)
    np.testing.assert_allclose(np.exp(tokens.sum()) ** (-1 / len(tokens)), perplexity)
    per_letter = metrics.bits_per_character(tokens, num_characters=10)
    np.testing.assert_allclose(per_letter, -tokens.sum() / np.log(2) / 10)
    rows.append([name, *(f"{number:.3f}" for number in (nats, bits, perplexity, per_letter))])
header = [("tokens", "词元"), ("nats per token", "奈特/词元"), ("bits per token", "比特/词元")]
plotting.table([*header, ("perplexity", "困惑度"), ("bits per letter", "比特/字母")], rows)
np.testing.assert_allclose(metrics.perplexity(two_by_two), metrics.perplexity(log_probs) ** 2)
np.testing.assert_allclose(metrics.perplexity(np.log(np.full(7, 1 / 30))), 30)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Tokens twice as long square the perplexity, from 1.516 to 2.297, though model and text are the same.
#
# </details>
#
# Perplexities compare only over the same tokens; bits per character compare however a text is cut, as long as it is the same text.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 词元长一倍，困惑度就变成平方，从 1.516 变成 2.297，而模型和文本都没有变。
#
# </details>
#
# 词元相同时才能比困惑度；比特/字符则不论怎样切分都可以比，只要是同一段文本。
