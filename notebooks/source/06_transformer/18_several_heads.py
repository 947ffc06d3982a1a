# %% [markdown] lang="en"
# ## Several heads
#
# One look gives **one** mean.
# Suppose the verb of a sentence needs to know its subject and its object, and let a single number stand for each.
# A head that looks at both gets their mean: 5 for the pair (2, 8), and 5 for the pair (4, 6) as well.
# Two heads with different questions get both numbers.

# %% [markdown] lang="zh"
# ## 多个头
#
# 看一次，只得**一个**平均值。
# 设想句子里的动词既要知道主语，又要知道宾语，各用一个数代表。
# 一个头若两者都看，得到的是平均：(2, 8) 是 5，(4, 6) 也是 5。
# 两个头各问各的，两个数就都到手了。

# %%
# en: The keys: subject and object.
# zh: 两个键：主语和宾语。
roles, rows = np.eye(2), []
for pair in ((2, 8), (4, 6)):
    values = np.array(pair, "float")[:, None]
    one_head, _ = soft_lookup(50 * roles.sum(axis=0), roles, values)
    two_heads = [soft_lookup(50 * role, roles, values)[0].item() for role in roles]
    np.testing.assert_allclose(two_heads, pair, atol=1e-6)
    shown = ", ".join(f"{number:.1f}" for number in two_heads)
    rows.append([str(pair), f"{one_head.item():.1f}", shown])
plotting.table([("pair", "主语和宾语"), ("one head", "一个头"), ("two heads", "两个头")], rows)

# %% [markdown] lang="en"
# So the work is shared out among $h$ heads.
# Every head reads all $D$ numbers of a position, and by matrices of its own makes queries, keys and values of $d = D / h$ numbers from them; the results stand side by side again, and a last matrix $W_O$ mixes them.
# We write it out, copy random weights into Keras' own layer, and compare.

# %% [markdown] lang="zh"
# 所以由 $h$ 个头分工：每个头都读一个位置上全部 $D$ 个数，用自己的矩阵从中算出各有 $d = D / h$ 个数的查询、键和值；结果再并排放好，由最后一个矩阵 $W_O$ 混合。
# 下面写出来，再把随机权重抄进 Keras 自带的层，两相比较。


# %%
def many_heads(x, weights, allowed=True):
    *asked, kernel, bias = weights
    query, keys, values = (
        np.einsum("nd,dhk->hnk", x, w) + b[:, None]
        for w, b in zip(asked[::2], asked[1::2], strict=True)
    )
    found, _ = soft_lookup(query, keys, values, allowed)
    return np.einsum("hnk,hkd->nd", found, kernel) + bias


# %% [markdown] lang="en"
# The weights of Keras' layer come in the order that `many_heads` expects: kernel and bias for query, key, value and output.

# %% [markdown] lang="zh"
# Keras 的层给出权重的次序，正是 `many_heads` 所要的次序：查询、键、值、输出，各有核和偏置。

# %% tags=["nbval-check-output"]
layer = keras.layers.MultiHeadAttention(4, 8, dtype="float32")
layer.build((1, None, 32), (1, None, 32))
layer.set_weights([rng.normal(size=w.shape) / 4 for w in layer.get_weights()])
library = layer(x, x, use_causal_mask=True)
ours = many_heads(x[0], layer.get_weights(), causal)
np.testing.assert_allclose(ours, ops.convert_to_numpy(library)[0], atol=1e-4)
print("agrees with keras.layers.MultiHeadAttention")

# %% [markdown] lang="en"
# More heads cost no more parameters: what is shared out differently is the same four matrices of $D \times D$ numbers, each with $D$ biases.
# Each head then has fewer numbers to ask with, which is the price; how many heads are best is a question for validation text.

# %% [markdown] lang="zh"
# 头再多，参数也不增加：同样是四个 $D \times D$ 的矩阵，各带 $D$ 个偏置，不过分法不同。
# 代价是每个头用来提问的数少了；几个头最好，要由验证文本来回答。

# %%
rows = []
for num_heads in (1, 2, 4, 8):
    layer = keras.layers.MultiHeadAttention(num_heads, 32 // num_heads)
    layer.build((1, None, 32), (1, None, 32))
    assert layer.count_params() == 4 * 32 * (32 + 1)
    rows.append([num_heads, 32 // num_heads, layer.count_params()])
header = [("heads", "头数"), ("numbers in each", "每个头几个数"), ("parameters", "参数")]
plotting.table(header, rows)
