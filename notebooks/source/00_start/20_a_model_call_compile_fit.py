# %% [markdown] lang="en"
# ## A model: call, compile, fit
#
# A Keras model is a function with weights.
# This one takes images and gives ten probabilities.
# `Rescaling` brings the bytes to [0, 1], `Flatten` makes one row of 784 numbers, and a **dense** layer computes $\mathrm{activation}(xW + b)$.
# The last one stays in `float32`, so that its probabilities are precise whatever number format `configure` picked.
#
# The weights can be counted by hand: a dense layer from $n$ to $m$ numbers has $nm$ in $W$ and $m$ in $b$.

# %% [markdown] lang="zh"
# ## 模型：调用、编译、训练
#
# Keras 模型就是一个带权重的函数。
# 下面这个模型输入图像，输出十个概率：`Rescaling` 把字节缩放到 [0, 1]，`Flatten` 排成一行 784 个数，**全连接**层计算 $\mathrm{activation}(xW + b)$，其中 activation 是激活函数。
# 最后一层固定用 `float32`，不管 `configure` 选了哪种精度，概率都算得准。
#
# 权重可以亲手数：从 $n$ 个数到 $m$ 个数的全连接层，$W$ 里有 $nm$ 个，$b$ 里有 $m$ 个。


# %% tags=["nbval-check-output"]
def build_classifier(units=64):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dense(10, activation="softmax", dtype="float32"),
        ]
    )


model = build_classifier()
by_hand = (784 * 64 + 64) + (64 * 10 + 10)
assert model.count_params() == by_hand
print(f"{by_hand:,} weights; {train_images[:3].shape} -> {tuple(model(train_images[:3]).shape)}")

# %% [markdown] lang="en"
# **Compile** says what to lower and how.
# The loss is the **cross-entropy**, $-\log p(\text{right label})$, averaged over images: 0 for a sure and right answer, large for a sure and wrong one.
# Adam is the method that changes the weights, a refinement of the gradient descent in the next section.
#
# > **Predict before you run.** The weights are still random.
# > How large will the loss be, and which share of the digits will be read correctly?

# %% [markdown] lang="zh"
# **编译**（compile）规定要降低什么、怎样降低。
# 损失是**交叉熵**，即 $-\log p(\text{正确标签})$ 对各幅图像的平均：答得又肯定又对，损失接近 0；又肯定又错，损失很大。
# Adam 是调整权重的方法，由下一节的梯度下降改进而来。
#
# > **先猜，再运行。** 这时权重还是随机的。
# > 损失大约是多少？
# > 能读对几成数字？

# %% tags=["hide-output"]
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
first_loss, first_accuracy = model.evaluate(validation_images, validation_labels, verbose=0)

probabilities = model.predict(validation_images, verbose=0)
by_hand = -np.mean(np.log(probabilities[np.arange(1000), validation_labels]))
assert np.isclose(first_loss, by_hand, atol=0.02)
print(f"before training: loss {first_loss:.2f}, accuracy {first_accuracy:.0%}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The network knows nothing yet and spreads its probabilities almost evenly over the ten labels.
# Equal ones would cost $-\ln \tfrac1{10} = \ln 10 \approx 2.30$, and about one digit in ten is right by luck.
#
# </details>
#
# **Fit** trains.
# It takes 100 images at a time (a **batch**), computes the loss and its gradient, moves all 50,890 weights a little, and takes the next batch.
# One pass over the training images is an **epoch**.
# After each, Keras looks at the validation images, without learning from them.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 网络还什么都不懂，给十个标签的概率差不多是平均的。
# 完全平均时，损失是 $-\ln \tfrac1{10} = \ln 10 \approx 2.30$，十个数字里大约能蒙对一个。
#
# </details>
#
# **训练**（fit）每次取 100 幅图像（一个**批次**），算出损失和梯度，把 50,890 个权重各挪动一点，再取下一批。
# 把训练图像全部过一遍，叫作一**轮**（epoch）。
# 每轮之后，Keras 会看一眼验证图像，但不从中学习。

# %% tags=["hide-output"]
history = model.fit(
    train_images,
    train_labels,
    batch_size=100,
    epochs=6,
    validation_data=(validation_images, validation_labels),
    verbose=0,
).history
rows = []
for epoch, (loss, validation_loss, accuracy) in enumerate(
    zip(history["loss"], history["val_loss"], history["val_accuracy"], strict=True), 1
):
    rows.append([epoch, f"{loss:.3f}", f"{validation_loss:.3f}", f"{accuracy:.1%}"])
header = [("epoch", "轮"), ("loss", "损失"), ("validation loss", "验证损失")]
plotting.table([*header, ("validation accuracy", "验证准确率")], rows)

# %% [markdown] lang="en"
# A few seconds of training, and more than nine in ten digits it has never seen are read correctly.
# What does it get wrong?
# Look at the errors of a model before you look for a larger one.

# %% [markdown] lang="zh"
# 训练几秒钟，从没见过的数字，十个里能读对九个多。
# 错在哪里？
# 在换更大的模型之前，先看看它犯的错。
# 图中是十个读错的验证图像，标题“a as b”表示标签是 a，被读成了 b。

# %%
predicted = model.predict(validation_images, verbose=0).argmax(axis=-1)
wrong = np.flatnonzero(predicted != validation_labels)[:10]
titles = [f"{validation_labels[i]} as {predicted[i]}" for i in wrong]
plotting.show(
    plotting.image_grid(validation_images[wrong], titles=titles, scale=0.65),
    "Ten validation digits that the classifier misread, each titled with its label and the answer.",
    "十个被分类器读错的验证数字，标题为标签和分类器的答案。",
)
