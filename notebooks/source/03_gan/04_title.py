# %% [markdown] lang="en"
# # 3. Two networks at play: generative adversarial networks
# {{colab}}
#
# In this chapter a network learns to write digits that nobody has ever written.
# You see first what it can do.
# Then you build it layer by layer, write its losses and its training step yourself, and train it until your own network can do the same.
#
# **After this chapter you can**
# - explain how the two networks of a GAN teach each other, and write them, their losses and their training step into an empty file;
# - train a GAN on images of your own, and tell it which kind of image you want;
# - score a generator with numbers that mean something;
# - recognise mode collapse, and know what helps against it.
#
# **Time**: about 75 minutes to read, two to three minutes to run on two CPU cores.
# **You need** Python, a little Keras (chapter 0), and the chain rule.
# What is only stated here is proved in chapter 2, which you may read before or after.

# %% [markdown] lang="zh"
# # 第 3 章　两个网络的博弈：生成对抗网络
# {{colab}}
#
# 本章要教一个网络学会写数字：它写出的每个数字，笔迹都是新的，从未有人这样写过。
# 我们先看它能做什么；然后你一层一层地把它搭出来，自己写损失函数和训练步骤，直到你训练的网络也能写出数字。
#
# **学完本章，你能够**
# - 说清楚 GAN 的两个网络怎样互相促进，并在一个空文件里写出这两个网络、它们的损失和训练步骤；
# - 用自己的图像训练 GAN，并且指定要生成哪一类图像；
# - 用真正能说明问题的分数来评价生成器；
# - 认出模式坍塌，并知道怎样对付它。
#
# **用时**：阅读约 75 分钟；在双核 CPU 上运行两三分钟。
# **预备知识**：Python、一点 Keras（第 0 章），以及链式法则。
# 本章只给结论的地方，证明都在第 2 章；第 2 章放在本章之前或之后读都可以。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops

import aigc_keras
from aigc_keras import plotting

aigc_keras.configure()
plotting.use_style()
