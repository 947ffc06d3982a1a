# %% [markdown] lang="en"
# ## What AI-generated content is
#
# **AI-generated content** is text, images, sound, video or any other content that a machine has made by a method of artificial intelligence.
# The word names the *content*.
# The program that makes it is a **generative model**; the methods and products taken together are **generative AI**.
# So the relation is one of maker and made: the content is the output of generative AI, neither its core nor another name for it.
# A survey puts it the same way: content generated with generative-AI techniques rather than by human authors (Cao et al. 2023, arXiv:2303.04226).
# Chinese usage of the abbreviation AIGC is wider.
# The white paper of the China Academy of Information and Communications Technology (2022) counts three things: a kind of content, a manner of producing it, and the set of techniques for it.
# This course says *content* for the first, *generation* for the second and *generative model* for the third, and so never has to guess which is meant.
#
# What makes a model generative?
# It stands for a **distribution** that you can draw from, $p(x)$, or $p(x \mid c)$ with a condition $c$ such as the beginning of a text, a label or a description.
# Draw again and you get another $x$.
# A **discriminative** model answers a question about content that is already there, $p(y \mid x)$: is this message spam, which digit is this?
# A search engine that finds a picture has generated nothing either.
#
# The smallest example: a model that has counted which character follows which four others, in 200,000 characters of Shakespeare.
# It is a table.
# The strings that it prints are the content.

# %% [markdown] lang="zh"
# ## 什么是人工智能生成内容
#
# **人工智能生成内容**（AIGC）是机器用人工智能方法做出来的文本、图像、声音、视频或其他内容。
# 这个词指的是*内容*。
# 做出内容的程序叫**生成模型**；这些方法和产品合起来叫**生成式人工智能**。
# 两者是制作者与作品的关系：内容是生成式人工智能的产物，既不是它的核心，也不是它的别名。
# 一篇综述也是这样说的：不由人类作者创作、而由生成式人工智能技术生成的内容（Cao 等，2023，arXiv:2303.04226）。
# 中文里 AIGC 这个缩写用得更宽。
# 中国信息通信研究院等的《人工智能生成内容（AIGC）白皮书》（2022）列了三层意思：一类内容，一种生产方式，一个技术集合。
# 本课程把第一种叫“内容”，第二种叫“生成”，第三种叫“生成模型”，免得读者去猜。
#
# 怎样的模型才算生成模型？
# 它代表一个可以从中采样的**分布**：$p(x)$，或者带条件的 $p(x \mid c)$，条件 $c$ 可以是一段开头、一个标签、一句描述。
# 再采一次，就得到另一个 $x$。
# **判别模型**则是就已有的内容回答问题，即 $p(y \mid x)$：这封邮件是不是垃圾邮件？
# 这是哪个数字？
# 搜索引擎找出一幅图，也不算生成。
#
# 举个最小的例子：一个模型读了莎士比亚的 200,000 个字符，数出每四个字符之后跟着哪个字符。
# 模型是一张表；它打印出来的那些字符串，才是内容。

# %%
short_text = data.load_text("shakespeare")[0][:200_000]
short_vocabulary = CharacterVocabulary.of(short_text)
counter = NGram(short_vocabulary, order=5).fit(short_text)
for seed in (1, 2, 3):
    print(repr(counter.generate("The king ", 60, seed=seed)))

# %% [markdown] lang="en"
# Three draws, one model.
# The same table can also be asked a question: how probable is a given text?
# The answer is printed in bits: each bit more halves the probability.
# A model that states probabilities can do both.
# A GAN can only draw ([chapter 3](03_gan.ipynb)).

# %% [markdown] lang="zh"
# 一个模型，三次采样，三段内容。
# 同一张表也能回答问题：给定的一段文本有多大可能出现？
# 下面的答案以比特（bits）计：每多 1 比特，概率减半。
# 说得出概率的模型，两件事都能做；GAN 只会采样（[第 3 章](03_gan.ipynb)）。

# %% tags=["nbval-check-output"]
for text in ("The king is dead.", "The king id sead."):
    bits = -counter.log_prob(text).sum() / np.log(2)
    print(f"{text!r}: {bits:.1f} bits")

# %% [markdown] lang="en"
# > **Misconception: "AIGC is a system made of a generator and a discriminator."** That describes how one family, the GAN, is *trained*.
# > The table of counts above has neither part, and its output is AI-generated content all the same.

# %% [markdown] lang="zh"
# > **常见误解：“AIGC 是由生成器和判别器组成的系统。”** 这说的是 GAN 这一个家族怎样*训练*。
# > 上面那张计数表，两样都没有，它写出来的照样是人工智能生成内容。
