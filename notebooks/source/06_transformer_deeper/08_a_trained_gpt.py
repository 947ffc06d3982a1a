# %% [markdown] lang="en"
# ## What you start from
#
# Chapter 6's GPT comes with the course: two blocks of four heads, 128 numbers at each position, trained on 800,000 characters of Shakespeare.
# `load_trained` gives it, so nothing has to be trained before the first result.
# It reads from left to right, and all that it can do with a text is to go on:

# %% [markdown] lang="zh"
# ## 从哪里开始
#
# 课程带有第 6 章的 GPT：两个块，每块四个头，每个位置上 128 个数，读过莎士比亚的 800,000 个字符。
# `load_trained` 直接给出训练好的模型，不必先训练。
# 它从左往右读，对一段文本只会做一件事，就是接着往下写：

# %%
gpt = load_trained("gpt_shakespeare")
train_text, validation_text, _ = data.load_text("shakespeare")
vocabulary = gpt.vocabulary
train_ids, validation_ids = map(vocabulary.encode, (train_text, validation_text))
prompts = ["ROMEO:\nI ", "My lord, the k", "A class is"]
rows = [
    [prompt.replace("\n", " / "), text[len(prompt) :].replace("\n", " / ")]
    for prompt, text in zip(
        prompts, gpt.generate(prompts, 60, temperature=0.7, seed=0), strict=True
    )
]
plotting.table([("given", "给定"), ("the GPT goes on", "GPT 续写")], rows)
results = {"validation bits, GPT": -gpt.log_prob(validation_text[:20_000]).mean() / np.log(2)}
print(f"{results['validation bits, GPT']:.2f} bits per character on new plays")

# %% [markdown] lang="en"
# The figure below the table is its mean cost on 20,000 characters of plays that it has not read.
# The GPT answers no question, it fills no gap in the middle, and it goes on with "A class is" as a play of 1600 might.
# The next three sections train models that can do such things: two new ones, and then this one on another text.

# %% [markdown] lang="zh"
# 表下面的数，是它预测没有读过的剧本（20,000 个字符）时，平均每个字符要花的比特数。
# 它不会回答问题，也不会填文本中间的空；遇到“class”这个词，它只会照四百年前剧本的写法接下去。
# 下面三节训练有这些本领的模型：先是两个新模型，最后让这个 GPT 再学另一种文本。
