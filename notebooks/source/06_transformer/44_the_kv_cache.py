# %% [markdown] lang="en"
# ## Writing fast: the KV cache
#
# `write` at the beginning reads 64 characters again for each new one.
# That is a waste.
# Under the causal mask nothing that comes later changes what was computed earlier; so the keys and values of all positions that have been read can be kept, in a **KV cache**.
# A new character then needs one query, one key and one value in each layer; its query looks at the kept keys and values.
# Only the last 64 are kept, since no position looks further back.
# In NumPy, for one head, with a row for each position, reading row by row:

# %% [markdown] lang="zh"
# ## 写得快：KV 缓存
#
# 本章开头的 `write` 每写一个字符，都要把 64 个字符重读一遍。
# 这样做太浪费。
# 有因果掩码在，后来的字符改变不了先前算出的任何结果；所以凡是读过的位置，键和值都可以留下来，存进 **KV 缓存**。
# 这样，每来一个新字符，每一层只要算一个查询、一个键和一个值，再用这个查询去看留下来的键和值。
# 只需留最近 64 个位置的键和值，因为没有哪个位置会看得更远。
# 下面用 NumPy 写一个头，一行是一个位置，逐行读入：

# %% tags=["nbval-check-output"]
query, keys, values = rng.normal(size=(3, 10, 8))
at_once, _ = attention(query, keys, values, np.tri(10, dtype="bool"))
kept_keys, kept_values = np.empty((2, 0, 8))
for i in range(10):
    kept_keys = np.concatenate([kept_keys, keys[i : i + 1]])  # (i + 1, 8)
    kept_values = np.concatenate([kept_values, values[i : i + 1]])
    found, _ = attention(query[i : i + 1], kept_keys, kept_values)
    np.testing.assert_allclose(found[0], at_once[i])
print("row by row with kept keys and values: the same as all at once")

# %% [markdown] lang="en"
# The library's `generate` does this in a compiled loop.
#
# > **Predict before you run.** How many times as fast is it as `write`?

# %% [markdown] lang="zh"
# 课程库的 `generate` 就用 KV 缓存，而且整个循环是编译过的。
#
# > **先猜，再运行。** `generate` 的速度是 `write` 的几倍？


# %% tags=["hide-output"]
def characters_a_second(write_some, length):
    # en: The first call compiles, so it is not timed.
    # zh: 第一次调用要编译，所以不计时。
    write_some(length)
    start = time.perf_counter()
    write_some(length)
    return length / (time.perf_counter() - start)


slow = characters_a_second(lambda length: write(gpt, "ROMEO:\n", length), 50)
fast = characters_a_second(lambda length: gpt.generate("ROMEO:\n", length, seed=0), 2_000)
print(
    f"read again: {slow:.0f} characters a second; with a KV cache: {fast:,.0f}, {fast / slow:.0f} times as many"
)

# %% [markdown] lang="en"
# Two things are mixed in this factor: the cost of calling `predict_on_batch` once for each character, and the 63 positions that are computed again.
# The larger the model and the longer the window, the more the second one counts.
#
# The cache costs memory: for each layer and each position it holds $2D$ numbers, $D$ of the key and $D$ of the value.
# For GPT-3 (96 layers, $D = 12{,}288$; Brown et al. 2020, arXiv:2005.14165) these are 2.4 million numbers a token; in two bytes each, a context of 2,048 tokens takes 9.7 GB, for one user.
# So later models make several heads share keys and values (Shazeer 2019, arXiv:1911.02150; Ainslie et al. 2023, arXiv:2305.13245).

# %% [markdown] lang="zh"
# 这个倍数来自两个因素：每写一个字符就调用一次 `predict_on_batch` 的开销，以及重算另外 63 个位置的计算量。
# 模型越大、窗口越长，后一个因素就越重要。
#
# 缓存要占内存：每层、每个位置要存 $2D$ 个数，键和值各 $D$ 个。
# 对 GPT-3（96 层，$D = 12{,}288$；Brown 等，2020，arXiv:2005.14165）来说，每个词元要存 240 万个数；每个数两字节，2,048 个词元的上文就要 9.7 GB，而这只是一个用户的缓存。
# 所以后来的模型让几个头共用键和值（Shazeer，2019，arXiv:1911.02150；Ainslie 等，2023，arXiv:2305.13245）。
