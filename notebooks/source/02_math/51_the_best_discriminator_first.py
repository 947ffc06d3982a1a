# %% [markdown] lang="en"
# ## The best discriminator first?
#
# *Needed in: chapter 3.*
#
# 《赋能行业》 4.1.2 says: fix $G$ and optimise $D$ until it tells real from generated as well as it can, then fix $D$ and optimise $G$.
# That is the order of the *proof* above.
# As a recipe for the minimax loss it is a trap, and we can watch it close.
# Let $p$ be $\mathcal{N}(0, 1)$ and $q$ be $\mathcal{N}(8, 1)$.
# By symmetry $D$ needs one weight only, the steepness $a$ of its logit $-a(x - 4)$.
# At $a = 0$ it knows nothing; $V$ rises with $a$ up to $a = 8$, where it is the best of all.
# So training moves down the rows of the table, and we ask each $D$ what gradient it offers to $G$: $a\,\mathbb{E}_q[D]$ under the minimax loss, $a\,\mathbb{E}_q[1 - D]$ under the other.
#
# > **Predict before you run.** Which discriminator gives the minimax generator the largest gradient: the beginner, the half-trained one, the expert?

# %% [markdown] lang="zh"
# ## 先把判别器训练到最优？
#
# *用于：第 3 章。*
#
# 《赋能行业》4.1.2 的说法是：先固定 $G$，优化 $D$，使它“能够最大化区分真实数据和生成数据的能力”，再固定 $D$，优化 $G$。
# 这是上面*证明*的次序。
# 照着它去训练极小极大损失，就掉进了陷阱，而且我们可以看着陷阱合上。
# 设 $p$ 为 $\mathcal{N}(0, 1)$，$q$ 为 $\mathcal{N}(8, 1)$。
# 由对称性，$D$ 只需要一个权重，就是 logit $-a(x - 4)$ 的陡度 $a$。
# $a = 0$ 时它什么都不懂；$V$ 随 $a$ 上升，到 $a = 8$ 为止，那就是最优判别器。
# 所以训练就是沿着表格一行行往下走。
# 我们问每个 $D$：它给 $G$ 的梯度有多大？
# 极小极大损失下是 $a\,\mathbb{E}_q[D]$，非饱和损失下是 $a\,\mathbb{E}_q[1 - D]$。
#
# > **先猜，再运行。** 哪个判别器给极小极大生成器的梯度最大：新手、半成品，还是高手？

# %% tags=["hide-output"]
log_q, before, rows = log_normal_density(8, 1), -np.inf, []
for steepness in (0, 0.25, 0.5, 1, 2, 4, 8):
    logits = -steepness * (grid - 4)
    reached = game_value(logits, log_p, log_q)
    mean_d = np.trapezoid(np.exp(log_q + log_sigmoid(logits)), grid)
    minimax, non_saturating = steepness * mean_d, steepness * (1 - mean_d)
    numbers = f"{reached:.4f}", f"{mean_d:.5f}", f"{minimax:.5f}", f"{non_saturating:.3f}"
    rows.append([str(steepness), *numbers])
    assert reached > before
    before = reached
np.testing.assert_allclose((minimax, non_saturating), shift_gradients(8))
assert all(game_value(-a * (grid - 4), log_p, log_q) < before for a in (7.9, 8.1))
header = [("steepness a", "陡度 a"), "V", ("mean D", "D 的平均"), ("minimax", "极小极大")]
plotting.table([*header, ("non-saturating", "非饱和")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The beginner offers nothing, a slightly trained discriminator offers the most, and from there on every gain of $V$ is taken from the minimax generator: the best $D$ gives it less than a hundredth of what the second row gives.
# The non-saturating gradient only grows.
#
# </details>
#
# In practice $D$ takes one or a few steps for each of $G$'s.
# (The Wasserstein critic below is another matter: it does not saturate, and Arjovsky et al. 2017, arXiv:1701.07875, advise training it well.)

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 新手什么也给不了；稍加训练的判别器给得最多；从那以后，$V$ 每涨一点，都是从极小极大生成器那里拿走的：最优的 $D$ 给它的，不到第二行的百分之一。
# 非饱和损失的梯度则一路增大。
#
# </details>
#
# 实际训练时，$G$ 走一步，$D$ 只走一步或几步。
# （后面的 Wasserstein 评论家另当别论：它不会饱和，Arjovsky 等人（2017，arXiv:1701.07875）主张把它训练好。）
