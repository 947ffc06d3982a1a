# %% [markdown] lang="en"
# ## What the network computes
#
# Chapter 5 writes such a network out, in "What you will make" and "Gates"; this is what you need of it here.
#
# The network reads one character after the other, and all that it keeps of them is its hidden state $h$, here 256 numbers.
# The vector $x_t$ of a character and the old state give the new state,
#
# $$h_t = z \odot h_{t-1} + (1 - z) \odot \tilde h,$$
#
# where the gate $z$ and the candidate $\tilde h$ are computed from $x_t$ and $h_{t-1}$, and $\odot$ multiplies element by element.
# From the new state come 5,072 logits, one for each token that may come next; because the embeddings are tied, a logit is the product of the state with the vector of that token, plus a bias.
# The softmax makes probabilities of them.
# In training the network always reads the true poem (teacher forcing), and the loss is the mean of $-\log p$ of the right next characters.
#
# For a score we take the same mean in bits, on poems that it has not read.
# What does the test poem that was printed above cost, character by character?

# %% [markdown] lang="zh"
# ## 网络是怎样计算的
#
# 第 5 章的“你会做出什么”和“门”两节从头写出了这样的网络，这里只回顾要用到的内容。
#
# 网络一个字一个字地读；对读过的内容，它只保留隐藏状态 $h$，这里是 256 个数。
# 由当前这个字的向量 $x_t$ 和旧状态算出新状态：
#
# $$h_t = z \odot h_{t-1} + (1 - z) \odot \tilde h,$$
#
# 其中门 $z$ 和候选状态 $\tilde h$ 都由 $x_t$ 和 $h_{t-1}$ 算出，$\odot$ 表示逐元素相乘。
# 再由新状态算出 5,072 个 logit，每个词元都可能是下一个字，各有一个 logit；因为输入层和输出层共用一张表，一个词元的 logit 就是状态与该词元的向量的点积，再加上偏置。
# softmax 把 logit 变成概率。
# 训练时，网络读到的始终是真实的诗（强制教学），损失是 $-\log p$ 的平均值，$p$ 是网络给真正的下一个字的概率。
#
# 打分用的也是这个平均值，只是以比特为单位，而且只在网络没读过的诗上计算。
# 前面打印的那首测试诗，每个字各花费多少比特？

# %%
poem = f"{test_poems[0]}\n\n"
ids = poem_vocabulary.encode("\n" + poem)
logits = poet(ids[None, :-1])[0]  # (25, 5072)
log_p = ops.take_along_axis(ops.log_softmax(logits), ids[1:, None], axis=-1)[:, 0]
log_p = ops.convert_to_numpy(log_p)  # (25,)
np.testing.assert_allclose(log_p, poet.log_prob(poem), atol=0.1)
bits, rows = iter(-log_p / np.log(2)), []
for line in test_poems[0].split("\n"):
    costs = [f"{character} {next(bits):.1f}" for character in line]
    rows.append([", ".join(costs), f"{next(bits):.1f}"])
header = [("each character and its bits", "各字及其比特数")]
plotting.table([*header, ("bits of the line break", "换行符的比特数")], rows)

# %% [markdown] lang="en"
# A character of a poem costs much more than one of an English play, for which chapter 5 finds two to three bits: there are thousands of characters to choose from.
# The line breaks cost little once the first line has shown how long the lines of this poem are.
# (The cell has also compared what we computed with the library's `log_prob`.)

# %% [markdown] lang="zh"
# 诗里的字很难猜，花费比英文剧本的字符高得多（第 5 章测得两到三比特），因为要从几千个字里选一个。
# 换行符花费很少：看过第一句，网络就知道这首诗一句有几个字。
# （单元格里还作了核对：我们算出的结果与课程库的 `log_prob` 一致。）
