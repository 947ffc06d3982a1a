# %% [markdown] lang="en"
# ## Tokens that are longer than a character: byte pairs
#
# A chatbot's tokens are not characters.
# With whole words as tokens, the table would need a row for every word, and a new word could not be read at all.
# Between the two lies **byte-pair encoding** (BPE; Sennrich et al. 2015, arXiv:1508.07909): begin with single characters, find the two neighbouring tokens that occur together most often, make them one token, and repeat.
# Frequent words become one token, rare ones several, and every text that is made of known characters can be read.
# Written out, for words with their counts:

# %% [markdown] lang="zh"
# ## 比字符长的词元：字节对编码
#
# 聊天机器人的词元并不是字符。
# 如果以整个单词为词元，嵌入表里每个单词都要占一行，没见过的单词就完全读不了。
# 折中的办法是**字节对编码**（byte-pair encoding，BPE；Sennrich 等，2015，arXiv:1508.07909）：从单个字符开始，找出相邻出现次数最多的两个词元，把它们合并成一个新词元，如此反复。
# 常见的单词最后成为一个词元，少见的单词分成几个词元；只要字符是见过的，就没有读不了的文本。
# 下面写成代码，输入是各个单词及其出现次数：


# %%
def merged(tokens, pair):
    """The tokens of a word, with each occurrence of a pair made one token."""
    found, i = [], 0
    while i < len(tokens):
        is_pair = tuple(tokens[i : i + 2]) == pair
        found.append(tokens[i] + tokens[i + 1] if is_pair else tokens[i])
        i += 2 if is_pair else 1
    return found


def byte_pairs(counts, num_merges):
    words, merges = {word: list(word) for word in counts}, []
    for _ in range(num_merges):
        pairs = Counter()
        for word, tokens in words.items():
            for pair in zip(tokens, tokens[1:], strict=False):
                pairs[pair] += counts[word]
        best = max(pairs, key=pairs.get)
        merges.append(best)
        # en: Words that do not hold the pair stay as they are.
        # zh: 不含这一对的单词保持不变。
        for word in words:
            if "".join(best) in word:
                words[word] = merged(words[word], best)
    return merges, words


# %%
# en: A word takes the space before it along, which is shown as ␣.
# zh: 单词连同它前面的空格算在一起，空格显示为 ␣。
counts = Counter("␣" + word for word in train_text[:200_000].split())
merges, words = byte_pairs(counts, 200)
print("first merges:", ", ".join("+".join(pair) for pair in merges[:10]))
for word in ("␣the", "␣king", "␣thousand"):
    print(word, "->", " ".join(words[word]))

# %% [markdown] lang="en"
# The first merges are the commonest pairs of letters, or of the space and a letter; the tenth already makes a whole word, ␣the.
# After 200 merges ␣king takes two tokens and ␣thousand three.
# Real systems count bytes instead of characters, so that any text in any script can be read (hence the name), and make 30,000 to 200,000 tokens.
# The library fits such a vocabulary with `BytePairVocabulary.of(text, size)`, and every language model of the course takes it in place of the characters:

# %% [markdown] lang="zh"
# 最先合并的是最常相邻的两个字母，或者空格和一个字母；第十次就合并出一个完整的词 ␣the。
# 合并 200 次之后，␣king 分成两个词元，␣thousand 分成三个。
# 实际的系统数的不是字符而是字节（“字节对”由此得名），这样任何文字都能读；词表有三万到二十万个词元。
# 课程库用 `BytePairVocabulary.of(text, size)` 得到这样的词表，课程中的各个语言模型都可以用它代替字符词表：

# %%
pairs_vocabulary = BytePairVocabulary.of(train_text[:200_000], 1_000)
text = validation_text[:200_000]
ids = pairs_vocabulary.encode(text)
print(
    f"{len(text):,} characters are {len(ids):,} tokens, {len(text) / len(ids):.2f} characters each"
)
print([pairs_vocabulary.decode([i]) for i in ids[40:60]])

# %% [markdown] lang="en"
# A text gets shorter in tokens, so a window of 64 tokens reaches further back (over 144 characters here), and as much text is written in fewer steps.
# The embedding table gets longer, 1,000 rows instead of 69 here.
# One caution: the loss per token of two vocabularies cannot be compared, since a token says more in one than in the other; bits per character can.

# %% [markdown] lang="zh"
# 以词元计，文本变短了：64 个词元的窗口能看得更远（这里是 144 个字符），写同样多的文字所需的步数也少了。
# 嵌入表则变长了，这里从 69 行变成 1,000 行。
# 请注意：词表不同，平均每个词元的损失就不能比较，因为词元所含的信息不一样多；比特/字符则可以比较。
