# %% [markdown] lang="en"
# ## What a hundred faces can teach
#
# One of the two articles that this chapter checks further below, the one on generative AI, promises faces.
# The course bundles 100 photographs of 25×25 pixels: 80 to train on, 20 held out.
# They show real people who were not asked; nobody's name is in the file, and `data/README.md` says what is known of consent, licence and bias.
# Most of them are men, hardly any are children, and a model can only repeat what it was shown.
#
# We add 40 copies of each training photograph, mirrored, tilted, moved, made brighter or darker, **after** the split, and train a VAE.
# Beside it stands the simplest rival: principal components (PCA), which rebuild an image from the 16 directions in which the training images differ most.
# The score is the PSNR in decibels (dB), computed from the squared error: higher is closer, and 3 dB more means half the squared error.

# %% [markdown] lang="zh"
# ## 一百张人脸能教会什么
#
# 本章后面要核对两篇文章，其中的《生成式AI》说能生成人脸。
# 课程附带 100 张 25×25 像素的照片：80 张用来训练，20 张留出。
# 照片上是真实的人，没有人问过他们愿不愿意；文件里没有姓名，关于知情同意、授权和偏差，凡是查得到的都写在 `data/README.md` 里。
# 其中大多是男性，几乎没有儿童；模型只会重复它见过的东西。
#
# **先**划分，**后**增广：给每张训练照片添 40 个副本，或镜像，或倾斜，或平移，或变亮变暗，然后训练一个 VAE。
# 旁边放上最朴素的对手：主成分分析（PCA），它用训练图像差异最大的 16 个方向来还原图像。
# 打分用 PSNR，单位分贝（dB），由平方误差算出：越高越接近原图，每高 3 dB，平方误差减半。

# %%
(faces, _), (held_faces, _) = data.load_images("faces")
many = data.augment_faces(faces, 40, seed=0)
face_vae = VAE(image_shape=(25, 25, 1), latent_dim=16, widths=(256,), likelihood="gaussian", seed=0)
_, seconds = train(face_vae, many, epochs=30, learning_rate=3e-3, batch_size=100)
flat = many.reshape(len(many), -1) / 255
centre = flat.mean(0)
components = np.linalg.svd(flat - centre, full_matrices=False)[2][:16]


def pca(images):
    codes = (images.reshape(len(images), -1) / 255 - centre) @ components.T
    return np.clip(codes @ components + centre, 0, 1).reshape(images.shape)


rows = []
for name, part in {("training", "训练"): faces, ("held-out", "留出"): held_faces}.items():
    as_float = (part / 255).astype("float32")
    vae_psnr = metrics.psnr(face_vae.reconstruct(part, dtype="float32"), as_float).mean()
    pca_psnr = metrics.psnr(pca(part).astype("float32"), as_float).mean()
    rows.append([name, f"{vae_psnr:.1f}", f"{pca_psnr:.1f}"])
psnr = [("PSNR of the VAE in dB", "VAE 的 PSNR（dB）"), ("of PCA", "PCA 的")]
plotting.table([("faces", "人脸"), *psnr], rows)
print(f"{len(many)} images, {seconds:.0f} s")

# %%
invented = face_vae.sample(10, seed=3)
distances = ((invented[:, None] / 255 - many[None] / 255) ** 2).sum(axis=(2, 3, 4))
rows = [
    held_faces[:10],
    face_vae.reconstruct(held_faces[:10]),
    np.rint(pca(held_faces[:10]) * 255).astype("uint8"),
    invented,
    many[distances.argmin(1)],
]
plotting.show(
    plotting.image_grid(
        np.concatenate(rows), row_labels=["held out", "VAE", "PCA", "invented", "nearest real"]
    ),
    "Row 1: held-out faces. Row 2: the VAE's reconstructions, blurred, not quite like. Row 3: PCA's, "
    "ghostly too. Row 4: invented faces, dark and vague. Row 5: the training image nearest to each.",
    "第 1 行：留出的人脸。第 2 行：VAE 的重建，模糊，也不太像本人。第 3 行：PCA 的重建，同样影影绰绰。第 4 行：创作的人脸，又暗又模糊。第 5 行：与之最近的训练图像。",
)

# %% [markdown] lang="en"
# On the people that both have seen, the VAE's sixteen numbers rebuild the faces better than PCA's sixteen; on new people PCA is ahead.
# Eighty photographs do not say much more about faces in general than their main directions, and PCA finds exactly those that leave the least squared error, without paying a divergence.
# What the VAE has learnt beyond them is these eighty, and it rebuilds strangers from the people it knows.
# The copies taught both that a tilted face is a face, not what another person looks like.
# What PCA by itself does not offer is the fourth row: faces drawn from a distribution.
# They are dark and vague, some hardly a face, and none is a copy of the photograph below it, the nearest of all training images and their variants.
# We claim no more than that: with twenty held-out photographs, no distance between distributions would mean anything, and a vague face that resembles no one is no new person.

# %% [markdown] lang="zh"
# 同样是 16 个数，见过的人，VAE 还原得比 PCA 好；没见过的人，PCA 反而领先。
# 关于人脸的一般规律，八十张照片说出的比几个主方向多不了多少；PCA 恰好找得到平方误差最小的那几个方向，还不必为散度付钱。
# VAE 多学到的，只是这八十张照片本身，它用熟人的样子去拼陌生人。
# 那些副本教给两者的是“歪着的脸也是脸”，并没有教它们别人长什么样。
# PCA 本身给不出的是第四行：从分布中抽出的人脸。
# 它们又暗又模糊，有的几乎看不出是脸；没有一张照抄下面那张照片，而那已是全部训练图像及其变体中最近的一张。
# 我们能说的仅此而已：只有二十张留出照片，算分布之间的距离毫无意义；一张谁也不像的模糊面孔，也算不上一个新人。
