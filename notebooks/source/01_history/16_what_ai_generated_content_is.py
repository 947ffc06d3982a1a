# %% [markdown] lang="en"
# ## What AI-generated content is
#
# You have now seen eight makers and what they make, which is all that is needed for the definitions.
#
# **AI-generated content** (AIGC) is text, images, sound, video or any other content that a machine has made by a method of artificial intelligence.
# The lines of text and the digits above are such content.
# The program that makes it is a **generative model**; the field and its products taken together are called **generative AI** (Cao et al. 2023, arXiv:2303.04226, survey it).
# In Chinese the abbreviation AIGC is used more widely: the white paper of the China Academy of Information and Communications Technology and others (2022) lets it also stand for the way of producing content and for the techniques.
#
# What makes a model generative?
# It stands for a **distribution** that you can draw from: $p(x)$, or $p(x \mid c)$ with a condition $c$, such as the beginning of a text, a label or a description.
# Draw again, and you get another $x$.
# A **discriminative** model answers a question about content that is already there, $p(y \mid x)$: is this message spam, which digit is this?
# A search engine that finds a picture has generated nothing either.
#
# Some generative models can do more than draw: they also state how probable a given text is.
# Ask the 5-gram how probable these two lines are:

# %% [markdown] lang="zh"
# ## 什么是人工智能生成内容
#
# 你已经见过八种会写会画的机器和它们的作品，下定义所需的材料也就齐了。
#
# **人工智能生成内容**（AIGC）是机器用人工智能方法做出来的文本、图像、声音、视频或其他内容。
# 上面的文字和数字图像就是这样的内容。
# 做出这类内容的程序叫**生成模型**；研究这类程序的领域连同其产品，合称**生成式人工智能**（综述见 Cao 等，2023，arXiv:2303.04226）。
# 中文里 AIGC 这个缩写用得更宽：中国信息通信研究院等的《人工智能生成内容（AIGC）白皮书》（2022）还用它指生产内容的方式和有关的技术。
#
# 怎样的模型才算生成模型？
# 生成模型代表一个**分布**，可以从中采样，也就是随机抽取内容。
# 这个分布是 $p(x)$，或者带条件的 $p(x \mid c)$，条件 $c$ 可以是一段开头、一个标签、一句描述。
# 再采样一次，就得到另一个 $x$。
# **判别模型**则针对已有的内容回答问题，即 $p(y \mid x)$：这封邮件是不是垃圾邮件，这幅图是哪个数字。
# 搜索引擎找出一幅图，也不算生成。
#
# 有些生成模型除了采样，还能说出一段给定的文本有多大的概率。
# 问问五元模型，下面两行各有多大的概率：

# %% tags=["nbval-check-output"]
for text in ("The king is dead.", "The king id sead."):
    bits = -ngram.log_prob(text).sum() / np.log(2)
    print(f"{text!r}: {bits:.1f} bits")

# %% [markdown] lang="en"
# Every bit more halves the probability, so 20 bits more make the misspelt line about a million times less probable.
# A GAN cannot be asked like that: it draws and states no probabilities.
#
# > **Misconception: "AIGC is a system made of a generator and a discriminator."** Only GANs are trained in that way.
# > The table of counts has neither part, and what it writes is AI-generated content all the same.

# %% [markdown] lang="zh"
# 每多 1 比特，概率就减半；拼错的那一行多出约 20 比特，概率大约只有另一行的百万分之一。
# 对 GAN 就不能这样问：它只会采样，说不出概率。
#
# > **常见误解：“AIGC 是由生成器和判别器组成的系统。”** 这样训练的只有 GAN。
# > 五元模型的计数表没有这两个部分，它写出来的照样是人工智能生成内容。
