# %% [markdown] lang="en"
# ## Side by side
#
# One table for all that wrote English in this chapter: bits per character on the test plays, seconds to train, characters written a second.
# The template has no bits, since it gives other texts no probability.
# Mind that the n-gram of order 7 has read all of the training text, the networks a fifth of it.

# %% [markdown] lang="zh"
# ## 放在一起比
#
# 本章写英文的各种方法，列成一张表：测试剧本上的比特/字符，训练秒数，每秒写出的字符数。
# 模板没有比特数，因为它给别的文本的概率为零。
# 请注意，7 阶 n 元模型读了全部训练文本，三个网络只读了五分之一。

# %%
start = time.perf_counter()
NGram(vocabulary, 7).fit(train_text)
train_seconds["n-gram"] = time.perf_counter() - start
in_words["template"], rows = ("template", "模板"), []
for name, speed_of in per_second.items():
    bits = f"{test_bits[name]:.2f}" if name in test_bits else ("none", "无")
    seconds = f"{train_seconds.get(name, 0):.0f}"
    rows.append([in_words.get(name, name), bits, seconds, f"{speed_of:,.0f}"])
header = [("method", "方法"), ("bits per character", "比特/字符"), ("seconds to train", "训练秒数")]
plotting.table([*header, ("characters a second", "每秒字符数")], rows)

# %% [markdown] lang="en"
# Three lessons.
# With little time and much text, counting is hard to beat: try it before you train anything.
# Gates are worth their price.
# And a kind of network that is far behind on one text is ahead on another, where counts are spread too thin.
# What the recurrent network cannot do is read in parallel: character 1,000 has to wait for character 999.
# The Transformer removes that; [chapter 6](06_transformer.ipynb) builds it.

# %% [markdown] lang="zh"
# 三点体会。
# 时间少、文本多的时候，计数很难打败：训练任何东西之前，先数一数。
# 门控物有所值。
# 还有，同一种网络在这种文本上远远落后，到了计数摊得太薄的另一种文本上却能领先。
# 循环网络做不到的是并行地读：第 1,000 个字符得等第 999 个。
# Transformer 解决了这个问题，见[第 6 章](06_transformer.ipynb)。
