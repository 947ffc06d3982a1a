# %% [markdown] lang="en"
# ## Chapter 1: concepts, history and uses
#
# Much of what the articles say on these subjects holds.
# All name text, image and sound, most of them video; history rightly puts the beginning in the middle of the twentieth century, and deep learning inside machine learning; principles names hard limits, among them missing common sense and sameness; large models cites three papers that one can look up.
# The table lists what is wrong or imprecise, and the section of [chapter 1](01_history.ipynb) that teaches the matter.
#
# | The article says | What is right | Section of chapter 1 |
# | --- | --- | --- |
# | History, 1.2: from "simple rule systems to complex neural networks"; lately GAN and VAE drove it on | True, and incomplete: attention, the Transformer (2017) and diffusion (2015, 2020) carried it further, and before networks there was half a century of counting | A line of time |
# | Large models, 1.4.1, 2.1 and 9.1: AIGC is "a system" that generates. Principles, 2.1: "methods and systems" | It is the content, or its production; what generates is a generative model | What AI-generated content is |
# | Large models, 2.1: the "model layer includes the generator and the discriminator" | That is one family's way of training. Counts, VAEs, Transformers and diffusion have no discriminator | What AI-generated content is |
# | Generative AI, 8: AIGC is "the core technology of generative AI" | The other way round: it is what generative AI puts out | What AI-generated content is |
# | Large models, 1.4.1: large means "a hundred million parameters" (亿级) | Dated. GPT-3 has 1.75·10¹¹ (arXiv:2005.14165), sparse networks had passed 10¹² by 2021 (Fedus et al., arXiv:2101.03961) | Scale |
# | Large models, 1.4.1: emergence is complex behaviour that arises "as individuals interact" | That is the word in the study of complex systems. Of language models it means abilities that appear with scale, and how sudden they are is disputed | A sudden jump, or the measure? |
# | Large models, 6.3: "voice synthesis" turns one voice into another | That is voice conversion; synthesis makes speech from text | Kinds of content |
# | Large models, 7.2.2: "performance analysis" by Matplotlib and "GPUProfiler" | Matplotlib draws figures. GPUProfiler shows how busy a graphics card is, not which line takes the time: `cProfile`, TensorBoard's profiler and Nsight Systems show that | none |
# | Large models, 8.2, and generative AI, 9.8: against leaks of private data, encryption or "de-identification" | Encryption protects files, not what a model has memorised, and a text without names may still name its author. Deduplication, differential privacy and tests for leaks help | Limits |
# | Large models, 10: a forum and "case studies" of three firms | None of the four entries names authors or year, so no claim can be traced to them. Its links to papers and to two textbooks are sound | none |
# | Generative AI, 3.3: GAN: "diverse" content; RNN: "relatively low quality" | A GAN is sharp and tends to leave things out; quality depends on cell, data and budget | Four ways to draw |
# | Generative AI, 5.4: quality "will gradually improve", with a picture's address; 8.1: image, text *and* audio generation "in actual projects" | Its one program is a GAN for digits with errors of syntax (see above), so no picture came out of it. There is none for text or audio | none |
# | Generative AI, 6: style transfer by RNN; conversation by GAN | Style: features of a convolutional network (arXiv:1508.06576). Conversation: autoregressive language models; a token is chosen, so no gradient passes from a discriminator to the text | Where it is used |
# | Generative AI, 9.7: scenes generated for augmented reality give a car "richer perception information" | An invented scene says nothing about the street outside. In training and simulation it may help | Where it is used; below: driving |
# | Generative AI, 9.11: "note copyright information" to "secure the creator's rights" | A notice does not make a right, and protection differs by country | Limits |
# | Generative AI, 9.12: "generate medical images, help doctors diagnose" | A diagnosis is a statement about one patient. Generated images can add training data for models that make it, and they can show tumours that are not there | Where it is used; below: medicine |
# | Principles, 2.1: multimodal means generating several kinds "simultaneously" | Cross-modal generation, such as an image from text, belongs there | Kinds of content |
# | Principles, 2.3: marginal cost "near zero" | Of a draft, not of a piece that somebody has checked | Against content made by hand |
# | Principles, 2.3: it optimises itself "by continual learning" | Only when somebody retrains it | Against content made by hand |
# | Principles, 2.3: breaks "fixed patterns of human thought", and, a few lines on, "creativity is weak" | The two contradict each other. Tried: single stories gain, all together grow alike | Against content made by hand |
# | Principles, 3.1: of the Transformer came "GPT, BERT, T5", widely used "in text generation" | GPT and T5 generate; BERT is an encoder that fills in blanks | A map of the methods |
# | Industry, 2.1 and 2.5: deep learning stands beside machine learning, and language processing under deep learning | Deep learning lies inside machine learning; language processing is a field with many methods. Its 2.4 has the first right | A map of the methods |
#
# **Medicine.** A network that translates one kind of scan into another is trained to make its collection of outputs look like real scans of the second kind.
# If a share $t$ of the patients has a tumour, and a larger share $s$ of that collection, it has to draw one into a share $(s - t)/(1 - t)$ of the healthy (Cohen et al. 2018, arXiv:1805.08841).
# Here $t$ is one in ten.

# %% [markdown] lang="zh"
# ## 第 1 章：概念、历史与应用
#
# 在这些题目上，五篇文章说对的不少：都讲到文本、图像和音频，多数还讲到视频；《发展历程》把起点定在 20 世纪中期，把深度学习归入机器学习，都对；《原理与代码》指出了缺乏常识、同质化等实际的局限；《大模型》列出了三篇查得到的论文。
# 下表列出其中错误或不够准确的地方，最后一列是[第 1 章](01_history.ipynb)里讲这件事的小节。
#
# | 文章怎么说 | 实际怎么样 | 第 1 章的小节 |
# | --- | --- | --- |
# | 《发展历程》1.2：“从简单规则系统到复杂神经网络”，近年由 GAN 和 VAE 推动 | 没有错，但不完整：接着往前推的是注意力与 Transformer（2017）和扩散模型（2015、2020）；神经网络之前，还有半个世纪靠计数 | 一条时间线 |
# | 《大模型》1.4.1、2.1、9.1：AIGC 是生成内容的“系统”；《原理与代码》2.1：“方法和系统” | 是内容，或内容的生产；进行生成的叫生成模型 | 什么是人工智能生成内容 |
# | 《大模型》2.1：“模型层：包括生成器和判别器” | 这是其中一类的训练办法。计数、VAE、Transformer、扩散模型都没有判别器 | 什么是人工智能生成内容 |
# | 《生成式AI》8：“AIGC作为生成式AI的核心技术” | 说反了：它是生成式人工智能的产物 | 什么是人工智能生成内容 |
# | 《大模型》1.4.1：大模型有“亿级参数规模” | 过时了：GPT-3 有 1.75·10¹¹ 个（arXiv:2005.14165），稀疏的网络 2021 年已超过 10¹²（Fedus 等，arXiv:2101.03961） | 规模 |
# | 《大模型》1.4.1：涌现是复杂行为“在个体之间相互作用的过程中自然产生” | 这是复杂系统研究里的涌现。说到语言模型，指的是规模大了才出现的能力，而且是否真那么突然还有争论 | 突然的跃升，还是度量的缘故？ |
# | 《大模型》6.3：“声音合成”是“将一种声音转换为另一种声音” | 那是语音转换；合成是由文字生成语音 | 内容的种类 |
# | 《大模型》7.2.2：“性能分析工具”有 Matplotlib、GPUProfiler | Matplotlib 是画图的；GPUProfiler 看的是显卡有多忙，看不出时间花在哪一行。后者要用 `cProfile`、TensorBoard 的性能分析器或 Nsight Systems | 无 |
# | 《大模型》8.2、《生成式AI》9.8：靠“加密”或“去标识化”防止隐私泄漏 | 加密保护文件，保护不了模型已经记住的内容；删去姓名的文本，仍可能认得出是谁。管用的是去重、差分隐私和泄漏检验 | 局限 |
# | 《大模型》10：一个论坛，三家公司的“应用案例” | 这四条都没有作者和年份，核实不了任何说法。指向论文和两本教科书的链接没有问题 | 无 |
# | 《生成式AI》3.3：GAN“能够生成多样化的内容”，RNN“生成数据质量相对较低” | GAN 清晰，但容易漏掉一些模式；质量取决于单元、数据和训练预算 | 四种画法 |
# | 《生成式AI》5.4：图像质量“会逐渐提高”，附一个图片地址；8.1：“通过实际项目实践”展示图像、文本*和*音频生成 | 全文只有一个程序，是生成数字的 GAN，而且有语法错误（见前文），不可能画出图来。文本和音频的程序一个也没有 | 无 |
# | 《生成式AI》6：“使用RNN实现风格迁移”，“使用GAN生成聊天机器人的对话” | 风格用卷积网络的特征来刻画（arXiv:1508.06576）；对话靠自回归语言模型：词元是挑出来的，梯度无法从判别器传到文本 | 用在哪里，证据是什么 |
# | 《生成式AI》9.7：为增强现实生成的场景给自动驾驶“提供更丰富的感知信息” | 凭空生成的场景，与窗外那条街无关；用于训练和仿真，倒可能有帮助 | 用在哪里，证据是什么；下文：驾驶 |
# | 《生成式AI》9.11：“注明版权信息，确保创作者权益” | 写一行声明，产生不了权利；各国的保护也不一样 | 局限 |
# | 《生成式AI》9.12：“生成医学图像，辅助医生进行诊断” | 诊断是对某一个病人的判断。生成的图像可以给作判断的模型补充训练数据，也可能显示并不存在的肿瘤 | 用在哪里，证据是什么；下文：医疗 |
# | 《原理与代码》2.1：多模态是“同时生成”多种模态 | 跨模态生成，例如由文字生成图像，也在其内 | 内容的种类 |
# | 《原理与代码》2.3：“边际成本趋近于零” | 草稿是这样，有人检查过的成品不是 | 与人工制作相比 |
# | 《原理与代码》2.3：“通过持续学习，不断优化” | 有人重新训练，才会变 | 与人工制作相比 |
# | 《原理与代码》2.3：“突破人类思维定式”，几行之后又说“创造力弱” | 自相矛盾。实验结果是：单篇故事有所得，合起来却更像了 | 与人工制作相比 |
# | 《原理与代码》3.1：由 Transformer 衍生出“GPT、BERT、T5”，“广泛应用于文本生成任务” | GPT 和 T5 会生成；BERT 是编码器，做的是填空 | 方法的版图 |
# | 《赋能行业》2.1、2.5：深度学习与机器学习并列，自然语言处理在深度学习之下 | 深度学习在机器学习之内；自然语言处理是一个领域，方法有许多种。该文 2.4 说对了前一半 | 方法的版图 |
#
# **医疗。** 设有一个网络，把一种扫描图像翻译成另一种，训练目标是让输出整体上像第二种真实图像。
# 如果病人中有比例 $t$ 的人长肿瘤，而在那批真实图像中这个比例是更大的 $s$，它就必须给健康人中的 $(s - t)/(1 - t)$ 画上一个（Cohen 等，2018，arXiv:1805.08841）。
# 这里取 $t$ 为十分之一。

# %%
rows = []
for share in (0.1, 0.2, 0.5, 0.8):
    invented = (share - 0.1) / (1 - 0.1)
    rows.append([f"{part:.0%}" for part in (share, invented, 0.1 / share)])
header = [("tumours in the collection", "训练图像中有肿瘤的")]
header += [("healthy with a tumour", "健康人中被画上的")]
plotting.table([*header, ("true among the tumours", "输出的肿瘤中属实的")], rows)

# %% [markdown] lang="en"
# With one in two in the collection, 44% of the healthy are given a tumour, and four of five tumours in the outputs are invented.
# A score that compares collections would be content.
# What has been tried in medicine is a discriminative model: one that reads mammograms with a radiologist, in a trial with more than 80,000 women (Lång et al. 2023, doi:10.1016/S1470-2045(23)00298-X).
#
# **Driving.** The aim is fewer accidents, and Kalra and Paddock (2016, doi:10.1016/j.tra.2016.09.010) asked how far one has to drive to show it.
# In the United States there were 1.09 deaths per 100 million miles; a car that is no better drives $n$ miles without a death with probability $e^{-rn}$, where $r$ is that rate.
# For 95% confidence this must be below 5%.
# The cell prints the miles, and the years for 100 cars that drive day and night at 25 miles an hour.

# %% [markdown] lang="zh"
# 训练图像中两个有一个时，健康人中有 44% 会被画上肿瘤；输出里的肿瘤，五个有四个是编的。
# 而比较两批图像的分数看不出任何问题。
# 在医疗中做过试验的是判别模型：有一个与放射科医生一起读乳腺片，80,000 多名妇女参加了试验（Lång 等，2023，doi:10.1016/S1470-2045(23)00298-X）。
#
# **驾驶。** 目标是少出事故；要开多远才能证明这一点，Kalra 与 Paddock（2016，doi:10.1016/j.tra.2016.09.010）算过。
# 美国每行驶一亿英里有 1.09 人死亡；一辆并不更安全的车，开 $n$ 英里而无人死亡的概率是 $e^{-rn}$，$r$ 就是这个死亡率。
# 要有 95% 的把握，这个概率须低于 5%。
# 下面打印所需的英里数（miles），以及 100 辆车昼夜不停、时速 25 英里时所需的年数（years）。

# %% tags=["nbval-check-output"]
miles = -np.log(0.05) / (1.09 / 100e6)
years = miles / (100 * 25 * 24 * 365)
print(f"{miles / 1e6:.0f} million miles without a death; {years:.1f} years for 100 cars")

# %% [markdown] lang="en"
# A generated scene, however lifelike, adds no mile to this.

# %% [markdown] lang="zh"
# 生成的场景再逼真，也不会让这个里程多出一英里。
