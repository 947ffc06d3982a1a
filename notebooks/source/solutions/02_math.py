# %% [markdown] lang="en"
# ## Exercise 1
#
# The densities of independent dimensions multiply, so their logarithms add, and so do the divergences: a sum over `axis=1`, not a mean, and not over the rows.
# A test without any computer: at $\mu = 0$ and $\sigma = 1$ the two distributions are equal and the four terms must give 0; without the $-1$ each dimension would have 1/2 too much.
# The variance is `np.exp(log_var)`, while `np.exp(log_var / 2)` would be the standard deviation.
# The term $-\ln \sigma^2$ is taken from `log_var` as it comes; the logarithm of the exponential would be infinite where the exponential is rounded to 0.
# Remember that the order counts: $\mathrm{KL}(\mathcal N(0, 1) \,\|\, \mathcal N(\mu, \sigma^2))$ divides by $\sigma^2$ and is another number.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 各维独立时，密度相乘，对数密度相加，散度也相加：所以沿 `axis=1` 求和，而不是取平均，也不把各行加在一起。
# 不用计算机也能检验：$\mu = 0$、$\sigma = 1$ 时两个分布相同，四项合起来必须是 0；如果少了 $-1$，每一维就多出 1/2。
# 方差是 `np.exp(log_var)`，而 `np.exp(log_var / 2)` 是标准差。
# $-\ln \sigma^2$ 这一项直接用 `log_var`；如果先取指数再取对数，指数舍入为 0 的地方就会得到无穷大。
# 要记住两个分布的次序不能颠倒：$\mathrm{KL}(\mathcal N(0, 1) \,\|\, \mathcal N(\mu, \sigma^2))$ 里要除以 $\sigma^2$，是另一个数。

# %% [markdown] lang="en"
# ## Exercise 2
#
# Multiplying all weights by $e^{-c}$ lowers the bound by $c$, so $c$ may be chosen freely if it is added again at the end.
# With the largest log-weight as $c$ the largest term is $e^0 = 1$: the mean lies between $1/K$ and 1, its logarithm is finite, and a term that is rounded to 0 was too small to count.
# `np.exp` alone fails: in double precision it overflows from about 710 on, and below about -745 it gives 0.
# Each row needs its own largest value, since a row 1,800 nats below another would consist of zeros; `keepdims=True` keeps the shape (n, 1), which broadcasts.
# For the same reason $\ln q$ is subtracted before the exponential, not divided by afterwards.
# Remember the order: first the mean, then the logarithm; the mean of the logarithms is the ELBO's estimate and never larger.

# %% [markdown] lang="zh"
# ## 练习 2
#
# 所有权重都乘以 $e^{-c}$，下界就减少 $c$；所以 $c$ 可以任意选取，只要最后加回来。
# 把最大的对数权重取作 $c$，最大的一项就是 $e^0 = 1$：平均值在 $1/K$ 与 1 之间，它的对数是有限的，而舍入成 0 的项本来就小得不影响结果。
# 直接用 `np.exp` 不行：在双精度下，自变量大约到 710 就会溢出，低于 -745 左右就得 0。
# 每一行都要用自己的最大值，因为如果一行比另一行低 1,800 奈特，共用 $c$ 就会使它全变成 0；`keepdims=True` 保留形状 (n, 1)，这样才能广播。
# 出于同样的原因，应当在取指数之前减去 $\ln q$，而不是取指数之后再相除。
# 要记住次序：先平均，再取对数；如果平均的是对数，得到的是 ELBO 的估计，它不会更大。

# %% [markdown] lang="en"
# ## Exercise 3
#
# With $D^* = p/(p + q)$ we have $1 - D^* = q/(p + q)$, and the code divides both from the densities: where $D^*$ is rounded to 1, the difference $1 - D^*$ is 0, and its logarithm would make the value infinite.
# `where` and `out` compute only where it is allowed, and elsewhere keep what was there before: 1/2 for the shares, 0 for the logarithms, because 0 times $-\infty$ would be NaN.
# `half.copy()` gives each of the two shares an array of its own; with the same `out` the second would overwrite the first.
# A small number added to the densities avoids the 0/0, but draws $D^*$ towards 1/2 wherever both densities are small themselves.
# The integral needs the grid, since its points are not equally far apart.
# Remember the two ends: the value is $2\,\mathrm{JS} - 2 \ln 2$, so it must be $-2 \ln 2$ for equal densities and 0 for those that do not overlap.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 由 $D^* = p/(p + q)$ 可得 $1 - D^* = q/(p + q)$，代码用密度直接算出这两个比值：如果在 $D^*$ 已舍入成 1 的地方再算 $1 - D^*$，差就是 0，取对数会使价值变成无穷大。
# `where` 和 `out` 使计算只在允许的地方进行，别处保持原来的值：比值取 1/2；对数取 0，因为 0 乘以 $-\infty$ 会得到 NaN。
# `half.copy()` 让两个比值各有一个数组；如果共用同一个 `out`，后一个就会覆盖前一个。
# 给密度加一个小常数虽然能避开 0/0，但在两个密度本身都很小的地方，会把 $D^*$ 拉向 1/2。
# 积分要用到 `grid`，因为格点的间距不相等。
# 要记住两个极端：价值等于 $2\,\mathrm{JS} - 2 \ln 2$，所以两个密度相同时必须是 $-2 \ln 2$，互不重叠时必须是 0。

# %% [markdown] lang="en"
# ## Exercise 4
#
# Between two neighbouring places both staircases are level, so the area is exactly a sum of height times width, and nothing has to be interpolated.
# The heights are counted at the left end of each interval, with `side="right"`, because a step at the left end itself already holds inside; `side="left"` would give the height of the interval before.
# `np.searchsorted` looks for places in a sorted array only, hence `np.sort(x)`, and dividing by the sample's own size makes a count a share, whatever $n$ and $m$ are.
# The absolute value belongs to each interval: without it areas of opposite sign cancel, and what is left is the difference of the means.
# Pairing the points as they come, or averaging over all pairs, are plans too, but not always the cheapest, so their cost is never below $W$.
# Remember: on a line the order decides, and sorting replaces the search for the best plan.

# %% [markdown] lang="zh"
# ## 练习 4
#
# 相邻两个位置之间，两个阶梯都是平的，所以面积正好是高乘宽之和，用不着插值。
# 高度在每个区间的左端点处数，并且用 `side="right"`，因为恰好在左端点上的那一级，在区间内部已经算数；如果用 `side="left"`，得到的是前一个区间的高度。
# `np.searchsorted` 只能在排好序的数组里查找，所以要先 `np.sort(x)`；个数除以各自的样本数就成了比例，$n$ 与 $m$ 不同也没有关系。
# 绝对值要对每个区间分别取：否则正负面积互相抵消，剩下的只是两个平均值之差。
# 按原来的次序配对，或者对所有点对取平均，也都是搬运方案，但不一定最省，所以它们的代价不会低于 $W$。
# 要记住：在直线上，保持次序的方案就是最好的，所以排序可以代替对最佳方案的搜索。

# %% [markdown] lang="en"
# ## Exercise 5
#
# The table shows a training that is calm and wrong: the estimated derivative falls to about 0, while the loss rises from 103.3 to 107.1, and three of ten walks end in a fall.
# Steps that are too long would jump (A), a training that is too short would still move (B), and with 10,000 draws a step it ends at the same place (C); gradient descent on the loss itself cannot end above its start (E).
# So what it descends is not the loss: the chain rule differentiates $f$ at each draw, and the slope is $2z$ on either side of the edge, as if nobody could fall (D).
# The condition of the chain rule is that $f$ has no jumps, or $\nabla \mathbb{E}[f(z)]$ is not $\mathbb{E}[\nabla f(z)]$.
# What is left out is the change of the share of falls, 20 times the density of $z$ at the edge: about 7 at the place where the given training ends.
# The score holds $z$ fixed and moves the density, so it sees the jump: $(z - \mu)/\sigma^2 = \varepsilon/\sigma$ and $(z - \mu)^2/\sigma^3 - 1/\sigma = (\varepsilon^2 - 1)/\sigma$; without the $-1$, which comes from $-\ln \sigma$, its expectation would not be 0.
# This 0 is what permits a baseline, and here the baseline is needed: without it the constant 100 is multiplied by the noise, the estimates scatter more than ten times as much, and the training runs away.
# The mean of all draws depends on the draw itself: $f(z_i)$ minus that mean is only $(n - 1)/n$ of $f(z_i) - b_i$, so every estimate would be too small by this factor.
# `values.sum() - values` leaves each value out of its own sum without a loop, and `[:, None]` makes one column that broadcasts against two.
# Remember: the chain rule needs an $f$ that is continuous, the score only $f$; and a calm training whose estimates agree with each other may still follow the derivative of something else.

# %% [markdown] lang="zh"
# ## 练习 5
#
# 从表中可以看到，训练很平稳，结果却不对：导数的估计降到了 0 左右，损失反而从 103.3 升到 107.1，十次里有三次掉下悬崖。
# 步子太大会来回跳（A）；步数不够，均值就还在变（B）；每步改为采样 10,000 次，还是停在同一个地方（C）；如果真是沿着损失下降，终点的损失不可能比起点大（E）。
# 可见这个训练降低的并不是损失：链式法则在每次采样处对 $f$ 求导，而在边缘的两侧，斜率都是 $2z$，好像谁也不会掉下去（D）。
# 用链式法则的条件是 $f$ 没有跳跃，否则 $\nabla \mathbb{E}[f(z)]$ 与 $\mathbb{E}[\nabla f(z)]$ 就不相等。
# 漏掉的是掉下去的比例的变化，它等于 20 乘以 $z$ 在边缘处的密度；在原来的训练停下的地方，大约是 7。
# 得分函数法固定 $z$，变动的是密度，所以能看到跳跃：两个得分是 $(z - \mu)/\sigma^2 = \varepsilon/\sigma$ 和 $(z - \mu)^2/\sigma^3 - 1/\sigma = (\varepsilon^2 - 1)/\sigma$；其中的 $-1$ 来自 $-\ln \sigma$，少了它，得分的期望就不是 0。
# 正因为得分的期望是 0，才可以减去基线；这里也非减不可：不减，常数 100 就要与噪声相乘，估计的波动是减去基线时的十几倍，训练会发散。
# 全部采样的平均依赖于这次采样本身：$f(z_i)$ 减去这个平均，只有 $f(z_i) - b_i$ 的 $(n - 1)/n$，所以每个估计都按这个比例偏小。
# `values.sum() - values` 不用循环就能从和里逐一去掉自己的值，`[:, None]` 则让一列能与两列相乘。
# 要记住：链式法则要求 $f$ 连续，得分函数法只要知道 $f$ 的值；训练平稳、各次估计彼此一致，并不说明它用的就是损失的导数。

# %% [markdown] lang="en"
# ## Exercise 6
#
# Since $\bar\alpha_t$ is a product, $\alpha_t = \bar\alpha_t / \bar\alpha_{t-1}$; taken from the kept entries themselves, it fits a shortened schedule as well.
# Before time 1 stands $\bar\alpha_0 = 1$, and it must be written out: `alpha_bars[-1]` raises no error in Python, it is the last entry.
# At $t = 1$ the formulas then give the denoiser's answer itself and a variance of 0, so the last step needs no case of its own.
# The denoiser is asked with $\bar\alpha_t$, because $x$ is still at time $t$, and the noise is multiplied by $\sqrt{\tilde\beta_t}$, not by $\tilde\beta_t$ and not by the larger $\sqrt{\beta_t}$.
# Without fresh noise, or with the denoised value alone in the mean, it is no longer the distribution of $x_{t-1}$ given $x_t$ and $x_0$.
# Remember why ten steps make the peaks too narrow: the denoiser's answer is a mean, and the scatter of $x_0$ around it is left out; many small steps lose little by that, few large ones much.

# %% [markdown] lang="zh"
# ## 练习 6
#
# $\bar\alpha_t$ 是连乘积，所以 $\alpha_t = \bar\alpha_t / \bar\alpha_{t-1}$；这个比值由实际给出的各项算出，因此缩短了的方案也能用。
# 时刻 1 之前是 $\bar\alpha_0 = 1$，必须在代码里写明：`alpha_bars[-1]` 在 Python 里不会报错，取到的是最后一项。
# 这样，$t = 1$ 时公式给出的均值就是去噪器的回答，方差是 0，所以最后一步不必另作处理。
# 问去噪器时要用 $\bar\alpha_t$，因为这时 $x$ 还处在时刻 $t$；噪声要乘以 $\sqrt{\tilde\beta_t}$，不是 $\tilde\beta_t$，也不是更大的 $\sqrt{\beta_t}$。
# 如果不加新噪声，或者均值里只有去噪后的值，得到的就不再是给定 $x_t$ 和 $x_0$ 时 $x_{t-1}$ 的分布。
# 要记住只走十步时两个峰为什么太窄：去噪器的回答是平均值，$x_0$ 在这个平均值周围的波动被略去了；步子小而多时损失很少，步子大而少时损失就大了。
