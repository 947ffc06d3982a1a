# %% [markdown] lang="en"
# # Exercises to chapter 5: recurrent networks
#
# {{colab}}
#
# Each exercise asks for one or two functions.
# Write them where the placeholder stands, run the cell, then run the check below it: the check says what is not right yet, as often as you like.
# Stars give the difficulty; points and a rough time stand beside them, 14 points and about 95 minutes in all.
# NumPy is all you need, and your functions may use nothing else: no Keras, no `aigc_keras`.
#
# Hand in this notebook itself.
# The grader calls your functions with fresh numbers, and with some cases that the checks leave out: extreme or empty ones, but none that the task does not allow.
# The chapter is [05_rnn](../05_rnn.ipynb); its notation is used here.

# %% [markdown] lang="zh"
# # 第 5 章练习：循环神经网络
#
# {{colab}}
#
# 每道题要你写一两个函数：写在占位语句处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度，旁边是分值和大致用时，共 14 分，约 95 分钟。
# 只用 NumPy 就够了，函数里也只许用 NumPy，不许用 Keras 和 `aigc_keras`。
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
from aigc_keras import plotting

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
# ## Exercise 2 ★★ Clipping gradients by their joint norm (2 points, 10 minutes)
#
# The gradients $g_1, \dots, g_n$ of a network's parameters are arrays of different shapes, `()` among them.
# Their joint norm is the norm of all their numbers taken as one long vector.
# Write `clip_by_joint_norm(gradients, limit)`: where the joint norm is above the limit, scale all gradients by one factor, so that the norm becomes the limit; otherwise leave them as they are.
# It returns a list of arrays with the shapes and the order of the given ones.
# All gradients may be zero; `limit` is positive.
#
# <details><summary>A hint</summary>
#
# The squares of all numbers of all arrays add up to the square of the norm.
# And what would the factor be for a norm of zero?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 按联合范数裁剪梯度（2 分，10 分钟）
#
# 网络各个参数的梯度 $g_1, \dots, g_n$ 是形状各异的数组，形状也可以是 `()`。
# 把其中所有的数看作一个长向量，这个向量的范数就是它们的联合范数。
# 请写 `clip_by_joint_norm(gradients, limit)`：联合范数超过上限时，所有梯度乘以同一个因子，使联合范数等于上限；否则原样不动。
# 返回一个列表，各数组的形状和次序与给定的相同。
# 梯度可能全为零；`limit` 是正数。
#
# <details><summary>提示</summary>
#
# 所有数组里所有数的平方加起来，就是范数的平方。
# 另外，范数为零时，那个因子会是多少？
#
# </details>


# %%
def clip_by_joint_norm(gradients, limit):
    """The clipped gradients, a list of arrays: gradients is one, limit a positive float."""
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    if norm <= limit:
        return list(gradients)
    return [gradient * (limit / norm) for gradient in gradients]
    ### END SOLUTION


# %%
check.exercise_2(clip_by_joint_norm)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ One draw from the nucleus (2 points, 15 minutes)
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
# ## 练习 3 ★★ 从核中抽一次（2 分，15 分钟）
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
check.exercise_3(draw_top_p)

# %%
if check.exercise_3.passes(draw_top_p):
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
# ## Exercise 4 ★★ One step of a GRU, in both forms (2 points, 15 minutes)
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
# ## 练习 4 ★★ GRU 的一步，两种形式（2 分，15 分钟）
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
check.exercise_4(gru_step)

# %% [markdown] lang="en"
# ## Exercise 5 ★★★ A Kneser-Ney bigram model (3 points, 20 minutes)
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
# ## 练习 5 ★★★ Kneser-Ney 二元模型（3 分，20 分钟）
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
check.exercise_5(kneser_ney)

# %% [markdown] lang="en"
# ## Exercise 6 ★★★ Build it: a network that writes (3 points, 25 minutes)
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
# ## 练习 6 ★★★ 动手搭建：会写作的网络（3 分，25 分钟）
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
check.exercise_6(write)

# %%
if check.exercise_6.passes(write):
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
