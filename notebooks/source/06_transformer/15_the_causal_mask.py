# %% [markdown] lang="en"
# ## The causal mask: no looking ahead
#
# A language model predicts the next character at **every** position of the text at once.
# If position $i$ could look at position $i + 1$, it would find the answer there.
# A little dictionary shows it: each position's key is its own number, one-hot, and position $i$ asks for number $i + 1$.
# The **causal mask** forbids the look: `allowed[i, j]` is true for $j \le i$ only, and a forbidden score becomes $-10^9$, which softmax turns into the weight 0.

# %% [markdown] lang="zh"
# ## 因果掩码：不许往后看
#
# 语言模型要在文本的**每个**位置上同时预测下一个字符。
# 位置 $i$ 要是能看到位置 $i + 1$，答案就摆在那里。
# 用一本小字典就能演示：每个位置以自己的号码（独热向量）为键，位置 $i$ 专查号码 $i + 1$。
# **因果掩码**禁止这样看：只有 $j \le i$ 时 `allowed[i, j]` 才为真；不许看的得分改成 $-10^9$，经过 softmax，权重就是 0。

# %%
text = "To be, or not to be"
length = len(text)
causal = np.arange(length)[None] <= np.arange(length)[:, None]
places = np.eye(length)
letters = np.eye(vocabulary.size)[vocabulary.encode(text)]
masks = {("none", "无"): np.ones_like(causal), ("causal", "因果掩码"): causal}
rows = []
for name, allowed in masks.items():
    _, weights = soft_lookup(500 * places[1:], places, letters, allowed[:-1])
    rows.append([name, f"{np.diag(weights[:, 1:]).mean():.2f}"])
plotting.table([("mask", "掩码"), ("weight on the next character", "下一个字符上的权重")], rows)
assert [weight for _, weight in rows] == ["1.00", "0.00"]

# %% [markdown] lang="en"
# No training is needed to see a leak; one changed character is enough.
# We change what stands at position 12 of a text, and ask at which positions the output changes of a block, the unit of which a Transformer is stacked (the library's; we write it out below).
# This is the test to run on every new language model, before any loss is believed.

# %% [markdown] lang="zh"
# 检查有没有泄漏，用不着训练，改一个字符就够了。
# 把文本第 12 个位置上的内容换掉，看一个块（block）的输出在哪些位置上变了。
# 块是叠成 Transformer 的单位，这里先用课程库的，后面再自己写。
# 凡是新写的语言模型，都该先过这一关，再谈损失可不可信。

# %%
block, rows = blocks.Block(32, 4, seed=0), []
x = rng.normal(size=(1, length, 32)).astype("float32")
changed = x.copy()
changed[0, 12] = rng.normal(size=32)
for name, mask in masks.items():
    before, after = (ops.convert_to_numpy(block(given, mask[None])[0]) for given in (x, changed))
    moved = np.flatnonzero(np.abs(before - after).max(axis=(0, 2)) > 1e-6)
    rows.append([name, moved.min(), moved.max()])
assert [first for _, first, _ in rows] == [0, 12]
header = [("mask", "掩码"), ("first position that changes", "第一个变了的位置")]
plotting.table([*header, ("last", "最后一个")], rows)
np.testing.assert_array_equal(causal, ops.convert_to_numpy(looks.causal_mask(length))[0])

# %% [markdown] lang="en"
# The mask is what makes one pass over a text as good as many: with it, the prediction at position $i$ is the one the model would make had the text ended there.
# So a window of 64 characters gives 64 honest predictions, all computed together.
# A model whose task is not to predict the next token may do without it: an encoder such as BERT looks both ways.

# %% [markdown] lang="zh"
# 有了掩码，读一遍抵得上读许多遍：位置 $i$ 的预测，和文本恰好到此为止时模型会做的预测完全一样。
# 于是一个 64 个字符的窗口给出 64 个老老实实的预测，一齐算出来。
# 任务若不是预测下一个词元，就可以不要它：BERT 那样的编码器，两边都看。
