# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/04_vae](exercises/04_vae.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ Show from the closed form that the divergence of one dimension is zero only for mean 0 and variance 1.
# 2. ★ Draw the plane of codes with `beta=0.1` and with `beta=10`.
#    What happens to the gaps between the codes, and what to the digits?
# 3. ★★ Compute the ELBO of `digits_vae` on the same test images, binarised with another seed.
#    By how much does it change, and what does that say about figures quoted to two decimals?
# 4. ★★ Repair the right half of the test digits instead of a hole in the middle.
#    Which digits go wrong, and why is there more than one right answer?
# 5. ★★★ Train on Fashion-MNIST with the 8-bit likelihood, choose `latent_dim` and `beta` on validation images, then report the bits per dimension on its test images, once.

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/04_vae](exercises/04_vae.ipynb)。
# 下面这些留给纸笔和你自己的实验。
#
# 1. ★ 由闭式解说明：一个维度的散度只有在均值为 0、方差为 1 时才为零。
# 2. ★ 分别用 `beta=0.1` 和 `beta=10` 画出编码平面。
#    编码之间的空隙怎样变化？
#    数字又怎样变化？
# 3. ★★ 还是那些测试图像，换一个种子做二值化，再算 `digits_vae` 的 ELBO。
#    变了多少？
#    对于那些报到小数点后两位的结果，这说明什么？
# 4. ★★ 不在中间挖洞，改为修补测试数字的右半边。
#    哪些数字会补错？
#    为什么正确答案不止一个？
# 5. ★★★ 换成 Fashion-MNIST，用 8 位灰度的似然训练，在验证图像上选定 `latent_dim` 和 `beta`，再在它的测试图像上报告比特/维，只报告一次。
