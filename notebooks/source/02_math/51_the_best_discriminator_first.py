# %% [markdown] lang="en"
# ## The best discriminator first?
#
# *Used in chapter 3, "One training step": why $D$ takes one step for each of $G$'s.*
#
# **Question.** Should $D$ be trained to the optimum before $G$ takes a step?
#
# The article 《赋能行业》 (4.1.2) describes this order, and it is the order of the *proof* in "What the best discriminator measures".
# As a recipe for the minimax loss it fails.
# Let the data be $\mathcal{N}(0, 1)$ and the generated points $\mathcal{N}(8, 1)$.
# By symmetry $D$ needs one weight only, the steepness $a$ of its logit $-a(x - 4)$.
# At $a = 0$ it knows nothing; its value $V$ rises with $a$ up to $a = 8$, where it is the best of all.
# So training moves down the rows of the table, and we ask each $D$ what gradient it offers to $G$: by the chain rule $a\,\mathbb{E}_q[D]$ under the minimax loss, $a\,\mathbb{E}_q[1 - D]$ under the non-saturating one.
#
# > **Predict before you run.** Which discriminator gives the minimax generator the largest gradient: the beginner, the half-trained one, the best?

# %% [markdown] lang="zh"
# ## 先把判别器训练到最优？
#
# *用于第 3 章“一个训练步”一节：为什么 $G$ 走一步，$D$ 也只走一步。*
#
# **问题。** 是不是应当先把 $D$ 训练到最优，再让 $G$ 走一步？
#
# 《赋能行业》4.1.2 就是这样描述的，这也是“最优判别器衡量的是什么”一节里*证明*的次序。
# 但用极小极大损失时，照这个次序来训练是行不通的。
# 设数据服从 $\mathcal{N}(0, 1)$，生成的点服从 $\mathcal{N}(8, 1)$。
# 由对称性可知，$D$ 只需要一个权重，就是 logit $-a(x - 4)$ 的陡度 $a$。
# $a = 0$ 时 $D$ 完全分不出真假；价值 $V$ 随 $a$ 上升，到 $a = 8$ 为止，那时的 $D$ 就是最优判别器。
# 所以训练 $D$ 的过程，就是在下表里逐行往下走。
# 每个 $D$ 给 $G$ 的梯度有多大？
# 由链式法则，用极小极大损失时梯度是 $a\,\mathbb{E}_q[D]$，用非饱和损失时梯度是 $a\,\mathbb{E}_q[1 - D]$。
#
# > **先猜，再运行。** 用极小极大损失时，哪个判别器给生成器的梯度最大：刚开始学的，学了一半的，还是最优的？

# %%
p, q = np.exp(log_normal(LINE, 0, 1)), np.exp(log_normal(LINE, 8, 1))
rows, before = [], -np.inf
for a in (0, 0.25, 1, 2, 4, 8):
    # en: D is the steeper, the larger a; a D of 1/2 lies at x = 4.
    # zh: a 越大，D 越陡；在 x = 4 处 D 是 1/2。
    logits = -a * (LINE - 4)
    value = integrate(p * log_sigmoid(logits) + q * log_sigmoid(-logits))
    mean_d = integrate(q * np.exp(log_sigmoid(logits)))
    rows.append([a, f"{value:.4f}", f"{a * mean_d:.5f}", f"{a * (1 - mean_d):.3f}"])
    assert value > before
    before = value

# %% tags=["hide-output"]
header = [("steepness a", "陡度 a"), "V", ("minimax gradient", "极小极大损失的梯度")]
plotting.table([*header, ("non-saturating gradient", "非饱和损失的梯度")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The beginner offers nothing and a slightly trained discriminator offers the most.
# From there on $V$ rises and the minimax gradient falls: the best $D$ gives less than a hundredth of what the second row gives.
# The non-saturating gradient only grows.
#
# </details>
#
# **What it is for.** In practice $D$ takes one or a few steps for each of $G$'s.
# The table speaks for this under the minimax loss only.
# (The critic of "Two sides of one distance" does not saturate, and Arjovsky et al. 2017, arXiv:1701.07875, advise training it well.)

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 刚开始学的判别器给不出梯度，稍加训练的判别器给出的梯度最大。
# 从那以后，$V$ 上升，极小极大损失的梯度却下降：最优的 $D$ 给出的梯度不到表中第二行的百分之一。
# 非饱和损失的梯度则一路增大。
#
# </details>
#
# **用处。** 实际训练时，$G$ 走一步，$D$ 也只走一步或几步。
# （“同一个距离的两面”一节里的评论家不会饱和，Arjovsky 等人（2017，arXiv:1701.07875）主张把它训练充分。）
# 但上表只在极小极大损失下支持这种做法。
