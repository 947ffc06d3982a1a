# %% [markdown] lang="en"
# ## Two trainings that differ in the order of two letters
#
# The data lie on a line, in two heaps: 60% around $-3$ and 40% around $3$.
# The model is a single Gaussian, so two numbers have to be learnt: its mean and the logarithm of its deviation.
# We train it twice from the same start, $(-1, 0)$, by plain gradient descent.
# The loss is the **KL divergence**, which measures how much two distributions differ.
# Let $p$ be the density of the data and $q$ that of the model.
# The one training lowers $\mathrm{KL}(p \,\|\, q) = \int p \ln (p/q)\, dx$; the other exchanges the two letters and lowers $\mathrm{KL}(q \,\|\, p)$.
#
# > **Predict before you run.** Will the two trainings end at the same Gaussian?

# %% [markdown] lang="zh"
# ## 两次训练，只差两个字母的次序
#
# 数据是直线上的点，聚成两堆：60% 在 $-3$ 附近，40% 在 $3$ 附近。
# 模型是一个高斯分布，要学的只有两个数：均值，以及标准差的对数。
# 我们从同一个起点出发，用普通的梯度下降训练两次。
# 损失是 **KL 散度**，它衡量两个分布相差多少。
# 记数据的密度为 $p$，模型的密度为 $q$。
# 一次训练降低 $\mathrm{KL}(p \,\|\, q) = \int p \ln (p/q)\, dx$；另一次把两个字母对调，降低 $\mathrm{KL}(q \,\|\, p)$。
#
# > **先猜，再运行。** 两次训练会得到同一个高斯分布吗？

# %%
# en: The data: the log density of each heap on the grid.
# zh: 数据：两堆，各自在格点上的对数密度。
peaks = np.log(0.6) + log_normal(LINE, -3, 0.7), np.log(0.4) + log_normal(LINE, 3, 0.7)
log_p = np.logaddexp(*peaks)  # (9001,)


# en: parameters: mean and log deviation of the model.
# zh: parameters：模型的均值和对数标准差。
def forward_kl(parameters):  # (2,)
    log_q = log_normal(LINE, parameters[0], np.exp(parameters[1]))
    return integrate(np.exp(log_p) * (log_p - log_q))


def reverse_kl(parameters):
    log_q = log_normal(LINE, parameters[0], np.exp(parameters[1]))
    return integrate(np.exp(log_q) * (log_q - log_p))


# %%
def descend(loss, start):
    # en: Each step goes against the slope, a tenth of its size.
    # zh: 每一步逆着斜率走，步长是斜率的十分之一。
    path = [np.array(start)]
    for _ in range(300):
        path.append(path[-1] - 0.1 * central_difference(loss, path[-1]))
    return np.array(path)  # (301, 2)


# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.6), sharey=True)
names = {"KL(p ‖ q)": forward_kl, "KL(q ‖ p)": reverse_kl}
for axis, (title, loss) in zip(axes, names.items(), strict=True):
    axis.fill_between(LINE, np.exp(log_p), color="0.8", label="data p")
    path = descend(loss, (-1.0, 0.0))
    for step, style in ((0, ":"), (20, "--"), (300, "-")):
        model = np.exp(log_normal(LINE, path[step, 0], np.exp(path[step, 1])))
        axis.plot(LINE, model, style, color="C1", label=f"model q, step {step}")
    axis.set(title=title, xlabel="x", xlim=(-7, 7))
axes[0].set_ylabel("density")
axes[1].legend()
plotting.show(
    figure,
    "The same data, model and start. Left: KL(p ‖ q) spreads the Gaussian over both heaps. "
    "Right: KL(q ‖ p) fits one heap and leaves out the other.",
    "数据、模型、起点都相同（横轴为 x，纵轴为密度；灰色为数据，橙色为模型）。"
    "左：KL(p ‖ q) 把高斯分布摊开，盖住两堆。右：KL(q ‖ p) 只拟合一堆，另一堆被完全忽略。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# They end at quite different ones.
# The first model puts its highest density between the heaps, where there are no data: its samples would be varied, and many of them wrong.
# The second gives up 40% of the data: its samples would all be right, and hardly varied.
# Start the second training at $(1, 0)$ instead of $(-1, 0)$, and it ends at the *smaller* heap.
#
# </details>
#
# Both orders occur in this course.
# Maximum likelihood, and with it the VAE and the language models, lowers the first; the usual loss of a GAN's generator follows a relative of the second ("The other loss").
# Which mistakes a model prefers can depend on such a detail, so it is worth knowing exactly what a loss measures.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 不会：两次得到的高斯分布完全不同。
# 第一次训练得到的模型，密度最高的地方在两堆之间，而那里没有数据：它生成的样本会很多样，但其中有许多不像数据。
# 第二次训练得到的模型放弃了 40% 的数据：它生成的样本都像数据，但彼此差别很小。
# 如果让第二次训练从 $(1, 0)$ 而不是 $(-1, 0)$ 出发，它最后拟合的就是*较小*的那一堆。
#
# </details>
#
# 这两种次序在本课程里都会出现。
# 最大似然（VAE 和语言模型都以它为依据）降低的是 $\mathrm{KL}(p \,\|\, q)$；GAN 的生成器最常用的损失，降低的是与 $\mathrm{KL}(q \,\|\, p)$ 相近的一种散度（见“另一种损失”一节）。
# 模型更容易犯哪一种错误，可能就取决于这样一个细节，所以值得弄清楚损失衡量的到底是什么。
# （后面“熵、交叉熵与散度”一节还会继续讨论这个例子。）
