# %% [markdown] lang="en"
# ## Scale
#
# GPT-3 has 175 billion weights (arXiv:2005.14165).
# Why did anyone pay for that?
# One reason is that the gain could be predicted: the loss falls smoothly as models, texts and computing grow.
# Kaplan et al. (2020, arXiv:2001.08361) found a **power law**, in some trends over more than seven orders of magnitude: each doubling multiplies the loss by the same factor.
# Such a rule is called a **scaling law**.
# Hoffmann et al. (2022, arXiv:2203.15556) wrote the loss for $N$ parameters and $D$ tokens as two power laws and a constant:
#
# $$L(N, D) = E + \frac{A}{N^{\alpha}} + \frac{B}{D^{\beta}}.$$
#
# $E$ is what remains for any model, however large: the surprise that is in the text itself, its entropy ([chapter 2](02_math.ipynb)).
# $A$, $B$, $\alpha$ and $\beta$ are constants that are fitted to measurements.
#
# We measure whether small models keep to it as well.
# The networks must be quick: they see the eight characters before (Bengio et al. 2003), and have one hidden layer of 4 to 400 units.

# %% [markdown] lang="zh"
# ## 规模
#
# GPT-3 有 1,750 亿个权重（arXiv:2005.14165）。
# 为什么有人肯为此花钱？
# 一个原因是，把模型做大的好处可以预测：模型、文本和计算量增加时，损失平稳地下降。
# Kaplan 等人（2020，arXiv:2001.08361）发现损失服从**幂律**：规模每翻一番，损失就乘上同一个因子；有的趋势跨越七个数量级以上。
# 这样的规律叫**规模定律**。
# Hoffmann 等人（2022，arXiv:2203.15556）把损失写成一个常数与两个幂律之和，$N$ 为参数量，$D$ 为词元数：
#
# $$L(N, D) = E + \frac{A}{N^{\alpha}} + \frac{B}{D^{\beta}}.$$
#
# $E$ 是任何模型都降不下去的那部分损失，即文本自身的不确定性，称为熵（见[第 2 章](02_math.ipynb)）。
# $A$、$B$、$\alpha$、$\beta$ 是由测量数据拟合出来的常数。
#
# 小模型是不是也遵守规模定律？
# 我们来测量。
# 网络必须算得快：只看前八个字符（Bengio 等，2003），只有一个隐藏层，隐藏单元有 4 到 400 个。


# %%
def characters_and_next(text, context_length=8):
    token_ids = vocabulary.encode(text).astype("int32")
    windows = np.lib.stride_tricks.sliding_window_view(token_ids, context_length + 1)
    return windows[:, :-1], windows[:, -1]  # (n, 8), (n,)


# %%
def next_character_network(width):
    return keras.Sequential(
        [
            keras.Input((8,), dtype="int32"),
            layers.Embedding(vocabulary.size, 16),  # (n, 8, 16)
            layers.Flatten(),  # (n, 128)
            layers.Dense(width, "relu"),
            layers.Dense(vocabulary.size, dtype="float32"),  # (n, 69)
        ]
    )


# %% [markdown] lang="en"
# Each network reads 409,600 characters once.
# On the way, at 25,600, 51,200 and so on, it is tested on 32,768 characters of plays that it does not read: which probability did it give to each real character, and was its first guess right?
# So five trainings give twenty-five pairs of $N$ and $D$.
# (The learning rate stays constant and the weights are averaged; a rate that falls to zero at the end would favour the last point.)

# %% [markdown] lang="zh"
# 每个网络把 409,600 个字符读一遍。
# 途中读到 25,600、51,200……个字符时，都用网络没读过的剧本里的 32,768 个字符测一次：网络给每个实际出现的字符多大的概率，它认为最可能的字符对不对。
# 于是五次训练就得到二十五对 $N$ 与 $D$。
# （学习率保持不变，权重取滑动平均；如果让学习率到末尾降为零，最后一个点就占了便宜。）

# %%
amounts = 25_600 * 2 ** np.arange(5)
inputs, targets = characters_and_next(train_text[: amounts[-1] + 8])
watched_inputs, watched = characters_and_next(validation_text[: 32_768 + 8])


# %%
def grow(width):
    model, given, right = next_character_network(width), [], []
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(1e-2, beta_2=0.99, use_ema=True, ema_momentum=0.97)
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss, steps_per_execution=25)
    options = {"batch_size": 1024, "verbose": 0}
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    for first, last in zip([0, *amounts[:-1]], amounts, strict=True):
        model.fit(inputs[first:last], targets[first:last], callbacks=[averaging], **options)
        log_probs = ops.convert_to_numpy(ops.log_softmax(model(watched_inputs)))  # (32768, 69)
        given.append(log_probs[np.arange(len(watched)), watched])
        right.append(log_probs.argmax(axis=1) == watched)
    return model.count_params(), np.array(given), np.array(right)  # int, (5, 32768) twice


# %%
grown = [grow(width) for width in (4, 12, 40, 128, 400)]
parameters, given, right = (np.array(part) for part in zip(*grown, strict=True))
losses = -given.mean(axis=-1) / np.log(2)  # (5, 5)
header = [("parameters", "参数量"), *((f"after {d / 1000}k", f"读过 {d / 1000}k") for d in amounts)]
table = zip(parameters, losses, strict=True)
plotting.table(header, [[count, *(f"{loss:.2f}" for loss in row)] for count, row in table])

# %% [markdown] lang="en"
# The table gives bits per character; k stands for a thousand characters read.
# Down a column the networks grow, along a row the text does, and every step down or to the right makes the number smaller.
#
# Now fit the formula.
# The first two columns stay out, because 25 or 50 steps, of 1,024 characters each, are only the beginning of a training.
# The largest network stays out as well: we want to *predict* it from the smaller ones.
# $E$ cannot be found from so short a range, so we put in three values, 0, 1 and 2 bits, and see what depends on it.
# The last column of the next table asks each fit about a really large model.

# %% [markdown] lang="zh"
# 表中的数是比特/字符；表头是读过的字符数，k 表示一千。
# 每一列从上往下，网络越来越大；每一行从左往右，文本越来越多；每往下或往右一步，数都变小。
#
# 现在拟合公式。
# 表的前两列不用，因为每步读 1,024 个字符，这两列只到第 25 步和第 50 步，训练才刚开头。
# 最大的网络也不参加拟合：我们要由较小的网络来*预测*它的损失。
# $N$、$D$ 的范围这样小，求不出 $E$，所以给 $E$ 代入 0、1、2 比特三个值，看看结果怎样随之变化。
# 下一张表的最后一列，是每种拟合对一个真正的大模型所作的预测。

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
# en: Two starting points for each E, and the better fit of the two.
# zh: 每个 E 从两个起点拟合，取其中较好的一个。
laws = [min((fit_law(e, start) for start in starts), key=misses) for e in (0.0, 1.0, 2.0)]
rows = []
for theta in laws:
    far_away = f"{law(theta, 1e9, 1e11):.2f}"
    rows.append([f"{theta[0]:.0f}", *(f"{miss:.2f}" for miss in misses(theta)), far_away])
header = ["E", ("residual, fitted", "残差（参加拟合的网络，比特）")]
header += [("residual, largest", "残差（最大的网络，比特）")]
plotting.table(
    [
        *header,
        (
            "predicted bits at 10⁹ parameters, 10¹¹ characters",
            "10⁹ 个参数、10¹¹ 个字符时预测的比特/字符",
        ),
    ],
    rows,
)
print(f"losses that were fitted: from {losses[used].min():.2f} to {losses[used].max():.2f}")

# %% [markdown] lang="en"
# A residual is what is left between the formula and the measurements, as a root mean square in bits.
# The fit is decent: below a tenth of a bit, where the fitted losses differ by more than one bit.
# The largest network, three times the size of the next, is predicted to within a few tenths of a bit.
# But look at the last column.
# All three values of $E$ fit nearly alike, and for a really large model they predict quite different losses: each follows the $E$ that was put in.
# A fit is no licence to extrapolate over more than four orders of magnitude in parameters and more than five in text.
# (The published laws span many more, and even their constants were disputed: Besiroglu et al. 2024, arXiv:2404.10102.)

# %% [markdown] lang="zh"
# 残差是公式与测量值之差，表中给出残差的均方根，单位为比特。
# 拟合得不错：残差不到十分之一比特，而参加拟合的各个损失，最大与最小相差一比特以上。
# 最大的网络没有参加拟合，参数个数又是次大网络的三倍，公式对其损失的预测却只差十分之几比特。
# 但请看最后一列。
# 三个 $E$ 值拟合得几乎一样好，对真正的大模型预测的损失却相差很大：代入的 $E$ 变了，预测也跟着变。
# 拟合得好，不等于可以外推这么远：参数量要超出四个多数量级，文本要超出五个多数量级。
# （发表过的规模定律跨越的数量级比这里多得多，其中的常数也仍有争议：Besiroglu 等，2024，arXiv:2404.10102。）

# %%
theta = laws[1]
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.2), layout="constrained")
for count, row in zip(parameters, losses, strict=True):
    colour = axes[0].plot(amounts, row, "o", markersize=4, label=f"{count:,}")[0].get_color()
    axes[0].plot(amounts[2:], law(theta, count, amounts[2:]), color=colour, linewidth=1)
    axes[1].plot(6 * count * amounts, row, "o-", markersize=4, linewidth=1)
axes[0].set(xscale="log", xlabel="characters read D", ylabel="bits per character")
axes[1].set(xscale="log", xlabel="operations, about 6ND", ylabel="bits per character")
axes[0].minorticks_off()
axes[0].set_xticks(amounts[::2], [f"{amount:,}" for amount in amounts[::2]])
axes[0].legend(title="parameters N", fontsize=7, title_fontsize=7)
plotting.show(
    figure,
    "Left: loss against text, one colour for each size; points are measured, lines are "
    "fitted with E = 1 (the yellow one is predicted: its network took no part). Right: the same points against compute, about 6ND operations.",
    "左：横轴为读过的字符数 D，纵轴为比特/字符，每种颜色代表一种网络大小（图例为参数量 N）；点是实测，线是取 E = 1 的拟合（黄线是预测，那个网络没有参加拟合）。"
    "右：同样的点，横轴换成计算量，约为 6ND 次运算。",
)

# %% [markdown] lang="en"
# The usual estimate for the operations of a training is $6ND$: for each parameter and each character two on the way forward and four on the way back.
# The right-hand panel holds the practical lesson: for each budget of compute another size is best.
# As compute grows, a small network that has read much is overtaken by a larger one that has read less.
# For large models Hoffmann et al. concluded that parameters and tokens should grow alike; their model of 70 billion parameters, trained on 1.4 trillion tokens, was better than larger ones that had read fewer.
#
# > **Misconception: "more parameters make a better model."** At a fixed budget of compute there is a best size; beyond it, more parameters mean fewer characters read.

# %% [markdown] lang="zh"
# 训练要做多少次运算，通常按 $6ND$ 估计：每个参数对每个字符要做前向两次、反向四次运算。
# 从右图可以得出一个实用的结论：计算预算不同，最合适的网络大小也不同。
# 随着计算量增加，读得多的小网络会被读得少的大网络超过。
# 对大模型，Hoffmann 等人的结论是参数与词元应当同步增长；他们的模型有 700 亿个参数，读了 1.4 万亿个词元，胜过了参数更多、读得更少的模型。
#
# > **常见误解：“参数越多，模型越好。”** 计算预算一定时，有一个最合适的大小；超过这个大小，参数越多，能读的字符就越少。
