# %% [markdown] lang="en"
# # 1. Machines that write and draw: a history that runs
# {{colab}}
#
# How did machines learn to write and to draw?
# In this chapter you do not read that history, you run it.
# First four machines write, from fixed rules to attention; then four machines draw.
# You see what each of them makes, and measure how good it is.
# After that you know what the words mean that everybody uses today, and you can ask what such machines are good for and where their limits lie.
#
# **After this chapter you can**
# - say how machines write by rules, by counting, with a recurrent network and with attention, and how they draw with four kinds of model;
# - measure a writer in bits per character and a drawer in Fréchet distance, and say why a score means little without the budget of data and training behind it;
# - define AI-generated content and generative models, and say which of these methods stands behind ChatGPT, DeepSeek, Stable Diffusion and others;
# - judge whether an ability really appears suddenly, or whether the measure makes it look so;
# - ask of any use what evidence there is for it, and measure three limits yourself: amplified bias, memorised secrets and model collapse.
#
# **Time**: about 75 minutes to read (the glossary at the end is for looking things up); about 100 seconds to run on two CPU cores.
# **You need** a little Python and the idea of a probability.
# No other chapter is a prerequisite; where a method appears, a link leads to the chapter that explains it.

# %% [markdown] lang="zh"
# # 第 1 章　会写会画的机器：一部可以运行的历史
# {{colab}}
#
# 机器是怎样学会写作和画画的？
# 这段历史，本章不是讲给你听，而是让你亲手运行一遍。
# 先让四种机器写作，从固定的规则到注意力；再让四种机器画画。
# 你会看到每种机器的作品，也会测出它的水平。
# 读完之后，你就明白今天人人都在用的那些词是什么意思，也能追问：这样的机器能做什么，局限又在哪里。
#
# **学完本章，你能够**
# - 说清机器怎样靠规则、计数、循环网络和注意力来写作，又怎样用四种模型来画画；
# - 用比特/字符衡量写作，用弗雷歇距离衡量画画，并说明为什么不交代数据和训练的预算，成绩就说明不了什么；
# - 给出人工智能生成内容和生成模型的定义，说出 ChatGPT、DeepSeek、Stable Diffusion 等系统背后各用哪种方法；
# - 判断一种能力究竟是突然出现的，还是度量方式让它显得突然；
# - 听人说起一项应用时追问证据，并亲手测量三种局限：偏差被放大、秘密被记住、模型坍塌。
#
# **用时**：阅读约 75 分钟（后面的术语表供查阅，不计在内）；在双核 CPU 上运行约 100 秒。
# **预备知识**：会一点 Python，知道什么是概率。
# 不必先读别的章；讲到哪种方法，就附上链接，指向讲解它的那一章。

# %%
# {{setup}}

# %%
import time
from collections import Counter, defaultdict

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import VAE, NGram, RecurrentLM, Template, backend, data, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.data import TextWindows
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()
