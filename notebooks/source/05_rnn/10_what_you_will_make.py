# %% [markdown] lang="en"
# ## What you will make
#
# A network that has read some of Shakespeare's plays and goes on writing by itself.
# First the text: 31 plays, four million characters.
# A network works with numbers, so a **vocabulary** lists the characters that occur and numbers them.
# An entry of the list is called a **token**, its number the token id.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 你会做出一个网络：它读过莎士比亚的一部分剧本，能够自己写下去。
# 先看文本：31 部戏剧，共四百万个字符。
# 网络只能处理数，所以要有一张**词表**，把出现过的字符列出来并编号。
# 词表中的一项叫做一个**词元**（token），它的编号就是词元编号。

# %%
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
token_ids = vocabulary.encode(train_text)  # (3996749,)
print(f"{vocabulary.size} tokens: number 0 and {vocabulary.characters!r}")
print(train_text[:64], token_ids[:16])

# %% [markdown] lang="en"
# Number 0 stands for every character that the list does not have.
#
# The network reads one character after the other.
# All that it keeps of them is the **hidden state** $h$, here a vector of 128 numbers, which it updates at every step.
# From the new state it computes 69 numbers, the **logits**, one for each token that may come next.
# The softmax turns them into probabilities, $p_i = e^{\ell_i} / \sum_j e^{\ell_j}$, where $\ell_i$ is the logit of token $i$.
# (In the shapes, $n$ is the number of texts that are read side by side.)
#
# ![The network unrolled over four characters, from left to right. Below, the characters l, o, v, e enter four boxes, which are the same cell with the same weights. Each box hands its state h, of shape (n, 128), to the box on its right; the first one receives zeros. Above each box its state becomes logits, of shape (n, 69), from which the next character is predicted: o, v, e and a comma.](../figures/rnn_unrolled_en.svg)
#
# The update is that of a **GRU** (gated recurrent unit, Cho et al. 2014, arXiv:1406.1078).
# Let $x_t$ be the vector of the character that is read at step $t$, $h_{t-1}$ the state before it, and $\sigma(x) = 1/(1 + e^{-x})$, a number from 0 to 1:
#
# $$\begin{aligned}
# z, r &= \sigma(x_t W_{z, r} + h_{t-1} U_{z, r} + b_{z, r}) && \text{two gates,} \\
# \tilde h &= \tanh\big(x_t W_h + b_h + r \odot (h_{t-1} U_h + b'_h)\big) && \text{what could be written,} \\
# h_t &= z \odot h_{t-1} + (1 - z) \odot \tilde h && \text{old and new, mixed.}
# \end{aligned}$$
#
# $W$, $U$, $b$ and $b'$ are weights: $W$ multiplies the input and $U$ the old state, and their index names what they serve.
# $\tilde h$ is called the candidate, and $\odot$ multiplies element by element.
# Read the last line first: for each of the 128 numbers, the gate $z$ decides how much of the old value stays.
# The section on gates comes back to the other two.

# %% [markdown] lang="zh"
# 0 号词元代表词表以外的所有字符。
#
# 网络一个字符一个字符地读。
# 对读过的内容，网络只保留一个**隐藏状态** $h$；这里 $h$ 是由 128 个数组成的向量，每读一个字符就更新一次。
# 网络由新的状态算出 69 个数，称为 **logit**；每个词元都可能是下一个字符，各有一个 logit。
# softmax 把 logit 变成概率：$p_i = e^{\ell_i} / \sum_j e^{\ell_j}$，其中 $\ell_i$ 是词元 $i$ 的 logit。
# （下图所注形状中的 $n$ 是同时读的文本段数。）
#
# ![沿四个字符展开的网络，自左向右。下方的字符 l、o、v、e 依次进入四个方框，四个方框是同一个单元，用同一组权重。每个方框把状态 h（形状为 (n, 128)）交给右边的方框，第一个方框收到的是零。在每个方框上方，由状态算出 logit（形状为 (n, 69)），据此预测下一个字符：o、v、e 和逗号。](../figures/rnn_unrolled_zh.svg)
#
# 更新状态的公式取自 **GRU**（门控循环单元，gated recurrent unit；Cho 等，2014，arXiv:1406.1078）。
# 设 $x_t$ 是第 $t$ 步读入的字符对应的向量，$h_{t-1}$ 是读入之前的状态，$\sigma(x) = 1/(1 + e^{-x})$ 取值在 0 与 1 之间，则
#
# $$\begin{aligned}
# z, r &= \sigma(x_t W_{z, r} + h_{t-1} U_{z, r} + b_{z, r}) && \text{两个门，} \\
# \tilde h &= \tanh\big(x_t W_h + b_h + r \odot (h_{t-1} U_h + b'_h)\big) && \text{准备写入的内容，} \\
# h_t &= z \odot h_{t-1} + (1 - z) \odot \tilde h && \text{新旧混合。}
# \end{aligned}$$
#
# $W$、$U$、$b$ 和 $b'$ 都是权重：$W$ 乘输入，$U$ 乘旧状态，下标表明用在哪里。
# $\tilde h$ 称为候选状态，$\odot$ 表示逐元素相乘。
# 先看最后一行：对 128 个数中的每一个，门 $z$ 决定旧值保留多少。
# 另外两行留到“门”一节再细说。

# %%
hidden_dim, rng = 128, np.random.default_rng(0)


def new_weight(*shape):
    return keras.Variable(rng.normal(0, 0.09, size=shape), dtype="float32")


embedding = new_weight(vocabulary.size, hidden_dim)  # (69, 128)
w = new_weight(hidden_dim, 3 * hidden_dim)  # (128, 384)
u = new_weight(hidden_dim, 3 * hidden_dim)
b = keras.Variable(np.zeros((2, 3 * hidden_dim)), dtype="float32")
head, head_bias = new_weight(hidden_dim, vocabulary.size), new_weight(vocabulary.size)
weights = [embedding, w, u, b, head, head_bias]


def gru_cell(x, state, w, u, b):
    (h,) = state  # x: (n, 128); h: (n, 128)
    # en: Three blocks side by side: for z, for r and for the candidate.
    # zh: 三块并排：依次用于 z、r 和候选状态。
    x_z, x_r, x_h = ops.split(ops.matmul(x, w) + b[0], 3, axis=-1)
    h_z, h_r, h_h = ops.split(ops.matmul(h, u) + b[1], 3, axis=-1)
    z, r = ops.sigmoid(x_z + h_z), ops.sigmoid(x_r + h_r)
    return (z * h + (1 - z) * ops.tanh(x_h + r * h_h),)


def run(cell, inputs, state, weights):
    outputs = []
    for t in range(inputs.shape[1]):  # inputs: (n, length, 128)
        state = cell(inputs[:, t], state, *weights)
        outputs.append(state[0])
    return ops.stack(outputs, axis=1), state  # (n, length, 128)


# %% [markdown] lang="en"
# `run` works with any cell: a **recurrent cell** is a function that makes the next state from an input and a state.
# (The state is a tuple, because another cell will have two parts.)
# The whole network looks up the vectors of the characters, runs the cell and multiplies every state by the matrix of the **head**, which gives the logits.
# A character becomes a vector by way of a **one-hot** vector, which is 1 at its token id and 0 elsewhere.
# Its product with the matrix `embedding` is one row of that matrix: the embedding of the character.
#
# The network learns from windows of 32 characters.
# Its targets are the same characters moved on by one, so that every position asks a question: which character comes next?
# The loss is the mean of $-\log p$, where $p$ is the probability that the network gave to the right answer.
# One training step computes the loss, differentiates it with respect to all weights, and lets the optimizer move them:

# %% [markdown] lang="zh"
# `run` 可以运行任何一种单元：所谓**循环单元**，就是由输入和状态算出下一个状态的函数。
# （状态写成元组，是因为后面有一种单元的状态分成两部分。）
# 整个网络先查出各字符的向量，再运行单元，最后把每个状态乘以**输出头**的矩阵，得到 logit。
# 字符先表示为**独热**（one-hot）向量：词元编号处为 1，其余为 0；它与矩阵 `embedding` 相乘，就取出了矩阵的一行，即这个字符的嵌入（embedding）。
#
# 训练以窗口为单位，每个窗口有 32 个字符。
# 每个位置都是一道题：下一个字符是什么？
# 把窗口后移一个字符，得到的就是各题的正确答案，即训练的目标。
# 设网络给正确答案的概率为 $p$，损失就是 $-\log p$ 的平均值。
# 一个训练步先算出损失，再求损失对全部权重的导数，最后由优化器更新权重：


# %%
def logits_of(ids, state):
    x = ops.matmul(ops.one_hot(ids, vocabulary.size), embedding)  # (n, length, 128)
    h, state = run(gru_cell, x, state, (w, u, b))
    return ops.matmul(h, head) + head_bias, state  # (n, length, 69)


def loss_of(logits, targets):
    log_p = ops.log_softmax(logits)
    return -ops.mean(ops.take_along_axis(log_p, targets[..., None], axis=-1))


optimizer = keras.optimizers.Adam(1e-2, global_clipnorm=1.0)
optimizer.build(weights)
empty = (ops.zeros((32, hidden_dim)),)


@tf.function
def train_step(inputs, targets):
    with tf.GradientTape() as tape:
        loss = loss_of(logits_of(inputs, empty)[0], targets)
    # en: How the loss changes with each weight; the optimizer moves them against it.
    # zh: 梯度说明损失随每个权重怎样变化；优化器让权重朝相反的方向改变。
    gradients = tape.gradient(loss, weights)
    optimizer.apply(gradients, weights)
    return loss, gradients


# %%
def write(prompt, length):
    draws = np.random.default_rng(0)
    logits, state = logits_of(vocabulary.encode("\n" + prompt)[None], (ops.zeros((1, hidden_dim)),))
    for _ in range(length):
        # en: Draw the next token from the probabilities, token 0 left out; read it; go on.
        # zh: 按概率抽出下一个词元（0 号除外），读入它，再继续。
        p = ops.convert_to_numpy(ops.softmax(logits[0, -1, 1:])).astype("float64")
        token = 1 + draws.choice(len(p), p=p / p.sum())
        prompt += vocabulary.decode([token])
        logits, state = logits_of(np.array([[token]]), state)
    return prompt


windows, losses = TextWindows(token_ids, 32, batch_size=32, seed=0), []
print(f"--- before training\n{write('ROMEO:', 80)!r}")
started = time.perf_counter()
for i in range(400):
    loss, _ = train_step(*windows[i])  # inputs: (32, 32); targets: (32, 32)
    losses.append(float(loss))
print(f"--- after {time.perf_counter() - started:.0f} s\n{write('ROMEO:', 240)}")
figure = plotting.loss_curves({"loss": losses}, "loss", xlabel="step")
plotting.show(
    figure,
    "The loss in nats over 400 steps: it falls steeply from 4.2, then more and more slowly.",
    "400 步训练中的损失（单位：奈特）：从 4.2 急剧下降，然后越降越慢。",
)

# %% [markdown] lang="en"
# Before training the network strings characters together at random.
# After 400 steps it has found out, from nothing but the next character, that words are a few letters long, and that lines break and mostly begin with a capital.
# With luck there is also a short line that ends in a colon, like a speaker's name.
# Many of the words do not exist, and no sentence makes sense.
# (`write` puts a line break before the prompt, because a speaker's name begins a line.)
#
# The loss is measured in nats, the unit of the natural logarithm.
# It begins at 4.2 because an even guess among 69 tokens costs $\ln 69 = 4.23$; after 400 steps it is near 1.9.
#
# In training the network always reads the true text, never what it has guessed itself.
# This is called **teacher forcing**: after each answer a teacher says what was right, so that the next question does not suffer from the last mistake.
# When it writes, nobody corrects it, and every character that it draws becomes its next input:
#
# ![Teacher forcing, above, and writing, below. Above: the true characters l, o, v, e enter the cell one after the other; each state predicts a character, whose loss compares it with the true next character, o, v, e and a comma; what was predicted enters nowhere. Below: only the first character is given; each character that is drawn from the prediction becomes the next input.](../figures/rnn_teacher_forcing_en.svg)

# %% [markdown] lang="zh"
# 训练之前，网络只是胡乱地堆砌字符。
# 训练 400 步之后，网络仅仅通过预测下一个字符，就发现单词由几个字母组成，文本要分行，行首多用大写字母。
# 碰巧的话，它还会写出以冒号结尾的短行，像是台词前面的人名。
# 不过它写出的许多单词并不存在，句子也都没有意义。
# （`write` 在开头之前加了一个换行符，因为人名总是另起一行。）
#
# 损失用自然对数计算，单位叫奈特（nat）。
# 损失从 4.2 开始，因为给 69 个词元同样的概率时，损失就是 $\ln 69 = 4.23$；400 步之后降到 1.9 左右。
#
# 训练时，网络读到的始终是真实的文本，而不是它自己猜的字符。
# 这叫**强制教学**（teacher forcing）：好比学生每答一题，老师都公布正确答案，前一题答错也就不影响下一题。
# 写作时没有人纠正网络，它抽到的每个字符都成为下一个输入：
#
# ![上半幅是强制教学，下半幅是写作。上半幅：真实的字符 l、o、v、e 依次进入单元；每个状态都给出预测，由损失与真实的下一个字符 o、v、e、逗号比较；预测的结果不会成为输入。下半幅：只有第一个字符是给定的；按预测抽到的每个字符都成为下一个输入。](../figures/rnn_teacher_forcing_zh.svg)
