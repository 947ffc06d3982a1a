# %% [markdown] lang="en"
# ## Repair and edit
#
# Nobody has trained the painter to repair, and yet it can.
# In **inpainting** the visible part of the picture is known.
# So after each step the visible pixels are put in their place, with as much noise as the step has left, and the network draws only the rest (RePaint; Lugmayr et al. 2022, arXiv:2201.09865).
# Each step is taken four times, with noise added in between, so that what is drawn comes to fit what is there.

# %% [markdown] lang="zh"
# ## 修补与编辑
#
# 模型没有为修补图像训练过，却会修补。
# **图像修补**（inpainting）时，可见的部分是已知的。
# 所以每走一步，就给可见的像素加上这一时刻应有的噪声，再放回原位，网络画的只是其余部分（RePaint；Lugmayr 等，2022，arXiv:2201.09865）。
# 每一步重复四次，中间再加回噪声，这样补画的部分才会与可见的部分协调。
# 下面修补时不提任何要求。

# %%
mask = np.zeros((16, 16, 1), bool)
mask[9:, :] = True
chosen = test_portraits[:4]
covered = np.where(mask, 128, chosen).astype("uint8")
repairs = [painter.inpaint(chosen, mask, num_steps=50, seed=seed) for seed in range(4)]
pictures = np.stack([chosen, covered, *repairs], axis=1).reshape(-1, 16, 16, 3)
titles = ["test", "covered", *(f"seed {seed}" for seed in range(4))]
plotting.show(
    plotting.image_grid(pictures, columns=6, column_labels=titles, scale=0.8),
    "Four test portraits, their lower part covered, and four repairs of each.",
    "四幅测试头像，遮住下部，再各补画四次。",
)

# %% [markdown] lang="en"
# What is visible stays exactly as it was, and the rest mostly fits it: the skin goes on in the same colour, while the background comes out a little spotty.
# Mouth and clothing are guessed, and other seeds guess otherwise, for nothing visible decides them.
#
# To **edit** a portrait, add noise up to a middle time and go back from there with another order (SDEdit; Meng et al. 2021, arXiv:2108.01073).
# The later the time, the more is drawn anew.

# %% [markdown] lang="zh"
# 可见的部分原封不动，补画的部分与它相配：肤色相同，两侧的头发接得上。
# 嘴和衣服是猜的，换一个种子就换一种猜法，因为可见的部分决定不了它们。
#
# 要**编辑**一幅头像，先加噪声到中间的某个时刻，再按另一份要求往回走（SDEdit；Meng 等，2021，arXiv:2108.01073）。
# 这个时刻越晚，加的噪声越多，重画的也越多。

# %%
person, order = test_portraits[5:6], test_attributes[5:6].copy()
# en: Green hair, no hat.
# zh: 绿色头发，不戴帽子。
order[0, 1], order[0, 4] = 4, 0
strengths = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
edited = [
    painter.edit(person, strength, attribute_vectors(order), guidance=3.0, seed=0)
    for strength in strengths
]
plotting.show(
    plotting.image_grid(
        np.concatenate([person, *edited]),
        columns=8,
        scale=0.8,
        column_labels=["test", *(f"t = {strength:g}" for strength in strengths)],
    ),  # fmt: skip
    "A test portrait with black hair and a blue hat, then edited towards green hair without a hat from ever later times.",
    "一幅测试头像（黑发、蓝帽），以及按“绿色头发、不戴帽子”编辑的结果；从左到右，加噪声到的时刻越来越晚。",
)

# %% [markdown] lang="en"
# The hair turns green from the first strengths on, and it turns completely once the noise has covered the old colour.
# What the order leaves open, such as the exact shades of single pixels, stays nearly as it was at small $t$ and is drawn anew at large $t$.
# At $t = 1$ nothing is kept of the portrait but what the order says.

# %% [markdown] lang="zh"
# 加的噪声很少时，头发就开始变绿；噪声盖住了旧发色，头发才完全变绿。
# 要求里没有规定的，例如颈部的颜色，起初保持不变，最后也重画了。
# $t = 1$ 时，原来的头像除了属性表什么也没有留下。
