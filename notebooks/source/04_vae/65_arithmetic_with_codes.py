# %% [markdown] lang="en"
# ## Arithmetic with codes
#
# Directions in the space of codes can have a meaning, without anybody having put it there.
# Take each class by itself: the mean code of the boldest tenth of its digits minus that of the thinnest tenth.
# Then average over the classes, so that the vector speaks of weight and not of zeros (bold) against ones (thin).
# Adding it to a digit's code should make the digit bolder and leave its class alone.
# We add it with the factors -1, -0.5, 0, +0.5 and +1.
# The mean grey value (0 to 255) measures the weight; a classifier says whether the image is still read as it is with factor 0 (same class).
# So factor 0 gives 100% by construction.

# %% [markdown] lang="zh"
# ## 用编码做算术
#
# 编码空间里的方向可以有含义，尽管没有人事先安排过。
# 先在每一类数字里算：笔画最粗的十分之一取平均编码，减去最细的十分之一的平均编码。
# 再对各类求平均，好让得到的向量说的是粗细，而不是 0（粗）与 1（细）之别。
# 给一个数字的编码加上它，笔画应当变粗，类别应当不变。
# 我们分别加上它的 -1、-0.5、0、+0.5、+1 倍。
# 用平均灰度（0 到 255）衡量粗细；再让分类器判断，读出来的数字是否还与 0 倍时相同（类别不变），所以 0 倍那一行必然是 100%。

# %%
from aigc_keras.metrics.classifier import classify

weight = train_images.mean(axis=(1, 2, 3))
codes, _ = digits_vae.encode(train_images)
directions = []
for digit in range(10):
    own = np.flatnonzero(train_labels == digit)
    own = own[np.argsort(weight[own])]
    tenth = len(own) // 10
    directions.append(codes[own[-tenth:]].mean(0) - codes[own[:tenth]].mean(0))
bolder = np.mean(directions, axis=0)
start, _ = digits_vae.encode(test_images[:500])
read = classify("mnist", digits_vae.decode(start))[1]
steps = (-1, -0.5, 0, 0.5, 1)
pictures = [digits_vae.decode(start + step * bolder) for step in steps]

# %%
rows = []
for step, changed in zip(steps, pictures, strict=True):
    same = np.mean(classify("mnist", changed)[1] == read)
    rows.append([f"{step:+.1f}", f"{changed.mean():.1f}", f"{same:.0%}"])
columns = [("factor", "倍数"), ("mean grey", "平均灰度"), ("same class", "类别不变")]
plotting.table(columns, rows)
plotting.show(
    plotting.image_grid(
        np.stack([p[:10] for p in pictures], 1).reshape(-1, 28, 28, 1),
        columns=5,
        column_labels=[f"{step:+.1f}" for step in steps],
    ),
    "Ten digits, one a row, from thin at the left to bold at the right; most stay themselves for "
    "half a step, several turn into another digit at a full one.",
    "十个数字各占一行，从左到右由细变粗；走半步大多还是原来的数字，走一整步则有几个变了样。",
)

# %% [markdown] lang="en"
# Weight changes as it should, in both directions.
# The class mostly survives half a step, a whole step far less often, above all towards thin: there about half the digits are read as something else.
# The direction has a meaning near where it was measured.
# Half a step is the length to trust.

# %% [markdown] lang="zh"
# 粗细两个方向都如愿变化。
# 走半步，类别大多保得住；走一整步就差多了，尤其是往细处走，约有一半数字被读成了别的。
# 这个方向只在附近有意义，别走太远，半步以内才靠得住。
