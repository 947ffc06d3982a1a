# %% [markdown] lang="en"
# ## How it grows
#
# Chapter 1 showed in "Scale" that the loss falls with parameters and with text, and gave the formula of Hoffmann et al. (2022, arXiv:2203.15556).
# For a Transformer the cost can be counted beforehand.
# A number in a weight matrix is multiplied and added once for each token, and twice as much again on the way back: $6N$ operations a token for $N$ parameters.
# Attention comes on top: in one layer of width $D$ with $T$ tokens in view, the weights cost $24D^2$ operations a token forward and the looking $4TD$, so attention takes the share $T/(T + 6D)$.

# %% [markdown] lang="zh"
# ## 规模变大之后
#
# 第 1 章“规模”一节已经说明，损失随参数个数和文本数量的增加而降低，并给出了 Hoffmann 等人的公式（2022，arXiv:2203.15556）。
# Transformer 的计算量可以事先数出来。
# 每读一个词元，权重矩阵里的每个数前向时要做一次乘法、一次加法，反向时再做两倍：$N$ 个参数，每个词元要做 $6N$ 次运算。
# 注意力另算：设一层宽 $D$，看得见 $T$ 个词元；前向时，每个词元在权重上要做 $24D^2$ 次运算，在注意力上要做 $4TD$ 次，所以注意力占 $T/(T + 6D)$。

# %%
shapes = {("our GPT", "我们的 GPT"): (2, 128, 64), "GPT-3": (96, 12_288, 2048)}
shapes[("GPT-3 with a longer context", "GPT-3，上下文更长")] = (96, 12_288, 131_072)
rows = []
for name, (num_layers, width, length) in shapes.items():
    kept = 2 * num_layers * width
    share = f"{length / (length + 6 * width):.1%}"
    rows.append([name, length, share, kept, f"{2 * kept * length / 1e9:,.4f}"])
header = [("model", "模型"), ("context", "上下文长度"), ("share of attention", "注意力所占比例")]
header += [("kept for each token", "每个词元要缓存的数")]
plotting.table(
    [*header, ("KV cache in GB, 2 bytes a number", "KV 缓存（GB，每个数 2 字节）")], rows
)

# %% [markdown] lang="en"
# "Attention costs the square of the length" is true, and at GPT-3's own context it is under three per cent of the work; at 131,072 tokens it is most of it.
# Memory hurts earlier.
#
# With a given number of operations, should one train a larger model or read more text?
# Hoffmann et al. trained more than 400 models and concluded that both should grow alike, at about 20 tokens for each parameter.
# So the larger model is the better one only where there is enough to read: on logarithmic axes of loss against computing, its line starts higher, and only beyond the point where the lines cross does it pay.
# Our GPT, with 400,000 parameters and 800,000 characters, is far on the other side of that point.
# (Today's models read far more than 20 tokens a parameter, since a smaller one is cheaper each time it is used.)

# %% [markdown] lang="zh"
# “注意力的计算量与长度的平方成正比”，这话不错；但在 GPT-3 自己的上下文长度上，它占不到百分之三，到了 131,072 个词元才占大头。
# 内存更早成为瓶颈。
#
# 计算量一定，该用更大的模型，还是读更多的文本？
# Hoffmann 等人训练了四百多个模型，得出的结论是模型和文本应当同步增长，每个参数约配 20 个词元。
# 所以，只有可读的文本足够多时，大模型才更好：以计算量为横轴、损失为纵轴（都取对数），大模型的曲线起点更高，越过与小模型曲线的交点之后才更合算。
# 我们的 GPT 有四十万个参数，只读了八十万个字符，离那个交点还很远。
# （如今的模型，每个参数配的词元远远超过 20 个，因为模型小一些，每次使用都便宜一些。）
