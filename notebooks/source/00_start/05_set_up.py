# %% [markdown] lang="en"
# # 0. Before the first image: the tools in twenty minutes
# {{colab}}
#
# This course draws digits, repairs pictures and writes verse with models that you train yourself.
# Before that, twenty minutes with the tools: notebooks, arrays, a Keras model, gradients, convolution, and two habits that keep results honest.
# A quiz then tells you where to begin.
#
# **After this chapter you can**
# - say what a notebook remembers, and why restarting it is part of the work;
# - read the shape of an array and see a broadcasting mistake coming;
# - build, train and evaluate a small classifier, and count its weights by hand;
# - check a gradient, and take steps down it;
# - write convolution, pooling and transposed convolution as NumPy that agrees with Keras;
# - recognise overfitting, and tell a difference between models from a difference between seeds.
#
# **Time**: about 30 minutes to read, the quiz included; less than a minute to run on two CPU cores.
# **You need** basic Python: lists, loops, functions.

# %% [markdown] lang="zh"
# # 第 0 章　动手之前：二十分钟认识工具
# {{colab}}
#
# 在这门课里，你会亲手训练模型，让它们画数字、修图、写诗。
# 在此之前，先花二十分钟认识工具：笔记本、数组、Keras 模型、梯度、卷积，再加上两个让结果靠得住的习惯。
# 最后有一份小测验，告诉你该从哪里开始。
#
# **学完本章，你能够**
# - 说清笔记本记住了什么，为什么“重启再运行”也是工作的一部分；
# - 看懂数组的形状，提前发现广播带来的错误；
# - 搭建、训练、评估一个小分类器，并亲手数出它有多少个权重；
# - 检验一个梯度，再沿着它往下走；
# - 用 NumPy 写出卷积、池化和转置卷积，结果与 Keras 一致；
# - 认出过拟合，分清差别来自模型还是来自随机种子。
#
# **用时**：阅读约 30 分钟（含小测验）；在双核 CPU 上运行不到一分钟。
# **预备知识**：一点 Python，会用列表、循环和函数。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, on Colab for example, and keeps the messages of TensorFlow out of the cells.
# `configure` fixes the random seeds and picks the number format that is fast on this machine; it says what it chose and why.
# Every chapter begins like this.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个单元格在缺少本课程的环境（例如 Colab）里安装它，并且不让 TensorFlow 的消息混进单元格的输出。
# `configure` 固定随机种子，挑选在本机上算得快的数值精度，并说明选了什么、为什么。
# 每一章都这样开头。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

import aigc_keras
from aigc_keras import data, plotting
from aigc_keras.backend import input_gradient
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator

aigc_keras.configure()
plotting.use_style()
