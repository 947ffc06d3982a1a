# %% [markdown] lang="en"
# ## Exercises
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

# %% [markdown] lang="zh"
# ## 练习
#
# 1. ★ `Conv2D(16, 3)` 作用在单通道图像上有多少个权重？
#    作用在 16 个通道上呢？
#    先用手数，再问 `count_params`。
# 2. ★ 把所有图像的 784 个像素按同一种随机次序重排，再训练一次 `build_classifier`。
#    准确率的变化超过种子之间的波动吗？
#    换成卷积网络，为什么会吃亏？
# 3. ★★ 给 200 幅图像贴上随机的标签来训练。
#    训练损失能降到多低？
#    验证准确率能有多高？
#    训练损失低，证明了什么？
# 4. ★★★ 搭建一个权重不到 20,000 个的卷积分类器，胜过全连接的那个。
#    用验证图像和多个种子来挑选，最后看一次测试图像，只看一次。
