# %% [markdown] lang="en"
# ## A model is a function with weights
#
# The classifier takes images and gives ten probabilities, one for each label:
#
# ![The classifier from top to bottom. An image (n, 28, 28, 1) in bytes; rescaling to numbers from 0 to 1 and flattening give a row of numbers (n, 784); a dense layer of 64 units and ReLU give hidden units (n, 64); a dense layer of 10 units and softmax give probabilities (n, 10).](../figures/start_classifier_en.svg)
#
# `Rescaling` brings the bytes to [0, 1], and `Flatten` makes one row of 784 numbers of each image.
# A **dense** layer multiplies its input $x$ by a matrix $W$, adds a vector $b$ and applies an **activation**: $\mathrm{activation}(xW + b)$.
# The outputs of the first dense layer lie between input and answer; they are called **hidden units**.
# Its activation is ReLU, $\max(0, h)$, which sets negative numbers to 0; without it two dense layers would be no more than one.
# The activation of the last layer is the **softmax**, $e^{\ell_k} / \sum_j e^{\ell_j}$, which makes positive numbers with the sum 1 of any ten numbers $\ell$ (the **logits**).
# It is computed in `float32`, so that its probabilities are precise whatever number format `configure` picked.
#
# In NumPy all of this is five lines.
# They must give what Keras gives, up to rounding.
# Where `configure` picked a format of 16 bits, the hidden units have only two or three digits, so the next cell leaves a wide margin (`atol`).

# %% [markdown] lang="zh"
# ## 模型是带权重的函数
#
# 前面的分类器接受图像，输出十个概率，每个标签一个。
# 下面一层一层地看它的结构：
#
# ![分类器，自上而下：字节形式的图像 (n, 28, 28, 1)；缩放到 0 与 1 之间并展平，成为一行数 (n, 784)；64 个单元的全连接层和 ReLU 给出隐藏单元 (n, 64)；10 个单元的全连接层和 softmax 给出概率 (n, 10)。](../figures/start_classifier_zh.svg)
#
# `Rescaling` 把字节缩放到 [0, 1]，`Flatten` 把每幅图像排成一行 784 个数。
# **全连接**层先把输入 $x$ 乘以矩阵 $W$，加上向量 $b$，再对结果施加**激活函数**：$\mathrm{activation}(xW + b)$，式中 activation 就是激活函数。
# 第一个全连接层的输出介于输入与答案之间，这些数叫作**隐藏单元**。
# 这一层的激活函数是 ReLU，即 $\max(0, h)$，它把负数变成 0；没有 ReLU，两个全连接层合起来不过相当于一个。
# 最后一层的激活函数是 **softmax**，即 $e^{\ell_k} / \sum_j e^{\ell_j}$，它把任意十个数 $\ell$（称为 **logit**）变成十个和为 1 的正数。
# 这一层固定用 `float32` 计算，这样不管 `configure` 选了哪种精度，概率都算得准。
#
# 用 NumPy 写这个网络，一共五行，结果应当与 Keras 一致，只差舍入误差。
# `configure` 选了 16 位的精度时，隐藏单元的值只有两三位有效数字，所以下面代码最后一行的容差（`atol`）比较大。

# %%
W_hidden, b_hidden, W_output, b_output = first_weights
pixels = validation_images.reshape(1000, 784) / 255  # (1000, 784)
hidden = np.maximum(pixels @ W_hidden + b_hidden, 0)  # (1000, 64)
powers = np.exp(hidden @ W_output + b_output)  # (1000, 10)
probabilities = powers / powers.sum(axis=1, keepdims=True)  # (1000, 10)

model.set_weights(first_weights)
np.testing.assert_allclose(model(validation_images), probabilities, atol=0.02)

# %% [markdown] lang="en"
# The weights can be counted by hand: a dense layer from $n$ to $m$ numbers has $nm$ in $W$ and $m$ in $b$.
# The next cell checks the count, and sends three images through the model, which gives three rows of ten probabilities.

# %% [markdown] lang="zh"
# 权重有多少个，可以亲手算：输入 $n$ 个数、输出 $m$ 个数的全连接层，$W$ 里有 $nm$ 个，$b$ 里有 $m$ 个。
# 下面的代码核对这个数目，再把三幅图像送进模型，得到三行概率，每行十个。

# %% tags=["nbval-check-output"]
by_hand = (784 * 64 + 64) + (64 * 10 + 10)
assert model.count_params() == by_hand
print(f"{by_hand:,} weights; {train_images[:3].shape} -> {tuple(model(train_images[:3]).shape)}")

# %% [markdown] lang="en"
# The **loss** says how bad the answers are, in one number.
# Ours is the **cross-entropy**: $-\ln p(\text{right label})$, averaged over the images, where $p$ is the probability that the model gives.
# A sure and right answer costs nearly 0, a sure and wrong one much.
#
# > **Predict before you run.** The weights are the random ones from before the training.
# > How large will the loss be, and how large the accuracy, the share of the digits read correctly?

# %% [markdown] lang="zh"
# **损失**用一个数说明答案有多差。
# 这里用的是**交叉熵**：对每幅图像取 $-\ln p(\text{正确标签})$，再求平均，其中 $p$ 是模型给出的概率。
# 模型很肯定而且答对了，损失接近 0；很肯定却答错了，损失很大。
#
# > **先猜，再运行。** 现在的权重是训练之前的随机数。
# > 损失大约是多少？
# > 网络的准确率（读对的比例）是多少？

# %% tags=["hide-output"]
of_label = probabilities[np.arange(1000), validation_labels]  # (1000,)
share = np.mean(probabilities.argmax(axis=1) == validation_labels)
print(f"before training: loss {-np.mean(np.log(of_label)):.2f}, accuracy {share:.0%}")

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# The network knows nothing yet and spreads its probabilities almost evenly over the ten labels.
# Equal ones would cost $-\ln \tfrac1{10} = \ln 10 \approx 2.30$, and about one digit in ten is right by luck.
# The random weights do not make them quite equal, so the loss is only near 2.30.
#
# </details>
#
# 2.30 is a number to remember: a loss that stays there says that a classifier of ten labels has learnt nothing.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 网络还什么都不懂，给十个标签的概率差不多相等。
# 概率完全相等时，损失是 $-\ln \tfrac1{10} = \ln 10 \approx 2.30$，十个数字里大约能蒙对一个。
# 随机的权重给出的概率并不完全相等，所以损失只是接近 2.30。
#
# </details>
#
# 请记住 2.30 这个数：分类器有十个标签时，损失若一直停在这里，就说明它什么也没学到。
