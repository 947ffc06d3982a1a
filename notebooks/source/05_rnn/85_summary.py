# %% [markdown] lang="en"
# ## Summary
#
# - A language model is one conditional distribution, p(next | before).
#   Its cost on held-out text, in bits per character, compares counts and networks of every kind.
# - A recurrent network carries a state of fixed size.
#   It learns by teacher forcing, from true text; when it writes, it reads its own.
# - Counting is maximum likelihood, and with Kneser-Ney smoothing and a good discount it is a strong rival.
#   Long contexts seldom come back, so it gains little beyond order 6 or 7.
# - Gradients through time are products: they fade or explode at a rate that can be measured.
#   A gate can learn to let them pass; a fresh LSTM does not remember for free.
# - On much English text and in half a minute of training, counting is ahead and a mixture beats both.
# - Temperature, top-k and top-p are chosen by comparing what they write with real text.
# - A falling training loss may be recitation.
#   Watch the validation loss turn, and count copied n-grams beside those of held-out text.
#
# ## Where to read on
#
# - Aston Zhang et al., *Dive into Deep Learning*, d2l.ai, chapters 9 and 10: recurrent networks from the beginning, in code.
# - François Chollet, *Deep Learning with Python*, 2nd edition, Manning 2021, chapters 10 and 12: recurrent layers in Keras, and generating text.
# - Dan Jurafsky and James Martin, *Speech and Language Processing*, 3rd edition draft: n-grams, smoothing and recurrent networks.
# - Stanley Chen and Joshua Goodman 1998, *An Empirical Study of Smoothing Techniques for Language Modeling*, Harvard TR-10-98: everything about smoothing.
#
# Cited without a number: Shannon 1948, "A mathematical theory of communication" · Shannon 1951, "Prediction and entropy of printed English" · Elman 1990, "Finding structure in time" · Werbos 1990, "Backpropagation through time" · Bengio et al. 1994, "Learning long-term dependencies with gradient descent is difficult" · Mikolov et al. 2010, "Recurrent neural network based language model"

# %% [markdown] lang="zh"
# ## 小结
#
# - 语言模型就是一个条件分布 p(下一个 | 前文)。
#   它在留出文本上的花费，以比特/字符计，可以用来比较计数和各种网络。
# - 循环网络把一个大小固定的状态一步步传下去。
#   训练用强制教学，网络读的是真实的文本；写作时，网络读的是自己写的字符。
# - 计数就是最大似然；加上 Kneser-Ney 平滑和合适的折扣，它是网络很强的对手。
#   但长的上文很少重现，n 元模型的阶数超过 6 或 7，就没有多少好处了。
# - 沿时间传播的梯度是连乘，消失或爆炸的快慢可以测量。
#   门能学会让梯度通过，但刚初始化的 LSTM 并不会自然而然地记得更久。
# - 英文文本多、只训练半分钟时，计数比网络好，两者混合又比单用任何一个好。
# - 温度、top-k 和 top-p 怎么选，要看写出的文本与真实文本有多接近。
# - 训练损失下降，也可能只是在背诵。
#   要看验证损失何时回升，还要数照抄的 n 元组，并与留出文本对照。
#
# ## 延伸阅读
#
# - 阿斯顿·张等，《动手学深度学习》，zh.d2l.ai，第 8、9 章：循环神经网络，从零写起。
# - 邱锡鹏，《神经网络与深度学习》，机械工业出版社，2020，第 6 章“循环神经网络”：门控、长程依赖和随时间反向传播。
# - François Chollet，*Deep Learning with Python*，第 2 版，Manning，2021，第 10、12 章：Keras 中的循环层和文本生成。
# - Chen 与 Goodman，1998，*An Empirical Study of Smoothing Techniques for Language Modeling*，哈佛 TR-10-98：对各种平滑方法的全面比较。
#
# 文中未注编号的文献：Shannon 1948，“A mathematical theory of communication” · Shannon 1951，“Prediction and entropy of printed English” · Elman 1990，“Finding structure in time” · Werbos 1990，“Backpropagation through time” · Bengio 等 1994，“Learning long-term dependencies with gradient descent is difficult” · Mikolov 等 2010，“Recurrent neural network based language model”
