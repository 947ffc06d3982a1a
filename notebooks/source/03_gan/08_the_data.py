# %% [markdown] lang="en"
# ## The data
#
# Ten thousand real handwritten digits from MNIST come with the course: 8,000 to learn from and 2,000 for the final examination.
# We set 1,000 of the first aside to watch progress with, so that nothing is tuned on the test images.

# %% [markdown] lang="zh"
# ## 数据
#
# 课程自带一万幅真实的 MNIST 手写数字：8,000 幅用来学习，2,000 幅留作期末考试。
# 我们再从前者中拿出 1,000 幅作验证集，训练时用它观察进展，这样就没有任何选择是照着测试集做的。

# %%
from aigc_keras.data import load_images

(images, labels), (test_images, test_labels) = load_images("mnist")
train_images, validation_images = images[:7000], images[7000:]
train_labels = labels[:7000]
figure = plotting.image_grid(train_images[:20])
plotting.show(
    figure, "Twenty handwritten digits from the training set.", "训练集中的二十个手写数字。"
)
print(train_images.shape, train_images.dtype, "classes:", np.bincount(train_labels))

# %% [markdown] lang="en"
# Each image is 28 by 28 pixels, one grey value from 0 to 255 each.
# The classes are not quite equal in number: keep that in mind when we count what a generator makes.

# %% [markdown] lang="zh"
# 每幅图 28×28 像素，每个像素是 0 到 255 的灰度值。
# 各类数字并不一样多：之后清点生成结果时别忘了这一点。
