# %% [markdown] lang="en"
# ## Sampling, or searching?
#
# Chapter 5 chose the next token in two ways: greedily, the likeliest one, or by sampling at a temperature.
# Neither looks ahead, and a likely first token may lead to an unlikely text.
# **Beam search** keeps the $k$ best beginnings, continues each with every token, and keeps the $k$ best of all these continuations; best means the largest sum of log-probabilities.
# For $k = 1$ it is the greedy way.

# %% [markdown] lang="zh"
# ## 采样，还是搜索？
#
# 第 5 章用过两种办法来选择下一个词元：贪心，即取最可能的一个；或者按某个温度采样。
# 两种办法都只看眼前一步；而先选一个概率大的词元，最后得到的文本概率不一定大。
# **束搜索**（beam search）则保留 $k$ 个最好的开头，每个都用所有词元续写一步，再从全部续写中留下 $k$ 个最好的；所谓好，就是对数概率之和大。
# $k = 1$ 时它就是贪心法。


# %%
def beam_search(model, prompt, length, k):
    # en: A line break stands before every text.
    # zh: 每段文本都以一个换行开头。
    beams = vocabulary.encode("\n" + prompt)[None]  # (1, T)
    scores = np.zeros(1)
    for _ in range(length):
        logits = ops.convert_to_numpy(model(beams[:, -64:]))[:, -1].astype("float64")  # (k, V)
        # en: Token 0 stands for unknown characters and is never written.
        # zh: 0 号词元代表未知字符，从不写出。
        logits[:, 0] = -np.inf
        log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
        total = scores[:, None] + log_p  # (k, V)
        best = np.argsort(-total, axis=None)[:k]
        rows, tokens = np.unravel_index(best, total.shape)
        beams = np.concatenate([beams[rows], tokens[:, None]], axis=1)
        scores = total.ravel()[best]
    return vocabulary.decode(beams[0, 1:]), scores[0]


# %% [markdown] lang="en"
# > **Predict before you run.** Which text is the most probable one, and which would you rather read?

# %% [markdown] lang="zh"
# > **先猜，再运行。** 哪一段文字的概率最大？
# > 你更愿意读哪一段？

# %% tags=["hide-output"]
prompt, rows = "ROMEO:\nI ", []
sampled = gpt.generate(prompt, 60, temperature=0.8, seed=1)
found = {
    ("sampled at 0.8", "采样，温度 0.8"): (sampled, gpt.log_prob(sampled)[len(prompt) :].sum())
}
for k in (1, 8):
    name = ("greedy", "贪心") if k == 1 else (f"beam search, k = {k}", f"束搜索，k = {k}")
    found[name] = beam_search(gpt, prompt, 60, k)
for name, (text, score) in found.items():
    rows.append([name, text.replace("\n", " / "), f"{score / np.log(2) / 60:.2f}"])
header = [("method", "方法"), ("text", "文本")]
plotting.table([*header, ("log2 p per character", "平均每个字符的 log2 p")], rows)

# %% [markdown] lang="en"
# The last column is what the GPT itself says at temperature 1; one bit less for each character makes a text of 60 characters $2^{60}$ times as improbable.
# So the greedy text and that of the beam are far more probable than the sampled one, and they are duller: the likeliest words, sometimes the same ones again and again.
# Of the two, the beam's is slightly ahead here.
# A language model is trained to give real texts their share of probability, and people do not write the most probable text.
# (Holtzman et al. 2019, arXiv:1904.09751, show that for large models, and propose top-p.)
# So stories, poems and conversation are sampled.
# Beam search is at home where one answer is right or nearly so, as in translation and the recognition of speech.

# %% [markdown] lang="zh"
# 表的最后一列是 GPT 自己在温度 1 时给出的对数概率；每个字符少 1 比特，60 个字符的文本，概率就只有原来的 $2^{60}$ 分之一。
# 所以，贪心和束搜索得到的文本，概率比采样得到的大得多，读来却乏味：都是最常见的词，有时还一再重复。
# 这两段之中，束搜索的概率在这里略大一点。
# 语言模型学的是真实文本各自该有多大的概率，而人写的并不是概率最大的文本。
# （Holtzman 等，2019，arXiv:1904.09751，在大模型上展示了这一点，并提出了 top-p。）
# 所以写故事、写诗、对话都用采样。
# 束搜索适用于只有一个或少数几个正确答案的任务，例如翻译和语音识别。
