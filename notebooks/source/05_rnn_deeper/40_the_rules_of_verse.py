# %% [markdown] lang="en"
# ## The rules of verse
#
# A program can ask three questions about what it writes.
# **Form**: four lines, all of five or all of seven characters?
# **Rhyme**: do the second and the fourth line end in different characters of one category of the *Pingshui* rhymes (drawn up in the thirteenth century, but close to the practice of the Tang)?
# **Tones**: every tone counts as level or as oblique; do the two kinds alternate at the even places of the lines, as regulated verse wants (Wang Li 1977)?
# A poem without the form fails the other two as well; and quatrains in the old style, real ones, do not keep to the tones.
# Rhyme books know traditional characters, so each simplified character is mapped back to the traditional one that it most often stands for.
# "Shuffled" are the real poems after the characters of all of them have been permuted and put back into the same forms: for rhyme and tones they show what chance gives.

# %% [markdown] lang="zh"
# ## 诗的规则
#
# 网络写的诗，有三个方面可以由程序检查。
# **格式**：是否四句，每句都是五个字，或者都是七个字？
# **押韵**：第二句和第四句的末字是否不同，又同属平水韵的一个韵部（平水韵成书于十三世纪，但与唐人用韵大体相合）？
# **平仄**：各句双数位置上的平声和仄声，是否像近体诗要求的那样交替（王力，1977）？
# 格式不对的诗，后两项也算不合格；古绝虽是真诗，却不讲究平仄。
# 韵书用的是繁体字，所以先把每个简体字换成它最常对应的那个繁体字。
# 表中“打乱的”一行，是把所有真诗的字放在一起随机重排，再填回各首诗的格式而成的；它的押韵和平仄两项，代表碰巧能达到的水平。

# %%
traditional = "".join(data.load_text("tang_poems", script="traditional")[0])
# en: Simplified to traditional; the most frequent pair of each comes last, and stays.
# zh: 由简体到繁体；每个简体字最常见的搭配排在最后，得以保留。
pairs = Counter(zip(poem_texts[0], traditional, strict=True))
back = dict(pair for pair, _ in reversed(pairs.most_common()))
real_poems = [test_poems[i] for i in known]
# en: The characters of all poems, permuted, in the forms of the poems.
# zh: 把所有诗的字打乱，再填回各首诗的格式里。
bag = list(np.random.default_rng(0).permutation(list("".join(real_poems).replace("\n", ""))))
shuffled = ["".join(c if c == "\n" else bag.pop() for c in poem) for poem in real_poems]

# %%
verse = {"real": real_poems, "written": written_poems, "shuffled": shuffled}
verse_scores, rows = {}, []
for name, chinese in zip(verse, ("真诗", "网络写的", "打乱的"), strict=True):
    converted = ["".join(back.get(c, c) for c in poem) for poem in verse[name]]
    scores = [getattr(metrics, f"{s}_share")(converted) for s in ("form", "rhyme", "tone")]
    verse_scores[name] = scores
    rows.append([(name, chinese), *(f"{score:.2f}" for score in scores)])
header = [("poems", "诗"), ("form", "格式"), ("rhyme", "押韵"), ("tones", "平仄")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# The form is mostly learnt, though nobody told the network to count to five or seven.
# Rhyme is hardly learnt: its share is little above that of the shuffled poems.
# To rhyme, the network has to keep the end of the second line in mind for 12 or 16 characters, and all that it gains is a better guess in one place of the poem.
# Tones are little better: fewer than one poem in eight keeps them (one in ten to one in twenty-five), while most real ones do; which tone a character has, nobody has told the network.
# [Chapter 6](06_transformer.ipynb) takes up the rhymes with another kind of network.

# %% [markdown] lang="zh"
# 网络大体学会了格式，虽然没有人教它数到五或数到七。
# 网络几乎没有学会押韵，它的诗押韵的比例只比打乱的诗略高。
# 要押韵，网络就得把第二句的末字记到 12 或 16 个字符之后，得到的好处只是一首诗里有一处猜得更准。
# 平仄也没有学好：合格的不到八分之一，而真诗大多合格；哪个字是平声、哪个字是仄声，没有人告诉过网络。
# [第 6 章](06_transformer.ipynb)会换一种网络，再来看押韵。
