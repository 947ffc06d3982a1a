# %% [markdown] lang="en"
# ## A small GPT against its elders
#
# We know the parts; now they write.
# A **GPT** is the stack above, read from left to right: embeddings, blocks with a causal mask, logits.
# It is trained as chapter 5 trained its GRU: every position of a window is a question, and the answer is the next character.
#
# Ours has two layers of four heads, 128 numbers at each position, and in each layer a position sees the last 64 characters, its own included.
# It reads 800,000 characters of Shakespeare once, as many as chapter 5's networks did, in batches of only eight windows: at this budget, many small steps get further than few large ones.

# %% [markdown] lang="zh"
# ## 小小 GPT，会会前辈
#
# 零件都认识了，该动笔了。
# **GPT** 就是上面那一摞东西，从左往右读：嵌入、带因果掩码的块、logit。
# 训练方法和第 5 章的 GRU 一样：窗口里每个位置都是一道题，答案是下一个字符。
#
# 我们的 GPT 有两层，每层四个头，每个位置 128 个数；每一层里，一个位置看得见最近 64 个字符，连自己在内。
# 它把莎士比亚的 800,000 个字符读一遍，与第 5 章的网络一样多，每批只有八个窗口：预算就这么点，步子小而多，胜过大而少。

# %%
read_text = train_text[:800_000]
windows = TextWindows(vocabulary.encode(read_text), 64, batch_size=8, seed=0)
gpt = GPT(
    vocabulary,
    context_length=64,
    hidden_dim=128,
    num_layers=2,
    num_heads=4,
    positions="rotary",
    activation="relu",
    seed=0,
)

# %% [markdown] lang="en"
# It trains with this chapter's `train`, whose usual peak of the learning rate suits it.

# %% [markdown] lang="zh"
# 训练用本章的 `train`，学习率的峰值照常。

# %%
train_seconds = {}
_, train_seconds["GPT"] = train(gpt, windows)
print(f"{len(windows):,} steps, {gpt.count_params():,} parameters, {train_seconds['GPT']:.0f} s")
print(f"{bits(gpt):.2f} bits per character on validation text")

# %% [markdown] lang="en"
# Its rivals come from chapter 5.
# A **GRU** with a state of 256 numbers, about as many parameters, reads the same windows in the same order; its learning rate has the higher peak that suited it there.
# (It makes twice as many steps as there, each on half as many characters, so its figures are not those of chapter 5.)
# **N-grams** of order 5 and 7 count all of the training text, five times as much, since they need seconds for it.
# To be fair to the networks, a third n-gram, of order 5, counts only the characters that they have read.
#
# > **Predict before you run.** Same text, same number of steps, nearly the same number of parameters: does the GPT beat the GRU?
# > Does either beat counting?

# %% [markdown] lang="zh"
# 对手都是第 5 章的老熟人。
# **GRU**，状态 256 个数，参数个数差不多，读同样的窗口，次序也一样；学习率的峰值取得高一些，第 5 章里它就适合这样。
# （步数是那一章的两倍，每步读的字符只有一半，所以成绩与第 5 章的不同。）
# **n 元模型**，5 阶和 7 阶，数的是全部训练文本，有五倍之多，反正只要几秒。
# 为了对网络公平，另加一个 5 阶的，只数网络读过的那些字符。
#
# > **先猜，再运行。** 同样的文本，同样的步数，参数也几乎一样多：GPT 能胜过 GRU 吗？
# > 两者有谁能胜过计数吗？

# %% tags=["hide-output"]
gru = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
_, train_seconds["GRU"] = train(gru, windows, peak=1e-2)
print(f"GRU: {gru.count_params():,} parameters, {train_seconds['GRU']:.0f} s, {bits(gru):.2f} bits")

# %% [markdown] lang="en"
# The n-grams need no steps, only counts.

# %% [markdown] lang="zh"
# n 元模型不用一步步训练，数就是了。

# %%
ngrams, counted_text = {}, {"n-gram 5": train_text, "n-gram 7": train_text}
counted_text["n-gram 5, same text"] = read_text
for name, text in counted_text.items():
    start = time.perf_counter()
    ngrams[name] = NGram(vocabulary, order=7 if "7" in name else 5).fit(text)
    train_seconds[name] = time.perf_counter() - start

# %% [markdown] lang="en"
# The examination is the first 40,000 characters of the test plays, in 20 pieces of 2,000; each piece is read from an empty state.
# All models sit the same one, once.

# %% [markdown] lang="zh"
# 考试用测试剧本的前 40,000 个字符，切成 20 段，每段 2,000 个，段段从空状态读起。
# 所有模型同一张卷子，只考一次。


# %% tags=["hide-output"]
def cut(text, length):
    return [text[i : i + length] for i in range(0, len(text), length)]


pieces = cut(test_text[:40_000], 2_000)
log_probs = {"GPT": gpt.log_prob(pieces), "GRU": gru.log_prob(pieces)}
for name, counted in ngrams.items():
    log_probs[name] = [counted.log_prob(piece) for piece in pieces]
test_bits = {
    name: metrics.bits_per_character(np.concatenate(found), 40_000)
    for name, found in log_probs.items()
}
names = {"GPT": "GPT", "GRU": "GRU"}
names |= {f"n-gram {n}": (f"n-gram {n}", f"{n} 阶 n 元模型") for n in (5, 7)}
names["n-gram 5, same text"] = ("n-gram 5, same text", "5 阶 n 元模型，同样的文本")
header = [("model", "模型"), ("bits per character", "比特/字符")]
plotting.table(header, [[names[name], f"{value:.2f}"] for name, value in test_bits.items()])

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Of the two networks the GRU is ahead, by about a sixth of a bit: same text, same number of steps, about as many seconds.
# The n-gram that has counted the same text is level with the GRU, at less than a hundredth of the time, and those that have counted five times as much are ahead of both.
#
# </details>
#
# Do not make a law of this.
# Both networks are small and have read each character once.
# The GRU is built to read in order; the GPT must first find out that the character before it matters, and only then what it means.
# What the published comparisons show, at budgets thousands of times ours, is that the Transformer goes on improving where recurrent networks slow down (Kaplan et al. 2020, arXiv:2001.08361, figure 7).
# A run of minutes cannot show that, and the seconds here are those of two processor cores: on a machine that computes thousands of positions at once, the GPT's time falls much further than the GRU's, which has to wait for each character.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 两个网络里 GRU 领先，大约六分之一比特：文本一样，步数一样，秒数也差不多。
# 只数同样文本的 n 元模型与它打平，用时不过百分之一；数了五倍文本的，把两个网络都甩在后面。
#
# </details>
#
# 这可算不上定律。
# 两个网络都小，每个字符只读过一遍。
# GRU 天生就按次序读；GPT 得先发现前一个字符要紧，然后才谈得上它是什么意思。
# 已发表的比较，预算是我们的成千上万倍，结论是：循环网络慢下来的地方，Transformer 还在继续进步（Kaplan 等，2020，arXiv:2001.08361，图 7）。
# 几分钟的训练看不出这一点。
# 这里的秒数也只代表两个处理器核心：换上能同时计算成千上万个位置的机器，GPT 的用时会缩短得多，而 GRU 只能一个字符一个字符地等。
