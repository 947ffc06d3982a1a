# %% [markdown] lang="en"
# ## Positions
#
# Apart from the mask, nothing so far knows about order.
# A weighted mean does not care in which sequence its terms are written, so without a mask attention treats a text as a **set**: permute the input, and the output is permuted in the same way, no number changed.
# "Dog bites man" and "man bites dog" are one to it.

# %% [markdown] lang="zh"
# ## 位置
#
# 到现在为止，没有哪个部分知道次序。
# 加权平均不在乎各项谁先写谁后写，所以没有掩码时，注意力把文本当作一个**集合**：输入怎么重排，输出就跟着怎么重排，一个数也不变（加了掩码会怎样，马上就看）。
# “狗咬人”和“人咬狗”，在它看来是一回事。

# %% tags=["nbval-check-output"]
weights = [rng.normal(size=w.shape) / 4 for w in layer.get_weights()]
order = rng.permutation(length)
permuted = many_heads(x[0][order], weights)
np.testing.assert_allclose(permuted, many_heads(x[0], weights)[order], atol=1e-6)
print("permuting the input permutes the output, and does nothing else")

# %% [markdown] lang="en"
# With the causal mask some order leaks in: a position sees those before it and not those after.
# In one layer this tells it no more than **which** characters came before.
# In a second layer it can tell more, since position 2 has already seen another set than position 3.
# Check it on fresh models without positions (`GPT` is the library's whole model; we take it apart further on): shuffle all characters but the last, and see whether the prediction after the last one changes.

# %% [markdown] lang="zh"
# 有了因果掩码，会漏进一点次序：一个位置看得见前面的，看不见后面的。
# 只有一层时，这只能告诉它前面有**哪些**字符。
# 到第二层就不止了，因为位置 2 看过的集合已经与位置 3 不同。
# 拿没有训练、没有位置信息的模型来验证（`GPT` 是课程库里的整个模型，后面会拆开来看）：除最后一个字符外全部打乱，看最后一个字符之后的预测变不变。

# %%
token_ids, rows = vocabulary.encode("The quality of mercy")[None], []
shuffled = np.concatenate([rng.permutation(token_ids[0, :-1]), token_ids[0, -1:]])[None]
for num_layers in (1, 2):
    fresh = GPT(vocabulary, hidden_dim=32, num_layers=num_layers, positions=None, seed=0)
    pair = [ops.convert_to_numpy(fresh(ids))[0, -1] for ids in (token_ids, shuffled)]
    same = np.allclose(*pair, atol=1e-5)
    assert same == (num_layers == 1)
    rows.append([num_layers, ("unchanged", "不变") if same else ("changed", "变了")])
plotting.table([("layers", "层数"), ("prediction after shuffling", "打乱后的预测")], rows)

# %% [markdown] lang="en"
# Order has to be put in by hand.
# The original way (Vaswani et al. 2017, arXiv:1706.03762) adds a fixed code to each embedding, made of waves: pairs of a sine and a cosine whose wavelengths run from $2\pi$ to nearly $10{,}000 \cdot 2\pi$ positions.
# It works like the digits of a number, the fast waves for the units, the slow ones for the large places.

# %% [markdown] lang="zh"
# 次序得由人放进去。
# 最初的办法（Vaswani 等，2017，arXiv:1706.03762）是给每个嵌入加上一个固定的编码，由波组成：一对对正弦与余弦，波长从 $2\pi$ 到接近 $10{,}000 \cdot 2\pi$ 个位置。
# 道理与一个数的各个数位相同：快的波管个位，慢的波管高位。


# %%
def sinusoids(length, dim):
    frequencies = 10_000.0 ** (-np.arange(0, dim, 2) / dim)
    angles = np.arange(length)[:, None] * frequencies
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)


codes = sinusoids(128, 64)
library = ops.convert_to_numpy(looks.sinusoids(np.arange(128), 64))
np.testing.assert_allclose(codes, library, atol=1e-4)

# %% [markdown] lang="en"
# The left picture shows the codes: a row is a position, a column one of the 64 numbers, first the sines, then the cosines, from fast to slow.
# The right panel shows the dot product of the code of position 40, and of position 80, with the codes of all positions.

# %% [markdown] lang="zh"
# 左图是编码本身：一行一个位置（position），一列是 64 个数之一（number of the code），先正弦后余弦，由快到慢。
# 右图是位置 40 和位置 80 的编码与所有位置的编码的点积（dot product）。

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), layout="constrained")
axes[0].imshow(codes, cmap="RdBu", aspect="auto", vmin=-1, vmax=1)
axes[0].set(xlabel="number of the code", ylabel="position")
for position in (40, 80):
    axes[1].plot(codes @ codes[position], label=f"with position {position}")
axes[1].set(xlabel="position", ylabel="dot product", ylim=(0, 34))
axes[1].legend(loc="lower center")
plotting.show(
    figure,
    "Left: stripes, narrow in the first columns of each half and wide towards its end. Right: two "
    "equal curves, each with a peak of 32 at its own position, falling with ripples to both sides.",
    "左：条纹，每一半的前几列很密，越往后越疏。右：两条形状相同的曲线，各在自己的位置上有一个高为 32 的尖峰，向两边起伏着下降。",
)

# %% [markdown] lang="en"
# The two curves are the same but for the shift: $\sin a \sin b + \cos a \cos b = \cos(a - b)$, so the product of two codes depends on their distance only.
# **Rotary positions** (Su et al. 2021, arXiv:2104.09864) carry this over to queries and keys themselves.
# They add nothing.
# They take the numbers of a query in pairs, read each pair as a complex number, and turn it by an angle that grows with the position; the keys likewise.
# When both have been turned, their product depends only on how far apart the two stand, and position needs no room of its own in the embedding.
# This chapter's models use them.

# %% [markdown] lang="zh"
# 除了平移，两条曲线一模一样：$\sin a \sin b + \cos a \cos b = \cos(a - b)$，两个编码的点积只取决于距离。
# **旋转位置编码**（Su 等，2021，arXiv:2104.09864）把这个性质直接搬到查询和键上。
# 它什么也不加，只把查询里的数两个一对，看成复数，转过一个随位置增大的角度；键也一样。
# 两边都转过以后，点积只取决于两者相距多远，位置也不必在嵌入里占地方。
# 本章的模型用的就是它。


# %%
def rotated(x, positions):
    frequencies = 10_000.0 ** (-np.arange(0, x.shape[-1], 2) / x.shape[-1])
    first, second = np.split(x, 2, axis=-1)
    turned = (first + 1j * second) * np.exp(1j * np.multiply.outer(positions, frequencies))
    return np.concatenate([turned.real, turned.imag], axis=-1)


# %% [markdown] lang="en"
# It agrees with the library, and the product of a query and a key two places apart is the same everywhere in the text.

# %% [markdown] lang="zh"
# 它与课程库一致；相距两个位置的查询和键，无论在文本哪里，点积都相同。

# %%
vectors = rng.normal(size=(20, 64)).astype("float32")
library = ops.convert_to_numpy(looks.rotate(ops.convert_to_tensor(vectors)))
np.testing.assert_allclose(rotated(vectors, np.arange(20)), library, atol=1e-4)
(query, key), rows = rng.normal(size=(2, 64)), []
for at_query, at_key in ((2, 0), (5, 3), (105, 103), (1005, 1003)):
    product = rotated(query, at_query) @ rotated(key, at_key)
    np.testing.assert_allclose(product, rotated(query, 2) @ rotated(key, 0))
    rows.append([at_query, at_key, f"{product:.4f}"])
header = [("position of the query", "查询的位置"), ("of the key", "键的位置")]
plotting.table([*header, ("product", "点积")], rows)

# %% [markdown] lang="en"
# What are positions worth?
# Two small GPTs read the same 500,000 characters, one with rotary positions, one without any.
#
# > **Predict before you run.** Chapter 5's single characters cost about 4.8 bits each if one knows only how frequent they are.
# > Where will the model end that sees *which* characters came before, but not in what order?

# %% [markdown] lang="zh"
# 位置值多少？
# 两个小 GPT 读同样的 500,000 个字符，一个有旋转位置编码，一个什么位置信息也没有。
#
# > **先猜，再运行。** 第 5 章量过，若只知道各字符出现得多不多，每个字符要花 4.8 比特左右。
# > 一个模型知道前面有*哪些*字符，却不知道它们的次序，会停在多少比特？

# %% tags=["hide-output"]
windows = TextWindows(train_ids[: 245 * 32 * 64 + 65], 64, batch_size=32, seed=0)
readers, ordered_bits, rows = {}, {}, []
in_words = {"rotary": ("rotary", "旋转"), "none": ("none", "无")}
for name, positions in {"rotary": "rotary", "none": None}.items():
    options = {"context_length": 64, "hidden_dim": 64, "num_layers": 2, "num_heads": 2}
    readers[name] = GPT(vocabulary, **options, positions=positions, seed=0)
    _, seconds = train(readers[name], windows, peak=5e-3)
    ordered_bits[name] = results[f"bits, positions {name}"] = float(bits(readers[name]))
    rows.append([in_words[name], f"{ordered_bits[name]:.2f}", f"{seconds:.0f}"])
header = [("positions", "位置编码"), ("bits per character", "比特/字符")]
plotting.table([*header, ("seconds", "用时（秒）")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The model without positions is far behind, and yet far better than the frequencies alone.
#
# </details>
#
# What does a model without positions use?
# We ask for the character after 32 others, 2,000 times, in three ways: the 32 as they stand; all but the last one shuffled; the last one alone.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 没有位置的模型远远落后，可比起只看频率，又强得多。
#
# </details>
#
# 没有位置的模型靠的是什么？
# 让两个模型预测 32 个字符之后的那一个，共 2,000 次，分三种情形：32 个字符原样；除最后一个外全部打乱；只给最后一个。

# %% tags=["hide-output"]
pieces = vocabulary.encode(validation_text[: 2000 * 33]).reshape(2000, 33)
given, target = pieces[:, :-1], pieces[:, -1]
mixed = given.copy()
mixed[:, :-1] = rng.permuted(given[:, :-1], axis=1)
cost, rows = {}, []
for name, model in readers.items():
    for how, ids in {"in order": given, "shuffled": mixed, "last one only": given[:, -1:]}.items():
        log_probs = ops.convert_to_numpy(ops.log_softmax(model(ids)[:, -1]))
        cost[name, how] = -log_probs[np.arange(2000), target].mean() / np.log(2)
    shown = (f"{cost[name, how]:.2f}" for how in ("in order", "shuffled", "last one only"))
    rows.append([in_words[name], *shown])
    results[f"shuffling costs, {name}"] = float(cost[name, "shuffled"] - cost[name, "in order"])
header = [("positions", "位置编码"), ("bits, in order", "比特，原样")]
plotting.table([*header, ("shuffled", "打乱"), ("last one only", "只给最后一个")], rows)

# %% [markdown] lang="en"
# Shuffling costs the model without positions less than a tenth of a bit: that is all it had made of the order that leaks through the mask.
# The rest it gets from the last character, which it knows for certain (its own vector goes straight up to the prediction), and from the company: which letters have been about.
# The model with positions loses well over a bit and falls behind the other one: it had learned to rely on the order, and now the order misleads it.
# (In training, only the first position of each window had to make do with a single character, so the last column flatters neither.)
# A small run cannot show how far the leak can be used: larger causal models without positions have been trained with good results (Haviv et al. 2022, arXiv:2203.16634).

# %% [markdown] lang="zh"
# 打乱次序，没有位置的模型只多花不到十分之一比特：从掩码漏进来的次序，它用上的不过这么一点。
# 其余的，一来自最后一个字符，这是它确知的（这个位置自己的向量直通到预测）；二来自上文的成员，即附近出现过哪些字母。
# 有位置的模型则多花一比特还不止，反而落到了另一个后面：它学会了依靠次序，如今次序偏偏骗了它。
# （训练时，只有每个窗口的第一个位置才只凭一个字符作答，所以最后一项对两个模型都不算有利。）
# 漏进来的次序最多能用到什么程度，小实验看不出：更大的因果模型，不加位置也训练出了好结果（Haviv 等，2022，arXiv:2203.16634）。
