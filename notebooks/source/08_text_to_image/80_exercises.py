# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/08_text_to_image](exercises/08_text_to_image.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ In an empty notebook, without looking here: write cross-attention, and a block that has it.
# 2. ★ What does guidance with $w = 0$ draw, and what with a negative prompt that equals the prompt?
#    Answer by the formula, then try.
# 3. ★★ A batch of $n$ pairs of CLIP holds two portraits with the same caption.
#    What does the loss ask of them, and how low can it become?
# 4. ★★ The text encoder sees five tokens at a time.
#    Write a caption that needs more to be understood, and test whether the model obeys it.
# 5. ★★★ Train the model with English captions alone and with both languages, for the same number of steps and three seeds each.
#    Does the second language cost or help the first?
#
# <details><summary>Answers</summary>
#
# 1. Compare with "Looking at words".
#    Frequent mistakes: softmax along the patches instead of the words; padding not masked; queries made from the words.
# 2. $\hat x_0 = \hat x_{\text{null}}$: any portrait, the sentence is ignored.
#    If both sentences are equal, the difference is zero, and for every $w$ the guess is that of the sentence without guidance.
# 3. Each of the two portraits has the same cosine with both captions, so in its row the right one has at most the probability 1/2: the losses of the two rows add up to at least $2 \log 2$.
#    The columns of the two captions are equal, and in one column the probabilities of the two portraits add up to at most 1, so the losses of the two columns, too, add up to at least $2 \log 2$.
#    With the mean of rows and columns, divided by $n$, the loss stays at least $2 \log 2 / n$.
# 4. For example "clothes that, like the background of this portrait, are green".
#    The model has never read such sentences; that it fails says something of the captions, too.
# 5. There is no single answer; give means and standard deviations of the three seeds.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/08_text_to_image](exercises/08_text_to_image.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 新建一个空的笔记本，不看本章，写出交叉注意力，以及含有它的一个块。
# 2. ★ 引导强度 $w = 0$ 会画出什么？
#    反向提示词与提示词相同，又会画出什么？
#    先按公式回答，再试一试。
# 3. ★★ CLIP 的一个批次有 $n$ 对图文，其中两幅头像的说明完全相同。
#    损失对它们的要求是什么，最低能降到多少？
# 4. ★★ 文本编码器一次只看五个词元。
#    写一句要看得更远才能读懂的说明，试试模型听不听。
# 5. ★★★ 只用英文说明训练，与两种语言一起训练，步数相同，各用三个种子。
#    第二种语言对第一种是拖累还是帮助？
#
# <details><summary>答案</summary>
#
# 1. 与“查看词：交叉注意力”一节对照。
#    常见错误：沿图块而不是沿词做 softmax；没有遮住填充；由词来算查询。
# 2. $\hat x_0 = \hat x_{\text{空}}$：画出任意的头像，句子不起作用。
#    两句话相同时，差为零；不论 $w$ 取多少，得到的都是按这句话、不加引导的猜测。
# 3. 两句说明相同，所以这两幅中的任何一幅与它们的余弦都相等；在这幅头像的那一行里，配好的那一句的概率最多是 1/2，两行的损失合起来至少是 $2 \log 2$。
#    这两句的两列完全相同，两幅头像在一列里的概率之和不超过 1，所以两列的损失合起来也至少是 $2 \log 2$。
#    行与列取平均，再除以 $n$，总损失不会低于 $2 \log 2 / n$。
# 4. 例如“衣服的颜色和这幅头像的背景一样，是绿色”。
#    模型从没有读过这样的句子；它画不对，也可能只是因为训练说明里没有这种说法。
# 5. 没有唯一的答案；要给出三个种子的均值和标准差。
#
# </details>
