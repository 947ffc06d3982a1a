# %% [markdown] lang="en"
# ## Their questions, with answers that hold
#
# Two articles end in frequent questions: large models in 9.1 to 9.4, and generative AI in 9.1 to 9.13.
#
# ### Large models
#
# **9.1 What is AIGC?** It is content that artificial intelligence has generated, or the making of such content.
# What generates is called a generative model; the GAN, which the answer names, is one family of several ([chapter 1](01_history.ipynb)).
#
# **9.2 Where is AIGC used?** The list holds: text, images, sound.
# Chapter 1 says for each use what has been measured.
#
# **9.3 How do I set up an environment?** Install Python 3.11, 3.12 or 3.13, then the course by one `pip install`.
# TensorFlow brings Keras along, so Keras needs no line of its own.
#
# **9.4 How is a model trained?** The answer describes a GAN.
# A VAE trains its encoder and decoder on one loss, a language model is one network with one loss, and neither generates anything in training.
# In a GAN the players train each other, and that both improve is not guaranteed ([chapter 3](03_gan.ipynb)).

# %% [markdown] lang="zh"
# ## 文章的常见问题，站得住的回答
#
# 有两篇文章以常见问题结尾：《大模型》9.1 至 9.4，《生成式AI》9.1 至 9.13。
#
# ### 《大模型》
#
# **9.1 AIGC是什么？** 是人工智能生成的内容，或这种内容的生产。
# 进行生成的叫生成模型；原文举的 GAN，只是其中一类（[第 1 章](01_history.ipynb)）。
#
# **9.2 AIGC有哪些应用场景？** 原文列举的成立：文本、图像、音频。
# 每种应用有什么实测的证据，见第 1 章。
#
# **9.3 如何搭建AIGC的开发环境？** 装好 Python 3.11、3.12 或 3.13，再用一条 `pip install` 安装本课程。
# TensorFlow 会带上 Keras，不必另装。
#
# **9.4 AIGC的模型训练过程是怎样的？** 原文说的是 GAN。
# VAE 的编码器和解码器共用一个损失，语言模型是一个网络、一个损失，训练时都不生成任何东西。
# GAN 的双方互相训练，但并不保证双方都会提高（[第 3 章](03_gan.ipynb)）。

# %% [markdown] lang="en"
# ### Generative AI: the models
#
# **9.1 What is the principle of the GAN?** The answer holds, with one addition: that both players keep improving is the hope and no law.
# They may circle, and the generator may collapse to a few images.
#
# **9.2 What is the principle of the VAE?** The encoder maps data to a distribution over codes; the decoder leads from a code back to data, so that new images arise in data space.
# Training maximises a lower bound of the log-likelihood, and not the likelihood ([chapter 4](04_vae.ipynb)).
#
# **9.3 What is the principle of the RNN?** The hidden state of the last step, and not its output, is an input of the present step ([chapter 5](05_rnn.ipynb)).
# In Chinese it is 循环神经网络; 递归 means recursive.
#
# **9.4 How can a GAN's images be improved?** More data help, and so does pre-training on similar data.
# Deeper networks cure neither instability nor collapse.
# Balance between the players, a penalty on the discriminator's gradient, averaged weights and augmentation do.
#
# **9.5 How do VAE and GAN differ?** Not by the dimension of the data.
# A VAE tends to cover all kinds of data and to blur; a GAN tends to be sharp and to leave kinds out.
# Both are tendencies of plain models.
#
# **9.6 How is a model evaluated?** PSNR and SSIM compare an image with its own reference, and a generated image has none.
# Compare many samples with held-out images: Fréchet distance, precision, recall, and the nearest training image.
# Mode collapse is a lack of diversity, and a collapsed generator may train steadily.

# %% [markdown] lang="zh"
# ### 《生成式AI》：模型
#
# **9.1 GAN的基本原理是什么？** 原文成立，要补一句：双方不断提高只是愿望，并非定律。
# 双方可能兜圈子，生成器也可能坍塌到少数几种图像。
#
# **9.2 VAE的基本原理是什么？** 编码器把数据映射成编码的分布，解码器由编码回到数据，所以新图像产生在数据空间。
# 训练最大化的是对数似然的一个下界，不是似然本身（[第 4 章](04_vae.ipynb)）。
#
# **9.3 RNN的基本原理是什么？** 作为当前时刻输入之一的，是上一时刻的隐藏状态，不是上一时刻的输出（[第 5 章](05_rnn.ipynb)）。
# 名称应为“循环神经网络”，“递归”对应的英文是 recursive。
#
# **9.4 如何优化GAN的生成质量？** 增加数据有用，在相近的数据上预训练也有用。
# 加深网络治不了训练不稳，也治不了坍塌。
# 管用的是让双方势均力敌、惩罚判别器的梯度、取权重的滑动平均，还有数据增强。
#
# **9.5 VAE和GAN的区别是什么？** 不在数据的维数。
# VAE 往往覆盖各类数据，但模糊；GAN 往往清晰，但会漏掉一些种类。
# 两者都只是朴素模型的倾向。
#
# **9.6 如何评估AIGC模型的性能？** PSNR 和 SSIM 要拿图像与它自己的参考图相比，生成的图像没有参考图。
# 应当拿许多样本与留出的图像比较：弗雷歇距离、精确率、召回率、最近的训练图像。
# 模式坍塌是缺乏多样性，已经坍塌的生成器训练起来可以很平稳。

# %% [markdown] lang="en"
# ### Generative AI: the uses
#
# **9.7 What are the uses in driving?** Generated street scenes can add training data and test cases (Gao et al. 2023, arXiv:2310.02601).
# They tell a car nothing about the street on which it is driving.
#
# **9.8 How is a model made safe?** Encryption protects files, and not what a model has memorised.
# Against that, duplicates are removed (Lee et al. 2021, arXiv:2107.06499), training is made differentially private (Abadi et al. 2016, arXiv:1607.00133), and the model is tested for leaks (Carlini et al. 2018, arXiv:1802.08232).
#
# **9.9 How is a model deployed?** The four points hold.
# Before and after compression the same scores are measured, with size, memory and time for an answer; a container makes a model portable, and no faster.
#
# **9.10 What are the uses in art?** The list holds.
# In an experiment, single stories written with help were rated higher, and all together were more alike (Doshi & Hauser 2024, doi:10.1126/sciadv.adn5290).
#
# **9.11 What about the copyright of generated data?** A notice makes no right, and protection differs by country.
# Ask for the licences of the training data, and test whether the model repeats protected works.
#
# **9.12 What are the uses in medicine?** Generating is no diagnosis.
# Generated images can add training data for a model that classifies (Frid-Adar et al. 2018, arXiv:1803.01229), and translated images can show tumours that are not there, or hide those that are (Cohen et al. 2018, arXiv:1805.08841).
#
# **9.13 What are the uses in education?** Trials point both ways.
# In one, students learnt more with a tutor of this kind than in class (Kestin et al. 2025, doi:10.1038/s41598-025-97652-6); in another, pupils who had practised with an unguarded chatbot did worse without it (Bastani et al. 2025, doi:10.1073/pnas.2422633122).

# %% [markdown] lang="zh"
# ### 《生成式AI》：应用
#
# **9.7 AIGC在自动驾驶领域有哪些应用？** 生成的街景可以增添训练数据和测试用例（Gao 等，2023，arXiv:2310.02601）。
# 但对于车正行驶的那条街，它不提供任何信息。
#
# **9.8 如何保证AIGC模型的安全性？** 加密保护文件，保护不了模型已经记住的内容。
# 针对后者，要去除重复数据（Lee 等，2021，arXiv:2107.06499），用差分隐私训练（Abadi 等，2016，arXiv:1607.00133），并检验模型是否泄漏（Carlini 等，2018，arXiv:1802.08232）。
#
# **9.9 如何实现AIGC模型的部署？** 原文的四条成立。
# 压缩前后要测同样的得分，还有大小、内存和响应时间；容器化让模型便于迁移，不会让它变快。
#
# **9.10 AIGC在艺术创作领域的应用有哪些？** 原文列举的成立。
# 在一项实验里，有人工智能帮忙的故事单看得分更高，放在一起却更加相似（Doshi 与 Hauser，2024，doi:10.1126/sciadv.adn5290）。
#
# **9.11 如何处理AIGC生成的数据版权问题？** 一行声明产生不了权利，各国的保护也不一样。
# 要查清训练数据的许可证，并检验模型是否会照抄受保护的作品。
#
# **9.12 AIGC在医疗领域有哪些应用？** 生成不等于诊断。
# 生成的图像可以给做分类的模型增添训练数据（Frid-Adar 等，2018，arXiv:1803.01229）；经模型转换的影像也可能凭空出现肿瘤，或把原有的肿瘤抹掉（Cohen 等，2018，arXiv:1805.08841）。
#
# **9.13 AIGC在教育领域有哪些应用？** 试验结果有正有反。
# 一项试验里，学生用人工智能辅导，比在课堂上学得更多（Kestin 等，2025，doi:10.1038/s41598-025-97652-6）；另一项试验里，用不设限的聊天机器人练习过的学生，离开它之后成绩反而更差（Bastani 等，2025，doi:10.1073/pnas.2422633122）。
