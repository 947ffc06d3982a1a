# %% [markdown] lang="en"
# ## Change a word, repair by words
#
# DDIM draws no noise on its way, so the same noise and the same sentence give the same portrait.
# Keep the noise and change or add one word: what changes besides what the word names?

# %% [markdown] lang="zh"
# ## 改一个词，用一句话修补
#
# DDIM 在途中不再加噪声，所以同样的噪声配同样的句子，画出的头像也相同。
# 噪声不变，只改或者只加一个词，看看除了这个词所说的东西，别处还变不变。

# %%
base = "short black hair and a smile, in blue clothes, on a white background"
changes = {
    "as it is": base,
    "green hair": base.replace("black", "green"),
    "long hair": base.replace("short", "long"),
    "a red hat": base.replace("black hair", "black hair, a red hat"),
    "sunglasses": base.replace("black hair", "black hair, sunglasses"),
    "sad mouth": base.replace("a smile", "a sad mouth"),
    "on pink": base.replace("white", "pink"),
}
noises = 4
drawn = np.stack([artist.draw([text] * noises, seed=6) for text in changes.values()], axis=1)
plotting.show(
    plotting.image_grid(
        drawn.reshape(-1, 16, 16, 3), columns=len(changes), column_labels=list(changes), scale=0.8
    ),
    f"One sentence, “{base}”, and six changes of it; each row is drawn from one noise.",
    f"一句话“{base}”和它的六种改动；每行用同一份噪声。",
)

# %% [markdown] lang="en"
# Other things change as well where the sentence leaves them open: hats, earrings and glasses come and go, and the skin changes its tone.
# The noise fixes the picture only together with the sentence.
#
# Given pictures can be repaired, too, as in chapter 7: `inpaint` draws only the covered part, and now it takes a sentence.

# %% [markdown] lang="zh"
# 句子没有规定的内容，也可能跟着变：帽子、耳环、眼镜时有时无，肤色也会变。
# 画面由噪声和句子共同决定，改一个词，影响不止一处。
#
# 给定的图像也可以修补，与第 7 章相同：`inpaint` 只画被遮住的部分，现在可以给它一句话。

# %%
mask = np.zeros((16, 16, 1), bool)
mask[:7] = True
person = test_portraits[[5, 8, 11]]
sayings = ["a violet hat", "long green hair, without a hat", "a red hat and clear glasses"]
columns = [person, np.where(mask, 128, person).astype("uint8")]
columns += [
    artist.inpaint(person, mask, text, num_steps=25, guidance=3.0, seed=0) for text in sayings
]
plotting.show(
    plotting.image_grid(
        np.stack(columns, axis=1).reshape(-1, 16, 16, 3),
        columns=5,
        column_labels=["test", "covered", "1", "2", "3"],
        scale=0.9,
    ),
    "Three test portraits, their upper part covered, and repaired three times: "
    + "; ".join(f"{i}, {text}" for i, text in enumerate(sayings, 1))
    + ".",
    "三幅测试头像，遮住上部，再按三句话修补："
    + "；".join(f"{i}，{text}" for i, text in enumerate(sayings, 1))
    + "。",
)

# %% [markdown] lang="en"
# The visible part stays as it was, and the covered part follows the sentence as far as the visible part lets it.
# Hats and the colour of the hair are as asked.
# But the lower rim of glasses and the ends of long hair would lie in the visible part; where they are missing there, the model leaves out the rest.

# %% [markdown] lang="zh"
# 可见的部分不变；遮住的部分按句子来画，但要与可见的部分合得上。
# 帽子和发色都符合要求；补画的背景有些斑驳，与第 7 章修补时一样。
# 眼镜的下框和长发的发梢本该落在可见的部分；那里没有，模型就连其余的也不画了。
