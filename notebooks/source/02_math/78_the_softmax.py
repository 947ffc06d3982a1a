# %% [markdown] lang="en"
# ## The softmax
#
# *Used in chapters 5 and 6: outputs of language models, temperature, and the weights of attention.*
#
# **Question.** How do real numbers become probabilities, and how do these react to a change?
#
# The **softmax** makes a distribution of any real numbers $\ell_1, \dots, \ell_n$, the **logits**:
#
# $$p_i = \frac{e^{\ell_i}}{\sum_j e^{\ell_j}}.$$
#
# Add the same $s$ to all logits: a factor $e^s$ appears above and below, and cancels.
# So only differences of logits matter, and code may subtract the largest first, as our tool `softmax` does.
# It must: $e^{1000}$ is beyond what a float can hold.
#
# **Derivatives.** Let $[i = k]$ be 1 for $i = k$ and 0 otherwise.
# From $\log p_i = \ell_i - \log \sum_j e^{\ell_j}$ follows $\partial \log p_i / \partial \ell_k = [i = k] - p_k$.
# Multiply by $p_i$, and there is the Jacobian:
#
# $$\frac{\partial p_i}{\partial \ell_k} = p_i \, ([i = k] - p_k), \qquad J = \mathrm{diag}(p) - p^\top p \quad \text{(with } p \text{ a row)}.$$
#
# For a target $y$ whose entries sum to 1, one-hot or not, the cross-entropy $-\sum_i y_i \log p_i$ has the gradient
#
# $$-\sum_i y_i \, ([i = k] - p_k) = p_k - y_k.$$

# %% [markdown] lang="zh"
# ## softmax
#
# *用于第 5、6 章：语言模型的输出、温度，以及注意力的权重。*
#
# **问题。** 实数怎样变成概率？
# 实数变一点，概率怎样变？
#
# **softmax** 把任意一组实数 $\ell_1, \dots, \ell_n$（称为 **logit**）变成概率分布：
#
# $$p_i = \frac{e^{\ell_i}}{\sum_j e^{\ell_j}}.$$
#
# 所有 logit 同加一个 $s$，分子分母各多出一个因子 $e^s$，恰好约去。
# 所以只有 logit 之间的差才起作用，程序里可以先减去最大的一个，本章的工具 `softmax` 就是这样做的；而且必须这样做，因为 $e^{1000}$ 超出了浮点数的范围。
#
# **导数。** 记号 $[i = k]$ 在 $i = k$ 时表示 1，否则表示 0。
# 由 $\log p_i = \ell_i - \log \sum_j e^{\ell_j}$ 得 $\partial \log p_i / \partial \ell_k = [i = k] - p_k$。
# 再乘以 $p_i$，就得到雅可比矩阵：
#
# $$\frac{\partial p_i}{\partial \ell_k} = p_i \, ([i = k] - p_k), \qquad J = \mathrm{diag}(p) - p^\top p \quad \text{（} p \text{ 为行向量）}.$$
#
# 设目标 $y$ 各项之和为 1（不必是独热的），交叉熵 $-\sum_i y_i \log p_i$ 的梯度就是
#
# $$-\sum_i y_i \, ([i = k] - p_k) = p_k - y_k.$$

# %% tags=["nbval-check-output"]
logits, y = np.array([2.0, 1.0, -1.0, 0.5]), np.array([0.0, 0.0, 1.0, 0.0])
p = softmax(logits)
# en: Formulas against central differences.
# zh: 公式与中心差商对照。
jacobian = np.diag(p) - np.outer(p, p)  # (4, 4)
np.testing.assert_allclose(softmax(logits + 1000), p)
np.testing.assert_allclose(central_difference(softmax, logits), jacobian, atol=1e-9)
gradient = central_difference(lambda x: -np.sum(y * np.log(softmax(x))), logits)
np.testing.assert_allclose(gradient, p - y, atol=1e-9)
print("p:", p.round(3), "p - y:", gradient.round(3))

# %% [markdown] lang="en"
# $J$ is symmetric, its rows sum to 0 (again because adding the same number to all logits changes nothing), and $u J u^\top$ is, for any row $u$, the variance of $u_i$ under $p$.
#
# **Temperature.** Sampling divides the logits by a temperature $T$.
# As $T \to 0$ the largest logit gets all the probability; as $T \to \infty$ all probabilities become equal.
# In between, write $p$ for the probabilities at temperature $T$; their entropy $H = -\sum_i p_i \log p_i$ can only rise with $T$, for
#
# $$\frac{dH}{dT} = \frac{\mathrm{Var}_p(\ell)}{T^3} \ge 0.$$
#
# (With $\beta = 1/T$ and $Z = \sum_j e^{\beta \ell_j}$ we have $H = \log Z - \beta\, \mathbb{E}_p[\ell]$, and $d \log Z / d\beta = \mathbb{E}_p[\ell]$, whose own derivative is the variance.
# So $dH/d\beta = -\beta\, \mathrm{Var}_p(\ell)$; multiply by $d\beta/dT = -1/T^2$.)

# %% [markdown] lang="zh"
# $J$ 是对称的；$J$ 的每行之和为 0（这也是因为，所有 logit 同加一个数，概率不变）；对任意行向量 $u$，$u J u^\top$ 就是按概率 $p$ 抽取 $i$ 时 $u_i$ 的方差。
#
# **温度。** 采样时把 logit 除以温度 $T$。
# $T \to 0$ 时最大的 logit 占有全部概率，$T \to \infty$ 时各个概率趋于相等。
# 在两个极端之间，把温度 $T$ 下的概率记作 $p$，它的熵 $H = -\sum_i p_i \log p_i$ 随 $T$ 只升不降，因为
#
# $$\frac{dH}{dT} = \frac{\mathrm{Var}_p(\ell)}{T^3} \ge 0.$$
#
# （令 $\beta = 1/T$，$Z = \sum_j e^{\beta \ell_j}$，则 $H = \log Z - \beta\, \mathbb{E}_p[\ell]$；而 $d \log Z / d\beta = \mathbb{E}_p[\ell]$，再求一次导就是方差。
# 所以 $dH/d\beta = -\beta\, \mathrm{Var}_p(\ell)$，再乘以 $d\beta/dT = -1/T^2$。）

# %%
logits, rows = np.array([2.0, 1.0, -1.0, 0.5]), []
for temperature in (0.25, 1.0, 4.0):
    p = softmax(logits / temperature)
    library = ops.convert_to_numpy(aigc_keras.sampling.temperature(logits, temperature))
    np.testing.assert_allclose(softmax(library), p, rtol=1e-5)
    variance = p @ logits**2 - (p @ logits) ** 2
    slope = central_difference(lambda t: entropy(softmax(logits / t)), np.array(temperature))
    np.testing.assert_allclose(slope, variance / temperature**3, rtol=1e-5)
    rows.append([temperature, *(f"{value:.3f}" for value in (*p, entropy(p), slope))])
plotting.table(["T", "p₁", "p₂", "p₃", "p₄", ("entropy, nats", "熵（奈特）"), "dH/dT"], rows)

# %% [markdown] lang="en"
# **What it is for.** The gradient $p - y$ is why training with cross-entropy is so well-behaved: it is bounded, and zero only where the prediction is right.
# A low temperature repeats the likeliest, and a high one draws almost anything.

# %% [markdown] lang="zh"
# **用处。** 梯度 $p - y$ 说明了用交叉熵训练为什么稳定：这个梯度有界，而且只有预测正确时才为零。
# 温度则用来调节输出：温度低，总是重复最可能的结果；温度高，什么都可能抽到。
