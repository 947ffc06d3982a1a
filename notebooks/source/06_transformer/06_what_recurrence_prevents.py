# %% [markdown] lang="en"
# ## What recurrence prevents
#
# How does character 1 reach character $n$?
# In a recurrent network through $n - 1$ updates of the state, one after the other.
# Two things follow.
# The **path** is long: chapter 5 measured what becomes of a gradient on it.
# And the steps have to **wait** for one another, also in training, where the whole text is known beforehand.
# Convolutions shorten the path: causal ones of width 3 reach two characters further with each layer, and with gaps that double, the reach doubles.
# **Attention** lets every position look at every earlier one directly: one step, whatever the distance.
# What it pays is pairs: $n(n+1)/2$ of them.

# %% [markdown] lang="zh"
# ## 循环卡住了什么
#
# 第 1 个字符怎样影响到第 $n$ 个？
# 在循环网络里，要经过 $n - 1$ 次状态更新，一次接一次。
# 由此有两个后果。
# 一是**路径**长：梯度走在这条路上会怎样，第 5 章量过。
# 二是要**等**：一步等一步，哪怕是训练，整段文本早就摆在那里，也得等。
# 卷积能缩短路径：宽度为 3 的因果卷积，每层往回多够到两个字符；若让空隙逐层翻倍，够到的距离也逐层翻倍。
# **注意力**让每个位置直接去看前面的任何一个位置：不管多远，一步就到。
# 代价是要配对，一共 $n(n+1)/2$ 对。
# 下表列出三种长度下各种办法的步数，最后一列是注意力的配对数。

# %%
rows = []
for n in (16, 256, 4096):
    convolution, doubling = -(-(n - 1) // 2), int(np.ceil(np.log2(n)))
    rows.append([n, n - 1, convolution, doubling, 1, n * (n + 1) // 2])
header = [("length", "长度"), ("recurrence", "循环"), ("convolution", "卷积")]
header += [("doubling gaps", "空隙翻倍的卷积"), ("attention", "注意力"), ("pairs", "配对数")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# What does waiting cost?
# `seconds_of` measures it: it calls a function several times and takes the shortest time.

# %% [markdown] lang="zh"
# 等，要花多少时间？
# 用 `seconds_of` 来量：把一个函数调用几次，取最短的用时。


# %%
def seconds_of(function, times=5):
    # en: A first call compiles, where something has to be compiled.
    # zh: 需要编译的话，第一次调用时就会编译。
    function()
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        durations.append(time.perf_counter() - start)
    return min(durations)


# %% [markdown] lang="en"
# Take 1,024 vectors of 512 numbers and one matrix.
# The same products can be computed one by one, as a recurrent network must, or all at once, as a single product of two matrices.
# The arithmetic is the same to the last multiplication.
#
# > **Predict before you run.** How many times faster is the second way, on a CPU?

# %% [markdown] lang="zh"
# 取 1,024 个 512 维的向量和一个矩阵。
# 同样的乘法，可以一个一个地算（one by one），循环网络只能如此；也可以合成两个矩阵的一次乘积，一齐算（at once）。
# 两种算法的乘法次数一模一样。
#
# > **先猜，再运行。** 在 CPU 上，第二种快几倍？

# %% tags=["hide-output"]
rng = np.random.default_rng(0)
states, matrix = (rng.normal(size=(n, 512)).astype("float32") for n in (1024, 512))
one_by_one = seconds_of(lambda: [state[None] @ matrix for state in states])
at_once = seconds_of(lambda: states @ matrix)
print(f"one by one {1e3 * one_by_one:.1f} ms, at once {1e3 * at_once:.1f} ms: ", end="")
print(f"{one_by_one / at_once:.1f} times as long")

# %% [markdown] lang="en"
# One by one, the whole matrix has to be fetched anew for every single vector.
# At once, each of its numbers serves many vectors when it has come, and several cores can share the work.
# Now whole layers: a GRU and a layer of causal self-attention (which the next sections build), both 128 wide, both compiled, on a single text of growing length.

# %% [markdown] lang="zh"
# 一个一个地算，每个向量都要把整个矩阵重新取一遍；一齐算，矩阵里的数取来一次，就能给许多向量用，几个核心还能分着干。
# 再看完整的层：一个是 GRU，另一个是因果自注意力层（后面几节会把它写出来）。
# 两者都是 128 维，都经过编译，每次只读一段文本，长度由短到长。

# %%
gru = keras.layers.GRU(128, return_sequences=True, dtype="float32")
heads = keras.layers.MultiHeadAttention(2, 64, dtype="float32")
gru.build((1, None, 128))
heads.build((1, None, 128), (1, None, 128))
timed = {"GRU": gru, "attention": lambda x: heads(x, x, use_causal_mask=True)}
weights = gru.variables + heads.variables
for name, layer in timed.items():
    timed[name] = aigc_keras.backend.compile_function(layer, weights)

# %% [markdown] lang="en"
# Each is timed five times per length, and the best time counts.

# %% [markdown] lang="zh"
# 每种长度各计时五次，取最短的一次。

# %%
lengths, rows = (64, 256, 1024, 4096), []
microseconds = {name: [] for name in timed}
for length in lengths:
    x = ops.convert_to_tensor(rng.normal(size=(1, length, 128)).astype("float32"))
    for name, layer in timed.items():
        taken = seconds_of(lambda x=x, layer=layer: ops.convert_to_numpy(layer(x)))
        microseconds[name].append(1e6 * taken / length)
    rows.append([length, *(f"{values[-1]:.1f}" for values in microseconds.values())])
header = [("tokens", "词元数"), ("GRU, microseconds a token", "GRU，微秒/词元")]
plotting.table([*header, ("attention", "注意力")], rows)

# %% [markdown] lang="en"
# Across is the length of the text, upwards the microseconds for each of its tokens, both on logarithmic axes.

# %% [markdown] lang="zh"
# 横轴是文本长度（length），纵轴是平均每个词元的微秒数（microseconds per token），都用对数刻度。

# %%
figure, axis = plt.subplots(figsize=(5.2, 3.2), layout="constrained")
for name, values in microseconds.items():
    axis.loglog(lengths, values, marker="o", label=name)
axis.set_xticks(lengths, [f"{length:,}" for length in lengths], minor=False)
axis.minorticks_off()
axis.set(xlabel="length of the text in tokens", ylabel="microseconds per token", ylim=(1, 200))
axis.legend()
plotting.show(
    figure,
    "Microseconds per token against the length of the text, logarithmic axes. The GRU's line "
    "falls to a level; that of attention is near it at first and rises for the longest text.",
    "每个词元的微秒数随文本长度变化，两轴均为对数。GRU 的线降到一定高度就平了；注意力的线起初与它相近，文本最长时往上走。",
)

# %% [markdown] lang="en"
# A short text pays for the fixed cost of each call.
# Beyond that, the GRU's time per token hardly depends on the length.
# Attention's has a part that grows: token $n$ is compared with $n$ keys, its own included, so the time per token rises in the end, and the time of the whole text grows as the **square** of its length.
# And the promised advantage?
# On two cores there is little to see of it: up to a thousand tokens, the times of the two layers are of the same order.
# Two cores can do only a few things at once, so there is little to gain from having much ready to be done, and the loop, compiled, wastes little.
# (Seconds differ from machine to machine; yours may say something else.)
# The advantage shows on hardware with thousands of arithmetic units.
# There a loop of 4,096 small steps leaves nearly all of them idle, and a few large products keep them busy.
# That, more than any elegance, is why Transformers could be made large.
#
# > **Misconception: "a Transformer needs less computing than a recurrent network."** It needs more: the pairs come on top.
# > What it does not need is to wait.

# %% [markdown] lang="zh"
# 文本短，每次调用的固定开销就显得大。
# 除此以外，GRU 每个词元的用时几乎不随长度变化；注意力有一部分会涨：第 $n$ 个词元要和 $n$ 个键比对（连自己的在内），所以每个词元的用时终归要上升，整段文本的用时按长度的**平方**增长。
# 说好的优势呢？
# 在两个核心上看不大出来：一千个词元以内，两种层的用时在同一个量级。
# 两个核心同时做不了几件事，就算活儿全都摆在面前，也占不到多少便宜；循环一经编译，也没浪费多少。
# （秒数因机器而异，你那里可能不同。）
# 真正的好处要在有成千上万个运算单元的硬件上才看得出：4,096 个小步的循环，几乎让所有单元闲着；几次大的乘法，才能让它们忙起来。
# Transformer 之所以能做大，主要不是靠精巧，而是靠这一点。
#
# > **常见误解：“Transformer 的计算量比循环网络小。”** 其实更大：配对是额外的。
# > 它省掉的不是计算，是等待。
