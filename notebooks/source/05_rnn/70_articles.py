# %% [markdown] lang="en"
# ## What the articles say
#
# Three corrections of the articles that belong to this chapter; the others stand in [90_articles](90_articles.ipynb).
#
# - A recurrent network does not take "the output of the previous step as the input of the present step": it hands on its state; what it wrote becomes its input only when it writes.
# - The next character is conditioned on *everything* before it; on the last one alone, the model is a bigram.
# - In training the network "generates" nothing: it reads true text (teacher forcing).

# %% [markdown] lang="zh"
# ## 文章怎么说
#
# 本课程的主题来自五篇文章；对它们的更正，与本章有关的有三条，其余见 [90_articles](90_articles.ipynb)。
#
# - 循环网络并不“将上一时刻的输出作为当前时刻的输入”：它传下去的是状态；只有在写作时，写出的字符才成为输入。
# - 下一个字符以*全部*前文为条件；只以前一个字符为条件的，是二元模型。
# - 训练时网络并不“生成”句子，它读的是真实的文本（强制教学）。
