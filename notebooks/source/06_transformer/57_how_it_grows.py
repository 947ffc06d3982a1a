# %% [markdown] lang="en"
# ## How it grows: parameters, text, computing
#
# Everything so far was small.
# Why does the whole field build large ones?
# Chapter 1 gave the reason: the loss falls as a power law in parameters, text and computing (Kaplan et al. 2020, arXiv:2001.08361; Hoffmann et al. 2022, arXiv:2203.15556).
# There the network was the simplest that would do.
# The two papers are about Transformers; so now ask the same of ours, and add the question that the bill depends on.
# **For a given amount of computing: a larger model, or more text?**
#
# Computing can be counted beforehand.
# A number in a weight matrix costs one multiplication and one addition for each character; backwards it is twice as much again.
# That is $6N$ for $N$ parameters, the rule of thumb of both papers.
# (Kaplan et al. leave the embedding out of $N$, since it is only looked up.
# Our table makes the logits too, and there it is multiplied; so it counts.)
# In attention, each character also meets the $T$ keys of its window and mixes $T$ values: $12 \, L \, T \, h$ for $L$ layers of width $h$.
# The papers may leave that out.
# At our widths it would be a mistake:

# %% [markdown] lang="zh"
# ## 怎样长大：参数、文本、计算
#
# 到目前为止，一切都很小。
# 可是整个行业为什么都在往大里做？
# 理由第 1 章说过：损失随参数、文本和计算按幂律下降（Kaplan 等，2020，arXiv:2001.08361；Hoffmann 等，2022，arXiv:2203.15556）。
# 那一章用的是最简单的网络，这两篇论文讲的却是 Transformer。
# 所以现在拿我们的 Transformer 再问一遍，并且添上决定账单的那个问题：**计算量就这么多，该花在更大的模型上，还是更多的文本上？**
#
# 计算量可以事先数出来。
# 权重矩阵里的一个数，每读一个字符要做一次乘法、一次加法；反向再加两倍。
# $N$ 个参数就是 $6N$，两篇论文都用这条经验法则。
# （Kaplan 等人的 $N$ 不算嵌入，因为那只是查表。
# 我们的这张表还要用来算 logit，得乘，所以算上。）
# 注意力里，每个字符还要见窗口中的 $T$ 个键，混合 $T$ 个值：$L$ 层、宽 $h$，就是 $12 \, L \, T \, h$。
# 论文里的模型大，这一项可以略去；我们的模型窄，略去就错了：


# %%
def tiny(width):
    options = {"num_layers": 2, "num_heads": 2, "activation": "relu", "seed": 0}
    return GPT(vocabulary, context_length=64, hidden_dim=width, **options)


widths = (16, 32, 64, 128)
parameters = np.array([tiny(width).count_params() for width in widths])
# en: Operations for one character, in training.
# zh: 训练时每个字符的运算次数。
operations = 6 * parameters + 12 * 2 * 64 * np.array(widths)
rows = [
    [width, size, cost, f"{1 - 6 * size / cost:.0%}"]
    for width, size, cost in zip(widths, parameters, operations, strict=True)
]
header = [("width", "宽度"), ("parameters", "参数"), ("operations", "运算次数")]
plotting.table([*header, ("share of attention", "注意力的份额")], rows)

# %% [markdown] lang="en"
# Twice the width is nearly four times the parameters.
# So the wider models have to stop earlier, and still cost more.
# Each is measured on 8,192 characters of the validation plays whenever the text that it has read has doubled.
# As in chapter 1, the learning rate stays constant (the narrower the model, the higher it is) and the weights are averaged; a rate that falls to zero would favour the last point of each line.

# %% [markdown] lang="zh"
# 宽度翻一番，参数就将近四倍。
# 所以宽的模型得早些停下来，即便如此，花的计算还是更多。
# 读过的文本每翻一番，就在验证剧本的 8,192 个字符上量一次。
# 和第 1 章一样，学习率保持不变（模型越窄，取得越高），权重取滑动平均；学习率若降到零，每条线的最后一点就占了便宜。

# %%
amounts = 20_480 * 2 ** np.arange(5)
plays_exam = [part[:32] for part in watched]
# en: How many of these amounts each width gets to.
# zh: 每种宽度读到其中第几个量为止。
readings = {16: 5, 32: 4, 64: 4, 128: 3}


def grow(width):
    model, found, rate = tiny(width), [], 3e-3 * (128 / width) ** 0.5
    optimizer = FlatAdam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.95)
    model.compile(optimizer, steps_per_execution=20)
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    ends = amounts[: readings[width]]
    for first, last in zip([0, *ends[:-1]], ends, strict=True):
        windows = TextWindows(train_ids[first : last + 65], 64, batch_size=8, seed=0)
        model.fit(windows, shuffle=False, verbose=0, callbacks=[averaging])
        found.append(bits(model, plays_exam))
    return found


# %% [markdown] lang="en"
# > **Predict before you run.** At the same number of *characters*: does the widest model lead from the first point on?
# > And at the same *computing*?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 读过的*字符*一样多，最宽的模型是从第一个点起就领先吗？
# > 花的*计算*一样多呢？

# %% tags=["hide-output"]
start = time.perf_counter()
grown = {width: grow(width) for width in widths}
header = [("width", "宽度"), ("bits per character after 20k", "读 20k 字符后的比特/字符")]
header += [(f"after {d / 1000:.0f}k", f"读 {d / 1000:.0f}k 后") for d in amounts[1:]]
rows = [
    [width, *(f"{value:.2f}" for value in found), *[""] * (len(amounts) - len(found))]
    for width, found in grown.items()
]
plotting.table(header, rows)
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# The same numbers twice: by what was read, and by what it cost.

# %% [markdown] lang="zh"
# 同一批数画两遍：一遍按读了多少，一遍按花了多少。

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharey=True, layout="constrained")
for (width, found), cost in zip(grown.items(), operations, strict=True):
    read = amounts[: len(found)]
    axes[0].loglog(read, found, marker="o", label=f"width {width}")
    axes[1].loglog(read * cost, found, marker="o", label=f"width {width}")
axes[0].set(xlabel="characters read", ylabel="validation bits per character")
axes[1].set(xlabel="operations in training")
axes[0].set_yticks([3, 4, 5], ["3", "4", "5"])
axes[0].set_xticks(amounts, [f"{d / 1000:.0f}k" for d in amounts])
for axis in (axes[0].xaxis, axes[0].yaxis):
    axis.set_minor_formatter("")
axes[1].legend(fontsize=8)
plotting.show(
    figure,
    "Validation bits of four GPTs, logarithmic axes. Against characters read, the wider model lies "
    "lower everywhere. Against operations, the narrow models come first and the wider follow.",
    "四个 GPT 的验证比特，双对数坐标。左图横轴为读过的字符数，越宽的越低；右图横轴为训练的运算次数，窄的先到，宽的在后。",
)

# %% [markdown] lang="en"
# Both panels show the same points, bits upwards, on logarithmic axes: a power law would be a straight line.
# On the left they stand against the characters read, on the right against the operations spent.
#
# <details><summary>Answer</summary>
#
# On the left, the wider model is ahead at every point.
# From the same text a larger model learns more.
# On the right, the same points change places: width 16 is lowest as far as it goes.
#
# </details>
#
# On the right, the wider a model, the later its line starts.
# A wider model comes into its own only where the narrower one has flattened out and the lines cross.
# Here that point is not reached: where the line of width 16 ends, no wider model is below it yet.
# The lower edge of all lines together is what computing can buy.
#
# So the question has no answer without a budget: **for little computing a small model that reads much, for much computing a larger one.**
# Ours is very little.
# Hoffmann et al. drew this edge from more than 400 models and concluded that parameters and text should grow alike, about 20 tokens for each parameter; GPT-3 had read fewer than two.
# By that rule, width 16 would be worth leaving after some 155,000 characters, which it reaches here, and width 128 after eight million, a hundred times what it was given.
# (Characters are not their tokens, and the fit has since been redone, with other exponents and much the same advice: Besiroglu et al. 2024, arXiv:2404.10102.)
# Today one goes far beyond 20, for a reason that is not in the formula: a model is trained once and used very often, and a smaller one is cheaper each time.

# %% [markdown] lang="zh"
# 两幅图画的是同一批点，纵轴都是验证文本上的比特/字符，坐标取双对数：真是幂律，就该是一条直线。
# 左图横轴是读过的字符数，右图横轴是训练的运算次数。
#
# <details><summary>答案</summary>
#
# 左图的每个点上都是宽的领先。
# 同样的文本，大模型学到的更多。
# 右图里同一批点换了座次：宽 16 的线画到哪里，就领先到哪里。
#
# </details>
#
# 右图里越宽的线起步越晚；要等窄的那条走平了，两线交叉，才轮到它出头。
# 这里还没走到那一步：宽 16 的线到头时，更宽的没有一条在它下面。
# 所有线合起来的下沿，就是计算能买到的东西。
#
# 所以，不说预算，这个问题就没有答案：**计算少，用小模型多读；计算多，才轮到大模型。** 我们的计算就少得很。
# Hoffmann 等人用四百多个模型画出这条下沿，结论是参数和文本应当同步增长，每个参数配约 20 个词元；GPT-3 每个参数只配了不到两个。
# 照这条规则，宽 16 的模型读到 155,000 个字符左右就该换更大的了，这里它读到了；宽 128 的要读八百万个，是我们给它的一百倍。
# （字符不等于他们的词元；他们的拟合后来也有人重做，指数变了，建议大体没变：Besiroglu 等，2024，arXiv:2404.10102。）
# 如今大家都远远超过 20，理由不在公式里：模型只训练一次，却要用很多很多次，小一点，次次都省。

# %% [markdown] lang="en"
# How steep?
# On logarithmic axes the slope is the exponent.
# The table allows two comparisons: the narrowest model over all the text that it has read, and all widths after the same 81,920 characters.

# %% [markdown] lang="zh"
# 有多陡？
# 在双对数坐标里，斜率就是指数。
# 表中可以做两种比较：最窄的模型，文本由少到多；都读过 81,920 个字符，模型由窄到宽。

# %%
by_text = -np.polyfit(np.log(amounts), np.log(grown[16]), 1)[0]
same_text = [found[2] for found in grown.values()]
by_size = -np.polyfit(np.log(parameters), np.log(same_text), 1)[0]
print(f"exponent in characters {by_text:.3f}, in parameters {by_size:.3f}")

# %% [markdown] lang="en"
# Kaplan et al. report 0.095 for text and 0.076 for parameters.
# Ours for text is somewhat steeper than theirs, ours for parameters less than half.
# Do not take the likeness, or the difference, for more than it is.
# Their exponents hold when everything else is ample; ours are taken where everything is scarce.
# Our text axis is also a count of training steps: after 20,480 characters a model has made 40 steps, and mostly it is still learning how frequent each letter is.
# A factor of 16 is not seven orders of magnitude.
# And no line may go on falling for ever: below the entropy of the text, $E$ in chapter 1's formula, there is nothing.
# What the little figure does show is the *form* of the argument: measure small, look for the straight stretch, extrapolate with care.
#
# > **Misconception: "The larger model is the better one."** With the same text, mostly.
# > With the same money, only if there is enough of it.
# > And in use, a small model that read much may be both cheaper and better than a large one that read little.

# %% [markdown] lang="zh"
# Kaplan 等人报告的是：文本 0.095，参数 0.076。
# 我们的文本指数比他们的陡一些，参数指数不到他们的一半。
# 像也好，不像也好，都别当真。
# 他们的指数成立的前提是别的都管够，我们这里却样样都缺。
# 我们的文本轴其实也是训练步数：读了 20,480 个字符，模型才走了 40 步，多半还在学哪个字母常见。
# 16 倍也不是七个数量级。
# 何况没有哪条线能一直降下去：文本的熵，也就是第 1 章公式里的 $E$，就是地板。
# 这幅小图能展示的，只是这套论证的*样子*：先在小处量，再找直的那一段，外推时多加小心。
#
# > **常见误解：“模型越大越好。”** 文本一样多，多半如此。
# > 钱一样多，那得钱够多才行。
# > 到了用的时候，一个读得多的小模型，可能比一个读得少的大模型既便宜又好。
