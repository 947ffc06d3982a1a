# %% [markdown] lang="en"
# ## An exam: what was never seen together
#
# Green hair and red hats occur in training, but never in one portrait; nor do dark glasses and a sad mouth.
# A model that has learnt what each word means can draw them together.
# One that has learnt pictures by heart cannot.
# The exam has 150 orders, each with at least one of the two pairs.
# About four in five of them ask for dark glasses and a sad mouth, the others for green hair and a red hat.

# %% [markdown] lang="zh"
# ## 考题：从未一起见过的组合
#
# 绿色头发和红帽子，训练集里都有，只是从没有出现在同一幅头像里；墨镜和嘴角向下也是这样。
# 下面的 150 份要求，每份至少含有其中一种搭配：约五分之四要求墨镜配嘴角向下，其余的要求绿色头发配红帽子。
# 如果模型学会了每个词的意思，就能把它们画到一起；如果只是记住了图像，就画不出来。

# %%
# en: The columns of each pair: hair colour and hat, or glasses and mouth.
# zh: 每种搭配所在的两列：发色和帽子，或者眼镜和嘴。
pair_at = np.where(portraits_with(exam, **never[0])[:, None], (1, 4), (2, 3))  # (n, 2)
mean_of = {name: mean for (name, _), mean in means.items()}
tests = {}
for drawer, label, english, chinese in (
    (model, ("this notebook", "本笔记本"), "English, w = 3", "Chinese, w = 3"),
    (artist, ("kept model", "课程自带"), "kept model, English", "kept model, Chinese"),
):
    for language, name in (("en", english), ("zh", chinese)):
        right = reader.predict(draw_orders(drawer, exam, language)) == exam  # (n, 9)
        both = np.take_along_axis(right, pair_at, axis=1).all(1)  # (n,)
        tests[label, language] = mean_of[name], float(right.mean()), float(both.mean())
rows = [
    [
        name,
        {"en": ("English", "英文"), "zh": ("Chinese", "中文")}[language],
        *(f"{x:.1%}" for x in row),
    ]
    for (name, language), row in tests.items()
]
header = [("model", "模型"), ("language", "语言"), ("pairs that were seen", "见过的搭配")]
header += [("never seen pairs", "从未见过的搭配"), ("both of the pair", "搭配的两项都对")]
plotting.table(header, rows)

# %%
texts = portrait_captions(
    exam[:6], "en", seed=7, named=["hair", "hair_color", "hat", "glasses", "mouth"]
)
plotting.show(
    plotting.image_grid(
        draw_orders(artist, exam[:6], "en"), columns=6, column_labels=list("123456"), scale=0.9
    ),
    "Six portraits of pairs that were never seen together, drawn by the kept model: "
    + "; ".join(f"{i}, {text}" for i, text in enumerate(texts, 1))
    + ".",
    "课程自带的模型按六份从未见过的搭配画的头像："
    + "；".join(
        f"{i}，{text}"
        for i, text in enumerate(
            portrait_captions(
                exam[:6], "zh", seed=7, named=["hair", "hair_color", "hat", "glasses", "mouth"]
            ),
            1,
        )
    )
    + "。",
)

# %% [markdown] lang="en"
# The first two columns of numbers are the mean obedience of all nine attributes.
# By them, what was never seen together is drawn nearly as well as what was, and by the kept model just as well.
# The last column asks whether both attributes of the pair itself are right, for the other seven could hide a failure.
# After the short training of this run that is so in about three of four portraits in English, and in less than half in Chinese.
# The likely cause is the mouth, for which about four in five of these orders ask and which is not learnt yet; the table does not count the two pairs apart.
# The kept model draws nearly all of them.
# Each word works on its own part of the picture, and this model has learnt it so: from 34 values, each of which occurs in hundreds of portraits, beside nearly all others.
# Where a word has been seen in few surroundings, as in captions from the web, composition is much harder.

# %% [markdown] lang="zh"
# 从未一起见过的搭配，画得几乎与见过的一样好（比较的是九个属性的平均符合率）；课程自带的模型则看不出差别。
# 最后一列只问搭配的两项是否都对，因为其余七项可能掩盖失败：本笔记本的模型只训练了很短时间，按英文画的约有四分之三两项都对，按中文画的不到一半；课程自带的模型几乎全对。
# 本笔记本的模型错得多，原因很可能在嘴：约五分之四的题目，搭配的两项之一就是嘴，而嘴还没有学会；表中没有把两种搭配分开统计。
# 每个词大体只管图像的一个部分，训练集也让模型学得到这一点：34 个取值里，不同属性的任意两个，除了留出的两种搭配，都至少在 150 幅头像里同时出现过。
# 网上的图片说明里，许多词只在少数场合出现，组合就难得多。
