# %% [markdown] lang="en"
# ## Seventy years of text
#
# Machines have written text in four ways: by rules, by counting, with recurrent networks and with attention.
# We let all four write on one computer.
#
# ### Rules, 1952
#
# In 1952 Christopher Strachey had the computer of Manchester University, a Ferranti Mark 1, write love letters (Strachey, "The 'thinking' machine", *Encounter*, October 1954).
# His program held a few sentence patterns with gaps and lists of words; random numbers chose the words.
# The patterns and words below are our own, in his manner, and `Template` fills the gaps.

# %% [markdown] lang="zh"
# ## 文本生成的七十年
#
# 机器写作有过四种办法：规则、计数、循环网络、注意力。
# 我们在同一台电脑上把四种都运行一遍。
#
# ### 规则，1952 年
#
# 1952 年，Christopher Strachey 让曼彻斯特大学的计算机 Ferranti Mark 1 写情书（Strachey，“The 'thinking' machine”，*Encounter*，1954 年 10 月）。
# 他的程序里存着几个留有空格的句式和几张单词表，每个空格填什么词，由随机数决定。
# 下面的句式和词是我们仿照他的做法另编的，由 `Template` 随机填空。

# %% tags=["nbval-check-output"]
patterns = [
    "My {adjective} {noun} {adverb} {verb} your {adjective} {noun}.",
    "You are my {adjective} {noun}: my {adjective} {noun}.",
]
words = {
    "adjective": ["gentle", "restless", "tender", "silent", "burning", "patient", "true"],
    "noun": ["heart", "wish", "fancy", "hope", "longing", "delight", "moon"],
    "adverb": ["softly", "eagerly", "secretly", "faithfully", "wildly"],
    "verb": ["awaits", "treasures", "seeks", "remembers", "adores"],
}
letter = Template(patterns, words)
print("\n".join(letter.generate(seed=seed) for seed in range(4)))

# %% [markdown] lang="en"
# The grammar is faultless, because a person wrote it.
# The machine has learnt nothing, and it can never write a sentence that is not in its patterns.
#
# ### Counting, 1948
#
# Four years before those letters Claude Shannon published another idea: learn from a text by counting.
# Take every piece of four characters in a text, and count which character follows it.
# We do it with the 200,000 characters from above.

# %% [markdown] lang="zh"
# 这些情书的语法没有一点错，因为句式是人写好的。
# 机器什么也没有学，也永远写不出句式以外的句子。
#
# ### 计数，1948 年
#
# 早在这些情书之前四年，Claude Shannon（香农）就提出了另一种思路：通过计数，从文本中学习。
# 取出文本里由四个相连字符组成的每个片段，数一数它后面跟着什么字符。
# 我们就用本章开头那 200,000 个字符来数。

# %% tags=["nbval-check-output"]
following = defaultdict(Counter)  # "king" -> Counter({" ": 43, ...})
for i in range(len(read_text) - 4):
    following[read_text[i : i + 4]][read_text[i + 4]] += 1
print(f"{len(following):,} contexts; after 'king':", following["king"].most_common(4))

# %% [markdown] lang="en"
# The table has an entry for each of the 27,208 different pieces of four characters; after "king", which may be the end of a longer word, a space came 43 times and an apostrophe 7 times.
# That is already a complete writer.
# Look up the last four characters, draw the next one with the probabilities that the counts give, append it, and begin again:

# %% [markdown] lang="zh"
# 数出来的表有 27,208 行，每个片段一行；片段“king”可能是一个更长的词的结尾，它后面出现过 43 次空格、7 次撇号。
# 这张表本身就是一台完整的写作机器。
# 在表中找到已写文字的最后四个字符所在的那一行，按数出来的比例随机抽取下一个字符，接到后面，如此反复：

# %%
rng, written = np.random.default_rng(1), beginning
for _ in range(180):
    counts = following[written[-4:]]
    shares = np.array(list(counts.values())) / counts.total()
    written += str(rng.choice(list(counts), p=shares))
print(written)

# %% [markdown] lang="en"
# Nobody gave it a word list, and still most of these strings are words.
# A model that predicts from the $n-1$ characters before is called an **n-gram** model of order $n$; this one is a 5-gram.
#
# ### How good is a writer?
#
# We need a number.
# Give each writer a text that it has never read, here 32,000 characters of *As You Like It*, and ask at every place: which probability $p$ did you give to the character that really comes next?
# A good writer is seldom surprised.
# The surprise is measured as $-\log_2 p$, in **bits**: no bits for a character that was certain, 1 bit where it had the probability 1/2, 10 bits at about 1/1000.
# The mean over all characters is the writer's score in **bits per character**; smaller is better ([chapter 5](05_rnn.ipynb) has more on it).
#
# Our table has a flaw here: what it has never counted gets the probability 0, and $-\log_2 0$ is infinite.
# The library's `NGram` mends it by **smoothing**: it keeps a little probability for what was not seen, and shares it out as shorter contexts suggest (Kneser & Ney 1995; chapter 5 writes it out).

# %% [markdown] lang="zh"
# 没有人给过这台机器单词表，它写出的字符串却大多是真正的单词。
# 根据前 $n-1$ 个字符来预测下一个字符的模型，叫 **n 元模型**，$n$ 是它的阶数；上面这张表是五元模型。
#
# ### 怎样衡量写得好不好？
#
# 要衡量，就得有一个数。
# 给每个模型一段它从没读过的文本，这里用《皆大欢喜》的 32,000 个字符；在每个位置上都问它：对于实际出现的下一个字符，你给的概率 $p$ 是多少？
# 好的模型很少感到意外。
# 意外的程度用 $-\log_2 p$ 来度量，单位是**比特**：早已料定的字符是 0 比特，概率为 1/2 的是 1 比特，概率约为千分之一的是 10 比特。
# 对所有字符取平均，就得到这个模型的成绩，单位是**比特/字符**，越小越好（详见[第 5 章](05_rnn.ipynb)）。
#
# 上面那张计数表有个毛病：没有数到过的字符，概率都是 0，而 $-\log_2 0$ 是无穷大。
# 库里的 `NGram` 用**平滑**来弥补：给没见过的字符也留一点概率，这点概率参照更短的上文来分配（Kneser 与 Ney，1995；第 5 章会从头实现）。

# %%
exam_text, text_rows = test_text[:32_000], {}
start = time.perf_counter()
ngram = NGram(vocabulary, 5).fit(read_text)
seconds = time.perf_counter() - start
bits = metrics.bits_per_character(ngram.log_prob(exam_text), len(exam_text))
text_rows["5-gram"] = bits, seconds
print(
    f"5-gram: {bits:.2f} bits per character; all equally probable: {np.log2(vocabulary.size):.2f}"
)

# %% [markdown] lang="en"
# Counting alone brings the surprise from 6.11 bits, where all 69 characters are equally probable, down to 2.55.
#
# ### A network with a memory, 1990
#
# A **recurrent network** (Elman 1990) reads one character after the other and carries a list of numbers along, its state, which holds what it remembers of everything read so far.
# How the state changes is learnt.
# We take a state of 256 numbers, and let the cell called GRU change it (Cho et al. 2014, arXiv:1406.1078), which chapter 5 writes out.
#
# Networks have to be trained.
# They read the same 200,000 characters once, in windows of 32 characters, 32 windows a step; at each position the target is the next character.
# The learning rate rises for the first twentieth of the steps and then falls to zero; a gradient longer than 1 is shortened to length 1.
# ([Chapter 0](00_start.ipynb) explains the learning rate and the gradient.)

# %% [markdown] lang="zh"
# 如果词表里的 69 个字符概率都相等，意外程度是 6.11 比特；五元模型单靠计数，就把它降到了 2.55 比特。
#
# ### 带记忆的网络，1990 年
#
# **循环神经网络**（Elman，1990）逐个读字符，同时保存一组数，称为状态：前文中它还记得的，都在这组数里。
# 读到新字符时状态怎样变化，是学出来的。
# 这里的状态有 256 个数，由称为 GRU 的循环单元来更新（Cho 等，2014，arXiv:1406.1078；第 5 章会从头实现 GRU）。
#
# 网络需要训练。
# 网络读的还是那 200,000 个字符，只读一遍：文本切成 32 个字符一段的窗口，每步用 32 个窗口；每个位置上的目标都是下一个字符。
# 学习率在最初二十分之一的步数里上升，随后降到零；梯度的范数超过 1 时，按比例缩小到 1。
# （学习率和梯度的含义见[第 0 章](00_start.ipynb)。）


# %%
def train_writer(model, peak):
    windows = TextWindows(vocabulary.encode(read_text), 32, batch_size=32, seed=0)
    steps = len(windows)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 19 // 20, warmup_target=peak, warmup_steps=steps // 20
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, global_clipnorm=1.0)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    start = time.perf_counter()
    # en: Weights and Adam's variables are made first, so that TensorFlow compiles the step once.
    # zh: 先建好权重和 Adam 的变量，TensorFlow 就只需把训练步编译一遍。
    model(windows[0][0])
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss, steps_per_execution=13)
    model.fit(windows, shuffle=False, verbose=0, callbacks=[Progress()])
    return time.perf_counter() - start


# %%
recurrent = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
seconds = train_writer(recurrent, peak=1e-2)
# en: The state is carried on through four pieces of 8,000 characters.
# zh: 考题分四段，每段 8,000 个字符，状态在一段之内一直传下去。
pieces = [exam_text[i : i + 8000] for i in range(0, len(exam_text), 8000)]
log_probs = np.concatenate(recurrent.log_prob(pieces))
bits = metrics.bits_per_character(log_probs, len(exam_text))
text_rows["recurrent"] = bits, seconds
print(f"{recurrent.count_params():,} parameters, {bits:.2f} bits per character\n")
print(recurrent.generate(beginning, 180, seed=1))

# %% [markdown] lang="en"
# The network has picked up the short lines of a play, and the length and the look of words; many of the words, above all longer ones, it makes up.
# (The loss shown by the training is not yet the score: it is measured on the text that the network learns from, it uses the natural logarithm, so that 1.44 times as much is bits, and it is a mean over the whole epoch, the bad beginning included.)
#
# ### Attention, 2017
#
# **Attention** (Vaswani et al. 2017, arXiv:1706.03762) has no state.
# At each position the network gives a weight to every position up to this one, and takes the weighted mean of what stands there; how to choose the weights is learnt.
# In training no position waits for another, so a computer with thousands of arithmetic units can work on all of them at the same time.
# Large models owe much to that.
# A network built in this way is a **Transformer**.
#
# It consists of blocks.
# A block adds to its input what attention finds, and then adds what a small dense network makes of the sum.
# Attention looks in four ways at once, called heads; before each of the two additions `LayerNormalization` brings the numbers of each position to a common scale ([chapter 6](06_transformer.ipynb) explains both).
# `use_causal_mask=True` hides the characters that come later, for they are the answers.

# %% [markdown] lang="zh"
# 循环网络学会了像剧本那样每行只写短短几个词，也学会了单词大致的长短和模样；不过许多单词是它自己编的，较长的尤其如此。
# （训练时显示的损失还不是成绩，原因有三：它是在网络所学的文本上算的；它用自然对数，乘以 1.44 才是比特；它是整整一轮的平均，包括开头学得差的一段。）
#
# ### 注意力，2017 年
#
# **注意力**（Vaswani 等，2017，arXiv:1706.03762）不需要状态。
# 在每个位置上，网络给这个位置和它前面的每个位置各分一个权重，再把各个位置上的数按权重平均；权重怎样分，是学出来的。
# 训练时各个位置不必互相等待，所以，计算机如果有成千上万个运算单元，就能同时处理所有位置。
# 大模型在很大程度上得益于此。
# 用这种办法搭成的网络叫 **Transformer**。
#
# Transformer 由若干个块组成。
# 每个块先把注意力的输出加到输入上；再把所得的和送进一个小的全连接网络，把网络的输出也加上去。
# 每个块里有四个注意力并排工作，称为四个头；在注意力和小网络之前，都先由 `LayerNormalization` 把每个位置上的数调整到相同的尺度（[第 6 章](06_transformer.ipynb)会讲解头和层归一化）。
# `use_causal_mask=True` 遮住后面的字符，因为它们正是答案。


# %%
class Block(layers.Layer):
    def __init__(self, width, num_heads=4):
        super().__init__()
        self.attention = layers.MultiHeadAttention(num_heads, width // num_heads)
        self.network = keras.Sequential([layers.Dense(4 * width, "relu"), layers.Dense(width)])
        self.norms = [layers.LayerNormalization(), layers.LayerNormalization()]

    def call(self, x):  # (n, 32, width) -> (n, 32, width)
        normed = self.norms[0](x)
        x = x + self.attention(normed, normed, use_causal_mask=True)
        return x + self.network(self.norms[1](x))


# %% [markdown] lang="en"
# Before the blocks, each character becomes a list of 128 numbers, an embedding; so does its place in the window, and the two lists are added, because attention by itself does not see the order.
# After them, a dense layer gives one number for each character of the vocabulary.

# %% [markdown] lang="zh"
# 进入块之前，每个字符先变成 128 个数，即嵌入；字符在窗口中的位置也变成 128 个数，两组数相加，因为注意力本身看不出先后次序。
# 经过这些块之后，由一个全连接层给词表中的每个字符输出一个数。


# %%
class TinyTransformer(keras.Model):
    def __init__(self, vocabulary_size, width=128, num_layers=2, context_length=32):
        super().__init__()
        self.tokens = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(context_length, width)
        self.blocks = [Block(width) for _ in range(num_layers)]
        self.logits = layers.Dense(vocabulary_size, dtype="float32")

    def call(self, token_ids):  # (n, 32), int
        x = self.tokens(token_ids) + self.places(ops.arange(token_ids.shape[1]))
        for block in self.blocks:
            x = block(x)  # (n, 32, width)
        return self.logits(x)  # (n, 32, vocabulary_size)


# %%
transformer = TinyTransformer(vocabulary.size)
seconds = train_writer(transformer, peak=5e-3)
# en: Two texts differ from character 21 on: the first 20 predictions must agree, later ones not.
# zh: 两段文本从第 21 个字符起不同：前 20 个位置的预测应当一致，后面的不应一致。
one = vocabulary.encode("\n" + exam_text[:31])[None]
other = np.where(np.arange(32) < 20, one, 5)
logits = ops.convert_to_numpy(transformer(np.concatenate([one, other])))
np.testing.assert_allclose(logits[0, :20], logits[1, :20], atol=0.05)
assert np.abs(logits[0, 20:] - logits[1, 20:]).max() > 1
print(f"{transformer.count_params():,} parameters; no position sees what comes after it")

# %% [markdown] lang="en"
# It cannot look back further than its window.
# So the examination is cut into overlapping windows of 32, each 16 further on, and only the second half of each is marked: every character is predicted from the 17 to 32 before it.

# %% [markdown] lang="zh"
# Transformer 看不到窗口以外的内容。
# 所以考题切成长 32 个字符、互相重叠的窗口，每个窗口比前一个后移 16 个字符，只有后一半计入成绩：预测每个字符时，模型看得到前面的 17 到 32 个字符。

# %%
ids = vocabulary.encode("\n" * 17 + exam_text)
windows = ids[np.arange(0, len(exam_text), 16)[:, None] + np.arange(33)]  # (2000, 33)
parts = np.array_split(windows[:, :-1], 8)
logits = ops.concatenate([transformer(part)[:, 16:] for part in parts])  # (2000, 16, 69)
log_probs = ops.convert_to_numpy(ops.log_softmax(logits))
log_probs = np.take_along_axis(log_probs, windows[:, 17:, None], axis=-1)
bits = metrics.bits_per_character(log_probs, len(exam_text))
text_rows["attention"] = bits, seconds
print(f"{bits:.2f} bits per character")

# %% [markdown] lang="en"
# To write, the model reads its last 32 characters, one more is drawn from the probabilities that it gives, and so on.

# %% [markdown] lang="zh"
# 写作时，模型读最近的 32 个字符，给出下一个字符的概率；再按这个概率抽取一个字符接上，如此反复。


# %%
def write(model, prompt, count, seed):
    read = backend.compile_function(model, model.variables)
    rng, ids = np.random.default_rng(seed), list(vocabulary.encode("\n" + prompt))
    for _ in range(count):
        last = np.array(ids[-32:], "int32")
        # en: Zeros fill the window until it is full; the mask hides them.
        # zh: 窗口没满时用零补足，这些零被掩码遮住。
        window = np.pad(last, (0, 32 - len(last)))[None]  # (1, 32)
        logits = ops.convert_to_numpy(read(ops.convert_to_tensor(window)))[0, len(last) - 1]
        p = np.exp(logits - logits.max())  # (69,)
        ids.append(rng.choice(len(p), p=p / p.sum()))
    return vocabulary.decode(ids[1:])


print(write(transformer, beginning, 180, seed=1))

# %% [markdown] lang="en"
# This text, too, has the lines of a play, and many words that do not exist.
#
# ### Side by side
#
# > **Predict before you look at the table.** The three that learn stand in the order of their years.
# > Will the scores stand in the same order?

# %% [markdown] lang="zh"
# Transformer 写的这几行看上去也像剧本，里面也有不少编出来的词。
#
# ### 放在一起比
#
# > **先猜，再看表。** 表中三种会学习的办法按年代排列。
# > 成绩也会照这个次序排列吗？

# %% tags=["hide-output"]
writers = ("5-gram", "五元模型"), ("recurrent", "循环网络"), ("attention", "注意力")
rows = [[("template", "模板"), ("infinite", "无穷大"), "0.0"]]
for name in writers:
    bits, seconds = text_rows[name[0]]
    rows.append([name, f"{bits:.2f}", f"{seconds:.1f}"])
header = [("model", "模型"), ("bits per character", "比特/字符")]
plotting.table([*header, ("training, seconds", "训练（秒）")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# No: of the three that learn, the oldest is the best and the newest the last.
# (The template gives the probability zero to any line of Shakespeare.)
# It came out like that as well in all ten runs that were recorded before, with five different seeds ("Did everything work?" tells of them).
#
# </details>
#
# Does history run backwards?
# No, our budget is small, that is, the text that is read and the steps of training.
# Counting knows after one look what a network has to find by many small steps, and 200,000 characters, read once, are few.
# The two networks have nearly the same number of parameters.
# A likely reason why the recurrent one is ahead: it is built to read in order, while attention must first learn what "the character before" is.
# The newer methods are better in another respect.
# They go on improving with more text and more steps where counting stops ([chapter 5](05_rnn.ipynb) and [chapter 6](06_transformer.ipynb) measure that), and attention does so on machines that compute thousands of positions at once.
# On two CPU cores that does not show, and attention took longest to train.
# **Whoever compares methods must say at which budget**, that is, with how much data, how large a model and how much computing.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 不会：三种会学习的办法里，最老的成绩最好，最新的排在最后。
# （模板给莎士比亚任何一行的概率都是零，所以它的成绩是无穷大。）
# 以往记录下来的十次运行用了五个不同的种子，名次也都是这样（见“检查运行结果”一节）。
#
# </details>
#
# 难道历史在倒退？
# 不是，是我们的预算太小，也就是读的文本太少、训练的步数太少。
# 计数把文本过一遍就能得到的规律，网络要用很多小步才能学到，而 200,000 个字符只读一遍，实在太少。
# 两个网络的参数量几乎相同。
# 循环网络领先于注意力，原因大概是：循环网络的结构决定了它按次序读，而注意力要先学会认出哪一个是“前一个字符”。
# 两种新方法的长处在另一方面。
# 文本和步数不断增加，计数到某个时候就不再进步，新方法却还能进步（[第 5 章](05_rnn.ipynb)和[第 6 章](06_transformer.ipynb)会测量）；注意力还能充分利用那些可以同时计算成千上万个位置的机器。
# 在双核 CPU 上，这个长处显不出来，注意力的训练反而最久。
# **比较几种方法，必须先说明预算**，也就是用了多少数据、多大的模型、多少计算。
