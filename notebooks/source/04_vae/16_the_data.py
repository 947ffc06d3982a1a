# %% [markdown] lang="en"
# ## The data for the first half
#
# We build the first VAE on handwritten digits, since a black-and-white image has the simplest likelihood there is.
# MNIST gives 7,000 images to train on and 2,000 test images for the final scores; 1,000 more were used to choose the settings.
# Each pixel is drawn as black or white: its grey value, from 0 for black to 1 for white, is the probability of white.
# For the VAE the test images are drawn in black and white once, and the training images anew at each step.
# The section "Grey values are no coin flips" explains why.
# (Where a figure shows codes or reconstructions, the encoder gets the grey test images as they are; only the bounds ask for the binary ones.)

# %% [markdown] lang="zh"
# ## 前半章的数据
#
# 第一个 VAE 用手写数字训练，因为黑白图像的似然最简单。
# MNIST 中的 7,000 幅用来训练，2,000 幅测试图像留到最后用来给模型打分；还有 1,000 幅曾用来选定各项设置。
# 每个像素都随机地取黑或白，得到二值图：灰度值（0 为黑，1 为白）就是取白的概率。
# 对 VAE 来说，测试图像的黑白只抽取一次，训练图像则每一步都重新抽取。
# “灰度图不能当作二值图”一节会说明原因。
# （画编码和重建的图时，交给编码器的是原来的灰度测试图像；只有计算下界才必须用二值图。）

# %%
(images, labels), (test_images, test_labels) = data.load_images("mnist")
train_images, train_labels = images[:7000], labels[:7000]  # (7000, 28, 28, 1), uint8
binary_test = data.binarize(test_images, seed=0)
pair = np.concatenate([test_images[:10], binary_test[:10]])
plotting.show(
    plotting.image_grid(pair, row_labels=["grey", "binary"]),
    "Ten test digits, grey above, the same drawn in black and white below.",
    "十个测试数字：上排是灰度图，下排是随机取黑白得到的图。",
)
