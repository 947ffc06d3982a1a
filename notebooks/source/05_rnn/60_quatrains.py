# %% [markdown] lang="en"
# ## Quatrains
#
# Does counting always stay ahead?
# A second notebook, [05_rnn_deeper](05_rnn_deeper.ipynb), trains a GRU of the same size, the poet, to write Chinese quatrains, and scores it by the rules of verse.
# It reads 12,000 Tang poems once, fewer than half a million characters, and is ahead of the best n-gram: it needs 7.28 ± 0.04 bits per character on new poems (mean and standard deviation over ten recorded trainings), the n-gram 7.71.
# A likely reason is that the poems have some 5,000 different characters, so that a table of pairs is nearly empty.
# The poet mostly keeps the form of a quatrain; it hardly rhymes, and hardly any of its lines is copied.

# %% [markdown] lang="zh"
# ## 绝句
#
# 计数总是领先吗？
# 深入篇 [05_rnn_deeper](05_rnn_deeper.ipynb) 训练一个同样大小的 GRU 来写绝句，把它叫做“诗人”，并按诗的规则给它打分。
# 诗人把一万二千首唐人绝句读一遍，总共不到五十万字，成绩却好过最好的 n 元模型：在没读过的诗上，诗人要 7.28 ± 0.04 比特/字符（十次训练的均值与标准差），n 元模型要 7.71。
# 原因可能在于诗里有五千种左右的字，字对的计数表几乎全是空的。
# 诗人写的诗大多合乎绝句的格式，但几乎不会押韵；写出的句子几乎没有照抄的。
