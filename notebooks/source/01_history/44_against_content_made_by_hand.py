# %% [markdown] lang="en"
# ## Against content made by hand
#
# Is generated content faster, cheaper, more creative?
# Some of that has been tested.
#
# | Question | What there is evidence for | What there is no evidence for |
# | --- | --- | --- |
# | Speed | 453 professionals wrote with or without ChatGPT: those with it needed 40% less time and were graded 18% better (Noy & Zhang 2023, doi:10.1126/science.adh2586); one set programming task was done 55.8% faster (Peng et al. 2023, arXiv:2302.06590) | That it is always so: 16 experienced developers, in projects they knew, took 19% *longer* and believed they had been faster (Becker et al. 2025, arXiv:2507.09089) |
# | New ideas | Stories written with a model's ideas were rated more creative, most of all those of less creative writers (Doshi & Hauser 2024, doi:10.1126/sciadv.adn5290) | A gain for all: in the same experiment the stories became more alike |
# | Control | A condition shifts the probabilities towards what was asked | Obedience: the GAN of chapter 3 and the VAE of chapter 4 draw a wrong digit every now and then |
# | Improvement | A model trained again on new data can get better | That it learns by itself in use: its weights change only when somebody trains them |
# | Responsibility | People and firms who publish answer for it; the European Union (Regulation 2024/1689, article 50) and China (measures on labelling, in force since September 2025) require generated content to be marked | That a model could take it over |
# | Cost | One more draw takes seconds of computing | That a *usable* piece is nearly free: somebody has to check it |
#
# The last row can be calculated.
# Let one draft take $g$ minutes to generate and $c$ minutes to check, let a share $p$ of the drafts be good, and let the check miss a share $m$ of the bad ones.
# A draft that is found bad is thrown away, and the next one is generated.
# A draft is then published with probability $a = p + (1 - p)\,m$, so on average $1/a$ drafts are needed:
#
# $$\text{cost of a published piece} = \frac{g + c}{a}, \qquad \text{share of published pieces that are bad} = \frac{(1 - p)\,m}{a}.$$
#
# > **Predict before you run.** A draft is generated in a tenth of a minute and checked in five; one in five is good; the check misses one bad draft in ten.
# > Of the pieces that get published, how many are bad: 2%, 10%, or 30%?

# %% [markdown] lang="zh"
# ## 与人工制作相比
#
# 生成的内容是不是更快、更便宜、更有创意？
# 这些问题，有一部分已经检验过。
#
# | 问题 | 有证据的说法 | 没有证据的说法 |
# | --- | --- | --- |
# | 速度 | 453 名专业人员分成用与不用 ChatGPT 两组写作：用 ChatGPT 的一组用时少 40%，评分高 18%（Noy 与 Zhang，2023，doi:10.1126/science.adh2586）；做一道指定的编程题，用人工智能的一组快 55.8%（Peng 等，2023，arXiv:2302.06590） | “总是更快”：16 名有经验的开发者在自己熟悉的项目里用人工智能，用时反而*多* 19%，还以为自己更快了（Becker 等，2025，arXiv:2507.09089） |
# | 新意 | 借用模型的点子写出的故事，评分者认为更有创意，原本创意较少的作者获益最大（Doshi 与 Hauser，2024，doi:10.1126/sciadv.adn5290） | “对大家都有好处”：同一个实验里，故事彼此更像了 |
# | 控制 | 条件会让概率偏向所要求的内容 | “要什么就画什么”：第 3 章的 GAN、第 4 章的 VAE 都时不时画错数字 |
# | 改进 | 用新数据重新训练，模型可以变好 | “用着用着自己就学会了”：有人去训练，权重才会变 |
# | 责任 | 由发布内容的人和机构承担；欧盟（第 2024/1689 号条例第 50 条）和中国（《人工智能生成合成内容标识办法》，2025 年 9 月起施行）都要求给生成的内容加标识 | “模型可以替人承担责任” |
# | 成本 | 多采样一次，不过是几秒钟的计算 | “一件*能用的*内容几乎不要钱”：总得有人检查 |
#
# 表中最后一行的成本可以算一算。
# 设生成一份草稿要 $g$ 分钟，检查要 $c$ 分钟，草稿中合格的比例为 $p$，不合格的草稿没被检查出来的比例为 $m$。
# 查出不合格的草稿就扔掉，再生成下一份。
# 那么一份草稿得以发布的概率是 $a = p + (1 - p)\,m$，平均要 $1/a$ 份草稿才能发布一件：
#
# $$\text{发布一件的成本} = \frac{g + c}{a}, \qquad \text{已发布的内容中不合格的比例} = \frac{(1 - p)\,m}{a}.$$
#
# > **先猜，再运行。** 生成一份草稿要十分之一分钟，检查要五分钟；五份里有一份合格；每十份不合格的，有一份没被检查出来。
# > 发布出来的内容里，不合格的占多少：2%，10%，还是 30%？

# %% tags=["hide-output"]
g, m, rows = 0.1, 0.1, []
for c in (0, 1, 5):
    for p in (0.9, 0.5, 0.2):
        a = p + (1 - p) * m
        rows.append([c, f"{p:.0%}", f"{(g + c) / a:.2f}", f"{(1 - p) * m / a:.0%}"])
header = [("check, minutes", "检查用时（分钟）"), ("good drafts", "合格草稿的比例")]
header += [("cost of a published piece, minutes", "发布一件的成本（分钟）")]
plotting.table([*header, ("bad among the published", "已发布内容中不合格的比例")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# 29%, the last row.
# Where few drafts are good, many of the published pieces are bad, although the checker is as careful as before: more of what is checked is bad, so more bad pieces are overlooked.
#
# </details>
#
# Where a check takes five minutes, generating for nothing would save two per cent: the cost is that of checking.
# Only where checking takes no time is a piece almost free (the first three rows), and even there the bad ones have to be recognised.
# The values of $g$, $c$, $p$ and $m$ are assumed; put in your own.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 29%，见最后一行：检查的人同样细心，可是合格的草稿少，送来检查的多是不合格的，漏过去的也就多了。
#
# </details>
#
# 检查要五分钟时，就算生成完全不花时间，也只省百分之二：成本几乎全在检查上。
# 只有检查不花时间，内容才几乎不要钱（前三行），而且即使这样，也得有人认得出哪些不合格。
# $g$、$c$、$p$、$m$ 都是假设的数，可以换成你自己的。
