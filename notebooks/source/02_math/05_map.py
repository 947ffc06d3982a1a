# %% [markdown] lang="en"
# ## A map of this chapter
#
# The diagram shows what leads to what.
# Find the chapter that you read at the foot of a column, follow the arrows upwards, and stop where you know the matter.
#
# ![Probability and expectation lead to Monte Carlo and its error, and to entropy and the divergences; these lead to maximum likelihood. Below stand four columns. For chapter 3, the GAN: the value of the game, the best discriminator, what it measures, the minimax and the other loss, two players descend, how far the mass must travel and the two sides of that distance, slopes and the gradient penalty. For chapter 4, the VAE: the divergence of two Gaussians, the evidence lower bound, the importance-weighted bound, gradients through a draw. For chapter 6, the Transformer: the softmax, attention is a weighted average. For chapter 5, the RNN: the chain rule and perplexity, a function iterated, back-propagation through time, which also needs the softmax, a product of Jacobians. The divergence of two Gaussians also leads to diffusion, a chapter that is planned.](../figures/math_map_en.svg)
#
# | If you read | read these sections of chapter 2 | minutes |
# | --- | --- | --- |
# | chapter 3, the losses | The value of the game; The best discriminator; What the best discriminator measures; A small loss proves no quality; Why the minimax loss stops teaching; The other loss: what is the same, and what is not | 18 |
# | chapter 3, steadier training | Two players descend; The best discriminator first? | 7 |
# | chapter 3, the Wasserstein GAN | How far must the mass travel?; Two sides of one distance; Slopes: Lipschitz, clipping, spectral norm; The gradient penalty | 15 |
# | chapter 4, the loss of a VAE | Entropy, cross-entropy and divergences; The divergence of two Gaussians; The evidence lower bound, twice; Gradients through a draw | 16 |
# | chapter 4, measuring a VAE | Monte Carlo and its error; The importance-weighted bound | 6 |
# | chapter 5, language models | Maximum likelihood; The softmax; The chain rule, bits and perplexity | 10 |
# | chapter 5, recurrent networks | A function, iterated; Back-propagation through time; A product of Jacobians | 13 |
# | chapter 6, the Transformer | The softmax; Attention is a weighted average | 6 |
# | chapter 7, diffusion | The divergence of two Gaussians; Diffusion: adding noise | 9 |
#
# The notebook's table of contents leads to each section: part 1 has the white boxes and the column of chapter 4, part 2 that of chapter 3, part 3 the rest.
# ("Several generators", in part 2, serves no chapter.)
#
# The minutes count words, code and tables; following a derivation with a pencil takes longer.
# Each section says where it is used, puts a question, derives the answer, checks it by numbers, and says what it is for.
# Random numbers start from a fixed seed in each section, so the printed numbers are the same at every run.

# %% [markdown] lang="zh"
# ## 本章地图
#
# 下图画出各节之间的依赖关系。
# 先在各列的末端找到你要读的那一章，再沿着那一列逆着箭头往上看，遇到已经懂的内容就可以停下。
#
# ![概率与期望引出蒙特卡罗及其误差，也引出熵与散度；熵与散度引出最大似然。下面分四列。第 3 章 GAN 一列：博弈的价值，最优判别器，它量的是什么，极小极大损失与另一种损失，两个玩家一起下降，要搬多远与同一个距离的两面，斜率与梯度惩罚。第 4 章 VAE 一列：两个高斯分布的散度，证据下界，重要性加权下界，让梯度穿过采样。第 6 章 Transformer 一列：softmax，注意力是加权平均。第 5 章 RNN 一列：链式法则与困惑度，一个函数反复使用，随时间反向传播（它也用到 softmax），雅可比矩阵的乘积。两个高斯分布的散度还引出扩散一节，扩散模型一章在计划中。](../figures/math_map_zh.svg)
#
# | 你要读的章 | 请读本章的这几节 | 分钟 |
# | --- | --- | --- |
# | 第 3 章：损失函数 | 博弈的价值；最优判别器；最优判别器衡量的是什么；损失小，不等于生成得好；极小极大损失为什么给不出梯度了；另一种损失：什么没变，什么变了 | 18 |
# | 第 3 章：更稳定的训练 | 两个玩家一起下降；先把判别器训练到最优？ | 7 |
# | 第 3 章：Wasserstein GAN | 要搬多远？；同一个距离的两面；斜率：Lipschitz、裁剪、谱范数；梯度惩罚 | 15 |
# | 第 4 章：VAE 的损失 | 熵、交叉熵与散度；两个高斯分布的散度；证据下界，推两遍；让梯度穿过采样 | 16 |
# | 第 4 章：评估 VAE | 蒙特卡罗及其误差；重要性加权下界 | 6 |
# | 第 5 章：语言模型 | 最大似然；softmax；链式法则、比特与困惑度 | 10 |
# | 第 5 章：循环网络 | 一个函数，反复使用；随时间反向传播；雅可比矩阵的乘积 | 13 |
# | 第 6 章：Transformer | softmax；注意力是加权平均 | 6 |
# | 第 7 章：扩散模型 | 两个高斯分布的散度；扩散：加噪声 | 9 |
#
# 笔记本的目录可以直接跳到各节：第一部分是图中白框和第 4 章一列的各节，第二部分是第 3 章一列的各节，其余各节在第三部分。
# （第二部分的“多个生成器”不供任何一章使用。）
# 分钟数按文字、代码和表格估计；如果动笔跟着推导，时间要更长。
# 每一节都先写明用在哪里，提出问题，推出答案，用数值验算，最后说明它有什么用。
# 每一节的随机数都从固定的种子开始，所以每次运行打印出来的数都一样。
