# %% [markdown] lang="en"
# ## Summary
#
# - A kernel remembers what was run, not what stands on the page.
#   Restart and run all before you trust a notebook.
# - Shapes are read from the left and broadcast from the right.
#   Images are `uint8 (n, 28, 28, 1)`; models want the batch axis.
# - Training lowers a loss along its gradient.
#   A gradient can be checked by a finite difference; through many plain sigmoid layers it vanishes.
# - A convolution shares a small kernel over the whole image.
#   Pooling and strides make maps smaller; the transposed convolution leads back, in shape only.
#   Generators use the last, and rarely pooling.
# - Only images that were not trained on say what was learnt, and only several seeds say how sure the number is.
#
# ## References
#
# LeCun et al. 1998, "Gradient-based learning applied to document recognition", doi:10.1109/5.726791 (convolutional networks, MNIST) · Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", AISTATS · Kingma & Ba 2014 (Adam), arXiv:1412.6980 · He et al. 2015 (initial weights for ReLU), arXiv:1502.01852 · Radford et al. 2015 (DCGAN), arXiv:1511.06434 · He et al. 2015 (skip connections), arXiv:1512.03385 · Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285 · Zhang et al. 2016, "Understanding deep learning requires rethinking generalization" (random labels), arXiv:1611.03530

# %% [markdown] lang="zh"
# ## 小结
#
# - 内核记住的是运行过什么，不是页面上写着什么。
#   相信一个笔记本之前，先重启并全部运行一遍。
# - 形状从左往右读，广播从右往左对齐。
#   图像是 `uint8 (n, 28, 28, 1)`，模型要有批次轴。
# - 训练就是沿着梯度降低损失。
#   梯度可以用有限差分来检验；穿过许多直接叠起来的 sigmoid 层，它会消失。
# - 卷积让整幅图共用一个小小的卷积核。
#   池化和步幅把特征图缩小；转置卷积往回走，回来的只是形状。
#   生成器用的是最后一种，很少用池化。
# - 学到了什么，只有没训练过的图像说得清；一个数有多可靠，只有多跑几个种子才知道。
#
# ## 参考文献
#
# LeCun 等 1998，“Gradient-based learning applied to document recognition”，doi:10.1109/5.726791（卷积网络、MNIST）· Glorot 与 Bengio 2010，“Understanding the difficulty of training deep feedforward neural networks”，AISTATS · Kingma 与 Ba 2014（Adam），arXiv:1412.6980 · He 等 2015（ReLU 的初始权重），arXiv:1502.01852 · Radford 等 2015（DCGAN），arXiv:1511.06434 · He 等 2015（残差连接），arXiv:1512.03385 · Dumoulin 与 Visin 2016，“A guide to convolution arithmetic for deep learning”，arXiv:1603.07285 · Zhang 等 2016，“Understanding deep learning requires rethinking generalization”（随机标签），arXiv:1611.03530
