# %% [markdown] lang="en"
# # 1. Machines that write and draw: a history that runs
# {{colab}}
#
# A template with slots.
# A table of counts.
# A network with a memory.
# A network that looks back at everything it has read.
# Two networks at play.
# A network that takes noise away.
# Each of them was once the way to make a machine write or draw.
# This chapter runs them one after another, on the same text and on the same images, and measures them with one ruler for text and one for images.
# History is then no list of dates but two columns of figures.
# Around them stand the questions that such figures do not answer: what this content is, where it is used and on what evidence, and what is still unsolved.
#
# **After this chapter you can**
# - say what AI-generated content is and what it is not, and name its kinds;
# - place methods on a map of artificial intelligence, and events on a line of time, from primary sources;
# - measure the distance from templates to attention in bits per character, and from autoencoders to diffusion in Fréchet distance;
# - tell a demonstration from a benchmark and a benchmark from a trial when someone names a use;
# - measure four limits yourself: what scores hide, amplified bias, memorised secrets and model collapse.
#
# **Time**: about 75 minutes to read; about 2 minutes to run on two CPU cores.
# **You need** a little Python and the idea of a probability.
# No other chapter is a prerequisite; the ones that explain each method are linked where it appears.

# %% [markdown] lang="zh"
# # 第 1 章　会写会画的机器：一部可以运行的历史
# {{colab}}
#
# 留着空格的模板，一张计数表，带记忆的网络，能回看全部前文的网络，互相较量的两个网络，一步步去掉噪声的网络：要让机器写文章、画图，每一样都曾经是当时的办法。
# 本章让它们在同样的文本、同样的图像上依次登场，文本用一把尺子量，图像用另一把尺子量。
# 这样，历史就不是一串年份，而是两列数字。
# 还有些问题，数字答不了：这样的内容究竟是什么，用在哪里、凭什么说有用，还有什么没有解决。
# 它们也都写在这一章里。
#
# **学完本章，你能够**
# - 说清什么是人工智能生成内容、什么不是，并列举它的种类；
# - 把各种方法摆进人工智能的版图，把各个事件按原始文献排上时间线；
# - 用比特/字符量出从模板到注意力走了多远，用弗雷歇距离量出从自编码器到扩散模型走了多远；
# - 听人谈起某项应用时，分得清演示、基准测试和对照试验；
# - 亲手测量四种局限：分数遮住了什么、被放大的偏差、被记住的秘密、模型坍塌。
#
# **用时**：阅读约 75 分钟；在双核 CPU 上运行约 2 分钟。
# **预备知识**：一点 Python，知道什么是概率。
# 不必先读别的章；讲到哪种方法，就给出详细讲它的那一章的链接。

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
from aigc_keras import (
    GAN,
    VAE,
    NGram,
    RecurrentLM,
    Template,
    TwoPlayerAdam,
    backend,
    data,
    metrics,
    plotting,
)
from aigc_keras.callbacks import Progress
from aigc_keras.data import TextWindows
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()
