# %% [markdown] lang="en"
# ## Positions
#
# Apart from the mask, attention knows nothing of order: a weighted mean does not care in which sequence its terms are written.
# Permute the positions, and the answers are permuted in the same way.
# "Dog bites man" and "man bites dog" are one to it.

# %% [markdown] lang="zh"
# ## 位置
#
# 如果没有掩码，注意力对次序一无所知：加权平均不管各项谁先谁后。
# 把各个位置重新排列，答案也按同样的方式重新排列，数值不变。
# “狗咬人”和“人咬狗”，在注意力看来是一回事。

# %% tags=["nbval-check-output"]
# en: Six positions; queries, keys and values are x itself.
# zh: 六个位置，查询、键和值都取 x 本身。
x = rng.normal(size=(6, 8))
order = rng.permutation(6)
np.testing.assert_allclose(attention(x[order], x[order], x[order])[0], attention(x, x, x)[0][order])
print("permuting the positions permutes the answers, and does nothing else")

# %% [markdown] lang="en"
# (With the causal mask some order leaks in, since a position sees those before it and not those after; large causal models can make use of that: Haviv et al. 2022, arXiv:2203.16634.)
#
# So the order has to be put in.
# The small GPT adds to each character's vector a learnt vector of its position, the table `places`; a text cannot be longer than this table.
# The original Transformer added fixed vectors of sines and cosines.
# Most language models today use **rotary positions** (Su et al. 2021, arXiv:2104.09864), and so do this chapter's larger ones.
# Rotary positions add no vector.
# The $d$ numbers of a query are taken in pairs, number $i$ with number $i + d/2$, and each pair is a point in the plane.
# At position $p$ the pair $i$ is turned by the angle $p\,\theta_i$, each pair at its own speed: $\theta_0 = 1$ for the first one, less from pair to pair, nearly 1/10,000 for the last one.
# Keys are turned likewise; values are not turned.
# A pair is easiest to turn as a complex number; the last line checks that the library turns in the same way:

# %% [markdown] lang="zh"
# （用了因果掩码，次序的信息会透露一点，因为每个位置看得见前面的位置，看不见后面的；带因果掩码的大模型能利用这一点，见 Haviv 等，2022，arXiv:2203.16634。）
#
# 所以次序的信息要另外提供。
# 小 GPT 的办法是给每个字符的向量加上一个可学习的位置向量，各个位置的向量都在 `places` 这张表里；文本不能比这张表长。
# 最初的 Transformer 加的是由正弦和余弦组成的固定向量。
# 今天的语言模型大多用**旋转位置编码**（Su 等，2021，arXiv:2104.09864），本章后面较大的模型也用它。
# 旋转位置编码不加任何向量，而是把查询的 $d$ 个数两两配对，第 $i$ 个与第 $i + d/2$ 个成一对，每一对看成平面上的一个点。
# 在位置 $p$ 上，第 $i$ 对转过角度 $p\,\theta_i$，各对的转速不同：第一对是 $\theta_0 = 1$，往后逐对减小，最后一对接近 1/10,000。
# 键也同样旋转，值则不转。
# 把一对数看成一个复数，旋转最容易写；最后一行代码检查课程库的旋转是否与此相同：


# %%
def rotated(x, positions):
    frequencies = 10_000.0 ** (-np.arange(0, x.shape[-1], 2) / x.shape[-1])  # (d / 2,)
    first, second = np.split(x, 2, axis=-1)
    turned = (first + 1j * second) * np.exp(1j * np.multiply.outer(positions, frequencies))
    return np.concatenate([turned.real, turned.imag], axis=-1)


vectors = rng.normal(size=(20, 64)).astype("float32")
turned = ops.convert_to_numpy(library.rotate(ops.convert_to_tensor(vectors)))
np.testing.assert_allclose(rotated(vectors, np.arange(20)), turned, atol=1e-4)

# %% [markdown] lang="en"
# > **Predict before you run.** One query and one key, two positions apart: at positions 2 and 0, 105 and 103, 1005 and 1003.
# > How do the three dot products differ?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 一个查询和一个键，相距两个位置：先后放在位置 2 和 0、105 和 103、1005 和 1003。
# > 三个点积有什么不同？

# %% tags=["hide-output"]
(query, key), rows = rng.normal(size=(2, 64)), []
for at_query, at_key in ((2, 0), (105, 103), (1005, 1003), (1005, 0)):
    product = rotated(query, at_query) @ rotated(key, at_key)
    rows.append([at_query, at_key, f"{product:.4f}"])
header = [("position of the query", "查询的位置"), ("of the key", "键的位置")]
plotting.table([*header, ("dot product", "点积")], rows)

# %% [markdown] lang="en"
# They do not differ: when both have been turned, only the difference of the two angles counts, and it depends on the distance alone.
# (The last row has another distance, and another product.)
# So a head can learn to look "three characters back", wherever in the text it stands.

# %% [markdown] lang="zh"
# 前三个点积完全相等：查询和键都转过之后，起作用的只有角度之差，而角度之差只取决于两个位置的距离。
# （表的最后一行，距离不同，点积也不同。）
# 所以一个头可以学会“看前面第三个字符”，不论当前位置在文本的什么地方。
