# %% [markdown] lang="en"
# ## The block, written out
#
# Attention moves content between positions, but what it computes from the values is linear: a mean.
# So each **block** has a second part, a **feed-forward network** of two dense layers with a nonlinearity between them, applied to every position by itself: $D$ numbers are widened to $4D$ and brought back to $D$.
# Two more things hold a stack of blocks together:
#
# - **Residual connections**: a part does not replace what it is given, it adds to it, $x + f(x)$.
#   Each position carries a stream of $D$ numbers from the embedding up to the logits, and the parts write corrections into it.
# - **Layer normalisation** (Ba et al. 2016, arXiv:1607.06450): the $D$ numbers of a position are shifted and scaled to mean 0 and variance 1, then multiplied by a learned gain, and a learned bias is added.
#   Here it comes **before** each part: $x + f(\mathrm{norm}(x))$.
#
# These are parts of the architecture, not tricks of training: the trained model cannot do without them.
# `residual=0` switches the residuals off, for an experiment below.
# For the nonlinearity we take ReLU, as the original did; the library's default is GELU (arXiv:1606.08415), its smooth relative.

# %% [markdown] lang="zh"
# ## 动手写一个块
#
# 注意力在位置之间搬运内容，但它对值做的运算是线性的，不过是求平均。
# 所以每个**块**（block）还有第二部分：**前馈网络**，两个全连接层，中间夹一个非线性函数，对每个位置单独使用，把 $D$ 个数加宽到 $4D$，再收回 $D$。
# 另有两样东西，让许多块能叠在一起：
#
# - **残差连接**：一个部分并不取代它收到的东西，只往上加，即 $x + f(x)$。
#   每个位置带着一股 $D$ 个数的“流”，从嵌入一直通到 logit，各部分往里写修正。
# - **层归一化**（Ba 等，2016，arXiv:1607.06450）：把一个位置上的 $D$ 个数平移、缩放到均值 0、方差 1，再乘以学来的增益，加上学来的偏置。
#   本章把它放在每个部分**之前**：$x + f(\mathrm{norm}(x))$。
#
# 它们是结构的一部分，不是训练技巧：训练好的模型照样离不开。
# 下面的参数 `residual=0` 用来关掉残差，供后面的实验使用。
# 非线性函数取 ReLU，与最初的论文一致；课程库默认用 GELU（arXiv:1606.08415），是它的平滑版本。


# %%
def normalise(x, gain, bias):
    centred = x - x.mean(axis=-1, keepdims=True)
    return gain * centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-3) + bias


def block_by_hand(x, attention, network, norms, allowed, residual=1):
    x = residual * x + many_heads(normalise(x, *norms[0]), attention, allowed)
    wide, wide_bias, narrow, narrow_bias = network
    hidden = np.maximum(normalise(x, *norms[1]) @ wide + wide_bias, 0)
    return residual * x + hidden @ narrow + narrow_bias


# %% [markdown] lang="en"
# The library computes queries, keys and values in one product, with one wide kernel.
# `weights_of` cuts it into the three kernels and the heads that ours expects, and both blocks give the same result.

# %% [markdown] lang="zh"
# 课程库用一个宽的核，一次乘法就算出查询、键和值。
# `weights_of` 把它切成我们要的三个核和各个头，两边的块算出来一样。


# %% tags=["nbval-check-output"]
def weights_of(block):
    heads, dim = block.attention.num_heads, block.attention.dim
    kernel, bias = block.attention.qkv.get_weights()
    attention = []
    for w, b in zip(np.split(kernel, 3, axis=1), np.split(bias, 3), strict=True):
        attention += [w.reshape(dim, heads, -1), b.reshape(heads, -1)]
    kernel, bias = block.attention.out.get_weights()
    attention += [kernel.reshape(heads, -1, dim), bias]
    network = block.feed_forward.expand.get_weights() + block.feed_forward.contract.get_weights()
    return attention, network, [norm.get_weights() for norm in block.norms]


block = blocks.Block(32, 4, activation="relu", seed=0)
library = ops.convert_to_numpy(block(x, causal[None])[0])
np.testing.assert_allclose(block_by_hand(x[0], *weights_of(block), causal), library[0], atol=1e-4)
print("agrees with aigc_keras.networks.transformer.Block")

# %% [markdown] lang="en"
# What do residuals do, before any training?
# Let twelve fresh blocks follow one another, once with and once without them, and measure how alike the positions become: the mean cosine between the vectors of two positions, after each block.
# At 1 they are all the same, up to their length, and no later layer can tell them apart.

# %% [markdown] lang="zh"
# 训练之前，残差有什么用？
# 把十二个未经训练的块叠起来，一次有残差，一次没有，看各位置变得有多像：每过一块，算一遍不同位置的向量两两之间夹角余弦的平均值。
# 等于 1，就是除了长短全都一样，后面的层再也分不清谁是谁。


# %%
def likeness(x):
    unit = x / np.linalg.norm(x, axis=-1, keepdims=True)
    return ((unit @ unit.T).sum() - len(x)) / (len(x) * (len(x) - 1))


stack = [blocks.Block(64, 4, activation="relu", seed=i) for i in range(12)]
start = rng.normal(size=(1, 32, 64)).astype("float32")
for block in stack:
    # en: The first call builds the block.
    # zh: 第一次调用就把块建好。
    block(start, looks.causal_mask(32))

# %% [markdown] lang="en"
# Every position may look at every other one, as in an encoder.

# %% [markdown] lang="zh"
# 这里每个位置都可以看所有位置，与编码器一样。

# %%
alike, rows = {"with residuals": [], "without": []}, []
for name, residual in zip(alike, (1, 0), strict=True):
    stream = start[0]
    for block in stack:
        stream = block_by_hand(stream, *weights_of(block), True, residual)
        alike[name].append(likeness(stream))
    shown = ("with", "有") if residual else ("without", "无")
    rows.append([shown, *(f"{alike[name][i - 1]:.2f}" for i in (1, 4, 12))])
header = [("residuals", "残差"), ("mean cosine after 1 block", "平均余弦，过 1 块")]
plotting.table([*header, ("after 4", "过 4 块"), ("after 12", "过 12 块")], rows)

# %% [markdown] lang="en"
# With residuals, the positions grow alike too, but slowly.
# Without them, every block replaces each position by nearly the same mean, and after a few of them the text is gone: what stood where cannot be recovered.
# (Dong et al. 2021, arXiv:2103.03404, prove that pure attention collapses in this way, doubly exponentially with depth; residuals prevent it.)
# Gradients on the way back have the same straight path.

# %% [markdown] lang="zh"
# 有残差，各位置也会渐渐变像，但很慢。
# 没有残差，每个块都用几乎一样的平均值取代各个位置，几块下来文本就没了：哪里原来是什么，再也找不回来。
# （Dong 等，2021，arXiv:2103.03404，证明了纯注意力会这样坍塌，而且随深度以双重指数的速度坍塌；残差能防止它。）
# 梯度往回走，走的也是这条直路。
