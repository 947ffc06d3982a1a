# %% [markdown] lang="en"
# ## In your own work
#
# A dozen lines train a classifier on images of your own, and save it.
# Your images come as an array `uint8 (n, 28, 28, 1)` and their labels as whole numbers from 0; for another size, change `keras.Input` in `build_classifier`, and for another number of labels the 10 of its last layer.
# Here 2,000 pictures of clothes stand for them.
# `EarlyStopping` watches the validation loss, stops when it has not fallen for two epochs, and goes back to the weights of the best epoch.
# This guards against what you saw in "Learning by heart".
# Since it chooses the epoch by these pictures, the score at the end is taken on pictures that took part in neither: the test pictures.

# %% [markdown] lang="zh"
# ## 用到自己的工作中
#
# 用十来行代码，就能在自己的图像上训练一个分类器，并把它存下来。
# 你的图像应当是 `uint8 (n, 28, 28, 1)` 的数组，标签是从 0 开始的整数；如果图像大小不同，就改 `build_classifier` 里的 `keras.Input`；标签不是 10 种，还要改最后一层的 10。
# 这里用 2,000 幅服饰图像代替你的图像。
# `EarlyStopping` 盯着验证损失，连续两轮没有下降就停止训练，并恢复最好那一轮的权重；这样做，防止的正是“过拟合”一节的问题。
# 轮数是按验证图像选的，所以最后打分另用既没有参加训练、也没有参加选择的测试图像。

# %%
(my_images, my_labels), (new_images, new_labels) = data.load_images("fashion_mnist")
mine, held = slice(0, 2000), slice(7000, 8000)
my_model = build_classifier()
my_model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping("val_loss", patience=2, restore_best_weights=True)
my_history = my_model.fit(
    my_images[mine],
    my_labels[mine],
    batch_size=50,
    epochs=12,
    validation_data=(my_images[held], my_labels[held]),
    callbacks=[stop],
    verbose=0,
)

# %%
path = Path(tempfile.mkdtemp()) / "my_classifier.keras"
my_model.save(path)
again = keras.models.load_model(path)
answers = again.predict(new_images, verbose=0).argmax(axis=1)
print(f"{np.mean(answers == new_labels):.0%} of {len(answers):,} new pictures, by the saved model")

# %% [markdown] lang="en"
# About eight in ten is less than for digits: there are fewer images to learn from, and shirts, coats and pullovers look much alike.
# The file holds the network, the weights and the state of the optimizer; whoever opens it needs none of the code above.
#
# ### Where these tools are today
#
# - The loss that large language models are trained on, and compared by, is the cross-entropy of this chapter, with tokens in the place of the ten labels (Hoffmann et al. 2022, arXiv:2203.15556).
# - DeepSeek-V3 was trained by AdamW, a variant of Adam (DeepSeek-AI 2024, arXiv:2412.19437).
# - Convolutions and residual connections make up most of the network that draws in Stable Diffusion (Rombach et al. 2021, arXiv:2112.10752).

# %% [markdown] lang="zh"
# 服饰图像十幅里大约认对八幅，准确率不如手写数字：用来学习的图像少，而衬衫、外套和套衫又很像。
# 文件里存着网络、权重和优化器的状态；打开文件的人不需要前面的代码。
#
# ### 这些工具今天用在哪里
#
# - 训练大语言模型、比较大语言模型所用的损失，就是本章的交叉熵，只是十个标签换成了词元（token）（Hoffmann 等 2022，arXiv:2203.15556）。
# - DeepSeek-V3 是用 AdamW 训练的，AdamW 是 Adam 的一个变体（DeepSeek-AI 2024，arXiv:2412.19437）。
# - Stable Diffusion 里负责画图的网络，主要由卷积和残差连接搭成（Rombach 等 2021，arXiv:2112.10752）。
