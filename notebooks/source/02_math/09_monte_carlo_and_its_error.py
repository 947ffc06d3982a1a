# %% [markdown] lang="en"
# ## Monte Carlo and its error
#
# *Used in chapters 3 to 5, wherever a score or a bound is estimated from draws.*
#
# **Question.** How many draws does an average need, and when does it deceive?
#
# An expectation that cannot be summed can be estimated by **sampling**: draw $x_1, \dots, x_n$ independently and average.
# The estimate $\hat f_n$ is **unbiased**, which means right on average.
# Independent variances add, and a factor $1/n$ comes out squared, so its variance is that of one draw divided by $n$:
#
# $$\hat f_n = \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}[\hat f_n] = \mathbb{E}[f(x)], \qquad \sqrt{\mathrm{Var}[\hat f_n]} = \sqrt{\frac{\mathrm{Var}[f(x)]}{n}}.$$
#
# This **standard error** falls as $1/\sqrt{n}$, whatever the number of dimensions: one more digit costs a hundred times as many draws.
# As a test we take $f(x) = e^x$ with $x \sim \mathcal{N}(0, 1)$, where $\mathbb{E}[f] = \sqrt{e}$ and $\mathrm{Var}[f] = e^2 - e$.
# For each $n$ we make 2,000 estimates and compare their actual error with the formula.

# %% [markdown] lang="zh"
# ## 蒙特卡罗及其误差
#
# *用于第 3 至 5 章：凡是由样本估计分数或下界的地方都要用到。*
#
# **问题。** 求平均要采样多少次？
# 什么时候平均值靠不住？
#
# 如果期望里的和求不出来，可以用**采样**来估计期望：独立地抽出 $x_1, \dots, x_n$，再取平均。
# 这个估计 $\hat f_n$ 是**无偏**的，也就是说，平均而言它是正确的。
# 独立量的方差可以相加，因子 $1/n$ 要平方后提出来，所以 $\hat f_n$ 的方差等于 $f(x)$ 的方差除以 $n$：
#
# $$\hat f_n = \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}[\hat f_n] = \mathbb{E}[f(x)], \qquad \sqrt{\mathrm{Var}[\hat f_n]} = \sqrt{\frac{\mathrm{Var}[f(x)]}{n}}.$$
#
# 这个**标准误**按 $1/\sqrt{n}$ 下降，与维数无关：每多准一位小数，采样次数就要增加到一百倍。
# 用 $f(x) = e^x$、$x \sim \mathcal{N}(0, 1)$ 来试，这时 $\mathbb{E}[f] = \sqrt{e}$，$\mathrm{Var}[f] = e^2 - e$。
# 对每个 $n$ 做 2,000 次估计，把实际误差与公式给出的标准误相比较。

# %%
rng, rows = np.random.default_rng(0), []
for n in (10, 100, 1000, 10_000):
    # en: 2,000 estimates of n draws each, against the exact mean.
    # zh: 做 2,000 次估计，每次 n 个样本，与精确的均值相比。
    averages = np.array([np.exp(rng.normal(size=n)).mean() for _ in range(2000)])  # (2000,)
    error, formula = (
        np.sqrt(np.mean((averages - np.sqrt(np.e)) ** 2)),
        np.sqrt((np.e**2 - np.e) / n),
    )
    np.testing.assert_allclose(error, formula, rtol=0.1)
    rows.append([n, error, formula])
plotting.table(["n", ("error", "误差"), ("formula", "公式")], rows)

# %% [markdown] lang="en"
# With a hundred times the draws the error is about ten times smaller, as the formula says.
#
# In practice $\mathrm{Var}[f]$ is unknown too, and the draws' own variance $s^2$ stands in.
# That gives the **95% confidence interval** $\hat f_n \pm 1.96\, s / \sqrt{n}$: of many such intervals, about 95% should contain the exact value.
# The factor 1.96 comes from the normal distribution, and it is right for large $n$ only.
# We take $f(x) = e^{ax}$, whose mean is $e^{a^2/2}$, and average 1,000 draws, a thousand times over.
#
# > **Predict before you run.** For $a = 5$ the true mean is 268,337.
# > What does an average of 1,000 draws typically say, and how many of the intervals contain the truth?

# %% [markdown] lang="zh"
# 采样次数增加到一百倍，误差就降到十分之一，与公式相符。
#
# 实际使用时 $\mathrm{Var}[f]$ 也不知道，只能用样本自己的方差 $s^2$ 代替，得到 **95% 置信区间** $\hat f_n \pm 1.96\, s / \sqrt{n}$：如果求出许多个这样的区间，其中约 95% 应当包含精确值。
# 1.96 来自正态分布，只有 $n$ 大时才准确。
# 多大才算大？
# 取 $f(x) = e^{ax}$，它的均值是 $e^{a^2/2}$；每次对 1,000 个样本求平均，重复一千次。
#
# > **先猜，再运行。** $a = 5$ 时，真正的均值是 268,337。
# > 1,000 个样本的平均值通常是多少？
# > 包含真值的区间又占多少？

# %%
rng, rows = np.random.default_rng(0), []
for a in range(1, 6):
    # en: Rows: repetitions. Columns: draws.
    # zh: 行：重复的次数；列：样本。
    f = np.exp(a * rng.normal(size=(1000, 1000)))  # (1000, 1000)
    averages, truth = f.mean(axis=1), np.exp(a**2 / 2)
    half_width = 1.96 * f.std(axis=1, ddof=1) / np.sqrt(1000)
    covered = np.mean(np.abs(averages - truth) < half_width)
    rows.append([a, f"{truth:,.1f}", f"{np.median(averages):,.1f}"])
    rows[-1] += [f"{np.mean(averages < truth):.0%}", f"{covered:.0%}"]

# %% tags=["hide-output"]
header = ["a", ("true mean", "真正的均值"), ("median of the averages", "平均值的中位数")]
header += [("share too small", "偏小的比例")]
plotting.table([*header, ("share of intervals that contain it", "包含真值的区间的比例")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# An average is typically less than a tenth of the truth, and about one interval in eight contains the truth.
# Of twenty averages nineteen are too small.
#
# </details>
#
# For $a = 1$ all is well; for $a = 5$ nearly all of the mean comes from values so rare that a thousand draws seldom hold one.
# As long as none has come, both the average and $s$ are too small, so the interval is narrow and lies around a wrong number.
# An average of draws says nothing about large values that have not been drawn yet.
#
# **What it is for.** A ± behind an average of draws is mostly such a standard error.
# Where a weight is as lopsided as here, as in "The importance-weighted bound", read the ± with that in mind.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 平均值通常不到真值的十分之一，大约八个区间里才有一个包含真值；二十个平均值里有十九个偏小。
#
# </details>
#
# $a = 1$ 时一切正常；$a = 5$ 时，均值几乎全部来自极少出现的大值，而一千个样本里往往一个这样的值也没有。
# 只要还没抽到这样的值，平均值和 $s$ 就都偏小，于是区间看上去很可靠，给出的却是错误的数。
# 从来没有抽到的大值，在样本的平均里反映不出来。
#
# **用处。** 样本平均后面的 ± 多半就是这样的标准误。
# 如果被平均的量像 $a = 5$ 时这样偏斜（例如“重要性加权下界”一节的权重），看 ± 时就要记着：它可能偏小。
