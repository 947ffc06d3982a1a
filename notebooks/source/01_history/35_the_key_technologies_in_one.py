# %% [markdown] lang="en"
# ## The key technologies, in one paragraph each
#
# **Counting.** Predict the next character from how often each one followed the same context before.
# No network, no gradient, and on much text hard to beat when time is short.
# [Chapter 5](05_rnn.ipynb) builds a strong one.
#
# **Back-propagation.** A network is a composition of functions; the chain rule gives the derivative of the loss with respect to every weight, in about the time of a few predictions.
# Everything below rests on it.
# [Chapter 2](02_math.ipynb) does it by hand.
#
# **Recurrent networks.** Read one token after another and carry a state of fixed size along.
# The gradient is a product over time and tends to vanish; gates help it through.
# [Chapter 5](05_rnn.ipynb).
#
# **Autoencoders and VAEs.** Squeeze an image through a narrow code and restore it.
# If the codes are also made to follow a known distribution, one can draw new ones: the variational autoencoder, with a bound on the likelihood.
# [Chapter 4](04_vae.ipynb).
#
# **GANs.** A generator makes images from noise, a discriminator tells them from real ones, and the generator learns from the discriminator's gradient.
# Sharp, fast to draw from, difficult to train, inclined to leave things out.
# [Chapter 3](03_gan.ipynb).
#
# **Attention and the Transformer.** Instead of one state for everything read so far, look back at all of it and weight each position by how well it fits the present question.
# All positions of a text can be trained at once.
# [Chapter 6](06_transformer.ipynb); the first track of this chapter trains a small one.
#
# **Diffusion.** Add noise to images in many small steps, train a network to predict the noise, then start from pure noise and take it away step by step.
# A plain regression loss, no game; the price is many steps for one image.
# A chapter is planned; the second track trains a small one.
#
# **Pre-training, scale and feedback.** One large model learns to predict ordinary text or images first, and is adapted afterwards: by examples in its input (GPT-3), by people's preferences (InstructGPT), by rewards that can be checked (DeepSeek-R1).
# The loss falls as a power of size, data and computing (arXiv:2001.08361).
#
# **One space for several kinds.** Train an encoder for images and one for text so that what belongs together lies close together (CLIP).
# A description can then steer an image model: cross-modal generation.
#
# The next sections run this history twice: once in text, once in images.

# %% [markdown] lang="zh"
# ## 关键技术，一段一个
#
# **计数。** 看同样的上文之后各个字符出现过多少次，据此预测下一个。
# 没有网络，没有梯度；文本多而时间少的时候，很难打败。
# [第 5 章](05_rnn.ipynb)会搭一个很强的。
#
# **反向传播。** 网络是函数的复合；用链式法则，花上几次预测的时间，就能求出损失对每个权重的导数。
# 下面的一切都建立在它之上。
# [第 2 章](02_math.ipynb)会亲手算一遍。
#
# **循环神经网络。** 一个词元一个词元地读，带着一个大小固定的状态往前走。
# 梯度是沿时间的连乘，容易消失，门控帮它通过。
# 见[第 5 章](05_rnn.ipynb)。
#
# **自编码器与 VAE。** 把图像压进一段很窄的编码，再还原出来。
# 如果还让编码服从一个已知的分布，就能采出新的编码：这就是变分自编码器，它还给出似然的一个下界。
# 见[第 4 章](04_vae.ipynb)。
#
# **GAN。** 生成器用噪声画图，判别器分辨真假，生成器从判别器的梯度里学。
# 画得清晰，采样快，训练难，爱漏掉东西。
# 见[第 3 章](03_gan.ipynb)。
#
# **注意力与 Transformer。** 不再把读过的一切塞进一个状态，而是回看全部前文，按每个位置与眼下问题的相合程度加权。
# 一段文本的所有位置可以同时训练。
# 见[第 6 章](06_transformer.ipynb)；本章的文本实验会训练一个小的。
#
# **扩散模型。** 分许多小步往图像里加噪声，训练网络去预测噪声，然后从纯噪声出发，一步步把噪声去掉。
# 损失就是普通的回归，没有博弈；代价是画一幅图要走很多步。
# 专讲它的一章在计划之中；本章的图像实验会训练一个小的。
#
# **预训练、规模与反馈。** 先让一个大模型学会预测普通的文本或图像，再去适应任务：靠输入里的例子（GPT-3），靠人的偏好（InstructGPT），靠能够核对的奖励（DeepSeek-R1）。
# 损失随模型大小、数据量和计算量按幂律下降（arXiv:2001.08361）。
#
# **几种内容，一个空间。** 训练一个图像编码器和一个文本编码器，让相配的图文靠在一起（CLIP）。
# 这样，一句描述就能指挥图像模型，这便是跨模态生成。
#
# 接下来把这段历史运行两遍：一遍是文本，一遍是图像。
