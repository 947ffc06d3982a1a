# %% [markdown] lang="en"
# ## What the best discriminator measures
#
# *Needed in: chapter 3.*
#
# Put $D^*$ back into $V$.
# With $m = (p + q)/2$ we have $D^* = p/(2m)$ and $1 - D^* = q/(2m)$, and each logarithm sheds a $\ln 2$:
#
# $$V(D^*, G) = \int p \log \frac{p}{2m} + \int q \log \frac{q}{2m} = \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) - 2 \ln 2 = 2\, \mathrm{JS}(p, q) - 2 \ln 2.$$
#
# The Jensen-Shannon divergence lies between 0 and $\ln 2$.
# So against the best discriminator the value runs from $-2 \ln 2$, reached only at $p = q$ where $D^* = 1/2$ everywhere, to 0 for distributions that do not overlap.

# %% [markdown] lang="zh"
# ## 最优判别器量的是什么
#
# *用于：第 3 章。*
#
# 把 $D^*$ 代回 $V$。
# 记 $m = (p + q)/2$，则 $D^* = p/(2m)$，$1 - D^* = q/(2m)$，两个对数里各提出一个 $\ln 2$：
#
# $$V(D^*, G) = \int p \log \frac{p}{2m} + \int q \log \frac{q}{2m} = \mathrm{KL}(p \,\|\, m) + \mathrm{KL}(q \,\|\, m) - 2 \ln 2 = 2\, \mathrm{JS}(p, q) - 2 \ln 2.$$
#
# Jensen–Shannon 散度介于 0 与 $\ln 2$ 之间。
# 所以面对最优判别器，价值的范围是：最小 $-2 \ln 2$，只在 $p = q$ 时取到，这时处处有 $D^* = 1/2$；最大 0，对应互不重叠的分布。
# 下表每行是一个生成器：均值、标准差，以及等式两边的值。


# %%
def grid_kl(log_a, log_b):
    return np.trapezoid(np.exp(log_a) * (log_a - log_b), grid)


def grid_js(log_a, log_b):
    log_m = np.logaddexp(log_a, log_b) - np.log(2)
    return (grid_kl(log_a, log_m) + grid_kl(log_b, log_m)) / 2


rows = []
for mean, deviation in ((0, 1), (0.5, 1), (1.5, 0.6), (4, 1), (8, 1)):
    log_q = log_normal_density(mean, deviation)
    left, right = game_value(log_p - log_q, log_p, log_q), 2 * grid_js(log_p, log_q) - 2 * np.log(2)
    assert np.isclose(left, right, atol=1e-6)
    rows.append([str(mean), str(deviation), f"{left:.4f}", f"{right:.4f}"])
plotting.table(
    [("mean of G", "G 的均值"), ("deviation", "标准差"), "V(D*, G)", "2 JS − 2 ln 2"], rows
)

# %% [markdown] lang="en"
# > **Misconception: "a GAN minimises the Jensen-Shannon divergence."** That holds for the minimax loss, against the best discriminator, at every step.
# > Change any of the three and it is something else.
# > The next sections change all three.
#
# Look at the last two rows of the table once more.
# At distance 4 the value has almost reached 0, at 8 it is there but for 0.0002.
# A generator that is far off stands on a plateau.

# %% [markdown] lang="zh"
# > **常见误解：“GAN 最小化的是 Jensen–Shannon 散度。”** 这要三个条件：用极小极大损失，判别器最优，而且步步最优。
# > 少了哪一条都不再成立，而接下来的几节会把三条逐一拿掉。
#
# 再看一眼表的最后两行：相距 4 时，价值已经接近 0；相距 8 时，离 0 只差 0.0002。
# 离得太远的生成器，是站在一片高原上。
