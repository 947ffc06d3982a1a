# %% [markdown] lang="en"
# ## Where it looks
#
# The weights of the cross-attention can be drawn: for each word, how much each of the 16 patches looks at it.
# We take the last block of the kept model, in the middle of the way from noise to picture, and compute its weights as in the section "Looking at words".

# %% [markdown] lang="zh"
# ## 图块在看哪些词
#
# 交叉注意力的权重可以画出来：对每个词，画出 16 个图块各给它多大的权重。
# 我们取课程自带模型的最后一个块，时刻取从噪声到图像的中点 $t = 0.5$，按“查看词”一节的方法算出权重，再对四个头取平均。

# %%
from aigc_keras.networks.attention import attention, split_heads

network = artist.diffusion.denoiser
block = [layer for layer in network.layers if type(layer).__name__ == "ReadingBlock"][-1]
before = keras.Model(network.inputs, block.input)


def weights_of_words(image, prompt, t=0.5):
    """How much each patch looks at each token: float array (16, tokens)."""
    token_ids = artist.tokens([prompt])
    noise = np.random.default_rng(0).standard_normal((1, 16, 16, 3))
    signal, rate = np.cos(np.pi / 2 * t), np.sin(np.pi / 2 * t)
    noisy = (signal * (image[None] / 127.5 - 1) + rate * noise).astype("float32")
    x, condition, words, mask = before([noisy, np.full(1, t, "float32"), token_ids])
    factors = ops.split(ops.cast(block.modulation(condition), "float32")[:, None], 9, axis=-1)
    h = block.norm(x) * (1 + factors[0]) + factors[1]
    x = x + factors[2] * block.attention(h)[0]
    h = block.norm(x) * (1 + factors[3]) + factors[4]
    (query,) = split_heads(block.cross_attention.query(h), 1, block.num_heads)
    key, value = split_heads(block.cross_attention.key_value(words), 2, block.num_heads)
    _, weights = attention(query, key, value, mask)  # (1, 4, 16, 40)
    return ops.convert_to_numpy(weights)[0].mean(0)[:, : int((token_ids > 0).sum())]


# %%
prompt = "short blue hair, a red hat and an open mouth, in green clothes, on a white background"
picture = artist.draw([prompt], seed=4)[0]
weights = weights_of_words(picture, prompt)  # (16, tokens)
tokens = [artist.vocabulary.decode([i]).strip() for i in artist.vocabulary.encode(prompt)]
chosen = [
    i for i, token in enumerate(tokens) if token in ("blue", "hat", "mouth", "clothes", "white")
]
figure, axes = plt.subplots(1, len(chosen) + 1, figsize=(7.2, 1.6), layout="constrained")
axes[0].imshow(picture)
axes[0].set_title("drawn")
for axis, i in zip(axes[1:], chosen, strict=True):
    axis.imshow(weights[:, i].reshape(4, 4), cmap="viridis", vmin=0)
    axis.set_title(tokens[i])
for axis in axes:
    axis.set_axis_off()
plotting.show(
    figure,
    "A portrait, and for five words of its prompt how much each of its 16 patches looks at them, on average over four heads; each map has its own scale, from 0 (dark) to its largest value (yellow).",
    "一幅头像，以及提示词中的五个词：16 个图块各看它多少（四个头的平均）；每幅图的刻度不同，从 0（深色）到本图的最大值（黄色）。",
)

# %% [markdown] lang="en"
# The word "blue", which belongs to the hair, is read at the sides of the head, "mouth" at the mouth, and "white" at the border.
# Nobody has told the network where hair or a mouth is.
# But "hat" and "clothes" are read mostly in the middle of the face, not where the hat and the clothes are; that is hard to explain.
# The maps are a view into the network, not an explanation: much of the sentence comes in by its summary, which no patch has to look for.

# %% [markdown] lang="zh"
# “blue”说的是头发，查看它的是头部两侧的图块；查看“mouth”的是嘴所在的图块，查看“white”的是四周的图块。
# 训练时从没有标出头发和嘴在哪里。
# 查看“hat”和“clothes”的图块却主要在脸的中部，不在帽子和衣服那里，这一点很难解释。
# 这些图只显示网络内部的一部分，还不能算解释：句子的许多内容经由概要进入网络，不必由图块去查看。
