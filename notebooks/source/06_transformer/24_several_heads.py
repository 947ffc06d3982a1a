# %% [markdown] lang="en"
# ## Several heads
#
# One look gives one mean.
# Suppose that the verb of a sentence needs both its subject and its object, and that a number stands for each.
# A single attention that looks at both gets their mean: 5 for the pair (2, 8), and 5 for (4, 6) as well.
# Two attentions side by side, each of them called a head, can ask different questions and get both numbers:

# %% [markdown] lang="zh"
# ## 多个头
#
# 注意力看一次，只得到一个平均值。
# 设想句子里的动词既要知道主语，又要知道宾语，而主语和宾语各用一个数代表。
# 如果只有一个注意力，主语和宾语都看，得到的就是平均值：(2, 8) 得 5，(4, 6) 也得 5。
# 如果有两个并排的注意力（每个称为一个头），用两个不同的查询，两个数就都能得到：

# %%
# en: Two keys: one for the subject, one for the object.
# zh: 两个键，一个代表主语，一个代表宾语。
roles, rows = np.eye(2), []
for pair in ((2, 8), (4, 6)):
    values = np.array(pair, "float")[:, None]  # (2, 1)
    one_head, _ = attention(50 * roles.sum(axis=0, keepdims=True), roles, values)
    two_heads, _ = attention(50 * roles, roles, values)
    rows.append(
        [str(pair), f"{one_head.item():.1f}", f"{two_heads[0, 0]:.1f}, {two_heads[1, 0]:.1f}"]
    )
plotting.table([("pair", "主语和宾语"), ("one head", "一个头"), ("two heads", "两个头")], rows)

# %% [markdown] lang="en"
# So the $D$ numbers of each query, key and value are shared out among $h$ **heads** of $D/h$ numbers each; in the small GPT these are 64 numbers, four heads and 16 numbers a head.
# Each head computes its own attention weights and its own mean; then the results stand side by side again, and the last matrix, `out`, mixes them.
# More heads need no more parameters, since `qkv` and `out` keep their sizes; but the queries, keys and values of each head are shorter.

# %% [markdown] lang="zh"
# 所以，查询、键和值各有 $D$ 个数，都平分给 $h$ 个**头**，每个头得到 $D/h$ 个；在小 GPT 里是 64 个数、四个头，每个头 16 个数。
# 各个头算出自己的注意力权重，单独求平均；结果再拼接起来，由最后一个矩阵 `out` 混合。
# 头多了，参数并不增加，因为 `qkv` 和 `out` 的大小不变；只是头越多，每个头的查询、键和值就越短。
