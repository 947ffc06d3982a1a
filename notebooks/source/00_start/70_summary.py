# %% [markdown] lang="en"
# ## Summary
#
# - A kernel remembers what was run, not what stands on the page.
#   Restart and run all before you trust a notebook.
# - Shapes are read from the left and broadcast from the right.
#   Images are `uint8 (n, 28, 28, 1)`; models want the batch axis.
# - A training step computes a loss, differentiates it with `GradientTape`, and moves every weight against its gradient; `fit` is a loop of such steps.
#   A gradient can be checked by a finite difference; through many plain sigmoid layers it vanishes.
# - A convolution shares a small kernel over the whole image.
#   Pooling and strides make maps smaller; the transposed convolution leads back, in shape only.
#   Generators use the transposed convolution, and rarely pooling.
# - Only images that were not trained on say what was learnt.
#   Only several seeds say how sure a number is: a difference of less than two standard errors is no answer yet.
#
# ## Where to read on
#
# - François Chollet, *Deep Learning with Python*, 2nd edition, Manning 2021, chapters 2 to 4: tensors, gradients and Keras, by its author, at more length.
# - Aston Zhang et al., [*Dive into Deep Learning*](https://d2l.ai), chapters 2 to 4: the same from the ground up, with exercises.
# - Dumoulin & Visin 2016, arXiv:1603.07285: convolution and its way back in pictures, with every combination of strides and borders.
# - Then [chapter 1](01_history.ipynb), or where the quiz has sent you.
#
# ## References
#
# LeCun et al. 1998, "Gradient-based learning applied to document recognition", doi:10.1109/5.726791 (convolutional networks, MNIST) · Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", AISTATS · He et al. 2015 (initial weights for ReLU), arXiv:1502.01852 · Radford et al. 2015 (DCGAN), arXiv:1511.06434 · He et al. 2015 (skip connections), arXiv:1512.03385 · Zhang et al. 2016, "Understanding deep learning requires rethinking generalization" (random labels), arXiv:1611.03530

# %% [markdown] lang="zh"
# ## 小结
#
# - 内核记住的是运行过什么，不是页面上写着什么。
#   相信一个笔记本之前，先重启并全部运行一遍。
# - 形状从左往右读，广播从右往左对齐。
#   图像是 `uint8 (n, 28, 28, 1)`，模型的输入要有批次轴。
# - 一个训练步先算损失，用 `GradientTape` 求导，再让每个权重逆着自己的梯度挪一步；`fit` 就是反复做这样的训练步。
#   梯度可以用有限差分来检验；穿过许多直接叠起来的 sigmoid 层之后，梯度会消失。
# - 卷积让整幅图共用一个小小的卷积核。
#   池化和步幅把特征图缩小；转置卷积再把特征图放大，恢复的只是形状。
#   生成器用的是转置卷积，很少用池化。
# - 模型学到了什么，要用没有参加训练的图像来检验。
#   一个数有多可靠，要多用几个种子才知道：两个模型的平均值之差如果小于这个差的标准误的两倍，就还不能下结论。
#
# ## 延伸阅读
#
# - 阿斯顿·张等，[《动手学深度学习》](https://zh.d2l.ai)，第 2 章“预备知识”和第 3、4 章：从数组和自动微分讲起，有练习。
# - 邱锡鹏，《神经网络与深度学习》，机械工业出版社，2020，第 4 章“前馈神经网络”和第 5 章“卷积神经网络”：反向传播和卷积的推导更完整。
# - Dumoulin 与 Visin 2016，arXiv:1603.07285：用图说明卷积和转置卷积，步幅和边缘填充的各种组合都有。
# - 然后读[第 1 章](01_history.ipynb)，或者小测验建议的那一章。
#
# ## 参考文献
#
# LeCun 等 1998，“Gradient-based learning applied to document recognition”，doi:10.1109/5.726791（卷积网络、MNIST）· Glorot 与 Bengio 2010，“Understanding the difficulty of training deep feedforward neural networks”，AISTATS · He 等 2015（ReLU 的初始权重），arXiv:1502.01852 · Radford 等 2015（DCGAN），arXiv:1511.06434 · He 等 2015（残差连接），arXiv:1512.03385 · Zhang 等 2016，“Understanding deep learning requires rethinking generalization”（随机标签），arXiv:1611.03530
