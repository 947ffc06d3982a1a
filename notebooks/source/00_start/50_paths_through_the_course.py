# %% [markdown] lang="en"
# ## Paths through the course
#
# | Chapter | What it is about |
# | --- | --- |
# | 0 | the tools (you are here) |
# | [1](01_history.ipynb) | what AI-generated content is, and how it came about |
# | [2](02_math.ipynb) | the mathematics that the others use |
# | [3](03_gan.ipynb) | generative adversarial networks |
# | [4](04_vae.ipynb) | variational autoencoders |
# | [4, deeper](04_vae_deeper.ipynb) | grey values to the bit, codes that die |
# | [5](05_rnn.ipynb) | recurrent networks and text |
# | [5, deeper](05_rnn_deeper.ipynb) | a poet that learns Tang quatrains |
# | [6](06_transformer.ipynb) | the Transformer |
# | [6, deeper](06_transformer_deeper.ipynb) | encoder and decoder, filling blanks, fine-tuning |
# | [7](07_diffusion.ipynb) | diffusion: from noise to digits, portraits and repairs |
# | [7, deeper](07_diffusion_deeper.ipynb) | few steps, weights of the loss, a new style |
#
# Chapters 3, 4, 5 and 7 do not need each other; chapter 6 needs 5.
# A notebook called "deeper" goes on where its chapter ends, and can be left out.
# Each says at the top what it needs.
#
# **In a hurry: one evening.** Read the section on convolution and the quiz here; in chapter 3 from "What you will make" to "First digits", then "The long training"; in chapter 4 "Why not a plain autoencoder?" and "The bound, derived"; in chapter 5 "A language model is p(next | before)" and "Choosing the next character".
# Run everything, answer the predict boxes, leave out the rest.
#
# **Six weeks of lectures.**
#
# | Week | Chapter | In class | To hand in |
# | --- | --- | --- | --- |
# | 1 | 0 and 1 | the predict boxes of chapter 0, each answered by a show of hands before the cell runs | exercises 1 and 3 of chapter 0 |
# | 2 | 2 | a formula on the board, then its cell | two exercises of chapter 2 |
# | 3 | 3, to "First digits" | two networks, two losses, one training step | exercise 1 of chapter 3 |
# | 4 | 3, the rest, and 4, to "The bound, derived" | mode collapse; the bound on the board | exercises 2 and 3 of chapter 3, exercise 1 of chapter 4 |
# | 5 | 4, the rest | repairing images; VAE against GAN | exercises 3 and 4 of chapter 4 |
# | 6 | 5 | counting against networks; learning by heart | exercises 1 and 2 of chapter 5, and one with three stars as a project |
#
# A seventh week takes chapter 6, the causal mask, and from its deeper notebook fine-tuning and forgetting.
# An eighth takes chapter 7: the one-dimensional paths, guidance with its price, and what memorisation looks like.
#
# **Alone.** Take one chapter a week, in two sittings.
# In the first, run it from the top and write down your guess at each predict box.
# In the second, close the notebook and write its main formula and its main loop from memory.
# Then do two exercises, one of them with two stars or more.
#
# **The gentler order.** Read chapters 0 and 2, then 4 or 5, and 3 last.
# A VAE and a language model each have one loss, and it says how well they do.
# A GAN has two that pull against each other and do not say how well it does.
# Leave "VAE against GAN" in chapter 4 until you have read chapter 3.

# %% [markdown] lang="zh"
# ## 怎样学这门课
#
# | 章 | 内容 |
# | --- | --- |
# | 0 | 工具（本章） |
# | [1](01_history.ipynb) | AI 生成内容是什么，怎样走到今天 |
# | [2](02_math.ipynb) | 其余各章用到的数学 |
# | [3](03_gan.ipynb) | 生成对抗网络 |
# | [4](04_vae.ipynb) | 变分自编码器 |
# | [4 深入篇](04_vae_deeper.ipynb) | 8 位灰度的似然，“死”掉的编码维度 |
# | [5](05_rnn.ipynb) | 循环神经网络与文本 |
# | [5 深入篇](05_rnn_deeper.ipynb) | 学写绝句的诗人 |
# | [6](06_transformer.ipynb) | Transformer |
# | [6 深入篇](06_transformer_deeper.ipynb) | 编码器与解码器，填空，微调 |
# | [7](07_diffusion.ipynb) | 扩散模型：从噪声到数字、头像和修补 |
# | [7 深入篇](07_diffusion_deeper.ipynb) | 少步采样，损失的权重，新画风 |
#
# 第 3、4、5、7 章互不依赖，第 6 章要先读第 5 章。
# “深入篇”接着所属的章往下讲，可以不读；每个笔记本开头都写明了预备知识。
#
# **赶时间：一个晚上。** 本章读卷积一节和小测验；第 3 章从“你会做出什么”读到“最初的数字”，再读“正式训练”；第 4 章读“普通的自编码器为什么不够？”和“推导下界”；第 5 章读“语言模型就是 p(下一个 | 前文)”和“怎样选下一个字符”。
# 代码全部运行，“先猜，再运行”一个不落，别的先放下。
#
# **六周课程。**
#
# | 周 | 章 | 课堂 | 作业 |
# | --- | --- | --- | --- |
# | 1 | 0、1 | 第 0 章的“先猜，再运行”，每个先请学生举手表态，再运行单元格 | 第 0 章练习 1、3 |
# | 2 | 2 | 在黑板上推导一个公式，接着运行对应的单元格 | 第 2 章任选两题 |
# | 3 | 3，到“最初的数字”为止 | 两个网络、两个损失、一个训练步 | 第 3 章练习 1 |
# | 4 | 3，其余部分；4，到“推导下界”为止 | 模式坍塌；在黑板上推导下界 | 第 3 章练习 2、3，第 4 章练习 1 |
# | 5 | 4，其余部分 | 修补图像；VAE 与 GAN | 第 4 章练习 3、4 |
# | 6 | 5 | 计数模型与神经网络的比较；记忆化 | 第 5 章练习 1、2，另选一道三颗星的作大作业 |
#
# 如果有第七周，就讲第 6 章的因果掩码，以及深入篇里的微调与遗忘。
# 第八周讲第 7 章：一维的路径、引导及其代价，以及记忆化是什么样子。
#
# **自学。** 每周一章，分两次。
# 第一次从头运行笔记本，遇到“先猜，再运行”就把猜测写下来；第二次合上笔记本，默写这一章最主要的公式和最主要的循环。
# 然后做两道练习，其中一道至少两颗星。
#
# **由易到难的次序。** 先读第 0、2 章，再读第 4 章或第 5 章，最后读第 3 章。
# VAE 和语言模型各有一个损失，从损失就看得出模型的好坏；GAN 有两个互相对抗的损失，从损失看不出好坏。
# 第 4 章的“VAE 与 GAN”一节，留到读完第 3 章再看。
