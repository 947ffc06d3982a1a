# %% [markdown] lang="en"
# ## Summary
#
# - Short texts are examples of their own: each begins with an empty state, and the shorter ones are filled up.
# - With thousands of different characters and little text, most of a table of counts is empty; there the network predicts better than counting.
# - After one reading of the poems the network keeps the form mostly, hardly rhymes, and seldom keeps the tones.
#   Such shares say something only beside those of real and of shuffled poems.
# - Its lines are not copied: at most one in a thousand stands in a training poem.
#
# [Chapter 5](05_rnn.ipynb) has the cells, the gradients, the choice of settings and a model that does recite.
#
# Cited without a number: Wang Li 1977, *Shici gelü*

# %% [markdown] lang="zh"
# ## 小结
#
# - 每篇短文本自成一个样本，都从空状态开始；较短的要补到同样的长度。
# - 字有几千种、文本又少的时候，计数表大半是空的，网络就预测得比计数好。
# - 把诗读过一遍之后，网络大体合乎格式，几乎不会押韵，平仄合格的也很少。
#   这些比例要与真诗和打乱的诗对照，才有意义。
# - 写出的句子不是照抄的：见于训练部分的诗的，至多占千分之一。
#
# 循环单元、梯度、采样设置的选择，以及一个真会背诵的模型，都在[第 5 章](05_rnn.ipynb)。
#
# 文中未注编号的文献：王力 1977，《诗词格律》
