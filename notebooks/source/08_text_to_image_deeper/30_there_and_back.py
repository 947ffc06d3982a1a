# %% [markdown] lang="en"
# ## There and back
#
# By the table above, all 300 sentences name all nine attributes, and all that they say is true but for one mouth.
# (The portraits are new, yet drawn in the same way as those in training; of photographs this says nothing.)
#
# Now we join both ways: picture to sentence with the captioner, sentence to picture with the model of chapter 8 that comes with the course.
# What of the picture survives?
# The reader of chapter 8, a frozen classifier, reads the attributes of what was drawn, and we compare them with those of the test portrait, which are known.
# Each step can err, and the sentence is a bottleneck: what it does not name is lost.

# %% [markdown] lang="zh"
# ## 往返一趟
#
# 由上表可见，300 句话都说全了九个属性，其中只有一句说错了嘴，其余全对。
# （测试头像虽是新的，画法却与训练时相同；换成照片会怎样，这里看不出来。）
#
# 现在把两条路接起来：先由写说明的模型把图像变成句子，再由课程自带的第 8 章模型把句子画成图像。
# 原图还剩下什么？
# 第 8 章的分类器认出所画图像的九个属性，我们再与测试头像的属性表对照。
# 两步都可能出错，而句子是信息的瓶颈：没有说到的，就丢了。

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
# All 200 sentences fit into the 40 tokens that the model reads, and 99.9% of the attributes come back, as the reader sees it.
# What captions never name does not come back: the exact shade (some pink mouths return red), the stripes on clothes, the shape of an eye.
# The speckle in the lower row comes from the drawing; chapter 8 measures it.
# A sentence is a code of the picture, as in an autoencoder, and a very short one: nine attributes have 97,200 combinations, not quite 17 bits, while the pixels take 6,144 bits.

# %% [markdown] lang="zh"
# 200 句话都没有超过模型能读的 40 个词元；据分类器辨认，99.9% 的属性与原图一致。
# 说明从不提到的，往返之后就没有保留下来：确切的色调（有些粉色的嘴变成了红色）、衣服上的条纹、眼睛的形状。
# 图中下排的斑点是画图的模型带来的，第 8 章测量过。
# 一句话就是图像的一份编码，与自编码器的编码一样，而且很短：九个属性共有 97,200 种组合，不到 17 比特，而像素要占 6,144 比特。
