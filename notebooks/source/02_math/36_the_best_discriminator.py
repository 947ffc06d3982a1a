# %% [markdown] lang="en"
# ## The best discriminator
#
# *Needed in: chapter 3.*
#
# Under the integral, $D$ may choose its value at every $x$ freely.
# So fix one $x$ and write $a = p(x)$, $b = q(x)$, $d = D(x)$.
# We maximise
#
# $$a \log d + b \log(1 - d), \qquad \text{derivative } \frac{a}{d} - \frac{b}{1 - d}, \qquad \text{second derivative } -\frac{a}{d^2} - \frac{b}{(1-d)^2} < 0.$$
#
# The function is concave, and its derivative is zero at $d = a / (a + b)$.
# Therefore
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad \ell^*(x) = \log \frac{p(x)}{q(x)}.$$

# %% [markdown] lang="zh"
# ## 最优判别器
#
# *用于：第 3 章。*
#
# 在积分号下，$D$ 在每个 $x$ 处的取值可以单独选。
# 固定一个 $x$，记 $a = p(x)$，$b = q(x)$，$d = D(x)$，要最大化的是
#
# $$a \log d + b \log(1 - d), \qquad \text{一阶导数 } \frac{a}{d} - \frac{b}{1 - d}, \qquad \text{二阶导数 } -\frac{a}{d^2} - \frac{b}{(1-d)^2} < 0.$$
#
# 这是凹函数，导数在 $d = a / (a + b)$ 处为零。
# 所以
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad \ell^*(x) = \log \frac{p(x)}{q(x)}.$$

# %%
d, rows = np.linspace(0.001, 0.999, 999), []
for a, b in ((1, 1), (3, 1), (0.2, 0.6)):
    curve = a * np.log(d) + b * np.log(1 - d)
    best = d[np.argmax(curve)]
    second_derivative = -a / d**2 - b / (1 - d) ** 2
    np.testing.assert_allclose(np.diff(curve, 2)[99:-99] * 1e6, second_derivative[100:-100], 0.001)
    assert abs(best - a / (a + b)) < 0.001
    rows.append([str(a), str(b), f"{best:.3f}", f"{a / (a + b):.3f}"])
plotting.table(["a", "b", ("best d on a grid", "网格上最好的 d"), "a / (a + b)"], rows)

# %% [markdown] lang="en"
# That was one point at a time.
# Now the whole function: every grid point carries a logit of its own, and gradient ascent on $V$ moves all of them from zero.
# The derivative of $V$ with respect to the logit at $x$ is $p - (p + q)\,\sigma(\ell)$.
# Ascent knows nothing of $D^*$ and must find it wherever there is data.
#
# How much does a discriminator give away by not being the best?
# Subtract the two integrals:
#
# $$V(D^*, G) - V(D, G) = \int (p + q)\, \Big[ D^* \log \frac{D^*}{D} + (1 - D^*) \log \frac{1 - D^*}{1 - D} \Big]\, dx.$$
#
# In the brackets stands the KL divergence between two coins, so the difference is never negative.
# We check it on the "sensible" discriminator.

# %% [markdown] lang="zh"
# 以上是逐点来看。
# 再看整个函数：让每个格点各有一个 logit，从零出发对 $V$ 做梯度上升。
# $V$ 对 $x$ 处的 logit 的导数是 $p - (p + q)\,\sigma(\ell)$。
# 梯度上升并不知道 $D^*$ 是什么，凡是有数据的地方，都得由它自己找到。
#
# 判别器不是最优，会吃多少亏？
# 把两个积分相减：
#
# $$V(D^*, G) - V(D, G) = \int (p + q)\, \Big[ D^* \log \frac{D^*}{D} + (1 - D^*) \log \frac{1 - D^*}{1 - D} \Big]\, dx.$$
#
# 方括号里是两枚硬币之间的 KL 散度，所以差额不会是负的。
# 我们拿上面那个“合理”的判别器来验证。
# 打印的第一行是梯度上升的结果（$D$ 的最大误差和 $V$），第二行是公式的结果（最优的 $V$，以及“合理”的判别器比它低多少）。

# %% tags=["nbval-check-output"]
p, q, best_logits, logits = np.exp(log_p), np.exp(log_q), log_p - log_q, np.zeros_like(grid)
for _ in range(2000):
    logits += 10 * (p - (p + q) * np.exp(log_sigmoid(logits)))
found, best_d = np.exp(log_sigmoid(logits)), np.exp(log_sigmoid(best_logits))
error = np.abs(found - p / (p + q))[p + q > 0.01].max()
best_value, lesser = game_value(best_logits, log_p, log_q), 1.5 - 2 * grid
coins = best_d * (log_sigmoid(best_logits) - log_sigmoid(lesser))
coins += (1 - best_d) * (log_sigmoid(-best_logits) - log_sigmoid(-lesser))
lost = np.trapezoid((p + q) * coins, grid)
print(f"ascent: D off by {error:.3f} at most, V = {game_value(logits, log_p, log_q):.4f}")
print(f"formula: V(D*, G) = {best_value:.4f}; the sensible D is {lost:.4f} below")
assert error < 0.01 and abs(best_value - game_value(logits, log_p, log_q)) < 1e-3
assert np.isclose(best_value - lost, game_value(lesser, log_p, log_q))

# %% [markdown] lang="en"
# A real discriminator never sees a density.
# It sees samples, labelled 1 if real and 0 if generated, and maximises the average log-probability of the labels: **logistic regression**.
# For two normal densities the logit $\log(p/q)$ is a quadratic in $x$, so three weights suffice, and a few Newton steps find the best ones.

# %% [markdown] lang="zh"
# 真正的判别器从来看不到密度，它看到的是样本：真的标 1，生成的标 0，它要最大化标签的平均对数概率。
# 这就是**逻辑斯谛回归**。
# 对两个正态密度，$\log(p/q)$ 是 $x$ 的二次函数，三个权重就够了，走几步牛顿法便能求出最优值。

# %%
rng = np.random.default_rng(0)
x = np.concatenate([rng.normal(0, 1, 50_000), rng.normal(1.5, 0.6, 50_000)])
is_real, features = np.repeat([1.0, 0.0], 50_000), np.stack([x**0, x, x**2], axis=1)
learnt, exact = np.zeros(3), [1.5**2 / 0.72 + np.log(0.6), -1.5 / 0.36, 1 / 0.72 - 0.5]
for _ in range(10):
    d = np.exp(log_sigmoid(features @ learnt))
    curvature = (features * (d * (1 - d))[:, None]).T @ features
    learnt += np.linalg.solve(curvature, features.T @ (is_real - d))
weights_of = zip(("1", "x", "x²"), exact, learnt, strict=True)
rows = [[name, *(f"{number:.3f}" for number in numbers)] for name, *numbers in weights_of]
plotting.table([("weight of", "谁的权重"), ("exact", "精确值"), ("learnt", "学到的值")], rows)
error = np.abs(np.exp(log_sigmoid(features @ learnt)) - np.exp(log_sigmoid(features @ exact))).max()
print(f"largest error of D at the samples: {error:.3f}")
assert error < 0.03

# %% [markdown] lang="en"
# The classifier has found the log ratio of two densities that it was never shown.
# That is all a discriminator is.

# %% [markdown] lang="zh"
# 这个分类器找到了两个密度之比的对数，而密度它一眼也没见过。
# 判别器做的就是这件事，仅此而已。
