# %% [markdown] lang="en"
# # Exercises to chapter 5: recurrent networks
#
# {{colab}}
#
# Each exercise asks for one to three functions.
# Write them where the placeholder stands, run the cell, then run the check below it: the check says what is not right yet, as often as you like.
# Stars give the difficulty; points and a rough time stand beside them, 14 points and about 105 minutes in all.
# NumPy is all you need, and your functions may use nothing else: no Keras, no `aigc_keras`.
# Exercise 6 trains a small network, for a few seconds each time.
#
# Hand in this notebook itself.
# The grader calls your functions with fresh numbers, and with some cases that the checks leave out: extreme or empty ones, but none that the task does not allow.
# The chapter is [05_rnn](../05_rnn.ipynb); its notation is used here.

# %% [markdown] lang="zh"
# # 第 5 章练习：循环神经网络
#
# {{colab}}
#
# 每道题要你写一到三个函数：写在占位语句处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度，旁边是分值和大致用时，共 14 分，约 105 分钟。
# 只用 NumPy 就够了，函数里也只许用 NumPy，不许用 Keras 和 `aigc_keras`。
# 练习 6 要训练一个小网络，每次几秒钟。
#
# 提交的就是这个笔记本。
# 评分时会用新的随机数调用你的函数，还会试一些检查里没有的情形：有的很极端，有的是空的，但都在题目允许的范围之内。
# 对应的章节是 [05_rnn](../05_rnn.ipynb)，记号与正文相同。

# %%
# {{setup}}

# %%
import matplotlib.pyplot as plt
import numpy as np

from aigc_course.checks import rnn as check
from aigc_keras import data, plotting

# %% [markdown] lang="en"
# ## Exercise 1 ★ Perplexity, and bits per character (2 points, 8 minutes)
#
# A model cuts a text into tokens, which may be longer than a character, and gives each token a log-probability in nats.
# Write two functions.
# `perplexity(log_probs)` is the perplexity per token.
# `bits_per_character(log_probs, text)` is what the whole text costs, in bits, spread evenly over its characters.
# Both return one number.
#
# <details><summary>A hint</summary>
#
# The cost of the whole text does not depend on how it is cut.
# Add it up first.
# Then ask twice: in which unit, and shared among how many?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 困惑度与比特/字符（2 分，8 分钟）
#
# 模型把一段文本切成词元，一个词元可能不止一个字符；它给每个词元一个对数概率，单位是奈特。
# 请写两个函数：`perplexity(log_probs)` 是按词元计的困惑度；`bits_per_character(log_probs, text)` 是整段文本的花费，以比特计，平摊到每个字符上。
# 两个函数都返回一个数。
#
# <details><summary>提示</summary>
#
# 整段文本的花费与怎样切分无关，先把它加起来。
# 然后问两遍：用什么单位？
# 平摊成多少份？
#
# </details>


# %%
def perplexity(log_probs):
    """Perplexity per token: log_probs has the shape (number of tokens,), in nats."""
    ### BEGIN SOLUTION
    return np.exp(-np.mean(log_probs))
    ### END SOLUTION


def bits_per_character(log_probs, text):
    """Bits per character of the text (a string) whose tokens have these log_probs, in nats."""
    ### BEGIN SOLUTION
    return -np.sum(log_probs) / np.log(2) / len(text)
    ### END SOLUTION


# %%
check.exercise_1(perplexity, bits_per_character)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ One draw from the nucleus (2 points, 15 minutes)
#
# Write `draw_top_p(logits, p, uniform)`, which returns the id of one token, an int.
# The logits of one step become probabilities by the softmax.
# The nucleus is the smallest set of most likely tokens whose probabilities add up to at least $p$; the probabilities in it are scaled to sum to 1.
# Then go through the nucleus **in the order of the token ids** and add up: the token at which the running sum first exceeds `uniform` is drawn.
#
# The number `uniform`, with $0 \le$ `uniform` $< 1$, is given, so nothing is left to chance: the same number always draws the same token.
# $p$ is above 0 and at most 1.
# No two finite logits are equal; a token that is ruled out beforehand has the logit $-\infty$.
# Once your function passes, the cell after the check draws with 400 evenly spaced numbers, for three values of $p$, and shows how often each token comes up.
#
# <details><summary>A hint</summary>
#
# Sorting finds the nucleus; drawing needs the ids in their old order.
# Between the two you may set to zero the probabilities of all tokens outside.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 从核中抽一次（2 分，15 分钟）
#
# 请写 `draw_top_p(logits, p, uniform)`，返回一个词元的编号（整数）。
# 一步的 logit 经 softmax 变成概率。
# 按概率从大到小取词元，总和达到 $p$ 的最小集合就是核；把核内的概率归一化，使总和为 1。
# 然后**按词元编号的顺序**走过核内的词元，逐个累加：累加和第一次超过 `uniform` 时，抽中的就是当前这个词元。
#
# `uniform` 是给定的数，$0 \le$ `uniform` $< 1$，所以结果是确定的：同一个数总是抽出同一个词元。
# $p$ 大于 0，不超过 1。
# 有限的 logit 互不相等；事先排除的词元，logit 为 $-\infty$。
# 函数通过之后，检查后面的一格会取三个 $p$ 值，各用 400 个等间隔的数来抽，并画出各词元被抽中的比例：横轴是词元编号（token id），纵轴是抽中的比例（share of the draws）。
#
# <details><summary>提示</summary>
#
# 找核要排序，抽的时候却要回到编号原来的顺序。
# 两步之间，可以把核外词元的概率置零。
#
# </details>


# %%
def draw_top_p(logits, p, uniform):
    """The id of the token drawn, an int: logits has the shape (vocabulary size,)."""
    ### BEGIN SOLUTION
    probabilities = np.exp(logits - np.max(logits))
    probabilities /= probabilities.sum()
    order = np.argsort(-probabilities)
    size = np.searchsorted(np.cumsum(probabilities[order]), p) + 1
    probabilities[order[size:]] = 0
    sums = np.cumsum(probabilities)
    return int(np.argmax(sums > uniform * sums[-1]))
    ### END SOLUTION


# %%
check.exercise_2(draw_top_p)

# %%
if check.exercise_2.passes(draw_top_p):
    plotting.use_style()
    logits = np.log([0.06, 0.33, 0.03, 0.22, 0.15, 0.01, 0.12, 0.08])
    figure, axes = plt.subplots(1, 3, figsize=(7.4, 2.4), sharey=True)
    for axis, p in zip(axes, (0.5, 0.85, 1.0), strict=True):
        drawn = [draw_top_p(logits, p, (i + 0.5) / 400) for i in range(400)]
        axis.bar(range(8), np.bincount(drawn, minlength=8) / 400)
        axis.set(title=f"p = {p}", xlabel="token id", xticks=range(8))
    axes[0].set_ylabel("share of the draws")
    plotting.show(
        figure,
        "Three bar charts of how often each of eight tokens is drawn. p = 0.5: only tokens 1 and 3. "
        "p = 0.85: five tokens. p = 1: all eight, the likeliest a third of the time.",
        "三幅柱状图，画出八个词元各自抽中的比例。p = 0.5：只有 1 号和 3 号。p = 0.85：五个词元。p = 1：八个全有，最可能的占三分之一。",
    )

# %% [markdown] lang="en"
# ## Exercise 3 ★★ One step of a GRU, in both forms (2 points, 15 minutes)
#
# Write `gru_step(x, h, kernel, recurrent_kernel, bias, reset_after)`: one step of Keras' GRU cell in NumPy, with $m$ numbers in the input and $k$ in the state.
# It returns the new state.
# The three blocks of the weights stand side by side in the order $z$, $r$, candidate.
# The new state is $z \odot h + (1 - z) \odot \tilde h$; the gates $z$ and $r$ are sigmoids, the candidate $\tilde h$ is a tanh, all three as in the chapter.
# What the reset gate acts on depends on `reset_after`:
#
# - `True`, Keras' default: $r \odot (h U_h + b'_h)$.
#   The bias has two rows, of which the first, $b$, belongs to $xW$ and the second, $b'$, to $hU$;
# - `False`, the original GRU: $(r \odot h)\, U_h$.
#   The bias has one row.
#
# <details><summary>A hint</summary>
#
# For `True`, two matrix products are enough, each split into three blocks.
# For `False`, the third block of the second product has to wait until $r$ is known.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ GRU 的一步，两种形式（2 分，15 分钟）
#
# 请用 NumPy 写 `gru_step(x, h, kernel, recurrent_kernel, bias, reset_after)`，即 Keras 的 GRU 单元走一步，输入有 $m$ 个数，状态有 $k$ 个数，返回新状态。
# 权重的三块并排存放，顺序为 $z$、$r$、候选状态。
# 新状态是 $z \odot h + (1 - z) \odot \tilde h$；门 $z$ 和 $r$ 用 sigmoid，候选状态 $\tilde h$ 用 tanh，三者的公式与正文相同。
# 重置门作用在哪里，由 `reset_after` 决定：
#
# - `True`，Keras 的默认值：$r \odot (h U_h + b'_h)$。
#   偏置有两行，第一行 $b$ 配 $xW$，第二行 $b'$ 配 $hU$；
# - `False`，最初的 GRU：$(r \odot h)\, U_h$。
#   偏置只有一行。
#
# <details><summary>提示</summary>
#
# 取 `True` 时，做两次矩阵乘法就够了，结果各分成三块。
# 取 `False` 时，第二次乘法的第三块要等 $r$ 算出来才能做。
#
# </details>


# %%
def gru_step(x, h, kernel, recurrent_kernel, bias, reset_after):
    """The new state (n, k) from the inputs x (n, m) and the states h (n, k).

    kernel (m, 3k), recurrent_kernel (k, 3k); bias (2, 3k) if reset_after, else (3k,).
    """
    ### BEGIN SOLUTION
    k = h.shape[1]
    if reset_after:
        x_z, x_r, x_h = np.split(x @ kernel + bias[0], 3, axis=1)
        h_z, h_r, h_h = np.split(h @ recurrent_kernel + bias[1], 3, axis=1)
    else:
        x_z, x_r, x_h = np.split(x @ kernel + bias, 3, axis=1)
        h_z, h_r = np.split(h @ recurrent_kernel[:, : 2 * k], 2, axis=1)
    z, r = (0.5 + 0.5 * np.tanh(gate / 2) for gate in (x_z + h_z, x_r + h_r))
    seen = r * h_h if reset_after else (r * h) @ recurrent_kernel[:, 2 * k :]
    return z * h + (1 - z) * np.tanh(x_h + seen)
    ### END SOLUTION


# %%
check.exercise_3(gru_step)

# %% [markdown] lang="en"
# ## Exercise 4 ★★★ A Kneser-Ney bigram model (3 points, 20 minutes)
#
# Write `kneser_ney(token_ids, vocabulary_size, discount)`.
# It counts the pairs of neighbours in a sequence of token ids and returns a table of probabilities: row $h$ is the distribution $p_2(\cdot \mid h)$ of the token after $h$.
# The same discount $D$, above 0 and at most 1, serves both orders, and $V$ is the size of the vocabulary:
#
# $$p_2(w \mid h) = \frac{\max(c(hw) - D, 0) + D\, t(h)\, p_1(w)}{c(h)}, \qquad p_1(w) = \frac{\max(k(w) - D, 0) + D\, t / V}{K}.$$
#
# Here $c(hw)$ is how often $w$ follows $h$, $c(h) = \sum_w c(hw)$, and $t(h)$ is the number of different tokens that follow $h$.
# In the second formula $k(w)$ is the number of different tokens that stand before $w$, $K = \sum_w k(w)$, and $t$ is the number of tokens $w$ with $k(w) > 0$.
# If nothing ever follows $h$, then $p_2(w \mid h) = p_1(w)$.
# The sequence has at least two tokens; some ids of the vocabulary may not occur in it.
#
# <details><summary>A hint</summary>
#
# Put the counts into a table with one row for each context: $t(h)$ counts the non-zero places of a row, $k(w)$ those of a column.
# Every row of the result sums to 1.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 4 ★★★ Kneser-Ney 二元模型（3 分，20 分钟）
#
# 请写 `kneser_ney(token_ids, vocabulary_size, discount)`：数出一串词元编号里相邻的各对，返回一张概率表，第 $h$ 行是 $h$ 之后那个词元的分布 $p_2(\cdot \mid h)$。
# 两阶用同一个折扣 $D$，大于 0，不超过 1；$V$ 是词表大小：
#
# $$p_2(w \mid h) = \frac{\max(c(hw) - D, 0) + D\, t(h)\, p_1(w)}{c(h)}, \qquad p_1(w) = \frac{\max(k(w) - D, 0) + D\, t / V}{K}.$$
#
# 其中 $c(hw)$ 是 $w$ 紧跟在 $h$ 之后的次数，$c(h) = \sum_w c(hw)$，$t(h)$ 是 $h$ 之后出现过多少种不同的词元。
# 第二个式子里，$k(w)$ 是 $w$ 前面出现过多少种不同的词元，$K = \sum_w k(w)$，$t$ 是满足 $k(w) > 0$ 的词元 $w$ 的个数。
# 如果 $h$ 之后从来没有词元，则 $p_2(w \mid h) = p_1(w)$。
# 词元串至少有两个词元；词表里有的编号可能不在其中。
#
# <details><summary>提示</summary>
#
# 把计数放进一张表，每种上文一行：$t(h)$ 是一行里非零格子的个数，$k(w)$ 是一列里非零格子的个数。
# 结果的每一行之和都等于 1。
#
# </details>


# %%
def kneser_ney(token_ids, vocabulary_size, discount):
    """Table (vocabulary_size, vocabulary_size): row h holds p_2(w | h) for all w.

    token_ids: int array (n,), n >= 2, in [0, vocabulary_size); discount: float in (0, 1].
    """
    ### BEGIN SOLUTION
    counts = np.zeros((vocabulary_size, vocabulary_size))
    np.add.at(counts, (token_ids[:-1], token_ids[1:]), 1)
    kinds = np.sum(counts > 0, axis=0)
    p_1 = np.maximum(kinds - discount, 0) + discount * np.sum(kinds > 0) / vocabulary_size
    p_1 = p_1 / kinds.sum()
    total = counts.sum(axis=1, keepdims=True)
    types = np.sum(counts > 0, axis=1, keepdims=True)
    p_2 = (np.maximum(counts - discount, 0) + discount * types * p_1) / np.maximum(total, 1)
    return np.where(total > 0, p_2, p_1)
    ### END SOLUTION


# %%
check.exercise_4(kneser_ney)

# %% [markdown] lang="en"
# ## Exercise 5 ★★★ Build it: a network that writes (3 points, 25 minutes)
#
# Write `write(prompt, uniforms, temperature, characters, w, u, b, v)`: a simple recurrent network continues the prompt by one character for each of the given numbers, and the function returns one string, the prompt and what was written.
#
# - **Vocabulary.** Token $i \ge 1$ is the character `characters[i - 1]`.
#   Token 0 is the escape code: it stands for every other character that is read, and is never written.
# - **Network.** The state starts at zero.
#   Reading token $i$ turns it into $h_t = \tanh(w_i + h_{t-1}\, u + b)$, where $w_i$ is row $i$ of `w`; the logits of the next token are $h_t\, v$.
#   It reads a line break first, then the prompt, which may be empty, then every character that it has written itself.
# - **Choosing.** Token 0 is ruled out.
#   A temperature of 0 takes the most likely token.
#   Otherwise the other tokens' logits are divided by the temperature, which may be very small, and become probabilities by the softmax; the token is the first, in the order of the ids, at which the running sum of the probabilities exceeds the next number of `uniforms`.
#
# Once it passes, the last cell lets your function write with two larger networks, at three temperatures.
# Their input and recurrent weights are random; only the heads are fitted, each to one poem, Shakespeare's or Li Bai's.
# Are they readers, or parrots?
#
# <details><summary>A hint</summary>
#
# Two loops: the first only reads; the second chooses, notes the character and reads it.
# Before exponentials, take off the largest logit.
# How would you write a function that gives 0 for an unknown character?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 5 ★★★ 动手搭建：会写作的网络（3 分，25 分钟）
#
# 请写 `write(prompt, uniforms, temperature, characters, w, u, b, v)`：让一个简单循环网络接着开头往下写，给了几个数就写几个字符；返回一个字符串，即开头加上写出的内容。
#
# - **词表。** 编号 $i \ge 1$ 的词元是字符 `characters[i - 1]`。
#   0 号词元是转义码：读到词表以外的字符一律用它，但从不写出它。
# - **网络。** 状态从零开始。
#   读入词元 $i$，状态变为 $h_t = \tanh(w_i + h_{t-1}\, u + b)$，其中 $w_i$ 是 `w` 的第 $i$ 行；下一个词元的 logit 是 $h_t\, v$。
#   它先读一个换行符，再读开头（可能是空的），然后读自己写出的每一个字符。
# - **选择。** 0 号词元除外。
#   温度为 0 时取最可能的词元。
#   否则其余词元的 logit 除以温度（可能很小），经 softmax 变成概率；按编号顺序累加概率，累加和第一次超过 `uniforms` 的下一个数时，就取当前这个词元。
#
# 函数通过之后，最后一格让它用两个大一些的网络来写，温度（temperature）各取三个值。
# 它们的输入权重和循环权重都是随机的，只有输出头经过拟合，一个拟合莎士比亚的诗，一个拟合李白的诗。
# 它们是读懂了，还是在鹦鹉学舌？
#
# <details><summary>提示</summary>
#
# 两个循环：第一个只读；第二个先选，再记下字符，最后把它读进去。
# 取指数之前，先减去最大的 logit。
# 怎样写，才能让词表里没有的字符得到 0 号？
#
# </details>


# %%
def write(prompt, uniforms, temperature, characters, w, u, b, v):
    """The prompt and one more character for each of the uniforms: a string.

    uniforms (n,), in [0, 1); temperature: float >= 0; prompt, characters: strings;
    w (V, k), u (k, k), b (k,), v (k, V), with V = len(characters) + 1 tokens.
    """
    ### BEGIN SOLUTION
    ids = {character: i for i, character in enumerate(characters, 1)}
    h, text = np.zeros(len(b)), prompt
    for character in "\n" + prompt:
        h = np.tanh(w[ids.get(character, 0)] + h @ u + b)
    for uniform in uniforms:
        logits = h @ v
        logits[0] = -np.inf
        if temperature == 0:
            token = np.argmax(logits)
        else:
            sums = np.cumsum(np.exp((logits - logits.max()) / temperature))
            token = np.argmax(sums > uniform * sums[-1])
        text += characters[token - 1]
        h = np.tanh(w[token] + h @ u + b)
    return text
    ### END SOLUTION


# %%
check.exercise_5(write)

# %%
if check.exercise_5.passes(write):
    sonnet = (
        "Shall I compare thee to a summer's day?\nThou art more lovely and more temperate:\n"
        "Rough winds do shake the darling buds of May,\nAnd summer's lease hath all too short a date:"
    )
    quatrain = "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。"
    for poem, prompt in ((sonnet, "Shall I"), (quatrain, "床前")):
        network = check.parrot(poem)
        uniforms = np.random.default_rng(0).random(len(poem) - len(prompt))
        for temperature in (0, 1, 3):
            text = write(prompt, uniforms, temperature, *network)
            print(f"--- temperature {temperature}\n{text}\n")

# %% [markdown] lang="en"
# ## Exercise 6 ★★ Too good to be true: train and mend (2 points, 20 minutes)
#
# This program trains a network of exercise 5's kind on 2,500 characters of a play, with back-propagation through time and Adam, all in NumPy.
# It holds a tenth of its windows out, looks at them every 20 steps, and keeps the weights of the step at which they cost least: early stopping.
# It runs without an error and reports fewer bits per character than any model of the chapter needs.
# `windows_of`, `bits` and `train` are right.
# Run it, and compare the rows of its table before you change anything.

# %% [markdown] lang="zh"
# ## 练习 6 ★★ 好得不像真的，找出原因并修好（2 分，20 分钟）
#
# 下面的程序在一部剧本的 2,500 个字符上训练一个网络，形式与练习 5 的相同；随时间反向传播和 Adam 都用 NumPy 写成。
# 程序留出十分之一的窗口，每 20 步在这些窗口上算一次花费（比特/字符），保留花费最低时的权重，也就是早停。
# 程序运行时不报错，它报告的比特/字符比正文中任何一个模型的都低。
# `windows_of`、`bits` 和 `train` 都没有错。
# 先运行它，比一比表中的各行，再动手改。


# %%
def windows_of(tokens):
    """The window that begins at each place: (n - 20, 21), 20 inputs and, moved on by one, targets."""
    return tokens[np.arange(len(tokens) - 20)[:, None] + np.arange(21)]


def read_windows(network, windows):
    """The states, zeros first, (21, n, k), and the probabilities of the next token, (20, n, V)."""
    w, u, b, v = network
    states = [np.zeros((len(windows), len(b)), "float32")]
    for token in windows.T[:-1]:
        states.append(np.tanh(w[token] + states[-1] @ u + b))
    logits = np.stack(states[1:]) @ v
    powers = np.exp(logits - logits.max(axis=2, keepdims=True))
    return np.stack(states), powers / powers.sum(axis=2, keepdims=True)


def bits(network, windows):
    """What the windows' targets cost on average, in bits per character: windows (n, 21)."""
    _, p = read_windows(network, windows)
    return -float(np.mean(np.log2(np.take_along_axis(p, windows.T[1:, :, None], axis=2))))


def gradients_of(network, windows):
    """The gradients of the mean of -log p with respect to w, u, b and v."""
    w, u, _, v = network
    states, p = read_windows(network, windows)
    errors = (p - np.eye(len(w), dtype="float32")[windows.T[1:]]) / (20 * len(windows))
    inner, later = errors @ v.T, 0
    for t in reversed(range(20)):
        inner[t] = (inner[t] + later) * (1 - states[t + 1] ** 2)
        later = inner[t] @ u.T
    w_gradient, backwards = np.zeros_like(w), states.transpose(0, 2, 1)
    np.add.at(w_gradient, windows.T[:-1], inner)
    of_u, of_v = (backwards[:-1] @ inner).sum(axis=0), (backwards[1:] @ errors).sum(axis=0)
    return w_gradient, of_u, inner.sum(axis=(0, 1)), of_v


def train(training, validation, size, seed, steps=300):
    """The network [w, u, b, v] of the best step for the validation windows, and its bits there."""
    rng = np.random.default_rng(seed)
    shapes = (size, 64), (64, 64), (64,), (64, size)
    network = [(0.1 * rng.normal(size=shape)).astype("float32") for shape in shapes]
    means, squares = ([np.zeros_like(weight) for weight in network] for _ in range(2))
    # en: At most 60 of the validation windows, evenly spaced.
    # zh: 至多取 60 个验证窗口，间隔均匀。
    watched = validation[:: -(-len(validation) // 60)]
    best, lowest = list(network), bits(network, watched)
    for step in range(1, steps + 1):
        batch = training[rng.integers(len(training), size=32)]
        for i, gradient in enumerate(gradients_of(network, batch)):
            means[i] += 0.1 * (gradient - means[i])
            squares[i] += 0.01 * (gradient**2 - squares[i])
            length = np.float32(0.01 * np.sqrt(1 - 0.99**step) / (1 - 0.9**step))
            network[i] = network[i] - length * means[i] / (np.sqrt(squares[i]) + 1e-8)
        if step % 20 == 0 and (found := bits(network, watched)) < lowest:
            best, lowest = list(network), found
    return best, lowest


# %%
def failing_training(tokens, size, seed):
    """The network [w, u, b, v] and its bits per character on validation windows."""
    windows = np.random.default_rng(seed).permutation(windows_of(tokens))
    held_out = len(windows) // 10
    return train(windows[held_out:], windows[:held_out], size, seed)


def pairs_counted(tokens, new_tokens, size):
    """The bits per character of new text by the counts of pairs, 0.1 added to each."""
    counts = np.full((size, size), 0.1)
    np.add.at(counts, (tokens[:-1], tokens[1:]), 1)
    p = counts / counts.sum(axis=1, keepdims=True)
    return -np.mean(np.log2(p[new_tokens[:-1], new_tokens[1:]]))


train_text, validation_text, _ = data.load_text("shakespeare")
characters = "".join(sorted(set(train_text[:2500])))
tokens, new_tokens = (
    np.array([characters.find(character) + 1 for character in text])
    for text in (train_text[:2500], validation_text[:5000])
)
size, new_windows = len(characters) + 1, windows_of(new_tokens)[::20]
network, reported = failing_training(tokens, size, seed=0)
rows = [
    [("the 2,500 characters", "那 2,500 个字符"), f"{bits(network, windows_of(tokens)):.2f}"],
    [("validation windows, as reported", "验证窗口（程序报告的）"), f"{reported:.2f}"],
    [("another play", "另一部剧本"), f"{bits(network, new_windows):.2f}"],
    [
        (
            "another play, by counting pairs in the same 2,500",
            "另一部剧本，只数同样 2,500 个字符的二元模型",
        ),
        f"{pairs_counted(tokens, new_tokens, size):.2f}",
    ],
    [("another play, by an even guess", "另一部剧本，均匀地猜"), f"{np.log2(size):.2f}"],
]
plotting.table([("text", "文本"), ("bits per character", "比特/字符")], rows)
print(f"characters of the other play that the vocabulary lacks: {np.mean(new_tokens == 0):.1%}")

# %% [markdown] lang="en"
# - `copied_share` is a measurement: take every piece of $n$ neighbouring tokens in the given windows, in each window from its first place to its last; which share of the pieces also stands, in one piece, in a window of the source?
#   A piece counts as often as it occurs.
# - `reason` returns one letter.
#   The table, the line below it, and `copied_share` with $n = 12$ rule the others out.
#   - `"A"`: the targets are the inputs themselves; the network has only learnt to repeat what it reads.
#   - `"B"`: the network is too small for these 2,500 characters.
#   - `"C"`: the windows overlap and are shuffled before they are split, so the validation windows stand in the training windows, piece by piece, and early stopping never stops.
#   - `"D"`: 2,500 characters are too few; whatever has read only these must cost that much on another play.
#   - `"E"`: the other play is made of characters that the network has never read.
# - `mended_training` returns what `failing_training` returns: a list of the four arrays, and the bits per character that you expect on new text.
#   Use `windows_of` and `train`, or write your own.
#   The check gives it 2,500 tokens of a made-up language and judges the network on new text of that language: it must stay well below what a network costs that has learnt its text by heart, and the bits that you report must agree with the bits that are found, up to 0.35.
#
# Then write three sentences into a text cell of your own: what you saw, why it happened, and why your change helps.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# Two windows that begin one place apart share 20 of their 21 tokens.
# The chapter holds out whole plays; what would be the same here, with one text of 2,500 characters?
# Windows may still be shuffled, but when?
# What 500 characters cost is a fair estimate; what 100 cost depends on which they are.
#
# </details>

# %% [markdown] lang="zh"
# - `copied_share` 用来测量：在给定的各个窗口里，从头到尾取出每一段 $n$ 个相邻的词元；其中有多大比例也完整地出现在 `source` 的某个窗口里？
#   同一段出现几次就算几次。
# - `reason` 返回一个字母。
#   表中的数、表下面那一行，再加上取 $n = 12$ 的 `copied_share`，足以排除其余各项。
#   - `"A"`：目标就是输入本身，网络只学会了重复读到的字符。
#   - `"B"`：对这 2,500 个字符来说，网络太小了。
#   - `"C"`：窗口互相重叠，又是先打乱、后划分，所以验证窗口的内容，一段段都能在训练窗口里找到，早停也就从来不停。
#   - `"D"`：2,500 个字符太少；无论什么模型，只要读过的只有这些，在另一部剧本上就一定要花这么多比特。
#   - `"E"`：另一部剧本里的字符，网络从来没有读到过。
# - `mended_training` 返回的内容与 `failing_training` 相同：一个由四个数组组成的列表，以及你预计在新文本上要花的比特/字符。
#   可以用 `windows_of` 和 `train`，也可以自己写。
#   检查时给它一种虚构语言的 2,500 个词元，再用同一种语言的新文本给网络打分：花费要明显低于把文本背下来的网络；你报告的比特数与实际测得的相差不能超过 0.35。
#
# 然后自己加一个文字单元格，写三句话：你看到了什么，为什么会这样，你的改动为什么有效。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 两个窗口的起点只差一个位置时，21 个词元中有 20 个是相同的。
# 正文留出的是整部剧本；这里只有一段 2,500 个字符的文本，怎样留出才与正文的做法相当？
# 窗口仍然可以打乱，但要在什么时候？
# 500 个字符的花费已经是不错的估计；100 个字符的花费就要看是哪 100 个了。
#
# </details>


# %%
def copied_share(windows, source, n):
    """The share of the n-grams in windows (m, 21) that stand in source (l, 21) too; 1 <= n <= 21.

    Both arrays hold token ids; they may have another width than 21, the same for both.
    """
    ### BEGIN SOLUTION
    pieces, known = (
        [tuple(window[i : i + n]) for window in some.tolist() for i in range(len(window) - n + 1)]
        for some in (windows, source)
    )
    known = set(known)
    return np.mean([piece in known for piece in pieces])
    ### END SOLUTION


def reason():
    """One of the letters "A" to "E"."""
    ### BEGIN SOLUTION
    return "C"
    ### END SOLUTION


def mended_training(tokens, size, seed):
    """A network [w, u, b, v] and its bits per character on new text: tokens (n,), in [0, size).

    w (size, k), u (k, k), b (k,), v (k, size), as in exercise 5.
    """
    ### BEGIN SOLUTION
    cut = len(tokens) * 4 // 5
    return train(windows_of(tokens[:cut]), windows_of(tokens[cut:]), size, seed)
    ### END SOLUTION


# %%
check.exercise_6(copied_share, reason, mended_training)

# %% [markdown] lang="en"
# Both trainings on the same characters: what they report, what the other play costs, and what the networks write at the temperature 0.3.
# The text of the failing one looks better, since it is full of phrases that stand in its 2,500 characters.
# Which of the two would you trust with another play?

# %% [markdown] lang="zh"
# 下面用同样的字符比较两次训练：各自报告的花费、在另一部剧本上的花费，以及温度为 0.3 时写出的文字。
# 失败的那个网络写得更像样，因为许多短语就是从那 2,500 个字符里背来的。
# 要读另一部剧本，你信得过哪一个？

# %%
if check.exercise_6.passes(copied_share, reason, mended_training):
    networks, rows = [], []
    for training, name in (
        (failing_training, ("failing", "失败的")),
        (mended_training, ("mended", "修好的")),
    ):
        network, reported = training(tokens, size, 0)
        networks.append(network)
        rows.append([name, f"{reported:.2f}", f"{bits(network, new_windows):.2f}"])
    plotting.table(
        [("training", "训练"), ("reported", "报告的"), ("another play", "另一部剧本")], rows
    )
    if check.exercise_5.passes(write):
        for network in networks:
            uniforms = np.random.default_rng(0).random(150)
            print("---", write("", uniforms, 0.3, characters, *network), sep="\n")
