# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/01_history](exercises/01_history.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ Take a page that praises a product of generative AI.
#    Mark each claim as shown, scored, tried or established, and find the primary source of one of them.
# 2. ★ A piece written by hand takes 30 minutes.
#    With $g = 0.1$, $c = 5$ and no misses, from which share $p$ of good drafts on is generating cheaper?
#    And if the check takes 15 minutes?
# 3. ★★ Remove repeated lines from the canary's training text, then train with `discount=1`.
#    What is the rank of the secret after ten copies?
#    Which of the two remedies did the work?
# 4. ★★ Let each generation learn from a mixture, half real text and half written by the generation before.
#    How many different words does generation 40 write?
#    And with a tenth of real text?
# 5. ★★ Run `NGram(short_vocabulary, 8).fit(short_text)` under `cProfile` and sort by time.
#    Which function takes most of it?
#    Could a figure drawn with Matplotlib have told you?
# 6. ★★★ Make a line of time for speech or for video, twelve events, each with a primary source, and let the cell check what can be checked.

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/01_history](exercises/01_history.ipynb)。
# 下面这些留给纸笔和你自己的实验。
#
# 1. ★ 找一篇夸某个生成式人工智能产品的文章，把每个说法标为演示过、打过分、试过或已经确立，并找出其中一个的原始文献。
# 2. ★ 一件内容由人来写要 30 分钟。
#    取 $g = 0.1$、$c = 5$，检查没有遗漏，合格比例 $p$ 要到多少，生成才更便宜？
#    如果检查要 15 分钟呢？
# 3. ★★ 先从金丝雀的训练文本中删去重复的行，再用 `discount=1` 训练。
#    放了十次的秘密排第几？
#    起作用的是两种办法中的哪一种？
# 4. ★★ 让每一代学混合的文本：一半真实，一半由上一代写出。
#    第四十代写出多少个不同的词？
#    真实文本只占十分之一呢？
# 5. ★★ 在 `cProfile` 下运行 `NGram(short_vocabulary, 8).fit(short_text)`，按耗时排序。
#    哪个函数用时最多？
#    用 Matplotlib 画一幅图，能看出这一点吗？
# 6. ★★★ 为语音或视频做一条时间线，十二个事件，每个都有原始文献，能核对的就让单元格去核对。
