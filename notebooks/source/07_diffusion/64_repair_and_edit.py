# %% [markdown] lang="en"
# ## Repair and edit
#
# Nobody has trained the painter to repair, and yet it can.
# In **inpainting** the visible part of the picture is known.
# So after each step the visible pixels are put in their place, with as much noise as the step has left, and the network draws only the rest (RePaint; Lugmayr et al. 2022, arXiv:2201.09865).
# Each step is taken four times, with noise added in between, so that what is drawn comes to fit what is there.
# `within_range` gives the guesses of image and noise, the image cut to the range that pixels have; `None` in the place of the order means that nothing is ordered.

# %% [markdown] lang="zh"
# ## 修补与编辑
#
# 模型没有为修补图像训练过，却会修补。
# **图像修补**（inpainting）时，可见的部分是已知的。
# 所以每走一步，就给可见的像素加上这一时刻应有的噪声，再放回原位，网络画的只是其余部分（RePaint；Lugmayr 等，2022，arXiv:2201.09865）。
# 每一步重复四次，中间再加回噪声，这样补画的部分才会与可见的部分协调。
# 下面的 `repair` 用 DDPM 走 50 步。
# `within_range` 给出对图像和噪声的猜测，并把图像截到像素的取值范围；修补时不提任何要求，所以要求的位置是 `None`。


# %%
def within_range(model, x, now, order, guidance=1.0):
    signal, rate = rates(now)
    image, _ = model.estimate(x, now, order, guidance=guidance)
    image = np.clip(image, -1, 1)
    return image, (x - signal * image) / rate


def repair(model, known, mask, num_steps, seed):  # (n, 16, 16, 3)
    rng = np.random.default_rng(seed)
    draw_noise = partial(rng.standard_normal, known.shape, dtype="float32")
    x, times = draw_noise(), np.linspace(0.999, 0, num_steps + 1)
    for now, then in zip(times[:-1], times[1:], strict=True):
        (signal, rate), (next_signal, next_rate) = rates(now), rates(then)
        for again in (True, True, True, False) if then > 0 else (False,):
            image, noise = within_range(model, x, now, None)
            x = ddpm_step(image, noise, now, then, draw_noise())
            x = np.where(mask, x, next_signal * known + next_rate * draw_noise())
            if again:
                # en: Add noise, back to the level of `now`.
                # zh: 再加噪声，回到 now 的噪声水平。
                share = signal / next_signal
                added = np.sqrt(rate**2 - (share * next_rate) ** 2)
                x = share * x + added * draw_noise()
    return np.rint(127.5 * np.clip(x + 1, 0, 2)).astype("uint8")


# %%
mask = np.zeros((16, 16, 1), bool)
mask[9:, :] = True
chosen = test_portraits[:4]
covered = np.where(mask, 128, chosen).astype("uint8")
known = chosen / 127.5 - 1  # (4, 16, 16, 3)
repairs = [repair(painter, known, mask, 50, seed) for seed in range(4)]
theirs = painter.inpaint(chosen, mask, num_steps=50, seed=0)
np.testing.assert_allclose(repairs[0].astype(int), theirs, atol=8)
pictures = np.stack([chosen, covered, *repairs], axis=1).reshape(-1, 16, 16, 3)
titles = ["test", "covered", *(f"seed {seed}" for seed in range(4))]
plotting.show(
    plotting.image_grid(pictures, columns=6, column_labels=titles, scale=0.8),
    "Four test portraits, their lower part covered, and four repairs of each.",
    "四幅测试头像，遮住下部，再各补画四次。",
)

# %% [markdown] lang="en"
# What is visible stays exactly as it was, and the rest mostly fits it: the skin goes on in the same colour, while the background comes out a little spotty.
# Mouth and clothing are guessed, and other seeds guess otherwise, for nothing visible decides them.
#
# In the library all this is `painter.inpaint(chosen, mask, num_steps=50)`; an assertion compares both.
#
# To **edit** a portrait, add noise up to a middle time and go back from there with another order (SDEdit; Meng et al. 2021, arXiv:2108.01073).
# The later the time, the more is drawn anew.
# `edit` below has two parts: one line adds the noise, and the rest is DDIM as in "First digits", guided by the new order.

# %% [markdown] lang="zh"
# 可见的部分原封不动，补画的部分大体与它相配：脸的肤色接得上，背景却有些斑驳。
# 嘴和衣服是猜的，换一个种子就换一种猜法，因为可见的部分决定不了它们。
#
# 在课程库里，这一切就是 `painter.inpaint(chosen, mask, num_steps=50)`；有一条断言比较两者的结果。
#
# 要**编辑**一幅头像，先加噪声到中间的某个时刻，再按另一份要求往回走（SDEdit；Meng 等，2021，arXiv:2108.01073）。
# 这个时刻越晚，加的噪声越多，重画的也越多。
# 下面的 `edit` 分两部分：先用一行加噪声，其余就是“第一批数字”一节的 DDIM，只是按新的要求引导。


# %%
def edit(model, known, strength, order, guidance):  # (n, 16, 16, 3)
    signal, rate = rates(strength)
    noise = np.random.default_rng(0).standard_normal(known.shape, dtype="float32")
    x, times = signal * known + rate * noise, np.linspace(min(strength, 0.999), 0, 26)
    for now, then in zip(times[:-1], times[1:], strict=True):
        image, noise = within_range(model, x, now, order, guidance)
        next_signal, next_rate = rates(then)
        x = next_signal * image + next_rate * noise
    return np.rint(127.5 * np.clip(x + 1, 0, 2)).astype("uint8")


# %%
person, order = test_portraits[5:6], test_attributes[5:6].copy()
# en: Green hair, no hat.
# zh: 绿色头发，不戴帽子。
order[0, 1], order[0, 4] = 4, 0
strengths = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
known = person / 127.5 - 1  # (1, 16, 16, 3)
vector = attribute_vectors(order)
edited = [edit(painter, known, t, vector, guidance=2.0) for t in strengths]
theirs = painter.edit(person, strengths[2], vector, guidance=2.0, seed=0)
np.testing.assert_allclose(edited[2].astype(int), theirs, atol=8)
plotting.show(
    plotting.image_grid(
        np.concatenate([person, *edited]),
        columns=8,
        scale=0.8,
        column_labels=["test", *(f"t = {t:g}" for t in strengths)],
    ),  # fmt: skip
    "A test portrait with black hair and a blue hat, then edited towards green hair without a hat from ever later times.",
    "一幅测试头像（黑发、蓝帽），以及按“绿色头发、不戴帽子”编辑的结果；从左到右，加噪声到的时刻越来越晚。",
)

# %% [markdown] lang="en"
# The hair turns green from the first strengths on, and it turns completely once the noise has covered the old colour.
# The blue of the hat turns green, too, for without a hat there is hair in its place.
# What the order leaves open, such as the exact shades of single pixels, stays nearly as it was at small $t$ and is drawn anew at large $t$.
# At $t = 1$ nothing is kept of the portrait but what the order says.
# The library's `painter.edit` does the same.

# %% [markdown] lang="zh"
# 加的噪声很少时，头发就开始变绿；噪声盖住了旧发色，头发才完全变绿。
# 帽子也是这样：$t$ 小时还看得出帽檐，$t$ 大时那里画的已是头发。
# 要求里没有规定的，例如各个像素的深浅，$t$ 小时几乎不变，$t$ 大时也重画了。
# $t = 1$ 时，原来的头像除了属性表什么也没有留下。
# 课程库的 `painter.edit` 做的是同样的事。
