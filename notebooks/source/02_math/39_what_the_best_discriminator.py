# %% [markdown] lang="en"
# ## What the best discriminator measures
#
# *Used in chapter 3, "Why it works".*
#
# **Question.** Which distance does the generator lower, when its opponent is the best possible?
#
# Put $D^* = p/(p + q)$ ("The best discriminator") back into $V = \int [p \log D + q \log(1 - D)]\, dx$.
# With the mean density $m = (p + q)/2$ we have $D^* = p/(2m)$ and $1 - D^* = q/(2m)$, so $\ln 2$ comes out of each logarithm:
#
# $$V(D^*, G) = \int p \log \frac{p}{2m} + \int q \log \frac{q}{2m} = \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) - 2 \ln 2 = 2\, \mathrm{JS}(p, q) - 2 \ln 2.$$
#
# The Jensen-Shannon divergence lies between 0 and $\ln 2$.
# So against the best discriminator the value runs from $-2 \ln 2$, reached only at $p = q$ where $D^* = 1/2$ everywhere, to 0 for distributions that do not overlap.
# Each row of the table is a generator, that is, a normal $q$; the data are $\mathcal{N}(0, 1)$.

# %% [markdown] lang="zh"
# ## 最优判别器衡量的是什么
#
# *用于第 3 章“它为什么能行”一节。*
#
# **问题。** 如果对手总是最优的判别器，生成器降低的是哪一种距离？
#
# 把 $D^* = p/(p + q)$（见“最优判别器”一节）代入 $V = \int [p \log D + q \log(1 - D)]\, dx$。
# 记平均密度为 $m = (p + q)/2$，则 $D^* = p/(2m)$，$1 - D^* = q/(2m)$，两个对数里各提出一个 $\ln 2$：
#
# $$V(D^*, G) = \int p \log \frac{p}{2m} + \int q \log \frac{q}{2m} = \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) - 2 \ln 2 = 2\, \mathrm{JS}(p, q) - 2 \ln 2.$$
#
# Jensen–Shannon 散度介于 0 与 $\ln 2$ 之间。
# 所以面对最优判别器，价值最小是 $-2 \ln 2$，只在 $p = q$ 时取到，这时处处有 $D^* = 1/2$；最大是 0，对应互不重叠的分布。
# 下表每行是一个生成器，即一个正态的 $q$；数据服从 $\mathcal{N}(0, 1)$。

# %%
log_p, rows = log_normal(LINE, 0, 1), []
for mean, deviation in ((0, 1), (0.5, 1), (1.5, 0.6), (4, 1), (8, 1)):
    log_q = log_normal(LINE, mean, deviation)
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    twice_js = sum(integrate(np.exp(log_r) * (log_r - log_m)) for log_r in (log_p, log_q))
    # en: The best discriminator.
    # zh: 最优判别器。
    logits = log_p - log_q
    value = integrate(np.exp(log_p) * log_sigmoid(logits) + np.exp(log_q) * log_sigmoid(-logits))
    np.testing.assert_allclose(value, twice_js - 2 * np.log(2), atol=1e-6)
    rows.append([mean, deviation, f"{value:.4f}", f"{twice_js:.4f}"])

# %%
header = [("mean of q", "q 的均值"), ("deviation", "标准差"), "V(D*, G)"]
plotting.table([*header, "2 JS"], rows)

# %% [markdown] lang="en"
# > **Misconception: "a GAN minimises the Jensen-Shannon divergence."** That holds for the minimax loss, against the best discriminator, at every step.
# > Change any of the three and it is something else.
#
# **What it is for.** Look at the last two rows once more.
# At distance 4 the value has almost reached 0, and at 8 only 0.0002 is missing.
# So far off, the value hardly changes with the place of the generator, and there is no slope to follow.
# "Why the minimax loss stops teaching" follows this up.

# %% [markdown] lang="zh"
# > **常见误解：“GAN 最小化的是 Jensen–Shannon 散度。”** 这句话成立要有三个条件：用极小极大损失，判别器最优，而且每一步都最优。
# > 缺了任何一条，就不再成立。
#
# **用处。** 再看表的最后两行：生成器与数据相距 4 时，价值已经接近 0；相距 8 时，价值离 0 只差 0.0002。
# 生成器离数据很远时，价值几乎不随它的位置变化，没有梯度可循。
# “极小极大损失为什么给不出梯度了”一节会接着讲这一点。
