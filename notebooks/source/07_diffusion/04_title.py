# %% [markdown] lang="en"
# # 7. From noise to images: diffusion
# {{colab}}
#
# Nearly every picture that a computer makes from a sentence today begins as pure noise.
# A network that can only say "this much of it is noise" is asked again and again, and step by step a picture comes out.
# That is a diffusion model, and in this chapter you build one: on digits, on the codes of chapter 4's autoencoder, and on portraits that follow an order of nine attributes.
# The network of the portraits, without further training, also repairs pictures that are partly covered and changes one thing in a picture that is given.
#
# **After this chapter you can**
# - write a diffusion model into an empty file: the noise schedule, the U-Net, the loss, and a sampler of three lines;
# - say why guessing the noise is learning the score of the data, and which weights the bound of chapter 4 would put before each noise level;
# - choose the sampler, the number of steps and the strength of guidance, and say what each costs;
# - train in the codes of an autoencoder, and on straight paths (flow matching);
# - repair and edit images, and notice when a model gives back its training images.
#
# **Time**: about 75 minutes to read, three to four minutes to run on two CPU cores.
# **You need** Python, a little Keras (chapter 0), and the normal distribution.
# Two facts are taken from chapter 2, "Diffusion: adding noise", and stated here; chapters 3 and 4 help, but are no prerequisite.
# A second notebook, [07_diffusion_deeper](07_diffusion_deeper.ipynb), goes on with samplers of one to four steps, the weights of the loss, and a new style learnt from fifty pictures.

# %% [markdown] lang="zh"
# # 第 7 章　从噪声到图像：扩散模型
# {{colab}}
#
# 如今由一句话生成图像，几乎都是从一幅纯噪声开始的。
# 网络只会指出“这里面哪些是噪声”；反复让它指出并去掉一部分，图像就一步步显现出来。
# 这就是扩散模型。
# 本章动手训练三个：一个画数字，一个在第 4 章自编码器的编码里画数字，还有一个按九个属性的要求画头像。
# 画头像的网络不必另外训练，还可以补全被遮住的图像，或者只改动给定图像的某一处。
#
# **学完本章，你能够**
# - 在一个空文件里写出扩散模型：噪声调度、U-Net、损失，以及三行的采样器；
# - 说明为什么猜噪声就是学习数据的得分，以及按第 4 章的下界，各个噪声水平的误差应当乘上怎样的权重；
# - 选择采样器、采样步数和引导强度，并说出各自的代价；
# - 在自编码器的编码里训练扩散模型，也会用直线路径训练（流匹配）；
# - 修补和编辑图像，并能发现模型是否在重复训练图像。
#
# **用时**：阅读约 75 分钟；在双核 CPU 上运行三到四分钟。
# **预备知识**：Python、一点 Keras（第 0 章），以及正态分布。
# 有两个结论来自第 2 章“扩散：加噪声”一节，本章会写明；读过第 3、4 章更好，但不是必需。
# 深入篇 [07_diffusion_deeper](07_diffusion_deeper.ipynb) 接着讲一到四步的采样、损失的权重，以及怎样从五十幅图像学会一种新画风。

# %%
# {{setup}}

# %%
import tempfile
import time
from functools import partial
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops

import aigc_keras
from aigc_keras import Diffusion, data, metrics, plotting
from aigc_keras.callbacks import Progress

aigc_keras.configure()
plotting.use_style()
