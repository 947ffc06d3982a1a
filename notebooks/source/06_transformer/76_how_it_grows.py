# %% [markdown] lang="en"
# ## How it grows
#
# Chapter 1 showed in "Scale" that the loss falls with parameters and with text, and gave the formula of Hoffmann et al. (2022, arXiv:2203.15556).
# For a Transformer the cost can be counted beforehand.
# For each token a number in a weight matrix is multiplied once and added once, which makes two operations forward; the way back takes four more.
# So $N$ parameters cost $6N$ operations a token.
# Attention comes on top.
# In one layer of width $D$ with $T$ tokens in view, the $12D^2$ weights cost $24D^2$ operations a token forward; the $T$ dot products cost $2TD$, and the weighted mean of $T$ values as much again.
# So attention takes the share $4TD/(24D^2 + 4TD) = T/(T + 6D)$ of the work.

# %% [markdown] lang="zh"
# ## 规模变大之后
#
# 第 1 章“规模”一节已经说明，损失随参数个数和文本数量的增加而降低，并给出了 Hoffmann 等人的公式（2022，arXiv:2203.15556）。
# Transformer 的计算量可以事先数出来。
# 每读一个词元，权重矩阵里的每个数，前向计算时参与一次乘法、一次加法，共两次运算，反向传播时再参与四次。
# 所以模型有 $N$ 个参数，每个词元就要做 $6N$ 次运算。
# 注意力的点积和加权平均另算。
# 设一层宽 $D$，看得见 $T$ 个词元；前向时，每个词元在 $12D^2$ 个权重上要做 $24D^2$ 次运算，$T$ 个点积要 $2TD$ 次，$T$ 个值的加权平均又要 $2TD$ 次。
# 所以注意力占运算量的 $4TD/(24D^2 + 4TD) = T/(T + 6D)$。

# %%
shapes = {("our GPT", "我们的 GPT"): (2, 128, 64), "GPT-3": (96, 12_288, 2048)}
shapes[("GPT-3 with a longer context", "GPT-3，上下文更长")] = (96, 12_288, 131_072)
rows = []
for name, (num_layers, width, length) in shapes.items():
    kept = 2 * num_layers * width
    share = f"{length / (length + 6 * width):.1%}"
    rows.append([name, length, share, kept, f"{2 * kept * length / 1e9:,.4f}"])
header = [
    ("model", "模型"),
    ("context", "上下文长度"),
    ("share of attention", "注意力占运算量的比例"),
]
header += [("kept for each token", "每个词元要缓存的数")]
plotting.table(
    [*header, ("KV cache in GB, 2 bytes a number", "KV 缓存（GB，每个数 2 字节）")], rows
)

# %% [markdown] lang="en"
# "Attention costs the square of the length" is true, since each of $T$ tokens looks at up to $T$.
# Yet at GPT-3's own context it is under three per cent of the work; at 131,072 tokens it is most of it.
# Memory hurts earlier: at 2,048 tokens the cache of a single text already takes 9.7 GB.
#
# With a given number of operations, should one train a larger model or read more text?
# Hoffmann et al. trained more than 400 models and concluded that both should grow alike, at about 20 tokens for each parameter.
# So the larger model is the better one only where there is computing and text enough; below that, a smaller one that reads more ends with a lower loss.
# By this rule our GPT, with 400,000 parameters, would have to read eight million tokens, and it has read a tenth of them.
# (The rule was found on far larger models, so it is no more than a hint here.)
# (Today's models read far more than 20 tokens a parameter, since a smaller one is cheaper each time it is used.)

# %% [markdown] lang="zh"
# “注意力的计算量与长度的平方成正比”，这话不错，因为 $T$ 个词元各要看至多 $T$ 个。
# 但在 GPT-3 自己的上下文长度上，注意力占运算量不到百分之三，到了 131,072 个词元才占大头。
# 内存更早成为瓶颈：只有 2,048 个词元时，一段文本的缓存就要 9.7 GB。
#
# 计算量一定时，该用更大的模型，还是读更多的文本？
# Hoffmann 等人训练了四百多个模型，得出的结论是模型和文本应当同步增长，每个参数约配 20 个词元。
# 所以，只有计算量和文本都足够多时，大模型才更好；不够的时候，小一些的模型多读一些，损失反而更低。
# 按这条规律，我们的 GPT 有四十万个参数，应当读八百万个词元，而它只读了十分之一。
# （这条规律是在大得多的模型上得到的，用在这里只能作个参考。）
# （如今的模型，每个参数配的词元远远超过 20 个，因为模型小一些，每次使用都便宜一些。）
