# %% [markdown] lang="en"
# # 6. Looking back instead of remembering: the Transformer
# {{colab}}
#
# The recurrent network of chapter 5 squeezes all it has read into one state and hands it on, character by character.
# The Transformer keeps everything and looks it up.
# This chapter builds it from NumPy lines, each checked against the library, trains it on Shakespeare and on quatrains, and measures what it gains, what it costs, and how it grows.
#
# **After this chapter you can**
# - say what recurrence prevents, in steps and in seconds;
# - write attention, several heads, a whole block and a whole GPT in NumPy, and get the library's numbers;
# - explain the factor $1/\sqrt{d}$, the causal mask, positions, residuals and the place of the normalisation, each by an experiment;
# - compare a GPT fairly with a GRU and with counting, and write with kept keys and values;
# - tell GPT, BERT and the encoder-decoder apart by what each position may see;
# - read an attention map with care, plot loss against size and data, and measure what fine-tuning forgets.
#
# **Time**: about 80 minutes to read; about 6 minutes to run on two CPU cores.
# **You need** chapter 5 (bits per character, sampling, the GRU, n-grams), NumPy, and a little Keras.

# %% [markdown] lang="zh"
# # 第 6 章　不靠记忆，回头去看：Transformer
# {{colab}}
#
# 第 5 章的循环网络把读过的一切挤进一个状态，一个字符一个字符地往下传。
# Transformer 则全都留着，要用时再去查。
# 本章从几行 NumPy 写起，每一步都与课程库核对；然后拿莎士比亚和绝句来训练它，量一量它好在哪里、代价多大、做大了又会怎样。
#
# **学完本章，你能够**
# - 用步数和秒数说明循环卡住了什么；
# - 用 NumPy 写出注意力、多头、整个块乃至整个 GPT，算出的数与课程库一致；
# - 用实验解释 $1/\sqrt{d}$、因果掩码、位置、残差和归一化的先后；
# - 公平地比较 GPT、GRU 与计数，借助保存下来的键和值来写作；
# - 根据“每个位置能看见什么”区分 GPT、BERT 和编码器—解码器；
# - 谨慎地读注意力图，画出损失随规模和数据的变化，量出微调忘掉了多少。
#
# **用时**：阅读约 80 分钟；在双核 CPU 上运行约 6 分钟。
# **预备知识**：第 5 章（比特/字符、采样、GRU、n 元模型），NumPy，一点 Keras。

# %% [markdown] lang="en"
# ## Set-up

# %% [markdown] lang="zh"
# ## 准备

# %%
# {{setup}}

# %%
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import ops

import aigc_keras
from aigc_keras import GPT, EncoderDecoder, MaskedLM, NGram, RecurrentLM, data, metrics, plotting
from aigc_keras.callbacks import Progress
from aigc_keras.data import MaskedWindows, TextWindows
from aigc_keras.networks import attention as looks
from aigc_keras.networks import transformer as blocks
from aigc_keras.optimizers import FlatAdam
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# The data are those of chapter 5: 31 plays to train on, three for validation, three for the test, and a vocabulary of single characters.
# `watched` holds 16,384 validation characters in 64 windows, the targets moved on by one.

# %% [markdown] lang="zh"
# 数据与第 5 章相同：31 部戏用来训练，三部用来验证，三部留作测试；词表由单个字符组成。
# `watched` 是 64 个窗口，共 16,384 个验证字符，目标向后移一个字符。

# %% tags=["nbval-check-output"]
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
train_ids = vocabulary.encode(train_text)
watched = vocabulary.encode(validation_text[: 64 * 256 + 1])
watched = watched[:-1].reshape(64, 256), watched[1:].reshape(64, 256)
print(f"{len(train_text):,} characters to train on, {vocabulary.size} tokens")

# %% [markdown] lang="en"
# Most models of this chapter train by one function: Adam, with a learning rate that climbs over the first tenth of the steps and then falls along a cosine.
# (`FlatAdam` takes the same steps as Keras' Adam, but keeps its running means in two long vectors for all weights together: a Transformer has dozens of small weight arrays, and TensorFlow is ready for the first step some seconds sooner.)
# `bits` measures a model on the watched windows; `results` collects what the end of the chapter checks.

# %% [markdown] lang="zh"
# 本章的模型大多用同一个函数训练：Adam，学习率在最初十分之一的步数里升上去，再沿余弦曲线降下来。
# （`FlatAdam` 走的每一步都与 Keras 的 Adam 相同，只是把全部权重的滑动平均放进两个长向量：Transformer 有几十个小的权重数组，这样 TensorFlow 能早几秒开始第一步。）
# `bits` 在上述窗口上给模型打分；`results` 收集要在章末检查的结果。


# %%
def train(model, windows, epochs=1, *, peak=3e-3):
    steps = epochs * len(windows)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, alpha=0.01, warmup_target=peak, warmup_steps=steps // 10
    )
    optimizer = FlatAdam(schedule, beta_2=0.99, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=20)
    start = time.perf_counter()
    options = {"epochs": epochs, "shuffle": False, "verbose": 0}
    history = model.fit(windows, **options, callbacks=[Progress()])
    return history.history["loss"], time.perf_counter() - start


def bits(model, x_and_y=watched):
    return model.evaluate(*x_and_y, batch_size=64, verbose=0) / np.log(2)


results = {}
