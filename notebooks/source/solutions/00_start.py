# %% [markdown] lang="en"
# ## Exercise 1
#
# The type is changed before the division, so that the quotient is float32; `images / 255` alone gives float64, twice the memory for digits that no image has.
# Dividing by 255, and not by 256 or by the largest value that occurs, gives every grey value one number for good: a dark image stays dark.
# On the way back the order matters.
# Clipping comes first, because one byte begins again at 0 after 255: without it a pixel of 1.02, a little too white, would become nearly black.
# Rounding comes before the cast, which only cuts off: 0.2 times 255 may come out as 50.999998, and the cast alone would make 50 of it.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 先改类型再做除法，商就是 float32；只写 `images / 255` 会得到 float64，占两倍内存，多出来的位数对图像毫无用处。
# 要除以 255，而不是除以 256 或碰巧出现的最大值，这样每个灰度值永远对应同一个数，暗的图像仍然是暗的。
# 变回来时，次序很重要。
# 先要截断到 [0, 1]，因为一个字节过了 255 又从 0 数起：不截断的话，一个值为 1.02 的像素（只是比白色略亮一点）就会变得几乎全黑。
# 再四舍五入，最后才改类型，因为改类型只会截去小数：0.2 乘以 255 可能算成 50.999998，直接改类型就成了 50。

# %% [markdown] lang="en"
# ## Exercise 2
#
# One permutation is drawn and indexes both arrays, so every image keeps its label; two separate shuffles would give most images the label of another one, and no error message.
# The first `num_validation` places are for validation and the rest for training: each place is in one part only.
# Cut from the front, the split is right for 0 as well; `order[:-0]` is `order[:0]`, and the training set would be empty.
# Without shuffling, data that are sorted by label would leave whole classes out of the training.
# Mean and deviation come from the training images alone.
# Taken over both sets, they would carry something about the validation images into the training, and the score would be a little too good; on new images, which is what the score is to predict, nobody could do that.

# %% [markdown] lang="zh"
# ## 练习 2
#
# 只抽一个随机排列，两个数组都用它索引，所以每幅图像仍与自己的标签配对；如果分别打乱，大多数图像就会配上别人的标签，而且不会报错。
# 排列的前 `num_validation` 个位置作验证，其余的作训练，所以每个位置只在一部分里。
# 从排列的开头切，`num_validation` 为 0 时也对；如果从末尾切，`order[:-0]` 就是 `order[:0]`，训练集会变成空的。
# 如果数据按标签排好了序又不打乱，训练集里就会完全缺少某些类别。
# 均值和标准差只由训练图像算出。
# 如果两组一起算，验证图像的信息就进入了训练，分数会偏高一点；而分数要预测的是模型在新图像上的表现，训练时新图像还没有出现，不可能把它们也算进去。

# %% [markdown] lang="en"
# ## Exercise 3
#
# With $m$ the largest logit of a row, $\ln \frac{e^{\ell_y}}{\sum_k e^{\ell_k}} = (\ell_y - m) - \ln \sum_k e^{\ell_k - m}$.
# No power is greater than 1 now, so nothing overflows, and one of them is exactly 1, so the sum is never 0.
# Taking the logarithm of the fraction on paper is the second half of the cure: a probability that rounds to 0 has no logarithm, while $\ell_y - m$ is just a number.
# A small constant under the logarithm hides the problem and changes the loss: an answer that should cost 2,000 nats would cost about 20, and its gradient would vanish.
# The derivative is the probabilities less the right answer; it is divided by $n$ because the loss is a mean.
# In `finite_difference` each entry gets an array of its own, zero but for one place, so that nothing has to be put back.
# Both sides are needed for accuracy: the error of a one-sided quotient is proportional to the width, that of the two-sided one to its square.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 记一行里最大的 logit 为 $m$，则 $\ln \frac{e^{\ell_y}}{\sum_k e^{\ell_k}} = (\ell_y - m) - \ln \sum_k e^{\ell_k - m}$。
# 这样每个 $e^{\ell_k - m}$ 都不超过 1，不会溢出；其中有一个恰好等于 1，所以它们的和不会是 0。
# 在纸上先对分式取对数，同样少不了：概率舍入成 0，就没有对数了，而 $\ell_y - m$ 只是一个普通的数。
# 如果在对数里加一个小常数，就只是把问题盖住了，损失也变了：损失本该是 2,000 奈特的答案只算约 20 奈特，它的梯度也消失了。
# 导数等于概率减去正确答案；因为损失是平均值，所以还要除以 $n$。
# `finite_difference` 为每个元素另造一个数组，只有一处不为零，这样就不必把挪过的数放回去。
# 向两边挪是为了精度：单边差商的误差与 `width` 成正比，双边差商的误差与它的平方成正比。

# %% [markdown] lang="en"
# ## Exercise 4
#
# The first epoch's loss is in the thousands or more, while an untrained network that knows nothing pays about $\ln 10 \approx 2.3$; afterwards the loss stays at 2.3.
# That rules out A (nothing falls any more), B (a network that knows its images has a small loss) and E (no lack of units makes a loss of thousands).
# The gradient with respect to a weight of the first layer is multiplied by its input.
# With inputs of up to 255 the first steps are hundreds of times too long; they throw the hidden units so far to the negative side that almost all of them give 0 for every image.
# `dead_share` measures it: nearly 1.
# Through a unit that is 0 no gradient comes back, so the first layer never changes again, and the last one learns from its bias how frequent each digit is.
# C names the victim and not the cause: the units were alive before the training.
# Dividing by 255 brings the inputs to [0, 1], and the same network with the same learning rate learns.
# A far smaller rate, or Adam, may pass as well; scaling the inputs is the better habit, because then the usual rates fit.

# %% [markdown] lang="zh"
# ## 练习 4
#
# 第一轮的损失成千上万，而什么也不懂的网络，损失也不过是 $\ln 10 \approx 2.3$ 左右；此后损失一直停在 2.3。
# 由此可以排除 A（损失不再下降）、B（网络如果背下了图像，损失应当很小）和 E（单元再少，损失也不会有几千）。
# 损失对第一层权重的梯度里，有一个因子是输入。
# 输入最大到 255，最初几步的步长就大了几百倍，把隐藏单元远远推到负的一侧，于是几乎所有单元对每幅图像都输出 0。
# `dead_share` 测出的正是这一点：它接近 1。
# 输出为 0 的单元传不回梯度，所以第一层再也不变；最后一层只能靠偏置学到各个数字出现得多频繁。
# C 说的是后果，不是原因：训练之前，这些单元并没有失活。
# 除以 255 之后，输入在 [0, 1] 之内，网络和学习率不变，就学得会了。
# 把学习率减小很多，或者换成 Adam，也可能通过；但缩放输入是更好的习惯，因为这样常用的学习率才合适。
