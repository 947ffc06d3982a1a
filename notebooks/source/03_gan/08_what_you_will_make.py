# %% [markdown] lang="en"
# ## What you will make
#
# The network below was trained with the code of this chapter, and its weights come with the course.
# Give it a number, and it writes that number in a handwriting of its own.

# %% [markdown] lang="zh"
# ## 你会做出什么
#
# 下面的网络是用本章的代码训练的，权重随课程提供。
# 给它一串数字，它就用自己的笔迹写出来。

# %%
trained = aigc_keras.load_trained("conditional_gan_digits")
number = "3141592653"
labels = [int(figure) for figure in number]
images = trained.sample(len(labels), labels=labels, seed=0)  # (10, 28, 28, 1), uint8
plotting.show(
    plotting.image_grid(images, column_labels=list(number)),
    "Ten digits, written by the trained network: the number above them was asked for.",
    "训练好的网络写出的十个数字；上方是我们要它写的数。",
)

# %% [markdown] lang="en"
# Most of the digits can be read, and now and then one goes wrong; at the end of the chapter you will know how often.
# Write your telephone number into the cell and run it again.
# Then change the seed: the digits stay, the handwriting changes.
#
# Where do these images come from?
# Each begins as a **noise vector** $z$ of 100 random numbers, which the network turns into 28×28 pixels.
# If we walk in small steps from one noise vector to another, the handwriting changes in small steps too:

# %% [markdown] lang="zh"
# 上图中的数字大多一眼就能认出来，偶尔也有写坏的；学完本章，你会知道写坏的占多少。
# 把上面的 `number` 换成你的电话号码，再运行一次。
# 然后换一个种子（`seed`）：数字不变，笔迹变了。
#
# 这些图像从哪里来？
# 每幅图的起点都是一个**噪声向量** $z$，即 100 个随机数，网络把这些数变成 28×28 个像素。
# 让一个噪声向量一小步一小步地变成另一个，笔迹也会一点一点地变化：

# %%
walks = trained.interpolate(10, labels=[2, 4, 9], num_walks=3, seed=1)
plotting.show(
    plotting.image_grid(walks, row_labels=["a 2", "a 4", "a 9"]),
    "Three walks through the noise, one for each row: the digit stays, its shape changes smoothly.",
    "每行中，噪声向量逐步变成另一个噪声向量：数字不变，字形平滑地变化。",
)

# %% [markdown] lang="en"
# This does not look like a stored list of images: the network has learnt a continuous space of handwritings.
# Nobody told it what a good image is, and no pixel of it was ever compared with a real one.
# How can a network learn like that?

# %% [markdown] lang="zh"
# 字形变化平滑，看来网络没有把图像一幅幅背下来，而是学到了一个连续的“笔迹空间”。
# 没有人告诉过网络什么样的图像算好，它画出的图像也从未与真实图像逐像素比较过。
# 那么网络是怎么学会写数字的？
