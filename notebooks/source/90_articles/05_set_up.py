# %% [markdown] lang="en"
# # What the articles say, and what holds
# {{colab}}
#
# Five Chinese articles on AI-generated content gave this course its subject.
# They are honest work and a good first look at the field.
# Two of them print a complete Keras program, and neither program runs.
# Here both are taken apart, and one mended program, which takes the place of both, is trained.
#
# **After this notebook you can**
# - read a program closely enough to say where it stops, and where it runs and learns nothing;
# - tell a formula that holds from one that lacks a term;
# - find the chapter that teaches what a section of an article promises;
# - answer the articles' own list of frequent questions.
#
# **Time**: about 80 minutes to read in full, though any section stands alone; less than a minute to run on two CPU cores.
# **You need** the idea of a GAN, as in [chapter 3](03_gan.ipynb), and a little Keras.
#
# **How to read it.** The first training shows one mistake and its cure.
# After it you can read any section by itself: the two programs, the findings of the other chapters, the table of all sections, the questions.

# %% [markdown] lang="zh"
# # 文章怎么说，实际怎么样
# {{colab}}
#
# 这门课的题目来自五篇谈 AI 生成内容的中文文章。
# 它们都是认真写成的入门材料。
# 其中两篇附有完整的 Keras 程序，但两个程序都跑不起来。
# 本篇把它们拆开来看，逐处改正，再用一个改好的程序代替两者，训练一遍。
#
# **读完本篇，你能够**
# - 细读程序，指出它会在哪里停住，又在哪里虽然能跑却什么也学不到；
# - 看出一个公式是成立的，还是缺了一项；
# - 查到文章某一节的内容由课程的哪一章来讲；
# - 回答文章自己列出的常见问题。
#
# **用时**：全部读完约 80 分钟，也可以只读其中几节；在双核 CPU 上运行不到 1 分钟。
# **预备知识**：[第 3 章](03_gan.ipynb)讲的 GAN 的思路，以及一点 Keras。
#
# **怎样读。** 第一次训练演示一处错误和它的改法。
# 此后各节可以单独读：两个程序、其他各章的发现、全部小节的对照表、常见问题。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing.
# The data are 7,000 handwritten digits of 28×28 pixels.

# %% [markdown] lang="zh"
# ## 准备
#
# 环境里若没有课程库，第一个单元格会装上。
# 数据是 7,000 幅 28×28 像素的手写数字。

# %%
# {{setup}}

# %%
import re
import time
import warnings
from functools import partial
from textwrap import shorten

import keras
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import GAN, TwoPlayerAdam, plotting
from aigc_keras.backend import input_gradient
from aigc_keras.callbacks import Progress
from aigc_keras.data import load_images
from aigc_keras.losses import discriminator_loss, generator_loss, gradient_penalty
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator

aigc_keras.configure()
plotting.use_style()
train_images = load_images("mnist")[0][0][:7000]  # (7000, 28, 28, 1), uint8
