# %% [markdown] lang="en"
# ## Choosing the next character
#
# To write, someone has to choose from the distribution again and again.
# Three controls are in use, and each is a line or two on the logits:
#
# - **Temperature** $T$: divide the logits by $T$.
#   Below 1 the likely characters gain; $T = 0$ stands for always taking the most likely one, which is called **greedy**.
# - **Top-k** (Fan et al. 2018, arXiv:1805.04833): keep the $k$ most likely characters.
# - **Top-p**, or nucleus (Holtzman et al. 2019, arXiv:1904.09751): keep the smallest set of most likely characters whose probabilities add up to at least $p$.
#   A sure model keeps few, an unsure one many.

# %% [markdown] lang="zh"
# ## 怎样选下一个字符
#
# 写作就是一次又一次地从分布中选取字符。
# 常用的控制办法有三种，每一种都只要对 logit 作一两行运算：
#
# - **温度** $T$：把 logit 除以 $T$。
#   $T$ 小于 1 时，原来概率大的字符更占优势；$T = 0$ 表示总是取最可能的字符，称为**贪心**。
# - **top-k**（Fan 等，2018，arXiv:1805.04833）：只保留最可能的 $k$ 个字符。
# - **top-p**，又称核采样（Holtzman 等，2019，arXiv:1904.09751）：从概率最大的字符开始，依次保留，直到概率之和达到 $p$ 为止。
#   模型有把握时留下的少，没把握时留下的多。


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
    both = top_p(top_k(logits / 0.7, 10), 0.9)
    np.testing.assert_allclose(both, sampling.filtered(logits, 0.7, 10, 0.9), rtol=1e-6)
print("agrees with aigc_keras.sampling on 20 random distributions")

# %% [markdown] lang="en"
# What do they do to real predictions?
# After `Good nigh` the network is nearly sure, after `I have no ` it is not:

# %% [markdown] lang="zh"
# 这三种办法怎样改变网络实际作出的预测？
# 在 `Good nigh` 之后，网络很有把握；在 `I have no ` 之后，网络没有把握：

# %%
settings = {"T = 1": {}, "T = 0.5": {"temperature": 0.5}, "T = 1.5": {"temperature": 1.5}}
settings |= {"top-k 5": {"top_k": 5}, "top-p 0.9": {"top_p": 0.9}}
shape = {"figsize": (5.8, 5.6), "sharex": "col", "sharey": "col"}
figure, axes = plt.subplots(5, 2, **shape, layout="constrained")
for column, text in zip(axes.T, ("Good nigh", "I have no "), strict=True):
    logits = network(vocabulary.encode("\nJULIET:\n" + text)[None])[0, -1]  # (69,)
    shown = np.argsort(-ops.convert_to_numpy(logits))[:10]
    labels = [vocabulary.decode([i]).replace(" ", "␣").replace("\n", "↵") for i in shown]
    for axis, (name, options) in zip(column, settings.items(), strict=True):
        kept = softmax(ops.convert_to_numpy(sampling.filtered(logits, **options)))
        axis.bar(range(10), kept[shown])
        axis.set_xticks(range(10), labels)
        axis.set_title(name, loc="right", y=0.6)
    column[0].set_title(f"after {text!r}")
plotting.show(
    figure,
    "The probabilities of the ten likeliest characters under five settings, sure left, unsure right.",
    "五种设置下最可能的十个字符的概率：左列是 Good nigh 之后，网络有把握；右列是 I have no 之后，没有把握。",
)

# %% [markdown] lang="en"
# Where the model is sure, top-k still lets five through, most of them too improbable to be seen in the figure; top-p lets hardly any through but the first.
# Where it is unsure, the ten bars are lower together at $T = 1.5$ than at $T = 1$: probability has moved to characters that are less likely still, which the figure does not show.
# Top-k removes all of these, top-p the least likely of them.
# The same beginning under four settings:

# %% [markdown] lang="zh"
# 模型有把握时，top-k 照样留下五个字符，其中多数字符的概率太小，图上看不出来；top-p 则几乎只留第一个。
# 模型没有把握时，$T = 1.5$ 的十根柱子加起来比 $T = 1$ 的低：一部分概率移到了图中没有画出的、更不可能的字符上。
# top-k 把这些字符全部截去，top-p 截去其中最不可能的。
# 同一个开头，用四种设置各写一段：

# %%
for name, options in (
    ("greedy", {"temperature": 0}),
    ("T = 1", {}),
    ("T = 1.5", {"temperature": 1.5}),
    ("top-p 0.9", {"top_p": 0.9}),
):
    print(f"--- {name}\n{network.generate('ROMEO:', 170, seed=0, **options)}\n")

# %% [markdown] lang="en"
# Greedy choice runs into a loop: when the same words stand before it again, the network again finds the same character the likeliest.
# Words that do not exist appear at $T = 1$ and with top-p, too, but at $T = 1.5$ they are nearly everywhere.
#
# ### Settings from data
#
# Which setting is best?
# Eight of them compete:

# %% [markdown] lang="zh"
# 贪心会陷入循环：前面又出现同样的单词，最可能的字符便又与上一次相同。
# 生造的单词在 $T = 1$ 和 top-p 之下也有，到了 $T = 1.5$ 则几乎到处都是。
#
# ### 根据数据来选
#
# 哪种设置最好？
# 下面有八种设置参加比较：

# %%
ways = {f"T = {t}": {"temperature": t} for t in (0.6, 0.8, 1.0)}
ways |= {f"top-k {k}": {"top_k": k} for k in (5, 10)}
ways |= {f"top-p {p}": {"top_p": p} for p in (0.8, 0.9)}
ways["T = 0.8, top-p 0.9"] = {"temperature": 0.8, "top_p": 0.9}

# %% [markdown] lang="en"
# We compare what each of them writes with real text, the validation plays, in two figures:
#
# - **the judge's bits**: what the text costs the n-gram model that has counted four million characters and knows nothing of the network.
#   A text that costs far less than real text is too predictable; a text that costs more holds things that Shakespeare does not write;
# - **distinct 5-grams** (Li et al. 2015, arXiv:1510.03055): the share of 5-grams that occur for the first time, which is low for loops and for texts that keep using the same words.
#
# The setting whose figures lie nearest to those of real text is what the data recommend.
# As the distance we take both differences from real text, each divided by the figure of real text, and add them.
# The last column has the price: the share of the validation characters that the setting makes impossible.
# Each setting writes 16 texts of 400 characters, and real text is as much: 16 pieces of the validation plays.
#
# > **Predict before you run.** Sampling as the model says ($T = 1$, nothing cut) is the only way that draws from what it has learnt.
# > Is it the nearest to real text?

# %% [markdown] lang="zh"
# 把每种设置写出的文本与真实文本（验证剧本）比较，看两个数：
#
# - **评判的比特数**：请那个数过四百万个字符的 n 元模型来评判，看它为写出的文本花费多少比特；这个 n 元模型对网络一无所知。
#   比特数比真实文本的低得多，说明文字太容易预测；比真实文本的高，说明里面有莎士比亚不会写的东西。
# - **不重复的五元组**（distinct 5-grams；Li 等，2015，arXiv:1510.03055）：首次出现的五元组所占的比例；文字循环，或者总用那几个词，这个比例就低。
#
# 哪种设置的两个数最接近真实文本的两个数，就选哪种。
# 距离取两个数对真实文本的相对误差之和。
# 表的最后一列是代价：验证文本中有多大比例的字符，在这种设置下不可能写出来。
# 每种设置写 16 段，每段 400 个字符；真实文本也取同样多，即验证剧本里的 16 段。
#
# > **先猜，再运行。** 只有完全按模型的概率来抽字符（$T = 1$，不截断），才是从模型学到的分布中采样。
# > 这样写出的文本最接近真实文本吗？


# %%
def describe(texts):
    together = "".join(texts)
    return ngram_bits(all_text, together), metrics.distinct_n(texts, 5)


real = describe([validation_text[i : i + 400] for i in range(0, 64_000, 4_000)])
logits = network(watched[:, :-1])[:, 16:]  # (999, 16, 69)
targets = watched[:, 17:, None]

# %% tags=["hide-output"]
written_by, distance, rows = {}, {}, []
for name, options in ways.items():
    texts = network.generate(["ROMEO:"] * 16, 400, seed=0, **options)
    written_by[name] = [text[6:] for text in texts]
    found = describe(written_by[name])
    distance[name] = sum(abs(a / b - 1) for a, b in zip(found, real, strict=True))
    kept = ops.take_along_axis(sampling.filtered(logits, **options), targets, axis=-1)
    cut = np.mean(np.isinf(ops.convert_to_numpy(kept)))
    rows.append([name, f"{found[0]:.2f}", f"{found[1]:.2f}", f"{distance[name]:.2f}", f"{cut:.0%}"])
rows.append([("real text", "真实文本"), f"{real[0]:.2f}", f"{real[1]:.2f}", "", ""])
header = [
    ("setting", "设置"),
    ("judge's bits", "评判的比特数"),
    ("distinct 5-grams", "不重复的五元组"),
]
header += [("distance", "距离"), ("real characters ruled out", "被排除的真实字符")]
plotting.table(header, rows)
recommended = min(distance, key=distance.get)
print("nearest to real text:", recommended)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# It is not.
# At $T = 1$ the text costs the judge far more than real text.
# A likely reason is that the network gives a little probability to each of many wrong characters, and once one is drawn, the next ones follow from it.
#
# </details>
#
# The moderate settings lie close together, so do not read the last digit: a temperature of about 0.8, or top-p between 0.8 and 0.9, is the recommendation for this network.
# Another network needs its own table, which takes seconds.
# The price stands in the last column: with top-p 0.9 about one real character in ten could not have been written in its place.
# A text with such a character would have the probability zero, so such cuts are for writing only; a text is scored without them.
#
# > **Misconception: "temperature makes a model more creative."** It adds no idea.
# > It moves probability between characters that the model already lists, and above 1 it moves some to mistakes, as the sample at $T = 1.5$ shows.
#
# A fourth control, the **repetition penalty**, takes something off the logit of a token for each time that it has occurred.
# Characters are few and have to come back, so that here it is of little use.
#
# With the setting that came nearest to real text, the network writes what follows.
# Compare it with the sample of your first network: most words exist now, but the sentences still make no sense.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 不是。
# $T = 1$ 时，评判的比特数远高于真实文本的。
# 原因可能在于：网络给许多错误的字符各留了一点概率，一旦抽中其中一个，后面的字符就会跟着错。
#
# </details>
#
# 几种适中的设置，距离彼此接近，不必计较最后一位小数：对这个网络，建议温度取 0.8 左右，或者 top-p 取 0.8 到 0.9。
# 换一个网络，就要把表重做一遍，花几秒就够了。
# 代价见表的最后一列：top-p 取 0.9 时，真实文本里大约每十个字符就有一个不可能写出来。
# 截断之后，含有这种字符的文本概率为零；所以截断只用于写作，给文本打分时不能用。
#
# > **常见误解：“温度让模型更有创造力。”** 温度不会让模型多出任何想法。
# > 温度只是在模型本来就会写的字符之间移动概率；温度大于 1 时，一部分概率移给了错误的字符，前面 $T = 1.5$ 的那一段就是例子。
#
# 还有第四种办法，叫**重复惩罚**：一个词元出现过几次，就从它的 logit 里扣掉几份。
# 字符只有几十种，不得不重复，所以重复惩罚在这里用处不大。
#
# 下面的文字，是网络用距离最小的设置写的。
# 请与你的第一个网络写的文字比一比：单词大多真有其词了，但句子还是没有意义。

# %%
print(network.generate("ROMEO:", 300, seed=1, **ways[recommended]))
