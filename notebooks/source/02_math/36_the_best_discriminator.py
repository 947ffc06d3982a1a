# %% [markdown] lang="en"
# ## The best discriminator
#
# *Used in chapter 3, "Why it works".*
#
# **Question.** What does a discriminator learn, if it learns as well as possible?
#
# Let $p$ be the density of real data, $q$ that of generated data, and $V = \int [p \log D + q \log(1 - D)]\, dx$ the value that the discriminator $D$ raises ("The value of the game").
# Under the integral, $D$ may choose its value at every $x$ freely.
# So fix one $x$ and write $a = p(x)$, $b = q(x)$, $d = D(x)$.
# We maximise
#
# $$a \log d + b \log(1 - d), \qquad \text{derivative } \frac{a}{d} - \frac{b}{1 - d}, \qquad \text{second derivative } -\frac{a}{d^2} - \frac{b}{(1-d)^2} < 0.$$
#
# The function is concave, and its derivative is zero at $d = a / (a + b)$.
# Therefore the best discriminator and its logit are
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad \ell^*(x) = \log \frac{p(x)}{q(x)}.$$

# %% [markdown] lang="zh"
# ## 最优判别器
#
# *用于第 3 章“它为什么能行”一节。*
#
# **问题。** 如果判别器达到了最优，它学到的是什么？
#
# 设真实数据的密度为 $p$，生成数据的密度为 $q$，判别器 $D$ 要提高的价值是 $V = \int [p \log D + q \log(1 - D)]\, dx$（见“博弈的价值”一节）。
# 在积分号下，$D$ 在各个 $x$ 处的值可以分别选定。
# 固定一个 $x$，记 $a = p(x)$，$b = q(x)$，$d = D(x)$，要最大化的是
#
# $$a \log d + b \log(1 - d), \qquad \text{一阶导数 } \frac{a}{d} - \frac{b}{1 - d}, \qquad \text{二阶导数 } -\frac{a}{d^2} - \frac{b}{(1-d)^2} < 0.$$
#
# 这是凹函数，导数在 $d = a / (a + b)$ 处为零。
# 所以最优判别器和它的 logit 是
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad \ell^*(x) = \log \frac{p(x)}{q(x)}.$$

# %%
d, rows = np.linspace(0.001, 0.999, 999), []
for a, b in ((1, 1), (3, 1), (0.2, 0.6)):
    best = d[np.argmax(a * np.log(d) + b * np.log(1 - d))]
    assert abs(best - a / (a + b)) < 0.001
    rows.append([a, b, best, a / (a + b)])
plotting.table(["a", "b", ("best d of 999", "999 个 d 中最好的"), "a / (a + b)"], rows)

# %% [markdown] lang="en"
# The best of the values tried is $a/(a + b)$ each time.
#
# A real discriminator never sees a density.
# It sees samples, labelled 1 if real and 0 if generated, and maximises the average log-probability of the labels: **logistic regression**.
# For two normal densities $\log(p/q)$ is a quadratic in $x$, so three weights suffice.
# With $p = \mathcal{N}(0, 1)$ and $q = \mathcal{N}(1.5, 0.6^2)$ they are known, and a few Newton steps must find them from samples.

# %% [markdown] lang="zh"
# 在试过的 $d$ 里，最好的每次都是 $a/(a + b)$。
#
# 实际的判别器从来看不到密度，它看到的是样本：真的标 1，生成的标 0；它要最大化标签的平均对数概率，这就是**逻辑斯谛回归**。
# 对两个正态密度，$\log(p/q)$ 是 $x$ 的二次函数，所以只需给 $1$、$x$、$x^2$ 各一个权重。
# 取 $p = \mathcal{N}(0, 1)$、$q = \mathcal{N}(1.5, 0.6^2)$，这三个权重是已知的；用牛顿法走几步，应当能由样本求出它们。

# %%
rng = np.random.default_rng(0)
x = np.concatenate([rng.normal(0, 1, 50_000), rng.normal(1.5, 0.6, 50_000)])  # (100000,)
is_real, features = np.repeat([1.0, 0.0], 50_000), np.stack([x**0, x, x**2], axis=1)
learnt = np.zeros(3)
# en: Newton steps for the log-probability of the labels.
# zh: 用牛顿法提高标签的对数概率。
for _ in range(10):
    d = np.exp(log_sigmoid(features @ learnt))
    curvature = (features * (d * (1 - d))[:, None]).T @ features  # (3, 3)
    learnt += np.linalg.solve(curvature, features.T @ (is_real - d))

# %%
exact = np.array([1.5**2 / 0.72 + np.log(0.6), -1.5 / 0.36, 1 / 0.72 - 0.5])
rows = [[name, *pair] for name, *pair in zip(("1", "x", "x²"), exact, learnt, strict=True)]
plotting.table([("weight of", "哪一项的权重"), ("exact", "精确值"), ("learnt", "学到的值")], rows)
np.testing.assert_allclose(learnt, exact, rtol=0.05)

# %% [markdown] lang="en"
# **What it is for.** The classifier has found the log ratio of two densities that it was never shown.
# A discriminator does just this, and the generator follows the slope of this log ratio.

# %% [markdown] lang="zh"
# **用处。** 这个分类器从来没有见过这两个密度，却求出了它们之比的对数。
# 判别器做的就是这件事；生成器则沿着这个对数比值上升的方向移动自己的样本。
