# %% [markdown] lang="en"
# ## Every section, and where it is taught
#
# The tables name every numbered section of the five articles.
# A number in the last column is a chapter of this course.
# "Not yet taught" names a subject that the course plans: language models, deployment, evaluation, safety, sound and motion.
# Where a promise of an article is kept by no chapter, the reason stands beside it.

# %% [markdown] lang="zh"
# ## 全部小节，由哪一章来讲
#
# 下面几张表列出五篇文章的全部带编号的小节，最后一列的数字是课程的章。
# “尚未讲到”后面是课程计划要讲的题目：语言模型、部署、评估、安全、声音与视频。
# 文章许诺了而课程不讲的，旁边写明理由。

# %% [markdown] lang="en"
# ### Sections: history
#
# | section | heading | chapter |
# | --- | --- | --- |
# | 1 | Background | [1](01_history.ipynb) |
# | 1.1 | What AIGC is | [1](01_history.ipynb) |
# | 1.2 | The history of AIGC | [1](01_history.ipynb) |
# | 1.3 | Fields where AIGC is used | [1](01_history.ipynb) |
# | 2 | Core concepts and how they are linked | [1](01_history.ipynb) |
# | 2.1 | Artificial intelligence and machine learning | [1](01_history.ipynb) |
# | 2.2 | Deep learning | [0](00_start.ipynb), [1](01_history.ipynb) |
# | 2.3 | Natural language processing | [1](01_history.ipynb), [5](05_rnn.ipynb), [6](06_transformer.ipynb) |
# | 2.4 | Generative adversarial networks (GANs) | [3](03_gan.ipynb) |
# | 2.5 | Variational autoencoders (VAEs) | [4](04_vae.ipynb) |
# | 3 | Principles and steps of the core algorithms | [3](03_gan.ipynb), [4](04_vae.ipynb) |
# | 3.1 | Generative adversarial networks (GANs) | [3](03_gan.ipynb) |
# | 3.1.1 | The basic structure of GANs | [3](03_gan.ipynb) |
# | 3.1.2 | How GANs are trained | [3](03_gan.ipynb) |
# | 3.2 | Variational autoencoders (VAEs) | [4](04_vae.ipynb) |
# | 3.2.1 | The basic structure of VAEs | [4](04_vae.ipynb) |
# | 3.2.2 | How VAEs are trained | [4](04_vae.ipynb) |
# | 4 | Mathematical models and formulas, explained with examples | [2](02_math.ipynb), [3](03_gan.ipynb), [4](04_vae.ipynb) |
# | 4.1 | Generative adversarial networks (GANs) | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 4.2 | Variational autoencoders (VAEs) | [2](02_math.ipynb), [4](04_vae.ipynb) |
# | 5 | Project: code examples explained in detail | [3](03_gan.ipynb), this notebook |
# | 5.1 | Generative adversarial networks (GANs) | [3](03_gan.ipynb), this notebook |
# | 5.1.1 | Code example | [3](03_gan.ipynb), this notebook |

# %% [markdown] lang="zh"
# ### 各节：《发展历程》
#
# | 节 | 标题 | 章 |
# | --- | --- | --- |
# | 1 | 背景介绍 | [1](01_history.ipynb) |
# | 1.1 | 什么是AIGC | [1](01_history.ipynb) |
# | 1.2 | AIGC的发展历程 | [1](01_history.ipynb) |
# | 1.3 | AIGC的应用领域 | [1](01_history.ipynb) |
# | 2 | 核心概念与联系 | [1](01_history.ipynb) |
# | 2.1 | 人工智能与机器学习 | [1](01_history.ipynb) |
# | 2.2 | 深度学习 | [0](00_start.ipynb)、[1](01_history.ipynb) |
# | 2.3 | 自然语言处理 | [1](01_history.ipynb)、[5](05_rnn.ipynb)、[6](06_transformer.ipynb) |
# | 2.4 | 生成对抗网络（GANs） | [3](03_gan.ipynb) |
# | 2.5 | 变分自编码器（VAEs） | [4](04_vae.ipynb) |
# | 3 | 核心算法原理具体操作步骤 | [3](03_gan.ipynb)、[4](04_vae.ipynb) |
# | 3.1 | 生成对抗网络（GANs） | [3](03_gan.ipynb) |
# | 3.1.1 | GANs的基本结构 | [3](03_gan.ipynb) |
# | 3.1.2 | GANs的训练过程 | [3](03_gan.ipynb) |
# | 3.2 | 变分自编码器（VAEs） | [4](04_vae.ipynb) |
# | 3.2.1 | VAEs的基本结构 | [4](04_vae.ipynb) |
# | 3.2.2 | VAEs的训练过程 | [4](04_vae.ipynb) |
# | 4 | 数学模型和公式详细讲解举例说明 | [2](02_math.ipynb)、[3](03_gan.ipynb)、[4](04_vae.ipynb) |
# | 4.1 | 生成对抗网络（GANs） | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 4.2 | 变分自编码器（VAEs） | [2](02_math.ipynb)、[4](04_vae.ipynb) |
# | 5 | 项目实践：代码实例和详细解释说明 | [3](03_gan.ipynb)、本篇 |
# | 5.1 | 生成对抗网络（GANs） | [3](03_gan.ipynb)、本篇 |
# | 5.1.1 | 代码实例 | [3](03_gan.ipynb)、本篇 |

# %% [markdown] lang="en"
# ### Sections: large models
#
# | section | heading | chapter |
# | --- | --- | --- |
# | 1 | Background | [1](01_history.ipynb) |
# | 1.1 | Purpose and scope | not taught, because it says how the article itself is arranged |
# | 1.2 | Intended readers | not taught, because it says how the article itself is arranged |
# | 1.3 | Overview of the document's structure | not taught, because it says how the article itself is arranged |
# | 1.4 | Glossary | [1](01_history.ipynb) |
# | 1.4.1 | Definitions of core terms | [1](01_history.ipynb) |
# | 1.4.2 | Related concepts | [1](01_history.ipynb) |
# | 1.4.3 | Abbreviations | [1](01_history.ipynb) |
# | 2 | Core concepts and how they are linked | [1](01_history.ipynb), [3](03_gan.ipynb) |
# | 2.1 | The concept of AIGC | [1](01_history.ipynb) |
# | 2.2 | Principle and architecture of the GAN | [3](03_gan.ipynb) |
# | 2.3 | How AIGC is linked to other technologies | [1](01_history.ipynb) |
# | 2.4 | Mermaid flow chart | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 3 | Principles of the core algorithm & steps | [3](03_gan.ipynb) |
# | 3.1 | Principle of the algorithm | [3](03_gan.ipynb) |
# | 3.2 | The steps | [3](03_gan.ipynb); data cleaning is not taught, because it depends on where data come from; the course's data sets are clean |
# | 3.3 | Pseudo-code | [3](03_gan.ipynb), this notebook |
# | 4 | Mathematical model and formulas & explanation & examples | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 4.1 | Mathematical model | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 4.2 | Explanation | [2](02_math.ipynb), [3](03_gan.ipynb), this notebook |
# | 4.3 | Example | [2](02_math.ipynb) |
# | 5 | Project: a real program, explained in detail | this notebook |
# | 5.1 | Setting up the development environment | [0](00_start.ipynb) |
# | 5.2 | The source code, and a reading of it | this notebook |
# | 5.2.1 | The code | this notebook |
# | 5.2.2 | Reading the code | this notebook |
# | 5.3 | Reading and analysis of the code | [3](03_gan.ipynb), this notebook |
# | 6 | Where it is used | [1](01_history.ipynb) |
# | 6.1 | Text generation | [5](05_rnn.ipynb), [6](06_transformer.ipynb); not yet taught: language models |
# | 6.2 | Image generation | [3](03_gan.ipynb), [4](04_vae.ipynb), [7](07_diffusion.ipynb), [8](08_text_to_image.ipynb); style transfer is not taught, because it changes a given image and draws no new one |
# | 6.3 | Audio generation | [1](01_history.ipynb); not yet taught: sound and motion |
# | 6.4 | Other uses | [1](01_history.ipynb); not yet taught: language models; virtual reality and games are not taught, because they need three-dimensional data and an engine that shows them, which the course has not |
# | 7 | Recommended tools and resources | [0](00_start.ipynb), this notebook |
# | 7.1 | Recommended resources for learning | this notebook |
# | 7.1.1 | Recommended books | this notebook |
# | 7.1.2 | Online courses | not taught, because lists of courses go out of date; each chapter cites works that can be looked up |
# | 7.1.3 | Technical blogs and sites | not taught, because a topic page and a forum state nothing that could be checked |
# | 7.2 | Recommended tools and frameworks | [0](00_start.ipynb) |
# | 7.2.1 | IDEs and editors | [0](00_start.ipynb) |
# | 7.2.2 | Tools for debugging and performance | [1](01_history.ipynb); TensorBoard is not taught, because it needs a server beside the notebook; here curves stand in the cells |
# | 7.2.3 | Frameworks and libraries | [0](00_start.ipynb) |
# | 7.3 | Recommended papers | [3](03_gan.ipynb), [4](04_vae.ipynb) |
# | 7.3.1 | Classic papers | [3](03_gan.ipynb), [4](04_vae.ipynb) |
# | 7.3.2 | Latest research | not taught, because "the newest papers" of a conference names no result; each chapter cites the papers that it uses |
# | 7.3.3 | Case studies | not taught, because the entries name neither authors nor year, so that nothing can be traced to them |
# | 8 | Summary: trends and challenges | [1](01_history.ipynb) |
# | 8.1 | Trends | [1](01_history.ipynb) |
# | 8.2 | Challenges and how to meet them | [1](01_history.ipynb); not yet taught: safety; encryption and de-identification are not taught, because the first protects files, and not what a model has memorised, and the second depends on where data come from |
# | 9 | Appendix: frequent questions and answers | this notebook |
# | 9.1 | Question 1: What is AIGC? | [1](01_history.ipynb), this notebook |
# | 9.2 | Question 2: Where is AIGC used? | [1](01_history.ipynb), this notebook |
# | 9.3 | Question 3: How to set up an environment for AIGC? | [0](00_start.ipynb), this notebook |
# | 9.4 | Question 4: How is an AIGC model trained? | [3](03_gan.ipynb), this notebook |
# | 10 | Further reading & references | this notebook |

# %% [markdown] lang="zh"
# ### 各节：《大模型》
#
# | 节 | 标题 | 章 |
# | --- | --- | --- |
# | 1 | 背景介绍 | [1](01_history.ipynb) |
# | 1.1 | 目的和范围 | 不讲，因为这一节只说明文章自身的安排 |
# | 1.2 | 预期读者 | 不讲，因为这一节只说明文章自身的安排 |
# | 1.3 | 文档结构概述 | 不讲，因为这一节只说明文章自身的安排 |
# | 1.4 | 术语表 | [1](01_history.ipynb) |
# | 1.4.1 | 核心术语定义 | [1](01_history.ipynb) |
# | 1.4.2 | 相关概念解释 | [1](01_history.ipynb) |
# | 1.4.3 | 缩略词列表 | [1](01_history.ipynb) |
# | 2 | 核心概念与联系 | [1](01_history.ipynb)、[3](03_gan.ipynb) |
# | 2.1 | AIGC的概念 | [1](01_history.ipynb) |
# | 2.2 | GAN的原理与架构 | [3](03_gan.ipynb) |
# | 2.3 | AIGC与其他技术的联系 | [1](01_history.ipynb) |
# | 2.4 | Mermaid流程图 | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 3 | 核心算法原理 & 具体操作步骤 | [3](03_gan.ipynb) |
# | 3.1 | 算法原理 | [3](03_gan.ipynb) |
# | 3.2 | 具体操作步骤 | [3](03_gan.ipynb)；不讲数据清洗，因为它因数据来源而异，课程的数据集已经是干净的 |
# | 3.3 | 伪代码 | [3](03_gan.ipynb)、本篇 |
# | 4 | 数学模型和公式 & 详细讲解 & 举例说明 | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 4.1 | 数学模型 | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 4.2 | 详细讲解 | [2](02_math.ipynb)、[3](03_gan.ipynb)、本篇 |
# | 4.3 | 举例说明 | [2](02_math.ipynb) |
# | 5 | 项目实战：代码实际案例和详细解释说明 | 本篇 |
# | 5.1 | 开发环境搭建 | [0](00_start.ipynb) |
# | 5.2 | 源代码详细实现和代码解读 | 本篇 |
# | 5.2.1 | 代码实现 | 本篇 |
# | 5.2.2 | 代码解读 | 本篇 |
# | 5.3 | 代码解读与分析 | [3](03_gan.ipynb)、本篇 |
# | 6 | 实际应用场景 | [1](01_history.ipynb) |
# | 6.1 | 文本生成 | [5](05_rnn.ipynb)、[6](06_transformer.ipynb)；尚未讲到：语言模型 |
# | 6.2 | 图像生成 | [3](03_gan.ipynb)、[4](04_vae.ipynb)、[7](07_diffusion.ipynb)、[8](08_text_to_image.ipynb)；不讲风格迁移，因为它改变给定的图像，并不生成新的图像 |
# | 6.3 | 音频生成 | [1](01_history.ipynb)；尚未讲到：声音与视频 |
# | 6.4 | 其他应用 | [1](01_history.ipynb)；尚未讲到：语言模型；不讲虚拟现实与游戏，因为它们需要三维数据和显示三维场景的引擎，课程里没有 |
# | 7 | 工具和资源推荐 | [0](00_start.ipynb)、本篇 |
# | 7.1 | 学习资源推荐 | 本篇 |
# | 7.1.1 | 书籍推荐 | 本篇 |
# | 7.1.2 | 在线课程 | 不讲，因为课程清单很快就过时；各章引用的都是查得到的文献 |
# | 7.1.3 | 技术博客和网站 | 不讲，因为专题页和论坛没有给出可以核实的内容 |
# | 7.2 | 开发工具框架推荐 | [0](00_start.ipynb) |
# | 7.2.1 | IDE和编辑器 | [0](00_start.ipynb) |
# | 7.2.2 | 调试和性能分析工具 | [1](01_history.ipynb)；不讲 TensorBoard，因为它要在 notebook 之外另开一个服务，本课程的曲线直接画在单元格里 |
# | 7.2.3 | 相关框架和库 | [0](00_start.ipynb) |
# | 7.3 | 相关论文著作推荐 | [3](03_gan.ipynb)、[4](04_vae.ipynb) |
# | 7.3.1 | 经典论文 | [3](03_gan.ipynb)、[4](04_vae.ipynb) |
# | 7.3.2 | 最新研究成果 | 不讲，因为“最新论文”没有指明任何结果；各章引用的是自己用到的论文 |
# | 7.3.3 | 应用案例分析 | 不讲，因为这几条没有作者和年份，无从查证 |
# | 8 | 总结：未来发展趋势与挑战 | [1](01_history.ipynb) |
# | 8.1 | 未来发展趋势 | [1](01_history.ipynb) |
# | 8.2 | 挑战与应对策略 | [1](01_history.ipynb)；尚未讲到：安全；不讲加密与去标识化，因为前者保护的是文件，保护不了模型记住的内容，后者则因数据来源而异 |
# | 9 | 附录：常见问题与解答 | 本篇 |
# | 9.1 | 问题1：AIGC是什么？ | [1](01_history.ipynb)、本篇 |
# | 9.2 | 问题2：AIGC有哪些应用场景？ | [1](01_history.ipynb)、本篇 |
# | 9.3 | 问题3：如何搭建AIGC的开发环境？ | [0](00_start.ipynb)、本篇 |
# | 9.4 | 问题4：AIGC的模型训练过程是怎样的？ | [3](03_gan.ipynb)、本篇 |
# | 10 | 扩展阅读 & 参考资料 | 本篇 |

# %% [markdown] lang="en"
# ### Sections: generative AI
#
# | section | heading | chapter |
# | --- | --- | --- |
# | 1 | Background | [1](01_history.ipynb) |
# | 2 | Core concepts and how they are linked | [1](01_history.ipynb) |
# | 2.1 | Basic concepts of generative AI | [1](01_history.ipynb), [2](02_math.ipynb) |
# | 2.2 | Generative adversarial networks (GAN) | [3](03_gan.ipynb) |
# | 2.3 | Variational autoencoders (VAE) | [4](04_vae.ipynb) |
# | 2.4 | "Recursive" neural networks (RNN) | [5](05_rnn.ipynb) |
# | 2.5 | Mermaid flow chart | [1](01_history.ipynb) |
# | 3 | Principles of the core algorithms & steps | [3](03_gan.ipynb), [4](04_vae.ipynb), [5](05_rnn.ipynb) |
# | 3.1 | Overview of the algorithms | [3](03_gan.ipynb), [4](04_vae.ipynb), [5](05_rnn.ipynb) |
# | 3.2 | The steps in detail | [3](03_gan.ipynb), [4](04_vae.ipynb), [5](05_rnn.ipynb); data cleaning is not taught, because it depends on where data come from; the course's data sets are clean |
# | 3.3 | Strengths and weaknesses | [3](03_gan.ipynb), [4](04_vae.ipynb), [5](05_rnn.ipynb) |
# | 3.4 | Fields of application | [1](01_history.ipynb) |
# | 4 | Mathematical models and formulas & explanation & examples | [2](02_math.ipynb) |
# | 4.1 | The mathematical models | [2](02_math.ipynb) |
# | 4.1.1 | GAN | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 4.1.2 | VAE | [2](02_math.ipynb), [4](04_vae.ipynb) |
# | 4.1.3 | RNN | [2](02_math.ipynb), [5](05_rnn.ipynb) |
# | 4.2 | How the formulas are derived | [2](02_math.ipynb) |
# | 4.2.1 | GAN | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 4.2.2 | VAE | [2](02_math.ipynb), [4](04_vae.ipynb), this notebook |
# | 4.2.3 | RNN | [2](02_math.ipynb), [5](05_rnn.ipynb) |
# | 4.3 | Cases analysed and explained | [3](03_gan.ipynb), [4](04_vae.ipynb), [5](05_rnn.ipynb) |
# | 4.3.1 | GAN | [3](03_gan.ipynb) |
# | 4.3.2 | VAE | [4](04_vae.ipynb) |
# | 4.3.3 | RNN | [5](05_rnn.ipynb) |
# | 5 | Project: code examples explained in detail | this notebook |
# | 5.1 | Setting up the development environment | [0](00_start.ipynb), this notebook |
# | 5.2 | The source code in detail | this notebook |
# | 5.3 | Reading and analysis of the code | this notebook |
# | 5.4 | The results | [3](03_gan.ipynb), this notebook |
# | 6 | Where it is used | [3](03_gan.ipynb), [4](04_vae.ipynb), [5](05_rnn.ipynb), [6](06_transformer.ipynb); not yet taught: sound and motion; style transfer is not taught, because it changes a given image and draws no new one |
# | 7 | Future uses | [1](01_history.ipynb); driving and virtual reality are not taught, because they need road tests and three-dimensional scenes, and the course has neither |
# | 8 | Summary: trends and challenges | [1](01_history.ipynb) |
# | 8.1 | Summary of the results | not taught, because it repeats the article's summary |
# | 8.2 | Trends | [1](01_history.ipynb); driving and virtual reality are not taught, because they need road tests and three-dimensional scenes, and the course has neither |
# | 8.3 | Challenges | [1](01_history.ipynb); not yet taught: safety |
# | 8.4 | Research to come | [1](01_history.ipynb); not yet taught: evaluation |
# | 8.5 | Conclusion | not taught, because it repeats the article's summary |
# | 9 | Appendix: frequent questions and answers | this notebook |
# | 9.1 | What is the principle of the GAN? | [3](03_gan.ipynb), this notebook |
# | 9.2 | What is the principle of the VAE? | [4](04_vae.ipynb), this notebook |
# | 9.3 | What is the principle of the RNN? | [5](05_rnn.ipynb), this notebook |
# | 9.4 | How to improve what a GAN generates? | [3](03_gan.ipynb), this notebook |
# | 9.5 | How do VAE and GAN differ? | [4](04_vae.ipynb), this notebook |
# | 9.6 | How to evaluate an AIGC model? | [3](03_gan.ipynb), this notebook; not yet taught: evaluation |
# | 9.7 | What are the uses of AIGC in driving? | [1](01_history.ipynb), this notebook; driving is not taught, because only road tests show what it is worth, and the course cannot make them |
# | 9.8 | How to make an AIGC model safe? | [1](01_history.ipynb), this notebook; not yet taught: safety; encryption and de-identification are not taught, because the first protects files, and not what a model has memorised, and the second depends on where data come from |
# | 9.9 | How to deploy an AIGC model? | this notebook; not yet taught: deployment |
# | 9.10 | What are the uses of AIGC in art? | [4](04_vae.ipynb), [5](05_rnn.ipynb), this notebook; not yet taught: sound and motion |
# | 9.11 | How to deal with the copyright of generated data? | [1](01_history.ipynb), this notebook |
# | 9.12 | What are the uses of AIGC in medicine? | [1](01_history.ipynb), this notebook; medicine is not taught, because only clinical trials show what it is worth, and the course cannot make them |
# | 9.13 | What are the uses of AIGC in education? | [1](01_history.ipynb), this notebook; education is not taught, because only controlled trials show what it is worth, and the course cannot make them |

# %% [markdown] lang="zh"
# ### 各节：《生成式AI》
#
# | 节 | 标题 | 章 |
# | --- | --- | --- |
# | 1 | 背景介绍 | [1](01_history.ipynb) |
# | 2 | 核心概念与联系 | [1](01_history.ipynb) |
# | 2.1 | 生成式AI基本概念 | [1](01_history.ipynb)、[2](02_math.ipynb) |
# | 2.2 | 生成对抗网络（GAN） | [3](03_gan.ipynb) |
# | 2.3 | 变分自编码器（VAE） | [4](04_vae.ipynb) |
# | 2.4 | 递归神经网络（RNN） | [5](05_rnn.ipynb) |
# | 2.5 | Mermaid 流程图 | [1](01_history.ipynb) |
# | 3 | 核心算法原理 & 具体操作步骤 | [3](03_gan.ipynb)、[4](04_vae.ipynb)、[5](05_rnn.ipynb) |
# | 3.1 | 算法原理概述 | [3](03_gan.ipynb)、[4](04_vae.ipynb)、[5](05_rnn.ipynb) |
# | 3.2 | 算法步骤详解 | [3](03_gan.ipynb)、[4](04_vae.ipynb)、[5](05_rnn.ipynb)；不讲数据清洗，因为它因数据来源而异，课程的数据集已经是干净的 |
# | 3.3 | 算法优缺点 | [3](03_gan.ipynb)、[4](04_vae.ipynb)、[5](05_rnn.ipynb) |
# | 3.4 | 算法应用领域 | [1](01_history.ipynb) |
# | 4 | 数学模型和公式 & 详细讲解 & 举例说明 | [2](02_math.ipynb) |
# | 4.1 | 数学模型构建 | [2](02_math.ipynb) |
# | 4.1.1 | GAN | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 4.1.2 | VAE | [2](02_math.ipynb)、[4](04_vae.ipynb) |
# | 4.1.3 | RNN | [2](02_math.ipynb)、[5](05_rnn.ipynb) |
# | 4.2 | 公式推导过程 | [2](02_math.ipynb) |
# | 4.2.1 | GAN | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 4.2.2 | VAE | [2](02_math.ipynb)、[4](04_vae.ipynb)、本篇 |
# | 4.2.3 | RNN | [2](02_math.ipynb)、[5](05_rnn.ipynb) |
# | 4.3 | 案例分析与讲解 | [3](03_gan.ipynb)、[4](04_vae.ipynb)、[5](05_rnn.ipynb) |
# | 4.3.1 | GAN | [3](03_gan.ipynb) |
# | 4.3.2 | VAE | [4](04_vae.ipynb) |
# | 4.3.3 | RNN | [5](05_rnn.ipynb) |
# | 5 | 项目实践：代码实例和详细解释说明 | 本篇 |
# | 5.1 | 开发环境搭建 | [0](00_start.ipynb)、本篇 |
# | 5.2 | 源代码详细实现 | 本篇 |
# | 5.3 | 代码解读与分析 | 本篇 |
# | 5.4 | 运行结果展示 | [3](03_gan.ipynb)、本篇 |
# | 6 | 实际应用场景 | [3](03_gan.ipynb)、[4](04_vae.ipynb)、[5](05_rnn.ipynb)、[6](06_transformer.ipynb)；尚未讲到：声音与视频；不讲风格迁移，因为它改变给定的图像，并不生成新的图像 |
# | 7 | 未来应用展望 | [1](01_history.ipynb)；不讲自动驾驶与虚拟现实，因为一个要靠路测检验，一个要有三维场景，本课程都做不了 |
# | 8 | 总结：未来发展趋势与挑战 | [1](01_history.ipynb) |
# | 8.1 | 研究成果总结 | 不讲，因为这一节只是重复文章的摘要 |
# | 8.2 | 未来发展趋势 | [1](01_history.ipynb)；不讲自动驾驶与虚拟现实，因为一个要靠路测检验，一个要有三维场景，本课程都做不了 |
# | 8.3 | 面临的挑战 | [1](01_history.ipynb)；尚未讲到：安全 |
# | 8.4 | 研究展望 | [1](01_history.ipynb)；尚未讲到：评估 |
# | 8.5 | 结论 | 不讲，因为这一节只是重复文章的摘要 |
# | 9 | 附录：常见问题与解答 | 本篇 |
# | 9.1 | GAN的基本原理是什么？ | [3](03_gan.ipynb)、本篇 |
# | 9.2 | VAE的基本原理是什么？ | [4](04_vae.ipynb)、本篇 |
# | 9.3 | RNN的基本原理是什么？ | [5](05_rnn.ipynb)、本篇 |
# | 9.4 | 如何优化GAN的生成质量？ | [3](03_gan.ipynb)、本篇 |
# | 9.5 | VAE和GAN的区别是什么？ | [4](04_vae.ipynb)、本篇 |
# | 9.6 | 如何评估AIGC模型的性能？ | [3](03_gan.ipynb)、本篇；尚未讲到：评估 |
# | 9.7 | AIGC在自动驾驶领域有哪些应用？ | [1](01_history.ipynb)、本篇；不讲自动驾驶，因为效果要靠路测检验，本课程做不了 |
# | 9.8 | 如何保证AIGC模型的安全性？ | [1](01_history.ipynb)、本篇；尚未讲到：安全；不讲加密与去标识化，因为前者保护的是文件，保护不了模型记住的内容，后者则因数据来源而异 |
# | 9.9 | 如何实现AIGC模型的部署？ | 本篇；尚未讲到：部署 |
# | 9.10 | AIGC在艺术创作领域的应用有哪些？ | [4](04_vae.ipynb)、[5](05_rnn.ipynb)、本篇；尚未讲到：声音与视频 |
# | 9.11 | 如何处理AIGC生成的数据版权问题？ | [1](01_history.ipynb)、本篇 |
# | 9.12 | AIGC在医疗领域有哪些应用？ | [1](01_history.ipynb)、本篇；不讲医疗，因为效果要靠临床试验检验，本课程做不了 |
# | 9.13 | AIGC在教育领域有哪些应用？ | [1](01_history.ipynb)、本篇；不讲教育，因为效果要靠对照试验检验，本课程做不了 |

# %% [markdown] lang="en"
# ### Sections: principles
#
# | section | heading | chapter |
# | --- | --- | --- |
# | 1 | Background | [1](01_history.ipynb) |
# | 1.1 | The rise of AIGC | [1](01_history.ipynb) |
# | 1.2 | Where AIGC is used today | [1](01_history.ipynb) |
# | 1.3 | Chances and challenges | [1](01_history.ipynb) |
# | 2 | Core concepts and how they are linked | [1](01_history.ipynb) |
# | 2.1 | Definition and kinds of AIGC | [1](01_history.ipynb) |
# | 2.2 | The key technologies of AIGC | [1](01_history.ipynb), this notebook; not yet taught: language models; knowledge graphs are not taught, because no model of the course uses one |
# | 2.3 | How AIGC differs from content made by hand | [1](01_history.ipynb) |
# | 3 | Principles and steps of the core algorithms | [3](03_gan.ipynb), [6](06_transformer.ipynb) |
# | 3.1 | Transformer | [6](06_transformer.ipynb) |
# | 3.2 | GAN | [3](03_gan.ipynb), this notebook |

# %% [markdown] lang="zh"
# ### 各节：《原理与代码》
#
# | 节 | 标题 | 章 |
# | --- | --- | --- |
# | 1 | 背景介绍 | [1](01_history.ipynb) |
# | 1.1 | AIGC的兴起 | [1](01_history.ipynb) |
# | 1.2 | AIGC的应用现状 | [1](01_history.ipynb) |
# | 1.3 | AIGC面临的机遇与挑战 | [1](01_history.ipynb) |
# | 2 | 核心概念与联系 | [1](01_history.ipynb) |
# | 2.1 | AIGC的定义与分类 | [1](01_history.ipynb) |
# | 2.2 | AIGC的关键技术 | [1](01_history.ipynb)、本篇；尚未讲到：语言模型；不讲知识图谱，因为课程里的模型都不用它 |
# | 2.3 | AIGC与传统内容生产方式的区别 | [1](01_history.ipynb) |
# | 3 | 核心算法原理具体操作步骤 | [3](03_gan.ipynb)、[6](06_transformer.ipynb) |
# | 3.1 | Transformer | [6](06_transformer.ipynb) |
# | 3.2 | GAN | [3](03_gan.ipynb)、本篇 |

# %% [markdown] lang="en"
# ### Sections: industry
#
# | section | heading | chapter |
# | --- | --- | --- |
# | 1 | Background | [1](01_history.ipynb) |
# | 1.1 | The rise of AI-generated content (AIGC) | [1](01_history.ipynb) |
# | 1.2 | Why AIGC matters | [1](01_history.ipynb) |
# | 1.3 | Aim of the article | not taught, because it says how the article itself is arranged |
# | 2 | Core concepts and how they are linked | [1](01_history.ipynb) |
# | 2.1 | Artificial intelligence (AI) | [1](01_history.ipynb) |
# | 2.2 | Generative adversarial networks (GAN) | [3](03_gan.ipynb) |
# | 2.3 | Natural language processing (NLP) | [5](05_rnn.ipynb), [6](06_transformer.ipynb) |
# | 2.4 | Deep learning (DL) | [0](00_start.ipynb), [1](01_history.ipynb) |
# | 2.5 | Map of the core concepts | [1](01_history.ipynb) |
# | 3 | Principles and steps of the core algorithms | [3](03_gan.ipynb), [5](05_rnn.ipynb) |
# | 3.1 | Generative adversarial networks (GAN) | [3](03_gan.ipynb) |
# | 3.1.1 | The basic structure of a GAN | [3](03_gan.ipynb) |
# | 3.1.2 | How a GAN is trained | [3](03_gan.ipynb) |
# | 3.2 | Natural language processing (NLP) | [5](05_rnn.ipynb), [6](06_transformer.ipynb) |
# | 3.2.1 | Language models | [5](05_rnn.ipynb), [6](06_transformer.ipynb) |
# | 3.2.2 | Text generation | [5](05_rnn.ipynb), [6](06_transformer.ipynb) |
# | 3.3 | Deep learning (DL) | [0](00_start.ipynb) |
# | 3.3.1 | Convolutional neural networks (CNN) | [0](00_start.ipynb), [3](03_gan.ipynb) |
# | 3.3.2 | Recurrent neural networks (RNN) | [5](05_rnn.ipynb) |
# | 4 | Mathematical models and formulas, explained with examples | [2](02_math.ipynb) |
# | 4.1 | Generative adversarial networks (GAN) | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 4.1.1 | The mathematical model of a GAN | [2](02_math.ipynb), [3](03_gan.ipynb) |
# | 4.1.2 | Optimisation in training | [2](02_math.ipynb), [3](03_gan.ipynb), this notebook |
# | 4.2 | Natural language processing (NLP) | [2](02_math.ipynb), [5](05_rnn.ipynb) |
# | 4.2.1 | Mathematical expression of a language model | [2](02_math.ipynb), [5](05_rnn.ipynb), [6](06_transformer.ipynb) |

# %% [markdown] lang="zh"
# ### 各节：《赋能行业》
#
# | 节 | 标题 | 章 |
# | --- | --- | --- |
# | 1 | 背景介绍 | [1](01_history.ipynb) |
# | 1.1 | 人工智能生成内容（AIGC）的兴起 | [1](01_history.ipynb) |
# | 1.2 | AIGC 的重要性 | [1](01_history.ipynb) |
# | 1.3 | 文章目标 | 不讲，因为这一节只说明文章自身的安排 |
# | 2 | 核心概念与联系 | [1](01_history.ipynb) |
# | 2.1 | 人工智能（AI） | [1](01_history.ipynb) |
# | 2.2 | 生成对抗网络（GAN） | [3](03_gan.ipynb) |
# | 2.3 | 自然语言处理（NLP） | [5](05_rnn.ipynb)、[6](06_transformer.ipynb) |
# | 2.4 | 深度学习（DL） | [0](00_start.ipynb)、[1](01_history.ipynb) |
# | 2.5 | 核心概念联系图 | [1](01_history.ipynb) |
# | 3 | 核心算法原理具体操作步骤 | [3](03_gan.ipynb)、[5](05_rnn.ipynb) |
# | 3.1 | 生成对抗网络（GAN） | [3](03_gan.ipynb) |
# | 3.1.1 | GAN 的基本结构 | [3](03_gan.ipynb) |
# | 3.1.2 | GAN 的训练过程 | [3](03_gan.ipynb) |
# | 3.2 | 自然语言处理（NLP） | [5](05_rnn.ipynb)、[6](06_transformer.ipynb) |
# | 3.2.1 | 语言模型 | [5](05_rnn.ipynb)、[6](06_transformer.ipynb) |
# | 3.2.2 | 文本生成 | [5](05_rnn.ipynb)、[6](06_transformer.ipynb) |
# | 3.3 | 深度学习（DL） | [0](00_start.ipynb) |
# | 3.3.1 | 卷积神经网络（CNN） | [0](00_start.ipynb)、[3](03_gan.ipynb) |
# | 3.3.2 | 循环神经网络（RNN） | [5](05_rnn.ipynb) |
# | 4 | 数学模型和公式详细讲解举例说明 | [2](02_math.ipynb) |
# | 4.1 | 生成对抗网络（GAN） | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 4.1.1 | GAN 的数学模型 | [2](02_math.ipynb)、[3](03_gan.ipynb) |
# | 4.1.2 | 训练过程中的优化 | [2](02_math.ipynb)、[3](03_gan.ipynb)、本篇 |
# | 4.2 | 自然语言处理（NLP） | [2](02_math.ipynb)、[5](05_rnn.ipynb) |
# | 4.2.1 | 语言模型的数学表示 | [2](02_math.ipynb)、[5](05_rnn.ipynb)、[6](06_transformer.ipynb) |
