# %% [markdown] lang="en"
# ## Tokens
#
# Byte pairs, as in chapter 6, cut the captions into tokens: what often stands side by side becomes one token.
# One vocabulary serves both languages.
# Id 0 stands for padding, behind the end of a sentence.

# %% [markdown] lang="zh"
# ## 词元
#
# 用第 6 章的字节对编码把说明切成词元：经常相邻的片段合成一个词元。
# 两种语言共用一个词表。
# 编号 0 表示填充，用来把每句话补到 40 个词元；最长的说明有 36 个。
# 词元的编号从 1 开始，所以下面的编码器比词表多一个编号。

# %%
from aigc_keras.vocabulary import BytePairVocabulary, padded_ids

vocabulary = BytePairVocabulary.of("\n".join(sum(captions, [])), 600)
length = 40
ids = np.concatenate([padded_ids(vocabulary, texts, length) for texts in captions])
for text in (captions[0][0], captions[1][0]):
    print("|".join(vocabulary.decode([i]) for i in vocabulary.encode(text)))
print(vocabulary.size, "tokens;", ids.shape, "ids; longest caption:", (ids > 0).sum(1).max())

# %% [markdown] lang="en"
# Whole words are single tokens, since the captions have few different ones.
# In Chinese, where no space ends a word, a token is often a whole phrase, and sometimes it cuts a word in two, as in 粉|色背景.
# The longest caption has 36 tokens, so 40 places suffice.
# Since 0 is padding, the ids of the tokens begin at 1, and the encoder below knows one id more than the vocabulary has tokens.

# %% [markdown] lang="zh"
# 说明里不同的词不多，所以英文一个单词就是一个词元。
# 中文的词之间没有空格，常用的短语整个成了一个词元；颜色会变，“色”字不变，所以“粉色背景”切成了“粉”和“色背景”。
