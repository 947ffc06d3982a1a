# %% [markdown] lang="en"
# ## What you will make
#
# A **GPT** is a language model: it reads a text and gives a probability to every possible next token.
# Here a token is a single character, and the data are those of chapter 5: 31 plays of Shakespeare to train on, three for validation, three for the test.
# This is the network, first as a picture, then as code.
#
# ![A GPT from bottom to top. Token ids (n, T) become vectors: each token's row of the embedding table plus the row of its position, (n, T, D). L blocks follow one another. A last layer normalisation and the transposed embedding table turn each position into logits for the next token, (n, T, V).](../figures/transformer_gpt_en.svg)
#
# You need not understand every line yet: each of the next sections takes one part.
# Read the shapes first: there are $n$ texts of $T$ characters, each position carries $D$ numbers, and the vocabulary has $V$ tokens.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# **GPT** 是一种语言模型：它读一段文本，为下一个词元的每种可能给出概率。
# 这里一个词元就是一个字符，数据与第 5 章相同：31 部莎士比亚戏剧用来训练，三部用来验证，三部留作测试。
# 网络的结构如下，先看图，再看代码。
#
# ![GPT，自下而上：词元编号 (n, T) 变成向量，即嵌入表中该词元的一行加上该位置的一行，形状 (n, T, D)。接着是 L 个块。最后经过一次层归一化，再乘以转置的嵌入表，每个位置得到下一个词元的 logit，形状 (n, T, V)。](../figures/transformer_gpt_zh.svg)
#
# 现在不必看懂每一行代码，后面几节会逐个讲解各个部件。
# 先看形状：有 $n$ 段文本，每段 $T$ 个字符，每个位置上有 $D$ 个数，词表有 $V$ 个词元。

# %% tags=["nbval-check-output"]
train_text, validation_text, test_text = data.load_text("shakespeare")
vocabulary = CharacterVocabulary.of(train_text)
train_ids, validation_ids, test_ids = map(
    vocabulary.encode, (train_text, validation_text, test_text)
)
print(f"{len(train_text):,} characters to train on, {vocabulary.size} tokens")


# %%
# en: Attention lets each position look at earlier ones and fetch what it needs.
# en: All of this model is computed in float32, whatever the machine prefers.
# zh: 注意力让每个位置去看前面的位置，取回自己需要的信息。
# zh: 不论课程在本机上选用哪种精度，这个模型一律用 float32 计算。
dense = partial(layers.Dense, dtype="float32")
norm = partial(layers.LayerNormalization, dtype="float32")


class CausalAttention(layers.Layer):
    def __init__(self, dim, num_heads):
        super().__init__(dtype="float32")
        self.num_heads = num_heads
        self.qkv = dense(3 * dim)
        self.out = dense(dim)

    def call(self, x):  # (n, T, D)
        n, length, dim = ops.shape(x)
        size = dim // self.num_heads
        parts = ops.reshape(self.qkv(x), (n, length, 3, self.num_heads, size))
        # query, key, value: (n, heads, T, size)
        query, key, value = ops.unstack(ops.transpose(parts, (2, 0, 3, 1, 4)))
        scores = query @ ops.swapaxes(key, -1, -2) / size**0.5  # (n, heads, T, T)
        allowed = ops.tril(ops.ones((length, length), "bool"))  # (T, T)
        weights = ops.softmax(ops.where(allowed, scores, -1e9))
        mixed = ops.transpose(weights @ value, (0, 2, 1, 3))  # (n, T, heads, size)
        return self.out(ops.reshape(mixed, (n, length, dim)))  # (n, T, D)


# %%
# en: A block adds a small network for each position; a GPT is a stack of blocks between two uses of a table.
# zh: 块在注意力之后还有一个对各位置单独计算的小网络；GPT 由块堆叠而成，输入端和输出端共用一张嵌入表。
class Block(layers.Layer):
    def __init__(self, dim, num_heads):
        super().__init__(dtype="float32")
        self.attention = CausalAttention(dim, num_heads)
        self.expand = dense(4 * dim, activation="relu")
        self.contract = dense(dim)
        self.norms = [norm(), norm()]

    def call(self, x):  # (n, T, D)
        x = x + self.attention(self.norms[0](x))
        return x + self.contract(self.expand(self.norms[1](x)))


class SmallGPT(keras.Model):
    def __init__(self, vocabulary_size, length=64, dim=64, num_heads=4, num_layers=2):
        super().__init__(dtype="float32")
        self.embedding = self.add_weight((vocabulary_size, dim), "uniform")
        self.places = self.add_weight((length, dim), "uniform")
        self.bias = self.add_weight((vocabulary_size,), "zeros")
        self.blocks = [Block(dim, num_heads) for _ in range(num_layers)]
        self.last_norm = norm()

    def call(self, ids):  # (n, T)
        length, dim = ids.shape[1], self.embedding.shape[1]
        x = ops.take(self.embedding, ids, axis=0) + self.places[:length]
        x = x * dim**0.5  # (n, T, D)
        for block in self.blocks:
            x = block(x)
        return self.last_norm(x) @ ops.transpose(self.embedding) + self.bias  # (n, T, V)


# %% [markdown] lang="en"
# Training is that of chapter 5: the input is a window of 64 characters, the target is the same window moved on by one, and the loss is the mean cross-entropy over all 64 positions.
# The line that a training leaves behind gives the loss in nats for each predicted token, as a mean over all steps, the first ones included.
# The learning rate rises over the first tenth of the steps, which is called a warm-up, and then falls along a cosine.
# To write, the network reads the last 64 characters, its logits become probabilities, one character is drawn, and the new text is read again:

# %% [markdown] lang="zh"
# 训练与第 5 章相同：输入是 64 个字符的窗口，目标是后移一个字符的窗口，损失是 64 个位置上交叉熵的平均。
# 训练结束后，单元格下面留下一行，给出损失：每个要预测的词元平均多少奈特，而且是全部步数的平均，最初几步也算在内。
# 学习率在最初十分之一的步数里逐渐升高（称为预热），然后沿余弦曲线降低。
# 写作时，网络读最后 64 个字符，把 logit 变成概率，按概率采样一个字符接在后面，再读接长了的文本：


# %%
def write(model, text, length, temperature=0.7):
    rng = np.random.default_rng(0)
    for _ in range(length):
        # en: A text that is still shorter than 64 characters gets line breaks in front.
        # zh: 文本还不足 64 个字符时，在前面补上换行符。
        ids = vocabulary.encode(text[-64:].rjust(64, "\n"))[None]  # (1, 64)
        logits = model.predict_on_batch(ids)[0, -1].astype("float64")  # (V,)
        p = np.exp((logits - logits.max()) / temperature)
        text += vocabulary.decode([rng.choice(len(p), p=p / p.sum())])
    return text


def rising_and_falling(peak, steps):
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, alpha=0.01, warmup_target=peak, warmup_steps=steps // 10
    )


# %%
small = SmallGPT(vocabulary.size)
windows = TextWindows(train_ids[: 402 * 16 * 64], 64, batch_size=16, seed=0)
small.compile(
    keras.optimizers.Adam(rising_and_falling(5e-3, len(windows)), beta_2=0.99),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    steps_per_execution=20,
)
written = {"before training": write(small, "ROMEO:\n", 150)}
small.fit(windows, shuffle=False, verbose=0, callbacks=[Progress()])
written[f"after {len(windows)} steps"] = write(small, "ROMEO:\n", 150)
in_words = (
    ("before training", "训练之前"),
    (f"after {len(windows)} steps", f"{len(windows)} 步之后"),
)
rows = [
    [name, text.replace("\n", " / ")] for name, text in zip(in_words, written.values(), strict=True)
]
plotting.table(
    [("the network", "阶段"), ("writes, a / for each line break", "写出的文字（/ 是换行）")], rows
)

# %% [markdown] lang="en"
# Before training every character is about as likely as every other.
# After one short training there are words of the right length, spaces and line breaks between them, and letters in an order that can mostly be pronounced; here and there stands a real word.
# Nobody told the network what a word is.
# You have trained a GPT.
#
# From here on we ask what each part is for.

# %% [markdown] lang="zh"
# 训练之前，网络给各个字符的概率都差不多。
# 经过短短一次训练，网络写出的字母串已经长短像单词，中间有空格和换行，字母的排列大多能拼读，偶尔还有真正的单词。
# 没有人告诉过网络什么是单词。
# 你已经亲手训练出一个 GPT。
#
# 从这里开始，我们来看每个部件有什么用。
