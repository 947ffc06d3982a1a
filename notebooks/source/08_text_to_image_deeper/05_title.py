# %% [markdown] lang="en"
# # 8, deeper: from pictures to words, and what a skewed collection teaches
# {{colab}}
#
# Chapter 8 goes from a sentence to a picture.
# In this notebook you go back: a network looks at a portrait and says in a sentence what it shows, and a program checks every word of it.
# Then both ways are joined, picture to sentence to picture, and we count what gets lost.
# The second half takes a collection of pictures that is skewed on purpose, as collections from the web are by accident, and measures how far a model exaggerates what it was shown, and what can be done about it.
#
# **After this notebook you can**
# - train a network that captions pictures, and check its sentences by a program;
# - score a round trip from picture to sentence to picture;
# - measure the skew of a training set, and the skew of what a model draws;
# - apply two remedies, one in training and one at the prompt, and say what each cannot do.
#
# **Time**: about 30 minutes to read, about a minute to run on two CPU cores.
# **You need** [chapter 8](08_text_to_image.ipynb), or to know cross-attention, guidance, and that a diffusion model can be told a sentence.
# The captioner is built from the encoder and decoder of [chapter 6, deeper](06_transformer_deeper.ipynb).

# %% [markdown] lang="zh"
# # 第 8 章深入篇　由图像到句子，以及有偏的图像集教会了模型什么
# {{colab}}
#
# 第 8 章由句子画出图像。
# 本篇反过来走：网络看一幅头像，用一句话说出它画的是什么，这类任务通常叫图像描述（image captioning）；再由一个程序逐词核对。
# 然后把两条路接起来，由图像到句子，再由句子到图像，统计一路上丢失了什么。
# 后半篇特意准备一批有偏的图像（网上收集的图像往往不知不觉地有偏），测量模型把见过的偏差夸大了多少，再试两种补救办法。
#
# **学完本篇，你能够**
# - 训练一个给图像写说明的网络，并用程序核对它写的句子；
# - 给“图像到句子再到图像”的往返打分；
# - 测量训练集的偏差，以及模型所画图像的偏差；
# - 使用两种补救办法，一种在训练时，一种在写提示词时，并说出各自做不到什么。
#
# **用时**：阅读约 30 分钟；在双核 CPU 上运行约一分钟。
# **预备知识**：[第 8 章](08_text_to_image.ipynb)；或者知道交叉注意力和引导，也知道扩散模型可以按一句话来画图。
# 写说明的网络用的是[第 6 章深入篇](06_transformer_deeper.ipynb)的编码器和解码器。

# %%
# {{setup}}

# %%
import re
import time

import keras
import numpy as np

import aigc_keras
from aigc_keras import Diffusion, TextToImage, load_trained, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.data import PORTRAIT_ATTRIBUTES, load_portraits, portrait_captions, portraits_with
from aigc_keras.vocabulary import BytePairVocabulary

aigc_keras.configure()
plotting.use_style()


def train(model, x, y=None, *, learning_rate, batch_size, epochs=1, sample_weight=None):
    """Fit with a rising, then falling rate and averaged weights; returns the seconds."""
    count = len(x[1] if y is None else y)
    steps = epochs * -(-count // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=learning_rate, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99)
    model.compile(optimizer, steps_per_execution=10)
    callbacks = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True), Progress()]
    how = {"batch_size": batch_size, "epochs": epochs, "verbose": 0, "callbacks": callbacks}
    start = time.perf_counter()
    model.fit(x, y, sample_weight=sample_weight, **how)
    return time.perf_counter() - start
