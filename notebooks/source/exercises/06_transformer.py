# %% [markdown] lang="en"
# # Exercises to chapter 6: the Transformer
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder stands, run the cell, then run the check below it: the check says what is not right yet, as often as you like.
# Stars give the difficulty; points and a rough time stand beside them, 14 points and about 100 minutes in all.
# NumPy is all you need, and your functions may use nothing else: no Keras, no `aigc_keras`.
# They may call one another: what you write here adds up to a GPT.
#
# Hand in this notebook itself.
# The grader calls your functions with fresh numbers, and with some cases that the checks leave out: extreme or empty ones, but none that the task does not allow.
# The chapter is [06_transformer](../06_transformer.ipynb); its notation is used here.

# %% [markdown] lang="zh"
# # 第 6 章练习：Transformer
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度，旁边是分值和大致用时，共 14 分，约 100 分钟。
# 只用 NumPy 就够了，函数里也只许用 NumPy，不许用 Keras 和 `aigc_keras`。
# 这些函数可以互相调用，写完了，凑起来就是一个 GPT。
#
# 提交的就是这个笔记本。
# 评分时会用新的随机数调用你的函数，还会试一些检查里没有的情形：有的很极端，有的是空的，但都在题目允许的范围之内。
# 对应的章节是 [06_transformer](../06_transformer.ipynb)，记号与正文相同。

# %%
# {{setup}}

# %%
import matplotlib.pyplot as plt
import numpy as np

from aigc_course.checks import transformer as check
from aigc_keras import data, plotting

# %% [markdown] lang="en"
# ## Exercise 1 ★ Attention (2 points, 10 minutes)
#
# Write `attention(query, keys, values, allowed)`: the scores $QK^\top / \sqrt d$ become weights by a softmax over the keys, and each query gets the mean of the values, weighted by them.
# $d$ is the number of numbers in a query.
# Where `allowed` is `False`, the weight has to be 0.
# Every query may look at one key at least.
# Any number of axes may stand in front, for texts or heads, and scores may be in the thousands, also forbidden ones: nothing may overflow, and no weight may become 0 / 0.
#
# <details><summary>A hint</summary>
#
# `.T` reverses all axes; `np.swapaxes` takes two.
# Take off the largest score before the exponential, and ask which scores it should be the largest of.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 注意力（2 分，10 分钟）
#
# 请写 `attention(query, keys, values, allowed)`：得分 $QK^\top / \sqrt d$ 沿着键做 softmax，变成权重；每个查询得到各个值的加权平均。
# $d$ 是一个查询里数的个数。
# `allowed` 为 `False` 的地方，权重必须是 0。
# 每个查询至少可以看一个键。
# 前面可以有任意多个轴，留给文本或头；得分可能上千，不许看的也一样：不能溢出，也不能出现 0 / 0。
#
# <details><summary>提示</summary>
#
# `.T` 会把所有的轴都倒过来；`np.swapaxes` 只换两个。
# 取指数之前，先减去最大的得分；想一想，是哪些得分里最大的？
#
# </details>


# %%
def attention(query, keys, values, allowed):
    """The answers (..., q, m) to queries (..., q, d), from keys (..., n, d), values (..., n, m).

    allowed: bool array that broadcasts to (..., q, n), True where a query may look.
    """
    ### BEGIN SOLUTION
    scores = query @ np.swapaxes(keys, -1, -2) / np.sqrt(query.shape[-1])
    scores = np.where(allowed, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True) @ values
    ### END SOLUTION


# %%
check.exercise_1(attention)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ A loss that is too good (2 points, 20 minutes)
#
# First write two functions.
#
# - `causal_mask(length, past)` returns a bool array, `True` where a query may look.
#   There are `length` queries, but `past` positions stood before them, whose keys were kept.
#   Keys are columns, those of the past first; queries are rows.
#   Each query looks at its own position and at all before it.
# - `seen(logits, token_ids, size)` measures where a model really looks: it changes a token and asks at which positions the logits change.
#   `logits` is a function that turns token ids (n, T) into logits (n, T, size); `token_ids` is one text of T tokens, numbered from 0 to `size` - 1.
#   The result is a bool array (T, T): row $i$, column $j$ is `True` if some other token in the place of token $j$ changes the logits at position $i$ by more than 0.00001; less is rounding.
#   One other token may happen to change nothing, so all have to be tried.
#
# <details><summary>A hint</summary>
#
# For the mask: number all positions from 0, those of the past included.
# Where does the first query stand?
# Then compare a column of numbers with a row of numbers.
#
# For `seen`: make `size` copies of the text that differ at place $j$ only, give them to `logits` all at once, and compare the answers with one another.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 损失好得出奇（2 分，20 分钟）
#
# 先写两个函数。
#
# - `causal_mask(length, past)` 返回布尔数组，`True` 表示查询可以看那里。
#   有 `length` 个查询，它们前面还有 `past` 个位置，这些位置的键都留着。
#   一列一个键，先前的键排在前面；一行一个查询。
#   每个查询可以看自己的位置和它前面的所有位置。
# - `seen(logits, token_ids, size)` 测量一个模型究竟看得见哪里：改动一个词元，看哪些位置上的 logit 变了。
#   `logits` 是一个函数，输入词元编号 (n, T)，输出 logit (n, T, size)；`token_ids` 是一段有 T 个词元的文本，编号从 0 到 `size` - 1。
#   结果是布尔数组 (T, T)：把词元 $j$ 换成别的词元，只要有一种换法使位置 $i$ 上的 logit 变化超过 0.00001，第 $i$ 行第 $j$ 列就是 `True`；更小的变化算舍入误差。
#   换成某一个词元时，logit 也许碰巧不变，所以每个别的词元都要试一遍。
#
# <details><summary>提示</summary>
#
# 写掩码时，把所有位置从 0 开始编号，先前的也算在内。
# 第一个查询在几号位置？
# 然后拿一列数和一行数相比。
#
# 写 `seen` 时，把文本复制 `size` 份，各份只在位置 $j$ 不同，一起交给 `logits`，再把得到的结果互相比较。
#
# </details>


# %%
def causal_mask(length, past):
    """Bool array (length, past + length): length >= 1 and past >= 0 are ints."""
    ### BEGIN SOLUTION
    return np.arange(past + length) <= past + np.arange(length)[:, None]
    ### END SOLUTION


def seen(logits, token_ids, size):
    """Bool array (T, T): row i, column j is True if token j makes a difference to the logits at i.

    logits: function from (n, T) ints to (n, T, size) floats; token_ids (T,), ints below size.
    """
    ### BEGIN SOLUTION
    columns = []
    for j in range(len(token_ids)):
        texts = np.repeat(token_ids[None], size, axis=0)
        texts[:, j] = np.arange(size)
        columns.append(np.ptp(logits(texts), axis=0).max(axis=-1) > 1e-5)
    return np.stack(columns, axis=1)
    ### END SOLUTION


# %% [markdown] lang="en"
# The next functions are complete, leave them as they are.
# `forward` computes the logits of a small language model: embeddings and positions, one head of self-attention whose answers are added to them, and a last matrix.
# `mask` is a function of the length of the text, and says where each position may look.
# `train` trains this model on windows of 32 tokens with Adam.
# You need not read `gradients`: it computes what `tf.GradientTape` would find.

# %% [markdown] lang="zh"
# 下面几个函数已经写好，请勿改动。
# `forward` 计算一个小语言模型的 logit：先是嵌入和位置，再加上一个自注意力头的答案，最后乘一个矩阵。
# `mask` 是一个函数，输入文本的长度，说明每个位置可以看哪里。
# `train` 用 Adam 在 32 个词元的窗口上训练这个模型。
# `gradients` 不必细读，它算的就是 `tf.GradientTape` 会求出的那些梯度。

# %%
LENGTH = 32


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def forward(weights, token_ids, mask):
    """Logits (n, T, size) from token_ids (n, T), T <= 32; and what `gradients` needs."""
    table, places, w_q, w_k, w_v, last = weights
    length, root = token_ids.shape[1], len(w_q) ** 0.5
    x = table[token_ids] + places[:length]  # (n, T, D)
    query, keys, values = x @ w_q, x @ w_k, x @ w_v
    scores = query @ np.swapaxes(keys, 1, 2) / root
    shares = softmax(np.where(mask(length), scores, -np.inf))  # (n, T, T)
    y = x + shares @ values
    return y @ last, (x, query, keys, values, shares, y)


def gradients(weights, inputs, targets, mask):
    """The loss in nats and its gradients by all weights: inputs, targets (n, T)."""
    table, places, w_q, w_k, w_v, last = weights
    logits, (x, query, keys, values, shares, y) = forward(weights, inputs, mask)
    x_t, y_t, values_t, shares_t = (np.swapaxes(z, 1, 2) for z in (x, y, values, shares))
    p = softmax(logits)
    right = np.take_along_axis(p, targets[..., None], axis=-1)
    loss = -np.mean(np.log(right + 1e-30))
    np.put_along_axis(p, targets[..., None], right - 1, axis=-1)
    by_logits = p / targets.size
    by_y = by_logits @ last.T
    by_shares = by_y @ values_t
    by_scores = shares * (by_shares - np.sum(shares * by_shares, axis=-1, keepdims=True))
    by_scores = by_scores / len(w_q) ** 0.5
    by_query, by_keys = by_scores @ keys, np.swapaxes(by_scores, 1, 2) @ query
    by_values = shares_t @ by_y
    by_x = by_y + by_query @ w_q.T + by_keys @ w_k.T + by_values @ w_v.T
    by_table = np.zeros_like(table)
    np.add.at(by_table, inputs, by_x)
    by_square = [(x_t @ by).sum(axis=0) for by in (by_query, by_keys, by_values)]
    return loss, [by_table, by_x.sum(axis=0), *by_square, (y_t @ by_logits).sum(axis=0)]


def train(token_ids, size, mask, steps=600, seed=0):
    """Trained weights, a list of six arrays, and the mean loss of each hundred steps, a list.

    token_ids (n,), ints below size; mask: function from an int, T, to a bool array (T, T).
    """
    rng, dim = np.random.default_rng(seed), 48
    shapes = [(size, dim), (LENGTH, dim), (dim, dim), (dim, dim), (dim, dim), (dim, size)]
    widths = [1, 1, *[dim**-0.5] * 4]
    weights = [
        (width * rng.normal(size=shape)).astype("float32")
        for width, shape in zip(widths, shapes, strict=True)
    ]
    means, squares = ([np.zeros_like(w) for w in weights] for _ in range(2))
    losses = []
    for step in range(1, steps + 1):
        starts = rng.integers(len(token_ids) - LENGTH, size=(32, 1))
        windows = token_ids[starts + np.arange(LENGTH + 1)]
        inputs, targets = windows[:, :-1], windows[:, 1:]
        loss, slopes = gradients(weights, inputs, targets, mask)
        losses.append(float(loss))
        rate = 0.01 * min(1, 10 * step / steps, 2 - 2 * step / (steps + 1))
        for i, slope in enumerate(slopes):  # Adam
            means[i] += 0.1 * (slope - means[i])
            squares[i] += 0.01 * (slope**2 - squares[i])
            mean, square = means[i] / (1 - 0.9**step), squares[i] / (1 - 0.99**step)
            weights[i] = weights[i] - rate * mean / (np.sqrt(square) + 1e-8)
    return weights, [float(np.mean(losses[i : i + 100])) for i in range(0, steps, 100)]


# %% [markdown] lang="en"
# This program is to learn to write like Shakespeare.
# The GPT of the chapter, which is much larger, needs about 1.7 nats for each character of plays that it has not read.
# Run the program, and compare its losses with this, and with what it writes, before you change anything.

# %% [markdown] lang="zh"
# 下面的程序要学着像莎士比亚那样写作。
# 正文里的 GPT 比它大得多，读新剧本时，每个字符也要约 1.7 奈特。
# 先运行这个程序，拿它的损失与这个数比一比，看看它写出的文字，再动手改。


# %%
def failing_mask(length):
    """True where a position may look, False at what comes later."""
    later = np.triu(np.ones((length, length), bool), 2)
    return ~later


def loss_of(weights, token_ids, mask):
    """The loss on the windows of another text, as in training."""
    windows = token_ids[: len(token_ids) // (LENGTH + 1) * (LENGTH + 1)].reshape(-1, LENGTH + 1)
    return gradients(weights, windows[:, :-1], windows[:, 1:], mask)[0]


def write(weights, text, length):
    """The text and `length` more characters; the last 20 characters are read for each."""
    rng = np.random.default_rng(0)
    for _ in range(length):
        token_ids = np.array([[characters.index(character) for character in text[-20:]]])
        # en: The last character may look at all before it, whichever mask is used.
        # zh: 不论用哪个掩码，最后一个字符都可以看前面所有的字符。
        p = softmax(forward(weights, token_ids, failing_mask)[0][0, -1] / 0.7)
        text += characters[np.searchsorted(np.cumsum(p), rng.random() * p.sum())]
    return text.replace("\n", " / ")


train_text, new_text, _ = data.load_text("shakespeare")
train_text, new_text = train_text[:200_000], new_text[:20_000]
characters = "".join(sorted(set(train_text + new_text)))
train_ids, new_ids = (np.array([characters.index(c) for c in t]) for t in (train_text, new_text))
failed, losses = train(train_ids, len(characters), failing_mask)
print("loss of each hundred steps:", [round(loss, 2) for loss in losses])
print(f"loss on plays that it has not read: {loss_of(failed, new_ids, failing_mask):.2f}")
print("it writes:", write(failed, "ROMEO:\nWhat is", 100))

# %% [markdown] lang="en"
# The next cell applies your `seen` to the model that was just trained.
# A 1 stands where it found `True`.

# %% [markdown] lang="zh"
# 下面一格用你写的 `seen` 测量刚才训练的模型。
# 测得 `True` 的地方写作 1。

# %%
found = check.run(
    seen,
    lambda token_ids: forward(failed, token_ids, failing_mask)[0],
    train_ids[:12],
    len(characters),
)
if found is not None:
    print("\n".join(" ".join(".1"[int(there)] for there in row) for row in found))

# %% [markdown] lang="en"
# - `reason` returns one letter.
#   The numbers that the program prints, and what `seen` found, rule the others out.
#   - `"A"`: 600 steps are too few; the loss was still falling.
#   - `"B"`: overfitting; the model knows its text by heart.
#   - `"C"`: each position sees the character that it is to predict; when the model writes, this character is not there yet.
#   - `"D"`: the mask has no effect; every position sees the whole text.
#   - `"E"`: the targets are not moved on by one, so the model learns to repeat the character that it has just read.
# - `mended_training` trains on a text and returns the six weights.
#   Call `train` in the right way.
#   The check has texts in an invented language, where a token mostly follows from one a few places before it.
#   It gives your weights beginnings of new texts and compares their logits with the tokens that really follow: the mean cross-entropy may lie at most halfway between the best that is possible and a blind guess.
#
# Then write three sentences into a text cell of your own: what you saw, why the loss on new plays gave no warning, and why your change helps.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# Compare the picture of `seen` with the matrix in "The causal mask" in the chapter, row by row.
#
# </details>

# %% [markdown] lang="zh"
# - `reason` 返回一个字母。
#   程序打印的数，加上 `seen` 测得的结果，足以排除其余各项。
#   - `"A"`：600 步太少，损失还在下降。
#   - `"B"`：过拟合，模型把文本背了下来。
#   - `"C"`：每个位置都看得见它要预测的字符；而写作时，这个字符还不存在。
#   - `"D"`：掩码没有起作用，每个位置都看得见整段文本。
#   - `"E"`：目标没有后移一个字符，所以模型学会的是重复刚读到的字符。
# - `mended_training` 用一段文本训练，返回六个权重。
#   请正确地调用 `train`。
#   检查所用的文本出自一种虚构的语言，其中的词元大多由它前面相隔几个位置的某一个词元决定。
#   检查时，把新文本的开头交给你的权重，拿算出的 logit 与真正接在后面的词元对照：平均交叉熵不得高于理论最小值与瞎猜的交叉熵的中点。
#
# 然后自己加一个文字单元格，写三句话：你看到了什么，新剧本上的损失为什么没有发出警告，你的改动为什么有效。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 把上面打印的 `seen` 的结果与正文“因果掩码”一节里的矩阵逐行对照。
#
# </details>


# %%
def reason():
    """One of the letters "A" to "E"."""
    ### BEGIN SOLUTION
    return "C"
    ### END SOLUTION


def mended_training(token_ids, size):
    """The six trained weights, a list: token_ids (n,), a long text of ints below size."""
    ### BEGIN SOLUTION
    weights, _ = train(token_ids, size, lambda length: causal_mask(length, 0))
    return weights
    ### END SOLUTION


# %%
check.exercise_2(causal_mask, seen, reason, mended_training)

# %% [markdown] lang="en"
# Here is what both trainings write, and an honest loss of each.
# For the loss, the model reads 20 characters of a play that it has not read before and foretells the next one, which it is not given.

# %% [markdown] lang="zh"
# 下面列出两次训练之后各自写出的文字，以及没有偷看的损失。
# 计算这个损失时，模型读一部新剧本里的 20 个字符，预测下一个字符，而下一个字符并没有交给它。


# %%
def honest_loss(weights, token_ids):
    """The loss on every 21st character, from the 20 characters before it."""
    windows = token_ids[: len(token_ids) // 21 * 21].reshape(-1, 21)
    p = softmax(forward(weights, windows[:, :20], failing_mask)[0][:, -1])
    return -np.mean(np.log(p[np.arange(len(p)), windows[:, 20]] + 1e-30))


if check.exercise_2.passes(causal_mask, seen, reason, mended_training):
    mended = mended_training(train_ids, len(characters))
    rows = [
        [name, f"{honest_loss(weights, new_ids):.2f}", write(weights, "ROMEO:\nWhat is", 200)]
        for name, weights in {("failing", "失败的"): failed, ("mended", "修好的"): mended}.items()
    ]
    columns = [("training", "训练"), ("honest loss", "没有偷看的损失")]
    columns += [("writes, a / for each line break", "写出的文字（/ 是换行）")]
    plotting.table(columns, rows)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ Several heads (2 points, 15 minutes)
#
# Write `many_heads(x, num_heads, w_q, w_k, w_v, w_o, allowed)`: self-attention with $h$ heads of width $d = D / h$.
# The queries of all heads stand side by side in $xW_Q$: head 0 has the first $d$ numbers of each position, head 1 the next $d$, and so on; keys and values likewise.
# Each head looks by itself.
# The heads' answers stand side by side again, in the same order, and are multiplied by $W_O$.
# There are no biases.
#
# <details><summary>A hint</summary>
#
# Three axes become four, and for `attention` the heads have to stand in front of the positions.
# A `reshape` changes no order; only a swap of axes does.
# Afterwards the whole way back.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ 多个头（2 分，15 分钟）
#
# 请写 `many_heads(x, num_heads, w_q, w_k, w_v, w_o, allowed)`：有 $h$ 个头的自注意力，每个头宽 $d = D / h$。
# 各头的查询并排放在 $xW_Q$ 里：每个位置的前 $d$ 个数归 0 号头，接下来的 $d$ 个数归 1 号头，依此类推；键和值也一样。
# 各头各看各的。
# 它们的答案按同样的次序重新并排放好，再乘以 $W_O$。
# 没有偏置。
#
# <details><summary>提示</summary>
#
# 三个轴变成四个轴；交给 `attention` 时，头要排在位置前面。
# `reshape` 不改变次序，交换轴才会。
# 做完以后，原路返回。
#
# </details>


# %%
def many_heads(x, num_heads, w_q, w_k, w_v, w_o, allowed):
    """Array like x, (n, T, D): the four weights are (D, D), num_heads divides D.

    allowed: bool array (T, T), the same for all texts and heads.
    """

    ### BEGIN SOLUTION
    def split(y):
        return np.swapaxes(y.reshape(*y.shape[:2], num_heads, -1), 1, 2)

    found = attention(split(x @ w_q), split(x @ w_k), split(x @ w_v), allowed)
    return np.swapaxes(found, 1, 2).reshape(x.shape) @ w_o
    ### END SOLUTION


# %%
check.exercise_3(many_heads)

# %% [markdown] lang="en"
# ## Exercise 4 ★★ Rotary positions (2 points, 15 minutes)
#
# Write `rotate(x, positions)`, which turns queries or keys.
# Number $i$ of a vector is paired with number $i + d/2$, for $i = 0, \dots, d/2 - 1$.
# The pair is a point in the plane; at position $p$ it is turned counter-clockwise (from the first axis towards the second) by the angle $p\, \theta_i$ with $\theta_i = 10000^{-2i/d}$.
# The positions need not begin at 0, nor follow one another.
# Once your function passes, the cell after the check turns one vector as query and as key and draws their product against the distance (the position of the query less that of the key), for a query near the beginning of a text and for one far into it.
#
# <details><summary>A hint</summary>
#
# A table of angles, a row for each position, a column for each pair.
# To turn $(a, b)$ by $\varphi$: $(a \cos\varphi - b \sin\varphi,\; a \sin\varphi + b \cos\varphi)$.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 4 ★★ 旋转位置编码（2 分，15 分钟）
#
# 请写 `rotate(x, positions)`，用来转查询或键。
# 向量的第 $i$ 个数与第 $i + d/2$ 个数配成一对，$i = 0, \dots, d/2 - 1$。
# 一对数看作平面上的一个点，在位置 $p$ 上逆时针（从第一轴转向第二轴）转过角度 $p\, \theta_i$，其中 $\theta_i = 10000^{-2i/d}$。
# 位置不一定从 0 开始，也不一定连续。
# 函数通过之后，检查后面的一格把同一个向量既当查询又当键，转过以后，画出点积（product）随距离（distance，查询的位置减去键的位置）的变化：一个查询靠近文本开头，一个远在后面。
#
# <details><summary>提示</summary>
#
# 列一张角度表，一行一个位置，一列一对数。
# 把 $(a, b)$ 转过 $\varphi$，得到 $(a \cos\varphi - b \sin\varphi,\; a \sin\varphi + b \cos\varphi)$。
#
# </details>


# %%
def rotate(x, positions):
    """Array like x, (..., T, d), d even: positions (T,), ints >= 0, one for each row."""
    ### BEGIN SOLUTION
    d = x.shape[-1]
    angles = positions[:, None] * 10_000.0 ** (-np.arange(0, d, 2) / d)
    first, second = np.split(x, 2, axis=-1)
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)
    ### END SOLUTION


# %%
check.exercise_4(rotate)

# %%
if check.exercise_4.passes(rotate):
    plotting.use_style()
    distances, vector = np.arange(-60, 61), np.random.default_rng(0).normal(size=(1, 64))
    figure, axis = plt.subplots(figsize=(5.2, 2.8), layout="constrained")
    for position, style in ((60, "-"), (5000, "o")):
        turned = rotate(vector, np.array([position]))
        keys = rotate(np.repeat(vector, 121, axis=0), position - distances)
        label = f"query at position {position:,}"
        axis.plot(distances, keys @ turned[0], style, markersize=3, label=label)
    axis.set(xlabel="distance", ylabel="product")
    axis.legend(loc="upper left")
    plotting.show(
        figure,
        "Products of a turned query with turned keys against their distance, for queries at two "
        "positions. Both curves are one: a peak at distance 0, falling with ripples to both sides.",
        "转过的查询与转过的键的点积随距离的变化，查询在两个不同的位置。两条曲线重合：距离为 0 处有尖峰，向两边起伏着下降。",
    )

# %% [markdown] lang="en"
# ## Exercise 5 ★★★ Reading on, with kept keys and values (3 points, 20 minutes)
#
# Write `read(x, keys, values, w_q, w_k, w_v)`: one head of causal self-attention with rotary positions reads the next rows `x` of a text, one row or several.
# The keys and values of all rows before are given, the keys already turned; at the start of a text both have the shape `(0, d)`.
# The function returns three arrays: the answers to the new rows, and the keys and values of all rows so far, which the next call gets.
# However a text is cut into pieces, the answers have to be those of a single call.
# Turn and multiply the new rows only: what was kept is not computed again.
#
# <details><summary>A hint</summary>
#
# At which position does the first new row stand?
# You have a function for the angles, one for the mask, and one for the rest.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 5 ★★★ 留着键和值往下读（3 分，20 分钟）
#
# 请写 `read(x, keys, values, w_q, w_k, w_v)`：一个因果自注意力的头，用旋转位置编码，读一段文本接下来的几行 `x`，可以是一行，也可以是好几行。
# 前面所有行的键和值都给出来了，键已经转过；文本刚开始时，两者的形状都是 `(0, d)`。
# 函数返回三个数组：新来各行的答案，以及到目前为止所有行的键和值，交给下一次调用。
# 一段文本不管怎样切开来读，答案都要与一次读完相同。
# 只对新来的行做转动和乘法：留着的不重算。
#
# <details><summary>提示</summary>
#
# 新来的第一行在几号位置？
# 角度有一个函数，掩码有一个函数，其余的也有一个函数。
#
# </details>


# %%
def read(x, keys, values, w_q, w_k, w_v):
    """Answers (n, d), and the keys and the values of all rows, (t + n, d) each.

    x (n, m), n >= 1; keys, values (t, d), t >= 0; w_q, w_k, w_v (m, d), d even.
    """
    ### BEGIN SOLUTION
    past = len(keys)
    positions = past + np.arange(len(x))
    keys = np.concatenate([keys, rotate(x @ w_k, positions)])
    values = np.concatenate([values, x @ w_v])
    query = rotate(x @ w_q, positions)
    return attention(query, keys, values, causal_mask(len(x), past)), keys, values
    ### END SOLUTION


# %%
check.exercise_5(read)

# %% [markdown] lang="en"
# ## Exercise 6 ★★★ Build it: a GPT (3 points, 20 minutes)
#
# Write `gpt(token_ids, num_heads, embedding, places, blocks)`, which returns the logits of the next token at every position.
#
# - **Start.** Token $i$ at position $p$ becomes $\sqrt D\, e_i + s_p$, where $e_i$ is row $i$ of `embedding` and $s_p$ is row $p$ of `places`, which may have more rows than the text has tokens.
# - **Blocks.** Each holds six weights: $W_Q, W_K, W_V, W_O$, then $A$ and $B$ of the small network.
#   With $\mathrm{heads}$ for causal attention with several heads, a block computes $x \leftarrow x + \mathrm{heads}(\mathrm{norm}(x))$, then $x \leftarrow x + \mathrm{ReLU}(\mathrm{norm}(x)\, A)\, B$.
#   There may be no block at all.
# - **End.** The logits are $\mathrm{norm}(x)\, E^\top$, where $E$ is `embedding`.
#
# $\mathrm{norm}$ takes the mean off the $D$ numbers of a position and divides them by the root of their variance plus 0.001.
# There are no gains and no biases.
#
# Once it passes, the last cell gives your function the weights of a GPT that nobody trained: they were set by hand, the same for every text, to make an **induction head** (Olsson et al. 2022, arXiv:2209.11895).
# In block 1, each position notes which character stands before it; in block 2, it looks for the last position whose note is the current character, and proposes what stands there.
# Each text begins to repeat itself, and the GPT writes on.
# Why does it manage the first two and not the third?
# What would a larger model have to note?
#
# <details><summary>A hint</summary>
#
# Write `norm` first, inside or outside `gpt`; exercises 2 and 3 have the rest of a block.
# What a part adds to is not what it was given to read.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 6 ★★★ 动手搭建：GPT（3 分，20 分钟）
#
# 请写 `gpt(token_ids, num_heads, embedding, places, blocks)`，返回每个位置上下一个词元的 logit。
#
# - **开头。** 位置 $p$ 上的词元 $i$ 变成 $\sqrt D\, e_i + s_p$，其中 $e_i$ 是 `embedding` 的第 $i$ 行，$s_p$ 是 `places` 的第 $p$ 行；`places` 的行数可能比文本的词元多。
# - **块。** 每块有六个权重：先是 $W_Q, W_K, W_V, W_O$，再是前馈网络的 $A$ 和 $B$。
#   用 $\mathrm{heads}$ 表示多头的因果注意力，一块先算 $x \leftarrow x + \mathrm{heads}(\mathrm{norm}(x))$，再算 $x \leftarrow x + \mathrm{ReLU}(\mathrm{norm}(x)\, A)\, B$。
#   也可能一块都没有。
# - **结尾。** logit 是 $\mathrm{norm}(x)\, E^\top$，$E$ 就是 `embedding`。
#
# $\mathrm{norm}$ 把一个位置上的 $D$ 个数减去它们的均值，再除以方差加 0.001 的平方根。
# 没有增益，也没有偏置。
#
# 函数通过之后，最后一格会给它一个从没训练过的 GPT 的权重：这些权重是人手设的，对每段文本都一样，构成一个**归纳头**（induction head；Olsson 等，2022，arXiv:2209.11895）。
# 在第 1 块里，每个位置记下自己前面是哪个字符；在第 2 块里，它去找最近的、记着当前字符的那个位置，提议写那里的字符。
# 每段文本都刚开始重复，由 GPT 接着写。
# 前两段为什么写得下去，第三段却不行？
# 换成更大的模型，它得多记些什么？
#
# <details><summary>提示</summary>
#
# 先写 `norm`，放在 `gpt` 里面、外面都行；块的其余部分，练习 2 和练习 3 里都有。
# 一个部分往上加的，并不是它读到的那些数。
#
# </details>


# %%
def gpt(token_ids, num_heads, embedding, places, blocks):
    """Logits (n, T, V) from token_ids (n, T), ints: embedding (V, D), places (>= T, D).

    blocks: list of lists of six arrays: four (D, D), then (D, k) and (k, D).
    """

    ### BEGIN SOLUTION
    def norm(x):
        centred = x - x.mean(axis=-1, keepdims=True)
        return centred / np.sqrt(np.mean(centred**2, axis=-1, keepdims=True) + 1e-3)

    length, dim = token_ids.shape[1], embedding.shape[1]
    x = np.sqrt(dim) * embedding[token_ids] + places[:length]
    allowed = causal_mask(length, 0)
    for w_q, w_k, w_v, w_o, a, b in blocks:
        x = x + many_heads(norm(x), num_heads, w_q, w_k, w_v, w_o, allowed)
        x = x + np.maximum(norm(x) @ a, 0) @ b
    return norm(x) @ embedding.T
    ### END SOLUTION


# %%
check.exercise_6(gpt)

# %%
if check.exercise_6.passes(gpt):
    for text in (
        "Juliet, Ju",
        "海内存知己，天涯若比邻。海",
        "To be, or not to be: that is the question. To",
    ):
        characters, network = check.copier(text)
        written = text
        for _ in range(30):
            token_ids = np.array([[characters.index(character) for character in written]])
            written += characters[np.argmax(gpt(token_ids, *network)[0, -1])]
        print(f"{text} | {written[len(text) :]}")
