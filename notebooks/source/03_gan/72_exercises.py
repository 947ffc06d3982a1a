# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/03_gan](exercises/03_gan.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ In an empty notebook, without looking here: write a generator, a discriminator, both losses and a training step, and train them for one epoch.
# 2. ★ Order your date of birth from the conditional GAN ten times, with different seeds.
#    Which digit does it write worst?
#    Does the classifier agree?
# 3. ★★ Why must the generator's loss not be differentiated with respect to the weights of $D$?
#    What would $D$ learn?
# 4. ★★ Train the convolutional GAN on `load_images("fashion_mnist")`, with `r1_weight=1` and with `r1_weight=0`.
#    Does R1 matter as much there as in the table of "What did each improvement contribute?"
#    Which garment has the lowest recall within its class?
# 5. ★★★ The improved dense GAN has a low recall.
#    Change one thing in its networks or its training, and find out with three seeds whether recall within classes rises.
#
# <details><summary>Answers</summary>
#
# 1. Compare with "One training step".
#    Frequent mistakes: a sigmoid at the end of $D$ together with a loss of logits; real images from 0 to 255; noise drawn once instead of at every step.
# 2. Mostly the digits that it confuses in the table of orders above; run it to see.
# 3. It would learn to take generated images for real, the opposite of its task: the gradient of $L_G$ would pull against that of $L_D$.
# 4. Train each with at least three seeds, and compare the difference of the means with the deviations: from one run of each you could not tell the change from chance.
# 5. There is no single answer; longer training, wider layers and batch deviation are good first candidates.
#    Note what you changed, mean and deviation, and whether the difference is larger than the deviation.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/03_gan](exercises/03_gan.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 新建一个空的笔记本，不看本章，写出生成器、判别器、两个损失和训练步骤，并训练一轮。
# 2. ★ 让条件 GAN 用不同的种子把你的生日写十遍。
#    哪个数字写得最差？
#    分类器的判断与你一致吗？
# 3. ★★ 生成器的损失为什么不能对 $D$ 的权重求导？
#    如果也用这个损失的梯度更新 $D$，$D$ 会学到什么？
# 4. ★★ 把数据换成 `load_images("fashion_mnist")`，分别用 `r1_weight=1` 和 `r1_weight=0` 训练卷积 GAN。
#    R1 惩罚的作用是否与“四项改进各有多大作用？”一节的表中一样大？
#    哪一类服饰的类内召回率最低？
# 5. ★★★ 改进后的全连接 GAN 召回率很低。
#    在它的网络或训练中改动一处，用三个种子看看类内召回率是否提高。
#
# <details><summary>答案</summary>
#
# 1. 请与“一个训练步”一节对照。
#    常见错误：$D$ 的末尾加了 sigmoid，损失却按 logit 计算；真实图像的像素值仍是 0 到 255；噪声只采样了一次，没有每步重新采样。
# 2. 写得最差的多半是“听指挥的 GAN”一节的图里常被认错的数字；运行一下就知道。
# 3. $D$ 会学着把生成的图像当成真的，与它的任务正好相反：$L_G$ 的梯度会抵消 $L_D$ 的梯度。
# 4. 每种设置至少用三个种子训练，再看均值之差是否大于标准差：只各训练一次，就分不清差别是不是偶然。
# 5. 没有唯一的答案；可以先试试延长训练、加宽各层、加上批次标准差。
#    记下改动了什么，以及分数的均值和标准差，再看均值之差是否大于标准差。
#
# </details>
