# %% [markdown] lang="en"
# # 2. Every formula checked: the mathematics of generative models
# {{colab}}
#
# This chapter is a reference book.
# Nobody has to read it through.
# It derives the formulas that the other chapters use, each in a section of its own, and checks them by computation on examples that are small enough for the true answer to be known.
# You first see why such formulas decide what a model does.
# Then a map shows which sections you need.
#
# **With this chapter you can**
# - look up a formula of chapters 3 to 6, follow its derivation, and see it confirmed by numbers;
# - say what entropy, cross-entropy and the divergences measure, and which mistakes each of them punishes;
# - derive the bound that a VAE raises, and analyse the game that a GAN plays;
# - follow gradients through draws, through time and through noise.
#
# **Time**: two to seven minutes for a section; about a minute to run on two CPU cores.
# **You need** Python with NumPy, derivatives and integrals, and matrices (parts 2 and 3 also use eigenvalues).

# %% [markdown] lang="zh"
# # 第 2 章　生成模型的数学：每个公式都当场验算
# {{colab}}
#
# 本章是一本工具书，不必从头读到尾。
# 其他各章用到的公式都在这里推导，每个公式自成一节；推导之后，再用一个答案事先已知的小例子当场验算。
# 我们先看一个例子，说明这样的公式为什么能决定模型的表现；然后给出一张地图，告诉你该读哪几节。
#
# **有了本章，你能够**
# - 查到第 3 至 6 章用到的公式，看懂它的推导，并看到数值结果与它相符；
# - 说清楚熵、交叉熵和各种散度衡量的是什么，各自惩罚哪一种错误；
# - 推导 VAE 要抬高的下界，分析 GAN 双方的博弈；
# - 求出采样、循环网络和扩散模型中用到的梯度。
#
# **用时**：每节两到七分钟；在双核 CPU 上全部运行约 1 分钟。
# **预备知识**：会用 Python 和 NumPy，知道导数、积分和矩阵（第二、三部分还用到特征值）。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops
from scipy.special import xlogy

import aigc_keras
from aigc_keras import plotting
from aigc_keras.backend import input_gradient

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# The two cells below hold the tools of the whole chapter.
# After them you can run any section by itself.
# $\ln$, and $\log$ without a base, both mean the natural logarithm.

# %% [markdown] lang="zh"
# 下面两个单元格定义全章共用的工具；运行过它们，任何一节都可以单独运行。
# $\ln$ 和不写底数的 $\log$ 都指自然对数。

# %%
# en: Integrals over the real line become sums over a fine grid.
# zh: 实轴上的积分，用细密格点上的和来计算。
LINE = np.linspace(-15, 30, 9001)  # (9001,)


def integrate(values):
    return np.trapezoid(values, LINE)


def log_normal(x, mean, deviation):
    return -0.5 * ((x - mean) / deviation) ** 2 - np.log(deviation * np.sqrt(2 * np.pi))


def central_difference(function, point, step=1e-5):
    # en: The slope in each direction, from two values close by; it knows no derivation.
    # zh: 每个方向上的斜率，由附近的两个函数值算出，与任何推导无关。
    slopes = []
    for index in np.ndindex(np.shape(point)):
        move = np.zeros(np.shape(point))
        move[index] = step
        slopes.append((function(point + move) - function(point - move)) / (2 * step))
    return np.reshape(slopes, np.shape(point) + np.shape(slopes[0]))


# %%
# en: xlogy(p, q) is p ln q, and 0 where p = 0.
# zh: xlogy(p, q) 就是 p ln q；p = 0 时规定为 0。
def entropy(p):  # p: (..., n)
    return -np.sum(xlogy(p, p), axis=-1)


def kl(p, q):
    return np.sum(xlogy(p, p) - xlogy(p, q), axis=-1)


def js(p, q):
    return 0.5 * kl(p, (p + q) / 2) + 0.5 * kl(q, (p + q) / 2)


def log_sigmoid(logits):
    return -np.logaddexp(0, -logits)


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
