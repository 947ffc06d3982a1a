# %% [markdown] lang="en"
# ## Fine-tuning, and forgetting
#
# Hardly anyone trains a large model from nothing.
# One takes a trained model and goes on training it, on less text of the wanted kind: **fine-tuning** (Howard & Ruder 2018, arXiv:1801.06146).
# We measure both what it gains and what it costs.
#
# The GPT knows nothing but plays.
# The other text is Python's manual, which comes with every Python, in `pydoc_data.topics`.
# Characters that the plays do not have are dropped, since the vocabulary lacks them.
# Every fifth topic is held out; a held-out paragraph that also stands in a topic to be read is no fair question and is left out.
# (Figures of this section change a little with the version of Python.)

# %% [markdown] lang="zh"
# ## 微调与遗忘
#
# 大模型很少有人从零开始训练。
# 通常是取一个训练好的模型，用少得多的、合乎需要的文本接着训练，这叫**微调**（Howard 与 Ruder，2018，arXiv:1801.06146）。
# 微调使模型学到多少，又忘掉多少，我们都来测量。
#
# GPT 只读过剧本。
# 另一种文本取 Python 的手册，它随 Python 一起安装，在 `pydoc_data.topics` 里。
# 剧本里没有的字符，词表里也没有，一律去掉。
# 每五个主题留出一个；留出的段落如果也出现在要读的主题里，就不能当考题，要去掉。
# （本节的数值随 Python 的版本略有不同。）

# %%
import re
from pydoc_data.topics import topics


def paragraphs_of(text):
    text = "".join(character for character in text if character in vocabulary)
    text = re.sub(" +", " ", re.sub("-{3,}", "", text))
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


manual = {topic: paragraphs_of(topics[topic]) for topic in sorted(topics)}
held_topics = list(manual)[::5]
to_read = dict.fromkeys(p for topic in manual if topic not in held_topics for p in manual[topic])
held = dict.fromkeys(p for topic in held_topics for p in manual[topic] if p not in to_read)
manual_ids, held_ids = (vocabulary.encode("\n\n".join(texts)) for texts in (to_read, held))
print(f"{len(manual_ids):,} characters to read, {len(held_ids):,} held out")

# %% [markdown] lang="en"
# There are two examinations of 8,192 characters, validation plays and held-out manual, and four courses of 120 steps each, in which about 61,000 characters are read:
#
# - **manual**: the trained GPT reads the manual;
# - **mixed**: it reads manual and plays in equal parts;
# - **plays**: it goes on with plays that it has not read, which shows what a second start does by itself;
# - **beginner**: a GPT that has learnt nothing reads the manual.

# %% [markdown] lang="zh"
# 考卷有两张，各 8,192 个字符，一张出自验证剧本，一张出自留出的手册；训练方案有四种，都是 120 步，读约 61,000 个字符：
#
# - **手册**：训练好的 GPT 读手册；
# - **混读**：训练好的 GPT 读手册和剧本，各占一半；
# - **剧本**：训练好的 GPT 接着读没有读过的剧本，用来对照，看看重新开始训练本身有什么影响；
# - **新手**：什么都没有学过的 GPT 读手册。

# %%
tuned = GPT.from_config(gpt.get_config())
beginner = tuned.get_weights()
optimizer = FlatAdam(1e-3, beta_2=0.99, global_clipnorm=1.0)
tuned.compile(optimizer, steps_per_execution=20, jit_compile=True)
exams = [ids[:8193] for ids in (validation_ids, held_ids)]
exams = [(ids[:-1].reshape(32, 256), ids[1:].reshape(32, 256)) for ids in exams]


def study(weights, token_ids, peak=1e-3):
    tuned.set_weights(weights)
    for variable in optimizer.variables:
        variable.assign(ops.zeros_like(variable))
    marks = [[tuned.evaluate(*exam, verbose=0) / np.log(2) for exam in exams]]
    for first, last, rate in ((0, 20, peak), (20, 60, peak), (60, 120, peak / 10)):
        optimizer.learning_rate = rate
        part = token_ids[first * 512 : last * 512 + 65]
        tuned.fit(TextWindows(part, 64, batch_size=8, seed=0), shuffle=False, verbose=0)
        marks.append([tuned.evaluate(*exam, verbose=0) / np.log(2) for exam in exams])
    return np.array(marks), tuned.get_weights()  # marks: (4, 2)


# %% [markdown] lang="en"
# (`FlatAdam` takes the steps of Adam; with rates as small as these, Muon was not tried.
# `study` takes 60 steps at the learning rate `peak` and 60 at a tenth of it, and examines the model at the start and after 20, 60 and 120 steps.
# A model that starts from trained weights takes smaller steps; the beginner's learning rate is three times as high.)
#
# > **Predict before you run.** Who knows the manual better in the end, the GPT that has learnt Shakespeare first, or the beginner?
# > And what becomes of Shakespeare?

# %% [markdown] lang="zh"
# （`FlatAdam` 走的每一步都与 Adam 相同；学习率这样小的时候，我们没有试过 Muon。
# `study` 先用学习率 `peak` 训练 60 步，再用 `peak` 的十分之一训练 60 步，在开始时和第 20、60、120 步之后各考一次。
# 从训练好的权重出发，步子要小；新手的学习率是其他三种方案的三倍。）
#
# > **先猜，再运行。** 最后谁把手册学得更好，是先学过莎士比亚的 GPT，还是新手？
# > 先学过莎士比亚的 GPT，读完手册还记得多少剧本？

# %%
plays_ids = train_ids[-70_000:]
stretches = [ids[: 7 * 5120].reshape(7, 1, 5120) for ids in (manual_ids, plays_ids)]
# en: Manual and plays in turns, 5,120 characters each.
# zh: 手册和剧本轮流，每次 5,120 个字符。
mixed_ids = np.concatenate(stretches, axis=1).ravel()
trained, marks, ends = gpt.get_weights(), {}, {}
marks["manual"], ends["manual"] = study(trained, manual_ids)
marks["mixed"], ends["mixed"] = study(trained, mixed_ids)
marks["plays"], ends["plays"] = study(trained, plays_ids)
marks["beginner"], ends["beginner"] = study(beginner, manual_ids, peak=3e-3)

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.2), sharey=True, layout="constrained")
steps = 0, 20, 60, 120
styles = {"manual": "o-", "mixed": "s--", "plays": "^:", "beginner": "v-."}
for column, (axis, exam) in enumerate(zip(axes, ("plays", "manual"), strict=True)):
    for name, style in styles.items():
        axis.plot(steps, marks[name][:, column], style, label=name)
    axis.set(xlabel="steps of fine-tuning", title=f"examination: {exam}", ylim=(2.4, 5))
axes[0].set_ylabel("bits per character")
axes[1].legend(fontsize=8)
plotting.show(
    figure,
    "Bits per character, left on plays, right on the manual; lower is better. Who reads the manual "
    "alone gets better at it and worse at plays. (The beginner starts above the frame.)",
    "纵轴是比特/字符，越低越好；左图考剧本，右图考手册。只读手册的 GPT（manual），考手册进步，考剧本退步。"
    "（mixed 混读，plays 剧本，beginner 新手；新手的起点在图框之外。）",
)

# %% tags=["hide-output"]
in_words = {"manual": ("manual", "手册"), "mixed": ("mixed", "混读"), "plays": ("plays", "剧本")}
in_words["beginner"] = ("beginner, manual", "新手读手册")
start = marks["manual"][0]
rows = [[("none, the trained GPT", "不微调，训练好的 GPT"), *(f"{bits:.2f}" for bits in start)]]
rows += [
    [in_words[name], *(f"{bits:.2f}" for bits in course[-1])] for name, course in marks.items()
]
header = [("course", "训练方案"), ("bits per character on plays", "考剧本（比特/字符）")]
plotting.table([*header, ("bits per character on the manual", "考手册（比特/字符）")], rows)

# %% [markdown] lang="en"
# The figure shows the way there: the two courses that read the manual change most in the first 60 steps, at the higher learning rate.
# The table holds the bits after 120 steps, its first row those before the first.
#
# - **Transfer.** The GPT that has learnt Shakespeare ends far better at the manual than the beginner.
#   Presumably letters, spelling and common words need not be learnt again.
#   Such a gain is why fine-tuning is worth while.
# - **Forgetting.** On plays the same GPT has become much worse.
#   A second start alone costs something too: the course "plays" ends worse than it began, but that is a small part of the loss.
#   Nothing in the loss function speaks for the plays any more, and the same weights are used for something else: **catastrophic forgetting** (McCloskey & Cohen 1989).
# - **Rehearsal.** Mixed, it reads half as much of the manual and gains less there than the course "manual", but not by much; on plays it ends close to the course "plays".
#   Mixing old text into the new is the oldest remedy, **rehearsal** (Robins 1995), and still in use: InstructGPT did it (Ouyang et al. 2022, arXiv:2203.02155).
#
# Another remedy leaves the old weights alone and learns a small addition to them, which can be taken off again (LoRA, Hu et al. 2021, arXiv:2106.09685).
# Whoever fine-tunes has to go on measuring the old skill.
# What do the models write after fine-tuning?

# %% [markdown] lang="zh"
# 图中画的是训练的过程：“手册”和“混读”两种方案的变化，大部分发生在学习率较高的前 60 步。
# 表中是 120 步之后的比特数，第一行是微调之前的比特数。
#
# - **迁移。** 考手册，先学过莎士比亚的 GPT 远远胜过新手。
#   想来是字母、拼写、常用词不必重新学。
#   微调值得做，就是因为有这样的好处。
# - **遗忘。** 考剧本，同一个 GPT 比微调之前差了许多。
#   重新开始训练本身也有一点代价：“剧本”方案最后比开始时差，但这只占全部退步的一小部分。
#   损失里不再有剧本，同一批权重改去适应新的文本，这就是**灾难性遗忘**（McCloskey 与 Cohen，1989）。
# - **复习。** 混读的 GPT 读的手册只有一半，考手册的进步比“手册”方案小，但小得不多；考剧本，最后与“剧本”方案相近。
#   把旧文本掺进新文本，是应对遗忘最早的办法，叫**复习**（rehearsal；Robins，1995），今天仍在使用，InstructGPT 就用过（Ouyang 等，2022，arXiv:2203.02155）。
#
# 应对遗忘的另一种办法是不动原来的权重，只学一个小小的增量，不需要时可以去掉（LoRA，Hu 等，2021，arXiv:2106.09685）。
# 微调任何模型，都要继续测量它原来的本领。
# 微调之后，模型写出的文字是什么样子？

# %%
for name in ("plays", "mixed", "manual"):
    tuned.set_weights(ends[name])
    print(f"--- {name} ---\n{tuned.generate('JULIET:', 120, temperature=0.7, seed=0)}")

# %% [markdown] lang="en"
# After "plays" it still writes verse; after "manual", many of its words are like those of the manual, and some are none; after "mixed" it stays closer to the plays.

# %% [markdown] lang="zh"
# 读剧本（plays）之后，GPT 写的还是诗行；读手册（manual）之后，写的许多词像是手册里的（有的还算不上词）；混读（mixed）之后，写出的文字更像剧本，不大像手册。
