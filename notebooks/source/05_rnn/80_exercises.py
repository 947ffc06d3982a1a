# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/05_rnn](exercises/05_rnn.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ In an empty notebook, without looking here: write a recurrent cell, the loop over time, the loss and a training step, and train it until it writes words.
# 2. ★ A text of 1,000 characters costs a model 2,300 bits.
#    How many bits per character is that, how many nats, and which perplexity?
# 3. ★ Which of the three controls can make a character impossible that the model finds likelier than some character it leaves in?
# 4. ★★ Train your first network with the simple cell and with the LSTM in place of the GRU, the same number of steps.
#    Which loss ends lowest, and does it with three seeds each?
# 5. ★★ Train the parrot with `dropout=0.3`.
#    Does the lowest validation loss get lower?
#    Does the copying go?
#
# <details><summary>Answers</summary>
#
# 1. Compare with "What you will make".
#    Frequent mistakes: targets that are not moved on by one; a softmax before a loss that expects logits; a state that is not handed on when writing.
# 2. 2.3 bits, $2.3 \ln 2 \approx 1.59$ nats, perplexity $2^{2.3} \approx 4.9$.
# 3. None: temperature rules nothing out, and both others go through the characters from the likeliest downwards.
# 4. The two cells with gates usually end below the simple one; between the two, compare the means of three seeds, since a single run can mislead.
# 5. Dropout usually delays the turn and lowers the copying; run it with three seeds before you trust the difference.
#
# </details>

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/05_rnn](exercises/05_rnn.ipynb)。
# 下面几题需要动笔推导，或者自己做实验。
#
# 1. ★ 新建一个空的笔记本，不看本章，写出循环单元、沿时间的循环、损失和训练步骤，训练到网络能写出单词为止。
# 2. ★ 某个模型在一段 1,000 个字符的文本上花费了 2,300 比特。
#    平均每个字符是多少比特，多少奈特，困惑度是多少？
# 3. ★ 三种控制办法中，有没有哪一种会排除某个字符，却保留模型认为更不可能的字符？
# 4. ★★ 把你的第一个网络的 GRU 换成简单单元，再换成 LSTM，训练同样的步数。
#    哪一个的损失最低？
#    每种单元都用三个种子，结论还成立吗？
# 5. ★★ 用 `dropout=0.3` 训练“鹦鹉”。
#    最低的验证损失变低了吗？
#    照抄减少了吗？
#
# <details><summary>答案</summary>
#
# 1. 与“你会做出什么”一节对照。
#    常见错误：目标没有后移一个字符；损失按 logit 计算，却先做了 softmax；写作时没有把状态传下去。
# 2. 2.3 比特，$2.3 \ln 2 \approx 1.59$ 奈特，困惑度 $2^{2.3} \approx 4.9$。
# 3. 没有：温度不排除任何字符，另外两种都是从最可能的字符开始往下取。
# 4. 两种有门的单元，损失通常低于简单单元；这两种谁更低，要比较三个种子的平均值，因为单独一次运行可能给人错觉。
# 5. 丢弃通常会推迟验证损失的回升，减少照抄；用三个种子确认之后，再相信这个差别。
#
# </details>
