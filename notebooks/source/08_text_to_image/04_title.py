# %% [markdown] lang="en"
# # 8. Pictures from words
# {{colab}}
#
# You write a sentence, and a second later nine pictures lie before you that nobody has drawn.
# Stable Diffusion made this, **text to image**, famous; it was trained on hundreds of GPUs with hundreds of millions of captions from the web, many of which say little of their picture.
# In this chapter you build the same thing in small, on two CPU cores: portraits of 16×16 pixels from a sentence in English or in Chinese.
# Since every caption here is true by construction, we can also do what demonstrations leave out: count how often the model obeys.
#
# **After this chapter you can**
# - turn sentences into tokens, and write a text encoder and cross-attention into an empty file;
# - train a diffusion model that is told in words, in two languages at once;
# - measure obedience, attribute by attribute, with the reader's own errors taken into account;
# - use guidance and negative prompts, and say what they cost;
# - test whether a model composes what it has never seen together;
# - train CLIP in small, search pictures by sentences with it, and know where it fails;
# - change one word of a prompt, or repair a part of a picture by words.
#
# **Time**: about 70 minutes to read, about four minutes to run on two CPU cores.
# **You need** chapter 7 (diffusion, guidance) and the attention of chapter 6; what is used of them is repeated in a sentence.

# %% [markdown] lang="zh"
# # 第 8 章　文生图：由一句话画出图像
# {{colab}}
#
# 写下一句话，也就是提示词（prompt），一秒之后，九幅从没有人画过的图像就出现在眼前。
# Stable Diffusion 让文生图广为人知；它在几百块 GPU 上训练，读过几亿条网上的图片说明（caption），其中许多与图片内容关系不大。
# 本章在双核 CPU 上做一个小型的文生图模型：读一句英文或中文，画一幅 16×16 像素的头像。
# 这里的每条图片说明都必然与图相符，所以我们还能做一般演示里不做的事：统计模型有多少次真的照着句子画了。
#
# **学完本章，你能够**
# - 把句子变成词元，在一个空文件里写出文本编码器和交叉注意力；
# - 训练一个听懂两种语言的文生图扩散模型；
# - 逐个属性地测量图像与句子的符合率，并修正分类器自己的误差；
# - 使用引导和反向提示词，并说出它们的代价；
# - 检验模型能否画出从未一起见过的组合；
# - 训练一个小型 CLIP，用句子检索图像，并知道它在哪里会失败；
# - 只改提示词中的一个词来改图，或者用一句话修补图像的一部分。
#
# **用时**：阅读约 70 分钟；在双核 CPU 上运行约四分钟。
# **预备知识**：第 7 章的扩散模型和引导、第 6 章的注意力；用到的内容，本章会用一句话重述。

# %%
# {{setup}}

# %%
import tempfile
import time
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import Diffusion, TextToImage, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.data import PORTRAIT_ATTRIBUTES, load_portraits, portrait_captions, portraits_with

aigc_keras.configure()
plotting.use_style()
