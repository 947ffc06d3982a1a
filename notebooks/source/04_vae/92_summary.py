# %% [markdown] lang="en"
# ## Summary
#
# - A VAE is two networks: the encoder gives each image a normal distribution of codes, the decoder turns a drawn code into the parameters of the pixels' distribution.
#   With $z = \mu + \sigma\varepsilon$ the gradient passes through the draw.
# - The loss is a sum over pixels plus a sum over dimensions of the code; averaging one of them changes $\beta$.
# - It is minus a lower bound of the log-likelihood, the ELBO.
#   The gap is the divergence of $q(z \mid x)$ from the true posterior; the importance-weighted bound narrows it.
# - Grey values in the binary cross-entropy give no likelihood; name the protocol and the unit of every result.
# - In posterior collapse dimensions of the code become the prior, and the decoder ignores them.
# - Codes can be walked through, added to and searched.
#   A repair restores what the visible part determines, and invents the rest.
# - Means of pixels are blurred where several images fit one code.
#   GANs and diffusion on codes mend that.
#
# ## Where to read on
#
# - David Foster, *Generative Deep Learning*, 2nd edition, O'Reilly 2023, chapter 3: VAEs in Keras, with photographs of faces.
# - Diederik Kingma & Max Welling 2019, *An Introduction to Variational Autoencoders*, arXiv:1906.02691: the inventors' own book, with the proofs.
# - François Chollet, *Deep Learning with Python*, Manning: its chapter on generative models builds a VAE in Keras.
# - Kingma & Welling 2013, arXiv:1312.6114, and Rezende et al. 2014, arXiv:1401.4082: the two first papers; Higgins et al. 2017 (beta-VAE), ICLR; Sohn et al. 2015 (conditional VAE), NeurIPS.
# - [04_vae_deeper](04_vae_deeper.ipynb) goes on with 8-bit values in bits per dimension, and with codes that die.
#   The proofs are in [chapter 2](02_math.ipynb); what five Chinese articles on AIGC say of the VAE, and what holds, is in [a notebook of its own](90_articles.ipynb).

# %% [markdown] lang="zh"
# ## 小结
#
# - VAE 有两个网络：编码器为每幅图像给出编码的一个正态分布，解码器由采样得到的编码算出像素分布的参数。
#   采样写成 $z = \mu + \sigma\varepsilon$，梯度就能穿过采样。
# - 损失的一项对像素求和，另一项对编码的各维求和；把其中一个求和改成平均，就改变了 $\beta$。
# - 损失取负，就是对数似然的一个下界，即证据下界（ELBO）。
#   对数似然与下界的差额是 $q(z \mid x)$ 相对于真正后验的 KL 散度；重要性加权下界可以缩小差额。
# - 把灰度值代入二元交叉熵，得到的不是似然；报告结果，务必写明评测约定和单位。
# - 后验坍塌时，编码中某些维的分布变成先验，解码器不理会这些维。
# - 可以在编码之间插值，把方向加到编码上，也可以搜索编码。
#   修补时，可见部分能决定的内容得以恢复，其余的是编造的。
# - 几幅图像都与一个编码相符时，这些图像的像素均值就是模糊的。
#   GAN 以及对编码做扩散的模型可以弥补这一点。
#
# ## 延伸阅读
#
# - 邱锡鹏，《神经网络与深度学习》，机械工业出版社，2020，第 13 章“深度生成模型”：用概率的语言讲 VAE 和 GAN。
# - 阿斯顿·张等，《动手学深度学习》，d2l.ai：第 6 章的卷积，以及数学附录中的概率与信息论，是本章的基础。
# - David Foster，*Generative Deep Learning*，第 2 版，O'Reilly，2023，第 3 章：用 Keras 写 VAE，用的是人脸照片。
# - Diederik Kingma 与 Max Welling，2019，*An Introduction to Variational Autoencoders*，arXiv:1906.02691：发明者自己写的小书，证明齐全。
# - Kingma 与 Welling，2013，arXiv:1312.6114；Rezende 等，2014，arXiv:1401.4082：最早的两篇论文；Higgins 等，2017（beta-VAE），ICLR；Sohn 等，2015（条件 VAE），NeurIPS。
# - 深入篇 [04_vae_deeper](04_vae_deeper.ipynb) 接着讲用比特/维衡量的 8 位灰度，以及“死”掉的编码维度。
#   证明都在[第 2 章](02_math.ipynb)；五篇谈 AIGC 的中文文章怎样说 VAE，哪些是对的，见[另一个笔记本](90_articles.ipynb)。
