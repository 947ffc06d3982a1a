# %% [markdown] lang="en"
# ## What you will make
#
# The portraits of chapter 4 come with a list of nine attributes: hair, hair colour, glasses, mouth, hat, clothing, earrings, background and skin.
# We take the lists of some test portraits, chosen so that no training portrait has the same list, and order portraits that fit them.
# The model that draws them comes with the course; the section "Portraits to order" writes its network out and trains it.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 第 4 章的每幅头像都附有九个属性：发型、发色、眼镜、嘴、帽子、衣服、耳环、背景和肤色。
# 我们从测试头像的属性表里挑出训练集中没有出现过的组合，让模型照着画。
# 画图的模型随课程提供；“按要求画头像”一节会写出它的网络，并训练它。
# 代码里的 `guidance` 是引导强度，到“引导”一节再解释。

# %%
from aigc_keras.data import PORTRAIT_ATTRIBUTES, attribute_vectors, load_portraits

(portraits, attributes), (test_portraits, test_attributes) = load_portraits()
portraits, attributes = portraits[:9000], attributes[:9000]  # (9000, 16, 16, 3), (9000, 9)
known = {tuple(row) for row in attributes}
orders = np.array([row for row in test_attributes if tuple(row) not in known])  # (n, 9)
rows = [
    [(a.name.replace("_", " "), a.chinese)]
    + [(a.values[order[i]], a.chinese_values[order[i]]) for order in orders[:5]]
    for i, a in enumerate(PORTRAIT_ATTRIBUTES)
]
plotting.table([("order", "要求"), "1", "2", "3", "4", "5"], rows)

# %%
painter = aigc_keras.load_trained("diffusion_portraits")
path = painter.sample_path(5, labels=attribute_vectors(orders[:5]), guidance=2.0, seed=3)
shown = np.clip(path[[0, 5, 10, 14, 17, 20, 22, 25]] / 2 + 0.5, 0, 1)  # (8, 5, 16, 16, 3)
moments = ["noise", *(f"step {step}" for step in (5, 10, 14, 17, 20, 22)), "image"]
plotting.show(
    plotting.image_grid(
        shown.swapaxes(0, 1).reshape(-1, 16, 16, 3),
        columns=8,
        column_labels=moments,
        row_labels=[f"order {i}" for i in range(1, 6)],
        scale=0.7,
    ),  # fmt: skip
    "Five orders, each drawn in 25 steps: from pure noise at the left to the portrait at the right.",
    "五份要求，各用 25 步画成：最左边是纯噪声，最右边是画成的头像。",
)

# %% [markdown] lang="en"
# Compare each portrait with its column of the table.
# The network has never seen a picture of these five lists; each single value it knows from other portraits.
# Nothing but noise goes in at the left: another seed gives five other portraits that fit the same lists.
#
# How can a network learn this, if all that it is ever taught is to guess noise?

# %% [markdown] lang="zh"
# 请把每幅头像与表中对应的一列对照。
# 符合这五份属性表的图像，网络在训练时一幅也没有见过；每一个取值，它都是从别的头像学来的。
# 最左边只有噪声：换一个种子，就会画出另外五幅符合同样要求的头像。
#
# 训练时教给网络的只是猜噪声，它怎么就学会了画图？
