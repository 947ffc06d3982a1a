# %% [markdown] lang="en"
# # 6. Looking back instead of remembering: the Transformer
# {{colab}}
#
# The recurrent network of chapter 5 squeezes all it has read into one state and hands it on, character by character. The Transformer keeps everything and looks it up. This chapter builds it from NumPy lines, each checked against the library, trains it on Shakespeare and on quatrains, and measures what it gains, what it costs, and how it grows.
#
# **After this chapter you can**
# - say what recurrence prevents, in steps and in seconds;
# - write attention, several heads, a whole block and a whole GPT in NumPy, and get the library's numbers;
# - explain the factor $1/\sqrt{d}$, the causal mask, positions, residuals and the place of the normalisation, each by an experiment;
# - compare a GPT fairly with a GRU and with counting, and write with kept keys and values;
# - tell GPT, BERT and the encoder-decoder apart by what each position may see;
# - read an attention map with care, plot loss against size and data, and measure what fine-tuning forgets.
#
# **Time**: about 80 minutes to read; about 6 minutes to run on two CPU cores. **You need** chapter 5 (bits per character, sampling, the GRU, n-grams), NumPy, and a little Keras.

# %% [markdown] lang="zh"
# # 第 6 章　不靠记忆，回头去看：Transformer
# {{colab}}
#
# 第 5 章的循环网络把读过的一切挤进一个状态，一个字符一个字符地往下传。Transformer 则全都留着，要用时再去查。本章从几行 NumPy 写起，每一步都与课程库核对；然后拿莎士比亚和绝句来训练它，量一量它好在哪里、代价多大、做大了又会怎样。
#
# **学完本章，你能够**
# - 用步数和秒数说明循环卡住了什么；
# - 用 NumPy 写出注意力、多头、整个块乃至整个 GPT，算出的数与课程库一致；
# - 用实验解释 $1/\sqrt{d}$、因果掩码、位置、残差和归一化的先后；
# - 公平地比较 GPT、GRU 与计数，借助保存下来的键和值来写作；
# - 根据“每个位置能看见什么”区分 GPT、BERT 和编码器—解码器；
# - 谨慎地读注意力图，画出损失随规模和数据的变化，量出微调忘掉了多少。
#
# **用时**：阅读约 80 分钟；在双核 CPU 上运行约 6 分钟。**预备知识**：第 5 章（比特/字符、采样、GRU、n 元模型），NumPy，一点 Keras。

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
from aigc_keras import layers as blocks
from aigc_keras.data import MaskedWindows, TextWindows
from aigc_keras.optimizers import FlatAdam
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# The data are those of chapter 5: 31 plays to train on, three for validation, three for the test, and a vocabulary of single characters. `watched` holds 16,384 validation characters in 64 windows, the targets moved on by one.

# %% [markdown] lang="zh"
# 数据与第 5 章相同：31 部戏用来训练，三部用来验证，三部留作测试；词表由单个字符组成。`watched` 是 64 个窗口，共 16,384 个验证字符，目标向后移一个字符。

# %% tags=["nbval-check-output"]
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
train_ids = vocabulary.encode(train_text)
watched = vocabulary.encode(validation_text[: 64 * 256 + 1])
watched = watched[:-1].reshape(64, 256), watched[1:].reshape(64, 256)
print(f"{len(train_text):,} characters to train on, {vocabulary.size} tokens")

# %% [markdown] lang="en"
# Most models of this chapter train by one function: Adam, with a learning rate that climbs over the first tenth of the steps and then falls along a cosine. (`FlatAdam` takes the same steps as Keras' Adam, but keeps its running means in two long vectors for all weights together: a Transformer has dozens of small weight arrays, and TensorFlow is ready for the first step some seconds sooner.) `bits` measures a model on the watched windows; `results` collects what the end of the chapter checks.

# %% [markdown] lang="zh"
# 本章的模型大多用同一个函数训练：Adam，学习率在最初十分之一的步数里升上去，再沿余弦曲线降下来。（`FlatAdam` 走的每一步都与 Keras 的 Adam 相同，只是把全部权重的滑动平均放进两个长向量：Transformer 有几十个小的权重数组，这样 TensorFlow 能早几秒开始第一步。）`bits` 在上述窗口上给模型打分；`results` 收集要在章末检查的结果。


# %%
def train(model, windows, epochs=1, *, peak=3e-3, **fit_options):
    steps = epochs * len(windows)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, alpha=0.01, warmup_target=peak, warmup_steps=steps // 10
    )
    optimizer = FlatAdam(schedule, beta_2=0.99, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=20)
    start = time.perf_counter()
    history = model.fit(windows, epochs=epochs, shuffle=False, verbose=0, **fit_options)
    return history.history["loss"], time.perf_counter() - start


def bits(model, x_and_y=watched):
    return model.evaluate(*x_and_y, batch_size=64, verbose=0) / np.log(2)


results = {}

# %% [markdown] lang="en"
# ## What recurrence prevents
#
# How does character 1 reach character $n$? In a recurrent network through $n - 1$ updates of the state, one after the other. Two things follow. The **path** is long: chapter 5 measured what becomes of a gradient on it. And the steps have to **wait** for one another, also in training, where the whole text is known beforehand. Convolutions shorten the path: causal ones of width 3 reach two characters further with each layer, and with gaps that double, the reach doubles. **Attention** lets every position look at every earlier one directly: one step, whatever the distance. What it pays is pairs: $n(n+1)/2$ of them.

# %% [markdown] lang="zh"
# ## 循环卡住了什么
#
# 第 1 个字符怎样影响到第 $n$ 个？在循环网络里，要经过 $n - 1$ 次状态更新，一次接一次。由此有两个后果。一是**路径**长：梯度走在这条路上会怎样，第 5 章量过。二是要**等**：一步等一步，哪怕是训练，整段文本早就摆在那里，也得等。卷积能缩短路径：宽度为 3 的因果卷积，每层往回多够到两个字符；若让空隙逐层翻倍，够到的距离也逐层翻倍。**注意力**让每个位置直接去看前面的任何一个位置：不管多远，一步就到。代价是要配对，一共 $n(n+1)/2$ 对。下表列出三种长度下各种办法的步数，最后一列是注意力的配对数（pairs）。

# %% tags=["nbval-check-output"]
print(" length  recurrence  convolution  doubling  attention  pairs")
for n in (16, 256, 4096):
    convolution, doubling = -(-(n - 1) // 2), int(np.ceil(np.log2(n)))
    pairs = n * (n + 1) // 2
    print(f"{n:7,} {n - 1:11,} {convolution:12,} {doubling:9} {1:10}  {pairs:,}")

# %% [markdown] lang="en"
# What does waiting cost? Take 1,024 vectors of 512 numbers and one matrix. The same products can be computed one by one, as a recurrent network must, or all at once, as a single product of two matrices. The arithmetic is the same to the last multiplication.
#
# > **Predict before you run.** How many times faster is the second way, on a CPU?

# %% [markdown] lang="zh"
# 等，要花多少时间？取 1,024 个 512 维的向量和一个矩阵。同样的乘法，可以一个一个地算（one by one），循环网络只能如此；也可以合成两个矩阵的一次乘积，一齐算（at once）。两种算法的乘法次数一模一样。
#
# > **先猜，再运行。** 在 CPU 上，第二种快几倍？


# %%
def seconds_of(function, times=5):
    function()  # a first call compiles, where something has to be compiled
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        durations.append(time.perf_counter() - start)
    return min(durations)


# %% [markdown] lang="en"
# Now the same products in both ways.

# %% [markdown] lang="zh"
# 现在两种算法各来一遍。

# %%
rng = np.random.default_rng(0)
states, matrix = (rng.normal(size=(n, 512)).astype("float32") for n in (1024, 512))
one_by_one = seconds_of(lambda: [state[None] @ matrix for state in states])
at_once = seconds_of(lambda: states @ matrix)
print(f"one by one {1e3 * one_by_one:.1f} ms, at once {1e3 * at_once:.1f} ms: ", end="")
print(f"{one_by_one / at_once:.1f} times as long")

# %% [markdown] lang="en"
# One by one, the whole matrix has to be fetched anew for every single vector. At once, each of its numbers serves many vectors when it has come, and several cores can share the work. Now whole layers: a GRU and a layer of causal self-attention (which the next sections build), both 128 wide, both compiled, on a single text of growing length.

# %% [markdown] lang="zh"
# 一个一个地算，每个向量都要把整个矩阵重新取一遍；一齐算，矩阵里的数取来一次，就能给许多向量用，几个核心还能分着干。再看完整的层：一个是 GRU，另一个是因果自注意力层（后面几节会把它写出来）。两者都是 128 维，都经过编译，每次只读一段文本，长度由短到长。

# %%
gru = keras.layers.GRU(128, return_sequences=True, dtype="float32")
heads = keras.layers.MultiHeadAttention(2, 64, dtype="float32")
gru.build((1, None, 128))
heads.build((1, None, 128), (1, None, 128))
timed = {"GRU": gru, "attention": lambda x: heads(x, x, use_causal_mask=True)}
weights = gru.variables + heads.variables
for name, layer in timed.items():
    timed[name] = aigc_keras.backend.compile_function(layer, weights)

# %% [markdown] lang="en"
# Each is timed five times per length, and the best time counts.

# %% [markdown] lang="zh"
# 每种长度各计时五次，取最短的一次。

# %%
lengths = (64, 256, 1024, 4096)
microseconds = {name: [] for name in timed}
for length in lengths:
    x = ops.convert_to_tensor(rng.normal(size=(1, length, 128)).astype("float32"))
    for name, layer in timed.items():
        taken = seconds_of(lambda x=x, layer=layer: ops.convert_to_numpy(layer(x)))
        microseconds[name].append(1e6 * taken / length)
    pair = ", ".join(f"{name} {values[-1]:4.1f}" for name, values in microseconds.items())
    print(f"{length:5,} tokens: {pair} microseconds a token")

# %% [markdown] lang="en"
# Across is the length of the text, upwards the microseconds for each of its tokens, both on logarithmic axes.

# %% [markdown] lang="zh"
# 横轴是文本长度（length），纵轴是平均每个词元的微秒数（microseconds per token），都用对数刻度。

# %%
figure, axis = plt.subplots(figsize=(5.2, 3.2), layout="constrained")
for name, values in microseconds.items():
    axis.loglog(lengths, values, marker="o", label=name)
axis.set_xticks(lengths, [f"{length:,}" for length in lengths], minor=False)
axis.minorticks_off()
axis.set(xlabel="length of the text in tokens", ylabel="microseconds per token", ylim=(1, 200))
axis.legend()
plotting.show(
    figure,
    "Microseconds per token against the length of the text, logarithmic axes. The GRU's line "
    "falls to a level; that of attention is near it at first and rises for the longest text.",
    "每个词元的微秒数随文本长度变化，两轴均为对数。GRU 的线降到一定高度就平了；注意力的线起初与它相近，文本最长时往上走。",
)

# %% [markdown] lang="en"
# A short text pays for the fixed cost of each call. Beyond that, the GRU's time per token hardly depends on the length. Attention's has a part that grows: token $n$ is compared with $n$ keys, its own included, so the time per token rises in the end, and the time of the whole text grows as the **square** of its length. And the promised advantage? On two cores there is little to see of it: up to a thousand tokens, the times of the two layers are of the same order. Two cores can do only a few things at once, so there is little to gain from having much ready to be done, and the loop, compiled, wastes little. (Seconds differ from machine to machine; yours may say something else.) The advantage shows on hardware with thousands of arithmetic units. There a loop of 4,096 small steps leaves nearly all of them idle, and a few large products keep them busy. That, more than any elegance, is why Transformers could be made large.
#
# > **Misconception: "a Transformer needs less computing than a recurrent network."** It needs more: the pairs come on top. What it does not need is to wait.

# %% [markdown] lang="zh"
# 文本短，每次调用的固定开销就显得大。除此以外，GRU 每个词元的用时几乎不随长度变化；注意力有一部分会涨：第 $n$ 个词元要和 $n$ 个键比对（连自己的在内），所以每个词元的用时终归要上升，整段文本的用时按长度的**平方**增长。说好的优势呢？在两个核心上看不大出来：一千个词元以内，两种层的用时在同一个量级。两个核心同时做不了几件事，就算活儿全都摆在面前，也占不到多少便宜；循环一经编译，也没浪费多少。（秒数因机器而异，你那里可能不同。）真正的好处要在有成千上万个运算单元的硬件上才看得出：4,096 个小步的循环，几乎让所有单元闲着；几次大的乘法，才能让它们忙起来。Transformer 之所以能做大，主要不是靠精巧，而是靠这一点。
#
# > **常见误解：“Transformer 的计算量比循环网络小。”** 其实更大：配对是额外的。它省掉的不是计算，是等待。

# %% [markdown] lang="en"
# ## Attention: a dictionary that answers with a mean
#
# A Python dictionary compares a query with its keys. One key is equal, and its value is the answer; or none is, and there is no answer. **Attention** softens this. Queries and keys are vectors of $d$ numbers. Each key fits more or less, measured by the scalar product; softmax turns the fits into weights that sum to 1; the answer is the weighted mean of the values:
#
# $$\mathrm{attention}(q, K, V) = \sum_j w_j v_j, \qquad w = \mathrm{softmax}\!\left(\frac{q \cdot k_1}{\sqrt d}, \dots, \frac{q \cdot k_n}{\sqrt d}\right).$$
#
# Unlike the dictionary's answer, this one has a gradient with respect to everything in it: what to ask, how to be found, and what to hand over can all be learned. For many queries at once, $q$ becomes a matrix $Q$. The argument `allowed` is for later.

# %% [markdown] lang="zh"
# ## 注意力：一本用平均值作答的字典
#
# Python 的字典拿查询去比对键：有一个键相等，就答出它的值；一个都不等，就没有答案。**注意力**把这件事变软了。查询（query）和键（key）都是 $d$ 维向量。每个键与查询或多或少相合，用内积来量；softmax 把相合程度变成和为 1 的权重；答案是各个值（value）的加权平均：
#
# $$\mathrm{attention}(q, K, V) = \sum_j w_j v_j, \qquad w = \mathrm{softmax}\!\left(\frac{q \cdot k_1}{\sqrt d}, \dots, \frac{q \cdot k_n}{\sqrt d}\right).$$
#
# 与字典不同，这个答案对式中每个量都有梯度：问什么、怎样才被找到、交出什么，全都可以学。许多查询一起问，$q$ 就成了矩阵 $Q$。参数 `allowed` 留到后面用。


# %%
def soft_lookup(query, keys, values, allowed=True):
    scores = query @ np.swapaxes(keys, -1, -2) / np.sqrt(keys.shape[-1])
    scores = np.where(allowed, scores, -1e9)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ values, weights


# %% [markdown] lang="en"
# An example for pen and paper: $d = 4$, so $\sqrt d = 2$. The query is $(2, 0, 0, 0)$, and the three keys begin with $0$, $\ln 2$ and $\ln 3$, the rest being zeros. The scaled products are $0$, $\ln 2$, $\ln 3$; softmax takes $e$ to their power, which gives $1 : 2 : 3$, hence the weights $\tfrac16, \tfrac13, \tfrac12$. The values $(6, 0)$, $(12, 6)$, $(0, 4)$ then mix to $(5, 4)$. A query ten times as long asks more sharply and gets practically the third value, as from a dictionary; a query of zeros gets the plain mean.

# %% [markdown] lang="zh"
# 举个可以手算的例子：$d = 4$，所以 $\sqrt d = 2$。查询是 $(2, 0, 0, 0)$；三个键的第一个数分别是 $0$、$\ln 2$、$\ln 3$，其余都是 0。除以 2 之后的内积是 $0$、$\ln 2$、$\ln 3$；softmax 先取指数，得 $1 : 2 : 3$，权重便是 $\tfrac16, \tfrac13, \tfrac12$。值为 $(6, 0)$、$(12, 6)$、$(0, 4)$，混合起来是 $(5, 4)$。把查询放大十倍，问得更尖锐，拿到的几乎就是第三个值，跟查字典一样；查询全为零，拿到的是不加权的平均。

# %% tags=["nbval-check-output"]
query = np.array([2.0, 0, 0, 0])
keys = np.zeros((3, 4))
keys[:, 0] = 0, np.log(2), np.log(3)
values = np.array([[6.0, 0], [12, 6], [0, 4]])
for length in (1, 10, 0):
    found, weights = soft_lookup(length * query, keys, values)
    shown = ", ".join(f"{weight:.3f}" for weight in weights)
    print(f"query times {length:2}: weights {shown}; answer {found[0]:.2f}, {found[1]:.2f}")

# %% [markdown] lang="en"
# The library has the same function, for many texts and heads at once.

# %% [markdown] lang="zh"
# 课程库里有同样的函数，可以同时处理许多文本、许多头。

# %% tags=["nbval-check-output"]
query, keys, values = (rng.normal(size=(2, 3, 5, 4)).astype("float32") for _ in range(3))
anywhere = np.ones((1, 5, 5), "bool")
for ours, library in zip(
    soft_lookup(query, keys, values), blocks.attention(query, keys, values, anywhere), strict=True
):
    np.testing.assert_allclose(ours, ops.convert_to_numpy(library), atol=1e-5)
print("answers and weights agree with aigc_keras.layers.attention")

# %% [markdown] lang="en"
# In **self-attention** the three come from the same text. The vector $x_i$ at position $i$ is multiplied by three learned matrices: $q_i = x_i W_Q$ asks, $k_i = x_i W_K$ lets itself be found, $v_i = x_i W_V$ is handed over. In an encoder-decoder, the queries come from one text, the keys and values from the other; nothing else changes. (That is how attention began, in translation: Bahdanau, Cho & Bengio 2014, arXiv:1409.0473.)
#
# ## Why divide by the root of d?
#
# Let the numbers in $q$ and $k$ be independent, with mean 0 and variance 1. Then $q \cdot k$ is a sum of $d$ terms of variance 1 each, so its variance is $d$, and its typical size $\sqrt d$. Logits of size $\sqrt d$ make softmax choose a single winner, and a winner-takes-all choice has no slope: moving a score a little changes nothing. We measure three things over $d$, with 64 random keys: the variance of the products; the entropy of the weights in bits (6 bits: all 64 alike; 0: one has all); and the size (Frobenius norm) of softmax's Jacobian $\mathrm{diag}(w) - w w^\top$, through which every gradient for queries and keys must pass. For the last two we take the median over 500 queries.
#
# > **Predict before you run.** At $d = 1024$ and without the root: how many bits of entropy are left of the 6?

# %% [markdown] lang="zh"
# **自注意力**的三样东西都出自同一段文本。位置 $i$ 上的向量 $x_i$ 乘以三个学出来的矩阵：$q_i = x_i W_Q$ 用来问，$k_i = x_i W_K$ 用来让别人找到，$v_i = x_i W_V$ 是交出去的内容。编码器—解码器里，查询来自一段文本，键和值来自另一段，别的都不变。（注意力最早就是这样用在翻译里的：Bahdanau、Cho 与 Bengio，2014，arXiv:1409.0473。）
#
# ## 为什么要除以根号 d
#
# 设 $q$ 和 $k$ 的各个分量相互独立，均值为 0，方差为 1。$q \cdot k$ 是 $d$ 项之和，每项方差为 1，所以它的方差是 $d$，典型大小是 $\sqrt d$。logits 大到 $\sqrt d$，softmax 就只选一个赢家；而赢家通吃的选择没有坡度：分数稍微动一动，什么也不变。下面取 64 个随机的键，量三样东西，看它们怎样随 $d$ 变化：内积的方差；权重的熵，以比特计（6 比特表示 64 个完全一样，0 表示全归一个）；softmax 的雅可比矩阵 $\mathrm{diag}(w) - w w^\top$ 的大小（弗罗贝尼乌斯范数），通往查询和键的梯度都要经过它。后两样取 500 个查询的中位数。
#
# > **先猜，再运行。** $d = 1024$，不除以根号：6 比特的熵还剩几比特？


# %%
def softmax(scores):
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def entropy_and_slope(w):
    entropy = -np.sum(w * np.log2(w + 1e-300), axis=-1)
    square = np.sum(w**2, axis=-1)
    slope = np.sqrt(np.maximum(square - 2 * np.sum(w**3, axis=-1) + square**2, 0))
    return np.median(entropy), np.median(slope)


# %% [markdown] lang="en"
# `entropy_and_slope` has the norm multiplied out; a Jacobian in full confirms it.

# %% [markdown] lang="zh"
# `entropy_and_slope` 用的是把范数展开后的式子；拿一个完整的雅可比矩阵来核对。

# %% tags=["nbval-check-output"]
w = softmax(rng.normal(size=64))
expected = np.linalg.norm(np.diag(w) - np.outer(w, w))
np.testing.assert_allclose(entropy_and_slope(w)[1], expected)
print("the slope is the Frobenius norm of the Jacobian")

# %% [markdown] lang="en"
# Now over $d$.

# %% [markdown] lang="zh"
# 再来看它们怎样随 $d$ 变化。

# %%
sizes = 2 ** np.arange(2, 12)
variances, measured = [], {"divided by the root of d": [], "not divided": []}
for d in sizes:
    products = rng.normal(size=(500, d)) @ rng.normal(size=(64, d)).T
    variances.append(products.var())
    for name, scale in zip(measured, (np.sqrt(d), 1), strict=True):
        measured[name].append(entropy_and_slope(softmax(products / scale)))
rows = zip(sizes, variances, *measured.values(), strict=True)
for d, variance, divided, plain in list(rows)[::4]:
    print(f"d = {d:4}: variance {variance:6.1f}; entropy {divided[0]:.2f} divided, ", end="")
    print(f"{plain[0]:.2f} not; slope {divided[1]:.3f} divided, {plain[1]:.0e} not")

# %% [markdown] lang="en"
# In the figure, $d$ runs across on a logarithmic axis; the left panel shows the entropy, the right one the slope, logarithmic too.

# %% [markdown] lang="zh"
# 图的横轴是 $d$（对数刻度）；左图是熵（entropy，比特），右图是坡度（slope，对数刻度）；两条线分别为除以根号 d（divided）和不除（not divided）。

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
for name, pair in measured.items():
    for axis, values in zip(axes, np.transpose(pair), strict=True):
        axis.plot(sizes, values, marker="o", label=name)
axes[0].set(xscale="log", xlabel="d", ylabel="entropy of the weights, bits", ylim=(0, 6))
axes[1].set(xscale="log", yscale="log", xlabel="d", ylabel="size of the Jacobian")
axes[0].legend()
plotting.show(
    figure,
    "Two panels over d. Divided by the root of d, entropy stays near 5.4 bits, the slope near 0.2. "
    "Not divided, entropy falls towards zero; the slope starts higher and falls by orders of magnitude.",
    "两幅图，横轴为 d。除以根号 d：熵保持在 5.4 比特上下，坡度保持在 0.2 上下。不除：熵降向零，坡度起初稍高，随后下降好几个数量级。",
)

# %% [markdown] lang="en"
# Divided, nothing depends on $d$. Not divided, there is no harm in a narrow head, and all the more in a wide one: its weights are decided before anything is learned, and hardly any gradient is left to change the decision. This is a statement about the start: a trained model may sharpen its attention as it likes, by longer queries and keys. It should learn that, not be born with it.

# %% [markdown] lang="zh"
# 除以 $\sqrt d$ 之后，什么都不随 $d$ 变。不除，窄的头倒无妨；头一宽，权重还没开始学就已经定了局，要改也没有多少梯度可用。这说的是起点：训练过的模型尽可以把查询和键变长，让注意力尖锐起来。但那应该是学会的，不该是天生的。

# %% [markdown] lang="en"
# ## The causal mask: no looking ahead
#
# A language model predicts the next character at **every** position of the text at once. If position $i$ could look at position $i + 1$, it would find the answer there. A little dictionary shows it: each position's key is its own number, one-hot, and position $i$ asks for number $i + 1$. The **causal mask** forbids the look: `allowed[i, j]` is true for $j \le i$ only, and a forbidden score becomes $-10^9$, which softmax turns into the weight 0.

# %% [markdown] lang="zh"
# ## 因果掩码：不许往后看
#
# 语言模型要在文本的**每个**位置上同时预测下一个字符。位置 $i$ 要是能看到位置 $i + 1$，答案就摆在那里。用一本小字典就能演示：每个位置以自己的号码（独热向量）为键，位置 $i$ 专查号码 $i + 1$。**因果掩码**禁止这样看：只有 $j \le i$ 时 `allowed[i, j]` 才为真；不许看的分数改成 $-10^9$，经过 softmax，权重就是 0。

# %% tags=["nbval-check-output"]
text = "To be, or not to be"
length = len(text)
causal = np.arange(length)[None] <= np.arange(length)[:, None]
places = np.eye(length)
letters = np.eye(vocabulary.size)[vocabulary.encode(text)]
masks = {"without mask": np.ones_like(causal), "causal mask": causal}
for name, allowed in masks.items():
    _, weights = soft_lookup(500 * places[1:], places, letters, allowed[:-1])
    print(f"{name:12}: weight on the next character {np.diag(weights[:, 1:]).mean():.2f}")

# %% [markdown] lang="en"
# No training is needed to see a leak; one changed character is enough. We change what stands at position 12 of a text, and ask at which positions the output changes of a block, the unit of which a Transformer is stacked (the library's; we write it out below). This is the test to run on every new language model, before any loss is believed.

# %% [markdown] lang="zh"
# 检查有没有泄漏，用不着训练，改一个字符就够了。把文本第 12 个位置上的内容换掉，看一个块（block）的输出在哪些位置上变了。块是叠成 Transformer 的单位，这里先用课程库的，后面再自己写。凡是新写的语言模型，都该先过这一关，再谈损失可不可信。

# %% tags=["nbval-check-output"]
block = blocks.Block(32, 4, seed=0)
x = rng.normal(size=(1, length, 32)).astype("float32")
changed = x.copy()
changed[0, 12] = rng.normal(size=32)
for name, mask in masks.items():
    before, after = (ops.convert_to_numpy(block(given, mask[None])[0]) for given in (x, changed))
    moved = np.flatnonzero(np.abs(before - after).max(axis=(0, 2)) > 1e-6)
    print(f"{name:12}: positions {moved.min()} to {moved.max()} of 0 to {length - 1} change")
np.testing.assert_array_equal(causal, ops.convert_to_numpy(blocks.causal_mask(length))[0])

# %% [markdown] lang="en"
# The mask is what makes one pass over a text as good as many: with it, the prediction at position $i$ is the one the model would make had the text ended there. So a window of 64 characters gives 64 honest predictions, all computed together. A model whose task is not to predict the next token may do without it: an encoder such as BERT looks both ways.
#
# ## Several heads
#
# One look gives **one** mean. Suppose the verb of a sentence needs to know its subject and its object, and let a single number stand for each. A head that looks at both gets their mean: 5 for the pair (2, 8), and 5 for the pair (4, 6) as well. Two heads with different questions get both numbers.

# %% [markdown] lang="zh"
# 有了掩码，读一遍抵得上读许多遍：位置 $i$ 的预测，和文本恰好到此为止时模型会做的预测完全一样。于是一个 64 个字符的窗口给出 64 个老老实实的预测，一齐算出来。任务若不是预测下一个词元，就可以不要它：BERT 那样的编码器，两边都看。
#
# ## 多个头
#
# 看一次，只得**一个**平均值。设想句子里的动词既要知道主语，又要知道宾语，各用一个数代表。一个头若两者都看，得到的是平均：(2, 8) 是 5，(4, 6) 也是 5。两个头各问各的，两个数就都到手了。

# %% tags=["nbval-check-output"]
roles = np.eye(2)  # the keys: subject, object
for pair in ((2, 8), (4, 6)):
    values = np.array(pair, "float")[:, None]
    one_head, _ = soft_lookup(50 * roles.sum(axis=0), roles, values)
    two_heads = [soft_lookup(50 * role, roles, values)[0].item() for role in roles]
    shown = " and ".join(f"{number:.1f}" for number in two_heads)
    print(f"{pair}: one head {one_head.item():.1f}; two heads {shown}")

# %% [markdown] lang="en"
# So the work is shared out among $h$ heads. Every head reads all $D$ numbers of a position, and by matrices of its own makes queries, keys and values of $d = D / h$ numbers from them; the results stand side by side again, and a last matrix $W_O$ mixes them. We write it out, copy random weights into Keras' own layer, and compare.

# %% [markdown] lang="zh"
# 所以由 $h$ 个头分工：每个头都读一个位置上全部 $D$ 个数，用自己的矩阵从中算出各有 $d = D / h$ 个数的查询、键和值；结果再并排放好，由最后一个矩阵 $W_O$ 混合。下面写出来，再把随机权重抄进 Keras 自带的层，两相比较。


# %%
def many_heads(x, weights, allowed=True):
    *asked, kernel, bias = weights
    query, keys, values = (
        np.einsum("nd,dhk->hnk", x, w) + b[:, None]
        for w, b in zip(asked[::2], asked[1::2], strict=True)
    )
    found, _ = soft_lookup(query, keys, values, allowed)
    return np.einsum("hnk,hkd->nd", found, kernel) + bias


# %% [markdown] lang="en"
# The weights of Keras' layer come in the order that `many_heads` expects: kernel and bias for query, key, value and output.

# %% [markdown] lang="zh"
# Keras 的层给出权重的次序，正是 `many_heads` 所要的次序：查询、键、值、输出，各有核和偏置。

# %% tags=["nbval-check-output"]
layer = keras.layers.MultiHeadAttention(4, 8, dtype="float32")
layer.build((1, None, 32), (1, None, 32))
layer.set_weights([rng.normal(size=w.shape) / 4 for w in layer.get_weights()])
library = layer(x, x, use_causal_mask=True)
ours = many_heads(x[0], layer.get_weights(), causal)
np.testing.assert_allclose(ours, ops.convert_to_numpy(library)[0], atol=1e-4)
print("agrees with keras.layers.MultiHeadAttention")

# %% [markdown] lang="en"
# More heads cost no more parameters: what is shared out differently is the same four matrices of $D \times D$ numbers, each with $D$ biases. Each head then has fewer numbers to ask with, which is the price; how many heads are best is a question for validation text.

# %% [markdown] lang="zh"
# 头再多，参数也不增加：同样是四个 $D \times D$ 的矩阵，各带 $D$ 个偏置，不过分法不同。代价是每个头用来提问的数少了；几个头最好，要由验证文本来回答。

# %% tags=["nbval-check-output"]
for num_heads in (1, 2, 4, 8):
    layer = keras.layers.MultiHeadAttention(num_heads, 32 // num_heads)
    layer.build((1, None, 32), (1, None, 32))
    assert layer.count_params() == 4 * 32 * (32 + 1)
    print(f"{num_heads} heads of {32 // num_heads:2}: {layer.count_params():,} parameters")

# %% [markdown] lang="en"
# ## Positions
#
# Apart from the mask, nothing so far knows about order. A weighted mean does not care in which sequence its terms are written, so without a mask attention treats a text as a **set**: permute the input, and the output is permuted in the same way, no number changed. "Dog bites man" and "man bites dog" are one to it.

# %% [markdown] lang="zh"
# ## 位置
#
# 到现在为止，没有哪个部分知道次序。加权平均不在乎各项谁先写谁后写，所以没有掩码时，注意力把文本当作一个**集合**：输入怎么重排，输出就跟着怎么重排，一个数也不变（加了掩码会怎样，马上就看）。“狗咬人”和“人咬狗”，在它看来是一回事。

# %% tags=["nbval-check-output"]
weights = [rng.normal(size=w.shape) / 4 for w in layer.get_weights()]
order = rng.permutation(length)
permuted = many_heads(x[0][order], weights)
np.testing.assert_allclose(permuted, many_heads(x[0], weights)[order], atol=1e-6)
print("permuting the input permutes the output, and does nothing else")

# %% [markdown] lang="en"
# With the causal mask some order leaks in: a position sees those before it and not those after. In one layer this tells it no more than **which** characters came before. In a second layer it can tell more, since position 2 has already seen another set than position 3. Check it on fresh models without positions (`GPT` is the library's whole model; we take it apart further on): shuffle all characters but the last, and see whether the prediction after the last one changes.

# %% [markdown] lang="zh"
# 有了因果掩码，会漏进一点次序：一个位置看得见前面的，看不见后面的。只有一层时，这只能告诉它前面有**哪些**字符。到第二层就不止了，因为位置 2 看过的集合已经与位置 3 不同。拿没有训练、没有位置信息的模型来验证（`GPT` 是课程库里的整个模型，后面会拆开来看）：除最后一个字符外全部打乱，看最后一个字符之后的预测变不变。

# %% tags=["nbval-check-output"]
token_ids = vocabulary.encode("The quality of mercy")[None]
shuffled = np.concatenate([rng.permutation(token_ids[0, :-1]), token_ids[0, -1:]])[None]
for num_layers in (1, 2):
    fresh = GPT(vocabulary, hidden_dim=32, num_layers=num_layers, positions=None, seed=0)
    pair = [ops.convert_to_numpy(fresh(ids))[0, -1] for ids in (token_ids, shuffled)]
    same = np.allclose(*pair, atol=1e-5)
    print(f"{num_layers} layer(s), no positions: prediction {'unchanged' if same else 'changed'}")

# %% [markdown] lang="en"
# Order has to be put in by hand. The original way (Vaswani et al. 2017, arXiv:1706.03762) adds a fixed code to each embedding, made of waves: pairs of a sine and a cosine whose wavelengths run from $2\pi$ to nearly $10{,}000 \cdot 2\pi$ positions. It works like the digits of a number, the fast waves for the units, the slow ones for the large places.

# %% [markdown] lang="zh"
# 次序得由人放进去。最初的办法（Vaswani 等，2017，arXiv:1706.03762）是给每个嵌入加上一个固定的编码，由波组成：一对对正弦与余弦，波长从 $2\pi$ 到接近 $10{,}000 \cdot 2\pi$ 个位置。道理与一个数的各个数位相同：快的波管个位，慢的波管高位。


# %%
def sinusoids(length, dim):
    frequencies = 10_000.0 ** (-np.arange(0, dim, 2) / dim)
    angles = np.arange(length)[:, None] * frequencies
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)


codes = sinusoids(128, 64)
library = ops.convert_to_numpy(blocks.sinusoids(np.arange(128), 64))
np.testing.assert_allclose(codes, library, atol=1e-4)

# %% [markdown] lang="en"
# The left picture shows the codes: a row is a position, a column one of the 64 numbers, first the sines, then the cosines, from fast to slow. The right panel shows the scalar product of the code of position 40, and of position 80, with the codes of all positions.

# %% [markdown] lang="zh"
# 左图是编码本身：一行一个位置（position），一列是 64 个数之一（number of the code），先正弦后余弦，由快到慢。右图是位置 40 和位置 80 的编码与所有位置的编码的内积（scalar product）。

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
axes[0].imshow(codes, cmap="RdBu", aspect="auto", vmin=-1, vmax=1)
axes[0].set(xlabel="number of the code", ylabel="position")
for position in (40, 80):
    axes[1].plot(codes @ codes[position], label=f"with position {position}")
axes[1].set(xlabel="position", ylabel="scalar product", ylim=(0, 34))
axes[1].legend(loc="lower center")
plotting.show(
    figure,
    "Left: stripes, narrow in the first columns of each half and wide towards its end. Right: two "
    "equal curves, each with a peak of 32 at its own position, falling with ripples to both sides.",
    "左：条纹，每一半的前几列很密，越往后越疏。右：两条形状相同的曲线，各在自己的位置上有一个高为 32 的尖峰，向两边起伏着下降。",
)

# %% [markdown] lang="en"
# The two curves are the same but for the shift: $\sin a \sin b + \cos a \cos b = \cos(a - b)$, so the product of two codes depends on their distance only. **Rotary positions** (Su et al. 2021, arXiv:2104.09864) carry this over to queries and keys themselves. They add nothing. They take the numbers of a query in pairs, read each pair as a complex number, and turn it by an angle that grows with the position; the keys likewise. When both have been turned, their product depends only on how far apart the two stand, and position needs no room of its own in the embedding. This chapter's models use them.

# %% [markdown] lang="zh"
# 除了平移，两条曲线一模一样：$\sin a \sin b + \cos a \cos b = \cos(a - b)$，两个编码的内积只取决于距离。**旋转位置编码**（Su 等，2021，arXiv:2104.09864）把这个性质直接搬到查询和键上。它什么也不加，只把查询里的数两个一对，看成复数，转过一个随位置增大的角度；键也一样。两边都转过以后，内积只取决于两者相距多远，位置也不必在嵌入里占地方。本章的模型用的就是它。


# %%
def rotated(x, positions):
    frequencies = 10_000.0 ** (-np.arange(0, x.shape[-1], 2) / x.shape[-1])
    first, second = np.split(x, 2, axis=-1)
    turned = (first + 1j * second) * np.exp(1j * np.multiply.outer(positions, frequencies))
    return np.concatenate([turned.real, turned.imag], axis=-1)


# %% [markdown] lang="en"
# It agrees with the library, and the product of a query and a key two places apart is the same everywhere in the text.

# %% [markdown] lang="zh"
# 它与课程库一致；相距两个位置的查询和键，无论在文本哪里，内积都相同。

# %% tags=["nbval-check-output"]
rows = rng.normal(size=(20, 64)).astype("float32")
library = ops.convert_to_numpy(blocks.rotate(ops.convert_to_tensor(rows)))
np.testing.assert_allclose(rotated(rows, np.arange(20)), library, atol=1e-4)
query, key = rng.normal(size=(2, 64))
for at_query, at_key in ((5, 3), (105, 103), (1005, 1003)):
    product = rotated(query, at_query) @ rotated(key, at_key)
    np.testing.assert_allclose(product, rotated(query, 2) @ rotated(key, 0))
    print(f"positions {at_query:4} and {at_key:4}: the product is that of positions 2 and 0")

# %% [markdown] lang="en"
# What are positions worth? Two small GPTs read the same 500,000 characters, one with rotary positions, one without any.
#
# > **Predict before you run.** Chapter 5's single characters cost about 4.8 bits each if one knows only how frequent they are. Where will the model end that sees *which* characters came before, but not in what order?

# %% [markdown] lang="zh"
# 位置值多少？两个小 GPT 读同样的 500,000 个字符，一个有旋转位置编码（rotary），一个什么位置信息也没有（none）。
#
# > **先猜，再运行。** 第 5 章量过，若只知道各字符出现得多不多，每个字符要花 4.8 比特左右。一个模型知道前面有*哪些*字符，却不知道它们的次序，会停在多少比特？

# %%
windows = TextWindows(train_ids[: 245 * 32 * 64 + 65], 64, batch_size=32, seed=0)
readers, ordered_bits = {}, {}
for name, positions in {"rotary": "rotary", "none": None}.items():
    options = {"context_length": 64, "hidden_dim": 64, "num_layers": 2, "num_heads": 2}
    readers[name] = GPT(vocabulary, **options, positions=positions, seed=0)
    _, seconds = train(readers[name], windows, peak=5e-3)
    ordered_bits[name] = results[f"bits, positions {name}"] = float(bits(readers[name]))
    print(f"positions {name:6}: {ordered_bits[name]:.2f} bits per character, {seconds:.0f} s")

# %% [markdown] lang="en"
# The model without positions is far behind, and yet far better than the frequencies alone. What does it use? We ask for the character after 32 others, 2,000 times, in three ways: the 32 as they stand; all but the last one shuffled; the last one alone.

# %% [markdown] lang="zh"
# 没有位置的模型远远落后，可比起只看频率，又强得多。它靠的是什么？让两个模型预测 32 个字符之后的那一个，共 2,000 次，分三种情形：32 个字符原样（in order）；除最后一个外全部打乱（shuffled）；只给最后一个（last one only）。

# %%
pieces = vocabulary.encode(validation_text[: 2000 * 33]).reshape(2000, 33)
given, target = pieces[:, :-1], pieces[:, -1]
mixed = given.copy()
mixed[:, :-1] = rng.permuted(given[:, :-1], axis=1)
cost = {}
for name, model in readers.items():
    for how, ids in {"in order": given, "shuffled": mixed, "last one only": given[:, -1:]}.items():
        log_probs = ops.convert_to_numpy(ops.log_softmax(model(ids)[:, -1]))
        cost[name, how] = -log_probs[np.arange(2000), target].mean() / np.log(2)
    shown = (f"{how} {cost[name, how]:.2f}" for how in ("in order", "shuffled", "last one only"))
    print(f"positions {name:6}:", ", ".join(shown), "bits")
    results[f"shuffling costs, {name}"] = float(cost[name, "shuffled"] - cost[name, "in order"])

# %% [markdown] lang="en"
# Shuffling costs the model without positions less than a tenth of a bit: that is all it had made of the order that leaks through the mask. The rest it gets from the last character, which it knows for certain (its own vector goes straight up to the prediction), and from the company: which letters have been about. The model with positions loses well over a bit and falls behind the other one: it had learned to rely on the order, and now the order misleads it. (In training, only the first position of each window had to make do with a single character, so the last column flatters neither.) A small run cannot show how far the leak can be used: larger causal models without positions have been trained with good results (Haviv et al. 2022, arXiv:2203.16634).

# %% [markdown] lang="zh"
# 打乱次序，没有位置的模型只多花不到十分之一比特：从掩码漏进来的次序，它用上的不过这么一点。其余的，一来自最后一个字符，这是它确知的（这个位置自己的向量直通到预测）；二来自上文的成员，即附近出现过哪些字母。有位置的模型则多花一比特还不止，反而落到了另一个后面：它学会了依靠次序，如今次序偏偏骗了它。（训练时，只有每个窗口的第一个位置才只凭一个字符作答，所以最后一项对两个模型都不算有利。）漏进来的次序最多能用到什么程度，小实验看不出：更大的因果模型，不加位置也训练出了好结果（Haviv 等，2022，arXiv:2203.16634）。

# %% [markdown] lang="en"
# ## The block, written out
#
# Attention moves content between positions, but what it computes from the values is linear: a mean. So each **block** has a second part, a **feed-forward network** of two dense layers with a nonlinearity between them, applied to every position by itself: $D$ numbers are widened to $4D$ and brought back to $D$. Two more things hold a stack of blocks together:
#
# - **Residuals**: a part does not replace what it is given, it adds to it, $x + f(x)$. Each position carries a stream of $D$ numbers from the embedding up to the logits, and the parts write corrections into it.
# - **Layer normalisation** (Ba et al. 2016, arXiv:1607.06450): the $D$ numbers of a position are shifted and scaled to mean 0 and variance 1, then multiplied by a learned gain, and a learned bias is added. Here it comes **before** each part: $x + f(\mathrm{norm}(x))$.
#
# These are parts of the architecture, not tricks of training: the trained model cannot do without them. `residual=0` switches the residuals off, for an experiment below. For the nonlinearity we take ReLU, as the original did; the library's default is GELU (arXiv:1606.08415), its smooth relative.

# %% [markdown] lang="zh"
# ## 动手写一个块
#
# 注意力在位置之间搬运内容，但它对值做的运算是线性的，不过是求平均。所以每个**块**（block）还有第二部分：**前馈网络**，两个全连接层，中间夹一个非线性函数，对每个位置单独使用，把 $D$ 个数加宽到 $4D$，再收回 $D$。另有两样东西，让许多块能叠在一起：
#
# - **残差**：一个部分并不取代它收到的东西，只往上加，即 $x + f(x)$。每个位置带着一股 $D$ 个数的“流”，从嵌入一直通到 logits，各部分往里写修正。
# - **层归一化**（Ba 等，2016，arXiv:1607.06450）：把一个位置上的 $D$ 个数平移、缩放到均值 0、方差 1，再乘以学来的增益，加上学来的偏置。本章把它放在每个部分**之前**：$x + f(\mathrm{norm}(x))$。
#
# 它们是结构的一部分，不是训练技巧：训练好的模型照样离不开。下面的参数 `residual=0` 用来关掉残差，供后面的实验使用。非线性函数取 ReLU，与最初的论文一致；课程库默认用 GELU（arXiv:1606.08415），是它的平滑版本。


# %%
def normalise(x, gain, bias):
    centred = x - x.mean(axis=-1, keepdims=True)
    return gain * centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-3) + bias


def block_by_hand(x, attention, network, norms, allowed, residual=1):
    x = residual * x + many_heads(normalise(x, *norms[0]), attention, allowed)
    wide, wide_bias, narrow, narrow_bias = network
    hidden = np.maximum(normalise(x, *norms[1]) @ wide + wide_bias, 0)
    return residual * x + hidden @ narrow + narrow_bias


# %% [markdown] lang="en"
# `weights_of` fetches the weights of a library block, and both give the same result.

# %% [markdown] lang="zh"
# `weights_of` 取出课程库里一个块的权重，两边算出来一样。


# %% tags=["nbval-check-output"]
def weights_of(block):
    network = block.expand.get_weights() + block.contract.get_weights()
    return block.attention.get_weights(), network, [norm.get_weights() for norm in block.norms]


block = blocks.Block(32, 4, activation="relu", seed=0)
library = ops.convert_to_numpy(block(x, causal[None])[0])
np.testing.assert_allclose(block_by_hand(x[0], *weights_of(block), causal), library[0], atol=1e-4)
print("agrees with aigc_keras.layers.Block")

# %% [markdown] lang="en"
# What do residuals do, before any training? Let twelve fresh blocks follow one another, once with and once without them, and measure how alike the positions become: the mean cosine between the vectors of two positions, after each block. At 1 they are all the same, up to their length, and no later layer can tell them apart.

# %% [markdown] lang="zh"
# 训练之前，残差有什么用？把十二个未经训练的块叠起来，一次有残差，一次没有，看各位置变得有多像：每过一块，算一遍不同位置的向量两两之间夹角余弦的平均值。等于 1，就是除了长短全都一样，后面的层再也分不清谁是谁。


# %%
def likeness(x):
    unit = x / np.linalg.norm(x, axis=-1, keepdims=True)
    return ((unit @ unit.T).sum() - len(x)) / (len(x) * (len(x) - 1))


stack = [blocks.Block(64, 4, activation="relu", seed=i) for i in range(12)]
start = rng.normal(size=(1, 32, 64)).astype("float32")
for block in stack:
    block(start, blocks.causal_mask(32))  # builds it

# %% [markdown] lang="en"
# Every position may look at every other one, as in an encoder.

# %% [markdown] lang="zh"
# 这里每个位置都可以看所有位置，与编码器一样。

# %%
alike = {"with residuals": [], "without": []}
for name, residual in zip(alike, (1, 0), strict=True):
    stream = start[0]
    for block in stack:
        stream = block_by_hand(stream, *weights_of(block), True, residual)
        alike[name].append(likeness(stream))
    shown = (f"{alike[name][i - 1]:.2f} after {i}" for i in (1, 4, 12))
    print(f"{name:14}: mean cosine", ", ".join(shown))

# %% [markdown] lang="en"
# With residuals, the positions grow alike too, but slowly. Without them, every block replaces each position by nearly the same mean, and after a few of them the text is gone: what stood where cannot be recovered. (Dong et al. 2021, arXiv:2103.03404, prove that pure attention collapses in this way, doubly exponentially with depth; residuals prevent it.) Gradients on the way back have the same straight path.
#
# ## A whole GPT
#
# Embed the tokens (times $\sqrt D$, as in the original), add the positions (or rotate them in, inside the blocks), run the blocks, normalise once more, multiply by the embedding table again (Press & Wolf 2017, arXiv:1608.05859) and add a bias, to get a logit for each token. That is all:

# %% [markdown] lang="zh"
# 有残差，各位置也会渐渐变像，但很慢。没有残差，每个块都用几乎一样的平均值取代各个位置，几块下来文本就没了：哪里原来是什么，再也找不回来。（Dong 等，2021，arXiv:2103.03404，证明了纯注意力会这样坍塌，而且随深度以双重指数的速度坍塌；残差能防止它。）梯度往回走，走的也是这条直路。
#
# ## 整个 GPT
#
# 词元查表成嵌入（照最初的论文乘以 $\sqrt D$），加上位置（旋转的则在块里面转），过一遍各个块，最后再归一化一次，乘以同一张嵌入表（Press 与 Wolf，2017，arXiv:1608.05859），加上偏置，每个词元得到一个 logit。全部就是这些：


# %%
def gpt_by_hand(ids, model):
    table, bias = (ops.convert_to_numpy(part) for part in (model.embedding, model.bias))
    dim, allowed = table.shape[1], np.tri(len(ids), dtype="bool")
    x = table[ids] * np.sqrt(dim) + sinusoids(len(ids), dim)
    for block in model.blocks:
        x = block_by_hand(x, *weights_of(block), allowed)
    return normalise(x, *model.last_norm.get_weights()) @ table.T + bias


# %% [markdown] lang="en"
# On a fresh model of three blocks:

# %% [markdown] lang="zh"
# 取一个有三个块、未经训练的模型来核对：

# %% tags=["nbval-check-output"]
options = {"hidden_dim": 32, "num_layers": 3, "activation": "relu", "positions": "sinusoidal"}
fresh = GPT(vocabulary, **options, seed=0)
library = ops.convert_to_numpy(fresh(token_ids))[0]
np.testing.assert_allclose(gpt_by_hand(token_ids[0], fresh), library, atol=1e-3)
print("agrees with aigc_keras.GPT")

# %% [markdown] lang="en"
# ## Norm before or after?
#
# The original put the normalisation **after** each sum, $\mathrm{norm}(x + f(x))$; today, since GPT-2 (Radford et al. 2019), it mostly comes **before**. The difference looks small. But after-norm cuts the straight path: on its way from embedding to logits, the stream is rescaled twice in every block. Xiong et al. (2020, arXiv:2002.04745) show what follows for a fresh model: with the norm after, the gradient in the last block does not shrink, however deep the stack; with the norm before, it shrinks with the number of layers $L$ at least as fast as $1/\sqrt{L}$, since block after block adds to the stream, and each becomes a smaller part of the sum.
#
# We measure it, with a trick that works on any backend: a step of plain SGD with learning rate 1 subtracts the gradient. So the gradient is the difference of the weights before and after.

# %% [markdown] lang="zh"
# ## 归一化放在前还是后？
#
# 最初的做法把归一化放在相加**之后**：$\mathrm{norm}(x + f(x))$；从 GPT-2（Radford 等，2019）起，大多放在**之前**。看上去差别不大，其实放在后面就截断了那条直路：从嵌入到 logits，这股流在每个块里要被重新缩放两次。Xiong 等（2020，arXiv:2002.04745）说明了未经训练的模型会怎样：放在后面，不管叠多少层，最后一块里的梯度都不缩小；放在前面，它随层数 $L$ 缩小，至少和 $1/\sqrt{L}$ 一样快，因为一块一块地往流里加，每一块在总和里占的份额就越来越小。
#
# 下面来量。有个小窍门，哪种后端都能用：学习率为 1 的普通 SGD 走一步，减去的正好是梯度。所以走一步前后权重之差，就是梯度。


# %%
def gradient_norms(model):
    before = [block.get_weights() for block in model.blocks]
    model.compile(keras.optimizers.SGD(1.0), run_eagerly=True)
    model.train_on_batch(watched[0][:16, :64], watched[1][:16, :64])
    after = [block.get_weights() for block in model.blocks]
    return [
        np.sqrt(sum(np.sum((new - old) ** 2) for new, old in zip(*pair, strict=True)))
        for pair in zip(after, before, strict=True)
    ]


# %% [markdown] lang="en"
# Fresh models of 1, 4 and 16 blocks, of both kinds, are asked for the gradients on 16 validation windows.

# %% [markdown] lang="zh"
# 两种做法，各取 1、4、16 个块的新模型，求它们在 16 个验证窗口上的梯度。

# %%
depths, slopes = (1, 4, 16), {"before": {}, "after": {}}
for norm, by_depth in slopes.items():
    for depth in depths:
        fresh = GPT(vocabulary, hidden_dim=32, num_layers=depth, num_heads=2, norm=norm, seed=0)
        by_depth[depth] = gradient_norms(fresh)
    last = [by_depth[depth][-1] for depth in depths]
    print(f"norm {norm:6}: last of 1, 4, 16 blocks", ", ".join(f"{value:.3f}" for value in last))
    results[f"last gradient, norm {norm}"] = float(last[-1] / last[0])

# %% [markdown] lang="en"
# And training? Six blocks of width 32, one of each kind, same data, a constant learning rate of 0.003 from the very first step: no warm-up. They read a short piece of the plays, 10 batches long, twelve times.
#
# > **Predict before you run.** Which of the two learns, and what does the other one do?

# %% [markdown] lang="zh"
# 训练起来呢？六个块，宽 32，两种做法各一个，数据相同，学习率从第一步起一直是 0.003，不预热。读的是剧本里的一小段，共 10 批，读十二遍。
#
# > **先猜，再运行。** 两个里哪个学得动？另一个会怎样？

# %%
few_windows = TextWindows(train_ids[: 11 * 32 * 32], 32, batch_size=32, seed=0)
fallen = {}
for norm in ("before", "after"):
    options = {"context_length": 32, "hidden_dim": 32, "num_layers": 6, "num_heads": 2}
    model = GPT(vocabulary, **options, activation="relu", norm=norm, seed=0)
    model.compile(FlatAdam(3e-3))
    history = model.fit(few_windows, epochs=12, shuffle=False, verbose=0).history
    fallen[norm] = np.array(history["loss"]) / np.log(2)
    results[f"bits in training, norm {norm}"] = float(fallen[norm][-1])
    print(f"norm {norm:6}: {fallen[norm][-1]:.2f} bits per character in the last reading")

# %% [markdown] lang="en"
# Left: the number of layers across, the gradient's norm in the last block upwards, both logarithmic; the dotted line falls like $1/\sqrt{L}$. Right: the training loss in bits against the readings.

# %% [markdown] lang="zh"
# 左图横轴是层数（layers），纵轴是最后一块里梯度的范数（gradient norm in the last block），都是对数刻度；虚线按 $1/\sqrt{L}$ 下降。右图横轴是读的遍数（readings），纵轴是训练损失，以比特/字符计。before 为归一化在前，after 为在后。

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
for norm, by_depth in slopes.items():
    last = [by_depth[depth][-1] for depth in depths]
    axes[0].loglog(depths, last, marker="o", label=f"norm {norm}")
    axes[1].plot(range(1, 13), fallen[norm], marker="o", label=f"norm {norm}")
first = slopes["before"][1][0]
axes[0].loglog(depths, first / np.sqrt(depths), ":", color="grey", label="1 / root of layers")
axes[0].set_xticks(depths, depths)
axes[0].minorticks_off()
axes[0].set(xlabel="layers", ylabel="gradient norm in the last block", ylim=(0.01, 1))
axes[1].set(xlabel="readings", ylabel="training loss, bits per character")
axes[0].legend(fontsize=8)
plotting.show(
    figure,
    "Left: with more layers, the gradient with norm before falls, even below the dotted line; with "
    "norm after it stays higher. Right: with norm before the loss keeps falling; after, it falls late.",
    "左：随层数增加，归一化在前的梯度一路下降，比虚线还低；在后的保持在高处。右：在前的损失一路下降；在后的停了好几遍才慢慢下降。",
)

# %% [markdown] lang="en"
# The figure agrees with the theory: with the norm before, the last block's gradient falls, and faster than the dotted line; after, it drops once and then stays, so that at 16 blocks it is several times as large. In training, the first model keeps learning; the second one keeps up for a few readings, stands still for several more near 4.7 bits, hardly better than the frequencies alone, and ends far behind. This is not the end of after-norm. With a lower rate, or a warm-up that begins gently, such models train, and the original was one of them. (Xiong et al. see in the large first gradients at the top the reason why it needs the warm-up.) What before-norm buys is that one need not be so careful. It has a price too: if each block is a smaller part of the sum, deep blocks may contribute little. Another learning rate can turn a figure like this round, so do not read more from it than it shows: six layers, one rate, one seed.
#
# > **Misconception: "residuals and normalisation only speed up training."** Take them out of the trained model, and it is another function. And without them many deep models do not train slowly; they do not train at all.

# %% [markdown] lang="zh"
# 图与理论相符：归一化在前，最后一块的梯度一路下降，比虚线还快；在后，降一次就不再降，到 16 块时是前者的好几倍。训练时，前者一直在学；后者头几遍还跟得上，随后在 4.7 比特附近停滞了好几遍，比只看频率好不了多少，最后远远落在后面。这并不是说归一化在后就不行。学习率小一点，或者开头慢慢预热，这样的模型也训练得好，最初的 Transformer 就是。（Xiong 等人认为，正因为靠上的块起初梯度太大，才非预热不可。）放在前面，买到的是不必那么小心。它也有代价：每一块在总和里占的份额变小，深处的块可能出力不多。这样的图，换个学习率就可能翻过来；它说的只是六层、一个学习率、一个种子的情形，别读出更多来。
#
# > **常见误解：“残差和归一化只是加快训练的技巧。”** 从训练好的模型里拿掉它们，就成了另一个函数。而且没有它们，许多深的模型不是学得慢，是根本学不动。

# %% [markdown] lang="en"
# ## Counting the parameters
#
# The GPT to come has $L = 2$ blocks of width $D = 128$ and a vocabulary of $V$ tokens. Its heads and its rotary positions cost nothing extra. In each block: four matrices $D \times D$ with biases for attention; $D \times 4D$ and $4D \times D$ with biases for the feed-forward network; a gain and a bias for each of two norms. Around them: the table of embeddings, which serves again for the logits, a bias for each token, and one last norm. Adding up,
#
# $$\underbrace{VD + V}_{\text{tokens}} + L\,\bigl(\underbrace{4D^2 + 4D}_{\text{attention}} + \underbrace{8D^2 + 5D}_{\text{feed-forward}} + \underbrace{4D}_{\text{norms}}\bigr) + \underbrace{2D}_{\text{last norm}}.$$
#
# > **Predict before you run.** Which part holds most of them?

# %% [markdown] lang="zh"
# ## 数一数参数
#
# 接下来要训练的 GPT 有 $L = 2$ 个块，宽 $D = 128$，词表有 $V$ 个词元。分成几个头、用旋转位置编码，都不另花参数。每个块里：注意力有四个 $D \times D$ 的矩阵，带偏置；前馈网络有 $D \times 4D$ 和 $4D \times D$ 两个，也带偏置；两次归一化，各有一组增益和偏置。块以外：嵌入表（算 logits 时再用一次），每个词元一个偏置，最后一次归一化。加起来是
#
# $$\underbrace{VD + V}_{\text{词元}} + L\,\bigl(\underbrace{4D^2 + 4D}_{\text{注意力}} + \underbrace{8D^2 + 5D}_{\text{前馈}} + \underbrace{4D}_{\text{归一化}}\bigr) + \underbrace{2D}_{\text{最后的归一化}}.$$
#
# > **先猜，再运行。** 哪一部分最多？表中依次是词元（tokens）、注意力（attention）、前馈（feed-forward）、归一化（norms），最后一行是合计（together）。

# %% tags=["nbval-check-output"]
size, dim, num_layers = vocabulary.size, 128, 2
counted = {
    "tokens": size * dim + size,
    "attention": num_layers * 4 * dim * (dim + 1),
    "feed-forward": num_layers * (8 * dim**2 + 5 * dim),
    "norms": num_layers * 4 * dim + 2 * dim,
}
total = sum(counted.values())
assert total == GPT(vocabulary, hidden_dim=dim, num_layers=num_layers).count_params()
for part, number in counted.items():
    print(f"{part:12} {number:8,} {number / total:4.0%}")
print(f"{'together':12} {total:8,}")

# %% [markdown] lang="en"
# Two thirds of a block are feed-forward network: attention gives the Transformer its character, but most of its numbers sit in the plain dense layers. For large models the rest hardly counts, and $12 L D^2$ is a good rule of thumb. Note what does not appear: the context length. A longer text costs time and memory, but not one parameter.

# %% [markdown] lang="zh"
# 一个块有三分之二是前馈网络：注意力给了 Transformer 个性，大多数参数却待在平平常常的全连接层里。模型一大，其余部分几乎可以不计，$12 L D^2$ 就是很好的估计。还要注意没有出现的东西：上下文长度。文本再长，费的是时间和内存，参数一个也不多。

# %% [markdown] lang="en"
# ## A small GPT against its elders
#
# We know the parts; now they write. A **GPT** is the stack above, read from left to right: embeddings, blocks with a causal mask, logits. It is trained as chapter 5 trained its GRU: every position of a window is a question, and the answer is the next character.
#
# Ours has two layers of four heads, 128 numbers at each position, and in each layer a position sees the last 64 characters, its own included. It reads 800,000 characters of Shakespeare once, as many as chapter 5's networks did, in batches of only eight windows: at this budget, many small steps get further than few large ones.

# %% [markdown] lang="zh"
# ## 小小 GPT，会会前辈
#
# 零件都认识了，该动笔了。**GPT** 就是上面那一摞东西，从左往右读：嵌入、带因果掩码的块、logits。训练方法和第 5 章的 GRU 一样：窗口里每个位置都是一道题，答案是下一个字符。
#
# 我们的 GPT 有两层，每层四个头，每个位置 128 个数；每一层里，一个位置看得见最近 64 个字符，连自己在内。它把莎士比亚的 800,000 个字符读一遍，与第 5 章的网络一样多，每批只有八个窗口：预算就这么点，步子小而多，胜过大而少。

# %%
read_text = train_text[:800_000]
windows = TextWindows(vocabulary.encode(read_text), 64, batch_size=8, seed=0)
gpt = GPT(
    vocabulary,
    context_length=64,
    hidden_dim=128,
    num_layers=2,
    num_heads=4,
    positions="rotary",
    activation="relu",
    seed=0,
)

# %% [markdown] lang="en"
# It trains with this chapter's `train`, whose usual peak of the learning rate suits it.

# %% [markdown] lang="zh"
# 训练用本章的 `train`，学习率的峰值照常。

# %%
train_seconds = {}
_, train_seconds["GPT"] = train(gpt, windows)
print(f"{len(windows):,} steps, {gpt.count_params():,} parameters, {train_seconds['GPT']:.0f} s")
print(f"{bits(gpt):.2f} bits per character on validation text")

# %% [markdown] lang="en"
# Its rivals come from chapter 5. A **GRU** with a state of 256 numbers, about as many parameters, reads the same windows in the same order; its learning rate has the higher peak that suited it there. (It makes twice as many steps as there, each on half as many characters, so its figures are not those of chapter 5.) **N-grams** of order 5 and 7 count all of the training text, five times as much, since they need seconds for it. To be fair to the networks, a third n-gram, of order 5, counts only the characters that they have read.
#
# > **Predict before you run.** Same text, same number of steps, nearly the same number of parameters: does the GPT beat the GRU? Does either beat counting?

# %% [markdown] lang="zh"
# 对手都是第 5 章的老熟人。**GRU**，状态 256 个数，参数个数差不多，读同样的窗口，次序也一样；学习率的峰值取得高一些，第 5 章里它就适合这样。（步数是那一章的两倍，每步读的字符只有一半，所以成绩与第 5 章的不同。）**n 元模型**，5 阶和 7 阶，数的是全部训练文本，有五倍之多，反正只要几秒。为了对网络公平，另加一个 5 阶的（same text），只数网络读过的那些字符。
#
# > **先猜，再运行。** 同样的文本，同样的步数，参数也几乎一样多：GPT 能胜过 GRU 吗？两者有谁能胜过计数吗？

# %%
gru = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
_, train_seconds["GRU"] = train(gru, windows, peak=1e-2)
print(f"GRU: {gru.count_params():,} parameters, {train_seconds['GRU']:.0f} s, {bits(gru):.2f} bits")

# %% [markdown] lang="en"
# The n-grams need no steps, only counts.

# %% [markdown] lang="zh"
# n 元模型不用一步步训练，数就是了。

# %%
ngrams, counted_text = {}, {"n-gram 5": train_text, "n-gram 7": train_text}
counted_text["n-gram 5, same text"] = read_text
for name, text in counted_text.items():
    start = time.perf_counter()
    ngrams[name] = NGram(vocabulary, order=7 if "7" in name else 5).fit(text)
    train_seconds[name] = time.perf_counter() - start

# %% [markdown] lang="en"
# The examination is the first 40,000 characters of the test plays, in 20 pieces of 2,000; each piece is read from an empty state. All models sit the same one, once.

# %% [markdown] lang="zh"
# 考试用测试剧本的前 40,000 个字符，切成 20 段，每段 2,000 个，段段从空状态读起。所有模型同一张卷子，只考一次。


# %%
def cut(text, length):
    return [text[i : i + length] for i in range(0, len(text), length)]


pieces = cut(test_text[:40_000], 2_000)
log_probs = {"GPT": gpt.log_prob(pieces), "GRU": gru.log_prob(pieces)}
for name, counted in ngrams.items():
    log_probs[name] = [counted.log_prob(piece) for piece in pieces]
test_bits = {
    name: metrics.bits_per_character(np.concatenate(found), 40_000)
    for name, found in log_probs.items()
}
print({name: round(value, 2) for name, value in test_bits.items()})

# %% [markdown] lang="en"
# Of the two networks the GRU is ahead, by about a sixth of a bit: same text, same number of steps, about as many seconds. The n-gram that has counted the same text is level with the GRU, at less than a hundredth of the time, and those that have counted five times as much are ahead of both.
#
# Do not make a law of this. Both networks are small and have read each character once. The GRU is built to read in order; the GPT must first find out that the character before it matters, and only then what it means. What the published comparisons show, at budgets thousands of times ours, is that the Transformer goes on improving where recurrent networks slow down (Kaplan et al. 2020, arXiv:2001.08361, figure 7). A run of minutes cannot show that, and the seconds here are those of two processor cores: on a machine that computes thousands of positions at once, the GPT's time falls much further than the GRU's, which has to wait for each character.
#
# ## Writing with kept keys and values
#
# To write character 1,000, must a GPT read the 999 before it again? No. Under a causal mask, nothing that comes later changes what was computed earlier. So the keys and values of every position that has been read can be **kept**; a new character adds one query, one key and one value to each layer. This is the whole trick, and it costs memory: for each layer the keys and the values of all positions still in reach. `advance` reads any number of tokens after a kept state. Read 100 characters at once and 30 more one by one, well past the window of 64, and it must give what one pass over all 130 gives.

# %% [markdown] lang="zh"
# 两个网络里 GRU 领先，大约六分之一比特：文本一样，步数一样，秒数也差不多。只数同样文本的 n 元模型与它打平，用时不过百分之一；数了五倍文本的，把两个网络都甩在后面。
#
# 这可算不上定律。两个网络都小，每个字符只读过一遍。GRU 天生就按次序读；GPT 得先发现前一个字符要紧，然后才谈得上它是什么意思。已发表的比较，预算是我们的成千上万倍，结论是：循环网络慢下来的地方，Transformer 还在继续进步（Kaplan 等，2020，arXiv:2001.08361，图 7）。几分钟的训练看不出这一点。这里的秒数也只代表两个处理器核心：换上能同时计算成千上万个位置的机器，GPT 的用时会缩短得多，而 GRU 只能一个字符一个字符地等。
#
# ## 留着键和值来写
#
# 要写第 1,000 个字符，GPT 得把前面 999 个重读一遍吗？不用。有因果掩码在，后来的字符改变不了先前算出的任何东西。所以凡是读过的位置，键和值都可以**留着**；新来一个字符，每层只添一个查询、一个键、一个值。全部诀窍就在这里，代价是内存：每一层都要存下还看得见的所有位置的键和值。`advance` 能在留下的状态之后接着读任意多个词元。先一口气读 100 个字符，再一个一个读 30 个，早已越过 64 的窗口；结果必须与把 130 个一遍读完相同。

# %% tags=["nbval-check-output"]
ids = vocabulary.encode(validation_text[:130])[None]
at_once = ops.convert_to_numpy(gpt(ids))
logits, state = gpt.advance(ids[:, :100], gpt.initial_state(1))
found = [logits]
for i in range(100, 130):
    logits, state = gpt.advance(ids[:, i : i + 1], state)
    found.append(logits)
np.testing.assert_allclose(np.concatenate(found, axis=1), at_once, atol=1e-4)
print("100 characters at once and 30 one by one: the same logits as in one pass")
count, kept = state
numbers = sum(np.prod(tensor.shape) for pair in kept for tensor in pair)
print(f"read {int(count[0])} characters; kept: {numbers:,} numbers, the GRU keeps 256")

# %% [markdown] lang="en"
# There are 2 layers × 2 (keys and values) × 64 positions × 128 numbers. Here is the price of not squeezing everything into a state: a large model with a long context can keep gigabytes for a single conversation, and much engineering goes into keeping less, for instance by heads that share their keys and values (Shazeer 2019, arXiv:1911.02150).
#
# What does it gain? As in chapter 5, two ways of writing in one run: `generate`, a compiled loop with kept keys and values; and `model.predict` on the last 64 characters for every new one, as many tutorials have it.

# %% [markdown] lang="zh"
# 这个数是 2 层 × 2（键和值）× 64 个位置 × 128 个数。不把一切挤进一个状态，代价就在这里：上文很长的大模型，一场对话就可能要存几个 GB。怎样少存一点，工程上下了很多功夫，例如让几个头共用键和值（Shazeer 2019，arXiv:1911.02150）。
#
# 换来了什么？照第 5 章的办法，在同一次运行里比两种写法：一种是 `generate`，编译好的循环，键和值都留着；另一种是每写一个字符，就拿最后 64 个字符调用一次 `model.predict`，许多教程就是这么写的。


# %%
def with_predict(length):
    text = "ROMEO:\n" * 10
    for i in range(length):
        logits = gpt.predict(vocabulary.encode(text[-64:])[None], verbose=0)[0, -1]
        p = np.exp((logits - logits.max()).astype("float64") / 0.8)
        text += vocabulary.decode([np.random.default_rng(i).choice(len(p), p=p / p.sum())])


# %% [markdown] lang="en"
# `speed` calls a writer once to have it compiled and times the second call. The rivals write too.

# %% [markdown] lang="zh"
# `speed` 先调用一次，让它编译好，再给第二次计时。几个对手也一起来写。


# %%
def speed(write, length):
    write(length)
    start = time.perf_counter()
    write(length)
    return length / (time.perf_counter() - start)


writers = {"GPT": gpt, "GRU": gru, "n-gram 5": ngrams["n-gram 5"], "n-gram 7": ngrams["n-gram 7"]}
per_second = {}
for name, model in writers.items():

    def write(length, model=model):
        model.generate("ROMEO:\n", length, temperature=0.8, seed=0)

    per_second[name] = speed(write, 200 if "gram" in name else 2_000)
by_predict = speed(with_predict, 15)
print(f"GPT with predict: {by_predict:.0f} characters a second, kept and compiled: ", end="")
print(f"{per_second['GPT']:,.0f}, {per_second['GPT'] / by_predict:,.0f} times as many")

# %% [markdown] lang="en"
# Two things are mixed in that factor: most of it is the overhead of calling `predict` for one character, the rest the 63 positions that are computed again. In a large model it is the other way round. Now everything in one table.

# %% [markdown] lang="zh"
# 这个倍数里混着两样东西：大头是为一个字符调用一次 `predict` 的额外开销，其余才是白白重算的 63 个位置。换成大模型，两者的比重就倒过来了。现在把所有结果放进一张表，各列依次是测试比特/字符（test bits）、参数个数（parameters；n 元模型没有参数，只有计数，counts）、训练秒数（seconds）、每秒写出的字符数（characters/s）。

# %%
sizes = dict.fromkeys(test_bits, "counts")
sizes |= {"GPT": f"{gpt.count_params():,}", "GRU": f"{gru.count_params():,}"}
print(f"{'':21} {'test bits':>9} {'parameters':>11} {'seconds':>8} {'characters/s':>13}")
for name, value in test_bits.items():
    written = f"{per_second[name]:,.0f}" if name in per_second else ""
    print(f"{name:21} {value:9.2f} {sizes[name]:>11} {train_seconds[name]:8.1f} {written:>13}")

# %% [markdown] lang="en"
# An n-gram has counts instead of parameters. In chapter 5 the one of order 5 had met 263,236 different sequences of five characters, and it stores the shorter ones too: a network's 400,000 numbers are of the same order. And no number tells how it reads. Here is what the GPT writes at temperature 0.8.

# %% [markdown] lang="zh"
# n 元模型没有参数，只有计数。第 5 章的 5 阶模型，光是不同的五字符序列就遇到过 263,236 个，更短的还没算；网络的四十万个数，与它在同一个量级。不过读来如何，数字是说不出的。GPT 在温度 0.8 下写的是这样：

# %%
print(gpt.generate("ROMEO:\n", 400, temperature=0.8, seed=3))

# %% [markdown] lang="en"
# Speakers in capitals with a colon, lines, questions, a good many real words: the form is there. Sense is not, nor a sentence that holds.
#
# ## What the heads look at
#
# Attention has an agreeable side: its weights are numbers between 0 and 1 that one can draw. `attention_weights` returns them for a text. We take one line of *Twelfth Night*, which the model has not read. Each panel is one head. A row is a position that asks, a column a position that it may look at; dark means much weight (↵ is the line break that stands before every text, ␣ a space). Above the diagonal lies the future: white.

# %% [markdown] lang="zh"
# 大写的说话人加冒号、分行、问句，真单词也不少：样子有了。意思没有，站得住的句子也没有。
#
# ## 各个头在看什么
#
# 注意力有个讨喜的地方：权重都是 0 到 1 之间的数，画得出来。`attention_weights` 给出一段文本的全部权重。我们取《第十二夜》的一行，模型没读过这部戏。一格是一个头；行是发问的位置（asks），列是被看的位置（is looked at），颜色越深，权重越大（↵ 是每段文本前面的换行，␣ 是空格符）。对角线以上是未来，一片空白。

# %%
line = "If music be the food of love"
weights = gpt.attention_weights(line)
labels = ["↵", *line.replace(" ", "␣")]
figure, axes = plt.subplots(2, 4, figsize=(10, 5.4), layout="constrained")
for (layer, head), axis in zip(np.ndindex(2, 4), axes.flat, strict=True):
    axis.imshow(weights[layer, head], cmap="Blues", vmin=0, vmax=1)
    axis.set_title(f"layer {layer + 1}, head {head + 1}", fontsize=9)
    axis.set_xticks(range(len(labels)), labels, fontsize=6)
    axis.set_yticks(range(len(labels)), labels, fontsize=6)
for axis in axes[:, 0]:
    axis.set_ylabel("position that asks", fontsize=8)
for axis in axes[1]:
    axis.set_xlabel("position looked at", fontsize=8)
plotting.show(
    figure,
    "Eight square maps, white above the diagonal. Some heads show a thin dark line just below the "
    "diagonal, others spread their weight over several positions near it.",
    "八幅方形的图，对角线以上是白的。有的头在对角线下方紧挨着有一条细细的深色线，有的头把权重摊在附近几个位置上。",
)

# %% [markdown] lang="en"
# One line of verse is an anecdote. So we measure over 30 pieces of validation text, of 63 characters each: how far back a head looks on average, and how much of its weight lies on the character just before, or on the position itself. The last row is a head that looks at everything alike.

# %% [markdown] lang="zh"
# 一行诗只能当个趣闻。所以换 30 段验证文本来量，每段 63 个字符：一个头平均往回看多远（distance），权重有多少落在前一个字符上（on previous），多少落在自己身上（on itself）。最后一行是对一切一视同仁的头（uniform），用来对照。


# %%
def statistics(maps):
    steps = np.arange(maps.shape[-1])
    distance = (maps * (steps[:, None] - steps)).sum(axis=-1).mean(axis=-1)
    previous = np.diagonal(maps, -1, -2, -1).mean(axis=-1)
    return distance, previous, np.diagonal(maps, 0, -2, -1).mean(axis=-1)


# %% [markdown] lang="en"
# The maps of all pieces are averaged first: the three figures are linear in the weights.

# %% [markdown] lang="zh"
# 先把各段的图取平均：这三个量对权重都是线性的，先平均再算，与先算再平均，结果都一样。

# %%
maps = np.mean([gpt.attention_weights(piece) for piece in cut(validation_text[:1890], 63)], axis=0)
looked = statistics(maps)
print("layer head  distance  on previous  on itself")
for layer, head in np.ndindex(2, 4):
    row = [values[layer, head] for values in looked]
    print(f"{layer + 1:5} {head + 1:4} {row[0]:9.1f} {row[1]:12.2f} {row[2]:10.2f}")
uniform = np.tri(64) / np.arange(1, 65)[:, None]
print("{:10} {:9.1f} {:12.2f} {:10.2f}".format("uniform", *statistics(uniform)))
before = np.unravel_index(looked[1].argmax(), looked[1].shape)
farthest = np.unravel_index(looked[0].argmax(), looked[0].shape)

# %% [markdown] lang="en"
# All of them look close by: they reach back a few characters on average, where a head without preference would look 16 back. One head puts well over half of its weight on the character just before; others put nearly half on the position itself. A head that looks at the previous character is found in Transformers large and small; later layers can build on what it has fetched (Olsson et al. 2022, arXiv:2209.11895). Our strongest one sits in the last layer, where only the feed-forward network still follows.
#
# > **Misconception: "the map shows why the model said what it said."** It shows where a mean was taken, of values that earlier layers have already mixed, and what comes of it is added to the residual and passes the feed-forward network besides. Jain and Wallace (2019, arXiv:1902.10186), studying recurrent networks with attention, found quite different weights that give the same prediction; Wiegreffe and Pinter (2019, arXiv:1908.04626) answered that this depends on what one calls an explanation. Neither side takes a map by itself for a proof.
#
# What does give evidence is to **intervene**: take a head out and measure. The output projection has one slice for each head; set it to zero, and that head adds nothing.
#
# > **Predict before you run.** Which head will be missed most: the one with most weight on the previous character, the one that looks farthest back, or another?

# %% [markdown] lang="zh"
# 八个头都只看近处：平均往回看几个字符而已，一视同仁的头则要看到 16 个左右。有一个头，一大半权重都压在前一个字符上；另有几个，将近一半压在自己身上。专看前一个字符的头，大大小小的 Transformer 里都找得到；它取来的东西，后面的层可以接着用（Olsson 等，2022，arXiv:2209.11895）。我们这个最强的却在最后一层，后面只剩前馈网络了。
#
# > **常见误解：“看看注意力图，就知道模型为什么这么说。”** 图上画的只是在哪里取了平均；被平均的那些值，前面的层早已混过一道，结果还要并入残差，再经过后面的前馈网络。Jain 与 Wallace（2019，arXiv:1902.10186）研究带注意力的循环网络，找到了另一些权重，与原来的大不相同，预测却一样；Wiegreffe 与 Pinter（2019，arXiv:1908.04626）回应说，这要看你把什么叫做解释。但双方都没有把单单一张图当作证明。
#
# 能拿出证据的是**干预**：拿掉一个头，再量一量。输出投影里每个头各占一片，把这一片置零，这个头就什么也不添了。
#
# > **先猜，再运行。** 拿掉哪个头最伤：最看重前一个字符的，看得最远的，还是别的？

# %%
whole, price = bits(gpt), np.zeros((2, 4))
for layer, block in enumerate(gpt.blocks):
    kernel = block.attention.output_dense.kernel
    original = ops.convert_to_numpy(kernel)
    for head in range(4):
        without = original.copy()
        without[head] = 0
        kernel.assign(without)
        price[layer, head] = bits(gpt) - whole
    kernel.assign(original)
assert abs(bits(gpt) - whole) < 1e-6

# %% [markdown] lang="en"
# Is the price of a head written in its map? We plot it against the share of its weight on the previous character.

# %% [markdown] lang="zh"
# 一个头值多少，能从图上看出来吗？把它的代价与落在前一个字符上的权重比例画在一起。

# %%
figure, axis = plt.subplots(figsize=(5, 3.2), layout="constrained")
for layer in range(2):
    axis.scatter(looked[1][layer], price[layer], label=f"layer {layer + 1}")
    for head in range(4):
        axis.annotate(f" {head + 1}", (looked[1][layer, head], price[layer, head]), fontsize=8)
axis.set(xlabel="share of weight on the previous character", ylabel="bits lost without the head")
axis.legend()
plotting.show(
    figure,
    "Eight points, one for each head: the share of its weight on the previous character across, the "
    "bits per character lost without it upwards.",
    "八个点，一个点一个头：横轴为落在前一个字符上的权重比例，纵轴为拿掉它多花的比特/字符。",
)

# %% [markdown] lang="en"
# Each point is a head, numbered; across is the share of its weight on the previous character, upwards what its loss costs in bits per character. The dearest heads cost about a quarter of a bit, the cheapest less than a tenth; and the one that stares hardest at the previous character is not among the dear ones, perhaps because the others see that character too. The one that looks farthest back (layer 1, head 3) lies in the middle. The map does not tell the price. Even this is no last word: a model trained without that head might have found another way, and in large models many heads can go at little cost (Michel, Levy & Neubig 2019, arXiv:1905.10650).
#
# ## Quatrains again
#
# Chapter 5 ended with verse, and there the GRU beat the counts. The same protocol for a GPT: the same poems, each an example of its own, padded with line breaks; twelve poems a batch, one reading. The embedding is shared with the output layer here too, so nearly two thirds of the parameters are the table of characters.

# %% [markdown] lang="zh"
# 一个点是一个头，旁边是它的编号；横轴是它落在前一个字符上的权重比例，纵轴是拿掉它以后每个字符多花的比特。最贵的头约值四分之一比特，最便宜的不到十分之一；死盯着前一个字符的那个并不贵，大概因为那个字符别的头也看得见。看得最远的（第 1 层第 3 个）居中。值多少，图上看不出来。这也不是最后的定论：一开始就少一个头来训练，模型也许会另想办法；大模型里许多头拿掉也没什么损失（Michel、Levy 与 Neubig 2019，arXiv:1905.10650）。
#
# ## 再写绝句
#
# 第 5 章以诗收尾，在那里 GRU 胜过了计数。换 GPT 来，办法照旧：同样的诗，一首一个样本，用换行符补齐；每批十二首，读一遍。这里的嵌入同样与输出层共用一张表，所以近三分之二的参数都在这张字表里。

# %%
poem_texts = data.load_text("tang_poems")
poem_vocabulary = CharacterVocabulary.of(poem_texts[0])
train_poems, validation_poems, test_poems = (text.strip().split("\n\n") for text in poem_texts)
rows = [poem_vocabulary.encode(f"\n{poem}\n\n") for poem in train_poems]
poem_ids = np.full((len(rows), max(map(len, rows))), poem_vocabulary.encode("\n")[0])
for ids, row in zip(poem_ids, rows, strict=True):
    ids[: len(row)] = row

# %% [markdown] lang="en"
# We call it the poet again. Its vocabulary is the quatrains' own.

# %% [markdown] lang="zh"
# 还是叫它“诗人”（`poet`），词表换成绝句自己的。

# %%
poet = GPT(
    poem_vocabulary, context_length=64, hidden_dim=128, num_layers=2, activation="relu", seed=0
)
poem_batches = data.Batches(poem_ids[:, :-1], poem_ids[:, 1:], batch_size=12, seed=0)
_, seconds = train(poet, poem_batches, peak=3e-3)
table = poem_vocabulary.size * 128 / poet.count_params()
print(f"{poet.count_params():,} parameters, {table:.0%} of them the table; {seconds:.0f} s")

# %% [markdown] lang="en"
# The examination is chapter 5's: the test poems with the two line breaks after each. An n-gram of order 2 sits it too. (Chapter 5's GRU, twice as wide, took about 7.25 bits.)

# %% [markdown] lang="zh"
# 考卷也是第 5 章的：测试部分的诗，连同每首末尾的两个换行。2 阶 n 元模型同场应考。（第 5 章的 GRU 宽一倍，用了约 7.25 比特。）

# %%
exam = [f"{poem}\n\n" for poem in test_poems]
counted = NGram(poem_vocabulary, 2).fit("\n" + poem_texts[0])
verse_log_probs = {
    "n-gram 2": [counted.log_prob("\n" + poem)[1:] for poem in exam],
    "GPT": poet.log_prob(exam),
}
verse_bits = {
    name: metrics.bits_per_character(np.concatenate(found), sum(map(len, exam)))
    for name, found in verse_log_probs.items()
}
print({name: round(value, 2) for name, value in verse_bits.items()}, "bits per character")

# %% [markdown] lang="en"
# The GPT is ahead of the counts by a third of a bit, and behind chapter 5's GRU by a quarter of one. A thousand steps are few for a network that has to learn what "the character before" means, and 30 characters give its long look little to find. Chapter 1's remark holds: whoever compares methods must say at which budget.
#
# Now it continues the first lines of test poems, at temperature 0.8, and we ask chapter 5's three questions by machine: form, rhyme, tones. Beside it stand the real poems, and these with all their characters shuffled, which is what chance gives.

# %% [markdown] lang="zh"
# GPT 比计数强三分之一比特，比第 5 章的 GRU 差四分之一比特。网络要先学会“前一个字”是怎么回事，一千步实在太少；一首诗不过三十来个字符，它看得远的长处也施展不开。第 1 章说得对：比较方法，先得说清预算。
#
# 接下来请它续写测试诗的首句，温度 0.8，再由机器来问第 5 章的三个问题：格式（form）、押韵（rhyme）、平仄（tones）。旁边放上真诗（real），以及把真诗的字全部打乱的结果（shuffled），也就是碰运气的水平。

# %%
from collections import Counter

traditional = "".join(data.load_text("tang_poems", script="traditional")[0])
same = Counter(zip(poem_texts[0], traditional, strict=True))
back = dict(pair for pair, _ in reversed(same.most_common()))


def to_traditional(text):
    return "".join(back.get(character, character) for character in text)


# %% [markdown] lang="en"
# The prompts are the first lines of all test poems whose characters the poet knows.

# %% [markdown] lang="zh"
# 凡是没有生字的测试诗，都取首句来做开头。

# %%
real = [poem for poem in test_poems if not poem_vocabulary.unknown(poem)]
first_lines = [poem.partition("\n")[0] for poem in real]
prompts = [line + "\n" for line in first_lines]
continued = poet.generate(prompts, 27, temperature=0.8, seed=0)
written = [poem.partition("\n\n")[0] for poem in continued]

# %% [markdown] lang="en"
# The shuffled poems take their characters from one bag; then all three are scored.

# %% [markdown] lang="zh"
# 打乱的诗，字从同一个袋子里摸；然后三组一起打分。

# %%
bag = list(np.random.default_rng(0).permutation(list("".join(real).replace("\n", ""))))
shuffled = ["".join(c if c == "\n" else bag.pop() for c in poem) for poem in real]
verse_scores = {}
for name, poems in {"real": real, "written": written, "shuffled": shuffled}.items():
    poems = [to_traditional(poem) for poem in poems]
    scores = [getattr(metrics, f"{s}_share")(poems) for s in ("form", "rhyme", "tone")]
    verse_scores[name] = scores
    print(f"{name:9} form {scores[0]:.2f}, rhyme {scores[1]:.2f}, tones {scores[2]:.2f}")

# %% [markdown] lang="en"
# The first six, as they come: the first line of each is a Tang poet's, the rest is the GPT's.

# %% [markdown] lang="zh"
# 头六首原样列出：每首的第一句是唐人的，其余是 GPT 写的。

# %%
for i in range(0, 6, 3):
    for lines in zip(*(poem.split("\n") for poem in written[i : i + 3]), strict=False):
        print("    ".join(f"{line:　<7}" for line in lines))
    print()

# %% [markdown] lang="en"
# It keeps the form nearly always, more often than chapter 5's GRU with 87%. It rhymes no more often than chance, and the tones are right in one poem of ten, where real poems have them in seven. In principle the GPT has the shorter way: from the end of the fourth line to the end of the second it takes one look back, where the GRU has to carry the rhyme through 12 or 16 characters. But a way that is open must still be found, and in one reading the rhyme is worth too little to look for it.
#
# ## A poet that answers: encoder and decoder
#
# The original Transformer was built for translation: one text in, another out. An **encoder** reads the whole source, with no causal mask, since all of it is known. A **decoder** writes the answer under a causal mask, and in each of its blocks a second attention, the **cross-attention**, puts its questions to the encoder's result: queries from the answer, keys and values from the source.
#
# Our task is an old parlour game: one person says a line, another caps it. The source is line 1 of a quatrain and the answer line 2, or the source line 3 and the answer line 4. `EncoderDecoder.pairs` makes the arrays: shorter texts are padded, a mask keeps the padding out of sight, and the weights keep it out of the loss.

# %% [markdown] lang="zh"
# 格式几乎首首都对，比第 5 章 GRU 的 87% 还高。押韵与碰运气无异；平仄十首里对一首，真诗有七首。论理，GPT 的路更短：从第四句末字看到第二句末字，一眼就到；GRU 得把韵一路记过 12 或 16 个字符。可是路通了，还得有人去找；只读一遍，韵脚那点好处，不值得专门去找。
#
# ## 对句的诗人：编码器与解码器
#
# 最早的 Transformer 是为翻译造的：进去一段文字，出来另一段。**编码器**通读原文，不加因果掩码，因为原文全都已知。**解码器**在因果掩码下写答句，每一块里还有第二道注意力，叫**交叉注意力**，专向编码器的结果提问：查询来自答句，键和值来自原文。
#
# 我们的题目是一种古老的游戏：一人出句，一人对句。出句是绝句的第一句，答句是第二句；或者出句是第三句，答句是第四句。数组由 `EncoderDecoder.pairs` 来备：短的补齐，掩码把补上的部分遮住，权重则不让它计入损失。


# %% tags=["nbval-check-output"]
def couplets(poems):
    lines = [poem.split("\n") for poem in poems]
    return [p[i] for p in lines for i in (0, 2)], [p[i] for p in lines for i in (1, 3)]


sources, answers = couplets(train_poems[:5_000])
answerer = EncoderDecoder(
    poem_vocabulary, context_length=16, hidden_dim=128, num_layers=2, activation="relu", seed=0
)
x, y, counts = answerer.pairs(sources, answers)
print(f"{len(sources):,} pairs:", {name: array.shape for name, array in x.items()})
for row in range(2):
    print(f"{sources[row]} -> {answers[row]}")

# %% [markdown] lang="en"
# One reading, 16 pairs a batch, the same schedule as in `train`.

# %% [markdown] lang="zh"
# 读一遍，每批 16 对，学习率的安排与 `train` 相同。

# %%
steps = len(y) // 16
schedule = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 9 // 10, alpha=0.01, warmup_target=3e-3, warmup_steps=steps // 10
)
optimizer = FlatAdam(schedule, beta_2=0.99, global_clipnorm=1.0)
answerer.compile(optimizer, steps_per_execution=20)
start = time.perf_counter()
answerer.fit(x, y, sample_weight=counts, batch_size=16, verbose=0)
print(f"{answerer.count_params():,} parameters, {time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# It answers the first lines of the test poems at temperature 0.8; beside each answer stands the poet's own.

# %% [markdown] lang="zh"
# 让它给测试诗的首句对下句，温度 0.8；每一行依次是出句、它的答句、诗人的原句。

# %%
own = [poem.split("\n")[1] for poem in real]
answered = answerer.generate(first_lines, 8, temperature=0.8, seed=0)
for given, answer, true in zip(first_lines[:8], answered, own, strict=False):
    print(f"{given:　<8}{answer:　<8}{true}")

# %% [markdown] lang="en"
# Again we ask by machine. **Length**: as many characters as the source? **Rhyme**: do the two line ends rhyme? (Often a quatrain's first line rhymes with its second, not always.) **Taken**: does the answer stand in a training poem? For real answers that share is 0, since the collection is split so. Beside the poets' own answers stand the same ones dealt to other sources: what one gets without looking at the source.
#
# > **Predict before you run.** The decoder never sees how long its answer should be. In what share of cases will it stop at the source's length?

# %% [markdown] lang="zh"
# 还是由机器来问。**字数**（length）：与出句一样长吗？**押韵**（rhyme）：两句末字押韵吗？（绝句的首句常与第二句押韵，但不一定。）**照搬**（taken）：答句在训练的诗里有没有？诗人原句的这一项是 0，因为划分数据时已经保证了这一点。旁边除了诗人的原句（own），还有把原句随意发给别的出句的（dealt）：不看出句，就是这个水平。
#
# > **先猜，再运行。** 没有人告诉解码器该写多少字。它停下时与出句一样长的，会占多少？

# %%
from aigc_keras.metrics.text import rhymes

training_lines = set(poem_texts[0].split("\n")) - {""}
dealt = [own[i] for i in np.random.default_rng(0).permutation(len(own))]
answer_scores = {}
for name, lines in {"written": answered, "own": own, "dealt": dealt}.items():
    ends = [to_traditional(a[-1] + b[-1:]) for a, b in zip(first_lines, lines, strict=True)]
    answer_scores[name] = (
        np.mean([len(a) == len(b) for a, b in zip(first_lines, lines, strict=True)]),
        np.mean([len(end) == 2 and rhymes(*end) for end in ends]),
        np.mean([line in training_lines for line in lines]),
    )
    print("{:8} length {:.2f}, rhyme {:.2f}, taken {:.3f}".format(name, *answer_scores[name]))

# %% [markdown] lang="en"
# Nearly every answer has the source's length, where dealt ones hit it in five cases of eight. It rhymes no more than those that were dealt, while of the poets' own six in ten do. None is taken from the training poems. The decoder can know the length from the source only: the cross-attention works. Does it take over anything of the meaning too? Put the question to the likelihood. We score each poet's own answer three times: given its true source; given the first line of another poem *of the same length*, so that the length cannot help; and given a line of the other length, five for seven or seven for five.

# %% [markdown] lang="zh"
# 几乎每句都与出句一样长，随意发的八句里只有五句。押韵的与随意发的差不多一样少，诗人自己的十句里却有六句押韵。没有一句是从训练诗里照搬的。该写几个字，解码器只能从出句得知，可见交叉注意力起了作用。那么，意思上也接过来一点没有？这要由似然来回答。诗人的每个原句打三次分：给它真正的出句（true source）；给它另一首诗的首句，而且*一样长*，好让字数帮不上忙（same length）；给它一句长短不同的，五言换七言，七言换五言（other length）。

# %%
places = {n: [i for i, given in enumerate(first_lines) if len(given) == n] for n in (5, 7)}
same_length, other_length = list(first_lines), list(first_lines)
for n, rows in places.items():
    for k, i in enumerate(rows):
        same_length[i] = first_lines[rows[k - 1]]
        other_length[i] = first_lines[places[12 - n][k % len(places[12 - n])]]

# %% [markdown] lang="en"
# The same 627 answers are scored with each of the three.

# %% [markdown] lang="zh"
# 同样的 627 个答句，分别配上三种出句来打分。

# %%
given = {"true source": first_lines, "same length": same_length, "other length": other_length}
given = {name: answerer.log_prob(lines, own) for name, lines in given.items()}
characters = sum(len(line) + 1 for line in own)
source_bits = {
    name: metrics.bits_per_character(np.concatenate(found), characters)
    for name, found in given.items()
}
pairs = zip(given["true source"], given["same length"], strict=True)
prefer = np.mean([a.sum() > b.sum() for a, b in pairs])
print({name: round(value, 2) for name, value in source_bits.items()}, "bits per character")
print(f"of {len(own)} answers, {prefer:.0%} are more probable given the true source")

# %% [markdown] lang="en"
# A source of the wrong length costs more than two bits for each character. A source of the right length from another poem costs practically nothing; little more than half of the answers are more probable given the true source, and with 627 of them, the uncertainty of that share is two points either way. (None of these figures can be compared with the poet's 7.51: here only second lines are asked.) So this poet has learned to count to five and seven, and has hardly begun to listen. The difference between the first two, for a whole answer, estimates how much the model has taken from the source beyond its length. An answer that suits every line equally well scores the same twice, however fine it reads: **fluency is no sign that the source was read**, and only a comparison of this kind tells them apart. The same check is worth making of a translator, a summariser or a chatbot that was given a document.
#
# ## Filling blanks: BERT's objective
#
# A GPT predicts from the left only. If the text is already there and merely has holes, why not look at both sides? Then "the next token" makes no sense as a target: without a mask each position would see its own answer. **BERT** (Devlin et al. 2019, arXiv:1810.04805) hides some tokens and asks for these: a stack of blocks without a causal mask, and a loss on the hidden positions only. `MaskedWindows` chooses 15% of them; the vocabulary's escape code, shown as �, serves as the blank.

# %% [markdown] lang="zh"
# 出句长短不对，每个字符要多花两比特以上。长短对、却是别人的出句，几乎不多花什么；真出句下概率更高的答句，也就占一半多一点，而 627 句的比例本身就有两个百分点的误差。（这些数不能与前面那位诗人的 7.51 相比：这里考的只是第二句。）可见这位诗人学会了数五和七，却几乎还没有开始听。前两项之差，按整个答句来算，就是除字数之外模型还从出句学到多少的估计。要是一个答句放在哪句后面都通，两次得分就会一样，读来再漂亮也没用：**通顺不等于读了出句**，只有这样对照才分得清。翻译、摘要、给了一份文件来问答的聊天机器人，也都值得照此查一查。
#
# ## 填空：BERT 的训练目标
#
# GPT 只凭左边来猜。要是文本已经摆在那里，只是破了几个洞，为什么不两边都看？可这样一来，“下一个词元”就当不成目标了：不加掩码，每个位置都看得见自己的答案。**BERT**（Devlin 等，2019，arXiv:1810.04805）的办法是藏起一些词元，只问这些：一摞没有因果掩码的块，损失只算藏起的位置。`MaskedWindows` 挑出其中 15%；词表的转义码显示为 �，正好拿来当空格。

# %% tags=["nbval-check-output"]
mask_windows = MaskedWindows(
    train_ids[:400_000],
    64,
    batch_size=8,
    seed=0,
    vocabulary_size=vocabulary.size,
    share=0.15,
)
x, y, hidden = mask_windows[0]
for row in range(3):
    print(repr(vocabulary.decode(x[row])))
    print(repr(vocabulary.decode(y[row])), int(hidden[row].sum()), "hidden")

# %% [markdown] lang="en"
# Look closely: a few of the chosen characters are not blank but replaced by a random one, and a few are left as they are. So the model cannot trust any character blindly. And there is a price: of 64 positions only about ten are questions, where a GPT gets 64 out of the same window. This model has the GPT's size; it reads half as much, 400,000 characters.

# %% [markdown] lang="zh"
# 细看就会发现：挑中的字符有几个没有变成空格，而是换成了一个随机的字符，还有几个原样留着。这样模型对哪个字符都不能盲目相信。代价也有：64 个位置里只有十个上下是题目，而同一个窗口，GPT 能出 64 道题。这个模型与前面的 GPT 一样大，读的文本是它的一半，即 400,000 个字符。

# %%
bert = MaskedLM(
    vocabulary,
    context_length=64,
    hidden_dim=128,
    num_layers=2,
    num_heads=4,
    activation="relu",
    seed=0,
)
losses, seconds = train(bert, mask_windows)
print(f"{len(mask_windows):,} steps, {bert.count_params():,} parameters, {seconds:.0f} s")

# %% [markdown] lang="en"
# `fill` writes the likeliest character into each blank, `blanks` gives the whole distribution. In the last two lines the left side is the same: what differs is what comes after.

# %% [markdown] lang="zh"
# `fill` 在每个空格里填上最可能的字符，`blanks` 给出整个分布。最后两行左边一模一样，不同的只是后面。

# %%
for text in ("I prit�ee, tell m� thy name.", "My l�rd, the k�ng is come to-�ight."):
    print(f"{text} -> {bert.fill(text)}")
for text in ("I �hall not go.", "I �ill not go."):
    found = bert.blanks(text)[0]
    best = np.argsort(-found)[:4]
    print(text, {vocabulary.decode([i]): round(float(found[i]), 2) for i in best})

# %% [markdown] lang="en"
# Now the examination: 1,000 windows of validation text with the character in the middle hidden. The model sees both sides; only what stands to the left; only what stands to the right. Blanks at the edge of a window occur in training as well, so all three questions are fair. Beside it we ask the GPT and an n-gram of order 7, which know the left only, and a guess that always says "space", the most frequent character.
#
# > **Predict before you run.** Which side tells more about a character, the left or the right? And is the model that sees both sides better than the GPT, which has had more questions in its training?

# %% [markdown] lang="zh"
# 考题来了：取验证文本的 1,000 个窗口，藏起正中的字符。让模型两边都看（both sides），只看左边（left side），只看右边（right side）。训练的时候，空格也会碰巧落在窗口边上，所以三种问法都公平。一旁请来只知道左边的 GPT 和 7 阶 n 元模型，再加一个永远回答“空格符”（always a space）的，空格符是最常见的字符。
#
# > **先猜，再运行。** 猜一个字符，左边和右边哪边更有用？GPT 训练时做的题更多，两边都看的模型比它强吗？

# %%
exam_ids = vocabulary.encode(validation_text[:64_000]).reshape(1_000, 64)
truth, left = exam_ids[:, 32], exam_ids[:, :32]
blanked = exam_ids.copy()
blanked[:, 32] = 0
views = {"both sides": (blanked, 32), "left side": (blanked[:, :33], 32)}
views["right side"] = (blanked[:, 32:], 0)

# %% [markdown] lang="en"
# Each asks for the likeliest character; the masked model may not answer with the blank itself.

# %% [markdown] lang="zh"
# 各取最可能的字符作答；填空的模型不许答“空格”本身。

# %%
guesses = {
    f"masked model, {name}": ops.convert_to_numpy(bert(view))[:, place, 1:].argmax(axis=-1) + 1
    for name, (view, place) in views.items()
}
gpt_logits = ops.convert_to_numpy(gpt(left))[:, -1]
guesses["GPT, left side"] = gpt_logits.argmax(axis=-1)
guesses["n-gram 7, left side"] = np.array(
    [ngrams["n-gram 7"].distribution(vocabulary.decode(row)).argmax() for row in left]
)
guesses["always a space"] = np.full(1_000, vocabulary.encode(" ")[0])

# %% [markdown] lang="en"
# How often is the answer right?

# %% [markdown] lang="zh"
# 答对的有多少？

# %%
accuracy = {name: np.mean(guess == truth) for name, guess in guesses.items()}
for name, share in accuracy.items():
    print(f"{name:26} {share:.1%}")

# %% [markdown] lang="en"
# With 1,000 questions, a share is uncertain by about one and a half points either way. Both sides beat either side alone by far, and the right side tells at least as much as the left. Against the GPT it is a close race: with both sides in view, the masked model is about as good as a GPT that sees the left alone, but has been asked thirteen times as many questions in its training. The n-gram, which has counted all of the text, is ahead of both.
#
# Is the GPT blind to the right side? Not quite. By Bayes' rule, p(character | both sides) is proportional to p(character | left) · p(right | left, character), and the GPT knows both factors: put each candidate into the hole and let it score the candidate and the 16 characters that follow. That costs one reading for each candidate; five will do.

# %% [markdown] lang="zh"
# 一共 1,000 道题，所以每个比例上下有一个半百分点左右的误差。两边都看，远胜只看一边；右边的用处不比左边小。与 GPT 相比则难分高下：填空的模型两边都看，才抵得上一个只看左边、训练时做的题却有十三倍之多的 GPT。n 元模型数过全部文本，比两者都强。
#
# GPT 就看不见右边吗？也不尽然。由贝叶斯公式，p(字符 | 两边) 正比于 p(字符 | 左边) · p(右边 | 左边, 字符)，而两个因子 GPT 都知道：把候选字符一个个填进洞里，让它给这个字符和后面的 16 个字符打分就行。只是每个候选都要重读一遍；取五个就够了。

# %%
candidates = np.argsort(-gpt_logits)[:, :5]
scores = []
for candidate in candidates.T:
    filled = exam_ids[:, :49].copy()
    filled[:, 32] = candidate
    log_p = ops.log_softmax(gpt(filled[:, :-1])[:, 31:], axis=-1)
    log_p = ops.take_along_axis(log_p, filled[:, 32:, None], axis=-1)
    scores.append(ops.convert_to_numpy(log_p)[..., 0].sum(axis=-1))
chosen = np.argmax(scores, axis=0)
accuracy["GPT, five candidates"] = np.mean(candidates[np.arange(1_000), chosen] == truth)
print(f"GPT, five candidates, both sides: {accuracy['GPT, five candidates']:.1%}")

# %% [markdown] lang="en"
# So much is the right side worth to the GPT: about twenty points, at the price of five readings. Both sides help whichever model uses them; BERT has the answer in one reading. What it lacks is a probability for the whole: its answers for several blanks are given independently of each other, no chain rule multiplies them to the probability of a text, and so it does not write. It is an encoder, used to find out what is in a text, not to write the next one.
#
# ## GPT, BERT and T5: what they share, and what not
#
# Three models made the Transformer's name, and we have now trained a small one of each kind. (T5, Raffel et al. 2019, arXiv:1910.10683, is an encoder and decoder like our answering poet; its pre-training hides spans of a text and has the decoder write them.)
#
# | | GPT | BERT | T5 |
# | --- | --- | --- | --- |
# | part of the original | decoder without cross-attention | encoder | encoder and decoder |
# | a position looks at | itself and what came before | everything | source: everything; answer: what came before, and the source |
# | question in training | the next token, at every position | the hidden tokens, 15% | the hidden spans, written one after the other |
# | probability of a text | by the chain rule | none | of an answer, given the source, by the chain rule |
# | writes | yes | no | yes |
# | may keep keys and values | yes | no: a new token changes all | of the answer; the source is read once |
# | what it is for | continuing; with scale, any task put as text | classifying, searching, tagging | from text to text: translating, summarising |
# | here | `gpt`, `poet` | `bert` | `answerer` |
#
# What they share is nearly all of the code: embeddings, positions, attention with several heads, feed-forward networks, residuals, normalisation. What sets them apart is above all two things: **the mask, and the question asked in training**. We keep this part's main figures; the end of the chapter checks them.

# %% [markdown] lang="zh"
# 右边对 GPT 就值这么多：二十个百分点上下，代价是读五遍。可见不管哪个模型，两边都看就是有用；BERT 只要读一遍就有答案。反过来却走不通：几个空格各答各的，没有链式法则能把它们乘成一段文本的概率，所以它不写文章。它是编码器，用来弄清一段文本里有什么，而不是写出下一段。
#
# ## GPT、BERT 和 T5：同在何处，异在何处
#
# Transformer 的名声是三个模型打出来的，这三类，我们现在各训练过一个小的了。（T5，即 Raffel 等，2019，arXiv:1910.10683，有编码器也有解码器，与我们那位对句的诗人同类；它的预训练把文本中的片段藏起来，让解码器写出来。）
#
# | | GPT | BERT | T5 |
# | --- | --- | --- | --- |
# | 原架构的哪一部分 | 解码器，去掉交叉注意力 | 编码器 | 编码器加解码器 |
# | 一个位置看得见 | 自己和前面的 | 全部 | 原文：全部；答句：前面的，外加原文 |
# | 训练时的题目 | 每个位置的下一个词元 | 藏起的词元，占 15% | 藏起的片段，一个词元接一个词元地写出 |
# | 文本的概率 | 链式法则 | 没有 | 给定原文时答句的概率，链式法则 |
# | 写不写 | 写 | 不写 | 写 |
# | 能留着键和值吗 | 能 | 不能：来一个新词元，全都变了 | 答句的能；原文只读一遍 |
# | 用来做什么 | 续写；规模大了，凡能写成文字的任务都行 | 分类、检索、标注 | 由文本到文本：翻译、摘要 |
# | 本章里的 | `gpt`、`poet` | `bert` | `answerer` |
#
# 三者相同的，几乎是全部代码：嵌入、位置、多头注意力、前馈网络、残差、归一化。不同的主要是两样：**掩码，以及训练时出的题目**。本节的主要数字先存起来，章末再一并检查。

# %%
results |= {f"test bits, {name}": value for name, value in test_bits.items()}
results |= {f"verse bits, {name}": value for name, value in verse_bits.items()}
results |= dict(zip(("form", "rhyme", "tones"), verse_scores["written"], strict=True))
results |= {
    "length kept": answer_scores["written"][0],
    "answers taken": answer_scores["written"][2],
}
results |= {f"answer bits, {name}": value for name, value in source_bits.items()}
results |= {"dearest head": price.max(), "prefers true source": prefer}
results |= {f"blank, {name}": value for name, value in accuracy.items()}

# %% [markdown] lang="en"
# ## How it grows: parameters, text, computing
#
# Everything so far was small. Why does the whole field build large ones? Chapter 1 gave the reason: the loss falls as a power law in parameters, text and computing (Kaplan et al. 2020, arXiv:2001.08361; Hoffmann et al. 2022, arXiv:2203.15556). There the network was the simplest that would do. The two papers are about Transformers; so now ask the same of ours, and add the question that the bill depends on. **For a given amount of computing: a larger model, or more text?**
#
# Computing can be counted beforehand. A number in a weight matrix costs one multiplication and one addition for each character; backwards it is twice as much again. That is $6N$ for $N$ parameters, the rule of thumb of both papers. (Kaplan et al. leave the embedding out of $N$, since it is only looked up. Our table makes the logits too, and there it is multiplied; so it counts.) In attention, each character also meets the $T$ keys of its window and mixes $T$ values: $12 \, L \, T \, h$ for $L$ layers of width $h$. The papers may leave that out. At our widths it would be a mistake:

# %% [markdown] lang="zh"
# ## 怎样长大：参数、文本、计算
#
# 到目前为止，一切都很小。可是整个行业为什么都在往大里做？理由第 1 章说过：损失随参数、文本和计算按幂律下降（Kaplan 等，2020，arXiv:2001.08361；Hoffmann 等，2022，arXiv:2203.15556）。那一章用的是最简单的网络，这两篇论文讲的却是 Transformer。所以现在拿我们的 Transformer 再问一遍，并且添上决定账单的那个问题：**计算量就这么多，该花在更大的模型上，还是更多的文本上？**
#
# 计算量可以事先数出来。权重矩阵里的一个数，每读一个字符要做一次乘法、一次加法；反向再加两倍。$N$ 个参数就是 $6N$，两篇论文都用这条经验法则。（Kaplan 等人的 $N$ 不算嵌入，因为那只是查表。我们的这张表还要用来算 logits，得乘，所以算上。）注意力里，每个字符还要见窗口中的 $T$ 个键，混合 $T$ 个值：$L$ 层、宽 $h$，就是 $12 \, L \, T \, h$。论文里的模型大，这一项可以略去；我们的模型窄，略去就错了：


# %% tags=["nbval-check-output"]
def tiny(width):
    options = {"num_layers": 2, "num_heads": 2, "activation": "relu", "seed": 0}
    return GPT(vocabulary, context_length=64, hidden_dim=width, **options)


widths = (16, 32, 64, 128)
parameters = np.array([tiny(width).count_params() for width in widths])
operations = 6 * parameters + 12 * 2 * 64 * np.array(widths)  # for a character, in training
for width, size, cost in zip(widths, parameters, operations, strict=True):
    share = 1 - 6 * size / cost
    print(f"width {width:3}: {size:7,} parameters, {cost:9,} operations, attention {share:4.0%}")

# %% [markdown] lang="en"
# Twice the width is nearly four times the parameters. So the wider models have to stop earlier, and still cost more. Each is measured on 8,192 characters of the validation plays whenever the text that it has read has doubled. As in chapter 1, the learning rate stays constant (the narrower the model, the higher it is) and the weights are averaged; a rate that falls to zero would favour the last point of each line.

# %% [markdown] lang="zh"
# 宽度翻一番，参数就将近四倍。所以宽的模型得早些停下来，即便如此，花的计算还是更多。读过的文本每翻一番，就在验证剧本的 8,192 个字符上量一次。和第 1 章一样，学习率保持不变（模型越窄，取得越高），权重取滑动平均；学习率若降到零，每条线的最后一点就占了便宜。

# %%
amounts = 20_480 * 2 ** np.arange(5)
plays_exam = [part[:32] for part in watched]
readings = {16: 5, 32: 4, 64: 4, 128: 3}  # how many of these amounts each width gets to


def grow(width):
    model, found, rate = tiny(width), [], 3e-3 * (128 / width) ** 0.5
    optimizer = FlatAdam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.95)
    model.compile(optimizer, steps_per_execution=20)
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    ends = amounts[: readings[width]]
    for first, last in zip([0, *ends[:-1]], ends, strict=True):
        windows = TextWindows(train_ids[first : last + 65], 64, batch_size=8, seed=0)
        model.fit(windows, shuffle=False, verbose=0, callbacks=[averaging])
        found.append(bits(model, plays_exam))
    return found


# %% [markdown] lang="en"
# > **Predict before you run.** At the same number of *characters*: does the widest model lead from the first point on? And at the same *computing*?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 读过的*字符*一样多，最宽的模型是从第一个点起就领先吗？花的*计算*一样多呢？

# %%
start = time.perf_counter()
grown = {width: grow(width) for width in widths}
print("width, bits per character after", *(f"{d / 1000:.0f}k" for d in amounts))
for width, found in grown.items():
    print(f"{width:5} {'':24}", *(f"{value:.2f}" for value in found))
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# The same numbers twice: by what was read, and by what it cost.

# %% [markdown] lang="zh"
# 同一批数画两遍：一遍按读了多少，一遍按花了多少。

# %%
figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharey=True, layout="constrained")
for (width, found), cost in zip(grown.items(), operations, strict=True):
    read = amounts[: len(found)]
    axes[0].loglog(read, found, marker="o", label=f"width {width}")
    axes[1].loglog(read * cost, found, marker="o", label=f"width {width}")
axes[0].set(xlabel="characters read", ylabel="validation bits per character")
axes[1].set(xlabel="operations in training")
axes[0].set_yticks([3, 4, 5], ["3", "4", "5"])
axes[0].set_xticks(amounts, [f"{d / 1000:.0f}k" for d in amounts])
for axis in (axes[0].xaxis, axes[0].yaxis):
    axis.set_minor_formatter("")
axes[1].legend(fontsize=8)
plotting.show(
    figure,
    "Validation bits of four GPTs, logarithmic axes. Against characters read, the wider model lies "
    "lower everywhere. Against operations, the narrow models come first and the wider follow.",
    "四个 GPT 的验证比特，双对数坐标。左图横轴为读过的字符数，越宽的越低；右图横轴为训练的运算次数，窄的先到，宽的在后。",
)

# %% [markdown] lang="en"
# Both panels show the same points, bits upwards, on logarithmic axes: a power law would be a straight line. On the left, against the characters read, the wider model is ahead at every point. From the same text a larger model learns more. On the right, against the operations spent, the same points change places: width 16 is lowest as far as it goes. Each line starts later. A wider model comes into its own only where the narrower one has flattened out and the lines cross. Here that point is not reached: where the line of width 16 ends, no wider model is below it yet. The lower edge of all lines together is what computing can buy.
#
# So the question has no answer without a budget: **for little computing a small model that reads much, for much computing a larger one.** Ours is very little. Hoffmann et al. drew this edge from more than 400 models and concluded that parameters and text should grow alike, about 20 tokens for each parameter; GPT-3 had read fewer than two. By that rule, width 16 would be worth leaving after some 155,000 characters, which it reaches here, and width 128 after eight million, a hundred times what it was given. (Characters are not their tokens, and the fit has since been redone, with other exponents and much the same advice: Besiroglu et al. 2024, arXiv:2404.10102.) Today one goes far beyond 20, for a reason that is not in the formula: a model is trained once and used very often, and a smaller one is cheaper each time.

# %% [markdown] lang="zh"
# 两幅图画的是同一批点，纵轴都是验证文本上的比特/字符，坐标取双对数：真是幂律，就该是一条直线。左图横轴是读过的字符数，每个点上都是宽的领先。同样的文本，大模型学到的更多。右图横轴是训练的运算次数，同一批点换了座次：宽 16 的线有多长，就领先到哪里。越宽的线起步越晚；要等窄的那条走平了，两线交叉，才轮到它出头。这里还没走到那一步：宽 16 的线到头时，更宽的没有一条在它下面。所有线合起来的下沿，就是计算能买到的东西。
#
# 所以，不说预算，这个问题就没有答案：**计算少，用小模型多读；计算多，才轮到大模型。** 我们的计算就少得很。Hoffmann 等人用四百多个模型画出这条下沿，结论是参数和文本应当同步增长，每个参数配约 20 个词元；GPT-3 每个参数只配了不到两个。照这条规则，宽 16 的模型读到 155,000 个字符左右就该换更大的了，这里它读到了；宽 128 的要读八百万个，是我们给它的一百倍。（字符不等于他们的词元；他们的拟合后来也有人重做，指数变了，建议大体没变：Besiroglu 等，2024，arXiv:2404.10102。）如今大家都远远超过 20，理由不在公式里：模型只训练一次，却要用很多很多次，小一点，次次都省。

# %% [markdown] lang="en"
# How steep? On logarithmic axes the slope is the exponent. The table allows two comparisons: the narrowest model over all the text that it has read, and all widths after the same 81,920 characters.

# %% [markdown] lang="zh"
# 有多陡？在双对数坐标里，斜率就是指数。表中可以做两种比较：最窄的模型，文本由少到多；都读过 81,920 个字符，模型由窄到宽。

# %%
by_text = -np.polyfit(np.log(amounts), np.log(grown[16]), 1)[0]
same_text = [found[2] for found in grown.values()]
by_size = -np.polyfit(np.log(parameters), np.log(same_text), 1)[0]
print(f"exponent in characters {by_text:.3f}, in parameters {by_size:.3f}")

# %% [markdown] lang="en"
# Kaplan et al. report 0.095 for text and 0.076 for parameters. Ours for text is somewhat steeper than theirs, ours for parameters less than half. Do not take the likeness, or the difference, for more than it is. Their exponents hold when everything else is ample; ours are taken where everything is scarce. Our text axis is also a count of training steps: after 20,480 characters a model has made 40 steps, and mostly it is still learning how frequent each letter is. A factor of 16 is not seven orders of magnitude. And no line may go on falling for ever: below the entropy of the text, $E$ in chapter 1's formula, there is nothing. What the little figure does show is the *form* of the argument: measure small, look for the straight stretch, extrapolate with care.
#
# > **Misconception: "The larger model is the better one."** With the same text, mostly. With the same money, only if there is enough of it. And in use, a small model that read much may be both cheaper and better than a large one that read little.

# %% [markdown] lang="zh"
# Kaplan 等人报告的是：文本 0.095，参数 0.076。我们的文本指数比他们的陡一些，参数指数不到他们的一半。像也好，不像也好，都别当真。他们的指数成立的前提是别的都管够，我们这里却样样都缺。我们的文本轴其实也是训练步数：读了 20,480 个字符，模型才走了 40 步，多半还在学哪个字母常见。16 倍也不是七个数量级。何况没有哪条线能一直降下去：文本的熵，也就是第 1 章公式里的 $E$，就是地板。这幅小图能展示的，只是这套论证的*样子*：先在小处量，再找直的那一段，外推时多加小心。
#
# > **常见误解：“模型越大越好。”** 文本一样多，多半如此。钱一样多，那得钱够多才行。到了用的时候，一个读得多的小模型，可能比一个读得少的大模型既便宜又好。

# %% [markdown] lang="en"
# ## Fine-tuning, and forgetting
#
# Hardly anyone trains a large model from nothing. One takes a trained model and goes on training it, on less text, of the kind that is wanted: **fine-tuning** (for language models, Howard & Ruder 2018, arXiv:1801.06146; Radford et al. 2018). What it gains is told everywhere. What it costs is told less often, and we can measure both.
#
# Our `gpt` knows nothing but plays. The other style should be as far from Shakespeare as English can be: Python's manual. It comes with every Python, in the module `pydoc_data.topics`, where `help("if")` finds it (under the licence of the Python Software Foundation). We drop the characters that the vocabulary does not know, such as brackets and most digits, and keep the paragraphs.

# %% [markdown] lang="zh"
# ## 微调与遗忘
#
# 大模型很少有人从零开始训练。通常是拿一个训练好的，用少得多的、合乎所需的文本接着练，这叫**微调**（用于语言模型，见 Howard 与 Ruder，2018，arXiv:1801.06146；Radford 等，2018）。微调有什么好处，到处都在讲；要付什么代价，讲的人就少了。两样我们都来量一量。
#
# 我们的 `gpt` 只读过剧本。另一种文体，要离莎士比亚越远越好，同时还得是英文：Python 的手册。它就装在每个 Python 里，`help("if")` 查的便是它，在模块 `pydoc_data.topics` 里（采用 Python 软件基金会的许可）。词表不认识的字符，如括号和大部分数字，一律删去，按段落留下来。

# %%
import re
from pydoc_data.topics import topics


def paragraphs_of(text):
    text = "".join(character for character in text if character in vocabulary)
    text = re.sub(" +", " ", re.sub("-{3,}", "", text))
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


manual = {topic: paragraphs_of(topics[topic]) for topic in sorted(topics)}
print(f"{len(manual)} topics, {sum(map(len, manual.values())):,} paragraphs")
print(manual["if"][-1])

# %% [markdown] lang="en"
# Every fifth topic is held out. Is that enough? A manual repeats itself: what stands under one heading is often copied under another. We look before we trust the split.

# %% [markdown] lang="zh"
# 每五个主题留出一个。这样就够了吗？手册爱重复：一个标题下的话，常常原样抄到另一个标题下。先查一查，再相信这个划分。

# %%
held_topics = list(manual)[::5]
to_read = dict.fromkeys(p for topic in manual if topic not in held_topics for p in manual[topic])
held = [p for topic in held_topics for p in manual[topic]]
new = [p for p in dict.fromkeys(held) if p not in to_read]
repeated = np.mean([p in to_read for p in held])
print(f"{repeated:.0%} of the held-out paragraphs also stand in a topic to be read")
manual_ids, held_ids = (vocabulary.encode("\n\n".join(texts)) for texts in (to_read, new))
print(f"{len(manual_ids):,} characters to read, {len(held_ids):,} held out")

# %% [markdown] lang="en"
# So split by topic alone, a good part of the examination would have been given away. The repeated paragraphs are out, and each paragraph counts once. (Numbers like these change a little with the version of Python, whose manual grows.)
#
# There are two examinations now, 8,192 characters each: validation plays and held-out manual. And five courses of 120 steps, each on 61,440 characters:
#
# - **manual**: the trained GPT reads the manual;
# - **mixed**: it reads manual and plays in equal parts, so it sees half as much of the manual;
# - **plays**: it goes on with plays that it has not read; nothing is new here, so this is the comparison for what a second start does by itself;
# - **beginner**: a fresh GPT of the same shape reads the manual, for as long;
# - **back**: the GPT from the course "manual" reads plays again.
#
# One compiled model serves for all of them: before each course it is given the weights to start from, and its optimizer is cleared. The learning rate is constant for the first half and a tenth of that in the second. A model that starts from trained weights takes smaller steps; the beginner's rate is three times as high, which suits it better.

# %% [markdown] lang="zh"
# 可见如果只按主题来分，考题就泄漏了好大一部分。重复的段落不要了，剩下的每段只算一次。（手册会长大，这些数字随 Python 的版本略有出入。）
#
# 于是有了两张卷子，各 8,192 个字符：一张出自验证用的剧本，一张出自留出的手册。课程有五门，都是 120 步，读 61,440 个字符：
#
# - **manual**（手册）：训练好的 GPT 读手册；
# - **mixed**（混读）：手册和剧本各读一半，所以手册只读到一半；
# - **plays**（剧本）：接着读没读过的剧本，没有什么新东西，正好用来对照，看看“重新开练”本身有什么影响；
# - **beginner**（新手）：形状相同、从零开始的 GPT 读手册，步数一样多；
# - **back**（回头）：上过“手册”这门课的 GPT，再回去读剧本。
#
# 五门课用的是同一个编译好的模型：开课前换上起点的权重，把优化器清零。学习率前一半不变，后一半降到十分之一。从训练好的权重出发，步子要小；新手的学习率是它的三倍，这样对新手更有利。

# %%
tuned = GPT.from_config(gpt.get_config())
beginner = tuned.get_weights()
optimizer = FlatAdam(1e-3, beta_2=0.99, global_clipnorm=1.0)
tuned.compile(optimizer, steps_per_execution=20)
held_windows = held_ids[:8192].reshape(32, 256), held_ids[1:8193].reshape(32, 256)
exams = {"plays": plays_exam, "manual": held_windows}


def study(weights, token_ids, peak=1e-3):
    tuned.set_weights(weights)
    for variable in optimizer.variables:
        variable.assign(ops.zeros_like(variable))
    marks = [[bits(tuned, exam) for exam in exams.values()]]
    for first, last, rate in ((0, 20, peak), (20, 60, peak), (60, 120, peak / 10)):
        optimizer.learning_rate = rate
        part = token_ids[first * 512 : last * 512 + 65]
        tuned.fit(TextWindows(part, 64, batch_size=8, seed=0), shuffle=False, verbose=0)
        marks.append([bits(tuned, exam) for exam in exams.values()])
    return np.array(marks), tuned.get_weights()


# %% [markdown] lang="en"
# > **Predict before you run.** 800,000 characters of Shakespeare are in these weights. Will 60,000 characters of manual leave them untouched, dent them, or wipe them out? And which will know the manual better in the end: the one who first learned Shakespeare, or the one with a free head?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 这些权重里装着八十万个字符的莎士比亚。六万个字符的手册读下来，会秋毫无犯、伤点皮毛，还是抹个干净？手册到最后谁学得更好：先学过莎士比亚的，还是脑子里一片空白的？

# %%
start, plays_ids = time.perf_counter(), train_ids[-70_000:]
stretches = [ids[: 7 * 5120].reshape(7, 1, 5120) for ids in (manual_ids, plays_ids)]
mixed_ids = np.concatenate(stretches, axis=1).ravel()
trained, marks, ends = gpt.get_weights(), {}, {}
marks["manual"], ends["manual"] = study(trained, manual_ids)
marks["mixed"], ends["mixed"] = study(trained, mixed_ids)
marks["plays"], ends["plays"] = study(trained, plays_ids)
marks["beginner"], ends["beginner"] = study(beginner, manual_ids, peak=3e-3)
marks["back"], ends["back"] = study(ends["manual"], plays_ids)
print(f"{'course':10} {'plays: before after':>22} {'manual: before after':>24}")
for name, ((plays, book), *_, (plays_after, book_after)) in marks.items():
    print(f"{name:10} {plays:16.2f}{plays_after:6.2f} {book:18.2f}{book_after:6.2f}")
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# (Mixed, the two texts alternate in stretches of 5,120 characters, and the windows are shuffled.) Drawn as a course of study:

# %% [markdown] lang="zh"
# （混读时，两种文本每 5,120 个字符一换，窗口再打乱。）画成学习的历程：

# %%
figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.2), sharey=True, layout="constrained")
steps, lines = np.array([0, 20, 60, 120]), {"mixed": "--", "plays": ":", "beginner": "-."}
for column, (axis, exam) in enumerate(zip(axes, exams, strict=True)):
    there_and_back = [*marks["manual"][:, column], *marks["back"][1:, column]]
    axis.plot([*steps, *(120 + steps[1:])], there_and_back, marker="o", label="manual, then back")
    for name, line in lines.items():
        axis.plot(steps, marks[name][:, column], line, marker=".", label=name)
    axis.axvline(120, color="0.8", linewidth=1, zorder=0)
    axis.set(xlabel="steps", title=f"examination: {exam}", ylim=(None, 5))
axes[0].set_ylabel("bits per character")
axes[1].legend(fontsize=8)
plotting.show(
    figure,
    "Bits per character against steps, for two examinations. Reading the manual lowers its bits and "
    "raises those of the plays; going back does the reverse. Mixed lies in between, the beginner "
    "starts far above.",
    "比特/字符随步数变化，左为剧本，右为手册。读手册，手册的比特下降，剧本的上升；回头读剧本则相反。混读居中，新手的起点高得多。",
)

# %% [markdown] lang="en"
# The left panel is the examination in plays, the right one in the manual; bits upwards, so down is better, and the grey line is where the first course ends and the way back begins. (The beginner starts above the frame.) Four things to see:
#
# - **Transfer.** On the manual, the GPT that knows Shakespeare ends at 2.75 bits, the beginner at 3.48. Letters, spelling, common words, the space after a comma: all this was learned from the plays and need not be learned again. It is why fine-tuning is worth while.
# - **Forgetting.** On the plays the same model goes from 2.61 to 3.22; most of that happens in the first 20 steps, and the small learning rate of the second half takes a little of it back. Going on with plays leads to 2.79. (A trained model that is jolted by a high learning rate usually loses a little at first.) The difference of the two is the manual's doing. Nothing in the loss speaks for the plays any more, and the same weights are wanted for something else (McCloskey & Cohen 1989 called it catastrophic interference).
# - **The way back.** After as many steps on plays it is at 2.80 in plays and 3.15 in the manual: in plays as good as the one that never left, and of what it had learned from the manual, less than half remains. To learn the plays took fifteen hundred steps; what comes back in a few dozen was covered up rather than gone.
# - **A mixed diet.** With half of each, it ends at 2.83 and 2.91: it has given up a quarter of the gain on the manual and lost hardly anything on the plays that the control has not lost. This is rehearsal, the oldest remedy (Robins 1995), and it is in use: InstructGPT mixes pre-training text into its fine-tuning for this very reason (Ouyang et al. 2022, arXiv:2203.02155).
#
# Other remedies change less: a smaller learning rate (exercise 5), a price on moving the weights that mattered (Kirkpatrick et al. 2016, arXiv:1612.00796), or leaving the weights alone and learning a small addition to them (LoRA, Hu et al. 2021, arXiv:2106.09685), which can be taken off again. It, too, learns less where it forgets less (Biderman et al. 2024, arXiv:2405.09673).

# %% [markdown] lang="zh"
# 左图考剧本，右图考手册；纵轴是比特/字符，越低越好；灰线处第一门课结束，回头路开始。（新手的起点在图框之外。）要看四件事：
#
# - **迁移。** 考手册，学过莎士比亚的 GPT 最后是 2.75 比特，新手是 3.48。字母、拼写、常用词、逗号后面的空格符，读剧本时都学过了，不必再学。微调之所以划算，就在这里。
# - **遗忘。** 考剧本，同一个模型从 2.61 变成 3.22；大半是头 20 步丢的，后半程学习率小了，又找回一点。接着读剧本，结果是 2.79。（练好的模型，学习率突然一高，颠这一下，开头往往要退一点。）两者之差，才是手册闯的祸。损失函数里再没有谁替剧本说话，同一批权重被拉去做别的事了（McCloskey 与 Cohen，1989，称之为灾难性干扰）。
# - **回头。** 再读同样多步的剧本，考剧本 2.80，考手册 3.15：剧本上与从没离开过的一样好，手册上学到的剩下不到一半。当初学剧本用了一千五百步；几十步就找得回来的，只是被盖住了，并没有消失。
# - **混着读。** 各读一半，最后是 2.83 和 2.91：手册上让出了四分之一的收获，剧本上比对照几乎没有多丢什么。这就是复习，最老的办法（Robins，1995），今天还在用：InstructGPT 微调时掺进预训练的文本，为的正是这个（Ouyang 等，2022，arXiv:2203.02155）。
#
# 还有些办法，着眼于少改动：学习率小一点（练习 5）；要紧的权重，挪动就得付钱（Kirkpatrick 等，2016，arXiv:1612.00796）；或者原来的权重一概不动，另学一个小小的增量（LoRA，Hu 等，2021，arXiv:2106.09685），不要时可以摘下来。它也一样：忘得少，学得也少（Biderman 等，2024，arXiv:2405.09673）。

# %% [markdown] lang="en"
# What does it sound like? The same beginning, the same random numbers, after three of the courses.

# %% [markdown] lang="zh"
# 听上去怎么样？同一个开头，同一组随机数，取其中三门课，上完之后各写一段。

# %%
for name in ("plays", "mixed", "manual"):
    tuned.set_weights(ends[name])
    print(f"--- {name} ---")
    print(tuned.generate("JULIET:\n", 180, temperature=0.7, seed=0))

# %% [markdown] lang="en"
# After "plays" it is the old voice. After "manual" the verse is gone and the words are those of the manual, as far as they are words. After "mixed" both speak, sometimes in one line.
#
# > **Misconception: "Fine-tuning adds knowledge to a model, as one adds a drawer to a cupboard."** There is no empty drawer. All weights take part in all answers, and whatever the new text does not ask for may be overwritten. Whoever fine-tunes has to go on measuring the old skill.
#
# Caution: our model is small, and our two texts are far apart. How forgetting changes with size is not settled (Ramasesh et al. 2022, ICLR, found less of it in larger models; Luo et al. 2023, arXiv:2308.08747, more). What carries over is the method: two examinations, before and after.

# %% [markdown] lang="zh"
# 读剧本的，还是老腔调。读手册的，诗行没了，词也换成了手册里的，如果那还算词的话。混着读的，两种腔调都有，有时挤在一行里。
#
# > **常见误解：“微调给模型添知识，好比给柜子添个抽屉。”** 没有空抽屉。每次回答，所有的权重都参加；新文本不要求的东西，随时可能被改写。谁来微调，谁就得继续量旧本领。
#
# 要留神：我们的模型小，两种文本又隔得远。模型大了是忘得少还是忘得多，尚无定论（Ramasesh 等，2022，ICLR，说少；Luo 等，2023，arXiv:2308.08747，说多）。能带走的是方法：两张卷子，前后各考一次。

# %% [markdown] lang="en"
# ## What a Transformer costs
#
# We saw at the beginning what was gained: every position at once, and one step between any two. Here is the bill. For one more character, a GRU does the same work on the same state, however long the text. A Transformer looks at everything it has kept. In one layer of width $h$, the weights cost $24h^2$ operations for each token and the looking costs $4Th$ (two products with $T$ keys and values); so attention takes the share $T / (T + 6h)$. And it keeps $2h$ numbers a layer for each token. No measurement is needed here, only multiplication. (Two bytes a number in the last column. The output layer is left out; and GPT-3 is counted as if each of its layers looked everywhere, though half of them look at a band only.)

# %% [markdown] lang="zh"
# ## Transformer 的花费
#
# 好处开头已经看到：所有位置一起算，任何两个位置只隔一步。现在来看账单。再读一个字符，GRU 对着同一个状态做同样多的事，文本多长都一样；Transformer 却要把留下的一切都看一遍。一层、宽 $h$：每个词元，权重要花 $24h^2$ 次运算，回头看要花 $4Th$ 次（与 $T$ 个键、$T$ 个值各乘一回），所以注意力占 $T / (T + 6h)$。此外，每个词元每层要留下 $2h$ 个数。这里用不着测量，只要会乘法。（输出层不计；GPT-3 按每层都看全部位置来算，其实有一半的层只看一条窄带。）表中依次是上下文长度（context）、注意力的份额（attention）、每个词元留下的数（kept a token）和留满整个上下文时的字节数，每个数两字节（in all）。

# %% tags=["nbval-check-output"]
shapes = {"our GPT": (2, 128, 64), "GPT-3": (96, 12_288, 2048)}
shapes["the same, longer"] = (96, 12_288, 131_072)
print(f"{'':16} {'context':>8} {'attention':>9} {'kept a token':>13} {'in all':>11}")
for name, (num_layers, width, length) in shapes.items():
    share = length / (length + 6 * width)
    kept = 2 * num_layers * width
    size = f"{2 * kept * length / 1e9:,.4f} GB"
    print(f"{name:16} {length:8,} {share:9.1%} {kept:13,} {size:>11}")

# %% [markdown] lang="en"
# "Attention is quadratic" is true, and for GPT-3 (Brown et al. 2020, arXiv:2005.14165) it is nearly beside the point: at 2,048 tokens, attention is under three per cent of the operations. At 131,072 it is most of them. What hurts earlier is memory: nearly five megabytes for each token, ten gigabytes for one full context, for one reader. Hence the remedies in use. Several heads share their keys and values (Shazeer 2019, arXiv:1911.02150; Ainslie et al. 2023, arXiv:2305.13245). The table of weights is never written down as a whole (Dao et al. 2022, arXiv:2205.14135), which changes the memory and the time but not the result. Or a position looks at a window only, as our `context_length` has it: then the cost stops growing, and so does the direct view. Recurrent networks have come back for the same reason, with a state of fixed size and a training in parallel (Mamba, Gu & Dao 2023, arXiv:2312.00752).

# %% [markdown] lang="zh"
# “注意力是平方复杂度”，这话没错，可是对 GPT-3（Brown 等，2020，arXiv:2005.14165）来说几乎无关紧要：2,048 个词元时，注意力不到全部运算的百分之三。到了 131,072 个，它才占大头。先吃不消的是内存：每个词元将近 5 MB，一份写满的上下文就是约 10 GB，而这还只够伺候一位读者。于是有了种种对策：几个头合用一套键和值（Shazeer，2019，arXiv:1911.02150；Ainslie 等，2023，arXiv:2305.13245）；整张权重表从不完整地写下来（Dao 等，2022，arXiv:2205.14135），省的是内存和时间，结果不变；或者一个位置只看一个窗口，我们的 `context_length` 就是如此：花费不再增长，直接看得到的范围也不再增长。循环网络卷土重来，为的也是这个：状态大小固定，训练又能并行（Mamba，Gu 与 Dao，2023，arXiv:2312.00752）。

# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# One article treats the Transformer itself: **principles and code** (《AIGC(AI Generated Content) - 原理与代码实例讲解》), in 3.1. It lists the right parts in the right order (embedding, positions, encoder, decoder with attention to the encoder), it says rightly that attention links distant places of a sequence, and it is right that GPT, BERT and T5 come from there. It has neither a formula nor a line of code for any of it; nor has any of the five articles, as far as they go. **Generative AI** (the article without a title line, on generative-AI content) touches on language models among its uses; **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》) names the Transformer in 3.2.1. Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | Principles, 3.1: the decoder uses "multi-head self-attention", the same words as for the encoder | The decoder's self-attention is masked: no position may look at what comes later. Without the mask, training shows each position its own answer | The causal mask: no looking ahead |
# | Principles, 3.1: attention "establishes long-range dependencies"; how, is not said | The mechanism itself is missing: queries, keys, values, a softmax, and the division by $\sqrt{d}$, without which the softmax saturates as $d$ grows | Attention: a dictionary that answers with a mean; Why divide by the root of d? |
# | Principles, 3.1: residual connections, layer normalisation and several heads are "important optimisation tricks" used "in training" | They are architecture. They are part of what the model computes, in use as in training; take one out of a trained model and it computes something else. Tricks of training are warm-up, dropout, clipping | Several heads; The block, written out |
# | Principles, 3.1: normalisation comes "after the sub-layers" | True of 2017; today it mostly comes before them (Xiong et al. 2020, arXiv:2002.04745), which trains deep stacks without warm-up | Norm before or after? |
# | Principles, 3.1: the heads "strengthen feature extraction" | More precisely: one head can look in one way only, one weighted mean for each position; several look in several ways, with the same number of parameters | Several heads |
# | Principles, 3.1: GPT, BERT and T5 in one row, followed by "widely used for text generation" | BERT is an encoder: it fills blanks, seeing both sides, and gives no probability of a text. GPT and T5 generate | Filling blanks: BERT's objective; GPT, BERT and T5: what they share, and what not |
# | Principles, 3.1, the figure: input, embedding, position, encoder, decoder, output, in a chain | The decoder has a second input, which the text mentions and the figure lacks: in training the true answer, moved by one; in use what it has written so far. The encoder's result goes to every block of the decoder, not to its start | A poet that answers: encoder and decoder |
# | Generative AI, 6: "GANs to generate a chatbot's conversation" | Today's chatbots are autoregressive models, decoders like `gpt`, pre-trained on plain text and then fine-tuned | A small GPT against its elders; Fine-tuning, and forgetting |
# | Generative AI, 4.3.3, of an RNN: "in training", the model "keeps generating" sentences | A language model in training predicts the next token of real text (chapter 5); a Transformer does so at all positions at once. Were it really to generate, training would lose its parallelism, the very thing that a Transformer is for | What recurrence prevents; A small GPT against its elders |
# | Industry, 3.2.1 and 4.2.1: of the n-gram, the LSTM and the Transformer, no formula follows; the text breaks off in the middle of the definition (which is no fault of its author) | $p(w_1, \dots, w_T) = \prod_t p(w_t \mid w_1, \dots, w_{t-1})$ is one for all three. Chapter 5 supplies the first two, this chapter the third | Attention: a dictionary that answers with a mean; A small GPT against its elders |

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 五篇文章里，讲到 Transformer 本身的是《**原理与代码**》，即《AIGC(AI Generated Content) - 原理与代码实例讲解》，在 3.1。该列的部件都列了，次序也对：嵌入、位置、编码器、带有对编码器的注意力的解码器；说注意力能把序列中相距很远的地方联系起来，说 GPT、BERT、T5 都由此而来，也都不错。可是公式一条没有，代码一行没有；其余四篇，就现有的内容看，同样没有。《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，谈应用时碰到了语言模型；《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》，3.2.1 提到了 Transformer。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《原理与代码》3.1：解码器用“多头自注意力”，与编码器用词相同 | 解码器的自注意力要加掩码：哪个位置都不许看后面。没有掩码，训练时就等于把答案摆在每个位置眼前 | 因果掩码：不许往后看 |
# | 《原理与代码》3.1：注意力“建立……长距离依赖关系”，怎样建立没有说 | 缺的正是机制本身：查询、键、值、softmax，还有除以 $\sqrt{d}$；不除，$d$ 一大 softmax 就饱和 | 注意力：一本用平均值作答的字典；为什么要除以根号 d |
# | 《原理与代码》3.1：残差连接、层归一化、多头是“在训练时采用”的“重要的优化技巧” | 它们是架构，训练时要算，使用时照样要算；从训练好的模型里拿掉一样，算出来的就是别的东西了。预热、丢弃、裁剪才是训练技巧 | 多个头；动手写一个块 |
# | 《原理与代码》3.1：“在子层之后进行层归一化” | 2017 年是这样；如今多放在子层之前（Xiong 等，2020，arXiv:2002.04745），层数多时不用预热也能训练 | 归一化放在前还是后？ |
# | 《原理与代码》3.1：多头“增强特征提取能力” | 说得准确些：一个头只有一种看法，每个位置只得一个加权平均；几个头就有几种看法，参数却一样多 | 多个头 |
# | 《原理与代码》3.1：GPT、BERT、T5 并列，接着说“被广泛应用于文本生成” | BERT 是编码器：两边都看，只管填空，给不出一段文本的概率。会生成的是 GPT 和 T5 | 填空：BERT 的训练目标；GPT、BERT 和 T5：同在何处，异在何处 |
# | 《原理与代码》3.1 的图：输入、嵌入、位置、编码器、解码器、输出，一条链 | 解码器另有一个输入，正文提到了，图里却没有：训练时是错开一位的真实答案，使用时是已经写出的部分。编码器的结果送到解码器的每一块，不是只送到开头 | 对句的诗人：编码器与解码器 |
# | 《生成式AI》6：“使用GAN生成聊天机器人的对话” | 如今的聊天机器人是自回归模型，与 `gpt` 一样是解码器，先用普通文本预训练，再微调 | 小小 GPT，会会前辈；微调与遗忘 |
# | 《生成式AI》4.3.3：“在训练过程中”，RNN 模型“不断生成”句子 | 训练时，语言模型预测的是真实文本的下一个词元（第 5 章），Transformer 更是所有位置同时进行。真要一边训练一边生成，就没法并行了，而并行正是 Transformer 的用处所在 | 循环卡住了什么；小小 GPT，会会前辈 |
# | 《赋能行业》3.2.1、4.2.1：提到 n-gram、LSTM 和 Transformer，没有公式；正文在定义中间断掉（这不是作者的过失） | $p(w_1, \dots, w_T) = \prod_t p(w_t \mid w_1, \dots, w_{t-1})$，三者共用这一条。前两种第 5 章补上了，第三种由本章补上 | 注意力：一本用平均值作答的字典；小小 GPT，会会前辈 |

# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last two cells gather the main results and check that they lie within bands. Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_06_transformer.json`; Transformers that are taught the character after the next one, recorded there too, fall outside. What only a longer training could tell is not asserted: who wins by a hair, and any number of seconds.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个代码单元汇总主要结果，检查它们是否落在界限之内。界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_06_transformer.json` 中；那里还记录了一组错把“下下个字符”当作目标来训练的 Transformer，它们落在界限之外。非得更久的训练才见分晓的事，这里不作断言：谁险胜谁，花了多少秒。

# %%
results |= {f"bits, width {width}": found[2] for width, found in grown.items()}
results |= {"exponent, text": by_text, "exponent, size": by_size}
results |= {"plays before": marks["manual"][0, 0], "manual before": marks["manual"][0, 1]}
for name, course in marks.items():
    results |= {f"plays after {name}": course[-1, 0], f"manual after {name}": course[-1, 1]}
results = {name: round(float(value), 3) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"GPT: {results['test bits, GPT']:.2f} bits per character on the test plays", end="; ")
print(f"after {len(manual_ids[:61_440]):,} characters of manual", end=" ")
print(f"{results['plays before']:.2f} became {results['plays after manual']:.2f} on validation")
assert results["bits, positions rotary"] < results["bits, positions none"] - 0.1
assert results["shuffling costs, none"] < results["shuffling costs, rotary"] - 0.3
for name in ("last gradient", "bits in training"):
    assert results[f"{name}, norm before"] < results[f"{name}, norm after"]
assert results["test bits, GPT"] < 2.7 and results["test bits, GRU"] < 2.8
assert results["verse bits, GPT"] < 8.0 and results["form"] > 0.6
assert results["length kept"] > 0.7
both, left = results["blank, masked model, both sides"], results["blank, masked model, left side"]
assert both > left and both > results["blank, always a space"] + 0.1
assert max(results[f"bits, width {w}"] for w in (64, 128)) < results["bits, width 16"]
assert 0.05 < results["exponent, text"] < 0.3 and 0.01 < results["exponent, size"] < 0.1
learned = results["manual after manual"]
assert learned < results["manual before"] - 0.3
assert learned < results["manual after beginner"] - 0.1
forgotten = results["plays after manual"]
assert forgotten > results["plays before"] + 0.2
assert max(results[f"plays after {name}"] for name in ("back", "mixed")) < forgotten - 0.2
assert results["plays after plays"] < results["plays before"] + 0.3

# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/06_transformer](exercises/06_transformer.ipynb). These here are for pen, paper and your own experiments.
#
# 1. ★ A head of width $d$ has queries and keys whose numbers are independent with mean 0 and variance 1. What is the variance of $q \cdot k / d$, divided by $d$ instead of $\sqrt{d}$? What do the weights then look like for large $d$, before any training, and why is that no good either?
# 2. ★ For which length $T$ does attention cost as many operations as the weights of a layer of width $h$? The causal mask makes half of the products superfluous: what changes if they are really saved?
# 3. ★★ Show that a block without positions and without a mask commutes with every permutation of its positions. Which step of your proof fails with the causal mask, and what can the second position therefore know that a set could not tell it?
# 4. ★★ Show that two rotations by $m\theta$ and $n\theta$ leave a product that depends on $m - n$ only. With $d = 32$ numbers a head: by which angle does the slowest pair turn over 64 positions? What can it tell about order, and what the fastest?
# 5. ★★ Repeat the course "manual" with `peak` 1e-4, 3e-4 and 3e-3. Draw bits on the plays against bits on the manual, a point for each rate, and add "mixed". Is less forgetting always bought with less learning?
# 6. ★★★ Fix $5 \cdot 10^{10}$ operations. Train five widths from 8 to 64, each on as many characters as that budget allows. Draw bits against parameters: where is the minimum, and how many characters for each parameter has the best model read? Double the budget. Does the minimum move as Hoffmann et al. say?

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/06_transformer](exercises/06_transformer.ipynb)。下面这些留给纸笔和你自己的实验。
#
# 1. ★ 一个头宽 $d$，查询和键的各个数互相独立，均值 0，方差 1。如果不除以 $\sqrt{d}$ 而除以 $d$，$q \cdot k / d$ 的方差是多少？$d$ 很大时，训练之前的权重会是什么样子？为什么这样也不好？
# 2. ★ 一层宽 $h$，长度 $T$ 为多少时，注意力的运算与权重的运算一样多？有了因果掩码，一半的乘积是多余的；真把它们省下来，答案怎么变？
# 3. ★★ 证明：没有位置、没有掩码的块，与各位置的任何置换可交换。加上因果掩码，证明的哪一步不成立了？于是第二个位置能知道什么，是一个集合说不出来的？
# 4. ★★ 证明：两个向量分别转过 $m\theta$ 和 $n\theta$，内积只与 $m - n$ 有关。每个头 $d = 32$ 个数，最慢的那一对在 64 个位置上一共转过多大的角？关于次序，它说得出什么？最快的那一对呢？
# 5. ★★ “手册”这门课，`peak` 换成 1e-4、3e-4 和 3e-3 各上一遍。横轴是手册的比特，纵轴是剧本的比特，每个学习率画一个点，再加上“混读”。想少忘，是不是总得少学？
# 6. ★★★ 固定 $5 \cdot 10^{10}$ 次运算。从 8 到 64 取五个宽度，每个读到预算用完为止。画出比特随参数的变化：最低点在哪里？最好的模型每个参数读了多少个字符？预算加倍，最低点的移动是否如 Hoffmann 等人所说？

# %% [markdown] lang="en"
# ## Summary
#
# - Attention is a dictionary that answers with a mean: each position asks a query, compares it with all keys and takes a weighted mean of the values. Divided by $\sqrt{d}$, the scores keep their size whatever the width.
# - It links any two positions in one step and computes all of them at once. The price is a product for every pair, and keys and values to keep.
# - The causal mask makes it a language model. Positions have to be added, since attention alone sees a set. Residuals and normalisation, today before each part, make many blocks trainable.
# - GPT, BERT and T5 are one architecture with different masks and different questions. The decoder writes; the encoder fills blanks; both together answer.
# - After one reading of 800,000 characters, on two cores, the GRU is ahead of the GPT; counting the same text is level with the GRU, counting all of it ahead of both. That is a statement about this budget; the strength of the Transformer is that it goes on from here, and that large machines can be kept busy by it.
# - The loss falls with parameters, text and computing. Which of them to buy depends on the budget: little computing, small model and much text.
# - Fine-tuning transfers and forgets. Measure the old skill beside the new one; a mixed diet keeps most of both.
#
# ## References
#
# McCloskey & Cohen 1989, "Catastrophic interference in connectionist networks" · Robins 1995, "Catastrophic forgetting, rehearsal and pseudorehearsal" · Bahdanau, Cho & Bengio 2014, arXiv:1409.0473 · Ba, Kiros & Hinton 2016 (layer normalisation), arXiv:1607.06450 · Hendrycks & Gimpel 2016 (GELU), arXiv:1606.08415 · Kirkpatrick et al. 2016, arXiv:1612.00796 · Vaswani et al. 2017, "Attention is all you need", arXiv:1706.03762 · Press & Wolf 2017 (tied embeddings), arXiv:1608.05859 · Howard & Ruder 2018, arXiv:1801.06146 · Radford et al. 2018, "Improving language understanding by generative pre-training" (GPT) · Devlin et al. 2019 (BERT), arXiv:1810.04805 · Radford et al. 2019, "Language models are unsupervised multitask learners" (GPT-2) · Jain & Wallace 2019, arXiv:1902.10186 · Wiegreffe & Pinter 2019, arXiv:1908.04626 · Michel, Levy & Neubig 2019, arXiv:1905.10650 · Raffel et al. 2019 (T5), arXiv:1910.10683 · Shazeer 2019, arXiv:1911.02150 · Kaplan et al. 2020, arXiv:2001.08361 · Xiong et al. 2020, arXiv:2002.04745 · Brown et al. 2020 (GPT-3), arXiv:2005.14165 · Su et al. 2021 (rotary positions), arXiv:2104.09864 · Dong et al. 2021, arXiv:2103.03404 · Hu et al. 2021 (LoRA), arXiv:2106.09685 · Ouyang et al. 2022 (InstructGPT), arXiv:2203.02155 · Haviv et al. 2022, arXiv:2203.16634 · Olsson et al. 2022, arXiv:2209.11895 · Hoffmann et al. 2022, arXiv:2203.15556 · Ramasesh, Lewkowycz & Dyer 2022, ICLR · Dao et al. 2022, arXiv:2205.14135 · Ainslie et al. 2023, arXiv:2305.13245 · Luo et al. 2023, arXiv:2308.08747 · Gu & Dao 2023 (Mamba), arXiv:2312.00752 · Besiroglu et al. 2024, arXiv:2404.10102 · Biderman et al. 2024, arXiv:2405.09673

# %% [markdown] lang="zh"
# ## 小结
#
# - 注意力是一本用平均值作答的字典：每个位置提一个查询，与所有的键比一比，取回值的加权平均。分数除以 $\sqrt{d}$，不论多宽，大小都不变。
# - 它一步就把任意两个位置连起来，所有位置一起算。代价是每一对都要乘一次，键和值都得留着。
# - 加上因果掩码，它就成了语言模型。位置要另外给，因为单凭注意力，看到的只是一个集合。残差，加上如今放在各部分之前的归一化，让许多块叠起来也能训练。
# - GPT、BERT、T5 是同一种架构，掩码不同，题目不同。解码器写文章，编码器填空，两者合起来作答。
# - 八十万个字符读一遍，两个核心：GRU 胜过 GPT；只数同样的文本，计数与 GRU 打平，数遍全部文本则胜过两者。这话只对这份预算成立；Transformer 的本事在于由此往上还能一直进步，而且能让大机器一直忙着。
# - 参数、文本、计算越多，损失越低。该买哪一样，要看预算：计算少，就用小模型、多读文本。
# - 微调既迁移，也遗忘。新本领旁边，旧本领也要量；混着读，两样都能保住大半。
#
# ## 参考文献
#
# McCloskey 与 Cohen 1989，“Catastrophic interference in connectionist networks” · Robins 1995，“Catastrophic forgetting, rehearsal and pseudorehearsal” · Bahdanau、Cho 与 Bengio 2014，arXiv:1409.0473 · Ba、Kiros 与 Hinton 2016（层归一化），arXiv:1607.06450 · Hendrycks 与 Gimpel 2016（GELU），arXiv:1606.08415 · Kirkpatrick 等 2016，arXiv:1612.00796 · Vaswani 等 2017，“Attention is all you need”，arXiv:1706.03762 · Press 与 Wolf 2017（权重共享），arXiv:1608.05859 · Howard 与 Ruder 2018，arXiv:1801.06146 · Radford 等 2018，“Improving language understanding by generative pre-training”（GPT）· Devlin 等 2019（BERT），arXiv:1810.04805 · Radford 等 2019，“Language models are unsupervised multitask learners”（GPT-2）· Jain 与 Wallace 2019，arXiv:1902.10186 · Wiegreffe 与 Pinter 2019，arXiv:1908.04626 · Michel、Levy 与 Neubig 2019，arXiv:1905.10650 · Raffel 等 2019（T5），arXiv:1910.10683 · Shazeer 2019，arXiv:1911.02150 · Kaplan 等 2020，arXiv:2001.08361 · Xiong 等 2020，arXiv:2002.04745 · Brown 等 2020（GPT-3），arXiv:2005.14165 · Su 等 2021（旋转位置编码），arXiv:2104.09864 · Dong 等 2021，arXiv:2103.03404 · Hu 等 2021（LoRA），arXiv:2106.09685 · Ouyang 等 2022（InstructGPT），arXiv:2203.02155 · Haviv 等 2022，arXiv:2203.16634 · Olsson 等 2022，arXiv:2209.11895 · Hoffmann 等 2022，arXiv:2203.15556 · Ramasesh、Lewkowycz 与 Dyer 2022，ICLR · Dao 等 2022，arXiv:2205.14135 · Ainslie 等 2023，arXiv:2305.13245 · Luo 等 2023，arXiv:2308.08747 · Gu 与 Dao 2023（Mamba），arXiv:2312.00752 · Besiroglu 等 2024，arXiv:2404.10102 · Biderman 等 2024，arXiv:2405.09673
