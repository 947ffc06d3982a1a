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
#    What does this say about attention without the division by $\sqrt d$?
# 3. ★★ Train the Gaussian at the head of the chapter with the Jensen-Shannon divergence, in 3,000 steps, from the starts $(-1, 0)$ and $(1, 0)$ and with the heaps at $\pm 2$ and at $\pm 3$.
#    Where does it end, and why not always at the same place?
# 4. ★★ Find a 2 × 2 matrix of spectral radius 0.5 whose powers reach a norm above 100.
#    After how many steps does the norm fall below 1?
#    Give the answer by the closed form, then by computation.
# 5. ★★ Replace the schedule by $\bar\alpha_t = \cos^2(\pi t / 2T)$ (close to Nichol & Dhariwal 2021, arXiv:2102.09672).
#    At which $t$ does each schedule lose half of the variance to noise?
# 6. ★★★ Sample from the mixture of the last section.
#    Start with $x_{1000} \sim \mathcal{N}(0, 1)$; at each step put Tweedie's $\mathbb{E}[x_0 \mid x_t]$ for $x_0$ into $\tilde\mu_t$ and add $\sqrt{\tilde\beta_t}\, \varepsilon$.
#    Then use every 100th step only.
#    What goes wrong first?
#
# <details><summary>Answers</summary>
#
# 1. Model B: $\log_2(80) / 4 = 1.58$ bits per character, against $\log_2(20) / 2 = 2.16$.
# 2. $0.99 \cdot 0.01 = 0.0099$, against $\frac{1}{32} \cdot \frac{31}{32} = 0.030$: three times smaller, and smaller still the surer the choice.
#    Attention that starts out sure of its choice gets hardly any gradient to change it.
# 3. With the heaps at $\pm 2$ it covers both from either start.
#    At $\pm 3$ taking one heap would be better (0.164 against 0.218 nats), but covering both is a local minimum of its own, and gradient descent stays in the valley in which it starts.
#    The best value of a loss and the place that a training reaches are two things.
# 4. $\begin{pmatrix} 0.5 & 101 \\ 0 & 0.5 \end{pmatrix}$: the entry on the right is $d \cdot 0.5^{d-1} \cdot 101$, 1.08 at $d = 11$ and 0.59 at $d = 12$; the norms agree with it to two digits.
# 5. The linear schedule at $t = 260$; the cosine at $t = T/2 = 500$, where $\cos^2(\pi/4) = \frac12$.
# 6. With 1,000 steps shares, means and deviations come out right.
#    With ten the shares are about right, but both heaps are too narrow: the answer $\mathbb{E}[x_0 \mid x_t]$ is a mean, and the scatter around it is left out.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/02_math](exercises/02_math.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 模型 A 把一段文本切成平均 2.0 个字符的词元，每个词元的困惑度为 20；模型 B 把同一段文本切成平均 4.0 个字符的词元，困惑度为 80。
#    哪个预测得更好？
# 2. ★ softmax 把 0.99 的权重给了 32 个键中的一个，其余的键平分剩下的权重。
#    它的雅可比矩阵里最大的元素有多大？
#    与权重平均分配时相比呢？
#    这对不除以 $\sqrt d$ 的注意力意味着什么？
# 3. ★★ 用 Jensen–Shannon 散度来训练本章开头的高斯分布，走 3,000 步：起点取 $(-1, 0)$ 和 $(1, 0)$，两堆的位置取 $\pm 2$ 和 $\pm 3$。
#    训练各停在哪里？
#    为什么不总停在同一个地方？
# 4. ★★ 找一个谱半径为 0.5 的 2 × 2 矩阵，使它的幂的范数能超过 100。
#    要到第几步，范数才会降到 1 以下？
#    先用闭式解回答，再计算验证。
# 5. ★★ 把加噪方案换成 $\bar\alpha_t = \cos^2(\pi t / 2T)$（与 Nichol 和 Dhariwal 2021 的方案相近，arXiv:2102.09672）。
#    在原来的方案和新方案下，$t$ 各等于多少时，方差有一半来自噪声？
# 6. ★★★ 从“扩散：加噪声”一节的混合分布中采样：由 $x_{1000} \sim \mathcal{N}(0, 1)$ 出发，每一步把 Tweedie 公式的 $\mathbb{E}[x_0 \mid x_t]$ 当作 $x_0$ 代入 $\tilde\mu_t$，再加上 $\sqrt{\tilde\beta_t}\, \varepsilon$。
#    然后改为每 100 步只走一步，再试一次。
#    最先出错的是什么？
#
# <details><summary>答案</summary>
#
# 1. 模型 B：每个字符 $\log_2(80) / 4 = 1.58$ 比特，而 A 是 $\log_2(20) / 2 = 2.16$ 比特。
# 2. $0.99 \cdot 0.01 = 0.0099$，只有平均分配时 $\frac{1}{32} \cdot \frac{31}{32} = 0.030$ 的三分之一；选择越肯定，这个元素就越小。
#    注意力如果一开始就对自己的选择很肯定，几乎得不到梯度来改变它。
# 3. 两堆在 $\pm 2$ 时，从哪个起点出发都会盖住两堆。
#    在 $\pm 3$ 时，只取一堆本来更好（0.164 奈特，盖住两堆是 0.218 奈特），但盖住两堆也是一个局部极小，梯度下降从哪个极小的附近出发，就停在哪里。
#    损失的最小值在哪里，与训练会到达哪里，是两回事。
# 4. $\begin{pmatrix} 0.5 & 101 \\ 0 & 0.5 \end{pmatrix}$：右上角的元素是 $d \cdot 0.5^{d-1} \cdot 101$，$d = 11$ 时为 1.08，$d = 12$ 时为 0.59；范数的前两位数字与这个元素相同。
# 5. 线性方案在 $t = 260$；余弦方案在 $t = T/2 = 500$，那里 $\cos^2(\pi/4) = \frac12$。
# 6. 走 1,000 步时，比例、均值和标准差都正确。
#    只走十步时，比例大致正确，但两堆都太窄：$\mathbb{E}[x_0 \mid x_t]$ 是平均值，它周围的波动被略去了。
#
# </details>
