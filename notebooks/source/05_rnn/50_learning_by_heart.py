# %% [markdown] lang="en"
# ## Learning by heart
#
# A model that can give back its training text word for word has learned it by heart; this is called **memorisation**.
# The networks above read each character once: they had little chance of that.
# A smaller text, read again and again, is another matter.
# We take the first 8,000 characters of the training text, less than a tenth of a play, and a fresh GRU of the same size as above, which has dozens of parameters for each of these characters.
# We call it the parrot.
#
# > **Predict before you run.** Forty-four readings.
# > Where will the bits per character on the text itself end, and where those on the validation plays?

# %% [markdown] lang="zh"
# ## 背下来：记忆化
#
# 模型若能把训练文本一字不差地写出来，就是把它背下来了，这叫**记忆化**。
# 上面的网络每个字符只读一遍，没什么机会背下来。
# 换成一段短文，反复地读，就是另一回事了。
# 取训练文本的前 8,000 个字符，不到十分之一部戏；网络是一个新的 GRU，大小与上面的相同，参数个数是字符数的几十倍；我们叫它“鹦鹉”（parrot）。
#
# > **先猜，再运行。** 读四十四遍。
# > 这段文本自己的比特/字符会落到多少？
# > 验证剧本上的呢？

# %% tags=["hide-output"]
small_text = train_text[:8_000]
parrot = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
small_windows = TextWindows(vocabulary.encode(small_text), 32, batch_size=16, seed=0)
schedule = keras.optimizers.schedules.CosineDecay(1e-2, 44 * len(small_windows))
optimizer = keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0)
parrot.compile(optimizer, steps_per_execution=len(small_windows))
options = {"validation_data": validation_windows, "validation_batch_size": 64}
options |= {"validation_freq": 4, "shuffle": False, "verbose": 0}
history = parrot.fit(small_windows, epochs=44, **options, callbacks=[Progress()]).history
readings, nats = range(4, 45, 4), (history["loss"][3::4], history["val_loss"])
names = "the text itself", "validation"
heart = {name: np.array(curve) / np.log(2) for name, curve in zip(names, nats, strict=True)}
best = int(np.argmin(heart["validation"]))
print(f"validation: best {heart['validation'][best]:.2f} after {readings[best]} readings, ", end="")
print(
    f"{heart['validation'][-1]:.2f} at the end; the text itself: {heart['the text itself'][-1]:.2f}"
)

# %% [markdown] lang="en"
# In the left panel of the figure the curves part early: from there on the network learns the text and no longer the language.
# Early stopping would have kept the best validation loss.
#
# How much of what it writes is copied?
# The parrot writes 16 texts, and of the GRU we take the 16 at $T = 1$ from above.
# We count the n-grams of characters that stand in the source: the 8,000 characters for the parrot, the 800,000 that it has read for the GRU.
# Held-out text of the same author shows what common phrases alone would give.

# %% [markdown] lang="zh"
# 左图横轴为读的遍数（readings），纵轴为比特/字符，两条线分别是这段文本自己（the text itself）和验证文本（validation）。
# 它们很早就分道扬镳：从那里起，网络学的是这段文本，而不再是语言。
# 早停可以保住最好的验证损失。
#
# 它写的东西里有多少是抄的？
# 让鹦鹉也写 16 段，与上面 GRU 在 $T = 1$ 时写的 16 段放在一起，数一数其中有多少 n 元组原样出现在来源（source）里：鹦鹉的来源是那 8,000 个字符，GRU 的来源是它读过的 800,000 个字符。
# 同一作者的留出文本（held-out text），则告诉我们单凭常用短语会有多少。

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(7.6, 3.2), layout="constrained")
for name, bits in heart.items():
    axes[0].plot(readings, bits, marker="o", label=name)
axes[0].set(xlabel="readings", ylabel="bits per character")
recited = parrot.generate(["ROMEO:\n"] * 16, 400, seed=0)
written = {"parrot": (recited, small_text), "GRU": (written_by["T = 1"], read_text)}
copied, sizes = {}, (4, 8, 12, 16, 20, 30)
for name, (texts, source) in written.items():
    together = "".join(text[7:] for text in texts)
    copied[name] = [metrics.copied_share(together, source, n) for n in sizes]
    held_out = [metrics.copied_share(validation_text[:6400], source, n) for n in sizes]
    copied[f"held-out text, {name}'s source"] = held_out
for i, (name, shares) in enumerate(copied.items()):
    axes[1].plot(sizes, shares, "--" if i % 2 else "-", marker="o", color=f"C{i // 2}", label=name)
axes[1].set(xlabel="n", ylabel="copied n-grams of characters")
for axis in axes:
    axis.legend(fontsize=7)
plotting.show(
    figure,
    "Left: bits on the text itself fall towards zero, validation bits soon climb. Right: many of the "
    "parrot's long n-grams are copied; of the GRU's and of held-out text almost none.",
    "左：文本自身的比特数趋近于零，验证比特很快就往上走。右：鹦鹉的长 n 元组很多是抄的；GRU 和留出文本的几乎没有。",
)

# %% [markdown] lang="en"
# The right panel shows the share of copied n-grams against their length, with dashed lines for held-out text.
# The parrot recites.
# The GRU copies no more than Shakespeare repeats himself.
# That comparison is the point: a share of copied 8-grams means nothing by itself.
# Nor does a loss say what is copied: ask both questions of every model that is trained for long on little text.

# %% [markdown] lang="zh"
# 右图横轴是 n，纵轴是照抄的 n 元组的比例（copied n-grams），虚线为留出文本。
# 鹦鹉在照背训练文本；GRU 照抄的比例，并不高于莎士比亚重复自己的比例。
# 要紧的正是这个对照：单说照抄了多少八元组，毫无意义。
# 损失的高低，也说明不了有没有照抄。
# 凡是在少量文本上训练很久的模型，这两个问题都要问。
