# %% [markdown] lang="en"
# ## A worked example, worked again
#
# *Needed in: chapter 3.*
#
# The article 《大模型》 explains the losses of a GAN by an example (4.3).
# The discriminator gives a generated image the probability $p_1$ of being real, and a real image $p_2$; then
#
# $$L_G = -\ln p_1, \qquad L_D = -\ln p_2 - \ln(1 - p_1).$$
#
# The article puts no numbers in.
# We do: four pairs by hand, and the same through the library, which takes logits $\ell = \ln \frac{p}{1 - p}$.

# %% [markdown] lang="zh"
# ## 一个例题，重做一遍
#
# *用于：第 3 章。*
#
# 文章《大模型》用一个例子来讲 GAN 的损失（4.3 节）：判别器认为生成图像为真的概率是 $p_1$，认为真实图像为真的概率是 $p_2$，于是
#
# $$L_G = -\ln p_1, \qquad L_D = -\ln p_2 - \ln(1 - p_1).$$
#
# 文章没有代入数字，我们来代：手算四组，同时交给课程库算；库的输入是 logit，$\ell = \ln \frac{p}{1 - p}$。

# %%
from aigc_keras.losses import discriminator_loss, generator_loss

rows = []
for p_1, p_2 in ((0.1, 0.9), (0.3, 0.8), (0.5, 0.5), (0.9, 0.1)):
    g_loss, d_loss = -np.log(p_1), -np.log(p_2) - np.log(1 - p_1)
    fake, real = (ops.array([[np.log(p / (1 - p))]], "float32") for p in (p_1, p_2))
    np.testing.assert_allclose(float(generator_loss(fake)), g_loss, rtol=1e-5)
    np.testing.assert_allclose(float(discriminator_loss(real, fake)), d_loss, rtol=1e-5)
    np.testing.assert_allclose(np.exp(-g_loss), p_1)
    rows.append([str(p_1), str(p_2), f"{g_loss:.3f}", f"{d_loss:.3f}"])
plotting.table(["p₁", "p₂", ("L_G, nats", "L_G（奈特）"), ("L_D, nats", "L_D（奈特）")], rows)

# %% [markdown] lang="en"
# The formulas of 4.3 are right for one pair of images.
# The sentences around them need four corrections:
#
# - *A loss "expresses the probability"* (4.2).
#   It is the negative logarithm of one: 2.303 is no probability, but $e^{-2.303} = 0.1$ is.
# - *4.2 calls the losses expectations; the formulas of 4.1 have none.* Over a distribution of images, $L_G = -\mathbb{E}[\ln D(G(z))]$ and $L_D = -\mathbb{E}[\ln D(x)] - \mathbb{E}[\ln(1 - D(G(z)))]$.
#   The place of the expectation matters: by Jensen, $-\mathbb{E}[\ln D] \ge -\ln \mathbb{E}[D]$.
# - *Nothing is said of the equilibrium.* There $D = 1/2$ everywhere, so $L_D = 2\ln 2 \approx 1.386$ and $L_G = \ln 2 \approx 0.693$.
#   They do not go to zero, and $L_D$ is *largest* there for the best possible discriminator: it is $2\ln 2 - 2\,\mathrm{JS}(p_{\text{data}}, p_g)$, with the JS divergence that we met above.
# - *"The smaller the loss, the stronger the generator"*, and likewise for the discriminator.
#   At most the loss says who does better against one and the same opponent, and as we shall see, even that is not quality.
#
# The last three in numbers: a batch of four images, and then two normal distributions with the best discriminator $D^* = p_{\text{data}} / (p_{\text{data}} + p_g)$, which part 2 derives.

# %% [markdown] lang="zh"
# 对一对图像来说，4.3 的公式没有错；它周围的话却有四处要改：
#
# - *损失“表示……判断概率”*（4.2）。
#   损失是概率的负对数：2.303 不是概率，$e^{-2.303} = 0.1$ 才是。
# - *4.2 说损失是期望值，4.1 的公式里却没有期望。* 对图像的分布来说，$L_G = -\mathbb{E}[\ln D(G(z))]$，$L_D = -\mathbb{E}[\ln D(x)] - \mathbb{E}[\ln(1 - D(G(z)))]$。
#   期望放在哪里也有讲究：由 Jensen 不等式，$-\mathbb{E}[\ln D] \ge -\ln \mathbb{E}[D]$。
# - *没有提均衡。* 均衡时处处有 $D = 1/2$，所以 $L_D = 2\ln 2 \approx 1.386$，$L_G = \ln 2 \approx 0.693$，都不是零。
#   对最优的判别器来说，$L_D$ 在这里反而*最大*：它等于 $2\ln 2 - 2\,\mathrm{JS}(p_{\text{data}}, p_g)$，JS 就是前面讲的散度。
# - *“损失函数越小，表示生成器的生成能力越强”*，对判别器也有同样的一句。
#   损失顶多说明谁对付同一个对手更拿手；下面会看到，那也不等于生成得更好。
#
# 后三条用数字来看：先取一批四张图像，再取两个正态分布和最优判别器 $D^* = p_{\text{data}} / (p_{\text{data}} + p_g)$，它的推导在第二部分。

# %% tags=["nbval-check-output"]
verdicts = np.array([0.02, 0.3, 0.6, 0.9])
right, wrong = -np.mean(np.log(verdicts)), -np.log(np.mean(verdicts))
assert right > wrong
print(f"batch of four: mean of -ln D {right:.3f}, -ln of mean D {wrong:.3f}")

# %% [markdown] lang="en"
# One is almost twice the other.
# Now the distributions: real data $\mathcal{N}(0, 1)$, generated data $\mathcal{N}(g, 1)$, and for each $g$ the best discriminator.
# Its logit is $\ln (p_{\text{data}} / p_g)$, and as in chapter 3 the losses are computed from it, with $\ln D = -\ln(1 + e^{-\ell})$.

# %% [markdown] lang="zh"
# 前者几乎是后者的两倍。
# 再看分布：真实数据服从 $\mathcal{N}(0, 1)$，生成数据服从 $\mathcal{N}(g, 1)$，对每个 $g$ 都取最优判别器。
# 它的 logit 是 $\ln (p_{\text{data}} / p_g)$；损失和第 3 章一样从 logit 算起，$\ln D = -\ln(1 + e^{-\ell})$。


# %%
def losses(p_fake, logit):
    log_d, log_not_d = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    d_loss = -np.trapezoid(bell * log_d + p_fake * log_not_d, line)
    return d_loss, -np.trapezoid(p_fake * log_d, line)


def best_logit(shift):
    return log_normal(line, 0, 1) - log_normal(line, shift, 1)


rows = []
for shift in (3, 2, 1, 0):
    p_fake = np.exp(log_normal(line, shift, 1))
    middle = (bell + p_fake) / 2
    divergence = sum(np.trapezoid(p * np.log(p / middle), line) for p in (bell, p_fake)) / 2
    d_loss, g_loss = losses(p_fake, best_logit(shift))
    np.testing.assert_allclose(d_loss, 2 * np.log(2) - 2 * divergence, atol=1e-9)
    rows.append([shift, *(f"{abs(number):.4f}" for number in (divergence, d_loss, g_loss))])
plotting.table([("generator at g", "生成器位于 g"), "JS", "L_D", "L_G"], rows)

# %% [markdown] lang="en"
# As the generator comes nearer to the data, at $g = 0$, the best discriminator's loss *rises* to $2\ln 2$.
# That is success, not failure.
#
# > **Predict before you run.** Now freeze the discriminator that is best against the generator at 3; its logit is $\frac{9}{2} - 3x$.
# > Only the generator moves, and its loss falls.
# > Does that make it better?

# %% [markdown] lang="zh"
# 生成器越靠近数据（$g = 0$ 处），最优判别器的损失就越*高*，直到 $2\ln 2$。
# 这是成功，不是失败。
#
# > **先猜，再运行。** 现在把判别器冻结起来，就用对位于 3 的生成器最优的那一个，它的 logit 是 $\frac{9}{2} - 3x$。
# > 只让生成器移动，它的损失一路下降。
# > 它是不是也一路变好？

# %% tags=["hide-output"]
frozen = 4.5 - 3 * line
np.testing.assert_allclose(frozen, best_logit(3), atol=1e-9)
rows = []
for shift in (3, 1.5, 0, -1.5, -3):
    p_fake = np.exp(log_normal(line, shift, 1))
    fixed, own = losses(p_fake, frozen)[1], losses(p_fake, best_logit(shift))[1]
    distance = kl_normal(0, 1, shift, 1)
    rows.append([str(shift), f"{distance:.3f}", f"{fixed:.4f}", f"{own:.3f}"])
header = [("generator at", "生成器位于"), ("KL(data ‖ generator)", "KL(数据 ‖ 生成器)")]
header += [("L_G against the frozen D", "面对冻结的 D 的 L_G")]
plotting.table([*header, ("L_G against its best D", "面对最优 D 的 L_G")], rows)
assert distance == kl_normal(0, 1, 3, 1) and fixed < 0.001

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# From 3 to 0 the loss falls and the generator does improve.
# From 0 to $-3$ the loss goes on falling, and the generator runs away from the data: at $-3$ it is as far off as at the start, with a loss of 0.0001 instead of 4.67.
# So a small $L_G$ says that *this* discriminator is fooled, and no more.
#
# </details>
#
# Against its best discriminator at each place (last column) the loss is smallest at the data, and it is then $\ln 2$, not 0.
# In training both players move at once, so the curves of $L_G$ and $L_D$ tell little about quality.
# Chapter 3 therefore scores the samples themselves.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 从 3 到 0，损失下降，生成器也确实在变好。
# 从 0 到 $-3$，损失照样下降，生成器却离数据越来越远：到了 $-3$，它与数据的距离和起点时一样，损失却是 0.0001，而不是 4.67。
# 可见 $L_G$ 小，只说明骗过了*这一个*判别器，此外什么也没说。
#
# </details>
#
# 若在每个位置都面对最优的判别器（最后一列），损失在数据处最小，而且是 $\ln 2$，不是 0。
# 训练时双方同时在动，所以单看 $L_G$、$L_D$ 的曲线，看不出质量好坏；第 3 章因此直接给样本打分。

# %% [markdown] lang="en"
# # Part 2. Two players and distances
#
# In part 1 one model faced its data.
# Now two models face each other, and what they fight over turns out to be a distance between distributions.
# In this part $p$ is the density of the real data and $q$ the density of what the generator makes; chapter 3 writes $p_{\text{data}}$ and $p_g$.

# %% [markdown] lang="zh"
# # 第二部分　两个玩家，几种距离
#
# 第一部分里，一个模型面对数据；这一部分里，两个模型互相较量，争的归根到底是两个分布之间的距离。
# 本部分记真实数据的密度为 $p$，生成器产生的样本的密度为 $q$，也就是第 3 章的 $p_{\text{data}}$ 和 $p_g$。
