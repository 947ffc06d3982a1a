# %% [markdown] lang="en"
# ## Repairing images
#
# A damaged image is a question to the model: which code explains what is still visible?
# `inpaint` searches for the code with the largest $\log p(\text{visible}\mid z) + \log p(z)$, step by step along the gradient, and fills the hole with what the decoder draws there.
# We cut a 12×12 hole into 200 test digits, on which no setting was chosen, and use the 8-bit model, `grey_vae`.
# Only the missing pixels are scored, by PSNR.
# Two fillings that know nothing of digits stand beside it: the mean of the visible pixels, and scikit-image's biharmonic inpainting, which continues the surroundings smoothly into the hole.

# %% [markdown] lang="zh"
# ## 修补图像
#
# 一幅残缺的图像是在向模型提问：哪个编码能解释还看得见的部分？
# `inpaint` 沿着梯度一步步寻找使 $\log p(\text{可见}\mid z) + \log p(z)$ 最大的编码，再用解码器画的内容填补空洞。
# 我们在 200 幅测试数字上各挖一个 12×12 的洞（挑选设置时没有用过这些图像），用 8 位灰度的模型 `grey_vae` 来修补。
# 只给缺失的像素打分，分数是 PSNR。
# 对照是两种不懂数字的填法：一种填可见像素的均值；另一种是 scikit-image 的双调和修补，把洞外的灰度平滑地延续进来。

# %%
from skimage.restoration import denoise_tv_chambolle, inpaint_biharmonic

hole = np.zeros((28, 28, 1), bool)
hole[8:20, 10:22] = True
whole = test_images[:200]
damaged = np.where(hole, 0, whole).astype("uint8")
visible_mean = (damaged.sum(axis=(1, 2, 3)) / (~hole).sum())[:, None, None, None]
smooth = [inpaint_biharmonic(x[..., 0] / 255, hole[..., 0]) for x in damaged]
repairs = {
    "mean of the visible": np.where(hole, visible_mean, whole),
    "biharmonic": np.clip(smooth, 0, 1)[..., None] * 255,
    "VAE, 16 numbers": grey_vae.inpaint(damaged, hole).astype("float64"),
}

# %%
hole_psnr, rows = {}, []
chinese = ("可见像素的均值", "双调和", "VAE，16 个数")
for (name, repaired), same in zip(repairs.items(), chinese, strict=True):
    error = ((repaired - whole)[:, hole[..., 0]] / 255) ** 2
    hole_psnr[name] = -10 * np.log10(error.mean())
    rows.append([(name, same), f"{hole_psnr[name]:.1f}"])
score = ("PSNR on the missing pixels in dB", "缺失像素的 PSNR（dB）")
plotting.table([("filling", "填法"), score], rows)
shown = [np.where(hole, 127, whole[:10]), *(x[:10] for x in repairs.values()), whole[:10]]
plotting.show(
    plotting.image_grid(
        np.concatenate(shown).astype("uint8"), row_labels=["damaged", *repairs, "truth"]
    ),
    "Row 1: digits with a grey hole. Row 2: filled with one grey value. Row 3: biharmonic, smooth "
    "smears. Row 4: the VAE, strokes that continue plausibly. Row 5: the truth.",
    "第 1 行：带灰洞的数字。第 2 行：用单一灰度填充。第 3 行：双调和修补，平滑的污迹。第 4 行：VAE，笔画接得合情合理。第 5 行：真相。",
)

# %% [markdown] lang="en"
# The VAE leads clearly on the missing pixels, because it knows how strokes usually go on.
# It is still a guess: where two continuations fit what is visible, the model draws one of them, and sometimes the wrong one.
#
# **Noise** is the same question with another answer to "what is visible": every pixel, a little wrong.
# We add normal noise with standard deviation 0.4, on a scale where black is 0 and white is 1.
# The VAE is told this number.
# The rival is total-variation denoising from scikit-image, its weight chosen on validation images.
# PSNR and SSIM (structural similarity, 1 for identical images) compare with the clean original, which only an experiment has.

# %% [markdown] lang="zh"
# 在缺失的像素上，VAE 明显领先，因为它知道笔画通常怎样接下去。
# 但这仍是猜测：若有两种接法都与看得见的部分相符，模型只画其中一种，有时恰好画错。
#
# **噪声**是同一个问题，只是“看得见什么”的答案不同：每个像素都看得见，但都略有偏差。
# 这里加的是标准差为 0.4 的正态噪声（黑为 0，白为 1），这个数也告诉了 VAE。
# 对手是 scikit-image 的全变分去噪，其权重在验证图像上挑选。
# PSNR 和 SSIM（结构相似性，两图完全相同时为 1）都要与干净的原图比较，而原图只有在实验里才有。

# %%
noise = np.random.default_rng(0).normal(0, 0.4, whole.shape)
noisy = (whole / 255 + noise).astype("float32")
clean = (whole / 255).astype("float32")
practice = (validation_images[:100] / 255).astype("float32")
practised = practice + noise[:100].astype("float32")


def total_variation(images, weight):
    smooth = [denoise_tv_chambolle(x[..., 0], weight=weight) for x in images]
    return np.clip(smooth, 0, 1)[..., None].astype("float32")


quality = {
    w: metrics.psnr(total_variation(practised, w), practice).mean() for w in (0.2, 0.35, 0.5)
}
variation = total_variation(noisy, max(quality, key=quality.get))

# %% [markdown] lang="en"
# The weight is chosen; now the test digits: left noisy, denoised by total variation, and denoised by the VAE.

# %% [markdown] lang="zh"
# 权重选好了，现在让三种图像在测试数字上比一比：不处理的带噪图、全变分和 VAE。

# %%
denoised = {
    "noisy": np.clip(noisy, 0, 1),
    "total variation": variation,
    "VAE": grey_vae.denoise(noisy, 0.4, dtype="float32"),
}
rows, chinese = [], ("带噪", "全变分", "VAE")
for (name, result), same in zip(denoised.items(), chinese, strict=True):
    psnr, ssim = metrics.psnr(result, clean).mean(), metrics.ssim(result, clean).mean()
    rows.append([(name, same), f"{psnr:.1f}", f"{ssim:.2f}"])
plotting.table([("image", "图像"), ("PSNR in dB", "PSNR（dB）"), "SSIM"], rows)
plotting.show(
    plotting.image_grid(
        np.concatenate([x[:10] for x in denoised.values()]), row_labels=list(denoised)
    ),
    "Top: noisy digits. Middle: total variation, cleaner and soft. Bottom: the VAE, clean digits, "
    "a few of them altered.",
    "上：带噪的数字。中：全变分，干净些，但发软。下：VAE，干净的数字，个别已变了样。",
)

# %% [markdown] lang="en"
# The VAE leads in both scores.
# Total variation only knows that neighbouring pixels tend to be alike; the VAE knows digits.
# But look at the bottom row for digits that have changed: a clean image need not be the right one.
#
# > **Misconception: "the model restores what was lost."** It cannot: what was lost is gone.
# > It fills in what was likely, given the images it has learnt from.
# > On a digit that is charming; on a medical image, or on a face from a street camera, an invented detail that looks real is a danger.

# %% [markdown] lang="zh"
# 两种得分都是 VAE 领先。
# 全变分只知道相邻像素往往差不多，VAE 却认得数字。
# 不过请在最下面一行找一找变了样的数字：图像干净，不等于画对了。
#
# > **常见误解：“模型把丢失的内容恢复了。”** 恢复不了：丢了就是丢了。
# > 它填进去的，只是照它学过的图像来看很可能出现的内容。
# > 放在数字上挺有趣；放在医学影像里，或者监控画面中的人脸上，一个看似真实、实为编造的细节就是危险。
