# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/06_transformer](exercises/06_transformer.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ In an empty notebook, without looking here: write attention, a block and a small GPT, train it for 400 steps and let it write.
# 2. ★ For which length $T$ does attention cost as many operations as the weights of a layer of width $D$?
#    What changes if the half of the products that the causal mask makes superfluous is really saved?
# 3. ★★ Leave out the causal mask in `CausalAttention` and train the small GPT again.
#    What happens to the loss, and what does the network write?
#    Explain it.
# 4. ★★ Show that two rotations by $m\theta$ and $n\theta$ leave a dot product that depends on $m - n$ only.
# 5. ★★ Train the small GPT without `places`, with the same steps.
#    How many bits per character do the positions save on validation text (`windowed_bits`)?
# 6. ★★★ In [the deeper notebook](06_transformer_deeper.ipynb), repeat the course "manual" with `peak` 1e-4, 3e-4 and 3e-3.
#    Draw bits on plays against bits on the manual, a point for each rate.
#    Is less forgetting always paid for with less learning?
#
# <details><summary>Answers</summary>
#
# 1. Compare with "What you will make".
#    Frequent mistakes: targets that are not moved on by one; a softmax over the wrong axis; scores that are not divided by $\sqrt d$; no residual connection around the second part.
# 2. The share is $T/(T + 6D)$, so they are equal at $T = 6D$; with half of the products saved, at $T = 12D$.
# 3. The loss falls close to zero, since each position can look up its answer one place further on.
#    When the network writes, that place does not exist yet, and the text is worthless: a very low training loss is a reason to look for a leak.
# 4. Written as complex numbers, the product of a pair is the real part of $q e^{im\theta}\,\overline{k e^{in\theta}} = q \bar k\, e^{i(m-n)\theta}$.
# 5. Replace `self.places[:length]` by 0, and use at least three seeds.
#    The model without positions can use which characters stand before, and with two layers a little of their order, which leaks through the mask.
# 6. Use three seeds for each rate before you draw a line through the points.
#    Then add the point of "mixed" from the table: if it lies below the line, what is read matters as well as how fast.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/06_transformer](exercises/06_transformer.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 新建一个空的笔记本，不看本章，写出注意力、块和一个小 GPT，训练 400 步，让它写作。
# 2. ★ 设一层宽 $D$，长度 $T$ 为多少时，注意力的运算次数与权重的一样多？
#    有了因果掩码，一半的乘积是多余的；如果真的省去这一半，答案是多少？
# 3. ★★ 去掉 `CausalAttention` 里的因果掩码，重新训练小 GPT。
#    损失会怎样，网络写出的又是什么？
#    请解释原因。
# 4. ★★ 证明：两个向量分别转过 $m\theta$ 和 $n\theta$，点积只与 $m - n$ 有关。
# 5. ★★ 去掉 `places`，用同样的步数训练小 GPT。
#    在验证文本上（用 `windowed_bits`），位置信息使每个字符省了多少比特？
# 6. ★★★ 在[深入篇](06_transformer_deeper.ipynb)里，把“手册”方案的 `peak` 换成 1e-4、3e-4 和 3e-3，各做一遍。
#    横轴是考手册的比特/字符，纵轴是考剧本的比特/字符，每个学习率画一个点。
#    想少遗忘，是不是总要少学一些？
#
# <details><summary>答案</summary>
#
# 1. 与“你会做出什么”一节对照。
#    常见错误：目标没有后移一个字符；softmax 的轴不对；得分没有除以 $\sqrt d$；第二部分没有残差连接。
# 2. 注意力占 $T/(T + 6D)$，所以 $T = 6D$ 时相等；省去一半的乘积，则是 $T = 12D$。
# 3. 损失会降到接近零，因为每个位置都可以到后一个位置去查答案。
#    写作时后一个位置还不存在，写出的文字毫无意义；所以，训练损失低得出奇，就该检查有没有泄漏。
# 4. 写成复数，一对数的点积是 $q e^{im\theta}\,\overline{k e^{in\theta}} = q \bar k\, e^{i(m-n)\theta}$ 的实部。
# 5. 把 `self.places[:length]` 换成 0，至少用三个种子。
#    没有位置信息的模型，仍能利用前面有哪些字符；有两层时，还能利用因果掩码透露的一点次序。
# 6. 每个学习率至少用三个种子，再用一条线把各点连起来。
#    然后按表中“混读”一行的数值再画一个点：如果这个点位于那条线的下方，就说明不仅学习率重要，读什么也很重要。
#
# </details>
