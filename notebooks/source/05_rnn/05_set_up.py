# %% [markdown] lang="en"
# # 5. Writing one character at a time: recurrent networks
# {{colab}}
#
# A machine that writes needs only one skill: to say which character comes next.
# This chapter builds it three times.
# First with templates, which someone has to write.
# Then by counting, the method of the first half-century.
# Then with recurrent networks, which learn a state of their own.
# All of them are measured in one unit, held-out bits per character, on Shakespeare and on Chinese quatrains.
#
# **After this chapter you can**
# - explain a language model by the chain rule and measure it in bits per character;
# - build an n-gram model with Kneser-Ney smoothing and say where counting ends;
# - write the simple cell, the LSTM and the GRU in NumPy, and back-propagate through time by hand;
# - measure how far gradients reach, and say what gates do about it and what they do not;
# - choose temperature, top-k and top-p from figures instead of by taste;
# - tell a model that has learned from one that has learned by heart.
#
# **Time**: about 75 minutes to read; about 4 minutes to run on two CPU cores.
# **You need** Python, NumPy, a little Keras, and logarithms.
# Chapters 3 and 4 are no prerequisite.

# %% [markdown] lang="zh"
# # 第 5 章　一次写一个字符：循环神经网络
# {{colab}}
#
# 要让机器写文章，只需教会它一件事：说出下一个字符是什么。
# 这件事本章做三遍：先用模板，规则由人来写；再用计数，这是最初半个世纪的办法；最后用循环神经网络，由它自己学出一个状态。
# 三者用同一把尺子来量，即留出文本上的比特/字符；材料是莎士比亚的戏剧和唐人的绝句。
#
# **学完本章，你能够**
# - 用链式法则说明什么是语言模型，并用比特/字符来衡量它；
# - 动手搭建带 Kneser-Ney 平滑的 n 元模型，说清计数的尽头在哪里；
# - 用 NumPy 写出简单循环单元、LSTM 和 GRU，亲手做随时间反向传播；
# - 量出梯度能传多远，说清门控管什么、不管什么；
# - 凭数据而不是凭感觉选择温度、top-k 和 top-p；
# - 分辨一个模型是学会了，还是背下来了。
#
# **用时**：阅读约 75 分钟；在双核 CPU 上运行约 4 分钟。
# **预备知识**：Python、NumPy、一点 Keras，知道什么是对数。
# 不必先读第 3、4 章。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, and keeps the messages of TensorFlow out of the cells; `configure` fixes the random seeds and picks the number format.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个单元格在缺少本课程的环境里安装它，并且不让 TensorFlow 的消息混进单元格的输出；`configure` 固定随机种子，挑选数值精度。

# %%
# {{setup}}

# %%
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import NGram, RecurrentLM, Template, data, metrics, plotting, sampling
from aigc_keras.callbacks import Progress
from aigc_keras.data import TextWindows
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()
