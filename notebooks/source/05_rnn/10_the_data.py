# %% [markdown] lang="en"
# ## The data
#
# Our main text is Shakespeare: 37 plays, cleaned of titles, scene headings and stage directions.
# Every speech is the speaker's name with a colon, then the lines spoken, then a blank line.
# The plays are split into three parts.
# Thirty-one are for training.
# *Twelfth Night*, *Richard II* and *Julius Caesar* are for validation, to choose settings with.
# *As You Like It*, *King John* and *Macbeth* are the test, to be looked at once (`data/README.md` gives the source).
# Tang quatrains join us later in the chapter.
#
# A model works with numbers, so a **vocabulary** lists the characters and numbers them.
# An entry of the list is called a **token**, its number the token id.
# Ours is made of the characters of the training part, the line break included.
# Token 0 is kept for every other character: one **escape code** for all that the model has never seen.

# %% [markdown] lang="zh"
# ## 数据
#
# 主要的语料是莎士比亚的 37 部戏剧，标题、场次和舞台提示都已删去。
# 每段台词先是说话人的名字加冒号，再是台词，最后空一行。
# 全部剧本分成三份：31 部用来训练；《第十二夜》《理查二世》《裘力斯·恺撒》用来验证，即挑选设置；《皆大欢喜》《约翰王》《麦克白》留作测试，只看一次（来源见 `data/README.md`）。
# 唐人绝句要到本章后面才出场。
#
# 模型只认数字，所以要有一张**词表**，把字符列出来，逐个编号。
# 表中的一项叫做一个**词元**（token），它的号码就是词元编号。
# 这里的词表由训练部分出现过的字符组成，换行符也算一个。
# 0 号词元留给其余一切字符：凡是模型没见过的，共用这一个**转义码**。
# 下面列出各部分的字符数、其中不在词表里的字符，并打印整张词表。

# %%
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
parts = {"training": train_text, "validation": validation_text, "test": test_text}
rows = []
for name, chinese in zip(parts, ("训练", "验证", "测试"), strict=True):
    unknown = vocabulary.unknown(parts[name]) or ("none", "无")
    rows.append([(name, chinese), len(parts[name]), unknown])
header = [("part", "部分"), ("characters", "字符数"), ("not in the vocabulary", "不在词表里的")]
plotting.table(header, rows)
assert vocabulary.size == 69
print(f"{vocabulary.size} tokens: the escape code and {vocabulary.characters!r}")

# %% [markdown] lang="en"
# Every character of the other two parts is known, so the escape code will not be needed there.
# A text of your own may need it: the plays have neither an é nor a 9.
# Here are the first lines of the validation part, then a text with both.
# Encoded, these two become 0; on the way back 0 shows as �.

# %% [markdown] lang="zh"
# 另外两份里没有生字符，转义码在那里用不上。
# 换成你自己的文本就难说了：剧本里既没有 é，也没有 9。
# 先看验证部分开头的几行，再看一段含有这两个字符的文本：编码时它们都成了 0，解码后显示为 �。

# %% tags=["nbval-check-output"]
print("\n".join(validation_text.splitlines()[:8]))
example = vocabulary.encode("Café, 9 o'clock")
print(example)
print(vocabulary.decode(example))

# %% [markdown] lang="en"
# Why split by play?
# Lines drawn at random would put half of each scene on either side.
# Names, phrases and whole refrains of the validation text would have been seen in training, and a model that remembers them would look better than it is.
# Split by play, the question is the honest one: what does the model make of a play that it does not know?
# How new such a play is shows in the names of its speakers.

# %% [markdown] lang="zh"
# 为什么要按剧本来分？
# 如果一行一行地随机分，每一场戏都会有一半落在训练里，一半落在验证里。
# 验证文本中的人名、套语乃至整段叠句，训练时都见过了，模型单凭记性就能显得比实际高明。
# 按剧本分，问的才是老实问题：遇到一部没读过的戏，模型应付得怎么样？
# 一部新戏有多新，看说话人的名字就知道。

# %%
import re
from collections import Counter

speaker_line = r"(?:^|\n\n)(.+):\n"
speakers = {name: Counter(re.findall(speaker_line, text)) for name, text in parts.items()}
rows = []
for name, chinese in (("validation", "验证"), ("test", "测试")):
    names = speakers[name].keys() - speakers["training"].keys()
    most = Counter({who: speakers[name][who] for who in sorted(names)}).most_common(4)
    assert all(speeches > 100 for _, speeches in most)
    talkative = ", ".join(f"{who} {speeches}" for who, speeches in most)
    rows.append([(name, chinese), len(speakers[name]), len(names), talkative])
header = [("part", "部分"), ("names", "人名"), ("not in the training plays", "训练剧本里没有的")]
header.append(("the most talkative of these, and their speeches", "其中话最多的，及其台词段数"))
plotting.table(header, rows)

# %% [markdown] lang="en"
# About two names in three are new in the validation plays, more in the test plays, and the most talkative of these speak more than a hundred times.
# Remember this: it will explain a figure further down.

# %% [markdown] lang="zh"
# 验证剧本里大约三分之二的名字是新的，测试剧本里更多，其中话最多的，开口都在百次以上。
# 请记住这一点，后面有一个数字要靠它来解释。
