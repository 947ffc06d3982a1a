# %% [markdown] lang="en"
# ## Four losses
#
# The game can be scored in other ways.
# Least squares (Mao et al. 2016, arXiv:1611.04076) punishes a logit for its distance to 1 or 0, so that it pulls even where the sigmoid is flat.
# The Wasserstein critic (Arjovsky et al. 2017, arXiv:1701.07875) gives no probability at all: it estimates how far mass has to be moved, provided that its slope is nowhere above 1.
# The gradient penalty (Gulrajani et al. 2017, arXiv:1704.00028) asks for a slope of 1, softly, at points drawn uniformly between real and generated images.
# In its formula $D$ is the critic's raw output, without a sigmoid:
#
# $$L_D = \mathbb{E}[D(G(z))]-\mathbb{E}[D(x)]+\lambda\,\mathbb{E}\big[(\lVert\nabla_{\hat x}D(\hat x)\rVert-1)^2\big],\qquad \hat x = u\,x+(1-u)\,G(z),\; u\sim U(0,1).$$
#
# Computed once for a critic whose slope we know, $D(x)=3x_1+4x_2$: its gradient is $(3,4)$ everywhere, of norm 5, so the penalty is $(5-1)^2=16$.

# %% [markdown] lang="zh"
# ## 四种损失
#
# 这场博弈还可以用别的方式计分。
# 最小二乘（Mao 等，2016，arXiv:1611.04076）按 logit 到 1 或 0 的距离惩罚，因此在 sigmoid 平坦的地方也拉得动。
# Wasserstein 评论家（critic；Arjovsky 等，2017，arXiv:1701.07875）干脆不给概率：只要它的斜率处处不超过 1，它估计的就是把一堆概率质量搬成另一堆要走多远。
# 梯度惩罚（Gulrajani 等，2017，arXiv:1704.00028）在真实图像与生成图像之间均匀取点，在那里以软约束要求斜率为 1。
# 式中的 $D$ 是评论家的原始输出，不经过 sigmoid：
#
# $$L_D = \mathbb{E}[D(G(z))]-\mathbb{E}[D(x)]+\lambda\,\mathbb{E}\big[(\lVert\nabla_{\hat x}D(\hat x)\rVert-1)^2\big],\qquad \hat x = u\,x+(1-u)\,G(z),\; u\sim U(0,1).$$
#
# 拿一个斜率已知的评论家算一遍，$D(x)=3x_1+4x_2$：梯度处处是 $(3,4)$，范数为 5，所以惩罚等于 $(5-1)^2=16$。

# %% tags=["nbval-check-output"]
from aigc_keras.backend import input_gradient
from aigc_keras.losses import gradient_penalty

points = np.random.default_rng(0).normal(size=(6, 2)).astype("float32")
gradients = input_gradient(lambda x: 3 * x[:, 0] + 4 * x[:, 1], points)
by_hand = np.mean((np.linalg.norm(gradients, axis=1) - 1) ** 2)
print(f"by hand {by_hand:.3f}, library {float(gradient_penalty(gradients)):.3f}")

# %% [markdown] lang="en"
# Four GANs, the same networks and data, a short training each; only the loss differs.
# The Wasserstein critic moves three times for each step of its generator, since its estimate is only worth following once it is good; with two epochs for all, that generator gets a third of the steps.
# A minimax row far behind the others is the saturation of "The loss, written out": a sure $D$ leaves $G$ almost no gradient.
# Do not read a championship into this table: rates and steps suit one loss better than another, and another seed may change the order (Lucic et al. 2017, arXiv:1711.10337, found as much on a large scale).

# %% [markdown] lang="zh"
# 四个 GAN，网络和数据都相同，各自短训一次，只有损失不同。
# Wasserstein 评论家每走三步，生成器才走一步，因为它的估计要足够好才值得跟随；大家都训练两轮，所以这个生成器只走了三分之一的步数。
# 如果极小极大（minimax）那一行远远落后，那正是“把损失写出来”一节里的饱和：$D$ 很有把握，$G$ 就几乎得不到梯度。
# 别把这张表当作锦标赛：同样的学习率和步数，对各种损失合适的程度不同，换个种子名次也可能变（Lucic 等人 2017 年的大规模实验也有类似发现，arXiv:1711.10337）。
# 其余三行依次为非饱和、最小二乘、带梯度惩罚的 Wasserstein。

# %%
rows = []
for loss in ("minimax", "non_saturating", "least_squares", "wasserstein_gp"):
    model = GAN(ConvGenerator(), ConvDiscriminator(), loss=loss)
    critic_steps = 3 if loss == "wasserstein_gp" else 1
    train(loss, model, train_images, 2, critic_steps=critic_steps, ema_momentum=0.98)
    distance = validation.frechet(model.sample(1000, seed=0))
    rows.append([loss, f"{distance:.2f}", f"{seconds[loss]:.0f}"])
columns = [("Fréchet distance", "弗雷歇距离"), ("seconds of training", "训练的秒数")]
plotting.table([("loss", "损失"), *columns], rows)
