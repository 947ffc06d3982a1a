# %% [markdown] lang="en"
# ## Summary
#
# - A GAN is a game: D learns to tell real from generated, G learns from D's gradient alone.
#   Against the best D, the minimax G minimises a divergence between distributions; at the ideal end $D = 1/2$ everywhere.
# - The losses measure the players against each other.
#   Whether the images get better, only held-out images can tell: distances between features, precision, recall, also within classes, and the nearest training image, each beside the rows for real images, copies and noise.
# - What the good GAN here relies on is not a bigger network (the fully connected one has far more weights), but a discriminator that compares pairs of real and generated images (relativistic loss), is kept smooth at real images (R1), and sees the spread of a batch; averaged weights; a learning rate that falls.
# - Mode collapse shows in recall and in the class histogram; a glance at a few samples may miss it.
#
# ## References
#
# Goodfellow et al. 2014, Generative adversarial networks, arXiv:1406.2661 · Mirza & Osindero 2014, arXiv:1411.1784 · Radford et al. 2015 (DCGAN), arXiv:1511.06434 · Mao et al. 2016 (least squares), arXiv:1611.04076 · Durugkar et al. 2016 (several discriminators), arXiv:1611.01673 · Odena et al. 2016, doi:10.23915/distill.00003 · Arjovsky et al. 2017, arXiv:1701.07875 · Gulrajani et al. 2017 (WGAN-GP), arXiv:1704.00028 · Heusel et al. 2017 (Fréchet distance, two rates), arXiv:1706.08500 · Hoang et al. 2017 (several generators), arXiv:1708.02556 · Xiao et al. 2017 (Fashion-MNIST), arXiv:1708.07747 · Karras et al. 2017 (batch deviation), arXiv:1710.10196 · Lucic et al. 2017, arXiv:1711.10337 · Mescheder et al. 2018 (R1), arXiv:1801.04406 · Bińkowski et al. 2018 (kernel distance), arXiv:1801.01401 · Miyato & Koyama 2018 (projection), arXiv:1802.05637 · Jolicoeur-Martineau 2018 (relativistic), arXiv:1807.00734 · Kynkäänniemi et al. 2019 (precision and recall), arXiv:1904.06991 · Huang et al. 2025 (a modern baseline), arXiv:2501.05441

# %% [markdown] lang="zh"
# ## 小结
#
# - GAN 是一场博弈：D 学着分辨真实与生成，G 只从 D 的梯度里学。
#   面对最优的 D，按极小极大损失训练的 G 最小化的是两个分布之间的散度；到了理想的终点，处处有 $D = 1/2$。
# - 损失量的是双方相对的胜负。
#   图像有没有变好，只有留出的图像说得清：特征间的距离、精确率、召回率（类内也要看）、最近的训练图像，而且都要与真实图像、照抄、噪声这几行放在一起看。
# - 本章那个好的 GAN 靠的不是更大的网络（全连接 GAN 的权重多得多），而是：判别器成对地比较真实与生成图像（相对损失），在真实图像附近保持平滑（R1），看得见一个批次的离散程度；再加上权重平均和逐渐降低的学习率。
# - 模式坍塌显现在召回率和类别直方图里，只扫几眼样本可能看不出来。
#
# ## 参考文献
#
# Goodfellow 等 2014，Generative adversarial networks，arXiv:1406.2661 · Mirza 与 Osindero 2014，arXiv:1411.1784 · Radford 等 2015（DCGAN），arXiv:1511.06434 · Mao 等 2016（最小二乘），arXiv:1611.04076 · Durugkar 等 2016（多个判别器），arXiv:1611.01673 · Odena 等 2016，doi:10.23915/distill.00003 · Arjovsky 等 2017，arXiv:1701.07875 · Gulrajani 等 2017（WGAN-GP），arXiv:1704.00028 · Heusel 等 2017（弗雷歇距离、双学习率），arXiv:1706.08500 · Hoang 等 2017（多个生成器），arXiv:1708.02556 · Xiao 等 2017（Fashion-MNIST），arXiv:1708.07747 · Karras 等 2017（批次离散度），arXiv:1710.10196 · Lucic 等 2017，arXiv:1711.10337 · Mescheder 等 2018（R1），arXiv:1801.04406 · Bińkowski 等 2018（核距离），arXiv:1801.01401 · Miyato 与 Koyama 2018（投影），arXiv:1802.05637 · Jolicoeur-Martineau 2018（相对损失），arXiv:1807.00734 · Kynkäänniemi 等 2019（精确率与召回率），arXiv:1904.06991 · Huang 等 2025（现代基线），arXiv:2501.05441
