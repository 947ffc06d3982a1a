# %% [markdown] lang="en"
# ## What else can be built from these blocks
#
# This GPT reads one text, from left to right, and is trained once.
# Each of the three can be changed, and [the deeper notebook](06_transformer_deeper.ipynb) changes one after the other:
#
# - **Two texts.** The original Transformer reads a source with an encoder and writes with a decoder that looks at it.
#   A poet that answers a given line shows that a good-looking answer may hardly depend on what was read.
# - **Both sides.** BERT sees the whole text but for a few hidden characters, and fills them in; its guesses are set against those of this chapter's GPT.
# - **A second training.** The same GPT goes on learning from a manual of Python; what it gains there, and what it forgets of Shakespeare, is measured.

# %% [markdown] lang="zh"
# ## 这些块还能搭出什么
#
# 本章的 GPT 只读一段文本，只从左往右读，也只训练一次。
# 这三点都可以改，[深入篇](06_transformer_deeper.ipynb)就逐一来改：
#
# - **两段文本。** 最初的 Transformer 用编码器读原文，用一个看得见原文的解码器来写。
#   一个对句的模型会说明：答句看上去很好，却可能与读到的出句几乎无关。
# - **两边都看。** BERT 看得见整段文本，只有少数字符被藏起来，要它填上；它填得怎么样，要与本章的 GPT 比一比。
# - **再训练一次。** 让同一个 GPT 接着读 Python 的手册，测量它学到多少，又把莎士比亚忘掉多少。
