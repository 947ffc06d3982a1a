# %% [markdown] lang="en"
# ## Your own sentence
#
# Where this notebook runs, the next cell shows a box: write a sentence in either language, press the button, and nine portraits appear, with what the reader sees in them.
# (On a page that only shows results you see the nine portraits of the sentence that stands in the cell.)

# %% [markdown] lang="zh"
# ## 写一句你自己的话
#
# 在运行着的笔记本里，下一个单元格会显示一个输入框：用任一种语言写一句话，按下按钮，就会画出九幅头像，并列出分类器从中认出了什么。
# （如果你看的只是结果页面，显示的就是代码中那句话的九幅头像。）


# %%
def answer(sentence, seed=0):
    images = artist.draw([sentence] * 9, seed=seed)
    read, english, chinese = reader.predict(images), [], []
    for column, attribute in enumerate(PORTRAIT_ATTRIBUTES):
        counts = np.bincount(read[:, column])
        most = int(counts.argmax())
        name = attribute.name.replace("_", " ")
        english.append(f"{name} {attribute.values[most]} {counts[most]}/9")
        chinese.append(f"{attribute.chinese}（{attribute.chinese_values[most]}）{counts[most]}/9")
    return images, (", ".join(english), "，".join(chinese))


plotting.prompt_box(
    answer,
    "braids, a pink hat and an open mouth, on a green background",
    "Nine portraits for the sentence “{sentence}”. What the reader sees most often: {answer}.",
    "按“{sentence}”画的九幅头像。分类器最常认出的：{answer}。",
)

# %% [markdown] lang="en"
# Try a sentence that our captions could not have said: "a person with four hats", "eine blaue Mütze", "a cat".
# The model draws a portrait all the same; it cannot say that it has not understood.
# (A sentence may have 40 tokens, and a word that the captions lack is cut into many; a longer sentence is refused with a message.)

# %% [markdown] lang="zh"
# 试一试训练说明里不可能有的句子：“戴四顶帽子的人”、德语的“eine blaue Mütze”（一顶蓝帽子）、“一只猫”。
# 模型照样画头像，不会告诉你它没有看懂；只有句子超过 40 个词元时才会报错。
