# %% [markdown] lang="en"
# ## Filling blanks: BERT
#
# If the text is there already and merely has holes, why look only at the left side?
# **BERT** (Devlin et al. 2018, arXiv:1810.04805) is a stack of blocks without a causal mask: every position sees both sides.
# Then "the next token" is no question any more, since each position would see its own answer; so 15% of the tokens are chosen and hidden, and the loss counts these positions only.
# This is a **masked language model**.

# %% [markdown] lang="zh"
# ## 填空：BERT
#
# 如果文本已经写好，只是缺了几个字，为什么还只看左边？
# **BERT**（Devlin 等，2018，arXiv:1810.04805）由不带因果掩码的块堆叠而成，每个位置都看得见两边。
# 这样就不能再问“下一个词元是什么”了，因为答案就在眼前；于是选出 15% 的词元藏起来，损失只在这些位置上计算。
# 这种模型叫**掩码语言模型**。

# %% tags=["nbval-check-output"]
mask_windows = MaskedWindows(
    train_ids[:400_000], 64, batch_size=16, seed=0, vocabulary_size=vocabulary.size, share=0.15
)
x, y, hidden = mask_windows[0]  # (16, 64) each
print(repr(vocabulary.decode(x[0])))
print(repr(vocabulary.decode(y[0])), int(hidden[0].sum()), "hidden")

# %% [markdown] lang="en"
# (The 15% are a mean over many windows; in this one 14 of 64 characters are chosen, which is 22%.
# Most of the chosen characters become blanks, shown as �, here ten of them; a few are replaced at random, as an e of "there", or left as they are, so that the model cannot trust what it sees blindly.)
# The model has the size of the GPT and reads half as much:

# %% [markdown] lang="zh"
# （15% 是许多窗口的平均；上面打印的窗口里，64 个字符中有 14 个被选中，占 22%。
# 选中的字符大多被挖空，显示为 �，这里有 10 个；有几个则换成随机的字符（例如这里“there”的一个 e 就被换掉了），或者保持原样，这样模型就不能盲目相信看到的字符。）
# 这个模型与 GPT 一样大，读的文本是 GPT 的一半：

# %%
bert = MaskedLM(vocabulary, context_length=64, **sizes, seed=0, dtype="float32")
bert.compile(muon(len(mask_windows)), steps_per_execution=20, jit_compile=True)
bert.fit(mask_windows, shuffle=False, verbose=0, callbacks=[Progress()])
for text in ("I prit�ee, tell m� thy name.", "My l�rd, the k�ng is come."):
    print(f"{text} -> {bert.fill(text)}")

# %% [markdown] lang="en"
# Two sentences prove little, so we count.
# In 1,000 windows of validation text we hide the character in the middle, and ask the model three times: with both sides, the left side only, the right side only.
# The GPT and an n-gram of order 7, which counts all of the text, see the left side; a last line always guesses a space, the most frequent character.
#
# > **Predict before you run.** Is the model that sees both sides better than the GPT?

# %% [markdown] lang="zh"
# 两个句子说明不了什么，还是来数一数。
# 从验证文本取 1,000 个窗口，把正中的字符藏起来，问掩码模型三次：一次两边都给，一次只给左边，一次只给右边。
# GPT 和数过全部训练文本的 7 阶 n 元模型只看左边；表的最后一行是总猜空格的结果，空格是最常见的字符。
#
# > **先猜，再运行。** 两边都看的模型比 GPT 强吗？

# %% tags=["hide-output"]
ngram = NGram(vocabulary, 7).fit(train_text)
exam_ids = validation_ids[:64_000].reshape(1_000, 64)
truth, left = exam_ids[:, 32], exam_ids[:, :32]
blanked = exam_ids.copy()
blanked[:, 32] = 0
views = {("masked model, both sides", "掩码模型，两边"): (blanked, 32)}
views[("masked model, left side", "掩码模型，左边")] = (blanked[:, :33], 32)
views[("masked model, right side", "掩码模型，右边")] = (blanked[:, 32:], 0)
# en: The blank itself, token 0, is no answer.
# zh: 表示挖空的 0 号词元不能当答案。
guesses = {
    name: ops.convert_to_numpy(bert(view))[:, place, 1:].argmax(axis=-1) + 1
    for name, (view, place) in views.items()
}
guesses[("GPT, left side", "GPT，左边")] = ops.convert_to_numpy(gpt(left))[:, -1].argmax(axis=-1)
guesses[("n-gram 7, left side", "7 阶 n 元模型，左边")] = np.array(
    [ngram.distribution(vocabulary.decode(row)).argmax() for row in left]
)
guesses[("always a space", "总是猜空格")] = np.full(1_000, vocabulary.encode(" ")[0])
rows = []
for name, guess in guesses.items():
    results[f"blank, {name[0]}"] = np.mean(guess == truth)
    rows.append([name, f"{results[f'blank, {name[0]}']:.1%}"])
plotting.table([("who guesses", "猜的一方"), ("right", "猜对的比例")], rows)

# %% [markdown] lang="en"
# For the masked model both sides are far better than one (though it has never practised with one alone).
# Yet the GPT, with the left side alone, is about as often right as the masked model with both: seeing more has brought little here.
# One difference is the practice: about ten of 64 positions are questions in a masked window, all 64 in a GPT's, which has read twice as much; so our GPT was asked about thirteen times as many.
# Whether this is the whole reason we have not measured.
# The n-gram, which has counted all of the text, is ahead of both.
#
# Each answer of a masked model is given with both sides in view, so their product is no probability of the text, and the model does not write from left to right.
# It is used to find out what is in a text: to classify, to search, to tag.
#
# ### Three kinds of Transformer
#
# Chapter 6 and this notebook have trained one of each kind; T5 (Raffel et al. 2019, arXiv:1910.10683) is an encoder-decoder like our answering poet, with another question in training.
#
# | | GPT | BERT | T5 |
# | --- | --- | --- | --- |
# | part of the original | decoder without cross-attention | encoder | encoder and decoder |
# | a position sees | itself and what came before | everything | source: everything; answer: what came before, and the source |
# | question in training | the next token, everywhere | the hidden tokens, 15% | the hidden spans, one token after the other |
# | writes | yes, **autoregressive**: each token given those before | no | yes |
# | KV cache | yes | no: a new token changes all | for the answer |
# | used for | continuing text, and every task that can be put so | classifying, searching | translating, summarising |
#
# Embeddings, heads, blocks: nearly all of the code is the same.
# What sets them apart is the mask, and the question asked in training.

# %% [markdown] lang="zh"
# 对掩码模型来说，两边都看比只看一边强得多（不过它从没有练过只看一边）。
# 但是只看左边的 GPT，猜对的比例与两边都看的掩码模型差不多：多看一边，在这里没有带来多少好处。
# 两者的练习量不同：一个窗口的 64 个位置，给掩码模型的题目只有十个左右，给 GPT 的有 64 个，而且 GPT 读的文本是掩码模型的两倍；所以 GPT 练过的题目大约是掩码模型的十三倍。
# 原因是否全在这里，我们没有测量。
# n 元模型数过全部训练文本，比两者都强。
#
# 掩码模型有一点不如 GPT：它对各个空的预测不能用链式法则连乘，所以给不出一段文本的概率，也不能从左往右写作。
# 它的用途是分析一段已有的文本：分类、检索、标注。
#
# ### 三种 Transformer
#
# 下表列出三种 Transformer，每一种都在第 6 章或本篇里训练过一个；其中 T5（Raffel 等，2019，arXiv:1910.10683）是编码器—解码器，与对句的诗人同类，只是训练时要预测的东西不同。
#
# | | GPT | BERT | T5 |
# | --- | --- | --- | --- |
# | 取自原架构的哪一部分 | 解码器，没有交叉注意力 | 编码器 | 编码器和解码器 |
# | 一个位置看得见什么 | 自己和前面的 | 全部 | 原文：全部；答句：自己和前面的，以及原文 |
# | 训练时要预测什么 | 每个位置的下一个词元 | 藏起的词元，占 15% | 藏起的片段，逐个词元写出 |
# | 能否写作 | 能，**自回归**：每个词元都以它前面的词元为条件 | 不能 | 能 |
# | KV 缓存 | 能用 | 不能用：多一个词元，全部结果都变 | 答句可以用 |
# | 用途 | 续写，以及一切可以写成续写的任务 | 分类、检索 | 翻译、摘要 |
#
# 嵌入、头、块，几乎全部代码都相同。
# 三者的区别在于掩码，以及训练时要预测什么。
