# %% [markdown] lang="en"
# ## Summary
#
# - A noisy image is $x_t = a_t x_0 + s_t \varepsilon$.
#   A denoiser learns by squared error to guess the noise, the image or the velocity in it; each gives the others.
# - The best guess of the noise is $-s_t$ times the score, so a denoiser knows in which direction images become more probable.
# - The bound of the log-likelihood weights the errors by how fast the log signal-to-noise ratio falls; leaving these weights out makes better-looking images.
# - DDPM and DDIM are one step with different $\eta$; the time of drawing is counted in evaluations of the network.
# - Guidance goes $w$ times the way from the guess without a label to that with it: more obedience, less variety.
# - In the codes of an autoencoder all this costs a fraction of what it costs in pixels.
# - On straight paths it is called flow matching.
# - One model also repairs and edits; and if it reads few images very often, it gives them back.
#
# ## Where to read on
#
# - Jonathan Ho et al. 2020, *Denoising Diffusion Probabilistic Models*, arXiv:2006.11239: the paper that made images with it, short and clear.
# - Calvin Luo 2022, *Understanding Diffusion Models: A Unified Perspective*, arXiv:2208.11970: all derivations, step by step.
# - Peter Holderrieth & Ezra Erives 2025, *An Introduction to Flow Matching and Diffusion Models*, arXiv:2506.02070: lecture notes of a course at MIT.
# - Tero Karras et al. 2022, arXiv:2206.00364: which of the many choices matter, measured.
# - David Foster, *Generative Deep Learning*, 2nd edition, O'Reilly 2023, chapter 8: a diffusion model in Keras.
# - The proofs are in [chapter 2](02_math.ipynb), "Diffusion: adding noise"; few steps, weights and a new style in [07_diffusion_deeper](07_diffusion_deeper.ipynb).

# %% [markdown] lang="zh"
# ## 小结
#
# - 带噪图像是 $x_t = a_t x_0 + s_t \varepsilon$。
#   去噪网络用平方误差学着猜其中的噪声、图像或速度；知道一个，就能算出另外两个。
# - 对噪声的最好猜测是得分乘以 $-s_t$，所以去噪网络知道图像往哪个方向变，概率密度会增大。
# - 对数似然的下界按对数信噪比下降的快慢给误差加权；去掉这些权重，画出的图像更好看。
# - DDPM 与 DDIM 用同一个公式，只是 $\eta$ 不同；采样的代价按网络求值的次数来计。
# - 引导从没有标签的猜测出发，朝有标签的猜测走 $w$ 倍的距离：图像更符合要求，多样性更低。
# - 在自编码器的编码里，这一切的代价小得多；走直线路径时，就叫流匹配。
# - 同一个模型还会修补和编辑图像；但如果训练图像很少、每幅看了很多遍，模型就会把它们几乎原样画出来。
#
# ## 延伸阅读
#
# - 邱锡鹏，《神经网络与深度学习》，机械工业出版社，2020，第 13 章“深度生成模型”：本章的概率基础。
# - Jonathan Ho 等，2020，*Denoising Diffusion Probabilistic Models*，arXiv:2006.11239：第一篇用扩散模型画出好图的论文，简短清楚。
# - Calvin Luo，2022，*Understanding Diffusion Models: A Unified Perspective*，arXiv:2208.11970：所有推导，一步一步。
# - Peter Holderrieth 与 Ezra Erives，2025，*An Introduction to Flow Matching and Diffusion Models*，arXiv:2506.02070：麻省理工学院一门课的讲义。
# - Tero Karras 等，2022，arXiv:2206.00364：众多选择里哪些要紧，用实验回答。
# - David Foster，*Generative Deep Learning*，第 2 版，O'Reilly，2023，第 8 章：用 Keras 写扩散模型。
# - 证明在[第 2 章](02_math.ipynb)“扩散：加噪声”一节；少步采样、损失的权重和学一种新画风，见[深入篇](07_diffusion_deeper.ipynb)。
