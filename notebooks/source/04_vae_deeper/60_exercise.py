# %% [markdown] lang="en"
# ## Exercises
#
# Exercise 6 of [exercises/04_vae](exercises/04_vae.ipynb) asks you to write the search behind `inpaint` yourself, and checks it.
# These two are for your own experiments.
#
# 1. ★★ Train the VAE of 32 dimensions once more, at $\beta = 0.3$ (exactly like the other four).
#    Where do you expect its rate, its distortion and its bound, compared with $\beta = 1$?
# 2. ★★★ Train on Fashion-MNIST with the 8-bit likelihood, choose `latent_dim` and `beta` on validation images, then report the bits per dimension on its test images, once.
#
# <details><summary>Answers</summary>
#
# 1. The rate rises and the distortion falls, since training pays less for the code.
#    The bound should get worse, because training no longer maximises it; with little training and few images that can differ, so look at several seeds before you conclude anything.
# 2. There is no single answer; what matters is that the test images were looked at once, after all choices.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# [exercises/04_vae](exercises/04_vae.ipynb) 的练习 6 要你自己写出 `inpaint` 所做的搜索，写完可以自动检查。
# 下面两题需要自己做实验。
#
# 1. ★★ 取 $\beta = 0.3$，再训练一次 32 维编码的 VAE，其余设置与那四次相同。
#    与 $\beta = 1$ 相比，码率、失真和下界会怎样？
# 2. ★★★ 换成 Fashion-MNIST，用 8 位灰度的似然训练，在验证图像上选定 `latent_dim` 和 `beta`，再在测试图像上报告比特/维，只报告一次。
#
# <details><summary>答案</summary>
#
# 1. 散度在损失里的权重变小，所以码率升高，失真降低。
#    训练不再最大化下界，下界应当变差；不过训练短、图像少时结果可能不同，要多看几个种子再下结论。
# 2. 没有唯一的答案；要紧的是，测试图像只在一切选定之后看一次。
#
# </details>
