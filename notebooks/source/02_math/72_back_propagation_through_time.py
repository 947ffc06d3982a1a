# %% [markdown] lang="en"
# ## Back-propagation through time
#
# *Needed in: chapter 5.*
#
# How does $L$ change with the weights?
# Write $a_t = x_t W + h_{t-1} U + b$ for what stands inside the tanh, and $\delta_t = \partial L / \partial h_t$.
# The derivation has three steps.
#
# 1. **The output.** Only $-\log p_t[x_{t+1}]$ contains the logits $\ell_t = h_t V + c$, and its gradient with respect to them is $p_t - x_{t+1}$ (probabilities minus one-hot target; the section on the softmax derives it).
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
# *用于：第 5 章。*
#
# 权重变一点，$L$ 怎样变？
# 记 tanh 里面的量为 $a_t = x_t W + h_{t-1} U + b$，记 $\delta_t = \partial L / \partial h_t$。
# 推导分三步。
#
# 1. **输出。** 含有 logit $\ell_t = h_t V + c$ 的只有 $-\log p_t[x_{t+1}]$ 这一项，它对 $\ell_t$ 的梯度是 $p_t - x_{t+1}$（概率减去独热目标，讲 softmax 的那一节会推导）。
# 2. **状态。** $h_t$ 影响 $L$ 的路有两条，一条经过 $\ell_t$，一条经过 $a_{t+1}$，链式法则把它们相加。
#    tanh 的导数是 $1 - h^2$，记 $\alpha_t = \partial L / \partial a_t = \delta_t \odot (1 - h_t^2)$，则
#    $$\delta_t = (p_t - x_{t+1}) V^\top + \alpha_{t+1} U^\top, \qquad \delta_{T-1} = (p_{T-1} - x_T) V^\top.$$
# 3. **权重。** 设想每个时刻各有一份 $U^{(t)}$，那么 $\partial L / \partial U^{(t)} = h_{t-1}^\top \alpha_t$。
#    这些其实是同一个矩阵，所以梯度要相加；其余参数同理：
#    $$\frac{\partial L}{\partial U} = \sum_t h_{t-1}^\top \alpha_t, \quad \frac{\partial L}{\partial W} = \sum_t x_t^\top \alpha_t, \quad \frac{\partial L}{\partial b} = \sum_t \alpha_t, \quad \frac{\partial L}{\partial V} = \sum_t h_t^\top (p_t - x_{t+1}), \quad \frac{\partial L}{\partial c} = \sum_t (p_t - x_{t+1}).$$


# %%
def back_propagate(token_ids, w, u, b, v, c):
    states, probabilities = read(token_ids[:-1], w, u, b, v, c)
    d_logits = probabilities - np.eye(len(c))[token_ids[1:]]
    alphas, from_later = np.zeros_like(states[1:]), 0
    for t in reversed(range(len(alphas))):
        delta = d_logits[t] @ v.T + from_later
        alphas[t] = delta * (1 - states[t + 1] ** 2)
        from_later = alphas[t] @ u.T
    copies = states[:-1, :, None] * alphas[:, None, :]
    d_w = np.eye(len(w))[token_ids[:-1]].T @ alphas
    d_v, d_c = states[1:].T @ d_logits, d_logits.sum(axis=0)
    return [d_w, copies.sum(axis=0), alphas.sum(axis=0), d_v, d_c], copies


# %% [markdown] lang="en"
# The umpire is the central difference $\big(f(x + \epsilon) - f(x - \epsilon)\big) / 2\epsilon$, which knows nothing of the derivation.
# It is taken for every number in all five arrays, and for every number in all eleven copies of $U$.
# The last line has the norm of each of the eleven terms of $U$.
# The function below serves for the whole of this part; for a function with several outputs it gives the Jacobian.

# %% [markdown] lang="zh"
# 由中心差商 $\big(f(x + \epsilon) - f(x - \epsilon)\big) / 2\epsilon$ 来裁判，它对上面的推导一无所知。
# 五个数组里的每一个数都查一遍，$U$ 的十一份副本里的每一个数也都查一遍。
# 最后一行是 $U$ 的十一项各自的范数。
# 下面这个函数整个第三部分都要用；输出有多个时，它给出雅可比矩阵。


# %%
def central_difference(function, point, step=1e-5):
    slopes = []
    for index in np.ndindex(np.shape(point)):
        move = np.zeros(np.shape(point))
        move[index] = step
        slopes.append((function(point + move) - function(point - move)) / (2 * step))
    return np.reshape(slopes, np.shape(point) + np.shape(slopes[0]))


written, copies = back_propagate(token_ids, *weights)
rows = []
for i, (name, gradient) in enumerate(zip("WUbVc", written, strict=True)):
    measured = central_difference(
        lambda value, i=i: text_loss(token_ids, *weights[:i], value, *weights[i + 1 :]), weights[i]
    )
    np.testing.assert_allclose(measured, gradient, atol=1e-7)
    rows.append([name, gradient.size, f"{np.linalg.norm(gradient):.4f}"])
header = [("gradient of", "谁的梯度"), ("numbers", "数的个数"), ("norm", "范数")]
plotting.table(header, rows)
repeated = np.repeat(u[None], len(copies), axis=0)
measured = central_difference(lambda us: text_loss(token_ids, w, us, b, v, c), repeated)
np.testing.assert_allclose(measured, copies, atol=1e-7)
print("U:", np.linalg.norm(copies, axis=(1, 2)).round(3))

# %% [markdown] lang="en"
# (The first term is zero because $h_0$ is.)
# Automatic differentiation in Keras must find the same.
# `stateless_call` runs a layer with weights that are handed to it, so the loss becomes a function of them.

# %% [markdown] lang="zh"
# （第一项为零，因为 $h_0$ 为零。）
# Keras 的自动微分应当得到同样的结果。
# `stateless_call` 用传入的权重来运行一个层，于是损失成了权重的函数。

# %%
inputs, targets = one_hot[None, :-1].astype("float32"), one_hot[None, 1:].astype("float32")
values = [weight.astype("float32") for weight in weights]


def loss_of(values):
    hidden, _ = recurrent.stateless_call(values[:3], recurrent.non_trainable_variables, inputs)
    predicted, _ = head.stateless_call(values[3:], [], hidden)
    return -ops.sum(targets * ops.log(predicted))


for i, gradient in enumerate(written):
    automatic = aigc_keras.backend.input_gradient(
        lambda value, i=i: loss_of([*values[:i], value, *values[i + 1 :]]), values[i]
    )
    np.testing.assert_allclose(ops.convert_to_numpy(automatic), gradient, atol=1e-4)
print(f"loss {text_loss(token_ids, *weights):.3f} nats; all five gradients equal those of Keras")
