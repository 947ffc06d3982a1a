# %% [markdown] lang="en"
# ## The data
#
# To say how good a writer is, we need text that it has not read: **held-out text**.
# Thirty-one of Shakespeare's plays are for training.
# *Twelfth Night*, *Richard II* and *Julius Caesar* are the validation text, on which every setting is chosen.
# *As You Like It*, *King John* and *Macbeth* are the test text, used for the final scores only (`data/README.md` gives the source).
#
# Whole plays are held out, not single lines.
# With lines drawn at random, a model that remembers the names and phrases of a scene would look better than it is.

# %% [markdown] lang="zh"
# ## 数据
#
# 要衡量一个模型写得好不好，就要有它没读过的文本，即**留出文本**。
# 莎士比亚的 31 部戏剧用来训练。
# 《第十二夜》《理查二世》《裘力斯·恺撒》是验证文本，各种设置都根据验证文本来选择。
# 《皆大欢喜》《约翰王》《麦克白》是测试文本，只用来计算最后的分数（来源见 `data/README.md`）。
#
# 留出的是整部剧本，而不是零散的台词。
# 如果一行一行地随机划分，模型只要记住一场戏里的人名和短语，看上去就会比实际更好。

# %%
parts = {"training": train_text, "validation": validation_text, "test": test_text}
rows = []
for name, chinese in zip(parts, ("训练", "验证", "测试"), strict=True):
    unknown = vocabulary.unknown(parts[name]) or ("none", "无")
    rows.append([(name, chinese), len(parts[name]), unknown])
header = [("part", "部分"), ("characters", "字符数"), ("not in the vocabulary", "不在词表里的字符")]
plotting.table(header, rows)
print(vocabulary.encode("Café 9"), vocabulary.decode(vocabulary.encode("Café 9")))

# %% [markdown] lang="en"
# All characters of the held-out plays are known.
# A text of your own may have others: the é and the 9 become token 0, and 0 is shown as �.

# %% [markdown] lang="zh"
# 留出的剧本里没有词表以外的字符。
# 你自己的文本就不一定了：例如 `Café 9` 里，é 和 9 都成了 0 号词元，解码后显示为 �。
