# %% [markdown] lang="en"
# # Exercises to chapter 1: a history that runs
#
# {{colab}}
#
# Each exercise asks for a function.
# Write it where the placeholder `raise NotImplementedError(...)` stands, run the cell, then run the check below it: it says what is not right yet, as often as you like.
# Stars give the difficulty; there are 14 points in all, for about 90 minutes.
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
# 每道题要你写一个函数：写在占位语句 `raise NotImplementedError(...)` 处，运行这个单元格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度；满分 14 分，大约需要 90 分钟。
# 对应的章节是 [01_history](../01_history.ipynb)。
#
# 只用 NumPy。
# 评分时会用别的输入来调用你的函数，包括题目里提到的极端情形；那时没有课程库里现成的模型和评分。
# 提交的就是这个笔记本，不需要别的文件。

# %%
# {{setup}}

# %%
import numpy as np

from aigc_course.checks import history as check
from aigc_keras import plotting

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
# ## Exercise 2 ★★ Two scores of the same answers (2 points, 12 minutes)
#
# A jump may come from the measure, says the chapter.
# Here are both measures for one model.
# It answers $n$ questions, token by token.
# `log_probs[i, j]` is the log-probability (nats) of the right token at place $j$ of answer $i$, given that all tokens before it were right.
# Answer $i$ has `lengths[i]` tokens, at least one; whatever follows in its row is filling, even NaN or infinity, and must not count.
# Return two numbers:
#
# 1. the mean probability of the right token, over all tokens of all answers, each with the same weight;
# 2. the mean, over the answers, of the probability that *all* tokens of an answer are right.
#
# If every token has the same probability $p$ and every answer the same length $k$, the second number is the chapter's $p^k$.
#
# <details><summary>A hint</summary>
#
# Comparing `np.arange` with the lengths tells for every place of the array whether it is inside its answer; `np.where` chooses by that.
# Which log-probability may stand in the filling without changing a sum?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 同样的回答，两种分数（2 分，12 分钟）
#
# 正文说，跃升可能来自度量方式。
# 这里就用两种分数来衡量同一个模型。
# 它逐个词元地回答 $n$ 道题。
# `log_probs[i, j]` 是第 $i$ 个回答第 $j$ 处正确词元的对数概率（奈特），以前面的词元全部正确为条件。
# 第 $i$ 个回答有 `lengths[i]` 个词元，至少一个；这一行里再往后的都是填充，可能是 NaN，也可能是无穷大，不应算进去。
# 返回两个数：
#
# 1. 正确词元的平均概率：对所有回答的所有词元取平均，每个词元的权重相同；
# 2. 一个回答的词元*全部*正确的概率，再对各个回答取平均。
#
# 如果每个词元的概率都是 $p$，每个回答的长度都是 $k$，第二个数就是正文里的 $p^k$。
#
# <details><summary>提示</summary>
#
# 把 `np.arange` 与长度相比，就知道数组的每一处是否在回答之内；`np.where` 可以据此取值。
# 填充处放上怎样的对数概率，求和的结果不变？
#
# </details>


# %%
def two_scores(log_probs, lengths):
    """Token score and all-or-nothing score: log_probs (n, longest), lengths int (n,); two floats."""
    ### BEGIN SOLUTION
    inside = np.arange(log_probs.shape[1]) < lengths[:, None]
    whole = np.where(inside, log_probs, 0).sum(axis=1)
    return np.exp(log_probs[inside]).mean(), np.exp(whole).mean()
    ### END SOLUTION


# %%
check.exercise_2(two_scores)

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
    from aigc_keras import data

    play = data.load_text("shakespeare")[0][:10_000]
    numbers = np.random.default_rng(0).random(70)
    for order in (1, 2, 3, 5):
        print(f"order {order}: {write(play, 'The ', order, numbers)!r}")
