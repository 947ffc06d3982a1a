# %% [markdown] lang="en"
# ## Back-propagation through time
#
# *Used in chapter 5, which trains recurrent networks.*
#
# **Question.** How does the loss of a recurrent network change with weights that serve at every step?
#
# The network is that of "A function, iterated": $h_t = \tanh(a_t)$ with $a_t = x_t W + h_{t-1} U + b$, logits $\ell_t = h_t V + c$, probabilities $p_t = \mathrm{softmax}(\ell_t)$, and the loss $L = -\sum_t \log p_t[x_{t+1}]$.
# Write $\delta_t = \partial L / \partial h_t$.
#
# ![Three steps of a recurrent network, side by side. In each step a token x enters the state h from below, the state gives logits l above it, and these a loss. States are joined from left to right by U. Dashed arrows show the gradient: it comes down from each step's own logits, and back from the next state.](../figures/unrolled_network_en.svg)
#
# 1. **The output.** Only $-\log p_t[x_{t+1}]$ contains $\ell_t$, and its gradient with respect to $\ell_t$ is $p_t - x_{t+1}$ (probabilities minus one-hot target; "The softmax" derives it).
# 2. **The state.** $h_t$ acts on $L$ along two paths, through $\ell_t$ and through $a_{t+1}$, and the chain rule adds them up.
#    With $\alpha_t = \partial L / \partial a_t = \delta_t \odot (1 - h_t^2)$, where $1 - h^2$ is the derivative of tanh,
#    $$\delta_t = (p_t - x_{t+1}) V^\top + \alpha_{t+1} U^\top, \qquad \delta_{T-1} = (p_{T-1} - x_T) V^\top.$$
# 3. **The weights.** Pretend that each step had its own copy $U^{(t)}$.
#    Then $\partial L / \partial U^{(t)} = h_{t-1}^\top \alpha_t$.
#    All copies are one matrix, so the gradients add up, and likewise for the others:
#    $$\frac{\partial L}{\partial U} = \sum_t h_{t-1}^\top \alpha_t, \quad \frac{\partial L}{\partial W} = \sum_t x_t^\top \alpha_t, \quad \frac{\partial L}{\partial b} = \sum_t \alpha_t, \quad \frac{\partial L}{\partial V} = \sum_t h_t^\top (p_t - x_{t+1}), \quad \frac{\partial L}{\partial c} = \sum_t (p_t - x_{t+1}).$$

# %% [markdown] lang="zh"
# ## 随时间反向传播
#
# *用于第 5 章：训练循环网络。*
#
# **问题。** 同一组权重每个时刻都在用，循环网络的损失怎样随这些权重变化？
#
# 网络就是“一个函数，反复使用”一节里的那一个：$h_t = \tanh(a_t)$，$a_t = x_t W + h_{t-1} U + b$；logit 为 $\ell_t = h_t V + c$，概率为 $p_t = \mathrm{softmax}(\ell_t)$，损失为 $L = -\sum_t \log p_t[x_{t+1}]$。
# 记 $\delta_t = \partial L / \partial h_t$。
#
# ![循环网络的三个时刻，左右并排。每个时刻，词元 x 从下方进入状态 h，状态向上给出 logit，再得到损失。状态之间由 U 从左到右相连。虚线箭头是梯度：一路从这个时刻自己的 logit 往下传，一路从下一个状态往回传。](../figures/unrolled_network_zh.svg)
#
# 1. **输出。** 含有 $\ell_t$ 的只有 $-\log p_t[x_{t+1}]$ 这一项，它对 $\ell_t$ 的梯度是 $p_t - x_{t+1}$（概率减去独热目标，“softmax”一节有推导）。
# 2. **状态。** $h_t$ 通过两条路径影响 $L$，一条经过 $\ell_t$，一条经过 $a_{t+1}$，由链式法则，两条路径的梯度要相加。
#    tanh 的导数是 $1 - h^2$，记 $\alpha_t = \partial L / \partial a_t = \delta_t \odot (1 - h_t^2)$，则
#    $$\delta_t = (p_t - x_{t+1}) V^\top + \alpha_{t+1} U^\top, \qquad \delta_{T-1} = (p_{T-1} - x_T) V^\top.$$
# 3. **权重。** 设想每个时刻各有一份 $U^{(t)}$，那么 $\partial L / \partial U^{(t)} = h_{t-1}^\top \alpha_t$。
#    各份其实是同一个矩阵，所以梯度要相加；其余参数同理：
#    $$\frac{\partial L}{\partial U} = \sum_t h_{t-1}^\top \alpha_t, \quad \frac{\partial L}{\partial W} = \sum_t x_t^\top \alpha_t, \quad \frac{\partial L}{\partial b} = \sum_t \alpha_t, \quad \frac{\partial L}{\partial V} = \sum_t h_t^\top (p_t - x_{t+1}), \quad \frac{\partial L}{\partial c} = \sum_t (p_t - x_{t+1}).$$


# %%
def run_network(token_ids, w, u, b, v, c):
    states = [np.zeros(len(b))]
    for token_id in token_ids[:-1]:
        states.append(np.tanh(w[token_id] + states[-1] @ u + b))
    probabilities = softmax(np.array(states[1:]) @ v + c)
    # en: states (T, units), probabilities (T - 1, tokens), the loss a number.
    # zh: states (T, units)，probabilities (T - 1, tokens)，损失是一个数。
    chosen = probabilities[np.arange(len(token_ids) - 1), token_ids[1:]]
    return np.array(states), probabilities, -np.sum(np.log(chosen))


# %%
def back_propagate(token_ids, w, u, b, v, c):
    states, probabilities, _ = run_network(token_ids, w, u, b, v, c)
    d_logits = probabilities - np.eye(len(c))[token_ids[1:]]  # (T - 1, tokens)
    alphas, from_later = np.zeros_like(states[1:]), 0
    for t in reversed(range(len(alphas))):
        # en: Steps 1 and 2 of the derivation, from the last state back to the first.
        # zh: 推导的第 1、2 步，从最后一个状态算回第一个。
        alphas[t] = (d_logits[t] @ v.T + from_later) * (1 - states[t + 1] ** 2)
        from_later = alphas[t] @ u.T
    inputs = np.eye(len(w))[token_ids[:-1]]  # (T - 1, tokens)
    d_w, d_u, d_b = inputs.T @ alphas, states[:-1].T @ alphas, alphas.sum(axis=0)
    return d_w, d_u, d_b, states[1:].T @ d_logits, d_logits.sum(axis=0)


# %% [markdown] lang="en"
# Central differences are taken for every number in all five arrays.

# %% [markdown] lang="zh"
# 中心差商与上面的推导无关，正好用来检验；五个数组里的每一个数都检验一遍。

# %%
rng = np.random.default_rng(0)
shapes = (5, 4), (4, 4), (4,), (4, 5), (5,)
weights, token_ids = [rng.normal(size=shape) for shape in shapes], rng.integers(5, size=12)
rows = []
for i, gradient in enumerate(back_propagate(token_ids, *weights)):

    def loss(array, i=i):
        return run_network(token_ids, *weights[:i], array, *weights[i + 1 :])[2]

    np.testing.assert_allclose(central_difference(loss, weights[i]), gradient, atol=1e-7)
    rows.append(["WUbVc"[i], gradient.size, np.linalg.norm(gradient)])
header = [("gradient of", "对哪个数组的梯度"), ("numbers", "数的个数"), ("norm", "范数")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# All five gradients agree with the differences.
#
# **What it is for.** This is what `fit` does to a recurrent layer, and the sum over $t$ is why long texts take memory: all states are needed again on the way back.
# What the repeated factor $U^\top$ does to $\alpha$ is the subject of "A product of Jacobians".

# %% [markdown] lang="zh"
# 五个梯度都与差商相符。
#
# **用处。** `fit` 训练循环层时做的就是这件事；从对 $t$ 的求和还能看出长文本为什么占内存：往回算的时候，所有的状态都要再用一遍。
# 反复乘以 $U^\top$ 会使 $\alpha$ 怎样变化，见“雅可比矩阵的乘积”一节。
