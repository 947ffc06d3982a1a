# %% [markdown] lang="en"
# # Exercises to chapter 1: a history that runs
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder `raise NotImplementedError(...)` stands, run the cell, then run the check below it: it says what is not right yet, as often as you like.
# Stars give the difficulty; there are 14 points in all, for about 100 minutes.
# The chapter is [01_history](../01_history.ipynb).
#
# Use NumPy only.
# When your notebook is graded, your functions are called with other inputs, among them extreme ones that the text mentions; the library's own models and scores are not there then.
# Hand in this notebook itself, nothing else.

# %% [markdown] lang="zh"
# # 第 1 章练习：一部可以运行的历史
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句 `raise NotImplementedError(...)` 处，运行这个单元格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度；满分 14 分，大约需要 100 分钟。
# 对应的章节是 [01_history](../01_history.ipynb)。
#
# 只用 NumPy。
# 评分时会用别的输入来调用你的函数，包括题目里提到的极端情形；那时没有课程库里现成的模型和评分。
# 提交的就是这个笔记本，不需要别的文件。

# %%
# {{setup}}

# %%
from collections import Counter, defaultdict

import numpy as np

from aigc_course.checks import history as check
from aigc_keras import data, plotting

# %% [markdown] lang="en"
# ## Exercise 1 ★ One score for all writers (2 points, 8 minutes)
#
# A model has cut a text into tokens and given each of them a log-probability, in nats.
# A token may be one character, or several.
# Write the **bits per character** of the text: what all tokens cost together, in bits, spread over the characters of the text.
# Spaces and line breaks are characters, and so is each Chinese character.
#
# Models that cut a text in different ways can only be compared by such a number: one with long tokens pays more for each, and has fewer of them.
#
# <details><summary>A hint</summary>
#
# How many bits are one nat?
# The toss of a fair coin costs 1 bit, which is $-\ln \tfrac12 = 0.693$ nats.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 用同一种分数衡量所有写作模型（2 分，8 分钟）
#
# 某个模型把一段文本切成词元，并给出每个词元的对数概率，单位是奈特。
# 一个词元可以是一个字符，也可以是几个。
# 请算出这段文本的**比特/字符**：把全部词元的负对数概率相加，换算成比特，再除以文本的字符数。
# 空格和换行也是字符，一个汉字是一个字符。
#
# 切分方式不同的模型，要用这样的数才能相比：词元长的模型，每个词元的比特数多，但词元少。
#
# <details><summary>提示</summary>
#
# 1 奈特等于多少比特？
# 抛一次均匀的硬币是 1 比特，也就是 $-\ln \tfrac12 = 0.693$ 奈特。
#
# </details>


# %%
def bits_per_character(log_probs, text):
    """Bits per character: log_probs has the shape (number of tokens,), in nats; text is a str."""
    ### BEGIN SOLUTION
    return -np.sum(log_probs) / (np.log(2) * len(text))
    ### END SOLUTION


# %%
check.exercise_1(bits_per_character)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ Train and mend: a score that is too good (2 points, 20 minutes)
#
# A writer that counts is to be trained, and its best order is to be found.
# 40,000 characters of the plays are cut into windows of 64 characters, each 32 further on than the one before.
# A fifth of the windows, drawn at random, is kept for the examination; what follows what is counted in the others.
# From the same counts the program computes bits per character for every order from 1 to 8.
# What was never counted gets a little probability from the next shorter context (by a simpler rule than that of the chapter's `NGram`).
#
# The program runs without an error, and its table is splendid: the longer the context, the better.
# The chapter's 5-gram has read five times as much, and needs 2.55 bits.
# Run it, and look at the table before you change anything.

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 分数好得可疑，找出原因并改好（2 分，20 分钟）
#
# 下面的程序要训练一个靠计数写作的模型，并找出最合适的阶数。
# 程序把剧本的 40,000 个字符切成窗口，每个窗口 64 个字符，比前一个后移 32 个。
# 随机抽出五分之一的窗口留作考试，在其余的窗口里统计每段上文后面各跟着什么字符。
# 程序由同一份计数算出 1 到 8 各阶的比特/字符。
# 没有数到过的字符，从短一个字符的上文那里得到一点概率（办法比正文里 `NGram` 的简单）。
#
# 程序运行时不报错，结果也非常漂亮：上文越长，成绩越好。
# 正文里的五元模型读的文本是这里的五倍，每个字符却要 2.55 比特。
# 先运行它，看一看表里的数，再动手改。


# %%
def cut(text, length=64, step=32):
    """Windows of a text, a list of str."""
    return [text[i : i + length] for i in range(0, len(text) - length + 1, step)]


def train(windows):
    """Counts: for each context of 0 to 7 characters, a Counter of the characters after it."""
    counts = defaultdict(Counter)
    for window in windows:
        for i, character in enumerate(window):
            for k in range(min(i, 7) + 1):
                counts[window[i - k : i]][character] += 1
    return counts


def score(counts, windows):
    """Bits per character of these windows for the orders 1 to 8, an array (8,)."""
    totals = {context: after.total() for context, after in counts.items()}
    bits = np.zeros(8)
    for window in windows:
        for i, character in enumerate(window):
            p = 1 / 100
            for k in range(8):
                context = window[i - k : i] if k <= i else None
                if context in totals:
                    kinds = len(counts[context])
                    p = (counts[context][character] + kinds * p) / (totals[context] + kinds)
                bits[k] -= np.log2(p)
    return bits / sum(len(window) for window in windows)


def split(text):
    """Windows to train on, and windows for the examination."""
    windows = cut(text)
    order = np.random.default_rng(0).permutation(len(windows))
    held = len(windows) // 5
    return [windows[i] for i in order[held:]], [windows[i] for i in order[:held]]


def failing_training(text):
    """Bits per character for the orders 1 to 8, (8,)."""
    train_windows, exam_windows = split(text)
    return score(train(train_windows), exam_windows)


# %%
plays = data.load_text("shakespeare")[0]
failed = failing_training(plays[:40_000])
rows = [[order, f"{bits:.2f}"] for order, bits in enumerate(failed, 1)]
plotting.table([("order", "阶数"), ("bits per character", "比特/字符")], rows)

# %% [markdown] lang="en"
# - `copied_share` is a measurement.
#   Take every piece of `length` successive characters of the examination's windows, as often as it occurs: which share of these pieces stands, just so, in a training window?
#   A window shorter than `length` has no piece; at least one window is long enough.
# - `reason` returns one letter.
#   `copied_share(*split(plays[:40_000]), 20)`, and the score of a text that the program has not seen, such as `cut(plays[40_000:50_000])`, help to decide.
#   - `"A"`: the plays are so regular that seven characters almost settle the next one.
#   - `"B"`: the windows that were drawn happen to be easy ones.
#   - `"C"`: the windows overlap, so most of what is examined was counted in the training.
#   - `"D"`: the smoothing is wrong: the probabilities of all characters add up to more than 1.
#   - `"E"`: a fifth is too small for an examination; half of the windows would give the right score.
# - `mended_training` is given a text and returns what `failing_training` should have returned: for each order the bits per character that a *new* text of the same kind costs.
#   Keep `train` and `score` as they are.
#   The check has other texts, of 10,000 characters, and compares your eight numbers with the cost of a new text.
#
# Then write three sentences into a text cell of your own: what you saw, why it happened, and why your change helps.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# In how many windows does one character of the text stand?
# First split the text, and then cut.
#
# </details>

# %% [markdown] lang="zh"
# - `copied_share` 用来测量。
#   取考试窗口中所有由 `length` 个相连字符组成的片段，出现几次就算几次：其中有多大的比例，原样出现在某个训练窗口里？
#   比 `length` 短的窗口没有这样的片段；至少有一个窗口足够长。
# - `reason` 返回一个字母。
#   算一算 `copied_share(*split(plays[:40_000]), 20)`，再给程序没见过的文本打分，例如 `cut(plays[40_000:50_000])`，就能判断。
#   - `"A"`：剧本很有规律，看了七个字符，下一个字符就差不多定了。
#   - `"B"`：抽到的窗口碰巧比较容易。
#   - `"C"`：窗口互相重叠，所以考试的内容大部分在训练时已经数过了。
#   - `"D"`：平滑的办法有错，所有字符的概率加起来大于 1。
#   - `"E"`：五分之一用来考试太少了；拿一半的窗口来考，分数就对了。
# - `mended_training` 接受一段文本，返回 `failing_training` 本应返回的结果：对每一阶，同类的*新*文本要花多少比特/字符。
#   `train` 和 `score` 保持原样。
#   检查时用的是别的文本，有 10,000 个字符；检查会把你的八个数与新文本的花费相比。
#
# 然后自己加一个文字单元格，写三句话：你看到了什么，为什么会这样，你的改动为什么有效。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 文本里的一个字符，出现在几个窗口里？
# 先把文本分开，再切窗口。
#
# </details>


# %%
def copied_share(train_windows, exam_windows, length):
    """The share of the examination's pieces that were trained on, a number: two lists of str."""
    ### BEGIN SOLUTION
    pieces = [w[i : i + length] for w in exam_windows for i in range(len(w) - length + 1)]
    known = {w[i : i + length] for w in train_windows for i in range(len(w) - length + 1)}
    return sum(piece in known for piece in pieces) / len(pieces)
    ### END SOLUTION


def reason():
    """One of the letters "A" to "E"."""
    ### BEGIN SOLUTION
    return "C"
    ### END SOLUTION


def mended_training(text):
    """Bits per character for the orders 1 to 8, (8,): text is a str."""
    ### BEGIN SOLUTION
    border = len(text) * 4 // 5
    return score(train(cut(text[:border])), cut(text[border:]))
    ### END SOLUTION


# %%
check.exercise_2(copied_share, reason, mended_training)

# %% [markdown] lang="en"
# Once all three are right, the table has the given scores, yours, and what the next 10,000 characters of the plays really cost after a training on the first 40,000.
# Which order would you choose by each column?

# %% [markdown] lang="zh"
# 三个函数都写对之后，下表并列原来的分数、你的分数，以及用前 40,000 个字符训练之后，剧本接下来的 10,000 个字符的实际花费。
# 如果分别只看其中一列，你会各选哪一阶？

# %%
if check.exercise_2.passes(copied_share, reason, mended_training):
    mended = mended_training(plays[:40_000])
    really = score(train(cut(plays[:40_000])), cut(plays[40_000:50_000]))
    rows = [
        [order, *(f"{bits:.2f}" for bits in row)]
        for order, row in enumerate(zip(failed, mended, really, strict=True), 1)
    ]
    header = [("order", "阶数"), ("given", "原来的"), ("mended", "改好的"), ("new text", "新文本")]
    plotting.table(header, rows)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ A straight line in logarithms (2 points, 12 minutes)
#
# The losses of models of several sizes $N$ are to be described by
#
# $$L = E + a\, N^{-b},$$
#
# where the floor $E$ is given; it may be 0.
# Take the natural logarithm of what lies above the floor, and of $N$: the law becomes a straight line.
# Fit that line by ordinary least squares and return $a$ and $b$.
# There are two models or more, in any order.
# ($b$ is above zero when larger models are better.)
#
# <details><summary>A hint</summary>
#
# Write the law for $\ln(L - E)$.
# What are the slope and the intercept of the line?
# `np.polyfit` fits lines.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ 取对数就成了直线（2 分，12 分钟）
#
# 有几个大小不同的模型，大小为 $N$，损失要用
#
# $$L = E + a\, N^{-b}$$
#
# 来描述，其中下限 $E$ 已给定，可以是 0。
# 对高出下限的部分和 $N$ 都取自然对数，这条规律就成了一条直线。
# 请用普通最小二乘法拟合这条直线，返回 $a$ 和 $b$。
# 模型至少有两个，先后次序任意。
# （模型越大越好时，$b$ 大于零。）
#
# <details><summary>提示</summary>
#
# 写出 $\ln(L - E)$ 的式子。
# 直线的斜率和截距各是什么？
# 拟合直线可以用 `np.polyfit`。
#
# </details>


# %%
def fit_power_law(sizes, losses, floor):
    """a and b of L = floor + a N^(-b): sizes and losses have the shape (n,), floor is a float."""
    ### BEGIN SOLUTION
    slope, intercept = np.polyfit(np.log(sizes), np.log(losses - floor), 1)
    return np.exp(intercept), -slope
    ### END SOLUTION


# %%
check.exercise_3(fit_power_law)

# %% [markdown] lang="en"
# Once the check passes, the next cell takes five networks like those of the chapter, with the losses of one recorded run.
# It fits those of up to 26,517 parameters, once for each of three floors, and extends the curves to a billion parameters.
# The largest network, the open circle, took no part.
# The table gives the predictions for it and for $10^9$ parameters, in bits per character.
# Compare how far the three curves are apart at the points, and how far in the end.

# %% [markdown] lang="zh"
# 检查通过之后，下一个单元格取五个与正文相同的网络，损失来自一次运行的记录。
# 它用三个不同的下限，分别拟合其中 26,517 个参数以内的网络，再把曲线一直延长到十亿个参数。
# 空心圆是最大的网络，没有参加拟合。
# 表中是各个下限对最大网络的预测（实测为 2.86）和对 $10^9$ 个参数的预测，单位是比特/字符。
# 请比较一下：三条曲线在实测点附近相差多少，到了最右端又相差多少。
# 图中横轴为参数量（parameters N），纵轴为比特/字符（bits per character）。

# %%
if check.exercise_3.passes(fit_power_law):
    import matplotlib.pyplot as plt

    plotting.use_style()
    parameters = np.array([1965, 3549, 9093, 26517, 80373])
    bits = np.array([3.76, 3.43, 3.23, 3.04, 2.86])
    line = np.geomspace(1e3, 1e9, 50)
    figure, axis = plt.subplots()
    rows = []
    for floor in (0, 1, 2):
        a, b = fit_power_law(parameters[:-1], bits[:-1], floor)
        axis.plot(line, floor + a * line**-b, label=f"floor {floor}")
        next_bits, far_bits = floor + a * np.array([80373, 1e9]) ** -b
        rows.append([floor, f"{next_bits:.2f}", f"{far_bits:.2f}"])
    axis.plot(parameters[:-1], bits[:-1], "o", color="black")
    axis.plot(parameters[-1], bits[-1], "o", color="black", fillstyle="none")
    axis.set(xscale="log", xlabel="parameters N", ylabel="bits per character", ylim=(0, 4.2))
    axis.legend()
    header = [("floor", "下限"), ("80,373 parameters (2.86 found)", "80,373 个参数（实测 2.86）")]
    plotting.table([*header, ("10⁹ parameters", "10⁹ 个参数")], rows)
    plotting.show(
        figure,
        "Three fitted curves run through four measured points and close to the fifth. Towards a "
        "billion parameters they part: the lower the floor, the lower the curve.",
        "三条拟合曲线都穿过四个实测点，也都从第五个点附近经过。越往十亿个参数走，分得越开：下限越低，曲线越低。",
    )

# %% [markdown] lang="en"
# ## Exercise 4 ★★ How large, for this budget? (2 points, 15 minutes)
#
# Training a model of $N$ parameters on $D$ tokens takes about $6ND$ operations.
# Given are a budget of $C$ operations (`compute`) and the law
#
# $$L(N, D) = E + \frac{a}{N^{\alpha}} + \frac{b}{D^{\beta}}.$$
#
# Which $N$ and $D$ spend exactly this budget, $6ND = C$, and give the lowest loss?
# Return $N$ and $D$, each to within a tenth of a percent.
# They are real numbers: no rounding.
# $C$ may be anything from $10^9$ to $10^{26}$; $a$, $\alpha$, $b$ and $\beta$ are above zero.
# $E$ makes no difference here and is not given.
#
# <details><summary>A hint</summary>
#
# The budget makes $D$ a function of $N$.
# Put it in, and set the derivative with respect to $\ln N$ to zero: an equation that can be solved for $N$.
# A search on a fine logarithmic grid works as well.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 4 ★★ 预算一定，该训练多大的模型？（2 分，15 分钟）
#
# 用 $D$ 个词元训练 $N$ 个参数的模型，大约要 $6ND$ 次运算。
# 设预算为 $C$ 次运算（`compute`），损失服从
#
# $$L(N, D) = E + \frac{a}{N^{\alpha}} + \frac{b}{D^{\beta}}.$$
#
# 怎样的 $N$ 和 $D$ 正好用完预算，即 $6ND = C$，而且损失最低？
# 依次返回 $N$ 和 $D$，误差都不超过千分之一。
# 它们是实数，不要取整。
# $C$ 可以小到 $10^9$，大到 $10^{26}$；$a$、$\alpha$、$b$、$\beta$ 都大于零。
# $E$ 在这里不起作用，所以没有给出。
#
# <details><summary>提示</summary>
#
# 由预算可知 $D$ 是 $N$ 的函数。
# 代进去，令损失对 $\ln N$ 的导数为零，得到的方程可以解出 $N$。
# 在很密的对数网格上搜索也行。
#
# </details>


# %%
def best_size(compute, a, alpha, b, beta):
    """N and D of the lowest loss a / N^alpha + b / D^beta with 6 N D = compute: floats."""
    ### BEGIN SOLUTION
    product = compute / 6
    n = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))
    return n, product / n
    ### END SOLUTION


# %%
check.exercise_4(best_size)

# %% [markdown] lang="en"
# With the constants of Hoffmann et al. (2022, arXiv:2203.15556), the third of their three estimates, the next cell asks what the budget of GPT-3, with 175 billion parameters and 300 billion tokens (arXiv:2005.14165), could have been used for; losses are in nats per token.
# The constants are disputed, as the chapter says; the direction of the answer is not.

# %% [markdown] lang="zh"
# 下一个单元格取 Hoffmann 等人（2022，arXiv:2203.15556）三种估计中第三种的常数，算一算 GPT-3 的预算（1,750 亿个参数、3,000 亿个词元，arXiv:2005.14165）本来可以用来训练怎样的模型。
# 正文说过，这些常数有争议；不过结论的方向没有争议。

# %%
if check.exercise_4.passes(best_size):
    trained = 175e9, 300e9
    best = best_size(6 * trained[0] * trained[1], 406.4, 0.34, 410.7, 0.28)
    rows = []
    for name, (n, d) in {("GPT-3", "GPT-3"): trained, ("best", "最优"): best}.items():
        loss = 1.69 + 406.4 / n**0.34 + 410.7 / d**0.28
        rows.append([name, f"{n / 1e9:.0f}", f"{d / 1e9:,.0f}", f"{loss:.3f}"])
    header = [("model", "模型"), ("parameters, billions", "参数量（十亿）")]
    header += [("tokens, billions", "词元数（十亿）")]
    plotting.table([*header, ("loss, nats per token", "损失（奈特/词元）")], rows)

# %% [markdown] lang="en"
# ## Exercise 5 ★★ The score for images (3 points, 18 minutes)
#
# Two sets of features: `real` of shape $(n, d)$ and `fake` of shape $(m, d)$, one row for each image.
# With the means $\mu_1, \mu_2$ and the covariances $C_1, C_2$ of the two sets (divided by $n - 1$ and $m - 1$), the squared Fréchet distance of the two fitted Gaussians is
#
# $$\lVert \mu_1 - \mu_2 \rVert^2 + \operatorname{Tr}\!\left(C_1 + C_2 - 2\,(C_1 C_2)^{1/2}\right),$$
#
# and this is what the chapter calls the Fréchet distance.
# The root is that of a matrix: $M^{1/2} M^{1/2} = M$.
# Return the distance as one real number.
# Each set has at least two rows.
# Your function must also work for $d = 1$, and for fewer rows than dimensions.
#
# <details><summary>A hint</summary>
#
# Only the trace of the root is needed, and a trace is the sum of the eigenvalues.
# How do the eigenvalues of $M^{1/2}$ follow from those of $M$?
# Those of $C_1 C_2$ are real and never negative in theory; rounding can make some of them slightly negative, or give them a tiny imaginary part.
# And what does `np.cov` give for a single feature?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 5 ★★ 衡量图像的分数（3 分，18 分钟）
#
# 有两批特征：`real` 的形状是 $(n, d)$，`fake` 的形状是 $(m, d)$，每行对应一幅图像。
# 设两批的均值为 $\mu_1$、$\mu_2$，协方差为 $C_1$、$C_2$（分别除以 $n - 1$ 和 $m - 1$），那么拟合出的两个高斯分布之间，弗雷歇距离的平方是
#
# $$\lVert \mu_1 - \mu_2 \rVert^2 + \operatorname{Tr}\!\left(C_1 + C_2 - 2\,(C_1 C_2)^{1/2}\right),$$
#
# 正文里的弗雷歇距离就是这个数。
# 式中的平方根是矩阵的平方根：$M^{1/2} M^{1/2} = M$。
# 返回一个实数。
# 每批至少有两行；$d = 1$ 时，以及行数少于维数时，也应当算得出来。
#
# <details><summary>提示</summary>
#
# 要的只是平方根的迹，而迹是特征值之和。
# $M^{1/2}$ 的特征值与 $M$ 的特征值是什么关系？
# 理论上 $C_1 C_2$ 的特征值都是非负的实数；舍入误差却可能让有的略小于零，或带上极小的虚部。
# 另外，只有一个特征时，`np.cov` 返回的是什么？
#
# </details>


# %%
def frechet(real, fake):
    """Squared Fréchet distance of two sets of features: real (n, d), fake (m, d); a float."""
    ### BEGIN SOLUTION
    gap = real.mean(axis=0) - fake.mean(axis=0)
    first, second = (np.atleast_2d(np.cov(x, rowvar=False)) for x in (real, fake))
    values = np.linalg.eigvals(first @ second).real
    root_trace = np.sqrt(np.maximum(values, 0)).sum()
    return gap @ gap + np.trace(first) + np.trace(second) - 2 * root_trace
    ### END SOLUTION


# %%
check.exercise_5(frechet)

# %% [markdown] lang="en"
# A distribution is at distance zero from itself.
# What does the score say of two *sets* drawn from the same distribution of 32 features, with 50 to 5,000 rows each?
# That is why the chapter's table has a row of real images, with as many of them as each model drew.

# %% [markdown] lang="zh"
# 一个分布到它自己的距离是零。
# 从同一个分布（32 个特征）里抽出*两批*，每批 50 行到 5,000 行，算出的距离又是多少？
# 正因为如此，正文的表里有一行真实图像，数量与每个模型画的一样多。

# %%
if check.exercise_5.passes(frechet):
    generator, rows = np.random.default_rng(0), []
    for count in (50, 200, 1000, 5000):
        distance = frechet(*generator.normal(size=(2, count, 32)))
        rows.append([count, f"{distance:.3f}"])
    plotting.table([("rows each", "每批行数"), ("distance", "距离")], rows)

# %% [markdown] lang="en"
# ## Exercise 6 ★★★ A writer that counts (3 points, 25 minutes)
#
# Build Shannon's machine: a writer that knows nothing but a text.
# For each number $u$ of `uniforms` ($0 \le u < 1$), it appends one character to what has been written so far, beginning with the prompt:
#
# - The **context** is the last `order - 1` characters of what has been written, or all of it where that is shorter.
#   At `order` 1 it is empty.
# - Look at every place of the text where the context stands, also at places that overlap, and count which character follows.
#   If no character ever follows it, take away the first character of the context, and look again.
#   The empty context is followed by every character of the text.
# - **Draw**: sort the different characters that follow, as Python sorts characters, and add up their shares in this order.
#   Append the first one at which the sum is greater than $u$.
#
# Return the prompt together with all that was appended.
# The text has at least one character.
#
# <details><summary>A hint</summary>
#
# `text.startswith(context, i)` looks at one place.
# In "aaaa", the context "aa" is followed by an "a" at two places.
# Beware of `written[-0:]`: it is everything.
# And a list of the followers, sorted and with repetitions, already contains the shares.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 6 ★★★ 靠计数写作（3 分，25 分钟）
#
# 编写一台香农那样的机器：它唯一的知识是一段文本。
# 对 `uniforms` 中的每个数 $u$（$0 \le u < 1$），它在已写出的文字后面接上一个字符；一开始，已写出的就是开头 `prompt`：
#
# - **上文**是已写出的文字的最后 `order - 1` 个字符；不足这么多时取全部。
#   `order` 为 1 时，上文是空的。
# - 在文本中找出上文出现的每一处，互相重叠的也算，统计后面跟着的各是什么字符。
#   如果哪一处后面都没有字符，就去掉上文的第一个字符再找。
#   空的上文后面，跟着文本的每一个字符。
# - **抽取**：把后面出现过的不同字符按 Python 的字符顺序排好，依次累加它们所占的比例；累加的和最先在哪个字符处大于 $u$，就接上哪个字符。
#
# 返回开头连同接上的全部字符。
# 文本至少有一个字符。
#
# <details><summary>提示</summary>
#
# `text.startswith(context, i)` 可以查看一处。
# 在“aaaa”里，上文“aa”后面跟着“a”的有两处。
# 当心 `written[-0:]`：它是全部文字。
# 还有，把后面的字符连同重复的一起排好序，比例就已经在里面了。
#
# </details>


# %%
def write(text, prompt, order, uniforms):
    """Continue a prompt by counts of a text: order is an int >= 1, uniforms (n,); returns a str."""
    ### BEGIN SOLUTION
    written = prompt
    for u in uniforms:
        context = written[max(0, len(written) - order + 1) :]
        following = []
        while not following:
            ends = range(len(context), len(text))
            following = [text[i] for i in ends if text.startswith(context, i - len(context))]
            context = context[1:]
        written += sorted(following)[int(u * len(following))]
    return written
    ### END SOLUTION


# %%
check.exercise_6(write)

# %% [markdown] lang="en"
# Your writer reads 10,000 characters of Shakespeare and continues `The `, at four orders, with the same random numbers.

# %% [markdown] lang="zh"
# 让你的函数读 10,000 个莎士比亚的字符，用同样的随机数，按四种阶数（order）续写 `The `。

# %%
if check.exercise_6.passes(write):
    play = plays[:10_000]
    numbers = np.random.default_rng(0).random(70)
    for order in (1, 2, 3, 5):
        print(f"order {order}: {write(play, 'The ', order, numbers)!r}")
