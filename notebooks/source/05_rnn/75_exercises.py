# %% [markdown] lang="en"
# ## Exercises
#
# Exercises that check themselves are in [exercises/05_rnn](exercises/05_rnn.ipynb).
# These here are for pen, paper and your own experiments.
#
# 1. ★ A text of 1,000 characters costs a model 2,300 bits.
#    How many bits per character, nats per character, and which perplexity is that?
#    How probable is the whole text?
# 2. ★ Which of the three controls can make a character impossible that the model finds likelier than some character it leaves in?
#    Prove it from the code of the section "Choosing the next character".
# 3. ★★ Write `add_lambda_bits`, with $\lambda$ instead of 1 in add-one smoothing.
#    Choose $\lambda$ for $n = 5$ on the validation plays.
#    How near do you come to Kneser-Ney?
# 4. ★★ Give a simple cell ReLU in place of tanh and repeat the measurement of the gradients.
#    What happens for $\gamma = 1$ and $\gamma = 1.5$?
# 5. ★★ Train the GRU with dropout 0.3 on the 8,000 characters of "Learning by heart".
#    Does the best validation loss improve?
#    Does the copying go?
# 6. ★★★ Rhyme to order: generate 50 poems for each first line and keep one that rhymes.
#    By how much does the share of rhyming poems rise, and what does the choice cost in bits per character under the model?

# %% [markdown] lang="zh"
# ## 练习
#
# 能自动检查的练习在 [exercises/05_rnn](exercises/05_rnn.ipynb)。
# 下面这些留给纸笔和你自己的实验。
#
# 1. ★ 一段 1,000 个字符的文本，模型花了 2,300 比特。
#    合多少比特/字符、多少奈特/字符，困惑度是多少？
#    整段文本的概率有多大？
# 2. ★ 三种控制里，哪一种可能把某个字符判为不可能，却留下一个模型认为更不可能的字符？
#    根据“怎样选下一个字符”一节的代码给出证明。
# 3. ★★ 写一个 `add_lambda_bits`，把加一平滑里的 1 换成 $\lambda$。
#    对 $n = 5$，在验证剧本上选出 $\lambda$。
#    离 Kneser-Ney 还有多远？
# 4. ★★ 把简单单元的 tanh 换成 ReLU，重做梯度的测量。
#    $\gamma = 1$ 和 $\gamma = 1.5$ 时各会怎样？
# 5. ★★ 用“背下来：记忆化”一节的那 8,000 个字符训练 GRU，加上 0.3 的丢弃。
#    最好的验证损失变好了吗？
#    照抄的毛病改了吗？
# 6. ★★★ 点名要押韵：每个首句生成 50 首，留下一首押韵的。
#    押韵的比例提高了多少？
#    这样挑选，在模型看来每个字符多花多少比特？
