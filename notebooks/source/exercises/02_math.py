# %% [markdown] lang="en"
# # Exercises to chapter 2: mathematics
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder `raise NotImplementedError(...)` stands, run the cell, then run the check below it: it says what is not right yet, as often as you like.
# Stars give the difficulty; there are 14 points in all, for about 100 minutes.
# The chapter is [02_math](../02_math.ipynb).
#
# Use NumPy only.
# When your notebook is graded, your functions are called with other inputs, among them extreme ones that the text mentions; SciPy, Keras and the library's own formulas are not there then.
# Hand in this notebook itself, nothing else.

# %% [markdown] lang="zh"
# # 第 2 章练习：数学
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句 `raise NotImplementedError(...)` 处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度；满分 14 分，大约需要 100 分钟。
# 对应的章节是 [02_math](../02_math.ipynb)。
#
# 只用 NumPy。
# 评分时会用别的输入来调用你的函数，包括题目里提到的极端情形；那时没有 SciPy，没有 Keras，也没有课程库里现成的公式。
# 提交的就是这个笔记本，不需要别的文件。

# %%
# {{setup}}

# %%
import matplotlib.pyplot as plt
import numpy as np

from aigc_course.checks import math as check
from aigc_keras import plotting

plotting.use_style()

# %% [markdown] lang="en"
# ## Exercise 1 ★ The divergence of two Gaussians (2 points, 8 minutes)
#
# An encoder gives a mean $\mu$ and a log-variance $\ln \sigma^2$ for each dimension of a code; the dimensions are independent.
# Each row holds one code.
# Write $\mathrm{KL}(\mathcal N(\mu, \sigma^2) \,\|\, \mathcal N(0, 1))$ of each row, in nats.
#
# <details><summary>A hint</summary>
#
# For one dimension the chapter has the closed form with four terms.
# How does the divergence of independent dimensions follow from those of each?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 两个高斯分布的散度（2 分，8 分钟）
#
# 编码器为编码的每一维给出均值 $\mu$ 和对数方差 $\ln \sigma^2$，各维相互独立。
# 每行是一个编码，请写出每一行的 $\mathrm{KL}(\mathcal N(\mu, \sigma^2) \,\|\, \mathcal N(0, 1))$，单位是奈特。
#
# <details><summary>提示</summary>
#
# 一维的情形，正文里有四项的闭式。
# 各维独立时，总的散度与每一维的散度是什么关系？
#
# </details>


# %%
def kl_to_standard_normal(mean, log_var):
    """KL of each row in nats: mean and log_var have the shape (n, dim), the result (n,)."""
    ### BEGIN SOLUTION
    return 0.5 * np.sum(mean**2 + np.exp(log_var) - log_var - 1, axis=1)
    ### END SOLUTION


# %%
check.exercise_1(kl_to_standard_normal)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ The importance-weighted bound (2 points, 10 minutes)
#
# For each of $n$ observations, $K$ codes were drawn from $q$.
# You are given $\ln p(x, z)$ and $\ln q(z)$ of every draw.
# Write the bound of each observation, in nats:
#
# $$\ln \frac{1}{K} \sum_{k=1}^{K} w_k, \qquad w_k = \frac{p(x, z_k)}{q(z_k)}.$$
#
# A weight itself may be smaller or larger than any number that the computer can hold: for images $\ln w$ lies hundreds or thousands below or above zero, and it may differ by as much between observations, and between the draws of one.
# The bound is an ordinary number all the same, and so must your result be.
#
# <details><summary>A hint</summary>
#
# If every weight is multiplied by $e^{-c}$, what happens to the bound?
# Which $c$ makes the exponentials harmless, and may all rows share it?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 重要性加权下界（2 分，10 分钟）
#
# 有 $n$ 个观测，为每一个从 $q$ 中抽了 $K$ 个编码。
# 已知每次采样的 $\ln p(x, z)$ 和 $\ln q(z)$，请写出每个观测的下界，单位是奈特：
#
# $$\ln \frac{1}{K} \sum_{k=1}^{K} w_k, \qquad w_k = \frac{p(x, z_k)}{q(z_k)}.$$
#
# 权重本身可能小到或大到计算机根本存不下：对图像来说，$\ln w$ 可以比零低或高出成百上千；不同的观测之间，甚至同一个观测的各次采样之间，也可以相差这么多。
# 下界却始终是个普通的数，你的结果也应当是。
#
# <details><summary>提示</summary>
#
# 如果每个权重都乘以 $e^{-c}$，下界会怎样变？
# 取怎样的 $c$，指数就不会出问题？
# 所有的行能共用一个 $c$ 吗？
#
# </details>


# %%
def importance_bound(log_joint, log_q):
    """Bound of each observation in nats: log_joint, log_q have the shape (n, k), the result (n,)."""
    ### BEGIN SOLUTION
    log_weights = log_joint - log_q
    largest = log_weights.max(axis=1, keepdims=True)
    return largest[:, 0] + np.log(np.mean(np.exp(log_weights - largest), axis=1))
    ### END SOLUTION


# %%
check.exercise_2(importance_bound)

# %% [markdown] lang="en"
# Once the check passes, the next cell uses your function: $z \sim \mathcal N(0, 1)$, $x = z + \tfrac12 \varepsilon$, one observation $x = 1$, and $q$ is the prior.
# A million draws are cut into groups of $K$.
# The table has the mean of the groups' bounds and, last, $\ln p(x)$; at $K = 1000$ the difference in the last digit is within the error of sampling.

# %% [markdown] lang="zh"
# 检查通过之后，下一格就用你的函数来算：$z \sim \mathcal N(0, 1)$，$x = z + \tfrac12 \varepsilon$，观测值 $x = 1$，$q$ 取先验。
# 一百万次采样按 $K$ 个一组切开，表中是各组下界的平均，最后一行是 $\ln p(x)$；$K = 1000$ 时，末位数字的差别在采样误差之内。

# %%
if check.exercise_2.passes(importance_bound):
    z = np.random.default_rng(0).normal(size=1_000_000)
    log_prior = -0.5 * z**2 - 0.5 * np.log(2 * np.pi)
    log_likelihood = -0.5 * (1 - z) ** 2 / 0.25 - 0.5 * np.log(2 * np.pi * 0.25)
    rows = []
    for k in (1, 10, 100, 1000):
        log_joint = (log_prior + log_likelihood).reshape(-1, k)
        bounds = importance_bound(log_joint, log_prior.reshape(-1, k))
        rows.append([f"K = {k:,}", f"{bounds.mean():.3f}"])
    rows.append(["ln p(x)", f"{-0.5 / 1.25 - 0.5 * np.log(2 * np.pi * 1.25):.3f}"])
    plotting.table(["", ("bound, nats", "下界（奈特）")], rows)

# %% [markdown] lang="en"
# ## Exercise 3 ★★ The best discriminator and what it reaches (2 points, 20 minutes)
#
# Real data have the density $p$, generated data the density $q$.
# You are given both at the points of a grid.
# Write the best discriminator $D^*$ at every point, and the value of the game that it reaches, in nats:
#
# $$V(D^*, G) = \int \big[p \ln D^* + q \ln(1 - D^*)\big]\, dx.$$
#
# Take the integral by the trapezoidal rule (`np.trapezoid`); the points ascend, but need not be equally far apart.
# Three things to settle: where both densities are 0, let $D^*$ be 1/2; a term with a density of 0 counts as 0; and where $p$ is much larger than $q$, $D^*$ is rounded to 1 although $q$ is not 0, and the value must stay finite.
#
# <details><summary>A hint</summary>
#
# Put the formula of $D^*$ into $1 - D^*$ and simplify before you compute.
# `np.divide` and `np.log` take the arguments `where` and `out`: they compute only where it is allowed, and leave the rest as it is in `out`.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ 最优判别器，以及它达到的价值（2 分，20 分钟）
#
# 真实数据的密度为 $p$，生成数据的密度为 $q$，两者在一列格点上的值已经给出。
# 请写出每个点上的最优判别器 $D^*$，以及它所达到的博弈价值，单位是奈特：
#
# $$V(D^*, G) = \int \big[p \ln D^* + q \ln(1 - D^*)\big]\, dx.$$
#
# 积分用梯形法则（`np.trapezoid`）；格点从小到大排列，间距不一定相等。
# 有三种情形要处理好：两个密度都是 0 的地方，$D^*$ 取 1/2；密度为 0 的那一项算作 0；$p$ 比 $q$ 大得多的地方，$D^*$ 会被舍入成 1，而 $q$ 并不是 0，求出的价值仍须是有限的数。
#
# <details><summary>提示</summary>
#
# 先把 $D^*$ 的公式代入 $1 - D^*$，化简之后再算。
# `np.divide` 和 `np.log` 有 `where` 和 `out` 两个参数：只在允许的地方计算，其余的保持 `out` 里原来的值。
#
# </details>


# %%
def best_discriminator(p, q, grid):
    """The best discriminator and its value.

    p, q and grid have the shape (n,). Returns two things: D* of shape (n,), and V, a number.
    """
    ### BEGIN SOLUTION
    total = p + q
    half = np.full(len(grid), 0.5)
    real, fake = (np.divide(part, total, out=half.copy(), where=total > 0) for part in (p, q))
    value = 0
    for density, share in ((p, real), (q, fake)):
        logs = np.log(share, out=np.zeros(len(grid)), where=share > 0)
        value = value + np.trapezoid(density * logs, grid)
    return real, value
    ### END SOLUTION


# %%
check.exercise_3(best_discriminator)

# %% [markdown] lang="en"
# ## Exercise 4 ★★ How far must the mass travel? (2 points, 12 minutes)
#
# Given are two samples on a line, $x_1, \dots, x_n$ and $y_1, \dots, y_m$.
# Each point of the first weighs $1/n$, each of the second $1/m$; $n$ and $m$ may differ, so points cannot simply be paired.
# Write the Wasserstein distance of the two, exactly, without interpolation or random draws:
#
# $$W = \int_{-\infty}^{\infty} \big| F_x(u) - F_y(u) \big|\, du, \qquad F_x(u) = \text{the share of the } x_i \text{ with } x_i \le u.$$
#
# <details><summary>A hint</summary>
#
# $F_x$ and $F_y$ are staircases.
# Put all points of both samples in order: between two neighbours neither staircase changes, so the area is a sum of rectangles.
# `np.searchsorted(a, u, side="right")` counts the values of a sorted `a` that are at most `u`.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 4 ★★ 要搬多远？（2 分，12 分钟）
#
# 直线上有两组样本 $x_1, \dots, x_n$ 和 $y_1, \dots, y_m$。
# 第一组每个点的质量是 $1/n$，第二组是 $1/m$；$n$ 与 $m$ 可以不同，所以不能简单地配对。
# 请写出两者的 Wasserstein 距离，要精确值，不做插值，也不用随机数：
#
# $$W = \int_{-\infty}^{\infty} \big| F_x(u) - F_y(u) \big|\, du, \qquad F_x(u) = \text{满足 } x_i \le u \text{ 的 } x_i \text{ 所占的比例}.$$
#
# <details><summary>提示</summary>
#
# $F_x$ 和 $F_y$ 都是阶梯函数。
# 把两组样本的点放在一起排序：相邻两点之间，两个阶梯都不变，所以面积是若干矩形之和。
# `np.searchsorted(a, u, side="right")` 数出排好序的 `a` 中不大于 `u` 的值有几个。
#
# </details>


# %%
def wasserstein(x, y):
    """Wasserstein distance, a number, of two samples: x has the shape (n,), y (m,), unsorted."""
    ### BEGIN SOLUTION
    places = np.sort(np.concatenate([x, y]))
    share_x = np.searchsorted(np.sort(x), places[:-1], side="right") / len(x)
    share_y = np.searchsorted(np.sort(y), places[:-1], side="right") / len(y)
    return np.sum(np.abs(share_x - share_y) * np.diff(places))
    ### END SOLUTION


# %%
check.exercise_4(wasserstein)

# %% [markdown] lang="en"
# ## Exercise 5 ★★★ Train and mend: a walk along a cliff (3 points, 25 minutes)
#
# A walker follows a path along a cliff.
# Its place across the path is $z = \mu + \sigma \varepsilon$ with $\varepsilon \sim \mathcal N(0, 1)$: it aims at $\mu$ and sways by $\sigma$.
# The path itself is at 0; the edge is at $\tfrac12$, and a fall costs 20:
#
# $$f(z) = 100 + z^2 + 20\, [z > \tfrac12],$$
#
# where the bracket is 1 beyond the edge and 0 elsewhere.
# To sway less takes care, and care costs $-2 \ln \sigma$.
# So $\mu$ and $\sigma$ are trained by gradient descent on the loss $\mathbb{E}[f(z)] - 2 \ln \sigma$.
# The derivative of its second term is known exactly; that of the first is estimated from 100 draws at each step, by the chain rule.
#
# The program below runs without an error, and its walker soon settles down.
# Run it, and look at the table before you change anything.

# %% [markdown] lang="zh"
# ## 练习 5 ★★★ 训练结果不对，找出原因并改好：沿着悬崖走（3 分，25 分钟）
#
# 有人沿着悬崖边的小路走。
# 在垂直于小路的方向上，他的位置是 $z = \mu + \sigma \varepsilon$，其中 $\varepsilon \sim \mathcal N(0, 1)$：他想走在 $\mu$ 处，左右摇晃的幅度是 $\sigma$。
# 小路在 0 处，悬崖的边缘在 $\tfrac12$ 处，掉下去的代价是 20：
#
# $$f(z) = 100 + z^2 + 20\, [z > \tfrac12],$$
#
# 其中的方括号在边缘之外取 1，在别处取 0。
# 想少摇晃就得小心，小心也有代价，是 $-2 \ln \sigma$。
# 所以我们用梯度下降来训练 $\mu$ 和 $\sigma$，损失是 $\mathbb{E}[f(z)] - 2 \ln \sigma$。
# 第二项的导数可以精确算出；第一项的导数要估计，每一步采样 100 次，用的是链式法则。
#
# 下面的程序运行时不报错，$\mu$ 和 $\sigma$ 也很快就稳定下来了。
# 先运行它，看一看表里的数，再动手改。
# 表中各列是步数、$\mu$、$\sigma$、对 $\mu$ 的导数的估计，以及损失；后两列都由 100,000 次新的采样算出。


# %%
def cost(z):
    return 100 + z**2 + 20 * (z > 0.5)


def slope(z):
    """The derivative of the cost, wherever it has one."""
    return 2 * z


def reparameterised(slope, mean, deviation, noise):
    """One estimate per draw by the chain rule, (n, 2): by the mean, by the deviation."""
    slopes = slope(mean + deviation * noise)
    return np.stack([slopes, slopes * noise], axis=1)


def train(estimate, mean=-1.0, deviation=1.0):
    """Means and deviations of all steps, (2001, 2): estimate(mean, deviation, noise) is (n, 2)."""
    rng = np.random.default_rng(0)
    path = [(mean, deviation)]
    for _ in range(2000):
        noise = rng.normal(size=100)
        by_mean, by_deviation = estimate(mean, deviation, noise).mean(axis=0)
        mean = mean - 0.02 * by_mean
        # en: The step is one of ln(deviation), so the deviation stays above zero.
        # zh: 更新的是标准差的对数，这样标准差总大于零。
        deviation = deviation * np.exp(-0.02 * (deviation * by_deviation - 2))
        path.append((mean, deviation))
    return np.array(path)


def failing_training(cost, slope):
    """Means and deviations of all steps, (2001, 2)."""

    def estimate(mean, deviation, noise):
        return reparameterised(slope, mean, deviation, noise)

    return train(estimate)


# %%
failed, fresh = failing_training(cost, slope), np.random.default_rng(1).normal(size=100_000)
rows = []
for step in (0, 20, 100, 500, 1000, 2000):
    mean, deviation = failed[step]
    by_mean = reparameterised(slope, mean, deviation, fresh)[:, 0].mean()
    loss = cost(mean + deviation * fresh).mean() - 2 * np.log(deviation)
    rows.append([step, *(f"{number:.2f}" for number in (mean, deviation, by_mean, loss))])
header = [("step", "步数"), "μ", "σ", ("estimated derivative by μ", "对 μ 的导数（估计）")]
plotting.table([*header, ("loss", "损失")], rows)

# %% [markdown] lang="en"
# - `score_function` is the other estimate: it knows only $f$, no derivative, and uses $\big(f(z_i) - b_i\big)\, \nabla \ln q(z_i)$ with $q = \mathcal N(\mu, \sigma^2)$.
#   Its baseline $b_i$ is the mean of $f$ over all *other* draws; a draw's own value in its baseline would bias the estimate.
#   There are at least two draws.
#   It returns the shape (n, 2), as `reparameterised` does: for each draw the derivative with respect to $\mu$ in the first column, with respect to $\sigma$ in the second.
# - `reason` returns one letter: why does the given training end where it does?
#   - `"A"`: the learning rate is too large; the steps jump across the best place.
#   - `"B"`: 2,000 steps are too few; with more of them it would arrive.
#   - `"C"`: 100 draws are too few; the average of many more estimates would lead to the best place.
#   - `"D"`: the slopes do not contain the jump, so the estimates leave it out, however many they are.
#   - `"E"`: the loss has a local minimum there, in which gradient descent is caught.
# - `mended_training` is given a cost and its slope, and returns two numbers: the mean and the deviation at which your training ends.
#   Use `train`, or write a training of your own.
#   The check has other cliffs: the edge (between -6 and 4), its side, the place of the path, the cost of a fall (20 to 30) and the constant (up to 500) change; the cost of care stays, and the start $(-1, 1)$ is on the safe side.
#   The loss at the end must be within 0.8 of the smallest possible.
#
# Then write three sentences into a text cell of your own: what you saw, why it happened, and why your change helps.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# The loss at the end is larger than at the start: so the training did not follow the derivative of the loss.
# Move $\mu$ by a hair: for how many of your 100 draws does $f$ change by a jump, and what does `slope` say at those?
# The score holds $z$ fixed and differentiates $\ln q(z) = -\frac{(z - \mu)^2}{2\sigma^2} - \ln \sigma + \text{const}$.
# For the baselines no loop is needed: each is the mean of all values but one: the sum of all, less that one, divided by their number.
#
# </details>

# %% [markdown] lang="zh"
# - `score_function` 是另一种估计，它只知道 $f$，不用导数：$\big(f(z_i) - b_i\big)\, \nabla \ln q(z_i)$，其中 $q = \mathcal N(\mu, \sigma^2)$。
#   基线 $b_i$ 是 $f$ 在所有*其他*采样上的平均；如果把这次采样自己的值也算进基线，估计就有偏了。
#   采样至少有两次。
#   返回值与 `reparameterised` 一样，形状为 (n, 2)，每次采样一行：第一列是对 $\mu$ 的导数，第二列是对 $\sigma$ 的导数。
# - `reason` 返回一个字母：上面的训练为什么停在那里？
#   - `"A"`：学习率太大，每一步都从最好的位置上跨了过去。
#   - `"B"`：2,000 步太少，再多走一些就到了。
#   - `"C"`：100 次采样太少；如果对多得多的估计取平均，就能走到最好的位置。
#   - `"D"`：斜率里没有那一处跳跃，所以无论有多少个估计，跳跃都被漏掉了。
#   - `"E"`：损失在那里有一个局部极小，梯度下降陷在里面了。
# - `mended_training` 接受一个代价函数和它的斜率，返回两个数：你的训练结束时的均值和标准差。
#   可以用 `train`，也可以自己写训练。
#   检查时用的是别的悬崖：边缘的位置（在 -6 与 4 之间）、边缘在哪一侧、小路的位置、掉下去的代价（20 到 30）、常数项（最大 500）都会变；小心的代价不变，起点 $(-1, 1)$ 在安全的一侧。
#   结束时的损失，与最小的可能值相差不得超过 0.8。
#
# 然后自己加一个文字单元格，写三句话：你看到了什么，为什么会这样，你的改动为什么有效。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 结束时的损失比开始时还大：可见训练所依据的，并不是损失的导数。
# 把 $\mu$ 挪动极小的一点，100 次采样中有几次的 $f$ 会突然跳变？
# `slope` 在这些地方给出什么？
# 得分函数法固定 $z$，求 $\ln q(z) = -\frac{(z - \mu)^2}{2\sigma^2} - \ln \sigma + \text{常数}$ 对 $\mu$ 和 $\sigma$ 的导数。
# 算基线不用循环：从全体的和里减去一个值，就是其余各值的和。
#
# </details>


# %%
def score_function(f, mean, deviation, noise):
    """One estimate per draw: f is a function, noise (n,), the result (n, 2)."""
    ### BEGIN SOLUTION
    values = f(mean + deviation * noise)
    baselines = (values.sum() - values) / (len(values) - 1)
    scores = np.stack([noise, noise**2 - 1], axis=1) / deviation
    return (values - baselines)[:, None] * scores
    ### END SOLUTION


def reason():
    """One of the letters "A" to "E"."""
    ### BEGIN SOLUTION
    return "D"
    ### END SOLUTION


def mended_training(cost, slope):
    """Mean and deviation at the end, two numbers: cost and slope are functions of an array."""

    ### BEGIN SOLUTION
    def estimate(mean, deviation, noise):
        return score_function(cost, mean, deviation, noise)

    return train(estimate)[-1]
    ### END SOLUTION


# %%
check.exercise_5(score_function, reason, mended_training)

# %% [markdown] lang="en"
# Once all three are right, the first table compares the two estimates at the place where the given training ends.
# It has the means over 100,000 draws and, in brackets, the standard deviation of a single estimate; for the exact derivative the share of falls is differentiated by hand, which gives the density of $z$ at the edge.
# The second table compares the ends of both trainings.

# %% [markdown] lang="zh"
# 三个函数都写对之后，第一个表在原来的训练停下的地方比较两种估计。
# 表中是 100,000 次采样的平均，括号里是单次估计的标准差；最后一行是精确的导数，其中掉下去的比例对 $\mu$ 的导数是手算的，等于 $z$ 在边缘处的密度。
# 第二个表比较两次训练的结果。

# %%
if check.exercise_5.passes(score_function, reason, mended_training):
    mean, deviation = failed[-1]
    at_edge = np.exp(-0.5 * ((0.5 - mean) / deviation) ** 2) / (np.sqrt(2 * np.pi) * deviation)
    estimates = {
        ("chain rule", "链式法则"): reparameterised(slope, mean, deviation, fresh),
        ("score function", "得分函数法"): score_function(cost, mean, deviation, fresh),
    }
    rows = []
    for name, values in estimates.items():
        rows.append([name, f"{values[:, 0].mean():.2f} ({values[:, 0].std():.2f})"])
    rows.append([("exact", "精确值"), f"{2 * mean + 20 * at_edge:.2f}"])
    plotting.table([("estimate", "估计"), ("derivative by μ", "对 μ 的导数")], rows)

# %%
if check.exercise_5.passes(score_function, reason, mended_training):
    rows = []
    ends = {("given", "原来的"): failed[-1], ("mended", "改好的"): mended_training(cost, slope)}
    for name, (mean, deviation) in ends.items():
        z = mean + deviation * fresh
        loss = cost(z).mean() - 2 * np.log(deviation)
        falls = f"{np.mean(z > 0.5):.1%}"
        rows.append([name, f"{mean:.2f}", f"{deviation:.2f}", falls, f"{loss:.2f}"])
    header = [("training", "训练"), "μ", "σ", ("falls", "掉下去的比例"), ("loss", "损失")]
    plotting.table(header, rows)

# %% [markdown] lang="en"
# ## Exercise 6 ★★★ From noise back to data (3 points, 25 minutes)
#
# A diffusion model samples by walking the noising backwards.
# Its denoiser is given: `denoise(x, alpha_bar)` returns $\mathbb{E}[x_0 \mid x_t]$ for an array of $x_t$ and the number $\bar\alpha_t$.
# Build the sampler.
# Begin at $x_T$ (`start`).
# For $t = T, \dots, 1$ put the denoiser's answer for $x_0$ into
#
# $$x_{t-1} = \tilde\mu_t + \sqrt{\tilde\beta_t}\, \varepsilon_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t, \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t,$$
#
# and return $x_0$ at the end.
# You are given only $\bar\alpha_1, \dots, \bar\alpha_T$, with $\bar\alpha_0 = 1$; find out how $\alpha_t$ and $\beta_t = 1 - \alpha_t$ follow.
# Then the same function also walks a shortened schedule, with every hundredth $\bar\alpha_t$ for example.
# Row $t - 1$ of `noise`, counted from 0, is $\varepsilon_t$.
#
# <details><summary>A hint</summary>
#
# $\bar\alpha_t$ is the product $\alpha_1 \cdots \alpha_t$: what is left if you divide by $\bar\alpha_{t-1}$?
# Index $t - 1$ of the array is time $t$, and before time 1 there is no entry.
# What do the formulas give for $t = 1$?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 6 ★★★ 从噪声走回数据（3 分，25 分钟）
#
# 扩散模型采样，就是把加噪声的路倒着走一遍。
# 去噪网络已经给好：`denoise(x, alpha_bar)` 由一组 $x_t$ 和数 $\bar\alpha_t$ 返回 $\mathbb{E}[x_0 \mid x_t]$。
# 请搭出采样器。
# 从 $x_T$（`start`）出发，对 $t = T, \dots, 1$，把去噪网络的回答当作 $x_0$ 代入
#
# $$x_{t-1} = \tilde\mu_t + \sqrt{\tilde\beta_t}\, \varepsilon_t, \qquad \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 + \frac{\sqrt{\alpha_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t, \qquad \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t,$$
#
# 最后返回 $x_0$。
# 给出的只有 $\bar\alpha_1, \dots, \bar\alpha_T$，并规定 $\bar\alpha_0 = 1$；$\alpha_t$ 和 $\beta_t = 1 - \alpha_t$ 要由它们推出来。
# 这样写成的函数，也能走缩短了的加噪方案，例如每 100 步只取一个 $\bar\alpha_t$。
# `noise` 的第 $t - 1$ 行（从 0 数起）就是 $\varepsilon_t$。
#
# <details><summary>提示</summary>
#
# $\bar\alpha_t$ 是连乘积 $\alpha_1 \cdots \alpha_t$：除以 $\bar\alpha_{t-1}$，剩下什么？
# 数组下标 $t - 1$ 对应时刻 $t$，时刻 1 之前没有元素。
# $t = 1$ 时，公式给出什么？
#
# </details>


# %%
def sample(denoise, alpha_bars, start, noise):
    """Walk from x_T back to x_0.

    denoise is a function of an array (n,) and a number, and returns an array (n,). alpha_bars
    has the shape (T,), start (n,), noise (T, n). Returns x_0 of shape (n,).
    """
    ### BEGIN SOLUTION
    x = start
    for t in range(len(alpha_bars), 0, -1):
        after = alpha_bars[t - 1]
        before = alpha_bars[t - 2] if t > 1 else 1.0
        alpha = after / before
        beta = 1 - alpha
        clean = denoise(x, after)
        mean = np.sqrt(before) * beta * clean + np.sqrt(alpha) * (1 - before) * x
        variance = (1 - before) * beta / (1 - after)
        x = mean / (1 - after) + np.sqrt(variance) * noise[t - 1]
    return x
    ### END SOLUTION


# %%
check.exercise_6(sample)

# %% [markdown] lang="en"
# When the sampler passes, it draws from the chapter's mixture, once by all 1,000 steps (left), once by every hundredth only (right).
# What goes wrong first?
# The bars are the draws, the black line is the true density.

# %% [markdown] lang="zh"
# 采样器通过检查之后，就用它从正文的混合分布里采样：一次走完 1,000 步（左图），一次每 100 步只走一步（右图）。
# 最先出问题的是什么？
# 图中横轴为 $x$，纵轴为密度；蓝色的柱是抽出的样本，黑线是真正的密度（true density）。

# %%
shares, centres, widths = np.array([0.3, 0.7]), np.array([-2.0, 1.0]), np.array([0.2, 0.3])


def mixture_parts(x, alpha_bar):
    means, variances = np.sqrt(alpha_bar) * centres, alpha_bar * widths**2 + 1 - alpha_bar
    squares = (x[:, None] - means) ** 2 / variances
    return shares * np.exp(-0.5 * squares) / np.sqrt(2 * np.pi * variances), means, variances


def denoise_mixture(x, alpha_bar):
    parts, means, variances = mixture_parts(x, alpha_bar)
    cleans = centres + np.sqrt(alpha_bar) * widths**2 / variances * (x[:, None] - means)
    return np.sum(parts * cleans, axis=1) / parts.sum(axis=1)


if check.exercise_6.passes(sample):
    alpha_bars = np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))
    rng = np.random.default_rng(0)
    line = np.linspace(-3, 2.5, 400)
    density = mixture_parts(line, 1.0)[0].sum(axis=1)
    figure, axes = plt.subplots(1, 2, figsize=(7.6, 2.8), sharex=True, sharey=True)
    for axis, every in zip(axes, (1, 100), strict=True):
        kept = alpha_bars[every - 1 :: every]
        start, noise = rng.normal(size=2000), rng.normal(size=(len(kept), 2000))
        draws = sample(denoise_mixture, kept, start, noise)
        axis.hist(draws, bins=55, range=(-3, 2.5), density=True, color="#56B4E9")
        axis.plot(line, density, "k", label="true density")
        axis.set(title=f"{len(kept)} steps", xlabel="x")
    axes[0].set_ylabel("density")
    axes[0].legend()
    plotting.show(
        figure,
        "Histograms of 2,000 draws over the true density with peaks at -2 and 1. With 1,000 steps "
        "they agree; with 10 steps the shares are about right, but both peaks are too narrow.",
        "2,000 个样本的直方图与真正的密度，峰在 -2 和 1 处。走 1,000 步，两者相符；只走 10 步，比例大致对，两个峰却都太窄。",
    )
