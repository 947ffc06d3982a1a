# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/02_math](exercises/02_math.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ Model A cuts a text into tokens of 2.0 characters on average and has perplexity 20 per token; model B cuts the same text into tokens of 4.0 characters and has perplexity 80.
#    Which one predicts better?
# 2. ★ A softmax puts 0.99 on one of 32 keys and shares the rest evenly.
#    How large is the largest entry of its Jacobian, compared with that of even weights?
#    What does this say about attention without the scale?
# 3. ★★ For $p = \mathcal{N}(0, 1)$ and $q = \mathcal{N}(m, 1)$ plot $\mathrm{KL}(p \,\Vert\, q)$, $\mathrm{JS}(p, q)$ and the Wasserstein distance against $m$ from 0 to 10.
#    Which of them would still teach a generator at $m = 10$?
# 4. ★★ Find a 2 × 2 matrix of spectral radius 0.5 whose powers reach a norm above 100.
#    After how many steps does the norm fall below 1?
#    Give the answer by the closed form, then by computation.
# 5. ★★ Replace the schedule by $\bar\alpha_t = \cos^2(\pi t / 2T)$ (close to Nichol & Dhariwal 2021, arXiv:2102.09672), compute its $\beta_t$, cut off at 0.999 as there, and run the cells of the diffusion section again.
#    At which $t$ does each schedule lose half of the variance to noise?
# 6. ★★★ Sample from the mixture.
#    Start with $x_{1000} \sim \mathcal{N}(0, 1)$; at each step put Tweedie's $\mathbb{E}[x_0 \mid x_t]$ for $x_0$ into $\tilde\mu_t$ and add $\sqrt{\tilde\beta_t}\, \varepsilon$.
#    Compare shares, means and deviations of both components with the truth.
#    Then use every 100th step only.
#    What goes wrong first?

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/02_math](exercises/02_math.ipynb)。
# 下面这些留给纸笔和你自己的实验。
#
# 1. ★ 模型 A 把一段文本切成平均 2.0 个字符的词元，每个词元的困惑度为 20；模型 B 把同一段文本切成平均 4.0 个字符的词元，困惑度为 80。
#    哪个预测得更好？
# 2. ★ softmax 在 32 个键中给一个 0.99，其余平分剩下的。
#    它的雅可比矩阵里最大的元素有多大？
#    与权重平均分配时相比呢？
#    这对不除以 $\sqrt d$ 的注意力意味着什么？
# 3. ★★ 设 $p = \mathcal{N}(0, 1)$，$q = \mathcal{N}(m, 1)$，让 $m$ 从 0 到 10，画出 $\mathrm{KL}(p \,\Vert\, q)$、$\mathrm{JS}(p, q)$ 和 Wasserstein 距离。
#    到 $m = 10$ 时，哪几个还能教生成器？
# 4. ★★ 找一个谱半径为 0.5 的 2 × 2 矩阵，使它的幂的范数能超过 100。
#    要过多少步，范数才会降到 1 以下？
#    先用闭式解回答，再计算验证。
# 5. ★★ 把加噪方案换成 $\bar\alpha_t = \cos^2(\pi t / 2T)$（与 Nichol 和 Dhariwal 2021 的相近，arXiv:2102.09672），算出相应的 $\beta_t$（照他们的做法，最大取 0.999），重跑扩散一节的单元格。
#    两种方案各在哪个 $t$ 上有一半的方差变成了噪声？
# 6. ★★★ 从那个混合分布中采样：由 $x_{1000} \sim \mathcal{N}(0, 1)$ 出发，每一步把 Tweedie 公式的 $\mathbb{E}[x_0 \mid x_t]$ 当作 $x_0$ 代入 $\tilde\mu_t$，再加上 $\sqrt{\tilde\beta_t}\, \varepsilon$。
#    把两个分量的比例、均值和标准差与真值比较。
#    然后每 100 步只走一步。
#    最先出问题的是什么？
