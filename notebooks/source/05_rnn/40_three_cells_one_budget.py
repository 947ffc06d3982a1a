# %% [markdown] lang="en"
# ## Three cells, one budget
#
# Now the cells read Shakespeare.
# `TextWindows` cuts the training text into windows of 32 characters and shuffles them.
# The target of a window is the same text moved on by one character.
# So **every position is a target**: a batch of 32 windows asks 1,024 questions, and the state at each position has to answer one.
# What the network reads in training is always the true text, never what it has guessed itself: this is **teacher forcing**.

# %% [markdown] lang="zh"
# ## 三种单元，同一预算
#
# 现在让三种单元读莎士比亚。
# `TextWindows` 把训练文本切成 32 个字符一段的窗口，再打乱次序。
# 一个窗口的目标就是同一段文本后移一个字符，所以**每个位置都是目标**：一批 32 个窗口提出 1,024 个问题，每个位置上的状态各答一个。
# 训练时，网络读到的总是真实的文本，而不是它自己猜的字符，这叫**强制教学**（teacher forcing）。

# %% tags=["nbval-check-output"]
token_ids = vocabulary.encode(train_text)
windows = TextWindows(token_ids, 32, batch_size=32, seed=0)
x, y = windows[0]
print(f"{len(windows):,} batches; inputs {x.shape}, targets {y.shape}")
for row in range(3):
    print(f"{vocabulary.decode(x[row])!r} -> {vocabulary.decode(y[row])!r}")

# %% [markdown] lang="en"
# Each cell gets one recurrent layer with a state of 256 numbers and reads the same 800,000 characters once, a fifth of the training text.
# The learning rate climbs over the first steps and then falls along a cosine; its peak was chosen for each cell on the validation text.
# The text is read in five parts, each an epoch of `fit`; after each we look at the loss on 16,384 validation characters, in windows of 256.

# %% [markdown] lang="zh"
# 每种单元都是一层，状态 256 个数，把同样的 800,000 个字符读一遍，即训练文本的五分之一。
# 学习率在最初几步里逐渐升高，随后沿余弦曲线下降；峰值是为每种单元在验证文本上分别挑的。
# 文本分五份来读，一份就是 `fit` 的一轮；每读完一份，就看一眼 16,384 个验证字符上的损失，窗口长 256。


# %%
parts_read = np.array_split(token_ids[:800_000], 5)
watched = vocabulary.encode(validation_text[: 64 * 256 + 1])
validation_windows = watched[:-1].reshape(64, 256), watched[1:].reshape(64, 256)


def train(model, peak):
    windows = [TextWindows(part, 32, batch_size=32, seed=0) for part in parts_read]
    epochs, steps_per_epoch = len(windows), len(windows[0])
    steps = epochs * steps_per_epoch
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 19 // 20, alpha=0.01, warmup_target=peak, warmup_steps=steps // 20
    )
    optimizer = keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=12)
    batches = (part[i] for part in windows for i in range(steps_per_epoch))
    options = {"epochs": epochs, "steps_per_epoch": steps_per_epoch, "verbose": 0}
    options |= {"validation_data": validation_windows, "validation_batch_size": 64}
    start = time.perf_counter()
    history = model.fit(batches, **options, callbacks=[Progress()]).history
    return np.array(history["val_loss"]) / np.log(2), time.perf_counter() - start


# %% [markdown] lang="en"
# > **Predict before you run.** After one reading of 800,000 characters: which of the three comes first, and does it already beat the n-gram of order 7, which needed 2.165 bits on the validation plays?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 把 800,000 个字符读过一遍之后，三种单元谁领先？
# > 它能胜过在验证剧本上花 2.165 比特的 7 阶 n 元模型吗？

# %% tags=["hide-output"]
peaks = {"simple": 3e-3, "lstm": 1e-2, "gru": 1e-2}
networks, learning, train_seconds, rows = {}, {}, {}, []
for cell, peak in peaks.items():
    networks[cell] = RecurrentLM(vocabulary, cell, hidden_dim=256, seed=0)
    learning[cell], train_seconds[cell] = train(networks[cell], peak)
    size, seconds = networks[cell].count_params(), f"{train_seconds[cell]:.0f}"
    rows.append([cell, f"{learning[cell][-1]:.2f}", size, seconds])
header = [("cell", "单元"), ("bits per character", "比特/字符"), ("parameters", "参数")]
plotting.table([*header, ("seconds", "用时（秒）")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The gates pay, though they cost parameters and time.
# The GRU, with about three quarters of the LSTM's parameters, is ahead of it at this budget.
# But none of them comes near the n-gram.
#
# </details>
#
# Is it fair to compare them with that n-gram?
# The n-gram has read five times as much text.
# So we also fit n-grams to the very characters that the networks have read at each point.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 门控没有白加，虽说参数更多、用时更长；在这样的预算下，GRU 的参数只有 LSTM 的四分之三左右，反而走在前面。
# 可是三者离 n 元模型都还远。
#
# </details>
#
# 与这个 n 元模型比，公平吗？
# n 元模型读的文本是它们的五倍。
# 所以再做一组：让 n 元模型恰好也只读到网络每个时刻读过的那些字符。

# %% tags=["hide-output"]
seen = np.cumsum([len(part) for part in parts_read])
counting = {
    order: [
        metrics.bits_per_character(
            NGram(vocabulary, order).fit(train_text[:size]).log_prob(validation_text[:16384]), 16384
        )
        for size in seen
    ]
    for order in (3, 5)
}
figure, axis = plt.subplots(figsize=(5.6, 3.4), layout="constrained")
for cell, bits in learning.items():
    axis.plot(seen / 1000, bits, marker="o", label=cell)
for order, bits in counting.items():
    axis.plot(seen / 1000, bits, "--", label=f"n-gram, order {order}")
axis.set(xlabel="thousands of characters read", ylabel="validation bits per character")
axis.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
plotting.show(
    figure,
    "Validation bits against characters read. The three networks fall steeply from above 3 bits; the "
    "n-gram of order 5 starts lowest and stays lowest; order 3 is nearly flat and is overtaken.",
    "验证比特随读过的字符数变化。三个网络从 3 比特以上急剧下降；5 阶 n 元模型从头到尾最低；3 阶几乎是平的，被网络超过。",
)

# %% [markdown] lang="en"
# The figure has the characters read across and the validation bits upwards.
# Counting learns from one look: after 160,000 characters order 5 is far ahead, and it takes seconds.
# The networks have to find out by many small steps what a count knows at once.
# But look at the slopes.
# Order 3 has nearly stopped, since its contexts are too short to say more.
# Order 5 gains about 0.3 bits from the first point to the last, the networks about half a bit, and its lead over the gated cells has shrunk to little.
# (That they flatten towards the end is also the learning rate's doing, which has fallen to almost nothing.)
# And nothing limits the length of what they may use.
#
# What a minute cannot show, a longer run can.
# `benchmarks/language_models.json` in the repository records a GRU of two layers on the text called "tiny Shakespeare": where it stands after 100 and after 300 seconds, beside an n-gram fitted to the same text.
#
# The examination is the test text: all three plays, line breaks counted, in pieces of up to 16,000 characters; within a piece the state is carried from character to character.

# %% [markdown] lang="zh"
# 图的横轴是读过的字符数（千），纵轴是验证文本上的比特/字符；实线为三种网络（simple 即简单单元），虚线为 n 元模型。
# 计数看一眼就学会：才读 160,000 个字符，5 阶已遥遥领先，而且只要几秒。
# 网络要靠许多小步，慢慢摸索出计数一下子就知道的东西。
# 但请看曲线的斜率：3 阶几乎停了，上文太短，再多也说不出什么；从第一个点到最后一个点，5 阶降了约 0.3 比特，网络降了约半比特，5 阶对两种门控单元的优势所剩不多。
# （网络后来变平，也因为学习率已降到几乎为零。）
# 何况网络能利用的上文，长度没有限制。
#
# 一分钟看不出的，跑久一点就看得出。
# 仓库里的 `benchmarks/language_models.json` 记录了一个两层 GRU 在“tiny Shakespeare”上的成绩：100 秒时到哪里，300 秒时到哪里，旁边是在同一文本上数出来的 n 元模型。
#
# 期末考试用测试文本：三部戏全考，换行也算，切成若干段，每段至多 16,000 个字符，段内状态一直带着走。


# %%
def cut(text, length):
    return [text[i : i + length] for i in range(0, len(text), length)]


test_log_probs = {"n-gram": ngrams[7].log_prob(test_text)}
for cell, network in networks.items():
    test_log_probs[cell] = np.concatenate(network.log_prob(cut(test_text, 16_000)))
test_bits = {
    name: metrics.bits_per_character(log_probs, len(test_text))
    for name, log_probs in test_log_probs.items()
}
in_words = {"n-gram": ("n-gram", "n 元模型"), "mixture": ("mixture", "混合")}
header = [("model", "模型"), ("bits per character, test plays", "测试剧本，比特/字符")]
rows = [[in_words.get(name, name), f"{bits:.2f}"] for name, bits in test_bits.items()]
plotting.table(header, rows)

# %% [markdown] lang="en"
# In training no state was ever older than 32 characters.
# Does it help to keep it longer?
# We score the first 64,000 characters of the validation plays, cut into pieces of several lengths, each of which begins with an empty state.
#
# > **Predict before you run.** The first row of the table keeps the state over 16,000 characters.
# > Where will a new start every 32 characters cost more: in all 32 places alike, or in the first few?

# %% [markdown] lang="zh"
# 训练时，状态最多只带过 32 个字符，带得更久有用吗？
# 取验证剧本的前 64,000 个字符，切成几种长度的小段来打分，每小段都从空状态开始。
#
# > **先猜，再运行。** 表的第一行把状态一直带过 16,000 个字符。
# > 若每 32 个字符就从头开始，多花的比特是平摊在 32 个位置上，还是集中在开头几个？

# %% tags=["hide-output"]
kept, rows = {}, []
for length in (16_000, 128, 32, 8):
    pieces = networks["gru"].log_prob(cut(validation_text[:64_000], length))
    kept[length] = -np.concatenate(pieces).mean() / np.log(2)
    price = (kept[length] - kept[16_000]) * length
    rows.append([length, f"{kept[length]:.3f}", f"{price:.1f}"])
header = [("state kept for, characters", "状态带过的字符数"), ("bits per character", "比特/字符")]
plotting.table([*header, ("price of a new start, bits", "重新开始的代价，比特")], rows)

# %% [markdown] lang="en"
# The bits tempt us to say that a longer memory keeps paying, even beyond a hundred characters.
# The last column tells another story: a row's difference to the first one, times the length of its pieces, is what one new start costs.
#
# <details><summary>Answer</summary>
#
# It comes to much the same in every row, 10 to 12 bits.
# So nearly all of it is paid on the first eight characters of a piece, and a state of 32 characters predicts practically as well as one of thousands.
#
# </details>
#
# The network reads on over 16,000 characters without losing its way, but what it uses lies close by.
# It *could* carry more, such as the names in this play; in its short training, nothing has taught it to.
#
# ### Counting and learning together
#
# The n-gram is ahead.
# Does the network know anything that the counts do not?
# Ask both, and mix their answers:
#
# $$p(x_{t+1}) = (1 - \lambda)\, p_{\text{GRU}}(x_{t+1}) + \lambda\, p_{\text{n-gram}}(x_{t+1}).$$
#
# A weighted mean of two distributions is a distribution, so the mixture has bits per character like any other model.
# Its one parameter, the weight $\lambda$ of the n-gram, is chosen on validation text; the test plays are asked once.
#
# > **Predict before you run.** The GRU alone needs about a third of a bit more than the n-gram.
# > Where does the best mixture lie: between the two, at the n-gram, or below both?

# %% [markdown] lang="zh"
# 只看比特数，状态似乎带得越久越好，过了一百个字符还有赚头。
# 最后一列却另有说法：每一行与第一行之差，乘以小段的长度，就是重新开始一次的代价。
#
# <details><summary>答案</summary>
#
# 各行都差不多，10 到 12 比特。
# 可见这笔代价几乎全花在每小段的前八个字符上；读过 32 个字符的状态，预测起来与读过几千个的几乎一样好。
#
# </details>
#
# 连着读 16,000 个字符，网络并没有迷路，只是它用到的内容都在近处。
# 更远的东西，比如这部戏里的人名，它*本可以*带着走，但在这短短的训练里，没有什么教过它。
#
# ### 计数与学习相加
#
# n 元模型领先。
# 那么，网络有没有懂得一点计数不知道的东西？
# 两个都问，再把答案混合起来：
#
# $$p(x_{t+1}) = (1 - \lambda)\, p_{\text{GRU}}(x_{t+1}) + \lambda\, p_{\text{n-gram}}(x_{t+1}).$$
#
# 两个分布的加权平均还是分布，所以混合模型同样有自己的比特/字符。
# 唯一的参数是 n 元模型的权重 $\lambda$，用验证文本来选；测试剧本只考一次。
#
# > **先猜，再运行。** 单独一个 GRU 比 n 元模型多花约三分之一比特。
# > 最好的混合落在哪里：两者之间，与 n 元模型相当，还是比两者都低？


# %% tags=["hide-output"]
def mixed(weight, network, counted):
    return np.logaddexp(np.log(1 - weight) + network, np.log(weight) + counted)


validation_part = validation_text[:64_000]
pieces = networks["gru"].log_prob(cut(validation_part, 16_000))
pair = np.concatenate(pieces), ngrams[7].log_prob(validation_part)
weights = np.arange(1, 10) / 10
curve = [metrics.bits_per_character(mixed(weight, *pair), 64_000) for weight in weights]
best_weight = weights[np.argmin(curve)]
mixture = mixed(best_weight, test_log_probs["gru"], test_log_probs["n-gram"])
test_bits["mixture"] = metrics.bits_per_character(mixture, len(test_text))
print(f"best weight of the n-gram on validation text: {best_weight:.1f}")
header = [("model", "模型"), ("bits per character, test plays", "测试剧本，比特/字符")]
names = "gru", "n-gram", "mixture"
plotting.table(header, [[in_words.get(name, name), f"{test_bits[name]:.2f}"] for name in names])

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Below both.
# The network is a third of a bit worse, and still it takes several hundredths of a bit off the better model: the two err in different places.
#
# </details>
#
# Counts know how a phrase goes on that they have seen before; the network has something to say where the context is new.
# A mixture need not know which of them is right, it only needs one of them to be.
# This is how recurrent networks first entered speech recognition, as a second opinion beside the counts (Mikolov et al. 2010).
# The larger GRU in `benchmarks/language_models.json` tells the same story: after 100 seconds it needs 1.56 nats per character, the n-gram 1.59, both together 1.47.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 比两者都低。
# 网络差了三分之一比特，却仍能替更好的模型省下百分之几比特：两者错的地方不一样。
#
# </details>
#
# 见过的短语怎样往下接，计数最清楚；上文是新的，网络还说得出点什么。
# 混合模型不必知道谁对，只要有一个对就行。
# 循环网络当年进入语音识别，走的就是这条路：在计数旁边提供另一种意见（Mikolov 等，2010）。
# `benchmarks/language_models.json` 里那个更大的 GRU 也是如此：训练 100 秒后，它单独要 1.56 奈特/字符，n 元模型要 1.59，合起来 1.47。
