# %% [markdown] lang="en"
# ## A poet that answers: encoder and decoder
#
# The original Transformer was built for translation: one text in, another out.
# An **encoder** reads the whole source, with no causal mask, since all of it is known.
# A **decoder** writes the answer under a causal mask, and in each of its blocks a second attention, the **cross-attention**, puts its questions to the encoder's result: queries from the answer, keys and values from the source.
#
# Our task is an old parlour game: one person says a line, another caps it.
# The source is line 1 of a quatrain and the answer line 2, or the source line 3 and the answer line 4.
# `EncoderDecoder.pairs` makes the arrays: shorter texts are padded, a mask keeps the padding out of sight, and the weights keep it out of the loss.

# %% [markdown] lang="zh"
# ## 对句的诗人：编码器与解码器
#
# 最早的 Transformer 是为翻译造的：进去一段文字，出来另一段。
# **编码器**通读原文，不加因果掩码，因为原文全都已知。
# **解码器**在因果掩码下写答句，每一块里还有第二道注意力，叫**交叉注意力**，专向编码器的结果提问：查询来自答句，键和值来自原文。
#
# 我们的题目是一种古老的游戏：一人出句，一人对句。
# 出句是绝句的第一句，答句是第二句；或者出句是第三句，答句是第四句。
# 数组由 `EncoderDecoder.pairs` 来备：短的补齐，掩码把补上的部分遮住，权重则不让它计入损失。


# %% tags=["nbval-check-output"]
def couplets(poems):
    lines = [poem.split("\n") for poem in poems]
    return [p[i] for p in lines for i in (0, 2)], [p[i] for p in lines for i in (1, 3)]


sources, answers = couplets(train_poems[:5_000])
answerer = EncoderDecoder(
    poem_vocabulary, context_length=16, hidden_dim=128, num_layers=2, activation="relu", seed=0
)
x, y, counts = answerer.pairs(sources, answers)
print(f"{len(sources):,} pairs:", {name: array.shape for name, array in x.items()})
for row in range(2):
    print(f"{sources[row]} -> {answers[row]}")

# %% [markdown] lang="en"
# One reading, 16 pairs a batch, the same schedule as in `train`.

# %% [markdown] lang="zh"
# 读一遍，每批 16 对，学习率的安排与 `train` 相同。

# %%
steps = len(y) // 16
schedule = keras.optimizers.schedules.CosineDecay(
    0.0, steps * 9 // 10, alpha=0.01, warmup_target=3e-3, warmup_steps=steps // 10
)
optimizer = FlatAdam(schedule, beta_2=0.99, global_clipnorm=1.0)
answerer.compile(optimizer, steps_per_execution=20)
start = time.perf_counter()
options = {"sample_weight": counts, "batch_size": 16, "verbose": 0}
answerer.fit(x, y, **options, callbacks=[Progress()])
print(f"{answerer.count_params():,} parameters, {time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# It answers the first lines of the test poems at temperature 0.8; beside each answer stands the poet's own.

# %% [markdown] lang="zh"
# 让它给测试诗的首句对下句，温度 0.8；每一行依次是出句、它的答句、诗人的原句。

# %%
own = [poem.split("\n")[1] for poem in real]
answered = answerer.generate(first_lines, 8, temperature=0.8, seed=0)
header = [("line given", "出句"), ("its answer", "它的答句"), ("the poet's own", "诗人的原句")]
plotting.table(header, list(zip(first_lines[:8], answered, own, strict=False)))

# %% [markdown] lang="en"
# Again we ask by machine.
# **Length**: as many characters as the source?
# **Rhyme**: do the two line ends rhyme?
# (Often a quatrain's first line rhymes with its second, not always.)
# **Taken**: does the answer stand in a training poem?
# For real answers that share is 0, since the collection is split so.
# Beside the poets' own answers stand the same ones dealt to other sources: what one gets without looking at the source.
#
# > **Predict before you run.** The decoder never sees how long its answer should be.
# > In what share of cases will it stop at the source's length?

# %% [markdown] lang="zh"
# 还是由机器来问。
# **字数**：与出句一样长吗？
# **押韵**：两句末字押韵吗？
# （绝句的首句常与第二句押韵，但不一定。）
# **照搬**：答句在训练的诗里有没有？
# 诗人原句的这一项是 0，因为划分数据时已经保证了这一点。
# 旁边除了诗人的原句，还有把原句随意发给别的出句的：不看出句，就是这个水平。
#
# > **先猜，再运行。** 没有人告诉解码器该写多少字。
# > 它停下时与出句一样长的，会占多少？

# %% tags=["hide-output"]
from aigc_keras.metrics.verse import rhymes

training_lines = set(poem_texts[0].split("\n")) - {""}
dealt = [own[i] for i in np.random.default_rng(0).permutation(len(own))]
answer_scores, rows = {}, []
answers = {"written": (answered, "写的"), "own": (own, "原句"), "dealt": (dealt, "随意发的")}
for name, (lines, chinese) in answers.items():
    ends = [to_traditional(a[-1] + b[-1:]) for a, b in zip(first_lines, lines, strict=True)]
    answer_scores[name] = (
        np.mean([len(a) == len(b) for a, b in zip(first_lines, lines, strict=True)]),
        np.mean([len(end) == 2 and rhymes(*end) for end in ends]),
        np.mean([line in training_lines for line in lines]),
    )
    kept, rhymed, taken = answer_scores[name]
    rows.append([(name, chinese), f"{kept:.2f}", f"{rhymed:.2f}", f"{taken:.3f}"])
header = [("answers", "答句"), ("length", "字数"), ("rhyme", "押韵"), ("taken", "照搬")]
plotting.table(header, rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Nearly every answer has the source's length, where dealt ones hit it in five cases of eight.
# The decoder can know the length from the source only: the cross-attention works.
#
# </details>
#
# The answers rhyme no more than those that were dealt, while of the poets' own six in ten do.
# None is taken from the training poems.
# Does the decoder take over anything of the meaning?
# Put the question to the likelihood.
# We score each poet's own answer three times: given its true source; given the first line of another poem *of the same length*, so that the length cannot help; and given a line of the other length, five for seven or seven for five.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 几乎每句都与出句一样长，随意发的八句里只有五句。
# 该写几个字，解码器只能从出句得知，可见交叉注意力起了作用。
#
# </details>
#
# 押韵的答句与随意发的差不多一样少，诗人自己的十句里却有六句押韵。
# 没有一句是从训练诗里照搬的。
# 那么，出句的意思，解码器接过来一点没有？
# 这要由似然来回答。
# 诗人的每个原句打三次分：给它真正的出句；给它另一首诗的首句，而且*一样长*，好让字数帮不上忙；给它一句长短不同的，五言换七言，七言换五言。

# %%
places = {n: [i for i, given in enumerate(first_lines) if len(given) == n] for n in (5, 7)}
same_length, other_length = list(first_lines), list(first_lines)
for n, rows in places.items():
    for k, i in enumerate(rows):
        same_length[i] = first_lines[rows[k - 1]]
        other_length[i] = first_lines[places[12 - n][k % len(places[12 - n])]]

# %% [markdown] lang="en"
# The same 627 answers are scored with each of the three.

# %% [markdown] lang="zh"
# 同样的 627 个答句，分别配上三种出句来打分。

# %%
given = {"true source": first_lines, "same length": same_length, "other length": other_length}
given = {name: answerer.log_prob(lines, own) for name, lines in given.items()}
characters = sum(len(line) + 1 for line in own)
source_bits = {
    name: metrics.bits_per_character(np.concatenate(found), characters)
    for name, found in given.items()
}
pairs = zip(given["true source"], given["same length"], strict=True)
prefer = np.mean([a.sum() > b.sum() for a, b in pairs])
header = [("source given", "给的出句"), ("bits per character", "比特/字符")]
chinese = "真正的出句", "一样长的", "长短不同的"
rows = zip(zip(source_bits, chinese, strict=True), source_bits.values(), strict=True)
plotting.table(header, [[name, f"{value:.2f}"] for name, value in rows])
print(f"of {len(own)} answers, {prefer:.0%} are more probable given the true source")

# %% [markdown] lang="en"
# A source of the wrong length costs more than two bits for each character.
# A source of the right length from another poem costs practically nothing; little more than half of the answers are more probable given the true source, and with 627 of them, the uncertainty of that share is two points either way.
# (None of these figures can be compared with the poet's 7.51: here only second lines are asked.)
# So this poet has learned to count to five and seven, and has hardly begun to listen.
# The difference between the first two, for a whole answer, estimates how much the model has taken from the source beyond its length.
# An answer that suits every line equally well scores the same twice, however fine it reads: **fluency is no sign that the source was read**, and only a comparison of this kind tells them apart.
# The same check is worth making of a translator, a summariser or a chatbot that was given a document.

# %% [markdown] lang="zh"
# 出句长短不对，每个字符要多花两比特以上。
# 长短对、却是别人的出句，几乎不多花什么；真出句下概率更高的答句，也就占一半多一点，而 627 句的比例本身就有两个百分点的误差。
# （这些数不能与前面那位诗人的 7.51 相比：这里考的只是第二句。）
# 可见这位诗人学会了数五和七，却几乎还没有开始听。
# 前两项之差，按整个答句来算，就是除字数之外模型还从出句学到多少的估计。
# 要是一个答句放在哪句后面都通，两次得分就会一样，读来再漂亮也没用：**通顺不等于读了出句**，只有这样对照才分得清。
# 翻译、摘要、给了一份文件来问答的聊天机器人，也都值得照此查一查。
