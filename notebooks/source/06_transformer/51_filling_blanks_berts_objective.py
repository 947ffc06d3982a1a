# %% [markdown] lang="en"
# ## Filling blanks: BERT's objective
#
# A GPT predicts from the left only.
# If the text is already there and merely has holes, why not look at both sides?
# Then "the next token" makes no sense as a target: without a mask each position would see its own answer.
# **BERT** (Devlin et al. 2019, arXiv:1810.04805) hides some tokens and asks for these: a stack of blocks without a causal mask, and a loss on the hidden positions only.
# Such a model is called a **masked language model**.
# `MaskedWindows` chooses 15% of them; the vocabulary's escape code, shown as �, serves as the blank.

# %% [markdown] lang="zh"
# ## 填空：BERT 的训练目标
#
# GPT 只凭左边来猜。
# 要是文本已经摆在那里，只是破了几个洞，为什么不两边都看？
# 可这样一来，“下一个词元”就当不成目标了：不加掩码，每个位置都看得见自己的答案。
# **BERT**（Devlin 等，2019，arXiv:1810.04805）的办法是藏起一些词元，只问这些：一摞没有因果掩码的块，损失只算藏起的位置。
# 这样的模型叫**掩码语言模型**。
# `MaskedWindows` 挑出其中 15%；词表的转义码显示为 �，正好拿来当空格。

# %% tags=["nbval-check-output"]
mask_windows = MaskedWindows(
    train_ids[:400_000],
    64,
    batch_size=8,
    seed=0,
    vocabulary_size=vocabulary.size,
    share=0.15,
)
x, y, hidden = mask_windows[0]
for row in range(3):
    print(repr(vocabulary.decode(x[row])))
    print(repr(vocabulary.decode(y[row])), int(hidden[row].sum()), "hidden")

# %% [markdown] lang="en"
# Look closely: a few of the chosen characters are not blank but replaced by a random one, and a few are left as they are.
# So the model cannot trust any character blindly.
# And there is a price: of 64 positions only about ten are questions, where a GPT gets 64 out of the same window.
# This model has the GPT's size; it reads half as much, 400,000 characters.

# %% [markdown] lang="zh"
# 细看就会发现：挑中的字符有几个没有变成空格，而是换成了一个随机的字符，还有几个原样留着。
# 这样模型对哪个字符都不能盲目相信。
# 代价也有：64 个位置里只有十个上下是题目，而同一个窗口，GPT 能出 64 道题。
# 这个模型与前面的 GPT 一样大，读的文本是它的一半，即 400,000 个字符。

# %%
bert = MaskedLM(
    vocabulary,
    context_length=64,
    hidden_dim=128,
    num_layers=2,
    num_heads=4,
    activation="relu",
    seed=0,
)
losses, seconds = train(bert, mask_windows)
print(f"{len(mask_windows):,} steps, {bert.count_params():,} parameters, {seconds:.0f} s")

# %% [markdown] lang="en"
# `fill` writes the likeliest character into each blank, `blanks` gives the whole distribution.
# In the last two lines the left side is the same: what differs is what comes after.

# %% [markdown] lang="zh"
# `fill` 在每个空格里填上最可能的字符，`blanks` 给出整个分布。
# 最后两行左边一模一样，不同的只是后面。

# %%
for text in ("I prit�ee, tell m� thy name.", "My l�rd, the k�ng is come to-�ight."):
    print(f"{text} -> {bert.fill(text)}")
for text in ("I �hall not go.", "I �ill not go."):
    found = bert.blanks(text)[0]
    best = np.argsort(-found)[:4]
    print(text, {vocabulary.decode([i]): round(float(found[i]), 2) for i in best})

# %% [markdown] lang="en"
# Now the examination: 1,000 windows of validation text with the character in the middle hidden.
# The model sees both sides; only what stands to the left; only what stands to the right.
# Blanks at the edge of a window occur in training as well, so all three questions are fair.
# Beside it we ask the GPT and an n-gram of order 7, which know the left only, and a guess that always says "space", the most frequent character.

# %% [markdown] lang="zh"
# 考题来了：取验证文本的 1,000 个窗口，藏起正中的字符。
# 让模型两边都看，只看左边，只看右边。
# 训练的时候，空格也会碰巧落在窗口边上，所以三种问法都公平。
# 一旁请来只知道左边的 GPT 和 7 阶 n 元模型，再加一个永远回答“空格符”的，空格符是最常见的字符。

# %%
exam_ids = vocabulary.encode(validation_text[:64_000]).reshape(1_000, 64)
truth, left = exam_ids[:, 32], exam_ids[:, :32]
blanked = exam_ids.copy()
blanked[:, 32] = 0
views = {"both sides": (blanked, 32), "left side": (blanked[:, :33], 32)}
views["right side"] = (blanked[:, 32:], 0)

# %% [markdown] lang="en"
# Each asks for the likeliest character; the masked model may not answer with the blank itself.

# %% [markdown] lang="zh"
# 各取最可能的字符作答；填空的模型不许答“空格”本身。

# %%
guesses = {
    f"masked model, {name}": ops.convert_to_numpy(bert(view))[:, place, 1:].argmax(axis=-1) + 1
    for name, (view, place) in views.items()
}
gpt_logits = ops.convert_to_numpy(gpt(left))[:, -1]
guesses["GPT, left side"] = gpt_logits.argmax(axis=-1)
guesses["n-gram 7, left side"] = np.array(
    [ngrams["n-gram 7"].distribution(vocabulary.decode(row)).argmax() for row in left]
)
guesses["always a space"] = np.full(1_000, vocabulary.encode(" ")[0])

# %% [markdown] lang="en"
# How often is the answer right?
#
# > **Predict before you run.** Which side tells more about a character, the left or the right?
# > And is the model that sees both sides better than the GPT, which has had more questions in its training?

# %% [markdown] lang="zh"
# 答对的有多少？
#
# > **先猜，再运行。** 猜一个字符，左边和右边哪边更有用？
# > GPT 训练时做的题更多，两边都看的模型比它强吗？

# %% tags=["hide-output"]
accuracy = {name: np.mean(guess == truth) for name, guess in guesses.items()}
chinese = "填空的模型，两边都看", "填空的模型，只看左边", "填空的模型，只看右边"
chinese += "GPT，只看左边", "7 阶 n 元模型，只看左边", "总是空格符"
rows = zip(zip(accuracy, chinese, strict=True), accuracy.values(), strict=True)
header = [("guess of", "谁来猜"), ("right", "猜对")]
plotting.table(header, [[name, f"{share:.1%}"] for name, share in rows])

# %% [markdown] lang="en"
# With 1,000 questions, a share is uncertain by about one and a half points either way.
#
# <details><summary>Answer</summary>
#
# Both sides beat either side alone by far, and the right side tells at least as much as the left.
# Against the GPT it is a close race: with both sides in view, the masked model is about as good as a GPT that sees the left alone, but has been asked thirteen times as many questions in its training.
# The n-gram, which has counted all of the text, is ahead of both.
#
# </details>
#
# Is the GPT blind to the right side?
# Not quite.
# By Bayes' rule, p(character | both sides) is proportional to p(character | left) · p(right | left, character), and the GPT knows both factors: put each candidate into the hole and let it score the candidate and the 16 characters that follow.
# That costs one reading for each candidate; five will do.

# %% [markdown] lang="zh"
# 一共 1,000 道题，所以每个比例上下有一个半百分点左右的误差。
#
# <details><summary>答案</summary>
#
# 两边都看，远胜只看一边；右边的用处不比左边小。
# 与 GPT 相比则难分高下：填空的模型两边都看，才抵得上一个只看左边、训练时做的题却有十三倍之多的 GPT。
# n 元模型数过全部文本，比两者都强。
#
# </details>
#
# GPT 就看不见右边吗？
# 也不尽然。
# 由贝叶斯公式，p(字符 | 两边) 正比于 p(字符 | 左边) · p(右边 | 左边, 字符)，而两个因子 GPT 都知道：把候选字符一个个填进洞里，让它给这个字符和后面的 16 个字符打分就行。
# 只是每个候选都要重读一遍；取五个就够了。

# %%
candidates = np.argsort(-gpt_logits)[:, :5]
scores = []
for candidate in candidates.T:
    filled = exam_ids[:, :49].copy()
    filled[:, 32] = candidate
    log_p = ops.log_softmax(gpt(filled[:, :-1])[:, 31:], axis=-1)
    log_p = ops.take_along_axis(log_p, filled[:, 32:, None], axis=-1)
    scores.append(ops.convert_to_numpy(log_p)[..., 0].sum(axis=-1))
chosen = np.argmax(scores, axis=0)
accuracy["GPT, five candidates"] = np.mean(candidates[np.arange(1_000), chosen] == truth)
print(f"GPT, five candidates, both sides: {accuracy['GPT, five candidates']:.1%}")

# %% [markdown] lang="en"
# So much is the right side worth to the GPT: about twenty points, at the price of five readings.
# Both sides help whichever model uses them; BERT has the answer in one reading.
# What it lacks is a probability for the whole: its answers for several blanks are given independently of each other, no chain rule multiplies them to the probability of a text, and so it does not write.
# It is an encoder, used to find out what is in a text, not to write the next one.

# %% [markdown] lang="zh"
# 右边对 GPT 就值这么多：二十个百分点上下，代价是读五遍。
# 可见不管哪个模型，两边都看就是有用；BERT 只要读一遍就有答案。
# 反过来却走不通：几个空格各答各的，没有链式法则能把它们乘成一段文本的概率，所以它不写文章。
# 它是编码器，用来弄清一段文本里有什么，而不是写出下一段。
