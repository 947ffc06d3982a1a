# %% [markdown] lang="en"
# ## Repairing images
#
# A damaged image is a question to the model: which code explains what is still visible?
# `inpaint` searches for the code with the largest $\log p(\text{visible}\mid z) + \log p(z)$, step by step along the gradient, and fills the hole with what the decoder draws there.
# We cut a 12×12 hole into 200 test digits and use the 8-bit model, `grey_vae`.
# Only the missing pixels are scored, by PSNR.
# Two fillings that know nothing of digits stand beside it: the mean of the visible pixels, and scikit-image's biharmonic inpainting, which continues the surroundings smoothly into the hole.

# %% [markdown] lang="zh"
# ## 修补图像
#
# 修补一幅残缺的图像，就是问模型：哪个编码能解释还看得见的部分？
# `inpaint` 沿着梯度一步步寻找使 $\log p(\text{可见}\mid z) + \log p(z)$ 最大的编码，再用解码器画的内容填补空洞。
# 我们在 200 幅测试数字上各挖一个 12×12 的洞，用 8 位灰度的模型 `grey_vae` 来修补。
# 分数是缺失像素的 PSNR。
# 对照的是两种不了解数字的填法：一种填可见像素的均值；另一种是 scikit-image 的双调和修补，把洞外的灰度平滑地延续到洞里。

# %%
from skimage.restoration import inpaint_biharmonic

hole = np.zeros((28, 28, 1), bool)
hole[8:20, 10:22] = True
whole = test_images[:200]
damaged = np.where(hole, 0, whole).astype("uint8")
visible_mean = (damaged.sum(axis=(1, 2, 3)) / (~hole).sum())[:, None, None, None]
smooth = [inpaint_biharmonic(x[..., 0] / 255, hole[..., 0]) for x in damaged]
repairs = {
    ("mean of the visible", "可见像素的均值"): np.where(hole, visible_mean, whole),
    ("biharmonic", "双调和"): np.clip(smooth, 0, 1)[..., None] * 255,
    ("VAE, 16 numbers", "VAE，16 个数"): grey_vae.inpaint(damaged, hole).astype("float64"),
}
errors = {name: ((x - whole)[:, hole[..., 0]] / 255) ** 2 for name, x in repairs.items()}
hole_psnr = {name: -10 * np.log10(error.mean()) for name, error in errors.items()}
rows = [[name, f"{value:.1f}"] for name, value in hole_psnr.items()]
plotting.table([("filling", "填法"), ("PSNR of the hole in dB", "洞内的 PSNR（dB）")], rows)

# %%
shown = [np.where(hole, 127, whole[:10]), *(x[:10] for x in repairs.values()), whole[:10]]
row_labels = ["damaged", *(english for english, _ in repairs), "truth"]
plotting.show(
    plotting.image_grid(np.concatenate(shown).astype("uint8"), row_labels=row_labels),
    "From top to bottom: digits with a grey hole, three fillings, and the truth.",
    "自上而下：带灰洞的数字、三种填法、原图。",
)

# %% [markdown] lang="en"
# The VAE leads clearly; of the three it alone has seen other digits and could learn how strokes usually go on.
# Yet some of its digits are wrong: what it fills in fits the visible part and is not what stood there.
# A repaired image that looks right need not be right, and the portraits let us count that, since we know every attribute.
# We cover 200 test portraits in two ways and repair them.
# In the first the mouth is covered, in the second the whole left half.
# For comparison the hole is also filled from the mean of all training portraits.
#
# > **Predict before you run.** The mouth was chosen independently of everything else.
# > How often does the reader find the right one of the three mouths after the repair?

# %% [markdown] lang="zh"
# VAE 明显领先；三种填法里只有它见过别的数字，能学到笔画通常怎样接下去。
# 可是它补的数字也有错的：填进去的与可见部分相配，却不是原来的内容。
# 补好的图看上去对，不等于真的对。
# 要数一数补对了多少，可以换成头像，因为头像的每个属性都已知。
# 我们遮住 200 幅测试头像的一部分再修补：一次遮住嘴，一次遮住整个左半边。
# 作为对照，也用全部训练头像的平均来填补。
#
# > **先猜，再运行。** 嘴的样子是独立于其他属性选定的。
# > 嘴有三种；修补之后，分类器认出的嘴有多大比例是原来那一种？

# %% tags=["hide-output"]
over_mouth, over_half = np.zeros((2, 16, 16, 1), bool)
over_mouth[9:11, 6:10] = True
over_half[:, :8] = True
truth, mean_portrait = test_portraits[:200], centre.reshape(16, 16, 3) * 255
repaired, rows = [], []
for name, cover in {("mouth", "嘴"): over_mouth, ("left half", "左半边"): over_half}.items():
    repaired.append(portrait_vae.inpaint(truth, cover))
    errors = [
        ((filling - truth.astype("float32")) / 255) ** 2
        for filling in (mean_portrait, repaired[-1])
    ]
    rows.append(
        [name, *(f"{-10 * np.log10(error[:, cover[..., 0]].mean()):.1f}" for error in errors)]
    )
columns = [("mean portrait", "平均头像"), "VAE"]
plotting.table([("covered; PSNR inside, dB", "遮住的部分（其中的 PSNR，dB）"), *columns], rows)
mouths = [reader.accuracy(x, test_attributes[:200])["mouth"] for x in (by_vae[:200], repaired[0])]
print(f"mouths read rightly: {mouths[0]:.0%} if only reconstructed, {mouths[1]:.0%} if repaired")

# %% tags=["hide-output"]
shown = []
for cover, images in zip((over_mouth, over_half), repaired, strict=True):
    shown += [np.where(cover, 127, test_portraits[:10]).astype("uint8"), images[:10]]
plotting.show(
    plotting.image_grid(
        np.concatenate([*shown, test_portraits[:10]]),
        row_labels=["mouth covered", "repaired", "half covered", "repaired", "truth"],
    ),
    "Ten test portraits: mouth covered and repaired, left half covered and repaired, and the truth.",
    "十幅测试头像：遮住嘴、修补后；遮住左半边、修补后；原图。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The mouth is right about as often as a guess is, one time in three: nothing that is visible says which of the three mouths it was.
# (In portraits that are only reconstructed, about three mouths in four are read rightly.)
# The repaired mouth passes for a mouth all the same, though its pixels are hardly nearer to the truth than those of the mean portrait.
# Where the left half is covered, the right half shows hair, hat, clothing and background, and the repair is far nearer to the truth than the mean portrait.
#
# </details>
#
# > **Misconception: "the model restores what was lost."** It fills in what is likely, given what is visible.
# > If the visible part determines the rest, that is a restoration; if not, it is an invention that looks just as real.
# > On a medical image, or on a face from a street camera, an invented detail is a danger.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 修补之后，嘴认对的比例约为三分之一，与随机猜差不多：看得见的部分并没有透露嘴是三种中的哪一种。
# （不遮住、只作重建的头像，嘴约有四分之三认得对。）
# 补上的嘴看起来仍像一张嘴，可是就像素而言，它并不比平均头像接近原图多少。
# 遮住左半边时，右半边可以看到头发、帽子、衣服和背景，修补的结果远比平均头像接近原图。
#
# </details>
#
# > **常见误解：“模型把丢失的内容恢复了。”** 模型填进去的，是根据可见部分来看很可能出现的内容。
# > 如果可见部分足以决定其余部分，这就是恢复；如果不能，补出来的就是编造的，而且看上去同样真实。
# > 在医学影像或监控画面的人脸上，编造的细节会造成危险。
