# %% [markdown] lang="en"
# ## The causal mask: no looking ahead
#
# The small GPT predicts the next character at all 64 positions at once.
# If position $i$ could look at position $i + 1$, it would find the answer there, and learn nothing else.
# The **causal mask** prevents it: position $i$ may look at $j$ only if $j \le i$.
# The scores (the divided dot products, before the softmax) of all other pairs become $-10^9$, and softmax gives them the weight 0.
# For four positions the mask looks like this (row: who looks; column: who is looked at; 1: allowed):
#
# $$\begin{pmatrix} 1 & 0 & 0 & 0 \\ 1 & 1 & 0 & 0 \\ 1 & 1 & 1 & 0 \\ 1 & 1 & 1 & 1 \end{pmatrix}$$
#
# Whether a language model peeps can be tested without any training: change one character and see where the logits change.
#
# > **Predict before you run.** We change the character at position 12 (counted from 0) of a text of 20.
# > At which positions do the small GPT's logits change?

# %% [markdown] lang="zh"
# ## 因果掩码：不许看后面
#
# 小 GPT 在 64 个位置上同时预测下一个字符。
# 位置 $i$ 如果能看到位置 $i + 1$，答案就摆在眼前，网络除了照抄，什么也学不到。
# **因果掩码**禁止这样偷看：只有 $j \le i$ 时，位置 $i$ 才可以看位置 $j$。
# 其余各对位置的得分（softmax 之前的数）改成 $-10^9$，经过 softmax，权重就是 0。
# 四个位置的掩码如下（行是在看的位置，列是被看的位置，1 表示可以看）：
#
# $$\begin{pmatrix} 1 & 0 & 0 & 0 \\ 1 & 1 & 0 & 0 \\ 1 & 1 & 1 & 0 \\ 1 & 1 & 1 & 1 \end{pmatrix}$$
#
# 一个语言模型有没有偷看后文，不用训练就能检查：改动一个字符，看哪些位置上的 logit 变了。
#
# > **先猜，再运行。** 一段 20 个字符的文本，改动位置 12（从 0 数起）上的字符。
# > 小 GPT 的 logit 在哪些位置上会变？

# %% tags=["hide-output", "nbval-check-output"]
texts = "The quality of mercy", "The quality Xf mercy"
before, after = ops.convert_to_numpy(small(np.stack([vocabulary.encode(t) for t in texts])))
changed = np.flatnonzero(np.abs(before - after).max(axis=-1) > 1e-6)  # before: (20, V)
print("positions that change:", changed)

# %% [markdown] lang="en"
# Nothing changes before position 12; position 12 reads the changed character itself, and all later ones may look at it.
# This is worth running on every language model that you write, before you believe its loss.
#
# The mask also makes training cheap: the prediction at position $i$ is the one that the model would make if the text ended there, so one pass over 64 characters gives 64 honest predictions.

# %% [markdown] lang="zh"
# 位置 12 之前，logit 都没有变；位置 12 读的就是改动的字符，后面的位置也都看得见它。
# 凡是自己写的语言模型，都值得先做这个检查，再相信它的损失。
#
# 掩码还节省训练的计算：位置 $i$ 上的预测，与文本在位置 $i$ 结束时模型作的预测完全相同，所以把 64 个字符算一遍，就得到 64 个没有偷看的预测。
