# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/07_diffusion](exercises/07_diffusion.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ In an empty notebook, without looking here: write a noise schedule, a small denoiser for numbers, its training and DDIM's three lines, and draw from a mixture of three clusters.
# 2. ★ Draw with guidance $w = -1$.
#    What do you expect, by the formula, and what comes?
# 3. ★★ Show that DDIM's step under the straight schedule is Euler's step $x \leftarrow x + (t_{\text{then}} - t_{\text{now}})\, \hat v$.
# 4. ★★ In the formula with $\eta$, what happens in the last step, where $s_r = 0$?
#    Is a sample of DDPM more random at its very end than one of DDIM?
# 5. ★★★ Train the U-Net without labels, for the same number of steps and three seeds each, and compare Fréchet distance and recall with those of the section "How good is it?" at $w = 1$.
#    What does the label give, beside obedience?
#
# <details><summary>Answers</summary>
#
# 1. Compare with "One number instead of an image" and "First digits".
#    Frequent mistakes: the time is not given to the network; the noise in the loss is drawn anew instead of being the one that was added; a variance where a rate belongs.
# 2. $\hat\varepsilon_{-1} = 2\hat\varepsilon_{\text{none}} - \hat\varepsilon_{\text{label}}$: it leads away from the ordered digit, so mostly another one comes.
# 3. Call the two times $t = t_{\text{now}}$ and $r = t_{\text{then}}$.
#    Both guesses satisfy $x_t = a_t \hat x_0 + s_t \hat\varepsilon$, and DDIM sets $x_r = a_r \hat x_0 + s_r \hat\varepsilon$.
#    With $a_t = 1 - t$ and $s_t = t$: $x_r - x_t = (a_r - a_t)\hat x_0 + (s_r - s_t)\hat\varepsilon = (r - t)(\hat\varepsilon - \hat x_0) = (r - t)\, \hat v$.
# 4. No: $\sigma = 0$ there, so both set $x$ to the last guess of the image.
#    The randomness of DDPM comes in before the last step.
# 5. There is no single answer; give means and standard deviations of the three seeds.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/07_diffusion](exercises/07_diffusion.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 新建一个空的笔记本，不看本章，写出一种噪声调度、一个小去噪网络（输入是一个数和时刻）、它的训练，以及 DDIM 的三行，从有三个峰的混合分布中采样。
# 2. ★ 用引导强度 $w = -1$ 画图。
#    按公式，你预计会怎样？
#    结果怎样？
# 3. ★★ 证明：用直线调度时，DDIM 的一步就是欧拉法的一步 $x \leftarrow x + (t_{\text{后}} - t_{\text{前}})\, \hat v$。
# 4. ★★ 带 $\eta$ 的公式在最后一步（$s_r = 0$）会怎样？
#    DDPM 的样本在最后一步是否比 DDIM 的更随机？
# 5. ★★★ 不用标签训练 U-Net，步数相同，有标签和无标签各用三个种子，比较两者的弗雷歇距离和召回率，评分方法与“到底有多好？”一节相同。
#    除了能指定画哪个数字，标签还带来什么？
#
# <details><summary>答案</summary>
#
# 1. 与“先看一个数的‘图像’”和“第一批数字”两节对照。
#    常见错误：没有把时刻告诉网络；损失里的噪声是重新抽的，而不是加进去的那一份；该用系数的地方用了方差。
# 2. $\hat\varepsilon_{-1} = 2\hat\varepsilon_{\text{无}} - \hat\varepsilon_{\text{有}}$：方向背离指定的数字，所以画出的多半是别的数字。
# 3. 把这一步前后的时刻记作 $t = t_{\text{前}}$ 和 $r = t_{\text{后}}$。
#    网络的猜测满足 $x_t = a_t \hat x_0 + s_t \hat\varepsilon$，DDIM 取 $x_r = a_r \hat x_0 + s_r \hat\varepsilon$。
#    代入 $a_t = 1 - t$、$s_t = t$：$x_r - x_t = (a_r - a_t)\hat x_0 + (s_r - s_t)\hat\varepsilon = (r - t)(\hat\varepsilon - \hat x_0) = (r - t)\, \hat v$。
# 4. 这时 $\sigma = 0$，两者都把 $x$ 取为最后一次对图像的猜测。
#    DDPM 的随机性来自前面各步。
# 5. 没有唯一的答案；要给出三个种子的均值和标准差。
#
# </details>
