# %% [markdown] lang="en"
# ## Summary
#
# - A language model is one conditional distribution, p(next | before).
#   Its cost on held-out text, in bits per character, compares templates, counts and networks of every kind.
# - Counting is maximum likelihood.
#   Kneser-Ney smoothing makes it strong.
#   But long contexts seldom come back, so it gains nothing beyond about seven characters.
# - A recurrent network carries a state of fixed size.
#   Its gradient is a product over time: it fades or explodes at a rate that can be measured.
#   Gates can learn to let it pass, but a fresh LSTM does not remember for free.
# - Temperature, top-k and top-p move or cut probability.
#   Judge them by a second model and by the figures of real text.
# - A low training loss may be recitation.
#   Count copied n-grams, beside those of held-out text.
# - In a minute or so of training, counting beats the networks on much English text, and the network beats counting on little Chinese verse.
#   Mixed, on the plays, the two beat each alone.
#   Form is learned; rhyme hardly.
#
# ## References
#
# Shannon 1948, "A mathematical theory of communication" · Shannon 1951, "Prediction and entropy of printed English" · Huffman 1952 · Elman 1990, "Finding structure in time" · Jordan 1986 · Werbos 1990 (back-propagation through time) · Bengio, Simard & Frasconi 1994, "Learning long-term dependencies with gradient descent is difficult" · Kneser & Ney 1995 · Hochreiter & Schmidhuber 1997 (LSTM) · Chen & Goodman 1998, Harvard TR-10-98 · Gers, Schmidhuber & Cummins 2000 (forget gate) · Mikolov et al. 2010, "Recurrent neural network based language model" · Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063 · Cho et al. 2014 (GRU), arXiv:1406.1078 · Jozefowicz, Zaremba & Sutskever 2015, ICML · Gatys et al. 2015, arXiv:1508.06576 · Li et al. 2016 (distinct-n), arXiv:1510.03055 · Press & Wolf 2017 (tied embeddings), arXiv:1608.05859 · Fan et al. 2018 (top-k), arXiv:1805.04833 · Tallec & Ollivier 2018, arXiv:1804.11188 · Holtzman et al. 2019 (top-p), arXiv:1904.09751 · Wang Li 1977, *Shici gelü* (王力《诗词格律》)

# %% [markdown] lang="zh"
# ## 小结
#
# - 语言模型就是一个条件分布 p(下一个 | 前文)。
#   它在留出文本上的花费，以比特/字符计，可以拿来比较模板、计数和各种网络。
# - 计数就是最大似然。
#   Kneser-Ney 平滑使它变得很强；可是长的上文难得重现，到七个字符左右就再无长进。
# - 循环网络带着一个固定大小的状态往前走。
#   它的梯度是沿时间的连乘，以测得出的速率消失或爆炸。
#   门控能学会放它过去，但刚初始化的 LSTM 并不会白白记得更久。
# - 温度、top-k 和 top-p 搬动或截去概率。
#   好不好，请另一个模型来评判，并与真实文本的数字对照。
# - 训练损失低，可能只是会背。
#   数一数照抄的 n 元组，旁边放上留出文本的。
# - 只训练一分钟上下时，在大量的英文上，计数胜过网络；在少量的诗上，网络胜过计数；在剧本上把两者混合，比单用哪一个都好。
#   格式学会了，押韵几乎没有。
#
# ## 参考文献
#
# Shannon 1948，“A mathematical theory of communication” · Shannon 1951，“Prediction and entropy of printed English” · Huffman 1952 · Elman 1990，“Finding structure in time” · Jordan 1986 · Werbos 1990（随时间反向传播）· Bengio、Simard 与 Frasconi 1994，“Learning long-term dependencies with gradient descent is difficult” · Kneser 与 Ney 1995 · Hochreiter 与 Schmidhuber 1997（LSTM）· Chen 与 Goodman 1998，哈佛 TR-10-98 · Gers、Schmidhuber 与 Cummins 2000（遗忘门）· Mikolov 等 2010，“Recurrent neural network based language model” · Pascanu、Mikolov 与 Bengio 2013，arXiv:1211.5063 · Cho 等 2014（GRU），arXiv:1406.1078 · Jozefowicz、Zaremba 与 Sutskever 2015，ICML · Gatys 等 2015，arXiv:1508.06576 · Li 等 2016（distinct-n），arXiv:1510.03055 · Press 与 Wolf 2017（权重共享），arXiv:1608.05859 · Fan 等 2018（top-k），arXiv:1805.04833 · Tallec 与 Ollivier 2018，arXiv:1804.11188 · Holtzman 等 2019（top-p），arXiv:1904.09751 · 王力 1977，《诗词格律》
