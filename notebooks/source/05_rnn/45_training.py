# %% [markdown] lang="en"
# ## The larger network
#
# Now a GRU with a state of 256 numbers reads, once, the same 800,000 characters that the n-gram model has counted.
# It learns from windows of 32 characters as your first network did.
# (Each window starts from an empty state, all zeros, so no gradient reaches back further than one window: this is **truncated** back-propagation.)
# The learning rate climbs over the first twentieth of the steps and then falls along a cosine.
#
# **How we judge.** Here and in chapter 6 a network is judged with a context as long as it was trained with.
# Windows of 32 characters overlap by half, and only the predictions in the second half of each count, so that each is made with 17 to 32 characters in view (at the beginning of the text, with all there are).
# For the final score, that is done on the whole test text.
# While training it is done on 16,000 validation characters, with weights of 0 and 2 for the two halves, so that the mean over the window is the mean over its second half:

# %% [markdown] lang="zh"
# ## 更大的网络
#
# 现在换一个更大的 GRU，状态有 256 个数；让它把 n 元模型数过的那 800,000 个字符读一遍。
# 训练仍与你的第一个网络一样，以 32 个字符的窗口为单位。
# （每个窗口都从全为零的空状态开始，所以梯度最多往回传一个窗口，这叫**截断的**反向传播。）
# 学习率在最初二十分之一的步数里从零升高，然后沿余弦曲线下降。
#
# **怎样评分。** 在本章和第 6 章里，评价网络时给它的上文，与训练时一样长。
# 32 个字符的窗口前后重叠一半，每个窗口只计后一半的预测，所以网络作每个预测时都看得到 17 到 32 个字符（文本开头除外，那里有多少看多少）。
# 最后的分数用整个测试文本来算。
# 训练过程中的分数用 16,000 个验证字符来算，窗口前后两半的权重分别为 0 和 2，整个窗口的平均损失就是后一半的平均损失：


# %%
def windows_of(ids, context=32):
    starts = np.arange(0, len(ids) - 1 - context // 2, context // 2)
    return [ids[start : start + context + 1] for start in starts]


watched = np.stack(windows_of(vocabulary.encode("\n" + validation_text[:16_000])))  # (999, 33)
second_half = np.broadcast_to(2.0 * (np.arange(32) >= 16), (len(watched), 32))
validation_windows = watched[:, :-1], watched[:, 1:], second_half.astype("float32")


def judge(model, text, context=32):
    # en: log p of each character, with at least half a context before it.
    # zh: 每个字符的 log p，前面至少有半个窗口的上文。
    pieces = windows_of(vocabulary.encode("\n" + text), context)
    found = []
    for i in range(0, len(pieces), 2000):
        found += model.log_prob_ids(pieces[i : i + 2000])
    return np.concatenate([found[0], *(piece[context // 2 :] for piece in found[1:])])


# %% [markdown] lang="en"
# > **Predict before you run.** On validation text the best n-gram needs about 2.4 bits after counting these 800,000 characters.
# > Does the network get there by reading them once?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 数过这 800,000 个字符之后，最好的 n 元模型在验证文本上约需 2.4 比特。
# > 网络把这些字符读一遍，能赶上 n 元模型吗？

# %%
network = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
parts_read = np.array_split(token_ids[:800_000], 5)
windows = [TextWindows(part, 32, batch_size=32, seed=0) for part in parts_read]
steps_per_epoch = len(windows[0])
steps = len(windows) * steps_per_epoch
schedule = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 19 // 20, alpha=0.01, warmup_target=1e-2, warmup_steps=steps // 20
)
optimizer = keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0)
network.compile(optimizer, steps_per_execution=12)
# %% tags=["hide-output"]
# en: Five parts of the text, each an epoch; the validation loss after each.
# zh: 文本分成五份，每份为一轮；每轮之后计算验证损失。
started = time.perf_counter()
history = network.fit(
    (part[i] for part in windows for i in range(steps_per_epoch)),
    epochs=len(windows),
    steps_per_epoch=steps_per_epoch,
    validation_data=validation_windows,
    validation_batch_size=len(watched),
    verbose=0,
    callbacks=[Progress()],
).history
print(f"{steps:,} steps, {time.perf_counter() - started:.0f} s")

# %%
sizes, counted = np.cumsum([len(part) for part in parts_read]), []
for size in sizes:
    models = [NGram(vocabulary, n, discount=0.9).fit(train_text[:size]) for n in (5, 6, 7)]
    counted.append(min(ngram_bits(model, validation_text[:16_000]) for model in models))
figure, axis = plt.subplots(figsize=(5.6, 3.2), layout="constrained")
axis.plot(sizes / 1000, np.array(history["val_loss"]) / np.log(2), "-o", label="GRU")
axis.plot(sizes / 1000, counted, "--s", label="best n-gram of order 5 to 7")
axis.set(xlabel="thousands of characters read", ylabel="bits per character, validation")
axis.legend()
plotting.show(
    figure,
    "Validation bits against the characters read: the network starts far behind and comes nearer.",
    "验证文本上的比特/字符随读过的字符数（千）的变化：网络起初远远落后，随后差距逐渐缩小；虚线是 5 到 7 阶中最好的 n 元模型。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Not quite.
# Counting learns from one look, the network by many small steps.
# After one reading the network is still more than a tenth of a bit behind, and it has come nearer at every point of the figure.
#
# </details>
#
# (The losses above the figure are in nats; divided by $\ln 2$ they are bits.)
#
# What half a minute cannot show, a longer run can: `benchmarks/language_models.json` records a GRU of two layers on another Shakespeare text, which it reads several times.
# After 300 seconds it needs 2.12 bits; an n-gram model of order 7 with the estimated discount needs 2.26.
#
# Now we score the test plays, by the rule above, and set both n-gram models beside the network: the one that has counted the same text, and the one that has counted five times as much.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 还差一点。
# n 元模型把文本数一遍就够了；网络则要走许多步，每步只改变一点，才能学到同样的东西。
# 读完一遍之后，网络还比 n 元模型多花零点一比特以上，而图上每个点的差距都比前一个点小。
#
# </details>
#
# （图上方输出的损失以奈特为单位，除以 $\ln 2$ 就是比特。）
#
# 训练半分钟还看不到的结果，训练久一些就看得到：`benchmarks/language_models.json` 记录了一个两层 GRU 在另一份莎士比亚文本上的成绩，它把文本读了好几遍。
# 300 秒之后，这个 GRU 需要 2.12 比特，而 7 阶 n 元模型（用估计的折扣）需要 2.26 比特。
#
# 现在按“怎样评分”的规则在测试剧本上打分；与网络作比较的是两个 n 元模型，一个数过同样的文本，另一个数过五倍的文本。

# %%
test_log_probs = {
    "gru": judge(network, test_text),
    "n-gram, same text": same_text.log_prob(test_text),
    "n-gram, all text": all_text.log_prob(test_text),
}
test_bits = {
    name: metrics.bits_per_character(log_probs, len(test_text))
    for name, log_probs in test_log_probs.items()
}
# %%
in_words |= {
    "n-gram, same text": ("best n-gram, same text", "最好的 n 元模型，同样的文本"),
    "n-gram, all text": ("best n-gram, five times the text", "最好的 n 元模型，五倍的文本"),
    "mixture": ("GRU and the last n-gram, mixed", "GRU 与五倍文本的 n 元模型混合"),
}


def show_bits(names):
    header = [("model", "模型"), ("bits per character, test", "比特/字符，测试文本")]
    plotting.table(header, [[in_words[name], f"{test_bits[name]:.2f}"] for name in names])


show_bits(test_bits)

# %% [markdown] lang="en"
# The network is behind both: behind the n-gram model with the same text by about 0.15 bits.
# (Chapter 6 quotes 2.44 for a GRU of this size that read the same characters in twice as many steps of half the size; the text and the rule of judging are the same there.)
#
# Is the GRU the right cell?
# All three cells were trained ten times on these characters, each with a state of 256 numbers, with five seeds in each of two number formats (`benchmarks/recurrent_cells.json`).
# The mean and the standard deviation of their bits are 2.50 ± 0.01 for the GRU, 2.59 ± 0.03 for the LSTM and 2.77 ± 0.01 for the simple cell.
# (In these scores the state runs through 16,000 characters, without windows, so do not compare them with the table above.)
# At the same size of state the cells with gates are better; they also have three and four times as many parameters as the simple cell.
# The GRU is the best of the three, with a quarter fewer parameters than the LSTM.
#
# Does a state help that is kept for longer than a window?
# We judge 16,000 validation characters with windows of several lengths:

# %% [markdown] lang="zh"
# 网络比两个 n 元模型都差；与数过同样文本的那个相比，约差 0.15 比特。
# （第 6 章引用了一个同样大小的 GRU 的结果，2.44 比特/字符：它读的字符、评分的文本和规则都与这里相同，只是步数加倍、每步的字符减半。）
#
# 选 GRU 选对了吗？
# 我们用这些字符把三种单元各训练了十次（两种数值精度，各五个种子；结果记录在 `benchmarks/recurrent_cells.json`，评分时不用窗口，状态连续传过 16,000 个字符）。
# 状态都是 256 个数，GRU 需要 2.50 ± 0.01 比特（均值 ± 标准差），LSTM 需要 2.59 ± 0.03，简单单元需要 2.77 ± 0.01；评分的办法不同，不要与上表相比。
# 状态大小相同时，有门的单元更好，不过参数也是简单单元的三四倍。
# 三者之中 GRU 最好，而它的参数比 LSTM 少四分之一。
#
# 状态保留得比一个窗口更久，有用吗？
# 用几种长度的窗口给 16,000 个验证字符打分：

# %%
rows = []
for context in (8, 16, 32, 64, 128):
    found = judge(network, validation_text[:16_000], context)
    rows.append([context, f"{metrics.bits_per_character(found, 16_000):.2f}"])
plotting.table([("window", "窗口"), ("bits per character", "比特/字符")], rows)

# %% [markdown] lang="en"
# The differences are small.
# With windows of 8, where each prediction has 5 to 8 characters in view, the network is only a few hundredths of a bit worse than with windows of 32, and beyond the length of training nothing is gained.
# The state *could* carry more, such as the names in this play, but no gradient has ever taught it what to keep for longer than a window.
#
# ### Counting and learning together
#
# The n-gram model of all the text is ahead; does the network know anything that the counts do not?
# We mix their answers with a weight $\lambda$, chosen on validation text:
#
# $$p(x_{t+1}) = (1 - \lambda)\, p_{\text{GRU}}(x_{t+1}) + \lambda\, p_{\text{n-gram}}(x_{t+1}).$$
#
# > **Predict before you run.** Where does the best mixture lie: between the two, at the n-gram, or below both?

# %% [markdown] lang="zh"
# 各种窗口之间差别很小。
# 窗口为 8 时，网络每次预测只看得到 5 到 8 个字符，也只比窗口为 32 时差零点零几比特；窗口超过训练时的长度，就不再有好处。
# 状态*本来可以*带上更多内容，例如这部戏里的人名；但是梯度从来没有传到一个窗口以外，网络也就无从学到哪些内容应当保留得更久。
#
# ### 计数与学习相结合
#
# 数过全部文本的 n 元模型领先，那么网络有没有学到计数得不到的东西？
# 把两个模型给出的概率按权重 $\lambda$ 混合，$\lambda$ 在验证文本上选定：
#
# $$p(x_{t+1}) = (1 - \lambda)\, p_{\text{GRU}}(x_{t+1}) + \lambda\, p_{\text{n-gram}}(x_{t+1}).$$
#
# > **先猜，再运行。** 混合得最好时，比特/字符会在两个模型之间，与 n 元模型相当，还是比两个模型都低？


# %% tags=["hide-output"]
def mixed(weight, network, counted):
    return np.logaddexp(np.log(1 - weight) + network, np.log(weight) + counted)


pair = judge(network, watched_text), all_text.log_prob(watched_text)
candidates = np.arange(1, 10) / 10
costs = [-mixed(weight, *pair).mean() for weight in candidates]
best_weight = candidates[np.argmin(costs)]
found = mixed(best_weight, test_log_probs["gru"], test_log_probs["n-gram, all text"])
test_bits["mixture"] = metrics.bits_per_character(found, len(test_text))
print(f"best weight of the n-gram on validation text: {best_weight:.1f}")
show_bits(["gru", "n-gram, all text", "mixture"])

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Below both: the two err in different places.
#
# </details>
#
# The mixture needs a few hundredths of a bit less than the n-gram model alone.
# A likely reason is that counts know how a phrase goes on that they have seen before, while the network has something to say where the context is new.
# This is how recurrent networks first entered speech recognition, as a second opinion beside the counts (Mikolov et al. 2010).

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 混合的结果比两个模型都低，因为两个模型出错的地方不同。
#
# </details>
#
# 混合之后，花费比单用 n 元模型低零点零几比特。
# 原因可能在于：见过的短语怎样往下接，计数最清楚；遇到新的上文，网络仍能作出有用的预测。
# 循环网络最初用于语音识别时，正是这样与计数配合的（Mikolov 等，2010）。
