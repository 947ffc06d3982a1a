# %% [markdown] lang="en"
# ## Glossary
#
# The terms of the whole course, in the order of its themes: content, mathematics and training, GAN, VAE, text, this chapter.
# "Chapter" is where a term is explained at length.
#
# | English | 中文 | Meaning | Chapter |
# | --- | --- | --- | --- |
# | AI-generated content (AIGC) | 人工智能生成内容 | content that a machine has made by a method of artificial intelligence | 1 |
# | generative AI | 生成式人工智能 | the methods and products that make such content | 1 |
# | generative model | 生成模型 | a distribution that one can draw new data from | 1 |
# | discriminative model | 判别模型 | a model of an answer, given the data | 1 |
# | multimodal | 多模态 | with several kinds of content at once, or one made from another | 1 |
# | cross-modal | 跨模态 | from one kind of content to another | 1 |
# | voice conversion | 语音转换 | changes the voice of given speech, not its words | 1 |
# | expectation | 期望 | mean under a distribution | 2 |
# | variance | 方差 | mean squared distance from the mean | 2 |
# | likelihood | 似然 | probability of the data, as a function of the model | 4 |
# | maximum likelihood | 最大似然 | choose the model under which the data are most probable | 5 |
# | entropy | 熵 | least mean cost of naming a draw | 2 |
# | cross-entropy | 交叉熵 | mean of the negative log probability that a model gives to real data | 5 |
# | KL divergence | KL 散度 | what it costs to take one distribution for another | 4 |
# | nat, bit | 奈特，比特 | units of information; 1 nat is 1.44 bits | 4 |
# | chain rule (of probability) | 链式法则 | a joint probability as a product of conditional ones | 5 |
# | back-propagation | 反向传播 | the chain rule of derivatives, from the loss backwards | 2 |
# | learning rate | 学习率 | factor of the gradient in an update | 3 |
# | batch | 批次 | examples that share one update | 3 |
# | epoch | 轮次 | one pass over the training data | 3 |
# | seed | 种子 | number that fixes the random draws | 3 |
# | held-out data | 留出（数据） | data kept from training, to measure with | 5 |
# | early stopping | 早停 | stop when the validation loss turns | 5 |
# | dropout | 丢弃 | random zeros among activations in training | 5 |
# | GAN, generative adversarial network | 生成对抗网络 | generator and discriminator, trained against each other | 3 |
# | generator | 生成器 | network from noise to data | 3 |
# | discriminator | 判别器 | network that tells real from generated | 3 |
# | critic | 评论家 | discriminator of a Wasserstein loss; gives no probability | 3 |
# | logit | logit（对数几率） | number whose sigmoid is a probability | 3 |
# | value function | 价值函数 | what one player raises and the other lowers | 3 |
# | mode collapse | 模式坍塌 | the generator leaves out part of the data | 3 |
# | gradient penalty | 梯度惩罚 | term that pulls the critic's slope towards 1 | 3 |
# | convolution | 卷积 | the same small filter at every place | 3 |
# | transposed convolution | 转置卷积 | convolution run backwards, to enlarge | 3 |
# | stride | 步幅 | step from one place of the filter to the next | 3 |
# | pooling | 池化 | one value for a neighbourhood | 3 |
# | Fréchet distance | 弗雷歇距离 | distance of two sets of features, both taken as normal | 3 |
# | precision, recall (of samples) | 精确率，召回率 | share of samples that look real; share of real data that are reached | 3 |
# | autoencoder | 自编码器 | encoder and decoder that restore their input | 4 |
# | VAE, variational autoencoder | 变分自编码器 | autoencoder with a distribution over codes and a bound on the likelihood | 4 |
# | encoder | 编码器 | network from data to code | 4 |
# | decoder | 解码器 | network from code to data | 4 |
# | latent code | 隐编码（潜变量） | what is not seen and explains what is | 4 |
# | latent space | 隐空间（潜在空间） | space of the codes | 4 |
# | prior | 先验 | distribution of the codes before any data | 4 |
# | posterior | 后验 | distribution of the code, given the data | 4 |
# | ELBO, evidence lower bound | 证据下界 | bound on the log-likelihood that a VAE maximises | 4 |
# | reparameterisation trick | 重参数化技巧 | a draw as a function of parameters and noise | 4 |
# | posterior collapse | 后验坍塌 | the decoder ignores the code | 4 |
# | free bits | 免费比特 | divergence that is not charged | 4 |
# | rate, distortion | 码率，失真 | what the code costs; what the restoration lacks | 4 |
# | bits per dimension | 比特/维 | negative log-likelihood for each stored value | 4 |
# | language model | 语言模型 | gives every text a probability, mostly by predicting what comes next | 5 |
# | token | 词元 | entry of the vocabulary | 5 |
# | vocabulary | 词表 | list of all tokens, numbered | 5 |
# | embedding | 嵌入 | a token's vector | 5 |
# | n-gram | n 元组；n 元模型 | n tokens in a row; a model that counts them | 5 |
# | smoothing | 平滑 | probability for what was never counted | 5 |
# | template | 模板 | sentence with slots | 5 |
# | bits per character | 比特/字符 | cross-entropy of a text, in bits, by its length | 5 |
# | perplexity | 困惑度 | exponential of the cross-entropy in nats | 5 |
# | recurrent neural network (RNN) | 循环神经网络 | network that carries a state from step to step | 5 |
# | hidden state | 隐藏状态 | what a recurrent network carries on | 5 |
# | gate | 门控 | factor from 0 to 1 that lets through or holds back | 5 |
# | LSTM | 长短期记忆 | recurrent cell with a gated memory | 5 |
# | GRU | 门控循环单元 | simpler gated cell | 5 |
# | back-propagation through time | 随时间反向传播 | back-propagation along the sequence | 5 |
# | vanishing, exploding gradient | 梯度消失，梯度爆炸 | a product over time goes to zero, or beyond bounds | 5 |
# | gradient clipping | 梯度裁剪 | limit on the gradient's length | 5 |
# | temperature | 温度 | divisor of the logits; small makes bold choices rare | 5 |
# | top-k, top-p | top-k、top-p | cut off all but the likeliest tokens | 5 |
# | greedy | 贪心 | always take the likeliest | 5 |
# | autoregressive | 自回归 | each part given the parts before | 5 |
# | learning by heart | 背书 | a low loss by reciting the training text | 5 |
# | attention | 注意力 | mean of positions, weighted by how well they fit | 1 |
# | Transformer | Transformer | network made of attention and small dense layers | 1, 6 |
# | diffusion model | 扩散模型 | takes noise away step by step | 1, planned |
# | pre-training | 预训练 | training on plain data before any task | 1 |
# | scaling law | 规模定律 | loss as a power of size, data, computing | 1 |
# | emergence | 涌现 | ability seen at scale only; disputed | 1 |
# | hallucination | 幻觉 | fluent statement or finding without ground | 1 |
# | memorisation | 记忆 | training data that can be drawn out of a model | 1 |
# | canary | 金丝雀 | invented secret, hidden to test for leaks | 1 |
# | deduplication | 去重 | removal of repeated data | 1 |
# | differential privacy | 差分隐私 | bound on what one record can change | 1 |
# | model collapse | 模型坍塌 | models trained on models lose what is rare | 1 |
# | watermark | 水印 | hidden mark in generated content | 1 |

# %% [markdown] lang="zh"
# ## 术语表
#
# 全课程的术语，按主题排列：内容，数学与训练，GAN，VAE，文本，本章。
# “章”一栏是详细讲解它的那一章。
#
# | English | 中文 | 含义 | 章 |
# | --- | --- | --- | --- |
# | AI-generated content (AIGC) | 人工智能生成内容 | 机器用人工智能方法做出来的内容 | 1 |
# | generative AI | 生成式人工智能 | 做出这类内容的方法和产品 | 1 |
# | generative model | 生成模型 | 可以从中采出新数据的分布 | 1 |
# | discriminative model | 判别模型 | 给定数据，对答案建模 | 1 |
# | multimodal | 多模态 | 几种内容一起处理，或由一种生成另一种 | 1 |
# | cross-modal | 跨模态 | 由一种内容到另一种内容 | 1 |
# | voice conversion | 语音转换 | 改变已有语音的嗓音，不改变所说的话 | 1 |
# | expectation | 期望 | 按某个分布求的平均 | 2 |
# | variance | 方差 | 与均值之差的平方的平均 | 2 |
# | likelihood | 似然 | 数据出现的概率，看作模型的函数 | 4 |
# | maximum likelihood | 最大似然 | 选择让数据概率最大的模型 | 5 |
# | entropy | 熵 | 说清一次采样结果平均至少要花多少 | 2 |
# | cross-entropy | 交叉熵 | 模型给真实数据的概率取负对数，再平均 | 5 |
# | KL divergence | KL 散度 | 把一个分布当成另一个，要多付多少 | 4 |
# | nat, bit | 奈特，比特 | 信息的单位；1 奈特合 1.44 比特 | 4 |
# | chain rule (of probability) | 链式法则 | 联合概率写成条件概率的连乘 | 5 |
# | back-propagation | 反向传播 | 从损失往回用求导的链式法则 | 2 |
# | learning rate | 学习率 | 更新时梯度所乘的系数 | 3 |
# | batch | 批次 | 一起做一次更新的样本 | 3 |
# | epoch | 轮次 | 把训练数据过一遍 | 3 |
# | seed | 种子 | 决定随机数的那个数 | 3 |
# | held-out data | 留出（数据） | 不参加训练、用来衡量的数据 | 5 |
# | early stopping | 早停 | 验证损失回升时停止训练 | 5 |
# | dropout | 丢弃 | 训练时随机把一部分激活置零 | 5 |
# | GAN, generative adversarial network | 生成对抗网络 | 生成器与判别器互相较量着训练 | 3 |
# | generator | 生成器 | 由噪声得出数据的网络 | 3 |
# | discriminator | 判别器 | 分辨真实与生成的网络 | 3 |
# | critic | 评论家 | Wasserstein 损失下的判别器，不给概率 | 3 |
# | logit | logit（对数几率） | 取 sigmoid 后成为概率的数 | 3 |
# | value function | 价值函数 | 一方要它大、另一方要它小的量 | 3 |
# | mode collapse | 模式坍塌 | 生成器漏掉一部分数据 | 3 |
# | gradient penalty | 梯度惩罚 | 把评论家的斜率往 1 拉的一项 | 3 |
# | convolution | 卷积 | 每处用同一个小卷积核 | 3 |
# | transposed convolution | 转置卷积 | 把卷积反过来用，放大图像 | 3 |
# | stride | 步幅 | 卷积核每次移动的格数 | 3 |
# | pooling | 池化 | 一片邻域只留一个值 | 3 |
# | Fréchet distance | 弗雷歇距离 | 把两批特征都当成正态分布来算的距离 | 3 |
# | precision, recall (of samples) | 精确率，召回率 | 样本中像真的比例；真实数据中画得出的比例 | 3 |
# | autoencoder | 自编码器 | 把输入压缩再还原的编码器与解码器 | 4 |
# | VAE, variational autoencoder | 变分自编码器 | 编码带有分布、给出似然下界的自编码器 | 4 |
# | encoder | 编码器 | 由数据得出编码的网络 | 4 |
# | decoder | 解码器 | 由编码得出数据的网络 | 4 |
# | latent code | 隐编码（潜变量） | 看不见、却能解释所见的量 | 4 |
# | latent space | 隐空间（潜在空间） | 编码所在的空间 | 4 |
# | prior | 先验 | 看到数据之前编码的分布 | 4 |
# | posterior | 后验 | 看到数据之后编码的分布 | 4 |
# | ELBO, evidence lower bound | 证据下界 | VAE 所最大化的、对数似然的下界 | 4 |
# | reparameterisation trick | 重参数化技巧 | 把采样写成参数与噪声的函数 | 4 |
# | posterior collapse | 后验坍塌 | 解码器不再理会编码 | 4 |
# | free bits | 免费比特 | 不计价的那部分散度 | 4 |
# | rate, distortion | 码率，失真 | 编码的花费；还原的误差 | 4 |
# | bits per dimension | 比特/维 | 每个存储值的负对数似然 | 4 |
# | language model | 语言模型 | 给每段文本一个概率，多写成由前文预测下一个 | 5 |
# | token | 词元 | 词表中的一项 | 5 |
# | vocabulary | 词表 | 编了号的全部词元 | 5 |
# | embedding | 嵌入 | 词元对应的向量 | 5 |
# | n-gram | n 元组；n 元模型 | 相连的 n 个词元；数它们的模型 | 5 |
# | smoothing | 平滑 | 给没数到过的留一点概率 | 5 |
# | template | 模板 | 留有空格的句子 | 5 |
# | bits per character | 比特/字符 | 文本的交叉熵（比特）按字符平均 | 5 |
# | perplexity | 困惑度 | 以奈特计的交叉熵的指数 | 5 |
# | recurrent neural network (RNN) | 循环神经网络 | 把状态一步步往下传的网络 | 5 |
# | hidden state | 隐藏状态 | 循环网络传下去的东西 | 5 |
# | gate | 门控 | 放行或拦住的系数，在 0 与 1 之间 | 5 |
# | LSTM | 长短期记忆 | 带门控记忆的循环单元 | 5 |
# | GRU | 门控循环单元 | 更简单的门控单元 | 5 |
# | back-propagation through time | 随时间反向传播 | 沿序列做的反向传播 | 5 |
# | vanishing, exploding gradient | 梯度消失，梯度爆炸 | 沿时间的连乘趋于零，或大到失控 | 5 |
# | gradient clipping | 梯度裁剪 | 限制梯度的长度 | 5 |
# | temperature | 温度 | logit 的除数；越小，结果越少出人意料 | 5 |
# | top-k, top-p | top-k、top-p | 只留最可能的词元 | 5 |
# | greedy | 贪心 | 每次都取最可能的 | 5 |
# | autoregressive | 自回归 | 逐个生成，每个以前面的为条件 | 5 |
# | learning by heart | 背书 | 靠背诵训练文本得到的低损失 | 5 |
# | attention | 注意力 | 按相合程度对各位置加权平均 | 1 |
# | Transformer | Transformer | 由注意力和小的全连接层组成的网络 | 1、6 |
# | diffusion model | 扩散模型 | 一步步去掉噪声 | 1，计划中 |
# | pre-training | 预训练 | 先用普通数据训练，再做任务 | 1 |
# | scaling law | 规模定律 | 损失随规模、数据、计算按幂律变化 | 1 |
# | emergence | 涌现 | 规模大了才见到的能力；有争议 | 1 |
# | hallucination | 幻觉 | 说得通顺、却没有依据的内容 | 1 |
# | memorisation | 记忆 | 能从模型里取出训练数据 | 1 |
# | canary | 金丝雀 | 为检验泄漏而埋下的假秘密 | 1 |
# | deduplication | 去重 | 删去重复的数据 | 1 |
# | differential privacy | 差分隐私 | 限制单条记录所能带来的变化 | 1 |
# | model collapse | 模型坍塌 | 模型学模型，罕见的先丢 | 1 |
# | watermark | 水印 | 藏在生成内容里的标记 | 1 |
