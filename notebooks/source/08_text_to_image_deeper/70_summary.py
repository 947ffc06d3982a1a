# %% [markdown] lang="en"
# ## Summary
#
# - A captioner is an encoder of patches and a decoder of tokens, joined by cross-attention.
# - Sentences of known phrases can be checked by a program: truth instead of likeness to a reference.
# - Picture to sentence to picture keeps what sentences can say.
# - Where a prompt leaves something open, a model draws the skew of its training set, and with guidance more of it.
# - Weights in training and words in the prompt both help, and each needs somebody who knows of the skew.
#
# **Where to read on.** Vinyals et al. 2014, arXiv:1411.4555, for captions by an encoder and a decoder; Zhao et al. 2017, arXiv:1707.09457, measured that models which say what photographs show exaggerate the skew of their data.

# %% [markdown] lang="zh"
# ## 小结
#
# - 给图像写说明的模型由读图块的编码器和写词元的解码器组成，两者由交叉注意力相连。
# - 句子里的短语都已知时，可以由程序核对：核对对不对，而不是像不像参考句。
# - 由图像到句子再到图像，句子说得出的都能保留。
# - 提示词没有规定的地方，模型照训练集的偏差来画；加了引导，就画得更偏。
# - 训练时加权、在提示词里说出来，两种办法都有用，但都要有人知道这种偏差。
#
# **继续阅读。** 用编码器和解码器写图像说明，读 Vinyals 等（2014，arXiv:1411.4555）；Zhao 等（2017，arXiv:1707.09457）测量了识别照片内容的模型怎样夸大数据的偏差。
