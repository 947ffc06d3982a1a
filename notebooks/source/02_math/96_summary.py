# %% [markdown] lang="en"
# ## Summary
#
# - Training a generative model means lowering a divergence that is estimated from draws.
#   What a loss punishes depends on which distribution stands first; maximum likelihood lowers the forward KL divergence.
# - An average of draws has a standard error; the average says nothing of large values that have not been drawn yet.
# - $\log p(x)$ is the ELBO plus a KL divergence from the true posterior.
#   A VAE raises the ELBO; its gradient passes through the draw $z = \mu + \sigma\varepsilon$.
# - Against the best discriminator a minimax generator lowers the Jensen-Shannon divergence, which stands still at $\ln 2$ when the distributions do not overlap; the Wasserstein distance goes on measuring.
# - A game has an equilibrium; simultaneous gradient steps move away from that of the simplest game, and a penalty or an average reaches it.
# - A recurrent network feeds back its state.
#   Its gradient is a sum over time of products of Jacobians; in a linear network the spectral radius decides their end, not their beginning.
# - The gradient of softmax and cross-entropy is $p - y$.
#   Bits per character compare models; perplexities only over the same tokens.
# - Attention is an average with weights from a softmax, and $1/\sqrt d$ keeps the weights from collapsing onto one key.
# - The score of noised data, the expected clean image and the expected noise are one quantity in three forms.
#
# ## Where to read on
#
# - Ian Goodfellow, Yoshua Bengio and Aaron Courville, *Deep Learning*, MIT Press 2016, www.deeplearningbook.org, chapters 2 to 4: the mathematics that deep learning takes for granted.
# - Aston Zhang et al., *Dive into Deep Learning*, d2l.ai, appendix "Mathematics for Deep Learning": the same with code.
# - David MacKay, *Information Theory, Inference, and Learning Algorithms*, Cambridge 2003: entropy, codes and inference, with many exercises.
# - Kevin Murphy, *Probabilistic Machine Learning: Advanced Topics*, MIT Press 2023: the models of this course as probability.
#
# ### The papers behind the formulas
#
# Shannon 1948, "A mathematical theory of communication" · Kullback & Leibler 1951, doi:10.1214/aoms/1177729694 · Nadaraya 1964, doi:10.1137/1109020 · Watson 1964, "Smooth regression analysis" · Elman 1990, doi:10.1207/s15516709cog1402_1 · Werbos 1990 (back-propagation through time), doi:10.1109/5.58337 · Williams 1992 (score-function gradients), doi:10.1007/BF00992696 · Bengio, Simard & Frasconi 1994, doi:10.1109/72.279181 · Trefethen & Embree 2005, *Spectra and Pseudospectra* (powers of non-normal matrices) · Vincent 2011 (denoising and the score), doi:10.1162/NECO_a_00142 · Efron 2011 (Tweedie's formula), doi:10.1198/jasa.2011.tm11181 · Pascanu, Mikolov & Bengio 2012, arXiv:1211.5063 · Kingma & Welling 2013, arXiv:1312.6114 · Rezende et al. 2014, arXiv:1401.4082 · Goodfellow et al. 2014, arXiv:1406.2661 · Bahdanau et al. 2014, arXiv:1409.0473 · Sohl-Dickstein et al. 2015, arXiv:1503.03585 · Burda et al. 2015, arXiv:1509.00519 · Arjovsky & Bottou 2017, arXiv:1701.04862 · Arjovsky et al. 2017, arXiv:1701.07875 · Gulrajani et al. 2017, arXiv:1704.00028 · Mescheder et al. 2017 (the numerics of GANs), arXiv:1705.10461 · Vaswani et al. 2017, arXiv:1706.03762 · Mescheder et al. 2018, arXiv:1801.04406 · Miyato et al. 2018 (spectral normalisation), arXiv:1802.05957 · Gidel et al. 2018 (extra-gradient), arXiv:1802.10551 · Tsai et al. 2019 (attention as a kernel average), arXiv:1908.11775 · Ho et al. 2020, arXiv:2006.11239 · Shannon et al. 2020 (the non-saturating loss), arXiv:2010.08029 · Song et al. 2020 (score-based models), arXiv:2011.13456 · Nichol & Dhariwal 2021, arXiv:2102.09672

# %% [markdown] lang="zh"
# ## 小结
#
# - 训练生成模型，就是降低一个散度，而这个散度由样本来估计。
#   损失惩罚什么，要看哪个分布写在前面；最大似然降低的是正向 KL 散度。
# - 样本的平均有标准误；从来没有抽到的大值，在平均里反映不出来。
# - $\log p(x)$ 等于 ELBO 加上从 $q$ 到真正后验的 KL 散度。
#   VAE 提高的是 ELBO，梯度经由 $z = \mu + \sigma\varepsilon$ 穿过采样。
# - 面对最优判别器，用极小极大损失的生成器降低的是 Jensen–Shannon 散度；两个分布不重叠时，这个散度停在 $\ln 2$ 不变，而 Wasserstein 距离仍能分出远近。
# - 博弈有均衡点；在最简单的博弈里，双方同时更新会离均衡点越来越远，加惩罚或者取平均就能到达均衡点。
# - 在循环网络里，送回网络的是状态。
#   循环网络的梯度是各个时刻的贡献之和，每一项都含雅可比矩阵的连乘；在线性网络里，谱半径决定连乘积最终的大小，但不决定开头几步的大小。
# - softmax 与交叉熵配合，梯度就是 $p - y$。
#   比较模型要用每个字符的比特数；困惑度只能在词元相同时比较。
# - 注意力是以 softmax 的输出为权重的平均；得分除以 $\sqrt d$，权重才不会集中到一个键上。
# - 加噪数据的得分、干净图像的期望、噪声的期望，是同一个量的三种写法。
#
# ## 延伸阅读
#
# - 邱锡鹏，《神经网络与深度学习》，机械工业出版社，2020，附录“数学基础”：线性代数、微积分、优化、概率论和信息论，篇幅不长，正好够用。
# - 阿斯顿·张等，《动手学深度学习》，第 2 章“预备知识”：用代码讲线性代数、求导和概率。
# - 李航，《统计学习方法》，第 2 版，清华大学出版社，2019：最大似然、逻辑斯谛回归、熵与散度在各种模型里的用法。
# - Ian Goodfellow 等，《深度学习》，人民邮电出版社，2017，第 2 至 4 章：深度学习所默认的数学知识。
#
# ### 公式的出处
#
# Shannon 1948，“A mathematical theory of communication” · Kullback 与 Leibler 1951，doi:10.1214/aoms/1177729694 · Nadaraya 1964，doi:10.1137/1109020 · Watson 1964，“Smooth regression analysis” · Elman 1990，doi:10.1207/s15516709cog1402_1 · Werbos 1990（随时间反向传播），doi:10.1109/5.58337 · Williams 1992（得分函数梯度），doi:10.1007/BF00992696 · Bengio、Simard 与 Frasconi 1994，doi:10.1109/72.279181 · Trefethen 与 Embree 2005，*Spectra and Pseudospectra*（非正规矩阵的幂）· Vincent 2011（去噪与得分），doi:10.1162/NECO_a_00142 · Efron 2011（Tweedie 公式），doi:10.1198/jasa.2011.tm11181 · Pascanu、Mikolov 与 Bengio 2012，arXiv:1211.5063 · Kingma 与 Welling 2013，arXiv:1312.6114 · Rezende 等 2014，arXiv:1401.4082 · Goodfellow 等 2014，arXiv:1406.2661 · Bahdanau 等 2014，arXiv:1409.0473 · Sohl-Dickstein 等 2015，arXiv:1503.03585 · Burda 等 2015，arXiv:1509.00519 · Arjovsky 与 Bottou 2017，arXiv:1701.04862 · Arjovsky 等 2017，arXiv:1701.07875 · Gulrajani 等 2017，arXiv:1704.00028 · Mescheder 等 2017（GAN 的数值分析），arXiv:1705.10461 · Vaswani 等 2017，arXiv:1706.03762 · Mescheder 等 2018，arXiv:1801.04406 · Miyato 等 2018（谱归一化），arXiv:1802.05957 · Gidel 等 2018（外梯度法），arXiv:1802.10551 · Tsai 等 2019（注意力即核平均），arXiv:1908.11775 · Ho 等 2020，arXiv:2006.11239 · Shannon 等 2020（非饱和损失），arXiv:2010.08029 · Song 等 2020（基于得分的模型），arXiv:2011.13456 · Nichol 与 Dhariwal 2021，arXiv:2102.09672
