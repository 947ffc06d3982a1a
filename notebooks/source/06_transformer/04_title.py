# %% [markdown] lang="en"
# # 6. Looking back: the Transformer
# {{colab}}
#
# In this chapter you write a GPT: every layer, its training and its way of writing.
# It is the network behind today's chatbots, at a size that two processor cores can train.
# First you train a small one and read what it writes.
# Then you take it apart, part by part, until nothing in it is hidden.
#
# **After this chapter you can**
# - write attention, a Transformer block and a whole GPT into an empty file, train it and let it write;
# - explain what the causal mask, the heads, the positions, the residual connections and the normalisation are for;
# - make writing fast with a KV cache, and choose between sampling and beam search;
# - say what byte pairs do to a text, and what a longer context costs in operations and in memory;
# - compare a network fairly with counting.
#
# A second notebook, [Deeper: encoder and decoder, filling blanks, fine-tuning](06_transformer_deeper.ipynb), goes on where this chapter ends.
#
# **Time**: about 60 minutes to read, two minutes to run on two CPU cores.
# **You need** chapter 5 (bits per character, sampling, n-grams, the GRU) and a little Keras; one section uses the entropy and the Jacobian of chapter 2.

# %% [markdown] lang="zh"
# # 第 6 章　回头看：Transformer
# {{colab}}
#
# 本章要写一个 GPT：从每一层的代码到训练和写作，全部自己动手。
# 今天的聊天机器人用的就是这种网络，只不过本章的 GPT 小得多，双核 CPU 也能训练。
# 我们先训练一个小的，读一读它写的文字；再把它一个部件一个部件地拆开，直到每一行代码都看得懂。
#
# **学完本章，你能够**
# - 从一个空文件开始，写出注意力、Transformer 块和整个 GPT，训练它，再让它写作；
# - 说清楚因果掩码、多头、位置编码、残差连接和归一化各有什么用；
# - 用 KV 缓存加快写作，并在采样与束搜索之间作出选择；
# - 说出字节对编码对文本做了什么，上下文变长要多花多少计算和内存；
# - 公平地比较神经网络与计数的模型。
#
# 学完本章，可以接着读[深入篇](06_transformer_deeper.ipynb)：编码器与解码器、填空、微调。
#
# **用时**：阅读约 60 分钟；在双核 CPU 上运行约两分钟。
# **预备知识**：第 5 章（比特/字符、采样、n 元模型、GRU），以及一点 Keras；其中一节要用到第 2 章的熵和雅可比矩阵。

# %%
# {{setup}}

# %%
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import GPT, NGram, data, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.data import TextWindows
from aigc_keras.networks import attention as library
from aigc_keras.vocabulary import BytePairVocabulary, CharacterVocabulary

aigc_keras.configure()
plotting.use_style()
