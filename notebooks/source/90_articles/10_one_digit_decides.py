# %% [markdown] lang="en"
# ## One digit decides
#
# A GAN's generator G is trained through its discriminator D: it makes an image from noise $z$, D gives the probability $D(G(z))$ that the image is real, and the loss compares this probability with a label.
# One of the printed programs has these two lines:
#
# ```python
# y = np.zeros((1, 1))
# gan.train_on_batch(noise, y)
# ```
#
# The label is 0, "generated".
# The cross-entropy with label 0 is $-\log(1 - D(G(z)))$, and it is smallest where D sees through every image.
# The article's own formula is $-\log D(G(z))$, the cross-entropy with label 1.
#
# We train the same networks twice, from the same weights and for the same number of steps.
# Everything is in order but this one label.
# What will the generator draw that was trained with label 0?

# %% [markdown] lang="zh"
# ## 一个数字之差
#
# GAN 的生成器 G 要通过判别器 D 来训练：G 由噪声 $z$ 造出一幅图像，D 给出这幅图像为真的概率 $D(G(z))$，损失再拿这个概率与标签比较。
# 其中一个程序里有这样两行：
#
# ```python
# y = np.zeros((1, 1))
# gan.train_on_batch(noise, y)
# ```
#
# 这里的标签是 0，意思是“生成的”。
# 标签为 0 的交叉熵是 $-\log(1 - D(G(z)))$，D 把每幅图像都识破时它最小。
# 而文章自己的公式是 $-\log D(G(z))$，即标签为 1 的交叉熵。
#
# 下面把同样的网络训练两次，起始权重相同，步数也相同。
# 其余的错误都已改正，只有这一个标签不同。
# 按标签 0 训练出来的生成器会画出什么呢？


# %%
def losses_with_label(label):
    """The losses of both players; `label` is what the generator's images are compared with."""

    # en: Logits of D in, losses of D and of G out. softplus(-l) = -log D, softplus(l) = -log(1 - D).
    # zh: 输入判别器的 logit，输出 D 和 G 的损失。softplus(-l) = -log D，softplus(l) = -log(1 - D)。
    # real_logits, fake_logits: (n, 1) -> d_loss, g_loss: (n, 1)
    def losses(real_logits, fake_logits):
        d_loss = ops.softplus(-real_logits) + ops.softplus(fake_logits)
        g_loss = ops.softplus(-fake_logits if label == 1 else fake_logits)
        return d_loss, g_loss

    return losses


# %%
samples_by_label = {}
for label in (0, 1):
    keras.utils.set_random_seed(0)
    networks = ConvGenerator(latent_dim=100), ConvDiscriminator()
    label_gan = GAN(*networks, loss=losses_with_label(label), seed=0)
    # en: The mean of the last weights draws more steadily than the last weights alone.
    # zh: 用最近权重的平均值来画，比只用最后的权重更稳。
    optimizer = TwoPlayerAdam(2e-3, use_ema=True, ema_momentum=0.98)
    label_gan.compile(optimizer, steps_per_execution=9)
    label_gan.fit(train_images, batch_size=128, epochs=4, verbose=0, callbacks=[Progress()])
    samples_by_label[label] = label_gan.sample(10, seed=1)  # (10, 28, 28, 1), uint8

plotting.show(
    plotting.image_grid(
        np.concatenate(list(samples_by_label.values())),
        row_labels=["label 0, as printed", "label 1, as meant"],
    ),
    "Two rows of ten samples: with label 0 all are the same grey pattern; with label 1 strokes on black appear, some of which can be read as digits.",
    "两行样本，每行十个：标签为 0 时全是同样的灰色花纹；标签为 1 时黑底上出现了笔画，有的已经认得出是数字。",
)

# %% [markdown] lang="en"
# The first line of output belongs to label 0: both losses fall towards zero, and to somebody who watches the losses the training looks perfect.
# The generator has learnt to be recognised, and D need not learn anything about digits to recognise it.
# With label 1 the losses stay far from zero, and strokes appear.
# Clear digits take longer; [chapter 3](03_gan.ipynb) trains them.
#
# This is the pattern of the whole notebook: a sentence or a line as it was printed, what follows from it, and what holds instead.

# %% [markdown] lang="zh"
# 输出的第一行属于标签 0：两个损失都趋近于零，只看损失的人会以为训练得十分完美。
# 其实生成器学会的是怎样让判别器一眼认出来，而判别器不必学到任何关于数字的东西，就能认出它。
# 标签为 1 时，损失离零还远，笔画却出现了。
# 要画出清楚的数字得练得更久，那是[第 3 章](03_gan.ipynb)的事。
#
# 本篇通篇都是这个写法：先列出文章里的一句话或一行代码，再看它会造成什么后果，最后说明实际应当怎样。

# %% [markdown] lang="en"
# ### The five articles
#
# | short name | title |
# | --- | --- |
# | **history** | 《AIGC从入门到实战：AIGC 的发展历程》, "AIGC from beginning to practice: the history of AIGC" |
# | **large models** | 《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》, "AIGC from beginning to practice: applications of AI based on large models emerge and break out" |
# | **generative AI** | an article without a title line, on generative-AI content (生成式AI生成内容) |
# | **principles** | 《AIGC(AI Generated Content) - 原理与代码实例讲解》, "principles, and code examples explained" |
# | **industry** | 《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》, "AIGC from beginning to practice: AIGC strengthens industries and creates countless new opportunities" |
#
# Our copies of history, principles and industry break off in the middle.
# That is no fault of their authors, and what is missing is not held against them.
# Code is quoted as it was printed; quoted sentences are our translations.

# %% [markdown] lang="zh"
# ### 五篇文章
#
# | 简称 | 标题 |
# | --- | --- |
# | 《**发展历程**》 | 《AIGC从入门到实战：AIGC 的发展历程》 |
# | 《**大模型**》 | 《AIGC从入门到实战：基于大模型的人工智能应用的涌现和爆发》 |
# | 《**生成式AI**》 | 没有标题行、介绍“生成式AI生成内容”的那一篇 |
# | 《**原理与代码**》 | 《AIGC(AI Generated Content) - 原理与代码实例讲解》 |
# | 《**赋能行业**》 | 《AIGC从入门到实战：AIGC 赋能行业，产生无数新机会》 |
#
# 其中《发展历程》《原理与代码》《赋能行业》三篇，我们手里的文本中途截断。
# 这不是作者的过失，缺掉的部分也不计作错误。
# 代码照原文引用。
