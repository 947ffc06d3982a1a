# %% [markdown] lang="en"
# ## A poet that answers: encoder and decoder
#
# The original Transformer was built for translation: one text goes in, another one comes out.
# An **encoder** reads the whole source; it needs no causal mask, since all of the source is known.
# A **decoder** writes the answer under a causal mask, and each of its blocks has a second attention, the **cross-attention**: its queries come from the answer, its keys and values from what the encoder has made of the source.
#
# ![Encoder and decoder. Left, from bottom to top: the source (n, S) becomes vectors (n, S, D) and passes L encoder blocks: self-attention without mask, feed-forward network. Right: the answer so far, begun with a line break (n, T), becomes vectors (n, T, D) and passes L decoder blocks: causal self-attention, cross-attention, feed-forward network; on top, logits of the next token (n, T, V). From the encoder's result an arrow goes into the cross-attention as keys and values; the queries come from the answer.](../figures/transformer_encoder_decoder_en.svg)
#
# In training, the decoder reads the real answer and predicts at each position its next character, the teacher forcing of chapter 5; in use, it reads what it has written so far.
#
# Our task is an old parlour game: one person says a line of verse, another caps it.
# Source and answer are lines 1 and 2 of a quatrain, or lines 3 and 4, so that 4,000 quatrains make 8,000 pairs.
# A source has up to seven characters and two line breaks, nine tokens; of an answer the decoder reads all but the last line break, eight.
# Shorter lines are filled up, a mask keeps the filling out of sight, and weights keep it out of the loss.
# The quatrains are those of chapter 6, and so is the training: Muon, with a learning rate that rises over a tenth of the steps and then falls.

# %% [markdown] lang="zh"
# ## 对句的诗人：编码器与解码器
#
# 最初的 Transformer 是为翻译设计的：输入一段文本，输出另一段。
# **编码器**读整段原文（输入的文本），不需要因果掩码，因为原文全部已知。
# **解码器**在因果掩码下写出答句（输出的文本），它的每一块还有第二个注意力，叫**交叉注意力**：查询来自答句，键和值来自编码器的输出。
#
# ![编码器与解码器。左侧自下而上：原文 (n, S) 变成向量 (n, S, D)，经过 L 个编码器块：不带掩码的自注意力、前馈网络。右侧：已写出的答句（以换行开头）(n, T) 变成向量 (n, T, D)，经过 L 个解码器块：因果自注意力、交叉注意力、前馈网络；最上面是下一个词元的 logit (n, T, V)。编码器的输出有箭头进入交叉注意力，作为键和值；查询来自答句。](../figures/transformer_encoder_decoder_zh.svg)
#
# 训练时，解码器读真实的答句，在每个位置预测下一个字，也就是第 5 章的强制教学；使用时，它读的是自己已经写出的部分。
#
# 我们的任务是对句：一人出句，一人对下句。
# 出句和答句分别是绝句的第一、二句，或者第三、四句，所以 4,000 首绝句有 8,000 对。
# 出句最多七个字，前后各有一个换行，共九个词元；答句最后的换行不必读入，所以解码器只读八个。
# 短的句子要补到同样的长度；补上的部分用掩码遮住，再用权重使它不计入损失。
# 所用的绝句与第 6 章相同，训练方法也相同：用 Muon，学习率在最初十分之一的步数里升高，然后降低。

# %%
poem_texts = data.load_text("tang_poems")
poem_vocabulary = CharacterVocabulary.of(poem_texts[0])
train_poems, _, test_poems = (text.strip().split("\n\n") for text in poem_texts)
real = [poem for poem in test_poems if not poem_vocabulary.unknown(poem)]
first_lines = [poem.partition("\n")[0] for poem in real]


def muon(steps, peak=1e-2):
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, alpha=0.01, warmup_target=peak, warmup_steps=steps // 10
    )
    return keras.optimizers.Muon(
        schedule, adam_beta_2=0.99, weight_decay=None, adam_weight_decay=None
    )


# %%
sizes = {"hidden_dim": 128, "num_layers": 2, "num_heads": 4, "activation": "relu"}
lines = [poem.split("\n") for poem in train_poems[:4_000]]
sources = [poem[i] for poem in lines for i in (0, 2)]
answers = [poem[i] for poem in lines for i in (1, 3)]
answerer = EncoderDecoder(poem_vocabulary, context_length=16, **sizes, seed=0, dtype="float32")
x, y, counts = answerer.pairs(sources, answers)
print({name: array.shape for name, array in x.items()})

# %%
answerer.compile(muon(len(y) // 40), steps_per_execution=20, jit_compile=True)
options = {"sample_weight": counts, "batch_size": 40, "verbose": 0, "callbacks": [Progress()]}
answerer.fit(x, y, **options)
own = [poem.split("\n")[1] for poem in real]
answered = answerer.generate(first_lines, 8, temperature=0.8, seed=0)
header = [("line given", "出句"), ("its answer", "模型的答句"), ("the poet's own", "唐人的原句")]
plotting.table(header, list(zip(first_lines[:5], answered, own, strict=False)))

# %% [markdown] lang="en"
# (The lines given, from the top, and the poets' answers: "the frost is heavy, glue and bow are strong; the wind is high, the moon's shadow round"; "carried by dreams into the pond; with no heart for the Golden Valley"; "may I ask, where is King Xiang? These hills and streams surpass the Terrace of the Sun"; "I look to all sides, no road has an end; a thousand miles the great river flows"; "beyond the clouds the master's door is never barred; a few peach trees, a green bag of herbs".)
#
# At first sight most of the answers look like verse.
# Has the decoder listened to the line, or would it have said this to any line?
# We ask the likelihood.
# How many bits does a poet's own second line cost?
# For all test poems without unknown characters this is computed three times: given the true first line; given another poem's first line of the same length; and given one of the other length.
#
# > **Predict before you run.** Which of the three makes the poet's line most probable, and by how many bits?

# %% [markdown] lang="zh"
# 乍一看，答句大多很像诗句。
# 但是，解码器是读了出句才这样写的，还是不论给它哪一句都会这样写？
# 这个问题可以用似然来回答。
# 对诗中原来的答句（下称原句），模型要花多少比特？
# 只取每个字都在词表里的测试诗，每首诗的原句都算三次比特数：一次给定真正的出句，一次给定另一首诗里同样长的首句，一次给定另一种长度的首句，即五言换成七言，七言换成五言。
#
# > **先猜，再运行。** 哪一种情形下原句的概率最大？
# > 相差多少比特？

# %% tags=["hide-output"]
places = {n: [i for i, line in enumerate(first_lines) if len(line) == n] for n in (5, 7)}
same_length, other_length = list(first_lines), list(first_lines)
for n, found in places.items():
    for k, i in enumerate(found):
        same_length[i] = first_lines[found[k - 1]]
        other_length[i] = first_lines[places[12 - n][k % len(places[12 - n])]]
given = {("its true line", "真正的出句"): first_lines}
given |= {
    ("same length", "别的诗里同样长的首句"): same_length,
    ("other length", "别的诗里长度不同的首句"): other_length,
}
rows, characters = [], sum(len(line) + 1 for line in own)
for name, source_lines in given.items():
    found = np.concatenate(answerer.log_prob(source_lines, own))
    bits = metrics.bits_per_character(found, characters)
    results[f"answer bits, {name[0]}"] = bits
    rows.append([name, f"{bits:.2f}"])
plotting.table([("line given", "给定的出句"), ("bits per character", "比特/字符")], rows)
results["length kept"] = np.mean(
    [len(a) == len(b) for a, b in zip(first_lines, answered, strict=True)]
)
print(f"{results['length kept']:.0%} of the written answers are as long as the line given")

# %% [markdown] lang="en"
# A line of the wrong length costs one bit to two more for each character (1.0 to 2.1 in the five recorded trainings), and most of the written answers keep the length: that much the cross-attention has brought over, since the decoder can know the length from the source only.
# A line of another poem costs practically nothing more than the true one: of what the line says the decoder has taken over hardly anything.
# An answer that reads well is no sign that the source was read.
# The same check, with the sources exchanged, is worth making of a translator, a summariser or a chatbot that was given a document.

# %% [markdown] lang="zh"
# 给定的出句长度不对时，原句每个字要多花一到两比特（五次训练的记录里是 1.0 到 2.1），而模型写出的答句大多与出句一样长：交叉注意力至少传来了长度，因为解码器只能从出句得知该写几个字。
# 换成别的诗里同样长的出句，每个字的比特数与用真正的出句时几乎一样：出句的意思，解码器几乎没有用上。
# 答句读来通顺，并不说明模型读了出句。
# 翻译模型、摘要模型、根据文件回答问题的聊天机器人，都值得用这种调换原文的办法检查一下。
