# %% [markdown] lang="en"
# ## Summary
#
# - A likelihood of 8-bit values gives each of 256 values a probability, and these sum to 1; its unit is bits per dimension.
# - Results of the binary and of the 8-bit protocol never stand in one column.
# - To repair an image is to search for the code that explains what is visible; the decoder fills in what fits, which need not be what stood there.
# - A dead dimension shows in the variance of its means over images.
#   Free bits and KL annealing help, but where $\beta$ itself is wrong, it is best to mend $\beta$.
# - $\beta$ trades rate for distortion; what measures the model is their plain sum.
#
# [Chapter 4](04_vae.ipynb) goes on to portraits, edits them along directions and sets the VAE beside a GAN.
#
# Papers named without a number: Higgins et al. 2017 (beta-VAE), ICLR.
# Free bits are from Kingma et al. 2016, arXiv:1606.04934, KL annealing from Sønderby et al. 2016, arXiv:1602.02282.

# %% [markdown] lang="zh"
# ## 小结
#
# - 8 位数值的似然为 256 个值各给出一个概率，概率之和为 1；单位是比特/维。
# - 按二值评测约定和按 8 位评测约定得到的结果，不要放进同一列。
# - 修补图像，就是寻找能解释可见部分的编码；解码器填进去的内容与可见部分相配，但不一定是原来的内容。
# - 要判断一个维度是否死了，就看它的均值在各幅图像之间的方差。
#   免费比特和 KL 退火有帮助；$\beta$ 不合适时，最好直接改 $\beta$。
# - $\beta$ 权衡的是码率与失真；衡量模型要看两者之和。
#
# [第 4 章](04_vae.ipynb)接着画头像，沿方向编辑头像，并把 VAE 与 GAN 放在一起比较。
#
# 文中未注编号的文献：Higgins 等，2017（beta-VAE），ICLR。
# 免费比特出自 Kingma 等，2016，arXiv:1606.04934；KL 退火出自 Sønderby 等，2016，arXiv:1602.02282。
