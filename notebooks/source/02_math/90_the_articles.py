# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# The five articles give formulas for three models, and we have now put numbers into all of them.
# Several hold as they stand: the value function (**history**, 《发展历程》, 4.1; **principles**, 《原理与代码》, 3.2; **industry**, 《赋能行业》, 4.1.1), the VAE's loss (history, 4.2), the GAN's losses with their expectations (**generative AI**, 《生成式AI》, 4.2.1), the example in **large models** (《大模型》, 4.3), the hidden state (generative AI, 4.1.3, with one matrix for two, as checked above).
# Principles, 3.1, is right that positions must be added.
# Industry breaks off in 4.2.1 just before the formula of a language model, and history and principles are cut off too; that is no fault of their authors.
# Quotations are our translations.
# The table is about formulas; programs and statements of fact are corrected in the other chapters.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | History, 3.2.1 and 4.2; generative AI, 2.3 and 9.2: a VAE "maximises the likelihood" | It maximises a lower bound of the log-likelihood. The formula in history, 4.2, is right: it is minus that bound | The evidence lower bound, twice |
# | History, 3.2.2, step 3: sample "from the latent space"; step 6: "maximise the reconstruction error and the likelihood of the latent variables" | The draw is from $q(z \mid x)$. The error is minimised, together with the KL divergence; what step 6 asks for has no maximum | First cell below |
# | Generative AI, 4.1.2: $x' = G(\mu, \sigma)$ | $x' = G(z)$ with $z = \mu + \sigma\varepsilon$ and $\varepsilon \sim \mathcal{N}(0, I)$. (That the encoder gives $\sigma$ is no fault; its log-variance is a convention.) | Gradients through a draw |
# | Generative AI, 4.2.2: $L = L_E + L_D$ with $L_E = -\mathbb{E}[\log p(x \mid \mu, \sigma)]$, $L_D = -\mathbb{E}[\log p(x' \mid x)]$ | One loss for both networks, $-\mathbb{E}_q[\log p(x \mid z)] + \mathrm{KL}(q \,\Vert\, p(z))$. The decoder's likelihood is that of the real $x$ given $z$, and without the KL term there is no bound | First cell below |
# | Generative AI, 2.1: the core of generative AI "is a probability model" | A VAE writes down $p(z)$ and $p(x \mid z)$, a language model every factor of the chain rule. A GAN's generator only draws; its density occurs in the theory, and in practice it cannot be evaluated | The value of the game |
# | History, 2.4, and large models, 2.4, figures: data go into the generator, or the "model layer", and there is no noise. Generative AI, 4.1.1: D's input is "real data x" | In $V$, noise $z$ goes into G; D is given real $x$ and generated $G(z)$; both players are updated | The value of the game |
# | History, 4.1, and industry, 4.1.1: $\min_G \max_D V$ is the "loss function" | $V$ is a value function, which D raises and G lowers. D's loss is $-V$ | The value of the game |
# | Large models, 4.1 and 4.2: no expectation in the formulas; a loss "expresses the probability"; "the smaller, the stronger" | The losses are expectations of negative logarithms. A small $L_G$ says only that the present D is fooled; at the equilibrium $L_D = 2 \ln 2$ and $L_G = \ln 2$ | A worked example, worked again |
# | Large models, 3.3: `update_params(D_params, D_output_real, data, fake_data)`, without `D_output_fake` | Both terms are needed. With $\log D(x)$ alone the best D says 1 to everything | Second cell below |
# | Industry, 4.1.2: first optimise D until it "can maximise" its ability, then G | That is the order of the proof. In training D takes a few steps: where the distributions hardly overlap, the best D leaves the minimax generator next to no gradient | The best discriminator first?; Why the minimax loss stops teaching |
# | Principles, 3.2: samples come "infinitely close" to the data's distribution | Minimising $\mathrm{JS}$ ends there, for unlimited capacity and the best D at every step. Two players that descend together may circle instead | What the best discriminator measures; Two players descend |
# | Principles, 3.2: a gradient penalty "prompts D to satisfy" 1-Lipschitz continuity | A soft pull towards slope 1, on points between real and generated, for the critic of a Wasserstein loss. It guarantees nothing elsewhere | The gradient penalty |
# | Principles, 3.2: several G, "averaging their outputs", for diversity | The average of two samples is a third thing, nearer to the middle. Draw each sample from one generator: the distributions are averaged, not the samples. Averaging the discriminators' logits is sound | Several generators |
# | Generative AI, 1, 2.4, 3.1 and 9.3: 递归神经网络 for RNN | 循环: the same function at every step. 递归 (recursive) goes along a tree | A function, iterated |
# | Generative AI, 2.4 and 9.3: "the output of the previous step as the input of the present step" | The hidden state returns, as in the article's own 4.1.3; the output layer can be exchanged without changing one state | A function, iterated |
# | Generative AI, 4.2.3, steps 1 and 2: "weight matrix" and "bias" in both layers; $y_t = \text{activation function}(\cdots)$, and in step 3 $y_t$ is the target | Five arrays $W, U, b, V, c$. The output is $p_t = \mathrm{softmax}(h_t V + c)$, since $-\log p$ needs a distribution; the target is $x_{t+1}$ | A function, iterated; The softmax |
# | Generative AI, 4.2.3, step 3: $L = -\mathbb{E}[\log p(y_t \mid y_{t-1}, x_t)]$ | $L = -\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$. The short condition is a bigram's, and costs the information of all earlier tokens | A function, iterated; The chain rule, bits and perplexity |
# | Generative AI, 4.2, "derivation": "by the back-propagation algorithm". (Industry, 3.3.2, does not mention gradients either) | The gradient is a sum over time, through products of Jacobians that may vanish or explode | Back-propagation through time; A product of Jacobians |
# | Principles, 3.1: self-attention without a formula; the decoder's without a mask; "multi-head attention" among the tricks of training | $\mathrm{softmax}(QK^\top / \sqrt{d})\,V$, with the scale; in the decoder with the causal mask. Heads, residual connections and normalisation are parts of the architecture | Attention is a weighted average |
#
# Two cells for what has no other place.
# The first takes the smallest VAE, $z \sim \mathcal{N}(0, 1)$ and $x = z + \tfrac12 \varepsilon$, and one observation, $x = 1$.
# In the first table the bound is the reconstruction term less the KL divergence; the second has the objective of step 6.

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 五篇文章为三种模型给出了公式，现在全都代入数字验算过了。
# 原样成立的不少：价值函数（《**发展历程**》4.1、《**原理与代码**》3.2、《**赋能行业**》4.1.1），VAE 的损失（《发展历程》4.2），带期望的 GAN 损失（《**生成式AI**》4.2.1），《**大模型**》4.3 的例子，以及隐藏状态（《生成式AI》4.1.3，两个矩阵并作一个，前面验证过）。
# 《原理与代码》3.1 说要加入位置信息，也是对的。
# 《赋能行业》在 4.2.1 正要给出语言模型的公式时截断，《发展历程》和《原理与代码》也有截断，都不是作者的过失。
# 下表只谈公式；程序和事实方面的更正在其他各章。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《发展历程》3.2.1、4.2，《生成式AI》2.3、9.2：VAE“最大化”数据的“似然函数” | 最大化的是对数似然的一个下界。《发展历程》4.2 的公式是对的，它就是这个下界的相反数 | 证据下界，推两遍 |
# | 《发展历程》3.2.2 第 3 步：“从潜在空间采样”；第 6 步：“最大化重构误差和潜在变量的似然函数” | 采样是从 $q(z \mid x)$ 中采。误差要最小化，连同 KL 散度；照第 6 步的字面去做，根本没有最大值 | 下面第一个单元格 |
# | 《生成式AI》4.1.2：$x' = G(\mu, \sigma)$ | $x' = G(z)$，其中 $z = \mu + \sigma\varepsilon$，$\varepsilon \sim \mathcal{N}(0, I)$。（让编码器输出 $\sigma$ 并不算错，输出对数方差只是惯例。） | 让梯度穿过采样 |
# | 《生成式AI》4.2.2：$L = L_E + L_D$，$L_E = -\text{期望}[\log p(x \mid \mu, \sigma)]$，$L_D = -\text{期望}[\log p(x' \mid x)]$ | 两个网络共用一个损失 $-\mathbb{E}_q[\log p(x \mid z)] + \mathrm{KL}(q \,\Vert\, p(z))$。解码器的似然是给定 $z$ 时真实的 $x$ 的概率；少了 KL 项，就不成其为下界 | 下面第一个单元格 |
# | 《生成式AI》2.1：“生成式AI的核心是概率模型” | VAE 写得出 $p(z)$ 和 $p(x \mid z)$，语言模型写得出链式法则的每个因子。GAN 的生成器只会采样，它的密度只出现在理论里，实际上算不出来 | 博弈的价值 |
# | 《发展历程》2.4、《大模型》2.4 的图：输入生成器（或“模型层”）的是数据，图中没有噪声。《生成式AI》4.1.1：判别器“输入为真实数据x” | 在 $V$ 里，噪声 $z$ 进 G；真实的 $x$ 和生成的 $G(z)$ 都进 D；双方都要更新 | 博弈的价值 |
# | 《发展历程》4.1、《赋能行业》4.1.1：把 $\min_G \max_D V$ 叫作“损失函数” | $V$ 是价值函数，D 要它大，G 要它小。D 的损失是 $-V$ | 博弈的价值 |
# | 《大模型》4.1、4.2：公式里没有期望；损失“表示……判断概率”；“损失函数越小，表示生成器的生成能力越强” | 损失是负对数的期望。$L_G$ 小，只说明骗过了眼前的 D；均衡处 $L_D = 2 \ln 2$，$L_G = \ln 2$ | 一个例题，重做一遍 |
# | 《大模型》3.3：`update_params(D_params, D_output_real, data, fake_data)`，没有 `D_output_fake` | 两项缺一不可。只有 $\log D(x)$ 的话，最优的 D 对什么都说 1 | 下面第二个单元格 |
# | 《赋能行业》4.1.2：先优化 D，使它“能够最大化”区分能力，再优化 G | 这是证明里的次序。训练时 D 只走几步：两个分布几乎不重叠时，最优的 D 几乎不给极小极大形式的生成器留下梯度 | 先把判别器训练到最优？；极小极大损失为什么教不动了 |
# | 《原理与代码》3.2：样本“无限逼近真实样本的分布” | 最小化 $\mathrm{JS}$ 的终点才在那里，前提是容量无限、D 步步最优。两个玩家一起下降，可能只是兜圈子 | 最优判别器量的是什么；两个玩家一起下降 |
# | 《原理与代码》3.2：梯度惩罚“促使D满足1-Lipschitz连续性” | 它只是把梯度的范数往 1 拉一把的软约束，作用在真实样本与生成样本之间的点上，配的是 Wasserstein 损失的评论家；在别处什么也不保证 | 梯度惩罚 |
# | 《原理与代码》3.2：采用多个 G，“对其输出取平均”，以提高多样性 | 两个样本的平均是另一样东西，更靠近中间。应当每个样本只出自一个生成器：平均的是分布，不是样本。判别器则可以平均 logit | 多个生成器 |
# | 《生成式AI》1、2.4、3.1、9.3：把 RNN 译作“递归神经网络” | 应为“循环”：每个时刻用同一个函数。“递归”（recursive）是沿着树走 | 一个函数，反复使用 |
# | 《生成式AI》2.4、9.3：“将上一时刻的输出作为当前时刻的输入” | 传回来的是隐藏状态，该文自己的 4.1.3 正是这样写的；换一个输出层，状态一个也不变 | 一个函数，反复使用 |
# | 《生成式AI》4.2.3 第 1、2 步：两层都写作“权重矩阵”“偏置”；$y_t = \text{激活函数}(\cdots)$，到第 3 步 $y_t$ 又成了目标 | 共五个数组 $W, U, b, V, c$。输出是 $p_t = \mathrm{softmax}(h_t V + c)$，因为 $-\log p$ 要的是概率分布；目标是 $x_{t+1}$ | 一个函数，反复使用；softmax |
# | 《生成式AI》4.2.3 第 3 步：$L = -\text{期望}[\log p(y_t \mid y_{t-1}, x_t)]$ | $L = -\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$。条件只写到前一步，就成了二元模型，白白丢掉更早的词元所含的信息 | 一个函数，反复使用；链式法则、比特与困惑度 |
# | 《生成式AI》4.2 名为“公式推导过程”，只说“通过反向传播算法”。（《赋能行业》3.3.2 也没有提梯度） | 梯度是对时间的求和，其中有雅可比矩阵的连乘，会消失，也会爆炸 | 随时间反向传播；雅可比矩阵的乘积 |
# | 《原理与代码》3.1：没有给出自注意力的公式；没有说解码器要加掩码；把“Multi-Head Attention”列为训练中的优化技巧 | $\mathrm{softmax}(QK^\top / \sqrt{d})\,V$，要除以 $\sqrt d$；在解码器里还要加因果掩码。多头、残差连接和归一化都是架构的组成部分 | 注意力是加权平均 |
#
# 还有几条没有别处可放，用两个单元格来看。
# 第一个单元格取最小的 VAE，$z \sim \mathcal{N}(0, 1)$，$x = z + \tfrac12 \varepsilon$，以及一个观测值 $x = 1$。
# 第一张表的下界是重建项减去 KL 散度；第二张表是第 6 步的目标。

# %%
noise_variance, observed = 0.25, 1.0
evidence = np.log(normal_density(observed, 0, 1 + noise_variance))
print(f"log p(x) = {evidence:.3f}")


def reconstruction(mean, variance):
    squared_error = (observed - mean) ** 2 + variance
    return -0.5 * (squared_error / noise_variance + np.log(2 * np.pi * noise_variance))


choices = {("posterior", "后验"): (0.8, 0.2), ("narrow", "很窄"): (1.0, 0.001)}
choices[("prior", "先验")] = 0.0, 1.0
rows = []
for name, (mean, variance) in choices.items():
    kl = 0.5 * (mean**2 + variance - 1 - np.log(variance))
    fit = reconstruction(mean, variance)
    rows.append([name, *(f"{number:.3f}" for number in (fit, kl, fit - kl))])
    assert fit - kl <= evidence + 1e-12
    assert np.isclose(fit - kl, evidence) == (name[0] == "posterior")
    assert (fit > evidence) == (name[0] != "prior")
plotting.table(["q", "E log p(x|z)", "KL", ("bound", "下界")], rows)
rows = []
for mean in (0, 10, 100):
    prior_term = -0.5 * (np.log(2 * np.pi) + mean**2 + 1)
    rows.append([mean, f"{-reconstruction(mean, 1) + prior_term:,.1f}"])
plotting.table([("q at", "q 位于"), ("objective of step 6", "第 6 步的目标")], rows)

# %% [markdown] lang="en"
# The reconstruction term alone is larger than $\log p(x)$ for two of the three: no lower bound.
# And the objective of step 6 grows without end as the codes move farther and farther out.
#
# The second cell maximises the discriminator's value at one point, where $p_{\text{data}} = 0.6$ and $p_g = 0.2$, over 999 verdicts: with both terms, and with the first alone.

# %% [markdown] lang="zh"
# 三个 $q$ 中有两个，光是重建项就比 $\log p(x)$ 大，可见它不是下界。
# 第 6 步的目标则随着编码越跑越远而无限增大。
#
# 第二个单元格在一个点上最大化判别器的价值，该处 $p_{\text{data}} = 0.6$、$p_g = 0.2$；把 999 个判断（$D$ 的取值）全试一遍，一次用两项（both terms），一次只用第一项。

# %% tags=["nbval-check-output"]
verdicts = np.linspace(0.001, 0.999, 999)
p_data, p_generated = 0.6, 0.2
both_terms = p_data * np.log(verdicts) + p_generated * np.log(1 - verdicts)
one_term = p_data * np.log(verdicts)
best = p_data / (p_data + p_generated)
np.testing.assert_allclose(verdicts[both_terms.argmax()], best, atol=1e-3)
assert one_term.argmax() == len(verdicts) - 1
print(f"best D: {best:.2f} with both terms, {verdicts[one_term.argmax()]:.3f} with log D(x) alone")
