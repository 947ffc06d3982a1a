# %% [markdown] lang="en"
# ## A larger GPT, and its rivals
#
# Our next GPT has 128 numbers at each position, two blocks of four heads and rotary positions.
# In each layer a position sees the last 64 characters, its own included.
# It reads 800,000 characters of Shakespeare once, in batches of sixteen windows.
# `train` names no loss, since the library's models bring theirs along: again the cross-entropy.
# It compiles the step with XLA, which turns the whole step into machine code (`jit_compile=True`), and differs from the training above in one more point, the optimizer with its peak of the learning rate.
#
# **Muon** (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/; Liu et al. 2025, arXiv:2502.16982) takes the averaged gradient of a whole weight matrix and makes it nearly orthogonal: all its singular values, the factors by which a matrix stretches its main directions, are brought to about 1.
# An averaged gradient is mostly dominated by a few directions, those that many examples ask for; after Muon's step rare directions move as far as common ones.
# Only matrices have singular values to level, so biases and norms are still trained by Adam, and so is the embedding, whose rows are tokens of their own.
# A table further below shows what that brings: with Adam this GPT takes twice as many steps, of half the size, and still needs more bits (each optimizer has the batch size that suits it, so the comparison is of both together).

# %% [markdown] lang="zh"
# ## 大一些的 GPT，和它的对手
#
# 下一个 GPT 的每个位置上有 128 个数；它有两个块，每块四个头，用旋转位置编码。
# 每一层里，一个位置看得见最近的 64 个字符（包括自己）。
# 这个 GPT 把莎士比亚的 800,000 个字符读一遍，每批十六个窗口。
# `train` 里没有写损失，因为课程库的模型自带损失，仍是交叉熵。
# 训练步用 XLA 编译成机器码（`jit_compile=True`）；除此之外，与前面的训练只有一点不同，就是优化器和它的最高学习率。
#
# 这里的优化器是 **Muon**（Jordan 等，2024，https://kellerjordan.github.io/posts/muon/；Liu 等，2025，arXiv:2502.16982）：它对每个权重矩阵的梯度取滑动平均，再把得到的矩阵变得近似正交，也就是让所有奇异值（矩阵沿各个主方向拉伸的倍数）都接近 1。
# 滑动平均后的梯度矩阵，往往由少数几个方向主导，许多样本都要求朝这些方向走；经过 Muon 的处理，沿少见的方向与沿常见的方向走得一样远。
# 只有矩阵才有奇异值可以拉平，所以偏置和归一化的参数仍用 Adam 训练；嵌入表的每一行各属于一个词元，也仍用 Adam。
# 效果见本节后面的表：用 Adam 时，步数多一倍（每步的字符少一半），每个字符花的比特却还是更多；两种优化器各用适合自己的批次大小，所以这里比较的是优化器与批次大小的搭配。


# %%
def train(model, windows, peak=1e-2):
    optimizer = keras.optimizers.Muon(
        rising_and_falling(peak, len(windows)),
        adam_beta_2=0.99,
        weight_decay=None,
        adam_weight_decay=None,
    )
    model.compile(optimizer, steps_per_execution=20, jit_compile=True)
    model.fit(windows, shuffle=False, verbose=0, callbacks=[Progress()])


windows = TextWindows(train_ids[:800_000], 64, batch_size=16, seed=0)
sizes = {"context_length": 64, "hidden_dim": 128, "num_layers": 2, "num_heads": 4}
gpt = GPT(vocabulary, **sizes, activation="relu", seed=0, dtype="float32")
start = time.perf_counter()
train(gpt, windows)
print(f"{len(windows):,} steps, {time.perf_counter() - start:.0f} s")
print(gpt.generate("ROMEO:\n", 350, temperature=0.8, seed=3))

# %% [markdown] lang="en"
# The form of a play is there: speakers in capitals with a colon, lines of verse, many real words.
# Sense is not.
#
# How good is it?
# We judge as chapter 5 does, in **bits per character** on the whole test text, and each prediction is to be made with more than half a window of characters in view.
# So we lay windows of 64 characters over the text, each beginning 32 characters after the one before, and count the last 32 predictions of each: these have 33 to 64 characters in view.

# %% [markdown] lang="zh"
# 剧本的格式有了：大写的人名加冒号，一行行的诗句；许多词也确实是英文单词。
# 意思却讲不通。
#
# 这个模型有多好？
# 与第 5 章一样，用整个测试文本上的**比特/字符**来衡量，并要求每次预测能看到半个窗口以上的字符。
# 做法是：把 64 个字符的窗口铺在文本上，每个窗口比前一个后移 32 个字符，只计每个窗口的后 32 次预测；作这些预测时，模型看得到 33 到 64 个字符。


# %%
def windowed_bits(model, ids, window=64):
    starts = np.arange(0, len(ids) - window, window // 2)
    places = starts[:, None] + np.arange(window)  # (n, 64)
    logits = model.predict(ids[places], batch_size=256, verbose=0)[:, window // 2 :]  # (n, 32, V)
    targets = ids[places + 1][:, window // 2 :, None]  # (n, 32, 1)
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    return -np.take_along_axis(log_p, targets, axis=-1).mean() / np.log(2)


results = {"test bits, GPT": windowed_bits(gpt, test_ids)}
print(f"GPT: {results['test bits, GPT']:.2f} bits per character on the test plays")

# %% [markdown] lang="en"
# > **Predict before you run.** An n-gram counts the same 800,000 characters, in a second, and sees only the five characters before.
# > Another one counts all four million, and sees six.
# > Which of the three predicts the test plays best?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 一个 n 元模型数同样的 800,000 个字符，只要一秒左右，而且只看前面五个字符。
# > 另一个 n 元模型数全部四百万个字符，看前面六个。
# > 三者之中，谁对测试剧本的预测最好？

# %% tags=["hide-output"]
ngrams, rows = {}, [["GPT", "800,000", f"{results['test bits, GPT']:.2f}"]]
for order, count in ((6, 800_000), (7, len(train_text))):
    ngrams[order] = NGram(vocabulary, order).fit(train_text[:count])
    bits = -ngrams[order].log_prob(test_text)[32:].mean() / np.log(2)
    results[f"test bits, n-gram {order}"] = bits
    rows.append([(f"n-gram of order {order}", f"{order} 阶 n 元模型"), f"{count:,}", f"{bits:.2f}"])
header = [("model", "模型"), ("characters read", "读过的字符")]
plotting.table([*header, ("test bits per character", "测试比特/字符")], rows)

# %% [markdown] lang="en"
# Both n-grams are ahead of the GPT, and the one that has counted all the text is the best.
# (The orders 6 and 7 are the strongest for their amounts of text: of the orders 3 to 9 they had the fewest bits on validation text.)
# A GRU with 256 numbers in its state, about as many parameters, has read the same text too, with Adam (peak learning rate 1e-2); so has our GPT, with Adam in place of Muon (peak 3e-3).
# The figures are recorded, means and standard deviations over several trainings (with Adam by `benchmarks/one_reading.py`, with Muon by `benchmarks/bands.py`, judged alike); with Adam there are 1,562 steps of eight windows, with Muon 781 of sixteen:
#
# | after one reading of the same 800,000 characters | test bits per character | trainings |
# | --- | --- | --- |
# | GPT, Muon | 2.51 ± 0.01 | 5 |
# | GPT, Adam | 2.60 ± 0.01 | 10 |
# | GRU, Adam | 2.44 ± 0.01 | 7 |
# | n-gram of order 6 | 2.39 | |
#
# The GRU is still ahead of the GPT, although its optimizer is the older one; what Muon would do for a GRU we have not measured.
# (Chapter 5's GRU reads as many characters in half as many steps of twice the size, and needs 2.48 bits in the end.)
#
# Then why does anyone train Transformers?
# Because all this is said of a small model, one reading and 800,000 characters.
# A long context hardly ever occurs twice, so counting cannot use it, while a network may.
# Kaplan et al. (2020, arXiv:2001.08361) found that Transformers went on improving with longer contexts where LSTMs stopped.
# And on hardware with thousands of arithmetic units a Transformer computes all positions of a window at once, while a GRU has to wait for each character.
# On two cores you see neither.
#
# ### What the heads look at
#
# The attention weights are numbers from 0 to 1 that can be drawn.
# Each panel is one head, reading the first words of *Twelfth Night*, a play that was held out; a row is a position that looks, a column a position that is looked at (↵ is the line break before the text, · a space).

# %% [markdown] lang="zh"
# 两个 n 元模型都胜过 GPT，数过全部文本的那个最好。
# （6 阶和 7 阶分别是两种数据量下最强的：从 3 阶到 9 阶，它们在验证文本上的比特数最小。）
# 我们还让一个 GRU 读过同样的文本：状态有 256 个数，参数个数与 GPT 相近，用 Adam 训练，学习率最高 1e-2。
# 同一个 GPT 也用 Adam 训练过，学习率最高 3e-3。
# 下表是以往的记录，数值为多次训练的均值 ± 标准差（用 Adam 的来自 `benchmarks/one_reading.py`，用 Muon 的来自 `benchmarks/bands.py`，评分方法相同）；用 Adam 时走 1,562 步，每步八个窗口，用 Muon 时走 781 步，每步十六个窗口：
#
# | 同样的 800,000 个字符读一遍之后 | 测试比特/字符 | 训练次数 |
# | --- | --- | --- |
# | GPT, Muon | 2.51 ± 0.01 | 5 |
# | GPT, Adam | 2.60 ± 0.01 | 10 |
# | GRU, Adam | 2.44 ± 0.01 | 7 |
# | 6 阶 n 元模型 | 2.39 | |
#
# GRU 用的是较老的优化器，却仍然胜过 GPT；换成 Muon，GRU 会怎样，我们没有测量。
# （第 5 章的 GRU 读同样多的字符，步数只有一半，每步的字符多一倍，最后需要 2.48 比特。）
#
# 那么为什么还要训练 Transformer？
# 因为以上结论只适用于小模型、只读一遍、只有 800,000 个字符的情形。
# 一段上文如果很长，就很少重复出现，计数利用不了它，网络却有可能利用。
# 至于两种网络的比较，Kaplan 等（2020，arXiv:2001.08361）训练了许多大小不同的 Transformer 和 LSTM，发现上文长到一定程度，LSTM 就不再进步，Transformer 则仍在进步。
# 而且在有成千上万个运算单元的硬件上，Transformer 可以同时计算窗口中的所有位置，GRU 却只能一个字符接一个字符地算。
# Transformer 的这两点长处，在双核 CPU 上都看不到。
#
# ### 各个头在看什么
#
# 注意力的权重是 0 到 1 之间的数，可以画出来。
# 下图每一格是一个头，读的是《第十二夜》开场的几个词，训练文本里没有这部戏。
# 每格里，行是在看的位置，列是被看的位置（↵ 是文本前面的换行，· 是空格）。

# %%
line = "If music be the food"
weights = gpt.attention_weights(line)  # (layers, heads, T, T)
marks = ["↵", *line.replace(" ", "·")]
shape = {"figsize": (9, 5), "sharex": True, "sharey": True}
figure, axes = plt.subplots(2, 4, **shape, layout="constrained")
for (layer, head), axis in zip(np.ndindex(2, 4), axes.flat, strict=True):
    axis.imshow(weights[layer, head], cmap="Blues", vmin=0, vmax=1)
    axis.set_title(f"layer {layer + 1}, head {head + 1}", fontsize=9)
    axis.set_xticks(range(len(marks)), marks, fontsize=7)
    axis.set_yticks(range(len(marks)), marks, fontsize=7)
figure.supxlabel("is looked at", fontsize=9)
figure.supylabel("looks", fontsize=9)
plotting.show(
    figure,
    "Attention weights of the eight heads, dark for much weight. Above the diagonal lies the future: white.",
    "八个头的注意力权重，颜色越深，权重越大。行（looks）是在看的位置，列（is looked at）是被看的位置。"
    "对角线以上是后文，一片空白。",
)

# %% [markdown] lang="en"
# Most of the weight lies on the diagonal (the position itself) or a few characters to the left of it, here and there also at the very beginning of the line, and the heads differ from one another.
# Do not read such a map as the reason for a prediction (Jain & Wallace 2019, arXiv:1902.10186): it only shows which positions a mean was taken of.
# In the second layer the values of this mean have already been mixed by the first one, and the residual connection goes past the attention.

# %% [markdown] lang="zh"
# 图中的权重大多落在对角线上（即每个位置看自己），或者对角线左边的几个字符上，也有一些落在一行的开头；各个头又各不相同。
# 不要把这样的图当作对预测的解释（Jain 与 Wallace，2019，arXiv:1902.10186）：它只说明对哪些位置取了平均。
# 在第二层，被平均的值已经由第一层混合过，残差连接还会绕过注意力。
