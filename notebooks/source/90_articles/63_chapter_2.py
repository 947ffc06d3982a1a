# %% [markdown] lang="en"
# ## Chapter 2: the formulas
#
# The articles give formulas for three models.
# Several hold as they stand: the value function (history, 4.1; principles, 3.2; industry, 4.1.1), the VAE's loss (history, 4.2), the GAN's losses with their expectations (generative AI, 4.2.1), the losses of one pair of images (large models, 4.3), the hidden state (generative AI, 4.1.3, with one matrix for two).
# What they say of the GAN stands in "GAN: formulas and claims" above.
# The table has the rest; its last column names the section of [chapter 2](02_math.ipynb) that derives the right form.
#
# | The article says | What is right | Section of chapter 2 |
# | --- | --- | --- |
# | History, 3.2.1 and 4.2; generative AI, 2.3 and 9.2: a VAE "maximises the likelihood" | It maximises a lower bound of the log-likelihood. The formula in history, 4.2, is right: it is minus that bound | The evidence lower bound, twice |
# | History, 3.2.2, step 3: sample "from the latent space"; step 6: "maximise the reconstruction error and the likelihood of the latent variables" | The draw is from $q(z \mid x)$. The error is minimised, together with the KL divergence; what step 6 asks for has no maximum | First table below |
# | Generative AI, 4.1.2: $x' = G(\mu, \sigma)$ | $x' = G(z)$ with $z = \mu + \sigma\varepsilon$ and $\varepsilon \sim \mathcal{N}(0, I)$ | Gradients through a draw |
# | Generative AI, 4.2.2: $L = L_E + L_D$ with $L_E = -\mathbb{E}[\log p(x \mid \mu, \sigma)]$, $L_D = -\mathbb{E}[\log p(x' \mid x)]$ | One loss for both networks, $-\mathbb{E}_q[\log p(x \mid z)] + \mathrm{KL}(q \,\Vert\, p(z))$. The decoder's likelihood is that of the real $x$ given $z$ | The evidence lower bound, twice; "The bound" above |
# | Generative AI, 2.1: the core of generative AI "is a probability model" | A VAE writes down $p(z)$ and $p(x \mid z)$, a language model every factor of the chain rule. A GAN's generator only draws; its density occurs in the theory and cannot be evaluated | The value of the game |
# | Large models, 3.3: `update_params(D_params, D_output_real, data, fake_data)`, without `D_output_fake` | Both terms are needed. With $\log D(x)$ alone the best D says 1 to everything | The best discriminator; last cell below |
# | Generative AI, 1, 2.4, 3.1 and 9.3: 递归神经网络 for RNN | 循环: the same function at every step. 递归 (recursive) goes along a tree | A function, iterated |
# | Generative AI, 2.4 and 9.3: "the output of the previous step as the input of the present step" | The hidden state returns, as in the article's own 4.1.3; the output layer can be exchanged without changing one state | A function, iterated |
# | Generative AI, 4.2.3, steps 1 and 2: "weight matrix" and "bias" in both layers; $y_t = \text{activation function}(\cdots)$, and in step 3 $y_t$ is the target | Five arrays $W, U, b, V, c$. The output is $p_t = \mathrm{softmax}(h_t V + c)$, since $-\log p$ needs a distribution; the target is $x_{t+1}$ | A function, iterated; The softmax |
# | Generative AI, 4.2.3, step 3: $L = -\mathbb{E}[\log p(y_t \mid y_{t-1}, x_t)]$ | $L = -\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$. The short condition is a bigram's, and costs the information of all earlier tokens | The chain rule, bits and perplexity |
# | Generative AI, 4.2, "derivation": "by the back-propagation algorithm". (Industry, 3.3.2, does not mention gradients either) | The gradient is a sum over time, through products of Jacobians that may vanish or explode | Back-propagation through time; A product of Jacobians |
# | Principles, 3.1: self-attention without a formula; "multi-head attention" among the tricks of training | $\mathrm{softmax}(QK^\top / \sqrt{d})\,V$. Heads, residual connections and normalisation are parts of the architecture | Attention is a weighted average |
#
# Large models explains its losses by an example (4.3): the discriminator gives a generated image the probability $p_1$ of being real, and a real image $p_2$; then $L_G = -\ln p_1$ and $L_D = -\ln p_2 - \ln(1 - p_1)$.
# The article puts no numbers in.
# We do, by hand and through the library, which takes logits:

# %% [markdown] lang="zh"
# ## 第 2 章：公式
#
# 文章为三种模型给出了公式，其中不少照原样就成立：价值函数（《发展历程》4.1、《原理与代码》3.2、《赋能行业》4.1.1），VAE 的损失（《发展历程》4.2），带期望的 GAN 损失（《生成式AI》4.2.1），一对图像的损失（《大模型》4.3），以及隐藏状态（《生成式AI》4.1.3，两个矩阵并作一个）。
# 关于 GAN 的说法见上文“GAN：公式与说法”。
# 其余的列在下表里，最后一列是[第 2 章](02_math.ipynb)推导正确形式的小节。
#
# | 文章怎么说 | 实际怎么样 | 第 2 章的小节 |
# | --- | --- | --- |
# | 《发展历程》3.2.1、4.2，《生成式AI》2.3、9.2：VAE“最大化”数据的“似然函数” | 最大化的是对数似然的一个下界。《发展历程》4.2 的公式是对的，它就是这个下界的相反数 | 证据下界，推两遍 |
# | 《发展历程》3.2.2 第 3 步：“从潜在空间采样”；第 6 步：“最大化重构误差和潜在变量的似然函数” | 采样是从 $q(z \mid x)$ 中采。误差要最小化，连同 KL 散度；照第 6 步的字面去做，根本没有最大值 | 下面第一张表 |
# | 《生成式AI》4.1.2：$x' = G(\mu, \sigma)$ | $x' = G(z)$，其中 $z = \mu + \sigma\varepsilon$，$\varepsilon \sim \mathcal{N}(0, I)$ | 让梯度穿过采样 |
# | 《生成式AI》4.2.2：$L = L_E + L_D$，$L_E = -\text{期望}[\log p(x \mid \mu, \sigma)]$，$L_D = -\text{期望}[\log p(x' \mid x)]$ | 两个网络共用一个损失 $-\mathbb{E}_q[\log p(x \mid z)] + \mathrm{KL}(q \,\Vert\, p(z))$。解码器的似然是给定 $z$ 时真实的 $x$ 的概率 | 证据下界，推两遍；上文“下界” |
# | 《生成式AI》2.1：“生成式AI的核心是概率模型” | VAE 写得出 $p(z)$ 和 $p(x \mid z)$，语言模型写得出链式法则的每个因子。GAN 的生成器只会采样，它的密度只出现在理论里，实际上算不出来 | 博弈的价值 |
# | 《大模型》3.3：`update_params(D_params, D_output_real, data, fake_data)`，没有 `D_output_fake` | 两项缺一不可。只有 $\log D(x)$ 的话，最优的 D 对什么都说 1 | 最优判别器；下面最后一个单元格 |
# | 《生成式AI》1、2.4、3.1、9.3：把 RNN 译作“递归神经网络” | 应为“循环”：每个时刻用同一个函数。“递归”（recursive）是沿着树走 | 一个函数，反复使用 |
# | 《生成式AI》2.4、9.3：“将上一时刻的输出作为当前时刻的输入” | 传回来的是隐藏状态，该文自己的 4.1.3 正是这样写的；换一个输出层，状态一个也不变 | 一个函数，反复使用 |
# | 《生成式AI》4.2.3 第 1、2 步：两层都写作“权重矩阵”“偏置”；$y_t = \text{激活函数}(\cdots)$，到第 3 步 $y_t$ 又成了目标 | 共五个数组 $W, U, b, V, c$。输出是 $p_t = \mathrm{softmax}(h_t V + c)$，因为 $-\log p$ 要的是概率分布；目标是 $x_{t+1}$ | 一个函数，反复使用；softmax |
# | 《生成式AI》4.2.3 第 3 步：$L = -\text{期望}[\log p(y_t \mid y_{t-1}, x_t)]$ | $L = -\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$。条件只写到前一步，就成了二元模型，丢掉了更早的词元所含的信息 | 链式法则、比特与困惑度 |
# | 《生成式AI》4.2 名为“公式推导过程”，只说“通过反向传播算法”。（《赋能行业》3.3.2 也没有提梯度） | 梯度是对时间的求和，其中有雅可比矩阵的连乘，会消失，也会爆炸 | 随时间反向传播；雅可比矩阵的乘积 |
# | 《原理与代码》3.1：没有给出自注意力的公式；把“Multi-Head Attention”列为训练中的优化技巧 | $\mathrm{softmax}(QK^\top / \sqrt{d})\,V$。多头、残差连接和归一化都是架构的组成部分 | 注意力是加权平均 |
#
# 《大模型》用一个例子来讲损失（4.3）：判别器认为生成图像为真的概率是 $p_1$，认为真实图像为真的概率是 $p_2$，于是 $L_G = -\ln p_1$，$L_D = -\ln p_2 - \ln(1 - p_1)$。
# 文章没有代入数字，这里代入四组，既手算，也交给课程库算；库的输入是 logit：

# %%
rows = []
for p_1, p_2 in ((0.1, 0.9), (0.3, 0.8), (0.5, 0.5), (0.9, 0.1)):
    g_loss, d_loss = -np.log(p_1), -np.log(p_2) - np.log(1 - p_1)
    fake, real = (ops.array([[np.log(p / (1 - p))]], "float32") for p in (p_1, p_2))
    np.testing.assert_allclose(float(generator_loss(fake)), g_loss, rtol=1e-5)
    np.testing.assert_allclose(float(discriminator_loss(real, fake)), d_loss, rtol=1e-5)
    rows.append([p_1, p_2, f"{g_loss:.3f}", f"{d_loss:.3f}"])
plotting.table(["p₁", "p₂", ("L_G, nats", "L_G（奈特）"), ("L_D, nats", "L_D（奈特）")], rows)

# %% [markdown] lang="en"
# The formulas of the example are right, and $e^{-2.303} = 0.1$ leads back from the loss to the probability.
#
# Now step 6 of history, 3.2.2, to the letter, for $z \sim \mathcal{N}(0, 1)$, $x = z + \tfrac12 \varepsilon$ and one observation $x = 1$: the expected reconstruction error plus the log-likelihood of the codes, for encoders that put their codes, of deviation 1, farther and farther out.

# %% [markdown] lang="zh"
# 例子里的公式是对的；由 $e^{-2.303} = 0.1$，可以从损失回到概率。
#
# 再照字面执行《发展历程》3.2.2 的第 6 步：取 $z \sim \mathcal{N}(0, 1)$，$x = z + \tfrac12 \varepsilon$，观测值 $x = 1$，目标是重建误差的期望加上编码的对数似然；编码器给出的编码（标准差为 1）离原点越来越远。

# %%
rows = []
for mean in (0, 10, 100):
    # en: The expected squared error of the reconstruction.
    # zh: 重建的平方误差的期望。
    squares = (1 - mean) ** 2 + 1
    error = 0.5 * (squares / 0.25 + np.log(2 * np.pi * 0.25))
    log_likelihood = -0.5 * (np.log(2 * np.pi) + mean**2 + 1)
    rows.append([mean, f"{error + log_likelihood:,.1f}"])
plotting.table([("codes around", "编码在何处"), ("objective of step 6", "第 6 步的目标")], rows)

# %% [markdown] lang="en"
# It grows without end, so it has no maximum.
#
# Last, the update of large models, 3.3, which leaves the generated images out.
# At one point, where $p_{\text{data}} = 0.6$ and $p_g = 0.2$, we try 999 verdicts: with both terms of the value, and with the first alone.

# %% [markdown] lang="zh"
# 目标无限增大，所以没有最大值。
#
# 最后看《大模型》3.3 的更新，它漏掉了生成图像。
# 在一个点上，$p_{\text{data}} = 0.6$，$p_g = 0.2$，把 999 个判断逐个试一遍：一次用价值的两项（both terms），一次只用第一项。

# %% tags=["nbval-check-output"]
verdicts = np.linspace(0.001, 0.999, 999)
both_terms = 0.6 * np.log(verdicts) + 0.2 * np.log(1 - verdicts)
best, alone = verdicts[both_terms.argmax()], verdicts[np.log(verdicts).argmax()]
np.testing.assert_allclose(best, 0.6 / 0.8, atol=1e-3)
print(f"best D: {best:.2f} with both terms, {alone:.3f} with log D(x) alone")

# %% [markdown] lang="en"
# With both terms the best verdict is the share of real data at this point; with one term it is the largest that was tried.

# %% [markdown] lang="zh"
# 用两项时，最好的判断就是这一点上真实数据所占的比例；只用一项时，最好的总是所试的最大值。
