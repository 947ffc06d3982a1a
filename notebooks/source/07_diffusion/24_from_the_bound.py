# %% [markdown] lang="en"
# ## Why a squared error? From the bound
#
# Chapter 4 maximises a lower bound of the log-likelihood $\log p(x_0)$, and so does a diffusion model.
# It is a VAE, an encoder from images to codes and a decoder from codes to images, but with many layers of codes: its encoder is fixed (it adds noise), and its decoder is the way back.
# Cut the time into $T$ pieces.
# The encoder says $q(x_t \mid x_0) = \mathcal{N}(a_t x_0, s_t^2 I)$.
# Chapter 2 computes where $x_t$ came from if $x_0$ is known: for an earlier time $r < t$ it is a normal distribution,
#
# $$q(x_r \mid x_t, x_0) = \mathcal{N}\big(\mu_{r,t}(x_t, x_0),\; \sigma_{r,t}^2 I\big), \qquad \mu_{r,t} = k\, x_0 + m\, x_t,$$
#
# with numbers $k$, $m$ and $\sigma_{r,t}$ that depend on the rates alone.
# The decoder does not know $x_0$; it puts its guess $\hat x_0$ in the same formula.
# For each piece of time, minus the bound contains the Kullback-Leibler divergence (KL) of these two distributions, a measure of how far they are apart.
# Both are normal and of the same width, so it is the squared distance of the means over twice the variance, $k^2 \lVert x_0 - \hat x_0 \rVert^2 / 2\sigma_{r,t}^2$.
# Working out $k$ and $\sigma_{r,t}$ gives
#
# $$\mathrm{KL} = \tfrac12 \left( e^{\lambda_r} - e^{\lambda_t} \right) \lVert x_0 - \hat x_0 \rVert^2.$$
#
# So minus the bound is a sum of squared errors, one for each noise level, each weighted by how much the signal-to-noise ratio $e^\lambda$ falls there.
# (Two further terms, for the last noise and for the first pixels, contain nothing that is learnt.)
# The cell checks the factor before $\lVert x_0 - \hat x_0 \rVert^2$ for $r = 0.4$ and $t = 0.5$.

# %% [markdown] lang="zh"
# ## 为什么用平方误差？从下界说起
#
# 第 4 章的 VAE 最大化对数似然的一个下界，扩散模型也是这样。
# 扩散模型相当于有许多层编码的 VAE：编码器是固定的，只加噪声；解码器就是反向过程。
# 把时间分成 $T$ 段。
# 编码器是 $q(x_t \mid x_0) = \mathcal{N}(a_t x_0, s_t^2 I)$。
# 第 2 章算出：已知 $x_0$ 和 $x_t$ 时，更早时刻 $r < t$ 的 $x_r$ 服从正态分布
#
# $$q(x_r \mid x_t, x_0) = \mathcal{N}\big(\mu_{r,t}(x_t, x_0),\; \sigma_{r,t}^2 I\big), \qquad \mu_{r,t} = k\, x_0 + m\, x_t,$$
#
# 其中 $k$、$m$ 和 $\sigma_{r,t}$ 只取决于系数。
# 解码器不知道 $x_0$，就把自己的猜测 $\hat x_0$ 代入同一个公式。
# 两个分布都是正态的，方差相同，所以它们的 KL 散度就是均值之差的平方除以两倍方差，即 $k^2 \lVert x_0 - \hat x_0 \rVert^2 / 2\sigma_{r,t}^2$；代入 $k$ 和 $\sigma_{r,t}$，得到
#
# $$\mathrm{KL} = \tfrac12 \left( e^{\lambda_r} - e^{\lambda_t} \right) \lVert x_0 - \hat x_0 \rVert^2.$$
#
# 所以，负的下界是平方误差的加权和，每一段时间一项，权重是信噪比 $e^\lambda$ 在这一段里下降量的一半。
# （另有两项，分别关于最后的噪声和最初的像素，其中没有要学的东西。）
# 下面取 $r = 0.4$、$t = 0.5$，验证 $\lVert x_0 - \hat x_0 \rVert^2$ 前面的系数。

# %%
(a_r, s_r), (a_t, s_t) = rates(0.4), rates(0.5)
variance = s_t**2 - (a_t / a_r * s_r) ** 2  # q(x_t | x_r)
sigma_2 = variance * s_r**2 / s_t**2  # q(x_r | x_t, x_0)
k = a_r * variance / s_t**2
weight = 0.5 * ((a_r / s_r) ** 2 - (a_t / s_t) ** 2)
print(f"k² / 2σ² = {k**2 / (2 * sigma_2):.6f}, half the fall of the ratio = {weight:.6f}")
assert np.isclose(k**2 / (2 * sigma_2), weight)

# %% [markdown] lang="en"
# Now from the image to the noise: since $x_t = a_t x_0 + s_t \varepsilon$, an error in one is an error in the other, $\lVert x_0 - \hat x_0 \rVert^2 = e^{-\lambda_t} \lVert \varepsilon - \hat\varepsilon \rVert^2$.
# So the term is $\tfrac12 (e^{\lambda_r - \lambda_t} - 1) \lVert \varepsilon - \hat\varepsilon \rVert^2$.
# In a short step the bracket is nearly $\lambda_r - \lambda_t = -d\lambda$, so in the limit of many steps each piece of the log ratio has the same weight:
#
# $$-\log p(x_0) \;\le\; \tfrac12 \int \mathbb{E} \lVert \varepsilon - \hat\varepsilon(x_t, t) \rVert^2 \,(-d\lambda_t) + \text{const}.$$
#
# DDPM's loss $\mathbb{E} \lVert \varepsilon - \hat\varepsilon \rVert^2$, with $t$ drawn evenly, drops the factor $-d\lambda_t/dt$: the **weights fall away**.
# Under the quarter of a circle this factor is $2\pi / \sin(\pi t)$, which is huge near $t = 0$, where the last grains of noise are removed.
# (It is as large near $t = 1$, but $x_t$ is almost all noise there, so the error $\lVert \varepsilon - \hat\varepsilon \rVert^2$ is nearly 0.)
# The last grains matter for a likelihood, since each grey value counts, but the eye does not see them.
# Without the weights training spends its effort where shapes are decided.
# That trades likelihood for looks, and it is the choice of nearly all image models.
#
# What the network predicts can be chosen, too.
# From $x_t$, any one of image $x_0$, noise $\varepsilon$ and **velocity** $v = a_t \varepsilon - s_t x_0$ gives the other two by arithmetic.
# (On the quarter of a circle $v$ is the direction in which $x_t$ moves as $t$ grows: $dx_t/dt = \tfrac{\pi}{2} v$.)
# As a loss they differ in their weights, and in what the network has to put out.
#
# - **Noise** is what DDPM chose; but a network that predicts it must pass on every grain of it, and near $t = 1$ the guess of the image that follows from it, $(x_t - s_t \hat\varepsilon) / a_t$, divides its errors by a tiny $a_t$, which magnifies them.
# - **The image** is smooth, so a small network learns it soonest (Li & He 2025, arXiv:2511.13720); we take it for pixels.
# - **The velocity** (Salimans & Ho 2022, arXiv:2202.00512) is well behaved at both ends: near noise it is minus the image, near the image it is the noise.
#   With $a_t^2 + s_t^2 = 1$ it gives back $x_0 = a_t x_t - s_t v$ and $\varepsilon = s_t x_t + a_t v$.
#   It is the library's default, and ours for codes and portraits.
#
# The deeper notebook measures what the choice changes.

# %% [markdown] lang="zh"
# 两个数相等。
# 再把图像的误差换成噪声的误差：因为 $x_t = a_t x_0 + s_t \varepsilon$，由一个的误差就能算出另一个的误差，$\lVert x_0 - \hat x_0 \rVert^2 = e^{-\lambda_t} \lVert \varepsilon - \hat\varepsilon \rVert^2$。
# 所以这一项就是 $\tfrac12 (e^{\lambda_r - \lambda_t} - 1) \lVert \varepsilon - \hat\varepsilon \rVert^2$；步数趋于无穷时，对数信噪比的每一小段 $-d\lambda$ 权重相同：
#
# $$-\log p(x_0) \;\le\; \tfrac12 \int \mathbb{E} \lVert \varepsilon - \hat\varepsilon(x_t, t) \rVert^2 \,(-d\lambda_t) + \text{常数}.$$
#
# DDPM 的损失 $\mathbb{E} \lVert \varepsilon - \hat\varepsilon \rVert^2$ 让 $t$ 均匀分布，去掉了因子 $-d\lambda_t/dt$，也就是**不加权**。
# 对四分之一圆周，这个因子是 $2\pi / \sin(\pi t)$，在两端都非常大。
# 在 $t = 1$ 附近，$x_t$ 几乎就是噪声，猜噪声的误差本来就很小；真正受影响的是 $t = 0$ 附近，那里要去掉的是最后一点噪声。
# 这一点噪声对似然影响很大，因为似然要求每个像素的灰度都准确；人眼却看不出这点噪声。
# 去掉权重之后，训练主要改进决定形状的那些噪声水平。
# 这样做牺牲了似然，换来更好看的图像；几乎所有的图像模型都这样选择。
#
# 网络预测什么也可以选。
# 已知 $x_t$ 时，只要知道图像 $x_0$、噪声 $\varepsilon$ 和**速度**（velocity）$v = a_t \varepsilon - s_t x_0$ 中的任何一个，就能算出另外两个；作为损失，它们的权重不同，网络要输出的东西也不同。
# （$v$ 叫速度，是因为沿四分之一圆周有 $dx_t/dt = \tfrac{\pi}{2} v$，也就是说，$t$ 增大时 $x_t$ 沿 $v$ 的方向移动。）
#
# - DDPM 选的是**噪声**；但预测噪声的网络必须把每个像素的噪声都传到输出，而且在 $t = 1$ 附近，由噪声算图像要除以很小的 $a_t$。
# - **图像**是光滑的，小网络学得最快（Li 与 He，2025，arXiv:2511.13720）；本章在像素上画数字时预测图像。
# - **速度**（Salimans 与 Ho，2022，arXiv:2202.00512）在两端都不出问题：噪声多时它是图像取负，噪声少时它就是噪声。
#   当 $a_t^2 + s_t^2 = 1$ 时，由它可得 $x_0 = a_t x_t - s_t v$，$\varepsilon = s_t x_t + a_t v$。
#   课程库默认预测速度，本章处理短编码和头像时也预测速度。
#
# 不同的选择带来什么差别，深入篇有测量。
