# %% [markdown] lang="en"
# # Exercises to chapter 8: pictures from words
#
# {{colab}}
#
# Each exercise asks for one function or several.
# Write them where the placeholder stands, run the cell, then run the check below it: the check says what is not right yet, as often as you like.
# Stars give the difficulty; points and a rough time stand beside them, 14 points and about 110 minutes in all.
# Exercise 5 trains the chapter's model further; the training is given.
# For everything that you write, NumPy is all you need, and your functions may use nothing else: no Keras, no `aigc_keras`.
# They may call one another.
#
# Hand in this notebook itself.
# The grader calls your functions with fresh numbers, and with some cases that the checks leave out: extreme ones, but none that the task does not allow.
# The chapter is [08_text_to_image](../08_text_to_image.ipynb); its notation is used here.

# %% [markdown] lang="zh"
# # 第 8 章练习：文生图
#
# {{colab}}
#
# 每道题要你写一个或几个函数：写在占位语句处，运行这一格，再运行下面的检查。
# 检查会告诉你哪里还不对，可以反复运行。
# 星号表示难度，旁边是分值和大致用时，共 14 分，约 110 分钟。
# 练习 5 要接着训练本章的模型，训练用的程序已经给好。
# 你要写的函数只用 NumPy 就够了，也只许用 NumPy，不许用 Keras 和 `aigc_keras`。
# 这些函数可以互相调用。
#
# 提交的就是这个笔记本。
# 评分时会用新的随机数调用你的函数，还会试一些检查里没有的情形：有的很极端，但都在题目允许的范围之内。
# 对应的章节是 [08_text_to_image](../08_text_to_image.ipynb)，记号与正文相同。

# %%
# {{setup}}

# %%
import numpy as np

from aigc_course.checks import text_to_image as check
from aigc_keras import data, plotting

plotting.use_style()
names = [attribute.name for attribute in data.PORTRAIT_ATTRIBUTES]

# %% [markdown] lang="en"
# ## Exercise 1 ★ Counting obedience (2 points, 10 minutes)
#
# Most prompts name only some attributes.
# "A red hat and a smile" asks for two of nine; whatever the picture shows of the other seven, the prompt was not disobeyed.
# So each attribute is counted over the sentences that name it, and over no others.
#
# - `named_shares` (1 point) returns two arrays.
#   The first has for each attribute the share of its sentences, those that name it, whose picture was read as wanted; the second has the number of these sentences.
#   Of an attribute that no sentence names, both are 0.
# - `corrected` (1 point) takes the reader's errors out of a share of hits.
#   If a picture shows what was wanted, the reader counts a hit with the probability `sensitivity`; if it does not, the reader counts none with the probability `specificity`.
#   Which share of hits is to be expected where the share $p$ of all pictures is right?
#   Solve for $p$ (Rogan & Gladen 1978).
#   By chance the result may lie below 0 or above 1; then return 0 or 1, whichever is nearer.
#   The reader is better than guessing: the sum of `sensitivity` and `specificity` is above 1.
#
# <details><summary>A hint</summary>
#
# Two tables of True and False have to be joined: which pictures were read as wanted, and which sentences name the attribute?
# In the second function, hits come from two groups of pictures, of the sizes $p$ and $1 - p$.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 1 ★ 统计符合率（2 分，10 分钟）
#
# 大多数提示词只说到一部分属性。
# “戴红帽子，面带微笑”只要求九个属性中的两个；另外七个不管画成什么样，都不算没有照办。
# 所以每个属性只在说到它的句子里统计，别的句子不算。
#
# - `named_shares`（1 分）返回两个数组。
#   第一个数组是各个属性的符合率：在说到这个属性的句子中，认出的值与要求一致的占多大比例；第二个数组是这些句子的数目。
#   如果没有句子说到某个属性，两个数组里它的值都是 0。
# - `corrected`（1 分）从命中的比例里去掉分类器自己的误差。
#   如果图像与要求一致，分类器以概率 `sensitivity`（灵敏度）判为命中；如果不一致，它以概率 `specificity`（特异度）判为没有命中。
#   设全部图像中有 $p$ 的比例与要求一致，命中的比例预期是多少？
#   从中解出 $p$（Rogan 与 Gladen，1978）。
#   由于随机误差，结果可能落在 0 到 1 之外，这时返回 0 和 1 中较近的一个。
#   分类器比瞎猜要好：`sensitivity` 与 `specificity` 之和大于 1。
#
# <details><summary>提示</summary>
#
# 要把两张真假表合起来：哪些图像认出来与要求一致，哪些句子说到了这个属性？
# 对第二个函数：命中来自两组图像，所占比例分别是 $p$ 和 $1 - p$。
#
# </details>


# %%
def named_shares(read, wanted, named):
    """Shares and numbers of sentences, (attributes,) each.

    read, wanted: ints (n, attributes), what a picture shows and what its sentence is made from.
    named: bool (n, attributes), whether the sentence says it.
    """
    ### BEGIN SOLUTION
    numbers = named.sum(axis=0)
    hits = np.sum((read == wanted) & named, axis=0)
    return hits / np.maximum(numbers, 1), numbers
    ### END SOLUTION


def corrected(share, sensitivity, specificity):
    """The share of pictures that are right, from 0 to 1: floats, or arrays of one shape."""
    ### BEGIN SOLUTION
    return np.clip((share + specificity - 1) / (sensitivity + specificity - 1), 0, 1)
    ### END SOLUTION


# %%
check.exercise_1(named_shares, corrected)

# %% [markdown] lang="en"
# To see whether the correction helps, we take pictures of which the truth is known, and a reader that errs often: a linear function of the pixels, fitted by least squares to the 34 numbers that say which values the attributes have.
# The orders are wrong in about three of ten attributes, so the true obedience is near 70%.
# The reader's sensitivity and specificity are counted on portraits that it was not fitted to, and then it is asked about others.

# %% [markdown] lang="zh"
# 修正有没有用，要拿知道真相的图像来看；还要一个常常认错的分类器：像素的线性函数，用最小二乘法拟合 34 个数，它们说明各属性取什么值。
# 我们编的要求，每十个属性约有三个与头像不符，所以真正的符合率在 70% 左右。
# 分类器的灵敏度和特异度，在没有用来拟合的头像上数出来，然后再让它去认别的头像。


# %%
def fitted(pictures, attributes):
    """A linear map (768, 34) of pixels in [-1, 1] to the values that the attributes have."""
    pixels = pictures.reshape(len(pictures), -1) / 127.5 - 1
    told = data.attribute_vectors(attributes)
    return np.linalg.solve(pixels.T @ pixels + 10 * np.eye(pixels.shape[1]), pixels.T @ told)


def scores_of(pictures, linear):
    """How much the pictures seem to have each of the 34 values: (n, 34)."""
    return (pictures.reshape(len(pictures), -1) / 127.5 - 1) @ linear


# %%
if check.exercise_1.passes(named_shares, corrected):
    rng = np.random.default_rng(0)
    (pictures, attributes), (test_pictures, test_attributes) = data.load_portraits()
    linear = fitted(pictures[:4000], attributes[:4000])
    counts = np.array([len(attribute.values) for attribute in data.PORTRAIT_ATTRIBUTES])
    parts = np.split(np.arange(34), np.cumsum(counts)[:-1])

    def hits_and_truth(images, truth):
        """What the reader sees, what was ordered, and whether the order is true."""
        scores = scores_of(images, linear)
        read = np.stack([scores[:, part].argmax(axis=1) for part in parts], axis=1)
        wrong = rng.random(truth.shape) < 0.3
        orders = (truth + wrong * rng.integers(1, counts, size=truth.shape)) % counts
        return read, orders, ~wrong

    read, orders, true = hits_and_truth(pictures[4000:], attributes[4000:])
    sensitivities, _ = named_shares(read, orders, true)
    specificities = 1 - named_shares(read, orders, ~true)[0]
    read, orders, true = hits_and_truth(test_pictures, test_attributes)
    named = rng.random(orders.shape) < 0.6
    shares, numbers = named_shares(read, orders, named)
    truths, _ = named_shares(true, np.ones_like(true), named)
    better = corrected(shares, sensitivities, specificities)
    rows = [
        [name, int(number), *(f"{x:.1%}" for x in found)]
        for name, number, *found in zip(
            names, numbers, sensitivities, specificities, shares, better, truths, strict=True
        )
    ]
    header = ["", ("sentences", "句子数"), ("sensitivity", "灵敏度"), ("specificity", "特异度")]
    header += [("read as wanted", "认出与要求一致"), ("corrected", "修正后"), ("truth", "真相")]
    plotting.table(header, rows)

# %% [markdown] lang="en"
# ## Exercise 2 ★★ Cross-attention with several heads (3 points, 25 minutes)
#
# In a batch the sentences are of different lengths, and padding, token id 0, fills them up.
# No patch may look at it.
# A sentence may consist of padding alone: the null text that guidance needs.
#
# - `word_weights` (1 point) is the softmax along the last axis over the words that are allowed; all others get exactly 0.
#   Where nothing is allowed, all weights are 0.
#   Scores may be of any size, large or small: no exponential may overflow, and no finite number in the place of padding's scores is sure to be smaller than all others.
# - `cross_attention` (2 points) has several heads.
#   With `d` columns in the weights and $h$ heads, head 0 takes the first $d / h$ columns of `w_q`, `w_k` and `w_v`, head 1 the next, and so on.
#   Queries are made from the patches, keys and values from the words; scores are divided by the root of a head's own width.
#   The heads' answers stand side by side, head 0 first, before they are multiplied by `w_o`.
#   A sentence that is all padding answers with zeros.
#
# <details><summary>A hint</summary>
#
# Softmax stays the same if a number is subtracted from all scores; which one makes overflow impossible?
# `np.max` takes `where` and `initial`.
# Turn `(n, length, d)` into `(n, heads, length, d / heads)` by a reshape and then a swap of axes; the way back has them in the opposite order.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 2 ★★ 多头的交叉注意力（3 分，25 分钟）
#
# 同一批里的句子长短不一，不够长的后面补填充，它的词元编号是 0。
# 任何图块都不许查看填充。
# 一个句子也可能全是填充，这就是引导要用的空文本。
#
# - `word_weights`（1 分）沿最后一个轴，对允许查看的词做 softmax；其余的权重必须恰好是 0。
#   如果一个词都不允许查看，所有权重都是 0。
#   分数可以任意大、任意小，所以取指数不能溢出；无论用哪个有限的数代替填充的分数，都不能保证它比其余的分数都小。
# - `cross_attention`（2 分）有几个头。
#   设权重有 `d` 列，共 $h$ 个头，0 号头取 `w_q`、`w_k`、`w_v` 的前 $d / h$ 列，1 号头取接下来的 $d / h$ 列，以此类推。
#   查询由图块算出，键和值由词算出；分数要除以一个头自己的宽度的平方根。
#   各头的结果并排接好，0 号头在最前面，再乘以 `w_o`。
#   全是填充的句子，结果是零。
#
# <details><summary>提示</summary>
#
# 所有的分数减去同一个数，softmax 不变；减去哪个数就不会溢出？
# `np.max` 有 `where` 和 `initial` 两个参数。
# 把 `(n, length, d)` 变成 `(n, heads, length, d / heads)`，先 reshape，再交换轴；往回变时次序相反。
#
# </details>


# %%
def word_weights(scores, allowed):
    """Weights like the scores, (..., words): allowed is bool and broadcasts to them."""
    ### BEGIN SOLUTION
    allowed = np.broadcast_to(allowed, scores.shape)
    greatest = scores.max(axis=-1, keepdims=True, where=allowed, initial=-np.inf)
    powers = np.exp(np.where(allowed, scores - greatest, -np.inf))
    # en: The total is at least 1, or 0 where nothing is allowed.
    # zh: 总和至少是 1；一个词都不允许查看时是 0。
    total = powers.sum(axis=-1, keepdims=True)
    return powers / np.maximum(total, 1)
    ### END SOLUTION


def cross_attention(patches, words, token_ids, num_heads, w_q, w_k, w_v, w_o):
    """What each patch is told, (n, patches, d).

    patches (n, patches, d), words (n, length, m), token_ids (n, length), 0 for padding.
    w_q (d, d), w_k and w_v (m, d), w_o (d, d); num_heads divides d.
    """

    ### BEGIN SOLUTION
    def split(x):
        return np.swapaxes(x.reshape(*x.shape[:2], num_heads, -1), 1, 2)

    query, key, value = split(patches @ w_q), split(words @ w_k), split(words @ w_v)
    scores = query @ np.swapaxes(key, 2, 3) / np.sqrt(query.shape[-1])
    weights = word_weights(scores, (token_ids > 0)[:, None, None])  # (n, heads, patches, length)
    answers = np.swapaxes(weights @ value, 1, 2).reshape(patches.shape)
    return answers @ w_o
    ### END SOLUTION


# %%
check.exercise_2(word_weights, cross_attention)

# %% [markdown] lang="en"
# Keras' own layer with the same weights, on a sentence with words and on the null text.
# It is called twice, the second time so that it returns its weights as well, for which it computes in another way.
# The table shows the largest number in the answers.

# %% [markdown] lang="zh"
# 下面用同样的权重，看看 Keras 自带的层：一个有词的句子，一个空文本。
# 这个层调用两次，第二次还要求返回权重，它就改用另一种算法。
# 表中是结果里最大的数。

# %%
if check.exercise_2.passes(word_weights, cross_attention):
    from keras import layers, ops

    rng = np.random.default_rng(0)
    patches, words = rng.normal(size=(2, 16, 24)), rng.normal(size=(2, 10, 24))
    token_ids = np.array([[7, 3, 9, 4, 8, 0, 0, 0, 0, 0], [0] * 10])
    weights = rng.normal(size=(4, 24, 24)) / 5
    layer = layers.MultiHeadAttention(3, 8, use_bias=False)
    layer.build(patches.shape, words.shape)
    shapes = [weight.shape for weight in layer.weights]
    layer.set_weights([w.reshape(shape) for w, shape in zip(weights, shapes, strict=True)])
    mask = (token_ids > 0)[:, None]
    answers = [
        cross_attention(patches, words, token_ids, 3, *weights),
        layer(patches, words, attention_mask=mask),
        layer(patches, words, attention_mask=mask, return_attention_scores=True)[0],
    ]
    sizes = np.stack([np.abs(ops.convert_to_numpy(x)).max(axis=(1, 2)) for x in answers], axis=1)
    kinds = [("five words", "五个词"), ("the null text", "空文本")]
    rows = [[kind, *(f"{x:.4f}" for x in row)] for kind, row in zip(kinds, sizes, strict=True)]
    header = ["", ("yours", "你的"), "Keras", ("Keras, with its weights", "Keras，返回权重")]
    plotting.table(header, rows)

# %% [markdown] lang="en"
# With words all agree.
# On the null text it depends on how the padding is masked.
# Where a very negative number takes the place of each score, all scores are the same, and the answer is the mean of the padding's values; it is zero only if the weights are set to 0 afterwards.
# Either will do, as neither says anything of a sentence, but training and drawing must do the same.

# %% [markdown] lang="zh"
# 有词的时候，结果都一样。
# 对空文本，结果取决于怎样遮住填充。
# 如果用绝对值很大的负数代替每个分数，所有分数就都相同，得到的是填充的值的平均；之后再把权重置零，结果才是零。
# 两种做法都可以，因为都不含句子的任何信息，但训练时和画图时必须用同一种。

# %% [markdown] lang="en"
# ## Exercise 3 ★★ CLIP: two losses and a search (3 points, 25 minutes)
#
# A batch holds $n$ pictures and their sentences, picture $i$ with sentence $i$.
# Bring the vectors of both to length 1; a logit is then the cosine of a picture and a sentence times `scale`, and each of the $n$ pictures meets each of the $n$ sentences.
#
# - `softmax_loss` (1 point) is that of CLIP.
#   Each picture has a cross-entropy over the sentences, each sentence one over the pictures; take the mean of either kind, then the mean of both.
# - `sigmoid_loss` (1 point) is that of SigLIP (Zhai et al. 2023, arXiv:2303.15343), which asks each pair by itself whether it belongs together.
#   Add `bias` to each logit $\ell_{ij}$; with $z_{ij} = 1$ for $i = j$ and $-1$ otherwise, the loss is $-\frac{1}{n} \sum_{i,j} \log \sigma(z_{ij}\, \ell_{ij})$, where $\sigma(x) = 1 / (1 + e^{-x})$.
#
# The scale may be so large that the exponential of a logit overflows; the losses stay finite.
#
# - `search` (1 point) looks for pictures by sentences.
#   A sentence that names three attributes is true of many pictures, and each of them is a right answer: `fits` says which.
#   Return the share of sentences that find at least one fitting picture among the `k` of the highest cosine; and the share to be expected if these `k` were drawn by chance, all different, from the pictures.
#   A sentence that no picture fits finds none.
#
# <details><summary>A hint</summary>
#
# $\log \sum e^{\ell}$ stays finite if the largest $\ell$ is taken out first; `np.logaddexp` does so, also for $\log(1 + e^x)$.
# For the chance, count the opposite: of $N$ pictures $f$ fit; how probable is it that the first one drawn does not fit, and then the second of the $N - 1$ that are left?
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 3 ★★ CLIP：两种损失与以文搜图（3 分，25 分钟）
#
# 一个批次有 $n$ 幅图像和它们的说明，第 $i$ 幅图像配第 $i$ 句。
# 先把两边的向量都归一化到长度 1；一幅图像与一个句子的余弦乘以 `scale`，就是 logit；$n$ 幅图像中的每一幅，都要与 $n$ 个句子中的每一句比较。
#
# - `softmax_loss`（1 分）是 CLIP 的损失：为每幅图像在各句之间求交叉熵，为每个句子在各图之间求交叉熵，各取平均，再取两者的平均。
# - `sigmoid_loss`（1 分）是 SigLIP 的损失（Zhai 等，2023，arXiv:2303.15343），它对每一对图文单独问：是不是一对？
#   给每个 logit 加上 `bias`，得到 $\ell_{ij}$；$i = j$ 时 $z_{ij} = 1$，否则 $z_{ij} = -1$，损失是 $-\frac{1}{n} \sum_{i,j} \log \sigma(z_{ij}\, \ell_{ij})$，其中 $\sigma(x) = 1 / (1 + e^{-x})$。
#
# 尺度可能很大，使 logit 的指数溢出；即使这样，损失也必须是有限的数。
#
# - `search`（1 分）用句子找图像。
#   只说三个属性的句子，与许多图像相符，找到其中任何一幅都算对：`fits` 说明哪些相符。
#   返回两个比例：第一个，余弦最高的 `k` 幅里至少有一幅相符的句子占多少；第二个，如果这 `k` 幅是从所有图像中随机抽取的（不重复），这个比例的期望是多少。
#   没有任何图像相符的句子，当然找不到。
#
# <details><summary>提示</summary>
#
# 先减去最大的 $\ell$，$\log \sum e^{\ell}$ 就不会溢出；`np.logaddexp` 正是这样做的，$\log(1 + e^x)$ 也可以用它。
# 求随机的比例时，先求反面：$N$ 幅图像里有 $f$ 幅相符，抽到的第一幅不相符的概率是多少？
# 再从剩下的 $N - 1$ 幅里抽第二幅呢？
#
# </details>


# %%
def softmax_loss(image_codes, text_codes, scale):
    """A float: image_codes and text_codes (n, dim), no row of zeros; scale a float above 0."""
    ### BEGIN SOLUTION
    logits = scale * cosines_of(image_codes, text_codes)
    fitting = np.diag(logits)
    rows, columns = (fitting - np.logaddexp.reduce(logits, axis=axis) for axis in (1, 0))
    return -np.mean(rows + columns) / 2
    ### END SOLUTION


def sigmoid_loss(image_codes, text_codes, scale, bias):
    """A float: arguments as for `softmax_loss`, bias a float."""
    ### BEGIN SOLUTION
    logits = scale * cosines_of(image_codes, text_codes) + bias
    signs = 2 * np.eye(len(logits)) - 1
    return np.sum(np.logaddexp(0, -signs * logits)) / len(logits)


def cosines_of(x, y):
    """(n, m) from (n, dim) and (m, dim)."""
    x, y = (codes / np.linalg.norm(codes, axis=1, keepdims=True) for codes in (x, y))
    return x @ y.T
    ### END SOLUTION


def search(cosines, fits, k):
    """The share of sentences that find a fitting picture, and that of chance: two floats.

    cosines: floats (pictures, sentences), fits: bool like them; k: int from 1 to all pictures.
    """
    ### BEGIN SOLUTION
    nearest = np.argsort(-cosines, axis=0)[:k]  # (k, sentences)
    found = np.take_along_axis(fits, nearest, axis=0).any(axis=0)
    drawn, number = np.arange(k)[:, None], len(fits)
    # en: How many that do not fit are left at each draw.
    # zh: 每次抽取时，还剩几幅不相符的。
    left = np.maximum(number - fits.sum(axis=0) - drawn, 0)  # (k, sentences)
    none = np.prod(left / (number - drawn), axis=0)
    return found.mean(), 1 - none.mean()
    ### END SOLUTION


# %%
check.exercise_3(softmax_loss, sigmoid_loss, search)

# %% [markdown] lang="en"
# A search engine without a network.
# The vector of a picture holds the linear reader's 34 scores, as after exercise 1; the vector of a sentence has a 1 for each value that it names.
# Test portraits are searched by sentences of three attributes.

# %% [markdown] lang="zh"
# 下面是一个没有网络的搜图程序。
# 图像的向量就是练习 1 之后那个线性分类器给出的 34 个分数；句子的向量，在它说到的每个值处是 1。
# 我们用各说三个属性的句子去搜测试头像。

# %%
if check.exercise_3.passes(softmax_loss, sigmoid_loss, search):
    (pictures, attributes), (gallery, facts) = data.load_portraits()
    codes = scores_of(gallery[:1000], fitted(pictures[:4000], attributes[:4000]))  # (1000, 34)
    facts, rng = facts[:1000], np.random.default_rng(0)
    named = rng.permuted(np.tile(np.arange(9) < 3, (1000, 1)), axis=1)
    sizes = [len(attribute.values) for attribute in data.PORTRAIT_ATTRIBUTES]
    sentences = data.attribute_vectors(facts) * np.repeat(named, sizes, axis=1)
    fits = np.all((facts[:, None] == facts) | ~named, axis=2)  # (pictures, sentences)
    cosines = codes / np.linalg.norm(codes, axis=1, keepdims=True) @ sentences.T
    rows = [[k, *(f"{x:.1%}" for x in search(cosines, fits, k))] for k in (1, 3, 10, 30)]
    plotting.table(["k", ("found", "找到"), ("by chance", "随机")], rows)

# %% [markdown] lang="en"
# ## Exercise 4 ★★ Two prompts, and one that is negative (3 points, 20 minutes)
#
# Guidance adds up differences of guesses, and nothing says that there may be only one.
#
# - `guided` (1 point) draws a batch of which some pictures have a negative prompt and the others have none.
#   From the guess for the negative prompt, or for the null text where there is no negative prompt, go $w$ times the way to the guess for the prompt.
#   Where there is no negative prompt, `negative` may hold anything, NaN too.
# - `composed` (1 point) follows several prompts at once (Liu et al. 2022, arXiv:2206.01714): $\hat x_{\text{null}} + \sum_i w_i\, (\hat x_i - \hat x_{\text{null}})$.
#   The number of prompts may be 0.
#   A negative prompt is a special case of this: `weights_of` returns the two weights, of the prompt and of the negative prompt, with which `composed` gives what `guided` gives with the weight $w$.
#
# What do several prompts aim at?
# Imagine that the world consists of $K$ pictures $y_k$, all equally probable, and that each prompt fits some of them.
# A noisy picture is $x = a\, y_k + s\, \varepsilon$; let $p(x)$ be its density and $p(c_i \mid x)$ the probability that the picture in it is one that prompt $i$ fits.
#
# - `log_aim` (1 point) returns $\log p(x) + \sum_i w_i \log p(c_i \mid x)$ for each $x$.
#   A constant that is the same for all $x$ may be left out.
#
# If both are right, `composed` points to where `log_aim` rises.
# Call the value of `log_aim` $L(x)$.
# With the best guesses for such a world, which are weighted means of the fitting pictures, the composed guess is $\frac1a \left(x + s^2\, \nabla L(x)\right)$, and the check tests that.
# So with two prompts of weight 1 that do not depend on each other given $x$, $L(x)$ is, up to a constant, the logarithm of the density of noisy versions of the pictures that both prompts fit.
# Each $x$ may lie far from all pictures.
#
# <details><summary>A hint</summary>
#
# `np.where` keeps NaN out, multiplication does not.
# For `weights_of`, write out both formulas, and compare what each guess is multiplied by.
# $p(c_i \mid x)$ is a share: of all pictures' likelihoods, the part that belongs to pictures which prompt $i$ fits.
# Take its logarithm as a difference of two logarithms of sums, which `np.logaddexp.reduce` computes.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习 4 ★★ 两个提示词，与一个反向提示词（3 分，20 分钟）
#
# 引导是把猜测之差加上去，而且不一定只加一个。
#
# - `guided`（1 分）画一批图像，其中有的有反向提示词，有的没有。
#   有反向提示词的，从按反向提示词的猜测出发；没有的，从按空文本的猜测出发；然后都朝按提示词的猜测走 $w$ 倍的距离。
#   没有反向提示词的地方，`negative` 里可以是任何数，包括 NaN。
# - `composed`（1 分）同时照几个提示词来画（Liu 等，2022，arXiv:2206.01714）：$\hat x_{\text{空}} + \sum_i w_i\, (\hat x_i - \hat x_{\text{空}})$。
#   提示词的数目可以是 0。
#   反向提示词是它的特例：`weights_of` 返回提示词和反向提示词的两个权重，用这两个权重，`composed` 的结果与引导强度为 $w$ 的 `guided` 相同。
#
# 几个提示词合起来，目标是什么？
# 设想世界上只有 $K$ 幅图像 $y_k$，概率都相同，每个提示词与其中一些相符。
# 带噪图像是 $x = a\, y_k + s\, \varepsilon$；设 $p(x)$ 是它的密度，$p(c_i \mid x)$ 是其中的图像与提示词 $i$ 相符的概率。
#
# - `log_aim`（1 分）对每个 $x$ 返回 $\log p(x) + \sum_i w_i \log p(c_i \mid x)$。
#   对所有 $x$ 都相同的常数可以略去。
#
# 如果两个函数都对，`composed` 就指向 `log_aim` 上升的方向。
# 把 `log_aim` 的值记作 $L(x)$。
# 在这样的世界里，最优的猜测是相符图像的加权平均；这时合成的猜测等于 $\frac1a \left(x + s^2\, \nabla L(x)\right)$，检查会验证这一点。
# 所以，如果有两个提示词，权重都是 1，并且已知 $x$ 时互不相关，那么不计常数，$L(x)$ 就是一个密度的对数：与两个提示词都相符的图像，加噪之后的密度。
# $x$ 可能离所有的图像都很远。
#
# <details><summary>提示</summary>
#
# `np.where` 能把 NaN 挡在外面，乘法不能。
# 求 `weights_of` 时，把两个公式都写开，比较每个猜测乘的是什么。
# $p(c_i \mid x)$ 是一个比例：在所有图像的似然之和里，与提示词 $i$ 相符的图像占多少。
# 它的对数是两个“和的对数”之差，`np.logaddexp.reduce` 可以用来计算。
#
# </details>


# %%
def guided(null, told, negative, has_negative, weight):
    """Guesses (n, ...), like those for the null text, the prompt and the negative prompt.

    null, told, negative: these three, (n, ...); has_negative: bool (n,); weight: float, w.
    """
    ### BEGIN SOLUTION
    has_negative = has_negative.reshape(-1, *[1] * (null.ndim - 1))
    start = np.where(has_negative, negative, null)
    return start + weight * (told - start)
    ### END SOLUTION


def composed(null, told, weights):
    """Guesses (n, ...): null like them, told (prompts, n, ...), weights (prompts,)."""
    ### BEGIN SOLUTION
    return null + np.tensordot(weights, told - null, axes=1)
    ### END SOLUTION


def weights_of(weight):
    """The weights of a prompt and of a negative prompt: two floats, from one."""
    ### BEGIN SOLUTION
    return weight, 1 - weight
    ### END SOLUTION


def log_aim(noisy, pictures, fits, weights, now):
    """log p(x) + sum of weights * log p(c | x), up to a constant: noisy (n, d) -> (n,).

    pictures (K, d); fits bool (prompts, K), each fits a picture; weights (prompts,).
    now: (a, s), the signal rate and the noise rate, floats above 0.
    """
    ### BEGIN SOLUTION
    signal, noise = now
    squares = np.sum((noisy[:, None] - signal * pictures) ** 2, axis=2)  # (n, K)
    logs = -0.5 * squares / noise**2
    every = np.logaddexp.reduce(logs, axis=1)
    aim = every.copy()
    for fitting, weight in zip(fits, weights, strict=True):
        aim += weight * (np.logaddexp.reduce(logs[:, fitting], axis=1) - every)
    return aim
    ### END SOLUTION


# %%
check.exercise_4(guided, composed, weights_of, log_aim)

# %% [markdown] lang="en"
# Such a world can be had: let it consist of 2,000 training portraits.
# Then the best guesses are known without a network, and we draw with them, from the same noises each time.
# The table says what the portrait shows that is nearest to each drawing.

# %% [markdown] lang="zh"
# 这样的世界可以造出来：让它只有 2,000 幅训练头像。
# 这时不用网络也知道最优的猜测，我们用它来画，每次都从同样的噪声开始。
# 表中统计的，是与每幅画最接近的头像里有什么。


# %%
def best_guesses(noisy, pictures, fits, now):
    """For each prompt the mean of the pictures (K, d) that fit, weighted by likelihood."""
    squares = np.sum(noisy**2, axis=1)[:, None] - 2 * now[0] * noisy @ pictures.T
    logs = -0.5 * (squares + now[0] ** 2 * np.sum(pictures**2, axis=1)) / now[1] ** 2
    logs = np.where(fits[:, None], logs, -np.inf)  # (prompts, n, K)
    weights = np.exp(logs - logs.max(axis=2, keepdims=True))
    return np.tensordot(weights / weights.sum(axis=2, keepdims=True), pictures, axes=1)


def walk(guess, x):
    """DDIM from noise (n, d) to pictures; guess is a function of x and the two rates."""
    angles = np.pi / 2 * np.linspace(0.98, 0, 21)
    rates = list(zip(np.cos(angles).tolist(), np.sin(angles).tolist(), strict=True))
    for now, then in zip(rates[:-1], rates[1:], strict=True):
        picture = guess(x, now)
        noise = (x - now[0] * picture) / now[1]
        x = then[0] * picture + then[1] * noise
    return x


if check.exercise_4.passes(guided, composed, weights_of, log_aim):
    (pictures, attributes), _ = data.load_portraits()
    attributes = attributes[:2000]
    world = (pictures[:2000].reshape(2000, -1) / 127.5 - 1).astype("float32")  # (2000, 768)
    hats = data.portraits_with(attributes, hat="red")
    dark = data.portraits_with(attributes, glasses="dark")
    cases = {
        ("a red hat", "红帽子"): (1.0, 0.0),
        ("sunglasses", "墨镜"): (0.0, 1.0),
        ("both, composed", "两者合成"): (1.0, 1.0),
        ("a red hat; negative: sunglasses", "红帽子；反向：墨镜"): weights_of(2.0),
    }
    noises = np.random.default_rng(0).standard_normal((60, 768), dtype="float32")
    drawn, rows, fits = [], [], np.stack([np.ones(2000, bool), hats, dark])
    for name, weights in cases.items():

        def guess(x, now, weights=weights):
            null, *told = best_guesses(x, world, fits, now)
            return composed(null, np.stack(told), np.array(weights, "float32"))

        found = walk(guess, noises)
        nearest = np.argmin(np.sum(world**2, axis=1) - 2 * found @ world.T, axis=1)
        rows.append([name, *(f"{x[nearest].mean():.0%}" for x in (hats, dark, hats & dark))])
        drawn.append(found[:8])
    header = [("prompts", "提示词"), ("red hat", "红帽子"), ("sunglasses", "墨镜")]
    plotting.table([*header, ("both", "两者都有")], rows)
    images = np.clip(np.concatenate(drawn) / 2 + 0.5, 0, 1).reshape(-1, 16, 16, 3)
    labels = ["a red hat", "sunglasses", "both", "a red hat, not sunglasses"]
    plotting.show(
        plotting.image_grid(images, columns=8, row_labels=labels, scale=0.8),
        "Eight drawings a row, from the same eight noises: a red hat; sunglasses; both prompts, "
        "composed; a red hat with sunglasses as the negative prompt, in colours that are too "
        "strong.",
        "每行八幅，都从同样的八份噪声画起，依次是：红帽子；墨镜；两个提示词合成；"
        "红帽子，反向提示词是墨镜，颜色过强。",
    )

# %% [markdown] lang="en"
# With both prompts most drawings have both, though no guess for "a red hat and sunglasses" was ever made.
# Not all have: given a noisy picture, a red hat and sunglasses do depend on each other here, since the world has only so many portraits.
# The negative prompt keeps sunglasses away more surely than saying nothing of them, but the colours become too strong: a guess that goes beyond the two guesses it is made from may leave the range of real pictures.

# %% [markdown] lang="zh"
# 用两个提示词，大多数画里两样都有，尽管从没有一个猜测是按“红帽子和墨镜”做的。
# 但不是全部：这个世界只有这么多头像，所以已知带噪图像时，红帽子和墨镜并非互不相关。
# 反向提示词比不提墨镜更能避开墨镜，但颜色会过强：合成的猜测不在两个猜测之间，而在它们之外，所以可能超出真实图像的范围。

# %% [markdown] lang="en"
# ## Exercise 5 ★★★ A word that the model has never read (3 points, 30 minutes)
#
# No training caption of the kept model says "scarf" or "围巾".
# Its vocabulary can write both all the same, as it is made of bytes.
# We teach it the word by 100 more steps of training: portraits to which a turquoise scarf was added, with captions that say so.
# It shall draw scarves when asked in English or in Chinese, none when not asked, and all that it could draw before.
#
# `fine_tune`, `training_set` and `report` are in order, leave them as they are.
# The other two functions, `failing_new_pairs` and `failing_mixture`, have one fault each.
# Run the program, and look at the table and the figure before you change anything.
# A training takes a quarter of a minute.

# %% [markdown] lang="zh"
# ## 练习 5 ★★★ 模型从没读过的词（3 分，30 分钟）
#
# 课程自带的模型，训练说明里从没有出现过“scarf”或“围巾”。
# 但它的词表由字节组成，所以这两个词照样写得出来。
# 我们再训练 100 步，教它这个词：给头像添上青绿色的围巾，并在说明里写明。
# 要求是：用英文或中文说到围巾，它就画；没有说到，就不画；以前会画的，仍然都会。
#
# `fine_tune`、`training_set` 和 `report` 没有问题，请勿改动。
# 另外两个函数 `failing_new_pairs` 和 `failing_mixture`，各有一处毛病。
# 先运行这个程序，看一看表和图，再动手改。
# 训练一次大约要十几秒。

# %%
SCARF = np.array([64, 224, 208], "uint8")
PHRASES = {"en": ", with a scarf", "zh": "，系着围巾"}
(portraits, attributes), (_, test_attributes) = data.load_portraits()
portraits = portraits[:2000]
in_two = [data.portrait_captions(attributes[:2000], x, seed=1) for x in ("en", "zh")]
# en: English and Chinese in turns.
# zh: 英文和中文轮流。
captions = [in_two[row % 2][row] for row in range(2000)]


def fine_tune(pictures, captions, num_steps=100):
    """The kept model after further steps of 50 pictures each: 50 * num_steps pairs are given."""
    import keras

    import aigc_keras

    model = aigc_keras.load_trained("text_to_image_portraits")
    rate = keras.optimizers.schedules.CosineDecay(2e-3, num_steps)
    model.compile(keras.optimizers.Adam(rate), steps_per_execution=10)
    model.fit((pictures, model.tokens(captions)), batch_size=50, shuffle=False, verbose=0)
    return model


def training_set(new_pairs, mixture, pictures, captions, count=5000, seed=0):
    """What a program trains on: `count` pictures and their captions."""
    new = new_pairs(pictures, captions)
    return mixture(new, (pictures, captions), count, seed)


def failing_new_pairs(pictures, captions):
    """Pictures (n, 16, 16, 3) with a scarf, and n captions that say so."""
    pictures[:, 12:14, 4:12] = SCARF
    texts = [text + PHRASES["en" if text.isascii() else "zh"] for text in captions]
    return pictures, texts


def failing_mixture(new, old, count, seed):
    """Pictures (count, 16, 16, 3) and their captions; new and old are (pictures, captions)."""
    pictures, captions = new
    rows = np.random.default_rng(seed).integers(len(pictures), size=count)
    return pictures[rows], [captions[row] for row in rows]


# %%
def has_scarf(images):
    """Whether more than half of the scarf's pixels have nearly its colour: bool (n,)."""
    distances = np.abs(images[:, 12:14, 4:12].astype("int32") - SCARF).max(axis=-1)
    return (distances < 50).mean(axis=(1, 2)) > 0.5


def examine(model, orders):
    """Shares of scarves where asked for and where not, and of all else as asked but the skin."""
    from aigc_keras.metrics import PortraitReader

    reader, scarves, others, drawn = PortraitReader(), [], [], []
    for language, phrase in PHRASES.items():
        texts = data.portrait_captions(orders, language, seed=2)
        for asked in (True, False):
            prompts = [text + phrase for text in texts] if asked else texts
            images = model.draw(prompts, num_steps=10, seed=0)
            scarves.append(has_scarf(images).mean())
            others.append(np.mean((reader.predict(images) == orders)[:, :8]))
            drawn.append(images[:3])
    return [f"{share:.0%}" for share in (*scarves, np.mean(others))], np.concatenate(drawn)


def report(programs):
    """A table and a figure: programs is a dict of names to (new_pairs, mixture)."""
    rows, drawn = [], []
    for name, parts in programs.items():
        pictures, texts = training_set(*parts, portraits.copy(), captions)
        found, images = examine(fine_tune(pictures, texts), test_attributes[:40])
        rows.append([name, *found])
        drawn.append(images)
    header = [("program", "程序"), ("asked, English", "要求了，英文")]
    header += [("not asked, English", "没要求，英文"), ("asked, Chinese", "要求了，中文")]
    header += [("not asked, Chinese", "没要求，中文"), ("rest as asked", "其余符合要求")]
    plotting.table(header, rows)
    names = [name[0] if isinstance(name, tuple) else name for name in programs]
    kinds = [f"{language} {sign}" for language in PHRASES for sign in "+-" for _ in range(3)]
    labels = {"row_labels": names, "column_labels": kinds}
    return plotting.image_grid(np.concatenate(drawn), columns=12, scale=0.7, **labels)


# %% [markdown] lang="en"
# (`check.may_train()` is true wherever you run this notebook; the grader, who needs only your functions, passes such cells over.)

# %% [markdown] lang="zh"
# （你运行这个笔记本时，`check.may_train()` 总为真；评分时只需要你写的函数，会跳过这样的单元格。）

# %%
if check.may_train():
    plotting.show(
        report({("failing", "失败的"): (failing_new_pairs, failing_mixture)}),
        "Drawn by the failing program, three portraits each: a scarf was asked for in English; "
        "not asked for; asked for in Chinese; not asked for. All wear scarves.",
        "失败的程序画的头像，每种三幅，依次是：英文要求了围巾；英文没有要求；"
        "中文要求了；中文没有要求。全都系着围巾。",
    )


# %%
def english_pairs(pictures, captions):
    """As your `new_pairs`, with the English phrase in all captions."""
    return new_pairs(pictures, captions)[0], [text + PHRASES["en"] for text in captions]


def short_pairs(pictures, captions):
    """As your `new_pairs`, with captions that say nothing else."""
    texts = ["a scarf" if text.isascii() else "围巾" for text in captions]
    return new_pairs(pictures, captions)[0], texts


# %% [markdown] lang="en"
# - `new_pairs` and `mixture` are the two functions, mended.
#   `new_pairs` gives each portrait a scarf, the colour `SCARF` in rows 12 and 13 and columns 4 to 11, and adds the phrase to its caption in the caption's own language; English captions consist of ASCII characters alone.
#   `mixture` returns `count` pairs, half of them drawn from the new pairs and half from the old ones, in random order.
#   `count` is even, and may be larger than the number of all given pairs, so a pair may be drawn more than once.
#   Another `seed` draws others.
# - `symptoms` returns a dict: for each of four names the letter of what comes out if *only* this is wrong.
#   `"new_pairs"` and `"mixture"` each stand for the failing function of that name, used with your version of the other.
#   `"english"` and `"short"` stand for `english_pairs` and `short_pairs`, each beside your `mixture`: the first adds the English phrase to Chinese captions, too, the captions of the second say nothing but "a scarf" or "围巾".
#   - `"A"`: all portraits wear a scarf, asked for or not; the rest is as asked.
#   - `"B"`: a scarf is drawn as asked in one language, and never in the other.
#   - `"C"`: whole sentences never get a scarf; the rest is as asked.
#   - `"D"`: about half of the portraits wear a scarf, asked for or not, and hardly anything is as asked.
#   - `"E"`: scarves are drawn as asked, but hair and hats no longer are.
# - `mended_set` returns what the mended program trains on.
#   Call `training_set`.
#   The check trains nothing: it gives `mended_set` other pictures and captions, and compares each pair that comes back with what it gave.
#
# To find the symptoms, change one thing at a time; `report({("test", "试"): (new_pairs, failing_mixture)})` in a cell of your own, below your functions, shows what a mended and a failing function do together.
#
# Then write three sentences into a text cell of your own: what the failing program had forgotten, why the column "rest as asked" could not show it, and why mending only one of both faults changed nothing.
# No program grades these; your teacher may ask for them.
#
# <details><summary>A hint</summary>
#
# What does the model learn of portraits without a scarf, and from which pairs?
# Take a few portraits, `few = portraits[:8].copy()`, print `np.shares_memory(few, failing_new_pairs(few, captions[:8])[0])`, and look at `few` afterwards.
#
# </details>

# %% [markdown] lang="zh"
# - `new_pairs` 和 `mixture` 是修好的两个函数。
#   `new_pairs` 给每幅头像添上围巾，即把第 12、13 行，第 4 至 11 列的颜色改成 `SCARF`；并在说明后面加上短语，说明是哪种语言，就加哪种语言的；英文说明只含 ASCII 字符。
#   `mixture` 返回 `count` 对图文，一半抽自新的图文对，一半抽自原来的，次序随机。
#   `count` 是偶数，可能比给定的图文对总数还大，所以同一对可以抽到多次。
#   `seed` 不同，抽到的也不同。
# - `symptoms` 返回一个字典：对四个名字，给出*只有*这一处不对时的结果，用字母表示。
#   `"new_pairs"` 和 `"mixture"` 指那两个有毛病的函数，各自与你的另一个函数合用。
#   `"english"` 和 `"short"` 指 `english_pairs` 和 `short_pairs`，都与你的 `mixture` 合用：前者给中文说明也加英文短语，后者的说明只有“a scarf”或“围巾”，别的都不说。
#   - `"A"`：不论有没有要求，头像全都系着围巾；其余符合要求。
#   - `"B"`：用一种语言要求时，围巾按要求画；用另一种语言要求时，从来不画。
#   - `"C"`：对完整的句子，从来不画围巾；其余符合要求。
#   - `"D"`：不论有没有要求，都有大约一半头像系着围巾，而且几乎什么都不符合要求。
#   - `"E"`：围巾按要求画，但头发和帽子不再符合要求。
# - `mended_set` 返回修好的程序训练时用的图像和说明。
#   请调用 `training_set`。
#   检查不做训练：它另给一批图像和说明，再把返回的每一对与给定的核对。
#
# 要找出这些结果，每次只改一处；在你的函数下面自己加一格，写 `report({("test", "试"): (new_pairs, failing_mixture)})`，就能看到修好的和有毛病的函数混用时的结果。
#
# 然后自己加一个文字单元格，写三句话：失败的程序忘了什么；为什么从“其余符合要求”一列看不出来；为什么两处毛病只修一处，结果毫无变化。
# 这三句话没有程序评分，但老师可能会要求看。
#
# <details><summary>提示</summary>
#
# 没有围巾的头像是什么样子，模型从哪些图文对里学得到？
# 取几幅头像 `few = portraits[:8].copy()`，打印 `np.shares_memory(few, failing_new_pairs(few, captions[:8])[0])`，再看看 `few` 变成了什么。
#
# </details>


# %%
def new_pairs(pictures, captions):
    """Pictures uint8 (n, 16, 16, 3) with a scarf, and a list of n captions that say so."""
    ### BEGIN SOLUTION
    pictures = pictures.copy()
    pictures[:, 12:14, 4:12] = SCARF
    texts = [text + PHRASES["en" if text.isascii() else "zh"] for text in captions]
    return pictures, texts
    ### END SOLUTION


def mixture(new, old, count, seed):
    """Pictures (count, 16, 16, 3) and a list of their captions.

    new, old: (pictures, captions) of n pairs each; count: even int; seed: int.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    rows = rng.integers(len(new[0]), size=count)
    is_new = rng.permutation(np.arange(count) < count // 2)
    pictures = np.where(is_new[:, None, None, None], new[0][rows], old[0][rows])
    texts = [(new if x else old)[1][row] for x, row in zip(is_new, rows, strict=True)]
    return pictures, texts
    ### END SOLUTION


def symptoms():
    """A dict of "new_pairs", "mixture", "english" and "short" to one letter each."""
    ### BEGIN SOLUTION
    return {"new_pairs": "A", "mixture": "A", "english": "B", "short": "C"}
    ### END SOLUTION


def mended_set(pictures, captions, count, seed):
    """Pictures (count, 16, 16, 3) and a list of their captions, to train on."""
    ### BEGIN SOLUTION
    return training_set(new_pairs, mixture, pictures, captions, count, seed)
    ### END SOLUTION


# %%
check.exercise_5(new_pairs, mixture, symptoms, mended_set)

# %% [markdown] lang="en"
# Here is the mended program.
# As a network for sentences reads each token beside its neighbours, the word had to be taught within sentences; and as it was shown both portraits with scarves and portraits without, it knows what the word is for.

# %% [markdown] lang="zh"
# 下面是修好的程序。
# 网络读句子时，把每个词元与相邻的词元一起读，所以新词要放在句子里教；有围巾和没有围巾的头像，网络都看过，所以知道这个词说的是什么。

# %%
if check.may_train() and check.exercise_5.passes(new_pairs, mixture, symptoms, mended_set):
    plotting.show(
        report({("mended", "修好的"): (new_pairs, mixture)}),
        "Three portraits each: a scarf was asked for in English; not asked for; asked for in "
        "Chinese; not asked for. Scarves are where they were asked for.",
        "每种三幅头像，依次是：英文要求了围巾；英文没有要求；中文要求了；中文没有要求。"
        "要求了才有围巾。",
    )
