# %% [markdown] lang="en"
# ## How far do gradients reach?
#
# Unrolled, a recurrent network is a deep network with one layer for each character, all with the same weights, and it is trained like one.
# Running back through this chain is called **back-propagation through time** (BPTT, Werbos 1990).
# Chapter 2 derives its formulas, in "Back-propagation through time", and checks them number by number.
# What matters here is one product: the gradient that comes from step $T$ reaches step $t$ multiplied by the Jacobians of all steps between, each of which holds the derivatives of a new state with respect to the old one,
#
# $$\frac{\partial h_T}{\partial h_t} = \prod_{s=t+1}^{T} \frac{\partial h_s}{\partial h_{s-1}}, \qquad \frac{\partial h_s}{\partial h_{s-1}} = U\, \mathrm{diag}(1 - h_s^2) \quad \text{for the simple cell}.$$
#
# A product of a hundred matrices tends to become tiny or huge: the **vanishing gradient** and the **exploding gradient** (Bengio, Simard & Frasconi 1994; Pascanu et al. 2012, arXiv:1211.5063; chapter 2, "A product of Jacobians").
# We measure it for cells with fresh weights, whose $U$ is an orthogonal matrix times $\gamma$; Keras draws it with $\gamma = 1$.
# The question is which share of a small random change of the state is left $d$ characters later: $\lVert J \rVert_F / \sqrt{n}$ for the product $J$ of $d$ Jacobians, of size $n \times n$.
# (The norm is the root of the sum of all squares, and 1 means that the change is passed on in full.
# The state of the LSTM is $h$ and $c$ together.)

# %% [markdown] lang="zh"
# ## 梯度能传多远？
#
# 沿时间展开之后，循环网络就是一个深层网络，每个字符对应一层，各层共用一组权重，训练方法也一样。
# 从最后一步倒着逐步求导，称为**随时间反向传播**（BPTT；Werbos，1990）。
# 公式的推导见第 2 章“随时间反向传播”一节，那里还逐个核对了数值。
# 这里重要的是一个连乘：从第 $T$ 步出发的梯度传到第 $t$ 步时，要乘以其间每一步的雅可比矩阵，即新状态对旧状态的各个导数：
#
# $$\frac{\partial h_T}{\partial h_t} = \prod_{s=t+1}^{T} \frac{\partial h_s}{\partial h_{s-1}}, \qquad \text{简单单元：}\ \frac{\partial h_s}{\partial h_{s-1}} = U\, \mathrm{diag}(1 - h_s^2).$$
#
# 一百个矩阵相乘，结果往往不是极小就是极大，这就是**梯度消失**和**梯度爆炸**（Bengio、Simard 与 Frasconi，1994；Pascanu 等，2012，arXiv:1211.5063；第 2 章“雅可比矩阵的乘积”一节）。
# 我们在刚初始化的单元上测量这个乘积；这些单元的 $U$ 是正交矩阵乘以 $\gamma$，Keras 取的是 $\gamma = 1$。
# 要问的是：状态发生微小的随机变化，过 $d$ 个字符之后，这个变化还剩几成，即 $\lVert J \rVert_F / \sqrt{n}$，其中 $J$ 是 $d$ 个雅可比矩阵的乘积，大小为 $n \times n$。
# （这里的范数是所有元素的平方和再开方；结果为 1 表示变化全部传到。
# LSTM 的状态是 $h$ 和 $c$ 合在一起。）


# %%
def fresh_weights(gates, gamma=1.0, gate=0, bias=0.0):
    u = gamma * np.linalg.qr(rng.normal(size=(gates * small, small)))[0].T  # (32, gates * 32)
    w = rng.uniform(-0.2, 0.2, size=(vocabulary.size, gates * small))
    b = np.zeros((2 if gates == 3 else 1, gates * small))
    b[0, gate * small : (gate + 1) * small] = bias
    return w, u, b


# %%
def step_jacobian(cell, x, state, weights, change=1e-5):
    # en: Move each number of the state a little up and down; one row for each of them.
    # zh: 把状态中的每个数略微增减，每个数对应一行。
    flat = np.concatenate(state, axis=-1)  # (1, n)
    moves, after = change * np.eye(flat.shape[-1]), []
    for move in (moves, -moves):
        parts = cell(x, np.split(flat + move, len(state), axis=-1), *weights)
        after.append(np.concatenate([ops.convert_to_numpy(part) for part in parts], axis=-1))
    return (after[0] - after[1]) / (2 * change)  # (n, n)


# %%
# en: The text drives the cell; after 20 characters the product of Jacobians begins.
# zh: 让单元读文本；读过 20 个字符之后，开始累乘雅可比矩阵。
def passed_on(cell, weights, num_parts, distance=100):
    state, jacobians = [np.zeros((1, small))] * num_parts, []
    for x in np.eye(vocabulary.size)[token_ids[: 20 + distance]]:
        jacobians.append(step_jacobian(cell, x[None], state, weights))
        state = [ops.convert_to_numpy(part) for part in cell(x[None], state, *weights)]
    product, curve = np.eye(len(jacobians[0])), []
    for jacobian in jacobians[20:]:
        product = product @ jacobian
        curve.append(np.linalg.norm(product) / np.sqrt(len(product)))
    return np.array(curve)


# %% [markdown] lang="en"
# We compare simple cells of several $\gamma$ with gated cells.
# The gate that keeps the old state has either the bias that Keras gives it (1 for the forget gate of an LSTM, 0 for the update gate of a GRU) or a bias of 4.
#
# > **Predict before you run.** Which cells hand on more over 50 characters before any training: the simple cell with $\gamma = 1$, or LSTM and GRU as Keras makes them?

# %% [markdown] lang="zh"
# 我们拿几种 $\gamma$ 的简单单元与带门的单元比较。
# 负责保留旧状态的那个门，偏置取 Keras 的默认值（LSTM 的遗忘门为 1，GRU 的更新门为 0），或者取 4。
#
# > **先猜，再运行。** 还没训练时，隔 50 个字符，哪种单元传下去的变化更多：$\gamma = 1$ 的简单单元，还是 Keras 默认的 LSTM 和 GRU？

# %%
shares = {
    f"simple, gamma {gamma}": passed_on(simple_cell, fresh_weights(1, gamma), 1)
    for gamma in (0.5, 1.0, 1.5)
}
for bias in (1, 4):
    fresh = fresh_weights(4, gate=1, bias=bias)
    shares[f"LSTM, forget bias {bias}"] = passed_on(lstm_cell, fresh, 2)
for bias in (0, 4):
    fresh = fresh_weights(3, gate=0, bias=bias)
    shares[f"GRU, update bias {bias}"] = passed_on(gru_cell, fresh, 1)
# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(5.8, 4), layout="constrained")
for i, (name, curve) in enumerate(shares.items()):
    style = "-" if "simple" in name else "--" if "LSTM" in name else ":"
    axis.plot(np.arange(1, 101), curve, style, color=f"C{i % 7}", label=name)
axis.axhline(1, color="grey", linewidth=0.8)
axis.set(yscale="log", ylim=(1e-15, 1e5), xlabel="characters between", ylabel="share passed on")
figure.legend(fontsize=8, loc="outside lower center", ncols=3)
plotting.show(
    figure,
    "The share of a small change of the state that is left after so many characters.",
    "状态的微小变化，隔若干个字符（横轴）之后还剩的比例（纵轴，对数刻度）；simple 即简单单元，forget bias 和 update bias 分别是遗忘门和更新门的偏置。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The simple cell, by far.
#
# </details>
#
# Most of the curves are almost straight: each character multiplies the share by about the same factor.
# With $\gamma = 0.5$ the factor is about one half and the share vanishes; with $\gamma = 1.5$ it grows, to several hundred after 100 characters.
# The GRU as Keras makes it has $z \approx \sigma(0) = 0.5$ and also fades fast; with a bias of 4 it keeps more than a tenth over 100 characters.
# (The simple cell of the experiment above forgot much faster than the one with $\gamma = 1$: its $W$ and its bias were drawn larger, which tends to bring $h_s$ near ±1, and there $1 - h_s^2$ is small.)
#
# > **Misconception: "an LSTM has no vanishing gradients."** Its gates *allow* a long memory; they do not give it.
# > Along the cell state each step multiplies by $f$.
# > With a bias of 1, $f \approx \sigma(1) = 0.73$ before training, and $0.73^{50}$ is about $10^{-7}$.
# > With a bias of 4, $f \approx 0.98$, and $0.98^{50}$ is still about 0.4.
# > A change can also pass through $h$, so that the measured shares are larger and may even exceed 1.
# > A gate can do what a fixed $U$ cannot: it can *learn* to stay open for the characters that matter.
# > Along the cell state alone nothing explodes, since no factor there is above 1.
#
# **Gradient clipping** helps against explosions: where the norm of all gradients together is above a limit, the whole gradient is scaled down to it, which keeps its direction (chapter 2 shows that).
# In Keras it is the argument `global_clipnorm`, which the optimizer of your first network has had from the start.
# It does nothing against vanishing.
#
# **Does it matter?** Here is a task that needs memory and nothing else.
# The first symbol is one of eight; then come 50 symbols of noise, drawn from eight others; at the end the network must name the first.
# The gradient starts at the end only and has to travel back through the whole gap.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 简单单元传下去的多得多。
#
# </details>
#
# 大多数曲线接近直线：每过一个字符，剩下的比例就乘上一个大致固定的因子。
# $\gamma = 0.5$ 时，这个因子约为二分之一，比例很快消失；$\gamma = 1.5$ 时，比例越来越大，100 个字符之后达到几百。
# 在 Keras 默认的 GRU 里，$z \approx \sigma(0) = 0.5$，比例也下降得很快；更新门的偏置取 4 时，过 100 个字符还剩一成以上。
# （“循环单元”一节里的简单单元比这里 $\gamma = 1$ 的忘得快得多：它的 $W$ 和偏置取得更大，容易使 $h_s$ 接近 ±1，这时 $1 - h_s^2$ 很小。）
#
# > **常见误解：“LSTM 没有梯度消失问题。”** 门只是让长期记忆成为*可能*，并不保证做到。
# > 沿着细胞状态，每一步都要乘以 $f$。
# > 遗忘门的偏置为 1 时，训练之前 $f \approx \sigma(1) = 0.73$，而 $0.73^{50}$ 约为 $10^{-7}$。
# > 偏置为 4 时，$f \approx 0.98$，$0.98^{50}$ 仍有 0.4 左右。
# > 变化还可以经过 $h$ 传下去，所以两种偏置下测得的比例都比这两个数大，甚至可能超过 1。
# > 门可以*学会*遇到重要的字符时保持打开，每一步都相同的 $U$ 做不到这一点。
# > 只沿细胞状态走，梯度不会爆炸，因为这条路径上没有大于 1 的因子。
#
# 对付梯度爆炸的办法是**梯度裁剪**：所有梯度合起来的范数超过上限时，把整个梯度按比例缩小到上限，方向不变（第 2 章有证明）。
# 在 Keras 里，裁剪由参数 `global_clipnorm` 设定；你的第一个网络的优化器从一开始就设了这个参数。
# 裁剪对梯度消失不起作用。
#
# **梯度传不远，要紧吗？** 来看一个只考验记忆的任务。
# 序列的第一个符号取自八个符号，随后的 50 个噪声符号取自另外八个符号；读完之后，网络要说出第一个符号是什么。
# 梯度只从末尾出发，要穿过整段间隔才能传到开头。


# %%
def draw_task(draws, num_texts, gap=50):
    symbol = draws.integers(8, size=num_texts)
    noise = draws.integers(8, 16, size=(num_texts, gap))
    return np.concatenate([symbol[:, None], noise], axis=1), symbol


# %%
# en: Train on 100 batches of 64, then ask 2,000 fresh sequences.
# zh: 训练 100 个批次，每批 64 条序列，再用 2,000 条新序列检查。
def recall(layer, steps=100):
    draws = np.random.default_rng(0)
    embedding = layers.Embedding(16, small, dtype="float32")
    network = keras.Sequential([embedding, layer, layers.Dense(8, dtype="float32")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(0.005, global_clipnorm=1.0), loss, steps_per_execution=20)
    x, y = draw_task(draws, 64 * steps)
    network.fit(x, y, batch_size=64, shuffle=False, verbose=0)
    x, y = draw_task(draws, 2000)
    return np.mean(ops.convert_to_numpy(network(x)).argmax(axis=1) == y)


# %%
def open_gate(shape, dtype=None):
    # en: The bias of an LSTM, 4 for the forget gate (the second block) and 0 elsewhere.
    # zh: LSTM 的偏置：遗忘门（第二块）为 4，其余为 0。
    bias = np.zeros(4 * small, "float32")
    bias[small : 2 * small] = 4
    return ops.convert_to_tensor(bias, dtype)


# %% [markdown] lang="en"
# > **Predict before you run.** Guessing is right one time in eight.
# > Use the curves: which of these four networks learn the task in 100 steps of 64?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 瞎猜的正确率是八分之一。
# > 根据前面的曲线图判断：下面四个网络中，哪些能在 100 步（每步 64 条序列）之内学会这个任务？

# %% tags=["hide-output"]
size = {"units": small, "dtype": "float32"}
gap_open = {"bias_initializer": open_gate, "unit_forget_bias": False}
contestants = {
    "simple, gamma 1.0": layers.SimpleRNN(**size),
    "LSTM, forget bias 1": layers.LSTM(**size),
    "LSTM, forget bias 4": layers.LSTM(**gap_open, **size),
    "GRU, update bias 0": layers.GRU(**size),
}
in_chinese = {"simple": "简单单元", "forget bias": "遗忘门偏置", "update bias": "更新门偏置"}
rows = []
for name, layer in contestants.items():
    chinese = name.replace(", ", "，")
    for english, word in in_chinese.items():
        chinese = chinese.replace(english, word)
    rows.append([(name, chinese), f"{shares[name][49]:.1g}", f"{recall(layer):.2f}"])
header = [("network", "网络"), ("share left after 50 characters", "隔 50 个字符变化还剩的比例")]
plotting.table([*header, ("right answers", "正确率")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Where almost nothing is passed on, the network stays at guessing.
# Where enough arrives, it learns: the LSTM with open gates does, and so does the simple cell, for which a few hundredths are enough.
#
# </details>
#
# (The shares are those of the curves, measured on Shakespeare's text with cells of the same size; each network was trained once.)
# So "LSTMs remember longer" is no law: what counts here is what a cell hands on before it has learnt anything.
# If a text is known to have long dependencies, a larger forget bias is a cheap remedy (Tallec & Ollivier 2018, arXiv:1804.11188, derive it from the length expected).
# Language is easier than this task: much of what predicts the next character stands close before it, as the next section measures, so a network can learn a good deal while its gradients reach only a short way.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 如果梯度几乎传不到开头，网络就一直停留在瞎猜的水平。
# 如果传到的梯度足够多，网络就学得会：门开着的 LSTM 学会了；简单单元只把百分之几的变化传了下去，也学会了。
#
# </details>
#
# （表中的比例取自前面的曲线，是用同样大小的单元在莎士比亚的文本上测得的；每个网络只训练了一次。）
# 可见“LSTM 记得更久”并不是定律：这里起决定作用的，是单元在训练之前能传下去多少变化。
# 如果知道文本里有长距离的依赖，加大遗忘门的偏置是一个简单的办法（Tallec 与 Ollivier，2018，arXiv:1804.11188，由预期的依赖长度推算出偏置）。
# 语言比这个任务容易学：预测下一个字符的线索有许多就在近处（下一节会测量），所以梯度传不远时，网络也能学到不少东西。
