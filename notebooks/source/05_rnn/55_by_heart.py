# %% [markdown] lang="en"
# ## Learning by heart
#
# A model that can give back its training text word for word has learnt it by heart; this is called **memorisation**.
# The network above read each character once and had little chance of that.
# A small text, read again and again, is another matter.
# We take the first 4,000 characters of the training text and a fresh GRU of the same size.
# The GRU has about a hundred parameters for each of these characters.
# We call it the parrot.
#
# > **Predict before you run.** Forty readings.
# > Where do the bits per character on the text itself end, and how do those on the validation plays move?

# %% [markdown] lang="zh"
# ## 背下来：记忆化
#
# 模型如果能一字不差地写出训练文本，就是把它背了下来，这叫**记忆化**。
# 前面那个较大的网络把每个字符只读了一遍，没有多少机会把文本背下来。
# 如果反复读一段短文，情形就不一样了。
# 取训练文本的前 4,000 个字符，再新建一个同样大小的 GRU，参数个数约为字符数的一百倍。
# 我们把它叫做“鹦鹉”（parrot）。
#
# > **先猜，再运行。** 让鹦鹉把这段文本读四十遍。
# > 在这段文本上，比特/字符最后会降到多少？
# > 在验证剧本上，比特/字符又会怎样变化？

# %% tags=["hide-output"]
READINGS, small_text = 40, train_text[:4_000]
parrot = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
small_windows = TextWindows(vocabulary.encode(small_text), 32, batch_size=8, seed=0)
schedule = keras.optimizers.schedules.CosineDecay(1e-2, READINGS * len(small_windows))
optimizer = keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0)
parrot.compile(optimizer, steps_per_execution=len(small_windows))
checked = [*range(1, 13), *range(16, READINGS + 1, 4)]
history = parrot.fit(
    small_windows,
    epochs=READINGS,
    validation_data=tuple(part[:500] for part in validation_windows),
    validation_batch_size=500,
    validation_freq=checked,
    shuffle=False,
    verbose=0,
    callbacks=[Progress()],
).history
heart = {name: np.array(history[name]) / np.log(2) for name in ("loss", "val_loss")}

# %%
best = int(np.argmin(heart["val_loss"]))
figure, axis = plt.subplots(figsize=(5.8, 3.2), layout="constrained")
axis.plot(range(1, READINGS + 1), heart["loss"], label="the text itself")
axis.plot(checked, heart["val_loss"], "-o", label="validation")
lowest = heart["val_loss"][best]
axis.plot(checked[best], lowest, "kv", markersize=9, label=f"lowest: {lowest:.2f}")
axis.set(xlabel="readings", ylabel="bits per character")
axis.legend()
plotting.show(
    figure,
    "On the text itself the bits fall to about 0.4 bits; on the validation plays they turn after few readings.",
    "在这段文本上（the text itself），比特数降到 0.4 左右；在验证剧本上（validation），读过几遍之后就由降转升，三角形标出最低点。",
)

# %% [markdown] lang="en"
# The curves part early.
# On the text itself about 0.4 bits are left at the end.
# (They cannot go to zero: each window begins with an empty state, so its first characters have to be guessed.)
# On the validation plays the bits rise again after a few readings, and end about two bits above their lowest point.
# Up to the lowest point the network learns something that holds for other plays too; after that it learns this text and unlearns the others.
# **Early stopping** ends a training there, or keeps the weights of that reading.
#
# How much of what it writes is copied?
# We count the n-grams of characters that stand in the source: for the parrot its 4,000 characters, for the larger network the 800,000 that it has read.
# Held-out text of the same author shows what common phrases alone would give; its row stands below each network's.
# Both networks write at $T = 1$.

# %% [markdown] lang="zh"
# 两条曲线很早就分开了。
# 在这段文本上，花费最后只剩 0.4 比特左右。
# （不会降到零：每个窗口都从空状态开始，最前面的几个字符只能猜。）
# 在验证剧本上，读过几遍之后花费就回升，最后比最低点高出约两个比特。
# 到最低点为止，网络学到的东西对别的剧本也适用；在那之后，它学的只是这一段文本，对别的剧本的预测反而越来越差。
# **早停**就是在最低点结束训练，或者保留那一遍的权重。
#
# 网络写出的文本有多少是照抄的？
# 数一数其中有多少 n 元组在来源文本里出现过：鹦鹉的来源文本是那 4,000 个字符，较大的网络的来源文本是它读过的 800,000 个字符。
# 由同一作者的留出文本可知，仅仅因为短语常用，会有多少 n 元组相同；表中每个网络的下一行就是这个对照。
# 两个网络都以 $T = 1$ 写作。

# %%
recited = parrot.generate(["ROMEO:"] * 16, 400, seed=0)
lengths, rows, copied = (4, 8, 12, 20), [], {}
held_out = validation_text[:6400]
for name, chinese, texts, source in (
    ("the parrot", "鹦鹉", [text[6:] for text in recited], small_text),
    ("held-out text against the same source", "留出文本，对照同一来源文本", [held_out], small_text),
    ("the larger network", "较大的网络", written_by["T = 1.0"], read_text),
    ("held-out text against the same source", "留出文本，对照同一来源文本", [held_out], read_text),
):
    shares = [metrics.copied_share("".join(texts), source, n) for n in lengths]
    copied.setdefault(name, shares)
    rows.append([(name, chinese), *(f"{share:.1%}" for share in shares)])
header = [("copied n-grams", "照抄的 n 元组"), *(f"n = {n}" for n in lengths)]
plotting.table(header, rows)

# %% [markdown] lang="en"
# The parrot recites: most of what it writes stands in its text even in pieces of 20 characters, and no such piece of the held-out text does.
# The larger network copies no more than Shakespeare repeats himself for $n$ up to 12, and next to nothing for $n = 20$.
# A share of copied n-grams means nothing without that comparison, and no loss says what is copied.

# %% [markdown] lang="zh"
# 鹦鹉在背诵：它写出的 20 元组大半出自那 4,000 个字符，而留出文本的 20 元组一个也不在其中。
# 较大的网络照抄的比例，在 $n$ 不超过 12 时并不高于莎士比亚重复自己的比例，$n = 20$ 时几乎为零。
# 没有留出文本作对照，照抄的比例就没有意义；而只看损失，也不知道有没有照抄。
