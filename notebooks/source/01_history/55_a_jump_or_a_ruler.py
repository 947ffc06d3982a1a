# %% [markdown] lang="en"
# ## A jump, or a ruler?
#
# 《大模型》 speaks in its title of "emergence and explosion", and explains emergence as complex behaviour that arises by itself from the interaction of individuals.
# That is the word's older meaning.
# For language models Wei et al. (2022, arXiv:2206.07682) gave it another: an ability is emergent if it is absent in smaller models and present in larger ones.
# Their curves stay near chance for a long way and then rise steeply.
# Schaeffer et al. (2023, arXiv:2304.15004) objected: many such jumps come from the measure.
# Score every character, and the same models improve smoothly; score all or nothing, and they seem to leap.
#
# We can watch that with our twenty-five measurements.
# The task: the next $k$ characters, every one of them right.
# A character that is right with probability $p$ makes $k$ in a row right with about $p^k$, and that stays near zero until $p$ is large.
#
# > **Predict before you run.** The largest network guesses more than two in five characters.
# > How often are eight in a row all right?
# > (The last column has $p^8$.)

# %% [markdown] lang="zh"
# ## 是跃变，还是尺子？
#
# 《大模型》的标题里有“涌现和爆发”，文中把涌现解释为复杂行为“在个体之间相互作用的过程中自然产生”。
# 这是这个词原来的意思。
# 对语言模型，Wei 等人（2022，arXiv:2206.07682）另下了定义：小模型没有、大模型才有的能力，叫做涌现。
# 他们画出的曲线长时间贴着瞎猜的水平，然后陡然上升。
# Schaeffer 等人（2023，arXiv:2304.15004）提出异议：这样的跃变有许多来自度量。
# 给每个字符打分，同样这些模型是平稳进步的；只认全对，才显得一步登天。
#
# 用手头的二十五次测量就能看到这一点。
# 题目是：接下来的 $k$ 个字符，个个都要猜对。
# 若每个字符猜对的概率为 $p$，连对 $k$ 个的概率大约就是 $p^k$；$p$ 不够大时，它一直贴着零。
#
# > **先猜，再运行。** 最大的网络猜得中四成多的字符。
# > 连续八个全对的机会有多大？
# > （最后一列是 $p^8$。）


# %%
def share_in_a_row(right, k):
    return np.lib.stride_tricks.sliding_window_view(right, k).all(axis=1).mean()


lengths = (1, 2, 4, 8)
shares = {
    k: np.array([[share_in_a_row(right, k) for _, right in row] for row in found]) for k in lengths
}

# %% tags=["hide-output"]
rows = []
for j, amount in enumerate(amounts):
    row = [shares[k][-1, j] for k in lengths]
    percentages = [f"{share:.3%}" for share in (*row, row[0] ** 8)]
    rows.append([amount, f"{losses[-1, j]:.2f}", *percentages])
header = [("characters read", "读过的字符"), ("bits per character", "比特/字符")]
header += [(f"all {k} right", f"{k} 个全对") if k > 1 else ("one right", "一个对") for k in lengths]
plotting.table([*header, "p⁸"], rows)

# %% [markdown] lang="en"
# The rows follow the largest network through its training.
#
# <details><summary>Answer</summary>
#
# Single characters improve steadily, from a quarter right to more than two in five.
# Eight in a row go from next to nothing to one case in a thousand or so, and in the end $p^8$ has the right order of magnitude, though it treats the characters as independent.
#
# </details>
#
# The improvement is the same; only the ruler differs.
# (The share is measured with real text before each character.
# That is no help: a greedy continuation is right over $k$ characters exactly if each first guess is right after the true text.)
#
# Now all twenty-five measurements against compute.
# Left: bits per character.
# Middle: the share with all $k$ right, each divided by its own best, so that all curves end at 1.
# Right: the same shares on a logarithmic scale (those that are zero are missing).

# %% [markdown] lang="zh"
# 各行跟着最大的网络走完训练。
#
# <details><summary>答案</summary>
#
# 单个字符稳步提高，从猜中四分之一到四成多；连续八个全对，则从几乎没有到一千次里有一次左右，最后 $p^8$ 的数量级也对得上，虽说它把各个字符当成了互相独立的。
#
# </details>
#
# 进步是同一个进步，不同的只是尺子。
# （统计时，每个字符之前给的都是真实的文本。
# 这并没有帮忙：贪心续写的 $k$ 个字符全对，当且仅当每个字符在真实前文之后的首选都猜中。）
#
# 再看全部二十五次测量，三幅图的横轴都是计算量（运算次数，对数刻度）。
# 左图纵轴为比特/字符。
# 中图纵轴为 $k$ 个全对的比例，各除以自己的最大值，所以都在 1 处结束。
# 右图是同样的比例，改用对数刻度（为零的画不出来）。

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), layout="constrained")
operations = (6 * n * d).ravel()
axes[0].plot(operations, losses.ravel(), "o", markersize=3, color="black")
for k, marker in zip(lengths, "osv^", strict=True):
    share = shares[k].ravel()
    axes[1].plot(operations, share / share.max(), marker, markersize=3, label=f"k = {k}")
    axes[2].plot(operations[share > 0], share[share > 0], marker, markersize=3)
axes[0].set(xscale="log", xlabel="operations", ylabel="bits per character")
axes[1].set(xscale="log", xlabel="operations", ylabel="all k right, largest = 1")
axes[2].set(xscale="log", yscale="log", xlabel="operations", ylabel="all k right, log scale")
axes[1].legend(fontsize=7)
plotting.show(
    figure,
    "Left: bits fall steadily with compute, with some scatter. Middle: the share of single right "
    "characters rises early and evenly; the larger k, the longer the points stay near zero and "
    "the steeper they rise at the end. Right: on a logarithmic scale all rise without a jump, "
    "lower and steeper for larger k.",
    "左：比特数随计算量稳步下降，略有散布。中：单个字符猜对的比例很早就开始平稳上升；k 越大，点贴着零的时间越长，末尾升得越陡。右：换成对数刻度，各组都平稳上升，没有跃变，k 越大位置越低、斜率越大。",
)

# %% [markdown] lang="en"
# In the middle panel, $k = 8$ looks like an ability that appears all at once at the end.
# In the left and right panels nothing appears: the same guesses get a little better all the time.
# Part of the effect is the size of the test.
# We asked at more than 32,000 places; tests of abilities often have hundreds of questions.
# How probable is it that the largest network does not answer a single one of 100 independent questions with eight right characters?

# %% [markdown] lang="zh"
# 在中图里，$k = 8$ 就像一种到了末尾才突然冒出来的能力。
# 在左图和右图里，什么也没有冒出来：同样的猜测，只是一直在一点点变准。
# 这种效果有一部分来自考题的数量。
# 我们问了三万二千多处，而测试能力的题目往往只有几百道。
# 假设出 100 道互相独立的题，每道要求八个字符全对，最大的网络一道也答不出的概率有多大？

# %%
rows = [[n, f"{(1 - p) ** 100:.1%}"] for n, p in zip(amounts, shares[8][-1], strict=True)]
header = [("characters read", "读过的字符")]
plotting.table([*header, ("no success in 100 questions", "100 道题一道也答不出")], rows)

# %% [markdown] lang="en"
# With 100 questions, even the fully trained network would most likely get nothing right, and the report would say that it "cannot do it", although it has been on its way from the beginning.
#
# Does that settle the dispute?
# No. It shows that a jump in a figure may come from the figure, so look at a smooth measure before you believe in one.
# It does not show that every reported jump is of this kind, and it does not make all-or-nothing measures wrong: whoever needs eight right digits in a row has no use for seven, and to such a person the ability really does come late.
# And our twenty-five points are single runs of small networks on one text.

# %% [markdown] lang="zh"
# 只有 100 道题，就算练完的网络也多半一道都答不对，报告上就会写它“不会”，其实它从一开始就走在路上。
#
# 争论就此了结了吗？
# 没有。
# 这只说明，图上的跃变可能是画法造成的，所以相信之前，先换一把平滑的尺子看看。
# 它并没有说明所有报道过的跃变都属于这一种，也不表示只认全对的度量就是错的：需要连对八位数字的人，对七位没有兴趣，在他看来，这种能力确实来得晚。
# 何况这二十五个点只是一些小网络在一种文本上的单次运行。
