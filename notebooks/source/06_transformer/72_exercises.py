# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/06_transformer](exercises/06_transformer.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ A head of width $d$ has queries and keys whose numbers are independent with mean 0 and variance 1.
#    What is the variance of $q \cdot k / d$, divided by $d$ instead of $\sqrt{d}$?
#    What do the weights then look like for large $d$, before any training, and why is that no good either?
# 2. ★ For which length $T$ does attention cost as many operations as the weights of a layer of width $h$?
#    The causal mask makes half of the products superfluous: what changes if they are really saved?
# 3. ★★ Show that a block without positions and without a mask commutes with every permutation of its positions.
#    Which step of your proof fails with the causal mask, and what can the second position therefore know that a set could not tell it?
# 4. ★★ Show that two rotations by $m\theta$ and $n\theta$ leave a product that depends on $m - n$ only.
#    With $d = 32$ numbers a head: by which angle does the slowest pair turn over 64 positions?
#    What can it tell about order, and what the fastest?
# 5. ★★ Repeat the course "manual" with `peak` 1e-4, 3e-4 and 3e-3.
#    Draw bits on the plays against bits on the manual, a point for each rate, and add "mixed".
#    Is less forgetting always bought with less learning?
# 6. ★★★ Fix $5 \cdot 10^{10}$ operations.
#    Train five widths from 8 to 64, each on as many characters as that budget allows.
#    Draw bits against parameters: where is the minimum, and how many characters for each parameter has the best model read?
#    Double the budget.
#    Does the minimum move as Hoffmann et al. say?

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/06_transformer](exercises/06_transformer.ipynb)。
# 下面这些留给纸笔和你自己的实验。
#
# 1. ★ 一个头宽 $d$，查询和键的各个数互相独立，均值 0，方差 1。
#    如果不除以 $\sqrt{d}$ 而除以 $d$，$q \cdot k / d$ 的方差是多少？
#    $d$ 很大时，训练之前的权重会是什么样子？
#    为什么这样也不好？
# 2. ★ 一层宽 $h$，长度 $T$ 为多少时，注意力的运算与权重的运算一样多？
#    有了因果掩码，一半的乘积是多余的；真把它们省下来，答案怎么变？
# 3. ★★ 证明：没有位置、没有掩码的块，与各位置的任何置换可交换。
#    加上因果掩码，证明的哪一步不成立了？
#    于是第二个位置能知道什么，是一个集合说不出来的？
# 4. ★★ 证明：两个向量分别转过 $m\theta$ 和 $n\theta$，点积只与 $m - n$ 有关。
#    每个头 $d = 32$ 个数，最慢的那一对在 64 个位置上一共转过多大的角？
#    关于次序，它说得出什么？
#    最快的那一对呢？
# 5. ★★ “手册”这门课，`peak` 换成 1e-4、3e-4 和 3e-3 各上一遍。
#    横轴是手册的比特，纵轴是剧本的比特，每个学习率画一个点，再加上“混读”。
#    想少忘，是不是总得少学？
# 6. ★★★ 固定 $5 \cdot 10^{10}$ 次运算。
#    从 8 到 64 取五个宽度，每个读到预算用完为止。
#    画出比特随参数的变化：最低点在哪里？
#    最好的模型每个参数读了多少个字符？
#    预算加倍，最低点的移动是否如 Hoffmann 等人所说？
