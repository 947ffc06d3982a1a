# %% [markdown] lang="en"
# ## Learning by heart: overfitting
#
# Now a new classifier of the same 50,890 weights sees only 200 images, 20 times each.
#
# > **Predict before you run.** What will the training loss do, what the validation loss, and what the validation accuracy?

# %% [markdown] lang="zh"
# ## 只记住了训练数据：过拟合
#
# 同样的分类器，同样 50,890 个权重，从头训练，但只给 200 幅图像，看 20 遍。
#
# > **先猜，再运行。** 训练损失、验证损失和验证准确率分别会怎样变化？

# %%
few = build_classifier()
few.compile(keras.optimizers.Adam(5e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
overfitted = few.fit(
    train_images[:200],
    train_labels[:200],
    batch_size=20,
    epochs=20,
    validation_data=(validation_images, validation_labels),
    validation_batch_size=1000,
    verbose=0,
).history

# %% tags=["hide-output"]
# en: The lowest value of each curve, and the last.
# zh: 每条曲线的最低值和最后的值。
rows = []
for name, key in ((("training", "训练"), "loss"), (("validation", "验证"), "val_loss")):
    losses, best = overfitted[key], int(np.argmin(overfitted[key]))
    rows.append([name, f"{losses[best]:.4f}", best + 1, f"{losses[-1]:.4f}"])
header = [("loss", "损失"), ("lowest", "最低"), ("after epoch", "在第几轮之后")]
plotting.table([*header, ("at the end", "最后")], rows)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The training loss goes to nearly zero: the 200 images are known by heart.
# The validation loss turns and rises after a few epochs.
# From then on the validation accuracy hardly moves: the model is wrong about as often as before, and surer of itself when it is.
#
# </details>
#
# This is overfitting; by the training curve alone it would look like success.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 训练损失降到接近零：网络已经把这 200 幅图像背了下来。
# 验证损失却降了几轮就掉头向上，此后验证准确率几乎不变：模型读错的次数与先前差不多，只是读错时更加肯定。
#
# </details>
#
# 这就是过拟合：只看训练曲线，会以为训练很成功。
# 下图中横轴为轮数（epoch），左图纵轴为损失（loss），右图纵轴为准确率（accuracy）；蓝线为 200 幅训练图像，橙线为 1,000 幅验证图像。

# %% tags=["hide-output"]
figure, axes = plt.subplots(1, 2, figsize=(7.4, 2.6), layout="constrained")
epochs = np.arange(1, 21)
for axis, name in zip(axes, ("loss", "accuracy"), strict=True):
    axis.plot(epochs, overfitted[name], label="training, 200 images")
    axis.plot(epochs, overfitted[f"val_{name}"], label="validation, 1,000 images")
    axis.set(xlabel="epoch", ylabel=name)
axes[1].legend()
plotting.show(
    figure,
    "Training loss falls nearly to zero; validation loss falls, then rises. Training accuracy reaches 1; "
    "validation accuracy rises at first and then stays lower.",
    "训练损失降到接近零，验证损失先降后升；训练准确率达到 1，验证准确率先升，随后停在较低处。",
)
