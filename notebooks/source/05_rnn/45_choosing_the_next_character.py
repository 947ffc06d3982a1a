# %% [markdown] lang="en"
# ## Choosing the next character
#
# A trained model gives a distribution.
# To write, someone has to choose from it, again and again.
# Three controls are in use, and each is a few lines on the logits:
#
# - **Temperature** $T$: divide the logits by $T$.
#   Probabilities become $p^{1/T}$, scaled to sum to 1.
#   Below 1 the likely characters gain; $T = 0$ means that the most likely one is always taken, which is called **greedy**.
# - **Top-k** (Fan et al. 2018, arXiv:1805.04833): keep the $k$ most likely characters.
# - **Top-p**, or nucleus (Holtzman et al. 2019, arXiv:1904.09751): keep the smallest set of most likely characters whose probabilities add up to at least $p$.
#   A sure model keeps few, an unsure one many.
#
# We write them out, and compare them with the library's on random logits.

# %% [markdown] lang="zh"
# ## 怎样选下一个字符
#
# 训练好的模型给出一个分布。
# 要写出东西来，就得一次又一次从中挑选。
# 常用的控制有三种，对 logit 来说都是几行代码：
#
# - **温度** $T$：logit 除以 $T$，概率变成 $p^{1/T}$，再归一化。
#   小于 1 时，本来就可能的字符更占上风；$T = 0$ 表示总取最可能的那个，叫做**贪心**。
# - **top-k**（Fan 等，2018，arXiv:1805.04833）：只留最可能的 $k$ 个字符。
# - **top-p**，又称核采样（Holtzman 等，2019，arXiv:1904.09751）：按概率从大到小，留下总和达到 $p$ 的最小集合。
#   模型有把握时留得少，没把握时留得多。
#
# 把它们写出来，在随机的 logit 上与课程库比对。


# %% tags=["nbval-check-output"]
def softmax(logits):
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()


def top_k(logits, k):
    return np.where(logits >= np.sort(logits)[-k], logits, -np.inf)


def top_p(logits, p):
    order = np.argsort(-logits)
    reached = np.cumsum(softmax(logits)[order])
    kept = order[: np.searchsorted(reached, p) + 1]
    return np.where(np.isin(np.arange(len(logits)), kept), logits, -np.inf)


for seed in range(20):
    logits = np.random.default_rng(seed).normal(size=69) * 2
    np.testing.assert_allclose(top_k(logits, 10), sampling.top_k(logits, 10))
    np.testing.assert_allclose(top_p(logits, 0.9), sampling.top_p(logits, 0.9))
    both = top_p(top_k(logits / 0.7, 10), 0.9)
    np.testing.assert_allclose(both, sampling.filtered(logits, 0.7, 10, 0.9), rtol=1e-6)
print("agrees with aigc_keras.sampling on 20 random distributions")

# %% [markdown] lang="en"
# What do they do to a real prediction?
# Two contexts: in the first the network is nearly sure, in the second it is not.

# %% [markdown] lang="zh"
# 它们对真实的预测做了什么？
# 下面取两段上文：一段网络很有把握（sure），一段没把握（unsure）。

# %%
contexts = {"JULIET:\nGood nigh": "sure", "JULIET:\nI have no ": "unsure"}
settings = {
    "T = 1": {},
    "T = 0.5": {"temperature": 0.5},
    "T = 1.5": {"temperature": 1.5},
    "top-k 5": {"top_k": 5},
    "top-p 0.9": {"top_p": 0.9},
}
figure, axes = plt.subplots(2, 5, figsize=(9, 3.6), sharey="row", layout="constrained")
for row, text in zip(axes, contexts, strict=True):
    logits = ops.convert_to_numpy(networks["gru"](vocabulary.encode("\n" + text)[None]))[0, -1]
    shown = np.argsort(-logits)[:10]
    labels = [
        character.replace(" ", "␣").replace("\n", "↵")
        for character in map(vocabulary.decode, shown[:, None])
    ]
    for axis, (name, options) in zip(row, settings.items(), strict=True):
        kept = softmax(ops.convert_to_numpy(sampling.filtered(logits, **options)))
        axis.bar(range(10), kept[shown])
        axis.set_xticks(range(10), labels, fontsize=8)
        axis.set_title(name, fontsize=9)
    row[0].set_ylabel(f"{contexts[text]}: probability", fontsize=8)
plotting.show(
    figure,
    "Ten bars each for the ten likeliest characters. Upper row: one high bar for t under every "
    "setting. Lower row: many bars; temperature 0.5 sharpens, 1.5 flattens, top-k and top-p cut the tail.",
    "每幅十根柱，是最可能的十个字符。上排：无论哪种设置，t 一枝独秀。下排：多根柱子；温度 0.5 变尖，1.5 变平，top-k 和 top-p 截去尾巴。",
)

# %% [markdown] lang="en"
# Each panel shows the ten likeliest characters after `Good nigh` (upper row) and after `I have no ` (lower row).
# Where the model is sure, top-k still lets five through, top-p hardly any but the first.
# Where it is unsure, a temperature above 1 moves probability to the right, and beyond the ten to all that the model thinks next to impossible; the cuts remove that tail.
#
# Now the same beginning with the same random numbers, under five settings.
# Each writes 16 texts of 400 characters; of the first one we print the beginning.

# %% [markdown] lang="zh"
# 每幅画的是最可能的十个字符：上排的上文是 `Good nigh`，下排是 `I have no `，纵轴为概率（probability）。
# 模型有把握时，top-k 照样放进五个，top-p 除了第一个几乎不留。
# 没把握时，大于 1 的温度把概率往右挪，一直挪到这十个以外、模型认为几乎不可能的字符上；两种截断则把这条尾巴去掉。
#
# 同一个开头，同一组随机数，换五种设置来写，每种写 16 段，每段 400 个字符。
# 打印的是第一段的开头：

# %%
ways = {
    "greedy": {"temperature": 0},
    "T = 0.7": {"temperature": 0.7},
    "T = 1": {},
    "T = 1.5": {"temperature": 1.5},
    "top-p 0.9": {"top_p": 0.9},
}
written_by = {}
for name, options in ways.items():
    written_by[name] = networks["gru"].generate(["ROMEO:\n"] * 16, 400, seed=0, **options)
    print(f"--- {name}\n{written_by[name][0][:157]}\n")

# %% [markdown] lang="en"
# Greedy choice falls into a loop: the likeliest character after the likeliest text is the same again.
# High temperature makes up words.
# In between it reads like Shakespeare seen through frosted glass.
#
# Taste is no measure.
# A second opinion is: we let the n-gram of order 7, which knows nothing of the network, score what was written.
# Real text costs it a little more than 2 bits per character.
# Text that costs it much less is too predictable, text that costs more holds things that Shakespeare does not write.
# Beside it: **distinct 5-grams** (Li et al. 2016, arXiv:1510.03055), the share of 5-grams that occur for the first time, which is low for loops, and the share of **12-grams copied** from the 800,000 characters that the network has read.
# Three more settings join in: $T = 0.85$, top-k 10, and greedy choice with a **repetition penalty**, which takes 0.3 off the logit of a character for each time it has occurred.
# The last row is real validation text, cut into equally long pieces: it gives the figures their meaning.

# %% [markdown] lang="zh"
# 贪心会掉进循环：最可能的文本后面，最可能的字符还是那一个。
# 温度高了就生造单词。
# 居中的读来像隔着毛玻璃看莎士比亚。
#
# 凭感觉不算数，得另请一位评判。
# 7 阶 n 元模型与网络毫无关系，让它来给写出的文本打分。
# 真实文本每个字符花 2 比特多一点；少得多，说明太好猜；多了，说明里面有莎士比亚不会写的东西。
# 这是第一列，旁边还有两列：**不重复的五元组**（distinct 5-grams；Li 等，2016，arXiv:1510.03055）的比例，循环时很低；从网络读过的 800,000 个字符中**照抄的十二元组**的比例。
# 另外再加三种设置：$T = 0.85$、top-k 10，以及带**重复惩罚**（repetition penalty）的贪心，后者按一个字符已经出现的次数，每次从它的 logit 里扣掉 0.3。
# 最后一行是真实的验证文本，切成同样长的段：有了它，这些数才有意义。


# %%
def judge(texts):
    together = "".join(texts)
    bits = metrics.bits_per_character(ngrams[7].log_prob(together), len(together))
    distinct = metrics.distinct_n(texts, 5)
    return bits, distinct, metrics.copied_share(together, read_text, 12)


read_text = train_text[:800_000]
ways = {"T = 0.85": {"temperature": 0.85}, "top-k 10": {"top_k": 10}}
ways["greedy, penalty"] = {"temperature": 0, "repetition_penalty": 0.3}
for name, options in ways.items():
    written_by[name] = networks["gru"].generate(["ROMEO:\n"] * 16, 400, seed=0, **options)
judged = {name: judge([text[7:] for text in texts]) for name, texts in written_by.items()}
judged["real text"] = judge(cut(validation_text[:6400], 400))
header = [("written by", "写法"), ("judge's bits", "评判的比特")]
header += [("distinct 5-grams", "不重复的五元组"), ("copied 12-grams", "照抄的十二元组")]
in_words |= {"greedy": ("greedy", "贪心"), "real text": ("real text", "真实文本")}
in_words["greedy, penalty"] = ("greedy, penalty", "贪心，重复惩罚")
rows = [
    [in_words.get(name, name), f"{bits:.2f}", f"{distinct:.2f}", f"{copied:.1%}"]
    for name, (bits, distinct, copied) in judged.items()
]
plotting.table(header, rows)

# %% [markdown] lang="en"
# > **Misconception: "temperature makes a model more creative."** It adds no idea.
# > It moves probability between characters that the model already has in its list.
# > Above 1 the judge's bits soar, for most of what is moved goes to mistakes; below 1 the text gets safer and poorer.
# > No column is enough by itself.
# > A loop of common words may cost the judge about as much as real text; only the second column gives it away.
# > And the real text shares more 12-grams with what the network has read than anything the network has drawn, since real phrases come back.
#
# Greedy choice draws nothing, so it wrote one text 16 times: its share of distinct 5-grams cannot exceed 1/16, or 0.06.
# Measured by that, the penalty does break the loop.
# But characters are few and must come back, so for characters it is a blunt tool.
#
# **Why the loop is compiled.** `generate` runs as one compiled loop that carries the state: constant work per character, however long the text.
# The way often seen in tutorials calls `model.predict` for each character on a window of the text so far.
# Both in one run, after a first call of each; the other writers are timed along with them, for the table at the end.

# %% [markdown] lang="zh"
# > **常见误解：“温度让模型更有创造力。”** 温度不会添半点主意，它只是在模型已经列出的字符之间搬动概率。
# > 大于 1 时，评判的比特数猛涨，因为挪出去的概率大半给了错字；小于 1 时，文字更稳妥，也更贫乏。
# > 只看一列是不够的：常用词的循环，评判给出的比特数可能与真实文本差不多，要看第二列才会露馅；而真实文本与网络读过的文本相同的十二元组，比网络抽签写出来的都多，因为真正的短语会反复出现。
#
# 贪心不抽签，16 段其实是同一段写了 16 遍，所以不重复的五元组至多占 1/16，即 0.06。
# 以此为准，重复惩罚确实打破了循环；但字符就那么几十个，非重复不可，所以用在字符上是钝刀子。
#
# **为什么要编译循环。** `generate` 是一个带着状态往前走的编译好的循环，不论文本多长，每个字符的工作量都一样。
# 教程里常见的写法则是每写一个字符，就拿目前为止的一段文本调用一次 `model.predict`。
# 两者在同一次运行里比较，各先调用一遍；其余各种写法也顺便计时，留给最后的表格用。


# %%
def with_predict(length):
    text = "ROMEO:\n" * 5
    for _ in range(length):
        window = vocabulary.encode(text[-32:])[None]
        p = softmax(networks["gru"].predict(window, verbose=0)[0, -1].astype("float64"))
        text += vocabulary.decode([np.random.default_rng(len(text)).choice(len(p), p=p)])


def speed(function, length):
    function(length)
    start = time.perf_counter()
    function(length)
    return length / (time.perf_counter() - start)


writers = {"template": lambda n: [weather.generate(seed) for seed in range(n // 60)]}
writers["n-gram"] = lambda n: ngrams[7].generate("ROMEO:\n", n, seed=0)
writers |= {
    cell: lambda n, network=network: network.generate("ROMEO:\n", n, seed=0)
    for cell, network in networks.items()
}
lengths = {"template": 60_000, "n-gram": 200}
per_second = {name: speed(write, lengths.get(name, 5_000)) for name, write in writers.items()}
by_predict = speed(with_predict, 15)
print(f"GRU with predict: {by_predict:.0f} characters a second, ", end="")
print(f"compiled: {per_second['gru']:,.0f}, {per_second['gru'] / by_predict:,.0f} times as many")
