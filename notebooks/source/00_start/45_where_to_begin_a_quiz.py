# %% [markdown] lang="en"
# ## Where to begin: a quiz
#
# Answer each question before you open its answer; the table below says where to begin.
#
# **1.** A notebook has the cells `x = 1`, `x = x + 1` and `print(x)`.
# The second was run three times.
# What does the third print, and what will a reader get who runs everything from the top?
#
# <details><summary>Answer</summary>
#
# 4, and 2.
# The page shows one thing, a restart gives another.
#
# </details>
#
# **2.** `scores` has shape `(64, 1)` and `targets` has shape `(64,)`.
# Which shape has `scores - targets`?
#
# <details><summary>Answer</summary>
#
# `(64, 64)`.
# The missing axis is added on the left and both are stretched.
# `scores[:, 0] - targets` is what was meant.
#
# </details>
#
# **3.** At $w = 3$ the slope of the loss is $-2$ and the learning rate is 0.1.
# Where is $w$ after one step of gradient descent?
#
# <details><summary>Answer</summary>
#
# At 3.2: against the slope, $3 - 0.1 \cdot (-2)$.
#
# </details>
#
# **4.** The training loss falls from 0.30 to 0.02, and the validation loss rises from 0.40 to 0.90.
# What has happened, and which moment of the training do you keep?
#
# <details><summary>Answer</summary>
#
# Overfitting.
# Keep the weights of the epoch with the lowest validation loss, and find more data before you find a larger model.
#
# </details>
#
# **5.** A model gives the character that really follows a probability of 1/8.
# How many bits does that cost?
#
# <details><summary>Answer</summary>
#
# $-\log_2 (1/8) = 3$ bits, or $\ln 8 \approx 2.08$ nats.
#
# </details>
#
# **6.** When is the Kullback-Leibler divergence $\mathrm{KL}(q \,\|\, p)$ zero, and is it the same as $\mathrm{KL}(p \,\|\, q)$?
#
# <details><summary>Answer</summary>
#
# Only when $q = p$; it is never negative.
# The two are different in general, so it is no distance.
#
# </details>
#
# **7.** Training is over and you want something new.
# Which part of a GAN, of a VAE and of a language model do you need, and what do you feed it?
#
# <details><summary>Answer</summary>
#
# Of a GAN the generator, fed with noise.
# Of a VAE the decoder, fed with a code from the prior.
# Of a language model everything: it is given the text so far, and the character drawn from its answer is appended.
#
# </details>
#
# **8.** The losses of a GAN have stood still for an hour.
# Has training finished, failed, or can you not tell?
#
# <details><summary>Answer</summary>
#
# You cannot tell.
# Both players may be improving in step, or both stuck.
# Judge the images by a score, beside the scores of real images and of noise.
#
# </details>
#
# | Not sure of | Begin with |
# | --- | --- |
# | 1 to 4 | this chapter again, with the cells changed by your own hand |
# | 5 or 6 | [chapter 2](02_math.ipynb), the mathematics; come back to it whenever a formula stops you |
# | 7 | [chapter 1](01_history.ipynb) for the overview, then [chapter 4](04_vae.ipynb) or [chapter 5](05_rnn.ipynb) |
# | 8 alone | [chapter 3](03_gan.ipynb) |
# | none | "How good is it?" in chapter 3, "Codes that die, and what beta trades" in [chapter 4, deeper](04_vae_deeper.ipynb), or "How far do gradients reach?" in chapter 5, and the exercises with three stars |

# %% [markdown] lang="zh"
# ## 从哪里开始：小测验
#
# 每道题先自己回答，再展开答案。
# 答完之后，按后面的表决定从哪里开始。
#
# **1.** 一个笔记本有三个单元格：`x = 1`、`x = x + 1` 和 `print(x)`。
# 第二个单元格运行了三次，第三个会打印什么？
# 读者从头运行一遍，又会得到什么？
#
# <details><summary>答案</summary>
#
# 第三个单元格打印 4；读者得到的是 2。
# 页面上留着的输出，重启后从头运行不一定能重现。
#
# </details>
#
# **2.** `scores` 的形状是 `(64, 1)`，`targets` 的形状是 `(64,)`，`scores - targets` 的形状是什么？
#
# <details><summary>答案</summary>
#
# `(64, 64)`。
# 缺的轴补在左边，两个数组都被拉伸。
# 正确的写法是 `scores[:, 0] - targets`。
#
# </details>
#
# **3.** 在 $w = 3$ 处，损失的斜率是 $-2$，学习率为 0.1。
# 梯度下降走一步之后，$w$ 是多少？
#
# <details><summary>答案</summary>
#
# 3.2。
# 要逆着斜率走：$3 - 0.1 \cdot (-2)$。
#
# </details>
#
# **4.** 训练损失从 0.30 降到 0.02，验证损失却从 0.40 升到 0.90。
# 发生了什么？
# 该保留训练到什么时候的权重？
#
# <details><summary>答案</summary>
#
# 过拟合了。
# 应当保留验证损失最低那一轮的权重；先去找更多的数据，再考虑更大的模型。
#
# </details>
#
# **5.** 对真正出现的下一个字符，模型给出的概率是 1/8。
# 按这个概率，记下这个字符要多少比特？
#
# <details><summary>答案</summary>
#
# $-\log_2 (1/8) = 3$ 比特，合 $\ln 8 \approx 2.08$ 奈特。
#
# </details>
#
# **6.** KL 散度 $\mathrm{KL}(q \,\|\, p)$ 什么时候为零？
# 它等于 $\mathrm{KL}(p \,\|\, q)$ 吗？
#
# <details><summary>答案</summary>
#
# 只有 $q = p$ 时为零，而且永远不会是负的。
# 两个方向的值一般不相等，所以 KL 散度不是距离。
#
# </details>
#
# **7.** 训练结束了，想生成新东西。
# GAN、VAE、语言模型各要用到哪一部分？
# 各输入什么？
#
# <details><summary>答案</summary>
#
# GAN 用生成器，输入噪声；VAE 用解码器，输入一个从先验采样得到的编码；语言模型要用整个模型，输入已有的文本，再按模型给出的概率采样一个字符，接在后面。
#
# </details>
#
# **8.** 一个 GAN 的损失已经一小时没有变化。
# 是训练好了，是失败了，还是看不出来？
#
# <details><summary>答案</summary>
#
# 看不出来。
# 可能生成器和判别器在同步进步，也可能都停滞不前。
# 要评判图像本身：给图像打分，并列出真实图像和噪声的分数作对照。
#
# </details>
#
# | 没把握的题 | 从哪里开始 |
# | --- | --- |
# | 第 1 至 4 题 | 把本章再过一遍，这次亲手改一改代码单元格 |
# | 第 5、6 题 | [第 2 章](02_math.ipynb)，数学基础；以后哪个公式看不懂，也回到那里去查 |
# | 第 7 题 | 先看[第 1 章](01_history.ipynb)了解全貌，再读[第 4 章](04_vae.ipynb)或[第 5 章](05_rnn.ipynb) |
# | 只有第 8 题 | [第 3 章](03_gan.ipynb) |
# | 都有把握 | 任选一节：第 3 章“到底有多好？”、[第 4 章深入篇](04_vae_deeper.ipynb)“‘死’掉的编码维度，以及 beta 的权衡”或第 5 章“梯度能传多远？”，再做三颗星的练习 |
