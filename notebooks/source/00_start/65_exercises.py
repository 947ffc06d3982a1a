# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/00_start](exercises/00_start.ipynb): exact scaling, a split without a leak, a gradient check, and a training that fails and is to be mended.
# These here are for pen, paper and your own experiments.
#
# 1. ★ How many weights has `Conv2D(16, 3)` on an image with one channel, and on one with 16?
#    Count by hand, then ask `count_params`.
# 2. ★ Rearrange the 784 pixels in the same random way in all images and train `build_classifier` again.
#    Does the accuracy change by more than the spread over seeds?
#    Why would a convolutional network suffer?
# 3. ★★ Train on 200 images with random labels.
#    How low does the training loss get, and how high the validation accuracy?
#    What does a low training loss prove?
# 4. ★★★ Build a convolutional classifier with fewer than 20,000 weights that beats the dense one.
#    Choose it on the validation images and over several seeds; look at the test images once, at the end.
# 5. ★ In an empty notebook, without looking here: write the network, the loss, the training step and the loop of "What you will make".
#
# <details><summary>Answers</summary>
#
# 1. $3 \cdot 3 \cdot 1 \cdot 16 + 16 = 160$, and $3 \cdot 3 \cdot 16 \cdot 16 + 16 = 2320$: each output channel has a kernel for each input channel, and one bias.
# 2. It should not: a dense layer has a weight for each pixel wherever it stands, so the training is the same up to the first weights.
#    A convolution looks at neighbours, and after rearranging they have nothing to do with each other.
# 3. With enough epochs the training loss goes towards 0, while the validation accuracy stays near one in ten: there is nothing to learn but the list of the labels itself (Zhang et al. 2016).
#    A low training loss proves that the network can store its data, and no more.
# 4. Two layers of `Conv2D` with 8 and 16 filters, each with stride 2 or followed by `MaxPooling2D`, then `Flatten` and `Dense(10)`, have about 9,000 weights.
#    Compare means over seeds, with standard errors.
# 5. Compare with the three cells.
#    Frequent mistakes: images that are not scaled, a loss that is summed, and gradients that are added instead of subtracted.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/00_start](exercises/00_start.ipynb)：字节与浮点数之间的精确换算、不泄漏信息的数据划分、梯度检验，以及找出一次训练失败的原因并修好它。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ `Conv2D(16, 3)` 作用在单通道图像上时，有多少个权重？
#    作用在 16 个通道的图像上呢？
#    先自己算，再用 `count_params` 核对。
# 2. ★ 把所有图像的 784 个像素按同一种随机次序重排，再训练一次 `build_classifier`。
#    准确率的变化超过种子之间的波动吗？
#    如果换成卷积网络，准确率为什么会受影响？
# 3. ★★ 给 200 幅图像贴上随机的标签来训练。
#    训练损失能降到多低？
#    验证准确率能有多高？
#    训练损失低，证明了什么？
# 4. ★★★ 搭建一个权重不到 20,000 个的卷积分类器，要胜过全连接的分类器。
#    用验证图像和多个种子来挑选，最后才看测试图像，而且只看一次。
# 5. ★ 新建一个空的笔记本，不看本章，写出“你会做出什么”一节的网络、损失、训练步和循环。
#
# <details><summary>答案</summary>
#
# 1. $3 \cdot 3 \cdot 1 \cdot 16 + 16 = 160$ 个；$3 \cdot 3 \cdot 16 \cdot 16 + 16 = 2320$ 个：每个输出通道对每个输入通道各有一个卷积核，另有一个偏置。
# 2. 不应当超过：无论像素排在哪里，全连接层都有权重与它相连，所以重排只改变了每个像素配到哪些初始权重，此外训练过程完全一样。
#    卷积看的是相邻的像素，重排之后，相邻的像素彼此就没有关系了。
# 3. 轮数够多时，训练损失趋于 0，而验证准确率停在十分之一左右：标签是随机的，除了把标签硬记下来，没有什么可学的（Zhang 等 2016）。
#    训练损失低，只证明网络存得下它的训练数据。
# 4. 可以用两层 `Conv2D`，输出通道数分别为 8 和 16，每层或者取步幅 2，或者后接一层 `MaxPooling2D`；再接 `Flatten` 和 `Dense(10)`。
#    这样的网络大约有 9,000 个权重。
#    比较时用多个种子的平均值，并给出标准误。
# 5. 与“你会做出什么”一节的三个单元格对照。
#    常见错误：图像没有缩放；损失求了和而没有取平均；梯度本该减去，却加上了。
#
# </details>
