# %% [markdown] lang="en"
# ## Guidance
#
# The network knows both what the noise is if the digit is a 3 and what it is if nothing is said about the digit, for one label in ten was left out in training.
# The difference points towards "more of a 3".
# **Classifier-free guidance** (Ho & Salimans 2022, arXiv:2207.12598) walks further in that direction, by a weight $w$ above 1:
#
# $$\hat\varepsilon_w = \hat\varepsilon_{\text{none}} + w\, (\hat\varepsilon_{\text{label}} - \hat\varepsilon_{\text{none}}).$$
#
# This costs two evaluations a step, one with the label and one without.
#
# Why does this make a digit clearer?
# The guesses are scores but for the factor $-s_t$, and by Bayes' rule $\nabla \log p(x \mid y) - \nabla \log p(x) = \nabla \log p(y \mid x)$.
# So the guided score is $\nabla \log p(x) + w \nabla \log p(y \mid x)$, that of $p(x)\, p(y \mid x)^w$ at this noise level, where $y$ is the label and $p(y \mid x)$ what an ideal classifier would say: images on which it would be very sure are preferred.
# $w = 1$ is the plain model, called unguided; $w = 0$ ignores the label.

# %% [markdown] lang="zh"
# ## 引导
#
# 训练时去掉了约 10% 的标签，所以网络既会在知道标签（例如 3）时猜噪声，也会在没有标签时猜噪声。
# 两个猜测之差，就是标签带来的改变，也就是使图像更像 3 的方向。
# **无分类器引导**（classifier-free guidance；Ho 与 Salimans，2022，arXiv:2207.12598）沿这个方向多走一些。
# 权重 $w$ 叫作引导强度，取大于 1 的数；下标“有”和“无”表示有没有标签：
#
# $$\hat\varepsilon_w = \hat\varepsilon_{\text{无}} + w\, (\hat\varepsilon_{\text{有}} - \hat\varepsilon_{\text{无}}).$$
#
# 加了引导，每一步要算两次网络：有标签一次，没有标签一次。
#
# 为什么这样会使类别更分明？
# 这些猜测与得分只差因子 $-s_t$；用 $y$ 表示标签，由贝叶斯公式，$\nabla \log p(x \mid y) - \nabla \log p(x) = \nabla \log p(y \mid x)$。
# 所以引导后的得分是 $\nabla \log p(x) + w \nabla \log p(y \mid x)$，也就是这个噪声水平上 $p(x)\, p(y \mid x)^w$ 的得分。
# 这里 $p(y \mid x)$ 好比一个分类器：它越有把握的图像，画出来的机会就越大。
# $w = 1$ 就是不加引导的模型；$w = 0$ 时标签不起作用。

# %%
weights = (0.0, 1.0, 2.0, 4.0)
rows_of_digits = [
    latent_model.sample(10, labels=np.arange(10), guidance=w, seed=5) for w in weights
]
plotting.show(
    plotting.image_grid(
        np.concatenate(rows_of_digits),
        row_labels=[f"w = {w:g}" for w in weights],
        column_labels=list("0123456789"),
    ),  # fmt: skip
    "The same ten noises with the labels 0 to 9, under four strengths of guidance.",
    "同样的十份噪声配标签 0 到 9，引导强度分别取四个值。",
)

# %% [markdown] lang="en"
# Without the label ($w = 0$) the noise alone decides which digit comes.
# With it most noises become the ordered digit, and the larger $w$, the more usual is its shape.
# What does that cost?
# We measure the scores of chapter 3, and as "obeyed" the share of samples that the course's classifier reads as the ordered digit.

# %% [markdown] lang="zh"
# 标签不起作用时（$w = 0$），画成哪个数字由噪声决定，与标签无关。
# 有了标签，画的大多是指定的数字；$w$ 越大，字形越标准。
# 代价是什么？
# 下面测量第 3 章的几种分数，再加一种：被课程的分类器认作所要数字的样本占多大比例（图例中的 `obeyed`）。

# %%
from aigc_keras.metrics.classifier import classify

sweep = {}
for w in (1.0, 1.5, 2.0, 4.0):
    drawn = latent_model.sample(1000, labels=drawn_labels, guidance=w, seed=0)
    found = choosing.score(drawn)
    obeyed = np.mean(classify("mnist", drawn)[1] == drawn_labels)
    sweep[w] = {name: found[name] for name in ("frechet", "precision", "recall")}
    sweep[w]["obeyed"] = obeyed

# %%
figure, axes = plt.subplots(1, 2, figsize=(7, 2.6), layout="constrained")
axes[0].plot(list(sweep), [found["frechet"] for found in sweep.values()], marker="o")
axes[0].set(xlabel="guidance w", ylabel="Fréchet distance")
axes[0].set_ylim(0, 1.1 * max(found["frechet"] for found in sweep.values()))
for name, marker in (("precision", "s"), ("recall", "o"), ("obeyed", "^")):
    axes[1].plot(list(sweep), [found[name] for found in sweep.values()], marker=marker, label=name)
axes[1].set(xlabel="guidance w", ylabel="share", ylim=(0, 1.05))
axes[1].legend()
plotting.show(
    figure,
    "What guidance brings and what it costs, measured with 1,000 samples on held-out images.",
    "引导的得与失：用 1,000 个样本，在留出图像上测得。",
)

# %% [markdown] lang="en"
# With guidance more images are read as ordered, and more of them look real (precision).
# But ever fewer of the real variety are made: recall falls all the way, since unusual handwriting is what a classifier is least sure of.
# The Fréchet distance is smallest at a modest $w$ and rises again.
# So guidance is a trade, not an improvement: obedience and polish against variety.
# We choose 1.5 by these held-out images.
#
# (A model can also be guided at middle noise levels only, `guidance_interval`; Kynkäänniemi et al. 2024, arXiv:2404.07724, found that this keeps more variety.)

# %% [markdown] lang="zh"
# $w$ 越大，被认作所要数字的图像越多，看着像真的图像也越多（精确率）。
# 但覆盖的真实图像越来越少：召回率一路下降，因为写法不寻常的数字，正是分类器最没有把握的。
# 弗雷歇距离在 $w$ 略大于 1 时最小，之后又上升。
# 所以引导有得有失：图像更符合标签，字形更工整，多样性却降低了。
# 我们按这些留出图像选定 1.5，并且总把不加引导的一行列在旁边。
#
# （也可以只在中间的噪声水平上引导，参数是 `guidance_interval`；Kynkäänniemi 等，2024，arXiv:2404.07724 发现这样能保留更多的多样性。）
