# %% [markdown] lang="en"
# # 4, deeper: grey values to the bit, and codes that die
# {{colab}}
#
# In [chapter 4](04_vae.ipynb) a VAE describes digits in black and white.
# Here a VAE describes the digits as they stand in the file, with 256 grey values for each pixel, and fills holes in digits that it has never seen.
# Then you weaken the code of a VAE on purpose: you count the dimensions that its decoder no longer uses, and try two cures.
#
# **After this notebook you can**
# - write a likelihood for 8-bit values, and state a bound in bits per dimension;
# - repair images with such a model, and judge the repairs beside simple fillings;
# - count the dimensions of a code that still depend on the image;
# - say what $\beta$, free bits and KL annealing change, in rate and in distortion.
#
# **Time**: about 20 minutes to read, about half a minute to run on two CPU cores.
# **You need** [chapter 4](04_vae.ipynb) to "Sixteen dimensions, measured": both terms of the loss, the bound, and the binary protocol.

# %% [markdown] lang="zh"
# # 第 4 章深入篇　8 位灰度的似然，与“死”掉的编码维度
# {{colab}}
#
# [第 4 章](04_vae.ipynb)的 VAE 描述的是黑白的数字图像。
# 本篇的 VAE 直接描述文件里的数字图像，每个像素有 256 种灰度值；它还能修补没见过的、有空洞的数字。
# 然后我们故意让编码的许多维失去作用，数一数解码器不再理会的有多少维，再试两种补救办法。
#
# **学完本篇，你能够**
# - 写出 8 位数值的似然，并用比特/维报告下界；
# - 用这样的模型修补图像，并与简单的填法对照，评判修补得好不好；
# - 数出编码中还有多少维随图像变化；
# - 说出 $\beta$、免费比特和 KL 退火怎样改变码率和失真。
#
# **用时**：阅读约 20 分钟；在双核 CPU 上运行约半分钟。
# **预备知识**：[第 4 章](04_vae.ipynb)从开头到“十六维编码与它的似然”一节：损失的两项、下界，以及二值评测约定。

# %%
# {{setup}}

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops

import aigc_keras
from aigc_keras import VAE, data, metrics, plotting
from aigc_keras.callbacks import Progress

aigc_keras.configure()
plotting.use_style()
