# %% [markdown] lang="en"
# ## Repairing images
#
# A damaged image is a question to the model: which code explains what is still visible?
# `inpaint` searches for the code with the largest $\log p(\text{visible}\mid z) + \log p(z)$, step by step along the gradient, and fills the hole with what the decoder draws there.
#
# We cover 200 test portraits in two ways and repair them.
# In the first the mouth is covered, in the second the whole left half.

# %% [markdown] lang="zh"
# ## 修补图像
#
# 修补一幅残缺的图像，就是问模型：哪个编码能解释还看得见的部分？
# `inpaint` 沿着梯度一步步寻找使 $\log p(\text{可见}\mid z) + \log p(z)$ 最大的编码，再用解码器画的内容填补空洞。
#
# 我们遮住 200 幅测试头像的一部分再修补：一次遮住嘴，一次遮住整个左半边。

# %%
over_mouth, over_half = np.zeros((2, 16, 16, 1), bool)
over_mouth[9:11, 6:10] = True
over_half[:, :8] = True
truth = test_portraits[:200]
repaired = [portrait_vae.inpaint(truth, cover) for cover in (over_mouth, over_half)]

rows = []
for cover, images in zip((over_mouth, over_half), repaired, strict=True):
    rows += [np.where(cover, 127, truth[:10]).astype("uint8"), images[:10]]
labels_of_rows = ["mouth covered", "repaired", "half covered", "repaired", "truth"]
plotting.show(
    plotting.image_grid(np.concatenate([*rows, truth[:10]]), row_labels=labels_of_rows),
    "Ten test portraits: mouth covered and repaired, left half covered and repaired, and the truth.",
    "十幅测试头像：遮住嘴、修补后；遮住左半边、修补后；原图。",
)

# %% [markdown] lang="en"
# The repaired pictures are portraits, and what was filled in joins what is visible.
# The repaired mouths are blurred, and the repaired halves are mottled.
# But even a repaired image that looks right need not be right.
# Here we can count that, since we know every attribute; and we compute the PSNR of the covered pixels, beside that of a filling that knows nothing of the single portrait: the mean of all training portraits.
#
# > **Predict before you run.** The mouth was chosen independently of everything else.
# > How often does the reader find the right one of the three mouths after the repair?

# %% [markdown] lang="zh"
# 修补后的图像都是头像，补上的内容与可见部分相连。
# 补上的嘴比较模糊，补上的半边有些斑驳。
# 可是补好的图即使看上去对，不等于真的对。
# 头像的每个属性都已知，所以可以数一数补对了多少；我们还计算被遮像素的 PSNR，并与一种完全不看这幅头像的填法对照，即用全部训练头像的平均来填补。
#
# > **先猜，再运行。** 嘴的样子是独立于其他属性选定的。
# > 嘴有三种；修补之后，有多大比例的嘴会被分类器认作原来那一种？

# %% tags=["hide-output"]
known = test_attributes[:200]
mouths = [reader.accuracy(x, known)["mouth"] for x in (by_vae[:200], repaired[0])]
print(f"mouths read rightly: {mouths[0]:.0%} if only reconstructed, {mouths[1]:.0%} if repaired")

# %% tags=["hide-output"]
mean_portrait, rows = centre.reshape(16, 16, 3), []
for name, cover, images in (
    (("mouth", "嘴"), over_mouth, repaired[0]),
    (("left half", "左半边"), over_half, repaired[1]),
):
    errors = [((x - truth / 255) ** 2)[:, cover[..., 0]] for x in (mean_portrait, images / 255)]
    rows.append([name, *(f"{-10 * np.log10(error.mean()):.1f}" for error in errors)])
columns = [("mean portrait", "平均头像"), "VAE"]
plotting.table([("covered; PSNR inside, dB", "遮住的部分（其中的 PSNR，dB）"), *columns], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The mouth is right about as often as a guess is, one time in three: nothing that is visible says which of the three mouths it was.
# (In portraits that are only reconstructed, about three mouths in four are read rightly.)
# The repaired mouth looks like something between the three, and its pixels are hardly nearer to the truth than those of the mean portrait.
# Where the left half is covered, the right half shows hair, hat, clothing and background, and the repair is far nearer to the truth than the mean portrait.
#
# </details>
#
# > **Misconception: "the model restores what was lost."** It fills in what is likely, given what is visible.
# > If the visible part determines the rest, that is a restoration; if not, it is an invention.
# > Here the blur gives some inventions away; those of a sharper model look just as real as the rest.
# > On a medical image, or on a face from a street camera, an invented detail is a danger.
#
# ([04_vae_deeper](04_vae_deeper.ipynb) repairs digits with a hole, beside two fillings that have never seen a digit.)

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 修补之后，嘴认对的比例约为三分之一，与随便猜一种差不多：看得见的部分并没有透露嘴是三种中的哪一种。
# （不遮住、只作重建的头像，嘴约有四分之三认得对。）
# 补上的嘴看起来介于三种嘴之间；就像素而言，它与原图的差距只比平均头像略小一点。
# 遮住左半边时，右半边可以看到头发、帽子、衣服和背景，修补的结果远比平均头像接近原图。
#
# </details>
#
# > **常见误解：“模型把丢失的内容恢复了。”** 模型填进去的，是在可见部分已知时很可能出现的内容。
# > 如果可见部分足以决定其余部分，这就是恢复；如果不能，补出来的就是编造的。
# > 这里编造的部分比较模糊，还看得出来；如果模型画得更清晰，编造的部分看上去就与其余部分同样真实。
# > 如果修补的是医学影像，或者监控画面里的人脸，编造的细节就很危险。
#
# （深入篇 [04_vae_deeper](04_vae_deeper.ipynb) 修补有空洞的数字，并与两种没见过数字的填法对照。）
