# %% [markdown] lang="en"
# ## A sudden jump, or the measure?
#
# Of large language models one often hears that abilities appear *suddenly* with size.
# Wei et al. (2022, arXiv:2206.07682) call it **emergence**: an ability that smaller models lack and larger ones have.
# Schaeffer et al. (2023, arXiv:2304.15004) objected that many such jumps come from the measure.
# If only a wholly right answer counts, a model may improve for a long time before the score shows any of it.
#
# We can watch that with the largest of our networks.
# The task: guess the next $k$ characters, every one of them right.
# If a single character is right with probability $p$, and the characters are independent, $k$ in a row are right with probability $p^k$.
#
# > **Predict before you run.** The largest network guesses more than two in five characters rightly.
# > Of 32,761 places of the validation text, at how many are eight in a row all right?

# %% [markdown] lang="zh"
# ## 突然的跃升，还是度量的缘故？
#
# 常听人说，大语言模型的能力会随着规模*突然*出现。
# Wei 等人（2022，arXiv:2206.07682）把这种现象叫作**涌现**：一种能力，较小的模型没有，较大的模型才有。
# Schaeffer 等人（2023，arXiv:2304.15004）提出异议：这样的跃升有许多来自度量方式。
# 如果回答全对才得分，模型可能已经进步了很久，分数上却一点也看不出来。
#
# 用上一节最大的网络就能看到这一点。
# 题目是猜出接下来的 $k$ 个字符，个个都要猜对。
# 设单个字符猜对的概率为 $p$，如果各个字符互相独立，连对 $k$ 个的概率就是 $p^k$。
#
# > **先猜，再运行。** 最大的网络能猜中四成多的字符。
# > 验证文本里有 32,761 处可以检验连续八个字符，其中有多少处八个全对？


# %%
def hits_in_a_row(right, k):
    # en: At how many places k guesses in a row are right: (5, 5, 32768) -> (5, 5, places).
    # zh: 有多少处连续 k 个都猜中：(5, 5, 32768) -> (5, 5, 处数)。
    return np.lib.stride_tricks.sliding_window_view(right, k, axis=-1).all(axis=-1)


lengths = (1, 2, 4, 8)
places = {k: right.shape[-1] - k + 1 for k in lengths}
hits = {k: hits_in_a_row(right, k).sum(axis=-1) for k in lengths}  # (5, 5) each
shares = {k: hits[k] / places[k] for k in lengths}

# %% tags=["hide-output"]
rows = []
for j, amount in enumerate(amounts):
    p = shares[1][-1, j]
    found_hits = [f"{hits[k][-1, j]:,}" for k in lengths]
    rows.append([amount, f"{losses[-1, j]:.2f}", *found_hits, f"{p**8 * places[8]:.1f}"])
header = [("characters read", "读过的字符"), ("bits per character", "比特/字符")]
header += [(f"hits, k = {k}", f"连对 {k} 个的处数") for k in lengths]
plotting.table([*header, ("p⁸ × places", "按 p⁸ 预计的处数")], rows)
print(
    f"places for k = 8: {places[8]:,}; at the end {hits[8][-1, -1]} hits, {shares[8][-1, -1]:.2%}"
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# About twenty: fewer than one place in a thousand.
# $p^8$ expects two to three times as many; it treats the characters as independent, which they are not.
#
# </details>
#
# The rows follow the network through its training.
# Bits per character and single hits improve steadily from the first row to the last.
# Eight in a row begin with no hit, or hardly any, and the last two rows have nearly all of them.
# Two and four in a row lie between.
# The guesses are the same; only the measure differs.
# Now all twenty-five measurements, with the number of hits written beside the highest points of $k = 8$:

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 二十处左右，还不到千分之一。
# 按 $p^8$ 算出来的处数是实际的两到三倍，因为这样算把各个字符当成互相独立的，其实它们并不独立。
#
# </details>
#
# 表中各行依次对应最大的网络训练的各个阶段。
# 无论看比特/字符，还是看单个字符的猜中数，成绩从第一行到最后一行都在平稳地变好。
# 连续八个全对的地方，起初一处也没有，或者只有一两处；几乎所有的八个全对都在最后两行。
# 连对两个和连对四个的处数也在增加，增加的样子介于单个与八个之间：不如单个字符平稳，也不像八个全对那样集中在最后两行。
# 各列用的是同一批猜测，不同的只是度量方式。
# 再看全部二十五次测量；图中 $k = 8$ 的点，较高的几个旁边注明了猜中几处：

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.2), layout="constrained")
operations = (6 * n * d).ravel()
axes[0].plot(operations, losses.ravel(), "o", markersize=4, color="black")
for k, marker in ((1, "o"), (8, "^")):
    share = shares[k].ravel()
    axes[1].plot(operations, share / share.max(), marker, markersize=5, label=f"k = {k}")
for place, count in zip(operations, hits[8].ravel(), strict=True):
    if count > 0.3 * hits[8].max():
        height = count / hits[8].max()
        axes[1].annotate(
            f"{count}", (place, height), (6, -10), textcoords="offset points", ha="left"
        )
axes[0].set(xscale="log", xlabel="operations", ylabel="bits per character")
axes[1].set(xscale="log", xlabel="operations", ylabel="share all right / largest share")
axes[1].legend()
plotting.show(
    figure,
    "Left: bits fall with compute, with some scatter. Right: the share of places where all k characters are "
    f"right, each divided by its largest; numbers count the hits among {places[8]:,} places.",
    f"左：比特/字符随计算量（operations）下降，点略有分散。右：k 个字符全对的比例，各自除以最大值；较高的点旁边注明在 {places[8]:,} 处中猜中了几处。",
)

# %% [markdown] lang="en"
# On the right, $k = 8$ looks like an ability that appears at the end; on the left nothing appears suddenly: the points scatter, but they come down over the whole range.
# The numbers beside the points warn as well: the usual error of a count of 20 is $\sqrt{20} \approx 4.5$, so even the highest point may lie a quarter too high or too low, and the others are still less certain.
# And tests of abilities often have only hundreds of questions: with 100 independent questions, our best network would probably not get a single one right, and the report would say that it "cannot do it".
#
# Does that settle the dispute?
# It does not.
# It shows that a jump may come from the measure; it does not show that every reported jump does.
# And whoever needs eight right digits in a row has no use for seven: for such a person the ability really does come late.
# So look at a smooth measure as well, and at the number of hits.

# %% [markdown] lang="zh"
# 在右图中，$k = 8$（八个全对）看上去像一种到末尾才出现的能力；在左图中，什么也没有突然出现：点虽然分散，却在整个范围内一路下降。
# 点旁边的数也提醒我们要谨慎：计数为 20 时，常见的误差就有 $\sqrt{20} \approx 4.5$，所以连最高的那一点也可能偏高或偏低四分之一左右，其余的点就更不确定。
# 而测试能力的题目往往只有几百道：假如是 100 道互相独立的题，我们最好的网络多半一道也答不对，报告上就会写它“不会”。
#
# 争论就此了结了吗？
# 没有。
# 这个实验只说明跃升可能来自度量方式，并没有说明所有报道过的跃升都是这样。
# 何况，有人需要八位数字全对，对了七位也毫无用处：在他看来，这种能力确实来得晚。
# 所以，平滑的度量要看，猜中的次数也要看。
