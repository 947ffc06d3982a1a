# %% [markdown] lang="en"
# ## Scale
#
# 《大模型》 (1.4.1) calls a large model one with parameters "on the scale of hundreds of millions" (our translation).
# That fits 2018: the large BERT has 340 million (Devlin et al. 2018, arXiv:1810.04805).
# Since then the word has moved on to $10^9$ to $10^{12}$: GPT-3 has 175 billion (Brown et al. 2020, arXiv:2005.14165), the largest Switch Transformer 1.6 trillion, of which each token uses a small part (Fedus et al. 2021, arXiv:2101.03961), the largest Llama 3 has 405 billion (2024, arXiv:2407.21783).
#
# Why did anyone pay for that?
# Because the loss turned out to be predictable.
# Kaplan et al. (2020, arXiv:2001.08361) found it to fall as a power law in parameters, in data and in compute, some trends over more than seven orders of magnitude.
# Hoffmann et al. (2022, arXiv:2203.15556) wrote it as one formula for $N$ parameters and $D$ tokens,
#
# $$L(N, D) = E + \frac{A}{N^{\alpha}} + \frac{B}{D^{\beta}},$$
#
# and concluded that both should grow alike.
# $E$ is what no model can save, the entropy of the text itself.
#
# Let us see how far this carries at our desk.
# The model must be quick: a network that sees the eight characters before (Bengio et al. 2003, "A neural probabilistic language model"), with a hidden layer of 4 to 400 units.

# %% [markdown] lang="zh"
# ## 规模
#
# 《大模型》1.4.1 说，大模型是“具有亿级参数规模的人工智能模型”。
# 放在 2018 年，这话不错：BERT 的大号有 3.4 亿参数（Devlin 等，2018，arXiv:1810.04805）。
# 此后这个词的门槛一路抬高，如今指 $10^9$ 到 $10^{12}$：GPT-3 有 1,750 亿（Brown 等，2020，arXiv:2005.14165），最大的 Switch Transformer 有 1.6 万亿，每个词元只用到其中一小部分（Fedus 等，2021，arXiv:2101.03961），最大的 Llama 3 有 4,050 亿（2024，arXiv:2407.21783）。
#
# 为什么有人肯为此花钱？
# 因为损失竟是可以预测的。
# Kaplan 等人（2020，arXiv:2001.08361）发现，损失随参数量、数据量和计算量按幂律下降，有的趋势跨越七个数量级以上。
# Hoffmann 等人（2022，arXiv:2203.15556）把它写成一个公式，$N$ 为参数量，$D$ 为词元数：
#
# $$L(N, D) = E + \frac{A}{N^{\alpha}} + \frac{B}{D^{\beta}},$$
#
# 并由此得出结论：两者应当同步增长。
# $E$ 是任何模型都省不掉的部分，即文本自身的熵。
#
# 来看看在一张书桌上，这条规律管不管用。
# 模型必须快：一个只看前八个字符的网络（Bengio 等，2003，“A neural probabilistic language model”），隐藏层从 4 个单元到 400 个单元。


# %%
def characters_and_next(text, context_length=8):
    token_ids = vocabulary.encode(text).astype("int32")
    windows = np.lib.stride_tricks.sliding_window_view(token_ids, context_length + 1)
    return windows[:, :-1], windows[:, -1]


# %%
def next_character_network(width):
    return keras.Sequential(
        [
            keras.Input((8,), dtype="int32"),
            layers.Embedding(vocabulary.size, 16),
            layers.Flatten(),
            layers.Dense(width, "relu"),
            layers.Dense(vocabulary.size, dtype="float32"),
        ]
    )


# %% [markdown] lang="en"
# Each network reads 409,600 characters once.
# On the way, at 25,600, 51,200 and so on, it is measured on 32,768 characters of the validation plays: the log-probability of each, and whether its first guess was right.
# So five trainings give twenty-five pairs of $N$ and $D$.
# The learning rate stays constant and the weights are averaged; a rate that falls to zero at the end would favour the last point.
# The table gives bits per character; k stands for a thousand characters.

# %% [markdown] lang="zh"
# 每个网络把 409,600 个字符读一遍。
# 途中读到 25,600、51,200……个字符时，各在验证剧本的 32,768 个字符上量一次：每个字符的对数概率，以及首选是否猜中。
# 于是五次训练就给出二十五对 $N$ 与 $D$。
# 学习率保持不变，权重取滑动平均；若让学习率到末尾降为零，最后一个点就占了便宜。
# 表中的数是比特/字符，各列是读过的字符数（k 表示千）。

# %%
amounts = 25_600 * 2 ** np.arange(5)
inputs, targets = characters_and_next(train_text[: amounts[-1] + 8])
watched_inputs, watched = characters_and_next(validation_text[: 32_768 + 8])


# %%
def grow(width):
    model, found = next_character_network(width), []
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(1e-2, beta_2=0.99, use_ema=True, ema_momentum=0.97)
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss, steps_per_execution=25)
    options = {"batch_size": 1024, "verbose": 0}
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    for first, last in zip([0, *amounts[:-1]], amounts, strict=True):
        model.fit(inputs[first:last], targets[first:last], callbacks=[averaging], **options)
        logits = model(watched_inputs)
        log_probs = ops.convert_to_numpy(ops.log_softmax(logits))
        given = log_probs[np.arange(len(watched)), watched]
        found.append((given, log_probs.argmax(axis=1) == watched))
    return model.count_params(), found


# %%
start = time.perf_counter()
parameters, found = zip(*(grow(width) for width in (4, 12, 40, 128, 400)), strict=True)
parameters = np.array(parameters)
losses = np.array([[-given.mean() / np.log(2) for given, _ in row] for row in found])
header = [("parameters", "参数量"), *((f"after {d / 1000}k", f"{d / 1000}k 之后") for d in amounts)]
table = zip(parameters, losses, strict=True)
plotting.table(header, [[count, *(f"{loss:.2f}" for loss in row)] for count, row in table])
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# Down a column the networks grow, along a row the text does, and both help in every step.
# The steps to the right are uneven: each stretch of text is new, and some teach more than others.
#
# Now fit the formula.
# The first two columns stay out: 25 or 50 steps are the beginning of a training, not a limit set by data.
# The largest network stays out as well; we want to *predict* it from the others.
# And $E$?
# We do not fit it but try several values; for each, the search for the others begins once from a large $\alpha$ and once from a large $\beta$.
# The table gives the exponents, the root mean square of the residuals (fitted networks and the largest one apart, in bits), and what the formula foretells for $10^9$ parameters and $10^{11}$ characters.

# %% [markdown] lang="zh"
# 往下看一列，是网络在变大；往右看一行，是文本在变多。
# 每一步都有好处。
# 往右的几步大小不一：每一段文本都是新的，有的教得多些，有的少些。
#
# 现在拟合公式。
# 前两列不用：25 步、50 步只是训练的开头，还谈不上受数据量限制。
# 最大的网络也不用，我们要由别的网络来*预言*它。
# $E$ 呢？
# 不去拟合，而是试几个值；每个值都从两个起点搜索其余的参数，一个 $\alpha$ 大，一个 $\beta$ 大。
# 表中是两个指数；残差的均方根，单位为比特，参加拟合的网络与最大的网络分开列；以及公式对 $10^9$ 个参数、$10^{11}$ 个字符预言的损失。

# %%
from scipy.optimize import least_squares

n, d = np.meshgrid(parameters, amounts, indexing="ij")
settled, largest = d > 100_000, n == parameters[-1]
used = settled & ~largest


def law(theta, n, d):
    floor, log_a, alpha, log_b, beta = theta
    return floor + np.exp(log_a - alpha * np.log(n)) + np.exp(log_b - beta * np.log(d))


# %%
def fit_law(floor, start):
    def errors(theta):
        return law((floor, *theta), n[used], d[used]) - losses[used]

    return floor, *least_squares(errors, start).x


def misses(theta):
    residuals = losses - law(theta, n, d)
    return [np.sqrt(np.mean(residuals[k] ** 2)) for k in (used, settled & largest)]


# %%
starts = (7.0, 0.9, 2.0, 0.1), (1.0, 0.1, 9.0, 0.8)
laws = [fit_law(floor, start) for floor in (0.0, 1.0, 2.0) for start in starts]
header = ["E", "α", "β", ("residual, fitted", "残差，参加拟合的网络")]
header += [("residual, largest", "残差，最大的网络"), ("far away", "远处的预言")]
rows = []
for theta in laws:
    exponents = f"{theta[0]:.1f}", f"{theta[2]:.2f}", f"{theta[4]:.2f}"
    far_away = f"{law(theta, 1e9, 1e11):.2f}"
    rows.append([*exponents, *(f"{miss:.3f}" for miss in misses(theta)), far_away])
plotting.table(header, rows)

# %% [markdown] lang="en"
# What does this little table say?
# The fit is decent: residuals below a tenth of a bit, over losses that span one and a half bits.
# The prediction is less sure than the fit: the largest network, only three times the next one, misses the formula by about three times as much.
# The exponents are not settled: with $E$ going from 0 to 2, $\beta$ grows to more than twice its size, and the fit hardly changes.
# (In other runs of this cell, the two starting points led for $E = 0$ to very different pairs, the second not much worse than the first.)
# And $E$ cannot be learned from our range at all: the values fit nearly alike, and far away they foretell different worlds, each following the $E$ that was put in.
# So much for an extrapolation over four decades of parameters and five of text.
#
# The published laws span many more decades, and even so their constants were argued about: Besiroglu et al. (2024, arXiv:2404.10102) took the data off the figures of Hoffmann et al. and could not reproduce the third of their three estimates.
# Ours would be those of a tiny network with a context of eight characters, not constants of nature.
#
# The figure takes $E = 1$ and the better of its two fits.
# Left: loss against text, one colour for each size; the lines are the fit, the points what was measured.
# Middle: the same points against compute, about $6ND$ arithmetic operations.
# Right: the residuals, measured minus formula.

# %% [markdown] lang="zh"
# 这张小表说明了什么？
# 拟合得不错：损失的变化范围有一个半比特，残差不到十分之一比特。
# 预言不如拟合可靠：最大的网络不过是次大的三倍，偏离公式的程度约为拟合残差的三倍。
# 指数定不下来：$E$ 从 0 换到 2，$\beta$ 涨到两倍多，拟合却几乎没有变化。
# （这个单元格换一次运行，取 $E = 0$ 时从两个起点出发，还得到过相差很远的两对指数，后一对只略差一点。）
# 至于 $E$，靠我们这点范围根本无从得知：几个值拟合得几乎一样，推到远处却是不同的世界，放进去的 $E$ 是多少，出来的结果就跟着它走。
# 参数外推四个数量级，文本外推五个，结果就是这样。
#
# 发表过的定律跨越的数量级多得多，即便如此，其中的常数也有争议：Besiroglu 等人（2024，arXiv:2404.10102）从 Hoffmann 等人的图中读出数据，就没能重现后者三种估计中的第三种。
# 我们得到的指数，属于一个只看八个字符的小网络，不是自然常数。
#
# 下图取 $E = 1$ 时两个拟合中较好的一个。
# 左图横轴为读过的字符数 $D$，纵轴为验证文本上的比特/字符，一种颜色是一种大小（图例为参数量 $N$），线是拟合，点是实测。
# 中图是同样的点，横轴换成计算量，约为 $6ND$ 次运算。
# 右图纵轴为残差（比特），即实测减公式，横轴仍为 $D$。

# %%
theta = min(laws[2:4], key=misses)
figure, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), layout="constrained")
for count, row in zip(parameters, losses, strict=True):
    colour = axes[0].plot(amounts, row, "o", markersize=3, label=f"{count:,}")[0].get_color()
    axes[0].plot(amounts[2:], law(theta, count, amounts[2:]), color=colour, linewidth=1)
    axes[1].plot(6 * count * amounts, row, "o-", markersize=3, linewidth=1)
    axes[2].plot(amounts[2:], (row - law(theta, count, amounts))[2:], "o-", markersize=3)
axes[0].set(xscale="log", xlabel="characters read D", ylabel="bits per character")
axes[1].set(xscale="log", xlabel="operations, about 6ND", ylabel="bits per character")
axes[2].set(xscale="log", xlabel="characters read D", ylabel="residual in bits")
axes[2].axhline(0, color="black", linewidth=0.8)
for axis in (axes[0], axes[2]):
    axis.minorticks_off()
    axis.set_xticks(amounts[2::2], [f"{amount:,}" for amount in amounts[2::2]])
axes[0].legend(title="parameters N", fontsize=7, title_fontsize=7)
plotting.show(
    figure,
    "Left: five sizes; bits fall as text grows, larger networks lie lower, and the fitted lines "
    "pass near the last three points of each. Middle: against compute, each size is best for a "
    "while and is then overtaken by the next. Right: residuals within about 0.2 bits, widest for "
    "the largest network, which took no part in the fit.",
    "左：五种大小，文本越多比特越少，网络越大越低，拟合线从各自后三个点附近穿过。中：按计算量看，每种大小各领先一阵，然后被下一种超过。右：残差在 0.2 比特左右以内，未参加拟合的最大网络偏得最远。",
)

# %% [markdown] lang="en"
# The middle panel holds the practical lesson.
# For every budget of compute another size is best: a small network that has read much is overtaken by a larger one that has read less, and the crossing points move to the right.
# Which size to train is a question about the budget.
# Hoffmann et al. answered it for large models: parameters and tokens should grow alike, and their model of 70 billion parameters, trained on 1.4 trillion tokens, beat larger ones trained on fewer.
#
# > **Misconception: "more parameters make a better model."** On enough text, with enough compute, yes.
# > At a fixed budget of compute there is a best size, and beyond it more parameters mean fewer characters read.

# %% [markdown] lang="zh"
# 实用的教训在中图。
# 计算预算不同，最合适的大小也不同：读得多的小网络，会被读得少的大网络超过，而且交叉点一路右移。
# 该练多大的模型，要看预算有多少。
# Hoffmann 等人就大模型给出了答案：参数与词元应当同步增长；他们用 1.4 万亿词元训练的 700 亿参数模型，胜过了参数更多、词元更少的模型。
#
# > **常见误解：“参数越多，模型越好。”** 文本管够、算力管够，确实如此。
# > 计算预算一定时，却有一个最合适的大小；再往上加参数，读得起的字符就少了。
