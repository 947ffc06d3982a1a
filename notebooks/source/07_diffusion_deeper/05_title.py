# %% [markdown] lang="en"
# # 7, deeper: digits in one step, and what else a diffusion model can be taught
# {{colab}}
#
# A diffusion model removes noise in steps, and each step costs one evaluation of its network.
# In this notebook you teach a model to do in one step what it did in eight, steer it with a classifier, and give it a new style from fifty pictures.
# Before that you see which of three things its network should predict, and why the noise at the end must hide the image completely.
#
# **After this notebook you can**
# - convert predictions of noise, image and velocity into each other, and say how their losses weigh the levels of noise;
# - tell from a noise schedule whether a model can draw images as dark and as light as those it was trained on;
# - distil a model to few steps, and measure what is lost;
# - guide a model by the gradient of a classifier, and compare it with guidance by labels;
# - adapt a model with LoRA, and count what was trained.
#
# **Time**: about 40 minutes to read, about a minute to run on two CPU cores.
# **You need** to know that a diffusion model removes noise in steps; [chapter 7](07_diffusion.ipynb) builds one.

# %% [markdown] lang="zh"
# # 第 7 章深入篇　一步生成数字，再教扩散模型几样本领
# {{colab}}
#
# 扩散模型一步步去掉噪声，每一步都要计算一次网络。
# 本篇教一个模型用一步完成它原来八步才能做到的事，用分类器引导它，再用五十幅图像教给它一种新风格。
# 在这之前，先看网络应当预测三个量中的哪一个，以及加噪到最后为什么必须把图像完全淹没。
#
# **学完本篇，你能够**
# - 在噪声、图像、速度三种预测之间换算，并说出三种损失怎样给不同的噪声水平加权；
# - 根据噪声调度判断模型能不能画出与训练图像一样暗、一样亮的图像；
# - 把模型蒸馏到很少的步数，并测出损失了什么；
# - 用分类器的梯度引导模型，并与借助标签的引导比较；
# - 用 LoRA 适配模型，并数出训练了多少个权重。
#
# **用时**：阅读约 40 分钟；在双核 CPU 上运行约一分钟。
# **预备知识**：知道扩散模型是一步步去掉噪声的；[第 7 章](07_diffusion.ipynb)从头写出一个扩散模型。

# %%
# {{setup}}

# %%
import math
from functools import partial
from itertools import pairwise

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops
from scipy import ndimage

import aigc_keras
from aigc_keras import Diffusion, LatentDiffusion, backend, data, load_trained, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.metrics.classifier import classify
from aigc_keras.networks.conditions import TimeCode
from aigc_keras.networks.dit import DenseDenoiser

aigc_keras.configure()
# en: Networks as narrow as these gain nothing from bfloat16.
# zh: 网络这样窄，用 bfloat16 并不会更快。
keras.config.set_dtype_policy("float32")
plotting.use_style()
