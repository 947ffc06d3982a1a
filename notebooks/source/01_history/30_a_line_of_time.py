# %% [markdown] lang="en"
# ## A line of time
#
# Every event below has a primary source that you can look up: an arXiv number, a DOI, or a publication.
# The year is that of the source.
# For arXiv the number begins with year and month, which the cell below the list uses as a check.
# The choice of events is ours, and another author's would differ.

# %% [markdown] lang="zh"
# ## 一条时间线
#
# 下面的每个事件都有查得到的原始文献：arXiv 编号、DOI 或出版物。
# 年份就是文献的年份；arXiv 编号的前四位是年月，清单后面的单元格用它来核对。
# 选哪些事件由我们定，换一个作者会有出入。
# “方法”一类指通用的方法。

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
# Markov counted vowels and consonants in *Eugene Onegin* by hand (the source is the English translation of his lecture, hence its later number).
# Shannon wrote the first sentences by statistics.
# Hiller and Isaacson had a computer compose, by rules and chance.
# ELIZA conversed by templates.
# Back-propagation trained layers; the LSTM kept gradients alive; the neural language model put words into a space, and word2vec made that cheap.
# The deep autoencoder learned short codes for images.
# From 2013 on, three families of image models appear within three years: VAE, GAN, diffusion.
# Attention began as an aid to translation and became, in the Transformer, the core of the network.
# WaveNet made sound.
# GPT, GPT-2 and GPT-3 are one design at growing scale, BERT a Transformer that does not generate; the scaling laws describe what growing buys.
# DDPM drew good images by diffusion, CLIP joined text and image in one space, latent diffusion steered images by text at a bearable cost, and video diffusion went on to video.
# InstructGPT was trained on people's preferences, DeepSeek-R1 by rewards for right answers.
# The story neither begins nor ends with GAN and VAE.

# %% [markdown] lang="zh"
# 逐项说明如下。
# 1913 年，马尔可夫靠手工清点《叶甫盖尼·奥涅金》里的元音和辅音（Markov chain of letters；所列文献是他那次讲演的英译，编号因而较晚）。
# 1948 年，香农第一个用统计写出句子（text by counting）。
# Hiller 与 Isaacson 让计算机靠规则加随机数作曲（music），1959 年写成了书。
# 1966 年，ELIZA 用模板同人对话。
# 1986 年，反向传播（back-propagation）训练多层网络；1997 年，LSTM 让梯度不致消失；2003 年，神经语言模型（neural language model）把词放进一个空间，2013 年的 word2vec 让这件事变得便宜。
# 2006 年，深度自编码器（deep autoencoder）学会了用短短的编码表示图像。
# 2013 年起三年之内，三类图像模型相继出现：VAE、GAN、扩散模型（diffusion）。
# 注意力（attention）起初是翻译的辅助，到 2017 年的 Transformer 成了网络的核心。
# 2016 年的 WaveNet 生成声音。
# GPT、GPT-2、GPT-3 是同一种设计越做越大，BERT 也是 Transformer，但不生成（does not generate）；规模定律（scaling laws）说的是做大能换来什么。
# 2020 年的 DDPM 让扩散模型画得出好图；2021 年，CLIP 把文字和图像放进同一个空间，潜在扩散（latent diffusion）以承受得起的代价由文字画图；2022 年，InstructGPT 用人的偏好训练，视频扩散（video diffusion）推广到视频；2025 年，DeepSeek-R1 靠答对得奖励来训练。
# 故事既不是从 GAN 和 VAE 开始，也没有到它们为止。

# %%
in_chinese = {
    "Markov chain of letters": "马尔可夫：字母的链",
    "Shannon: text by counting": "香农：靠计数写作",
    "Hiller & Isaacson: music": "Hiller 与 Isaacson：作曲",
    "back-propagation": "反向传播",
    "neural language model": "神经语言模型",
    "deep autoencoder": "深度自编码器",
    "attention": "注意力",
    "diffusion": "扩散模型",
    "BERT (does not generate)": "BERT（不生成）",
    "scaling laws": "规模定律",
    "latent diffusion": "潜在扩散",
    "video diffusion": "视频扩散",
    "OpenAI technical report": "OpenAI 技术报告",
}
in_chinese |= {"text": "文本", "image": "图像", "sound": "声音", "method": "方法"}
rows = []
for year, *words, source in events:
    rows.append([str(year), *((word, in_chinese.get(word, word)) for word in (*words, source))])
    assert not source.startswith("arXiv:") or 2000 + int(source[6:8]) == year
header = [("year", "年份"), ("event", "事件"), ("kind", "类别"), ("source", "文献")]
plotting.table(header, rows)

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
# More than two thirds of the rows are later than 2012.
# Part of that is growth; part is that old events have been sifted and recent ones have not.
# Beware of reading a law into a chosen list.

# %% [markdown] lang="zh"
# 三分之二以上的事件在 2012 年之后。
# 一方面是发展加快了，另一方面是旧事已经筛选过，新事还没有。
# 自己挑出来的清单，不要从里面读出定律来。
