# %% [markdown] lang="en"
# ## What the articles say, and what is right
#
# All five articles introduce the concepts and list uses: **history** (《AIGC从入门到实战：AIGC 的发展历程》), **large models** (《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》), **generative AI** (an article without a title line, on generative-AI content), **principles** (《AIGC(AI Generated Content) - 原理与代码实例讲解》) and **industry** (《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》).
# Much of what they say holds.
# All name text, image and sound, most of them video; history rightly puts the beginning in the middle of the twentieth century, and deep learning inside machine learning; principles names hard limits, among them missing common sense and sameness, and concludes that people and machines must work together; large models cites three papers that one can look up.
# Three of the five break off in the middle, which is no fault of their authors.
# What they say about formulas and programs is checked in the chapters on each model.
# Quotations are our translations.
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
# **The figure's labels.** The figure of principles, 2.2, is a link whose address holds its own text, in the code called base64.
# Decoded, it should read like the list above it.

# %% [markdown] lang="zh"
# ## 文章怎么说，实际怎么样
#
# 五篇文章都介绍概念、列举应用：《**发展历程**》即《AIGC从入门到实战：AIGC 的发展历程》，《**大模型**》即《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》，《**生成式AI**》即没有标题行、介绍“生成式AI生成内容”的那一篇，《**原理与代码**》即《AIGC(AI Generated Content) - 原理与代码实例讲解》，《**赋能行业**》即《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》。
# 它们说对的不少：都讲到文本、图像和音频，多数还讲到视频；《发展历程》把起点定在 20 世纪中期，把深度学习归入机器学习，都对；《原理与代码》点出了缺乏常识、同质化等实实在在的局限，结论是需要人机协作；《大模型》列出了三篇查得到的论文。
# 五篇中有三篇中途截断，这不是作者的过失。
# 公式和程序方面的问题，由讲各个模型的章节核对。
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
# | 《原理与代码》2.2：“对抗生成网络”；以及图中的标签 | 应为“生成对抗网络”；标签是乱的 | 下面第一个单元格 |
# | 《原理与代码》2.3：“边际成本趋近于零” | 草稿是这样，有人检查过的成品不是 | 与人工制作相比 |
# | 《原理与代码》2.3：“通过持续学习，不断优化” | 有人重新训练，才会变 | 与人工制作相比 |
# | 《原理与代码》2.3：“突破人类思维定式”，几行之后又说“创造力弱” | 自相矛盾。实验结果是：单篇故事有所得，合起来却更像了 | 与人工制作相比 |
# | 《原理与代码》3.1：“在子层之后进行层归一化”；由 Transformer 衍生出“GPT、BERT、T5”，“广泛应用于文本生成任务” | 2017 年是放在子层之后，如今大多放在前面，本章的 `Block` 就是这样。GPT 和 T5 会生成；BERT 是编码器，做的是填空 | 一分钟走完文本的七十年；一条时间线 |
# | 《赋能行业》2.1、2.5：AI 的核心“包括机器学习、深度学习和自然语言处理”；图中深度学习与机器学习并列，自然语言处理在深度学习之下 | 深度学习在机器学习之内；自然语言处理是一个领域，方法有许多种。该文 2.4 说对了前一半 | 一张版图 |
#
# **图中的标签。** 《原理与代码》2.2 的图是一个链接，图的文字就以 base64 编码写在地址里。
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
labels = json.loads(base64.urlsafe_b64decode(address))["code"].split("--> ")[1:]
listed = ["机器学习", "深度学习", "自然语言处理", "计算机视觉", "知识图谱", "强化学习"]
listed += ["对抗生成网络"]
rows = [[name, label.split()[0]] for name, label in zip(listed, labels, strict=True)]
plotting.table([("in the list", "列表里的词"), ("in the figure", "图中的标签")], rows)
assert rows[0] == ["机器学习", "机型子"] and all(name != label for name, label in rows)
