# %% [markdown] lang="en"
# # 2. Every formula checked: the mathematics of generative models
# {{colab}}
#
# A generative model is an argument in probability, and the argument is short once its pieces lie ready.
# This chapter lays them ready.
# It derives the formulas that the course rests on, each in a few lines, and tries them on examples small enough for the true answer to be known.
# The next cell checks each by computation, and a check that fails stops the notebook.
#
# **After this chapter you can**
# - compute with joint, marginal and conditional probabilities, and estimate an expectation from draws together with its error;
# - say what entropy, cross-entropy and the divergences measure, in nats and in bits, and which mistakes each of them punishes;
# - derive the bounds that VAEs maximise, analyse the game that GANs play, and find the gap and the equilibrium in numbers;
# - follow gradients through draws, through time and through noise;
# - take a formula from an article, put numbers in, and find out whether it holds.
#
# **Time**: about two hours to read from end to end; less than a minute to run on two CPU cores.
# **You need** Python with NumPy, derivatives and integrals, and matrices (part 3 also uses eigenvalues).
# No other chapter is a prerequisite.

# %% [markdown] lang="zh"
# # 第 2 章　生成模型的数学：每个公式都当场验算
# {{colab}}
#
# 生成模型说到底是一番概率论证；零件备齐了，论证并不长。
# 本章就来备零件：课程所依靠的公式，逐个用几行推出来，再放到一个小到知道正确答案的例子上，由紧接着的单元格当场验算。
# 哪一处对不上，笔记本就停在哪里。
#
# **学完本章，你能够**
# - 熟练运用联合、边缘与条件概率；用采样估计期望，并说出误差有多大；
# - 说清熵、交叉熵和各种散度量的是什么（用奈特，也用比特），它们各自惩罚哪一种错误；
# - 推导 VAE 所最大化的下界，分析 GAN 所玩的博弈，并用数字算出差额、找到均衡；
# - 让梯度穿过采样、穿过时间、穿过噪声；
# - 拿到文章里的一个公式，代入数字，看它究竟成不成立。
#
# **用时**：从头读到尾约两小时；在双核 CPU 上运行不到 1 分钟。
# **预备知识**：会用 Python 和 NumPy，知道导数、积分和矩阵（第三部分还用到特征值）。
# 不必先读别的章节。

# %% [markdown] lang="en"
# **How to use it.** There are three parts:
#
# 1. **Probability, information and bounds**: expectations and their estimates, entropy and divergences, maximum likelihood, the evidence lower bound.
# 2. **Two players and distances**: GANs as games, their equilibria and losses, the Wasserstein distance.
# 3. **Sequences, attention, diffusion**: gradients through time, softmax and perplexity, queries and keys, noise and scores; and what the articles' formulas get wrong.
#
# Under each heading a line says which chapters need the section.
# You may read from end to end, or start with any other chapter and come back when a formula there is not clear.
# Each section starts its random numbers from a fixed seed, so the printed numbers are the same at every run.
# $\ln$, and $\log$ without a base, both mean the natural logarithm.

# %% [markdown] lang="zh"
# **怎么用这一章。** 全章分三部分：
#
# 1. **概率、信息与下界**：期望与估计，熵与散度，最大似然，证据下界；
# 2. **两个玩家，几种距离**：作为博弈的 GAN，它的均衡与损失，Wasserstein 距离；
# 3. **序列、注意力与扩散**：随时间反向传播，softmax 与困惑度，查询与键，加噪与得分；以及几篇文章里的公式错在哪里。
#
# 每节标题下有一行字，写明哪些章会用到它。
# 可以从头读到尾，也可以先读别的章，遇到不明白的公式再回来查。
# 每一节的随机数都从固定的种子抽起，所以打印出来的数字每次都一样。
# $\ln$ 和不写底数的 $\log$ 都指自然对数。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, and keeps the messages of TensorFlow out of the cells; `configure` fixes the random seeds and picks the number format.
# Most cells of this chapter need NumPy alone and compute in 64 bits.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个单元格在缺少本课程的环境里安装它，并且不让 TensorFlow 的消息混进单元格的输出；`configure` 固定随机种子，挑选数值精度。
# 本章大多数单元格只用 NumPy，以 64 位精度计算。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import metrics, plotting, sampling
from aigc_keras.backend import input_gradient

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# # Part 1. Probability, information and bounds
#
# A generative model is a distribution that we can draw from.
# To train one we need a number that says how far it is from the data, and a way to compute that number from draws.
# This part builds both.

# %% [markdown] lang="zh"
# # 第一部分　概率、信息与下界
#
# 生成模型是一个抽得出样本的分布。
# 要训练它，需要一个数来说明它离数据多远，还要有办法用样本把这个数算出来。
# 这一部分把两样都备好。
