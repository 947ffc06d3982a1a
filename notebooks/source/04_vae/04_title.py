# %% [markdown] lang="en"
# # 4. Images from a distribution you can compute with: variational autoencoders
# {{colab}}
#
# A GAN draws images, but it has no network for the way back: it does not say which noise belongs to a given image.
# A variational autoencoder (VAE) goes both ways.
# It turns an image into a short code and a code into an image, so you can walk from one image to another, repair what is covered, and change one property and keep the rest.
# It also says how probable an image is, at least by a lower bound.
#
# **After this chapter you can**
# - write a VAE into an empty file: both networks, both terms of the loss, and the training step;
# - derive the bound that it maximises, and name the unit and the protocol of a likelihood;
# - walk through codes, repair images, edit them along directions, and order them by label;
# - say what a VAE does better than a GAN and what it does worse.
#
# **Time**: about 70 minutes to read, about two minutes to run on two CPU cores.
# **You need** Python, a little Keras (chapter 0), and the idea of an expectation.
# What is only stated here is proved in chapter 2; chapter 3 is no prerequisite.
# A second notebook, [04_vae_deeper](04_vae_deeper.ipynb), goes on with grey values of 8 bits and with codes that the decoder ignores.

# %% [markdown] lang="zh"
# # 第 4 章　算得出概率的图像：变分自编码器
# {{colab}}
#
# GAN 能由噪声生成图像，却没有反过来的网络：给定一幅图像，它不会告诉你对应哪个噪声。
# 变分自编码器（VAE）则两个方向都可以：既能把图像变成一小段编码，又能由编码得到图像。
# 因此，我们可以让一幅图像渐变成另一幅，补全被遮住的部分，或者只改一个属性，其余的保持不变。
# 它还能给出一幅图像的概率，至少能给出这个概率的一个下界。
#
# **学完本章，你能够**
# - 在一个空文件里写出 VAE：两个网络、损失的两项，以及训练步骤；
# - 推导 VAE 所最大化的下界，并说清一个似然值的单位和评测约定；
# - 在编码之间插值，修补图像，沿某个方向编辑图像，并按标签生成图像；
# - 说出 VAE 与 GAN 各自的长处和短处。
#
# **用时**：阅读约 70 分钟；在双核 CPU 上运行约两分钟。
# **预备知识**：Python、一点 Keras（第 0 章），知道什么是期望。
# 本章只给出结论的地方，第 2 章都有证明；不必先读第 3 章。
# 深入篇 [04_vae_deeper](04_vae_deeper.ipynb) 接着讲 8 位灰度值，以及解码器不理会的编码维度。

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

import aigc_keras
from aigc_keras import VAE, data, metrics, plotting
from aigc_keras.callbacks import Progress

aigc_keras.configure()
plotting.use_style()
