# %% [markdown] lang="en"
# ## Fine-tuning, and forgetting
#
# Hardly anyone trains a large model from nothing.
# One takes a trained model and goes on training it, on less text, of the kind that is wanted: **fine-tuning** (for language models, Howard & Ruder 2018, arXiv:1801.06146; Radford et al. 2018).
# What it gains is told everywhere.
# What it costs is told less often, and we can measure both.
#
# Our `gpt` knows nothing but plays.
# The other style should be as far from Shakespeare as English can be: Python's manual.
# It comes with every Python, in the module `pydoc_data.topics`, where `help("if")` finds it (under the licence of the Python Software Foundation).
# We drop the characters that the vocabulary does not know, such as brackets and most digits, and keep the paragraphs.

# %% [markdown] lang="zh"
# ## 微调与遗忘
#
# 大模型很少有人从零开始训练。
# 通常是拿一个训练好的，用少得多的、合乎所需的文本接着练，这叫**微调**（用于语言模型，见 Howard 与 Ruder，2018，arXiv:1801.06146；Radford 等，2018）。
# 微调有什么好处，到处都在讲；要付什么代价，讲的人就少了。
# 两样我们都来量一量。
#
# 我们的 `gpt` 只读过剧本。
# 另一种文体，要离莎士比亚越远越好，同时还得是英文：Python 的手册。
# 它就装在每个 Python 里，`help("if")` 查的便是它，在模块 `pydoc_data.topics` 里（采用 Python 软件基金会的许可）。
# 词表不认识的字符，如括号和大部分数字，一律删去，按段落留下来。

# %%
import re
from pydoc_data.topics import topics


def paragraphs_of(text):
    text = "".join(character for character in text if character in vocabulary)
    text = re.sub(" +", " ", re.sub("-{3,}", "", text))
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


manual = {topic: paragraphs_of(topics[topic]) for topic in sorted(topics)}
print(f"{len(manual)} topics, {sum(map(len, manual.values())):,} paragraphs")
print(manual["if"][-1])

# %% [markdown] lang="en"
# Every fifth topic is held out.
# Is that enough?
# A manual repeats itself: what stands under one heading is often copied under another.
# We look before we trust the split.

# %% [markdown] lang="zh"
# 每五个主题留出一个。
# 这样就够了吗？
# 手册爱重复：一个标题下的话，常常原样抄到另一个标题下。
# 先查一查，再相信这个划分。

# %%
held_topics = list(manual)[::5]
to_read = dict.fromkeys(p for topic in manual if topic not in held_topics for p in manual[topic])
held = [p for topic in held_topics for p in manual[topic]]
new = [p for p in dict.fromkeys(held) if p not in to_read]
repeated = np.mean([p in to_read for p in held])
print(f"{repeated:.0%} of the held-out paragraphs also stand in a topic to be read")
manual_ids, held_ids = (vocabulary.encode("\n\n".join(texts)) for texts in (to_read, new))
print(f"{len(manual_ids):,} characters to read, {len(held_ids):,} held out")

# %% [markdown] lang="en"
# So split by topic alone, a good part of the examination would have been given away.
# The repeated paragraphs are out, and each paragraph counts once.
# (Numbers like these change a little with the version of Python, whose manual grows.)
#
# There are two examinations now, 8,192 characters each: validation plays and held-out manual.
# And five courses of 120 steps, each on 61,440 characters:
#
# - **manual**: the trained GPT reads the manual;
# - **mixed**: it reads manual and plays in equal parts, so it sees half as much of the manual;
# - **plays**: it goes on with plays that it has not read; nothing is new here, so this is the comparison for what a second start does by itself;
# - **beginner**: a fresh GPT of the same shape reads the manual, for as long;
# - **back**: the GPT from the course "manual" reads plays again.
#
# One compiled model serves for all of them: before each course it is given the weights to start from, and its optimizer is cleared.
# The learning rate is constant for the first half and a tenth of that in the second.
# A model that starts from trained weights takes smaller steps; the beginner's rate is three times as high, which suits it better.

# %% [markdown] lang="zh"
# 可见如果只按主题来分，考题就泄漏了好大一部分。
# 重复的段落不要了，剩下的每段只算一次。
# （手册会长大，这些数字随 Python 的版本略有出入。）
#
# 于是有了两张卷子，各 8,192 个字符：一张出自验证用的剧本，一张出自留出的手册。
# 课程有五门，都是 120 步，读 61,440 个字符：
#
# - **manual**（手册）：训练好的 GPT 读手册；
# - **mixed**（混读）：手册和剧本各读一半，所以手册只读到一半；
# - **plays**（剧本）：接着读没读过的剧本，没有什么新东西，正好用来对照，看看“重新开练”本身有什么影响；
# - **beginner**（新手）：形状相同、从零开始的 GPT 读手册，步数一样多；
# - **back**（回头）：上过“手册”这门课的 GPT，再回去读剧本。
#
# 五门课用的是同一个编译好的模型：开课前换上起点的权重，把优化器清零。
# 学习率前一半不变，后一半降到十分之一。
# 从训练好的权重出发，步子要小；新手的学习率是它的三倍，这样对新手更有利。

# %%
tuned = GPT.from_config(gpt.get_config())
beginner = tuned.get_weights()
optimizer = FlatAdam(1e-3, beta_2=0.99, global_clipnorm=1.0)
tuned.compile(optimizer, steps_per_execution=20)
held_windows = held_ids[:8192].reshape(32, 256), held_ids[1:8193].reshape(32, 256)
exams = {"plays": plays_exam, "manual": held_windows}


def study(weights, token_ids, peak=1e-3):
    tuned.set_weights(weights)
    for variable in optimizer.variables:
        variable.assign(ops.zeros_like(variable))
    marks = [[bits(tuned, exam) for exam in exams.values()]]
    for first, last, rate in ((0, 20, peak), (20, 60, peak), (60, 120, peak / 10)):
        optimizer.learning_rate = rate
        part = token_ids[first * 512 : last * 512 + 65]
        tuned.fit(TextWindows(part, 64, batch_size=8, seed=0), shuffle=False, verbose=0)
        marks.append([bits(tuned, exam) for exam in exams.values()])
    return np.array(marks), tuned.get_weights()


# %% [markdown] lang="en"
# > **Predict before you run.** 800,000 characters of Shakespeare are in these weights.
# > Will 60,000 characters of manual leave them untouched, dent them, or wipe them out?
# > And which will know the manual better in the end: the one who first learned Shakespeare, or the one with a free head?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 这些权重里装着八十万个字符的莎士比亚。
# > 六万个字符的手册读下来，会秋毫无犯、伤点皮毛，还是抹个干净？
# > 手册到最后谁学得更好：先学过莎士比亚的，还是脑子里一片空白的？

# %% tags=["hide-output"]
start, plays_ids = time.perf_counter(), train_ids[-70_000:]
stretches = [ids[: 7 * 5120].reshape(7, 1, 5120) for ids in (manual_ids, plays_ids)]
mixed_ids = np.concatenate(stretches, axis=1).ravel()
trained, marks, ends = gpt.get_weights(), {}, {}
marks["manual"], ends["manual"] = study(trained, manual_ids)
marks["mixed"], ends["mixed"] = study(trained, mixed_ids)
marks["plays"], ends["plays"] = study(trained, plays_ids)
marks["beginner"], ends["beginner"] = study(beginner, manual_ids, peak=3e-3)
marks["back"], ends["back"] = study(ends["manual"], plays_ids)
chinese = "手册", "混读", "剧本", "新手", "回头"
rows = [
    [name, *(f"{bits:.2f}" for exam in course.T for bits in (exam[0], exam[-1]))]
    for name, course in zip(zip(marks, chinese, strict=True), marks.values(), strict=True)
]
header = [("course", "课程"), ("plays, bits before", "剧本，课前比特"), ("after", "课后")]
plotting.table([*header, ("manual, before", "手册，课前"), ("after", "课后")], rows)
print(f"{time.perf_counter() - start:.0f} s")

# %% [markdown] lang="en"
# (Mixed, the two texts alternate in stretches of 5,120 characters, and the windows are shuffled.)
# Drawn as a course of study:

# %% [markdown] lang="zh"
# （混读时，两种文本每 5,120 个字符一换，窗口再打乱。）
# 画成学习的历程：

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.2), sharey=True, layout="constrained")
steps, lines = np.array([0, 20, 60, 120]), {"mixed": "--", "plays": ":", "beginner": "-."}
for column, (axis, exam) in enumerate(zip(axes, exams, strict=True)):
    there_and_back = [*marks["manual"][:, column], *marks["back"][1:, column]]
    axis.plot([*steps, *(120 + steps[1:])], there_and_back, marker="o", label="manual, then back")
    for name, line in lines.items():
        axis.plot(steps, marks[name][:, column], line, marker=".", label=name)
    axis.axvline(120, color="0.8", linewidth=1, zorder=0)
    axis.set(xlabel="steps", title=f"examination: {exam}", ylim=(None, 5))
axes[0].set_ylabel("bits per character")
axes[1].legend(fontsize=8)
plotting.show(
    figure,
    "Bits per character against steps, for two examinations. Reading the manual lowers its bits and "
    "raises those of the plays; going back does the reverse. Mixed lies in between, the beginner "
    "starts far above.",
    "比特/字符随步数变化，左为剧本，右为手册。读手册，手册的比特下降，剧本的上升；回头读剧本则相反。混读居中，新手的起点高得多。",
)

# %% [markdown] lang="en"
# The left panel is the examination in plays, the right one in the manual; bits upwards, so down is better, and the grey line is where the first course ends and the way back begins.
# (The beginner starts above the frame.)
# Four things to see:
#
# - **Transfer.** On the manual, the GPT that knows Shakespeare ends at 2.76 ± 0.02 bits over ten recorded trainings, the beginner at 3.46 ± 0.02.
#   Letters, spelling, common words, the space after a comma: all this was learned from the plays and need not be learned again.
#   It is why fine-tuning is worth while.
# - **Forgetting.** On the plays the same model goes from 2.61 to 3.22; most of that happens in the first 20 steps, and the small learning rate of the second half takes a little of it back.
#   Going on with plays leads to 2.79.
#   (A trained model that is jolted by a high learning rate usually loses a little at first.)
#   The difference of the two is the manual's doing.
#   Nothing in the loss speaks for the plays any more, and the same weights are wanted for something else: this is **catastrophic forgetting** (McCloskey & Cohen 1989, who called it catastrophic interference).
# - **The way back.** After as many steps on plays it is at 2.80 in plays and 3.15 in the manual: in plays as good as the one that never left, and of what it had learned from the manual, less than half remains.
#   To learn the plays took fifteen hundred steps; what comes back in a few dozen was covered up rather than gone.
# - **A mixed diet.** With half of each, it ends at 2.83 and 2.91: it has given up a quarter of the gain on the manual and lost hardly anything on the plays that the control has not lost.
#   This is rehearsal, the oldest remedy (Robins 1995), and it is in use: InstructGPT mixes pre-training text into its fine-tuning for this very reason (Ouyang et al. 2022, arXiv:2203.02155).
#
# Other remedies change less: a smaller learning rate (exercise 5), a price on moving the weights that mattered (Kirkpatrick et al. 2016, arXiv:1612.00796), or leaving the weights alone and learning a small addition to them (LoRA, Hu et al. 2021, arXiv:2106.09685), which can be taken off again.
# It, too, learns less where it forgets less (Biderman et al. 2024, arXiv:2405.09673).

# %% [markdown] lang="zh"
# 左图考剧本，右图考手册；纵轴是比特/字符，越低越好；灰线处第一门课结束，回头路开始。
# （新手的起点在图框之外。）
# 要看四件事：
#
# - **迁移。** 考手册，学过莎士比亚的 GPT 最后是 2.76 ± 0.02 比特，新手是 3.46 ± 0.02（十次记录在案的训练）。
#   字母、拼写、常用词、逗号后面的空格符，读剧本时都学过了，不必再学。
#   微调之所以划算，就在这里。
# - **遗忘。** 考剧本，同一个模型从 2.61 变成 3.22；大半是头 20 步丢的，后半程学习率小了，又找回一点。
#   接着读剧本，结果是 2.79。
#   （练好的模型，学习率突然一高，颠这一下，开头往往要退一点。）
#   两者之差，才是手册闯的祸。
#   损失函数里再没有谁替剧本说话，同一批权重被拉去做别的事了，这就是**灾难性遗忘**（McCloskey 与 Cohen，1989）。
# - **回头。** 再读同样多步的剧本，考剧本 2.80，考手册 3.15：剧本上与从没离开过的一样好，手册上学到的剩下不到一半。
#   当初学剧本用了一千五百步；几十步就找得回来的，只是被盖住了，并没有消失。
# - **混着读。** 各读一半，最后是 2.83 和 2.91：手册上让出了四分之一的收获，剧本上比对照几乎没有多丢什么。
#   这就是复习，最老的办法（Robins，1995），今天还在用：InstructGPT 微调时掺进预训练的文本，为的正是这个（Ouyang 等，2022，arXiv:2203.02155）。
#
# 还有些办法，着眼于少改动：学习率小一点（练习 5）；要紧的权重，挪动就得付钱（Kirkpatrick 等，2016，arXiv:1612.00796）；或者原来的权重一概不动，另学一个小小的增量（LoRA，Hu 等，2021，arXiv:2106.09685），不要时可以摘下来。
# 它也一样：忘得少，学得也少（Biderman 等，2024，arXiv:2405.09673）。

# %% [markdown] lang="en"
# What does it sound like?
# The same beginning, the same random numbers, after three of the courses.

# %% [markdown] lang="zh"
# 听上去怎么样？
# 同一个开头，同一组随机数，取其中三门课，上完之后各写一段。

# %%
for name in ("plays", "mixed", "manual"):
    tuned.set_weights(ends[name])
    print(f"--- {name} ---")
    print(tuned.generate("JULIET:\n", 180, temperature=0.7, seed=0))

# %% [markdown] lang="en"
# After "plays" it is the old voice.
# After "manual" the verse is gone and the words are those of the manual, as far as they are words.
# After "mixed" both speak, sometimes in one line.
#
# > **Misconception: "Fine-tuning adds knowledge to a model, as one adds a drawer to a cupboard."** There is no empty drawer.
# > All weights take part in all answers, and whatever the new text does not ask for may be overwritten.
# > Whoever fine-tunes has to go on measuring the old skill.
#
# Caution: our model is small, and our two texts are far apart.
# How forgetting changes with size is not settled (Ramasesh et al. 2022, ICLR, found less of it in larger models; Luo et al. 2023, arXiv:2308.08747, more).
# What carries over is the method: two examinations, before and after.

# %% [markdown] lang="zh"
# 读剧本的，还是老腔调。
# 读手册的，诗行没了，词也换成了手册里的，如果那还算词的话。
# 混着读的，两种腔调都有，有时挤在一行里。
#
# > **常见误解：“微调给模型添知识，好比给柜子添个抽屉。”** 没有空抽屉。
# > 每次回答，所有的权重都参加；新文本不要求的东西，随时可能被改写。
# > 谁来微调，谁就得继续量旧本领。
#
# 要留神：我们的模型小，两种文本又隔得远。
# 模型大了是忘得少还是忘得多，尚无定论（Ramasesh 等，2022，ICLR，说少；Luo 等，2023，arXiv:2308.08747，说多）。
# 能带走的是方法：两张卷子，前后各考一次。
