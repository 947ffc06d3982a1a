# %% [markdown] lang="en"
# ## Summary
#
# - A GAN is two networks: $G$ turns noise into images, $D$ tells real images from generated ones.
#   $D$ learns from its errors, $G$ from the gradient that comes back through $D$.
# - One training step: draw noise, generate, judge, compute two losses from logits, and differentiate each with respect to its own player's weights.
# - The best $D$ answers $p_{\text{data}}/(p_{\text{data}}+p_g)$; at the ideal end it answers $1/2$ everywhere.
# - A discriminator that is flat at real images (R1) improves our GAN most, and comparing pairs (relativistic loss) a little; batch deviation and averaged weights make no difference here that is larger than that between seeds.
# - The losses do not tell how good the images are.
#   Distances, precision and recall do, each beside the rows for real images, copies and noise.
# - Mode collapse shows in recall, also within classes, and in the counts of the classes.
# - With a label in both networks the generator takes orders.
#
# ## Where to read on
#
# - David Foster, *Generative Deep Learning*, 2nd edition, O'Reilly 2023, chapter 4: GANs in Keras, at more length and with larger images.
# - Aston Zhang et al., *Dive into Deep Learning*, d2l.ai, chapter 20: GAN and DCGAN in a few pages.
# - Ian Goodfellow, *NIPS 2016 Tutorial: Generative Adversarial Networks*, arXiv:1701.00160: why the inventor thinks that they work.
# - Huang et al. 2025, *The GAN is dead; long live the GAN!*, arXiv:2501.05441: the recipe of this chapter on a large scale.
# - The proofs are in [chapter 2](02_math.ipynb).

# %% [markdown] lang="zh"
# ## 小结
#
# - GAN 有两个网络：$G$ 把噪声变成图像，$D$ 分辨真实图像与生成图像。
#   $D$ 从自己的判断错误中学习，$G$ 从穿过 $D$ 传回来的梯度中学习。
# - 一个训练步依次采样噪声、生成图像、让 $D$ 评判，再由 logit 算出两个损失，每个损失只对自己一方的权重求导。
# - 最优的 $D$ 输出 $p_{\text{data}}/(p_{\text{data}}+p_g)$；如果训练达到理想的结果，它处处输出 $1/2$。
# - 四项改进中，R1 惩罚对我们的 GAN 作用最大，成对比较（相对损失）也有一点作用；去掉批次标准差或权重平均，距离的变化没有超出换种子造成的波动。
# - 损失说明不了图像好不好；距离、精确率和召回率可以，但都要与表中真实图像、照抄、噪声几行放在一起看。
# - 模式坍塌表现在召回率（包括类内召回率）和各类别图像的数量上。
# - 把标签告诉两个网络，生成器就能听指挥。
#
# ## 延伸阅读
#
# - 邱锡鹏，《神经网络与深度学习》，机械工业出版社，2020，第 13 章“深度生成模型”：用概率的语言讲 GAN 与 VAE。
# - 阿斯顿·张等，《动手学深度学习》，d2l.ai 英文版第 20 章：用几页篇幅讲 GAN 和 DCGAN；卷积网络见中文版第 6、7 章。
# - David Foster，*Generative Deep Learning*，第 2 版，O'Reilly，2023，第 4 章：用 Keras 写 GAN，篇幅比本章长，图像更大。
# - Ian Goodfellow，*NIPS 2016 Tutorial: Generative Adversarial Networks*，arXiv:1701.00160：发明者自己讲 GAN 为什么能行。
# - Huang 等，2025，*The GAN is dead; long live the GAN!*，arXiv:2501.05441：把本章的做法用到更大的规模上。
# - 本章略去的证明，都在[第 2 章](02_math.ipynb)。
