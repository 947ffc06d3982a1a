# %% [markdown] lang="en"
# ## CLIP: which sentence fits which picture?
#
# **CLIP** (Radford et al. 2021, arXiv:2103.00020) draws nothing.
# It has two encoders, one for pictures and one for sentences, and is trained so that a picture and its own caption get vectors of the same direction, and a picture and another's caption do not.
# It is used to search pictures by words, to filter training data, and as the text encoder of many models that draw.
#
# In a batch of $n$ pairs each picture meets each sentence: $n^2$ cosines, times a scale $e^\tau$ that is learnt.
# Each row is then a question, "which of these $n$ sentences belongs to this picture?", and each column another, "which of these pictures belongs to this sentence?"; the loss is the mean of both cross-entropies.
#
# ![CLIP. On the left three portraits, each read by the picture encoder into a vector. Above three sentences, each read by the text encoder into a vector. In the table every portrait meets every sentence: each cell is the cosine of the two vectors times a scale. On the diagonal stand the pairs that belong together, where the numbers are to become large, and all others are to become small; softmax along each row, and along each column.](../figures/clip_pairs_en.svg)

# %% [markdown] lang="zh"
# ## CLIP：哪句话配哪幅图？
#
# **CLIP**（Radford 等，2021，arXiv:2103.00020）不画图。
# 它有两个编码器，一个读图像，一个读句子；训练的目标是：图像和它自己的说明得到方向相同的向量，和别的图像的说明则不是。
# 以文搜图、筛选训练数据，以及许多文生图模型的文本编码器，用的都是它。
#
# 一个批次有 $n$ 对图文，每幅图与每句话都要比较：共 $n^2$ 个余弦，再乘以一个可学习的尺度 $e^\tau$，它的倒数就是常说的温度。
# 每一行是一道题：“这 $n$ 句话里，哪一句属于这幅图？”；每一列是另一道题：“这些图里，哪一幅属于这句话？”；损失是两种交叉熵的平均。
#
# ![CLIP。左边是三幅头像，图像编码器把每幅变成一个向量；上边是三个句子，文本编码器把每句变成一个向量。表中每幅头像与每个句子各占一格，格中的数是两个向量的余弦乘以尺度。对角线上是配好的图文对，这里的数要变大，其余的要变小；沿每一行、每一列各做一次 softmax。](../figures/clip_pairs_zh.svg)


# %%
def pair_loss(image_codes, text_codes, scale):  # (n, dim), (n, dim)
    image_codes = image_codes / np.linalg.norm(image_codes, axis=1, keepdims=True)
    text_codes = text_codes / np.linalg.norm(text_codes, axis=1, keepdims=True)
    logits = scale * image_codes @ text_codes.T  # (n, n)
    rows = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    columns = logits - np.log(np.exp(logits).sum(axis=0, keepdims=True))
    return -(np.diag(rows) + np.diag(columns)).mean() / 2


from aigc_keras.losses import softmax_pair_losses

codes = rng.standard_normal((2, 5, 8))
unit = codes / np.linalg.norm(codes, axis=-1, keepdims=True)
theirs = ops.mean(softmax_pair_losses(14.3 * unit[0] @ unit[1].T))
np.testing.assert_allclose(pair_loss(*codes, 14.3), theirs, rtol=1e-5)

# %% [markdown] lang="en"
# Many who train CLIP for the first time report a loss that stays at $\log n$, the loss of guessing.
# The usual causes are a missing scale and vectors that are not brought to length 1.
# A cosine lies between -1 and 1, so without a scale even perfect vectors cannot show that they are right:

# %% [markdown] lang="zh"
# 许多人第一次训练 CLIP 时，损失停在 $\log n$ 附近不动，与随机猜测一样。
# 常见的原因是漏了尺度，或者没有把向量归一化到长度 1。
# 余弦只在 -1 与 1 之间；没有尺度，向量再好，损失也降不下来：

# %%
# en: 200 pairs, all at right angles to each other.
# zh: 200 对图文，不同的两对互相垂直。
perfect = np.eye(200)
rows = [
    [scale, f"{abs(pair_loss(perfect, perfect, scale)):.2f}"] for scale in (0.1, 1.0, 14.3, 100.0)
]
plotting.table([("scale", "尺度"), ("loss of perfect vectors", "完美向量的损失")], rows)
print(f"guessing: log 200 = {np.log(200):.2f}")

# %% [markdown] lang="en"
# With scale 1 even perfect vectors have a loss of 4.31, not far below the 5.30 of guessing, and no training can bring it much lower.
# The softmax stays nearly even, so the gradient pushes all false sentences away alike, and not most of all the one that is easily confused with the true one.
# CLIP starts at $1/0.07 \approx 14.3$ and learns the scale.
#
# Both encoders are small: three convolutions for pictures, and for sentences the text encoder from above, of which only the summary is used.

# %% [markdown] lang="zh"
# 尺度为 1 时，完美向量的损失也有 4.31，只比随机猜测的 5.30 低一些，再怎么训练也降不了多少。
# 这时 softmax 几乎是均匀的，梯度把所有错的句子一律推开，而不是着重推开最容易混淆的那一句。
# CLIP 的尺度从 $1/0.07 \approx 14.3$ 开始，随训练调整。
#
# 两个编码器都很小：图像用三个卷积；句子用前面的文本编码器，只取它的概要。


# %%
def make_encoders(dim=128):
    images, token_ids = keras.Input((16, 16, 3)), keras.Input((length,), dtype="int32")
    x = images
    for filters, stride in ((32, 1), (64, 2), (96, 2)):
        x = layers.Conv2D(filters, 3, stride, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    seen = keras.Model(images, layers.Dense(dim)(layers.Flatten()(x)))  # (n, 128)
    _, summary = OurTextEncoder(vocabulary.size + 1, 96)(token_ids)
    return seen, keras.Model(token_ids, layers.Dense(dim)(summary))  # (n, 128)


from aigc_keras import CLIP
from aigc_keras.networks.clip import PictureEncoder, SentenceEncoder

sentences = SentenceEncoder(vocabulary.size + 1, length, hidden_dim=96)
clip = CLIP(PictureEncoder((16, 16, 3)), sentences, vocabulary)
ours = make_encoders()
assert clip.image_encoder.count_params() == ours[0].count_params()
assert clip.text_encoder.count_params() == ours[1].count_params()
clip_seconds = train(clip, (pictures, ids), 2e-3, batch_size=100)
scale = float(ops.exp(clip.log_scale))
print(
    f"{clip_seconds:.0f} s; the scale has become {scale:.1f}; guessing: log 100 = {np.log(100):.2f}"
)

# %% [markdown] lang="en"
# ### Search by a sentence
#
# 500 test portraits, and sentences that name three attributes each.
# Any portrait of which the sentence is true counts as found, not only the one that it was made from.
# Chance is the share of the portraits of which it is true.

# %% [markdown] lang="zh"
# ### 以文搜图
#
# 取 500 幅测试头像，为每幅写一句话，只说它的三个属性。
# 只要句子与找到的头像相符就算对，不必是写这句话时所用的那一幅。
# 随机挑一幅也可能相符；表中“随机挑选”一列就是它的概率，即与句子相符的头像所占的比例。

# %%
gallery, facts = test_portraits[:500], test_attributes[:500]
named = np.zeros((500, 9), bool)
for row in named:
    row[rng.choice(9, 3, replace=False)] = True
search = {}
for language in ("en", "zh"):
    texts = portrait_captions(facts, language, seed=9, named=named)
    cosines = clip.similarity(gallery, texts)  # (pictures, sentences)
    fits = ((facts[:, None] == facts[None]) | ~named[None]).all(2)  # (500, 500)
    first, best = cosines.argmax(0), cosines.argmax(1)
    search[language] = {
        "chance": float(fits.mean()),
        "picture": float(fits[first, np.arange(500)].mean()),
        "sentence": float(fits[np.arange(500), best].mean()),
    }
rows = [
    [{"en": ("English", "英文"), "zh": ("Chinese", "中文")}[language]]
    + [f"{found[key]:.1%}" for key in ("chance", "picture", "sentence")]
    for language, found in search.items()
]
header = [("language", "语言"), ("chance", "随机挑选")]
header += [("sentence finds picture", "以文搜图"), ("picture finds sentence", "以图搜文")]
plotting.table(header, rows)

# %%
queries = [
    "a red hat and sunglasses",
    "扎着绿色辫子，嘴角向下",
    "gold earrings, on a pink background",
]
found = np.argsort(-clip.similarity(test_portraits, queries), axis=0)[:8]  # (8, 3)
plotting.show(
    plotting.image_grid(
        test_portraits[found.T.ravel()],
        columns=8,
        row_labels=[f"query {i}" for i in (1, 2, 3)],
        scale=0.8,
    ),
    "The eight nearest of 2,000 test portraits for three queries: " + "; ".join(queries) + ".",
    "对三个查询，2,000 幅测试头像中最接近的八幅：" + "；".join(queries) + "。",
)

# %% [markdown] lang="en"
# In more than eight of ten questions the nearest answer fits, in both directions and in both languages, where chance would be right once in thirty.
# Of the eight nearest portraits of each query most fit, but not all; the second query asks for green braids and a sad mouth.
# CLIP only says what is nearer and what is farther, not where a sentence ceases to be true.
#
# ### What CLIP notices, and what it does not
#
# With sentences in the place of labels CLIP is a classifier that nobody has trained as one (**zero-shot**): which of "green hair", "red hair" ... is nearest?
# And a harder question: a sentence that names all nine attributes, and the same sentence with one of them false.
# How often is the true sentence nearer?

# %% [markdown] lang="zh"
# 两个方向、两种语言，都有八成以上，最接近的那个与句子相符；随便挑，三十次才对一次。
# 每个查询最接近的八幅头像大多相符，少数弄错了发色或帽子的颜色。
# CLIP 只比较哪个更近、哪个更远，并不说近到什么程度才算相符。
#
# ### CLIP 看得出什么，看不出什么
#
# 用句子代替标签，CLIP 就成了一个没有专门训练过的分类器（**零样本**分类）：“绿色头发”“红色头发”……哪一句最接近？
# 再问一个更难的：说全九个属性的一句话，与只改错其中一个属性的同一句话，有多少次是真的那句更接近？

# %%
zero_shot, notices = {}, {}
for column, attribute in enumerate(PORTRAIT_ATTRIBUTES):
    count = len(attribute.values)
    one_each = np.repeat(facts[:1], count, axis=0)
    one_each[:, column] = np.arange(count)
    texts = portrait_captions(one_each, "en", seed=1, named=[attribute.name])
    zero_shot[attribute.name] = np.mean(
        clip.similarity(gallery, texts).argmax(1) == facts[:, column]
    )
    false = facts.copy()
    false[:, column] = (false[:, column] + rng.integers(1, count, 500)) % count
    sides = [
        np.sum(clip.image_codes(gallery) * clip.text_codes(texts), axis=1)
        for texts in (portrait_captions(rows, "en", seed=5, named=names) for rows in (facts, false))
    ]
    notices[attribute.name] = np.mean(sides[0] > sides[1])
rows = [
    [("read by zero-shot", "零样本认出"), *(f"{share:.0%}" for share in zero_shot.values())],
    [("false word noticed", "看出改错的词"), *(f"{share:.0%}" for share in notices.values())],
]
plotting.table([("", ""), *short], rows)

# %% [markdown] lang="en"
# In a full sentence hardly any false word escapes; that of the mouth escapes most often.
# Alone in a short sentence some of the same words are read much less surely, hair colour and glasses above all.
# (The two rows ask different questions: in the first, up to six sentences compete, in the second two.)
# Short sentences are rare in training.
# CLIP has only learnt to choose among the sentences of a batch: the size of a cosine means nothing by itself, and the cosine of a short sentence cannot be compared with that of a long one.
# Models are often compared by the **CLIP score**, the mean cosine between pictures and their prompts.
# For this reason it says little of a single picture.
# Where a reader of attributes can be had, count instead.
#
# Large CLIPs are known to confuse which word belongs to which thing, to ignore "without", and to count badly.
# Here we can say of each whether it is a weakness of the method or a gap of the data.

# %% [markdown] lang="zh"
# 句子说得完整时，改错的词几乎都看得出来，漏掉最多的是嘴。
# 同样的词单独成一个短句，有些就认得没有那么准，发色和眼镜尤其如此。
# （两行问的不是同一个问题：第一行最多有六句话竞争，第二行只有两句。）
# 短句在训练中很少，而 CLIP 只学过在一个批次的句子里挑选；余弦的大小没有绝对的含义，短句的余弦与长句的余弦不能相比。
# 所以常用来比较模型的 **CLIP 分数**（图像与提示词的平均余弦），对单独一幅图像说明不了多少；能数出属性时，还是直接数。
#
# 研究发现，大型 CLIP 会弄错哪个词属于哪样东西，会漏看“没有”，也不大会数数。
# 用我们的数据可以分清：哪些是方法的弱点，哪些只是因为训练数据里没有。

# %%
crossed = portraits_with(test_attributes, hair_color="red", hat="blue")
crossed |= portraits_with(test_attributes, hair_color="blue", hat="red")
two = ["red hair and a blue hat", "blue hair and a red hat"]
cosines = clip.similarity(test_portraits[crossed], two)
is_first = portraits_with(test_attributes[crossed], hair_color="red")
binding = float(np.mean((cosines[:, 0] > cosines[:, 1]) == is_first))
hats = clip.similarity(test_portraits, ["a red hat", "without a hat"])
bare = portraits_with(test_attributes, hat="none")
negation = float(np.mean(hats[bare, 1] > hats[bare, 0]))
same = clip.text_codes(["a red hat", "two red hats", "a red hat on the left"])
rows = [
    [("which colour belongs to which thing", "哪种颜色属于哪样东西"), f"{binding:.0%}"],
    [("“without a hat” on bare heads", "没戴帽子的头像更接近“without a hat”"), f"{negation:.0%}"],
    [
        ("cosine of “a red hat” and “two red hats”", "“a red hat”与“two red hats”的余弦"),
        f"{same[0] @ same[1]:.2f}",
    ],
    [
        (
            "cosine of “a red hat” and “a red hat on the left”",
            "“a red hat”与“a red hat on the left”的余弦",
        ),
        f"{same[0] @ same[2]:.2f}",
    ],
]
blue = clip.text_codes(["a blue hat"])[0]
name = ("for comparison: “a red hat” and “a blue hat”", "作为对照：“a red hat”与“a blue hat”")
rows.append([name, f"{same[0] @ blue:.2f}"])
plotting.table([("test", "测试"), ("result", "结果")], rows)

# %% [markdown] lang="en"
# Here CLIP can tell which colour belongs to which thing.
# Most training captions name both colours, and the colour of the hair says almost nothing of that of the hat, so a network that confuses the two would often choose the wrong caption.
# Large CLIPs fail at it more often (Yuksekgonul et al. 2022, arXiv:2210.01936): their captions seldom force them to tell.
# "Without a hat" by itself is not reliable here: in this training nearly all bare heads are nearer to it than to "a red hat", but in another one it was only about half of them, as if a coin were tossed.
# In a full sentence a false hat is noticed in either.
# Number and side occur in no caption, and no portrait has two hats, so the rows on them are no failure but a gap of the data: a cosine below 1 says that the sentence has changed, not that CLIP understands how.

# %% [markdown] lang="zh"
# 哪种颜色属于哪样东西，这里分得清，因为训练说明大多把两种颜色都说到，发色与帽子的颜色又互不相关，分不清就会常常配错。
# 大型 CLIP 更常在这一项上出错（Yuksekgonul 等，2022，arXiv:2210.01936）：它们的训练说明很少逼着模型去分辨。
# 单独说“without a hat”，结果靠不住：这次训练中，没戴帽子的头像几乎都更接近它，而不是“a red hat”；换一次训练，却只有约一半，与抛硬币差不多。
# 在完整的句子里，帽子说错了，两次训练都看得出来。
# 数目和左右在训练说明中从未出现，也没有哪幅头像戴两顶帽子，所以后两行不能算失败，只是数据里没有：余弦明显小于 1，只表示句子变了、向量也变，并不表示 CLIP 懂得其中的差别。
