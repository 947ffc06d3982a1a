# %% [markdown] lang="en"
# ## Digits to order
#
# `ConditionalVAE` tells both networks the label, so the code need not carry it and is left with the handwriting.
# One code, ten labels: ten digits in one hand.
# Each row below is one code.

# %% [markdown] lang="zh"
# ## 按要求画数字
#
# `ConditionalVAE` 把标签告诉两个网络，编码不必再记是哪个数字，只管笔迹。
# 同一个编码配十个标签，就是同一种笔迹写的十个数字。
# 下图每行一个编码。

# %%
ordered = ConditionalVAE(10, latent_dim=8, widths=(512,), seed=0)
_, seconds = train(ordered, (train_images, train_labels), epochs=20)
hands = np.random.default_rng(5).normal(size=(5, 8)).astype("float32").repeat(10, axis=0)
plotting.show(
    plotting.image_grid(
        ordered.decode(hands, np.tile(np.arange(10), 5)),
        row_labels=[f"code {number}" for number in range(1, 6)],
        column_labels=list("0123456789"),
    ),
    "Five rows of the digits 0 to 9; within a row slant and weight agree, between rows they differ.",
    "五行 0 到 9；同一行里倾斜和粗细一致，不同行各异。",
)
asked = np.arange(2000) % 10
obedience = np.mean(classify("mnist", ordered.sample(2000, labels=asked, seed=0))[1] == asked)
print(f"{obedience:.0%} of 2,000 ordered digits are read as asked; {seconds:.0f} s")

# %% [markdown] lang="en"
# Most of the ordered digits, though not all, are read as the label that was asked for: the label is an input to the decoder, no guarantee.

# %% [markdown] lang="zh"
# 点名要的数字，大多画对了，但不是全部：标签只是解码器的一个输入，不是保证。
