# %% [markdown] lang="en"
# # 3. Two networks at play: generative adversarial networks
# {{colab}}
#
# Within minutes you will see handwritten digits appear out of noise.
# You will learn why that works, watch it fail, and measure both.
#
# **After this chapter you can**
# - state the game that a GAN plays, derive its best discriminator and write its losses from scratch;
# - train fully connected, convolutional and conditional GANs, and ask one of them to write a date;
# - recognise mode collapse in numbers as well as in pictures, and cure it;
# - score a generator so that the figure means something.
#
# **Time**: about 60 minutes to read; about 4 minutes to run on two CPU cores.
# **You need** Python, a little Keras, and the chain rule.

# %% [markdown] lang="zh"
# # 第 3 章　两个网络的博弈：生成对抗网络
# {{colab}}
#
# 几分钟之内，你会看到手写数字从噪声中浮现出来；你会明白它为什么能行，看它怎样失败，并把成与败都量出来。
#
# **学完本章，你能够**
# - 说清 GAN 在玩什么游戏，推导最优判别器，从零写出损失函数；
# - 训练全连接、卷积和条件 GAN，并让其中一个写出日期；
# - 不仅从图上，也从数字上识别模式坍塌，并把它治好；
# - 给生成器打一个有意义的分数。
#
# **用时**：阅读约 60 分钟；在双核 CPU 上运行约 4 分钟。
# **预备知识**：Python、一点 Keras，以及链式法则。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, on Colab for example, and keeps the messages of TensorFlow out of the cells.
# `configure` fixes the random seeds and picks the number format that is fast on this machine; it says what it chose and why.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个单元格在缺少本课程的环境（例如 Colab）里安装它，并且不让 TensorFlow 的消息混进单元格的输出。
# `configure` 固定随机种子，挑选在本机上算得快的数值精度，并说明选了什么、为什么。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import GAN, TwoPlayerAdam, plotting
from aigc_keras.losses import discriminator_loss, generator_loss
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator

aigc_keras.configure()
plotting.use_style()
