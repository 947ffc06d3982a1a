# %% [markdown] lang="en"
# ## Counting: n-grams
#
# The simplest way to learn is to count.
# An **n-gram** is a run of $n$ characters, and an n-gram model predicts a character from the $n - 1$ before it.
# Let $c(hw)$ be how often the context $h$ is followed by the character $w$.
# Which $p(w \mid h)$ makes the training text most probable?
# We maximise $\sum_w c(hw) \log p(w \mid h)$ under the condition $\sum_w p(w \mid h) = 1$.
# With a Lagrange multiplier $\lambda$, the derivatives give $c(hw) / p(w \mid h) = \lambda$ for every $w$, so
#
# $$p(w \mid h) = \frac{c(hw)}{c(h)}, \qquad c(h) = \sum_w c(hw).$$
#
# Maximum likelihood *is* counting.
# For $n = 2$, the **bigram** model, all counts fit in one table.
# From here on a line break stands before every text that is counted or scored, so that its first character has a context too.
# We print what follows `q`, and how many places of the table are empty.

# %% [markdown] lang="zh"
# ## 计数：n 元模型
#
# 最简单的学习就是数数。
# 连着的 $n$ 个字符叫一个 **n 元组**（n-gram），n 元模型根据前面 $n - 1$ 个字符预测下一个。
# 设上文 $h$ 之后接字符 $w$ 共 $c(hw)$ 次，$p(w \mid h)$ 取什么值，才能使训练文本的概率最大？
# 在 $\sum_w p(w \mid h) = 1$ 的条件下最大化 $\sum_w c(hw) \log p(w \mid h)$。
# 引入拉格朗日乘子 $\lambda$，求导得到：对每个 $w$ 都有 $c(hw) / p(w \mid h) = \lambda$，所以
#
# $$p(w \mid h) = \frac{c(hw)}{c(h)}, \qquad c(h) = \sum_w c(hw).$$
#
# 最大似然*就是*计数。
# $n = 2$ 时叫**二元**（bigram）模型，所有计数放得进一张表。
# 从这里起，凡是拿来计数或打分的文本，前面都放一个换行符，好让第一个字符也有上文。
# 下面打印 `q` 后面出现过什么，以及表里有多少格子是空的。

# %% tags=["nbval-check-output"]
train_ids = vocabulary.encode("\n" + train_text)
validation_ids = vocabulary.encode("\n" + validation_text)
counts = np.zeros((vocabulary.size, vocabulary.size))
np.add.at(counts, (train_ids[:-1], train_ids[1:]), 1)
after_q = counts[vocabulary.encode("q")[0]]
print({vocabulary.decode([i]): int(after_q[i]) for i in np.flatnonzero(after_q)})
print(f"{np.mean(counts[1:, 1:] == 0):.0%} of all pairs of known characters never occur")

# %% [markdown] lang="en"
# Part of the table as a picture: the lower-case letters, the line break (↵), the space (␣) and three punctuation marks.
# The colour is the share of the next character after the one before it, on a logarithmic scale.
# Each row is a distribution over all 69 tokens; white means that the pair never occurred.

# %% [markdown] lang="zh"
# 把表的一部分画出来：小写字母、换行符（↵）、空格（␣）和三个标点。
# 纵轴（character before）为前一个字符，横轴（next character）为后一个字符，颜色表示在训练文本中，前一个字符之后各字符所占的比例（share in the training text，对数刻度）。
# 每一行都是全部 69 个词元上的一个分布；白色表示这一对从未出现。

# %%
shown = vocabulary.encode("\n ,.'abcdefghijklmnopqrstuvwxyz")
shares = counts[shown] / counts[shown].sum(axis=1, keepdims=True)
figure, axis = plt.subplots(figsize=(5.6, 4.9), layout="constrained")
picture = axis.imshow(shares[:, shown], cmap="viridis", norm="log", vmin=1e-4, vmax=1)
labels = ["↵", "␣", *vocabulary.decode(shown[2:])]
axis.set_xticks(range(len(shown)), labels, fontsize=8)
axis.set_yticks(range(len(shown)), labels, fontsize=8)
axis.set(xlabel="next character", ylabel="character before")
figure.colorbar(picture, label="share in the training text")
plotting.show(
    figure,
    "Table of character pairs. After q there is only u; after commas and full stops nearly always a "
    "space or a line break; vowels follow most consonants; many squares are white.",
    "字符对的表格：q 后面只有 u；逗号和句号后面几乎总是空格或换行；大多数辅音后面常接元音；不少格子是白的。",
)

# %% [markdown] lang="en"
# English shows at a glance.
# Only `u` follows `q`; `e` and the space follow nearly everything; after a comma comes, with few exceptions, a space or a line break.
#
# The white squares are the trouble: of all pairs of known characters, about two thirds never occur.
# A pair that the training text lacks gets the probability zero, and a single zero makes the whole product zero.
# Longer n-grams make it worse.
# We number them by writing their tokens as digits in base 69, and look up those of the validation plays among those of the training plays.

# %% [markdown] lang="zh"
# 英文的脾气一目了然：`q` 后面只有 `u`；`e` 和空格几乎跟在什么后面都行；逗号之后几乎总是空格或换行。
#
# 麻烦在那些白格子：已知字符的所有组合里，约三分之二从未出现。
# 训练文本里没有的字符对，概率为零；连乘里只要有一个零，整个乘积就是零。
# n 越大，情况越糟。
# 把词元编号当作 69 进制的各位数字，每个 n 元组就有了号码，再拿验证剧本的 n 元组到训练剧本里去查。


# %%
def ngrams_of(token_ids, n):
    numbers = np.zeros(len(token_ids) - n + 1, "int64")
    for i in range(n):
        numbers = numbers * vocabulary.size + token_ids[i : len(numbers) + i]
    return numbers


def look_up(known, values, wanted):
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[places] == wanted, values[places], 0)


# %% [markdown] lang="en"
# For each $n$: how many different n-grams there are, how many of these occur only once, and how many of the validation plays' n-grams never occur.
#
# > **Predict before you run.** The training text has four million characters.
# > What share of the 5-grams in the validation plays does it lack?
# > And of the 9-grams?

# %% [markdown] lang="zh"
# 对每个 $n$，看三个数：有多少种不同的 n 元组，其中多大比例只出现一次，验证剧本的 n 元组里又有多大比例从未出现。
#
# > **先猜，再运行。** 训练文本有四百万个字符。
# > 验证剧本里的五元组，有多大比例是它没有的？
# > 九元组呢？

# %% tags=["hide-output"]
tables, num_different, once, unseen, rows = {}, [], [], [], []
for n in range(1, 10):
    known, times = tables[n] = np.unique(ngrams_of(train_ids, n), return_counts=True)
    found = look_up(known, times, ngrams_of(validation_ids, n))
    num_different.append(len(known))
    once.append(np.mean(times == 1))
    unseen.append(np.mean(found == 0))
    rows.append([n, num_different[-1], f"{once[-1]:.1%}", f"{unseen[-1]:.2%}"])
header = ["n", ("different n-grams", "不同的 n 元组"), ("occur only once", "只出现一次")]
header.append(("of validation: never seen", "验证文本中从未见过"))
plotting.table(header, rows)
assert num_different[4] == 263_236

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# One 5-gram in nineteen is missing, and almost half of the 9-grams.
#
# </details>
#
# Even for bigrams the cost by plain counting is infinite: 0.01% of a play is enough.
# Every usable n-gram model therefore takes something from what was seen and gives it to what was not.
# This is called **smoothing**.
#
# The oldest way, Laplace's, pretends that everything was seen once more than it was: $p(w \mid h) = (c(hw) + 1) / (c(h) + 69)$, **add-one** smoothing.
# To save time we score the first 200,000 characters of the validation plays, here and in the rest of this section.
# The table has the bits for each $n$.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 五元组约十九个里缺一个，九元组几乎缺了一半。
#
# </details>
#
# 即使是二元组，单纯计数的花费也是无穷大：一部戏里有 0.01% 没见过就够了。
# 所以，凡是能用的 n 元模型，都要从见过的那里匀出一点，分给没见过的，这叫**平滑**。
#
# 最老的办法出自拉普拉斯：假装每种情形都多见过一次，$p(w \mid h) = (c(hw) + 1) / (c(h) + 69)$，即**加一平滑**。
# 为了省时间，本节从这里起，只给验证剧本的前 200,000 个字符打分。
# 下表是各个 $n$ 的花费。


# %%
def add_one_bits(n, token_ids):
    grams, times = tables[n]
    contexts, places = np.unique(grams // vocabulary.size, return_inverse=True)
    totals = np.bincount(places, times)
    wanted = ngrams_of(token_ids, n)
    total = look_up(contexts, totals, wanted // vocabulary.size)
    p = (look_up(grams, times, wanted) + 1) / (total + vocabulary.size)
    return metrics.bits_per_character(np.log(p), len(p))


add_one = {n: add_one_bits(n, validation_ids[:200_001]) for n in range(2, 7)}
header = ["n", ("bits per character", "比特/字符")]
plotting.table(header, [[n, f"{bits:.3f}"] for n, bits in add_one.items()])
assert min(add_one, key=add_one.get) == 4

# %% [markdown] lang="en"
# It works up to $n = 4$, and then does harm.
# Most long contexts have been seen a few times only; against 69 invented observations, the real ones no longer count.
#
# **Kneser-Ney smoothing** (1995; we use the interpolated form of Chen & Goodman 1998) rests on two better ideas.
#
# 1. **Take off a fixed amount, and ask the shorter context.** Every count that is not zero loses a **discount** $D$ between 0 and 1.
#    A count of 1,000 hardly notices; a count of 1 loses much.
#    What is collected is given out in the proportions of a model with a context shorter by one.
# 2. **The shorter model counts contexts, not occurrences.** It is asked only where the longer one knows too little.
#    What matters there is not how often $w$ occurs, but *after how many different characters* it has been seen: its **continuation count**.
#
# Take the `h` and the apostrophe:

# %% [markdown] lang="zh"
# $n$ 到 4 为止都有用，再大就帮倒忙了。
# 长的上文大多只见过几次，与凭空添上的 69 次相比，真实的那几次已经无足轻重。
#
# **Kneser-Ney 平滑**（1995；这里用 Chen 与 Goodman 1998 的插值形式）靠的是两个更好的主意。
#
# 1. **扣掉固定的一点，去问更短的上文。** 凡不为零的计数，一律扣去一个 0 到 1 之间的**折扣** $D$。
#    1,000 次的扣了几乎没有感觉，1 次的就损失不小。
#    扣下来的份额，按上文短一个字符的模型给出的比例分出去。
# 2. **短的模型数的是上文的种数，不是出现的次数。** 只有在长上文说不清时才轮到它。
#    这时要紧的不是 $w$ 出现过多少次，而是它*跟在多少种不同的字符后面*出现过，即它的**接续计数**。
#
# 以 `h` 和撇号为例，看出现次数和前面的字符种数，以及各自所占的比例：

# %%
times, kinds, rows = counts.sum(axis=0), np.sum(counts > 0, axis=0), []
for character in "h'":
    token = vocabulary.encode(character)[0]
    shares = times[token] / times.sum(), kinds[token] / kinds.sum()
    how_often = f"{times[token]:,.0f}", f"{shares[0]:.1%}"
    rows.append([character, *how_often, kinds[token], f"{shares[1]:.1%}"])
header = [("character", "字符"), ("times", "次数"), ("of the text", "占全文")]
header += [("after different characters", "前面的字符种数")]
plotting.table([*header, ("of all kinds of pairs", "占全部字符对种类")], rows)
assert rows[0][3] < rows[1][3]

# %% [markdown] lang="en"
# The `h` is more than eight times as frequent as the apostrophe, thanks to `th` above all.
# But more kinds of characters stand before the apostrophe, and so it is the better guess in a place where anything may come.
# In a formula, with $D_n$ the discount and $t(h)$ the number of different characters seen after $h$,
#
# $$p_n(w \mid h) = \frac{\max(c(hw) - D_n, 0)}{c(h)} + \frac{D_n\, t(h)}{c(h)}\, p_{n-1}(w \mid h'),$$
#
# where $h'$ is $h$ without its first character, and where all orders but the highest take continuation counts for $c$: how many different characters stand before $hw$.
# If $h$ was never seen, $p_n = p_{n-1}$; at the bottom stands the uniform distribution, so nothing is impossible.
# The discount comes from the data: $D_n = n_1 / (n_1 + 2 n_2)$, with $n_1$ and $n_2$ the numbers of n-grams whose count is 1 and 2.
# One function makes each order out of the one below.

# %% [markdown] lang="zh"
# `h` 的出现次数是撇号的八倍多，主要是 `th` 的功劳；可是撇号前面的字符种类更多，所以在什么都可能出现的地方，猜撇号更稳妥。
# 写成公式，记 $D_n$ 为折扣，$t(h)$ 为 $h$ 之后见过的字符种数，则
#
# $$p_n(w \mid h) = \frac{\max(c(hw) - D_n, 0)}{c(h)} + \frac{D_n\, t(h)}{c(h)}\, p_{n-1}(w \mid h'),$$
#
# 其中 $h'$ 是 $h$ 去掉第一个字符，除最高一阶以外，各阶的 $c$ 都用接续计数，即 $hw$ 前面见过多少种不同的字符。
# $h$ 若从未见过，则 $p_n = p_{n-1}$；最底层是均匀分布，所以没有什么是不可能的。
# 折扣由数据决定：$D_n = n_1 / (n_1 + 2 n_2)$，$n_1$、$n_2$ 分别是计数为 1 和 2 的 n 元组的个数。
# 一个函数就够了：它由低一阶的模型造出高一阶的。


# %%
def kneser_ney(counts, lower):
    ones, twos = np.sum(counts == 1), np.sum(counts == 2)
    discount = ones / (ones + 2 * twos) if ones else 0.5
    total = counts.sum(axis=-1, keepdims=True)
    types = np.sum(counts > 0, axis=-1, keepdims=True)
    kept = np.maximum(counts - discount, 0)
    mixed = (kept + discount * types * lower) / np.maximum(total, 1)
    return np.where(total > 0, mixed, lower)


uniform = np.full(vocabulary.size, 1 / vocabulary.size)
continuation = kneser_ney(np.sum(counts > 0, axis=0), uniform)
bigram = kneser_ney(counts, continuation)

# %% [markdown] lang="en"
# The library's `NGram` does the same for every order, with sorted tables instead of an array of $69^n$ counts.
# For order 2 both must agree: after each character, at the beginning of a text, and on the whole validation text.
# The smallest probability of all must be above zero.

# %% [markdown] lang="zh"
# 课程库的 `NGram` 对任意阶做同样的事，只是用排好序的表代替 $69^n$ 个计数的数组。
# 阶数为 2 时，两者应当处处一致：在每个字符之后，在文本开头，在整段验证文本上。
# 最小的概率也应当大于零。

# %% tags=["nbval-check-output"]
library = NGram(vocabulary, 2).fit(train_text)
for row, character in zip(bigram[1:], vocabulary.characters, strict=True):
    np.testing.assert_allclose(row, library.distribution(character), atol=1e-12)
np.testing.assert_allclose(bigram[vocabulary.encode("\n")[0]], library.distribution(""))
np.testing.assert_allclose(bigram.sum(axis=1), 1)
log_probs = np.log(bigram[validation_ids[:-1], validation_ids[1:]])
np.testing.assert_allclose(log_probs, library.log_prob(validation_text))
print(f"the smallest of {bigram.size:,} probabilities: {bigram.min():.0e}")

# %% [markdown] lang="en"
# Now the race.
# Each order is fitted to all 31 training plays.
# We score 200,000 characters of the plays it was fitted to, and 200,000 of plays it has never seen.
#
# > **Predict before you run.** With every character of context, the cost on the training text falls.
# > Will the cost on the validation text fall with it up to order 9?

# %% [markdown] lang="zh"
# 现在开始比赛。
# 每一阶都用全部 31 部训练剧本来数，然后打两个分：一个是在训练过的剧本上取 200,000 个字符，一个是在没见过的剧本上取 200,000 个字符。
# 表的最后两列是长度等于阶数的 n 元组的种数和用时。
#
# > **先猜，再运行。** 上文每长一个字符，训练文本上的花费就降一截。
# > 验证文本上的花费会一路跟着降到 9 阶吗？

# %% tags=["hide-output"]
ngrams, ngram_log_probs, ngram_bits, rows = {}, {}, {}, []
slices = train_text[:200_000], validation_text[:200_000]
for order in (1, 2, 3, 4, 5, 7, 9):
    start = time.perf_counter()
    ngrams[order] = NGram(vocabulary, order).fit(train_text)
    seconds = time.perf_counter() - start
    ngram_log_probs[order] = [ngrams[order].log_prob(text) for text in slices]
    first, second = (metrics.bits_per_character(x, 200_000) for x in ngram_log_probs[order])
    ngram_bits[order] = first, second
    size = num_different[order - 1]
    rows.append([order, f"{first:.3f}", f"{second:.3f}", size, f"{seconds:.0f}"])
header = [("order", "阶"), ("bits per character, training", "比特/字符，训练文本")]
header += [("validation", "验证文本"), ("n-grams of full length", "n 元组种数")]
plotting.table([*header, ("seconds", "用时（秒）")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Kneser-Ney brings order 7 to 2.165 bits, where add-one never got below 2.593.
# But from order 5 on the curve is nearly flat, and order 9 is worse than order 7.
#
# </details>
#
# The left panel of the figure shows the costs, the other two what is behind them.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# Kneser-Ney 平滑让 7 阶模型做到了 2.165 比特，加一平滑最好也只有 2.593。
# 可是从 5 阶起曲线就几乎平了，9 阶反而不如 7 阶。
#
# </details>
#
# 左图画的是花费，另外两幅画的是背后的原因。
# 左图横轴为阶数（order n），纵轴为比特/字符（bits per character）：蓝线是训练文本，橙线是验证文本，绿色虚线是加一平滑在验证文本上的结果。
# 中、右两图的横轴都是 $n$。
# 中图纵轴为不同 n 元组的个数（different n-grams，对数刻度），虚线是训练文本的长度。
# 右图纵轴为比例（share）：蓝线是只出现过一次的 n 元组占各种 n 元组的比例，橙线是验证文本中从未见过的比例。

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), layout="constrained")
orders, lengths = list(ngram_bits), range(1, 10)
for i, name in enumerate(("training", "validation")):
    curve = [bits[i] for bits in ngram_bits.values()]
    axes[0].plot(orders, curve, marker="o", label=f"Kneser-Ney, {name}")
axes[0].plot(list(add_one), list(add_one.values()), "--", label="add-one, validation")
axes[0].set(xlabel="order n", ylabel="bits per character", ylim=(0, 6.5))
axes[1].plot(lengths, num_different, marker="o")
axes[1].axhline(len(train_text), color="black", linestyle=":", label="length of the text")
axes[1].set(xlabel="n", ylabel="different n-grams", yscale="log")
axes[2].plot(lengths, once, marker="o", label="of the n-grams: seen once")
axes[2].plot(lengths, unseen, marker="o", label="of validation: never seen")
axes[2].set(xlabel="n", ylabel="share", ylim=(0, 1))
for axis in axes:
    axis.legend(fontsize=7)
plotting.show(
    figure,
    "Left: training bits fall to order 9, validation bits flatten at order 5 and rise after 7; add-one "
    "is worst from order 5. Middle: different n-grams near the length of the text. Right: both shares rise.",
    "左：训练比特一路下降，验证比特从 5 阶起走平，7 阶之后回升；加一平滑 5 阶起最差。中：不同的 n 元组数逼近文本长度。右：两个比例都在上升。",
)

# %% [markdown] lang="en"
# This is why counting stops scaling.
# The number of contexts explodes: at $n = 9$ there are 2.2 million different n-grams in a text of 4 million characters, three quarters of them seen once, and still nearly half of those in a new play are missing.
# Each further character of context would call for many times as much text.
#
# > **Misconception: "the longer the context, the better the model."** On its own training text, yes: order 9 needs 1.08 bits there, because it has seen these very contexts.
# > In new plays nearly every second 9-gram is unknown to it, and what it knows of the others is often a count of one or two.
#
# A small riddle is left.
# At $n = 3$ hardly any trigram is missing, and yet validation costs 0.12 bits more than training; add-one is even a shade better there.
# Let us see who pays: we set apart the speakers' names, old ones that the training plays have and new ones.

# %% [markdown] lang="zh"
# 计数为什么走不远，原因就在这里。
# 上文的种数爆炸式增长：$n = 9$ 时，400 万字符的文本里有 220 万种不同的 n 元组，四分之三只见过一次，而新剧本里的 n 元组仍有将近一半不在其中。
# 上文每再长一个字符，需要的文本就得多出许多倍。
#
# > **常见误解：“上文越长，模型越好。”** 在自己的训练文本上确实如此：9 阶模型在那里只花 1.08 比特，因为这些上文它原样见过。
# > 到了新剧本上，将近一半的九元组它从没见过；见过的那些，也常常只有一两次计数可凭。
#
# 还剩一个小谜题。
# $n = 3$ 时几乎不缺三元组，验证文本却比训练文本多花 0.12 比特，加一平滑在这里甚至还略胜一筹。
# 来看看这些比特花在了谁身上：把说话人的名字分成训练剧本里有的（旧名字）和没有的（新名字），其余文本另算，末列是训练文本里除去名字的部分。


# %%
def is_name(text, names):
    mask = np.zeros(len(text), bool)
    for match in re.finditer(speaker_line, text):
        mask[match.start(1) : match.end(1)] = match[1] in names
    return mask


old = is_name(slices[1], speakers["training"])
new = is_name(slices[1], speakers["validation"]) & ~old
train_names = is_name(slices[0], speakers["training"])
print(f"new names: {new.mean():.1%} of the characters")
rows = []
for order in (3, 7):
    train_costs, costs = (-x / np.log(2) for x in ngram_log_probs[order])
    rest, train_rest = costs[~old & ~new].mean(), train_costs[~train_names].mean()
    assert costs[new].mean() > rest + 2
    shown = costs[old].mean(), costs[new].mean(), rest, train_rest
    rows.append([order, *(f"{bits:.2f}" for bits in shown)])
header = [("order", "阶"), ("bits per character, old names", "比特/字符，旧名字")]
header += [("new names", "新名字"), ("the rest", "其余")]
plotting.table([*header, ("the rest in training", "训练文本的其余")], rows)

# %% [markdown] lang="en"
# The new names pay: a twentieth of the characters, at 5.5 bits each instead of 2.85.
# In everything else order 3 is as good on new plays as on old ones.
# (Order 7 is not: in its own plays it knows phrases by heart.)
# And a name that comes up a hundred times surprises the model a hundred times, since counts stand still after training.
# A model that *remembers what it has read in this play* would be surprised once.
#
# What do the models write?
# The same beginning for all, 180 characters each.

# %% [markdown] lang="zh"
# 花在新名字上：它们只占字符的二十分之一，每个却要 5.5 比特，别的字符约 2.85 比特。
# 除此之外，3 阶模型在新剧本上与在旧剧本上一样好。
# （7 阶不是这样：训练过的剧本里，它连短语都背下来了。）
# 一个名字出现一百遍，模型就意外一百遍，因为训练一结束，计数就不再变了。
# 要是有个模型能*记住在这部戏里读到过什么*，它只会意外一次。
#
# 这些模型写出来的是什么样？
# 给它们同一个开头，各写 180 个字符。

# %%
for order in (1, 2, 4, 7):
    text = ngrams[order].generate("ROMEO:\n", 180, seed=2)
    print(f"--- order {order}\n{text}\n")

# %% [markdown] lang="en"
# Order 1 knows frequencies.
# Order 2 has syllables.
# Order 4 has words, many of them real, and the form of a play.
# Order 7 has phrases, and speakers from different plays on one stage, but no line knows what the last one was about.
# It cannot: six characters on, everything is forgotten.
# Take two beginnings that end alike:

# %% [markdown] lang="zh"
# 1 阶只懂频率，2 阶有了音节，4 阶有了单词（不少是真的）和剧本的格式，7 阶有了短语，还让不同剧本的人物同台说话，可是每一行都不知道上一行说了什么。
# 它也无从知道：隔了六个字符，就什么都忘了。
# 拿两段结尾相同的前文试试：

# %%
beginnings = "The fool who sang before the king and ", "The ships came home that evening and "
rows = []
for order in (7, 9):
    one, other = (ngrams[order].distribution(text) for text in beginnings)
    np.testing.assert_array_equal(one, other)
    rows.append([order, *(repr(text[1 - order :]) for text in beginnings)])
header = [("order", "阶"), ("what it sees of the first", "第一段里看得见的")]
plotting.table([*header, ("of the second", "第二段里看得见的")], rows)

# %% [markdown] lang="en"
# Whatever comes next, the model expects the same after both.
# Counting has two limits that no smoothing removes:
#
# - **The context ends.** What lies more than $n - 1$ characters back does not exist.
# - **Nothing is shared.** To a table, `the king ` and `the queen ` are two rows like any other two.
#   What was learned after one does not help after the other, although they are used alike.
#   Every context starts from zero.
#
# We want the opposite: a summary of *everything* read so far, of fixed size, in which similar histories lie close together.
# Nobody can write down what belongs in it.
# So it has to be learned.

# %% [markdown] lang="zh"
# 不管后面是什么，模型对两者的预期一模一样。
# 计数有两道坎，怎么平滑也迈不过去：
#
# - **上文有尽头。** 超出前 $n - 1$ 个字符的东西，等于不存在。
# - **彼此不相通。** 在表里，`the king ` 和 `the queen ` 只是毫不相干的两行。
#   两者的用法明明相近，从一个学到的却帮不上另一个，每一种上文都得从零数起。
#
# 我们要的恰好相反：把读过的*一切*概括成固定大小的一份摘要，相似的前文，摘要也相近。
# 摘要里该放什么，没有人写得出来，那就让模型自己去学。
