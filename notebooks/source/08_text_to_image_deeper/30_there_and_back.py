# %% [markdown] lang="en"
# ## There and back
#
# Picture to sentence with the captioner, sentence to picture with chapter 8's kept model: what of the picture survives?
# The reader of chapter 8 compares the attributes at both ends.
# Each end can err, and the sentence is a narrow passage: what it does not name is lost.

# %% [markdown] lang="zh"
# ## 往返一趟
#
# 先由写说明的模型把图像变成句子，再由第 8 章的模型把句子画成图像：原图还剩下什么？
# 第 8 章的分类器比较两头的属性。
# 两头都可能出错，而句子是一道窄门：没有说到的，就丢了。

# %%
artist, reader = load_trained("text_to_image_portraits"), metrics.PortraitReader()
# en: The model reads at most 40 tokens; what is longer counts as lost.
# zh: 模型最多读 40 个词元，更长的句子算作丢失。
short_enough = [len(artist.vocabulary.encode(text)) <= 40 for text in sentences[:200]]
told = [text if fits else "" for text, fits in zip(sentences[:200], short_enough, strict=True)]
back = artist.draw(told, num_steps=12, seed=0)
kept = np.mean(reader.predict(back) == test_attributes[:200], axis=0)
print(f"{np.mean(short_enough):.0%} of the sentences are short enough to be read")
plotting.table(
    [("after the round trip", "往返之后"), ("mean", "平均"), *short],
    [
        [
            ("as in the picture", "与原图一致"),
            f"{kept.mean():.1%}",
            *(f"{share:.0%}" for share in kept),
        ]
    ],
)
plotting.show(
    plotting.image_grid(
        np.concatenate([test_portraits[:10], back[:10]]), row_labels=["test", "back"], scale=0.7
    ),
    "Ten test portraits, and below each what the sentence about it is drawn as.",
    "十幅测试头像，下面是按描述它的句子画出的头像。",
)

# %% [markdown] lang="en"
# All that our captions can name comes back; what they never name does not: the exact shade, the stripe on a collar, the shape of an eye.
# A sentence is a code of the picture, as in an autoencoder, and a very short one.

# %% [markdown] lang="zh"
# 说明能说到的都回来了；说明从不提的就没有回来：确切的色调、衣领上的条纹、眼睛的形状。
# 一句话就是图像的一份编码，与自编码器里一样，而且是很短的一份。
