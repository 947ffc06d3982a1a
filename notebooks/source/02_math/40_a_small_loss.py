# %% [markdown] lang="en"
# ## A small loss proves no quality
#
# *Used in chapter 3, "Why it works": why it scores images, and not losses.*
#
# **Question.** Is a generator with a smaller loss a better one?
#
# Take the two losses of chapter 3, written with the logit $\ell$ and $D = \sigma(\ell)$:
#
# $$L_D = -\mathbb{E}_p[\log D] - \mathbb{E}_q[\log(1 - D)], \qquad L_G = -\mathbb{E}_q[\log D].$$
#
# Real data are $p = \mathcal{N}(0, 1)$, generated data $q = \mathcal{N}(g, 1)$, so the generator is better, the nearer $g$ is to 0.
# The discriminator that is best against the generator at $g = 3$ has the logit $\log(p/q) = \frac{9}{2} - 3x$.
#
# > **Predict before you run.** Freeze this discriminator and let only the generator move, so that its loss falls.
# > Does that make it better?

# %% [markdown] lang="zh"
# ## 损失小，不等于生成得好
#
# *用于第 3 章“它为什么能行”一节：为什么要给图像打分，而不看损失。*
#
# **问题。** 损失较小的生成器，是不是更好的生成器？
#
# 取第 3 章的两个损失，用 logit $\ell$ 来写，$D = \sigma(\ell)$：
#
# $$L_D = -\mathbb{E}_p[\log D] - \mathbb{E}_q[\log(1 - D)], \qquad L_G = -\mathbb{E}_q[\log D].$$
#
# 真实数据服从 $p = \mathcal{N}(0, 1)$，生成数据服从 $q = \mathcal{N}(g, 1)$；$g$ 越接近 0，生成器就越好。
# 对位于 $g = 3$ 的生成器来说，最优判别器的 logit 是 $\log(p/q) = \frac{9}{2} - 3x$。
#
# > **先猜，再运行。** 固定这个判别器，只让生成器移动，使它的损失下降。
# > 生成器会因此变好吗？

# %% tags=["hide-output"]
log_p, rows = log_normal(LINE, 0, 1), []
for g in (3, 1.5, 0, -1.5, -3):
    log_q = log_normal(LINE, g, 1)
    # en: Logits of the frozen and of the best discriminator.
    # zh: 固定的判别器和最优判别器的 logit。
    frozen, best = 4.5 - 3 * LINE, log_p - log_q
    against_frozen, against_best = (
        -integrate(np.exp(log_q) * log_sigmoid(logits)) for logits in (frozen, best)
    )
    d_loss = -integrate(np.exp(log_p) * log_sigmoid(best) + np.exp(log_q) * log_sigmoid(-best))
    rows.append([g, abs(g), f"{against_frozen:.4f}", f"{against_best:.3f}", f"{d_loss:.3f}"])
header = [
    ("generator at g", "生成器位于 g"),
    ("distance", "与数据的距离"),
    ("L_G, frozen D", "L_G，固定的 D"),
]
plotting.table([*header, ("L_G, best D", "L_G，最优的 D"), ("L_D, best D", "L_D，最优的 D")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# As $g$ goes from 3 to 0, the loss falls and the generator does improve.
# From 0 to $-3$ the loss goes on falling, and the generator moves away from the data: at $-3$ it is as far off as at the start, with a loss of 0.0001 instead of 4.67.
#
# </details>
#
# One often reads that a smaller loss means a stronger generator (one of the five Chinese articles behind this course, 《大模型》, 4.2, says so, too).
# But a small $L_G$ says that *this* discriminator is fooled, and no more.
#
# **What it is for.** Against its best discriminator at each place (last two columns) $L_G$ is smallest at the data, where it is $\ln 2 \approx 0.693$, not 0.
# $L_D$ is *largest* there, $2 \ln 2 \approx 1.386$.
# At the ideal end of a training the discriminator's loss has risen.
# In training both players move at once, so the curves of their losses tell little about quality.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# $g$ 从 3 到 0，损失下降，生成器也确实在变好。
# 从 0 到 $-3$，损失继续下降，生成器却离数据越来越远：到了 $-3$，它与数据的距离和起点时一样，损失却是 0.0001，而不是 4.67。
#
# </details>
#
# 常有这样的说法：损失越小，生成器的能力越强（《大模型》4.2 也这样说）。
# 其实 $L_G$ 小，只说明生成器骗过了*这一个*判别器。
#
# **用处。** 如果生成器在每个位置面对的都是最优判别器（表的最后两列），$L_G$ 在 $g = 0$ 处最小，但最小值是 $\ln 2 \approx 0.693$，不是 0；$L_D$ 在 $g = 0$ 处反而*最大*，是 $2 \ln 2 \approx 1.386$。
# 如果训练到达理想的终点，判别器的损失其实已经升高了。
# 训练时双方同时在变，所以只看损失曲线，看不出质量好坏。
