# %% [markdown] lang="en"
# ## Several generators
#
# *Needed in: chapter 3.*
#
# 《原理与代码》 3.2 also suggests several $G$ and $D$, with their outputs averaged, for more diversity.
# Take two generators that are both *perfect*: each gives the two peaks of the last example, independently of the other.
# Let $X_1$ and $X_2$ be their outputs.
# Then
#
# $$\mathrm{Var}\Big[\frac{X_1 + X_2}{2}\Big] = \frac{\mathrm{Var}[X_1]}{2}, \qquad \text{density of the average: } \tfrac14 \mathcal{N}(-2, \tfrac{s^2}{2}) + \tfrac12 \mathcal{N}(0, \tfrac{s^2}{2}) + \tfrac14 \mathcal{N}(2, \tfrac{s^2}{2}),$$
#
# where $s = 0.3$ is the deviation of a peak.
# Drawing each sample from *one* of the two, chosen by a coin, leaves the distribution as it is.
#
# > **Predict before you run.** What share of the averages lies where there is no data at all?

# %% [markdown] lang="zh"
# ## 多个生成器
#
# *用于：第 3 章。*
#
# 《原理与代码》3.2 还建议采用多个 $G$ 和 $D$，“对其输出取平均”，以提高多样性。
# 取两个*完美*的生成器：各自都能产生上例中的两个峰，彼此独立。
# 记它们的输出为 $X_1$、$X_2$，则
#
# $$\mathrm{Var}\Big[\frac{X_1 + X_2}{2}\Big] = \frac{\mathrm{Var}[X_1]}{2}, \qquad \text{平均值的密度：} \tfrac14 \mathcal{N}(-2, \tfrac{s^2}{2}) + \tfrac12 \mathcal{N}(0, \tfrac{s^2}{2}) + \tfrac14 \mathcal{N}(2, \tfrac{s^2}{2}),$$
#
# 其中 $s = 0.3$ 是一个峰的标准差。
# 要是抛硬币决定每个样本出自*哪一个*生成器，分布就保持原样。
#
# > **先猜，再运行。** 平均之后，有多大比例的样本落在根本没有数据的地方？
# > 图中横轴为 $x$，纵轴为密度；蓝线为真实数据（real），橙线为每次从一个生成器采样（one），两者几乎重合，绿线为两个输出的平均（averaged）。


# %% tags=["hide-output"]
def two_peaks():
    return rng.choice([-2.0, 2.0], 200_000) + rng.normal(0, 0.3, 200_000)


real, first, second = two_peaks(), two_peaks(), two_peaks()
one_of_them = np.where(rng.random(200_000) < 0.5, first, second)
edges = np.linspace(-3.5, 3.5, 141)
centres = (edges[1:] + edges[:-1]) / 2
figure, axis = plt.subplots(figsize=(6.4, 3), layout="constrained")
kinds, rows = {"real": "真实数据", "one": "每次取自一个", "averaged": "两个的平均"}, []
for name, made in zip(kinds, (real, one_of_them, (first + second) / 2), strict=True):
    heights = axis.hist(made, edges, density=True, histtype="step", label=name)[0]
    near = f"{np.mean(np.abs(made) < 1):.2f}"
    rows.append([(name, kinds[name]), f"{made.var():.2f}", near])
peaks = [np.exp(-((centres - c) ** 2) / 0.09) / np.sqrt(0.09 * np.pi) for c in (-2, 0, 2)]
assert np.abs(heights - np.array([0.25, 0.5, 0.25]) @ peaks).max() < 0.03
assert np.isclose(np.var(first + second) / 4, np.var(first) / 2, rtol=0.01)
header = [("samples", "样本"), ("variance", "方差")]
plotting.table([*header, ("share within 1 of 0", "离 0 不到 1 的比例")], rows)
axis.set(xlabel="x", ylabel="density")
axis.legend()
plotting.show(
    figure,
    "Real data and samples drawn from one generator each have peaks at -2 and 2; averages have "
    "their highest peak at 0, where there are no data.",
    "真实数据和每次取自一个生成器的样本都在 -2 和 2 处有峰；平均值最高的峰却在没有数据的 0 处。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Half of the averages land where there are no data, and the variance is halved.
#
# </details>
#
# The library's `GANEnsemble` draws each sample from one generator.
#
# Discriminators are different: their **logits** may be averaged.
# $V$ is concave in the logits, since $\log \sigma$ is, so a committee is never worse than its members are on average:
#
# $$V\Big(\frac{\ell_1 + \ell_2}{2}\Big) \ge \frac{V(\ell_1) + V(\ell_2)}{2}.$$

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 有一半的平均值落在没有数据的地方，方差也减了半。
#
# </details>
#
# 课程库的 `GANEnsemble` 让每个样本只出自一个生成器。
#
# 判别器不同，它们的 **logit** 是可以平均的。
# $V$ 是 logit 的凹函数，因为 $\log \sigma$ 是凹的，所以委员会绝不会比成员的平均水平差：
#
# $$V\Big(\frac{\ell_1 + \ell_2}{2}\Big) \ge \frac{V(\ell_1) + V(\ell_2)}{2}.$$

# %% tags=["hide-output", "nbval-check-output"]
log_q = log_normal_density(1.5, 0.6)
members = rng.normal((1.5, -2), 1, (100, 2, 2))
gains = []
for pair in members:
    pair_logits = pair[:, :1] + pair[:, 1:] * grid
    alone = [game_value(logits, log_p, log_q) for logits in pair_logits]
    gains.append(game_value(pair_logits.mean(axis=0), log_p, log_q) - np.mean(alone))
print(f"gain of 100 committees of two: {min(gains):.4f} to {max(gains):.3f}")
assert min(gains) >= 0

# %% [markdown] lang="en"
# # Part 3. Sequences, attention, diffusion
#
# Three families of models, each built on a handful of formulas.
# A recurrent network is one function applied again and again, and a product of matrices decides what it can learn.
# Attention is a weighted average.
# A diffusion model rests on a chain of normal distributions, all of them known in closed form.
#
# Two conventions.
# Inputs and states are **row vectors**, as Keras stores them: a matrix stands to the right of what it multiplies.
# And the **Jacobian** of a function from row vectors to row vectors has in row $i$ and column $j$ the derivative of output $j$ with respect to input $i$, so a chain of steps reads from left to right.

# %% [markdown] lang="zh"
# # 第三部分　序列、注意力与扩散
#
# 三类模型，各自只靠几个公式。
# 循环网络是把同一个函数反复使用，它能学到什么，取决于一串矩阵的乘积；注意力是加权平均；扩散模型的根基是一条正态分布的链，每一环都有闭式解。
#
# 约定两件事。
# 输入和状态都写成**行向量**，与 Keras 的存法一致，矩阵乘在右边。
# 函数若把行向量变成行向量，它的**雅可比矩阵**第 $i$ 行第 $j$ 列是第 $j$ 个输出对第 $i$ 个输入的导数；这样，连续几步的乘积从左往右读，就是时间的先后。
