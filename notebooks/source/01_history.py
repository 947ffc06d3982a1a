# %% [markdown] lang="en"
# # 1. Machines that write and draw: a history that runs
# {{colab}}
#
# A template with slots. A table of counts. A network with a memory. A network that looks back at everything it has read. Two networks at play. A network that takes noise away. Each of them was once the way to make a machine write or draw. This chapter runs them one after another, on the same text and on the same images, and measures them with one ruler for text and one for images. History is then no list of dates but two columns of figures. Around them stand the questions that such figures do not answer: what this content is, where it is used and on what evidence, and what is still unsolved.
#
# **After this chapter you can**
# - say what AI-generated content is and what it is not, and name its kinds;
# - place methods on a map of artificial intelligence, and events on a line of time, from primary sources;
# - measure the distance from templates to attention in bits per character, and from autoencoders to diffusion in Fréchet distance;
# - tell a demonstration from a benchmark and a benchmark from a trial when someone names a use;
# - measure four limits yourself: what scores hide, amplified bias, memorised secrets and model collapse.
#
# **Time**: about 75 minutes to read; about 2 minutes to run on two CPU cores. **You need** a little Python and the idea of a probability. No other chapter is a prerequisite; the ones that explain each method are linked where it appears.

# %% [markdown] lang="zh"
# # 第 1 章　会写会画的机器：一部可以运行的历史
# {{colab}}
#
# 留着空格的模板，一张计数表，带记忆的网络，能回看全部前文的网络，互相较量的两个网络，一步步去掉噪声的网络：要让机器写文章、画图，每一样都曾经是当时的办法。本章让它们在同样的文本、同样的图像上依次登场，文本用一把尺子量，图像用另一把尺子量。这样，历史就不是一串年份，而是两列数字。还有些问题，数字答不了：这样的内容究竟是什么，用在哪里、凭什么说有用，还有什么没有解决。它们也都写在这一章里。
#
# **学完本章，你能够**
# - 说清什么是人工智能生成内容、什么不是，并列举它的种类；
# - 把各种方法摆进人工智能的版图，把各个事件按原始文献排上时间线；
# - 用比特/字符量出从模板到注意力走了多远，用弗雷歇距离量出从自编码器到扩散模型走了多远；
# - 听人谈起某项应用时，分得清演示、基准测试和对照试验；
# - 亲手测量四种局限：分数遮住了什么、被放大的偏差、被记住的秘密、模型坍塌。
#
# **用时**：阅读约 75 分钟；在双核 CPU 上运行约 2 分钟。**预备知识**：一点 Python，知道什么是概率。不必先读别的章；讲到哪种方法，就给出详细讲它的那一章的链接。

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
from aigc_keras import (
    GAN,
    VAE,
    NGram,
    RecurrentLM,
    Template,
    TwoPlayerAdam,
    backend,
    data,
    metrics,
    plotting,
)
from aigc_keras.data import TextWindows
from aigc_keras.models import gan_networks
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
plotting.use_style()

# %% [markdown] lang="en"
# ## What AI-generated content is
#
# **AI-generated content** is text, images, sound, video or any other content that a machine has made by a method of artificial intelligence. The word names the *content*. The program that makes it is a **generative model**; the methods and products taken together are **generative AI**. So the relation is one of maker and made: the content is the output of generative AI, neither its core nor another name for it. A survey puts it the same way: content generated with generative-AI techniques rather than by human authors (Cao et al. 2023, arXiv:2303.04226). Chinese usage of the abbreviation AIGC is wider. The white paper of the China Academy of Information and Communications Technology (2022) counts three things: a kind of content, a manner of producing it, and the set of techniques for it. This course says *content* for the first, *generation* for the second and *generative model* for the third, and so never has to guess which is meant.
#
# What makes a model generative? It stands for a **distribution** that you can draw from, $p(x)$, or $p(x \mid c)$ with a condition $c$ such as the beginning of a text, a label or a description. Draw again and you get another $x$. A **discriminative** model answers a question about content that is already there, $p(y \mid x)$: is this message spam, which digit is this? A search engine that finds a picture has generated nothing either.
#
# The smallest example: a model that has counted which character follows which four others, in 200,000 characters of Shakespeare. It is a table. The strings that it prints are the content.

# %% [markdown] lang="zh"
# ## 什么是人工智能生成内容
#
# **人工智能生成内容**（AIGC）是机器用人工智能方法做出来的文本、图像、声音、视频或其他内容。这个词指的是*内容*。做出内容的程序叫**生成模型**；这些方法和产品合起来叫**生成式人工智能**。两者是制作者与作品的关系：内容是生成式人工智能的产物，既不是它的核心，也不是它的别名。一篇综述也是这样说的：不由人类作者创作、而由生成式人工智能技术生成的内容（Cao 等，2023，arXiv:2303.04226）。中文里 AIGC 这个缩写用得更宽。中国信息通信研究院等的《人工智能生成内容（AIGC）白皮书》（2022）列了三层意思：一类内容，一种生产方式，一个技术集合。本课程把第一种叫“内容”，第二种叫“生成”，第三种叫“生成模型”，免得读者去猜。
#
# 怎样的模型才算生成模型？它代表一个可以从中采样的**分布**：$p(x)$，或者带条件的 $p(x \mid c)$，条件 $c$ 可以是一段开头、一个标签、一句描述。再采一次，就得到另一个 $x$。**判别模型**则是就已有的内容回答问题，即 $p(y \mid x)$：这封邮件是不是垃圾邮件？这是哪个数字？搜索引擎找出一幅图，也不算生成。
#
# 举个最小的例子：一个模型读了莎士比亚的 200,000 个字符，数出每四个字符之后跟着哪个字符。模型是一张表；它打印出来的那些字符串，才是内容。

# %%
short_text = data.load_text("shakespeare")[0][:200_000]
short_vocabulary = CharacterVocabulary.of(short_text)
counter = NGram(short_vocabulary, order=5).fit(short_text)
for seed in (1, 2, 3):
    print(repr(counter.generate("The king ", 60, seed=seed)))

# %% [markdown] lang="en"
# Three draws, one model. The same table can also be asked a question: how probable is a given text? The answer is printed in bits: each bit more halves the probability. A model that states probabilities can do both. A GAN can only draw ([chapter 3](03_gan.ipynb)).

# %% [markdown] lang="zh"
# 一个模型，三次采样，三段内容。同一张表也能回答问题：给定的一段文本有多大可能出现？下面的答案以比特（bits）计：每多 1 比特，概率减半。说得出概率的模型，两件事都能做；GAN 只会采样（[第 3 章](03_gan.ipynb)）。

# %% tags=["nbval-check-output"]
for text in ("The king is dead.", "The king id sead."):
    bits = -counter.log_prob(text).sum() / np.log(2)
    print(f"{text!r}: {bits:.1f} bits")

# %% [markdown] lang="en"
# > **Misconception: "AIGC is a system made of a generator and a discriminator."** That describes how one family, the GAN, is *trained*. The table of counts above has neither part, and its output is AI-generated content all the same.
#
# ## Kinds of content
#
# The kind decides how the content is represented, which models suit it and how it can be judged.
#
# | Kind | What the machine holds | Typical models | How it is judged |
# | --- | --- | --- | --- |
# | text | a sequence of tokens | n-grams, recurrent networks, Transformers | bits per character on held-out text; tasks; readers |
# | image | a grid of pixels, or a smaller grid of codes | VAE, GAN, diffusion | Fréchet distance, precision, recall; bits per dimension; viewers |
# | audio | samples of the wave, a spectrogram, or tokens of a codec | autoregressive networks, GAN, diffusion | listeners' ratings; errors of a speech recogniser |
# | video | a sequence of images, mostly as codes | diffusion, Transformers on codes | Fréchet distance of clips (arXiv:1812.01717); tests of physics; viewers |
# | multimodal | several kinds, in one sequence or one space | paired encoders (CLIP), text-to-image diffusion, Transformers | agreement between the parts, besides each part's own scores |
#
# **Multimodal** is not a fifth kind beside the others; it runs across them. It means several kinds at once, such as a film with sound, *and* **cross-modal** generation, one kind from another: an image from a description, a caption from an image, speech from text.
#
# How large is one piece of content? Count the numbers that a model has to produce.
#
# > **Predict before you run.** A page of 1,000 characters against ten seconds of video, 512 by 512 pixels in colour, 24 images a second. How many times as many numbers: a thousand times, or a hundred thousand?

# %% [markdown] lang="zh"
# > **常见误解：“AIGC 是由生成器和判别器组成的系统。”** 这说的是 GAN 这一个家族怎样*训练*。上面那张计数表，两样都没有，它写出来的照样是人工智能生成内容。
#
# ## 内容的种类
#
# 内容是哪一种，决定了它怎样表示、适合用什么模型、怎样评判。
#
# | 种类 | 机器里存的是什么 | 常用的模型 | 怎样评判 |
# | --- | --- | --- | --- |
# | 文本 | 词元序列 | n 元模型、循环神经网络、Transformer | 留出文本上的比特/字符；任务成绩；读者 |
# | 图像 | 像素网格，或更小的编码网格 | VAE、GAN、扩散模型 | 弗雷歇距离、精确率、召回率；比特/维；观众 |
# | 音频 | 波形采样点、声谱图，或编解码器的词元 | 自回归网络、GAN、扩散模型 | 听众评分；语音识别器的错误率 |
# | 视频 | 图像序列，多半存为编码 | 扩散模型、编码上的 Transformer | 片段之间的弗雷歇距离（arXiv:1812.01717）；物理测试；观众 |
# | 多模态 | 几种内容，放进同一个序列或同一个空间 | 成对的编码器（CLIP）、文生图扩散模型、Transformer | 各部分是否相符，外加各自的指标 |
#
# **多模态**并不是与前四种并列的第五种，而是贯穿它们。它既指几种内容一起生成，例如有声的影片，*也*包括**跨模态**生成，即由一种生成另一种：由描述生成图像，由图像生成说明，由文字生成语音。
#
# 一件内容有多大？数一数模型要给出多少个数。下面各行依次是：1,000 个字符的文本，MNIST 数字，512×512 的彩色图像，同一幅图像的编码（64×64，每处 4 个数），16 千赫的一分钟语音，十秒视频；右边一列（numbers）是数的个数。
#
# > **先猜，再运行。** 一页 1,000 个字符的文字，与十秒钟 512×512、每秒 24 幅的彩色视频相比，后者的数多多少倍：一千倍，还是十万倍？

# %% tags=["nbval-check-output"]
sizes = {
    "text, 1,000 characters": 1000,
    "MNIST digit": 28 * 28,
    "colour image, 512 x 512": 512 * 512 * 3,
    "the same image as codes": 64 * 64 * 4,
    "speech, one minute": 16_000 * 60,
    "video, ten seconds": 512 * 512 * 3 * 24 * 10,
}
print(f"{'':24} {'numbers':>12}")
for name, numbers in sizes.items():
    print(f"{name:24} {numbers:12,}")
ratio = sizes["colour image, 512 x 512"] / sizes["the same image as codes"]
print(f"pixels to codes: {ratio:.0f} to 1")

# %% [markdown] lang="en"
# Video holds almost two hundred thousand times as many numbers as the page. That is why large image and video models work on codes: the grid of 64×64×4 is the one that latent diffusion uses for images of this size (Rombach et al. 2021, arXiv:2112.10752), 48 times smaller than the pixels. Size is not difficulty, though. Neighbouring pixels are much alike, while one wrong word can turn a sentence into its opposite.
#
# ## Against content made by hand
#
# The five articles that this course starts from (a section further down names them) praise generated content in general terms: faster, nearly free, more creative. Some of that has been tested.
#
# | Question | Evidence for | No evidence for |
# | --- | --- | --- |
# | Speed | In an experiment with 453 professionals, those given ChatGPT needed 40% less time for writing tasks and were graded 18% better (Noy & Zhang 2023, doi:10.1126/science.adh2586); one set programming task was done 55.8% faster (Peng et al. 2023, arXiv:2302.06590) | That it is always so: 16 experienced developers, in projects they knew, took 19% *longer* and believed they had been faster (Becker et al. 2025, arXiv:2507.09089) |
# | Cost | One more draw takes seconds of computing | That a *usable* piece is nearly free: somebody has to check it. The next cell counts |
# | Control | A condition shifts the probabilities towards what was asked | Obedience. The conditional GAN of chapter 3 and the conditional VAE of chapter 4 draw a wrong digit every now and then |
# | Errors | They are fluent, so they do not look like errors | That they vanish with the next model; see "Limits" |
# | New ideas | Stories written with a model's ideas were rated more creative, most of all those of less creative writers (Doshi & Hauser 2024, doi:10.1126/sciadv.adn5290) | A gain for all: in the same experiment the stories became more alike |
# | Improvement | A model retrained on new data can get better | That it learns by itself in use: its weights change only when somebody trains them |
# | Responsibility | People and firms who publish answer for it; the European Union (Regulation 2024/1689, article 50) and China (measures on labelling, in force since September 2025) require generated content to be marked | That a model, or a notice under a picture, could take it over |
#
# **What a usable piece costs.** Let one draft take $g$ minutes to generate and $c$ minutes to check, let a share $p$ of drafts be good, and let the check miss a share $m$ of the bad ones. A draft is then published with probability $a = p + (1 - p)\,m$. On average $1/a$ drafts are needed, so
#
# $$\text{cost of a published piece} = \frac{g + c}{a}, \qquad \text{share of published pieces that are bad} = \frac{(1 - p)\,m}{a}.$$
#
# The generation time $g$ stands only in the first formula, beside $c$. The values of $g$, $c$, $p$ and $m$ below are assumed; put in your own. A simulation of 200,000 drafts checks the formulas.
#
# > **Predict before you run.** Drafts are generated in a tenth of a minute and read in five; one in five is good; the check misses one bad draft in ten. Of the pieces that get published, how many are bad: 2%, 10%, or 30%?

# %% [markdown] lang="zh"
# 视频的数几乎是那页文字的二十万倍。所以大型的图像和视频模型都在编码上工作：64×64×4 正是潜在扩散模型对这种大小的图像所用的编码（Rombach 等，2021，arXiv:2112.10752），只有像素的四十八分之一。不过，大不等于难：相邻的像素大同小异，而一个词用错，整句话就可能意思相反。
#
# ## 与人工制作相比
#
# 本课程由五篇文章而起（后面有一节逐一列出）。它们说起生成的内容，多是笼统的称赞：更快，几乎不要钱，更有创意。其中有一些是检验过的。
#
# | 问题 | 已有的证据 | 没有证据的 |
# | --- | --- | --- |
# | 速度 | 453 名专业人员参加的实验里，用 ChatGPT 的人完成写作任务用时少 40%，评分高 18%（Noy 与 Zhang，2023，doi:10.1126/science.adh2586）；一道指定的编程题，完成得快 55.8%（Peng 等，2023，arXiv:2302.06590） | 处处如此：16 名有经验的开发者在自己熟悉的项目里，用时反而*多* 19%，还以为自己更快了（Becker 等，2025，arXiv:2507.09089） |
# | 成本 | 多采一次样，不过是几秒钟的计算 | 一件*能用的*内容几乎不要钱：总得有人检查。下一个单元来算账 |
# | 控制 | 条件会让概率偏向所要求的内容 | 言听计从。第 3 章的条件 GAN、第 4 章的条件 VAE，都时不时画错数字 |
# | 差错 | 差错写得通顺，看上去不像差错 | 换一个模型就没有了；见“局限”一节 |
# | 新意 | 借用模型点子写出的故事，评分者认为更有创意，原本创意少的作者受益最大（Doshi 与 Hauser，2024，doi:10.1126/sciadv.adn5290） | 对整体也有利：同一个实验里，故事彼此更像了 |
# | 改进 | 用新数据重新训练，模型可以变好 | 用着用着自己就会学：有人去训练，权重才会变 |
# | 责任 | 由发布内容的人和机构承担；欧盟（第 2024/1689 号条例第 50 条）和中国（《人工智能生成合成内容标识办法》，2025 年 9 月起施行）都要求给生成内容加标识 | 模型，或者图下的一行声明，能替人承担 |
#
# **一件能用的内容要花多少。** 设一份草稿生成要 $g$ 分钟，检查要 $c$ 分钟，草稿中合格的比例为 $p$，不合格的有比例 $m$ 逃过检查。那么一份草稿得以发布的概率是 $a = p + (1 - p)\,m$，平均要 $1/a$ 份草稿，于是
#
# $$\text{发布一件的成本} = \frac{g + c}{a}, \qquad \text{已发布内容中不合格的比例} = \frac{(1 - p)\,m}{a}.$$
#
# 生成时间 $g$ 只出现在前一个式子里，而且是与 $c$ 相加。下面的 $g$、$c$、$p$、$m$ 都是假设的数，你可以换成自己的。公式再用 200,000 份草稿的模拟来验证。表头依次是：检查用时（check）、合格比例（good）、每件成本的分钟数（minutes）、已发布内容中不合格的比例（bad）。
#
# > **先猜，再运行。** 草稿十分之一分钟生成一份，五分钟读完一份；五份里有一份合格；十份不合格的有一份逃过检查。发布出来的东西里，有多少不合格：2%，10%，还是 30%？

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
generation, missed = 0.1, 0.1
print("check   good   minutes    bad")
for checking in (0, 1, 5):
    for good in (0.9, 0.5, 0.2):
        published = good + (1 - good) * missed
        cost = (generation + checking) / published
        bad = (1 - good) * missed / published
        is_good = rng.random(200_000) < good
        passes = is_good | (rng.random(200_000) < missed)
        np.testing.assert_allclose(cost, (generation + checking) / passes.mean(), rtol=0.03)
        np.testing.assert_allclose(bad, 1 - is_good[passes].mean(), rtol=0.06)
        print(f"{checking:5} {good:6.0%} {cost:9.2f} {bad:6.0%}")

# %% [markdown] lang="en"
# Where a check takes five minutes, generating for nothing would save two per cent: the cost is that of reading, divided by the share that passes. And with few good drafts the published pieces get worse although the checker is as careful as before, because more bad drafts try to slip through. Almost free are only pieces whose check takes no time (first three rows), and pieces that nobody checks; of those, as many are bad as of the drafts.
#
# ## A map
#
# Which of these words is part of which? **Artificial intelligence** is the widest: machines doing what would take intelligence, by rules or by learning. **Machine learning** is the part that learns from data. **Deep learning** is the part of machine learning that uses networks of many layers. **Language processing** and **computer vision** are *fields*, defined by what they work on; they use methods from every part and overlap where pictures meet words. To **generate** or not is a third question, which cuts across all of it. The list below says of each method where it belongs.

# %% [markdown] lang="zh"
# 检查要五分钟时，就算生成完全不花时间，也只省百分之二：成本就是阅读的时间除以通过的比例。而且合格的草稿越少，发布出来的就越差，尽管检查的人同样细心，因为想混过去的更多了。几乎不花钱的，只有检查不费时间的内容（前三行），或者干脆没人检查的内容；后一种，草稿里有多少不合格，发布出来的就有多少不合格。
#
# ## 一张版图
#
# 这些词谁包含谁？**人工智能**最宽：让机器做需要智能才能做的事，靠规则也行，靠学习也行。**机器学习**是其中从数据里学习的那一部分。**深度学习**又是机器学习中使用多层网络的那一部分。**自然语言处理**和**计算机视觉**是*领域*，由研究对象来划定；哪一部分的方法都用，在图文相会的地方相互重叠。**生成**与否是第三个问题，横穿整张版图。下面的清单写明每种方法的归属。

# %%
methods = [
    ("path search", "AI", "neither", False),
    ("decision tree", "ML", "neither", False),
    ("WaveNet (sound)", "DL", "neither", True),
    ("templates, ELIZA", "AI", "language", True),
    ("grammar rules", "AI", "language", False),
    ("n-grams", "ML", "language", True),
    ("spam filter", "ML", "language", False),
    ("recurrent nets, GPT", "DL", "language", True),
    ("BERT", "DL", "language", False),
    ("text-to-image diffusion", "DL", "both", True),
    ("CLIP", "DL", "both", False),
    ("edge detector", "AI", "vision", False),
    ("texture synthesis", "ML", "vision", True),
    ("boosted face detector", "ML", "vision", False),
    ("VAE, GAN, diffusion", "DL", "vision", True),
    ("ResNet classifier", "DL", "vision", False),
]

# %% [markdown] lang="en"
# Boxes inside boxes are parts; dashed frames are fields; a filled dot generates, an empty one does not. First the boxes and frames, then the methods.

# %% [markdown] lang="zh"
# 方框套方框，表示一部分：人工智能（artificial intelligence）⊃ 机器学习（machine learning）⊃ 深度学习（deep learning）。虚线框是领域：自然语言处理（language processing）和计算机视觉（computer vision）。实心点表示会生成（generates），空心点表示不生成（does not）。先画方框和虚线框，再写方法。属于人工智能而不靠学习的有：路径搜索（path search）、模板与 ELIZA（templates, ELIZA）、语法规则（grammar rules）、边缘检测（edge detector）；属于机器学习而非深度学习的有：决策树（decision tree）、n 元模型（n-grams）、垃圾邮件过滤（spam filter）、纹理合成（texture synthesis）、提升法人脸检测（boosted face detector）；属于深度学习的有：WaveNet（sound，声音）、循环网络与 GPT（recurrent nets, GPT）、BERT、文生图扩散模型（text-to-image diffusion）、CLIP、VAE 和 GAN 以及扩散模型（VAE, GAN, diffusion）、ResNet 分类器（ResNet classifier）。


# %%
def draw_parts_and_fields(axis):
    parts = {"artificial intelligence": 0, "machine learning": 2.9, "deep learning": 5.95}
    for inset, (name, x) in enumerate(parts.items()):
        gap = 0.12 * inset
        axis.add_patch(plt.Rectangle((x, gap), 10 - gap - x, 6.6 - 2 * gap, color="C0", alpha=0.1))
        axis.text(x + 0.12, 6.5 - gap, name, va="top", weight="bold")
    for name, bottom, top in (("language processing", 2.65, 5.05), ("computer vision", 0.6, 3.6)):
        frame = plt.Rectangle((0.15, bottom), 9.5, top - bottom, fill=False, linestyle="--")
        axis.add_patch(frame)
        language = name.startswith("language")
        edge, side = (top - 0.12, "top") if language else (bottom + 0.12, "bottom")
        axis.text(0.3, edge, name, style="italic", va=side)


# %% [markdown] lang="en"
# Each method is written into its part (columns) and field (rows).

# %% [markdown] lang="zh"
# 每种方法按所属部分（列）和领域（行）写进图里。

# %%
left = {"AI": 0.35, "ML": 3.25, "DL": 6.3}
below = {"neither": 5.55, "language": 4.45, "both": 3.3, "vision": 1.95}
figure, axis = plt.subplots(figsize=(7.2, 4.6), layout="constrained")
draw_parts_and_fields(axis)
rows = {}
for name, part, field, generates in methods:
    row = rows[part, field] = rows.get((part, field), -1) + 1
    y = below[field] - 0.42 * row
    axis.plot(left[part], y, "o", color="C1", fillstyle="full" if generates else "none")
    axis.text(left[part] + 0.15, y, name, va="center")
for fill, label in (("full", "generates"), ("none", "does not")):
    axis.plot([], [], "o", color="C1", fillstyle=fill, label=label)
axis.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
axis.set(xlim=(-0.05, 10.05), ylim=(-0.05, 6.65))
axis.axis("off")
plotting.show(
    figure,
    "Nested boxes: deep learning inside machine learning inside artificial intelligence. Two dashed "
    "frames, language processing and computer vision, run across all three and overlap in the "
    "middle, where CLIP and text-to-image diffusion stand. Generating and other methods occur in "
    "every box.",
    "嵌套的方框：深度学习在机器学习之内，机器学习在人工智能之内。两个虚线框，即自然语言处理和计算机视觉，横贯三者，在中部重叠，重叠处是 CLIP 和文生图扩散模型。会生成的和不生成的方法，每个方框里都有。",
)

# %% [markdown] lang="en"
# Two mistakes are common in such maps. One sets deep learning *beside* machine learning; it lies inside. The other hangs language processing *under* deep learning; but a template and an n-gram model process language without a single layer. And generating needs neither deep learning nor, with templates, any learning: there are filled dots in every box.
#
# ## A line of time
#
# Every event below has a primary source that you can look up: an arXiv number, a DOI, or a publication. The year is that of the source. For arXiv the number begins with year and month, which the last lines of the cell use as a check. The choice of events is ours, and another author's would differ.

# %% [markdown] lang="zh"
# 这类图常有两个错。一是把深度学习与机器学习*并列*，其实它在机器学习之内。二是把自然语言处理挂在深度学习*之下*，可是模板和 n 元模型一层网络也没有，照样处理语言。还有，生成不一定要靠深度学习，用模板时连学习都不需要：每个方框里都有实心点。
#
# ## 一条时间线
#
# 下面的每个事件都有查得到的原始文献：arXiv 编号、DOI 或出版物。年份就是文献的年份；arXiv 编号的前四位是年月，单元的最后几行用它来核对。选哪些事件由我们定，换一个作者会有出入。每行依次是年份、事件、类别（method 指通用的方法）、文献。

# %%
events = [
    (1913, "Markov chain of letters", "text", "doi:10.1017/S0269889706001074"),
    (1948, "Shannon: text by counting", "text", "doi:10.1002/j.1538-7305.1948.tb01338.x"),
    (1959, "Hiller & Isaacson: music", "sound", "Experimental Music, McGraw-Hill"),
    (1966, "ELIZA", "text", "doi:10.1145/365153.365168"),
    (1986, "back-propagation", "method", "doi:10.1038/323533a0"),
    (1997, "LSTM", "text", "doi:10.1162/neco.1997.9.8.1735"),
    (2003, "neural language model", "text", "JMLR 3:1137-1155"),
    (2006, "deep autoencoder", "image", "doi:10.1126/science.1127647"),
    (2013, "word2vec", "text", "arXiv:1301.3781"),
    (2013, "VAE", "image", "arXiv:1312.6114"),
    (2014, "GAN", "image", "arXiv:1406.2661"),
    (2014, "attention", "text", "arXiv:1409.0473"),
    (2015, "diffusion", "image", "arXiv:1503.03585"),
]

# %% [markdown] lang="en"
# The second half covers ten years.

# %% [markdown] lang="zh"
# 后一半只有十年。

# %%
events += [
    (2016, "WaveNet", "sound", "arXiv:1609.03499"),
    (2017, "Transformer", "text", "arXiv:1706.03762"),
    (2018, "GPT", "text", "OpenAI technical report"),
    (2018, "BERT (does not generate)", "text", "arXiv:1810.04805"),
    (2019, "GPT-2", "text", "OpenAI technical report"),
    (2020, "scaling laws", "method", "arXiv:2001.08361"),
    (2020, "GPT-3", "text", "arXiv:2005.14165"),
    (2020, "DDPM", "image", "arXiv:2006.11239"),
    (2021, "CLIP", "method", "arXiv:2103.00020"),
    (2021, "latent diffusion", "image", "arXiv:2112.10752"),
    (2022, "InstructGPT", "text", "arXiv:2203.02155"),
    (2022, "video diffusion", "image", "arXiv:2204.03458"),
    (2025, "DeepSeek-R1", "text", "arXiv:2501.12948"),
]

# %% [markdown] lang="en"
# Markov counted vowels and consonants in *Eugene Onegin* by hand (the source is the English translation of his lecture, hence its later number). Shannon wrote the first sentences by statistics. Hiller and Isaacson had a computer compose, by rules and chance. ELIZA conversed by templates. Back-propagation trained layers; the LSTM kept gradients alive; the neural language model put words into a space, and word2vec made that cheap. The deep autoencoder learned short codes for images. From 2013 on, three families of image models appear within three years: VAE, GAN, diffusion. Attention began as an aid to translation and became, in the Transformer, the core of the network. WaveNet made sound. GPT, GPT-2 and GPT-3 are one design at growing scale, BERT a Transformer that does not generate; the scaling laws describe what growing buys. DDPM drew good images by diffusion, CLIP joined text and image in one space, latent diffusion steered images by text at a bearable cost, and video diffusion went on to video. InstructGPT was trained on people's preferences, DeepSeek-R1 by rewards for right answers. The story neither begins nor ends with GAN and VAE.

# %% [markdown] lang="zh"
# 逐项说明如下。1913 年，马尔可夫靠手工清点《叶甫盖尼·奥涅金》里的元音和辅音（Markov chain of letters；所列文献是他那次讲演的英译，编号因而较晚）。1948 年，香农第一个用统计写出句子（text by counting）。Hiller 与 Isaacson 让计算机靠规则加随机数作曲（music），1959 年写成了书。1966 年，ELIZA 用模板同人对话。1986 年，反向传播（back-propagation）训练多层网络；1997 年，LSTM 让梯度不致消失；2003 年，神经语言模型（neural language model）把词放进一个空间，2013 年的 word2vec 让这件事变得便宜。2006 年，深度自编码器（deep autoencoder）学会了用短短的编码表示图像。2013 年起三年之内，三类图像模型相继出现：VAE、GAN、扩散模型（diffusion）。注意力（attention）起初是翻译的辅助，到 2017 年的 Transformer 成了网络的核心。2016 年的 WaveNet 生成声音。GPT、GPT-2、GPT-3 是同一种设计越做越大，BERT 也是 Transformer，但不生成（does not generate）；规模定律（scaling laws）说的是做大能换来什么。2020 年的 DDPM 让扩散模型画得出好图；2021 年，CLIP 把文字和图像放进同一个空间，潜在扩散（latent diffusion）以承受得起的代价由文字画图；2022 年，InstructGPT 用人的偏好训练，视频扩散（video diffusion）推广到视频；2025 年，DeepSeek-R1 靠答对得奖励来训练。故事既不是从 GAN 和 VAE 开始，也没有到它们为止。

# %% tags=["nbval-check-output"]
for year, event, kind, source in events:
    print(f"{year}  {event:26} {kind:7} {source}")
    if source.startswith("arXiv:"):
        assert 2000 + int(source[6:8]) == year

# %% [markdown] lang="en"
# The same table as a picture, one row for each event, the colour for its kind.

# %% [markdown] lang="zh"
# 把这张表画成图：每行一个事件，横轴为年份（year），颜色表示类别：蓝为文本（text），橙为图像与视频（image, video），绿为声音（sound），黑为通用方法（method）。

# %%
colours = {"text": "C0", "image": "C1", "sound": "C2", "method": "black"}
figure, axis = plt.subplots(figsize=(7.2, 5.6), layout="constrained")
for row, (year, event, kind, _) in enumerate(events):
    early = year < 1990
    axis.plot(year, -row, "o", color=colours[kind])
    axis.annotate(
        event,
        (year, -row),
        (7 if early else -7, 0),
        textcoords="offset points",
        ha="left" if early else "right",
        va="center",
    )
for kind, colour in colours.items():
    axis.plot([], [], "o", color=colour, label="image, video" if kind == "image" else kind)
axis.set(xlabel="year", xlim=(1908, 2028), yticks=[])
axis.spines["left"].set_visible(False)
axis.grid(axis="x", alpha=0.3)
axis.legend(loc="lower left")
plotting.show(
    figure,
    "Twenty-six events on a line of time, one below the other. Six lie before 2000; from 2013 to "
    "2022 no year is without one.",
    "二十六个事件自上而下排在时间轴上。2000 年以前只有六个；2013 年到 2022 年，年年都有。",
)

# %% [markdown] lang="en"
# More than two thirds of the rows are later than 2012. Part of that is growth; part is that old events have been sifted and recent ones have not. Beware of reading a law into a chosen list.
#
# ## The key technologies, in one paragraph each
#
# **Counting.** Predict the next character from how often each one followed the same context before. No network, no gradient, and on much text hard to beat when time is short. [Chapter 5](05_rnn.ipynb) builds a strong one.
#
# **Back-propagation.** A network is a composition of functions; the chain rule gives the derivative of the loss with respect to every weight, in about the time of a few predictions. Everything below rests on it. [Chapter 2](02_math.ipynb) does it by hand.
#
# **Recurrent networks.** Read one token after another and carry a state of fixed size along. The gradient is a product over time and tends to vanish; gates help it through. [Chapter 5](05_rnn.ipynb).
#
# **Autoencoders and VAEs.** Squeeze an image through a narrow code and restore it. If the codes are also made to follow a known distribution, one can draw new ones: the variational autoencoder, with a bound on the likelihood. [Chapter 4](04_vae.ipynb).
#
# **GANs.** A generator makes images from noise, a discriminator tells them from real ones, and the generator learns from the discriminator's gradient. Sharp, fast to draw from, difficult to train, inclined to leave things out. [Chapter 3](03_gan.ipynb).
#
# **Attention and the Transformer.** Instead of one state for everything read so far, look back at all of it and weight each position by how well it fits the present question. All positions of a text can be trained at once. [Chapter 6](06_transformer.ipynb); the first track of this chapter trains a small one.
#
# **Diffusion.** Add noise to images in many small steps, train a network to predict the noise, then start from pure noise and take it away step by step. A plain regression loss, no game; the price is many steps for one image. A chapter is planned; the second track trains a small one.
#
# **Pre-training, scale and feedback.** One large model learns to predict ordinary text or images first, and is adapted afterwards: by examples in its input (GPT-3), by people's preferences (InstructGPT), by rewards that can be checked (DeepSeek-R1). The loss falls as a power of size, data and computing (arXiv:2001.08361).
#
# **One space for several kinds.** Train an encoder for images and one for text so that what belongs together lies close together (CLIP). A description can then steer an image model: cross-modal generation.
#
# The next sections run this history twice: once in text, once in images.

# %% [markdown] lang="zh"
# 三分之二以上的事件在 2012 年之后。一方面是发展加快了，另一方面是旧事已经筛选过，新事还没有。自己挑出来的清单，不要从里面读出定律来。
#
# ## 关键技术，一段一个
#
# **计数。** 看同样的上文之后各个字符出现过多少次，据此预测下一个。没有网络，没有梯度；文本多而时间少的时候，很难打败。[第 5 章](05_rnn.ipynb)会搭一个很强的。
#
# **反向传播。** 网络是函数的复合；用链式法则，花上几次预测的时间，就能求出损失对每个权重的导数。下面的一切都建立在它之上。[第 2 章](02_math.ipynb)会亲手算一遍。
#
# **循环神经网络。** 一个词元一个词元地读，带着一个大小固定的状态往前走。梯度是沿时间的连乘，容易消失，门控帮它通过。见[第 5 章](05_rnn.ipynb)。
#
# **自编码器与 VAE。** 把图像压进一段很窄的编码，再还原出来。如果还让编码服从一个已知的分布，就能采出新的编码：这就是变分自编码器，它还给出似然的一个下界。见[第 4 章](04_vae.ipynb)。
#
# **GAN。** 生成器用噪声画图，判别器分辨真假，生成器从判别器的梯度里学。画得清晰，采样快，训练难，爱漏掉东西。见[第 3 章](03_gan.ipynb)。
#
# **注意力与 Transformer。** 不再把读过的一切塞进一个状态，而是回看全部前文，按每个位置与眼下问题的相合程度加权。一段文本的所有位置可以同时训练。见[第 6 章](06_transformer.ipynb)；本章的文本实验会训练一个小的。
#
# **扩散模型。** 分许多小步往图像里加噪声，训练网络去预测噪声，然后从纯噪声出发，一步步把噪声去掉。损失就是普通的回归，没有博弈；代价是画一幅图要走很多步。专讲它的一章在计划之中；本章的图像实验会训练一个小的。
#
# **预训练、规模与反馈。** 先让一个大模型学会预测普通的文本或图像，再去适应任务：靠输入里的例子（GPT-3），靠人的偏好（InstructGPT），靠能够核对的奖励（DeepSeek-R1）。损失随模型大小、数据量和计算量按幂律下降（arXiv:2001.08361）。
#
# **几种内容，一个空间。** 训练一个图像编码器和一个文本编码器，让相配的图文靠在一起（CLIP）。这样，一句描述就能指挥图像模型，这便是跨模态生成。
#
# 接下来把这段历史运行两遍：一遍是文本，一遍是图像。

# %% [markdown] lang="en"
# ## Seventy years of text, in a minute
#
# Machines have written text in four ways: by rules, by counting, with recurrent networks, with attention. We repeat all four on one desk. The three that learn read the same 200,000 characters of Shakespeare, once. Then they sit the same examination, 32,000 characters of *As You Like It*, a play that none of them has read.
#
# The mark is **bits per character**: the mean of $-\log_2 p$ over the characters of the examination, where $p$ is the probability that the model gave to the character that came; smaller is better ([chapter 5](05_rnn.ipynb) derives it). A model that knows nothing at all spreads its bets evenly over the vocabulary.

# %% [markdown] lang="zh"
# ## 一分钟走完文本的七十年
#
# 机器写文章，先后用过四种办法：规则、计数、循环网络、注意力。我们在一张书桌上把四种都做一遍。其中三种要学习，读的是同样的 200,000 个莎士比亚字符，只读一遍；然后参加同一场考试：《皆大欢喜》里的 32,000 个字符，这部戏谁也没读过。
#
# 成绩用**比特/字符**计：模型给实际出现的那个字符的概率若为 $p$，就记 $-\log_2 p$，再对考题的全部字符取平均，越小越好（推导见[第 5 章](05_rnn.ipynb)）。一无所知的模型只好在整张词表上平均下注，下面最后一行就是它的成绩。

# %% tags=["nbval-check-output"]
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
read_text, exam_text = train_text[:200_000], test_text[:32_000]
beginning, text_rows = "MARIA:\n", {}
print(f"to read: {len(read_text):,} characters; examination: {len(exam_text):,}")
print(f"no knowledge at all: {np.log2(vocabulary.size):.2f} bits per character")

# %% [markdown] lang="en"
# **Rules, from 1952.** In that year Christopher Strachey let the Manchester computer, a Ferranti Mark 1, write love letters: a few sentence patterns, lists of words, and a source of random numbers (Strachey, "The 'thinking' machine", *Encounter*, October 1954). The patterns and words below are our own, in his manner; `Template` fills the slots.

# %% [markdown] lang="zh"
# **规则，1952 年。** 这一年，Christopher Strachey 让曼彻斯特的计算机（Ferranti Mark 1）写起了情书：几个句式，几张词表，再加一个随机数源（Strachey，“The 'thinking' machine”，*Encounter*，1954 年 10 月）。下面的句式和用词是我们仿照他的样子另写的，由 `Template` 随机填空。

# %% tags=["nbval-check-output"]
patterns = [
    "My {adjective} {noun} {adverb} {verb} your {adjective} {noun}.",
    "You are my {adjective} {noun}: my {adjective} {noun}.",
]
words = {
    "adjective": ["gentle", "restless", "tender", "silent", "burning", "patient", "true"],
    "noun": ["heart", "wish", "fancy", "hope", "longing", "delight", "moon"],
    "adverb": ["softly", "eagerly", "secretly", "faithfully", "wildly"],
    "verb": ["awaits", "treasures", "seeks", "remembers", "adores"],
}
letter = Template(patterns, words)
print("\n".join(letter.generate(seed=seed) for seed in range(4)))

# %% [markdown] lang="en"
# Faultless grammar, and nothing learned. To a line of Shakespeare this machine gives the probability zero, so it has no mark.
#
# **Counting.** Markov counted letters in 1913, and Shannon wrote his first English by counts in 1948. Our 5-gram predicts a character from the four before it, with Kneser-Ney smoothing (1995), so that what was never seen is not impossible. Its sample, like those that follow, is printed as it came out; each is told to begin with `MARIA:`.

# %% [markdown] lang="zh"
# 语法无可挑剔，可什么也没学。莎士比亚的任何一行，它给的概率都是零，所以没有成绩。
#
# **计数。** 1913 年 Markov 数过字母，1948 年 Shannon 靠计数写出了他的第一批英文。这里的五元模型根据前四个字符预测下一个，并用 Kneser-Ney 平滑（1995），使没见过的不至于成为不可能。打印的样本，连同后面几个，都是原样照登；开头一律给定为 `MARIA:`。

# %%
start = time.perf_counter()
ngram = NGram(vocabulary, 5).fit(read_text)
seconds = time.perf_counter() - start
bits = metrics.bits_per_character(ngram.log_prob(exam_text), len(exam_text))
text_rows["5-gram"] = bits, seconds
print(f"{bits:.2f} bits per character, {seconds:.1f} s\n")
print(ngram.generate(beginning, 180, seed=1))

# %% [markdown] lang="en"
# **Networks** have to be trained. Both of ours read the text in windows of 32 characters, 32 windows a step. Adam's learning rate rises for the first twentieth of the steps and then falls to zero; gradients are clipped at norm 1. At every position the target is the next character. One look at a batch makes the weights, and `optimizer.build` Adam's own variables; left to the first step of training, both would have TensorFlow compile that step twice.

# %% [markdown] lang="zh"
# **网络**需要训练。两个网络都按 32 个字符一段的窗口来读，每步 32 个窗口；Adam 的学习率在最初二十分之一的步数里上升，随后降到零；梯度的范数裁剪到 1。每个位置上，目标都是下一个字符。先让模型看一批数据，权重就建好了；`optimizer.build` 再建好 Adam 自己的变量。要是等到训练的第一步才建，TensorFlow 就得把这一步编译两遍。


# %%
def train_writer(model, peak):
    windows = TextWindows(vocabulary.encode(read_text), 32, batch_size=32, seed=0)
    steps = len(windows)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 19 // 20, warmup_target=peak, warmup_steps=steps // 20
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, global_clipnorm=1.0)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    start = time.perf_counter()
    model(windows[0][0])
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss, steps_per_execution=13)
    model.fit(windows, shuffle=False, verbose=0)
    return time.perf_counter() - start


# %% [markdown] lang="en"
# **A recurrent network** (Elman 1990; the GRU cell, Cho et al. 2014, arXiv:1406.1078) reads one character after the other and carries a state of 256 numbers. In the examination the state is carried on, too, through four pieces of 8,000 characters.

# %% [markdown] lang="zh"
# **循环神经网络**（Elman 1990；这里用 GRU 单元，Cho 等，2014，arXiv:1406.1078）一个字符接一个字符地读，随身带着 256 个数的隐藏状态。考试时状态也一直带着走：考题分四段，每段 8,000 个字符。

# %%
recurrent = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
seconds = train_writer(recurrent, peak=1e-2)
pieces = [exam_text[i : i + 8000] for i in range(0, len(exam_text), 8000)]
log_probs = np.concatenate(recurrent.log_prob(pieces))
bits = metrics.bits_per_character(log_probs, len(exam_text))
text_rows["recurrent"] = bits, seconds
print(f"{recurrent.count_params():,} parameters, {bits:.2f} bits, {seconds:.0f} s\n")
print(recurrent.generate(beginning, 180, seed=1))

# %% [markdown] lang="en"
# **Attention** (Vaswani et al. 2017, arXiv:1706.03762) has no state. Every position looks back at all earlier ones at once and takes from each as much as seems to matter. So all positions are computed in parallel, which is what made large models possible. Two blocks will do here. Each adds to its input what attention finds, and then what a small network makes of that. The causal mask hides the future; an embedding of the place tells the order, to which attention by itself is blind.

# %% [markdown] lang="zh"
# **注意力**（Vaswani 等，2017，arXiv:1706.03762）没有状态。每个位置同时回看前面的所有位置，觉得哪里要紧就从哪里多取一些。于是各个位置可以并行计算，大模型正是由此成为可能。这里用两个块就够了：每一块先把注意力找到的内容加到输入上，再加上一个小网络的加工结果。因果掩码遮住未来；位置嵌入告诉模型先后次序，注意力自己是看不出次序的。


# %%
class Block(layers.Layer):
    def __init__(self, width, num_heads=4):
        super().__init__()
        self.attention = layers.MultiHeadAttention(num_heads, width // num_heads)
        self.network = keras.Sequential([layers.Dense(4 * width, "relu"), layers.Dense(width)])
        self.norms = [layers.LayerNormalization(), layers.LayerNormalization()]

    def call(self, x):
        normed = self.norms[0](x)
        x = x + self.attention(normed, normed, use_causal_mask=True)
        return x + self.network(self.norms[1](x))


# %%
class TinyTransformer(keras.Model):
    def __init__(self, vocabulary_size, width=128, num_layers=2, context_length=32):
        super().__init__()
        self.tokens = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(context_length, width)
        self.blocks = [Block(width) for _ in range(num_layers)]
        self.logits = layers.Dense(vocabulary_size, dtype="float32")

    def call(self, token_ids):
        x = self.tokens(token_ids) + self.places(ops.arange(token_ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.logits(x)


# %% [markdown] lang="en"
# After training, a check of the mask: of two texts that differ from character 21 on, the first 20 predictions must agree, and later ones must not.

# %% [markdown] lang="zh"
# 训练之后检验一下掩码：两段文本从第 21 个字符起不同，前 20 个位置的预测应当一致，后面的应当不同。

# %%
transformer = TinyTransformer(vocabulary.size)
seconds = train_writer(transformer, peak=5e-3)
print(f"{transformer.count_params():,} parameters, {seconds:.0f} s")
one = vocabulary.encode("\n" + exam_text[:31])[None]
other = np.where(np.arange(32) < 20, one, 5)
logits = ops.convert_to_numpy(transformer(np.concatenate([one, other])))
np.testing.assert_allclose(logits[0, :20], logits[1, :20], atol=0.05)
assert np.abs(logits[0, 20:] - logits[1, 20:]).max() > 1

# %% [markdown] lang="en"
# It cannot look back further than its window. So the examination is cut into overlapping windows of 32, moved on by 16, and only the second half of each is marked: every character is predicted from the 17 to 32 before it.

# %% [markdown] lang="zh"
# 它看不到窗口以外。所以考题切成相互重叠、每次前移 16 个字符的窗口，窗口长 32，只给后一半打分：预测每个字符时，看得到它前面的 17 到 32 个字符。

# %%
ids = vocabulary.encode("\n" * 17 + exam_text)
windows = ids[np.arange(0, len(exam_text), 16)[:, None] + np.arange(33)]
logits = transformer.predict(windows[:, :-1], batch_size=250, verbose=0)
log_probs = ops.convert_to_numpy(ops.log_softmax(logits[:, 16:]))
log_probs = np.take_along_axis(log_probs, windows[:, 17:, None], axis=-1)
bits = metrics.bits_per_character(log_probs, len(exam_text))
text_rows["attention"] = bits, seconds
print(f"{bits:.2f} bits per character")

# %% [markdown] lang="en"
# To write, the model reads its last 32 characters, one more is drawn from the distribution that it gives, and so on. (Zeros fill the window until it is full; they stand in the future, where the mask hides them.)

# %% [markdown] lang="zh"
# 写作时，模型读最近的 32 个字符，给出一个分布，从中抽一个字符接上，如此反复。（窗口没满时后面补零；零处在“未来”，被掩码遮住。）


# %%
def write(model, prompt, count, seed):
    read = backend.compile_function(model, model.variables)
    rng, ids = np.random.default_rng(seed), list(vocabulary.encode("\n" + prompt))
    for _ in range(count):
        last = np.array(ids[-32:], "int32")
        window = np.pad(last, (0, 32 - len(last)))[None]
        logits = ops.convert_to_numpy(read(ops.convert_to_tensor(window)))[0, len(last) - 1]
        p = np.exp(logits - logits.max())
        ids.append(rng.choice(len(p), p=p / p.sum()))
    return vocabulary.decode(ids[1:])


print(write(transformer, beginning, 180, seed=1))

# %% [markdown] lang="en"
# > **Predict before you look at the table.** The methods stand in the order of their years. Will the marks stand in the same order?

# %% [markdown] lang="zh"
# > **先猜，再看表。** 四种办法按年代排列。成绩也会照这个次序排列吗？下表各行为模板（template）、五元模型（5-gram）、循环网络（recurrent）和注意力（attention），两列是比特/字符（bits）与训练秒数（seconds）。

# %%
print(f"{'':10} {'bits':>5} {'seconds':>8}")
print(f"{'template':10} {'none':>5} {0:8.1f}")
for name, (bits, seconds) in text_rows.items():
    print(f"{name:10} {bits:5.2f} {seconds:8.1f}")

# %% [markdown] lang="en"
# Exactly the wrong way round, in this run: the oldest method that has a mark at all is the best, in a fraction of the time, and the newest is the last of the three. So does history run backwards? No: the budget decides. Counting knows after one look what a network has to find by many small steps, and 200,000 characters in one pass are few. The two networks have nearly the same number of parameters. After so few steps the recurrent one is ahead, and a likely reason is that it is built to read in order, while attention must first learn what "the character before" means. What the newcomers promise lies elsewhere: they go on improving where counting stops ([chapter 5](05_rnn.ipynb) measures that for the recurrent network), and attention does so on machines that compute thousands of positions at once. A minute on two cores shows none of this. Whoever compares methods must say at which budget.
#
# Look at the samples too. The networks have picked up the short lines of a play, and the length and the look of words; most of the words they make up. The 5-gram has more real words, since it strings together what it counted. Nobody makes sense.

# %% [markdown] lang="zh"
# 这次运行的名次恰好倒了过来：凡有成绩的，最老的办法最好，用时还只是个零头；最新的办法在三者中垫底。难道历史在倒退？不是，起决定作用的是预算。计数看一眼就知道的东西，网络要靠许多小步去摸索，而 200,000 个字符只读一遍，实在太少。两个网络的参数量几乎相同；步数这么少时循环网络领先，原因大概在于它天生就是按次序读的，注意力却得先学会什么叫“前一个字符”。后来者的长处在别处：计数停步的地方，它们还能继续进步（循环网络的情形，[第 5 章](05_rnn.ipynb)有测量）；而注意力能在同时计算成千上万个位置的机器上进步。双核上的一分钟，这些都看不到。要比较两种方法，先得说明是在多大的预算下比。
#
# 样本也值得一看。两个网络学到了剧本短短的一行行，也学到了单词的长短和模样，单词却多是杜撰。五元模型真正的单词多一些，因为它把数过的片段接起来。至于意思，谁也没写出来。

# %% [markdown] lang="en"
# ## Four ways to draw, in a minute
#
# Now images: 7,000 handwritten digits to learn from, 2,000 drawn by each model, compared with the 2,000 test images. The mark is the **Fréchet distance**: our own classifier turns every image into 128 features, and mean and covariance of the drawn images are compared with those of the test images; smaller is better ([chapter 3](03_gan.ipynb) has the formula). Two rows give the figure its meaning: real training images, and noise. Each model gets seconds of training, not hours.

# %% [markdown] lang="zh"
# ## 一分钟看遍四种画法
#
# 再看图像：用 7,000 幅手写数字来学，每个模型画 2,000 幅，与 2,000 幅测试图像比。成绩是**弗雷歇距离**：课程自带的分类器把每幅图变成 128 个特征，比较画出的图与测试图像在特征上的均值和协方差，越小越好（公式见[第 3 章](03_gan.ipynb)）。另有两行作参照：真实的训练图像（real）和噪声（noise）。每个模型只训练几秒到十几秒，而不是几小时。

# %%
(images, _), (test_images, _) = data.load_images("mnist")
train_images = images[:7000]
scorer = metrics.ImageScores("mnist", test_images, train_images)
noise_images = np.random.default_rng(0).integers(0, 256, (2000, 28, 28, 1), dtype="uint8")
drawings = {"real": train_images[:2000], "noise": noise_images}
image_rows = {name: (scorer.frechet(kept), 0, 0) for name, kept in drawings.items()}


# %%
def examine(name, draw, train_seconds):
    draw()
    start = time.perf_counter()
    drawings[name] = draw()
    draw_seconds = time.perf_counter() - start
    image_rows[name] = scorer.frechet(drawings[name]), train_seconds, draw_seconds
    print(f"{name}: distance {image_rows[name][0]:.2f}, {train_seconds:.0f} s of training")


# %% [markdown] lang="en"
# **An autoencoder** squeezes an image into 16 numbers, its code, and learns to restore it. To make it draw, we fit a normal distribution with mean and covariance to the training codes, and decode what is drawn from that. (`examine` draws twice and times the second pass; the first includes compiling.)

# %% [markdown] lang="zh"
# **自编码器**把图像压成 16 个数，即编码，再学着还原。要让它画新图，就给训练图像的编码拟合一个正态分布（带均值和协方差），从中抽样，再解码。（`examine` 画两遍，只给第二遍计时，因为第一遍包含编译。）

# %%
encoder = keras.Sequential(
    [layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(256, "relu"), layers.Dense(16)]
)
decoder = keras.Sequential(
    [layers.Dense(256, "relu"), layers.Dense(784, "sigmoid"), layers.Reshape((28, 28, 1))]
)

# %%
autoencoder = keras.Sequential([encoder, decoder])
autoencoder.compile("adam", "binary_crossentropy", steps_per_execution=14)
start = time.perf_counter()
autoencoder.fit(train_images, train_images / 255, batch_size=100, epochs=12, verbose=0)
autoencoder_seconds = time.perf_counter() - start

# %%
codes = encoder.predict(train_images, batch_size=1000, verbose=0).astype("float32")
centre, covariance = codes.mean(axis=0), np.cov(codes.T)


def decode(codes):
    images = decoder.predict(codes.astype("float32"), batch_size=1000, verbose=0)
    return np.rint(255 * images.astype("float32")).astype("uint8")


# %%
def draw_codes():
    rng = np.random.default_rng(0)
    return decode(rng.multivariate_normal(centre, covariance, 2000))


examine("autoencoder", draw_codes, autoencoder_seconds)

# %% [markdown] lang="en"
# **A variational autoencoder** (Kingma & Welling 2013, arXiv:1312.6114) trains its codes towards a normal distribution, so that drawing from it makes sense; [chapter 4](04_vae.ipynb) is about it. **A generative adversarial network** (Goodfellow et al. 2014, arXiv:1406.2661) lets a generator learn from a discriminator; chapter 3 explains the settings. Both keep a running average of their weights, and both learning rates rise and fall.

# %% [markdown] lang="zh"
# **变分自编码器**（Kingma 与 Welling，2013，arXiv:1312.6114）训练时就把编码往正态分布上靠，从中抽样才名正言顺，详见[第 4 章](04_vae.ipynb)。**生成对抗网络**（Goodfellow 等，2014，arXiv:1406.2661）让生成器跟着判别器学，设置的理由见第 3 章。两者都对权重取滑动平均，学习率都先升后降。


# %%
def fit_averaged(model, optimizer, epochs, batch_size):
    model.compile(optimizer, steps_per_execution=9)
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    options = {"batch_size": batch_size, "epochs": epochs, "verbose": 0}
    start = time.perf_counter()
    model.fit(train_images, callbacks=[averaging], **options)
    return time.perf_counter() - start


# %%
def rising_then_falling(steps, peak):
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=peak, warmup_steps=steps // 10
    )


# %%
vae = VAE(latent_dim=16, widths=(512,), seed=0)
rate = rising_then_falling(10 * 28, peak=0.012)
optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99)
seconds = fit_averaged(vae, optimizer, epochs=10, batch_size=250)
examine("VAE", lambda: vae.sample(2000, seed=0), seconds)

# %%
players = gan_networks.conv_generator(), gan_networks.conv_discriminator()
gan = GAN(*players, loss="relativistic", r1_weight=1.0, seed=0)
rate = rising_then_falling(5 * 54, peak=4e-3)
optimizer = TwoPlayerAdam(rate, use_ema=True, ema_momentum=0.98)
seconds = fit_averaged(gan, optimizer, epochs=5, batch_size=128)
examine("GAN", lambda: gan.sample(2000, seed=0), seconds)

# %% [markdown] lang="en"
# **A diffusion model** (Ho et al. 2020, arXiv:2006.11239) learns to remove noise. Mix a training example $x$ with noise, $x_t = \cos(\tfrac{\pi}{2}t)\, x + \sin(\tfrac{\pi}{2}t)\, \varepsilon$, from $t = 0$ (clean) to $t = 1$ (nothing but noise), and let a network say from $x_t$ and $t$ which noise was put in. The loss is the mean square of its error, nothing else. (`compute_loss` is all that we override; the network sees $t$ through a few sines and cosines.)
#
# To stay within seconds we do not diffuse the 784 pixels, but the 16 numbers of the autoencoder's code: a *latent* diffusion model (Rombach et al. 2021, arXiv:2112.10752). The encoder and decoder are those from above. So this row and the autoencoder's differ in one thing only: how new codes are drawn.

# %% [markdown] lang="zh"
# **扩散模型**（Ho 等，2020，arXiv:2006.11239）学的是去噪。把训练样本 $x$ 与噪声混合：$x_t = \cos(\tfrac{\pi}{2}t)\, x + \sin(\tfrac{\pi}{2}t)\, \varepsilon$，$t = 0$ 时是干净的样本，$t = 1$ 时全是噪声；再让网络根据 $x_t$ 和 $t$ 说出掺进去的是什么噪声。损失就是误差平方的均值，别无其他。（我们只改写 `compute_loss`；$t$ 化成几个正弦和余弦交给网络。）
#
# 为了在几秒钟内练完，这里不对 784 个像素做扩散，而是对自编码器的 16 个数的编码做，即*潜空间*扩散模型（Rombach 等，2021，arXiv:2112.10752）。编码器和解码器就是上面那一对。所以这一行与自编码器那一行只差一处：新编码是怎么抽出来的。


# %%
def mixing(t):
    return ops.cos(np.pi / 2 * t), ops.sin(np.pi / 2 * t)


class Diffusion(keras.Model):
    def __init__(self, size, width=256, seed=None):
        super().__init__(dtype="float32")
        hidden = [layers.Dense(width, "silu", dtype="float32") for _ in range(3)]
        self.network = keras.Sequential([*hidden, layers.Dense(size, dtype="float32")])
        self.seed_generator = keras.random.SeedGenerator(seed)

    def predict_noise(self, noisy, t):
        waves = [wave(k * np.pi / 2 * t) for k in (1, 2, 4, 8) for wave in (ops.cos, ops.sin)]
        return self.network(ops.concatenate([noisy, *waves], axis=-1))

    def call(self, clean):
        t = keras.random.uniform((ops.shape(clean)[0], 1), seed=self.seed_generator)
        noise = keras.random.normal(ops.shape(clean), seed=self.seed_generator)
        signal, spread = mixing(t)
        return noise, self.predict_noise(signal * clean + spread * noise, t)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        noise, predicted = y_pred
        return ops.mean(ops.square(noise - predicted))


# %%
deviation = codes.std(axis=0)
diffusion = Diffusion(16, seed=0)
rate = rising_then_falling(40 * 28, peak=3e-3)
diffusion.compile(keras.optimizers.Adam(rate, beta_2=0.99), steps_per_execution=28)
start = time.perf_counter()
diffusion.fit((codes - centre) / deviation, batch_size=250, epochs=40, verbose=0)
diffusion_seconds = time.perf_counter() - start
print(f"{diffusion.count_params():,} parameters, {diffusion_seconds:.0f} s")

# %% [markdown] lang="en"
# To draw, begin with noise at $t = 0.98$ and go back to $t = 0$ in 40 steps. In each, the predicted noise gives an estimate of the clean code, and both are mixed anew with a little less noise. This is the deterministic sampler DDIM (Song et al. 2020, arXiv:2010.02502); the loop is compiled as a whole.

# %% [markdown] lang="zh"
# 画图时，从 $t = 0.98$ 处的纯噪声出发，分 40 步回到 $t = 0$。每一步先用预测的噪声估计出干净的编码，再把两者重新混合，只是噪声少一点。这就是确定性的采样法 DDIM（Song 等，2020，arXiv:2010.02502）；整个循环一并编译。

# %%
moments = np.linspace(0.98, 0, 41, dtype="float32")


def remove_noise(x):
    def step(i, x):
        (signal, spread), (next_signal, next_spread) = mixing(times[i]), mixing(times[i + 1])
        noise = diffusion.predict_noise(x, ops.zeros_like(x[:, :1]) + times[i])
        clean = (x - spread * noise) / signal
        return next_signal * clean + next_spread * noise

    times = ops.convert_to_tensor(moments)
    return ops.fori_loop(0, len(moments) - 1, step, x)


denoise = backend.compile_function(remove_noise, diffusion.variables)


# %%
def draw_diffusion():
    noise = np.random.default_rng(0).standard_normal((2000, 16), "float32")
    drawn = ops.convert_to_numpy(denoise(ops.convert_to_tensor(noise)))
    return decode(centre + deviation * drawn)


examine("diffusion", draw_diffusion, autoencoder_seconds + diffusion_seconds)

# %% [markdown] lang="en"
# The first ten drawings of each, unselected. The table repeats the distances, with the seconds of training and of drawing 2,000 images; the diffusion model's training includes its autoencoder's.

# %% [markdown] lang="zh"
# 各取前十幅，未经挑选。随后的表里，autoencoder 是自编码器，diffusion 是扩散模型；各列为弗雷歇距离（distance）、训练秒数（training）和画 2,000 幅所用的秒数（drawing）；扩散模型的训练时间把它所用的自编码器也算在内。

# %%
names = ("real", "autoencoder", "VAE", "GAN", "diffusion")
plotting.show(
    plotting.image_grid(np.concatenate([drawings[name][:10] for name in names])),
    "Five rows of ten digits. Real ones are clear. The autoencoder's are blurred, several of them "
    "no digits; the VAE's are soft, some of them mixtures; the GAN's are hard-edged and often "
    "broken; those of the diffusion model are mostly readable.",
    "五行数字，每行十个。真实的很清楚；自编码器的模糊，有几个不成数字；VAE 的柔软，有些是混合体；GAN 的边缘分明，但常有残缺；扩散模型的大多可以辨认。",
)
print(f"{'':12} {'distance':>9} {'training':>9} {'drawing':>8}")
for name, (distance, training, drawing) in image_rows.items():
    print(f"{name:12} {distance:9.2f} {training:9.1f} {drawing:8.2f}")

# %% [markdown] lang="en"
# From top to bottom: real, autoencoder, VAE, GAN, diffusion. In this run the diffusion model on codes has the smallest distance, and the comparison with the autoencoder is the clean one: same encoder, same decoder, same images. A normal distribution only knows the mean and the covariance of the codes; the diffusion model has learned where the codes really lie. That costs training time, and 40 passes through the network for each drawing instead of none.
#
# The other three rows should not be read as a ranking of ideas. Plain and variational autoencoder are close together. The GAN has had five epochs; the table of chapter 3, after 24, looks different. A minute of training need not repeat the order of the decades, and none of these distances is near that of real images.
#
# > **Misconception: "the newer model is the better one."** At which budget, by which measure, on which data? In text, the oldest method won here; in images, the newest. Both tables would look different with a thousand times the time.

# %% [markdown] lang="zh"
# 从上到下依次是：真实图像、自编码器、VAE、GAN、扩散模型。这次运行中，在编码上做扩散的模型距离最小；它与自编码器那一行可以干净地相比：编码器、解码器、训练图像全都相同。正态分布只知道编码的均值和协方差，扩散模型却学到了编码究竟落在哪里。代价是训练要花时间，而且每画一批都要把网络跑 40 遍，自编码器一遍也不用。
#
# 其余三行不宜看作思想的高下。普通自编码器和变分自编码器不相上下。GAN 只训练了五个轮次，第 3 章练到 24 轮的那张表就是另一番模样。一分钟的训练未必重演几十年的次序；而且，没有哪个距离接近真实图像的水平。
#
# > **常见误解：“模型越新越好。”** 多大的预算？用什么尺子？在什么数据上？在这里，写文本是最老的办法赢了，画图像是最新的办法赢了。时间若有一千倍，两张表都会变样。

# %% [markdown] lang="en"
# ## Scale
#
# 《大模型》 (1.4.1) calls a large model one with parameters "on the scale of hundreds of millions" (our translation). That fits 2018: the large BERT has 340 million (Devlin et al. 2018, arXiv:1810.04805). Since then the word has moved on to $10^9$ to $10^{12}$: GPT-3 has 175 billion (Brown et al. 2020, arXiv:2005.14165), the largest Switch Transformer 1.6 trillion, of which each token uses a small part (Fedus et al. 2021, arXiv:2101.03961), the largest Llama 3 has 405 billion (2024, arXiv:2407.21783).
#
# Why did anyone pay for that? Because the loss turned out to be predictable. Kaplan et al. (2020, arXiv:2001.08361) found it to fall as a power law in parameters, in data and in compute, some trends over more than seven orders of magnitude. Hoffmann et al. (2022, arXiv:2203.15556) wrote it as one formula for $N$ parameters and $D$ tokens,
#
# $$L(N, D) = E + \frac{A}{N^{\alpha}} + \frac{B}{D^{\beta}},$$
#
# and concluded that both should grow alike. $E$ is what no model can save, the entropy of the text itself.
#
# Let us see how far this carries at our desk. The model must be quick: a network that sees the eight characters before (Bengio et al. 2003, "A neural probabilistic language model"), with a hidden layer of 4 to 400 units.

# %% [markdown] lang="zh"
# ## 规模
#
# 《大模型》1.4.1 说，大模型是“具有亿级参数规模的人工智能模型”。放在 2018 年，这话不错：BERT 的大号有 3.4 亿参数（Devlin 等，2018，arXiv:1810.04805）。此后这个词的门槛一路抬高，如今指 $10^9$ 到 $10^{12}$：GPT-3 有 1,750 亿（Brown 等，2020，arXiv:2005.14165），最大的 Switch Transformer 有 1.6 万亿，每个词元只用到其中一小部分（Fedus 等，2021，arXiv:2101.03961），最大的 Llama 3 有 4,050 亿（2024，arXiv:2407.21783）。
#
# 为什么有人肯为此花钱？因为损失竟是可以预测的。Kaplan 等人（2020，arXiv:2001.08361）发现，损失随参数量、数据量和计算量按幂律下降，有的趋势跨越七个数量级以上。Hoffmann 等人（2022，arXiv:2203.15556）把它写成一个公式，$N$ 为参数量，$D$ 为词元数：
#
# $$L(N, D) = E + \frac{A}{N^{\alpha}} + \frac{B}{D^{\beta}},$$
#
# 并由此得出结论：两者应当同步增长。$E$ 是任何模型都省不掉的部分，即文本自身的熵。
#
# 来看看在一张书桌上，这条规律管不管用。模型必须快：一个只看前八个字符的网络（Bengio 等，2003，“A neural probabilistic language model”），隐藏层从 4 个单元到 400 个单元。


# %%
def characters_and_next(text, context_length=8):
    token_ids = vocabulary.encode(text).astype("int32")
    windows = np.lib.stride_tricks.sliding_window_view(token_ids, context_length + 1)
    return windows[:, :-1], windows[:, -1]


# %%
def next_character_network(width):
    return keras.Sequential(
        [
            keras.Input((8,), dtype="int32"),
            layers.Embedding(vocabulary.size, 16),
            layers.Flatten(),
            layers.Dense(width, "relu"),
            layers.Dense(vocabulary.size, dtype="float32"),
        ]
    )


# %% [markdown] lang="en"
# Each network reads 409,600 characters once. On the way, at 25,600, 51,200 and so on, it is measured on 32,768 characters of the validation plays: the log-probability of each, and whether its first guess was right. So five trainings give twenty-five pairs of $N$ and $D$. The learning rate stays constant and the weights are averaged; a rate that falls to zero at the end would favour the last point. In the table, k stands for a thousand characters.

# %% [markdown] lang="zh"
# 每个网络把 409,600 个字符读一遍。途中读到 25,600、51,200……个字符时，各在验证剧本的 32,768 个字符上量一次：每个字符的对数概率，以及首选是否猜中。于是五次训练就给出二十五对 $N$ 与 $D$。学习率保持不变，权重取滑动平均；若让学习率到末尾降为零，最后一个点就占了便宜。下表的行是参数量（parameters），列是读过的字符数（k 表示千），表中的数是比特/字符。

# %%
amounts = 25_600 * 2 ** np.arange(5)
inputs, targets = characters_and_next(train_text[: amounts[-1] + 8])
watched_inputs, watched = characters_and_next(validation_text[: 32_768 + 8])


# %%
def grow(width):
    model, found = next_character_network(width), []
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(1e-2, beta_2=0.99, use_ema=True, ema_momentum=0.97)
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss, steps_per_execution=25)
    options = {"batch_size": 1024, "verbose": 0}
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    for first, last in zip([0, *amounts[:-1]], amounts, strict=True):
        model.fit(inputs[first:last], targets[first:last], callbacks=[averaging], **options)
        logits = model(watched_inputs)
        log_probs = ops.convert_to_numpy(ops.log_softmax(logits))
        given = log_probs[np.arange(len(watched)), watched]
        found.append((given, log_probs.argmax(axis=1) == watched))
    return model.count_params(), found


# %%
start = time.perf_counter()
parameters, found = zip(*(grow(width) for width in (4, 12, 40, 128, 400)), strict=True)
parameters = np.array(parameters)
losses = np.array([[-given.mean() / np.log(2) for given, _ in row] for row in found])
print(f"{'parameters':>10}  bits per character after", *(f"{d / 1000:.1f}k" for d in amounts))
for count, row in zip(parameters, losses, strict=True):
    print(f"{count:10,} {'':24}", *(f"{loss:.2f}" for loss in row))
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# Down a column the networks grow, along a row the text does, and both help in every step. The steps to the right are uneven: each stretch of text is new, and some teach more than others.
#
# Now fit the formula. The first two columns stay out: 25 or 50 steps are the beginning of a training, not a limit set by data. The largest network stays out as well; we want to *predict* it from the others. And $E$? We do not fit it but try several values; for each, the search for the others begins once from a large $\alpha$ and once from a large $\beta$. We print the exponents, the root mean square of the residuals (fitted networks and the largest one apart, in bits), and what the formula foretells for $10^9$ parameters and $10^{11}$ characters.

# %% [markdown] lang="zh"
# 往下看一列，是网络在变大；往右看一行，是文本在变多。每一步都有好处。往右的几步大小不一：每一段文本都是新的，有的教得多些，有的少些。
#
# 现在拟合公式。前两列不用：25 步、50 步只是训练的开头，还谈不上受数据量限制。最大的网络也不用，我们要由别的网络来*预言*它。$E$ 呢？不去拟合，而是试几个值；每个值都从两个起点搜索其余的参数，一个 $\alpha$ 大，一个 $\beta$ 大。打印的是：两个指数 alpha 和 beta；残差的均方根，单位为比特，参加拟合的（fitted）与最大的（largest）分开列；以及公式预言 $10^9$ 个参数、$10^{11}$ 个字符时的损失（far away）。

# %%
from scipy.optimize import least_squares

n, d = np.meshgrid(parameters, amounts, indexing="ij")
settled, largest = d > 100_000, n == parameters[-1]
used = settled & ~largest


def law(theta, n, d):
    floor, log_a, alpha, log_b, beta = theta
    return floor + np.exp(log_a - alpha * np.log(n)) + np.exp(log_b - beta * np.log(d))


# %%
def fit_law(floor, start):
    def errors(theta):
        return law((floor, *theta), n[used], d[used]) - losses[used]

    return floor, *least_squares(errors, start).x


def misses(theta):
    residuals = losses - law(theta, n, d)
    return [np.sqrt(np.mean(residuals[k] ** 2)) for k in (used, settled & largest)]


# %%
starts = (7.0, 0.9, 2.0, 0.1), (1.0, 0.1, 9.0, 0.8)
laws = [fit_law(floor, start) for floor in (0.0, 1.0, 2.0) for start in starts]
print("   E  alpha   beta  fitted  largest  far away")
for theta in laws:
    exponents = f"{theta[0]:4.1f} {theta[2]:6.2f} {theta[4]:6.2f}"
    fitted, foretold = misses(theta)
    print(f"{exponents} {fitted:7.3f} {foretold:8.3f} {law(theta, 1e9, 1e11):9.2f}")

# %% [markdown] lang="en"
# What does this little table say? The fit is decent: residuals below a tenth of a bit, over losses that span one and a half bits. The prediction is less sure than the fit: the largest network, only three times the next one, misses the formula by about three times as much. The exponents are not settled: with $E$ going from 0 to 2, $\beta$ grows to more than twice its size, and the fit hardly changes. (In other runs of this cell, the two starting points led for $E = 0$ to very different pairs, the second not much worse than the first.) And $E$ cannot be learned from our range at all: the values fit nearly alike, and far away they foretell different worlds, each following the $E$ that was put in. So much for an extrapolation over four decades of parameters and five of text.
#
# The published laws span many more decades, and even so their constants were argued about: Besiroglu et al. (2024, arXiv:2404.10102) took the data off the figures of Hoffmann et al. and could not reproduce the third of their three estimates. Ours would be those of a tiny network with a context of eight characters, not constants of nature.
#
# The figure takes $E = 1$ and the better of its two fits. Left: loss against text, one colour for each size; the lines are the fit, the points what was measured. Middle: the same points against compute, about $6ND$ arithmetic operations. Right: the residuals, measured minus formula.

# %% [markdown] lang="zh"
# 这张小表说明了什么？拟合得不错：损失的变化范围有一个半比特，残差不到十分之一比特。预言不如拟合可靠：最大的网络不过是次大的三倍，偏离公式的程度约为拟合残差的三倍。指数定不下来：$E$ 从 0 换到 2，$\beta$ 涨到两倍多，拟合却几乎没有变化。（这个单元换一次运行，取 $E = 0$ 时从两个起点出发，还得到过相差很远的两对指数，后一对只略差一点。）至于 $E$，靠我们这点范围根本无从得知：几个值拟合得几乎一样，推到远处却是不同的世界，放进去的 $E$ 是多少，出来的结果就跟着它走。参数外推四个数量级，文本外推五个，结果就是这样。
#
# 发表过的定律跨越的数量级多得多，即便如此，其中的常数也有争议：Besiroglu 等人（2024，arXiv:2404.10102）从 Hoffmann 等人的图中读出数据，就没能重现后者三种估计中的第三种。我们得到的指数，属于一个只看八个字符的小网络，不是自然常数。
#
# 下图取 $E = 1$ 时两个拟合中较好的一个。左图横轴为读过的字符数 $D$，纵轴为验证文本上的比特/字符，一种颜色是一种大小（图例为参数量 $N$），线是拟合，点是实测。中图是同样的点，横轴换成计算量，约为 $6ND$ 次运算。右图纵轴为残差（比特），即实测减公式，横轴仍为 $D$。

# %%
theta = min(laws[2:4], key=misses)
figure, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), layout="constrained")
for count, row in zip(parameters, losses, strict=True):
    colour = axes[0].plot(amounts, row, "o", markersize=3, label=f"{count:,}")[0].get_color()
    axes[0].plot(amounts[2:], law(theta, count, amounts[2:]), color=colour, linewidth=1)
    axes[1].plot(6 * count * amounts, row, "o-", markersize=3, linewidth=1)
    axes[2].plot(amounts[2:], (row - law(theta, count, amounts))[2:], "o-", markersize=3)
axes[0].set(xscale="log", xlabel="characters read D", ylabel="bits per character")
axes[1].set(xscale="log", xlabel="operations, about 6ND", ylabel="bits per character")
axes[2].set(xscale="log", xlabel="characters read D", ylabel="residual in bits")
axes[2].axhline(0, color="black", linewidth=0.8)
for axis in (axes[0], axes[2]):
    axis.minorticks_off()
    axis.set_xticks(amounts[2::2], [f"{amount:,}" for amount in amounts[2::2]])
axes[0].legend(title="parameters N", fontsize=7, title_fontsize=7)
plotting.show(
    figure,
    "Left: five sizes; bits fall as text grows, larger networks lie lower, and the fitted lines "
    "pass near the last three points of each. Middle: against compute, each size is best for a "
    "while and is then overtaken by the next. Right: residuals within about 0.2 bits, widest for "
    "the largest network, which took no part in the fit.",
    "左：五种大小，文本越多比特越少，网络越大越低，拟合线从各自后三个点附近穿过。中：按计算量看，每种大小各领先一阵，然后被下一种超过。右：残差在 0.2 比特左右以内，未参加拟合的最大网络偏得最远。",
)

# %% [markdown] lang="en"
# The middle panel holds the practical lesson. For every budget of compute another size is best: a small network that has read much is overtaken by a larger one that has read less, and the crossing points move to the right. Which size to train is a question about the budget. Hoffmann et al. answered it for large models: parameters and tokens should grow alike, and their model of 70 billion parameters, trained on 1.4 trillion tokens, beat larger ones trained on fewer.
#
# > **Misconception: "more parameters make a better model."** On enough text, with enough compute, yes. At a fixed budget of compute there is a best size, and beyond it more parameters mean fewer characters read.
#
# ## A jump, or a ruler?
#
# 《大模型》 speaks in its title of "emergence and explosion", and explains emergence as complex behaviour that arises by itself from the interaction of individuals. That is the word's older meaning. For language models Wei et al. (2022, arXiv:2206.07682) gave it another: an ability is emergent if it is absent in smaller models and present in larger ones. Their curves stay near chance for a long way and then rise steeply. Schaeffer et al. (2023, arXiv:2304.15004) objected: many such jumps come from the measure. Score every character, and the same models improve smoothly; score all or nothing, and they seem to leap.
#
# We can watch that with our twenty-five measurements. The task: the next $k$ characters, every one of them right. A character that is right with probability $p$ makes $k$ in a row right with about $p^k$, and that stays near zero until $p$ is large.
#
# > **Predict before you run.** The largest network guesses more than two in five characters. How often are eight in a row all right? (The last column has $p^8$.)

# %% [markdown] lang="zh"
# 实用的教训在中图。计算预算不同，最合适的大小也不同：读得多的小网络，会被读得少的大网络超过，而且交叉点一路右移。该练多大的模型，要看预算有多少。Hoffmann 等人就大模型给出了答案：参数与词元应当同步增长；他们用 1.4 万亿词元训练的 700 亿参数模型，胜过了参数更多、词元更少的模型。
#
# > **常见误解：“参数越多，模型越好。”** 文本管够、算力管够，确实如此。计算预算一定时，却有一个最合适的大小；再往上加参数，读得起的字符就少了。
#
# ## 是跃变，还是尺子？
#
# 《大模型》的标题里有“涌现和爆发”，文中把涌现解释为复杂行为“在个体之间相互作用的过程中自然产生”。这是这个词原来的意思。对语言模型，Wei 等人（2022，arXiv:2206.07682）另下了定义：小模型没有、大模型才有的能力，叫做涌现。他们画出的曲线长时间贴着瞎猜的水平，然后陡然上升。Schaeffer 等人（2023，arXiv:2304.15004）提出异议：这样的跃变有许多来自度量。给每个字符打分，同样这些模型是平稳进步的；只认全对，才显得一步登天。
#
# 用手头的二十五次测量就能看到这一点。题目是：接下来的 $k$ 个字符，个个都要猜对。若每个字符猜对的概率为 $p$，连对 $k$ 个的概率大约就是 $p^k$；$p$ 不够大时，它一直贴着零。
#
# > **先猜，再运行。** 最大的网络猜得中四成多的字符。连续八个全对的机会有多大？下表各列依次为：读过的字符数（characters）、比特/字符（bits）、接下来 $k$ 个字符全对的比例，最后一列是 $p^8$。


# %%
def share_in_a_row(right, k):
    return np.lib.stride_tricks.sliding_window_view(right, k).all(axis=1).mean()


lengths = (1, 2, 4, 8)
shares = {
    k: np.array([[share_in_a_row(right, k) for _, right in row] for row in found]) for k in lengths
}

# %%
print(f"{'characters':>10} {'bits':>5}", *(f"{f'k = {k}':>9}" for k in lengths), f"{'p^8':>9}")
for j, amount in enumerate(amounts):
    row = [shares[k][-1, j] for k in lengths]
    values = " ".join(f"{share:9.3%}" for share in (*row, row[0] ** 8))
    print(f"{amount:10,} {losses[-1, j]:5.2f} {values}")

# %% [markdown] lang="en"
# The rows follow the largest network through its training. Single characters improve steadily, from a quarter right to more than two in five. Eight in a row go from next to nothing to one case in a thousand or so, and in the end $p^8$ has the right order of magnitude, though it treats the characters as independent. The improvement is the same; only the ruler differs. (The share is measured with real text before each character. That is no help: a greedy continuation is right over $k$ characters exactly if each first guess is right after the true text.)
#
# Now all twenty-five measurements against compute. Left: bits per character. Middle: the share with all $k$ right, each divided by its own best, so that all curves end at 1. Right: the same shares on a logarithmic scale (those that are zero are missing).

# %% [markdown] lang="zh"
# 各行跟着最大的网络走完训练。单个字符稳步提高，从猜中四分之一到四成多；连续八个全对，则从几乎没有到一千次里有一次左右，最后 $p^8$ 的数量级也对得上，虽说它把各个字符当成了互相独立的。进步是同一个进步，不同的只是尺子。（统计时，每个字符之前给的都是真实的文本。这并没有帮忙：贪心续写的 $k$ 个字符全对，当且仅当每个字符在真实前文之后的首选都猜中。）
#
# 再看全部二十五次测量，三幅图的横轴都是计算量（运算次数，对数刻度）。左图纵轴为比特/字符。中图纵轴为 $k$ 个全对的比例，各除以自己的最大值，所以都在 1 处结束。右图是同样的比例，改用对数刻度（为零的画不出来）。

# %%
figure, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), layout="constrained")
operations = (6 * n * d).ravel()
axes[0].plot(operations, losses.ravel(), "o", markersize=3, color="black")
for k, marker in zip(lengths, "osv^", strict=True):
    share = shares[k].ravel()
    axes[1].plot(operations, share / share.max(), marker, markersize=3, label=f"k = {k}")
    axes[2].plot(operations[share > 0], share[share > 0], marker, markersize=3)
axes[0].set(xscale="log", xlabel="operations", ylabel="bits per character")
axes[1].set(xscale="log", xlabel="operations", ylabel="all k right, largest = 1")
axes[2].set(xscale="log", yscale="log", xlabel="operations", ylabel="all k right, log scale")
axes[1].legend(fontsize=7)
plotting.show(
    figure,
    "Left: bits fall steadily with compute, with some scatter. Middle: the share of single right "
    "characters rises early and evenly; the larger k, the longer the points stay near zero and "
    "the steeper they rise at the end. Right: on a logarithmic scale all rise without a jump, "
    "lower and steeper for larger k.",
    "左：比特数随计算量稳步下降，略有散布。中：单个字符猜对的比例早早地匀速上升；k 越大，点贴着零的时间越长，末尾升得越陡。右：换成对数刻度，各组都平稳上升，没有跃变，k 越大位置越低、坡度越陡。",
)

# %% [markdown] lang="en"
# In the middle panel, $k = 8$ looks like an ability that appears all at once at the end. In the left and right panels nothing appears: the same guesses get a little better all the time. Part of the effect is the size of the test. We asked at more than 32,000 places; tests of abilities often have hundreds of questions. How probable is it that the largest network does not answer a single one of 100 independent questions with eight right characters?

# %% [markdown] lang="zh"
# 在中图里，$k = 8$ 就像一种到了末尾才突然冒出来的能力。在左图和右图里，什么也没有冒出来：同样的猜测，只是一直在一点点变准。这种效果有一部分来自考题的数量。我们问了三万二千多处，而测试能力的题目往往只有几百道。假设出 100 道互相独立的题，每道要求八个字符全对，最大的网络一道也答不出（no success）的概率有多大？

# %%
for j, amount in enumerate(amounts):
    share = shares[8][-1, j]
    print(f"{amount:7,} characters: no success in 100 questions: {(1 - share) ** 100:6.1%}")

# %% [markdown] lang="en"
# With 100 questions, even the fully trained network would most likely get nothing right, and the report would say that it "cannot do it", although it has been on its way from the beginning.
#
# Does that settle the dispute? No. It shows that a jump in a figure may come from the figure, so look at a smooth measure before you believe in one. It does not show that every reported jump is of this kind, and it does not make all-or-nothing measures wrong: whoever needs eight right digits in a row has no use for seven, and to such a person the ability really does come late. And our twenty-five points are single runs of small networks on one text.

# %% [markdown] lang="zh"
# 只有 100 道题，就算练完的网络也多半一道都答不对，报告上就会写它“不会”，其实它从一开始就走在路上。
#
# 争论就此了结了吗？没有。这只说明，图上的跃变可能是画法造成的，所以相信之前，先换一把平滑的尺子看看。它并没有说明所有报道过的跃变都属于这一种，也不表示只认全对的度量就是错的：需要连对八位数字的人，对七位没有兴趣，在他看来，这种能力确实来得晚。何况这二十五个点只是一些小网络在一种文本上的单次运行。

# %% [markdown] lang="en"
# ## Where it is used, and what stands on evidence
#
# The five articles list uses by the dozen. A use can be *shown* (a demonstration: it worked once), *scored* (a benchmark: it worked on a fixed set of questions), *tried* (an experiment with a group that did without), or *established* (a trial in practice, on the outcome that matters, repeated by others). The steps are far apart. For each field the table gives what the articles claim, the best evidence that we can name with its source, and what is open.
#
# | Field, and the claim | Evidence | Open |
# | --- | --- | --- |
# | **Text**: news, fiction, dialogue, "high-quality" translation | Tried: the writing experiment above; an assistant introduced step by step among some 5,000 customer-support agents raised the issues solved per hour by about 15%, most for beginners (Brynjolfsson et al. 2023, arXiv:2304.11771). Scored: translated news from Chinese was rated level with people's sentence by sentence (Hassan et al. 2018, arXiv:1803.05567), but whole documents were not (Läubli et al. 2018, doi:10.18653/v1/D18-1512) | facts; long texts; who checks |
# | **Images**: art, repair, style transfer | Shown and scored: text-to-image by latent diffusion (arXiv:2112.10752); style from the features of a convolutional network (Gatys et al. 2015, arXiv:1508.06576); repair fills in what is likely ([chapter 4](04_vae.ipynb)) | what was really there; rights; exact obedience |
# | **Audio**: music, voices, effects | Scored: listeners gave Tacotron 2's speech 4.53 of 5, recordings 4.58 (Shen et al. 2017, arXiv:1712.05884, one voice); music to a description (Copet et al. 2023, arXiv:2306.05284) | consent; deception: listeners recognised only 73% of imitated speech (Mai et al. 2023, doi:10.1371/journal.pone.0285333) |
# | **Video**: film, animation, presenters | Shown: clips by diffusion (Ho et al. 2022, arXiv:2204.03458). Scored: what happens in them often breaks physics, however real it looks (Motamed et al. 2025, arXiv:2501.09038) | length, constancy, physics |
# | **Industry**: "much higher efficiency and quality of content production" | Tried: the rows on speed above, in both directions. Shown: crystals designed to order, one of them made and measured within 20% of its target (Zeni et al. 2025, doi:10.1038/s41586-025-08628-5) | whole firms; most reports are by those who sell |
# | **Medicine**: "diagnosis", drugs, personalised therapy | see below | see below |
# | **Driving**: better recognition and decisions | Scored: generated street scenes as additional training data help some recognition tests (Gao et al. 2023, arXiv:2310.02601), as generated photographs help on ImageNet (Azizi et al. 2023, arXiv:2304.08466) | fewer accidents: see below |
# | **Education**: virtual teaching, tutoring, grading | Tried: with a plain chatbot, pupils' marks rose by 48% in practice and were 17% *lower* in the exam without it; hints instead of answers largely removed the harm (Bastani et al. 2025, doi:10.1073/pnas.2422633122). In one physics course, a carefully built tutor beat a good class (Kestin et al. 2025, doi:10.1038/s41598-025-97652-6) | months and years; other subjects; fair grading |
#
# **Medicine.** Three claims, three states of evidence. *Images.* Generating an image diagnoses nothing: a diagnosis is a statement about *this* patient, and the models that make such statements are discriminative. One of them, reading mammograms with a radiologist, was tried in a trial with more than 80,000 women (Lång et al. 2023, doi:10.1016/S1470-2045(23)00298-X). Generated images can serve as additional training data for such models: with 182 liver lesions, they raised the sensitivity of a classifier from 78.6% to 85.7% (Frid-Adar et al. 2018, arXiv:1803.01229). *Drugs.* Molecules proposed by generative models reach patients: one has been through a randomised trial of phase 2a with 71 patients, whose first aim was safety (Xu et al. 2025, doi:10.1038/s41591-025-03743-2). One small trial is a beginning. *Personalised therapy*, in the articles' sense of plans generated from a patient's data: we know of no such trial that we could cite.
#
# There is also a danger that can be computed. A network translates one kind of scan into another and is trained to make its *collection* of outputs look like real scans of the second kind. If tumours are more frequent in the real collection than among the new patients, matching the collection is only possible by inventing some (Cohen et al. 2018, arXiv:1805.08841). Let a share $t$ of the patients have a finding, and a share $s > t$ of the collection. Even the kindest network, which keeps every true finding, must put one into a share $(s - t)/(1 - t)$ of the healthy.
#
# > **Predict before you run.** One patient in ten has a tumour; in the training collection it was one in two. Out of 90 healthy patients, how many get one drawn in?

# %% [markdown] lang="zh"
# ## 用在哪里，凭据是什么
#
# 五篇文章列举的应用有几十种。一项应用可能只是*演示过*（成过一次），可能*打过分*（在一套固定的题目上成过），可能*试过*（有一组人不用它，作为对照），也可能*已经确立*（在实际工作中、就真正要紧的结果做过试验，别人也重复出来了）。这几级之间相去甚远。下表对每个领域写出文章的说法、我们能举出文献的最强证据，以及悬而未决的问题。
#
# | 领域与说法 | 证据 | 未决 |
# | --- | --- | --- |
# | **文本**：新闻、小说、对话、“高质量的多语言翻译” | 试过：前面的写作实验；在约 5,000 名客服人员中分批推行辅助工具，每小时解决的问题多约 15%，新手获益最大（Brynjolfsson 等，2023，arXiv:2304.11771）。打过分：中文新闻的译文，逐句评与人工不相上下（Hassan 等，2018，arXiv:1803.05567），整篇评就不如人工（Läubli 等，2018，doi:10.18653/v1/D18-1512） | 事实；长文；由谁检查 |
# | **图像**：艺术、修复、风格迁移 | 演示过、打过分：潜在扩散的文生图（arXiv:2112.10752）；用卷积网络的特征刻画风格（Gatys 等，2015，arXiv:1508.06576）；修复填进去的是很可能的内容（[第 4 章](04_vae.ipynb)） | 原来究竟是什么；权利；是否听话 |
# | **音频**：音乐、人声、音效 | 打过分：满分 5 分，听众给 Tacotron 2 的语音 4.53 分，给真人录音 4.58 分（Shen 等，2017，arXiv:1712.05884，只有一个嗓音）；按描述生成音乐（Copet 等，2023，arXiv:2306.05284） | 本人是否同意；以假乱真：仿冒的语音，听众只认得出 73%（Mai 等，2023，doi:10.1371/journal.pone.0285333） |
# | **视频**：电影、动画、虚拟主播 | 演示过：用扩散模型生成片段（Ho 等，2022，arXiv:2204.03458）。打过分：画面再逼真，里面发生的事也常常违反物理（Motamed 等，2025，arXiv:2501.09038） | 时长、前后一致、物理 |
# | **产业**：“大幅提高内容生产的效率和质量” | 试过：前面表中“速度”一行，两个方向都有。演示过：按要求设计晶体，其中一种造了出来，实测与目标相差不到 20%（Zeni 等，2025，doi:10.1038/s41586-025-08628-5） | 整个企业的效益；报告多出自卖方 |
# | **医疗**：“图像诊断”、药物设计、个性化治疗 | 见下文 | 见下文 |
# | **驾驶**：“提高……识别和决策能力” | 打过分：用生成的街景补充训练数据，能提高某些识别测试的成绩（Gao 等，2023，arXiv:2310.02601），正如生成的照片能提高 ImageNet 上的成绩（Azizi 等，2023，arXiv:2304.08466） | 事故是否减少：见下文 |
# | **教育**：虚拟教学、智能辅导、智能评估 | 试过：用普通的聊天机器人，学生的练习成绩高 48%，撤掉之后的考试成绩反而*低* 17%；改成多给提示、少给答案，害处大体消失（Bastani 等，2025，doi:10.1073/pnas.2422633122）。在一门物理课上，精心设计的辅导程序胜过一堂好课（Kestin 等，2025，doi:10.1038/s41598-025-97652-6） | 一年半载之后；别的学科；评分是否公平 |
#
# **医疗。** 三种说法，证据各不相同。*图像*：生成一幅图像，诊断不了任何人。诊断是就*这一个*病人下判断，做判断的是判别模型。其中有一个与放射科医生一起读乳腺片，做过一项 80,000 多名妇女参加的试验（Lång 等，2023，doi:10.1016/S1470-2045(23)00298-X）。生成的图像可以给这类模型补充训练数据：在 182 个肝脏病灶的数据上，分类器的灵敏度从 78.6% 提高到 85.7%（Frid-Adar 等，2018，arXiv:1803.01229）。*药物*：生成模型提出的分子已经用到病人身上，有一种已经做完 2a 期随机对照试验，71 名病人参加，首要目的是看是否安全（Xu 等，2025，doi:10.1038/s41591-025-03743-2）。一个小试验，只是开头。*个性化治疗*：文章指的是根据患者数据生成治疗方案，这样的试验，我们举不出一个。
#
# 还有一种危险是算得出来的。设有一个网络，把一种扫描图像翻译成另一种，训练目标是让输出*整体上*像第二种真实图像。如果真实图像里肿瘤比新病人中更常见，那么只有凭空添上一些，整体才对得上（Cohen 等，2018，arXiv:1805.08841）。设病人中有病灶的比例为 $t$，训练图像中为 $s > t$。就算网络再好心，把真的病灶全都留着，也必须给健康人中的 $(s - t)/(1 - t)$ 画上一个。
#
# > **先猜，再运行。** 病人中十个有一个长肿瘤，训练图像中两个就有一个。90 个健康人里，有多少人会被画上肿瘤？下面的表头依次是：训练图像中有病灶的比例（collection）、输出中有病灶的比例（outputs）、健康人中被画上的比例（healthy with a tumour）、输出的病灶中属实的比例（true）。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
patients = rng.random(100_000) < 0.1
print("collection  outputs  healthy with a tumour  true")
for collection in (0.1, 0.2, 0.5, 0.8):
    invented = (collection - 0.1) / (1 - 0.1)
    outputs = patients | (rng.random(patients.size) < invented)
    assert abs(outputs.mean() - collection) < 0.01
    true = patients[outputs].mean()
    print(f"{collection:10.0%} {outputs.mean():8.0%} {invented:22.0%} {true:5.0%}")

# %% [markdown] lang="en"
# With one in two, 44% of the healthy, 40 of 90, are given a tumour, and four of five tumours in the outputs are invented. Taken together the outputs look perfect; a score that compares collections would be content. That is why a scan translated in this way is no basis for a diagnosis.
#
# **Driving.** Generated scenes can make rare dangers less rare in training and in tests. What they cannot do is drive. The aim is fewer accidents, and Kalra and Paddock (2016, doi:10.1016/j.tra.2016.09.010) asked how far one has to drive to show it. In the United States there were 1.09 deaths per 100 million miles; call this rate $r$. If a car is no better than that, it drives $n$ miles without a death with probability $e^{-rn}$. To be 95% confident, this must be below 5%. The cell prints the miles, and the years they take 100 cars that drive day and night at 25 miles an hour.

# %% [markdown] lang="zh"
# 训练图像中两个有一个时，健康人中 44%，也就是 90 人中 40 人，会被画上肿瘤；输出里的肿瘤，五个有四个是编的。而整体上看毫无破绽，凡是比较两批图像的分数都会满意。所以，这样翻译出来的图像不能用来诊断。
#
# **驾驶。** 生成的场景能让罕见的危险在训练和测试中不那么罕见，却代替不了上路。目标是少出事故；要开多远才能证明这一点，Kalra 与 Paddock（2016，doi:10.1016/j.tra.2016.09.010）算过。美国每行驶一亿英里有 1.09 人死亡，记这个死亡率为 $r$。假如一辆车并不比这更好，它开 $n$ 英里而没有一人死亡的概率是 $e^{-rn}$。要有 95% 的把握，这个概率须低于 5%。下面打印所需的英里数（miles），以及 100 辆车昼夜不停、平均时速 25 英里时所需的年数（years）。

# %% tags=["nbval-check-output"]
deaths_per_mile = 1.09 / 100e6
miles = -np.log(0.05) / deaths_per_mile
years = miles / (100 * 25 * 24 * 365)
print(f"{miles / 1e6:.0f} million miles without a death; {years:.1f} years for 100 cars")

# %% [markdown] lang="en"
# A scene from a generator, however lifelike, adds no mile to this. Nor does it add anything to what the car sees on the road: an invented picture holds no information about the street outside.
#
# ## Limits and open problems
#
# Seven of them. Where a limit can be measured in a few lines, it is.
#
# **Facts.** A language model is trained to be probable, not to be right. What it says fluently and without ground is called a **hallucination**. On 817 questions that people often answer wrongly, the best model of its day was truthful in 58%, people in 94% (Lin et al. 2021, arXiv:2109.07958). Models have improved since; looking sources up helps (Lewis et al. 2020, arXiv:2005.11401). But part of it has a statistical root. A fact that occurs once in the training text cannot be told from noise, and a model whose probabilities are calibrated must then, under the assumptions of Kalai and Vempala, assert false facts at a rate near the share of facts seen once (2023, arXiv:2311.14648). The argument rests on an estimate by Good and Turing: the share of a text made of words that occurred once in it predicts the share of *new* words in what follows. We check it against the next 20,000 words, first with all words shuffled, then as written.

# %% [markdown] lang="zh"
# 生成的场景再逼真，这个里程也不会多一英里。它也不会让车在路上看到更多东西：凭空生成的画面，不含窗外那条街的任何信息。
#
# ## 局限与未决的问题
#
# 一共七条。凡是几行代码量得出来的，都量一量。
#
# **事实。** 训练语言模型，求的是概率大，不是求真。说得通顺、却没有依据的内容，称为**幻觉**。有一套 817 道常有人答错的题，当时最好的模型有 58% 答得属实，人是 94%（Lin 等，2021，arXiv:2109.07958）。此后模型有进步，去查资料也有帮助（Lewis 等，2020，arXiv:2005.11401）。但病根有一部分在统计：训练文本里只出现过一次的事实，与噪声无从分辨；在 Kalai 与 Vempala 的假设之下，概率经过校准的模型说出假事实的比例，必然接近只见过一次的事实所占的比例（2023，arXiv:2311.14648）。论证依据的是 Good 与 Turing 的估计：文本里只出现过一次的词所占的比例，预示着接下来的文本中*生词*的比例。下面拿读过的词来估计（predicted），用接下来的 20,000 个词来核对（found）。前三行先把全部的词打乱（shuffled），后三行按原文的顺序（as written）；每行写明读过的词数（words read）。

# %% tags=["nbval-check-output"]
words = np.array(data.load_text("shakespeare")[0].lower().split())
shuffled = np.random.default_rng(0).permutation(words)
for order, text_words in {"shuffled": shuffled, "as written": words}.items():
    for read in (10_000, 50_000, 200_000):
        known, counts = np.unique(text_words[:read], return_counts=True)
        predicted = np.sum(counts == 1) / read
        found = 1 - np.isin(text_words[read : read + 20_000], known).mean()
        print(f"{order:10} {read:7,} words read: predicted {predicted:.1%}, found {found:.1%}")
        assert order == "as written" or abs(found - predicted) < 0.01

# %% [markdown] lang="en"
# Words here stand for facts. Where the words come in random order, as the estimate assumes, it is right to within one percentage point. In the plays as written it is too low, by up to nine points, since each play brings its own names and matters. Either way the share falls slowly: after 200,000 words, one word in thirteen (shuffled) or in ten (as written) is still new. There is always a long tail of things seen once or never.
#
# **Evaluation.** A score is not the thing scored. Test questions leak into training data (Sainz et al. 2023, arXiv:2310.18018); a Fréchet distance depends on the features it uses (Kynkäänniemi et al. 2022, arXiv:2203.06026); a high likelihood and good samples are different things (Theis et al. 2015, arXiv:1511.01844). The scale of the score matters too. **Emergence** is the name for abilities that small language models lack and large ones have (Wei et al. 2022, arXiv:2206.07682). Part of the jump may come from the ruler (Schaeffer et al. 2023, arXiv:2304.15004): let the probability of one right token rise evenly, and ask for $L = 20$ right tokens in a row, $p^L$.

# %% [markdown] lang="zh"
# 这里用词来代表事实。词序打乱之后，估计的前提成立，误差不到一个百分点。按原来的顺序，估计偏低，最多低九个百分点，因为每部戏都有自己的人名和事情。不论哪样，这个比例都降得很慢：读了 200,000 个词，每十三个词（打乱）或十个词（原序）里还有一个生词。总有一条长尾，由只见过一次或从没见过的东西组成。
#
# **评价。** 分数不等于事情本身。考题会漏进训练数据（Sainz 等，2023，arXiv:2310.18018）；弗雷歇距离取决于用什么特征（Kynkäänniemi 等，2022，arXiv:2203.06026）；似然高与样本好是两回事（Theis 等，2015，arXiv:1511.01844）。分数的刻度也有关系。语言模型小的时候没有、大了才有的能力，称为**涌现**（Wei 等，2022，arXiv:2206.07682）。这种突变，一部分可能出自尺子（Schaeffer 等，2023，arXiv:2304.15004）：让单个词元答对的概率匀速上升，再要求连续 $L = 20$ 个词元全对，即 $p^L$。下面每行依次是单个词元答对的概率（one token）和二十个全对的概率（twenty in a row）。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
for p in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
    trials = rng.random((20_000, 20)) < p
    exact = trials.all(axis=1).mean()
    np.testing.assert_allclose(exact, p**20, atol=0.01)
    print(f"one token {p:4.0%}, twenty in a row {p**20:6.1%} |{'#' * round(40 * p**20)}")

# %% [markdown] lang="en"
# The left column rises in even steps. The right one sleeps and then leaps. Both describe the same models. Whether all reported leaps are of this kind is disputed; the lesson is to look at a smooth score as well.
#
# **Bias.** A model learns the shares of its training data, and the usual way of drawing then enlarges the majority. Images made from everyday prompts showed stereotypes, some of them stronger than the real figures (Bianchi et al. 2022, arXiv:2211.03759). Temperature alone does this: at temperature $T$ a probability $p$ becomes proportional to $p^{1/T}$. Say that 70% of the training texts that mention a doctor go on with "he".

# %% [markdown] lang="zh"
# 左边一列匀速上升，右边一列先沉睡、后跃起，说的却是同样的模型。是不是所有报告过的突变都属于这一种，仍有争论；教训是，平滑的分数也要看一看。
#
# **偏差。** 模型学到的是训练数据里的比例，而通常的采样方式会把多数放大。用日常的描述生成图像，会出现刻板印象，有的比现实中的比例还要严重（Bianchi 等，2022，arXiv:2211.03759）。单是温度就能做到这一点：温度为 $T$ 时，概率 $p$ 变成与 $p^{1/T}$ 成比例。设训练文本里提到医生之后，有 70% 接着写“他”。下面打印各个温度（temperature）下多数（majority）所占的比例。

# %% tags=["nbval-check-output"]
from aigc_keras import sampling

frequencies = np.array([0.7, 0.3])
for temperature in (1.0, 0.7, 0.5, 0.2):
    sharpened = frequencies ** (1 / temperature)
    sharpened /= sharpened.sum()
    library = ops.softmax(sampling.temperature(np.log(frequencies).astype("float32"), temperature))
    np.testing.assert_allclose(ops.convert_to_numpy(library), sharpened, rtol=1e-4)
    print(f"temperature {temperature}: majority {sharpened[0]:.0%}")

# %% [markdown] lang="en"
# At $T = 0.5$ the majority has grown from 70% to 84%, at 0.2 to 99%. Nobody wrote a rule for that; it comes with playing safe.
#
# **Memorised secrets.** A model may give back what it was trained on, word for word. Hundreds of passages were drawn out of GPT-2 (Carlini et al. 2020, arXiv:2012.07805), more than a thousand images out of image models (Carlini et al. 2023, arXiv:2301.13188), and the more often something was repeated in training, the more surely it came (Carlini et al. 2022, arXiv:2202.07646). The usual test is a **canary**: hide a made-up secret in the training text, train, and ask how high the model ranks it among all secrets of the same form (Carlini et al. 2018, arXiv:1802.08232). If it ranks first of a thousand, it leaks; without leakage the rank is a matter of luck.
#
# The model is an n-gram of order 8, trained on 300,000 characters of the plays and on 300 invented stock numbers, which make all digits familiar. The secret, Portia's number, is put in no times, once or ten times. The second setting, `discount=1`, takes one off every count, so that nothing seen only once has any weight.
#
# > **Predict before you run.** Which rows leak: once, ten times, and each with `discount=1`?

# %% [markdown] lang="zh"
# $T = 0.5$ 时，多数从 70% 涨到 84%；0.2 时涨到 99%。没有谁写过这样一条规则，求稳的采样自然就会如此。
#
# **被记住的秘密。** 模型可能把训练数据一字不差地吐出来。从 GPT-2 里取出过几百段原文（Carlini 等，2020，arXiv:2012.07805），从图像模型里取出过一千多幅原图（Carlini 等，2023，arXiv:2301.13188）；在训练中重复得越多，就越容易取出（Carlini 等，2022，arXiv:2202.07646）。常用的检验叫**金丝雀**：在训练文本里藏进一个编造的秘密，训练之后看模型把它在所有同样形式的秘密中排第几（Carlini 等，2018，arXiv:1802.08232）。一千个里排第一，就是泄漏；若无泄漏，排第几全凭运气。
#
# 模型是 8 阶的 n 元模型，用剧本的 300,000 个字符训练，另加 300 个编造的货号（Item），让它见惯各个数字。秘密是鲍西娅（Portia）的号码，一个三位数，分别放进零次、一次、十次。第二种设置 `discount=1` 把每个计数减一，只见过一次的就没有分量了。
#
# > **先猜，再运行。** 哪几行会泄漏：放一次的，放十次的，还是加上 `discount=1` 之后的？下面打印放进的次数（copies）、折扣（discount，None 为默认）、秘密在 1,000 个候选中的名次（rank），以及模型按此给这三位数的概率（p）。

# %%
host = data.load_text("shakespeare")[0][:300_000]
stock = np.random.default_rng(0).integers(0, 1000, 300)
host += "".join(f"Item {number:03}.\n" for number in stock)
canary_vocabulary = CharacterVocabulary.of(host)
candidates = [f"{number:03}" for number in range(1000)]
secret = 417


def leak(copies, discount):
    text = host + copies * f"Portia {secret}.\n"
    model = NGram(canary_vocabulary, order=8, discount=discount).fit(text)
    scores = np.array([model.log_prob(f"Portia {guess}.")[-4:-1].sum() for guess in candidates])
    ahead, ties = np.sum(scores > scores[secret]), np.sum(scores == scores[secret])
    return ahead + (ties + 1) / 2, np.exp(scores[secret])


# %% [markdown] lang="en"
# Candidates with equal scores share the middle rank.

# %% [markdown] lang="zh"
# 得分相同的候选，取居中的名次。

# %% tags=["nbval-check-output"]
for discount in (None, 1):
    for copies in (0, 1, 10):
        rank, p = leak(copies, discount)
        print(f"discount {discount!s:4}, copies {copies:2}: rank {rank:5.1f}, p = {p:.1e}")

# %% [markdown] lang="en"
# Without a copy the secret stands far down the list. One copy, a single line in more than 300,000 characters, is enough for the first rank. With `discount=1` the number can no longer be read off: its probability falls from 0.36 to about a millionth. But rank 48.5 of 1,000 (a tie) is still a hint, since shorter contexts keep a trace of which digits were seen; and with ten copies the secret ranks first in spite of the discount. Hence two remedies that belong together: **deduplication** (which made models repeat training text ten times less often; Lee et al. 2021, arXiv:2107.06499), and a bound on what any one record can contribute. **Differential privacy** turns the second into a guarantee, by clipping each example's gradient and adding noise (Abadi et al. 2016, arXiv:1607.00133); the discount here is only its idea. Then test for leaks, with canaries or by trying to infer who was in the training set (Shokri et al. 2016, arXiv:1610.05820).
#
# > **Misconception: "the data were encrypted, so nothing can leak."** Encryption protects files and transfers, and is right for that. But training reads the decrypted data, and the model's counts or weights are what they would have been anyway. Here the leak comes out through the front door: someone asks the model.
#
# **Rights.** Three questions that are often mixed up. *May the training data be used?* Licences often go missing on the way: an audit of 1,800 text collections found no licence given for more than 70% on common hosting sites, and errors in more than 50% (Longpre et al. 2023, arXiv:2310.16787). *Does an output infringe?* It may, if it repeats a protected work, whoever asked for it. *Who owns an output?* Countries answer differently. The Beijing Internet Court protected an image because of the prompts and choices of the person who made it ((2023) 京 0491 民初 11279); the federal Court of Appeals for the District of Columbia refused copyright to a picture with no human author (Thaler v. Perlmutter, No. 23-5233, 2025). A notice of copyright under a picture decides none of the three. This course therefore states source and licence of every data set in `data/README.md`.
#
# **Energy.** Training GPT-3 took an estimated 1,287 MWh (Patterson et al. 2021, arXiv:2104.10350). Use counts as well: measured over many models, an image cost 2.907 Wh on average, a short text 0.047 Wh (Luccioni et al. 2023, arXiv:2311.16863). After how many uses does use outweigh a training like that one?

# %% [markdown] lang="zh"
# 一次也没放时，秘密排得很靠后。只放一次，在 300,000 多个字符里不过一行，就排到了第一。用了 `discount=1`，号码就读不出来了：概率从 0.36 降到百万分之一上下。可是 1,000 个里名次为 48.5（有并列），仍然透了点风声，因为较短的上文还留着见过哪些数字的痕迹；放了十次的，折扣也挡不住，照样排第一。所以有两种办法，要合起来用：一是**去重**（照抄训练文本的情形降到十分之一；Lee 等，2021，arXiv:2107.06499）；二是限制每一条记录所能起的作用。**差分隐私**把后者变成保证：裁剪每个样本的梯度，再加噪声（Abadi 等，2016，arXiv:1607.00133）；这里的折扣只体现了它的思路。最后还要检验是否泄漏：用金丝雀，或者试着推断谁在训练集里（Shokri 等，2016，arXiv:1610.05820）。
#
# > **常见误解：“数据加过密，所以不会泄漏。”** 加密保护的是文件和传输，该加。可是训练读的是解密后的数据，得到的计数或权重与没加密时一模一样。这里的泄漏走的是正门：有人来问模型。
#
# **权利。** 三个问题常被混为一谈。*训练数据能不能用？* 许可证常在途中丢失：有人查了 1,800 个文本数据集，在常用的托管网站上，70% 以上没有写明许可证，50% 以上写错（Longpre 等，2023，arXiv:2310.16787）。*输出侵不侵权？* 如果它重复了受保护的作品，就可能侵权，不管是谁要求生成的。*输出归谁？* 各国答案不同：北京互联网法院因使用者在提示词和选择上的投入而保护了一幅图像（（2023）京0491民初11279号）；美国哥伦比亚特区联邦上诉法院则不承认没有人类作者的画享有版权（Thaler v. Perlmutter，No. 23-5233，2025）。在图下写一行版权声明，三个问题一个也解决不了。所以本课程在 `data/README.md` 里写明每个数据集的来源和许可证。
#
# **能耗。** 训练 GPT-3 估计用电 1,287 兆瓦时（Patterson 等，2021，arXiv:2104.10350）。使用也要耗电：在许多模型上测得，生成一幅图像平均 2.907 瓦时，一段短文本 0.047 瓦时（Luccioni 等，2023，arXiv:2311.16863）。用上多少次，使用的耗电就会超过这样一次训练？下面打印图像（images）和文本（texts）各要多少百万次（million）。

# %% tags=["nbval-check-output"]
training_watt_hours = 1287e6
for name, watt_hours in {"images": 2.907, "texts": 0.047}.items():
    print(f"{name}: {training_watt_hours / watt_hours / 1e6:,.0f} million uses")

# %% [markdown] lang="en"
# For a service used a hundred million times a day, that is between four and five days of images, or nine months of texts. (The two sources concern different models; the comparison shows magnitudes.) What providers use today is mostly not published, and that is the open problem.
#
# **Model collapse.** If generated text fills the web, later models learn from earlier ones. Train each generation only on what the one before it wrote, and the rare things go first (Shumailov et al. 2024, doi:10.1038/s41586-024-07566-y). The smallest model shows why. It knows the share of each word and writes $N$ words; the next one counts these. A word that happens not to be written is gone for good. Variety can be followed exactly: if $D_t$ is the probability that two words drawn from generation $t$ differ, then on average
#
# $$D_t = D_0 \left(1 - \frac{1}{N}\right)^t,$$
#
# the formula that geneticists know as drift in a small population. A cell checks it on 400 lines of descent.

# %% [markdown] lang="zh"
# 如果一项服务每天被使用一亿次，那么画图像四天多，或者写文本九个月，耗电就与这样一次训练相当。（两个来源说的是不同的模型，这里比的只是数量级。）如今服务商实际用多少电，大多没有公布，这正是未决的问题。
#
# **模型坍塌。** 要是网上尽是生成的文本，后来的模型就会跟着先前的模型学。每一代只用上一代写的东西训练，最先消失的是罕见的东西（Shumailov 等，2024，doi:10.1038/s41586-024-07566-y）。最小的模型就能说明原因：它只知道每个词占多少，写出 $N$ 个词；下一代数这些词。哪个词碰巧没写到，就永远没有了。多样性的变化可以精确地算：设从第 $t$ 代随机取两个词，两词不同的概率为 $D_t$，则平均说来
#
# $$D_t = D_0 \left(1 - \frac{1}{N}\right)^t,$$
#
# 这就是遗传学家所说的小种群里的漂变。下面用 400 条世系来验证，每行是代数（generation）、公式的值（formula）和模拟的平均值（simulated）。

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
frequencies = np.tile([0.5, 0.3, 0.1, 0.05, 0.05], (400, 1))
first_variety = 1 - np.sum(frequencies[0] ** 2)
for generation in range(1, 121):
    frequencies = rng.multinomial(100, frequencies) / 100
    if generation % 40 == 0:
        simulated = np.mean(1 - np.sum(frequencies**2, axis=1))
        formula = first_variety * (1 - 1 / 100) ** generation
        print(f"generation {generation:3}: formula {formula:.3f}, simulated {simulated:.3f}")
        np.testing.assert_allclose(simulated, formula, atol=0.04)

# %% [markdown] lang="en"
# Now with real words: the shares of all words in the plays, and 20,000 words written in each generation. Once each generation learns from the last one only; once the real text stays in, and what was generated is *added* to it (Gerstgrasser et al. 2024, arXiv:2404.01413).
#
# > **Predict before you run.** The first generation writes about 5,000 different words. How many does the fortieth, in either way?

# %% [markdown] lang="zh"
# 再拿真正的词来做：从剧本里所有词所占的比例出发，每一代写 20,000 个词。一种做法是每一代只学上一代（replaced）；另一种是保留真实文本，把生成的文本*加*进去（added；Gerstgrasser 等，2024，arXiv:2404.01413）。图中横轴为代数（generation），纵轴为写出的不同词数（different words written）。
#
# > **先猜，再运行。** 第一代写出大约 5,000 个不同的词。按这两种做法，第四十代各写出多少个？

# %%
_, real_counts = np.unique(words[:200_000], return_counts=True)
variety = {"replaced": [], "added": []}
for way, written_words in variety.items():
    rng = np.random.default_rng(0)
    counts = real_counts.astype(float)
    for _ in range(40):
        written = rng.multinomial(20_000, counts / counts.sum())
        written_words.append(np.count_nonzero(written))
        counts = written if way == "replaced" else counts + written
figure, axis = plt.subplots()
for way, written_words in variety.items():
    axis.plot(range(1, 41), written_words, label=way)
axis.set(xlabel="generation", ylabel="different words written", ylim=(0, None))
axis.legend()
plotting.show(
    figure,
    "Replaced: the number of different words falls steeply, then ever more slowly. Added: it stays "
    "almost level.",
    "只学上一代：不同词的个数先陡降，后渐缓。把生成的加进真实文本：几乎持平。",
)
for way, written_words in variety.items():
    print(f"{way}: {written_words[0]:,} at first, {written_words[-1]:,} in generation 40")

# %% [markdown] lang="en"
# Replacing loses nine words in ten, the rare ones first; adding keeps nearly all of them. Collapse is therefore a choice about data, not a fate. It is still open how much generated text a large model stands, and how anyone is to keep the real text apart: **watermarks** can be woven into generated text (Kirchenbauer et al. 2023, arXiv:2301.10226), but without them detectors are unreliable (Sadasivan et al. 2023, arXiv:2303.11156), and have accused people who write in a second language (Liang et al. 2023, arXiv:2304.02819).

# %% [markdown] lang="zh"
# 只学上一代，十个词要丢掉九个，罕见的先丢；把生成的加进去，词几乎都还在。可见坍塌与否，取决于怎样用数据，并非命中注定。尚无定论的是：大模型经得起多少生成的文本，又怎样把真实的文本另存下来。生成文本时可以织入**水印**（Kirchenbauer 等，2023，arXiv:2301.10226）；没有水印，检测器并不可靠（Sadasivan 等，2023，arXiv:2303.11156），还冤枉过用第二语言写作的人（Liang 等，2023，arXiv:2304.02819）。

# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# All five articles introduce the concepts and list uses: **history** (《AIGC从入门到实战：AIGC 的发展历程》), **large models** (《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》), **generative AI** (an article without a title line, on generative-AI content), **principles** (《AIGC(AI Generated Content) - 原理与代码实例讲解》) and **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》). Much of what they say holds. All name text, image and sound, most of them video; history rightly puts the beginning in the middle of the twentieth century, and deep learning inside machine learning; principles names hard limits, among them missing common sense and sameness, and concludes that people and machines must work together; large models cites three papers that one can look up. Three of the five break off in the middle, which is no fault of their authors. What they say about formulas and programs is checked in the chapters on each model. Quotations are our translations.
#
# | The article says | What is right | Where you see it |
# | --- | --- | --- |
# | History, 1.2: from "simple rule systems to complex neural networks"; lately GAN and VAE drove it on | True, and incomplete: attention, the Transformer (2017) and diffusion (2015, 2020) carried it further, and before networks there was half a century of counting | A line of time; both tracks |
# | Large models, 1.4.1, 2.1 and 9.1: AIGC is "a system" that generates. Principles, 2.1: "methods and systems" | It is the content, or its production; what generates is a generative model | What AI-generated content is |
# | Large models, 2.1: the "model layer includes the generator and the discriminator" | That is one family's way of training. Counts, VAEs, Transformers and diffusion have no discriminator | What AI-generated content is; chapter 3 |
# | Generative AI, 8: AIGC is "the core technology of generative AI" | The other way round: it is what generative AI puts out | What AI-generated content is |
# | Large models, 1.4.1: large means "a hundred million parameters" (亿级) | Dated. GPT-3 has 1.75·10¹¹ (arXiv:2005.14165), sparse networks had passed 10¹² by 2021 (Fedus et al., arXiv:2101.03961) | Scale |
# | Large models, 1.4.1: emergence is complex behaviour that arises "as individuals interact" | That is the word in the study of complex systems. Of language models it means abilities that appear with scale, and how sudden they are is disputed | Limits: evaluation |
# | Large models, 6.3: "voice synthesis" turns one voice into another | That is voice *conversion*: speech in, speech out, what is said stays (Kaneko & Kameoka 2017, arXiv:1711.11293). Synthesis makes speech from text | Kinds of content |
# | Large models, 7.2.2: "performance analysis" by Matplotlib and "GPUProfiler" | Matplotlib draws figures. A tool called GPUProfiler exists; it shows how busy a computer and its graphics card are, not which line or operation takes the time. Python's `cProfile`, TensorBoard's profiler and Nsight Systems show that | Exercise 5 |
# | Large models, 8.2, and generative AI, 9.8: against leaks of private data, encryption, with "privacy-preserving algorithms" (8.2) or "de-identification" (9.8) | Encryption protects files, not what a model has memorised, and a text without names may still name its author. What helps is what 8.2 does not spell out: deduplication, differential privacy, tests for leaks | Limits: memorised secrets |
# | Large models, 10: a forum and "case studies" of three firms | None of the four entries names authors or year, and one leads to a list of all of a firm's publications. No claim can be traced to them, and this chapter relies on none. Its links to papers and to two textbooks are sound | References |
# | Generative AI, 3.3: GAN: "diverse" content; RNN: "relatively low quality" | A GAN is sharp and tends to leave things out; quality depends on cell, data and budget | Both tracks; chapters 3 and 5 |
# | Generative AI, 5.4: quality "will gradually improve", with a picture's address. 8.1: it shows image, text *and* audio generation "in actual projects" | Its one program is a GAN for digits, and Python rejects it as no valid syntax (chapter 3), so no picture came out of it. There is none for text or audio | Chapters 3 and 5 |
# | Generative AI, 6: style transfer by RNN; conversation by GAN | Style: features of a convolutional network (arXiv:1508.06576). Conversation: autoregressive language models; a token is chosen, so no gradient passes from a discriminator to the text | Where it is used; chapter 5 |
# | Generative AI, 9.7: scenes generated for augmented reality give a car "richer perception information" | An invented scene holds no information about the street. In training and simulation it may help | Where it is used: driving |
# | Generative AI, 9.11: "note copyright information" on the data to "secure the creator's rights" | A notice does not make a right. Protection differs by country, and the list names neither the licences of the training data nor the memorised works | Limits: rights |
# | Generative AI, 9.12: "image diagnosis: generate medical images, help doctors diagnose" | Generating diagnoses nothing. It can add training data for models that do, and it can invent findings | Where it is used: medicine |
# | Principles, 2.1: multimodal means generating several kinds "simultaneously" | Cross-modal generation, such as an image from text, belongs there | Kinds of content |
# | Principles, 2.2: 对抗生成网络; and the figure's labels | The term is 生成对抗网络. The labels are garbled | First cell below |
# | Principles, 2.3: marginal cost "near zero" | Of a draft, not of a piece that somebody has checked | Against content made by hand |
# | Principles, 2.3: it optimises itself "by continual learning" | Only when somebody retrains it | Against content made by hand |
# | Principles, 2.3: breaks "fixed patterns of human thought", and, a few lines on, "creativity is weak" | The two contradict each other. Tried: single stories gain, all together grow alike | Against content made by hand |
# | Principles, 3.1: normalisation "after the sublayer"; of the Transformer came "GPT, BERT, T5", widely used "in text generation" | Normalisation stood there in 2017; today it mostly comes first, as in this chapter's `Block`. GPT and T5 generate; BERT is an encoder that fills in blanks | Seventy years of text; A line of time |
# | Industry, 2.1 and 2.5: AI's core includes "machine learning, deep learning and language processing"; in the figure deep learning stands beside machine learning, and language processing under deep learning | Deep learning lies inside machine learning; language processing is a field with many methods. Its 2.4 has the first right | A map |
#
# **The figure's labels.** The figure of principles, 2.2, is a link whose address holds its own text, in the code called base64. Decoded, it should read like the list above it. Each line below has the list's word on the left and the figure's label on the right.

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 五篇文章都介绍概念、列举应用：《**发展历程**》即《AIGC从入门到实战：AIGC 的发展历程》，《**大模型**》即《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》，《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，《**原理与代码**》即《AIGC(AI Generated Content) - 原理与代码实例讲解》，《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》。它们说对的不少：都讲到文本、图像和音频，多数还讲到视频；《发展历程》把起点定在 20 世纪中期，把深度学习归入机器学习，都对；《原理与代码》点出了缺乏常识、同质化等实实在在的局限，结论是需要人机协作；《大模型》列出了三篇查得到的论文。五篇中有三篇中途截断，这不是作者的过失。公式和程序方面的问题，由讲各个模型的章节核对。
#
# | 文章怎么说 | 实际怎么样 | 见本章何处 |
# | --- | --- | --- |
# | 《发展历程》1.2：“从简单规则系统到复杂神经网络”，近年由 GAN 和 VAE 推动 | 没有错，但不完整：接着往前推的是注意力与 Transformer（2017）和扩散模型（2015、2020）；神经网络之前，还有半个世纪靠计数 | 一条时间线；文本与图像两组实验 |
# | 《大模型》1.4.1、2.1、9.1：AIGC 是生成内容的“系统”；《原理与代码》2.1：“方法和系统” | 是内容，或内容的生产；进行生成的叫生成模型 | 什么是人工智能生成内容 |
# | 《大模型》2.1：“模型层：包括生成器和判别器” | 这是其中一类的训练办法。计数、VAE、Transformer、扩散模型都没有判别器 | 什么是人工智能生成内容；第 3 章 |
# | 《生成式AI》8：“AIGC作为生成式AI的核心技术” | 说反了：它是生成式人工智能的产物 | 什么是人工智能生成内容 |
# | 《大模型》1.4.1：大模型有“亿级参数规模” | 过时了：GPT-3 有 1.75·10¹¹ 个（arXiv:2005.14165），稀疏的网络 2021 年已超过 10¹²（Fedus 等，arXiv:2101.03961） | 规模 |
# | 《大模型》1.4.1：涌现是复杂行为“在个体之间相互作用的过程中自然产生” | 这是复杂系统研究里的涌现。说到语言模型，指的是规模大了才出现的能力，而且是否真那么突然还有争论 | 局限：评价 |
# | 《大模型》6.3：“声音合成”是“将一种声音转换为另一种声音” | 那是语音*转换*：进去是语音，出来还是语音，话的内容不变（Kaneko 与 Kameoka，2017，arXiv:1711.11293）。合成是由文字生成语音 | 内容的种类 |
# | 《大模型》7.2.2：“性能分析工具”有 Matplotlib、GPUProfiler | Matplotlib 是画图的；确有叫 GPUProfiler 的工具，看的是电脑和显卡有多忙，看不出时间花在哪一行、哪个运算上。后者要用 Python 的 `cProfile`、TensorBoard 的性能分析器或 Nsight Systems | 练习 5 |
# | 《大模型》8.2、《生成式AI》9.8：靠“加密”保护隐私，外加“隐私保护算法”（8.2）或“去标识化”（9.8） | 加密保护文件，保护不了模型已经记住的东西；删去姓名的文本，仍可能认得出是谁。管用的是 8.2 没有点明的那些：去重、差分隐私和泄漏检验 | 局限：被记住的秘密 |
# | 《大模型》10：一个论坛，三家公司的“应用案例” | 这四条都没有作者和年份，其中一条只是某公司全部论文的目录。据此核实不了任何说法，本章一概不用。指向论文和两本教科书的链接没有问题 | 参考文献 |
# | 《生成式AI》3.3：GAN“能够生成多样化的内容”，RNN“生成数据质量相对较低” | GAN 清晰，但容易漏掉东西；质量取决于单元、数据和训练预算 | 文本与图像两组实验；第 3、5 章 |
# | 《生成式AI》5.4：图像质量“会逐渐提高”，附一个图片地址；8.1：“通过实际项目实践”展示图像、文本*和*音频生成 | 全文只有一个程序，是生成数字的 GAN，而且 Python 判为语法错误（第 3 章），不可能画出图来。文本和音频的程序一个也没有 | 第 3、5 章 |
# | 《生成式AI》6：“使用RNN实现风格迁移”，“使用GAN生成聊天机器人的对话” | 风格用卷积网络的特征来刻画（arXiv:1508.06576）；对话靠自回归语言模型：词元是挑出来的，梯度无法直接从判别器传到文本 | 用在哪里；第 5 章 |
# | 《生成式AI》9.7：为增强现实生成的场景给自动驾驶“提供更丰富的感知信息” | 凭空生成的场景不含那条街的任何信息；用于训练和仿真，倒可能有帮助 | 用在哪里：驾驶 |
# | 《生成式AI》9.11：“注明版权信息，确保创作者权益” | 写一行声明，产生不了权利；各国保护不一；训练数据的许可证、被模型记住的作品，清单里都没有提 | 局限：权利 |
# | 《生成式AI》9.12：“图像诊断：生成医学图像，辅助医生进行诊断” | 生成诊断不了任何东西；它可以给做诊断的模型添训练数据，也可能编造病灶 | 用在哪里：医疗 |
# | 《原理与代码》2.1：多模态是“同时生成”多种模态 | 跨模态生成，例如由文字生成图像，也在其内 | 内容的种类 |
# | 《原理与代码》2.2：“对抗生成网络”；以及图中的标签 | 应为“生成对抗网络”；标签是乱的 | 下面第一个单元 |
# | 《原理与代码》2.3：“边际成本趋近于零” | 草稿是这样，有人检查过的成品不是 | 与人工制作相比 |
# | 《原理与代码》2.3：“通过持续学习，不断优化” | 有人重新训练，才会变 | 与人工制作相比 |
# | 《原理与代码》2.3：“突破人类思维定式”，几行之后又说“创造力弱” | 自相矛盾。实验结果是：单篇故事有所得，合起来却更像了 | 与人工制作相比 |
# | 《原理与代码》3.1：“在子层之后进行层归一化”；由 Transformer 衍生出“GPT、BERT、T5”，“广泛应用于文本生成任务” | 2017 年是放在子层之后，如今大多放在前面，本章的 `Block` 就是这样。GPT 和 T5 会生成；BERT 是编码器，做的是填空 | 一分钟走完文本的七十年；一条时间线 |
# | 《赋能行业》2.1、2.5：AI 的核心“包括机器学习、深度学习和自然语言处理”；图中深度学习与机器学习并列，自然语言处理在深度学习之下 | 深度学习在机器学习之内；自然语言处理是一个领域，方法有许多种。该文 2.4 说对了前一半 | 一张版图 |
#
# **图中的标签。** 《原理与代码》2.2 的图是一个链接，图的文字就以 base64 编码写在地址里。解出来，应当与它上方的列表一致。下面每行左边是列表里的词，右边是图中的标签。

# %% tags=["nbval-check-output"]
import base64
import json

address = (
    "eyJjb2RlIjoiZ3JhcGggTFJcbiAgICBBSUdDIC0tPiDmnLrlnovlrZBcbiAgICBBSUdDIC0tPiDmt7HluqbogIVcbi"
    "AgICBBSUdDIC0tPiDoh6rnhLbnr4TlkIjliqjnlLtcbiAgICBBSUdDIC0tPiDorqHnrpfmnLrnm7jop4JcbiAgICBB"
    "SUdDIC0tPiDnn6XorqHlm77niYdcbiAgICBBSUdDIC0tPiDlvLrljJbkuIDnuqdcbiAgICBBSUdDIC0tPiDlr7nor5"
    "3nlJ_miJDnvZHnu5wiLCJtZXJtYWlkIjp7InRoZW1lIjoiZGVmYXVsdCJ9LCJ1cGRhdGVFZGl0b3IiOmZhbHNlfQ=="
)
labels = json.loads(base64.urlsafe_b64decode(address))["code"].split("--> ")[1:]
listed = ["机器学习", "深度学习", "自然语言处理", "计算机视觉", "知识图谱", "强化学习"]
listed += ["对抗生成网络"]
for name, label in zip(listed, labels, strict=True):
    print(name, "|", label.split()[0])

# %% [markdown] lang="en"
# ## Glossary
#
# The terms of the whole course, in the order of its themes: content, mathematics and training, GAN, VAE, text, this chapter. "Chapter" is where a term is explained at length.
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
# 全课程的术语，按主题排列：内容，数学与训练，GAN，VAE，文本，本章。“章”一栏是详细讲解它的那一章。
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

# %% [markdown] lang="en"
# ## Does the chapter still work?
#
# The last cells gather the main results and check that they lie within wide bands. They assert what must hold, not who wins: all models that learn beat the frequencies of single characters, all that draw are far from noise, more data and more parameters help, and all-or-nothing scores fall with $k$. Behind the bands stand five training seeds in each of the two number formats, bfloat16 and float32, all recorded in `benchmarks/bands_01_history.json`. Recorded there too is a run in which the text models are trained on the wrong targets and the image models on negatives: its bits, its distances and its fitted curve lie far outside what the ten runs gave, and the assertions stop it.

# %% [markdown] lang="zh"
# ## 本章还正常吗？
#
# 最后两个单元汇总主要结果，检查它们是否落在宽松的界限之内。断言的是必须成立的事，而不是谁胜谁负：凡是学习的模型，都胜过单个字符的频率；凡是会画的，都离噪声很远；数据多了、参数多了，都有好处；只认全对的分数随 $k$ 下降。界限的依据是 bfloat16 和 float32 两种精度下各五个训练种子的结果，全部记录在 `benchmarks/bands_01_history.json` 中；那里还记录了一次故意弄坏的运行，文本模型学的是错位的目标，图像模型看的是负片；它的比特数、距离和拟合曲线都远在那十次运行的范围之外，通不过断言。

# %%
results = {f"bits, {name}": bits for name, (bits, _) in text_rows.items()}
results |= {f"distance, {name}": row[0] for name, row in image_rows.items()}
results |= {
    "bits, smallest network": losses[0, -1],
    "bits, largest network": losses[-1, -1],
    "residual, fitted": misses(theta)[0],
    "residual, largest": misses(theta)[1],
    "one right": shares[1][-1, -1],
    "eight right": shares[8][-1, -1],
}
results = {name: round(float(value), 4) for name, value in results.items()}

# %% tags=["headline", "bands"]
for start, unit in (("bits", "bits per character"), ("distance", "Fréchet distance")):
    parts = [f"{k.split(', ')[1]} {v:.2f}" for k, v in results.items() if k.startswith(start)]
    print(f"{unit}: {', '.join(parts)}", end="; " if start == "bits" else "\n")
assert results["bits, 5-gram"] < 2.7 and results["bits, recurrent"] < 3.4
assert results["bits, attention"] < 3.6
assert max(results[f"distance, {name}"] for name in ("autoencoder", "VAE", "GAN")) < 20
assert results["distance, diffusion"] < min(results["distance, autoencoder"], 5)
assert np.all(np.diff(losses[:, -1]) < 0) and np.all(np.diff(losses[-1]) < 0)
assert results["residual, fitted"] < 0.15 and results["residual, largest"] < 0.3
assert results["one right"] > 0.4 and 0 < results["eight right"] < 0.05

# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/01_history](exercises/01_history.ipynb). These here are for pen, paper and your own experiments.
#
# 1. ★ Take a page that praises a product of generative AI. Mark each claim as shown, scored, tried or established, and find the primary source of one of them.
# 2. ★ A piece written by hand takes 30 minutes. With $g = 0.1$, $c = 5$ and no misses, from which share $p$ of good drafts on is generating cheaper? And if the check takes 15 minutes?
# 3. ★★ Remove repeated lines from the canary's training text, then train with `discount=1`. What is the rank of the secret after ten copies? Which of the two remedies did the work?
# 4. ★★ Let each generation learn from a mixture, half real text and half written by the generation before. How many different words does generation 40 write? And with a tenth of real text?
# 5. ★★ Run `NGram(short_vocabulary, 8).fit(short_text)` under `cProfile` and sort by time. Which function takes most of it? Could a figure drawn with Matplotlib have told you?
# 6. ★★★ Make a line of time for speech or for video, twelve events, each with a primary source, and let the cell check what can be checked.

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/01_history](exercises/01_history.ipynb)。下面这些留给纸笔和你自己的实验。
#
# 1. ★ 找一篇夸某个生成式人工智能产品的文章，把每个说法标为演示过、打过分、试过或已经确立，并找出其中一个的原始文献。
# 2. ★ 一件内容由人来写要 30 分钟。取 $g = 0.1$、$c = 5$，检查没有遗漏，合格比例 $p$ 要到多少，生成才更便宜？如果检查要 15 分钟呢？
# 3. ★★ 先从金丝雀的训练文本中删去重复的行，再用 `discount=1` 训练。放了十次的秘密排第几？起作用的是两种办法中的哪一种？
# 4. ★★ 让每一代学混合的文本：一半真实，一半由上一代写出。第四十代写出多少个不同的词？真实文本只占十分之一呢？
# 5. ★★ 在 `cProfile` 下运行 `NGram(short_vocabulary, 8).fit(short_text)`，按耗时排序。哪个函数用时最多？用 Matplotlib 画一幅图，能看出这一点吗？
# 6. ★★★ 为语音或视频做一条时间线，十二个事件，每个都有原始文献，能核对的就让单元去核对。

# %% [markdown] lang="en"
# ## Summary
#
# - AI-generated content is what a generative model puts out; a generative model is a distribution one can draw from. Multimodal work includes going from one kind of content to another.
# - Deep learning lies inside machine learning, inside artificial intelligence. Language and vision are fields that use all of it. Generating needs neither deep learning nor, with templates, any learning; the story ends neither with GAN and VAE nor with the Transformer.
# - With one ruler for text and one for images, a century of methods can be compared, at a stated budget of data and time.
# - A use may be shown, scored, tried or established. Few are tried, and the results go both ways. Generating is cheap; checking is not.
# - Plausible is not true, a matched collection is not a true image, and a smooth skill may look like a leap on a harsh scale.
# - One copy of a secret can be enough to leak it, and encryption does not help: remove duplicates, bound each record's influence, test. Models that learn from models alone lose what is rare; keeping the real data prevents it.
#
# ## References
#
# **History.** Markov 1913, doi:10.1017/S0269889706001074 · Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x · Hiller & Isaacson 1959, *Experimental Music* · Weizenbaum 1966, doi:10.1145/365153.365168 · Rumelhart et al. 1986, doi:10.1038/323533a0 · Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735 · Bengio et al. 2003, JMLR 3:1137-1155 · Hinton & Salakhutdinov 2006, doi:10.1126/science.1127647 · Mikolov et al. 2013, arXiv:1301.3781 · Kingma & Welling 2013, arXiv:1312.6114 · Goodfellow et al. 2014, arXiv:1406.2661 · Bahdanau et al. 2014, arXiv:1409.0473 · Sohl-Dickstein et al. 2015, arXiv:1503.03585 · van den Oord et al. 2016, arXiv:1609.03499 · Vaswani et al. 2017, arXiv:1706.03762 · Radford et al. 2018 and 2019 (GPT, GPT-2), OpenAI · Devlin et al. 2018, arXiv:1810.04805 · Kaplan et al. 2020, arXiv:2001.08361 · Brown et al. 2020, arXiv:2005.14165 · Ho et al. 2020, arXiv:2006.11239 · Radford et al. 2021 (CLIP), arXiv:2103.00020 · Rombach et al. 2021, arXiv:2112.10752 · Ouyang et al. 2022, arXiv:2203.02155 · Ho et al. 2022 (video), arXiv:2204.03458 · DeepSeek-AI 2025, arXiv:2501.12948
#
# **Concepts.** China Academy of Information and Communications Technology & JD Explore Academy 2022, 《人工智能生成内容（AIGC）白皮书》 · Cao et al. 2023, arXiv:2303.04226 · Unterthiner et al. 2018 (video distance), arXiv:1812.01717 · Fedus et al. 2021, arXiv:2101.03961 · Kaneko & Kameoka 2017 (voice conversion), arXiv:1711.11293
#
# **Uses.** Noy & Zhang 2023, doi:10.1126/science.adh2586 · Peng et al. 2023, arXiv:2302.06590 · Becker et al. 2025, arXiv:2507.09089 · Brynjolfsson et al. 2023, arXiv:2304.11771 · Doshi & Hauser 2024, doi:10.1126/sciadv.adn5290 · Hassan et al. 2018, arXiv:1803.05567 · Läubli et al. 2018, doi:10.18653/v1/D18-1512 · Gatys et al. 2015, arXiv:1508.06576 · Shen et al. 2017, arXiv:1712.05884 · Copet et al. 2023, arXiv:2306.05284 · Mai et al. 2023, doi:10.1371/journal.pone.0285333 · Motamed et al. 2025, arXiv:2501.09038 · Zeni et al. 2025, doi:10.1038/s41586-025-08628-5 · Lång et al. 2023, doi:10.1016/S1470-2045(23)00298-X · Frid-Adar et al. 2018, arXiv:1803.01229 · Cohen et al. 2018, arXiv:1805.08841 · Xu et al. 2025, doi:10.1038/s41591-025-03743-2 · Kalra & Paddock 2016, doi:10.1016/j.tra.2016.09.010 · Gao et al. 2023, arXiv:2310.02601 · Azizi et al. 2023, arXiv:2304.08466 · Bastani et al. 2025, doi:10.1073/pnas.2422633122 · Kestin et al. 2025, doi:10.1038/s41598-025-97652-6
#
# **Limits.** Lin et al. 2021, arXiv:2109.07958 · Lewis et al. 2020, arXiv:2005.11401 · Kalai & Vempala 2023, arXiv:2311.14648 · Sainz et al. 2023, arXiv:2310.18018 · Kynkäänniemi et al. 2022, arXiv:2203.06026 · Theis et al. 2015, arXiv:1511.01844 · Wei et al. 2022, arXiv:2206.07682 · Schaeffer et al. 2023, arXiv:2304.15004 · Bianchi et al. 2022, arXiv:2211.03759 · Carlini et al. 2018, arXiv:1802.08232; 2020, arXiv:2012.07805; 2022, arXiv:2202.07646; 2023, arXiv:2301.13188 · Lee et al. 2021, arXiv:2107.06499 · Abadi et al. 2016, arXiv:1607.00133 · Shokri et al. 2016, arXiv:1610.05820 · Longpre et al. 2023, arXiv:2310.16787 · Patterson et al. 2021, arXiv:2104.10350 · Luccioni et al. 2023, arXiv:2311.16863 · Shumailov et al. 2024, doi:10.1038/s41586-024-07566-y · Gerstgrasser et al. 2024, arXiv:2404.01413 · Kirchenbauer et al. 2023, arXiv:2301.10226 · Sadasivan et al. 2023, arXiv:2303.11156 · Liang et al. 2023, arXiv:2304.02819

# %% [markdown] lang="zh"
# ## 小结
#
# - 人工智能生成内容是生成模型的产物，生成模型是可以从中采样的分布。多模态也包括由一种内容到另一种内容。
# - 深度学习在机器学习之内，机器学习在人工智能之内；语言和视觉是领域，哪一部分的方法都用。生成不一定要靠深度学习，用模板时连学习都不需要；故事没有到 GAN 和 VAE 为止，也不会到 Transformer 为止。
# - 文本一把尺子，图像一把尺子，一个世纪的方法就能放在一起比，但数据量和时间预算要写明。
# - 一项应用，可能演示过、打过分、试过或已经确立。试过的不多，结果有好有坏。生成便宜，检查不便宜。
# - 像真的不等于真的；整体对得上，不等于哪一幅图属实；平滑的进步，换一把苛刻的尺子看就像突变。
# - 秘密只要放进一份就可能泄漏，加密无济于事：要去重，要限制单条记录的作用，要检验。模型只跟模型学，会丢掉罕见的东西；把真实数据留着就不会。
#
# ## 参考文献
#
# **历史。** Markov 1913，doi:10.1017/S0269889706001074 · Shannon 1948，doi:10.1002/j.1538-7305.1948.tb01338.x · Hiller 与 Isaacson 1959，*Experimental Music* · Weizenbaum 1966，doi:10.1145/365153.365168 · Rumelhart 等 1986，doi:10.1038/323533a0 · Hochreiter 与 Schmidhuber 1997，doi:10.1162/neco.1997.9.8.1735 · Bengio 等 2003，JMLR 3:1137-1155 · Hinton 与 Salakhutdinov 2006，doi:10.1126/science.1127647 · Mikolov 等 2013，arXiv:1301.3781 · Kingma 与 Welling 2013，arXiv:1312.6114 · Goodfellow 等 2014，arXiv:1406.2661 · Bahdanau 等 2014，arXiv:1409.0473 · Sohl-Dickstein 等 2015，arXiv:1503.03585 · van den Oord 等 2016，arXiv:1609.03499 · Vaswani 等 2017，arXiv:1706.03762 · Radford 等 2018、2019（GPT、GPT-2），OpenAI · Devlin 等 2018，arXiv:1810.04805 · Kaplan 等 2020，arXiv:2001.08361 · Brown 等 2020，arXiv:2005.14165 · Ho 等 2020，arXiv:2006.11239 · Radford 等 2021（CLIP），arXiv:2103.00020 · Rombach 等 2021，arXiv:2112.10752 · Ouyang 等 2022，arXiv:2203.02155 · Ho 等 2022（视频），arXiv:2204.03458 · DeepSeek-AI 2025，arXiv:2501.12948
#
# **概念。** 中国信息通信研究院、京东探索研究院 2022，《人工智能生成内容（AIGC）白皮书》 · Cao 等 2023，arXiv:2303.04226 · Unterthiner 等 2018（视频的距离），arXiv:1812.01717 · Fedus 等 2021，arXiv:2101.03961 · Kaneko 与 Kameoka 2017（语音转换），arXiv:1711.11293
#
# **应用。** Noy 与 Zhang 2023，doi:10.1126/science.adh2586 · Peng 等 2023，arXiv:2302.06590 · Becker 等 2025，arXiv:2507.09089 · Brynjolfsson 等 2023，arXiv:2304.11771 · Doshi 与 Hauser 2024，doi:10.1126/sciadv.adn5290 · Hassan 等 2018，arXiv:1803.05567 · Läubli 等 2018，doi:10.18653/v1/D18-1512 · Gatys 等 2015，arXiv:1508.06576 · Shen 等 2017，arXiv:1712.05884 · Copet 等 2023，arXiv:2306.05284 · Mai 等 2023，doi:10.1371/journal.pone.0285333 · Motamed 等 2025，arXiv:2501.09038 · Zeni 等 2025，doi:10.1038/s41586-025-08628-5 · Lång 等 2023，doi:10.1016/S1470-2045(23)00298-X · Frid-Adar 等 2018，arXiv:1803.01229 · Cohen 等 2018，arXiv:1805.08841 · Xu 等 2025，doi:10.1038/s41591-025-03743-2 · Kalra 与 Paddock 2016，doi:10.1016/j.tra.2016.09.010 · Gao 等 2023，arXiv:2310.02601 · Azizi 等 2023，arXiv:2304.08466 · Bastani 等 2025，doi:10.1073/pnas.2422633122 · Kestin 等 2025，doi:10.1038/s41598-025-97652-6
#
# **局限。** Lin 等 2021，arXiv:2109.07958 · Lewis 等 2020，arXiv:2005.11401 · Kalai 与 Vempala 2023，arXiv:2311.14648 · Sainz 等 2023，arXiv:2310.18018 · Kynkäänniemi 等 2022，arXiv:2203.06026 · Theis 等 2015，arXiv:1511.01844 · Wei 等 2022，arXiv:2206.07682 · Schaeffer 等 2023，arXiv:2304.15004 · Bianchi 等 2022，arXiv:2211.03759 · Carlini 等 2018，arXiv:1802.08232；2020，arXiv:2012.07805；2022，arXiv:2202.07646；2023，arXiv:2301.13188 · Lee 等 2021，arXiv:2107.06499 · Abadi 等 2016，arXiv:1607.00133 · Shokri 等 2016，arXiv:1610.05820 · Longpre 等 2023，arXiv:2310.16787 · Patterson 等 2021，arXiv:2104.10350 · Luccioni 等 2023，arXiv:2311.16863 · Shumailov 等 2024，doi:10.1038/s41586-024-07566-y · Gerstgrasser 等 2024，arXiv:2404.01413 · Kirchenbauer 等 2023，arXiv:2301.10226 · Sadasivan 等 2023，arXiv:2303.11156 · Liang 等 2023，arXiv:2304.02819
