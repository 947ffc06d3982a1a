# %% [markdown] lang="en"
# ## Exercise 1
#
# The perplexity is the exponential of a token's mean cost in nats, which is one over the geometric mean of the probabilities; $e$ goes with nats, 2 would go with bits.
# Without the mean it would be one over the probability of the whole text; a mean of $1/p$ is another number again, never smaller, and a single very unlikely token can dominate it.
# For bits per character the cost of the whole text is added up, divided by $\ln 2$ to turn nats into bits, then by the number of characters; divided by the number of tokens, it would depend on how the text is cut.
# `len(text)` counts characters; `len(text.encode())` counts bytes, and é has two of them, 长 three.
# So models with different tokens can be compared in bits per character, but not by their perplexities.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 困惑度是每个词元的平均花费（以奈特计）的指数，也就是各个概率的几何平均的倒数；奈特配 $e$，比特才配 2。
# 如果不取平均，得到的是整段文本概率的倒数；如果对 $1/p$ 取平均，得到的又是另一个数，它不会更小，而且一个极不可能的词元就能左右它。
# 求比特/字符，要先把整段文本的花费加起来，除以 $\ln 2$，由奈特换成比特，再除以字符数；如果除以词元数，结果就取决于怎样切分。
# `len(text)` 数的是字符；`len(text.encode())` 数的是字节，é 占两个，“长”占三个。
# 所以，词元不同的模型可以用比特/字符来比，却不能比困惑度。

# %% [markdown] lang="en"
# ## Exercise 2
#
# Taking off the largest logit leaves the softmax as it is and keeps the exponentials from overflowing; a logit of $-\infty$ becomes the probability 0.
# `searchsorted` gives the number of sums that are still below $p$; the token at which the sum reaches $p$ belongs to the nucleus too, hence `+ 1`.
# Sorting serves to find the nucleus only: `order[size:]` holds the ids outside, their probabilities become 0, and all others keep their places, so that the place found at the end is the token's own id.
# Comparing with `uniform * sums[-1]` amounts to scaling the nucleus; the last sum exceeds it in any case, since `uniform` is below 1, whereas sums of scaled probabilities may end a rounding error below 1, and where none exceeds `uniform`, `argmax` returns 0.
# The sign is `>` and not `>=`: for a `uniform` of 0, `>=` would always draw token 0, even one with the probability 0.

# %% [markdown] lang="zh"
# ## 练习 2
#
# 减去最大的 logit，softmax 的结果不变，取指数时却不会上溢；$-\infty$ 的 logit 得到概率 0。
# `searchsorted` 给出的是仍小于 $p$ 的累加和有几个；使累加和达到 $p$ 的那个词元也属于核，所以要 `+ 1`。
# 排序只用来找核：`order[size:]` 里是核外词元的编号，把它们的概率置零，其余词元的位置不变，最后找到的位置就是词元本来的编号。
# 与 `uniform * sums[-1]` 比较，就等于把核内的概率归一化；`uniform` 小于 1，所以最后一个累加和总会超过它；如果先归一化再累加，末项可能因舍入而略小于 1，万一没有一项超过 `uniform`，`argmax` 就会返回 0。
# 比较要用 `>` 而不是 `>=`：`uniform` 为 0 时，`>=` 总会抽中 0 号词元，哪怕它的概率是 0。

# %% [markdown] lang="en"
# ## Exercise 3
#
# The three blocks stand side by side, so one product and a split give all of them; with `reset_after=True` that holds for the state as well, since $r$ acts only on the result of the product.
# There $b'_h$ stands inside the bracket and is multiplied by $r$ too; adding up both rows of the bias beforehand is right for the gates alone.
# With `reset_after=False` the third block has to wait for $r$: the matrix mixes the components of the state, so $(r \odot h)\, U_h$ is not $r \odot (h U_h)$.
# $z$ is the share of the old state, and $z = 1$ keeps it as it is; some papers swap $z$ and $1 - z$, so look before you copy a formula.
# The gates are written with tanh: $\sigma(x) = \tfrac12 + \tfrac12 \tanh(x/2)$ is the same function, and it cannot overflow.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 三块权重并排存放，所以做一次乘法再分成三块就够了；取 `reset_after=True` 时，状态那边也是如此，因为 $r$ 只作用于乘完的结果。
# 这时 $b'_h$ 在括号里面，也要乘以 $r$；如果事先把偏置的两行加起来，只对两个门是对的。
# 取 `reset_after=False` 时，第三块要等 $r$ 算出来：矩阵会把状态的各个分量混在一起，所以 $(r \odot h)\, U_h$ 不等于 $r \odot (h U_h)$。
# $z$ 是旧状态所占的份额，$z = 1$ 时旧状态原样保留；有些论文把 $z$ 与 $1 - z$ 对调，照抄公式之前要先看清楚。
# 门用 tanh 来写：$\sigma(x) = \tfrac12 + \tfrac12 \tanh(x/2)$，是同一个函数，而且不会上溢。

# %% [markdown] lang="en"
# ## Exercise 4
#
# `np.add.at` counts a pair as often as it occurs; `counts[before, after] += 1` would add only once where a place comes up again.
# $k(w)$ is the number of non-zero places in a column, the different tokens before $w$, and not how often $w$ occurs: $p_1$ is asked where the context says too little, and what matters there is after how many different tokens $w$ has been seen.
# Every count that is not zero loses $D$, so row $h$ loses $D\, t(h)$, and just as much is given out in the proportions of $p_1$: the row sums to 1, because $D$ is at most 1 and each of these counts can pay it.
# A count of zero can pay nothing, hence `np.maximum`; and the even share $D\, t / V$ leaves no token without probability, not even one that never occurs.
# `np.where` gets both of its tables ready computed, so `np.maximum(total, 1)` keeps empty rows from dividing by zero.
# `keepdims` matters: the table is square, so without it the totals would divide the columns instead of the rows, and no error would say so.

# %% [markdown] lang="zh"
# ## 练习 4
#
# 用 `np.add.at`，一对词元出现几次就数几次；如果写 `counts[before, after] += 1`，位置重复时只加一次。
# $k(w)$ 是一列里非零格子的个数，即 $w$ 前面有多少种不同的词元，而不是 $w$ 的出现次数：上文说不清的时候才轮到 $p_1$，这时要紧的是 $w$ 跟在多少种不同的词元后面出现过。
# 每个非零的计数扣去 $D$，第 $h$ 行一共扣下 $D\, t(h)$，再按 $p_1$ 的比例如数分出去，所以各行之和等于 1；前提是 $D$ 不超过 1，每个非零的计数才够扣。
# 计数为零时没有什么可扣，所以要用 `np.maximum`；平均分配的那一份 $D\, t / V$ 则使每个词元都有概率，从未出现的也不例外。
# 传给 `np.where` 的两张表都要先算好，所以用 `np.maximum(total, 1)` 防止空行除以零。
# `keepdims` 不能省：这张表的行数与列数相等，少了它，总数就会对到各列而不是各行上，而且不会报错。

# %% [markdown] lang="en"
# ## Exercise 5
#
# The dictionary counts from 1, and `get` gives 0 for an unknown character, so it is read as the escape code; if it were left out, the network would read another text.
# The state is set to zero once and then carried on: when the prompt ends, its last character has been read and is not read again, but every written character is read at the end of the loop, or else the state would stand still.
# `logits[0] = -np.inf` rules token 0 out in both ways of choosing; with a logit of 0 it could still be chosen, and `characters[token - 1]` would then write the last character of the list, without an error.
# The largest logit is taken off before the division, so no exponent is above 0 and no temperature, however small, makes the exponentials overflow; a temperature of 0 would give 0/0, hence its own branch.
# The draw is that of exercise 2: `uniform * sums[-1]` takes the place of scaling, and thanks to `>` a `uniform` of 0 does not draw token 0.

# %% [markdown] lang="zh"
# ## 练习 5
#
# 字典从 1 编起，`get` 对词表里没有的字符返回 0，也就是按转义码来读；如果跳过这个字符，网络读的就是另一段文本了。
# 状态只在开始时置零，以后一直传下去：读完开头时，它的最后一个字符已经读过，不要再读一遍；写出的每个字符则要在循环末尾读进去，否则状态就停住了。
# `logits[0] = -np.inf` 在两种选法里都排除了 0 号词元；如果只把这个 logit 设成 0，0 号词元仍可能被选中，这时 `characters[token - 1]` 会写出 `characters` 的最后一个字符，也不报错。
# 先减去最大的 logit，再除以温度，取指数的数就都不大于 0，温度再小也不会上溢；温度为 0 时会出现 0/0，所以要单独处理。
# 抽的办法与练习 2 相同：用 `uniform * sums[-1]` 代替归一化；用 `>`，`uniform` 为 0 时就不会抽中 0 号词元。

# %% [markdown] lang="en"
# ## Exercise 6
#
# The program reports about 1.6 bits, while another play costs about 5; a number so far below what good models of much more text need calls for a doubt before joy.
# On its own 2,500 characters the network needs as few bits as it reports, so it is large enough (not B), and has learnt them by heart.
# If the targets were the inputs (A), the other play would cost next to nothing too; nearly all of its characters are known (not E); and the pairs counted in the same characters need about 3.9 bits there, so these characters hold enough to do better (not D).
# `copied_share` names the cause: nearly every piece of 12 characters in the validation windows stands in the training windows, because each place of the text lies in 20 windows and the shuffling sends some of them to either side.
# So the validation windows grow cheaper as long as the text is being learnt by heart, and early stopping keeps the last step.
# The cure is to split the text first, by place, and to make windows of each part afterwards: no window then reaches across the cut, and windows of the training part may overlap and be shuffled as they like.
# Now the validation bits turn after about sixty steps, the weights of that step are kept, and what is reported is about what new text costs.
# On so little text that is no better than the counts of pairs, but it is true.
# Training for fewer steps alone gives a good network too, but its report is still too good: without an honest validation text nobody could have told when to stop.
# Windows that do not overlap may be split at random, since they share no place; whole parts are safer, for the reason why the chapter holds out whole plays.

# %% [markdown] lang="zh"
# ## 练习 6
#
# 程序报告约 1.6 比特，而另一部剧本要花约 5 比特；读过多得多的文本的好模型也远达不到这个数，看到它，应当先怀疑，再高兴。
# 在自己的 2,500 个字符上，网络花的比特与它报告的一样少，所以网络足够大（不是 B），而且已经把这段文本背了下来。
# 如果目标就是输入（A），另一部剧本的花费也会接近零；那部剧本里的字符几乎都读过（不是 E）；用同样的字符数成的二元计数，在那里约花 3.9 比特，可见这些字符足以做得更好（不是 D）。
# `copied_share` 指出了原因：文本的每个位置都在 20 个窗口里，打乱之后，这些窗口有的进了训练部分，有的进了验证部分，所以验证窗口里的 12 元组几乎全都在训练窗口里。
# 于是，网络背得越熟，验证窗口的花费就越低，早停保留的总是最后一步。
# 修好的办法是先按位置把文本切成两部分，再分别取窗口：这样就没有跨过切口的窗口，而训练部分的窗口尽可以重叠，也尽可以打乱。
# 现在，大约六十步之后，验证花费就由降转升，保留下来的是最低点的权重，报告的比特数也与新文本的花费大致相符。
# 文本这么少，这个结果并不比二元计数好，却是真实的。
# 只减少训练的步数，也能得到不错的网络，但报告的数仍然好得过分；没有可靠的验证文本，谁也不知道该在何时停下。
# 互不重叠的窗口没有共同的位置，可以随机划分；但留出一整段更稳妥，理由与正文留出整部剧本相同。
