# %% [markdown] lang="en"
# ## An exercise
#
# ★★★ Rhyme to order: generate 50 poems for each first line and keep one that rhymes.
# By how much does the share of rhyming poems rise?
# And how far, in bits per character, can the distribution of the chosen poems be from the model's (as a Kullback-Leibler divergence)?
#
# <details><summary>Answer</summary>
#
# With a share $s$ of rhyming poems, 50 drafts hold at least one with probability $1 - (1 - s)^{50}$: for $s = 0.02$ that is 64%, for $s = 0.03$ it is 78%.
# A chosen poem is one of 50 drafts of the model, so the choice makes no poem more than 50 times as probable.
# The divergence is therefore at most $\log_2 50 = 5.6$ bits for the whole poem, spread over its characters.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# ★★★ 让网络按要求押韵：每个首句生成 50 首，留下一首押韵的。
# 押韵的比例提高多少？
# 挑选出来的诗的分布，离模型的分布能有多远（KL 散度，每个字符多少比特）？
#
# <details><summary>答案</summary>
#
# 如果押韵的比例是 $s$，50 首中至少有一首押韵的概率是 $1 - (1 - s)^{50}$：$s = 0.02$ 时为 64%，$s = 0.03$ 时为 78%。
# 挑选出来的诗是模型写的 50 首之一，所以任何一首诗的概率，经过挑选至多变成原来的 50 倍。
# 因此整首诗的 KL 散度最多是 $\log_2 50 = 5.6$ 比特，再平摊到各个字符上。
#
# </details>
