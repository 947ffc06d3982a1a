# %% [markdown] lang="en"
# ## Summary
#
# - Attention compares a query with all keys and answers with a weighted mean of the values; the dot products are divided by $\sqrt d$, so that softmax starts soft whatever the width.
# - It links any two positions in one step and computes all positions at once; the price is a product for every pair.
# - The causal mask makes it a language model; positions have to be given, since attention alone sees a set.
# - A block is attention and a feed-forward network, each with a residual connection and a layer normalisation; a GPT is a stack of blocks between two uses of one table.
# - A KV cache writes without reading again; beam search finds probable but dull text, and sampling keeps the variety; byte pairs make tokens of frequent strings.
# - After one reading of 800,000 characters counting is ahead of the GRU, and the GRU of the GPT: compare with the strongest simple rival, and name the text and the computing that each was given.
# - Muon levels the singular values of a matrix's step; with the same text the GPT ends with fewer bits than with Adam.
#
# How it goes on: [the deeper notebook](06_transformer_deeper.ipynb) adds an encoder, hides characters in the middle of a text, and fine-tunes this chapter's GPT.
#
# ## Where to read on
#
# - François Chollet & Matthew Watson, *Deep Learning with Python*, 3rd edition, Manning 2025: its chapters on text build Transformers in Keras.
# - David Foster, *Generative Deep Learning*, 2nd edition, O'Reilly 2023, chapter 9: Transformers and GPT.
# - Aston Zhang et al., *Dive into Deep Learning*, d2l.ai, chapter 11: attention and Transformers, with a figure for each part.
# - Vaswani et al. 2017, *Attention Is All You Need*, arXiv:1706.03762: after this chapter you can read it from beginning to end.
# - The proofs are in [chapter 2](02_math.ipynb).
#
# A paper named without a number: Radford et al. 2019, "Language models are unsupervised multitask learners" (GPT-2).

# %% [markdown] lang="zh"
# ## 小结
#
# - 注意力拿查询与所有的键比较，答案是各个值的加权平均；点积要除以 $\sqrt d$，这样不论向量有多少维，softmax 都不会一开始就只选一个键。
# - 注意力一步就把任意两个位置连起来，所有位置可以同时计算；代价是每一对位置都要算一次点积。
# - 有了因果掩码，注意力才能用于语言模型；位置的信息要另外提供，因为注意力本身不分次序，看到的只是一个集合。
# - 一个块由注意力和前馈网络组成，各有残差连接和层归一化；GPT 由块堆叠而成，输入端和输出端共用一张嵌入表。
# - 有了 KV 缓存，写作时不必重读前文；束搜索找到的文本概率大，却乏味，采样得到的文本更多样；字节对编码把常见的字符串变成一个词元。
# - 把八十万个字符读一遍之后，n 元模型胜过 GRU，GRU 又胜过 GPT；比较时，要拿出最强的简单方法，并说清各用了多少文本和计算。
# - Muon 把矩阵这一步的奇异值拉平；读同样的文本，GPT 最后的比特数比用 Adam 时小。
#
# 接下来，[深入篇](06_transformer_deeper.ipynb)会加上编码器，把文本中间的字符藏起来让模型猜，再微调本章的 GPT。
#
# ## 继续阅读
#
# - 阿斯顿·张等，《动手学深度学习》，zh.d2l.ai，第 10 章：注意力机制与 Transformer，每个部件都有图。
# - 邱锡鹏，《神经网络与深度学习》，nndl.github.io，第 8 章“注意力机制与外部记忆”和第 15 章“序列生成模型”：推导清楚的中文教材。
# - 弗朗索瓦·肖莱，《Python 深度学习（第 2 版）》，人民邮电出版社，第 11 章：用 Keras 写 Transformer。
# - Vaswani 等，2017，*Attention Is All You Need*，arXiv:1706.03762：学完本章，这篇论文可以从头读到尾。
# - 证明见[第 2 章](02_math.ipynb)。
#
# 正文中没有给出 arXiv 编号的文献：Radford 等，2019，“Language models are unsupervised multitask learners”（GPT-2）。
