# %% [markdown] lang="en"
# # 5, deeper: a poet that learns Tang quatrains
# {{colab}}
#
# In [chapter 5](05_rnn.ipynb) a recurrent network learns to write English plays.
# Here a network of the same kind, with a state of 256 numbers, reads twelve thousand quatrains of the Tang dynasty once and continues the first lines of others.
# Then you measure what it has learnt.
#
# **After this notebook you can**
# - train a language model on many short texts, each an example of its own;
# - say when a network is ahead of counting although there is little text;
# - check form, rhyme and tones of verse by a program, and judge the shares beside real and shuffled poems;
# - find out whether a model that writes verse copies its lines.
#
# **Time**: about 15 minutes to read, about a minute to run on two CPU cores.
# **You need** chapter 5: bits per character, n-grams, the GRU and the temperature.
# You need no Chinese: programs do the measuring.

# %% [markdown] lang="zh"
# # 第 5 章深入篇　学写绝句的诗人
# {{colab}}
#
# 在[第 5 章](05_rnn.ipynb)里，循环网络学会了写英文戏剧。
# 本篇换成中文：一个同类的网络（状态有 256 个数）把一万二千首唐人绝句读一遍，然后接着别的绝句的首句，把诗写完。
# 写完之后，再来衡量它学到了什么。
#
# **学完本篇，你能够**
# - 用许多篇短文本训练语言模型，每篇自成一个样本；
# - 说清楚在什么情况下，文本虽少，网络仍胜过计数；
# - 用程序检查诗的格式、押韵和平仄，并与真诗和打乱的诗对照；
# - 查明一个写诗的模型有没有照抄诗句。
#
# **用时**：阅读约 15 分钟；在双核 CPU 上运行约一分钟。
# **预备知识**：第 5 章的比特/字符、n 元模型、GRU 和温度。

# %%
# {{setup}}

# %%
import time
from collections import Counter

import keras
import numpy as np
from keras import ops

import aigc_keras
from aigc_keras import NGram, RecurrentLM, data, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()
