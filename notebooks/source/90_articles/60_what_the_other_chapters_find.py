# %% [markdown] lang="en"
# ## What the other chapters find
#
# The chapters teach what holds, and seldom speak of the articles.
# Here is, for each chapter, the most important of what the articles say of its subject, and three of these findings are shown as cells.
# Sections of their own, further down, have more on chapters 1 to 6.
#
# **[Chapter 0](00_start.ipynb), the tools.** Industry, 3.3.1, has convolutional networks extract features "by convolutional and pooling layers": that is true of classifiers, while a generator enlarges its maps by transposed convolutions and rarely pools.
# Large models, 5.1, asks for Python 3.7 or higher and installs Keras by itself: Keras 3 comes with a recent TensorFlow, and neither of these two installs on Python 3.7.
#
# **[Chapter 1](01_history.ipynb), what generates and how it came about.** Large models calls AIGC a system and gives every AIGC a generator and a discriminator: AIGC is the content, and only the GAN has a discriminator.
# Generative AI, 9.12, has generated images "help doctors diagnose": a diagnosis is a statement about one patient, and a generated image cannot make it.
# Principles, 2.2, shows a figure whose labels are not the words of its own list; the cell under "The labels" below decodes them.
#
# **[Chapter 2](02_math.ipynb), the formulas.** Generative AI, 4.2.2, adds a loss of the encoder and a loss of the decoder; without the KL divergence the sum is no bound of $\log p(x)$, as the cell under "The bound" shows.
# Large models, 4.2, calls a loss a probability: it is a negative logarithm of one.
#
# **[Chapter 4](04_vae.ipynb), the VAE.** Generative AI, 4.1.2, gives the decoder $\mu$ and $\sigma$, where a VAE draws $z = \mu + \sigma\varepsilon$.
# The section on chapter 4 below builds that model to the letter: it reconstructs, and it has no codes to make a new image from.
# History, 3.2.2, maximises the reconstruction error: it is minimised.
#
# **[Chapter 5](05_rnn.ipynb), recurrent networks.** Generative AI, 4.2.3, conditions the next character on the last one alone, which is a bigram model (the next token from the last one alone); in the chapter's count on Shakespeare it needs 3.64 bits a character, where a model that looks six characters back needs 2.24.
# The cell under "The condition" shows the reason on other data, a text of three letters, where the difference is about 0.74 bit.
# What a recurrent network hands on is its hidden state, and not its output, as generative AI, 2.4, has it.
#
# **[Chapter 6](06_transformer.ipynb), the Transformer.** Principles, 3.1, leaves out the mask of the decoder's self-attention, without which every position sees its own answer in training.
# Heads, residual connections and normalisation, its "tricks of training", are parts of the architecture: a trained model without one of them computes something else.

# %% [markdown] lang="zh"
# ## 其他各章的发现
#
# 各章只讲正确的内容，很少提到文章。
# 这里按章列出文章对该章题目的说法中最要紧的一两条，其中三条用单元格来演示。
# 第 1 至 6 章的其余问题，后面各有一节来讲。
#
# **[第 0 章](00_start.ipynb)，工具。** 《赋能行业》3.3.1 说卷积网络“通过卷积层和池化层”提取特征；分类器是这样，生成器却用转置卷积把特征图放大，很少用池化。
# 《大模型》5.1 要求 Python 3.7 或更高版本，并单独安装 Keras。
# 其实 Keras 3 会随新版 TensorFlow 一并装好，而 Keras 3 和新版 TensorFlow 都装不到 Python 3.7 上。
#
# **[第 1 章](01_history.ipynb)，生成的是什么、怎样走到今天。** 《大模型》把 AIGC 称作系统，并说它都有生成器和判别器。
# 其实 AIGC 是内容，而有判别器的只是 GAN。
# 《生成式AI》9.12 说生成的图像能“辅助医生进行诊断”。
# 但诊断是对某一个病人的判断，生成一幅图像作不出判断。
# 《原理与代码》2.2 的图，标签与它自己的列表对不上；下文“标签”处的单元格把它们解了出来。
#
# **[第 2 章](02_math.ipynb)，公式。** 《生成式AI》4.2.2 把编码器的损失与解码器的损失相加；缺了 KL 散度，这个和就不是 $\log p(x)$ 的界，见下文“下界”处的单元格。
# 《大模型》4.2 说损失表示概率，其实损失是概率的负对数。
#
# **[第 4 章](04_vae.ipynb)，VAE。** 《生成式AI》4.1.2 把 $\mu$ 和 $\sigma$ 直接交给解码器，而 VAE 要先采样 $z = \mu + \sigma\varepsilon$。
# 下文讲第 4 章的一节照原文搭出了这个模型：它能重建，但不知道该用什么编码来生成新图。
# 《发展历程》3.2.2 要最大化“重构误差”，但重建误差应当最小化。
#
# **[第 5 章](05_rnn.ipynb)，循环网络。** 《生成式AI》4.2.3 只以前一个字符为条件来预测下一个字符，这就成了二元模型（只由上一个词元预测下一个）；按该章在莎士比亚剧本上的计数，它要 3.64 比特/字符，而看前面六个字符的模型只要 2.24。
# 下文“条件”处的单元格换了一份数据来说明原因：那段文本只有三种字母，相差约 0.74 比特。
# 循环网络传下去的是隐藏状态，不是《生成式AI》2.4 所说的输出。
#
# **[第 6 章](06_transformer.ipynb)，Transformer。** 《原理与代码》3.1 没有提到解码器自注意力的掩码；没有掩码，训练时每个位置都看得见自己的答案。
# 它列为“训练技巧”的多头、残差连接和归一化，都是架构的组成部分：从训练好的模型里去掉一样，算出来的就不同了。

# %% [markdown] lang="en"
# **The labels.** The figure of principles, 2.2, is a link whose address holds its own text in the code called base64.
# Decoded, it should read like the list above it.

# %% [markdown] lang="zh"
# **标签。** 《原理与代码》2.2 的图是一个链接，图的文字就以 base64 编码写在地址里。
# 解出来，应当与它上方的列表一致。

# %%
import base64
import json

address = (
    "eyJjb2RlIjoiZ3JhcGggTFJcbiAgICBBSUdDIC0tPiDmnLrlnovlrZBcbiAgICBBSUdDIC0tPiDmt7HluqbogIVcbi"
    "AgICBBSUdDIC0tPiDoh6rnhLbnr4TlkIjliqjnlLtcbiAgICBBSUdDIC0tPiDorqHnrpfmnLrnm7jop4JcbiAgICBB"
    "SUdDIC0tPiDnn6XorqHlm77niYdcbiAgICBBSUdDIC0tPiDlvLrljJbkuIDnuqdcbiAgICBBSUdDIC0tPiDlr7nor5"
    "3nlJ_miJDnvZHnu5wiLCJtZXJtYWlkIjp7InRoZW1lIjoiZGVmYXVsdCJ9LCJ1cGRhdGVFZGl0b3IiOmZhbHNlfQ=="
)
figure_text = json.loads(base64.urlsafe_b64decode(address))["code"]
figure_labels = [part.split()[0] for part in figure_text.split("--> ")[1:]]
listed = ["机器学习", "深度学习", "自然语言处理", "计算机视觉", "知识图谱", "强化学习"]
listed += ["对抗生成网络"]
rows = list(zip(listed, figure_labels, strict=True))
header = [("the article's list", "文章的列表"), ("the figure", "图中的标签")]
plotting.table(header, [list(row) for row in rows])

# %% [markdown] lang="en"
# Each label begins like the right term, and none is right to its end.
# The last term of the list, 对抗生成网络, is not wrong, but the usual Chinese name of a GAN is 生成对抗网络.
#
# **The bound.** The smallest VAE has $z \sim \mathcal{N}(0, 1)$ and $x = z + \tfrac12 \varepsilon$; we observe $x = 1$.
# For three choices of $q(z \mid x)$, the encoder's distribution of $z$ once $x$ is known, the table has the reconstruction term alone, and the same less the KL divergence.
# A lower bound must not be greater than $\log p(x)$.

# %% [markdown] lang="zh"
# 每个标签的开头都对，却没有一个从头到尾是对的。
# 列表最后一项的“对抗生成网络”不算错，只是 GAN 更通行的译名是“生成对抗网络”。
#
# **下界。** 最小的 VAE 是 $z \sim \mathcal{N}(0, 1)$，$x = z + \tfrac12 \varepsilon$，观测到 $x = 1$。
# $q(z \mid x)$ 是编码器给出的、已知 $x$ 时 $z$ 的分布；对它的三种取法，表中先列出重建项本身，再列出重建项减去 KL 散度之后的值。
# 既然是下界，就不能大于 $\log p(x)$。

# %%
noise_variance, observed = 0.25, 1.0
# en: x is normal with mean 0 and variance 1 + 0.25.
# zh: x 服从均值为 0、方差为 1 + 0.25 的正态分布。
evidence = -0.5 * (np.log(2 * np.pi * (1 + noise_variance)) + observed**2 / (1 + noise_variance))
choices = {
    ("the posterior", "后验"): (0.8, 0.2),
    ("narrow", "很窄"): (1.0, 0.001),
    ("the prior", "先验"): (0.0, 1.0),
}
rows = []
for name, (mean, variance) in choices.items():
    squared_error = (observed - mean) ** 2 + variance
    reconstruction = -0.5 * (squared_error / noise_variance + np.log(2 * np.pi * noise_variance))
    kl = 0.5 * (mean**2 + variance - 1 - np.log(variance))
    assert reconstruction - kl <= evidence + 1e-9
    rows.append([name, f"{reconstruction:.3f}", f"{reconstruction - kl:.3f}", f"{evidence:.3f}"])
header = ["q(z|x)", ("reconstruction", "重建项"), ("less KL", "减去 KL"), "log p(x)"]
plotting.table(header, rows)

# %% [markdown] lang="en"
# The reconstruction term alone is greater than $\log p(x)$ for two of the three choices; with the KL divergence it never is, and the posterior reaches it.
#
# **The condition.** The text below, of three letters, is made by a rule that looks two letters back: after two different letters comes the third, with some exceptions at random.
# We count how well the next letter can be predicted from the last letter alone, and from the last two.

# %% [markdown] lang="zh"
# 三种选择中有两种，光是重建项就大于 $\log p(x)$；减去之后都不超过 $\log p(x)$，取后验时恰好相等。
#
# **条件。** 下面这段只用三种字母写成的文本，每个字母都由前两个字母决定，偶尔才随机：前两个不同，就接第三种字母。
# 数一数：只看前一个字母，和看前两个字母，下一个字母各能预测到什么程度。

# %%
rng = np.random.default_rng(0)
letters = [0, 1]
for _ in range(20_000):
    # en: The third letter is 3 - a - b; one time in ten, and after equal letters, any letter comes.
    # zh: 第三种字母是 3 - a - b；十次中有一次，以及前两个相同时，随便接一个字母。
    a, b = letters[-2:]
    is_random = a == b or rng.random() < 0.1
    letters.append(int(rng.integers(3)) if is_random else 3 - a - b)
letters = np.array(letters)  # (20002,)


def bits_per_letter(num_before):
    """The cross-entropy of a model that counts, given so many letters before."""
    counts = np.zeros((3,) * (num_before + 1))
    shifted = [letters[i : len(letters) - num_before + i] for i in range(num_before + 1)]
    np.add.at(counts, tuple(shifted), 1)
    probabilities = counts / counts.sum(axis=-1, keepdims=True)
    return -np.sum(counts * np.log2(probabilities)) / counts.sum()


assert bits_per_letter(1) > 2 * bits_per_letter(2)
rows = [[num_before, f"{bits_per_letter(num_before):.3f}"] for num_before in (1, 2)]
plotting.table([("letters seen", "看几个字母"), ("bits a letter", "比特/字母")], rows)

# %% [markdown] lang="en"
# A condition of one letter throws away what the letter before it would have told.
# The chain rule of probability conditions on everything before, and a hidden state can carry it.

# %% [markdown] lang="zh"
# 只以前一个字母为条件，更早的字母所含的信息就丢掉了。
# 概率的链式法则以全部前文为条件，而隐藏状态正好能把前文带下去。
