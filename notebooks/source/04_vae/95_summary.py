# %% [markdown] lang="en"
# ## Summary
#
# - A VAE maximises a lower bound of the log-likelihood, the ELBO.
#   The gap is the divergence of $q(z \mid x)$ from the true posterior; the importance-weighted bound narrows it with every code more.
# - The loss has two parts in nats per image, one summed over pixels, one over dimensions of the code.
#   Averaging one of them changes beta without saying so.
# - Binary images in nats per image (Protocol A), 8-bit images in bits per dimension (Protocol B): never in one column.
#   Grey values in a Bernoulli likelihood belong to neither.
# - A dead dimension shows in the variance of its means over images.
#   Free bits keep it alive; a price that is too high kills most dimensions even with KL annealing.
# - An encoder and a prior make repairs and arithmetic possible.
#   What they fill in is likely, not certain.
#
# ## References
#
# Kingma & Welling 2013 (VAE), arXiv:1312.6114 · Rezende et al. 2014, arXiv:1401.4082 · Burda et al. 2015 (importance weighting, active units), arXiv:1509.00519 · Sønderby et al. 2016 (warm-up), arXiv:1602.02282 · Kingma et al. 2016 (free bits), arXiv:1606.04934 · Higgins et al. 2017, beta-VAE, ICLR · Salimans et al. 2017 (discretised logistic), arXiv:1701.05517 · Alemi et al. 2017 (rate and distortion), arXiv:1711.00464 · Grathwohl et al. 2018 (bits per dimension of flows), arXiv:1810.01367 · Loaiza-Ganem & Cunningham 2019 (continuous Bernoulli), arXiv:1907.06845 · Salakhutdinov & Murray 2008, ICML · Sohn et al. 2015 (conditional VAE), NeurIPS · Wang et al. 2004 (SSIM), doi:10.1109/TIP.2003.819861 · Huang et al. 2007 (Labeled Faces in the Wild), technical report 07-49

# %% [markdown] lang="zh"
# ## 小结
#
# - VAE 最大化的是对数似然的一个下界，即证据下界（ELBO）。
#   差额是 $q(z \mid x)$ 相对于真正后验的 KL 散度；改用重要性加权下界，抽的编码越多，差额越小。
# - 损失有两部分，单位都是奈特/幅：一部分对像素求和，一部分对编码的各维求和。
#   把其中之一改成平均，等于悄悄改了 beta。
# - 二值图像用奈特/幅（规则 A），8 位图像用比特/维（规则 B），绝不放进同一列；把灰度值放进伯努利似然，哪一种都不是。
# - 一个维度死没死，看它的均值在各幅图像之间的方差。
#   免费比特能让它活着；价格定得太高，就算用了 KL 退火，大多数维度还是会死。
# - 有了编码器和先验，才谈得上修补和算术。
#   填进去的只是很可能的内容，未必是真实的内容。
#
# ## 参考文献
#
# Kingma 与 Welling 2013（VAE），arXiv:1312.6114 · Rezende 等 2014，arXiv:1401.4082 · Burda 等 2015（重要性加权、活跃单元），arXiv:1509.00519 · Sønderby 等 2016（预热），arXiv:1602.02282 · Kingma 等 2016（免费比特），arXiv:1606.04934 · Higgins 等 2017，beta-VAE，ICLR · Salimans 等 2017（离散化逻辑斯谛分布），arXiv:1701.05517 · Alemi 等 2017（码率与失真），arXiv:1711.00464 · Grathwohl 等 2018（流模型的比特/维），arXiv:1810.01367 · Loaiza-Ganem 与 Cunningham 2019（连续伯努利），arXiv:1907.06845 · Salakhutdinov 与 Murray 2008，ICML · Sohn 等 2015（条件 VAE），NeurIPS · Wang 等 2004（SSIM），doi:10.1109/TIP.2003.819861 · Huang 等 2007（Labeled Faces in the Wild），技术报告 07-49
