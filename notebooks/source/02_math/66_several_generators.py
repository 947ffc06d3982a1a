# %% [markdown] lang="en"
# ## Several generators
#
# *Used by the library's `GANEnsemble`.*
#
# **Question.** Several generators or discriminators are trained; what of theirs may be averaged?
#
# The article 《原理与代码》 proposes in 3.2 to average the outputs of several $G$ for more diversity.
# Take two generators that are both *perfect*: the data lie in two heaps around $-2$ and $2$ of deviation $s = 0.3$, and both generators give just that, independently of each other.
# Let $X_1$ and $X_2$ be their outputs.
# Sums of independent quantities have the sum of the variances, and $\frac12$ comes out squared:
#
# $$\mathrm{Var}\Big[\frac{X_1 + X_2}{2}\Big] = \frac{\mathrm{Var}[X_1]}{2}.$$
#
# Drawing each sample from *one* of the two, chosen by a coin, leaves the distribution as it is.
#
# > **Predict before you run.** What share of the averages lies where there are no data at all?

# %% [markdown] lang="zh"
# ## 多个生成器
#
# *用于课程库的 `GANEnsemble`。*
#
# **问题。** 训练了多个生成器或判别器之后，可以把它们的什么取平均？
#
# 《原理与代码》3.2 建议对多个 $G$ 的“输出取平均”，以提高多样性。
# 取两个*完美*的生成器：数据分两堆，在 $-2$ 和 $2$ 附近，标准差 $s = 0.3$；两个生成器的分布都与数据相同，彼此独立。
# 记它们的输出为 $X_1$、$X_2$。
# 独立量之和的方差等于方差之和，系数 $\frac12$ 要平方后提出来：
#
# $$\mathrm{Var}\Big[\frac{X_1 + X_2}{2}\Big] = \frac{\mathrm{Var}[X_1]}{2}.$$
#
# 如果用抛硬币来决定每个样本出自*哪一个*生成器，分布就保持不变。
#
# > **先猜，再运行。** 平均之后，有多大比例的样本落在根本没有数据的地方？

# %%
rng = np.random.default_rng(0)
heaps = rng.choice([-2.0, 2.0], (2, 200_000)) + rng.normal(0, 0.3, (2, 200_000))
one_of_them = np.where(rng.random(200_000) < 0.5, *heaps)  # (200000,)
rows = []
for name, made in (
    (("from one generator each", "每个样本取自一个生成器"), one_of_them),
    (("averages of two", "两个输出的平均"), heaps.mean(axis=0)),
):
    rows.append([name, made.var(), f"{np.mean(np.abs(made) < 1):.0%}"])

# %% tags=["hide-output"]
header = [("samples", "样本"), ("variance", "方差")]
plotting.table([*header, ("share nearer than 1 to 0", "离 0 不到 1 的比例")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Half of the averages land where there are no data, and the variance is halved.
#
# </details>
#
# So samples must not be averaged: what an ensemble should average is the distributions, and it does that by drawing each sample from one generator.
#
# **What it is for.** Discriminators are different: their **logits** may be averaged.
# The value $V$ of the game is concave in the logits $\ell$, since $\log \sigma$ is, so a committee of two is never worse than its members are on average:
#
# $$V\Big(\frac{\ell_1 + \ell_2}{2}\Big) \ge \frac{V(\ell_1) + V(\ell_2)}{2}.$$
#
# We try a hundred pairs and print the least and the largest gain over the members' average: none is negative.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 有一半的平均值落在没有数据的地方，方差也减小了一半。
#
# </details>
#
# 可见样本不能平均；应当平均的是分布，做法就是让每个样本只出自一个生成器。
#
# **用处。** 判别器则与生成器不同：几个判别器的 **logit** 可以取平均。
# 因为 $\log \sigma$ 是凹函数，博弈的价值 $V$ 也是 logit $\ell$ 的凹函数，所以把两个判别器的 logit 取平均，得到的价值不会低于两者价值的平均：
#
# $$V\Big(\frac{\ell_1 + \ell_2}{2}\Big) \ge \frac{V(\ell_1) + V(\ell_2)}{2}.$$
#
# 取一百对判别器来试，看 logit 取平均后的价值比两者价值的平均高出多少（gain），打印其中的最小值和最大值；没有一对低于两者的平均。

# %% tags=["nbval-check-output"]
p, q = np.exp(log_normal(LINE, 0, 1)), np.exp(log_normal(LINE, 1.5, 0.6))
# en: A hundred pairs of discriminators with logits a + b x.
# zh: 一百对判别器，logit 为 a + b x。
members = np.random.default_rng(0).normal((1.5, -2), 1, (100, 2, 2))  # (100, 2, 2)
logits = members[..., :1] + members[..., 1:] * LINE  # (100, 2, 9001)


def values(logits):
    return integrate(p * log_sigmoid(logits) + q * log_sigmoid(-logits))


gains = values(logits.mean(axis=1)) - values(logits).mean(axis=1)  # (100,)
print(f"gain of 100 committees of two: {gains.min():.4f} to {gains.max():.3f}")
assert gains.min() >= 0
