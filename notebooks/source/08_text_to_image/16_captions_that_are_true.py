# %% [markdown] lang="en"
# ## Captions that are true
#
# Captions from the web are often wrong or beside the point, and then nobody can say whether a model has disobeyed or learnt what it was shown.
# Our portraits were drawn from lists of nine attributes, so a caption can be made of the list: true by construction, in two languages and many phrasings.
# A caption names all nine attributes or only some of them, so that the model also learns to fill in what is not said.

# %% [markdown] lang="zh"
# ## 与图相符的说明
#
# 网上的图片说明常常不准确，或者与图无关；模型画得不对时，就分不清是它没有照说明画，还是它学过的说明本来就错。
# 我们的头像是照着九个属性的属性表画的，说明也照这张表来写，所以必然与图相符；说明有中英两种语言，每种语言又有多种说法。
# 一条说明可以说全九个属性，也可以只说其中一部分，让模型学会自己决定没有说到的属性。
# 训练用 9,000 幅头像，另有 1,000 幅留出来作验证集，用来选择引导强度一类的设置。

# %%
(portraits, attributes), (test_portraits, test_attributes) = load_portraits()
portraits, attributes = portraits[:9000], attributes[:9000]  # (9000, 16, 16, 3), (9000, 9)
names = [a.name for a in PORTRAIT_ATTRIBUTES]
few = test_attributes[4:8]
plotting.show(
    plotting.image_grid(test_portraits[4:8], columns=4, column_labels=list("1234"), scale=1.2),
    "Four test portraits.",
    "四幅测试头像。",
)
ways = [
    (("all", "全部"), names, 4, "en"),
    (("all", "全部"), names, 4, "zh"),
    (("hair and hat", "头发和帽子"), ["hair", "hair_color", "hat"], 1, "en"),
    (("hair and hat", "头发和帽子"), ["hair", "hair_color", "hat"], 2, "zh"),
]
rows = [
    [name, *portrait_captions(few[:2], language, seed=seed, named=named)]
    for name, named, seed, language in ways
]
plotting.table([("named", "说到的属性"), "1", "2"], rows)

# %% [markdown] lang="en"
# The table shows captions of portraits 1 and 2, first with all nine attributes, then with hair and hat alone.
# "A sad mouth" says that its corners point down, not how a person feels.
# No caption says anything of sex or origin: the drawings do not show it.
#
# Two pairs never occur in training: green hair with a red hat, as in portrait 4 above, and dark glasses with a sad mouth.
# They are kept for an exam: can the model draw together what it has only seen apart?
# Of the 10,000 training portraits the last 1,000 are kept back, too, to choose settings on them.

# %% [markdown] lang="zh"
# 上表是前两幅头像的说明：先说全九个属性，再只说头发和帽子，英文、中文各一句。
# 说明里只说嘴角向下，不说人悲伤，英文的“a sad mouth”也是这个意思；性别和出身也不提，因为图里没有这些信息。
#
# 有两种搭配从不出现在训练集里：绿色头发配红帽子，墨镜配嘴角向下。
# 它们留作考题：分别见过的东西，模型能不能画到一起？
# 上图第 4 幅测试头像，就是第一种搭配。

# %%
never = [{"hair_color": "green", "hat": "red"}, {"glasses": "dark", "mouth": "sad"}]


def has_a_pair(attributes):
    return np.any([portraits_with(attributes, **pair) for pair in never], axis=0)


known = ~has_a_pair(attributes)
portraits, attributes = portraits[known], attributes[known]
print(f"{len(portraits)} of 9,000 portraits are left to learn from")


# %% [markdown] lang="en"
# Each portrait gets six captions, three in each language.
# Four in five name everything; the others name each attribute with a chance of 60%.

# %% [markdown] lang="zh"
# 每幅头像配六条说明，两种语言各三条。
# 约五分之四的说明说全九个属性；其余的说明里，每个属性以 60% 的概率说到。
# 下面列出第一幅头像的前四条说明，其中最后一条只说了一部分属性。


# %%
def captions_of(attributes, language, seed):
    rng = np.random.default_rng(seed)
    named = rng.random((len(attributes), 9)) < 0.6
    named |= rng.random((len(attributes), 1)) < 0.8
    return portrait_captions(attributes, language, seed=seed, named=named)


captions = [captions_of(attributes, ("en", "zh")[i % 2], i) for i in range(6)]
for texts in captions[:4]:
    print(texts[0])
