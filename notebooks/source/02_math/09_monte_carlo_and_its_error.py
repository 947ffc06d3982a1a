# %% [markdown] lang="en"
# ## Monte Carlo and its error
#
# *Needed in: chapters 3, 4 and 5.*
#
# An expectation that cannot be summed can be estimated: draw $x_1, \dots, x_n$ independently and average.
# The estimate is **unbiased**, which means right on average, and by the rules above its variance is that of one draw divided by $n$:
#
# $$\hat f_n = \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}[\hat f_n] = \mathbb{E}[f(x)], \qquad \sqrt{\mathrm{Var}[\hat f_n]} = \sqrt{\frac{\mathrm{Var}[f(x)]}{n}}.$$
#
# This **standard error** falls as $1/\sqrt{n}$, whatever the number of dimensions: one more digit costs a hundred times as many draws.
# As a test we take $f(x) = e^x$ with $x \sim \mathcal{N}(0, 1)$, where $\mathbb{E}[f] = \sqrt{e}$ and $\mathrm{Var}[f] = e^2 - e$.
# For each $n$ we make 2,000 estimates and compare their actual error with the formula.

# %% [markdown] lang="zh"
# ## 蒙特卡罗及其误差
#
# *用于：第 3、4、5 章。*
#
# 求不出和的期望，可以估计：独立地抽出 $x_1, \dots, x_n$，取平均。
# 这个估计是**无偏**的，也就是平均而言正确；由上面的规则，它的方差等于单次采样的方差除以 $n$：
#
# $$\hat f_n = \frac{1}{n} \sum_{i=1}^{n} f(x_i), \qquad \mathbb{E}[\hat f_n] = \mathbb{E}[f(x)], \qquad \sqrt{\mathrm{Var}[\hat f_n]} = \sqrt{\frac{\mathrm{Var}[f(x)]}{n}}.$$
#
# 这个**标准误**按 $1/\sqrt{n}$ 下降，与维数无关：要多准一位，采样就得多一百倍。
# 拿 $f(x) = e^x$、$x \sim \mathcal{N}(0, 1)$ 来试，这时 $\mathbb{E}[f] = \sqrt{e}$，$\mathrm{Var}[f] = e^2 - e$。
# 对每个 $n$ 做 2,000 次估计，把实际误差与公式相比；最后一行是双对数图上直线的斜率（slope）。

# %%
rng = np.random.default_rng(0)
exact, deviation = np.sqrt(np.e), np.sqrt(np.e**2 - np.e)
bell = np.exp(log_normal(line, 0, 1))
np.testing.assert_allclose(np.trapezoid(bell * np.exp(line), line), exact)
np.testing.assert_allclose(np.trapezoid(bell * (np.exp(line) - exact) ** 2, line), deviation**2)
sizes, measured = np.array([10, 100, 1000, 10_000]), []
for size in sizes:
    averages = np.array([np.mean(np.exp(rng.normal(size=size))) for _ in range(2000)])
    measured.append(np.sqrt(np.mean((averages - exact) ** 2)))
formula = deviation / np.sqrt(sizes)
rows = [[n, f"{m:.4f}", f"{f:.4f}"] for n, m, f in zip(sizes, measured, formula, strict=True)]
plotting.table(["n", ("error", "误差"), ("formula", "公式")], rows)
slope = np.polyfit(np.log(sizes), np.log(measured), 1)[0]
np.testing.assert_allclose(measured, formula, rtol=0.1)
assert abs(slope + 0.5) < 0.02
print(f"slope of the log-log line: {slope:.3f}")

# %% [markdown] lang="en"
# On doubly logarithmic axes a power law is a straight line, and its slope is the power.
# Here it is $-1/2$ by the formula, and $-0.495$ as measured.

# %% [markdown] lang="zh"
# 在双对数坐标里，幂律是一条直线，斜率就是指数；这里按公式应为 $-1/2$，量出来是 $-0.495$。
# 图中横轴为采样次数 $n$，纵轴为误差（均方根），两轴都是对数刻度；圆点是 2,000 次估计量出的误差，黑色虚线是公式 $\sqrt{\mathrm{Var}[f]/n}$。

# %%
figure, axis = plt.subplots(figsize=(5.2, 3.0), layout="constrained")
axis.loglog(sizes, measured, "o", label="measured over 2,000 estimates")
axis.loglog(sizes, deviation / np.sqrt(sizes), "k--", label="standard error, formula")
axis.set(xlabel="number of draws n", ylabel="root mean square error")
axis.legend()
plotting.show(
    figure,
    "Measured errors at four sizes lie on the straight line of the formula, with slope -1/2.",
    "四种采样次数下量出的误差都落在公式的直线上，斜率为 -1/2。",
)

# %% [markdown] lang="en"
# In practice $\mathrm{Var}[f]$ is unknown too, and the draws' own variance $s^2$ stands in.
# That gives the **95 % confidence interval** $\hat f_n \pm 1.96\, s / \sqrt{n}$: of many such intervals, about 95 % should contain the exact value.
# The factor 1.96 comes from the normal distribution, and it is right for large $n$ only.
#
# > **Predict before you run.** We try it 4,000 times for $f(x) = x$ and for the lopsided $f(x) = e^x$.
# > How many intervals out of a hundred contain the truth when $n = 10$?

# %% [markdown] lang="zh"
# 实际使用时 $\mathrm{Var}[f]$ 也不知道，只好用样本自己的方差 $s^2$ 顶替，得到 **95% 置信区间** $\hat f_n \pm 1.96\, s / \sqrt{n}$：做许多次，其中约 95% 的区间应当包含精确值。
# 1.96 来自正态分布，$n$ 大时才准。
#
# > **先猜，再运行。** 对 $f(x) = x$ 和偏得厉害的 $f(x) = e^x$ 各试 4,000 次。
# > $n = 10$ 时，一百个区间里有多少个包含精确值？

# %% tags=["hide-output"]
rng, rows = np.random.default_rng(0), []
for size in (10, 100, 1000):
    draws = rng.normal(size=(4000, size))
    coverage = []
    for values, truth in ((draws, 0), (np.exp(draws), exact)):
        half_width = 1.96 * values.std(axis=1, ddof=1) / np.sqrt(size)
        coverage.append(np.mean(np.abs(values.mean(axis=1) - truth) < half_width))
    rows.append([size, *(f"{share:.3f}" for share in coverage)])
plotting.table(["n", "f(x) = x", "f(x) = eˣ"], rows)
assert abs(coverage[0] - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# With ten draws the intervals for $x$ catch the truth 92 times in a hundred, those for $e^x$ only 81 times; with a hundred draws $e^x$ still stays at 92.
#
# </details>
#
# The lopsided function rarely gives its large values, and as long as none has come, both the mean and $s$ are too small.
# An interval says nothing about the large values that have not been drawn yet.
# A ± behind a mean is often such a standard error; where a weight is lopsided, as in the importance weights below, read the ± with that in mind.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 抽十次时，$x$ 的区间一百回里有 92 回包含精确值，$e^x$ 的只有 81 回；抽一百次，$e^x$ 也还只有 92 回。
#
# </details>
#
# 偏得厉害的函数难得给出很大的值，只要还没抽到，平均值和 $s$ 就都偏小。
# 至于一直没有抽到的大值，区间什么也不会说。
# 平均值后面的 ± 往往就是标准误；遇到分布很偏的量，例如后面的重要性权重，看 ± 时要记着这一点。
