# %% [markdown] lang="en"
# ## What a Transformer costs
#
# We saw at the beginning what was gained: every position at once, and one step between any two.
# Here is the bill.
# For one more character, a GRU does the same work on the same state, however long the text.
# A Transformer looks at everything it has kept.
# In one layer of width $h$, the weights cost $24h^2$ operations for each token and the looking costs $4Th$ (two products with $T$ keys and values); so attention takes the share $T / (T + 6h)$.
# And it keeps $2h$ numbers a layer for each token.
# No measurement is needed here, only multiplication.
# (Two bytes a number in the last column.
# The output layer is left out; and GPT-3 is counted as if each of its layers looked everywhere, though half of them look at a band only.)

# %% [markdown] lang="zh"
# ## Transformer 的花费
#
# 好处开头已经看到：所有位置一起算，任何两个位置只隔一步。
# 现在来看账单。
# 再读一个字符，GRU 对着同一个状态做同样多的事，文本多长都一样；Transformer 却要把留下的一切都看一遍。
# 一层、宽 $h$：每个词元，权重要花 $24h^2$ 次运算，回头看要花 $4Th$ 次（与 $T$ 个键、$T$ 个值各乘一回），所以注意力占 $T / (T + 6h)$。
# 此外，每个词元每层要留下 $2h$ 个数。
# 这里用不着测量，只要会乘法。
# （输出层不计；GPT-3 按每层都看全部位置来算，其实有一半的层只看一条窄带。）
# 末列是留满整个上下文时的字节数，每个数两字节。

# %%
shapes = {("our GPT", "我们的 GPT"): (2, 128, 64), "GPT-3": (96, 12_288, 2048)}
shapes["the same, longer", "同上，更长"] = (96, 12_288, 131_072)
rows = []
for name, (num_layers, width, length) in shapes.items():
    share = length / (length + 6 * width)
    kept = 2 * num_layers * width
    rows.append([name, length, f"{share:.1%}", kept, f"{2 * kept * length / 1e9:,.4f}"])
header = [("model", "模型"), ("context", "上下文长度"), ("share of attention", "注意力的份额")]
header += [("kept a token", "每词元留下的数"), ("in all, GB", "合计（GB）")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# "Attention is quadratic" is true, and for GPT-3 (Brown et al. 2020, arXiv:2005.14165) it is nearly beside the point: at 2,048 tokens, attention is under three per cent of the operations.
# At 131,072 it is most of them.
# What hurts earlier is memory: nearly five megabytes for each token, ten gigabytes for one full context, for one reader.
# Hence the remedies in use.
# Several heads share their keys and values (Shazeer 2019, arXiv:1911.02150; Ainslie et al. 2023, arXiv:2305.13245).
# The table of weights is never written down as a whole (Dao et al. 2022, arXiv:2205.14135), which changes the memory and the time but not the result.
# Or a position looks at a window only, as our `context_length` has it: then the cost stops growing, and so does the direct view.
# Recurrent networks have come back for the same reason, with a state of fixed size and a training in parallel (Mamba, Gu & Dao 2023, arXiv:2312.00752).

# %% [markdown] lang="zh"
# “注意力是平方复杂度”，这话没错，可是对 GPT-3（Brown 等，2020，arXiv:2005.14165）来说几乎无关紧要：2,048 个词元时，注意力不到全部运算的百分之三。
# 到了 131,072 个，它才占大头。
# 先吃不消的是内存：每个词元将近 5 MB，一份写满的上下文就是约 10 GB，而这还只够伺候一位读者。
# 于是有了种种对策：几个头合用一套键和值（Shazeer，2019，arXiv:1911.02150；Ainslie 等，2023，arXiv:2305.13245）；整张权重表从不完整地写下来（Dao 等，2022，arXiv:2205.14135），省的是内存和时间，结果不变；或者一个位置只看一个窗口，我们的 `context_length` 就是如此：花费不再增长，直接看得到的范围也不再增长。
# 循环网络卷土重来，为的也是这个：状态大小固定，训练又能并行（Mamba，Gu 与 Dao，2023，arXiv:2312.00752）。
