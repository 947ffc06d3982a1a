# %% [markdown] lang="en"
# ## Repairing digits
#
# Back to the digits with a hole.
# `inpaint` searches for the code with the largest $\log p(\text{visible}\mid z) + \log p(z)$, step by step along the gradient, and fills the hole with what the decoder draws there.
# We score the 200 repairs on the missing pixels alone, by the peak signal-to-noise ratio, PSNR (chapter 4, "Portraits by convolution"; 3 dB more means half of the squared error).
# Two fillings that know nothing of digits stand beside them: the mean of the visible pixels, and scikit-image's biharmonic inpainting, which continues the surroundings smoothly into the hole.

# %% [markdown] lang="zh"
# ## 修补数字
#
# 回到有空洞的数字。
# `inpaint` 沿着梯度一步步寻找使 $\log p(\text{可见}\mid z) + \log p(z)$ 最大的编码，再用解码器画的内容填补空洞。
# 我们用峰值信噪比 PSNR 给这 200 幅修补的图像打分，只计洞里的像素（PSNR 见第 4 章“用卷积网络画头像”一节；每高 3 dB，均方误差减半）。
# 用来对照的是两种对数字一无所知的填法：一种用可见像素的均值来填；另一种是 scikit-image 的双调和修补，把洞外的灰度平滑地延续到洞里。

# %%
from skimage.restoration import inpaint_biharmonic

visible_mean = (damaged.sum(axis=(1, 2, 3)) / (~hole).sum())[:, None, None, None]
smooth = [inpaint_biharmonic(x[..., 0] / 255, hole[..., 0]) for x in damaged]
repairs = {
    ("mean of the visible", "可见像素的均值"): np.where(hole, visible_mean, whole),
    ("biharmonic", "双调和"): np.clip(smooth, 0, 1)[..., None] * 255,
    ("VAE, 16 numbers", "VAE，16 个数"): repaired.astype("float64"),
}
hole_psnr, rows = {}, []
for name, filled in repairs.items():
    error = np.mean(((filled - whole)[:, hole[..., 0]] / 255) ** 2)
    hole_psnr[name] = -10 * np.log10(error)
    rows.append([name, f"{hole_psnr[name]:.1f}"])
plotting.table([("filling", "填法"), ("PSNR of the hole in dB", "洞内的 PSNR（dB）")], rows)

# %%
shown = [grey_holes[:10], *(x[:10] for x in repairs.values()), whole[:10]]
row_labels = ["damaged", *(english for english, _ in repairs), "truth"]
plotting.show(
    plotting.image_grid(np.concatenate(shown).astype("uint8"), row_labels=row_labels),
    "From top to bottom: digits with a grey hole, three fillings, and the truth.",
    "自上而下：带灰洞的数字、三种填法、原图。",
)

# %% [markdown] lang="en"
# The mean of the visible pixels is nearly black, the biharmonic filling makes blurred patches, and the VAE draws strokes.
# It leads clearly; of the three it alone has seen other digits and could learn how strokes usually go on.
# Yet some of its strokes are wrong: what it fills in fits the visible part and is not what stood there.
# A repaired image that looks right need not be right; [chapter 4](04_vae.ipynb), "Repairing images", counts that on portraits, whose attributes are all known.

# %% [markdown] lang="zh"
# 可见像素的均值几乎是黑的，双调和修补填出模糊的斑块，VAE 画出的是笔画。
# VAE 明显领先；三种填法里只有它见过别的数字，能学到笔画通常怎样接下去。
# 可是 VAE 补上的笔画也有错的：填进去的内容与可见部分相配，却不是原来的内容。
# 补好的图看上去对，不等于真的对；[第 4 章](04_vae.ipynb)“修补图像”一节用头像数出了补对的有多少，因为头像的每个属性都已知。
