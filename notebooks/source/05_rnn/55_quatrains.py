# %% [markdown] lang="en"
# ## Quatrains
#
# Chinese verse suits a small model: a quatrain has four lines, each of five or of seven characters, so it is over in 20 or 28 characters.
# Our collection holds 13,473 Tang quatrains, split so that no line of a test poem occurs in the training part.
# Each poem is an example of its own and begins with an empty state; the shorter ones are filled up with line breaks.
# The vocabulary is more than 70 times that of English: one token is often a whole word.

# %% [markdown] lang="zh"
# ## 绝句
#
# 小模型写诗正合适：绝句只有四句，每句五字或七字，二十个或二十八个字就写完了。
# 我们收了 13,473 首唐人绝句，划分时保证测试部分的诗没有一句出现在训练部分。
# 每首诗自成一个样本，从空状态开始；短的用换行符补齐。
# 词表是英文的七十多倍：一个词元就是一个字。

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
print(f"{len(train_poems):,} poems to train on, {poem_vocabulary.size:,} tokens")
print(test_poems[0])

# %% [markdown] lang="en"
# We call this network the poet.
# Its input and its output layer share one table of 5,072 vectors (tied embeddings; Press & Wolf 2017, arXiv:1608.05859): that saves more than a million parameters.
# It reads all poems once, in batches of twelve: in one reading, many small steps get further than few large ones.

# %% [markdown] lang="zh"
# 这个网络就叫“诗人”（poet）吧。
# 它的输入层和输出层共用一张 5,072 个向量的表（权重共享；Press 与 Wolf，2017，arXiv:1608.05859），省下一百多万个参数。
# 全部的诗读一遍，每批十二首：只读一遍的话，步子小而多胜过大而少。

# %%
poet = RecurrentLM(poem_vocabulary, "gru", hidden_dim=256, tied_embeddings=True, seed=0)
steps = len(poem_ids) // 12
schedule = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 19 // 20, alpha=0.01, warmup_target=1e-2, warmup_steps=steps // 20
)
poet.compile(
    keras.optimizers.Adam(schedule, beta_2=0.99, global_clipnorm=1.0), steps_per_execution=40
)
start = time.perf_counter()
poet.fit(poem_ids[:, :-1], poem_ids[:, 1:], batch_size=12, verbose=0, callbacks=[Progress()])
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# How well does it predict poems that it has not seen? n-grams of order 2 and 3 read the same poems.
# All score the test poems with the two line breaks at the end of each.

# %% [markdown] lang="zh"
# 没见过的诗，它预测得怎么样？
# 让 2 阶和 3 阶的 n 元模型也读同样的诗。
# 评分时，每首诗末尾的两个换行都算在内。

# %%
exam = [f"{poem}\n\n" for poem in test_poems]
characters = sum(map(len, exam))
verse_bits = {}
for order in (2, 3):
    counted = NGram(poem_vocabulary, order).fit("\n" + poem_texts[0])
    verse_bits[f"n-gram, order {order}"] = [counted.log_prob("\n" + poem) for poem in exam]
verse_bits["GRU"], rows = poet.log_prob(exam), []
for name, log_probs in verse_bits.items():
    log_probs = [x[-len(poem) :] for x, poem in zip(log_probs, exam, strict=True)]
    verse_bits[name] = metrics.bits_per_character(np.concatenate(log_probs), characters)
    shown = (name, f"{name[-1]} 阶 n 元模型") if "order" in name else name
    rows.append([shown, f"{verse_bits[name]:.2f}"])
plotting.table([("model", "模型"), ("bits per character", "比特/字符")], rows)

# %% [markdown] lang="en"
# Here the network wins, with much less text and within a minute or so.
# A table of 5,072 × 5,072 pairs has more than 25 million places, nearly all of them empty.
# The network has no such table: characters that are used alike can lie close together among its vectors, and what is learned of one then helps the others.
#
# Now verse.
# We give it the first line of every test poem whose characters it knows, at temperature 0.8, and show the first six as they come.
# The first line of each is a Tang poet's, the other three are the network's.

# %% [markdown] lang="zh"
# 这一回网络赢了，而且文本少得多，用时也不过一分钟上下。
# 5,072 × 5,072 个字对的计数表有两千五百多万格，几乎全是空的。
# 网络没有这样一张表：在它的向量里，用法相近的字可以彼此靠近，从一个字学到的，也就帮得上别的字。
#
# 该写诗了。
# 测试部分的诗，凡是没有生字的，都取首句给它，温度 0.8，把头六首原样列出来。
# 每首的第一句是古人的，后三句是网络写的。

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
# Three questions can be asked by machine.
# **Form**: four lines, all of five or all of seven characters?
# **Rhyme**: do the second and the fourth line end in different characters of one category of the *Pingshui* rhymes?
# (That table was drawn up in the thirteenth century, but it fits the practice of the Tang poets well.
# Modern pronunciation would not do: many of these rhymes are gone.)
# **Tones**: do level and oblique tones alternate at the even places of the lines, as regulated verse wants (Wang Li 1977)?
# A poem without the form counts as failed in the other two as well; and quatrains in the old style, real ones, do not keep to the tones.
# Rhyme books know traditional characters only, so we map each simplified character of the written poems back to the traditional one that stands most often behind it in the training poems; the same is done to the real poems, so that the comparison is fair.
# "Shuffled" are the real poems with all their characters permuted: what chance gives.

# %% [markdown] lang="zh"
# 有三个问题可以由机器来问。
# **格式**：是不是四句，句句五字或句句七字？
# **押韵**：第二句和第四句的末字是否不同，又同属平水韵的一个韵部？
# （平水韵成书于十三世纪，但与唐人用韵大体相合；若按今音，许多唐诗就不押韵了。）
# **平仄**：各句双数位置上的平声和仄声，是否像近体诗要求的那样交替（王力，1977）？
# 格式不对的，后两项也算不合格；古绝虽是真诗，却不守平仄。
# 韵书只收繁体字，所以把写出的诗逐字换回繁体，取训练诗中该简体字最常对应的那个繁体字；真诗也照此处理，比较才公平。
# 表中是三项各自合格的比例；“打乱的”是把真诗里的字全部重新排列，代表碰运气的水平。

# %%
traditional = "".join(data.load_text("tang_poems", script="traditional")[0])
pairs = Counter(zip(poem_texts[0], traditional, strict=True))
back = dict(pair for pair, _ in reversed(pairs.most_common()))


def to_traditional(poem):
    return "".join(back.get(character, character) for character in poem)


rng = np.random.default_rng(0)
real = [test_poems[i] for i in known]
bag = list(rng.permutation(list("".join(real).replace("\n", ""))))
shuffled = ["".join(c if c == "\n" else bag.pop() for c in poem) for poem in real]
verse = {"real": real, "written": written_poems, "shuffled": shuffled}
print(f"{len(real)} poems each")
verse_scores, rows = {}, []
for name, chinese in zip(verse, ("真诗", "网络写的", "打乱的"), strict=True):
    converted = [to_traditional(poem) for poem in verse[name]]
    scores = [getattr(metrics, f"{s}_share")(converted) for s in ("form", "rhyme", "tone")]
    verse_scores[name] = scores
    rows.append([(name, chinese), *(f"{score:.2f}" for score in scores)])
header = [("poems", "诗"), ("form", "格式"), ("rhyme", "押韵"), ("tones", "平仄")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# The form is mostly learned, though nobody told the network to count to five or seven.
# Rhyme and tones are a different story; compare the rows.
# To rhyme, the network has to keep the end of the second line in mind for 12 or 16 characters, line breaks counted, and all it gains is a better guess in one place of the poem.
# The tones ask for less memory, but which tone a character has, nobody has told it.
# Ask also whether the lines are its own: the share of written lines (after the first) that occur in a training poem stands below.

# %% [markdown] lang="zh"
# 格式大体学会了，虽然没有人教过网络数到五或数到七。
# 押韵和平仄是另一回事，请对照各行来看。
# 要押韵，就得把第二句的末字记住 12 或 16 个字符（换行也算），换来的只是一首诗里有一处猜得准些。
# 平仄不用记那么远，可是哪个字是平、哪个字是仄，没有人告诉过它。
# 还要问一句：诗句是它自己写的吗？
# 下面数一数，除首句外，写出的句子有多少在训练的诗里出现过。

# %%
training_lines = set(poem_texts[0].split("\n"))
own_lines = [line for poem in written_poems for line in poem.split("\n")[1:] if line]
taken = np.mean([line in training_lines for line in own_lines])
print(f"{len(own_lines):,} lines, {taken:.1%} of them stand in a training poem")
