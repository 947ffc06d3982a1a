# %% [markdown] lang="en"
# ## Against counting
#
# How well does it predict poems that it has not seen?
# Beside it stand n-gram models of order 2 and 3, which have read the same poems; on validation poems a higher order or another discount gains at most 0.01 bits.
# (An n-gram model of order $n$ counts what comes after each row of $n - 1$ characters; chapter 5, "Counting: n-grams".)
# Every poem is scored from its beginning, and the two line breaks at its end count with it.
#
# > **Predict before you run.** On English plays counting is ahead of a network of this size that has read the same text once.
# > Here there is even less text, not half a million characters.
# > Who is ahead?

# %% [markdown] lang="zh"
# ## 与计数比较
#
# 没见过的诗，网络预测得怎么样？
# 与网络作比较的是读过同样的诗的 2 阶和 3 阶 n 元模型；在验证部分的诗上，提高阶数或者换一种折扣，n 元模型每个字最多再省 0.01 比特。
# （$n$ 阶的 n 元模型数的是：每 $n - 1$ 个相连的字之后各接什么字；见第 5 章“计数：n 元模型”一节。）
# 打分时每首诗都从头读起，末尾的两个换行也算在内。
#
# > **先猜，再运行。** 在英文剧本上，这样大小的网络把同样的文本读一遍，成绩不如计数。
# > 这里的文本更少，还不到五十万字。
# > 谁更好？

# %% tags=["hide-output"]
# en: What each model says of every poem, then the mean over all their characters.
# zh: 先算各模型给每首诗的概率，再对全部字符取平均。
exam = [f"{poem}\n\n" for poem in test_poems]
verse_bits = {}
for order in (2, 3):
    counted = NGram(poem_vocabulary, order).fit("\n" + poem_texts[0])
    verse_bits[f"n-gram, order {order}"] = [counted.log_prob("\n" + poem) for poem in exam]
verse_bits["GRU"], rows = poet.log_prob(exam), []
for name, log_probs in verse_bits.items():
    found = [x[-len(poem) :] for x, poem in zip(log_probs, exam, strict=True)]
    verse_bits[name] = metrics.bits_per_character(np.concatenate(found), sum(map(len, exam)))
    shown = (name, f"{name[-1]} 阶 n 元模型") if "order" in name else name
    rows.append([shown, f"{verse_bits[name]:.2f}"])
plotting.table([("model", "模型"), ("bits per character", "比特/字符")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The network is: it needs three to five tenths of a bit less than the n-gram of order 3, as the seed has it.
#
# </details>
#
# A likely reason is the number of characters.
# A table of 5,072 × 5,072 pairs has more than 25 million places, and the poems, with fewer than half a million characters, leave nearly all of them empty.
# The network has no such table: characters that are used alike can lie close together among its vectors, and what is learnt of one then helps the others.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 网络更好，与 3 阶 n 元模型相比，每个字省零点三到零点五比特，随种子而定。
#
# </details>
#
# 原因可能在于字的种数太多。
# 5,072 × 5,072 个字对的计数表有两千五百多万格，而诗一共不到五十万字，所以这张表几乎全是空的。
# 网络没有这样的表：用法相近的字，向量可以彼此靠近，从一个字学到的东西，对别的字也有帮助。
