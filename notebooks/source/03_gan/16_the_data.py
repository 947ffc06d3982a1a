# %% [markdown] lang="en"
# ## The data
#
# Ten thousand handwritten digits from MNIST come with the course: 8,000 to learn from and 2,000 test images.
# We set 1,000 of the first aside as validation images, to watch progress with; the test images are used for the final scores only.

# %% [markdown] lang="zh"
# ## 数据
#
# 课程自带一万幅 MNIST 手写数字：8,000 幅用来训练，2,000 幅是测试图像。
# 我们从 8,000 幅中留出 1,000 幅验证图像，用来观察训练；测试图像只在最后打分时使用。

# %%
from aigc_keras.data import load_images

(images, labels), (test_images, test_labels) = load_images("mnist")
train_images, validation_images = images[:7000], images[7000:]  # (7000, 28, 28, 1), uint8
train_labels = labels[:7000]
plotting.show(
    plotting.image_grid(train_images[:20]),
    "Twenty handwritten digits from the training set.",
    "训练集中的二十个手写数字。",
)

# %% [markdown] lang="en"
# Each image has 28×28 pixels and one channel, and a pixel is a grey value from 0 to 255.
# Our networks work with numbers from -1 (black) to 1 (white).

# %% [markdown] lang="zh"
# 每幅数字图像有 28×28 个像素、一个通道，每个像素是 0 到 255 的灰度值。
# 我们的网络处理的是 -1（黑）到 1（白）之间的数，所以要先换算：

# %%
real_images = train_images.astype("float32") / 127.5 - 1
print(real_images.shape, real_images.min(), real_images.max())
