# %% [markdown] lang="en"
# ## What the heads look at
#
# Attention has an agreeable side: its weights are numbers between 0 and 1 that one can draw.
# `attention_weights` returns them for a text.
# We take one line of *Twelfth Night*, which the model has not read.
# Each panel is one head.
# A row is a position that asks, a column a position that it may look at; dark means much weight (↵ is the line break that stands before every text, ␣ a space).
# Above the diagonal lies the future: white.

# %% [markdown] lang="zh"
# ## 各个头在看什么
#
# 注意力有个讨喜的地方：权重都是 0 到 1 之间的数，画得出来。
# `attention_weights` 给出一段文本的全部权重。
# 我们取《第十二夜》的一行，模型没读过这部戏。
# 一格是一个头；行是发问的位置（asks），列是被看的位置（is looked at），颜色越深，权重越大（↵ 是每段文本前面的换行，␣ 是空格符）。
# 对角线以上是未来，一片空白。

# %%
line = "If music be the food of love"
weights = gpt.attention_weights(line)
labels = ["↵", *line.replace(" ", "␣")]
figure, axes = plt.subplots(2, 4, figsize=(10, 5.4), layout="constrained")
for (layer, head), axis in zip(np.ndindex(2, 4), axes.flat, strict=True):
    axis.imshow(weights[layer, head], cmap="Blues", vmin=0, vmax=1)
    axis.set_title(f"layer {layer + 1}, head {head + 1}", fontsize=9)
    axis.set_xticks(range(len(labels)), labels, fontsize=6)
    axis.set_yticks(range(len(labels)), labels, fontsize=6)
for axis in axes[:, 0]:
    axis.set_ylabel("position that asks", fontsize=8)
for axis in axes[1]:
    axis.set_xlabel("position looked at", fontsize=8)
plotting.show(
    figure,
    "Eight square maps, white above the diagonal. Some heads show a thin dark line just below the "
    "diagonal, others spread their weight over several positions near it.",
    "八幅方形的图，对角线以上是白的。有的头在对角线下方紧挨着有一条细细的深色线，有的头把权重摊在附近几个位置上。",
)

# %% [markdown] lang="en"
# One line of verse is an anecdote.
# So we measure over 30 pieces of validation text, of 63 characters each: how far back a head looks on average, and how much of its weight lies on the character just before, or on the position itself.
# The last row is a head that looks at everything alike.

# %% [markdown] lang="zh"
# 一行诗只能当个趣闻。
# 所以换 30 段验证文本来量，每段 63 个字符：一个头平均往回看多远，权重有多少落在前一个字符上，多少落在自己身上。
# 最后一行是对一切一视同仁的头，用来对照。


# %%
def statistics(maps):
    steps = np.arange(maps.shape[-1])
    distance = (maps * (steps[:, None] - steps)).sum(axis=-1).mean(axis=-1)
    previous = np.diagonal(maps, -1, -2, -1).mean(axis=-1)
    return distance, previous, np.diagonal(maps, 0, -2, -1).mean(axis=-1)


# %% [markdown] lang="en"
# The maps of all pieces are averaged first: the three figures are linear in the weights.

# %% [markdown] lang="zh"
# 先把各段的图取平均：这三个量对权重都是线性的，先平均再算，与先算再平均，结果都一样。

# %%
maps = np.mean([gpt.attention_weights(piece) for piece in cut(validation_text[:1890], 63)], axis=0)
looked = statistics(maps)
uniform, rows = np.tri(64) / np.arange(1, 65)[:, None], []
for layer, head in np.ndindex(2, 4):
    distance, *shares = (values[layer, head] for values in looked)
    name = f"layer {layer + 1}, head {head + 1}", f"第 {layer + 1} 层，第 {head + 1} 个头"
    rows.append([name, f"{distance:.1f}", *(f"{share:.2f}" for share in shares)])
distance, *shares = statistics(uniform)
rows.append([("uniform", "一视同仁"), f"{distance:.1f}", *(f"{share:.2f}" for share in shares)])
header = [("head", "头"), ("distance", "往回看多远"), ("on the previous", "前一个字符上")]
plotting.table([*header, ("on itself", "自己身上")], rows)
before = np.unravel_index(looked[1].argmax(), looked[1].shape)
farthest = np.unravel_index(looked[0].argmax(), looked[0].shape)

# %% [markdown] lang="en"
# All of them look close by: they reach back a few characters on average, where a head without preference would look 16 back.
# One head puts well over half of its weight on the character just before; others put nearly half on the position itself.
# A head that looks at the previous character is found in Transformers large and small; later layers can build on what it has fetched (Olsson et al. 2022, arXiv:2209.11895).
# Our strongest one sits in the last layer, where only the feed-forward network still follows.
#
# > **Misconception: "the map shows why the model said what it said."** It shows where a mean was taken, of values that earlier layers have already mixed, and what comes of it is added to the residual and passes the feed-forward network besides.
# > Jain and Wallace (2019, arXiv:1902.10186), studying recurrent networks with attention, found quite different weights that give the same prediction; Wiegreffe and Pinter (2019, arXiv:1908.04626) answered that this depends on what one calls an explanation.
# > Neither side takes a map by itself for a proof.
#
# What does give evidence is to **intervene**: take a head out and measure.
# The output projection has one slice for each head; set it to zero, and that head adds nothing.
#
# > **Predict before you run.** Which head will be missed most: the one with most weight on the previous character, the one that looks farthest back, or another?

# %% [markdown] lang="zh"
# 八个头都只看近处：平均往回看几个字符而已，一视同仁的头则要看到 16 个左右。
# 有一个头，一大半权重都压在前一个字符上；另有几个，将近一半压在自己身上。
# 专看前一个字符的头，大大小小的 Transformer 里都找得到；它取来的东西，后面的层可以接着用（Olsson 等，2022，arXiv:2209.11895）。
# 我们这个最强的却在最后一层，后面只剩前馈网络了。
#
# > **常见误解：“看看注意力图，就知道模型为什么这么说。”** 图上画的只是在哪里取了平均；被平均的那些值，前面的层早已混过一道，结果还要并入残差，再经过后面的前馈网络。
# > Jain 与 Wallace（2019，arXiv:1902.10186）研究带注意力的循环网络，找到了另一些权重，与原来的大不相同，预测却一样；Wiegreffe 与 Pinter（2019，arXiv:1908.04626）回应说，这要看你把什么叫做解释。
# > 但双方都没有把单单一张图当作证明。
#
# 能拿出证据的是**干预**：拿掉一个头，再量一量。
# 输出投影里每个头各占一片，把这一片置零，这个头就什么也不添了。
#
# > **先猜，再运行。** 拿掉哪个头最伤：最看重前一个字符的，看得最远的，还是别的？

# %%
whole, price = bits(gpt), np.zeros((2, 4))
for layer, block in enumerate(gpt.network.blocks):
    kernel = block.attention.out.kernel
    original = ops.convert_to_numpy(kernel)
    size = len(original) // 4
    for head in range(4):
        without = original.copy()
        without[head * size : (head + 1) * size] = 0
        kernel.assign(without)
        price[layer, head] = bits(gpt) - whole
    kernel.assign(original)
assert abs(bits(gpt) - whole) < 1e-6

# %% [markdown] lang="en"
# Is the price of a head written in its map?
# We plot it against the share of its weight on the previous character.

# %% [markdown] lang="zh"
# 一个头值多少，能从图上看出来吗？
# 把它的代价与落在前一个字符上的权重比例画在一起。

# %% tags=["hide-output"]
figure, axis = plt.subplots(figsize=(5, 3.2), layout="constrained")
for layer in range(2):
    axis.scatter(looked[1][layer], price[layer], label=f"layer {layer + 1}")
    for head in range(4):
        axis.annotate(f" {head + 1}", (looked[1][layer, head], price[layer, head]), fontsize=8)
axis.set(xlabel="share of weight on the previous character", ylabel="bits lost without the head")
axis.legend()
plotting.show(
    figure,
    "Eight points, one for each head: the share of its weight on the previous character across, the "
    "bits per character lost without it upwards.",
    "八个点，一个点一个头：横轴为落在前一个字符上的权重比例，纵轴为拿掉它多花的比特/字符。",
)

# %% [markdown] lang="en"
# Each point is a head, numbered; across is the share of its weight on the previous character, upwards what its loss costs in bits per character.
#
# <details><summary>Answer</summary>
#
# The dearest heads cost more than a fifth of a bit, the cheapest about a tenth.
# Here the head that stares hardest at the previous character is among the dear ones, and so are two heads that put only three or four tenths of their weight there.
# After another training, with other numbers at the beginning, that head was not among the dear ones, perhaps because the others saw that character too.
#
# </details>
#
# The map alone does not tell the price.
# Even this is no last word: a model trained without that head might have found another way, and in large models many heads can go at little cost (Michel, Levy & Neubig 2019, arXiv:1905.10650).

# %% [markdown] lang="zh"
# 一个点是一个头，旁边是它的编号；横轴是它落在前一个字符上的权重比例，纵轴是拿掉它以后每个字符多花的比特。
#
# <details><summary>答案</summary>
#
# 最贵的头值五分之一比特还多，最便宜的约十分之一。
# 在这次训练里，死盯着前一个字符的那个头属于贵的；可另外两个只把三四成权重放在那里的头，也一样贵。
# 换一组初始值再训练一次，死盯着前一个字符的头却不在贵的之列，大概因为那个字符别的头也看得见。
#
# </details>
#
# 一个头值多少，光看图是看不出来的。
# 这也不是最后的定论：一开始就少一个头来训练，模型也许会另想办法；大模型里许多头拿掉也没什么损失（Michel、Levy 与 Neubig 2019，arXiv:1905.10650）。
