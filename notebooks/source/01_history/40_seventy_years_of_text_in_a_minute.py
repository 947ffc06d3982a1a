# %% [markdown] lang="en"
# ## Seventy years of text, in a minute
#
# Machines have written text in four ways: by rules, by counting, with recurrent networks, with attention.
# We repeat all four on one desk.
# The three that learn read the same 200,000 characters of Shakespeare, once.
# Then they sit the same examination, 32,000 characters of *As You Like It*, a play that none of them has read.
#
# The mark is **bits per character**: the mean of $-\log_2 p$ over the characters of the examination, where $p$ is the probability that the model gave to the character that came; smaller is better ([chapter 5](05_rnn.ipynb) derives it).
# A model that knows nothing at all spreads its bets evenly over the vocabulary.

# %% [markdown] lang="zh"
# ## 一分钟走完文本的七十年
#
# 机器写文章，先后用过四种办法：规则、计数、循环网络、注意力。
# 我们在一张书桌上把四种都做一遍。
# 其中三种要学习，读的是同样的 200,000 个莎士比亚字符，只读一遍；然后参加同一场考试：《皆大欢喜》里的 32,000 个字符，这部戏谁也没读过。
#
# 成绩用**比特/字符**计：模型给实际出现的那个字符的概率若为 $p$，就记 $-\log_2 p$，再对考题的全部字符取平均，越小越好（推导见[第 5 章](05_rnn.ipynb)）。
# 一无所知的模型只好在整张词表上平均下注，下面最后一行就是它的成绩。

# %% tags=["nbval-check-output"]
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
read_text, exam_text = train_text[:200_000], test_text[:32_000]
beginning, text_rows = "MARIA:\n", {}
print(f"to read: {len(read_text):,} characters; examination: {len(exam_text):,}")
print(f"no knowledge at all: {np.log2(vocabulary.size):.2f} bits per character")

# %% [markdown] lang="en"
# **Rules, from 1952.** In that year Christopher Strachey let the Manchester computer, a Ferranti Mark 1, write love letters: a few sentence patterns, lists of words, and a source of random numbers (Strachey, "The 'thinking' machine", *Encounter*, October 1954).
# The patterns and words below are our own, in his manner; `Template` fills the slots.

# %% [markdown] lang="zh"
# **规则，1952 年。** 这一年，Christopher Strachey 让曼彻斯特的计算机（Ferranti Mark 1）写起了情书：几个句式，几张词表，再加一个随机数源（Strachey，“The 'thinking' machine”，*Encounter*，1954 年 10 月）。
# 下面的句式和用词是我们仿照他的样子另写的，由 `Template` 随机填空。

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
# Faultless grammar, and nothing learned.
# To a line of Shakespeare this machine gives the probability zero, so it has no mark.
#
# **Counting.** Markov counted letters in 1913, and Shannon wrote his first English by counts in 1948.
# Our 5-gram predicts a character from the four before it, with Kneser-Ney smoothing (1995), so that what was never seen is not impossible.
# Its sample, like those that follow, is printed as it came out; each is told to begin with `MARIA:`.

# %% [markdown] lang="zh"
# 语法无可挑剔，可什么也没学。
# 莎士比亚的任何一行，它给的概率都是零，所以没有成绩。
#
# **计数。** 1913 年 Markov 数过字母，1948 年 Shannon 靠计数写出了他的第一批英文。
# 这里的五元模型根据前四个字符预测下一个，并用 Kneser-Ney 平滑（1995），使没见过的不至于成为不可能。
# 打印的样本，连同后面几个，都是原样照登；开头一律给定为 `MARIA:`。

# %%
start = time.perf_counter()
ngram = NGram(vocabulary, 5).fit(read_text)
seconds = time.perf_counter() - start
bits = metrics.bits_per_character(ngram.log_prob(exam_text), len(exam_text))
text_rows["5-gram"] = bits, seconds
print(f"{bits:.2f} bits per character, {seconds:.1f} s\n")
print(ngram.generate(beginning, 180, seed=1))

# %% [markdown] lang="en"
# **Networks** have to be trained.
# Both of ours read the text in windows of 32 characters, 32 windows a step.
# Adam's learning rate rises for the first twentieth of the steps and then falls to zero; gradients are clipped at norm 1.
# At every position the target is the next character.
# One look at a batch makes the weights, and `optimizer.build` Adam's own variables; left to the first step of training, both would have TensorFlow compile that step twice.

# %% [markdown] lang="zh"
# **网络**需要训练。
# 两个网络都按 32 个字符一段的窗口来读，每步 32 个窗口；Adam 的学习率在最初二十分之一的步数里上升，随后降到零；梯度的范数裁剪到 1。
# 每个位置上，目标都是下一个字符。
# 先让模型看一批数据，权重就建好了；`optimizer.build` 再建好 Adam 自己的变量。
# 要是等到训练的第一步才建，TensorFlow 就得把这一步编译两遍。


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
    model(windows[0][0])
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, loss, steps_per_execution=13)
    model.fit(windows, shuffle=False, verbose=0, callbacks=[Progress()])
    return time.perf_counter() - start


# %% [markdown] lang="en"
# **A recurrent network** (Elman 1990; the GRU cell, Cho et al. 2014, arXiv:1406.1078) reads one character after the other and carries a state of 256 numbers.
# In the examination the state is carried on, too, through four pieces of 8,000 characters.

# %% [markdown] lang="zh"
# **循环神经网络**（Elman 1990；这里用 GRU 单元，Cho 等，2014，arXiv:1406.1078）一个字符接一个字符地读，随身带着 256 个数的隐藏状态。
# 考试时状态也一直带着走：考题分四段，每段 8,000 个字符。

# %%
recurrent = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
seconds = train_writer(recurrent, peak=1e-2)
pieces = [exam_text[i : i + 8000] for i in range(0, len(exam_text), 8000)]
log_probs = np.concatenate(recurrent.log_prob(pieces))
bits = metrics.bits_per_character(log_probs, len(exam_text))
text_rows["recurrent"] = bits, seconds
print(f"{recurrent.count_params():,} parameters, {bits:.2f} bits, {seconds:.0f} s\n")
print(recurrent.generate(beginning, 180, seed=1))

# %% [markdown] lang="en"
# **Attention** (Vaswani et al. 2017, arXiv:1706.03762) has no state.
# Every position looks back at all earlier ones at once and takes from each as much as seems to matter.
# So all positions are computed in parallel, which is what made large models possible.
# Two blocks will do here.
# Each adds to its input what attention finds, and then what a small network makes of that.
# The causal mask hides the future; an embedding of the place tells the order, to which attention by itself is blind.

# %% [markdown] lang="zh"
# **注意力**（Vaswani 等，2017，arXiv:1706.03762）没有状态。
# 每个位置同时回看前面的所有位置，觉得哪里要紧就从哪里多取一些。
# 于是各个位置可以并行计算，大模型正是由此成为可能。
# 这里用两个块就够了：每一块先把注意力找到的内容加到输入上，再加上一个小网络的加工结果。
# 因果掩码遮住未来；位置嵌入告诉模型先后次序，注意力自己是看不出次序的。


# %%
class Block(layers.Layer):
    def __init__(self, width, num_heads=4):
        super().__init__()
        self.attention = layers.MultiHeadAttention(num_heads, width // num_heads)
        self.network = keras.Sequential([layers.Dense(4 * width, "relu"), layers.Dense(width)])
        self.norms = [layers.LayerNormalization(), layers.LayerNormalization()]

    def call(self, x):
        normed = self.norms[0](x)
        x = x + self.attention(normed, normed, use_causal_mask=True)
        return x + self.network(self.norms[1](x))


# %%
class TinyTransformer(keras.Model):
    def __init__(self, vocabulary_size, width=128, num_layers=2, context_length=32):
        super().__init__()
        self.tokens = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(context_length, width)
        self.blocks = [Block(width) for _ in range(num_layers)]
        self.logits = layers.Dense(vocabulary_size, dtype="float32")

    def call(self, token_ids):
        x = self.tokens(token_ids) + self.places(ops.arange(token_ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.logits(x)


# %% [markdown] lang="en"
# After training, a check of the mask: of two texts that differ from character 21 on, the first 20 predictions must agree, and later ones must not.

# %% [markdown] lang="zh"
# 训练之后检验一下掩码：两段文本从第 21 个字符起不同，前 20 个位置的预测应当一致，后面的应当不同。

# %%
transformer = TinyTransformer(vocabulary.size)
seconds = train_writer(transformer, peak=5e-3)
print(f"{transformer.count_params():,} parameters, {seconds:.0f} s")
one = vocabulary.encode("\n" + exam_text[:31])[None]
other = np.where(np.arange(32) < 20, one, 5)
logits = ops.convert_to_numpy(transformer(np.concatenate([one, other])))
np.testing.assert_allclose(logits[0, :20], logits[1, :20], atol=0.05)
assert np.abs(logits[0, 20:] - logits[1, 20:]).max() > 1

# %% [markdown] lang="en"
# It cannot look back further than its window.
# So the examination is cut into overlapping windows of 32, moved on by 16, and only the second half of each is marked: every character is predicted from the 17 to 32 before it.

# %% [markdown] lang="zh"
# 它看不到窗口以外。
# 所以考题切成相互重叠、每次前移 16 个字符的窗口，窗口长 32，只给后一半打分：预测每个字符时，看得到它前面的 17 到 32 个字符。

# %%
ids = vocabulary.encode("\n" * 17 + exam_text)
windows = ids[np.arange(0, len(exam_text), 16)[:, None] + np.arange(33)]
logits = transformer.predict(windows[:, :-1], batch_size=250, verbose=0)
log_probs = ops.convert_to_numpy(ops.log_softmax(logits[:, 16:]))
log_probs = np.take_along_axis(log_probs, windows[:, 17:, None], axis=-1)
bits = metrics.bits_per_character(log_probs, len(exam_text))
text_rows["attention"] = bits, seconds
print(f"{bits:.2f} bits per character")

# %% [markdown] lang="en"
# To write, the model reads its last 32 characters, one more is drawn from the distribution that it gives, and so on.
# (Zeros fill the window until it is full; they stand in the future, where the mask hides them.)

# %% [markdown] lang="zh"
# 写作时，模型读最近的 32 个字符，给出一个分布，从中抽一个字符接上，如此反复。
# （窗口没满时后面补零；零处在“未来”，被掩码遮住。）


# %%
def write(model, prompt, count, seed):
    read = backend.compile_function(model, model.variables)
    rng, ids = np.random.default_rng(seed), list(vocabulary.encode("\n" + prompt))
    for _ in range(count):
        last = np.array(ids[-32:], "int32")
        window = np.pad(last, (0, 32 - len(last)))[None]
        logits = ops.convert_to_numpy(read(ops.convert_to_tensor(window)))[0, len(last) - 1]
        p = np.exp(logits - logits.max())
        ids.append(rng.choice(len(p), p=p / p.sum()))
    return vocabulary.decode(ids[1:])


print(write(transformer, beginning, 180, seed=1))

# %% [markdown] lang="en"
# > **Predict before you look at the table.** The methods stand in the order of their years.
# > Will the marks stand in the same order?

# %% [markdown] lang="zh"
# > **先猜，再看表。** 四种办法按年代排列。
# > 成绩也会照这个次序排列吗？

# %% tags=["hide-output"]
writers = ("5-gram", "五元模型"), ("recurrent", "循环网络"), ("attention", "注意力")
rows = [[("template", "模板"), ("none", "无"), "0.0"]]
for name in writers:
    bits, seconds = text_rows[name[0]]
    rows.append([name, f"{bits:.2f}", f"{seconds:.1f}"])
header = [("model", "模型"), ("bits per character", "比特/字符")]
plotting.table([*header, ("training, seconds", "训练（秒）")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Exactly the wrong way round, in this run: the oldest method that has a mark at all is the best, in a fraction of the time, and the newest is the last of the three.
# So does history run backwards?
#
# </details>
#
# Whatever the order: the budget decides.
# Counting knows after one look what a network has to find by many small steps, and 200,000 characters in one pass are few.
# The two networks have nearly the same number of parameters.
# After so few steps the recurrent one is ahead, and a likely reason is that it is built to read in order, while attention must first learn what "the character before" means.
# What the newcomers promise lies elsewhere: they go on improving where counting stops ([chapter 5](05_rnn.ipynb) measures that for the recurrent network), and attention does so on machines that compute thousands of positions at once.
# A minute on two cores shows none of this.
# Whoever compares methods must say at which budget.
#
# Look at the samples too.
# The networks have picked up the short lines of a play, and the length and the look of words; most of the words they make up.
# The 5-gram has more real words, since it strings together what it counted.
# Nobody makes sense.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 这次运行的名次恰好倒了过来：凡有成绩的，最老的办法最好，用时还只是个零头；最新的办法在三者中垫底。
# 难道历史在倒退？
#
# </details>
#
# 不论名次如何，起决定作用的是预算。
# 计数看一眼就知道的东西，网络要靠许多小步去摸索，而 200,000 个字符只读一遍，实在太少。
# 两个网络的参数量几乎相同；步数这么少时循环网络领先，原因大概在于它天生就是按次序读的，注意力却得先学会什么叫“前一个字符”。
# 后来者的长处在别处：计数停步的地方，它们还能继续进步（循环网络的情形，[第 5 章](05_rnn.ipynb)有测量）；而注意力能在同时计算成千上万个位置的机器上进步。
# 双核上的一分钟，这些都看不到。
# 要比较两种方法，先得说明是在多大的预算下比。
#
# 样本也值得一看。
# 两个网络学到了剧本短短的一行行，也学到了单词的长短和模样，单词却多是杜撰。
# 五元模型真正的单词多一些，因为它把数过的片段接起来。
# 至于意思，谁也没写出来。
