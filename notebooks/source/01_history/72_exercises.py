# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/01_history](exercises/01_history.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ In an empty notebook, without looking here: write a program that counts and writes, as in "Counting, 1948".
#    What changes if it counts after two characters instead of four?
# 2. ★ Take a page that praises a product of generative AI.
#    Mark each claim as shown, scored, tried or established, and find the primary source of one of them.
# 3. ★ A piece written by hand takes 30 minutes.
#    With $g = 0.1$, $c = 5$ and $m = 0$, from which share $p$ of good drafts on is generating cheaper?
#    And if the check takes 15 minutes?
# 4. ★★ Remove repeated lines from the canary's training text, then train with `discount=1`.
#    What is the rank of the secret after ten copies?
#    Which of the two remedies did the work?
# 5. ★★ Let each generation learn from a mixture, half real text and half written by the generation before.
#    How many different words does generation 40 write?
# 6. ★★★ Let the diffusion model draw with 5 steps instead of 40, and with 200.
#    How does the distance change, and how the time?
#
# <details><summary>Answers</summary>
#
# 1. Compare with the two cells there.
#    After two characters the pieces that it strings together are shorter, so that fewer of its words are real; a context that never occurred becomes rarer.
# 2. Most claims turn out to be shown or scored; a press release is no primary source.
# 3. Generating costs $(g + c)/p$, so from $p = 5.1/30 = 0.17$ on; with $c = 15$, from $15.1/30 = 0.50$ on.
# 4. After deduplication ten copies are one copy, so the rank is that of one copy with `discount=1`, 48.5.
#    Both are needed: after deduplication alone the secret still ranks first, and so it does after ten copies with the discount alone.
# 5. About nine in ten of the first generation's number: the real half brings the rare words back each time.
# 6. Run it: change `moments`.
#    The time grows with the number of steps; the distances show from which number on further steps no longer help.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/01_history](exercises/01_history.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 新建一个空的笔记本，不看本章，写一个靠计数写作的程序，做法同“计数，1948 年”。
#    如果不看前四个字符，只看前两个，结果有什么不同？
# 2. ★ 找一篇夸某个生成式人工智能产品的文章，把每个说法标为演示过、评测过、试验过或已经确立，并为其中一个找出原始文献。
# 3. ★ 一件内容由人来写要 30 分钟。
#    取 $g = 0.1$、$c = 5$、$m = 0$，合格比例 $p$ 至少要多大，用模型生成才更便宜？
#    如果检查要 15 分钟呢？
# 4. ★★ 先从金丝雀的训练文本中删去重复的行，再用 `discount=1` 训练。
#    放了十次的秘密排第几？
#    去重和折扣，起作用的是哪一种？
# 5. ★★ 让每一代学混合的文本：一半真实，一半由上一代写出。
#    第四十代写出多少个不同的词？
# 6. ★★★ 让扩散模型不用 40 步，而分别用 5 步和 200 步来画。
#    距离怎样变化，时间又怎样变化？
#
# <details><summary>答案</summary>
#
# 1. 与“计数，1948 年”里的两个单元格对照。
#    只看前两个字符，程序拼接的片段更短，写出的真正的单词就更少；不过，程序也更少遇到训练文本里没有出现过的上文。
# 2. 大多数说法只是演示过或评测过；新闻稿不算原始文献。
# 3. $m = 0$ 时，发布一件的成本是 $(g + c)/p$。
#    要低于人工的 30 分钟，$p$ 须大于 $5.1/30 = 0.17$；$c = 15$ 时，须大于 $15.1/30 = 0.50$。
# 4. 去重之后，十份就成了一份，名次就是放一次、`discount=1` 时的名次，即 48.5。
#    两种办法缺一不可：只去重，秘密仍排第一；放了十次而只用折扣，也仍排第一。
# 5. 不同的词约为第一代的九成：真实的那一半每一代都会把罕见的词带回来。
# 6. 修改 `moments`，运行一下就知道。
#    时间随步数增加；从距离可以看出，步数超过多少就不再有帮助。
#
# </details>
