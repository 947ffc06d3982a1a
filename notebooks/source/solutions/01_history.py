# %% [markdown] lang="en"
# ## Exercise 1
#
# One nat is $1/\ln 2 = 1.44$ bits, so nats are divided by $\ln 2$; whoever multiplies takes a nat for less than a bit.
# The log-probabilities of the tokens add up to that of the text, so the numerator is what the whole text costs, however many tokens it was cut into.
# The mean over the tokens, and the perplexity that follows from it, divide by a number that the model's own cut decides.
# `len(text)` counts characters, with spaces, line breaks and Chinese characters as one each; in `text.encode()` a Chinese character is three bytes, and the same cost would look smaller.
# Remember: models are compared by a mean only if what it divides by is the same for all of them.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 1 奈特等于 $1/\ln 2 = 1.44$ 比特，所以要除以 $\ln 2$；如果改为乘以 $\ln 2$，1 奈特就不到 1 比特了。
# 各词元的对数概率相加，就是整段文本的对数概率，所以不论切成多少个词元，分子都是整段文本的花费。
# 如果按词元平均，或者再由此算困惑度，除数就由模型自己的切法决定了。
# `len(text)` 数的是字符，空格、换行和汉字都各算一个；`text.encode()` 给出的是字节，一个汉字占三个，同样的花费按字节平均就显得少了。
# 要记住：只有除数对所有模型都相同，才能拿平均值来比较模型。

# %% [markdown] lang="en"
# ## Exercise 2
#
# The windows are 64 characters long and begin every 32, so nearly every character of the text stands in two of them; whoever then shuffles the windows puts one of the two into the training and the other into the examination.
# `copied_share` measures it: about half of the pieces of 20 characters in the examination stand in a training window, while of those of a new text hardly one does.
# What was counted once with its seven characters before it is predicted almost surely, so the longest context looks best (C).
# A new text rules out A and D, since the same counts and the same smoothing cost three times as many bits there; with other seeds the table stays nearly the same, so it is not B either.
# E makes the fault smaller and leaves it there: with half of the windows held back, many neighbours are still in the training.
# So the text is split first and cut afterwards; no character of the examination is then in any training window.
# Windows that do not overlap (`step=64`) may even be shuffled.
# Now the best order is 4: at higher orders most contexts have been seen once or never, and what they say is chance.
# The fault thus did not only beautify the score, it would also have chosen the wrong model; order 8, which looked best, is worse on new text than order 3.
# Remember: a score counts for new text only if nothing of its text was trained on, and windows, sentences or pictures that share a source belong on the same side.

# %% [markdown] lang="zh"
# ## 练习 2
#
# 窗口长 64 个字符，每隔 32 个字符开始一个，所以文本中几乎每个字符都出现在两个窗口里；这时再把窗口打乱，就会把其中一个放进训练，另一个放进考试。
# `copied_share` 测出的正是这一点：考试中由 20 个字符组成的片段，大约一半出现在某个训练窗口里；而新文本里几乎没有这样的片段。
# 一个字符只要连同前面的七个字符数到过一次，再预测时就差不多有了把握，所以上文最长的看起来最好（C）。
# 新文本排除了 A 和 D，因为同样的计数、同样的平滑，在新文本上的比特数是它的三倍；换几个种子，就排除了 B。
# E 只能减轻毛病，去不掉它：留出一半的窗口，仍有许多相邻的窗口在训练里。
# 所以要先把文本分开，再切窗口；这样，考试中的字符就不会出现在任何训练窗口里。
# 如果窗口互不重叠（`step=64`），打乱也没有关系。
# 改好之后，最好的是四阶：阶数再高，大多数上文只见过一次或从没见过，由它们得出的预测全凭偶然。
# 可见这个毛病不只是让分数变得好看，还会使人选错模型：看起来最好的八阶，在新文本上还不如三阶。
# 要记住：考试的内容一点也没有训练过，分数才能说明新文本上的成绩；出自同一来源的窗口、句子或图片，应当放在同一边。

# %% [markdown] lang="en"
# ## Exercise 3
#
# The law says $\ln(L - E) = \ln a - b \ln N$, so the line has the slope $-b$ and the intercept $\ln a$; `np.polyfit` returns the slope first.
# Without subtracting $E$ it is no straight line: the slope of $\ln L$ against $\ln N$ is $-b\,(L - E)/L$, and for $E > 0$ the fitted $b$ comes out too small.
# The slope is the same to every base of the logarithm, but the intercept is not: what was taken with `np.log` is undone with `np.exp`.
# Nor may the axes be exchanged: least squares measures how far the losses are off at given sizes, and a fit of the sizes gives another line unless the points lie exactly on one.
# Remember that $E$ is put in, not found: in the table the three floors differ by less than 0.1 bits at the largest network, and by 0.8 at $10^9$ parameters.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 由规律可得 $\ln(L - E) = \ln a - b \ln N$，所以直线的斜率是 $-b$，截距是 $\ln a$；`np.polyfit` 先返回斜率。
# 如果不减去 $E$，就不成直线：$\ln L$ 对 $\ln N$ 的斜率是 $-b\,(L - E)/L$，所以 $E > 0$ 时拟合出的 $b$ 偏小。
# 对数换一个底，斜率不变，截距却会变：既然用 `np.log` 取对数，就要用 `np.exp` 还原。
# 两个轴也不能对调：最小二乘法衡量的是给定大小时损失偏离多少；如果反过来拟合大小，得到的是另一条直线，除非各点恰好在同一条直线上。
# 要记住，$E$ 是事先给定的，不是拟合出来的：表中三个下限的预测，在最大的网络处相差不到 0.1 比特，到 $10^9$ 个参数处相差 0.8 比特。

# %% [markdown] lang="en"
# ## Exercise 4
#
# With $P = C/6$ the budget says $D = P/N$, and the loss without $E$ becomes $a N^{-\alpha} + b P^{-\beta} N^{\beta}$.
# As a function of $\ln N$ this is a sum of two exponentials, hence convex, and its only minimum is where the derivative is zero: $\alpha a N^{-\alpha} = \beta b D^{-\beta}$.
# Solved for $N$, that is the second line of the code; $D$ as `product / n` then spends the budget exactly, while $ND = C$ would cost six times the budget.
# It is the slopes that balance and not the terms: at the optimum $a N^{-\alpha}$ and $b D^{-\beta}$ are as $\beta$ to $\alpha$, so they are equal only if the exponents are.
# Remember: the best $N$ grows as $C^{\beta/(\alpha + \beta)}$ and the best $D$ as $C^{\alpha/(\alpha + \beta)}$; with equal exponents both grow as $\sqrt{C}$.

# %% [markdown] lang="zh"
# ## 练习 4
#
# 记 $P = C/6$，由预算可知 $D = P/N$，损失去掉 $E$ 之后就是 $a N^{-\alpha} + b P^{-\beta} N^{\beta}$。
# 它作为 $\ln N$ 的函数是两个指数函数之和，所以是凸的，唯一的最小值在导数为零处：$\alpha a N^{-\alpha} = \beta b D^{-\beta}$。
# 由此解出 $N$，就是代码的第二行；再取 $D$ 为 `product / n`，预算就正好花完；如果按 $ND = C$ 来算，花费就是预算的六倍。
# 平衡的是两项的斜率，不是两项的值：在最佳处，$a N^{-\alpha}$ 与 $b D^{-\beta}$ 之比为 $\beta$ 比 $\alpha$，只有两个指数相等时两项才相等。
# 要记住：最佳的 $N$ 按 $C^{\beta/(\alpha + \beta)}$ 增长，最佳的 $D$ 按 $C^{\alpha/(\alpha + \beta)}$ 增长；两个指数相等时，两者都按 $\sqrt{C}$ 增长。

# %% [markdown] lang="en"
# ## Exercise 5
#
# The eigenvalues of $M^{1/2}$ are the roots of those of $M$, so the trace is a sum of roots and the matrix root itself is never needed.
# `eigvals` it must be, not `eigvalsh`, because a product of two symmetric matrices need not be symmetric; `.real` and `np.maximum` remove what rounding adds, since the root of a number just below zero would be NaN.
# Neither the roots of the entries nor the product of two matrix roots will do: $\operatorname{Tr}(C_1^{1/2} C_2^{1/2})$ is the right trace only if $C_1$ and $C_2$ commute.
# `np.cov` divides by $n - 1$ by itself, but it takes rows for features unless told `rowvar=False`, and of a single feature it makes a bare number, which `np.atleast_2d` turns into a matrix.
# With fewer rows than dimensions the covariances have no inverse; eigenvalues exist all the same.
# Remember the table: two sets from one distribution are not at distance zero, and with few rows they are far apart, so compare only distances of equally many images.

# %% [markdown] lang="zh"
# ## 练习 5
#
# $M^{1/2}$ 的特征值是 $M$ 的特征值的平方根，所以迹就是这些平方根之和，不需要算出矩阵的平方根。
# 这里要用 `eigvals`，不能用 `eigvalsh`，因为两个对称矩阵的乘积不一定对称；`.real` 和 `np.maximum` 用来消除舍入误差，否则略小于零的数开平方根会得到 NaN。
# 对每个元素开平方根不行，把两个矩阵的平方根相乘也不行：只有 $C_1$ 与 $C_2$ 可交换时，$\operatorname{Tr}(C_1^{1/2} C_2^{1/2})$ 才是要求的迹。
# `np.cov` 本来就除以 $n - 1$，但如果不写 `rowvar=False`，它会把行当成特征；只有一个特征时它返回单个的数，`np.atleast_2d` 再把这个数变成矩阵。
# 行数少于维数时，协方差矩阵不可逆，特征值却仍然存在。
# 要记住表中的结果：出自同一个分布的两批特征，距离并不是零，行数少时还相当大，所以只有图像数量相同时，距离才能互相比较。

# %% [markdown] lang="en"
# ## Exercise 6
#
# The start of the context is counted from the front, as `len(written) - order + 1`: at order 1 that is the end of the text written so far, and the context is empty, whereas `written[-0:]` would be all of it.
# Every place `i` of a possible follower is tried, so overlapping places count; `re.findall` and its kin go on only after the end of a match and miss them.
# `range` begins at `len(context)` and ends before `len(text)`, so a context at the very end of the text, where nothing follows, does not count.
# An unknown context loses its first character, the one furthest from the place to be filled, and only one at a time: a shorter context that is known still says more than none.
# Sorted and with repetitions, the list holds every character in proportion to its count, so `int(u * len(following))` picks the first one whose sum exceeds $u$; a `set` would make all of them equally probable.
# Remember: a writer of order $n$ sees $n - 1$ characters, and whatever depends on more than these it cannot know.

# %% [markdown] lang="zh"
# ## 练习 6
#
# 上文的起点从前往后数，是 `len(written) - order + 1`：`order` 为 1 时，起点落在已写文字的末尾，上文是空的；如果写成 `written[-0:]`，取到的就是全部文字。
# 代码检查后续字符可能出现的每一个位置 `i`，所以互相重叠的也数到了；`re.findall` 之类的函数要到一次匹配结束之后才接着找，会漏掉重叠的位置。
# `range` 从 `len(context)` 开始，到 `len(text)` 之前为止，所以上文如果出现在文本的最末尾，后面没有字符，这一处就不算。
# 没见过的上文要去掉第一个字符，因为它离要写的位置最远；而且一次只去掉一个，因为见过的较短上文总比空的上文多一些信息。
# 列表排好序而且保留重复，每个字符占的份额就等于它的比例，所以 `int(u * len(following))` 取到的正是累加的和最先大于 $u$ 的字符；如果改用 `set`，各个字符的概率就都相等了。
# 要记住：$n$ 阶的模型只看 $n - 1$ 个字符，凡是取决于更早文字的内容，它都无从知道。
