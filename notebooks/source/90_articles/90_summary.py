# %% [markdown] lang="en"
# ## Summary
#
# - A program can run, and its losses can fall, while it learns the opposite of what was meant: one label decided.
# - The two printed programs stop at shapes, at syntax, at undefined names, and the second also at its frozen discriminator.
#   Behind these stand the faults that no error message reports: the range of the data, the label, a loss that ignores real images, the first program's frozen discriminator (a warning is all), one update of the generator in 60,000.
# - The value function, the GAN's losses with their expectations and the VAE's loss in history, 4.2, hold as printed.
#   What fails elsewhere is mostly a missing term: the draw of $z$, the KL divergence, the earlier characters, the mask.
# - Of 166 numbered sections most are taught in chapters 0 to 6; the tables say what is to come, and what is left out for which reason.
#
# **Where to read on.** Two of the books that large models, 7.1.1, recommends are good and free online: [*Deep Learning*](https://www.deeplearningbook.org) (Goodfellow, Bengio & Courville) and [*Dive into Deep Learning*](https://d2l.ai) (Zhang et al.), whose programs run.
# Of its classic papers, the GAN, DCGAN and the VAE are read in chapters 3 and 4.
#
# ## References
#
# Kingma & Welling 2013, Auto-encoding variational Bayes, arXiv:1312.6114 · Goodfellow et al. 2014, Generative adversarial networks, arXiv:1406.2661 · Radford et al. 2015 (DCGAN), arXiv:1511.06434 · Abadi et al. 2016, arXiv:1607.00133 · Carlini et al. 2018, arXiv:1802.08232 · Frid-Adar et al. 2018, arXiv:1803.01229 · Cohen et al. 2018, arXiv:1805.08841 · Lee et al. 2021, arXiv:2107.06499 · Gao et al. 2023, arXiv:2310.02601 · Doshi & Hauser 2024, doi:10.1126/sciadv.adn5290 · Bastani et al. 2025, doi:10.1073/pnas.2422633122 · Kestin et al. 2025, doi:10.1038/s41598-025-97652-6

# %% [markdown] lang="zh"
# ## 小结
#
# - 程序跑得起来，损失也在下降，学到的却可能与原意相反：开头的例子只差一个标签。
# - 两个程序会因形状不符、语法错误、变量未定义而停住，第二个程序还会因判别器被冻结而停住。
#   除此之外，还有不会报错的毛病：数据的取值范围、标签、不看真实图像的损失、第一个程序里被冻结的判别器（只有一句警告），还有判别器更新 60,000 次，生成器才更新一次。
# - 价值函数、带期望的 GAN 损失、《发展历程》4.2 的 VAE 损失，写得都对，不必改动。
#   别处的公式不成立，大多是缺了一项：$z$ 的采样、KL 散度、更早的字符、掩码。
# - 166 个带编号的小节，大部分由第 0 至 6 章来讲；哪些以后才讲，哪些不讲、为什么，表里都写明了。
#
# **接着读什么。** 《大模型》7.1.1 推荐的书里，有两本很好，而且可以在网上免费阅读：[《深度学习》](https://www.deeplearningbook.org)（Goodfellow、Bengio 与 Courville，网上是英文版）和[《动手学深度学习》](https://zh.d2l.ai)（阿斯顿·张等），后者的程序都能运行。
# 它列出的经典论文里，GAN、DCGAN 和 VAE 由第 3、4 章带着读。
#
# ## 参考文献
#
# Kingma 与 Welling 2013，Auto-encoding variational Bayes，arXiv:1312.6114 · Goodfellow 等 2014，Generative adversarial networks，arXiv:1406.2661 · Radford 等 2015（DCGAN），arXiv:1511.06434 · Abadi 等 2016，arXiv:1607.00133 · Carlini 等 2018，arXiv:1802.08232 · Frid-Adar 等 2018，arXiv:1803.01229 · Cohen 等 2018，arXiv:1805.08841 · Lee 等 2021，arXiv:2107.06499 · Gao 等 2023，arXiv:2310.02601 · Doshi 与 Hauser 2024，doi:10.1126/sciadv.adn5290 · Bastani 等 2025，doi:10.1073/pnas.2422633122 · Kestin 等 2025，doi:10.1038/s41598-025-97652-6
