# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/03_gan](exercises/03_gan.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ Show from the formula of $D^*$ that $V(D^*, G)$ cannot be less than $-2\ln 2$.
# 2. ★ Ask the conditional GAN for your own date of birth, ten times with different seeds.
#    Which digit does it write worst?
#    Does the classifier agree?
# 3. ★★ Train the convolutional GAN with `batch_deviation=False` and with `r1_weight=0`, each alone.
#    Which scores change?
#    By more than the spread over sampling seeds?
# 4. ★★ Replace `"relativistic"` by `"least_squares"` in the long training.
#    Find a learning rate at which it does as well on the validation images; only then look at the test images, once.
# 5. ★★★ Bring the collapsed GAN back to life without changing its networks: continue its training with other settings, and prove by recall within classes that it recovered.

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/03_gan](exercises/03_gan.ipynb)。
# 下面这些留给纸笔和你自己的实验。
#
# 1. ★ 由 $D^*$ 的公式证明：$V(D^*, G)$ 不会小于 $-2\ln 2$。
# 2. ★ 让条件 GAN 用不同的种子把你的生日写十遍。
#    哪个数字写得最差？
#    分类器同意吗？
# 3. ★★ 分别用 `batch_deviation=False` 和 `r1_weight=0` 训练卷积 GAN，每次只改一样。
#    哪些分数变了？
#    变化是否超过采样种子之间的波动？
# 4. ★★ 在那次长训练里把 `"relativistic"` 换成 `"least_squares"`。
#    在验证图像上找一个能做得同样好的学习率；找到之后，再看测试图像，只看一次。
# 5. ★★★ 不改网络，救活那个坍塌的 GAN：换一些设置继续训练，并用类内召回率证明它确实恢复了。
