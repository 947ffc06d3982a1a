# %% [markdown] lang="en"
# ## Templates: rules without learning
#
# The industry article (《AIGC 赋能行业，产生无数新机会》, 3.2.2), one of those that we check at the end of the chapter, names two ways to generate text: with templates, and with language models.
# A **template** is a sentence with slots, and a list of words for each slot; `Template` fills them at random.
# Nothing is learned: someone writes the rules.

# %% [markdown] lang="zh"
# ## 模板：不靠学习的规则
#
# 本章末尾要核对几篇文章，其中的《AIGC 赋能行业，产生无数新机会》（以下简称《赋能行业》）3.2.2 说，文本生成的常用方法“包括基于模板的方法和基于语言模型的方法”。
# 所谓**模板**，就是一个留有空位的句子，外加每个空位可填的词；`Template` 随机把它们填上。
# 它什么也不学，规则全由人写。

# %% tags=["nbval-check-output"]
patterns = [
    "{day}: {sky}, with a {strength} wind from the {side} and highs of {degrees} degrees.",
    "Expect {sky} on {day}; the wind will be {strength}, from the {side}.",
]
words = {
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "sky": ["clear skies", "some cloud", "showers", "steady rain"],
    "strength": ["light", "moderate", "strong"],
    "side": ["north", "east", "south", "west"],
    "degrees": [str(degrees) for degrees in range(12, 29)],
}
weather = Template(patterns, words)
for seed in range(3):
    print(weather.generate(seed=seed))

# %% [markdown] lang="en"
# Every sentence is faultless.
# In real use, the slots are not filled at random but with measured values.
# That is the strength of templates: where facts must be right and the form is always the same, as in weather bulletins, receipts or match reports, they are still the first choice.
#
# Is a template a language model?
# It does give each sentence a probability: one over the number of patterns, times one over the number of ways to fill the slots.
# We list all sentences, let the template draw 1,000 of them and compute what they cost.
# Could it have written a line of the validation plays?

# %% [markdown] lang="zh"
# 每一句都挑不出毛病。
# 真正使用时，空位不是随机填的，填的是实测数据。
# 这正是模板的长处：事实不许出错，而格式千篇一律，比如天气预报、收据、比赛快讯，至今仍首选模板。
#
# 模板算不算语言模型？
# 它确实给每个句子一个概率：句式个数的倒数，乘以填法种数的倒数。
# 我们把所有句子列出来，让模板抽 1,000 句，算算花费；再看验证剧本里有没有哪一行是它写得出来的。

# %% tags=["nbval-check-output"]
import itertools

language = {}
for pattern in patterns:
    slots = Template.SLOT.findall(pattern)
    fillings = list(itertools.product(*(words[slot] for slot in slots)))
    for filling in fillings:
        sentence = pattern.format(**dict(zip(slots, filling, strict=True)))
        language[sentence] = 1 / len(patterns) / len(fillings)
drawn = [weather.generate(seed=seed) for seed in range(1000)]
costs = [-np.log2(language[sentence]) for sentence in drawn]
print(f"{len(language):,} sentences, probabilities add up to {sum(language.values()):.3f}")
print(f"its own sentences: {sum(costs) / sum(map(len, drawn)):.2f} bits per character")
lines = set(validation_text.splitlines())
print(f"of {len(lines):,} different validation lines it can make {len(lines & set(language))}")

# %% [markdown] lang="en"
# On its own 6,048 sentences it is superb: 0.15 bits per character.
# To any other text it gives the probability zero, and the cost $-\log_2 0$ is infinite.
# One misspelt word is enough.
# So in this chapter's tables the template has no bits.
# To give every text a probability above zero, a model must expect the unexpected.

# %% [markdown] lang="zh"
# 对自己的 6,048 个句子，它好得出奇：0.15 比特/字符。
# 对别的任何文本，它给的概率都是零，花费 $-\log_2 0$ 为无穷大，哪怕只拼错一个词。
# 所以在本章的表格里，模板没有比特数。
# 要让每段文本的概率都大于零，模型就得给意料之外留有余地。
