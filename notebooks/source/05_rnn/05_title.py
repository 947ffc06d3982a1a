# %% [markdown] lang="en"
# # 5. Writing one character at a time: recurrent networks
# {{colab}}
#
# In this chapter a network learns to write, one character after the other.
# You begin with a small one, written out in full, and read what it writes after a short training.
# Then you measure how good it is, find out how far mere counting gets, and train a larger network that writes English plays.
#
# **After this chapter you can**
# - write a recurrent network, its loss and its training step into an empty file;
# - measure any language model in bits per character, and put the strongest n-gram model beside it;
# - explain what the gates of an LSTM and a GRU do, and measure how far gradients reach;
# - choose temperature, top-k and top-p from data;
# - tell a model that has learnt a language from one that recites its training text.
#
# **Time**: about 70 minutes to read, two minutes to run on two CPU cores.
# **You need** Python, a little Keras (chapter 0), and logarithms.
# What is only stated here is derived in chapter 2; chapters 3 and 4 are no prerequisite.

# %% [markdown] lang="zh"
# # 第 5 章　一次写一个字符：循环神经网络
# {{colab}}
#
# 本章要让网络学会写作，一次写一个字符。
# 我们从一个小网络开始，每一行代码都自己写，稍加训练，就读一读它写出了什么。
# 然后衡量它写得有多好，看看单靠计数能做到什么程度，再训练一个大一些的网络来写英文戏剧。
#
# **学完本章，你能够**
# - 在一个空文件里写出循环神经网络、它的损失和训练步骤；
# - 用比特/字符衡量任何语言模型，并拿最强的 n 元模型与它对照；
# - 说清楚 LSTM 和 GRU 的门起什么作用，并测出梯度能传多远；
# - 根据数据选择温度、top-k 和 top-p；
# - 分辨一个模型是学会了语言，还是只会背诵训练文本。
#
# **用时**：阅读约 70 分钟；在双核 CPU 上运行约两分钟。
# **预备知识**：Python、一点 Keras（第 0 章），以及对数。
# 本章只给出结论的地方，第 2 章有推导；不必先读第 3、4 章。

# %%
# {{setup}}

# %%
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops

import aigc_keras
from aigc_keras import NGram, RecurrentLM, data, metrics, plotting, sampling
from aigc_keras.callbacks import Progress
from aigc_keras.data import TextWindows
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()
