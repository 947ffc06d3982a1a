# %% [markdown] lang="en"
# ## Summary
#
# - Machines write by rules, by counting, with a state, or by looking back with attention; those that learn predict the next character and draw it.
# - They draw by decoding a random code, by learning from a discriminator, or by removing noise step by step.
# - A writer is measured in bits per character, a drawer in Fréchet distance beside the rows for real images and noise; whoever compares methods must say at which budget.
# - A generative model is a distribution from which one can draw; AI-generated content is what it puts out.
# - Behind the systems of today whose makers say how they work stand attention and diffusion, with pre-training on a large scale and feedback from people.
# - Larger models, more text and more computing lower the loss smoothly; a jump may come from the measure, above all where hits are few.
# - A use may be shown, scored, tried or established; generating is cheap, and checking is not.
# - Cautious drawing amplifies the majority, one copy can leak a secret, and models that learn from models alone lose what is rare.
#
# ## Where to read on
#
# - François Chollet and Matthew Watson, *Deep Learning with Python*, 3rd edition, Manning 2025: the tools of this course, by the author of Keras.
# - David Foster, *Generative Deep Learning*, 2nd edition, O'Reilly 2023, chapter 1: what generative modelling is.
# - Aston Zhang et al., *Dive into Deep Learning*, d2l.ai, chapter 1: machine learning as a whole, with a section on its roots.
# - Claude Shannon, *A Mathematical Theory of Communication*, 1948, section 3: the first text by counting, two pages that are still a pleasure to read.
# - Cao et al. 2023, arXiv:2303.04226: a survey of generated content, from GANs to ChatGPT.
# - The articles in Chinese that gave this course its subject are discussed in [a notebook of its own](90_articles.ipynb).

# %% [markdown] lang="zh"
# ## 小结
#
# - 机器写作靠规则、靠计数、靠状态，或者用注意力回看前文；凡是会学习的机器，都是预测下一个字符，再抽取一个。
# - 机器画画的办法是：把随机抽取的编码解码成图像，按判别器的判断来学，或者一步步去掉噪声。
# - 写作用比特/字符衡量，画画用弗雷歇距离衡量，以真实图像和噪声的距离作参照；比较方法，必须说明预算。
# - 生成模型是可以从中采样的分布，人工智能生成内容是它的产物。
# - 今天的系统，凡是公布了做法的，背后都是注意力和扩散模型，再加上大规模的预训练和人的反馈。
# - 模型更大、文本更多、计算更多，损失就平稳下降；突然的跃升可能来自度量方式，猜中次数很少时尤其如此。
# - 一项应用可能演示过、评测过、试验过或已经确立；生成便宜，检查不便宜。
# - 采样的温度低，占多数的一方就更占多数；秘密只要在训练文本里出现一次，就可能泄漏；只用模型写的文本训练的模型，会丢掉罕见的东西。
#
# ## 延伸阅读
#
# - 邱锡鹏，《神经网络与深度学习》，机械工业出版社，2020，第 1 章“绪论”：人工智能、机器学习、深度学习的关系和历史。
# - 阿斯顿·张等，《动手学深度学习》，zh.d2l.ai，第 1 章“引言”：机器学习的全貌和起源，配有代码。
# - David Foster，*Generative Deep Learning*，第 2 版，O'Reilly，2023，第 1 章：什么是生成式建模。
# - Claude Shannon，*A Mathematical Theory of Communication*，1948，第 3 节：第一段靠计数写出的文字，只有两页，至今值得一读。
# - Cao 等，2023，arXiv:2303.04226：从 GAN 到 ChatGPT，生成内容的综述。
# - 本课程的选题来自几篇中文文章，[另一个笔记本](90_articles.ipynb)讨论了这些文章。
