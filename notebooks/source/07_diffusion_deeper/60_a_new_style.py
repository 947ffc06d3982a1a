# %% [markdown] lang="en"
# ## A new style from fifty pictures
#
# All we have of a new style is fifty digits in bold, five of each label, thickened by a filter that gives each pixel the greatest grey value of the nine around it.
# Before any training we ask whether the model could show the style at all: its digits come out of the VAE's decoder, which has seen plain digits only.
# The measure is the ink, the mean grey value; a digit counts as bold if it has more ink than 95% of the plain training digits of its label.

# %% [markdown] lang="zh"
# ## 五十幅图像教出一种新风格
#
# 新风格只有五十个粗体数字，每个标签五个：用一个滤波器加粗，让每个像素取周围九个像素中最大的灰度值。
# 训练之前先要弄清楚：这个模型究竟能不能画出这种风格？
# 它的数字要由 VAE 的解码器画出来，而解码器只见过普通的数字。
# 用来衡量的是墨量，即平均灰度；一个数字的墨量若超过同一标签 95% 的普通训练数字，就算作粗体。


# %%
def bold(digits):
    return ndimage.maximum_filter(digits, (1, 3, 3, 1))


def bold_share(digits, labels):
    return np.mean(digits.mean((1, 2, 3)) > limits[labels])


# %%
of_label = [np.flatnonzero(train_labels == label) for label in range(10)]
limits = np.array([np.quantile(train_images[x].mean((1, 2, 3)), 0.95) for x in of_label])
fifty = np.concatenate([x[:5] for x in of_label])
style_images, style_labels = bold(train_images[fifty]), train_labels[fifty]
bold_validation = bold(validation_images)
rebuilt = model.images(model.codes(bold_validation))
for digits in (validation_images, bold_validation, rebuilt):
    print(f"{bold_share(digits, validation_labels):.0%} bold")

# %% [markdown] lang="en"
# The lines are of the validation digits as they are, made bold, and made bold and then encoded and decoded by the VAE.
# (Of plain digits about 5% count as bold, by the definition.)
# The codes can hold most of the style: of the bold digits that went through the VAE, most still count as bold.
# Had they come out plain, no training of the denoiser could have helped.
#
# **LoRA** (low-rank adaptation, Hu et al. 2021, arXiv:2106.09685) leaves every trained weight as it is.
# To the kernel $W$ of a dense layer, of shape $(m, n)$, it adds a product $A B$ of two thin matrices, $(m, r)$ and $(r, n)$, of a small rank $r$, and trains only these.
# $B$ starts at zero, so at first nothing changes.
# Keras has it built in: `layer.enable_lora(rank)`.

# %% [markdown] lang="zh"
# 三行依次是：原来的验证数字，加粗之后，加粗并经过 VAE 之后。
# （按定义，普通数字也有 5% 左右算作粗体。）
# 编码基本上能保留这种风格：粗体数字经过 VAE 之后，大多数仍算得上粗体。
# 假如它们出来时变回了普通的粗细，怎样训练去噪网络都没有用。
#
# **LoRA**（低秩适配；Hu 等，2021，arXiv:2106.09685）不改动任何训练好的权重。
# 设全连接层的权重矩阵 $W$ 的形状为 $(m, n)$，LoRA 给它加上两个窄矩阵的乘积 $A B$，形状为 $(m, r)$ 和 $(r, n)$，秩 $r$ 很小，训练的只有这两个矩阵。
# $B$ 从零开始，所以起初什么也没有变。
# Keras 自带这个功能：`layer.enable_lora(rank)`。

# %%
adapted = copy_of(teacher)
for variable in adapted.variables:
    variable.trainable = False
# en: A ScaleShift holds its dense layer as `project`.
# zh: ScaleShift 层里的全连接层叫 `project`。
dense = [getattr(layer, "project", layer) for layer in adapted.layers]
dense = [layer for layer in dense if isinstance(layer, layers.Dense)]
for layer in dense:
    layer.enable_lora(rank=2)
trained = sum(math.prod(weight.shape) for weight in adapted.trainable_variables)
everything = teacher.count_params()
print(f"{trained:,} of {everything:,} weights are trained ({trained / everything:.1%})")

# %% [markdown] lang="en"
# The loss is the usual one, on the fifty codes and nothing else; each is seen 750 times, each time with other noise.
# The model has to be compiled after `enable_lora`, since the optimizer must know the new weights.
# An assertion then checks for the last layer that its output is indeed $x (W + A B)$ plus the bias.

# %% [markdown] lang="zh"
# 损失与平常一样，训练数据就是这五十个编码；每个编码用 750 次，每次加的噪声都不同。
# 要在 `enable_lora` 之后编译模型，优化器才知道有了新的权重。
# 随后的断言在最后一层上验证：输出确实是 $x (W + A B)$ 加上偏置。

# %%
style_codes = model.codes(style_images)  # (50, 16)
learner = Diffusion(adapted, num_classes=10, seed=0)
learner.compile(keras.optimizers.Adam(4e-3, beta_2=0.99), steps_per_execution=10)
repeated = np.tile(style_codes, (750, 1)), np.tile(style_labels, 750)
history = learner.fit(repeated, batch_size=250, verbose=0)

# %%
layer = adapted.layers[-1]
parts = teacher.layers[-1].kernel, layer.lora_kernel_a, layer.lora_kernel_b
base, a, b = (ops.convert_to_numpy(part) for part in parts)  # (128, 16), (128, 2), (2, 16)
x = rng.standard_normal((4, 128), dtype="float32")
by_hand = x @ (base + a @ b) + ops.convert_to_numpy(layer.bias)
np.testing.assert_allclose(layer(x), by_hand, atol=1e-4)

# %% [markdown] lang="en"
# The product stays apart from $W$, so its strength can be set: with $f B$ in place of $B$, the factor $f = 0$ gives the old model back, and values between 0 and 1 give some of the style.
#
# > **Predict before you run.** At which factor do half of the digits count as bold?
# > And can the digits still be read as ordered?

# %% [markdown] lang="zh"
# 乘积 $A B$ 与 $W$ 分开存放，所以强弱可以调节：用 $f B$ 代替 $B$，系数 $f = 0$ 时就是原来的模型，$f$ 在 0 与 1 之间时则带一部分风格。
#
# > **先猜，再运行。** 系数为多少时，有一半的数字算得上粗体？
# > 这些数字还能按所要的标签认出来吗？

# %% tags=["hide-output"]
learnt = [ops.convert_to_numpy(layer.lora_kernel_b) for layer in dense]
styled, bolds, rows = {"of the fifty": style_codes[::2]}, {}, []
for factor in (0, 0.5, 1):
    for layer, b in zip(dense, learnt, strict=True):
        layer.lora_kernel_b.assign(factor * b)
    styled[f"factor {factor}"] = draw(adapted, 8)
    shown = model.images(styled[f"factor {factor}"])
    bolds[factor] = bold_share(shown, wanted)
    read = np.mean(classify("mnist", shown)[1] == wanted)
    rows.append([str(factor), f"{shown.mean() / 255:.3f}", f"{bolds[factor]:.0%}", f"{read:.0%}"])
np.testing.assert_allclose(styled["factor 0"], drawn_by["teacher", 8], atol=1e-4)
header = [("factor", "系数"), ("ink", "墨量"), ("bold", "粗体")]
plotting.table([*header, ("read as ordered", "认作所要的数字")], rows)

# %% tags=["hide-output"]
show(
    styled,
    "Top: twenty of the fifty bold pictures, through the VAE. Below: the adapted model with factor 0 (the old model), 0.5 and 1, from the same noises.",
    "上：五十幅粗体图像中的二十幅，经过 VAE。下：适配后的模型由同样的噪声画出，系数依次为 0（即原来的模型）、0.5、1。",
)

# %% [markdown] lang="en"
# <details><summary>Answer</summary>
#
# Between 0.5 and 1: at a half few digits count as bold, at 1 about as many as of the real bold digits that went through the VAE.
# The ink rises with the factor.
# Most digits can still be read as ordered, but at 1 fewer than without the style: fifty pictures are few, and thick strokes can close the holes by which digits are told apart.
#
# </details>
#
# With factor 0 the model draws its old digits again, as an assertion checks: since LoRA can be taken off, nothing is forgotten.
# It costs 3% of the number of weights, stored beside the model, so one model can be given many such styles.

# %% [markdown] lang="zh"
# <details><summary>答案</summary>
#
# 在 0.5 与 1 之间：系数取一半时，算得上粗体的不多；取 1 时，粗体的比例与真实粗体数字经过 VAE 之后的差不多。
# 墨量随系数增大。
# 多数数字仍能按所要的标签认出来，但系数取 1 时比没有这种风格时少：五十幅图像毕竟太少，笔画加粗也可能填满空隙，而辨认数字往往要靠这些空隙。
#
# </details>
#
# 系数取 0 时，模型画出的还是原来的数字，有断言验证：LoRA 可以去掉，所以什么也不会遗忘。
# 它要另外存放的数只有全部权重的 3%，所以一个模型可以配上许多种这样的风格。
