# %% [markdown] lang="en"
# ## Exercise 1
#
# `(read == wanted) & named` is True where a sentence names the attribute and the picture was read accordingly; summed over the sentences these are the hits, and `named` summed in the same way is the number of sentences.
# Where that number is 0 there are no hits either, so 0 divided by 1 gives the share that was asked for; dividing first and replacing NaN afterwards comes to the same, with a warning.
# The number is returned beside the share since a share of 0 in 0 sentences says something else than one of 0 in 500.
#
# Of all pictures the share $p$ is right, and of these the sensitivity $a$ is counted; of the share $1 - p$ of the others $1 - b$ is counted wrongly, with the specificity $b$.
# So the share of hits is $h = p a + (1 - p)(1 - b)$, and $p = (h + b - 1) / (a + b - 1)$.
# The numerator takes off what would be counted if no picture were right; the denominator is what there is between that and a share where all are.
# If the reader guessed, $a + b = 1$, and nothing could be corrected.
# $h$ comes from a finite number of pictures and may lie below $1 - b$ or above $a$ by chance; then 0 or 1 is the nearest share that is possible.
#
# In the table the colour of the hair and the skin are read as wanted in much fewer than 70% of the cases, since this reader often mistakes them; corrected, all attributes lie near the truth.
# They do not meet it: the correction removes the reader's mean error, and leaves chance, of which there is the more, the worse the reader.

# %% [markdown] lang="zh"
# ## 练习 1
#
# `(read == wanted) & named` 为真，表示句子说到了这个属性，而且图像认出来与要求一致；对各句求和就是命中的数目，`named` 同样求和就是句子数。
# 句子数为 0 时，命中数也是 0，0 除以 1 正好得到题目要求的 0；先相除，再把 NaN 换掉，结果一样，只是会出现警告。
# 符合率旁边还要给出句子数，因为 0 句里的 0 与 500 句里的 0 不是一回事。
#
# 全部图像中有 $p$ 的比例与要求一致，其中判为命中的比例是灵敏度 $a$；其余 $1 - p$ 的图像中，误判为命中的比例是 $1 - b$，$b$ 是特异度。
# 所以命中的比例是 $h = p a + (1 - p)(1 - b)$，解得 $p = (h + b - 1) / (a + b - 1)$。
# 分子减去的，是一幅也不一致时仍会判为命中的比例；分母是从全不一致到全部一致，命中比例的变化范围。
# 如果分类器是瞎猜，则 $a + b = 1$，无从修正。
# $h$ 来自有限多幅图像，由于随机误差，可能小于 $1 - b$ 或大于 $a$；这时，可能的比例中最近的就是 0 或 1。
#
# 表中发色和肤色认出与要求一致的比例远低于 70%，因为这个分类器常常认错它们；修正之后，各个属性都接近真相。
# 但不完全相等：修正消除的是分类器的平均误差，随机误差还在；分类器越差，随机误差越大。

# %% [markdown] lang="en"
# ## Exercise 2
#
# $e^{s_j} / \sum e^{s_i}$ stays the same if a number is subtracted from all scores, for numerator and denominator are divided by the same factor.
# With the largest allowed score subtracted, no exponent is above 0, so nothing overflows, and the largest is exactly $e^0 = 1$, so the sum is at least 1.
# The largest must be that of the allowed words: if padding has a score that is far larger, all allowed exponentials would be rounded to 0.
# Padding gets $-\infty$ in the place of its score, and $e^{-\infty}$ is exactly 0, whatever the other scores are; $-10^9$ is no such number, as a score may be smaller still.
# If nothing is allowed, the sum is 0; as it is at least 1 otherwise, dividing by the larger of it and 1 gives zeros there, and changes nothing elsewhere.
#
# The last axis of `patches @ w_q` holds the heads one after the other, so the reshape cuts it into `num_heads` parts, and the swap of axes brings the head to the front, where NumPy's matrix product treats it as it treats the number of the picture.
# A reshape straight to `(n, heads, length, width)` would have the right shape and the wrong numbers: it would cut through the positions.
# On the way back the axes are swapped first, then joined, for the same reason.
# The mask gets two axes of length 1, for the heads and the patches, since all of these may look at the same words.

# %% [markdown] lang="zh"
# ## 练习 2
#
# 所有分数减去同一个数，$e^{s_j} / \sum e^{s_i}$ 不变，因为分子和分母除以了同一个因子。
# 减去允许查看的最大分数之后，指数都不大于 0，不会溢出；最大的一项恰好是 $e^0 = 1$，所以总和至少是 1。
# 最大值必须在允许查看的词里取：如果填充的分数大得多，减去它之后，允许查看的词取指数后就都舍入成 0 了。
# 填充的分数换成 $-\infty$，而 $e^{-\infty}$ 恰好是 0，与别的分数无关；$-10^9$ 不行，因为真正的分数可能比它还小。
# 一个词都不允许查看时，总和是 0；其余情形总和至少是 1，所以除以总和与 1 中较大的一个，前者得到零，后者不受影响。
#
# `patches @ w_q` 的最后一个轴上，各头依次排列，所以 reshape 把它切成 `num_heads` 段；再交换轴，把头移到前面，NumPy 的矩阵乘法就会像对待图像的编号一样对待它。
# 如果直接 reshape 成 `(n, heads, length, width)`，形状对，数却错了：它会把各个位置切断。
# 往回变时先交换轴，再接起来，道理相同。
# 掩码补上两个长度为 1 的轴，对应头和图块，因为所有的头和图块能查看的词都一样。

# %% [markdown] lang="en"
# ## Exercise 3
#
# The cross-entropy of a picture is $\log \sum_j e^{\ell_{ij}} - \ell_{ii}$, that of a sentence $\log \sum_i e^{\ell_{ij}} - \ell_{jj}$.
# `np.logaddexp.reduce` adds up exponentials by their logarithms and takes out the larger of two each time, so that nothing overflows.
# The loss is the mean of both questions, as each of them alone can be answered by vectors that fail at the other.
#
# $-\log \sigma(x) = \log(1 + e^{-x})$, which is `np.logaddexp(0, -x)`.
# Here each pair counts by itself: there is no sum over the batch within a logarithm, so a large batch can be split among several machines without an exchange of all logits.
# In a batch of $n$ pictures only one pair in $n$ belongs together; a negative bias at the start says so, and the loss does not begin with all pairs being taken for matches.
#
# `np.argsort(-cosines, axis=0)[:k]` holds the numbers of the nearest pictures of each sentence; whether any of them fits is what counts.
# Of $N$ pictures $f$ fit.
# The first that is drawn does not fit with the probability $\frac{N - f}{N}$, the second, of those that are left, with $\frac{N - f - 1}{N - 1}$, and so on; the product is the chance to find none.
# With $(1 - f/N)^k$ the same picture could be drawn twice.
# The mean over the sentences comes last: with the mean share of fitting pictures, sentences that are true of many and sentences that are true of few would be treated alike.
#
# In the table chance alone finds a fitting picture among 30 in more than half of the cases.
# So a figure such as "found among the first 30" says little unless the chance stands beside it.

# %% [markdown] lang="zh"
# ## 练习 3
#
# 一幅图像的交叉熵是 $\log \sum_j e^{\ell_{ij}} - \ell_{ii}$，一个句子的是 $\log \sum_i e^{\ell_{ij}} - \ell_{jj}$。
# `np.logaddexp.reduce` 用对数把指数加起来，每次都先减去两者中较大的一个，所以不会溢出。
# 损失是两种问题的平均，因为只会回答其中一种的向量，另一种可能答错。
#
# $-\log \sigma(x) = \log(1 + e^{-x})$，也就是 `np.logaddexp(0, -x)`。
# 这里每一对单独计算，对数里面没有对整个批次的求和，所以大批次可以分到几台机器上，不必交换全部 logit。
# $n$ 幅图像的批次里，每 $n$ 对中只有一对是配好的；开始时的负偏置表达的就是这一点，损失就不会从“每一对都当成配好的”开始。
#
# `np.argsort(-cosines, axis=0)[:k]` 是每个句子最近的几幅图像的编号；只看其中有没有相符的。
# $N$ 幅图像里有 $f$ 幅相符。
# 抽到的第一幅不相符，概率是 $\frac{N - f}{N}$；再从剩下的里抽第二幅，不相符的概率是 $\frac{N - f - 1}{N - 1}$，以此类推，乘积就是一幅也找不到的概率。
# 如果用 $(1 - f/N)^k$，同一幅图像就可能抽到两次。
# 对句子取平均要放在最后：如果先平均相符图像的比例，与许多图像相符的句子和只与少数相符的句子，就混为一谈了。
#
# 表中随机抽 30 幅，一半以上的情形里就有相符的。
# 所以“前 30 幅里找到”这样的数字，旁边如果没有随机的比例，说明不了什么。

# %% [markdown] lang="en"
# ## Exercise 4
#
# `np.where` chooses the start, row by row; NaN in the rows that are not chosen stays outside, whereas `0 * NaN` would be NaN.
# From there the rule is the usual one.
#
# `guided` is $(1 - w)\, \hat x_{\text{neg}} + w\, \hat x$.
# In `composed` with the weights $u$ and $v$ the guess for the null text is multiplied by $1 - u - v$, that for the prompt by $u$, that for the negative prompt by $v$.
# So $u = w$ and $v = 1 - w$, and nothing is left of the null text.
# A negative prompt is thus a prompt with a negative weight, for $w > 1$; with $w = 1$ it has no effect.
#
# With $\ell_k = -\lVert x - a\, y_k \rVert^2 / (2 s^2)$, $p(x)$ is $\sum_k e^{\ell_k}$ up to a factor that does not depend on $x$, and $p(c \mid x)$ the same sum over the pictures that fit, divided by that over all.
# The gradient of $\log \sum_k e^{\ell_k}$ is a mean of the gradients $(a\, y_k - x) / s^2$, weighted by likelihood, which is $(a\, \hat x - x) / s^2$ with the best guess $\hat x$; for a sum over the fitting pictures it is the same with the best guess for the prompt.
# In $\log p(x) + \sum_i w_i \log p(c_i \mid x)$ the gradients add up to $\left(a\,(\hat x_{\text{null}} + \sum_i w_i (\hat x_i - \hat x_{\text{null}})) - x\right) / s^2$: the composed guess.
#
# Guessing for both prompts at once would aim at $\log p(x) + \log p(c_1, c_2 \mid x)$.
# That is the same only if $p(c_1, c_2 \mid x) = p(c_1 \mid x)\, p(c_2 \mid x)$, hence the few drawings that lack one of both.

# %% [markdown] lang="zh"
# ## 练习 4
#
# `np.where` 逐行选择出发点；没有选中的行里即使有 NaN，也不会混进来，而 `0 * NaN` 还是 NaN。
# 接下来就是通常的规则。
#
# `guided` 等于 $(1 - w)\, \hat x_{\text{反}} + w\, \hat x$。
# 设 `composed` 的两个权重是 $u$ 和 $v$，则空文本的猜测乘 $1 - u - v$，提示词的猜测乘 $u$，反向提示词的猜测乘 $v$。
# 所以 $u = w$，$v = 1 - w$，空文本恰好消去。
# 可见 $w > 1$ 时，反向提示词就是权重为负的提示词；$w = 1$ 时它不起作用。
#
# 记 $\ell_k = -\lVert x - a\, y_k \rVert^2 / (2 s^2)$，则 $p(x)$ 等于 $\sum_k e^{\ell_k}$ 乘以一个与 $x$ 无关的因子；$p(c \mid x)$ 是只对相符图像求的和，除以对所有图像求的和。
# $\log \sum_k e^{\ell_k}$ 的梯度，是各个梯度 $(a\, y_k - x) / s^2$ 以似然为权的平均，也就是 $(a\, \hat x - x) / s^2$，其中 $\hat x$ 是最优的猜测；只对相符的图像求和时也一样，换成按提示词的最优猜测即可。
# 于是 $\log p(x) + \sum_i w_i \log p(c_i \mid x)$ 的梯度是 $\left(a\,(\hat x_{\text{空}} + \sum_i w_i (\hat x_i - \hat x_{\text{空}})) - x\right) / s^2$：里面正是合成的猜测。
#
# 如果直接按两个提示词一起猜测，目标是 $\log p(x) + \log p(c_1, c_2 \mid x)$。
# 只有 $p(c_1, c_2 \mid x) = p(c_1 \mid x)\, p(c_2 \mid x)$ 时，两者才相同，所以有少数几幅画缺了其中一样。

# %% [markdown] lang="en"
# ## Exercise 5
#
# `failing_mixture` shows the model new pairs only.
# All of them have a scarf and say so, and the cheapest way to a small loss is to paint the scarf always: the words are not needed for it.
# What is forgotten is what portraits without a scarf look like.
# Hair, hats and all else are named in the new captions, too, so these words stay in use, and the column "rest as asked" shows nothing; nor does the loss.
# Only a question about what was *not* asked for brings it to light.
# Half of the old pairs in the mixture, a rehearsal, is what makes the phrase the only thing by which both kinds can be told apart.
#
# `failing_new_pairs` paints into the array that it was given.
# The old portraits are the same array, so they wear scarves from then on, with captions that do not say so: once more every portrait that the model sees has one.
# It is the same symptom, though the fault is elsewhere, and therefore mending one of both changes nothing.
# `pictures.copy()` is all that is missing.
# `mended_set` gives both mended functions to `training_set`; the check looks in the returned pairs whether a portrait wears a scarf exactly where its caption says so.
#
# With the English phrase in all captions the model never reads "围巾", and a Chinese sentence that has it is drawn as if it were not there.
# With captions of nothing but "a scarf" it learns the word as a sentence of its own; the text encoder reads a token beside its neighbours, and in a sentence these are others.
# In both cases the captions have to be like the prompts that are to be understood.
#
# To try one thing at a time is what tells faults apart that look alike.

# %% [markdown] lang="zh"
# ## 练习 5
#
# `failing_mixture` 只给模型看新的图文对。
# 它们全都有围巾，说明里也都写了，要让损失变小，最省事的办法就是总画围巾：用不着看那个短语。
# 忘掉的是没有围巾的头像是什么样子。
# 头发、帽子等等，新的说明里也都说到，这些词一直在用，所以“其余符合要求”一列看不出问题，损失也看不出。
# 只有去问*没有*要求的东西，才会发现。
# 混入一半原来的图文对，也就是复习，才使那个短语成为区分两种头像的唯一依据。
#
# `failing_new_pairs` 直接画在给它的数组上。
# 原来的头像就是同一个数组，从此也都系上了围巾，说明里却没有写：模型看到的头像，又是每一幅都有围巾。
# 毛病的位置不同，症状却一样，所以只修一处，结果毫无变化。
# 缺的只是一个 `pictures.copy()`。
# `mended_set` 把修好的两个函数交给 `training_set`；检查在返回的图文对里核对：说明写了围巾的头像才有围巾，没有写的就没有。
#
# 如果所有说明都加英文短语，模型就从没读过“围巾”，中文句子里即使有这个词，也好像没有一样。
# 如果新的说明只有“围巾”，模型学到的是单独成句的这个词；文本编码器把词元与相邻的词元一起读，而句子里相邻的词元不同。
# 两种情形说明同一个道理：训练用的说明，应当与以后要读懂的提示词相像。
#
# 有些毛病看上去一样，要区分它们，就得每次只改一处。
