# %% [markdown] lang="en"
# ## Summary
#
# - Predictions of noise, image and velocity can be converted into each other; their squared errors are that of the image times $e^\lambda$, 1 and $1 + e^\lambda$ (on the circle).
# - From a prediction of noise the image is found by a division by the signal rate, so in few steps from pure noise it fails; the velocity has no such division.
# - With a schedule that leaves signal at the end, the network learns to rely on a signal that the sampler's noise does not have: the model draws medium brightness, the more so the more pixels there are.
# - A student that learns two steps of its teacher as one, three times over, draws in one step nearly as well as its teacher in eight.
# - The gradient of a classifier of noisy images steers a model that need not know labels; classifier-free guidance estimates the same direction by two predictions of one network.
# - LoRA adds a product of two thin matrices to each kernel and trains nothing else: fifty pictures are enough for a style, its strength can be set, and it can be taken off.
#   What the decoder cannot draw, no adapter of the denoiser can teach.
#
# **Where to read on.** Salimans & Ho 2022 for distillation and the velocity; Kingma & Gao 2023 for weights and schedules; Song et al. 2023 for consistency models; Lin et al. 2023 is short, and its pictures are worth seeing.
# [Chapter 7](07_diffusion.ipynb) builds the diffusion model from scratch, on pixels.

# %% [markdown] lang="zh"
# ## 小结
#
# - 噪声、图像、速度三种预测可以相互换算；它们的平方误差分别是图像的平方误差乘以 $e^\lambda$、1 和 $1 + e^\lambda$（沿圆弧）。
# - 由预测的噪声求图像要除以信号系数，所以从纯噪声开始、步数又少时会失败；预测速度则不必做这样的除法。
# - 噪声调度结束时若还剩下信号，网络就学会依靠它，而采样开始时的噪声里并没有这种信号：模型画出的图像明暗适中，像素越多越是如此。
# - 学生学着用一步走完教师的两步，这样蒸馏三次之后，学生走一步就画得几乎与教师走八步一样好。
# - 带噪图像分类器的梯度，可以引导不认识标签的模型；无分类器引导则用同一个网络的两次预测来估计同样的方向。
# - LoRA 给每个权重矩阵加上两个窄矩阵的乘积，其余都不训练：五十幅图像就能教出一种风格，强弱可以调节，也可以去掉。
#   解码器画不出来的东西，去噪网络怎样适配也学不会。
#
# **继续阅读。** 蒸馏与速度读 Salimans 与 Ho（2022）；权重与噪声调度读 Kingma 与 Gao（2023）；一致性模型读 Song 等（2023）；Lin 等（2023）篇幅不长，其中的图片值得一看。
# [第 7 章](07_diffusion.ipynb)从零写出处理像素的扩散模型。
