# %% [markdown] lang="en"
# ## Summary
#
# - An encoder reads a text in both directions, and a decoder looks at its result through cross-attention; whether it really does, exchanged sources tell.
# - GPT, BERT and the encoder-decoder differ in what a position sees and in what is asked in training.
# - A masked model sees both sides, but asks far fewer questions of the same text; it gives no probability of a text and does not write.
# - Fine-tuning transfers and forgets: measure the old skill beside the new one; rehearsal of the old text keeps most of it.
#
# An exercise on fine-tuning, the papers on Transformers of today and where to read on stand at the end of [chapter 6](06_transformer.ipynb).
#
# Papers named without a number: McCloskey & Cohen 1989, "Catastrophic interference in connectionist networks"; Robins 1995, "Catastrophic forgetting, rehearsal and pseudorehearsal".

# %% [markdown] lang="zh"
# ## 小结
#
# - 编码器从两个方向读一段文本，解码器通过交叉注意力去看编码器的输出；它是否真的看了，把原文调换一下就知道。
# - GPT、BERT 和编码器—解码器的区别在于每个位置看得见什么，以及训练时要预测什么。
# - 掩码模型两边都看，但从同样的文本里得到的题目少得多；它给不出一段文本的概率，也不能写作。
# - 微调既带来迁移，也造成遗忘；测量新本领的同时，也要测量旧本领；复习旧文本，能保住大部分旧本领。
#
# 关于微调的练习、Transformer 今天的用途以及继续阅读的材料，都在[第 6 章](06_transformer.ipynb)末尾。
#
# 正文中没有给出 arXiv 编号的文献：McCloskey 与 Cohen，1989，“Catastrophic interference in connectionist networks”；Robins，1995，“Catastrophic forgetting, rehearsal and pseudorehearsal”。
