# %% [markdown] lang="en"
# ## Exercise 1
#
# Any number of axes may stand in front, so everything is counted from the end: `np.swapaxes` exchanges the last two, the softmax runs over the last one, the keys, and $d$ is `query.shape[-1]`.
# Forbidden scores become $-\infty$ before the softmax: $e^{-\infty}$ is exactly 0, and the other weights of a query still sum to 1.
# A score of 0 would not forbid anything, since $e^0 = 1$; and if weights are set to 0 only after the softmax, those that remain sum to less than 1.
# The mask also has to come before the search for the largest score: take off a forbidden score in the thousands, and all allowed exponentials may be rounded to 0, which leaves 0 / 0.
# This is why every query needs one key to look at: otherwise its largest score would be $-\infty$ too, and $-\infty - (-\infty)$ is NaN.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 前面可以有任意多个轴，所以一律从末尾数起：`np.swapaxes` 交换最后两个轴，softmax 沿最后一轴（也就是键）计算，$d$ 取 `query.shape[-1]`。
# 不许看的得分在 softmax 之前就改成 $-\infty$：$e^{-\infty}$ 恰好是 0，这个查询的其余权重之和仍是 1。
# 把得分改成 0 起不到禁止的作用，因为 $e^0 = 1$；如果做完 softmax 才把权重清零，剩下的权重之和就小于 1。
# 找最大的得分，也要在加上掩码之后：如果减去的是一个不许看的、上千的得分，那么许看的各项取指数后可能全都舍入为 0，只剩下 0 / 0。
# 题目要求每个查询至少可以看一个键，原因也在这里：否则连最大的得分都是 $-\infty$，而 $-\infty - (-\infty)$ 是 NaN。

# %% [markdown] lang="en"
# ## Exercise 2
#
# Key `j` stands at position `j`, query `i` at position `past + i`; one `<=` between a row and a column of positions gives the whole mask by broadcasting, and gives it as True and False.
# With `<` no position would see itself, and the first one of a text would have nothing to look at; shifted the other way, each would see the token that it has to predict.
# `np.tri(length, past + length)` numbers the queries from 0, which is right only if `past` is 0; so try a mask with a past as well.
# In `seen`, all variants of a token go to the model in one batch and are compared with one another, so that no order of summation can differ between them; a difference is then a look, and not rounding.
# It shows True on and below the diagonal, as it should be, and on one diagonal above: position $i$ sees token $i + 1$, which is its target.
# The failing mask forbids what `np.triu` keeps, and `np.triu(..., 2)` begins two places after the diagonal; it should begin one place after.
# That rules out D, in which every place would be True, and E, in which nothing above the diagonal would be.
# A is ruled out because the loss hardly changes from the second hundred steps on, and B because plays that the model has not read have the same loss.
# New plays give no warning, since the model peeps there as well: the leak is in the model and not in the data, and whatever is computed with the same mask is too good.
# What gives the warning is a number that no model can reach (0.1 nats where a much larger one needs 1.8), the text, and a test such as `seen`, which is the only one that says where the leak is.
# While the model writes, there is no token after the last one, so it has lost the only thing that it learnt to use.
# With the right mask the training loss is more than twenty times as high, and it is honest: new plays cost hardly more, also where the next character is withheld, and the text has words, or nearly.

# %% [markdown] lang="zh"
# ## 练习 2
#
# 键 `j` 在位置 `j`，查询 `i` 在位置 `past + i`；拿一行位置与一列位置做一次 `<=` 比较，广播就给出整个掩码，而且结果就是布尔值。
# 如果写成 `<`，每个位置都看不见自己，文本的第一个位置更是一个键也看不到；如果往另一边错一位，每个位置就看见了它要预测的词元。
# `np.tri(length, past + length)` 把查询从 0 开始编号，只在 `past` 为 0 时才对，所以试掩码时也要试 `past` 大于 0 的情形。
# 在 `seen` 里，同一个词元的所有换法放在一批里交给模型，再互相比较，这样各段文本求和的次序都一样；结果有差别，就一定是看见了，而不是舍入误差。
# 测得的 `True`，除了对角线和它下面应有的那些，还多出了对角线上面的一条：位置 $i$ 看得见词元 $i + 1$，而那正是它的目标。
# 失败的掩码禁止的是 `np.triu` 留下的部分，而 `np.triu(..., 2)` 从对角线往后第二个位置才开始留；应当从后面第一个位置就开始。
# 这就排除了 D 和 E：如果是 D，处处都会是 `True`；如果是 E，对角线上面一个 `True` 也不会有。
# 从第二个一百步起，损失就几乎不再变化，所以不是 A；没有读过的剧本，损失同样低，所以也不是 B。
# 新剧本没有发出警告，是因为模型在那里照样偷看：漏洞在模型里，不在数据里；凡是用同一个掩码算出来的数，都好得不真实。
# 能发出警告的，一是任何模型都达不到的数（大得多的模型要 1.8 奈特，它只要 0.1），二是写出的文字，三是 `seen` 这样的检查；只有最后一种能说出漏洞在哪里。
# 写作时，最后一个词元后面什么也没有，模型学会利用的唯一信息就没了。
# 换上正确的掩码，训练损失是原来的二十多倍，却是真实的：换成新剧本，哪怕不把下一个字符交给模型，损失也只高一点；写出的文字里也有了单词，或者像单词的字母串。

# %% [markdown] lang="en"
# ## Exercise 3
#
# `reshape` cuts the last axis into $h$ pieces of $d$ neighbouring numbers, one for each head, and the swap puts the heads in front of the positions, where `attention` treats them as it treats texts.
# So it divides by $\sqrt d$ and not by $\sqrt D$, and the mask of shape (T, T) is broadcast to all texts and heads.
# A `reshape` straight to (n, h, T, d) has the right shape and the wrong content: head 0 gets the first $Td$ numbers of a text, all from its first positions, instead of the first $d$ of every position.
# On the way back, too, the swap comes before the `reshape`; without it a row gathers the answers of several positions, later ones among them, and the causal mask was in vain.
# The rows of $W_O$ are in the order of the heads, so the heads stand side by side whole; if their numbers are interleaved, many of them meet the weights of another head.
# Remember that a shape that fits proves nothing: after each `reshape`, ask what every axis stands for.

# %% [markdown] lang="zh"
# ## 练习 3
#
# `reshape` 把最后一轴切成 $h$ 段，每段是相邻的 $d$ 个数，归一个头；再交换轴，让头排在位置前面，`attention` 对待各个头就与对待各段文本一样。
# 这样，除数自然是 $\sqrt d$ 而不是 $\sqrt D$，形状为 (T, T) 的掩码也广播到所有文本和所有头。
# 如果直接 `reshape` 成 (n, h, T, d)，形状是对的，内容却错了：0 号头拿到的是一段文本的前 $Td$ 个数，全都来自最前面的位置，而不是每个位置的前 $d$ 个数。
# 返回时也要先交换轴，再 `reshape`；如果不交换，一行里就会聚集好几个位置的答案，其中还有后面的位置，因果掩码就白加了。
# $W_O$ 的各行是按头排列的，所以各个头要整个地并排放；如果把各头的数交错着放，其中许多数就会乘上别的头的权重。
# 请记住，形状对得上并不说明结果对：每次 `reshape` 之后，都要问一问每个轴代表什么。

# %% [markdown] lang="en"
# ## Exercise 4
#
# `np.arange(0, d, 2)` is already $2i$, so the table has a row for each position and a column for each pair; it takes the positions that are given, because in exercise 5 a call begins in the middle of a text.
# The two partners stand at the same place in the two halves of the vector, so whole halves can be turned at once; pairing neighbours is a rotation too, but another function, and weights made for one pairing do not fit the other.
# Exactly one of the two sines has a minus: if both have the same sign, lengths change, and the product of a query and a key no longer depends on their distance alone.
# Each pair has a frequency of its own, because with $\theta = 1$ for all the product would be a single wave over the distance, which repeats itself every $2\pi$ positions.
# The two curves in the figure are one because turning by $m\theta$ and $n\theta$ leaves a product that depends on $m - n$ only.
# Here query and key come from the same vector, so each pair contributes its squared length times $\cos((m - n)\,\theta_i)$, and all these cosines are 1 together at distance 0: this is the peak.

# %% [markdown] lang="zh"
# ## 练习 4
#
# `np.arange(0, d, 2)` 已经是 $2i$，所以角度表一行一个位置，一列一对数；表里用的是给定的位置，因为到了练习 5，一次调用会从文本中间开始。
# 配成一对的两个数，在向量的前后两半里位置相同，所以可以把两半整个地一起转；相邻的数配对也是旋转，却是另一个函数，为一种配法准备的权重不能用于另一种配法。
# 两个正弦里恰好有一个带负号：如果两个符号相同，向量的长度就会改变，查询与键的点积也不再只取决于距离。
# 每一对有自己的频率，因为如果各对都取 $\theta = 1$，点积随距离的变化就只是一个波，每隔 $2\pi$ 个位置重复一次。
# 图中两条曲线重合，是因为分别转过 $m\theta$ 和 $n\theta$ 之后，点积只取决于 $m - n$。
# 这里的查询和键出自同一个向量，所以每一对贡献的是它长度的平方乘以 $\cos((m - n)\,\theta_i)$；距离为 0 时，这些余弦同时等于 1，尖峰就在这里。

# %% [markdown] lang="en"
# ## Exercise 5
#
# Under the causal mask no later row changes the answer, the key or the value of an earlier one; this is why keys and values can be kept, and why only the new rows ask.
# The first new row stands at position `len(keys)`, so no other counter is needed; if each call began again at 0, the first call would be right, and from the second on the distances to the kept keys would be wrong.
# The angle of a key depends on its own position only, so it is turned once and kept turned; if every call turned the kept keys again, the answers would depend on how the text was cut.
# Values are not turned: the position has to act on the scores, where a query meets a key, and not on the content that is handed over.
# The mask matters only when several rows come at once, since `causal_mask(1, past)` is True throughout.
# So reading row by row does not reveal that the mask is missing: test such a function with pieces of several lengths, and compare with a single call.

# %% [markdown] lang="zh"
# ## 练习 5
#
# 有因果掩码在，后来的行改变不了前面各行的答案、键和值；所以键和值可以留着，也只有新来的行需要提问。
# 新来的第一行在位置 `len(keys)`，不必另设计数器；如果每次调用都从 0 重新数起，第一次调用是对的，从第二次起，新来的行与留着的键之间的距离就错了。
# 键转过的角度只取决于键自己的位置，所以键转一次，留下转过的就行；如果每次调用都把留着的键再转一遍，答案就会随文本的切法而变。
# 值不转：位置应当影响的是查询与键相乘得到的得分，而不是交出去的内容。
# 只有一次来好几行时，掩码才起作用，因为 `causal_mask(1, past)` 全是 True。
# 所以一行一行地读，发现不了少了掩码：测试这样的函数，要把文本切成长短不一的几段来读，再与一次读完的结果比较。

# %% [markdown] lang="en"
# ## Exercise 6
#
# A part reads $\mathrm{norm}(x)$ but adds to $x$ itself, so the numbers pass from the embedding through all blocks without being rescaled; and since the small network has to read what the attention has added, the two sums are two lines.
# Because of the 0.001, a position whose numbers are all equal becomes 0 instead of 0 / 0; it is added to the variance, under the root, and the variance itself is a mean over $D$ numbers, divided by $D$ and not by $D - 1$.
# $\sqrt D$ multiplies the embedding alone, `places[:length]` leaves out the rows that are not needed, and without a block there still remain the last norm and the product with $E^\top$.
# The induction head continues the first two texts because no character occurs twice in them before the repetition begins: one noted character settles what comes next.
# In the third text the last position that has noted an "o" is the "n" of "question", so the GPT writes "n. To" and goes round in a circle.
# A larger model would have to note several characters, in order, and look for the place where most of them agree: after "o be" there is a comma in one place and a colon in another, and only the T or t in front tells which.

# %% [markdown] lang="zh"
# ## 练习 6
#
# 每个部分读的是 $\mathrm{norm}(x)$，加却是加在 $x$ 本身上，所以这些数从嵌入出发，穿过所有的块，中途不被重新缩放；前馈网络要读注意力加过之后的数，所以两次相加要分两行写。
# 有了 0.001，如果一个位置上的数全都相等，结果就是 0，而不是 0 / 0；它加在根号里面的方差上，而方差本身是 $D$ 个数的平均，除以 $D$，不除以 $D - 1$。
# $\sqrt D$ 只乘嵌入，`places[:length]` 去掉用不着的行；一块都没有时，最后的归一化和与 $E^\top$ 的乘积也照样要做。
# 归纳头能接着写前两段文本，是因为这两段在开始重复之前，没有哪个字符出现过两次：记下一个字符，就足以确定下一个字符。
# 在第三段里，结尾之前记着“o”的最后一个位置是“question”的“n”，所以 GPT 写出“n. To”，从此不停地绕圈。
# 更大的模型得按次序记下前面的好几个字符，再去找其中相符最多的地方：“o be”之后，一处是逗号，另一处是冒号，只有再往前的那个 T 或 t 才能区分。
