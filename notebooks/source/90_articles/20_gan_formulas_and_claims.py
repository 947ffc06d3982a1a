# %% [markdown] lang="en"
# ## GAN: formulas and claims
#
# All five articles explain the GAN.
# History, principles and industry give the value function
#
# $$V(D, G) = \mathbb{E}_{x}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))],$$
#
# with the mean over real images $x$ in the first term, and over noise $z$ in the second.
# It is right, and so are the losses of generative AI, 4.2.1.
# The table lists what is wrong or imprecise.
# The last column names the section of [chapter 3](03_gan.ipynb) that teaches the matter.
#
# | The article says | What is right | Section of chapter 3 |
# | --- | --- | --- |
# | History, 2.4, figure: "data input" goes into the generator, and both verdicts lead back to the generator alone | Noise goes into G; real and generated images go into D; both players are updated. The article's own 3.1.2 updates both, and its program feeds noise | The idea |
# | Generative AI, 4.1.1: D's "input is real data x" | Real or generated. The article's 4.2.1 does use $D(G(z))$ | The idea |
# | Principles, 3.2, figure: both return arrows read "Update G" | $D(x)$ does not depend on G, so it can only teach D; $D(G(z))$ teaches both. (The figure's address breaks off right after these arrows; one into D may have followed) | The idea; One training step |
# | Large models, 2.1 and 3.1: AIGC's model layer is generator and discriminator, and D judges the "quality" of content | That is one family, the GAN; the VAE that 2.1 also names has no discriminator. D answers "real or generated?": a fine picture unlike the data is rejected | The idea |
# | History, 4.1, and industry, 4.1.1: $\min_G \max_D V$ is the "loss function" | Imprecise: $V$ is a value function, which D raises and G lowers. D's loss is $-V$; G's is the second term of $V$, $\mathbb{E}_{z}[\log(1 - D(G(z)))]$, or instead $-\mathbb{E}_{z}[\log D(G(z))]$ | Why it works; The losses |
# | Large models, 4.1: $L_G = -\log(D(G(z)))$ | The loss of one sample: the expectation is missing, although 4.2 speaks of one. Generative AI, 4.2.1, writes it | The losses |
# | Large models, 4.2: the loss "expresses the probability" that D assigns | It is the negative logarithm of a probability, from 0 upwards without limit | The losses; below: three discriminators |
# | Large models, 4.2: "the smaller the loss, the stronger the generator" | Only against one fixed opponent. At the ideal equilibrium $D = 1/2$, and the losses stand at $L_D = 2\ln 2$ and $L_G = \ln 2$ | Below: the equilibrium |
# | Large models, 3.1: "fully connected layers"; training "improves both" | Its program is convolutional. Either will do, and chapter 3 trains both. Improvement is not guaranteed: players may circle, or collapse | The generator, layer by layer; One training step; Mode collapse |
# | Large models, 3.3: `D_params = update_params(D_params, D_output_real, data, fake_data)` | Pseudo-code, but: `D_params` and `G_params` are never initialised, nor used by `D` and `G`; the update of D is not given `D_output_fake`; `content = G(...)` stands inside the epoch loop, so only the last one is kept | One training step |
# | History, 5.1: `optim.Adam(G.parameters(), lr=0.0002)` | Not wrong. This leaves $\beta_1$ at 0.9; DCGAN (Radford et al. 2015), the GAN of convolutional networks whose rate this is, found training steadier with 0.5 | Both programs, mended (below) |
# | Industry, 4.1.2: with G fixed, optimise D until it "maximises" its ability, then G | Imprecise: that is the order of the proof. In practice D takes one or a few steps; against an optimal D the generator's minimax loss saturates, so that hardly any gradient is left | The losses; below: trained to the optimum |
# | Principles, 3.2: a gradient penalty "prompts D to satisfy" 1-Lipschitz continuity (the output changes no faster than the input) | A soft pull, on points between real and generated images, on the critic of a Wasserstein loss rather than of the logarithms above it. It guarantees nothing elsewhere | Below: the penalty; chapter 2, "The gradient penalty" |
# | Principles, 3.2: several G and D, "averaging their outputs", for diversity | Average the discriminators' logits. Averaged images show two digits on top of each other, and they are less diverse: draw each sample from one generator | Chapter 2, "Several generators" |
# | Generative AI, 3.3 and 9.5: GANs for "diverse" data. Principles, 3.2: samples come "infinitely close" to the data's distribution | The images of GANs are sharp, but GANs are inclined to drop modes, as 3.3 says itself. The limit is a theorem for unlimited capacity and an optimal D at every step | Why it works; Mode collapse |
# | Generative AI, 9.4: for better images "deeper networks, more complex activation functions" | More data, its other advice, does help. Depth cures none of the failures that chapter 3 shows, and deep plain stacks train worse. What helps is balance between the players, a penalty on the discriminator's gradient, averaged weights, augmentation | Mode collapse; Four improvements |
# | Industry, 3.3.1: "convolutional and pooling layers" | True of classifiers. Generators enlarge, by transposed convolutions or upsampling, and rarely pool; DCGAN replaced pooling by convolutions with strides in D too | The generator, layer by layer |
#
# The cells below check what the table says of losses and penalties.
# First the equilibrium: a logit of 0 means $D = 1/2$, and the losses are then $2\ln 2$ and $\ln 2$.

# %% [markdown] lang="zh"
# ## GAN：公式与说法
#
# 五篇文章都讲了 GAN。
# 《发展历程》《原理与代码》《赋能行业》给出了价值函数
#
# $$V(D, G) = \mathbb{E}_{x}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))]，$$
#
# 第一项对真实图像 $x$ 取期望，第二项对噪声 $z$ 取期望。
# 这个式子和《生成式AI》4.2.1 的损失写得都对，不必改动。
# 下表列出其中错误或不够准确的地方，最后一列是[第 3 章](03_gan.ipynb)里讲这件事的小节。
#
# | 文章怎么说 | 实际怎么样 | 第 3 章的小节 |
# | --- | --- | --- |
# | 《发展历程》2.4 的图：“数据输入”进生成器，真伪两路反馈都只回到生成器 | 进生成器的是噪声；真实图像和生成图像进判别器；双方都要更新。该文 3.1.2 写的就是两者都更新，代码送入的也是噪声 | 思路 |
# | 《生成式AI》4.1.1：判别器“输入为真实数据x” | 真实数据和生成数据都要输入；该文 4.2.1 的公式里就有 $D(G(z))$ | 思路 |
# | 《原理与代码》3.2 的图：两条返回箭头都写着“Update G” | $D(x)$ 与生成器无关，只能用来训练判别器；$D(G(z))$ 才同时训练双方。（图的地址恰好在这两条箭头之后截断，后面也许还有指向判别器的一条） | 思路；一个训练步 |
# | 《大模型》2.1、3.1：AIGC 的模型层“包括生成器和判别器”，判别器判断内容的“质量” | 这说的只是 GAN 一类；2.1 同时提到的 VAE 就没有判别器。判别器回答的是“真实还是生成”：画得再好，不像训练数据也会被判为生成 | 思路 |
# | 《发展历程》4.1、《赋能行业》4.1.1：把 $\min_G \max_D V$ 叫作“损失函数” | 不够准确：$V$ 是价值函数，判别器要它大，生成器要它小。判别器的损失是 $-V$，生成器的损失是 $V$ 的第二项 $\mathbb{E}_{z}[\log(1 - D(G(z)))]$，或者改用 $-\mathbb{E}_{z}[\log D(G(z))]$ | 它为什么能行；损失函数 |
# | 《大模型》4.1：$L_G = -\log(D(G(z)))$ | 这是单个样本的损失，少了期望，而 4.2 却说它是期望值；《生成式AI》4.2.1 写全了 | 损失函数 |
# | 《大模型》4.2：损失“表示判别器对生成数据的判断概率” | 损失是概率的负对数，最小为 0，上不封顶 | 损失函数；下文：三个判别器 |
# | 《大模型》4.2：“损失函数越小，表示生成器的生成能力越强” | 只有对手固定不变时才成立。理想的均衡处 $D = 1/2$，两个损失停在 $L_D = 2\ln 2$、$L_G = \ln 2$ | 下文：均衡 |
# | 《大模型》3.1：“一系列的全连接层”；双方性能“都会得到提高” | 文中的程序是卷积网络。两种都可以，第 3 章都训练了。提高并无保证：双方可能兜圈子，也可能坍塌 | 逐层看生成器；一个训练步；模式坍塌 |
# | 《大模型》3.3：`D_params = update_params(D_params, D_output_real, data, fake_data)` | 虽是伪代码，仍有三处不通：`D_params`、`G_params` 没有初始化，`D` 和 `G` 也没有用到它们；更新判别器时没有传入 `D_output_fake`；`content = G(...)` 写在按轮进行的循环之内，只有最后一轮的留得下来 | 训练的一步 |
# | 《发展历程》5.1：`optim.Adam(G.parameters(), lr=0.0002)` | 不算错。这样写 $\beta_1$ 取默认的 0.9；这个学习率出自 DCGAN（用卷积网络搭成的 GAN；Radford 等，2015），而 DCGAN 一文发现 0.5 更稳 | 两个程序，改好之后（见下文） |
# | 《赋能行业》4.1.2：先固定 G，优化 D，使它“能够最大化”区分能力，再优化 G | 不够准确：这是证明里的次序。实际训练时判别器每轮只走一步或几步；判别器一旦达到最优，生成器的极小极大损失就饱和了，也就是几乎没有梯度了 | 损失函数；下文：训练到最优 |
# | 《原理与代码》3.2：梯度惩罚“促使D满足1-Lipschitz连续性”（输出的变化不超过输入的变化） | 它是软约束，只作用在真实图像与生成图像之间的点上，配的是 Wasserstein 损失的评论家（critic），而不是上文的对数损失；在别处什么也不保证 | 下文：惩罚；第 2 章“梯度惩罚” |
# | 《原理与代码》3.2：采用多个 G 和 D，“对其输出取平均”，以提高多样性 | 判别器可以平均 logit。生成的图像一平均，就成了两个数字叠在一起的样子，多样性反而下降：每个样本应当只出自一个生成器 | 第 2 章“多个生成器” |
# | 《生成式AI》3.3、9.5：GAN 擅长“多样化”的数据；《原理与代码》3.2：样本“无限逼近真实样本的分布” | GAN 的图像清晰，但容易丢失模式，3.3 自己也提到了。“无限逼近”是定理的结论，前提是容量无限、判别器步步最优 | 它为什么能行；模式坍塌 |
# | 《生成式AI》9.4：想画得更好，可用“更深的网络结构、更复杂的激活函数” | 同一节说的增加数据确实有用。加深网络却治不了第 3 章里的任何一种失败，一味堆深反而更难训练。管用的是让双方势均力敌、惩罚判别器的梯度、取权重的滑动平均，还有数据增强 | 模式坍塌；四项改进 |
# | 《赋能行业》3.3.1：CNN 靠“卷积层和池化层” | 对分类器是对的。生成器要把图放大，用转置卷积或上采样，很少用池化；DCGAN 在判别器里也用带步幅的卷积代替池化 | 逐层看生成器 |
#
# 表中关于损失和惩罚的几条，用代码验证。
# 先看均衡：logit 为 0 就是 $D = 1/2$，这时两个损失应为 $2\ln 2$ 和 $\ln 2$。

# %% tags=["nbval-check-output"]
undecided = ops.zeros(8)  # logits: (8,)
d_loss = float(discriminator_loss(undecided, undecided))
g_loss = float(generator_loss(undecided))
np.testing.assert_allclose([d_loss, g_loss], [2 * np.log(2), np.log(2)], rtol=1e-5)
print(f"L_D = {d_loss:.4f} = 2 ln 2,  L_G = {g_loss:.4f} = ln 2")

# %% [markdown] lang="en"
# Now one and the same image before three discriminators.
# Its loss changes with the opponent, while the generator stays what it is: a small loss does not tell a strong generator.

# %% [markdown] lang="zh"
# 再把同一幅图像交给三个判别器。
# 对手一换，损失就变，而生成器还是原来那个：损失小，不等于生成器强。

# %%
rows = []
for verdict in (0.99, 0.5, 0.01):
    logit = ops.array([np.log(verdict / (1 - verdict))], "float32")
    rows.append([f"{verdict:.2f}", f"{float(generator_loss(logit)):.4f}"])
plotting.table(["D(G(z))", "L_G = -log D(G(z))"], rows)

# %% [markdown] lang="en"
# Next, a discriminator trained to the optimum, as industry, 4.1.2, asks.
# Let the data be $N(0, 1)$ and the generator's samples $N(g, 1)$.
# The best possible discriminator has the logit $\ell(x) = \ln p_{data}(x) / p_G(x) = -g\,(x - g/2)$, so its slope is $-g$.
# $D$ is held fixed, and then the derivative with respect to $g$ is $\mathbb{E}[D\,g]$ for the minimax loss, $\mathbb{E}[\log(1 - D)]$, and $\mathbb{E}[(1 - D)\,g]$ for the non-saturating one, $-\mathbb{E}[\log D]$.
# The farther the generator is from the data, the more it has to learn; yet beyond some distance, in the table from 2 on, the derivative of the first loss gets smaller and smaller.

# %% [markdown] lang="zh"
# 再看训练到最优的判别器，即《赋能行业》4.1.2 所要求的。
# 设数据服从 $N(0, 1)$，生成器的样本服从 $N(g, 1)$。
# 最优判别器的 logit 是 $\ell(x) = \ln p_{data}(x) / p_G(x) = -g\,(x - g/2)$，斜率为 $-g$。
# 固定 $D$，对 $g$ 求导：极小极大损失 $\mathbb{E}[\log(1 - D)]$ 得 $\mathbb{E}[D\,g]$，非饱和损失 $-\mathbb{E}[\log D]$ 得 $\mathbb{E}[(1 - D)\,g]$。
# 生成器离数据越远，要学的就越多；可是超过一定距离之后（在表里是从 2 起），前一种损失的导数反而越来越小。

# %%
standard_normal = np.random.default_rng(0).standard_normal(200_000)
rows = []
for gap in (1, 2, 4, 8):
    # en: D at the generator's samples x = g + draw, where -g (x - g/2) = -g (draw + g/2).
    # zh: 生成器样本 x = g + 随机数处的 D；在那里 -g (x - g/2) = -g (随机数 + g/2)。
    best_d = 1 / (1 + np.exp(gap * (standard_normal + gap / 2)))  # (200000,)
    minimax, non_saturating = np.mean(best_d * gap), np.mean((1 - best_d) * gap)
    rows.append([gap, f"{minimax:.4f}", f"{non_saturating:.4f}"])
header = [("distance g", "距离 g"), ("minimax", "极小极大"), ("non-saturating", "非饱和")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# And the gradient penalty of principles, 3.2.
# Real points sit at 1, generated ones at -1.
# This critic has slope 5 to the right of the real samples, and slope 1 everywhere else; the penalty is zero, yet the critic is not 1-Lipschitz.

# %% [markdown] lang="zh"
# 最后看《原理与代码》3.2 的梯度惩罚。
# 真实样本在 1，生成样本在 -1。
# 下面的评论家在真实样本的右侧斜率为 5，在其余各处斜率为 1；惩罚为零，可它并不是 1-Lipschitz 的。


# %% tags=["nbval-check-output"]
def bent_critic(x):
    return x + 4 * ops.relu(x - 1)


between = np.random.default_rng(0).uniform(-1, 1, (1000, 1)).astype("float32")
penalty = float(gradient_penalty(input_gradient(bent_critic, between)))
slope_outside = float(input_gradient(bent_critic, np.float32([[2]]))[0, 0])
print(f"penalty {penalty:.4f}, slope at x = 2: {slope_outside:.1f}")
