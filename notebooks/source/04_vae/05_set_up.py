# %% [markdown] lang="en"
# # 4. Images from a distribution you can compute with: variational autoencoders
# {{colab}}
#
# A GAN draws images but cannot say how likely an image is.
# A variational autoencoder (VAE) comes close to an answer: it gives a lower bound on the log-likelihood.
# It also has an encoder, and a space of codes that you can walk through and repair damaged images with.
#
# **After this chapter you can**
# - derive the bound that a VAE maximises, write its loss from scratch and check it;
# - measure a model in nats or in bits per dimension, and know which figures may stand side by side;
# - see codes that have died, in numbers, and bring them back;
# - repair and denoise images, change them and order them through their codes;
# - say what a VAE does better than a GAN and what it does worse, judged by one scorer.
#
# **Time**: about 55 minutes to read; about 3 minutes to run on two CPU cores.
# **You need** Python, a little Keras, and the idea of an expectation.
# Chapter 3 is no prerequisite.

# %% [markdown] lang="zh"
# # 第 4 章　算得出概率的图像：变分自编码器
# {{colab}}
#
# GAN 会画图，却说不出一幅图有多大可能出现。
# 变分自编码器（VAE）虽然也给不出准数，却算得出对数似然的一个下界。
# 它还有编码器，以及一个编码空间：可以在里面漫步，也可以用它修补图像。
#
# **学完本章，你能够**
# - 推导 VAE 所最大化的下界，从零写出它的损失并加以验证；
# - 用奈特或比特/维衡量模型，知道哪些数可以放在一起比；
# - 凭数据看出哪些编码维度已经“死”了，并把它们救活；
# - 借助编码给图像修补、去噪、改样子，以及指定要画什么；
# - 用同一把尺子说清 VAE 比 GAN 强在哪里，弱在哪里。
#
# **用时**：阅读约 55 分钟；在双核 CPU 上运行约 3 分钟。
# **预备知识**：Python、一点 Keras，知道什么是期望。
# 不必先读第 3 章。

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
from aigc_keras import VAE, ConditionalVAE, data, metrics, plotting
from aigc_keras.callbacks import Progress

aigc_keras.configure()
plotting.use_style()
