# %% [markdown] lang="en"
# # 6, deeper: encoder and decoder, filling blanks, fine-tuning
# {{colab}}
#
# Chapter 6 builds a GPT, which reads a text from left to right and goes on writing it.
# This notebook changes one thing at a time: a second text that the model may look at, a view to both sides, and a second training on other text.
# Each time you measure what the change brings, and what it costs.
#
# **After this notebook you can**
# - train an encoder with a decoder, and test whether the answer depends on what was read;
# - train a model that fills blanks, and compare it with one that only sees what came before;
# - tell GPT, BERT and the encoder-decoder apart by what a position may see and what is asked in training;
# - fine-tune a trained model, and measure both what it gains and what it forgets.
#
# **Time**: about 25 minutes to read, a minute and a half to run on two CPU cores.
# **You need** [chapter 6](06_transformer.ipynb): attention, the causal mask, the block and the GPT.

# %% [markdown] lang="zh"
# # 第 6 章深入篇　编码器与解码器、填空、微调
# {{colab}}
#
# 第 6 章写出了 GPT：它从左往右读一段文本，再接着往下写。
# 本篇每次只改一处：先让模型多看一段文本，再让它两边都看，最后换一种文本继续训练。
# 每改一处，都要测量得到了什么，又付出了什么。
#
# **学完本篇，你能够**
# - 训练编码器和解码器，并检验答句是否真的取决于读入的文本；
# - 训练一个填空的模型，并与只看前文的模型比较；
# - 根据“每个位置看得见什么、训练时要预测什么”区分 GPT、BERT 和编码器—解码器；
# - 微调一个训练好的模型，既测出它学到多少，也测出它忘掉多少。
#
# **用时**：阅读约 25 分钟；在双核 CPU 上运行约一分半钟。
# **预备知识**：[第 6 章](06_transformer.ipynb)的注意力、因果掩码、块和 GPT。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops

import aigc_keras
from aigc_keras import GPT, EncoderDecoder, MaskedLM, NGram, data, load_trained, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.data import MaskedWindows, TextWindows
from aigc_keras.optimizers import FlatAdam
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()
