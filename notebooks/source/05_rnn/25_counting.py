# %% [markdown] lang="en"
# ## Counting: n-grams
#
# The simplest way to learn is to count.
# An **n-gram** is a row of $n$ characters, and an n-gram model of order $n$ predicts a character from the $n - 1$ before it.
# In this section $h$ is the context, not the hidden state.
# With $c(hw)$ for how often the context $h$ is followed by $w$, the probabilities that make the training text most probable are the shares
#
# $$p(w \mid h) = \frac{c(hw)}{c(h)}, \qquad c(h) = \sum_w c(hw).$$
#
# Choosing the probabilities in this way is called maximum likelihood (chapter 2), so here maximum likelihood *is* counting.
# For $n = 2$, the **bigram** model, all counts fit in one table of 69 × 69.
# (From here on a line break stands before every text that is counted or scored, so that its first character has a context, too.)

# %% [markdown] lang="zh"
# ## 计数：n 元模型
#
# 最简单的学习就是计数。
# 相连的 $n$ 个字符称为一个 **n 元组**（n-gram），n 元模型根据前面的 $n - 1$ 个字符预测下一个，$n$ 称为模型的阶。
# 在这一节里，$h$ 指上文，不是隐藏状态。
# 记 $c(hw)$ 为上文 $h$ 之后接 $w$ 的次数，那么要使训练文本的概率最大，条件概率就应取下面的比例：
#
# $$p(w \mid h) = \frac{c(hw)}{c(h)}, \qquad c(h) = \sum_w c(hw).$$
#
# 这样选取概率，称为最大似然（第 2 章），所以在这里最大似然*就是*计数。
# $n = 2$ 时叫**二元**（bigram）模型，全部计数放得进一张 69 × 69 的表。
# （从这里起，凡是用来计数或打分的文本，前面都加一个换行符，这样第一个字符也有上文。）

# %%
train_ids = vocabulary.encode("\n" + train_text)
validation_ids = vocabulary.encode("\n" + validation_text)
counts = np.zeros((vocabulary.size, vocabulary.size))
np.add.at(counts, (train_ids[:-1], train_ids[1:]), 1)
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
    "A part of the table: each row has the shares of the characters that follow; white: never.",
    "表的一部分：每一行是前一个字符（character before）之后各字符（next character）所占的比例；白色表示从未出现。",
)
print(f"{np.mean(counts[1:, 1:] == 0):.0%} of all pairs of known characters never occur")

# %% [markdown] lang="en"
# The table holds some English: only `u` follows `q`, `e` and the space follow nearly every letter, and after a comma comes, with few exceptions, a space or a line break.
#
# The white places are the trouble: of all pairs of characters that the vocabulary lists, 65% never occur.
# A pair that the training text lacks gets the probability zero, and one zero makes the probability of the whole text zero.
# Longer n-grams make it worse.
#
# > **Predict before you run.** The training text has four million characters.
# > What share of the 5-grams in the validation plays does it lack?
# > And of the 9-grams?

# %% [markdown] lang="zh"
# 这张表里已经有一些英文知识：`q` 后面只有 `u`；`e` 和空格几乎可以跟在任何字母后面；逗号之后几乎总是空格或换行。
#
# 问题出在白色的格子上：词表所列的字符两两配对，有 65% 从未出现。
# 训练文本里没有的字符对，概率为零；一段文本里只要有一个这样的字符对，整段文本的概率就是零。
# $n$ 越大，问题越严重。
#
# > **先猜，再运行。** 训练文本有四百万个字符。
# > 验证剧本里的五元组，有多大比例是训练文本里没有的？
# > 九元组呢？


# %% tags=["hide-output"]
def ngrams_of(ids, n):
    # en: Each n-gram as one number, its token ids being the digits in base 69.
    # zh: 每个 n 元组表示为一个数，词元编号就是它在 69 进制下的各位数字。
    numbers = np.zeros(len(ids) - n + 1, "int64")
    for i in range(n):
        numbers = numbers * vocabulary.size + ids[i : len(numbers) + i]
    return numbers


rows = []
for n in (2, 3, 5, 7, 9):
    known, times = np.unique(ngrams_of(train_ids, n), return_counts=True)
    unseen = np.mean(~np.isin(ngrams_of(validation_ids, n), known))
    rows.append([n, len(known), f"{np.mean(times == 1):.0%}", f"{unseen:.2%}"])
header = ["n", ("different n-grams", "不同的 n 元组"), ("seen only once", "只出现一次的比例")]
plotting.table([*header, ("validation: never seen", "验证文本中未见过的比例")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# One 5-gram in nineteen is missing, and almost half of the 9-grams.
# Pairs are hardly ever missing: the many that four million characters lack are rare in new plays, too.
#
# </details>
#
# Every usable n-gram model therefore takes some probability from what was seen and gives it to what was not: this is called **smoothing**.
# **Kneser-Ney smoothing** (1995; we use the interpolated form of Chen & Goodman 1998) rests on two ideas.
#
# 1. **Take off a fixed amount, and ask the shorter context.** Every count above zero loses a **discount** $D$ between 0 and 1.
#    A count of 1,000 hardly changes; a count of 1 loses much.
#    What is collected is given out in the proportions of the model whose context is shorter by one character.
# 2. **The shorter model counts contexts, not occurrences.** It is asked only where the longer one knows too little, and there it matters after *how many different characters* $w$ has been seen.
#    The apostrophe is much rarer than the `h`, but more kinds of characters stand before it, so the shorter model gives it the greater probability:

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 五元组大约每十九个就有一个是训练文本里没有的，九元组则将近一半。
# 二元组几乎都有：四百万个字符里没有的字符对虽多，在新剧本里也很少见。
#
# </details>
#
# 所以，能用的 n 元模型都要从见过的情形里匀出一些概率，分给没见过的情形，这叫**平滑**。
# **Kneser-Ney 平滑**（1995；这里用 Chen 与 Goodman 1998 年的插值形式）有两个要点。
#
# 1. **扣掉固定的一点，由更短的上文补足。** 凡是大于零的计数，都扣去 0 与 1 之间的**折扣** $D$。
#    计数 1,000 几乎不变，计数 1 则要扣去一大部分。
#    扣下来的概率，按上文短一个字符的模型给出的比例来分配。
# 2. **上文较短的模型不数一个字符出现了多少次，而数它前面有多少种不同的字符。** 只有在长上文提供的信息不够时才用到这个模型，这时重要的是 $w$ *出现在多少种不同的字符之后*。
#    撇号比 `h` 少见得多，但它前面的字符种类更多，所以上文较短的模型给撇号的概率更大：

# %%
times, kinds, rows = counts.sum(axis=0), np.sum(counts > 0, axis=0), []
for character in "h'":
    token = vocabulary.encode(character)[0]
    rows.append([character, f"{times[token] / times.sum():.1%}", kinds[token]])
header = [("character", "字符"), ("share of the text", "占全文的比例")]
plotting.table([*header, ("different characters before it", "前面有多少种字符")], rows)
assert rows[0][2] < rows[1][2]

# %% [markdown] lang="en"
# In a formula, with $t(h)$ the number of different characters seen after $h$, and $h'$ the context $h$ without its first character,
#
# $$p_n(w \mid h) = \frac{\max(c(hw) - D, 0)}{c(h)} + \frac{D\, t(h)}{c(h)}\, p_{n-1}(w \mid h').$$
#
# The first fraction is what the counts keep.
# The second is what was collected, $D$ from each of $t(h)$ counts, and $p_{n-1}$ gives it out.
# In the highest order $c(hw)$ says how often $hw$ occurs; in all others it says how many different characters stand before $hw$, and $c(h)$ is again the sum over $w$.
# If $h$ was never seen, $p_n = p_{n-1}$; at the bottom stands the uniform distribution, so that nothing is impossible.
# The usual estimate of the discount is $D = n_1 / (n_1 + 2 n_2)$, where $n_1$ and $n_2$ say how many n-grams have the counts 1 and 2.
# One function makes each order out of the one below:

# %% [markdown] lang="zh"
# 写成公式：记 $t(h)$ 为 $h$ 之后见过多少种字符，$h'$ 为 $h$ 去掉第一个字符，则
#
# $$p_n(w \mid h) = \frac{\max(c(hw) - D, 0)}{c(h)} + \frac{D\, t(h)}{c(h)}\, p_{n-1}(w \mid h').$$
#
# 第一项是计数扣去折扣之后留下的部分。
# 第二项里的分数是扣下来的部分：$t(h)$ 个计数各扣去 $D$；这一部分由 $p_{n-1}$ 来分配。
# 最高一阶的 $c(hw)$ 是 $hw$ 出现的次数，其余各阶的 $c(hw)$ 则是 $hw$ 前面不同字符的种数，$c(h)$ 仍是 $c(hw)$ 对 $w$ 之和。
# 如果 $h$ 从未见过，则 $p_n = p_{n-1}$；最底层是均匀分布，所以任何字符的概率都不会是零。
# 折扣通常估计为 $D = n_1 / (n_1 + 2 n_2)$，其中 $n_1$、$n_2$ 分别是计数为 1 和 2 的 n 元组的个数。
# 有了低一阶的模型，用一个函数就能算出高一阶的模型：


# %%
def kneser_ney(counts, lower):
    ones, twos = np.sum(counts == 1), np.sum(counts == 2)
    discount = ones / (ones + 2 * twos)
    total = counts.sum(axis=-1, keepdims=True)
    types = np.sum(counts > 0, axis=-1, keepdims=True)
    kept = np.maximum(counts - discount, 0)
    mixed = (kept + discount * types * lower) / np.maximum(total, 1)
    return np.where(total > 0, mixed, lower)


# %%
# en: The lowest order counts the kinds of characters before each, from the uniform distribution.
# zh: 最低一阶数的是每个字符前面的字符种数，再低就是均匀分布。
uniform = np.full(vocabulary.size, 1 / vocabulary.size)
continuation = kneser_ney(np.sum(counts > 0, axis=0), uniform)  # (69,)
bigram = kneser_ney(counts, continuation)  # (69, 69)

library = NGram(vocabulary, 2).fit(train_text)
log_probs = np.log(bigram[validation_ids[:-1], validation_ids[1:]])
np.testing.assert_allclose(log_probs, library.log_prob(validation_text))
print(f"bigram: {metrics.bits_per_character(log_probs, len(validation_text)):.3f} bits")

# %% [markdown] lang="en"
# One character of context has brought the cost from 4.78 bits down to 3.59.
# The library's `NGram` does the same for every order, with sorted tables instead of an array of $69^n$ counts; for order 2 both give the same probabilities.
#
# Which order is best?
# We let `NGram` count the first 800,000 characters of the training text, since our networks will read just these, and score 64,000 characters of the validation text.
# And we try a second discount, 0.9 for all orders.
#
# > **Predict before you run.** With every further character of context, the cost on the training text falls.
# > Does the cost on new plays fall with it up to order 8?

# %% [markdown] lang="zh"
# 二元模型只用一个字符作上文，花费就从 4.78 比特降到了 3.59 比特。
# 课程库的 `NGram` 对任意阶做同样的事，只是用排好序的表代替 $69^n$ 个计数的数组；阶数为 2 时，它给出的概率与我们算出的相同。
#
# 哪一阶最好？
# 让 `NGram` 数训练文本的前 800,000 个字符（后面的网络读的也正是这些），再给验证文本的 64,000 个字符打分。
# 再试另一种折扣：各阶一律取 0.9。
#
# > **先猜，再运行。** 上文每长一个字符，训练文本上的花费就降低一些。
# > 新剧本上的花费也会跟着下降，一直降到 8 阶吗？

# %%
read_text, watched_text = train_text[:800_000], validation_text[:64_000]


def ngram_bits(model, text):
    return metrics.bits_per_character(model.log_prob(text), len(text))


orders, curves = range(1, 9), {"training": [], "validation": [], "validation, D = 0.9": []}
for order in orders:
    estimated = NGram(vocabulary, order).fit(read_text)
    curves["training"].append(ngram_bits(estimated, read_text[:64_000]))
    curves["validation"].append(ngram_bits(estimated, watched_text))
    fixed = NGram(vocabulary, order, discount=0.9).fit(read_text)
    curves["validation, D = 0.9"].append(ngram_bits(fixed, watched_text))
# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(5.6, 3.2), layout="constrained")
for (name, bits), style in zip(curves.items(), ("-o", "-o", "--s"), strict=True):
    label = f"{name}: {min(bits):.2f} at order {np.argmin(bits) + 1}"
    axis.plot(orders, bits, style, markersize=4, label=label)
axis.set(xlabel="order n", ylabel="bits per character")
axis.legend()
plotting.show(
    figure,
    "Bits per character against the order; the legend has each curve's least value.",
    "比特/字符随阶数（order n）的变化；图例中给出每条曲线的最小值。训练文本（training）与验证文本（validation）各用同样的 64,000 个字符。",
)
best_order = int(np.argmin(curves["validation, D = 0.9"])) + 1

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# It does not.
# From order 5 on the validation curve is nearly flat, and with the estimated discount it turns up again after order 6.
# The larger discount of 0.9 is better, with 2.40 bits against 2.48.
# A likely reason is that a new play has other names and phrases than the plays that were counted: then counts deserve less trust than the estimate, made within the training plays, gives them.
#
# </details>
#
# Long contexts seldom come back, so a longer context helps only with much more text.
#
# > **Misconception: "the longer the context, the better the model."** On the text that it has counted, yes.
# > But in the table above 77% of the different 9-grams were seen only once, and what was seen once says little about a new play.
#
# Two n-gram models will be the measure for our networks: the best one on the same 800,000 characters, and on all four million the better one of orders 7 and 8.
# What does the second one write, and what does the bigram model from above write?

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 不会。
# 从 5 阶起，验证文本的曲线就几乎平了；用估计的折扣时，6 阶之后反而回升。
# 折扣取更大的 0.9，结果更好：花费 2.40 比特，用估计的折扣则要 2.48 比特。
# 原因可能在于：新剧本里的人名和短语与数过的剧本不同，折扣却是单凭训练剧本估计的，用这样的折扣就过于信任计数了。
#
# </details>
#
# 长的上文很少重现，所以只有文本多出许多，加长上文才有好处。
#
# > **常见误解：“上文越长，模型越好。”** 在它数过的文本上确实如此。
# > 但是在前面的表里，不同的九元组有 77% 只出现过一次；只见过一次的东西，对预测新剧本没有多大帮助。
#
# 后面的网络要同两个 n 元模型比较：一个是数过同样 800,000 个字符的模型中最好的，另一个数过全部四百万个字符，取 7 阶和 8 阶中较好的一个。
# 前面的二元模型与数过四百万个字符的模型，写出的文字各是什么样？

# %%
same_text = NGram(vocabulary, best_order, discount=0.9).fit(read_text)
candidates = [NGram(vocabulary, order, discount=0.9).fit(train_text) for order in (7, 8)]
all_text = min(candidates, key=lambda model: ngram_bits(model, watched_text))
for model in (library, all_text):
    print(f"--- order {model.order}: {ngram_bits(model, watched_text):.2f} bits per character")
    print(model.generate("ROMEO:", 180, seed=2), "\n")

# %% [markdown] lang="en"
# (Order 2 costs 3.64 bits here and 3.59 above, because here only 64,000 characters of the validation text are scored.)
#
# Order 2 has syllables.
# The higher order has words, phrases, and names from different plays side by side, but a phrase has nothing to do with the one before it.
# Counting has two limits that no smoothing removes.
#
# - **The context ends.** What lies further back than $n - 1$ characters does not exist.
#   `The fool who sang before the king and ` and `The ships came home that evening and ` end in the same seven characters, so after both an n-gram model of order 8 expects exactly the same.
# - **Nothing is shared.** To a table, `the king ` and `the queen ` are two rows like any other two, and what was learnt after one does not help after the other.
#
# We want a summary of *everything* that has been read, of fixed size, in which similar histories lie close together.
# Nobody can write down what belongs into this summary, so it has to be learnt: it is the hidden state.

# %% [markdown] lang="zh"
# （2 阶模型在这里花费 3.64 比特，在前面花费 3.59 比特，因为这里只给验证文本的 64,000 个字符打分。）
#
# 2 阶模型写得出音节。
# 高阶模型写得出单词和短语，还把不同剧本里的人名写到一起，但后一个短语与前一个短语在内容上并无联系。
# 计数有两个局限，怎样平滑也消除不了。
#
# - **上文有尽头。** 比前 $n - 1$ 个字符更早的内容，对 n 元模型来说等于不存在。
#   `The fool who sang before the king and ` 和 `The ships came home that evening and ` 的最后七个字符相同，所以读过这两句之后，8 阶模型的预测完全一样。
# - **各行不相通。** 在计数表里，`the king ` 和 `the queen ` 只是毫不相干的两行，从一行学到的东西对另一行没有帮助。
#
# 我们想要一份大小固定的摘要，它概括读过的*全部*内容；前文相似，摘要也相近。
# 摘要里该放什么，没有人写得出来，只能让模型去学；这样学来的摘要就是隐藏状态。
