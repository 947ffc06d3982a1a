# %% [markdown] lang="en"
# ## Against content made by hand
#
# The five articles that this course starts from (a section further down names them) praise generated content in general terms: faster, nearly free, more creative.
# Some of that has been tested.
#
# | Question | Evidence for | No evidence for |
# | --- | --- | --- |
# | Speed | In an experiment with 453 professionals, those given ChatGPT needed 40% less time for writing tasks and were graded 18% better (Noy & Zhang 2023, doi:10.1126/science.adh2586); one set programming task was done 55.8% faster (Peng et al. 2023, arXiv:2302.06590) | That it is always so: 16 experienced developers, in projects they knew, took 19% *longer* and believed they had been faster (Becker et al. 2025, arXiv:2507.09089) |
# | Cost | One more draw takes seconds of computing | That a *usable* piece is nearly free: somebody has to check it. The next cell counts |
# | Control | A condition shifts the probabilities towards what was asked | Obedience. The conditional GAN of chapter 3 and the conditional VAE of chapter 4 draw a wrong digit every now and then |
# | Errors | They are fluent, so they do not look like errors | That they vanish with the next model; see "Limits" |
# | New ideas | Stories written with a model's ideas were rated more creative, most of all those of less creative writers (Doshi & Hauser 2024, doi:10.1126/sciadv.adn5290) | A gain for all: in the same experiment the stories became more alike |
# | Improvement | A model retrained on new data can get better | That it learns by itself in use: its weights change only when somebody trains them |
# | Responsibility | People and firms who publish answer for it; the European Union (Regulation 2024/1689, article 50) and China (measures on labelling, in force since September 2025) require generated content to be marked | That a model, or a notice under a picture, could take it over |
#
# **What a usable piece costs.** Let one draft take $g$ minutes to generate and $c$ minutes to check, let a share $p$ of drafts be good, and let the check miss a share $m$ of the bad ones.
# A draft is then published with probability $a = p + (1 - p)\,m$.
# On average $1/a$ drafts are needed, so
#
# $$\text{cost of a published piece} = \frac{g + c}{a}, \qquad \text{share of published pieces that are bad} = \frac{(1 - p)\,m}{a}.$$
#
# The generation time $g$ stands only in the first formula, beside $c$.
# The values of $g$, $c$, $p$ and $m$ below are assumed; put in your own.
# A simulation of 200,000 drafts checks the formulas.
#
# > **Predict before you run.** Drafts are generated in a tenth of a minute and read in five; one in five is good; the check misses one bad draft in ten.
# > Of the pieces that get published, how many are bad: 2%, 10%, or 30%?

# %% [markdown] lang="zh"
# ## 与人工制作相比
#
# 本课程由五篇文章而起（后面有一节逐一列出）。
# 它们说起生成的内容，多是笼统的称赞：更快，几乎不要钱，更有创意。
# 其中有一些是检验过的。
#
# | 问题 | 已有的证据 | 没有证据的 |
# | --- | --- | --- |
# | 速度 | 453 名专业人员参加的实验里，用 ChatGPT 的人完成写作任务用时少 40%，评分高 18%（Noy 与 Zhang，2023，doi:10.1126/science.adh2586）；一道指定的编程题，完成得快 55.8%（Peng 等，2023，arXiv:2302.06590） | 处处如此：16 名有经验的开发者在自己熟悉的项目里，用时反而*多* 19%，还以为自己更快了（Becker 等，2025，arXiv:2507.09089） |
# | 成本 | 多采一次样，不过是几秒钟的计算 | 一件*能用的*内容几乎不要钱：总得有人检查。下一个单元格来算账 |
# | 控制 | 条件会让概率偏向所要求的内容 | 言听计从。第 3 章的条件 GAN、第 4 章的条件 VAE，都时不时画错数字 |
# | 差错 | 差错写得通顺，看上去不像差错 | 换一个模型就没有了；见“局限”一节 |
# | 新意 | 借用模型点子写出的故事，评分者认为更有创意，原本创意少的作者受益最大（Doshi 与 Hauser，2024，doi:10.1126/sciadv.adn5290） | 对整体也有利：同一个实验里，故事彼此更像了 |
# | 改进 | 用新数据重新训练，模型可以变好 | 用着用着自己就会学：有人去训练，权重才会变 |
# | 责任 | 由发布内容的人和机构承担；欧盟（第 2024/1689 号条例第 50 条）和中国（《人工智能生成合成内容标识办法》，2025 年 9 月起施行）都要求给生成内容加标识 | 模型，或者图下的一行声明，能替人承担 |
#
# **一件能用的内容要花多少。** 设一份草稿生成要 $g$ 分钟，检查要 $c$ 分钟，草稿中合格的比例为 $p$，不合格的有比例 $m$ 逃过检查。
# 那么一份草稿得以发布的概率是 $a = p + (1 - p)\,m$，平均要 $1/a$ 份草稿，于是
#
# $$\text{发布一件的成本} = \frac{g + c}{a}, \qquad \text{已发布内容中不合格的比例} = \frac{(1 - p)\,m}{a}.$$
#
# 生成时间 $g$ 只出现在前一个式子里，而且是与 $c$ 相加。
# 下面的 $g$、$c$、$p$、$m$ 都是假设的数，你可以换成自己的。
# 公式再用 200,000 份草稿的模拟来验证。
#
# > **先猜，再运行。** 草稿十分之一分钟生成一份，五分钟读完一份；五份里有一份合格；十份不合格的有一份逃过检查。
# > 发布出来的东西里，有多少不合格：2%，10%，还是 30%？

# %% tags=["hide-output"]
rng = np.random.default_rng(0)
generation, missed, rows = 0.1, 0.1, []
for checking in (0, 1, 5):
    for good in (0.9, 0.5, 0.2):
        published = good + (1 - good) * missed
        cost = (generation + checking) / published
        bad = (1 - good) * missed / published
        is_good = rng.random(200_000) < good
        passes = is_good | (rng.random(200_000) < missed)
        np.testing.assert_allclose(cost, (generation + checking) / passes.mean(), rtol=0.03)
        np.testing.assert_allclose(bad, 1 - is_good[passes].mean(), rtol=0.06)
        rows.append([checking, f"{good:.0%}", f"{cost:.2f}", f"{bad:.0%}"])
header = [("check, minutes", "检查用时（分钟）"), ("good drafts", "合格的草稿")]
header += [("cost of a published piece, minutes", "发布一件的成本（分钟）")]
plotting.table([*header, ("bad among the published", "已发布的里面不合格的")], rows)

# %% [markdown] lang="en"
# Where a check takes five minutes, generating for nothing would save two per cent: the cost is that of reading, divided by the share that passes.
# And with few good drafts the published pieces get worse although the checker is as careful as before, because more bad drafts try to slip through.
# Almost free are only pieces whose check takes no time (first three rows), and pieces that nobody checks; of those, as many are bad as of the drafts.

# %% [markdown] lang="zh"
# 检查要五分钟时，就算生成完全不花时间，也只省百分之二：成本就是阅读的时间除以通过的比例。
# 而且合格的草稿越少，发布出来的就越差，尽管检查的人同样细心，因为想混过去的更多了。
# 几乎不花钱的，只有检查不费时间的内容（前三行），或者干脆没人检查的内容；后一种，草稿里有多少不合格，发布出来的就有多少不合格。
