# %% [markdown] lang="en"
# # 0. The tools before the first image
# {{colab}}
#
# This course draws digits, repairs pictures and writes verse with models that you train yourself.
# In this chapter you get to know the tools, and you train a first network: it reads handwritten digits.
# You see first what it can do, in a dozen cells.
# Then they are taken apart, piece by piece: arrays, the network, its loss, its gradient, one step of training, and `fit`, which makes many.
# A quiz at the end tells you where to go on.
#
# **After this chapter you can**
# - say what a notebook remembers, and why restarting it is part of the work;
# - read the shape of an array and see a broadcasting mistake coming;
# - write a small classifier, its loss and its training step into an empty file, and say what `compile` and `fit` do;
# - check a gradient, and take steps down it;
# - write convolution, pooling and transposed convolution as NumPy that agrees with Keras;
# - recognise overfitting, and tell a difference between models from a difference between seeds.
#
# **Time**: about an hour to read, the quiz included; one to two minutes to run on two CPU cores.
# **You need** basic Python: lists, loops, functions.

# %% [markdown] lang="zh"
# # 第 0 章　动手之前：认识工具
# {{colab}}
#
# 在这门课里，你会亲手训练模型，让它们画数字、修图、写诗。
# 本章先认识要用的工具，并训练第一个网络：它会读手写数字。
# 我们先用十来个单元格看它能做什么，再一部分一部分拆开来讲：数组、网络、损失、梯度、一个训练步，以及反复做训练步的 `fit`。
# 最后有一份小测验，告诉你接下来从哪里读起。
#
# **学完本章，你能够**
# - 说清笔记本记住了什么，为什么“重启再运行”这一步不能省；
# - 看懂数组的形状，提前发现广播带来的错误；
# - 在一个空文件里写出一个小分类器、它的损失和训练步，并说明 `compile` 和 `fit` 做了什么；
# - 检验梯度，再逆着梯度一步步往下走；
# - 用 NumPy 写出卷积、池化和转置卷积，结果与 Keras 一致；
# - 认出过拟合，分清两次结果的差别来自模型还是来自随机种子。
#
# **用时**：阅读约一小时（含小测验）；在双核 CPU 上运行一两分钟。
# **预备知识**：会一点 Python，用过列表、循环和函数。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, on Colab for example, and keeps the messages of TensorFlow out of the cells.
# `configure` fixes the random seeds, picks the number format that is fast on this machine, and says what it chose and why.
# Every chapter begins like this.
#
# TensorFlow brings Keras 3 along, so there is nothing else to install.
# It needs a recent Python: the course asks for 3.11 or newer.
# On Python 3.7, which many older guides still name, `pip install tensorflow` reports no error and installs version 2.11 of 2022, the last one for that Python; its Keras has no `keras.ops`, and the imports below would fail.
# If an import of Keras fails, look at the version of Python first.

# %% [markdown] lang="zh"
# ## 准备
#
# 环境里如果还没有本课程的软件包（例如在 Colab 上），第一个单元格就会安装它，并且不让 TensorFlow 的日志混进单元格的输出。
# `configure` 固定随机种子，挑选在本机上算得快的数值精度，并说明选了什么、为什么这样选。
# 每一章都这样开头。
#
# 装了 TensorFlow，Keras 3 就一并装好了，不必另装。
# 不过 Python 要够新：本课程要求 3.11 或更高版本。
# 不少旧教程还写着 Python 3.7；用 Python 3.7 运行 `pip install tensorflow` 并不报错，装上的却是 2022 年的 2.11 版（支持 Python 3.7 的最后一版），其中的 Keras 没有 `keras.ops`，下面的代码在导入时就会出错。
# 导入 Keras 失败时，请先看 Python 的版本。

# %%
# {{setup}}

# %%
import tempfile
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

import aigc_keras
from aigc_keras import data, plotting
from aigc_keras.backend import input_gradient
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator

aigc_keras.configure()
plotting.use_style()
