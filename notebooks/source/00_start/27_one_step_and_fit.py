# %% [markdown] lang="en"
# ## One training step, and `fit`, which makes many
#
# Look again at `train_step` in "What you will make".
# It is the line $w \leftarrow w - \eta f'(w)$, where $f$ is now the loss, for all 50,890 weights at once:
#
# 1. `tf.GradientTape` records every operation of the network and of the loss;
# 2. `tape.gradient` goes back through the record, by back-propagation, and gives one array for each array of weights, of the same shape;
# 3. `assign_sub` subtracts 0.2 times the gradient: $\eta = 0.2$.
#
# ![One training step. A batch of images x and the weights w enter the model, which gives probabilities; with the labels y they give the loss, one number. The gradient, a dashed line, runs back from the loss through the model to the weights, one number for each weight. Each weight then moves by minus the learning rate times its gradient, and the next batch follows.](../figures/start_step_en.svg)
#
# The loss is that of 100 images, a **batch**, and not of all 7,000.
# Its gradient points in about the right direction and costs a seventieth of the work, so about seventy such steps fit into the time of one exact step.
# This is **stochastic gradient descent** (SGD).
# One pass over all training images is an **epoch**.
# (`@tf.function` compiles the step when it is first called; it runs without it too, more slowly.)
#
# Keras has this loop ready.
# `compile` takes the loss and an **optimizer**, the rule by which weights are moved; `fit` takes the data and does the rest.
# From the same weights, with the same ten batches, our loop and `fit` must arrive at the same weights:

# %% [markdown] lang="zh"
# ## 一个训练步，以及反复做训练步的 `fit`
#
# 回头再看“你会做出什么”一节的 `train_step`。
# 它做的就是 $w \leftarrow w - \eta f'(w)$，只不过 50,890 个权重一起更新：
#
# 1. `tf.GradientTape` 记录网络和损失的每一步运算；
# 2. `tape.gradient` 沿着记录反向传播，为每个权重数组给出一个形状相同的梯度数组；
# 3. `assign_sub` 减去 0.2 倍的梯度，也就是 $\eta = 0.2$。
#
# ![一个训练步。一批图像 x 和权重 w 进入模型，得到概率；概率与标签 y 一起得到损失，一个数。梯度（虚线）从损失出发，往回穿过模型，到达权重，每个权重一个数。然后每个权重逆着自己的梯度挪动，挪动的量是学习率乘以梯度；再取下一批。](../figures/start_step_zh.svg)
#
# 这里的损失只由 100 幅图像（一个**批次**）算出，而不是全部 7,000 幅。
# 由一个批次得到的梯度方向大致正确，计算量却只有七十分之一，所以用全部图像精确地走一步的时间，大约可以用批次走七十步。
# 这种做法叫**随机梯度下降**（stochastic gradient descent，SGD）。
# 把训练图像全部过一遍，叫作一**轮**（epoch）。
# （`@tf.function` 在第一次调用时把这一步编译好；不加也能运行，只是慢一些。）
#
# 反复做训练步的循环，Keras 里有现成的。
# `compile` 接受损失和**优化器**（调整权重的规则），`fit` 接受数据并完成其余的事。
# 从同样的权重出发，用同样的十个批次，我们的循环与 `fit` 应当得到同样的权重：

# %%
model.set_weights(first_weights)
for start in range(0, 1000, 100):
    train_step(train_images[start : start + 100], train_labels[start : start + 100])
ours = model.get_weights()

# %%
model.set_weights(first_weights)
model.compile(keras.optimizers.SGD(0.2), "sparse_categorical_crossentropy")
model.fit(train_images[:1000], train_labels[:1000], batch_size=100, shuffle=False, verbose=0)
theirs = model.get_weights()

# %%
differences = [np.mean(np.abs(a - b)) for a, b in zip(ours, theirs, strict=True)]
moved = [np.mean(np.abs(a - b)) for a, b in zip(ours, first_weights, strict=True)]
print(f"the ten steps moved the weights by {max(moved):.0e} on average")
print(f"ours and Keras' differ by {max(differences):.0e}")
assert max(differences) < 0.1 * max(moved)

# %% [markdown] lang="en"
# What is left is rounding.
# Now the classifier is trained in earnest: on all 7,000 training images, for six epochs.
# It starts from the first weights once more, with another optimizer: **Adam** (Kingma & Ba 2014, arXiv:1412.6980) keeps a running mean of each weight's gradient and of its square, and divides the first by the root of the second.
# So every weight moves by about the learning rate at each step, however small its gradient is.
# After each epoch Keras computes loss and accuracy on the validation images, without learning from them.
# In the table, the training loss is the mean over the batches of an epoch, during which the weights change; the validation loss is that of the weights at the end of the epoch, so it may be lower.

# %% [markdown] lang="zh"
# 两组权重余下的差别只是舍入误差。
# 接下来正式训练这个分类器：用全部 7,000 幅训练图像，训练六轮。
# 训练仍从最初的权重出发，只是换了优化器：**Adam**（Kingma 与 Ba 2014，arXiv:1412.6980）为每个权重保留梯度的滑动平均和梯度平方的滑动平均，更新时用前者除以后者的平方根。
# 这样，无论梯度多小，每个权重每步挪动的幅度都与学习率相当。
# 每轮之后，Keras 会在验证图像上算一次损失和准确率，但不从中学习。
# 后面的表中，“训练损失”是一轮里各批次损失的平均，这一轮里权重一直在变；“验证损失”则用这一轮结束时的权重算出，所以可能比“训练损失”还低。

# %%
model.set_weights(first_weights)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
first_loss, first_accuracy = model.evaluate(validation_images, validation_labels, verbose=0)

# %%
history = model.fit(
    train_images,
    train_labels,
    batch_size=100,
    epochs=6,
    validation_data=(validation_images, validation_labels),
    verbose=0,
).history

# %%
rows = []
for epoch, (loss, validation_loss, accuracy) in enumerate(
    zip(history["loss"], history["val_loss"], history["val_accuracy"], strict=True), 1
):
    rows.append([epoch, f"{loss:.3f}", f"{validation_loss:.3f}", f"{accuracy:.1%}"])
header = [("epoch", "轮数"), ("training loss", "训练损失"), ("validation loss", "验证损失")]
plotting.table([*header, ("validation accuracy", "验证准确率")], rows)

# %% [markdown] lang="en"
# More than nine in ten digits that it has not learnt from are read correctly.
# Which ones does it misread?
# Look at the errors of a model before you look for a larger one.

# %% [markdown] lang="zh"
# 对于没有学过的数字，分类器能读对九成多。
# 它读错的是哪些？
# 先看看模型犯的错，再考虑换更大的模型。
# 下图中标题“a as b”表示标签是 a，被读成了 b。

# %%
predicted = model.predict(validation_images, verbose=0).argmax(axis=-1)
wrong = np.flatnonzero(predicted != validation_labels)[:10]
titles = [f"{validation_labels[i]} as {predicted[i]}" for i in wrong]
plotting.show(
    plotting.image_grid(validation_images[wrong], titles=titles, scale=0.65),
    "Ten validation digits that the classifier misread, each titled with its label and the answer.",
    "十个被分类器读错的验证数字，标题为标签和分类器的答案。",
)

# %% [markdown] lang="en"
# Some of these are hard to read for a person, too; others are written in a way that the 7,000 training images rarely show.
# The network treats an image as 784 numbers in a row; one that looks at neighbouring pixels has it easier (exercise 4 below).

# %% [markdown] lang="zh"
# 读错的数字，有的连人也难认，有的写法在 7,000 幅训练图像里很少见。
# 对这个网络来说，图像只是排成一行的 784 个数；如果网络能把相邻的像素放在一起看，任务就容易些（见章末练习 4）。
