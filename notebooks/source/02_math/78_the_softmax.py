# %% [markdown] lang="en"
# ## The softmax
#
# *Needed in: chapters 5 and 6.*
#
# The softmax makes a distribution of any real numbers, the **logits**:
#
# $$p_i = \frac{e^{\ell_i}}{\sum_j e^{\ell_j}}.$$
#
# Add the same $s$ to all logits: a factor $e^s$ appears above and below, and cancels.
# So only differences of logits matter, and code may subtract the largest first.
# It must: $e^{1000}$ is beyond what a float can hold.

# %% [markdown] lang="zh"
# ## softmax
#
# *用于：第 5、6 章。*
#
# softmax 把任意一组实数（称为 **logit**）变成概率分布：
#
# $$p_i = \frac{e^{\ell_i}}{\sum_j e^{\ell_j}}.$$
#
# 所有 logit 同加一个 $s$，分子分母各多出一个因子 $e^s$，恰好约去。
# 所以只有 logit 之间的差才起作用，程序里可以先减去最大的一个；而且非减不可，因为浮点数装不下 $e^{1000}$。
# （打印的第二行里，not 后面是不减的结果。）

# %% tags=["nbval-check-output"]
logits = np.array([2.0, 1.0, -1.0, 0.5])
p = np.exp(logits) / np.sum(np.exp(logits))
for shift in (-5.0, 3.0):
    np.testing.assert_allclose(np.exp(logits + shift) / np.sum(np.exp(logits + shift)), p)
np.testing.assert_allclose(softmax(logits + 1000), p)
with np.errstate(over="ignore", invalid="ignore"):
    naive = np.exp(logits + 1000) / np.sum(np.exp(logits + 1000))
print("probabilities:", p.round(3))
print("logits + 1000, largest taken away:", softmax(logits + 1000).round(3), "not:", naive)

# %% [markdown] lang="en"
# **Derivatives.** From $\log p_i = \ell_i - \log \sum_j e^{\ell_j}$ follows $\partial \log p_i / \partial \ell_k = [i = k] - p_k$.
# Multiply by $p_i$, and there is the Jacobian:
#
# $$\frac{\partial p_i}{\partial \ell_k} = p_i \, ([i = k] - p_k), \qquad J = \mathrm{diag}(p) - p^\top p \quad \text{(with } p \text{ a row)}.$$
#
# It is symmetric, its rows sum to 0 (that is the shift again), and it has no negative eigenvalue, since $u J u^\top$ is the variance of $u_i$ under $p$.
# For a target $y$ whose entries sum to 1, one-hot or not, the cross-entropy $-\sum_i y_i \log p_i$ has the gradient
#
# $$-\sum_i y_i \, ([i = k] - p_k) = p_k - y_k.$$

# %% [markdown] lang="zh"
# **导数。** 由 $\log p_i = \ell_i - \log \sum_j e^{\ell_j}$ 得 $\partial \log p_i / \partial \ell_k = [i = k] - p_k$。
# 乘以 $p_i$，就是雅可比矩阵：
#
# $$\frac{\partial p_i}{\partial \ell_k} = p_i \, ([i = k] - p_k), \qquad J = \mathrm{diag}(p) - p^\top p \quad \text{（} p \text{ 为行向量）}.$$
#
# 它是对称的；每行之和为 0（这又是平移不变性）；没有负的特征值，因为 $u J u^\top$ 就是 $u_i$ 在 $p$ 之下的方差。
# 设目标 $y$ 各项之和为 1（不必是独热的），交叉熵 $-\sum_i y_i \log p_i$ 的梯度就是
#
# $$-\sum_i y_i \, ([i = k] - p_k) = p_k - y_k.$$
#
# 下面是雅可比矩阵的特征值（eigenvalues），以及两个目标各自的梯度。

# %%
jacobian = np.diag(p) - np.outer(p, p)
np.testing.assert_allclose(central_difference(softmax, logits), jacobian, atol=1e-9)
np.testing.assert_allclose(jacobian.sum(axis=1), 0, atol=1e-12)
direction = np.array([3.0, -1.0, 0.5, 2.0])
variance = p @ direction**2 - (p @ direction) ** 2
np.testing.assert_allclose(direction @ jacobian @ direction, variance)
eigenvalues = np.linalg.eigvalsh(jacobian)
assert eigenvalues.min() > -1e-12
print("eigenvalues:", np.abs(eigenvalues).round(3))
rows = []
for y in (np.eye(4)[2], np.array([0.1, 0.2, 0.3, 0.4])):
    measured = central_difference(lambda x, y=y: -np.sum(y * np.log(softmax(x))), logits)
    np.testing.assert_allclose(measured, p - y, atol=1e-9)
    rows.append([str(y), str((p - y).round(3))])
plotting.table([("target y", "目标 y"), ("gradient p − y", "梯度 p − y")], rows)

# %% [markdown] lang="en"
# **Temperature.** Sampling divides the logits by $T$.
# The probabilities become $p_i^{1/T} / \sum_j p_j^{1/T}$: as $T \to 0$ the largest takes all, as $T \to \infty$ all become equal.
# In between, write $p$ for the probabilities at temperature $T$; their entropy $H = -\sum_i p_i \log p_i$ can only rise, for
#
# $$\frac{dH}{dT} = \frac{\mathrm{Var}_p(\ell)}{T^3} \ge 0.$$
#
# (With $\beta = 1/T$ and $Z = \sum_j e^{\beta \ell_j}$ we have $H = \log Z - \beta\, \mathbb{E}_p[\ell]$, and $d \log Z / d\beta = \mathbb{E}_p[\ell]$, whose own derivative is the variance.
# So $dH/d\beta = -\beta\, \mathrm{Var}_p(\ell)$; multiply by $d\beta/dT = -1/T^2$.)
# The cell compares with the library's sampling as well.

# %% [markdown] lang="zh"
# **温度。** 采样时把 logit 除以 $T$，概率变成 $p_i^{1/T} / \sum_j p_j^{1/T}$：$T \to 0$ 时最大的一个独占全部，$T \to \infty$ 时各个相等。
# 在两者之间，把温度 $T$ 下的概率记作 $p$，它的熵 $H = -\sum_i p_i \log p_i$ 只升不降，因为
#
# $$\frac{dH}{dT} = \frac{\mathrm{Var}_p(\ell)}{T^3} \ge 0.$$
#
# （令 $\beta = 1/T$，$Z = \sum_j e^{\beta \ell_j}$，则 $H = \log Z - \beta\, \mathbb{E}_p[\ell]$；而 $d \log Z / d\beta = \mathbb{E}_p[\ell]$，再求一次导就是方差。
# 所以 $dH/d\beta = -\beta\, \mathrm{Var}_p(\ell)$，再乘以 $d\beta/dT = -1/T^2$。）
# 顺便与课程库的采样函数核对。


# %%
def entropy(p):
    return -np.sum(p * np.log(p), axis=-1)


rows = []
for temperature in (0.25, 0.5, 1.0, 2.0, 4.0):
    heated = softmax(logits / temperature)
    library = ops.convert_to_numpy(sampling.temperature(logits, temperature))
    np.testing.assert_allclose(softmax(library), heated, rtol=1e-5)
    np.testing.assert_allclose(heated, p ** (1 / temperature) / np.sum(p ** (1 / temperature)))
    variance = heated @ logits**2 - (heated @ logits) ** 2
    slope = central_difference(lambda t: entropy(softmax(logits / t)), np.array(temperature))
    np.testing.assert_allclose(slope, variance / temperature**3, rtol=1e-5)
    numbers = *heated, entropy(heated), variance / temperature**3
    rows.append([str(temperature), *(f"{number:.3f}" for number in numbers)])
header = ["T", "p₁", "p₂", "p₃", "p₄", ("entropy, nats", "熵（奈特）"), "dH/dT"]
plotting.table(header, rows)
