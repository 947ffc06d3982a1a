# %% [markdown] lang="en"
# ## Exercise 1
#
# Call what is subtracted $u$ and the factor $v$: $v\,(a_T - u) = 0$ gives $u = a_T$, and $v\,(a_1 - u) = a_1$ gives $v = a_1 / (a_1 - a_T)$.
# After the subtraction the last number is exactly 0, and stays 0 whatever it is multiplied by; multiplied out, $v\,a_T - v\,u$ may leave a rounding error.
# For the same reason the division comes first: with $a_1 = 1$ the first quotient is exactly 1, whereas a product with a rounded $v$ may lie a little above 1, and the root of a negative number is NaN.
# It is the rates that are moved, not their squares; both would end in 0, but they leave different amounts of noise on the way.
#
# The mean of $n$ pixels holds the signal $a$ as a whole and the noise with the standard deviation $s / \sqrt n$, so the ratio is $a \sqrt n / s$.
# It grows with the number of pixels: a last signal rate that does little harm to small images does much to large ones.
# In the table the ratio is 0.20 for DDPM and 4.38 for Stable Diffusion; there the noisiest code tells bright from dark quite safely.
# At $a = 0$ a denoiser that predicts noise is of no use, since $x_0$ cannot be computed from it by a division by $a$; that is one reason to predict the velocity.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 设减去的数是 $u$，乘的数是 $v$：由 $v\,(a_T - u) = 0$ 得 $u = a_T$，由 $v\,(a_1 - u) = a_1$ 得 $v = a_1 / (a_1 - a_T)$。
# 先相减，最后一个数恰好是 0，再乘什么都还是 0；如果先乘开，$v\,a_T - v\,u$ 可能留下舍入误差。
# 先做除法也是这个道理：$a_1 = 1$ 时，第一个商恰好是 1；如果乘一个经过舍入的 $v$，结果可能略大于 1，而负数开平方会得到 NaN。
# 平移的是信号系数本身，不是它的平方；两种做法最后都是 0，但中间各时刻的噪声不一样多。
#
# $n$ 个像素的平均值里，信号 $a$ 完整保留，噪声的标准差是 $s / \sqrt n$，所以比值是 $a \sqrt n / s$。
# 像素越多，比值越大：同样的最后一个信号系数，对小图像没有多大害处，对大图像就有。
# 表中 DDPM 的比值是 0.20，Stable Diffusion 的是 4.38；后者即使是噪声最大的编码，也能相当可靠地分出明暗。
# $a = 0$ 时，预测噪声的去噪网络就用不上了，因为要除以 $a$ 才能求出 $x_0$；这是改为预测速度的一个理由。

# %% [markdown] lang="en"
# ## Exercise 2
#
# The noise in $x'$ has the variance $s'^2$; on the way to $x_t$ it shrinks to $(a s' / a')^2$, so $r^2 = s^2 - (a s' / a')^2$.
# Seen from $x_t$, $x'$ lies around $\frac{a'}{a} x_t$ with the variance $(a' r / a)^2$.
# The precisions add up to $\frac{1}{s'^2} + \frac{a^2}{a'^2 r^2} = \frac{r^2 + (a s' / a')^2}{s'^2 r^2} = \frac{s^2}{s'^2 r^2}$.
# So DDPM's standard deviation is $s' r / s$, in which nothing is divided by $s'$ or $r$; where the squares of the rates add up to 1, its square is the $\tilde\beta_t$ of chapter 2.
#
# With $f$ fresh noise, so much of the predicted noise is put back that the variances add up to $s'^2$: it is variances of independent draws that add up, not deviations.
# That is why any $f$ up to $s'$ leads to images that are as noisy as they should be, and why `eta` may be chosen after the training.
# At the end $s' = 0$, so $f = 0$, and the step returns $\hat x_0$; for a step from `now` to `now`, $r = 0$.
# There rounding may push the number under the root below 0, and `max` keeps NaN out.
#
# In the table all is exact but the number of steps.
# At 200 steps both are near the truth; at 20 steps `eta` 1 has groups that are clearly too narrow, and `eta` 0 is the nearer one.

# %% [markdown] lang="zh"
# ## 练习 2
#
# $x'$ 里噪声的方差是 $s'^2$，走到 $x_t$ 时缩小为 $(a s' / a')^2$，所以 $r^2 = s^2 - (a s' / a')^2$。
# 由 $x_t$ 来看，$x'$ 在 $\frac{a'}{a} x_t$ 附近，方差是 $(a' r / a)^2$。
# 精度之和是 $\frac{1}{s'^2} + \frac{a^2}{a'^2 r^2} = \frac{r^2 + (a s' / a')^2}{s'^2 r^2} = \frac{s^2}{s'^2 r^2}$。
# 所以 DDPM 的标准差是 $s' r / s$，里面没有除以 $s'$ 或 $r$；如果两个系数的平方和为 1，它的平方就是第 2 章的 $\tilde\beta_t$。
#
# 新噪声占了 $f$，放回的预测噪声就要减少，使方差之和等于 $s'^2$：相加的是独立随机数的方差，不是标准差。
# 正因为如此，$f$ 不论取多大（不超过 $s'$），走一步之后的噪声都正好；`eta` 也就可以在训练之后再选。
# 最后 $s' = 0$，于是 $f = 0$，这一步返回 $\hat x_0$；从 `now` 走到 `now` 时，$r = 0$。
# 这两种情形下，根号里的数可能因舍入而略小于 0，`max` 可以避免出现 NaN。
#
# 表中除了步数有限，其他都是精确的。
# 走 200 步，两者都接近精确值；走 20 步，`eta` 为 1 时两个峰明显太窄，`eta` 为 0 时更接近。

# %% [markdown] lang="en"
# ## Exercise 3
#
# Outside of the interval the weight is 1, and the same line serves all images; the weights get an axis for each axis of an image, since otherwise NumPy would pair them with the last axis.
#
# In class $k$ the noisy image is a sum of two independent normal numbers: its mean is $a\,m_k$, its variance $a^2 d_k^2 + s^2$.
# `logs` holds $\log \pi_k\, p(x \mid k)$; `logaddexp` adds up the densities without leaving the logarithm, so that nothing is rounded to 0 far from the centres.
# $\log p(c \mid x)$ is the difference of one of them and the sum.
# The constant $\log \sqrt{2 \pi}$ is the same for all classes and all $x$, so it may go.
#
# The derivative of $\log \sum_k e^{\ell_k(x)}$ is the mean of the derivatives $\ell_k'(x)$, each weighted by $e^{\ell_k} / \sum e^{\ell}$, which is $p(k \mid x)$.
# And as $\log p(c \mid x) = \log p(x \mid c) + \log \pi_c - \log p(x)$, the derivative of $\log p(x) + w \log p(c \mid x)$ is the score without a label plus $w$ times the difference of both scores: exactly the rule of guidance.
# A network predicts noise, $-s$ times the score, so the same rule holds for its predictions.
# With $w > 1$ places count for more where the classifier that is hidden in both predictions is sure; hence the density in the figure moves away from the other class.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 区间之外，引导强度取 1，这样一个式子就能用于所有图像；引导强度的形状要补上图像各个轴，否则 NumPy 会把它与最后一个轴对齐。
#
# 在第 $k$ 类里，带噪图像是两个独立正态变量之和：均值是 $a\,m_k$，方差是 $a^2 d_k^2 + s^2$。
# `logs` 里是 $\log \pi_k\, p(x \mid k)$；`logaddexp` 直接用对数把密度加起来，离中心再远，也不会舍入成 0。
# 其中一个减去总和的对数，就是 $\log p(c \mid x)$。
# 常数 $\log \sqrt{2 \pi}$ 对所有类别、所有 $x$ 都相同，可以略去。
#
# $\log \sum_k e^{\ell_k(x)}$ 的导数，是各个导数 $\ell_k'(x)$ 的加权平均，权重 $e^{\ell_k} / \sum e^{\ell}$ 就是 $p(k \mid x)$。
# 又因为 $\log p(c \mid x) = \log p(x \mid c) + \log \pi_c - \log p(x)$，所以 $\log p(x) + w \log p(c \mid x)$ 的导数，等于没有标签的得分，加上 $w$ 乘两个得分之差：这正是引导的规则。
# 网络预测的噪声等于得分乘以 $-s$，所以同样的规则也适用于预测的噪声。
# 两个预测合在一起，隐含着一个分类器；$w > 1$ 时，这个分类器越有把握的地方，密度就越大，图中的密度因此离另一类越来越远。

# %% [markdown] lang="en"
# ## Exercise 4
#
# On the way back the signal rate falls by the factor $a / a'$, and with it the noise that is there; what is missing from $s^2$ is added as a variance.
# To add noise with the rate $s$ would be right for a clean image only.
#
# After each step the rest has the rates of $t'$, so the visible part needs those too: put in without noise, it would be an image as the denoiser has never seen one at this time.
# At $t' = 0$ the rates are 1 and 0, and the visible part comes out exactly, with no special case for it; multiplication by a mask, by contrast, would let NaN through.
#
# One pass fits badly because the estimate of the hole at the noisiest times has hardly any part in what is visible: the border then shows.
# Going back leaves the hole as it was drawn but for a little noise; the next estimate sees it beside the visible part, and both come to agree.
# The price is the number of estimates, `repeats` times as many.
# In the table the error falls as strokes are continued; it does not get near 0, because more than one digit may fit what can be seen.

# %% [markdown] lang="zh"
# ## 练习 4
#
# 往回走时，信号系数缩小到 $a / a'$ 倍，已有的噪声也随之缩小；与 $s^2$ 相比还差的方差，用新噪声补上。
# 只有对干净的图像，才应当加噪声系数为 $s$ 的噪声。
#
# 每一步之后，其余部分的系数都是 $t'$ 的，可见部分也要如此：如果放进去时不加噪声，去噪网络在这个时间就从没见过这样的图像。
# $t' = 0$ 时，两个系数是 1 和 0，可见部分恰好还原，不必另外处理；而用掩码相乘会让 NaN 混进来。
#
# 只做一遍，洞里与周围配不好，因为在噪声最大的时候，对洞的估计几乎没有用到可见部分，于是边缘处接不上。
# 往回走，洞里的内容除了多一点噪声之外仍在；下一次估计时，它与可见部分摆在一起，两者逐渐一致。
# 代价是估计的次数，是原来的 `repeats` 倍。
# 表中的误差随着笔画接上而下降；但不会接近 0，因为与可见部分相配的数字可能不止一个。

# %% [markdown] lang="en"
# ## Exercise 5
#
# `failing_spoil` multiplies the noise by $1 - a^2 = s^2$, its variance, in the place of the deviation $s$.
# The loss rises, since less noise is harder to tell from the points' own spread.
# When it walks, the denoiser gets points with more noise than it learnt to expect at this time, and takes off too much: the groups come out too narrow.
#
# `failing_inputs` cuts the times off to whole numbers; from 0 to 1 they all become 0.
# The line makes sense in a program whose times are the numbers 0 to 999.
# Without the time the denoiser has to guess how much noise there is, and predicts a mean over all amounts that would fit: a higher loss, which no longer training removes.
# At each step it takes off too little or too much, and the groups come out in the wrong places.
#
# `failing_walk` moves the signal to the new rate and leaves the noise at the old one.
# In each step a little more noise is left than the denoiser is told, and at the end there is noise where there should be none.
# The training has no part in it, so the loss is as good as can be: a loss says what was learnt, not what is done with it.
# `step` of exercise 2 with `eta` 0 is what the walk needs.
#
# To find three faults at once, test parts, not the whole: for one time and one point each of the three lines can be computed by hand, and a figure of the samples comes last.

# %% [markdown] lang="zh"
# ## 练习 5
#
# `failing_spoil` 让噪声乘了 $1 - a^2 = s^2$，即方差，而应当乘标准差 $s$。
# 损失因此偏高，因为噪声少了，就更难与点本身的分散区别开来。
# 采样时，去噪网络遇到的点，噪声比它在这个时间学到的要多，于是减去的太多：各群都太窄。
#
# `failing_inputs` 把时间截成整数，而 0 到 1 之间的时间截断后全是 0。
# 如果程序里的时间是 0 到 999 的整数，这一行倒是对的。
# 没有时间，去噪网络只能猜噪声有多少，它预测的是各种可能的噪声大小的平均：损失偏高，训练再久也降不下去。
# 采样的每一步，它减去的不是太少就是太多，于是各群偏离了原来的位置。
#
# `failing_walk` 把信号换成了新的系数，噪声却仍用旧的系数。
# 每走一步，剩下的噪声都比告诉去噪网络的多一点；到了终点，本该没有噪声，却还有。
# 训练与它无关，损失好得不能再好：损失只说明学到了什么，不说明学到的东西用得对不对。
# 采样要用的，正是练习 2 的 `step`，取 `eta` 为 0。
#
# 要同时找出三处毛病，应当逐个检验部件，而不是检验整体：取一个时间、一个点，三行代码都可以用手算一遍；样本的图放到最后再看。
