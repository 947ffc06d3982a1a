# %% [markdown] lang="en"
# ## Every word checked
#
# Captions are usually scored by how many words they share with a reference (BLEU, CIDEr), which says little of their truth: "a red hat" and "a blue hat" differ in one word of three.
# Our sentences can be read by a program, since we know all their phrases: `facts` looks for each attribute with a regular expression.
# First it reads one sentence as an example; what the sentence does not name, here clothing and skin, is left out.

# %% [markdown] lang="zh"
# ## 逐词核对
#
# 评价图像说明，通常看它与参考句有多少词相同（BLEU、CIDEr）；这与说得对不对关系不大：“a red hat”与“a blue hat”三个词里只差一个。
# 我们的句子可以由程序来读，因为用到的短语全都已知：`facts` 用正则表达式逐个查找属性。
# 下面先读一句作例子；句子没有说到的属性（这里是衣服和肤色），结果里也没有。

# %%
# en: "without" and what follows it, up to the next clause.
# zh: “without”和它后面的内容，到 in、on、against 或 dressed 之前为止。
WITHOUT = r"(without)(?:(?! in | on | against | dressed ).)*"
COLOURS = "black|brown|blond|red|green|blue|pink|violet|yellow|white|gold"
PATTERNS = {
    "hair": r"\b(short|long|braids)\b",
    "hair_color": rf"\b({COLOURS}) (?:hair|braids)",
    "glasses": r"\b(clear|dark) glasses|\b(sunglasses)|" + WITHOUT + "glasses",
    "mouth": r"\b(smil|sad|open)",
    "hat": rf"\ba ({COLOURS}) hat|" + WITHOUT + r"\ba hat",
    "clothing": rf"in ({COLOURS}) clothes|dressed in ({COLOURS})",
    "earrings": r"\b(gold) earrings|" + WITHOUT + "earrings",
    "background": rf"(?:on|against)(?: an?)? ({COLOURS})\b",
    "skin": r"\b(light|medium|dark) skin",
}
MEANINGS = {"sunglasses": "dark", "without": "none", "smil": "smiling"}


def facts(sentence):
    """The values that a sentence names: dict of names to words."""
    found = {}
    for name, pattern in PATTERNS.items():
        match = re.search(pattern, sentence)
        if match:
            word = next(filter(None, match.groups()))
            found[name] = MEANINGS.get(word, word)
    return found


print(facts("short blue hair, sunglasses and a smile, without a hat or earrings, on pink"))
rows = attributes[:500]
for row, text in zip(rows, portrait_captions(rows, "en", seed=0, named=names), strict=True):
    true = {a.name: a.values[value] for a, value in zip(PORTRAIT_ATTRIBUTES, row, strict=True)}
    assert facts(text) == true, text

# %% [markdown] lang="en"
# The assertion reads 500 of our own captions back without an error, so the program can be trusted with the phrases that the captioner has learnt.
# Now 300 test portraits: how many attributes does a caption name, and how many of them truly?

# %% [markdown] lang="zh"
# 上面的断言让程序读我们自己的 500 条说明，没有一处读错，所以对模型学到的这些短语，这个程序信得过。
# 再取 300 幅测试头像：一条说明说到了几个属性，其中有多少说对了？


# %%
def truths(sentences, rows):
    """Shares of the attributes that are named, and of these named truly: two arrays (9,)."""
    named, true = np.zeros((len(rows), 9), bool), np.zeros((len(rows), 9), bool)
    for i, (sentence, row) in enumerate(zip(sentences, rows, strict=True)):
        said = facts(sentence)
        for j, attribute in enumerate(PORTRAIT_ATTRIBUTES):
            named[i, j] = attribute.name in said
            true[i, j] = said.get(attribute.name) == attribute.values[row[j]]
    return named.mean(0), true.sum(0) / np.maximum(named.sum(0), 1)


sentences = captioner.generate(test_portraits[:300], 60, temperature=0.0, seed=0)
named, true = truths(sentences, test_attributes[:300])
short = [(a.name.replace("_", " "), a.chinese) for a in PORTRAIT_ATTRIBUTES]
rows = [
    [("named", "说到"), *(f"{share:.0%}" for share in named)],
    [("of these true", "其中说对"), *(f"{share:.1%}" for share in true)],
]
plotting.table([("300 test portraits", "300 幅测试头像"), *short], rows)
