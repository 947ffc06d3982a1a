# %% [markdown] lang="en"
# ## The data
#
# The same bundled MNIST digits as in chapter 3: 7,000 images to train on, 1,000 to choose settings with, 2,000 for the final examination.
# For likelihoods we also need them in black and white: each pixel is drawn once, and its grey value, from 0 for black to 1 for white, is the probability that it turns out white.
# The section on grey values explains why.

# %% [markdown] lang="zh"
# ## 数据
#
# 用的是第 3 章那些随课程附带的 MNIST 数字：7,000 幅用来训练，1,000 幅用来挑选设置，2,000 幅留作期末考试。
# 计算似然时还需要它们的黑白版本：每个像素抽一次签，抽中白色的概率就是它的灰度值（0 为黑，1 为白）。
# 为什么要这样做，讲灰度的那一节会说明。

# %%
(images, labels), (test_images, test_labels) = data.load_images("mnist")
train_images, validation_images = images[:7000], images[7000:]
train_labels = labels[:7000]
binary_validation = data.binarize(validation_images, seed=0)
binary_test = data.binarize(test_images, seed=0)
pair = np.concatenate([test_images[:10], binary_test[:10]])
plotting.show(
    plotting.image_grid(pair, row_labels=["grey", "binary"]),
    "Ten test digits, grey above, the same drawn in black and white below.",
    "十个测试数字，上排为灰度图，下排为抽签得到的黑白图。",
)
