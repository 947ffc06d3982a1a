# %% [markdown] lang="en"
# ## What you will make
#
# A network that continues a quatrain from its first line.
# Chinese verse suits a small model: a quatrain has four lines, each of five or of seven characters, so it is over in 20 or 28 characters.
# Our collection holds 13,473 Tang quatrains, split so that no line of a test poem occurs in the training part.
# Each poem is an example of its own and begins with an empty state; the shorter ones are filled up with line breaks.
# The first poem of the test part is printed.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 你会做出一个网络：给它一首绝句的首句，它能把诗续写完。
# 绝句很适合小模型：只有四句，每句五个字或七个字，共二十个字或二十八个字。
# 我们收集了 13,473 首唐人绝句，划分时保证测试部分的诗没有一句出现在训练部分。
# 每首诗自成一个样本，从空状态开始；较短的诗用换行符补齐。
# 下面的单元格最后打印测试部分的第一首诗。

# %%
poem_texts = data.load_text("tang_poems")
poem_vocabulary = CharacterVocabulary.of(poem_texts[0])
train_poems, validation_poems, test_poems = (text.strip().split("\n\n") for text in poem_texts)
line_break = poem_vocabulary.encode("\n")[0]
# en: A line break begins each poem, two end it, and more fill it up to one length.
# zh: 每首诗以一个换行符开头，以两个换行符结尾，再用换行符补到同样的长度。
rows = [poem_vocabulary.encode(f"\n{poem}\n\n") for poem in train_poems]
length = max(map(len, rows))
poem_ids = np.stack(
    [np.pad(row, (0, length - len(row)), constant_values=line_break) for row in rows]
)  # (12127, 34)
print(f"{len(train_poems):,} poems {poem_ids.shape}, {poem_vocabulary.size:,} tokens")
print(test_poems[0])

# %% [markdown] lang="en"
# We call this network the poet.
# It is a GRU language model, as in chapter 5.
# Its input and its output layer share one table of 5,072 vectors (tied embeddings; Press & Wolf 2016, arXiv:1608.05859), which saves more than a million parameters.
# It reads all training poems once, twelve at a time; the targets are the same poems moved on by one character.
# The learning rate climbs over the first twentieth of the steps and then falls along a cosine.

# %% [markdown] lang="zh"
# 我们把这个网络叫做“诗人”（poet）。
# 它与第 5 章的网络一样，是用 GRU 做的语言模型。
# 诗人的输入层和输出层共用一张有 5,072 个向量的表（权重共享；Press 与 Wolf，2016，arXiv:1608.05859），由此省下一百多万个参数。
# 诗人把训练部分的诗全部读一遍，每批十二首；目标就是同样的诗，只是后移了一个字。
# 学习率在最初二十分之一的步数里从零升高，然后沿余弦曲线下降。

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
# (The loss that it prints is in nats per character, natural logarithms instead of bits, as a mean over the whole reading, and the line breaks that fill up the shorter poems count in it; so it cannot be compared with the bits below.)
# We give it the first line of test poems, at temperature 0.8, which chapter 5 recommends for its plays and which was not chosen anew for verse; the first six follow.
# Each row of the table is a poem: its given first line, and the lines of the network, separated by strokes.

# %% [markdown] lang="zh"
# （上面打印的损失是读这一遍过程中的平均值，单位是奈特/字符，即取自然对数；补齐短诗的换行符也算在内，所以不能与后面的比特数比较。）
# 从测试部分的诗中取首句，让诗人续写，温度取第 5 章为剧本建议的 0.8，没有专门为诗再列表比较各种温度；下面列出最前面的六首，不作挑选。
# 表中每行是一首诗，左列是首句，右列是网络续写的各句，各句之间用斜线隔开。

# %%
# en: Only poems whose characters are all in the vocabulary; two line breaks end a poem.
# zh: 只取每个字都在词表里的诗；遇到两个换行符，诗就结束了。
known = [i for i, poem in enumerate(test_poems) if not poem_vocabulary.unknown(poem)]
first_lines = [test_poems[i].partition("\n")[0] + "\n" for i in known]
answers = poet.generate(first_lines, 27, temperature=0.8, seed=0)
written_poems = [answer.partition("\n\n")[0] for answer in answers]
rows = []
for poem in written_poems[:6]:
    given, *own = poem.split("\n")
    rows.append([given, " / ".join(own)])
header = [("first line, a Tang poet's", "首句，唐人所作"), ("the network's lines", "网络续写")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# Most of it looks like verse, in lines of equal length and with the words of the genre, but the lines hardly belong together.
# (The first lines of the first three say: "the frost is heavy, glue and bow are strong"; "carried by dreams into the pond"; "may I ask, where is King Xiang?".)

# %% [markdown] lang="zh"
# 诗人写出来的大多看起来确实像诗：各句字数相同，用的也是诗中常见的词语；但句与句之间大多没有联系。
