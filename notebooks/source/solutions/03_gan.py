# %% [markdown] lang="en"
# ## Exercise 1
#
# With $D = \sigma(\ell)$ we have $-\log D = \mathrm{softplus}(-\ell)$ and $-\log(1 - D) = \mathrm{softplus}(\ell)$, and `np.logaddexp(0, x)` is softplus.
# It never forms $D$ itself: for $\ell = 100$ the number $1 - D$ is rounded to 0, and its logarithm would be infinite, while softplus gives 100.
# Each mean is taken over its own logits and the two are added, so that real and generated samples count alike even where their numbers differ.
# The generator's loss gives the label 1 to generated samples; with the label 0 and the opposite sign it would be the minimax loss, whose gradient vanishes just when $D$ is sure.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 由 $D = \sigma(\ell)$ 可得 $-\log D = \mathrm{softplus}(-\ell)$，$-\log(1 - D) = \mathrm{softplus}(\ell)$；`np.logaddexp(0, x)` 就是 softplus。
# 这样从头到尾都不需要算出 $D$：$\ell = 100$ 时，$1 - D$ 会舍入为 0，取对数得到无穷大，而 softplus 给出 100。
# 真、假两部分各自取平均再相加，所以即使两种样本的个数不同，它们的分量也一样。
# 生成器的损失给生成的样本标 1；如果标 0 再取相反的符号，就成了极小极大损失，恰恰在 $D$ 很有把握时梯度消失。

# %% [markdown] lang="en"
# ## Exercise 2
#
# Broadcasting (n, 1, d) against (k, d) gives all n × k differences at once.
# `argmin` says which mode a point belongs to, `min` whether it is good; only good points are counted.
# `minlength` matters: without it, `bincount` ends at the last mode that has a point, and a lost last mode would go unnoticed.
# The due is $n/k$ with $n$ the number of all points, not of the good ones: a generator whose points mostly miss is not to be let off.

# %% [markdown] lang="zh"
# ## 练习 2
#
# (n, 1, d) 与 (k, d) 广播，一次得到全部 n × k 个差向量。
# `argmin` 说明一个点归哪个模式，`min` 说明它是不是好点；计数时只数好点。
# `minlength` 不能省：没有它，`bincount` 的结果只到最后一个有点的模式为止，排在末尾的模式丢了也看不出来。
# 应得数 $n/k$ 里的 $n$ 是全部点数，不是好点数：如果生成器的点大多偏离中心，就不应当因此降低要求。

# %% [markdown] lang="en"
# ## Exercise 3
#
# `tape.watch` is needed because the points are a tensor and not a variable.
# The critic's outputs may be differentiated all at once: each depends on its own row only, so the gradient of their sum with respect to a row is the gradient of that row's output.
# Reshaping to (n, -1) lets one line serve points and images: the norm runs over all numbers of a row, not over the last axis alone.
# The $10^{-12}$ under the root keeps its derivative finite where the critic is flat; without it the gradient there is 0/0, and one NaN spoils all weights.
# The penalty is computed with tensors throughout, because the training step differentiates it once more.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 这些点是张量而不是变量，所以要先 `tape.watch`。
# 可以让评论家的所有输出一起求导：每个输出只取决于自己那一行，所以输出之和对某一行的梯度，就是该行输出的梯度。
# 变形为 (n, -1) 之后，点和图像可以用同一行代码：范数要对一行的所有数计算，而不是只对最后一轴。
# 根号里加 $10^{-12}$，是为了在评论家平坦的地方导数仍然有限；否则那里的梯度是 0/0，一个 NaN 就会毁掉所有权重。
# 全程用张量计算，是因为训练步还要对惩罚再求一次导。

# %% [markdown] lang="en"
# ## Exercise 4
#
# Seven faults were hidden.
# The generator's tanh reaches -1 to 1 only, so the data have to be brought there.
# The discriminator ended in a sigmoid, and the loss applied another.
# Its loss looked at generated points alone, and called them real; the generator's called them generated.
# Both players' variables moved in each step, although every step has one player to improve; giving `apply` the variables of that player is enough, nothing has to be frozen.
# The generator moved once an epoch, after thirty steps of the discriminator; now they alternate.
# And batches of one point, never shuffled, make every step noisy and every epoch the same.
# In `one_epoch` each batch takes a slice of the shuffled rows; the last one may be smaller, so the noise takes its size from the batch.

# %% [markdown] lang="zh"
# ## 练习 4
#
# 程序里藏了七处错误。
# 生成器的 tanh 只能输出 -1 到 1，所以要先把数据变换到这个范围。
# 判别器末层已有 sigmoid，损失里又做了一次。
# 判别器的损失只看生成的点，还把它们标成真；生成器的损失反而把它们标成假。
# 每一步里双方的变量都在动，可是一步只该改进一方；把那一方的变量交给 `apply` 就够了，什么都不必冻结。
# 判别器走三十步，生成器才走一步；现在双方交替。
# 每批只有一个点，又从不打乱，于是每一步都很嘈杂，每一轮又都一样。
# 在 `one_epoch` 中，每批取打乱后的若干行；最后一批可能小一些，所以噪声的行数由批次决定。

# %% [markdown] lang="en"
# ## Exercise 5
#
# The collapsing GAN has a discriminator ten times slower than its generator: $G$ piles its points where $D$ is wrong at the moment, and moves on when $D$ has noticed.
# Equal rates end the chase.
# What remains is a circling of both players around the equilibrium; R1 damps it, since it makes $D$ flat at real points, and more steps with a falling rate let the points settle.
# The weight 0.1 is small on purpose: a strong penalty makes $D$ too smooth to separate clouds of width 0.1, and the points spread between the modes.
# Other cures pass as well; what counts is that you changed one thing at a time and looked.

# %% [markdown] lang="zh"
# ## 练习 5
#
# 坍塌的那个 GAN，判别器的学习率只有生成器的十分之一：$G$ 把点堆在 $D$ 此刻判错的地方，等 $D$ 发觉了再换一处。
# 双方学习率相同，这种追逐就停止了。
# 余下的问题是双方绕着均衡点转圈；R1 使 $D$ 在真实的点附近变化平缓，从而抑制转圈，更多的步数加上逐渐下降的学习率则让点稳定下来。
# 系数 0.1 是有意取小的：惩罚太强，$D$ 就过于平滑，分不开宽度只有 0.1 的点团，点会散落到模式之间。
# 别的办法也能通过；要紧的是每次只改一处，再看结果。
