# %% [markdown] lang="en"
# ## GPT, BERT and T5: what they share, and what not
#
# Three models made the Transformer's name, and we have now trained a small one of each kind.
# (T5, Raffel et al. 2019, arXiv:1910.10683, is an encoder and decoder like our answering poet; its pre-training hides spans of a text and has the decoder write them.)
#
# | | GPT | BERT | T5 |
# | --- | --- | --- | --- |
# | part of the original | decoder without cross-attention | encoder | encoder and decoder |
# | a position looks at | itself and what came before | everything | source: everything; answer: what came before, and the source |
# | question in training | the next token, at every position | the hidden tokens, 15% | the hidden spans, written one after the other |
# | probability of a text | by the chain rule | none | of an answer, given the source, by the chain rule |
# | writes | yes | no | yes |
# | may keep keys and values | yes | no: a new token changes all | of the answer; the source is read once |
# | what it is for | continuing; with scale, any task put as text | classifying, searching, tagging | from text to text: translating, summarising |
# | here | `gpt`, `poet` | `bert` | `answerer` |
#
# What they share is nearly all of the code: embeddings, positions, attention with several heads, feed-forward networks, residuals, normalisation.
# What sets them apart is above all two things: **the mask, and the question asked in training**.
# We keep this part's main figures; the end of the chapter checks them.

# %% [markdown] lang="zh"
# ## GPT、BERT 和 T5：同在何处，异在何处
#
# Transformer 的名声是三个模型打出来的，这三类，我们现在各训练过一个小的了。
# （T5，即 Raffel 等，2019，arXiv:1910.10683，有编码器也有解码器，与我们那位对句的诗人同类；它的预训练把文本中的片段藏起来，让解码器写出来。）
#
# | | GPT | BERT | T5 |
# | --- | --- | --- | --- |
# | 原架构的哪一部分 | 解码器，去掉交叉注意力 | 编码器 | 编码器加解码器 |
# | 一个位置看得见 | 自己和前面的 | 全部 | 原文：全部；答句：前面的，外加原文 |
# | 训练时的题目 | 每个位置的下一个词元 | 藏起的词元，占 15% | 藏起的片段，一个词元接一个词元地写出 |
# | 文本的概率 | 链式法则 | 没有 | 给定原文时答句的概率，链式法则 |
# | 写不写 | 写 | 不写 | 写 |
# | 能留着键和值吗 | 能 | 不能：来一个新词元，全都变了 | 答句的能；原文只读一遍 |
# | 用来做什么 | 续写；规模大了，凡能写成文字的任务都行 | 分类、检索、标注 | 由文本到文本：翻译、摘要 |
# | 本章里的 | `gpt`、`poet` | `bert` | `answerer` |
#
# 三者相同的，几乎是全部代码：嵌入、位置、多头注意力、前馈网络、残差、归一化。
# 不同的主要是两样：**掩码，以及训练时出的题目**。
# 本节的主要数字先存起来，章末再一并检查。

# %%
results |= {f"test bits, {name}": value for name, value in test_bits.items()}
results |= {f"verse bits, {name}": value for name, value in verse_bits.items()}
results |= dict(zip(("form", "rhyme", "tones"), verse_scores["written"], strict=True))
results |= {
    "length kept": answer_scores["written"][0],
    "answers taken": answer_scores["written"][2],
}
results |= {f"answer bits, {name}": value for name, value in source_bits.items()}
results |= {"dearest head": price.max(), "prefers true source": prefer}
results |= {f"blank, {name}": value for name, value in accuracy.items()}
