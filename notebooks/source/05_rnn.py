# %% [markdown] lang="en"
# # 5. Writing one character at a time: recurrent networks
# {{colab}}
#
# A machine that writes needs only one skill: to say which character comes next. This chapter builds it three times. First with templates, which someone has to write. Then by counting, the method of the first half-century. Then with recurrent networks, which learn a state of their own. All of them are measured in one unit, held-out bits per character, on Shakespeare and on Chinese quatrains.
#
# **After this chapter you can**
# - explain a language model by the chain rule and measure it in bits per character;
# - build an n-gram model with Kneser-Ney smoothing and say where counting ends;
# - write the simple cell, the LSTM and the GRU in NumPy, and back-propagate through time by hand;
# - measure how far gradients reach, and say what gates do about it and what they do not;
# - choose temperature, top-k and top-p from figures instead of by taste;
# - tell a model that has learned from one that has learned by heart.
#
# **Time**: about 75 minutes to read; about 4 minutes to run on two CPU cores. **You need** Python, NumPy, a little Keras, and logarithms. Chapters 3 and 4 are no prerequisite.

# %% [markdown] lang="zh"
# # 第 5 章　一次写一个字符：循环神经网络
# {{colab}}
#
# 要让机器写文章，只需教会它一件事：说出下一个字符是什么。这件事本章做三遍：先用模板，规则由人来写；再用计数，这是最初半个世纪的办法；最后用循环神经网络，由它自己学出一个状态。三者用同一把尺子来量，即留出文本上的比特/字符；材料是莎士比亚的戏剧和唐人的绝句。
#
# **学完本章，你能够**
# - 用链式法则说明什么是语言模型，并用比特/字符来衡量它；
# - 动手搭建带 Kneser-Ney 平滑的 n 元模型，说清计数的尽头在哪里；
# - 用 NumPy 写出简单循环单元、LSTM 和 GRU，亲手做随时间反向传播；
# - 量出梯度能传多远，说清门控管什么、不管什么；
# - 凭数据而不是凭感觉选择温度、top-k 和 top-p；
# - 分辨一个模型是学会了，还是背下来了。
#
# **用时**：阅读约 75 分钟；在双核 CPU 上运行约 4 分钟。**预备知识**：Python、NumPy、一点 Keras，知道什么是对数。不必先读第 3、4 章。

# %% [markdown] lang="en"
# ## Set-up
#
# The first cell installs the course where it is missing, and does nothing elsewhere; `configure` fixes the random seeds and picks the number format.

# %% [markdown] lang="zh"
# ## 准备
#
# 第一个代码单元只在缺少本课程的环境里安装它，别处什么也不做；`configure` 固定随机种子，挑选数值精度。

# %%
# {{setup}}

# %%
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

import aigc_keras
from aigc_keras import NGram, RecurrentLM, Template, data, metrics, plotting, sampling
from aigc_keras.data import TextWindows
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# ## The data
#
# Our main text is Shakespeare: 37 plays, cleaned of titles, scene headings and stage directions.
# Every speech is the speaker's name with a colon, then the lines spoken, then a blank line. The
# plays are split into three parts. Thirty-one are for training. *Twelfth Night*, *Richard II* and *Julius
# Caesar* are for validation, to choose settings with. *As You Like It*, *King John* and *Macbeth*
# are the test, to be looked at once (`data/README.md` gives the source). Tang quatrains join us
# later in the chapter.
#
# A model works with numbers, so a **vocabulary** lists the characters and numbers them. An entry of
# the list is called a **token**, its number the token id. Ours is made of the characters of the
# training part, the line break included. Token 0 is kept for every other character: one **escape
# code** for all that the model has never seen.

# %% [markdown] lang="zh"
# ## 数据
#
# 主要的语料是莎士比亚的 37 部戏剧，标题、场次和舞台提示都已删去。每段台词先是说话人的名字加冒号，再是台词，最后空一行。全部剧本分成三份：31 部用来训练；《第十二夜》《理查二世》《裘力斯·恺撒》用来验证，即挑选设置；《皆大欢喜》《约翰王》《麦克白》留作测试，只看一次（来源见 `data/README.md`）。唐人绝句要到本章后面才出场。
#
# 模型只认数字，所以要有一张**词表**，把字符列出来，逐个编号。表中的一项叫做一个**词元**（token），它的号码就是词元编号。这里的词表由训练部分出现过的字符组成，换行符也算一个。0 号词元留给其余一切字符：凡是模型没见过的，共用这一个**转义码**。下面打印各部分的字符数、其中不在词表里的字符，以及整张词表。

# %% tags=["nbval-check-output"]
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
parts = {"training": train_text, "validation": validation_text, "test": test_text}
for name, text in parts.items():
    unknown = vocabulary.unknown(text)
    print(f"{name:10} {len(text):9,} characters, not in the vocabulary: {unknown!r}")
print(f"{vocabulary.size} tokens: the escape code and {vocabulary.characters!r}")

# %% [markdown] lang="en"
# Every character of the other two parts is known, so the escape code will not be needed there. A
# text of your own may need it: the plays have neither an é nor a 9. Here are the first lines of the
# validation part, then a text with both. Encoded, these two become 0; on the way back 0 shows as �.

# %% [markdown] lang="zh"
# 另外两份里没有生字符，转义码在那里用不上。换成你自己的文本就难说了：剧本里既没有 é，也没有 9。先看验证部分开头的几行，再看一段含有这两个字符的文本：编码时它们都成了 0，解码后显示为 �。

# %% tags=["nbval-check-output"]
print("\n".join(validation_text.splitlines()[:8]))
example = vocabulary.encode("Café, 9 o'clock")
print(example)
print(vocabulary.decode(example))

# %% [markdown] lang="en"
# Why split by play? Lines drawn at random would put half of each scene on either side. Names,
# phrases and whole refrains of the validation text would have been seen in training, and a model
# that remembers them would look better than it is. Split by play, the question is the honest one:
# what does the model make of a play that it does not know? How new such a play is shows in the
# names of its speakers.

# %% [markdown] lang="zh"
# 为什么要按剧本来分？如果一行一行地随机分，每一场戏都会有一半落在训练里，一半落在验证里。验证文本中的人名、套语乃至整段叠句，训练时都见过了，模型单凭记性就能显得比实际高明。按剧本分，问的才是老实问题：遇到一部没读过的戏，模型应付得怎么样？一部新戏有多新，看说话人的名字就知道。

# %% tags=["nbval-check-output"]
import re
from collections import Counter

speaker_line = r"(?:^|\n\n)(.+):\n"
speakers = {name: Counter(re.findall(speaker_line, text)) for name, text in parts.items()}
for name in ("validation", "test"):
    names = speakers[name].keys() - speakers["training"].keys()
    new = Counter({who: speakers[name][who] for who in sorted(names)})
    print(f"{name}: {len(speakers[name])} names, {len(new)} of them not in the training plays")
    print("    speeches of these:", dict(new.most_common(4)))

# %% [markdown] lang="en"
# About two names in three are new in the validation plays, more in the test plays, and the most
# talkative of these speak more than a hundred times. Remember this: it will explain a figure
# further down.
#
# ## A language model is p(next | before)
#
# A **language model** gives every text a probability. By the chain rule, that probability is a
# product with one factor for each character:
#
# $$p(c_1, \dots, c_T) = \prod_{t=1}^{T} p(c_t \mid c_1, \dots, c_{t-1}).$$
#
# Nothing is approximated here. A model only has to answer one question over and over: **which
# character comes next?** With its answers we can score a text, and by drawing from them we can
# write one.
#
# We measure a model by its surprise. A character that was given the probability $p$ costs
# $-\log_2 p$ **bits**: none if it was certain, one if it was an even chance. The average over a
# text is the **cross-entropy** in **bits per character**,
#
# $$-\frac{1}{T} \sum_{t=1}^{T} \log_2 p(c_t \mid c_1, \dots, c_{t-1}),$$
#
# and smaller is better. Two models need no context at all. The **uniform** model gives each token
# the same probability. The **unigram** model gives each character its share of the training text.
# We score the validation plays, line breaks counted like any other character.
#
# > **Predict before you run.** The uniform model costs $\log_2 69 \approx 6.1$ bits. How many bits are
# > saved by knowing how frequent each character is: a tenth of a bit, one, or three?

# %% [markdown] lang="zh"
# 验证剧本里大约三分之二的名字是新的，测试剧本里更多，其中话最多的，开口都在百次以上。请记住这一点，后面有一个数字要靠它来解释。
#
# ## 语言模型就是 p(下一个 | 前文)
#
# **语言模型**给每一段文本一个概率。按链式法则，这个概率可以写成连乘，每个字符贡献一个因子：
#
# $$p(c_1, \dots, c_T) = \prod_{t=1}^{T} p(c_t \mid c_1, \dots, c_{t-1}).$$
#
# 这里没有做任何近似。模型只需要反复回答同一个问题：**下一个字符是什么？** 有了答案，就能给文本打分；照着答案去抽，就能写出文本。
#
# 模型好不好，看它有多意外。一个字符若得到概率 $p$，就花费 $-\log_2 p$ **比特**：早已料定的，花费为零；五五开的，花费一比特。对整段文本取平均，就是以**比特/字符**为单位的**交叉熵**：
#
# $$-\frac{1}{T} \sum_{t=1}^{T} \log_2 p(c_t \mid c_1, \dots, c_{t-1}),$$
#
# 越小越好。有两个模型完全不看前文：**均匀**模型给每个词元同样的概率；**一元**（unigram）模型按各个字符在训练文本中所占的比例给概率。下面给验证剧本打分，换行符与其他字符一视同仁。
#
# > **先猜，再运行。** 均匀模型要花 $\log_2 69 \approx 6.1$ 比特。知道了每个字符的频率，能省下多少：十分之一比特，一比特，还是三比特？

# %% tags=["nbval-check-output"]
train_ids, validation_ids = vocabulary.encode(train_text), vocabulary.encode(validation_text)
frequencies = np.bincount(train_ids, minlength=vocabulary.size)
unigram = frequencies / frequencies.sum()
log_probs = np.log(unigram[validation_ids])
bits = np.mean(-np.log2(unigram[validation_ids]))
np.testing.assert_allclose(metrics.bits_per_character(log_probs, len(validation_text)), bits)
print(f"uniform: {np.log2(vocabulary.size):.3f} bits per character")
print(f"unigram: {bits:.3f} bits per character")

# %% [markdown] lang="en"
# It saves 1.3 bits. Why *bits*? Because the figure is also a length. Those who agree on a model
# beforehand can write a text down in about $-\log_2 p$ binary digits, where $p$ is the probability
# of the whole text (arithmetic coding needs at most two digits more), and if the text really
# follows the model, no code is shorter on average (Shannon 1948). To predict well is to compress
# well.
#
# One can come close with a code that spends a whole number of digits on each character. Huffman's
# (1952) is the best of these: it joins the two rarest groups of characters, again and again. Each
# join puts one more digit before every character in it, so the mean length grows by the probability
# of the joined group.

# %% [markdown] lang="zh"
# 省下 1.3 比特。为什么叫*比特*？因为它同时是一个长度。只要双方事先约定好模型，整段文本大约用 $-\log_2 p$ 个二进制位就能写下来，$p$ 是整段文本的概率（算术编码最多只多出两位）；如果文本真的服从这个模型，平均起来没有更短的编码（Shannon 1948）。预测得好与压缩得好，是一回事。
#
# 就算规定每个字符占整数位，也能做到相当接近。其中最好的是 Huffman 编码（1952）：反复把最罕见的两组字符并成一组，每并一次，组里的字符各加一位，平均长度也就增加这一组的概率。


# %% tags=["nbval-check-output"]
import heapq


def huffman_length(probabilities):
    heap, length = list(probabilities), 0.0
    heapq.heapify(heap)
    while len(heap) > 1:
        joined = heapq.heappop(heap) + heapq.heappop(heap)
        heapq.heappush(heap, joined)
        length += joined
    return length


seen = unigram[unigram > 0]
print(f"entropy of the training characters: {-np.sum(seen * np.log2(seen)):.3f} bits")
print(f"Huffman code: {huffman_length(seen):.3f} bits per character")

# %% [markdown] lang="en"
# The **entropy** is what a model costs on text that follows it exactly; here it is the unigram
# model on its own training text. (That the validation plays cost a trifle less is chance.) The code
# needs 0.04 bits more, the price of whole digits.
#
# Two other units are in use. With natural logarithms the same figure is in **nats**, and that is
# what training losses show. **Perplexity** is
# $e^{\text{nats per token}} = 2^{\text{bits per token}}$: the model is as unsure as if it chose
# among that many equally likely options.

# %% [markdown] lang="zh"
# **熵**就是文本完全服从模型时模型的花费，这里等于一元模型在它自己的训练文本上的花费。（验证剧本的花费还略低一些，只是碰巧。）编码多用了 0.04 比特，这是每个字符必须占整数位的代价。
#
# 常用的单位还有两个。换成自然对数，同一个量的单位就是**奈特**，训练时显示的损失便是它。**困惑度**是 $e^{\text{奈特/词元}} = 2^{\text{比特/词元}}$：模型拿不定主意的程度，相当于在这么多个等可能的选项里挑一个。

# %% tags=["nbval-check-output"]
nats = -log_probs.mean()
perplexity = metrics.perplexity(log_probs)
np.testing.assert_allclose([bits, perplexity], [nats / np.log(2), 2**bits])
print(f"{nats:.3f} nats, {bits:.3f} bits, perplexity {perplexity:.1f} per character")
num_words = len(validation_text.split())
print(f"the same text and model: perplexity {np.exp(-log_probs.sum() / num_words):,.0f} per word")

# %% [markdown] lang="en"
# The last two figures, 27 and 64 million, speak of the same model and the same text. Perplexity
# depends on what is called a token; bits per character do not, and so they compare models that cut
# text in different ways. This chapter reports them throughout.
#
# How far down can one go? Shannon (1951, "Prediction and entropy of printed English") let people
# guess a text letter by letter. For readers who know the hundred letters before, his bounds are 0.6
# and 1.3 bits a letter. Do not hold that against our figures: his alphabet had 27 symbols, the
# letters and the space, without capitals, punctuation, line breaks or speakers' names; his text was
# prose, from a book; and his readers brought a lifetime of English with them. It does tell us that
# most of the 4.8 bits can be saved.

# %% [markdown] lang="zh"
# 最后两个数，27 和 6400 万，说的是同一个模型、同一段文本。困惑度取决于什么算一个词元，比特/字符则与此无关，所以切分方式不同的模型也能用它来比。本章一律报告比特/字符。
#
# 最低能低到多少？Shannon 在 1951 年的论文“Prediction and entropy of printed English”里，请人一个字母一个字母地猜英文：已知前面一百个字母时，他得到的界限是每个字母 0.6 到 1.3 比特。这个数不能直接拿来与我们的比：他的字母表只有 27 个符号，即字母和空格，不分大小写，没有标点、换行和人名；文本是书里的散文；猜的人还带着一辈子的英语功底。但它说明，4.8 比特里的大部分是省得下来的。

# %% [markdown] lang="en"
# ## Templates: rules without learning
#
# The industry article (《AIGC 赋能行业，产生无数新机会》, 3.2.2), one of those that we check at the end
# of the chapter, names two ways to generate text: with templates, and with language models. A **template** is a sentence with slots, and a list of words for each
# slot; `Template` fills them at random. Nothing is learned: someone writes the rules.

# %% [markdown] lang="zh"
# ## 模板：不靠学习的规则
#
# 本章末尾要核对几篇文章，其中的《AIGC 赋能行业，产生无数新机会》（以下简称《赋能行业》）3.2.2 说，文本生成的常用方法“包括基于模板的方法和基于语言模型的方法”。所谓**模板**，就是一个留有空位的句子，外加每个空位可填的词；`Template` 随机把它们填上。它什么也不学，规则全由人写。

# %% tags=["nbval-check-output"]
patterns = [
    "{day}: {sky}, with a {strength} wind from the {side} and highs of {degrees} degrees.",
    "Expect {sky} on {day}; the wind will be {strength}, from the {side}.",
]
words = {
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "sky": ["clear skies", "some cloud", "showers", "steady rain"],
    "strength": ["light", "moderate", "strong"],
    "side": ["north", "east", "south", "west"],
    "degrees": [str(degrees) for degrees in range(12, 29)],
}
weather = Template(patterns, words)
for seed in range(3):
    print(weather.generate(seed=seed))

# %% [markdown] lang="en"
# Every sentence is faultless. In real use, the slots are not filled at random but with measured
# values. That is the strength of templates: where facts must be right and the form is always the
# same, as in weather bulletins, receipts or match reports, they are still the first choice.
#
# Is a template a language model? It does give each sentence a probability: one over the number of
# patterns, times one over the number of ways to fill the slots. We list all sentences, let the
# template draw 1,000 of them and compute what they cost. Could it have written a line of the
# validation plays?

# %% [markdown] lang="zh"
# 每一句都挑不出毛病。真正使用时，空位不是随机填的，填的是实测数据。这正是模板的长处：事实不许出错，而格式千篇一律，比如天气预报、收据、比赛快讯，至今仍首选模板。
#
# 模板算不算语言模型？它确实给每个句子一个概率：句式个数的倒数，乘以填法种数的倒数。我们把所有句子列出来，让模板抽 1,000 句，算算花费；再看验证剧本里有没有哪一行是它写得出来的。

# %% tags=["nbval-check-output"]
import itertools

language = {}
for pattern in patterns:
    slots = Template.SLOT.findall(pattern)
    fillings = list(itertools.product(*(words[slot] for slot in slots)))
    for filling in fillings:
        sentence = pattern.format(**dict(zip(slots, filling, strict=True)))
        language[sentence] = 1 / len(patterns) / len(fillings)
drawn = [weather.generate(seed=seed) for seed in range(1000)]
costs = [-np.log2(language[sentence]) for sentence in drawn]
print(f"{len(language):,} sentences, probabilities add up to {sum(language.values()):.3f}")
print(f"its own sentences: {sum(costs) / sum(map(len, drawn)):.2f} bits per character")
lines = set(validation_text.splitlines())
print(f"of {len(lines):,} different validation lines it can make {len(lines & set(language))}")

# %% [markdown] lang="en"
# On its own 6,048 sentences it is superb: 0.15 bits per character. To any other text it gives the
# probability zero, and the cost $-\log_2 0$ is infinite. One misspelt word is enough. So in this
# chapter's tables the template has no bits. To give every text a probability above zero, a model
# must expect the unexpected.

# %% [markdown] lang="zh"
# 对自己的 6,048 个句子，它好得出奇：0.15 比特/字符。对别的任何文本，它给的概率都是零，花费 $-\log_2 0$ 为无穷大，哪怕只拼错一个词。所以在本章的表格里，模板没有比特数。要让每段文本的概率都大于零，模型就得给意料之外留有余地。

# %% [markdown] lang="en"
# ## Counting: n-grams
#
# The simplest way to learn is to count. An **n-gram** is a run of $n$ characters, and an n-gram
# model predicts a character from the $n - 1$ before it. Let $c(hw)$ be how often the context $h$ is
# followed by the character $w$. Which $p(w \mid h)$ makes the training text most probable? We
# maximise $\sum_w c(hw) \log p(w \mid h)$ under the condition $\sum_w p(w \mid h) = 1$. With a
# Lagrange multiplier $\lambda$, the derivatives give $c(hw) / p(w \mid h) = \lambda$ for every $w$,
# so
#
# $$p(w \mid h) = \frac{c(hw)}{c(h)}, \qquad c(h) = \sum_w c(hw).$$
#
# Maximum likelihood *is* counting. For $n = 2$, the **bigram** model, all counts fit in one table.
# From here on a line break stands before every text that is counted or scored, so that its first
# character has a context too. We print what follows `q`, and how many places of the table are empty.

# %% [markdown] lang="zh"
# ## 计数：n 元模型
#
# 最简单的学习就是数数。连着的 $n$ 个字符叫一个 **n 元组**（n-gram），n 元模型根据前面 $n - 1$ 个字符预测下一个。设上文 $h$ 之后接字符 $w$ 共 $c(hw)$ 次，$p(w \mid h)$ 取什么值，才能使训练文本的概率最大？在 $\sum_w p(w \mid h) = 1$ 的条件下最大化 $\sum_w c(hw) \log p(w \mid h)$。引入拉格朗日乘子 $\lambda$，求导得到：对每个 $w$ 都有 $c(hw) / p(w \mid h) = \lambda$，所以
#
# $$p(w \mid h) = \frac{c(hw)}{c(h)}, \qquad c(h) = \sum_w c(hw).$$
#
# 最大似然*就是*计数。$n = 2$ 时叫**二元**（bigram）模型，所有计数放得进一张表。从这里起，凡是拿来计数或打分的文本，前面都放一个换行符，好让第一个字符也有上文。下面打印 `q` 后面出现过什么，以及表里有多少格子是空的。

# %% tags=["nbval-check-output"]
train_ids = vocabulary.encode("\n" + train_text)
validation_ids = vocabulary.encode("\n" + validation_text)
counts = np.zeros((vocabulary.size, vocabulary.size))
np.add.at(counts, (train_ids[:-1], train_ids[1:]), 1)
after_q = counts[vocabulary.encode("q")[0]]
print({vocabulary.decode([i]): int(after_q[i]) for i in np.flatnonzero(after_q)})
print(f"{np.mean(counts[1:, 1:] == 0):.0%} of all pairs of known characters never occur")

# %% [markdown] lang="en"
# Part of the table as a picture: the lower-case letters, the line break (↵), the space (␣) and
# three punctuation marks. The colour is the share of the next character after the one before it, on
# a logarithmic scale. Each row is a distribution over all 69 tokens; white means that the pair
# never occurred.

# %% [markdown] lang="zh"
# 把表的一部分画出来：小写字母、换行符（↵）、空格（␣）和三个标点。纵轴（character before）为前一个字符，横轴（next character）为后一个字符，颜色表示在训练文本中，前一个字符之后各字符所占的比例（share in the training text，对数刻度）。每一行都是全部 69 个词元上的一个分布；白色表示这一对从未出现。

# %%
shown = vocabulary.encode("\n ,.'abcdefghijklmnopqrstuvwxyz")
shares = counts[shown] / counts[shown].sum(axis=1, keepdims=True)
figure, axis = plt.subplots(figsize=(5.6, 4.9), layout="constrained")
picture = axis.imshow(shares[:, shown], cmap="viridis", norm="log", vmin=1e-4, vmax=1)
labels = ["↵", "␣", *vocabulary.decode(shown[2:])]
axis.set_xticks(range(len(shown)), labels, fontsize=8)
axis.set_yticks(range(len(shown)), labels, fontsize=8)
axis.set(xlabel="next character", ylabel="character before")
figure.colorbar(picture, label="share in the training text")
plotting.show(
    figure,
    "Table of character pairs. After q there is only u; after commas and full stops nearly always a "
    "space or a line break; vowels follow most consonants; many squares are white.",
    "字符对的表格：q 后面只有 u；逗号和句号后面几乎总是空格或换行；大多数辅音后面常接元音；不少格子是白的。",
)

# %% [markdown] lang="en"
# English shows at a glance. Only `u` follows `q`; `e` and the space follow nearly everything; after
# a comma comes, with few exceptions, a space or a line break.
#
# The white squares are the trouble: of all pairs of known characters, about two thirds never occur.
# A pair that the training text lacks gets the probability zero, and a single zero makes the whole
# product zero. Longer n-grams make it worse. We number them by writing their tokens as digits in
# base 69, and look up those of the validation plays among those of the training plays.
#
# > **Predict before you run.** The training text has four million characters. What share of the
# > 5-grams in the validation plays does it lack? And of the 9-grams?

# %% [markdown] lang="zh"
# 英文的脾气一目了然：`q` 后面只有 `u`；`e` 和空格几乎跟在什么后面都行；逗号之后几乎总是空格或换行。
#
# 麻烦在那些白格子：已知字符的所有组合里，约三分之二从未出现。训练文本里没有的字符对，概率为零；连乘里只要有一个零，整个乘积就是零。n 越大，情况越糟。把词元编号当作 69 进制的各位数字，每个 n 元组就有了号码，再拿验证剧本的 n 元组到训练剧本里去查。
#
# > **先猜，再运行。** 训练文本有四百万个字符。验证剧本里的五元组，有多大比例是它没有的？九元组呢？


# %%
def ngrams_of(token_ids, n):
    numbers = np.zeros(len(token_ids) - n + 1, "int64")
    for i in range(n):
        numbers = numbers * vocabulary.size + token_ids[i : len(numbers) + i]
    return numbers


def look_up(known, values, wanted):
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[places] == wanted, values[places], 0)


# %% [markdown] lang="en"
# For each $n$: how many different n-grams there are, how many of these occur only once, and how
# many of the validation plays' n-grams never occur.

# %% [markdown] lang="zh"
# 对每个 $n$，看三个数：有多少种不同的 n 元组，其中多大比例只出现一次（once），验证剧本的 n 元组里又有多大比例从未出现（never seen）。

# %% tags=["nbval-check-output"]
tables, num_different, once, unseen = {}, [], [], []
for n in range(1, 10):
    known, times = tables[n] = np.unique(ngrams_of(train_ids, n), return_counts=True)
    found = look_up(known, times, ngrams_of(validation_ids, n))
    num_different.append(len(known))
    once.append(np.mean(times == 1))
    unseen.append(np.mean(found == 0))
    line = f"n = {n}: {num_different[-1]:9,} different, {once[-1]:5.1%} of them once"
    print(f"{line}; validation: {unseen[-1]:6.2%} never seen")

# %% [markdown] lang="en"
# One 5-gram in nineteen is missing, and almost half of the 9-grams. Even for bigrams the cost by
# plain counting is infinite: 0.01% of a play is enough. Every usable n-gram model therefore takes
# something from what was seen and gives it to what was not. This is called **smoothing**.
#
# The oldest way, Laplace's, pretends that everything was seen once more than it was:
# $p(w \mid h) = (c(hw) + 1) / (c(h) + 69)$, **add-one** smoothing. To save time we score the first
# 200,000 characters of the validation plays, here and in the rest of this section. The cell prints
# the bits for each $n$.

# %% [markdown] lang="zh"
# 五元组约十九个里缺一个，九元组几乎缺了一半。即使是二元组，单纯计数的花费也是无穷大：一部戏里有 0.01% 没见过就够了。所以，凡是能用的 n 元模型，都要从见过的那里匀出一点，分给没见过的，这叫**平滑**。
#
# 最老的办法出自拉普拉斯：假装每种情形都多见过一次，$p(w \mid h) = (c(hw) + 1) / (c(h) + 69)$，即**加一平滑**。为了省时间，本节从这里起，只给验证剧本的前 200,000 个字符打分。下面打印各个 $n$ 的花费。


# %% tags=["nbval-check-output"]
def add_one_bits(n, token_ids):
    grams, times = tables[n]
    contexts, places = np.unique(grams // vocabulary.size, return_inverse=True)
    totals = np.bincount(places, times)
    wanted = ngrams_of(token_ids, n)
    total = look_up(contexts, totals, wanted // vocabulary.size)
    p = (look_up(grams, times, wanted) + 1) / (total + vocabulary.size)
    return metrics.bits_per_character(np.log(p), len(p))


add_one = {n: add_one_bits(n, validation_ids[:200_001]) for n in range(2, 7)}
print({n: round(bits, 3) for n, bits in add_one.items()}, "bits per character")

# %% [markdown] lang="en"
# It works up to $n = 4$, and then does harm. Most long contexts have been seen a few times only;
# against 69 invented observations, the real ones no longer count.
#
# **Kneser-Ney smoothing** (1995; we use the interpolated form of Chen & Goodman 1998) rests on two
# better ideas.
#
# 1. **Take off a fixed amount, and ask the shorter context.** Every count that is not zero loses a
#    **discount** $D$ between 0 and 1. A count of 1,000 hardly notices; a count of 1 loses much. What is
#    collected is given out in the proportions of a model with a context shorter by one.
# 2. **The shorter model counts contexts, not occurrences.** It is asked only where the longer one
#    knows too little. What matters there is not how often $w$ occurs, but *after how many different
#    characters* it has been seen: its **continuation count**.
#
# Take the `h` and the apostrophe:

# %% [markdown] lang="zh"
# $n$ 到 4 为止都有用，再大就帮倒忙了。长的上文大多只见过几次，与凭空添上的 69 次相比，真实的那几次已经无足轻重。
#
# **Kneser-Ney 平滑**（1995；这里用 Chen 与 Goodman 1998 的插值形式）靠的是两个更好的主意。
#
# 1. **扣掉固定的一点，去问更短的上文。** 凡不为零的计数，一律扣去一个 0 到 1 之间的**折扣** $D$。1,000 次的扣了几乎没有感觉，1 次的就损失不小。扣下来的份额，按上文短一个字符的模型给出的比例分出去。
# 2. **短的模型数的是上文的种数，不是出现的次数。** 只有在长上文说不清时才轮到它。这时要紧的不是 $w$ 出现过多少次，而是它*跟在多少种不同的字符后面*出现过，即它的**接续计数**。
#
# 以 `h` 和撇号为例，看出现次数（times）和前面的字符种数（different characters），以及各自所占的比例：

# %% tags=["nbval-check-output"]
times, kinds = counts.sum(axis=0), np.sum(counts > 0, axis=0)
for character in "h'":
    token = vocabulary.encode(character)[0]
    shares = times[token] / times.sum(), kinds[token] / kinds.sum()
    print(f"{character!r}: {times[token]:7,.0f} times, {shares[0]:.1%} of the text; ", end="")
    print(f"after {kinds[token]} different characters, {shares[1]:.1%} of all kinds of pairs")

# %% [markdown] lang="en"
# The `h` is more than eight times as frequent as the apostrophe, thanks to `th` above all. But more
# kinds of characters stand before the apostrophe, and so it is the better guess in a place where
# anything may come. In a formula, with $D_n$ the discount and $t(h)$ the number of different
# characters seen after $h$,
#
# $$p_n(w \mid h) = \frac{\max(c(hw) - D_n, 0)}{c(h)} + \frac{D_n\, t(h)}{c(h)}\, p_{n-1}(w \mid h'),$$
#
# where $h'$ is $h$ without its first character, and where all orders but the highest take
# continuation counts for $c$: how many different characters stand before $hw$. If $h$ was never seen, $p_n = p_{n-1}$; at the bottom stands the
# uniform distribution, so nothing is impossible. The discount comes from the data:
# $D_n = n_1 / (n_1 + 2 n_2)$, with $n_1$ and $n_2$ the numbers of n-grams whose count is 1 and 2.
# One function makes each order out of the one below.

# %% [markdown] lang="zh"
# `h` 的出现次数是撇号的八倍多，主要是 `th` 的功劳；可是撇号前面的字符种类更多，所以在什么都可能出现的地方，猜撇号更稳妥。写成公式，记 $D_n$ 为折扣，$t(h)$ 为 $h$ 之后见过的字符种数，则
#
# $$p_n(w \mid h) = \frac{\max(c(hw) - D_n, 0)}{c(h)} + \frac{D_n\, t(h)}{c(h)}\, p_{n-1}(w \mid h'),$$
#
# 其中 $h'$ 是 $h$ 去掉第一个字符，除最高一阶以外，各阶的 $c$ 都用接续计数，即 $hw$ 前面见过多少种不同的字符。$h$ 若从未见过，则 $p_n = p_{n-1}$；最底层是均匀分布，所以没有什么是不可能的。折扣由数据决定：$D_n = n_1 / (n_1 + 2 n_2)$，$n_1$、$n_2$ 分别是计数为 1 和 2 的 n 元组的个数。一个函数就够了：它由低一阶的模型造出高一阶的。


# %%
def kneser_ney(counts, lower):
    ones, twos = np.sum(counts == 1), np.sum(counts == 2)
    discount = ones / (ones + 2 * twos) if ones else 0.5
    total = counts.sum(axis=-1, keepdims=True)
    types = np.sum(counts > 0, axis=-1, keepdims=True)
    kept = np.maximum(counts - discount, 0)
    mixed = (kept + discount * types * lower) / np.maximum(total, 1)
    return np.where(total > 0, mixed, lower)


uniform = np.full(vocabulary.size, 1 / vocabulary.size)
continuation = kneser_ney(np.sum(counts > 0, axis=0), uniform)
bigram = kneser_ney(counts, continuation)

# %% [markdown] lang="en"
# The library's `NGram` does the same for every order, with sorted tables instead of an array of
# $69^n$ counts. For order 2 both must agree: after each character, at the beginning of a text, and
# on the whole validation text. The smallest probability of all must be above zero.

# %% [markdown] lang="zh"
# 课程库的 `NGram` 对任意阶做同样的事，只是用排好序的表代替 $69^n$ 个计数的数组。阶数为 2 时，两者应当处处一致：在每个字符之后，在文本开头，在整段验证文本上。最小的概率也应当大于零。

# %% tags=["nbval-check-output"]
library = NGram(vocabulary, 2).fit(train_text)
for row, character in zip(bigram[1:], vocabulary.characters, strict=True):
    np.testing.assert_allclose(row, library.distribution(character), atol=1e-12)
np.testing.assert_allclose(bigram[vocabulary.encode("\n")[0]], library.distribution(""))
np.testing.assert_allclose(bigram.sum(axis=1), 1)
log_probs = np.log(bigram[validation_ids[:-1], validation_ids[1:]])
np.testing.assert_allclose(log_probs, library.log_prob(validation_text))
print(f"the smallest of {bigram.size:,} probabilities: {bigram.min():.0e}")

# %% [markdown] lang="en"
# Now the race. Each order is fitted to all 31 training plays. We score 200,000 characters of the
# plays it was fitted to, and 200,000 of plays it has never seen.
#
# > **Predict before you run.** With every character of context, the cost on the training text
# > falls. Will the cost on the validation text fall with it up to order 9?

# %% [markdown] lang="zh"
# 现在开始比赛。每一阶都用全部 31 部训练剧本来数，然后打两个分：一个是在训练过的剧本上取 200,000 个字符，一个是在没见过的剧本上取 200,000 个字符。每行后面还有长度等于阶数的 n 元组的种数（n-grams of full length）和用时。
#
# > **先猜，再运行。** 上文每长一个字符，训练文本上的花费就降一截。验证文本上的花费会一路跟着降到 9 阶吗？

# %%
ngrams, ngram_log_probs, ngram_bits = {}, {}, {}
slices = train_text[:200_000], validation_text[:200_000]
for order in (1, 2, 3, 4, 5, 7, 9):
    start = time.perf_counter()
    ngrams[order] = NGram(vocabulary, order).fit(train_text)
    seconds = time.perf_counter() - start
    ngram_log_probs[order] = [ngrams[order].log_prob(text) for text in slices]
    first, second = (metrics.bits_per_character(x, 200_000) for x in ngram_log_probs[order])
    ngram_bits[order] = first, second
    size = f"{num_different[order - 1]:9,} n-grams of full length"
    print(f"order {order}: training {first:.3f}, validation {second:.3f}, {size}, {seconds:.0f} s")

# %% [markdown] lang="en"
# Kneser-Ney brings order 7 to 2.165 bits, where add-one never got below 2.593. But from order 5 on
# the curve is nearly flat, and order 9 is worse than order 7. The left panel shows it, the other two
# the reasons.

# %% [markdown] lang="zh"
# Kneser-Ney 平滑让 7 阶模型做到了 2.165 比特，加一平滑最好也只有 2.593。可是从 5 阶起曲线就几乎平了，9 阶反而不如 7 阶：见左图，另外两幅给出原因。左图横轴为阶数（order n），纵轴为比特/字符（bits per character）：蓝线是训练文本，橙线是验证文本，绿色虚线是加一平滑在验证文本上的结果。中、右两图的横轴都是 $n$。中图纵轴为不同 n 元组的个数（different n-grams，对数刻度），虚线是训练文本的长度。右图纵轴为比例（share）：蓝线是只出现过一次的 n 元组占各种 n 元组的比例，橙线是验证文本中从未见过的比例。

# %%
figure, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), layout="constrained")
orders, lengths = list(ngram_bits), range(1, 10)
for i, name in enumerate(("training", "validation")):
    curve = [bits[i] for bits in ngram_bits.values()]
    axes[0].plot(orders, curve, marker="o", label=f"Kneser-Ney, {name}")
axes[0].plot(list(add_one), list(add_one.values()), "--", label="add-one, validation")
axes[0].set(xlabel="order n", ylabel="bits per character", ylim=(0, 6.5))
axes[1].plot(lengths, num_different, marker="o")
axes[1].axhline(len(train_text), color="black", linestyle=":", label="length of the text")
axes[1].set(xlabel="n", ylabel="different n-grams", yscale="log")
axes[2].plot(lengths, once, marker="o", label="of the n-grams: seen once")
axes[2].plot(lengths, unseen, marker="o", label="of validation: never seen")
axes[2].set(xlabel="n", ylabel="share", ylim=(0, 1))
for axis in axes:
    axis.legend(fontsize=7)
plotting.show(
    figure,
    "Left: training bits fall to order 9, validation bits flatten at order 5 and rise after 7; add-one "
    "is worst from order 5. Middle: different n-grams near the length of the text. Right: both shares rise.",
    "左：训练比特一路下降，验证比特从 5 阶起走平，7 阶之后回升；加一平滑 5 阶起最差。中：不同的 n 元组数逼近文本长度。右：两个比例都在上升。",
)

# %% [markdown] lang="en"
# This is why counting stops scaling. The number of contexts explodes: at $n = 9$ there are 2.2
# million different n-grams in a text of 4 million characters, three quarters of them seen once, and
# still nearly half of those in a new play are missing. Each further character of context would call
# for many times as much text.
#
# > **Misconception: "the longer the context, the better the model."** On its own training text,
# > yes: order 9 needs 1.08 bits there, because it has seen these very contexts. In new plays nearly
# > every second 9-gram is unknown to it, and what it knows of the others is often a count of one or
# > two.
#
# A small riddle is left. At $n = 3$ hardly any trigram is missing, and yet validation costs 0.12
# bits more than training; add-one is even a shade better there. Let us see who pays: we set apart the speakers'
# names, old ones that the training plays have and new ones.

# %% [markdown] lang="zh"
# 计数为什么走不远，原因就在这里。上文的种数爆炸式增长：$n = 9$ 时，400 万字符的文本里有 220 万种不同的 n 元组，四分之三只见过一次，而新剧本里的 n 元组仍有将近一半不在其中。上文每再长一个字符，需要的文本就得多出许多倍。
#
# > **常见误解：“上文越长，模型越好。”** 在自己的训练文本上确实如此：9 阶模型在那里只花 1.08 比特，因为这些上文它原样见过。到了新剧本上，将近一半的九元组它从没见过；见过的那些，也常常只有一两次计数可凭。
#
# 还剩一个小谜题。$n = 3$ 时几乎不缺三元组，验证文本却比训练文本多花 0.12 比特，加一平滑在这里甚至还略胜一筹。来看看这些比特花在了谁身上：把说话人的名字分成训练剧本里有的（old names）和没有的（new names），其余文本另算（the rest，括号里是训练文本上的花费）。


# %% tags=["nbval-check-output"]
def is_name(text, names):
    mask = np.zeros(len(text), bool)
    for match in re.finditer(speaker_line, text):
        mask[match.start(1) : match.end(1)] = match[1] in names
    return mask


old = is_name(slices[1], speakers["training"])
new = is_name(slices[1], speakers["validation"]) & ~old
train_names = is_name(slices[0], speakers["training"])
print(f"new names: {new.mean():.1%} of the characters")
for order in (3, 7):
    train_costs, costs = (-x / np.log(2) for x in ngram_log_probs[order])
    rest, train_rest = costs[~old & ~new].mean(), train_costs[~train_names].mean()
    print(f"order {order}: bits per character of old names {costs[old].mean():.2f}, ", end="")
    print(f"new names {costs[new].mean():.2f}, the rest {rest:.2f} (training {train_rest:.2f})")

# %% [markdown] lang="en"
# The new names pay: a twentieth of the characters, at 5.5 bits each instead of 2.85. In everything
# else order 3 is as good on new plays as on old ones. (Order 7 is not: in its own plays it knows phrases by heart.)
# And a name that comes up a hundred times surprises the model a hundred times, since counts stand
# still after training. A model that *remembers what it has read in this play* would be surprised
# once.
#
# What do the models write? The same beginning for all, 180 characters each.

# %% [markdown] lang="zh"
# 花在新名字上：它们只占字符的二十分之一，每个却要 5.5 比特，别的字符约 2.85 比特。除此之外，3 阶模型在新剧本上与在旧剧本上一样好。（7 阶不是这样：训练过的剧本里，它连短语都背下来了。）一个名字出现一百遍，模型就意外一百遍，因为训练一结束，计数就不再变了。要是有个模型能*记住在这部戏里读到过什么*，它只会意外一次。
#
# 这些模型写出来的是什么样？给它们同一个开头，各写 180 个字符，每个模型占一栏。

# %%
import textwrap

columns = []
for order in (1, 2, 4, 7):
    text = ngrams[order].generate("ROMEO:\n", 180, seed=2)
    pieces = [textwrap.wrap(line, 25) or [""] for line in text.splitlines()]
    columns.append([f"order {order}", "", *itertools.chain(*pieces)])
for row in itertools.zip_longest(*columns, fillvalue=""):
    print(" ".join(f"{piece:26}" for piece in row).rstrip())

# %% [markdown] lang="en"
# Order 1 knows frequencies. Order 2 has syllables. Order 4 has words, many of them real, and the
# form of a play. Order 7 has phrases, and speakers from different plays on one stage, but no line
# knows what the last one was about. It cannot: six characters on, everything is forgotten. Take two
# beginnings that end alike:

# %% [markdown] lang="zh"
# 1 阶只懂频率，2 阶有了音节，4 阶有了单词（不少是真的）和剧本的格式，7 阶有了短语，还让不同剧本的人物同台说话，可是每一行都不知道上一行说了什么。它也无从知道：隔了六个字符，就什么都忘了。拿两段结尾相同的前文试试：

# %% tags=["nbval-check-output"]
beginnings = "The fool who sang before the king and ", "The ships came home that evening and "
for order in (7, 9):
    one, other = (ngrams[order].distribution(text) for text in beginnings)
    np.testing.assert_array_equal(one, other)
    print(f"order {order} sees {beginnings[0][1 - order :]!r} and {beginnings[1][1 - order :]!r}")

# %% [markdown] lang="en"
# Whatever comes next, the model expects the same after both. Counting has two limits that no
# smoothing removes:
#
# - **The context ends.** What lies more than $n - 1$ characters back does not exist.
# - **Nothing is shared.** To a table, `the king ` and `the queen ` are two rows like any other two.
#   What was learned after one does not help after the other, although they are used alike. Every
#   context starts from zero.
#
# We want the opposite: a summary of *everything* read so far, of fixed size, in which similar
# histories lie close together. Nobody can write down what belongs in it. So it has to be learned.

# %% [markdown] lang="zh"
# 不管后面是什么，模型对两者的预期一模一样。计数有两道坎，怎么平滑也迈不过去：
#
# - **上文有尽头。** 超出前 $n - 1$ 个字符的东西，等于不存在。
# - **彼此不相通。** 在表里，`the king ` 和 `the queen ` 只是毫不相干的两行。两者的用法明明相近，从一个学到的却帮不上另一个，每一种上文都得从零数起。
#
# 我们要的恰好相反：把读过的*一切*概括成固定大小的一份摘要，相似的前文，摘要也相近。摘要里该放什么，没有人写得出来，那就让模型自己去学。

# %% [markdown] lang="en"
# ## The recurrent cell, written out
#
# A **recurrent neural network** (RNN) has no window. It keeps a **hidden state**, a vector of fixed
# length, and updates it with every character. From here on $h$ is this state, no longer an n-gram's
# context. The simplest network of the kind (Elman 1990) is
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b),$$
#
# with the input $x_t$ and the state $h_{t-1}$ as row vectors. $W$, $U$ and $b$ are the same at every
# step, so the number of parameters does not depend on the length of the text. The loop below runs any
# cell: a cell is a function that turns an input and a state into the next state. The state is a
# tuple, since some cells will have two parts. Its first part, $h_t$, is also the layer's output.

# %% [markdown] lang="zh"
# ## 动手写循环单元
#
# **循环神经网络**（RNN）没有窗口。它保存一个定长的向量，称为**隐藏状态**，每读一个字符就更新一次。从这里起，$h$ 指这个状态，不再是 n 元模型的上文。最简单的一种（Elman，1990）是
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b),$$
#
# 其中输入 $x_t$ 和状态 $h_{t-1}$ 都写成行向量。$W$、$U$、$b$ 在每一步都是同一组，所以参数的个数与文本长度无关。下面的循环可以运行任何一种循环单元：单元就是一个函数，由输入和状态算出下一个状态。有的单元状态分成两部分，所以状态用元组表示；它的第一部分 $h_t$ 同时也是这一层的输出。


# %%
def simple_cell(x, state, w, u, b):
    (h,) = state
    return (np.tanh(x @ w + h @ u + b),)


def run(cell, inputs, state, weights):
    outputs = []
    for x in np.swapaxes(inputs, 0, 1):
        state = cell(x, state, *weights)
        outputs.append(state[0])
    return np.stack(outputs, axis=1), state


# %% [markdown] lang="en"
# `inputs` has the shape (texts, length, numbers per step). A character enters as a **one-hot** vector,
# with a single 1 at its token id. Multiplying it by $W$ then picks one row of $W$. Nobody multiplies
# all those zeros: an `Embedding` layer looks the row up.

# %% [markdown] lang="zh"
# `inputs` 的形状是（文本数，长度，每一步的数的个数）。字符以**独热**（one-hot）向量的形式输入：在它的词元编号处为 1，其余全为 0。这样的向量乘以 $W$，就等于取出 $W$ 的一行。没有人真去乘那一大堆 0：`Embedding` 层直接查表取行。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
hidden_dim = 32
w = rng.normal(size=(vocabulary.size, hidden_dim))
u = rng.normal(size=(hidden_dim, hidden_dim)) / np.sqrt(hidden_dim)
b = rng.normal(size=hidden_dim)
token_ids = vocabulary.encode("To be, or not to be")
one_hot = np.eye(vocabulary.size)[token_ids]
np.testing.assert_allclose(one_hot @ w, w[token_ids])
print(f"one-hot {one_hot.shape} times W {w.shape}: {len(token_ids)} rows of W")

# %% [markdown] lang="en"
# Drawn **unrolled** over time, the network is a chain. Each box is the same cell with the same
# weights. It reads one character from below, receives the state from the left, hands the new state
# on to the right, and from this state the model predicts the next character above.

# %% [markdown] lang="zh"
# 把网络沿时间**展开**，就成了一条链。每个方框都是同一个单元，用的是同一组权重：从下方读入一个字符，从左边接过状态，再把新状态交给右边；模型凭新状态预测上方的下一个字符。

# %%
figure, axis = plt.subplots(figsize=(6.4, 2.2), layout="constrained")
axis.set(xlim=(-1.6, 7.8), ylim=(-0.3, 2.3))
axis.axis("off")
place = {"ha": "center", "va": "center"}
for t, (character, target) in enumerate(zip("love", "ove,", strict=True)):
    box = {"boxstyle": "round,pad=0.6", "facecolor": "white"}
    axis.text(2 * t, 1, "W, U, b", bbox=box, **place)
    axis.text(2 * t, 0, f"$x_{t + 1}$ = {character!r}", **place)
    axis.text(2 * t, 2, f"next: {target!r}", **place)
    axis.text(2 * t + 1, 1.2, f"$h_{t + 1}$", **place)
    steps = ((0, 0.2), (0, 0.65)), ((0, 1.35), (0, 1.8)), ((0.55, 1), (1.45, 1))
    for (x_from, y_from), (x_to, y_to) in steps:
        ends = {"xytext": (2 * t + x_from, y_from), "xy": (2 * t + x_to, y_to)}
        axis.annotate("", **ends, arrowprops={"arrowstyle": "->"})
axis.text(-1, 1.2, "$h_0$", **place)
axis.annotate("", xy=(-0.55, 1), xytext=(-1.45, 1), arrowprops={"arrowstyle": "->"})
plotting.show(
    figure,
    "Four boxes in a row, all labelled W, U, b. Below them the letters l, o, v, e; above them the "
    "letters to predict, o, v, e and a comma; between them arrows for the states h1 to h4.",
    "四个方框排成一行，都标着 W、U、b。下方是字母 l、o、v、e，上方是要预测的 o、v、e 和逗号；方框之间的箭头是状态 h1 到 h4。",
)

# %% [markdown] lang="en"
# The state is the only thing that is handed on. So a text may be cut anywhere: run the first part,
# keep the state, and continue from it. Nothing is lost, as the cell checks first, and the memory
# needed does not grow with the text.
#
# How much of the past does the state hold? Below, two texts differ in one word and then go on alike.
# We print how far apart the two states still are. An n-gram model of order 5 would see no difference
# four characters after the word.
#
# > **Predict before you run.** The weights are random, nothing has been trained. Does the difference
# > stay, grow or fade?

# %% [markdown] lang="zh"
# 从一步传到下一步的，只有状态。所以文本可以在任何地方切开：先跑前一段，留下状态，再从它接着跑。什么也不会丢（下面先验证这一点），需要的内存也不随文本变长而增加。
#
# 状态里究竟存了多少过去的内容？下面两段文本只差一个词，之后完全相同。我们打印出两个状态还相距多远。换成 5 阶 n 元模型，过了这个词再往后四个字符，就看不出任何区别了。
#
# > **先猜，再运行。** 权重是随机的，什么也没训练。两个状态的差别会保持不变、越来越大，还是逐渐消失？

# %% tags=["nbval-check-output"]
start = (np.zeros((1, hidden_dim)),)
whole, _ = run(simple_cell, one_hot[None], start, (w, u, b))
_, kept = run(simple_cell, one_hot[None, :8], start, (w, u, b))
rest, _ = run(simple_cell, one_hot[None, 8:], kept, (w, u, b))
np.testing.assert_allclose(rest, whole[:, 8:])

ending = " rose, and then the trumpets sounded."
both = np.stack([vocabulary.encode(name + ending) for name in ("king", "lady")])
states, _ = run(simple_cell, np.eye(vocabulary.size)[both], (np.zeros((2, hidden_dim)),), (w, u, b))
for distance in (0, 1, 4, 10, 20):
    apart = np.linalg.norm(states[0, 3 + distance] - states[1, 3 + distance])
    print(f"{distance:2} characters after the word: {apart:.1e}")

# %% [markdown] lang="en"
# The states move towards each other, and after twenty characters less than a millionth of the
# difference is left. The state can carry information over any distance, but nothing makes it do so.
# Two cells were designed to keep things longer.
#
# **LSTM** (long short-term memory, Hochreiter & Schmidhuber 1997). Beside $h$ it has a **cell state**
# $c$, which is changed by multiplying and adding, without a matrix in between. **Gates**, numbers from
# 0 to 1, say how much of $c$ is kept (forget gate $f$), how much is written (input gate $i$) and how
# much is shown (output gate $o$):
#
# $$\begin{aligned}
# i, f, o &= \sigma(x_t W_{i, f, o} + h_{t-1} U_{i, f, o} + b_{i, f, o}), \\
# \tilde c &= \tanh(x_t W_c + h_{t-1} U_c + b_c), \\
# c_t &= f \odot c_{t-1} + i \odot \tilde c, \qquad h_t = o \odot \tanh(c_t).
# \end{aligned}$$
#
# Here $\sigma(x) = 1 / (1 + e^{-x})$ squeezes any number into the range from 0 to 1, $\odot$ multiplies
# element by element, and $\tilde c$ is what may be written. (The code writes $\sigma$ with tanh, which is
# the same and cannot overflow.) Mind the name of $f$: at $f = 1$ nothing is
# forgotten. The LSTM of 1997 had no $f$: everything was kept. The forget gate came with Gers, Schmidhuber &
# Cummins (2000). Keras stores the four blocks side by side, in the order $i, f, c, o$.

# %% [markdown] lang="zh"
# 两个状态越靠越近，二十个字符之后，差别还剩不到百万分之一。状态可以把信息带到任意远，却没有什么保证它会这样做。有两种单元就是为了记得更久而设计的。
#
# **LSTM**（长短期记忆，Hochreiter 与 Schmidhuber，1997）。除了 $h$，它还有一个**细胞状态** $c$；更新 $c$ 只用逐元素的乘和加，中间不经过矩阵。几个取值在 0 与 1 之间的**门**决定 $c$ 保留多少（遗忘门 $f$）、写入多少（输入门 $i$）、拿出来多少（输出门 $o$）：
#
# $$\begin{aligned}
# i, f, o &= \sigma(x_t W_{i, f, o} + h_{t-1} U_{i, f, o} + b_{i, f, o}), \\
# \tilde c &= \tanh(x_t W_c + h_{t-1} U_c + b_c), \\
# c_t &= f \odot c_{t-1} + i \odot \tilde c, \qquad h_t = o \odot \tanh(c_t).
# \end{aligned}$$
#
# 其中 $\sigma(x) = 1 / (1 + e^{-x})$ 把任何数压到 0 与 1 之间，$\odot$ 是逐元素相乘，$\tilde c$ 是准备写入的内容。（代码用 tanh 来写 $\sigma$，结果相同，而且不会溢出。）遗忘门这个名字容易弄反：$f = 1$ 时什么也不忘。1997 年的 LSTM 没有 $f$，什么都留着；遗忘门是 Gers、Schmidhuber 与 Cummins（2000）加上的。Keras 把四块权重并排存放，顺序为 $i, f, c, o$。


# %%
def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def lstm_cell(x, state, w, u, b):
    h, c = state
    i, f, new, o = np.split(x @ w + h @ u + b, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(new)
    return sigmoid(o) * np.tanh(c), c


# %% [markdown] lang="en"
# **GRU** (gated recurrent unit, Cho et al. 2014, arXiv:1406.1078). One state, two gates. The update
# gate $z$ mixes the old state with a candidate; the reset gate $r$ says how much of the old state the
# candidate sees:
#
# $$\begin{aligned}
# z, r &= \sigma(x_t W_{z, r} + h_{t-1} U_{z, r} + b_{z, r}), \\
# \tilde h &= \tanh(x_t W_h + (r \odot h_{t-1}) U_h + b_h), \\
# h_t &= z \odot h_{t-1} + (1 - z) \odot \tilde h.
# \end{aligned}$$
#
# Keras' default, `reset_after=True`, moves $r$ behind the matrix: $r \odot (h_{t-1} U_h + b'_h)$
# instead of $(r \odot h_{t-1}) U_h$. One product $h_{t-1} U$ then serves all three blocks, as fast code
# on GPUs needs it. The price is a second bias inside the bracket, so `bias` has two rows: one for
# $xW$, one for $hU$. The blocks stand in the order $z, r, h$. (Some papers swap the roles of $z$ and
# $1 - z$.)

# %% [markdown] lang="zh"
# **GRU**（门控循环单元，Cho 等，2014，arXiv:1406.1078）。只有一个状态，两个门。更新门 $z$ 决定旧状态与候选状态各占多少；重置门 $r$ 决定计算候选状态时看到多少旧状态：
#
# $$\begin{aligned}
# z, r &= \sigma(x_t W_{z, r} + h_{t-1} U_{z, r} + b_{z, r}), \\
# \tilde h &= \tanh(x_t W_h + (r \odot h_{t-1}) U_h + b_h), \\
# h_t &= z \odot h_{t-1} + (1 - z) \odot \tilde h.
# \end{aligned}$$
#
# Keras 默认 `reset_after=True`，把 $r$ 挪到矩阵之后：用 $r \odot (h_{t-1} U_h + b'_h)$ 代替 $(r \odot h_{t-1}) U_h$。这样只做一次乘法 $h_{t-1} U$ 就够三块共用，GPU 上的快速实现正需要这一点；代价是括号里多了一个偏置，所以 `bias` 有两行，一行配 $xW$，一行配 $hU$。三块权重的顺序为 $z, r, h$。（有些论文里 $z$ 与 $1 - z$ 的角色对调。）


# %%
def gru_cell(x, state, w, u, b):
    (h,) = state
    x_z, x_r, x_h = np.split(x @ w + b[0], 3, axis=-1)
    h_z, h_r, h_h = np.split(h @ u + b[1], 3, axis=-1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    candidate = np.tanh(x_h + r * h_h)
    return (z * h + (1 - z) * candidate,)


# %% [markdown] lang="en"
# Are these the layers of Keras? We give each layer random weights, biases included, and compare
# outputs and final states over 50 steps. The parameters are counted along the way, for 256 numbers in
# and 256 in the state.

# %% [markdown] lang="zh"
# 它们和 Keras 的层是一回事吗？给每个层装上随机权重（连同偏置），跑 50 步，比较输出和最终状态。顺便数一数输入与状态各有 256 个数时的参数个数。

# %%
cells = {"simple": simple_cell, "lstm": lstm_cell, "gru": gru_cell}
keras_layers = {"simple": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}
inputs = rng.normal(size=(3, 50, 256)).astype("float32")
for name, cell in cells.items():
    layer = keras_layers[name](256, return_sequences=True, return_state=True, dtype="float32")
    layer.build(inputs.shape)
    weights = [rng.normal(0, 0.06, size=w.shape).astype("float32") for w in layer.weights]
    layer.set_weights(weights)
    start = tuple(np.zeros((2 if name == "lstm" else 1, 3, 256), "float32"))
    written = run(cell, inputs, start, weights)
    outputs, *state = map(ops.convert_to_numpy, layer(inputs))
    np.testing.assert_allclose(outputs, written[0], atol=1e-5)
    np.testing.assert_allclose(state, written[1], atol=1e-5)
    numbers = 256 * len(state)
    print(f"{name:6}: {layer.count_params():7,} parameters, {numbers} numbers in the state")

# %% [markdown] lang="en"
# They agree. The simple cell has $(m + n + 1)\,n$ parameters, with $m$ numbers in the input and $n$ in
# the state; the LSTM has four times as many, the GRU $3\,(m + n + 2)\,n$. What stays in memory between
# two steps is 256 or 512 numbers, after ten characters as after ten million.
#
# `RecurrentLM` adds an embedding below the recurrent layers and a linear **head** above them, which
# turns the state into one number for each token, its **logit**. The softmax makes probabilities of the
# logits: $p_i = e^{\ell_i} / \sum_j e^{\ell_j}$. We write the model out too and compare the logits, for
# all three cells and two layers: the outputs of the first are the inputs of the second. Since
# `configure` may have chosen mixed precision, the models are built in float32.

# %% [markdown] lang="zh"
# 完全一致。设输入有 $m$ 个数，状态有 $n$ 个数，则简单单元有 $(m + n + 1)\,n$ 个参数，LSTM 是它的四倍，GRU 是 $3\,(m + n + 2)\,n$ 个。两步之间留在内存里的是 256 或 512 个数，读过十个字符是这么多，读过一千万个也是这么多。
#
# `RecurrentLM` 在循环层下面加了嵌入层，上面加了一个线性的**输出头**，由状态给每个词元算出一个数，称为 **logit**。softmax 再把这些 logits 变成概率：$p_i = e^{\ell_i} / \sum_j e^{\ell_j}$。我们把这个模型也写出来，比较三种单元、两层时的 logits：第一层的输出就是第二层的输入。`configure` 选的可能是混合精度，所以这里在 float32 下建模型。


# %%
def written_logits(model, token_ids):
    x = model.embedding.get_weights()[0][token_ids]
    for layer, state in zip(model.recurrent, model.initial_state(len(token_ids)), strict=True):
        state = [ops.convert_to_numpy(part) for part in state]
        x, _ = run(cells[model.cell], x, state, layer.get_weights())
    w, b = map(ops.convert_to_numpy, (model.kernel, model.bias))
    return x @ w + b


policy = keras.config.dtype_policy()
keras.config.set_dtype_policy("float32")
for name in cells:
    model = RecurrentLM(vocabulary, name, hidden_dim=64, num_layers=2)
    logits = ops.convert_to_numpy(model(token_ids[None]))
    np.testing.assert_allclose(logits, written_logits(model, token_ids[None]), atol=1e-5)
    print(f"{name:6}: logits {logits.shape} equal, {model.count_params():,} parameters")
keras.config.set_dtype_policy(policy)

# %% [markdown] lang="en"
# > **Misconception: "an RNN takes its previous output as its next input."** One of the articles says
# > so. Look at `run`: what goes from step to step is the **state**, and it does not take the place of
# > the input $x_t$ but joins it. True, its part $h_t$ is also the output of the *layer*. The output of
# > the *network*, the logits or a prediction, returns nowhere. (Networks that feed their output
# > back exist, Jordan 1986; these three are not among them.) In generation a drawn character does
# > become the next input, but that is done from outside, as with an n-gram. In training the next input
# > is the next character of the real text, whatever was predicted.
#
# A word about words. **Recurrent** means coming back in time, and its Chinese name is 循环. A
# **recursive** network (递归) is another thing: it applies one cell along a tree. A chain is the
# special case of a tree that does not branch.

# %% [markdown] lang="zh"
# > **常见误解：“RNN 把上一时刻的输出作为当前时刻的输入。”** 有一篇文章就是这样写的。看看 `run`：在各步之间传递的是**状态**，它并不取代输入 $x_t$，而是与之一同进入单元。不错，状态中的 $h_t$ 同时也是这一*层*的输出；但*网络*的输出，即 logits 或预测结果，不会回到网络里。（把输出接回来的网络也有，见 Jordan，1986；这三种都不是。）生成文本时，抽到的字符确实会成为下一个输入，但那是网络之外的操作，n 元模型也一样。训练时，下一个输入则是真实文本的下一个字符，不管模型预测了什么。
#
# 再说译名。recurrent 指在时间上周而复始，中文是**循环**；recursive 才是**递归**。递归神经网络是另一种东西，它沿着一棵树反复使用同一个单元；不分叉的树就是一条链，因此链式结构只是它的特例。

# %% [markdown] lang="en"
# ## Back-propagation through time
#
# Unrolled, a recurrent network is an ordinary deep network: as many layers as characters, all with the
# same weights. So it is trained like one. **Back-propagation through time** (BPTT, Werbos 1990) runs
# through the chain backwards. Let $L$ be the mean cross-entropy of all next characters, and $\delta_t$
# its gradient with respect to $h_t$. The state $h_t$ acts on $L$ in two ways: through the logits of its
# own step, and through $h_{t+1}$:
#
# $$\delta_t = g_t + \big(\delta_{t+1} \odot (1 - h_{t+1}^2)\big)\, U^\top,$$
#
# where $g_t$ comes from the logits $h_t V$ of step $t$ ($V$ is the matrix of the head) and $1 - h^2$ is
# the derivative of tanh. After the last step nothing follows, so there $\delta_T = g_T$. Since the
# weights are shared, their gradients are **sums** over all steps. First the forward pass, which
# must keep all states.

# %% [markdown] lang="zh"
# ## 随时间反向传播
#
# 沿时间展开之后，循环网络就是一个普通的深层网络：有多少个字符就有多少层，只是各层共用一组权重。训练方法也就是普通的方法：沿着这条链倒着走一遍，称为**随时间反向传播**（BPTT，Werbos，1990）。设 $L$ 是所有“下一个字符”的平均交叉熵，$\delta_t$ 是它对 $h_t$ 的梯度。$h_t$ 通过两条路影响 $L$：一条经过本步的 logits，一条经过 $h_{t+1}$：
#
# $$\delta_t = g_t + \big(\delta_{t+1} \odot (1 - h_{t+1}^2)\big)\, U^\top,$$
#
# 其中 $g_t$ 来自第 $t$ 步的 logits $h_t V$（$V$ 是输出头的矩阵），$1 - h^2$ 是 tanh 的导数。最后一步之后再没有别的，所以 $\delta_T = g_T$。权重是共用的，所以它们的梯度要对所有时间步**求和**。先写前向传播，它得把每一步的状态都留下来。


# %%
def forward(token_ids, targets, w, u, b, v):
    states = [np.zeros(len(u))]
    for token_id in token_ids:
        states.append(np.tanh(w[token_id] + states[-1] @ u + b))
    states = np.stack(states)
    exponentials = np.exp(states[1:] @ v)
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(probabilities[np.arange(len(targets)), targets]))
    return loss, states, probabilities


# %% [markdown] lang="en"
# Backwards, the gradient of the cross-entropy with respect to the logits is the predicted
# probabilities minus the one-hot target. Everything else is the formula above, from the last step to
# the first.

# %% [markdown] lang="zh"
# 反过来走时，交叉熵对 logits 的梯度等于预测概率减去独热目标。其余就是上面的公式，从最后一步算到第一步。


# %%
def back_propagate(token_ids, targets, w, u, b, v):
    _, states, probabilities = forward(token_ids, targets, w, u, b, v)
    d_logits = (probabilities - np.eye(v.shape[1])[targets]) / len(targets)
    d_w, d_u, d_b, d_h = np.zeros_like(w), np.zeros_like(u), np.zeros_like(b), 0
    for t in reversed(range(len(token_ids))):
        d_h = d_h + v @ d_logits[t]
        d_sum = d_h * (1 - states[t + 1] ** 2)
        d_w[token_ids[t]] += d_sum
        d_u += np.outer(states[t], d_sum)
        d_b += d_sum
        d_h = u @ d_sum
    return d_w, d_u, d_b, states[1:].T @ d_logits


# %% [markdown] lang="en"
# Automatic differentiation must find the same. We write the loss once more in `keras.ops` and ask for
# the gradient with respect to each of the four arrays.

# %% [markdown] lang="zh"
# 自动微分应当得到同样的结果。用 `keras.ops` 把损失再写一遍，分别求它对四个数组的梯度。


# %%
def loss_in_ops(token_ids, targets, w, u, b, v):
    h, total = ops.zeros((1, hidden_dim)), 0.0
    for token_id, target in zip(token_ids, targets, strict=True):
        h = ops.tanh(w[token_id] + ops.matmul(h, u) + b)
        total = total - ops.log_softmax(ops.matmul(h, v))[:, target]
    return total / len(targets)


rng = np.random.default_rng(0)
shapes = [(vocabulary.size, hidden_dim), (hidden_dim, hidden_dim), (hidden_dim,)]
shapes.append((hidden_dim, vocabulary.size))
weights = [rng.normal(0, 0.2, size=shape).astype("float32") for shape in shapes]
example = token_ids[:-1], token_ids[1:]
written = back_propagate(*example, *weights)
for i, gradient in enumerate(written):
    automatic = aigc_keras.backend.input_gradient(
        lambda value, i=i: loss_in_ops(*example, *weights[:i], value[0], *weights[i + 1 :]),
        weights[i][None],
    )
    np.testing.assert_allclose(ops.convert_to_numpy(automatic)[0], gradient, atol=1e-6)
print("gradients of W, U, b, V:", ", ".join(f"{np.linalg.norm(g):.3f}" for g in written))

# %% [markdown] lang="en"
# The library's models learn the same way: `aigc_keras/recurrence.py` has one loop forwards and one
# backwards for all three cells, and leaves to automatic differentiation only what lies outside.
# Written out, the gradients of the weights become one large product after the loop instead of many
# small ones inside it, which saves time on a CPU.
#
# The recursion hides a product. What a change of $h_t$ does to $h_T$ is the product of all step
# Jacobians between them,
#
# $$\frac{\partial h_T}{\partial h_t} = \prod_{s=t+1}^{T} \frac{\partial h_s}{\partial h_{s-1}}, \qquad \frac{\partial h_s}{\partial h_{s-1}} = U\, \mathrm{diag}(1 - h_s^2) \quad \text{(simple cell, row vectors)},$$
#
# and a product of a hundred matrices tends to become tiny or huge: the **vanishing and exploding
# gradients** of Bengio, Simard & Frasconi (1994) and Pascanu et al. (2013, arXiv:1211.5063). If no
# singular value of $U$ is above $\gamma$, the product over $d$ steps lengthens no vector by more than
# $\gamma^d$, since $1 - h^2 \le 1$. For $\gamma < 1$ it must vanish. For $\gamma > 1$ it may explode, but tanh works
# against it.
#
# We measure it. `step_jacobian` moves each number of the state up and down a little and takes the
# difference quotient: that works for any cell. For the LSTM the state is $h$ and $c$ together. We
# check it by the formula for the simple cell.

# %% [markdown] lang="zh"
# 课程库的模型也是这样学习的：`aigc_keras/recurrence.py` 为三种单元写了一个正向的循环和一个反向的循环，只把循环以外的部分交给自动微分。这样写，权重的梯度不必在循环里一步步累加，循环结束后做一次大的矩阵乘法即可，在 CPU 上能省时间。
#
# 这个递推式里藏着一个连乘。$h_t$ 的变化对 $h_T$ 的影响，等于两者之间各步雅可比矩阵的乘积：
#
# $$\frac{\partial h_T}{\partial h_t} = \prod_{s=t+1}^{T} \frac{\partial h_s}{\partial h_{s-1}}, \qquad \frac{\partial h_s}{\partial h_{s-1}} = U\, \mathrm{diag}(1 - h_s^2) \quad \text{（简单单元，行向量）}.$$
#
# 一百个矩阵乘起来，往往不是极小就是极大。这就是**梯度消失**与**梯度爆炸**（Bengio、Simard 与 Frasconi，1994；Pascanu 等，2013，arXiv:1211.5063）。设 $U$ 的奇异值都不超过 $\gamma$；因为 $1 - h^2 \le 1$，$d$ 步的乘积最多把一个向量拉长到 $\gamma^d$ 倍。$\gamma < 1$ 时必定消失；$\gamma > 1$ 时可能爆炸，但 tanh 会往回拉。
#
# 下面来测量。`step_jacobian` 把状态中的每个数略微增减，取差商，任何单元都适用；对 LSTM，状态指 $h$ 与 $c$ 合在一起。用简单单元的公式来核对它。


# %%
def step_jacobian(cell, x, state, weights, change=1e-5):
    flat = np.concatenate(state, axis=-1)
    moves, after = change * np.eye(flat.shape[-1]), []
    for move in (moves, -moves):
        after.append(cell(x, np.split(flat + move, len(state), axis=-1), *weights))
    up, down = (np.concatenate(parts, axis=-1) for parts in after)
    return (up - down) / (2 * change)


x, h = one_hot[:1], rng.normal(size=(1, hidden_dim))
(after,) = simple_cell(x, (h,), w, u, b)
jacobian = step_jacobian(simple_cell, x, (h,), (w, u, b))
np.testing.assert_allclose(jacobian, u * (1 - after**2), atol=1e-8)

# %% [markdown] lang="en"
# The measure is $\lVert J \rVert_F / \sqrt{n}$ for a Jacobian $J$ of size $n \times n$: how much of a
# small random change of the state is left $d$ characters later (as a root mean square; the Frobenius
# norm is the root of the sum of all squares). A value of 1 means that it is passed on in full.
# Shakespeare's text drives the cells; we average the logarithms over five starting
# points.

# %% [markdown] lang="zh"
# 量的是 $\lVert J \rVert_F / \sqrt{n}$，其中 $J$ 是 $n \times n$ 的雅可比矩阵，弗罗贝尼乌斯范数是全部元素的平方和再开方。它的含义是：状态发生一个随机的微小变化，过 $d$ 个字符之后还剩几分（均方根意义下）；等于 1 表示原样传到。用莎士比亚的文本驱动这些单元，取五个起点，对数求平均。


# %%
def passed_on(cell, weights, num_parts, distance=100):
    state, jacobians, curves = [np.zeros((1, hidden_dim))] * num_parts, [], []
    for x in np.eye(vocabulary.size)[vocabulary.encode(train_text[:160])]:
        jacobians.append(step_jacobian(cell, x[None], state, weights))
        state = cell(x[None], state, *weights)
    for start in (20, 30, 40, 50, 60):
        product, curve = np.eye(len(jacobians[0])), []
        for jacobian in jacobians[start : start + distance]:
            product = product @ jacobian
            curve.append(np.linalg.norm(product) / np.sqrt(len(product)))
        curves.append(curve)
    return np.exp(np.mean(np.log(curves), axis=0))


# %% [markdown] lang="en"
# `fresh_weights` draws weights much as Keras does: $W$ uniform, $U$ orthogonal times $\gamma$ (so
# that all its singular values are $\gamma$), biases zero except that of the gate that keeps: the LSTM's
# forget gate, the GRU's update gate. Keras sets the forget bias to 1 (`unit_forget_bias`), which
# Jozefowicz et al. (2015) recommend, and the update bias to 0.

# %% [markdown] lang="zh"
# `fresh_weights` 抽取权重的方式与 Keras 差不多：$W$ 服从均匀分布；$U$ 是正交矩阵乘以 $\gamma$（于是它的奇异值全都是 $\gamma$）；偏置为零，只有负责保留的那个门例外，即 LSTM 的遗忘门和 GRU 的更新门。Keras 依照 Jozefowicz 等（2015）的建议，把遗忘门的偏置设为 1（`unit_forget_bias`）；GRU 的更新门则为 0。


# %%
def fresh_weights(gates, gamma=1, remember=0, bias=0):
    u = gamma * np.linalg.qr(rng.normal(size=(gates * hidden_dim, hidden_dim)))[0].T
    w = rng.uniform(-0.2, 0.2, size=(vocabulary.size, gates * hidden_dim))
    b = np.zeros((2 if gates == 3 else 1, gates * hidden_dim))
    b[0, remember * hidden_dim : (remember + 1) * hidden_dim] = bias
    return w, u, b


# %% [markdown] lang="en"
# We compare five simple cells with three LSTMs and two GRUs, and print $\sigma(\text{bias})^{50}$
# beside them: what 50 steps would leave if the bias alone set the gate.
#
# > **Predict before you run.** Which cells, fresh from the initialiser, hand on more over 50
# > characters: the simple cell with $\gamma = 1$, or LSTM and GRU as Keras makes them?

# %% [markdown] lang="zh"
# 现在比较五个简单单元、三个 LSTM 和两个 GRU；另外打印 $\sigma(\text{偏置})^{50}$，即门只由偏置决定时，隔 50 步还剩多少。
#
# > **先猜，再运行。** 刚初始化、还没训练时，隔 50 个字符，谁传下去的更多：$\gamma = 1$ 的简单单元，还是 Keras 默认的 LSTM 和 GRU？

# %%
curves = {"simple": {}, "gated": {}}
for gamma in (0.5, 0.9, 1.0, 1.5, 2.0):
    curve = passed_on(simple_cell, fresh_weights(1, gamma), 1)
    assert np.all(curve <= gamma ** np.arange(1, 101) * (1 + 1e-4))
    curves["simple"][f"gamma = {gamma}"] = curve
for bias in (0, 1, 4):
    curve = passed_on(lstm_cell, fresh_weights(4, remember=1, bias=bias), 2)
    curves["gated"][f"LSTM, forget bias {bias}"] = curve
for bias in (0, 4):
    curve = passed_on(gru_cell, fresh_weights(3, remember=0, bias=bias), 1)
    curves["gated"][f"GRU, update bias {bias}"] = curve
print("sigmoid(bias)**50:", *(f"bias {bias}: {sigmoid(bias) ** 50:.0e}  " for bias in (0, 1, 4)))
for name, curve in (curves["simple"] | curves["gated"]).items():
    print(f"{name:20}", *(f"d = {d}: {curve[d - 1]:.0e}  " for d in (1, 10, 50, 100)))

# %% [markdown] lang="en"
# Both panels have the distance in characters across and, on a logarithmic axis, the share that is
# passed on.

# %% [markdown] lang="zh"
# 两幅图的横轴都是相隔的字符数，纵轴是传下去的比例（对数刻度）。左图为简单单元，每条线一个 $\gamma$；右图为 LSTM 与 GRU，每条线一个偏置。

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.4, 3.8), sharey=True, layout="constrained")
for axis, (title, lines) in zip(axes, curves.items(), strict=True):
    for label, curve in lines.items():
        axis.plot(np.arange(1, 101), curve, label=label)
    axis.axhline(1, color="grey", linewidth=0.8)
    axis.set(yscale="log", ylim=(1e-15, 1e7), xlabel="characters between", title=title)
    axis.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
axes[0].set_ylabel("share passed on")
plotting.show(
    figure,
    "Straight lines on a logarithmic axis. Simple cell: down for gamma 0.5, 0.9 and, slowly, 1; up "
    "for 1.5 and 2. Gated cells: steeply down for biases 0 and 1, near 1 for bias 4.",
    "对数坐标下近似直线。简单单元：gamma 为 0.5、0.9 时下降，为 1 时缓慢下降，为 1.5、2 时上升。门控单元：偏置为 0、1 时陡降，为 4 时保持在 1 附近。",
)

# %% [markdown] lang="en"
# The curves are almost straight: the share changes by a constant factor with each character. The
# simple cell with $\gamma < 1$ forgets, as the bound says. With $\gamma = 1$ tanh still makes it
# forget, slowly. Above 1 the gradient explodes, though by far less than $\gamma^d$.
#
# > **Misconception: "an LSTM has no vanishing gradients."** The gates *allow* a long memory; they do
# > not give it. Along the cell state each step multiplies by $f$. With a bias of 1, $f \approx 0.73$
# > before training, and $0.73^{50}$ is about $10^{-7}$ (the ways through $h$ add to that, hence the
# > measured $10^{-4}$). A fresh LSTM or GRU from Keras hands on less over 50 characters than the
# > orthogonal simple cell. With a bias of 4, $f \approx 0.98$, and a good part arrives. The
# > difference is that a gate can *learn* to stay open, character by character, without any danger of
# > an explosion: along that path no factor is above 1.
#
# **Gradient clipping** is the remedy for explosions. Take the norm of the gradient of all
# parameters together; if it is above a limit, scale the whole gradient down to it. The step gets
# shorter, but its direction stays. Clipping each number by itself turns it.

# %% [markdown] lang="zh"
# 曲线几乎都是直线：每过一个字符，传下去的比例就乘上一个固定的倍数。$\gamma < 1$ 的简单单元会遗忘，正如上界所说；$\gamma = 1$ 时，tanh 仍使它慢慢遗忘；$\gamma$ 大于 1，梯度爆炸，不过远不到 $\gamma^d$ 的程度。
#
# > **常见误解：“LSTM 没有梯度消失问题。”** 门控只是让长期记忆*成为可能*，并不会白送。沿着细胞状态，每一步都要乘以 $f$。偏置为 1 时，训练之前 $f \approx 0.73$，$0.73^{50}$ 约为 $10^{-7}$（经过 $h$ 的那些路径还能添一些，所以实测是 $10^{-4}$）。Keras 刚初始化好的 LSTM 和 GRU，隔 50 个字符传下去的还不如正交的简单单元。偏置为 4 时 $f \approx 0.98$，相当一部分能够传到。门控的长处在于：它能*学会*开着，该对哪个字符开就对哪个字符开；而且在这条路径上没有爆炸之忧，因为没有一个因子大于 1。
#
# **梯度裁剪**是对付爆炸的办法。把所有参数的梯度合在一起求范数，超过上限就整体缩小到上限。步子变短了，方向不变。如果对每个数单独截断，方向就变了。


# %%
def flatten(gradients):
    return np.concatenate([gradient.ravel() for gradient in gradients])


def clip_norm(gradient, limit=1.0):
    return gradient * min(1.0, limit / np.linalg.norm(gradient))


def cosine(a, b):
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


# %% [markdown] lang="en"
# The gradients come from 200 characters of Shakespeare, for three values of $\gamma$. Beside the
# norm stands the cosine of the angle between the gradient and its clipped version, for both ways of
# clipping: 1 means the same direction.

# %% [markdown] lang="zh"
# 梯度取自莎士比亚的 200 个字符，$\gamma$ 取三个值。除了范数（norm），还给出裁剪前后两个梯度夹角的余弦（cosine）：1 表示方向相同。裁剪的方式有两种：把范数裁到 1（the norm clipped to 1），把每个数截到 ±0.1 之内（each number clipped to 0.1）。

# %%
token_ids = vocabulary.encode(train_text[:200])
head = rng.normal(0, 0.2, size=(hidden_dim, vocabulary.size))
for gamma in (0.9, 1.5, 2.0):
    w, u, b = fresh_weights(1, gamma)
    gradients = back_propagate(token_ids[:-1], token_ids[1:], w, u, b[0], head)
    gradient = flatten(gradients)
    print(
        f"gamma = {gamma}: norm {np.linalg.norm(gradient):.2g}; cosine with the clipped gradient:"
    )
    one_by_one = np.clip(gradient, -0.1, 0.1)
    print(f"    the norm clipped to 1 {cosine(gradient, clip_norm(gradient)):.2f}, ", end="")
    print(f"each number clipped to 0.1 {cosine(gradient, one_by_one):.2f}")

# %% [markdown] lang="en"
# At $\gamma = 2$ one unclipped step would throw the weights far away. The clipped gradient keeps its
# direction exactly. In Keras the same thing is an argument of every optimiser: `global_clipnorm`.
# (`clipnorm` looks alike but clips each array by itself, which turns the direction, too.) One step
# of SGD with `global_clipnorm` checks it. Clipping does nothing against gradients that vanish.

# %% [markdown] lang="zh"
# $\gamma = 2$ 时，不裁剪的话，一步就会把权重甩到天边；裁剪之后，方向分毫不差。在 Keras 里，这是每个优化器都有的参数 `global_clipnorm`。（`clipnorm` 名字相近，却是对每个数组单独裁剪，方向也会变。）下面用 `global_clipnorm` 走一步 SGD 来核对。对于梯度消失，裁剪无能为力。

# %%
optimizer = keras.optimizers.SGD(1.0, global_clipnorm=1.0)
gradients = [gradient.astype("float32") for gradient in gradients]
variables = [keras.Variable(np.zeros_like(gradient)) for gradient in gradients]
optimizer.apply([ops.convert_to_tensor(gradient) for gradient in gradients], variables)
moved = flatten([ops.convert_to_numpy(variable) for variable in variables])
np.testing.assert_allclose(moved, -clip_norm(gradient), atol=1e-5)

# %% [markdown] lang="en"
# **Does it matter?** Here is a task that needs memory and nothing else. The first symbol is one of
# eight; then come `gap` symbols of noise, drawn from eight others. At the end the network must name
# the first. Chance is 1/8. The gradient starts at the end only, and it has to travel back through the
# whole gap, or nothing is learned.

# %% [markdown] lang="zh"
# **这要紧吗？** 来看一个只考记性、不考别的任务：第一个符号是八个之一，接着是 `gap` 个噪声符号，取自另外八个；读完之后，网络要说出第一个符号是什么。瞎猜的正确率是 1/8。梯度只从末尾出发，必须穿过整段间隔传回开头，否则什么也学不到。


# %%
def draw_task(rng, num_texts, gap):
    symbol = rng.integers(8, size=num_texts)
    noise = rng.integers(8, 16, size=(num_texts, gap))
    return np.concatenate([symbol[:, None], noise], axis=1), symbol


def recall(make_layer, gap, steps=100, seed=0):
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    embedding = layers.Embedding(16, hidden_dim, dtype="float32")
    network = keras.Sequential([embedding, make_layer(), layers.Dense(8, dtype="float32")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(0.005, global_clipnorm=1.0)
    network.build((None, gap + 1))
    optimizer.build(network.trainable_variables)
    network.compile(optimizer, loss, steps_per_execution=20)
    network.fit(*draw_task(rng, 64 * steps, gap), batch_size=64, shuffle=False, verbose=0)
    x, y = draw_task(rng, 2000, gap)
    return np.mean(ops.convert_to_numpy(network(x)).argmax(axis=1) == y)


# %% [markdown] lang="en"
# Six networks with 32 numbers in the state, each trained for 100 batches of 64 and examined on 2,000
# fresh sequences: the three cells as Keras makes them, a simple cell with $\gamma = 0.5$, and LSTM and
# GRU whose gates start with a bias of 4. Everything else is the same. (The learning rate and the
# number of steps were chosen on other draws.) The layers compute in float32: a bfloat16 number has 8
# binary digits, too few to add many small changes up. Adam's variables are built before the first
# step, which TensorFlow would otherwise compile twice.

# %% [markdown] lang="zh"
# 六个网络，状态都是 32 个数，各训练 100 个批次，每批 64 条，再用 2,000 条新序列考试：三种 Keras 默认的单元，一个 $\gamma = 0.5$ 的简单单元，以及门的初始偏置为 4 的 LSTM 和 GRU。其余全都相同。（学习率和步数是在另外抽的数据上选定的。）这些层用 float32 计算：bfloat16 只有 8 位二进制有效数字，许多微小的变化加不上去。Adam 的变量在第一步之前就建好，否则 TensorFlow 要把这一步编译两遍。


# %%
def open_gate(gate):
    def initializer(shape, dtype=None):
        bias = np.zeros(np.prod(shape), "float32")
        bias[gate * hidden_dim : (gate + 1) * hidden_dim] = 4
        return ops.convert_to_tensor(bias.reshape(shape), dtype)

    return initializer


half, size = keras.initializers.Orthogonal(0.5), {"units": hidden_dim, "dtype": "float32"}
forget_open = {"bias_initializer": open_gate(1), "unit_forget_bias": False}
makers = {
    "simple, gamma = 0.5": lambda: layers.SimpleRNN(recurrent_initializer=half, **size),
    "simple, gamma = 1 (Keras)": lambda: layers.SimpleRNN(**size),
    "LSTM, forget bias 1 (Keras)": lambda: layers.LSTM(**size),
    "LSTM, forget bias 4": lambda: layers.LSTM(**forget_open, **size),
    "GRU, update bias 0 (Keras)": lambda: layers.GRU(**size),
    "GRU, update bias 4": lambda: layers.GRU(bias_initializer=open_gate(0), **size),
}

# %% [markdown] lang="en"
# > **Predict before you run.** As a check, the LSTM as Keras makes it also runs with a gap of 5. It will bridge that. Which cells can bridge 50? (The table shows the share of right answers.)

# %% [markdown] lang="zh"
# > **先猜，再运行。** 作为对照，Keras 默认的 LSTM 也跑一遍间隔为 5 的任务，这它记得住。隔 50 个，哪些单元还行？（表中为正确率 accuracy，两列分别是间隔 5 和 50。）

# %%
started = time.perf_counter()
print(f"{'accuracy (chance 0.125) with a gap of':38}     5    50")
for name, maker in makers.items():
    gaps = (5, 50) if name == "LSTM, forget bias 1 (Keras)" else (50,)
    scores = [f"{recall(maker, gap):.3f}" for gap in gaps]
    print(f"{name:38} {'  '.join(['     ', *scores][-2:])}")
print(f"{time.perf_counter() - started:.0f} s")

# %% [markdown] lang="en"
# Over five symbols the LSTM finds the answer. Over fifty the curves above decide. Where next to
# nothing arrives (the simple cell with $\gamma = 0.5$, LSTM and GRU as Keras makes them), the networks
# stay close to guessing. Where a good share arrives, they learn the task wholly or in large part,
# gates or no gates. So "LSTMs remember longer" is no law. What counts here is what a cell hands on
# **before** it has learned anything, for without a gradient there is nothing to learn from. When a text is known to have long dependencies, a larger forget bias is a
# cheap remedy (Tallec & Ollivier 2018, arXiv:1804.11188, derive biases from the length expected).
#
# Language is kinder than this task. Most of what predicts the next character is near, so that a short
# memory is learned first, and can then be stretched; a gate can open for the few characters that
# matter and block the others, which the simple cell cannot. Which cell is best for text is a question
# for held-out text.
#
# **Truncated back-propagation.** The models of this chapter train on windows: every window
# starts from an empty state, and gradients reach back one window at most. A model trained this way may
# carry its state further when it is used, but no gradient has ever taught it what to keep for longer
# than a window.

# %% [markdown] lang="zh"
# 隔 5 个符号，LSTM 答得出；隔 50 个，就要看上面那些曲线了。几乎什么都传不到的（$\gamma = 0.5$ 的简单单元，以及 Keras 默认的 LSTM 和 GRU），比瞎猜好不了多少；传得到相当一部分的，便全部学会或学会大半，与有没有门无关。可见“LSTM 记得更久”并不是定律：在这里，关键是单元**还没学到任何东西的时候**能传下去多少，因为没有梯度就无从学起。如果知道文本里有长距离的依赖，加大遗忘门的偏置是个便宜的办法；Tallec 与 Ollivier（2018，arXiv:1804.11188）给出了由预期长度推算偏置的方法。
#
# 语言比这个任务宽厚得多。预测下一个字符的线索大多就在近处，模型可以先学会短的记忆，再慢慢拉长；而且门可以只为少数要紧的字符打开，把其余的挡在外面，这是简单单元办不到的。哪种单元更适合文本，要由留出文本来回答。
#
# **截断的反向传播。** 本章的模型在窗口上训练：每个窗口都从空状态开始，梯度最多传回一个窗口那么远。这样训练出来的模型，使用时可以把状态带得更远；但什么东西值得保留到一个窗口之外，从来没有梯度教过它。

# %% [markdown] lang="en"
# ## Three cells, one budget
#
# Now the cells read Shakespeare. `TextWindows` cuts the training text into windows of 32 characters and shuffles them. The target of a window is the same text moved on by one character. So **every position is a target**: a batch of 32 windows asks 1,024 questions, and the state at each position has to answer one.

# %% [markdown] lang="zh"
# ## 三种单元，同一预算
#
# 现在让三种单元读莎士比亚。`TextWindows` 把训练文本切成 32 个字符一段的窗口，再打乱次序。一个窗口的目标就是同一段文本后移一个字符，所以**每个位置都是目标**：一批 32 个窗口提出 1,024 个问题，每个位置上的状态各答一个。

# %% tags=["nbval-check-output"]
token_ids = vocabulary.encode(train_text)
windows = TextWindows(token_ids, 32, batch_size=32, seed=0)
x, y = windows[0]
print(f"{len(windows):,} batches; inputs {x.shape}, targets {y.shape}")
for row in range(3):
    print(f"{vocabulary.decode(x[row])!r} -> {vocabulary.decode(y[row])!r}")

# %% [markdown] lang="en"
# Each cell gets one recurrent layer with a state of 256 numbers and reads the same 800,000 characters once, a fifth of the training text. The learning rate climbs over the first steps and then falls along a cosine; its peak was chosen for each cell on the validation text. The text is read in five parts; after each we look at the loss on 16,384 validation characters, in windows of 256.

# %% [markdown] lang="zh"
# 每种单元都是一层，状态 256 个数，把同样的 800,000 个字符读一遍，即训练文本的五分之一。学习率在最初几步里逐渐升高，随后沿余弦曲线下降；峰值是为每种单元在验证文本上分别挑的。文本分五份来读，每读完一份，就看一眼 16,384 个验证字符上的损失，窗口长 256。


# %%
parts_read = np.array_split(token_ids[:800_000], 5)
watched = vocabulary.encode(validation_text[: 64 * 256 + 1])
validation_windows = watched[:-1].reshape(64, 256), watched[1:].reshape(64, 256)


def train(model, peak):
    steps = len(parts_read) * len(TextWindows(parts_read[0], 32, batch_size=32, seed=0))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 19 // 20, alpha=0.01, warmup_target=peak, warmup_steps=steps // 20
    )
    optimizer = keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=12)
    bits, start = [], time.perf_counter()
    for part in parts_read:
        windows = TextWindows(part, 32, batch_size=32, seed=0)
        model.fit(windows, shuffle=False, verbose=0)
        nats = model.evaluate(*validation_windows, batch_size=64, verbose=0)
        bits.append(nats / np.log(2))
    return bits, time.perf_counter() - start


# %% [markdown] lang="en"
# > **Predict before you run.** After one reading of 800,000 characters: which of the three comes first, and does it already beat the n-gram of order 7, which needed 2.165 bits on the validation plays?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 把 800,000 个字符读过一遍之后，三种单元谁领先？它能胜过在验证剧本上花 2.165 比特的 7 阶 n 元模型吗？

# %%
peaks = {"simple": 3e-3, "lstm": 1e-2, "gru": 1e-2}
networks, learning, train_seconds = {}, {}, {}
for cell, peak in peaks.items():
    networks[cell] = RecurrentLM(vocabulary, cell, hidden_dim=256, seed=0)
    learning[cell], train_seconds[cell] = train(networks[cell], peak)
    size = f"{networks[cell].count_params():7,} parameters"
    print(f"{cell:6}: {learning[cell][-1]:.2f} bits per character, ", end="")
    print(f"{size}, {train_seconds[cell]:.0f} s")

# %% [markdown] lang="en"
# The gates pay, though they cost parameters and time. The GRU, with about three quarters of the LSTM's parameters, is ahead of it at this budget. But none of them comes near the n-gram. Is that fair? The n-gram has read five times as much text. So we also fit n-grams to the very characters that the networks have read at each point.

# %% [markdown] lang="zh"
# 门控没有白加，虽说参数更多、用时更长；在这样的预算下，GRU 的参数只有 LSTM 的四分之三左右，反而走在前面。可是三者离 n 元模型都还远。这样比公平吗？n 元模型读的文本是它们的五倍。所以再做一组：让 n 元模型恰好也只读到网络每个时刻读过的那些字符。

# %%
seen = np.cumsum([len(part) for part in parts_read])
counting = {
    order: [
        metrics.bits_per_character(
            NGram(vocabulary, order).fit(train_text[:size]).log_prob(validation_text[:16384]), 16384
        )
        for size in seen
    ]
    for order in (3, 5)
}
figure, axis = plt.subplots(figsize=(5.6, 3.4), layout="constrained")
for cell, bits in learning.items():
    axis.plot(seen / 1000, bits, marker="o", label=cell)
for order, bits in counting.items():
    axis.plot(seen / 1000, bits, "--", label=f"n-gram, order {order}")
axis.set(xlabel="thousands of characters read", ylabel="validation bits per character")
axis.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plotting.show(
    figure,
    "Validation bits against characters read. The three networks fall steeply from above 3 bits; the "
    "n-gram of order 5 starts lowest and stays lowest; order 3 is nearly flat and is overtaken.",
    "验证比特随读过的字符数变化。三个网络从 3 比特以上急剧下降；5 阶 n 元模型从头到尾最低；3 阶几乎是平的，被网络超过。",
)

# %% [markdown] lang="en"
# The figure has the characters read across and the validation bits upwards. Counting learns from one look: after 160,000 characters order 5 is far ahead, and it takes seconds. The networks have to find out by many small steps what a count knows at once. But look at the slopes. Order 3 has nearly stopped, since its contexts are too short to say more. Order 5 gains about 0.3 bits from the first point to the last, the networks about half a bit, and its lead over the gated cells has shrunk to little. (That they flatten towards the end is also the learning rate's doing, which has fallen to almost nothing.) And nothing limits the length of what they may use.
#
# What a minute cannot show, a longer run can. `benchmarks/text.json` in the repository records a GRU of two layers on the text called "tiny Shakespeare": where it stands after 100 and after 300 seconds, beside an n-gram fitted to the same text.
#
# The examination is the test text: all three plays, line breaks counted, in pieces of up to 16,000 characters; within a piece the state is carried from character to character. In training no state was ever older than 32 characters. Does it help to keep it longer? We score the first 64,000 characters of the validation plays, cut into pieces of several lengths, each of which begins with an empty state.
#
# > **Predict before you run.** The first row keeps the state over 16,000 characters. Where will a new start every 32 characters cost more: in all 32 places alike, or in the first few?

# %% [markdown] lang="zh"
# 图的横轴是读过的字符数（千），纵轴是验证文本上的比特/字符；实线为三种网络（simple 即简单单元），虚线为 n 元模型。计数看一眼就学会：才读 160,000 个字符，5 阶已遥遥领先，而且只要几秒。网络要靠许多小步，慢慢摸索出计数一下子就知道的东西。但请看坡度：3 阶几乎停了，上文太短，再多也说不出什么；从第一个点到最后一个点，5 阶降了约 0.3 比特，网络降了约半比特，5 阶对两种门控单元的优势所剩不多。（网络后来变平，也因为学习率已降到几乎为零。）何况网络能利用的上文，长度没有限制。
#
# 一分钟看不出的，跑久一点就看得出。仓库里的 `benchmarks/text.json` 记录了一个两层 GRU 在“tiny Shakespeare”上的成绩：100 秒时到哪里，300 秒时到哪里，旁边是在同一文本上数出来的 n 元模型。
#
# 期末考试用测试文本：三部戏全考，换行也算，切成若干段，每段至多 16,000 个字符，段内状态一直带着走。训练时，状态的年龄从没有超过 32 个字符，带得更久有用吗？取验证剧本的前 64,000 个字符，切成几种长度的小段来打分，每小段都从空状态开始。
#
# > **先猜，再运行。** 第一行把状态一直带过 16,000 个字符。若每 32 个字符就从头开始，多花的比特是平摊在 32 个位置上，还是集中在开头几个？


# %%
def cut(text, length):
    return [text[i : i + length] for i in range(0, len(text), length)]


test_log_probs = {"n-gram": ngrams[7].log_prob(test_text)}
for cell, network in networks.items():
    test_log_probs[cell] = np.concatenate(network.log_prob(cut(test_text, 16_000)))
test_bits = {
    name: metrics.bits_per_character(log_probs, len(test_text))
    for name, log_probs in test_log_probs.items()
}
print({name: round(bits, 2) for name, bits in test_bits.items()}, "bits per character")

kept = {}
for length in (16_000, 128, 32, 8):
    pieces = networks["gru"].log_prob(cut(validation_text[:64_000], length))
    kept[length] = -np.concatenate(pieces).mean() / np.log(2)
    price = (kept[length] - kept[16_000]) * length
    print(f"GRU, state kept for {length:6,} characters: {kept[length]:.3f} bits; ", end="")
    print(f"price of a new start {price:.1f} bits")

# %% [markdown] lang="en"
# The bits tempt us to say that a longer memory keeps paying, even beyond a hundred characters. The last figures tell another story: a row's difference to the first one, times the length of its pieces, is what one new start costs. It comes to much the same in every row, 10 to 12 bits. So nearly all of it is paid on the first eight characters of a piece, and a state of 32 characters predicts practically as well as one of thousands. The network reads on over 16,000 characters without losing its way, but what it uses lies close by. It *could* carry more, such as the names in this play; in its short training, nothing has taught it to.
#
# ### Counting and learning together
#
# The n-gram is ahead. Does the network know anything that the counts do not? Ask both, and mix their answers:
#
# $$p(x_{t+1}) = (1 - \lambda)\, p_{\text{GRU}}(x_{t+1}) + \lambda\, p_{\text{n-gram}}(x_{t+1}).$$
#
# A weighted mean of two distributions is a distribution, so the mixture has bits per character like any other model. Its one parameter, the weight $\lambda$ of the n-gram, is chosen on validation text; the test plays are asked once.
#
# > **Predict before you run.** The GRU alone needs about a third of a bit more than the n-gram. Where does the best mixture lie: between the two, at the n-gram, or below both?

# %% [markdown] lang="zh"
# 只看比特数，状态似乎带得越久越好，过了一百个字符还有赚头。行末的数却另有说法：每一行与第一行之差，乘以小段的长度，就是重新开始一次的代价（price of a new start）。各行都差不多，10 到 12 比特。可见这笔代价几乎全花在每小段的前八个字符上；读过 32 个字符的状态，预测起来与读过几千个的几乎一样好。连着读 16,000 个字符，网络并没有迷路，只是它用到的内容都在近处。更远的东西，比如这部戏里的人名，它*本可以*带着走，但在这短短的训练里，没有什么教过它。
#
# ### 计数与学习相加
#
# n 元模型领先。那么，网络有没有懂得一点计数不知道的东西？两个都问，再把答案混合起来：
#
# $$p(x_{t+1}) = (1 - \lambda)\, p_{\text{GRU}}(x_{t+1}) + \lambda\, p_{\text{n-gram}}(x_{t+1}).$$
#
# 两个分布的加权平均还是分布，所以混合模型同样有自己的比特/字符。唯一的参数是 n 元模型的权重 $\lambda$，用验证文本来选；测试剧本只考一次。
#
# > **先猜，再运行。** 单独一个 GRU 比 n 元模型多花约三分之一比特。最好的混合落在哪里：两者之间，与 n 元模型相当，还是比两者都低？


# %%
def mixed(weight, network, counted):
    return np.logaddexp(np.log(1 - weight) + network, np.log(weight) + counted)


validation_part = validation_text[:64_000]
pieces = networks["gru"].log_prob(cut(validation_part, 16_000))
pair = np.concatenate(pieces), ngrams[7].log_prob(validation_part)
weights = np.arange(1, 10) / 10
curve = [metrics.bits_per_character(mixed(weight, *pair), 64_000) for weight in weights]
best_weight = weights[np.argmin(curve)]
mixture = mixed(best_weight, test_log_probs["gru"], test_log_probs["n-gram"])
test_bits["mixture"] = metrics.bits_per_character(mixture, len(test_text))
print(f"best weight of the n-gram on validation text: {best_weight:.1f}")
for name in ("gru", "n-gram", "mixture"):
    print(f"{name:8} {test_bits[name]:.2f} bits per character on the test plays")

# %% [markdown] lang="en"
# Below both. The network is a third of a bit worse, and still it takes several hundredths of a bit off the better model: the two err in different places. Counts know how a phrase goes on that they have seen before; the network has something to say where the context is new. A mixture need not know which of them is right, it only needs one of them to be. This is how recurrent networks first entered speech recognition, as a second opinion beside the counts (Mikolov et al. 2010). The larger GRU in `benchmarks/text.json` tells the same story: after 100 seconds it needs 1.56 nats per character, the n-gram 1.59, both together 1.47.
#
# ## Choosing the next character
#
# A trained model gives a distribution. To write, someone has to choose from it, again and again. Three controls are in use, and each is a few lines on the logits:
#
# - **Temperature** $T$: divide the logits by $T$. Probabilities become $p^{1/T}$, scaled to sum to 1. Below 1 the likely characters gain; $T = 0$ means that the most likely one is always taken, which is called **greedy**.
# - **Top-k** (Fan et al. 2018, arXiv:1805.04833): keep the $k$ most likely characters.
# - **Top-p**, or nucleus (Holtzman et al. 2019, arXiv:1904.09751): keep the smallest set of most likely characters whose probabilities add up to at least $p$. A sure model keeps few, an unsure one many.
#
# We write them out, and compare them with the library's on random logits.

# %% [markdown] lang="zh"
# 比两者都低。网络差了三分之一比特，却仍能替更好的模型省下百分之几比特：两者错的地方不一样。见过的短语怎样往下接，计数最清楚；上文是新的，网络还说得出点什么。混合模型不必知道谁对，只要有一个对就行。循环网络当年进入语音识别，走的就是这条路：在计数旁边提供另一种意见（Mikolov 等，2010）。`benchmarks/text.json` 里那个更大的 GRU 也是如此：训练 100 秒后，它单独要 1.56 奈特/字符，n 元模型要 1.59，合起来 1.47。
#
# ## 怎样选下一个字符
#
# 训练好的模型给出一个分布。要写出东西来，就得一次又一次从中挑选。常用的控制有三种，对 logits 来说都是几行代码：
#
# - **温度** $T$：logits 除以 $T$，概率变成 $p^{1/T}$，再归一化。小于 1 时，本来就可能的字符更占上风；$T = 0$ 表示总取最可能的那个，叫做**贪心**。
# - **top-k**（Fan 等，2018，arXiv:1805.04833）：只留最可能的 $k$ 个字符。
# - **top-p**，又称核采样（Holtzman 等，2019，arXiv:1904.09751）：按概率从大到小，留下总和达到 $p$ 的最小集合。模型有把握时留得少，没把握时留得多。
#
# 把它们写出来，在随机的 logits 上与课程库比对。


# %% tags=["nbval-check-output"]
def softmax(logits):
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()


def top_k(logits, k):
    return np.where(logits >= np.sort(logits)[-k], logits, -np.inf)


def top_p(logits, p):
    order = np.argsort(-logits)
    reached = np.cumsum(softmax(logits)[order])
    kept = order[: np.searchsorted(reached, p) + 1]
    return np.where(np.isin(np.arange(len(logits)), kept), logits, -np.inf)


for seed in range(20):
    logits = np.random.default_rng(seed).normal(size=69) * 2
    np.testing.assert_allclose(top_k(logits, 10), sampling.top_k(logits, 10))
    np.testing.assert_allclose(top_p(logits, 0.9), sampling.top_p(logits, 0.9))
    both = top_p(top_k(logits / 0.7, 10), 0.9)
    np.testing.assert_allclose(both, sampling.filtered(logits, 0.7, 10, 0.9), rtol=1e-6)
print("agrees with aigc_keras.sampling on 20 random distributions")

# %% [markdown] lang="en"
# What do they do to a real prediction? Two contexts: in the first the network is nearly sure, in the second it is not.

# %% [markdown] lang="zh"
# 它们对真实的预测做了什么？下面取两段上文：一段网络很有把握（sure），一段没把握（unsure）。

# %%
contexts = {"JULIET:\nGood nigh": "sure", "JULIET:\nI have no ": "unsure"}
settings = {
    "T = 1": {},
    "T = 0.5": {"t": 0.5},
    "T = 1.5": {"t": 1.5},
    "top-k 5": {"k": 5},
    "top-p 0.9": {"p": 0.9},
}
figure, axes = plt.subplots(2, 5, figsize=(9, 3.6), sharey="row", layout="constrained")
for row, text in zip(axes, contexts, strict=True):
    logits = ops.convert_to_numpy(networks["gru"](vocabulary.encode("\n" + text)[None]))[0, -1]
    shown = np.argsort(-logits)[:10]
    labels = [
        character.replace(" ", "␣").replace("\n", "↵")
        for character in map(vocabulary.decode, shown[:, None])
    ]
    for axis, (name, options) in zip(row, settings.items(), strict=True):
        kept = softmax(ops.convert_to_numpy(sampling.filtered(logits, **options)))
        axis.bar(range(10), kept[shown])
        axis.set_xticks(range(10), labels, fontsize=8)
        axis.set_title(name, fontsize=9)
    row[0].set_ylabel(f"{contexts[text]}: probability", fontsize=8)
plotting.show(
    figure,
    "Ten bars each for the ten likeliest characters. Upper row: one high bar for t under every "
    "setting. Lower row: many bars; temperature 0.5 sharpens, 1.5 flattens, top-k and top-p cut the tail.",
    "每幅十根柱，是最可能的十个字符。上排：无论哪种设置，t 一枝独秀。下排：多根柱子；温度 0.5 变尖，1.5 变平，top-k 和 top-p 截去尾巴。",
)

# %% [markdown] lang="en"
# Each panel shows the ten likeliest characters after `Good nigh` (upper row) and after `I have no ` (lower row). Where the model is sure, top-k still lets five through, top-p hardly any but the first. Where it is unsure, a temperature above 1 moves probability to the right, and beyond the ten to all that the model thinks next to impossible; the cuts remove that tail.
#
# Now the same beginning with the same random numbers, under five settings. Each writes 16 texts of 400 characters; of the first one we print the beginning.

# %% [markdown] lang="zh"
# 每幅画的是最可能的十个字符：上排的上文是 `Good nigh`，下排是 `I have no `，纵轴为概率（probability）。模型有把握时，top-k 照样放进五个，top-p 除了第一个几乎不留。没把握时，大于 1 的温度把概率往右挪，一直挪到这十个以外、模型认为几乎不可能的字符上；两种截断则把这条尾巴去掉。
#
# 同一个开头，同一组随机数，换五种设置来写，每种写 16 段，每段 400 个字符。打印的是第一段的开头：

# %%
ways = {
    "greedy": {"temperature": 0},
    "T = 0.7": {"temperature": 0.7},
    "T = 1": {},
    "T = 1.5": {"temperature": 1.5},
    "top-p 0.9": {"top_p": 0.9},
}
written_by = {}
for name, options in ways.items():
    written_by[name] = networks["gru"].generate(["ROMEO:\n"] * 16, 400, seed=0, **options)
    print(f"--- {name}\n{written_by[name][0][:157]}\n")

# %% [markdown] lang="en"
# Greedy choice falls into a loop: the likeliest character after the likeliest text is the same again. High temperature makes up words. In between it reads like Shakespeare seen through frosted glass.
#
# Taste is no measure. A second opinion is: we let the n-gram of order 7, which knows nothing of the network, score what was written. Real text costs it a little more than 2 bits per character. Text that costs it much less is too predictable, text that costs more holds things that Shakespeare does not write. Beside it: **distinct 5-grams** (Li et al. 2016, arXiv:1510.03055), the share of 5-grams that occur for the first time, which is low for loops, and the share of **12-grams copied** from the 800,000 characters that the network has read. Three more settings join in: $T = 0.85$, top-k 10, and greedy choice with a **repetition penalty**, which takes 0.3 off the logit of a character for each time it has occurred. The last row is real validation text, cut into equally long pieces: it gives the figures their meaning.

# %% [markdown] lang="zh"
# 贪心会掉进循环：最可能的文本后面，最可能的字符还是那一个。温度高了就生造单词。居中的读来像隔着毛玻璃看莎士比亚。
#
# 凭感觉不算数，得另请一位评判。7 阶 n 元模型与网络毫无关系，让它来给写出的文本打分。真实文本每个字符花 2 比特多一点；少得多，说明太好猜；多了，说明里面有莎士比亚不会写的东西。这是第一列（judge's bits），旁边还有两列：**不重复的五元组**（distinct 5-grams；Li 等，2016，arXiv:1510.03055）的比例，循环时很低；从网络读过的 800,000 个字符中**照抄的十二元组**（copied 12-grams）的比例。另外再加三种设置：$T = 0.85$、top-k 10，以及带**重复惩罚**（penalty）的贪心，后者按一个字符已经出现的次数，每次从它的 logit 里扣掉 0.3。最后一行是真实的验证文本，切成同样长的段：有了它，这些数才有意义。


# %%
def judge(texts):
    together = "".join(texts)
    bits = metrics.bits_per_character(ngrams[7].log_prob(together), len(together))
    distinct = metrics.distinct_n(texts, 5)
    return bits, distinct, metrics.copied_share(together, read_text, 12)


read_text = train_text[:800_000]
ways = {"T = 0.85": {"temperature": 0.85}, "top-k 10": {"top_k": 10}}
ways["greedy, penalty"] = {"temperature": 0, "repetition_penalty": 0.3}
for name, options in ways.items():
    written_by[name] = networks["gru"].generate(["ROMEO:\n"] * 16, 400, seed=0, **options)
print(f"{'':16} judge's bits  distinct 5-grams  copied 12-grams")
judged = {name: judge([text[7:] for text in texts]) for name, texts in written_by.items()}
judged["real text"] = judge(cut(validation_text[:6400], 400))
for name, (bits, distinct, copied) in judged.items():
    print(f"{name:16} {bits:12.2f} {distinct:17.2f} {copied:16.1%}")

# %% [markdown] lang="en"
# > **Misconception: "temperature makes a model more creative."** It adds no idea. It moves probability between characters that the model already has in its list. Above 1 the judge's bits soar, for most of what is moved goes to mistakes; below 1 the text gets safer and poorer. No column is enough by itself. A loop of common words may cost the judge about as much as real text; only the second column gives it away. And the real text shares more 12-grams with what the network has read than anything the network has drawn, since real phrases come back.
#
# Greedy choice draws nothing, so it wrote one text 16 times: its share of distinct 5-grams cannot exceed 1/16, or 0.06. Measured by that, the penalty does break the loop. But characters are few and must come back, so for characters it is a blunt tool.
#
# **Why the loop is compiled.** `generate` runs as one compiled loop that carries the state: constant work per character, however long the text. The way often seen in tutorials calls `model.predict` for each character on a window of the text so far. Both in one run, after a first call of each; the other writers are timed along with them, for the table at the end.

# %% [markdown] lang="zh"
# > **常见误解：“温度让模型更有创造力。”** 温度不会添半点主意，它只是在模型已经列出的字符之间搬动概率。大于 1 时，评判的比特数猛涨，因为挪出去的概率大半给了错字；小于 1 时，文字更稳妥，也更贫乏。只看一列是不够的：常用词的循环，评判给出的比特数可能与真实文本差不多，要看第二列才会露馅；而真实文本与网络读过的文本相同的十二元组，比网络抽签写出来的都多，因为真正的短语会反复出现。
#
# 贪心不抽签，16 段其实是同一段写了 16 遍，所以不重复的五元组至多占 1/16，即 0.06。以此为准，重复惩罚确实打破了循环；但字符就那么几十个，非重复不可，所以用在字符上是钝刀子。
#
# **为什么要编译循环。** `generate` 是一个带着状态往前走的编译好的循环，不论文本多长，每个字符的工作量都一样。教程里常见的写法则是每写一个字符，就拿目前为止的一段文本调用一次 `model.predict`。两者在同一次运行里比较，各先调用一遍；其余各种写法也顺便计时，留给最后的表格用。


# %%
def with_predict(length):
    text = "ROMEO:\n" * 5
    for _ in range(length):
        window = vocabulary.encode(text[-32:])[None]
        p = softmax(networks["gru"].predict(window, verbose=0)[0, -1].astype("float64"))
        text += vocabulary.decode([np.random.default_rng(len(text)).choice(len(p), p=p)])


def speed(function, length):
    function(length)
    start = time.perf_counter()
    function(length)
    return length / (time.perf_counter() - start)


writers = {"template": lambda n: [weather.generate(seed) for seed in range(n // 60)]}
writers["n-gram"] = lambda n: ngrams[7].generate("ROMEO:\n", n, seed=0)
writers |= {
    cell: lambda n, network=network: network.generate("ROMEO:\n", n, seed=0)
    for cell, network in networks.items()
}
lengths = {"template": 60_000, "n-gram": 200}
per_second = {name: speed(write, lengths.get(name, 5_000)) for name, write in writers.items()}
by_predict = speed(with_predict, 15)
print(f"GRU with predict: {by_predict:.0f} characters a second, ", end="")
print(f"compiled: {per_second['gru']:,.0f}, {per_second['gru'] / by_predict:,.0f} times as many")

# %% [markdown] lang="en"
# ## Learning by heart
#
# The networks above read each character once: they had little chance to learn it by heart. A smaller text, read again and again, is another matter. We take the first 8,000 characters of the training text, less than a tenth of a play, and a fresh GRU of the same size as above, which has dozens of parameters for each of these characters. We call it the parrot.
#
# > **Predict before you run.** Forty-four readings. Where will the bits per character on the text itself end, and where those on the validation plays?

# %% [markdown] lang="zh"
# ## 背书
#
# 上面的网络每个字符只读一遍，没什么机会背下来。换成一段短文，反复地读，就是另一回事了。取训练文本的前 8,000 个字符，不到十分之一部戏；网络是一个新的 GRU，大小与上面的相同，参数个数是字符数的几十倍；我们叫它“鹦鹉”（parrot）。
#
# > **先猜，再运行。** 读四十四遍。这段文本自己的比特/字符会落到多少？验证剧本上的呢？

# %%
small_text = train_text[:8_000]
parrot = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
small_windows = TextWindows(vocabulary.encode(small_text), 32, batch_size=16, seed=0)
schedule = keras.optimizers.schedules.CosineDecay(1e-2, 44 * len(small_windows))
optimizer = keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0)
parrot.compile(optimizer, steps_per_execution=len(small_windows))
readings, heart = range(4, 45, 4), {"the text itself": [], "validation": []}
for _ in readings:
    history = parrot.fit(small_windows, epochs=4, shuffle=False, verbose=0).history
    validation = parrot.evaluate(*validation_windows, batch_size=64, verbose=0)
    for name, nats in zip(heart, (history["loss"][-1], validation), strict=True):
        heart[name].append(nats / np.log(2))
best = int(np.argmin(heart["validation"]))
print(f"validation: best {heart['validation'][best]:.2f} after {readings[best]} readings, ", end="")
print(
    f"{heart['validation'][-1]:.2f} at the end; the text itself: {heart['the text itself'][-1]:.2f}"
)

# %% [markdown] lang="en"
# In the left panel of the figure the curves part early: from there on the network learns the text and no longer the language. Early stopping would have kept the best validation loss.
#
# How much of what it writes is copied? The parrot writes 16 texts, and of the GRU we take the 16 at $T = 1$ from above. We count the n-grams of characters that stand in the source: the 8,000 characters for the parrot, the 800,000 that it has read for the GRU. Held-out text of the same author shows what common phrases alone would give.

# %% [markdown] lang="zh"
# 左图横轴为读的遍数（readings），纵轴为比特/字符，两条线分别是这段文本自己（the text itself）和验证文本（validation）。它们很早就分道扬镳：从那里起，网络学的是这段文本，而不再是语言。早停可以保住最好的验证损失。
#
# 它写的东西里有多少是抄的？让鹦鹉也写 16 段，与上面 GRU 在 $T = 1$ 时写的 16 段放在一起，数一数其中有多少 n 元组原样出现在来源（source）里：鹦鹉的来源是那 8,000 个字符，GRU 的来源是它读过的 800,000 个字符。同一作者的留出文本（held-out text），则告诉我们单凭常用短语会有多少。

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.6, 3.2), layout="constrained")
for name, bits in heart.items():
    axes[0].plot(readings, bits, marker="o", label=name)
axes[0].set(xlabel="readings", ylabel="bits per character")
recited = parrot.generate(["ROMEO:\n"] * 16, 400, seed=0)
written = {"parrot": (recited, small_text), "GRU": (written_by["T = 1"], read_text)}
copied, sizes = {}, (4, 8, 12, 16, 20, 30)
for name, (texts, source) in written.items():
    together = "".join(text[7:] for text in texts)
    copied[name] = [metrics.copied_share(together, source, n) for n in sizes]
    held_out = [metrics.copied_share(validation_text[:6400], source, n) for n in sizes]
    copied[f"held-out text, {name}'s source"] = held_out
for i, (name, shares) in enumerate(copied.items()):
    axes[1].plot(sizes, shares, "--" if i % 2 else "-", marker="o", color=f"C{i // 2}", label=name)
axes[1].set(xlabel="n", ylabel="copied n-grams of characters")
for axis in axes:
    axis.legend(fontsize=7)
plotting.show(
    figure,
    "Left: bits on the text itself fall towards zero, validation bits soon climb. Right: many of the "
    "parrot's long n-grams are copied; of the GRU's and of held-out text almost none.",
    "左：文本自身的比特数趋近于零，验证比特很快就往上走。右：鹦鹉的长 n 元组很多是抄的；GRU 和留出文本的几乎没有。",
)

# %% [markdown] lang="en"
# The right panel shows the share of copied n-grams against their length, with dashed lines for held-out text. The parrot recites. The GRU copies no more than Shakespeare repeats himself. That comparison is the point: a share of copied 8-grams means nothing by itself. Nor does a loss say what is copied: ask both questions of every model that is trained for long on little text.
#
# ## Quatrains
#
# Chinese verse suits a small model: a quatrain has four lines, each of five or of seven characters, so it is over in 20 or 28 characters. Our collection holds 13,473 Tang quatrains, split so that no line of a test poem occurs in the training part. Each poem is an example of its own and begins with an empty state; the shorter ones are filled up with line breaks. The vocabulary is more than 70 times that of English: one token is often a whole word.

# %% [markdown] lang="zh"
# 右图横轴是 n，纵轴是照抄的 n 元组的比例（copied n-grams），虚线为留出文本。鹦鹉在背书；GRU 抄得并不比莎士比亚重复自己更多。要紧的正是这个对照：单说照抄了多少八元组，毫无意义。损失的高低，也说明不了有没有照抄。凡是在少量文本上训练很久的模型，这两个问题都要问。
#
# ## 绝句
#
# 小模型写诗正合适：绝句只有四句，每句五字或七字，二十个或二十八个字就写完了。我们收了 13,473 首唐人绝句，划分时保证测试部分的诗没有一句出现在训练部分。每首诗自成一个样本，从空状态开始；短的用换行符补齐。词表是英文的七十多倍：一个词元就是一个字。

# %%
poem_texts = data.load_text("tang_poems")
poem_vocabulary = CharacterVocabulary.of(poem_texts[0])
train_poems, validation_poems, test_poems = (text.strip().split("\n\n") for text in poem_texts)
line_break = poem_vocabulary.encode("\n")[0]
rows = [poem_vocabulary.encode(f"\n{poem}\n\n") for poem in train_poems]
length = max(map(len, rows))
poem_ids = np.stack(
    [np.pad(row, (0, length - len(row)), constant_values=line_break) for row in rows]
)
print(f"{len(train_poems):,} poems to train on, {poem_vocabulary.size:,} tokens")
print(test_poems[0])

# %% [markdown] lang="en"
# We call this network the poet. Its input and its output layer share one table of 5,072 vectors (tied embeddings; Press & Wolf 2017, arXiv:1608.05859): that saves more than a million parameters. It reads all poems once, in batches of twelve: in one reading, many small steps get further than few large ones.

# %% [markdown] lang="zh"
# 这个网络就叫“诗人”（poet）吧。它的输入层和输出层共用一张 5,072 个向量的表（权重共享；Press 与 Wolf，2017，arXiv:1608.05859），省下一百多万个参数。全部的诗读一遍，每批十二首：只读一遍的话，步子小而多胜过大而少。

# %%
poet = RecurrentLM(poem_vocabulary, "gru", hidden_dim=256, tied_embeddings=True, seed=0)
steps = len(poem_ids) // 12
schedule = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 19 // 20, alpha=0.01, warmup_target=1e-2, warmup_steps=steps // 20
)
poet.compile(
    keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0), steps_per_execution=40
)
start = time.perf_counter()
poet.fit(poem_ids[:, :-1], poem_ids[:, 1:], batch_size=12, verbose=0)
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# How well does it predict poems that it has not seen? n-grams of order 2 and 3 read the same poems. All score the test poems with the two line breaks at the end of each.

# %% [markdown] lang="zh"
# 没见过的诗，它预测得怎么样？让 2 阶和 3 阶的 n 元模型也读同样的诗。评分时，每首诗末尾的两个换行都算在内。

# %%
exam = [f"{poem}\n\n" for poem in test_poems]
characters = sum(map(len, exam))
verse_bits = {}
for order in (2, 3):
    counted = NGram(poem_vocabulary, order).fit("\n" + poem_texts[0])
    verse_bits[f"n-gram, order {order}"] = [counted.log_prob("\n" + poem) for poem in exam]
verse_bits["GRU"] = poet.log_prob(exam)
for name, log_probs in verse_bits.items():
    log_probs = [x[-len(poem) :] for x, poem in zip(log_probs, exam, strict=True)]
    verse_bits[name] = metrics.bits_per_character(np.concatenate(log_probs), characters)
    print(f"{name:16} {verse_bits[name]:.2f} bits per character")

# %% [markdown] lang="en"
# Here the network wins, with much less text and within a minute or so. A table of 5,072 × 5,072 pairs has more than 25 million places, nearly all of them empty. The network has no such table: characters that are used alike can lie close together among its vectors, and what is learned of one then helps the others.
#
# Now verse. We give it the first line of every test poem whose characters it knows, at temperature 0.8, and show the first six as they come. The first line of each is a Tang poet's, the other three are the network's.

# %% [markdown] lang="zh"
# 这一回网络赢了，而且文本少得多，用时也不过一分钟上下。5,072 × 5,072 个字对的计数表有两千五百多万格，几乎全是空的。网络没有这样一张表：在它的向量里，用法相近的字可以彼此靠近，从一个字学到的，也就帮得上别的字。
#
# 该写诗了。测试部分的诗，凡是没有生字的，都取首句给它，温度 0.8，把头六首原样列出来。每首的第一句是古人的，后三句是网络写的。

# %%
known = [i for i, poem in enumerate(test_poems) if not poem_vocabulary.unknown(poem)]
first_lines = [test_poems[i].partition("\n")[0] + "\n" for i in known]
answers = poet.generate(first_lines, 27, temperature=0.8, seed=0)
written_poems = [answer.partition("\n\n")[0] for answer in answers]
for i in range(0, 6, 3):
    for lines in zip(*(poem.split("\n") for poem in written_poems[i : i + 3]), strict=False):
        print("    ".join(f"{line:　<7}" for line in lines))
    print()

# %% [markdown] lang="en"
# Three questions can be asked by machine. **Form**: four lines, all of five or all of seven characters? **Rhyme**: do the second and the fourth line end in different characters of one category of the *Pingshui* rhymes? (That table was drawn up in the thirteenth century, but it fits the practice of the Tang poets well. Modern pronunciation would not do: many of these rhymes are gone.) **Tones**: do level and oblique tones alternate at the even places of the lines, as regulated verse wants (Wang Li 1977)? A poem without the form counts as failed in the other two as well; and quatrains in the old style, real ones, do not keep to the tones. Rhyme books know traditional characters only, so we map each simplified character of the written poems back to the traditional one that stands most often behind it in the training poems; the same is done to the real poems, so that the comparison is fair. "Shuffled" are the real poems with all their characters permuted: what chance gives.

# %% [markdown] lang="zh"
# 有三个问题可以由机器来问。**格式**：是不是四句，句句五字或句句七字？**押韵**：第二句和第四句的末字是否不同，又同属平水韵的一个韵部？（平水韵成书于十三世纪，但与唐人用韵大体相合；若按今音，许多唐诗就不押韵了。）**平仄**：各句双数位置上的平声和仄声，是否像近体诗要求的那样交替（王力，1977）？格式不对的，后两项也算不合格；古绝虽是真诗，却不守平仄。韵书只收繁体字，所以把写出的诗逐字换回繁体，取训练诗中该简体字最常对应的那个繁体字；真诗也照此处理，比较才公平。表中三列依次是格式（form）、押韵（rhyme）、平仄（tones）合格的比例；三行依次是真诗（real）、网络写的（written），以及打乱的（shuffled），即把真诗里的字全部重新排列，代表碰运气的水平。

# %%
traditional = "".join(data.load_text("tang_poems", script="traditional")[0])
pairs = Counter(zip(poem_texts[0], traditional, strict=True))
back = dict(pair for pair, _ in reversed(pairs.most_common()))


def to_traditional(poem):
    return "".join(back.get(character, character) for character in poem)


rng = np.random.default_rng(0)
real = [test_poems[i] for i in known]
bag = list(rng.permutation(list("".join(real).replace("\n", ""))))
shuffled = ["".join(c if c == "\n" else bag.pop() for c in poem) for poem in real]
verse = {"real": real, "written": written_poems, "shuffled": shuffled}
print(f"{len(real)} poems each: form, rhyme, tones")
verse_scores = {}
for name, poems in verse.items():
    converted = [to_traditional(poem) for poem in poems]
    scores = [getattr(metrics, f"{s}_share")(converted) for s in ("form", "rhyme", "tone")]
    verse_scores[name] = scores
    print(f"{name:9}", "  ".join(f"{score:.2f}" for score in scores))

# %% [markdown] lang="en"
# The form is mostly learned, though nobody told the network to count to five or seven. Rhyme and tones are a different story; compare the rows. To rhyme, the network has to keep the end of the second line in mind for 12 or 16 characters, line breaks counted, and all it gains is a better guess in one place of the poem. The tones ask for less memory, but which tone a character has, nobody has told it. Ask also whether the lines are its own: the share of written lines (after the first) that occur in a training poem stands below.

# %% [markdown] lang="zh"
# 格式大体学会了，虽然没有人教过网络数到五或数到七。押韵和平仄是另一回事，请对照各行来看。要押韵，就得把第二句的末字记住 12 或 16 个字符（换行也算），换来的只是一首诗里有一处猜得准些。平仄不用记那么远，可是哪个字是平、哪个字是仄，没有人告诉过它。还要问一句：诗句是它自己写的吗？下面数一数，除首句外，写出的句子有多少在训练的诗里出现过。

# %%
training_lines = set(poem_texts[0].split("\n"))
own_lines = [line for poem in written_poems for line in poem.split("\n")[1:] if line]
taken = np.mean([line in training_lines for line in own_lines])
print(f"{len(own_lines):,} lines, {taken:.1%} of them stand in a training poem")

# %% [markdown] lang="en"
# ## Side by side
#
# One table for all that wrote English in this chapter: bits per character on the test plays, seconds to train, characters written a second. The template has no bits, since it gives other texts no probability. Mind that the n-gram of order 7 has read all of the training text, the networks a fifth of it.

# %% [markdown] lang="zh"
# ## 放在一起比
#
# 本章写英文的各种方法，列成一张表：测试剧本上的比特/字符（bits），训练秒数（seconds），每秒写出的字符数（characters/s）。模板没有比特数，因为它给别的文本的概率为零。请注意，7 阶 n 元模型读了全部训练文本，三个网络只读了五分之一。

# %%
start = time.perf_counter()
NGram(vocabulary, 7).fit(train_text)
train_seconds["n-gram"] = time.perf_counter() - start
print(f"{'':9} {'bits':>5} {'seconds':>8} {'characters/s':>13}")
for name in per_second:
    bits = f"{test_bits[name]:.2f}" if name in test_bits else "none"
    print(f"{name:9} {bits:>5} {train_seconds.get(name, 0):8.0f} {per_second[name]:13,.0f}")

# %% [markdown] lang="en"
# Three lessons. With little time and much text, counting is hard to beat: try it before you train anything. Gates are worth their price. And a kind of network that is far behind on one text is ahead on another, where counts are spread too thin. What the recurrent network cannot do is read in parallel: character 1,000 has to wait for character 999. The Transformer removes that; [chapter 6](06_transformer.ipynb) builds it.

# %% [markdown] lang="zh"
# 三点体会。时间少、文本多的时候，计数很难打败：训练任何东西之前，先数一数。门控物有所值。还有，同一种网络在这种文本上远远落后，到了计数摊得太薄的另一种文本上却能领先。循环网络做不到的是并行地读：第 1,000 个字符得等第 999 个。Transformer 解决了这个问题，见[第 6 章](06_transformer.ipynb)。

# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# Two articles treat recurrent networks and text: **generative AI** (an article without a title line, on generative-AI content) and **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》). Much of what they say holds. A recurrent network models sequences; the hidden state in generative AI, 4.1.3, is this chapter's, with the two weight matrices written as one. Industry is right in 3.2.1 that a language model predicts what comes next, and names n-grams, the LSTM and the Transformer in one breath; in 3.2.2 it sets templates beside language models, as we did; and it breaks off in 4.2.1, just before the formula, which is no fault of its author. Neither has, as far as it goes, a program that writes text. **Large models** (《大模型》) and **history** (《发展历程》) name text generation only among the uses, and **principles and code** (《原理与代码》) has the Transformer in its place. Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | Generative AI, 1, 2.4, 3.1 and 9.3: "*recursive* neural network (RNN)", 递归神经网络 | In Chinese, *recurrent* is 循环, and industry, 3.3.2, has it right. A recursive network (递归) applies one cell along a tree, from parts to the whole | The recurrent cell, written out |
# | Generative AI, 2.4 and 9.3: the loop takes "the output of the previous step as the input of the present step" | What is carried on is the hidden state $h_{t-1}$, as in the article's own 4.1.3; the input is the next character of the text. Feeding back what was written is what generation does. (Networks that feed back their output exist, Jordan's of 1986; the article's formula is not one.) | The recurrent cell, written out; Choosing the next character |
# | Generative AI, 4.2.3, steps 1 and 2: "weight matrix" and "bias" stand for those of the hidden layer and of the output layer alike | They are different parameters: $h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$ and $p_t = \mathrm{softmax}(W_o h_t + b_o)$ | The recurrent cell, written out |
# | Generative AI, 4.2.3, step 2: $y_t = $ "activation function"$(\cdots)$ | Any activation will not do: a loss of the form $-\log p$ needs a distribution over the vocabulary, which the softmax makes. In step 3 the same $y_t$ is the target: output and target need two names | A language model is p(next \| before); The recurrent cell, written out |
# | Generative AI, 4.2.3, step 3: $L = -\mathbb{E}[\log p(y_t \mid y_{t-1}, x_t)]$ | The factors of the chain rule are conditioned on everything before: $-\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$. With $y_t = x_{t+1}$ as the target, $y_{t-1}$ is $x_t$, and the article's formula is a bigram: 3.612 bits per character in our count, where order 7 needs 2.165 | A language model is p(next \| before); Counting: n-grams |
# | Generative AI, 4.2.3, "derivation": step 4 says no more than "by the back-propagation algorithm" | There is no derivation. The weights are used at every step, so their gradient is a sum over time, with products of Jacobians that vanish or explode. Industry, 3.3.2, does not mention this either | Back-propagation through time |
# | Generative AI, 4.3.3: "in training, the RNN model keeps generating new English sentences" | In training it generates nothing: it reads real text and predicts its next character. Writing comes afterwards | The recurrent cell, written out; Choosing the next character |
# | Generative AI, 4.3.3: in the end the quality of the sentences "will gradually improve" | Not guaranteed. The training loss falls; the validation loss may turn, and a model that has learned its text by heart writes fine sentences, which are not its own | Learning by heart |
# | Generative AI, 3.3: the RNN's weakness is that "the quality of the generated data is relatively low" | There is no such law. It depends on the cell, the data and the budget, and takes a measure: bits per character on text held out | Three cells, one budget; Quatrains |
# | Generative AI, 6: "GANs to generate a chatbot's conversation" | Uncommon, and for a reason: a token is chosen, not computed, so no gradient passes straight from the judge to the writer. Dialogue is written by autoregressive language models | Choosing the next character |
# | Generative AI, 6: "RNNs to achieve style transfer" of images | The known method takes style from the features of a convolutional network (Gatys et al. 2015, arXiv:1508.06576) | Not in this chapter |
# | Generative AI, 8.1 and 8.5: "through actual projects" it shows image, text and audio generation | Its only program is a GAN for images | This chapter has the missing program for text |
# | Industry, 2.1 and 2.5: AI's core "includes machine learning, deep learning and natural language processing"; in the diagram, language processing springs from deep learning | Deep learning is a part of machine learning; language processing is a field with many methods. A template learns nothing and an n-gram model has no layer, yet both generate text | Templates: rules without learning; Counting: n-grams |
# | Large models, 4.2, of a GAN's losses: the loss "expresses the probability of the judgement" | A loss is a negative *logarithm* of a probability: certain costs 0, an even chance costs one bit, impossible costs infinitely much | A language model is p(next \| before) |

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 讲到循环神经网络与文本的有两篇文章：《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》。它们说对的不少：循环神经网络用来给序列建模；《生成式AI》4.1.3 的隐藏状态与本章的相同，只是把两个权重矩阵并成了一个；《赋能行业》3.2.1 说语言模型预测的是下一个词，并把 n-gram、LSTM 和 Transformer 放在一起，3.2.2 把模板与语言模型并列，本章也是这样安排的。该文在 4.2.1 正要给出公式时截断，这不是作者的过失。就现有的内容看，两篇都没有能写文本的程序。《大模型》和《发展历程》只把文本生成列为一种应用，《原理与代码》讲的是 Transformer。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《生成式AI》1、2.4、3.1、9.3：“递归神经网络（RNN）” | recurrent 是“循环”，《赋能行业》3.3.2 写对了。递归（recursive）神经网络是另一种模型：沿着一棵树，由部分到整体反复使用同一个单元 | 动手写循环单元 |
# | 《生成式AI》2.4、9.3：“将上一时刻的输出作为当前时刻的输入” | 传下去的是隐藏状态 $h_{t-1}$，该文自己的 4.1.3 正是这样写的；输入则是文本的下一个字符。把写出的字符再送回输入，是生成时的做法。（确有把输出送回去的网络，即 Jordan 1986 年的那种，但文中的公式不是。） | 动手写循环单元；怎样选下一个字符 |
# | 《生成式AI》4.2.3 第 1、2 步：隐藏层和输出层都写作“权重矩阵”“偏置” | 两层的参数各不相同：$h_t = \tanh(W_x x_t + W_h h_{t-1} + b)$，$p_t = \mathrm{softmax}(W_o h_t + b_o)$ | 动手写循环单元 |
# | 《生成式AI》4.2.3 第 2 步：$y_t = \text{激活函数}(\cdots)$ | 不是随便哪个激活函数都行：损失要取 $-\log p$，输出就得是词表上的概率分布，这要靠 softmax。到第 3 步，$y_t$ 又成了目标：输出与目标应当用两个记号 | 语言模型就是 p(下一个 \| 前文)；动手写循环单元 |
# | 《生成式AI》4.2.3 第 3 步：$L = -\text{期望}[\log p(y_t \mid y_{t-1}, x_t)]$ | 链式法则的每个因子都以全部前文为条件：$-\sum_t \log p(x_{t+1} \mid x_1, \dots, x_t)$。若以 $y_t = x_{t+1}$ 为目标，$y_{t-1}$ 就是 $x_t$，文中的公式不过是二元模型：按本章的计数要 3.612 比特/字符，而 7 阶只要 2.165 | 语言模型就是 p(下一个 \| 前文)；计数：n 元模型 |
# | 《生成式AI》4.2.3 名为“推导过程”，第 4 步只说“通过反向传播算法” | 并没有推导。同一组权重每个时刻都要用，梯度要对时间求和，其中有雅可比矩阵的连乘，会消失，也会爆炸。《赋能行业》3.3.2 同样没有提到 | 随时间反向传播 |
# | 《生成式AI》4.3.3：“在训练过程中，RNN模型不断生成新的英语句子” | 训练时什么也不生成：模型读真实的文本，预测它的下一个字符。写句子是训练之后的事 | 动手写循环单元；怎样选下一个字符 |
# | 《生成式AI》4.3.3：最终句子的质量“会逐渐提高” | 没有保证。训练损失会降，验证损失却可能掉头向上；把文本背下来的模型写得出好句子，只是那些句子不是它的 | 背书 |
# | 《生成式AI》3.3：RNN 的缺点是“生成数据质量相对较低” | 没有这样的定律。质量取决于单元、数据和训练预算，而且要拿尺子量：留出文本上的比特/字符 | 三种单元，同一预算；绝句 |
# | 《生成式AI》6：“使用GAN生成聊天机器人的对话” | 少见，而且事出有因：词元是挑出来的，不是算出来的，梯度无法直接从判别器传到生成器。写对话的是自回归语言模型 | 怎样选下一个字符 |
# | 《生成式AI》6：图像“使用RNN实现风格迁移” | 通行的做法是用卷积网络的特征来刻画风格（Gatys 等，2015，arXiv:1508.06576） | 不在本章 |
# | 《生成式AI》8.1、8.5：“通过实际项目实践”，展示了图像、文本和音频生成 | 全文只有一个程序，是生成图像的 GAN | 缺的程序，本章补上 |
# | 《赋能行业》2.1：AI 的核心“包括机器学习、深度学习和自然语言处理”；2.5 的图把自然语言处理画在深度学习之下 | 深度学习是机器学习的一部分；自然语言处理是一个领域，方法有许多种。模板什么也不学，n 元模型一层网络也没有，照样生成文本 | 模板：不靠学习的规则；计数：n 元模型 |
# | 《大模型》4.2 讲 GAN 的损失：“表示判别器对生成数据的判断概率” | 损失是概率的*负对数*：必然的花费为 0，五五开的花一比特，不可能的花费无穷大 | 语言模型就是 p(下一个 \| 前文) |

# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last two cells gather the main results and check that they lie within bands. Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_05_rnn.json`; networks that are taught the character after the next one, recorded there too, fall outside. If a new version of some package ruins the training, this is where it shows.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个代码单元汇总主要结果，检查它们是否落在界限之内。界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_05_rnn.json` 中；那里还记录了一组错把“下下个字符”当作目标来训练的网络，它们落在界限之外。如果哪个软件包的新版本毁了训练，就会在这里露出来。

# %%
results = {f"test bits, {name}": bits for name, bits in test_bits.items()}
results |= {f"verse bits, {name}": bits for name, bits in verse_bits.items()}
results |= dict(zip(("form", "rhyme", "tones"), verse_scores["written"], strict=True))
results |= {
    "heart, best validation": min(heart["validation"]),
    "heart, last validation": heart["validation"][-1],
    "heart, the text itself": heart["the text itself"][-1],
    "copied 12-grams": copied["parrot"][sizes.index(12)],
    "lines taken": taken,
}
results = {name: round(float(value), 3) for name, value in results.items()}

# %% tags=["headline", "bands"]
print(f"GRU: {results['test bits, gru']:.2f} bits per character on the test plays", end=", ")
print(f"{results['verse bits, GRU']:.2f} on quatrains; form kept by {results['form']:.0%}")
assert results["test bits, gru"] < 2.7 and results["test bits, lstm"] < 2.8
assert (
    results["test bits, simple"] < 3.0 and results["test bits, gru"] < results["test bits, simple"]
)
assert results["verse bits, GRU"] < 7.5 < results["verse bits, n-gram, order 3"]
assert results["form"] > 0.65
assert results["test bits, mixture"] < results["test bits, n-gram"] - 0.03

# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/05_rnn](exercises/05_rnn.ipynb). These here are for pen, paper and your own experiments.
#
# 1. ★ A text of 1,000 characters costs a model 2,300 bits. How many bits per character, nats per character, and which perplexity is that? How probable is the whole text?
# 2. ★ Which of the three controls can make a character impossible that the model finds likelier than some character it leaves in? Prove it from the code of the section "Choosing the next character".
# 3. ★★ Write `add_lambda_bits`, with $\lambda$ instead of 1 in add-one smoothing. Choose $\lambda$ for $n = 5$ on the validation plays. How near do you come to Kneser-Ney?
# 4. ★★ Give a simple cell ReLU in place of tanh and repeat the measurement of the gradients. What happens for $\gamma = 1$ and $\gamma = 1.5$?
# 5. ★★ Train the GRU with dropout 0.3 on the 8,000 characters of "Learning by heart". Does the best validation loss improve? Does the copying go?
# 6. ★★★ Rhyme to order: generate 50 poems for each first line and keep one that rhymes. By how much does the share of rhyming poems rise, and what does the choice cost in bits per character under the model?

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/05_rnn](exercises/05_rnn.ipynb)。下面这些留给纸笔和你自己的实验。
#
# 1. ★ 一段 1,000 个字符的文本，模型花了 2,300 比特。合多少比特/字符、多少奈特/字符，困惑度是多少？整段文本的概率有多大？
# 2. ★ 三种控制里，哪一种可能把某个字符判为不可能，却留下一个模型认为更不可能的字符？根据“怎样选下一个字符”一节的代码给出证明。
# 3. ★★ 写一个 `add_lambda_bits`，把加一平滑里的 1 换成 $\lambda$。对 $n = 5$，在验证剧本上选出 $\lambda$。离 Kneser-Ney 还有多远？
# 4. ★★ 把简单单元的 tanh 换成 ReLU，重做梯度的测量。$\gamma = 1$ 和 $\gamma = 1.5$ 时各会怎样？
# 5. ★★ 用“背书”一节的那 8,000 个字符训练 GRU，加上 0.3 的丢弃。最好的验证损失变好了吗？照抄的毛病改了吗？
# 6. ★★★ 点名要押韵：每个首句生成 50 首，留下一首押韵的。押韵的比例提高了多少？这样挑选，在模型看来每个字符多花多少比特？

# %% [markdown] lang="en"
# ## Summary
#
# - A language model is one conditional distribution, p(next | before). Its cost on held-out text, in bits per character, compares templates, counts and networks of every kind.
# - Counting is maximum likelihood. Kneser-Ney smoothing makes it strong. But long contexts seldom come back, so it gains nothing beyond about seven characters.
# - A recurrent network carries a state of fixed size. Its gradient is a product over time: it fades or explodes at a rate that can be measured. Gates can learn to let it pass, but a fresh LSTM does not remember for free.
# - Temperature, top-k and top-p move or cut probability. Judge them by a second model and by the figures of real text.
# - A low training loss may be recitation. Count copied n-grams, beside those of held-out text.
# - In a minute or so of training, counting beats the networks on much English text, and the network beats counting on little Chinese verse. Mixed, on the plays, the two beat each alone. Form is learned; rhyme hardly.
#
# ## References
#
# Shannon 1948, "A mathematical theory of communication" · Shannon 1951, "Prediction and entropy of printed English" · Huffman 1952 · Elman 1990, "Finding structure in time" · Jordan 1986 · Werbos 1990 (back-propagation through time) · Bengio, Simard & Frasconi 1994, "Learning long-term dependencies with gradient descent is difficult" · Kneser & Ney 1995 · Hochreiter & Schmidhuber 1997 (LSTM) · Chen & Goodman 1998, Harvard TR-10-98 · Gers, Schmidhuber & Cummins 2000 (forget gate) · Mikolov et al. 2010, "Recurrent neural network based language model" · Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063 · Cho et al. 2014 (GRU), arXiv:1406.1078 · Jozefowicz, Zaremba & Sutskever 2015, ICML · Gatys et al. 2015, arXiv:1508.06576 · Li et al. 2016 (distinct-n), arXiv:1510.03055 · Press & Wolf 2017 (tied embeddings), arXiv:1608.05859 · Fan et al. 2018 (top-k), arXiv:1805.04833 · Tallec & Ollivier 2018, arXiv:1804.11188 · Holtzman et al. 2019 (top-p), arXiv:1904.09751 · Wang Li 1977, *Shici gelü* (王力《诗词格律》)

# %% [markdown] lang="zh"
# ## 小结
#
# - 语言模型就是一个条件分布 p(下一个 | 前文)。它在留出文本上的花费，以比特/字符计，可以拿来比较模板、计数和各种网络。
# - 计数就是最大似然。Kneser-Ney 平滑使它变得很强；可是长的上文难得重现，到七个字符左右就再无长进。
# - 循环网络带着一个固定大小的状态往前走。它的梯度是沿时间的连乘，以测得出的速率消失或爆炸。门控能学会放它过去，但刚初始化的 LSTM 并不会白白记得更久。
# - 温度、top-k 和 top-p 搬动或截去概率。好不好，请另一个模型来评判，并与真实文本的数字对照。
# - 训练损失低，可能只是会背。数一数照抄的 n 元组，旁边放上留出文本的。
# - 只训练一分钟上下时，在大量的英文上，计数胜过网络；在少量的诗上，网络胜过计数；在剧本上把两者混合，比单用哪一个都好。格式学会了，押韵几乎没有。
#
# ## 参考文献
#
# Shannon 1948，“A mathematical theory of communication” · Shannon 1951，“Prediction and entropy of printed English” · Huffman 1952 · Elman 1990，“Finding structure in time” · Jordan 1986 · Werbos 1990（随时间反向传播）· Bengio、Simard 与 Frasconi 1994，“Learning long-term dependencies with gradient descent is difficult” · Kneser 与 Ney 1995 · Hochreiter 与 Schmidhuber 1997（LSTM）· Chen 与 Goodman 1998，哈佛 TR-10-98 · Gers、Schmidhuber 与 Cummins 2000（遗忘门）· Mikolov 等 2010，“Recurrent neural network based language model” · Pascanu、Mikolov 与 Bengio 2013，arXiv:1211.5063 · Cho 等 2014（GRU），arXiv:1406.1078 · Jozefowicz、Zaremba 与 Sutskever 2015，ICML · Gatys 等 2015，arXiv:1508.06576 · Li 等 2016（distinct-n），arXiv:1510.03055 · Press 与 Wolf 2017（权重共享），arXiv:1608.05859 · Fan 等 2018（top-k），arXiv:1805.04833 · Tallec 与 Ollivier 2018，arXiv:1804.11188 · Holtzman 等 2019（top-p），arXiv:1904.09751 · 王力 1977，《诗词格律》
