# %% [markdown] lang="en"
# ## Norm before or after?
#
# The original put the normalisation **after** each sum, $\mathrm{norm}(x + f(x))$; today, since GPT-2 (Radford et al. 2019), it mostly comes **before**.
# The difference looks small.
# But after-norm cuts the straight path: on its way from embedding to logits, the stream is rescaled twice in every block.
# Xiong et al. (2020, arXiv:2002.04745) show what follows for a fresh model: with the norm after, the gradient in the last block does not shrink, however deep the stack; with the norm before, it shrinks with the number of layers $L$ at least as fast as $1/\sqrt{L}$, since block after block adds to the stream, and each becomes a smaller part of the sum.
#
# We measure it, with a trick that works on any backend: a step of plain SGD with learning rate 1 subtracts the gradient.
# So the gradient is the difference of the weights before and after.

# %% [markdown] lang="zh"
# ## 归一化放在前还是后？
#
# 最初的做法把归一化放在相加**之后**：$\mathrm{norm}(x + f(x))$；从 GPT-2（Radford 等，2019）起，大多放在**之前**。
# 看上去差别不大，其实放在后面就截断了那条直路：从嵌入到 logit，这股流在每个块里要被重新缩放两次。
# Xiong 等（2020，arXiv:2002.04745）说明了未经训练的模型会怎样：放在后面，不管叠多少层，最后一块里的梯度都不缩小；放在前面，它随层数 $L$ 缩小，至少和 $1/\sqrt{L}$ 一样快，因为一块一块地往流里加，每一块在总和里占的份额就越来越小。
#
# 下面来量。
# 有个小窍门，哪种后端都能用：学习率为 1 的普通 SGD 走一步，减去的正好是梯度。
# 所以走一步前后权重之差，就是梯度。


# %%
def gradient_norms(model):
    before = [block.get_weights() for block in model.network.blocks]
    model.compile(keras.optimizers.SGD(1.0), run_eagerly=True)
    model.train_on_batch(watched[0][:16, :64], watched[1][:16, :64])
    after = [block.get_weights() for block in model.network.blocks]
    return [
        np.sqrt(sum(np.sum((new - old) ** 2) for new, old in zip(*pair, strict=True)))
        for pair in zip(after, before, strict=True)
    ]


# %% [markdown] lang="en"
# Fresh models of 1, 4 and 16 blocks, of both kinds, are asked for the gradients on 16 validation windows.
# The table has the norm of the last block's gradient.

# %% [markdown] lang="zh"
# 两种做法，各取 1、4、16 个块的新模型，求它们在 16 个验证窗口上的梯度。
# 表中是最后一块里梯度的范数。

# %%
depths, slopes = (1, 4, 16), {"before": {}, "after": {}}
in_words, rows = {"before": ("before", "在前"), "after": ("after", "在后")}, []
for norm, by_depth in slopes.items():
    for depth in depths:
        fresh = GPT(vocabulary, hidden_dim=32, num_layers=depth, num_heads=2, norm=norm, seed=0)
        by_depth[depth] = gradient_norms(fresh)
    last = [by_depth[depth][-1] for depth in depths]
    rows.append([in_words[norm], *(f"{value:.3f}" for value in last)])
    results[f"last gradient, norm {norm}"] = float(last[-1] / last[0])
header = [(f"{depth} block{'s' * (depth > 1)}", f"{depth} 块") for depth in depths]
plotting.table([("norm", "归一化"), *header], rows)

# %% [markdown] lang="en"
# And training?
# Six blocks of width 32, one of each kind, same data, a constant learning rate of 0.003 from the very first step: no warm-up.
# They read a short piece of the plays, 10 batches long, twelve times.
#
# > **Predict before you run.** Which of the two learns, and what does the other one do?

# %% [markdown] lang="zh"
# 训练起来呢？
# 六个块，宽 32，两种做法各一个，数据相同，学习率从第一步起一直是 0.003，不预热。
# 读的是剧本里的一小段，共 10 批，读十二遍。
#
# > **先猜，再运行。** 两个里哪个学得动？
# > 另一个会怎样？

# %% tags=["hide-output"]
few_windows = TextWindows(train_ids[: 11 * 32 * 32], 32, batch_size=32, seed=0)
fallen, rows = {}, []
for norm in ("before", "after"):
    options = {"context_length": 32, "hidden_dim": 32, "num_layers": 6, "num_heads": 2}
    model = GPT(vocabulary, **options, activation="relu", norm=norm, seed=0)
    model.compile(FlatAdam(3e-3))
    options = {"epochs": 12, "shuffle": False, "verbose": 0}
    history = model.fit(few_windows, **options, callbacks=[Progress()]).history
    fallen[norm] = np.array(history["loss"]) / np.log(2)
    results[f"bits in training, norm {norm}"] = float(fallen[norm][-1])
    rows.append([in_words[norm], f"{fallen[norm][-1]:.2f}"])
header = [("norm", "归一化")]
plotting.table([*header, ("bits per character, last reading", "最后一遍的比特/字符")], rows)

# %% [markdown] lang="en"
# Left: the number of layers across, the gradient's norm in the last block upwards, both logarithmic; the dotted line falls like $1/\sqrt{L}$.
# Right: the training loss in bits against the readings.

# %% [markdown] lang="zh"
# 左图横轴是层数（layers），纵轴是最后一块里梯度的范数（gradient norm in the last block），都是对数刻度；虚线按 $1/\sqrt{L}$ 下降。
# 右图横轴是读的遍数（readings），纵轴是训练损失，以比特/字符计。
# before 为归一化在前，after 为在后。

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
for norm, by_depth in slopes.items():
    last = [by_depth[depth][-1] for depth in depths]
    axes[0].loglog(depths, last, marker="o", label=f"norm {norm}")
    axes[1].plot(range(1, 13), fallen[norm], marker="o", label=f"norm {norm}")
first = slopes["before"][1][0]
axes[0].loglog(depths, first / np.sqrt(depths), ":", color="grey", label="1 / root of layers")
axes[0].set_xticks(depths, depths)
axes[0].minorticks_off()
axes[0].set(xlabel="layers", ylabel="gradient norm in the last block", ylim=(0.01, 1))
axes[1].set(xlabel="readings", ylabel="training loss, bits per character")
axes[0].legend(fontsize=8)
plotting.show(
    figure,
    "Left: with more layers, the gradient with norm before falls, even below the dotted line; with "
    "norm after it stays higher. Right: with norm before the loss keeps falling; after, it falls late.",
    "左：随层数增加，归一化在前的梯度一路下降，比虚线还低；在后的保持在高处。右：在前的损失一路下降；在后的停了好几遍才慢慢下降。",
)

# %% [markdown] lang="en"
# The figure agrees with the theory: with the norm before, the last block's gradient falls, and faster than the dotted line; after, it drops once and then stays, so that at 16 blocks it is several times as large.
#
# <details><summary>Answer</summary>
#
# In training, the first model keeps learning; the second one keeps up for a few readings, stands still for several more near 4.7 bits, hardly better than the frequencies alone, and ends far behind.
#
# </details>
#
# This is not the end of after-norm.
# With a lower rate, or a warm-up that begins gently, such models train, and the original was one of them.
# (Xiong et al. see in the large first gradients at the top the reason why it needs the warm-up.)
# What before-norm buys is that one need not be so careful.
# It has a price too: if each block is a smaller part of the sum, deep blocks may contribute little.
# Another learning rate can turn a figure like this round, so do not read more from it than it shows: six layers, one rate, one seed.
#
# > **Misconception: "residuals and normalisation only speed up training."** Take them out of the trained model, and it is another function.
# > And without them many deep models do not train slowly; they do not train at all.

# %% [markdown] lang="zh"
# 图与理论相符：归一化在前，最后一块的梯度一路下降，比虚线还快；在后，降一次就不再降，到 16 块时是前者的好几倍。
#
# <details><summary>答案</summary>
#
# 训练时，前者一直在学；后者头几遍还跟得上，随后在 4.7 比特附近停滞了好几遍，比只看频率好不了多少，最后远远落在后面。
#
# </details>
#
# 这并不是说归一化在后就不行。
# 学习率小一点，或者开头慢慢预热，这样的模型也训练得好，最初的 Transformer 就是。
# （Xiong 等人认为，正因为靠上的块起初梯度太大，才非预热不可。）
# 放在前面，买到的是不必那么小心。
# 它也有代价：每一块在总和里占的份额变小，深处的块可能出力不多。
# 这样的图，换个学习率就可能翻过来；它说的只是六层、一个学习率、一个种子的情形，别读出更多来。
#
# > **常见误解：“残差和归一化只是加快训练的技巧。”** 从训练好的模型里拿掉它们，就成了另一个函数。
# > 而且没有它们，许多深的模型不是学得慢，是根本学不动。
