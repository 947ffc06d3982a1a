# %% [markdown] lang="en"
# ## Quatrains
#
# Chinese verse suits a small model: a quatrain has four lines, each of five or of seven characters, so it is over in 20 or 28 characters.
# Our collection holds 13,473 Tang quatrains, split so that no line of a test poem occurs in the training part.
# Each poem is an example of its own and begins with an empty state; the shorter ones are filled up with line breaks.
# The first poem of the test part is printed.

# %% [markdown] lang="zh"
# ## 绝句
#
# 绝句很适合小模型：只有四句，每句五个字或七个字，共二十个字或二十八个字。
# 我们收集了 13,473 首唐人绝句，划分时保证测试部分的诗没有一句出现在训练部分。
# 每首诗自成一个样本，从空状态开始；较短的诗用换行符补齐。
# 单元格最后打印测试部分的第一首诗。

# %%
poem_texts = data.load_text("tang_poems")
poem_vocabulary = CharacterVocabulary.of(poem_texts[0])
train_poems, validation_poems, test_poems = (text.strip().split("\n\n") for text in poem_texts)
line_break = poem_vocabulary.encode("\n")[0]
rows = [poem_vocabulary.encode(f"\n{poem}\n\n") for poem in train_poems]
length = max(map(len, rows))
poem_ids = np.stack(
    [np.pad(row, (0, length - len(row)), constant_values=line_break) for row in rows]
)
print(f"{len(train_poems):,} poems {poem_ids.shape}, {poem_vocabulary.size:,} tokens")
print(test_poems[0])

# %% [markdown] lang="en"
# We call this network the poet.
# Its input and its output layer share one table of 5,072 vectors (tied embeddings; Press & Wolf 2017, arXiv:1608.05859), which saves more than a million parameters.
# It reads all training poems once, twelve at a time.

# %% [markdown] lang="zh"
# 我们把这个网络叫做“诗人”（poet）。
# 它的输入层和输出层共用一张有 5,072 个向量的表（权重共享；Press 与 Wolf，2017，arXiv:1608.05859），由此省下一百多万个参数。
# 诗人把训练部分的诗全部读一遍，每批十二首。

# %%
poet = RecurrentLM(poem_vocabulary, "gru", hidden_dim=256, tied_embeddings=True, seed=0)
steps = len(poem_ids) // 12
schedule = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 19 // 20, alpha=0.01, warmup_target=1e-2, warmup_steps=steps // 20
)
optimizer = keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0)
poet.compile(optimizer, steps_per_execution=40)
started = time.perf_counter()
poet.fit(poem_ids[:, :-1], poem_ids[:, 1:], batch_size=12, verbose=0, callbacks=[Progress()])
print(f"{time.perf_counter() - started:.0f} s")

# %% [markdown] lang="en"
# (The loss that it prints is in nats, the mean over the whole reading.)
# We give it the first line of test poems, at the temperature of 0.8 that was chosen for the plays, without a table of its own, and show the first six.
# The first line of each is a Tang poet's, the others are the network's.
# Three poems stand side by side, and all three are shown as far as the shortest of them goes.

# %% [markdown] lang="zh"
# （输出的损失以奈特为单位，是读这一遍的平均值。）
# 从测试部分的诗中取首句，让诗人续写，温度取前面为剧本建议的 0.8，没有另外为诗做表；下面列出最前面的六首，不作挑选。
# 每首的第一句是唐人写的，其余是网络写的。
# 每三首诗并排，只显示到其中最短的一首为止。

# %%
known = [i for i, poem in enumerate(test_poems) if not poem_vocabulary.unknown(poem)]
first_lines = [test_poems[i].partition("\n")[0] + "\n" for i in known]
answers = poet.generate(first_lines, 27, temperature=0.8, seed=0)
written_poems = [answer.partition("\n\n")[0] for answer in answers]
for i in range(0, 6, 3):
    for lines in zip(*(poem.split("\n") for poem in written_poems[i : i + 3]), strict=False):
        print("    ".join(f"{line:　<7}" for line in lines))
    print()

# %% [markdown] lang="en"
# Most of it looks like verse, in lines of equal length and with the words of the genre, but the lines hardly belong together.
#
# How well does it predict poems that it has not seen?
# Beside it stand n-gram models of order 2 and 3, which have read the same poems; on validation poems a higher order or another discount gains at most 0.01 bits.
# Every poem is scored from its beginning, and the two line breaks at its end count with it.

# %% [markdown] lang="zh"
# 诗人写出来的大多看起来确实像诗：各句字数相同，用的也是诗中常见的词语；但句与句之间大多没有联系。
#
# 没见过的诗，网络预测得怎么样？
# 与网络作比较的是读过同样的诗的 2 阶和 3 阶 n 元模型；在验证部分的诗上，提高阶数或者换一种折扣，n 元模型最多再省 0.01 比特。
# 打分时每首诗都从头读起，末尾的两个换行也算在内。

# %%
exam = [f"{poem}\n\n" for poem in test_poems]
verse_bits = {}
for order in (2, 3):
    counted = NGram(poem_vocabulary, order).fit("\n" + poem_texts[0])
    verse_bits[f"n-gram, order {order}"] = [counted.log_prob("\n" + poem) for poem in exam]
verse_bits["GRU"], rows = poet.log_prob(exam), []
for name, log_probs in verse_bits.items():
    found = [x[-len(poem) :] for x, poem in zip(log_probs, exam, strict=True)]
    verse_bits[name] = metrics.bits_per_character(np.concatenate(found), sum(map(len, exam)))
    shown = (name, f"{name[-1]} 阶 n 元模型") if "order" in name else name
    rows.append([shown, f"{verse_bits[name]:.2f}"])
plotting.table([("model", "模型"), ("bits per character", "比特/字符")], rows)

# %% [markdown] lang="en"
# Here the network wins, although the poems are at most about half as much text as the other network read of the plays.
# A likely reason is the number of characters.
# A table of 5,072 × 5,072 pairs has more than 25 million places, and the poems, with fewer than half a million characters, leave nearly all of them empty.
# The network has no such table: characters that are used alike can lie close together among its vectors, and what is learnt of one then helps the others.
#
# A program can ask three questions about what it writes.
# **Form**: four lines, all of five or all of seven characters?
# **Rhyme**: do the second and the fourth line end in different characters of one category of the *Pingshui* rhymes (drawn up in the thirteenth century, but close to the practice of the Tang)?
# **Tones**: every tone counts as level or as oblique; do the two kinds alternate at the even places of the lines, as regulated verse wants (Wang Li 1977)?
# A poem without the form fails the other two as well; and quatrains in the old style, real ones, do not keep to the tones.
# Rhyme books know traditional characters, so each simplified character is mapped back to the traditional one that it most often stands for.
# "Shuffled" are the real poems after the characters of all of them have been permuted: they show what chance gives.

# %% [markdown] lang="zh"
# 这一回是网络更好，虽然这些诗最多只有前面那个网络所读剧本的一半左右。
# 原因可能在于字的种数。
# 5,072 × 5,072 个字对的计数表有两千五百多万格，而诗一共不到五十万字，所以这张表几乎全是空的。
# 网络没有这样的表：用法相近的字，向量可以彼此靠近，从一个字学到的东西，对别的字也有帮助。
#
# 网络写的诗，有三个方面可以由程序检查。
# **格式**：是否四句，每句都是五个字，或者都是七个字？
# **押韵**：第二句和第四句的末字是否不同，又同属平水韵的一个韵部（平水韵成书于十三世纪，但与唐人用韵大体相合）？
# **平仄**：各句双数位置上的平声和仄声，是否像近体诗要求的那样交替（王力，1977）？
# 格式不对的诗，后两项也算不合格；古绝虽是真诗，却不讲究平仄。
# 韵书用的是繁体字，所以先把每个简体字换成它最常对应的那个繁体字。
# 表中“打乱的”一行，是把所有真诗的字放在一起随机重排而成的，代表碰巧能达到的水平。

# %%
traditional = "".join(data.load_text("tang_poems", script="traditional")[0])
pairs = Counter(zip(poem_texts[0], traditional, strict=True))
back = dict(pair for pair, _ in reversed(pairs.most_common()))
real_poems = [test_poems[i] for i in known]
bag = list(np.random.default_rng(0).permutation(list("".join(real_poems).replace("\n", ""))))
shuffled = ["".join(c if c == "\n" else bag.pop() for c in poem) for poem in real_poems]
verse = {"real": real_poems, "written": written_poems, "shuffled": shuffled}
verse_scores, rows = {}, []
for name, chinese in zip(verse, ("真诗", "网络写的", "打乱的"), strict=True):
    converted = ["".join(back.get(c, c) for c in poem) for poem in verse[name]]
    scores = [getattr(metrics, f"{s}_share")(converted) for s in ("form", "rhyme", "tone")]
    verse_scores[name] = scores
    rows.append([(name, chinese), *(f"{score:.2f}" for score in scores)])
header = [("poems", "诗"), ("form", "格式"), ("rhyme", "押韵"), ("tones", "平仄")]
plotting.table(header, rows)
training_lines = set(poem_texts[0].split("\n"))
own_lines = [line for poem in written_poems for line in poem.split("\n")[1:] if line]
taken = np.mean([line in training_lines for line in own_lines])
print(f"{len(own_lines):,} written lines, {taken:.1%} of them stand in a training poem")

# %% [markdown] lang="en"
# The form is mostly learnt, though nobody told the network to count to five or seven.
# Rhyme is hardly learnt: its share is little above that of the shuffled poems.
# To rhyme, the network has to keep the end of the second line in mind for 12 or 16 characters, and all that it gains is a better guess in one place of the poem.
# Tones are little better: fewer than one poem in ten keeps them, while most real ones do; which tone a character has, nobody has told the network.
# And it does not recite: hardly any of its lines stand in a training poem.
# Chapter 6 takes up the rhymes with another kind of network.

# %% [markdown] lang="zh"
# 网络大体学会了格式，虽然没有人教它数到五或数到七。
# 网络几乎没有学会押韵，押韵的比例只比打乱的诗略高。
# 要押韵，网络就得把第二句的末字记到 12 或 16 个字符之后，得到的好处只是一首诗里有一处猜得更准。
# 平仄也没有学好：合格的不到十分之一，而真诗大多合格；哪个字是平声、哪个字是仄声，没有人告诉过网络。
# 网络也没有背诵：写出的句子几乎都不见于训练部分的诗。
# 第 6 章换另一种网络，再来看押韵。
