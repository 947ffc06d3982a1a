# %% [markdown] lang="en"
# ## A GAN that takes orders
#
# So far the generator draws what it likes.
# A conditional GAN (Mirza & Osindero 2014, arXiv:1411.1784) tells both players the label: the generator receives it beside the noise, and the discriminator judges whether image and label belong together.
# Its logit gains a term, the dot product of the label's embedding with the image's features (Miyato & Koyama 2018, arXiv:1802.05637).

# %% [markdown] lang="zh"
# ## 听指挥的 GAN
#
# 到目前为止，生成器想画什么就画什么。
# 条件 GAN（Mirza 与 Osindero，2014，arXiv:1411.1784）把标签告诉双方：生成器除噪声外还收到标签，判别器则判断图像与标签是否相配。
# 它的 logit 多出一项，即标签的嵌入与图像特征的点积（Miyato 与 Koyama，2018，arXiv:1802.05637）。

# %%
from aigc_keras import ConditionalGAN

conditional = ConditionalGAN(
    ConvGenerator(num_classes=10),
    ConvDiscriminator(num_classes=10),
    num_classes=10,
    loss="relativistic",
    r1_weight=1.0,
)
train("conditional", conditional, (train_images, train_labels), 8, learning_rate=2e-3)
evaluate("conditional", conditional)
print(f"Fréchet distance {results['conditional']['frechet']:.2f} ± {spread['conditional']:.2f}")

# %% [markdown] lang="en"
# Ask it for the day on which it was trained.
# Each digit comes from noise of its own; run the cell again with another seed for another handwriting.

# %% [markdown] lang="zh"
# 请它写下自己受训的日期。
# 每一位数字各用一份噪声；换个种子再运行，就换一种笔迹。

# %%
import datetime

today = datetime.date.today().strftime("%Y%m%d")
digits = [int(character) for character in today]
written = conditional.sample(8, labels=digits, seed=0)
plotting.show(
    plotting.image_grid(written, columns=8, column_labels=list(today)),
    f"The date {today}, written by the conditional GAN.",
    f"条件 GAN 写下的日期 {today}。",
)

# %% [markdown] lang="en"
# Does it obey?
# Ask for 200 of each digit and let the frozen classifier read them.

# %% [markdown] lang="zh"
# 它听话吗？
# 每个数字要 200 个，让冻结的分类器来认。

# %%
from aigc_keras.metrics.classifier import classify

asked = np.repeat(np.arange(10), 200)
read = classify("mnist", conditional.sample(2000, labels=asked, seed=1))[1]
obedience = np.mean(read == asked)
results["conditional"]["obedience"] = obedience
print(f"{obedience:.1%} are read as the digit that was asked for (real test images: ", end="")
print(f"{np.mean(classify('mnist', test_images)[1] == test_labels):.1%})")
